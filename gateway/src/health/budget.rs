//! The retry budget: calls beyond the first of each request stay a fifth of all requests.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Extra calls that the budget grants, one for so many requests.
const REQUESTS_PER_EXTRA: u64 = 5;
/// Extra calls of a window that are always granted, so that a quiet gateway repeats at all.
const FLOOR: u64 = 10;
/// The window, in slots.
const SLOTS: u64 = 6;
const SLOT: Duration = Duration::from_secs(10);

/// Requests and extra calls of the last minute, over all workers.
///
/// Another provider may always be asked: that is what answers a request, and the circuits make it rare. It counts, though,
/// and what is only worth a try (the same candidate once more, a second call beside a slow one) has to fit into the rest.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    start: Instant,
    requests: Window,
    extras: Window,
}

/// A count for each slot, with the number of the slot's period above it.
#[derive(Debug, Default)]
struct Window([AtomicU64; SLOTS as usize]);

impl RetryBudget {
    pub(crate) fn new(start: Instant) -> Self {
        Self { start, requests: Window::default(), extras: Window::default() }
    }

    /// A request is about to be sent for the first time.
    pub(crate) fn note_request(&self, now: Instant) {
        self.requests.add(self.period(now));
    }

    /// It is sent to somebody else.
    pub(crate) fn note_extra(&self, now: Instant) {
        self.extras.add(self.period(now));
    }

    /// Whether it may be sent where that is only worth a try; if so, it is counted.
    pub(crate) fn take_extra(&self, now: Instant) -> bool {
        let period = self.period(now);
        let granted = (self.requests.sum(period) / REQUESTS_PER_EXTRA).max(FLOOR);
        let fits = self.extras.sum(period) < granted;
        if fits {
            self.extras.add(period);
        }
        fits
    }

    fn period(&self, now: Instant) -> u64 {
        // From 1 on, so that an empty slot belongs to no period.
        now.duration_since(self.start).as_secs() / SLOT.as_secs() + SLOTS
    }
}

impl Window {
    fn add(&self, period: u64) {
        let Some(slot) = self.0.get((period % SLOTS) as usize) else { return };
        let mut seen = slot.load(Ordering::Relaxed);
        loop {
            let next = if seen >> 32 == period { seen + 1 } else { period << 32 | 1 };
            match slot.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(other) => seen = other,
            }
        }
    }

    fn sum(&self, period: u64) -> u64 {
        let values = self.0.iter().map(|slot| slot.load(Ordering::Relaxed));
        values.filter(|value| (value >> 32) + SLOTS > period).map(|value| value & 0xffff_ffff).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{FLOOR, RetryBudget, SLOT, SLOTS};
    use std::time::Instant;

    #[test]
    fn a_fifth_and_a_floor() {
        let start = Instant::now();
        for (requests, elsewhere, granted) in
            [(0, 0, FLOOR), (20, 0, FLOOR), (1_000, 0, 200), (1_000, 150, 50), (1_000, 900, 0)]
        {
            let budget = RetryBudget::new(start);
            (0..requests).for_each(|_| budget.note_request(start));
            (0..elsewhere).for_each(|_| budget.note_extra(start));
            let taken = (0..2_000).filter(|_| budget.take_extra(start)).count() as u64;
            assert_eq!(taken, granted, "{requests} requests, {elsewhere} of them sent elsewhere too");
        }
    }

    #[test]
    fn the_window_slides() {
        let start = Instant::now();
        let budget = RetryBudget::new(start);
        (0..100).for_each(|_| budget.note_request(start));
        (0..20).for_each(|_| assert!(budget.take_extra(start)));
        assert!(!budget.take_extra(start + SLOT * (SLOTS as u32 - 1)));
        let later = start + SLOT * SLOTS as u32;
        (0..FLOOR).for_each(|_| assert!(budget.take_extra(later)));
        assert!(!budget.take_extra(later), "the requests are forgotten with the calls");
    }
}
