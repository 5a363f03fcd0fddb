//! Errors of completion: `{"error":{"grpcCode","httpCode","message","httpStatus","details"}}`, as an answer or as a line.

use http::HeaderMap;
use router_core::json::{Document, Limits, Value};

use crate::members::get;
use crate::openai::retry_after;
use crate::{FailureClass, UpstreamError};

/// Words of an error of the request by which it is another.
const TOO_LONG: &str = "number of input tokens";
/// Words about our configuration: the folder is not the key's, the model's URI is none.
const OUR_FOLDER: [&str; 2] = ["folder id", "does not match"];
const OUR_MODEL: [&str; 2] = ["model uri", "modeluri"];

/// Names of gRPC's codes, by number.
const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// What an error object says.
#[derive(Debug, Default)]
struct Said {
    code: Option<&'static str>,
    message: Option<String>,
}

/// Reads a non-2xx answer.
pub(crate) fn failure(status: u16, headers: &HeaderMap, body: &[u8]) -> UpstreamError {
    let document = Document::parse(body, Limits::default()).ok();
    let said = document.as_ref().map(|document| said(document.root())).unwrap_or_default();
    let code = said.code.unwrap_or_else(|| code_of(status));
    UpstreamError {
        class: class(code, said.message.as_deref()),
        status: Some(status),
        retry_after: retry_after(headers),
        message: said.message,
        param: None,
        code: Some(code.to_owned()),
    }
}

/// The class of an error object that stands where an answer should.
pub(super) fn class_of(root: Value<'_>) -> FailureClass {
    let said = said(root);
    said.code.map_or(FailureClass::BadAnswer("an error without words"), |code| class(code, said.message.as_deref()))
}

fn said(root: Value<'_>) -> Said {
    let error = get(root, "error").unwrap_or(root);
    let number = ["grpcCode", "code"].iter().find_map(|name| get(error, name)?.as_u64());
    let code = number.and_then(|number| CODES.get(usize::try_from(number).ok()?).copied());
    Said { code, message: get(error, "message").and_then(Value::text).map(std::borrow::Cow::into_owned) }
}

/// What a status would be, which proxies in between answer with alone.
fn code_of(status: u16) -> &'static str {
    match status {
        401 => "UNAUTHENTICATED",
        402 | 403 => "PERMISSION_DENIED",
        404 | 410 => "NOT_FOUND",
        408 | 504 => "DEADLINE_EXCEEDED",
        429 => "RESOURCE_EXHAUSTED",
        400..=499 => "INVALID_ARGUMENT",
        500..=599 => "UNAVAILABLE",
        _ => "OK",
    }
}

fn class(code: &str, message: Option<&str>) -> FailureClass {
    let message = message.unwrap_or_default().to_lowercase();
    match code {
        "INVALID_ARGUMENT" | "OUT_OF_RANGE" | "FAILED_PRECONDITION" if message.contains(TOO_LONG) => {
            FailureClass::ContextTooLong
        }
        "INVALID_ARGUMENT" | "FAILED_PRECONDITION" if OUR_FOLDER.iter().all(|word| message.contains(word)) => {
            FailureClass::Credentials
        }
        "INVALID_ARGUMENT" if OUR_MODEL.iter().any(|word| message.contains(word)) => FailureClass::ModelMissing,
        "INVALID_ARGUMENT" | "OUT_OF_RANGE" | "FAILED_PRECONDITION" | "ALREADY_EXISTS" => FailureClass::Invalid,
        "UNAUTHENTICATED" | "PERMISSION_DENIED" => FailureClass::Credentials,
        "NOT_FOUND" => FailureClass::ModelMissing,
        "RESOURCE_EXHAUSTED" => FailureClass::RateLimited,
        "DEADLINE_EXCEEDED" => FailureClass::Timeout,
        "OK" => FailureClass::BadAnswer("unexpected status"),
        _ => FailureClass::Server,
    }
}

#[cfg(test)]
mod tests {
    use super::failure;
    use crate::FailureClass;
    use http::HeaderMap;

    #[test]
    fn classes() {
        for (status, code, message, expected) in [
            (400, 3, "temperature must be in [0, 1]", FailureClass::Invalid),
            (
                400,
                3,
                "Error in session: number of input tokens must be no more than 32768, got 40000",
                FailureClass::ContextTooLong,
            ),
            (
                400,
                3,
                "Specified folder ID 'a' does not match with service account folder ID 'b'",
                FailureClass::Credentials,
            ),
            (400, 3, "Failed to parse model URI", FailureClass::ModelMissing),
            (401, 16, "Unknown api key", FailureClass::Credentials),
            (403, 7, "Permission denied", FailureClass::Credentials),
            (404, 5, "model not found", FailureClass::ModelMissing),
            (429, 8, "quota limit exceed: allowed 10 requests", FailureClass::RateLimited),
            (500, 13, "internal", FailureClass::Server),
            (503, 14, "unavailable", FailureClass::Server),
            (504, 4, "deadline", FailureClass::Timeout),
            (400, 99, "who knows", FailureClass::Invalid),
        ] {
            let body =
                format!(r#"{{"error":{{"grpcCode":{code},"httpCode":{status},"message":"{message}","details":[]}}}}"#);
            let found = failure(status, &HeaderMap::new(), body.as_bytes());
            assert_eq!((found.class, found.message.as_deref()), (expected, Some(message)), "{status} {code}");
        }
        for (status, body, expected) in [
            (502, "<html>", FailureClass::Server),
            (429, "", FailureClass::RateLimited),
            (413, "[]", FailureClass::Invalid),
            (302, "", FailureClass::BadAnswer("unexpected status")),
        ] {
            assert_eq!(failure(status, &HeaderMap::new(), body.as_bytes()).class, expected, "{status} {body}");
        }
        let flat = failure(401, &HeaderMap::new(), br#"{"code":16,"message":"expired"}"#);
        assert_eq!((flat.class, flat.code.as_deref()), (FailureClass::Credentials, Some("UNAUTHENTICATED")));
    }
}
