//! Writers of OpenAI's form: a whole completion, and the chunks of a stream. What a dialect reads goes through here and
//! then through `openai`'s own reader, so that every answer meets the same checks.

use router_core::tokens::Usage;

use crate::Heading;
use crate::write::{Escaped, Object, object};

/// Why a choice ended, in OpenAI's words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Finish {
    #[default]
    Stop,
    Length,
    ToolCalls,
    ContentFilter,
}

/// A call of a tool, or its beginning.
#[derive(Debug, Clone, Default)]
pub(crate) struct ToolCall<'a> {
    pub(crate) id: Escaped<'a>,
    pub(crate) name: Escaped<'a>,
    /// The JSON of the arguments as text, hence escaped once more than JSON: `{\"a\":1}`.
    pub(crate) arguments: Escaped<'a>,
}

/// One choice of a whole answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice<'a> {
    pub(crate) content: Option<Escaped<'a>>,
    pub(crate) reasoning: Option<Escaped<'a>>,
    pub(crate) refusal: Option<Escaped<'a>>,
    pub(crate) tool_calls: Vec<ToolCall<'a>>,
    /// OpenAI's `logprobs` object as JSON.
    pub(crate) logprobs: Option<String>,
    pub(crate) finish: Finish,
}

/// What every chunk of a stream and every answer begins with.
#[derive(Debug, Clone)]
pub(crate) struct Head<'a> {
    pub(crate) id: Escaped<'a>,
    pub(crate) created: i64,
    pub(crate) model: Escaped<'a>,
}

/// Writes the chunks of one stream. The first chunk of each choice is its role, whatever is written first.
#[derive(Debug)]
pub(crate) struct ChunkWriter {
    head: Head<'static>,
    /// Choices that have their role.
    begun: Vec<usize>,
    /// What was written and not yet taken.
    chunks: Vec<Vec<u8>>,
    /// OpenAI's `logprobs` object of the next chunk.
    logprobs: Option<String>,
}

/// A whole answer.
pub(crate) fn completion(head: &Head<'_>, choices: &[Choice<'_>], usage: Option<&Usage>) -> Vec<u8> {
    object(|root| {
        head.write("chat.completion", root);
        root.array("choices", |list| {
            for (index, choice) in choices.iter().enumerate() {
                list.object(|written| choice.write(index, written));
            }
        });
        if let Some(usage) = usage {
            root.object("usage", |written| write_usage(usage, written));
        }
    })
}

/// The classes of `usage` nested as OpenAI nests them.
fn write_usage(usage: &Usage, written: &mut Object<'_>) {
    written.plain("prompt_tokens", usage.prompt());
    written.plain("completion_tokens", usage.completion());
    written.plain("total_tokens", usage.total());
    written.object("prompt_tokens_details", |details| {
        details.plain("cached_tokens", usage.cached_input);
        details.plain("cache_write_tokens", usage.cache_write);
    });
    written.object("completion_tokens_details", |details| details.plain("reasoning_tokens", usage.reasoning));
}

// === impl Finish ===

impl Finish {
    fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
        }
    }
}

// === impl Head ===

impl<'a> Head<'a> {
    /// What the gateway knows by itself.
    pub(crate) fn new(heading: Heading<'_>) -> Self {
        Self {
            id: Escaped::text(&format!("chatcmpl-{:032x}", heading.id)),
            created: heading.created,
            model: Escaped::text(heading.model),
        }
    }

    /// The same with what the provider gave itself.
    pub(crate) fn named(mut self, id: Option<Escaped<'a>>, model: Option<Escaped<'a>>) -> Self {
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            self.id = id;
        }
        if let Some(model) = model.filter(|model| !model.is_empty()) {
            self.model = model;
        }
        self
    }

    fn write(&self, kind: &str, root: &mut Object<'_>) {
        root.escaped("id", &self.id);
        root.text("object", kind);
        root.plain("created", self.created);
        root.escaped("model", &self.model);
    }
}

// === impl Choice ===

impl Choice<'_> {
    fn write(&self, index: usize, choice: &mut Object<'_>) {
        choice.plain("index", index);
        choice.object("message", |message| {
            message.text("role", "assistant");
            text_or_null(message, "content", self.content.as_ref());
            text_or_null(message, "refusal", self.refusal.as_ref());
            if let Some(reasoning) = &self.reasoning {
                message.escaped("reasoning_content", reasoning);
            }
            if !self.tool_calls.is_empty() {
                message.array("tool_calls", |list| {
                    self.tool_calls.iter().for_each(|call| list.object(|written| call.write(written)));
                });
            }
        });
        choice.raw("logprobs", self.logprobs.as_deref().unwrap_or("null"));
        choice.text("finish_reason", self.finish.name());
    }
}

fn text_or_null(message: &mut Object<'_>, key: &str, text: Option<&Escaped<'_>>) {
    match text {
        Some(text) => message.escaped(key, text),
        None => message.raw(key, "null"),
    }
}

// === impl ToolCall ===

impl ToolCall<'_> {
    fn write(&self, call: &mut Object<'_>) {
        call.escaped("id", &self.id);
        call.text("type", "function");
        call.object("function", |function| {
            function.escaped("name", &self.name);
            function.escaped("arguments", &self.arguments);
        });
    }
}

// === impl ChunkWriter ===

impl ChunkWriter {
    pub(crate) fn new(heading: Heading<'_>) -> Self {
        Self { head: Head::new(heading), begun: Vec::new(), chunks: Vec::new(), logprobs: None }
    }

    /// What the provider calls the answer and the model; once the first chunk is written nothing changes any more.
    pub(crate) fn name(&mut self, id: Option<Escaped<'_>>, model: Option<Escaped<'_>>) {
        if self.begun.is_empty() {
            let head = self.head.clone();
            self.head = head.named(id.map(Escaped::into_owned), model.map(Escaped::into_owned));
        }
    }

    /// The role, where the choice has none yet.
    pub(crate) fn begin(&mut self, choice: usize) {
        if !self.begun.contains(&choice) {
            self.begun.push(choice);
            self.chunk(choice, None, |delta| {
                delta.text("role", "assistant");
                delta.text("content", "");
                delta.raw("refusal", "null");
            });
        }
    }

    /// A piece of the text; an empty one writes nothing, here and below.
    pub(crate) fn content(&mut self, choice: usize, text: &Escaped<'_>) {
        self.piece(choice, "content", text);
    }

    /// A piece of what the model thought.
    pub(crate) fn reasoning(&mut self, choice: usize, text: &Escaped<'_>) {
        self.piece(choice, "reasoning_content", text);
    }

    /// A piece of a refusal.
    pub(crate) fn refusal(&mut self, choice: usize, text: &Escaped<'_>) {
        self.piece(choice, "refusal", text);
    }

    /// The beginning of call `index`, or the whole of it.
    pub(crate) fn tool_call(&mut self, choice: usize, index: usize, call: &ToolCall<'_>) {
        self.call_piece(choice, index, |written| call.write(written));
    }

    /// A piece of the arguments of call `index`.
    pub(crate) fn arguments(&mut self, choice: usize, index: usize, arguments: &Escaped<'_>) {
        if !arguments.is_empty() {
            self.call_piece(choice, index, |call| {
                call.object("function", |function| function.escaped("arguments", arguments));
            });
        }
    }

    /// The end of a choice.
    pub(crate) fn finish(&mut self, choice: usize, finish: Finish) {
        self.begin(choice);
        self.chunk(choice, Some(finish), |_| {});
    }

    /// The usage of all choices, in a chunk of its own.
    pub(crate) fn usage(&mut self, usage: &Usage) {
        let head = &self.head;
        self.chunks.push(object(|root| {
            head.write("chat.completion.chunk", root);
            root.array("choices", |_| {});
            root.object("usage", |written| write_usage(usage, written));
        }));
    }

    /// Nothing follows.
    pub(crate) fn done(&mut self) {
        self.chunks.push(b"[DONE]".to_vec());
    }

    /// What was written since the last call.
    pub(crate) fn take(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.chunks)
    }

    fn piece(&mut self, choice: usize, key: &str, text: &Escaped<'_>) {
        if !text.is_empty() {
            self.begin(choice);
            self.chunk(choice, None, |delta| delta.escaped(key, text));
        }
    }

    fn call_piece(&mut self, choice: usize, index: usize, write: impl FnOnce(&mut Object<'_>)) {
        self.begin(choice);
        self.chunk(choice, None, |delta| {
            delta.array("tool_calls", |list| {
                list.object(|call| {
                    call.plain("index", index);
                    write(call);
                });
            });
        });
    }

    /// What is known of the tokens of the next chunk: OpenAI's `logprobs` object as JSON.
    pub(crate) fn logprobs(&mut self, logprobs: Option<String>) {
        self.logprobs = logprobs;
    }

    fn chunk(&mut self, choice: usize, finish: Option<Finish>, write: impl FnOnce(&mut Object<'_>)) {
        let (head, logprobs) = (&self.head, self.logprobs.take());
        self.chunks.push(object(|root| {
            head.write("chat.completion.chunk", root);
            root.array("choices", |list| {
                list.object(|written| {
                    written.plain("index", choice);
                    written.object("delta", write);
                    written.raw("logprobs", logprobs.as_deref().unwrap_or("null"));
                    match finish {
                        Some(finish) => written.text("finish_reason", finish.name()),
                        None => written.raw("finish_reason", "null"),
                    }
                });
            });
        }));
    }
}

/// An id for the tool call `number` of a provider that gives none, in the answer to `request`; it is as long as OpenAI
/// allows.
pub(crate) fn call_id(request: u128, number: usize) -> String {
    format!("call_{request:032x}{number:x}")
}

#[cfg(test)]
mod tests {
    use super::{Choice, ChunkWriter, Finish, Head, ToolCall, completion};
    use crate::openai::{StreamDecoder, decode};
    use crate::write::Escaped;
    use crate::{FrameKind, Heading};
    use router_core::tokens::{TokenCount, Usage};

    const HEADING: Heading<'_> = Heading { id: 26, created: 7, model: "m" };

    fn usage() -> Usage {
        let [input, cached_input, cache_write, output, reasoning] = [10, 60, 30, 30, 20].map(TokenCount);
        Usage { input, cached_input, cache_write, output, reasoning }
    }

    fn call() -> ToolCall<'static> {
        let [id, name, arguments] = ["call_1", "f", r#"{"a":1}"#].map(Escaped::text);
        ToolCall { id, name, arguments }
    }

    #[test]
    fn a_whole_answer_is_read_by_our_own_reader() {
        let text = Choice { content: Some(Escaped::text("да")), finish: Finish::Length, ..Choice::default() };
        let tools = Choice { tool_calls: vec![call()], finish: Finish::ToolCalls, ..Choice::default() };
        let answer = decode(completion(&Head::new(HEADING), &[text, tools], Some(&usage()))).unwrap();
        assert_eq!(answer.usage, Some(usage()));
        insta::assert_snapshot!(answer.document.root().raw(), @r#"{"id":"chatcmpl-0000000000000000000000000000001a","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"да","refusal":null},"logprobs":null,"finish_reason":"length"},{"index":1,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30},"completion_tokens_details":{"reasoning_tokens":20}}}"#);
    }

    #[test]
    fn a_stream_is_read_by_our_own_reader() {
        let mut writer = ChunkWriter::new(HEADING);
        writer.name(Some(Escaped::text("msg_1")), Some(Escaped::default()));
        writer.content(0, &Escaped::default());
        writer.reasoning(0, &Escaped::text("hm"));
        writer.content(0, &Escaped::text("a\n"));
        writer.tool_call(0, 0, &call());
        writer.arguments(0, 0, &Escaped::text("{\"b\""));
        writer.refusal(0, &Escaped::text("no"));
        writer.finish(0, Finish::ContentFilter);
        writer.usage(&usage());
        writer.done();
        let mut decoder = StreamDecoder::default();
        let frames: Vec<_> = writer.take().iter().filter_map(|chunk| decoder.feed(chunk).unwrap()).collect();
        let kinds: Vec<_> = frames.iter().map(|frame| frame.kind).collect();
        let mut expected = vec![FrameKind::Content; 7];
        (expected[0], expected[6]) = (FrameKind::Opening, FrameKind::Finish);
        expected.push(FrameKind::Aside);
        assert_eq!(kinds, expected);
        assert_eq!(frames.last().and_then(|frame| frame.usage), Some(usage()));
        assert!(decoder.is_complete() && decoder.is_done());
        insta::assert_snapshot!(frames[1].document.root().raw(), @r#"{"id":"msg_1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"reasoning_content":"hm"},"logprobs":null,"finish_reason":null}]}"#);
        insta::assert_snapshot!(frames[4].document.root().get("choices").unwrap().raw(), @r#"[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"b\""}}]},"logprobs":null,"finish_reason":null}]"#);
    }
}
