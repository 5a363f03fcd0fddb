//! Corrections: what a request that has ended was charged too much or too little, as entries of their own.
//!
//! A correction counts on the day on which it is made, in the balances and in reports: what was reported of earlier days
//! stays as it was. All corrections of a request together never take more than it was charged.

use std::sync::Arc;

use jiff::Timestamp;
use router_core::money::MicroTenge;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::{EntryKind, clerk::Session, scan, store::TERMINAL_STEP};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// A correction to be made.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The request; it has ended.
    pub request_id: Uuid,
    /// When it is made.
    pub at: Timestamp,
    /// What is added to the charge, or below zero taken from it.
    pub amount: MicroTenge,
    /// Why, for people; no personal data.
    pub because: String,
}

/// What a correction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// Its entry.
    pub seq: i64,
    /// What the request is charged with all its corrections.
    pub charged: MicroTenge,
    /// Whether the same correction stood already, and this one therefore changed nothing.
    pub repeated: bool,
}

/// Why nothing was corrected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    /// Nothing was reserved for it.
    #[error("no request {0} in the ledger")]
    Unknown(Uuid),
    /// It may still be charged.
    #[error("request {0} has not ended")]
    Open(Uuid),
    /// There is nothing to correct.
    #[error("a correction of 0 ₸")]
    Nothing,
    /// It takes more than there is.
    #[error("the request is charged {charged} ₸, and that is the most to take away", charged = .0.tenge())]
    BelowNothing(MicroTenge),
    /// It does not fit the ledger.
    #[error("the amount is out of range")]
    OutOfRange,
    /// The reason is empty, too long or not one line of text.
    #[error("expected a reason: one line of 1 to {LONGEST_REASON} characters")]
    Reason,
    /// The ledger takes nothing now.
    #[error("the ledger is not available")]
    Unavailable,
}

/// What the corrections of a request come to so far.
struct Earlier {
    sum: i64,
    /// The step of the last one.
    step: i64,
}

impl Correction {
    fn check(&self) -> Result<(), CorrectionError> {
        let reason = self.because.trim();
        let is_line = reason.chars().count() <= LONGEST_REASON && !reason.chars().any(char::is_control);
        match self.amount {
            MicroTenge::ZERO => Err(CorrectionError::Nothing),
            _ if reason.is_empty() || !is_line => Err(CorrectionError::Reason),
            _ => Ok(()),
        }
    }
}

impl Session<'_> {
    /// Writes a correction, unless the same stands already.
    pub(super) fn correct(&mut self, correction: &Correction) -> rusqlite::Result<Result<Corrected, CorrectionError>> {
        let Correction { request_id, at, amount, because } = correction;
        if let Err(error) = correction.check() {
            return Ok(Err(error));
        }
        if self.is_open(request_id) {
            return Ok(Err(CorrectionError::Open(*request_id)));
        }
        let db = self.db();
        let Some(served_for) = self.charged(request_id)? else {
            return Ok(Err(CorrectionError::Unknown(*request_id)));
        };
        let earlier = Earlier::read(db, request_id)?;
        let charged = served_for.saturating_add(earlier.sum);
        if let Some(seq) = find(db, correction)? {
            return Ok(Ok(Corrected { seq, charged: MicroTenge(charged), repeated: true }));
        }
        let charged = match charged.checked_add(amount.0) {
            None => return Ok(Err(CorrectionError::OutOfRange)),
            Some(left) if left < 0 => return Ok(Err(CorrectionError::BelowNothing(MicroTenge(charged)))),
            Some(left) => left,
        };
        let (mut tenant, mut key_id) = (Arc::default(), Arc::default());
        scan::step(db, request_id, 0, |line| {
            tenant = line.owner.tenant().cloned().unwrap_or_default();
            key_id = line.owner.key_id().cloned().unwrap_or_default();
            Ok::<_, rusqlite::Error>(())
        })?;
        let step = earlier.step - 1;
        let seq = self.write_correction(request_id, step, *at, (&tenant, &key_id), *amount, because.trim())?;
        Ok(Ok(Corrected { seq, charged: MicroTenge(charged), repeated: false }))
    }
}

impl Earlier {
    fn read(db: &Connection, request_id: &Uuid) -> rusqlite::Result<Self> {
        let sum = "SELECT coalesce(sum(correction_ukzt), 0), coalesce(min(step), ?2) FROM entry
                   WHERE request_id = ?1 AND step <= ?2";
        db.prepare_cached(sum)?.query_row(params![request_id.as_bytes(), TERMINAL_STEP], |row| {
            Ok(Self { sum: row.get(0)?, step: row.get(1)? })
        })
    }
}

/// The entry of the same correction: a command that is repeated because nobody saw its answer corrects once.
fn find(db: &Connection, correction: &Correction) -> rusqlite::Result<Option<i64>> {
    let Correction { request_id, amount, because, .. } = correction;
    db.prepare_cached(
        "SELECT seq FROM entry WHERE request_id = ?1 AND step < ?2 AND kind = ?3 AND correction_ukzt = ?4 AND because = ?5",
    )?
    .query_row(
        params![request_id.as_bytes(), TERMINAL_STEP, EntryKind::Correction.name(), amount.0, because.trim()],
        |row| row.get(0),
    )
    .optional()
}
