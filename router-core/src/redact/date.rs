//! Full dates in every notation met here: figures, and months in Russian, Kazakh and English words.

use std::ops::Range;

use super::cues::{Cues, Filter};
use super::fold::{Separator, char_at, char_before, digit, is_invisible, is_letter, separator};

/// Years a person alive may be born in.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2030;

/// Names of the months; a star stands for any ending. Russian and Kazakh also without Kazakh letters and in Latin ones.
static MONTHS: [Cues; 12] = [
    Cues::new(&[
        "январ*",
        "янв",
        "қаңтар*",
        "кантар*",
        "january",
        "jan",
        "yanvar*",
        "qańtar*",
        "qantar*",
        "kantar*",
        "qańtar*",
    ]),
    Cues::new(&["феврал*", "фев", "февр", "ақпан*", "акпан*", "february", "feb", "fevral*", "aqpan*", "akpan*"]),
    Cues::new(&["март*", "мар", "наурыз*", "march", "mar", "mart*", "nauryz*", "naurys*", "naýryz*"]),
    Cues::new(&[
        "апрел*",
        "апр",
        "сәуір*",
        "сауір*",
        "сауир*",
        "april",
        "apr",
        "aprel*",
        "sáýir*",
        "sáuir*",
        "säuir*",
        "sauir*",
    ]),
    Cues::new(&["май", "мая", "мае", "мамыр*", "may", "maya", "mamyr*"]),
    Cues::new(&["июн*", "маусым*", "june", "jun", "iyun*", "iun*", "maýsym*", "mausym*"]),
    Cues::new(&["июл*", "шілде*", "шилде*", "july", "jul", "iyul*", "iul*", "shilde*", "şılde*", "şilde*"]),
    Cues::new(&["август*", "авг", "тамыз*", "august", "aug", "avgust*", "tamyz*"]),
    Cues::new(&[
        "сентябр*",
        "сен",
        "сент",
        "қыркүйе*",
        "кыркуйе*",
        "september",
        "sept",
        "sep",
        "sentyabr*",
        "qyrkúıek*",
        "qyrkúiek*",
        "qyrküiek*",
        "qyrkuiek*",
        "qyrkuyek*",
        "kyrkuiek*",
        "kyrkuyek*",
    ]),
    Cues::new(&["октябр*", "окт", "қазан*", "казан*", "october", "oct", "oktyabr*", "qazan*", "kazan*"]),
    Cues::new(&[
        "ноябр*",
        "ноя",
        "нояб",
        "қараша*",
        "караша*",
        "november",
        "nov",
        "noyabr*",
        "qarasha*",
        "qaraşa*",
        "karasha*",
    ]),
    Cues::new(&[
        "декабр*",
        "дек",
        "желтоқсан*",
        "желтоксан*",
        "december",
        "dec",
        "dekabr*",
        "jeltoqsan*",
        "zheltoqsan*",
        "zheltoksan*",
        "jeltoksan*",
    ]),
];

static ANY_MONTH: Filter = Filter::of(&MONTHS);

/// Words between a year and what follows it, or behind a year.
static YEAR_WORDS: Cues = Cues::new(&[
    "года",
    "год",
    "году",
    "г",
    "жылғы",
    "жылгы",
    "жылы",
    "жылдың",
    "жыл",
    "ж",
    "jylǵy",
    "jylgy",
    "zhylgy",
    "zhyly",
    "goda",
    "yil",
]);

/// Stems of the ordinals of days, without their endings.
const ORDINALS: [&str; 20] = [
    "перв",
    "втор",
    "трет",
    "четверт",
    "пят",
    "шест",
    "седьм",
    "восьм",
    "девят",
    "десят",
    "одиннадцат",
    "двенадцат",
    "тринадцат",
    "четырнадцат",
    "пятнадцат",
    "шестнадцат",
    "семнадцат",
    "восемнадцат",
    "девятнадцат",
    "двадцат",
];
const ORDINAL_ENDINGS: [&str; 5] = ["ого", "ое", "ьего", "ье", "ым"];
const KAZAKH_ORDINALS: [&str; 10] =
    ["бірінші", "екінші", "үшінші", "төртінші", "бесінші", "алтыншы", "жетінші", "сегізінші", "тоғызыншы", "оныншы"];
/// Words for tens before an ordinal: `двадцать пятого`, `он алтыншы`.
const TENS: [(&str, u16); 5] = [("двадцать", 20), ("тридцать", 30), ("он", 10), ("жиырма", 20), ("отыз", 30)];

/// A day with its month and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) range: Range<usize>,
    /// Four digits, or two where that is all there is.
    pub(super) year: u16,
    pub(super) month: u16,
    pub(super) day: u16,
    /// Whether its form alone says that it is a date; two digits for a year or blanks between the parts do not.
    pub(super) is_certain: bool,
}

/// A number of up to four digits.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: u16,
    digits: usize,
    end: usize,
}

/// The name of a month.
#[derive(Debug, Clone, Copy)]
struct Month {
    value: u16,
    end: usize,
}

/// The date whose first number begins at `start`.
pub(super) fn at(text: &str, start: usize) -> Option<Date> {
    if let Some(date) = plain(text.as_bytes(), start) {
        return Some(date);
    }
    let first = number(text, start).filter(|first| first.digits != 3)?;
    let behind = skip_blanks(text, first.end);
    let next = char_at(text, behind);
    // `3rd March`, `March 3rd, 1994`
    let behind = match skip_ordinal(text, first.end) {
        end if end == first.end => behind,
        end => skip_blanks(text, end),
    };
    let is_number = |sign: Option<char>| sign.is_some_and(|sign| digit(sign).is_some());
    if first.digits <= 2 && !is_number(char_at(text, behind)) && !may_begin_month(text, behind) && !is_number(next) {
        return None;
    }
    let date = match (first.digits, is_number(next)) {
        (1 | 2, true) => figures(text, start, first).or_else(|| month_first(text, start, first, behind)),
        (1 | 2, false) => day_first(text, start, first, behind).or_else(|| month_first(text, start, first, behind)),
        (4, true) if YEARS.contains(&first.value) => figures(text, start, first),
        (4, false) if YEARS.contains(&first.value) => {
            year_first(text, start, first).or_else(|| day_in_words(text, start, first))
        }
        _ => None,
    }?;
    let is_year = YEARS.contains(&date.year) || (date.year < 100 && !date.is_certain);
    let is_date = (1..=12).contains(&date.month) && (1..=last_day(date.month)).contains(&date.day) && is_year;
    let goes_on = char_at(text, date.range.end).is_some_and(|next| digit(next).is_some());
    (is_date && !goes_on).then_some(date)
}

/// `14.03.1987` behind a blank and before a sign, as nearly all dates stand: read at a glance.
pub(super) fn plain(bytes: &[u8], start: usize) -> Option<Date> {
    const LENGTH: usize = 10;
    let written: &[u8; LENGTH] = bytes.get(start..)?.first_chunk()?;
    let &[a, b, b'.', c, d, b'.', e, f, g, h] = written else { return None };
    let is_apart = matches!(bytes.get(start.checked_sub(1)?)?, b' ')
        && matches!(bytes.get(start + LENGTH), None | Some(b',' | b';' | b')' | b'\n'));
    if !is_apart || ![a, b, c, d, e, f, g, h].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let pair = |tens: u8, ones: u8| u16::from(tens & 0xf) * 10 + u16::from(ones & 0xf);
    let (day, month, year) = (pair(a, b), pair(c, d), pair(e, f) * 100 + pair(g, h));
    let is_date = (1..=12).contains(&month) && (1..=last_day(month)).contains(&day) && YEARS.contains(&year);
    is_date.then_some(Date { range: start..start + LENGTH, year, month, day, is_certain: true })
}

/// The last day that a month may have: no year need be a leap one.
const fn last_day(month: u16) -> u16 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `02.O9.1984`, `O2.09.1984`: ten signs around `start` that are a date once letters are read as the figures they look
/// like.
pub(super) fn misread(text: &str, start: usize) -> Option<Date> {
    const SIGNS: usize = 10;
    let opening = char_before(text, start).filter(|sign| figure_like(*sign).is_some());
    let begin = start - opening.map_or(0, char::len_utf8);
    let mut figures = [0; SIGNS];
    let mut letters = 0;
    let mut end = begin;
    let mut signs = text.get(begin..)?.chars();
    for place in &mut figures {
        let character = signs.next()?;
        let figure = figure_like(character);
        letters += usize::from(figure.is_some());
        *place = match figure.unwrap_or(character) {
            known @ ('0'..='9' | '.' | '/' | '-') => u8::try_from(known).ok()?,
            _ => return None,
        };
        end += character.len_utf8();
    }
    let is_apart = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric());
    let is_whole = is_apart(char_before(text, begin)) && is_apart(char_at(text, end));
    let figures = std::str::from_utf8(&figures).ok().filter(|_| (1..=4).contains(&letters) && is_whole)?;
    let date = at(figures, 0).filter(|date| date.range.end == SIGNS)?;
    Some(Date { range: begin..end, ..date })
}

/// The figure that a letter is taken for, and is taken from.
pub(super) const fn figure_like(letter: char) -> Option<char> {
    Some(match letter {
        'O' | 'o' | 'О' | 'о' => '0',
        'l' | 'I' | 'І' | '|' => '1',
        'З' | 'з' => '3',
        'б' => '6',
        'B' | 'В' => '8',
        _ => return None,
    })
}

/// `12.03.1985`, `1985-03-12`, `12/3/85`, `12 03 1985`.
fn figures(text: &str, start: usize, first: Number) -> Option<Date> {
    let (kind, at) = joint(text, first.end)?;
    let continues = char_before(text, start)
        .is_some_and(|before| kind != Separator::Space && separator(before) == Some(kind))
        && start.checked_sub(2).is_some_and(|before| text.as_bytes().get(before).is_some_and(u8::is_ascii_digit));
    let second = number(text, at).filter(|second| second.digits <= 2 && !continues)?;
    let (_, at) = joint(text, second.end).filter(|&(next, _)| next == kind)?;
    let third = number(text, at)?;
    let goes_on = joint(text, third.end)
        .is_some_and(|(next, at)| next == kind && next != Separator::Space && number(text, at).is_some());
    let (year, day) = match (first.digits, third.digits) {
        // `88.05.12`: no month has so many days.
        (2, 2) if first.value > 31 => (first, third),
        (4, 1 | 2) => (first, third),
        (1 | 2, 4 | 2) => (third, first),
        _ => return None,
    };
    // Month before day, as Americans write, where it cannot be otherwise.
    let (day, month) = if second.value > 12 { (second.value, day.value) } else { (day.value, second.value) };
    let is_certain = year.digits == 4 && kind != Separator::Space;
    (!goes_on).then_some(Date { range: start..third.end, year: year.value, month, day, is_certain })
}

/// With its month at `at`: `12 марта 1985 года`, `«12» марта 1985`, `3rd March 1994`, `03-Mar-1994`, `12 наурыз 1985 ж.`
fn day_first(text: &str, start: usize, day: Number, at: usize) -> Option<Date> {
    // Most numbers stand before no word.
    text.as_bytes().get(at).filter(|first| !first.is_ascii() || first.is_ascii_alphabetic())?;
    let month = month_at(text, at).or_else(|| roman_month_at(text, at))?;
    // `09FEB18`: papers of travellers glue the date together.
    let is_glued = at == day.end
        && day.digits == 2
        && text
            .get(at..month.end)
            .is_some_and(|name| name.len() == 3 && name.bytes().all(|it| it.is_ascii_uppercase()))
        && char_at(text, month.end).is_some_and(|next| digit(next).is_some());
    // `12 марта 85`: what is less may be hours.
    let is_short = |year: &Number| year.digits == 2 && (year.value > 24 || is_glued);
    let year =
        number(text, skip_blanks(text, month.end)).filter(|year| YEARS.contains(&year.value) || is_short(year))?;
    let end = year_word_end(text, year.end);
    // `«12» марта`: the quote that opens belongs to the day like the one that closes.
    let opening =
        char_before(text, start).filter(|_| text.get(day.end..at).is_some_and(|gap| gap.contains(['»', '"', '”'])));
    let start = start - opening.filter(|quote| matches!(quote, '«' | '"' | '“')).map_or(0, char::len_utf8);
    let is_certain = year.digits == 4 || is_glued;
    let year = if is_certain && year.value < 100 { century(year.value) } else { year.value };
    Some(Date { range: start..end, year, month: month.value, day: day.value, is_certain })
}

/// The year that two digits of a paper mean: nobody is born after [`YEARS`].
fn century(year: u16) -> u16 {
    if 2000 + year <= *YEARS.end() { 2000 + year } else { 1900 + year }
}

/// `1988 жылғы 9 ақпанда`, `1994 March 3`.
fn year_first(text: &str, start: usize, year: Number) -> Option<Date> {
    let at = skip_blanks(text, year.end);
    let date = |range, month: Month, day: Number| {
        Some(Date { range, year: year.value, month: month.value, day: day.value, is_certain: true })
    };
    if let Some(month) = month_at(text, at) {
        let day = number(text, skip_blanks(text, month.end)).filter(|day| day.digits <= 2)?;
        return date(start..day.end, month, day);
    }
    let (_, at) = word(text, at).filter(|(word, _)| YEAR_WORDS.has(word))?;
    let at = skip_blanks(text, at);
    let Some(day) = number(text, at).filter(|day| day.digits <= 2).or_else(|| ordinal_at(text, at)) else {
        let (month, day) = month_and_day(text, at)?;
        return date(start..day.end, month, day);
    };
    let month = month_at(text, skip_blanks(text, skip_ordinal(text, day.end)))?;
    date(start..month.end, month, day)
}

/// `ақпанның 12-сінде`, `наурыз айының 22-сінде`: the day with its case behind the month.
fn month_and_day(text: &str, at: usize) -> Option<(Month, Number)> {
    let month = month_at(text, at)?;
    let of_month = word(text, skip_blanks(text, month.end)).filter(|(word, _)| *word == "айының");
    let day = number(text, skip_blanks(text, of_month.map_or(month.end, |(_, end)| end)))?;
    let case = word(text, day.end + 1).filter(|_| text.as_bytes().get(day.end) == Some(&b'-'));
    let end = case.map_or(day.end, |(_, end)| end);
    (day.digits <= 2).then_some((month, Number { end, ..day }))
}

/// `шестого июня 1989 года`, `двадцать пятое мая 1938`: the words stand before the year.
fn day_in_words(text: &str, start: usize, year: Number) -> Option<Date> {
    let (name, month_start) = word_before(text, start)?;
    ANY_MONTH.may_begin(name).then_some(())?;
    let month = month(name)?;
    let (_, ordinal_start) = word_before(text, month_start)?;
    let with_ten = word_before(text, ordinal_start).map(|(_, begin)| begin);
    let (begin, day) = [with_ten, Some(ordinal_start)]
        .into_iter()
        .flatten()
        .find_map(|begin| ordinal_at(text, begin).map(|day| (begin, day)))?;
    let end = year_word_end(text, year.end);
    Some(Date { range: begin..end, year: year.value, month, day: day.value, is_certain: true })
}

/// Where the month ends whose day in words begins at `start`: `двадцать второе мая`, `он бесінші сәуір`.
pub(super) fn day_and_month(text: &str, start: usize) -> Option<usize> {
    let day = ordinal_at(text, start)?;
    month_at(text, skip_blanks(text, day.end)).map(|month| month.end)
}

/// The day that one or two words at `at` say: `шестого`, `двадцать пятое`, `он алтыншы`.
fn ordinal_at(text: &str, at: usize) -> Option<Number> {
    let (first, end) = word(text, at)?;
    let first = first.to_lowercase();
    if let Some(value) = ordinal(&first) {
        return Some(Number { value, digits: 2, end });
    }
    let &(_, tens) = TENS.iter().find(|(word, _)| *word == first)?;
    let (second, end) = word(text, skip_blanks(text, end))?;
    let value = ordinal(&second.to_lowercase()).filter(|ones| *ones < 10)?;
    Some(Number { value: tens + value, digits: 2, end })
}

/// The value of an ordinal in small letters.
fn ordinal(word: &str) -> Option<u16> {
    let stem = ORDINAL_ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
    let place = |list: &[&str], word: &str| list.iter().position(|entry| *entry == word);
    let value = match stem {
        Some("тридцат") => return Some(30),
        Some(stem) => place(&ORDINALS, stem)?,
        None if word == "жиырмасыншы" => return Some(20),
        None if word == "отызыншы" => return Some(30),
        None => place(&KAZAKH_ORDINALS, word)?,
    };
    u16::try_from(value + 1).ok()
}

/// The word that a blank parts from `at`, and where it begins.
fn word_before(text: &str, at: usize) -> Option<(&str, usize)> {
    let head = text.get(..at)?;
    let blank = head.chars().next_back().filter(|&last| separator(last) == Some(Separator::Space))?;
    let head = head.get(..at - blank.len_utf8())?;
    let length: usize = head.chars().rev().take(20).take_while(|letter| is_letter(*letter)).map(char::len_utf8).sum();
    let begin = head.len() - length;
    (length > 0).then(|| Some((head.get(begin..)?, begin))).flatten()
}

/// With its year at `at`: `March 3, 1994`: the month stands before the first number.
fn month_first(text: &str, start: usize, day: Number, at: usize) -> Option<Date> {
    let year = number(text, at).filter(|year| YEARS.contains(&year.value))?;
    let blank = char_before(text, start).filter(|&before| before == ' ' || before == '\u{a0}')?;
    let head = text.get(..start - blank.len_utf8())?;
    let head = head.strip_suffix('.').unwrap_or(head);
    let begin = head.trim_end_matches(is_letter).len();
    let month = month(head.get(begin..)?)?;
    Some(Date { range: begin..year.end, year: year.value, month, day: day.value, is_certain: true })
}

/// Whether a word at `at` names a month or may be its Roman number.
pub(super) fn begins_month(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at), Some(b'I' | b'V' | b'X')) || month_at(text, at).is_some()
}

/// The same of most words at a glance.
fn may_begin_month(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at), Some(b'I' | b'V' | b'X'))
        || text.get(at..).is_some_and(|rest| ANY_MONTH.may_begin(rest))
}

/// The month whose name begins at `at`.
fn month_at(text: &str, at: usize) -> Option<Month> {
    let rest = text.get(at..)?;
    ANY_MONTH.may_begin(rest).then_some(())?;
    let (word, end) = word(text, at)?;
    Some(Month { value: month(word)?, end })
}

/// The month whose Roman number stands between dots at `at`: `4.XI.1966`.
fn roman_month_at(text: &str, at: usize) -> Option<Month> {
    const NUMBERS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    text.as_bytes().get(at).filter(|first| matches!(first, b'I' | b'V' | b'X'))?;
    char_before(text, at).filter(|sign| matches!(sign, '.' | ' ' | '-' | '/'))?;
    let (word, end) = word(text, at).filter(|(word, _)| word.len() <= 4)?;
    let place = NUMBERS.iter().position(|number| *number == word)?;
    Some(Month { value: u16::try_from(place + 1).ok()?, end })
}

/// Whether a word names a month.
pub(super) fn is_month(word: &str) -> bool {
    ANY_MONTH.may_begin(word) && month(word).is_some()
}

/// The month of a name.
fn month(word: &str) -> Option<u16> {
    let place = Cues::first(&MONTHS, word)?;
    u16::try_from(place + 1).ok()
}

/// Up to four digits from `start` on, and no fifth.
#[inline]
fn number(text: &str, start: usize) -> Option<Number> {
    let bytes = text.as_bytes();
    let (mut value, mut digits) = (0, 0);
    let end = loop {
        let figure = bytes.get(start + digits).map_or(u8::MAX, |byte| byte.wrapping_sub(b'0'));
        if figure > 9 {
            break start + digits;
        }
        if digits == 4 {
            return None;
        }
        value = value * 10 + u16::from(figure);
        digits += 1;
    };
    match bytes.get(end) {
        // Nothing that could be a digit, nor what is not seen between two.
        None | Some(0..0x80 | 0xd0..=0xd3) => (digits > 0).then_some(Number { value, digits, end }),
        Some(_) => number_of_any_script(text, start),
    }
}

#[cold]
fn number_of_any_script(text: &str, start: usize) -> Option<Number> {
    let mut number = Number { value: 0, digits: 0, end: start };
    let mut at = start;
    loop {
        let (value, length) = match text.as_bytes().get(at) {
            Some(figure @ b'0'..=b'9') => (figure - b'0', 1),
            None | Some(0..0x80) => break,
            Some(_) => {
                let character = char_at(text, at)?;
                match digit(character) {
                    Some(value) => (value, character.len_utf8()),
                    None if is_invisible(character) && number.digits > 0 => {
                        at += character.len_utf8();
                        continue;
                    }
                    None => break,
                }
            }
        };
        if number.digits == 4 {
            return None;
        }
        at += length;
        number = Number { value: number.value * 10 + u16::from(value), digits: number.digits + 1, end: at };
    }
    (number.digits > 0).then_some(number)
}

/// The separator between two figures of a date, and where it ends; one blank may stand on each side of it.
fn joint(text: &str, at: usize) -> Option<(Separator, usize)> {
    if let Some(&[sign @ (b'.' | b'-' | b'/'), b'0'..=b'9']) = text.as_bytes().get(at..at + 2) {
        return separator(char::from(sign)).map(|kind| (kind, at + 1));
    }
    let at = skip_invisible(text, at);
    let character = char_at(text, at)?;
    let kind = separator(character)?;
    let next = skip_invisible(text, at + character.len_utf8());
    match (kind, char_at(text, next)) {
        (Separator::Space, Some(sign)) => match separator(sign) {
            Some(kind @ (Separator::Dot | Separator::Dash | Separator::Slash)) => {
                Some((kind, skip_one_blank(text, next + sign.len_utf8())))
            }
            _ => Some((kind, next)),
        },
        (Separator::Dot | Separator::Dash | Separator::Slash, _) => Some((kind, skip_one_blank(text, next))),
        _ => None,
    }
}

fn skip_one_blank(text: &str, at: usize) -> usize {
    match char_at(text, at) {
        Some(blank) if separator(blank) == Some(Separator::Space) => at + blank.len_utf8(),
        _ => at,
    }
}

fn skip_invisible(text: &str, at: usize) -> usize {
    if text.as_bytes().get(at).is_none_or(u8::is_ascii) {
        return at;
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches(is_invisible).len()
}

/// What may stand between a day, a month and a year, at most four characters of it.
fn skip_blanks(text: &str, at: usize) -> usize {
    let mut at = at;
    for _ in 0..4 {
        at += match text.as_bytes().get(at) {
            Some(b' ' | b',' | b'.' | b'"' | b'_' | b'-' | b'/') => 1,
            None | Some(0..0x80 | 0xd0..=0xd3) => return at,
            Some(_) => match char_at(text, at) {
                Some(quote @ ('»' | '”')) => quote.len_utf8(),
                Some(sign) => match separator(sign) {
                    Some(Separator::Space | Separator::Dash | Separator::Slash) => sign.len_utf8(),
                    _ => return at,
                },
                None => return at,
            },
        };
    }
    at
}

/// `3rd`, `12-ші`, `5-е`.
fn skip_ordinal(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let endings: &[&str] = match rest.as_bytes().first() {
        Some(b's' | b'n' | b'r' | b't') => &["st", "nd", "rd", "th"],
        Some(b'-') => &["-інші", "-ыншы", "-нші", "-ншы", "-ші", "-шы", "-ое", "-ого", "-е", "-го"],
        Some(b' ') => &[],
        _ => return at,
    };
    // `03-шілде`: the beginning of a month is no ending.
    let is_whole = |ending: &&&str| rest.strip_prefix(**ending).is_some_and(|next| !next.starts_with(is_letter));
    let end = at + endings.iter().find(is_whole).map_or(0, |ending| ending.len());
    let is_of = text.as_bytes().get(end..end + 4).is_some_and(|next| next == b" of ");
    end + if is_of { " of".len() } else { 0 }
}

/// The word at `at` and where it ends; longer ones than any month are none.
fn word(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    let length: usize = rest.chars().take(20).take_while(|letter| is_letter(*letter)).map(char::len_utf8).sum();
    (length > 0).then(|| Some((rest.get(..length)?, at + length))).flatten()
}

/// The end of a date with the word for year behind it: `1985 года`, `1985 г.`, but not `1985 г.р.` or `1985 года рождения`.
fn year_word_end(text: &str, at: usize) -> usize {
    // `1999-го`
    if let Some((_, end)) = word(text, at + 1).filter(|(word, _)| *word == "го" && text.get(at..=at) == Some("-")) {
        return end;
    }
    let Some((word, end)) = word(text, skip_one_blank(text, at)).filter(|(word, _)| YEAR_WORDS.has(word)) else {
        return at;
    };
    let rest = text.get(end..).unwrap_or_default();
    let tail = rest.trim_start_matches(['.', ' ', '/', '\u{a0}']);
    let is_birth = ["р", "туған", "туыл", "т."].iter().any(|birth| tail.starts_with(birth));
    match (is_birth, word.chars().count()) {
        (true, _) => at,
        (false, 1) if rest.starts_with('.') => end + 1,
        (false, _) => end,
    }
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn notations() {
        for (text, year, month, day) in [
            ("12.03.1985", 1985, 3, 12),
            ("1985-03-12", 1985, 3, 12),
            ("1985.3.2", 1985, 3, 2),
            ("5/11/1958", 1958, 11, 5),
            ("03/25/1990", 1990, 3, 25),
            ("12. 03. 1985", 1985, 3, 12),
            ("12 . 03 . 1985", 1985, 3, 12),
            ("12 03 1985", 1985, 3, 12),
            ("01.01.90", 90, 1, 1),
            ("１２.０３.１９８５", 1985, 3, 12),
            ("12.0\u{200b}3.1985", 1985, 3, 12),
            ("12 марта 1985", 1985, 3, 12),
            ("12 марта 1985 года", 1985, 3, 12),
            ("12 марта 1985 г.", 1985, 3, 12),
            ("12» марта 1985", 1985, 3, 12),
            ("3rd March 1994", 1994, 3, 3),
            ("03-Mar-1994", 1994, 3, 3),
            ("3 қыркүйек 2017", 2017, 9, 3),
            ("2017 жылғы 3 қыркүйек", 2017, 9, 3),
            ("1988 жылғы 9 ақпанда", 1988, 2, 9),
            ("1988 jylǵy 9 aqpan", 1988, 2, 9),
            ("1994 March 3", 1994, 3, 3),
        ] {
            let date = at(text, 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((date.year, date.month, date.day, date.range), (year, month, day, 0..text.len()), "{text}");
        }
        assert_eq!(at("born March 3, 1994", 11).unwrap().range, 5..18);
        for (text, month, day) in [
            ("шестого июня 1989 года", 6, 6),
            ("двадцать пятое мая 1938 г.", 5, 25),
            ("Тридцать первого декабря 1971", 12, 31),
            ("третьего марта 1990 года", 3, 3),
        ] {
            let date = at(text, text.find('1').unwrap()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((date.month, date.day, date.range), (month, day, 0..text.len()), "{text}");
        }
        let kazakh = "1989 жылғы он алтыншы маусымда";
        assert_eq!(at(kazakh, 0).map(|date| (date.day, date.range)), Some((16, 0..kazakh.len())));
        assert_eq!(at("12 марта 1985 г.р.", 0).unwrap().range.end, "12 марта 1985".len());
        assert_eq!(at("12 марта 1985 года рождения", 0).unwrap().range.end, "12 марта 1985".len());
    }

    #[test]
    fn no_dates() {
        for text in [
            "12",
            "12.03",
            "12.03.85.4",
            "10.15.7.1",
            "32.01.1985",
            "13.13.1985",
            "1985",
            "12 марок 1985",
            "12.03.19855",
            "99-12-1",
            "12.03.2199",
            "1 500 000",
            "12/1985",
            "12 марта",
            "2024 жылғы маусым",
            "2024 жылғы үлкен маусым",
            "",
        ] {
            assert_eq!(at(text, 0).map(|date| date.range), None, "{text}");
        }
    }
}
