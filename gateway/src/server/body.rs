//! Bodies in and out: requests read whole under limits of size and time, answers whole or streamed.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::respond::Refusal;

/// The body of an answer.
#[derive(Debug)]
pub(crate) struct Body(Content);

#[derive(Debug)]
enum Content {
    Whole(Bytes),
    Stream(mpsc::Receiver<Bytes>),
}

/// What reading a request's body may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadLimits {
    /// Most bytes.
    pub(crate) bytes: usize,
    /// Most time in all.
    pub(crate) timeout: Duration,
    /// Fewest bytes a second, once the first second has passed (slow-body attacks, threat T5).
    pub(crate) rate: usize,
}

// === impl Body ===

impl Body {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self(Content::Whole(bytes))
    }

    pub(crate) fn stream(receiver: mpsc::Receiver<Bytes>) -> Self {
        Self(Content::Stream(receiver))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match &mut self.0 {
            Content::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::Stream(receiver) => {
                receiver.poll_recv(context).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.0, Content::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Stream(_) => SizeHint::default(),
        }
    }
}

/// Reads a request's body whole.
///
/// # Errors
/// [`Refusal::BodyTooLarge`] before more than the limit is held, [`Refusal::BodyTimeout`] for slow senders,
/// [`Refusal::BodyBroken`] when the connection breaks.
pub(crate) async fn read<B>(mut body: B, limits: ReadLimits) -> Result<Vec<u8>, Refusal>
where
    B: http_body::Body<Data = Bytes> + Unpin,
{
    let too_large = Refusal::BodyTooLarge { limit: limits.bytes };
    let announced = body.size_hint().lower() as usize;
    if announced > limits.bytes {
        return Err(too_large);
    }
    let started = Instant::now();
    let mut bytes = Vec::with_capacity(announced.min(limits.bytes));
    while !body.is_end_stream() {
        let deadline = started + allowance(bytes.len(), limits);
        let Ok(frame) = tokio::time::timeout_at(deadline, body.frame()).await else { return Err(Refusal::BodyTimeout) };
        let Some(frame) = frame else { break };
        let Ok(frame) = frame else { return Err(Refusal::BodyBroken) };
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > limits.bytes {
            return Err(too_large);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// How long a body may have taken by the time the next bytes are due: ten seconds to begin with, then as the least rate
/// allows, never over the whole limit.
fn allowance(received: usize, limits: ReadLimits) -> Duration {
    let earned = Duration::from_secs((received / limits.rate.max(1)) as u64);
    (Duration::from_secs(10) + earned).min(limits.timeout)
}
