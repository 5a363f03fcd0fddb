//! Addresses whose numbers are said in words, as transcripts of calls have them: «майлина семьдесят девять квартира
//! три», «жұбанов көшесі он жеті дом сорок квартира». A flat or a street is where looking begins.

mod street;

use std::ops::Range;

use super::super::context::{after, before, words, words_back};
use super::super::cues::Cues;
use super::super::fold::is_letter;
use super::super::outline::{Mark, Outline};
use super::super::spoken::is_figure_in_words;
use super::super::{DataType, Entity};
use super::lexicon::{Order, Role};
use super::sense;

/// Bytes before a flat in which its street may stand.
const REACH: usize = 200;
/// Words of a street's name.
const NAME: usize = 2;

static FLATS: Cues = Cues::new(&["квартир*", "пәтер*"]);
static HOUSES: Cues =
    Cues::new(&["дом", "доме", "дома", "үй", "үйі", "үйде", "корпус*", "подъезд*", "этаж*", "қабат*"]);
static FLOORS: Cues = Cues::new(&["подъезд*", "этаж*", "қабат*", "кіреберіс*"]);
/// Stems of ordinals.
static ORDINALS: Cues = Cues::new(&[
    "перв*",
    "втор*",
    "трет*",
    "четверт*",
    "четвёрт*",
    "пятый",
    "пятом",
    "пятая",
    "шесто*",
    "шестая",
    "седьмо*",
    "седьмая",
    "восьмо*",
    "восьмая",
    "девятый",
    "девятом",
    "десятый",
    "десятом",
    "десятая",
    "третья",
    "одиннадцаты*",
    "одиннадцата*",
    "одиннадцато*",
    "двенадцаты*",
    "двенадцата*",
    "двенадцато*",
    "тринадцаты*",
    "тринадцата*",
    "тринадцато*",
    "четырнадцаты*",
    "четырнадцата*",
    "четырнадцато*",
    "пятнадцаты*",
    "пятнадцата*",
    "пятнадцато*",
    "шестнадцаты*",
    "шестнадцата*",
    "шестнадцато*",
    "семнадцаты*",
    "семнадцата*",
    "семнадцато*",
    "восемнадцаты*",
    "восемнадцата*",
    "восемнадцато*",
    "девятнадцаты*",
    "девятнадцата*",
    "девятнадцато*",
    "двадцатый",
    "двадцатая",
    "тридцатый",
    "тридцатая",
    "сороковой",
    "сороковая",
]);

/// Adds the addresses in words. Findings stay sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let known = found.len();
    for (mark, around) in
        [(Mark::Flat, around as Around), (Mark::Street, street::around), (Mark::AddressLabel, street::labelled)]
    {
        let mut floor = 0;
        for at in outline.marks(mark) {
            if let Some(range) = (at >= floor).then(|| around(text, at, floor)).flatten() {
                let range = range.start..town_behind(text, range.end);
                floor = range.end;
                found.push(Entity { range, data_type: DataType::Address });
            }
        }
    }
    if found.len() > known {
        join_overlapping(found);
    }
}

/// Sorts addresses and makes one of those that overlap.
pub(super) fn join_overlapping(found: &mut Vec<Entity>) {
    found.sort_by_key(|entity| entity.range.start);
    found.dedup_by(|later, earlier| {
        let overlap = later.range.start < earlier.range.end;
        if overlap {
            earlier.range.end = earlier.range.end.max(later.range.end);
        }
        overlap
    });
}

/// «дом двадцать четыре, Костанай»: where an address ends whose numbers end at byte `end`.
fn town_behind(text: &str, end: usize) -> usize {
    const MARKS: [&str; 6] = [", г. ", " г. ", ", город ", " город ", ", қала ", " қ. "];
    let mark = MARKS.iter().find(|&mark| after(text, end, 16).starts_with(mark));
    // A blank stays before the name.
    let behind = end + mark.map_or(0, |mark| mark.len() - 1);
    let town = word_after(text, behind).filter(|(word, _)| sense(word).role == Role::CityName);
    town.map_or(end, |(_, end)| end)
}

/// Finds the address around a mark, not before a byte.
type Around = fn(&str, usize, usize) -> Option<Range<usize>>;

/// The address around the flat that the byte `at` is in.
fn around(text: &str, at: usize, floor: usize) -> Option<Range<usize>> {
    let (start, word) = word_around(text, at, floor).filter(|(_, word)| FLATS.has(word))?;
    let (begin, numbers) = street(text, start, floor)?;
    let (end, is_numbered) = flat(text, start + word.len());
    (numbers > 1 || is_numbered).then_some(begin..end)
}

/// The word that the byte `at` is in, and where it begins; none that is longer than words are.
fn word_around(text: &str, at: usize, floor: usize) -> Option<(usize, &str)> {
    let head = before(text, at, REACH.min(at.checked_sub(floor)?));
    let letters = head.len() - head.trim_end_matches(is_letter).len();
    let start = at - letters;
    let window = after(text, start, 2 * REACH);
    let word = words(window).next()?;
    (letters < head.len() || start == floor).then_some(())?;
    (word.len() < window.len() || start + word.len() == text.len()).then_some((start, word))
}

/// Where the street before a flat begins, and how many numbers stand behind it.
fn street(text: &str, start: usize, floor: usize) -> Option<(usize, usize)> {
    let window = before(text, start, REACH.min(start - floor));
    let mut begin = start;
    let mut numbers = 0;
    let mut is_number = false;
    let mut left = words_back(window);
    let mut next = || left.next().filter(|(_, follows)| is_near(follows));
    let (mut word, mut follows) = next()?;
    while is_number_word(word) || HOUSES.has(word) {
        let is_next = is_number_word(word);
        // A number of two words is one, unless a house stands between.
        numbers += usize::from(is_next && !is_number);
        is_number = is_next;
        begin -= word.len() + follows.len();
        (word, follows) = next()?;
    }
    let first = sense(word);
    let is_mark = matches!(first.role, Role::Street | Role::District) && first.order == Order::After;
    if numbers == 0 || !(is_mark || is_name(word)) {
        return None;
    }
    begin -= word.len() + follows.len();
    let mut names = usize::from(!is_mark);
    while let Some((word, follows)) = next() {
        let role = sense(word).role;
        let is_street = matches!(role, Role::Street | Role::District) && !is_mark;
        let goes_on = names < NAME && (is_name(word) || (is_mark && (role == Role::None || is_number_word(word))));
        if !is_street && !goes_on {
            break;
        }
        begin -= word.len() + follows.len();
        names += 1;
        if is_street {
            break;
        }
    }
    (names > 0).then_some((begin, numbers))
}

/// Where the number of a flat and its floor end, and whether there is a number.
fn flat(text: &str, start: usize) -> (usize, bool) {
    let mut end = start;
    let mut is_numbered = false;
    while let Some((word, next)) = word_after(text, end).filter(|(word, _)| is_number_word(word)) {
        is_numbered |= !ORDINALS.has(word);
        end = next;
    }
    match word_after(text, end).filter(|(word, _)| end > start && FLOORS.has(word)) {
        Some((_, next)) => (next, is_numbered),
        None => (end, is_numbered),
    }
}

/// The word behind a blank, and where it ends.
fn word_after(text: &str, at: usize) -> Option<(&str, usize)> {
    /// Bytes of a word.
    const WORD: usize = 40;
    let window = after(text, at, WORD);
    let rest = window.trim_start_matches([' ', ',']);
    let gap = window.len() - rest.len();
    let length = rest.find(|sign| !is_letter(sign)).unwrap_or(rest.len());
    let word = rest.get(..length).filter(|word| gap > 0 && !word.is_empty())?;
    Some((word, at + gap + length))
}

/// Whether two words stand beside each other.
fn is_near(follows: &str) -> bool {
    follows.len() <= 3 && follows.chars().all(|sign| matches!(sign, ' ' | ',' | '-'))
}

/// `сорок`, `он`, `екінші`, `шестой`.
fn is_number_word(word: &str) -> bool {
    // The vowel before `нші` is the figure's own, or joins it: «екінші», «төртінші», «жиырмасыншы».
    let mut figures = ["інші", "ыншы", "нші", "ншы", "сыншы"].iter().filter_map(|ending| word.strip_suffix(ending));
    is_figure_in_words(word) || figures.any(is_figure_in_words) || ORDINALS.has(word)
}

/// A word that names streets.
fn is_name(word: &str) -> bool {
    matches!(sense(word).role, Role::StreetName | Role::StreetOnly | Role::DistrictName | Role::Title)
}
