//! Fields of an object that are one thing in parts: a birthday, a phone, a paper, a name.

use std::borrow::Cow;

use super::super::cues::Cues;
use super::super::dob;
use super::super::fold::is_letter;
use super::VALUE;
use crate::json::{Kind, Value};

/// Fields whose values are one thing in parts, and how they are read as one.
struct Whole {
    what: What,
    /// What is written before the parts, and between them.
    label: &'static str,
    between: &'static str,
    /// What each part is called, in the order of reading.
    parts: &'static [Cues],
    /// Words of their own keys that tell what they are parts of.
    named: &'static Cues,
    /// Such words as the name of the object that holds them, or as all that their keys have beside the part's.
    holders: &'static Cues,
    /// Words that none of these may have.
    elsewhere: &'static Cues,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Birth,
    Phone,
    Paper,
    Person,
}

/// A member that may be a part of something.
pub(super) struct Part<'d> {
    /// Its place among the wholes, and in that whole.
    whole: usize,
    place: usize,
    /// What its key has beside the part's own word. Parts of one thing share it: `mother_birth`, `child_birth`.
    stem: String,
    value: Value<'d>,
    is_named: bool,
    is_elsewhere: bool,
}

/// A thing whose parts were found together: what is written before them, and between.
type Found<'d> = (&'static str, &'static str, Vec<Value<'d>>);

/// Parts of the largest whole.
const PARTS: usize = 3;

/// What tells a date of birth and a phone from any other date and number.
static BIRTH: Cues = Cues::new(&["birth*", "born", "dob", "bday", "рожд*", "родил*", "туған*", "tugan*"]);
static PHONE: Cues =
    Cues::new(&["phone*", "tel", "telephone*", "mobile*", "cell*", "fax*", "тел", "телеф*", "моб*", "сот*", "ұялы"]);
/// What tells somebody's paper from whatever else has a series.
static PAPERS: Cues = Cues::new(&[
    "passport*",
    "pasport*",
    "document*",
    "doc",
    "id",
    "identity",
    "idcard",
    "driver",
    "drivers",
    "паспорт*",
    "удост*",
    "удл",
    "документ*",
    "водит*",
    "внж",
    "куәлі*",
    "төлқұжат*",
    "құжат*",
    "жеке",
    "kualik*",
    "udost*",
]);
/// What a series is called. In a text such a word is enough for a paper's number; much else has one in a field.
const SERIES_WORDS: &[&str] = &["series", "serie", "seria", "seriya", "ser", "серия", "сериясы", "сер"];
static SERIES: Cues = Cues::new(SERIES_WORDS);
/// Papers with a series that are nobody's.
static BILLS: Cues = Cues::new(&[
    "invoice*",
    "bill*",
    "ticket*",
    "policy",
    "order*",
    "cheque",
    "check",
    "receipt*",
    "serial*",
    "batch*",
    "lot",
    "device*",
    "meter*",
    "contract*",
    "счет*",
    "счёт*",
    "наклад*",
    "билет*",
    "полис*",
    "заказ*",
    "чек*",
    "акт*",
    "договор*",
    "парти*",
    "шот*",
    "тапсырыс*",
]);

/// What many a part's name has, whichever part it is.
static GENERAL: Cues = Cues::new(&["name", "phone*", "mobile*", "tel", "тел", "телеф*"]);
/// What an object is called whose own name tells nothing.
static SILENT: Cues = Cues::new(&["date", "full", "value", "parts", "data", "of", "дата", "данные", "күні", "details"]);
/// What tells a first and a last name from whatever else comes first and last.
static NAMES: Cues = Cues::new(&[
    "name*",
    "surname",
    "lastname",
    "lname",
    "firstname",
    "fname",
    "familyname",
    "givenname",
    "patronymic",
    "nachn*",
    "fio",
    "фио",
    "фамили*",
    "отчество",
    "familiya",
    "тегі",
]);
/// Who has names.
static PEOPLE: Cues = Cues::new(&[
    "name*",
    "fio",
    "фио",
    "person*",
    "contact*",
    "customer*",
    "client*",
    "patient*",
    "employee*",
    "owner*",
    "клиент*",
    "пациент*",
    "контакт*",
    "сотрудник*",
]);
/// What else has names, families and numbers.
static THINGS: Cues =
    Cues::new(&["font*", "species", "genus", "product*", "model*", "file*", "товар*", "модел*", "шрифт*"]);
/// What an object calls the name of its value, and the value: `{"label": "Улица", "value": "Абая"}`.
static LABELS: Cues = Cues::new(&[
    "label*",
    "key",
    "name",
    "field*",
    "title",
    "question",
    "attribute",
    "attr",
    "property",
    "param*",
    "column",
    "поле",
    "название",
    "наименование",
    "параметр",
    "вопрос",
    "атауы",
    "өріс",
    "сұрақ",
]);
static VALUES: Cues = Cues::new(&["value*", "val", "answer", "response", "значение", "ответ", "мәні", "жауап"]);

static WHOLES: [Whole; 4] = [
    Whole {
        what: What::Birth,
        label: "дата рождения: ",
        between: ".",
        parts: &[
            Cues::new(&["day", "dd", "d", "день", "число", "күн*", "kun"]),
            Cues::new(&["month", "mm", "mon", "m", "месяц*", "ай", "айы", "ay"]),
            Cues::new(&["year", "yyyy", "yy", "y", "год", "жыл*", "zhyl"]),
        ],
        named: &BIRTH,
        holders: &BIRTH,
        elsewhere: &THINGS,
    },
    Whole {
        what: What::Phone,
        label: "тел. ",
        between: " ",
        parts: &[
            Cues::new(&["code", "area", "prefix", "код", "коды"]),
            Cues::new(&["number", "num", "no", "phone*", "mobile*", "local", "номер*", "нөмір*", "тел", "телеф*"]),
        ],
        named: &PHONE,
        holders: &PHONE,
        elsewhere: &THINGS,
    },
    Whole {
        what: What::Paper,
        label: "паспорт ",
        between: " ",
        parts: &[Cues::new(SERIES_WORDS), Cues::new(&["number", "num", "no", "nomer", "номер*", "нөмір*"])],
        named: &PAPERS,
        holders: &PAPERS,
        elsewhere: &BILLS,
    },
    Whole {
        what: What::Person,
        label: "ФИО: ",
        between: " ",
        parts: &[
            Cues::new(&[
                "last",
                "surname",
                "family",
                "familyname",
                "lastname",
                "lname",
                "nachn*",
                "familiya",
                "фамили*",
                "тегі",
            ]),
            Cues::new(&[
                "first",
                "given",
                "firstname",
                "fname",
                "givenname",
                "forename",
                "vorn*",
                "name",
                "imya",
                "имя",
                "есімі",
                "аты",
            ]),
            Cues::new(&["middle", "patronymic", "middlename", "otchestvo", "отчество", "әкесінің"]),
        ],
        named: &NAMES,
        holders: &PEOPLE,
        elsewhere: &THINGS,
    },
];

// === impl Part ===

impl<'d> Part<'d> {
    /// What parts of which wholes a member may be.
    pub(super) fn all_of(key: &str, value: Value<'d>) -> impl Iterator<Item = Self> {
        WHOLES.iter().enumerate().filter_map(move |(index, whole)| Self::of(whole, index, key, value))
    }

    fn of(whole: &Whole, index: usize, key: &str, value: Value<'d>) -> Option<Self> {
        // `last_name`, `phone_code`: which part it is says more than of what.
        let of = |word| Some((word, whole.parts.iter().position(|cues| cues.has(word))?));
        let (own, place) = key_words(key).filter_map(of).min_by_key(|(word, _)| GENERAL.has(word))?;
        let cues = whole.parts.get(place)?;
        let mut stem = String::new();
        for word in key_words(key).filter(|word| !cues.has(word) && !GENERAL.has(word) && !SILENT.has(word)) {
            stem.extend(word.chars().flat_map(char::to_lowercase));
            stem.push(' ');
        }
        // Everything has a name: alone, it tells nothing.
        let tells = |word: &str| {
            whole.named.has(word) && (own != word || !matches!(whole.what, What::Person) || !GENERAL.has(word))
        };
        let is_named = key_words(key).any(tells)
            || !stem.is_empty() && stem.split_ascii_whitespace().all(|word| whole.holders.has(word));
        let is_elsewhere = key_words(key).any(|word| whole.elsewhere.has(word));
        Some(Self { whole: index, place, stem, value, is_named, is_elsewhere })
    }
}

// === impl Whole ===

impl Whole {
    /// What is written before the parts of a group; `None` where they are nobody's.
    fn label(&self, group: &[Part<'_>], texts: &[Option<Cow<'_, str>>; PARTS], holder: &str) -> Option<&'static str> {
        let [first, second, third] = texts.each_ref().map(|text| text.as_deref().unwrap_or_default());
        let is_own = group.iter().any(|part| part.is_named);
        let is_held =
            group.iter().all(|part| part.stem.is_empty()) && key_words(holder).any(|word| self.holders.has(word));
        let is_elsewhere = group.iter().any(|part| part.is_elsewhere)
            || !is_own && key_words(holder).any(|word| self.elsewhere.has(word));
        if is_elsewhere {
            return None;
        }
        let is_told = is_own || is_held;
        match self.what {
            What::Birth => is_year(third, is_own) && is_told,
            What::Phone => is_phone(first, second) && is_told,
            What::Paper => is_told,
            // What is nobody's by its fields is read as in a text: two words that are known as names are one.
            What::Person if !is_told => return is_name(texts).then_some(""),
            What::Person => is_name(texts),
        }
        .then_some(self.label)
    }
}

/// The things that the parts of an object named `holder` are, each once.
pub(super) fn of<'d>(parts: &mut [Part<'d>], holder: &str) -> Vec<Found<'d>> {
    parts.sort_by(|one, other| (one.whole, &one.stem).cmp(&(other.whole, &other.stem)));
    let groups = parts.chunk_by(|one, next| one.whole == next.whole && one.stem == next.stem);
    groups.filter_map(|group| found(group, holder)).collect()
}

/// The thing that parts with one stem are; the first of a kind counts.
fn found<'d>(group: &[Part<'d>], holder: &str) -> Option<Found<'d>> {
    let whole = WHOLES.get(group.first().filter(|_| group.len() > 1)?.whole)?;
    let mut values = [None; PARTS];
    for part in group {
        if let Some(slot) = values.get_mut(part.place) {
            slot.get_or_insert(part.value);
        }
    }
    if values.iter().flatten().count() < 2 {
        return None;
    }
    let label = whole.label(group, &values.map(|value| value.and_then(text)), holder)?;
    Some((label, whole.between, values.into_iter().flatten().collect()))
}

/// The text of a part. What is long is none.
fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    match value.kind() {
        Kind::String => value.text().filter(|text| text.len() <= VALUE),
        _ => Some(Cow::Borrowed(value.raw())),
    }
}

/// Whether a year may be that of a birth. One that is so recent that most dates have it must be called that itself.
fn is_year(year: &str, is_own: bool) -> bool {
    let year = year.trim();
    let number = year.parse::<u16>().ok().filter(|_| year.bytes().all(|byte| byte.is_ascii_digit()));
    match (year.len(), number) {
        (2, Some(_)) => is_own,
        (4, Some(year)) => (1_900..if is_own { 2_100 } else { dob::RECENT }).contains(&year),
        _ => false,
    }
}

/// Whether a code and a number have the digits of a phone.
fn is_phone(code: &str, number: &str) -> bool {
    const SIGNS: [char; 6] = [' ', '-', '(', ')', '+', '.'];
    let is_phone = |text: &str| text.chars().all(|sign| sign.is_ascii_digit() || SIGNS.contains(&sign));
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let most = if code.trim_start().starts_with('+') { 12 } else { 11 };
    is_phone(code)
        && is_phone(number)
        && (1..=5).contains(&digits(code))
        && (5..=10).contains(&digits(number))
        && (10..=most).contains(&(digits(code) + digits(number)))
}

/// Whether parts have letters alone.
fn is_name(parts: &[Option<Cow<'_, str>>; PARTS]) -> bool {
    parts.iter().flatten().all(|text| !text.contains(|sign: char| sign.is_ascii_digit()))
}

/// Whether a number is somebody's date of birth by the name of its field: `"dob": 19900312`.
pub(in super::super) fn is_birth(key: &str, number: &str) -> bool {
    let pair = |from: usize| number.get(from..from + 2).and_then(|pair| pair.parse::<u8>().ok()).unwrap_or_default();
    number.len() == 8
        && number.get(..4).is_some_and(|year| is_year(year, true))
        && (1..=12).contains(&pair(4))
        && (1..=31).contains(&pair(6))
        && key_words(key).any(|word| BIRTH.has(word))
}

/// The name and the value that an object holds as two members, whatever else it has.
pub(super) fn pair(object: Value<'_>) -> Option<(Value<'_>, Value<'_>)> {
    let called = |cues: &Cues, kinds: &[Kind]| {
        let mut members = object.members().filter(|(key, value)| {
            let is_one = |key: &str| key_words(key).next().is_some() && key_words(key).all(|word| cues.has(word));
            kinds.contains(&value.kind()) && key.text().is_some_and(|key| is_one(&key))
        });
        members.next().map(|(_, value)| value).filter(|_| members.next().is_none())
    };
    Some((called(&LABELS, &[Kind::String])?, called(&VALUES, &[Kind::String, Kind::Number])?))
}

/// Whether a key must not be read with the values beside it: a series of nobody knows what.
pub(super) fn is_misleading(key: &str) -> bool {
    key_words(key).any(|word| SERIES.has(word)) && !key_words(key).any(|word| PAPERS.has(word))
}

/// Whether the name of an object says nothing of what it holds: `{"birth": {"date": {…}}}`.
pub(super) fn is_silent(key: &str) -> bool {
    !key.is_empty() && key_words(key).all(|word| SILENT.has(word))
}

/// The words of a key: `birthDay`, `birth_day`.
fn key_words(key: &str) -> impl Iterator<Item = &str> {
    key.split(|sign: char| !is_letter(sign)).flat_map(camel_words).filter(|word| !word.is_empty())
}

/// The words of `birthDay`.
fn camel_words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let mut signs = rest.char_indices().zip(rest.chars().skip(1));
        let cut = signs.find(|((_, sign), next)| sign.is_lowercase() && next.is_uppercase());
        let end = cut.map_or(rest.len(), |((at, sign), _)| at + sign.len_utf8());
        let (word, left) = rest.split_at_checked(end)?;
        rest = left;
        (!word.is_empty()).then_some(word)
    })
}
