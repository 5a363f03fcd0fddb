//! `qaqpa redact` and `qaqpa classify`: the core's judgements over lines of text.

use std::io::{BufRead as _, Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::Args;
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::{Assessor, Tier};
use router_core::redact::Detectors;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::files;

/// Personal data in text.
#[derive(Debug, Args)]
pub(super) struct RedactArgs {
    /// Lines {"id","text"} in, {"id","entities","redacted"} out; offsets in Unicode code points.
    #[arg(long)]
    jsonl: bool,
    /// The configuration whose policies count; without it, the embedded ones.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Redact as for this tenant.
    #[arg(long, requires = "config")]
    tenant: Option<String>,
    /// Redact as for this key, by its id; name its tenant too.
    #[arg(long, requires = "tenant")]
    key: Option<String>,
}

/// Difficulty, tier and intent of requests.
#[derive(Debug, Args)]
pub(super) struct ClassifyArgs {
    /// Lines {"id","prompt"} or {"id","messages",["tools"]} in; the only format so far.
    #[arg(long, required = true)]
    jsonl: bool,
}

#[derive(Debug, Deserialize)]
struct TextLine {
    id: Value,
    text: String,
}

#[derive(Debug, Serialize)]
struct RedactedLine {
    id: Value,
    entities: Vec<Entity>,
    redacted: String,
}

#[derive(Debug, Serialize)]
struct Entity {
    start: usize,
    end: usize,
    r#type: String,
    text: String,
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
    micros: f64,
}

pub(super) fn redact(args: &RedactArgs) -> Result<ExitCode> {
    let config = args.config.as_deref().map(files::config).transpose()?;
    let redaction = files::snapshot(config.as_ref())?.policy.redaction;
    let caller = [&args.tenant, &args.key].map(|id| id.as_deref().unwrap_or_default());
    let policy = &redaction.of(caller[0], caller[1]).policy;
    let detectors = Detectors::new();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if !args.jsonl {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("stdin: expected UTF-8 text")?;
        out.write_all(detectors.redact_text(&text, policy)?.0.as_bytes())?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let TextLine { id, text } = serde_json::from_str(&line)
            .with_context(|| format!("stdin:{}: expected {{\"id\",\"text\"}}", number + 1))?;
        let (redacted, _replaced, _vault) = detectors.redact_text(&text, policy)?;
        // What is found, also where the policy leaves it in place: a BIN names a company.
        let found = detectors.detect_under(&text, policy);
        let points = CodePoints::of(&text);
        let entity = |entity: &router_core::redact::Entity| Entity {
            start: points.before(entity.range.start),
            end: points.before(entity.range.end),
            r#type: entity.data_type.name().to_owned(),
            text: text.get(entity.range.clone()).unwrap_or_default().to_owned(),
        };
        let entities = found.iter().map(entity).collect();
        serde_json::to_writer(&mut out, &RedactedLine { id, entities, redacted })?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn classify(_args: &ClassifyArgs) -> Result<ExitCode> {
    let assessor = Assessor::new()?;
    let default_tier = files::snapshot(None)?.policy.default_tier;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let request: Map<String, Value> =
            serde_json::from_str(&line).with_context(|| format!("stdin:{}: expected an object", number + 1))?;
        let judgement = judge(request, &assessor, default_tier).with_context(|| format!("stdin:{}", number + 1))?;
        serde_json::to_writer(&mut out, &judgement)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn judge(mut request: Map<String, Value>, assessor: &Assessor, default_tier: Tier) -> Result<Judgement> {
    let id = request.remove("id").context("expected \"id\"")?;
    if let Some(prompt) = request.remove("prompt") {
        request.insert("messages".to_owned(), serde_json::json!([{ "role": "user", "content": prompt }]));
    }
    request.insert("model".to_owned(), Value::from("auto"));
    let chat = Chat::new(Document::parse(&serde_json::to_vec(&request)?, Limits::default())?)?;
    let started = Instant::now();
    let facts = assessor.measure(&chat);
    let micros = started.elapsed().as_nanos() as f64 / 1_000.0;
    Ok(Judgement {
        id,
        score: facts.difficulty.value(),
        tier: facts.proposal.unwrap_or(default_tier).name(),
        intent: facts.intent.name(),
        lang: facts.language.name(),
        abstained: facts.proposal.is_none(),
        micros,
    })
}

/// Byte offsets of a text as code points.
struct CodePoints(Vec<usize>);

impl CodePoints {
    fn of(text: &str) -> Self {
        Self(text.char_indices().map(|(at, _)| at).collect())
    }

    fn before(&self, byte: usize) -> usize {
        self.0.partition_point(|&at| at < byte)
    }
}
