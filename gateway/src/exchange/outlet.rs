//! The client's end of an exchange: an answer that is still to begin, a stream that has, or nobody any more.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response};
use tokio::sync::{mpsc, oneshot};

use crate::respond::Refusal;
use crate::server::body::Body;

/// Frames that may wait for a slow client before the upstream is made to wait (threat T6).
const QUEUE: usize = 64;

/// What the handler waits for.
pub(crate) type Head = Result<Response<Body>, Refusal>;

/// The sending half. The handler holds the other; when the client hangs up, hyper drops it.
#[derive(Debug)]
pub(crate) struct Outlet {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing was sent: status and provider are still open.
    Pending(oneshot::Sender<Head>),
    /// The head is out, frames follow.
    Streaming(mpsc::Sender<Bytes>),
    /// Nothing more can be sent.
    Closed,
}

/// The client hung up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientGone;

impl Outlet {
    pub(crate) fn new() -> (Self, oneshot::Receiver<Head>) {
        let (sender, receiver) = oneshot::channel();
        (Self { state: State::Pending(sender) }, receiver)
    }

    /// Whether the head of the answer is still to be sent.
    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending(_))
    }

    /// Sends a whole answer or a refusal. After a stream has begun a refusal becomes its last event, without `[DONE]`.
    pub(crate) async fn finish(&mut self, head: Head) -> Result<(), ClientGone> {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Pending(sender) => sender.send(head).map_err(|_| ClientGone),
            State::Streaming(sender) => match head {
                Ok(_) => Ok(()),
                Err(refusal) => {
                    let mut event = Vec::new();
                    dialects::sse::write_event(&refusal.body(), &mut event);
                    sender.send(event.into()).await.map_err(|_| ClientGone)
                }
            },
            State::Closed => Err(ClientGone),
        }
    }

    /// Sends the head of a stream, if it is still to be sent.
    pub(crate) fn begin_stream(&mut self, headers: HeaderMap) -> Result<(), ClientGone> {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Pending(head) => {
                let (sender, receiver) = mpsc::channel(QUEUE);
                let mut response = Response::new(Body::stream(receiver));
                *response.headers_mut() = headers;
                head.send(Ok(response)).map_err(|_| ClientGone)?;
                self.state = State::Streaming(sender);
                Ok(())
            }
            other => {
                self.state = other;
                Ok(())
            }
        }
    }

    /// Sends bytes of a stream; waits where the client is slow, but not for ever.
    pub(crate) async fn send(&mut self, bytes: Bytes, patience: Duration) -> Result<(), ClientGone> {
        let State::Streaming(sender) = &self.state else { return Err(ClientGone) };
        let sent = match sender.try_send(bytes) {
            Ok(()) => return Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => false,
            Err(mpsc::error::TrySendError::Full(bytes)) => {
                matches!(tokio::time::timeout(patience, sender.send(bytes)).await, Ok(Ok(())))
            }
        };
        if sent {
            return Ok(());
        }
        self.state = State::Closed;
        Err(ClientGone)
    }

    /// Resolves when the client has hung up.
    pub(crate) async fn gone(&mut self) {
        match &mut self.state {
            State::Pending(sender) => sender.closed().await,
            State::Streaming(sender) => sender.closed().await,
            State::Closed => {}
        }
    }
}
