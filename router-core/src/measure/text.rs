//! A text made ready for scanning: folded, cut into clauses, its shape counted.

/// A text folded for the stem scanner: lower case, one space before and after every word, clauses told apart.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The words, each with a space before it; a clause ends with a space, too.
    pub(super) text: Vec<u8>,
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

/// What a character counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Other,
    Latin,
    Cyrillic,
    Kazakh,
    Math,
    Code,
    MathAndCode,
}

/// All that is asked of a character of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Glyph {
    folded: char,
    /// Whether it belongs to words.
    word: bool,
    kind: Kind,
}

const ASCII: usize = 0x80;
/// The letters of Russian, Kazakh and their neighbours.
const CYRILLIC: std::ops::Range<u32> = 0x400..0x530;

/// ASCII and then [`CYRILLIC`], which most texts consist of: looked up, because the tables of Unicode cost ten times as
/// much.
const GLYPHS: [Glyph; ASCII + 0x130] = {
    let mut glyphs = [Glyph { folded: ' ', word: false, kind: Kind::Other }; ASCII + 0x130];
    let mut place = 0;
    while place < glyphs.len() {
        let code = if place < ASCII { place as u32 } else { place as u32 - ASCII as u32 + CYRILLIC.start };
        glyphs[place] = Glyph::known(code);
        place += 1;
    }
    glyphs
};

// === impl Glyph ===

impl Glyph {
    #[inline]
    fn of(character: char) -> Self {
        let code = u32::from(character);
        let place = if CYRILLIC.contains(&code) { code - CYRILLIC.start + ASCII as u32 } else { code };
        let known = GLYPHS.get(place as usize).filter(|_| character.is_ascii() || CYRILLIC.contains(&code));
        known.copied().unwrap_or_else(|| Self::foreign(character))
    }

    /// The glyph of an ASCII or Cyrillic character.
    const fn known(code: u32) -> Self {
        let lower = match code {
            0x41..=0x5a | 0x410..=0x42f => code + 0x20,
            0x400..=0x40f => code + 0x50,
            0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f => code | 1,
            0x4c0 => 0x4cf,
            0x4c1..=0x4ce => code + (code & 1),
            _ => code,
        };
        let kind = match lower {
            0x61..=0x7a => Kind::Latin,
            // ә ғ қ ң ө ұ ү һ і
            0x4d9 | 0x493 | 0x49b | 0x4a3 | 0x4e9 | 0x4b1 | 0x4af | 0x4bb | 0x456 => Kind::Kazakh,
            0x400..=0x4ff => Kind::Cyrillic,
            // { } ; _ < > ` \ [ ] & |
            0x7b | 0x7d | 0x3b | 0x5f | 0x3c | 0x3e | 0x60 | 0x5c | 0x5b | 0x5d | 0x26 | 0x7c => Kind::Code,
            // = + * /
            0x3d | 0x2b | 0x2a | 0x2f => Kind::MathAndCode,
            // ^
            0x5e => Kind::Math,
            _ => Kind::Other,
        };
        let folded = match char::from_u32(plain(lower)) {
            Some(folded) => folded,
            None => ' ',
        };
        let word = matches!(code, 0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0x400..=0x481 | 0x48a..=0x52f);
        Self { folded, word, kind }
    }

    fn foreign(character: char) -> Self {
        let kind = match character {
            '²' | '³' | '√' | '∫' | '∑' | '≤' | '≥' | '≠' | '∞' | 'π' | '→' | '∈' | '±' | '×' | '−' => {
                Kind::Math
            }
            _ => Kind::Other,
        };
        let folded = character.to_lowercase().next().unwrap_or(character);
        Self { folded, word: character.is_alphanumeric(), kind }
    }
}

/// Where the table has the character that `bytes` begin with, and how long it is: ASCII, or two bytes of Cyrillic.
#[inline]
fn place(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes {
        [byte @ 0..0x80, ..] => Some((usize::from(byte), 1)),
        [lead @ 0xd0..=0xd4, trail, ..] => {
            Some((((usize::from(lead & 0x0f)) << 6) + usize::from(trail & 0x3f) + ASCII, 2))
        }
        _ => None,
    }
}

/// Takes the next character if it is `wanted`.
fn take(characters: &mut std::str::Chars<'_>, wanted: char) -> bool {
    let mut ahead = characters.clone();
    let is_wanted = ahead.next() == Some(wanted);
    if is_wanted {
        *characters = ahead;
    }
    is_wanted
}

/// ё as е, and the letters that Kazakh and its neighbours add to Russian as those that people type in their place.
const fn plain(lower: u32) -> u32 {
    match lower {
        0x451 => 0x435,                 // ё
        0x4d9 => 0x430,                 // ә
        0x493 => 0x433,                 // ғ
        0x49b | 0x4a1 => 0x43a,         // қ ҡ
        0x4a3 => 0x43d,                 // ң
        0x4e9 => 0x43e,                 // ө
        0x4b1 | 0x4af | 0x45e => 0x443, // ұ ү ў
        0x4bb | 0x4b3 => 0x445,         // һ ҳ
        0x456 => 0x438,                 // і
        other => other,
    }
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

    #[inline]
    fn note(&mut self, kind: Kind) {
        match kind {
            Kind::Cyrillic => self.cyrillic += 1,
            Kind::Latin => self.latin += 1,
            Kind::Kazakh => {
                self.kazakh += 1;
                self.cyrillic += 1;
            }
            Kind::Math => self.math += 1,
            Kind::Code => self.code += 1,
            Kind::MathAndCode => {
                self.math += 1;
                self.code += 1;
            }
            Kind::Other => {}
        }
    }
}

// === impl Folded ===

impl Folded {
    /// Appends `text` as clauses of its own.
    pub(super) fn push(&mut self, text: &str) {
        self.text.reserve(text.len() + 8);
        let mut clause = Clause::default();
        let mut in_word = false;
        let mut in_code = false;
        let mut characters = text.chars();
        loop {
            let read = self.letters(characters.as_str().as_bytes(), &mut clause.shape, &mut in_word);
            characters = characters.as_str().get(read..).unwrap_or_default().chars();
            let Some(character) = characters.next() else { break };
            let glyph = Glyph::of(character);
            if glyph.word {
                if !in_word {
                    self.text.push(b' ');
                    clause.shape.words += 1;
                    clause.shape.numbers += u32::from(character.is_ascii_digit());
                    in_word = true;
                }
                clause.shape.note(glyph.kind);
                self.write(glyph.folded);
                continue;
            }
            in_word = false;
            clause.shape.note(glyph.kind);
            let spaced = characters.clone().next().is_none_or(char::is_whitespace);
            match character {
                '`' if take(&mut characters, '`') => {
                    in_code ^= take(&mut characters, '`');
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

    /// Appends the letters and digits that `bytes` begin with, as far as the table knows them, without decoding them.
    /// Returns how many bytes they are.
    fn letters(&mut self, bytes: &[u8], shape: &mut Shape, in_word: &mut bool) -> usize {
        let mut at = 0;
        while let Some((place, length)) = bytes.get(at..).and_then(place) {
            let Some(glyph) = GLYPHS.get(place).filter(|glyph| glyph.word) else { break };
            if !*in_word {
                self.text.push(b' ');
                shape.words += 1;
                shape.numbers += u32::from(place < ASCII && (place as u8).is_ascii_digit());
                *in_word = true;
            }
            shape.note(glyph.kind);
            self.write(glyph.folded);
            at += length;
        }
        at
    }

    /// Appends a letter in UTF-8.
    #[inline]
    fn write(&mut self, letter: char) {
        match u32::from(letter) {
            code @ 0..0x80 => self.text.push(code as u8),
            code @ 0x80..0x800 => {
                self.text.push(0xc0 | (code >> 6) as u8);
                self.text.push(0x80 | (code & 0x3f) as u8);
            }
            _ => self.text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    /// Ends the clause, unless nothing is in it, and begins the next one.
    fn close(&mut self, clause: &mut Clause, next_is_quoted: bool) {
        if clause.shape != Shape::default() {
            self.text.push(b' ');
            self.clauses.push(Clause { end: self.text.len(), ..*clause });
        } else if clause.introduces
            && let Some(last) = self.clauses.last_mut()
        {
            last.introduces = true;
        }
        *clause = Clause { quoted: next_is_quoted, ..Clause::default() };
    }
}

/// One letter folded: lower case, ё as е, and Kazakh letters as the Russian ones that people type in their place.
pub(super) fn fold(letter: char) -> char {
    Glyph::of(letter).folded
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
    use super::{CYRILLIC, Folded, Glyph, Kind, fold, window};

    #[test]
    fn the_table_says_what_unicode_says() {
        for code in (0..0x80).chain(CYRILLIC) {
            let character = char::from_u32(code).unwrap();
            let lower = char::from_u32(super::plain(u32::from(character.to_lowercase().next().unwrap()))).unwrap();
            assert_eq!(fold(character), lower, "{character}");
            assert_eq!(Glyph::of(character).word, character.is_alphanumeric(), "{character}");
        }
        for (characters, kind) in [
            ("әғқңөұүһіӘҒҚҢӨҰҮҺІ", Kind::Kazakh),
            ("яЯёЁўҳ", Kind::Cyrillic),
            ("azAZ", Kind::Latin),
            ("{};_<>`\\[]&|", Kind::Code),
            ("=+*/", Kind::MathAndCode),
            ("^²π∑", Kind::Math),
            ("09 .ß中", Kind::Other),
        ] {
            assert!(characters.chars().all(|character| Glyph::of(character).kind == kind), "{characters}");
        }
    }

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
                    let words = std::str::from_utf8(&folded.text[start..clause.end]).unwrap();
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
