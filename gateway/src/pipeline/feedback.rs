//! `POST /v1/feedback`: what a user thought of an answer, tied to the request by its id. A comment loses its personal
//! data before it is kept.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use hyper::body::Incoming;
use router_core::chat::ChatError;
use router_core::json::{Document, Kind, Limits as JsonLimits, Value};
use router_core::policy::RedactionScope;
use router_core::redact::{DataType, Detectors, Mode, RedactionPolicy};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use uuid::Uuid;

use super::{Call, admit};
use crate::Worker;
use crate::ledger::{Feedback, FeedbackError};
use crate::respond::Refusal;
use crate::server::body::{self, Body, ReadLimits};

/// Most bytes of a body, and of the comment in it: a sentence or two are no document.
const MOST_BODY: usize = 32 * 1024;
const MOST_COMMENT: usize = 4 * 1024;
const READ: ReadLimits = ReadLimits { bytes: MOST_BODY, timeout: Duration::from_secs(10), rate: 1_024 };
const KEYS: [&str; 3] = ["request_id", "rating", "comment"];

/// A rating as it was sent.
#[derive(Debug)]
struct Rated {
    request_id: Uuid,
    rating: i16,
    comment: Option<String>,
}

/// Answers `POST /v1/feedback`.
pub(crate) async fn feedback(
    worker: &Arc<Worker>,
    call: Arc<Call>,
    request: Request<Incoming>,
    peer: IpAddr,
) -> Result<Response<Body>, Refusal> {
    let (head, body) = request.into_parts();
    let admitted = admit::admit(&worker.gateway, call, &head.headers, peer)?;
    let bytes = body::read(body, READ).await?;
    let rated = read(&Document::parse(&bytes, JsonLimits::default())?)?;
    let admission = &admitted.admission;
    let comment = rated.comment.map(|text| without_persons(&text, &admission.redaction, &worker.gateway.detectors));
    let feedback = Feedback {
        request_id: rated.request_id,
        tenant: admission.caller.tenant.tenant.id.clone(),
        key_id: admission.caller.key.id.clone(),
        at: admitted.call.at,
        rating: rated.rating,
        comment: comment.transpose()?,
    };
    worker.ledger.rate(feedback).await.map_err(|error| refusal(error, rated.request_id))?;
    let id = rated.request_id.simple();
    let text = format!(r#"{{"object":"feedback","request_id":"req_{id}","recorded":true}}"#);
    let mut response = Response::new(Body::whole(Bytes::from(text)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    admitted.call.write_headers(response.headers_mut());
    let side = match rated.rating {
        1.. => "up",
        0 => "neutral",
        ..0 => "down",
    };
    worker.gateway.metrics.feedback.with_label_values(&[side]).inc();
    Ok(response)
}

fn read(document: &Document) -> Result<Rated, ChatError> {
    let root = document.root();
    if root.kind() != Kind::Object {
        return Err(ChatError::NotAnObject);
    }
    if let Some((key, _)) = root.members().find(|(key, _)| !KEYS.iter().any(|known| key.is_text(known))) {
        let param: String = key.text().unwrap_or_default().chars().take(64).collect();
        return Err(invalid(&param, format!("expected one of {}", KEYS.join(", "))));
    }
    let member = |key| root.get(key).filter(|value| !value.is_null());
    let request_id = member("request_id").ok_or(ChatError::Missing("request_id"))?;
    let request_id = request_id.text().and_then(|text| text.trim_start_matches("req_").parse().ok());
    let request_id = request_id.ok_or_else(|| invalid("request_id", "expected the x-request-id of an answer"))?;
    let rating = rating(member("rating").ok_or(ChatError::Missing("rating"))?);
    let rating = rating.ok_or_else(|| invalid("rating", "expected a number from -1 to 1, \"up\" or \"down\""))?;
    let comment = member("comment").map(|comment| match comment.text() {
        Some(text) if text.len() <= MOST_COMMENT => Ok(text.into_owned()),
        _ => Err(invalid("comment", format!("expected a text of at most {MOST_COMMENT} bytes"))),
    });
    Ok(Rated { request_id, rating, comment: comment.transpose()? })
}

/// A rating in thousandths.
fn rating(value: Value<'_>) -> Option<i16> {
    match value.kind() {
        Kind::String if value.is_text("up") => Some(1_000),
        Kind::String if value.is_text("down") => Some(-1_000),
        Kind::Number => {
            let number: Decimal = value.raw().parse().ok().or_else(|| Decimal::from_scientific(value.raw()).ok())?;
            let within = (-Decimal::ONE..=Decimal::ONE).contains(&number);
            within.then(|| (number * Decimal::ONE_THOUSAND).round().to_i16()).flatten()
        }
        _ => None,
    }
}

fn invalid(param: &str, problem: impl Into<String>) -> ChatError {
    ChatError::Value { param: param.to_owned(), problem: problem.into() }
}

/// A comment without what is personal, whatever the policy lets requests hold: it is kept, and nobody asked for it.
fn without_persons(text: &str, scope: &RedactionScope, detectors: &Detectors) -> Result<String, Refusal> {
    let custom = scope.policy.custom.clone();
    let types: Vec<DataType> = DataType::SWITCHED.into_iter().chain(custom.types().map(DataType::Custom)).collect();
    let strict = RedactionPolicy { custom, ..RedactionPolicy::default() };
    let strict = types.into_iter().fold(strict, |policy, data_type| policy.with(data_type, Mode::Mask));
    match detectors.redact_text(text, &strict) {
        Ok((text, _, _)) => Ok(text),
        Err(error) => {
            tracing::error!(%error, "a comment could not be redacted; it was not kept");
            Err(Refusal::RedactionFailed)
        }
    }
}

fn refusal(error: FeedbackError, request_id: Uuid) -> Refusal {
    match error {
        FeedbackError::UnknownRequest => Refusal::UnknownRequest { id: format!("req_{}", request_id.simple()) },
        FeedbackError::Full => Refusal::RatedOften,
        FeedbackError::Unavailable => Refusal::LedgerBusy,
    }
}

#[cfg(test)]
mod tests {
    use router_core::json::{Document, Limits};

    use super::read;

    fn shown(body: &str) -> String {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        match read(&document) {
            Ok(rated) => format!("{} {}", rated.rating, rated.comment.unwrap_or_default()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_taken_and_what_is_not() {
        const ID: &str = r#""request_id":"req_019aa0000000700080000000000000ff""#;
        const RATING: &str = "Invalid value for 'rating': expected a number from -1 to 1, \"up\" or \"down\".";
        for (members, expected) in [
            (r#","rating":"up""#, "1000 "),
            (r#","rating":"down","comment":"Нет""#, "-1000 Нет"),
            (r#","rating":0.25,"comment":null"#, "250 "),
            (r#","rating":-1"#, "-1000 "),
            (r#","rating":1e-1"#, "100 "),
            (r#","rating":0.0004"#, "0 "),
            (r#","rating":1.001"#, RATING),
            (r#","rating":1e99"#, RATING),
            (r#","rating":"good""#, RATING),
            (r#","rating":true"#, RATING),
            (r#","comment":"x""#, "Missing required parameter: 'rating'."),
            (r#","rating":1,"score":2"#, "Invalid value for 'score': expected one of request_id, rating, comment."),
            (r#","rating":1,"comment":5"#, "Invalid value for 'comment': expected a text of at most 4096 bytes."),
        ] {
            assert_eq!(shown(&format!("{{{ID}{members}}}")), expected, "{members}");
        }
        assert_eq!(shown(r#"{"rating":1}"#), "Missing required parameter: 'request_id'.");
        let unknown = r#"{"request_id":"req_1","rating":1}"#;
        assert_eq!(shown(unknown), "Invalid value for 'request_id': expected the x-request-id of an answer.");
        assert_eq!(shown("[]"), "The request body must be a JSON object.");
    }
}
