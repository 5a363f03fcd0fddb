//! The commands. Exit code 0: good; 1: the check failed, or the work could not be done; 2: wrong usage.

mod audit;
mod caller;
mod check;
mod classify;
pub(crate) mod diagnostics;
mod directory;
mod feedback;
pub(crate) mod files;
mod fx;
mod ledger;
mod nodes;
mod prices;
mod providers;
mod replay;
mod report;
mod route;
mod schema;
mod serve;
mod statement;
pub(crate) mod table;
mod text;
mod wallets;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::demo;
pub(crate) use serve::terminated;

/// A drop-in OpenAI-compatible LLM gateway: redacts, routes, fails over, and counts every tenge.
#[derive(Debug, Parser)]
#[command(name = "qaqpa", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the whole way of a request on embedded defaults: no key, no file, no network.
    Demo(demo::DemoArgs),
    /// Serve.
    Serve(ConfigArg),
    /// Check the configuration and every policy and price file; list all problems.
    Check(ConfigArg),
    /// Print the JSON Schema of a kind of file, for editors.
    Schema(schema::SchemaArgs),
    /// Replace personal data in text from stdin.
    Redact(text::RedactArgs),
    /// Judge requests from stdin, one JSON object a line.
    Classify(classify::ClassifyArgs),
    /// Say where a request from stdin would go, and why.
    Route(route::RouteArgs),
    /// Tenants.
    Tenants(directory::TenantsArgs),
    /// Projects of tenants.
    Projects(directory::ProjectsArgs),
    /// Virtual keys.
    Keys(directory::KeysArgs),
    /// What tenants pay in advance.
    Wallets(wallets::WalletsArgs),
    /// How providers are, and the switch that keeps one out.
    Providers(providers::ProvidersArgs),
    /// Exchange rates: fetch, set, list.
    Fx(fx::FxArgs),
    /// Price lists.
    Prices(prices::PricesArgs),
    /// The cost report of a tenant, in tenge.
    Report(report::ReportArgs),
    /// What a tenant's month brings, costs, and leaves.
    Statement(statement::StatementArgs),
    /// What tenants cost beside their requests.
    Costs(statement::CostsArgs),
    /// Decide a period's requests again, by other policy or price files, and say what would have been different.
    Replay(replay::ReplayArgs),
    /// What personal data requests held, and whom it reached.
    Audit(audit::AuditArgs),
    /// How users rated the answers of rules and experiments.
    Feedback(report::SheetArgs),
    /// Look into the ledger, prove it.
    Ledger(ledger::LedgerArgs),
}

#[derive(Debug, Args)]
struct ConfigArg {
    /// The configuration file.
    #[arg(long, default_value = "qaqpa.toml")]
    config: PathBuf,
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let done = match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args.config),
        Command::Check(args) => check::run(&args.config),
        Command::Schema(args) => schema::run(&args),
        Command::Redact(args) => text::redact(&args),
        Command::Classify(args) => classify::classify(&args),
        Command::Route(args) => route::run(&args),
        Command::Tenants(args) => directory::tenants(args),
        Command::Projects(args) => directory::projects(args),
        Command::Keys(args) => directory::keys(args),
        Command::Wallets(args) => wallets::run(args),
        Command::Providers(args) => providers::run(args),
        Command::Fx(args) => fx::run(&args),
        Command::Prices(args) => prices::run(&args),
        Command::Report(args) => report::report(&args),
        Command::Statement(args) => statement::run(&args),
        Command::Costs(args) => statement::costs(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Feedback(args) => feedback::run(&args),
        Command::Ledger(args) => ledger::run(&args),
    };
    match done {
        Ok(code) => code,
        // A reader that has seen enough (`| head`) is not a failure.
        Err(error)
            if error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) =>
        {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let text = format!("{error:#}");
            // Problems of files say so themselves.
            let level =
                if ["error: ", "warning: "].iter().any(|level| text.starts_with(level)) { "" } else { "error: " };
            diagnostics::complain(&format!("{level}{text}"));
            ExitCode::from(1)
        }
    }
}
