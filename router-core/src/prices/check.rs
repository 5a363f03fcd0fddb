//! What can be wrong between the rows of price files that are well-formed each.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::{ToSpan, civil::Date};

use super::{
    ModelRef, PriceRow,
    read::{PlacedRow, PriceList},
};
use crate::rates::ExchangeRates;

/// How long before a model retires its users are warned.
const NOTICE_DAYS: i64 = 30;

/// The rows of all lists by model, ascending by first day.
pub(super) fn rows(lists: &[PriceList<'_>], today: Date) -> HashMap<ModelRef, Vec<Arc<PriceRow>>> {
    let known: HashSet<&ModelRef> = lists.iter().flat_map(|list| &list.models).collect();
    let mut models: HashMap<&ModelRef, Vec<&PlacedRow<'_>>> = HashMap::new();
    for placed in lists.iter().flat_map(|list| &list.rows) {
        limits(placed);
        successor(placed, |model| known.contains(model));
        models.entry(&placed.row.model).or_default().push(placed);
    }
    for rows in models.values_mut() {
        rows.sort_by_key(|placed| placed.row.valid_from);
        overlaps(rows);
        gaps(rows);
        notice(rows, today);
    }
    let owned = |rows: Vec<&PlacedRow<'_>>| rows.into_iter().map(|placed| Arc::new(placed.row.clone())).collect();
    models.into_iter().map(|(model, rows)| (model.clone(), owned(rows))).collect()
}

/// Every currency of a price list needs a rate: without one its costs cannot be stated in tenge.
pub(super) fn currencies(lists: &[PriceList<'_>], rates: &ExchangeRates, today: Date) {
    for list in lists.iter().filter(|list| rates.in_force(list.currency, today).is_none()) {
        let found = format!("no exchange rate of {} in force on {today}", list.currency);
        list.currency_at.error(found, "a row of an exchange-rate file");
    }
}

fn limits(placed: &PlacedRow<'_>) {
    let PlacedRow { row, table, .. } = placed;
    if row.max_output > row.context_window {
        let found = format!("a completion of {} tokens in a window of {}", row.max_output, row.context_window);
        table.error(found, "`max_output` up to `context_window`");
    }
    if row.valid_to.is_some_and(|last| last < row.valid_from) {
        table.error("a row that ends before it begins", "`valid_to` on or after `valid_from`");
    }
}

fn successor(placed: &PlacedRow<'_>, known: impl Fn(&ModelRef) -> bool) {
    let PlacedRow { row, table, .. } = placed;
    let Some(successor) = &row.replaced_by else { return };
    let place = table.optional("replaced_by");
    let report = |found: String, expected: &str| {
        if let Some(place) = &place {
            place.error(found, expected);
        }
    };
    if *successor == row.model {
        report(format!("`{}` replaced by itself", successor.model), "another model");
    } else if !known(successor) {
        report(format!("unknown model `{}`", successor.model), "the id of a row of this provider");
    }
    if row.retires_on.is_none() {
        report("a successor of a model that stays".to_owned(), "`retires_on` beside `replaced_by`");
    }
}

/// Rows of one model, ascending, must not share a day. A row without an end makes room for the next one by itself,
/// so that a new price is a new row and no old row is ever touched.
fn overlaps(rows: &[&PlacedRow<'_>]) {
    for pair in rows.windows(2) {
        let [earlier, later] = pair else { continue };
        let same_day = earlier.row.valid_from == later.row.valid_from;
        if same_day || earlier.row.valid_to.is_some_and(|last| last >= later.row.valid_from) {
            later.table.error(format!("{} overlaps {}", later.row.id, earlier.row.id), "one row a model and day");
        }
    }
}

/// Between two rows of a model no day must be without a price. Files of version 1 were never asked for that.
fn gaps(rows: &[&PlacedRow<'_>]) {
    for pair in rows.windows(2) {
        let [earlier, later] = pair else { continue };
        let Some(first) = earlier.row.valid_to.and_then(|last| last.tomorrow().ok()) else { continue };
        if first < later.row.valid_from {
            let found = format!("no price of {} from {first} until {}", later.row.model, later.row.valid_from);
            let expected = "rows without a gap between them";
            if later.version == 1 {
                later.table.warning(found, expected);
            } else {
                later.table.error(found, expected);
            }
        }
    }
}

/// Warns of the retirement of a model that is still priced and called today, and of prices that end.
fn notice(rows: &[&PlacedRow<'_>], today: Date) {
    let Some(PlacedRow { row, table, .. }) = rows.iter().rfind(|placed| placed.row.valid_from <= today) else { return };
    let Ok(horizon) = today.checked_add(NOTICE_DAYS.days()) else { return };
    let ends = row.valid_to.filter(|last| *last >= today && *last <= horizon);
    let goes_on = rows.iter().any(|placed| placed.row.valid_from > today);
    if let (Some(last), false, Some(place)) = (ends, goes_on, table.optional("valid_to")) {
        place.warning(format!("the price of {} ends with {last}", row.model), "a row for the days after it");
    }
    let Some(day) = row.retires_on.filter(|day| *day > today) else { return };
    if day <= horizon {
        let next = row.replaced_by.as_ref();
        let next = next.map_or("no successor is named".to_owned(), |next| format!("then {next} takes its place"));
        let Some(place) = table.optional("retires_on") else { return };
        place.warning(format!("{} retires on {day}; {next}", row.model), "a living model in the policy by then");
    }
}
