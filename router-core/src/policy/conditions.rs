//! The conditions of rules: one table says which there are, how each is written and what it asks.

use std::sync::Arc;

use super::{
    calendar::{Hours, Weekdays},
    rules::tier_names,
};
use crate::{
    decide::{Ask, Health},
    files::{Key, Shape, Value},
    measure::{Facts, Intent, Language, Needs, Tier},
    prices::{ABILITIES, read_needs},
    redact::DataType,
};

/// Something that a rule asks of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Its key in policy files.
    pub key: &'static str,
    test: Test,
}

/// What is asked. Lists are alternatives and never empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// The tier it looks made for is one of these; an abstention is none of them.
    Proposal(Vec<Tier>),
    /// Whether the assessment, or a second opinion, proposes a tier at all.
    Sure(bool),
    Intent(Vec<Intent>),
    Language(Vec<Language>),
    MinPromptTokens(u64),
    MaxPromptTokens(u64),
    MinDifficulty(f32),
    MaxDifficulty(f32),
    /// It needs all of these.
    Needs(Needs),
    /// Redaction found one of these.
    DataTypes(Vec<Arc<str>>),
    /// It offers the model one of these tools.
    Tool(Vec<Arc<str>>),
    Plan(Vec<Arc<str>>),
    Tenant(Vec<Arc<str>>),
    Key(Vec<Arc<str>>),
    Hours(Hours),
    Weekday(Weekdays),
    /// Per cent of the tightest budget that are left at most; who has no budget has no end of it.
    MaxBudgetLeft(u8),
    /// One of these, or a model of theirs, fails.
    ProviderDown(Vec<Arc<str>>),
}

/// A kind of condition.
struct Row {
    key: Key,
    /// `custom` are the names of the data types that redaction files add.
    read: fn(&Value<'_>, custom: &[String]) -> Option<Test>,
}

const NAMES: Shape = Shape::OneOrMany(&Shape::Text);
const COUNT: Shape = Shape::Count(0, u64::MAX);

/// Every kind of condition; rules are judged, and explained, in this order: what costs least to look at comes first.
const ROWS: [Row; 18] = [
    row("proposal", Shape::OneOrMany(&Shape::Name(tier_names)), "the tier the request looks made for", |value, _| {
        one_or_many(value, |value| value.named(Tier::ALL, Tier::name)).map(Test::Proposal)
    }),
    row("sure", Shape::Flag, "whether the assessment was sure enough to propose a tier", |value, _| {
        value.boolean().map(Test::Sure)
    }),
    row("intent", Shape::OneOrMany(&Shape::Name(intents)), "what the request wants", |value, _| {
        one_or_many(value, |value| value.named(Intent::ALL, Intent::name)).map(Test::Intent)
    }),
    row("language", Shape::OneOrMany(&Shape::Name(languages)), "the language of the request", |value, _| {
        one_or_many(value, |value| value.named(Language::ALL, Language::name)).map(Test::Language)
    }),
    row("min_prompt_tokens", COUNT, "at least so many prompt tokens, estimated", |value, _| {
        value.integer(0..=u64::MAX).map(Test::MinPromptTokens)
    }),
    row("max_prompt_tokens", COUNT, "at most so many prompt tokens, estimated", |value, _| {
        value.integer(0..=u64::MAX).map(Test::MaxPromptTokens)
    }),
    row("min_difficulty", Shape::Amount, "at least so difficult, \"0\" to \"1\"", |value, _| {
        read_difficulty(value).map(Test::MinDifficulty)
    }),
    row("max_difficulty", Shape::Amount, "at most so difficult, \"0\" to \"1\"", |value, _| {
        read_difficulty(value).map(Test::MaxDifficulty)
    }),
    row("needs", Shape::List(&Shape::Name(abilities)), "the request needs all of these", |value, _| {
        Some(Test::Needs(read_needs(value)))
    }),
    row("data_types", NAMES, "redaction found one of these", |value, custom| {
        one_or_many(value, |value| read_data_type(value, custom)).map(Test::DataTypes)
    }),
    row("tool", NAMES, "the request offers the model one of these tools", |value, _| names(value).map(Test::Tool)),
    row("plan", NAMES, "the tenant's plan", |value, _| names(value).map(Test::Plan)),
    row("tenant", NAMES, "the tenant", |value, _| names(value).map(Test::Tenant)),
    row("key", NAMES, "the virtual key, by its id", |value, _| names(value).map(Test::Key)),
    row("hours", NAMES, "hours in Almaty: \"09-18\", or \"22-06\" over midnight", |value, _| {
        let hours = one_or_many(value, Hours::read)?;
        Some(Test::Hours(hours.into_iter().fold(Hours::default(), Hours::or)))
    }),
    row("weekday", NAMES, "days of the week in Almaty: \"sat\", \"mon-fri\"", |value, _| {
        let days = one_or_many(value, Weekdays::read)?;
        Some(Test::Weekday(days.into_iter().fold(Weekdays::default(), Weekdays::or)))
    }),
    row(
        "max_budget_left_percent",
        Shape::Count(0, 100),
        "at most so many per cent of the tightest budget of the tenant or key are left",
        |value, _| Some(Test::MaxBudgetLeft(u8::try_from(value.integer(0..=100)?).unwrap_or(100))),
    ),
    row("provider_down", NAMES, "one of these providers, or a model of theirs, fails", |value, _| {
        names(value).map(Test::ProviderDown)
    }),
];

/// The keys of `when`.
pub(super) const WHEN_KEYS: [Key; ROWS.len()] = {
    let mut keys = [ROWS[0].key; ROWS.len()];
    let mut place = 1;
    while place < ROWS.len() {
        keys[place] = ROWS[place].key;
        place += 1;
    }
    keys
};

const fn row(
    name: &'static str,
    shape: Shape,
    about: &'static str,
    read: fn(&Value<'_>, &[String]) -> Option<Test>,
) -> Row {
    Row { key: Key::optional(name, shape, about), read }
}

/// The conditions of a table, in the order of [`ROWS`]; what cannot be read is reported and left out.
pub(super) fn read(table: &crate::files::Table<'_>, custom: &[String]) -> Vec<Condition> {
    let read = |row: &Row| {
        let test = (row.read)(&table.optional(row.key.name)?, custom)?;
        Some(Condition { key: row.key.name, test })
    };
    ROWS.iter().filter_map(read).collect()
}

// === impl Condition ===

impl Condition {
    pub(super) fn test(&self) -> &Test {
        &self.test
    }

    /// Whether it holds of a request.
    #[must_use]
    pub fn holds(&self, ask: &Ask<'_>, health: &Health) -> bool {
        let (facts, here) = (ask.facts, &ask.circumstances);
        let among = |names: &[Arc<str>], name: &str| names.iter().any(|other| **other == *name);
        match &self.test {
            Test::Proposal(tiers) => ask.proposal().is_some_and(|tier| tiers.contains(&tier)),
            Test::Sure(sure) => ask.proposal().is_some() == *sure,
            Test::Intent(intents) => intents.contains(&facts.intent),
            Test::Language(languages) => languages.contains(&facts.language),
            Test::MinPromptTokens(least) => facts.prompt_estimate.0 >= *least,
            Test::MaxPromptTokens(most) => facts.prompt_estimate.0 <= *most,
            Test::MinDifficulty(least) => facts.difficulty.value() >= *least,
            Test::MaxDifficulty(most) => facts.difficulty.value() <= *most,
            Test::Needs(needs) => missing_ability(*needs, facts.needs).is_none(),
            Test::DataTypes(types) => ask.findings.iter().any(|found| among(types, found)),
            Test::Tool(tools) => here.tools.iter().any(|tool| among(tools, tool)),
            Test::Plan(plans) => among(plans, &ask.plan.id),
            Test::Tenant(tenants) => among(tenants, here.tenant),
            Test::Key(keys) => among(keys, here.key),
            Test::Hours(hours) => here.moment.is_some_and(|moment| hours.contains(moment.hour)),
            Test::Weekday(days) => here.moment.is_some_and(|moment| days.contains(moment.weekday)),
            Test::MaxBudgetLeft(most) => here.budget_left.is_some_and(|left| left <= *most),
            Test::ProviderDown(providers) => providers.iter().any(|provider| health.is_down(provider)),
        }
    }

    /// What it asks for, for people.
    #[must_use]
    pub fn expected(&self) -> String {
        match &self.test {
            Test::Proposal(tiers) => joined(tiers),
            Test::Sure(sure) => sure.to_string(),
            Test::Intent(intents) => joined(intents),
            Test::Language(languages) => joined(languages),
            Test::MinPromptTokens(least) => format!("{least} or more"),
            Test::MaxPromptTokens(most) => format!("{most} or less"),
            Test::MinDifficulty(least) => format!("{least} or more"),
            Test::MaxDifficulty(most) => format!("{most} or less"),
            Test::Needs(needs) => needs_text(*needs),
            Test::DataTypes(names)
            | Test::Tool(names)
            | Test::Plan(names)
            | Test::Tenant(names)
            | Test::Key(names)
            | Test::ProviderDown(names) => joined(names),
            Test::Hours(hours) => hours.to_string(),
            Test::Weekday(days) => days.to_string(),
            Test::MaxBudgetLeft(most) => format!("{most} % or less"),
        }
    }

    /// What the request has there, for people.
    #[must_use]
    pub fn found(&self, ask: &Ask<'_>, health: &Health) -> String {
        let (facts, here): (&Facts, _) = (ask.facts, &ask.circumstances);
        let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
        match &self.test {
            Test::Proposal(_) => ask.proposal().map_or("none", Tier::name).to_owned(),
            Test::Sure(_) => ask.proposal().is_some().to_string(),
            Test::Intent(_) => facts.intent.to_string(),
            Test::Language(_) => facts.language.to_string(),
            Test::MinPromptTokens(_) | Test::MaxPromptTokens(_) => facts.prompt_estimate.to_string(),
            Test::MinDifficulty(_) | Test::MaxDifficulty(_) => facts.difficulty.value().to_string(),
            Test::Needs(_) => or_none(needs_text(facts.needs)),
            Test::DataTypes(_) => or_none(ask.findings.join(", ")),
            Test::Tool(_) => or_none(here.tools.join(", ")),
            Test::Plan(_) => ask.plan.id.to_string(),
            Test::Tenant(_) => or_none(here.tenant.to_owned()),
            Test::Key(_) => or_none(here.key.to_owned()),
            Test::Hours(_) | Test::Weekday(_) => or_none(here.moment.map(|at| at.to_string()).unwrap_or_default()),
            Test::MaxBudgetLeft(_) => here.budget_left.map_or("no budget".to_owned(), |left| format!("{left} %")),
            Test::ProviderDown(_) => or_none(health.down().join(", ")),
        }
    }
}

/// The first ability that is needed and not there.
pub(crate) fn missing_ability(needed: Needs, there: Needs) -> Option<&'static str> {
    let pairs = named_abilities(needed).into_iter().zip(named_abilities(there));
    pairs.into_iter().find_map(|((name, needed), (_, there))| (needed && !there).then_some(name))
}

fn named_abilities(needs: Needs) -> [(&'static str, bool); 4] {
    let Needs { vision, audio, tools, json_schema } = needs;
    [("vision", vision), ("audio", audio), ("tools", tools), ("json_schema", json_schema)]
}

/// One value or a list of alternatives. An empty list would match nothing or everything, depending on the reader, and
/// is refused.
fn one_or_many<T>(value: &Value<'_>, read: impl Fn(&Value<'_>) -> Option<T>) -> Option<Vec<T>> {
    if value.is_string() {
        return read(value).map(|one| vec![one]);
    }
    let items = value.list();
    if items.is_empty() {
        return value.refuse("no alternative", "at least one, or no such condition");
    }
    Some(items.iter().filter_map(read).collect())
}

fn names(value: &Value<'_>) -> Option<Vec<Arc<str>>> {
    one_or_many(value, |value| value.string().map(Arc::from))
}

fn read_data_type(value: &Value<'_>, custom: &[String]) -> Option<Arc<str>> {
    let own = value.as_str().filter(|name| custom.iter().any(|custom| custom == name));
    own.or_else(|| value.named(&DataType::SWITCHED.map(DataType::label), |name| name)).map(Arc::from)
}

fn read_difficulty(value: &Value<'_>) -> Option<f32> {
    let amount = value.amount()?;
    let difficulty = f32::try_from(amount).ok().filter(|difficulty| (0.0..=1.0).contains(difficulty));
    difficulty.or_else(|| value.refuse(format!("a difficulty of {amount}"), "0 to 1"))
}

fn joined<T: ToString>(list: &[T]) -> String {
    list.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

fn needs_text(needs: Needs) -> String {
    let needed = named_abilities(needs).into_iter().filter(|(_, needed)| *needed);
    needed.map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

fn intents() -> Vec<&'static str> {
    Intent::ALL.iter().map(|intent| intent.name()).collect()
}

fn languages() -> Vec<&'static str> {
    Language::ALL.iter().map(|language| language.name()).collect()
}

fn abilities() -> Vec<&'static str> {
    ABILITIES.to_vec()
}
