//! Slices in the database: what each node holds of a budget, changed under the lock of the budget's row.

use std::{collections::HashMap, sync::Arc};

use tokio_postgres::{GenericClient, Row, Transaction};

use super::SharedError;
use crate::ledger::{BudgetLevel, books::Scope, slices::Used};

/// What nodes tell each other about slices.
pub(super) const ASKED: &str = "asked";
pub(super) const ANSWERED: &str = "answered";

/// What is true of a node that answers.
const LIVE: &str = "node.seen > clock_timestamp() - interval '3 seconds'";

/// A budget as the database has it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Account {
    pub(super) round: i64,
    /// Whether there was too little for somebody of late: nobody takes more than they need then.
    pub(super) is_contested: bool,
    /// What this node holds: money and messages.
    pub(super) own: Held,
    /// What the others hold.
    pub(super) others: Held,
    /// The round that every other live node has answered; `None`: there is no other.
    pub(super) answered: Option<i64>,
}

/// Money and messages, as a node holds them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) money: i64,
    pub(super) messages: i64,
}

/// A slice to be written.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) scope: Scope,
    pub(super) held: Held,
    /// The round that is answered by it.
    pub(super) answered: i64,
}

/// Locks budgets, making those that nobody asked for before, and reads them. In the order of scopes, so that no two nodes
/// wait for each other.
pub(super) async fn lock(
    transaction: &Transaction<'_>,
    node: &str,
    scopes: &[Scope],
) -> Result<HashMap<Scope, Account>, SharedError> {
    let (levels, ids, periods) = columns(scopes);
    transaction
        .execute(
            "INSERT INTO scope (level, id, period) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
             ON CONFLICT DO NOTHING",
            &[&levels, &ids, &periods],
        )
        .await?;
    let mut accounts = HashMap::new();
    let locked = transaction
        .query(
            "SELECT level, id, period, round, coalesce(short_at > clock_timestamp() - interval '10 seconds', false)
             FROM scope WHERE (level, id, period) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]))
             ORDER BY level, id, period FOR UPDATE",
            &[&levels, &ids, &periods],
        )
        .await?;
    for row in &locked {
        let account = Account { round: row.get(3), is_contested: row.get(4), ..Account::default() };
        accounts.extend(scope(row).map(|scope| (scope, account)));
    }
    for (scope, is_own, held) in held(transaction, node, scopes).await? {
        if let Some(account) = accounts.get_mut(&scope) {
            *(if is_own { &mut account.own } else { &mut account.others }) = held;
        }
    }
    let answers = transaction
        .query(
            &format!(
                "SELECT asked.level, asked.id, asked.period, min(coalesce(slice.answered, 0))
                 FROM unnest($1::text[], $2::text[], $3::bigint[]) AS asked (level, id, period)
                     JOIN node ON node.name <> $4 AND {LIVE}
                     LEFT JOIN slice ON slice.node = node.name AND slice.level = asked.level AND slice.id = asked.id
                         AND slice.period = asked.period
                 GROUP BY asked.level, asked.id, asked.period"
            ),
            &[&levels, &ids, &periods, &node],
        )
        .await?;
    for row in &answers {
        if let Some(account) = scope(row).and_then(|scope| accounts.get_mut(&scope)) {
            account.answered = Some(row.get(3));
        }
    }
    Ok(accounts)
}

/// What this node holds of budgets and what the others do. What was shipped as spent is held, also where no slice says so.
pub(super) async fn held(
    client: &impl GenericClient,
    node: &str,
    scopes: &[Scope],
) -> Result<Vec<(Scope, bool, Held)>, SharedError> {
    let (levels, ids, periods) = columns(scopes);
    let rows = client
        .query(
            "SELECT level, id, period, node = $4, sum(money)::bigint, sum(messages)::bigint
             FROM (SELECT level, id, period, node, max(money) AS money, max(messages) AS messages
                   FROM (SELECT level, id, period, node, granted AS money, messages FROM slice
                         UNION ALL SELECT level, id, period, node, spent, messages FROM balance) AS either
                   WHERE (level, id, period) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]))
                   GROUP BY level, id, period, node) AS held
             GROUP BY level, id, period, node = $4",
            &[&levels, &ids, &periods, &node],
        )
        .await?;
    let held = |row: &Row| Some((scope(row)?, row.get(3), Held { money: row.get(4), messages: row.get(5) }));
    Ok(rows.iter().filter_map(held).collect())
}

/// The budgets of which this node has a slice, in periods that are not over: `month` is yyyymm, `day` yyyymmdd; a period of
/// fewer digits does not end.
pub(super) async fn own(
    client: &impl GenericClient,
    node: &str,
    month: i64,
    day: i64,
) -> Result<Vec<(Scope, Held)>, SharedError> {
    let rows = client
        .query(
            "SELECT level, id, period, granted, messages FROM slice
             WHERE node = $1 AND (period < 100000 OR period BETWEEN $2 AND 999999 OR period >= $3)",
            &[&node, &month, &day],
        )
        .await?;
    let held = |row: &Row| Some((scope(row)?, Held { money: row.get(3), messages: row.get(4) }));
    Ok(rows.iter().filter_map(held).collect())
}

/// Writes slices of this node.
pub(super) async fn write(client: &impl GenericClient, node: &str, entries: &[Entry]) -> Result<(), SharedError> {
    let scopes: Vec<&Scope> = entries.iter().map(|entry| &entry.scope).collect();
    let (levels, ids, periods) = columns(scopes);
    let money: Vec<i64> = entries.iter().map(|entry| entry.held.money).collect();
    let messages: Vec<i64> = entries.iter().map(|entry| entry.held.messages).collect();
    let answered: Vec<i64> = entries.iter().map(|entry| entry.answered).collect();
    client
        .execute(
            "INSERT INTO slice (level, id, period, node, granted, messages, answered)
             SELECT level, id, period, $1, granted, messages, answered
             FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
                 AS new (level, id, period, granted, messages, answered)
             ON CONFLICT (level, id, period, node) DO UPDATE SET granted = excluded.granted,
                 messages = excluded.messages, answered = greatest(slice.answered, excluded.answered)",
            &[&node, &levels, &ids, &periods, &money, &messages, &answered],
        )
        .await?;
    Ok(())
}

/// Writes that this node holds what it has used, and no more.
pub(super) async fn write_used(client: &impl GenericClient, node: &str, used: &[Used]) -> Result<(), SharedError> {
    if used.is_empty() {
        return Ok(());
    }
    let entry = |used: &Used| Entry {
        scope: used.scope.clone(),
        held: Held { money: used.money, messages: used.messages },
        answered: 0,
    };
    write(client, node, &used.iter().map(entry).collect::<Vec<_>>()).await
}

/// Asks all nodes what they can spare of budgets, under their locks. `is_short`: because there was too little.
pub(super) async fn ask(transaction: &Transaction<'_>, scopes: &[Scope], is_short: bool) -> Result<(), SharedError> {
    if scopes.is_empty() {
        return Ok(());
    }
    let (levels, ids, periods) = columns(scopes);
    transaction
        .execute(
            "UPDATE scope SET round = round + 1, asked_at = clock_timestamp(),
                 short_at = CASE WHEN $4 THEN clock_timestamp() ELSE short_at END
             WHERE (level, id, period) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]))",
            &[&levels, &ids, &periods, &is_short],
        )
        .await?;
    tell(transaction, ASKED).await
}

/// The budgets that this node was asked about and has not answered for.
pub(super) async fn asked(client: &impl GenericClient, node: &str) -> Result<Vec<Scope>, SharedError> {
    let rows = client
        .query(
            "SELECT level, id, period FROM scope
             WHERE asked_at > clock_timestamp() - interval '5 seconds' AND NOT EXISTS (
                 SELECT 1 FROM slice WHERE slice.level = scope.level AND slice.id = scope.id
                     AND slice.period = scope.period AND slice.node = $1 AND slice.answered >= scope.round)",
            &[&node],
        )
        .await?;
    Ok(rows.iter().filter_map(scope).collect())
}

/// Tells all nodes, once the transaction is committed.
pub(super) async fn tell(client: &impl GenericClient, what: &str) -> Result<(), SharedError> {
    client.execute("SELECT pg_notify('qaqpa', $1)", &[&what]).await?;
    Ok(())
}

pub(super) fn scope(row: &Row) -> Option<Scope> {
    let (level, id, period): (&str, &str, i64) = (row.get(0), row.get(1), row.get(2));
    Some(Scope { level: BudgetLevel::from_name(level)?, id: Arc::from(id), period: i32::try_from(period).ok()? })
}

pub(super) fn columns<'s>(scopes: impl IntoIterator<Item = &'s Scope>) -> (Vec<&'static str>, Vec<&'s str>, Vec<i64>) {
    let (mut levels, mut ids, mut periods) = (Vec::new(), Vec::new(), Vec::new());
    for scope in scopes {
        levels.push(scope.level.name());
        ids.push(&*scope.id);
        periods.push(i64::from(scope.period));
    }
    (levels, ids, periods)
}
