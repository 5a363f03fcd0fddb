//! The name of a building or a garden society in front of an address, where no mark of the grammar leads to it.

use super::super::context::{self, is_one_of, words_back};

/// Bytes of a name.
const REACH: usize = 64;
/// Words of a name.
const WORDS: usize = 5;

/// Words that make a name in capitals that of a building.
const BUILDINGS: [&str; 20] = [
    "tower",
    "towers",
    "plaza",
    "mall",
    "centre",
    "center",
    "hall",
    "building",
    "residence",
    "residences",
    "hotel",
    "hostel",
    "clinic",
    "university",
    "court",
    "palace",
    "arena",
    "campus",
    "heights",
    "house",
];

/// Abbreviated societies and parts of towns before a name in quotation marks.
const SOCIETIES: [&str; 10] = ["с/о ", "с/т ", "С/О ", "С/Т ", "с.о. ", "с.т. ", "д/о ", "СО ", "СТ ", "пк "];

/// Where an address begins that its components begin at byte `start`: at the name of its building, if one stands right
/// before, «Esentai Tower, 77/7 Al-Farabi Avenue», «с/о «Мичурина», ул. Вишнёвая, 219». Never before byte `floor`.
pub(super) fn before(text: &str, start: usize, floor: usize) -> usize {
    let head = context::before(text, start, REACH);
    let Some(name) = head.trim_end_matches([' ', '\n']).strip_suffix(',') else { return start };
    // Before most addresses stands a number, a label, a small letter.
    let is_quoted = name.trim_end().ends_with(['»', '"', '”']);
    let is_named = || words_back(name).next().is_some_and(|(word, _)| word.starts_with(char::is_uppercase));
    if !is_quoted && !is_named() {
        return start;
    }
    let phrase = name.rfind([',', ':', ';', '.', '!', '?', '\n', '(', '\t', '|']).map_or(0, |sign| sign + 1);
    let marks = SOCIETIES.iter().filter(|_| is_quoted).filter_map(|mark| name.rfind(mark));
    let society = marks.max().filter(|&mark| is_society(name, mark));
    let building = || building(name.get(phrase..)?).map(|begin| phrase + begin);
    let Some(begin) = society.or_else(building) else { return start };
    let blanks = name.get(begin..).map_or(0, |name| name.len() - name.trim_start().len());
    let begin = start - head.len() + begin + blanks;
    if begin >= floor { office(text, begin, floor) } else { start }
}

/// `Office 804, Business Centre "Nurly Tau", 19 Al-Farabi Ave`: where the office before the building at byte `start`
/// begins.
fn office(text: &str, start: usize, floor: usize) -> usize {
    const ROOMS: [&str; 8] = ["office", "suite", "unit", "room", "apt", "apartment", "floor", "офис"];
    let found = || {
        let left = context::before(text, start, REACH).trim_end_matches(' ').strip_suffix(',')?;
        let phrase = left.rsplit([',', ':', ';', '\n', '(']).next()?;
        let mark = phrase.trim_end_matches(|sign: char| sign.is_alphanumeric() || sign == '-');
        let number =
            phrase.get(mark.len()..).filter(|number| number.starts_with(|sign: char| sign.is_ascii_digit()))?;
        let (word, follows) = words_back(mark).next().filter(|(word, _)| is_one_of(word, &ROOMS))?;
        let is_near = follows.chars().all(|sign| matches!(sign, ' ' | '.' | '#' | '№'));
        let length = word.len() + follows.len() + number.len();
        let end = text.get(..start)?.trim_end_matches(' ').strip_suffix(',')?.len();
        end.checked_sub(length).filter(|&begin| is_near && begin >= floor)
    };
    found().unwrap_or(start)
}

/// A mark at the beginning of a word, then nothing but a name in quotation marks.
fn is_society(name: &str, mark: usize) -> bool {
    let (left, rest) = name.split_at_checked(mark).unwrap_or_default();
    let quoted = rest.split_once(' ').map_or("", |(_, quoted)| quoted.trim());
    let inside = quoted.strip_prefix(['«', '"', '“']).and_then(|quoted| quoted.strip_suffix(['»', '"', '”']));
    !left.ends_with(char::is_alphanumeric) && inside.is_some_and(|inside| !inside.contains(['«', '"', '»', ',']))
}

/// Where capitalised words begin at the end of a phrase, of which one is for a building, and another is a name.
fn building(phrase: &str) -> Option<usize> {
    let mut begin = phrase.len();
    let mut count = 0;
    let mut told = false;
    for (word, follows) in words_back(phrase) {
        if !word.starts_with(char::is_uppercase) {
            break;
        }
        begin -= word.len() + follows.len();
        count += 1;
        told |= is_one_of(word, &BUILDINGS);
    }
    // «Villa 12»: the number of a house in a settlement.
    (told && (2..=WORDS).contains(&count)).then_some(begin)
}
