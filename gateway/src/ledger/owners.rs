//! Which balances entries are counted in, for readers of the store that have no caller at hand. All of it stays as it was
//! when an entry was written: a key keeps its project, and a wallet pays from its first top-up on.

use std::sync::Arc;

use foldhash::HashMap;
use rusqlite::{Connection, OptionalExtension as _};

use super::books::Owner;

/// What the store knows of keys and wallets, each looked up when it is first met.
#[derive(Debug)]
pub(super) struct Owners<'db> {
    db: &'db Connection,
    keys: HashMap<Arc<str>, Key>,
    /// By tenant: the last entry before the first top-up, if there was one.
    wallets: HashMap<Arc<str>, Option<i64>>,
}

#[derive(Debug, Clone, Default)]
struct Key {
    project: Option<Arc<str>>,
    counts_days: bool,
}

// === impl Owners ===

impl<'db> Owners<'db> {
    /// Those of a store.
    pub(super) fn of(db: &'db Connection) -> Self {
        Self { db, keys: HashMap::default(), wallets: HashMap::default() }
    }

    /// Whom an entry of this key on this day is about; `reserved` is the reserve entry of its request, of a correction
    /// the correction itself.
    pub(super) fn owner(
        &mut self,
        tenant: Arc<str>,
        key_id: Arc<str>,
        day: i32,
        reserved: i64,
    ) -> rusqlite::Result<Owner> {
        let Key { project, counts_days: counts_key_days } = self.key(&key_id)?;
        let has_wallet = self.has_wallet(&tenant, reserved)?;
        Ok(Owner { tenant, key_id, project, counts_key_days, has_wallet, day })
    }

    /// Whether a wallet paid what was reserved by this entry.
    pub(super) fn has_wallet(&mut self, tenant: &Arc<str>, reserved: i64) -> rusqlite::Result<bool> {
        let after = match self.wallets.get(tenant) {
            Some(after) => *after,
            None => {
                let mut first = self.db.prepare_cached("SELECT min(after_entry) FROM top_up WHERE tenant = ?1")?;
                let after = first.query_row([tenant], |row| row.get(0))?;
                self.wallets.insert(tenant.clone(), after);
                after
            }
        };
        Ok(after.is_some_and(|after| after < reserved))
    }

    /// The entry that reserved a request.
    pub(super) fn reserved(&self, request_id: &[u8]) -> rusqlite::Result<Option<i64>> {
        let mut found = self.db.prepare_cached("SELECT seq FROM entry WHERE request_id = ?1 AND step = 0")?;
        found.query_row([request_id], |row| row.get(0)).optional()
    }

    fn key(&mut self, id: &Arc<str>) -> rusqlite::Result<Key> {
        if let Some(key) = self.keys.get(id) {
            return Ok(key.clone());
        }
        let mut known = self.db.prepare_cached(
            "SELECT tenant || '/' || project, budget_day_ukzt IS NOT NULL FROM api_key WHERE id = ?1",
        )?;
        let key = known.query_row([id], |row| Ok(Key { project: row.get(0)?, counts_days: row.get(1)? }));
        let key = key.optional()?.unwrap_or_default();
        self.keys.insert(id.clone(), key.clone());
        Ok(key)
    }
}
