//! How far a caller has come in each of its budgets' periods, read beside the writer.

use jiff::{Timestamp, ToSpan as _, civil::Date};
use router_core::money::MicroTenge;

use super::{
    BudgetLevel, Caller, LedgerError, Reader, almaty_day,
    books::{Owner, read_balance},
    budgets::limit_of,
    records::almaty_midnight,
    slices::read_others,
};

/// One budget's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose, and how long a period is.
    pub level: BudgetLevel,
    /// The period's first day, in Almaty.
    pub from: Date,
    /// The period's last day, in Almaty.
    pub to: Date,
    /// When the next period begins.
    pub resets_at: Timestamp,
    /// What ended requests cost.
    pub spent: MicroTenge,
    /// What requests under way may cost at most.
    pub reserved: MicroTenge,
    /// The budget, if there is one.
    pub limit: Option<MicroTenge>,
    /// What may still be reserved of it.
    pub remaining: Option<MicroTenge>,
    /// Requests that were served or are under way.
    pub messages: u64,
}

impl Reader {
    /// Where a caller stands at a time, one row for each level.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn standing(&self, caller: &Caller, at: Timestamp) -> Result<Vec<Standing>, LedgerError> {
        let owner = Owner::new(caller.tenant.tenant.id.clone(), caller.key.id.clone(), at);
        let today = almaty_day(at);
        let row = |level: BudgetLevel| {
            let balance = read_balance(&self.0, &owner.scope(level))?;
            let (from, length) = if level.is_daily() { (today, 1.day()) } else { (today.first_of_month(), 1.month()) };
            let limit = limit_of(caller, level);
            // What other nodes hold of a shared budget is not this one's to give.
            let others = read_others(&self.0, &owner.scope(level))?;
            let next = from.saturating_add(length);
            Ok(Standing {
                level,
                from,
                to: next.yesterday().unwrap_or(next),
                resets_at: almaty_midnight(next),
                spent: MicroTenge(balance.spent),
                reserved: MicroTenge(balance.reserved),
                limit,
                remaining: limit.map(|limit| balance.left(MicroTenge(limit.0.saturating_sub(others)))),
                messages: u64::try_from(balance.messages).unwrap_or_default(),
            })
        };
        BudgetLevel::ALL.into_iter().map(row).collect()
    }
}
