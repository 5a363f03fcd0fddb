//! What ratings say of rules and of the sides of experiments, as rows for people, spreadsheets and programs.

use rust_decimal::Decimal;

use crate::audit::Sheet;
use crate::ledger::{FeedbackRow, LedgerError, Period, Reader};
use crate::report::Cell;

const COLUMNS: [&str; 9] = ["policy", "rule", "arm", "requests", "rated", "up", "down", "rating", "cost_kzt"];
/// Digits of a mean rating and of a cost in tables.
const RATING_DIGITS: u32 = 3;
const COST_DIGITS: u32 = 2;

/// Requests, ratings and cost by policy, rule and side of an experiment.
///
/// # Errors
/// [`LedgerError`] if the ledger cannot be read.
pub(crate) fn summary(reader: &Reader, period: &Period) -> Result<Sheet, LedgerError> {
    Ok(Sheet::new(&COLUMNS, reader.feedback(period)?.into_iter().map(row).collect()))
}

fn row(row: FeedbackRow) -> Vec<Cell> {
    let mean = Decimal::new(row.sum, 3).checked_div(row.rated.into());
    let mean = mean.map_or(Cell::Empty, |mean| Cell::Amount(mean.round_dp(RATING_DIGITS), RATING_DIGITS));
    let texts = [row.policy, row.rule, row.arm].map(Cell::Text);
    let counts = [row.requests, row.rated, row.up, row.down].map(Cell::Count);
    let cost = Cell::Amount(row.cost.tenge(), COST_DIGITS);
    texts.into_iter().chain(counts).chain([mean, cost]).collect()
}
