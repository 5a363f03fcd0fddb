//! What was replaced by what, for one request. Lives as long as the request, never shown, never stored.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::field::ByField;
use super::placeholder::{self, Reading};
use super::{Count, DataType, Field, FieldSet, Findings};

/// Placeholders and the originals behind them.
///
/// Numbers run per type in order of appearance, so that a resent history gives the same bytes and a new message at its
/// end renumbers nothing. Every distinct *spelling* has a placeholder of its own: `+7 701 …` and `8 701 …` may be one
/// phone, but restoring must give back exactly what stood there.
#[derive(Default)]
pub struct Vault {
    /// One for each type that was found. They are few, so looking through them is the fastest way.
    shelves: Vec<Shelf>,
    /// How often each type was replaced without being kept.
    masked: Vec<(DataType, ByField)>,
}

/// The originals of one type.
struct Shelf {
    data_type: DataType,
    originals: Vec<Original>,
    /// Original to its place in `originals`.
    places: HashMap<Arc<str>, usize, RandomState>,
    occurrences: ByField,
}

struct Original {
    text: Arc<str>,
    fields: FieldSet,
    /// Whether it stood inside a URL in the request, so that giving it back inside one tells nobody anything new.
    in_url: bool,
}

/// A value behind a placeholder.
#[derive(Clone, Copy)]
pub(crate) struct Restored<'a> {
    pub(crate) text: &'a str,
    pub(crate) in_url: bool,
}

/// What stands at a `[` of an answer, as far as this vault is concerned.
#[derive(Clone, Copy)]
pub(crate) enum Match<'a> {
    /// A placeholder of this vault, of so many bytes.
    Known(Restored<'a>, usize),
    /// The text ends inside what can still become one.
    Partial,
    /// Nothing of ours.
    Foreign,
}

impl Vault {
    /// Whether nothing was replaced.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shelves.is_empty()
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shelves.iter().map(|shelf| shelf.originals.len()).sum()
    }

    /// The placeholder of a value; a new one where the spelling was not seen yet.
    pub(super) fn mint(&mut self, data_type: DataType, text: &str, field: Field, in_url: bool) -> String {
        let place = self.shelves.iter().position(|shelf| shelf.data_type == data_type);
        let place = place.unwrap_or_else(|| {
            self.shelves.push(Shelf::new(data_type));
            self.shelves.len() - 1
        });
        let Some(shelf) = self.shelves.get_mut(place) else { return String::new() };
        let place = match shelf.places.get(text) {
            Some(&place) => place,
            None => {
                let place = shelf.originals.len();
                let text: Arc<str> = text.into();
                shelf.originals.push(Original { text: Arc::clone(&text), fields: FieldSet::none(), in_url: false });
                shelf.places.insert(text, place);
                place
            }
        };
        if let Some(original) = shelf.originals.get_mut(place) {
            original.fields = original.fields.with(field);
            original.in_url |= in_url;
        }
        count(&mut shelf.occurrences, field);
        placeholder::write(data_type, place + 1)
    }

    /// Counts a value that is not kept.
    pub(super) fn mask(&mut self, data_type: DataType, field: Field) {
        let place = self.masked.iter().position(|(masked, _)| *masked == data_type);
        let place = place.unwrap_or_else(|| {
            self.masked.push((data_type, ByField::default()));
            self.masked.len() - 1
        });
        if let Some((_, occurrences)) = self.masked.get_mut(place) {
            count(occurrences, field);
        }
    }

    /// Counts by type.
    pub(super) fn findings(&self) -> Findings {
        let kept = self.shelves.iter().map(|shelf| {
            (shelf.data_type, Count { distinct: shelf.originals.len(), occurrences: shelf.occurrences.iter().sum() })
        });
        // Masked values are not compared, so each counts as one of its own.
        let masked = self.masked.iter().map(|(data_type, occurrences)| {
            let occurrences = occurrences.iter().sum();
            (*data_type, Count { distinct: occurrences, occurrences })
        });
        kept.chain(masked).collect()
    }

    /// How often each type was replaced in each part of the request, masked values included.
    pub(super) fn counts_by_field(&self) -> impl Iterator<Item = (DataType, Field, usize)> {
        let kept = self.shelves.iter().map(|shelf| (shelf.data_type, &shelf.occurrences));
        let all = kept.chain(self.masked.iter().map(|(data_type, occurrences)| (*data_type, occurrences)));
        all.flat_map(|(data_type, occurrences)| {
            let counts = Field::ALL.into_iter().zip(occurrences);
            counts.filter(|(_, count)| **count > 0).map(move |(field, count)| (data_type, field, *count))
        })
    }

    /// Shows every value that is kept, with the parts of the request in which it stood.
    pub(super) fn for_each_value(&self, mut see: impl FnMut(DataType, FieldSet, &str)) {
        for shelf in &self.shelves {
            for original in &shelf.originals {
                see(shelf.data_type, original.fields, &original.text);
            }
        }
    }

    /// Judges the `[` at the beginning of `text`.
    pub(crate) fn read(&self, text: &str) -> Match<'_> {
        match placeholder::read(text) {
            Reading::Whole { name, digits, length } => {
                self.original(name, digits).map_or(Match::Foreign, |restored| Match::Known(restored, length))
            }
            Reading::Cut(body) if self.can_become_placeholder(body) => Match::Partial,
            Reading::Cut(_) | Reading::Other => Match::Foreign,
        }
    }

    fn original(&self, name: &str, digits: &str) -> Option<Restored<'_>> {
        let shelf = self.shelves.iter().find(|shelf| shelf.data_type.name() == name)?;
        let original = shelf.originals.get(number(digits)?.checked_sub(1)?)?;
        Some(Restored { text: &original.text, in_url: original.in_url })
    }

    fn can_become_placeholder(&self, body: &str) -> bool {
        self.shelves.iter().any(|shelf| {
            let name = shelf.data_type.name();
            match body.strip_prefix(name).and_then(|rest| rest.strip_prefix('_')) {
                Some("") => true,
                Some(digits) => number(digits).is_some_and(|number| number <= shelf.originals.len()),
                None => name.starts_with(body),
            }
        })
    }
}

impl Shelf {
    fn new(data_type: DataType) -> Self {
        Self { data_type, originals: Vec::new(), places: HashMap::default(), occurrences: ByField::default() }
    }
}

fn count(occurrences: &mut ByField, field: Field) {
    if let Some(count) = occurrences.get_mut(field as usize) {
        *count += 1;
    }
}

/// A number as placeholders write it: no leading zeros.
fn number(digits: &str) -> Option<usize> {
    if digits.starts_with('0') { None } else { digits.parse().ok() }
}

impl std::fmt::Debug for Vault {
    /// Counts only: no value may reach a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Vault of {} values", self.len())
    }
}
