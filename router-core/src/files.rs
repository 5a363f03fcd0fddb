//! Reading the product's TOML files: every problem of a file is collected with its place, not only the first.
//!
//! A file is opened as a [`Source`], walked as [`Table`]s and [`Value`]s, and what is wrong ends up in the
//! [`Diagnostic`]s of the source. A reader asks for everything it needs before it gives up, so that one run shows all.
//!
//! ```
//! use router_core::{diagnostic::SourceFile, files::Source};
//!
//! let file = SourceFile { name: "limits.toml".into(), text: "name = \"shop\"\nprcie = 0.10\n".into() };
//! let source = Source::parse(&file);
//! let root = source.root(&["name", "price"]).expect("well-formed TOML");
//! assert_eq!(root.required("name").and_then(|name| name.string()), Some("shop"));
//! assert_eq!(root.required("price").and_then(|price| price.amount()), None);
//!
//! let problems = source.into_diagnostics();
//! assert_eq!(problems[0].found, "missing key `price`");
//! assert_eq!(problems[1].found, "unknown key `prcie`");
//! assert_eq!(problems[1].expected, "`price` (known keys: name, price)");
//! ```

use std::{cell::RefCell, ops::Range};

use jiff::civil::Date;
use rust_decimal::Decimal;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::diagnostic::{Diagnostic, SourceFile, has_errors};

mod header;
mod keys;
mod suggest;

pub use header::{FileKind, HEADER_KEYS, Header};
pub use keys::{Beside, Key, Shape};
pub use suggest::nearest;

/// Decimals of a price or a rate; trillionths of a unit are finer than any price list.
const MAX_SCALE: u32 = 12;
/// Digits of a price or a rate before and after the point together: far from the limits of [`Decimal`].
const MAX_DIGITS: usize = 24;

/// One file, parsed, with the problems found in it so far.
#[derive(Debug)]
pub struct Source<'f> {
    /// What could be read of it; all, if it is sound TOML.
    document: Spanned<DeTable<'f>>,
    sound: bool,
    problems: Problems<'f>,
}

/// A table of a [`Source`]: its known keys and what stands there.
#[derive(Debug, Clone)]
pub struct Table<'d> {
    entries: &'d DeTable<'d>,
    span: Range<usize>,
    problems: &'d Problems<'d>,
    /// Where what is not stated here is looked up.
    defaults: Option<Box<Self>>,
}

/// A value of a [`Source`] with its place.
#[derive(Debug, Clone)]
pub struct Value<'d> {
    value: &'d DeValue<'d>,
    span: Range<usize>,
    problems: &'d Problems<'d>,
}

#[derive(Debug)]
struct Problems<'f> {
    file: &'f str,
    list: RefCell<Vec<Diagnostic>>,
}

// === impl Source ===

impl<'f> Source<'f> {
    /// Parses `file`. Malformed TOML becomes diagnostics, and then [`Source::root`] is `None`.
    #[must_use]
    pub fn parse(file: &'f SourceFile) -> Self {
        let (document, errors) = DeTable::parse_recoverable(&file.text);
        let problems = Problems { file: &file.name, list: RefCell::default() };
        let sound = errors.is_empty();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            problems.push(Diagnostic::error(&file.name, span, error.message(), "valid TOML"));
        }
        Self { document, sound, problems }
    }

    /// The top table; keys beside `keys` are reported.
    #[must_use]
    pub fn root<'d>(&'d self, keys: &[impl AsRef<str>]) -> Option<Table<'d>> {
        let table = self.top()?;
        table.refuse_unknown(keys);
        Some(table)
    }

    /// Adds an error of the file as a whole.
    pub fn error(&self, found: impl Into<String>, expected: impl Into<String>) {
        self.problems.push(Diagnostic::whole(self.problems.file, found, expected));
    }

    /// Whether anything found so far is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.problems.list.borrow())
    }

    /// Whether `key = true` stands at the top of the file, also where the rest of it is no sound TOML.
    #[must_use]
    pub fn states(&self, key: &str) -> bool {
        self.document.get_ref().get(key).is_some_and(|value| value.get_ref().as_bool() == Some(true))
    }

    /// Everything found so far, from the top of the file to its end.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut list = self.problems.list.into_inner();
        list.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
        // A mistake in defaults is found again by each table that they are for.
        list.dedup();
        list
    }

    /// The top table with its keys unchecked, for a first look at the kind of a file.
    fn top(&self) -> Option<Table<'_>> {
        let entries = self.document.get_ref();
        self.sound.then_some(Table { entries, span: 0..0, problems: &self.problems, defaults: None })
    }
}

// === impl Table ===

impl<'d> Table<'d> {
    /// The value of `key`; a missing one is reported.
    #[must_use]
    pub fn required(&self, key: &str) -> Option<Value<'d>> {
        let value = self.optional(key);
        if value.is_none() {
            self.error(format!("missing key `{key}`"), format!("`{key} = …`"));
        }
        value
    }

    /// The value of `key`, if it is there or in the defaults.
    #[must_use]
    pub fn optional(&self, key: &str) -> Option<Value<'d>> {
        let stated = self.entries.get(key).map(|value| Value::new(value, self.problems));
        stated.or_else(|| self.defaults.as_ref()?.optional(key))
    }

    /// The same table, where `defaults`, which may be of another file, say what it does not.
    #[must_use]
    pub fn with_defaults(self, defaults: Self) -> Self {
        Self { defaults: Some(Box::new(defaults)), ..self }
    }

    /// The entries of the table `key`: those of the defaults first, but for the ones that are stated here.
    #[must_use]
    pub fn merged(&self, key: &str) -> Vec<(&'d str, Value<'d>)> {
        let mut merged = self.defaults.as_ref().map(|defaults| defaults.merged(key)).unwrap_or_default();
        let stated = self.entries.get(key).and_then(|value| Value::new(value, self.problems).open_table());
        let stated = stated.map(|table| table.entries()).unwrap_or_default();
        merged.retain(|(name, _)| stated.iter().all(|(other, _)| other != name));
        merged.extend(stated);
        merged
    }

    /// The items of the list `key`; none if it is missing.
    #[must_use]
    pub fn list(&self, key: &str) -> Vec<Value<'d>> {
        self.optional(key).map(|value| value.list()).unwrap_or_default()
    }

    /// The items of the list `key`, none if it is missing; a list that is there has some, for without the key nothing is
    /// left out. `what` names an item.
    pub fn filled_list(&self, key: &str, what: &str) -> Option<Vec<Value<'d>>> {
        let Some(value) = self.optional(key) else { return Some(Vec::new()) };
        let list = value.list();
        if list.is_empty() {
            return value.refuse(format!("no {what}"), "at least one, or no such key");
        }
        Some(list)
    }

    /// The tables of the list `key` (`[[key]]`), each with the known `keys`; none if it is missing.
    #[must_use]
    pub fn tables(&self, key: &str, keys: &[impl AsRef<str>]) -> Vec<Self> {
        self.list(key).iter().filter_map(|item| item.table(keys)).collect()
    }

    /// Every key with its value, in alphabetical order, for tables whose keys are data.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'d str, Value<'d>)> {
        let entries = self.entries.iter();
        entries.map(|(key, value)| (key.get_ref().as_ref(), Value::new(value, self.problems))).collect()
    }

    /// Where the table stands: its header line or braces; the start of the file for the top table.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Adds a warning of the table as a whole.
    pub fn warning(&self, found: impl Into<String>, expected: impl Into<String>) {
        self.problems.push(Diagnostic::warning(self.problems.file, self.span(), found, expected));
    }

    /// Adds an error of the table as a whole.
    pub fn error(&self, found: impl Into<String>, expected: impl Into<String>) {
        self.problems.error(&self.span, found, expected);
    }

    fn refuse_unknown(&self, keys: &[impl AsRef<str>]) {
        let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
        for key in self.entries.keys() {
            let name: &str = key.get_ref();
            if !keys.contains(&name) {
                let expected = suggest::expectation(name, &keys, "known keys");
                self.problems.error(&key.span(), format!("unknown key `{name}`"), expected);
            }
        }
    }
}

// === impl Value ===

impl<'d> Value<'d> {
    fn new(value: &'d Spanned<DeValue<'d>>, problems: &'d Problems<'d>) -> Self {
        Self { value: value.get_ref(), span: value.span(), problems }
    }

    /// A string with at least one character.
    #[must_use]
    pub fn string(&self) -> Option<&'d str> {
        match self.value.as_str() {
            Some("") => self.refuse("an empty string", "a string with at least one character"),
            Some(text) => Some(text),
            None => self.refuse(self.describe(), "a string in quotes"),
        }
    }

    /// An exact number, 0 or more, written as a string: `"0.10"`.
    #[must_use]
    pub fn amount(&self) -> Option<Decimal> {
        const EXPECTED: &str = "a decimal in quotes such as \"0.10\"";
        if let DeValue::Integer(_) | DeValue::Float(_) = self.value {
            let expected = format!("{EXPECTED}: a bare number can lose digits");
            return self.refuse(self.describe(), expected);
        }
        let text = self.string()?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && digits.len() <= MAX_DIGITS;
        let Some(amount) = plain.then(|| Decimal::from_str_exact(text).ok()).flatten() else {
            return self.refuse(format!("`{text}`"), EXPECTED);
        };
        if text.starts_with('-') {
            return self.refuse(format!("the negative amount {text}"), "0 or more");
        }
        if amount.scale() > MAX_SCALE {
            return self.refuse(format!("{} decimals", amount.scale()), format!("at most {MAX_SCALE} decimals"));
        }
        Some(amount)
    }

    /// A day written as a string: `"2026-11-21"`.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        const EXPECTED: &str = "a date in quotes such as \"2026-11-21\"";
        let Some(text) = self.value.as_str() else { return self.refuse(self.describe(), EXPECTED) };
        let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
        date.or_else(|| self.refuse(format!("`{text}`"), EXPECTED))
    }

    /// A whole number within `range`.
    #[must_use]
    pub fn integer(&self, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let expected = || match (*range.start(), *range.end()) {
            (least, u64::MAX) => format!("a whole number of {least} or more"),
            (least, most) if least == most => format!("{least}"),
            (least, most) => format!("a whole number from {least} to {most}"),
        };
        let Some(number) = self.value.as_integer() else { return self.refuse(self.describe(), expected()) };
        let value = u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|value| range.contains(value));
        value.or_else(|| self.refuse(number.to_string(), expected()))
    }

    /// `true` or `false`.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.refuse(self.describe(), "true or false"))
    }

    /// One of `all`, by its name.
    #[must_use]
    pub fn named<T: Copy>(&self, all: &[T], name: impl Fn(T) -> &'static str) -> Option<T> {
        let text = self.string()?;
        all.iter().copied().find(|&value| name(value) == text).or_else(|| {
            let names: Vec<&str> = all.iter().map(|&value| name(value)).collect();
            self.refuse(format!("`{text}`"), suggest::expectation(text, &names, "one of"))
        })
    }

    /// The items of a list; anything else is reported and counts as empty.
    #[must_use]
    pub fn list(&self) -> Vec<Self> {
        match self.value.as_array() {
            Some(items) => items.iter().map(|item| Value::new(item, self.problems)).collect(),
            None => self.refuse(self.describe(), "a list in brackets").unwrap_or_default(),
        }
    }

    /// A table with the known `keys`; keys beside them are reported.
    #[must_use]
    pub fn table(&self, keys: &[impl AsRef<str>]) -> Option<Table<'d>> {
        let table = self.open_table()?;
        table.refuse_unknown(keys);
        Some(table)
    }

    /// A table whose keys are data.
    #[must_use]
    pub fn open_table(&self) -> Option<Table<'d>> {
        match self.value.as_table() {
            Some(entries) => Some(Table { entries, span: self.span.clone(), problems: self.problems, defaults: None }),
            None => self.refuse(self.describe(), "a table"),
        }
    }

    /// Whether the value is a string, for keys that take one of several shapes.
    #[must_use]
    pub fn is_string(&self) -> bool {
        self.value.is_str()
    }

    /// The string, for keys that take one of several shapes: what is no string is not reported.
    #[must_use]
    pub fn as_str(&self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// Where the value stands.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The file it stands in.
    #[must_use]
    pub fn file(&self) -> &'d str {
        self.problems.file
    }

    /// Adds an error of this value.
    pub fn error(&self, found: impl Into<String>, expected: impl Into<String>) {
        self.problems.error(&self.span, found, expected);
    }

    /// Adds a warning of this value.
    pub fn warning(&self, found: impl Into<String>, expected: impl Into<String>) {
        self.problems.push(Diagnostic::warning(self.problems.file, self.span(), found, expected));
    }

    /// Adds an error of this value, which leaves its reader with nothing.
    pub fn refuse<T>(&self, found: impl Into<String>, expected: impl Into<String>) -> Option<T> {
        self.error(found, expected);
        None
    }

    fn describe(&self) -> String {
        match self.value {
            DeValue::String(text) => format!("the string `{text}`"),
            DeValue::Integer(number) => format!("the bare number {number}"),
            DeValue::Float(number) => format!("the bare number {number}"),
            DeValue::Boolean(value) => format!("`{value}`"),
            DeValue::Datetime(value) => format!("the bare date {value}"),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }
}

// === impl Problems ===

impl Problems<'_> {
    fn error(&self, span: &Range<usize>, found: impl Into<String>, expected: impl Into<String>) {
        self.push(Diagnostic::error(self.file, span.clone(), found, expected));
    }

    fn push(&self, diagnostic: Diagnostic) {
        self.list.borrow_mut().push(diagnostic);
    }
}

#[cfg(test)]
mod tests;
