//! Fits the weights: a multinomial logistic regression for tiers and one for intents over shared features.
//!
//! Everything is single-threaded and uses sums, products and square roots alone, so that the same rows give the same
//! weights, bit for bit, on every machine.

use std::borrow::Cow;
use std::collections::BTreeMap;

use router_core::chat::Chat;
use router_core::measure::{
    Assessor, Bands, COLUMNS, FIRST_INTENT, Family, Intent, JUDGED_TIERS, Leanings, MATERIAL, Tier, Weights, exp,
};

use crate::concepts::{Concepts, Members};
use crate::rows::Row;

/// What `calibrate` found for the weights below on the outcomes that may be trained on.
const DIFFICULTY: [f32; 2] = [-2.335, 0.204];

/// Rows of each tier that every intent is thought to have besides those that are written.
const UNSEEN_ROWS: f32 = 5.0;

/// How the weights are made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recipe {
    /// The table has 2 to the power of this many rows.
    pub(crate) bits: u32,
    /// How often each row is seen.
    pub(crate) epochs: u32,
    /// The length of a step.
    pub(crate) rate: f32,
    /// What every weight loses with each row, as a share of the step.
    pub(crate) decay: f32,
    /// What a tier that is acceptable beside the expected one gets of the target.
    pub(crate) acceptable: f32,
    /// How strongly rare intents count: 0 as often as they occur, 1 all alike.
    pub(crate) balance: f32,
    /// What a word of the list of words counts beside a request.
    pub(crate) words: f32,
    pub(crate) bands: Bands,
    /// How strongly tiers lean to those that requests of the clearest intent have: 0 not at all, 1 as often as they have.
    pub(crate) lean: f32,
    /// What a group of words counts beside one of its words.
    pub(crate) concept: f32,
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
    /// A word of the list, which its group learns nothing from: it says nothing of how words are used.
    word: bool,
}

/// The weights while they are fitted.
struct Table {
    /// What every weight is multiplied with: the decay of all of them is one product.
    scale: f32,
    weights: Vec<[f32; COLUMNS]>,
    biases: [f32; COLUMNS],
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            bits: 18,
            epochs: 30,
            rate: 2.0,
            decay: 1e-5,
            acceptable: 0.25,
            balance: 0.3,
            words: 2.5,
            concept: 1.0,
            bands: Bands { sure: 0.5, cheap: 0.7, difficulty: DIFFICULTY },
            lean: 0.3,
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
                word: false,
            }
        })
        .collect()
}

/// The examples of a list of words: they teach what is wanted, and nothing of tiers or form.
pub(crate) fn words(assessor: &Assessor, words: &[(Intent, f32, Chat)], recipe: &Recipe) -> Vec<Example> {
    let mut without = recipe.without.clone();
    without.extend([Family::Form, Family::First]);
    let recipe = Recipe { without, ..recipe.clone() };
    let example = |(intent, weight, chat): &(Intent, f32, Chat)| Example {
        features: features(assessor, chat, &recipe),
        tiers: None,
        intent: *intent as usize,
        weight: recipe.words * weight,
        word: true,
    };
    words.iter().map(example).collect()
}

/// What the intents of rows add to the log-odds of tiers: the logarithms of how often their requests have each.
pub(crate) fn leanings(rows: &[&Row], recipe: &Recipe) -> Leanings {
    let mut leanings = [[0.0; JUDGED_TIERS.len()]; Intent::ALL.len()];
    for (tiers, &intent) in leanings.iter_mut().zip(Intent::ALL) {
        let count = |tier: Tier| {
            let is_one = |row: &&&Row| row.intent == intent && row.expected == tier;
            UNSEEN_ROWS + rows.iter().filter(is_one).count() as f32
        };
        let counts = JUDGED_TIERS.map(count);
        let total: f32 = counts.iter().sum();
        *tiers = counts.map(|count| recipe.lean * logarithm(count / total));
    }
    leanings
}

/// Fits weights to examples; words of a group share what they learn.
pub(crate) fn fit(mut examples: Vec<Example>, concepts: &Concepts, leanings: Leanings, recipe: &Recipe) -> Weights {
    let size = 1_usize << recipe.bits;
    let members = concepts.members(recipe.bits);
    examples.iter_mut().filter(|example| !example.word).for_each(|example| example.join(&members, recipe));
    let weights = vec![[0.0; COLUMNS]; size + concepts.count];
    let mut table = Table { scale: 1.0, weights, biases: [0.0; COLUMNS] };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for epoch in 0..recipe.epochs {
        dice.shuffle(&mut order);
        let rate = recipe.rate * (1.0 - epoch as f32 / recipe.epochs as f32);
        for &index in &order {
            table.learn(&examples[index], rate, recipe.decay);
        }
    }
    table.share(&members, recipe);
    table.quantised(leanings, recipe)
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

// === impl Example ===

impl Example {
    /// Adds the groups that rows belong to, behind the rows of the table.
    fn join(&mut self, members: &Members, recipe: &Recipe) {
        let mut groups = BTreeMap::new();
        for &(row, value) in &self.features {
            for &group in members.of(row) {
                *groups.entry((1 << recipe.bits) + group).or_insert(0.0) += recipe.concept * value;
            }
        }
        self.features.extend(groups);
    }

    /// Turns the sums of the columns into how the loss rises with each.
    fn slopes(&self, sums: &mut [f32; COLUMNS]) {
        let (tiers, rest) = sums.split_at_mut(FIRST_INTENT);
        let (intents, rest) = rest.split_at_mut(Intent::ALL.len());
        rest.fill(0.0);
        match self.tiers {
            Some(target) => {
                softmax(tiers);
                tiers.iter_mut().zip(target).for_each(|(share, target)| *share -= target);
            }
            None => tiers.fill(0.0),
        }
        softmax(intents);
        intents[self.intent] -= 1.0;
        intents.iter_mut().for_each(|share| *share *= self.weight);
    }
}

// === impl Table ===

impl Table {
    fn learn(&mut self, example: &Example, rate: f32, decay: f32) {
        let mut sums = [0.0; COLUMNS];
        for &(row, value) in &example.features {
            for (sum, weight) in sums.iter_mut().zip(self.weights[row as usize]) {
                *sum += weight * value;
            }
        }
        let mut slopes = self.biases;
        slopes.iter_mut().zip(sums).for_each(|(slope, sum)| *slope += self.scale * sum);
        example.slopes(&mut slopes);
        for (bias, slope) in self.biases.iter_mut().zip(slopes) {
            *bias -= 0.01 * rate * slope;
        }
        self.scale *= 1.0 - rate * decay;
        let step = rate / self.scale;
        for &(row, value) in &example.features {
            for (weight, slope) in self.weights[row as usize].iter_mut().zip(slopes) {
                *weight -= step * value * slope;
            }
        }
    }

    /// Adds the weights of groups to those of the rows that belong to them.
    fn share(&mut self, members: &Members, recipe: &Recipe) {
        let groups = self.weights.split_off(1 << recipe.bits);
        for (row, weights) in (0..).zip(&mut self.weights) {
            for &group in members.of(row) {
                for (weight, shared) in weights.iter_mut().zip(groups[group as usize]) {
                    *weight += recipe.concept * shared;
                }
            }
        }
    }

    /// The weights as bytes: each column has its own scale.
    fn quantised(&self, leanings: Leanings, recipe: &Recipe) -> Weights {
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
        scales.iter_mut().for_each(|scale| *scale *= self.scale);
        let (bits, bands) = (recipe.bits, recipe.bands);
        Weights { bits, scales, biases: self.biases, bands, leanings, rows: Cow::Owned(rows) }
    }
}

/// The natural logarithm, by Newton's method and [`exp`]: the platform's own differs in the last bit.
fn logarithm(x: f32) -> f32 {
    (0..50).fold(0.0, |y, _| y + x * exp(-y) - 1.0)
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
