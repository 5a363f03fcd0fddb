//! Tenants and keys of all nodes: a change is the database's first, and then every node's copy follows.

use tokio_postgres::{Client, GenericClient, types::Json};

use super::{Desk, Node, SharedError, bookings, join::read, slices};
use crate::ledger::{
    DirectoryError,
    directory::Change,
    roster::{self, Adoption, Line, TABLES},
    slices::SliceWork,
};

/// What nodes tell each other about the directory and about wallets.
pub(super) const CHANGED: &str = "directory";

/// How far this node's copy has come at its start.
pub(super) async fn begin(client: &mut Client, node: &Node) -> Result<i64, SharedError> {
    let (here, known) = {
        let db = read(&node.journal)?;
        (roster::lines(&db)?.len(), roster::version(&db)?)
    };
    let head = head(&*client, "").await?;
    if head == 0 && here > 0 {
        return Err(SharedError::DirectoryOnlyHere(here));
    }
    if head < known {
        tracing::warn!(head, known, "the shared database has lost changes of tenants and keys; this node keeps them");
    }
    // Versions do not tell whose top-ups are missing: a database that has lost some may have come as far again by other
    // changes, and a node of an older program took versions over without their top-ups.
    let bookings::Reconciled { contradictions, first_unheard } = bookings::reconcile(client, node).await?;
    for error in contradictions {
        tracing::error!(%error, "a top-up of this node is another one in the shared database, which counts");
    }
    Ok(first_unheard.map_or(known, |version| known.min(version - 1)).min(head))
}

/// Takes over what has changed since `version`; the version reached. Slices of what has changed are given back: by them a
/// node might spend more than a budget that is smaller now. Never inside a transaction, which might come to nothing after
/// this node has given back.
pub(super) async fn pull(client: &Client, node: &Node, desk: &Desk, version: i64) -> Result<i64, SharedError> {
    let head = head(client, "").await?;
    if head <= version {
        return Ok(version);
    }
    let top_ups = bookings::top_ups_between(client, version, head).await?;
    let rows = client.query("SELECT kind, id, line FROM directory WHERE version > $1", &[&version]).await?;
    let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
    for row in &rows {
        lines.extend(Line::read(row.get(0), row.get(1), row.get::<_, Json<serde_json::Value>>(2).0));
    }
    // A key may be older than the last change of the tenant it refers to.
    lines.sort_by_key(|line| TABLES.iter().position(|table| *table == line.table));
    take_over(client, node, desk, Adoption { lines, top_ups, version: head }, version).await?;
    Ok(head)
}

/// Takes over what has changed since `version`.
async fn take_over(
    client: &Client,
    node: &Node,
    desk: &Desk,
    adoption: Adoption,
    version: i64,
) -> Result<(), SharedError> {
    let ids = adoption.lines.iter().map(|line| line.id.clone()).collect();
    desk.adopt(Adoption { lines: adoption.lines.clone(), top_ups: Vec::new(), version }).await?;
    let used = desk.reslice(SliceWork::GiveBackOf(ids)).await?;
    slices::write_used(client, &node.name, &used).await?;
    // Only now is the change behind this node: who stops before gives back after the next start. The rows come once
    // more, since the version stays where it is if one of them does not fit.
    desk.adopt(adoption).await
}

/// Makes a change for all nodes. The version reached, and what the caller is told.
pub(super) async fn change(
    client: &mut Client,
    node: &Node,
    desk: &Desk,
    mut version: i64,
    change: Change,
) -> Result<(i64, Result<(), DirectoryError>), SharedError> {
    loop {
        version = pull(client, node, desk, version).await?;
        let transaction = client.transaction().await?;
        // What is rehearsed here must be what is there.
        if head(&transaction, "FOR UPDATE").await? > version {
            continue;
        }
        let line = match desk.rehearse(change).await? {
            Ok(line) => line,
            Err(error) => return Ok((version, Err(error))),
        };
        let next = version + 1;
        write(&transaction, std::slice::from_ref(&line), next).await?;
        transaction.execute("SELECT pg_notify('qaqpa', $1)", &[&CHANGED]).await?;
        transaction.commit().await?;
        let adoption = Adoption { lines: vec![line], top_ups: Vec::new(), version: next };
        take_over(client, node, desk, adoption, version).await?;
        return Ok((next, Ok(())));
    }
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
    move_head(client, version).await
}

/// Moves the directory to a version, which must be new.
pub(super) async fn move_head(client: &impl GenericClient, version: i64) -> Result<(), SharedError> {
    client.execute("UPDATE directory_head SET version = $1", &[&version]).await?;
    Ok(())
}

/// The directory's version, for updating or not.
pub(super) async fn head(client: &impl GenericClient, lock: &str) -> Result<i64, SharedError> {
    Ok(client.query_one(&format!("SELECT version FROM directory_head {lock}"), &[]).await?.get(0))
}
