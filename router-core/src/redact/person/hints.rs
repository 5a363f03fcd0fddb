//! Words at which a name may be found, told from the rest without reading them: most words are in lower case, stand
//! behind no sign of a label, and begin as no given name does.

use super::super::outline::{BLOCK, Outline, Starts, ones, padded};
use super::lookup::Lookup;
use super::words::is_lower;

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
        let Starts { all, spaced, signed, letters: [letters, next], dots } = self.outline.starts(block)?;
        let start = block * BLOCK;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let bytes: [u8; WINDOW] = rest.first_chunk().copied().unwrap_or_else(|| padded(rest, 0));
        let second = letters >> 1 | next << 63;
        let third = letters >> 2 | next << 62;
        let is_long = second & third;
        let (mut capitals, mut names) = (0, 0);
        let mut rest = all;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            let one = rest & rest.wrapping_neg();
            rest ^= one;
            let head = bytes.get(bit as usize..).and_then(<[u8]>::first_chunk);
            let head = head.map_or(0, |head| u64::from_le_bytes(*head));
            // The next block's letters are moved twice by less than 64.
            let word = letters.wrapping_shr(bit) | next.wrapping_shl(1).wrapping_shl(63 ^ bit);
            let own = RUNS.get((word & 0xff) as usize).copied().unwrap_or_default();
            capitals |= if is_lower(head) { 0 } else { one };
            names |= if self.lexicon.may_begin_given(head & own) { one } else { 0 };
        }
        let may_be_initial = all & (dots[0] | second & dots[1]);
        let mut hints = signed | may_be_initial | capitals & spaced;
        for bit in ones(capitals & !hints) {
            // What the last word before the block was is not known here.
            let before = all & !(u64::MAX << bit);
            hints |= u64::from(before == 0 || last_bit(before) & capitals != 0) << bit;
        }
        for bit in ones(names & is_long & !hints) {
            let word = letters >> bit | next << 1 << (63 - bit);
            let first = start + bit as usize;
            let word = self.bytes.get(first..first + word.trailing_ones() as usize);
            hints |= u64::from(word.is_some_and(|word| self.lexicon.may_be_given(word))) << bit;
        }
        Some(hints)
    }
}

/// For eight bits of which some are letters: the bytes of the first run of them.
static RUNS: [u64; 256] = {
    let mut runs = [0; 256];
    let mut letters = 0;
    while letters < runs.len() {
        let length = (letters as u8).trailing_ones();
        runs[letters] = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
        letters += 1;
    }
    runs
};

/// Bytes that are seen of a block and its last word.
const WINDOW: usize = BLOCK + 8;

/// The highest bit of a mask that has some.
fn last_bit(mask: u64) -> u64 {
    1 << 63 >> mask.leading_zeros()
}
