//! Configuration for commands, and the embedded defaults for commands that need none.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use router_core::decide::Health;
use router_core::diagnostic::SourceFile;

use super::diagnostics::{complain, render};
use crate::config::Config;
use crate::ledger::{LedgerError, Reader, almaty_day};
use crate::snapshot::{Reading, Snapshot, load};

/// The shipped policy files, so that a lone binary can demonstrate itself.
pub(crate) const POLICIES: &[(&str, &str)] = &[
    ("policies/routing.toml", include_str!("../../../policies/routing.toml")),
    ("policies/plans.toml", include_str!("../../../policies/plans.toml")),
    ("policies/redaction.toml", include_str!("../../../policies/redaction.toml")),
];
/// The shipped price files.
pub(crate) const PRICES: &[(&str, &str)] = &[
    ("price-tables/openai.toml", include_str!("../../../price-tables/openai.toml")),
    ("price-tables/google.toml", include_str!("../../../price-tables/google.toml")),
    ("price-tables/anthropic.toml", include_str!("../../../price-tables/anthropic.toml")),
    ("price-tables/deepseek.toml", include_str!("../../../price-tables/deepseek.toml")),
    ("price-tables/yandex.toml", include_str!("../../../price-tables/yandex.toml")),
    ("price-tables/local.toml", include_str!("../../../price-tables/local.toml")),
    ("price-tables/exchange-rates.toml", include_str!("../../../price-tables/exchange-rates.toml")),
];

/// Reads a configuration.
///
/// # Errors
/// Every problem of it, rendered.
pub(crate) fn config(path: &Path) -> Result<Config> {
    Config::load(path)
        .map_err(|(files, problems)| anyhow::anyhow!("{}{} has errors", render(&files, &problems), path.display()))
}

/// The ledger of a configuration, to be read. Where several nodes share their books, it is this node's journal, which
/// holds nothing of the others': that is said.
///
/// # Errors
/// [`LedgerError`] if it cannot be read.
pub(crate) fn journal(config: &Config) -> Result<Reader, LedgerError> {
    if config.storage.shared.is_some() {
        let node = &config.storage.node;
        complain(&format!("this reads the journal of node {node}: what other nodes served is not in it"));
    }
    Reader::open(&config.storage.path)
}

/// The books of a configuration, to be reported on: those of all nodes where several share them.
///
/// # Errors
/// Why they cannot be read.
pub(crate) fn books(config: &Config) -> Result<Reader> {
    let Some(shared) = &config.storage.shared else { return Ok(Reader::open(&config.storage.path)?) };
    let options = shared.options().context("storage.password")?;
    Ok(Reader::open_shared(&config.storage.path, &options)?)
}

/// The books of a configuration as [`books`] has them, or only this node's journal while those of all cannot be reached.
///
/// # Errors
/// Why they cannot be read.
pub(crate) fn books_or_journal(config: &Config) -> Result<Reader> {
    match books(config) {
        Err(error) if matches!(error.downcast_ref::<LedgerError>(), Some(LedgerError::Shared(_))) => {
            complain(&format!("{error}: only the journal of this node is looked at"));
            Ok(Reader::open(&config.storage.path)?)
        }
        other => other,
    }
}

/// The snapshot of a configuration's folders, or of the embedded defaults.
///
/// # Errors
/// Every problem of the files, rendered.
pub(crate) fn snapshot(config: Option<&Config>) -> Result<Snapshot> {
    let reading = match config {
        Some(config) => match Reading::of(&config.policies, &config.price_tables) {
            Ok(reading) => reading,
            Err(problem) => bail!("{}", render(&[], &[problem])),
        },
        None => Reading::from_memory(embedded(POLICIES), embedded(PRICES)),
    };
    let loaded = load(reading, almaty_day(Timestamp::now()), config.and_then(Config::inside).as_deref());
    loaded.into_snapshot(1).map_err(|refused| {
        anyhow::anyhow!("{}the policy and price files have errors", render(&refused.files, &refused.diagnostics))
    })
}

/// Every provider of a configuration, all of them well.
pub(crate) fn well(config: &Config) -> Health {
    let inside = config.inside().unwrap_or_default();
    Health {
        inside: inside.into_iter().map(Arc::from).collect(),
        ..Health::all_well(config.providers.iter().map(|provider| provider.name.as_str()))
    }
}

/// Writes the embedded defaults into a folder.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) fn unpack(folder: &Path) -> Result<()> {
    for (name, text) in POLICIES.iter().chain(PRICES) {
        let path = folder.join(name);
        let parent = path.parent().context("an embedded file without folder")?;
        std::fs::create_dir_all(parent)?;
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn embedded(files: &[(&str, &str)]) -> Vec<SourceFile> {
    files.iter().map(|&(name, text)| SourceFile { name: name.to_owned(), text: text.to_owned() }).collect()
}
