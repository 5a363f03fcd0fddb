//! One request over plain HTTP to an address of this machine or site: how the commands speak to a running gateway.

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Sends JSON with a bearer key and reads the whole answer.
///
/// # Errors
/// When nothing answers at `url`, or the answer breaks off.
pub(crate) async fn send(method: &Method, url: &str, key: &str, body: Vec<u8>) -> Result<Answer> {
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header(AUTHORIZATION, format!("Bearer {key}"))
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body)))?;
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request).await.with_context(|| format!("nothing answers at {url}"))?;
    let (head, body) = response.into_parts();
    let body = body.collect().await.with_context(|| format!("the answer of {url} broke off"))?.to_bytes();
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
}
