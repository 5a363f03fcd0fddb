//! What rows of a report add up, and what else the same requests would have cost.
//!
//! Sums are exact: integers for tenge and tokens, decimals for the providers' currencies.

mod exact;
mod kept;
mod part;

use std::collections::BTreeMap;

use jiff::civil::Date;
use router_core::{
    money::{Currency, MicroTenge},
    tokens::{TokenCount, Usage},
};
use rust_decimal::{Decimal, RoundingStrategy};

use self::exact::Exact;
pub(super) use self::{
    kept::{Kept, Key, each_part, mark},
    part::{FIGURES, Group, KEYS, NATIVE, Part, Sum, of_entries, of_period, of_sums},
};
use super::{LedgerError, books::day_of, rows::Cells};

/// One row of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportRow {
    /// One value for each dimension.
    pub keys: Vec<String>,
    /// Requests charged; released ones are not among them.
    pub requests: u64,
    /// Of these, requests that a crash cut off and the next start charged.
    pub recovered: u64,
    /// Tokens by class.
    pub usage: Usage,
    /// The cost in each currency that was billed in, with all digits that a `Decimal` holds.
    pub native: BTreeMap<Currency, Decimal>,
    /// The cost in tenge, corrections included.
    pub cost: MicroTenge,
    /// What corrections that were made in the period added to it; below zero: took from it.
    pub corrections: MicroTenge,
    /// Fees for messages over the plan.
    pub fees: MicroTenge,
    /// The same tokens on the flagship.
    pub flagship: Compared,
    /// The same tokens always on tier L2.
    pub always_l2: Compared,
    /// As many requests at what one cost the same tenant on average in the month before the report's first day.
    pub last_month: Compared,
}

/// What something else would have cost, where that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// What it would have cost.
    pub would: MicroTenge,
    /// What the requests did cost for which that is known.
    pub did: MicroTenge,
}

/// Prices all tokens of a day on tier L2, where a policy was in force.
pub type OnL2<'a> = dyn FnMut(Date, &Usage) -> Option<MicroTenge> + 'a;

/// A row of a report that is being added up.
#[derive(Debug, Default)]
pub(super) struct Tally {
    row: ReportRow,
    native: BTreeMap<Currency, Exact>,
    /// What is priced on tier L2, by day: each has its own prices, and is rounded once however its parts are cut.
    days: BTreeMap<i64, OfDay>,
}

#[derive(Debug, Default)]
struct OfDay {
    /// Tokens of the calls that ended requests: always on L2 there would have been no other.
    usage: Usage,
    cost: MicroTenge,
}

// === impl Tally ===

impl Tally {
    /// A row with these keys.
    pub(super) fn new(keys: Vec<String>) -> Self {
        Self { row: ReportRow { keys, ..ReportRow::default() }, ..Self::default() }
    }

    /// Adds a part of a tenant whose requests cost `last_month` on average, where that is known.
    pub(super) fn add(&mut self, part: &Part, last_month: Option<MicroTenge>) -> Result<(), LedgerError> {
        let Part { group, sum } = part;
        let wrong = || LedgerError::Sum { day: group.day };
        let plus = |sum: MicroTenge, amount: i64| sum.plus(MicroTenge(amount)).map_err(|_| wrong());
        let row = &mut self.row;
        row.requests = row.requests.saturating_add(sum.requests.unsigned_abs());
        row.recovered = row.recovered.saturating_add(sum.recovered.unsigned_abs());
        row.usage = row.usage.plus(sum.usage);
        if let Some(currency) = group.currency() {
            let native = self.native.entry(currency).or_default();
            *native = native.plus(sum.native);
        }
        row.cost = plus(row.cost, sum.cost)?;
        row.corrections = plus(row.corrections, sum.corrections)?;
        row.fees = plus(row.fees, sum.fees)?;
        row.flagship.would = plus(row.flagship.would, sum.flagship)?;
        row.flagship.did = plus(row.flagship.did, sum.flagship_did)?;
        if let Some(average) = last_month {
            let would = average.0.checked_mul(sum.requests).ok_or_else(wrong)?;
            row.last_month.would = plus(row.last_month.would, would)?;
            row.last_month.did = plus(row.last_month.did, sum.cost)?;
        }
        let day = self.days.entry(group.day).or_default();
        if group.ended {
            day.usage = day.usage.plus(sum.usage);
        }
        day.cost = plus(day.cost, sum.cost)?;
        Ok(())
    }

    /// The row, its days priced on tier L2.
    pub(super) fn finish(mut self, on_l2: &mut OnL2<'_>) -> Result<ReportRow, LedgerError> {
        let compared = &mut self.row.always_l2;
        for (day, OfDay { usage, cost }) in &self.days {
            let wrong = |_| LedgerError::Sum { day: *day };
            let date = i32::try_from(*day).ok().and_then(day_of);
            if let Some(would) = date.and_then(|date| on_l2(date, usage)) {
                compared.would = compared.would.plus(would).map_err(wrong)?;
                compared.did = compared.did.plus(*cost).map_err(wrong)?;
            }
        }
        for (currency, native) in self.native {
            let day = self.days.keys().next().copied().unwrap_or_default();
            self.row.native.insert(currency, native.rounded().ok_or(LedgerError::Sum { day })?);
        }
        Ok(self.row)
    }
}

// === impl Compared ===

impl Compared {
    /// What was saved. Negative where the other would have been cheaper.
    #[must_use]
    pub fn saving(&self) -> MicroTenge {
        MicroTenge(self.would.0.saturating_sub(self.did.0))
    }

    /// The saving in per cent of what the other would have cost, half up to one digit.
    #[must_use]
    pub fn percent(&self) -> Option<Decimal> {
        let share = Decimal::from(self.saving().0).checked_div(Decimal::from(self.would.0))?;
        let percent = share.checked_mul(Decimal::ONE_HUNDRED)?;
        Some(percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
    }
}

/// The five counts of tokens from column `at` on.
pub(super) fn read_usage(row: &dyn Cells, at: usize) -> rusqlite::Result<Usage> {
    let tokens = |class: usize| -> rusqlite::Result<TokenCount> {
        let count = row.number(at + class)?;
        Ok(TokenCount(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default()))
    };
    Ok(Usage {
        input: tokens(0)?,
        cached_input: tokens(1)?,
        cache_write: tokens(2)?,
        output: tokens(3)?,
        reasoning: tokens(4)?,
    })
}
