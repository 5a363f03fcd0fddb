//! Proving archives: chain, amounts and sums from the CSV alone, and that the ledger still goes through their heads.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use router_core::{money::MicroTenge, prices::PriceBook};

use super::{ArchiveError, Hashed, Manifest, Tally, VERSION, io_error, row};
use crate::ledger::{
    Reader, Verification,
    chain::Head,
    verify::{Amounts, Findings, Requests, Walk},
};

/// An archive, and what of it is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveProof {
    /// What it says it holds.
    pub manifest: Manifest,
    /// What it was found to hold.
    pub found: Verification,
}

/// Proves every archive of a folder. With a ledger also that they are of its chain.
///
/// # Errors
/// [`ArchiveError`] where there is nothing to prove; what is wrong inside is in the proofs.
pub fn verify_archives(
    folder: &Path,
    prices: &PriceBook,
    ledger: Option<&Reader>,
) -> Result<Vec<ArchiveProof>, ArchiveError> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(io_error(folder))?;
    let mut manifests: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(is_manifest).collect();
    if manifests.is_empty() {
        return Err(ArchiveError::NoArchive(folder.to_owned()));
    }
    manifests.sort();
    manifests.iter().map(|path| verify(path, prices, ledger)).collect()
}

#[expect(clippy::ptr_arg, reason = "a filter is handed what it is a filter of")]
fn is_manifest(path: &PathBuf) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("ledger-") && name.ends_with(".json")
}

fn verify(path: &Path, prices: &PriceBook, ledger: Option<&Reader>) -> Result<ArchiveProof, ArchiveError> {
    let wrong = |found: String| ArchiveError::Manifest { path: path.to_owned(), found };
    let text = fs::read_to_string(path).map_err(io_error(path))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if manifest.version != VERSION {
        return Err(wrong(format!("version {}", manifest.version)));
    }
    let head = |text: &str| text.parse::<Head>().map_err(|error| wrong(format!("{text:?}, {error}")));
    let (previous, last) = (head(&manifest.previous)?, head(&manifest.head)?);
    // The name of a file beside it, and no way out of the folder.
    let name = Path::new(&manifest.file).file_name().ok_or_else(|| wrong(format!("file {:?}", manifest.file)))?;
    let csv = path.with_file_name(name);

    let mut findings = Findings::default();
    let mut tally = Tally::new(manifest.month);
    let mut walk = Walk::behind(previous);
    let mut requests = Requests::new(true);
    let mut amounts = Amounts::new(prices);
    let (rows, sha256) = read(&csv, &mut findings, |line, findings| {
        if walk.head() == previous && line.link.seq != manifest.first_seq {
            findings.of(&line.link, format_args!("entry {} was to be the first", manifest.first_seq));
        }
        walk.entry(line, previous, findings);
        requests.entry(line, findings);
        amounts.entry(line, findings);
        tally.entry(&line.link);
    })?;
    if walk.head() != last {
        findings.whole(format_args!("it ends at {}, not at {last}", walk.head()));
    }
    let [charged, corrected, fees] = tally.tenge();
    for (name, found, said) in [
        ("sha256", sha256, manifest.sha256.clone()),
        ("rows", rows.to_string(), manifest.rows.to_string()),
        ("entries", tally.entries.to_string(), manifest.entries.to_string()),
        ("requests", tally.sums.requests.to_string(), manifest.requests.to_string()),
        ("charged", charged, manifest.charged.clone()),
        ("corrected", corrected, manifest.corrected.clone()),
        ("fees", fees, manifest.fees.clone()),
    ] {
        if found != said {
            findings.whole(format_args!("{name} is {found}, the manifest says {said}"));
        }
    }
    if let Some(ledger) = ledger
        && !ledger.goes_through(last)?
    {
        findings.whole(format_args!("the ledger's chain does not go through {last}"));
    }
    let sums = requests.finish();
    let found = Verification {
        entries: tally.entries,
        requests: tally.sums.requests,
        open: 0,
        charged: MicroTenge(tally.sums.charged),
        corrected: MicroTenge(tally.sums.corrected),
        fees: MicroTenge(tally.sums.fees),
        recomputed: amounts.recomputed(),
        over_bound: sums.over_bound,
        head: walk.head(),
        differences: findings.count,
        named: findings.named,
    };
    Ok(ArchiveProof { manifest, found })
}

/// Hands every line to `each`, up to one that cannot be read. How many there were, and the file's digest.
fn read(
    path: &Path,
    findings: &mut Findings,
    mut each: impl FnMut(&crate::ledger::scan::Line<'_>, &mut Findings),
) -> Result<(u64, String), ArchiveError> {
    let file = File::open(path).map_err(io_error(path))?;
    let mut reader = csv::ReaderBuilder::new().from_reader(io::BufReader::new(file));
    let mut rows = row::Rows::default();
    let mut count = 0;
    if !reader.headers().is_ok_and(|heading| heading.iter().eq(row::columns())) {
        findings.whole(format_args!("{}:1: not the heading of an archive", path.display()));
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                findings.whole(format_args!("{}: {error}", path.display()));
                break;
            }
        };
        count += 1;
        if let Err(wrong) = rows.read(&record, |line| each(line, findings)) {
            let line = record.position().map_or(0, csv::Position::line);
            findings.whole(format_args!("{}:{line}: {wrong}", path.display()));
            break;
        }
    }
    Ok((count, digest(path)?))
}

fn digest(path: &Path) -> Result<String, ArchiveError> {
    let mut hashed = Hashed::new(io::sink());
    File::open(path).and_then(|mut file| io::copy(&mut file, &mut hashed)).map_err(io_error(path))?;
    Ok(hashed.digest())
}
