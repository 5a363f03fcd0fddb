//! The policy as the core sees it: checked, resolved to priced models at one date, ready to decide.

use std::sync::Arc;

use foldhash::HashMap;
use jiff::civil::Date;

use crate::{
    diagnostic::{Diagnostic, Severity, SourceFile, has_errors},
    files::{FileKind, Header, Key, Source},
    measure::Tier,
    prices::{ModelRef, PriceBook, Route},
};

mod bounds;
mod calendar;
mod cascade;
mod conditions;
mod drift;
mod dues;
mod opinion;
mod plans;
mod pools;
mod redaction;
mod routing;
mod rules;
mod streams;
mod trials;

pub use bounds::Bounds;
pub use calendar::{Hours, Moment, Weekdays};
pub use cascade::{Cascade, Step};
pub use conditions::Condition;
pub(crate) use conditions::missing_ability;
pub use drift::{BaseRate, Drift};
pub use opinion::{Asking, SecondOpinion};
pub use plans::{Every, Line, Overage, Plan, Share};
pub use pools::{Pool, Select};
pub use redaction::{Redaction, RedactionScope};
pub(crate) use routing::AUTO;
pub use rules::{Rule, When};
pub use streams::{AfterCommit, HedgeAfter, Streams};
pub use trials::{Canary, Uses};

/// One value per tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerTier<T>([T; 4]);

/// A model of a pool, as written and as it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The model that the policy names.
    pub named: ModelRef,
    /// What is called: that model, or its successor if it is retired.
    pub route: Route,
}

/// What becomes of a request that names a real model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplicitRule {
    /// It gets that model.
    Honour,
    /// It is routed like `auto`.
    Reroute,
}

/// What becomes of members of a request that a provider has no words for, where the answer hardly differs without them:
/// `seed`, penalties. What would change the answer is never left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unsupported {
    /// They are left out and named in the answer's headers.
    #[default]
    Drop,
    /// Another provider is asked; where there is none, the request is refused.
    Refuse,
}

/// What the `model` of a request stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The rules decide.
    Auto,
    /// The pool of a tier.
    Tier(Tier),
    /// One model, and the tier that a plan must include for it: the lowest whose pool holds the model, or the
    /// highest of all for a model of no pool.
    Model(Slot, Tier),
}

/// The policy in force at one date, with every model resolved to its price and rate of that date.
///
/// It is loaded anew when a file changes and when the date does.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Id of the routing file, for decisions and ledger rows.
    pub id: Arc<str>,
    /// The date for which models, prices and rates were resolved.
    pub date: Date,
    /// The tiers.
    pub pools: PerTier<Pool>,
    /// Where a request goes that no rule takes: never silently the cheapest.
    pub default_tier: Tier,
    /// What everything would cost without routing is computed with this model.
    pub flagship: Slot,
    /// What becomes of a request that names a real model.
    pub explicit: ExplicitRule,
    /// The rules; the first that matches decides.
    pub rules: Vec<Arc<Rule>>,
    /// Tried after the pool, in order.
    pub failover: Vec<Slot>,
    /// What becomes of streams that break and of providers that are slow.
    pub streams: Streams,
    /// What becomes of answers that fail a check.
    pub cascade: Cascade,
    /// Who is asked where the judge abstains.
    pub second_opinion: SecondOpinion,
    /// What becomes of members of a request that a provider has no words for.
    pub unsupported: Unsupported,
    /// What is masked.
    pub redaction: Redaction,
    /// Another routing file that decides beside this one, and by which nothing is done.
    pub shadow: Option<Arc<Self>>,
    /// Another routing file that some conversations are decided by.
    pub canary: Option<Canary>,
    uses: Uses,
    /// What tenants may spend at most and get at least, where that differs from their plans.
    tenants: HashMap<Box<str>, Bounds>,
    plans: HashMap<Arc<str>, Arc<Plan>>,
    targets: HashMap<Box<str>, Target>,
}

const KINDS: [FileKind; 3] = [FileKind::Routing, FileKind::Plans, FileKind::Redaction];

/// The keys of a file of the policy folder beside those of every file; none for files of another folder.
#[must_use]
pub fn file_keys(kind: FileKind) -> &'static [Key] {
    match kind {
        FileKind::Routing => routing::FILE_KEYS,
        FileKind::Plans => plans::FILE_KEYS,
        FileKind::Redaction => redaction::FILE_KEYS,
        FileKind::Prices | FileKind::ExchangeRates => &[],
    }
}

// === impl Unsupported ===

impl Unsupported {
    const ALL: [Self; 2] = [Self::Drop, Self::Refuse];

    fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Refuse => "refuse",
        }
    }
}

// === impl PerTier ===

impl<T> PerTier<T> {
    /// A value for each tier.
    pub fn from_fn(mut value: impl FnMut(Tier) -> T) -> Self {
        Self([value(Tier::L0), value(Tier::L1), value(Tier::L2), value(Tier::L3)])
    }

    /// The value of `tier`.
    #[must_use]
    pub fn get(&self, tier: Tier) -> &T {
        let [l0, l1, l2, l3] = &self.0;
        match tier {
            Tier::L0 => l0,
            Tier::L1 => l1,
            Tier::L2 => l2,
            Tier::L3 => l3,
        }
    }

    /// The values with their tiers, the lowest first.
    pub fn iter(&self) -> impl Iterator<Item = (Tier, &T)> {
        Tier::ALL.iter().copied().zip(&self.0)
    }
}

impl<T> PerTier<Option<T>> {
    /// All four values, if none is missing.
    #[must_use]
    pub fn complete(self) -> Option<PerTier<T>> {
        let [l0, l1, l2, l3] = self.0;
        Some(PerTier([l0?, l1?, l2?, l3?]))
    }
}

// === impl Policy ===

impl Policy {
    /// Reads the files of the policy folder and resolves those in force on `date`: of each kind the newest that is
    /// not younger. The policy is `None` exactly when a diagnostic is an error.
    #[must_use]
    pub fn load(files: &[SourceFile], prices: &PriceBook, date: Date) -> (Option<Self>, Vec<Diagnostic>) {
        let sources: Vec<Source<'_>> = files.iter().map(Source::parse).collect();
        let (mut routing, mut plans, mut redaction) = (Vec::new(), Vec::new(), Vec::new());
        let kinds: Vec<Option<FileKind>> = sources.iter().map(|source| source.kind(&KINDS)).collect();
        let of_kind = |kind| sources.iter().zip(&kinds).filter(move |(_, other)| **other == Some(kind));
        redaction
            .extend(of_kind(FileKind::Redaction).filter_map(|(source, _)| Some((source, redaction::read(source)?))));
        // Rules may speak of the data types that redaction files add.
        let custom: Vec<String> = redaction.iter().flat_map(|(_, (_, redaction))| redaction.custom_names()).collect();
        routing.extend(
            of_kind(FileKind::Routing).filter_map(|(source, _)| Some((source, routing::read(source, &custom)?))),
        );
        plans.extend(of_kind(FileKind::Plans).filter_map(|(source, _)| Some((source, plans::read(source)?))));
        let (shadows, routing): (Vec<_>, Vec<_>) = routing.into_iter().partition(|(_, (_, file))| file.is_shadow());
        let (canaries, routing): (Vec<_>, Vec<_>) = routing.into_iter().partition(|(_, (_, file))| file.is_canary());
        let (shadow, canary) = (in_force(shadows, date), in_force(canaries, date));
        let mut missing = Vec::new();
        let routing = present(in_force(routing, date), FileKind::Routing, &mut missing);
        let plans = present(in_force(plans, date), FileKind::Plans, &mut missing);
        let redaction = present(in_force(redaction, date), FileKind::Redaction, &mut missing);
        let policy = match (routing, plans, redaction) {
            (Some(routing), Some((_, (_, plans))), Some((_, (_, redaction)))) => {
                let resolve = |(source, (header, routing)): (&Source<'_>, (Header, routing::Routing<'_>))| {
                    let policy = routing::resolve(&header, routing, &plans, &redaction, prices, date);
                    // A trial is all there or not at all.
                    policy.filter(|_| !source.has_errors())
                };
                let canary = canary.and_then(|file| Some((file.1.1.canary_percent()?, resolve(file)?)));
                let shadow = shadow.and_then(resolve);
                resolve(routing).map(|policy| policy.with_trials(shadow, canary))
            }
            _ => None,
        };
        let mut diagnostics: Vec<Diagnostic> = sources.into_iter().zip(&kinds).flat_map(problems).collect();
        // A broken file is not a missing one.
        if !has_errors(&diagnostics) {
            diagnostics.extend(missing.into_iter().map(|kind| {
                let found = format!("no file of kind `{}` in force on {date}", kind.name());
                Diagnostic::whole("policies", found, format!("one with `valid_from` up to {date}"))
            }));
        }
        let good = !has_errors(&diagnostics);
        (policy.filter(|_| good), diagnostics)
    }

    /// What `model` of a request stands for.
    #[must_use]
    pub fn target(&self, model: &str) -> Option<&Target> {
        self.targets.get(model)
    }

    /// Every `model` a request may name, in alphabetical order.
    #[must_use]
    pub fn model_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.targets.keys().map(Box::as_ref).collect();
        names.sort_unstable();
        names
    }

    /// The plan of an id.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<&Arc<Plan>> {
        self.plans.get(id)
    }

    /// Every plan, by id.
    #[must_use]
    pub fn plans(&self) -> Vec<&Arc<Plan>> {
        let mut plans: Vec<&Arc<Plan>> = self.plans.values().collect();
        plans.sort_unstable_by_key(|plan| &plan.id);
        plans
    }
}

/// `file`, if there is one; else `kind` is among the missing.
fn present<T>(file: Option<T>, kind: FileKind, missing: &mut Vec<FileKind>) -> Option<T> {
    if file.is_none() {
        missing.push(kind);
    }
    file
}

/// The problems of a file. Those of a shadow, which nothing is done by, never keep the rest from its work.
fn problems((source, kind): (Source<'_>, &Option<FileKind>)) -> Vec<Diagnostic> {
    let is_shadow = matches!(kind, Some(FileKind::Routing) | None) && routing::states_shadow(&source);
    let mut problems = source.into_diagnostics();
    for problem in problems.iter_mut().filter(|problem| is_shadow && problem.severity == Severity::Error) {
        problem.severity = Severity::Warning;
        problem.found.push_str("; the shadow is left out");
    }
    problems
}

/// Of several files of a kind, the newest that is not younger than `date`.
fn in_force<'s, 'f, T>(files: Vec<(&'s Source<'f>, (Header, T))>, date: Date) -> Option<(&'s Source<'f>, (Header, T))> {
    let mut days: HashMap<Date, &Source<'_>> = HashMap::default();
    for (source, (header, _)) in &files {
        if days.insert(header.valid_from, source).is_some() {
            source.error(
                format!("another file of this kind from {}", header.valid_from),
                "one file of a kind for each `valid_from`",
            );
        }
    }
    let past = files.into_iter().filter(|(_, (header, _))| header.valid_from <= date);
    past.max_by_key(|(_, (header, _))| header.valid_from)
}

#[cfg(test)]
pub(crate) mod tests;
