//! Words at which a name may be found, told from the rest without reading them: most words are in lower case, stand
//! behind no sign of a label, and begin as no given name does.

use super::super::outline::{BLOCK, Outline, Starts, ones};
use super::lexicon::Lexicon;
use super::words::is_lower;

/// Bytes before a word among which a sign may part it from its label.
pub(super) const REACH: usize = 12;

/// An iterator over the first bytes of such words.
#[derive(Debug)]
pub(super) struct Hints<'a> {
    bytes: &'a [u8],
    outline: &'a Outline,
    lexicon: &'a Lexicon,
    block: usize,
    /// What is left of the block.
    mask: u64,
}

impl<'a> Hints<'a> {
    pub(super) fn over(text: &'a str, outline: &'a Outline, lexicon: &'a Lexicon) -> Self {
        let mut hints = Hints { bytes: text.as_bytes(), outline, lexicon, block: 0, mask: 0 };
        hints.mask = hints.of_block(0).unwrap_or_default();
        hints
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.mask = self.of_block(self.block + 1)?;
            self.block += 1;
        }
        let bit = self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(self.block * BLOCK + bit)
    }

    /// Goes on at byte `at`, which is behind the last word given.
    pub(super) fn skip_to(&mut self, at: usize) {
        if at / BLOCK != self.block {
            self.block = at / BLOCK;
            self.mask = self.of_block(self.block).unwrap_or_default();
        }
        self.mask &= u64::MAX << (at % BLOCK);
    }

    /// One bit for each word of a block that deserves a look.
    fn of_block(&self, block: usize) -> Option<u64> {
        let Starts { all, spaced, signed: mut hints, letters: [letters, next] } = self.outline.starts(block)?;
        let start = block * BLOCK;
        // The letters from a bit on; the next block's are moved twice by less than 64.
        let from = |bit: u32| letters >> bit | next << 1 << (63 - bit);
        // What the last word before the block was is not known here.
        let mut follows_capital = true;
        let mut names = 0;
        for bit in ones(all) {
            let sight = self.sight(start + bit as usize, (!from(bit)).trailing_zeros());
            let is_spaced = spaced >> bit & 1 != 0;
            let speaks = sight.may_be_initial | (sight.is_capital & (is_spaced | follows_capital));
            hints |= u64::from(speaks) << bit;
            names |= u64::from(sight.may_be_given) << bit;
            follows_capital = sight.is_capital;
        }
        for bit in ones(names & !hints) {
            let first = start + bit as usize;
            let word = self.bytes.get(first..first + (!from(bit)).trailing_zeros() as usize);
            hints |= u64::from(word.is_some_and(|word| self.lexicon.may_be_given(word))) << bit;
        }
        Some(hints)
    }

    /// The eight bytes from byte `at` on, unless the text ends before.
    #[inline]
    fn head(&self, at: usize) -> Option<u64> {
        self.bytes.get(at..)?.first_chunk().map(|head| u64::from_le_bytes(*head))
    }

    /// The word at byte `at` with so many bytes.
    #[inline]
    fn sight(&self, at: usize, length: u32) -> Sight {
        // The last words of a text are looked at in any case.
        let Some(head) = self.head(at) else {
            return Sight { is_capital: true, may_be_initial: true, may_be_given: true };
        };
        let above = u64::BITS.saturating_sub(8 * length);
        let behind = head >> (8 * (length & 7)) & 0xff;
        Sight {
            is_capital: !is_lower(head),
            may_be_initial: (length <= 2) & (behind == u64::from(b'.')),
            may_be_given: (length > 2) & self.lexicon.may_begin_given(head << above >> above),
        }
    }
}

/// What is seen of a word.
#[derive(Debug, Clone, Copy)]
struct Sight {
    /// It begins with a capital letter, or with one that has no case.
    is_capital: bool,
    may_be_initial: bool,
    /// In lower case.
    may_be_given: bool,
}
