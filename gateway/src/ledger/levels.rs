//! The levels at which a caller is limited, as one table: whose, over which period, and by how much.

use router_core::money::MicroTenge;
use rusqlite::{Row, types::Value};

use super::{Caller, DirectoryError, Wallet};

/// Per cent of a budget at which somebody is told, where nothing else is stated.
pub(super) const USUAL_SOFT_PERCENT: u8 = 80;

/// Who is limited, the widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// A tenant: all its keys together.
    Tenant,
    /// A project: all its keys together.
    Project,
    /// One virtual key.
    Key,
}

/// How long the money of a level lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// A calendar day in Almaty.
    Day,
    /// A calendar month in Almaty.
    Month,
    /// Until it is spent.
    Ever,
}

/// The levels at which money is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetLevel {
    /// A tenant's calendar month.
    TenantMonth,
    /// A tenant's calendar day.
    TenantDay,
    /// A key's calendar month.
    KeyMonth,
    /// A key's calendar day.
    KeyDay,
    /// A project's calendar month.
    ProjectMonth,
    /// A project's calendar day.
    ProjectDay,
    /// What a tenant has paid in advance.
    Wallet,
}

/// What is true of a level.
struct Level {
    name: &'static str,
    text: &'static str,
    holder: Holder,
    span: Span,
}

/// What may be limited of each [`Holder`]. What is absent is no limit, which is not a limit of zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// The most it may spend in a calendar month.
    pub budget_month: Option<MicroTenge>,
    /// The most it may spend in a calendar day.
    pub budget_day: Option<MicroTenge>,
    /// Per cent of each of its budgets at which somebody is told; 0: nobody is. 80 where it is not stated.
    pub soft_percent: Option<u8>,
    /// Requests a minute.
    pub requests_per_minute: Option<u32>,
    /// Tokens a minute.
    pub tokens_per_minute: Option<u32>,
    /// Requests at the same time.
    pub concurrency: Option<u32>,
}

/// The most that may be spent at a level, and when somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    pub(super) limit: MicroTenge,
    /// What is all of it, for shares: the limit, or what a wallet was last filled with.
    whole: MicroTenge,
    soft_percent: u8,
}

/// The columns of [`Limits`] in the tables of all holders.
pub(super) const COLUMNS: &str =
    "budget_month_ukzt, budget_day_ukzt, soft_percent, requests_per_minute, tokens_per_minute, concurrency";
const COLUMN_COUNT: usize = 6;

// === impl Holder ===

impl Holder {
    /// Every holder, the narrowest first: who is refused at its own limit must take nothing of those that others share.
    pub const NARROWEST_FIRST: [Self; 3] = [Self::Key, Self::Project, Self::Tenant];

    /// The name, for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Project => "project",
            Self::Key => "key",
        }
    }
}

// === impl BudgetLevel ===

impl BudgetLevel {
    /// Every level.
    pub const ALL: [Self; 7] = [
        Self::TenantMonth,
        Self::TenantDay,
        Self::KeyMonth,
        Self::KeyDay,
        Self::ProjectMonth,
        Self::ProjectDay,
        Self::Wallet,
    ];

    /// The levels that every request is counted at.
    pub(super) const OF_EVERYBODY: &'static [Self] = &[Self::TenantMonth, Self::TenantDay, Self::KeyMonth];

    /// The table.
    fn row(self) -> Level {
        let row = |name, text, holder, span| Level { name, text, holder, span };
        match self {
            Self::TenantMonth => row("tenant_month", "tenant's monthly", Holder::Tenant, Span::Month),
            Self::TenantDay => row("tenant_day", "tenant's daily", Holder::Tenant, Span::Day),
            Self::KeyMonth => row("key_month", "key's monthly", Holder::Key, Span::Month),
            Self::KeyDay => row("key_day", "key's daily", Holder::Key, Span::Day),
            Self::ProjectMonth => row("project_month", "project's monthly", Holder::Project, Span::Month),
            Self::ProjectDay => row("project_day", "project's daily", Holder::Project, Span::Day),
            Self::Wallet => row("wallet", "wallet's", Holder::Tenant, Span::Ever),
        }
    }

    /// The name in the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The level of a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Whose money it is.
    #[must_use]
    pub fn holder(self) -> Holder {
        self.row().holder
    }

    /// How long its money lasts.
    #[must_use]
    pub fn span(self) -> Span {
        self.row().span
    }

    /// The budget of a caller at this level, if there is one.
    pub(super) fn budget(self, caller: &Caller) -> Option<Budget> {
        self.budget_of(caller.limits(self.holder())?, caller.wallet)
    }

    /// The budget of a holder with these limits, whose tenant has this wallet, if there is one.
    pub(super) fn budget_of(self, limits: &Limits, wallet: Option<Wallet>) -> Option<Budget> {
        let soft_percent = limits.soft_percent.unwrap_or(USUAL_SOFT_PERCENT);
        let whole = |limit| Budget { limit, whole: limit, soft_percent };
        match self.span() {
            Span::Day => limits.budget_day.map(whole),
            Span::Month => limits.budget_month.map(whole),
            Span::Ever => wallet.map(|Wallet { total, last }| Budget { whole: last, ..whole(total) }),
        }
    }
}

// === impl Budget ===

impl Budget {
    /// At which amount spent somebody is told; `None` where nobody is.
    pub(super) fn soft_limit(self) -> Option<i64> {
        let hard_part = i128::from(self.whole.0) * i128::from(100 - self.soft_percent.min(100)) / 100;
        let at = i64::try_from(i128::from(self.limit.0) - hard_part).ok()?;
        (self.soft_percent > 0 && self.limit > MicroTenge::ZERO).then_some(at.max(1))
    }

    /// What is left of it in per cent, rounded down, when so much is spent and reserved; nothing of nothing.
    pub(super) fn percent_left(self, used: i64) -> u8 {
        let left = i128::from(self.limit.0.saturating_sub(used).max(0)) * 100;
        u8::try_from((left / i128::from(self.whole.0.max(1))).min(100)).unwrap_or(100)
    }
}

impl std::fmt::Display for BudgetLevel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.row().text)
    }
}

// === impl Limits ===

impl Limits {
    /// Reads [`COLUMNS`] from column `at` on.
    pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        let amount = |column| -> rusqlite::Result<_> { Ok(row.get::<_, Option<i64>>(at + column)?.map(MicroTenge)) };
        let count = |column| row.get::<_, Option<u32>>(at + column);
        Ok(Self {
            budget_month: amount(0)?,
            budget_day: amount(1)?,
            soft_percent: row.get(at + 2)?,
            requests_per_minute: count(3)?,
            tokens_per_minute: count(4)?,
            concurrency: count(5)?,
        })
    }

    /// The values of [`COLUMNS`].
    pub(super) fn values(&self) -> [Value; COLUMN_COUNT] {
        let Self { budget_month, budget_day, soft_percent, requests_per_minute, tokens_per_minute, concurrency } = self;
        let [month, day] = [budget_month, budget_day].map(|budget| budget.map(|amount| amount.0));
        let [requests, tokens, at_once] =
            [requests_per_minute, tokens_per_minute, concurrency].map(|count| count.map(i64::from));
        [month, day, soft_percent.map(i64::from), requests, tokens, at_once].map(Value::from)
    }

    /// What [`COLUMNS`] are set to in an UPDATE, by parameters from `first` on.
    pub(super) fn assignments(first: usize) -> String {
        let columns = COLUMNS.split(", ").zip(first..);
        columns.map(|(column, number)| format!("{column} = ?{number}")).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn check(&self) -> Result<(), DirectoryError> {
        let counts = [self.requests_per_minute, self.tokens_per_minute, self.concurrency];
        if [self.budget_month, self.budget_day].into_iter().flatten().any(|budget| budget < MicroTenge::ZERO) {
            return Err(DirectoryError::NegativeBudget);
        }
        if counts.contains(&Some(0)) {
            return Err(DirectoryError::ZeroLimit);
        }
        if self.soft_percent.is_some_and(|percent| percent > 100) { Err(DirectoryError::BadShare) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, MicroTenge};

    fn budget(limit: i64, whole: i64, soft_percent: u8) -> Budget {
        Budget { limit: MicroTenge(limit), whole: MicroTenge(whole), soft_percent }
    }

    #[test]
    fn soft_limits_are_shares_of_the_whole() {
        for (limit, whole, percent, expected) in [
            (1_000, 1_000, 80, Some(800)),
            (1_000, 1_000, 100, Some(1_000)),
            (1_000, 1_000, 0, None),
            (0, 0, 80, None),
            (1, 1, 1, Some(1)),
            (i64::MAX, i64::MAX, 50, Some(i64::MAX - i64::MAX / 2)),
            // A wallet that was filled with 1 000 for the fifth time: told when 200 are left.
            (5_000, 1_000, 80, Some(4_800)),
            // Most of it was taken back: told at once.
            (100, 1_000, 80, Some(1)),
        ] {
            assert_eq!(budget(limit, whole, percent).soft_limit(), expected, "{percent} % of {whole} to {limit}");
        }
    }

    #[test]
    fn shares_left_are_whole_per_cent() {
        for (limit, whole, used, expected) in [
            (100, 100, 0, 100),
            (1_000, 1_000, 1, 99),
            (3, 3, 2, 33),
            (100, 100, 105, 0),
            (0, 0, 0, 0),
            (i64::MAX, i64::MAX, 0, 100),
            (i64::MAX, 1, 0, 100),
            (5_000, 1_000, 4_900, 10),
            (5_000, 1_000, 2_000, 100),
        ] {
            assert_eq!(budget(limit, whole, 80).percent_left(used), expected, "{used} of {limit}");
        }
    }
}
