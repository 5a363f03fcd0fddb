//! The routing file: as written, and resolved against prices and plans.

use std::{collections::HashMap, sync::Arc};

use jiff::civil::Date;

use super::{ExplicitRule, PerTier, Policy, Pool, Redaction, Rule, Slot, Target, plans::Plans, rules};
use crate::{
    files::{Header, Source, Table, Value, nearest},
    measure::Tier,
    prices::{ModelRef, PriceBook},
    tokens::TokenCount,
};

/// A routing file, well-formed.
pub(super) struct Routing<'d> {
    pools: PerTier<RawPool<'d>>,
    default_tier: Tier,
    flagship: Placed<'d>,
    explicit: ExplicitRule,
    rules: Vec<(Rule, Table<'d>)>,
    failover: Vec<Placed<'d>>,
    aliases: Vec<(&'d str, Value<'d>)>,
}

struct RawPool<'d> {
    models: Vec<Placed<'d>>,
    default_output: TokenCount,
    expected_output: TokenCount,
}

/// A model and where it is named.
struct Placed<'d> {
    model: ModelRef,
    place: Value<'d>,
}

const FILE_KEYS: &[&str] = &["default_tier", "flagship", "explicit_model", "failover", "tiers", "aliases", "rules"];
const TIER_KEYS: &[&str] = &["pool", "default_output", "expected_output"];
/// The name that lets the rules decide.
pub(crate) const AUTO: &str = "auto";

pub(super) fn read<'d>(source: &'d Source<'_>, custom: &[String]) -> Option<(Header, Routing<'d>)> {
    let (header, root) = source.dated(FILE_KEYS)?;
    let default_tier = root.required("default_tier").and_then(|tier| tier.named(Tier::ALL, Tier::name));
    let flagship = root.required("flagship").and_then(read_model);
    let explicit = root.required("explicit_model").and_then(|rule| {
        let name = rule.named(&["honour", "reroute"], |name| name)?;
        Some(if name == "honour" { ExplicitRule::Honour } else { ExplicitRule::Reroute })
    });
    let failover = root.list("failover").into_iter().filter_map(read_model).collect();
    let tiers = root.required("tiers").and_then(|tiers| tiers.table(&["L0", "L1", "L2", "L3"]));
    let pools = tiers.and_then(|tiers| PerTier::from_fn(|tier| read_pool(&tiers, tier)).complete());
    let aliases = root.optional("aliases").and_then(|aliases| aliases.open_table());
    let rules = rules::read_rules(&root, custom);
    repeated_rules(&rules);
    let routing = Routing {
        pools: pools?,
        default_tier: default_tier?,
        flagship: flagship?,
        explicit: explicit?,
        rules,
        failover,
        aliases: aliases.map(|aliases| aliases.entries()).unwrap_or_default(),
    };
    Some((header, routing))
}

fn read_model(place: Value<'_>) -> Option<Placed<'_>> {
    let text = place.string()?;
    let Some(model) = ModelRef::parse(text) else {
        return place.refuse(format!("`{text}`"), "a model as `provider/model`");
    };
    Some(Placed { model, place })
}

fn read_pool<'d>(tiers: &Table<'d>, tier: Tier) -> Option<RawPool<'d>> {
    let table = tiers.required(tier.name())?.table(TIER_KEYS)?;
    let list = table.required("pool");
    let models: Option<Vec<_>> = list.as_ref().map(|list| list.list().into_iter().filter_map(read_model).collect());
    let count = |key| table.required(key).and_then(|value| value.integer(1..=u64::MAX)).map(TokenCount);
    let (default_output, expected_output) = (count("default_output"), count("expected_output"));
    let models = models?;
    if models.is_empty() {
        return list?.refuse("no model", "at least one `provider/model`");
    }
    Some(RawPool { models, default_output: default_output?, expected_output: expected_output? })
}

fn repeated_rules(rules: &[(Rule, Table<'_>)]) {
    for (index, (rule, table)) in rules.iter().enumerate() {
        if rules.iter().take(index).any(|(other, _)| other.id == rule.id) {
            table.error(format!("a second rule `{}`", rule.id), "one rule of an id");
        }
    }
}

/// The policy of the files in force. What does not resolve is reported at its place.
pub(super) fn resolve(
    header: &Header,
    raw: Routing<'_>,
    plans: Plans,
    redaction: Redaction,
    prices: &PriceBook,
    date: Date,
) -> Option<Policy> {
    let resolver = Resolver { prices, date };
    let pools = PerTier::from_fn(|tier| resolver.pool(raw.pools.get(tier)));
    let failover = resolver.slots(&raw.failover);
    let flagship = resolver.slot(&raw.flagship);
    known_plans(&raw.rules, &plans.ids);
    living_types(&raw.rules, &redaction);
    let mut targets = resolver.models(&pools, &failover);
    add_aliases(&mut targets, &raw.aliases);

    let (pools, flagship) = (pools.complete()?, flagship?);
    Some(Policy {
        id: header.id.as_str().into(),
        date,
        pools,
        default_tier: raw.default_tier,
        flagship,
        explicit: raw.explicit,
        rules: raw.rules.into_iter().map(|(rule, _)| Arc::new(rule)).collect(),
        failover,
        redaction,
        plans: plans.good.into_iter().map(|plan| (Arc::clone(&plan.id), Arc::new(plan))).collect(),
        targets,
    })
}

struct Resolver<'p> {
    prices: &'p PriceBook,
    date: Date,
}

impl Resolver<'_> {
    fn slot(&self, placed: &Placed<'_>) -> Option<Slot> {
        match self.prices.route(&placed.model, self.date) {
            Ok(route) => Some(Slot { named: placed.model.clone(), route }),
            Err(error) => {
                let expected = "a model with a price in force, or a retired one with a living successor";
                placed.place.refuse(format!("{error} on {}", self.date), expected)
            }
        }
    }

    /// The models of a list, each once: two that have the same successor become one.
    fn slots(&self, list: &[Placed<'_>]) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::with_capacity(list.len());
        for slot in list.iter().filter_map(|placed| self.slot(placed)) {
            if !slots.iter().any(|other| other.route.row.model == slot.route.row.model) {
                slots.push(slot);
            }
        }
        slots
    }

    fn pool(&self, raw: &RawPool<'_>) -> Option<Pool> {
        let slots = self.slots(&raw.models);
        let RawPool { default_output, expected_output, .. } = *raw;
        (!slots.is_empty()).then_some(Pool { slots, default_output, expected_output })
    }

    /// What every real model id stands for, with and without its provider. Where two providers have the same id, the
    /// bare id means the one that the policy would try first.
    fn models(&self, pools: &PerTier<Option<Pool>>, failover: &[Slot]) -> HashMap<Box<str>, Target> {
        let pooled = pools.iter().filter_map(|(tier, pool)| Some((tier, pool.as_ref()?)));
        let pooled = pooled.flat_map(|(tier, pool)| pool.slots.iter().map(move |slot| (slot.clone(), tier)));
        let spare = failover.iter().map(|slot| (slot.clone(), Tier::L3));
        let priced = self.prices.models().into_iter().filter_map(|model| {
            let route = self.prices.route(model, self.date).ok()?;
            Some((Slot { named: model.clone(), route }, Tier::L3))
        });
        let mut targets: HashMap<Box<str>, Target> = HashMap::new();
        for (slot, tier) in pooled.chain(spare).chain(priced) {
            // A successor goes by its own name too.
            let own = Slot { named: slot.route.row.model.clone(), ..slot.clone() };
            for slot in [slot, own] {
                let ModelRef { model: bare, .. } = &slot.named;
                let names: [Box<str>; 2] = [slot.named.to_string().into(), (&**bare).into()];
                for name in names {
                    targets.entry(name).or_insert_with(|| Target::Model(slot.clone(), tier));
                }
            }
        }
        targets
    }
}

/// Aliases, tiers and `auto` go before real ids.
fn add_aliases(targets: &mut HashMap<Box<str>, Target>, aliases: &[(&str, Value<'_>)]) {
    targets.insert(AUTO.into(), Target::Auto);
    for tier in Tier::ALL {
        targets.insert(tier.name().into(), Target::Tier(*tier));
    }
    let mut added = Vec::new();
    for (alias, place) in aliases {
        if *alias == AUTO || Tier::from_name(alias).is_some() {
            place.error(format!("`{alias}` as an alias"), "a name beside `auto` and the tiers");
            continue;
        }
        let Some(name) = place.string() else { continue };
        match targets.get(name) {
            Some(target) => added.push((Box::from(*alias), target.clone())),
            None => {
                let near = nearest(name, targets.keys().map(Box::as_ref));
                let near = near.map(|near| format!("`{near}`, or ")).unwrap_or_default();
                place.error(format!("unknown target `{name}`"), format!("{near}`auto`, a tier or a priced model"));
            }
        }
    }
    targets.extend(added);
}

/// A rule that waits for data which is not looked for, or ends every request that holds it, never applies.
fn living_types(rules: &[(Rule, Table<'_>)], redaction: &Redaction) {
    for (rule, table) in rules.iter().filter(|(rule, _)| !rule.when.data_types.is_empty()) {
        if !rule.when.data_types.iter().any(|name| redaction.lets_through(name)) {
            let found = format!(
                "rule `{}` waits for {}, which is allowed or blocked for everybody",
                rule.id,
                rule.when.data_types.join(", ")
            );
            table.warning(found, "a type that is replaced");
        }
    }
}

fn known_plans(rules: &[(Rule, Table<'_>)], ids: &[String]) {
    for (rule, table) in rules {
        for name in rule.when.plans.iter().filter(|name| !ids.iter().any(|id| **id == ***name)) {
            table.error(format!("unknown plan `{name}` in rule `{}`", rule.id), format!("one of: {}", ids.join(", ")));
        }
    }
}
