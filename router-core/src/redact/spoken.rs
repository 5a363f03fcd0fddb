//! Numbers in words. Phones: `восемь семьсот один, сто двадцать три …`, `сегіз жеті жүз бір …`, `eight seven zero one …`.

use std::ops::Range;

mod zero;

use super::context::{HINT_CUES, PHONE_CUES, nearest, words_before};
use super::cues::Cues;
use super::fold::{digit, is_letter, lower};
use super::outline::{Mark, Outline};
use super::{DataType, Entity, phone};

/// The words for seven are rare in prose, so they are what is looked for.
const SEVENS: [Mark; 3] = [Mark::Seven, Mark::SevenKazakh, Mark::SevenEnglish];
/// Words looked at around a seven.
const BEFORE: usize = 3;
const AFTER: usize = 24;
/// Words of a local phone that may stand before its seven.
const LOCAL: usize = 8;
/// Digits of a phone, and one said too many.
const MOST: usize = 12;
/// Bytes of a word for a number, and of what stands between two.
const WORD: usize = 32;
const GAP: usize = 4;
/// Bytes before a number in which its label is looked for.
const REACH: usize = 48;

/// Units and teens by value: Russian, Kazakh, Kazakh in Russian or Latin letters, English.
const SMALL: [&[&str]; 20] = [
    &["ноль", "нуль", "нол", "нөл", "zero", "oh", "nol"],
    &["один", "одна", "раз", "бір", "бир", "bir", "one"],
    &["два", "две", "екі", "еки", "eki", "two"],
    &["три", "үш", "уш", "ush", "three"],
    &["четыре", "төрт", "торт", "tort", "four"],
    &["пять", "бес", "bes", "five"],
    &["шесть", "алты", "alty", "six"],
    &["семь", "жеті", "жети", "jeti", "zheti", "seven"],
    &["восемь", "сегіз", "сегиз", "segiz", "eight"],
    &["девять", "тоғыз", "тогыз", "togyz", "nine"],
    &["десять", "ten"],
    &["одиннадцать", "eleven"],
    &["двенадцать", "twelve"],
    &["тринадцать", "thirteen"],
    &["четырнадцать", "fourteen"],
    &["пятнадцать", "fifteen"],
    &["шестнадцать", "sixteen"],
    &["семнадцать", "seventeen"],
    &["восемнадцать", "eighteen"],
    &["девятнадцать", "nineteen"],
];

/// Tens, from ten on: Kazakh teens are a ten and a unit.
const TENS: [&[&str]; 9] = [
    &["он", "on"],
    &["двадцать", "жиырма", "jiyrma", "zhiyrma", "twenty"],
    &["тридцать", "отыз", "otyz", "thirty"],
    &["сорок", "қырық", "кырык", "qyryq", "kyryk", "forty"],
    &["пятьдесят", "елу", "elu", "fifty"],
    &["шестьдесят", "алпыс", "alpys", "sixty"],
    &["семьдесят", "жетпіс", "жетпис", "jetpis", "zhetpis", "seventy"],
    &["восемьдесят", "сексен", "seksen", "eighty"],
    &["девяносто", "тоқсан", "токсан", "toqsan", "toksan", "ninety"],
];

/// Hundreds of one word; Kazakh and English say a unit and the word for hundred.
const HUNDREDS: [&[&str]; 9] = [
    &["сто"],
    &["двести"],
    &["триста"],
    &["четыреста"],
    &["пятьсот"],
    &["шестьсот"],
    &["семьсот"],
    &["восемьсот"],
    &["девятьсот"],
];
const HUNDRED: [&str; 4] = ["жүз", "жуз", "juz", "hundred"];
const PLUS: [&str; 4] = ["плюс", "plus", "қосу", "плус"];

/// All of them: few words are one, and this tells so at a glance.
static KNOWN: Cues = {
    const LISTS: [&[&[&str]]; 4] = [&SMALL, &TENS, &HUNDREDS, &[&HUNDRED, &PLUS]];
    const COUNT: usize = joined::<0>(&LISTS).1;
    const WORDS: [&str; COUNT] = joined(&LISTS).0;
    Cues::new(&WORDS)
};

/// The first words of the lists, and how many there are in all.
const fn joined<const N: usize>(lists: &[&[&[&'static str]]]) -> ([&'static str; N], usize) {
    let (mut words, mut count) = ([""; N], 0);
    let (mut list, mut value, mut place) = (0, 0, 0);
    while list < lists.len() {
        if value == lists[list].len() {
            (list, value) = (list + 1, 0);
        } else if place == lists[list][value].len() {
            (value, place) = (value + 1, 0);
        } else {
            if count < N {
                words[count] = lists[list][value][place];
            }
            (place, count) = (place + 1, count + 1);
        }
    }
    (words, count)
}

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Plus,
    Unit(u8),
    Teen(u8),
    Ten(u8),
    Hundred(u8),
    TimesHundred,
    /// Figures between the words.
    Figures,
}

/// A word of a number with its place.
#[derive(Debug, Clone)]
struct Word {
    said: Said,
    range: Range<usize>,
}

/// Finds every number in words. Sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    for seven in SEVENS {
        let mut looked = 0;
        for at in outline.marks(seven) {
            if at < looked {
                continue;
            }
            let (range, end) = around(text, at, looked);
            looked = end;
            found.extend(range.map(|range| Entity { range, data_type: DataType::Phone }));
        }
    }
    zero::scan(text, outline, found);
    found.sort_by_key(|entity| entity.range.start);
    found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
}

/// The phone around a seven, and up to where its words were read.
fn around(text: &str, seven: usize, floor: usize) -> (Option<Range<usize>>, usize) {
    let words = words_around(text, seven, BEFORE, floor);
    let end = words.last().map_or(seven + 1, |word| word.range.end).max(seven + 1);
    // A hit needs at least the seven words of `плюс семь семьсот один двести …`.
    let range = (0..words.len().min(BEFORE + 1))
        .filter(|_| words.len() > 4)
        .find_map(|first| phone_in(text, words.get(first..)?));
    (range.or_else(|| local(text, seven, floor)), end)
}

/// The words around the one at `at`: at most so many before it, none of which begins before `floor`.
fn words_around(text: &str, at: usize, before: usize, floor: usize) -> Vec<Word> {
    let mut begin = text.get(..at).unwrap_or_default().trim_end_matches(is_letter).len();
    for _ in 0..before {
        let Some(word) = word_before(text, begin).filter(|word| word.range.start >= floor) else { break };
        begin = word.range.start;
    }
    let mut words = Vec::new();
    while let Some(word) = word_at(text, begin).filter(|_| words.len() < AFTER) {
        begin = word.range.end;
        words.push(word);
    }
    words
}

/// `телефон приёмной два два четыре семь ноль один`: a local phone around a seven, after the word for a phone.
fn local(text: &str, seven: usize, floor: usize) -> Option<Range<usize>> {
    let head = text.get(..seven)?;
    let mut start = head.trim_end_matches(is_letter).len();
    for _ in 0..LOCAL {
        let Some(word) = word_before(text, start).filter(|word| word.range.start >= floor) else { break };
        start = word.range.start;
    }
    if !words_before(text, start).any(|word| PHONE_CUES.has(word)) {
        return None;
    }
    let mut words = Vec::new();
    let mut end = start;
    while let Some(word) = word_at(text, end).filter(|_| words.len() < AFTER) {
        end = word.range.end;
        words.push(word);
    }
    let mut digits = Vec::new();
    let mut rest = words.as_slice();
    while let Some(used) = figure(text, rest, &mut digits).filter(|_| digits.len() <= MOST) {
        rest = rest.get(used..)?;
    }
    (rest.is_empty() && (5..=7).contains(&digits.len()) && words.len() > 3).then_some(start..end)
}

/// The phone that the first words say.
fn phone_in(text: &str, words: &[Word]) -> Option<Range<usize>> {
    let start = words.first()?.range.start;
    let has_plus = words.first()?.said == Said::Plus;
    let mut digits = Vec::new();
    let mut rest = words.get(usize::from(has_plus)..)?;
    let end = words.last()?.range.end;
    while let Some(used) = figure(text, rest, &mut digits).filter(|_| digits.len() <= MOST) {
        rest = rest.get(used..)?;
    }
    if !rest.is_empty() {
        return None;
    }
    let is_said = |code: Option<&[u8]>| code.is_some_and(phone::is_in_use);
    // Who dictates in tens slips by a digit: `восемь семьсот два тридцать три сорок пять шестьдесят семь ноль один`.
    let is_whole = match *digits.as_slice() {
        [7 | 8, ..] if digits.len() >= 11 && is_said(digits.get(1..4)) => true,
        [7, ..] if (10..MOST).contains(&digits.len()) && !has_plus => {
            is_said(digits.get(..3)) && is_announced(text, start)
        }
        _ => false,
    };
    is_whole.then_some(start..end)
}

fn is_announced(text: &str, start: usize) -> bool {
    nearest(text, start, REACH, &[&PHONE_CUES, &HINT_CUES]).is_some()
}

/// Appends the digits of the number that the first words say together, and returns how many words those are.
fn figure(text: &str, words: &[Word], digits: &mut Vec<u8>) -> Option<usize> {
    let said = |index: usize| words.get(index).map(|word| word.said);
    let (hundreds, used) = match (said(0)?, said(1)) {
        (Said::Figures, _) => {
            let range = words.first()?.range.clone();
            digits.extend(text.get(range)?.chars().filter_map(digit));
            return Some(1);
        }
        (Said::Plus, _) => return None,
        (Said::TimesHundred, _) => (Some(1), 1),
        (Said::Hundred(value), _) => (Some(value), 1),
        (Said::Unit(value @ 1..), Some(Said::TimesHundred)) => (Some(value), 2),
        _ => (None, 0),
    };
    digits.extend(hundreds);
    let (tens, used) = match (said(used), said(used + 1)) {
        (Some(Said::Teen(value)), _) => (Some([value / 10, value % 10]), used + 1),
        (Some(Said::Ten(value)), Some(Said::Unit(unit @ 1..))) if said(used + 2) != Some(Said::TimesHundred) => {
            (Some([value, unit]), used + 2)
        }
        (Some(Said::Ten(value)), _) => (Some([value, 0]), used + 1),
        (Some(Said::Unit(unit)), next) if hundreds.is_none() || (unit > 0 && next != Some(Said::TimesHundred)) => {
            digits.extend(hundreds.map(|_| 0));
            digits.push(unit);
            return Some(used + 1);
        }
        _ => (hundreds.map(|_| [0, 0]), used),
    };
    digits.extend(tens?);
    Some(used)
}

/// The word for a number that ends before `at`.
fn word_before(text: &str, at: usize) -> Option<Word> {
    let head = text.get(..at)?;
    let gap: usize = head.chars().rev().take(GAP).take_while(|&sign| is_gap(sign)).map(char::len_utf8).sum();
    let end = at - gap;
    let figures: usize =
        head.get(..end)?.chars().rev().take(WORD).take_while(|&sign| digit(sign).is_some()).map(char::len_utf8).sum();
    if figures > 0 {
        return Some(Word { said: Said::Figures, range: end - figures..end });
    }
    let length: usize =
        head.get(..end)?.chars().rev().take(WORD).take_while(|&letter| is_letter(letter)).map(char::len_utf8).sum();
    let range = end - length..end;
    Some(Word { said: said(text.get(range.clone())?)?, range })
}

/// The word or the figures for a number at `at`, after what may stand between two.
fn word_at(text: &str, at: usize) -> Option<Word> {
    let rest = text.get(at..)?;
    let gap: usize = rest.chars().take(GAP).take_while(|&sign| is_gap(sign)).map(char::len_utf8).sum();
    let rest = rest.get(gap..)?;
    let start = at + gap;
    let figures: usize = rest.chars().take(WORD).take_while(|&sign| digit(sign).is_some()).map(char::len_utf8).sum();
    if figures > 0 {
        return Some(Word { said: Said::Figures, range: start..start + figures });
    }
    let length: usize = rest.chars().take(WORD).take_while(|&letter| is_letter(letter)).map(char::len_utf8).sum();
    Some(Word { said: said(rest.get(..length)?)?, range: start..start + length })
}

fn is_gap(sign: char) -> bool {
    matches!(sign, ' ' | ',' | '-' | '–' | '—' | '.' | '\u{a0}')
}

/// Whether a word, in any case, is said of a number.
pub(super) fn is_figure_in_words(word: &str) -> bool {
    said(word).is_some_and(|said| said != Said::Plus)
}

/// What a word says, in any case.
fn said(word: &str) -> Option<Said> {
    if !KNOWN.has(word) {
        return None;
    }
    let small: String = word.chars().map(lower).collect();
    let place = |lists: &[&[&str]]| {
        lists.iter().position(|words| words.contains(&small.as_str())).and_then(|place| u8::try_from(place).ok())
    };
    if let Some(value) = place(&SMALL) {
        return Some(if value < 10 { Said::Unit(value) } else { Said::Teen(value) });
    }
    if let Some(value) = place(&TENS) {
        return Some(Said::Ten(value + 1));
    }
    if let Some(value) = place(&HUNDREDS) {
        return Some(Said::Hundred(value + 1));
    }
    if HUNDRED.contains(&small.as_str()) {
        return Some(Said::TimesHundred);
    }
    PLUS.contains(&small.as_str()).then_some(Said::Plus)
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Phone, text, expected);
    }

    #[test]
    fn phones_in_words() {
        for phone in [
            "восемь семьсот один сто двадцать три сорок пять шестьдесят семь",
            "Восемь, семьсот семь, пятьсот пятьдесят пять, двенадцать, ноль пять",
            "плюс семь семьсот один двести два ноль три ноль четыре",
            "восемь семь ноль один два два два три три ноль ноль",
            "восемь семьсот один 123 45 67",
            "сегіз жеті жүз бір жүз жиырма үш қырық бес алпыс жеті",
            "қосу жеті жеті жүз жеті екі жүз он бір он екі елу",
            "восемь семьсот два тридцать три сорок пять шестьдесят семь ноль один",
            "плюс семь семьсот семь двадцать один тридцать два сорок три пятьдесят",
            "сегіз жеті жүз екі отыз үш қырық бес алпыс жеті нөл бір",
            "eight seven zero one one two three four five six seven",
            "plus seven seven hundred one two hundred three forty five sixty seven",
        ] {
            check(phone, phone);
            check(&format!("Мой номер: {phone}. Звоните!"), phone);
        }
        check("номер: 8 семьсот один 222 33 44", "8 семьсот один 222 33 44");
        for phone in ["два два четыре семь ноль один", "двадцать два сорок семь ноль один", "екі екі төрт жеті нөл бір"]
        {
            check(&format!("телефон приёмной {phone} до обеда"), phone);
        }
        check(
            "номер семьсот один сто двадцать три сорок пять шестьдесят семь",
            "семьсот один сто двадцать три сорок пять шестьдесят семь",
        );
    }

    #[test]
    fn words_that_stay() {
        for text in [
            "семьсот один рубль",
            "восемь семьсот один, дальше сами",
            "семь раз отмерь, один раз отрежь",
            "жеті жүз бір теңге",
            "восемь семьсот два тридцать три сорок",
            "семьсот два тридцать три сорок пять шестьдесят семь ноль один",
            "seven hundred people came in seven buses",
            "один два три четыре пять шесть семь восемь девять десять",
        ] {
            check(text, "");
        }
    }
}
