//! `qaqpa replay`: what other policy or price files would have changed, from the records of decisions.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use jiff::civil::Date;
use router_core::diagnostic::{Diagnostic, SourceFile};

use super::diagnostics::render;
use super::files;
use super::report::{FormatArgs, PeriodArgs};
use crate::replay;
use crate::snapshot::{Reading, load};

/// A period decided again.
#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    #[command(flatten)]
    period: PeriodArgs,
    /// Other policies: a folder that counts by its dates, or one file that takes the place of those of its kind and
    /// counts for the whole period. Without it, the configured ones.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// Another folder of price tables; without it, the configured one.
    #[arg(long)]
    price_tables: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: &ReplayArgs) -> Result<ExitCode> {
    let config = files::config(&args.period.config)?;
    let period = args.period.period();
    let reading = match reading(args, &config, period.from) {
        Ok(reading) => reading,
        Err(problem) => bail!("{}", render(&[], &[problem])),
    };
    let inside = config.inside();
    let replayed = replay::replay(&files::journal(&config)?, &period, &files::well(&config), |day| {
        load(reading.clone(), day, inside.as_deref()).into_snapshot(1).map_err(|refused| {
            let problems = render(&refused.files, &refused.diagnostics);
            anyhow::anyhow!("{problems}the policy and price files have errors on {day}")
        })
    })?;
    std::io::stdout().write_all(replayed.sheet().render(args.format.format()).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The files that decide.
fn reading(args: &ReplayArgs, config: &crate::config::Config, from: Date) -> Result<Reading, Diagnostic> {
    let prices = args.price_tables.as_ref().unwrap_or(&config.price_tables);
    match &args.policy {
        Some(file) if !file.is_dir() => {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file)
                .map_err(|error| Diagnostic::whole(&name, error.to_string(), "a readable folder or UTF-8 file"))?;
            Ok(Reading::of(&config.policies, prices)?.with_trial(SourceFile { name, text }, from))
        }
        folder => Reading::of(folder.as_ref().unwrap_or(&config.policies), prices),
    }
}
