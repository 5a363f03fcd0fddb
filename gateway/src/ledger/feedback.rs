//! What users thought of answers: ratings tied to requests, and how the sides of an experiment did.

use std::sync::Arc;

use jiff::Timestamp;
use router_core::money::MicroTenge;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::{LedgerError, books::day_number, disclosures::Period, report::Reader, store::BESIDE};

/// Ratings that a request may have: the last one counts, and nobody needs more to make up their mind.
const MOST: i64 = 10;

/// A rating of an answer.
#[derive(Debug, Clone)]
pub struct Feedback {
    /// The rated request.
    pub request_id: Uuid,
    /// The tenant that rates; the request must be its own.
    pub tenant: Arc<str>,
    /// The id of the virtual key that rates.
    pub key_id: Arc<str>,
    /// When it was sent.
    pub at: Timestamp,
    /// Thousandths, from -1000 to 1000.
    pub rating: i16,
    /// What was said, without personal data.
    pub comment: Option<String>,
}

/// Why a rating was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackError {
    /// The tenant has no such request.
    #[error("no such request")]
    UnknownRequest,
    /// It was rated often enough.
    #[error("rated {MOST} times already")]
    Full,
    /// The ledger takes nothing now.
    #[error("the ledger is not available")]
    Unavailable,
}

/// How the requests of a rule, or of one side of an experiment, did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackRow {
    /// The routing policy.
    pub policy: String,
    /// The rule.
    pub rule: String,
    /// The side of an experiment; empty for requests in none.
    pub arm: String,
    /// Requests that were served.
    pub requests: u64,
    /// Of these, requests that were rated.
    pub rated: u64,
    /// Of these, those with a rating above 0.
    pub up: u64,
    /// And those with one below.
    pub down: u64,
    /// The sum of all ratings, in thousandths.
    pub sum: i64,
    /// What the requests cost.
    pub cost: MicroTenge,
}

/// Writes a rating of one of the tenant's own requests.
pub(super) fn insert(db: &Connection, feedback: &Feedback) -> rusqlite::Result<Result<(), FeedbackError>> {
    let Feedback { request_id, tenant, key_id, at, rating, comment } = feedback;
    let id = request_id.as_bytes();
    let own = db
        .prepare_cached("SELECT 1 FROM whole_entry WHERE request_id = ?1 AND step = 0 AND tenant = ?2")?
        .query_row(params![id, tenant], |_| Ok(()))
        .optional()?;
    if own.is_none() {
        return Ok(Err(FeedbackError::UnknownRequest));
    }
    let count: i64 =
        db.prepare_cached("SELECT count(*) FROM feedback WHERE request_id = ?1")?.query_row([id], |row| row.get(0))?;
    if count >= MOST {
        return Ok(Err(FeedbackError::Full));
    }
    db.prepare_cached(
        "INSERT INTO feedback (request_id, ts, tenant, key_id, rating, comment) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id, at.as_microsecond(), tenant, key_id, rating, comment])?;
    Ok(Ok(()))
}

/// Writes the side of an experiment that a request is on.
pub(super) fn insert_arm(db: &Connection, request_id: &Uuid, arm: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO trial (request_id, arm) VALUES (?1, ?2)")?
        .execute(params![request_id.as_bytes(), arm])
        .map(|_| ())
}

impl Reader {
    /// How the requests of a period did, by policy, rule and side of an experiment.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn feedback(&self, period: &Period) -> Result<Vec<FeedbackRow>, LedgerError> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT coalesce(served.policy, ''), coalesce(served.rule, ''), coalesce(trial.arm, ''), count(*),
                    count(last.rating), coalesce(sum(last.rating > 0), 0), coalesce(sum(last.rating < 0), 0),
                    coalesce(sum(last.rating), 0), coalesce(sum(served.amount_ukzt + coalesce(
                        (SELECT sum(amount_ukzt) + coalesce(sum(correction_ukzt), 0) FROM entry
                         WHERE request_id = served.request_id AND ({BESIDE} OR step < -1)), 0)), 0)
             FROM whole_entry AS served
             LEFT JOIN trial ON trial.request_id = served.request_id
             LEFT JOIN (SELECT request_id, rating, max(seq) FROM feedback GROUP BY request_id) AS last
                 ON last.request_id = served.request_id
             WHERE served.kind = 'settle' AND served.day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR served.tenant = ?3)
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        ))?;
        let parameters = params![day_number(period.from), day_number(period.to), period.tenant];
        let rows = statement.query_map(parameters, |row| {
            let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(FeedbackRow {
                policy: row.get(0)?,
                rule: row.get(1)?,
                arm: row.get(2)?,
                requests: count(3)?,
                rated: count(4)?,
                up: count(5)?,
                down: count(6)?,
                sum: row.get(7)?,
                cost: MicroTenge(row.get(8)?),
            })
        })?;
        rows.collect::<rusqlite::Result<_>>().map_err(LedgerError::from)
    }
}
