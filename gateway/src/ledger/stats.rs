//! Counters that the writer and its callers keep, for metrics and readiness.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{Health, budgets::BudgetBoard, soft::News};

/// Counters of one ledger. Each is read by itself; together they are no snapshot.
#[derive(Debug, Default)]
pub struct LedgerStats {
    ready: AtomicBool,
    queue_depth: AtomicUsize,
    commits: AtomicU64,
    failures: AtomicU64,
    operations: AtomicU64,
    last_batch: AtomicU64,
    last_commit_micros: AtomicU64,
    commit_micros: AtomicU64,
    over_bound: AtomicU64,
    open: AtomicUsize,
    reserved: AtomicI64,
    last_error: Mutex<Option<String>>,
    /// Balances that rules ask for.
    pub(super) budgets: BudgetBoard,
    /// Soft limits that somebody should be told of.
    pub(super) soft_limits: News,
}

/// A counter's reader, its text once.
macro_rules! readers {
    ($($(#[$doc:meta])* $field:ident: $type:ty),+ $(,)?) => {
        impl LedgerStats {
            $($(#[$doc])* #[must_use] pub fn $field(&self) -> $type { self.$field.load(Relaxed) })+
        }
    };
}

readers! {
    /// Operations that wait for the writer.
    queue_depth: usize,
    /// Transactions committed.
    commits: u64,
    /// Transactions that failed.
    failures: u64,
    /// Operations committed.
    operations: u64,
    /// Operations of the last transaction.
    last_batch: u64,
    /// Time of the last transaction from begin to durable, in microseconds.
    last_commit_micros: u64,
    /// Time of all transactions, in microseconds.
    commit_micros: u64,
    /// Requests that were charged more than was reserved.
    over_bound: u64,
    /// Requests reserved and not ended.
    open: usize,
    /// What they reserved, in µ₸.
    reserved: i64,
}

impl LedgerStats {
    /// Whether reservations are taken.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.ready.load(Relaxed)
    }

    pub(super) fn health(&self) -> Health {
        let last_error = self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Health { ready: self.is_ready(), queue_depth: self.queue_depth(), last_error }
    }

    pub(super) fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Relaxed);
    }

    pub(super) fn queued(&self) {
        self.queue_depth.fetch_add(1, Relaxed);
    }

    pub(super) fn dequeued(&self) {
        self.queue_depth.fetch_sub(1, Relaxed);
    }

    pub(super) fn went_over_bound(&self) {
        self.over_bound.fetch_add(1, Relaxed);
    }

    pub(super) fn committed(&self, operations: usize, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.commits.fetch_add(1, Relaxed);
        self.operations.fetch_add(operations as u64, Relaxed);
        self.last_batch.store(operations as u64, Relaxed);
        self.last_commit_micros.store(micros, Relaxed);
        self.commit_micros.fetch_add(micros, Relaxed);
    }

    pub(super) fn holds(&self, open: usize, reserved: i64) {
        self.open.store(open, Relaxed);
        self.reserved.store(reserved, Relaxed);
    }

    pub(super) fn failed(&self, error: String) {
        self.failures.fetch_add(1, Relaxed);
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}
