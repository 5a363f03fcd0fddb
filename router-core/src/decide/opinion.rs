//! Second opinions: when one is of use, and who may be asked for it.

use super::{Ask, Candidate, Circumstances, Decision, Ground, Health, Search, Via};
use crate::{
    measure::{Facts, Language, Tier},
    policy::{Asking, Bounds, Policy},
};

/// How a second opinion on a decision is asked for: only where the judge abstained and no rule took the request, which
/// a named tier or model never lets happen.
#[must_use]
pub fn second_opinion(decision: &Decision, ask: &Ask<'_>, policy: &Policy) -> Option<Asking> {
    if decision.ground != Ground::Unsure || ask.circumstances.opinion.is_some() {
        return None;
    }
    // Where nothing was heard but talk of models and tiers there is nothing to have an opinion on but that.
    if ask.facts.language == Language::Unknown {
        return None;
    }
    let (policy, _) = policy.serving(ask.circumstances.conversation);
    policy.second_opinion.asking(ask.circumstances.tenant)
}

/// The model that is asked, with what that may cost: the first of its tier that can be called, fits the price ceiling, and
/// may see what the request holds. `question` are the facts of what it is asked. It serves nobody, so that neither the
/// plan nor a quality floor speaks of it.
#[must_use]
pub fn adviser(asking: Asking, question: &Facts, ask: &Ask<'_>, policy: &Policy, health: &Health) -> Option<Candidate> {
    let (policy, _) = policy.serving(ask.circumstances.conversation);
    let bounds = Bounds { min_tier: None, ..policy.bounds(ask.plan, ask.circumstances.tenant) };
    let pool = policy.pools.get(asking.tier);
    let ask = &Ask { facts: question, ..*ask };
    let mut search = Search { ask, policy, health, bounds, pool, candidates: Vec::new(), rejected: Vec::new() };
    search.consider_pool(pool, Via::Pool);
    search.candidates.into_iter().next()
}

// === impl Ask ===

impl Ask<'_> {
    /// The tier that the request looks made for, by the judge or, where that abstains, by a second opinion.
    #[must_use]
    pub fn proposal(&self) -> Option<Tier> {
        self.facts.proposal.or(self.circumstances.opinion)
    }

    /// The same with an opinion.
    #[must_use]
    pub fn advised(mut self, opinion: Tier) -> Self {
        self.circumstances.opinion = Some(opinion);
        self
    }

    /// The same as a policy hears it, if that differs: an opinion says nothing to one that would not have asked for it.
    pub(super) fn unheard(&self, policy: &Policy) -> Option<Self> {
        let Circumstances { opinion, tenant, .. } = &self.circumstances;
        if opinion.is_none() || policy.second_opinion.asking(tenant).is_some() {
            return None;
        }
        let mut ask = *self;
        ask.circumstances.opinion = None;
        Some(ask)
    }
}
