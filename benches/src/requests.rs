//! Requests as the shipped policy decides them, for a ledger that is asked without a gateway around it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use gateway::ledger::{
    AttemptCost, AttemptOutcome, AttemptRow, Charge, Durability, Ledger, NewKey, Options, Outcome, Reserve, Route,
    Settlement, Tenant, Terminal, UsageSource, almaty_day,
};
use jiff::Timestamp;
use router_core::decide::{Ask, Candidate, Circumstances, Given, Health, decide};
use router_core::diagnostic::SourceFile;
use router_core::measure::{Difficulty, Facts, Intent, Language, Needs, Tier};
use router_core::policy::Policy;
use router_core::prices::PriceBook;
use router_core::settle;
use router_core::tokens::{TokenCount, Usage};
use uuid::Uuid;

/// The plan of all tenants: the one with every tier.
const PLAN: &str = "sovereign";
/// Tenants that the requests are shared out among.
const TENANTS: usize = 20;

/// The shipped policy, and who asks.
#[derive(Debug)]
pub struct Router {
    policy: Policy,
    well: Health,
    callers: Vec<(Arc<str>, Arc<str>)>,
}

impl Router {
    /// Lays a ledger out in `folder`, reads the policy and the prices of `repository`, and writes the tenants that requests
    /// are shared out among, each with so many `keys`.
    ///
    /// # Errors
    /// When the files cannot be read or written, or are not sound.
    pub async fn open(folder: &Path, repository: &Path, durability: Durability, keys: usize) -> Result<(Ledger, Self)> {
        let now = Timestamp::now();
        let options = Options { durability, node: "node-1".into(), now, shared: None };
        let (ledger, _) = Ledger::open(&folder.join("qaqpa.db"), &options)?;
        let today = almaty_day(now);
        let prices = PriceBook::load(&files(&repository.join("price-tables"))?, today).0.context("no prices")?;
        let policy = Policy::load(&files(&repository.join("policies"))?, &prices, today).0.context("no policy")?;
        let well = Health::all_well(prices.models().into_iter().map(|model| &*model.provider));
        let mut callers = Vec::new();
        for number in 0..TENANTS {
            let id = format!("tenant-{number:02}");
            ledger.create_tenant(Tenant::new(&id, &id, PLAN), now).await?;
            let tenant = Arc::<str>::from(id);
            for _ in 0..keys {
                let (_, key) = ledger.create_key(NewKey::new(&tenant, "bench"), now).await?;
                callers.push((tenant.clone(), key.id.clone()));
            }
        }
        Ok((ledger, Self { policy, well, callers }))
    }

    /// One request, decided: four in five are made for the cheapest tier.
    ///
    /// # Errors
    /// When the policy has nobody to send it to.
    pub fn request(&self, number: u64, at: Timestamp) -> Result<(Reserve, Settlement)> {
        let (tier, intent) = match number % 10 {
            0..8 => (Tier::L0, Intent::DeliveryQuery),
            8 => (Tier::L2, Intent::Writing),
            _ => (Tier::L3, Intent::Math),
        };
        let prompt = 80 + number % 400;
        let facts = Facts {
            difficulty: Difficulty::from_log_odds(0.5),
            intent,
            proposal: Some(tier),
            language: Language::Russian,
            prompt_bound: TokenCount(prompt * 4),
            prompt_estimate: TokenCount(prompt),
            max_output: None,
            choices: 1,
            needs: Needs::default(),
            reasons: Vec::new(),
        };
        let plan = self.policy.plan(PLAN).context("no plan")?;
        let circumstances = Circumstances::default();
        let ask = Ask { model: "auto", facts: &facts, plan, findings: &[], stays_inside: false, circumstances };
        let decision = decide(&ask, &self.policy, &self.well)?;
        let first = decision.candidates.first().context("no candidate")?;
        let route = Route {
            tier: Some(decision.tier),
            rule: decision.rule().into(),
            policy: decision.policy.clone(),
            provider: first.row.model.provider.clone(),
            model: first.row.model.model.clone(),
        };
        let caller = usize::try_from(number)? % self.callers.len().max(1);
        let (tenant, key_id) = self.callers.get(caller).context("no tenant")?.clone();
        let request_id = Uuid::now_v7();
        let reserve = Reserve {
            request_id,
            tenant,
            key_id,
            at,
            bound: first.bound.tenge,
            route: route.clone(),
            floor: self.charge(first, prompt, 0)?,
            messages: None,
            idempotency: None,
            arm: None,
            register: None,
            decision: Some(Given { ask: &ask, health: &self.well }.encode()),
        };
        let attempt = AttemptRow { route: route.clone(), outcome: AttemptOutcome::Ok, cost: AttemptCost::Settled };
        let charge = self.charge(first, prompt, prompt / 2)?;
        let terminal = Terminal::Settled { route, charge, outcome: Outcome::Ok };
        Ok((reserve, Settlement { request_id, at, attempts: vec![attempt], terminal, brought: None, decision: None }))
    }

    fn charge(&self, candidate: &Candidate, input: u64, output: u64) -> Result<Charge> {
        let usage = Usage { input: TokenCount(input), output: TokenCount(output), ..Usage::default() };
        let cost = settle::estimate(&usage, &candidate.row, &candidate.rate)?;
        let flagship = &self.policy.flagship.route;
        let on_flagship = settle::estimate(&usage, &flagship.row, &flagship.rate)?;
        Ok(Charge::new(usage, UsageSource::Provider, cost, Some(on_flagship)))
    }
}

/// Every file of a folder.
fn files(folder: &Path) -> Result<Vec<SourceFile>> {
    let paths = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let tables = paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    tables
        .map(|path| Ok(SourceFile { name: path.display().to_string(), text: std::fs::read_to_string(&path)? }))
        .collect()
}
