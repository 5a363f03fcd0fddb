//! `qaqpa classify`: what the embedded judge says of requests, and a small model where it is unsure.

use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use http::Method;
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::{Assessor, Facts, Tier};
use router_core::policy::Asking;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::{Map, Value};

use super::files;
use crate::opinion::{Opinion, question_for_gateway};
use crate::plain_http;

/// Where the key for `--ask` stands: where OpenAI's libraries look for theirs.
const KEY: &str = "OPENAI_API_KEY";

/// Difficulty, tier and intent of requests.
#[derive(Debug, Args)]
pub(super) struct ClassifyArgs {
    /// Lines {"id","prompt"} or {"id","messages",["tools"]} in; the only format so far.
    #[arg(long, required = true)]
    jsonl: bool,
    /// Where the judge abstains, ask a model for the tier through the running gateway at this URL, such as
    /// http://127.0.0.1:8080/v1, with the key in OPENAI_API_KEY: redacted and charged like any request.
    #[arg(long, value_name = "URL")]
    ask: Option<String>,
    /// The configuration whose policies say the default tier and how a second opinion is asked for; without it, the
    /// embedded ones.
    #[arg(long)]
    config: Option<PathBuf>,
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
    /// What the model said that was asked; absent where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    opinion: Option<&'static str>,
    micros: f64,
}

/// A model that is asked through a running gateway.
struct Adviser {
    runtime: tokio::runtime::Runtime,
    url: String,
    key: SecretString,
    asking: Asking,
    /// What was said of each question: the same is asked once.
    said: HashMap<Vec<u8>, Opinion>,
}

pub(super) fn classify(args: &ClassifyArgs) -> Result<ExitCode> {
    let assessor = Assessor::new()?;
    let config = args.config.as_deref().map(files::config).transpose()?;
    let policy = files::snapshot(config.as_ref())?.policy;
    let asking = policy.second_opinion.asking("").unwrap_or_default();
    let mut adviser = args.ask.as_deref().map(|url| Adviser::new(url, asking)).transpose()?;
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
        let opinion = match &mut adviser {
            Some(adviser) if facts.proposal.is_none() => Some(adviser.opinion(&chat, &facts).with_context(place)?),
            _ => None,
        };
        let judgement = judgement(id, &facts, opinion, policy.default_tier, micros);
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

fn judgement(id: Value, facts: &Facts, opinion: Option<Opinion>, default_tier: Tier, micros: f64) -> Judgement {
    let advised = match opinion {
        Some(Opinion::Names(tier)) => tier,
        Some(Opinion::Nothing) | None => default_tier,
    };
    Judgement {
        id,
        score: facts.difficulty.value(),
        tier: facts.proposal.unwrap_or(advised).name(),
        intent: facts.intent.name(),
        lang: facts.language.name(),
        abstained: facts.proposal.is_none(),
        opinion: opinion.map(Opinion::name),
        micros,
    }
}

// === impl Adviser ===

impl Adviser {
    fn new(url: &str, asking: Asking) -> Result<Self> {
        let key = std::env::var(KEY).with_context(|| format!("{KEY}: expected the key of the gateway to ask with"))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let url = format!("{}/chat/completions", url.trim_end_matches('/'));
        Ok(Self { runtime, url, key: key.into(), asking, said: HashMap::new() })
    }

    /// What the model says of a request. A model that is late or says anything else has no opinion; a gateway that
    /// refuses ends the command.
    fn opinion(&mut self, chat: &Chat, facts: &Facts) -> Result<Opinion> {
        let Some(question) = question_for_gateway(chat, facts.language, self.asking) else {
            return Ok(Opinion::Nothing);
        };
        if let Some(&known) = self.said.get(&question) {
            return Ok(known);
        }
        let send = plain_http::send(&Method::POST, &self.url, self.key.expose_secret(), question.clone());
        let timeout = self.asking.timeout;
        let Ok(answer) = self.runtime.block_on(async { tokio::time::timeout(timeout, send).await }) else {
            return Ok(Opinion::Nothing);
        };
        let answer = answer?;
        if answer.status != 200 {
            bail!("{}: {}, {}", self.url, answer.status, String::from_utf8_lossy(&answer.body).trim());
        }
        let opinion = Opinion::of(&Document::parse(&answer.body, Limits::default())?);
        self.said.insert(question, opinion);
        Ok(opinion)
    }
}
