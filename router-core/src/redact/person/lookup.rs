//! The lexicon as one text asks it: a word that comes again is not looked up again.

use super::super::memo::Memo;
use super::lexicon::{Known, Lexicon, Meaning, kind};
use super::written::Written;

/// The lexicon with what the words of a text were found to mean.
#[derive(Debug)]
pub(super) struct Lookup<'a> {
    lexicon: &'a Lexicon,
    known: Memo<'a, Known>,
}

impl<'a> Lookup<'a> {
    /// For a text of so many bytes.
    pub(super) fn new(lexicon: &'a Lexicon, bytes: usize) -> Self {
        Self { lexicon, known: Memo::for_text(bytes, lexicon.common()) }
    }

    /// As [`Lexicon::word`].
    pub(super) fn word(&self, word: &str) -> Meaning {
        self.whole(word).meaning
    }

    /// How a word is written, and its lemma.
    #[inline]
    pub(super) fn written(&self, word: &str) -> (Written, u64) {
        let Known { meaning, written } = self.whole(word);
        (written.unwrap_or_else(|| Written::of(word, meaning)), meaning.lemma)
    }

    #[inline]
    fn whole(&self, word: &str) -> Known {
        self.known.get(word.as_bytes(), |known| known.written.is_some(), || self.lexicon.known(word))
    }

    /// As [`Lexicon::surroundings`].
    pub(super) fn surroundings(&self, word: &str) -> u32 {
        let make = || Known { meaning: Meaning { kinds: self.lexicon.surroundings(word), lemma: 0 }, written: None };
        self.known.get(word.as_bytes(), |_| true, make).meaning.kinds & kind::SURROUNDINGS
    }

    /// As [`Lexicon::is_figure`].
    pub(super) fn is_figure(&self, one: u64, other: u64) -> bool {
        self.lexicon.is_figure(one, other)
    }

    /// As [`Lexicon::may_be_given`].
    pub(super) fn may_be_given(&self, word: &[u8]) -> bool {
        self.lexicon.may_be_given(word)
    }
}
