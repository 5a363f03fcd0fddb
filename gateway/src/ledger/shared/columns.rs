//! Rows on their way from the journal to the database: read column by column, and written as arrays, a statement for
//! thousands of them.

use std::borrow::Cow;

use rusqlite::{
    Connection,
    types::{Value, ValueRef},
};
use tokio_postgres::{Transaction, types::ToSql};

use super::SharedError;
use crate::ledger::sums::{FIGURES, KEYS, NATIVE};

/// The columns of an entry that travel, by their kinds; `node` is this node's name.
pub(super) const ENTRY: &[(&str, Kind)] = &[
    ("seq", Kind::Int),
    ("request_id", Kind::Blob),
    ("step", Kind::Int),
    ("kind", Kind::Text),
    ("ts", Kind::Int),
    ("day", Kind::Int),
    ("tenant", Kind::Text),
    ("key_id", Kind::Text),
    ("amount_ukzt", Kind::Int),
    ("floor_ukzt", Kind::Int),
    ("fee_ukzt", Kind::Int),
    ("idempotency_hash", Kind::Blob),
    ("tier", Kind::Text),
    ("rule", Kind::Text),
    ("policy", Kind::Text),
    ("provider", Kind::Text),
    ("model", Kind::Text),
    ("input_tokens", Kind::Int),
    ("cached_tokens", Kind::Int),
    ("cache_write_tokens", Kind::Int),
    ("output_tokens", Kind::Int),
    ("reasoning_tokens", Kind::Int),
    ("usage_source", Kind::Text),
    ("currency", Kind::Text),
    ("native_amount", Kind::Text),
    ("price_id", Kind::Text),
    ("rate_id", Kind::Text),
    ("flagship_ukzt", Kind::Int),
    ("flagship_price_id", Kind::Text),
    ("outcome", Kind::Text),
    ("register", Kind::Blob),
    ("decision", Kind::Blob),
    ("correction_ukzt", Kind::Int),
    ("because", Kind::Text),
    ("hash", Kind::Blob),
];
/// Those of a rating.
pub(super) const FEEDBACK: &[(&str, Kind)] = &[
    ("seq", Kind::Int),
    ("request_id", Kind::Blob),
    ("ts", Kind::Int),
    ("tenant", Kind::Text),
    ("key_id", Kind::Text),
    ("rating", Kind::Int),
    ("comment", Kind::Text),
];
/// Those of a count of refused requests.
pub(super) const BLOCKED: &[(&str, Kind)] = &[
    ("day", Kind::Int),
    ("tenant", Kind::Text),
    ("key_id", Kind::Text),
    ("policy", Kind::Text),
    ("class", Kind::Text),
    ("requests", Kind::Int),
    ("occurrences", Kind::Int),
    ("first_ts", Kind::Int),
    ("last_ts", Kind::Int),
    ("last_request", Kind::Blob),
];
/// Those of a side of an experiment.
pub(super) const TRIAL: &[(&str, Kind)] = &[("request_id", Kind::Blob), ("arm", Kind::Text)];

/// Those of an imported cost.
pub(super) const COSTS: &[(&str, Kind)] = &[
    ("reference", Kind::Text),
    ("day", Kind::Int),
    ("tenant", Kind::Text),
    ("line", Kind::Text),
    ("amount_ukzt", Kind::Int),
    ("ts", Kind::Int),
];

/// Those of a soft limit that was crossed.
pub(super) const SOFT_LIMITS: &[(&str, Kind)] = &[
    ("level", Kind::Text),
    ("id", Kind::Text),
    ("period", Kind::Int),
    ("limit_ukzt", Kind::Int),
    ("spent_ukzt", Kind::Int),
];

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Int,
    Text,
    Blob,
    /// An exact amount, which travels as text.
    Exact,
}

/// A column of rows on their way.
#[derive(Debug)]
enum Column {
    Int(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
    Blob(Vec<Option<Vec<u8>>>),
}

/// Rows on their way, by columns.
#[derive(Debug)]
pub(super) struct Rows {
    names: Cow<'static, [(&'static str, Kind)]>,
    columns: Vec<Column>,
    count: usize,
}

// === impl Rows ===

impl Rows {
    /// No rows of these columns yet.
    pub(super) fn new(names: impl Into<Cow<'static, [(&'static str, Kind)]>>) -> Self {
        let names = names.into();
        let columns = names.iter().map(|(_, kind)| Column::of(*kind)).collect();
        Self { names, columns, count: 0 }
    }

    /// No rows of sums yet.
    pub(super) fn of_sums() -> Self {
        let kind = |name: &'static str| match name {
            NATIVE => Kind::Exact,
            _ if FIGURES.contains(&name) || matches!(name, "day" | "ended") => Kind::Int,
            _ => Kind::Text,
        };
        Self::new(KEYS.into_iter().chain(FIGURES).map(|name| (name, kind(name))).collect::<Vec<_>>())
    }

    /// Adds a row.
    pub(super) fn push(&mut self, values: impl IntoIterator<Item = Value>) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(ValueRef::from(&value));
        }
        self.count += 1;
    }

    /// Reads rows of the journal; `from` is what follows `FROM`.
    pub(super) fn read(
        db: &Connection,
        names: &'static [(&'static str, Kind)],
        from: &str,
        values: &[i64],
    ) -> rusqlite::Result<Self> {
        let list: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let mut statement = db.prepare_cached(&format!("SELECT {} FROM {from}", list.join(", ")))?;
        let mut rows = Self::new(names);
        let mut found = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = found.next()? {
            for (at, column) in rows.columns.iter_mut().enumerate() {
                column.push(row.get_ref(at)?);
            }
            rows.count += 1;
        }
        Ok(rows)
    }

    /// The largest number in a column.
    pub(super) fn most(&self, column: usize) -> Option<i64> {
        match self.columns.get(column) {
            Some(Column::Int(numbers)) => numbers.iter().copied().flatten().max(),
            _ => None,
        }
    }

    /// Inserts the rows; `conflict` says what of those that are there, and may return a number of each.
    pub(super) async fn insert(
        &self,
        transaction: &Transaction<'_>,
        table: &str,
        node: Option<&str>,
        conflict: &str,
    ) -> Result<Vec<i64>, SharedError> {
        if self.count == 0 {
            return Ok(Vec::new());
        }
        let list: Vec<&str> = self.names.iter().map(|(name, _)| *name).collect();
        let list = list.join(", ");
        let first = 1 + usize::from(node.is_some());
        let arrays: Vec<String> =
            (first..).zip(&*self.names).map(|(at, (_, kind))| format!("${at}::{}[]", kind.sql())).collect();
        let (named, value) = if node.is_some() { ("node, ", "$1::text, ") } else { ("", "") };
        let sql = format!(
            "INSERT INTO {table} ({named}{list}) SELECT {value}{list} FROM unnest({}) AS rows ({list}) {conflict}",
            arrays.join(", "),
        );
        let mut values: Vec<&(dyn ToSql + Sync)> = Vec::new();
        if let Some(node) = &node {
            values.push(node);
        }
        values.extend(self.columns.iter().map(Column::value));
        let rows = transaction.query(&sql, &values).await?;
        Ok(rows.iter().filter_map(|row| row.try_get(0).ok()).collect())
    }
}

// === impl Kind ===

impl Kind {
    fn sql(self) -> &'static str {
        match self {
            Self::Int => "bigint",
            Self::Text => "text",
            Self::Blob => "bytea",
            Self::Exact => "text[]::numeric",
        }
    }
}

// === impl Column ===

impl Column {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Int => Self::Int(Vec::new()),
            Kind::Text | Kind::Exact => Self::Text(Vec::new()),
            Kind::Blob => Self::Blob(Vec::new()),
        }
    }

    fn push(&mut self, value: ValueRef<'_>) {
        match self {
            Self::Int(numbers) => numbers.push(value.as_i64_or_null().ok().flatten()),
            // The database has no text with a NUL, which a comment may hold.
            Self::Text(texts) => texts.push(value.as_str_or_null().ok().flatten().map(|text| text.replace('\0', " "))),
            Self::Blob(blobs) => blobs.push(value.as_blob_or_null().ok().flatten().map(<[u8]>::to_vec)),
        }
    }

    fn value(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Int(numbers) => numbers,
            Self::Text(texts) => texts,
            Self::Blob(blobs) => blobs,
        }
    }
}
