//! What every file begins with: format version, kind, id, and the day from which it counts.

use jiff::civil::Date;

use super::{Key, Shape, Source, Table};

/// The first format, and the only one of most kinds; a later one comes with a reader for both.
const VERSION: u64 = 1;

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// The price list of one provider.
    Prices,
    /// Tenge per unit of foreign currencies.
    ExchangeRates,
    /// Tiers, rules, aliases, failover.
    Routing,
    /// What tenants buy.
    Plans,
    /// What is masked, and how it is put back.
    Redaction,
}

/// The first lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The version of its format.
    pub version: u64,
    /// The file's own name, for ledger rows and reports.
    pub id: String,
    /// The first day on which the file counts.
    pub valid_from: Date,
}

/// The keys of a [`Header`], and the kind.
pub const HEADER_KEYS: [Key; 4] = [
    Key::required("version", Shape::Count(VERSION, VERSION), "the version of the format"),
    Key::required("kind", Shape::Name(|| FileKind::ALL.map(FileKind::name).to_vec()), "what the file is about"),
    Key::required("id", Shape::Text, "the file's own name, for ledger rows and reports"),
    Key::required("valid_from", Shape::Day, "the first day on which the file counts"),
];

// === impl FileKind ===

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Prices, Self::ExchangeRates, Self::Routing, Self::Plans, Self::Redaction];

    /// The kind as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Prices => "prices",
            Self::ExchangeRates => "exchange-rates",
            Self::Routing => "routing",
            Self::Plans => "plans",
            Self::Redaction => "redaction",
        }
    }
}

// === impl Source ===

impl Source<'_> {
    /// The kind of a file with a header, out of the `kinds` that its folder may hold.
    #[must_use]
    pub fn kind(&self, kinds: &[FileKind]) -> Option<FileKind> {
        self.top()?.required("kind")?.named(kinds, FileKind::name)
    }

    /// The header and the top table of a file; keys beside those of the header and `keys` are reported.
    #[must_use]
    pub fn dated(&self, keys: &[impl AsRef<str>]) -> Option<(Header, Table<'_>)> {
        self.dated_up_to(VERSION, keys)
    }

    /// As [`Source::dated`], for kinds of files whose format has reached the version `newest`.
    #[must_use]
    pub fn dated_up_to(&self, newest: u64, keys: &[impl AsRef<str>]) -> Option<(Header, Table<'_>)> {
        let keys: Vec<&str> = HEADER_KEYS.iter().map(AsRef::as_ref).chain(keys.iter().map(AsRef::as_ref)).collect();
        let table = self.root(&keys)?;
        let version = table.required("version").and_then(|version| version.integer(VERSION..=newest));
        let id = table.required("id").and_then(|id| id.string());
        let valid_from = table.required("valid_from").and_then(|day| day.date());
        Some((Header { version: version?, id: id?.to_owned(), valid_from: valid_from? }, table))
    }
}
