//! How far a caller has come in each of its budgets' periods, read beside the writer.

use jiff::{Timestamp, ToSpan as _, civil::Date};
use router_core::money::MicroTenge;

use super::{
    BudgetLevel, Caller, LedgerError, Reader, Span, almaty_day,
    books::{Owner, Scope, read_balance},
    records::almaty_midnight,
    slices::read_others,
};

/// One budget's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose, and how long a period is.
    pub level: BudgetLevel,
    /// The period; `None` where the budget never starts anew.
    pub calendar: Option<Calendar>,
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

/// A period of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// Its first day, in Almaty.
    pub from: Date,
    /// Its last day, in Almaty.
    pub to: Date,
    /// When the next one begins.
    pub resets_at: Timestamp,
}

impl Calendar {
    /// The period that a day is in.
    fn of(today: Date, span: Span) -> Option<Self> {
        let (from, length) = match span {
            Span::Day => (today, 1.day()),
            Span::Month => (today.first_of_month(), 1.month()),
            Span::Ever => return None,
        };
        let next = from.saturating_add(length);
        Some(Self { from, to: next.yesterday().unwrap_or(next), resets_at: almaty_midnight(next) })
    }
}

impl Reader {
    /// Where a caller stands at a time, one row for each level that its money is counted at.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn standing(&self, caller: &Caller, at: Timestamp) -> Result<Vec<Standing>, LedgerError> {
        let owner = Owner::new(caller, at);
        let today = almaty_day(at);
        let row = |level: BudgetLevel, scope: &Scope| {
            let balance = read_balance(&self.0, scope)?;
            let limit = level.budget(caller).map(|budget| budget.limit);
            // What other nodes hold of a shared budget is not this one's to give.
            let others = read_others(&self.0, scope)?;
            Ok(Standing {
                level,
                calendar: Calendar::of(today, level.span()),
                spent: MicroTenge(balance.spent),
                reserved: MicroTenge(balance.reserved),
                limit,
                remaining: limit.map(|limit| balance.left(MicroTenge(limit.0.saturating_sub(others)))),
                messages: u64::try_from(balance.messages).unwrap_or_default(),
            })
        };
        let scopes = BudgetLevel::ALL.into_iter().filter_map(|level| Some((level, owner.scope(level)?)));
        scopes.map(|(level, scope)| row(level, &scope)).collect()
    }
}
