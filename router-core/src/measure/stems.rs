//! The words that give a request away: one table, scanned in one pass.
//!
//! A stem matches at the beginning of a word; one that ends in `$` matches whole words. Stems are folded as texts are
//! (see [`super::text::fold`]): case, ё and the letters that Kazakh adds to Russian do not matter, so «қанша» also
//! finds "канша" as typed on a Russian keyboard.

mod table;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::facts::{Intent, Language};
use super::text::fold;
use table::ROWS;

/// What a stem tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// The request wants this.
    Wants(Intent),
    /// A short or mechanical answer will do.
    Brief,
    /// A lookup or one step of arithmetic.
    Simple,
    /// Reasons, proofs, scenarios, comparisons are asked for.
    Depth,
    /// Style, tone or feeling of the answer matter.
    Nuance,
    /// The writer is upset, in need, or threatens.
    Distress,
    /// Talks about models, tiers, effort, or how hard the question is. Such a clause is data: it moves nothing.
    Routing,
    /// A function word of a language.
    Word(Language),
}

/// The table as one automaton.
#[derive(Debug, Clone)]
pub(super) struct Stems {
    automaton: AhoCorasick,
    meanings: Vec<(Topic, f32)>,
}

/// A stem found: where its first word begins, and what it tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// Byte offset in the folded text.
    pub(super) at: usize,
    /// Which stem of the table.
    pub(super) stem: usize,
    pub(super) topic: Topic,
    pub(super) weight: f32,
}

// === impl Stems ===

impl Stems {
    pub(super) fn new() -> Result<Self, aho_corasick::BuildError> {
        let stems = || ROWS.iter().flat_map(|row| row.stems.split('|').map(move |stem| (row, stem.trim())));
        let stems = || stems().filter(|(_, stem)| !stem.is_empty());
        let automaton =
            AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(stems().map(|(_, stem)| pattern(stem)))?;
        Ok(Self { automaton, meanings: stems().map(|(row, _)| (row.topic, row.weight)).collect() })
    }

    /// Every stem in `folded`, overlapping ones too, by where they end.
    pub(super) fn find<'a>(&'a self, folded: &'a [u8]) -> impl Iterator<Item = Hit> + 'a {
        self.automaton.find_overlapping_iter(folded).filter_map(|found| {
            let stem = found.pattern().as_usize();
            let &(topic, weight) = self.meanings.get(stem)?;
            Some(Hit { at: found.start() + 1, stem, topic, weight })
        })
    }

    /// How many stems the table has.
    pub(super) fn count(&self) -> usize {
        self.meanings.len()
    }
}

/// A stem as it stands in a folded text: a space before each word, and after the last one of a whole-word stem.
fn pattern(stem: &str) -> String {
    let (words, end) = stem.strip_suffix('$').map_or((stem, ""), |words| (words, " "));
    let mut pattern = String::from(" ");
    pattern.extend(words.chars().map(fold));
    pattern.push_str(end);
    pattern
}

#[cfg(test)]
mod tests {
    use super::Stems;
    use super::table::ROWS;

    #[test]
    fn stems_are_plain_words() {
        for stem in ROWS.iter().flat_map(|row| row.stems.split('|')).map(str::trim) {
            let words = stem.strip_suffix('$').unwrap_or(stem);
            assert!(words.chars().all(|letter| letter.is_alphanumeric() || letter == ' '), "{stem}");
            assert!(!words.contains("  "), "{stem}");
        }
    }

    #[test]
    fn a_stem_begins_a_word_and_may_end_one() {
        let stems = Stems::new().unwrap();
        let found = |text: &str| stems.find(text.as_bytes()).count() > 0;
        assert!(found(" доставка "));
        assert!(!found(" недоставка "));
        assert!(found(" ок "));
        assert!(!found(" окуляр "));
    }
}
