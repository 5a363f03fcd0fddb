//! How good decisions are, by the definitions of the data's own scorer.

use std::collections::BTreeMap;

use router_core::measure::{Intent, Tier};

use crate::rows::Row;

/// What was decided for a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision {
    pub(crate) tier: Tier,
    pub(crate) intent: Intent,
    pub(crate) abstained: bool,
}

/// Rates over rows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Score {
    pub(crate) rows: usize,
    /// The tier is an acceptable one.
    pub(crate) tier: f32,
    /// L0, where L0 is not acceptable.
    pub(crate) under: f32,
    /// L0 or L1, where nothing but L3 is acceptable.
    pub(crate) under_hard: f32,
    /// Not acceptable, where L0 is expected.
    pub(crate) over: f32,
    /// The mean of the intents' F1.
    pub(crate) intent_f1: f32,
    pub(crate) intent: f32,
    pub(crate) abstained: f32,
}

/// The score of all rows, of each language and of each tag, by name.
pub(crate) fn by_group(rows: &[&Row], decisions: &[Decision]) -> Vec<(String, Score)> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        groups.entry(format!("lang {}", row.language)).or_default().push(place);
        groups.entry(format!("file {}", row.source)).or_default().push(place);
        for tag in &row.tags {
            groups.entry(format!("tag {tag}")).or_default().push(place);
        }
    }
    let all = ("all".to_owned(), (0..rows.len()).collect());
    std::iter::once(all)
        .chain(groups)
        .map(|(name, places)| {
            let chosen: Vec<_> = places.iter().map(|&place| (rows[place], decisions[place])).collect();
            (name, score(&chosen))
        })
        .collect()
}

fn score(pairs: &[(&Row, Decision)]) -> Score {
    let rate = |of: &dyn Fn(&Row) -> bool, bad: &dyn Fn(&Row, Decision) -> bool| {
        let chosen: Vec<_> = pairs.iter().filter(|(row, _)| of(row)).collect();
        let hits = chosen.iter().filter(|(row, decision)| bad(row, *decision)).count();
        hits as f32 / chosen.len().max(1) as f32
    };
    let fits = |row: &Row, decision: Decision| row.acceptable.contains(&decision.tier);
    Score {
        rows: pairs.len(),
        tier: rate(&|_| true, &fits),
        under: rate(&|row| !row.acceptable.contains(&Tier::L0), &|_, decision| decision.tier == Tier::L0),
        under_hard: rate(&|row| row.acceptable == [Tier::L3], &|_, decision| decision.tier < Tier::L2),
        over: rate(&|row| row.expected == Tier::L0, &|row, decision| !fits(row, decision)),
        intent_f1: intent_f1(pairs),
        intent: rate(&|_| true, &|row, decision| row.intent == decision.intent),
        abstained: rate(&|_| true, &|_, decision| decision.abstained),
    }
}

fn intent_f1(pairs: &[(&Row, Decision)]) -> f32 {
    let (mut sum, mut labels) = (0.0, 0);
    for &intent in Intent::ALL {
        let count = |of: &dyn Fn(&(&Row, Decision)) -> bool| pairs.iter().filter(|pair| of(pair)).count() as f32;
        let is = count(&|(row, _)| row.intent == intent);
        if is > 0.0 {
            let said = count(&|(_, decision)| decision.intent == intent);
            let hits = count(&|(row, decision)| row.intent == intent && decision.intent == intent);
            sum += 2.0 * hits / (is + said);
            labels += 1;
        }
    }
    sum / labels.max(1) as f32
}
