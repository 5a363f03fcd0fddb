//! Pools: the models of a tier, and who of them goes first.

use crate::{
    files::{Key, Shape, Table, Value},
    policy::Slot,
    tokens::TokenCount,
};

/// The models of a tier, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// The models; never empty.
    pub slots: Vec<Slot>,
    /// Which of them is tried first.
    pub select: Select,
    /// The completion limit that is set where the client sets none, per choice.
    pub default_output: TokenCount,
    /// The completion that estimates assume, per choice.
    pub expected_output: TokenCount,
}

/// In which order the models of a pool are tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Select {
    /// As the file lists them.
    #[default]
    Ordered,
    /// The cheapest for this request first.
    Cheapest,
    /// The one that answered fastest lately first; one that was not measured yet goes before it, to be measured.
    Fastest,
    /// By conversation, so that a provider's prompt cache is met again, each model as often as its weight says.
    Weighted(Vec<u32>),
}

/// The ways of a file: sticky is weighted with equal weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Ordered,
    Cheapest,
    Fastest,
    Weighted,
    Sticky,
}

pub(super) const SELECT_KEY: Key = Key::optional(
    "select",
    Shape::Name(|| Way::ALL.map(Way::name).to_vec()),
    "which model is tried first; `ordered` where it is not stated",
);
pub(super) const WEIGHTS_KEY: Key = Key::optional(
    "weights",
    Shape::List(&Shape::Count(1, MOST_WEIGHT)),
    "how often each model of the pool goes first, with `select = \"weighted\"`",
);
const MOST_WEIGHT: u64 = 1_000;

// === impl Way ===

impl Way {
    const ALL: [Self; 5] = [Self::Ordered, Self::Cheapest, Self::Fastest, Self::Weighted, Self::Sticky];

    fn name(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Cheapest => "cheapest",
            Self::Fastest => "fastest",
            Self::Weighted => "weighted",
            Self::Sticky => "sticky",
        }
    }
}

/// The way of a pool of `models` models, with a weight for each.
pub(super) fn read_select(table: &Table<'_>, models: usize) -> Option<(Way, Vec<u32>)> {
    let way = table.optional("select").map_or(Some(Way::Ordered), |way| way.named(&Way::ALL, Way::name))?;
    let weights = table.optional("weights");
    match (way, weights) {
        (Way::Weighted, Some(weights)) => Some((way, read_weights(&weights, models)?)),
        (Way::Weighted, None) => {
            table.error("missing key `weights`", "`weights = [9, 1]`, one for each model of the pool");
            None
        }
        (_, Some(weights)) => weights.refuse("weights of a pool that does not use them", "`select = \"weighted\"`"),
        (_, None) => Some((way, vec![1; models])),
    }
}

fn read_weights(value: &Value<'_>, models: usize) -> Option<Vec<u32>> {
    let list = value.list();
    let weights = list.iter().map(|weight| u32::try_from(weight.integer(1..=MOST_WEIGHT)?).ok());
    let weights: Vec<u32> = weights.collect::<Option<_>>()?;
    if weights.len() != models {
        return value.refuse(format!("{} weights", weights.len()), format!("{models}, one for each model of the pool"));
    }
    Some(weights)
}

// === impl Select ===

impl Select {
    pub(super) fn of(way: Way, weights: Vec<u32>) -> Self {
        match way {
            Way::Ordered => Self::Ordered,
            Way::Cheapest => Self::Cheapest,
            Way::Fastest => Self::Fastest,
            Way::Weighted | Way::Sticky => Self::Weighted(weights),
        }
    }

    /// The name in files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Cheapest => "cheapest",
            Self::Fastest => "fastest",
            Self::Weighted(weights) if weights.iter().all(|weight| *weight == 1) => "sticky",
            Self::Weighted(_) => "weighted",
        }
    }
}
