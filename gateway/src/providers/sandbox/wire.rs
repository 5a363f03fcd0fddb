//! Answers as bytes: one document, or a stream cut where it hurts.

use router_core::chat::Chat;
use router_core::json::Value;
use router_core::tokens::count_tokens;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::refuse::Refused;
use super::replies::Reply;
use super::{SandboxBody, SandboxReply};

/// The sandbox has no clock: its answers are all of one moment, 2025-11-21 00:00 UTC.
const CREATED: u64 = 1_763_683_200;
/// Characters in a frame: fewer than the shortest placeholder has, so that every placeholder is cut.
const PIECE: usize = 5;
/// Every so many frames, the connection's chunk ends in the middle of one.
const TEAR: usize = 3;
/// Tokens around each message, and those that open the answer.
const PER_MESSAGE: u64 = 4;
const OPENING: u64 = 3;
/// A string of more bytes than this without a space is an attachment.
const LONGEST_WORD: usize = 4_096;
/// Tokens of an attachment.
const ATTACHMENT: u64 = 1_000;

/// A `chat.completion` or a chunk of one.
#[derive(Serialize)]
struct Envelope<'a> {
    id: &'a str,
    object: &'static str,
    created: u64,
    model: &'a str,
    service_tier: &'static str,
    system_fingerprint: Option<&'static str>,
    choices: Vec<Choice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Json>,
}

#[derive(Serialize)]
struct Choice {
    index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delta: Option<Json>,
    logprobs: Option<&'static str>,
    finish_reason: Option<&'static str>,
}

/// A reply cut to its limits, with what it costs.
struct Measured<'a> {
    reply: Reply,
    finish_reason: &'static str,
    completion_tokens: u64,
    chat: &'a Chat,
    /// Hexadecimal digits that all ids of the answer are made of.
    digits: String,
}

/// An error body.
pub(super) fn error(status: u16, kind: &str, refused: &Refused) -> SandboxReply {
    let Refused { message, param, code } = refused;
    let body = json!({"error": {"message": message, "type": kind, "param": param, "code": code}});
    SandboxReply {
        status,
        headers: headers("application/json"),
        body: SandboxBody::Whole(body.to_string().into_bytes()),
    }
}

/// A reply as the request wants it: whole or streamed.
pub(super) fn render(chat: &Chat, reply: &Reply) -> SandboxReply {
    let measured = Measured::new(chat, reply);
    if chat.stream() {
        let mut headers = headers("text/event-stream; charset=utf-8");
        headers.push(("cache-control".to_owned(), "no-cache".to_owned()));
        SandboxReply { status: 200, headers, body: SandboxBody::Stream(torn(&measured.frames())) }
    } else {
        SandboxReply { status: 200, headers: headers("application/json"), body: SandboxBody::Whole(measured.whole()) }
    }
}

fn headers(content_type: &str) -> Vec<(String, String)> {
    vec![("content-type".to_owned(), content_type.to_owned())]
}

// === impl Measured ===

impl<'a> Measured<'a> {
    fn new(chat: &'a Chat, reply: &Reply) -> Self {
        let digits = blake3::hash(chat.document().bytes()).to_hex().chars().take(24).collect();
        let (reply, reason) = limited(reply, chat);
        let completion_tokens = match &reply {
            Reply::Text(text) | Reply::Refusal(text) => count_tokens(text).0,
            Reply::Call { name, arguments } => count_tokens(name).plus(count_tokens(arguments)).0 + PER_MESSAGE,
        };
        Self { reply, finish_reason: reason, completion_tokens, chat, digits }
    }

    fn whole(&self) -> Vec<u8> {
        let message = match &self.reply {
            Reply::Text(text) => json!({"role": "assistant", "content": text, "refusal": null, "annotations": []}),
            Reply::Refusal(text) => json!({"role": "assistant", "content": null, "refusal": text, "annotations": []}),
            Reply::Call { name, arguments } => json!({
                "role": "assistant", "content": null, "refusal": null, "annotations": [],
                "tool_calls": [{
                    "id": self.call_id(), "type": "function", "function": {"name": name, "arguments": arguments},
                }],
            }),
        };
        let choice = |index| Choice {
            index,
            message: Some(message.clone()),
            delta: None,
            logprobs: None,
            finish_reason: Some(self.finish_reason),
        };
        let choices = (0..self.chat.choices()).map(choice).collect();
        self.envelope("chat.completion", choices, Some(self.usage()))
    }

    /// The frames of the stream, `[DONE]` included, without the framing of events.
    fn frames(&self) -> Vec<Vec<u8>> {
        let usage = self.chat.usage_wanted();
        let mut frames = Vec::new();
        for (delta, finish_reason) in self.deltas() {
            for index in 0..self.chat.choices() {
                let choice = Choice { index, message: None, delta: Some(delta.clone()), logprobs: None, finish_reason };
                frames.push(self.envelope("chat.completion.chunk", vec![choice], usage.then_some(Json::Null)));
            }
        }
        if usage {
            frames.push(self.envelope("chat.completion.chunk", Vec::new(), Some(self.usage())));
        }
        frames.push(b"[DONE]".to_vec());
        frames
    }

    fn deltas(&self) -> Vec<(Json, Option<&'static str>)> {
        let (opening, rest): (Json, Vec<Json>) = match &self.reply {
            Reply::Text(text) => (
                json!({"role": "assistant", "content": "", "refusal": null}),
                pieces(text).map(|piece| json!({"content": piece})).collect(),
            ),
            Reply::Refusal(text) => (
                json!({"role": "assistant", "content": null, "refusal": ""}),
                pieces(text).map(|piece| json!({"refusal": piece})).collect(),
            ),
            Reply::Call { name, arguments } => (
                json!({"role": "assistant", "content": null, "refusal": null, "tool_calls": [{
                    "index": 0, "id": self.call_id(), "type": "function", "function": {"name": name, "arguments": ""},
                }]}),
                pieces(arguments)
                    .map(|piece| json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}))
                    .collect(),
            ),
        };
        let mut deltas = vec![(opening, None)];
        deltas.extend(rest.into_iter().map(|delta| (delta, None)));
        deltas.push((json!({}), Some(self.finish_reason)));
        deltas
    }

    fn envelope(&self, object: &'static str, choices: Vec<Choice>, usage: Option<Json>) -> Vec<u8> {
        let id = format!("chatcmpl-{}", self.digits);
        let model = self.chat.model();
        let (service_tier, system_fingerprint) = ("default", None);
        let envelope =
            Envelope { id: &id, object, created: CREATED, model, service_tier, system_fingerprint, choices, usage };
        // Strings, numbers and nulls always serialize.
        serde_json::to_vec(&envelope).unwrap_or_default()
    }

    fn call_id(&self) -> String {
        format!("call_{}", self.digits)
    }

    fn usage(&self) -> Json {
        let prompt = prompt_tokens(self.chat);
        let completion = self.completion_tokens * self.chat.choices();
        json!({
            "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 0, "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
            },
        })
    }
}

/// Text of all messages and tools, with a little around each message.
fn prompt_tokens(chat: &Chat) -> u64 {
    let of_message = |message: Value<'_>| {
        let strings = message.descendants().filter_map(Value::text);
        PER_MESSAGE + strings.map(|text| tokens(&text)).sum::<u64>()
    };
    let tools = chat.document().root().get("tools").map_or(0, |tools| count_tokens(tools.raw()).0);
    OPENING + tools + chat.messages().map(of_message).sum::<u64>()
}

/// Tokens of one string. Pictures and sound in base64 are no text, and slow to count as such: they cost a fixed sum.
fn tokens(text: &str) -> u64 {
    let is_attachment = text.len() > LONGEST_WORD && !text.contains(char::is_whitespace);
    if is_attachment { ATTACHMENT } else { count_tokens(text).0 }
}

/// The reply up to the first stop sequence and the completion limit, and why it ends there.
fn limited(reply: &Reply, chat: &Chat) -> (Reply, &'static str) {
    let limit = chat.max_output().unwrap_or(u64::MAX);
    let cut = |text: &str, ends: &'static str| match cut_to(text, limit) {
        Some(cut) => (cut.to_owned(), "length"),
        None => (text.to_owned(), ends),
    };
    match reply {
        Reply::Text(text) => {
            let (text, reason) = cut(before_stop(text, chat), "stop");
            (Reply::Text(text), reason)
        }
        Reply::Refusal(text) => {
            let (text, reason) = cut(text, "stop");
            (Reply::Refusal(text), reason)
        }
        Reply::Call { name, arguments } => {
            let (arguments, reason) = cut(arguments, "tool_calls");
            (Reply::Call { name: name.clone(), arguments }, reason)
        }
    }
}

fn before_stop<'t>(text: &'t str, chat: &Chat) -> &'t str {
    let stop = chat.document().root().get("stop");
    let stops = stop.into_iter().flat_map(Value::descendants).filter_map(Value::text).filter(|stop| !stop.is_empty());
    let end = stops.filter_map(|stop| text.find(stop.as_ref())).min();
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The longest beginning of `text` of at most `limit` tokens; `None` when the whole text fits.
fn cut_to(text: &str, limit: u64) -> Option<&str> {
    // No token is shorter than a byte.
    if text.len() as u64 <= limit || count_tokens(text).0 <= limit {
        return None;
    }
    let ends: Vec<usize> = text.char_indices().map(|(end, _)| end).collect();
    let beginning = |count: usize| ends.get(count).and_then(|&end| text.get(..end)).unwrap_or_default();
    let (mut fits, mut too_long) = (0, ends.len());
    while fits + 1 < too_long {
        let middle = fits.midpoint(too_long);
        if count_tokens(beginning(middle)).0 <= limit { fits = middle } else { too_long = middle }
    }
    Some(beginning(fits))
}

fn pieces(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        characters.peek()?;
        Some(characters.by_ref().take(PIECE).collect())
    })
}

/// Events as chunks of a connection: now and then a chunk ends inside a frame, perhaps inside a character.
fn torn(frames: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    for (index, frame) in frames.iter().enumerate() {
        let event = [b"data: ".as_slice(), frame, b"\n\n"].concat();
        if index % TEAR == TEAR - 1 {
            let (head, tail) = event.split_at(event.len() / 2);
            chunks.extend([head.to_vec(), tail.to_vec()]);
        } else {
            chunks.push(event);
        }
    }
    chunks
}
