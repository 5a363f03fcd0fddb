//! Archives of closed months: a CSV of entries with a manifest, which can be proven without the ledger.
//!
//! An archive holds every entry from the month's first to its last, in the order of the chain. At midnight entries of
//! neighbouring months stand among them; they belong to the chain and not to the month's sums. Nothing leaves the ledger.

mod proof;
mod row;

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date};
use ring::digest::{Context, SHA256};
use router_core::{money::MicroTenge, prices::PriceBook};
use rusqlite::params;
use serde::{Deserialize, Serialize};

pub use self::proof::{ArchiveProof, verify_archives};
use super::{
    LedgerError, Reader, almaty_day,
    chain::{Head, anchor},
    scan::scan,
    verify::{Amounts, Difference, Findings, Requests, Sums, Walk, seal_before},
};

/// The version of the format.
const VERSION: u32 = 1;

/// A calendar month in Almaty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: Date,
}

/// What an archive holds, beside its CSV.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the format.
    pub version: u32,
    /// The month.
    pub month: Month,
    /// The CSV's name.
    pub file: String,
    /// The CSV's SHA-256.
    pub sha256: String,
    /// Its lines without the heading.
    pub rows: u64,
    /// The first entry in it.
    pub first_seq: i64,
    /// The end of the chain before it.
    pub previous: String,
    /// The last entry in it, and its seal.
    pub head: String,
    /// Entries of the month.
    pub entries: u64,
    /// Requests that began in the month.
    pub requests: u64,
    /// What the month was charged, corrections made in it included, in tenge.
    pub charged: String,
    /// What these corrections came to, in tenge.
    pub corrected: String,
    /// Fees for messages over the plan, in tenge.
    pub fees: String,
    /// When it was made.
    pub made_at: String,
}

/// Why a month was not archived, or an archive not read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It has not ended.
    #[error("{0} has not ended: only closed months are archived")]
    NotClosed(Month),
    /// Requests of it may still be charged.
    #[error("{open} requests of {month} are open")]
    Open {
        /// The month.
        month: Month,
        /// How many.
        open: usize,
    },
    /// There is nothing to archive.
    #[error("the ledger has no entry of {0}")]
    Empty(Month),
    /// What would be archived is not sound.
    #[error("the entries of the month have {count} differences, the first: {first}")]
    Unsound {
        /// How many.
        count: u64,
        /// The first.
        first: Difference,
    },
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A manifest is none.
    #[error("{path}: found {found}, expected a manifest that `qaqpa ledger archive` wrote", path = path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        found: String,
    },
    /// There is no manifest.
    #[error("{path}: no archive in this folder", path = .0.display())]
    NoArchive(PathBuf),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// The sums of the entries of one month among others.
#[derive(Debug)]
struct Tally {
    month: Month,
    entries: u64,
    sums: Sums,
}

/// A file that hashes what is written to it.
struct Hashed<W> {
    file: W,
    hash: Context,
}

// === impl Month ===

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { first: day.first_of_month() }
    }

    /// As the ledger writes it: yyyymm.
    fn number(self) -> i64 {
        i64::from(self.first.year()) * 100 + i64::from(self.first.month())
    }

    fn holds(self, day: i64) -> bool {
        day / 100 == self.number()
    }

    fn stem(self) -> String {
        format!("ledger-{self}")
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl std::str::FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let first = format!("{text}-01").parse::<Date>().map_err(|_| "expected a month such as 2026-03")?;
        Ok(Self { first })
    }
}

impl TryFrom<String> for Month {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

// === impl Tally ===

impl Tally {
    fn new(month: Month) -> Self {
        Self { month, entries: 0, sums: Sums::default() }
    }

    fn entry(&mut self, link: &super::chain::Link<'_>) {
        if self.month.holds(link.day) {
            self.entries += 1;
            self.sums.add(link);
        }
    }

    /// Charged, corrected, fees.
    fn tenge(&self) -> [String; 3] {
        [self.sums.charged, self.sums.corrected, self.sums.fees].map(|sum| MicroTenge(sum).tenge().to_string())
    }
}

// === impl Hashed ===

impl<W> Hashed<W> {
    fn new(file: W) -> Self {
        Self { file, hash: Context::new(&SHA256) }
    }

    fn digest(self) -> String {
        self.hash.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<W: io::Write> io::Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

// === impl Reader ===

impl Reader {
    /// Writes a closed month's archive into a folder, proving its entries on the way.
    ///
    /// # Errors
    /// [`ArchiveError`]; then there is no archive.
    pub fn archive(
        &self,
        month: Month,
        folder: &Path,
        prices: &PriceBook,
        now: Timestamp,
    ) -> Result<Manifest, ArchiveError> {
        if month.number() >= Month::of(almaty_day(now)).number() {
            return Err(ArchiveError::NotClosed(month));
        }
        let moment = self.0.unchecked_transaction().map_err(LedgerError::from)?;
        let (first, last) = self.range_of(month)?.ok_or(ArchiveError::Empty(month))?;
        let mut out = tempfile::Builder::new().prefix(".ledger-").tempfile_in(folder).map_err(io_error(folder))?;
        let (manifest, sha256) = {
            let mut writer = csv::Writer::from_writer(Hashed::new(io::BufWriter::new(out.as_file_mut())));
            let manifest = self.write_rows(month, (first, last), prices, &mut writer, now)?;
            let hashed = writer.into_inner().map_err(|error| io_error(folder)(error.into_error()))?;
            (manifest, hashed.digest())
        };
        moment.finish().map_err(LedgerError::from)?;
        let manifest = Manifest { sha256, ..manifest };
        keep(out, &folder.join(&manifest.file))?;
        let mut beside = tempfile::Builder::new().prefix(".ledger-").tempfile_in(folder).map_err(io_error(folder))?;
        let text = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
        beside.write_all(text.as_bytes()).map_err(io_error(folder))?;
        keep(beside, &folder.join(format!("{}.json", month.stem())))?;
        Ok(manifest)
    }

    /// The first and the last entry of a month.
    fn range_of(&self, month: Month) -> Result<Option<(i64, i64)>, LedgerError> {
        let range = "SELECT min(seq), max(seq) FROM entry WHERE day BETWEEN ?1 AND ?2";
        let days = params![month.number() * 100, month.number() * 100 + 99];
        let (first, last): (Option<i64>, Option<i64>) =
            self.0.query_row(range, days, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(first.zip(last))
    }

    fn write_rows(
        &self,
        month: Month,
        (first, last): (i64, i64),
        prices: &PriceBook,
        writer: &mut csv::Writer<impl io::Write>,
        now: Timestamp,
    ) -> Result<Manifest, ArchiveError> {
        let anchor = anchor(&self.0).map_err(LedgerError::from)?;
        let mut walk = Walk::behind(seal_before(&self.0, first, anchor)?);
        let (mut findings, mut requests) = (Findings::default(), Requests::new(true));
        let (mut amounts, mut tally) = (Amounts::new(prices), Tally::new(month));
        let (mut previous, mut head) = (walk.head(), walk.head());
        let mut rows = 0;
        row::write_heading(writer)?;
        // What is older than the chain is proven by the anchor behind it.
        scan(&self.0, walk.head().seq + 1..=last.max(anchor.seq), |line| {
            walk.entry(line, anchor, &mut findings);
            if line.link.seq < first {
                previous = walk.head();
            }
            if !(first..=last).contains(&line.link.seq) {
                return Ok::<_, ArchiveError>(());
            }
            head = walk.head();
            requests.entry(line, &mut findings);
            amounts.entry(line, &mut findings);
            tally.entry(&line.link);
            rows += 1;
            Ok(row::write(writer, line, head.seal)?)
        })?;
        let open = requests.open_on(|day| month.holds(day));
        if open > 0 {
            return Err(ArchiveError::Open { month, open });
        }
        if let Some(first) = findings.named.first() {
            return Err(ArchiveError::Unsound { count: findings.count, first: first.clone() });
        }
        let [charged, corrected, fees] = tally.tenge();
        Ok(Manifest {
            version: VERSION,
            month,
            file: format!("{}.csv", month.stem()),
            sha256: String::new(),
            rows,
            first_seq: first,
            previous: previous.to_string(),
            head: head.to_string(),
            entries: tally.entries,
            requests: tally.sums.requests,
            charged,
            corrected,
            fees,
            made_at: now.to_string(),
        })
    }

    /// Whether the chain of this ledger goes through a place.
    fn goes_through(&self, head: Head) -> Result<bool, LedgerError> {
        let anchor = anchor(&self.0)?;
        let mut walk = Walk::behind(seal_before(&self.0, head.seq + 1, anchor)?);
        // One that is older than the chain has no seal that could be looked up.
        let mut findings = Findings::default();
        scan(&self.0, walk.head().seq + 1..=head.seq, |line| {
            walk.entry(line, anchor, &mut findings);
            Ok::<_, LedgerError>(())
        })?;
        Ok(walk.head() == head && findings.count == 0)
    }
}

/// Gives a file its name, durably; nothing is written over.
fn keep(file: tempfile::NamedTempFile, path: &Path) -> Result<(), ArchiveError> {
    file.as_file().sync_all().map_err(io_error(path))?;
    file.persist_noclobber(path).map_err(|error| io_error(path)(error.error))?;
    path.parent()
        .map_or(Ok(()), |folder| File::open(folder).and_then(|folder| folder.sync_all()))
        .map_err(io_error(path))
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> ArchiveError {
    move |source| ArchiveError::Io { path: path.to_owned(), source }
}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<csv::Error> for ArchiveError {
    fn from(error: csv::Error) -> Self {
        Self::Io { path: PathBuf::from("archive"), source: error.into() }
    }
}
