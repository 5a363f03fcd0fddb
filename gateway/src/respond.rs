//! Every way the gateway says no, and the one table that turns it into HTTP in OpenAI's error shape.
//!
//! Making a refusal logs nothing; the server counts each refused request once, and logs it at debug level. Messages are meant for the caller of the
//! API: they name what, where and what was expected, and never what an upstream or another tenant said in confidence.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use router_core::chat::ChatError;
use router_core::json::{JsonError, JsonErrorKind, encode_into};

use crate::ledger::Holder;
use crate::limits;
use crate::server::body::Body;

/// `x-should-retry`: read by both official SDKs before anything else.
pub(crate) const SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");
/// `x-request-id`: on every answer, errors and streams included.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Why a request is not answered with a completion.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// No such route.
    NotFound { method: String, path: String },
    /// The route exists, the method does not.
    MethodNotAllowed { method: String, path: String },
    /// No usable `Authorization` header.
    KeyMissing,
    /// The key is malformed, unknown, expired or revoked: one answer for all.
    KeyInvalid,
    /// Too many wrong keys from one address.
    TooManyFailures { retry_after: Duration },
    /// The body is over the limit, in bytes.
    BodyTooLarge { limit: usize },
    /// The body did not arrive in time.
    BodyTimeout,
    /// The connection broke before the body was complete.
    BodyBroken,
    /// The body is compressed.
    ContentEncoding,
    /// The body is not acceptable JSON.
    Json(JsonError),
    /// The JSON is not a chat completion request.
    Chat(ChatError),
    /// A header cannot be used.
    Header { name: &'static str, problem: &'static str },
    /// It holds data that the policy lets nobody send; `found` names kinds and places, never values.
    DataBlocked { found: String, first: String },
    /// The answer holds personal data that the model brought by itself; `found` names its kinds, never values.
    AnswerBlocked { found: String },
    /// A safety step failed: nothing was sent on.
    RedactionFailed,
    /// The model asked for does not exist here.
    UnknownModel { model: String },
    /// The plan does not include the tier asked for.
    TierNotInPlan { tier: String, plan: String },
    /// No configured model can serve the request.
    NoCandidate { why: String },
    /// The prompt fits no model.
    ContextTooLong { prompt: u64, limit: u64 },
    /// Too many requests or tokens a minute.
    RateLimited { what: &'static str, of: Holder, limit: u64, retry_after: Duration },
    /// Too many requests at once.
    Concurrency { of: Holder, limit: u64 },
    /// The money of a period is spent.
    BudgetSpent { scope: String, remaining_kzt: String },
    /// What was paid in advance is spent.
    WalletEmpty { remaining_kzt: String },
    /// The messages of the plan's month are spent.
    MessagesSpent { limit: u64 },
    /// The same idempotency key is being served.
    IdempotencyInFlight { first: String },
    /// The same idempotency key was served and its answer is no longer held.
    IdempotencyFinished { first: String },
    /// The same idempotency key came with another body.
    IdempotencyOtherBody { first: String },
    /// The tenant has no request of this id to rate.
    UnknownRequest { id: String },
    /// The request has as many ratings as one may have.
    RatedOften,
    /// The ledger cannot take the request now.
    LedgerBusy,
    /// Every candidate failed.
    Upstream(UpstreamRefusal),
    /// The gateway is stopping.
    ShuttingDown,
    /// More connections than the server takes.
    Overloaded,
    /// A defect of ours.
    Internal,
}

/// What the last failed candidate leaves for the client.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum UpstreamRefusal {
    /// The provider refused the request itself: its own words, with the parameter it named.
    Invalid { status: u16, message: String, param: Option<String>, code: Option<String> },
    /// Every candidate is limiting us.
    RateLimited { retry_after: Option<Duration> },
    /// Nothing came in time.
    Timeout,
    /// Errors, broken connections, bad answers.
    Unavailable { class: &'static str },
}

/// The pieces of an error body and its headers.
struct Shape {
    status: StatusCode,
    kind: &'static str,
    code: Option<String>,
    param: Option<String>,
    retry: Option<bool>,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// The error code of the body, or a word for metrics where OpenAI's body has none.
    pub(crate) fn label(&self) -> String {
        let shape = self.shape();
        shape.code.unwrap_or_else(|| shape.kind.to_owned())
    }

    /// The error as the one JSON object of OpenAI's shape.
    pub(crate) fn body(&self) -> Vec<u8> {
        let shape = self.shape();
        let mut body = br#"{"error":{"message":"#.to_vec();
        encode_into(&self.message(), &mut body);
        body.extend_from_slice(br#","type":"#);
        encode_into(shape.kind, &mut body);
        for (name, value) in [("param", &shape.param), ("code", &shape.code)] {
            body.extend_from_slice(format!(",\"{name}\":").as_bytes());
            match value {
                Some(text) => encode_into(text, &mut body),
                None => body.extend_from_slice(b"null"),
            }
        }
        body.extend_from_slice(b"}}");
        body
    }

    /// The error as an HTTP answer.
    pub(crate) fn response(&self, request_id: &HeaderValue) -> Response<Body> {
        let shape = self.shape();
        let mut response = Response::new(Body::whole(Bytes::from(self.body())));
        *response.status_mut() = shape.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(REQUEST_ID, request_id.clone());
        if let Some(retry) = shape.retry {
            headers.insert(SHOULD_RETRY, HeaderValue::from_static(if retry { "true" } else { "false" }));
        }
        if let Self::RateLimited { what, limit, retry_after, .. } = self {
            limits::write_exhausted(headers, what, *limit, *retry_after);
        }
        if let Some(after) = shape.retry_after {
            let millis = after.as_millis().max(1) as u64;
            headers.insert(RETRY_AFTER, HeaderValue::from(millis.div_ceil(1000)));
            headers.insert(HeaderName::from_static("retry-after-ms"), HeaderValue::from(millis));
        }
        response
    }

    fn message(&self) -> String {
        match self {
            Self::NotFound { method, path } => format!(
                "Unknown request URL: {method} {path}. This gateway serves POST /v1/chat/completions, POST /v1/feedback, GET /v1/usage, GET /v1/models and GET /v1/models/{{id}}."
            ),
            Self::MethodNotAllowed { method, path } => format!("Not allowed to {method} on {path}."),
            Self::KeyMissing => {
                "You didn't provide an API key. Expected the header 'Authorization: Bearer <key>'.".to_owned()
            }
            Self::KeyInvalid => "Incorrect API key provided.".to_owned(),
            Self::TooManyFailures { .. } => "Too many requests with an incorrect API key from this address.".to_owned(),
            Self::BodyTooLarge { limit } => format!("Request body is larger than the limit of {limit} bytes."),
            Self::BodyTimeout => "The request body did not arrive in time.".to_owned(),
            Self::BodyBroken => "The connection closed before the request body was complete.".to_owned(),
            Self::ContentEncoding => {
                "Compressed request bodies are not accepted: expected no Content-Encoding header.".to_owned()
            }
            Self::Json(error) => format!("We could not parse the JSON body of your request: {error}."),
            Self::Chat(error) => error.to_string(),
            Self::Header { name, problem } => format!("Invalid header '{name}': {problem}."),
            Self::DataBlocked { found, .. } => {
                format!("The request holds data that must not be sent, so it was not: {found}.")
            }
            Self::AnswerBlocked { found } => {
                format!(
                    "The model's answer holds personal data that was not in the request, so it is withheld: {found}."
                )
            }
            Self::RedactionFailed => {
                "The request could not be checked for personal data, so it was not sent to any provider.".to_owned()
            }
            Self::UnknownModel { model } => format!(
                "The model '{model}' does not exist or you do not have access to it. GET /v1/models lists what does."
            ),
            Self::TierNotInPlan { tier, plan } => format!("The tier '{tier}' is not part of your plan '{plan}'."),
            Self::NoCandidate { why } => format!("No model can serve this request: {why}."),
            Self::ContextTooLong { prompt, limit } => format!(
                "This request has up to {prompt} tokens, more than the {limit} that any model of your plan can take."
            ),
            Self::RateLimited { what, of, limit, .. } => {
                format!("Rate limit reached for {what} per minute of the {}: limit {limit}.", of.name())
            }
            Self::Concurrency { of, limit } => {
                format!("Too many requests of the {} at once: limit {limit}.", of.name())
            }
            Self::BudgetSpent { scope, remaining_kzt } => format!(
                "You exceeded your current quota: the {scope} budget has {remaining_kzt} KZT left, less than this request may cost."
            ),
            Self::WalletEmpty { remaining_kzt } => format!(
                "You exceeded your current quota: the wallet has {remaining_kzt} KZT left, less than this request may cost."
            ),
            Self::MessagesSpent { limit } => {
                format!("You exceeded your current quota: all {limit} messages of your plan for this month are used.")
            }
            Self::IdempotencyInFlight { first } => {
                format!("A request with this Idempotency-Key is in progress: {first}.")
            }
            Self::IdempotencyFinished { first } => format!(
                "A request with this Idempotency-Key was already completed: {first}. Its answer is no longer held."
            ),
            Self::IdempotencyOtherBody { first } => {
                format!("This Idempotency-Key was used with another request body: {first}.")
            }
            Self::UnknownRequest { id } => format!("The request '{id}' does not exist or is not yours."),
            Self::RatedOften => "This request has been rated as often as a request may be.".to_owned(),
            Self::LedgerBusy => "The ledger cannot record new requests at the moment.".to_owned(),
            Self::Upstream(UpstreamRefusal::Invalid { message, .. }) => message.clone(),
            Self::Upstream(UpstreamRefusal::RateLimited { .. }) => {
                "Every provider for this request is limiting its rate at the moment.".to_owned()
            }
            Self::Upstream(UpstreamRefusal::Timeout) => "No provider answered in time.".to_owned(),
            Self::Upstream(UpstreamRefusal::Unavailable { class }) => {
                format!("No provider could answer the request ({class}).")
            }
            Self::ShuttingDown => "The gateway is shutting down.".to_owned(),
            Self::Overloaded => "The gateway is at its connection limit.".to_owned(),
            Self::Internal => "The gateway met an internal error.".to_owned(),
        }
    }

    /// The one table of statuses, types, codes and retry advice.
    fn shape(&self) -> Shape {
        let invalid = |status| Shape::new(status, "invalid_request_error");
        match self {
            Self::NotFound { .. } => invalid(StatusCode::NOT_FOUND).code("unknown_url"),
            Self::MethodNotAllowed { .. } => invalid(StatusCode::METHOD_NOT_ALLOWED).code("method_not_supported"),
            Self::KeyMissing => invalid(StatusCode::UNAUTHORIZED),
            Self::KeyInvalid => invalid(StatusCode::UNAUTHORIZED).code("invalid_api_key"),
            Self::TooManyFailures { retry_after } => {
                Shape::new(StatusCode::TOO_MANY_REQUESTS, "requests").code("rate_limit_exceeded").after(*retry_after)
            }
            Self::BodyTooLarge { .. } => invalid(StatusCode::PAYLOAD_TOO_LARGE).code("request_too_large"),
            Self::BodyTimeout => invalid(StatusCode::REQUEST_TIMEOUT).code("request_timeout"),
            Self::BodyBroken => invalid(StatusCode::BAD_REQUEST).code("incomplete_body"),
            Self::ContentEncoding => invalid(StatusCode::UNSUPPORTED_MEDIA_TYPE).code("unsupported_content_encoding"),
            Self::Json(error) => match error.kind {
                JsonErrorKind::DuplicateKey => invalid(StatusCode::BAD_REQUEST).code("duplicate_key"),
                JsonErrorKind::TooDeep(_) | JsonErrorKind::TooManyNodes(_) => {
                    invalid(StatusCode::BAD_REQUEST).code("json_too_complex")
                }
                _ => invalid(StatusCode::BAD_REQUEST).code("invalid_json"),
            },
            Self::Chat(error) => match error {
                ChatError::NotAnObject => invalid(StatusCode::BAD_REQUEST).code("invalid_type"),
                ChatError::Missing(param) => {
                    invalid(StatusCode::BAD_REQUEST).code("missing_required_parameter").param(param)
                }
                ChatError::Type { param, .. } => invalid(StatusCode::BAD_REQUEST).code("invalid_type").param(param),
                ChatError::Value { param, .. } => invalid(StatusCode::BAD_REQUEST).code("invalid_value").param(param),
            },
            Self::Header { name, .. } => invalid(StatusCode::BAD_REQUEST).code("invalid_header").param(name),
            Self::DataBlocked { first, .. } => {
                invalid(StatusCode::BAD_REQUEST).code("data_blocked").param(first).retry(false)
            }
            Self::AnswerBlocked { .. } => {
                Shape::new(StatusCode::BAD_GATEWAY, "server_error").code("answer_blocked").retry(false)
            }
            Self::RedactionFailed => {
                Shape::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error").code("redaction_failed").retry(false)
            }
            Self::UnknownModel { .. } => invalid(StatusCode::NOT_FOUND).code("model_not_found").param("model"),
            Self::TierNotInPlan { .. } => invalid(StatusCode::FORBIDDEN).code("model_not_found").param("model"),
            Self::NoCandidate { .. } => invalid(StatusCode::BAD_REQUEST).code("no_suitable_model").param("model"),
            Self::ContextTooLong { .. } => {
                invalid(StatusCode::BAD_REQUEST).code("context_length_exceeded").param("messages")
            }
            Self::RateLimited { what, retry_after, .. } => {
                Shape::new(StatusCode::TOO_MANY_REQUESTS, what).code("rate_limit_exceeded").after(*retry_after)
            }
            Self::Concurrency { .. } => Shape::new(StatusCode::TOO_MANY_REQUESTS, "requests")
                .code("rate_limit_exceeded")
                .after(Duration::from_secs(1)),
            Self::BudgetSpent { .. } | Self::MessagesSpent { .. } => {
                Shape::new(StatusCode::TOO_MANY_REQUESTS, "insufficient_quota").code("insufficient_quota").retry(false)
            }
            Self::WalletEmpty { .. } => {
                Shape::new(StatusCode::PAYMENT_REQUIRED, "insufficient_quota").code("wallet_empty").retry(false)
            }
            Self::IdempotencyInFlight { .. } => {
                invalid(StatusCode::CONFLICT).code("idempotency_in_progress").after(Duration::from_secs(1))
            }
            Self::IdempotencyFinished { .. } => {
                invalid(StatusCode::CONFLICT).code("idempotency_completed").retry(false)
            }
            Self::IdempotencyOtherBody { .. } => {
                invalid(StatusCode::UNPROCESSABLE_ENTITY).code("idempotency_key_reused").retry(false)
            }
            Self::UnknownRequest { .. } => invalid(StatusCode::NOT_FOUND).code("request_not_found").param("request_id"),
            Self::RatedOften => invalid(StatusCode::CONFLICT).code("too_many_ratings").param("request_id").retry(false),
            Self::LedgerBusy => Shape::new(StatusCode::SERVICE_UNAVAILABLE, "server_error")
                .code("ledger_busy")
                .after(Duration::from_secs(1)),
            Self::Upstream(refusal) => refusal.shape(),
            Self::ShuttingDown => Shape::new(StatusCode::SERVICE_UNAVAILABLE, "server_error")
                .code("shutting_down")
                .after(Duration::from_secs(1)),
            Self::Overloaded => Shape::new(StatusCode::SERVICE_UNAVAILABLE, "server_error")
                .code("overloaded")
                .after(Duration::from_secs(1)),
            Self::Internal => Shape::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error").code("internal_error"),
        }
    }
}

impl UpstreamRefusal {
    /// Failover is exhausted in all of these: an SDK that retried would only multiply the attempts.
    fn shape(&self) -> Shape {
        match self {
            Self::Invalid { status, param, code, .. } => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
                Shape { param: param.clone(), code: code.clone(), ..Shape::new(status, "invalid_request_error") }
            }
            Self::RateLimited { retry_after } => {
                let shape = Shape::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_error").code("rate_limit_exceeded");
                shape.after(retry_after.unwrap_or(Duration::from_secs(5)))
            }
            Self::Timeout => {
                Shape::new(StatusCode::GATEWAY_TIMEOUT, "server_error").code("upstream_timeout").retry(false)
            }
            Self::Unavailable { .. } => {
                Shape::new(StatusCode::BAD_GATEWAY, "server_error").code("upstream_unavailable").retry(false)
            }
        }
    }
}

impl From<JsonError> for Refusal {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

impl From<ChatError> for Refusal {
    fn from(error: ChatError) -> Self {
        Self::Chat(error)
    }
}

impl Shape {
    fn new(status: StatusCode, kind: &'static str) -> Self {
        Self { status, kind, code: None, param: None, retry: None, retry_after: None }
    }

    fn code(self, code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..self }
    }

    fn param(self, param: &str) -> Self {
        Self { param: Some(param.to_owned()), ..self }
    }

    fn retry(self, retry: bool) -> Self {
        Self { retry: Some(retry), ..self }
    }

    fn after(self, retry_after: Duration) -> Self {
        Self { retry: Some(true), retry_after: Some(retry_after), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::{Holder, Refusal, UpstreamRefusal};
    use std::time::Duration;

    #[test]
    fn every_error_has_openais_four_keys() {
        for (refusal, expected) in [
            (
                Refusal::KeyInvalid,
                r#"{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
            ),
            (
                Refusal::BudgetSpent { scope: "tenant's monthly".to_owned(), remaining_kzt: "0.5".to_owned() },
                r#"{"error":{"message":"You exceeded your current quota: the tenant's monthly budget has 0.5 KZT left, less than this request may cost.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
            ),
            (
                Refusal::WalletEmpty { remaining_kzt: "0.5".to_owned() },
                r#"{"error":{"message":"You exceeded your current quota: the wallet has 0.5 KZT left, less than this request may cost.","type":"insufficient_quota","param":null,"code":"wallet_empty"}}"#,
            ),
        ] {
            assert_eq!(String::from_utf8(refusal.body()).unwrap(), expected);
        }
    }

    #[test]
    fn advice_on_retrying() {
        let id = http::HeaderValue::from_static("req");
        let header = |refusal: Refusal, name: &str| {
            refusal.response(&id).headers().get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        let wait = Duration::from_millis(1200);
        let limited = Refusal::RateLimited { what: "requests", of: Holder::Tenant, limit: 3, retry_after: wait };
        assert_eq!(header(limited.clone(), "retry-after").as_deref(), Some("2"));
        assert_eq!(header(limited, "retry-after-ms").as_deref(), Some("1200"));
        assert_eq!(header(Refusal::MessagesSpent { limit: 1 }, "x-should-retry").as_deref(), Some("false"));
        assert_eq!(header(Refusal::Upstream(UpstreamRefusal::Timeout), "x-should-retry").as_deref(), Some("false"));
    }
}
