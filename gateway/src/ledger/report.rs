//! Reading the ledger beside the writer: the cost report and the entries of one request.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::{Timestamp, civil::Date};
use router_core::money::MicroTenge;
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::{
    EntryKind, LedgerError,
    books::day_text,
    rows::Cells,
    shared::SharedOptions,
    store::{column_error, from_micros, open_read_only},
    sums::{OnL2, Part, ReportRow, Tally, of_period},
};

/// A read-only view of a ledger, also of one that another process serves from; of several nodes, the books of all of them
/// beside this one's journal.
#[derive(Debug)]
pub struct Reader(pub(super) Connection, pub(super) Option<SharedOptions>);

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// One tenant, or all.
    pub tenant: Option<String>,
    /// The first day, in Almaty.
    pub from: Date,
    /// The last day, in Almaty.
    pub to: Date,
    /// One row for each combination of these; none: one row in all.
    pub by: Vec<Dimension>,
}

/// What rows of a report may be told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The accounting day in Almaty.
    Day,
    /// The tenant.
    Tenant,
    /// The tier, `none` where an explicit model was honoured.
    Tier,
    /// The provider that answered.
    Provider,
    /// The model that answered.
    Model,
    /// The virtual key's id.
    Key,
    /// The project of the key, such as `shop/bot`; `none` where it is for none.
    Project,
    /// The rule that decided, or the name of the built-in ground.
    Rule,
    /// What the last user turn wanted, `none` where that was not recorded.
    Intent,
}

/// The rows of a report, ordered by their keys, and their sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the keys of a row are.
    pub by: Vec<Dimension>,
    /// The rows.
    pub rows: Vec<ReportRow>,
    /// All of them together.
    pub total: ReportRow,
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the ledger.
    pub seq: i64,
    /// 0 for the reserve, the number of an attempt, -1 for the terminal entry, less for corrections.
    pub step: i64,
    /// Its kind.
    pub kind: EntryKind,
    /// When it was written.
    pub at: Timestamp,
    /// The tenant.
    pub tenant: String,
    /// The key's id.
    pub key_id: String,
    /// The bound of a reserve, what a correction adds, else the charge; `None` if what the provider bills cannot be known.
    pub amount: Option<MicroTenge>,
    /// The provider.
    pub provider: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// How it ended; of a correction, why it was made.
    pub outcome: Option<String>,
    /// The row of the price table.
    pub price_id: Option<String>,
    /// The exchange rate.
    pub rate_id: Option<String>,
}

// === impl Dimension ===

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 9] = [
        Self::Day,
        Self::Tenant,
        Self::Tier,
        Self::Provider,
        Self::Model,
        Self::Key,
        Self::Project,
        Self::Rule,
        Self::Intent,
    ];

    /// The name on the command line and in headings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Tenant => "tenant",
            Self::Tier => "tier",
            Self::Provider => "provider",
            Self::Model => "model",
            Self::Key => "key",
            Self::Project => "project",
            Self::Rule => "rule",
            Self::Intent => "intent",
        }
    }

    /// The dimension of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.name() == name)
    }
}

// === impl Reader ===

impl Reader {
    /// Opens the ledger at `path` for reading.
    ///
    /// # Errors
    /// [`LedgerError`] if there is none, or it is damaged or newer than the program.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        open_read_only(path).map(|journal| Self(journal, None))
    }

    /// The cost report, compared with the flagship.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read or holds an impossible figure.
    pub fn report(&self, query: &Query) -> Result<Report, LedgerError> {
        self.compare(query, &BTreeMap::new(), &mut |_, _| None)
    }

    /// The cost report, compared with the flagship, with tier L2, and with each tenant's last month.
    ///
    /// # Errors
    /// As [`Reader::report`].
    pub fn savings(&self, query: &Query, on_l2: &mut OnL2<'_>) -> Result<Report, LedgerError> {
        self.compare(query, &self.last_month(query)?, on_l2)
    }

    /// The plans of a tenant, or of all.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn plans(&self, tenant: Option<&str>) -> Result<BTreeSet<String>, LedgerError> {
        let mut statement = self.0.prepare("SELECT DISTINCT plan FROM tenant WHERE ?1 IS NULL OR id = ?1")?;
        let plans = statement.query_map([tenant], |row| row.get(0))?;
        Ok(plans.collect::<Result<_, _>>()?)
    }

    fn compare(
        &self,
        query: &Query,
        last_month: &BTreeMap<String, MicroTenge>,
        on_l2: &mut OnL2<'_>,
    ) -> Result<Report, LedgerError> {
        let mut groups: BTreeMap<Vec<String>, Tally> = BTreeMap::new();
        let mut total = Tally::default();
        let mut keys = Vec::new();
        self.each(&of_period(&query.by), query, &mut |row| {
            let part = Part::read(row)?;
            read_keys(&part, row, &query.by, &mut keys)?;
            let average = last_month.get(part.group.tenant()).copied();
            total.add(&part, average)?;
            match groups.get_mut(&keys) {
                Some(group) => group.add(&part, average),
                None => groups.entry(keys.clone()).or_insert_with(|| Tally::new(keys.clone())).add(&part, average),
            }
        })?;
        let rows = groups.into_values().map(|group| group.finish(on_l2)).collect::<Result<_, _>>()?;
        Ok(Report { by: query.by.clone(), rows, total: total.finish(on_l2)? })
    }

    /// What a request cost each tenant on average in the month before the report's first day, half up.
    fn last_month(&self, query: &Query) -> Result<BTreeMap<String, MicroTenge>, LedgerError> {
        let Ok(last) = query.from.first_of_month().yesterday() else { return Ok(BTreeMap::new()) };
        let by = vec![Dimension::Tenant];
        let month = Query { from: last.first_of_month(), to: last, by, ..query.clone() };
        let average = |row: ReportRow| {
            let count = i64::try_from(row.requests).unwrap_or(i64::MAX);
            let average = MicroTenge(row.cost.0.saturating_add(count / 2) / count.max(1));
            Some((row.keys.into_iter().next()?, average))
        };
        Ok(self.report(&month)?.rows.into_iter().filter_map(average).collect())
    }

    /// The entries of one request, in the order they were written.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn entries(&self, request_id: &Uuid) -> Result<Vec<Entry>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT seq, step, kind, ts, tenant, key_id, ifnull(correction_ukzt, amount_ukzt), provider, model,
                 ifnull(outcome, because), price_id, rate_id
             FROM whole_entry WHERE request_id = ?1 ORDER BY seq",
        )?;
        let entries = statement.query_map([request_id.as_bytes()], read_entry)?;
        entries.map(|entry| entry.map_err(LedgerError::from)).collect()
    }

    /// How many entries of a kind there are.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn count(&self, kind: EntryKind) -> Result<u64, LedgerError> {
        let count: i64 =
            self.0.query_row("SELECT count(*) FROM entry WHERE kind = ?1", [kind.name()], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// How many reservations have no terminal entry.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn open_reservations(&self) -> Result<u64, LedgerError> {
        let count: i64 = self.0.query_row(
            "SELECT (SELECT count(*) FROM entry WHERE step = 0) - (SELECT count(*) FROM entry WHERE step = -1)",
            [],
            |row| row.get(0),
        )?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

pub(super) fn text<'a>(row: &'a Row<'_>, at: usize) -> rusqlite::Result<Option<&'a str>> {
    let value = row.get_ref(at)?;
    value.as_str_or_null().map_err(|_| column_error(at, "no text"))
}

fn read_keys(part: &Part, row: &dyn Cells, by: &[Dimension], keys: &mut Vec<String>) -> rusqlite::Result<()> {
    keys.resize(by.len(), String::new());
    for (dimension, key) in by.iter().zip(keys) {
        key.clear();
        match dimension {
            Dimension::Day => key.push_str(&day_text(i32::try_from(part.group.day).unwrap_or_default())),
            Dimension::Project => key.push_str(Part::project(row)?),
            other => key.push_str(part.group.name(*other)),
        }
    }
    Ok(())
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let kind = text(row, 2)?.and_then(EntryKind::from_name).ok_or_else(|| column_error(2, "no kind of entry"))?;
    Ok(Entry {
        seq: row.get(0)?,
        step: row.get(1)?,
        kind,
        at: from_micros(row.get(3)?, 3)?,
        tenant: row.get(4)?,
        key_id: row.get(5)?,
        amount: row.get::<_, Option<i64>>(6)?.map(MicroTenge),
        provider: row.get(7)?,
        model: row.get(8)?,
        outcome: row.get(9)?,
        price_id: row.get(10)?,
        rate_id: row.get(11)?,
    })
}
