//! Reserved: the most the request can cost is set aside, durably, before anybody is called.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use router_core::decide::{Candidate, Decision, note_budget};
use router_core::measure::Facts;
use router_core::money::MicroTenge;
use router_core::policy;
use router_core::tokens::Usage;

use super::admit::Admission;
use super::call::Call;
use super::opinion::Pending;
use super::plan::route;
use super::redaction::Redaction;
use super::register;
use crate::exchange::{Recording, meter};
use crate::ledger::{
    BudgetLevel, Idempotency, IdempotencyClash, Ledger, MessagePlan, Outcome, Overage, Receipt, Reserve, ReserveError,
    SettleError, Settlement, Terminal, UsageSource,
};
use crate::respond::Refusal;
use crate::server::body::Body;
use crate::{Gateway, Worker};

/// A request with an ordered list of candidates.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(super) call: Arc<Call>,
    pub(super) admission: Admission,
    pub(super) redaction: Redaction,
    pub(super) facts: Facts,
    pub(super) decision: Decision,
    /// What the decision was made of, as the ledger keeps it.
    pub(super) record: Vec<u8>,
    /// A second opinion that is to be asked for once it is reserved.
    pub(super) opinion: Option<Box<Pending>>,
    pub(super) idempotency: Option<Idempotency>,
}

/// A request whose cost is covered. Its exchange may begin.
#[derive(Debug)]
pub(crate) struct Reserved {
    pub(crate) call: Arc<Call>,
    pub(crate) admission: Admission,
    pub(crate) redaction: Redaction,
    pub(crate) facts: Facts,
    pub(crate) decision: Decision,
    pub(crate) rule: Arc<str>,
    pub(crate) open: OpenReservation,
    /// Whether it is covered for a second call: a hedge, or going on where another broke off.
    pub(crate) twice: bool,
    /// A second opinion that is to be asked for first.
    pub(crate) opinion: Option<Box<Pending>>,
    /// What the decision was made of, where that was not known when it was reserved.
    pub(crate) record: Option<Vec<u8>>,
    /// When the request came, until its first token has left.
    pub(crate) first_token_due: Option<Instant>,
    idempotency: Option<Idempotency>,
}

/// How reserving ended.
#[derive(Debug)]
pub(super) enum Step {
    Reserved(Box<Reserved>),
    /// The request was answered before, under the same idempotency key.
    Replayed(Response<Body>),
}

/// A reservation that is not settled yet. Dropped unsettled (a panic, a task that was torn down), it releases itself.
#[derive(Debug)]
pub(crate) struct OpenReservation {
    ledger: Ledger,
    request_id: uuid::Uuid,
    settled: bool,
}

impl Planned {
    /// Reserves. When the money is short, the candidates that it still covers remain.
    pub(super) async fn reserve(mut self, worker: &Worker) -> Result<Step, Refusal> {
        let Worker { gateway, ledger, .. } = worker;
        let is_passed_on = self.redaction.chat().stream();
        for way in self.ways_mut() {
            way.escalation.take_if(|escalation| is_passed_on && !escalation.step.buffer);
        }
        let rule: Arc<str> = self.decision.rule().into();
        let mut twice = self.ways().any(|way| self.may_be_called_twice(way));
        let result = loop {
            let result = ledger.reserve(self.reservation(gateway, &rule, twice)?).await;
            match &result {
                Err(ReserveError::BudgetSpent { .. }) if twice => twice = false,
                Err(ReserveError::BudgetSpent { .. }) if self.opinion.take().is_some() => {}
                Err(ReserveError::BudgetSpent { remaining, .. }) if self.narrow_to(*remaining) => {}
                _ => break result,
            }
        };
        if let Err(ReserveError::Idempotency(IdempotencyClash::Finished { .. })) = &result
            && let Some(response) = self
                .idempotency
                .and_then(|idempotency| gateway.replays.replay(&self.admission.caller.tenant.tenant.id, idempotency))
        {
            return Ok(Step::Replayed(response));
        }
        result.map_err(|error| refusal(&error))?;
        let open = OpenReservation { ledger: ledger.clone(), request_id: self.call.request_id, settled: false };
        Ok(Step::Reserved(Box::new(Reserved {
            first_token_due: Some(self.call.started),
            call: self.call,
            admission: self.admission,
            redaction: self.redaction,
            facts: self.facts,
            decision: self.decision,
            rule,
            open,
            twice,
            opinion: self.opinion.map(|pending| Box::new(Pending { record: self.record, ..*pending })),
            record: None,
            idempotency: self.idempotency,
        })))
    }

    /// The decision, and those that a second opinion may lead to.
    fn ways(&self) -> impl Iterator<Item = &Decision> {
        let advised = self.opinion.iter().flat_map(|pending| pending.ways.iter().map(|(_, way)| way));
        std::iter::once(&self.decision).chain(advised)
    }

    fn ways_mut(&mut self) -> impl Iterator<Item = &mut Decision> {
        let advised = self.opinion.iter_mut().flat_map(|pending| pending.ways.iter_mut().map(|(_, way)| way));
        std::iter::once(&mut self.decision).chain(advised)
    }

    /// Whether the policy may have two providers called whose answers both cost.
    fn may_be_called_twice(&self, way: &Decision) -> bool {
        let streams = &self.call.snapshot.policy.streams;
        let tenant = &self.admission.caller.tenant.tenant.id;
        let continues = self.redaction.chat().stream() && streams.after_commit(tenant) == policy::AfterCommit::Continue;
        way.candidates.len() > 1 && (continues || streams.hedge(tenant, way.tier).is_some())
    }

    /// Keeps the candidates that `remaining` covers; false where that helps nothing.
    fn narrow_to(&mut self, remaining: MicroTenge) -> bool {
        note_budget(&mut self.record, remaining);
        self.decision.narrow_to(remaining, self.admission.plan.free_when_spent)
    }

    /// Everybody who may be called.
    fn everybody(&self) -> impl Iterator<Item = &Candidate> {
        let adviser = self.opinion.iter().map(|pending| &pending.adviser);
        self.ways().flat_map(Decision::everybody).chain(adviser)
    }

    /// What is asked of the ledger: the bound of the dearest way, since any of them may be gone.
    fn reservation(&self, gateway: &Gateway, rule: &Arc<str>, twice: bool) -> Result<Reserve, Refusal> {
        let candidates = &self.decision.candidates;
        let first = candidates.first().ok_or(Refusal::Internal)?;
        let bound = self.ways().map(Decision::bound).max().unwrap_or(MicroTenge::ZERO);
        let dearest = || self.ways().flat_map(|way| &way.candidates).map(|candidate| candidate.bound.tenge).max();
        let second = if twice { dearest().unwrap_or(MicroTenge::ZERO) } else { MicroTenge::ZERO };
        let opinion = self.opinion.as_ref().map_or(MicroTenge::ZERO, |pending| pending.adviser.bound.tenge);
        let bound = bound.plus(second).and_then(|bound| bound.plus(opinion)).map_err(|_| Refusal::Internal)?;
        let usage = Usage { input: self.facts.prompt_estimate, ..Usage::default() };
        let floor =
            meter::charge(&self.call.snapshot, first, usage, UsageSource::Estimated).map_err(|_| Refusal::Internal)?;
        let messages = self.admission.plan.messages.map(|limit| MessagePlan {
            limit,
            over: match self.admission.plan.overage {
                policy::Overage::Block => Overage::Block,
                policy::Overage::PerMessage(fee) => Overage::Fee(fee),
            },
        });
        let tenant = &self.admission.caller.tenant.tenant.id;
        Ok(Reserve {
            request_id: self.call.request_id,
            tenant: tenant.clone(),
            key_id: self.admission.caller.key.id.clone(),
            at: self.call.at,
            bound,
            route: route(first, &self.decision, rule),
            floor,
            messages,
            idempotency: self.idempotency,
            arm: self.decision.arm.as_ref().map(ToString::to_string),
            register: register::of(gateway, tenant, &self.redaction, || self.everybody().collect()),
            decision: Some(self.record.clone()),
        })
    }
}

impl Reserved {
    /// The tier that serves the request.
    pub(crate) fn tier(&self) -> &'static str {
        self.decision.tier.name()
    }

    /// The headers that are known before a provider has answered.
    pub(crate) fn write_headers(&self, headers: &mut HeaderMap) {
        self.call.write_headers(headers);
        self.admission.standing.write(headers);
        let masked = self.redaction.redacted().findings().total();
        headers.insert(HeaderName::from_static("x-qaqpa-tier"), HeaderValue::from_static(self.tier()));
        headers.insert(HeaderName::from_static("x-qaqpa-redactions"), HeaderValue::from(masked));
        if let Ok(rule) = HeaderValue::from_str(&self.rule) {
            headers.insert(HeaderName::from_static("x-qaqpa-rule"), rule);
        }
        let media = self.redaction.redacted().media();
        if !media.is_empty() {
            let kinds: Vec<String> = media.iter().map(|(kind, count)| format!("{}={count}", kind.name())).collect();
            if let Ok(value) = HeaderValue::try_from(kinds.join(", ")) {
                headers.insert(HeaderName::from_static("x-qaqpa-unredacted"), value);
            }
        }
    }

    /// A recording of the answer, where an idempotency key asks for one.
    pub(crate) fn recording(&self) -> Recording {
        if self.idempotency.is_some() { Recording::On(Vec::new()) } else { Recording::Off }
    }

    /// Keeps the answer for a repetition of the request.
    pub(crate) fn remember(&self, gateway: &Gateway, headers: &HeaderMap, pieces: &[Bytes]) {
        if let Some(idempotency) = self.idempotency {
            gateway.replays.keep(&self.admission.caller.tenant.tenant.id, idempotency, headers, pieces);
        }
    }
}

impl OpenReservation {
    /// Ends the reservation, durably.
    pub(crate) async fn settle(&mut self, settlement: Settlement) -> Result<Receipt, SettleError> {
        // From here on the ledger owns the end, also if this future is dropped.
        self.settled = true;
        self.ledger.settle(settlement).await
    }
}

impl Drop for OpenReservation {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        let terminal = Terminal::Released { outcome: Outcome::Panic };
        let at = jiff::Timestamp::now();
        let (request_id, attempts) = (self.request_id, Vec::new());
        self.ledger.settle_detached(Settlement { request_id, at, attempts, terminal, brought: None, decision: None });
    }
}

fn refusal(error: &ReserveError) -> Refusal {
    let id = |first: uuid::Uuid| format!("req_{}", first.simple());
    match error {
        ReserveError::BudgetSpent { level: BudgetLevel::Wallet, remaining } => {
            Refusal::WalletEmpty { remaining_kzt: remaining.tenge().to_string() }
        }
        ReserveError::BudgetSpent { level, remaining } => {
            Refusal::BudgetSpent { scope: level.to_string(), remaining_kzt: remaining.tenge().to_string() }
        }
        ReserveError::MessagesSpent { limit } => Refusal::MessagesSpent { limit: *limit },
        ReserveError::Idempotency(IdempotencyClash::InFlight { first }) => {
            Refusal::IdempotencyInFlight { first: id(*first) }
        }
        ReserveError::Idempotency(IdempotencyClash::Finished { first }) => {
            Refusal::IdempotencyFinished { first: id(*first) }
        }
        ReserveError::Idempotency(IdempotencyClash::OtherBody { first }) => {
            Refusal::IdempotencyOtherBody { first: id(*first) }
        }
        ReserveError::KeyRejected => Refusal::KeyInvalid,
        ReserveError::Invalid(problem) => {
            tracing::error!(problem, "the ledger refused a reservation");
            Refusal::Internal
        }
        ReserveError::Busy | ReserveError::Unavailable => Refusal::LedgerBusy,
    }
}
