//! A text made ready for the judge: its words as sounds, cut into clauses, its shape counted.

use smallvec::SmallVec;

use super::letters::{Code, Glyph, KINDS, Kind, Letter, joined, number};
use super::words::stem_of;

/// Bytes of a word of common length; room is made for as many words.
const COMMON_WORD: usize = 8;

/// A text as sounds.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The sounds of the words, a 0 after each word.
    pub(super) codes: Vec<Code>,
    /// The words in order; those of nothing but silent letters are left out.
    pub(super) words: Vec<Word>,
    /// The clauses in order; they cover the words.
    pub(super) clauses: SmallVec<[Clause; 16]>,
}

/// A word, as a piece of the codes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The hash of its stem.
    pub(super) stem: u32,
}

/// A stretch of text between sentence marks, commas or quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Clause {
    /// Where it ends among the words.
    pub(super) end: usize,
    /// It stands in quotes or a code block: material, rather than what the writer wants.
    pub(super) quoted: bool,
    /// It talks of models and tiers, and is not heard.
    pub(super) unheard: bool,
    /// A colon ends it: what follows is what it speaks of.
    pub(super) announces: bool,
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
    Word,
    /// In a word that stands at the beginning of a line.
    FirstWord,
    Number,
}

/// A text being read.
struct Scan<'a> {
    /// Room for the codes, and how much of it is taken.
    codes: &'a mut [Code],
    length: usize,
    /// Where the word being read begins in the codes.
    word_start: usize,
    words: &'a mut Vec<Word>,
    clauses: &'a mut SmallVec<[Clause; 16]>,
    clause: Clause,
    place: Place,
    /// Nothing but spaces and an opening bracket stood on the line so far.
    opens_line: bool,
    in_code: bool,
}

// === impl Shape ===

impl Shape {
    /// Adds another shape, field by field.
    pub(super) fn add(&mut self, other: &Self) {
        for (count, more) in self.kinds.iter_mut().zip(other.kinds) {
            *count = count.wrapping_add(more);
        }
        self.words += other.words;
        self.numbers += other.numbers;
        self.options += other.options;
    }

    /// Characters of a kind.
    pub(super) fn count(&self, kind: Kind) -> u32 {
        self.kinds.get(kind as usize).copied().unwrap_or_default()
    }

    /// Latin letters, the Kazakh ones included.
    pub(super) fn latin(&self) -> u32 {
        self.count(Kind::Latin) + self.count(Kind::KazakhLatin)
    }

    /// Cyrillic letters, the Kazakh ones included.
    pub(super) fn cyrillic(&self) -> u32 {
        self.count(Kind::Cyrillic) + self.count(Kind::Kazakh)
    }

    /// Counts characters of a kind.
    #[inline]
    fn note(&mut self, kind: Kind, characters: u32) {
        if let Some(count) = self.kinds.get_mut(kind as usize) {
            *count += characters;
        }
    }
}

// === impl Folded ===

impl Folded {
    /// Appends `text` as clauses of its own.
    pub(super) fn push(&mut self, text: &str) {
        let start = self.codes.len();
        // Room for a code and a 0 for each byte, so that no letter has to make any.
        self.codes.resize(start + 2 * text.len() + 2, 0);
        self.words.reserve(text.len() / COMMON_WORD);
        let mut scan = Scan {
            codes: &mut self.codes,
            length: start,
            word_start: start,
            words: &mut self.words,
            clauses: &mut self.clauses,
            clause: Clause::default(),
            place: Place::Between,
            opens_line: true,
            in_code: false,
        };
        scan.read(text);
        scan.end_word();
        scan.close(false);
        let length = scan.length;
        self.codes.truncate(length);
    }
}

// === impl Scan ===

impl Scan<'_> {
    fn read(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(rest @ &[byte, ..]) = bytes.get(at..) {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            let read = match byte {
                b'a'..=b'z' | b'A'..=b'Z' => self.latin(rest, before.copied().unwrap_or_default()),
                b'0'..=b'9' => self.number(rest),
                0xd0..=0xd4 => self.cyrillic(rest),
                _ => 0,
            };
            at += if read > 0 { read } else { self.other(rest, || foreign(text, at)) };
        }
    }

    /// Reads Cyrillic words, a space behind each, as far as they go: most of most texts. Not inlined, so that
    /// the loop has the registers for itself.
    #[inline(never)]
    fn cyrillic(&mut self, text: &[u8]) -> usize {
        let (mut rest, mut in_word) = (text, false);
        let (mut length, mut spaces, mut kazakh) = (self.length, 0, 0_u32);
        while let [first, second, after @ ..] = rest {
            let letter = Letter::of([*first, *second]);
            if !letter.is_none() {
                if !in_word {
                    self.begin_word();
                    (in_word, length) = (true, self.length);
                }
                if let Some(code) = self.codes.get_mut(length) {
                    *code = letter.code();
                }
                length = length.wrapping_add(1);
                kazakh = kazakh.wrapping_add(letter.kazakh());
                rest = after;
            } else if in_word && *first == b' ' {
                self.length = length;
                self.sign(b' ', Kind::Space);
                in_word = false;
                spaces += 1;
                rest = rest.get(1..).unwrap_or_default();
            } else {
                break;
            }
        }
        if in_word {
            self.length = length;
        }
        let read = text.len() - rest.len();
        let letters = (read - spaces) / 2;
        self.clause.shape.note(Kind::Cyrillic, letters as u32 - kazakh);
        self.clause.shape.note(Kind::Kazakh, kazakh);
        read
    }

    /// Reads Latin letters. `before` is the byte before them.
    #[inline(never)]
    fn latin(&mut self, text: &[u8], mut before: u8) -> usize {
        self.begin_word();
        let mut read = 0;
        for &byte in text {
            let glyph = Glyph::of_ascii(byte);
            if glyph.kind != Kind::Latin {
                break;
            }
            let mut code = glyph.code;
            if let Some(both) = joined([before, byte]) {
                self.length = self.length.saturating_sub(1);
                code = both;
            }
            self.add_code(code);
            before = byte;
            read += 1;
        }
        self.clause.shape.note(Kind::Latin, read);
        read as usize
    }

    /// Reads a number.
    fn number(&mut self, text: &[u8]) -> usize {
        let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.end_word();
        self.place = Place::Number;
        self.opens_line = false;
        self.add_code(number(digits));
        let shape = &mut self.clause.shape;
        shape.note(Kind::Digit, digits as u32);
        shape.words += 1;
        shape.numbers += 1;
        digits
    }

    /// Reads any other character, the first of `rest`.
    fn other(&mut self, rest: &[u8], foreign: impl Fn() -> (Glyph, usize)) -> usize {
        let (glyph, length) = Glyph::first(rest).unwrap_or_else(foreign);
        let byte = rest.first().copied().unwrap_or_default();
        if glyph.word {
            self.clause.shape.note(glyph.kind, 1);
            self.begin_word();
            if glyph.code != 0 {
                self.add_code(glyph.code);
            }
        } else {
            self.sign(byte, glyph.kind);
            if glyph.kind != Kind::Space {
                self.mark(rest);
            }
        }
        length
    }

    /// A letter follows.
    #[inline]
    fn begin_word(&mut self) {
        if !matches!(self.place, Place::Word | Place::FirstWord) {
            self.end_word();
            self.place = if self.opens_line { Place::FirstWord } else { Place::Word };
            self.clause.shape.words += 1;
        }
        self.opens_line = false;
    }

    #[inline]
    fn end_word(&mut self) {
        if self.place != Place::Between {
            self.add_word();
            self.place = Place::Between;
        }
    }

    /// Reads what is no letter and no digit: a space, a sign that begins with this byte.
    #[inline]
    fn sign(&mut self, byte: u8, kind: Kind) {
        self.clause.shape.note(kind, 1);
        if self.place == Place::FirstWord && matches!(byte, b'.' | b')') && self.is_single() {
            self.clause.shape.options += 1;
        }
        self.end_word();
        self.opens_line = kind == Kind::Line || self.opens_line && matches!(byte, b'(' | b' ');
    }

    /// What a sign, the first of `rest`, does to the clause.
    fn mark(&mut self, rest: &[u8]) {
        let spaced = rest.get(1).is_none_or(u8::is_ascii_whitespace);
        let (quoted, in_code) = (self.clause.quoted, self.in_code);
        match *rest {
            [b'`', b'`', b'`', ..] => {
                self.in_code = !in_code;
                self.close(!in_code);
            }
            [b'"', ..] => self.close(in_code || !quoted),
            [b'!' | b'?' | b'\n', ..] if !quoted => self.close(false),
            [b':', ..] if spaced && !quoted => {
                self.clause.announces = true;
                self.close(false);
            }
            [b'.' | b',' | b';', ..] if spaced && !quoted => self.close(false),
            // « and “ „ open, » and ” close.
            [0xc2, 0xab, ..] | [0xe2, 0x80, 0x9c | 0x9e, ..] => self.close(true),
            [0xc2, 0xbb, ..] | [0xe2, 0x80, 0x9d, ..] => self.close(in_code),
            // …
            [0xe2, 0x80, 0xa6, ..] if !quoted => self.close(false),
            _ => {}
        }
    }

    #[inline]
    fn add_code(&mut self, code: Code) {
        if let Some(place) = self.codes.get_mut(self.length) {
            *place = code;
            self.length += 1;
        }
    }

    /// Ends a word after its sounds.
    #[inline]
    fn add_word(&mut self) {
        let (start, end) = (self.word_start, self.length);
        let codes = self.codes.get(start..end).unwrap_or_default();
        if !codes.is_empty() {
            self.words.push(Word { start: start as u32, end: end as u32, stem: stem_of(codes) });
        }
        self.add_code(0);
        self.word_start = self.length;
    }

    /// Whether the word being read has one letter so far.
    fn is_single(&self) -> bool {
        let before = self.length.checked_sub(2).and_then(|place| self.codes.get(place));
        before.is_none_or(|&code| code == 0)
    }

    /// Ends the clause, unless nothing is in it, and begins the next one.
    fn close(&mut self, next_is_quoted: bool) {
        if self.clause.shape != Shape::default() {
            self.clauses.push(Clause { end: self.words.len(), ..self.clause });
        }
        self.clause = Clause { quoted: next_is_quoted, ..Clause::default() };
    }
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
