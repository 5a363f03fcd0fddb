//! The load harness: one command, loopback only, bounded in time.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use benches::alone::Alone;
use benches::bodies::PHONE;
use benches::cases::{CASES, Case, Reply};
use benches::flush::Disk;
use benches::load::{self, Load};
use benches::metering::{self, DURABLE, FORGETFUL, Plan, Servers};
use benches::mock::PLACEHOLDER;
use benches::process::{self, Server};
use benches::servers::{Gateway, ONE_CORE, Stop, start_mock, start_nginx};
use benches::table::{self, DIRECT, Round, Row, YARDSTICK};
use clap::Parser;

/// Compares the gateway with a plain nginx reverse proxy and with no proxy at all.
#[derive(Debug, Parser)]
struct Options {
    /// A look instead of a measurement: 3 rounds of 0.4 s.
    #[arg(long)]
    quick: bool,
    /// Only the case of this name, or else the cases whose name contains this; may be repeated.
    #[arg(long)]
    only: Vec<String>,
    /// Rounds of each server in each case.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=100))]
    rounds: u16,
    /// Length of a round in ms; twice that where the frames of a stream are paced, since fewer requests fit in.
    #[arg(long, default_value_t = 1500, value_parser = clap::value_parser!(u64).range(100..=60_000))]
    round_ms: u64,
    /// Connections, each with one request in flight.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u16).range(1..=1000))]
    connections: u16,
    /// The gateway to measure; without it, the release build is brought up to date and measured.
    #[arg(long)]
    gateway: Option<PathBuf>,
    /// Measure nginx only.
    #[arg(long)]
    no_gateway: bool,
    /// Instead of the cases: what the ledger adds at a fixed rate beside what the disk needs for a flush, and how many
    /// requests a second are metered on two cores.
    #[arg(long, conflicts_with_all = ["only", "no_gateway"])]
    metering: bool,
    /// Requests a second at the fixed rate.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000), requires = "metering")]
    rate: u32,
    /// The folder for the ledgers, on the disk in question; without it, the system's for temporary files.
    #[arg(long, requires = "metering")]
    folder: Option<PathBuf>,
    /// End the gateway with SIGTERM rather than without warning: one that counts for a profile writes its counts then.
    #[arg(long)]
    in_order: bool,
    /// Also write the table to this file.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The name of the gateway in the table.
const GATEWAY: &str = "qaqpa";

/// A server to be asked, and what its answers must say.
struct Target<'a> {
    name: &'static str,
    server: &'a Server,
    key: &'a str,
    person: &'static str,
}

// === impl Options ===

impl Options {
    /// How many rounds, and how many ms each.
    fn rounds(&self) -> (u16, u64) {
        if self.quick { (3, 400) } else { (self.rounds, self.round_ms) }
    }

    fn stop(&self) -> Stop {
        if self.in_order { Stop::InOrder } else { Stop::Killed }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(report) => {
            say(&report);
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a command speaks to its caller")]
fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a command speaks to its caller")]
fn complain(text: &str) {
    eprintln!("{text}");
}

fn run(options: &Options) -> Result<String> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the package has no parent folder")?;
    build(options, repository)?;
    let cores = std::thread::available_parallelism()?.get();
    ensure!(cores >= 2, "two cores are needed: one for the server under test, one for the rest");
    let programs = std::env::current_exe()?.parent().context("the program has no folder")?.to_owned();
    let programs = Programs {
        repository,
        mock: programs.join("mock"),
        gateway: options.gateway.clone().unwrap_or_else(|| programs.join("qaqpa")),
        has_third_core: cores > 2,
    };
    let report = if options.metering { meter(options, &programs) } else { compare(options, &programs) }?;
    if let Some(out) = &options.out {
        fs::write(out, &report).with_context(|| format!("cannot write {}", out.display()))?;
    }
    Ok(report)
}

/// What is started.
struct Programs<'a> {
    repository: &'a Path,
    mock: PathBuf,
    gateway: PathBuf,
    has_third_core: bool,
}

/// The gateway beside nginx and the mock itself, case by case.
fn compare(options: &Options, programs: &Programs<'_>) -> Result<String> {
    // The server under test has core 0 to itself. The rest shares core 1 if there is no third.
    process::pin_self("1")?;
    let folder = tempfile::tempdir()?;
    let mock = start_mock(&programs.mock, if programs.has_third_core { "2" } else { "1" }, folder.path())?;
    let nginx = start_nginx(&mock, ONE_CORE.cores, folder.path())?;
    if nginx.is_none() {
        complain("skipped: nginx is not installed (Debian: apt-get install nginx-light)");
    }
    let gateway = match options.no_gateway {
        true => None,
        false => Some(Gateway::start(&programs.gateway, programs.repository, &mock, ONE_CORE, folder.path())?),
    };
    let mut targets = vec![Target { name: DIRECT, server: &mock, key: "none", person: PLACEHOLDER }];
    targets.extend(nginx.iter().map(|server| Target { name: YARDSTICK, server, key: "none", person: PLACEHOLDER }));
    targets.extend(gateway.iter().map(|gateway| Target {
        name: GATEWAY,
        server: &gateway.server,
        key: &gateway.key,
        person: PHONE,
    }));
    let answered = Cell::new(0);
    let rows = until_interrupted(measure(options, &targets, &answered))?;
    let mut report = table::render(&rows);
    for target in targets.iter().filter(|target| target.name != DIRECT) {
        let peak = target.server.memory()?.peak as f64 / 1024.0;
        report.push_str(&format!("\npeak RSS of {}: {peak:.1} MB", target.name));
    }
    drop(targets);
    if let Some(gateway) = gateway {
        let books = gateway.check_ledger(answered.get(), options.stop())?;
        report.push_str(&format!("\n{} requests answered by qaqpa, its ledger thereafter: {books}", answered.get()));
    }
    Ok(report)
}

/// What the ledger costs those who ask, beside what the disk costs it.
fn meter(options: &Options, programs: &Programs<'_>) -> Result<String> {
    // The gateways may use both cores; the rest has a third, or shares them.
    let rest = if programs.has_third_core { "2" } else { DURABLE.cores };
    process::pin_self(rest)?;
    let above = options.folder.clone().unwrap_or_else(std::env::temp_dir);
    let folders = [(); 4].map(|()| tempfile::tempdir_in(&above));
    let [own, alone, forgetful, durable] = folders;
    let (own, alone, forgetful, durable) = (own?, alone?, forgetful?, durable?);
    let disk = Disk::new(own.path())?;
    let mock = start_mock(&programs.mock, rest, own.path())?;
    let start = |setting, folder| Gateway::start(&programs.gateway, programs.repository, &mock, setting, folder);
    let forgetful = start(FORGETFUL, forgetful.path())?;
    let durable = start(DURABLE, durable.path())?;
    let (rounds, milliseconds) = options.rounds();
    let plan = Plan {
        rounds,
        rate: options.rate,
        paced: Duration::from_millis(4 * milliseconds),
        full: Duration::from_millis(milliseconds),
        connections: options.connections.into(),
    };
    let before = metering::load_average()?;
    let figures = until_interrupted(async {
        let alone = Alone::open(alone.path(), programs.repository).await?;
        let servers = Servers { mock: &mock, forgetful: &forgetful, durable: &durable, alone: &alone };
        let figures = metering::measure(&plan, servers, &disk).await?;
        alone.close().await?;
        Ok(figures)
    })?;
    let after = metering::load_average()?;
    let mut report = figures.render(&plan, &disk);
    report.push_str(&format!("\n- load average {before} before, {after} after"));
    for (gateway, answered) in [forgetful, durable].into_iter().zip(figures.answered) {
        let books = gateway.check_ledger(answered, options.stop())?;
        report.push_str(&format!("\n- {answered} requests answered; the ledger thereafter: {books}"));
    }
    Ok(report)
}

/// What `work` makes, unless somebody presses Ctrl-C.
fn until_interrupted<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        tokio::select! {
            made = work => made,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    })
}

/// Brings the mock and the gateway up to date: `cargo run --bin load` builds neither.
fn build(options: &Options, repository: &Path) -> Result<()> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(repository).args(["build", "--release", "--package", "benches", "--bin", "mock"]);
    if options.gateway.is_none() && !options.no_gateway {
        cargo.args(["--package", "gateway", "--bin", "qaqpa"]);
    }
    ensure!(cargo.status().context("cannot run cargo")?.success(), "the build failed");
    Ok(())
}

async fn measure(options: &Options, targets: &[Target<'_>], answered: &Cell<u64>) -> Result<Vec<Row>> {
    let asks_for = |part: &String, case: &Case| match CASES.iter().any(|other| other.name == part) {
        true => case.name == part,
        false => case.name.contains(part),
    };
    let wanted = |case: &&Case| options.only.is_empty() || options.only.iter().any(|part| asks_for(part, case));
    let mut rows = Vec::new();
    for case in CASES.iter().filter(wanted) {
        complain(&format!("measuring: {}", case.name));
        rows.extend(measure_case(options, case, targets, answered).await?);
    }
    ensure!(!rows.is_empty(), "no case has such a name; there are: {}", CASES.map(|case| case.name).join("; "));
    Ok(rows)
}

/// All servers in turn, round by round, so that whatever else the machine does hits them alike.
async fn measure_case(
    options: &Options,
    case: &Case,
    targets: &[Target<'_>],
    answered: &Cell<u64>,
) -> Result<Vec<Row>> {
    let (rounds, milliseconds) = options.rounds();
    let milliseconds = if case.answer == Reply::Paced { 2 * milliseconds } else { milliseconds };
    let mut rows: Vec<Row> = Vec::new();
    for target in targets {
        let request = case.request(target.server.address, target.key);
        let answer = load::ask(target.server.address, &request).await;
        answer
            .and_then(|answer| case.check(&answer, target.person))
            .with_context(|| format!("{}, {}", target.name, case.name))?;
        if target.name == GATEWAY {
            answered.set(answered.get() + 1);
        }
        rows.push(Row { case: case.name, server: target.name, rounds: Vec::new(), resident: None });
    }
    for _ in 0..rounds {
        for (target, row) in targets.iter().zip(&mut rows) {
            let load = Load {
                address: target.server.address,
                request: case.request(target.server.address, target.key),
                connections: case.connections.unwrap_or_else(|| usize::from(options.connections)),
                duration: Duration::from_millis(milliseconds),
            };
            let round =
                measure_round(&load, target).await.with_context(|| format!("{}, {}", target.name, case.name))?;
            if target.name == GATEWAY {
                // One on each connection goes before the measured ones.
                answered.set(answered.get() + round.requests + load.connections as u64);
            }
            row.rounds.push(round);
            row.resident = if target.name == DIRECT { None } else { Some(target.server.memory()?.resident) };
        }
    }
    Ok(rows)
}

async fn measure_round(load: &Load, target: &Target<'_>) -> Result<Round> {
    let (before, after) = (Cell::new(None), Cell::new(None));
    let read = || target.server.cpu_microseconds().ok();
    let sample = load::run(load, || before.set(read()), || after.set(read())).await?;
    let cpu = before.get().zip(after.get()).map(|(before, after)| after - before);
    ensure!(cpu.is_some(), "the server is gone");
    Ok(Round::new(sample, cpu.filter(|_| target.name != DIRECT)))
}
