//! Dates of birth: a full date that a word, an identification number or a name beside it ties to a person.

use std::ops::Range;

use super::context::{after, before, is_one_of, paragraph_before, words, words_back};
use super::cues::Cues;
use super::date::{self, Date};
use super::fold::{digit, is_letter};
use super::numbers::Candidate;

/// Bytes before a date in which its label is looked for.
const BEFORE: usize = 160;
/// Bytes behind it.
const AFTER: usize = 40;
/// Bytes around a date in which an identification number may agree with it.
const NUMBER: usize = 120;
/// Children younger than this have papers, but their names beside a date are rarer than dates of contracts.
const NAMED: u16 = 2016;
/// Bytes before a date in which a word for a class or a nursery tells of children.
const LIST: usize = 240;
/// From this year on most dates are of visits, papers and deadlines: only a label right before or behind one makes it
/// that of a birth.
const RECENT: u16 = 2025;

/// Words that say that a date is that of a birth.
static BIRTH: Cues = Cues::new(&[
    "рожд*",
    "родил*",
    "родивш*",
    "возраст*",
    "жасы",
    "age",
    "aged",
    "род",
    "рожен*",
    "туған*",
    "туылған*",
    "туылды",
    "дүниеге*",
    "tug*",
    "tuǵ*",
    "tuw*",
    "týǵ*",
    "born",
    "birth*",
    "dob",
    "dateofbirth*",
    "др",
    "rozhd*",
    "rodil*",
    "туган*",
    "bday*",
]);

/// Words that say that a date is another one: of issue, of expiry, of a contract, of an event.
static OTHER: Cues = Cues::new(&[
    "выдан*",
    "выдач*",
    "действ*",
    "срок*",
    "от",
    "до",
    "договор*",
    "приказ*",
    "принят*",
    "назнач*",
    "оформл*",
    "регистрац*",
    "зарегистр*",
    "прописан*",
    "подпис*",
    "заседани*",
    "смерт*",
    "умер*",
    "скончал*",
    "оплат*",
    "рейс*",
    "берілген*",
    "берген",
    "дейін",
    "бастап",
    "мерзім*",
    "қайтыс",
    "issue*",
    "expir*",
    "valid*",
    "died",
    "since",
    "until",
    "from",
    "till",
    "signed",
    "created",
    "updated",
    "визит*",
    "прием*",
    "приём*",
    "вылет*",
    "подан*",
    "заявк*",
    "отмет*",
    "отмеч*",
]);

/// Words after which a name with a date is a person with a birthday.
static PEOPLE: Cues = Cues::new(&[
    "паспорт*",
    "passport*",
    "пациент*",
    "patient*",
    "науқас*",
    "клиент*",
    "client*",
    "customer*",
    "фио",
    "аты",
    "имя",
    "name*",
    "резюме",
    "түйіндеме",
    "анкет*",
    "сотрудни*",
    "қызметкер*",
    "заёмщик*",
    "заемщик*",
    "граждан*",
    "азамат*",
    "ребен*",
    "ребён*",
    "бала*",
    "учени*",
    "студент*",
]);

/// Words in whose neighbourhood names with dates are children's.
static CHILDREN: Cues = Cues::new(&[
    "класс*",
    "сынып*",
    "детсад*",
    "детск*",
    "садик*",
    "балабақша*",
    "воспитанни*",
    "учени*",
    "учащ*",
    "оқушы*",
    "школ*",
    "мектеп*",
    "дети",
    "детей",
    "ребен*",
    "ребён*",
    "балалар*",
    "педиатр*",
    "прививк*",
    "kindergarten*",
    "pupil*",
    "child*",
]);

/// Endings of patronymics and surnames.
const NAME_ENDINGS: &[&str] = &[
    "вич", "ич", "вна", "ична", "ұлы", "улы", "қызы", "кызы", "ов", "ова", "ев", "ева", "ёв", "ёва", "ин", "ина", "ын",
    "ына", "ский", "ская", "цкий", "цкая", "енко", "ян", "ovich", "evich", "ovna", "evna", "uly", "kyzy", "qyzy", "ov",
    "ova", "ev", "eva", "yev", "yeva", "in", "ina", "sky",
];

/// The row of the table of numbers.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let [first, second, third] = [0, 1, 2].map(|next| candidate.chain.group_len(candidate.group + next));
    match (first, second, third) {
        (1 | 2 | 4, 0, _) | (8, ..) | (1 | 2, 4, _) | (1 | 2, 1 | 2, 2 | 4) | (4, 1 | 2, 1 | 2) => {}
        _ => return None,
    }
    let text = candidate.text;
    let start = candidate.start();
    let Some(date) = date::at(text, start) else { return compact(candidate) };
    let label = match date.year {
        RECENT.. if !is_right_before(text, date.range.start) => Some(false),
        _ => label_before(text, date.range.start),
    };
    let is_birth = match label {
        Some(is_birth) => is_birth || label_after(text, date.range.end),
        None => {
            label_after(text, date.range.end)
                || (date.is_certain && (agrees_with_number(text, &date) || follows_name(text, &date)))
        }
    };
    is_birth.then_some(date.range)
}

/// `19850312` and `12031985` in a labelled field.
fn compact(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let &[a, b, c, d, e, f, g, h] = candidate.values(8) else { return None };
    let pair = |tens: u8, ones: u8| tens * 10 + ones;
    let is_date =
        |century, month, day| (19..=20).contains(&century) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let fits = is_date(pair(a, b), pair(e, f), pair(g, h)) || is_date(pair(e, f), pair(c, d), pair(a, b));
    let taken = candidate.chain.take(candidate.group, 8, |_| false).filter(|_| fits && candidate.group_len() == 8)?;
    (label_before(candidate.text, taken.range.start) == Some(true)).then_some(taken.range)
}

/// What the nearest telling word before a date says: a birth, something else, or nothing. Another date ends the search.
fn label_before(text: &str, at: usize) -> Option<bool> {
    let window = paragraph_before(text, at, BEFORE);
    let mut later: Option<&str> = None;
    for (word, follows) in words_back(window) {
        if follows.chars().filter(|&character| digit(character).is_some()).count() > 3 {
            return None;
        }
        // `д.р.`, `г.р.`, `D.O.B.`
        let is_pair = matches!(
            (word, later),
            ("д" | "Д" | "г" | "Г", Some("р" | "Р")) | ("O" | "o", Some("B" | "b")) | ("ж" | "Ж", Some("т" | "Т"))
        );
        let is_letter = || later.is_none() && is_born_letter(window, word, follows);
        if is_pair || BIRTH.has(word) || is_letter() {
            return Some(true);
        }
        if OTHER.has(word) {
            return Some(false);
        }
        later = Some(word);
    }
    None
}

/// `р. 25.05.1938`, `(b. 1938-05-25)`, but not `500 р. 25.05.2019`.
fn is_born_letter(window: &str, word: &str, follows: &str) -> bool {
    let head = window.get(..window.len() - follows.len() - word.len()).unwrap_or_default();
    let is_apart = head.ends_with([' ', '(', ',', '\n', '\t', '|', ';', '\u{a0}']) || head.is_empty();
    let is_sum = head.trim_end().ends_with(|last| digit(last).is_some());
    matches!(word, "р" | "b") && matches!(follows, "." | ". ") && is_apart && !is_sum
}

/// Whether a word for birth is among the two words right before a date, and no name of a paper: `о рождении`.
fn is_right_before(text: &str, at: usize) -> bool {
    let window = paragraph_before(text, at, BEFORE);
    let mut near = words_back(window);
    let [last, second] = [0, 1].map(|_| near.next().map_or("", |(word, _)| word));
    let is_birth = |word: &str| BIRTH.has(word) && !is_one_of(word, &["рождении", "рождение"]);
    let is_pair = is_one_of(last, &["р", "b", "т"]);
    is_birth(last) || (is_birth(second) && !OTHER.has(last)) || is_pair
}

/// Whether `г.р.`, `года рождения`, `туған` follow.
fn label_after(text: &str, at: usize) -> bool {
    let window = after(text, at, AFTER);
    let end = window.bytes().position(|sign| matches!(sign, b',' | b';' | b'\n' | b'"' | b'|'));
    let clause = end.and_then(|end| window.get(..end)).unwrap_or(window);
    let mut following = words(clause);
    let (Some(first), second) = (following.next(), following.next().unwrap_or_default()) else { return false };
    let is_pair = matches!((first, second), ("г" | "Г" | "д", "р" | "Р") | ("ж", "т"));
    let is_year = |word: &str| is_one_of(word, &["г", "год*", "жыл*", "ж", "year"]);
    let is_kazakh = |word: &str| is_one_of(word, &["туған*", "туылған*", "туып", "дүниеге"]);
    is_pair
        || BIRTH.has(first)
        || is_one_of(first, &["гр"])
        || (is_year(first) && BIRTH.has(second))
        || is_kazakh(second)
        || following.take(2).any(is_kazakh)
}

/// Whether twelve digits near by begin with the date as an identification number does.
fn agrees_with_number(text: &str, date: &Date) -> bool {
    let year = date.year % 100;
    let pairs = [year, date.month, date.day].map(|pair| [b'0' + (pair / 10) as u8, b'0' + (pair % 10) as u8]);
    let prefix = pairs.as_flattened();
    let first = text.ceil_char_boundary(date.range.start.saturating_sub(NUMBER));
    let window = text.as_bytes().get(first..).unwrap_or_default();
    let window = window.get(..date.range.end - first + NUMBER).unwrap_or(window);
    memchr::memmem::find_iter(window, prefix).any(|at| {
        let number = window.get(at..).unwrap_or_default();
        number.len() >= 12
            && number.iter().take(12).all(u8::is_ascii_digit)
            && number.get(12).is_none_or(|next| !next.is_ascii_digit())
    })
}

/// Whether two capitalised words stand right before a date, and either end like names or stand where people are named.
fn follows_name(text: &str, date: &Date) -> bool {
    let is_child = || words_back(before(text, date.range.start, LIST)).any(|(word, _)| CHILDREN.has(word));
    if date.year >= RECENT || (date.year > NAMED && !is_child()) {
        return false;
    }
    let window = before(text, date.range.start, BEFORE);
    let head = window.trim_end_matches([' ', ',', ';', '|', '\t', '\n', '(', '\u{a0}', '—', '–', '-']);
    let gap = window.len() - head.len();
    if gap == 0 || gap > 5 {
        return false;
    }
    let line = head.rsplit_once('\n').map_or(head, |(_, line)| line);
    let name: Vec<&str> = line
        .rsplit([' ', '\u{a0}'])
        .take_while(|word| {
            word.starts_with(char::is_uppercase) && word.chars().all(is_letter) && word.chars().count() > 1
        })
        .take(3)
        .collect();
    let ends_like_name = |word: &&str| {
        let lower = word.to_lowercase();
        NAME_ENDINGS.iter().any(|ending| lower.ends_with(ending) && lower.len() > ending.len() + 2)
    };
    let is_named = |window: &str| words_back(window).any(|(word, _)| PEOPLE.has(word));
    name.len() >= 2 && (name.iter().any(ends_like_name) || is_named(head))
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
            ("Д.р. 01.01.90, рост 178", "01.01.90"),
            ("ДР: 12/03/85", "12/03/85"),
            ("Родилась 12 марта 1985 года в Семее", "12 марта 1985 года"),
            ("родился в г. Тараз 12.03.1985", "12.03.1985"),
            ("22.08.1975 года рождения", "22.08.1975"),
            ("Омаров С., 1985-04-10 г.р., Алматы", "1985-04-10"),
            ("14 декабря 1955 г.р.", "14 декабря 1955"),
            ("туған күні 1999.10.02", "1999.10.02"),
            ("1988 жылғы 9 ақпанда туғанмын", "1988 жылғы 9 ақпанда"),
            ("балам 2017 жылғы 3 қыркүйек туған", "2017 жылғы 3 қыркүйек"),
            ("tug'an kun 05.06.1987", "05.06.1987"),
            ("р. 14.09.1951, Семей", "14.09.1951"),
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
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_dates() {
        for text in [
            "12 марта 1985 года состоялось заседание комитета",
            "Закон РК от 21 мая 2013 года № 94-V",
            "отчёт за 01.01.2024–31.03.2024",
            "удостоверение выдано 12.05.2015 МВД РК",
            "дата рождения не указана, выдан 12.03.2015",
            "Директор Ахметов Болат, 12.05.2024",
            "дата: 2024-06-12T10:33:21Z",
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
        ] {
            check(text, "");
        }
    }
}
