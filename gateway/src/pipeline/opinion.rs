//! A second opinion that is still to be asked for: whom, what, and where each answer leads, so that the dearest way can be
//! reserved before anybody is called.

use std::time::Duration;

use router_core::decide::{Ask, Candidate, Decision, Health, adviser, decide};
use router_core::measure::{Facts, Tier};
use router_core::policy::{Asking, Policy};

use super::MAX_INLINE;
use super::redaction::Redaction;
use crate::Gateway;
use crate::opinion::{Opinion, OpinionKey, question};

/// A second opinion that is to be asked for.
#[derive(Debug)]
pub(crate) struct Pending {
    /// What is asked: redacted text, redacted once more.
    pub(crate) question: Redaction,
    /// Its facts.
    pub(crate) facts: Facts,
    /// Who is asked, of which tier.
    pub(crate) adviser: Candidate,
    pub(crate) tier: Tier,
    pub(crate) key: OpinionKey,
    pub(crate) timeout: Duration,
    /// What would be decided, by the tier that is named; a tier that leads nowhere is missing.
    pub(crate) ways: Vec<(Tier, Decision)>,
    /// What the decision without an opinion was made of, to note it there.
    pub(crate) record: Vec<u8>,
}

/// What became of looking for somebody to ask.
pub(super) enum Sought {
    /// Nobody can be asked, or the model has no opinion.
    Nobody,
    /// The same was asked lately.
    Known(Tier),
    Pending(Box<Pending>),
}

/// Looks for an opinion on a request.
pub(super) fn seek(
    gateway: &Gateway,
    redaction: &Redaction,
    ask: &Ask<'_>,
    asking: Asking,
    policy: &Policy,
    health: &Health,
) -> Sought {
    // A longer request is not worth the time that this takes on the thread that serves.
    if redaction.chat().document().bytes().len() > MAX_INLINE {
        return Sought::Nobody;
    }
    let Some(chat) = question(redaction.redacted(), ask.facts.language, asking) else { return Sought::Nobody };
    let facts = gateway.assessor.measure(&chat);
    let Some(adviser) = adviser(asking, &facts, ask, policy, health) else { return Sought::Nobody };
    let key = OpinionKey::of(ask.circumstances.tenant, &adviser, &chat);
    if let Some(opinion) = gateway.opinions.get(&key) {
        gateway.metrics.opinions.with_label_values(&[opinion.name(), "cache"]).inc();
        return match opinion {
            Opinion::Names(tier) => Sought::Known(tier),
            Opinion::Nothing => Sought::Nobody,
        };
    }
    let Ok(question) = redaction.of_question(chat, &gateway.detectors) else { return Sought::Nobody };
    let ways = Tier::ALL.iter().filter_map(|tier| Some((*tier, decide(&ask.advised(*tier), policy, health).ok()?)));
    let Asking { timeout, tier, .. } = asking;
    let (ways, record) = (ways.collect(), Vec::new());
    Sought::Pending(Box::new(Pending { question, facts, adviser, tier, key, timeout, ways, record }))
}
