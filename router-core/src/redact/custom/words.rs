//! Word lists: all words of all custom detectors, and the words that must stand near, in one pass over the text.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::CustomError;
use super::fold::Folded;
use crate::redact::fold::{char_at, char_before};

/// Most words of all lists together.
pub(super) const MOST: usize = 10_000;
/// Longest word or phrase, in bytes.
const LONGEST: usize = 128;
/// How far from a finding its context may begin, in bytes.
const REACH: usize = 96;

/// An automaton of every word, with what each word is for.
#[derive(Debug)]
pub(super) struct Index {
    automaton: AhoCorasick,
    /// For each word the place of its detector.
    uses: Vec<(usize, Use)>,
}

#[derive(Debug, Default)]
pub(super) struct IndexBuilder {
    words: Vec<String>,
    uses: Vec<(usize, Use)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It is looked for, as a whole word.
    Sought,
    /// It must stand near, as the beginning of a word.
    Context,
}

/// What a text holds of one detector's words.
#[derive(Debug, Clone, Default)]
pub(super) struct Hits {
    /// Where the sought words stand, sorted and disjoint.
    pub(super) words: Vec<Range<usize>>,
    /// Where words of the context begin, sorted.
    context: Vec<usize>,
}

// === impl IndexBuilder ===

impl IndexBuilder {
    pub(super) fn add_words(&mut self, place: usize, words: &[String]) -> Result<(), CustomError> {
        words.iter().try_for_each(|word| self.add(place, word, Use::Sought))
    }

    pub(super) fn add_context(&mut self, place: usize, words: &[String]) -> Result<(), CustomError> {
        words.iter().try_for_each(|word| self.add(place, word, Use::Context))
    }

    fn add(&mut self, place: usize, word: &str, usage: Use) -> Result<(), CustomError> {
        let folded = Folded::small(word).text.trim().to_owned();
        if folded.len() > LONGEST || !folded.chars().any(char::is_alphanumeric) {
            return Err(CustomError::Word(word.chars().take(LONGEST).collect()));
        }
        if self.words.len() >= MOST {
            return Err(CustomError::TooManyWords);
        }
        self.words.push(folded);
        self.uses.push((place, usage));
        Ok(())
    }

    /// The index; `None` without a word.
    pub(super) fn build(self) -> Result<Option<Index>, CustomError> {
        if self.words.is_empty() {
            return Ok(None);
        }
        let automaton = AhoCorasick::new(&self.words).map_err(|_| CustomError::TooManyWords)?;
        Ok(Some(Index { automaton, uses: self.uses }))
    }
}

// === impl Index ===

impl Index {
    /// The hits of each of `detectors` detectors.
    pub(super) fn hits(&self, text: &str, detectors: usize) -> Vec<Hits> {
        let folded = Folded::small(text);
        let mut all = vec![Hits::default(); detectors];
        for found in self.automaton.find_overlapping_iter(&folded.text) {
            let Some((hits, usage)) = self
                .uses
                .get(found.pattern().as_usize())
                .and_then(|&(place, usage)| Some((all.get_mut(place)?, usage)))
            else {
                continue;
            };
            let begins = !char_before(&folded.text, found.start()).is_some_and(char::is_alphanumeric);
            let ends = || !char_at(&folded.text, found.end()).is_some_and(char::is_alphanumeric);
            match usage {
                Use::Context if begins => hits.context.push(folded.place(found.start())),
                Use::Sought if begins && ends() => hits.words.push(folded.original(&found.range())),
                Use::Context | Use::Sought => {}
            }
        }
        for hits in &mut all {
            hits.context.sort_unstable();
            hits.words = united(std::mem::take(&mut hits.words));
        }
        all
    }
}

impl Hits {
    /// Whether a word of the context stands near.
    pub(super) fn is_near(&self, range: &Range<usize>) -> bool {
        let first = self.context.partition_point(|&at| at + REACH < range.start);
        self.context.get(first).is_some_and(|&at| at <= range.end + REACH)
    }
}

/// Overlapping ranges as one: what any word covers stays covered.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut united: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match united.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => united.push(range),
        }
    }
    united
}
