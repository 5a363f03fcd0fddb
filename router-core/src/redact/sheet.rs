//! An object of JSON as one text, so that what only its members together say is found: an address, a name, a birthday in
//! fields of their own. What is found there is told value by value, so that each is replaced where it stands.

use std::ops::Range;

use super::detectors::{self, Scanner};
use super::{DataType, Entity, TypeSet};
use crate::json::{Kind, Value};
use whole::Part;
pub(super) use whole::is_birth;

mod whole;

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

// === impl Beside ===

impl Beside {
    /// What the members of objects below `root` hold together.
    pub(super) fn of(root: Value<'_>, scanner: &Scanner, types: TypeSet) -> Self {
        let mut sheet = Sheet::default();
        sheet.value(root, "");
        Self::read(&sheet, scanner, types)
    }

    /// What such members of a known object hold together as are the caller's own and no objects.
    pub(super) fn of_members<'d>(
        members: impl Iterator<Item = (Value<'d>, Value<'d>)>,
        scanner: &Scanner,
        types: TypeSet,
    ) -> Self {
        let mut sheet = Sheet::default();
        sheet.members(members.filter(|(_, member)| matches!(member.kind(), Kind::String | Kind::Number)), "");
        Self::read(&sheet, scanner, types)
    }

    fn read(sheet: &Sheet, scanner: &Scanner, types: TypeSet) -> Self {
        if sheet.members < 2 {
            return Self::default();
        }
        let mut found = scanner.scan_as_written(&sheet.text, types);
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
        detectors::joined(text, &alone, &beside)
    }
}

// === impl Sheet ===

impl Sheet {
    /// Recursion ends with the depth limit that every document was parsed under.
    fn value(&mut self, value: Value<'_>, name: &str) {
        match value.kind() {
            Kind::Array if value.items().next().is_some() && value.items().all(|item| whole::pair(item).is_some()) => {
                self.members(value.items().filter_map(whole::pair), name);
            }
            Kind::Array => {
                self.text.push('[');
                for item in value.items().filter(|item| is_written(*item)) {
                    self.value(item, name);
                    self.text.push_str(", ");
                }
                self.text.push(']');
            }
            Kind::Object => self.object(value, name),
            Kind::String => self.string(value),
            Kind::Number => self.put(value, value.raw()),
            Kind::Null | Kind::Bool => {}
        }
    }

    fn object(&mut self, object: Value<'_>, name: &str) {
        self.members(object.members(), name);
    }

    fn members<'d>(&mut self, members: impl Iterator<Item = (Value<'d>, Value<'d>)>, name: &str) {
        let mut parts = Vec::new();
        self.text.push('{');
        for (key, member) in members.filter(|(_, member)| is_written(*member)) {
            let key = key.text().unwrap_or_default();
            let key = if key.len() <= KEY { &*key } else { "" };
            self.text.push('"');
            self.text.extend(as_in_code(if whole::is_misleading(key) { "" } else { key }));
            self.text.push_str("\": ");
            // `{"birth": {"date": {"day": …}}}`
            self.value(member, if whole::is_silent(key) { name } else { key });
            self.text.push_str(", ");
            if matches!(member.kind(), Kind::String | Kind::Number) {
                parts.extend(Part::all_of(key, member));
            }
        }
        self.text.push('}');
        for (label, between, parts) in whole::of(&mut parts, name) {
            self.whole(label, between, &parts);
        }
    }

    /// Writes the parts of one thing once more, as one.
    fn whole(&mut self, label: &str, between: &str, parts: &[Value<'_>]) {
        self.text.push('\n');
        self.text.push_str(label);
        for (place, part) in parts.iter().enumerate() {
            if place > 0 {
                self.text.push_str(between);
            }
            match part.kind() {
                Kind::String => self.written(*part),
                _ => self.put(*part, part.raw()),
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
                // Half of a value is a name that a text goes on behind, and found there: `S` of `S24 Ultra` is none.
                let rest = [place.start..inside.start, inside.end..place.end];
                let is_part = || rest.iter().any(|rest| self.text.get(rest.clone()).is_some_and(has_content));
                if *data_type == DataType::Person && is_part() {
                    continue;
                }
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

/// Whether a number is digits alone.
fn is_count(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a value may be a part of something. What is measured is not, and must part nothing.
fn is_written(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Number => is_count(value.raw()),
        Kind::Null | Kind::Bool => false,
        Kind::String | Kind::Array | Kind::Object => true,
    }
}

pub(super) fn has_content(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
