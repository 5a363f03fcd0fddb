//! What the ledger costs, by itself: reserve and settle many requests, in flights as serving threads make them, each
//! decided by the shipped policy.
//!
//! `cargo run --release -p benches --bin ledger -- --requests 100000`; `--keep FOLDER` leaves the database there with a
//! configuration, for commands that read a large one: `qaqpa replay --config FOLDER/qaqpa.toml --from … --to …`. Bytes
//! written are those of the write-ahead log and of checkpoints, from `/proc/self/io`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result};
use benches::requests::Router;
use benches::servers;
use clap::Parser;
use gateway::ledger::Durability;
use jiff::{SignedDuration, Timestamp};

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
    let (ledger, router) = Router::open(&folder, &repository, Durability::Process, args.keys).await?;
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
