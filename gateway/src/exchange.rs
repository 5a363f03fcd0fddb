//! The exchange: one admitted, redacted, reserved request is answered and settled. It runs in its own task, so that a
//! client that hangs up stops the reading, not the accounting.

pub(crate) mod attempt;
mod cascade;
mod delivery;
mod inspect;
mod join;
pub(crate) mod meter;
mod opinion;
mod outlet;
mod race;
mod retry;
mod trail;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use dialects::{Heading, UpstreamError};
use http::HeaderMap;
use router_core::decide::Candidate;
use router_core::policy::HedgeAfter;
use router_core::policy::Unsupported;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::health::{Form, is_certain};
use crate::ledger::{AttemptOutcome, Outcome, Settlement, UsageSource};
use crate::pipeline::{Reserved, route_of};
use crate::providers::{Host, Picked};
use crate::server::{Phase, reached};
use crate::{Gateway, Worker};

use attempt::{Errand, Opened, attempt};
pub(crate) use delivery::Recording;
use outlet::ClientGone;
pub(crate) use outlet::Outlet;
use race::{Other, Raced, Which, race};
use retry::Next;
use trail::Trail;

/// How long a whole answer may still take once its client has hung up: its usage is worth knowing (fault F12).
const DRAIN: Duration = Duration::from_secs(5);

/// An SSE comment: ignored by clients, keeps idle connections open.
const KEEP_ALIVE: Bytes = Bytes::from_static(b": keep-alive\n\n");

/// How asking candidates in turn ended.
enum Asked {
    /// The candidate of this place answers.
    Opened(usize, Opened),
    /// The client hung up; what is to be settled.
    ClientGone(Box<Settlement>),
    /// None of them answered.
    Failed,
}

/// Answers the request and settles it. Whatever happens, the reservation ends here.
pub(crate) async fn run(worker: Arc<Worker>, mut reserved: Reserved, mut outlet: Outlet) {
    let mut trail = Trail::default();
    if let Some(pending) = reserved.opinion.take() {
        Box::pin(opinion::hear(&worker, &mut reserved, *pending, &mut trail)).await;
    }
    let candidates = std::mem::take(&mut reserved.decision.candidates);
    match ask_in_turn(&worker, &reserved, &candidates, &mut trail, &mut outlet).await {
        Asked::Opened(index, opened) => match reserved.decision.escalation.take() {
            None => delivery::deliver(&worker, reserved, trail, &candidates, index, opened, outlet).await,
            // Boxed, so that requests whose answers are not checked do not carry the state of a second round.
            Some(escalation) => {
                let first = cascade::First { trail, candidates: &candidates, index, opened };
                Box::pin(cascade::deliver(&worker, reserved, first, *escalation, outlet)).await;
            }
        },
        Asked::ClientGone(settlement) => delivery::settle_quietly(&mut reserved, *settlement).await,
        Asked::Failed => {
            let refusal = trail.refusal(&reserved.redaction);
            delivery::release(&worker, reserved, trail, refusal, outlet).await;
        }
    }
}

/// Asks candidates in turn until one answers.
async fn ask_in_turn(
    worker: &Worker,
    reserved: &Reserved,
    candidates: &[Candidate],
    trail: &mut Trail,
    outlet: &mut Outlet,
) -> Asked {
    while let Some((index, pause)) = next_call(&worker.gateway, reserved, candidates, trail) {
        let Some(call) = Call::of(&worker.gateway, candidates, index, pause) else { break };
        let beside = beside(&worker.gateway, reserved, candidates, trail);
        let begun = AtomicBool::new(false);
        let raced = match opened(worker, reserved, &call, beside.as_ref(), &begun, outlet).await {
            Ok(raced) => raced,
            Err(ClientGone) => {
                if let Some((second, _)) = beside.as_ref().filter(|_| begun.load(Ordering::Relaxed)) {
                    second.outrun(reserved, trail);
                }
                let outcomes = (AttemptOutcome::ClientGone, Outcome::ClientGone);
                let settlement = meter::abandoned(reserved, trail, call.candidate, outcomes.0, outcomes.1);
                return Asked::ClientGone(Box::new(settlement));
            }
        };
        let second = beside.as_ref().map(|(second, _)| second);
        let (by, other) = match (raced.which, second) {
            (Which::Second, Some(second)) => (second, Some(&call)),
            (_, second) => (&call, second),
        };
        note_race(&worker.gateway, &raced);
        match (raced.other, other) {
            (Some(Other::Outrun), Some(other)) => other.outrun(reserved, trail),
            (Some(Other::Failed(error)), Some(other)) => other.failed(&worker.gateway, reserved, error, trail),
            _ => {}
        }
        match raced.result {
            Ok(opened) => {
                by.succeeded(&worker.gateway, reserved);
                return Asked::Opened(by.index, opened);
            }
            Err(error) => by.failed(&worker.gateway, reserved, error, trail),
        }
    }
    Asked::Failed
}

/// Whom to call next, by place, and after which pause, as far as the retry budget goes.
fn next_call(
    gateway: &Gateway,
    reserved: &Reserved,
    candidates: &[Candidate],
    trail: &Trail,
) -> Option<(usize, Duration)> {
    let budget = &gateway.health.budget;
    let now = std::time::Instant::now();
    // The end of a request's number is random already.
    let chance = reserved.call.request_id.as_u128() as u16;
    match retry::next(candidates, trail, chance)? {
        Next::Other(index) => {
            if trail.is_empty() {
                budget.note_request(now);
            } else if trail.calls() > 0 {
                budget.note_extra(now);
            }
            Some((index, Duration::ZERO))
        }
        Next::Again(index, pause) => {
            let granted = budget.take_extra(now);
            if !granted {
                gateway.metrics.retries_denied.inc();
            }
            granted.then_some((index, pause))
        }
    }
}

/// A candidate about to be called.
struct Call<'c> {
    index: usize,
    candidate: &'c Candidate,
    /// `None` for a provider that is not configured any more.
    host: Option<&'c Arc<Host>>,
    key: Option<Picked>,
    /// How long to wait before.
    pause: Duration,
    since: std::time::Instant,
    /// What another has said of the answer already.
    said: Option<&'c str>,
}

impl<'c> Call<'c> {
    fn of(gateway: &'c Gateway, candidates: &'c [Candidate], index: usize, pause: Duration) -> Option<Self> {
        let candidate = candidates.get(index)?;
        let since = std::time::Instant::now();
        let host = gateway.hosts.get(&candidate.row.model.provider);
        let key = host.and_then(|host| host.keys.pick(since));
        Some(Self { index, candidate, host, key, pause, since, said: None })
    }

    async fn made(&self, worker: &Worker, reserved: &Reserved) -> Result<Opened, UpstreamError> {
        let Some(host) = self.host else { return Err(dialects::FailureClass::Connect.into()) };
        if !self.pause.is_zero() {
            tokio::time::sleep(self.pause).await;
        }
        let heading = Heading {
            id: reserved.call.request_id.as_u128(),
            created: reserved.call.at.as_second(),
            model: &self.candidate.row.model.model,
        };
        let strict = reserved.call.snapshot.policy.unsupported == Unsupported::Refuse;
        let Self { candidate, said, .. } = *self;
        let errand = Errand { host, candidate, key: self.key.as_ref(), said, heading, strict };
        attempt(&worker.upstream, errand, &reserved.redaction).await
    }

    fn succeeded(&self, gateway: &Gateway, reserved: &Reserved) {
        let now = std::time::Instant::now();
        gateway.health.note_success(&self.candidate.row.model, now);
        self.note_pace(gateway, reserved, now);
    }

    /// Lets go of a call that another was faster than. It has read the prompt; what it said nobody knows.
    fn outrun(&self, reserved: &Reserved, trail: &mut Trail) {
        let cost = meter::beside(reserved, self.candidate, (meter::estimate(&reserved.facts), UsageSource::Estimated));
        trail.told(self.index, self.candidate, route_of(self.candidate, reserved), AttemptOutcome::Outrun, cost);
    }

    fn failed(&self, gateway: &Gateway, reserved: &Reserved, error: UpstreamError, trail: &mut Trail) {
        let before = trail.calls_of(self.index);
        let other_key = self.host.is_some_and(|host| has_other_key(host, self.key.as_ref(), &error, before));
        note_failure(gateway, self.candidate, &error, other_key);
        trail.failed(self.index, self.candidate, route_of(self.candidate, reserved), error, other_key);
    }

    /// Notes how long a model took, where a pool or a hedge goes by that.
    fn note_pace(&self, gateway: &Gateway, reserved: &Reserved, now: std::time::Instant) {
        let policy = &reserved.call.snapshot.policy;
        if policy.uses().latency || policy.streams.asks_usual() {
            let (model, form) = (&self.candidate.row.model, Form::of(reserved.redaction.chat()));
            gateway.health.note_pace(model, form, now.duration_since(self.since), now);
        }
    }
}

/// Whether a host has another key than the one that just failed; that one rests now. `before` are earlier calls of the
/// candidate: each key gets one.
fn has_other_key(host: &Host, key: Option<&Picked>, error: &UpstreamError, before: usize) -> bool {
    let Some(key) = key else { return false };
    let now = std::time::Instant::now();
    host.keys.refused(key, error, is_certain(error), now) && before + 1 < host.keys.len()
}

/// The candidate that is asked beside the first one, and after which time, where the policy wants that.
fn beside<'c>(
    gateway: &'c Gateway,
    reserved: &Reserved,
    candidates: &'c [Candidate],
    trail: &Trail,
) -> Option<(Call<'c>, Duration)> {
    if !reserved.twice || trail.tries() > 0 {
        return None;
    }
    let tenant = &reserved.admission.caller.tenant.tenant.id;
    let after = match reserved.call.snapshot.policy.streams.hedge(tenant, reserved.decision.tier)? {
        HedgeAfter::Time(time) => time,
        HedgeAfter::Usual => {
            let first = &candidates.first()?.row.model;
            gateway.health.usual(first, Form::of(reserved.redaction.chat()))?
        }
    };
    Some((Call::of(gateway, candidates, 1, Duration::ZERO)?, after))
}

/// Makes a call, and another beside it where that is late, while watching the client and keeping its stream alive.
async fn opened(
    worker: &Worker,
    reserved: &Reserved,
    call: &Call<'_>,
    beside: Option<&(Call<'_>, Duration)>,
    begun: &AtomicBool,
    outlet: &mut Outlet,
) -> Result<Raced<Opened>, ClientGone> {
    let gateway = &worker.gateway;
    // Boxed, so that requests that are never hedged do not carry the state of a second call.
    let second = beside.map(|(second, after)| (*after, Box::pin(second.made(worker, reserved))));
    let may_begin = || gateway.health.budget.take_extra(std::time::Instant::now());
    let race = race(call.made(worker, reserved), second, may_begin, begun);
    tokio::pin!(race);
    let streamed = reserved.redaction.chat().stream();
    let mut phase = gateway.phase.clone();
    let mut heartbeat = heartbeat(gateway.limits.heartbeat);
    loop {
        tokio::select! {
            biased;
            raced = &mut race => return Ok(raced),
            () = outlet.gone() => {
                let drained = if streamed { None } else { tokio::time::timeout(DRAIN, &mut race).await.ok() };
                return drained.filter(|raced| raced.result.is_ok()).ok_or(ClientGone);
            }
            _ = heartbeat.tick(), if streamed => {
                // From now on failover still works, but a failure can only be told inside the stream.
                outlet.begin_stream(delivery::stream_headers(reserved, HeaderMap::new()))?;
                outlet.send(KEEP_ALIVE, gateway.limits.write_idle_timeout).await?;
            }
            () = reached(&mut phase, Phase::Stopping) => {
                let result = Err(dialects::FailureClass::Timeout.into());
                return Ok(Raced { which: Which::First, result, other: None });
            }
        }
    }
}

fn note_race(gateway: &Gateway, raced: &Raced<Opened>) {
    if raced.other.is_some() {
        let won = raced.which == Which::Second && raced.result.is_ok();
        gateway.metrics.hedges.with_label_values(&[if won { "true" } else { "false" }]).inc();
    }
}

fn heartbeat(period: Duration) -> tokio::time::Interval {
    let mut heartbeat = interval_at(Instant::now() + period, period);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat
}

/// Counts a failed attempt, and holds it against whose fault it is unless the provider has another key.
fn note_failure(gateway: &Gateway, candidate: &Candidate, error: &UpstreamError, other_key: bool) {
    let model = &candidate.row.model;
    let label = error.class.label();
    gateway.metrics.attempts.with_label_values(&[&*model.provider, &*model.model, label]).inc();
    tracing::warn!(provider = %model.provider, model = %model.model, class = label, status = error.status, "attempt failed");
    if !other_key {
        hold_against(gateway, candidate, error);
    }
}

/// Holds a failure against whose fault it is, and says so once where somebody is held out for it.
fn hold_against(gateway: &Gateway, candidate: &Candidate, error: &UpstreamError) {
    let model = &candidate.row.model;
    let Some(opening) = gateway.health.note_failure(model, error, std::time::Instant::now()) else { return };
    let (provider, model) = opening.subject.names();
    let why = opening.why.name();
    if opening.why.is_misconfiguration() {
        gateway.metrics.misconfigured.with_label_values(&[provider, model, why]).inc();
        tracing::error!(provider, model, why, status = error.status, "held out until its configuration is mended");
    } else {
        gateway.metrics.circuits_opened.with_label_values(&[provider, model]).inc();
        tracing::error!(provider, model, why, "circuit opened");
    }
}
