//! `qaqpa route`: the decision for a request, without sending it.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use jiff::Timestamp;
use router_core::chat::Chat;
use router_core::decide::Health;
use router_core::json::{Document, Limits};
use router_core::measure::{Assessor, Tier};
use router_core::redact::Detectors;

use super::{directory, files};
use crate::config::Config;
use crate::explain::{Means, Speakers, Subject, explain, widest_plan};
use crate::health::{Form, HealthBoard, Seen};
use crate::ledger::Reader;

/// Where a request would go.
#[derive(Debug, Args)]
pub(super) struct RouteArgs {
    /// Print the whole decision; without it, only where the request would go.
    #[arg(long)]
    explain: bool,
    /// Decide for this tenant; needs --config. Without it, for a plan with every tier.
    #[arg(long, requires = "config")]
    tenant: Option<String>,
    /// Decide for this key, by its id; name its tenant too.
    #[arg(long, requires = "tenant")]
    key: Option<String>,
    /// As if so many per cent of the tightest budget were left.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    budget_left: Option<u8>,
    /// As if a second opinion named this tier; nobody is asked.
    #[arg(long, value_name = "TIER", value_parser = tier)]
    opinion: Option<Tier>,
    /// The configuration file; without it, the embedded policies and prices.
    #[arg(long)]
    config: Option<PathBuf>,
}

pub(super) fn run(args: &RouteArgs) -> Result<ExitCode> {
    let config = args.config.as_deref().map(files::config).transpose()?;
    let snapshot = files::snapshot(config.as_ref())?;
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let chat = Chat::new(Document::parse(&body, Limits::default())?)?;
    let plan = match (&args.tenant, &config) {
        (Some(tenant), Some(config)) => {
            Reader::open(&config.storage.path)?.plan_of(tenant)?.with_context(|| format!("no tenant {tenant}"))?
        }
        _ => widest_plan(&snapshot.policy).context("no plan in the policy files")?,
    };
    let plan = snapshot.policy.plan(&plan).with_context(|| format!("no plan {plan} in the policy files"))?;
    let seen = match &config {
        Some(config) => seen(config, Form::of(&chat))?,
        None => {
            let health = Health::all_well(snapshot.prices.models().into_iter().map(|model| &*model.provider));
            let from = "nowhere: every provider counts as configured and well".to_owned();
            Seen { last_resort: health.clone(), health, rows: Vec::new(), from }
        }
    };
    let providers = config.iter().flat_map(|config| &config.providers);
    let speakers: Speakers<'_> =
        providers.map(|provider| (provider.name.as_str(), (provider.endpoint.dialect(), &provider.quirks))).collect();
    let assessor = Assessor::new()?;
    let tenant = args.tenant.as_deref().unwrap_or_default();
    let key = args.key.as_deref().unwrap_or_default();
    let scope = snapshot.policy.redaction.of(tenant, key);
    let (budget_left, opinion) = (args.budget_left, args.opinion);
    let subject = Subject { tenant, key, plan, scope, budget_left, opinion, at: Timestamp::now() };
    let detectors = Detectors::new();
    let means =
        Means { snapshot: &snapshot, detectors: &detectors, assessor: &assessor, seen: &seen, speakers: &speakers };
    let decision = explain(chat, means, &subject).map_err(|error| anyhow!("{error}"))?;
    let mut out = std::io::stdout().lock();
    if args.explain {
        writeln!(out, "{}", serde_json::to_string_pretty(&decision)?)?;
    }
    if let Some(error) = decision.get("error").and_then(serde_json::Value::as_str) {
        bail!("{error}");
    }
    if !args.explain {
        let first = &decision["candidates"][0];
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        writeln!(
            out,
            "{} {}/{} ({})",
            text(&decision["tier"]),
            text(&first["provider"]),
            text(&first["model"]),
            text(&decision["rule"])
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

fn tier(name: &str) -> Result<Tier, String> {
    Tier::from_name(name).ok_or_else(|| "expected L0, L1, L2 or L3".to_owned())
}

/// How providers are: what the running gateway knows; without one, whom operators block.
fn seen(config: &Config, form: Form) -> Result<Seen> {
    let now = Instant::now();
    let board = HealthBoard::of(config, now)?;
    let (rows, from) = match directory::providers_of_running(config) {
        Ok(Some(rows)) => (rows, "the running gateway".to_owned()),
        Ok(None) => (board.report(now), "the files, for no gateway runs: circuits and pace are not known".to_owned()),
        Err(error) => {
            let from =
                format!("the files, for the gateway could not be asked ({error:#}): circuits and pace are not known");
            writeln!(std::io::stderr(), "warning: health is from {from}")?;
            (board.report(now), from)
        }
    };
    Ok(board.seen_in(rows, form, from))
}
