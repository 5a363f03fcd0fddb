//! Calls that no request of a client causes: the feed of exchange rates and webhooks. Rare, so each makes a client of its
//! own and keeps no connection.

use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderValue, USER_AGENT};
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Full, Limited};

use crate::upstream;

/// Longest answer that is read, in bytes.
const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// For the whole of a call.
const PATIENCE: Duration = Duration::from_secs(8);
/// The bank's server has refused callers that do not look like a browser.
const AGENT: &str = concat!("Mozilla/5.0 (compatible; qaqpa/", env!("CARGO_PKG_VERSION"), ")");

/// Why there is no answer, or none that counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OutsideError {
    #[error("nothing answers: {0}")]
    Unreachable(String),
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Slow,
    #[error("the answer broke off or is longer than {MAX_ANSWER} bytes")]
    Broken,
    #[error("status {0}")]
    Status(u16),
}

impl OutsideError {
    /// Whether the same call may succeed later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Status(status) => *status == 429 || *status >= 500,
            Self::Unreachable(_) | Self::Slow | Self::Broken => true,
        }
    }
}

/// The body of a successful answer to a GET.
///
/// # Errors
/// [`OutsideError`] for anything but a whole answer with a status of 200 to 299.
pub(crate) async fn get(url: &Uri) -> Result<Vec<u8>, OutsideError> {
    call(Request::get(url).body(Full::default())).await
}

/// Posts JSON with more headers.
///
/// # Errors
/// As [`get`].
pub(crate) async fn post(url: &Uri, headers: &[(&'static str, String)], body: Vec<u8>) -> Result<(), OutsideError> {
    let mut request = Request::post(url).header(http::header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    call(request.body(Full::new(Bytes::from(body)))).await.map(drop)
}

async fn call(request: http::Result<Request<Full<Bytes>>>) -> Result<Vec<u8>, OutsideError> {
    let mut request = request.map_err(|error| OutsideError::Unreachable(error.to_string()))?;
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(AGENT));
    let answered = async {
        let response = upstream::client().request(request).await;
        let response = response.map_err(|error| OutsideError::Unreachable(error.to_string()))?;
        if !response.status().is_success() {
            return Err(OutsideError::Status(response.status().as_u16()));
        }
        let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await;
        body.map(|body| body.to_bytes().to_vec()).map_err(|_| OutsideError::Broken)
    };
    tokio::time::timeout(PATIENCE, answered).await.unwrap_or(Err(OutsideError::Slow))
}
