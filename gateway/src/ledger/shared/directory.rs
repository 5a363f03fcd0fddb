//! Tenants and keys of all nodes: a change is the database's first, and then every node's copy follows.

use std::ops::Range;

use tokio_postgres::{Client, GenericClient, types::Json};

use super::{Desk, Node, SharedError, join::read, slices};
use crate::ledger::{
    DirectoryError,
    directory::Change,
    roster::{self, Line, TABLES},
    slices::SliceWork,
};

/// What nodes tell each other about the directory.
pub(super) const CHANGED: &str = "directory";

/// How far this node's copy has come at its start.
pub(super) async fn begin(client: &Client, node: &Node) -> Result<i64, SharedError> {
    let (here, known) = {
        let db = read(&node.journal)?;
        (roster::lines(&db)?.len(), roster::version(&db)?)
    };
    let head = head(client, "").await?;
    if head == 0 && here > 0 {
        return Err(SharedError::DirectoryOnlyHere(here));
    }
    if head < known {
        tracing::warn!(head, known, "the shared database has lost changes of tenants and keys; this node keeps them");
    }
    Ok(known.min(head))
}

/// Takes over what has changed since `version`; the version reached. Slices of what has changed are given back: by them a
/// node might spend more than a budget that is smaller now.
pub(super) async fn pull(
    client: &impl GenericClient,
    node: &Node,
    desk: &Desk,
    version: i64,
) -> Result<i64, SharedError> {
    let rows = client.query("SELECT kind, id, version, line FROM directory WHERE version > $1", &[&version]).await?;
    let Some(reached) = rows.iter().map(|row| row.get::<_, i64>(2)).max() else { return Ok(version) };
    let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
    for row in &rows {
        lines.extend(Line::read(row.get(0), row.get(1), row.get::<_, Json<serde_json::Value>>(3).0));
    }
    // A key may be older than the last change of the tenant it refers to.
    lines.sort_by_key(|line| TABLES.iter().position(|table| *table == line.table));
    take_over(client, node, desk, lines, version..reached).await?;
    Ok(reached)
}

/// Takes over what has changed from the first version to the second.
async fn take_over(
    client: &impl GenericClient,
    node: &Node,
    desk: &Desk,
    lines: Vec<Line>,
    versions: Range<i64>,
) -> Result<(), SharedError> {
    let ids = lines.iter().map(|line| line.id.clone()).collect();
    desk.adopt(lines.clone(), versions.start).await?;
    let used = desk.reslice(SliceWork::GiveBackOf(ids)).await?;
    slices::write_used(client, &node.name, &used).await?;
    // Only now is the change behind this node: who stops before gives back after the next start. The rows come once
    // more, since the version stays where it is if one of them does not fit.
    desk.adopt(lines, versions.end).await
}

/// Makes a change for all nodes. The version reached, and what the caller is told.
pub(super) async fn change(
    client: &mut Client,
    node: &Node,
    desk: &Desk,
    version: i64,
    change: Change,
) -> Result<(i64, Result<(), DirectoryError>), SharedError> {
    let transaction = client.transaction().await?;
    let head = head(&transaction, "FOR UPDATE").await?;
    // What is rehearsed here must be what is there.
    let version = pull(&transaction, node, desk, version).await?;
    let line = match desk.rehearse(change).await? {
        Ok(line) => line,
        Err(error) => {
            // What was given back for changes of others stays so.
            transaction.commit().await?;
            return Ok((version, Err(error)));
        }
    };
    let next = head.max(version) + 1;
    write(&transaction, std::slice::from_ref(&line), next).await?;
    transaction.execute("SELECT pg_notify('qaqpa', $1)", &[&CHANGED]).await?;
    transaction.commit().await?;
    take_over(client, node, desk, vec![line], version..next).await?;
    Ok((next, Ok(())))
}

/// Writes rows at a version, which becomes the directory's.
pub(super) async fn write(client: &impl GenericClient, lines: &[Line], version: i64) -> Result<(), SharedError> {
    for line in lines {
        client
            .execute(
                "INSERT INTO directory (kind, id, version, line) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, line = excluded.line",
                &[&line.table, &line.id, &version, &Json(&line.columns)],
            )
            .await?;
    }
    client.execute("UPDATE directory_head SET version = $1", &[&version]).await?;
    Ok(())
}

/// The directory's version, for updating or not.
pub(super) async fn head(client: &impl GenericClient, lock: &str) -> Result<i64, SharedError> {
    Ok(client.query_one(&format!("SELECT version FROM directory_head {lock}"), &[]).await?.get(0))
}
