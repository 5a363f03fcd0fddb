//! Soft limits: who has come so far in a budget that somebody should know. Told once for each period and amount of the
//! budget, which a row in the ledger remembers; nobody is held up by it.

use std::{
    mem::take,
    sync::{Arc, Mutex, PoisonError},
};

use router_core::money::MicroTenge;
use rusqlite::{Connection, params};
use tokio::sync::Notify;

use super::{
    BudgetLevel, Span,
    books::{Scope, day_text},
};

/// A budget whose soft limit is crossed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoftLimit {
    /// The tenant.
    pub tenant: Arc<str>,
    /// Whose budget it is, and how long a period is.
    pub level: BudgetLevel,
    /// The tenant, the key, or `tenant/project`.
    pub id: Arc<str>,
    /// yyyymmdd, yyyymm, or 0.
    period: i32,
    /// What is spent.
    pub spent: MicroTenge,
    /// The budget.
    pub limit: MicroTenge,
}

/// Soft limits that were crossed and that nobody has taken yet.
#[derive(Debug, Default)]
pub(super) struct News {
    waiting: Mutex<Vec<SoftLimit>>,
    bell: Notify,
}

// === impl SoftLimit ===

impl SoftLimit {
    pub(super) fn new(tenant: Arc<str>, scope: Scope, spent: MicroTenge, limit: MicroTenge) -> Self {
        let Scope { level, id, period } = scope;
        Self { tenant, level, id, period, spent, limit }
    }

    /// The period for people: a day, a month, or nothing where the budget never starts anew.
    #[must_use]
    pub fn period(&self) -> Option<String> {
        match self.level.span() {
            Span::Day => Some(day_text(self.period)),
            Span::Month => Some(format!("{:04}-{:02}", self.period / 100, self.period % 100)),
            Span::Ever => None,
        }
    }

    /// Writes it down; `false` where it stands there already.
    pub(super) fn write(&self, db: &Connection) -> rusqlite::Result<bool> {
        let Self { level, id, period, spent, limit, .. } = self;
        db.prepare_cached("INSERT INTO soft_limit VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")?
            .execute(params![level.name(), id, period, limit.0, spent.0])
            .map(|written| written == 1)
    }
}

// === impl News ===

impl News {
    pub(super) fn put(&self, news: Vec<SoftLimit>) {
        if !news.is_empty() {
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).extend(news);
            self.bell.notify_one();
        }
    }

    /// Waits for some, and takes them.
    pub(super) async fn next(&self) -> Vec<SoftLimit> {
        self.bell.notified().await;
        take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
