//! What a list of others says otherwise than the price folder, and the new rows that would follow it. Rows that stand
//! there are never changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use router_core::prices::{Card, Classes, PriceBook, PriceRow};
use rust_decimal::Decimal;

use super::folder::quoted;
use super::{Listed, Lists};

/// A price beyond this multiple of the last one, or below this part of it, is more likely a slip than a price.
const UNLIKELY: Decimal = Decimal::TEN;

/// A model that the list prices otherwise.
#[derive(Debug)]
pub(crate) struct Differing<'b> {
    pub(crate) row: &'b PriceRow,
    pub(crate) changes: Vec<Change>,
    listed: Listed,
}

/// A price that differs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// `None`: of short prompts.
    above: Option<u64>,
    class: &'static str,
    /// `None`: no price of such prompts yet.
    old: Option<Decimal>,
    new: Decimal,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub(crate) struct Comparison<'b> {
    pub(crate) differing: Vec<Differing<'b>>,
    /// Models that the list prices as the folder does.
    pub(crate) same: usize,
    /// Models of the folder that the list does not know, or prices in another currency.
    pub(crate) unknown: Vec<String>,
}

/// Compares the rows in force on `day` with a list. `names` are providers of the folder that the list names otherwise.
pub(crate) fn compare<'b>(
    book: &'b PriceBook,
    lists: &Lists,
    names: &BTreeMap<String, String>,
    day: Date,
) -> Comparison<'b> {
    let mut comparison = Comparison::default();
    for model in book.models() {
        let Some(row) = book.in_force(model, day).filter(|row| !row.is_free() && !row.is_retired(day)) else {
            continue;
        };
        let provider = names.get(&*model.provider).map_or(&*model.provider, String::as_str);
        let key = (provider.to_owned(), model.model.to_string());
        let listed = lists.get(&key).filter(|_| row.currency == router_core::money::Currency::Usd);
        let Some(listed) = listed else {
            comparison.unknown.push(model.to_string());
            continue;
        };
        let changes = changes(row.cards.usual(), listed);
        if changes.is_empty() {
            comparison.same += 1;
        } else {
            comparison.differing.push(Differing { row, changes, listed: listed.clone() });
        }
    }
    comparison
}

fn changes(card: &Card, listed: &Listed) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |above, ours: Option<&Classes>, theirs: &BTreeMap<&'static str, Decimal>| {
        for (class, new) in theirs {
            let old = ours.and_then(|ours| price_of(ours, class));
            if old != Some(*new) {
                changes.push(Change { above, class, old, new: *new });
            }
        }
    };
    note(None, Some(&card.classes), &listed.classes);
    for (above, theirs) in &listed.tiers {
        let ours = card.tiers.iter().find(|tier| tier.above.0 == *above);
        note(Some(*above), ours.map(|tier| &tier.classes), theirs);
    }
    changes
}

fn price_of(classes: &Classes, class: &str) -> Option<Decimal> {
    classes.named().into_iter().find(|(name, _)| *name == class).map(|(_, price)| price)
}

// === impl Change ===

impl Change {
    /// Whether it is so far from the old price that somebody should look.
    pub(crate) fn is_unlikely(&self) -> bool {
        self.old.is_some_and(|old| {
            let far = |small: Decimal, great: Decimal| small.checked_mul(UNLIKELY).is_some_and(|most| great > most);
            far(old, self.new) || far(self.new, old)
        })
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { above, class, old, new } = self;
        let class = above.map_or_else(|| (*class).to_owned(), |above| format!("{class} above {above}"));
        let old = old.map_or_else(|| "none".to_owned(), |old| old.to_string());
        let doubt = if self.is_unlikely() { "  (unlikely)" } else { "" };
        write!(formatter, "{class:<28} {old} -> {new}{doubt}")
    }
}

// === impl Differing ===

impl Differing<'_> {
    /// Why the new row cannot be written by a program, if it cannot.
    pub(crate) fn obstacle(&self, from: Date, force: bool) -> Option<String> {
        if self.row.cards.services().next().is_some() {
            return Some("its other services would keep their old prices: write the row by hand".to_owned());
        }
        if self.row.valid_from >= from {
            return Some(format!("its row of {} is not older than {from}", self.row.valid_from));
        }
        let unlikely = self.changes.iter().find(|change| change.is_unlikely()).filter(|_| !force);
        unlikely.map(|change| format!("`{}` changes more than {UNLIKELY} times: --force believes it", change.class))
    }

    /// The new row, as it goes to the end of its file. `unit` is the number of tokens that the file's prices are for.
    pub(crate) fn text(&self, from: Date, source: &str, checked_at: Date, unit: Decimal) -> String {
        let row = self.row;
        let usual = row.cards.usual();
        let mut text = format!("\n[[models]]\nid = {}\nvalid_from = \"{from}\"\n", quoted(&row.model.model));
        let classes = merged(&usual.classes, &self.listed.classes);
        for (class, price) in spelled(&classes, unit) {
            let _ = writeln!(text, "{class} = \"{price}\"");
        }
        let mut tiers: BTreeMap<u64, Classes> = usual.tiers.iter().map(|tier| (tier.above.0, tier.classes)).collect();
        for (above, theirs) in &self.listed.tiers {
            // What the list leaves out costs no less than in shorter prompts.
            let ours = *tiers.get(above).unwrap_or(&classes);
            tiers.insert(*above, merged(&ours, theirs));
        }
        if !tiers.is_empty() {
            text.push_str("tiers = [\n");
            for (above, classes) in &tiers {
                let prices =
                    spelled(classes, unit).into_iter().map(|(class, price)| format!(", {class} = \"{price}\""));
                let _ = writeln!(text, "    {{ above = {above}{} }},", prices.collect::<String>());
            }
            text.push_str("]\n");
        }
        let peaks: Vec<String> = row.cards.peaks().iter().map(|peak| quoted(&peak.name)).collect();
        if !peaks.is_empty() {
            let _ = writeln!(text, "peaks = [{}]", peaks.join(", "));
        }
        let needs = row.abilities;
        let abilities = [
            (needs.tools, "tools"),
            (needs.vision, "vision"),
            (needs.audio, "audio"),
            (needs.json_schema, "json_schema"),
        ];
        let abilities: Vec<String> = abilities.iter().filter(|(able, _)| *able).map(|(_, name)| quoted(name)).collect();
        let _ = writeln!(text, "context_window = {}\nmax_output = {}", row.context_window, row.max_output);
        let _ = writeln!(text, "abilities = [{}]", abilities.join(", "));
        if let Some(day) = row.retires_on {
            let _ = writeln!(text, "retires_on = \"{day}\"");
        }
        if let Some(next) = &row.replaced_by {
            let _ = writeln!(text, "replaced_by = {}", quoted(&next.model));
        }
        let _ = writeln!(text, "source = {}\nchecked_at = \"{checked_at}\"", quoted(source));
        text
    }
}

/// `ours` with the prices of `theirs`. A class that is not stated there, and cost as much as the class it is a part of,
/// goes on doing so.
fn merged(ours: &Classes, theirs: &BTreeMap<&'static str, Decimal>) -> Classes {
    let named = ours.named();
    let new = |class: &str| {
        let stated = theirs.get(class).copied();
        let old = price_of(ours, class).unwrap_or_default();
        let base = base_of(class);
        let follows = price_of(ours, base) == Some(old);
        stated.unwrap_or_else(|| if follows { theirs.get(base).copied().unwrap_or(old) } else { old })
    };
    Classes::from_all(named.map(|(class, _)| new(class)))
}

/// The class that another one is a part of.
fn base_of(class: &str) -> &'static str {
    match class {
        "output" | "reasoning" | "audio_output" => "output",
        "cache_write_1h" => "cache_write",
        _ => "input",
    }
}

/// The classes as a file states them: those that cost as much as the class they are a part of say so.
fn spelled(classes: &Classes, unit: Decimal) -> Vec<(&'static str, String)> {
    let spell = |(class, price): (&'static str, Decimal)| {
        let base = base_of(class);
        let shared = base != class && price_of(classes, base) == Some(price);
        let scaled = price.checked_mul(unit).and_then(|price| price.checked_div(Decimal::from(1_000_000)));
        (class, if shared { format!("same as {base}") } else { scaled.unwrap_or(price).normalize().to_string() })
    };
    classes.named().into_iter().map(spell).collect()
}
