//! What was replaced by what, for one request. Lives as long as the request, never shown, never stored.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::fake::{Fakes, Owner};
use super::field::ByField;
use super::placeholder::{self, Cut, Form, Reading};
use super::{Count, DataType, Field, FieldSet, Findings, TypeSet};

/// Placeholders, made-up values and the originals behind them.
///
/// Numbers run per type in order of appearance, so that a resent history gives the same bytes and a new message at its
/// end renumbers nothing. Spellings of one value share its number, so that the model sees one person or phone; each
/// further one is numbered behind a colon, so that restoring gives back exactly what stood there: `Арман Касымов` is
/// `[PERSON_1]` and `Армана Касымова` is `[PERSON_1:2]`. A model that forgets the colon still names the same value.
#[derive(Default)]
pub struct Vault {
    /// One for each type that was found. They are few, so looking through them is the fastest way.
    shelves: Vec<Shelf>,
    /// How often each type was replaced without being kept.
    masked: Vec<(DataType, ByField)>,
    /// What left for values of types that are made up; `None` where there are none.
    fakes: Option<Box<Fakes>>,
}

/// The values of one type.
struct Shelf {
    data_type: DataType,
    values: Vec<Value>,
    /// Spelling to its value's place in `values` and its number there.
    places: HashMap<Arc<str>, (usize, usize), RandomState>,
    /// Normal form to its value's place. Filled from the second spelling on: most requests have one value of a type.
    forms: HashMap<String, usize, RandomState>,
    occurrences: ByField,
}

/// A value in all its spellings.
struct Value {
    first: Original,
    others: Vec<Original>,
    fields: FieldSet,
}

struct Original {
    text: Arc<str>,
    /// Whether it stood inside a URL in the request, so that giving it back inside one tells nobody anything new.
    in_url: bool,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) field: Field,
    pub(super) in_url: bool,
}

/// A value behind a placeholder.
#[derive(Clone, Copy)]
pub(crate) struct Restored<'a> {
    pub(crate) data_type: DataType,
    pub(crate) text: &'a str,
    pub(crate) in_url: bool,
    /// The parts of the request in which the value stood, in any spelling.
    pub(crate) fields: FieldSet,
}

/// What a reading of an answer is, as far as this vault is concerned.
#[derive(Clone, Copy)]
pub(crate) enum Match<'a> {
    /// A placeholder of this vault.
    Known(Restored<'a>),
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
        self.shelves.iter().map(|shelf| shelf.values.len()).sum()
    }

    /// The placeholder of a value; a new one where the spelling was not seen yet. `form` tells what it has in common
    /// with other spellings of the same value.
    pub(super) fn mint(
        &mut self,
        data_type: DataType,
        text: &str,
        seen: Seen,
        form: impl Fn(&str) -> Option<String>,
    ) -> String {
        let place = self.shelves.iter().position(|shelf| shelf.data_type == data_type);
        let place = place.unwrap_or_else(|| {
            self.shelves.push(Shelf::new(data_type));
            self.shelves.len() - 1
        });
        let Some(shelf) = self.shelves.get_mut(place) else { return String::new() };
        let (value, spelling) = match shelf.places.get(text) {
            Some(&place) => place,
            None => shelf.add(text, form),
        };
        count(&mut shelf.occurrences, seen.field);
        if let Some(value) = shelf.values.get_mut(value) {
            value.fields = value.fields.with(seen.field);
            if let Some(original) = value.spelling_mut(spelling) {
                original.in_url |= seen.in_url;
            }
        }
        placeholder::write(data_type, value + 1, spelling)
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
            (shelf.data_type, Count { distinct: shelf.values.len(), occurrences: shelf.occurrences.iter().sum() })
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

    /// Shows every value that is kept, in its first spelling, with the parts in which it stood.
    pub(super) fn for_each_value(&self, mut see: impl FnMut(DataType, FieldSet, &str)) {
        for shelf in &self.shelves {
            for value in &shelf.values {
                see(shelf.data_type, value.fields, &value.first.text);
            }
        }
    }

    /// Judges what was read in an answer. What is foreign stays so, whatever text follows.
    pub(crate) fn judge(&self, reading: Reading) -> Match<'_> {
        match reading {
            Reading::Whole(form) => self.restored(form).map_or(Match::Foreign, Match::Known),
            Reading::Cut(cut) if self.can_become_placeholder(cut) => Match::Partial,
            Reading::Cut(_) | Reading::Other => Match::Foreign,
        }
    }

    fn restored(&self, form: Form) -> Option<Restored<'_>> {
        self.value_of((form.data_type, form.number, form.spelling))
    }

    /// The spelling of a value.
    pub(crate) fn value_of(&self, (data_type, number, spelling): Owner) -> Option<Restored<'_>> {
        let value = self.shelf(data_type)?.value(number)?;
        let Original { text, in_url } = value.spelling(spelling)?;
        Some(Restored { data_type, text, in_url: *in_url, fields: value.fields })
    }

    /// The values of some types, each with its number and all its spellings.
    pub(super) fn spellings(&self, types: TypeSet) -> impl Iterator<Item = (DataType, usize, Vec<&str>)> {
        let shelves = self.shelves.iter().filter(move |shelf| types.contains(shelf.data_type));
        shelves.flat_map(|shelf| {
            shelf.values.iter().enumerate().map(|(place, value)| {
                let spellings = std::iter::once(&value.first).chain(&value.others);
                (shelf.data_type, place + 1, spellings.map(|original| &*original.text).collect())
            })
        })
    }

    /// Keeps what left for values.
    pub(super) fn keep_fakes(&mut self, fakes: Fakes) {
        self.fakes = Some(Box::new(fakes));
    }

    /// What left for values of types that are made up.
    pub(crate) fn fakes(&self) -> Option<&Fakes> {
        self.fakes.as_deref()
    }

    fn can_become_placeholder(&self, cut: Cut) -> bool {
        match cut {
            Cut::Name(types) => self.shelves.iter().any(|shelf| types.contains(shelf.data_type)),
            Cut::Number(data_type, number) => self.shelf(data_type).is_some_and(|shelf| number <= shelf.values.len()),
            Cut::Spelling(data_type, number, spelling) => {
                let value = self.shelf(data_type).and_then(|shelf| shelf.value(number));
                value.is_some_and(|value| spelling <= value.others.len() + 1)
            }
        }
    }

    fn shelf(&self, data_type: DataType) -> Option<&Shelf> {
        self.shelves.iter().find(|shelf| shelf.data_type == data_type)
    }
}

impl Shelf {
    fn new(data_type: DataType) -> Self {
        Self {
            data_type,
            values: Vec::new(),
            places: HashMap::default(),
            forms: HashMap::default(),
            occurrences: ByField::default(),
        }
    }

    /// Adds a spelling: a further one of a known value, or a new value's first.
    fn add(&mut self, text: &str, form: impl Fn(&str) -> Option<String>) -> (usize, usize) {
        let text: Arc<str> = text.into();
        let original = Original { text: Arc::clone(&text), in_url: false };
        if let [only] = self.values.as_slice()
            && only.others.is_empty()
            && let Some(form) = form(&only.first.text)
        {
            self.forms.insert(form, 0);
        }
        let form = if self.values.is_empty() { None } else { form(&text) };
        let known = form.as_deref().and_then(|form| self.forms.get(form)).copied();
        let place = match known.and_then(|place| Some((place, self.values.get_mut(place)?))) {
            Some((place, value)) => {
                value.others.push(original);
                (place, value.others.len() + 1)
            }
            None => {
                let place = self.values.len();
                self.forms.extend(form.map(|form| (form, place)));
                self.values.push(Value { first: original, others: Vec::new(), fields: FieldSet::none() });
                (place, 1)
            }
        };
        self.places.insert(text, place);
        place
    }

    fn value(&self, number: usize) -> Option<&Value> {
        self.values.get(number.checked_sub(1)?)
    }
}

impl Value {
    /// A spelling by its number, from 1.
    fn spelling(&self, number: usize) -> Option<&Original> {
        if number == 1 { Some(&self.first) } else { self.others.get(number.checked_sub(2)?) }
    }

    fn spelling_mut(&mut self, number: usize) -> Option<&mut Original> {
        if number == 1 { Some(&mut self.first) } else { self.others.get_mut(number.checked_sub(2)?) }
    }
}

fn count(occurrences: &mut ByField, field: Field) {
    if let Some(count) = occurrences.get_mut(field as usize) {
        *count += 1;
    }
}

impl std::fmt::Debug for Vault {
    /// Counts only: no value may reach a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Vault of {} values", self.len())
    }
}
