//! Outcomes of a weak and a strong model on the same prompts: who fails where, and how well a score foretells it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result};
use router_core::chat::Chat;
use router_core::measure::exp;
use serde::Deserialize;

use crate::rows;

/// Sources whose licence allows training (Apache-2.0 or MIT); all others only validate.
const LICENSED: &[&str] = &["mmlu", "mmlu_pro", "routerbench", "math-l5", "bbh", "llmrouter"];
/// The strong model counts as better from this difference of scores on.
const WIN: f32 = 0.25;
/// A source counts from this many rows and this mean difference of scores on.
const FEWEST: usize = 60;
const LEAST_GAP: f64 = 0.03;
/// Bins of probabilities.
const BINS: usize = 20;

/// One prompt and how both models did.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Benchmark and pair of models.
    pub(crate) source: String,
    pub(crate) chat: Chat,
    weak: f32,
    strong: f32,
}

#[derive(Debug, Deserialize)]
struct Line {
    source: String,
    prompt: String,
    weak_score: f32,
    strong_score: f32,
}

/// How well a ranking spends calls of the strong model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranking {
    /// The mean share of the gap that is closed, over all shares of calls; one half is chance.
    pub(crate) apgr: f64,
    /// The probability that a row that needs the strong model ranks above one that does not.
    pub(crate) auc: f64,
}

pub(crate) fn read(file: &Path) -> Result<Vec<Outcome>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{}: cannot read it", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| outcome(line).with_context(|| format!("{}:{}", file.display(), at + 1))).collect()
}

fn outcome(line: &str) -> Result<Outcome> {
    let Line { source, prompt, weak_score, strong_score } = serde_json::from_str(line)?;
    Ok(Outcome { source, chat: rows::prompt(&prompt)?, weak: weak_score, strong: strong_score })
}

// === impl Outcome ===

impl Outcome {
    /// The benchmark, whatever the pair of models: what is left out together.
    pub(crate) fn benchmark(&self) -> &str {
        self.source.split('/').next().unwrap_or_default()
    }

    pub(crate) fn may_train(&self) -> bool {
        LICENSED.contains(&self.benchmark())
    }

    /// The weak model fails where the strong one succeeds.
    pub(crate) fn needs_strong(&self) -> bool {
        self.strong - self.weak > WIN
    }
}

/// Rows of each source.
pub(crate) fn counts(outcomes: &[Outcome]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for outcome in outcomes {
        *counts.entry(outcome.source.as_str()).or_insert(0) += 1;
    }
    counts
}

/// The sources that count: they have rows enough, and the strong model is better there.
pub(crate) fn that_count(outcomes: &[Outcome]) -> BTreeSet<&str> {
    let mut sums: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for outcome in outcomes {
        let (rows, gap) = sums.entry(&outcome.source).or_default();
        *rows += 1;
        *gap += f64::from(outcome.strong - outcome.weak);
    }
    sums.retain(|_, (rows, gap)| *rows >= FEWEST && *gap / *rows as f64 >= LEAST_GAP);
    sums.into_keys().collect()
}

/// The ranking over all sources that count together, the mean of theirs, and each by its name.
pub(crate) fn rank(outcomes: &[Outcome], scores: &[f32]) -> Vec<(String, Ranking)> {
    let (counts, that_count) = (counts(outcomes), that_count(outcomes));
    let mut sources: BTreeMap<&str, Vec<(&Outcome, f32, f64)>> = BTreeMap::new();
    for (outcome, &score) in outcomes.iter().zip(scores).filter(|(outcome, _)| that_count.contains(&*outcome.source)) {
        let weight = 1.0 / counts[outcome.source.as_str()] as f64;
        sources.entry(&outcome.source).or_default().push((outcome, score, weight));
    }
    let each: Vec<(String, Ranking)> = sources.iter().map(|(name, rows)| ((*name).to_owned(), ranking(rows))).collect();
    let pooled = ranking(&sources.into_values().flatten().collect::<Vec<_>>());
    let mean =
        |of: fn(&Ranking) -> f64| each.iter().map(|(_, ranking)| of(ranking)).sum::<f64>() / each.len().max(1) as f64;
    let macro_mean = Ranking { apgr: mean(|ranking| ranking.apgr), auc: mean(|ranking| ranking.auc) };
    [("pooled".to_owned(), pooled), ("macro".to_owned(), macro_mean)].into_iter().chain(each).collect()
}

fn ranking(rows: &[(&Outcome, f32, f64)]) -> Ranking {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|(_, one, _), (_, other, _)| other.total_cmp(one));
    let total: f64 = rows.iter().map(|(.., weight)| weight).sum();
    let (mut gained, mut area) = (0.0, 0.0);
    let (mut above, mut concordant, mut winners) = (0.0, 0.0, 0.0);
    // Rows of one score are one straight stretch of the curve.
    for tied in sorted.chunk_by(|(_, one, _), (_, other, _)| one == other) {
        let weight: f64 = tied.iter().map(|(.., weight)| weight).sum();
        let gain: f64 = tied.iter().map(|(outcome, _, weight)| weight * f64::from(outcome.strong - outcome.weak)).sum();
        area += weight / total * (gained + gain / 2.0);
        gained += gain;
        let wins: f64 = tied.iter().filter(|(outcome, ..)| outcome.needs_strong()).map(|(.., weight)| weight).sum();
        concordant += (weight - wins) * (above + wins / 2.0);
        above += wins;
        winners += wins;
    }
    Ranking { apgr: area / gained, auc: concordant / (winners * (total - winners)) }
}

/// The log-odds of needing the strong model as a straight line of `strains`, over the `chosen` rows: Newton's method.
pub(crate) fn logistic(outcomes: &[Outcome], strains: &[f32], chosen: &[bool]) -> [f32; 2] {
    let counts = counts(outcomes);
    let (mut start, mut step) = (0.0_f64, 0.0_f64);
    for _ in 0..20 {
        let (mut slope, mut bend) = ([0.0; 2], [0.0; 3]);
        for ((outcome, &strain), _) in outcomes.iter().zip(strains).zip(chosen).filter(|(_, chosen)| **chosen) {
            let (strain, weight) = (f64::from(strain), 1.0 / counts[outcome.source.as_str()] as f64);
            let said = 1.0 / (1.0 + f64::from(exp(-(start + step * strain) as f32)));
            let miss = weight * (said - f64::from(u8::from(outcome.needs_strong())));
            let width = weight * said * (1.0 - said);
            slope = [slope[0] + miss, slope[1] + miss * strain];
            bend = [bend[0] + width, bend[1] + width * strain, bend[2] + width * strain * strain];
        }
        let determinant = bend[0] * bend[2] - bend[1] * bend[1];
        if determinant.abs() < 1e-12 {
            break;
        }
        start -= (bend[2] * slope[0] - bend[1] * slope[1]) / determinant;
        step -= (bend[0] * slope[1] - bend[1] * slope[0]) / determinant;
    }
    [start as f32, step as f32]
}

/// Bins of equal width over the `chosen` rows, every source as much as another: their rows' mean probability, the share
/// that came true, and their weight.
pub(crate) fn reliability(
    outcomes: &[Outcome],
    probabilities: &[f32],
    chosen: impl Fn(&Outcome) -> bool,
) -> Vec<(f64, f64, f64)> {
    let counts = counts(outcomes);
    let mut sums = vec![(0.0, 0.0, 0.0); BINS];
    for (outcome, &probability) in outcomes.iter().zip(probabilities).filter(|(outcome, _)| chosen(outcome)) {
        let weight = 1.0 / counts[outcome.source.as_str()] as f64;
        let place = ((probability * BINS as f32) as usize).min(BINS - 1);
        let (said, came, all) = &mut sums[place];
        *said += weight * f64::from(probability);
        *came += if outcome.needs_strong() { weight } else { 0.0 };
        *all += weight;
    }
    let filled = sums.into_iter().filter(|(.., weight)| *weight > 0.0);
    filled.map(|(said, came, weight)| (said / weight, came / weight, weight)).collect()
}

/// The mean distance between what was said and what came true.
pub(crate) fn calibration_error(bins: &[(f64, f64, f64)]) -> f64 {
    let total: f64 = bins.iter().map(|(.., weight)| weight).sum();
    bins.iter().map(|(said, came, weight)| weight * (said - came).abs()).sum::<f64>() / total
}
