//! Providers: hosts are data, dialects are code. What may leave for which host is decided by types here.

pub(crate) mod openai;
pub(crate) mod sandbox;

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use router_core::json::Edits;
use router_core::redact::Redacted;
use secrecy::SecretString;

/// One configured provider.
#[derive(Debug)]
pub(crate) struct Host {
    /// Where its data is processed; residency rules speak of it.
    pub(crate) region: String,
    /// Whether unredacted text may reach it.
    pub(crate) perimeter: Perimeter,
    pub(crate) transport: Transport,
    pub(crate) api_key: Option<SecretString>,
    /// Headers this host wants on every request.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) quirks: Quirks,
    pub(crate) timeouts: HostTimeouts,
}

/// How a host is reached.
#[derive(Debug)]
pub(crate) enum Transport {
    /// The full URL of its chat completions.
    Http { url: http::Uri },
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

/// Where a host differs from OpenAI, as data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quirks {
    /// The one name of the completion limit that the host reads; `None`: whichever the client used.
    pub(crate) output_limit: Option<&'static str>,
    /// Whether the host takes `stream_options.include_usage`.
    pub(crate) stream_usage: bool,
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
pub(crate) struct Outbound(Vec<u8>);

/// Why an attempt failed, in the classes that failover, health and the ledger tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureClass {
    /// No connection: refused, unreachable, no such name, no TLS.
    Connect,
    /// Nothing, or nothing more, in time.
    Timeout,
    /// The connection broke.
    Reset,
    /// 5xx of the provider.
    Server,
    /// 429 of the provider.
    RateLimited,
    /// 401, 402, 403: our key or our account there.
    Credentials,
    /// 404: the model id is dead or wrong.
    ModelMissing,
    /// 400, 413, 422: the request itself.
    Invalid,
    /// The prompt does not fit the model.
    ContextTooLong,
    /// An answer that is none: not JSON, no choices, cut, an error object after 200.
    BadAnswer(&'static str),
}

/// A failed attempt, with what the client may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UpstreamError {
    pub(crate) class: FailureClass,
    /// HTTP status, where there was an answer.
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<Duration>,
    /// The provider's own words; shown to the client only for [`FailureClass::Invalid`].
    pub(crate) message: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) code: Option<String>,
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
}

// === impl Outbound ===

impl Outbound {
    /// A redacted body with protocol edits, for any host.
    pub(crate) fn redacted(redacted: &Redacted, edits: &Edits) -> Self {
        Self(redacted.render(edits))
    }

    /// The original body with protocol edits, for a host inside the perimeter only.
    pub(crate) fn original(redacted: &Redacted, edits: &Edits, _proof: LocalPerimeter) -> Self {
        Self(edits.apply(redacted.chat().document().bytes()))
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

// === impl FailureClass ===

impl FailureClass {
    /// A word for logs, metrics and the ledger.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Server => "server_error",
            Self::RateLimited => "rate_limited",
            Self::Credentials => "credentials",
            Self::ModelMissing => "model_missing",
            Self::Invalid => "invalid_request",
            Self::ContextTooLong => "context_too_long",
            Self::BadAnswer(_) => "bad_answer",
        }
    }

    /// Whether another candidate may do better.
    pub(crate) fn may_fail_over(self) -> bool {
        !matches!(self, Self::Invalid)
    }

    /// Whether the same candidate may do better at once: only where no answer was begun.
    pub(crate) fn may_retry_same(self) -> bool {
        matches!(self, Self::Reset | Self::Server)
    }

    /// Whether it is the provider's fault, so that its health suffers.
    pub(crate) fn is_provider_fault(self) -> bool {
        !matches!(self, Self::Invalid | Self::ContextTooLong)
    }

    /// Whether the provider may bill something we cannot know.
    pub(crate) fn cost_is_unknown(self) -> bool {
        matches!(self, Self::Timeout | Self::Reset | Self::BadAnswer(_))
    }
}

// === impl UpstreamError ===

impl From<FailureClass> for UpstreamError {
    fn from(class: FailureClass) -> Self {
        Self { class, status: None, retry_after: None, message: None, param: None, code: None }
    }
}
