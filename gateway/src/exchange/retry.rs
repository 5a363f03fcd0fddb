//! Whom to ask next: every other candidate first, then one of them once more. What a failure means for that stands in
//! one table, [`dialects::FailureClass::handling`].

use std::time::Duration;

use dialects::openai::MAX_RETRY_AFTER;
use dialects::{Again, FailureClass, UpstreamError};
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use router_core::decide::Candidate;

use super::trail::Trail;

/// Calls of one request, over all candidates. A key that is refused while the provider has another does not count.
const MAX_CALLS: usize = 4;
/// The longest pause that a request waits for. Whoever wants a longer one is held out meanwhile, and the client is told.
const MOST_WAIT: Duration = Duration::from_secs(2);
/// The least pause before the same candidate is asked again, and as much again at most.
const SOON: Duration = Duration::from_millis(25);
/// The same where it said that it had too much to do, but not for how long.
const LIMITED: Duration = Duration::from_millis(250);

/// Who is asked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A candidate that was not asked yet, by its place.
    Other(usize),
    /// One that was, after a pause: only worth a try.
    Again(usize, Duration),
}

/// Who is asked next; `None` where that cannot help. `chance` spreads the pauses of requests that fail together.
pub(super) fn next(candidates: &[Candidate], trail: &Trail, chance: u16) -> Option<Next> {
    if trail.is_final() || trail.tries() >= MAX_CALLS {
        return None;
    }
    let fresh = |&(index, candidate): &(usize, &Candidate)| !trail.has_tried(index) && trail.leaves_room_for(candidate);
    if let Some((index, _)) = candidates.iter().enumerate().find(fresh) {
        return Some(Next::Other(index));
    }
    if trail.tries() > candidates.len() {
        return None;
    }
    let again = (0..candidates.len()).filter_map(|index| Some((index, pause(trail.last_error_of(index)?, chance)?)));
    again.min_by_key(|(_, pause)| *pause).map(|(index, pause)| Next::Again(index, pause))
}

/// The pause before whoever failed so may be asked again.
fn pause(error: &UpstreamError, chance: u16) -> Option<Duration> {
    let spread = |least: Duration| least + least.mul_f64(f64::from(chance) / f64::from(u16::MAX));
    match (error.class.handling().again, error.retry_after) {
        (Again::Never, _) => None,
        (Again::WhenAsked, Some(asked)) => (asked <= MOST_WAIT).then_some(asked),
        (Again::WhenAsked, None) => Some(spread(LIMITED)),
        (Again::Soon, asked) => Some(asked.unwrap_or_default().max(spread(SOON))).filter(|pause| *pause <= MOST_WAIT),
    }
}

/// The pause that an answer asks for by moments of time: a `Retry-After` with a date, else, of the `limits` of the dialect
/// that have nothing left, the one that is last to have more. By the clock of the answer or, where it has none, by ours.
pub(super) fn asked_pause(
    error: &UpstreamError,
    limits: &[(&str, &str)],
    headers: &HeaderMap,
    clock: Timestamp,
) -> Option<Duration> {
    let date = |name| DateTimeParser::new().parse_timestamp(headers.get(name)?.as_bytes()).ok();
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let is_out = |left: &str| text(left).is_some_and(|left| left.trim() == "0");
    let spent = || {
        // Every answer has these; only one that is limited was made so by them.
        let limits = limits.iter().filter(|(left, _)| error.class == FailureClass::RateLimited && is_out(left));
        limits.filter_map(|(_, more)| text(more)?.trim().parse::<Timestamp>().ok()).max()
    };
    let until = date(RETRY_AFTER).or_else(spent)?;
    let from = date(DATE).unwrap_or(clock);
    Some(Duration::try_from(until.duration_since(from)).unwrap_or_default().min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::{asked_pause, pause};
    use dialects::{Dialect, FailureClass, UpstreamError};
    use http::HeaderMap;
    use http::header::{DATE, RETRY_AFTER};
    use std::time::Duration;

    #[test]
    fn pauses_before_the_same_candidate() {
        use FailureClass::{
            BadAnswer, Connect, Credentials, Invalid, ModelMissing, RateLimited, Reset, Server, Timeout,
        };
        for (class, asked, expected) in [
            (Server, None, Some(25..=50)),
            (Reset, None, Some(25..=50)),
            (Server, Some(1_000), Some(1_000..=1_000)),
            (Server, Some(30_000), None),
            (RateLimited, None, Some(250..=500)),
            (RateLimited, Some(0), Some(0..=0)),
            (RateLimited, Some(2_000), Some(2_000..=2_000)),
            (RateLimited, Some(2_001), None),
            (Timeout, None, None),
            (Connect, None, None),
            (Credentials, None, None),
            (ModelMissing, None, None),
            (Invalid, None, None),
            (BadAnswer(""), None, None),
        ] {
            let error = UpstreamError { retry_after: asked.map(Duration::from_millis), ..class.into() };
            for chance in [0, 7, u16::MAX] {
                let found = pause(&error, chance).map(|pause| pause.as_millis() as u64);
                let fits = match (&expected, found) {
                    (Some(range), Some(found)) => range.contains(&found),
                    (None, None) => true,
                    _ => false,
                };
                assert!(fits, "{class:?} {asked:?}: {found:?}");
            }
        }
    }

    #[test]
    fn dates_of_retry_after() {
        let clock = "2026-11-21T10:00:00Z".parse().unwrap();
        for (until, date, expected) in [
            ("Sat, 21 Nov 2026 10:00:09 GMT", None, Some(9)),
            ("Sat, 21 Nov 2026 10:00:09 GMT", Some("Sat, 21 Nov 2026 10:00:05 GMT"), Some(4)),
            ("Sat, 21 Nov 2026 10:00:09 GMT", Some("yesterday"), Some(9)),
            ("Sat, 21 Nov 2026 09:00:00 GMT", None, Some(0)),
            ("Sat, 21 Nov 2026 23:00:00 GMT", None, Some(120)),
            ("soon", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, until.parse().unwrap());
            if let Some(date) = date {
                headers.insert(DATE, date.parse().unwrap());
            }
            let error = FailureClass::RateLimited.into();
            let found = asked_pause(&error, &[], &headers, clock);
            assert_eq!(found, expected.map(Duration::from_secs), "{until} {date:?}");
        }
    }

    #[test]
    fn limits_say_when_there_is_more() {
        let clock = "2026-11-21T10:00:00Z".parse().unwrap();
        let limited = FailureClass::RateLimited;
        for (class, given, expected) in [
            (limited, "requests-remaining: 0|requests-reset: 2026-11-21T10:00:07Z", Some(7)),
            (limited, "requests-remaining: 0|requests-reset: 2026-11-21T15:00:09+05:00", Some(9)),
            (limited, "requests-remaining: 3|requests-reset: 2026-11-21T10:00:07Z", None),
            (limited, "requests-reset: 2026-11-21T10:00:07Z", None),
            (
                limited,
                "requests-remaining: 9|requests-reset: 2026-11-21T10:01:00Z|input-tokens-remaining: 0|\
                 input-tokens-reset: 2026-11-21T10:00:11Z|tokens-remaining: 0|tokens-reset: 2026-11-21T10:00:05Z",
                Some(11),
            ),
            (limited, "output-tokens-remaining: 0|output-tokens-reset: 2026-11-21T09:59:00Z", Some(0)),
            (limited, "output-tokens-remaining: 0|output-tokens-reset: 2026-11-22T10:00:00Z", Some(120)),
            (limited, "requests-remaining: 0|requests-reset: 7s", None),
            (limited, "requests-remaining: 0|requests-reset: soon", None),
            (FailureClass::Server, "requests-remaining: 0|requests-reset: 2026-11-21T10:00:07Z", None),
        ] {
            let mut headers = HeaderMap::new();
            for header in given.split('|') {
                let (name, value) = header.split_once(": ").unwrap();
                let name = format!("anthropic-ratelimit-{name}").parse::<http::HeaderName>().unwrap();
                headers.insert(name, value.parse().unwrap());
            }
            let error = class.into();
            let found = |dialect: Dialect| asked_pause(&error, dialect.limits(), &headers, clock);
            assert_eq!(found(Dialect::Anthropic), expected.map(Duration::from_secs), "{class:?} {given}");
            assert_eq!(found(Dialect::OpenAi), None, "other hosts do not mean these");
            headers.insert(RETRY_AFTER, "Sat, 21 Nov 2026 10:00:33 GMT".parse().unwrap());
            let found = asked_pause(&error, Dialect::Anthropic.limits(), &headers, clock);
            assert_eq!(found, Some(Duration::from_secs(33)), "what is said outright goes first: {given}");
        }
    }
}
