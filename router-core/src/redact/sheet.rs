//! An object of JSON as one text, so that what only its members together say is found: an address, a name, a birthday in
//! fields of their own. What is found there is told value by value, so that each is replaced where it stands.

use std::ops::Range;

use super::cues::Cues;
use super::detectors::{Scanner, merge};
use super::fold::is_letter;
use super::{DataType, Entity, TypeSet};
use crate::json::{Kind, Value};

/// Longest value that may be a part of something, in bytes.
const VALUE: usize = 256;
/// Longest key that is read.
const KEY: usize = 96;

/// What the values of a document hold together with others, by the place of each value.
#[derive(Debug, Default)]
pub(super) struct Beside(Vec<(usize, Entity)>);

/// The text of a document and where its values stand in it.
#[derive(Default)]
struct Sheet {
    text: String,
    /// Values by their place in the text, each with its place in the document.
    values: Vec<(Range<usize>, usize)>,
    /// Scalar members that were written; one alone says nothing that it does not say by itself.
    members: usize,
}

/// Fields whose values are one thing in parts, and how they are read as one.
struct Whole {
    /// What is written before the parts, and between them.
    label: &'static str,
    between: &'static str,
    /// What each part is called, in the order of reading.
    parts: &'static [Cues],
    /// A word that one of the keys or the object's own name must have.
    named: Option<&'static Cues>,
    /// Words that none of them may have.
    elsewhere: Option<&'static Cues>,
}

/// Parts of the largest whole.
const PARTS: usize = 3;

/// What tells a date of birth and a phone from any other date and number.
static BIRTH: Cues = Cues::new(&["birth*", "born", "dob", "bday", "рожд*", "родил*", "туған*", "tugan*"]);
static PHONE: Cues =
    Cues::new(&["phone*", "tel", "telephone*", "mobile*", "cell*", "fax*", "тел", "телеф*", "моб*", "сот*", "ұялы"]);
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
    "person*",
    "contact*",
    "customer*",
    "client*",
    "patient*",
    "employee*",
    "owner*",
    "fio",
    "фио",
    "фамили*",
    "имя",
    "отчество",
    "familiya",
    "imya",
    "тегі",
    "аты",
    "есімі",
    "клиент*",
    "пациент*",
    "контакт*",
    "сотрудник*",
]);
/// What else has names and families.
static THINGS: Cues =
    Cues::new(&["font*", "species", "genus", "product*", "model*", "file*", "товар*", "модел*", "шрифт*"]);

static WHOLES: [Whole; 4] = [
    Whole {
        label: "дата рождения: ",
        between: ".",
        parts: &[
            Cues::new(&["day", "dd", "d", "день", "число", "күн*", "kun"]),
            Cues::new(&["month", "mm", "mon", "m", "месяц*", "ай", "айы", "ay"]),
            Cues::new(&["year", "yyyy", "yy", "y", "год", "жыл*", "zhyl"]),
        ],
        named: Some(&BIRTH),
        elsewhere: None,
    },
    Whole {
        label: "тел. ",
        between: " ",
        parts: &[
            Cues::new(&["code", "area", "prefix", "код", "коды"]),
            Cues::new(&["number", "num", "no", "phone*", "mobile*", "local", "номер*", "нөмір*", "тел", "телеф*"]),
        ],
        named: Some(&PHONE),
        elsewhere: None,
    },
    Whole {
        label: "паспорт ",
        between: " ",
        parts: &[
            Cues::new(&["series", "serie", "seria", "seriya", "ser", "серия", "сериясы", "сер"]),
            Cues::new(&["number", "num", "no", "nomer", "номер*", "нөмір*"]),
        ],
        named: None,
        elsewhere: Some(&BILLS),
    },
    Whole {
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
        named: Some(&NAMES),
        elsewhere: Some(&THINGS),
    },
];

// === impl Beside ===

impl Beside {
    /// What the members of objects below `root` hold together.
    pub(super) fn of(root: Value<'_>, scanner: &Scanner, types: TypeSet) -> Self {
        let mut sheet = Sheet::default();
        sheet.value(root, "");
        if sheet.members < 2 {
            return Self::default();
        }
        let mut found = scanner.scan(&sheet.text, types);
        found.retain(|entity| !matches!(entity.data_type, DataType::Literal | DataType::Secret));
        Self(sheet.by_value(&found))
    }

    /// What the value that begins at byte `start` of the document holds.
    pub(super) fn at(&self, start: usize) -> impl Iterator<Item = &Entity> {
        let from = self.0.partition_point(|(place, _)| *place < start);
        self.0.iter().skip(from).take_while(move |(place, _)| *place == start).map(|(_, entity)| entity)
    }

    /// The kind of what a number is a part of. A decimal or negative one is measured, and names nobody.
    pub(super) fn number(&self, value: Value<'_>) -> Option<DataType> {
        self.at(value.span().start).next().map(|entity| entity.data_type).filter(|_| is_count(value.raw()))
    }

    /// What was found in a value by itself, and what it holds together with others. One thing stays one.
    pub(super) fn joined(&self, start: usize, text: &str, alone: Vec<Entity>) -> Vec<Entity> {
        let beside: Vec<Entity> = self.at(start).cloned().collect();
        if beside.is_empty() {
            return alone;
        }
        let mut joined: Vec<Entity> = Vec::with_capacity(alone.len() + beside.len());
        for entity in merge(&alone, &beside) {
            let is_visible = |range: &Range<usize>| text.get(range.clone()).is_some_and(has_content);
            match joined.last_mut() {
                Some(last) if last.range.end == entity.range.start && last.data_type == entity.data_type => {
                    last.range.end = entity.range.end;
                }
                _ if is_visible(&entity.range) || alone.contains(&entity) => joined.push(entity),
                _ => {}
            }
        }
        joined
    }
}

// === impl Sheet ===

impl Sheet {
    /// Recursion ends with the depth limit that every document was parsed under.
    fn value(&mut self, value: Value<'_>, name: &str) {
        match value.kind() {
            Kind::Array => {
                self.text.push('[');
                for item in value.items() {
                    self.value(item, name);
                    self.text.push_str(", ");
                }
                self.text.push(']');
            }
            Kind::Object => self.object(value, name),
            Kind::String => self.string(value),
            Kind::Number if is_count(value.raw()) => self.put(value, value.raw()),
            // What is measured is no part of anything.
            Kind::Number | Kind::Null | Kind::Bool => self.text.push_str("null"),
        }
    }

    fn object(&mut self, object: Value<'_>, name: &str) {
        let mut wholes = [[None; PARTS]; WHOLES.len()];
        self.text.push('{');
        for (key, member) in object.members() {
            let key = key.text().unwrap_or_default();
            let key = if key.len() <= KEY { &*key } else { "" };
            self.text.push('"');
            self.text.extend(as_in_code(key));
            self.text.push_str("\": ");
            self.value(member, key);
            self.text.push_str(", ");
            if matches!(member.kind(), Kind::String | Kind::Number) {
                note(&mut wholes, key, member);
            }
        }
        self.text.push('}');
        let keys = || object.members().filter_map(|(key, _)| key.text());
        for (whole, parts) in WHOLES.iter().zip(wholes) {
            let has = |cues: &Cues| {
                key_words(name).any(|word| cues.has(word))
                    || keys().any(|key| key_words(&key).any(|word| cues.has(word)))
            };
            let is_one =
                parts.iter().flatten().count() > 1 && whole.named.is_none_or(has) && !whole.elsewhere.is_some_and(has);
            if is_one {
                self.whole(whole, parts);
            }
        }
    }

    /// Writes the parts of one thing once more, as one.
    fn whole(&mut self, whole: &Whole, parts: [Option<Value<'_>>; PARTS]) {
        self.text.push('\n');
        self.text.push_str(whole.label);
        for (place, part) in parts.into_iter().flatten().enumerate() {
            if place > 0 {
                self.text.push_str(whole.between);
            }
            match part.kind() {
                Kind::String => self.written(part),
                _ => self.put(part, part.raw()),
            }
        }
        self.text.push('\n');
    }

    fn string(&mut self, value: Value<'_>) {
        self.text.push('"');
        self.written(value);
        self.text.push('"');
    }

    /// The text of a string. What is long is no part of anything, and what is JSON has a sheet of its own.
    fn written(&mut self, value: Value<'_>) {
        let Some(text) = value.text().filter(|text| text.len() <= VALUE && !text.starts_with(['{', '['])) else {
            return;
        };
        self.put(value, &text);
    }

    /// The text of a value, byte for byte as long: what would end it stands for itself no more.
    fn put(&mut self, value: Value<'_>, text: &str) {
        let start = self.text.len();
        self.text.extend(text.chars().map(|sign| if sign == '"' { '\'' } else { sign }));
        self.values.push((start..self.text.len(), value.span().start));
        self.members += 1;
    }

    /// Findings in the text as findings in the values, in the order of the document.
    fn by_value(&self, found: &[Entity]) -> Vec<(usize, Entity)> {
        let mut parts = Vec::new();
        for Entity { range, data_type } in found {
            let first = self.values.partition_point(|(place, _)| place.end <= range.start);
            for (place, start) in self.values.iter().skip(first).take_while(|(place, _)| place.start < range.end) {
                let inside = range.start.max(place.start)..range.end.min(place.end);
                let Some(text) = self.text.get(inside.clone()).filter(|text| has_content(text)) else { continue };
                let from = inside.start - place.start + (text.len() - text.trim_start().len());
                let part = from..from + text.trim().len();
                parts.push((*start, Entity { range: part, data_type: *data_type }));
            }
        }
        parts.sort_by_key(|(start, entity)| (*start, entity.range.start));
        disjoint(parts)
    }
}

/// Findings without overlaps, none of which uncovers anything: what was written twice may have been found twice.
fn disjoint(parts: Vec<(usize, Entity)>) -> Vec<(usize, Entity)> {
    let mut kept: Vec<(usize, Entity)> = Vec::with_capacity(parts.len());
    for (start, Entity { range, data_type }) in parts {
        match kept.last_mut().filter(|(place, last)| *place == start && range.start < last.range.end) {
            Some((_, last)) if last.data_type == data_type => last.range.end = last.range.end.max(range.end),
            Some((_, last)) => {
                let left = last.range.end..range.end;
                if !left.is_empty() {
                    kept.push((start, Entity { range: left, data_type }));
                }
            }
            None => kept.push((start, Entity { range, data_type })),
        }
    }
    kept
}

/// Notes what part of which whole a member is; the first of a kind counts.
fn note<'d>(wholes: &mut [[Option<Value<'d>>; PARTS]; WHOLES.len()], key: &str, member: Value<'d>) {
    for (whole, parts) in WHOLES.iter().zip(wholes) {
        // `last_name`, `phone_code`: which part it is says more than of what.
        let of = |word| Some((word, whole.parts.iter().position(|cues| cues.has(word))?));
        let part = key_words(key).filter_map(of).min_by_key(|(word, _)| GENERAL.has(word));
        let part = part.map(|(_, part)| part);
        if let Some(slot) = part.and_then(|part| parts.get_mut(part)) {
            slot.get_or_insert(member);
        }
    }
}

/// A name of code in one spelling: `streetName` as `street_name`.
fn as_in_code(key: &str) -> impl Iterator<Item = char> {
    let mut before = ' ';
    key.chars().flat_map(move |sign| {
        let begins = sign.is_uppercase() && before.is_lowercase();
        before = sign;
        let sign = if sign == '"' { '\'' } else { sign };
        begins
            .then_some('_')
            .into_iter()
            .chain(begins.then(|| sign.to_lowercase()).into_iter().flatten())
            .chain((!begins).then_some(sign))
    })
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

/// Whether a number is digits alone.
fn is_count(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_content(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
