//! What belongs to a name that was found and stands at its edge: the other half of a ticket's name, a filial word, the
//! initial of the father, a former surname in brackets.

use super::super::fold::{char_at, is_letter};
use super::super::{DataType, Entity};

/// Titles behind a name on a ticket.
const TITLES: [&str; 9] = ["MRS", "MISS", "MSTR", "MR", "MS", "CHD", "INF", "DR", "MDM"];
/// Words that make a patronymic of the name before them.
const FILIALS: [&str; 16] = [
    "угли",
    "оглы",
    "оғлы",
    "огли",
    "кизи",
    "кызы",
    "қызы",
    "ұлы",
    "улы",
    "o‘g‘li",
    "ogli",
    "ogly",
    "kizi",
    "kyzy",
    "уулу",
    "uulu",
];

/// Patronymics as lists shorten them.
const PATRONYMICS: [&str; 44] = [
    "Ал",
    "Алекс",
    "Александр",
    "Анат",
    "Андр",
    "Арк",
    "Арт",
    "Бор",
    "Вал",
    "Вас",
    "Викт",
    "Вит",
    "Вл",
    "Влад",
    "Владим",
    "Вяч",
    "Генн",
    "Георг",
    "Гр",
    "Григ",
    "Дм",
    "Евг",
    "Ег",
    "Ив",
    "Иг",
    "Конст",
    "Леон",
    "Макс",
    "Мих",
    "Ник",
    "Нур",
    "Ол",
    "Пав",
    "Петр",
    "Ром",
    "Сем",
    "Серг",
    "Сер",
    "Степ",
    "Фед",
    "Юр",
    "Як",
    "Серік",
    "Әбд",
];

/// Lets every name have what stands at its edge. Findings stay sorted and disjoint.
pub(super) fn complete(text: &str, found: &mut Vec<Entity>) {
    let mut at = 0;
    while at < found.len() {
        let floor = at.checked_sub(1).and_then(|last| found.get(last)).map_or(0, |last| last.range.end);
        let next = found.get(at + 1).map(|next| (next.range.clone(), next.data_type));
        let Some(person) = found.get_mut(at).filter(|person| person.data_type == DataType::Person) else {
            at += 1;
            continue;
        };
        let mut joined = false;
        if let Some((next, DataType::Person)) = &next
            && text.get(person.range.end..next.start) == Some("/")
            && let Some(end) = title(text, next.end).or_else(|| ticket(text, person.range.start..next.end))
        {
            person.range.end = end;
            joined = true;
        }
        let limit = next.filter(|_| !joined).map_or(text.len(), |(next, _)| next.start);
        let range = person.range.clone();
        person.range.start = former_surname(text, range.start, floor);
        if may_go_on(text, range.end)
            && let Some(name) = text.get(range)
            && let Some(end) = filial(text, name, person.range.end)
                .or_else(|| initial(text, name, person.range.end))
                .or_else(|| short_patronymic(text, name, person.range.end))
                .or_else(|| slipped_patronymic(text, name, person.range.end))
                .or_else(|| kazakh_case(text, name, person.range.end))
            && end <= limit
        {
            person.range.end = end;
        }
        if joined {
            found.remove(at + 1);
        }
        at += 1;
    }
}

/// Whether a word, or the ending of an initial, may stand right behind a name: most names end at another sign.
fn may_go_on(text: &str, end: usize) -> bool {
    text.as_bytes().get(end).is_some_and(|&byte| matches!(byte, b' ' | b'-') || !byte.is_ascii())
}

/// `SMITH/JOHN`: where a name on a ticket without a title ends.
fn ticket(text: &str, range: std::ops::Range<usize>) -> Option<usize> {
    let is_part = |sign: char| sign.is_ascii_uppercase() || matches!(sign, '/' | ' ' | '-');
    text.get(range.clone())?.chars().all(is_part).then_some(range.end)
}

/// `ALIMBAYEVA/GULNUR MRS`
fn title(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?.strip_prefix(' ')?;
    let title = TITLES.iter().find(|title| rest.starts_with(**title))?;
    let ends = rest.get(title.len()..)?.chars().next().is_none_or(|next| !next.is_alphanumeric());
    ends.then_some(end + 1 + title.len())
}

/// `Абдуллаев Шерзод Бахтиёр угли`: the father's name may be one that nobody listed.
fn filial(text: &str, name: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?.strip_prefix(' ')?;
    let word = rest.get(..rest.find(|sign| !is_letter(sign)).unwrap_or(rest.len()))?;
    if FILIALS.contains(&word) {
        return Some(end + 1 + word.len());
    }
    let behind = rest.get(word.len()..)?.strip_prefix(' ')?;
    let filial = behind.get(..behind.find(|sign| !is_letter(sign)).unwrap_or(behind.len()))?;
    let is_father = word.starts_with(char::is_uppercase) && name.contains(' ') && FILIALS.contains(&filial);
    is_father.then_some(end + word.len() + filial.len() + 2)
}

/// `Алпысбаев Нуржан Т.`
fn initial(text: &str, name: &str, end: usize) -> Option<usize> {
    let blank = char_at(text, end).filter(|blank| matches!(blank, ' ' | '\u{a0}'))?;
    let start = end + blank.len_utf8();
    let letter = char_at(text, start).filter(|letter| letter.is_uppercase())?;
    let rest = text.get(start + letter.len_utf8()..)?.strip_prefix('.')?;
    let goes_on = rest.trim_start_matches([' ', '\u{a0}']).starts_with(char::is_alphanumeric);
    let is_short = name.contains('.') || name.split([' ', '\u{a0}']).count() != 2;
    (!goes_on && !is_short).then_some(text.len() - rest.len())
}

/// `Дорошенко Людмила Ив.`
fn short_patronymic(text: &str, name: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?.strip_prefix(' ')?;
    let dot =
        rest.find(|sign| !is_letter(sign)).filter(|&dot| rest.get(dot..).is_some_and(|rest| rest.starts_with('.')))?;
    let is_short = name.contains('.') || name.split([' ', '\u{a0}']).count() != 2;
    let is_listed = rest.get(..dot).is_some_and(|word| PATRONYMICS.contains(&word));
    (is_listed && !is_short).then_some(end + 1 + dot + 1)
}

/// `Нургалиева Айман Кайратована`: what patronymics end like where a letter slipped.
const SLIPS: [&str; 21] = [
    "ована",
    "евана",
    "овнна",
    "евнна",
    "овн",
    "евн",
    "овч",
    "евч",
    "овчи",
    "евчи",
    "овис",
    "евис",
    "овинч",
    "овиа",
    "евиа",
    "оивч",
    "еивч",
    "овива",
    "улыы",
    "қызі",
    "ұлі",
];

/// The same behind a surname and a given name.
fn slipped_patronymic(text: &str, name: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?.strip_prefix(' ')?;
    let word = rest.get(..rest.find(|sign| !is_letter(sign)).unwrap_or(rest.len()))?;
    let is_short = name.contains('.') || name.split([' ', '\u{a0}']).count() != 2;
    let is_slip = || SLIPS.iter().any(|slip| word.strip_suffix(slip).is_some_and(|stem| stem.chars().nth(2).is_some()));
    (!is_short && word.starts_with(char::is_uppercase) && is_slip()).then_some(end + 1 + word.len())
}

/// Kazakh case endings.
pub(super) const CASES: [&str; 26] = [
    "ның", "нің", "дың", "дің", "тың", "тің", "ға", "ге", "қа", "ке", "ны", "ні", "ды", "ді", "ты", "ті", "нан", "нен",
    "дан", "ден", "тан", "тен", "мен", "да", "де", "бен",
];

/// `Асан Н.ға`, `Айгерім К-дан`: the case ending behind an initial.
fn kazakh_case(text: &str, name: &str, end: usize) -> Option<usize> {
    let is_letter_last = name.rsplit(' ').next().is_some_and(|last| last.chars().count() == 1);
    let rest = text.get(end..).filter(|_| name.ends_with('.') || is_letter_last)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let word = rest.get(..rest.find(|sign| !is_letter(sign)).unwrap_or(rest.len()))?;
    CASES.contains(&word).then_some(text.len() - rest.len() + word.len())
}

/// `Тен (Хван) Еленой Борисовной`
fn former_surname(text: &str, start: usize, floor: usize) -> usize {
    if !matches!(text.as_bytes().get(floor..start), Some([.., b')', b' '])) {
        return start;
    }
    let surname = || {
        let head = text.get(floor..start)?.strip_suffix(") ")?;
        let (left, former) = head.rsplit_once('(')?;
        let left = left.strip_suffix(' ')?;
        let surname = left.get(left.trim_end_matches(is_letter).len()..)?;
        let is_name =
            |word: &str| word.starts_with(char::is_uppercase) && word.len() > 3 && word.chars().all(is_letter);
        (is_name(former) && is_name(surname)).then_some(floor + left.len() - surname.len())
    };
    surname().unwrap_or(start)
}
