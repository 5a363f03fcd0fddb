//! The words before a number: they raise or lower doubt where structure alone cannot decide.

/// Bytes looked at before a number.
const REACH: usize = 64;
/// Words looked at before a number.
const WORDS: usize = 3;

use super::cues::{Cues, russian, small};
use super::fold::{PLAIN_LETTERS, char_at, char_before, is_letter, lower, without_russian};

/// A word list; a trailing `*` stands for any ending.
pub(super) type Words = [&'static str];

/// Words after which a short number is a local phone.
pub(super) const PHONE_LABELS: [&str; 16] = [
    "тел",
    "телеф*",
    "городск*",
    "факс*",
    "phone*",
    "tel",
    "telephone*",
    "fax*",
    "сот",
    "сотов*",
    "моб",
    "мобильн*",
    "ұялы*",
    "whatsapp*",
    "вотсап*",
    "ватсап*",
];

/// Further words after which a number without a country code is a phone; a label is one too.
pub(super) const PHONE_HINTS: [&str; 16] = [
    "звон*",
    "позвон*",
    "перезвон*",
    "наберите*",
    "call*",
    "mobile*",
    "cell*",
    "номер*",
    "номир*",
    "nomer*",
    "хабарлас*",
    "байланыс*",
    "нөмір*",
    "контакт*",
    "contact*",
    "viber*",
];

/// Words after which ten digits are somebody's own numbering.
pub(super) const NUMBERING: [&str; 39] = [
    "аналог*",
    "заказ*",
    "order*",
    "трек*",
    "track*",
    "артикул*",
    "счет*",
    "счёт*",
    "invoice*",
    "накладн*",
    "тикет*",
    "ticket*",
    "id",
    "код*",
    "code*",
    "серийн*",
    "договор*",
    "шот*",
    "тапсырыс*",
    "чек*",
    "заявк*",
    "epoch*",
    "timestamp*",
    "посылк*",
    "isbn",
    "ean",
    "лот*",
    "shipment*",
    "parcel*",
    "consignment*",
    "waybill*",
    "awb",
    "cargo",
    "package*",
    "booking*",
    "reference*",
    "отправлени*",
    "бандерол*",
    "сәлемдеме*",
];

/// The lists that more than one detector asks, with their filters.
pub(super) static PHONE_CUES: Cues = Cues::new(&PHONE_LABELS);
pub(super) static HINT_CUES: Cues = Cues::new(&PHONE_HINTS);
pub(super) static CARD_CUES: Cues = Cues::new(&CARD_WORDS);
pub(super) static NUMBERING_CUES: Cues = Cues::new(&NUMBERING);
/// Words after which digits are an IIN: in both languages, both scripts, and mistaken for the Russian tax number.
pub(super) static IIN_CUES: Cues = Cues::new(&["иин", "ииh", "жсн", "инн", "iin*", "jsn", "zhsn"]);

/// Words after which a number of unusual length is a card.
pub(super) const CARD_WORDS: [&str; 7] = ["карт*", "card*", "visa*", "mastercard*", "maestro*", "pan", "kaspi*"];

/// Up to `reach` bytes before `at`, from a character boundary on.
pub(super) fn before(text: &str, at: usize, reach: usize) -> &str {
    text.get(text.ceil_char_boundary(at.saturating_sub(reach))..at).unwrap_or_default()
}

/// The same, less what a blank line parts from `at`.
pub(super) fn paragraph_before(text: &str, at: usize, reach: usize) -> &str {
    let window = before(text, at, reach);
    let bytes = window.as_bytes();
    let is_blank_line = |&end: &usize| end > 0 && bytes.get(end - 1) == Some(&b'\n');
    let blank = memchr::memrchr_iter(b'\n', bytes).find(is_blank_line);
    blank.and_then(|blank| window.get(blank + 1..)).unwrap_or(window)
}

/// The words of [`paragraph_before`], last first, with what follows each of them: a blank line is looked for only as far
/// as somebody reads.
pub(super) fn words_of_paragraph(text: &str, at: usize, reach: usize) -> impl Iterator<Item = (&str, &str)> {
    let is_blank_line = |pair: &[u8]| matches!(pair, [b'\n', b'\n']);
    words_back(before(text, at, reach))
        .take_while(move |(_, follows)| !follows.as_bytes().windows(2).any(is_blank_line))
}

/// Up to `reach` bytes from `at` on, to a character boundary.
pub(super) fn after(text: &str, at: usize, reach: usize) -> &str {
    text.get(at..text.floor_char_boundary(at.saturating_add(reach))).unwrap_or_default()
}

/// The words of a text, last first, with what follows each of them up to the next.
pub(super) fn words_back(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (left, follows) = rest.split_at_checked(others_back(rest))?;
        let (head, word) = left.split_at_checked(letters_back(left))?;
        rest = head;
        (!word.is_empty()).then_some((word, follows))
    })
}

/// Where the letters begin that a text ends with.
pub(super) fn letters_back(text: &str) -> usize {
    let mut head = without_russian(text.as_bytes());
    loop {
        head = match head {
            [head @ .., b'a'..=b'z' | b'A'..=b'Z'] | [head @ .., 0xd0 | 0xd1 | 0xd3, _] => head,
            [] | [.., 0..0x80] => return head.len(),
            [head @ .., 0xd2, 0x8a..=0xbf] => without_russian(head),
            _ => match last_of(text, head).filter(|&last| is_letter(last)) {
                Some(last) => head.get(..head.len() - last.len_utf8()).unwrap_or_default(),
                None => return head.len(),
            },
        };
    }
}

/// Where what is no letter begins that a text ends with.
fn others_back(text: &str) -> usize {
    let mut head = text.as_bytes();
    // Nearly always one blank parts two words.
    if let [.., 0xd0 | 0xd1, _, b' '] = head {
        return head.len() - 1;
    }
    loop {
        head = match head {
            [] | [.., b'a'..=b'z' | b'A'..=b'Z'] | [.., 0xd0 | 0xd1 | 0xd3, 0x80..=0xbf] => return head.len(),
            [head @ .., 0..0x80] => head,
            // A number sign.
            [head @ .., 0xe2, 0x84, 0x96] => head,
            [.., 0xd2, 0x8a..=0xbf] => return head.len(),
            _ => match last_of(text, head).filter(|&last| !is_letter(last)) {
                Some(last) => head.get(..head.len() - last.len_utf8()).unwrap_or_default(),
                None => return head.len(),
            },
        };
    }
}

/// The last character of the head of a text.
fn last_of(text: &str, head: &[u8]) -> Option<char> {
    char_before(text, head.len())
}

/// The words of a text in their order.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, from) = rest.split_at_checked(others(rest))?;
        let (word, left) = from.split_at_checked(letters(from))?;
        rest = left;
        (!word.is_empty()).then_some(word)
    })
}

/// The bytes of the letters that a text begins with.
#[inline]
pub(super) fn letters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        while let Some(&length @ 1..) = bytes.get(at).and_then(|&byte| PLAIN_LETTERS.get(usize::from(byte))) {
            at += usize::from(length);
        }
        match bytes.get(at) {
            None | Some(0..0x80) => return at,
            Some(_) => match char_at(text, at).filter(|&next| is_letter(next)) {
                Some(next) => at += next.len_utf8(),
                None => return at,
            },
        }
    }
}

/// The bytes before the first letter of a text.
#[inline]
fn others(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += match bytes.get(at) {
            Some(byte @ 0..0x80) if !byte.is_ascii_alphabetic() => 1,
            None | Some(0..0x80 | 0xd0 | 0xd1 | 0xd3) => return at,
            Some(_) => match char_at(text, at).filter(|&next| !is_letter(next)) {
                Some(next) => next.len_utf8(),
                None => return at,
            },
        };
    }
}

/// Which of the lists has the nearest word among the `reach` bytes before `at`. A blank line ends the search.
pub(super) fn nearest(text: &str, at: usize, reach: usize, lists: &[&Cues]) -> Option<usize> {
    words_of_paragraph(text, at, reach).find_map(|(word, _)| Cues::first(lists.iter().copied(), word))
}

/// The last words before byte `at`, nearest first; a comma, a line end, another number ends the search.
pub(super) fn words_before(text: &str, at: usize) -> impl Iterator<Item = &str> {
    // The nearest character boundary at or after the reach.
    let mut rest = (0..4).find_map(|cut| text.get((at + cut).saturating_sub(REACH)..at)).unwrap_or_default();
    let next = move || {
        rest = rest.trim_end_matches(is_between);
        let word = rest.trim_end_matches(is_letter);
        let (left, word) = rest.split_at_checked(word.len())?;
        rest = left;
        (!word.is_empty()).then_some(word)
    };
    std::iter::from_fn(next).take(WORDS)
}

/// Bytes of a word that are compared: more than any entry of a list has.
const COMPARED: usize = 64;

/// Whether `word`, in any case, is in a list.
pub(super) fn is_one_of(word: &str, words: &Words) -> bool {
    let Some(first) = word.chars().next() else { return false };
    let mut first_bytes = [0; 4];
    let first = lower(first).encode_utf8(&mut first_bytes).as_bytes();
    // Most words begin like no entry, and are not folded at all.
    let begins = |entry: &[u8]| match *first {
        [a] => entry.first() == Some(&a),
        [a, b] => matches!(*entry, [c, d, ..] if a == c && b == d),
        _ => entry.starts_with(first),
    };
    let mut near = words.iter().filter(|entry| begins(entry.as_bytes())).peekable();
    if near.peek().is_none() {
        return false;
    }
    let mut folded = None;
    let is_plain = is_plain(word.as_bytes());
    near.any(|entry| {
        is_written(word.as_bytes(), entry.as_bytes())
            || !is_plain && folded.get_or_insert_with(|| Folded::of(word)).is(entry)
    })
}

/// Whether a word is written as an entry of a list is, but for a first letter that may be a capital, as nearly all are
/// that are in one.
#[inline]
pub(super) fn is_written(word: &[u8], entry: &[u8]) -> bool {
    let (stem, is_open) = match entry {
        [stem @ .., b'*'] => (stem, true),
        whole => (whole, false),
    };
    let is_long_enough = if is_open { word.len() >= stem.len() } else { word.len() == stem.len() };
    // Nearly every entry ends otherwise: few are compared as a whole.
    let last = stem.len().wrapping_sub(1);
    if !is_long_enough || stem.len() > 2 && word.get(last) != stem.get(last) {
        return false;
    }
    let (rest, stem) = match (word, stem) {
        ([first @ 0..0x80, rest @ ..], [wanted, stem @ ..]) if first.to_ascii_lowercase() == *wanted => (rest, stem),
        ([lead @ 0xd0..=0xd1, trail, rest @ ..], [wanted @ 0xd0..=0xd1, next, stem @ ..])
            if small(russian(*lead, *trail)) == russian(*wanted, *next) =>
        {
            (rest, stem)
        }
        _ => return false,
    };
    rest.starts_with(stem)
}

/// Whether all letters behind the first are small ones, so that [`is_written`] has the last word.
pub(super) fn is_plain(word: &[u8]) -> bool {
    let ([0..0x80, rest @ ..] | [0xd0..=0xd1, _, rest @ ..]) = word else { return false };
    small_letters(rest) == rest.len()
}

/// A word in small letters, to be compared with entries of lists.
#[derive(Debug)]
pub(super) struct Folded {
    bytes: [u8; COMPARED],
    length: usize,
}

impl Folded {
    pub(super) fn of(word: &str) -> Self {
        let mut folded = Self { bytes: [0; COMPARED], length: 0 };
        let mut rest = word;
        loop {
            // All but the first letter of a word are nearly always small.
            let small = small_letters(rest.as_bytes());
            if small > 0 {
                let Some(left) = folded.push_all(rest, small) else { return folded };
                rest = left;
            }
            let taken = match *rest.as_bytes() {
                [] => return folded,
                [letter @ 0..0x80, ..] => folded.push([letter.to_ascii_lowercase()]).then_some(1),
                // `А` to `П`, `Р` to `Я`.
                [0xd0, trail @ 0x90..0xa0, ..] => folded.push([0xd0, trail + 0x20]).then_some(2),
                [0xd0, trail @ 0xa0..0xb0, ..] => folded.push([0xd1, trail - 0x20]).then_some(2),
                _ => rest.chars().next().and_then(|letter| {
                    let mut bytes = [0; 4];
                    let small = match *lower(letter).encode_utf8(&mut bytes).as_bytes() {
                        [a] => folded.push([a]),
                        [a, b] => folded.push([a, b]),
                        [a, b, c] => folded.push([a, b, c]),
                        _ => folded.push(bytes),
                    };
                    small.then_some(letter.len_utf8())
                }),
            };
            let Some(left) = taken.and_then(|taken| rest.get(taken..)) else { return folded };
            rest = left;
        }
    }

    /// Adds the small letters that take the first `length` bytes. Returns the rest, if there was room.
    #[inline]
    fn push_all<'w>(&mut self, word: &'w str, length: usize) -> Option<&'w str> {
        let kept = word.floor_char_boundary(length.min(COMPARED - self.length));
        let place = self.bytes.get_mut(self.length..self.length + kept)?;
        place.copy_from_slice(word.as_bytes().get(..kept)?);
        self.length += kept;
        word.get(length..).filter(|_| kept == length)
    }

    /// Whether there was room.
    #[inline]
    fn push<const N: usize>(&mut self, letter: [u8; N]) -> bool {
        let Some(place) = self.bytes.get_mut(self.length..).and_then(<[u8]>::first_chunk_mut) else { return false };
        *place = letter;
        self.length += N;
        true
    }

    /// Whether it is an entry of a list.
    #[inline]
    pub(super) fn is(&self, entry: &str) -> bool {
        let (stem, is_open) = match entry.as_bytes() {
            [stem @ .., b'*'] => (stem, true),
            whole => (whole, false),
        };
        let is_long_enough = if is_open { self.length >= stem.len() } else { self.length == stem.len() };
        // Nearly every entry ends otherwise: few are compared as a whole.
        let last = stem.len().wrapping_sub(1);
        is_long_enough && self.bytes.get(last) == stem.get(last) && self.bytes.starts_with(stem)
    }
}

/// How many bytes at the beginning are of letters that are surely small ones: Latin, Russian and Kazakh.
#[inline]
fn small_letters(word: &[u8]) -> usize {
    let mut length = 0;
    while let Some(&letter) = word.get(length) {
        let trail = word.get(length + 1).copied().unwrap_or_default();
        length += match (letter, trail) {
            (b'a'..=b'z', _) => 1,
            (0xd0, 0xb0..=0xbf) | (0xd1, 0x80..=0x9f) => 2,
            // Small ones have odd numbers here.
            (0xd2, 0x8a..=0xbf) | (0xd3, 0x90..=0xbf) if trail % 2 == 1 => 2,
            _ => break,
        };
    }
    length
}

/// What may stand between a label and its number.
fn is_between(character: char) -> bool {
    matches!(
        character,
        ' ' | '\u{a0}' | ':' | '.' | '№' | '#' | '=' | '"' | '\'' | '/' | '(' | ')' | '+' | '_' | '\\' | '>'
    ) || super::fold::separator(character).is_some()
        || super::fold::is_invisible(character)
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::{PHONE_LABELS, is_letter, is_one_of, words, words_back, words_before};

    proptest! {
        /// Both ways words are what is between other characters.
        #[test]
        fn words_are_letters(text in "([а-яёқң҂҉ӀӘa-zé日0-9]{0,4}[ ,.№«»\u{a0}\u{200b}-]{0,2}){0,8}") {
            let is_other = |character: char| !is_letter(character);
            let expected: Vec<_> = text.split(is_other).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), expected.clone(), "{}", text);
            let mut back: Vec<_> = words_back(&text).map(|(word, _)| word).collect();
            back.reverse();
            prop_assert_eq!(back, expected, "{}", text);
        }
    }

    #[test]
    fn words_stop_at_the_sentence() {
        for (text, expected) in [
            ("позвоните на мой тел.: ", "тел мой на"),
            ("кв. 5, городской ", "городской"),
            ("\"phone\":\"", "phone"),
            ("заказ 12 ", ""),
            ("", ""),
        ] {
            assert_eq!(words_before(text, text.len()).collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn labels_are_words_not_beginnings() {
        let long = format!("телеф{}", "о".repeat(64));
        for (word, expected) in [
            ("тел", true),
            ("Тел", true),
            ("телефон", true),
            ("ТЕЛЕФОННЫЙ", true),
            (&*long, true),
            ("телевизор", false),
            ("fax", true),
            ("id", false),
            ("те", false),
            ("", false),
        ] {
            assert_eq!(is_one_of(word, &PHONE_LABELS), expected, "{word}");
        }
    }
}
