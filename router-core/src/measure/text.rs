//! A text made ready for the judge: its words as sounds, cut into clauses, its shape counted.

use smallvec::SmallVec;

use super::letters::{Code, Glyph, KINDS, Kind, joined, number};

/// A text as sounds.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The words, each with a 0 after it.
    pub(super) codes: Vec<Code>,
    /// The clauses in order; they cover `codes`.
    pub(super) clauses: SmallVec<[Clause; 16]>,
}

/// A stretch of text between sentence marks, commas or quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Clause {
    /// Where it ends in the codes.
    pub(super) end: usize,
    /// It stands in quotes or a code block: material, rather than what the writer wants.
    pub(super) quoted: bool,
    /// Its characters by kind.
    pub(super) shape: Shape,
}

/// Characters and words counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Shape {
    kinds: [u32; KINDS],
    /// Words, numbers included.
    pub(super) words: u32,
    /// Numbers.
    pub(super) numbers: u32,
    /// Lines that begin with a letter and a bracket or dot: options of a test.
    pub(super) options: u32,
}

/// Where in a text the scan is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Between,
    /// In a word of letters; whether it stands at the beginning of a line.
    Word {
        opens_line: bool,
    },
    Number {
        digits: usize,
    },
}

// === impl Shape ===

impl Shape {
    /// Adds another shape, field by field.
    pub(super) fn add(&mut self, other: &Self) {
        for (count, more) in self.kinds.iter_mut().zip(other.kinds) {
            *count += more;
        }
        self.words += other.words;
        self.numbers += other.numbers;
        self.options += other.options;
    }

    /// Characters of a kind.
    pub(super) fn count(&self, kind: Kind) -> u32 {
        self.kinds.get(kind as usize).copied().unwrap_or_default()
    }

    /// Cyrillic letters, the Kazakh ones included.
    pub(super) fn cyrillic(&self) -> u32 {
        self.count(Kind::Cyrillic) + self.count(Kind::Kazakh)
    }

    #[inline]
    fn note(&mut self, kind: Kind) {
        if let Some(count) = self.kinds.get_mut(kind as usize) {
            *count += 1;
        }
    }
}

// === impl Folded ===

impl Folded {
    /// Appends `text` as clauses of its own.
    pub(super) fn push(&mut self, text: &str) {
        self.codes.reserve(text.len() + 2);
        let bytes = text.as_bytes();
        let mut clause = Clause::default();
        let mut place = Place::Between;
        let (mut in_code, mut opens_line) = (false, true);
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let (glyph, length) = Glyph::first(rest).unwrap_or_else(|| foreign(text, at));
            clause.shape.note(glyph.kind);
            if glyph.word {
                self.letter(glyph, bytes, at, &mut clause.shape, &mut place, opens_line);
                opens_line = false;
                at += length;
                if length == 2 && glyph.kind != Kind::Latin {
                    let rest = bytes.get(at..).unwrap_or_default();
                    at = bytes.len() - self.cyrillic(rest, &mut clause.shape, &mut place).len();
                }
                continue;
            }
            let sign = rest.first().copied().unwrap_or_default();
            let letter_of_line = place == Place::Word { opens_line: true };
            if letter_of_line && matches!(sign, b'.' | b')') && self.is_single() {
                clause.shape.options += 1;
            }
            self.end_word(&mut place);
            opens_line = glyph.kind == Kind::Line || opens_line && matches!(sign, b'(' | b' ');
            if glyph.kind != Kind::Space {
                self.sign(sign, rest, &mut clause, &mut in_code);
            }
            at += length;
        }
        self.end_word(&mut place);
        self.close(&mut clause, false);
    }

    /// Appends the Cyrillic letters that a word goes on with and the Cyrillic words after it, a space before each, and
    /// returns what follows. All of them could go the way of other characters; they are most of most texts.
    #[inline]
    fn cyrillic<'t>(&mut self, mut rest: &'t [u8], shape: &mut Shape, place: &mut Place) -> &'t [u8] {
        loop {
            while let Some(glyph) = cyrillic_letter(rest) {
                shape.note(glyph.kind);
                if glyph.code != 0 {
                    self.codes.push(glyph.code);
                }
                rest = rest.get(2..).unwrap_or_default();
            }
            match rest {
                [b' ', word @ ..] if cyrillic_letter(word).is_some() => {
                    shape.note(Kind::Space);
                    shape.words += 1;
                    self.codes.push(0);
                    *place = Place::Word { opens_line: false };
                    rest = word;
                }
                _ => return rest,
            }
        }
    }

    /// Appends a letter or digit of a word.
    #[inline]
    fn letter(
        &mut self,
        glyph: Glyph,
        bytes: &[u8],
        at: usize,
        shape: &mut Shape,
        place: &mut Place,
        opens_line: bool,
    ) {
        if glyph.kind == Kind::Digit {
            match place {
                Place::Number { digits } => *digits += 1,
                Place::Between | Place::Word { .. } => {
                    self.end_word(place);
                    *place = Place::Number { digits: 1 };
                    shape.words += 1;
                    shape.numbers += 1;
                }
            }
            return;
        }
        if !matches!(place, Place::Word { .. }) {
            self.end_word(place);
            *place = Place::Word { opens_line };
            shape.words += 1;
        } else if glyph.kind == Kind::Latin
            && let Some(&[first, second]) =
                at.checked_sub(1).and_then(|before| bytes.get(before..=at)).and_then(|pair| pair.first_chunk())
            && let Some(code) = joined(first, second)
        {
            self.codes.pop();
            self.codes.push(code);
            return;
        }
        if glyph.code != 0 {
            self.codes.push(glyph.code);
        }
    }

    /// What a sign does to the clause.
    fn sign(&mut self, sign: u8, rest: &[u8], clause: &mut Clause, in_code: &mut bool) {
        let spaced = rest.get(1).is_none_or(u8::is_ascii_whitespace);
        match sign {
            b'`' if rest.starts_with(b"```") => {
                *in_code = !*in_code;
                self.close(clause, *in_code);
            }
            b'"' => {
                let quoted = clause.quoted;
                self.close(clause, *in_code || !quoted);
            }
            b'!' | b'?' | b'\n' if !clause.quoted => self.close(clause, false),
            b'.' | b',' | b';' | b':' if spaced && !clause.quoted => self.close(clause, false),
            // « and “ „ open, » and ” close.
            0xc2 if rest.get(1) == Some(&0xab) => self.close(clause, true),
            0xc2 if rest.get(1) == Some(&0xbb) => self.close(clause, *in_code),
            0xe2 => match rest.get(1..3) {
                Some([0x80, 0x9c | 0x9e]) => self.close(clause, true),
                Some([0x80, 0x9d]) => self.close(clause, *in_code),
                Some([0x80, 0xa6]) if !clause.quoted => self.close(clause, false),
                _ => {}
            },
            _ => {}
        }
    }

    fn end_word(&mut self, place: &mut Place) {
        match *place {
            Place::Between => return,
            Place::Word { .. } => {}
            Place::Number { digits } => self.codes.push(number(digits)),
        }
        self.codes.push(0);
        *place = Place::Between;
    }

    /// Whether the word being read has one letter so far.
    fn is_single(&self) -> bool {
        let before = self.codes.len().checked_sub(2).and_then(|place| self.codes.get(place));
        before.is_none_or(|&code| code == 0)
    }

    /// Ends the clause, unless nothing is in it, and begins the next one.
    fn close(&mut self, clause: &mut Clause, next_is_quoted: bool) {
        if clause.shape != Shape::default() {
            self.clauses.push(Clause { end: self.codes.len(), ..*clause });
        }
        *clause = Clause { quoted: next_is_quoted, ..Clause::default() };
    }
}

/// The Cyrillic letter that `bytes` begin with.
#[inline]
fn cyrillic_letter(bytes: &[u8]) -> Option<Glyph> {
    let (0xd0..=0xd4, (glyph, 2)) = (*bytes.first()?, Glyph::first(bytes)?) else { return None };
    glyph.word.then_some(glyph)
}

/// The glyph of the character at `at` of `text` that the table does not have, and its length.
fn foreign(text: &str, at: usize) -> (Glyph, usize) {
    let character = text.get(at..).and_then(|rest| rest.chars().next());
    character.map_or((Glyph::foreign('\0'), 1), |character| (Glyph::foreign(character), character.len_utf8()))
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

    fn folded(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.push(text);
        folded
    }

    #[test]
    fn spellings_of_one_word_sound_alike() {
        for (one, other) in [
            ("Сколько СТОИТ?", "skolko stoit"),
            ("Қанша тұрады", "qansha turady"),
            ("канша турады", "Kansha turady!"),
            ("жеткізу", "jetkizu"),
            ("жеткізу", "zhetkizu"),
            ("Ёлка", "елка"),
            ("şaş", "шаш"),
            ("Яблоко", "yabloko"),
            ("12 345", "98-701"),
        ] {
            assert_eq!(folded(one).codes, folded(other).codes, "{one} {other}");
        }
    }

    #[test]
    fn clauses() {
        for (text, expected) in [
            ("Сколько СТОИТ?", "2"),
            ("v1.5 готово. Да", "4|1"),
            ("Переведи: «Ваш заказ. Готов»", "1|3\""),
            ("a \"b c\" d", "1|2\"|1"),
            ("см ```let x``` тут", "1|2\"|1"),
            ("да, давай", "1|1"),
            ("", ""),
        ] {
            let shown: Vec<String> = folded(text)
                .clauses
                .iter()
                .filter(|clause| clause.shape.words > 0)
                .map(|clause| format!("{}{}", clause.shape.words, if clause.quoted { "\"" } else { "" }))
                .collect();
            assert_eq!(shown.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn options_of_a_test_are_counted() {
        let count = |text| folded(text).clauses.iter().map(|clause| clause.shape.options).sum::<u32>();
        assert_eq!(count("Which?\nA. one\nB) two\n(C) three\nD four"), 3);
        assert_eq!(count("см. п. 3, т.е. всё"), 0);
    }

    #[test]
    fn windows_cut_at_characters() {
        assert_eq!(window("қақпа", 3, 3), ("қ", "а"));
        assert_eq!(window("short", 3, 3), ("short", ""));
    }
}
