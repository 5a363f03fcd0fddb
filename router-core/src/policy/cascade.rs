//! What becomes of an answer of a cheap tier that fails a check: a higher tier is asked once.

use super::{Plan, Rule, rules::tier_names};
use crate::{
    files::{Key, Shape, Table, Value, nearest},
    measure::Tier,
    verify::{Check, Checks},
};

/// Whose answers are checked, and who is asked instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cascade(Option<Terms>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Terms {
    /// Of these tiers; empty: all.
    tiers: Vec<Tier>,
    /// Decided by these rules; empty: all.
    rules: Vec<Box<str>>,
    /// For these tenants; empty: all.
    tenants: Vec<Box<str>>,
    /// The tier that is asked instead; `None`: the next one that the plan includes.
    to: Option<Tier>,
    step: Step,
}

/// What a request may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The checks that its answer must pass.
    pub checks: Checks,
    /// Whether streams are held back until they were checked; otherwise they are not.
    pub buffer: bool,
}

pub(super) const CASCADE: Key = Key::optional(
    "cascade",
    Shape::Table(CASCADE_KEYS),
    "a higher tier is asked once where an answer fails a check, before anything reaches the client",
);
const CASCADE_KEYS: &[Key] = &[
    Key::optional("tiers", Shape::List(&Shape::Name(tier_names)), "only answers of these tiers"),
    Key::optional("rules", Shape::List(&Shape::Text), "only where one of these rules decided"),
    Key::optional("tenants", Shape::List(&Shape::Text), "only for these tenants"),
    Key::optional("to", Shape::Name(tier_names), "the tier that is asked; else the next one that the plan includes"),
    Key::optional("checks", Shape::List(&CHECK), "the checks that are made; else all"),
    Key::optional("buffer", Shape::Flag, "hold streams back until they were checked; else they are not checked"),
];
const CHECK: Shape = Shape::Name(|| Check::ALL.iter().map(|check| check.name()).collect());

// === impl Cascade ===

impl Cascade {
    /// What the file says, where `rules` are its rules.
    pub(super) fn read(root: &Table<'_>, rules: &[(Rule, Table<'_>)]) -> Option<Self> {
        match root.optional(CASCADE.name) {
            Some(value) => Some(Self(Some(Terms::read(&value.table(CASCADE_KEYS)?, rules)?))),
            None => Some(Self::default()),
        }
    }

    /// What the answer of `tier` to a request that `rule` decided may come to, and which tier is asked then.
    pub(crate) fn step(&self, tenant: &str, plan: &Plan, rule: &str, tier: Tier) -> Option<(Tier, Step)> {
        let terms = self.0.as_ref()?;
        let is_meant = |names: &[Box<str>], name: &str| names.is_empty() || names.iter().any(|other| **other == *name);
        let of_tier = terms.tiers.is_empty() || terms.tiers.contains(&tier);
        if !of_tier || !is_meant(&terms.rules, rule) || !is_meant(&terms.tenants, tenant) {
            return None;
        }
        let to = match terms.to {
            Some(to) => plan.best_allowed(to),
            None => plan.tiers.iter().copied().filter(|other| *other > tier).min()?,
        };
        (to > tier).then_some((to, terms.step))
    }
}

// === impl Terms ===

impl Terms {
    fn read(table: &Table<'_>, rules: &[(Rule, Table<'_>)]) -> Option<Self> {
        let tier = |value: Value<'_>| value.named(Tier::ALL, Tier::name);
        let tiers = read_tiers(table);
        let of_rules = filled(table, "rules", "rule", |value| known_rule(&value, rules));
        let tenants = filled(table, "tenants", "tenant", |tenant| Some(tenant.string()?.into()));
        let buffer = table.optional("buffer").map_or(Some(false), |buffer| buffer.boolean());
        let checks = read_checks(table);
        let tiers = tiers?;
        let to = match table.optional("to") {
            None => None,
            Some(value) => {
                let to = tier(value.clone())?;
                let lowest_served = if tiers.is_empty() { Some(&Tier::L0) } else { tiers.iter().max() };
                if lowest_served.is_some_and(|served| to <= *served) {
                    let served = tiers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                    let expected = if tiers.is_empty() { "above L0".to_owned() } else { format!("above {served}") };
                    return value.refuse(format!("`{to}`, which is no higher tier"), format!("a tier {expected}"));
                }
                Some(to)
            }
        };
        let step = Step { checks: checks?, buffer: buffer? };
        Some(Self { tiers, rules: of_rules?, tenants: tenants?, to, step })
    }
}

/// The tiers whose answers are checked: one of them has another above it.
fn read_tiers(table: &Table<'_>) -> Option<Vec<Tier>> {
    let tiers = filled(table, "tiers", "tier", |tier| tier.named(Tier::ALL, Tier::name))?;
    let highest = Tier::ALL.iter().max();
    match table.optional("tiers") {
        Some(value) if tiers.iter().all(|tier| Some(tier) == highest) => {
            value.refuse("no tier that has one above it", "a lower tier, or no such key")
        }
        _ => Some(tiers),
    }
}

fn read_checks(table: &Table<'_>) -> Option<Checks> {
    let checks = filled(table, "checks", "check", |check| check.named(Check::ALL, Check::name))?;
    Some(if checks.is_empty() { Checks::all() } else { checks.into_iter().collect() })
}

/// The items of a list; none only where it is missing.
fn filled<'d, T>(table: &Table<'d>, key: &str, what: &str, read: impl Fn(Value<'d>) -> Option<T>) -> Option<Vec<T>> {
    table.filled_list(key, what)?.into_iter().map(read).collect()
}

/// The id of a rule of the file.
fn known_rule(value: &Value<'_>, rules: &[(Rule, Table<'_>)]) -> Option<Box<str>> {
    let name = value.string()?;
    let ids = || rules.iter().map(|(rule, _)| &*rule.id).chain(["unsure", "no-rule"]);
    if ids().any(|id| id == name) {
        return Some(name.into());
    }
    let expected = match nearest(name, ids()) {
        Some(near) => format!("`{near}`, or the id of another rule"),
        None => "the id of a rule".to_owned(),
    };
    value.refuse(format!("unknown rule `{name}`"), expected)
}

#[cfg(test)]
mod tests {
    use super::Step;
    use crate::{
        measure::Tier,
        policy::{Policy, tests::policy_of},
        verify::{Check, Checks},
    };

    /// A policy with one rule and this table.
    fn policy(table: &str) -> Policy {
        let rule = "[[rules]]\nid = \"routine\"\nbecause = \"x\"\nwhen = {}\nuse = \"L0\"\n";
        policy_of(&format!("{rule}{table}\n"), "", &[])
    }

    #[test]
    fn who_is_asked_instead() {
        for (table, tenant, plan, rule, tier, expected) in [
            ("", "shop", "sovereign", "routine", Tier::L0, None),
            ("[cascade]", "shop", "sovereign", "routine", Tier::L0, Some(Tier::L1)),
            ("[cascade]", "shop", "pro", "routine", Tier::L0, Some(Tier::L2)),
            ("[cascade]", "shop", "starter", "routine", Tier::L0, None),
            ("[cascade]", "shop", "sovereign", "routine", Tier::L3, None),
            ("[cascade]\nto = \"L3\"", "shop", "pro", "routine", Tier::L0, Some(Tier::L2)),
            ("[cascade]\nto = \"L2\"", "shop", "sovereign", "routine", Tier::L0, Some(Tier::L2)),
            ("[cascade]\nto = \"L2\"", "shop", "starter", "routine", Tier::L0, None),
            ("[cascade]\nto = \"L2\"", "shop", "sovereign", "routine", Tier::L2, None),
            ("[cascade]\ntiers = [\"L2\"]", "shop", "sovereign", "routine", Tier::L0, None),
            ("[cascade]\nrules = [\"routine\", \"unsure\"]", "shop", "pro", "unsure", Tier::L0, Some(Tier::L2)),
            ("[cascade]\nrules = [\"routine\"]", "shop", "pro", "no-rule", Tier::L0, None),
            ("[cascade]\ntenants = [\"bank\"]", "shop", "pro", "routine", Tier::L0, None),
            ("[cascade]\ntenants = [\"bank\"]", "bank", "pro", "routine", Tier::L0, Some(Tier::L2)),
        ] {
            let policy = policy(table);
            let step = policy.cascade.step(tenant, policy.plan(plan).unwrap(), rule, tier);
            assert_eq!(step.map(|(tier, _)| tier), expected, "{table} {tenant} {plan} {rule} {tier}");
        }
    }

    #[test]
    fn what_is_checked() {
        let policy = policy("[cascade]\nchecks = [\"empty\", \"refusal\"]\nbuffer = true");
        let (_, step) = policy.cascade.step("shop", policy.plan("pro").unwrap(), "routine", Tier::L0).unwrap();
        let checks: Checks = [Check::Empty, Check::Refusal].into_iter().collect();
        assert_eq!(step, Step { checks, buffer: true });
    }
}
