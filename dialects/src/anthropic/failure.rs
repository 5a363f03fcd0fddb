//! Errors of Messages: `{"type":"error","error":{"type","message"}}`, as an answer or inside a stream.

use http::HeaderMap;
use router_core::json::{Document, Limits, Value};

use crate::members::get;
use crate::openai::retry_after;
use crate::{FailureClass, UpstreamError};

/// What is left of each limit, and when there is more.
pub(crate) const LIMITS: &[(&str, &str)] = &[
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
    ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
];

/// Words of an error of the request by which it is another: the prompt is too long, or the account has no money left.
const TOO_LONG: [&str; 2] = ["prompt is too long", "exceed context limit"];
const NO_MONEY: [&str; 2] = ["credit balance is too low", "specified API usage limits"];

/// Reads a non-2xx answer.
pub(crate) fn failure(status: u16, headers: &HeaderMap, body: &[u8]) -> UpstreamError {
    let document = Document::parse(body, Limits::default()).ok();
    let error = document.as_ref().and_then(|document| get(document.root(), "error"));
    let text =
        |name: &str| error.and_then(|error| get(error, name)).and_then(Value::text).map(std::borrow::Cow::into_owned);
    let (message, code) = (text("message"), text("type"));
    let class = class(kind_of(status), message.as_deref());
    UpstreamError { class, status: Some(status), retry_after: retry_after(headers), message, param: None, code }
}

/// The class of an error object that stands where an answer should.
pub(super) fn class_of(root: Value<'_>) -> FailureClass {
    let Some(error) = get(root, "error") else { return FailureClass::BadAnswer("an error without words") };
    let text = |name: &str| get(error, name).and_then(Value::text);
    class(text("type").as_deref().unwrap_or_default(), text("message").as_deref())
}

/// The type of an error by its status, which proxies in between answer with alone.
fn kind_of(status: u16) -> &'static str {
    match status {
        401..=403 => "authentication_error",
        404 | 410 => "not_found_error",
        408 => "timeout_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        400..=499 => "invalid_request_error",
        500..=599 => "api_error",
        _ => "unexpected",
    }
}

fn class(kind: &str, message: Option<&str>) -> FailureClass {
    let says = |phrases: &[&str]| message.is_some_and(|message| phrases.iter().any(|phrase| message.contains(phrase)));
    match kind {
        "invalid_request_error" if says(&TOO_LONG) => FailureClass::ContextTooLong,
        "invalid_request_error" if says(&NO_MONEY) => FailureClass::Credentials,
        "invalid_request_error" | "request_too_large" => FailureClass::Invalid,
        "authentication_error" | "billing_error" | "permission_error" => FailureClass::Credentials,
        "not_found_error" => FailureClass::ModelMissing,
        "rate_limit_error" => FailureClass::RateLimited,
        "timeout_error" => FailureClass::Timeout,
        "unexpected" => FailureClass::BadAnswer("unexpected status"),
        // `api_error`, `overloaded_error`, and whatever is new.
        _ => FailureClass::Server,
    }
}

#[cfg(test)]
mod tests {
    use super::failure;
    use crate::FailureClass;
    use http::HeaderMap;
    use std::time::Duration;

    fn error(kind: &str, message: &str) -> String {
        format!(r#"{{"type":"error","error":{{"type":"{kind}","message":"{message}"}},"request_id":"req_1"}}"#)
    }

    #[test]
    fn classes() {
        for (status, kind, message, expected) in [
            (400, "invalid_request_error", "messages: roles must alternate", FailureClass::Invalid),
            (
                400,
                "invalid_request_error",
                "prompt is too long: 210000 tokens > 200000 maximum",
                FailureClass::ContextTooLong,
            ),
            (
                400,
                "invalid_request_error",
                "input length and `max_tokens` exceed context limit: 199000 + 8000 > 200000",
                FailureClass::ContextTooLong,
            ),
            (400, "invalid_request_error", "Your credit balance is too low to access", FailureClass::Credentials),
            (401, "authentication_error", "invalid x-api-key", FailureClass::Credentials),
            (402, "billing_error", "", FailureClass::Credentials),
            (403, "permission_error", "", FailureClass::Credentials),
            (404, "not_found_error", "model: claude-2", FailureClass::ModelMissing),
            (413, "request_too_large", "", FailureClass::Invalid),
            (429, "rate_limit_error", "", FailureClass::RateLimited),
            (500, "api_error", "", FailureClass::Server),
            (504, "timeout_error", "", FailureClass::Server),
            (529, "overloaded_error", "Overloaded", FailureClass::Server),
            (307, "", "", FailureClass::BadAnswer("unexpected status")),
        ] {
            let found = failure(status, &HeaderMap::new(), error(kind, message).as_bytes());
            assert_eq!((found.class, found.message.as_deref()), (expected, Some(message)), "{status} {kind} {message}");
        }
        assert_eq!(failure(413, &HeaderMap::new(), b"<html>").class, FailureClass::Invalid);
    }

    #[test]
    fn when_to_come_again() {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", "7".parse().unwrap());
        headers.insert("anthropic-ratelimit-requests-reset", "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(failure(429, &headers, b"").retry_after, Some(Duration::from_secs(7)));
    }
}
