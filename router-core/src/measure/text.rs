//! A text made ready for scanning: folded, cut into clauses, its shape counted.

/// A text folded for the stem scanner: lower case, one space before and after every word, clauses told apart.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The words, each with a space before it; a clause ends with a space, too.
    pub(super) text: String,
    /// The clauses in order; they cover `text`.
    pub(super) clauses: Vec<Clause>,
}

/// A stretch of text between sentence marks or quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Clause {
    /// Where it ends in the folded text.
    pub(super) end: usize,
    /// It stands in quotes or a code block: material, rather than what the writer wants.
    pub(super) quoted: bool,
    /// It ended with a colon.
    pub(super) introduces: bool,
    /// Its characters by kind.
    pub(super) shape: Shape,
}

/// Characters and words counted by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Shape {
    /// Words, numbers included.
    pub(super) words: u32,
    /// Words that begin with a digit.
    pub(super) numbers: u32,
    /// Cyrillic letters, the Kazakh ones included.
    pub(super) cyrillic: u32,
    /// Cyrillic letters that Russian lacks.
    pub(super) kazakh: u32,
    /// Latin letters.
    pub(super) latin: u32,
    /// Mathematical signs.
    pub(super) math: u32,
    /// Characters that programs are full of.
    pub(super) code: u32,
}

// === impl Shape ===

impl Shape {
    /// Adds another shape, field by field.
    pub(super) fn add(&mut self, other: Self) {
        self.words += other.words;
        self.numbers += other.numbers;
        self.cyrillic += other.cyrillic;
        self.kazakh += other.kazakh;
        self.latin += other.latin;
        self.math += other.math;
        self.code += other.code;
    }

    fn letter(&mut self, letter: char) {
        match letter {
            'a'..='z' | 'A'..='Z' => self.latin += 1,
            'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'һ' | 'і' | 'Ә' | 'Ғ' | 'Қ' | 'Ң' | 'Ө' | 'Ұ' | 'Ү' | 'Һ'
            | 'І' => {
                self.kazakh += 1;
                self.cyrillic += 1;
            }
            '\u{400}'..='\u{4ff}' => self.cyrillic += 1,
            _ => {}
        }
    }

    fn sign(&mut self, sign: char) {
        match sign {
            '²' | '³' | '√' | '∫' | '∑' | '≤' | '≥' | '≠' | '∞' | '^' | 'π' | '→' | '∈' | '±' | '×' | '−' => {
                self.math += 1
            }
            '{' | '}' | ';' | '_' | '<' | '>' | '`' | '\\' | '[' | ']' | '&' | '|' => self.code += 1,
            '=' | '+' | '*' | '/' => {
                self.math += 1;
                self.code += 1;
            }
            _ => {}
        }
    }
}

// === impl Folded ===

impl Folded {
    /// Appends `text` as clauses of its own.
    pub(super) fn push(&mut self, text: &str) {
        let mut clause = Clause::default();
        let mut in_word = false;
        let mut in_code = false;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            if is_word(character) {
                if !in_word {
                    self.text.push(' ');
                    clause.shape.words += 1;
                    clause.shape.numbers += u32::from(character.is_ascii_digit());
                    in_word = true;
                }
                clause.shape.letter(character);
                clause.shape.sign(character);
                self.text.push(fold(character));
                continue;
            }
            in_word = false;
            clause.shape.sign(character);
            let spaced = characters.peek().is_none_or(|next| next.is_whitespace());
            match character {
                '`' if characters.next_if_eq(&'`').is_some() => {
                    in_code ^= characters.next_if_eq(&'`').is_some();
                    self.close(&mut clause, in_code);
                }
                '«' | '“' | '„' => self.close(&mut clause, true),
                '»' | '”' => self.close(&mut clause, in_code),
                '"' => {
                    let quoted = clause.quoted;
                    self.close(&mut clause, in_code || !quoted);
                }
                '!' | '?' | '\n' | '…' if !clause.quoted => self.close(&mut clause, false),
                '.' | ';' if spaced && !clause.quoted => self.close(&mut clause, false),
                ':' if spaced && !clause.quoted => {
                    clause.introduces = true;
                    self.close(&mut clause, false);
                }
                _ => {}
            }
        }
        self.close(&mut clause, false);
    }

    /// Ends the clause, unless nothing is in it, and begins the next one.
    fn close(&mut self, clause: &mut Clause, next_is_quoted: bool) {
        if clause.shape != Shape::default() {
            self.text.push(' ');
            self.clauses.push(Clause { end: self.text.len(), ..*clause });
        } else if clause.introduces
            && let Some(last) = self.clauses.last_mut()
        {
            last.introduces = true;
        }
        *clause = Clause { quoted: next_is_quoted, ..Clause::default() };
    }
}

/// Whether a character belongs to words. The alphabets in use are told without the tables of Unicode.
fn is_word(character: char) -> bool {
    match character {
        '\0'..='\u{7f}' => character.is_ascii_alphanumeric(),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => true,
        _ => character.is_alphanumeric(),
    }
}

/// One letter folded: lower case, ё as е, and Kazakh letters as the Russian ones that people type in their place.
pub(super) fn fold(letter: char) -> char {
    let lower = match letter {
        'a'..='z' | 'а'..='я' | '0'..='9' | ' ' => return letter,
        'A'..='Z' => letter.to_ascii_lowercase(),
        _ => letter.to_lowercase().next().unwrap_or(letter),
    };
    match lower {
        'ё' => 'е',
        'ә' => 'а',
        'ғ' => 'г',
        'қ' | 'ҡ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' | 'ў' => 'у',
        'һ' | 'ҳ' => 'х',
        'і' => 'и',
        other => other,
    }
}

/// At most `head` bytes from the beginning and `tail` bytes from the end of `text`, cut at characters. Texts that fit
/// come back whole, with an empty end.
pub(super) fn window(text: &str, head: usize, tail: usize) -> (&str, &str) {
    if text.len() <= head + tail {
        return (text, "");
    }
    let end = text.floor_char_boundary(head);
    let start = text.ceil_char_boundary(text.len() - tail);
    (text.get(..end).unwrap_or_default(), text.get(start..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Folded, window};

    #[test]
    fn clauses() {
        for (text, expected) in [
            ("Сколько СТОИТ?", " сколько стоит "),
            ("Ёлка, Қанша!", " елка канша "),
            ("v1.5 готово. Да", " v1 5 готово | да "),
            ("Переведи: «Ваш заказ. Готов»", " переведи :| ваш заказ готов \""),
            ("a \"b c\" d", " a | b c \"| d "),
            ("см ```let x``` тут", " см | let x \"| тут "),
            ("", ""),
        ] {
            let mut folded = Folded::default();
            folded.push(text);
            let mut start = 0;
            let shown: Vec<String> = folded
                .clauses
                .iter()
                .map(|clause| {
                    let words = &folded.text[start..clause.end];
                    start = clause.end;
                    let mark = if clause.quoted {
                        "\""
                    } else if clause.introduces {
                        ":"
                    } else {
                        ""
                    };
                    format!("{words}{mark}")
                })
                .collect();
            assert_eq!(shown.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn windows_cut_at_characters() {
        assert_eq!(window("қақпа", 3, 3), ("қ", "а"));
        assert_eq!(window("short", 3, 3), ("short", ""));
    }
}
