//! Addresses in words that a street or a micro-district tells: «улица целинная дом девять», «желтоқсан көшесі қырық
//! бір», «микрорайон самал два дом тридцать три».

use std::ops::Range;

use super::super::super::context::{after, before, is_one_of, words_back};
use super::super::super::cues::Cues;
use super::super::super::fold::is_letter;
use super::super::lexicon::{Order, Role, Sense};
use super::super::sense;
use super::{FLATS, FLOORS, HOUSES, ORDINALS, REACH, is_name, is_near, is_number_word, word_after, word_around};

/// Words between the word for an address and its street.
const LABEL: usize = 2;
/// Words of a name, and of a settlement before the street.
const NAME: usize = 3;
const SETTLEMENTS: usize = 4;
/// Words for numbers in a row: more of them dictate something else.
const RUN: usize = 6;
/// Letters of the ending that «көшесі» has in the nominative.
const NOMINATIVE: u8 = 2;

/// What joins the numbers of one address.
static JOINTS: Cues = Cues::new(&["дробь", "бөлшек", "слэш", "строение", "блок*"]);
/// What is counted, and no house has that number.
static COUNTED: Cues = Cues::new(&[
    "человек*",
    "адам*",
    "лет",
    "год*",
    "жыл*",
    "жас*",
    "минут*",
    "час*",
    "сағат*",
    "метр*",
    "километр*",
    "шақырым*",
    "тенге",
    "теңге*",
    "рубл*",
    "тысяч*",
    "мың*",
    "градус*",
    "процент*",
    "пайыз*",
    "рет",
    "раз*",
    "машин*",
    "көлік*",
    "пол*",
    "жолақ*",
    "дней",
    "дня",
    "күн*",
    "ай",
    "месяц*",
    "штук*",
    "дана*",
    "дерев*",
    "ағаш*",
    "магазин*",
    "дүкен*",
    "дома",
    "домов",
    "үйлер*",
    "квартир",
    "этажей",
    "балл*",
    "больш*",
    "нов*",
    "жаңа*",
    "кісі*",
    "бала*",
    "дет*",
]);

/// The address around the street mark that the byte `at` is in.
pub(super) fn around(text: &str, at: usize, floor: usize) -> Option<Range<usize>> {
    let (start, word) = word_around(text, at, floor)?;
    let mark = Mark::of(text, word, start)?;
    let (begin, end, is_known) = match mark.order {
        // «мкр четыре дом шестнадцать»
        Order::Before if mark.is_numbered(text) => (start, mark.end, true),
        Order::Before => name_behind(text, mark.end).map(|(end, is_known)| (start, end, is_known))?,
        Order::After => {
            let (begin, is_known) = name_before(text, start, floor)?;
            (begin, mark.end, is_known && mark.is_nominative)
        }
    };
    let numbers = Numbers::behind(text, end);
    numbers.is_house(text, is_known).then(|| settlement(text, begin, floor)..numbers.end)
}

/// A word for streets or micro-districts.
struct Mark {
    end: usize,
    order: Order,
    is_nominative: bool,
    is_district: bool,
}

impl Mark {
    fn of(text: &str, word: &str, start: usize) -> Option<Self> {
        let end = start + word.len();
        let Sense { role, order, ending, .. } = sense(word);
        match role {
            Role::Street | Role::District => {
                Some(Self { end, order, is_nominative: ending <= NOMINATIVE, is_district: role == Role::District })
            }
            // «шағын аудан»
            Role::Joiner => {
                let (second, end) = word_after(text, end).filter(|(second, _)| is_one_of(second, &["аудан*"]))?;
                let is_nominative = is_one_of(second, &["аудан", "ауданы"]);
                Some(Self { end, order: Order::After, is_nominative, is_district: true })
            }
            _ => None,
        }
    }

    /// Whether a micro-district has a number for a name.
    fn is_numbered(&self, text: &str) -> bool {
        self.is_district && word_after(text, self.end).is_some_and(|(word, _)| is_number_word(word))
    }
}

/// «адрес Бухар Жырау сорок девять дробь шесть»: the address behind the word for one that the byte `at` is in.
pub(super) fn labelled(text: &str, at: usize, floor: usize) -> Option<Range<usize>> {
    let mut end = at + after(text, at, REACH).find(|sign| !is_letter(sign))?;
    // Behind most of them stands a colon.
    if !matches!(text.as_bytes().get(end), Some(b' ' | b',')) {
        return None;
    }
    let mut start = None;
    for _ in 0..LABEL + NAME {
        let (word, next) = word_after(text, end)?;
        let is_number = is_number_word(word) || HOUSES.has(word);
        if is_number || (start.is_none() && sense(word).role == Role::Street) {
            break;
        }
        if is_name(word) {
            start = start.or(Some(next - word.len()));
        } else if start.is_some() {
            return None;
        }
        end = next;
    }
    let start = start.filter(|&start| start >= floor)?;
    let numbers = Numbers::behind(text, end);
    numbers.is_house(text, true).then_some(start..numbers.end)
}

/// Where the name behind a mark ends, at the first number or house, and whether it is one of a street.
fn name_behind(text: &str, mark: usize) -> Option<(usize, bool)> {
    let mut end = mark;
    let mut is_known = false;
    for _ in 0..=NAME {
        let (word, next) = word_after(text, end)?;
        if is_number_word(word) || HOUSES.has(word) {
            return (end > mark).then_some((end, is_known));
        }
        if !may_name(word) {
            return None;
        }
        is_known |= is_name(word) || is_like_street(word);
        end = next;
    }
    None
}

/// Where the name before a mark begins, and whether it is one of a street.
fn name_before(text: &str, mark: usize, floor: usize) -> Option<(usize, bool)> {
    let mut begin = mark;
    let mut is_known = false;
    let mut names = 0;
    for (word, follows) in words_back(before(text, mark, REACH.min(mark - floor))) {
        let role = sense(word).role;
        // «тоқаш бокин көшесі»: of a name that is not listed the first word may be anything.
        let is_given = names == 1 && !is_known && role == Role::None;
        let is_more = names == 0 || is_given || is_name(word) || role == Role::Honorific;
        if names == NAME || !is_near(follows) || !is_more || !(may_name(word) || is_number_word(word)) {
            break;
        }
        is_known |= is_name(word) || is_number_word(word);
        begin -= word.len() + follows.len();
        names += 1;
    }
    (names > 0).then_some((begin, is_known))
}

fn may_name(word: &str) -> bool {
    let is_of_name = matches!(sense(word).role, Role::None | Role::Honorific | Role::Joiner | Role::CityName);
    is_name(word) || (is_of_name && word.chars().nth(2).is_some() && !COUNTED.has(word))
}

/// «целинная», «ермекова», «советской»: as streets are named.
fn is_like_street(word: &str) -> bool {
    const ENDINGS: [&str; 12] = ["ая", "ой", "ова", "ева", "ёва", "ина", "ого", "ский", "ұлы", "улы", "енко", "ского"];
    ENDINGS.iter().any(|ending| word.ends_with(ending)) && word.chars().count() > 4
}

/// The numbers behind a name.
struct Numbers {
    end: usize,
    /// Words of cardinal numbers.
    said: usize,
    /// A house or a flat is named.
    is_marked: bool,
    /// The last run was too long for a house.
    runs_on: bool,
}

impl Numbers {
    fn behind(text: &str, at: usize) -> Self {
        let mut numbers = Self { end: at, said: 0, is_marked: false, runs_on: false };
        let mut end = at;
        let mut run = 0;
        let mut ordinals = 0;
        while let Some((word, next)) = word_after(text, end) {
            if is_number_word(word) {
                run += 1;
                // «он екінші үй»: houses are numbered in order, too.
                ordinals += usize::from(ORDINALS.has(word));
                numbers.said += 1;
            } else if word == "дома" && !word_after(text, next).is_some_and(|it| is_number_word(it.0)) {
                // «два дома»
                break;
            } else if HOUSES.has(word) || FLATS.has(word) || FLOORS.has(word) {
                numbers.is_marked |=
                    numbers.said > ordinals || word_after(text, next).is_some_and(|it| is_number_word(it.0));
                run = 0;
            } else if !(numbers.said > 0 && (JOINTS.has(word) || is_room(word))) {
                break;
            } else {
                run = 0;
            }
            numbers.runs_on |= run > RUN;
            if numbers.runs_on {
                break;
            }
            end = next;
            // What joins numbers ends no address.
            if is_number_word(word) || numbers.said > 0 && !JOINTS.has(word) && !is_room(word) {
                numbers.end = end;
            }
        }
        numbers
    }

    /// Whether the numbers are of a house on a street that is `known` or not.
    fn is_house(&self, text: &str, is_known: bool) -> bool {
        if self.said == 0 || self.runs_on {
            return false;
        }
        if self.is_marked {
            return true;
        }
        let next = word_after(text, self.end).map(|(word, _)| word);
        let is_counted = next
            .is_some_and(|word| COUNTED.has(word) || ["ов", "ев", "ей"].iter().any(|ending| word.ends_with(ending)));
        is_known && !is_counted && (self.said > 1 || next.is_none())
    }
}

fn is_room(word: &str) -> bool {
    is_one_of(word, &["офис*", "кабинет*", "кеңсе*", "бөлме*", "литер*"]) || word.chars().count() == 1
}

/// Where the settlement before byte `begin` begins: «қонаев қаласы алматы көшесі», «село новоишимское улица …».
fn settlement(text: &str, begin: usize, floor: usize) -> usize {
    let mut settled = begin;
    let mut at = begin;
    let mut is_marked = false;
    let mut names = 0;
    for (word, follows) in words_back(before(text, begin, REACH.min(begin - floor))).take(SETTLEMENTS) {
        if !is_near(follows) {
            break;
        }
        at -= word.len() + follows.len();
        let mark = sense(word);
        match mark.role {
            Role::City | Role::Village | Role::Region if mark.order == Order::After && mark.ending <= NOMINATIVE => {
                is_marked = true;
                names = 0;
            }
            Role::City | Role::Village if names == 1 => {
                settled = at;
                names = 0;
            }
            Role::CityName => {
                settled = at;
                is_marked = false;
                names = 1;
            }
            _ if is_marked => {
                settled = at;
                is_marked = false;
            }
            Role::None | Role::StreetName | Role::DistrictName if names == 0 => names = 1,
            _ => break,
        }
    }
    settled
}
