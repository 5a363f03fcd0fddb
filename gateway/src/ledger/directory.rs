//! Tenants and virtual keys: rows in the store, and one shared copy in memory that admission reads.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use router_core::money::MicroTenge;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::store::{column_error, from_micros};
use crate::keys::KeyHash;

/// What may be set of a tenant. An absent budget is no budget, not a budget of zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id: `a-z`, `0-9` and `-`, at most 64 characters.
    pub id: Arc<str>,
    /// Its name, for people.
    pub name: String,
    /// The name of its plan in the policy files.
    pub plan: String,
    /// The most it may spend in a calendar month.
    pub budget_month: Option<MicroTenge>,
    /// The most it may spend in a calendar day.
    pub budget_day: Option<MicroTenge>,
    /// Whether all its keys are refused.
    pub disabled: bool,
}

/// A tenant's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRecord {
    /// What may be set.
    pub tenant: Tenant,
    /// When it was made.
    pub created: Timestamp,
}

/// What is asked for when a virtual key is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The tenant it belongs to.
    pub tenant: Arc<str>,
    /// Its name, for people.
    pub name: String,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
    /// The most it may spend in a calendar month, inside its tenant's budget.
    pub budget_month: Option<MicroTenge>,
    /// Requests a minute.
    pub requests_per_minute: Option<u32>,
}

/// A virtual key's row, without the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its id, not secret.
    pub id: Arc<str>,
    /// What was asked for.
    pub key: NewKey,
    /// The beginning of the key, to tell keys apart.
    pub prefix: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A key that may be used now, and its tenant.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The tenant.
    pub tenant: Arc<TenantRecord>,
    /// The key.
    pub key: Arc<KeyRecord>,
}

/// Why a tenant or key was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// The id is taken.
    #[error("tenant {0} exists already")]
    TenantExists(Arc<str>),
    /// Nobody has this id.
    #[error("no tenant {0}")]
    NoTenant(Arc<str>),
    /// No key has this id.
    #[error("no key {0}")]
    NoKey(Arc<str>),
    /// The id breaks the rule.
    #[error("a tenant id is 1 to 64 of a-z, 0-9 and -, not {0:?}")]
    BadId(Arc<str>),
    /// A budget is below zero.
    #[error("a budget cannot be negative")]
    NegativeBudget,
    /// The operating system gives no random bytes for a key.
    #[error("no random bytes for a key")]
    NoRandomness,
    /// The ledger takes nothing now.
    #[error("the ledger is not available")]
    Unavailable,
}

/// A change of the directory, as the writer takes it.
#[derive(Debug)]
pub(super) enum Change {
    CreateTenant(Tenant, Timestamp),
    UpdateTenant(Tenant),
    CreateKey(KeyRecord, KeyHash),
    RevokeKey(Arc<str>, Timestamp),
}

/// Every tenant and key.
#[derive(Debug, Default)]
pub(super) struct Directory {
    tenants: HashMap<Arc<str>, Arc<TenantRecord>>,
    keys: HashMap<Arc<str>, Arc<KeyRecord>>,
    by_hash: HashMap<KeyHash, Arc<KeyRecord>>,
}

// === impl Tenant ===

impl Tenant {
    /// A tenant without budgets.
    #[must_use]
    pub fn new(id: &str, name: &str, plan: &str) -> Self {
        Self {
            id: id.into(),
            name: name.to_owned(),
            plan: plan.to_owned(),
            budget_month: None,
            budget_day: None,
            disabled: false,
        }
    }

    fn check(&self) -> Result<(), DirectoryError> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.id.is_empty() || self.id.len() > 64 || !self.id.bytes().all(known) {
            return Err(DirectoryError::BadId(self.id.clone()));
        }
        no_negative([self.budget_month, self.budget_day])
    }
}

// === impl NewKey ===

impl NewKey {
    /// A key of `tenant` without limits of its own.
    #[must_use]
    pub fn new(tenant: &str, name: &str) -> Self {
        Self {
            tenant: tenant.into(),
            name: name.to_owned(),
            expires_at: None,
            budget_month: None,
            requests_per_minute: None,
        }
    }
}

// === impl KeyRecord ===

impl KeyRecord {
    /// A key that nobody has, without limits of its own.
    pub(super) fn unlimited(tenant: &str, created: Timestamp) -> Self {
        let (id, prefix) = (Arc::default(), String::new());
        Self { id, key: NewKey::new(tenant, ""), prefix, created, revoked_at: None }
    }

    /// Whether the key may be used at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.key.expires_at.is_none_or(|end| now < end)
    }
}

// === impl Change ===

impl Change {
    /// The table and the id of the row that it makes or changes.
    pub(super) fn subject(&self) -> (&'static str, &str) {
        match self {
            Self::CreateTenant(tenant, _) | Self::UpdateTenant(tenant) => ("tenant", &tenant.id),
            Self::CreateKey(record, _) => ("api_key", &record.id),
            Self::RevokeKey(id, _) => ("api_key", id),
        }
    }

    /// Writes the change. The outer error is the store's and fails the whole batch, the inner one is the caller's.
    pub(super) fn apply(&self, db: &Connection) -> rusqlite::Result<Result<(), DirectoryError>> {
        match self {
            Self::CreateTenant(tenant, now) => {
                if let Err(error) = tenant.check() {
                    return Ok(Err(error));
                }
                let made = db.prepare_cached(
                    "INSERT INTO tenant (name, plan, budget_month_ukzt, budget_day_ukzt, disabled, id, created)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
                )?;
                let made = write_tenant(made, tenant, Some(*now))?;
                Ok(if made == 1 { Ok(()) } else { Err(DirectoryError::TenantExists(tenant.id.clone())) })
            }
            Self::UpdateTenant(tenant) => {
                if let Err(error) = tenant.check() {
                    return Ok(Err(error));
                }
                let changed = db.prepare_cached(
                    "UPDATE tenant SET name = ?1, plan = ?2, budget_month_ukzt = ?3, budget_day_ukzt = ?4, disabled = ?5
                     WHERE id = ?6",
                )?;
                let changed = write_tenant(changed, tenant, None)?;
                Ok(if changed == 1 { Ok(()) } else { Err(DirectoryError::NoTenant(tenant.id.clone())) })
            }
            Self::CreateKey(record, hash) => create_key(db, record, hash),
            Self::RevokeKey(id, now) => {
                let found = db
                    .prepare_cached("UPDATE api_key SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1")?
                    .execute(params![id, now.as_microsecond()])?;
                Ok(if found == 1 { Ok(()) } else { Err(DirectoryError::NoKey(id.clone())) })
            }
        }
    }
}

fn write_tenant(
    mut statement: rusqlite::CachedStatement<'_>,
    tenant: &Tenant,
    created: Option<Timestamp>,
) -> rusqlite::Result<usize> {
    let Tenant { id, name, plan, budget_month, budget_day, disabled } = tenant;
    let [month, day] = [budget_month, budget_day].map(|budget| budget.map(|amount| amount.0));
    match created {
        Some(at) => statement.execute(params![name, plan, month, day, disabled, id, at.as_microsecond()]),
        None => statement.execute(params![name, plan, month, day, disabled, id]),
    }
}

fn create_key(db: &Connection, record: &KeyRecord, hash: &KeyHash) -> rusqlite::Result<Result<(), DirectoryError>> {
    let KeyRecord { id, key, prefix, created, .. } = record;
    if let Err(error) = no_negative([key.budget_month]) {
        return Ok(Err(error));
    }
    let tenant = db.prepare_cached("SELECT 1 FROM tenant WHERE id = ?1")?.query_row([&key.tenant], |_| Ok(()));
    if tenant.optional()?.is_none() {
        return Ok(Err(DirectoryError::NoTenant(key.tenant.clone())));
    }
    db.prepare_cached(
        "INSERT INTO api_key (id, tenant, name, prefix, hash, created, expires_at, budget_month_ukzt, requests_per_minute)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        id,
        key.tenant,
        key.name,
        prefix,
        hash.0,
        created.as_microsecond(),
        key.expires_at.map(Timestamp::as_microsecond),
        key.budget_month.map(|amount| amount.0),
        key.requests_per_minute,
    ])?;
    Ok(Ok(()))
}

fn no_negative<const N: usize>(budgets: [Option<MicroTenge>; N]) -> Result<(), DirectoryError> {
    let negative = budgets.into_iter().flatten().any(|budget| budget < MicroTenge::ZERO);
    if negative { Err(DirectoryError::NegativeBudget) } else { Ok(()) }
}

// === impl Directory ===

impl Directory {
    /// Reads the whole directory. Thousands of rows at most, and only when it changed.
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut directory = Self::default();
        let mut tenants =
            db.prepare("SELECT id, name, plan, budget_month_ukzt, budget_day_ukzt, disabled, created FROM tenant")?;
        for record in tenants.query_map([], read_tenant)? {
            let record = record?;
            directory.tenants.insert(record.tenant.id.clone(), Arc::new(record));
        }
        let mut keys = db.prepare(
            "SELECT id, tenant, name, prefix, created, revoked_at, expires_at, budget_month_ukzt, requests_per_minute, hash
             FROM api_key",
        )?;
        for found in keys.query_map([], |row| Ok((read_key(row)?, KeyHash(row.get(9)?))))? {
            let (record, hash) = found?;
            let record = Arc::new(record);
            directory.keys.insert(record.id.clone(), record.clone());
            directory.by_hash.insert(hash, record);
        }
        Ok(directory)
    }

    pub(super) fn tenant(&self, id: &str) -> Option<&Arc<TenantRecord>> {
        self.tenants.get(id)
    }

    pub(super) fn key(&self, id: &str) -> Option<&Arc<KeyRecord>> {
        self.keys.get(id)
    }

    pub(super) fn key_of_hash(&self, hash: &KeyHash) -> Option<&Arc<KeyRecord>> {
        self.by_hash.get(hash)
    }

    /// The key and its tenant, if both may be used.
    pub(super) fn live(&self, key: &Arc<KeyRecord>, now: Timestamp) -> Option<Caller> {
        let tenant = self.tenants.get(&key.key.tenant)?;
        (key.is_live(now) && !tenant.tenant.disabled).then(|| Caller { tenant: tenant.clone(), key: key.clone() })
    }

    /// Every tenant, by id.
    pub(super) fn tenants(&self) -> Vec<Arc<TenantRecord>> {
        let mut tenants: Vec<_> = self.tenants.values().cloned().collect();
        tenants.sort_by(|one, other| one.tenant.id.cmp(&other.tenant.id));
        tenants
    }

    /// The keys of a tenant or of all, by id, which is by age.
    pub(super) fn keys(&self, tenant: Option<&str>) -> Vec<Arc<KeyRecord>> {
        let of_tenant = |key: &&Arc<KeyRecord>| tenant.is_none_or(|tenant| *key.key.tenant == *tenant);
        let mut keys: Vec<_> = self.keys.values().filter(of_tenant).cloned().collect();
        keys.sort_by(|one, other| one.id.cmp(&other.id));
        keys
    }
}

fn read_tenant(row: &Row<'_>) -> rusqlite::Result<TenantRecord> {
    let tenant = Tenant {
        id: row.get(0)?,
        name: row.get(1)?,
        plan: row.get(2)?,
        budget_month: row.get::<_, Option<i64>>(3)?.map(MicroTenge),
        budget_day: row.get::<_, Option<i64>>(4)?.map(MicroTenge),
        disabled: row.get(5)?,
    };
    Ok(TenantRecord { tenant, created: from_micros(row.get(6)?, 6)? })
}

fn read_key(row: &Row<'_>) -> rusqlite::Result<KeyRecord> {
    let instant = |at: usize| -> rusqlite::Result<Option<Timestamp>> {
        row.get::<_, Option<i64>>(at)?.map(|micros| from_micros(micros, at)).transpose()
    };
    let key = NewKey {
        tenant: row.get(1)?,
        name: row.get(2)?,
        expires_at: instant(6)?,
        budget_month: row.get::<_, Option<i64>>(7)?.map(MicroTenge),
        requests_per_minute: row.get(8)?,
    };
    let created = instant(4)?.ok_or_else(|| column_error(4, "no time of creation"))?;
    Ok(KeyRecord { id: row.get(0)?, key, prefix: row.get(3)?, created, revoked_at: instant(5)? })
}
