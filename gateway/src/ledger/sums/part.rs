//! A part of a report: what one entry was charged, or what the entries of a group were charged together. Both are read from
//! rows of the same columns, so that a report does not care which of them it adds up.
//!
//! Sums of counts, tokens and tenge stop at the largest number there is: nobody's money gets there.

use std::collections::BTreeMap;

use super::exact::Exact;
use crate::ledger::{
    Charge, Dimension, LedgerError, Route,
    rows::Cells,
    store::{BESIDE, column_error},
};
use router_core::{
    decide::recorded_intent,
    measure::{Intent, Tier},
    money::Currency,
    tokens::{TokenCount, Usage},
};
use rusqlite::types::Value;

/// The columns of a kept sum that tell groups apart.
pub(in crate::ledger) const KEYS: [&str; 10] =
    ["day", "tenant", "key_id", "tier", "provider", "model", "rule", "intent", "currency", "ended"];
/// Those with what the entries of a group come to.
pub(in crate::ledger) const FIGURES: [&str; 13] = [
    "requests",
    "recovered",
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    NATIVE,
    "cost_ukzt",
    "corrections_ukzt",
    "fees_ukzt",
    "flagship_ukzt",
    "flagship_did_ukzt",
];
/// The one figure that is exact in any currency, and no number of 64 bits.
pub(in crate::ledger) const NATIVE: &str = "native_amount";

/// Texts of a group: all keys but the first and the last.
const NAMES: usize = KEYS.len() - 2;
/// The places of some keys among those texts.
const TENANT: usize = 0;
const INTENT: usize = 6;

/// The places of columns in a row of a part: keys, figures, the record of an entry's decision, the entry's place in the
/// ledger (a sum has neither), the path of the key's project where that is asked for.
const ENDED_AT: usize = KEYS.len() - 1;
const FIGURES_AT: usize = KEYS.len();
const DECISION_AT: usize = FIGURES_AT + FIGURES.len();
const SEQ_AT: usize = DECISION_AT + 1;
const PROJECT_AT: usize = SEQ_AT + 1;

/// What stands for what an entry does not say.
const NONE: &str = "none";

/// What charges are added up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::ledger) struct Group {
    /// yyyymmdd in Almaty
    pub(in crate::ledger) day: i64,
    /// In the order of [`KEYS`]. No currency is an empty text, all else that is not there is [`NONE`].
    names: [String; NAMES],
    /// Whether these are ends of requests. Calls that were charged beside them and corrections are no requests.
    pub(in crate::ledger) ended: bool,
}

/// What charges come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ledger) struct Sum {
    pub(in crate::ledger) requests: i64,
    pub(in crate::ledger) recovered: i64,
    pub(in crate::ledger) usage: Usage,
    /// In the group's currency.
    pub(in crate::ledger) native: Exact,
    pub(in crate::ledger) cost: i64,
    pub(in crate::ledger) corrections: i64,
    pub(in crate::ledger) fees: i64,
    /// What the requests would have cost on the flagship, and what they did cost, where that is known.
    pub(in crate::ledger) flagship: i64,
    pub(in crate::ledger) flagship_did: i64,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ledger) struct Part {
    pub(in crate::ledger) group: Group,
    pub(in crate::ledger) sum: Sum,
}

/// The SQL of the parts that the charging entries of `source` are, each by itself.
pub(in crate::ledger) fn of_entries(source: &str) -> String {
    entries(source, DECISION, "")
}

/// The SQL of the parts of a report by these dimensions: kept sums, and the entries that are in none yet. Its values are
/// a period's first and last day, and a tenant or NULL.
pub(in crate::ledger) fn of_period(by: &[Dimension]) -> String {
    // Looked up only where it is asked for: it stands in another entry of the request.
    let decision = if by.contains(&Dimension::Intent) { DECISION } else { "NULL" };
    // A key stays in its project, so this says the same of a month for ever.
    let project = match by.contains(&Dimension::Project) {
        true => ", (SELECT tenant || '/' || project FROM api_key WHERE id = part.key_id)",
        false => "",
    };
    let asked = "day BETWEEN ?1 AND ?2 AND (CAST(?3 AS TEXT) IS NULL OR tenant = ?3)";
    let (kept, entries) = (columns(), entries("unsummed_entry", decision, project));
    format!("SELECT {kept}, NULL, NULL{project} FROM entry_sum AS part WHERE {asked} UNION ALL {entries} AND {asked}")
}

/// The SQL of all kept sums.
pub(in crate::ledger) fn of_sums() -> String {
    format!("SELECT {}, NULL, NULL FROM entry_sum", columns())
}

const DECISION: &str = "(SELECT decision FROM entry WHERE request_id = part.request_id AND step = 0)";

/// The columns of a kept sum as they are read: exact amounts are text then, in either store.
fn columns() -> String {
    let figures = FIGURES.map(|name| if name == NATIVE { format!("CAST({name} AS TEXT)") } else { name.to_owned() });
    format!("{}, {}", KEYS.join(", "), figures.join(", "))
}

fn entries(source: &str, decision: &str, more: &str) -> String {
    let count = |condition: &str| format!("CAST(CASE WHEN {condition} THEN 1 ELSE 0 END AS BIGINT)");
    let (ended, recovered) = (count("step = -1"), count("kind = 'recovered'"));
    let cost = "coalesce(correction_ukzt, amount_ukzt)";
    // Beside one call there would have been no second, nor a correction: elsewhere that would have cost nothing.
    format!(
        "SELECT day, tenant, key_id, coalesce(tier, '{NONE}'), coalesce(provider, '{NONE}'), coalesce(model, '{NONE}'),
             coalesce(rule, '{NONE}'), '{NONE}', CASE WHEN native_amount IS NULL THEN '' ELSE coalesce(currency, '') END,
             {ended}, {ended}, {recovered},
             coalesce(input_tokens, 0), coalesce(cached_tokens, 0), coalesce(cache_write_tokens, 0),
             coalesce(output_tokens, 0), coalesce(reasoning_tokens, 0), coalesce(native_amount, '0'),
             {cost}, coalesce(correction_ukzt, 0), fee_ukzt,
             CASE WHEN step = -1 THEN coalesce(flagship_ukzt, 0) ELSE 0 END,
             CASE WHEN flagship_ukzt IS NULL AND correction_ukzt IS NULL THEN 0 ELSE {cost} END,
             {decision}, seq{more}
         FROM {source} AS part
         WHERE (step = -1 AND kind IN ('settle', 'recovered') OR {BESIDE} OR step < -1)",
    )
}

// === impl Group ===

impl Group {
    /// The group of what is charged on a route, which says in which currency.
    pub(in crate::ledger) fn of(
        day: i32,
        (tenant, key_id): (&str, &str),
        route: &Route,
        intent: Option<Intent>,
        currency: Currency,
        ended: bool,
    ) -> Self {
        let Route { tier, rule, provider, model, .. } = route;
        let (tier, intent) = (tier.map_or(NONE, Tier::name), intent.map_or(NONE, Intent::name));
        let names = [tenant, key_id, tier, provider, model, rule, intent, currency.code()].map(str::to_owned);
        Self { day: day.into(), names, ended }
    }

    pub(in crate::ledger) fn tenant(&self) -> &str {
        let [tenant, ..] = &self.names;
        tenant
    }

    pub(in crate::ledger) fn currency(&self) -> Option<Currency> {
        let [.., currency] = &self.names;
        Currency::from_code(currency)
    }

    /// Whether its currency is one, or it has none.
    fn is_priced(&self) -> bool {
        let [.., currency] = &self.names;
        currency.is_empty() || Currency::from_code(currency).is_some()
    }

    /// What stands under a dimension that is a text of the group.
    pub(in crate::ledger) fn name(&self, dimension: Dimension) -> &str {
        let at = match dimension {
            Dimension::Tenant => TENANT,
            Dimension::Key => 1,
            Dimension::Tier => 2,
            Dimension::Provider => 3,
            Dimension::Model => 4,
            Dimension::Rule => 5,
            Dimension::Intent => INTENT,
            Dimension::Day | Dimension::Project => return NONE,
        };
        self.names.get(at).map_or(NONE, |name| name)
    }

    /// The values of [`KEYS`].
    pub(in crate::ledger) fn values(&self) -> impl Iterator<Item = Value> + '_ {
        let names = self.names.iter().cloned().map(Value::Text);
        std::iter::once(Value::Integer(self.day)).chain(names).chain([Value::Integer(self.ended.into())])
    }
}

impl std::fmt::Display for Group {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.names.iter().filter(|name| !name.is_empty()).map(String::as_str).collect::<Vec<_>>();
        let beside = if self.ended { "" } else { ", beside" };
        write!(formatter, "{}, {}{beside}", self.day, names.join(", "))
    }
}

// === impl Sum ===

impl Sum {
    /// What a request was charged by its end, or by a call beside that.
    pub(in crate::ledger) fn of(charge: &Charge, fee: i64, ended: bool) -> Self {
        let cost = charge.amount.0;
        let flagship = charge.flagship.as_ref().map(|flagship| flagship.amount.0);
        Self {
            requests: ended.into(),
            recovered: 0,
            usage: charge.usage,
            native: charge.native.amount.into(),
            cost,
            corrections: 0,
            fees: fee,
            flagship: flagship.filter(|_| ended).unwrap_or_default(),
            flagship_did: flagship.map_or(0, |_| cost),
        }
    }

    /// The figures that begin with column `at`.
    pub(in crate::ledger) fn read(row: &dyn Cells, at: usize) -> rusqlite::Result<Self> {
        let number = |figure: usize| row.figure(at + figure);
        let tokens = |class: usize| number(2 + class).map(|count| TokenCount(u64::try_from(count).unwrap_or_default()));
        let native = row.text(at + 7)?.and_then(Exact::read);
        Ok(Self {
            requests: number(0)?,
            recovered: number(1)?,
            usage: Usage {
                input: tokens(0)?,
                cached_input: tokens(1)?,
                cache_write: tokens(2)?,
                output: tokens(3)?,
                reasoning: tokens(4)?,
            },
            native: native.ok_or_else(|| column_error(at + 7, "no amount"))?,
            cost: number(8)?,
            corrections: number(9)?,
            fees: number(10)?,
            flagship: number(11)?,
            flagship_did: number(12)?,
        })
    }

    /// Both together.
    pub(in crate::ledger) fn plus(&self, other: &Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            recovered: self.recovered.saturating_add(other.recovered),
            usage: self.usage.plus(other.usage),
            native: self.native.plus(other.native),
            cost: self.cost.saturating_add(other.cost),
            corrections: self.corrections.saturating_add(other.corrections),
            fees: self.fees.saturating_add(other.fees),
            flagship: self.flagship.saturating_add(other.flagship),
            flagship_did: self.flagship_did.saturating_add(other.flagship_did),
        }
    }

    /// Each of [`FIGURES`], exact.
    pub(in crate::ledger) fn figures(&self) -> [Exact; FIGURES.len()] {
        let Usage { input, cached_input, cache_write, output, reasoning } = self.usage;
        let tokens = |count: TokenCount| i64::try_from(count.0).unwrap_or(i64::MAX);
        let [input, cached, cache_write, output, reasoning] =
            [input, cached_input, cache_write, output, reasoning].map(tokens).map(Exact::from);
        let [requests, recovered, cost, corrections, fees, flagship, flagship_did] =
            [self.requests, self.recovered, self.cost, self.corrections, self.fees, self.flagship, self.flagship_did]
                .map(Exact::from);
        [
            requests,
            recovered,
            input,
            cached,
            cache_write,
            output,
            reasoning,
            self.native,
            cost,
            corrections,
            fees,
            flagship,
            flagship_did,
        ]
    }

    /// The values of [`FIGURES`].
    pub(in crate::ledger) fn values(&self) -> impl Iterator<Item = Value> {
        let value = |(name, figure): (&str, Exact)| match figure.whole() {
            Some(number) if name != NATIVE => Value::Integer(number),
            _ => Value::Text(figure.to_string()),
        };
        FIGURES.into_iter().zip(self.figures()).map(value)
    }
}

// === impl Part ===

impl Part {
    /// A row of [`of_entries`], [`of_period`] or [`of_sums`].
    ///
    /// # Errors
    /// [`LedgerError::Amount`] and [`LedgerError::Sum`] for what is no figure.
    pub(in crate::ledger) fn read(row: &dyn Cells) -> Result<Self, LedgerError> {
        let part = Self::take(row).ok().filter(|part| part.group.is_priced());
        part.ok_or_else(|| match (row.number(SEQ_AT), row.number(0)) {
            (Ok(Some(seq)), _) => LedgerError::Amount { seq },
            (_, day) => LedgerError::Sum { day: day.ok().flatten().unwrap_or_default() },
        })
    }

    fn take(row: &dyn Cells) -> rusqlite::Result<Self> {
        let mut names = [const { String::new() }; NAMES];
        for (at, name) in (1..).zip(&mut names) {
            row.text(at)?.unwrap_or(NONE).clone_into(name);
        }
        if let Some(intent) = row.bytes(DECISION_AT)?.and_then(recorded_intent)
            && let Some(name) = names.get_mut(INTENT)
        {
            intent.name().clone_into(name);
        }
        let group = Group { day: row.figure(0)?, names, ended: row.figure(ENDED_AT)? != 0 };
        Ok(Self { group, sum: Sum::read(row, FIGURES_AT)? })
    }

    /// Adds it to its group.
    pub(in crate::ledger) fn add_to(self, groups: &mut BTreeMap<Group, Sum>) {
        let sum = groups.entry(self.group).or_default();
        *sum = sum.plus(&self.sum);
    }

    /// The place of the entry in a row of [`of_entries`].
    pub(in crate::ledger) fn seq(row: &dyn Cells) -> rusqlite::Result<i64> {
        row.figure(SEQ_AT)
    }

    /// The project's path in a row of [`of_period`].
    pub(in crate::ledger) fn project(row: &dyn Cells) -> rusqlite::Result<&str> {
        Ok(row.text(PROJECT_AT)?.unwrap_or(NONE))
    }
}
