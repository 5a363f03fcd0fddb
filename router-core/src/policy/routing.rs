//! The routing file: as written, and resolved against prices and plans.

use std::sync::Arc;

use foldhash::HashMap;
use jiff::civil::Date;

use super::{
    ExplicitRule, PerTier, Policy, Pool, Redaction, Rule, Select, Slot, Target, Unsupported, Uses,
    cascade::{CASCADE, Cascade},
    opinion::{SECOND_OPINION, SecondOpinion},
    plans::Plans,
    pools::{self, SELECT_KEY, WEIGHTS_KEY, Way},
    rules::{self, RULE_KEYS, tier_names},
    streams::{HEDGING, STREAMS, Streams},
};
use crate::{
    files::{Beside, Header, Key, Shape, Source, Table, Value, nearest},
    measure::Tier,
    prices::{ModelRef, PriceBook},
    tokens::TokenCount,
};

/// A routing file, well-formed.
pub(super) struct Routing<'d> {
    role: Role,
    pools: PerTier<RawPool<'d>>,
    default_tier: Tier,
    flagship: Placed<'d>,
    explicit: ExplicitRule,
    rules: Vec<(Rule, Table<'d>)>,
    failover: Vec<Placed<'d>>,
    aliases: Vec<(&'d str, Value<'d>)>,
    streams: Streams,
    cascade: Cascade,
    second_opinion: SecondOpinion,
    unsupported: Unsupported,
}

/// What a routing file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It decides.
    InForce,
    /// It decides beside the one in force, and nothing is done by it.
    Shadow,
    /// It decides this per cent of the conversations.
    Canary(u8),
}

struct RawPool<'d> {
    models: Vec<Placed<'d>>,
    way: Way,
    /// One for each model.
    weights: Vec<u32>,
    default_output: TokenCount,
    expected_output: TokenCount,
}

/// A model and where it is named.
struct Placed<'d> {
    model: ModelRef,
    place: Value<'d>,
}

pub(super) const FILE_KEYS: &[Key] = &[
    Key::required("default_tier", Shape::Name(tier_names), "where requests go that no rule takes"),
    Key::required("flagship", Shape::Text, "what everything would cost without routing, as `provider/model`"),
    Key::required(
        "explicit_model",
        Shape::Name(|| EXPLICIT.to_vec()),
        "what becomes of a request that names a real model",
    ),
    Key::optional("failover", Shape::List(&Shape::Text), "models tried after those of the tier, in this order"),
    Key::required(
        "tiers",
        Shape::Named(tier_names, &Shape::Table(TIER_KEYS), Beside::Nothing),
        "the models of each tier",
    ),
    Key::optional("aliases", Shape::Map(&Shape::Text), "names that apps send: each is `auto`, a tier or a model"),
    Key::optional("rules", Shape::List(&Shape::Table(RULE_KEYS)), "the first whose conditions all hold decides"),
    STREAMS,
    HEDGING,
    CASCADE,
    SECOND_OPINION,
    Key::optional(
        UNSUPPORTED,
        Shape::Name(|| Unsupported::ALL.map(Unsupported::name).to_vec()),
        "what becomes of members that a provider has no words for and that matter little",
    ),
    Key::optional(SHADOW, Shape::Flag, "decide beside the file in force, count the differences, and do nothing"),
    Key::optional(CANARY, Shape::Count(0, 100), "decide so many per cent of the conversations"),
];
const TIER_KEYS: &[Key] = &[
    Key::required("pool", Shape::List(&Shape::Text), "models as `provider/model`"),
    SELECT_KEY,
    WEIGHTS_KEY,
    Key::required("default_output", Shape::Count(1, u64::MAX), "completion limit where the app sets none, in tokens"),
    Key::required("expected_output", Shape::Count(1, u64::MAX), "completion that estimates assume, in tokens"),
];
const UNSUPPORTED: &str = "unsupported";
const SHADOW: &str = "shadow";
const CANARY: &str = "canary_percent";
const EXPLICIT: [&str; 2] = ["honour", "reroute"];
/// The name that lets the rules decide.
pub(crate) const AUTO: &str = "auto";

// === impl Routing ===

impl Routing<'_> {
    pub(super) fn is_shadow(&self) -> bool {
        self.role == Role::Shadow
    }

    pub(super) fn is_canary(&self) -> bool {
        self.canary_percent().is_some()
    }

    /// Of a canary, its share of the conversations.
    pub(super) fn canary_percent(&self) -> Option<u8> {
        match self.role {
            Role::Canary(percent) => Some(percent),
            Role::InForce | Role::Shadow => None,
        }
    }
}

pub(super) fn read<'d>(source: &'d Source<'_>, custom: &[String]) -> Option<(Header, Routing<'d>)> {
    let (header, root) = source.dated(FILE_KEYS)?;
    let default_tier = root.required("default_tier").and_then(|tier| tier.named(Tier::ALL, Tier::name));
    let flagship = root.required("flagship").and_then(read_model);
    let explicit = root.required("explicit_model").and_then(|rule| {
        let name = rule.named(&EXPLICIT, |name| name)?;
        Some(if name == "honour" { ExplicitRule::Honour } else { ExplicitRule::Reroute })
    });
    let failover = root.list("failover").into_iter().filter_map(read_model).collect();
    let tiers = root.required("tiers").and_then(|tiers| tiers.table(&["L0", "L1", "L2", "L3"]));
    let pools = tiers.and_then(|tiers| PerTier::from_fn(|tier| read_pool(&tiers, tier)).complete());
    let aliases = root.optional("aliases").and_then(|aliases| aliases.open_table());
    let rules = rules::read_rules(&root, custom);
    repeated_rules(&rules);
    let role = read_role(&root);
    let streams = Streams::read(&root);
    let cascade = Cascade::read(&root, &rules);
    let second_opinion = SecondOpinion::read(&root);
    let unsupported = match root.optional(UNSUPPORTED) {
        Some(value) => value.named(&Unsupported::ALL, Unsupported::name),
        None => Some(Unsupported::default()),
    };
    let routing = Routing {
        role: role?,
        pools: pools?,
        default_tier: default_tier?,
        flagship: flagship?,
        explicit: explicit?,
        rules,
        failover,
        aliases: aliases.map(|aliases| aliases.entries()).unwrap_or_default(),
        streams: streams?,
        cascade: cascade?,
        second_opinion: second_opinion?,
        unsupported: unsupported?,
    };
    Some((header, routing))
}

/// Whether a file says that it is a shadow, as far as it can be read at all.
pub(super) fn states_shadow(source: &Source<'_>) -> bool {
    source.states(SHADOW)
}

fn read_role(root: &Table<'_>) -> Option<Role> {
    let shadow = root.optional(SHADOW).map_or(Some(false), |shadow| shadow.boolean())?;
    match (shadow, root.optional(CANARY)) {
        (true, Some(percent)) => percent.refuse("a shadow with a share of the conversations", "one or the other"),
        (true, None) => Some(Role::Shadow),
        (false, Some(percent)) => Some(Role::Canary(u8::try_from(percent.integer(0..=100)?).ok()?)),
        (false, None) => Some(Role::InForce),
    }
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
    let select = pools::read_select(&table, list.as_ref().map_or(0, |list| list.list().len()));
    let models = models?;
    if models.is_empty() {
        return list?.refuse("no model", "at least one `provider/model`");
    }
    let (way, weights) = select?;
    Some(RawPool { models, way, weights, default_output: default_output?, expected_output: expected_output? })
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
    plans: &Plans,
    redaction: &Redaction,
    prices: &PriceBook,
    date: Date,
) -> Option<Policy> {
    let resolver = Resolver { prices, date };
    let pools = PerTier::from_fn(|tier| resolver.pool(raw.pools.get(tier)));
    let failover = resolver.slots(&raw.failover);
    let flagship = resolver.slot(&raw.flagship);
    known_plans(&raw.rules, &plans.ids);
    known_providers(&raw.rules, prices);
    living_types(&raw.rules, redaction);
    let mut targets = resolver.models(&pools, &failover);
    add_aliases(&mut targets, &raw.aliases);

    let (pools, flagship) = (pools.complete()?, flagship?);
    let policy = Policy {
        id: header.id.as_str().into(),
        date,
        pools,
        default_tier: raw.default_tier,
        flagship,
        explicit: raw.explicit,
        rules: raw.rules.into_iter().map(|(rule, _)| Arc::new(rule)).collect(),
        failover,
        streams: raw.streams,
        cascade: raw.cascade,
        second_opinion: raw.second_opinion,
        unsupported: raw.unsupported,
        redaction: redaction.clone(),
        shadow: None,
        canary: None,
        uses: Uses::default(),
        tenants: plans.tenants.clone(),
        plans: plans.good.iter().map(|plan| (Arc::clone(&plan.id), Arc::clone(plan))).collect(),
        targets,
    };
    Some(policy.with_trials(None, None))
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
        let RawPool { default_output, expected_output, way, .. } = *raw;
        let select = Select::of(way, self.weights(raw, &slots));
        (!slots.is_empty()).then_some(Pool { slots, select, default_output, expected_output })
    }

    /// The weights of a pool's slots: where two models have become one, it has the weight of both.
    fn weights(&self, raw: &RawPool<'_>, slots: &[Slot]) -> Vec<u32> {
        let called = |placed: &Placed<'_>| Some(self.prices.route(&placed.model, self.date).ok()?.row.model.clone());
        let called: Vec<_> = raw.models.iter().map(called).collect();
        let weight = |slot: &Slot| {
            let own =
                called.iter().zip(&raw.weights).filter(|(model, _)| model.as_ref() == Some(&slot.route.row.model));
            own.map(|(_, weight)| *weight).sum()
        };
        slots.iter().map(weight).collect()
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
        let mut targets: HashMap<Box<str>, Target> = HashMap::default();
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
    for (rule, table) in rules {
        let types = rule.when.names("data_types");
        if !types.is_empty() && !types.iter().any(|name| redaction.lets_through(name)) {
            let found =
                format!("rule `{}` waits for {}, which is allowed or blocked for everybody", rule.id, types.join(", "));
            table.warning(found, "a type that is replaced");
        }
    }
}

fn known_plans(rules: &[(Rule, Table<'_>)], ids: &[String]) {
    for (rule, table) in rules {
        for name in rule.when.names("plan").iter().filter(|name| !ids.iter().any(|id| **id == ***name)) {
            table.error(format!("unknown plan `{name}` in rule `{}`", rule.id), format!("one of: {}", ids.join(", ")));
        }
    }
}

/// A provider that no price list knows is a slip of the keyboard: such a rule would wait forever.
fn known_providers(rules: &[(Rule, Table<'_>)], prices: &PriceBook) {
    let mut known: Vec<&str> = prices.models().iter().map(|model| &*model.provider).collect();
    known.dedup();
    for (rule, table) in rules {
        for name in rule.when.names("provider_down").iter().filter(|name| !known.contains(&&***name)) {
            let found = format!("unknown provider `{name}` in rule `{}`", rule.id);
            table.error(found, format!("one of: {}", known.join(", ")));
        }
    }
}
