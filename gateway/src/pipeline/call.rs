//! What belongs to a request from its first byte to its ledger line: its id, its clock, its snapshot.

use std::sync::Arc;
use std::time::Instant;

use http::{HeaderName, HeaderValue, Response};
use jiff::Timestamp;
use uuid::Uuid;

use crate::metrics::Metrics;
use crate::respond::{REQUEST_ID, Refusal};
use crate::server::body::Body;
use crate::snapshot::Snapshot;

/// One request.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) request_id: Uuid,
    pub(crate) id_header: HeaderValue,
    pub(crate) started: Instant,
    pub(crate) at: Timestamp,
    pub(crate) snapshot: Arc<Snapshot>,
}

impl Call {
    pub(crate) fn new(snapshot: Arc<Snapshot>) -> Self {
        let request_id = Uuid::now_v7();
        let id_header =
            HeaderValue::try_from(format!("req_{}", request_id.simple())).unwrap_or(HeaderValue::from_static("req"));
        Self { request_id, id_header, started: Instant::now(), at: Timestamp::now(), snapshot }
    }

    /// A refusal as this request's answer.
    pub(crate) fn refuse(&self, refusal: &Refusal) -> Response<Body> {
        let mut response = refusal.response(&self.id_header);
        self.write_headers(response.headers_mut());
        response
    }

    /// The headers of every answer.
    pub(crate) fn write_headers(&self, headers: &mut http::HeaderMap) {
        headers.insert(REQUEST_ID, self.id_header.clone());
        headers.insert(HeaderName::from_static("x-qaqpa-config-version"), HeaderValue::from(self.snapshot.version));
    }

    /// Notes the end of the request in the metrics and the log.
    pub(crate) fn note_end(&self, metrics: &Metrics, outcome: &str, tier: &str, stream: bool) {
        let took = self.started.elapsed();
        metrics.note_request(outcome, tier, stream, took);
        tracing::debug!(request_id = %self.request_id.simple(), outcome, tier, stream, ms = took.as_millis() as u64, "request");
    }
}
