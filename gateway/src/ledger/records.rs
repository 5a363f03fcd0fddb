//! What goes into the ledger: reservations, attempts, terminal entries.

use std::sync::Arc;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};
use router_core::{
    measure::Tier,
    money::{MicroTenge, Money},
    settle::Cost,
    tokens::Usage,
    verify::Check,
};
use uuid::Uuid;

/// Asia/Almaty has kept UTC+5 since 2024-03-01, before the first ledger was written: no time zone database needed.
const ALMATY: Offset = Offset::constant(5);

/// What a request asks of the ledger before any provider is called.
#[derive(Debug, Clone)]
pub struct Reserve {
    /// The request's id, a UUIDv7 made at accept.
    pub request_id: Uuid,
    /// The tenant's id.
    pub tenant: Arc<str>,
    /// The id of the virtual key.
    pub key_id: Arc<str>,
    /// When the request was accepted. Its Almaty day and month are the accounting period, also of the settlement.
    pub at: Timestamp,
    /// The most the request may cost. Zero always fits a budget: a free local model serves on when money is out.
    pub bound: MicroTenge,
    /// The candidate that is tried first.
    pub route: Route,
    /// What a crash would charge: the input at that candidate's price. Not above `bound`.
    pub floor: Charge,
    /// The plan's messages a month, if it counts them.
    pub messages: Option<MessagePlan>,
    /// The client's `Idempotency-Key`, if it sent one.
    pub idempotency: Option<Idempotency>,
    /// The side of an experiment that it is on, if any.
    pub arm: Option<String>,
    /// What personal data it holds, if any: a [`super::register::Register`] in its stored form.
    pub register: Option<Vec<u8>>,
    /// The facts that its route was decided by: a [`router_core::decide::Record`] in its stored form.
    pub decision: Option<Vec<u8>>,
}

/// A request that was refused for what it held.
#[derive(Debug, Clone)]
pub struct BlockedRequest {
    /// The request's id.
    pub request_id: Uuid,
    /// The tenant's id.
    pub tenant: Arc<str>,
    /// The id of the virtual key.
    pub key_id: Arc<str>,
    /// When the request was accepted.
    pub at: Timestamp,
    /// The redaction policy that refused it.
    pub policy: Arc<str>,
    /// How often each class that must not leave was found, by its name.
    pub classes: Vec<(Arc<str>, u64)>,
}

/// The messages a plan holds in a calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagePlan {
    /// Messages included.
    pub limit: u64,
    /// What happens to the next one.
    pub over: Overage,
}

/// What happens to a message over the plan's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overage {
    /// It is refused.
    Block,
    /// It is served for this fee, which is the tenant's bill, not a provider's cost: no budget is charged with it.
    Fee(MicroTenge),
}

/// A client's `Idempotency-Key` and what it was sent with, as hashes. Scoped to the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idempotency {
    /// Hash of the header's value.
    pub key_hash: [u8; 32],
    /// Hash of the request's body.
    pub body_hash: [u8; 32],
}

/// Where a request went, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The tier, unless an explicit model was honoured.
    pub tier: Option<Tier>,
    /// The name of the policy's rule.
    pub rule: Arc<str>,
    /// The version of the policy.
    pub policy: Arc<str>,
    /// The provider's name.
    pub provider: Arc<str>,
    /// The model's name.
    pub model: Arc<str>,
}

/// A cost that can be recomputed from the tokens, the price and the rate it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The tokens, in disjoint classes.
    pub usage: Usage,
    /// Who counted them.
    pub source: UsageSource,
    /// The exact amount in the provider's currency.
    pub native: Money,
    /// The same in tenge, rounded up once.
    pub amount: MicroTenge,
    /// The row of the price table.
    pub price_id: Arc<str>,
    /// The exchange rate, unless the price is in tenge.
    pub rate_id: Option<Arc<str>>,
    /// What the same tokens would have cost on the flagship, where that is known.
    pub flagship: Option<Flagship>,
}

/// What the same tokens would have cost on the flagship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagship {
    /// The amount.
    pub amount: MicroTenge,
    /// The flagship's row of the price table.
    pub price_id: Arc<str>,
}

/// A call of a provider. The ledger numbers attempts from 1 in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// Where it went.
    pub route: Route,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// What the provider bills for it.
    pub cost: AttemptCost,
}

/// What the provider bills for an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptCost {
    /// Nothing: the request provably was not served.
    Nothing,
    /// It may bill something that we cannot know, as after a time-out.
    Unknown,
    /// What the terminal entry charges: this is the call it was served by.
    Settled,
    /// This, beside what the terminal entry charges: at the price of its own model, and the tenant pays for both.
    Beside(Box<Charge>),
}

impl Charge {
    /// The charge for tokens that cost this, and would have cost that on the flagship.
    #[must_use]
    pub fn new(usage: Usage, source: UsageSource, cost: Cost, on_flagship: Option<Cost>) -> Self {
        Self {
            usage,
            source,
            native: cost.native,
            amount: cost.tenge,
            price_id: cost.price_id,
            rate_id: Some(cost.rate_id),
            flagship: on_flagship.map(|cost| Flagship { amount: cost.tenge, price_id: cost.price_id }),
        }
    }
}

impl AttemptRow {
    /// The same where nobody is charged for it, because the request was not served: what it cost is the operator's.
    #[must_use]
    pub fn uncharged(mut self) -> Self {
        if self.charge().is_some() {
            self.cost = AttemptCost::Unknown;
        }
        self
    }

    /// What is charged for it beside the terminal entry.
    #[must_use]
    pub fn charge(&self) -> Option<&Charge> {
        match &self.cost {
            AttemptCost::Beside(charge) => Some(charge),
            AttemptCost::Nothing | AttemptCost::Unknown | AttemptCost::Settled => None,
        }
    }
}

/// How a reservation ends.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The request of the reservation.
    pub request_id: Uuid,
    /// When it ended.
    pub at: Timestamp,
    /// The calls of providers, in order.
    pub attempts: Vec<AttemptRow>,
    /// The one terminal entry.
    pub terminal: Terminal,
    /// What personal data the model brought by itself, if any: a [`super::register::Register`] in its stored form.
    pub brought: Option<Vec<u8>>,
    /// The facts that its route was decided by in the end, where they were not all known when it was reserved.
    pub decision: Option<Vec<u8>>,
}

/// The terminal entry of a request.
#[derive(Debug, Clone)]
pub enum Terminal {
    /// Something was served: it is charged, and counts as a message.
    Settled {
        /// Where the answer came from.
        route: Route,
        /// What the tenant is charged for the call that served it; [`AttemptCost::Beside`] comes on top. May exceed the
        /// reservation: facts are not cut to fit, see [`super::LedgerStats::over_bound`].
        charge: Charge,
        /// How it ended.
        outcome: Outcome,
    },
    /// Nothing was served: nothing is charged, no message counted, and the `Idempotency-Key` may be used again.
    Released {
        /// Why.
        outcome: Outcome,
    },
}

/// What settling did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// What the request was charged, all its calls together; of an already settled request, what it was charged then.
    pub amount: MicroTenge,
    /// Whether an earlier terminal entry stood, and this settlement therefore changed nothing.
    pub repeated: bool,
}

/// What a passed reservation leaves, for rate-limit headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserved {
    /// What remains of the tightest budget, if any is set.
    pub remaining: Option<MicroTenge>,
    /// Messages that remain in the month, if the plan counts them.
    pub messages_remaining: Option<u64>,
    /// The fee of a message over the plan's limit.
    pub fee: MicroTenge,
}

/// A closed set with one name per member, as written in the ledger and in labels.
macro_rules! named {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$doc])* $variant),+ }

        impl $type {
            /// Every member.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in the ledger and in labels.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The member of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.name() == name)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.name())
            }
        }
    };
}

named! {
    /// The kinds of ledger entries.
    EntryKind {
        /// The upper bound, before the first call.
        Reserve = "reserve",
        /// A call of a provider.
        Attempt = "attempt",
        /// Terminal: served and charged.
        Settle = "settle",
        /// Terminal: nothing served.
        Release = "release",
        /// Terminal: found open at start and charged with the reservation's floor.
        Recovered = "recovered",
        /// What a request that has ended was charged too much or too little.
        Correction = "correction",
    }
}

named! {
    /// Who counted the tokens.
    UsageSource {
        /// The provider said so.
        Provider = "provider",
        /// We counted the text that went through.
        Counted = "counted",
        /// An estimate from sizes.
        Estimated = "estimated",
        /// Nothing was counted.
        None = "none",
    }
}

named! {
    /// How a request ended for the client.
    Outcome {
        /// A whole answer.
        Ok = "ok",
        /// The upstream broke off after bytes had reached the client.
        Cut = "cut",
        /// The client hung up.
        ClientGone = "client_gone",
        /// An error answer.
        Error = "error",
        /// A handler's own failure.
        Panic = "panic",
        /// The process ended before the answer did.
        Crash = "crash",
    }
}

named! {
    /// How a call of a provider ended.
    AttemptOutcome {
        /// A whole answer.
        Ok = "ok",
        /// The provider refused the request (a 4xx that is not 429).
        Refused = "refused",
        /// 429.
        RateLimited = "rate_limited",
        /// 5xx.
        ServerError = "server_error",
        /// No connection, or it was reset before an answer.
        Unreachable = "unreachable",
        /// A limit of time passed.
        Timeout = "timeout",
        /// An answer that is none.
        BadAnswer = "bad_answer",
        /// The answer broke off.
        Cut = "cut",
        /// The client hung up.
        ClientGone = "client_gone",
        /// Another that was asked beside it was faster.
        Outrun = "outrun",
        /// A second opinion on where the request belongs.
        Opinion = "opinion",
        /// An answer to that which was none.
        NoOpinion = "no_opinion",
        /// It broke off while it was held back to be checked; a higher tier was asked instead, as in all that follow.
        EscalatedCut = "escalated_cut",
        /// It said nothing.
        EscalatedEmpty = "escalated_empty",
        /// It declined.
        EscalatedRefusal = "escalated_refusal",
        /// It ended at a limit of ours.
        EscalatedTruncated = "escalated_truncated",
        /// It called a tool that there is not, or without JSON.
        EscalatedToolCall = "escalated_tool_call",
        /// It was not the JSON that was asked for.
        EscalatedInvalidJson = "escalated_invalid_json",
        /// It was in another language.
        EscalatedLanguage = "escalated_language",
    }
}

impl AttemptOutcome {
    /// An answer that failed this check.
    #[must_use]
    pub fn escalated(check: Check) -> Self {
        match check {
            Check::Cut => Self::EscalatedCut,
            Check::Empty => Self::EscalatedEmpty,
            Check::Refusal => Self::EscalatedRefusal,
            Check::Truncated => Self::EscalatedTruncated,
            Check::ToolCall => Self::EscalatedToolCall,
            Check::InvalidJson => Self::EscalatedInvalidJson,
            Check::Language => Self::EscalatedLanguage,
        }
    }
}

/// The accounting day of an instant: the calendar day in Almaty.
#[must_use]
pub fn almaty_day(at: Timestamp) -> Date {
    almaty_time(at).date()
}

/// The time of an instant on the clocks of Almaty.
#[must_use]
pub fn almaty_time(at: Timestamp) -> DateTime {
    ALMATY.to_datetime(at)
}

/// When a day begins in Almaty.
pub(super) fn almaty_midnight(day: Date) -> Timestamp {
    ALMATY.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::{AttemptOutcome, Check, EntryKind, Outcome, UsageSource, almaty_day};

    #[test]
    fn days_begin_at_midnight_in_almaty() {
        for (at, day) in [
            ("2026-11-20T18:59:59Z", "2026-11-20"),
            ("2026-11-20T19:00:00Z", "2026-11-21"),
            ("2026-12-31T19:00:00Z", "2027-01-01"),
        ] {
            assert_eq!(almaty_day(at.parse().unwrap()).to_string(), day, "{at}");
        }
    }

    #[test]
    fn names_lead_back() {
        assert!(EntryKind::ALL.iter().all(|kind| EntryKind::from_name(kind.name()) == Some(*kind)));
        assert!(UsageSource::ALL.iter().all(|source| UsageSource::from_name(source.name()) == Some(*source)));
        assert!(Outcome::ALL.iter().all(|outcome| Outcome::from_name(outcome.name()) == Some(*outcome)));
        for check in Check::ALL {
            assert_eq!(AttemptOutcome::escalated(*check).name(), format!("escalated_{}", check.name()));
        }
        assert!(AttemptOutcome::ALL.iter().all(|outcome| AttemptOutcome::from_name(outcome.name()) == Some(*outcome)));
    }
}
