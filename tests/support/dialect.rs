//! The wire formats that a scripted provider speaks: what it refuses, and how it puts what it says.

pub(crate) mod anthropic;
pub(crate) mod gemini;
pub(crate) mod yandexgpt;

use std::io;

use serde_json::Value;

use super::http::Head;
use super::reply::Tool;

/// A wire format, named as in the configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dialect {
    /// Chat completions; its answers are `Reply`'s own.
    #[default]
    OpenAi,
    Anthropic,
    Gemini,
    YandexGpt,
}

/// What an assistant says, in no particular words.
pub(crate) struct Said {
    pub(crate) model: String,
    pub(crate) text: String,
    pub(crate) tools: Vec<Tool>,
    /// In OpenAI's form.
    pub(crate) usage: Value,
    /// Characters per streamed piece.
    pub(crate) split: usize,
}

impl Dialect {
    pub(crate) const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::YandexGpt];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::YandexGpt => "yandexgpt",
        }
    }

    /// What a provider's table says beside dialect and address.
    pub(crate) fn keys(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Anthropic | Self::Gemini => "",
            Self::YandexGpt => "host = \"yandexgpt\"\nfolder = \"b1g\"\n",
        }
    }

    /// Refuses what the provider refuses.
    pub(crate) fn check(self, head: &Head, body: &[u8]) -> io::Result<()> {
        match self {
            Self::OpenAi => Ok(()),
            Self::Anthropic => anthropic::check(head, body),
            Self::Gemini => gemini::check(head, body),
            Self::YandexGpt => yandexgpt::check(head, body),
        }
    }

    /// One event of a stream.
    pub(crate) fn framed(self, payload: &str) -> String {
        match self {
            Self::OpenAi => format!("data: {payload}\n\n"),
            Self::Anthropic => anthropic::framed(payload),
            Self::Gemini => format!("data: {payload}\r\n\r\n"),
            Self::YandexGpt => yandexgpt::framed(payload),
        }
    }
}
