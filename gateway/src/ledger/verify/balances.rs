//! Every balance again, from the entries, and compared with what is stored.

use std::sync::Arc;

use foldhash::HashMap;
use rusqlite::Connection;

use super::Findings;
use crate::ledger::{BudgetLevel, EntryKind, LedgerError, books::Scope, chain::Link, owners::Owners, scan::Line};

/// The figures of a balance.
const FIGURES: [&str; 3] = ["reserved", "spent", "messages"];

/// Balances as the entries make them.
#[derive(Debug)]
pub(super) struct Balances<'db> {
    owners: Owners<'db>,
    /// Reserved, spent, messages.
    sums: HashMap<Scope, [i64; FIGURES.len()]>,
    /// What each open request reserved, and by which entry.
    reserved: HashMap<[u8; 16], (i64, i64)>,
    /// The reserve entries of requests that their tenant's first top-up overtook: no wallet pays them.
    overtaken: HashMap<[u8; 16], i64>,
}

// === impl Balances ===

impl<'db> Balances<'db> {
    /// Nothing yet, in a store.
    pub(super) fn new(db: &'db Connection) -> Self {
        let (sums, reserved, overtaken) = (HashMap::default(), HashMap::default(), HashMap::default());
        Self { owners: Owners::of(db), sums, reserved, overtaken }
    }

    /// The next entry.
    pub(super) fn entry(&mut self, line: &Line<'_>) -> rusqlite::Result<()> {
        let link = &line.link;
        let (Some(tenant), Some(key_id)) = (line.owner.tenant(), line.owner.key_id()) else { return Ok(()) };
        let added = match EntryKind::from_name(link.kind) {
            Some(EntryKind::Reserve) => {
                let bound = link.amount.unwrap_or_default();
                self.reserved.insert(*link.request_id, (bound, link.seq));
                [bound, 0, 1]
            }
            Some(EntryKind::Settle | EntryKind::Recovered) => {
                [self.freed(tenant, link)?, link.amount.unwrap_or_default(), 0]
            }
            Some(EntryKind::Release) => [self.freed(tenant, link)?, 0, -1],
            Some(EntryKind::Attempt) if link.usage_source.is_some() => [0, link.amount.unwrap_or_default(), 0],
            Some(EntryKind::Correction) => [0, link.correction.unwrap_or_default(), 0],
            Some(EntryKind::Attempt) | None => return Ok(()),
        };
        let day = i32::try_from(link.day).unwrap_or_default();
        let reserved = self.overtaken.get(link.request_id).filter(|_| link.correction.is_none());
        let reserved = reserved.copied().unwrap_or(link.seq);
        let owner = self.owners.owner(tenant.clone(), key_id.clone(), day, reserved)?;
        for scope in owner.scopes() {
            for (sum, added) in self.sums.entry(scope).or_default().iter_mut().zip(added) {
                *sum = sum.saturating_add(added);
            }
        }
        Ok(())
    }

    /// What the end of a request adds to what is reserved: less than nothing.
    fn freed(&mut self, tenant: &Arc<str>, link: &Link<'_>) -> rusqlite::Result<i64> {
        let Some((bound, seq)) = self.reserved.remove(link.request_id) else { return Ok(0) };
        if self.owners.has_wallet(tenant, link.seq)? && !self.owners.has_wallet(tenant, seq)? {
            self.overtaken.insert(*link.request_id, seq);
        }
        Ok(0_i64.saturating_sub(bound))
    }

    /// Compares with the stored balances.
    pub(super) fn compare(mut self, db: &Connection, findings: &mut Findings) -> Result<(), LedgerError> {
        let mut stored = db.prepare("SELECT level, id, period, reserved, spent, messages FROM balance")?;
        let mut rows = stored.query([])?;
        while let Some(row) = rows.next()? {
            let level: String = row.get(0)?;
            let Some(level) = BudgetLevel::ALL.into_iter().find(|known| known.name() == level) else {
                findings.whole(format_args!("{level:?} is no level of balances"));
                continue;
            };
            let scope = Scope { level, id: row.get(1)?, period: row.get(2)? };
            let stored = [row.get(3)?, row.get(4)?, row.get(5)?];
            differ(&scope, stored, self.sums.remove(&scope).unwrap_or_default(), findings);
        }
        let mut missing: Vec<_> = self.sums.into_iter().collect();
        missing.sort_unstable();
        for (scope, made) in &missing {
            differ(scope, [0; FIGURES.len()], *made, findings);
        }
        Ok(())
    }
}

fn differ(scope: &Scope, stored: [i64; FIGURES.len()], made: [i64; FIGURES.len()], findings: &mut Findings) {
    for ((name, stored), made) in FIGURES.iter().zip(stored).zip(made) {
        if stored != made {
            let Scope { level, id, period } = scope;
            let level = level.name();
            findings.whole(format_args!("balance {level} of {id}, {period}: {name} {stored}, the entries make {made}"));
        }
    }
}
