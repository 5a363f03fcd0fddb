//! Wallets: what tenants have paid in advance. A wallet is one more budget, whose limit is the sum of its top-ups and
//! which never starts anew.

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;
use jiff::Timestamp;
use router_core::money::MicroTenge;
use rusqlite::{Connection, params_from_iter};

use super::{
    BudgetLevel, LedgerError, Reader, TopUp,
    books::{Scope, read_balance},
    shared::bookings,
    store::from_micros,
};

/// What was paid into a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wallet {
    /// All of it.
    pub total: MicroTenge,
    /// The last time: what a full wallet is, for shares of it.
    pub last: MicroTenge,
}

/// The wallets of all tenants that have one.
pub(super) type Wallets = HashMap<Arc<str>, Wallet, RandomState>;

/// How a wallet stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletStanding {
    /// Whose it is.
    pub tenant: String,
    /// What was paid in.
    pub topped_up: MicroTenge,
    /// What ended requests cost.
    pub spent: MicroTenge,
    /// What requests under way may cost at most; of several nodes, what they have set aside for such.
    pub reserved: MicroTenge,
    /// What may still be reserved.
    pub remaining: MicroTenge,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUpRow {
    /// The payment's reference.
    pub reference: String,
    /// How much.
    pub amount: MicroTenge,
    /// When it was booked.
    pub at: Timestamp,
}

/// Reads every wallet.
pub(super) fn load(db: &Connection) -> rusqlite::Result<Wallets> {
    Ok(read(db, None)?.into_iter().collect())
}

/// Reads one tenant's, if it has one.
pub(super) fn of(db: &Connection, tenant: &str) -> rusqlite::Result<Option<Wallet>> {
    Ok(read(db, Some(tenant))?.pop().map(|(_, wallet)| wallet))
}

/// The wallets of all tenants or of one, by tenant.
fn read(db: &Connection, tenant: Option<&str>) -> rusqlite::Result<Vec<(Arc<str>, Wallet)>> {
    let mut found = db.prepare_cached(&format!(
        "SELECT tenant, sum(amount_ukzt), coalesce(
             (SELECT amount_ukzt FROM top_up WHERE tenant = paid.tenant AND amount_ukzt > 0 ORDER BY seq DESC LIMIT 1), 0)
         FROM top_up AS paid {} GROUP BY tenant ORDER BY tenant",
        only(tenant)
    ))?;
    let wallets = found.query_map(params_from_iter(tenant), |row| {
        Ok((row.get(0)?, Wallet { total: MicroTenge(row.get(1)?), last: MicroTenge(row.get(2)?) }))
    })?;
    wallets.collect()
}

/// The payments of all tenants or of one, as they came.
pub(super) fn payments(db: &Connection, tenant: Option<&str>) -> rusqlite::Result<Vec<TopUp>> {
    let sql = format!("SELECT tenant, reference, amount_ukzt, ts FROM top_up {} ORDER BY seq", only(tenant));
    let mut found = db.prepare(&sql)?;
    let rows = found.query_map(params_from_iter(tenant), |row| {
        let (amount, at) = (MicroTenge(row.get(2)?), from_micros(row.get(3)?, 3)?);
        Ok(TopUp { tenant: row.get(0)?, reference: row.get(1)?, amount, at })
    })?;
    rows.collect()
}

/// Whose rows are read; written so that those of one are looked up in the index.
fn only(tenant: Option<&str>) -> &'static str {
    if tenant.is_some() { "WHERE tenant = ?1" } else { "" }
}

impl Reader {
    /// How the wallet of a tenant stands, or every wallet, by tenant.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn wallets(&self, tenant: Option<&str>) -> Result<Vec<WalletStanding>, LedgerError> {
        if let Some(shared) = &self.1 {
            return Ok(shared.on_link(async |client, _| bookings::standings(client, tenant).await)?);
        }
        let standing = |(tenant, Wallet { total: topped_up, .. }): (Arc<str>, Wallet)| {
            let balance = read_balance(&self.0, &Scope::of_wallet(tenant.clone()))?;
            let [spent, reserved] = [balance.spent, balance.reserved].map(MicroTenge);
            let (tenant, remaining) = (tenant.as_ref().to_owned(), balance.left(topped_up));
            Ok(WalletStanding { tenant, topped_up, spent, reserved, remaining })
        };
        read(&self.0, tenant)?.into_iter().map(standing).collect()
    }

    /// The payments into a tenant's wallet, as they came.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn top_ups(&self, tenant: &str) -> Result<Vec<TopUpRow>, LedgerError> {
        if let Some(shared) = &self.1 {
            return Ok(shared.on_link(async |client, _| bookings::payments(client, tenant).await)?);
        }
        Ok(payments(&self.0, Some(tenant))?.into_iter().map(TopUpRow::from).collect())
    }
}

impl From<TopUp> for TopUpRow {
    fn from(TopUp { reference, amount, at, .. }: TopUp) -> Self {
        Self { reference, amount, at }
    }
}

impl Scope {
    /// The balance of a tenant's wallet.
    pub(super) fn of_wallet(tenant: Arc<str>) -> Self {
        Self { level: BudgetLevel::Wallet, id: tenant, period: 0 }
    }
}
