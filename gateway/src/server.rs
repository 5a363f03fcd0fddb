//! Sockets to requests: one runtime per worker, an accept loop of our own, time-outs at the rim, orderly shutdown.
//!
//! The data listener runs on bare hyper: routing five paths needs no framework, and what every layer adds per request
//! was measured (`benches/README.md`). The admin listener is an axum router behind the same loop.

pub(crate) mod body;
pub(crate) mod connections;
pub(crate) mod io;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use connections::{Connections, Place};
use io::IdleWrite;

/// How far the shutdown has come; every loop watches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Serving.
    Running,
    /// Told to stop: readiness is false, requests in flight and new ones are still served.
    Draining,
    /// Nothing is in flight any more, or the grace period is over.
    Stopping,
}

/// Time-outs of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    pub(crate) header: Duration,
    pub(crate) write_idle: Duration,
}

/// What answers requests.
pub(crate) trait Service: Clone + Send + Sync + 'static {
    type Body: http_body::Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static;

    fn call(&self, request: Request<Incoming>, peer: IpAddr) -> impl Future<Output = Response<Self::Body>> + Send;
}

/// Binds `address` so that several sockets can share it: one per worker, the kernel spreads connections over them.
///
/// # Errors
/// What the operating system says: the address is in use, or not ours.
pub(crate) fn bind(address: SocketAddr) -> std::io::Result<std::net::TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    Ok(socket.into())
}

/// Accepts and serves until the shutdown says stop; then tells open connections to finish.
pub(crate) async fn accept_loop<S: Service>(
    listener: TcpListener,
    service: S,
    timeouts: Timeouts,
    connections: Arc<Connections>,
    tasks: TaskTracker,
    mut phase: watch::Receiver<Phase>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = reached(&mut phase, Phase::Stopping) => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors or a connection that died in the queue: pause instead of spinning (F26).
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Small frames must leave at once: Nagle plus delayed ACK costs the first token 40 ms.
        let _ = stream.set_nodelay(true);
        match connections.admit(peer.ip()) {
            Some(place) => {
                tasks.spawn(serve_connection(stream, peer.ip(), service.clone(), timeouts, place, phase.clone()));
            }
            None => {
                tasks.spawn(turn_away(stream));
            }
        }
    }
}

/// Waits until the shutdown has come at least to `wanted`.
pub(crate) async fn reached(phase: &mut watch::Receiver<Phase>, wanted: Phase) {
    // The sender lives as long as the supervisor; should it be gone, stopping is right.
    let _ = phase.wait_for(|phase| *phase >= wanted).await;
}

async fn serve_connection<S: Service>(
    stream: TcpStream,
    peer: IpAddr,
    service: S,
    timeouts: Timeouts,
    place: Place,
    mut phase: watch::Receiver<Phase>,
) {
    let io = TokioIo::new(IdleWrite::new(stream, timeouts.write_idle));
    let service = hyper::service::service_fn(move |request| {
        let service = service.clone();
        async move { Ok::<_, Infallible>(service.call(request, peer).await) }
    });
    // A connection that comes while draining is served once; one that is open finishes what it began.
    let late = *phase.borrow() >= Phase::Draining;
    let connection = hyper::server::conn::http1::Builder::new()
        .keep_alive(!late)
        .timer(TokioTimer::new())
        .header_read_timeout(timeouts.header)
        .max_headers(100)
        .half_close(false)
        .serve_connection(io, service);
    tokio::pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        () = reached(&mut phase, Phase::Draining), if !late => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "connection ended early");
    }
    drop(place);
}

/// Answers 503 to a connection over the limit, without reading from it.
async fn turn_away(mut stream: TcpStream) {
    use tokio::io::AsyncWriteExt as _;
    let body = crate::respond::Refusal::Overloaded.body();
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let written = async {
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&body).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(Duration::from_secs(1), written).await;
}
