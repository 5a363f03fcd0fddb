//! The cost report as text: a table for people, CSV for spreadsheets, JSON for programs.
//!
//! CSV and JSON hold every amount exactly (JSON as text, so that no reader makes a float of it). The table rounds, half
//! up, and leaves out columns that hold nothing.

use router_core::{
    money::{Currency, MicroTenge},
    tokens::Usage,
};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::ledger::{Compared, Dimension, Report, ReportRow};

/// Digits after the point in the table.
const NATIVE_DIGITS: u32 = 6;
const TENGE_DIGITS: u32 = 4;
const PERCENT_DIGITS: u32 = 1;

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Aligned columns with a line of totals.
    #[default]
    Table,
    /// RFC 4180, one line for each row, no totals.
    Csv,
    /// `{"rows": [...], "total": {...}}`
    Json,
}

/// One cell, typed so that only text can be taken for a formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Count(u64),
    /// Exact, with the digits that the table shows.
    Amount(Decimal, u32),
    Empty,
}

/// A row's cells under their column names.
pub(crate) struct Line<'a> {
    pub(crate) columns: &'a [String],
    pub(crate) cells: Vec<Cell>,
}

/// Writes a report.
#[must_use]
pub fn render(report: &Report, format: Format) -> String {
    let currencies: Vec<Currency> = report.total.native.keys().copied().collect();
    let columns = columns(&report.by, &currencies);
    let line = |row: &ReportRow| Line { columns: &columns, cells: cells(row, &currencies) };
    let rows: Vec<Line<'_>> = report.rows.iter().map(line).collect();
    let mut total = report.total.clone();
    total.keys = vec![String::new(); report.by.len()];
    if let Some(first) = total.keys.first_mut() {
        "total".clone_into(first);
    }
    match format {
        Format::Table => table(&columns, &rows, &line(&total)),
        Format::Csv => csv(&columns, &rows),
        Format::Json => json(&rows, &line(&total)),
    }
}

fn columns(by: &[Dimension], currencies: &[Currency]) -> Vec<String> {
    let keys = by.iter().map(|dimension| dimension.name().to_owned());
    let counts = ["requests", "recovered", "input", "cached", "cache_write", "output", "reasoning"];
    let native = currencies.iter().map(|currency| format!("cost_{}", currency.code().to_ascii_lowercase()));
    let tenge = [
        "cost_tenge",
        "fees_tenge",
        "flagship_tenge",
        "saving_tenge",
        "saving_percent",
        "always_l2_tenge",
        "saving_l2_tenge",
        "last_month_tenge",
        "saving_last_month_tenge",
        "corrections_tenge",
    ];
    keys.chain(counts.map(str::to_owned)).chain(native).chain(tenge.map(str::to_owned)).collect()
}

fn cells(row: &ReportRow, currencies: &[Currency]) -> Vec<Cell> {
    let Usage { input, cached_input, cache_write, output, reasoning } = row.usage;
    let mut cells: Vec<Cell> = row.keys.iter().cloned().map(Cell::Text).collect();
    cells.extend([row.requests, row.recovered].map(Cell::Count));
    cells.extend([input, cached_input, cache_write, output, reasoning].map(|tokens| Cell::Count(tokens.0)));
    let amount = |amount: Option<Decimal>, digits| amount.map_or(Cell::Empty, |amount| Cell::Amount(amount, digits));
    cells.extend(currencies.iter().map(|currency| amount(row.native.get(currency).copied(), NATIVE_DIGITS)));
    let tenge = |tenge: MicroTenge| Cell::Amount(tenge.tenge(), TENGE_DIGITS);
    cells.extend([row.cost, row.fees, row.flagship.would, row.flagship.saving()].map(tenge));
    cells.push(amount(row.flagship.percent(), PERCENT_DIGITS));
    for other in [row.always_l2, row.last_month] {
        let known = other != Compared::default();
        cells.extend([other.would, other.saving()].map(|amount| if known { tenge(amount) } else { Cell::Empty }));
    }
    cells.push(tenge(row.corrections));
    cells
}

// === table ===

fn table(columns: &[String], rows: &[Line<'_>], total: &Line<'_>) -> String {
    let lines: Vec<&Line<'_>> = rows.iter().chain([total]).collect();
    let shown: Vec<Column<'_>> =
        columns.iter().enumerate().filter_map(|(at, name)| Column::new(name, at, &lines)).collect();
    let rule = shown.iter().map(|column| "─".repeat(column.width)).collect::<Vec<_>>().join("  ");
    let mut text = String::new();
    write_line(&mut text, shown.iter().map(|column| column.align(column.name)));
    for at in 0..lines.len() {
        if at == 0 || at == rows.len() {
            write_line(&mut text, [rule.clone()]);
        }
        write_line(&mut text, shown.iter().map(|column| column.align(column.cells.get(at).map_or("", |cell| cell))));
    }
    text
}

/// A column of the table.
struct Column<'a> {
    name: &'a str,
    cells: Vec<String>,
    width: usize,
    is_text: bool,
}

impl<'a> Column<'a> {
    /// The column at a place, unless it holds nothing.
    fn new(name: &'a str, at: usize, lines: &[&Line<'_>]) -> Option<Self> {
        let cells = || lines.iter().filter_map(|line| line.cells.get(at));
        if cells().all(Cell::is_nothing) {
            return None;
        }
        let is_text = cells().any(|cell| matches!(cell, Cell::Text(_)));
        let shown: Vec<String> = cells().map(Cell::shown).collect();
        let longest = shown.iter().map(|cell| cell.chars().count()).max().unwrap_or_default();
        Some(Self { name, cells: shown, width: longest.max(name.len()), is_text })
    }

    fn align(&self, cell: &str) -> String {
        let width = self.width;
        if self.is_text { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
    }
}

fn write_line(text: &mut String, cells: impl IntoIterator<Item = String>) {
    let line = cells.into_iter().collect::<Vec<_>>().join("  ");
    text.push_str(line.trim_end());
    text.push('\n');
}

// === csv ===

pub(crate) fn csv(columns: &[String], rows: &[Line<'_>]) -> String {
    let mut text = columns.join(",");
    text.push_str("\r\n");
    for row in rows {
        let cells: Vec<String> = row.cells.iter().map(Cell::csv).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Whether a spreadsheet would take text for a formula.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Text that a spreadsheet takes for text: what looks like a formula is marked with an apostrophe.
fn csv_text(text: &str) -> String {
    let marked = if is_formula(text) { format!("'{text}") } else { text.to_owned() };
    if marked.contains(['"', ',', ';', '\t', '\r', '\n']) {
        format!("\"{}\"", marked.replace('"', "\"\""))
    } else {
        marked
    }
}

// === json ===

fn json(rows: &[Line<'_>], total: &Line<'_>) -> String {
    struct Whole<'a>(&'a [Line<'a>], &'a Line<'a>);

    impl Serialize for Whole<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry("rows", self.0)?;
            map.serialize_entry("total", self.1)?;
            map.end()
        }
    }

    // Strings and numbers under text keys: there is nothing in it that JSON cannot hold.
    let mut text = serde_json::to_string_pretty(&Whole(rows, total)).unwrap_or_default();
    text.push('\n');
    text
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().zip(&self.cells))
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Amount(amount, _) => serializer.collect_str(&amount.normalize()),
            Self::Empty => serializer.serialize_none(),
        }
    }
}

// === impl Cell ===

impl Cell {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Count(count) => *count == 0,
            Self::Amount(amount, _) => amount.is_zero(),
            Self::Empty => true,
        }
    }

    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect(),
            Self::Count(count) => count.to_string(),
            Self::Amount(amount, digits) => {
                let rounded = amount.round_dp_with_strategy(*digits, RoundingStrategy::MidpointAwayFromZero);
                format!("{rounded:.*}", usize::try_from(*digits).unwrap_or_default())
            }
            Self::Empty => String::new(),
        }
    }

    fn csv(&self) -> String {
        match self {
            Self::Text(text) => csv_text(text),
            Self::Count(count) => count.to_string(),
            Self::Amount(amount, _) => amount.normalize().to_string(),
            Self::Empty => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use insta::assert_snapshot;
    use router_core::{
        money::{Currency, MicroTenge},
        tokens::{TokenCount, Usage},
    };
    use rust_decimal::Decimal;

    use super::{Format, csv_text, render};
    use crate::ledger::{Compared, Dimension, Report, ReportRow};

    fn report() -> Report {
        let usage = Usage { input: TokenCount(1_200), output: TokenCount(80), ..Usage::default() };
        let row = |keys: [&str; 2], micro: i64, currency| ReportRow {
            keys: keys.map(str::to_owned).to_vec(),
            requests: 3,
            usage,
            native: BTreeMap::from([(currency, Decimal::new(micro, 9))]),
            cost: MicroTenge(micro),
            flagship: Compared { would: MicroTenge(1_234_567), did: MicroTenge(micro) },
            ..ReportRow::default()
        };
        let rows = vec![row(["shop", "L0"], 50_000, Currency::Usd), row(["=cmd()", "L2"], 2_000_000, Currency::Rub)];
        let total = ReportRow {
            requests: 6,
            native: BTreeMap::from([(Currency::Usd, Decimal::new(50_000, 9)), (Currency::Rub, Decimal::new(2, 3))]),
            cost: MicroTenge(2_050_000),
            ..ReportRow::default()
        };
        Report { by: vec![Dimension::Tenant, Dimension::Tier], rows, total }
    }

    #[test]
    fn a_table_is_aligned() {
        assert_snapshot!(render(&report(), Format::Table), @"
        tenant  tier  requests  input  output  cost_usd  cost_rub  cost_tenge  flagship_tenge  saving_tenge  saving_percent
        ──────  ────  ────────  ─────  ──────  ────────  ────────  ──────────  ──────────────  ────────────  ──────────────
        shop    L0           3   1200      80  0.000050                0.0500          1.2346        1.1846            95.9
        =cmd()  L2           3   1200      80            0.002000      2.0000          1.2346       -0.7654           -62.0
        ──────  ────  ────────  ─────  ──────  ────────  ────────  ──────────  ──────────────  ────────────  ──────────────
        total                6      0       0  0.000050  0.002000      2.0500          0.0000        0.0000
        ");
    }

    #[test]
    fn csv_is_exact() {
        assert_snapshot!(render(&report(), Format::Csv).replace('\r', ""), @r"
        tenant,tier,requests,recovered,input,cached,cache_write,output,reasoning,cost_usd,cost_rub,cost_tenge,fees_tenge,flagship_tenge,saving_tenge,saving_percent,always_l2_tenge,saving_l2_tenge,last_month_tenge,saving_last_month_tenge,corrections_tenge
        shop,L0,3,0,1200,0,0,80,0,0.00005,,0.05,0,1.234567,1.184567,95.9,,,,,0
        '=cmd(),L2,3,0,1200,0,0,80,0,,0.002,2,0,1.234567,-0.765433,-62,,,,,0
        ");
    }

    #[test]
    fn json_holds_amounts_as_text() {
        let text = render(&report(), Format::Json);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let row = &value["rows"][0];
        assert_eq!((&row["tier"], &row["requests"]), (&"L0".into(), &3.into()));
        assert_eq!((&row["cost_usd"], &row["cost_tenge"]), (&"0.00005".into(), &"0.05".into()));
        assert_eq!(row["cost_rub"], serde_json::Value::Null);
        assert_eq!(value["total"]["tenant"], "total");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("shop", "shop"),
            ("=1+1", "'=1+1"),
            ("+7", "'+7"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("＝1", "'＝1"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=\",\"", "\"'=\"\",\"\"\""),
        ] {
            assert_eq!(csv_text(text), cell, "{text:?}");
        }
    }
}
