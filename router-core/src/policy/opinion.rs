//! A second opinion: a micro-model is asked for the tier where the embedded judge abstains.

use std::time::Duration;

use super::rules::tier_names;
use crate::files::{Key, Shape, Table};
use crate::measure::Tier;

/// Who gets a second opinion, and how it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecondOpinion(Option<Terms>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Terms {
    /// For these tenants; empty: all.
    tenants: Vec<Box<str>>,
    asking: Asking,
}

/// How a second opinion is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// How long it is waited for.
    pub timeout: Duration,
    /// Most characters of the last message of the user that are shown.
    pub most_characters: usize,
    /// The tier whose pool has the model that is asked.
    pub tier: Tier,
}

pub(super) const SECOND_OPINION: Key = Key::optional(
    "second_opinion",
    Shape::Table(KEYS),
    "a micro-model is asked for the tier where the judge is unsure and no rule takes the request",
);
const KEYS: &[Key] = &[
    Key::optional("tier", Shape::Name(tier_names), "the tier of the model that is asked; else L0"),
    Key::optional("timeout_ms", Shape::Count(LEAST_TIME, MOST_TIME), "how long it is waited for; else 800"),
    Key::optional(
        "max_characters",
        Shape::Count(LEAST_TEXT, MOST_TEXT),
        "how much of the message it is shown; else 2000",
    ),
    Key::optional("tenants", Shape::List(&Shape::Text), "only for these tenants"),
];
const LEAST_TIME: u64 = 50;
const MOST_TIME: u64 = 10_000;
const USUAL_TIME: u64 = 800;
const LEAST_TEXT: u64 = 100;
const MOST_TEXT: u64 = 8_000;
const USUAL_TEXT: u64 = 2_000;

// === impl Asking ===

impl Default for Asking {
    fn default() -> Self {
        Self {
            timeout: Duration::from_millis(USUAL_TIME),
            most_characters: usize::try_from(USUAL_TEXT).unwrap_or(usize::MAX),
            tier: Tier::L0,
        }
    }
}

// === impl SecondOpinion ===

impl SecondOpinion {
    pub(super) fn read(root: &Table<'_>) -> Option<Self> {
        match root.optional(SECOND_OPINION.name) {
            Some(value) => Some(Self(Some(Terms::read(&value.table(KEYS)?)?))),
            None => Some(Self::default()),
        }
    }

    /// How a second opinion on a request of a tenant is asked for, if it is.
    #[must_use]
    pub fn asking(&self, tenant: &str) -> Option<Asking> {
        let terms = self.0.as_ref()?;
        let of_tenant = terms.tenants.is_empty() || terms.tenants.iter().any(|other| **other == *tenant);
        of_tenant.then_some(terms.asking)
    }
}

// === impl Terms ===

impl Terms {
    fn read(table: &Table<'_>) -> Option<Self> {
        let tier = table.optional("tier").map_or(Some(Tier::L0), |tier| tier.named(Tier::ALL, Tier::name));
        let count = |key: &str, range: std::ops::RangeInclusive<u64>, usual: u64| {
            table.optional(key).map_or(Some(usual), |value| value.integer(range))
        };
        let timeout = count("timeout_ms", LEAST_TIME..=MOST_TIME, USUAL_TIME);
        let text = count("max_characters", LEAST_TEXT..=MOST_TEXT, USUAL_TEXT);
        let tenants = table.filled_list("tenants", "tenant").and_then(|tenants| {
            tenants.into_iter().map(|tenant| Some(tenant.string()?.into())).collect::<Option<Vec<_>>>()
        });
        let asking = Asking {
            timeout: Duration::from_millis(timeout?),
            most_characters: usize::try_from(text?).unwrap_or(usize::MAX),
            tier: tier?,
        };
        Some(Self { tenants: tenants?, asking })
    }
}

#[cfg(test)]
mod tests {
    use super::{Asking, SECOND_OPINION, SecondOpinion};
    use crate::{diagnostic::SourceFile, files::Source, measure::Tier};
    use std::time::Duration;

    fn read(text: &str) -> Result<SecondOpinion, Vec<String>> {
        let file = SourceFile { name: "x.toml".to_owned(), text: text.to_owned() };
        let source = Source::parse(&file);
        let read = source.root(&[SECOND_OPINION]).and_then(|root| SecondOpinion::read(&root));
        read.filter(|_| !source.has_errors())
            .ok_or_else(|| source.into_diagnostics().into_iter().map(|problem| problem.found).collect())
    }

    #[test]
    fn who_is_asked_and_how() {
        let usual = Asking { timeout: Duration::from_millis(800), most_characters: 2_000, tier: Tier::L0 };
        assert_eq!(usual, Asking::default());
        for (text, expected) in [
            ("", None),
            ("[second_opinion]", Some(usual)),
            ("[second_opinion]\ntenants = [\"shop\"]", Some(usual)),
            ("[second_opinion]\ntenants = [\"bank\"]", None),
            ("[second_opinion]\ntimeout_ms = 300", Some(Asking { timeout: Duration::from_millis(300), ..usual })),
            (
                "[second_opinion]\nmax_characters = 500\ntier = \"L2\"",
                Some(Asking { most_characters: 500, tier: Tier::L2, ..usual }),
            ),
        ] {
            assert_eq!(read(text).unwrap().asking("shop"), expected, "{text}");
        }
        for text in [
            "timeout_ms = 5",
            "timeout_ms = \"300\"",
            "max_characters = 99_999",
            "tier = \"L9\"",
            "model = \"x\"",
            "tenants = []",
        ] {
            assert_eq!(read(&format!("[second_opinion]\n{text}")).unwrap_err().len(), 1, "{text}");
        }
    }
}
