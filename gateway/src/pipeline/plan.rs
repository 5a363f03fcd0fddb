//! Planned: policy, prices and health turn facts into an ordered list of whom to ask.

use std::sync::Arc;
use std::time::Instant;

use router_core::decide::{Ask, Candidate, DecideError, Decision, Given, Rejection, decide, second_opinion, shadowed};
use router_core::measure::Facts;

use super::admit::Admission;
use super::call::Call;
use super::opinion::{Sought, seek};
use super::redaction::Redaction;
use super::reserve::{Planned, Reserved};
use crate::Gateway;
use crate::health::Form;
use crate::ledger::{Idempotency, Route};
use crate::occasion::Occasion;
use crate::respond::Refusal;

/// A request whose difficulty and needs are known.
#[derive(Debug)]
pub(crate) struct Assessed {
    pub(super) call: Arc<Call>,
    pub(super) admission: Admission,
    pub(super) redaction: Redaction,
    pub(super) facts: Facts,
    pub(super) idempotency: Option<Idempotency>,
}

impl Assessed {
    /// Decides where the request may go.
    pub(super) fn plan(self, gateway: &Gateway) -> Result<Planned, Refusal> {
        let policy = &self.call.snapshot.policy;
        let found = self.redaction.found();
        let model = self.redaction.chat().model();
        let stays_inside = self.redaction.redacted().stays_inside();
        let caller = &self.admission.caller;
        let (uses, at) = (policy.uses(), self.call.at);
        let budget_left = || gateway.ledger.budget_left(caller, at);
        let occasion = Occasion::of(policy, self.redaction.chat(), at, budget_left);
        let circumstances = occasion.circumstances(&caller.tenant.tenant.id, &caller.key.id);
        let plan = &self.admission.plan;
        let mut ask = Ask { model, facts: &self.facts, plan, findings: &found, stays_inside, circumstances };
        let now = Instant::now();
        let paced = |health| match uses.latency {
            true => gateway.health.with_pace(health, now, Form::of(self.redaction.chat())),
            false => health,
        };
        let mut health = paced(gateway.health.health(now));
        let mut decision = decide(&ask, policy, &health);
        if matches!(&decision, Err(DecideError::NoCandidate { rejected, .. }) if rejected.iter().any(|(_, why)| *why == Rejection::Unavailable))
        {
            health = paced(gateway.health.last_resort(now));
            decision = decide(&ask, policy, &health);
        }
        let mut opinion = None;
        if let Ok(unsure) = &decision
            && let Some(asking) = second_opinion(unsure, &ask, policy)
        {
            match seek(gateway, &self.redaction, &ask, asking, policy, &health) {
                Sought::Nobody => {}
                Sought::Pending(pending) => opinion = Some(pending),
                Sought::Known(tier) => {
                    let advised = ask.advised(tier);
                    // One that leads nowhere is as good as none.
                    if let Ok(decided) = decide(&advised, policy, &health) {
                        (ask, decision) = (advised, Ok(decided));
                    }
                }
            }
        }
        if let Some(shadow) = shadowed(&ask, policy, &health) {
            gateway.metrics.note_shadow(decision.as_ref().ok(), shadow.as_ref().ok());
        }
        let decision = decision.map_err(|error| decide_refusal(error, model))?;
        let record = Given { ask: &ask, health: &health }.encode();
        Ok(Planned {
            call: self.call,
            admission: self.admission,
            redaction: self.redaction,
            facts: self.facts,
            decision,
            record,
            opinion,
            idempotency: self.idempotency,
        })
    }
}

/// Why there is nobody to ask, in the caller's terms.
fn decide_refusal(error: DecideError, model: &str) -> Refusal {
    match error {
        DecideError::UnknownModel => Refusal::UnknownModel { model: model.chars().take(100).collect() },
        DecideError::TierNotInPlan { tier, plan } => {
            Refusal::TierNotInPlan { tier: tier.name().to_owned(), plan: plan.to_string() }
        }
        DecideError::NoCandidate { rejected, .. } => no_candidate(&rejected),
    }
}

/// The most telling of the reasons: what the caller can mend comes before what only time can.
fn no_candidate(rejected: &[(router_core::prices::ModelRef, Rejection)]) -> Refusal {
    let first = |wanted: fn(&Rejection) -> bool| rejected.iter().map(|(_, why)| why).find(|why| wanted(why));
    let skipped = |why: &Rejection| Refusal::NoCandidate { why: format!("every model was skipped: {why}") };
    if let Some(why) = first(|why| matches!(why, Rejection::TooDear { .. })) {
        return skipped(why);
    }
    let sizes = rejected.iter().filter_map(|(_, rejection)| match rejection {
        Rejection::TooSmall { needed, window } => Some((needed.0, window.0)),
        _ => None,
    });
    if let Some((prompt, limit)) = sizes.max_by_key(|&(_, window)| window) {
        return Refusal::ContextTooLong { prompt, limit };
    }
    let unavailable = first(|why| matches!(why, Rejection::Unavailable | Rejection::Blocked));
    let lacking = first(|why| matches!(why, Rejection::Lacks(_) | Rejection::Outside));
    // A floor skips what is not meant to serve; whoever is meant to and fails is the reason then.
    let floor = first(|why| matches!(why, Rejection::BelowFloor(_))).filter(|_| unavailable.is_none());
    match lacking.or(floor) {
        Some(why) => skipped(why),
        None => Refusal::Upstream(crate::respond::UpstreamRefusal::Unavailable { class: "no provider is available" }),
    }
}

/// A candidate as the ledger names it.
pub(crate) fn route_of(candidate: &Candidate, reserved: &Reserved) -> Route {
    route(candidate, &reserved.decision, &reserved.rule)
}

pub(super) fn route(candidate: &Candidate, decision: &Decision, rule: &Arc<str>) -> Route {
    let model = &candidate.row.model;
    Route {
        tier: Some(decision.tier),
        rule: rule.clone(),
        policy: decision.policy.clone(),
        provider: model.provider.clone(),
        model: model.model.clone(),
    }
}
