//! The exchange: one admitted, redacted, reserved request is answered and settled. It runs in its own task, so that a
//! client that hangs up stops the reading, not the accounting.

pub(crate) mod attempt;
mod delivery;
mod inspect;
pub(crate) mod meter;
mod outlet;
mod trail;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dialects::{Heading, UpstreamError};
use http::HeaderMap;
use router_core::decide::Candidate;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::Worker;
use crate::health::Form;
use crate::ledger::{AttemptOutcome, Outcome};
use crate::pipeline::{Reserved, route_of};
use crate::server::{Phase, reached};

use attempt::{Opened, attempt};
pub(crate) use delivery::Recording;
pub(crate) use outlet::Outlet;
use trail::Trail;

/// Attempts of one request, over all candidates.
const MAX_ATTEMPTS: usize = 4;
/// How long a whole answer may still take once its client has hung up: its usage is worth knowing (fault F12).
const DRAIN: Duration = Duration::from_secs(5);

/// An SSE comment: ignored by clients, keeps idle connections open.
const KEEP_ALIVE: Bytes = Bytes::from_static(b": keep-alive\n\n");

/// Answers the request and settles it. Whatever happens, the reservation ends here.
pub(crate) async fn run(worker: Arc<Worker>, mut reserved: Reserved, mut outlet: Outlet) {
    let mut trail = Trail::default();
    let candidates = std::mem::take(&mut reserved.decision.candidates);
    for candidate in candidates.iter().cycle().take(MAX_ATTEMPTS.min(candidates.len() + 1)) {
        if trail.is_hopeless(candidate) {
            continue;
        }
        let tried = std::time::Instant::now();
        match opened(&worker, &reserved, candidate, &mut outlet).await {
            Ok(opened) => {
                worker.gateway.health.note_success(&candidate.row.model);
                note_pace(&worker, &reserved, candidate, tried);
                return delivery::deliver(&worker, reserved, trail, candidate, opened, outlet).await;
            }
            Err(Missed::Failed(error)) => note_failure(&worker, &reserved, candidate, error, &mut trail),
            Err(Missed::ClientGone) => {
                let settlement =
                    meter::abandoned(&reserved, &trail, candidate, AttemptOutcome::ClientGone, Outcome::ClientGone);
                return delivery::settle_quietly(&mut reserved, settlement).await;
            }
        }
        if trail.is_final() {
            break;
        }
    }
    let refusal = trail.refusal(&reserved.redaction);
    delivery::release(&worker, reserved, trail, refusal, outlet).await;
}

/// Why an attempt brought nothing.
enum Missed {
    Failed(UpstreamError),
    ClientGone,
}

/// Makes an attempt while watching the client and keeping its stream alive.
async fn opened(
    worker: &Worker,
    reserved: &Reserved,
    candidate: &Candidate,
    outlet: &mut Outlet,
) -> Result<Opened, Missed> {
    let gateway = &worker.gateway;
    let Some(host) = gateway.hosts.get(&candidate.row.model.provider) else {
        return Err(Missed::Failed(dialects::FailureClass::Connect.into()));
    };
    let heading = Heading {
        id: reserved.call.request_id.as_u128(),
        created: reserved.call.at.as_second(),
        model: &candidate.row.model.model,
    };
    let attempt = attempt(&worker.upstream, host, candidate, &reserved.redaction, heading);
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
fn note_pace(worker: &Worker, reserved: &Reserved, candidate: &Candidate, tried: std::time::Instant) {
    if reserved.call.snapshot.policy.uses().latency {
        let form = Form::of(reserved.redaction.chat());
        let now = std::time::Instant::now();
        worker.gateway.health.note_pace(&candidate.row.model, form, now.duration_since(tried), now);
    }
}

fn heartbeat(period: Duration) -> tokio::time::Interval {
    let mut heartbeat = interval_at(Instant::now() + period, period);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat
}

fn note_failure(worker: &Worker, reserved: &Reserved, candidate: &Candidate, error: UpstreamError, trail: &mut Trail) {
    let gateway = &worker.gateway;
    let model = &candidate.row.model;
    gateway.metrics.attempts.with_label_values(&[&*model.provider, &*model.model, error.class.label()]).inc();
    tracing::warn!(provider = %model.provider, model = %model.model, class = error.class.label(), status = error.status, "attempt failed");
    if error.class.is_provider_fault() && gateway.health.note_failure(model, std::time::Instant::now()) {
        gateway.metrics.circuits_opened.with_label_values(&[&*model.provider, &*model.model]).inc();
        tracing::error!(provider = %model.provider, model = %model.model, "circuit opened");
    }
    trail.failed(route_of(candidate, reserved), error);
}
