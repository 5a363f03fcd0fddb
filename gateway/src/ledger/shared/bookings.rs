//! Wallets and imported costs of all nodes: a booking is the database's, and what it pays into a wallet reaches the nodes
//! as a change of the directory does.
//!
//! A wallet is granted in slices like a budget. Its limit is what the database says was paid in, read under the lock of
//! the wallet's row: a node may not have heard yet of what was taken back.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Instant,
};

use jiff::Timestamp;
use router_core::money::MicroTenge;
use tokio_postgres::{Client, GenericClient, Row, Transaction, types::ToSql};

use super::{
    Desk, Node, SharedError,
    columns::{COSTS, Rows},
    directory,
    join::read,
    purse::Ask,
    slices,
};
use crate::ledger::{
    Booking, BookingError, BudgetLevel, CostLine, TopUp,
    bookings::{Found, all_costs},
    books::Scope,
    payments::{LAST, Last, Payment, Walk},
    slices::SliceWork,
    store::column_error,
    wallets::{self, TopUpRow, WalletStanding},
};

/// How far a booking has come.
pub(super) enum Step {
    /// It is done, or refused.
    Done(Result<usize, BookingError>),
    /// The nodes were asked what they can spare of the wallet.
    Asked(Ask),
}

/// Where the top-ups of a journal and of the database differ.
#[derive(Debug)]
pub(super) struct Reconciled {
    /// Top-ups of the journal whose references were booked in the database as something else.
    pub(super) contradictions: Vec<BookingError>,
    /// The version at which the database has the first top-up that the journal has not heard of.
    pub(super) first_unheard: Option<i64>,
}

/// Books, or asks the other nodes first what they can spare; `asked` is that it did before.
pub(super) async fn book(
    client: &mut Client,
    node: &Node,
    desk: &Desk,
    booking: &Booking,
    asked: Option<Ask>,
) -> Result<Step, SharedError> {
    match booking {
        Booking::TopUp(top_up) => book_top_up(client, node, desk, top_up, asked).await,
        Booking::Costs { lines, at } => book_costs(client, lines, *at).await.map(Step::Done),
    }
}

async fn book_top_up(
    client: &mut Client,
    node: &Node,
    desk: &Desk,
    top_up: &TopUp,
    asked: Option<Ask>,
) -> Result<Step, SharedError> {
    if let Err(error) = top_up.check() {
        return Ok(Step::Done(Err(error)));
    }
    let scope = Scope::of_wallet(top_up.tenant.clone());
    if top_up.amount < MicroTenge::ZERO && asked.is_none() {
        let used = desk.reslice(SliceWork::GiveBack(vec![scope.clone()])).await?;
        slices::write_used(client, &node.name, &used).await?;
    }
    let transaction = client.transaction().await?;
    let head = directory::head(&transaction, "FOR UPDATE").await?;
    if !is_known(&transaction, &top_up.tenant).await? {
        return Ok(Step::Done(Err(BookingError::NoTenant(top_up.tenant.clone()))));
    }
    match top_up.found(first(&transaction, top_up).await?) {
        Ok(Found::Nothing) => {}
        Ok(Found::Same) => return Ok(Step::Done(Ok(0))),
        Err(error) => return Ok(Step::Done(Err(error))),
    }
    let account = slices::lock(&transaction, &node.name, std::slice::from_ref(&scope)).await?;
    let account = account.get(&scope).copied().unwrap_or_default();
    let paid = paid_in(&transaction, std::slice::from_ref(&scope)).await?.get(&scope).copied().unwrap_or_default();
    let held = account.own.money.saturating_add(account.others.money);
    match top_up.fits(MicroTenge(paid), MicroTenge(paid.saturating_sub(held).max(0))) {
        Ok(()) => {}
        Err(BookingError::Spent { .. }) if !account.is_settled(asked.as_ref()) => {
            let ask = asked.unwrap_or(Ask { round: account.round + 1, since: Instant::now() });
            if asked.is_none() {
                slices::ask(&transaction, &[scope], true).await?;
                transaction.commit().await?;
            }
            return Ok(Step::Asked(ask));
        }
        Err(error) => return Ok(Step::Done(Err(error))),
    }
    write(&transaction, std::slice::from_ref(top_up), head).await?;
    transaction.commit().await?;
    Ok(Step::Done(Ok(1)))
}

/// Writes top-ups behind those that are there, each at a version of the directory after `head`, and tells all nodes.
async fn write(transaction: &Transaction<'_>, top_ups: &[TopUp], head: i64) -> Result<(), SharedError> {
    let last = transaction.query_opt("SELECT version, hash FROM top_up ORDER BY version DESC LIMIT 1", &[]).await?;
    let mut last = last.map(|row| Last::stored(row.get(0), row.get(1))).transpose()?.unwrap_or_else(Last::beginning);
    last.seq = head.max(last.seq);
    for top_up in top_ups {
        last.seq += 1;
        let payment = Payment::of(top_up, last.seq, 0);
        last.seal = payment.seal(&last.seal);
        let Payment { seq, tenant, reference, amount, ts, .. } = payment;
        transaction
            .execute(
                "INSERT INTO top_up (version, tenant, reference, amount_ukzt, ts, hash) VALUES ($1, $2, $3, $4, $5, $6)",
                &[&seq, &tenant, &reference, &amount, &ts, &last.seal.bytes().as_slice()],
            )
            .await?;
    }
    if !top_ups.is_empty() {
        let note =
            "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        transaction.execute(note, &[&LAST, &last.seal.bytes().as_slice()]).await?;
        directory::move_head(transaction, last.seq).await?;
        slices::tell(transaction, directory::CHANGED).await?;
    }
    Ok(())
}

/// Books costs, all of them or none. How many are new.
async fn book_costs(
    client: &mut Client,
    lines: &[CostLine],
    at: Timestamp,
) -> Result<Result<usize, BookingError>, SharedError> {
    if let Some(error) = lines.iter().find_map(|line| line.check().err()) {
        return Ok(Err(error));
    }
    let transaction = client.transaction().await?;
    let tenants: BTreeSet<&Arc<str>> = lines.iter().map(|line| &line.tenant).collect();
    for tenant in tenants {
        if !is_known(&transaction, tenant).await? {
            return Ok(Err(BookingError::NoTenant(tenant.clone())));
        }
    }
    let booked = insert_costs(&transaction, lines.iter().map(|line| (line, at))).await?;
    if booked.is_ok() {
        transaction.commit().await?;
    }
    Ok(booked)
}

/// Inserts costs, each with the time of its booking. A reference that was booked before must stand for the same. How many
/// are new.
async fn insert_costs<'a>(
    transaction: &Transaction<'_>,
    costs: impl Iterator<Item = (&'a CostLine, Timestamp)> + Clone,
) -> Result<Result<usize, BookingError>, SharedError> {
    let mut rows = Rows::new(COSTS);
    costs.clone().for_each(|(line, at)| rows.push(line.values(at)));
    // Whoever books the same reference at this moment is waited for here.
    let new = rows.insert(transaction, "cost_line", None, "ON CONFLICT DO NOTHING RETURNING ts").await?;
    let references: Vec<&str> = costs.clone().map(|(line, _)| &*line.reference).collect();
    let sql = "SELECT reference, tenant, amount_ukzt, day, line FROM cost_line WHERE reference = ANY($1)";
    let stored = transaction.query(sql, &[&references]).await?;
    let stored: HashMap<&str, &Row> = stored.iter().map(|row| (row.get(0), row)).collect();
    for (line, _) in costs {
        let first = stored.get(&*line.reference).map(|row| (row.get(1), row.get(2), row.get(3), row.get(4)));
        if let Err(error) = line.found(first) {
            return Ok(Err(error));
        }
    }
    Ok(Ok(new.len()))
}

async fn is_known(client: &impl GenericClient, tenant: &str) -> Result<bool, SharedError> {
    let sql = "SELECT 1 FROM directory WHERE kind = 'tenant' AND id = $1";
    Ok(client.query_opt(sql, &[&tenant]).await?.is_some())
}

/// The first booking of a top-up's reference.
async fn first(client: &impl GenericClient, top_up: &TopUp) -> Result<Option<(String, i64)>, SharedError> {
    let sql = "SELECT tenant, amount_ukzt FROM top_up WHERE reference = $1";
    Ok(client.query_opt(sql, &[&top_up.reference]).await?.map(|row| (row.get(0), row.get(1))))
}

/// What was paid into wallets, as far as `scopes` are wallets.
pub(super) async fn paid_in(client: &impl GenericClient, scopes: &[Scope]) -> Result<HashMap<Scope, i64>, SharedError> {
    let wallets = scopes.iter().filter(|scope| scope.level == BudgetLevel::Wallet);
    let tenants: Vec<&str> = wallets.map(|scope| &*scope.id).collect();
    if tenants.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = "SELECT id, coalesce(sum(amount_ukzt), 0)::bigint
               FROM unnest($1::text[]) AS asked (id) LEFT JOIN top_up ON tenant = id GROUP BY id";
    let rows = client.query(sql, &[&tenants]).await?;
    Ok(rows.iter().map(|row| (Scope::of_wallet(row.get::<_, &str>(0).into()), row.get(1))).collect())
}

/// The top-ups behind a version of the directory up to another, in their order.
pub(super) async fn top_ups_between(
    client: &impl GenericClient,
    behind: i64,
    until: i64,
) -> Result<Vec<TopUp>, SharedError> {
    top_ups(client, "version > $1 AND version <= $2", &[&behind, &until]).await
}

/// The top-ups of which a condition is true, in their order.
async fn top_ups(
    client: &impl GenericClient,
    condition: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Vec<TopUp>, SharedError> {
    let sql = format!("SELECT tenant, reference, amount_ukzt, ts FROM top_up WHERE {condition} ORDER BY version");
    client.query(&sql, values).await?.iter().map(read_top_up).collect()
}

fn read_top_up(row: &Row) -> Result<TopUp, SharedError> {
    let at = Timestamp::from_microsecond(row.get(3)).map_err(|_| column_error(3, "no time"))?;
    let (tenant, amount) = (row.get::<_, &str>(0).into(), MicroTenge(row.get(2)));
    Ok(TopUp { tenant, reference: row.get(1), amount, at })
}

/// Every top-up with its version, and what is wrong with their chain.
pub(in crate::ledger) async fn prove(client: &Client) -> Result<(Vec<(i64, TopUp)>, Vec<String>), SharedError> {
    let sql = "SELECT tenant, reference, amount_ukzt, ts, version, hash FROM top_up ORDER BY version";
    let rows = client.query(sql, &[]).await?;
    let (mut walk, mut top_ups, mut wrong) = (Walk::default(), Vec::with_capacity(rows.len()), Vec::new());
    for row in &rows {
        let (top_up, version) = (read_top_up(row)?, row.get(4));
        wrong.extend(walk.next(&Payment::of(&top_up, version, 0), Some(row.get(5))));
        top_ups.push((version, top_up));
    }
    let noted = client.query_opt("SELECT value FROM meta WHERE name = $1", &[&LAST]).await?;
    wrong.extend(walk.end(noted.as_ref().map(|row| row.get(0))));
    Ok((top_ups, wrong))
}

/// Brings the top-ups of this node's journal that the database does not have, or has lost, and finds where the two differ.
pub(super) async fn reconcile(client: &mut Client, node: &Node) -> Result<Reconciled, SharedError> {
    let here = wallets::payments(&read(&node.journal)?, None)?;
    let transaction = client.transaction().await?;
    // Who has nothing to bring waits for nobody.
    let lock = if here.is_empty() { "" } else { "FOR UPDATE" };
    let head = directory::head(&transaction, lock).await?;
    let there = transaction.query("SELECT reference, tenant, amount_ukzt, version FROM top_up", &[]).await?;
    let mut unheard: HashMap<&str, &Row> = there.iter().map(|row| (row.get(0), row)).collect();
    let (mut missing, mut contradictions) = (Vec::new(), Vec::new());
    for top_up in here {
        let first = unheard.remove(&*top_up.reference).map(|row| (row.get(1), row.get(2)));
        match top_up.found(first) {
            Ok(Found::Nothing) => missing.push(top_up),
            Ok(Found::Same) => {}
            Err(error) => contradictions.push(error),
        }
    }
    write(&transaction, &missing, head).await?;
    let first_unheard = unheard.values().map(|row| row.get(3)).min();
    transaction.commit().await?;
    Ok(Reconciled { contradictions, first_unheard })
}

/// Brings the imported costs of this node's journal that the database does not have, all or none.
pub(super) async fn bring_costs(client: &mut Client, node: &Node) -> Result<(), SharedError> {
    let costs = all_costs(&read(&node.journal)?)?;
    let transaction = client.transaction().await?;
    insert_costs(&transaction, costs.iter().map(|(line, at)| (line, *at))).await??;
    transaction.commit().await?;
    Ok(())
}

/// How the wallet of a tenant stands, or every wallet, by tenant: what nodes have set aside of it counts as reserved.
pub(in crate::ledger) async fn standings(
    client: &Client,
    tenant: Option<&str>,
) -> Result<Vec<WalletStanding>, SharedError> {
    let paid = "SELECT tenant, sum(amount_ukzt)::bigint FROM top_up WHERE $1::text IS NULL OR tenant = $1
                GROUP BY tenant ORDER BY tenant";
    let rows = client.query(paid, &[&tenant]).await?;
    let mut standings = Vec::with_capacity(rows.len());
    for row in &rows {
        let (tenant, paid): (&str, i64) = (row.get(0), row.get(1));
        let scope = Scope::of_wallet(tenant.into());
        let held = slices::held(client, "", std::slice::from_ref(&scope)).await?;
        let held: i64 = held.iter().map(|(_, _, held)| held.money).sum();
        let sum = "SELECT coalesce(sum(spent), 0)::bigint FROM balance WHERE level = $1 AND id = $2";
        let spent: i64 = client.query_one(sum, &[&scope.level.name(), &tenant]).await?.get(0);
        standings.push(WalletStanding {
            tenant: tenant.to_owned(),
            topped_up: MicroTenge(paid),
            spent: MicroTenge(spent),
            reserved: MicroTenge(held.saturating_sub(spent)),
            remaining: MicroTenge(paid.saturating_sub(held).max(0)),
        });
    }
    Ok(standings)
}

/// The payments into a tenant's wallet, as they came.
pub(in crate::ledger) async fn payments(client: &Client, tenant: &str) -> Result<Vec<TopUpRow>, SharedError> {
    Ok(top_ups(client, "tenant = $1", &[&tenant]).await?.into_iter().map(TopUpRow::from).collect())
}
