//! Requests and tokens a minute, and requests at once, of tenants, projects and keys. In memory: what may be lost at a
//! restart.

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

use crate::ledger::Holder;
use crate::respond::Refusal;

/// What a holder may use; `None` is no limit, which is not the same as zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) requests_per_minute: Option<NonZeroU32>,
    pub(crate) tokens_per_minute: Option<NonZeroU32>,
    pub(crate) concurrency: Option<u64>,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>;

/// The limiters of one holder.
#[derive(Debug)]
struct HolderLimits {
    holder: Holder,
    allowance: Allowance,
    requests: Option<Limiter>,
    tokens: Option<Limiter>,
    at_once: AtomicU64,
}

type Board = RwLock<HashMap<Arc<str>, Arc<HolderLimits>>>;

/// The limiters of all holders seen.
#[derive(Debug, Default)]
pub(crate) struct LimitBoard {
    tenants: Board,
    projects: Board,
    keys: Board,
}

/// A request's places among those at once of everyone who limits it; dropping them gives them back.
#[derive(Debug, Default)]
pub(crate) struct Places([Option<Place>; 3]);

#[derive(Debug)]
struct Place(Arc<HolderLimits>);

/// What is left after a request was admitted, for the `x-ratelimit-*` headers: of the limit that has least left.
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
    /// Counts one request in wherever it is limited. `of` says by how much each holder is, and its id.
    pub(crate) fn enter<'a>(
        &self,
        standing: &mut Standing,
        of: impl Fn(Holder) -> Option<(&'a Arc<str>, Allowance)>,
    ) -> Result<Places, Refusal> {
        let mut places = Places::default();
        for (place, holder) in places.0.iter_mut().zip(Holder::NARROWEST_FIRST) {
            if let Some((id, allowance)) = of(holder).filter(|(_, allowance)| *allowance != Allowance::default()) {
                *place = Some(Place::take(self.limits_of(holder, id, allowance), standing)?);
            }
        }
        Ok(places)
    }

    /// The limiters of a holder, made anew when its allowance changed.
    fn limits_of(&self, holder: Holder, id: &Arc<str>, allowance: Allowance) -> Arc<HolderLimits> {
        let board = match holder {
            Holder::Tenant => &self.tenants,
            Holder::Project => &self.projects,
            Holder::Key => &self.keys,
        };
        let known = board.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(limits) = known.filter(|limits| limits.allowance == allowance) {
            return limits;
        }
        let limits = Arc::new(HolderLimits::new(holder, allowance));
        board.write().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), limits.clone());
        limits
    }
}

impl HolderLimits {
    fn new(holder: Holder, allowance: Allowance) -> Self {
        let limiter = |per_minute: Option<NonZeroU32>| {
            per_minute.map(|count| {
                RateLimiter::direct(Quota::per_minute(count)).with_middleware::<StateInformationMiddleware>()
            })
        };
        Self {
            holder,
            allowance,
            requests: limiter(allowance.requests_per_minute),
            tokens: limiter(allowance.tokens_per_minute),
            at_once: AtomicU64::new(0),
        }
    }

    /// Takes `count` of what is limited a minute.
    fn take(
        &self,
        limiter: Option<&Limiter>,
        limit: Option<NonZeroU32>,
        count: NonZeroU32,
        what: &'static str,
    ) -> Result<Option<Left>, Refusal> {
        let (Some(limiter), Some(limit)) = (limiter, limit) else { return Ok(None) };
        let retry_after = match limiter.check_n(count) {
            Ok(Ok(state)) => {
                return Ok(Some(Left { limit: limit.get(), remaining: state.remaining_burst_capacity() }));
            }
            Ok(Err(not_until)) => not_until.wait_time_from(DefaultClock::default().now()),
            Err(_) => Duration::from_secs(60),
        };
        Err(Refusal::RateLimited { what, of: self.holder, limit: u64::from(limit.get()), retry_after })
    }
}

impl Place {
    /// Counts one request in.
    fn take(limits: Arc<HolderLimits>, standing: &mut Standing) -> Result<Self, Refusal> {
        // Held before anything is asked, so that every way out gives it back.
        let place = Self(limits);
        let HolderLimits { holder, allowance, requests, at_once, .. } = &*place.0;
        let before = at_once.fetch_add(1, Ordering::Relaxed);
        if let Some(limit) = allowance.concurrency.filter(|&limit| before >= limit) {
            return Err(Refusal::Concurrency { of: *holder, limit });
        }
        let left = place.0.take(requests.as_ref(), allowance.requests_per_minute, NonZeroU32::MIN, "requests")?;
        Left::note(&mut standing.requests, left);
        Ok(place)
    }
}

impl Places {
    /// Counts a request's tokens in. A request larger than the whole minute takes the whole minute.
    pub(crate) fn spend_tokens(&self, tokens: u64, standing: &mut Standing) -> Result<(), Refusal> {
        for Place(limits) in self.0.iter().flatten() {
            let Some(limit) = limits.allowance.tokens_per_minute else { continue };
            let tokens = u32::try_from(tokens).unwrap_or(u32::MAX).min(limit.get());
            let tokens = NonZeroU32::new(tokens).unwrap_or(NonZeroU32::MIN);
            let left = limits.take(limits.tokens.as_ref(), Some(limit), tokens, "tokens")?;
            Left::note(&mut standing.tokens, left);
        }
        Ok(())
    }
}

impl Left {
    /// Keeps the one that has less left.
    fn note(least: &mut Option<Self>, left: Option<Self>) {
        if let Some(left) = left
            && least.is_none_or(|least| left.remaining < least.remaining)
        {
            *least = Some(left);
        }
    }
}

impl Allowance {
    /// What both allow.
    pub(crate) fn and(self, other: Self) -> Self {
        fn least<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
            [one, other].into_iter().flatten().min()
        }
        Self {
            requests_per_minute: least(self.requests_per_minute, other.requests_per_minute),
            tokens_per_minute: least(self.tokens_per_minute, other.tokens_per_minute),
            concurrency: least(self.concurrency, other.concurrency),
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

impl Drop for Place {
    fn drop(&mut self) {
        self.0.at_once.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Left, LimitBoard, Places, Standing};
    use crate::ledger::Holder;
    use crate::respond::Refusal;
    use std::num::NonZeroU32;
    use std::sync::Arc;

    fn allowance(requests: u32, tokens: u32, concurrency: u64) -> Allowance {
        let limit = NonZeroU32::new;
        let concurrency = Some(concurrency).filter(|limit| *limit > 0);
        Allowance { requests_per_minute: limit(requests), tokens_per_minute: limit(tokens), concurrency }
    }

    fn enter(board: &LimitBoard, ids: [(&str, Allowance); 3], standing: &mut Standing) -> Result<Places, Refusal> {
        let ids = ids.map(|(id, allowance)| (Arc::<str>::from(id), allowance));
        board.enter(standing, |holder| {
            let [key, project, tenant] = &ids;
            let (id, allowance) = match holder {
                Holder::Key => key,
                Holder::Project => project,
                Holder::Tenant => tenant,
            };
            Some((id, *allowance))
        })
    }

    #[test]
    fn requests_tokens_and_concurrency_are_bounded() {
        let board = LimitBoard::default();
        let mut standing = Standing::default();
        let mut begin = || {
            let free = ("", Allowance::default());
            let places = enter(&board, [("k", allowance(3, 100, 2)), free, free], &mut standing);
            places.map(|places| (places, standing))
        };
        let (first, standing) = begin().unwrap();
        assert!(matches!((standing.requests, standing.tokens), (Some(Left { limit: 3, remaining: 2 }), None)));
        let second = begin().unwrap();
        assert_eq!(begin().unwrap_err(), Refusal::Concurrency { of: Holder::Key, limit: 2 });
        drop(first);
        let third = begin().unwrap();
        drop(second);
        assert!(matches!(begin(), Err(Refusal::RateLimited { what: "requests", limit: 3, .. })));
        let (places, mut standing) = third;
        places.spend_tokens(1_000_000, &mut standing).unwrap();
        let refused = places.spend_tokens(1, &mut standing);
        assert!(matches!(refused, Err(Refusal::RateLimited { what: "tokens", of: Holder::Key, .. })));
    }

    #[test]
    fn each_level_limits_what_is_below_it() {
        let board = LimitBoard::default();
        let of = |holder, result: Result<Places, Refusal>| match result {
            Err(Refusal::RateLimited { of, .. } | Refusal::Concurrency { of, .. }) => assert_eq!(of, holder),
            other => panic!("{holder:?}: {other:?}"),
        };
        let begin = |key, project, standing: &mut Standing| {
            let ids = [(key, allowance(2, 0, 0)), (project, allowance(3, 0, 0)), ("t", allowance(4, 0, 4))];
            enter(&board, ids, standing)
        };
        let mut standing = Standing::default();
        let held = [begin("a", "p", &mut standing).unwrap(), begin("a", "p", &mut standing).unwrap()];
        assert!(matches!(standing.requests, Some(Left { limit: 2, remaining: 0 })), "{standing:?}");
        of(Holder::Key, begin("a", "p", &mut standing));
        // What the key was refused took nothing of its project: one more is there, and then none.
        let held = (held, begin("b", "p", &mut standing).unwrap());
        of(Holder::Project, begin("b", "p", &mut standing));
        let held = (held, begin("c", "q", &mut standing).unwrap());
        of(Holder::Tenant, begin("c", "q", &mut standing));
        drop(held);
        of(Holder::Tenant, begin("d", "r", &mut standing));
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
