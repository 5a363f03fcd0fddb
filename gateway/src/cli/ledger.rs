//! `qaqpa ledger`: looking into the ledger and proving it, beside a running gateway too.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use http::Method;
use jiff::Timestamp;
use router_core::prices::PriceBook;
use serde_json::json;
use uuid::Uuid;

use super::directory::{Common, ask, print};
use super::{diagnostics, files, nodes};
use crate::config::Config;
use crate::ledger::{self, Head, Month, Proof, Reader, Restoration, Verification, almaty_day};
use crate::prices::folder;

#[derive(Debug, Args)]
pub(super) struct LedgerArgs {
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Count requests, terminal entries and open reservations, and compare the balances with the entries.
    Check {
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Every entry of a request.
    Show {
        #[command(flatten)]
        config: ConfigArg,
        /// The request's id, as `x-request-id` gave it.
        request_id: String,
    },
    /// Prove the ledger: its chain, every amount from tokens, price and rate, every balance; differences end with 1.
    Verify(VerifyArgs),
    /// Copy the ledger, beside a running gateway too, and prove the copy.
    Backup {
        #[command(flatten)]
        config: ConfigArg,
        /// The new file; the pepper goes beside it.
        file: PathBuf,
    },
    /// Put a backup in the place of the ledger, after proving it; what stood there is moved aside.
    Restore {
        #[command(flatten)]
        config: ConfigArg,
        /// The backup.
        file: PathBuf,
        /// Also one that has differences.
        #[arg(long)]
        unsound: bool,
    },
    /// Write a closed month into a CSV that can be proven without the ledger. Nothing leaves the ledger.
    Archive {
        #[command(flatten)]
        config: ConfigArg,
        /// The month, such as 2026-03.
        #[arg(long)]
        month: Month,
        /// The folder to write to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Correct what a request that has ended was charged, by an entry of its own.
    Correct(CorrectArgs),
    /// Bring the ledger of a single node into a database that several nodes share; again: what is missing.
    Migrate(nodes::MigrateArgs),
    /// The nodes that share a database.
    Nodes {
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Give up a node that will not come back: what it had not shipped is lost, what it held of budgets is free.
    ForgetNode {
        #[command(flatten)]
        config: ConfigArg,
        /// Its name.
        node: String,
    },
}

#[derive(Debug, Args)]
struct CorrectArgs {
    #[command(flatten)]
    common: Common,
    /// The request's id, as `x-request-id` gave it.
    #[arg(long)]
    request: String,
    /// Tenge to add to its charge; below zero, to take from it.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
    /// Why, for people.
    #[arg(long)]
    because: String,
}

#[derive(Debug, Args)]
struct ConfigArg {
    /// The configuration file.
    #[arg(long, default_value = "qaqpa.toml")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct VerifyArgs {
    #[command(flatten)]
    config: ConfigArg,
    /// Another file than the configuration's, such as a backup.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// The first entry to look at: what came before it is believed, and balances are not compared.
    #[arg(long, value_name = "SEQ", default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..))]
    from_seq: i64,
    /// A head that was printed earlier: that nothing up to it was taken away.
    #[arg(long, value_name = "SEQ:SEAL")]
    head: Option<Head>,
    /// The archives of a folder instead, from their files alone; where there is a ledger, also that they are of its chain.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["ledger", "from_seq", "head"])]
    archive: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &LedgerArgs) -> Result<ExitCode> {
    match &args.command {
        LedgerCommand::Check { config } => {
            let config = files::config(&config.config)?;
            let audit = files::journal(&config)?.audit()?;
            writeln!(std::io::stdout(), "{}", serde_json::to_string(&audit)?)?;
            Ok(if audit.is_balanced() { ExitCode::SUCCESS } else { ExitCode::from(1) })
        }
        LedgerCommand::Show { config, request_id } => {
            let config = files::config(&config.config)?;
            let entries = files::journal(&config)?.entries(&parse_id(request_id)?)?;
            std::io::stdout().write_all(super::table::entries(&entries).as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        LedgerCommand::Verify(args) => verify(args),
        LedgerCommand::Backup { config, file } => {
            let config = files::config(&config.config)?;
            ledger::back_up(&config.storage.path, file)?;
            tell(&prove(&config, file, 1, None)?, false)
        }
        LedgerCommand::Restore { config, file, unsound } => restore(&files::config(&config.config)?, file, *unsound),
        LedgerCommand::Archive { config, month, out } => {
            let config = files::config(&config.config)?;
            let prices = prices(&config)?;
            std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
            let manifest = files::journal(&config)?.archive(*month, out, &prices, Timestamp::now())?;
            writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&manifest)?)?;
            Ok(ExitCode::SUCCESS)
        }
        LedgerCommand::Correct(CorrectArgs { common, request, amount, because }) => {
            let path = format!("requests/{}/corrections", parse_id(request)?.simple());
            let body = json!({ "amount": amount, "because": because });
            let answer = ask(common, &Method::POST, &path, Some(&body))?;
            print(common, &answer, &["request", "seq", "amount", "charged"])
        }
        LedgerCommand::Migrate(args) => nodes::migrate(args),
        LedgerCommand::Nodes { config } => nodes::list(&files::config(&config.config)?),
        LedgerCommand::ForgetNode { config, node } => nodes::forget(&files::config(&config.config)?, node),
    }
}

/// The id of a request as people have it, with its prefix or without.
fn parse_id(text: &str) -> Result<Uuid> {
    text.trim_start_matches("req_").parse().context("expected a request id such as req_0190…")
}

fn verify(args: &VerifyArgs) -> Result<ExitCode> {
    let config = files::config(&args.config.config)?;
    if let Some(folder) = &args.archive {
        return verify_archive(&config, folder, args.json);
    }
    let proof = match &args.ledger {
        Some(path) => prove(&config, path, args.from_seq, args.head)?,
        None => prove_by(&files::books_or_journal(&config)?, &config, args.from_seq, args.head)?,
    };
    tell(&proof, args.json)
}

/// Proves a ledger with the price tables of a configuration.
fn prove(config: &Config, path: &Path, from_seq: i64, head: Option<Head>) -> Result<Verification> {
    prove_by(&Reader::open(path)?, config, from_seq, head)
}

fn prove_by(reader: &Reader, config: &Config, from_seq: i64, head: Option<Head>) -> Result<Verification> {
    Ok(reader.verify(&Proof { prices: &prices(config)?, from_seq, head })?)
}

fn prices(config: &Config) -> Result<PriceBook> {
    Ok(folder::load(&config.price_tables, almaty_day(Timestamp::now()))?)
}

/// Proves the archives of a folder, one after the other. 1 where any differs.
fn verify_archive(config: &Config, folder: &Path, json: bool) -> Result<ExitCode> {
    let path = &config.storage.path;
    let ledger = path.exists().then(|| Reader::open(path)).transpose()?;
    let mut all = ExitCode::SUCCESS;
    for proof in ledger::verify_archives(folder, &prices(config)?, ledger.as_ref())? {
        if !json {
            writeln!(std::io::stdout(), "{:<12} {}", "archive", proof.manifest.file)?;
        }
        let one = tell(&proof.found, json)?;
        if one != ExitCode::SUCCESS {
            all = one;
        }
    }
    Ok(all)
}

fn restore(config: &Config, backup: &Path, unsound: bool) -> Result<ExitCode> {
    let to = &config.storage.path;
    let restoration = Restoration::prepare(backup, to)?;
    let proven = tell(&prove(config, restoration.path(), 1, None)?, false)?;
    if proven != ExitCode::SUCCESS && !unsound {
        bail!("{} has differences: nothing was restored; --unsound restores it all the same", backup.display());
    }
    if let Some(aside) = restoration.put(Timestamp::now())? {
        writeln!(std::io::stdout(), "{:<12} {}", "replaced", aside.display())?;
    }
    writeln!(std::io::stdout(), "{:<12} {}", "restored", to.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what was found. 1 where something differs.
fn tell(found: &Verification, json: bool) -> Result<ExitCode> {
    let text = if json { serde_json::to_string(found)? + "\n" } else { figures(found) };
    std::io::stdout().write_all(text.as_bytes())?;
    if !json {
        found.named.iter().for_each(|difference| diagnostics::complain(&format!("difference: {difference}")));
        let more = found.differences.saturating_sub(found.named.len() as u64);
        if more > 0 {
            diagnostics::complain(&format!("and {more} more"));
        }
    }
    Ok(if found.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn figures(found: &Verification) -> String {
    let Verification { entries, requests, open, charged, corrected, fees, recomputed, over_bound, head, .. } = found;
    let (charged, corrected, fees) = (charged.tenge(), corrected.tenge(), fees.tenge());
    let mut text = String::new();
    for (name, value) in [
        ("entries", entries.to_string()),
        ("requests", format!("{requests}, {open} open, {over_bound} charged over their bound")),
        ("charged", format!("{charged} ₸, of which corrections {corrected} ₸; fees {fees} ₸")),
        ("recomputed", format!("{recomputed} amounts from tokens, price and rate")),
        ("differences", found.differences.to_string()),
        ("head", head.to_string()),
    ] {
        let _ = writeln!(text, "{name:<12} {value}");
    }
    text
}
