//! Words at which a name may be found, told from the rest without reading them: most words are in lower case, stand
//! behind no sign of a label, and begin as no given name does.

use super::super::beginnings::Kinds;
use super::super::outline::{BLOCK, Outline, Starts, ones};
use super::lookup::Lookup;

/// Bytes before a word among which a sign may part it from its label.
pub(super) const REACH: usize = 12;

/// An iterator over the first bytes of such words.
#[derive(Debug)]
pub(super) struct Hints<'a> {
    bytes: &'a [u8],
    outline: &'a Outline,
    lexicon: &'a Lookup<'a>,
    block: usize,
    /// What is left of the block.
    mask: u64,
}

impl<'a> Hints<'a> {
    pub(super) fn over(text: &'a str, outline: &'a Outline, lexicon: &'a Lookup<'a>) -> Self {
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
        let Starts { all, spaced, signed, kinds, is_behind_capital, letters: [letters, next], dots } =
            self.outline.starts(block)?;
        let Kinds { capitals, known } = kinds;
        let start = block * BLOCK;
        let second = letters >> 1 | next << 63;
        let third = letters >> 2 | next << 62;
        let is_long = second & third;
        let may_be_initial = all & (dots[0] | second & dots[1]);
        let mut hints = signed | may_be_initial | capitals & spaced;
        for bit in ones(capitals & !hints) {
            let before = all & !(u64::MAX << bit);
            let is_capital = if before == 0 { is_behind_capital } else { kinds.is_last_capital(before) };
            hints |= u64::from(is_capital) << bit;
        }
        for bit in ones(known & is_long & !hints) {
            let word = letters >> bit | next << 1 << (63 - bit);
            let first = start + bit as usize;
            let word = self.bytes.get(first..first + word.trailing_ones() as usize);
            hints |= u64::from(word.is_some_and(|word| self.lexicon.may_go_on(word))) << bit;
        }
        Some(hints)
    }
}
