//! Folders of TOML files to a snapshot.

use std::path::Path;

use jiff::civil::Date;
use router_core::diagnostic::{Diagnostic, SourceFile, has_errors};
use router_core::files::{FileKind, Source};
use router_core::policy::Policy;
use router_core::prices::PriceBook;

use super::{Refused, Snapshot};

/// Readings of the folders until two in a row agree: files may be replaced while they are read.
const STABLE_READINGS: usize = 8;

/// What the folders hold.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) fingerprint: String,
    parts: Option<(Policy, PriceBook)>,
}

/// The files of both folders as they stood at one moment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    policies: Vec<SourceFile>,
    prices: Vec<SourceFile>,
}

/// Checks the files of a reading. `inside` are the providers inside the perimeter, by name, for finding promises that
/// nobody can keep; `None` where the providers are not known.
pub(crate) fn load(reading: Reading, today: Date, inside: Option<&[String]>) -> Loaded {
    let fingerprint = reading.fingerprint();
    let (prices, mut diagnostics) = PriceBook::load(&reading.prices, today);
    let mut parts = None;
    if let Some(prices) = prices {
        let (policy, of_policies) = Policy::load(&reading.policies, &prices, today);
        diagnostics.extend(of_policies);
        if let (Some(policy), Some(inside)) = (&policy, inside) {
            diagnostics.extend(policy.broken_promises(|name| inside.iter().any(|inside| inside == name)));
        }
        parts = policy.map(|policy| (policy, prices));
    }
    let files = reading.policies.into_iter().chain(reading.prices).collect();
    Loaded { files, diagnostics, fingerprint, parts }
}

impl Loaded {
    /// The snapshot, unless something is wrong.
    ///
    /// # Errors
    /// [`Refused`] with the files and everything found in them.
    pub(crate) fn into_snapshot(self, version: u64) -> Result<Snapshot, Refused> {
        match self.parts {
            Some((policy, prices)) if !has_errors(&self.diagnostics) => {
                Ok(Snapshot { version, policy, prices, fingerprint: self.fingerprint })
            }
            _ => Err(Refused { files: self.files, diagnostics: self.diagnostics }),
        }
    }
}

impl Reading {
    /// Reads both folders until two readings in a row agree.
    ///
    /// # Errors
    /// The file or folder that cannot be read.
    pub(crate) fn of(policies: &Path, price_tables: &Path) -> Result<Self, Diagnostic> {
        let read = || Ok(Self { policies: read_folder(policies)?, prices: read_folder(price_tables)? });
        let mut last = read()?;
        for _ in 0..STABLE_READINGS {
            let next = read()?;
            if next == last {
                return Ok(next);
            }
            last = next;
        }
        Err(Diagnostic::whole(
            &policies.display().to_string(),
            "files that change while they are read",
            "files at rest",
        ))
    }

    /// Files that are not on disk.
    pub(crate) fn from_memory(policies: Vec<SourceFile>, prices: Vec<SourceFile>) -> Self {
        Self { policies, prices }
    }

    /// The same with one policy file on trial: it takes the place of all of its kind, and counts from `from` at the
    /// latest.
    pub(crate) fn with_trial(mut self, trial: SourceFile, from: Date) -> Self {
        let kind = kind(&trial);
        self.policies.retain(|file| kind.is_none() || self::kind(file) != kind);
        self.policies.push(dated_back(trial, from));
        self
    }

    /// A hash of every name and text.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for file in self.policies.iter().chain(&self.prices) {
            hasher.update(file.name.as_bytes());
            hasher.update(&(file.text.len() as u64).to_le_bytes());
            hasher.update(file.text.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn kind(file: &SourceFile) -> Option<FileKind> {
    Source::parse(file).kind(&FileKind::ALL)
}

/// A file that counts from `from` at the latest. A date has ten characters, so problems are still found where they are.
fn dated_back(file: SourceFile, from: Date) -> SourceFile {
    let later = {
        let source = Source::parse(&file);
        let header = source.dated(&[""; 0]).filter(|(header, _)| header.valid_from > from);
        header.and_then(|(header, table)| Some((header.valid_from, table.optional("valid_from")?.span())))
    };
    let Some((day, span)) = later else { return file };
    let (Some(before), Some(value), Some(after)) =
        (file.text.get(..span.start), file.text.get(span.clone()), file.text.get(span.end..))
    else {
        return file;
    };
    let text = [before, &value.replace(&day.to_string(), &from.to_string()), after].concat();
    SourceFile { name: file.name, text }
}

/// Every `*.toml` of a folder, by name.
///
/// # Errors
/// The file or folder that cannot be read.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<SourceFile>, Diagnostic> {
    let problem = |path: &Path, error: &dyn std::fmt::Display, expected: &str| {
        Diagnostic::whole(&path.display().to_string(), error.to_string(), expected)
    };
    let entries = std::fs::read_dir(folder).map_err(|error| problem(folder, &error, "a readable folder"))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| problem(folder, &error, "a readable folder"))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text =
                std::fs::read_to_string(&path).map_err(|error| problem(&path, &error, "a readable UTF-8 file"))?;
            Ok(SourceFile { name: path.display().to_string(), text })
        })
        .collect()
}
