//! Plans: what a tenant buys, as data.

use std::sync::Arc;

use foldhash::HashMap;
use rust_decimal::Decimal;

use super::{
    BaseRate, Bounds,
    bounds::{CEILING_KEY, MIN_TIER_KEY},
    rules::tier_names,
};
use crate::{
    files::{Header, Key, Shape, Source, Table, Value},
    measure::Tier,
    money::MicroTenge,
};

/// What a tenant buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name in tenants' rows.
    pub id: Arc<str>,
    /// Its name for people.
    pub name: String,
    /// Price of a month.
    pub month: Option<MicroTenge>,
    /// Price of a year.
    pub year: Option<MicroTenge>,
    /// Messages that a month includes; `None` is without limit.
    pub messages: Option<u64>,
    /// Tiers that may be used, ascending; never empty.
    pub tiers: Vec<Tier>,
    /// What happens after the included messages.
    pub overage: Overage,
    /// Requests a minute.
    pub requests_per_minute: Option<u64>,
    /// Tokens a minute.
    pub tokens_per_minute: Option<u64>,
    /// Requests at the same time.
    pub concurrency: Option<u64>,
    /// The most that models may cost in a month; `None` is without limit, which is not 0.
    pub ai_budget: Option<MicroTenge>,
    /// Whether a free local model serves on when the money is spent, instead of a refusal.
    pub free_when_spent: bool,
    /// What a request gets at least and costs at most.
    pub bounds: Bounds,
    /// Licence, implementation, maintenance and the like.
    pub lines: Vec<Line>,
    /// The dollar's rate that the plan was priced at.
    pub base_rate: Option<BaseRate>,
    /// What a tenant's share of servers costs us in a month.
    pub server: Option<MicroTenge>,
}

/// What happens to messages beyond the included ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overage {
    /// They are refused.
    Block,
    /// They are served at a price each.
    PerMessage(MicroTenge),
}

/// A price beside month and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is for: `licence`, `implementation`, `maintenance`, or anything the seller calls it.
    pub item: String,
    /// How often it is due.
    pub every: Every,
    /// Lower end of the price.
    pub from: Share,
    /// Upper end; the lower end again where the price is fixed.
    pub to: Share,
}

/// How often a [`Line`] is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// One time.
    Once,
    /// Each month.
    Month,
    /// Each year.
    Year,
}

/// The price of a [`Line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Tenge.
    Tenge(MicroTenge),
    /// Per cent of the licence.
    PercentOfLicence(Decimal),
}

pub(super) const FILE_KEYS: &[Key] = &[
    Key::required("plans", Shape::List(&Shape::Table(PLAN_KEYS)), "what tenants buy"),
    Key::optional("for", Shape::List(&Shape::Table(PART_KEYS)), "bounds of single tenants"),
];
const COUNT: Shape = Shape::Count(1, u64::MAX);
const PLAN_KEYS: &[Key] = &[
    Key::required("id", Shape::Text, "its name in tenants' rows"),
    Key::required("name", Shape::Text, "its name for people"),
    Key::optional("month", Shape::Amount, "tenge a month"),
    Key::optional("year", Shape::Amount, "tenge a year"),
    Key::optional("messages", COUNT, "messages that a month includes"),
    Key::required("tiers", Shape::List(&Shape::Name(tier_names)), "tiers that may be used"),
    Key::required("overage", OVERAGE, "after the messages: `block`, or tenge a message"),
    Key::optional("requests_per_minute", COUNT, "requests a minute"),
    Key::optional("tokens_per_minute", COUNT, "tokens a minute"),
    Key::optional("concurrency", COUNT, "requests at the same time"),
    Key::optional("ai_budget", Shape::Amount, "the most that models may cost in a month, in tenge"),
    Key::optional("free_when_spent", Shape::Flag, "a free local model serves on when the money is spent"),
    MIN_TIER_KEY,
    CEILING_KEY,
    Key::optional("lines", Shape::List(&Shape::Table(LINE_KEYS)), "licence, implementation, maintenance and the like"),
    Key::optional("server", Shape::Amount, "tenge a month that a tenant's share of servers costs, for statements"),
    Key::optional("base_usd_kzt", Shape::Amount, "tenge per dollar that the plan was priced at"),
    Key::optional("reprice_percent", Shape::Amount, "how far the dollar may move from it; 10 where it is not stated"),
];
const PART_KEYS: &[Key] =
    &[Key::required("tenants", Shape::List(&Shape::Text), "whom it is about, by id"), MIN_TIER_KEY, CEILING_KEY];
const LINE_KEYS: &[Key] = &[
    Key::required("item", Shape::Text, "what it is for"),
    Key::required("every", Shape::Name(|| Every::ALL.map(Every::name).to_vec()), "how often it is due"),
    Key::required("from", Shape::Amount, "the lower end of the price, in tenge"),
    Key::optional("to", Shape::Amount, "the upper end"),
    Key::optional("percent_of_licence", Shape::Flag, "the price is per cent of the licence"),
];
const OVERAGE: Shape = Shape::Either(&[Shape::Amount, Shape::Name(|| vec![BLOCK])]);
const BLOCK: &str = "block";

// === impl Plan ===

impl Plan {
    /// Whether the plan includes `tier`.
    #[must_use]
    pub fn allows(&self, tier: Tier) -> bool {
        self.tiers.contains(&tier)
    }

    /// `tier` if the plan includes it, else the highest included one below it, else the lowest above.
    #[must_use]
    pub fn best_allowed(&self, tier: Tier) -> Tier {
        let below = self.tiers.iter().copied().filter(|allowed| *allowed <= tier).max();
        below.or_else(|| self.tiers.iter().copied().min()).unwrap_or(tier)
    }
}

// === impl Every ===

impl Every {
    const ALL: [Self; 3] = [Self::Once, Self::Month, Self::Year];

    /// The interval as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// The plans of a file.
pub(super) struct Plans {
    pub(super) good: Vec<Arc<Plan>>,
    /// The bounds of single tenants.
    pub(super) tenants: HashMap<Box<str>, Bounds>,
    /// Ids of all, also of those with a mistake, so that a rule about one of them is no second mistake.
    pub(super) ids: Vec<String>,
}

pub(super) fn read(source: &Source<'_>) -> Option<(Header, Plans)> {
    let (header, root) = source.dated(FILE_KEYS)?;
    let mut plans = Plans { good: Vec::new(), tenants: read_parts(&root), ids: Vec::new() };
    for table in root.required("plans").map(|_| root.tables("plans", PLAN_KEYS)).unwrap_or_default() {
        let good = read_plan(&table);
        let Some(id) = table.optional("id").and_then(|id| id.as_str()) else { continue };
        if plans.ids.iter().any(|other| other == id) {
            table.error(format!("a second plan `{id}`"), "one plan of an id");
        }
        plans.ids.push(id.to_owned());
        plans.good.extend(good.map(Arc::new));
    }
    Some((header, plans))
}

/// What is stated for single tenants.
fn read_parts(root: &Table<'_>) -> HashMap<Box<str>, Bounds> {
    let mut tenants = HashMap::default();
    for table in root.tables("for", PART_KEYS) {
        let bounds = Bounds::read(&table);
        if bounds == Bounds::default() {
            table.error("a part that states nothing", format!("`{}` or `{}`", MIN_TIER_KEY.name, CEILING_KEY.name));
        }
        for id in table.required("tenants").map(|ids| ids.list()).unwrap_or_default() {
            let Some(name) = id.string() else { continue };
            if tenants.insert(name.into(), bounds).is_some() {
                id.error(format!("`{name}` a second time"), "each tenant in one part");
            }
        }
    }
    tenants
}

fn read_plan(table: &Table<'_>) -> Option<Plan> {
    let id = table.required("id").and_then(|id| id.string());
    let name = table.required("name").and_then(|name| name.string());
    let count = |key| table.optional(key).and_then(|value| value.integer(1..=u64::MAX));
    let tenge = |key| table.optional(key).and_then(|value| read_tenge(&value));
    let (month, year, ai_budget) = (tenge("month"), tenge("year"), tenge("ai_budget"));
    let (messages, concurrency) = (count("messages"), count("concurrency"));
    let (requests_per_minute, tokens_per_minute) = (count("requests_per_minute"), count("tokens_per_minute"));
    let tiers = table.required("tiers").and_then(|tiers| read_tiers(&tiers));
    let overage = table.required("overage").and_then(|overage| read_overage(&overage));
    let free_when_spent = table.optional("free_when_spent").is_some_and(|value| value.boolean() == Some(true));
    let bounds = Bounds::read(table);
    if let (Some(tiers), Some(floor), Some(place)) = (&tiers, bounds.min_tier, table.optional(MIN_TIER_KEY.name))
        && tiers.iter().all(|tier| *tier < floor)
    {
        place.error(format!("the floor {floor} above every tier of the plan"), "a tier of the plan or one below");
    }
    let lines = table.tables("lines", LINE_KEYS).iter().filter_map(read_line).collect();
    let base_rate = read_base_rate(table);
    let server = tenge("server");
    Some(Plan {
        id: id?.into(),
        name: name?.to_owned(),
        month,
        year,
        messages,
        tiers: tiers?,
        overage: overage?,
        requests_per_minute,
        tokens_per_minute,
        concurrency,
        ai_budget,
        free_when_spent,
        bounds,
        lines,
        base_rate,
        server,
    })
}

fn read_base_rate(table: &Table<'_>) -> Option<BaseRate> {
    let positive = |value: Value<'_>| {
        let amount = value.amount()?;
        if amount.is_zero() { value.refuse("0", "more than 0") } else { Some(amount) }
    };
    let (kzt, percent) = (table.optional("base_usd_kzt"), table.optional("reprice_percent"));
    if let (None, Some(percent)) = (&kzt, &percent) {
        return percent.refuse("a threshold without a base rate", "`base_usd_kzt` beside it");
    }
    let percent = percent.map_or(Some(BaseRate::USUAL_PERCENT), positive);
    Some(BaseRate { kzt: positive(kzt?)?, percent: percent? })
}

pub(super) fn read_tenge(value: &Value<'_>) -> Option<MicroTenge> {
    let amount = value.amount()?;
    MicroTenge::round_up(amount).ok().or_else(|| value.refuse(format!("{amount} tenge"), "up to 9 trillion tenge"))
}

fn read_tiers(list: &Value<'_>) -> Option<Vec<Tier>> {
    let mut tiers: Vec<Tier> = list.list().iter().filter_map(|tier| tier.named(Tier::ALL, Tier::name)).collect();
    tiers.sort_unstable();
    tiers.dedup();
    if tiers.is_empty() { list.refuse("no tier", "at least one of L0, L1, L2, L3") } else { Some(tiers) }
}

fn read_overage(value: &Value<'_>) -> Option<Overage> {
    if value.as_str() == Some(BLOCK) {
        return Some(Overage::Block);
    }
    read_tenge(value).map(Overage::PerMessage)
}

fn read_line(table: &Table<'_>) -> Option<Line> {
    let item = table.required("item").and_then(|item| item.string());
    let every = table.required("every").and_then(|every| every.named(&Every::ALL, Every::name));
    let percent = table.optional("percent_of_licence").and_then(|value| value.boolean()).unwrap_or(false);
    let share = |value: Value<'_>| {
        if percent { value.amount().map(Share::PercentOfLicence) } else { read_tenge(&value).map(Share::Tenge) }
    };
    let from = table.required("from").and_then(share);
    let to = table.optional("to").map_or(from, share);
    Some(Line { item: item?.to_owned(), every: every?, from: from?, to: to? })
}
