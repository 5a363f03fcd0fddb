//! Proving a ledger from its first entry to its last: the chain, every request's entries, every amount from its tokens,
//! price and rate, every balance and every sum of reports from the entries.
//!
//! It reads one moment of the file, also while a gateway serves from it, and keeps in memory only open requests, balances
//! and sums. What it finds is a list of differences, not an error: a damaged ledger is proven as far as it can be read.

mod amounts;
mod balances;
mod requests;
mod sums;
mod top_ups;

use std::fmt;

use router_core::{money::MicroTenge, prices::PriceBook};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use uuid::Uuid;

use self::balances::Balances;
#[cfg(test)]
pub(super) use self::sums::compare as compare_sums;
pub(super) use self::{
    amounts::Amounts,
    requests::{Requests, Sums},
};
use super::{
    LedgerError, Reader,
    chain::{Head, Link, Seal, anchor},
    scan::{Line, scan},
};

/// Differences that are named; more are counted.
const NAMED: usize = 20;

/// Entries that are walked at a start: some milliseconds.
const CHECKED_AT_START: i64 = 4_096;

/// What a ledger is proven with.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// The prices and rates of all days.
    pub prices: &'a PriceBook,
    /// The first entry to look at. From the second on balances are not compared, and what came before is believed.
    pub from_seq: i64,
    /// A head that was noted earlier.
    pub head: Option<Head>,
}

/// What a ledger holds, and what of it is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Entries that were looked at.
    pub entries: u64,
    /// Requests that began in them.
    pub requests: u64,
    /// Of these, requests that have not ended.
    pub open: u64,
    /// What was charged, corrections included.
    #[serde(serialize_with = "as_tenge")]
    pub charged: MicroTenge,
    /// What corrections added, or took away where it is below zero.
    #[serde(serialize_with = "as_tenge")]
    pub corrected: MicroTenge,
    /// Fees for messages over the plan.
    #[serde(serialize_with = "as_tenge")]
    pub fees: MicroTenge,
    /// Amounts that were computed again.
    pub recomputed: u64,
    /// Requests that were charged more than was reserved: facts are not cut to fit.
    pub over_bound: u64,
    /// The end of the chain, to be noted elsewhere.
    #[serde(serialize_with = "as_text")]
    pub head: Head,
    /// How many differences there are.
    pub differences: u64,
    /// The first of them.
    pub named: Vec<Difference>,
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The entry.
    pub seq: Option<i64>,
    /// Its request.
    pub request: Option<Uuid>,
    /// What was found, and what was expected.
    pub what: String,
}

/// Differences as they are found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) count: u64,
    pub(super) named: Vec<Difference>,
}

/// The chain as it is walked.
#[derive(Debug)]
pub(super) struct Walk {
    head: Head,
    bytes: Vec<u8>,
    /// Whether a seal differed: all that follow would, too.
    broken: bool,
}

fn as_tenge<S: serde::Serializer>(amount: &MicroTenge, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&amount.tenge())
}

fn as_text<S: serde::Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

// === impl Verification ===

impl Verification {
    /// Whether everything is as it must be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.differences == 0
    }
}

// === impl Difference ===

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.seq, self.request) {
            (Some(seq), Some(request)) => write!(formatter, "entry {seq} of req_{}: ", request.simple())?,
            (Some(seq), None) => write!(formatter, "entry {seq}: ")?,
            (None, _) => {}
        }
        formatter.write_str(&self.what)
    }
}

impl Serialize for Difference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

// === impl Findings ===

impl Findings {
    /// Something is wrong with an entry.
    pub(super) fn of(&mut self, link: &Link<'_>, what: impl fmt::Display) {
        self.add(Some(link.seq), Some(Uuid::from_bytes(*link.request_id)), what);
    }

    /// Something is wrong that is no entry's fault.
    pub(super) fn whole(&mut self, what: impl fmt::Display) {
        self.add(None, None, what);
    }

    fn add(&mut self, seq: Option<i64>, request: Option<Uuid>, what: impl fmt::Display) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(Difference { seq, request, what: what.to_string() });
        }
    }
}

// === impl Walk ===

impl Walk {
    /// A walk that goes on behind `head`.
    pub(super) fn behind(head: Head) -> Self {
        Self { head, bytes: Vec::new(), broken: false }
    }

    pub(super) fn head(&self) -> Head {
        self.head
    }

    /// The next entry, whose seal must be the one that follows; without one the anchor speaks for it.
    pub(super) fn entry(&mut self, line: &Line<'_>, anchor: Head, findings: &mut Findings) {
        let link = &line.link;
        self.head = Head { seq: link.seq, seal: link.seal(&self.head.seal, &mut self.bytes) };
        match line.seal {
            Some(seal) if seal == self.head.seal => self.broken = false,
            Some(seal) => {
                // Whoever follows was sealed with what is stored: it is judged by that.
                self.head.seal = seal;
                if !std::mem::replace(&mut self.broken, true) {
                    findings.of(link, "it is not what was sealed, or the entry before it is gone");
                }
            }
            None if link.seq > anchor.seq => findings.of(link, "it is not sealed"),
            None if link.seq == anchor.seq && self.head != anchor => {
                findings.of(link, "up to here, entries older than the chain are not what was sealed");
                self.head = anchor;
            }
            None => {}
        }
    }
}

// === impl Reader ===

impl Reader {
    /// Proves the ledger.
    ///
    /// # Errors
    /// [`LedgerError`] if the file cannot be read at all; what is wrong inside is in the [`Verification`].
    pub fn verify(&self, proof: &Proof<'_>) -> Result<Verification, LedgerError> {
        // All statements see one moment of the file.
        let moment = self.0.unchecked_transaction()?;
        let mut findings = Findings::default();
        self.check_pages(&mut findings)?;
        let anchor = anchor(&self.0)?;
        let start = seal_before(&self.0, proof.from_seq, anchor)?;
        let is_whole = start.seq == 0;
        let mut walk = Walk::behind(start);
        let mut requests = Requests::new(!is_whole);
        let mut amounts = Amounts::new(proof.prices);
        let mut balances = Balances::new(&self.0);
        let mut entries = 0;
        let scanned = scan(&self.0, start.seq + 1..=i64::MAX, |line| {
            entries += 1;
            walk.entry(line, anchor, &mut findings);
            if let Some(noted) = proof.head
                && noted.seq == line.link.seq
                && noted != walk.head()
            {
                findings.of(&line.link, format_args!("its seal is {}, not {} as noted", walk.head().seal, noted.seal));
            }
            requests.entry(line, &mut findings);
            amounts.entry(line, &mut findings);
            balances.entry(line)
        });
        if let Err(error) = scanned {
            findings.whole(format_args!("nothing after entry {} can be read: {error}", walk.head().seq));
        } else {
            self.check_end(proof.head, walk.head(), start, &mut findings)?;
            if is_whole {
                balances.compare(&self.0, &mut findings)?;
                sums::compare(&self.0, self.1.as_ref(), walk.head().seq, &mut findings)?;
            }
            requests::check_corrections(&self.0, &mut findings)?;
            top_ups::check(&self.0, self.1.as_ref(), &mut findings)?;
        }
        moment.finish()?;
        let sums = requests.finish();
        Ok(Verification {
            entries,
            requests: sums.requests,
            open: sums.open,
            charged: MicroTenge(sums.charged),
            corrected: MicroTenge(sums.corrected),
            fees: MicroTenge(sums.fees),
            recomputed: amounts.recomputed(),
            over_bound: sums.over_bound,
            head: walk.head(),
            differences: findings.count,
            named: findings.named,
        })
    }

    /// SQLite's own look at every page and index.
    fn check_pages(&self, findings: &mut Findings) -> Result<(), LedgerError> {
        let mut check = self.0.prepare("PRAGMA integrity_check")?;
        let mut rows = check.query([])?;
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let found: String = row.get(0)?;
                    if found != "ok" {
                        findings.whole(format_args!("the file is damaged: {found}"));
                    }
                }
                Ok(None) => return Ok(()),
                Err(error) => {
                    findings.whole(format_args!("the file is damaged: {error}"));
                    return Ok(());
                }
            }
        }
    }

    /// Whether the end of what was read is an end: nothing that was noted lies behind it, nor is the anchor gone.
    fn check_end(
        &self,
        noted: Option<Head>,
        last: Head,
        start: Head,
        findings: &mut Findings,
    ) -> Result<(), LedgerError> {
        let anchor = anchor(&self.0)?;
        if last.seq < anchor.seq {
            findings.whole(format_args!("entries {} to {} are gone", last.seq + 1, anchor.seq));
        }
        let Some(noted) = noted else { return Ok(()) };
        if noted.seq > last.seq {
            findings.whole(format_args!(
                "entries {} to {}, the head that was noted, are gone",
                last.seq + 1,
                noted.seq
            ));
        } else if noted.seq <= start.seq && seal_before(&self.0, noted.seq + 1, anchor)? != noted {
            findings.whole(format_args!("entry {} is not sealed as noted", noted.seq));
        }
        Ok(())
    }
}

/// Walks the chain over the last entries, which is what a start goes on from.
pub(super) fn check_tail(db: &Connection) -> Result<(), LedgerError> {
    let anchor = anchor(db)?;
    let last: i64 = db.query_row("SELECT coalesce(max(seq), 0) FROM entry", [], |row| row.get(0))?;
    // What is older than the chain is left to the proof of the whole: at a start it would take too long.
    let start = match seal_before(db, last.saturating_sub(CHECKED_AT_START), anchor)? {
        before if before.seq >= anchor.seq => before,
        _ => anchor,
    };
    let mut walk = Walk::behind(start);
    let mut findings = Findings::default();
    scan(db, start.seq + 1..=i64::MAX, |line| {
        walk.entry(line, anchor, &mut findings);
        Ok::<_, rusqlite::Error>(())
    })?;
    match findings.named.first().and_then(|difference| difference.seq) {
        Some(seq) => Err(LedgerError::Unsealed { seq }),
        None => Ok(()),
    }
}

/// The end of the chain before an entry: its beginning where what is older than the chain would be cut in two.
pub(super) fn seal_before(db: &Connection, from_seq: i64, anchor: Head) -> Result<Head, LedgerError> {
    let beginning = Head { seq: 0, seal: Seal::beginning() };
    let before = db
        .query_row(
            "SELECT seq, hash FROM entry WHERE seq < ?1 AND seq >= ?2 ORDER BY seq DESC LIMIT 1",
            params![from_seq, anchor.seq],
            |row| Ok((row.get(0)?, row.get::<_, Option<[u8; 32]>>(1)?)),
        )
        .optional()?;
    Ok(match before {
        Some((seq, Some(seal))) => Head { seq, seal: Seal::from_bytes(seal) },
        Some((seq, None)) if seq == anchor.seq => anchor,
        Some(_) | None => beginning,
    })
}
