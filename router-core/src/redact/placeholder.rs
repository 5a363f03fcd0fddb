//! The form of placeholders: `[PHONE_1]`, and `[PHONE_1:2]` for a second spelling of the same value. Written here, and
//! read here for requests and answers alike, also in the forms that models make of them: another case, blanks, other
//! brackets or none, markdown around and inside.
//!
//! Whatever is read as a placeholder in an answer must be sealed where a request holds it, or restoring would change
//! what the user typed. So one function reads for both. A placeholder as written begins with `[` and ends with `]`, and no
//! form goes on across either, nor begins or ends at one without being it: what stands beside a sealed value cannot
//! join it into something else.
//!
//! A policy's own names are read in all the forms that built-in ones are: [`Names`] goes with every text.

mod reader;

use super::{CustomType, DataType, Entity, TypeSet};
use reader::read;

/// Bytes before the `_` of a form: bracket, padding, name with a backslash before each `_`, backslash.
const LEAD: usize = 32;

/// The names that placeholders have under a policy: those of the built-in kinds and its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'n> {
    own: &'n [CustomType],
    /// The bytes that a form can begin with.
    begins: &'n [bool; 256],
}

/// A placeholder that was read, of this request or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) data_type: DataType,
    /// 0 where it is written as no placeholder's number is.
    pub(crate) number: usize,
    /// Which spelling of the value, from 1.
    pub(crate) spelling: usize,
    /// Bytes, brackets included.
    pub(crate) length: usize,
    /// Whether it has brackets: a bare `PHONE_1` may be a name in a program.
    pub(crate) is_bracketed: bool,
}

/// The part of a placeholder that the text ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Before its number, inside the name or behind it; the name can be one of these.
    Name(TypeSet),
    /// Inside the number, with what there is of it.
    Number(DataType, usize),
    /// Behind the colon, with the number and the spelling so far; 0 before its first digit.
    Spelling(DataType, usize, usize),
}

/// What stands at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A whole placeholder.
    Whole(Form),
    /// The text ends before it is decided.
    Cut(Cut),
    /// Something else.
    Other,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All of an answer.
    All,
    /// The beginning of an answer: more may follow.
    More,
    /// All of a string of a request. More is read as a placeholder there than in an answer, never less.
    Request,
}

/// What is around a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    open: &'static str,
    close: &'static str,
    /// Any case, and blanks or hyphens for underscores. Elsewhere `(card 1)` and `{person_1}` are somebody's words.
    is_loose: bool,
}

const STYLES: [Style; 6] = [
    Style { open: "[", close: "]", is_loose: true },
    Style { open: "\\[", close: "\\]", is_loose: true },
    Style { open: "<", close: ">", is_loose: false },
    Style { open: "{", close: "}", is_loose: false },
    Style { open: "【", close: "】", is_loose: false },
    Style { open: "［", close: "］", is_loose: false },
];

/// A whole word without brackets. Round ones and quotes around it stay: they are the sentence's own.
const BARE: Style = Style { open: "", close: "", is_loose: false };

/// The bytes that a form can begin with, whose name is a built-in one.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut index = 0;
    while index < STYLES.len() {
        begins[STYLES[index].open.as_bytes()[0] as usize] = true;
        index += 1;
    }
    let mut index = 0;
    while index < DataType::ALL.len() {
        begins[DataType::ALL[index].label().as_bytes()[0] as usize] = true;
        index += 1;
    }
    begins
};

/// As [`BEGINS`], with the names of a policy.
pub(super) fn begins_with(own: &[CustomType]) -> [bool; 256] {
    let mut begins = BEGINS;
    for first in own.iter().filter_map(|own| own.name().bytes().next()) {
        if let Some(begins) = begins.get_mut(usize::from(first)) {
            *begins = true;
        }
    }
    begins
}

// === impl Names ===

impl<'n> Names<'n> {
    /// Those of the built-in kinds alone.
    pub(super) const BUILT_IN: Self = Self { own: &[], begins: &BEGINS };

    /// With those of a policy, whose forms begin as [`begins_with`] says.
    pub(super) fn new(own: &'n [CustomType], begins: &'n [bool; 256]) -> Self {
        Self { own, begins }
    }

    fn types(self) -> impl Iterator<Item = DataType> {
        DataType::ALL.iter().copied().chain(self.own.iter().copied().map(DataType::Custom))
    }

    /// The first byte that a form can begin with.
    fn first_begin(self, bytes: &[u8]) -> Option<usize> {
        bytes.iter().position(|&byte| self.begins[usize::from(byte)])
    }
}

/// The placeholder of the `spelling`-th spelling of the `number`-th value of a type.
pub(crate) fn write(data_type: DataType, number: usize, spelling: usize) -> String {
    // Written by hand: formatting would cost more than finding the value did.
    let name = data_type.name();
    let mut placeholder = String::with_capacity(name.len() + 8);
    for part in ["[", name, "_"] {
        placeholder.push_str(part);
    }
    push_number(number, &mut placeholder);
    if spelling > 1 {
        placeholder.push(':');
        push_number(spelling, &mut placeholder);
    }
    placeholder.push(']');
    placeholder
}

fn push_number(number: usize, out: &mut String) {
    if number >= 10 {
        push_number(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// What stands for a value of a type that is not to come back.
pub(crate) fn mask(data_type: DataType) -> String {
    format!("[{}]", data_type.name())
}

/// The next place from `from` on that begins a placeholder or, where the text may go on, what can become one. `before`
/// is the character before the text, `ends` whether nothing follows it.
pub(crate) fn next(names: Names<'_>, text: &str, from: usize, before: char, ends: bool) -> Option<(usize, Reading)> {
    let extent = if ends { Extent::All } else { Extent::More };
    let mut at = from;
    loop {
        at += names.first_begin(text.as_bytes().get(at..)?)?;
        match read(names, text, at, before, extent) {
            Reading::Other => at += 1,
            reading => return Some((at, reading)),
        }
    }
}

/// Whether a text without a form in it can be told so without reading it: every form has one of these bytes.
pub(crate) fn may_be_in(bytes: &[u8]) -> bool {
    memchr::memchr2(b'_', b'[', bytes).is_some()
}

/// Where in a text that [`may_be_in`] denies the beginning of a form can begin at the earliest.
pub(crate) fn tail(text: &str) -> usize {
    text.floor_char_boundary(text.len().saturating_sub(LEAD))
}

/// Finds text that already looks like a placeholder.
pub(super) fn scan(names: Names<'_>, text: &str, found: &mut Vec<Entity>) {
    at_signs(names, text, memchr::memchr2_iter(b'_', b'[', text.as_bytes()), found);
}

/// The same, for who knows where all its underscores and opening brackets are.
pub(super) fn at_signs(names: Names<'_>, text: &str, signs: impl Iterator<Item = usize>, found: &mut Vec<Entity>) {
    let mut done = 0;
    for at in signs {
        if at < done {
            continue;
        }
        // What begins with a bracket is read there. Everything else has its underscore right before its number.
        let is_number = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
        let is_bracket = text.as_bytes().get(at) == Some(&b'[');
        if !is_number && !is_bracket {
            continue;
        }
        let from = if is_bracket { at.saturating_sub(1) } else { at.saturating_sub(LEAD) };
        let mut from = text.floor_char_boundary(from).max(done);
        while let Some((start, Reading::Whole(form))) = next_before(names, text, from, at) {
            from = start + form.length;
            done = from;
            found.push(Entity { range: start..from, data_type: DataType::Literal });
        }
    }
}

/// The next whole form that begins at `last` or before.
fn next_before(names: Names<'_>, text: &str, from: usize, last: usize) -> Option<(usize, Reading)> {
    let mut at = from;
    while at <= last {
        at += names.first_begin(text.as_bytes().get(at..=last)?)?;
        match read(names, text, at, ' ', Extent::Request) {
            Reading::Whole(form) => return Some((at, Reading::Whole(form))),
            Reading::Cut(_) | Reading::Other => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests;
