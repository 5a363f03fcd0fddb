//! The exchange: one admitted, redacted, reserved request is answered and settled. It runs in its own task, so that a
//! client that hangs up stops the reading, not the accounting.

pub(crate) mod attempt;
mod delivery;
mod inspect;
pub(crate) mod meter;
mod outlet;
mod retry;
mod trail;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dialects::{Heading, UpstreamError};
use http::HeaderMap;
use router_core::decide::Candidate;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::health::{Form, is_certain};
use crate::ledger::{AttemptOutcome, Outcome};
use crate::pipeline::{Reserved, route_of};
use crate::providers::{Host, Picked};
use crate::server::{Phase, reached};
use crate::{Gateway, Worker};

use attempt::{Opened, attempt};
pub(crate) use delivery::Recording;
pub(crate) use outlet::Outlet;
use retry::Next;
use trail::Trail;

/// How long a whole answer may still take once its client has hung up: its usage is worth knowing (fault F12).
const DRAIN: Duration = Duration::from_secs(5);

/// An SSE comment: ignored by clients, keeps idle connections open.
const KEEP_ALIVE: Bytes = Bytes::from_static(b": keep-alive\n\n");

/// Answers the request and settles it. Whatever happens, the reservation ends here.
pub(crate) async fn run(worker: Arc<Worker>, mut reserved: Reserved, mut outlet: Outlet) {
    let mut trail = Trail::default();
    let candidates = std::mem::take(&mut reserved.decision.candidates);
    while let Some((index, pause)) = next_call(&worker.gateway, &reserved, &candidates, &trail) {
        let Some(candidate) = candidates.get(index) else { break };
        let tried = std::time::Instant::now();
        let host = worker.gateway.hosts.get(&candidate.row.model.provider);
        let key = host.and_then(|host| host.keys.pick(tried));
        let call = Call { candidate, host, key: key.as_ref(), pause };
        match opened(&worker, &reserved, call, &mut outlet).await {
            Ok(opened) => {
                let now = std::time::Instant::now();
                worker.gateway.health.note_success(&candidate.row.model, now);
                note_pace(&worker, &reserved, candidate, now.duration_since(tried), now);
                return delivery::deliver(&worker, reserved, trail, candidate, opened, outlet).await;
            }
            Err(Missed::Failed(error)) => {
                let other_key = has_other_key(call, &error, trail.calls_of(index));
                note_failure(&worker.gateway, candidate, &error, other_key);
                trail.failed(index, candidate, route_of(candidate, &reserved), error, other_key);
            }
            Err(Missed::ClientGone) => {
                let settlement =
                    meter::abandoned(&reserved, &trail, candidate, AttemptOutcome::ClientGone, Outcome::ClientGone);
                return delivery::settle_quietly(&mut reserved, settlement).await;
            }
        }
    }
    let refusal = trail.refusal(&reserved.redaction);
    delivery::release(&worker, reserved, trail, refusal, outlet).await;
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
            if trail.len() == 0 {
                budget.note_request(now);
            } else {
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
#[derive(Clone, Copy)]
struct Call<'c> {
    candidate: &'c Candidate,
    /// `None` for a provider that is not configured any more.
    host: Option<&'c Arc<Host>>,
    key: Option<&'c Picked>,
    /// How long to wait before.
    pause: Duration,
}

/// Whether the host has another key than the one that just failed; that one rests now. `before` are earlier calls of the
/// candidate: each key gets one.
fn has_other_key(call: Call<'_>, error: &UpstreamError, before: usize) -> bool {
    let (Some(host), Some(key)) = (call.host, call.key) else { return false };
    let now = std::time::Instant::now();
    host.keys.refused(key, error, is_certain(error), now) && before + 1 < host.keys.len()
}

/// Why an attempt brought nothing.
enum Missed {
    Failed(UpstreamError),
    ClientGone,
}

/// Makes an attempt while watching the client and keeping its stream alive.
async fn opened(worker: &Worker, reserved: &Reserved, call: Call<'_>, outlet: &mut Outlet) -> Result<Opened, Missed> {
    let gateway = &worker.gateway;
    let Call { candidate, host: Some(host), key, pause } = call else {
        return Err(Missed::Failed(dialects::FailureClass::Connect.into()));
    };
    let heading = Heading {
        id: reserved.call.request_id.as_u128(),
        created: reserved.call.at.as_second(),
        model: &candidate.row.model.model,
    };
    let attempt = async {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        attempt(&worker.upstream, host, candidate, key, &reserved.redaction, heading).await
    };
    tokio::pin!(attempt);
    let streamed = reserved.redaction.chat().stream();
    let mut phase = gateway.phase.clone();
    let mut heartbeat = heartbeat(gateway.limits.heartbeat);
    loop {
        tokio::select! {
            biased;
            opened = &mut attempt => return opened.map_err(Missed::Failed),
            () = outlet.gone() => {
                let drained = if streamed { None } else { tokio::time::timeout(DRAIN, &mut attempt).await.ok() };
                return drained.and_then(Result::ok).ok_or(Missed::ClientGone);
            }
            _ = heartbeat.tick(), if streamed => {
                // From now on failover still works, but a failure can only be told inside the stream.
                let kept = outlet.begin_stream(delivery::stream_headers(reserved, HeaderMap::new()));
                if kept.is_err() || outlet.send(KEEP_ALIVE, gateway.limits.write_idle_timeout).await.is_err() {
                    return Err(Missed::ClientGone);
                }
            }
            () = reached(&mut phase, Phase::Stopping) => {
                return Err(Missed::Failed(dialects::FailureClass::Timeout.into()));
            }
        }
    }
}

/// Notes how long a model took, where a pool goes by that.
fn note_pace(worker: &Worker, reserved: &Reserved, candidate: &Candidate, took: Duration, now: std::time::Instant) {
    if reserved.call.snapshot.policy.uses().latency {
        worker.gateway.health.note_pace(&candidate.row.model, Form::of(reserved.redaction.chat()), took, now);
    }
}

fn heartbeat(period: Duration) -> tokio::time::Interval {
    let mut heartbeat = interval_at(Instant::now() + period, period);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat
}

/// Counts a failed attempt, holds it against whose fault it is, and says so once where somebody is held out for it.
fn note_failure(gateway: &Gateway, candidate: &Candidate, error: &UpstreamError, other_key: bool) {
    let model = &candidate.row.model;
    let label = error.class.label();
    gateway.metrics.attempts.with_label_values(&[&*model.provider, &*model.model, label]).inc();
    tracing::warn!(provider = %model.provider, model = %model.model, class = label, status = error.status, "attempt failed");
    if other_key {
        return;
    }
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
