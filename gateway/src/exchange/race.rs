//! Delayed hedging: a second provider beside one that is slow. Whoever has content first answers, the other is let go.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dialects::UpstreamError;

/// Who of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Second,
}

/// How a race went.
#[derive(Debug)]
pub(super) struct Raced<T> {
    /// Whose result it is.
    pub(super) which: Which,
    pub(super) result: Result<T, UpstreamError>,
    /// What became of the other one, where two were called.
    pub(super) other: Option<Other>,
}

#[derive(Debug)]
pub(super) enum Other {
    /// It was slower and was let go.
    Outrun,
    /// It failed before.
    Failed(UpstreamError),
}

/// Calls `first`, and `second` beside it once that has taken too long and `may_begin`. `begun` says that it was called.
pub(super) async fn race<T>(
    first: impl Future<Output = Result<T, UpstreamError>>,
    second: Option<(Duration, impl Future<Output = Result<T, UpstreamError>>)>,
    may_begin: impl FnOnce() -> bool,
    begun: &AtomicBool,
) -> Raced<T> {
    let alone = |result| Raced { which: Which::First, result, other: None };
    let Some((after, second)) = second else { return alone(first.await) };
    tokio::pin!(first);
    tokio::select! {
        biased;
        result = &mut first => return alone(result),
        () = tokio::time::sleep(after) => {}
    }
    if !may_begin() {
        return alone(first.await);
    }
    begun.store(true, Ordering::Relaxed);
    tokio::pin!(second);
    let (which, result) = tokio::select! {
        biased;
        result = &mut first => (Which::First, result),
        result = &mut second => (Which::Second, result),
    };
    let error = match result {
        Ok(good) => return Raced { which, result: Ok(good), other: Some(Other::Outrun) },
        Err(error) => error,
    };
    let (which, result) = match which {
        Which::First => (Which::Second, second.await),
        Which::Second => (Which::First, first.await),
    };
    Raced { which, result, other: Some(Other::Failed(error)) }
}

#[cfg(test)]
mod tests {
    use super::{Other, race};
    use dialects::{FailureClass, UpstreamError};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    /// Milliseconds until a good answer (`+`) or a failure (`-`).
    type Script = (u64, char);

    async fn play((after, end): Script) -> Result<char, UpstreamError> {
        tokio::time::sleep(Duration::from_millis(after)).await;
        if end == '+' { Ok(end) } else { Err(FailureClass::Server.into()) }
    }

    #[test]
    fn who_answers() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        for (first, second, may, expected) in [
            ((1, '+'), (1, '+'), true, "First ok, alone"),
            ((400, '+'), (1, '+'), true, "Second ok, outran"),
            ((60, '+'), (400, '+'), true, "First ok, outran"),
            ((60, '+'), (1, '-'), true, "First ok, failed"),
            ((60, '-'), (90, '+'), true, "Second ok, failed"),
            ((60, '-'), (1, '-'), true, "First failed, failed"),
            ((1, '-'), (1, '+'), true, "First failed, alone"),
            ((60, '+'), (1, '+'), false, "First ok, alone"),
        ] {
            let begun = AtomicBool::new(false);
            let backup = Some((Duration::from_millis(30), play(second)));
            let raced = runtime.block_on(race(play(first), backup, || may, &begun));
            let other = match raced.other {
                None => "alone",
                Some(Other::Outrun) => "outran",
                Some(Other::Failed(_)) => "failed",
            };
            let result = if raced.result.is_ok() { "ok" } else { "failed" };
            let found = format!("{:?} {result}, {other}", raced.which);
            assert_eq!(
                (found.as_str(), begun.load(Ordering::Relaxed)),
                (expected, other != "alone"),
                "{first:?} {second:?}"
            );
        }
    }
}
