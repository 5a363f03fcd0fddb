//! Planned: policy, prices and health turn facts into an ordered list of whom to ask.

use std::sync::Arc;
use std::time::Instant;

use router_core::decide::{Ask, Candidate, DecideError, Decision, Given, Rejection, decide};
use router_core::measure::Facts;

use super::admit::Admission;
use super::call::Call;
use super::redaction::Redaction;
use super::reserve::{Planned, Reserved};
use crate::Gateway;
use crate::ledger::{Idempotency, Route};
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
        let ask = Ask { model, facts: &self.facts, plan: &self.admission.plan, findings: &found, stays_inside };
        let health = gateway.health.health(Instant::now());
        let decision = decide(&ask, policy, &health).map_err(|error| decide_refusal(error, model))?;
        let record = Given { ask: &ask, health: &health }.encode();
        Ok(Planned {
            call: self.call,
            admission: self.admission,
            redaction: self.redaction,
            facts: self.facts,
            decision,
            record,
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

fn no_candidate(rejected: &[(router_core::prices::ModelRef, Rejection)]) -> Refusal {
    let sizes = rejected.iter().filter_map(|(_, rejection)| match rejection {
        Rejection::TooSmall { needed, window } => Some((needed.0, window.0)),
        _ => None,
    });
    if let Some((prompt, limit)) = sizes.max_by_key(|&(_, window)| window) {
        return Refusal::ContextTooLong { prompt, limit };
    }
    let lacking = rejected.iter().find(|(_, rejection)| matches!(rejection, Rejection::Lacks(_) | Rejection::Outside));
    match lacking.or(rejected.first()) {
        Some((_, rejection @ (Rejection::Lacks(_) | Rejection::Outside))) => {
            Refusal::NoCandidate { why: format!("every model was skipped: {rejection}") }
        }
        _ => Refusal::Upstream(crate::respond::UpstreamRefusal::Unavailable { class: "no provider is available" }),
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
