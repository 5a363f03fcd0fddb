//! Words at which a name may be found, one after the other.

use super::super::outline::{BLOCK, Outline};

/// Bytes before a word among which a sign may part it from its label.
pub(super) const REACH: usize = 12;

/// An iterator over the first bytes of such words.
#[derive(Debug)]
pub(super) struct Hints<'a> {
    outline: &'a Outline,
    block: usize,
    /// What is left of the block.
    mask: u64,
}

impl<'a> Hints<'a> {
    pub(super) fn over(outline: &'a Outline) -> Self {
        Hints { outline, block: 0, mask: outline.hints(0) }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        if self.mask == 0 {
            self.block = self.outline.hinted(self.block + 1)?;
            self.mask = self.outline.hints(self.block);
        }
        let bit = self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(self.block * BLOCK + bit)
    }

    /// Goes on at byte `at`, which is behind the last word given.
    pub(super) fn skip_to(&mut self, at: usize) {
        if at / BLOCK != self.block {
            self.block = at / BLOCK;
            self.mask = self.outline.hints(self.block);
        }
        self.mask &= u64::MAX << (at % BLOCK);
    }
}
