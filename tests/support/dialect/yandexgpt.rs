//! Text generation of Yandex AI Studio, as strict as the real one.

use std::io;

use serde_json::{Value, json};

use super::Said;
use crate::support::http::{Head, broken};
use crate::support::reply::pieces;

const MEMBERS: [&str; 8] = [
    "modelUri",
    "completionOptions",
    "messages",
    "tools",
    "toolChoice",
    "parallelToolCalls",
    "jsonObject",
    "jsonSchema",
];
const OPTIONS: [&str; 4] = ["stream", "temperature", "maxTokens", "reasoningOptions"];
/// What a message may be about; exactly one of them.
const TOPICS: [&str; 3] = ["text", "toolCallList", "toolResultList"];

/// Why a request is refused, in words.
type Problem = Result<(), String>;

pub(crate) fn check(head: &Head, body: &[u8]) -> io::Result<()> {
    let body: Value = serde_json::from_slice(body).map_err(|_| broken("the body is not JSON"))?;
    headers(head).and_then(|()| members(&body)).and_then(|()| messages(&body)).map_err(|problem| broken(&problem))
}

fn demand(holds: bool, problem: &str) -> Problem {
    if holds { Ok(()) } else { Err(problem.to_owned()) }
}

fn headers(head: &Head) -> Problem {
    demand(head.start == "POST /v1/completion HTTP/1.1", "not the path of completion")?;
    demand(head.header("authorization") == Some("Api-Key provider-key-of-the-tests"), "Unknown api key")?;
    demand(head.header("x-folder-id") == Some("b1g"), "folder ID does not match")?;
    demand(head.header("x-data-logging-enabled") == Some("false"), "the request would be logged")
}

fn only(object: &Value, names: &[&str]) -> Problem {
    let unknown = object.as_object().into_iter().flatten().find(|(name, _)| !names.contains(&name.as_str()));
    demand(unknown.is_none(), &format!("no such field: {unknown:?}"))
}

fn members(body: &Value) -> Problem {
    only(body, &MEMBERS)?;
    demand(body["modelUri"].as_str().is_some_and(|uri| uri.starts_with("gpt://b1g/")), "Failed to parse model URI")?;
    let options = &body["completionOptions"];
    only(options, &OPTIONS)?;
    demand(options["stream"].is_boolean(), "completionOptions.stream")?;
    let limit = options["maxTokens"].as_str().and_then(|limit| limit.parse::<u64>().ok());
    demand(limit.is_some_and(|limit| limit > 0), "completionOptions.maxTokens: a number in a string")?;
    let temperature = &options["temperature"];
    demand(temperature.is_null() || (0.0..=1.0).contains(&temperature.as_f64().unwrap()), "temperature: [0, 1]")?;
    let mode = &options["reasoningOptions"]["mode"];
    demand(mode.is_null() || mode == "DISABLED" || mode == "ENABLED_HIDDEN", "reasoningOptions.mode")?;
    demand(body["jsonObject"].is_null() || body["jsonSchema"].is_null(), "jsonObject and jsonSchema")?;
    for tool in list(&body["tools"]) {
        only(tool, &["function"])?;
        only(&tool["function"], &["name", "description", "parameters", "strict"])?;
        demand(tool["function"]["name"].is_string(), "tools: a function without a name")?;
        demand(tool["function"]["parameters"].is_object(), "tools: parameters")?;
    }
    demand(body["toolChoice"].is_null() || body["tools"].is_array(), "toolChoice without tools")
}

/// Messages that say one thing each; results follow their calls, in the same order.
fn messages(body: &Value) -> Problem {
    let messages = list(&body["messages"]);
    demand(!messages.is_empty(), "messages are empty")?;
    let mut called: Vec<&Value> = Vec::new();
    for message in messages {
        only(message, &["role", "text", "toolCallList", "toolResultList"])?;
        let role = message["role"].as_str().unwrap_or_default();
        demand(["system", "user", "assistant"].contains(&role), "an unknown role")?;
        let topics = TOPICS.iter().filter(|topic| !message[**topic].is_null()).count();
        demand(topics == 1, "a message says one of text, toolCallList, toolResultList")?;
        let results: Vec<&Value> = list(&message["toolResultList"]["toolResults"])
            .iter()
            .map(|result| &result["functionResult"]["name"])
            .collect();
        demand(results == called, "results that are not those of the calls before")?;
        called.clear();
        for call in list(&message["toolCallList"]["toolCalls"]) {
            demand(role == "assistant", "calls that are not the assistant's")?;
            demand(call["functionCall"]["arguments"].is_object(), "arguments: an object")?;
            called.push(&call["functionCall"]["name"]);
        }
    }
    demand(called.is_empty(), "calls without results")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The model that a request asks, whether it is to be streamed, and its last words.
pub(crate) fn asked(request: &Value) -> (String, bool, String) {
    let uri = request["modelUri"].as_str().unwrap_or_default();
    let last = list(&request["messages"]).last().and_then(|message| message["text"].as_str());
    let model = uri.rsplit('/').next().unwrap_or_default().to_owned();
    (model, request["completionOptions"]["stream"] == true, last.unwrap_or_default().to_owned())
}

/// A line of a stream.
pub(crate) fn framed(payload: &str) -> String {
    format!("{payload}\n")
}

/// The body of an answer that is none.
pub(crate) fn failure(status: u16) -> String {
    let code = match status {
        400 => 3,
        401 => 16,
        429 => 8,
        503 => 14,
        _ => 13,
    };
    json!({"error": {"grpcCode": code, "httpCode": status, "message": "scripted", "httpStatus": "Scripted", "details": []}})
        .to_string()
}

/// The usage in its words: numbers are strings.
fn usage(usage: &Value, completion: &Value) -> Value {
    let text = |value: &Value| value.as_u64().unwrap_or(0).to_string();
    let total = usage["prompt_tokens"].as_u64().unwrap_or(0) + completion.as_u64().unwrap_or(0);
    json!({"inputTextTokens": text(&usage["prompt_tokens"]), "completionTokens": text(completion),
        "totalTokens": total.to_string(), "completionTokensDetails": {
            "reasoningTokens": text(&usage["completion_tokens_details"]["reasoning_tokens"])}})
}

fn answer(message: &Value, status: &str, usage: &Value) -> String {
    let status = format!("ALTERNATIVE_STATUS_{status}");
    json!({"result": {"alternatives": [{"message": message, "status": status}], "usage": usage,
        "modelVersion": "09.02.2025"}})
    .to_string()
}

/// A whole answer.
pub(crate) fn whole(said: &Said) -> String {
    let usage = usage(&said.usage, &said.usage["completion_tokens"]);
    if said.tools.is_empty() {
        return answer(&json!({"role": "assistant", "text": said.text}), "FINAL", &usage);
    }
    let call = |tool: &crate::support::reply::Tool| {
        let arguments: Value = serde_json::from_str(&tool.arguments).unwrap();
        json!({"functionCall": {"name": tool.name, "arguments": arguments}})
    };
    let calls: Vec<Value> = said.tools.iter().map(call).collect();
    answer(&json!({"role": "assistant", "toolCallList": {"toolCalls": calls}}), "TOOL_CALLS", &usage)
}

/// The lines of a stream: each with the whole text so far.
pub(crate) fn events(said: &Said) -> Vec<String> {
    let mut lines = Vec::new();
    if said.tools.is_empty() {
        let mut text = String::new();
        for piece in pieces(&said.text, said.split) {
            text += &piece;
            lines.push(answer(&json!({"role": "assistant", "text": text}), "PARTIAL", &usage(&said.usage, &json!(1))));
        }
    }
    lines.push(whole(said));
    lines
}
