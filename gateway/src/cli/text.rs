//! `qaqpa redact`: personal data in text.

use std::io::{BufRead as _, Read as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use router_core::redact::Detectors;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::caller::CallerArgs;

/// Personal data in text.
#[derive(Debug, Args)]
pub(super) struct RedactArgs {
    /// Lines {"id","text"} in, {"id","entities","redacted"} out; offsets in Unicode code points.
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    caller: CallerArgs,
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

pub(super) fn redact(args: &RedactArgs) -> Result<ExitCode> {
    let redaction = args.caller.policy()?.redaction;
    let [tenant, key] = args.caller.ids();
    let policy = &redaction.of(tenant, key).policy;
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
