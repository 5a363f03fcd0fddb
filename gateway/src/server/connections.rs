//! How many connections there are, in all and per address, and how often an address came with a wrong key.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong keys an address may present per [`FAILURE_WINDOW`] (threat T1).
const FAILURES_ALLOWED: u32 = 10;
const FAILURE_WINDOW: Duration = Duration::from_secs(60);
/// Addresses remembered for failures; the oldest windows are forgotten beyond it.
const FAILURE_ENTRIES: usize = 10_000;

/// Counts shared by all workers of a listener.
#[derive(Debug)]
pub(crate) struct Connections {
    limit: usize,
    limit_per_address: usize,
    counts: Mutex<Counts>,
    failures: Mutex<HashMap<IpAddr, Failures>>,
}

#[derive(Debug, Default)]
struct Counts {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Failures {
    since: Instant,
    count: u32,
}

/// One counted connection; dropping it gives its place back.
#[derive(Debug)]
pub(crate) struct Place {
    connections: Arc<Connections>,
    address: IpAddr,
}

impl Connections {
    pub(crate) fn new(limit: usize, limit_per_address: usize) -> Arc<Self> {
        Arc::new(Self { limit, limit_per_address, counts: Mutex::default(), failures: Mutex::default() })
    }

    /// A place for a connection from `address`, unless a limit is reached.
    pub(crate) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = counts.by_address.get(&address).copied().unwrap_or(0);
        if counts.total >= self.limit || of_address >= self.limit_per_address {
            return None;
        }
        counts.total += 1;
        counts.by_address.insert(address, of_address + 1);
        Some(Place { connections: self.clone(), address })
    }

    /// Remembers that `address` came with a wrong key.
    pub(crate) fn note_failure(&self, address: IpAddr, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= FAILURE_ENTRIES {
            failures.retain(|_, entry| now.duration_since(entry.since) < FAILURE_WINDOW);
        }
        let entry = failures.entry(address).or_insert(Failures { since: now, count: 0 });
        if now.duration_since(entry.since) >= FAILURE_WINDOW {
            *entry = Failures { since: now, count: 0 };
        }
        entry.count += 1;
    }

    /// How long `address` must wait, when it has used up its wrong keys.
    pub(crate) fn blocked_for(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = failures.get(&address)?;
        let left = FAILURE_WINDOW.checked_sub(now.duration_since(entry.since))?;
        (entry.count >= FAILURES_ALLOWED).then_some(left)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.connections.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.total = counts.total.saturating_sub(1);
        if let Some(of_address) = counts.by_address.get_mut(&self.address) {
            *of_address = of_address.saturating_sub(1);
            if *of_address == 0 {
                counts.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Connections, FAILURE_WINDOW, FAILURES_ALLOWED};
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Instant;

    #[test]
    fn places_are_limited_and_given_back() {
        let connections = Connections::new(3, 2);
        let [a, b] = [1, 2].map(|last| IpAddr::V4(Ipv4Addr::new(10, 0, 0, last)));
        let first = connections.admit(a).unwrap();
        let _second = connections.admit(a).unwrap();
        assert!(connections.admit(a).is_none(), "two from one address");
        let _third = connections.admit(b).unwrap();
        assert!(connections.admit(b).is_none(), "three in all");
        drop(first);
        assert!(connections.admit(a).is_some());
    }

    #[test]
    fn wrong_keys_block_an_address_for_a_while() {
        let connections = Connections::new(1, 1);
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let start = Instant::now();
        for _ in 0..FAILURES_ALLOWED {
            assert_eq!(connections.blocked_for(address, start), None);
            connections.note_failure(address, start);
        }
        assert!(connections.blocked_for(address, start).is_some());
        assert_eq!(connections.blocked_for(address, start + FAILURE_WINDOW + FAILURE_WINDOW), None);
    }
}
