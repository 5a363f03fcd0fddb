//! A run: neighbouring words that may together be a name, read once into tokens with what the lexicon says of each.

use std::ops::Range;

use super::super::fold::{char_at, char_before, is_invisible, is_letter, is_upper};
use super::korean::is_syllable;
use super::lexicon::{Meaning, kind};
use super::lookup::Lookup;
use super::words::{First, Word, Words, first};
use super::written::letters_of;

/// Tokens of a run; a longer one is read in pieces.
pub(super) const LONGEST: usize = 24;
/// Bytes of the longest word that may be an initial: `Дж`.
const INITIAL: usize = 4;
/// Tokens of the longest name.
pub(super) const NAME: usize = 4;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Title,
    Upper,
    Lower,
}

/// What stands before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Blanks, or nothing after an initial.
    Blank,
    /// A line end.
    Line,
    /// What parts the cells of a table or the values of a list.
    Cell,
}

/// What ends behind a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    None,
    /// What a comma, a bracket or a long number closes.
    Part,
    /// What goes on with a number or behind a stroke, as rows of lists do.
    Row,
    /// A cell of a table, a field or a line.
    Cell,
}

/// A word, words joined by hyphens, or an initial with its dot.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) kinds: u32,
    pub(super) lemma: u64,
    pub(super) case: Case,
    pub(super) gap: Gap,
    /// Letters in its skeleton's terms: characters.
    pub(super) letters: usize,
    pub(super) shape: Shape,
    /// Whether it is the first of a sentence.
    pub(super) opens: bool,
    /// Whether it opens a line, and ends like no verb and no adjective: a surname may stand there.
    pub(super) is_no_verb: bool,
    /// Whether it opens what stands behind a colon.
    pub(super) is_value_of_field: bool,
}

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Word,
    /// One letter and a dot.
    Initial,
    /// One letter.
    Letter,
}

/// The tokens of a run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) tokens: Vec<Token>,
    /// Whether the run goes on behind its last token.
    pub(super) is_cut: bool,
}

impl Run {
    /// An empty run, to be read into again and again.
    pub(super) fn new() -> Self {
        Self { tokens: Vec::new(), is_cut: false }
    }

    /// Reads the run that begins with a word, before `words`.
    pub(super) fn read(&mut self, text: &str, opening: Word, mut words: Words<'_>, lexicon: &Lookup<'_>) {
        self.tokens.clear();
        self.tokens.reserve(LONGEST);
        self.is_cut = false;
        let mut next = Some(opening);
        let mut gap = Some(Gap::Blank);
        let mut start = None;
        let mut opens = is_sentence_start(text, opening.start);
        while let (Some(word), Some(before)) = (next, gap) {
            if self.tokens.len() == LONGEST {
                self.is_cut = true;
                return;
            }
            let (mut token, after) = match Token::plain(text, word, lexicon) {
                Some(token) => (token, words.next()),
                None => match Token::read(text, word, &mut words, lexicon) {
                    Some(read) => read,
                    None => return,
                },
            };
            let is_kyrgyz = || is_kyrgyz(text.get(word.start..word.end).unwrap_or_default());
            if token.is(kind::FILIAL) && self.joins_father(&token, is_kyrgyz()) {
                next = after;
                gap = next.and_then(|word| gap_between(text, self.end(), word.start));
                continue;
            }
            if token.case == Case::Lower && !self.tokens.is_empty() {
                // `Pieter van Dijk`
                let noble = after.filter(|_| is_particle(text.get(word.start..word.end).unwrap_or_default()));
                if let Some(noble) = noble.filter(|noble| gap_between(text, word.end, noble.start) == Some(Gap::Blank))
                {
                    start = start.or(Some(word.start));
                    next = Some(noble);
                    continue;
                }
                let is_part = self.is_surname_of_father(&token) || self.is_initial_of_surname(&token);
                if !token.is_name_in_lower_case() && !is_part {
                    return;
                }
            }
            if let Some(start) = start.take() {
                if token.case == Case::Lower || token.shape != Shape::Word {
                    return;
                }
                token.range.start = start;
                token.kinds |= kind::SURNAME_LIKE;
            }
            if self.goes_on_with_syllable(&token) && is_syllable(text.get(token.range.clone()).unwrap_or_default()) {
                token.kinds |= kind::SYLLABLE;
            }
            token.gap = before;
            token.opens = opens;
            // `Гладышев Роман`: amid a sentence a capital makes it no novel.
            if !opens && token.case != Case::Lower && token.is(kind::ANY_GIVEN) {
                token.kinds &= !kind::THING_BEFORE;
            }
            if opens {
                token.is_value_of_field = follows_colon(text, token.range.start);
                let ends_so = if token.is_value_of_field { ends_like_value } else { ends_like_no_verb };
                token.is_no_verb = opens_line(text, token.range.start) && ends_so(text, token.range.end);
            }
            opens = false;
            gap = after.and_then(|word| gap_between(text, token.range.end, word.start));
            next = after;
            self.tokens.push(token);
        }
    }

    /// A word like `ұлы` makes a patronymic of the name before it; among the Kyrgyz the child's name follows.
    fn joins_father(&mut self, token: &Token, is_kyrgyz: bool) -> bool {
        let is_filial = token.is(kind::FILIAL) && token.shape == Shape::Word;
        let has_child = self.tokens.len() >= 2 || is_kyrgyz;
        let Some(father) =
            self.tokens.last_mut().filter(|father| is_filial && has_child && (is_kyrgyz || father.is_known()))
        else {
            return false;
        };
        father.range.end = token.range.end;
        father.kinds = kind::PATRONYMIC | kind::PATRONYMIC_SURE;
        true
    }

    /// Whether it looks like a surname behind a patronymic or a given name.
    fn is_surname_of_father(&self, token: &Token) -> bool {
        let is_name = |last: &Token| {
            let is_given = || last.is(kind::FULL) && last.is(kind::NOMINATIVE) && token.is(kind::SURNAME_LIKE);
            last.case == Case::Lower && (last.is(kind::PATRONYMIC_SURE) || is_given())
        };
        token.is(kind::SURNAME_LIKE | kind::SURNAME_WORD)
            && !token.is(kind::BARRIER)
            && self.tokens.last().is_some_and(is_name)
    }

    /// Whether it is an initial of a lone surname in lower case.
    fn is_initial_of_surname(&self, token: &Token) -> bool {
        let [surname, initials @ ..] = self.tokens.as_slice() else { return false };
        let is_near = initials.len() <= 1 && initials.iter().all(|initial| initial.shape == Shape::Initial);
        is_near && token.shape == Shape::Initial && surname.may_have_initial()
    }

    /// Whether it may be a syllable of the given name of a Korean whose surname stands before it.
    fn goes_on_with_syllable(&self, token: &Token) -> bool {
        let surname = kind::SURNAME | kind::SURNAME_WORD | kind::SYLLABLE;
        token.letters <= 5
            && token.shape == Shape::Word
            && token.case != Case::Lower
            && self.tokens.last().is_some_and(|last| last.letters <= 4 && last.is(surname))
    }

    fn end(&self) -> usize {
        self.tokens.last().map_or(0, |token| token.range.end)
    }
}

impl Token {
    /// The token of a word of three letters or more that a sign parts from whatever follows, as nearly all are: it is no
    /// initial, and nothing but the lexicon need be asked.
    #[inline]
    fn plain(text: &str, word: Word, lexicon: &Lookup<'_>) -> Option<Self> {
        if !text.as_bytes().get(word.end).is_none_or(parts_words) {
            return None;
        }
        let part = text.get(word.start..word.end)?;
        if part.len() <= INITIAL && !(part.len() > 2 && part.is_ascii()) {
            return None;
        }
        first(part.as_bytes(), 0)?;
        let (written, lemma) = lexicon.written(part);
        Some(Self {
            range: word.start..word.end,
            kinds: written.kinds,
            lemma,
            case: written.case,
            gap: Gap::Blank,
            letters: usize::from(written.letters),
            shape: Shape::Word,
            opens: false,
            is_no_verb: false,
            is_value_of_field: false,
        })
    }

    /// Reads a token that begins with `word`. Returns it and the word after it.
    #[inline(never)]
    fn read(text: &str, word: Word, words: &mut Words<'_>, lexicon: &Lookup<'_>) -> Option<(Self, Option<Word>)> {
        let bytes = text.as_bytes();
        let case = first(bytes, word.start)?;
        let part = text.get(word.start..word.end)?;
        let mut next = words.next();
        let mut token = Self {
            range: word.start..word.end,
            kinds: 0,
            lemma: 0,
            case: if case == First::Lower { Case::Lower } else { Case::Title },
            gap: Gap::Blank,
            letters: if part.len() <= INITIAL { letters_of(part) } else { INITIAL },
            shape: Shape::Word,
            opens: false,
            is_no_verb: false,
            is_value_of_field: false,
        };
        let is_joined_initial = || {
            next.is_some_and(|next| {
                is_apostrophe(text, word.end, next) || is_misread(text, word.end, next, Case::Title)
            })
        };
        let is_letter = token.letters == 1;
        if (is_letter && !is_joined_initial()) || (token.letters == 2 && is_digraph(part)) {
            // `6Б.` is a class of a school, `11 °C.` the weather.
            let head = bytes.get(..word.start).unwrap_or_default();
            if matches!(head, [.., b'0'..=b'9'] | [.., 0xc2, 0xb0]) {
                return None;
            }
            let dot = bytes.get(word.end) == Some(&b'.');
            // `САДЫҚОВА Р***`: how banks hide a name.
            let stars = bytes.get(word.end..).unwrap_or_default().iter().take_while(|byte| **byte == b'*').count();
            if dot || is_letter {
                token.shape = if dot || stars > 1 { Shape::Initial } else { Shape::Letter };
                token.range.end += usize::from(dot) + if stars > 1 { stars } else { 0 };
                token.lemma = super::letters::Skeleton::of(part)
                    .and_then(|skeleton| skeleton.letters().first().copied())
                    .map_or(0, u64::from);
                return Some((token, next));
            }
        }
        let (written, lemma) = lexicon.written(part);
        token.letters = usize::from(written.letters);
        token.case = written.case;
        if is_letter && next.is_some_and(|next| is_misread(text, word.end, next, Case::Title)) {
            token.case = Case::Title;
        }
        let mut meaning = Meaning { kinds: written.kinds, lemma };
        while let Some(joined) = next.filter(|next| is_joined(text, token.range.end, *next, token.case)) {
            let whole = text.get(token.range.start..joined.end).unwrap_or_default();
            meaning = if is_apostrophe(text, token.range.end, joined) {
                lexicon.word(whole)
            } else if is_misread(text, token.range.end, joined, token.case) {
                lexicon.word(&as_read(whole))
            } else if is_broken(text, token.range.end, joined) {
                lexicon.word(&whole.replace(['-', '\r', '\n'], ""))
            } else {
                let other = lexicon.word(text.get(joined.start..joined.end).unwrap_or_default());
                if is_article(part) {
                    Meaning { kinds: other.kinds & !kind::STOP | kind::SURNAME_LIKE, ..other }
                } else {
                    meaning.joined(other)
                }
            };
            if is_syllable(part) && is_syllable(text.get(joined.start..joined.end).unwrap_or_default()) {
                meaning.kinds = kind::GIVEN | kind::FULL | kind::NOMINATIVE | kind::KOREAN;
            }
            token.range.end = joined.end;
            token.letters += joined.end - joined.start;
            next = words.next();
        }
        token.kinds = meaning.kinds;
        token.lemma = meaning.lemma;
        Some((token, next))
    }

    /// Whether any of these kinds is among the token's.
    pub(super) fn is(&self, kinds: u32) -> bool {
        self.kinds & kinds != 0
    }

    /// Whether the lexicon has it as a name or part of one.
    pub(super) fn is_known(&self) -> bool {
        self.is(kind::ANY_GIVEN | kind::ANY_SURNAME | kind::PATRONYMIC)
    }

    /// Names are taken in lower case only where they can be nothing else.
    fn is_name_in_lower_case(&self) -> bool {
        let given = self.is(kind::GIVEN) && self.is(kind::FULL);
        !self.is(kind::STOP)
            && (given || self.is(kind::SURNAME_SURE | kind::PATRONYMIC_SURE | kind::SURNAME | kind::GIVEN_WORD))
    }
}

impl Meaning {
    /// The meaning of two words joined by a hyphen.
    pub(super) fn joined(self, other: Self) -> Self {
        if other.kinds & kind::JUNIOR != 0 {
            return self;
        }
        let either = self.kinds | other.kinds;
        let mut kinds = either & (kind::STOP | kind::SURNAME_SURE) | other.kinds & kind::PATRONYMIC;
        if self.kinds & kind::ANY_GIVEN != 0 && other.kinds & kind::ANY_GIVEN != 0 {
            kinds |= kind::GIVEN | either & kind::FULL;
        }
        kinds |= other.kinds & kind::ANY_SURNAME;
        if other.kinds & kind::FILIAL != 0 {
            kinds |= kind::PATRONYMIC | kind::PATRONYMIC_SURE;
        }
        if self.kinds & kind::LABEL_PART != 0 || other.kinds & kind::LABEL_WHOLE != 0 {
            kinds |= either & kind::ANY_LABEL;
        }
        Self { kinds, lemma: self.lemma ^ other.lemma.rotate_left(17) }
    }
}

/// What stands between two words of one name, if nothing else does.
#[inline]
fn gap_between(text: &str, from: usize, to: usize) -> Option<Gap> {
    // Nearly always one blank.
    if to == from + 1 && text.as_bytes().get(from) == Some(&b' ') {
        return Some(Gap::Blank);
    }
    gap_of_signs(text, from, to)
}

/// The same where no single blank stands.
#[inline(never)]
fn gap_of_signs(text: &str, from: usize, to: usize) -> Option<Gap> {
    // Most signs end a name at a glance.
    match text.as_bytes().get(from..to)? {
        [b'\n'] => Some(Gap::Line),
        [b'.' | b':' | b';', b' '] | [b'.' | b'('] => None,
        // A figure, or what opens behind a blank, stands between no parts of a name.
        [b'0'..=b'9', ..] | [b' ' | b'.', b'0'..=b'9' | b'(', ..] | [b',', b' ', b'0'..=b'9' | b'+', ..] => None,
        [b',', b' '] if !may_end_in_capital(text, from) => None,
        _ => other_gap(text, from, to),
    }
}

/// Whether a word that ends at `end` may end in a capital: most that a comma follows do not.
fn may_end_in_capital(text: &str, end: usize) -> bool {
    !matches!(text.as_bytes().get(..end), Some([.., b'a'..=b'z'] | [.., 0xd0, 0xb0..=0xbf] | [.., 0xd1, 0x80..=0x9f]))
}

/// The same of all that may stand there.
#[inline(never)]
fn other_gap(text: &str, from: usize, to: usize) -> Option<Gap> {
    let between = text.get(from..to).filter(|between| between.len() <= 16)?;
    if between == ", " {
        return is_inverted(text, from, to).then_some(Gap::Cell);
    }
    // `KASSENOVA/DINARA` of tickets; streets that cross are seldom so written.
    let is_ticket = || {
        let parts = [text.get(from.saturating_sub(3)..from), text.get(to..to + 3)];
        parts.iter().all(|part| part.is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_uppercase())))
    };
    if is_cell_gap(between) || (between == "/" && is_ticket()) || is_inverted(text, from, to) {
        return Some(Gap::Cell);
    }
    let mut lines = 0;
    for character in between.chars() {
        match character {
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\r' => {}
            '\n' => lines += 1,
            other if is_invisible(other) => {}
            _ => return is_joint(text, from, to).then_some(Gap::Blank),
        }
    }
    match lines {
        0 => Some(Gap::Blank),
        1 => Some(Gap::Line),
        _ => None,
    }
}

/// Whether what stands between two words stands for a blank between the parts of a name: `ТУЛЕУОВ^АРМАН` of clinics,
/// `ZHUMABAYEV<<NURLAN` of passports, names of files and parts of links. In Latin letters a line below makes a login.
#[cold]
pub(super) fn is_joint(text: &str, from: usize, to: usize) -> bool {
    let is_latin = || char_at(text, to).is_some_and(|letter| letter.is_ascii());
    match text.get(from..to) {
        Some("^" | "+" | "%20") => true,
        // A state stands before the name on a whole line of a passport, which others read.
        Some("<<") => !super::super::context::before(text, from, LONGEST).contains('<'),
        Some("<") => super::super::context::before(text, from, LONGEST).contains("<<"),
        // `А. Иванов_Б. Петров` are two.
        Some("_") => !is_latin() && text.get(to..).and_then(|rest| rest.chars().nth(1)) != Some('.'),
        _ => false,
    }
}

/// `TULEUOVA, Aizhan`: whether a comma stands between a surname in capitals and a given name that is not.
pub(super) fn is_inverted(text: &str, from: usize, to: usize) -> bool {
    const LETTERS: usize = 4;
    if text.get(from..to) != Some(", ") || !may_end_in_capital(text, from) {
        return false;
    }
    let mut surname = super::super::context::before(text, from, 2 * LETTERS).chars().rev();
    let mut given = text.get(to..).unwrap_or_default().chars();
    (0..LETTERS).all(|_| surname.next().is_some_and(is_upper))
        && given.next().is_some_and(is_upper)
        && given.next().is_some_and(char::is_lowercase)
}

/// Whether it parts the cells of a table or the values of a list.
pub(super) fn is_cell_gap(between: &str) -> bool {
    let bare = matches!(between, "," | ";" | "\t" | "|" | " | ");
    bare || matches!(between, "','" | "', '" | "\",\"" | "\", \"" | "';'" | "\";\"")
}

/// What stands before a surname and belongs to it.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "del"
            | "ten"
            | "ter"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "da"
            | "dos"
            | "du"
            | "ван"
            | "фон"
            | "дер"
            | "ибн"
            | "бен"
    )
}

/// `Омурбек уулу Нурбек`: «son of» as it stands between two names.
pub(super) fn is_kyrgyz(word: &str) -> bool {
    matches!(word, "уулу" | "uulu" | "Уулу" | "Uulu" | "УУЛУ" | "UULU")
}

/// Whether a sign behind a word parts it from the next one, as nearly all do.
fn parts_words(sign: &u8) -> bool {
    matches!(sign, b' ' | b',' | b'.' | b':' | b';' | b'\n' | b'/' | b'"' | b'(' | b')' | b'@')
}

/// Whether `next` is joined by a hyphen, an apostrophe or something invisible to the word that ends at `end`.
fn is_joined(text: &str, end: usize, next: Word, case: Case) -> bool {
    if text.as_bytes().get(end).is_some_and(parts_words) {
        return false;
    }
    let Some(between) = text.get(end..next.start) else { return false };
    match between {
        "-" | "\u{2010}" | "\u{2011}" => {
            let part = text.get(next.start..next.end).unwrap_or_default();
            let is_upper = first(text.as_bytes(), next.start) == Some(First::Upper);
            let before = || text.get(..end).and_then(|text| text.rsplit(|letter: char| !letter.is_alphabetic()).next());
            is_upper
                || case == Case::Lower
                || HYPHENATED.contains(&part)
                || (is_syllable(part) && before().is_some_and(is_syllable))
        }
        between => {
            is_apostrophe(text, end, next)
                || is_misread(text, end, next, case)
                || (case == Case::Title && is_broken(text, end, next))
                || (!between.is_empty() && between.chars().all(is_invisible))
        }
    }
}

/// `Жак-` and `сылыкович` on the next line: whether a line end breaks a word that goes on in lower case.
fn is_broken(text: &str, end: usize, next: Word) -> bool {
    matches!(text.get(end..next.start), Some("-\n" | "-\r\n"))
        && first(text.as_bytes(), next.start) == Some(First::Lower)
}

/// What follows a capitalised name behind a hyphen in lower case.
const HYPHENATED: [&str; 11] = ["младший", "старший", "мл", "ст", "ұлы", "қызы", "улы", "кызы", "оглы", "uly", "kyzy"];

/// Whether an apostrophe joins `next` to the word before as part of a Latin name, not as an English ending.
fn is_apostrophe(text: &str, end: usize, next: Word) -> bool {
    if !matches!(text.get(end..next.start), Some("'" | "’" | "ʻ" | "ʼ" | "`")) {
        return false;
    }
    let part = text.get(next.start..next.end).unwrap_or_default();
    part.is_ascii() && !matches!(part, "s" | "S" | "t" | "T" | "re" | "ll" | "d" | "m" | "M" | "ve")
}

/// `Баймурат0ва`: whether a digit between two words was a letter before a scanner read it.
fn is_misread(text: &str, end: usize, next: Word, case: Case) -> bool {
    let is_digit = || matches!(text.as_bytes().get(end), Some(b'0' | b'1' | b'3' | b'4' | b'5' | b'6' | b'8'));
    let goes_on = match case {
        Case::Title => Some(First::Lower),
        Case::Upper => Some(First::Upper),
        Case::Lower => None,
    };
    next.start == end + 1 && is_digit() && goes_on.is_some() && first(text.as_bytes(), next.start) == goes_on
}

/// A misread word with the letters that its digits look like.
#[cold]
fn as_read(word: &str) -> String {
    let look_alike = |sign: char| match sign {
        '0' => 'о',
        '1' => 'і',
        '3' => 'з',
        '4' => 'ч',
        '5' | '6' => 'б',
        '8' => 'в',
        letter => letter,
    };
    let latin = |sign: char| match sign {
        '0' => 'o',
        '1' => 'i',
        '5' => 's',
        '8' => 'b',
        letter => letter,
    };
    if word.is_ascii() { word.chars().map(latin).collect() } else { word.chars().map(look_alike).collect() }
}

/// Where the word begins whose last letters, behind a digit, are at byte `start`.
pub(super) fn start_of_misread(text: &str, start: usize) -> Option<usize> {
    let head = text.get(..start)?.strip_suffix(|sign: char| sign.is_ascii_digit())?;
    let length = head
        .bytes()
        .rev()
        .take(2 * super::letters::LONGEST)
        .take_while(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
        .count();
    let begin = head.len() - length;
    (length > 0 && text.is_char_boundary(begin) && first(text.as_bytes(), begin) == Some(First::Upper)).then_some(begin)
}

fn is_digraph(part: &str) -> bool {
    matches!(part, "Дж" | "Ch" | "Sh" | "Zh" | "Kh" | "Ye" | "Yu" | "Ya" | "Ju" | "Th")
}

/// Whether a sentence, a line or the text begins at `at`; opening quotes, brackets and list marks may stand between.
fn is_sentence_start(text: &str, at: usize) -> bool {
    let mut at = at;
    for _ in 0..4 {
        let Some(character) = char_before(text, at) else { return true };
        match character {
            ' ' | '«' | '"' | '“' | '(' | '\u{a0}' | '*' | '-' | '–' | '—' | '>' => at -= character.len_utf8(),
            '.' | '!' | '?' | '…' | '\n' | ':' => return true,
            _ => return false,
        }
    }
    false
}

/// Whether a colon on the same line stands right before `at`.
fn follows_colon(text: &str, at: usize) -> bool {
    // Nearly always one blank stands there.
    if let Some([.., sign @ (b':' | b'.' | b',' | b';'), b' '] | [.., sign @ b'\n']) = text.as_bytes().get(..at) {
        return *sign == b':';
    }
    let head = super::super::context::before(text, at, 8);
    head.trim_end_matches([' ', '\u{a0}', '«', '"', '“']).ends_with(':')
}

/// Whether nothing but blanks and numbering stands before `at` on its line.
fn opens_line(text: &str, at: usize) -> bool {
    if let Some([] | [.., b'\n'] | [.., b':' | b';', b' ']) = text.as_bytes().get(..at) {
        return true;
    }
    let head = super::super::context::before(text, at, 12);
    let left = head.trim_end_matches(|sign: char| matches!(sign, ' ' | '.' | ')' | '-' | '•') || sign.is_ascii_digit());
    left.ends_with(['\n', ':', ';']) || (left.is_empty() && head.len() == at)
}

/// Whether a word that ends at `end` ends like no verb, adjective, adverb or trade.
fn ends_like_no_verb(text: &str, end: usize) -> bool {
    let mut last = text.get(..end).unwrap_or_default().chars().rev();
    let is_vowel = |letter: char| {
        matches!(letter, 'а' | 'е' | 'ё' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ә' | 'і' | 'ө' | 'ү' | 'ұ')
    };
    match (last.next(), last.next(), last.next()) {
        (None | Some('л' | 'й' | 'ь'), ..) => false,
        // `-ник`, `-щик`, `-чик`, `-ист`, `-тор`, `-лог`, `-вед`, `-ант`, `-ер`
        (Some('к'), Some('и'), Some('н' | 'щ' | 'ч'))
        | (Some('т'), Some('с'), Some('и'))
        | (Some('р'), Some('о'), Some('т'))
        | (Some('г'), Some('о'), Some('л'))
        | (Some('д'), Some('е'), Some('в'))
        | (Some('т'), Some('н'), Some('а'))
        | (Some('р'), Some('е'), _) => false,
        (Some('т'), Some(before), _) => !is_vowel(before),
        (Some(letter), ..) => !is_vowel(letter),
    }
}

/// The same of a word that opens a field: few verbs stand there.
fn ends_like_value(text: &str, end: usize) -> bool {
    let mut last = text.get(..end).unwrap_or_default().chars().rev();
    // `-ла`, `-ло`, `-ли`, `-ал`, `-ил`, `-ел`, `-те`, `-ть`, `-ся`, `-ды`
    !matches!(
        (last.next(), last.next()),
        (Some('а' | 'о' | 'и'), Some('л'))
            | (Some('л'), Some('а' | 'и' | 'е'))
            | (Some('е' | 'ь'), Some('т'))
            | (Some('я'), Some('с'))
            | (Some('ы'), Some('д'))
    )
}

/// `Al-Harbi`, `Бен-Али`: what stands before a surname with a hyphen.
fn is_article(part: &str) -> bool {
    matches!(
        part,
        "Al" | "El"
            | "Ad"
            | "As"
            | "Ash"
            | "Ar"
            | "An"
            | "At"
            | "Az"
            | "Ben"
            | "Bin"
            | "Abu"
            | "Ibn"
            | "Аль"
            | "Эль"
            | "Ад"
            | "Ас"
            | "Аш"
            | "Ар"
            | "Ан"
            | "Бен"
            | "Бин"
            | "Абу"
            | "Ибн"
            | "al"
            | "el"
            | "аль"
            | "эль"
            | "AL"
            | "EL"
            | "АЛЬ"
            | "ЭЛЬ"
    )
}

/// Whether a cell of a table, a field or a line ends at `at`.
#[inline]
pub(super) fn end(text: &str, at: usize) -> End {
    // Nearly always one of these.
    match text.as_bytes().get(at..) {
        Some([] | [b'\n' | b';', ..]) => End::Cell,
        Some([b',', b' ', b'a'..=b'z' | b'A'..=b'Z' | 0xd0..=0xd3, ..]) => End::Part,
        Some([b' ', b'a'..=b'z' | b'A'..=b'Z' | 0xd0..=0xd3, ..]) => End::None,
        _ => other_end(text, at),
    }
}

/// The same of all that may stand there.
#[inline(never)]
fn other_end(text: &str, at: usize) -> End {
    if is_cell_end(text, at) {
        return End::Cell;
    }
    if matches!(char_at(text, at), Some(',' | ')')) || goes_on_with_case(text, at) || goes_on_with_phone(text, at) {
        return End::Part;
    }
    if goes_on_with_row(text, at) { End::Row } else { End::None }
}

/// `Айгерім К-дан`
fn goes_on_with_case(text: &str, at: usize) -> bool {
    let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix('-')) else { return false };
    super::edges::CASES.iter().any(|case| rest.strip_prefix(case).is_some_and(|rest| !rest.starts_with(is_letter)))
}

/// `Сулейменова А 87010001122`: the number of a phone, or a longer one.
fn goes_on_with_phone(text: &str, at: usize) -> bool {
    const DIGITS: usize = 11;
    let rest = text.as_bytes().get(at..).and_then(|rest| rest.strip_prefix(b" ")).unwrap_or_default();
    rest.get(..DIGITS).is_some_and(|number| number.iter().all(u8::is_ascii_digit))
}

/// `Серік Айым - 85`, `Тойшибек Ансар / 88-31`: a row of a list.
fn goes_on_with_row(text: &str, at: usize) -> bool {
    let rest = text.get(at..).and_then(|rest| rest.strip_prefix(' ')).unwrap_or_default();
    if rest.starts_with("/ ") {
        return true;
    }
    let number = rest.strip_prefix(['-', '–', '—']).and_then(|rest| rest.strip_prefix(' ')).unwrap_or_default();
    number.starts_with(|sign: char| sign.is_ascii_digit())
}

fn is_cell_end(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(' ').len();
    match char_at(text, at + blank) {
        None | Some('\n' | '\r' | ';' | '\t' | '|' | '<' | '"' | '»') => true,
        Some(',') => rest.get(blank + 1..).is_some_and(|rest| {
            rest.trim_start_matches(' ').starts_with(|next: char| next.is_ascii_digit() || matches!(next, '+' | '-'))
        }),
        _ => false,
    }
}
