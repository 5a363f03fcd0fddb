//! `qaqpa feedback`: how users rated the answers of rules and experiments. Reads the ledger beside a running gateway too.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;

use super::files;
use super::report::SheetArgs;
use crate::feedback;

pub(super) fn run(args: &SheetArgs) -> Result<ExitCode> {
    let reader = files::journal(&files::config(&args.period.config)?)?;
    let sheet = feedback::summary(&reader, &args.period.period())?;
    std::io::stdout().write_all(sheet.render(args.format.into()).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
