//! Soft limits: who has come so far in a budget that somebody should know. Told once for each period and amount of the
//! budget, which a row in the ledger remembers, and again after a start where nobody was told; nobody is held up by it.

use std::{
    mem::take,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use router_core::money::MicroTenge;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};
use tokio::sync::Notify;

use super::{
    BudgetLevel, Holder, Limits, Seal, Span,
    books::{Scope, day_text},
    levels::COLUMNS,
    wallets,
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

/// A budget whose soft limit is looked out for.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) tenant: Arc<str>,
    /// At which amount spent somebody is told.
    pub(super) at: i64,
    pub(super) limit: MicroTenge,
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

    /// One that was written down.
    pub(super) fn stored(
        db: &Connection,
        scope: Scope,
        spent: MicroTenge,
        limit: MicroTenge,
    ) -> rusqlite::Result<Self> {
        let holder = holder(db, &scope)?;
        let tenant = holder.map_or_else(|| scope.id.clone(), |(tenant, _)| tenant);
        Ok(Self::new(tenant, scope, spent, limit))
    }

    pub(super) fn scope(&self) -> Scope {
        Scope { level: self.level, id: self.id.clone(), period: self.period }
    }

    /// What tells it from all others, the same however often it is told.
    #[must_use]
    pub fn event_id(&self) -> String {
        let (period, limit) = (self.period.to_string(), self.limit.0.to_string());
        let names = ["soft limit", self.level.name(), &self.id, &period, &limit];
        let id: String = Seal::of_names(&names.map(Some)).to_string().chars().take(32).collect();
        format!("evt_{id}")
    }

    /// Writes it down; `false` where it stands there already.
    pub(super) fn write(&self, db: &Connection) -> rusqlite::Result<bool> {
        let Self { level, id, period, spent, limit, .. } = self;
        db.prepare_cached(
            "INSERT INTO soft_limit (level, id, period, limit_ukzt, spent_ukzt) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![level.name(), id, period, limit.0, spent.0])
        .map(|written| written == 1)
    }

    /// Writes down that somebody was told.
    pub(super) fn write_told(&self, db: &Connection) -> rusqlite::Result<()> {
        let Self { level, id, period, limit, .. } = self;
        let at = Timestamp::now().as_microsecond();
        db.prepare_cached(
            "UPDATE soft_limit SET told_ts = ?5 WHERE level = ?1 AND id = ?2 AND period = ?3 AND limit_ukzt = ?4",
        )?
        .execute(params![level.name(), id, period, limit.0, at])
        .map(drop)
    }
}

/// Those that were crossed and that nobody was told of.
pub(super) fn untold(db: &Connection) -> rusqlite::Result<Vec<SoftLimit>> {
    let sql = "SELECT level, id, period, limit_ukzt, spent_ukzt FROM soft_limit WHERE told_ts IS NULL";
    let mut found = db.prepare(sql)?;
    let mut rows = found.query([])?;
    let mut untold = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(level) = BudgetLevel::from_name(&row.get::<_, String>(0)?) else { continue };
        let scope = Scope { level, id: row.get(1)?, period: row.get(2)? };
        untold.push(SoftLimit::stored(db, scope, MicroTenge(row.get(4)?), MicroTenge(row.get(3)?))?);
    }
    Ok(untold)
}

/// The soft limit of a budget as the directory has it now; `None` where nobody is told.
pub(super) fn watched(db: &Connection, scope: &Scope) -> rusqlite::Result<Option<Watched>> {
    let Some((tenant, limits)) = holder(db, scope)? else { return Ok(None) };
    let wallet = match scope.level {
        BudgetLevel::Wallet => wallets::of(db, &tenant)?,
        _ => None,
    };
    let budget = scope.level.budget_of(&limits, wallet);
    let watched = budget.and_then(|budget| Some(Watched { at: budget.soft_limit()?, limit: budget.limit, tenant }));
    Ok(watched)
}

/// Whose budget it is: the tenant, and what limits the holder.
fn holder(db: &Connection, scope: &Scope) -> rusqlite::Result<Option<(Arc<str>, Limits)>> {
    let (tenant, project) = scope.id.split_once('/').unwrap_or((&scope.id, ""));
    let (from, values) = match scope.level.holder() {
        Holder::Tenant => ("id, {} FROM tenant WHERE id = ?1", vec![tenant]),
        Holder::Project => ("tenant, {} FROM project WHERE tenant = ?1 AND id = ?2", vec![tenant, project]),
        Holder::Key => ("tenant, {} FROM api_key WHERE id = ?1", vec![tenant]),
    };
    let mut found = db.prepare_cached(&format!("SELECT {}", from.replace("{}", COLUMNS)))?;
    found.query_row(params_from_iter(values), |row| Ok((row.get(0)?, Limits::read(row, 1)?))).optional()
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
