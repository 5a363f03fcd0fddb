//! The way of a request, as one function. Every stage is a type that consumes the one before, so that none can be
//! skipped: only what was redacted is assessed, only what is reserved is sent.
//!
//! ```text
//! bytes ─▶ Admitted ─▶ Inbound ─▶ Redacted ─▶ Assessed ─▶ Planned ─▶ Reserved ─▶ exchange: Answered ─▶ Settled
//! ```

mod admit;
mod call;
mod feedback;
mod opinion;
mod plan;
mod redaction;
mod register;
mod reserve;

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;

use self::admit::Inbound;
use self::redaction::Redacted;
use crate::exchange::{self, Outlet};
use crate::respond::Refusal;
use crate::server::body::Body;
use crate::{Gateway, Worker};

pub(crate) use admit::{allowance, authenticate};
pub(crate) use call::Call;
pub(crate) use feedback::feedback;
pub(crate) use opinion::Pending;
pub(crate) use plan::route_of;
pub(crate) use redaction::Redaction;
pub(crate) use register::of_answer as answer_register;
pub(crate) use reserve::Reserved;

/// Most bytes that are redacted, or read in an answer, on the thread that serves requests: about a millisecond of it.
pub(crate) const MAX_INLINE: usize = 128 << 10;
/// Longest time that redacting a request may take, far beyond what the largest body takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers `POST /v1/chat/completions`.
pub(crate) async fn chat(
    worker: &Arc<Worker>,
    call: Arc<Call>,
    request: Request<Incoming>,
    peer: IpAddr,
) -> Result<Response<Body>, Refusal> {
    let (head, body) = request.into_parts();
    let admitted = admit::admit(&worker.gateway, call, &head.headers, peer)?;
    let inbound = admitted.read(&worker.gateway.limits, body).await?;
    let redacted = redact(worker, inbound).await?;
    let assessed = redacted.assess(&worker.gateway)?;
    let planned = assessed.plan(&worker.gateway)?;
    let reserved = match planned.reserve(worker).await? {
        reserve::Step::Reserved(reserved) => *reserved,
        reserve::Step::Replayed(response) => return Ok(response),
    };
    answer(worker, reserved).await
}

/// Redacts where it holds nobody up: a long text takes milliseconds, and one made to be slow takes seconds. What is not
/// redacted in time does not leave.
async fn redact(worker: &Worker, inbound: Inbound) -> Result<Redacted, Refusal> {
    if inbound.size() <= MAX_INLINE {
        return guarded(&worker.gateway, inbound);
    }
    let gateway = Arc::clone(&worker.gateway);
    let redacting = tokio::task::spawn_blocking(move || guarded(&gateway, inbound));
    match tokio::time::timeout(PATIENCE, redacting).await {
        Ok(redacted) => redacted.unwrap_or(Err(Refusal::RedactionFailed)),
        Err(_) => {
            tracing::error!(seconds = PATIENCE.as_secs(), "redaction took too long; the request was not sent");
            Err(Refusal::RedactionFailed)
        }
    }
}

/// Redacts. A panic in there ends the request: what was not redacted does not leave.
fn guarded(gateway: &Gateway, inbound: Inbound) -> Result<Redacted, Refusal> {
    let redacted = catch_unwind(AssertUnwindSafe(|| inbound.redact(gateway)));
    redacted.unwrap_or_else(|_| {
        gateway.metrics.panics.inc();
        Err(Refusal::RedactionFailed)
    })
}

/// Hands the request to a task of its own and waits for the head of the answer.
async fn answer(worker: &Arc<Worker>, reserved: Reserved) -> Result<Response<Body>, Refusal> {
    let (outlet, head) = Outlet::new();
    // Boxed: its state is kilobytes, which spawning would otherwise move a dozen times.
    worker.gateway.tasks.spawn(Box::pin(exchange::run(worker.clone(), reserved, outlet)));
    // The sender is dropped without a word only when the exchange panicked; its reservation is settled by its guard.
    head.await.unwrap_or(Err(Refusal::Internal))
}
