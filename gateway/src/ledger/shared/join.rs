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
    let (journal, last) = {
        let db = read(&node.journal)?;
        let last: i64 = db.query_row("SELECT coalesce(max(seq), 0) FROM entry", [], |row| row.get(0))?;
        (journal(&db)?, last)
    };
    client
        .execute("INSERT INTO node (name, journal) VALUES ($1, $2) ON CONFLICT DO NOTHING", &[&&*node.name, &journal])
        .await?;
    let row = client.query_one("SELECT journal, shipped_seq FROM node WHERE name = $1", &[&&*node.name]).await?;
    let (known, shipped): (String, i64) = (row.get(0), row.get(1));
    if known != journal {
        return Err(SharedError::NodeTaken(node.name.clone()));
    }
    if shipped > last {
        return Err(SharedError::JournalBehind { node: node.name.clone(), last, shipped });
    }
    Ok(())
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
