//! `generateContent` of Google, as strict as the real one.

use std::io;

use serde_json::{Value, json};

use super::Said;
use crate::support::http::{Head, broken};
use crate::support::reply::{Tool, pieces};

const MEMBERS: [&str; 5] = ["systemInstruction", "contents", "tools", "toolConfig", "generationConfig"];
const SETTINGS: [&str; 13] = [
    "maxOutputTokens",
    "temperature",
    "topP",
    "presencePenalty",
    "frequencyPenalty",
    "stopSequences",
    "seed",
    "candidateCount",
    "responseLogprobs",
    "logprobs",
    "responseMimeType",
    "responseJsonSchema",
    "thinkingConfig",
];
const METHODS: [&str; 2] = ["generateContent", "streamGenerateContent?alt=sse"];

/// What a request may not be, in words.
type Problem = Result<(), String>;

pub(crate) fn check(head: &Head, body: &[u8]) -> io::Result<()> {
    let body: Value = serde_json::from_slice(body).map_err(|_| broken("the body is not JSON"))?;
    let checked = headers(head).and_then(|()| members(&body)).and_then(|()| turns(&body));
    checked.map_err(|problem| broken(&problem))
}

fn demand(holds: bool, problem: &str) -> Problem {
    if holds { Ok(()) } else { Err(problem.to_owned()) }
}

/// Model and method of a request line.
fn called(head: &Head) -> Option<(&str, &str)> {
    head.start.strip_prefix("POST /v1/models/")?.strip_suffix(" HTTP/1.1")?.split_once(':')
}

/// Model, and whether a stream is asked for: both stand in the path.
pub(crate) fn asked(head: &Head) -> (String, bool) {
    called(head).map_or_else(Default::default, |(model, method)| (model.to_owned(), method == METHODS[1]))
}

fn headers(head: &Head) -> Problem {
    demand(called(head).is_some_and(|(_, method)| METHODS.contains(&method)), "not the path of a method")?;
    demand(head.header("x-goog-api-key") == Some("provider-key-of-the-tests"), "API key not valid")?;
    demand(head.header("authorization").is_none(), "a second credential")
}

/// Google refuses what it does not know, wherever it stands.
fn known(object: &Value, names: &[&str]) -> Problem {
    for (name, _) in object.as_object().into_iter().flatten() {
        demand(names.contains(&name.as_str()), &format!("Unknown name \"{name}\": Cannot find field"))?;
    }
    Ok(())
}

fn members(body: &Value) -> Problem {
    known(body, &MEMBERS)?;
    known(&body["systemInstruction"], &["parts"])?;
    for part in list(&body["systemInstruction"]["parts"]) {
        demand(says(part), "systemInstruction: parts must have text")?;
    }
    let settings = &body["generationConfig"];
    known(settings, &SETTINGS)?;
    known(&settings["thinkingConfig"], &["thinkingLevel", "thinkingBudget"])?;
    demand(settings["maxOutputTokens"].as_u64().is_some_and(|limit| limit > 0), "max_output_tokens must be positive")?;
    demand(list(&settings["stopSequences"]).len() <= 5, "at most 5 stop sequences")?;
    let schema_alone = settings["responseJsonSchema"].is_object() && settings["responseMimeType"].is_null();
    demand(!schema_alone, "a schema needs response_mime_type application/json")?;
    for tool in list(&body["tools"]) {
        known(tool, &["functionDeclarations"])?;
        for function in list(&tool["functionDeclarations"]) {
            known(function, &["name", "description", "parametersJsonSchema"])?;
            demand(function["name"].is_string(), "function_declarations: name: required")?;
        }
    }
    let calling = &body["toolConfig"]["functionCallingConfig"];
    known(calling, &["mode", "allowedFunctionNames"])?;
    let may_choose = matches!(calling["mode"].as_str(), Some("ANY" | "VALIDATED"));
    demand(may_choose || calling["allowedFunctionNames"].is_null(), "allowed_function_names: only in ANY or VALIDATED")
}

/// Turns that alternate, and answer all calls of the one before, in their order.
fn turns(body: &Value) -> Problem {
    let turns = list(&body["contents"]);
    demand(!turns.is_empty(), "contents is not specified")?;
    let mut calls: Vec<&Value> = Vec::new();
    let mut before = "model";
    for turn in turns {
        known(turn, &["role", "parts"])?;
        let role = turn["role"].as_str().unwrap_or_default();
        demand(matches!(role, "user" | "model") && role != before, "roles must alternate between user and model")?;
        before = role;
        let parts = list(&turn["parts"]);
        demand(!parts.is_empty(), "contents.parts must not be empty")?;
        let answers: Vec<&Value> = names(parts, "functionResponse");
        demand(answers == calls, "function response parts must equal the function call parts of the turn before")?;
        calls = names(parts, "functionCall");
        demand(calls.is_empty() || role == "model", "function calls are the model's")?;
        let first = parts.iter().find(|part| part["functionCall"].is_object());
        let signed = first.is_none_or(|part| part["thoughtSignature"].is_string());
        demand(signed, "Function call is missing a thought_signature in functionCall parts")?;
        parts.iter().try_for_each(part)?;
    }
    demand(calls.is_empty(), "function calls at the end")
}

fn part(part: &Value) -> Problem {
    known(part, &["text", "inlineData", "fileData", "functionCall", "functionResponse", "thoughtSignature"])?;
    known(&part["functionCall"], &["id", "name", "args"])?;
    known(&part["functionResponse"], &["id", "name", "response"])?;
    known(&part["inlineData"], &["mimeType", "data"])?;
    let data = part.as_object().into_iter().flatten().filter(|(name, _)| *name != "thoughtSignature").count();
    demand(data == 1, "a part must have one kind of data")?;
    demand(part["text"].is_null() || says(part), "a part must have a text parameter")?;
    demand(part["functionCall"].is_null() || part["functionCall"]["args"].is_object(), "args: a struct")?;
    let response = &part["functionResponse"];
    demand(response.is_null() || response["response"].is_object(), "response: a struct")
}

/// Names of the calls or results among parts.
fn names<'a>(parts: &'a [Value], kind: &str) -> Vec<&'a Value> {
    parts.iter().filter(|part| part[kind].is_object()).map(|part| &part[kind]["name"]).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn says(part: &Value) -> bool {
    part["text"].as_str().is_some_and(|text| !text.is_empty())
}

/// What the last turn of a request says.
pub(crate) fn last_text(request: &Value) -> String {
    let last = list(&request["contents"]).last().map(|turn| list(&turn["parts"])).unwrap_or_default();
    last.iter().filter_map(|part| part["text"].as_str()).collect()
}

/// The body of an answer that is none, in the array that Google likes to put it in.
pub(crate) fn failure(status: u16) -> String {
    let word = match status {
        400 => "INVALID_ARGUMENT",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    };
    json!([{"error": {"code": status, "message": "scripted", "status": word}}]).to_string()
}

/// A whole answer.
pub(crate) fn whole(said: &Said) -> String {
    let parts = if said.tools.is_empty() { vec![json!({"text": said.text})] } else { calls(said) };
    answer(said, &parts, Some("STOP"))
}

/// The payloads of a stream's events: what is known at first, calls whole, and the reason for the end by itself.
pub(crate) fn events(said: &Said) -> Vec<String> {
    let texts = if said.tools.is_empty() { pieces(&said.text, said.split) } else { Vec::new() };
    let parts = texts.iter().map(|text| json!({ "text": text })).chain(calls(said));
    let mut events = vec![response(said, &[]).to_string()];
    events.extend(parts.map(|part| answer(said, &[part], None)));
    events.push(answer(said, &[json!({"text": ""})], Some("STOP")));
    events
}

/// Calls as models make them: the first one signed.
fn calls(said: &Said) -> Vec<Value> {
    let call = |(index, tool): (usize, &Tool)| {
        let arguments: Value = serde_json::from_str(&tool.arguments).unwrap();
        let mut part = json!({"functionCall": {"id": format!("call_{index}"), "name": tool.name, "args": arguments}});
        if index == 0 {
            part["thoughtSignature"] = json!("c2lnbmVk");
        }
        part
    };
    said.tools.iter().enumerate().map(call).collect()
}

fn answer(said: &Said, parts: &[Value], reason: Option<&str>) -> String {
    let mut candidate = json!({"content": {"role": "model", "parts": parts}, "index": 0});
    if let Some(reason) = reason {
        candidate["finishReason"] = json!(reason);
    }
    response(said, &[candidate]).to_string()
}

fn response(said: &Said, candidates: &[Value]) -> Value {
    let mut response = json!({"usageMetadata": usage(&said.usage), "responseId": "gemini-scripted",
        "modelVersion": format!("{}-2026-01-01", said.model)});
    if !candidates.is_empty() {
        response["candidates"] = json!(candidates);
    }
    response
}

/// The usage in its words: thoughts stand beside what was said.
fn usage(usage: &Value) -> Value {
    let count = |value: &Value| value.as_u64().unwrap_or(0);
    let thoughts = count(&usage["completion_tokens_details"]["reasoning_tokens"]);
    json!({"promptTokenCount": usage["prompt_tokens"], "totalTokenCount": usage["total_tokens"],
        "cachedContentTokenCount": count(&usage["prompt_tokens_details"]["cached_tokens"]),
        "candidatesTokenCount": count(&usage["completion_tokens"]) - thoughts, "thoughtsTokenCount": thoughts})
}
