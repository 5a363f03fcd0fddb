//! Rows of either store: reports say what they read once, and read it from the file or from the database of all nodes.
//!
//! Their SQL is what both understand, with `?1`, `?2`, … for its values.

use std::path::Path;

use futures_util::TryStreamExt as _;
use rusqlite::{Row, params};
use tokio_postgres::types::{ToSql, Type};

use super::{
    LedgerError, Query, Reader,
    books::day_number,
    shared::{NodeRow, SharedError, SharedOptions},
    store::column_error,
};

/// A row of either store.
pub(super) trait Cells {
    /// A number, or a truth as 0 or 1.
    fn number(&self, at: usize) -> rusqlite::Result<Option<i64>>;
    fn text(&self, at: usize) -> rusqlite::Result<Option<&str>>;
    fn bytes(&self, at: usize) -> rusqlite::Result<Option<&[u8]>>;

    /// A number that every row has.
    fn figure(&self, at: usize) -> rusqlite::Result<i64> {
        self.number(at)?.ok_or_else(|| column_error(at, "no number"))
    }
}

impl Cells for Row<'_> {
    fn number(&self, at: usize) -> rusqlite::Result<Option<i64>> {
        self.get(at)
    }

    fn text(&self, at: usize) -> rusqlite::Result<Option<&str>> {
        self.get_ref(at)?.as_str_or_null().map_err(|_| column_error(at, "no text"))
    }

    fn bytes(&self, at: usize) -> rusqlite::Result<Option<&[u8]>> {
        self.get_ref(at)?.as_blob_or_null().map_err(|_| column_error(at, "no bytes"))
    }
}

impl Cells for tokio_postgres::Row {
    fn number(&self, at: usize) -> rusqlite::Result<Option<i64>> {
        let is_truth = self.columns().get(at).is_some_and(|column| *column.type_() == Type::BOOL);
        let number = if is_truth {
            self.try_get::<_, Option<bool>>(at).map(|truth| truth.map(i64::from))
        } else {
            self.try_get(at)
        };
        number.map_err(|_| column_error(at, "no number"))
    }

    fn text(&self, at: usize) -> rusqlite::Result<Option<&str>> {
        self.try_get(at).map_err(|_| column_error(at, "no text"))
    }

    fn bytes(&self, at: usize) -> rusqlite::Result<Option<&[u8]>> {
        // What is not asked for is a NULL, which has no type of its own.
        if self.columns().get(at).is_some_and(|column| *column.type_() != Type::BYTEA) {
            return Ok(None);
        }
        self.try_get(at).map_err(|_| column_error(at, "no bytes"))
    }
}

impl Reader {
    /// Opens the books of all nodes; what only a node knows is read from the journal at `path`.
    ///
    /// # Errors
    /// [`LedgerError`] as [`Reader::open`], or if the database cannot be reached.
    pub fn open_shared(path: &Path, shared: &SharedOptions) -> Result<Self, LedgerError> {
        let Self(journal, _) = Self::open(path)?;
        shared.nodes()?;
        Ok(Self(journal, Some(shared.clone())))
    }

    /// A line for each node of which the database had lost entries, and got them again.
    ///
    /// # Errors
    /// [`LedgerError`] if the database cannot be read.
    pub fn reconciled(&self) -> Result<Vec<String>, LedgerError> {
        let nodes = self.1.as_ref().map(SharedOptions::nodes).transpose()?.unwrap_or_default();
        let lost = nodes.iter().filter(|node| node.reconciled > 0);
        let line = |node: &NodeRow| format!("reconciled {} rows of node {}", node.reconciled, node.name);
        Ok(lost.map(line).collect())
    }

    /// Hands over each row that `sql` finds, in which `?1` and `?2` are a period's first and last day and `?3` is a
    /// tenant or NULL.
    pub(super) fn each(
        &self,
        sql: &str,
        period: &Query,
        take: &mut dyn FnMut(&dyn Cells) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let (from, to) = (day_number(period.from), day_number(period.to));
        let Some(shared) = &self.1 else {
            let mut statement = self.0.prepare(sql)?;
            let mut rows = statement.query(params![from, to, period.tenant])?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            return Ok(());
        };
        let mut refused = None;
        shared.on_link(async |client, _| {
            // A month of many millions of entries takes longer than anything on the way of requests may.
            // And what looks dear to the planner, entries that are in no sum, is seldom there: compiling it would cost more.
            client.batch_execute("SET statement_timeout = 0; SET jit = off").await?;
            let (from, to) = (i64::from(from), i64::from(to));
            let values: [&(dyn ToSql + Sync); 3] = [&from, &to, &period.tenant];
            let rows = client.query_raw(&sql.replace('?', "$"), values).await?;
            let mut rows = std::pin::pin!(rows);
            while let Some(row) = rows.try_next().await? {
                if let Err(error) = take(&row) {
                    refused = Some(error);
                    return Ok(());
                }
            }
            Ok::<(), SharedError>(())
        })?;
        refused.map_or(Ok(()), Err)
    }
}
