//! Which balances entries are counted in, for readers of the store that have no caller at hand. All of it stays as it was
//! when an entry was written: a key keeps its project, and a wallet pays from its first top-up on.

use std::sync::Arc;

use foldhash::HashMap;
use rusqlite::Connection;

use super::books::Owner;

/// What the store knows of keys and wallets.
#[derive(Debug, Default)]
pub(super) struct Owners {
    keys: HashMap<Arc<str>, Key>,
    /// By tenant: the last entry before the first top-up.
    wallets: HashMap<Arc<str>, i64>,
}

#[derive(Debug, Default)]
struct Key {
    project: Option<Arc<str>>,
    counts_days: bool,
}

// === impl Owners ===

impl Owners {
    /// Reads them all.
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut keys = db.prepare("SELECT id, tenant || '/' || project, budget_day_ukzt IS NOT NULL FROM api_key")?;
        let keys =
            keys.query_map([], |row| Ok((row.get(0)?, Key { project: row.get(1)?, counts_days: row.get(2)? })))?;
        let mut wallets = db.prepare("SELECT tenant, min(after_entry) FROM top_up GROUP BY tenant")?;
        let wallets = wallets.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self { keys: keys.collect::<Result<_, _>>()?, wallets: wallets.collect::<Result<_, _>>()? })
    }

    /// Whom an entry of this key on this day is about; `reserved` is the reserve entry of its request, of a correction
    /// the correction itself.
    pub(super) fn owner(&self, tenant: Arc<str>, key_id: Arc<str>, day: i32, reserved: i64) -> Owner {
        let key = self.keys.get(&*key_id);
        Owner {
            project: key.and_then(|key| key.project.clone()),
            counts_key_days: key.is_some_and(|key| key.counts_days),
            has_wallet: self.has_wallet(&tenant, reserved),
            tenant,
            key_id,
            day,
        }
    }

    /// Whether a wallet paid what was reserved by this entry.
    pub(super) fn has_wallet(&self, tenant: &str, reserved: i64) -> bool {
        self.wallets.get(tenant).is_some_and(|after| *after < reserved)
    }
}
