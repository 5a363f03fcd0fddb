//! The routing decision: a pure function of the request's facts, the policy in force and the health of providers.

use std::{collections::HashSet, sync::Arc};

use crate::{
    measure::{Facts, Tier},
    policy::{ExplicitRule, Plan, Policy, Pool, Rule, Slot, Target, missing_ability},
    prices::{ModelRef, PriceRow},
    rates::Rate,
    settle::{self, Cost},
    tokens::{TokenCount, Usage},
};

mod narrow;
mod record;

pub use record::{Given, Record, RecordError, ReplayError, note_budget};

/// What a request asks for, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The `model` of the request.
    pub model: &'a str,
    /// What was measured.
    pub facts: &'a Facts,
    /// The tenant's plan.
    pub plan: &'a Plan,
    /// Names of the data types that redaction found.
    pub findings: &'a [&'a str],
    /// Whether it holds data that must not leave the perimeter.
    pub stays_inside: bool,
}

/// Which providers can be called now.
#[derive(Debug, Clone, Default)]
pub struct Health {
    /// Providers that the configuration knows; others are skipped.
    pub configured: HashSet<Arc<str>>,
    /// Those of them inside the perimeter.
    pub inside: HashSet<Arc<str>>,
    /// Providers that fail as a whole.
    pub providers_down: HashSet<Arc<str>>,
    /// Models that fail.
    pub models_down: HashSet<ModelRef>,
}

/// Where a request goes, in order, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Id of the policy that decided.
    pub policy: Arc<str>,
    /// The tier that serves the request.
    pub tier: Tier,
    /// The tier that was asked for, where the plan does not include it.
    pub wanted: Option<Tier>,
    /// What led to the tier.
    pub ground: Ground,
    /// Whom to try, in order; never empty.
    pub candidates: Vec<Candidate>,
    /// Who was looked at and skipped, and why.
    pub rejected: Vec<(ModelRef, Rejection)>,
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
    /// The model that the request names.
    named: Option<&'p Slot>,
}

struct Search<'s> {
    ask: &'s Ask<'s>,
    health: &'s Health,
    /// Of the tier: it says how long completions are.
    pool: &'s Pool,
    candidates: Vec<Candidate>,
    rejected: Vec<(ModelRef, Rejection)>,
}

/// Decides where a request goes. The same arguments give the same decision, wherever it is asked for.
///
/// The order is: the named model or the pool of the tier, then the failover chain, and if none of these can take the
/// request, the pools of the plan's other tiers, higher ones first.
///
/// # Errors
/// [`DecideError`]; none of them depends on the order of anything but the policy.
pub fn decide(ask: &Ask<'_>, policy: &Policy, health: &Health) -> Result<Decision, DecideError> {
    let Start { tier, wanted, ground, named } = start(ask, policy)?;
    let mut search =
        Search { ask, health, pool: policy.pools.get(tier), candidates: Vec::with_capacity(8), rejected: Vec::new() };
    match named {
        Some(slot) => search.consider(slot, Via::Explicit),
        None => search.consider_all(&search.pool.slots, Via::Pool),
    }
    search.consider_all(&policy.failover, Via::Failover);
    if search.candidates.is_empty() && named.is_none() {
        let (lower, higher): (Vec<Tier>, Vec<Tier>) = ask.plan.tiers.iter().partition(|other| **other < tier);
        for other in higher.into_iter().chain(lower.into_iter().rev()) {
            search.consider_all(&policy.pools.get(other).slots, Via::OtherTier);
        }
    }
    let Search { candidates, rejected, .. } = search;
    if candidates.is_empty() {
        return Err(DecideError::NoCandidate { tier, rejected });
    }
    Ok(Decision { policy: Arc::clone(&policy.id), tier, wanted, ground, candidates, rejected })
}

fn start<'p>(ask: &Ask<'_>, policy: &'p Policy) -> Result<Start<'p>, DecideError> {
    let (ground, tier, named) = match policy.target(ask.model).ok_or(DecideError::UnknownModel)? {
        Target::Tier(tier) => (Ground::NamedTier, *tier, None),
        Target::Model(slot, tier) if policy.explicit == ExplicitRule::Honour => (Ground::NamedModel, *tier, Some(slot)),
        Target::Auto | Target::Model(..) => return Ok(by_rules(ask, policy)),
    };
    if !ask.plan.allows(tier) {
        return Err(DecideError::TierNotInPlan { tier, plan: Arc::clone(&ask.plan.id) });
    }
    Ok(Start { tier, wanted: None, ground, named })
}

fn by_rules<'p>(ask: &Ask<'_>, policy: &'p Policy) -> Start<'p> {
    let rule = policy.rules.iter().find(|rule| rule.when.matches(ask.facts, ask.findings, &ask.plan.id));
    let (ground, asked) = match rule {
        Some(rule) => (Ground::Rule(Arc::clone(rule)), rule.tier),
        None if ask.facts.proposal.is_none() => (Ground::Unsure, policy.default_tier),
        None => (Ground::NoRule, policy.default_tier),
    };
    let tier = ask.plan.best_allowed(asked);
    Start { tier, wanted: (tier != asked).then_some(asked), ground, named: None }
}

// === impl Search ===

impl Search<'_> {
    fn consider_all(&mut self, slots: &[Slot], via: Via) {
        for slot in slots {
            self.consider(slot, via);
        }
    }

    /// Takes a model in or writes down why not; a model that was looked at before stays where it is.
    fn consider(&mut self, slot: &Slot, via: Via) {
        let model = &slot.route.row.model;
        let seen = self.candidates.iter().any(|other| other.row.model == *model)
            || self.rejected.iter().any(|(other, _)| other == model);
        if seen {
            return;
        }
        match self.candidate(slot, via) {
            Ok(candidate) => self.candidates.push(candidate),
            Err(rejection) => self.rejected.push((model.clone(), rejection)),
        }
    }

    fn candidate(&self, slot: &Slot, via: Via) -> Result<Candidate, Rejection> {
        let (row, rate) = (&slot.route.row, &slot.route.rate);
        let facts = self.ask.facts;
        self.health.check(&row.model)?;
        if self.ask.stays_inside && !self.health.inside.contains(&row.model.provider) {
            return Err(Rejection::Outside);
        }
        if let Some(ability) = missing_ability(facts.needs, row.abilities) {
            return Err(Rejection::Lacks(ability));
        }
        let output_limit = facts.max_output.unwrap_or(self.pool.default_output).min(row.max_output);
        let needed = facts.prompt_estimate.plus(output_limit);
        if needed > row.context_window {
            return Err(Rejection::TooSmall { needed, window: row.context_window });
        }
        let expected = self.pool.expected_output.min(output_limit);
        let usage = Usage {
            input: facts.prompt_estimate,
            output: TokenCount(expected.0.saturating_mul(facts.choices)),
            ..Usage::default()
        };
        let estimate = settle::cost(&usage, row, rate);
        let bound = settle::upper_bound(facts.prompt_bound, output_limit, facts.choices, row, rate);
        let (Ok(estimate), Ok(bound)) = (estimate, bound) else { return Err(Rejection::CostOverflow) };
        let (row, rate) = (Arc::clone(row), Arc::clone(rate));
        Ok(Candidate { named: slot.named.clone(), row, rate, via, output_limit, estimate, bound })
    }
}

// === impl Health ===

impl Health {
    /// Every one of `providers` is configured and well.
    #[must_use]
    pub fn all_well<'n>(providers: impl IntoIterator<Item = &'n str>) -> Self {
        Self { configured: providers.into_iter().map(Arc::from).collect(), ..Self::default() }
    }

    fn check(&self, model: &ModelRef) -> Result<(), Rejection> {
        if !self.configured.contains(&model.provider) {
            return Err(Rejection::NotConfigured);
        }
        if self.providers_down.contains(&model.provider) || self.models_down.contains(model) {
            return Err(Rejection::Unavailable);
        }
        Ok(())
    }
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
