//! Providers: hosts are data, dialects are code. What may leave for which host is decided by types here.

pub(crate) mod iam;
mod keys;
pub(crate) mod sandbox;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use dialects::{Dialect, FailureClass, Quirks, Target, UpstreamError};
use http::{HeaderName, HeaderValue};
use router_core::json::Edits;
use router_core::redact::Redacted;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use keys::{KeyRing, Picked};

/// How long a call waits for room at a host that is asked as much as it may be.
const QUEUE: Duration = Duration::from_millis(500);

/// One configured provider.
#[derive(Debug)]
pub(crate) struct Host {
    /// Where its data is processed; residency rules speak of it.
    pub(crate) region: Arc<str>,
    /// Whether unredacted text may reach it.
    pub(crate) perimeter: Perimeter,
    pub(crate) transport: Transport,
    pub(crate) dialect: Dialect,
    pub(crate) keys: KeyRing,
    /// How many more calls it takes at once; `None`: as many as there are.
    pub(crate) room: Option<Arc<Semaphore>>,
    /// Whether it goes on with an answer that somebody else began.
    pub(crate) continues: bool,
    /// Where such requests go, if that is another path.
    pub(crate) continuing_url: Option<http::Uri>,
    /// Headers this host wants on every request.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) quirks: Quirks,
    pub(crate) timeouts: HostTimeouts,
    /// Of the models that have their own.
    pub(crate) timeouts_of: HashMap<Box<str>, HostTimeouts>,
}

/// How a host is reached.
#[derive(Debug)]
pub(crate) enum Transport {
    /// The full URL of its chat completions, where the model is no part of it.
    Http { url: http::Uri },
    /// The URL that the path of the request follows.
    HttpByModel { base: String },
    /// The built-in sandbox.
    Sandbox(sandbox::Sandbox),
}

/// Where a host stands towards the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Perimeter {
    /// Outside: sees redacted requests only.
    Foreign,
    /// Inside: may see originals where the policy says so.
    Local,
}

/// How long a host may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HostTimeouts {
    /// Until the head of the answer, and until the first content frame of a stream.
    pub(crate) first_byte: Duration,
    /// Between two chunks.
    pub(crate) idle: Duration,
    /// For the whole answer.
    pub(crate) total: Duration,
}

/// Proof that a host stands inside the perimeter; only such a host gives one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalPerimeter(());

/// A body that may leave for the host it was made for. There is no other way to make one.
#[derive(Debug)]
pub(crate) struct Outbound {
    bytes: Vec<u8>,
    /// Whether it ends with the beginning of its answer.
    continues: bool,
}

// === impl Perimeter ===

impl Perimeter {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Foreign, Self::Local];

    /// The name in the configuration.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Foreign => "foreign",
            Self::Local => "local",
        }
    }
}

// === impl Host ===

impl Host {
    /// The proof that originals may go to this host, when it stands inside.
    pub(crate) fn local_perimeter(&self) -> Option<LocalPerimeter> {
        (self.perimeter == Perimeter::Local).then_some(LocalPerimeter(()))
    }

    /// Whether a model goes on with an answer that somebody else began.
    pub(crate) fn continues_with(&self, model: &str) -> bool {
        self.continues && self.dialect.continues(model, &self.quirks)
    }

    /// How long a model may take.
    pub(crate) fn timeouts_of(&self, model: &str) -> HostTimeouts {
        if self.timeouts_of.is_empty() {
            return self.timeouts;
        }
        self.timeouts_of.get(model).copied().unwrap_or(self.timeouts)
    }

    /// Room for one more call, which whoever calls keeps until the answer is read; `None` where that is not limited.
    ///
    /// # Errors
    /// [`FailureClass::Saturated`] where there is none after a moment.
    pub(crate) async fn room(&self) -> Result<Option<OwnedSemaphorePermit>, UpstreamError> {
        let Some(room) = &self.room else { return Ok(None) };
        if let Ok(permit) = Arc::clone(room).try_acquire_owned() {
            return Ok(Some(permit));
        }
        match tokio::time::timeout(QUEUE, Arc::clone(room).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Some(permit)),
            // It never closes, so this is the time that is over.
            _ => Err(UpstreamError { retry_after: Some(Duration::from_secs(1)), ..FailureClass::Saturated.into() }),
        }
    }
}

// === impl Outbound ===

impl Outbound {
    /// A redacted body with protocol edits, for any host.
    pub(crate) fn redacted(redacted: &Redacted, edits: &Edits) -> Self {
        Self { bytes: redacted.render(edits), continues: false }
    }

    /// The original body with protocol edits, for a host inside the perimeter only.
    pub(crate) fn original(redacted: &Redacted, edits: &Edits, _proof: LocalPerimeter) -> Self {
        Self { bytes: edits.apply(redacted.chat().document().bytes()), continues: false }
    }

    /// The same with the beginning of its answer, which the model is to go on with. That is a model's own text, so what
    /// is redacted stays so.
    ///
    /// # Errors
    /// [`FailureClass::Unsupported`] where there is no message that it could answer.
    pub(crate) fn continuing(self, text: &str, quirks: &Quirks) -> Result<Self, UpstreamError> {
        Ok(Self { bytes: dialects::openai::continued(&self.bytes, text, quirks)?, continues: true })
    }

    /// The same in the words of a dialect, and what it has no words for.
    ///
    /// # Errors
    /// What the dialect cannot say.
    pub(crate) fn translated(
        self,
        dialect: Dialect,
        target: Target<'_>,
    ) -> Result<(Self, Vec<&'static str>), UpstreamError> {
        let translated = dialect.translate(self.bytes, target)?;
        Ok((Self { bytes: translated.body, ..self }, translated.dropped))
    }

    /// Whether it ends with the beginning of its answer.
    pub(crate) fn continues(&self) -> bool {
        self.continues
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
