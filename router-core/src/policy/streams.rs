//! What becomes of a stream that breaks after its first content, and whether a slow provider gets another beside it.

use std::time::Duration;

use foldhash::HashMap;

use crate::{
    files::{Key, Shape, Table, Value},
    measure::Tier,
};

/// How answers are brought to clients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Streams {
    after_commit: AfterCommit,
    /// Tenants that have it otherwise.
    tenants: HashMap<Box<str>, AfterCommit>,
    hedging: Option<Hedging>,
}

/// What follows when a provider breaks off an answer whose beginning the client has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AfterCommit {
    /// An error event, and no `[DONE]`.
    #[default]
    Error,
    /// Another provider goes on with plain text, where its host can; the join is marked. Else an error event.
    Continue,
}

/// After which time a second provider is asked beside the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HedgeAfter {
    /// What 95 of 100 of the first model's answers took lately; never while that is not known.
    Usual,
    /// This time.
    Time(Duration),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Hedging {
    after: HedgeAfter,
    /// Of these tiers; empty: all.
    tiers: Vec<Tier>,
    /// For these tenants; empty: all.
    tenants: Vec<Box<str>>,
}

pub(super) const STREAMS: Key =
    Key::optional("streams", Shape::Table(STREAM_KEYS), "what becomes of a stream that breaks after its first content");
pub(super) const HEDGING: Key =
    Key::optional("hedging", Shape::Table(HEDGING_KEYS), "a second provider beside one that is slow");
const STREAM_KEYS: &[Key] = &[
    Key::required("after_commit", AFTER_COMMIT, "end it with an error, or let another provider go on where that works"),
    Key::optional("tenants", Shape::Map(&AFTER_COMMIT), "tenants that have it otherwise"),
];
const HEDGING_KEYS: &[Key] = &[
    Key::required(
        "after",
        Shape::Either(&[Shape::Name(|| vec![USUAL]), Shape::Count(1, LONGEST)]),
        "milliseconds without content, or `p95`: as long as 95 of 100 answers of the model took lately",
    ),
    Key::optional("tiers", Shape::List(&Shape::Name(super::rules::tier_names)), "only for these tiers"),
    Key::optional("tenants", Shape::List(&Shape::Text), "only for these tenants"),
];
const AFTER_COMMIT: Shape = Shape::Name(|| AfterCommit::ALL.map(AfterCommit::name).to_vec());
const USUAL: &str = "p95";
const LONGEST: u64 = 600_000;

// === impl AfterCommit ===

impl AfterCommit {
    const ALL: [Self; 2] = [Self::Error, Self::Continue];

    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Continue => "continue",
        }
    }
}

// === impl Streams ===

impl Streams {
    pub(super) fn read(root: &Table<'_>) -> Option<Self> {
        let (mut streams, mut good) = (Self::default(), true);
        if let Some(value) = root.optional(STREAMS.name) {
            good &= value.table(STREAM_KEYS).and_then(|table| streams.read_after_commit(&table)).is_some();
        }
        if let Some(value) = root.optional(HEDGING.name) {
            streams.hedging = value.table(HEDGING_KEYS).and_then(|table| Hedging::read(&table));
            good &= streams.hedging.is_some();
        }
        good.then_some(streams)
    }

    fn read_after_commit(&mut self, table: &Table<'_>) -> Option<()> {
        let named = |value: Value<'_>| value.named(&AfterCommit::ALL, AfterCommit::name);
        let tenants = table.optional("tenants").map(|tenants| tenants.open_table());
        self.after_commit = table.required("after_commit").and_then(named)?;
        for (tenant, value) in tenants.flatten().map(|tenants| tenants.entries()).unwrap_or_default() {
            self.tenants.insert(tenant.into(), named(value)?);
        }
        Some(())
    }

    /// What follows when a stream of a tenant breaks.
    #[must_use]
    pub fn after_commit(&self, tenant: &str) -> AfterCommit {
        self.tenants.get(tenant).copied().unwrap_or(self.after_commit)
    }

    /// Whether a request may get a second provider, and after which time.
    #[must_use]
    pub fn hedge(&self, tenant: &str, tier: Tier) -> Option<HedgeAfter> {
        let hedging = self.hedging.as_ref()?;
        let of_tier = hedging.tiers.is_empty() || hedging.tiers.contains(&tier);
        let of_tenant = hedging.tenants.is_empty() || hedging.tenants.iter().any(|other| **other == *tenant);
        (of_tier && of_tenant).then_some(hedging.after)
    }

    /// Whether anybody asks how long answers usually take.
    #[must_use]
    pub fn asks_usual(&self) -> bool {
        self.hedging.as_ref().is_some_and(|hedging| hedging.after == HedgeAfter::Usual)
    }
}

// === impl Hedging ===

impl Hedging {
    fn read(table: &Table<'_>) -> Option<Self> {
        let value = table.required("after")?;
        let after = match value.as_str() {
            None => HedgeAfter::Time(Duration::from_millis(value.integer(1..=LONGEST)?)),
            Some(USUAL) => HedgeAfter::Usual,
            Some(other) => {
                return value.refuse(format!("`{other}`"), format!("`{USUAL}` or milliseconds from 1 to {LONGEST}"));
            }
        };
        let tiers = table.list("tiers").into_iter().map(|tier| tier.named(Tier::ALL, Tier::name));
        let tenants = table.list("tenants").into_iter().map(|tenant| Some(tenant.string()?.into()));
        Some(Self { after, tiers: tiers.collect::<Option<_>>()?, tenants: tenants.collect::<Option<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::{AfterCommit, HEDGING, HedgeAfter, STREAMS, Streams};
    use crate::{diagnostic::SourceFile, files::Source, measure::Tier};
    use std::time::Duration;

    fn read(text: &str) -> (Option<Streams>, Vec<String>) {
        let file = SourceFile { name: "x.toml".to_owned(), text: text.to_owned() };
        let source = Source::parse(&file);
        let streams = source.root(&[STREAMS, HEDGING]).and_then(|root| Streams::read(&root));
        let problems = source
            .into_diagnostics()
            .into_iter()
            .map(|problem| format!("{}; expected {}", problem.found, problem.expected))
            .collect();
        (streams, problems)
    }

    #[test]
    fn who_has_what() {
        let (streams, problems) = read(
            "[streams]\nafter_commit = \"continue\"\ntenants = { bank = \"error\" }\n\
             [hedging]\nafter = \"p95\"\ntiers = [\"L0\"]\ntenants = [\"shop\"]\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        let streams = streams.unwrap();
        assert_eq!(streams.after_commit("bank"), AfterCommit::Error);
        assert_eq!(streams.after_commit("shop"), AfterCommit::Continue);
        assert_eq!(streams.hedge("shop", Tier::L0), Some(HedgeAfter::Usual));
        assert_eq!((streams.hedge("shop", Tier::L1), streams.hedge("bank", Tier::L0)), (None, None));
        let (streams, _) = read("[hedging]\nafter = 800\n");
        let streams = streams.unwrap();
        assert_eq!(streams.hedge("any", Tier::L3), Some(HedgeAfter::Time(Duration::from_millis(800))));
        assert!(!streams.asks_usual());
        assert_eq!(read("").0.unwrap().after_commit("any"), AfterCommit::Error);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for text in [
            "[streams]\nafter_commit = \"splice\"\n",
            "[streams]\nafter_commit = \"error\"\ntenants = { shop = \"x\" }\n",
            "[streams]\n",
            "[hedging]\nafter = \"p50\"\n",
            "[hedging]\nafter = 0\n",
            "[hedging]\nafter = 5\ntiers = [\"L9\"]\n",
        ] {
            let (streams, problems) = read(text);
            assert!(streams.is_none() && !problems.is_empty(), "{text}: {problems:?}");
        }
        let (_, problems) = read("[hedging]\nafter = \"300\"\n");
        assert_eq!(problems, ["`300`; expected `p95` or milliseconds from 1 to 600000"]);
    }
}
