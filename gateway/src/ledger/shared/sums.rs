//! Sums of entries in the database of all nodes: each node's its own, written with its entries.

use std::collections::BTreeMap;

use rusqlite::Connection;
use tokio_postgres::{Client, IsolationLevel, Transaction};

use super::{SharedError, columns::Rows, join::journal, treasury::in_time};
use crate::ledger::sums::{FIGURES, Group, KEYS, Part, Sum, of_entries, of_sums};

/// Entries that are added up at once. Short enough for the node that ships meanwhile, whose mark is locked.
const SLICE: i64 = 10_000;

/// Adds to the sums of a node.
pub(super) async fn put(
    transaction: &Transaction<'_>,
    node: &str,
    groups: &BTreeMap<Group, Sum>,
) -> Result<(), SharedError> {
    let mut rows = Rows::of_sums();
    groups.iter().for_each(|(group, sum)| rows.push(group.values().chain(sum.values())));
    let more = FIGURES.map(|figure| format!("{figure} = entry_sum.{figure} + excluded.{figure}")).join(", ");
    let conflict = format!("ON CONFLICT ({}, node) DO UPDATE SET {more}", KEYS.join(", "));
    rows.insert(transaction, "entry_sum", Some(node), &conflict).await?;
    Ok(())
}

/// Adds up what is in the database and in no sum: entries of programs that kept none, whichever node they are of.
pub(super) async fn catch_up(client: &mut Client) -> Result<(), SharedError> {
    while in_time(add_slice(client)).await? {}
    Ok(())
}

/// The sums that the database has of a journal, and up to which of its entries.
pub(in crate::ledger) async fn of_journal(
    client: &mut Client,
    db: &Connection,
) -> Result<(i64, Vec<Part>), SharedError> {
    let journal = journal(db)?;
    let moment = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).start().await?;
    let marks = "SELECT coalesce(max(summed_seq), 0) FROM node WHERE journal = $1";
    let mark = moment.query_one(marks, &[&journal]).await?.get(0);
    let sums = format!("{} WHERE node IN (SELECT name FROM node WHERE journal = $1)", of_sums());
    let parts = moment.query(&sums, &[&journal]).await?;
    let parts = parts.iter().map(|row| Part::read(row)).collect::<Result<_, _>>();
    parts.map(|parts| (mark, parts)).map_err(|error| SharedError::Unreachable(error.to_string()))
}

/// Adds up some entries of a node. Whether there were any.
async fn add_slice(client: &mut Client) -> Result<bool, SharedError> {
    let transaction = client.transaction().await?;
    let behind = "SELECT name, summed_seq, least(shipped_seq, summed_seq + $1) FROM node WHERE summed_seq < shipped_seq
                  ORDER BY name LIMIT 1 FOR UPDATE";
    let Some(row) = transaction.query_opt(behind, &[&SLICE]).await? else { return Ok(false) };
    let (node, from, to): (String, i64, i64) = (row.get(0), row.get(1), row.get(2));
    let entries = format!("{} AND node = $1 AND seq > $2 AND seq <= $3", of_entries("entry"));
    let mut groups = BTreeMap::new();
    for row in transaction.query(&entries, &[&node, &from, &to]).await? {
        match Part::read(&row) {
            Ok(part) => part.add_to(&mut groups),
            Err(error) => tracing::error!(%error, "an entry is in no sum"),
        }
    }
    put(&transaction, &node, &groups).await?;
    transaction.execute("UPDATE node SET summed_seq = $2 WHERE name = $1", &[&node, &to]).await?;
    transaction.commit().await?;
    Ok(true)
}
