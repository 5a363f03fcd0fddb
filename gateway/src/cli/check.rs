//! `qaqpa check`: every problem of every file, in one run.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;
use router_core::diagnostic::{Diagnostic, SourceFile, has_errors};

use super::diagnostics::{complain, render};
use crate::config::{Config, secrets};
use crate::ledger::almaty_day;
use crate::providers::iam;
use crate::snapshot::{Reading, load};

pub(super) fn run(path: &Path) -> Result<ExitCode> {
    let (files, problems) = problems(path);
    let errors = has_errors(&problems);
    if !problems.is_empty() {
        complain(render(&files, &problems).trim_end());
    }
    if errors {
        return Ok(ExitCode::from(1));
    }
    writeln!(std::io::stdout(), "{}: good, with {} policy and price files", path.display(), files.len())?;
    Ok(ExitCode::SUCCESS)
}

fn problems(path: &Path) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let config = match Config::load(path) {
        Ok(config) => config,
        Err((mut files, mut problems)) => {
            // The folders are usually where they always are: their problems are worth seeing in the same run.
            let base = path.parent().unwrap_or(Path::new(""));
            if let Ok(reading) = Reading::of(&base.join("policies"), &base.join("price-tables")) {
                let loaded = load(reading, almaty_day(Timestamp::now()), None);
                files.extend(loaded.files);
                problems.extend(loaded.diagnostics);
            }
            return (files, problems);
        }
    };
    let mut problems = missing_secrets(&config, path);
    let mut files = Vec::new();
    match Reading::of(&config.policies, &config.price_tables) {
        Ok(reading) => {
            let loaded = load(reading, almaty_day(Timestamp::now()), config.inside().as_deref());
            files = loaded.files;
            problems.extend(loaded.diagnostics);
        }
        Err(problem) => problems.push(problem),
    }
    (files, problems)
}

/// Secrets are often present only where the gateway runs, so a missing one is a warning here and an error at start.
fn missing_secrets(config: &Config, path: &Path) -> Vec<Diagnostic> {
    let keys = config.providers.iter().flat_map(|provider| {
        let keys = provider.api_key.iter().chain(&provider.iam_token).chain(&provider.care.api_keys);
        keys.map(|key| (provider.name.as_str(), key))
    });
    let admin = config.server.admin_key.as_ref().map(|key| ("server.admin_key", key));
    let webhook = config.webhook.as_ref().map(|webhook| ("webhook", &webhook.secret));
    let plain = keys.chain(admin).chain(webhook);
    let plain = plain.filter_map(|(name, key)| Some((name, secrets::resolve(key).err()?.to_string())));
    let signing = config.providers.iter().filter_map(|provider| {
        Some((provider.name.as_str(), iam::check(&provider.iam.as_ref()?.key).err()?.to_string()))
    });
    plain
        .chain(signing)
        .map(|(name, error)| {
            let problem = Diagnostic::whole(
                &path.display().to_string(),
                format!("the secret of {name}: {error}"),
                "the secret, before the gateway starts",
            );
            Diagnostic { severity: router_core::diagnostic::Severity::Warning, ..problem }
        })
        .collect()
}
