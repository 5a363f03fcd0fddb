//! From what was read to how hard it is: one table of signals, added up as log-odds.
//!
//! The table is the model: a trained one takes its place behind [`difficulty`] and [`tier`].

use super::facts::{Difficulty, Intent, Reason, Tier};
use super::reading::Reading;

/// One row of the table.
struct Signal {
    /// What `explain` calls it.
    name: &'static str,
    /// Log-odds per unit of its value.
    weight: f32,
    /// Its value, mostly between 0 and 3; what it means stands in `how`.
    value: fn(&Reading, Intent) -> f32,
    /// How the value is made.
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation of the table, held to be complete by a test"))]
    how: &'static str,
}

const SIGNALS: &[Signal] = &[
    Signal {
        name: "routine_intent",
        weight: -2.2,
        value: |_, intent| flag(kind(intent) == Kind::Routine && intent != Intent::Complaint),
        how: "what a business answers many times a day",
    },
    Signal {
        name: "complaint",
        weight: -1.3,
        value: |_, intent| flag(intent == Intent::Complaint),
        how: "something went wrong; how badly, distress and length tell",
    },
    Signal {
        name: "transforming_intent",
        weight: -1.5,
        value: |_, intent| flag(kind(intent) == Kind::Transforming),
        how: "extraction, summary, translation",
    },
    Signal {
        name: "writing_intent",
        weight: 0.2,
        value: |_, intent| flag(kind(intent) == Kind::Writing),
        how: "a text to be written",
    },
    Signal {
        name: "reasoning_intent",
        weight: 0.5,
        value: |_, intent| flag(kind(intent) == Kind::Reasoning),
        how: "analysis, code, mathematics, law, strategy",
    },
    Signal {
        name: "exact_intent",
        weight: 1.0,
        value: |_, intent| flag(matches!(intent, Intent::Math | Intent::Code | Intent::Strategy)),
        how: "a small mistake spoils the whole answer",
    },
    Signal {
        name: "service_request",
        weight: -2.2,
        value: |read, intent| flag(intent == Intent::Other && read.clearest().1 > 0.0),
        how: "a booking, a cancellation, a nod",
    },
    Signal {
        name: "simple_step",
        weight: -2.0,
        value: |read, _| flag(read.simple > 0.5 && read.depth < 1.0),
        how: "a lookup or one step of arithmetic, no reasons asked for",
    },
    Signal {
        name: "brief_answer",
        weight: -0.9,
        value: |read, _| read.brief.min(1.0),
        how: "a short or mechanical answer is asked for",
    },
    Signal {
        name: "depth",
        weight: 0.75,
        value: |read, _| read.depth.min(3.0),
        how: "reasons, proofs, scenarios, comparisons asked for, at most three",
    },
    Signal {
        name: "nuance",
        weight: 0.9,
        value: |read, _| read.nuance.min(2.0),
        how: "style, tone, feeling, at most two",
    },
    Signal {
        name: "distress",
        weight: 0.9,
        value: |read, _| read.distress.min(2.0),
        how: "the writer is upset or in need, at most two",
    },
    Signal {
        name: "own_length",
        weight: 0.55,
        value: |read, _| (1.0 + words(read.own.words) / 12.0).ln(),
        how: "ln(1 + own words / 12)",
    },
    Signal {
        name: "material_length",
        weight: 0.9,
        value: |read, intent| {
            flag(matches!(intent, Intent::Summarisation | Intent::Translation))
                * (1.0 + words(read.material.words) / 25.0).ln()
        },
        how: "ln(1 + quoted words / 25), of what is to be retold",
    },
    Signal {
        name: "one_liner",
        weight: -0.7,
        value: |read, intent| flag(read.own.words <= 6 && read.depth < 1.0 && kind(intent) != Kind::Reasoning),
        how: "six own words or fewer, without a reasoning task",
    },
    Signal {
        name: "numbers",
        weight: 0.5,
        value: |read, intent| flag(kind(intent) == Kind::Reasoning) * (words(read.own.numbers) / 4.0).min(1.5),
        how: "numbers to reason with, a quarter each",
    },
    Signal {
        name: "formulas",
        weight: 0.7,
        value: |read, intent| {
            flag(kind(intent) != Kind::Transforming) * (words(read.own.math + read.material.math) / 2.0).min(1.5)
        },
        how: "mathematical signs, half each",
    },
    Signal {
        name: "program_text",
        weight: 0.6,
        value: |read, _| (words(read.own.code + read.material.code) / 8.0).min(1.5),
        how: "signs of programs, an eighth each",
    },
    Signal {
        name: "test_options",
        weight: 0.6,
        value: |read, _| flag((2..=12).contains(&read.options)),
        how: "two to twelve lettered options",
    },
];

/// What all signals start from.
const BASE: f32 = -0.3;
/// Reasons worth telling.
const REASONS: usize = 4;

/// Families of intents that share thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Routine,
    Transforming,
    Writing,
    Reasoning,
    Unclear,
}

/// Where the tiers begin, in log-odds, by family: up to `easy` is L0, from `middle` L2, from `hard` L3. Between two
/// tiers lies the band where no proposal is made.
struct Thresholds {
    kind: Kind,
    easy: f32,
    middle: f32,
    hard: f32,
}

const NEVER: f32 = f32::INFINITY;

const THRESHOLDS: &[Thresholds] = &[
    Thresholds { kind: Kind::Routine, easy: -0.7, middle: -0.4, hard: NEVER },
    Thresholds { kind: Kind::Transforming, easy: -0.6, middle: -0.4, hard: NEVER },
    Thresholds { kind: Kind::Writing, easy: -0.9, middle: -0.7, hard: NEVER },
    Thresholds { kind: Kind::Reasoning, easy: -0.1, middle: 0.0, hard: 1.45 },
    Thresholds { kind: Kind::Unclear, easy: -0.9, middle: 0.0, hard: 1.8 },
];

/// How hard the request is, in log-odds, and why; the strongest reason first.
pub(super) fn log_odds(read: &Reading, intent: Intent) -> (f32, Vec<Reason>) {
    let mut reasons: Vec<Reason> = SIGNALS
        .iter()
        .map(|signal| Reason { signal: signal.name, weight: signal.weight * (signal.value)(read, intent) })
        .filter(|reason| reason.weight != 0.0)
        .collect();
    let sum = BASE + reasons.iter().map(|reason| reason.weight).sum::<f32>();
    reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    reasons.truncate(REASONS);
    (sum, reasons)
}

/// The probability of log-odds.
pub(super) fn difficulty(log_odds: f32) -> Difficulty {
    Difficulty::from_log_odds(log_odds)
}

/// The tier for a request of this difficulty; `None` in the bands between two tiers.
pub(super) fn tier(log_odds: f32, intent: Intent) -> Option<Tier> {
    let row = THRESHOLDS.iter().find(|row| row.kind == kind(intent))?;
    if log_odds <= row.easy {
        Some(Tier::L0)
    } else if log_odds < row.middle {
        None
    } else if log_odds < row.hard {
        Some(Tier::L2)
    } else {
        Some(Tier::L3)
    }
}

fn kind(intent: Intent) -> Kind {
    match intent {
        Intent::Faq
        | Intent::PriceQuery
        | Intent::DeliveryQuery
        | Intent::OrderStatus
        | Intent::Payment
        | Intent::Complaint
        | Intent::Greeting
        | Intent::Smalltalk => Kind::Routine,
        Intent::Extraction | Intent::Summarisation | Intent::Translation => Kind::Transforming,
        Intent::Writing => Kind::Writing,
        Intent::Analysis | Intent::Code | Intent::Math | Intent::Legal | Intent::Strategy => Kind::Reasoning,
        Intent::Other => Kind::Unclear,
    }
}

fn flag(condition: bool) -> f32 {
    if condition { 1.0 } else { 0.0 }
}

fn words(count: u32) -> f32 {
    // Counts of a window of a few kilobytes are exact in 32 bits of float.
    count as f32
}

#[cfg(test)]
mod tests {
    use super::{SIGNALS, THRESHOLDS};

    #[test]
    fn the_table_is_sound() {
        for (index, signal) in SIGNALS.iter().enumerate() {
            assert!(!signal.how.is_empty() && signal.weight.is_finite(), "{}", signal.name);
            assert!(SIGNALS[..index].iter().all(|other| other.name != signal.name), "{}", signal.name);
        }
        assert!(THRESHOLDS.iter().all(|row| row.easy <= row.middle && row.middle < row.hard));
    }
}
