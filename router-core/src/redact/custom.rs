//! Detectors that a policy file adds: a pattern with a check, or a list of words.
//!
//! Where findings overlap, look-alikes of placeholders and secrets go before these detectors, for nothing may uncover
//! or rename them; these go before all built-in kinds that are left, for whoever names a contract number knows better
//! what it is than a detector of phones does. Of two custom ones, the first in the file goes first.

mod fold;
mod pattern;
mod words;

use std::sync::Arc;

pub use pattern::{Checksum, Pattern};

use super::detectors::{Scanner, merge, scan_number};
use super::placeholder::{self, Names};
use super::{DataType, Entity, TypeSet};
use fold::Folded;
use words::{Index, IndexBuilder};

/// A kind of data of a policy file: its place in the file, and the name in placeholders and reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomType {
    place: u8,
    /// Filled up with zeros. It stands here so that a placeholder, a refusal, a report needs no table for it.
    name: [u8; Self::LONGEST],
}

/// One detector of a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomDetector {
    /// The kind of what it finds.
    pub data_type: CustomType,
    /// What it looks for.
    pub finder: Finder,
    /// Beginnings of words, one of which must stand near; empty where none need.
    pub context: Vec<String>,
}

/// What a custom detector looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finder {
    /// What a regular expression matches, if the check holds for it.
    Pattern(Pattern, Option<Checksum>),
    /// Whole words or phrases, in any case.
    Words(Vec<String>),
}

/// Why a custom detector cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomError {
    /// The name cannot stand in a placeholder.
    #[error("`{0}` as a name")]
    Name(String),
    /// More kinds than a set of them holds.
    #[error("more than {} custom detectors", CustomType::MOST)]
    TooMany,
    /// The regular expression is none.
    #[error("a pattern that is no regular expression: {0}")]
    Syntax(String),
    /// It matches nothing at all, at every place.
    #[error("a pattern that matches the empty text")]
    Empty,
    /// Its matches have no end.
    #[error("a pattern whose matches have no largest length, or one above {} bytes", Pattern::LONGEST)]
    Unbounded,
    /// Compiled, it takes too much memory.
    #[error("a pattern that takes too much memory")]
    TooLarge,
    /// A word without a letter or digit, or one that is too long.
    #[error("`{0}` as a word")]
    Word(String),
    /// The word lists are too long together.
    #[error("more than {} words in all lists", words::MOST)]
    TooManyWords,
}

/// The custom detectors of a policy, ready to search. Cheap to clone; without a detector it costs nothing.
#[derive(Debug, Clone, Default)]
pub struct CustomDetectors(Option<Arc<Table>>);

#[derive(Debug)]
struct Table {
    detectors: Vec<CustomDetector>,
    /// What they find.
    types: Vec<CustomType>,
    /// The bytes that their placeholders can begin with.
    begins: [bool; 256],
    /// The words of all of them, and the words that must stand near.
    index: Option<Index>,
}

/// All detectors of one policy: the built-in ones and its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search<'d> {
    pub(super) scanner: &'d Scanner,
    custom: Option<&'d Table>,
}

// === impl CustomType ===

impl CustomType {
    /// Most custom kinds of a policy.
    pub const MOST: usize = 16;
    /// Longest name.
    pub const LONGEST: usize = 16;
    /// What a name must be, for messages.
    pub const EXPECTED: &'static str =
        "2 to 16 capital letters A to Z, also joined by single `_`, that are no built-in type";

    /// A kind. Digits cannot stand in a name: in what models make of placeholders they would run into the number.
    ///
    /// # Errors
    /// [`CustomError::Name`] or [`CustomError::TooMany`].
    pub fn new(place: usize, name: &str) -> Result<Self, CustomError> {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_taken = || DataType::from_name(name).is_some() || name == "CUSTOM";
        if !(2..=Self::LONGEST).contains(&name.len()) || !name.split('_').all(is_word) || is_taken() {
            return Err(CustomError::Name(name.to_owned()));
        }
        let place = u8::try_from(place).ok().filter(|&place| usize::from(place) < Self::MOST);
        let mut padded = [0; Self::LONGEST];
        padded.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
        Ok(Self { place: place.ok_or(CustomError::TooMany)?, name: padded })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        let length = self.name.iter().position(|&byte| byte == 0).unwrap_or(Self::LONGEST);
        self.name.get(..length).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default()
    }

    /// Its place among the detectors of the file.
    pub(super) const fn place(self) -> u32 {
        self.place as u32
    }
}

impl std::fmt::Debug for CustomType {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

// === impl CustomDetectors ===

impl CustomDetectors {
    /// Prepares the detectors, the first with the strongest claim.
    ///
    /// # Errors
    /// [`CustomError`] for word lists that cannot be used.
    pub fn new(detectors: Vec<CustomDetector>) -> Result<Self, CustomError> {
        if detectors.is_empty() {
            return Ok(Self(None));
        }
        let mut index = IndexBuilder::default();
        for (place, detector) in detectors.iter().enumerate() {
            if let Finder::Words(words) = &detector.finder {
                index.add_words(place, words)?;
            }
            index.add_context(place, &detector.context)?;
        }
        let index = index.build()?;
        let types: Vec<CustomType> = detectors.iter().map(|detector| detector.data_type).collect();
        let begins = placeholder::begins_with(&types);
        Ok(Self(Some(Arc::new(Table { detectors, types, begins, index }))))
    }

    /// The kinds that they find.
    pub fn types(&self) -> impl Iterator<Item = CustomType> {
        self.0.iter().flat_map(|table| table.types.iter().copied())
    }

    /// The names in placeholders, with those of the built-in kinds.
    pub(crate) fn names(&self) -> Names<'_> {
        self.0.as_ref().map_or(Names::BUILT_IN, |table| table.names())
    }
}

impl PartialEq for CustomDetectors {
    fn eq(&self, other: &Self) -> bool {
        let detectors = |custom: &Self| custom.0.as_ref().map(|table| table.detectors.clone());
        detectors(self) == detectors(other)
    }
}

impl Eq for CustomDetectors {}

// === impl Search ===

impl<'d> Search<'d> {
    pub(super) fn new(scanner: &'d Scanner, custom: &'d CustomDetectors) -> Self {
        Self { scanner, custom: custom.0.as_deref() }
    }

    /// Every entity of the wanted types, sorted and disjoint.
    pub(super) fn scan(&self, text: &str, types: TypeSet) -> Vec<Entity> {
        let found = self.scanner.scan(text, types);
        match self.custom {
            Some(table) => table.joined(found, text, types),
            None => found,
        }
    }

    /// Every kind there is, look-alikes of placeholders included.
    pub(super) fn types(&self) -> TypeSet {
        let own = self.custom.iter().flat_map(|table| &table.types);
        own.copied().map(DataType::Custom).fold(TypeSet::all(), TypeSet::with)
    }

    /// The kind that a bare JSON number is. `name` is that of the field it fills, if it is one.
    pub(super) fn number(&self, types: TypeSet, name: &str, number: &str) -> Option<DataType> {
        if let Some(table) = self.custom {
            let written = format!("\"{name}\": {number}");
            let start = written.len() - number.len();
            let found = table.find(&written, types);
            if let Some(entity) = found.iter().find(|entity| entity.range == (start..written.len())) {
                return Some(entity.data_type);
            }
        }
        scan_number(types, number)
    }
}

// === impl Table ===

impl Table {
    /// The findings of the built-in detectors joined with those of these.
    fn joined(&self, found: Vec<Entity>, text: &str, types: TypeSet) -> Vec<Entity> {
        let mut look_alikes = Vec::new();
        if types.contains(DataType::Literal) {
            // The built-in names once more: where forms overlap, they must be read as in an answer.
            placeholder::scan(self.names(), text, &mut look_alikes);
        }
        let own = self.find(text, types);
        if own.is_empty() && look_alikes.is_empty() {
            return found;
        }
        let is_strong = |entity: &Entity| matches!(entity.data_type, DataType::Literal | DataType::Secret);
        let (strong, weak): (Vec<Entity>, Vec<Entity>) = found.into_iter().partition(is_strong);
        merge(&merge(&merge(&look_alikes, &strong), &own), &weak)
    }

    fn names(&self) -> Names<'_> {
        Names::new(&self.types, &self.begins)
    }

    /// What the detectors find, the first of them first.
    fn find(&self, text: &str, types: TypeSet) -> Vec<Entity> {
        let wanted = |detector: &CustomDetector| types.contains(DataType::Custom(detector.data_type));
        if !self.detectors.iter().any(wanted) {
            return Vec::new();
        }
        let hits = self.index.as_ref().map(|index| index.hits(text, self.detectors.len())).unwrap_or_default();
        let mut plain: Option<Folded<'_>> = None;
        let mut settled: Vec<Entity> = Vec::new();
        for (place, detector) in self.detectors.iter().enumerate().filter(|(_, detector)| wanted(detector)) {
            let hits = hits.get(place);
            let mut ranges = match &detector.finder {
                Finder::Words(_) => hits.map(|hits| hits.words.clone()).unwrap_or_default(),
                Finder::Pattern(pattern, checksum) => {
                    let folded = plain.get_or_insert_with(|| Folded::plain(text));
                    pattern.find(folded, *checksum)
                }
            };
            if !detector.context.is_empty() {
                ranges.retain(|range| hits.is_some_and(|hits| hits.is_near(range)));
            }
            let data_type = DataType::Custom(detector.data_type);
            let found: Vec<Entity> = ranges.into_iter().map(|range| Entity { range, data_type }).collect();
            settled = merge(&settled, &found);
        }
        settled
    }
}

#[cfg(test)]
mod tests;
