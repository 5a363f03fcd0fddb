//! Words that mean the same kind of thing, in every language: rows of the table that learn together.
//!
//! A word that no request has taught anything still has a group whose other words were taught. The group's weights are
//! added to the rows of its words when the table is finished, so that the gateway knows nothing of groups and pays nothing.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use router_core::measure::{Assessor, Family, Weights};

use crate::rows;

/// The groups that each row of the table belongs to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Concepts {
    /// By hash of a feature.
    groups: Vec<(u32, u32)>,
    /// How many groups there are.
    pub(crate) count: usize,
}

/// The groups of the rows of a table.
#[derive(Debug, Default)]
pub(crate) struct Members(HashMap<u32, Vec<u32>>);

// === impl Concepts ===

impl Concepts {
    /// Reads lines of a name and of words with `|` between. A word stands for all that begin with its first five
    /// sounds, two words for themselves in a row.
    pub(crate) fn read(assessor: &Assessor, file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("{}: cannot read it", file.display()))?;
        Self::parse(assessor, &text, file)
    }

    fn parse(assessor: &Assessor, text: &str, file: &Path) -> Result<Self> {
        let mut concepts = Self::default();
        for (at, line) in text.lines().enumerate() {
            let place = || format!("{}:{}: expected a name and words, one or two in a row", file.display(), at + 1);
            let (_, words) = line.split_once('\t').with_context(place)?;
            for word in words.split('|') {
                let Some((hash, first)) = hashes(assessor, word)? else { bail!("{}, not {word:?}", place()) };
                let group = concepts.count as u32;
                concepts.groups.push((hash, group));
                concepts.groups.extend(first.map(|first| (first, group + 1)));
            }
            // One for the words, and one where they open a request.
            concepts.count += 2;
        }
        Ok(concepts)
    }

    /// The groups of the rows of a table of `bits`.
    pub(crate) fn members(&self, bits: u32) -> Members {
        let mut members = Members::default();
        for &(hash, group) in &self.groups {
            let groups = members.0.entry(Weights::row_of(hash, bits) as u32).or_default();
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        members
    }
}

/// The hash that a word or a pair of words has among the features, and that of a word where it opens a request.
fn hashes(assessor: &Assessor, words: &str) -> Result<Option<(u32, Option<u32>)>> {
    let (mut prefixes, mut whole, mut pairs, mut first) = (Vec::new(), Vec::new(), Vec::new(), None);
    assessor.features(&rows::prompt(words)?, |feature| match feature.family {
        Family::Prefix => prefixes.push(feature.hash),
        Family::Word => whole.push(feature.hash),
        Family::Pair => pairs.push(feature.hash),
        Family::First => first = Some(feature.hash),
        Family::Four | Family::Form | Family::Before => {}
    });
    Ok(match (&whole[..], &pairs[..]) {
        // A word of more than five sounds has three beginnings, the longest last.
        (&[word], []) => Some((prefixes.get(2).copied().unwrap_or(word), first)),
        ([_, _], &[pair]) => Some((pair, None)),
        _ => None,
    })
}

// === impl Members ===

impl Members {
    /// The groups of a row.
    pub(crate) fn of(&self, row: u32) -> &[u32] {
        self.0.get(&row).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use router_core::measure::{Assessor, Weights};

    use super::{Concepts, hashes};

    fn concepts(text: &str) -> anyhow::Result<Concepts> {
        Concepts::parse(&Assessor::new()?, text, Path::new("concepts.tsv"))
    }

    #[test]
    fn words_of_a_group_share_its_rows_in_both_scripts() {
        let assessor = Assessor::new().unwrap();
        let members = concepts("prove\tдәлелде|prove|show that\nlaw\tсот").unwrap().members(18);
        let groups = |words: &str| {
            let (hash, _) = hashes(&assessor, words).unwrap().unwrap();
            members.of(Weights::row_of(hash, 18) as u32).to_vec()
        };
        for (words, expected) in [
            ("дәлелдеңіз", &[0_u32][..]),
            ("dälelde", &[0]),
            ("prove", &[0]),
            ("show that", &[0]),
            ("сот", &[2]),
            ("сотқар", &[]),
            ("that", &[]),
        ] {
            assert_eq!(groups(words), expected, "{words}");
        }
    }

    #[test]
    fn what_is_no_word_is_named() {
        for (text, found) in
            [("prove", "concepts.tsv:1: expected"), ("a\tb\nc\tone two three", "concepts.tsv:2: expected")]
        {
            let message = concepts(text).unwrap_err().to_string();
            assert!(message.contains(found), "{message}");
        }
    }
}
