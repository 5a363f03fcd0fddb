//! A provider without a network or a model, for the demo, for tests and for trying policies. The same request always
//! gets the same answer. It refuses what OpenAI refuses, counts tokens for real, repeats the placeholders it was
//! shown, and says in every answer that it is a sandbox.
//!
//! | module | what it does |
//! |---|---|
//! | `refuse` | the requests that OpenAI answers with 400 |
//! | `replies` | what is said |
//! | `schema` | tool arguments and JSON answers that fit a schema |
//! | `wire` | whole answers and streams as bytes |

mod refuse;
mod replies;
mod schema;
mod wire;

use std::sync::{Arc, Mutex, PoisonError};

use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use serde_json::Value;

use refuse::Refused;

/// What the sandbox plays besides answering. The default plays nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    /// Models that are down: 503.
    pub(crate) outage_models: Vec<String>,
    /// Where set, they are down only for requests that contain this text.
    pub(crate) outage_mark: Option<String>,
}

/// A complete answer of the sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SandboxReply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: SandboxBody,
}

/// The bytes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SandboxBody {
    /// One JSON document.
    Whole(Vec<u8>),
    /// Server-sent events, as chunks of a connection: not every chunk is a frame, and frames cut placeholders.
    Stream(Vec<Vec<u8>>),
}

/// The sandbox as a host of the gateway: its script, and a memory of what it was sent where the demo wants to show it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sandbox {
    script: Script,
    seen: Option<Arc<Mutex<Vec<Value>>>>,
}

// === impl Sandbox ===

impl Sandbox {
    /// A sandbox that remembers what it is sent and plays `outage_models` dead.
    pub(crate) fn observed(outage_models: &[&str]) -> Self {
        let outage_models = outage_models.iter().map(|&model| model.to_owned()).collect();
        Self { script: Script { outage_models, outage_mark: None }, seen: Some(Arc::default()) }
    }

    /// Plays its outages only for requests that contain `mark`.
    pub(crate) fn only_when(mut self, mark: &str) -> Self {
        self.script.outage_mark = Some(mark.to_owned());
        self
    }

    /// Answers a request as [`answer`] does.
    pub(crate) fn answer(&self, request: &[u8]) -> SandboxReply {
        if let (Some(seen), Ok(body)) = (&self.seen, serde_json::from_slice(request)) {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(body);
        }
        answer(request, &self.script)
    }

    /// What it was sent since it was made or last told to forget.
    pub(crate) fn seen(&self) -> Vec<Value> {
        let seen = self.seen.as_ref().map(|seen| seen.lock().unwrap_or_else(PoisonError::into_inner).clone());
        seen.unwrap_or_default()
    }

    /// Forgets what it was sent.
    pub(crate) fn forget(&self) {
        if let Some(seen) = &self.seen {
            seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}

/// Answers a chat completion request as a provider would receive it. A pure function.
pub(crate) fn answer(request: &[u8], script: &Script) -> SandboxReply {
    let chat = match read(request) {
        Ok(chat) => chat,
        Err(refused) => return wire::error(400, "invalid_request_error", &refused),
    };
    if script.plays_dead(&chat) {
        let message = "The sandbox plays an outage of this model.".to_owned();
        return wire::error(503, "server_error", &Refused { message, param: None, code: None });
    }
    wire::render(&chat, &replies::reply(&chat))
}

fn read(request: &[u8]) -> Result<Chat, Refused> {
    let document = Document::parse(request, Limits::default()).map_err(|error| Refused {
        message: format!("We could not parse the JSON body of your request: {error}"),
        param: None,
        code: None,
    })?;
    let chat = Chat::new(document).map_err(|error| Refused::from(&error))?;
    refuse::check(&chat)?;
    Ok(chat)
}

// === impl Script ===

impl Script {
    fn plays_dead(&self, chat: &Chat) -> bool {
        let down = self.outage_models.iter().any(|model| model == chat.model());
        down && self.outage_mark.as_ref().is_none_or(|mark| {
            chat.document().strings().any(|string| string.text().is_some_and(|text| text.contains(mark.as_str())))
        })
    }
}

#[cfg(test)]
mod tests;
