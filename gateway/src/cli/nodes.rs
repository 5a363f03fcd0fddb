//! `qaqpa ledger migrate`, `nodes`, `forget-node`: the database that several nodes share.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use router_core::money::MicroTenge;
use secrecy::SecretString;

use crate::config::Config;
use crate::ledger::shared::{SharedOptions, Target};

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// The ledger: `sqlite:` and a path. No gateway may have it open.
    #[arg(long)]
    from: String,
    /// The database: `postgres://user@host/database`. Its password, if it asks for one, stands in PGPASSWORD.
    #[arg(long)]
    to: String,
    /// The name that the ledger's node has among the others.
    #[arg(long, default_value = "node-1")]
    node: String,
    /// The pepper's file, if it is not beside the ledger.
    #[arg(long)]
    pepper_file: Option<PathBuf>,
}

pub(super) fn migrate(args: &MigrateArgs) -> Result<ExitCode> {
    let Some(path) = args.from.strip_prefix("sqlite:").map(PathBuf::from) else {
        bail!("--from is `{}`; expected `sqlite:` and a path", args.from);
    };
    if !path.is_file() {
        bail!("--from: there is no file {}", path.display());
    }
    let target =
        Target::parse(&args.to).map_err(|(found, expected)| anyhow::anyhow!("--to: {found}; expected {expected}"))?;
    let password = std::env::var("PGPASSWORD").ok().map(SecretString::from);
    let options = SharedOptions { target, password, pepper_file: args.pepper_file.clone() };
    let migrated = options.migrate(&path, &args.node)?;
    writeln!(
        std::io::stdout(),
        "{} entries, {} tenants and keys, {} ₸ spent: the same here and there",
        migrated.entries,
        migrated.directory,
        MicroTenge(migrated.spent).tenge(),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn list(config: &Config) -> Result<ExitCode> {
    let mut text = format!("{:<24} {:<10} {:>12} {:>12}\n", "node", "state", "shipped", "reconciled");
    for node in options(config)?.nodes()? {
        let state = match (node.is_forgotten, node.is_alive) {
            (true, _) => "forgotten",
            (false, true) => "alive",
            (false, false) => "away",
        };
        text += &format!("{:<24} {state:<10} {:>12} {:>12}\n", node.name, node.shipped, node.reconciled);
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn forget(config: &Config, node: &str) -> Result<ExitCode> {
    options(config)?.forget(node)?;
    writeln!(std::io::stdout(), "node {node} is forgotten; what it held of budgets and had not spent is free")?;
    Ok(ExitCode::SUCCESS)
}

/// The database of a configuration.
fn options(config: &Config) -> Result<SharedOptions> {
    let shared = config.storage.shared.as_ref().context("storage.url names a file: there is one node only")?;
    shared.options().context("storage.password")
}
