//! One attempt: a candidate is sent the request and answers whole, begins a stream, or fails. Nothing reaches the client here.

use std::time::Duration;

use bytes::Bytes;
use dialects::{Answer, FailureClass, Fitted, Frame, FrameKind, Heading, Reader, Target, UpstreamError};
use router_core::decide::Candidate;
use router_core::tokens::{TokenCount, count_tokens};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::retry::asked_pause;
use crate::pipeline::Redaction;
use crate::providers::{Host, Outbound, Picked};
use crate::upstream::{MAX_ANSWER, Upstream, UpstreamReply};

/// Most bytes of an error answer that are read.
const MAX_ERROR: usize = 64 * 1024;
/// Most bytes held back while waiting for the first content frame.
const MAX_OPENING: usize = 256 * 1024;

/// An attempt that succeeded, or at least began to.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) answer: Begun,
    /// Members of the request that the provider did not get, because it has no words for them.
    pub(crate) dropped: Vec<&'static str>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Begun {
    /// A whole answer.
    Whole(Answer),
    /// A stream whose first content frame is there: from here on this provider is committed to.
    Stream(Box<OpenStream>),
}

/// A stream in progress.
#[derive(Debug)]
pub(crate) struct OpenStream {
    reply: UpstreamReply,
    reader: Reader,
    /// Frames read and not yet handed on.
    ready: Vec<Frame>,
    /// What broke the stream after the frames that are ready.
    broken: Option<FailureClass>,
    idle: Duration,
    deadline: Instant,
    /// When the upstream last sent anything.
    heard: Instant,
    ended: bool,
}

/// Who is sent a request, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Errand<'a> {
    pub(crate) host: &'a Host,
    pub(crate) candidate: &'a Candidate,
    pub(crate) key: Option<&'a Picked>,
    /// What another has said of the answer already.
    pub(crate) said: Option<&'a str>,
    pub(crate) heading: Heading<'a>,
    /// Whether what the provider has no words for goes to another one instead of being left out.
    pub(crate) strict: bool,
}

/// Sends the request to one candidate.
///
/// # Errors
/// The failure, as far as it is known; the client has seen nothing.
pub(crate) async fn attempt(
    upstream: &Upstream,
    errand: Errand<'_>,
    redaction: &Redaction,
) -> Result<Opened, UpstreamError> {
    let room = errand.host.room().await?;
    attempt_within(upstream, errand, redaction, room).await
}

/// An attempt for which there is room already.
///
/// # Errors
/// The failure, as far as it is known; the client has seen nothing.
pub(super) async fn attempt_within(
    upstream: &Upstream,
    errand: Errand<'_>,
    redaction: &Redaction,
    room: Option<OwnedSemaphorePermit>,
) -> Result<Opened, UpstreamError> {
    let Errand { host, candidate, key, heading, .. } = errand;
    let started = Instant::now();
    let model = &*candidate.row.model.model;
    let stream = redaction.chat().stream();
    let output_limit = limit_left(candidate.output_limit, errand.said).await;
    let (body, dropped) = outbound(errand, output_limit, redaction)?;
    let timeouts = host.timeouts_of(model);
    let first_byte = started + timeouts.first_byte;
    let sent = tokio::time::timeout_at(first_byte, upstream.send(host, model, stream, body, key)).await;
    let mut reply = sent.unwrap_or(Err(FailureClass::Timeout))?.taking(room);
    if !(200..300).contains(&reply.status) {
        let body = tokio::time::timeout_at(first_byte, reply.whole(MAX_ERROR, timeouts.idle)).await;
        // A status is enough to fail over; the body only refines it.
        let body = body.ok().and_then(Result::ok).unwrap_or_default();
        let mut error = host.dialect.failure(reply.status, &reply.headers, &body);
        let asked = || asked_pause(&error, host.dialect.limits(), &reply.headers, jiff::Timestamp::now());
        error.retry_after = error.retry_after.or_else(asked);
        return Err(error);
    }
    let deadline = started + timeouts.total;
    if stream {
        let reader = Reader::new(host.dialect, heading).of_host(&host.quirks, heading);
        let stream = OpenStream::new(reply, reader, timeouts.idle, deadline);
        let opened =
            tokio::time::timeout_at(first_byte, stream.opened()).await.unwrap_or(Err(FailureClass::Timeout))?;
        Ok(Opened { answer: Begun::Stream(Box::new(opened)), dropped })
    } else {
        let whole = tokio::time::timeout_at(deadline, reply.whole(MAX_ANSWER, timeouts.idle)).await;
        let whole = whole.unwrap_or(Err(FailureClass::Timeout))?;
        let answer = host.dialect.answer(whole, heading)?.of_host(&host.quirks, heading)?;
        Ok(Opened { answer: Begun::Whole(answer), dropped })
    }
}

/// The body for a host, and what is not in it. The only place that decides between redacted and original.
fn outbound(
    errand: Errand<'_>,
    output_limit: TokenCount,
    redaction: &Redaction,
) -> Result<(Outbound, Vec<&'static str>), UpstreamError> {
    let Errand { host, candidate, said, strict, .. } = errand;
    let target = Target { model: &candidate.row.model.model, output_limit, quirks: &host.quirks, strict };
    let Fitted { edits, mut dropped } = host.dialect.edits(redaction.chat(), target)?;
    let outbound = match host.local_perimeter().filter(|_| redaction.unredacted_to_local()) {
        Some(proof) => Outbound::original(redaction.redacted(), &edits, proof),
        None => Outbound::redacted(redaction.redacted(), &edits),
    };
    let outbound = match said {
        Some(text) => outbound.continuing(text, &host.quirks)?,
        None => outbound,
    };
    let (outbound, untold) = outbound.translated(host.dialect, target)?;
    dropped.extend(untold);
    Ok((outbound, dropped))
}

/// The limit for the rest of an answer of which another has said a part.
async fn limit_left(limit: TokenCount, said: Option<&str>) -> TokenCount {
    let Some(said) = said.map(str::to_owned) else { return limit };
    // Counting takes milliseconds per 100 KB: not on the thread that serves requests.
    let counted = tokio::task::spawn_blocking(move || count_tokens(&said)).await;
    limit.minus(counted.unwrap_or_default()).max(TokenCount(1))
}

impl OpenStream {
    fn new(reply: UpstreamReply, reader: Reader, idle: Duration, deadline: Instant) -> Self {
        Self { reply, reader, ready: Vec::new(), broken: None, idle, deadline, heard: Instant::now(), ended: false }
    }

    /// Reads up to the first frame that is worth committing to.
    async fn opened(mut self) -> Result<Self, FailureClass> {
        let mut held = 0;
        loop {
            let chunk = self.reply.chunk().await?;
            held += chunk.as_ref().map_or(0, Bytes::len);
            self.read(chunk.as_ref());
            if let Some(class) = self.broken {
                return Err(class);
            }
            if self.ready.iter().any(|frame| matches!(frame.kind, FrameKind::Content | FrameKind::Finish)) {
                return Ok(self);
            }
            if self.ended {
                return Err(FailureClass::BadAnswer("the stream ended before it began"));
            }
            if held > MAX_OPENING {
                return Err(FailureClass::BadAnswer("no content in the opening of the stream"));
            }
        }
    }

    /// The frames that came since the last call; waits for at least one. `None` once the stream has ended properly.
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    /// A cut, a stall, an error object, or an end without finish reasons. Frames read before the failure were handed on.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Frame>>, FailureClass> {
        loop {
            if !self.ready.is_empty() {
                return Ok(Some(std::mem::take(&mut self.ready)));
            }
            if let Some(class) = self.broken {
                return Err(class);
            }
            if self.ended {
                return Ok(None);
            }
            if self.reader.is_done() {
                self.read(None);
                continue;
            }
            let due = (self.heard + self.idle).min(self.deadline);
            let chunk =
                match tokio::time::timeout_at(due, self.reply.chunk()).await.unwrap_or(Err(FailureClass::Timeout)) {
                    Ok(chunk) => chunk,
                    // Everything was said: a connection that breaks instead of closing changes nothing.
                    Err(_) if self.reader.is_complete() => None,
                    Err(class) => return Err(class),
                };
            self.heard = Instant::now();
            self.read(chunk.as_ref());
        }
    }

    /// Takes back frames that were read ahead, and what broke the stream after them.
    pub(crate) fn put_back(&mut self, mut frames: Vec<Frame>, broken: Option<FailureClass>) {
        frames.append(&mut self.ready);
        self.ready = frames;
        self.broken = self.broken.or(broken);
        if self.ended || self.broken.is_some() {
            self.reply.leave();
        }
    }

    /// Reads a chunk, or the end of the stream.
    fn read(&mut self, chunk: Option<&Bytes>) {
        let read = match chunk {
            Some(chunk) => self.reader.push(chunk, &mut self.ready),
            None => {
                self.ended = true;
                self.reader.end(&mut self.ready)
            }
        };
        if let Err(class) = read {
            self.broken = Some(class);
        }
    }
}
