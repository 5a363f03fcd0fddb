//! Whom to ask next: every other candidate first, then one of them once more. What a failure means for that stands in
//! one table, [`dialects::FailureClass::handling`].

use std::time::Duration;

use dialects::openai::MAX_RETRY_AFTER;
use dialects::{Again, UpstreamError};
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

/// The pause that a `Retry-After` with a date asks for, by the clock of the answer or, where it has none, by ours.
pub(super) fn until_date(headers: &HeaderMap, clock: Timestamp) -> Option<Duration> {
    let date = |name| DateTimeParser::new().parse_timestamp(headers.get(name)?.as_bytes()).ok();
    let until = date(RETRY_AFTER)?;
    let from = date(DATE).unwrap_or(clock);
    Some(Duration::try_from(until.duration_since(from)).unwrap_or_default().min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::{pause, until_date};
    use dialects::{FailureClass, UpstreamError};
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
            assert_eq!(until_date(&headers, clock), expected.map(Duration::from_secs), "{until} {date:?}");
        }
    }
}
