//! The trained judge: a table of weights, one row for each hash of a feature, added up.
//!
//! Sums of rows are integers and the few floats after them are added in a fixed order, so that the same request has the
//! same facts on every machine. `training/` makes the weights.

use std::borrow::Cow;

use wide::bytemuck::cast;
use wide::{i16x8, i16x16};

use super::facts::{Intent, Tier};
use super::features::{Family, Source, Visitor};
use super::letters::Code;
use super::text::Word;
use super::words::{features_of, mix};

/// Numbers a row of weights has: tiers, intents, and what fills it up.
pub const COLUMNS: usize = 24;
/// The tiers that wording decides, in the order of their columns; L1 is a matter of size and modality.
pub const JUDGED_TIERS: [Tier; 3] = [Tier::L0, Tier::L2, Tier::L3];
/// The column of the first intent, in the order of [`Intent::ALL`].
pub const FIRST_INTENT: usize = JUDGED_TIERS.len();
/// What a feature of quoted text counts beside one of the writer's own.
pub const MATERIAL: f32 = 0.4;

/// What the file begins with; the number is the version of the features.
const MAGIC: &[u8; 8] = b"QQJUDGE2";
const MOST_BITS: u32 = 20;
/// Rows added up in 16 bits before they are carried over: 256 times 127 fits.
const BATCH: usize = 256;

/// The weights of the judge.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The table has 2 to the power of this many rows.
    pub bits: u32,
    /// What one step of a weight is worth, by column.
    pub scales: [f32; COLUMNS],
    /// What a sum starts from, by column.
    pub biases: [f32; COLUMNS],
    /// How log-odds become decisions.
    pub bands: Bands,
    /// What the clearest intent adds to the log-odds of the tiers.
    pub leanings: Leanings,
    /// The rows, a signed byte for each column.
    pub rows: Cow<'static, [u8]>,
}

/// How sums become decisions; found by the trainer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bands {
    /// The least probability of the best tier for a proposal.
    pub sure: f32,
    /// What L0's probability is multiplied with, so that doubt goes upwards.
    pub cheap: f32,
    /// What makes log-odds of the strain of a request: what they start from, and what a step of it is worth.
    pub difficulty: [f32; 2],
}

/// For each intent, in the order of [`Intent::ALL`], what it adds to the log-odds of [`JUDGED_TIERS`]: a question that a
/// business answers from a list is hardly ever one of law, whatever words it has.
pub type Leanings = [[f32; JUDGED_TIERS.len()]; Intent::ALL.len()];

/// The weights cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// It is no file of weights, or one of another version.
    #[error("not a file of weights of this version")]
    Version,
    /// A number is missing or makes no sense.
    #[error("the weights are damaged")]
    Damaged,
}

/// What the weights say of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// The probability of each of [`JUDGED_TIERS`].
    pub tiers: [f32; JUDGED_TIERS.len()],
    /// The clearest intent.
    pub intent: Intent,
    /// How far L3's log-odds are above the others' best.
    pub hard: f32,
    /// What words and form each did to the log-odds of "more than L0".
    pub shares: [f32; 2],
}

/// Adds up the rows of a request's features; each counts once.
#[derive(Debug)]
pub(super) struct Sums<'a> {
    weights: &'a Weights,
    shift: u32,
    /// Room for rows that are yet to be added, all of one source, and how many there are.
    found: Vec<u32>,
    length: usize,
    source: Source,
    /// The rows that were counted: a table with open addressing, never full.
    counted: Vec<u32>,
    groups: [Group; Source::ALL],
}

/// A free place in the table of the rows that were counted.
const FREE: u32 = 0x7fff_0000;

/// What the features of one source add up to.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    total: [i32; COLUMNS],
    features: u32,
}

/// Sums of the columns of at most [`BATCH`] rows, in vector registers.
#[derive(Debug, Clone, Copy, Default)]
struct Lanes {
    first: i16x16,
    last: i16x8,
}

// === impl Weights ===

impl Weights {
    /// Reads weights as [`Weights::to_bytes`] writes them.
    ///
    /// # Errors
    /// [`WeightsError`] when they are of another version, cut off, or not finite.
    pub fn read(bytes: &'static [u8]) -> Result<Self, WeightsError> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(WeightsError::Version)?;
        let mut number = || -> Result<[u8; 4], WeightsError> {
            let (first, after) = rest.split_first_chunk::<4>().ok_or(WeightsError::Damaged)?;
            rest = after;
            Ok(*first)
        };
        let bits = u32::from_le_bytes(number()?);
        let mut floats = [0.0_f32; 2 * COLUMNS + 4 + Intent::ALL.len() * JUDGED_TIERS.len()];
        for float in &mut floats {
            *float = f32::from_le_bytes(number()?);
        }
        let (scales, others) = floats.split_first_chunk::<COLUMNS>().ok_or(WeightsError::Damaged)?;
        let (biases, bands) = others.split_first_chunk::<COLUMNS>().ok_or(WeightsError::Damaged)?;
        let &[sure, cheap, start, step, ref leanings @ ..] = bands else { return Err(WeightsError::Damaged) };
        let leanings: &Leanings = leanings.as_chunks().0.try_into().map_err(|_| WeightsError::Damaged)?;
        let whole = bits <= MOST_BITS && rest.len() == COLUMNS << bits && floats.iter().all(|float| float.is_finite());
        if !whole {
            return Err(WeightsError::Damaged);
        }
        let bands = Bands { sure, cheap, difficulty: [start, step] };
        let leanings = *leanings;
        Ok(Self { bits, scales: *scales, biases: *biases, bands, leanings, rows: Cow::Borrowed(rest) })
    }

    /// The weights as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.bits.to_le_bytes());
        let bands = [self.bands.sure, self.bands.cheap].into_iter().chain(self.bands.difficulty);
        let leanings = self.leanings.as_flattened().iter().copied();
        for float in self.scales.into_iter().chain(self.biases).chain(bands).chain(leanings) {
            bytes.extend(float.to_le_bytes());
        }
        bytes.extend_from_slice(&self.rows);
        bytes
    }

    /// The row of a feature's hash in a table of `bits`.
    #[must_use]
    #[inline]
    pub fn row_of(hash: u32, bits: u32) -> usize {
        row(hash, shift(bits)) as usize
    }
}

// === impl Verdict ===

impl Verdict {
    /// The likeliest tier and its probability.
    #[must_use]
    pub fn best(&self) -> Option<(Tier, f32)> {
        JUDGED_TIERS.into_iter().zip(self.tiers).max_by(|(_, one), (_, other)| one.total_cmp(other))
    }
}

// === impl Sums ===

impl Visitor for Sums<'_> {
    fn turn_to(&mut self, source: Source) {
        if source != self.source {
            self.add_found();
            self.source = source;
        }
    }

    #[inline]
    fn visit(&mut self, _: Family, hash: u32) {
        if let Some(place) = self.found.get_mut(self.length) {
            *place = row(hash, self.shift);
            self.length += 1;
        }
    }

    fn visit_words(&mut self, codes: &[Code], words: &[Word], salt: u32) {
        let room = self.found.get_mut(self.length..).unwrap_or_default();
        let mut places = room.iter_mut();
        features_of(codes, words, |_, unmixed| {
            if let Some(place) = places.next() {
                *place = unmixed;
            }
        });
        let unused = places.len();
        let written = room.len() - unused;
        // By itself, this becomes vector instructions.
        for place in room.get_mut(..written).unwrap_or_default() {
            *place = row(mix(*place) ^ salt, self.shift);
        }
        self.length += written;
    }
}

impl<'a> Sums<'a> {
    /// Sums of nothing so far, for `most` features at the most.
    pub(super) fn new(weights: &'a Weights, most: usize) -> Self {
        Self {
            weights,
            shift: shift(weights.bits),
            found: vec![0; most],
            length: 0,
            source: Source::Own,
            counted: vec![FREE; (most + most / 2 + 1).next_power_of_two()],
            groups: [Group::default(); Source::ALL],
        }
    }

    /// Adds up the rows that were found and not counted before.
    fn add_found(&mut self) {
        let (rows, _) = self.weights.rows.as_chunks();
        let counted = self.counted.as_mut_slice();
        let Some(group) = self.groups.get_mut(self.source as usize) else { return };
        for found in self.found.get(..self.length).unwrap_or_default().chunks(BATCH) {
            let (mut lanes, mut repeated) = (Lanes::default(), 0);
            for &row in found {
                match rows.get(row as usize) {
                    Some(weights) if is_new(counted, row) => lanes.add(weights),
                    _ => repeated += 1,
                }
            }
            lanes.add_to(&mut group.total);
            group.features += found.len() as u32 - repeated;
        }
        self.length = 0;
    }

    /// The verdict over everything added.
    pub(super) fn verdict(mut self) -> Verdict {
        self.add_found();
        let [own, material, form] = &self.groups;
        let mass = own.features as f32 + form.features as f32 + MATERIAL * MATERIAL * material.features as f32;
        let norm = 1.0 / mass.max(1.0).sqrt();
        let mut logits = self.weights.biases;
        for (column, logit) in logits.iter_mut().enumerate() {
            let of = |group: &Group| group.total.get(column).copied().unwrap_or_default() as f32;
            let scale = self.weights.scales.get(column).copied().unwrap_or_default();
            *logit += scale * norm * (of(own) + of(form) + MATERIAL * of(material));
        }
        let (tiers, others) = logits.split_at(FIRST_INTENT);
        let (intents, _) = others.split_at(Intent::ALL.len());
        let known = Intent::ALL.iter().zip(intents).zip(&self.weights.leanings).rev();
        let clearest = known.max_by(|((_, one), _), ((_, other), _)| one.total_cmp(other));
        let mut leaning = [0.0; JUDGED_TIERS.len()];
        if let Some((_, of_intent)) = clearest {
            leaning.iter_mut().zip(tiers).zip(of_intent).for_each(|((sum, tier), more)| *sum = tier + more);
        }
        let share = |group: &Group| norm * self.above_cheapest(&group.total);
        Verdict {
            tiers: probabilities(&leaning, self.weights.bands.cheap),
            intent: clearest.map_or(Intent::Other, |((intent, _), _)| *intent),
            hard: match *tiers {
                [cheap, middle, hard] => hard - middle.max(cheap),
                _ => 0.0,
            },
            shares: [share(own) + MATERIAL * share(material), share(form)],
        }
    }

    /// How far a sum lifts L2 and L3 above L0.
    fn above_cheapest(&self, total: &[i32; COLUMNS]) -> f32 {
        let mut scaled = total.iter().zip(self.weights.scales).map(|(&sum, scale)| sum as f32 * scale);
        match [scaled.next(), scaled.next(), scaled.next()] {
            [Some(cheap), Some(middle), Some(hard)] => middle.max(hard) - cheap,
            _ => 0.0,
        }
    }
}

/// How far a hash is shifted down to be a row in a table of `bits`.
fn shift(bits: u32) -> u32 {
    32 - bits.clamp(1, 31)
}

#[inline]
fn row(hash: u32, shift: u32) -> u32 {
    hash.wrapping_mul(0x9e37_79b1).wrapping_shr(shift)
}

/// Whether `row` is not in `counted` yet; then it is put there. The table is a power of two and never full.
#[inline]
fn is_new(counted: &mut [u32], row: u32) -> bool {
    let last = counted.len().wrapping_sub(1);
    let mut place = row as usize & last;
    while let Some(taken) = counted.get_mut(place) {
        if *taken == FREE {
            *taken = row;
            return true;
        }
        if *taken == row {
            return false;
        }
        place = place.wrapping_add(1) & last;
    }
    false
}

// === impl Lanes ===

impl Lanes {
    #[inline]
    fn add(&mut self, row: &[u8; COLUMNS]) {
        // Both pieces are there; the middle of the row is in both of them.
        if let (Some(first), Some(last)) = (row.first_chunk::<16>(), row.last_chunk::<16>()) {
            self.first += i16x16::from_i8x16(cast(*first));
            let [_, last]: [i16x8; 2] = cast(i16x16::from_i8x16(cast(*last)));
            self.last += last;
        }
    }

    fn add_to(self, total: &mut [i32; COLUMNS]) {
        let [first, second]: [[i16; 8]; 2] = cast(self.first);
        let lanes = [first, second, self.last.to_array()];
        for (total, sum) in total.iter_mut().zip(lanes.as_flattened()) {
            *total = total.wrapping_add(i32::from(*sum));
        }
    }
}

/// Log-odds as probabilities; the first is multiplied with `cheap` before all are made to add up to one.
fn probabilities(logits: &[f32], cheap: f32) -> [f32; JUDGED_TIERS.len()] {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let mut shares = [0.0; JUDGED_TIERS.len()];
    for (share, logit) in shares.iter_mut().zip(logits) {
        *share = exp(logit - top);
    }
    if let Some(first) = shares.first_mut() {
        *first *= cheap;
    }
    let total: f32 = shares.iter().sum();
    shares.map(|share| share / total.max(f32::MIN_POSITIVE))
}

/// e to the power of `x`, by sums and products alone: the functions of the platform differ in the last bit.
#[must_use]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 87.0);
    let whole = (x * std::f32::consts::LOG2_E).round();
    let rest = x - whole * std::f32::consts::LN_2;
    // Taylor's series; the rest is at most a third.
    let series =
        [720.0, 120.0, 24.0, 6.0, 2.0, 1.0].into_iter().fold(1.0 / 5_040.0, |sum, divisor| sum * rest + 1.0 / divisor);
    let power = f32::from_bits(((whole as i32 + 127) as u32) << 23);
    (series * rest + 1.0) * power
}

#[cfg(test)]
mod tests {
    use super::{Weights, WeightsError, exp};

    #[test]
    fn damaged_weights_are_refused() {
        let shipped = crate::measure::WEIGHTS;
        let weights = Weights::read(shipped).unwrap();
        assert!(weights.to_bytes() == shipped);
        assert_eq!(Weights::read(b"QQJUDGE1").unwrap_err(), WeightsError::Version);
        for cut in [8, 12, 100, 300, shipped.len() - 1] {
            assert_eq!(Weights::read(&shipped[..cut]).unwrap_err(), WeightsError::Damaged, "{cut}");
        }
    }

    #[test]
    fn exp_is_exp() {
        for x in -200..200 {
            let x = x as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
    }
}
