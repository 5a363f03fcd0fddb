//! `qaqpa report`: reading the ledger, beside a running gateway too.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use router_core::measure::Tier;
use router_core::prices::Route;
use router_core::settle;

use super::{diagnostics, files};
use crate::config::Config;
use crate::ledger::{Dimension, Period, Query, almaty_day};
use crate::snapshot::{Reading, Snapshot, load};
use crate::{fx, report};

/// The cost report.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    period: PeriodArgs,
    /// What a row stands for.
    #[arg(long, value_delimiter = ',', default_value = "day,model,tier", value_parser = dimension)]
    by: Vec<Dimension>,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// A sheet of a period.
#[derive(Debug, Args)]
pub(super) struct SheetArgs {
    #[command(flatten)]
    pub(super) period: PeriodArgs,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    pub(super) format: Format,
}

/// What is read of which ledger.
#[derive(Debug, Args)]
pub(super) struct PeriodArgs {
    /// The configuration file.
    #[arg(long, default_value = "qaqpa.toml")]
    pub(super) config: PathBuf,
    /// One tenant; without it, all.
    #[arg(long)]
    tenant: Option<String>,
    /// First day, in Almaty; without it, the first of this month.
    #[arg(long)]
    from: Option<Date>,
    /// Last day, in Almaty; without it, today.
    #[arg(long)]
    to: Option<Date>,
}

impl PeriodArgs {
    /// The days and the tenant asked for.
    pub(super) fn period(&self) -> Period {
        let today = almaty_day(Timestamp::now());
        Period {
            tenant: self.tenant.clone(),
            from: self.from.unwrap_or_else(|| today.first_of_month()),
            to: self.to.unwrap_or(today),
        }
    }
}

/// What is written instead of a table.
#[derive(Debug, Args)]
pub(super) struct FormatArgs {
    /// Write JSON instead of a table.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Write CSV instead of a table.
    #[arg(long)]
    csv: bool,
}

impl FormatArgs {
    pub(super) fn format(&self) -> report::Format {
        match (self.json, self.csv) {
            (true, _) => report::Format::Json,
            (_, true) => report::Format::Csv,
            _ => report::Format::Table,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Table,
    Csv,
    Json,
}

pub(super) fn report(args: &ReportArgs) -> Result<ExitCode> {
    let config = files::config(&args.period.config)?;
    let Period { tenant, from, to } = args.period.period();
    let query = Query { tenant, from, to, by: args.by.clone() };
    let reader = files::books(&config)?;
    let mut days = BTreeMap::new();
    let report = reader.savings(&query, &mut |day, usage| {
        let route = days.entry(day).or_insert_with(|| first_of_l2(&config, day)).as_ref()?;
        settle::usual_cost(usage, &route.row, &route.rate).ok().map(|cost| cost.tenge)
    })?;
    let without: Vec<String> =
        days.iter().filter(|(_, route)| route.is_none()).map(|(day, _)| day.to_string()).collect();
    if !without.is_empty() {
        let days = without.join(", ");
        diagnostics::complain(&format!("no policy in force on {days}: not compared with tier L2; see `qaqpa check`"));
    }
    let mut text = report::render(&report, args.format.into());
    let mut moved = moved_rates(&config, &reader.plans(query.tenant.as_deref())?, query.to);
    moved.extend(reader.reconciled()?);
    match args.format {
        Format::Table => text.extend(moved.iter().map(|line| format!("{line}\n"))),
        // What programs read holds nothing but the rows.
        Format::Csv | Format::Json => moved.iter().for_each(|line| diagnostics::complain(line)),
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// A line for each of the tenants' `plans` that the dollar of the report's last day has left.
fn moved_rates(config: &Config, plans: &BTreeSet<String>, last: Date) -> Vec<String> {
    let day = last.min(almaty_day(Timestamp::now()));
    let Some(snapshot) = snapshot_of(config, day) else { return Vec::new() };
    let drifts = fx::drifts(&snapshot.policy, &snapshot.prices, day);
    drifts.iter().filter(|drift| plans.contains(&*drift.plan)).map(ToString::to_string).collect()
}

/// What "always L2" means on a day: the model that the policy tries first there, at its price of that day.
fn first_of_l2(config: &Config, day: Date) -> Option<Route> {
    snapshot_of(config, day)?.policy.pools.get(Tier::L2).slots.first().map(|slot| slot.route.clone())
}

/// Policy and prices as they were on a day.
pub(super) fn snapshot_of(config: &Config, day: Date) -> Option<Snapshot> {
    let reading = Reading::of(&config.policies, &config.price_tables).ok()?;
    load(reading, day, None).into_snapshot(1).ok()
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Csv => Self::Csv,
            Format::Json => Self::Json,
        }
    }
}

fn dimension(name: &str) -> Result<Dimension, String> {
    Dimension::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = Dimension::ALL.iter().map(|dimension| dimension.name()).collect();
        format!("expected one of {}", known.join(", "))
    })
}
