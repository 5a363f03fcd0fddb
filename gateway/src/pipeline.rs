//! The way of a request, as one function. Every stage is a type that consumes the one before, so that none can be
//! skipped: only what was redacted is assessed, only what is reserved is sent.
//!
//! ```text
//! bytes ─▶ Admitted ─▶ Inbound ─▶ Redacted ─▶ Assessed ─▶ Planned ─▶ Reserved ─▶ exchange: Answered ─▶ Settled
//! ```

mod admit;
mod call;
mod plan;
mod redaction;
mod reserve;

use std::net::IpAddr;
use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Incoming;

use self::admit::Inbound;
use self::redaction::Redacted;
use crate::Worker;
use crate::exchange::{self, Outlet};
use crate::respond::Refusal;
use crate::server::body::Body;

pub(crate) use admit::authenticate;
pub(crate) use call::Call;
pub(crate) use plan::route_of;
pub(crate) use redaction::Redaction;
pub(crate) use reserve::Reserved;

/// Most bytes that are redacted, or read in an answer, on the thread that serves requests: about a millisecond of it.
pub(crate) const MAX_INLINE: usize = 128 << 10;

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

/// Redacts where it holds nobody up: a long text takes milliseconds, and one made to be slow takes seconds.
async fn redact(worker: &Worker, inbound: Inbound) -> Result<Redacted, Refusal> {
    if inbound.size() <= MAX_INLINE {
        return inbound.redact(&worker.gateway);
    }
    let gateway = Arc::clone(&worker.gateway);
    // A panic in there ends the request: what was not redacted does not leave.
    tokio::task::spawn_blocking(move || inbound.redact(&gateway)).await.unwrap_or(Err(Refusal::RedactionFailed))
}

/// Hands the request to a task of its own and waits for the head of the answer.
async fn answer(worker: &Arc<Worker>, reserved: Reserved) -> Result<Response<Body>, Refusal> {
    let (outlet, head) = Outlet::new();
    // Boxed: its state is kilobytes, which spawning would otherwise move a dozen times.
    worker.gateway.tasks.spawn(Box::pin(exchange::run(worker.clone(), reserved, outlet)));
    // The sender is dropped without a word only when the exchange panicked; its reservation is settled by its guard.
    head.await.unwrap_or(Err(Refusal::Internal))
}
