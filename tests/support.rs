//! What the tests stand on: a gateway process in its own folder, a scripted provider, a client on a bare socket.

pub(crate) mod client;
pub(crate) mod dialect;
pub(crate) mod gateway;
pub(crate) mod http;
pub(crate) mod ledger;
pub(crate) mod llama;
pub(crate) mod postgres;
pub(crate) mod reply;
pub(crate) mod upstream;

use std::any::Any;
use std::future::Future;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
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

/// Runs every case, four at a time, and fails with the names of those that panicked.
pub(crate) fn hold_all<T: Send>(cases: Vec<(String, T)>, hold: impl Fn(T) + Sync) {
    let count = cases.len();
    let (queue, failed) = (Mutex::new(cases), Mutex::new(Vec::new()));
    let work = || {
        while let Some((name, case)) = { queue.lock().unwrap().pop() } {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| hold(case))) {
                // Past the test runner, which keeps what a test prints until hundreds of others have ended.
                let _ = writeln!(std::io::stderr(), "{name} failed: {}", said(panic.as_ref()));
                failed.lock().unwrap().push(name);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} of {count} failed: {failed:#?}", failed.len());
}

/// What a panic was thrown with.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words")
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
