//! Where a request goes once more if its answer fails a check.

use super::{Ask, Candidate, Decision, Ground, Health, Search, Via};
use crate::{
    measure::Tier,
    policy::{Bounds, Policy, Step},
};

/// A second way, of a higher tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// The tier.
    pub tier: Tier,
    /// What makes it be gone.
    pub step: Step,
    /// Whom to try, in order; never empty.
    pub candidates: Vec<Candidate>,
}

// === impl Escalation ===

impl Escalation {
    /// The second way of a request whose first is decided: none for one that names a tier or a model, and none where
    /// nobody of the higher tier can serve within the price ceiling, which is for both calls together.
    pub(super) fn of(
        decision: &Decision,
        ask: &Ask<'_>,
        policy: &Policy,
        health: &Health,
        bounds: Bounds,
    ) -> Option<Box<Self>> {
        if matches!(decision.ground, Ground::NamedTier | Ground::NamedModel) {
            return None;
        }
        let (tier, step) = policy.cascade.step(ask.circumstances.tenant, ask.plan, decision.rule(), decision.tier)?;
        let pool = policy.pools.get(tier);
        let mut search = Search { ask, policy, health, bounds, pool, candidates: Vec::new(), rejected: Vec::new() };
        search.consider_pool(pool, Via::Pool);
        let mut candidates = search.candidates;
        if let Some(ceiling) = bounds.ceiling {
            let first = decision.bound();
            candidates.retain(|candidate| first.0.saturating_add(candidate.bound.tenge.0) <= ceiling.0);
        }
        (!candidates.is_empty()).then(|| Box::new(Self { tier, step, candidates }))
    }
}
