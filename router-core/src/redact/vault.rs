//! What was replaced by what, for one request. Lives as long as the request, never shown, never stored.

use std::collections::HashMap;

use super::placeholder::{self, Reading};
use super::{DataType, Findings};

/// Placeholders and the originals behind them.
///
/// Numbers run per type in order of appearance, so that a resent history gives the same bytes and a new message at its
/// end renumbers nothing. Every distinct *spelling* has a placeholder of its own: `+7 701 …` and `8 701 …` may be one
/// phone, but restoring must give back exactly what stood there.
#[derive(Default)]
pub struct Vault {
    shelves: [Shelf; DataType::ALL.len()],
}

/// The originals of one type.
#[derive(Default)]
struct Shelf {
    originals: Vec<Original>,
    /// Original to its place in `originals`.
    places: HashMap<String, usize>,
}

struct Original {
    text: String,
    occurrences: usize,
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
        self.shelves.iter().all(|shelf| shelf.originals.is_empty())
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shelves.iter().map(|shelf| shelf.originals.len()).sum()
    }

    /// The placeholder of a value; a new one where the spelling was not seen yet.
    pub(super) fn mint(&mut self, data_type: DataType, text: &str, in_url: bool) -> String {
        let Some(shelf) = self.shelves.get_mut(data_type as usize) else { return String::new() };
        let place = match shelf.places.get(text) {
            Some(&place) => place,
            None => {
                let place = shelf.originals.len();
                shelf.originals.push(Original { text: text.to_owned(), occurrences: 0, in_url: false });
                shelf.places.insert(text.to_owned(), place);
                place
            }
        };
        if let Some(original) = shelf.originals.get_mut(place) {
            original.occurrences += 1;
            original.in_url |= in_url;
        }
        placeholder::write(data_type, place + 1)
    }

    /// Counts by type.
    pub(super) fn findings(&self) -> Findings {
        let mut findings = Findings::default();
        for (&data_type, shelf) in DataType::ALL.iter().zip(&self.shelves) {
            let occurrences = shelf.originals.iter().map(|original| original.occurrences).sum();
            findings.add(data_type, shelf.originals.len(), occurrences);
        }
        findings
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
        let shelf = self.shelves.get(DataType::from_name(name)? as usize)?;
        let original = shelf.originals.get(number(digits)?.checked_sub(1)?)?;
        Some(Restored { text: &original.text, in_url: original.in_url })
    }

    fn can_become_placeholder(&self, body: &str) -> bool {
        DataType::ALL.iter().zip(&self.shelves).any(|(data_type, shelf)| {
            let count = shelf.originals.len();
            let name = data_type.name();
            match body.strip_prefix(name).and_then(|rest| rest.strip_prefix('_')) {
                Some("") => count > 0,
                Some(digits) => number(digits).is_some_and(|number| number <= count),
                None => count > 0 && (name.starts_with(body) || body == name),
            }
        })
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
