//! Every sum that reports are made of again, from the entries that it was made of, and compared with what is stored.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Findings;
use crate::ledger::{
    LedgerError,
    sums::{FIGURES, Group, Part, Sum, each_part, mark, of_sums},
};

/// Compares with the stored sums of a ledger whose last entry is `last`.
pub(in crate::ledger) fn compare(db: &Connection, last: i64, findings: &mut Findings) -> Result<(), LedgerError> {
    let mark = mark(db)?;
    if mark > last {
        findings.whole(format_args!("sums are made of entries up to {mark}, the last one is {last}"));
    }
    let mut made = BTreeMap::new();
    each_part(db, 0, mark, |_, part| part.add_to(&mut made))?;
    let mut stored = db.prepare(&of_sums())?;
    let mut rows = stored.query([])?;
    while let Some(row) = rows.next()? {
        match Part::read(row) {
            Ok(Part { group, sum }) => differ(&group, &sum, &made.remove(&group).unwrap_or_default(), findings),
            Err(error) => findings.whole(error),
        }
    }
    for (group, sum) in &made {
        differ(group, &Sum::default(), sum, findings);
    }
    Ok(())
}

fn differ(group: &Group, stored: &Sum, made: &Sum, findings: &mut Findings) {
    let figures = FIGURES.iter().zip(stored.figures()).zip(made.figures());
    let differing = figures.filter(|((_, stored), made)| stored != made);
    let told: Vec<String> =
        differing.map(|((name, stored), made)| format!("{name} {stored}, the entries make {made}")).collect();
    if !told.is_empty() {
        findings.whole(format_args!("sum of {group}: {}", told.join("; ")));
    }
}
