//! The shipper: what the journal holds goes to the database of all nodes, in its order and exactly once.
//!
//! A batch of entries, what they add to balances and sums, and the mark up to which the journal is shipped are one
//! transaction. Where to go on is what the database says, never what this node remembers: what the database has lost in a
//! failover is shipped again.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use tokio_postgres::{Client, Transaction};
use tokio_util::sync::CancellationToken;

use super::{
    Node, SharedError, SharedStats,
    columns::{BLOCKED, ENTRY, FEEDBACK, Rows, TRIAL},
    join::{self, last_seq, read},
    soft, sums,
    treasury::in_time,
};
use crate::ledger::{
    books::{Owner, Scope, day_number},
    owners::Owners,
    records::almaty_day,
    soft::News,
    store::TERMINAL_STEP,
    sums::{Part, each_part},
};

/// Entries of one transaction.
const BATCH: i64 = 2_000;
/// How often the journal is looked at while nothing waits in it.
const LOOK: Duration = Duration::from_millis(100);
/// Of so many looks, one is for ratings and refused requests as well.
const LOOKS_BESIDE: u32 = 5;
/// How often it is looked for soft limits that others were to tell of and have not.
const LOOK_UNTOLD: Duration = Duration::from_secs(10);
/// Pauses between attempts to reach the database.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How long before the mark of refused requests a count of one may still change: the longest a body may take.
const LATE_MICROS: i64 = 120_000_000;

/// Entries on their way, and what each adds to balances and sums.
#[derive(Debug)]
pub(super) struct Batch {
    rows: Rows,
    trials: Rows,
    counts: Vec<Count>,
    /// What reports add up of them, by entry.
    parts: Vec<(i64, Part)>,
    pub(super) last: i64,
    oldest: i64,
}

/// What an entry adds to balances.
#[derive(Debug)]
struct Count {
    seq: i64,
    owner: Owner,
    spent: i64,
    messages: i64,
}

/// Ships until told to stop, and then what is left.
pub(super) async fn run(node: &Node, stats: &SharedStats, news: &News, stop: &CancellationToken) {
    let (mut highest, mut pause, mut last_error) = (0, FIRST_PAUSE, String::new());
    loop {
        let is_last = stop.is_cancelled();
        let shipped = node.target.with_link(async |client, _| {
            pause = FIRST_PAUSE;
            session(client, node, stats, Some(news), stop, &mut highest).await
        });
        let Err(error) = shipped.await else { return };
        let error = error.to_string();
        if error != last_error {
            tracing::warn!(error, "entries wait in the journal");
            last_error = error;
        }
        if is_last {
            return tracing::warn!("entries that the shared database does not have are shipped after the next start");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            () = stop.cancelled() => {}
        }
    }
}

/// Ships over one connection, until told to stop and nothing is left. Soft limits that are crossed are put among the
/// `news`, if anybody reads them.
pub(super) async fn session(
    client: &mut Client,
    node: &Node,
    stats: &SharedStats,
    news: Option<&News>,
    stop: &CancellationToken,
    highest: &mut i64,
) -> Result<(), SharedError> {
    let db = read(&node.journal)?;
    sums::catch_up(client).await?;
    let mut shipped = in_time(begin(client, node)).await?;
    if shipped < *highest {
        let lost = *highest - shipped;
        stats.reconciled.fetch_add(lost, Relaxed);
        in_time(note_lost(client, node, lost)).await?;
        tracing::warn!(entries = lost, "reconciled: the shared database had lost entries, they are shipped again");
    }
    if let Some(news) = news {
        in_time(soft::bring(client, &db)).await?;
        in_time(soft::look_again(client, node, &db, day_number(almaty_day(Timestamp::now())).into(), news)).await?;
    }
    let (mut looks, mut untold) = (0_u32, Instant::now());
    loop {
        let stopping = stop.is_cancelled();
        if let Some(news) = news.filter(|_| !stopping && untold.elapsed() > LOOK_UNTOLD) {
            in_time(soft::take_over(client, &db, news)).await?;
            untold = Instant::now();
        }
        let batch = Batch::read(&db, shipped)?;
        let Some(batch) = batch else {
            looks = looks.wrapping_add(1);
            if stopping || looks.is_multiple_of(LOOKS_BESIDE) {
                in_time(ship_beside(client, node, &db)).await?;
            }
            stats.unshipped.store(0, Relaxed);
            stats.lag_micros.store(0, Relaxed);
            if stopping {
                return Ok(());
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = stop.cancelled() => {}
            }
            continue;
        };
        stats.unshipped.store(last_seq(&db)?.saturating_sub(shipped), Relaxed);
        stats.lag_micros.store(Timestamp::now().as_microsecond().saturating_sub(batch.oldest).max(0), Relaxed);
        in_time(ship_one(client, node, &batch, shipped)).await?;
        if let Some(news) = news {
            in_time(soft::look(client, &db, &batch.scopes(), news)).await?;
        }
        shipped = batch.last;
        *highest = shipped.max(*highest);
    }
}

/// Where to go on.
async fn begin(client: &Client, node: &Node) -> Result<i64, SharedError> {
    let shipped = join::shipped(client, node).await?;
    shipped.ok_or_else(|| SharedError::Unreachable("this node is not among the nodes yet".to_owned()))
}

async fn note_lost(client: &Client, node: &Node, lost: i64) -> Result<(), SharedError> {
    client.execute("UPDATE node SET reconciled = reconciled + $2 WHERE name = $1", &[&&*node.name, &lost]).await?;
    Ok(())
}

/// Ships a batch that begins behind `shipped`.
async fn ship_one(client: &mut Client, node: &Node, batch: &Batch, shipped: i64) -> Result<(), SharedError> {
    let transaction = client.transaction().await?;
    batch.ship(&transaction, &node.name).await?;
    let moved = transaction
        .execute(
            "UPDATE node SET shipped_seq = $3, summed_seq = $3
             WHERE name = $1 AND shipped_seq = $2 AND summed_seq = $2",
            &[&&*node.name, &shipped, &batch.last],
        )
        .await?;
    if moved != 1 {
        return Err(SharedError::Unreachable("another process ships this journal".to_owned()));
    }
    transaction.commit().await?;
    Ok(())
}

/// Ships ratings, and counts of refused requests, which change.
async fn ship_beside(client: &mut Client, node: &Node, db: &Connection) -> Result<(), SharedError> {
    let row =
        client.query_one("SELECT shipped_feedback, shipped_blocked FROM node WHERE name = $1", &[&&*node.name]).await?;
    let (from, since): (i64, i64) = (row.get(0), row.get(1));
    let ratings = Rows::read(db, FEEDBACK, "feedback WHERE seq > ?1 ORDER BY seq LIMIT 2000", &[from])?;
    let blocked = Rows::read(db, BLOCKED, "blocked WHERE last_ts > ?1", &[since.saturating_sub(LATE_MICROS)])?;
    let (last, latest) = (ratings.most(0).unwrap_or(from), blocked.most(8).unwrap_or(since).max(since));
    if last == from && latest == since {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    ratings.insert(&transaction, "feedback", Some(&node.name), "ON CONFLICT DO NOTHING").await?;
    let counted = "ON CONFLICT (node, day, tenant, key_id, policy, class) DO UPDATE SET requests = excluded.requests,
        occurrences = excluded.occurrences, last_ts = excluded.last_ts, last_request = excluded.last_request";
    blocked.insert(&transaction, "blocked", Some(&node.name), counted).await?;
    let mark = "UPDATE node SET shipped_feedback = $2, shipped_blocked = $3 WHERE name = $1";
    transaction.execute(mark, &[&&*node.name, &last, &latest]).await?;
    transaction.commit().await?;
    Ok(())
}

// === impl Batch ===

impl Batch {
    /// The entries after `seq`, in their order.
    pub(super) fn read(db: &Connection, seq: i64) -> rusqlite::Result<Option<Self>> {
        let rows = Rows::read(db, ENTRY, "whole_entry WHERE seq > ?1 ORDER BY seq LIMIT ?2", &[seq, BATCH])?;
        let Some(last) = rows.most(0) else { return Ok(None) };
        let of = "trial WHERE request_id IN (SELECT request_id FROM entry WHERE seq > ?1 AND seq <= ?2 AND step = 0)";
        let trials = Rows::read(db, TRIAL, of, &[seq, last])?;
        let mut statement = db.prepare_cached(
            "SELECT seq, tenant, key_id, day, step, coalesce(correction_ukzt, amount_ukzt),
                 kind IN ('settle', 'recovered'), usage_source IS NOT NULL, ts, request_id
             FROM whole_entry WHERE seq > ?1 AND seq <= ?2",
        )?;
        let mut found = statement.query([seq, last])?;
        let (mut counts, mut oldest) = (Vec::new(), i64::MAX);
        let mut owners = Owners::of(db);
        while let Some(row) = found.next()? {
            counts.extend(Count::read(row, &mut owners)?);
            oldest = oldest.min(row.get(8)?);
        }
        let mut parts = Vec::new();
        each_part(db, seq, last, |seq, part| parts.push((seq, part)))?;
        Ok(Some(Self { rows, trials, counts, parts, last, oldest }))
    }

    /// The budgets of which something is spent by it.
    fn scopes(&self) -> BTreeSet<Scope> {
        self.counts.iter().filter(|count| count.spent != 0).flat_map(|count| count.owner.scopes()).collect()
    }

    /// Writes the entries that are not there yet, and adds them to the balances and sums of `node`. How many were written.
    pub(super) async fn ship(&self, transaction: &Transaction<'_>, node: &str) -> Result<usize, SharedError> {
        let written =
            self.rows.insert(transaction, "entry", Some(node), "ON CONFLICT DO NOTHING RETURNING seq").await?;
        let written: HashSet<i64> = written.into_iter().collect();
        self.trials.insert(transaction, "trial", None, "ON CONFLICT DO NOTHING").await?;
        let mut groups = BTreeMap::new();
        let parts = self.parts.iter().filter(|(seq, _)| written.contains(seq));
        parts.for_each(|(_, part)| part.clone().add_to(&mut groups));
        sums::put(transaction, node, &groups).await?;
        let mut sums: BTreeMap<Scope, (i64, i64)> = BTreeMap::new();
        for count in self.counts.iter().filter(|count| written.contains(&count.seq)) {
            for scope in count.owner.scopes() {
                let (spent, messages) = sums.entry(scope).or_default();
                *spent = spent.saturating_add(count.spent);
                *messages = messages.saturating_add(count.messages);
            }
        }
        let scopes = sums.keys();
        let levels: Vec<&str> = scopes.clone().map(|scope| scope.level.name()).collect();
        let ids: Vec<&str> = scopes.clone().map(|scope| &*scope.id).collect();
        let periods: Vec<i64> = scopes.map(|scope| i64::from(scope.period)).collect();
        let (spent, messages): (Vec<i64>, Vec<i64>) = sums.values().copied().unzip();
        transaction
            .execute(
                "INSERT INTO balance (level, id, period, node, spent, messages)
                 SELECT level, id, period, $1, spent, messages
                 FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
                     AS sums (level, id, period, spent, messages)
                 ON CONFLICT (level, id, period, node) DO UPDATE
                 SET spent = balance.spent + excluded.spent, messages = balance.messages + excluded.messages",
                &[&node, &levels, &ids, &periods, &spent, &messages],
            )
            .await?;
        Ok(written.len())
    }
}

impl Count {
    /// What an entry adds, if anything: a terminal entry, a call that was charged beside it, a correction.
    fn read(row: &Row<'_>, owners: &mut Owners<'_>) -> rusqlite::Result<Option<Self>> {
        let (step, is_end, has_usage): (i64, bool, bool) = (row.get(4)?, row.get(6)?, row.get(7)?);
        let is_correction = step < TERMINAL_STEP;
        let is_beside = step > 0 && has_usage;
        if !(is_end || is_correction || is_beside) {
            return Ok(None);
        }
        let seq = row.get(0)?;
        let tenant = row.get(1)?;
        // Who has a wallet now had none before its first top-up: what was reserved then is not paid by it.
        let reserved = match !is_correction && owners.has_wallet(&tenant, seq)? {
            true => owners.reserved(&row.get::<_, [u8; 16]>(9)?)?,
            false => None,
        };
        let owner = owners.owner(tenant, row.get(2)?, row.get(3)?, reserved.unwrap_or(seq))?;
        let spent = row.get::<_, Option<i64>>(5)?.unwrap_or_default();
        Ok(Some(Self { seq, owner, spent, messages: i64::from(is_end) }))
    }
}
