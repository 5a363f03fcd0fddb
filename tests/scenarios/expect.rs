//! Comparing what came with what was expected.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file::{Expect, Seen};
use crate::support::client::Response;
use crate::support::http::Head;
use crate::support::upstream::{Exchange, Outcome};

/// Checks an answer against what its step expects, and against what every answer owes.
pub(super) fn response(expect: &Expect, response: &Response, place: &str) {
    let shown = format!("{place}:\n{:?}\n{}", response.head, response.text());
    assert_eq!(response.status, expect.status.unwrap_or(200), "status; {shown}");
    assert!(response.complete, "the answer is torn; {shown}");
    assert!(response.header("x-request-id").is_some(), "no x-request-id; {shown}");
    headers(&expect.headers, &expect.absent, &response.head, &shown);
    if let Some(body) = &expect.body {
        assert_eq!(response.text(), body, "body; {shown}");
    }
    texts(&expect.contains, &expect.excludes, response.text(), &shown);
    if let Some(json) = &expect.json {
        contained(&parse(json, place), &response.json(), &shown);
    }
    if let Some(content) = &expect.content {
        assert_eq!(&response.content(), content, "content; {shown}");
    }
    if let Some(arguments) = &expect.arguments {
        assert_eq!(&response.arguments(), arguments, "arguments; {shown}");
    }
    if response.is_stream() {
        stream(expect, response, &shown);
    } else if response.status >= 400 {
        error_body(&response.json(), expect.error.as_deref(), &shown);
    }
}

/// A stream: well formed, one id, `[DONE]` or an error at its end and never both, no finish after a failure.
fn stream(expect: &Expect, response: &Response, shown: &str) {
    let events = response.events().unwrap_or_else(|problem| panic!("{problem}; {shown}"));
    assert_eq!(events.done, expect.done.unwrap_or(true), "[DONE]; {shown}");
    let chunks: Vec<Value> = events.data.iter().map(|data| parse(data, shown)).collect();
    if let Some(frames) = &expect.frames {
        assert_eq!(chunks.len(), frames.len(), "frames; {shown}");
        for (frame, chunk) in frames.iter().zip(&chunks) {
            contained(&parse(frame, shown), chunk, shown);
        }
    }
    let (failures, answers): (Vec<&Value>, Vec<&Value>) = chunks.iter().partition(|chunk| !chunk["error"].is_null());
    let ids: std::collections::BTreeSet<&str> = answers.iter().filter_map(|chunk| chunk["id"].as_str()).collect();
    assert!(ids.len() <= 1, "chunks of one stream have ids {ids:?}; {shown}");
    match (&expect.error, &failures[..]) {
        (None, []) => {}
        (Some(code), [failure]) => {
            error_body(failure, Some(code), shown);
            assert!(chunks.last() == Some(failure), "the error is not the last frame; {shown}");
            let finished = answers.iter().any(|chunk| !chunk["choices"][0]["finish_reason"].is_null());
            assert!(!finished, "a failed stream claims to have finished; {shown}");
        }
        (expected, found) => panic!("expected error {expected:?}, found {found:?}; {shown}"),
    }
}

/// All four keys of OpenAI's error object, of the right kinds.
fn error_body(body: &Value, code: Option<&str>, shown: &str) {
    let error = &body["error"];
    for (key, nullable) in [("message", false), ("type", false), ("param", true), ("code", true)] {
        let value = error.get(key).unwrap_or_else(|| panic!("error without {key}; {shown}"));
        assert!(value.is_string() || (nullable && value.is_null()), "error.{key} is {value}; {shown}");
    }
    if let Some(code) = code {
        assert_eq!(error["code"].as_str().unwrap_or("null"), code, "error code; {shown}");
    }
}

/// Checks what a provider saw.
pub(super) fn seen(seen: &Seen, exchanges: &[Exchange], name: &str) {
    let place = format!("{name}: request {} at {}", seen.number, seen.provider);
    let exchange = exchanges.get(seen.number).unwrap_or_else(|| panic!("{place}: never came"));
    let body = String::from_utf8_lossy(&exchange.body);
    let shown = format!("{place}:\n{:?}\n{body}", exchange.head);
    headers(&seen.headers, &seen.absent, &exchange.head, &shown);
    if let Some(path) = &seen.path {
        assert_eq!(exchange.head.start, format!("POST {path} HTTP/1.1"), "{place}");
    }
    if let Some(expected) = &seen.body {
        assert_eq!(&body, expected, "{place}");
    }
    texts(&seen.contains, &seen.excludes, &body, &shown);
    if let Some(json) = &seen.json {
        contained(&parse(json, &place), &parse(&body, &place), &shown);
    }
    if let Some(abandoned) = seen.abandoned {
        assert_eq!(exchange.outcome == Outcome::Abandoned, abandoned, "abandoned; {shown}");
    }
}

/// Whether a row of the ledger has these columns; `*` fits any value.
pub(super) fn row(expected: &BTreeMap<String, String>, row: &BTreeMap<String, String>) -> bool {
    expected.iter().all(|(column, value)| row.get(column).is_some_and(|found| value == "*" || found == value))
}

fn headers(expected: &BTreeMap<String, String>, absent: &[String], head: &Head, shown: &str) {
    for (name, value) in expected {
        let found = head.header(name).unwrap_or_else(|| panic!("no header {name}; {shown}"));
        assert!(value == "*" || found == value, "header {name}; expected {value}; {shown}");
    }
    for name in absent {
        assert!(head.header(name).is_none(), "header {name} is there; {shown}");
    }
}

fn texts(contains: &[String], excludes: &[String], text: &str, shown: &str) {
    for part in contains {
        assert!(text.contains(part.as_str()), "does not contain {part:?}; {shown}");
    }
    for part in excludes {
        assert!(!text.contains(part.as_str()), "contains {part:?}; {shown}");
    }
}

fn parse(json: &str, place: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{place}: {error} in {json}"))
}

/// Asserts that `found` has everything `expected` has.
fn contained(expected: &Value, found: &Value, shown: &str) {
    match (expected, found) {
        (Value::String(any), _) if any == "<any>" => {}
        (Value::Object(members), Value::Object(_)) => {
            for (key, value) in members {
                let other = found.get(key).unwrap_or_else(|| panic!("no member {key:?} in {found}; {shown}"));
                contained(value, other, shown);
            }
        }
        (Value::Array(items), Value::Array(others)) => {
            assert_eq!(items.len(), others.len(), "expected {expected}, found {found}; {shown}");
            for (item, other) in items.iter().zip(others) {
                contained(item, other, shown);
            }
        }
        _ => assert_eq!(expected, found, "{shown}"),
    }
}
