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

/// What a store has of the sums of a ledger.
struct Stored {
    /// In the words of what is found.
    place: &'static str,
    /// Up to which entry.
    mark: i64,
    parts: Vec<Part>,
}

/// Compares with the stored sums of a ledger whose last entry is `last`, and with what the database of all nodes has of
/// them: others report from that.
pub(in crate::ledger) fn compare(
    db: &Connection,
    shared: Option<&SharedOptions>,
    last: i64,
    findings: &mut Findings,
) -> Result<(), LedgerError> {
    let mut stores = vec![kept(db, last, findings)?];
    if let Some(shared) = shared {
        let (mark, parts) = shared.on_link(async |client, _| sums::of_journal(client, db).await)?;
        stores.push(Stored { place: "in the shared database, ", mark, parts });
    }
    // One walk for both, from the mark of one to that of the other.
    stores.sort_by_key(|store| store.mark);
    let (mut made, mut walked) = (BTreeMap::new(), 0);
    for store in stores {
        let add = |_, part: Part| part.add_to(&mut made);
        match db.path().filter(|_| store.mark > last) {
            // More may have been shipped than had been written when the journal's proof began.
            Some(path) => each_part(&open_read_only(Path::new(path))?, walked, store.mark, add)?,
            None => each_part(db, walked, store.mark, add)?,
        }
        walked = store.mark;
        store.hold(&made, findings);
    }
    Ok(())
}

/// What the ledger's own file has.
fn kept(db: &Connection, last: i64, findings: &mut Findings) -> Result<Stored, LedgerError> {
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
    Ok(Stored { place: "", mark, parts })
}

// === impl Stored ===

impl Stored {
    /// Holds it against what the entries up to its mark make.
    fn hold(&self, made: &BTreeMap<Group, Sum>, findings: &mut Findings) {
        let mut made: BTreeMap<&Group, &Sum> = made.iter().collect();
        let nothing = Sum::default();
        for Part { group, sum } in &self.parts {
            differ(group, sum, made.remove(group).unwrap_or(&nothing), self.place, findings);
        }
        for (group, sum) in made {
            differ(group, &nothing, sum, self.place, findings);
        }
    }
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
