//! Paths to handlers: the data listener and the admin listener. Neither serves a path of the other.

pub(crate) mod admin;
pub(crate) mod data;
mod models;
mod usage;

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::pipeline::Call;
use crate::respond::Refusal;
use crate::server::body::Body;

/// A 200 with a JSON body.
fn respond(call: &Call, value: &impl Serialize) -> Result<Response<Body>, Refusal> {
    let body = serde_json::to_vec(value).map_err(|_| Refusal::Internal)?;
    let mut response = Response::new(Body::whole(Bytes::from(body)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    call.write_headers(response.headers_mut());
    Ok(response)
}
