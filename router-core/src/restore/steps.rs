//! The way through a text from one thing that stands for a value to the next: placeholders, and what was made up.

use std::ops::Range;

use super::text::More;
use super::url::Reading;
use crate::redact::fake::{Fakes, Found, Owner, Scan};
use crate::redact::placeholder::{self, Form, Names, Reading as Place};
use crate::redact::{Match, Restored, Vault};

/// What stands at a place of a text.
pub(super) enum Step<'v> {
    /// Something of so many bytes that stands for a value.
    Known(Restored<'v>, usize),
    /// The text ends inside what can still become that.
    Partial,
    /// A placeholder that nobody minted.
    Unknown(Form),
    /// The text ends inside a placeholder that nobody minted.
    Foreign,
}

/// A vault, what was made up for its values, and the names that its placeholders can have.
pub(super) type Sources<'a> = (&'a Vault, Option<&'a Fakes>, Names<'a>);

/// The way through one text.
pub(super) struct Steps<'a> {
    vault: &'a Vault,
    names: Names<'a>,
    text: &'a str,
    before: char,
    ends: bool,
    /// The earliest place of a placeholder.
    from: usize,
    placeholder: Ahead<Place>,
    fakes: Option<Scan<'a>>,
    fake: Ahead<Found<'a>>,
}

/// What comes next of a kind, as far as it was looked for.
#[derive(Debug, Clone, Copy)]
enum Ahead<T> {
    Unknown,
    At(usize, T),
    Nothing,
}

/// Where a fake or a placeholder was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) range: Range<usize>,
    /// Whose fake it is; `None` for a placeholder.
    pub(crate) owner: Option<Owner>,
}

impl<'a> Steps<'a> {
    /// `before` is the character before the text, as it stands and as it is meant.
    pub(super) fn new(
        (vault, fakes, names): Sources<'a>,
        text: &'a str,
        [stands, meant]: [char; 2],
        reading: Reading,
        more: More,
    ) -> Self {
        let from = if placeholder::may_be_in(text.as_bytes()) { 0 } else { placeholder::tail(text) };
        let ends = more == More::No;
        let fakes = fakes.map(|fakes| Scan::new(fakes, text, meant, reading, ends));
        Self {
            vault,
            names,
            text,
            before: stands,
            ends,
            from,
            placeholder: Ahead::Unknown,
            fakes,
            fake: Ahead::Unknown,
        }
    }

    /// What stands first from `from` on, which only grows.
    pub(super) fn next(&mut self, from: usize) -> Option<(usize, Step<'a>)> {
        if self.placeholder.is_before(from) {
            let from = from.max(self.from);
            self.placeholder = placeholder::next(self.names, self.text, from, self.before, self.ends).into();
        }
        if let Some(fakes) = &mut self.fakes
            && self.fake.is_before(from)
        {
            self.fake = fakes.next(from).into();
        }
        match (self.fake, self.placeholder) {
            // What begins like a placeholder, and ends there, may be the beginning of a fake.
            (Ahead::At(at, found), Ahead::At(first, _)) if at <= first => Some((at, self.judge(found))),
            (_, Ahead::At(at, place)) => Some((at, self.step(place))),
            (Ahead::At(at, found), _) => Some((at, self.judge(found))),
            (_, _) => None,
        }
    }

    fn judge(&self, found: Found<'a>) -> Step<'a> {
        match found {
            Found::Cut => Step::Partial,
            Found::Whole(entry, length) => match self.vault.value_of(entry.owner) {
                Some(value) => {
                    let text = entry.instead.as_deref().unwrap_or(value.text);
                    Step::Known(Restored { text, ..value }, length)
                }
                None => Step::Foreign,
            },
        }
    }

    fn step(&self, place: Place) -> Step<'a> {
        match (self.vault.judge(place), place) {
            (Match::Known(value), Place::Whole(form)) => Step::Known(value, form.length),
            (Match::Partial, _) => Step::Partial,
            (_, Place::Whole(form)) => Step::Unknown(form),
            (_, _) => Step::Foreign,
        }
    }
}

/// Whether all of a text is read as it was written: every fake and placeholder where it was put, and none anywhere else.
pub(crate) fn fakes_read_as(
    (vault, fakes, names): (&Vault, &Fakes, Names<'_>),
    text: &str,
    reading: Reading,
    placed: &[Placed],
) -> bool {
    let mut steps = Steps::new((vault, Some(fakes), names), text, ['\n'; 2], reading, More::No);
    let (mut left, mut next) = (placed.iter(), 0);
    while let Some((at, step)) = steps.next(next) {
        next = match step {
            Step::Known(_, length) => {
                let read = Placed { range: at..at + length, owner: steps.fake_at(at) };
                if left.next() != Some(&read) {
                    return false;
                }
                at + length
            }
            Step::Unknown(Form { length, .. }) => at + length,
            Step::Partial | Step::Foreign => at + 1,
        };
    }
    left.next().is_none()
}

impl Steps<'_> {
    /// Whose fake was found at a place, if it was one.
    fn fake_at(&self, at: usize) -> Option<Owner> {
        match self.fake {
            Ahead::At(found, Found::Whole(entry, _)) if found == at => Some(entry.owner),
            _ => None,
        }
    }
}

impl<T> Ahead<T> {
    /// Whether what comes next from `from` on is still to be looked for.
    fn is_before(&self, from: usize) -> bool {
        match self {
            Self::Unknown => true,
            Self::At(at, _) => *at < from,
            Self::Nothing => false,
        }
    }
}

impl<T> From<Option<(usize, T)>> for Ahead<T> {
    fn from(found: Option<(usize, T)>) -> Self {
        found.map_or(Self::Nothing, |(at, found)| Self::At(at, found))
    }
}
