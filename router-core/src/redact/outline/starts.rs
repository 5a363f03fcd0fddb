//! Words of a block at which a person's name may be found, told from the rest by how they begin and what stands before
//! them: most words are in lower case, stand behind no sign of a label, and begin as no given name does.

use super::super::beginnings::Kinds;
use super::block::Block;

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
        let (_, goes_on) = starts.next_of(kinds.capitals << 1, self.is_capital);
        Self { letters, spaces, is_open: signs > letters, is_capital: goes_on || kinds.capitals >> 63 != 0 }
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
        // Behind a sign that may part a label from its value.
        let (signed, _) = self.next_of(block.signs, before.is_open);
        let (behind_capitals, _) = self.next_of(capitals << 1, before.is_capital);
        signed | initials | capitals & (spaced | behind_capitals)
    }

    /// The next word at or after each of `places`, of which none is inside the block's words but right behind their first
    /// bytes, and the first of all if `is_open`; and whether a place has no word behind it here.
    ///
    /// What is added to a run of ones is carried to the zero behind it: each word's first byte.
    #[inline]
    fn next_of(&self, places: u64, is_open: bool) -> (u64, bool) {
        let (sum, goes_on) = (!self.all).overflowing_add(places | u64::from(is_open));
        (sum & self.all, goes_on)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::Starts;

    proptest! {
        /// What is carried arrives where a search arrives.
        #[test]
        fn next_words_are_found_by_a_sum(all: u64, others: u64, places: u64, is_open: bool) {
            // Words of two bytes at least, as those of one have what is none behind them.
            let all = all & others & !(all & others) << 1;
            let places = places & !all;
            let mut expected = 0;
            let mut is_waiting = is_open;
            for bit in (0..64).map(|place| 1u64 << place) {
                is_waiting |= places & bit != 0;
                if all & bit != 0 && is_waiting {
                    (expected, is_waiting) = (expected | bit, false);
                }
            }
            prop_assert_eq!(Starts { all, letters: [0; 2] }.next_of(places, is_open), (expected, is_waiting));
        }
    }
}
