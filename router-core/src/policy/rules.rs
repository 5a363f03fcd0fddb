//! Rules: conditions over the facts of a request, and the tier they ask for.

use std::sync::Arc;

use crate::{
    files::{Table, Value},
    measure::{Facts, Intent, Language, Needs, Tier},
    prices::read_needs,
    redact::DataType,
};

/// One line of the policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name in headers, ledger rows and reports.
    pub id: Arc<str>,
    /// Why it exists, for people.
    pub because: Arc<str>,
    /// When it applies.
    pub when: When,
    /// What it asks for.
    pub tier: Tier,
}

/// Conditions that must all hold; one that is not stated always does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct When {
    /// The tier the request looks made for is one of these. An abstention is none of them.
    pub proposal: Vec<Tier>,
    /// The intent is one of these.
    pub intents: Vec<Intent>,
    /// The language is one of these.
    pub languages: Vec<Language>,
    /// At least so many prompt tokens (estimated).
    pub min_prompt_tokens: Option<u64>,
    /// At most so many prompt tokens (estimated).
    pub max_prompt_tokens: Option<u64>,
    /// At least so difficult.
    pub min_difficulty: Option<f32>,
    /// At most so difficult.
    pub max_difficulty: Option<f32>,
    /// The request needs all of these.
    pub needs: Needs,
    /// Redaction found one of these.
    pub data_types: Vec<Arc<str>>,
    /// The tenant's plan is one of these.
    pub plans: Vec<Arc<str>>,
}

const RULE_KEYS: &[&str] = &["id", "because", "when", "use"];
const WHEN_KEYS: &[&str] = &[
    "proposal",
    "intent",
    "language",
    "min_prompt_tokens",
    "max_prompt_tokens",
    "min_difficulty",
    "max_difficulty",
    "needs",
    "data_types",
    "plan",
];

// === impl When ===

impl When {
    /// Whether all conditions hold.
    #[must_use]
    pub fn matches(&self, facts: &Facts, findings: &[&str], plan: &str) -> bool {
        fn one_of<T: PartialEq>(list: &[T], value: &T) -> bool {
            list.is_empty() || list.contains(value)
        }
        let prompt = facts.prompt_estimate.0;
        let difficulty = facts.difficulty.value();
        (self.proposal.is_empty() || facts.proposal.is_some_and(|tier| self.proposal.contains(&tier)))
            && one_of(&self.intents, &facts.intent)
            && one_of(&self.languages, &facts.language)
            && self.min_prompt_tokens.is_none_or(|least| prompt >= least)
            && self.max_prompt_tokens.is_none_or(|most| prompt <= most)
            && self.min_difficulty.is_none_or(|least| difficulty >= least)
            && self.max_difficulty.is_none_or(|most| difficulty <= most)
            && missing_ability(self.needs, facts.needs).is_none()
            && (self.data_types.is_empty() || self.data_types.iter().any(|name| findings.contains(&&**name)))
            && (self.plans.is_empty() || self.plans.iter().any(|name| &**name == plan))
    }
}

/// The first ability that is needed and not there.
pub(crate) fn missing_ability(needed: Needs, there: Needs) -> Option<&'static str> {
    let pairs = [
        ("vision", needed.vision, there.vision),
        ("audio", needed.audio, there.audio),
        ("tools", needed.tools, there.tools),
        ("json_schema", needed.json_schema, there.json_schema),
    ];
    pairs.into_iter().find_map(|(name, needed, there)| (needed && !there).then_some(name))
}

/// A rule; `custom` are the names of the data types that redaction files add.
pub(super) fn read_rule(table: &Table<'_>, custom: &[String]) -> Option<Rule> {
    let id = table.required("id").and_then(|id| id.string());
    let because = table.required("because").and_then(|because| because.string());
    let when = table.required("when").and_then(|when| when.table(WHEN_KEYS)).map(|when| read_when(&when, custom));
    let tier = table.required("use").and_then(|tier| tier.named(Tier::ALL, Tier::name));
    Some(Rule { id: id?.into(), because: because?.into(), when: when?, tier: tier? })
}

/// The keys of a rule's table.
pub(super) fn read_rules<'d>(root: &Table<'d>, custom: &[String]) -> Vec<(Rule, Table<'d>)> {
    let tables = root.tables("rules", RULE_KEYS).into_iter();
    tables.filter_map(|table| Some((read_rule(&table, custom)?, table))).collect()
}

fn read_when(table: &Table<'_>, custom: &[String]) -> When {
    let count = |key| table.optional(key).and_then(|value| value.integer(0..=u64::MAX));
    When {
        proposal: one_or_many(table, "proposal", |value| value.named(Tier::ALL, Tier::name)),
        intents: one_or_many(table, "intent", |value| value.named(Intent::ALL, Intent::name)),
        languages: one_or_many(table, "language", |value| value.named(Language::ALL, Language::name)),
        min_prompt_tokens: count("min_prompt_tokens"),
        max_prompt_tokens: count("max_prompt_tokens"),
        min_difficulty: table.optional("min_difficulty").and_then(|value| read_difficulty(&value)),
        max_difficulty: table.optional("max_difficulty").and_then(|value| read_difficulty(&value)),
        needs: table.optional("needs").map(|list| read_needs(&list)).unwrap_or_default(),
        data_types: one_or_many(table, "data_types", |value| {
            let own = value.as_str().filter(|name| custom.iter().any(|custom| custom == name));
            own.or_else(|| value.named(&DataType::SWITCHED.map(DataType::label), |name| name)).map(Arc::from)
        }),
        plans: one_or_many(table, "plan", |value| value.string().map(Arc::from)),
    }
}

/// A condition that takes one value or a list of alternatives. An empty list would match nothing or everything,
/// depending on the reader, and is refused.
fn one_or_many<T>(table: &Table<'_>, key: &str, read: impl Fn(&Value<'_>) -> Option<T>) -> Vec<T> {
    let Some(value) = table.optional(key) else { return Vec::new() };
    if value.is_string() {
        return read(&value).into_iter().collect();
    }
    let items = value.list();
    if items.is_empty() {
        value.error("no alternative", "at least one, or no such condition");
    }
    items.iter().filter_map(read).collect()
}

fn read_difficulty(value: &Value<'_>) -> Option<f32> {
    let amount = value.amount()?;
    let difficulty = f32::try_from(amount).ok().filter(|difficulty| (0.0..=1.0).contains(difficulty));
    difficulty.or_else(|| value.refuse(format!("a difficulty of {amount}"), "0 to 1"))
}
