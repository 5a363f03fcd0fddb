//! Soft limits of all nodes: whether one is crossed is decided by what all of them have spent together, and one of them
//! tells of it.
//!
//! Looked at after what a node has shipped is committed: of two nodes that cross a limit together the later one sees what
//! both have spent. Who told of a limit writes that down afterwards; where that does not come, another node tells again.

use std::collections::{BTreeSet, HashMap};

use router_core::money::MicroTenge;
use rusqlite::Connection;
use tokio_postgres::{Client, Row};

use super::{
    Node, SharedError,
    columns::{Rows, SOFT_LIMITS},
    slices::{columns, scope},
};
use crate::ledger::{
    SoftLimit,
    books::Scope,
    soft::{News, watched},
};

/// Looks whether soft limits of these budgets are crossed, and puts among the news what nobody was told of.
pub(super) async fn look(
    client: &Client,
    db: &Connection,
    scopes: &BTreeSet<Scope>,
    news: &News,
) -> Result<(), SharedError> {
    let mut limits = HashMap::new();
    for scope in scopes {
        limits.extend(watched(db, scope)?.map(|limit| (scope, limit)));
    }
    if limits.is_empty() {
        return Ok(());
    }
    let (levels, ids, periods) = columns(limits.keys().copied());
    let sums = "SELECT level, id, period, sum(spent)::bigint FROM balance
        WHERE (level, id, period) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]))
        GROUP BY level, id, period";
    let mut crossed = Vec::new();
    for row in &client.query(sums, &[&levels, &ids, &periods]).await? {
        let Some(scope) = scope(row) else { continue };
        let spent: i64 = row.get(3);
        if let Some(limit) = limits.get(&scope).filter(|limit| spent >= limit.at)
            && note(client, &scope, limit.limit, spent).await?
        {
            crossed.push(SoftLimit::new(limit.tenant.clone(), scope, MicroTenge(spent), limit.limit));
        }
    }
    news.put(crossed);
    Ok(())
}

/// Looks at every budget that this node has spent of in a period that is not over.
pub(super) async fn look_again(
    client: &Client,
    node: &Node,
    db: &Connection,
    day: i64,
    news: &News,
) -> Result<(), SharedError> {
    let sql = "SELECT level, id, period FROM balance WHERE node = $1 AND (period < 100000
        OR period BETWEEN $2 AND 999999 OR period >= $3)";
    let scopes = client.query(sql, &[&&*node.name, &(day / 100), &day]).await?;
    look(client, db, &scopes.iter().filter_map(scope).collect(), news).await
}

/// Writes a crossed limit down; `false` where it stands there already.
async fn note(client: &Client, scope: &Scope, limit: MicroTenge, spent: i64) -> Result<bool, SharedError> {
    let Scope { level, id, period } = scope;
    let sql = "INSERT INTO soft_limit (level, id, period, limit_ukzt, spent_ukzt, untold_since)
               VALUES ($1, $2, $3, $4, $5, clock_timestamp()) ON CONFLICT DO NOTHING";
    let written = client.execute(sql, &[&level.name(), &&**id, &i64::from(*period), &limit.0, &spent]).await?;
    Ok(written == 1)
}

/// Takes over the limits that a node was to tell of and has not: it died before, or its words did not arrive.
pub(super) async fn take_over(client: &Client, db: &Connection, news: &News) -> Result<(), SharedError> {
    let sql = "UPDATE soft_limit SET untold_since = clock_timestamp()
               WHERE untold_since < clock_timestamp() - interval '2 minutes'
               RETURNING level, id, period, limit_ukzt, spent_ukzt";
    let mut untold = Vec::new();
    for row in &client.query(sql, &[]).await? {
        untold.extend(read(db, row)?);
    }
    news.put(untold);
    Ok(())
}

fn read(db: &Connection, row: &Row) -> rusqlite::Result<Option<SoftLimit>> {
    let (limit, spent) = (MicroTenge(row.get(3)), MicroTenge(row.get(4)));
    scope(row).map(|scope| SoftLimit::stored(db, scope, spent, limit)).transpose()
}

/// Notes that somebody was told.
pub(super) async fn told(client: &Client, told: &SoftLimit) -> Result<(), SharedError> {
    let Scope { level, id, period } = told.scope();
    let sql = "UPDATE soft_limit SET untold_since = NULL
               WHERE level = $1 AND id = $2 AND period = $3 AND limit_ukzt = $4";
    client.execute(sql, &[&level.name(), &&*id, &i64::from(period), &told.limit.0]).await?;
    Ok(())
}

/// Brings what this node's journal knows somebody was told of.
pub(super) async fn bring(client: &mut Client, db: &Connection) -> Result<(), SharedError> {
    let rows = Rows::read(db, SOFT_LIMITS, "soft_limit WHERE told_ts IS NOT NULL", &[])?;
    let transaction = client.transaction().await?;
    rows.insert(&transaction, "soft_limit", None, "ON CONFLICT DO NOTHING").await?;
    transaction.commit().await?;
    Ok(())
}
