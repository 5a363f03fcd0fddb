//! Dates of birth: a full date that a word, an identification number or a name beside it ties to a person.

use std::ops::Range;

mod clause;
mod forms;
mod name;
mod person;
mod said;
mod words;

use super::checksums::is_iin;
use super::column::{Cell, inserted};
use super::context::{after, before, is_one_of, paragraph_before, words, words_back, words_of_paragraph};
use super::date::{self, Date};
use super::fold::{char_before, digit};
use super::numbers::Candidate;
pub(super) use forms::is_corrected;
pub(super) use name::is_beside;
use name::{follows_family, follows_name, follows_pupil};
pub(super) use person::beside_persons;
pub(super) use said::scan as in_words;
use words::{BIRTH, FAMILY, GIVEN, OTHER, PEOPLE, RECORDS, SEX};

/// Bytes before a date in which its label is looked for.
const BEFORE: usize = 160;
/// Bytes behind it.
const AFTER: usize = 40;
/// Bytes around a date in which an identification number may agree with it.
const NUMBER: usize = 120;
/// From this year on most dates are of visits, papers and deadlines: only a label right before or behind one makes it
/// that of a birth.
pub(super) const RECENT: u16 = 2025;

/// Up to this year a date beside a person is hardly that of a paper or a visit: nobody writes of those any more.
const OLD: u16 = 2007;
/// Bytes of the rows between two dates of one column.
const ROWS: usize = 1200;

/// The row of the table of numbers.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Range<usize>> {
    if !may_be_date(candidate) && candidate.group_len() != 8 {
        return None;
    }
    let text = candidate.text;
    let start = candidate.start();
    let is_misread = char_before(text, start).is_some_and(|sign| date::figure_like(sign).is_some());
    if let Some(range) = is_misread.then(|| misread(candidate)).flatten() {
        return Some(range);
    }
    let Some(date) = candidate.date() else { return compact(candidate).or_else(|| misread(candidate)) };
    is_birth(text, date, start).then(|| date.range.clone())
}

/// Whether a date whose first digit is at byte `start` is of a birth.
pub(super) fn is_birth(text: &str, date: &Date, start: usize) -> bool {
    let label = match date.year {
        RECENT.. if !is_right_before(text, date.range.start) => Some(false),
        _ => label_before(text, date.range.start),
    };
    let is_birth = match label {
        Some(true) => true,
        _ if label_after(text, date.range.end) => true,
        _ if date.is_certain && clause::ends_in_birth(text, date.range.end) => true,
        _ if date.is_certain && (is_beside_sex(text, date) || agrees_with_iin(text, date)) => true,
        Some(false) => date.is_certain && is_given_before(text, date.range.start) && follows_name(text, date),
        None => {
            date.is_certain
                && (agrees_with(text, date, |_| true)
                    || follows_family(text, date)
                    || follows_name(text, date)
                    || follows_pupil(text, date)
                    || follows_papers(text, date)
                    || precedes_papers(text, date)
                    || follows_age(text, date)
                    || forms::is_on_licence(text, &date.range)
                    || is_on_record(text, date))
        }
    };
    is_birth || begins_life(text, date) || heads_column(text, start)
}

/// Whether the groups of digits are those of a date; its month may be a word.
#[inline]
pub(super) fn may_be_date(candidate: Candidate<'_>) -> bool {
    let length = |next| candidate.chain.group_len(candidate.group + next);
    match (length(0), length(1)) {
        (1 | 2 | 4, 0) | (1 | 2, 4) => true,
        (1 | 2, 1 | 2) => matches!(length(2), 2 | 4),
        (4, 1 | 2) => matches!(length(2), 1 | 2),
        _ => false,
    }
}

/// Whether a date is in the same column of a table as the date of birth `above`.
pub(super) fn is_below(candidate: Candidate<'_>, above: &Range<usize>, date: &Date) -> bool {
    let text = candidate.text;
    let start = candidate.start();
    let Some(between) = text.get(above.end..start).filter(|between| between.len() < ROWS) else { return false };
    let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
    if !(1..=4).contains(&lines) || between.contains("\n\n") || date.year >= RECENT {
        return false;
    }
    let Some(cell) = Cell::of(text, start) else { return false };
    Cell::of(text, above.start).is_some_and(|above| above.sign == cell.sign && above.index == cell.index)
}

/// `жен., 1990-07-22`, `ер, 1974.03.30`, `03/15/1968, male`: the sex and the date of birth of somebody.
fn is_beside_sex(text: &str, date: &Date) -> bool {
    if date.year >= RECENT {
        return false;
    }
    let head = before(text, date.range.start, 32);
    let (word, follows) = words_back(head).next().unwrap_or_default();
    let is_sign = |signs: &str| {
        !signs.contains(['\n', ':', '!', '?']) && signs.contains([',', ';', '|', '(', '/', '\t', '-', '–', '—'])
    };
    if SEX.has(word) && (is_sign(follows) || follows.trim() == ".") {
        return true;
    }
    let tail = after(text, date.range.end, 32);
    // `/09FEB18/F/`: the papers of travellers.
    if tail.starts_with("/F/") || tail.starts_with("/M/") {
        return true;
    }
    let (signs, _) = tail.split_at(tail.find(super::fold::is_letter).unwrap_or(tail.len()));
    is_sign(signs) && signs.len() <= 4 && words(tail).next().is_some_and(|word| SEX.has(word))
}

/// `|19900314|M|`, `*19900314*F`: the sex is the next field of a message.
fn is_before_sex(text: &str, range: &Range<usize>) -> bool {
    let year = text.get(range.clone()).and_then(|date| date.get(..4)).and_then(|year| year.parse().ok());
    let tail = after(text, range.end, 3).as_bytes();
    let ends = |sign: Option<&u8>| sign.is_none_or(|sign| !sign.is_ascii_alphanumeric());
    let head = before(text, range.start, 200);
    let line = head.rsplit_once(['\n', '\r']).map_or(head, |(_, line)| line);
    year.is_some_and(|year| (1900..RECENT).contains(&year))
        && ["PID", "NK1", "GT1", "IN1", "DMG", "D8*"].iter().any(|segment| line.contains(segment))
        && matches!(tail, [b'|' | b'*', b'M' | b'F', rest @ ..] if ends(rest.first()))
}

/// `паспорт EJ4418203, 1982.06.11, слесарь`: a date long past, in a field of its own behind that of somebody's paper.
fn follows_papers(text: &str, date: &Date) -> bool {
    /// Bytes of the field before.
    const FIELD: usize = 64;
    let head = before(text, date.range.start, FIELD);
    let Some(head) = head.trim_end().strip_suffix([',', ';', '|', '(']) else { return false };
    let field = head.trim_end().rsplit_once([',', ';', '|', '(', '\n']).map_or(head, |(_, field)| field);
    date.year <= OLD
        && ends_field(text, date.range.end)
        && words(field).any(|word| PEOPLE.has(word) || is_one_of(word, &["личн*", "удост*", "уд", "удл", "внж", "ву"]))
}

/// `He's 1975/11/18, passport FE519274`: a date long past before somebody's paper.
fn precedes_papers(text: &str, date: &Date) -> bool {
    let tail = after(text, date.range.end, AFTER);
    let papers = ["паспорт*", "passport*", "удост*", "уд", "удл", "иин", "iin", "жсн", "внж", "төлқұжат*", "куәлік"];
    date.year <= OLD
        && tail.starts_with([',', ';', '|', ' '])
        && words(tail).next().is_some_and(|word| is_one_of(word, &papers))
}

/// `8 лет (14.03.2017)`, `45 жаста, 14.03.1980`: an age and the date it is counted from.
fn follows_age(text: &str, date: &Date) -> bool {
    /// Years around now in which an age may have been counted.
    const COUNTED: Range<u16> = RECENT - 2..RECENT + 10;
    let window = before(text, date.range.start, AFTER);
    let head = window.trim_end_matches([' ', '(', ',', ';', '|', '-', '–', '—']);
    if window.len() - head.len() < 2 {
        return false;
    }
    let years = words_back(head).next().map_or("", |(word, _)| word);
    let is_years = is_one_of(years, &["лет", "год", "года", "годик*", "жас", "жаста", "жасар", "y", "yo", "years"]);
    let Some(head) = head.strip_suffix(years).filter(|_| is_years).map(|head| head.trim_end_matches([' ', '-'])) else {
        return false;
    };
    let lead = head.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let age = head.get(lead.len()..).and_then(|age| age.parse().ok()).unwrap_or(0_u16);
    let lasts = ["гарант*", "стаж*", "опыт*", "кепілдік*", "срок*", "через", "за", "warranty"];
    (1..110).contains(&age)
        && COUNTED.contains(&(date.year + age))
        && words_back(lead)
            .next()
            .is_none_or(|(word, _)| !OTHER.has(word) && !is_one_of(word, &lasts) && is_aged(lead, word))
}

/// Whether it is somebody who has an age behind `lead`, whose last word is `word`: a name, a relative, who speaks.
fn is_aged(lead: &str, word: &str) -> bool {
    let is_capital = |word: &str| word.starts_with(char::is_uppercase) && word.chars().nth(1).is_some();
    let is_full = || words_back(lead).nth(1).is_some_and(|(first, follows)| follows == " " && is_capital(first));
    let speakers = ["мне", "ему", "ей", "маған", "оған", "мен", "я", "он", "она", "ол", "пол", "м", "ж", "муж", "жен"];
    let is_name = || is_capital(word) && (is_full() || name::ends_like_name(word));
    is_name() || FAMILY.has(word) || PEOPLE.has(word) || is_one_of(word, &speakers)
}

/// `в базе 03.12.1980, ал куәлікте 12.03.1980`: what a register or somebody's paper has it to be.
fn is_on_record(text: &str, date: &Date) -> bool {
    let (word, follows) = words_back(before(text, date.range.start, 40)).next().unwrap_or_default();
    let is_near = follows.chars().all(|sign| matches!(sign, ' ' | '\u{a0}' | '–' | '—' | '-' | ':'));
    date.year <= OLD && is_near && RECORDS.has(word)
}

/// Whether a field ends at a byte: nothing of a sentence goes on.
fn ends_field(text: &str, at: usize) -> bool {
    let rest = after(text, at, 8).trim_start_matches([' ', '\u{a0}']);
    let mut signs = rest.chars();
    match signs.next() {
        None | Some(',' | ';' | ')' | '|' | '\n' | '\r' | '\t' | '"' | '<' | ']') => true,
        Some('.') => signs.next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// `02.O9.1984`, `O2.09.1984` in a labelled field: letters that a reader of scans took for figures.
fn misread(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let text = candidate.text;
    // Nearly every number ends before one of these, or with its text.
    let end = candidate.chain.end(candidate.group)?;
    if let None | Some(b' ' | b',' | b';' | b':' | b'\n' | b')') = text.as_bytes().get(end) {
        return None;
    }
    let date = date::misread(text, candidate.start())?;
    let is_birth = label_before(text, date.range.start) == Some(true) || forms::is_on_licence(text, &date.range);
    is_birth.then_some(date.range)
}

/// Whether words between two dates say that the second is no birth.
fn is_other_between(between: &str) -> bool {
    words(between).any(|word| OTHER.has(word))
}

/// Whether the date at `at` stands in the first row below the heading of a column of births.
fn heads_column(text: &str, at: usize) -> bool {
    let heading = inserted(text, at).or_else(|| Cell::of(text, at).and_then(|cell| cell.heading(text, 2)));
    heading.is_some_and(|heading| words(heading).any(|word| BIRTH.has(word)) || is_birth_pair(heading))
}

/// `Д.р.`, `Г.р.`
fn is_birth_pair(heading: &str) -> bool {
    let mut letters = words(heading);
    matches!((letters.next(), letters.next()), (Some("Д" | "д" | "Г" | "г"), Some("Р" | "р")))
}

/// Whether the nearest word for another date only says that something was given to somebody.
fn is_given_before(text: &str, at: usize) -> bool {
    let window = paragraph_before(text, at, BEFORE);
    let near = words_back(window).skip(2).find(|(word, _)| OTHER.has(word));
    near.is_some_and(|(word, _)| GIVEN.has(word)) && !words_back(window).take(2).any(|(word, _)| OTHER.has(word))
}

/// `Петров Пётр (25.05.1938–11.01.2001)`.
fn begins_life(text: &str, date: &Date) -> bool {
    const YEARS: u16 = 15;
    let Some(name) = before(text, date.range.start, 32).strip_suffix('(') else { return false };
    let is_name = words_back(name).next().is_some_and(|(word, _)| word.starts_with(char::is_uppercase));
    let rest = after(text, date.range.end, 8);
    let death = rest.trim_start_matches([' ', '\u{a0}', '–', '—', '-']);
    let gap = rest.len() - death.len();
    let death = || date::at(text, date.range.end + gap);
    is_name && gap > 0 && !rest.starts_with("  ") && death().is_some_and(|death| death.year > date.year + YEARS)
}

/// `19850312` and `12031985` in a labelled field.
fn compact(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let &[a, b, c, d, e, f, g, h] = candidate.values(8) else { return None };
    let pair = |tens: u8, ones: u8| tens * 10 + ones;
    let is_date =
        |century, month, day| (19..=20).contains(&century) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let fits = is_date(pair(a, b), pair(e, f), pair(g, h)) || is_date(pair(e, f), pair(c, d), pair(a, b));
    let taken = candidate.chain.take(candidate.group, 8, |_| false).filter(|_| fits && candidate.group_len() == 8)?;
    let text = candidate.text;
    let is_birth = label_before(text, taken.range.start) == Some(true)
        || forms::is_in_message(text, &taken.range)
        || is_before_sex(text, &taken.range);
    is_birth.then_some(taken.range)
}

/// What the nearest telling word before a date says: a birth, something else, or nothing. Another date ends the search.
fn label_before(text: &str, at: usize) -> Option<bool> {
    let mut later: Option<&str> = None;
    let mut end = at;
    for (word, follows) in words_of_paragraph(text, at, BEFORE) {
        let is_number = || follows.chars().filter(|&character| digit(character).is_some()).count() > 3;
        if follows.len() > 3 && is_number() && !is_lone_year(follows) {
            return None;
        }
        // `д.р.`, `г.р.`, `D.O.B.`
        let is_pair = matches!(
            (word, later.filter(|_| !follows.contains(|sign| digit(sign).is_some()))),
            ("д" | "Д" | "г" | "Г", Some("р" | "Р"))
                | ("O" | "o", Some("B" | "b"))
                | ("ж" | "Ж", Some("т" | "Т"))
                | ("т" | "Т", Some("ж" | "Ж"))
                | ("d" | "D" | "g" | "G", Some("r" | "R"))
                | ("b" | "B", Some("day" | "Day"))
                | ("на", Some("свет"))
        );
        let is_day = later.is_some_and(|later| is_one_of(later, &["күні*", "жылы", "айы", "датасы", "күн"]));
        let is_pair = is_pair || (is_day && is_one_of(word, &["туу"]));
        let window = || paragraph_before(text, at, BEFORE);
        let is_letter = || later.is_none() && matches!(word, "р" | "b") && is_born_letter(window(), word, follows);
        let is_kazakh = || matches!(word, "т" | "Т") && is_short_kazakh(window(), word, follows, later);
        end = end.saturating_sub(follows.len() + word.len());
        // A label that belongs to the date before, and `</birthDate>`.
        // Right before a date, or but for «күні», it is this one's.
        // «5 мамырда туған, 2013 жылғы …»: in Kazakh the word for birth ends its clause.
        let is_closed =
            || later.is_none() && follows.starts_with([',', ';', '.']) && is_one_of(word, &["туған", "туылған"]);
        let is_own =
            || !is_closed() && later.is_none_or(|later| is_day || is_one_of(later, &["дата", "датасы", "date"]));
        // `14.05.1990 (дата рождения), 12.03.2020`
        let is_inside = follows.starts_with(')');
        let is_done = |head: &str| {
            let is_remark = is_inside && head.trim_end().ends_with("(дата");
            is_remark || (!is_own() && is_behind_date(head, word)) || head.ends_with("</")
        };
        let is_birth = is_pair || BIRTH.has(word) && !is_age_told(word, follows, later);
        if is_birth && is_done(before(text, end, 24)) {
            return None;
        }
        if is_birth || is_letter() || is_kazakh() {
            return Some(true);
        }
        if OTHER.has(word) {
            return Some(false);
        }
        later = Some(word);
    }
    None
}

/// `age: 4, weight: 650, lastDate: "2024-12-15"`: an age that is told already asks for no date.
fn is_age_told(word: &str, follows: &str, later: Option<&str>) -> bool {
    let is_told = follows.chars().any(|sign| digit(sign).is_some());
    let is_unit = |later: &str| is_one_of(later, &["лет", "год", "года", "жас", "жаста", "years", "y", "yo"]);
    is_told && later.is_some_and(|later| !is_unit(later)) && is_one_of(word, &["age", "aged", "возраст*", "жасы"])
}

/// `Сапар Айзере Ерболқызы, т.к. 2022.04.30`: туған күні. In Russian it is «because», and nothing in Kazakh letters is near.
fn is_short_kazakh(window: &str, word: &str, follows: &str, later: Option<&str>) -> bool {
    let is_pair = matches!((word, later), ("т" | "Т", Some("к" | "К"))) && matches!(follows, "." | ". " | "/");
    let is_last = || window.trim_end_matches([' ', ':', '.']).ends_with(['к', 'К']);
    is_pair
        && is_last()
        && window.contains(['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і', 'Ә', 'Ғ', 'Қ', 'Ң', 'Ө', 'Ұ', 'Ү', 'І'])
}

/// `17.05.1990 г.р., работает с 03.09.2018`: the label behind `head` belongs to the date before.
fn is_behind_date(head: &str, label: &str) -> bool {
    let head = head.trim_end_matches([' ', '\u{a0}']);
    let date = ["года", "год", "жылы", "г.", "г", "ж."].iter().find_map(|year| head.strip_suffix(year));
    if date.is_none() && !is_one_of(label, &["г", "g", "ж", "туған*", "туыл*", "дүниеге"]) {
        return false;
    }
    let date = date.unwrap_or(head).trim_end_matches([' ', '\u{a0}']);
    // `1989 ж. 5 мамырда туған, 2013 жылғы 14 қыркүйекте`
    if date::is_month(words_back(date).next().filter(|(_, follows)| follows.is_empty()).map_or("", |(word, _)| word)) {
        return true;
    }
    let part = date.trim_end_matches(|sign: char| sign.is_ascii_digit());
    match date.len() - part.len() {
        4 => part.ends_with(['.', '/', '-', ' ', '\u{a0}']),
        2 => part.ends_with(['.', '/', '-']),
        _ => false,
    }
}

/// `2020 емес, 2019 жылғы 30 тамыз`: a year between words is no other date.
fn is_lone_year(follows: &str) -> bool {
    let mut figures = follows.split(|sign| digit(sign).is_none()).filter(|figure| !figure.is_empty());
    let year = figures.next().is_some_and(|year| year.len() == 4 && (year.starts_with("19") || year.starts_with("20")));
    year && figures.next().is_none()
}

/// `р. 25.05.1938`, `(b. 1938-05-25)`, but not `500 р. 25.05.2019`.
fn is_born_letter(window: &str, word: &str, follows: &str) -> bool {
    let head = window.get(..window.len() - follows.len() - word.len()).unwrap_or_default();
    let is_apart = head.ends_with([' ', '(', ',', '\n', '\t', '|', ';', '\u{a0}']) || head.is_empty();
    let is_sum = head.trim_end().ends_with(|last| digit(last).is_some());
    matches!(follows, "." | ". ") && is_apart && !is_sum
}

/// Whether a word for birth is among the two words right before a date, and no name of a paper: `о рождении`.
fn is_right_before(text: &str, at: usize) -> bool {
    let window = paragraph_before(text, at, BEFORE);
    // `туған күні, уақыты: 2026-01-11, 04:35`
    const NEUTRAL: [&str; 12] =
        ["күні*", "уақыты*", "жері", "орны", "айы", "жылы", "және", "и", "время", "date", "time", "and"];
    let mut near = words_back(window).map(|(word, _)| word).skip_while(|word| is_one_of(word, &NEUTRAL));
    let [last, second] = [0, 1].map(|_| near.next().unwrap_or_default());
    let is_birth = |word: &str| BIRTH.has(word) && !is_one_of(word, &["рождении", "рождение"]);
    let is_pair = is_one_of(last, &["р", "b", "т", "туу"]);
    is_birth(last) || (is_birth(second) && !OTHER.has(last)) || is_pair
}

/// Whether `г.р.`, `года рождения`, `туған` follow.
fn label_after(text: &str, at: usize) -> bool {
    let window = after(text, at, AFTER);
    let end = window.bytes().position(|sign| matches!(sign, b',' | b';' | b'\n' | b'"' | b'|'));
    let clause = end.and_then(|end| window.get(..end)).unwrap_or(window);
    let mut following = words(clause);
    let (Some(first), second) = (following.next(), following.next().unwrap_or_default()) else { return false };
    if is_before_date(text, at, clause) {
        return false;
    }
    let is_pair = matches!((first, second), ("г" | "Г" | "д", "р" | "Р") | ("ж", "т") | ("g" | "G", "r" | "R"));
    let is_year = |word: &str| is_one_of(word, &["г", "год*", "жыл*", "ж", "year"]);
    let is_kazakh = |word: &str| is_one_of(word, &["туған*", "туылған*", "туып", "дүниеге"]);
    is_pair
        || BIRTH.has(first)
        || (is_one_of(first, &["гр"]) && !second.starts_with(char::is_uppercase))
        || (is_year(first) && BIRTH.has(second))
        // `14.05.1990 (дата рождения)`
        || (clause.trim_start().starts_with('(') && is_one_of(first, &["дата", "date"]) && words(clause).any(|word| BIRTH.has(word)))
        || is_kazakh(second)
        || following.take(2).any(is_kazakh)
}

/// `12.03.2020 ж. Туған күні: 14.05.1990`: the label behind a date stands right before another.
fn is_before_date(text: &str, at: usize, clause: &str) -> bool {
    const LABEL: usize = 4;
    let Some(length) = clause.find(|sign: char| sign.is_ascii_digit()) else { return false };
    clause.get(..length).is_some_and(|label| words(label).count() <= LABEL) && date::at(text, at + length).is_some()
}

/// Whether twelve digits near by, and no more, begin with the date as an identification number does, and `hold`.
fn agrees_with(text: &str, date: &Date, hold: impl Fn(&[u8]) -> bool) -> bool {
    let year = date.year % 100;
    let pairs = [year, date.month, date.day].map(|pair| [b'0' + (pair / 10) as u8, b'0' + (pair % 10) as u8]);
    let first = text.ceil_char_boundary(date.range.start.saturating_sub(NUMBER));
    let window = text.as_bytes().get(first..).unwrap_or_default();
    let window = window.get(..date.range.end - first + NUMBER).unwrap_or(window);
    memchr::memmem::find_iter(window, pairs.as_flattened()).any(|at| {
        let is_figure = |place: usize| window.get(place).is_some_and(u8::is_ascii_digit);
        let is_whole = !is_figure(at + 12) && !at.checked_sub(1).is_some_and(is_figure);
        let number = window.get(at..at + 12).filter(|number| is_whole && number.iter().all(u8::is_ascii_digit));
        number.is_some_and(&hold)
    })
}

/// The same of a number whose check digit is right: it tells of a birth however recent.
fn agrees_with_iin(text: &str, date: &Date) -> bool {
    agrees_with(text, date, |number| {
        let mut digits = [0; 12];
        digits.iter_mut().zip(number).for_each(|(digit, byte)| *digit = byte - b'0');
        is_iin(&digits)
    })
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Dob, text, expected);
    }

    #[test]
    fn births() {
        for (text, expected) in [
            ("Дата рождения: 07.07.1969", "07.07.1969"),
            ("Дата рождения\n07.07.1969", "07.07.1969"),
            ("07.07.1969 (дата рождения), 12.03.2020 (дата выдачи)", "07.07.1969"),
            ("Date: Thu, 05 Feb 2026 16:21:07\nMessage-ID: <20260205112107.4F1A2@mx2.kz>", ""),
            ("Берілген күні: 12.03.2020 ж. Туған күні: 14.05.1990", "14.05.1990"),
            ("Выдан 12.03.2020 г. рожд. 14.05.1990", "14.05.1990"),
            ("Тіркелген 2020 ж. туған 14.05.1990", "14.05.1990"),
            ("д.р. 14.03.1990, паспорт 12.03.2005", "14.03.1990"),
            ("мне 45 лет, 14.03.1980", "14.03.1980"),
            ("дочь Айша 23.11.2016", "23.11.2016"),
            ("Д.р. 01.01.90, рост 178", "01.01.90"),
            ("Туу күні: 07.09.1968", "07.09.1968"),
            ("т.ж. 1982-05-10", "1982-05-10"),
            ("Бала: Сапар Айзере Ерболқызы, т.к. 2022.04.30, мекенжайы", "2022.04.30"),
            ("Туған күні, уақыты: 2026-01-11, 04:35", "2026-01-11"),
            ("Туу күні: 2026-03-05", "2026-03-05"),
            ("d.r. 15.05.1940", "15.05.1940"),
            ("INSERT INTO p (fio, born) VALUES ('Ким, О', '22.02.1958')", "22.02.1958"),
            ("ДР: 12/03/85", "12/03/85"),
            ("Родилась 12 марта 1985 года в Семее", "12 марта 1985 года"),
            ("Қайтыс болған Смағұлова Рәбиға (25.05.1938–11.01.2026)", "25.05.1938"),
            ("Петров Пётр (25.05.1938 - 11.01.2001) похоронен", "25.05.1938"),
            ("Выдан: Бекенову Асхату 19.10.1982, место работы", "19.10.1982"),
            ("Справка выдана Ибраеву Нурлану Каировичу 14.02.1991", "14.02.1991"),
            (
                "id;fio;birth\n1;Ли Вадим;11.12.2004\n2;Ким Шахноза;02.01.2005\n3;Пак О;03.01.2006",
                "11.12.2004|02.01.2005|03.01.2006",
            ),
            ("fio,email,dob\nИ П,ip@mail.ru,1990-05-06\nК А,ka@mail.ru,1987-11-30", "1990-05-06|1987-11-30"),
            ("ФИО | Д.р. | Тел.\n---|---|---\nС А | 12.12.1980 | 1\nО Б | 01.02.1975 | 2", "12.12.1980|01.02.1975"),
            ("Аты\tТуған күні\tЖСН\nА\t15.08.1993\t1\nБ\t16.08.1994\t2", "15.08.1993|16.08.1994"),
            (
                "a,birth,email of the parents,address of the house,street,flat,school,class,telephone,whatsapp,notes on health,notes on food,notes on sleep,other\n1,06.05.2019,x",
                "06.05.2019",
            ),
            ("сын, 23.11.2017", "23.11.2017"),
            ("1. Омаров Арман 15.03.1980; 2. Ли Анна 01.02.1985", "15.03.1980|01.02.1985"),
            ("дата рожд: 15 марта 80", "15 марта 80"),
            ("DOB: 15-Mar-80", "15-Mar-80"),
            ("15.03.1980 года рож.", "15.03.1980"),
            ("дочь Айша 23.11.2016", "23.11.2016"),
            ("ребёнок Алихан (23.11.2019)", "23.11.2019"),
            ("Сотрудник: Петров П.П. 23.11.1987 таб. № 12", "23.11.1987"),
            ("Анкета: Ким Олег. 01.02.1983. Женат.", "01.02.1983"),
            ("пассажир KIM ANNA 23.11.1995", "23.11.1995"),
            ("истец Кусаинов Т., 23.11.1947", "23.11.1947"),
            ("родился в г. Тараз 12.03.1985", "12.03.1985"),
            ("22.08.1975 года рождения", "22.08.1975"),
            ("Омаров С., 1985-04-10 г.р., Алматы", "1985-04-10"),
            ("14 декабря 1955 г.р.", "14 декабря 1955"),
            ("туған күні 1999.10.02", "1999.10.02"),
            ("1988 жылғы 9 ақпанда туғанмын", "1988 жылғы 9 ақпанда"),
            ("балам 2017 жылғы 3 қыркүйек туған", "2017 жылғы 3 қыркүйек"),
            ("tug'an kun 05.06.1987", "05.06.1987"),
            ("р. 14.09.1951, Семей", "14.09.1951"),
            ("запишите в клуб: Максат Рахимжан, 13.04.2009, бокс", "13.04.2009"),
            ("Аманжол Дидар, 08.05.2003, тг @didar", "08.05.2003"),
            ("Айбек Нұрсұлтан 21.01.1998", "21.01.1998"),
            ("Гүлнұр Бақтыгүл — 02.02.1991", "02.02.1991"),
            ("Оқушы Ерасыл Сұлтанғали, школа №165, 7 «А», мед. карта: 09.09.2012 ж.", "09.09.2012"),
            ("Ученица Ли Вера, гимназия 38, 5 «Б», 14.02.2014", "14.02.2014"),
            ("Ким Виктор (р. 14.09.1951)", "14.09.1951"),
            ("d.o.b. 1951-09-14", "1951-09-14"),
            ("14.09.1951 жылы туған", "14.09.1951"),
            ("14.09.1951 ж.т.", "14.09.1951"),
            ("дата рожд. 14.09.1951", "14.09.1951"),
            ("родилась шестого июня 1989 года", "шестого июня 1989 года"),
            ("дата рождения: двадцать пятое мая 1938 года", "двадцать пятое мая 1938 года"),
            ("1989 жылғы алтыншы маусымда туған", "1989 жылғы алтыншы маусымда"),
            ("Детский сад №5: Омаров Алихан, 2019-03-02", "2019-03-02"),
            ("Список 3 класса\nСерикова Айлин — 08.10.2017", "08.10.2017"),
            ("Дата рождения ребёнка 21.08.2025", "21.08.2025"),
            ("21.08.2025 г.р.", "21.08.2025"),
            ("родившийся 3 мая 1995 года", "3 мая 1995 года"),
            ("возраст: 29 лет (03.05.1995)", "03.05.1995"),
            ("D.O.B. 14-09-1987", "14-09-1987"),
            ("1987 жылдың 14 қыркүйегінде дүниеге келген", "1987 жылдың 14 қыркүйегінде"),
            ("born on March 3, 1994, in Almaty", "March 3, 1994"),
            ("{\"birthDate\":\"1992-07-14\",\"issued\":\"2012-01-15\"}", "1992-07-14"),
            ("{\"date_of_birth\": 19920714}", "19920714"),
            ("12.11.1981, ИИН 811112300352", "12.11.1981"),
            ("811112300352;12.11.1981;Алматы", "12.11.1981"),
            ("Пациент Ли Вера, 05/11/1958, диагноз", "05/11/1958"),
            ("Резюме\nБекова Аружан\n19.05.2001, Алматы", "19.05.2001"),
            ("Пол: ж, дата рождения 12.03.1985, удостоверение выдано 15.04.2010", "12.03.1985"),
            ("2.Дата рожд.:12.O7.1981", "12.O7.1981"),
            ("Баланың туған күнін қате жазыпсыз: 2021 емес, 2020 жылғы 14 мамыр. Рақмет", "2020 жылғы 14 мамыр"),
            ("Оразымбет Ернар, уд.личн. 044127735, 13.10.2002, адрес жаңа", "13.10.2002"),
            ("ер, 1974.03.30", "1974.03.30"),
            ("в базе 03.12.1980, ал куәлікте 12.03.1980, тексеріңіз", "03.12.1980|12.03.1980"),
            ("в паспорте 12.03.1980, а в системе 12.08.1980", "12.03.1980|12.08.1980"),
            ("базада 1980-03-12, төлқұжатта 1980-08-12", "1980-03-12|1980-08-12"),
            ("sex/dob: female, 1991-10-04", "1991-10-04"),
            ("05.11.1990, жен., Тараз", "05.11.1990"),
            ("Pax: NURGALIYEVA/MARIYAM MISS (CHD, 09FEB2018)", "09FEB2018"),
            ("DOCS KC HK1/P/KAZ/N14402211/KAZ/09FEB18/F/11MAR29/AKHMETOVA/AISHA", "09FEB18"),
            ("Число, месяц, год рождения: 4.XI.1966", "4.XI.1966"),
            ("она 88.05.12 г.р.", "88.05.12"),
            ("рожден 3-го апреля 1999-го", "3-го апреля 1999-го"),
            ("Мне 36, родилась 19 ноября 89-го", "19 ноября 89-го"),
            ("tugan kuni 5 naurys 1999", "5 naurys 1999"),
            ("именинник: Асель, 11.12.1990", "11.12.1990"),
            ("\"bdate\":\"17.4.1989\"", "17.4.1989"),
            ("Пац. Нургалиев, 02.02.1949, поступил 14.11.2025", "02.02.1949"),
            ("Тууым 1990 жылғы 14 наурыз", "1990 жылғы 14 наурыз"),
            ("Мен 1990 жылдың 14-ші наурызында туылдым", "1990 жылдың 14-ші наурызында"),
            ("Туыл. күні 14.03.1990", "14.03.1990"),
            ("tuylgan kuni: 14.03.1990", "14.03.1990"),
            ("data rojdeniya: 14.03.1990", "14.03.1990"),
            ("14.03.1990 g.r.", "14.03.1990"),
            ("уроженка г. Семей, 02.01.1951", "02.01.1951"),
            ("my b-day is 14 March 1990", "14 March 1990"),
            ("на свет появился 14.03.2024", "14.03.2024"),
            ("Ермакова С., 17.05.1990 г.р., бухгалтер с 03.09.2018", "17.05.1990"),
            ("дата рождения 14.03.1990 вместо 15.03.1990", "14.03.1990|15.03.1990"),
            ("дата рождения в базе 14.03.1990, а по паспорту 15.03.1990", "14.03.1990|15.03.1990"),
            ("PID|||770||Ким^Анна||19790211|F", "19790211"),
            ("IN1|1|ОСМС|||||||||||||ТЕН^ВИКТОРИЯ|SELF|20040317|пр. Республики", "20040317"),
            ("He's 1975/11/18, passport FE519274", "1975/11/18"),
            ("Айдар, 8 лет (14.03.2017), аллергия", "14.03.2017"),
            ("2-орын ересек\n3-орын бала 14.05.2019\nШығу 21:40", "14.05.2019"),
            ("2. ALI\n3. O2.05.1996 ALMATY\n4a. 11.07.2O19 4b. 11.07.2029", "O2.05.1996"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_dates() {
        for text in [
            "12 марта 1985 года состоялось заседание комитета",
            "Кредит на 5 лет, 14.03.2020",
            "Аренда 5 лет (01.03.2021)",
            "Support for 3 years (2022-05-01)",
            "Мужу 12.03.2023 сделали МРТ",
            "дети 01.09.2023 пошли в школу",
            "order_id|20230115|M|2",
            "bd 12.05.2015 release",
            "Закон РК от 21 мая 2013 года № 94-V",
            "отчёт за 01.01.2024–31.03.2024",
            "удостоверение выдано 12.05.2015 МВД РК",
            "дата рождения не указана, выдан 12.03.2015",
            "Директор Ахметов Болат, 12.05.2024",
            "дата: 2024-06-12T10:33:21Z",
            "Перенесли, т.к. 12.03.2025 был выходной",
            "қабылдау күні, уақыты: 2026-01-11, 04:35",
            "удостоверение личности № 036514982, выдано МЮ РК 11.03.2016 г., проживающая",
            "в договоре 12.03.2001, в акте 15.03.2001",
            "в системе 12.03.2021 был сбой",
            "у мамы день рождения 8 марта",
            "в 1985 году родился",
            "Жұмыс 12.03.1999 басталды",
            "версия 10.12.1999.4",
            "свидетельство о рождении 21.01.2026",
            "пособие на рождение ребёнка, заявка подана 21.01.2026",
            "День рождения фирмы отметим 21.01.2026",
            "с вас 500 р. 25.05.2019",
            "школа, отчёт Омаров Алихан, 12.05.2025",
            "шестого июня 1989 года вышел приказ",
            "Постановлением от 21.01.2026 гр. Абдуллаев Фархад",
            "день рождения 15 марта 12 часов",
            "id;name;created\n1;Anna;11.12.2004\n2;Olga;11.12.2005",
            "Договор заключён с Петровым Петром 12.03.1999",
            "Директор Петров П.П. 12.03.2015",
            "дочерняя компания 12.03.1999",
            "выпуск 09FEB2016, рейс KC 851",
            "KC 851 NQZ-ALA 22NOV 0705",
            "INF 2024-11-12 started",
            "\"Туған күні\" өрісі 31.02.2000 мәнін қабылдамауы тиіс",
            "Гарантия 5 лет, 12.03.2018",
            "PV1|1|O|20251108|F",
            "IN1|1|ОСМС|||20040317|20250317|",
            "дата рождения не указана, договор 12.03.2015 вместо 13.03.2015",
        ] {
            check(text, "");
        }
    }
}
