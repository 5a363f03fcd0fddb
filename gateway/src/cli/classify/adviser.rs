//! A small model that is asked through a running gateway what the judge is unsure of.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use http::uri::Scheme;
use http::{HeaderValue, Method, Uri};
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::{Facts, Tier};
use router_core::policy::{Asking, RedactionScope};
use router_core::redact::Detectors;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::cli::diagnostics::complain;
use crate::opinion::{Opinion, question_for_gateway};
use crate::plain_http::{self, Answer};

/// Where the key stands: where OpenAI's libraries look for theirs.
const KEY: &str = "OPENAI_API_KEY";
/// Characters shown of an answer that is no error of the gateway's.
const SHOWN: usize = 200;

/// A model that is asked through a running gateway.
pub(super) struct Adviser {
    runtime: tokio::runtime::Runtime,
    url: String,
    key: SecretString,
    asking: Asking,
    /// What a text is redacted by before it is cut.
    scope: Arc<RedactionScope>,
    detectors: Detectors,
    /// What came of each question: the same is asked once.
    heard: HashMap<Vec<u8>, Heard>,
    /// Whether there is a gateway at all.
    answered: bool,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Says(Opinion),
    /// Nothing in time.
    Late,
    /// An error, which another time may be none.
    Failed,
}

/// The URL of a gateway, as `--ask` wants it.
pub(super) fn gateway_url(url: &str) -> Result<String, String> {
    let uri = url.parse::<Uri>().ok().filter(|uri| uri.scheme() == Some(&Scheme::HTTP) && uri.query().is_none());
    if uri.as_ref().and_then(Uri::host).is_none_or(str::is_empty) {
        return Err("expected the URL of a running gateway, plain http, such as http://127.0.0.1:8080/v1".to_owned());
    }
    Ok(url.trim_end_matches('/').to_owned())
}

// === impl Heard ===

impl Heard {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Says(opinion) => opinion.name(),
            Self::Late => "late",
            Self::Failed => "failed",
        }
    }

    pub(super) fn tier(self) -> Option<Tier> {
        match self {
            Self::Says(Opinion::Names(tier)) => Some(tier),
            Self::Says(Opinion::Nothing) | Self::Late | Self::Failed => None,
        }
    }
}

// === impl Adviser ===

impl Adviser {
    pub(super) fn new(url: &str, asking: Asking, scope: Arc<RedactionScope>) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (url, key, detectors) = (format!("{url}/chat/completions"), key()?, Detectors::new());
        Ok(Self { runtime, url, key, asking, scope, detectors, heard: HashMap::new(), answered: false })
    }

    /// What the model says of the request at `place`; `None` where it may not be asked or there is nothing to ask.
    ///
    /// # Errors
    /// No gateway is there, or it takes no request of this key: the next would fare no better.
    pub(super) fn opinion(&mut self, chat: Chat, facts: &Facts, place: &str) -> Result<Option<Heard>> {
        let asked = question_for_gateway(chat, facts.language, self.asking, &self.scope.policy, &self.detectors);
        let question = match asked {
            Ok(Some(question)) => question,
            Ok(None) => return Ok(None),
            Err(unshown) => {
                warn(place, &format!("no model is asked: {unshown}"));
                return Ok(None);
            }
        };
        if let Some(&known) = self.heard.get(&question) {
            return Ok(Some(known));
        }
        let heard = self.ask(question.clone(), place)?;
        if heard != Heard::Failed {
            self.heard.insert(question, heard);
        }
        Ok(Some(heard))
    }

    fn ask(&mut self, question: Vec<u8>, place: &str) -> Result<Heard> {
        let send = plain_http::send(&Method::POST, &self.url, self.key.expose_secret(), question);
        let timeout = self.asking.timeout;
        let answer = match self.runtime.block_on(async { tokio::time::timeout(timeout, send).await }) {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) if self.answered => {
                warn(place, &format!("no opinion: {error:#}"));
                return Ok(Heard::Failed);
            }
            Ok(Err(error)) => return Err(error),
            Err(_) => {
                warn(place, &format!("no opinion: {} did not answer within {} ms", self.url, timeout.as_millis()));
                return Ok(Heard::Late);
            }
        };
        self.answered = true;
        let document = Document::parse(&answer.body, Limits::default());
        match (answer.status, document) {
            (200, Ok(document)) => Ok(Heard::Says(Opinion::of(&document))),
            (401 | 403 | 404, _) => bail!("{}: {}", self.url, said(&answer)),
            _ => {
                warn(place, &format!("no opinion: {}: {}", self.url, said(&answer)));
                Ok(Heard::Failed)
            }
        }
    }
}

/// The key from the environment. What is wrong with it is not shown: it may be most of a key.
fn key() -> Result<SecretString> {
    let key = std::env::var(KEY).ok().filter(|key| !key.trim().is_empty() && HeaderValue::from_str(key).is_ok());
    key.map(SecretString::from)
        .with_context(|| format!("{KEY}: expected the key of the gateway to ask with, one line that is not empty"))
}

/// The status of an answer, and the error's message or how its text begins.
fn said(answer: &Answer) -> String {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let message = body.as_ref().and_then(|body| body["error"]["message"].as_str());
    let text = || String::from_utf8_lossy(&answer.body).trim().chars().take(SHOWN).collect();
    format!("{}, {}", answer.status, message.map_or_else(text, str::to_owned))
}

fn warn(place: &str, what: &str) {
    complain(&format!("warning: {place}: {what}"));
}
