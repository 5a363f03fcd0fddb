//! Sums that are kept in the file, up to a mark: the entries behind it are in none yet, and readers add them by themselves.
//!
//! The writer adds up what it writes in memory and puts it into the file now and then, with the mark, in one transaction:
//! a crash loses what was added up and not what it was made of. What the memory does not know (the file of an older
//! program, a crash, what was recovered or corrected) is read back from the entries.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use foldhash::fast::RandomState;
use router_core::measure::Intent;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params_from_iter};

use super::part::{FIGURES, Group, KEYS, Part, Sum, of_entries};

/// Entries behind the mark before the sums are put into the file: what a report may have to add up, some tens of
/// milliseconds.
const ENTRIES: i64 = 32_768;
/// Groups in memory before they are put into the file: some milliseconds.
const GROUPS: usize = 1_024;
/// Entries that are read back at once.
const SLICE: i64 = 65_536;

/// What tells the groups of entries apart while they are written: numbers in place of strings. Some groups have several,
/// such as those of a model with one price by day and one by night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ledger) struct Key {
    pub(in crate::ledger) day: i32,
    pub(in crate::ledger) owner: i64,
    pub(in crate::ledger) route: i64,
    pub(in crate::ledger) intent: Option<Intent>,
    pub(in crate::ledger) ended: bool,
}

/// The mark, and sums of entries behind it that are not in the file. Like all that the writer remembers it goes with a
/// failed transaction.
#[derive(Debug)]
pub(in crate::ledger) struct Kept {
    mark: i64,
    groups: HashMap<Key, (Group, Sum), RandomState>,
}

/// The last entry whose sums are in the file.
pub(in crate::ledger) fn mark(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT value FROM meta WHERE name = 'summed_seq'", [], |row| row.get(0))
}

/// Hands over the parts that the entries of the file after `from` up to `to` are, with their places. One that holds no
/// amounts is left out: that it is not what was sealed is for `verify` to say, and no reason not to serve.
pub(in crate::ledger) fn each_part(
    db: &Connection,
    from: i64,
    to: i64,
    mut each: impl FnMut(i64, Part),
) -> rusqlite::Result<()> {
    let mut entries = db.prepare_cached(&format!("{} AND seq > ?1 AND seq <= ?2", of_entries("whole_entry")))?;
    let mut rows = entries.query([from, to])?;
    while let Some(row) = rows.next()? {
        match Part::read(row) {
            Ok(part) => each(Part::seq(row)?, part),
            Err(error) => tracing::error!(%error, "an entry is in no sum"),
        }
    }
    Ok(())
}

/// The statements that add to the sums of the file.
struct Shelf<'db> {
    find: CachedStatement<'db>,
    put: CachedStatement<'db>,
}

impl<'db> Shelf<'db> {
    fn new(db: &'db Connection) -> rusqlite::Result<Self> {
        let (keys, figures) = (KEYS.join(", "), FIGURES.join(", "));
        let places = |count: usize| vec!["?"; count].join(", ");
        let (of_group, all) = (places(KEYS.len()), places(KEYS.len() + FIGURES.len()));
        let find = db.prepare_cached(&format!("SELECT {figures} FROM entry_sum WHERE ({keys}) = ({of_group})"))?;
        let put = db.prepare_cached(&format!("REPLACE INTO entry_sum ({keys}, {figures}) VALUES ({all})"))?;
        Ok(Self { find, put })
    }

    /// Adds to what the file has of a group.
    fn add(&mut self, group: &Group, sum: &Sum) -> rusqlite::Result<()> {
        let known = self.find.query_row(params_from_iter(group.values()), |row| Sum::read(row, 0)).optional()?;
        let sum = known.unwrap_or_default().plus(sum);
        self.put.execute(params_from_iter(group.values().chain(sum.values()))).map(|_| ())
    }
}

fn set_mark(db: &Connection, mark: i64) -> rusqlite::Result<()> {
    let set = "UPDATE meta SET value = ?1 WHERE name = 'summed_seq'";
    db.prepare_cached(set)?.execute([mark]).map(|_| ())
}

// === impl Kept ===

impl Kept {
    /// Brings the sums of a file up to its last entry, in slices, each in a transaction of its own.
    pub(in crate::ledger) fn catch_up(db: &Connection) -> rusqlite::Result<Self> {
        let last: i64 = db.query_row("SELECT coalesce(max(seq), 0) FROM entry", [], |row| row.get(0))?;
        let mut kept = Self { mark: mark(db)?, groups: HashMap::default() };
        if last.saturating_sub(kept.mark) > SLICE {
            tracing::info!(entries = last.saturating_sub(kept.mark), "adding up entries for reports");
        }
        while kept.mark < last {
            let slice = db.unchecked_transaction()?;
            kept.read_up_to(db, last.min(kept.mark.saturating_add(SLICE)))?;
            slice.commit()?;
        }
        Ok(kept)
    }

    /// Adds what a charge of an entry that was written came to; its group is named where it is not known.
    pub(in crate::ledger) fn add(&mut self, key: Key, sum: &Sum, group: impl FnOnce() -> Group) {
        match self.groups.entry(key) {
            Entry::Occupied(mut known) => {
                let (_, known) = known.get_mut();
                *known = known.plus(sum);
            }
            Entry::Vacant(place) => {
                place.insert((group(), *sum));
            }
        }
    }

    /// Whether the file lacks anything up to its last entry.
    pub(in crate::ledger) fn is_behind(&self, last: i64) -> bool {
        self.mark < last
    }

    /// Whether it is time to put the sums into the file, whose last entry is `last`.
    pub(in crate::ledger) fn is_due(&self, last: i64) -> bool {
        last.saturating_sub(self.mark) >= ENTRIES || self.groups.len() >= GROUPS
    }

    /// Puts the sums of all entries up to `last` into the file, inside the transaction that is open.
    pub(in crate::ledger) fn flush(&mut self, db: &Connection, last: i64) -> rusqlite::Result<()> {
        let mut shelf = Shelf::new(db)?;
        for (group, sum) in self.groups.values() {
            shelf.add(group, sum)?;
        }
        self.groups.clear();
        self.mark = last;
        set_mark(db, last)
    }

    /// The same where the entries behind the mark are not known here, but only in the file.
    pub(in crate::ledger) fn read_up_to(&mut self, db: &Connection, last: i64) -> rusqlite::Result<()> {
        debug_assert!(self.groups.is_empty(), "what was added up would be added twice");
        let mut groups = BTreeMap::new();
        each_part(db, self.mark, last, |_, part| part.add_to(&mut groups))?;
        let mut shelf = Shelf::new(db)?;
        for (group, sum) in &groups {
            shelf.add(group, sum)?;
        }
        self.mark = last;
        set_mark(db, last)
    }
}
