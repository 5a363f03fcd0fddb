//! What was disclosed to whom, as rows for people, spreadsheets and programs: sums for a period, and every request for a
//! notice.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use router_core::redact::{DataType, Detectors};
use uuid::Uuid;

use crate::cli::table::table;
use crate::keys::{ValueHash, ValueKey};
use crate::ledger::register::Found;
use crate::ledger::{BlockedRow, Disclosure, LedgerError, Period, Reader, day_text};
use crate::report::{Cell, Format, Line, csv};

/// Rows under their columns.
#[derive(Debug)]
pub(crate) struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// Someone's value, as every tenant's register would hold it.
pub(crate) struct Wanted<K> {
    forms: Vec<String>,
    key_of: K,
    hashes: BTreeMap<String, Vec<ValueHash>>,
    /// Requests that hold more values than are listed, and not this one among the listed.
    pub(crate) unsure: usize,
}

/// What became of a request that held personal data, or media that nobody can look into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Redacted,
    Media,
    Original,
    NotSent,
    Blocked,
}

/// What the sums are told apart by.
type Group = (String, String, String, String, String, String, Outcome, String);

/// Requests and occurrences of a group; the last request keeps retries from being counted twice.
#[derive(Debug, Default)]
struct Sum {
    requests: u64,
    occurrences: u64,
    last: Option<Uuid>,
}

const SUMMARY: [&str; 10] =
    ["day", "tenant", "class", "field", "provider", "region", "outcome", "policy", "requests", "occurrences"];
const INCIDENTS: [&str; 13] = [
    "at", "until", "request", "requests", "tenant", "key", "classes", "provider", "region", "model", "answer",
    "outcome", "policy",
];

/// Requests and occurrences by day, tenant, class, field, provider, region, outcome and policy.
///
/// # Errors
/// [`LedgerError`] if the ledger cannot be read.
pub(crate) fn summary(reader: &Reader, period: &Period) -> Result<Sheet, LedgerError> {
    let mut sums: BTreeMap<Group, Sum> = BTreeMap::new();
    reader.disclosures(period, |disclosure| {
        let (provider, region, outcome) = whereto(&disclosure);
        for found in &disclosure.register.found {
            let group = (
                day_text(disclosure.day),
                disclosure.tenant.clone(),
                found.class.to_string(),
                found.field.to_string(),
                provider.to_owned(),
                region.to_owned(),
                if found.is_media() { outcome.of_media() } else { outcome },
                disclosure.register.policy.to_string(),
            );
            let sum = sums.entry(group).or_default();
            if sum.last.replace(disclosure.request_id) != Some(disclosure.request_id) {
                sum.requests += 1;
                sum.occurrences += found.occurrences;
            }
        }
        Ok::<_, LedgerError>(())
    })?;
    for row in reader.blocked(period)? {
        let BlockedRow { tenant, class, policy, requests, occurrences, .. } = row;
        let none = String::new;
        let group = (day_text(row.day), tenant, class, none(), none(), none(), Outcome::Blocked, policy);
        let sum = sums.entry(group).or_default();
        sum.requests += requests;
        sum.occurrences += occurrences;
    }
    let row = |((day, tenant, class, field, provider, region, outcome, policy), sum): (Group, Sum)| {
        let outcome = outcome.name().to_owned();
        let texts = [day, tenant, class, field, provider, region, outcome, policy].map(Cell::Text);
        texts.into_iter().chain([sum.requests, sum.occurrences].map(Cell::Count)).collect()
    };
    Ok(Sheet::new(&SUMMARY, sums.into_iter().map(row).collect()))
}

/// Every call of a provider with a request that held personal data or media, and what was blocked.
///
/// # Errors
/// [`LedgerError`] if the ledger cannot be read.
pub(crate) fn incidents(reader: &Reader, period: &Period) -> Result<Sheet, LedgerError> {
    let mut rows = calls(reader, period, |_| true)?;
    rows.extend(reader.blocked(period)?.iter().map(blocked_row));
    Ok(Sheet::new(&INCIDENTS, rows))
}

/// The calls of providers with requests that held a value.
///
/// # Errors
/// [`LedgerError`] if the ledger cannot be read.
pub(crate) fn with_value<K: Fn(&str) -> ValueKey>(
    reader: &Reader,
    period: &Period,
    wanted: &mut Wanted<K>,
) -> Result<Sheet, LedgerError> {
    Ok(Sheet::new(&INCIDENTS, calls(reader, period, |disclosure| wanted.is_in(disclosure))?))
}

fn calls(
    reader: &Reader,
    period: &Period,
    mut wanted: impl FnMut(&Disclosure) -> bool,
) -> Result<Vec<Vec<Cell>>, LedgerError> {
    let mut rows = Vec::new();
    reader.disclosures(period, |disclosure| {
        if wanted(&disclosure) {
            rows.push(call_row(&disclosure));
        }
        Ok::<_, LedgerError>(())
    })?;
    Ok(rows)
}

fn call_row(disclosure: &Disclosure) -> Vec<Cell> {
    let (provider, region, mut outcome) = whereto(disclosure);
    if disclosure.register.found.iter().any(Found::is_media) {
        outcome = outcome.of_media();
    }
    let mut classes: BTreeMap<&str, u64> = BTreeMap::new();
    for found in &disclosure.register.found {
        *classes.entry(&found.class).or_default() += found.occurrences;
    }
    let classes: Vec<String> = classes.iter().map(|(class, count)| format!("{class}={count}")).collect();
    let call =
        |part: fn(&crate::ledger::ProviderCall) -> &String| disclosure.call.as_ref().map_or("", |call| part(call));
    let at = disclosure.at.to_string();
    let request = request_text(disclosure.request_id);
    let texts = [&*at, &*at, &*request];
    let more = [
        &*disclosure.tenant,
        &*disclosure.key_id,
        &*classes.join(" "),
        provider,
        region,
        call(|call| &call.model),
        call(|call| &call.outcome),
        outcome.name(),
        &*disclosure.register.policy,
    ];
    texts.map(Cell::text).into_iter().chain([Cell::Count(1)]).chain(more.map(Cell::text)).collect()
}

fn blocked_row(row: &BlockedRow) -> Vec<Cell> {
    let texts = [row.first.to_string(), row.last.to_string(), request_text(row.last_request)];
    let classes = format!("{}={}", row.class, row.occurrences);
    let more = [&*row.tenant, &*row.key_id, &*classes, "", "", "", "", Outcome::Blocked.name(), &*row.policy];
    let more = more.map(Cell::text);
    texts.map(Cell::Text).into_iter().chain([Cell::Count(row.requests)]).chain(more).collect()
}

/// Whom a disclosure reached, where, and how.
fn whereto(disclosure: &Disclosure) -> (&str, &str, Outcome) {
    let Some(call) = &disclosure.call else { return ("", "", Outcome::NotSent) };
    match disclosure.register.destination(&call.provider) {
        Some(host) if host.original => (&call.provider, &host.region, Outcome::Original),
        Some(host) => (&call.provider, &host.region, Outcome::Redacted),
        None => (&call.provider, "", Outcome::Redacted),
    }
}

fn request_text(id: Uuid) -> String {
    format!("req_{}", id.simple())
}

/// The last day of a notice about something discovered on `day`: the next working day. Public holidays are not
/// counted, so it is never too late.
pub(crate) fn notice_due(day: Date) -> Date {
    let mut due = day;
    loop {
        due = due.tomorrow().unwrap_or(due);
        if !matches!(due.weekday(), Weekday::Saturday | Weekday::Sunday) || due == Date::MAX {
            return due;
        }
    }
}

// === impl Outcome ===

impl Outcome {
    /// Of what nothing could look into.
    fn of_media(self) -> Self {
        if self == Self::Redacted { Self::Media } else { self }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Redacted => "sent redacted",
            Self::Media => "sent redacted, media unredacted",
            Self::Original => "sent unredacted inside the perimeter",
            Self::NotSent => "not sent",
            Self::Blocked => "blocked",
        }
    }
}

// === impl Wanted ===

impl<K: Fn(&str) -> ValueKey> Wanted<K> {
    /// Whatever a value may have been taken for: by itself, and inside the text it was given in.
    pub(crate) fn new(value: &str, detectors: &Detectors, key_of: K) -> Self {
        let whole = DataType::ALL.iter().map(|&data_type| (data_type, value));
        let found = detectors.detect(value).into_iter();
        let inside = found.filter_map(|entity| Some((entity.data_type, value.get(entity.range)?)));
        let forms = whole.chain(inside).flat_map(|(data_type, text)| detectors.lasting_forms(data_type, text));
        let mut forms: Vec<String> = forms.filter(|form| !form.is_empty()).collect();
        forms.sort_unstable();
        forms.dedup();
        Self { forms, key_of, hashes: BTreeMap::new(), unsure: 0 }
    }

    fn is_in(&mut self, disclosure: &Disclosure) -> bool {
        let Self { forms, key_of, hashes, unsure } = self;
        let hashes = hashes.entry(disclosure.tenant.clone()).or_insert_with(|| {
            let key = key_of(&disclosure.tenant);
            forms.iter().map(|form| key.hash(form)).collect()
        });
        let register = &disclosure.register;
        let is_in = register.hashes.iter().any(|hash| hashes.contains(hash));
        *unsure += usize::from(!is_in && register.unlisted > 0);
        is_in
    }
}

// === impl Sheet ===

impl Sheet {
    pub(crate) fn new(columns: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        Self { columns: columns.iter().map(|&column| column.to_owned()).collect(), rows }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The sheet as text.
    pub(crate) fn render(&self, format: Format) -> String {
        match format {
            Format::Table => {
                let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
                let rows: Vec<Vec<String>> =
                    self.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
                table(&columns, &rows)
            }
            Format::Csv => csv(&self.columns, &self.lines()),
            Format::Json => {
                // Strings and numbers under text keys: there is nothing in it that JSON cannot hold.
                serde_json::to_string_pretty(&self.json()).unwrap_or_default() + "\n"
            }
        }
    }

    /// The rows as JSON objects.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::to_value(self.lines()).unwrap_or_default()
    }

    fn lines(&self) -> Vec<Line<'_>> {
        self.rows.iter().map(|cells| Line { columns: &self.columns, cells: cells.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::notice_due;

    #[test]
    fn a_notice_is_due_on_the_next_working_day() {
        for (day, due) in [
            ("2026-11-18", "2026-11-19"),
            ("2026-11-20", "2026-11-23"),
            ("2026-11-21", "2026-11-23"),
            ("2026-11-22", "2026-11-23"),
        ] {
            assert_eq!(notice_due(day.parse().unwrap()).to_string(), due, "{day}");
        }
    }
}
