//! An answer in pieces: one channel per choice and field, so that neither the cut of the events nor their order can
//! split a placeholder.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rules;
use super::tally::Tally;
use super::text::{Channel, More};
use super::url::Reading;
use crate::json::{Document, Edits, Kind, Value, encode_into};
use crate::redact::{RedactionPolicy, Vault};

/// Fields of a delta that are text, in the order in which they are flushed.
const TEXTS: [&str; 4] = ["content", "refusal", "reasoning_content", "reasoning"];

/// Members of a chunk that every chunk of its stream repeats.
const REPEATED: [&str; 5] = ["id", "object", "created", "model", "system_fingerprint"];

/// Restores the values of one streamed answer.
///
/// Text is held back only while it can still become a placeholder of this vault: at most the length of one.
#[derive(Debug)]
pub struct StreamRestorer {
    vault: Arc<Vault>,
    policy: RedactionPolicy,
    tally: Tally,
    channels: BTreeMap<(u64, Field), Channel>,
    /// The repeated members of the stream as raw JSON, with a comma after each.
    head: String,
}

/// Where in a delta a channel's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    /// A field of [`TEXTS`].
    Text(usize),
    /// `function_call.arguments`.
    FunctionCall,
    /// `tool_calls[index].function.arguments`.
    Arguments(u64),
    /// `tool_calls[index].custom.input`.
    Input(u64),
}

impl StreamRestorer {
    /// A restorer for one answer to the request that filled `vault`.
    #[must_use]
    pub fn new(vault: Arc<Vault>, policy: &RedactionPolicy) -> Self {
        Self { vault, policy: policy.clone(), tally: Tally::default(), channels: BTreeMap::new(), head: String::new() }
    }

    /// What was put back so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Takes the next chunk. Its restored text becomes splices in `edits`; the chunk itself is always to be sent.
    ///
    /// Returns whole chunks (JSON, no framing) that must be sent before this one: text held back by a choice that
    /// this chunk finishes.
    pub fn frame(&mut self, chunk: &Document, edits: &mut Edits) -> Vec<Vec<u8>> {
        let mut before = Vec::new();
        if self.vault.is_empty() {
            return before;
        }
        if self.head.is_empty() {
            self.head = head(chunk);
        }
        for choice in chunk.root().get("choices").into_iter().flat_map(Value::items) {
            let index = choice.get("index").and_then(Value::as_u64).unwrap_or(0);
            let finishes = choice.get("finish_reason").is_some_and(|reason| reason.kind() == Kind::String);
            let more = if finishes { More::No } else { More::Maybe };
            if let Some(delta) = choice.get("delta") {
                for (field, value) in fields(delta) {
                    self.field(index, field, value, more, edits);
                }
            }
            if finishes {
                before.extend(self.flush(Some(index)));
            }
        }
        before
    }

    /// What is still held back, as chunks: to be sent at `[DONE]`, or where the stream was cut.
    pub fn finish(&mut self) -> Vec<Vec<u8>> {
        self.flush(None)
    }

    fn field(&mut self, choice: u64, field: Field, value: Value<'_>, more: More, edits: &mut Edits) {
        let Some(text) = value.text() else { return };
        let rules = rules(&self.vault, &self.policy);
        let channel = self.channels.entry((choice, field)).or_insert_with(|| field.channel());
        let restored = channel.push(rules, &text, more, &mut self.tally);
        if restored != text {
            edits.replace_with_string(value, &restored);
        }
    }

    /// Chunks with what the channels of one choice, or of all, hold back.
    fn flush(&mut self, only: Option<u64>) -> Vec<Vec<u8>> {
        let rules = rules(&self.vault, &self.policy);
        let mut chunks = Vec::new();
        for ((choice, field), channel) in &mut self.channels {
            if !channel.held().is_empty() && only.is_none_or(|only| only == *choice) {
                let text = channel.push(rules, "", More::No, &mut self.tally);
                chunks.push(chunk(&self.head, *choice, *field, &text));
            }
        }
        chunks
    }
}

/// The text fields of a delta, in the order of the delta's kinds.
pub(crate) fn fields(delta: Value<'_>) -> Vec<(Field, Value<'_>)> {
    let mut fields = Vec::new();
    for (place, name) in TEXTS.iter().enumerate() {
        fields.extend(delta.get(name).map(|value| (Field::Text(place), value)));
    }
    fields.extend(arguments(delta, "function_call").map(|value| (Field::FunctionCall, value)));
    for (place, call) in delta.get("tool_calls").into_iter().flat_map(Value::items).enumerate() {
        let index = call.get("index").and_then(Value::as_u64).unwrap_or(place as u64);
        fields.extend(arguments(call, "function").map(|value| (Field::Arguments(index), value)));
        let input = call.get("custom").and_then(|custom| custom.get("input"));
        fields.extend(input.map(|value| (Field::Input(index), value)));
    }
    fields.retain(|(_, value)| value.kind() == Kind::String);
    fields
}

fn arguments<'a>(parent: Value<'a>, function: &str) -> Option<Value<'a>> {
    parent.get(function)?.get("arguments")
}

/// The members that every chunk of a stream repeats, as raw JSON with a comma after each.
pub(crate) fn head(chunk: &Document) -> String {
    let mut head = String::new();
    for name in REPEATED {
        if let Some(value) = chunk.root().get(name) {
            head.push_str(&format!("\"{name}\":{},", value.raw()));
        }
    }
    head
}

/// A chunk that carries `text` alone.
pub(crate) fn chunk(head: &str, choice: u64, field: Field, text: &str) -> Vec<u8> {
    let (open, close) = field.frame();
    let mut chunk = format!("{{{head}\"choices\":[{{\"index\":{choice},\"delta\":{{{open}").into_bytes();
    encode_into(text, &mut chunk);
    chunk.extend_from_slice(close.as_bytes());
    chunk.extend_from_slice(b"},\"logprobs\":null,\"finish_reason\":null}]}");
    chunk
}

impl Field {
    /// `content`.
    pub(crate) const CONTENT: Self = Self::Text(0);

    /// Whether the text is JSON: the arguments of a call.
    pub(crate) fn is_json(self) -> bool {
        matches!(self, Self::FunctionCall | Self::Arguments(_))
    }

    fn channel(self) -> Channel {
        match self {
            Self::Text(_) | Self::Input(_) => Channel::guessing(),
            Self::FunctionCall | Self::Arguments(_) => Channel::new(Reading::Json),
        }
    }

    /// What stands around the text inside a delta.
    fn frame(self) -> (String, &'static str) {
        match self {
            Self::Text(place) => (format!("\"{}\":", TEXTS.get(place).unwrap_or(&"content")), ""),
            Self::FunctionCall => ("\"function_call\":{\"arguments\":".to_owned(), "}"),
            Self::Arguments(index) => {
                (format!("\"tool_calls\":[{{\"index\":{index},\"function\":{{\"arguments\":"), "}}]")
            }
            Self::Input(index) => (format!("\"tool_calls\":[{{\"index\":{index},\"custom\":{{\"input\":"), "}}]"),
        }
    }
}
