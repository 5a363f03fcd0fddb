//! The features of words, hashed: the word, its beginnings, four of its sounds in a row, and the word after it.

use super::features::Family;
use super::letters::Code;
use super::text::Word;

/// Sounds of a word that count as its stem.
const STEM: usize = 5;
/// What the hash of a word begins with.
const SEED: u32 = 0x811c_9dc5;

/// Calls `visit` for the features of words; their hashes are yet to be mixed.
#[inline]
pub(super) fn features_of(codes: &[Code], words: &[Word], mut visit: impl FnMut(Family, u32)) {
    let mut before = None;
    for word in words {
        // With the 0 behind it, which ends the last run of four sounds and makes a word of a prefix.
        let codes = codes.get(word.start as usize..=word.end as usize).unwrap_or_default();
        let (stem, others) = codes.split_at_checked(STEM).unwrap_or((codes, &[]));
        let (mut hash, mut grams) = (SEED, 0);
        for (length, &code) in (1..).zip(stem) {
            hash = step(hash, code);
            grams = grams << 6 | u32::from(code);
            if length > 2 {
                visit(Family::Four, grams & 0xff_ffff);
                if length + 1 < codes.len() {
                    visit(Family::Prefix, hash);
                }
            }
        }
        for &code in others {
            hash = step(hash, code);
            grams = grams << 6 | u32::from(code);
            visit(Family::Four, grams & 0xff_ffff);
        }
        visit(Family::Word, hash);
        if let Some(before) = before {
            visit(Family::Pair, unmixed_pair(before, word.stem));
        }
        before = Some(word.stem);
    }
}

#[inline]
fn step(hash: u32, code: Code) -> u32 {
    (hash ^ u32::from(code)).wrapping_mul(0x0100_0193)
}

/// Spreads a hash over all its bits.
#[inline]
pub(super) fn mix(hash: u32) -> u32 {
    let hash = (hash ^ hash >> 15).wrapping_mul(0x85eb_ca6b);
    hash ^ hash >> 13
}

/// The hash of a word's stem.
#[inline]
pub(super) fn stem_of(word: &[Code]) -> u32 {
    let mut hash = SEED;
    for &code in word.get(..STEM).unwrap_or(word) {
        hash = step(hash, code);
    }
    hash
}

/// The hash of two stems in a row.
#[inline]
pub(super) fn pair_of(first: u32, second: u32) -> u32 {
    mix(unmixed_pair(first, second))
}

#[inline]
fn unmixed_pair(first: u32, second: u32) -> u32 {
    first.rotate_left(7).wrapping_mul(0x9e37_79b1) ^ second
}
