//! The wire formats that providers speak. Pure: bytes in, bytes out, no client, no clock, no I/O, no panic on any input.
//!
//! The gateway thinks in OpenAI's chat completions. A dialect turns a request of that form into its own (`request`), and
//! whatever comes back into that form again: whole answers, streams in any cut, errors. What every other part of the
//! gateway reads is therefore one format, whoever answered.
//!
//! | module | what it holds |
//! |---|---|
//! | [`openai`] | chat completions of any compatible host; also the reader of what all dialects produce |
//! | `anthropic` | Messages of Anthropic |
//! | `gemini` | `generateContent` of Google |
//! | `yandexgpt` | text generation of Yandex AI Studio |
//! | [`sse`] | server-sent events, which most of them stream |
//!
//! Hosts are data: what differs between two of one dialect stands in [`Quirks`].

pub mod openai;
pub mod sse;

mod anthropic;
mod completion;
mod failure;
mod gemini;
mod members;
mod quirks;
mod reader;
mod write;
mod yandexgpt;

pub use anthropic::MessagesQuirks;
pub use failure::{Again, Blame, FailureClass, Handling, UpstreamError};
pub use openai::{Answer, Frame, FrameKind};
pub use quirks::{MEMBERS, Quirks, SchemaForm, TOOL_CHOICES, ToolIds};
pub use reader::Reader;

use std::borrow::Cow;

use router_core::chat::Chat;
use router_core::json::Edits;
use router_core::tokens::TokenCount;

/// A wire format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Chat completions of any OpenAI-compatible host.
    OpenAi,
    /// Google's `generateContent`.
    Gemini,
    /// Messages of Anthropic.
    Anthropic,
    /// Text generation of Yandex AI Studio.
    YandexGpt,
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

/// The protocol edits that fit a chat to a target.
#[derive(Debug, Default)]
pub struct Fitted {
    /// Edits of the client's request.
    pub edits: Edits,
    /// Members of it that the host does not get.
    pub dropped: Vec<&'static str>,
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

// === impl Target ===

impl<'a> Target<'a> {
    /// Whether its model is in a list of the quirks.
    fn is_in(self, models: &[String]) -> bool {
        models.iter().any(|model| model == self.model)
    }

    /// The model's id as requests name it.
    #[must_use]
    pub fn model_id(self) -> Cow<'a, str> {
        match &self.quirks.model_prefix {
            Some(prefix) if !self.model.contains("://") => Cow::Owned(format!("{prefix}{}", self.model)),
            _ => Cow::Borrowed(self.model),
        }
    }
}

// === impl Dialect ===

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::YandexGpt];

    /// The name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Gemini => "gemini",
            Self::Anthropic => "anthropic",
            Self::YandexGpt => "yandexgpt",
        }
    }

    /// Where requests go, behind the host's base URL; `None` where [`Dialect::path`] depends on the request.
    #[must_use]
    pub fn fixed_path(self) -> Option<&'static str> {
        match self {
            Self::OpenAi => Some("/chat/completions"),
            Self::Anthropic => Some("/messages"),
            Self::YandexGpt => Some("/completion"),
            Self::Gemini => None,
        }
    }

    /// Where a request goes, behind the host's base URL.
    #[must_use]
    pub fn path(self, model: &str, stream: bool) -> String {
        match self {
            Self::OpenAi | Self::Anthropic | Self::YandexGpt => self.fixed_path().unwrap_or_default().to_owned(),
            Self::Gemini => gemini::path(model, stream),
        }
    }

    /// The header that carries our key, and what stands before the key in it.
    #[must_use]
    pub fn credential(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenAi => ("authorization", "Bearer "),
            Self::Gemini => ("x-goog-api-key", ""),
            Self::Anthropic => ("x-api-key", ""),
            Self::YandexGpt => ("authorization", "Api-Key "),
        }
    }

    /// Headers that every request of the dialect has.
    #[must_use]
    pub fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::OpenAi | Self::Gemini => &[],
            Self::Anthropic => &[("anthropic-version", "2023-06-01")],
            // Without it every request is logged there.
            Self::YandexGpt => &[("x-data-logging-enabled", "false")],
        }
    }

    /// Whether a model of a host goes on with an answer that somebody else began, where the host as such does.
    #[must_use]
    pub fn continues(self, model: &str, quirks: &Quirks) -> bool {
        match self {
            Self::Anthropic => quirks.messages.prefill.iter().any(|known| known == model),
            Self::OpenAi | Self::Gemini | Self::YandexGpt => true,
        }
    }

    /// Headers about limits: how much is left, and the moment (RFC 3339) from which there is more. They come with every
    /// answer; only who has a clock can say which pause they ask for.
    #[must_use]
    pub fn limits(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Anthropic => anthropic::LIMITS,
            Self::OpenAi | Self::Gemini | Self::YandexGpt => &[],
        }
    }

    /// The protocol edits that fit a chat to a target, for dialects that leave the rest of it as it came.
    ///
    /// # Errors
    /// [`FailureClass::Unsupported`] where the host cannot do it, with the member that is at fault.
    pub fn edits(self, chat: &Chat, target: Target<'_>) -> Result<Fitted, UpstreamError> {
        match self {
            Self::OpenAi => openai::encode(chat, target),
            Self::Anthropic | Self::Gemini | Self::YandexGpt => Ok(Fitted::default()),
        }
    }

    /// A chat in OpenAI's form, with the edits of [`Dialect::edits`], as the dialect says it.
    ///
    /// # Errors
    /// [`FailureClass::Unsupported`] where the dialect cannot say it, [`FailureClass::Invalid`] where nobody could, both with
    /// the member that is at fault.
    pub fn translate(self, body: Vec<u8>, target: Target<'_>) -> Result<Translated, UpstreamError> {
        match self {
            Self::OpenAi => Ok(Translated { body, dropped: Vec::new() }),
            Self::Gemini => gemini::translate(&body, target),
            Self::Anthropic => anthropic::translate(&body, target),
            Self::YandexGpt => yandexgpt::translate(&body, target),
        }
    }

    /// Reads a whole answer of status 2xx into OpenAI's form.
    ///
    /// # Errors
    /// [`FailureClass::BadAnswer`] for anything that is no answer; other classes where an error stands in the body.
    pub fn answer(self, body: Vec<u8>, heading: Heading<'_>) -> Result<Answer, FailureClass> {
        match self {
            Self::OpenAi => openai::decode(body),
            Self::Gemini => gemini::decode(&body, heading),
            Self::Anthropic => anthropic::answer(&body, heading),
            Self::YandexGpt => yandexgpt::answer(&body, heading),
        }
    }

    /// Reads an answer of any other status.
    #[must_use]
    pub fn failure(self, status: u16, headers: &http::HeaderMap, body: &[u8]) -> UpstreamError {
        match self {
            Self::OpenAi => openai::failure(status, headers, body),
            Self::Gemini => gemini::failure(status, headers, body),
            Self::Anthropic => anthropic::failure(status, headers, body),
            Self::YandexGpt => yandexgpt::failure(status, headers, body),
        }
    }
}
