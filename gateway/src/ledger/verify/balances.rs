//! Every balance again, from the entries, and compared with what is stored.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rusqlite::Connection;

use super::Findings;
use crate::ledger::{
    BudgetLevel, EntryKind, LedgerError,
    books::{Owner, Scope},
    chain::Link,
    scan::Line,
};

/// The figures of a balance.
const FIGURES: [&str; 3] = ["reserved", "spent", "messages"];

/// Balances as the entries make them.
#[derive(Debug, Default)]
pub(super) struct Balances {
    /// Reserved, spent, messages.
    sums: HashMap<Scope, [i64; FIGURES.len()], RandomState>,
    /// What each open request reserved.
    reserved: HashMap<[u8; 16], i64, RandomState>,
}

// === impl Balances ===

impl Balances {
    /// The next entry.
    pub(super) fn entry(&mut self, line: &Line<'_>) {
        let link = &line.link;
        let added = match EntryKind::from_name(link.kind) {
            Some(EntryKind::Reserve) => {
                let bound = link.amount.unwrap_or_default();
                self.reserved.insert(*link.request_id, bound);
                [bound, 0, 1]
            }
            Some(EntryKind::Settle | EntryKind::Recovered) => [self.freed(link), link.amount.unwrap_or_default(), 0],
            Some(EntryKind::Release) => [self.freed(link), 0, -1],
            Some(EntryKind::Attempt) if link.usage_source.is_some() => [0, link.amount.unwrap_or_default(), 0],
            Some(EntryKind::Correction) => [0, link.correction.unwrap_or_default(), 0],
            Some(EntryKind::Attempt) | None => return,
        };
        let (Some(tenant), Some(key_id)) = (line.owner.tenant(), line.owner.key_id()) else { return };
        let day = i32::try_from(link.day).unwrap_or_default();
        let owner = Owner { tenant: tenant.clone(), key_id: key_id.clone(), day };
        for level in BudgetLevel::ALL {
            for (sum, added) in self.sums.entry(owner.scope(level)).or_default().iter_mut().zip(added) {
                *sum = sum.saturating_add(added);
            }
        }
    }

    /// What the end of a request adds to what is reserved: less than nothing.
    fn freed(&mut self, link: &Link<'_>) -> i64 {
        0_i64.saturating_sub(self.reserved.remove(link.request_id).unwrap_or_default())
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
