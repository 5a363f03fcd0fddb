//! What a scripted provider answers: a description that a scenario file can hold, turned into bytes and pauses.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::dialect::{Dialect, Said, anthropic, gemini, yandexgpt};
use super::http::Head;

/// One answer. Left empty it is a short, correct completion, streamed where the request asks for a stream.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Reply {
    /// Used only for requests whose body holds this text.
    pub(crate) when: Option<String>,
    /// How many requests it answers before the next one with the same `when` takes over; the last one never ends.
    pub(crate) times: usize,
    /// HTTP status.
    pub(crate) status: u16,
    /// Headers in addition to, or in place of, the usual ones.
    pub(crate) headers: BTreeMap<String, String>,
    /// What the assistant says.
    pub(crate) text: String,
    /// The tool calls it makes instead.
    pub(crate) tools: Vec<Tool>,
    /// Say back the text of the last message: as content, or as the argument `text` of a tool call.
    pub(crate) echo: Option<Echo>,
    /// What is said after an echoed content.
    pub(crate) more: String,
    /// Characters per streamed delta; 0 keeps the text whole.
    pub(crate) split: usize,
    /// The `usage` object, as JSON.
    pub(crate) usage: String,
    /// Where a stream carries it.
    pub(crate) usage_at: UsageAt,
    /// A literal body.
    pub(crate) body: Option<String>,
    /// Literal payloads of a stream's frames.
    pub(crate) frames: Option<Vec<String>>,
    /// Literal bytes of an event stream, one chunk each.
    pub(crate) chunks: Option<Vec<String>>,
    /// Literal bytes of the whole answer, one write each.
    pub(crate) raw: Option<Vec<String>>,
    /// Wait before the first byte.
    pub(crate) delay_ms: u64,
    /// Wait between two writes.
    pub(crate) pause_ms: u64,
    /// Bytes per write; 0 writes what belongs together at once.
    pub(crate) drip: usize,
    /// Wait for the test's word before the first byte.
    pub(crate) hold: bool,
    /// Wait for the test's word after this many writes.
    pub(crate) hold_after: Option<usize>,
    /// Stop after this many writes; what happens then is `end`.
    pub(crate) cut_after: Option<usize>,
    /// What follows the last write.
    pub(crate) end: End,
}

/// A tool call to make.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) arguments: String,
}

/// Where the echoed text goes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Echo {
    Content,
    Arguments,
}

/// Where a stream carries its usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UsageAt {
    /// In a chunk without choices at the end, as OpenAI does when asked to.
    Chunk,
    /// In the chunk that carries the finish reason, as several compatible hosts do.
    Finish,
    /// Nowhere.
    Missing,
}

/// What follows the last write of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    /// The connection stays open for the next request.
    Keep,
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing, until the peer gives up.
    Hang,
}

/// One step of an answer on the wire.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Write(Vec<u8>),
    Pause(Duration),
    Hold,
}

/// The text of a request that an echo says back, and how the request wants its answer.
struct Asked {
    model: String,
    stream: bool,
    usage: bool,
    text: String,
}

impl Default for Reply {
    fn default() -> Self {
        Self {
            when: None,
            times: 1,
            status: 200,
            headers: BTreeMap::new(),
            text: "Hello there.".to_owned(),
            tools: Vec::new(),
            echo: None,
            more: String::new(),
            split: 0,
            usage: r#"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}"#.to_owned(),
            usage_at: UsageAt::Chunk,
            body: None,
            frames: None,
            chunks: None,
            raw: None,
            delay_ms: 0,
            pause_ms: 0,
            drip: 0,
            hold: false,
            hold_after: None,
            cut_after: None,
            end: End::Keep,
        }
    }
}

impl Reply {
    /// The steps that answer a request with this body.
    pub(crate) fn steps(&self, dialect: Dialect, head: &Head, request: &[u8]) -> Vec<Step> {
        let mut writes = self.writes(dialect, &Asked::read(dialect, head, request));
        if self.drip > 0 {
            writes = writes.iter().flat_map(|bytes| bytes.chunks(self.drip).map(<[u8]>::to_vec)).collect();
        }
        writes.truncate(self.cut_after.unwrap_or(usize::MAX));
        let mut steps = Vec::new();
        if self.delay_ms > 0 {
            steps.push(Step::Pause(Duration::from_millis(self.delay_ms)));
        }
        if self.hold {
            steps.push(Step::Hold);
        }
        for (index, bytes) in writes.into_iter().enumerate() {
            if index > 0 && self.pause_ms > 0 {
                steps.push(Step::Pause(Duration::from_millis(self.pause_ms)));
            }
            if self.hold_after == Some(index) {
                steps.push(Step::Hold);
            }
            steps.push(Step::Write(bytes));
        }
        steps
    }

    fn writes(&self, dialect: Dialect, asked: &Asked) -> Vec<Vec<u8>> {
        if let Some(raw) = &self.raw {
            return raw.iter().map(|bytes| bytes.clone().into_bytes()).collect();
        }
        let streams = asked.stream && self.body.is_none() && self.status == 200;
        if streams || self.frames.is_some() || self.chunks.is_some() {
            return self.stream(dialect, asked);
        }
        let body = self.body.clone().unwrap_or_else(|| self.whole(dialect, asked));
        let head = self.head("application/json", &format!("content-length: {}", body.len()));
        // Head and body apart, so that `cut_after = 1` cuts between them.
        vec![head, body.into_bytes()]
    }

    fn head(&self, content_type: &str, framing: &str) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Scripted\r\n{framing}\r\n", self.status);
        if !self.headers.contains_key("content-type") {
            head += &format!("content-type: {content_type}\r\n");
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        (head + "\r\n").into_bytes()
    }

    /// Head, chunks, and the chunk of size 0.
    fn stream(&self, dialect: Dialect, asked: &Asked) -> Vec<Vec<u8>> {
        let frame = |payload: &String| dialect.framed(payload);
        let chunks = match (&self.chunks, &self.frames) {
            (Some(chunks), _) => chunks.clone(),
            (None, Some(frames)) => frames.iter().map(frame).collect(),
            (None, None) => match dialect {
                Dialect::OpenAi => self.completion_frames(asked).iter().map(frame).collect(),
                Dialect::Anthropic => anthropic::stream(&self.in_no_words(asked)),
                Dialect::Gemini => gemini::events(&self.in_no_words(asked)).iter().map(frame).collect(),
                Dialect::YandexGpt => yandexgpt::events(&self.in_no_words(asked)).iter().map(frame).collect(),
            },
        };
        let mut writes = vec![self.head("text/event-stream; charset=utf-8", "transfer-encoding: chunked")];
        writes.extend(chunks.iter().map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len()).into_bytes()));
        writes.push(b"0\r\n\r\n".to_vec());
        writes
    }

    /// A whole answer in the words of a dialect.
    fn whole(&self, dialect: Dialect, asked: &Asked) -> String {
        match dialect {
            Dialect::OpenAi => self.completion(asked),
            Dialect::Anthropic if self.status != 200 => anthropic::failure(self.status),
            Dialect::Anthropic => anthropic::whole(&self.in_no_words(asked)),
            Dialect::Gemini if self.status != 200 => gemini::failure(self.status),
            Dialect::Gemini => gemini::whole(&self.in_no_words(asked)),
            Dialect::YandexGpt if self.status != 200 => yandexgpt::failure(self.status),
            Dialect::YandexGpt => yandexgpt::whole(&self.in_no_words(asked)),
        }
    }

    fn in_no_words(&self, asked: &Asked) -> Said {
        let (text, tools) = self.said(asked);
        Said { model: asked.model.clone(), text, tools, usage: self.usage(), split: self.split }
    }

    fn said(&self, asked: &Asked) -> (String, Vec<Tool>) {
        match self.echo {
            None => (self.text.clone(), self.tools.clone()),
            Some(Echo::Content) => (asked.text.clone() + &self.more, Vec::new()),
            Some(Echo::Arguments) => {
                let arguments = json!({ "text": asked.text }).to_string();
                (String::new(), vec![Tool { name: "echo".to_owned(), arguments }])
            }
        }
    }

    fn completion(&self, asked: &Asked) -> String {
        if self.status != 200 {
            return json!({"error": {"message": "scripted", "type": "server_error", "param": null, "code": null}})
                .to_string();
        }
        let (text, tools) = self.said(asked);
        let mut message = json!({"role": "assistant", "content": text, "refusal": null, "annotations": []});
        if !tools.is_empty() {
            message["content"] = Value::Null;
            message["tool_calls"] = tools.iter().enumerate().map(|(index, tool)| tool.whole(index)).collect();
        }
        let choice = json!({"index": 0, "message": message, "logprobs": null, "finish_reason": finish(&tools)});
        let mut answer = json!({"id": "chatcmpl-scripted", "object": "chat.completion", "created": 1_763_700_000,
            "model": format!("{}-2026-01-01", asked.model), "choices": [choice], "service_tier": "default",
            "system_fingerprint": null});
        if self.usage_at != UsageAt::Missing {
            answer["usage"] = self.usage();
        }
        answer.to_string()
    }

    fn completion_frames(&self, asked: &Asked) -> Vec<String> {
        let (text, tools) = self.said(asked);
        let mut deltas = vec![json!({"role": "assistant", "content": "", "refusal": null})];
        if tools.is_empty() {
            deltas.extend(pieces(&text, self.split).iter().map(|piece| json!({ "content": piece })));
        }
        for (index, tool) in tools.iter().enumerate() {
            deltas.push(json!({"tool_calls": [tool.opening(index)]}));
            let fragment = |piece: &String| json!({"index": index, "function": {"arguments": piece}});
            let arguments = pieces(&tool.arguments, self.split);
            deltas.extend(arguments.iter().map(|piece| json!({"tool_calls": [fragment(piece)]})));
        }
        let asked_for = asked.usage && self.usage_at == UsageAt::Chunk;
        let chunk = |choices: Value| {
            let mut chunk = json!({"id": "chatcmpl-scripted", "object": "chat.completion.chunk",
                "created": 1_763_700_000, "model": format!("{}-2026-01-01", asked.model),
                "system_fingerprint": null, "choices": choices});
            if asked_for {
                chunk["usage"] = Value::Null;
            }
            chunk
        };
        let choice = |delta: Value, finish: Value| {
            chunk(json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]))
        };
        let mut chunks: Vec<Value> = deltas.into_iter().map(|delta| choice(delta, Value::Null)).collect();
        let mut last = choice(json!({}), json!(finish(&tools)));
        if self.usage_at == UsageAt::Finish {
            last["usage"] = self.usage();
        }
        chunks.push(last);
        if asked_for {
            let mut usage = chunk(json!([]));
            usage["usage"] = self.usage();
            chunks.push(usage);
        }
        chunks.iter().map(Value::to_string).chain(["[DONE]".to_owned()]).collect()
    }

    fn usage(&self) -> Value {
        serde_json::from_str(&self.usage).unwrap()
    }
}

impl Tool {
    fn whole(&self, index: usize) -> Value {
        json!({"id": format!("call_{index}"), "type": "function",
            "function": {"name": self.name, "arguments": self.arguments}})
    }

    fn opening(&self, index: usize) -> Value {
        json!({"index": index, "id": format!("call_{index}"), "type": "function",
            "function": {"name": self.name, "arguments": ""}})
    }
}

impl Asked {
    /// Reads what a request asks for; of bytes that are no chat request, nothing.
    fn read(dialect: Dialect, head: &Head, request: &[u8]) -> Self {
        let request: Value = serde_json::from_slice(request).unwrap_or_default();
        if dialect == Dialect::YandexGpt {
            let (model, stream, text) = yandexgpt::asked(&request);
            return Self { model, stream, usage: true, text };
        }
        if dialect == Dialect::Gemini {
            let (model, stream) = gemini::asked(head);
            return Self { model, stream, usage: true, text: gemini::last_text(&request) };
        }
        let last = request["messages"].as_array().and_then(|messages| messages.last());
        let text = match last.map(|message| &message["content"]) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(parts)) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
            _ => String::new(),
        };
        Self {
            model: request["model"].as_str().unwrap_or_default().to_owned(),
            stream: request["stream"] == true,
            usage: request["stream_options"]["include_usage"] == true,
            text,
        }
    }
}

fn finish(tools: &[Tool]) -> &'static str {
    if tools.is_empty() { "stop" } else { "tool_calls" }
}

/// `text` in pieces of `size` characters; whole for 0.
pub(crate) fn pieces(text: &str, size: usize) -> Vec<String> {
    if size == 0 {
        return vec![text.to_owned()];
    }
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(size).map(|piece| piece.iter().collect()).collect()
}
