//! The demo's application: an HTTP client that knows nothing of the gateway but its base URL and key.

use anyhow::Result;
use serde_json::Value;

use crate::plain_http;
use crate::start::Addresses;

/// A client on a runtime of its own.
pub(super) struct Client {
    runtime: tokio::runtime::Runtime,
    url: String,
}

/// What the application got.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) status: u16,
    pub(super) headers: http::HeaderMap,
    pub(super) body: String,
}

impl Client {
    pub(super) fn new(addresses: Addresses) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, url: format!("http://{}/v1/chat/completions", addresses.data) })
    }

    pub(super) fn send(&self, key: &str, request: &Value) -> Result<Received> {
        let body = request.to_string().into_bytes();
        let answer = self.runtime.block_on(plain_http::send(&http::Method::POST, &self.url, key, body))?;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        Ok(Received { status: answer.status, headers: answer.headers, body })
    }
}

impl Received {
    /// A header's text, or a dash.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-")
    }

    /// What the answer says: text, refusal, tool calls or error, assembled from frames where it was streamed.
    pub(super) fn says(&self) -> String {
        if let Ok(answer) = serde_json::from_str::<Value>(&self.body) {
            let message = &answer["choices"][0]["message"];
            return if message.is_null() { self.body.clone() } else { said(message) };
        }
        let frames =
            self.body.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
        frames.map(|frame| said(&frame["choices"][0]["delta"])).collect()
    }

    /// Frames of a streamed answer.
    pub(super) fn frames(&self) -> usize {
        self.body.lines().filter(|line| line.starts_with("data: ")).count()
    }
}

fn said(message: &Value) -> String {
    let mut text = String::new();
    for field in ["content", "refusal"] {
        text += message[field].as_str().unwrap_or_default();
    }
    for call in message["tool_calls"].as_array().into_iter().flatten() {
        let function = &call["function"];
        text += &format!(
            "{}({})",
            function["name"].as_str().unwrap_or_default(),
            function["arguments"].as_str().unwrap_or_default()
        );
    }
    text
}
