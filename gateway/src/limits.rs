//! Requests and tokens a minute, and requests at once, per key. In memory: what may be lost at a restart.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use foldhash::HashMap;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::respond::Refusal;

/// What a key may use; `None` is no limit, which is not the same as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) requests_per_minute: Option<NonZeroU32>,
    pub(crate) tokens_per_minute: Option<NonZeroU32>,
    pub(crate) concurrency: Option<u64>,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>;

/// The limiters of one key.
#[derive(Debug)]
pub(crate) struct KeyLimits {
    allowance: Allowance,
    requests: Option<Limiter>,
    tokens: Option<Limiter>,
    at_once: Arc<AtomicU64>,
}

/// The limiters of all keys seen.
#[derive(Debug, Default)]
pub(crate) struct LimitBoard {
    keys: RwLock<HashMap<String, Arc<KeyLimits>>>,
}

/// A request's place among those at once; dropping it gives the place back.
#[derive(Debug)]
pub(crate) struct Turn(Arc<AtomicU64>);

/// What is left after a request was admitted, for the `x-ratelimit-*` headers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Standing {
    requests: Option<Left>,
    tokens: Option<Left>,
}

#[derive(Debug, Clone, Copy)]
struct Left {
    limit: u32,
    remaining: u32,
}

impl LimitBoard {
    /// The limiters of `key`, made anew when its allowance changed.
    pub(crate) fn of_key(&self, key: &str, allowance: Allowance) -> Arc<KeyLimits> {
        let known = self.keys.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        if let Some(limits) = known.filter(|limits| limits.allowance == allowance) {
            return limits;
        }
        let limits = Arc::new(KeyLimits::new(allowance));
        self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), limits.clone());
        limits
    }
}

impl KeyLimits {
    fn new(allowance: Allowance) -> Self {
        let limiter = |per_minute: Option<NonZeroU32>| {
            per_minute.map(|count| {
                RateLimiter::direct(Quota::per_minute(count)).with_middleware::<StateInformationMiddleware>()
            })
        };
        Self {
            allowance,
            requests: limiter(allowance.requests_per_minute),
            tokens: limiter(allowance.tokens_per_minute),
            at_once: Arc::default(),
        }
    }

    /// Counts one request in.
    pub(crate) fn begin(&self, standing: &mut Standing) -> Result<Turn, Refusal> {
        let turn = Turn(self.at_once.clone());
        let before = self.at_once.fetch_add(1, Ordering::Relaxed);
        if let Some(limit) = self.allowance.concurrency.filter(|&limit| before >= limit) {
            return Err(Refusal::Concurrency { limit });
        }
        standing.requests =
            take(self.requests.as_ref(), self.allowance.requests_per_minute, NonZeroU32::MIN, "requests")?;
        Ok(turn)
    }

    /// Counts a request's tokens in. A request larger than the whole minute takes the whole minute.
    pub(crate) fn spend_tokens(&self, tokens: u64, standing: &mut Standing) -> Result<(), Refusal> {
        let Some(limit) = self.allowance.tokens_per_minute else { return Ok(()) };
        let tokens = u32::try_from(tokens).unwrap_or(u32::MAX).min(limit.get());
        let tokens = NonZeroU32::new(tokens).unwrap_or(NonZeroU32::MIN);
        standing.tokens = take(self.tokens.as_ref(), Some(limit), tokens, "tokens")?;
        Ok(())
    }
}

fn take(
    limiter: Option<&Limiter>,
    limit: Option<NonZeroU32>,
    count: NonZeroU32,
    what: &'static str,
) -> Result<Option<Left>, Refusal> {
    let (Some(limiter), Some(limit)) = (limiter, limit) else { return Ok(None) };
    match limiter.check_n(count) {
        Ok(Ok(state)) => Ok(Some(Left { limit: limit.get(), remaining: state.remaining_burst_capacity() })),
        Ok(Err(not_until)) => {
            let retry_after = not_until.wait_time_from(DefaultClock::default().now());
            Err(Refusal::RateLimited { what, limit: u64::from(limit.get()), retry_after })
        }
        Err(_) => {
            Err(Refusal::RateLimited { what, limit: u64::from(limit.get()), retry_after: Duration::from_secs(60) })
        }
    }
}

impl Standing {
    /// Writes the `x-ratelimit-*` headers of OpenAI.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        for (what, left) in [("requests", self.requests), ("tokens", self.tokens)] {
            let Some(left) = left else { continue };
            let used = u64::from(left.limit.saturating_sub(left.remaining));
            let millis = (used * 60_000).div_ceil(u64::from(left.limit.max(1)));
            write_headers(headers, what, u64::from(left.limit), left.remaining, Duration::from_millis(millis));
        }
    }
}

/// Writes the `x-ratelimit-*` headers of a refusal: nothing remains until `reset`.
pub(crate) fn write_exhausted(headers: &mut HeaderMap, what: &str, limit: u64, reset: Duration) {
    write_headers(headers, what, limit, 0, reset);
}

fn write_headers(headers: &mut HeaderMap, what: &str, limit: u64, remaining: u32, reset: Duration) {
    let Some((_, names)) = HEADERS.iter().find(|(of, _)| *of == what) else { return };
    let reset = HeaderValue::try_from(duration(reset)).unwrap_or(HeaderValue::from_static("0ms"));
    for (name, value) in names.iter().zip([HeaderValue::from(limit), HeaderValue::from(remaining), reset]) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// The names of OpenAI's headers by what is limited: the limit, what remains, and when it is whole again.
const HEADERS: [(&str, [&str; 3]); 2] = [
    ("requests", ["x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"]),
    ("tokens", ["x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"]),
];

/// A duration in OpenAI's notation: `12ms`, `1s`, `6m0s`.
fn duration(duration: Duration) -> String {
    let millis = duration.as_millis();
    match millis {
        0..1_000 => format!("{millis}ms"),
        1_000..60_000 => format!("{}s", millis.div_ceil(1_000)),
        _ => format!("{}m{}s", millis / 60_000, millis % 60_000 / 1_000),
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Left, LimitBoard, Standing};
    use crate::respond::Refusal;
    use std::num::NonZeroU32;

    #[test]
    fn requests_tokens_and_concurrency_are_bounded() {
        let allowance = Allowance {
            requests_per_minute: NonZeroU32::new(3),
            tokens_per_minute: NonZeroU32::new(100),
            concurrency: Some(2),
        };
        let limits = LimitBoard::default().of_key("k", allowance);
        let mut standing = Standing::default();
        let first = limits.begin(&mut standing).unwrap();
        assert!(matches!((standing.requests, standing.tokens), (Some(Left { limit: 3, remaining: 2 }), None)));
        let _second = limits.begin(&mut standing).unwrap();
        assert_eq!(limits.begin(&mut standing).unwrap_err(), Refusal::Concurrency { limit: 2 });
        drop(first);
        let _third = limits.begin(&mut standing).unwrap();
        drop(_second);
        assert!(matches!(limits.begin(&mut standing), Err(Refusal::RateLimited { what: "requests", limit: 3, .. })));
        limits.spend_tokens(1_000_000, &mut standing).unwrap();
        assert!(matches!(limits.spend_tokens(1, &mut standing), Err(Refusal::RateLimited { what: "tokens", .. })));
    }

    #[test]
    fn reset_is_written_as_openai_writes_it() {
        for (limit, remaining, expected) in
            [(1000, 1000, "0ms"), (60_000, 59_500, "500ms"), (60, 57, "3s"), (10, 0, "1m0s")]
        {
            let mut headers = http::HeaderMap::new();
            Standing { requests: Some(Left { limit, remaining }), tokens: None }.write(&mut headers);
            assert_eq!(headers["x-ratelimit-reset-requests"], expected);
        }
    }
}
