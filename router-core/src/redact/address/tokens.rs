//! Text cut into what the grammar of addresses speaks of: words with their role, numbers, and the gaps between.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::everyday;
use super::super::fold::{PLAIN_LETTERS, char_at, digit, is_invisible, latin, may_start_digit};
use super::super::memo::{Common, Memo};
use super::gap::Gap;
use super::lexicon::{LEXICON, Role, Sense, Traits};
use super::skeleton::{Skeleton, Sounds, is_letter, is_russian};

/// One word or number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// What a token is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Word(Word),
    Number(Number),
    /// The postal code of a building: `A15G7D2`.
    Code {
        capital: bool,
    },
    /// Stands behind the last token of a region and carries the last gap.
    End,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) sense: Sense,
    /// What its sense is to those who look at every token.
    pub(super) traits: Traits,
    pub(super) capital: bool,
    pub(super) latin: bool,
    /// Characters of the word.
    pub(super) length: u8,
    /// The first letter, in lower case.
    pub(super) first: char,
    pub(super) form: Form,
    /// A listed name in the Russian genitive: «Сатпаева».
    pub(super) genitive: bool,
}

/// What the ending of a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// -ова, -ева, -ина, -ого, -ской, -ая: as streets are named.
    StreetLike,
    /// -ский, -ая: as districts and regions are named.
    Adjective,
    /// -ов, -ев, -ей: what is counted.
    Counted,
    /// -лы, -ді, -лік: «5 жолақты», «900 орындық».
    KazakhCounted,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    /// Digits of the first group.
    pub(super) digits: u8,
    pub(super) value: u32,
    /// `3-й`, `4th`.
    pub(super) ordinal: bool,
    /// A letter or a fraction belongs to it: `12А`, `5/1`.
    pub(super) compound: bool,
    /// A decimal number, a time, a date.
    pub(super) odd: bool,
}

/// What is known of a word by its own letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    word: Word,
    /// With which sounds what joins it to a listed word may begin: none of most words.
    joins: Sounds,
    /// The signs of [`NEXT`] behind which there may be more of it, or that make it the first letter of a code.
    looks: u8,
}

/// What may stand behind the letters of a word, a bit each.
const NEXT: [u8; 256] = {
    let mut next = [OTHER; 256];
    let mut byte = 0;
    while byte < next.len() {
        next[byte] = match byte as u8 {
            b'-' | b'_' => TIE,
            b'.' | b'/' | b'\\' => JOINT,
            b' ' => BLANK,
            b'0'..=b'9' => FIGURE,
            _ => OTHER,
        };
        byte += 1;
    }
    next
};
const TIE: u8 = 1;
const JOINT: u8 = 2;
const BLANK: u8 = 4;
const FIGURE: u8 = 8;
const OTHER: u8 = 16;

/// The words of a text that were read.
pub(super) type Words = Memo<'static, Option<Known>>;

/// What common words are known as.
pub(super) static COMMON: LazyLock<Common<Option<Known>>> =
    LazyLock::new(|| Common::new(&everyday::LOWER, |word| Some(Known::of(word))));

/// Cuts a text, from left to right.
pub(super) struct Reader<'a> {
    /// Up to where it is cut.
    text: &'a str,
    /// With what stands behind: the last words are looked up in windows that reach into it.
    whole: &'a [u8],
    at: usize,
    words: &'a Words,
}

/// Suffixes that make a number an ordinal.
const ORDINALS: [&str; 29] = [
    "й", "я", "е", "м", "ая", "ой", "ый", "ий", "го", "му", "ей", "ом", "ые", "ші", "шы", "інші", "ыншы", "th", "st",
    "nd", "rd", "ым", "ю", "ую", "shi", "shy", "şi", "şı", "şy",
];

/// Digits of the longest number that keeps a region going.
const SPOKEN: u8 = 6;
/// Ends of lines in a gap that an address reaches over.
const LINES: usize = 2;

/// What a byte is to the gap before a token.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Part of the gap.
    Over(Gap),
    /// The first byte of a word.
    Letter,
    /// The same, or of a sign that few texts have.
    Kazakh,
    /// A figure.
    Figure,
    /// The character tells, or what stands around it.
    Look,
}

/// What each byte is to a gap: nearly every gap is made of a few signs of ASCII, and ends before a few letters.
static GAPS: [Step; 256] = {
    let mut steps = [Step::Look; 256];
    let mut byte = 0;
    while byte < steps.len() {
        steps[byte] = match byte as u8 {
            b' ' => Step::Over(Gap::SPACE),
            b',' => Step::Over(Gap::COMMA),
            b'.' => Step::Over(Gap::DOT),
            b'-' => Step::Over(Gap::DASH),
            b':' => Step::Over(Gap::COLON),
            b';' => Step::Over(Gap::SEMICOLON),
            b'/' => Step::Over(Gap::SLASH),
            b'(' => Step::Over(Gap::OPEN),
            b')' => Step::Over(Gap::CLOSE),
            b'+' => Step::Over(Gap::MATH),
            b'"' => Step::Over(Gap::QUOTE),
            b'\n' => Step::Over(Gap::LINE),
            b'N' | b'n' => Step::Look,
            b'0'..=b'9' => Step::Figure,
            b'a'..=b'z' | b'A'..=b'Z' | 0xd0 | 0xd1 | 0xd3 => Step::Letter,
            0xd2 => Step::Kazakh,
            _ => Step::Look,
        };
        byte += 1;
    }
    steps
};

/// Letters after a house number that are units of measure when glued to it.
const GLUED_UNITS: [char; 10] = ['м', 'л', 'т', 'ч', 'с', 'm', 'l', 't', 'x', 'х'];

// === impl Token ===

impl Word {
    const NONE: Self = Self {
        sense: Sense::NONE,
        traits: Traits::of_word(Role::None, false, 0),
        capital: false,
        latin: false,
        length: 0,
        first: ' ',
        form: Form::Plain,
        genitive: false,
    };

    /// Its traits where such a gap stands before it.
    #[inline]
    fn traits_behind(&self, gap: Gap) -> Traits {
        if gap.has(Gap::HARD) { self.traits.without(Traits::SPEAKS) } else { self.traits }
    }

    /// The same word in another sense.
    pub(super) fn meaning(self, sense: Sense) -> Self {
        Self { sense, traits: Traits::of_word(sense.role, self.capital, self.length), ..self }
    }
}

impl Token {
    #[inline]
    pub(super) fn word(&self) -> Option<&Word> {
        if let Kind::Word(word) = &self.kind { Some(word) } else { None }
    }

    #[inline]
    pub(super) fn number(&self) -> Option<&Number> {
        if let Kind::Number(number) = &self.kind { Some(number) } else { None }
    }

    /// What it is to those who look at every token; [`Traits::SPEAKS`] if it keeps a region going.
    fn traits(&self) -> Traits {
        match &self.kind {
            Kind::Word(word) => word.traits_behind(self.gap),
            Kind::Number(number) if number.odd || number.digits > SPOKEN => Traits::NONE,
            Kind::Number(_) | Kind::Code { .. } => Traits::SPEAKS,
            Kind::End => Traits::ENDS,
        }
    }

    #[inline]
    pub(super) fn role(&self) -> Role {
        self.word().map_or(Role::None, |word| word.sense.role)
    }
}

// === impl Reader ===

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, range: Range<usize>, words: &'a Words) -> Self {
        let Range { start, end } = range;
        Self { text: text.get(..end).unwrap_or(text), whole: text.as_bytes(), at: start, words }
    }

    /// Where the next token will be looked for.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Adds the next token to `tokens`; [`Kind::End`] at the end of the text. Returns its traits.
    #[inline]
    pub(super) fn push_next(&mut self, tokens: &mut Vec<Token>) -> Traits {
        self.push_plain(tokens).unwrap_or_else(|| {
            let token = self.next();
            tokens.push(token);
            token.traits()
        })
    }

    /// Adds the next token, if it is a word that was read before or a number, and stands behind a few signs of ASCII, as
    /// nearly all do: what [`Self::next`] would say, without a look at what these never have. Otherwise reads nothing.
    #[inline]
    fn push_plain(&mut self, tokens: &mut Vec<Token>) -> Option<Traits> {
        let signs = self.text.as_bytes().get(self.at..)?;
        let mut rest = signs;
        let mut gap = Gap::default();
        let first = loop {
            let Some((&byte, behind)) = rest.split_first() else { break None };
            let step = *GAPS.get(usize::from(byte))?;
            let Step::Over(sign) = step else { break Some(step) };
            gap = gap.or(sign);
            rest = behind;
        };
        // What has fewer signs has fewer lines.
        if gap.has(Gap::LINE) && signs.len() - rest.len() > LINES {
            let signs = signs.get(..signs.len() - rest.len())?;
            gap = hard_beyond(signs.iter().filter(|&&sign| sign == b'\n').count(), gap);
        }
        let start = self.text.len() - rest.len();
        let Some(first) = first else {
            self.at = start;
            tokens.push(Token { start, end: start, kind: Kind::End, gap });
            return Some(Traits::ENDS);
        };
        let is_number = match first {
            Step::Letter => false,
            Step::Kazakh if matches!(rest, [_, 0x8a..=0xbf, ..]) => false,
            Step::Figure => true,
            _ => return None,
        };
        if is_number {
            let (digits, value, behind) = figures(rest);
            if !ends_number(behind) {
                return None;
            }
            self.at = self.text.len() - behind.len();
            let kind = Kind::Number(Number { digits, value, ordinal: false, compound: false, odd: false });
            tokens.push(Token { start, end: self.at, kind, gap });
            return Some(if digits > SPOKEN { Traits::NONE } else { Traits::SPEAKS });
        }
        let (length, known) = self.known_at(start)?;
        let Known { word, looks, joins } = known?;
        let behind = rest.get(length..)?;
        let next = behind.first().and_then(|&next| NEXT.get(usize::from(next)))?;
        if next & looks != 0 && !(looks & OTHER == 0 && dot_joins_nothing(behind, joins)) {
            return None;
        }
        self.at = start + length;
        tokens.push(Token { start, end: self.at, kind: Kind::Word(word), gap });
        Some(word.traits_behind(gap))
    }

    /// The word at byte `start` and its bytes, if it was read before.
    #[inline(always)]
    fn known_at(&self, start: usize) -> Option<(usize, Option<Known>)> {
        let word = self.words.of_run(self.whole.get(start..)?.first_chunk()?)?;
        (start + word.0 <= self.text.len()).then_some(word)
    }

    /// The next token; [`Kind::End`] at the end of the text.
    #[inline(never)]
    pub(super) fn next(&mut self) -> Token {
        let gap = self.gap();
        let start = self.at;
        let bytes = self.text.as_bytes();
        // The bytes of a plain letter; others are looked at as characters.
        let (is_number, length) = match bytes.get(start) {
            None => return Token { start, end: start, kind: Kind::End, gap },
            Some(b'0'..=b'9') => (true, 1),
            Some(0..0x80) => (false, 1),
            Some(0xd0 | 0xd1 | 0xd3) => (false, 2),
            Some(_) => match char_at(self.text, start) {
                Some(first) => (digit(first).is_some(), first.len_utf8()),
                // A row that was cut may end amid a character: nothing would ever be read from there.
                None => return Token { start, end: start, kind: Kind::End, gap },
            },
        };
        let kind = if is_number {
            Kind::Number(self.number())
        } else if let Some(capital) = may_be_code(bytes.get(start + length)).then(|| code(self.text, start)).flatten() {
            self.at += self.letters_and_digits(start);
            Kind::Code { capital }
        } else {
            Kind::Word(self.word())
        };
        Token { start, end: self.at, kind, gap }
    }

    #[inline]
    fn gap(&mut self) -> Gap {
        let bytes = self.text.as_bytes();
        let mut gap = Gap::default();
        let mut lines = 0usize;
        loop {
            let byte = bytes.get(self.at).copied().unwrap_or_default();
            match GAPS.get(usize::from(byte)) {
                Some(Step::Over(sign)) => {
                    gap = gap.or(*sign);
                    lines = lines.wrapping_add(usize::from(byte == b'\n'));
                    self.at += 1;
                }
                Some(Step::Letter | Step::Figure) => break,
                // «No. 26»
                Some(Step::Look) if matches!(byte, b'N' | b'n') => {
                    if !gap.has(Gap::SPACE.or(Gap::COMMA)) || !self.is_number_sign() {
                        break;
                    }
                    gap = gap.or(Gap::SIGN);
                    self.at += 3;
                }
                _ => match self.rare_gap() {
                    Some(rare) => gap = gap.or(rare),
                    None => break,
                },
            }
        }
        hard_beyond(lines, gap)
    }

    /// Passes what few gaps have. Returns nothing where the gap ends.
    fn rare_gap(&mut self) -> Option<Gap> {
        let character = char_at(self.text, self.at).filter(|&next| !is_letter(next) && digit(next).is_none())?;
        let (gap, length) = match character {
            '<' => match tag(self.text, self.at) {
                Some(tag) => tag,
                None => (Gap::of(character), 1),
            },
            '\\' if matches!(self.text.as_bytes().get(self.at + 1), Some(b'n' | b'r' | b't')) => (Gap::LINE, 2),
            '&' if self.text.get(self.at..).is_some_and(|rest| rest.starts_with("&nbsp;")) => {
                (Gap::SPACE, "&nbsp;".len())
            }
            _ if is_invisible(character) => (Gap::default(), character.len_utf8()),
            _ => (Gap::of(character), character.len_utf8()),
        };
        self.at += length;
        Some(gap)
    }

    /// «No.» before a number.
    fn is_number_sign(&self) -> bool {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        matches!(rest, [b'o', b'.' | b' ', b'0'..=b'9', ..] | [b'o', b'.', b' ', b'0'..=b'9', ..])
    }

    /// Bytes of the run of letters and digits at `start`, invisible characters included.
    fn letters_and_digits(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.chars().take_while(|&c| c.is_alphanumeric() || is_invisible(c)).map(char::len_utf8).sum()
    }

    #[inline]
    fn word(&mut self) -> Word {
        let start = self.at;
        let mut found = match self.known_at(start) {
            Some((length, known)) => {
                self.at += length;
                known
            }
            None => {
                self.at = word_end(self.text, start);
                known(self.words, self.text.get(start..self.at).unwrap_or_default())
            }
        };
        let letters = start..self.at;
        if let Some(rest) = self.rest_of_broken() {
            found = known(self.words, &[self.text.get(letters).unwrap_or_default(), rest].concat());
        }
        let Some(Known { mut word, joins, .. }) = found else { return Word::NONE };
        if joins != Sounds::NONE {
            self.join(&mut word, start);
        }
        while self.text.as_bytes().get(self.at) == Some(&b'_') && self.identifier(&mut word) {}
        word
    }

    /// «Ауель-\nбекова»: passes the end of a line within the word just read. Returns the letters behind it.
    fn rest_of_broken(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) != Some(&b'-') || bytes.get(self.at + 1) != Some(&b'\n') {
            return None;
        }
        let rest = self.at + 2;
        let is_broken = char_at(self.text, rest).is_some_and(|next| is_letter(next) && !is_capital(next));
        let end = is_broken.then(|| word_end(self.text, rest))?;
        self.at = end;
        self.text.get(rest..end)
    }

    /// Takes the next part of a name in code: `delivery_city`, `house_number`. The last mark tells what it names.
    fn identifier(&mut self, word: &mut Word) -> bool {
        const REST: [&str; 6] = ["name", "number", "num", "no", "nomer", "raw"];
        let start = self.at + 1;
        let end = word_end(self.text, start);
        let Some(letters) = self.text.get(start..end).filter(|letters| !letters.is_empty()) else { return false };
        self.at = end;
        if !REST.contains(&letters) {
            *word = word.meaning(sense(self.words, letters));
        }
        true
    }

    /// Bytes of what may join more letters to the word.
    fn joint(&self, word: &Word) -> Option<usize> {
        let spaced = word.sense.role == Role::Joiner;
        match char_at(self.text, self.at)? {
            joint @ ('-' | '\u{2010}' | '\u{2011}' | '\u{2013}') => Some(joint.len_utf8()),
            '/' | '.' | '\\' if word.length <= 3 => Some(1),
            joint @ (' ' | '\u{a0}' | '.') if spaced => Some(joint.len_utf8()),
            _ => None,
        }
    }

    /// Passes a joint and the letters behind it. Returns whether there are any.
    fn pass_joined(&mut self, word: &Word) -> bool {
        let from = self.at;
        let Some(joint) = self.joint(word) else { return false };
        self.at += joint;
        if word.sense.role == Role::Joiner || self.text.as_bytes().get(from) == Some(&b'.') {
            self.at += usize::from(self.text.as_bytes().get(self.at) == Some(&b' '));
        }
        let start = self.at;
        self.at = word_end(self.text, start);
        self.text.get(start..self.at).is_some_and(|letters| letters.chars().any(is_letter))
    }

    /// Takes what a hyphen, a slash, a dot or a space joins to the word that begins at byte `start`, if the lexicon knows
    /// them as one: `р-н`, `ш/а`, `с.о.`, `шағын аудан`. What «г. Алматы» is not is remembered as a word is.
    fn join(&mut self, word: &mut Word, start: usize) {
        let from = self.at;
        if !self.pass_joined(word) {
            self.at = from;
            return;
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        // What no sign of ASCII joins looks like a word.
        let is_plain = self.text.as_bytes().get(from).is_some_and(u8::is_ascii);
        let joined = if is_plain {
            self.words.get(written.as_bytes(), |_| true, || Some(Known::joined(written)))
        } else {
            Some(Known::joined(written))
        };
        let joined = joined.map_or(Sense::NONE, |joined| joined.word.sense);
        if joined.role == Role::Joiner && word.length == 1 {
            // «н.е.б.»: three letters or nothing.
            let alone = *word;
            *word = word.meaning(joined);
            self.join(word, start);
            if word.sense.role == Role::Joiner {
                *word = alone;
                self.at = from;
            }
        } else if joined.role == Role::None {
            self.at = from;
        } else {
            word.length = word.length.saturating_add(2);
            *word = word.meaning(joined);
            // «тұрғын үй кешені»
            if joined.role == Role::Joiner {
                self.join(word, start);
            }
        }
    }

    #[inline]
    fn number(&mut self) -> Number {
        let (digits, value) = self.digits();
        let number = Number { digits, value, ordinal: false, compound: false, odd: false };
        if ends_number(self.text.as_bytes().get(self.at..).unwrap_or_default()) {
            number
        } else {
            self.rest_of_number(number)
        }
    }

    /// What stands behind the first digits of a number and belongs to it.
    #[inline(never)]
    fn rest_of_number(&mut self, mut number: Number) -> Number {
        loop {
            let Some(character) = char_at(self.text, self.at) else { return number };
            let next = self.at + character.len_utf8();
            let after = char_at(self.text, next);
            let before_digit = after.is_some_and(|after| digit(after).is_some());
            match character {
                '.' | ':' if before_digit => {
                    number.odd = true;
                    self.at = next;
                    self.digits();
                }
                // «К. 711CDA15»: the plate of a car.
                'A'..='Z' if number.digits == 3 && self.follows_initial() && self.is_plate() => {
                    number.odd = true;
                    return number;
                }
                '/' if before_digit => {
                    self.at = next;
                    let (digits, _) = self.digits();
                    // `14/04/1995`
                    number.odd |= digits > 4 || (number.compound && digits == 4);
                    number.compound = true;
                }
                '/' if is_house_letter(after) && !is_letter_at(self.text, next + 2) => {
                    number.compound = true;
                    self.at = next + after.map_or(0, char::len_utf8);
                }
                '-' if self.ordinal(next) => {
                    number.ordinal = true;
                    return number;
                }
                _ if is_letter(character) && !number.ordinal => {
                    if self.ordinal_glued() {
                        number.ordinal = true;
                        return number;
                    }
                    let joins_block = matches!(character, 'к' | 'К' | 'k' | 'K') && before_digit;
                    let ends = !after.is_some_and(char::is_alphanumeric);
                    let fits = number.digits <= 3 && is_house_letter(Some(character));
                    if !(fits && (ends || joins_block)) {
                        return number;
                    }
                    number.compound = true;
                    self.at = next;
                    if joins_block {
                        self.digits();
                    }
                }
                _ => return number,
            }
        }
    }

    /// Whether an initial stands before the three digits just read.
    fn follows_initial(&self) -> bool {
        let head = self.at.checked_sub(3).and_then(|start| self.text.get(..start)).unwrap_or_default();
        let Some(head) = head.trim_end_matches(' ').strip_suffix('.') else { return false };
        let mut letters = head.chars().rev();
        letters.next().is_some_and(char::is_uppercase) && !letters.next().is_some_and(char::is_alphanumeric)
    }

    /// Whether capital letters and the number of a region go on.
    fn is_plate(&self) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let letters = rest.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        matches!(letters, 2 | 3) && matches!(rest.get(letters..), Some([b'0'..=b'2', b'0'..=b'9', ..]))
    }

    /// Reads digits. Returns how many there are and their value.
    #[inline]
    fn digits(&mut self) -> (u8, u32) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let (digits, value, behind) = figures(rest);
        self.at += rest.len() - behind.len();
        if behind.first().is_none_or(u8::is_ascii) { (digits, value) } else { self.rare_digits((digits, value)) }
    }

    /// Goes on where the next digit may be of another script, or something invisible stands before it.
    fn rare_digits(&mut self, (mut count, mut value): (u8, u32)) -> (u8, u32) {
        for character in self.text.get(self.at..).unwrap_or_default().chars() {
            if let Some(digit) = digit(character) {
                count = count.saturating_add(1);
                value = value.saturating_mul(10).saturating_add(u32::from(digit));
            } else if !is_invisible(character) {
                break;
            }
            self.at += character.len_utf8();
        }
        (count, value)
    }

    fn ordinal(&mut self, suffix: usize) -> bool {
        let rest = self.text.get(suffix..).unwrap_or_default();
        let length: usize = rest.chars().take(5).take_while(|&c| is_letter(c)).map(char::len_utf8).sum();
        let Some(letters) = rest.get(..length).filter(|letters| !letters.is_empty()) else { return false };
        // A capital letter after a hyphen is part of a house number: `12-А`.
        if !ORDINALS.contains(&letters) {
            return false;
        }
        self.at = suffix + length;
        true
    }

    fn ordinal_glued(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_english = ["th", "st", "nd", "rd"].iter().any(|suffix| rest.starts_with(suffix));
        let is_kazakh = ["ші", "шы", "інші"].iter().any(|suffix| rest.starts_with(suffix));
        (is_english || is_kazakh) && self.ordinal(self.at)
    }
}

impl Known {
    /// What the letters of a word say, the invisible ones among them aside.
    fn of(letters: &str) -> Self {
        let skeleton = Skeleton::of(letters);
        let first = letters.chars().next().unwrap_or(' ');
        let (sense, joins) = LEXICON.look(&skeleton);
        // «Ili district» sounds like «или», and «ТС: ВАЗ 2114» like «ТЦ».
        let sense = if matches!(letters, "Ili" | "ТС") || is_english(letters) { Sense::NONE } else { sense };
        let sounds = skeleton.letters();
        let form = form(sounds);
        let genitive = match sense.ending {
            // Listed in the genitive itself: `саина`.
            0 => form == Form::StreetLike && sense.role == Role::StreetName,
            1 => sounds.ends_with(b"a"),
            2 => sounds.ends_with(b"ia"),
            _ => false,
        };
        // «ДОС 7»: the house of officers; in lower case a friend.
        let sense = if letters == "ДОС" { LEXICON.sense(&Skeleton::of("дом")) } else { sense };
        let word = Word {
            capital: is_capital(first),
            latin: u32::from(first) < 0x250,
            length: u8::try_from(letters.chars().filter(|&letter| is_letter(letter)).count()).unwrap_or(u8::MAX),
            first: lower(first),
            form,
            genitive,
            ..Word::NONE
        };
        let word = word.meaning(sense);
        let second = letters.as_bytes().get(first.len_utf8()..).and_then(<[u8]>::first);
        let looks = match joins {
            // What is invisible may stand among the letters and figures of a code.
            _ if may_be_code(second) => u8::MAX,
            Sounds::NONE => TIE,
            _ if sense.role == Role::Joiner => TIE | JOINT | BLANK,
            _ => TIE | JOINT,
        };
        let looks = if second.is_none() { looks | FIGURE } else { looks };
        Self { word, joins, looks }
    }

    /// What words are as one, written with their joints.
    fn joined(written: &str) -> Self {
        let mut skeleton = Skeleton::new();
        let is_of_word = |&sign: &char| is_letter(sign) || is_invisible(sign);
        written.chars().for_each(|sign| skeleton.push(Some(sign).filter(is_of_word).unwrap_or('-')));
        Self { word: Word { sense: LEXICON.sense(&skeleton), ..Word::NONE }, joins: Sounds::NONE, looks: u8::MAX }
    }
}

/// What is known of a word; of none where there are no letters.
fn known(words: &Words, letters: &str) -> Option<Known> {
    words.get(letters.as_bytes(), |_| true, || Some(Known::of(letters)))
}

/// Whether the dot of an abbreviation stands behind a word, and no more letters that it would join: «д. 10», and
/// «г. Алматы», where no listed word has that sound behind these letters, nor is it the word for a street in German.
#[inline(never)]
fn dot_joins_nothing(behind: &[u8], joins: Sounds) -> bool {
    /// Letters of the longest word looked at: no skeleton is cut short by so many.
    const PLAIN: usize = 12;
    let [b'.', behind @ ..] = behind else { return false };
    let behind = behind.strip_prefix(b" ").unwrap_or(behind);
    match behind {
        [] | [0..b'A' | b'['..b'a' | b'{'..0x80, ..] => true,
        [0xd0 | 0xd1, ..] => {
            let (letters, _) = behind.as_chunks::<2>();
            let length = letters.iter().take_while(|letter| is_russian(letter)).count();
            let ends = length <= PLAIN && behind.get(length * 2).is_none_or(u8::is_ascii);
            let word = letters.get(..length).filter(|_| ends).and_then(|word| word.first().zip(word.last()));
            word.is_some_and(|(first, last)| !joins.may_begin_with(first) && !Sense::OF_STREETS.may_end_with(last))
        }
        _ => false,
    }
}

/// Whether a word of English sounds like a listed one, or ends like a German street: «peer group 4», «Smart Array 5i»,
/// `tinystr 4`.
fn is_english(letters: &str) -> bool {
    const WORDS: [&str; 8] = ["peer", "Peer", "array", "Array", "byte", "Byte", "bidi", "Bidi"];
    let is_compound = || letters.len() > 3 && letters.starts_with(|first: char| first.is_ascii_lowercase());
    WORDS.contains(&letters) || letters.ends_with("str") && is_compound()
}

/// What a word does in an address, without what a hyphen may join to it.
pub(super) fn sense(words: &Words, letters: &str) -> Sense {
    known(words, letters).map_or(Sense::NONE, |known| known.word.sense)
}

/// The letters at byte `at`, if there are any, and what they do in an address.
pub(super) fn word_at<'t>(words: &Words, text: &'t str, at: usize) -> Option<(&'t str, Sense)> {
    let window = text.as_bytes().get(at..).and_then(<[u8]>::first_chunk);
    if let Some((length, known)) = window.and_then(|window| words.of_run(window)) {
        return Some((text.get(at..at + length)?, known.map_or(Sense::NONE, |known| known.word.sense)));
    }
    let letters = text.get(at..word_end(text, at)).filter(|letters| !letters.is_empty())?;
    Some((letters, sense(words, letters)))
}

/// The digits of ASCII that bytes begin with, their value, and what stands behind them.
#[inline]
fn figures(bytes: &[u8]) -> (u8, u32, &[u8]) {
    let mut rest = bytes;
    let mut value = 0u64;
    // Nobody asks for the value of a number of twenty figures.
    while let [figure @ b'0'..=b'9', behind @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(u64::from(figure - b'0'));
        rest = behind;
    }
    let length = bytes.len() - rest.len();
    (u8::try_from(length).unwrap_or(u8::MAX), u32::try_from(value).unwrap_or(u32::MAX), rest)
}

/// A gap of so many ends of lines.
#[inline]
fn hard_beyond(lines: usize, gap: Gap) -> Gap {
    if lines > LINES { gap.or(Gap::HARD) } else { gap }
}

/// Whether a number ends before `rest`, as nearly every one does.
#[inline]
fn ends_number(rest: &[u8]) -> bool {
    /// The signs that end it whatever follows, a bit each.
    const ENDS: u64 = 1 << b' ' | 1 << b',' | 1 << b';' | 1 << b'\n' | 1 << b')';
    rest.first().is_none_or(|&first| first < 64 && ENDS >> first & 1 != 0)
        || matches!(rest, [b'-', b'0'..=b'9', ..] | [b'.', b' ' | b'\n', ..])
}

/// Where the letters at `start` end, and what cannot be seen among them.
fn word_end(text: &str, start: usize) -> usize {
    /// The first bytes of four Russian letters, and what all of them have in common.
    const FIRSTS: u64 = 0x00d0_00d0_00d0_00d0;
    const SHARED: u64 = 0x00fe_00fe_00fe_00fe;
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(four) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let others = (u64::from_le_bytes(*four) & SHARED) ^ FIRSTS;
        at += others.trailing_zeros() as usize / 16 * 2;
        if others != 0 {
            break;
        }
    }
    loop {
        while let Some(&byte) = bytes.get(at)
            && let Some(&length @ 1..) = PLAIN_LETTERS.get(usize::from(byte))
        {
            at += usize::from(length);
        }
        match bytes.get(at..) {
            Some([0xd2, 0x8a..=0xbf, ..]) => {
                at += 2;
                continue;
            }
            Some([0x80..=0xff, ..]) => {}
            _ => return at,
        }
        match char_at(text, at).filter(|&next| is_letter(next) || is_invisible(next)) {
            Some(next) => at += next.len_utf8(),
            None => return at,
        }
    }
}

fn is_capital(letter: char) -> bool {
    match u32::from(letter) {
        0x41..=0x5a | 0x400..=0x42f => true,
        0x61..=0x7a | 0x430..=0x45f => false,
        _ => letter.is_uppercase(),
    }
}

fn lower(letter: char) -> char {
    match u32::from(letter) {
        0x61..=0x7a | 0x430..=0x45f => letter,
        code @ 0x410..=0x42f => char::from_u32(code + 0x20).unwrap_or(letter),
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

fn form(letters: &[u8]) -> Form {
    if letters.len() < 5 {
        return Form::Plain;
    }
    match letters {
        [.., b's', b'k', b'i' | b'a']
        | [.., b's' | b'n', b'k' | b'o', b'o', b'i' | b'm']
        | [.., b's', b'k', b'a', b'i', b'a']
        | [.., b's', b'k', b'o', b'g', b'o']
        | [.., b'n', b'o', b'i' | b'm']
        | [.., b'n', b'a', b'i', b'a'] => Form::Adjective,
        [.., b'o' | b'e', b'v', b'a']
        | [.., b'i', b'n', b'a']
        | [.., b'a', b'i', b'a']
        | [.., b'o', b'g', b'o']
        | [.., b'o' | b'e', b'v', b'o', b'i']
        | [.., b'e', b'n', b'k', b'o']
        | [.., b'u', b'l', b'i']
        | [.., b'n', b'd', b'i'] => Form::StreetLike,
        [.., b'o' | b'e', b'v'] | [.., b'e', b'i'] => Form::Counted,
        [.., b'l' | b't' | b'd', b'i'] | [.., b'n', b'd', b'i', b'k'] => Form::KazakhCounted,
        _ => Form::Plain,
    }
}

fn is_house_letter(character: Option<char>) -> bool {
    character.is_some_and(|letter| is_letter(letter) && !GLUED_UNITS.contains(&letter))
}

fn is_letter_at(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(char::is_alphanumeric)
}

/// What a tag at `at` is to a reader of the page, and its length.
fn tag(text: &str, at: usize) -> Option<(Gap, usize)> {
    const BREAKS: [&str; 8] = ["br", "BR", "p>", "P>", "div>", "td>", "li>", "tr>"];
    const FONTS: [&str; 6] = ["b>", "i>", "u>", "em>", "span>", "strong>"];
    let rest = text.get(at..).unwrap_or_default();
    let name = rest.trim_start_matches(['<', '/']);
    let is_one = |known: &[&str]| known.iter().any(|known| name.starts_with(known));
    let gap = match () {
        () if is_one(&BREAKS) => Gap::LINE,
        () if is_one(&FONTS) => Gap::SPACE,
        () => return None,
    };
    rest.bytes().take(10).position(|byte| byte == b'>').map(|end| (gap, end + 1))
}

/// Whether a byte behind a letter may begin a digit, or what cannot be seen.
#[inline]
fn may_be_code(second: Option<&u8>) -> bool {
    second.is_some_and(|&second| may_start_digit(second) || second == 0xc2)
}

/// Whether the postal code of a building begins at `at`, and whether it is in capitals: letter, two digits, letter,
/// digit, letter, digit.
pub(super) fn code(text: &str, at: usize) -> Option<bool> {
    let length = char_at(text, at)?.len_utf8();
    if !may_be_code(text.as_bytes().get(at + length)) {
        return None;
    }
    let mut characters = text.get(at..)?.chars().filter(|&character| !is_invisible(character));
    let mut capital = true;
    for is_digit in [false, true, true, false, true, false, true] {
        let character = characters.next()?;
        let fits = if is_digit { digit(character).is_some() } else { latin(character).is_some() };
        if !fits {
            return None;
        }
        capital &= is_digit || character.is_uppercase();
    }
    let ends = !characters.next().is_some_and(|character| character.is_alphanumeric() || character == '_');
    ends.then_some(capital)
}
