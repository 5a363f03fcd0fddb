//! Makes the weights of the embedded judge, and says how good they are.
//!
//! `fit` writes the weights, `fit --check` compares them with the committed ones, `validate` measures by leaving whole
//! sources out and on requests that were never trained on. See `training/README.md`.

mod fit;
mod rows;
mod score;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use router_core::measure::{Assessor, Family, Tier, Weights};

use fit::Recipe;
use rows::Row;
use score::Decision;

/// Labelled requests of this project.
const REQUESTS: &str = "training/requests";
/// Where the weights are compiled in from.
const WEIGHTS: &str = "router-core/src/measure/judge.weights";
/// Requests that are never trained on, beside the repository.
const UNSEEN: &str = "../shared/data/routing/intents-dev.jsonl";

#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the weights.
    Fit {
        /// Write nothing: fail if the committed weights are not what the rows give.
        #[arg(long)]
        check: bool,
    },
    /// Measure by leaving each file of requests out, and on requests never trained on.
    Validate(ValidateArgs),
}

#[derive(Debug, Args)]
struct ValidateArgs {
    /// Leave a family of features out.
    #[arg(long)]
    without: Vec<String>,
    #[arg(long)]
    bits: Option<u32>,
    #[arg(long)]
    epochs: Option<u32>,
    #[arg(long)]
    rate: Option<f32>,
    #[arg(long)]
    decay: Option<f32>,
    #[arg(long)]
    balance: Option<f32>,
    #[arg(long)]
    acceptable: Option<f32>,
    /// Leave the files of requests in: only the requests never trained on.
    #[arg(long)]
    quick: bool,
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().command {
        Command::Fit { check } => fit_all(check),
        Command::Validate(args) => validate(&args),
    }
}

fn fit_all(check: bool) -> Result<ExitCode> {
    let rows = rows::read_folder(Path::new(REQUESTS))?;
    let bytes = train(&rows.iter().collect::<Vec<_>>(), &Recipe::default())?.to_bytes();
    if check {
        let committed = std::fs::read(WEIGHTS).with_context(|| format!("{WEIGHTS}: cannot read it"))?;
        let same = committed == bytes;
        writeln!(std::io::stdout(), "{WEIGHTS}: {}", if same { "as the rows give" } else { "NOT what the rows give" })?;
        return Ok(if same { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    std::fs::write(WEIGHTS, &bytes)?;
    writeln!(std::io::stdout(), "{WEIGHTS}: {} bytes from {} rows", bytes.len(), rows.len())?;
    Ok(ExitCode::SUCCESS)
}

fn validate(args: &ValidateArgs) -> Result<ExitCode> {
    let mut recipe = Recipe::default();
    recipe.bits = args.bits.unwrap_or(recipe.bits);
    recipe.epochs = args.epochs.unwrap_or(recipe.epochs);
    recipe.rate = args.rate.unwrap_or(recipe.rate);
    recipe.decay = args.decay.unwrap_or(recipe.decay);
    recipe.balance = args.balance.unwrap_or(recipe.balance);
    recipe.acceptable = args.acceptable.unwrap_or(recipe.acceptable);
    for name in &args.without {
        let family = Family::ALL.into_iter().find(|family| format!("{family:?}").eq_ignore_ascii_case(name));
        recipe.without.push(family.with_context(|| format!("family {name:?}, expected one of {:?}", Family::ALL))?);
    }
    let rows = rows::read_folder(Path::new(REQUESTS))?;
    let all: Vec<&Row> = rows.iter().collect();
    if !args.quick {
        let mut sources: Vec<&str> = rows.iter().map(|row| row.source.as_str()).collect();
        sources.dedup();
        let (mut tested, mut decisions) = (Vec::new(), Vec::new());
        for source in sources {
            let (left_out, kept): (Vec<&Row>, Vec<&Row>) = all.iter().partition(|row| row.source == source);
            decisions.extend(decide(train(&kept, &recipe)?, &left_out));
            tested.extend(left_out);
        }
        show("each file of requests left out", &tested, &decisions)?;
    }
    let unseen = PathBuf::from(UNSEEN);
    if unseen.exists() {
        let unseen = rows::read(&unseen)?;
        let unseen: Vec<&Row> = unseen.iter().collect();
        show(UNSEEN, &unseen, &decide(train(&all, &recipe)?, &unseen))?;
    } else {
        writeln!(std::io::stdout(), "{UNSEEN} is missing: nothing is said about unseen requests")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn train(rows: &[&Row], recipe: &Recipe) -> Result<Weights> {
    let assessor = Assessor::new()?;
    Ok(fit::fit(&fit::examples(&assessor, rows, recipe), recipe))
}

/// What the gateway would decide with these weights; where they abstain, the default tier of the shipped policy.
fn decide(weights: Weights, rows: &[&Row]) -> Vec<Decision> {
    let assessor = Assessor::with(weights);
    rows.iter()
        .map(|row| {
            let facts = assessor.measure(&row.chat);
            Decision {
                tier: facts.proposal.unwrap_or(Tier::L2),
                intent: facts.intent,
                abstained: facts.proposal.is_none(),
            }
        })
        .collect()
}

fn show(title: &str, rows: &[&Row], decisions: &[Decision]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{title}\n{:<18} rows   tier  under  hard   over  f1     intent abstained", "")?;
    for (name, score) in score::by_group(rows, decisions) {
        let score::Score { rows, tier, under, under_hard, over, intent_f1, intent, abstained } = score;
        writeln!(
            out,
            "{name:<18} {rows:>4}  {tier:.3}  {under:.3}  {under_hard:.3}  {over:.3}  {intent_f1:.3}  {intent:.3}  {abstained:.3}"
        )?;
    }
    Ok(())
}
