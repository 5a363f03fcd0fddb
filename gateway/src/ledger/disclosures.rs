//! Reading the redaction register: which requests held personal data, who was sent them, and what was refused.

use jiff::{Timestamp, civil::Date};
use rusqlite::{Row, params};
use uuid::Uuid;

use super::{
    LedgerError,
    books::day_number,
    register::Register,
    report::Reader,
    store::{column_error, from_micros, read_uuid},
};
use crate::keys::{Pepper, ValueKey};

/// The days, and the tenant if one alone, that are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// One tenant, or all.
    pub tenant: Option<String>,
    /// The first day, in Almaty.
    pub from: Date,
    /// The last day, in Almaty.
    pub to: Date,
}

/// A request that held personal data or media, and one call of a provider with it; or an answer that held what its request
/// did not, and the call that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// The request's id.
    pub request_id: Uuid,
    /// When it was accepted.
    pub at: Timestamp,
    /// The accounting day, yyyymmdd in Almaty.
    pub day: i32,
    /// The tenant.
    pub tenant: String,
    /// The key's id.
    pub key_id: String,
    /// What it held.
    pub register: Register,
    /// Whether the model brought it by itself.
    pub by_model: bool,
    /// The call; none where nobody was called.
    pub call: Option<ProviderCall>,
}

/// A call of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderCall {
    /// The provider.
    pub provider: String,
    /// The model.
    pub model: String,
    /// How the call ended; `crash` where the process ended first and the first candidate must be taken for called.
    pub outcome: String,
}

/// Requests of a day, a key and a class that were refused for what they held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockedRow {
    /// The accounting day, yyyymmdd in Almaty.
    pub day: i32,
    /// The tenant.
    pub tenant: String,
    /// The key's id.
    pub key_id: String,
    /// The redaction policy.
    pub policy: String,
    /// The class of data.
    pub class: String,
    /// How many requests held it.
    pub requests: u64,
    /// How often it stood in them.
    pub occurrences: u64,
    /// The first of them.
    pub first: Timestamp,
    /// The last of them.
    pub last: Timestamp,
    /// The id of the last of them.
    pub last_request: Uuid,
}

impl Reader {
    /// Shows every disclosure of a period, oldest first.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read, or what `see` says.
    pub fn disclosures<E: From<LedgerError>>(
        &self,
        period: &Period,
        mut see: impl FnMut(Disclosure) -> Result<(), E>,
    ) -> Result<(), E> {
        // One statement sees one moment. A request that a crash cut off has no attempts: its first candidate may have
        // been called, and stands in the recovered entry. What the model brought stands with who answered.
        let mut statement = self
            .0
            .prepare_cached(
                "SELECT held.request_id, held.ts, held.day, held.tenant, held.key_id, held.register,
                        ifnull(route.provider, called.provider), ifnull(route.model, called.model), called.outcome,
                        held.step = -1
                 FROM whole_entry AS held LEFT JOIN entry AS called ON called.request_id = held.request_id
                     AND (held.step = -1 AND called.step = -1
                         OR held.step = 0 AND (called.step > 0 OR called.step = -1 AND called.kind = 'recovered'))
                 LEFT JOIN route ON route.id = called.route
                 WHERE held.register IS NOT NULL AND held.day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR held.tenant = ?3)
                 ORDER BY held.seq, called.step",
            )
            .map_err(LedgerError::from)?;
        let parameters = params![day_number(period.from), day_number(period.to), period.tenant];
        for disclosure in statement.query_map(parameters, read_disclosure).map_err(LedgerError::from)? {
            see(disclosure.map_err(LedgerError::from)?)?;
        }
        Ok(())
    }

    /// The requests of a period that were refused for what they held.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn blocked(&self, period: &Period) -> Result<Vec<BlockedRow>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, tenant, key_id, policy, class, requests, occurrences, first_ts, last_ts, last_request
             FROM blocked WHERE day BETWEEN ?1 AND ?2 AND (?3 IS NULL OR tenant = ?3) ORDER BY 1, 2, 3, 4, 5",
        )?;
        let rows = statement
            .query_map(params![day_number(period.from), day_number(period.to), period.tenant], read_blocked)?;
        rows.map(|row| row.map_err(LedgerError::from)).collect()
    }

    /// The key that a tenant's values were hashed with, from the ledger's pepper.
    ///
    /// # Errors
    /// [`LedgerError`] if it is missing, or not the one this ledger was written with.
    pub fn value_keys(&self, path: &std::path::Path) -> Result<impl Fn(&str) -> ValueKey + use<>, LedgerError> {
        let pepper = Pepper::load(path)?;
        let pinned: Vec<u8> = self.0.query_row("SELECT value FROM meta WHERE name = 'pepper'", [], |row| row.get(0))?;
        if pinned != pepper.fingerprint() {
            return Err(LedgerError::WrongPepper { path: path.to_owned() });
        }
        Ok(move |tenant: &str| pepper.value_key(tenant))
    }
}

fn read_disclosure(row: &Row<'_>) -> rusqlite::Result<Disclosure> {
    let register = row.get_ref(5)?.as_blob().ok().and_then(Register::decode);
    let call = match row.get::<_, Option<String>>(6)? {
        Some(provider) => Some(ProviderCall {
            provider,
            model: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
            outcome: row.get::<_, Option<String>>(8)?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(Disclosure {
        request_id: read_uuid(row, 0)?,
        at: from_micros(row.get(1)?, 1)?,
        day: row.get(2)?,
        tenant: row.get(3)?,
        key_id: row.get(4)?,
        register: register.ok_or_else(|| column_error(5, "no register"))?,
        by_model: row.get(9)?,
        call,
    })
}

fn read_blocked(row: &Row<'_>) -> rusqlite::Result<BlockedRow> {
    let count = |at: usize| row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or_default());
    Ok(BlockedRow {
        day: row.get(0)?,
        tenant: row.get(1)?,
        key_id: row.get(2)?,
        policy: row.get(3)?,
        class: row.get(4)?,
        requests: count(5)?,
        occurrences: count(6)?,
        first: from_micros(row.get(7)?, 7)?,
        last: from_micros(row.get(8)?, 8)?,
        last_request: read_uuid(row, 9)?,
    })
}
