//! The routing decision: a pure function of the request's facts, the policy in force and the health of providers.

use std::sync::Arc;

use crate::{
    measure::Tier,
    money::MicroTenge,
    policy::{Bounds, ExplicitRule, Plan, Policy, Rule, Slot, Target},
    prices::{ModelRef, PriceRow},
    rates::Rate,
    settle::Cost,
    tokens::TokenCount,
};

mod ask;
mod conversation;
mod escalation;
mod judged;
mod narrow;
mod opinion;
mod place;
mod record;
mod search;

pub use ask::{Ask, Circumstances, Health};
pub use conversation::Conversation;
pub use escalation::Escalation;
pub use judged::{Judged, Verdict, judged_rules};
pub use opinion::{adviser, second_opinion};
pub use place::{Aside, By, Place, asides, places};
pub use record::{Given, Record, RecordError, ReplayError, note_budget, note_opinion, recorded_intent};
use search::Search;

/// Where a request goes, in order, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Id of the policy that decided.
    pub policy: Arc<str>,
    /// The tier that serves the request.
    pub tier: Tier,
    /// The tier that was asked for, where the plan does not include it or its quality floor is above it.
    pub wanted: Option<Tier>,
    /// What led to the tier.
    pub ground: Ground,
    /// The canary that the request could have met, and whether it did.
    pub arm: Option<Arm>,
    /// Whom to try, in order; never empty.
    pub candidates: Vec<Candidate>,
    /// Who was looked at and skipped, and why.
    pub rejected: Vec<(ModelRef, Rejection)>,
    /// Where the request goes once more if the answer of a candidate fails a check.
    pub escalation: Option<Box<Escalation>>,
}

/// A side of an experiment: conversations that a canary takes, and those that are alike and that it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// Id of the rule with a share, or of the routing file with one.
    pub id: Arc<str>,
    /// Whether the canary took the request; otherwise it is there to be compared with.
    pub taken: bool,
}

/// What led to a tier.
#[derive(Debug, Clone, PartialEq)]
pub enum Ground {
    /// A rule of the policy.
    Rule(Arc<Rule>),
    /// No rule matched, for the assessment was unsure: the default tier.
    Unsure,
    /// No rule matched, though the assessment was sure: the default tier.
    NoRule,
    /// The request names a tier.
    NamedTier,
    /// The request names a model.
    NamedModel,
}

/// A model to try.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The model that the policy or the request names; it differs from the row's where that one is retired.
    pub named: ModelRef,
    /// What is called, at which price.
    pub row: Arc<PriceRow>,
    /// The exchange rate.
    pub rate: Arc<Rate>,
    /// How it came to be a candidate.
    pub via: Via,
    /// The completion limit to set, per choice; the model can give as much.
    pub output_limit: TokenCount,
    /// What the request will probably cost.
    pub estimate: Cost,
    /// The most it can cost: what is reserved.
    pub bound: Cost,
}

/// How a model came to be a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// It is in the pool of the tier.
    Pool,
    /// The request names it.
    Explicit,
    /// It is in the failover chain.
    Failover,
    /// Nothing nearer can hold the request; it is in the pool of another tier that the plan includes.
    OtherTier,
}

/// Why a model is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The configuration has no such provider.
    #[error("its provider is not configured")]
    NotConfigured,
    /// The request holds data that must not leave the perimeter, and the provider stands outside.
    #[error("it is outside the perimeter, where data of this request must not go")]
    Outside,
    /// An operator keeps its provider out.
    #[error("an operator blocked its provider")]
    Blocked,
    /// The model or its provider is failing.
    #[error("it is not available now")]
    Unavailable,
    /// It cannot do what the request needs.
    #[error("it lacks {0}")]
    Lacks(&'static str),
    /// Prompt and completion do not fit.
    #[error("{needed} tokens do not fit its window of {window}")]
    TooSmall {
        /// Prompt and completion.
        needed: TokenCount,
        /// The model's context window.
        window: TokenCount,
    },
    /// The quality floor of the tenant or plan is above every tier that has it.
    #[error("it is in no tier from {0} on, the quality floor of the tenant or plan")]
    BelowFloor(Tier),
    /// It could cost more than a request of the tenant or plan may.
    #[error("it may cost up to {} ₸, above the ceiling of {} ₸ a request", bound.tenge(), ceiling.tenge())]
    TooDear {
        /// The most it can cost.
        bound: MicroTenge,
        /// The most it may cost.
        ceiling: MicroTenge,
    },
    /// The cost of the request cannot be stated exactly.
    #[error("the cost is out of range")]
    CostOverflow,
}

/// Why there is no decision.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DecideError {
    /// Neither `auto` nor a tier, an alias or a priced model.
    #[error("unknown model")]
    UnknownModel,
    /// The request names a tier, or a model of a tier, that the plan does not include.
    #[error("tier {tier} is not in plan {plan}")]
    TierNotInPlan {
        /// The tier.
        tier: Tier,
        /// Id of the plan.
        plan: Arc<str>,
    },
    /// Every model was skipped.
    #[error("no model can serve the request")]
    NoCandidate {
        /// The tier it would have had.
        tier: Tier,
        /// Who was looked at, and why it was skipped.
        rejected: Vec<(ModelRef, Rejection)>,
    },
}

/// Where the search for candidates starts.
struct Start<'p> {
    tier: Tier,
    wanted: Option<Tier>,
    ground: Ground,
    arm: Option<Arm>,
    /// The model that the request names.
    named: Option<&'p Slot>,
}

/// Decides where a request goes. The same arguments give the same decision, wherever it is asked for.
///
/// The order is: the named model or the pool of the tier, then the failover chain, and if none of these can take the
/// request, the pools of the plan's other tiers, higher ones first.
///
/// # Errors
/// [`DecideError`]; none of them depends on the order of anything but the policy.
pub fn decide(ask: &Ask<'_>, policy: &Policy, health: &Health) -> Result<Decision, DecideError> {
    let (policy, trial) = policy.serving(ask.circumstances.conversation);
    let unheard = ask.unheard(policy);
    let ask = unheard.as_ref().unwrap_or(ask);
    let bounds = policy.bounds(ask.plan, ask.circumstances.tenant);
    let Start { tier, wanted, ground, arm, named } = start(ask, policy, health, bounds)?;
    let mut search = Search {
        ask,
        policy,
        health,
        bounds,
        pool: policy.pools.get(tier),
        candidates: Vec::with_capacity(8),
        rejected: Vec::new(),
    };
    match named {
        Some(slot) => search.consider(slot, Via::Explicit),
        None => search.consider_pool(search.pool, Via::Pool),
    }
    search.consider_all(&policy.failover, Via::Failover);
    if search.candidates.is_empty() && named.is_none() {
        for other in other_tiers(ask.plan, tier) {
            search.consider_pool(policy.pools.get(other), Via::OtherTier);
        }
    }
    let Search { candidates, rejected, .. } = search;
    if candidates.is_empty() {
        return Err(DecideError::NoCandidate { tier, rejected });
    }
    let mut decision = Decision {
        policy: Arc::clone(&policy.id),
        tier,
        wanted,
        ground,
        arm: trial.or(arm),
        candidates,
        rejected,
        escalation: None,
    };
    decision.escalation = Escalation::of(&decision, ask, policy, health, bounds);
    Ok(decision)
}

/// What the policy in shadow would decide, if there is one. Nothing is ever done by it.
pub fn shadowed(ask: &Ask<'_>, policy: &Policy, health: &Health) -> Option<Result<Decision, DecideError>> {
    policy.shadow.as_ref().map(|shadow| decide(ask, shadow, health))
}

/// The tiers of a plan in the order that they are asked in where `tier` cannot serve: higher ones first.
fn other_tiers(plan: &Plan, tier: Tier) -> impl Iterator<Item = Tier> {
    let (lower, higher): (Vec<Tier>, Vec<Tier>) = plan.tiers.iter().partition(|other| **other < tier);
    higher.into_iter().chain(lower.into_iter().rev())
}

fn start<'p>(ask: &Ask<'_>, policy: &'p Policy, health: &Health, bounds: Bounds) -> Result<Start<'p>, DecideError> {
    let (ground, asked, named) = match policy.target(ask.model).ok_or(DecideError::UnknownModel)? {
        Target::Tier(tier) => (Ground::NamedTier, *tier, None),
        Target::Model(slot, tier) if policy.explicit == ExplicitRule::Honour => (Ground::NamedModel, *tier, Some(slot)),
        Target::Auto | Target::Model(..) => return Ok(by_rules(ask, policy, health, bounds)),
    };
    if !ask.plan.allows(asked) {
        return Err(DecideError::TierNotInPlan { tier: asked, plan: Arc::clone(&ask.plan.id) });
    }
    // A named model is held against the floor itself.
    let tier = if named.is_some() { asked } else { bounds.raised(asked, ask.plan) };
    Ok(Start { tier, wanted: (tier != asked).then_some(asked), ground, arm: None, named })
}

fn by_rules<'p>(ask: &Ask<'_>, policy: &Policy, health: &Health, bounds: Bounds) -> Start<'p> {
    let (mut rule, mut arm) = (None, None);
    for other in &policy.rules {
        let verdict = Verdict::of(other, ask, health);
        let taken = verdict == Verdict::Takes;
        if other.percent.is_some() && !matches!(verdict, Verdict::Fails(_)) {
            arm = arm.or_else(|| Some(Arm { id: Arc::clone(&other.id), taken }));
        }
        if taken {
            rule = Some(other);
            break;
        }
    }
    let (ground, asked) = match rule {
        Some(rule) => (Ground::Rule(Arc::clone(rule)), rule.tier),
        None if ask.proposal().is_none() => (Ground::Unsure, policy.default_tier),
        None => (Ground::NoRule, policy.default_tier),
    };
    let tier = bounds.raised(ask.plan.best_allowed(asked), ask.plan);
    Start { tier, wanted: (tier != asked).then_some(asked), ground, arm, named: None }
}

// === impl Decision ===

impl Decision {
    /// Id of the rule that decided, or the name of the built-in ground.
    #[must_use]
    pub fn rule(&self) -> &str {
        match &self.ground {
            Ground::Rule(rule) => &rule.id,
            Ground::Unsure => "unsure",
            Ground::NoRule => "no-rule",
            Ground::NamedTier => "named-tier",
            Ground::NamedModel => "named-model",
        }
    }

    /// Why, for people.
    #[must_use]
    pub fn because(&self) -> &str {
        match &self.ground {
            Ground::Rule(rule) => &rule.because,
            Ground::Unsure => "the assessment is unsure, so the default tier serves",
            Ground::NoRule => "no rule takes the request, so the default tier serves",
            Ground::NamedTier => "the request names the tier",
            Ground::NamedModel => "the request names the model, and the policy honours that",
        }
    }
}

// === impl Arm ===

impl std::fmt::Display for Arm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}{}", self.id, if self.taken { "" } else { ":control" })
    }
}

// === impl Via ===

impl Via {
    /// The name used in explanations.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::Explicit => "explicit",
            Self::Failover => "failover",
            Self::OtherTier => "other-tier",
        }
    }
}

#[cfg(test)]
mod tests;
