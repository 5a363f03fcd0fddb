//! Fits the weights: a multinomial logistic regression for tiers and one for intents over shared features.
//!
//! Everything is single-threaded and uses sums, products and square roots alone, so that the same rows give the same
//! weights, bit for bit, on every machine.

use std::borrow::Cow;
use std::collections::BTreeMap;

use router_core::chat::Chat;
use router_core::measure::{
    Assessor, Bands, COLUMNS, FIRST_INTENT, Family, Intent, JUDGED_TIERS, MATERIAL, Tier, Weights, exp,
};

use crate::rows::Row;

/// How the weights are made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recipe {
    /// The table has 2 to the power of this many rows.
    pub(crate) bits: u32,
    /// How often each row is seen.
    pub(crate) epochs: u32,
    /// The length of a step.
    pub(crate) rate: f32,
    /// What a weight loses each time its feature is seen, as a share.
    pub(crate) decay: f32,
    /// What a tier that is acceptable beside the expected one gets of the target.
    pub(crate) acceptable: f32,
    /// How strongly rare intents count: 0 as often as they occur, 1 all alike.
    pub(crate) balance: f32,
    pub(crate) bands: Bands,
    /// Families of features that are left out.
    pub(crate) without: Vec<Family>,
}

/// A request as the regression sees it.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// Row of the table and value, scaled so that the squares add up to one.
    features: Vec<(u32, f32)>,
    /// What the tiers should get; nothing where size or modality decides.
    tiers: Option<[f32; JUDGED_TIERS.len()]>,
    intent: usize,
    weight: f32,
}

/// What a fit keeps of each weight.
struct Table {
    weights: Vec<[f32; COLUMNS]>,
    /// Sums of squared gradients, by column: they shorten the steps of what is seen often.
    squares: Vec<[f32; COLUMNS]>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            bits: 16,
            epochs: 20,
            rate: 0.3,
            decay: 1e-4,
            acceptable: 0.25,
            balance: 0.3,
            bands: Bands { sure: 0.0, cheap: 1.0, difficulty: [-3.0, 0.0, 2.5, 5.0] },
            without: Vec::new(),
        }
    }
}

/// The features of a request in a table of `bits`, each once.
pub(crate) fn features(assessor: &Assessor, chat: &Chat, recipe: &Recipe) -> Vec<(u32, f32)> {
    let mut values = BTreeMap::new();
    assessor.features(chat, |feature| {
        if !recipe.without.contains(&feature.family) {
            let row = Weights::row_of(feature.hash, recipe.bits) as u32;
            values.entry(row).or_insert(if feature.material { MATERIAL } else { 1.0 });
        }
    });
    let mass: f32 = values.values().map(|value| value * value).sum();
    let norm = 1.0 / mass.max(1.0).sqrt();
    values.into_iter().map(|(row, value)| (row, value * norm)).collect()
}

/// The examples of rows.
pub(crate) fn examples(assessor: &Assessor, rows: &[&Row], recipe: &Recipe) -> Vec<Example> {
    let mut count = [0.0_f32; Intent::ALL.len()];
    for row in rows {
        count[row.intent as usize] += 1.0;
    }
    let mean = rows.len() as f32 / Intent::ALL.len() as f32;
    rows.iter()
        .map(|row| {
            let rare = (mean / count[row.intent as usize]).min(8.0);
            Example {
                features: features(assessor, &row.chat, recipe),
                tiers: target(row, recipe.acceptable),
                intent: row.intent as usize,
                weight: 1.0 + recipe.balance * (rare - 1.0),
            }
        })
        .collect()
}

/// Fits weights to examples.
pub(crate) fn fit(examples: &[Example], recipe: &Recipe) -> Weights {
    let size = 1_usize << recipe.bits;
    let mut table = Table { weights: vec![[0.0; COLUMNS]; size], squares: vec![[1e-3; COLUMNS]; size] };
    let mut biases = [0.0; COLUMNS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for epoch in 0..recipe.epochs {
        dice.shuffle(&mut order);
        let rate = recipe.rate * (1.0 - epoch as f32 / recipe.epochs as f32);
        for &index in &order {
            table.learn(&examples[index], &mut biases, rate, recipe.decay);
        }
    }
    table.quantised(biases, recipe)
}

/// What the tiers should get for a row; nothing where its tier is one that wording does not decide.
fn target(row: &Row, acceptable: f32) -> Option<[f32; JUDGED_TIERS.len()]> {
    if row.expected == Tier::L1 {
        return None;
    }
    let others = row.acceptable.iter().filter(|tier| **tier != row.expected && **tier != Tier::L1).count();
    let mut target = [0.0; JUDGED_TIERS.len()];
    for (share, tier) in target.iter_mut().zip(JUDGED_TIERS) {
        if tier == row.expected {
            *share = if others > 0 { 1.0 - acceptable } else { 1.0 };
        } else if row.acceptable.contains(&tier) {
            *share = acceptable / others as f32;
        }
    }
    Some(target)
}

// === impl Table ===

impl Table {
    fn learn(&mut self, example: &Example, biases: &mut [f32; COLUMNS], rate: f32, decay: f32) {
        let mut gradient = *biases;
        for &(row, value) in &example.features {
            for (sum, weight) in gradient.iter_mut().zip(self.weights[row as usize]) {
                *sum += weight * value;
            }
        }
        let (tiers, rest) = gradient.split_at_mut(FIRST_INTENT);
        let (intents, rest) = rest.split_at_mut(Intent::ALL.len());
        rest.fill(0.0);
        match example.tiers {
            Some(target) => {
                softmax(tiers);
                tiers.iter_mut().zip(target).for_each(|(share, target)| *share -= target);
            }
            None => tiers.fill(0.0),
        }
        softmax(intents);
        intents[example.intent] -= 1.0;
        intents.iter_mut().for_each(|share| *share *= example.weight);
        for (bias, slope) in biases.iter_mut().zip(gradient) {
            *bias -= 0.02 * rate * slope;
        }
        for &(row, value) in &example.features {
            let weights = &mut self.weights[row as usize];
            let squares = &mut self.squares[row as usize];
            for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(gradient) {
                let slope = slope * value + decay * *weight;
                *square += slope * slope;
                *weight -= rate * slope / square.sqrt();
            }
        }
    }

    /// The weights as bytes: each column has its own scale.
    fn quantised(&self, biases: [f32; COLUMNS], recipe: &Recipe) -> Weights {
        let mut scales = [0.0_f32; COLUMNS];
        for weights in &self.weights {
            for (scale, weight) in scales.iter_mut().zip(weights) {
                *scale = scale.max(weight.abs() / 127.0);
            }
        }
        let mut rows = Vec::with_capacity(self.weights.len() * COLUMNS);
        for weights in &self.weights {
            rows.extend(weights.iter().zip(scales).map(|(weight, scale)| {
                let steps = if scale > 0.0 { (weight / scale).round() } else { 0.0 };
                steps as i8 as u8
            }));
        }
        Weights { bits: recipe.bits, scales, biases, bands: recipe.bands, rows: Cow::Owned(rows) }
    }
}

/// Turns log-odds into probabilities.
fn softmax(logits: &mut [f32]) {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for logit in &mut *logits {
        *logit = exp(*logit - top);
        total += *logit;
    }
    logits.iter_mut().for_each(|share| *share /= total);
}

/// Pseudo-random numbers, the same in every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % below
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            order.swap(last, self.roll(last + 1));
        }
    }
}
