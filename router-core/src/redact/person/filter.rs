//! How given names in lower case may be typed. Most words in lower case are none, and this tells so without looking
//! further.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::super::beginnings::{Beginnings, head};
use super::letters::{NO_LETTER, fold_of_two};
use super::lexicon::{PRIME, SEED, step};
use super::morphology;

/// A filter for words in lower case: most are no form of a given name.
#[derive(Debug, Clone)]
pub(in super::super) struct Filter {
    /// How the forms begin: four Cyrillic letters in all their spellings, or eight Latin ones.
    starts: Beginnings,
    /// Beginnings that were added, while the filter is made.
    known: HashSet<u64, RandomState>,
    /// The last of them.
    last: u64,
    forms: Vec<u64>,
    common: Vec<u64>,
    /// The frames of forms.
    frames: Vec<u64>,
}

/// Bits of either set of a filter, as a power of two: so many that one word in four hundred passes without being a form.
const FILTER_BITS: u32 = 22;
/// Bits of the set of frames, as a power of two.
const FRAME_BITS: u32 = 20;
/// A one in each byte.
const ONES: u64 = u64::from_le_bytes([1; 8]);

/// The small letters of the Cyrillic block, in UTF-8.
const SPELLINGS: [[u8; 2]; 96] = {
    let mut letters = [[0; 2]; 96];
    let mut place = 0;
    while place < letters.len() {
        // U+0430 to U+045F; then the odd ones of U+0490 to U+04EF.
        let code = if place < 48 { 0x430 + place as u32 } else { 0x491 + 2 * (place as u32 - 48) };
        letters[place] = [0xc0 | (code >> 6) as u8, 0x80 | (code & 0x3f) as u8];
        place += 1;
    }
    letters
};

impl Filter {
    pub(in super::super) fn new() -> Self {
        let empty = || vec![0; 1 << (FILTER_BITS - 6)];
        Self {
            starts: Beginnings::new(),
            known: HashSet::default(),
            last: 0,
            forms: empty(),
            common: empty(),
            frames: vec![0; 1 << (FRAME_BITS - 6)],
        }
    }

    /// Adds the forms of a name as they may be typed: in its own letters, and the nominative of a Cyrillic one in
    /// Latin.
    pub(super) fn add_name(&mut self, name: &str) {
        let lower = name.to_lowercase();
        if lower.is_ascii() {
            self.add_form(lower.as_bytes());
            return;
        }
        let stem = lower.trim_end_matches(['а', 'я', 'й', 'ь']);
        let mut form = Vec::with_capacity(lower.len() + 16);
        for ending in morphology::case_endings(&lower) {
            form.clear();
            form.extend_from_slice(if ending.keeps_vowel { lower.as_bytes() } else { stem.as_bytes() });
            form.extend_from_slice(ending.text.as_bytes());
            self.add_form(&form);
        }
        for typed in morphology::transliterations(&lower) {
            self.add_form(typed.as_bytes());
        }
    }

    fn add_form(&mut self, form: &[u8]) {
        Self::set(&mut self.forms, Self::hash(form));
        self.add_start(form);
        let letters: Vec<_> = form.as_chunks::<2>().0.iter().copied().filter(|&letter| fold(letter) != 0).collect();
        let place = frame(&letters).map(frame_place);
        if let Some((bits, bit)) = place.and_then(|(at, bit)| Some((self.frames.get_mut(at)?, bit))) {
            *bits |= bit;
        }
    }

    /// Adds the beginning of a form, in every spelling that folds to the same letters.
    fn add_start(&mut self, form: &[u8]) {
        let start = form.get(..8).unwrap_or(form);
        // The forms of one name come in a row, and most begin alike.
        let first = head(start);
        if std::mem::replace(&mut self.last, first) == first || !self.known.insert(first) {
            return;
        }
        let mut spellings = vec![head(start)];
        for (place, &letter) in start.as_chunks::<2>().0.iter().enumerate().filter(|_| !start.is_ascii()) {
            let folded = fold_of_two(letter);
            let is_other =
                |other: &&[u8; 2]| **other != letter && fold_of_two(**other) == folded && folded != NO_LETTER;
            for other in SPELLINGS.iter().filter(is_other) {
                let change = u64::from(u16::from_le_bytes(letter) ^ u16::from_le_bytes(*other)) << (place * 16);
                let unchanged = |spelling: &&u64| (**spelling ^ head(start)) >> (place * 16) & 0xffff == 0;
                let changed: Vec<_> = spellings.iter().filter(unchanged).map(|spelling| spelling ^ change).collect();
                spellings.extend(changed);
            }
        }
        spellings.into_iter().for_each(|spelling| self.starts.add(spelling));
    }

    /// Forgets what only matters while names are added.
    pub(super) fn finish(&mut self) {
        self.known = HashSet::default();
    }

    /// How given names and marks begin.
    pub(in super::super) fn starts(&self) -> &Beginnings {
        &self.starts
    }

    /// Adds a word that is not looked at in lower case: as it is spelled, for `айдың` is none and `айдын` is a name.
    pub(super) fn add_common(&mut self, word: &str) {
        /// Words that are given names more often than others are.
        const NAMES: [&str; 3] = ["вера", "любовь", "азамат"];
        if !NAMES.contains(&word) {
            Self::set(&mut self.common, Self::hash_as_spelled(word.as_bytes()));
        }
    }

    fn set(bits: &mut [u64], hash: u64) {
        for slot in Self::slots(hash) {
            if let Some(bits) = bits.get_mut(slot / 64) {
                *bits |= 1 << (slot % 64);
            }
        }
    }

    fn has(bits: &[u64], hash: u64) -> bool {
        Self::slots(hash).into_iter().all(|slot| bits.get(slot / 64).is_some_and(|bits| bits >> (slot % 64) & 1 != 0))
    }

    fn slots(hash: u64) -> [usize; 2] {
        let hash = hash.wrapping_mul(PRIME);
        let mask = (1 << FILTER_BITS) - 1;
        [(hash >> (64 - FILTER_BITS)) as usize, (hash >> 22) as usize & mask]
    }

    fn step(hash: u64, letter: &[u8; 2]) -> u64 {
        match fold(*letter) {
            0 => hash,
            folded => step(hash, folded),
        }
    }

    /// The hash of a word in lower case, its Cyrillic letters folded one by one.
    fn hash(word: &[u8]) -> u64 {
        if word.first().is_some_and(u8::is_ascii) {
            word.iter().fold(!SEED, |hash, &byte| step(hash, byte))
        } else {
            word.as_chunks::<2>().0.iter().fold(SEED, Self::step)
        }
    }

    fn hash_as_spelled(word: &[u8]) -> u64 {
        word.iter().fold(SEED, |hash, &byte| step(hash, byte))
    }

    /// Whether a word in lower case may be a given name.
    pub(super) fn may_be_given(&self, word: &[u8]) -> bool {
        self.starts.has(head(word)) && self.may_go_on(word)
    }

    /// The same of a word that begins as a given name does.
    #[inline]
    pub(in super::super) fn may_go_on(&self, word: &[u8]) -> bool {
        if !(3..=48).contains(&word.len()) {
            return false;
        }
        // Most words part from all names here, whatever stands between.
        let has_frame = |(at, bit)| self.frames.get(at).is_some_and(|bits: &u64| bits & bit != 0);
        if !frame(word.as_chunks().0).is_none_or(|frame| has_frame(frame_place(frame))) {
            return false;
        }
        Self::has(&self.forms, Self::hash(word)) && !Self::has(&self.common, Self::hash_as_spelled(word))
    }
}

/// The first four letters of a Cyrillic word and the last two, folded, or as many pairs of an ASCII one. None of a word
/// that is shorter, and none where one of them is a sign, which may be left out.
#[inline]
fn frame(letters: &[[u8; 2]]) -> Option<u64> {
    let (&[a, b, c, d, ..], &[.., y, z]) = (letters, letters) else { return None };
    let frame = u64::from_le_bytes([fold(a), fold(b), fold(c), fold(d), fold(y), fold(z), 1, 1]);
    // A byte that is 0 borrows; none of the others is so high that its highest bit is set.
    (frame.wrapping_sub(ONES) & ONES << 7 == 0).then_some(frame)
}

/// The number of the word in the set of frames, and the bit in it.
fn frame_place(frame: u64) -> (usize, u64) {
    let place = frame.wrapping_mul(PRIME) >> (64 - FRAME_BITS);
    ((place / 64) as usize, 1 << (place % 64))
}

/// What the letter of two bytes folds to; 0 is a sign.
#[inline]
fn fold([lead, trail]: [u8; 2]) -> u8 {
    FOLD.get(usize::from(u16::from_le_bytes([lead, trail]))).copied().unwrap_or_default()
}

/// [`fold_of_two`] at one look, below 64.
static FOLD: [u8; 1 << 16] = {
    let mut fold = [0; 1 << 16];
    let mut place = 0;
    while place < fold.len() {
        fold[place] = fold_of_two([place as u8, (place >> 8) as u8]) & 0x3f;
        place += 1;
    }
    fold
};
