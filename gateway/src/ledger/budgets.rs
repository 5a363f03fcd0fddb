//! What is left of budgets, for rules that ask: a copy of the few balances that were asked for, kept up by the writer.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use jiff::Timestamp;

use super::{
    BudgetLevel, Caller,
    books::{Owner, Scope, read_used},
    store::open_read_only,
};

/// Budgets that are watched before all are forgotten, those of past days among them.
const MOST: usize = 10_000;

/// The balances that somebody asked for: reserved and spent together, unknown until read.
#[derive(Debug, Default)]
pub(super) struct BudgetBoard {
    /// Whether there is any: the writer looks at nothing else where no rule asks.
    watched: AtomicBool,
    used: Mutex<HashMap<Scope, Option<i64>>>,
}

impl BudgetBoard {
    /// Notes a balance, if somebody asked for it.
    pub(super) fn note(&self, scope: &Scope, used: i64) {
        if self.watched.load(Relaxed)
            && let Some(place) = self.lock().get_mut(scope)
        {
            *place = Some(used);
        }
    }

    /// Forgets all of them: what was noted in a failed transaction never came to be.
    pub(super) fn forget(&self) {
        self.lock().clear();
    }

    /// Per cent of the caller's tightest budget that are left.
    pub(super) fn left(&self, caller: &Caller, at: Timestamp, path: &Path) -> Option<u8> {
        let owner = Owner::new(caller, at);
        let left = |level: BudgetLevel| {
            let budget = level.budget(caller)?;
            Some(budget.percent_left(self.used(&owner.scope(level)?, path)?))
        };
        BudgetLevel::ALL.into_iter().filter_map(left).min()
    }

    fn used(&self, scope: &Scope, path: &Path) -> Option<i64> {
        {
            let mut used = self.lock();
            if let Some(Some(used)) = used.get(scope) {
                return Some(*used);
            }
            if used.len() >= MOST {
                used.clear();
            }
            used.entry(scope.clone()).or_default();
            self.watched.store(true, Relaxed);
        }
        // The place is there, so that what is committed while the file is read is not missed.
        let read = open_read_only(path).ok().and_then(|db| read_used(&db, scope).ok());
        let mut used = self.lock();
        match (used.get_mut(scope), read) {
            (Some(Some(newer)), _) => Some(*newer),
            (Some(place), Some(read)) => {
                *place = Some(read);
                Some(read)
            }
            (_, read) => read,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Scope, Option<i64>>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
