//! The chain of top-ups: each is sealed together with the seal of the one before, as entries are, so that none can be
//! changed, left out or put in unnoticed. The journals of several nodes and their database each have a chain of their own.

use router_core::packed::put_text;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{TopUp, chain::Seal, store::column_error};

/// The version of the bytes that are sealed, their first.
const VERSION: u8 = 1;
/// What the first top-up of a ledger is sealed after.
const BEGINNING: &[u8] = b"qaqpa top-ups";

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
    Ok(())
}

/// Seals the top-ups of a ledger whose top-ups were not chained.
pub(super) fn seal_older(db: &Connection) -> rusqlite::Result<()> {
    let mut rows = db.prepare("SELECT seq, tenant, reference, amount_ukzt, ts, after_entry FROM top_up ORDER BY seq")?;
    let mut set = db.prepare("UPDATE top_up SET hash = ?2 WHERE seq = ?1")?;
    let mut seal = Last::beginning().seal;
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
        seal = payment.seal(&seal);
        set.execute(params![payment.seq, seal.bytes()])?;
    }
    Ok(())
}
