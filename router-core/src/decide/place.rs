//! Why candidates stand where they do, and whom a decision never looked at: for explanations, beside the decision.

use std::{fmt, sync::Arc, time::Duration};

use super::{Ask, Candidate, Decision, Health, Via};
use crate::{
    measure::Tier,
    policy::{Policy, Pool, Select, Slot},
    prices::ModelRef,
};

/// Why a candidate stands where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The request names it.
    Named,
    /// It is in the pool of a tier.
    Pool {
        /// The tier.
        tier: Tier,
        /// Its place among those of the pool that can serve, from 1.
        rank: usize,
        /// What the places go by.
        by: By,
        /// Whether the pool is asked only because nothing nearer can serve.
        other: bool,
    },
    /// It is in the failover chain, at this place of the file, from 1.
    Failover(usize),
}

/// What the places of a pool go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The order of the file.
    File,
    /// Estimates for this request.
    Cost,
    /// How long answers took lately; `None`: nobody has measured that, so it goes first.
    Pace(Option<Duration>),
    /// The conversation, which stays where it is, and the model's weight.
    Conversation(u32),
}

/// Why a model of the policy was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Aside {
    /// Only tiers that the plan does not include have it.
    #[error("it is in {} alone, which plan {plan} does not include", names(tiers))]
    NotInPlan {
        /// The tiers.
        tiers: Vec<Tier>,
        /// Id of the plan.
        plan: Arc<str>,
    },
    /// Others are nearer.
    #[error("it is in {} alone, and {tier} and the failover chain have somebody to serve the request", names(tiers))]
    Farther {
        /// The tiers of whose pools it is.
        tiers: Vec<Tier>,
        /// The tier of the request.
        tier: Tier,
    },
    /// The request names another model.
    #[error("the request names another model")]
    NotNamed,
}

/// Why each candidate of a decision stands where it does, in their order. `health` is what it was decided from.
#[must_use]
pub fn places(decision: &Decision, ask: &Ask<'_>, policy: &Policy, health: &Health) -> Vec<Place> {
    let (policy, _) = policy.serving(ask.circumstances.conversation);
    let mut places: Vec<Place> = Vec::with_capacity(decision.candidates.len());
    for candidate in &decision.candidates {
        let model = &candidate.row.model;
        let place = match candidate.via {
            Via::Explicit => Place::Named,
            Via::Failover => Place::Failover(1 + index_of(&policy.failover, model).unwrap_or_default()),
            Via::Pool | Via::OtherTier => {
                let other = candidate.via == Via::OtherTier;
                let tier = if other { nearest(ask, policy, decision.tier, model) } else { decision.tier };
                let of_tier = |place: &&Place| matches!(place, Place::Pool { tier: one, .. } if *one == tier);
                let rank = 1 + places.iter().filter(of_tier).count();
                Place::Pool { tier, rank, by: By::of(policy.pools.get(tier), candidate, health), other }
            }
        };
        places.push(place);
    }
    places
}

/// The models of the policy that a decision for `tier` did not look at, each with the reason. `seen` says which it did.
#[must_use]
pub fn asides(
    ask: &Ask<'_>,
    policy: &Policy,
    tier: Tier,
    is_named: bool,
    seen: impl Fn(&ModelRef) -> bool,
) -> Vec<(ModelRef, Aside)> {
    let (policy, _) = policy.serving(ask.circumstances.conversation);
    let mut asides: Vec<(ModelRef, Aside)> = Vec::new();
    for slot in policy.pools.iter().flat_map(|(_, pool)| &pool.slots) {
        let model = &slot.route.row.model;
        if seen(model) || asides.iter().any(|(other, _)| other == model) {
            continue;
        }
        let of_pool = |(tier, pool): (Tier, &Pool)| index_of(&pool.slots, model).map(|_| tier);
        let tiers: Vec<Tier> = policy.pools.iter().filter_map(of_pool).collect();
        let aside = if !tiers.iter().any(|tier| ask.plan.allows(*tier)) {
            Aside::NotInPlan { tiers, plan: Arc::clone(&ask.plan.id) }
        } else if is_named {
            Aside::NotNamed
        } else {
            Aside::Farther { tiers, tier }
        };
        asides.push((model.clone(), aside));
    }
    asides
}

fn index_of(slots: &[Slot], model: &ModelRef) -> Option<usize> {
    slots.iter().position(|slot| slot.route.row.model == *model)
}

/// The tier of whose pool a model came when those of `tier` could not serve: higher ones are asked first.
fn nearest(ask: &Ask<'_>, policy: &Policy, tier: Tier, model: &ModelRef) -> Tier {
    let mut tiers = super::other_tiers(ask.plan, tier);
    tiers.find(|other| index_of(&policy.pools.get(*other).slots, model).is_some()).unwrap_or(tier)
}

fn names(tiers: &[Tier]) -> String {
    tiers.iter().map(|tier| tier.name()).collect::<Vec<_>>().join(", ")
}

// === impl Place ===

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named => out.write_str("the request names it"),
            Self::Failover(rank) => write!(out, "number {rank} of the failover chain"),
            Self::Pool { tier, rank, by, other } => {
                write!(out, "number {rank} of {tier}, {by}")?;
                if *other { out.write_str("; nothing nearer can serve the request") } else { Ok(()) }
            }
        }
    }
}

// === impl By ===

impl By {
    fn of(pool: &Pool, candidate: &Candidate, health: &Health) -> Self {
        let model = &candidate.row.model;
        match &pool.select {
            Select::Ordered => Self::File,
            Select::Cheapest => Self::Cost,
            Select::Fastest => Self::Pace(health.latency.get(model).copied()),
            Select::Weighted(weights) => {
                let weight = index_of(&pool.slots, model).and_then(|index| weights.get(index));
                Self::Conversation(weight.copied().unwrap_or_default())
            }
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => out.write_str("in the order of the file"),
            Self::Cost => out.write_str("the cheapest for this request first"),
            Self::Pace(Some(pace)) => write!(out, "the fastest first: it took {} ms lately", pace.as_millis()),
            Self::Pace(None) => out.write_str("the fastest first: it goes before them to be measured"),
            Self::Conversation(weight) => write!(out, "by weight {weight}, in the order that this conversation keeps"),
        }
    }
}
