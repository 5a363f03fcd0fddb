//! How words begin: most are in lower case, and begin as no given name does and as no word that a detector starts from.
//! One look at the first eight bytes of a word tells so.

use super::outline::{BLOCK, Mark};
use super::person::words::capital;

/// Bits of the set of beginnings, as a power of two.
const BITS: u32 = 21;
/// Slots for heads, as a power of two: few of them are taken.
const SLOTS: u32 = 8;
const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

/// Bytes of a word that are its head.
const HEAD: usize = 8;
/// Bytes that are seen of a block and its last word.
pub(super) const WINDOW: usize = BLOCK + HEAD;

/// The heads of words that a detector starts from, as they stand in a sentence and at its beginning. Shorter ones are
/// whole words. What else the word must be is for the detector to see.
const HEADS: [(Mark, &str); 35] = [
    (Mark::Dog, "соба"),
    (Mark::Dog, "Соба"),
    (Mark::At, "at"),
    (Mark::Seven, "семь"),
    (Mark::Seven, "Семь"),
    (Mark::Seven, "восе"),
    (Mark::Seven, "Восе"),
    (Mark::SevenKazakh, "жеті"),
    (Mark::SevenKazakh, "Жеті"),
    (Mark::SevenEnglish, "seven"),
    (Mark::SevenEnglish, "Seven"),
    (Mark::SevenEnglish, "seventy"),
    (Mark::SevenEnglish, "Seventy"),
    (Mark::SevenEnglish, "seventee"),
    (Mark::SevenEnglish, "Seventee"),
    (Mark::SevenEnglish, "eleven"),
    (Mark::SevenEnglish, "Eleven"),
    (Mark::Zero, "ноль"),
    (Mark::Zero, "Ноль"),
    (Mark::Zero, "нөл"),
    (Mark::Zero, "Нөл"),
    (Mark::Flat, "квар"),
    (Mark::Flat, "Квар"),
    (Mark::Flat, "пәте"),
    (Mark::Flat, "Пәте"),
    (Mark::Street, "улиц"),
    (Mark::Street, "Улиц"),
    (Mark::Birth, "рожд"),
    (Mark::Birth, "Рожд"),
    (Mark::Birth, "роди"),
    (Mark::Birth, "Роди"),
    (Mark::Birth, "туға"),
    (Mark::Birth, "Туға"),
    (Mark::Birth, "туыл"),
    (Mark::Birth, "Туыл"),
];

/// A set of heads.
#[derive(Debug, Clone)]
pub(super) struct Beginnings {
    bits: Box<[u64; 1 << (BITS - 6)]>,
    /// The heads of marks, each at its place or behind it.
    heads: [(u64, Option<Mark>); 1 << SLOTS],
}

/// Words of a block, by their first bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kinds {
    /// Those that are not in lower case.
    pub(super) capitals: u64,
    /// Those with a head of the set.
    pub(super) known: u64,
}

impl Beginnings {
    /// The heads of marks.
    pub(super) fn new() -> Self {
        let mut beginnings = Self { bits: Box::new([0; _]), heads: [(0, None); _] };
        for (mark, word) in HEADS {
            let head = head(word.as_bytes());
            beginnings.add(head);
            let (before, from) = beginnings.heads.split_at_mut(place(head, SLOTS));
            if let Some(slot) = from.iter_mut().chain(before).find(|(_, mark)| mark.is_none()) {
                *slot = (head, Some(mark));
            }
        }
        beginnings
    }

    /// Adds a head.
    pub(super) fn add(&mut self, head: u64) {
        let place = place(head, BITS);
        if let Some(bits) = self.bits.get_mut(place / 64) {
            *bits |= 1 << (place % 64);
        }
    }

    /// Whether a word with this head may be in the set.
    #[inline]
    pub(super) fn has(&self, head: u64) -> bool {
        let place = place(head, BITS);
        self.bits.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 != 0)
    }

    /// The mark with this head.
    #[inline]
    pub(super) fn mark(&self, head: u64) -> Option<Mark> {
        let mut at = place(head, SLOTS);
        loop {
            // Few slots are taken: nearly every head finds an empty one.
            let &(known, mark) = self.heads.get(at % self.heads.len())?;
            let mark = mark?;
            if known == head {
                return Some(mark);
            }
            at += 1;
        }
    }

    /// How the words begin whose first bytes are `starts`; `letters` are those of the block and of the next.
    #[inline]
    pub(super) fn kinds(&self, bytes: &[u8; WINDOW], starts: u64, letters: [u64; 2]) -> Kinds {
        let mut kinds = Kinds { capitals: 0, known: 0 };
        let mut rest = starts;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            let bytes = bytes_at(bytes, bit);
            kinds.capitals |= capital(bytes).wrapping_shl(bit);
            kinds.known |= u64::from(self.has(bytes & own(letters, bit))).wrapping_shl(bit);
        }
        kinds
    }
}

/// The head of a word as it stands.
#[inline]
pub(super) fn head(word: &[u8]) -> u64 {
    match word.first_chunk::<HEAD>() {
        Some(first) => u64::from_le_bytes(*first),
        None => word.iter().rev().fold(0, |head, &byte| head << 8 | u64::from(byte)),
    }
}

/// The head of the word at a byte of a block.
#[inline]
pub(super) fn head_at(bytes: &[u8; WINDOW], letters: [u64; 2], bit: u32) -> u64 {
    bytes_at(bytes, bit) & own(letters, bit)
}

#[inline]
fn bytes_at(bytes: &[u8; WINDOW], bit: u32) -> u64 {
    let bytes = bytes.get((bit & 63) as usize..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// The bytes of a head that are the word's own.
#[inline]
fn own([letters, next]: [u64; 2], bit: u32) -> u64 {
    // The next block's letters are moved twice by less than 64.
    let word = letters.wrapping_shr(bit) | next.wrapping_shl(1).wrapping_shl(63 ^ bit);
    OWN.get((word & 0xff) as usize).copied().unwrap_or_default()
}

/// For eight bits of which some are letters: the bytes of the first run of them.
static OWN: [u64; 256] = {
    let mut own = [0; 256];
    let mut letters = 0;
    while letters < own.len() {
        let length = (letters as u8).trailing_ones();
        own[letters] = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
        letters += 1;
    }
    own
};

#[inline]
fn place(head: u64, bits: u32) -> usize {
    (head.wrapping_mul(PRIME) >> (64 - bits)) as usize
}
