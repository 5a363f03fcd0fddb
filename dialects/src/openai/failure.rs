//! Errors: status and body to a class, with the provider's words kept for the client where they are about its request.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;
use router_core::json::{Document, Limits, Value};

use crate::{FailureClass, UpstreamError};

/// Codes and types that say "the prompt does not fit", over the hosts of the reference.
const CONTEXT_CODES: [&str; 2] = ["context_length_exceeded", "exceed_context_size_error"];
/// Phrases for the hosts that have no code for it.
const CONTEXT_PHRASES: [&str; 3] =
    ["maximum context length", "prompt is too long", "exceeds the available context size"];
/// What a `Retry-After` may ask of us; more is no longer a pause but an outage.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);

/// Reads a non-2xx answer.
pub fn failure(status: u16, headers: &HeaderMap, body: &[u8]) -> UpstreamError {
    let document = Document::parse(body, Limits::default()).ok();
    let root = document.as_ref().map(Document::root);
    // Some hosts wrap the error object into an array of one, older vLLM sends it flat.
    let root = root.map(|root| root.items().next().unwrap_or(root));
    let error = root.map(|root| root.get("error").unwrap_or(root));
    let text =
        |name: &str| error.and_then(|error| error.get(name)).and_then(Value::text).map(std::borrow::Cow::into_owned);
    let (message, param, code) = (text("message"), text("param"), text("code"));
    let class = class(status, code.as_deref(), text("type").as_deref(), message.as_deref());
    UpstreamError { class, status: Some(status), retry_after: retry_after(headers), message, param, code }
}

/// The class of an error object that stands where an answer should. Its number may say whose fault it is; what blames the
/// request without saying that it is too long does not, for a status of 200 has taken the request.
pub(super) fn class_of(error: Value<'_>, problem: &'static str) -> FailureClass {
    let text = |name: &str| error.get(name).and_then(Value::text);
    let number = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    match class(number.unwrap_or(400), text("code").as_deref(), text("type").as_deref(), text("message").as_deref()) {
        FailureClass::Invalid | FailureClass::BadAnswer(_) => FailureClass::BadAnswer(problem),
        known => known,
    }
}

fn class(status: u16, code: Option<&str>, kind: Option<&str>, message: Option<&str>) -> FailureClass {
    let named = |word: &str| code == Some(word) || kind == Some(word);
    match status {
        400 | 413 | 422 if CONTEXT_CODES.iter().any(|word| named(word)) => FailureClass::ContextTooLong,
        400 | 413 | 422
            if CONTEXT_PHRASES.iter().any(|phrase| message.is_some_and(|message| message.contains(phrase))) =>
        {
            FailureClass::ContextTooLong
        }
        401..=403 => FailureClass::Credentials,
        404 | 410 => FailureClass::ModelMissing,
        429 if named("insufficient_quota") => FailureClass::Credentials,
        429 => FailureClass::RateLimited,
        408 => FailureClass::Timeout,
        400..=499 => FailureClass::Invalid,
        500..=599 => FailureClass::Server,
        _ => FailureClass::BadAnswer("unexpected status"),
    }
}

/// `retry-after-ms`, else `retry-after` in seconds. The form with a date takes a clock, which whoever calls has.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms").map(|millis| millis / 1000.0).or_else(|| number(RETRY_AFTER.as_str()))?;
    pause(seconds)
}

/// What a provider asks for, as far as it is a pause.
pub(crate) fn pause(seconds: f64) -> Option<Duration> {
    let asked = Duration::try_from_secs_f64(seconds).unwrap_or(MAX_RETRY_AFTER).min(MAX_RETRY_AFTER);
    (seconds >= 0.0).then_some(asked)
}

#[cfg(test)]
mod tests {
    use super::{class_of, failure};
    use crate::FailureClass;
    use http::HeaderMap;
    use router_core::json::{Document, Limits};
    use std::time::Duration;

    #[test]
    fn classes() {
        for (status, body, expected) in [
            (400, r#"{"error":{"message":"bad","param":"n","code":null}}"#, FailureClass::Invalid),
            (400, r#"{"error":{"code":"context_length_exceeded"}}"#, FailureClass::ContextTooLong),
            (400, r#"{"error":{"code":400,"type":"exceed_context_size_error"}}"#, FailureClass::ContextTooLong),
            (
                400,
                r#"{"object":"error","message":"This model's maximum context length is 8"}"#,
                FailureClass::ContextTooLong,
            ),
            (401, "", FailureClass::Credentials),
            (402, "no money", FailureClass::Credentials),
            (404, r#"{"error":{"code":"model_not_found"}}"#, FailureClass::ModelMissing),
            (429, r#"{"error":{"type":"insufficient_quota"}}"#, FailureClass::Credentials),
            (429, r#"[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]"#, FailureClass::RateLimited),
            (529, "", FailureClass::Server),
            (302, "", FailureClass::BadAnswer("unexpected status")),
        ] {
            assert_eq!(failure(status, &HeaderMap::new(), body.as_bytes()).class, expected, "{status} {body}");
        }
    }

    #[test]
    fn classes_of_errors_in_answers() {
        let unknown = FailureClass::BadAnswer("problem");
        for (error, expected) in [
            (r#"{"code":429,"message":"slow down"}"#, FailureClass::RateLimited),
            (r#"{"code":402,"message":"no credits"}"#, FailureClass::Credentials),
            (r#"{"code":404,"message":"no such model"}"#, FailureClass::ModelMissing),
            (r#"{"code":408}"#, FailureClass::Timeout),
            (r#"{"code":502,"message":"down","metadata":{"provider_name":"x"}}"#, FailureClass::Server),
            (r#"{"code":400,"message":"This endpoint's maximum context length is 8"}"#, FailureClass::ContextTooLong),
            (r#"{"code":"context_length_exceeded","message":""}"#, FailureClass::ContextTooLong),
            (r#"{"code":400,"message":"bad"}"#, unknown),
            (r#"{"code":null,"type":"server_error","message":"overloaded"}"#, unknown),
            (r#"{"code":70000}"#, unknown),
            (r#"{"code":200}"#, unknown),
            (r#""overloaded""#, unknown),
        ] {
            let document = Document::parse(error.as_bytes(), Limits::default()).unwrap();
            assert_eq!(class_of(document.root(), "problem"), expected, "{error}");
        }
    }

    #[test]
    fn retry_after_in_its_forms() {
        for (name, value, expected) in [
            ("retry-after", "2", Some(2_000)),
            ("retry-after", "1.5", Some(1_500)),
            ("retry-after-ms", "250", Some(250)),
            ("retry-after", "86400", Some(120_000)),
            ("retry-after", "-1", None),
            ("retry-after", "soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(http::HeaderName::from_static(name), value.parse().unwrap());
            assert_eq!(failure(429, &headers, &[]).retry_after, expected.map(Duration::from_millis), "{name}: {value}");
        }
    }
}
