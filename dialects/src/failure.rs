//! Why attempts fail, in the classes that failover, health and the ledger tell apart.

use std::time::Duration;

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureClass {
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
    /// The dialect has no words for what the request asks, and leaving it out would change the answer.
    Unsupported,
    /// The prompt does not fit the model.
    ContextTooLong,
    /// An answer that is none: not JSON, no choices, cut, an error object after 200.
    BadAnswer(&'static str),
}

/// A failed attempt, with what the client may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamError {
    /// What kind of failure it is.
    pub class: FailureClass,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// When the provider wants to be asked again.
    pub retry_after: Option<Duration>,
    /// The provider's own words; shown to the client only where the class is about its request.
    pub message: Option<String>,
    /// The member of the request that it is about.
    pub param: Option<String>,
    /// The provider's code.
    pub code: Option<String>,
}

// === impl FailureClass ===

impl FailureClass {
    /// A word for logs, metrics and the ledger.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Server => "server_error",
            Self::RateLimited => "rate_limited",
            Self::Credentials => "credentials",
            Self::ModelMissing => "model_missing",
            Self::Invalid => "invalid_request",
            Self::Unsupported => "unsupported",
            Self::ContextTooLong => "context_too_long",
            Self::BadAnswer(_) => "bad_answer",
        }
    }

    /// Whether another candidate may do better.
    #[must_use]
    pub fn may_fail_over(self) -> bool {
        !matches!(self, Self::Invalid)
    }

    /// Whether the same candidate may do better at once: only where no answer was begun.
    #[must_use]
    pub fn may_retry_same(self) -> bool {
        matches!(self, Self::Reset | Self::Server)
    }

    /// Whether it is the provider's fault, so that its health suffers.
    #[must_use]
    pub fn is_provider_fault(self) -> bool {
        !matches!(self, Self::Invalid | Self::Unsupported | Self::ContextTooLong)
    }

    /// Whether the provider may bill something we cannot know.
    #[must_use]
    pub fn cost_is_unknown(self) -> bool {
        matches!(self, Self::Timeout | Self::Reset | Self::BadAnswer(_))
    }
}

// === impl UpstreamError ===

impl UpstreamError {
    /// What the dialect cannot say: the member of the request, and why.
    #[must_use]
    pub fn unsupported(param: &str, message: impl Into<String>) -> Self {
        let (message, param) = (Some(message.into()), Some(param.to_owned()));
        Self {
            status: Some(400),
            message,
            param,
            code: Some("unsupported_parameter".to_owned()),
            ..FailureClass::Unsupported.into()
        }
    }

    /// A request that is wrong by itself, found while it was put into other words: the member, and why.
    #[must_use]
    pub fn invalid(param: &str, message: impl Into<String>) -> Self {
        let (message, param) = (Some(message.into()), Some(param.to_owned()));
        Self {
            status: Some(400),
            message,
            param,
            code: Some("invalid_value".to_owned()),
            ..FailureClass::Invalid.into()
        }
    }
}

impl From<FailureClass> for UpstreamError {
    fn from(class: FailureClass) -> Self {
        Self { class, status: None, retry_after: None, message: None, param: None, code: None }
    }
}
