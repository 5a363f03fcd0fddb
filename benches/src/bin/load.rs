//! The load harness: one command, loopback only, bounded in time.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use benches::bodies::PHONE;
use benches::cases::{CASES, Case, Reply};
use benches::load::{self, Load};
use benches::mock::PLACEHOLDER;
use benches::process::{self, Server};
use benches::servers::{Gateway, start_mock, start_nginx};
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
    // The server under test has core 0 to itself. The rest shares core 1 if there is no third.
    process::pin_self(1)?;
    let folder = tempfile::tempdir()?;
    let programs = std::env::current_exe()?.parent().context("the program has no folder")?.to_owned();
    let mock = start_mock(&programs.join("mock"), if cores > 2 { 2 } else { 1 }, folder.path())?;
    let nginx = start_nginx(&mock, 0, folder.path())?;
    if nginx.is_none() {
        complain("skipped: nginx is not installed (Debian: apt-get install nginx-light)");
    }
    let program = options.gateway.clone().unwrap_or_else(|| programs.join("qaqpa"));
    let gateway = match options.no_gateway {
        true => None,
        false => Some(Gateway::start(&program, repository, &mock, 0, folder.path())?),
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
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let rows = runtime.block_on(async {
        tokio::select! {
            rows = measure(options, &targets, &answered) => rows,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    })?;
    let mut report = table::render(&rows);
    for target in targets.iter().filter(|target| target.name != DIRECT) {
        let peak = target.server.memory()?.peak as f64 / 1024.0;
        report.push_str(&format!("\npeak RSS of {}: {peak:.1} MB", target.name));
    }
    drop(targets);
    if let Some(gateway) = gateway {
        let books = gateway.check_ledger(answered.get())?;
        report.push_str(&format!("\n{} requests answered by qaqpa, its ledger after a kill: {books}", answered.get()));
    }
    if let Some(out) = &options.out {
        fs::write(out, &report).with_context(|| format!("cannot write {}", out.display()))?;
    }
    Ok(report)
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
    let (rounds, milliseconds) = if options.quick { (3, 400) } else { (options.rounds, options.round_ms) };
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
