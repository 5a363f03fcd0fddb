//! The only HTTP client of the data path: sends an outbound body to a host and hands back status, headers and chunks.
//!
//! One [`Upstream`] per worker, so that a request and its upstream call stay on one thread and share no pool lock. It
//! stands on hyper-util's pooled client rather than on reqwest, which costs 10 µs more a request for redirects, cookies
//! and URLs parsed anew, none of which a gateway wants (`benches/README.md`).

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use dialects::FailureClass;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::OwnedSemaphorePermit;

use crate::providers::iam::Assertion;
use crate::providers::{Host, Outbound, Picked, Transport, sandbox};

/// Longest whole answer that is read, in bytes (fault F6).
pub(crate) const MAX_ANSWER: usize = 32 * 1024 * 1024;
/// Longest answer of a token endpoint.
const MAX_TOKEN: usize = 64 * 1024;
/// Idle connections are given up before common servers close them (fault F9).
const POOL_IDLE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(3);

/// A pooled client of hosts behind TLS or not.
pub(crate) type HttpClient = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// The client of one worker.
#[derive(Debug, Clone)]
pub(crate) struct Upstream {
    client: HttpClient,
}

/// An answer whose body is still to be read.
#[derive(Debug)]
pub(crate) struct UpstreamReply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: UpstreamBody,
    /// The room that the call takes at its host.
    room: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum UpstreamBody {
    Http(Incoming),
    Chunks(VecDeque<Bytes>),
}

/// A client with its own pool: HTTP/2 where a host offers it over TLS, HTTP/1.1 elsewhere. Redirects are not followed.
pub(crate) fn client() -> HttpClient {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT));
    let tls = HttpsConnectorBuilder::new().try_with_platform_verifier().unwrap_or_else(|error| {
        // Hosts inside the perimeter speak plain HTTP and need no certificates: that is no reason not to start.
        tracing::error!(%error, "no root certificates on this system: providers behind TLS will not be reached");
        let trust_nobody = rustls::ClientConfig::builder().with_root_certificates(rustls::RootCertStore::empty());
        HttpsConnectorBuilder::new().with_tls_config(trust_nobody.with_no_client_auth())
    });
    let tls = tls.https_or_http().enable_http1().enable_http2().wrap_connector(tcp);
    Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).pool_idle_timeout(POOL_IDLE).build(tls)
}

impl Upstream {
    /// A client of its own.
    pub(crate) fn new() -> Self {
        Self { client: client() }
    }

    /// Sends a chat completion. Returns as soon as the head of the answer is there; the caller keeps the time.
    ///
    /// # Errors
    /// The class of a failure before any answer: no connection, no TLS, reset.
    pub(crate) async fn send(
        &self,
        host: &Host,
        model: &str,
        stream: bool,
        body: Outbound,
        key: Option<&Picked>,
    ) -> Result<UpstreamReply, FailureClass> {
        let url = match &host.transport {
            Transport::Http { url } => host.continuing_url.as_ref().filter(|_| body.continues()).unwrap_or(url).clone(),
            Transport::HttpByModel { base } => {
                let url = format!("{base}{}", host.dialect.path(model, stream)).parse();
                url.map_err(|_| FailureClass::ModelMissing)?
            }
            Transport::Sandbox(sandbox) => return Ok(sandbox_reply(sandbox.answer(&body.into_bytes()))),
        };
        // The URL comes from the configuration alone, the headers from this allow-list alone (threats T2, T7);
        // redirects are not followed, for nothing here follows them.
        let mut request = Request::new(Full::new(Bytes::from(body.into_bytes())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("qaqpa/", env!("CARGO_PKG_VERSION"))));
        if let Some(key) = key {
            let value = key.header.as_ref().clone().ok_or(FailureClass::Credentials)?;
            headers.insert(HeaderName::from_static(host.dialect.credential().0), value);
        }
        for &(name, value) in host.dialect.headers() {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        for (name, value) in &host.headers {
            headers.insert(name.clone(), value.clone());
        }
        let (head, body) = self.answer(request).await?.into_parts();
        Ok(UpstreamReply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: UpstreamBody::Http(body),
            room: None,
        })
    }

    /// Sends who we are to a token endpoint; its status and its answer.
    ///
    /// # Errors
    /// As [`Self::send`], and an answer that breaks off or is too long.
    pub(crate) async fn exchange(&self, url: &http::Uri, who: Assertion) -> Result<(u16, Vec<u8>), FailureClass> {
        let mut request = Request::new(Full::new(Bytes::from(who.into_body())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.clone();
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let (head, body) = self.answer(request).await?.into_parts();
        let (status, headers) = (head.status.as_u16(), head.headers);
        let mut reply = UpstreamReply { status, headers, body: UpstreamBody::Http(body), room: None };
        Ok((status, reply.whole(MAX_TOKEN, CONNECT).await?))
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<http::Response<Incoming>, FailureClass> {
        let response = self.client.request(request).await;
        response.map_err(|error| if error.is_connect() { FailureClass::Connect } else { FailureClass::Reset })
    }
}

impl UpstreamReply {
    /// Keeps the room at the host until the answer is read or given up.
    pub(crate) fn taking(mut self, room: Option<OwnedSemaphorePermit>) -> Self {
        self.room = room;
        self
    }

    /// Gives the room at the host back: nothing more is read.
    pub(crate) fn leave(&mut self) {
        self.room = None;
    }

    /// The next bytes of the body; `None` at its end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`FailureClass::Reset`] when the connection breaks.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, FailureClass> {
        let body = match &mut self.body {
            UpstreamBody::Http(body) => body,
            UpstreamBody::Chunks(chunks) => return Ok(chunks.pop_front()),
        };
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Err(FailureClass::Reset) };
            if let Ok(data) = frame.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    /// Bytes that the host said are still to come, 0 where it did not say.
    fn announced(&self) -> usize {
        match &self.body {
            UpstreamBody::Http(body) => usize::try_from(body.size_hint().lower()).unwrap_or_default(),
            UpstreamBody::Chunks(chunks) => chunks.iter().map(Bytes::len).sum(),
        }
    }

    /// The rest of the body, at most `limit` bytes, with at most `idle` between two chunks.
    ///
    /// # Errors
    /// [`FailureClass::BadAnswer`] over the limit, [`FailureClass::Timeout`] when the host falls silent,
    /// [`FailureClass::Reset`] when the connection breaks.
    pub(crate) async fn whole(&mut self, limit: usize, idle: Duration) -> Result<Vec<u8>, FailureClass> {
        let mut whole = Vec::with_capacity(self.announced().min(limit));
        while let Some(chunk) = tokio::time::timeout(idle, self.chunk()).await.unwrap_or(Err(FailureClass::Timeout))? {
            if whole.len() + chunk.len() > limit {
                return Err(FailureClass::BadAnswer("answer too large"));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }
}

fn sandbox_reply(reply: sandbox::SandboxReply) -> UpstreamReply {
    let mut headers = HeaderMap::new();
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    let chunks = match reply.body {
        sandbox::SandboxBody::Whole(bytes) => VecDeque::from([Bytes::from(bytes)]),
        sandbox::SandboxBody::Stream(chunks) => chunks.into_iter().map(Bytes::from).collect(),
    };
    UpstreamReply { status: reply.status, headers, body: UpstreamBody::Chunks(chunks), room: None }
}
