//! Columns of single names: a heading says what is in them, and no word beside tells each of them.

use std::ops::Range;

use super::super::column::Cell;
use super::super::fold::is_letter;
use super::super::{DataType, Entity};
use super::lexicon::kind;
use super::lookup::Lookup;

/// Rows of a column that are read.
const ROWS: usize = 256;
/// Headings of one text whose columns are read.
const HEADINGS: usize = 4;

/// Where the headings of columns of names begin.
#[derive(Debug, Default)]
pub(super) struct Headings {
    places: Vec<usize>,
}

impl Headings {
    /// Remembers a heading at byte `at`.
    pub(super) fn add(&mut self, at: usize) {
        if self.places.len() < HEADINGS && self.places.last() != Some(&at) {
            self.places.push(at);
        }
    }

    /// Adds the names below the headings. Findings stay sorted and disjoint.
    pub(super) fn complete(&self, text: &str, lexicon: &Lookup<'_>, found: &mut Vec<Entity>) {
        let known = found.len();
        for cells in self.places.iter().filter_map(|&at| below(text, at)) {
            let kinds = |cell: &Range<usize>| text.get(cell.clone()).map_or(0, |word| lexicon.word(word).kinds);
            // One cell that can be nothing else tells of all: goods have names, too.
            let is_given = |cell: &Range<usize>| kinds(cell) & kind::GIVEN != 0;
            if !cells.iter().any(is_given) {
                continue;
            }
            let is_name = |cell: &Range<usize>| {
                let kinds = kinds(cell);
                kinds & (kind::ANY_GIVEN | kind::ANY_SURNAME) != 0 && kinds & kind::BARRIER == 0
            };
            let names = cells.into_iter().filter(is_name);
            found.extend(names.map(|range| Entity { range, data_type: DataType::Person }));
        }
        if found.len() > known {
            found.sort_by_key(|entity| (entity.range.start, std::cmp::Reverse(entity.range.end)));
            found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
        }
    }
}

/// The cells of one capitalised word below the heading at byte `at`, as long as the rows have the column.
fn below(text: &str, at: usize) -> Option<Vec<Range<usize>>> {
    let heading = Cell::of(text, at).or_else(|| Cell::first(text, at))?;
    let mut cells = Vec::new();
    let mut row = at + text.get(at..)?.find('\n')? + 1;
    for line in text.get(row..)?.split('\n').take(ROWS) {
        if !line.contains(heading.sign) {
            break;
        }
        let mut before = line.split(heading.sign);
        let skipped: usize = before.by_ref().take(heading.index).map(|cell| cell.len() + heading.sign.len_utf8()).sum();
        let Some(cell) = before.next() else { break };
        let left = cell.trim_start_matches([' ', '"']);
        let word = left.trim_end_matches([' ', '"', '\r']);
        let start = row + skipped + cell.len() - left.len();
        if word.starts_with(char::is_uppercase) && word.chars().all(is_letter) && word.chars().nth(1).is_some() {
            cells.push(start..start + word.len());
        }
        row += line.len() + 1;
    }
    Some(cells)
}
