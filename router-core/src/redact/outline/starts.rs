//! Words of a block at which a person's name may be found, told from the rest by how they begin and what stands before
//! them: most words are in lower case, stand behind no sign of a label, and begin as no given name does.

use super::super::beginnings::Kinds;
use super::block::Block;
use super::{first_bit, ones};

/// What a block must know of the one before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    letters: u64,
    spaces: u64,
    /// Whether its last sign has no word behind it there.
    is_open: bool,
    /// Whether its last word, or one further back, may begin with a capital letter.
    is_capital: bool,
}

/// The words of one block.
#[derive(Debug)]
pub(super) struct Starts {
    /// First bytes of words.
    pub(super) all: u64,
    /// Every byte of a letter, and those of the next block.
    pub(super) letters: [u64; 2],
}

impl Before {
    /// Of this block, with words of these kinds.
    #[inline]
    pub(super) fn after(self, block: &Block, starts: &Starts, kinds: Kinds) -> Self {
        let &Block { letters, spaces, signs, .. } = block;
        let is_capital = if starts.all == 0 { self.is_capital } else { kinds.is_last_capital(starts.all) };
        Self { letters, spaces, is_open: signs > letters, is_capital }
    }
}

impl Starts {
    #[inline]
    pub(super) fn of(before: Before, block: &Block, next: &Block) -> Self {
        let letters = block.letters;
        Self { all: letters & !(letters << 1 | before.letters >> 63), letters: [letters, next.letters] }
    }

    /// Words of three bytes and more.
    #[inline]
    pub(super) fn long(&self) -> u64 {
        let [letters, next] = self.letters;
        self.all & (letters >> 1 | next << 63) & (letters >> 2 | next << 62)
    }

    /// The bytes of the word at a bit, 64 at most.
    #[inline]
    pub(super) fn length(&self, bit: u32) -> usize {
        let [letters, next] = self.letters;
        (letters >> bit | next << 1 << (63 - bit)).trailing_ones() as usize
    }

    /// Those at which a name may be found, whatever they mean.
    #[inline]
    pub(super) fn hints(&self, before: Before, block: &Block, next: &Block, kinds: Kinds) -> u64 {
        let Self { all, letters: [letters, next_letters] } = *self;
        let Kinds { capitals, .. } = kinds;
        if capitals | block.signs | block.dots | next.dots == 0 && !before.is_open {
            return 0;
        }
        // One letter, of one byte or two, with a full stop behind it.
        let dots = [block.dots >> 1 | next.dots << 63, block.dots >> 2 | next.dots << 62];
        let second = letters >> 1 | next_letters << 63;
        let initials = all & (dots[0] | second & dots[1]);
        // Only one space parts them from the word before.
        let spaced = all & (block.spaces << 1 | before.spaces >> 63) & (letters << 2 | before.letters >> 62);
        let mut hints = self.signed(before, block.signs) | initials | capitals & spaced;
        for bit in ones(capitals & !hints) {
            let earlier = all & !(u64::MAX << bit);
            let is_capital = if earlier == 0 { before.is_capital } else { kinds.is_last_capital(earlier) };
            hints |= u64::from(is_capital) << bit;
        }
        hints
    }

    /// Those that stand behind a sign that may part a label from its value.
    #[inline]
    fn signed(&self, before: Before, signs: u64) -> u64 {
        let mut signed = if before.is_open { first_bit(self.all) } else { 0 };
        let mut rest = signs;
        while rest != 0 {
            let word = first_bit(self.all & !(first_bit(rest) - 1));
            signed |= word;
            rest &= !(word.wrapping_mul(2).wrapping_sub(1));
        }
        signed
    }
}
