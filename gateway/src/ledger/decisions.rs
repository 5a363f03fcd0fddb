//! Reading back what was decided, of what, and what it came to: one row a request, without its strings, so that a month
//! of them passes by in seconds.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};
use router_core::{measure::Tier, money::MicroTenge, prices::ModelRef, tokens::Usage};
use rusqlite::{Row, params};

use super::{
    LedgerError, Period,
    books::{day_number, day_of},
    report::Reader,
    store::column_error,
    sums::read_usage,
};

/// A request that was reserved, and its end if it was served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decided<'a> {
    /// The accounting day, in Almaty.
    pub day: Date,
    /// When it was reserved.
    pub at: Timestamp,
    /// The tenant.
    pub tenant: &'a str,
    /// The id of the key.
    pub key: &'a str,
    /// The facts of the decision, in the form of [`router_core::decide::Record`]; none before schema 3.
    pub record: Option<&'a [u8]>,
    /// Where it was to go first.
    pub first: Option<&'a Chosen>,
    /// What was charged; none where nothing was served.
    pub served: Option<Served<'a>>,
}

/// Where a request goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The tier, unless an explicit model was honoured.
    pub tier: Option<Tier>,
    /// The model.
    pub model: ModelRef,
}

/// What a request was charged, and for which tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served<'a> {
    /// The model that answered.
    pub by: Option<&'a Chosen>,
    /// Its tokens.
    pub usage: Usage,
    /// Its cost.
    pub cost: MicroTenge,
}

/// The strings that rows name by number. A deployment has some hundreds of them.
struct Names {
    routes: HashMap<i64, Chosen>,
    /// Tenants and keys.
    owners: HashMap<i64, (String, String)>,
}

const DECIDED: &str =
    // What was known only after reserving stands with the end, and behind the call that found it out the first choice.
    "SELECT held.day, held.owner, held.tenant, coalesce(ended.decision, held.decision),
           CASE WHEN ended.decision IS NULL THEN held.route
               ELSE (SELECT route FROM entry WHERE request_id = held.request_id AND step = 2) END,
           ended.route, ended.amount_ukzt,
           ended.input_tokens, ended.cached_tokens, ended.cache_write_tokens, ended.output_tokens,
           ended.reasoning_tokens, held.key_id, held.ts
     FROM entry AS held LEFT JOIN entry AS ended
         ON ended.request_id = held.request_id AND ended.step = -1 AND ended.kind IN ('settle', 'recovered')
     WHERE held.step = 0 AND held.day BETWEEN ?1 AND ?2
         AND (?3 IS NULL OR ifnull((SELECT tenant FROM owner WHERE id = held.owner), held.tenant) = ?3)
     ORDER BY held.seq";

impl Reader {
    /// Shows every request of a period, oldest first.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read, or what `see` says.
    pub fn decisions<E: From<LedgerError>>(
        &self,
        period: &Period,
        mut see: impl FnMut(Decided<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let names = self.names()?;
        let mut statement = self.0.prepare_cached(DECIDED).map_err(LedgerError::from)?;
        let parameters = params![day_number(period.from), day_number(period.to), period.tenant];
        let mut rows = statement.query(parameters).map_err(LedgerError::from)?;
        while let Some(row) = rows.next().map_err(LedgerError::from)? {
            see(names.read(row).map_err(LedgerError::from)?)?;
        }
        Ok(())
    }

    fn names(&self) -> Result<Names, LedgerError> {
        let mut routes = self.0.prepare("SELECT id, tier, provider, model FROM route")?;
        let routes = routes.query_map([], |row| {
            let tier: Option<String> = row.get(1)?;
            let model = ModelRef { provider: row.get(2)?, model: row.get(3)? };
            Ok((row.get(0)?, Chosen { tier: tier.as_deref().and_then(Tier::from_name), model }))
        })?;
        let routes = routes.collect::<rusqlite::Result<_>>()?;
        let mut owners = self.0.prepare("SELECT id, tenant, key_id FROM owner")?;
        let owners = owners.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(Names { routes, owners: owners.collect::<rusqlite::Result<_>>()? })
    }
}

// === impl Names ===

impl Names {
    fn read<'a>(&'a self, row: &'a Row<'_>) -> rusqlite::Result<Decided<'a>> {
        let text =
            |at: usize| row.get_ref(at).and_then(|value| value.as_str().map_err(|_| column_error(at, "no text")));
        let route = |at: usize| -> rusqlite::Result<Option<&Chosen>> {
            Ok(row.get::<_, Option<i64>>(at)?.and_then(|id| self.routes.get(&id)))
        };
        let served = match row.get::<_, Option<i64>>(6)? {
            Some(cost) => Some(Served { by: route(5)?, usage: read_usage(row, 7)?, cost: MicroTenge(cost) }),
            None => None,
        };
        let owner: Option<i64> = row.get(1)?;
        let (tenant, key) = match owner.and_then(|id| self.owners.get(&id)) {
            Some((tenant, key)) => (tenant.as_str(), key.as_str()),
            None => (text(2)?, text(12)?),
        };
        Ok(Decided {
            day: day_of(row.get(0)?).ok_or_else(|| column_error(0, "no day"))?,
            at: Timestamp::from_microsecond(row.get(13)?).map_err(|_| column_error(13, "no time"))?,
            tenant,
            key,
            record: row.get_ref(3)?.as_blob_or_null().map_err(|_| column_error(3, "no record"))?,
            first: route(4)?,
            served,
        })
    }
}
