//! What rows of a report add up, and what else the same requests would have cost.
//!
//! Sums are exact: integers for tenge and tokens, decimals for the providers' currencies.

use std::collections::BTreeMap;

use jiff::civil::Date;
use router_core::{
    money::{Currency, MicroTenge},
    tokens::{TokenCount, Usage},
};
use rust_decimal::{Decimal, RoundingStrategy};

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
    /// The exact cost in each currency that was billed in.
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

/// Prices the tokens of a day on tier L2, where a policy was in force.
pub type OnL2<'a> = dyn FnMut(Date, &Usage) -> Option<MicroTenge> + 'a;

// === impl ReportRow ===

impl ReportRow {
    /// Adds what a request was charged by one of its entries.
    pub(super) fn add(&mut self, request: &Request) -> Result<(), LedgerError> {
        let wrong = || LedgerError::Amount { seq: request.seq };
        let plus = |sum: MicroTenge, amount: MicroTenge| sum.plus(amount).map_err(|_| wrong());
        self.requests += u64::from(request.is_end);
        self.recovered += u64::from(request.recovered);
        self.usage = self.usage.plus(request.usage);
        if let Some((currency, native)) = request.native {
            let sum = self.native.entry(currency).or_default();
            *sum = sum.checked_add(native).ok_or_else(wrong)?;
        }
        self.cost = plus(self.cost, request.cost)?;
        self.corrections = plus(self.corrections, request.correction.unwrap_or_default())?;
        self.fees = plus(self.fees, request.fee)?;
        for (compared, would) in [
            (&mut self.flagship, request.flagship),
            (&mut self.always_l2, request.always_l2),
            (&mut self.last_month, request.last_month),
        ] {
            if let Some(would) = would {
                compared.would = plus(compared.would, would)?;
                compared.did = plus(compared.did, request.cost)?;
            }
        }
        Ok(())
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

/// What a request was charged by one of its entries.
pub(super) struct Request {
    seq: i64,
    /// Whether that is its terminal entry. A call that was charged beside it is no further request.
    is_end: bool,
    recovered: bool,
    usage: Usage,
    native: Option<(Currency, Decimal)>,
    cost: MicroTenge,
    correction: Option<MicroTenge>,
    fee: MicroTenge,
    flagship: Option<MicroTenge>,
    always_l2: Option<MicroTenge>,
    last_month: Option<MicroTenge>,
}

impl Request {
    pub(super) fn read(
        row: &dyn Cells,
        last_month: &BTreeMap<String, MicroTenge>,
        on_l2: &mut OnL2<'_>,
    ) -> Result<Self, LedgerError> {
        let seq = row.figure(0)?;
        let wrong = || LedgerError::Amount { seq };
        let native = match (row.text(13)?, row.text(14)?) {
            (Some(code), Some(native)) => {
                let currency = Currency::from_code(code).ok_or_else(wrong)?;
                Some((currency, native.parse().map_err(|_| wrong())?))
            }
            _ => None,
        };
        let usage = read_usage(row, 8)?;
        let is_end = row.figure(20)? != 0;
        let correction = row.number(21)?.map(MicroTenge);
        let flagship = row.number(17)?.map(MicroTenge).or(correction);
        // Beside one call there would have been no second, nor a correction: elsewhere that would have cost nothing.
        let else_nothing = |would: Option<MicroTenge>| if is_end { would } else { would.map(|_| MicroTenge::ZERO) };
        Ok(Self {
            seq,
            is_end,
            recovered: row.figure(7)? != 0,
            native,
            cost: match correction {
                Some(correction) => correction,
                None => MicroTenge(row.figure(15)?),
            },
            correction,
            fee: MicroTenge(row.figure(16)?),
            flagship: else_nothing(flagship),
            always_l2: else_nothing(
                i32::try_from(row.figure(1)?).ok().and_then(day_of).and_then(|day| on_l2(day, &usage)),
            ),
            last_month: else_nothing(row.text(2)?.and_then(|tenant| last_month.get(tenant)).copied()),
            usage,
        })
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
