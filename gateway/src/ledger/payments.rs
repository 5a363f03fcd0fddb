//! The chain of top-ups: each is sealed together with the seal of the one before, as entries are, so that none can be
//! changed, left out or put in unnoticed. The journals of several nodes and their database each have a chain of their own.

use router_core::packed::put_text;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{TopUp, chain::Seal, store::column_error};

/// The version of the bytes that are sealed, their first.
const VERSION: u8 = 1;
/// What the first top-up of a ledger is sealed after.
const BEGINNING: &[u8] = b"qaqpa top-ups";

/// Under this name either store notes the last seal.
pub(super) const LAST: &str = "last_top_up";

/// All that a top-up says, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Payment<'a> {
    pub(super) seq: i64,
    pub(super) tenant: &'a str,
    pub(super) reference: &'a str,
    pub(super) amount: i64,
    /// In microseconds.
    pub(super) ts: i64,
    /// The entry after which it came; 0 where no entries are beside it.
    pub(super) after_entry: i64,
}

/// The end of a chain of top-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Last {
    pub(super) seq: i64,
    pub(super) seal: Seal,
}

// === impl Payment ===

impl<'a> Payment<'a> {
    /// A top-up at its place.
    pub(super) fn of(top_up: &'a TopUp, seq: i64, after_entry: i64) -> Self {
        let TopUp { tenant, reference, amount, at } = top_up;
        Self { seq, tenant, reference, amount: amount.0, ts: at.as_microsecond(), after_entry }
    }

    /// Its seal behind one that was sealed with `before`.
    pub(super) fn seal(&self, before: &Seal) -> Seal {
        let Self { seq, tenant, reference, amount, ts, after_entry } = *self;
        let mut bytes = Vec::with_capacity(128);
        bytes.extend_from_slice(before.bytes());
        bytes.push(VERSION);
        for number in [seq, amount, ts, after_entry] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        put_text(&mut bytes, tenant);
        put_text(&mut bytes, reference);
        Seal::of(&bytes)
    }
}

// === impl Last ===

impl Last {
    /// Of a chain without any.
    pub(super) fn beginning() -> Self {
        Self { seq: 0, seal: Seal::of(BEGINNING) }
    }

    /// As a store has it.
    pub(super) fn stored(seq: i64, seal: &[u8]) -> rusqlite::Result<Self> {
        let seal = seal.try_into().map_err(|_| column_error(1, "no seal"))?;
        Ok(Self { seq, seal: Seal::from_bytes(seal) })
    }

    /// Where a journal's chain ends.
    pub(super) fn read(db: &Connection) -> rusqlite::Result<Self> {
        let last = db
            .prepare_cached("SELECT seq, hash FROM top_up ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| Ok(Self { seq: row.get(0)?, seal: Seal::from_bytes(row.get(1)?) }))
            .optional()?;
        Ok(last.unwrap_or_else(Self::beginning))
    }
}

/// A chain as it is walked.
#[derive(Debug)]
pub(super) struct Walk {
    last: Last,
    /// Whether a seal differed: all that follow would, too.
    broken: bool,
}

impl Default for Walk {
    fn default() -> Self {
        Self { last: Last::beginning(), broken: false }
    }
}

impl Walk {
    /// The next top-up with the seal that it is stored with; what is wrong with it.
    pub(super) fn next(&mut self, payment: &Payment<'_>, stored: Option<&[u8]>) -> Option<String> {
        let Payment { seq, reference, .. } = payment;
        let stored = stored.and_then(|seal| Last::stored(*seq, seal).ok());
        let made = Last { seq: *seq, seal: payment.seal(&self.last.seal) };
        self.last = stored.unwrap_or(made);
        let (is_whole, was_broken) = (stored == Some(made), self.broken);
        self.broken = !is_whole;
        match stored {
            _ if is_whole || was_broken => None,
            None => Some(format!("top-up {reference} is not sealed")),
            Some(_) => Some(format!("top-up {reference} is not what was sealed, or the one before it is gone")),
        }
    }

    /// What is wrong with the end, where another seal was noted as the last.
    pub(super) fn end(&self, noted: Option<&[u8]>) -> Option<String> {
        let is_end = match noted {
            Some(noted) => noted == self.last.seal.bytes(),
            None => self.last == Last::beginning(),
        };
        (!is_end).then(|| "the last top-up is not the one that was noted as the last".to_owned())
    }
}

/// Adds a top-up at the end of the chain. `after_entry` is the last entry that was written before.
pub(super) fn insert(db: &Connection, top_up: &TopUp, after_entry: i64) -> rusqlite::Result<()> {
    let last = Last::read(db)?;
    let payment = Payment::of(top_up, last.seq + 1, after_entry);
    let Payment { seq, tenant, reference, amount, ts, .. } = payment;
    let seal = payment.seal(&last.seal);
    db.prepare_cached(
        "INSERT INTO top_up (seq, tenant, reference, amount_ukzt, ts, after_entry, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![seq, tenant, reference, amount, ts, after_entry, seal.bytes()])?;
    note(db, &seal)
}

/// Hands over every top-up with its seal, in their order.
pub(super) fn each(db: &Connection, mut take: impl FnMut(&Payment<'_>, Option<&[u8]>)) -> rusqlite::Result<()> {
    let sql = "SELECT seq, tenant, reference, amount_ukzt, ts, after_entry, hash FROM top_up ORDER BY seq";
    let mut rows = db.prepare(sql)?;
    let mut found = rows.query([])?;
    while let Some(row) = found.next()? {
        let (tenant, reference): (String, String) = (row.get(1)?, row.get(2)?);
        let payment = Payment {
            seq: row.get(0)?,
            tenant: &tenant,
            reference: &reference,
            amount: row.get(3)?,
            ts: row.get(4)?,
            after_entry: row.get(5)?,
        };
        take(&payment, row.get::<_, Option<Vec<u8>>>(6)?.as_deref());
    }
    Ok(())
}

/// Seals the top-ups of a ledger whose top-ups were not chained.
pub(super) fn seal_older(db: &Connection) -> rusqlite::Result<()> {
    let mut seal = Last::beginning().seal;
    let mut seals = Vec::new();
    each(db, |payment, _| {
        seal = payment.seal(&seal);
        seals.push((payment.seq, seal));
    })?;
    let mut set = db.prepare("UPDATE top_up SET hash = ?2 WHERE seq = ?1")?;
    for (seq, seal) in &seals {
        set.execute(params![seq, seal.bytes()])?;
    }
    note(db, &seal)
}

/// Notes which seal is the last, so that the end of the chain cannot be cut off by deleting rows alone.
fn note(db: &Connection, seal: &Seal) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![LAST, seal.bytes()])
    .map(drop)
}

/// The seal that was noted as the last.
pub(super) fn noted(db: &Connection) -> rusqlite::Result<Option<Vec<u8>>> {
    db.query_row("SELECT value FROM meta WHERE name = ?1", [LAST], |row| row.get(0)).optional()
}
