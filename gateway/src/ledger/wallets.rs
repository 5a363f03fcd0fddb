//! Wallets: what tenants have paid in advance. A wallet is one more budget, whose limit is the sum of its top-ups and
//! which never starts anew.

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;
use jiff::Timestamp;
use router_core::money::MicroTenge;
use rusqlite::{Connection, Row, params};

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
    let mut found = db.prepare(
        "SELECT paid.tenant, sum(paid.amount_ukzt),
             (SELECT amount_ukzt FROM top_up WHERE tenant = paid.tenant AND amount_ukzt > 0 ORDER BY seq DESC LIMIT 1)
         FROM top_up AS paid GROUP BY paid.tenant",
    )?;
    let wallets = found.query_map([], |row| {
        let last: Option<i64> = row.get(2)?;
        Ok((row.get(0)?, Wallet { total: MicroTenge(row.get(1)?), last: MicroTenge(last.unwrap_or_default()) }))
    })?;
    wallets.collect()
}

/// Reads one tenant's, if it has one.
pub(super) fn of(db: &Connection, tenant: &str) -> rusqlite::Result<Option<Wallet>> {
    let mut found = db.prepare_cached(
        "SELECT sum(amount_ukzt),
             (SELECT amount_ukzt FROM top_up WHERE tenant = ?1 AND amount_ukzt > 0 ORDER BY seq DESC LIMIT 1)
         FROM top_up WHERE tenant = ?1",
    )?;
    let (total, last): (Option<i64>, Option<i64>) = found.query_row([tenant], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(total.map(|total| Wallet { total: MicroTenge(total), last: MicroTenge(last.unwrap_or_default()) }))
}

/// Every payment, as they came.
pub(super) fn read_all(db: &Connection) -> rusqlite::Result<Vec<TopUp>> {
    let mut found = db.prepare("SELECT reference, amount_ukzt, ts, tenant FROM top_up ORDER BY seq")?;
    let rows = found.query_map([], |row| {
        let TopUpRow { reference, amount, at } = read_top_up(row)?;
        Ok(TopUp { tenant: row.get(3)?, reference, amount, at })
    })?;
    rows.collect()
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
        let mut paid = self.0.prepare(
            "SELECT tenant, sum(amount_ukzt) FROM top_up WHERE ?1 IS NULL OR tenant = ?1 GROUP BY tenant ORDER BY tenant",
        )?;
        let paid = paid.query_map([tenant], |row| Ok((row.get::<_, String>(0)?, MicroTenge(row.get(1)?))))?;
        let standing = |(tenant, topped_up): (String, MicroTenge)| {
            let balance = read_balance(&self.0, &Scope::of_wallet(tenant.as_str().into()))?;
            let [spent, reserved] = [balance.spent, balance.reserved].map(MicroTenge);
            Ok(WalletStanding { tenant, topped_up, spent, reserved, remaining: balance.left(topped_up) })
        };
        paid.map(|row| standing(row?)).collect()
    }

    /// The payments into a tenant's wallet, as they came.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn top_ups(&self, tenant: &str) -> Result<Vec<TopUpRow>, LedgerError> {
        if let Some(shared) = &self.1 {
            return Ok(shared.on_link(async |client, _| bookings::payments(client, tenant).await)?);
        }
        let sql = "SELECT reference, amount_ukzt, ts FROM top_up WHERE tenant = ?1 ORDER BY seq";
        let mut found = self.0.prepare(sql)?;
        let rows = found.query_map(params![tenant], read_top_up)?;
        rows.map(|row| row.map_err(LedgerError::from)).collect()
    }
}

fn read_top_up(row: &Row<'_>) -> rusqlite::Result<TopUpRow> {
    Ok(TopUpRow { reference: row.get(0)?, amount: MicroTenge(row.get(1)?), at: from_micros(row.get(2)?, 2)? })
}

impl Scope {
    /// The balance of a tenant's wallet.
    pub(super) fn of_wallet(tenant: Arc<str>) -> Self {
        Self { level: BudgetLevel::Wallet, id: tenant, period: 0 }
    }
}
