//! What routing saves on requests that are made for the cheapest tier, by the shipped policy and price tables.

use std::path::Path;

use anyhow::{Context as _, Result};
use jiff::Zoned;
use router_core::decide::{Ask, Circumstances, Health, decide};
use router_core::diagnostic::SourceFile;
use router_core::measure::{Facts, Tier};
use router_core::policy::Policy;
use router_core::prices::{PriceBook, PriceRow};
use router_core::rates::Rate;
use router_core::settle;
use router_core::tokens::Usage;

/// The plan with every tier.
const PLAN: &str = "sovereign";

/// Models and what they cost.
#[derive(Debug)]
pub(crate) struct Tariff {
    policy: Policy,
    health: Health,
}

/// What requests cost on the tier they are made for, on the one that was decided, and on the flagship, in millionths of a
/// tenge.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spent {
    made_for: i128,
    decided: i128,
    flagship: i128,
}

// === impl Tariff ===

impl Tariff {
    /// The shipped policy and prices of today, from the repository that the program is run in.
    pub(crate) fn shipped() -> Result<Self> {
        let today = Zoned::now().date();
        let prices = PriceBook::load(&files(Path::new("price-tables"))?, today).0.context("no prices")?;
        let policy = Policy::load(&files(Path::new("policies"))?, &prices, today).0.context("no policy")?;
        let health = Health::all_well(prices.models().into_iter().map(|model| &*model.provider));
        Ok(Self { policy, health })
    }

    /// Adds a routine request that is decided for a tier.
    pub(crate) fn add(&self, spent: &mut Spent, facts: &Facts, decided: Tier) -> Result<()> {
        let flagship = &self.policy.flagship.route;
        spent.flagship += self.price(facts, &flagship.row, &flagship.rate)?;
        spent.made_for += self.price_on(Tier::L0, facts)?;
        spent.decided += self.price_on(decided, facts)?;
        Ok(())
    }

    fn price_on(&self, tier: Tier, facts: &Facts) -> Result<i128> {
        let plan = self.policy.plan(PLAN).with_context(|| format!("no plan {PLAN}"))?;
        let circumstances = Circumstances::default();
        let ask = Ask { model: tier.name(), facts, plan, findings: &[], stays_inside: false, circumstances };
        let decision = decide(&ask, &self.policy, &self.health)?;
        let first = decision.candidates.first().context("no candidate")?;
        self.price(facts, &first.row, &first.rate)
    }

    /// The price of a request and of an answer as long as routine ones are.
    fn price(&self, facts: &Facts, row: &PriceRow, rate: &Rate) -> Result<i128> {
        let output = self.policy.pools.get(Tier::L0).expected_output;
        let usage = Usage { input: facts.prompt_estimate, output, ..Usage::default() };
        Ok(i128::from(settle::estimate(&usage, row, rate)?.tenge.0))
    }
}

// === impl Spent ===

impl Spent {
    /// The share saved against the flagship if every request goes to the tier it is made for, and as it was decided.
    pub(crate) fn savings(self) -> [f64; 2] {
        [self.made_for, self.decided].map(|spent| 1.0 - spent as f64 / self.flagship.max(1) as f64)
    }
}

/// Every table of a folder.
fn files(folder: &Path) -> Result<Vec<SourceFile>> {
    let paths = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let tables = paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    tables
        .map(|path| Ok(SourceFile { name: path.display().to_string(), text: std::fs::read_to_string(&path)? }))
        .collect()
}
