//! The wire formats that providers speak. Pure: bytes in, bytes out, no client, no clock, no I/O, no panic on any input.
//!
//! The gateway thinks in OpenAI's chat completions. A dialect turns a request of that form into its own (`request`), and
//! whatever comes back into that form again: whole answers, streams in any cut, errors. What every other part of the
//! gateway reads is therefore one format, whoever answered.
//!
//! | module | what it holds |
//! |---|---|
//! | [`openai`] | chat completions of any compatible host; also the reader of what all dialects produce |
//! | [`sse`] | server-sent events, which most of them stream |
//!
//! Hosts are data: what differs between two of one dialect stands in [`Quirks`].

pub mod openai;
pub mod sse;

mod failure;
mod reader;

pub use failure::{Again, Blame, FailureClass, Handling, UpstreamError};
pub use openai::{Answer, Frame, FrameKind};
pub use reader::Reader;

use router_core::chat::Chat;
use router_core::json::Edits;
use router_core::tokens::TokenCount;

/// A wire format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Chat completions of any OpenAI-compatible host.
    OpenAi,
}

/// What a request is made for.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The model id the host knows.
    pub model: &'a str,
    /// The completion limit that was reserved, per choice.
    pub output_limit: TokenCount,
    /// Where the host differs.
    pub quirks: &'a Quirks,
    /// Whether what the dialect has no words for is refused instead of dropped.
    pub strict: bool,
}

/// Where a host differs from others of its dialect, as data.
#[derive(Debug, Clone)]
pub struct Quirks {
    /// The one name of the completion limit that the host reads; `None`: whichever the client used.
    pub output_limit: Option<&'static str>,
    /// Whether the host takes `stream_options.include_usage`.
    pub stream_usage: bool,
}

/// A request in the words of a dialect.
#[derive(Debug)]
pub struct Translated {
    /// The body as it is sent.
    pub body: Vec<u8>,
    /// Members of the client's request that the dialect has no words for, as the client wrote them (`seed`, `logit_bias`).
    pub dropped: Vec<&'static str>,
}

/// What stands around an answer in OpenAI's form where a provider does not send it.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// What the `id` of the answer is made of, for providers that give none: the number of the request.
    pub id: u128,
    /// When the request came: seconds since 1970.
    pub created: i64,
    /// The model that was asked for at the provider.
    pub model: &'a str,
}

impl Default for Quirks {
    fn default() -> Self {
        Self { output_limit: None, stream_usage: true }
    }
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::OpenAi];

    /// The name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
        }
    }

    /// Where requests go, behind the host's base URL; `None` where [`Dialect::path`] depends on the request.
    #[must_use]
    pub fn fixed_path(self) -> Option<&'static str> {
        match self {
            Self::OpenAi => Some("/chat/completions"),
        }
    }

    /// Where a request goes, behind the host's base URL.
    #[must_use]
    pub fn path(self, _model: &str, _stream: bool) -> String {
        self.fixed_path().unwrap_or_default().to_owned()
    }

    /// The header that carries our key, and what stands before the key in it.
    #[must_use]
    pub fn credential(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenAi => ("authorization", "Bearer "),
        }
    }

    /// Headers that every request of the dialect has.
    #[must_use]
    pub fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::OpenAi => &[],
        }
    }

    /// The protocol edits that fit a chat to a target, for dialects that leave the rest of it as it came.
    #[must_use]
    pub fn edits(self, chat: &Chat, target: Target<'_>) -> Edits {
        match self {
            Self::OpenAi => openai::encode(chat, target),
        }
    }

    /// A chat in OpenAI's form, with the edits of [`Dialect::edits`], as the dialect says it.
    ///
    /// # Errors
    /// [`FailureClass::Unsupported`] where the dialect cannot say it, with the member that is at fault.
    pub fn translate(self, body: Vec<u8>, _target: Target<'_>) -> Result<Translated, UpstreamError> {
        match self {
            Self::OpenAi => Ok(Translated { body, dropped: Vec::new() }),
        }
    }

    /// Reads a whole answer of status 2xx into OpenAI's form.
    ///
    /// # Errors
    /// [`FailureClass::BadAnswer`] for anything that is no answer; other classes where an error stands in the body.
    pub fn answer(self, body: Vec<u8>, _heading: Heading<'_>) -> Result<Answer, FailureClass> {
        match self {
            Self::OpenAi => openai::decode(body),
        }
    }

    /// Reads an answer of any other status.
    #[must_use]
    pub fn failure(self, status: u16, headers: &http::HeaderMap, body: &[u8]) -> UpstreamError {
        match self {
            Self::OpenAi => openai::failure(status, headers, body),
        }
    }
}
