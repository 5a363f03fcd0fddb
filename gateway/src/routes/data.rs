//! The data listener: five kinds of request, with and without `/v1`, each through the same admission.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use http::{Method, Request, Response};
use hyper::body::Incoming;

use super::{models, usage};
use crate::Worker;
use crate::pipeline::{self, Call};
use crate::respond::Refusal;
use crate::server::Service;
use crate::server::body::Body;

/// Longest path that an error repeats, in characters.
const SHOWN_PATH: usize = 200;

/// Answers requests of applications.
#[derive(Debug, Clone)]
pub(crate) struct DataService(Arc<Worker>);

impl DataService {
    pub(crate) fn new(worker: Arc<Worker>) -> Self {
        Self(worker)
    }
}

impl Service for DataService {
    type Body = Body;

    async fn call(&self, request: Request<Incoming>, peer: IpAddr) -> Response<Body> {
        let gateway = &self.0.gateway;
        let call = Arc::new(Call::new(gateway.snapshots.current()));
        gateway.metrics.in_flight.inc();
        // Boxed: the server moves this future half a dozen times before it polls it, and the route's is kilobytes.
        let routed = Box::pin(route(&self.0, call.clone(), request, peer));
        // A panic costs one request: everything it could have left half done is owned by guards.
        let routed = AssertUnwindSafe(routed).catch_unwind().await;
        gateway.metrics.in_flight.dec();
        let result = routed.unwrap_or_else(|_| {
            gateway.metrics.panics.inc();
            Err(Refusal::Internal)
        });
        result.unwrap_or_else(|refusal| {
            call.note_end(&gateway.metrics, &refusal.label(), "", false);
            call.refuse(&refusal)
        })
    }
}

async fn route(
    worker: &Arc<Worker>,
    call: Arc<Call>,
    request: Request<Incoming>,
    peer: IpAddr,
) -> Result<Response<Body>, Refusal> {
    let path = request.uri().path();
    let route = path.strip_prefix("/v1").filter(|rest| rest.starts_with('/')).unwrap_or(path);
    let refuse = |refusal: fn(String, String) -> Refusal| {
        Err(refusal(request.method().as_str().chars().take(16).collect(), path.chars().take(SHOWN_PATH).collect()))
    };
    let not_allowed = |method, path| Refusal::MethodNotAllowed { method, path };
    match (request.method(), route) {
        (&Method::POST, "/chat/completions") => pipeline::chat(worker, call, request, peer).await,
        (&Method::POST, "/feedback") => Box::pin(pipeline::feedback(worker, call, request, peer)).await,
        (&Method::GET, "/models") => models::list(&worker.gateway, &call, request.headers(), peer),
        (&Method::GET, "/usage") => Box::pin(usage::own(&worker.gateway, &call, request.headers(), peer)).await,
        (_, "/chat/completions" | "/feedback" | "/models" | "/usage") => refuse(not_allowed),
        (method, route) => match route.strip_prefix("/models/").filter(|id| !id.is_empty()) {
            Some(id) if method == Method::GET => models::one(&worker.gateway, &call, request.headers(), peer, id),
            Some(_) => refuse(not_allowed),
            None => refuse(|method, path| Refusal::NotFound { method, path }),
        },
    }
}
