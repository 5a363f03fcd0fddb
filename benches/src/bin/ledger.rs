//! What the ledger costs, by itself: reserve and settle many requests, in flights as a serving thread makes them.
//!
//! `cargo run --release -p benches --bin ledger -- --requests 100000`; `--keep FOLDER` leaves the database there, for
//! commands that read a large one. Bytes written are those of the write-ahead log and of checkpoints, from
//! `/proc/self/io`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::Parser;
use gateway::ledger::{
    AttemptCost, AttemptOutcome, AttemptRow, Charge, Durability, Flagship, Ledger, NewKey, Options, Outcome, Reserve,
    Route, Settlement, Tenant, Terminal, UsageSource,
};
use jiff::{SignedDuration, Timestamp};
use router_core::measure::Tier;
use router_core::money::{Currency, MicroTenge, Money};
use router_core::tokens::{TokenCount, Usage};
use rust_decimal::Decimal;
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
    std::fs::create_dir_all(&folder)?;
    let now = Timestamp::now();
    let options = Options { durability: Durability::Process, node: "node-1".into(), now };
    let (ledger, _) = Ledger::open(&folder.join("qaqpa.db"), &options)?;
    let mut callers = Vec::new();
    for number in 0..TENANTS {
        let id = format!("tenant-{number:02}");
        ledger.create_tenant(Tenant::new(&id, &id, "business"), now).await?;
        let (_, key) = ledger.create_key(NewKey::new(&id, "bench"), now).await?;
        callers.push((Arc::<str>::from(id), key.id.clone()));
    }
    let before = written()?;
    let started = Instant::now();
    let mut number = 0;
    while number < args.requests {
        let flight = number..(number + args.flight).min(args.requests);
        // Requests a second apart fill a fortnight with a million of them.
        let at = now - SignedDuration::from_secs(i64::try_from(args.requests - number)?);
        let flight: Vec<Request> = flight.map(|number| Request::new(number, at, &callers)).collect::<Result<_>>()?;
        futures_util::future::try_join_all(flight.iter().map(|request| ledger.reserve(request.reserve()))).await?;
        futures_util::future::try_join_all(flight.iter().map(|request| ledger.settle(request.settlement()))).await?;
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

/// One request of the run: four in five on the cheapest tier.
struct Request {
    id: Uuid,
    at: Timestamp,
    tenant: Arc<str>,
    key_id: Arc<str>,
    tokens: u64,
    route: Route,
    price_id: Arc<str>,
}

impl Request {
    fn new(number: u64, at: Timestamp, callers: &[(Arc<str>, Arc<str>)]) -> Result<Self> {
        let (tenant, key_id) =
            callers.get(usize::try_from(number)? % callers.len().max(1)).context("no tenant")?.clone();
        let (tier, rule, model) = match number % 10 {
            0..8 => (Tier::L0, "routine", "gemini-2.5-flash-lite"),
            8 => (Tier::L2, "writing", "gemini-2.5-flash"),
            _ => (Tier::L3, "hard", "gemini-3.1-pro-preview"),
        };
        let price_id = format!("google/{model}@2026-11-01").into();
        let [rule, policy, provider, model] = [rule, "routing-2026-11", "google", model].map(Arc::from);
        let route = Route { tier: Some(tier), rule, policy, provider, model };
        Ok(Self { id: Uuid::now_v7(), at, tenant, key_id, tokens: 80 + number % 400, route, price_id })
    }

    fn charge(&self, output: u64) -> Charge {
        let amount = i64::try_from(self.tokens * 50 + output * 200).unwrap_or(i64::MAX);
        Charge {
            usage: Usage { input: TokenCount(self.tokens), output: TokenCount(output), ..Usage::default() },
            source: UsageSource::Provider,
            native: Money::new(Decimal::new(amount, 9), Currency::Usd),
            amount: MicroTenge(amount),
            price_id: self.price_id.clone(),
            rate_id: Some("USD@2026-11-20".into()),
            flagship: Some(Flagship {
                amount: MicroTenge(amount * 20),
                price_id: "google/gemini-3.1-pro-preview@2026-11-01".into(),
            }),
        }
    }

    fn reserve(&self) -> Reserve {
        Reserve {
            request_id: self.id,
            tenant: self.tenant.clone(),
            key_id: self.key_id.clone(),
            at: self.at,
            bound: MicroTenge(10_000_000),
            route: self.route.clone(),
            floor: self.charge(0),
            messages: None,
            idempotency: None,
            register: None,
            decision: None,
        }
    }

    fn settlement(&self) -> Settlement {
        let attempt = AttemptRow { route: self.route.clone(), outcome: AttemptOutcome::Ok, cost: AttemptCost::Settled };
        let charge = self.charge(self.tokens / 2);
        let terminal = Terminal::Settled { route: self.route.clone(), charge, outcome: Outcome::Ok };
        Settlement { request_id: self.id, at: self.at, attempts: vec![attempt], terminal }
    }
}
