//! Rules: conditions over the facts of a request, and the tier they ask for.

use std::sync::Arc;

use super::conditions::{self, Condition, Test, WHEN_KEYS};
use crate::{
    decide::{Ask, Health},
    files::{Key, Shape, Table},
    measure::Tier,
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
    /// Of a canary: per cent of the conversations that it takes; the rest goes on to the next rule.
    pub percent: Option<u8>,
    /// What it asks for.
    pub tier: Tier,
}

/// Conditions that must all hold; none of them hold for everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct When(pub Vec<Condition>);

pub(super) const RULE_KEYS: &[Key] = &[
    Key::required("id", Shape::Text, "its name in headers, ledger rows and reports"),
    Key::required("because", Shape::Text, "why it exists, for people"),
    Key::required("when", Shape::Table(&WHEN_KEYS), "conditions that must all hold"),
    Key::required("use", Shape::Name(tier_names), "the tier it asks for"),
    Key::optional("percent", Shape::Count(0, 100), "a canary: it takes so many per cent of the conversations"),
];

// === impl When ===

impl When {
    /// The first condition that does not hold.
    #[must_use]
    pub fn failing(&self, ask: &Ask<'_>, health: &Health) -> Option<&Condition> {
        self.0.iter().find(|condition| !condition.holds(ask, health))
    }

    /// The names that the condition `key` lists; none if it is not stated.
    #[must_use]
    pub fn names(&self, key: &str) -> &[Arc<str>] {
        let test = self.0.iter().find(|condition| condition.key == key).map(Condition::test);
        match test {
            Some(Test::DataTypes(names) | Test::Plan(names) | Test::ProviderDown(names)) => names,
            _ => &[],
        }
    }
}

/// The names of the tiers, for [`Shape::Name`].
pub(super) fn tier_names() -> Vec<&'static str> {
    Tier::ALL.iter().map(|tier| tier.name()).collect()
}

/// A rule; `custom` are the names of the data types that redaction files add.
fn read_rule(table: &Table<'_>, custom: &[String]) -> Option<Rule> {
    let id = table.required("id").and_then(|id| id.string());
    let because = table.required("because").and_then(|because| because.string());
    let when = table.required("when").and_then(|when| when.table(&WHEN_KEYS));
    let when = when.map(|when| When(conditions::read(&when, custom)));
    let percent = table.optional("percent").and_then(|percent| percent.integer(0..=100));
    let tier = table.required("use").and_then(|tier| tier.named(Tier::ALL, Tier::name));
    let percent = percent.and_then(|percent| u8::try_from(percent).ok());
    Some(Rule { id: id?.into(), because: because?.into(), when: when?, percent, tier: tier? })
}

/// The rules of a file, each with its table.
pub(super) fn read_rules<'d>(root: &Table<'d>, custom: &[String]) -> Vec<(Rule, Table<'d>)> {
    let tables = root.tables("rules", RULE_KEYS).into_iter();
    tables.filter_map(|table| Some((read_rule(&table, custom)?, table))).collect()
}
