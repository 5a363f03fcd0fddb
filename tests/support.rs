//! What the tests stand on: a gateway process in its own folder, a scripted provider, a client on a bare socket.

pub(crate) mod client;
pub(crate) mod dialect;
pub(crate) mod gateway;
pub(crate) mod http;
pub(crate) mod ledger;
pub(crate) mod llama;
pub(crate) mod reply;
pub(crate) mod upstream;

use std::future::Future;
use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};

/// The longest any single step of a test may take before it counts as hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Lets this process, and the gateways it starts, hold as many sockets as the system allows: the usual soft limit of
/// 1024 is less than a thousand clients and their gateway need.
pub(crate) fn raise_descriptor_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

/// Runs a test's future on a runtime of its own.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

/// Awaits `future`, and fails the test, saying what it waited for, when it takes longer than [`PATIENCE`].
pub(crate) async fn within<F: Future>(what: &str, future: F) -> F::Output {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(output) => output,
        Err(_) => panic!("waited {PATIENCE:?} for {what}"),
    }
}

/// Polls `probe` until it gives a value: for conditions of another process, which nothing here can await.
pub(crate) async fn until<T>(what: &str, mut probe: impl FnMut() -> Option<T>) -> T {
    within(what, async {
        loop {
            if let Some(value) = probe() {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
}
