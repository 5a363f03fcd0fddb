//! `qaqpa classify`: what the embedded judge says of requests, and a small model where it is unsure.

mod adviser;

use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use adviser::{Adviser, Heard, gateway_url};
use anyhow::{Context as _, Result};
use clap::Args;
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::{Assessor, Facts, Tier};
use serde::Serialize;
use serde_json::{Map, Value};

use super::caller::CallerArgs;

/// Difficulty, tier and intent of requests.
#[derive(Debug, Args)]
#[command(
    mut_arg("config", |arg| arg.help(
        "The configuration whose policies say the default tier, how a second opinion is asked for, and what a long text is \
         redacted by before it is cut for it; without it, the embedded ones"
    )),
    mut_arg("tenant", |arg| arg.help("Ask as for this tenant: the one of the key")),
    mut_arg("key", |arg| arg.help("Ask as for this key, by its id; name its tenant too"))
)]
pub(super) struct ClassifyArgs {
    /// Lines {"id","prompt"} or {"id","messages",["tools"]} in; the only format so far.
    #[arg(long, required = true)]
    jsonl: bool,
    /// Where the judge abstains, ask a model for the tier through the running gateway at this URL, such as
    /// http://127.0.0.1:8080/v1, with the key in OPENAI_API_KEY: redacted and charged like any request.
    #[arg(long, value_name = "URL", value_parser = gateway_url)]
    ask: Option<String>,
    #[command(flatten)]
    caller: CallerArgs,
}

#[derive(Debug, Serialize)]
struct Judgement {
    id: Value,
    score: f32,
    tier: &'static str,
    intent: &'static str,
    lang: &'static str,
    /// Whether the judge was sure enough to propose the tier itself.
    abstained: bool,
    /// What the model said that was asked, or that it said nothing in time, or that asking failed; absent where none was
    /// asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    opinion: Option<&'static str>,
    micros: f64,
}

pub(super) fn classify(args: &ClassifyArgs) -> Result<ExitCode> {
    let assessor = Assessor::new()?;
    let policy = args.caller.policy()?;
    let [tenant, key] = args.caller.ids();
    let asking = policy.second_opinion.asking(tenant).unwrap_or_default();
    let scope = policy.redaction.of(tenant, key);
    let mut adviser = args.ask.as_deref().map(|url| Adviser::new(url, asking, Arc::clone(scope))).transpose()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let place = || format!("stdin:{}", number + 1);
        let request: Map<String, Value> =
            serde_json::from_str(&line).with_context(|| format!("{}: expected an object", place()))?;
        let (id, chat) = read(request).with_context(place)?;
        let started = Instant::now();
        let facts = assessor.measure(&chat);
        let micros = started.elapsed().as_nanos() as f64 / 1_000.0;
        let heard = match &mut adviser {
            Some(adviser) if facts.proposal.is_none() => adviser.opinion(chat, &facts, &place()).with_context(place)?,
            _ => None,
        };
        let judgement = judgement(id, &facts, heard, policy.default_tier, micros);
        serde_json::to_writer(&mut out, &judgement)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The id and the request of a line.
fn read(mut request: Map<String, Value>) -> Result<(Value, Chat)> {
    let id = request.remove("id").context("expected \"id\"")?;
    if let Some(prompt) = request.remove("prompt") {
        request.insert("messages".to_owned(), serde_json::json!([{ "role": "user", "content": prompt }]));
    }
    request.insert("model".to_owned(), Value::from("auto"));
    Ok((id, Chat::new(Document::parse(&serde_json::to_vec(&request)?, Limits::default())?)?))
}

fn judgement(id: Value, facts: &Facts, heard: Option<Heard>, default_tier: Tier, micros: f64) -> Judgement {
    let tier = facts.proposal.or_else(|| heard?.tier()).unwrap_or(default_tier);
    Judgement {
        id,
        score: facts.difficulty.value(),
        tier: tier.name(),
        intent: facts.intent.name(),
        lang: facts.language.name(),
        abstained: facts.proposal.is_none(),
        opinion: heard.map(Heard::name),
        micros,
    }
}
