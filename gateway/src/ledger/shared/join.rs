//! Becoming one of the nodes: the tables, the pepper, this node's name and journal.

use std::path::Path;

use rusqlite::OptionalExtension as _;
use tokio_postgres::Client;
use uuid::Uuid;

use super::{Node, SharedError, schema};
use crate::ledger::store::open_read_only;

/// The name under which a journal keeps its own, by which two of them are told apart.
pub(in crate::ledger) const JOURNAL: &str = "journal";

/// Whether this journal's node has been one of the nodes before.
pub(super) fn has_joined(journal: &Path) -> Result<bool, SharedError> {
    let db = read(journal)?;
    Ok(crate::ledger::roster::version(&db)? > 0)
}

/// Sees to the tables and to this node's place among the others.
pub(super) async fn join(client: &mut Client, node: &Node) -> Result<(), SharedError> {
    schema::migrate(client).await?;
    schema::pin_pepper(client, node.fingerprint).await?;
    let journal = journal(&read(&node.journal)?)?;
    client
        .execute("INSERT INTO node (name, journal) VALUES ($1, $2) ON CONFLICT DO NOTHING", &[&&*node.name, &journal])
        .await?;
    match shipped(client, node).await? {
        Some(_) => Ok(()),
        None => Err(SharedError::NodeTaken(node.name.clone())),
    }
}

/// The last entry of this journal that is in the database, where it must be the same; `None`: no node has this name and
/// this journal.
pub(super) async fn shipped(client: &Client, node: &Node) -> Result<Option<i64>, SharedError> {
    let db = read(&node.journal)?;
    let sql = "SELECT known.shipped_seq, last.hash FROM node AS known
                   LEFT JOIN entry AS last ON last.node = known.name AND last.seq = known.shipped_seq
               WHERE known.name = $1 AND known.journal = $2";
    let Some(row) = client.query_opt(sql, &[&&*node.name, &journal(&db)?]).await? else { return Ok(None) };
    let (shipped, there): (i64, Option<Vec<u8>>) = (row.get(0), row.get(1));
    let name = node.name.clone();
    let last = last_seq(&db)?;
    if shipped > last {
        return Err(SharedError::JournalBehind { node: name, last, shipped });
    }
    let here = db.query_row("SELECT hash FROM entry WHERE seq = ?1", [shipped], |row| row.get(0)).optional()?;
    // What is older than the chain has no seal in either.
    if there.is_some() && here.flatten() != there {
        return Err(SharedError::OtherHistory { node: name, shipped });
    }
    Ok(Some(shipped))
}

/// The last entry of a journal.
pub(super) fn last_seq(db: &rusqlite::Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT coalesce(max(seq), 0) FROM entry", [], |row| row.get(0))
}

/// What tells a journal from all others.
pub(super) fn journal(db: &rusqlite::Connection) -> Result<String, SharedError> {
    let id = db.query_row("SELECT value FROM meta WHERE name = ?1", [JOURNAL], |row| row.get::<_, Vec<u8>>(0));
    Ok(id.optional()?.and_then(|id| Uuid::from_slice(&id).ok()).unwrap_or_default().to_string())
}

/// The journal, beside its writer.
pub(super) fn read(journal: &Path) -> Result<rusqlite::Connection, SharedError> {
    open_read_only(journal).map_err(|error| match error {
        crate::ledger::LedgerError::Sqlite(error) => SharedError::Journal(error),
        _ => SharedError::Closed,
    })
}
