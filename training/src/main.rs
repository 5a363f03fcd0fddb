//! Makes the weights of the embedded judge, and says how good they are.
//!
//! `fit` writes the weights, `fit --check` compares them with the committed ones, `validate` measures by leaving whole
//! sources out and on requests that were never trained on. See `training/README.md`.

mod concepts;
mod fit;
mod outcomes;
mod plot;
mod rows;
mod saving;
mod score;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use router_core::measure::{Assessor, Family, Tier, Weights, exp};

use concepts::Concepts;
use fit::Recipe;
use outcomes::Outcome;
use rows::Row;
use saving::{Spent, Tariff};
use score::Decision;

/// Labelled requests of this project.
const REQUESTS: &str = "training/requests";
/// Words that give an intent away.
const WORDS: &str = "training/words.tsv";
/// Words that mean the same kind of thing.
const CONCEPTS: &str = "training/concepts.tsv";
/// Where the weights are compiled in from.
const WEIGHTS: &str = "router-core/src/measure/judge.weights";
/// Where the calibration is drawn.
const PLOT: &str = "training/calibration.svg";
/// Outcomes of pairs of models, beside the repository.
const OUTCOMES: &str = "../shared/data/routing/dev.jsonl";
/// Requests that are never trained on: some of this project, and some beside the repository.
const UNSEEN: [&str; 2] = ["training/unseen.jsonl", "../shared/data/routing/intents-dev.jsonl"];

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
    /// Find what makes a probability of the difficulty, on the outcomes that may be trained on.
    Calibrate,
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
    #[arg(long)]
    cheap: Option<f32>,
    #[arg(long)]
    sure: Option<f32>,
    #[arg(long)]
    words: Option<f32>,
    #[arg(long)]
    lean: Option<f32>,
    #[arg(long)]
    concept: Option<f32>,
    /// Also count what was taken for what.
    #[arg(long)]
    confusions: bool,
    /// Also list the own requests that are decided wrongly.
    #[arg(long)]
    wrong: bool,
    /// Leave the files of requests in: only the requests never trained on.
    #[arg(long)]
    quick: bool,
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().command {
        Command::Fit { check } => fit_all(check),
        Command::Validate(args) => validate(&args),
        Command::Calibrate => calibrate(),
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
    let recipe = recipe(args)?;
    let rows = rows::read_folder(Path::new(REQUESTS))?;
    let all: Vec<&Row> = rows.iter().collect();
    if !args.quick {
        let mut sources: Vec<&str> = rows.iter().map(|row| row.source.as_str()).collect();
        sources.dedup();
        let (mut tested, mut decisions) = (Vec::new(), Vec::new());
        for source in sources {
            let (left_out, kept): (Vec<&Row>, Vec<&Row>) = all.iter().partition(|row| row.source == source);
            decisions.extend(decide(&Assessor::with(train(&kept, &recipe)?), &left_out));
            tested.extend(left_out);
        }
        show("each file of requests left out", &tested, &decisions)?;
        if args.wrong {
            list_wrong(&tested, &decisions)?;
        }
    }
    let (assessor, tariff) = (Assessor::with(train(&all, &recipe)?), Tariff::shipped()?);
    for file in UNSEEN {
        if !Path::new(file).exists() {
            writeln!(std::io::stdout(), "{file} is missing: nothing is said about its requests")?;
            continue;
        }
        let unseen = rows::read(Path::new(file))?;
        let unseen: Vec<&Row> = unseen.iter().collect();
        let decisions = decide(&assessor, &unseen);
        show(file, &unseen, &decisions)?;
        show_saving(&tariff, &assessor, &unseen, &decisions)?;
        if args.confusions {
            confusions(&unseen, &decisions)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn recipe(args: &ValidateArgs) -> Result<Recipe> {
    let mut recipe = Recipe::default();
    recipe.bits = args.bits.unwrap_or(recipe.bits);
    recipe.epochs = args.epochs.unwrap_or(recipe.epochs);
    recipe.rate = args.rate.unwrap_or(recipe.rate);
    recipe.decay = args.decay.unwrap_or(recipe.decay);
    recipe.balance = args.balance.unwrap_or(recipe.balance);
    recipe.bands.cheap = args.cheap.unwrap_or(recipe.bands.cheap);
    recipe.bands.sure = args.sure.unwrap_or(recipe.bands.sure);
    recipe.lean = args.lean.unwrap_or(recipe.lean);
    recipe.words = args.words.unwrap_or(recipe.words);
    recipe.concept = args.concept.unwrap_or(recipe.concept);
    recipe.acceptable = args.acceptable.unwrap_or(recipe.acceptable);
    for name in &args.without {
        let family = Family::ALL.into_iter().find(|family| format!("{family:?}").eq_ignore_ascii_case(name));
        recipe.without.push(family.with_context(|| format!("family {name:?}, expected one of {:?}", Family::ALL))?);
    }
    Ok(recipe)
}

fn calibrate() -> Result<ExitCode> {
    let outcomes = outcomes::read(Path::new(OUTCOMES))?;
    let rows = rows::read_folder(Path::new(REQUESTS))?;
    let assessor = Assessor::with(train(&rows.iter().collect::<Vec<_>>(), &Recipe::default())?);
    let strains: Vec<f32> = outcomes.iter().map(|row| assessor.strain(&row.chat)).collect();
    let mut out = std::io::stdout().lock();
    let trained: Vec<bool> = outcomes.iter().map(Outcome::may_train).collect();
    let [start, step] = outcomes::logistic(&outcomes, &strains, &trained);
    writeln!(out, "difficulty: [{start:.3}, {step:.3}]\n")?;
    let probability = |[start, step]: [f32; 2], strain: f32| 1.0 / (1.0 + exp(-(start + step * strain)));
    let mut said = vec![0.0; outcomes.len()];
    let mut benchmarks: Vec<&str> = outcomes.iter().map(Outcome::benchmark).collect();
    benchmarks.sort_unstable();
    benchmarks.dedup();
    for left_out in benchmarks {
        let kept: Vec<bool> = outcomes.iter().map(|row| row.may_train() && row.benchmark() != left_out).collect();
        let line = outcomes::logistic(&outcomes, &strains, &kept);
        for (place, _) in outcomes.iter().enumerate().filter(|(_, row)| row.benchmark() == left_out) {
            said[place] = probability(line, strains[place]);
        }
    }
    // By the strain, which no outcome was fitted to: lines fitted without a benchmark would only shift it by its own rate.
    writeln!(out, "{:<28} APGR   AUC", "ranked")?;
    for (name, ranking) in outcomes::rank(&outcomes, &strains) {
        writeln!(out, "{name:<28} {:.3}  {:.3}", ranking.apgr, ranking.auc)?;
    }
    let that_count = outcomes::that_count(&outcomes);
    let bins = outcomes::reliability(&outcomes, &said, |row| that_count.contains(&*row.source));
    let error = outcomes::calibration_error(&bins);
    std::fs::write(PLOT, plot::calibration(&bins, error))?;
    let error_of =
        |chosen: fn(&Outcome) -> bool| outcomes::calibration_error(&outcomes::reliability(&outcomes, &said, chosen));
    let (everywhere, licensed) = (error_of(|_| true), error_of(Outcome::may_train));
    writeln!(
        out,
        "\ncalibration error {error:.3} where ranked, drawn in {PLOT}; {everywhere:.3} with the sources that do not count, \
        {licensed:.3} on what may be trained on"
    )?;
    Ok(ExitCode::SUCCESS)
}

fn train(rows: &[&Row], recipe: &Recipe) -> Result<Weights> {
    let assessor = Assessor::new()?;
    let made = rows::conversations(rows)?;
    let all: Vec<&Row> = rows.iter().copied().chain(&made).collect();
    let mut examples = fit::examples(&assessor, &all, recipe);
    examples.extend(fit::words(&assessor, &rows::read_words(Path::new(WORDS))?, recipe));
    let concepts = Concepts::read(&assessor, Path::new(CONCEPTS))?;
    Ok(fit::fit(examples, &concepts, fit::leanings(&all, recipe), recipe))
}

/// What the gateway would decide with these weights; where they abstain, the default tier of the shipped policy.
fn decide(assessor: &Assessor, rows: &[&Row]) -> Vec<Decision> {
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

/// What the routine ones of `rows` save against the flagship.
fn show_saving(tariff: &Tariff, assessor: &Assessor, rows: &[&Row], decisions: &[Decision]) -> Result<()> {
    let mut spent = Spent::default();
    for (row, decision) in rows.iter().zip(decisions).filter(|(row, _)| row.expected == Tier::L0) {
        tariff.add(&mut spent, &assessor.measure(&row.chat), decision.tier)?;
    }
    let [made_for, decided] = spent.savings();
    writeln!(std::io::stdout(), "saved on what is made for L0: {made_for:.3} on L0, {decided:.3} as decided\n")?;
    Ok(())
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

/// What was decided wrongly, a line each, for a second look at the labels.
fn list_wrong(rows: &[&Row], decisions: &[Decision]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for (row, decision) in rows.iter().zip(decisions) {
        if !decision.abstained && !row.acceptable.contains(&decision.tier) {
            writeln!(out, "{} as {}, {}:{}", row.expected, decision.tier, row.source, row.line)?;
        }
    }
    Ok(())
}

/// How often which tier and which intent was taken for which.
fn confusions(rows: &[&Row], decisions: &[Decision]) -> Result<()> {
    let mut counts = BTreeMap::new();
    for (row, decision) in rows.iter().zip(decisions) {
        if !row.acceptable.contains(&decision.tier) {
            let tiers = format!("{} as {}, {} in {}", row.expected, decision.tier, row.intent, row.language);
            *counts.entry(tiers).or_insert(0) += 1;
        }
        if row.intent != decision.intent {
            *counts.entry(format!("{} as {} at {}", row.intent, decision.intent, row.expected)).or_insert(0) += 1;
        }
    }
    let mut out = std::io::stdout().lock();
    for (what, count) in counts {
        writeln!(out, "{count:>4}  {what}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{REQUESTS, Recipe, WEIGHTS, rows, train};

    #[test]
    fn the_committed_weights_are_what_the_rows_give() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        std::env::set_current_dir(root).unwrap();
        let rows = rows::read_folder(Path::new(REQUESTS)).unwrap();
        let bytes = train(&rows.iter().collect::<Vec<_>>(), &Recipe::default()).unwrap().to_bytes();
        assert!(bytes == std::fs::read(WEIGHTS).unwrap(), "run `cargo run --release -p training -- fit`");
    }
}
