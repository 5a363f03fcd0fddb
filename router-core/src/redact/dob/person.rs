//! Dates right beside persons that no word calls births: `Оңғарова Ш., 09.09.1957`, `Ким Даяна - 30.01.2022`.
//!
//! What tells a birth from a visit or a signature is how long ago it was, a sex, a class, a family around it, and a list
//! whose every row is a name with a date.

use std::ops::Range;

use super::super::context::{after, before, is_one_of, words, words_back};
use super::super::cues::Cues;
use super::super::date::{self, Date};
use super::super::fold::{digit, is_letter};
use super::super::outline::Outline;
use super::super::{DataType, Entity};
use super::name::LIST;
use super::words::{CHILDREN, EVENTS, FAMILY, OTHER, SEX};
use super::{OLD, RECENT, ends_field};

/// Bytes behind a name in which its date may begin.
const REACH: usize = 96;
/// Numbers between a name and its date.
const NUMBERS: usize = 4;
/// Rows that make a list.
const ROWS: usize = 3;
/// Bytes between the date of a row and the name of the next.
const APART: usize = 24;
/// Days by which the births of a list differ: plans lie closer together.
const SPREAD: u32 = 150;

/// A person and the date beside.
#[derive(Debug)]
struct Row {
    person: Range<usize>,
    date: Date,
    /// The year in full.
    year: u16,
    /// Nothing but signs stands between them.
    is_direct: bool,
    /// A sex, a class or a family says what the date is.
    is_told: bool,
    /// Brackets or signs part them, so that no sentence goes on.
    is_field: bool,
}

/// Adds the dates of birth beside the persons found, whose digits are not yet settled. Findings stay sorted and disjoint.
/// Those among what is `settled` are known, and judged again only for the lists that they are in.
pub(in super::super) fn beside_persons(text: &str, outline: &Outline, settled: &[Entity], found: &mut Vec<Entity>) {
    let mut rows: Vec<Row> = Vec::new();
    for (at, person) in found.iter().enumerate() {
        if person.data_type != DataType::Person {
            continue;
        }
        // The e-mail address and the numbers of the same person may stand between.
        let mut next = found.iter().skip(at + 1).filter(|next| !is_contact(next.data_type));
        let limit = next.next().map_or(text.len(), |next| next.range.start);
        let floor = at.checked_sub(1).and_then(|last| found.get(last)).map_or(0, |last| last.range.end);
        let stands_in_list = |date: &Date| {
            let next = found.get(at + 1).is_some_and(|next| next.range.start <= date.range.end + APART);
            next || rows.last().is_some_and(|last| person.range.start <= last.date.range.end + APART)
        };
        let is_settled = |date: &Date| is_known(settled, date) && !stands_in_list(date);
        let behind = || behind(text, outline, &person.range, limit, is_settled);
        let row = in_front(text, &person.range, floor).or_else(behind);
        rows.extend(row);
    }
    if rows.is_empty() {
        return;
    }
    let lists = lists(text, &rows);
    let births = rows.iter().zip(lists).filter(|(row, in_list)| is_birth(text, row, *in_list));
    let births: Vec<Entity> =
        births.map(|(row, _)| Entity { range: row.date.range.clone(), data_type: DataType::Dob }).collect();
    if births.is_empty() {
        return;
    }
    found.extend(births);
    found.sort_by_key(|entity| entity.range.start);
    found.dedup_by(|next, last| next.range.start < last.range.end);
}

fn is_contact(data_type: DataType) -> bool {
    matches!(data_type, DataType::Email | DataType::Phone | DataType::Iin)
}

/// Whether a date is known to be of a birth.
fn is_known(settled: &[Entity], date: &Date) -> bool {
    let place = settled.partition_point(|entity| entity.range.start < date.range.start);
    settled.get(place).is_some_and(|entity| entity.data_type == DataType::Dob && entity.range == date.range)
}

/// The date behind a person, at once or behind details: `Ван Цзяньго, паспорт EJ4418203, 1982.06.11`. None where it
/// `is_settled`.
fn behind(
    text: &str,
    outline: &Outline,
    person: &Range<usize>,
    limit: usize,
    is_settled: impl Fn(&Date) -> bool,
) -> Option<Row> {
    let reach = REACH.min(limit.saturating_sub(person.end));
    outline.digit_from(person.end).filter(|&digit| digit < person.end + reach)?;
    let window = after(text, person.end, reach);
    // `("Ботагөз Қуаныш", "b.kuanysh@mail.ru", "1994/10/02")`
    let ([b'"' | b'\'', unquoted @ ..] | unquoted) = window.as_bytes();
    // A dash of three bytes, a blank that breaks no line.
    if !matches!(
        unquoted,
        [b' ' | b',' | b'(' | b';' | b'|' | b'\t' | b'-' | b':' | b'\n' | b'\r' | b'.' | b'/', ..]
            | [0xe2, 0x80, 0x93 | 0x94, ..]
            | [0xc2, 0xa0, ..]
    ) {
        return None;
    }
    let mut at = digit_from(window.as_bytes(), 0)?;
    for _ in 0..NUMBERS {
        let rest = window.get(at..)?;
        let number = rest.bytes().take_while(u8::is_ascii_digit).count();
        // Neither three digits nor more than a year has are part of a date.
        let is_apart = rest.as_bytes().get(number).is_none_or(u8::is_ascii);
        if number <= 4
            && !(number == 3 && is_apart)
            && !is_of_phone(rest.as_bytes(), number)
            && let Some(date) = date::at(text, person.end + at)
        {
            let between = text.get(person.end..date.range.start).filter(|_| !is_settled(&date))?;
            return row(text, person, between, date);
        }
        at = digit_from(window.as_bytes(), at + number)?;
    }
    None
}

/// `7 701 234 56 78`, `8 (777)`: whether no date goes on behind its first `number` figures, at a glance: a blank stands
/// there, and then neither two figures nor a year nor a word.
fn is_of_phone(text: &[u8], number: usize) -> bool {
    match text.get(number..) {
        Some([b' ', b'(', ..]) => number <= 2,
        Some([b' ', a, b, c, next, ..]) => {
            [a, b, c].iter().all(|figure| figure.is_ascii_digit()) && next.is_ascii() && !next.is_ascii_digit()
        }
        _ => false,
    }
}

/// The first digit of ASCII at or after byte `from`, looked for eight by eight: words stand before most.
fn digit_from(bytes: &[u8], from: usize) -> Option<usize> {
    /// A one in each byte.
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES * 0x80;
    // Behind a blank, as the groups of most numbers stand.
    if let [_, b'0'..=b'9', ..] = bytes.get(from..)?
        && !bytes.get(from)?.is_ascii_digit()
    {
        return Some(from + 1);
    }
    let (eights, rest) = bytes.get(from..)?.as_chunks::<8>();
    for (place, eight) in eights.iter().enumerate() {
        let figures = u64::from_le_bytes(*eight) ^ (ONES * 0x30);
        // No sum reaches into the byte above.
        let others = (((figures & !HIGH) + ONES * (0x80 - 10)) | figures) & HIGH;
        if others != HIGH {
            return Some(from + place * 8 + (others ^ HIGH).trailing_zeros() as usize / 8);
        }
    }
    let last = rest.iter().position(u8::is_ascii_digit)?;
    Some(bytes.len() - rest.len() + last)
}

fn row(text: &str, person: &Range<usize>, between: &str, date: Date) -> Option<Row> {
    let is_sign = |sign: char| match sign {
        '\0'..='\x7f' => !sign.is_ascii_alphanumeric(),
        _ => !is_letter(sign) && !sign.is_alphanumeric(),
    };
    let details = between.trim_matches(is_sign);
    let is_direct = details.is_empty();
    // Two blanks are a column of a list: `ЛОГИНОВ ПЁТР   N 1344 0926   19 ЯНВ 1975`.
    let parts_fields = |byte: u8| matches!(byte, b',' | b'(' | b';' | b'|' | b'\t' | b'-' | b':' | b'\n');
    let is_field = between.bytes().any(parts_fields) || between.contains(['–', '—']) || between.contains("  ");
    let ends_sentence = between.bytes().any(|byte| matches!(byte, b'!' | b'?' | b'.'))
        && (between.contains(['!', '?']) || between.contains(". ") && !between.starts_with(". "));
    let is_other = || words(details).any(|word| Cues::first([&OTHER, &EVENTS], word).is_some());
    // `AKHMETOV TULEGEN N13061275 11.12.1955`; a younger date behind a paper may be the day it was issued.
    let is_paper =
        || is_number_of_paper(details) && full_year(text, &date).is_some_and(|year| is_long_past(&date, year));
    let is_field = is_field || is_paper();
    // The number and the date of the paper that the person signs.
    let is_outgoing = !is_direct && between.contains("\n№");
    if is_outgoing || is_direct && between.len() > 8 || (!is_direct && (!is_field || ends_sentence || is_other())) {
        return None;
    }
    let year = full_year(text, &date)?;
    let is_told = !is_long_past(&date, year) && is_told(text, person, details, &date);
    Some(Row { person: person.clone(), date, year, is_direct, is_told, is_field })
}

/// `N13061275`
fn is_number_of_paper(details: &str) -> bool {
    let digits = details.trim_start_matches(|sign: char| sign.is_ascii_uppercase());
    (6..=9).contains(&digits.len())
        && details.len() - digits.len() <= 2
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The date in front of a person: `12.03.1985 Петров Иван` in rows of a list.
fn in_front(text: &str, person: &Range<usize>, floor: usize) -> Option<Row> {
    const LONGEST: usize = 10;
    if !may_follow_date(text, person.start, LONGEST + 6) {
        return None;
    }
    let head = before(text, person.start, LONGEST + 6);
    let left = head.trim_end_matches([' ', ',', ';', '|', '\t', '–', '—', '-', '\u{a0}']);
    let gap = head.len() - left.len();
    if gap == 0 || !left.ends_with(|last: char| last.is_ascii_digit() || matches!(last, '.' | '-' | '/')) {
        return None;
    }
    let length = left.bytes().rev().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'/'));
    let end = person.start - gap;
    let start = end - length.count();
    let date = date::at(text, start).filter(|date| date.range.end == end && date.is_certain)?;
    let opens = before(text, start, 4).trim_end_matches([' ', '"']);
    let opens = opens.is_empty() || opens.ends_with(['\n', ';', '|', '\t', ',', ':']);
    let year = full_year(text, &date).filter(|year| opens && *year <= OLD && start >= floor)?;
    Some(Row { person: person.clone(), date, year, is_direct: true, is_told: false, is_field: true })
}

/// Whether a date of so many bytes may end right before byte `at`: most names stand behind a word or a colon.
fn may_follow_date(text: &str, at: usize, longest: usize) -> bool {
    let head = text.as_bytes().get(..at).unwrap_or_default();
    let is_sign = |byte: u8| matches!(byte, b' ' | b',' | b';' | b'|' | b'\t' | b'-');
    let signs = head.iter().rev().take(longest).take_while(|&&byte| is_sign(byte)).count();
    match head.get(..head.len() - signs).unwrap_or_default() {
        [.., 0xd0..=0xd3, _] => false,
        [.., last] => last.is_ascii_digit() || matches!(last, b'.' | b'/') || !last.is_ascii(),
        [] => false,
    }
}

/// The year in full, if the date is written as one.
fn full_year(text: &str, date: &Date) -> Option<u16> {
    let written = text.get(date.range.clone()).unwrap_or_default();
    match date.year {
        _ if date.is_certain => Some(date.year),
        year @ 0..100 if !written.contains([' ', '\u{a0}']) => Some(year + if year < 30 { 2000 } else { 1900 }),
        _ => None,
    }
}

/// Whether what stands around says that somebody's date is a birth, or that somebody is a child.
fn is_told(text: &str, person: &Range<usize>, details: &str, date: &Date) -> bool {
    let is_sex = |word: &str| SEX.has(word) || is_one_of(word, &["м", "ж", "m", "f", "қ", "ұ"]);
    let is_pupil = |word: &str| CHILDREN.has(word);
    let head = before(text, person.start, LIST);
    let is_family = || words_back(before(text, person.start, 48)).take(2).any(|(word, _)| FAMILY.has(word));
    let is_group = || words_back(head).any(|(word, _)| is_pupil(word));
    let is_nursery = || words(after(text, date.range.end, LIST / 3)).any(is_pupil);
    // `Әбен Алтайдың (04.07.2019, паспорт N15208837)`
    let papers = ["паспорт*", "жсн*", "иин", "iin", "св", "свидетельств*", "passport*", "төлқұжат*", "куәлі*"];
    let is_with_papers = || {
        let rest = after(text, date.range.end, 32);
        rest.starts_with([',', ';', '|']) && words(rest).next().is_some_and(|word| is_one_of(word, &papers))
    };
    is_with_papers()
        || words(details).any(|word| is_sex(word) || is_pupil(word))
        || is_class(details)
        || is_family()
        || is_group()
        || is_nursery()
}

/// `8 «Б»`, `11А`: a class of a school, and nothing else.
fn is_class(details: &str) -> bool {
    let letter = details.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let count = details.len() - letter.len();
    let is_letter = letter.trim_matches([' ', '«', '»', '"', '-', '“', '”', '\'']).chars().count() <= 1;
    (1..=2).contains(&count) && is_letter
}

/// For each row whether it is one of a list of births.
fn lists(text: &str, rows: &[Row]) -> Vec<bool> {
    let mut in_list = vec![false; rows.len()];
    let mut first = 0;
    while first < rows.len() {
        let is_next = |pair: &[Row]| matches!(pair, [last, next] if follows(text, last, next));
        let more = rows.get(first..).unwrap_or_default().windows(2).take_while(|pair| is_next(pair)).count();
        let list = rows.get(first..=first + more).unwrap_or_default();
        if list.len() >= ROWS && are_births(text, list) {
            in_list.iter_mut().skip(first).take(list.len()).for_each(|row| *row = true);
        }
        first += more + 1;
    }
    in_list
}

/// Whether a row stands right behind another, with nothing but its number between.
fn follows(text: &str, last: &Row, next: &Row) -> bool {
    let between = text.get(last.date.range.end..next.person.start).unwrap_or_default();
    let is_numbering = |sign: char| !sign.is_alphabetic();
    !between.is_empty() && between.len() <= APART && between.chars().all(is_numbering)
}

/// Whether the dates of a list differ as births do, and no word above it speaks of events.
fn are_births(text: &str, list: &[Row]) -> bool {
    let days = |row: &Row| u32::from(row.year) * 365 + u32::from(row.date.month) * 30 + u32::from(row.date.day);
    let all = || list.iter().map(days);
    let spread = all().max().unwrap_or_default() - all().min().unwrap_or_default();
    let head = list.first().map_or("", |row| before(text, row.person.start, LIST));
    spread >= SPREAD && !words_back(head).any(|(word, _)| EVENTS.has(word) || OTHER.has(word))
}

fn is_birth(text: &str, row: &Row, in_list: bool) -> bool {
    if row.year >= RECENT || is_time(text, row.date.range.end) || is_range(text, &row.date) {
        return false;
    }
    let other = || words_back(before(text, row.person.start, 64)).take(3).any(|(word, _)| OTHER.has(word));
    match row.year {
        year if is_long_past(&row.date, year) => match (row.is_direct, row.is_field) {
            (_, true) => ends_field(text, row.date.range.end) || row.is_direct,
            (true, false) => !other(),
            (false, false) => false,
        },
        _ => {
            let is_near = row.is_field || row.is_direct;
            in_list || (row.is_told && is_near && ends_field(text, row.date.range.end))
        }
    }
}

/// Whether the year of a date, in full, is so long ago that nothing need say what it is.
fn is_long_past(date: &Date, year: u16) -> bool {
    year <= OLD && !(date.year < 100 && year >= 2000)
}

/// Whether a sign at byte `end` closes a field or a sentence, behind which neither a time nor another date goes on.
fn closes(text: &str, end: usize) -> bool {
    matches!(text.as_bytes().get(end), None | Some(b';' | b'.' | b')' | b'\n'))
}

/// `12.05.2019, 10:30`, `12.05.2019 в 10.30`
fn is_time(text: &str, end: usize) -> bool {
    if closes(text, end) {
        return false;
    }
    let rest = after(text, end, 16).trim_start_matches([' ', ',', 'T', '\u{a0}']);
    let rest = ["в ", "at ", "с ", "сағат "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let hours = rest.chars().take_while(|sign| digit(*sign).is_some()).count();
    let mut signs = rest.chars().skip(hours);
    (1..=2).contains(&hours) && signs.next() == Some(':') && signs.next().is_some_and(|sign| digit(sign).is_some())
}

/// `12.05.1999 - 14.05.2001`: a date with another behind a dash is the beginning of something.
fn is_range(text: &str, date: &Date) -> bool {
    if closes(text, date.range.end) || text.as_bytes().get(date.range.end) == Some(&b',') {
        return false;
    }
    let rest = after(text, date.range.end, 12);
    let next = rest.trim_start_matches([' ', '-', '–', '—']);
    let gap = rest.len() - next.len();
    gap > 0 && rest.trim_start().starts_with(['-', '–', '—']) && date::at(text, date.range.end + gap).is_some()
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Dob, text, expected);
    }

    #[test]
    fn births_beside_persons() {
        for (text, expected) in [
            ("Рецепт: Оразбекова Г., 19.03.1961, лозартан 50 мг. Дәрігер Әбенов Талғат", "19.03.1961"),
            ("Кезек: 1. Бектұр Айсұлу (1949-11-02); 2. Қасенова Раушан (1972-04-17)", "1949-11-02|1972-04-17"),
            ("Результат №118: Жұманов Е., ер, 1981.12.05. Глюкоза 5,2", "1981.12.05"),
            ("Направление\nШнайдер Эльвира Карловна, жен., 1968-02-14\nГемоглобин 121 г/л", "1968-02-14"),
            ("Patient Arman Suleimenov, male, 11/23/1971. Creatinine 88", "11/23/1971"),
            ("гр. КНР Ли Вэй, паспорт EK5520118, 1979.08.30, сварщик", "1979.08.30"),
            ("паспорт EK5520118, 1979.08.30, сварщик", "1979.08.30"),
            ("Жуков Степан, в/у TN 118203, 14.06.1990, ехал по Абая", "14.06.1990"),
            ("Каримов Шерзод, Өзбекстан азаматы, 09.05.1991, Сарыағаш", "09.05.1991"),
            ("қайтыс болған Есімова Бибігүл Сейітқызы (21.01.1944), мұрагері", "21.01.1944"),
            (
                "Қатысушылар:\n1) Серік Арсен, 9-сынып, 05.02.2012\n2) Болатова Инжу, 10-сынып, 17.09.2011",
                "05.02.2012|17.09.2011",
            ),
            (
                "Группа «Гномики»:\nАхметов Тимур - 11.02.2021\nШульц Мария - 25.08.2021\nКим Алиса - 03.03.2022",
                "11.02.2021|25.08.2021|03.03.2022",
            ),
            (
                "Зачислить:\nСериков Дамир 04.01.2019\nОмарова Айлин 12.11.2018\nЛи Виктория 23.06.2019",
                "04.01.2019|12.11.2018|23.06.2019",
            ),
            ("My son Daniel Brown (2021-05-30) starts at the kindergarten in May", "2021-05-30"),
            ("Прививочный паспорт. Жукова Арина, 14.05.23. АКДС 16.09.2023", "14.05.23"),
            ("ұлым Алдияр Серікұлы, 15.07.2025, ЖСН 250715500209", "15.07.2025"),
            ("Приёмка в 1 класс: Лим Роберт 04.07.2018, Каспак Айлин 22.09.2018", "04.07.2018|22.09.2018"),
            ("1. КУРМАНОВА  ЖАННАТ   N N 1290 4471   04 ИЮН 1988\nРейс", "04 ИЮН 1988"),
            ("ОМАРОВ ЕРЛАН  N12345678  12 МАР 1980", "12 МАР 1980"),
            ("Омаров Ержан | 15.03.78 | Алматы", "15.03.78"),
            ("баламыз Әбен Алтайдың (04.07.2019, паспорт N15208837) шығуына", "04.07.2019"),
            ("Новенький у нас: Исмаилов Рафаэль, 30.05.2021, аллергия на орехи", "30.05.2021"),
            (
                "1) AKHMETOVA KULYASH N13061274 05.05.1959\n2) SEIDALI RAUSHAN N14993018 27.03.1966",
                "05.05.1959|27.03.1966",
            ),
            ("Приняли: Тлеубаев Марат, м, 02.12.1966", "02.12.1966"),
            ("Баймухан Алия, 8 «Б», 14.02.2012", "14.02.2012"),
            ("Ясли: Ахметов Али (14.02.2024)", "14.02.2024"),
            ("Аманов Т. - 03.02.1988, Беков С. - 11.07.1992", "03.02.1988|11.07.1992"),
            ("Осмотр: Смирнов Олег, 12/05/71, давление", "12/05/71"),
            (
                "Команда «Барыс-Kids»: капитан Жолдас Санжар (04.04.2013), вратарь Беккер Артур (16.12.2012)",
                "04.04.2013|16.12.2012",
            ),
            ("Ахметов Ерлан, слесарь 5 разряда, 14.09.1977, оклад 200000", "14.09.1977"),
            ("1987-03-12 | Петрова Анна | Алматы", "1987-03-12"),
            ("12.03.1985 Петров Иван\n14.07.1990 Ким Олег", "12.03.1985|14.07.1990"),
            (
                r#"u = [("Botagoz Kuanysh", "b.k@yandex.kz", "1994/10/02"), ("Ilya Romanenko", "+77012223344", "2000/01/15")]"#,
                "1994/10/02|2000/01/15",
            ),
            ("Ким Олег, kim@mail.ru, 12.03.1988", "12.03.1988"),
            ("Водитель Нургалиев Асхат\n09.10.1983\nАлматы", "09.10.1983"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_dates_beside_persons() {
        for text in [
            "Ахметова Дана, 12.11.2026 в 10:30, консультация",
            "Запись: Ахметова Дана, 12.11.2024, дата приёма",
            "Утвердил: Омаров Б., 12.05.2014",
            "5«А» сыныбында оқиды.\nМектеп директоры С.Қ.Төреев\n№ 01-24/116   19.01.2023",
            "Согласовано Ким Олег 14.02.2023",
            "График дежурств:\nСериков Дамир 04.01.2024\nОмарова Айлин 12.11.2023\nЛи Виктория 23.06.2024",
            "Оплатили:\nСериков Дамир 04.01.2024\nОмарова Айлин 05.01.2024\nЛи Виктория 07.01.2024",
            "Ким Олег, 12.05.2019, 10:33: добрый день",
            "Иванов Пётр, приказ № 5, 12.03.1999",
            "Договор подписан с Петровым Петром 12.03.1999",
            "Отпуск Ким Олег 12.03.1999 - 14.04.1999",
            "Смирнова Ольга, 03.04.22, чек 118",
            "AKHMETOV TULEGEN N13061275 11.12.2019",
            r#"("Ilya Romanenko", "ilya@mail.ru", "2021/01/15")"#,
            "Ким Олег, +7 701 222 33 44, заявка от 12.03.2004",
        ] {
            check(text, "");
        }
    }
}
