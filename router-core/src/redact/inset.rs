//! JSON in a text that is none as a whole: behind a sentence, in a code fence, line after line. Each document is read by
//! its members as one that stands alone is ([`Beside`]), and its strings without their escapes.

use super::detectors::Scanner;
use super::sheet::Beside;
use super::{Entity, TypeSet};
use crate::json::{Document, Kind, Limits, Value};

/// How often a byte may be read in vain, on average: brackets that nothing closes must not cost a text squared.
const VAIN: usize = 4;

/// What the documents in a text hold besides what stands in it as it is written, sorted and disjoint. `brackets` are
/// places of them in order, other signs among them.
pub(super) fn scan(
    scanner: &Scanner,
    text: &str,
    brackets: impl Iterator<Item = usize>,
    types: TypeSet,
) -> Vec<Entity> {
    let mut found = Vec::new();
    for (start, document) in documents(text, brackets) {
        let beside = Beside::of(document.root(), scanner, types);
        for value in document.root().descendants() {
            let entities = match value.kind() {
                Kind::String => string(scanner, &beside, value, types),
                Kind::Number => number(&beside, value),
                _ => continue,
            };
            let in_text =
                |Entity { range, data_type }| Entity { range: start + range.start..start + range.end, data_type };
            found.extend(entities.into_iter().map(in_text));
        }
    }
    found
}

/// What a string holds together with other members, and what its escapes hide.
fn string(scanner: &Scanner, beside: &Beside, value: Value<'_>, types: TypeSet) -> Vec<Entity> {
    let Some(text) = value.text() else { return Vec::new() };
    let alone = if value.is_escaped() { scanner.scan_as_written(&text, types) } else { Vec::new() };
    let found = beside.joined(value.span().start, &text, alone);
    let ranges: Vec<_> = found.iter().map(|entity| entity.range.clone()).collect();
    let kinds = found.iter().map(|entity| entity.data_type);
    value.byte_ranges(&ranges).into_iter().zip(kinds).map(|(range, data_type)| Entity { range, data_type }).collect()
}

fn number(beside: &Beside, value: Value<'_>) -> Vec<Entity> {
    beside.number(value).map(|data_type| Entity { range: value.span(), data_type }).into_iter().collect()
}

/// The documents in a text and where they begin, those inside others left out.
fn documents(text: &str, mut brackets: impl Iterator<Item = usize>) -> impl Iterator<Item = (usize, Document)> {
    let mut from = 0;
    let mut left = text.len().saturating_mul(VAIN);
    std::iter::from_fn(move || {
        while left > 0 {
            let at = brackets.find(|&at| at >= from)?;
            let Some(rest) = text.get(at..).filter(|rest| may_begin(rest)) else { continue };
            match Document::parse_first(rest, Limits::default()) {
                Ok(document) => {
                    from = at + document.bytes().len();
                    return Some((at, document));
                }
                Err(error) => left = left.saturating_sub(error.offset),
            }
        }
        None
    })
}

/// Whether an object with members begins here, or a list of such.
fn may_begin(text: &str) -> bool {
    let inside = text.get(1..).unwrap_or_default().trim_ascii_start();
    match text.as_bytes().first() {
        Some(b'{') => inside.starts_with('"'),
        Some(b'[') => inside.starts_with('{'),
        _ => false,
    }
}
