//! Messages of Anthropic, as strict as the real ones.

use std::collections::BTreeSet;
use std::io;

use serde_json::{Value, json};

use super::Said;
use crate::support::http::{Head, broken};
use crate::support::reply::pieces;

const MEMBERS: [&str; 13] = [
    "model",
    "max_tokens",
    "stream",
    "tools",
    "system",
    "messages",
    "tool_choice",
    "temperature",
    "top_p",
    "stop_sequences",
    "thinking",
    "output_config",
    "metadata",
];

/// What a message or a list of them may not be, in words.
type Problem = Result<(), String>;

pub(crate) fn check(head: &Head, body: &[u8]) -> io::Result<()> {
    let body: Value = serde_json::from_slice(body).map_err(|_| broken("the body is not JSON"))?;
    headers(head).and_then(|()| members(&body)).and_then(|()| turns(&body)).map_err(|problem| broken(&problem))
}

fn demand(holds: bool, problem: &str) -> Problem {
    if holds { Ok(()) } else { Err(problem.to_owned()) }
}

fn headers(head: &Head) -> Problem {
    demand(head.start == "POST /v1/messages HTTP/1.1", "not the path of Messages")?;
    demand(head.header("anthropic-version") == Some("2023-06-01"), "anthropic-version: header is required")?;
    demand(head.header("x-api-key") == Some("provider-key-of-the-tests"), "invalid x-api-key")?;
    demand(head.header("authorization").is_none(), "a second credential")
}

fn members(body: &Value) -> Problem {
    for (name, _) in body.as_object().into_iter().flatten() {
        demand(MEMBERS.contains(&name.as_str()), &format!("{name}: Extra inputs are not permitted"))?;
    }
    demand(body["model"].is_string(), "model: Field required")?;
    demand(body["max_tokens"].as_u64().is_some_and(|limit| limit > 0), "max_tokens: Field required")?;
    let temperature = &body["temperature"];
    demand(temperature.is_null() || (0.0..=1.0).contains(&temperature.as_f64().unwrap()), "temperature: range: 0..1")?;
    demand(temperature.is_null() || body["top_p"].is_null(), "temperature and top_p cannot both be specified")?;
    for stop in list(&body["stop_sequences"]) {
        demand(!stop.as_str().unwrap().trim().is_empty(), "stop_sequences: each must contain non-whitespace")?;
    }
    for block in list(&body["system"]) {
        demand(block["type"] == "text" && has_words(block), "system: text blocks must contain non-whitespace text")?;
    }
    for tool in list(&body["tools"]) {
        demand(tool["name"].as_str().is_some_and(is_id), "tools: name should match '^[a-zA-Z0-9_-]{1,128}$'")?;
        demand(tool["input_schema"]["type"] == "object", "tools: input_schema.type: Input should be 'object'")?;
    }
    let choice = &body["tool_choice"];
    demand(choice.is_null() || !list(&body["tools"]).is_empty(), "tool_choice: may only be specified with tools")?;
    let budget = &body["thinking"]["budget_tokens"];
    let fits = |budget: u64| budget >= 1024 && body["max_tokens"].as_u64().is_some_and(|limit| budget < limit);
    demand(budget.is_null() || budget.as_u64().is_some_and(fits), "thinking: budget_tokens")?;
    demand(body.to_string().matches("cache_control").count() <= 4, "a maximum of 4 blocks with cache_control")
}

/// Turns that alternate, begin with the user's, and answer each call at once.
fn turns(body: &Value) -> Problem {
    let turns = list(&body["messages"]);
    demand(!turns.is_empty(), "messages: at least one message is required")?;
    let mut called = BTreeSet::new();
    for (index, turn) in turns.iter().enumerate() {
        let role = if index % 2 == 0 { "user" } else { "assistant" };
        demand(turn["role"] == role, "messages: roles must alternate between \"user\" and \"assistant\"")?;
        let blocks = list(&turn["content"]);
        demand(!blocks.is_empty(), "messages: all messages must have non-empty content")?;
        let results: Vec<&Value> = blocks.iter().take_while(|block| block["type"] == "tool_result").collect();
        let answered: BTreeSet<String> =
            results.iter().map(|result| result["tool_use_id"].as_str().unwrap().to_owned()).collect();
        demand(answered == called, "each `tool_use` must have a `tool_result` in the next message, and no other")?;
        called.clear();
        for block in blocks.iter().skip(results.len()) {
            match block["type"].as_str() {
                Some("text") => demand(has_words(block), "text content blocks must contain non-whitespace text")?,
                Some("image" | "document") => demand(block["source"]["type"].is_string(), "source: Field required")?,
                Some("tool_use") => {
                    let id = block["id"].as_str().unwrap_or_default();
                    demand(is_id(id), "tool_use.id: should match '^[a-zA-Z0-9_-]+$'")?;
                    demand(block["input"].is_object(), "tool_use.input: Input should be a valid dictionary")?;
                    demand(called.insert(id.to_owned()), "`tool_use` ids must be unique")?;
                    demand(!list(&body["tools"]).is_empty(), "requests which include `tool_use` must define tools")?;
                }
                other => return Err(format!("a block of type {other:?} at this place")),
            }
        }
    }
    demand(called.is_empty(), "a `tool_use` at the end")?;
    let last = turns.last().and_then(|turn| list(&turn["content"]).last());
    let ends_blank = last.and_then(|block| block["text"].as_str()).is_some_and(|text| text.trim_end() != text);
    demand(turns.len() % 2 == 1 || !ends_blank, "final assistant content cannot end with trailing whitespace")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn has_words(block: &Value) -> bool {
    block["text"].as_str().is_some_and(|text| !text.trim().is_empty())
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

pub(crate) fn framed(payload: &str) -> String {
    let event: Value = serde_json::from_str(payload).unwrap_or_default();
    format!("event: {}\ndata: {payload}\n\n", event["type"].as_str().unwrap_or("message"))
}

/// The body of an answer that is none.
pub(crate) fn failure(status: u16) -> String {
    let kind = match status {
        429 => "rate_limit_error",
        529 => "overloaded_error",
        400 => "invalid_request_error",
        _ => "api_error",
    };
    json!({"type": "error", "error": {"type": kind, "message": "scripted"}, "request_id": "req_scripted"}).to_string()
}

/// The usage in its words: what was cached stands beside the input, not in it.
fn usage(usage: &Value) -> Value {
    let details = &usage["prompt_tokens_details"];
    let count = |value: &Value| value.as_u64().unwrap_or(0);
    let (cached, written) = (count(&details["cached_tokens"]), count(&details["cache_write_tokens"]));
    json!({"input_tokens": count(&usage["prompt_tokens"]) - cached - written, "cache_read_input_tokens": cached,
        "cache_creation_input_tokens": written, "output_tokens": usage["completion_tokens"]})
}

fn reason(said: &Said) -> &'static str {
    if said.tools.is_empty() { "end_turn" } else { "tool_use" }
}

fn message(said: &Said, content: &Value, reason: Option<&str>, usage: &Value) -> Value {
    json!({"id": "msg_scripted", "type": "message", "role": "assistant", "model": format!("{}-2026-01-01", said.model),
        "content": content, "stop_reason": reason, "stop_sequence": null, "usage": usage})
}

/// A whole answer.
pub(crate) fn whole(said: &Said) -> String {
    let mut content = Vec::new();
    if said.tools.is_empty() {
        content.push(json!({"type": "text", "text": said.text}));
    }
    for (index, tool) in said.tools.iter().enumerate() {
        let input: Value = serde_json::from_str(&tool.arguments).unwrap();
        content.push(json!({"type": "tool_use", "id": format!("call_{index}"), "name": tool.name, "input": input}));
    }
    message(said, &content.into(), Some(reason(said)), &usage(&said.usage)).to_string()
}

/// A stream in pieces: its opening, one for each delta, the end.
pub(crate) fn stream(said: &Said) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for event in events(said) {
        let framed = framed(&event.to_string());
        match pieces.last_mut() {
            // What brings nothing new comes with what was before it.
            Some(last) if event["type"] != "content_block_delta" && event["type"] != "message_delta" => {
                last.push_str(&framed)
            }
            _ => pieces.push(framed),
        }
    }
    pieces
}

fn events(said: &Said) -> Vec<Value> {
    let (mut first, last) = (usage(&said.usage), usage(&said.usage));
    first["output_tokens"] = json!(1);
    let mut events = vec![
        json!({"type": "message_start", "message": message(said, &json!([]), None, &first)}),
        json!({"type": "ping"}),
    ];
    let mut block = |index: usize, block: Value, deltas: Vec<Value>| {
        events.push(json!({"type": "content_block_start", "index": index, "content_block": block}));
        for delta in deltas {
            events.push(json!({"type": "content_block_delta", "index": index, "delta": delta}));
        }
        events.push(json!({"type": "content_block_stop", "index": index}));
    };
    if said.tools.is_empty() {
        let deltas = pieces(&said.text, said.split);
        let delta = |text: &String| json!({"type": "text_delta", "text": text});
        block(0, json!({"type": "text", "text": ""}), deltas.iter().map(delta).collect());
    }
    for (index, tool) in said.tools.iter().enumerate() {
        let deltas = pieces(&tool.arguments, said.split);
        let delta = |json: &String| json!({"type": "input_json_delta", "partial_json": json});
        let call = json!({"type": "tool_use", "id": format!("call_{index}"), "name": tool.name, "input": {}});
        block(index, call, deltas.iter().map(delta).collect());
    }
    let delta = json!({"stop_reason": reason(said), "stop_sequence": null});
    let counts = json!({"output_tokens": last["output_tokens"]});
    events.push(json!({"type": "message_delta", "delta": delta, "usage": counts}));
    events.push(json!({"type": "message_stop"}));
    events
}
