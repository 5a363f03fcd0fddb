//! Replay: the requests of a period decided again, from the records of their decisions, by other policy or price files.
//! Nothing is asked of a provider and nothing is written: what comes out is what would have been different.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use router_core::decide::{Candidate, Circumstances, Decision, Health, Record};
use router_core::measure::Tier;
use router_core::money::{MicroTenge, MoneyError};
use router_core::policy::Moment;
use router_core::prices::{PriceRow, Route, Terms};
use router_core::settle;

use crate::audit::Sheet;
use crate::ledger::{Chosen, Decided, Period, Reader, Served, almaty_time};
use crate::report::Cell;
use crate::snapshot::Snapshot;

const COLUMNS: [&str; 7] = ["of", "name", "requests", "changed", "old_tenge", "new_tenge", "difference_tenge"];
/// Digits after the point in the table.
const TENGE_DIGITS: u32 = 4;

/// What would have been different.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Replayed {
    /// From the tier that served to the tier that would have.
    moves: BTreeMap<(Option<Tier>, Tier), Sum>,
    tenants: BTreeMap<String, Sum>,
    total: Sum,
    /// Requests that have no new decision, by the reason.
    left_out: BTreeMap<String, u64>,
}

/// Requests, and their costs on the tokens that were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    requests: u64,
    /// Of these, requests that would have gone to another tier or model first.
    changed: u64,
    old: MicroTenge,
    new: MicroTenge,
}

/// Replays the requests of a period. `policy_of` gives policy and prices of a day; `well` says which providers are
/// configured.
///
/// # Errors
/// If the ledger cannot be read, a day has no policy, or a sum is out of range.
pub(crate) fn replay(
    reader: &Reader,
    period: &Period,
    well: &Health,
    mut policy_of: impl FnMut(Date) -> Result<Snapshot>,
) -> Result<Replayed> {
    let mut replayed = Replayed::default();
    let mut days: BTreeMap<Date, Snapshot> = BTreeMap::new();
    reader.decisions(period, |decided| {
        let snapshot = match days.entry(decided.day) {
            Entry::Occupied(day) => day.into_mut(),
            Entry::Vacant(day) => day.insert(policy_of(decided.day)?),
        };
        match again(&decided, snapshot, well) {
            Ok((tiers, sum)) => replayed.add(tiers, decided.tenant, sum).context("a sum is out of range"),
            Err(why) => {
                *replayed.left_out.entry(why).or_default() += 1;
                Ok(())
            }
        }
    })?;
    Ok(replayed)
}

/// One request: from which tier to which, and what it costs; or why it has no new decision.
fn again(decided: &Decided<'_>, snapshot: &Snapshot, well: &Health) -> Result<((Option<Tier>, Tier), Sum), String> {
    let (Some(record), Some(before)) = (decided.record, decided.first) else {
        return Err("it was decided before decisions were recorded".to_owned());
    };
    let record = Record::decode(record).map_err(|error| error.to_string())?;
    let moment = Some(Moment::of(almaty_time(decided.at)));
    let beside = Circumstances { tenant: decided.tenant, key: decided.key, moment, ..Circumstances::default() };
    let decision = record.decide(&snapshot.policy, well, &beside).map_err(|error| format!("refused: {error}"))?;
    let first = decision.candidates.first().ok_or("refused: no candidate")?;
    let changed = before.tier != Some(decision.tier) || before.model != first.row.model;
    let (old, new) = match &decided.served {
        None => Default::default(),
        Some(served) => {
            let by = served.by.filter(|_| !changed);
            let new = cost(decided, served, by, first, &decision, snapshot).map_err(|error| error.to_string())?;
            (served.cost, new)
        }
    };
    let sum = Sum { requests: 1, changed: changed.into(), old, new };
    Ok(((before.tier, decision.tier), sum))
}

/// What the counted tokens would have cost. A request that goes where it went before is served by the model that served
/// it, also where that was not the first that was asked.
fn cost(
    decided: &Decided<'_>,
    served: &Served<'_>,
    by: Option<&Chosen>,
    first: &Candidate,
    decision: &Decision,
    snapshot: &Snapshot,
) -> Result<MicroTenge, MoneyError> {
    let is_by = |row: &PriceRow| by.is_none_or(|by| row.model == by.model);
    let candidate = decision.candidates.iter().find(|candidate| is_by(&candidate.row)).unwrap_or(first);
    let elsewhere =
        by.filter(|_| !is_by(&candidate.row)).and_then(|by| snapshot.prices.route(&by.model, decided.day).ok());
    let terms = Terms::at(decided.at);
    let cost = match &elsewhere {
        Some(Route { row, rate }) => settle::cost(&served.usage, row, rate, &terms)?,
        None => settle::cost(&served.usage, &candidate.row, &candidate.rate, &terms)?,
    };
    Ok(cost.tenge)
}

// === impl Replayed ===

impl Replayed {
    fn add(&mut self, tiers: (Option<Tier>, Tier), tenant: &str, sum: Sum) -> Result<(), MoneyError> {
        self.total.add(sum)?;
        self.moves.entry(tiers).or_default().add(sum)?;
        if !self.tenants.contains_key(tenant) {
            self.tenants.insert(tenant.to_owned(), Sum::default());
        }
        self.tenants.get_mut(tenant).map_or(Ok(()), |of_tenant| of_tenant.add(sum))
    }

    /// One row for each change of tier, each tenant and each reason to be left out, and one for all that was replayed.
    pub(crate) fn sheet(&self) -> Sheet {
        let moves = self.moves.iter().map(|((old, new), sum)| {
            let old = old.map_or("none", Tier::name);
            sum.row("tier", &format!("{old} → {new}"))
        });
        let tenants = self.tenants.iter().map(|(tenant, sum)| sum.row("tenant", tenant));
        let left_out = self.left_out.iter().map(|(why, requests)| {
            let mut row = vec![Cell::text("left out"), Cell::text(why), Cell::Count(*requests)];
            row.resize(COLUMNS.len(), Cell::Empty);
            row
        });
        Sheet::new(&COLUMNS, moves.chain(tenants).chain([self.total.row("total", "")]).chain(left_out).collect())
    }
}

// === impl Sum ===

impl Sum {
    fn add(&mut self, other: Self) -> Result<(), MoneyError> {
        self.requests += other.requests;
        self.changed += other.changed;
        self.old = self.old.plus(other.old)?;
        self.new = self.new.plus(other.new)?;
        Ok(())
    }

    fn row(&self, of: &str, name: &str) -> Vec<Cell> {
        let difference = MicroTenge(self.new.0.saturating_sub(self.old.0));
        let amounts = [self.old, self.new, difference].map(|amount| Cell::Amount(amount.tenge(), TENGE_DIGITS));
        let counts = [self.requests, self.changed].map(Cell::Count);
        [of, name].map(Cell::text).into_iter().chain(counts).chain(amounts).collect()
    }
}
