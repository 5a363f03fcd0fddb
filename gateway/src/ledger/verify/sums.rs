//! Every sum that reports are made of again, from the entries that it was made of, and compared with what is stored.

use std::{collections::BTreeMap, path::Path};

use rusqlite::Connection;

use super::Findings;
use crate::ledger::{
    LedgerError,
    shared::{SharedOptions, sums},
    store::open_read_only,
    sums::{FIGURES, Group, Part, Sum, each_part, mark, of_sums},
};

/// Compares with the stored sums of a ledger whose last entry is `last`.
pub(in crate::ledger) fn compare(db: &Connection, last: i64, findings: &mut Findings) -> Result<(), LedgerError> {
    let mark = mark(db)?;
    if mark > last {
        findings.whole(format_args!("sums are made of entries up to {mark}, the last one is {last}"));
    }
    let mut stored = db.prepare(&of_sums())?;
    let mut rows = stored.query([])?;
    let mut parts = Vec::new();
    while let Some(row) = rows.next()? {
        match Part::read(row) {
            Ok(part) => parts.push(part),
            Err(error) => findings.whole(error),
        }
    }
    hold(db, mark, parts, "", findings)
}

/// Compares with what the database of all nodes has of this journal: others report from that.
pub(super) fn compare_shared(
    db: &Connection,
    shared: &SharedOptions,
    findings: &mut Findings,
) -> Result<(), LedgerError> {
    let (mark, parts) = shared.on_link(async |client, _| sums::of_journal(client, db).await)?;
    // More may have been shipped than had been written when the journal's proof began.
    match db.path() {
        Some(path) => hold(&open_read_only(Path::new(path))?, mark, parts, "in the shared database, ", findings),
        None => Ok(()),
    }
}

/// Holds parts against what the entries up to `mark` make.
fn hold(
    db: &Connection,
    mark: i64,
    stored: Vec<Part>,
    place: &str,
    findings: &mut Findings,
) -> Result<(), LedgerError> {
    let mut made = BTreeMap::new();
    each_part(db, 0, mark, |_, part| part.add_to(&mut made))?;
    for Part { group, sum } in stored {
        differ(&group, &sum, &made.remove(&group).unwrap_or_default(), place, findings);
    }
    for (group, sum) in &made {
        differ(group, &Sum::default(), sum, place, findings);
    }
    Ok(())
}

fn differ(group: &Group, stored: &Sum, made: &Sum, place: &str, findings: &mut Findings) {
    let figures = FIGURES.iter().zip(stored.figures()).zip(made.figures());
    let differing = figures.filter(|((_, stored), made)| stored != made);
    let told: Vec<String> =
        differing.map(|((name, stored), made)| format!("{name} {stored}, the entries make {made}")).collect();
    if !told.is_empty() {
        findings.whole(format_args!("{place}sum of {group}: {}", told.join("; ")));
    }
}
