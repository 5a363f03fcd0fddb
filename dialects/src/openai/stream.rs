//! Streamed answers: the data of each event to a frame, with what it means for the exchange.

use router_core::json::{Document, Kind, Value};
use router_core::tokens::Usage;

use super::failure::class_of;
use super::parsed;
use crate::FailureClass;

/// One chunk of a stream.
#[derive(Debug)]
pub struct Frame {
    /// The chunk in OpenAI's form.
    pub document: Document,
    /// What it brings.
    pub kind: FrameKind,
    /// Usage, where the chunk carries it.
    pub usage: Option<Usage>,
    /// Whether every choice has finished with this chunk.
    pub complete: bool,
}

/// What a chunk brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// A role or nothing: the answer has not begun, another provider could still give it.
    Opening,
    /// Text, a refusal, reasoning, a tool call.
    Content,
    /// A finish reason.
    Finish,
    /// No choices: only usage, or a host's own extra.
    Aside,
}

/// The state of one stream.
#[derive(Debug, Default)]
pub struct StreamDecoder {
    /// Choices that have begun and not finished.
    open: Vec<u64>,
    finished: bool,
    done: bool,
}

impl StreamDecoder {
    /// Reads the data of one event; `None` for `[DONE]` and for what follows it.
    ///
    /// # Errors
    /// [`FailureClass::BadAnswer`] for data that is no chunk; for error objects the class of what they say.
    pub fn feed(&mut self, data: &[u8]) -> Result<Option<Frame>, FailureClass> {
        if self.done || data.starts_with(b"[DONE]") {
            self.done = true;
            return Ok(None);
        }
        let document = parsed(data)?;
        let root = document.root();
        if root.kind() != Kind::Object {
            return Err(FailureClass::BadAnswer("not a chunk"));
        }
        if let Some(error) = root.get("error").filter(|error| !error.is_null()) {
            return Err(class_of(error, "error in the stream"));
        }
        // Older vLLM sends its errors without the wrapper.
        if root.get("object").is_some_and(|object| object.is_text("error")) {
            return Err(class_of(root, "error in the stream"));
        }
        let usage = root.get("usage").and_then(super::usage);
        let kind = self.kind(root);
        Ok(Some(Frame { document, kind, usage, complete: self.is_complete() }))
    }

    /// Whether every choice of the stream has a finish reason. A stream that ends before is a failure, also when it
    /// ends politely.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.finished && self.open.is_empty()
    }

    /// Whether `[DONE]` was seen.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done
    }

    fn kind(&mut self, chunk: Value<'_>) -> FrameKind {
        let mut kind = FrameKind::Aside;
        for choice in chunk.get("choices").into_iter().flat_map(Value::items) {
            let index = choice.get("index").and_then(Value::as_u64).unwrap_or(0);
            let of_choice = if choice.get("finish_reason").is_some_and(|reason| !reason.is_null()) {
                self.finished = true;
                self.open.retain(|&open| open != index);
                FrameKind::Finish
            } else {
                if !self.open.contains(&index) {
                    self.open.push(index);
                }
                if choice.get("delta").is_some_and(says_something) { FrameKind::Content } else { FrameKind::Opening }
            };
            kind = if kind == FrameKind::Aside { of_choice } else { merged(kind, of_choice) };
        }
        kind
    }
}

/// The weightier of two kinds: finish, then content.
fn merged(left: FrameKind, right: FrameKind) -> FrameKind {
    for weighty in [FrameKind::Finish, FrameKind::Content] {
        if left == weighty || right == weighty {
            return weighty;
        }
    }
    FrameKind::Opening
}

/// Whether a delta holds more than a role, nulls and empty strings.
fn says_something(delta: Value<'_>) -> bool {
    delta.members().any(|(key, value)| match value.kind() {
        Kind::String => !key.is_text("role") && !value.body().is_empty(),
        Kind::Array => value.items().next().is_some(),
        Kind::Object => value.members().next().is_some(),
        Kind::Null | Kind::Bool | Kind::Number => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{FrameKind, StreamDecoder};

    #[test]
    fn what_each_chunk_brings() {
        let mut decoder = StreamDecoder::default();
        for (data, expected) in [
            (
                r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}]}"#,
                FrameKind::Opening,
            ),
            (r#"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#, FrameKind::Content),
            (r#"{"choices":[{"index":1,"delta":{"tool_calls":[{"index":0}]}}]}"#, FrameKind::Content),
            (r#"{"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}"#, FrameKind::Content),
            (r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#, FrameKind::Finish),
            (r#"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#, FrameKind::Aside),
        ] {
            assert_eq!(decoder.feed(data.as_bytes()).unwrap().unwrap().kind, expected, "{data}");
        }
        assert!(!decoder.is_complete(), "choice 1 is still open");
        decoder.feed(br#"{"choices":[{"index":1,"delta":{},"finish_reason":"tool_calls"}]}"#.as_slice()).unwrap();
        assert!(decoder.is_complete());
        assert!(decoder.feed(b"[DONE]".as_slice()).unwrap().is_none());
        assert!(decoder.is_done());
    }

    #[test]
    fn what_is_no_chunk() {
        for data in ["", "x", "[1]", r#"{"error":{"message":"overloaded"}}"#] {
            assert!(StreamDecoder::default().feed(data.as_bytes()).is_err(), "{data}");
        }
    }
}
