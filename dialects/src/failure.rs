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
    /// As many calls of the provider are under way as its configuration allows: nothing was sent.
    Saturated,
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

/// What a failure means for what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handling {
    /// A word for logs, metrics and the ledger.
    pub label: &'static str,
    /// Whether the same candidate may do better, once nobody else is left.
    pub again: Again,
    /// Whether another candidate may do better.
    pub elsewhere: bool,
    /// Whose fault it is.
    pub blame: Blame,
    /// Whether the provider may bill something that we cannot know.
    pub billed: bool,
}

/// When the same candidate may be asked once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It would say the same.
    Never,
    /// After a moment.
    Soon,
    /// When the provider said, else after a moment.
    WhenAsked,
}

/// Whose fault a failure is: what is held out until it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// Of the request, or of a limit of our own: no provider is the worse for it.
    Nobody,
    /// The model fails.
    Model,
    /// The host fails, and every model of it.
    Host,
    /// The provider wants a pause.
    Limit,
    /// Our key or our account there, and so every model of it.
    Account,
    /// The model id that the configuration names.
    ModelId,
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
    /// The row of the class: what becomes of the request, and who answers for it.
    #[must_use]
    #[rustfmt::skip]
    pub const fn handling(self) -> Handling {
        use Again::{Never, Soon, WhenAsked};
        use Blame::{Account, Host, Limit, Model, ModelId, Nobody};
        match self {
            //                                    label               again      elsewhere  blame  billed
            Self::Connect        => Handling::row("connect",          Never,     true,  Host,    false),
            Self::Timeout        => Handling::row("timeout",          Never,     true,  Model,   true),
            Self::Reset          => Handling::row("reset",            Soon,      true,  Model,   true),
            Self::Server         => Handling::row("server_error",     Soon,      true,  Model,   false),
            Self::RateLimited    => Handling::row("rate_limited",     WhenAsked, true,  Limit,   false),
            Self::Saturated      => Handling::row("saturated",        Never,     true,  Nobody,  false),
            Self::Credentials    => Handling::row("credentials",      Never,     true,  Account, false),
            Self::ModelMissing   => Handling::row("model_missing",    Never,     true,  ModelId, false),
            Self::Invalid        => Handling::row("invalid_request",  Never,     false, Nobody,  false),
            Self::Unsupported    => Handling::row("unsupported",      Never,     true,  Nobody,  false),
            Self::ContextTooLong => Handling::row("context_too_long", Never,     true,  Nobody,  false),
            Self::BadAnswer(_)   => Handling::row("bad_answer",       Never,     true,  Model,   true),
        }
    }

    /// A word for logs, metrics and the ledger.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.handling().label
    }
}

// === impl Handling ===

impl Handling {
    const fn row(label: &'static str, again: Again, elsewhere: bool, blame: Blame, billed: bool) -> Self {
        Self { label, again, elsewhere, blame, billed }
    }
}

// === impl Blame ===

impl Blame {
    /// Whether only somebody who changes the configuration can mend it: worth waking a person.
    #[must_use]
    pub fn is_misconfiguration(self) -> bool {
        matches!(self, Self::Account | Self::ModelId)
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
