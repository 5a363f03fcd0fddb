//! The trained judge: a table of weights, one row for each hash of a feature, added up.
//!
//! Sums of rows are integers and the few floats after them are added in a fixed order, so that the same request has the
//! same facts on every machine. `training/` makes the weights.

use std::borrow::Cow;

use super::facts::{Intent, Tier};
use super::features::{Family, Feature};

/// Numbers a row of weights has: tiers, intents, and what fills it up.
pub const COLUMNS: usize = 24;
/// The tiers that wording decides, in the order of their columns; L1 is a matter of size and modality.
pub const JUDGED_TIERS: [Tier; 3] = [Tier::L0, Tier::L2, Tier::L3];
/// The column of the first intent, in the order of [`Intent::ALL`].
pub const FIRST_INTENT: usize = JUDGED_TIERS.len();
/// What a feature of quoted text counts beside one of the writer's own.
pub const MATERIAL: f32 = 0.4;

/// What the file begins with; the number is the version of the features.
const MAGIC: &[u8; 8] = b"QQJUDGE1";
const MOST_BITS: u32 = 20;
/// Rows added up in 16 bits before they are carried over: 256 times 127 fits.
const BATCH: u32 = 256;

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
    /// The row of each feature, above two bits for its group.
    found: Vec<u32>,
}

/// The groups of features: own words, material, form.
const GROUPS: usize = 3;
/// A free place in the table of the rows that were counted.
const FREE: u32 = 0x7fff_0000;

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    batch: [i16; COLUMNS],
    total: [i32; COLUMNS],
    features: u32,
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
        let mut floats = [0.0_f32; 2 * COLUMNS + 4];
        for float in &mut floats {
            *float = f32::from_le_bytes(number()?);
        }
        let (scales, others) = floats.split_first_chunk::<COLUMNS>().ok_or(WeightsError::Damaged)?;
        let (biases, bands) = others.split_first_chunk::<COLUMNS>().ok_or(WeightsError::Damaged)?;
        let &[sure, cheap, start, step] = bands else { return Err(WeightsError::Damaged) };
        let whole = bits <= MOST_BITS && rest.len() == COLUMNS << bits && floats.iter().all(|float| float.is_finite());
        if !whole {
            return Err(WeightsError::Damaged);
        }
        let bands = Bands { sure, cheap, difficulty: [start, step] };
        Ok(Self { bits, scales: *scales, biases: *biases, bands, rows: Cow::Borrowed(rest) })
    }

    /// The weights as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.bits.to_le_bytes());
        let bands = [self.bands.sure, self.bands.cheap].into_iter().chain(self.bands.difficulty);
        for float in self.scales.into_iter().chain(self.biases).chain(bands) {
            bytes.extend(float.to_le_bytes());
        }
        bytes.extend_from_slice(&self.rows);
        bytes
    }

    /// The row of a feature's hash in a table of `bits`.
    #[must_use]
    #[inline]
    pub fn row_of(hash: u32, bits: u32) -> usize {
        (hash.wrapping_mul(0x9e37_79b1) >> (32 - bits.clamp(1, 31))) as usize
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

impl<'a> Sums<'a> {
    /// Sums of nothing so far, with room for about `size` features.
    pub(super) fn new(weights: &'a Weights, size: usize) -> Self {
        Self { weights, found: Vec::with_capacity(size) }
    }

    #[inline]
    pub(super) fn add(&mut self, feature: Feature) {
        let row = Weights::row_of(feature.hash, self.weights.bits) as u32;
        let group = if feature.material { 1 } else { 2 * u32::from(feature.family == Family::Form) };
        self.found.push(row << 2 | group);
    }

    /// Adds up the rows: the table of those that were counted is as large as this request needs it.
    fn groups(&self) -> [Group; GROUPS] {
        let (rows, _) = self.weights.rows.as_chunks();
        let mut groups = [Group::default(); GROUPS];
        let mut counted = vec![FREE; (2 * self.found.len()).next_power_of_two()];
        for &found in &self.found {
            let row = found >> 2;
            if is_new(&mut counted, row)
                && let (Some(group), Some(weights)) = (groups.get_mut((found & 3) as usize), rows.get(row as usize))
            {
                group.add(weights);
            }
        }
        groups
    }

    /// The verdict over everything added.
    pub(super) fn verdict(self) -> Verdict {
        let mut groups = self.groups();
        groups.iter_mut().for_each(Group::carry);
        let [own, material, form] = &groups;
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
        let clearest = Intent::ALL.iter().zip(intents).rev().max_by(|(_, one), (_, other)| one.total_cmp(other));
        let share = |group: &Group| norm * self.above_cheapest(&group.total);
        Verdict {
            tiers: probabilities(tiers, self.weights.bands.cheap),
            intent: clearest.map_or(Intent::Other, |(intent, _)| *intent),
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

// === impl Group ===

impl Group {
    #[inline]
    fn add(&mut self, weights: &[u8; COLUMNS]) {
        // By columns: two arrays side by side become vector instructions where `zip` stays a loop.
        for column in 0..COLUMNS {
            if let (Some(sum), Some(&weight)) = (self.batch.get_mut(column), weights.get(column)) {
                *sum = sum.wrapping_add(i16::from(weight as i8));
            }
        }
        self.features += 1;
        if self.features.is_multiple_of(BATCH) {
            self.carry();
        }
    }

    fn carry(&mut self) {
        for (total, sum) in self.total.iter_mut().zip(&mut self.batch) {
            *total = total.wrapping_add(i32::from(std::mem::take(sum)));
        }
    }
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
        assert_eq!(Weights::read(b"QQJUDGE0").unwrap_err(), WeightsError::Version);
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
