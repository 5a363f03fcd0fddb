//! `qaqpa audit`: what personal data requests held, and whom it reached. Reads the ledger beside a running gateway too.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use router_core::redact::Detectors;

use super::report::SheetArgs;
use super::{diagnostics, files};
use crate::audit::{self, Wanted};
use crate::ledger::almaty_day;

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Requests and occurrences by day, tenant, class, field, provider and policy; or the requests that held a value.
    Pii {
        #[command(flatten)]
        sheet: SheetArgs,
        /// `-` reads a person's value from stdin and lists the requests that held it, in any usual spelling.
        #[arg(long)]
        value: Option<String>,
    },
    /// Every request that held personal data or media with whom it reached, and what was blocked: the facts of a notice.
    Incident(SheetArgs),
}

pub(super) fn run(args: &AuditArgs) -> Result<ExitCode> {
    let (AuditCommand::Pii { sheet: asked, .. } | AuditCommand::Incident(asked)) = &args.command;
    let config = files::config(&asked.period.config)?;
    let reader = files::journal(&config)?;
    let period = asked.period.period();
    let sheet = match &args.command {
        AuditCommand::Pii { value: None, .. } => audit::summary(&reader, &period)?,
        AuditCommand::Pii { value: Some(value), .. } => {
            if value != "-" {
                bail!("expected --value - and the value on stdin: arguments are seen by every user of the machine");
            }
            let value = value_from_stdin()?;
            let mut wanted = Wanted::new(&value, &Detectors::new(), reader.value_keys(&config.pepper_path())?);
            let sheet = audit::with_value(&reader, &period, &mut wanted)?;
            if wanted.unsure > 0 {
                diagnostics::complain(&format!(
                    "{} more requests held so many values that not all were noted; this one may be among them",
                    wanted.unsure
                ));
            }
            sheet
        }
        AuditCommand::Incident(_) => {
            let sheet = audit::incidents(&reader, &period)?;
            let due = audit::notice_due(almaty_day(Timestamp::now()));
            diagnostics::complain(&format!("{} rows; a notice of what is found today is due by {due}", sheet.len()));
            sheet
        }
    };
    std::io::stdout().write_all(sheet.render(asked.format.into()).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn value_from_stdin() -> Result<String> {
    let mut value = String::new();
    std::io::stdin().read_to_string(&mut value).context("stdin: expected UTF-8 text")?;
    let value = value.trim();
    if value.is_empty() {
        bail!("stdin: expected a value");
    }
    Ok(value.to_owned())
}
