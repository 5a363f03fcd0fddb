//! What the ledger costs, by itself: reserve and settle many requests, in flights as serving threads make them, each
//! decided by the shipped policy.
//!
//! `cargo run --release -p benches --bin ledger -- --requests 100000`; `--keep FOLDER` leaves the database there with a
//! configuration, for commands that read a large one: `qaqpa replay --config FOLDER/qaqpa.toml --from … --to …`. Bytes
//! written are those of the write-ahead log and of checkpoints, from `/proc/self/io`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use benches::servers;
use clap::Parser;
use gateway::ledger::{
    AttemptCost, AttemptOutcome, AttemptRow, Charge, Durability, Ledger, NewKey, Options, Outcome, Reserve, Route,
    Settlement, Tenant, Terminal, UsageSource, almaty_day,
};
use jiff::{SignedDuration, Timestamp};
use router_core::decide::{Ask, Candidate, Circumstances, Given, Health, decide};
use router_core::diagnostic::SourceFile;
use router_core::measure::{Difficulty, Facts, Intent, Language, Needs, Tier};
use router_core::policy::Policy;
use router_core::prices::PriceBook;
use router_core::settle;
use router_core::tokens::{TokenCount, Usage};
use uuid::Uuid;

/// Tenants that the requests are shared out among.
const TENANTS: usize = 20;

#[derive(Debug, Parser)]
struct Args {
    /// Requests to write.
    #[arg(long, default_value_t = 100_000)]
    requests: u64,
    /// Requests under way at the same time.
    #[arg(long, default_value_t = 64)]
    flight: u64,
    /// Days, up to now, that the requests are spread over; without it they are a second apart.
    #[arg(long)]
    days: Option<i64>,
    /// Keys of each tenant.
    #[arg(long, default_value_t = 1)]
    keys: usize,
    /// The folder to leave the database in; without it, a temporary one.
    #[arg(long)]
    keep: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to its caller")]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<String> {
    let temporary = tempfile::tempdir()?;
    let folder = args.keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("qaqpa.toml"), servers::configuration(&repository, "127.0.0.1:9", servers::ONE_CORE)?)?;
    let now = Timestamp::now();
    let options = Options { durability: Durability::Process, node: "node-1".into(), now, shared: None };
    let (ledger, _) = Ledger::open(&folder.join("qaqpa.db"), &options)?;
    let mut router = Router::new(&repository, now)?;
    for number in 0..TENANTS {
        let id = format!("tenant-{number:02}");
        ledger.create_tenant(Tenant::new(&id, &id, PLAN), now).await?;
        let tenant = Arc::<str>::from(id);
        for _ in 0..args.keys {
            let (_, key) = ledger.create_key(NewKey::new(&tenant, "bench"), now).await?;
            router.callers.push((tenant.clone(), key.id.clone()));
        }
    }
    let before = written()?;
    let started = Instant::now();
    let mut number = 0;
    while number < args.requests {
        let left = i64::try_from(args.requests - number)?;
        // Requests a second apart fill a fortnight with a million of them.
        let seconds = match args.days {
            Some(days) => days * 86_400 * left / i64::try_from(args.requests)?,
            None => left,
        };
        let at = now - SignedDuration::from_secs(seconds);
        let flight = number..(number + args.flight).min(args.requests);
        let (reserves, settlements): (Vec<_>, Vec<_>) =
            flight.map(|number| router.request(number, at)).collect::<Result<Vec<_>>>()?.into_iter().unzip();
        futures_util::future::try_join_all(reserves.into_iter().map(|reserve| ledger.reserve(reserve))).await?;
        futures_util::future::try_join_all(settlements.into_iter().map(|settlement| ledger.settle(settlement))).await?;
        number += args.flight;
    }
    let took = started.elapsed();
    let bytes = written()? - before;
    ledger.close();
    let requests = args.requests;
    Ok(format!(
        "{requests} requests in {:.1} s, {} bytes written a request, {} bytes of database a request",
        took.as_secs_f64(),
        bytes / requests,
        std::fs::metadata(folder.join("qaqpa.db"))?.len() / requests
    ))
}

/// Bytes that this process has handed to the kernel.
fn written() -> Result<u64> {
    let io = std::fs::read_to_string("/proc/self/io")?;
    let line = io.lines().find_map(|line| line.strip_prefix("wchar: ")).context("no wchar in /proc/self/io")?;
    Ok(line.parse()?)
}

/// The plan of all tenants: the one with every tier.
const PLAN: &str = "sovereign";

/// The shipped policy, and who asks.
struct Router {
    policy: Policy,
    well: Health,
    callers: Vec<(Arc<str>, Arc<str>)>,
}

impl Router {
    fn new(repository: &Path, now: Timestamp) -> Result<Self> {
        let today = almaty_day(now);
        let prices = PriceBook::load(&files(&repository.join("price-tables"))?, today).0.context("no prices")?;
        let policy = Policy::load(&files(&repository.join("policies"))?, &prices, today).0.context("no policy")?;
        let well = Health::all_well(prices.models().into_iter().map(|model| &*model.provider));
        Ok(Self { policy, well, callers: Vec::new() })
    }

    /// One request, decided: four in five are made for the cheapest tier.
    fn request(&self, number: u64, at: Timestamp) -> Result<(Reserve, Settlement)> {
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
