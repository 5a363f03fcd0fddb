//! Tenants as rows of the store.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params_from_iter, types::Value};

use super::{
    Limits, Wallet,
    directory::{DirectoryError, check_id},
    levels::COLUMNS,
    store::from_micros,
    wallets,
};

/// What may be set of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id: `a-z`, `0-9` and `-`, at most 64 characters.
    pub id: Arc<str>,
    /// Its name, for people.
    pub name: String,
    /// The name of its plan in the policy files.
    pub plan: String,
    /// What all its keys together may use; what is not stated of requests and tokens a minute and of requests at once is
    /// its plan's.
    pub limits: Limits,
    /// Whether all its keys are refused.
    pub disabled: bool,
    /// Whether it pays its plan by the year, for statements.
    pub pays_yearly: bool,
}

/// A tenant's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRecord {
    /// What may be set.
    pub tenant: Tenant,
    /// When it was made.
    pub created: Timestamp,
    /// What was paid into its wallet, if it has one.
    pub wallet: Option<Wallet>,
}

// === impl Tenant ===

impl Tenant {
    /// A tenant without limits of its own.
    #[must_use]
    pub fn new(id: &str, name: &str, plan: &str) -> Self {
        Self {
            id: id.into(),
            name: name.to_owned(),
            plan: plan.to_owned(),
            limits: Limits::default(),
            disabled: false,
            pays_yearly: false,
        }
    }

    fn check(&self) -> Result<(), DirectoryError> {
        check_id(&self.id)?;
        self.limits.check()
    }

    pub(super) fn create(&self, db: &Connection, now: Timestamp) -> rusqlite::Result<Result<(), DirectoryError>> {
        if let Err(error) = self.check() {
            return Ok(Err(error));
        }
        let made = self.write(
            db,
            &format!(
                "INSERT INTO tenant (id, name, plan, disabled, pays_yearly, {COLUMNS}, created)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING"
            ),
            Some(now),
        )?;
        Ok(if made == 1 { Ok(()) } else { Err(DirectoryError::TenantExists(self.id.clone())) })
    }

    pub(super) fn update(&self, db: &Connection) -> rusqlite::Result<Result<(), DirectoryError>> {
        if let Err(error) = self.check() {
            return Ok(Err(error));
        }
        let limits = Limits::assignments(6);
        let set = "name = ?2, plan = ?3, disabled = ?4, pays_yearly = ?5";
        let changed = self.write(db, &format!("UPDATE tenant SET {set}, {limits} WHERE id = ?1"), None)?;
        Ok(if changed == 1 { Ok(()) } else { Err(DirectoryError::NoTenant(self.id.clone())) })
    }

    fn write(&self, db: &Connection, sql: &str, created: Option<Timestamp>) -> rusqlite::Result<usize> {
        let Self { id, name, plan, limits, disabled, pays_yearly } = self;
        let text = [id, &**name, &**plan].map(|text| Value::from(text.to_owned()));
        let set = text.into_iter().chain([*disabled, *pays_yearly].map(Value::from));
        let created = created.map(|at| Value::from(at.as_microsecond()));
        db.prepare_cached(sql)?.execute(params_from_iter(set.chain(limits.values()).chain(created)))
    }
}

/// Every tenant.
pub(super) fn load(db: &Connection) -> rusqlite::Result<Vec<TenantRecord>> {
    let wallets = wallets::load(db)?;
    let mut tenants =
        db.prepare(&format!("SELECT id, name, plan, disabled, created, pays_yearly, {COLUMNS} FROM tenant"))?;
    let read = |row: &Row<'_>| {
        let tenant = Tenant {
            id: row.get(0)?,
            name: row.get(1)?,
            plan: row.get(2)?,
            disabled: row.get(3)?,
            pays_yearly: row.get(5)?,
            limits: Limits::read(row, 6)?,
        };
        let wallet = wallets.get(&tenant.id).copied();
        Ok(TenantRecord { tenant, created: from_micros(row.get(4)?, 4)?, wallet })
    };
    tenants.query_map([], read)?.collect()
}
