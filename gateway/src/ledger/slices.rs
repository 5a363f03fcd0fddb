//! What this node may use of budgets that several nodes share: its slices, as the shared database granted them.
//!
//! A slice counts from the beginning of its period: what the node has spent of it stays in it. The sum of all nodes'
//! slices is never more than the budget, so that nobody overshoots it without asking anybody about a single request.

use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

use foldhash::fast::RandomState;
use router_core::money::MicroTenge;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    BudgetLevel,
    books::{Balance, Scope},
};

/// A node's part of a budget, in µ₸, and of a plan's messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Slice {
    /// What it may have spent and reserved in the period.
    pub(super) granted: i64,
    /// Messages that it may have let through in the period.
    pub(super) messages: i64,
    /// What the slices of all other nodes came to when the database was last asked.
    pub(super) others: i64,
    /// Their messages.
    pub(super) messages_others: i64,
    /// Until when that is the last word: every node has given back what it could spare.
    pub(super) settled_until: Option<Instant>,
}

/// The slices of this node.
#[derive(Debug, Default)]
pub(super) struct Slices(HashMap<Scope, Slice, RandomState>);

/// A reservation for which this node's slices are too small.
#[derive(Debug)]
pub(super) struct Shortage {
    pub(super) bound: i64,
    pub(super) wants: Vec<Want>,
}

/// A budget of which more is needed.
#[derive(Debug, Clone)]
pub(super) struct Want {
    pub(super) scope: Scope,
    /// What this node has spent and reserved.
    pub(super) used: i64,
    /// Messages that this node has let through.
    pub(super) sent: i64,
    /// The budget of all nodes together, if money is limited.
    pub(super) limit: Option<i64>,
    /// The messages of all nodes together, if they are.
    pub(super) messages: Option<u64>,
}

/// A budget as it is seen from here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    slice: Slice,
    is_settled: bool,
}

/// What a reservation may count on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    /// Without asking.
    pub(super) here: MicroTenge,
    /// At the very most, whoever is asked.
    pub(super) most: MicroTenge,
    /// By what was last known of the other nodes.
    pub(super) known: MicroTenge,
}

/// A change of slices, as the writer takes it.
#[derive(Debug)]
pub(super) enum SliceWork {
    /// These are as the database says; the rest stays.
    Take(Vec<(Scope, Slice)>),
    /// These are all there are.
    Replace(Vec<(Scope, Slice)>),
    /// What is neither spent nor reserved of these goes back.
    GiveBack(Vec<Scope>),
    /// The same of the budgets of these tenants and keys, which may have changed.
    GiveBackOf(HashSet<String>),
    /// The same of all.
    GiveBackAll,
}

/// What this node has used of a budget.
#[derive(Debug, Clone)]
pub(super) struct Used {
    pub(super) scope: Scope,
    pub(super) money: i64,
    pub(super) messages: i64,
}

// === impl Slices ===

impl Slices {
    /// Reads what was last known. Where the database has another view, its view is taken as soon as it can be asked.
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut statement =
            db.prepare("SELECT level, id, period, granted, messages, others, messages_others FROM slice")?;
        let rows = statement.query_map([], |row| {
            let level = BudgetLevel::from_name(&row.get::<_, String>(0)?);
            let slice = Slice {
                granted: row.get(3)?,
                messages: row.get(4)?,
                others: row.get(5)?,
                messages_others: row.get(6)?,
                settled_until: None,
            };
            Ok(level.map(|level| (level, row.get(1), row.get(2), slice)))
        })?;
        let mut slices = Self::default();
        for row in rows {
            // A level of a newer program is none of ours.
            if let Some((level, id, period, slice)) = row? {
                slices.0.insert(Scope { level, id: id?, period: period? }, slice);
            }
        }
        Ok(slices)
    }

    pub(super) fn here(&self, scope: &Scope) -> Here {
        let slice = self.0.get(scope).copied().unwrap_or_default();
        // The clock of this moment: a request may have come long before, and its body after the last word.
        Here { slice, is_settled: slice.settled_until.is_some_and(|until| Instant::now() <= until) }
    }

    /// What other nodes hold of a budget, by what was last known.
    pub(super) fn others(&self, scope: &Scope) -> i64 {
        self.0.get(scope).map_or(0, |slice| slice.others)
    }

    pub(super) fn scopes(&self) -> Vec<Scope> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn set(&mut self, db: &Connection, scope: Scope, slice: Slice) -> rusqlite::Result<()> {
        let Slice { granted, messages, others, messages_others, .. } = slice;
        db.prepare_cached(
            "INSERT INTO slice (level, id, period, granted, messages, others, messages_others)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (level, id, period) DO UPDATE SET granted = excluded.granted, messages = excluded.messages,
                 others = excluded.others, messages_others = excluded.messages_others",
        )?
        .execute(params![
            scope.level.name(),
            scope.id,
            scope.period,
            granted,
            messages,
            others,
            messages_others
        ])?;
        self.0.insert(scope, slice);
        Ok(())
    }

    /// Gives up what is not used.
    pub(super) fn give_back(&mut self, db: &Connection, used: &Used) -> rusqlite::Result<()> {
        let slice = self.0.get(&used.scope).copied().unwrap_or_default();
        let slice = Slice { granted: used.money, messages: used.messages, settled_until: None, ..slice };
        self.set(db, used.scope.clone(), slice)
    }

    pub(super) fn clear(&mut self, db: &Connection) -> rusqlite::Result<()> {
        self.0.clear();
        db.execute("DELETE FROM slice", []).map(|_| ())
    }
}

// === impl Here ===

impl Here {
    /// What is left of a budget.
    pub(super) fn left(self, balance: Balance, limit: MicroTenge) -> Left {
        let Self { slice, is_settled } = self;
        let left = |limit: i64| MicroTenge(limit.saturating_sub(balance.used()).max(0));
        let here = left(limit.0.min(slice.granted));
        let known = left(limit.0.saturating_sub(slice.others)).max(here);
        Left { here, most: if is_settled { known } else { left(limit.0) }, known }
    }

    /// How many messages count as used where this node has let `sent` through; `None`: the database must be asked.
    pub(super) fn messages(self, sent: i64, limit: u64) -> Option<u64> {
        let Self { slice, is_settled } = self;
        let all = u64::try_from(sent.saturating_add(slice.messages_others)).unwrap_or_default();
        match () {
            // A place in the slice is a place in the plan.
            () if sent < slice.messages => Some(all.min(limit.saturating_sub(1))),
            () if is_settled && all >= limit => Some(all),
            () => None,
        }
    }
}

impl Left {
    /// Of a budget that nobody else draws on.
    pub(super) fn alone(left: MicroTenge) -> Self {
        Self { here: left, most: left, known: left }
    }
}

/// What other nodes hold of a budget, as a reader beside the writer finds it.
pub(super) fn read_others(db: &Connection, scope: &Scope) -> rusqlite::Result<i64> {
    let others = db
        .prepare_cached("SELECT others FROM slice WHERE level = ?1 AND id = ?2 AND period = ?3")?
        .query_row(params![scope.level.name(), scope.id, scope.period], |row| row.get(0))
        .optional()?;
    Ok(others.unwrap_or_default())
}
