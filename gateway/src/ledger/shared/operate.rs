//! What operators do with the database of all nodes: bring a single node's ledger over, give up a lost node, look who is
//! there.

use std::{path::Path, sync::Arc};

use secrecy::SecretString;
use tokio_postgres::Client;
use tokio_util::sync::CancellationToken;

use super::{
    Node, SharedError, SharedOptions, SharedStats, Target, bookings, directory, join, link::Heard, ship, soft,
};
use crate::{
    keys::Pepper,
    ledger::{BudgetLevel, Durability, LedgerError, Options, roster, writer},
};

/// A node as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRow {
    /// Its name.
    pub name: String,
    /// Whether it has been heard of in the last seconds.
    pub is_alive: bool,
    /// The last entry of its journal that was shipped.
    pub shipped: i64,
    /// Entries that were shipped again, because the database had lost them.
    pub reconciled: i64,
    /// Whether it was given up.
    pub is_forgotten: bool,
}

/// What a migration brought over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// Entries of the ledger, all of which are in the database now.
    pub entries: i64,
    /// Tenants and keys of the ledger.
    pub directory: i64,
    /// What its requests cost, in µ₸.
    pub spent: i64,
}

impl SharedOptions {
    /// A database without a password of its own.
    #[must_use]
    pub fn new(target: Target, password: Option<SecretString>) -> Self {
        Self { target, password, pepper_file: None }
    }

    /// Does work over a connection of its own, and waits for it.
    pub(in crate::ledger) fn on_link<T>(
        &self,
        work: impl AsyncFnOnce(&mut Client, &mut Heard) -> Result<T, SharedError>,
    ) -> Result<T, SharedError> {
        on_link(&self.target.clone().with(self.password.as_ref()), work)
    }

    /// Brings the ledger at `path` into the database as the journal of `node`. Doing it again brings what is missing.
    ///
    /// # Errors
    /// [`LedgerError`] if a gateway has the ledger, or if what is in the database afterwards is not what is in it.
    pub fn migrate(&self, path: &Path, node: &str) -> Result<Migrated, LedgerError> {
        let now = jiff::Timestamp::now();
        let name: Arc<str> = node.into();
        let options = Options { durability: Durability::Power, node: name.clone(), now, shared: Some(self.clone()) };
        // Opened as by a gateway, so that none has it meanwhile and nothing in it is open.
        let (start, _) = writer::Start::open(path, &options)?;
        let pepper: Pepper = start.pepper()?;
        let node = self.node(&name, path, &pepper);
        let migrated = on_link(&node.target, async |client, _| bring(client, &node).await)?;
        drop(start);
        Ok(migrated)
    }

    /// Gives a node up that will not come back: what it held and had not shipped is lost, the rest of what it held is
    /// free. Its name stays taken.
    ///
    /// # Errors
    /// [`SharedError`] if there is no such node, or it is alive.
    pub fn forget(&self, node: &str) -> Result<(), SharedError> {
        self.on_link(async |client, _| forget(client, node).await)
    }

    /// Every node, by name.
    ///
    /// # Errors
    /// [`SharedError`] if the database cannot be read.
    pub fn nodes(&self) -> Result<Vec<NodeRow>, SharedError> {
        self.on_link(async |client, _| nodes(client).await)
    }
}

fn on_link<T>(
    target: &Target,
    work: impl AsyncFnOnce(&mut Client, &mut Heard) -> Result<T, SharedError>,
) -> Result<T, SharedError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| SharedError::Unreachable(error.to_string()))?;
    runtime.block_on(target.with_link(work))
}

async fn bring(client: &mut Client, node: &Node) -> Result<Migrated, SharedError> {
    join::join(client, node).await?;
    let lines = roster::lines(&join::read(&node.journal)?)?;
    let transaction = client.transaction().await?;
    let head = directory::head(&transaction, "FOR UPDATE").await?;
    let mut missing = Vec::new();
    for line in &lines {
        let known = "SELECT 1 FROM directory WHERE kind = $1 AND id = $2";
        if transaction.query_opt(known, &[&line.table, &line.id]).await?.is_none() {
            missing.push(line.clone());
        }
    }
    if !missing.is_empty() {
        directory::write(&transaction, &missing, head + 1).await?;
    }
    transaction.commit().await?;
    if let Some(error) = bookings::reconcile(client, node).await?.contradictions.into_iter().next() {
        return Err(error.into());
    }
    bookings::bring_costs(client, node).await?;
    soft::bring(client, &join::read(&node.journal)?).await?;
    let stop = CancellationToken::new();
    stop.cancel();
    ship::session(client, node, &SharedStats::default(), None, &stop, &mut 0).await?;
    compare(client, node, lines.len()).await
}

/// Holds what is in the database against the ledger.
async fn compare(client: &Client, node: &Node, lines: usize) -> Result<Migrated, SharedError> {
    let sums =
        "SELECT count(*), coalesce(sum(coalesce(correction_ukzt, amount_ukzt)), 0), count(*) FILTER (WHERE step = 0)";
    // Millions of entries take longer than anything on the way of requests may.
    client.batch_execute("SET statement_timeout = 0").await?;
    let db = join::read(&node.journal)?;
    let here: [i64; 3] =
        db.query_row(&format!("{sums} FROM entry"), [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    // In PostgreSQL the sum of BIGINTs is a NUMERIC.
    let sums = sums.replace("), 0)", "), 0)::bigint");
    let row = client.query_one(&format!("{sums} FROM entry WHERE node = $1"), &[&&*node.name]).await?;
    for (what, here, there) in [
        ("entries", here[0], row.get(0)),
        ("sums of amounts in µ₸", here[1], row.get(1)),
        ("requests", here[2], row.get(2)),
    ] {
        same(what, here, there)?;
    }
    let directory = i64::try_from(lines).unwrap_or(i64::MAX);
    let row = client.query_one("SELECT count(*) FROM directory", &[]).await?;
    if row.get::<_, i64>(0) < directory {
        same("tenants and keys", directory, row.get(0))?;
    }
    let sum = "SELECT coalesce(sum(cost_ukzt), 0) FROM entry_sum";
    let summed: i64 = db.query_row(sum, [], |row| row.get(0))?;
    let sum = "SELECT coalesce(sum(cost_ukzt), 0)::bigint FROM entry_sum WHERE node = $1";
    same("sums of reports in µ₸", summed, client.query_one(sum, &[&&*node.name]).await?.get(0))?;
    let mut spent = 0;
    for level in BudgetLevel::ALL {
        let sum = "SELECT coalesce(sum(spent), 0) FROM balance WHERE level = ?1";
        let here: i64 = db.query_row(sum, [level.name()], |row| row.get(0))?;
        let sum = "SELECT coalesce(sum(spent), 0)::bigint FROM balance WHERE level = $1 AND node = $2";
        let there: i64 = client.query_one(sum, &[&level.name(), &&*node.name]).await?.get(0);
        same("balances in µ₸", here, there)?;
        spent = if level == BudgetLevel::TenantMonth { here } else { spent };
    }
    Ok(Migrated { entries: here[0], directory, spent })
}

fn same(what: &'static str, here: i64, there: i64) -> Result<(), SharedError> {
    if here == there { Ok(()) } else { Err(SharedError::Differs { what, here, there }) }
}

async fn forget(client: &mut Client, node: &str) -> Result<(), SharedError> {
    let transaction = client.transaction().await?;
    let alive = "SELECT coalesce(seen > clock_timestamp() - interval '3 seconds', false) FROM node
                 WHERE name = $1 FOR UPDATE";
    match transaction.query_opt(alive, &[&node]).await? {
        None => return Err(SharedError::NoNode(node.to_owned())),
        Some(row) if row.get(0) => return Err(SharedError::NodeAlive(node.to_owned())),
        Some(_) => {}
    }
    // No journal has this id: the node cannot come back, and its entries keep its name to themselves.
    transaction.execute("UPDATE node SET journal = '', seen = NULL WHERE name = $1", &[&node]).await?;
    transaction.execute("DELETE FROM slice WHERE node = $1", &[&node]).await?;
    transaction.commit().await?;
    Ok(())
}

async fn nodes(client: &Client) -> Result<Vec<NodeRow>, SharedError> {
    let rows = client
        .query(
            "SELECT name, coalesce(seen > clock_timestamp() - interval '3 seconds', false), shipped_seq, reconciled,
                 journal = ''
             FROM node ORDER BY name",
            &[],
        )
        .await?;
    let row = |row: &tokio_postgres::Row| NodeRow {
        name: row.get(0),
        is_alive: row.get(1),
        shipped: row.get(2),
        reconciled: row.get(3),
        is_forgotten: row.get(4),
    };
    Ok(rows.iter().map(row).collect())
}
