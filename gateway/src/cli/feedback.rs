//! `qaqpa feedback`: how users rated the answers of rules and experiments. Reads the ledger beside a running gateway too.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use super::files;
use super::report::{Format, PeriodArgs};
use crate::feedback;

#[derive(Debug, Args)]
pub(super) struct FeedbackArgs {
    #[command(flatten)]
    period: PeriodArgs,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(super) fn run(args: &FeedbackArgs) -> Result<ExitCode> {
    let reader = files::journal(&files::config(&args.period.config)?)?;
    let sheet = feedback::summary(&reader, &args.period.period())?;
    std::io::stdout().write_all(sheet.render(args.format.into()).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
