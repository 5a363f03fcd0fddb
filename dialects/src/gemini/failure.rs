//! Errors: a status and an error object, alone, in an array of one, or inside a stream that had begun.

use std::time::Duration;

use http::HeaderMap;
use router_core::json::{Document, Kind, Limits, Value};

use crate::openai::{pause, retry_after};
use crate::{FailureClass, UpstreamError};

/// What is said where the prompt does not fit.
const TOO_LONG: &str = "exceeds the maximum number of tokens";
/// What is said of a key or a place that may not ask, under a status that blames the request, with OpenAI's word for it.
const NOT_ALLOWED: [(&str, &str); 3] = [
    ("API key not valid", "invalid_api_key"),
    ("API key expired", "invalid_api_key"),
    ("User location is not supported", "unsupported_country_region_territory"),
];
/// What is said where the model has no such thing, and another one may have it.
const NOT_THERE: [&str; 4] =
    ["is not enabled for", "is not supported for this model", "is unsupported", "Cannot find field"];

/// Reads an answer of a status other than 2xx.
pub(crate) fn failure(status: u16, headers: &HeaderMap, body: &[u8]) -> UpstreamError {
    let document = Document::parse(body, Limits::default()).ok();
    let error = document.as_ref().and_then(|document| error_object(document.root()));
    let text = |name: &str| error.and_then(|error| error.get(name)).and_then(Value::text).map(|text| text.into_owned());
    let class = class(status, error);
    let code = error.and_then(|error| certain(class, error)).map(str::to_owned);
    UpstreamError {
        class,
        status: Some(status),
        retry_after: retry_after(headers).or_else(|| error.and_then(retry_delay)),
        message: text("message"),
        param: None,
        code: code.or_else(|| text("status")),
    }
}

/// OpenAI's code of a refusal that every request would meet, which the gateway need not see twice to believe.
fn certain(class: FailureClass, error: Value<'_>) -> Option<&'static str> {
    let message = error.get("message").and_then(Value::text).unwrap_or_default();
    match class {
        FailureClass::ModelMissing => Some("model_not_found"),
        FailureClass::Credentials if is_daily(error) => Some("insufficient_quota"),
        FailureClass::Credentials => {
            NOT_ALLOWED.into_iter().find(|(phrase, _)| message.contains(phrase)).map(|(_, code)| code)
        }
        _ => None,
    }
}

/// The class of the error that stands where an answer should.
pub(super) fn error_in(root: Value<'_>) -> Option<FailureClass> {
    let error = error_object(root)?;
    let code = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    Some(match class(code.unwrap_or_default(), Some(error)) {
        FailureClass::BadAnswer(_) => FailureClass::BadAnswer("error in a 200 answer"),
        class => class,
    })
}

fn error_object(root: Value<'_>) -> Option<Value<'_>> {
    let root = root.items().next().unwrap_or(root);
    root.get("error").filter(|error| error.kind() == Kind::Object)
}

fn class(status: u16, error: Option<Value<'_>>) -> FailureClass {
    let text = |name: &str| error.and_then(|error| error.get(name)).and_then(Value::text).unwrap_or_default();
    let (message, word) = (text("message"), text("status"));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| message.contains(phrase));
    match status {
        400 | 413 | 422 if says(&[TOO_LONG]) => FailureClass::ContextTooLong,
        // A region or an account that Google does not serve.
        400 if word == "FAILED_PRECONDITION" || says(&NOT_ALLOWED.map(|(phrase, _)| phrase)) => {
            FailureClass::Credentials
        }
        400 if says(&NOT_THERE) => FailureClass::Unsupported,
        401..=403 => FailureClass::Credentials,
        404 | 410 => FailureClass::ModelMissing,
        408 => FailureClass::Timeout,
        // The quota of a day is a purse that is empty: no pause of ours outlasts it.
        429 if error.is_some_and(is_daily) => FailureClass::Credentials,
        429 => FailureClass::RateLimited,
        // ABORTED and CANCELLED: it was they.
        409 | 499 | 500..=599 => FailureClass::Server,
        400..=498 => FailureClass::Invalid,
        _ => FailureClass::BadAnswer("unexpected status"),
    }
}

/// The detail of an error whose `@type` ends in `name`.
fn detail<'a>(error: Value<'a>, name: &str) -> Option<Value<'a>> {
    let is_it = |detail: &Value<'a>| {
        let kind = detail.get("@type").and_then(Value::text).unwrap_or_default();
        kind.rsplit(['.', '/']).next() == Some(name)
    };
    error.get("details").into_iter().flat_map(Value::items).find(is_it)
}

fn is_daily(error: Value<'_>) -> bool {
    let violations = detail(error, "QuotaFailure").and_then(|failure| failure.get("violations"));
    let quota = |violation: Value<'_>| violation.get("quotaId").is_some_and(|id| id.body().contains("PerDay"));
    violations.into_iter().flat_map(Value::items).any(quota)
}

/// `"26s"`, `"0.5s"`: there is no header for it.
fn retry_delay(error: Value<'_>) -> Option<Duration> {
    let delay = detail(error, "RetryInfo")?.get("retryDelay")?.text()?;
    pause(delay.strip_suffix('s')?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::failure;
    use crate::FailureClass;
    use http::HeaderMap;
    use std::time::Duration;

    #[test]
    fn classes() {
        for (status, error, expected) in [
            (400, r#""message":"Invalid value at 'contents'","status":"INVALID_ARGUMENT""#, FailureClass::Invalid),
            (
                400,
                r#""message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT""#,
                FailureClass::Credentials,
            ),
            (
                400,
                r#""message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION""#,
                FailureClass::Credentials,
            ),
            (
                400,
                r#""message":"The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).""#,
                FailureClass::ContextTooLong,
            ),
            (400, r#""message":"Penalty is not enabled for models/gemini-3.1-flash""#, FailureClass::Unsupported),
            (402, "", FailureClass::Credentials),
            (403, r#""status":"PERMISSION_DENIED""#, FailureClass::Credentials),
            (
                404,
                r#""message":"models/x is not found for API version v1beta","status":"NOT_FOUND""#,
                FailureClass::ModelMissing,
            ),
            (429, r#""status":"RESOURCE_EXHAUSTED""#, FailureClass::RateLimited),
            (
                429,
                r#""details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]}]"#,
                FailureClass::Credentials,
            ),
            (499, r#""status":"CANCELLED""#, FailureClass::Server),
            (500, r#""status":"INTERNAL""#, FailureClass::Server),
            (503, r#""status":"UNAVAILABLE""#, FailureClass::Server),
            (504, r#""status":"DEADLINE_EXCEEDED""#, FailureClass::Server),
            (302, "", FailureClass::BadAnswer("unexpected status")),
        ] {
            for body in [format!(r#"{{"error":{{{error}}}}}"#), format!(r#"[{{"error":{{{error}}}}}]"#)] {
                assert_eq!(failure(status, &HeaderMap::new(), body.as_bytes()).class, expected, "{status} {body}");
            }
        }
        assert_eq!(failure(503, &HeaderMap::new(), b"<html>").class, FailureClass::Server);
    }

    #[test]
    fn what_is_certain_has_a_code_that_says_so() {
        for (status, error, expected) in [
            (400, r#""message":"API key not valid.","status":"INVALID_ARGUMENT""#, Some("invalid_api_key")),
            (
                400,
                r#""message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION""#,
                Some("unsupported_country_region_territory"),
            ),
            (404, r#""status":"NOT_FOUND""#, Some("model_not_found")),
            (429, r#""status":"RESOURCE_EXHAUSTED""#, Some("RESOURCE_EXHAUSTED")),
            (403, r#""message":"no""#, None),
        ] {
            let body = format!(r#"[{{"error":{{{error}}}}}]"#);
            let code = failure(status, &HeaderMap::new(), body.as_bytes()).code;
            assert_eq!(code.as_deref(), expected, "{status} {error}");
        }
    }

    #[test]
    fn delays() {
        for (delay, expected) in [
            ("26s", Some(26_000)),
            ("0.5s", Some(500)),
            ("86400s", Some(120_000)),
            ("-1s", None),
            ("soon", None),
            ("NaNs", None),
        ] {
            let body = format!(
                r#"[{{"error":{{"code":429,"details":[{{"@type":"type.googleapis.com/google.rpc.Help"}},{{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{delay}"}}]}}}}]"#
            );
            let retry_after = failure(429, &HeaderMap::new(), body.as_bytes()).retry_after;
            assert_eq!(retry_after, expected.map(Duration::from_millis), "{delay}");
        }
    }
}
