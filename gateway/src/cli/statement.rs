//! `qaqpa statement` and `qaqpa costs`: what a tenant's month brings, and what it costs beside its requests.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use http::Method;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use super::directory::{Common, ask, print};
use super::files;
use super::report::{FormatArgs, snapshot_of};
use crate::costs;
use crate::ledger::{Query, almaty_day};
use crate::statement::{Facts, Statement};

/// A tenant's month.
#[derive(Debug, Args)]
pub(super) struct StatementArgs {
    /// The configuration file.
    #[arg(long, default_value = "qaqpa.toml")]
    config: PathBuf,
    /// The tenant.
    #[arg(long)]
    tenant: String,
    /// The month, such as 2026-11; this one where it is not stated.
    #[arg(long, value_parser = month)]
    month: Option<Date>,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
pub(super) struct CostsArgs {
    #[command(subcommand)]
    command: CostsCommand,
}

#[derive(Debug, Subcommand)]
enum CostsCommand {
    /// Book the rows of a CSV file: date, tenant, line, amount, reference. A reference is booked once.
    Import {
        #[command(flatten)]
        common: Common,
        /// The file.
        file: PathBuf,
    },
}

pub(super) fn run(args: &StatementArgs) -> Result<ExitCode> {
    let config = files::config(&args.config)?;
    let from = args.month.unwrap_or_else(|| almaty_day(Timestamp::now()).first_of_month());
    let to = from.last_of_month();
    let reader = files::books(&config)?;
    let tenant = args.tenant.as_str();
    let plan = reader.plan_of(tenant)?.with_context(|| format!("no tenant {tenant}"))?;
    // A plan is what the files say of the month's last day.
    let snapshot =
        snapshot_of(&config, to).with_context(|| format!("no policy in force on {to}; see `qaqpa check`"))?;
    let plan = snapshot.policy.plan(&plan).with_context(|| format!("no plan {plan} in the policy files of {to}"))?;
    let query = Query { tenant: Some(tenant.to_owned()), from, to, by: Vec::new() };
    let statement = Statement::of(Facts {
        tenant,
        plan,
        pays_yearly: reader.pays_yearly(tenant)?,
        month: &from.strftime("%Y-%m").to_string(),
        requests: &reader.report(&query)?.total,
        imported: reader.imported_costs(tenant, from, to)?,
    })?;
    std::io::stdout().write_all(statement.render(args.format.format())?.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn costs(args: &CostsArgs) -> Result<ExitCode> {
    let CostsCommand::Import { common, file } = &args.command;
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
    let rows = match costs::read(&name, &text) {
        Ok(rows) => rows,
        Err(problems) => bail!("{}", problems.join("\n")),
    };
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let (date, amount) = (row.day.to_string(), row.amount.tenge().to_string());
            json!({ "date": date, "tenant": &*row.tenant, "line": row.line, "amount": amount, "reference": row.reference })
        })
        .collect();
    let answer = ask(common, &Method::POST, "costs", Some(&json!({ "rows": rows })))?;
    print(common, &answer, &["rows", "new"])
}

/// The first day of a month.
fn month(text: &str) -> Result<Date, String> {
    let first = (text.len() == 7).then(|| format!("{text}-01").parse().ok()).flatten();
    first.ok_or_else(|| "expected a month such as 2026-11".to_owned())
}
