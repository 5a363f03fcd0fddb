//! `qaqpa prices import`: the price folder beside the lists of others.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use router_core::diagnostic::SourceFile;
use router_core::files::{FileKind, Source};
use router_core::prices::{LIST_KEYS, LIST_VERSION};
use rust_decimal::Decimal;

use super::{diagnostics, files};
use crate::ledger::almaty_day;
use crate::prices::folder;
use crate::prices::import::{Comparison, compare};
use crate::prices::{read_genai_prices, read_litellm};

#[derive(Debug, Args)]
pub(super) struct PricesArgs {
    #[command(subcommand)]
    command: PricesCommand,
}

#[derive(Debug, Subcommand)]
enum PricesCommand {
    /// Compare a list of others with the price tables, and say what differs; `--write` adds new rows.
    Import(ImportArgs),
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// The format of the list.
    #[arg(value_enum)]
    format: Format,
    /// The list: `model_prices_and_context_window.json`, or `prices/new_data/v2/data.json` of genai-prices.
    list: PathBuf,
    /// The configuration file.
    #[arg(long, default_value = "qaqpa.toml")]
    config: PathBuf,
    /// Only say what differs, which is what happens anyhow.
    #[arg(long, conflicts_with = "write")]
    diff: bool,
    /// Add a row for each model whose prices differ, to the end of its provider's file. Old rows stay.
    #[arg(long)]
    write: bool,
    /// The first day of the new rows; tomorrow where it is not stated.
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// A provider that the list names otherwise, such as google=gemini.
    #[arg(long = "as", value_name = "OURS=THEIRS", value_parser = renamed)]
    names: Vec<(String, String)>,
    /// Believe prices that change more than ten times.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// LiteLLM's `model_prices_and_context_window.json`.
    Litellm,
    /// The data of genai-prices.
    GenaiPrices,
}

pub(super) fn run(args: &PricesArgs) -> Result<ExitCode> {
    let PricesCommand::Import(args) = &args.command;
    let folder = files::config(&args.config)?.price_tables;
    let today = almaty_day(Timestamp::now());
    let from = args.from.or_else(|| today.tomorrow().ok()).unwrap_or(today);
    let text = std::fs::read_to_string(&args.list).with_context(|| args.list.display().to_string())?;
    let lists = match args.format {
        Format::Litellm => read_litellm(&text),
        Format::GenaiPrices => read_genai_prices(&text, from),
    };
    let lists = lists.with_context(|| format!("{} is not such a list", args.list.display()))?;
    let names: BTreeMap<String, String> = args.names.iter().cloned().collect();
    let book = folder::load(&folder, today)?;
    let comparison = compare(&book, &lists, &names, from);
    std::io::stdout().write_all(shown(&comparison).as_bytes())?;
    if args.write { write(args, &comparison, &folder, from, today) } else { Ok(ExitCode::SUCCESS) }
}

fn shown(comparison: &Comparison<'_>) -> String {
    let mut text = String::new();
    for differing in &comparison.differing {
        let _ = writeln!(text, "{}", differing.row.id);
        for change in &differing.changes {
            let _ = writeln!(text, "    {change}");
        }
    }
    let _ = writeln!(text, "{} differ, {} are the same", comparison.differing.len(), comparison.same);
    if !comparison.unknown.is_empty() {
        let _ = writeln!(text, "not in the list, or not in its currency: {}", comparison.unknown.join(", "));
    }
    text
}

/// Adds the new rows, file by file; a file is changed as a whole or not at all.
fn write(args: &ImportArgs, comparison: &Comparison<'_>, folder: &Path, from: Date, today: Date) -> Result<ExitCode> {
    let name = args.list.file_name().unwrap_or_default().to_string_lossy();
    let format = args.format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let source = format!("{format}: {name}, imported {today}");
    let mut complete = true;
    let mut rows: BTreeMap<PathBuf, String> = BTreeMap::new();
    let sources = folder::read(folder)?;
    for differing in &comparison.differing {
        let home = sources.iter().find_map(|file| unit_of(file, &differing.row.model.provider));
        let obstacle = differing.obstacle(from, args.force);
        match (obstacle, home) {
            (None, Some((file, unit))) => {
                let text = differing.text(from, &source, today, unit);
                rows.entry(PathBuf::from(file)).or_default().push_str(&text);
            }
            (obstacle, _) => {
                complete = false;
                let why = obstacle.unwrap_or_else(|| "its file was not found".to_owned());
                diagnostics::complain(&format!("{} is not written: {why}", differing.row.model));
            }
        }
    }
    for (file, rows) in rows {
        folder::append(&file, "", &rows, today)?;
        writeln!(std::io::stdout(), "written: {}", file.display())?;
    }
    Ok(ExitCode::from(u8::from(!complete)))
}

/// The name of a file with the prices of `provider`, and the number of tokens that they are for.
fn unit_of<'f>(file: &'f SourceFile, provider: &str) -> Option<(&'f str, Decimal)> {
    let source = Source::parse(file);
    source.kind(&[FileKind::Prices])?;
    let (_, root) = source.dated_up_to(LIST_VERSION, LIST_KEYS)?;
    let is_home = root.optional("provider")?.as_str() == Some(provider);
    let unit = if root.optional("per")?.as_str() == Some("1K") { 1_000 } else { 1_000_000 };
    is_home.then(|| (file.name.as_str(), Decimal::from(unit)))
}

fn renamed(text: &str) -> Result<(String, String), String> {
    let names = text.split_once('=').filter(|(ours, theirs)| !ours.is_empty() && !theirs.is_empty());
    names.map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned())).ok_or_else(|| "such as google=gemini".to_owned())
}
