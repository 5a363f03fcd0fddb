//! Version 2 of price lists: classes, tiers, services, peaks.

use std::sync::LazyLock;

use insta::assert_snapshot;
use jiff::Timestamp;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{LIMITS, RATES, file, listing};
use crate::{
    measure::Needs,
    money::MoneyError,
    policy::tests::TODAY,
    prices::{ModelRef, PriceBook, PriceRow, Route, Terms},
    settle,
    tokens::{Parts, TokenCount, Usage},
};

const HEAD: &str = r#"
version = 2
kind = "prices"
id = "p"
valid_from = "2026-01-01"
provider = "p"
currency = "USD"
per = "1M"
tax_included = false

[defaults]
cached_input = "same as input"
cache_write = "same as input"
cache_write_1h = "same as cache_write"
reasoning = "same as output"
audio_input = "same as input"
audio_output = "same as output"
image_input = "same as input"
tool_input = "same as input"

[[peaks]]
name = "busy"
multiplier = "2"
zone = "+08:00"
days = "mon-fri"
hours = ["09:00-12:00", "14:00-18:00"]
holidays = ["2026-10-01"]

[[peaks]]
name = "night"
multiplier = "0.5"
zone = "UTC"
days = ["sun"]
hours = ["22:00-24:00"]
"#;
const FULL: &str = r#"
[[models]]
id = "m"
input = "1.00"
cached_input = "0.10"
cache_write = "1.25"
cache_write_1h = "2.00"
output = "4.00"
audio_input = "3.00"
audio_output = "8.00"
tool_input = "0.50"
tiers = [{ above = 200_000, input = "2.00", cached_input = "0.20", cache_write = "2.50", cache_write_1h = "4.00", output = "6.00", audio_input = "6.00", audio_output = "12.00" }]
services = [
    { name = "batch", multiplier = "0.5" },
    { name = "priority", input = "1.80", output = "7.20", audio_input = "4.00", audio_output = "9.00" },
]
peaks = ["busy", "night"]
"#;

fn load(rows: &str) -> (Option<PriceBook>, String) {
    let files = [file("p.toml", &format!("{HEAD}{rows}")), file("r.toml", RATES)];
    let (book, problems) = PriceBook::load(&files, TODAY);
    (book, listing(&files, &problems))
}

/// The book of [`FULL`], read once: properties are tried millions of times.
fn full() -> &'static (PriceBook, Route) {
    static FULL_BOOK: LazyLock<(PriceBook, Route)> = LazyLock::new(|| {
        let (book, problems) = load(&format!("{FULL}{LIMITS}"));
        assert_eq!(problems, "");
        let book = book.unwrap();
        let route = book.route(&ModelRef::new("p", "m"), TODAY).unwrap();
        (book, route)
    });
    &FULL_BOOK
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

/// Tokens in the order of the classes of a usage.
fn usage(counts: [u64; 5]) -> Usage {
    let [input, cached_input, cache_write, output, reasoning] = counts.map(TokenCount);
    Usage { input, cached_input, cache_write, output, reasoning }
}

fn parts(counts: [u64; 5]) -> Parts {
    let [cache_write_1h, audio_input, image_input, tool_input, audio_output] = counts.map(TokenCount);
    Parts { cache_write_1h, audio_input, image_input, tool_input, audio_output }
}

const QUIET: &str = "2026-11-21T12:00:00Z";

#[test]
fn hours_are_told_in_their_zone() {
    let (_, Route { row, .. }) = full();
    for (time, card) in [
        // A Friday in November: 09:00 in +08:00 is 01:00 in UTC.
        ("2026-11-20T00:59:59Z", "p/m@2026-01-01"),
        ("2026-11-20T01:00:00Z", "p/m@2026-01-01+busy"),
        ("2026-11-20T03:59:59.999Z", "p/m@2026-01-01+busy"),
        ("2026-11-20T04:00:00Z", "p/m@2026-01-01"),
        ("2026-11-20T09:59:59Z", "p/m@2026-01-01+busy"),
        // Saturday, and a holiday that is a Thursday.
        ("2026-11-21T02:00:00Z", "p/m@2026-01-01"),
        ("2026-10-01T02:00:00Z", "p/m@2026-01-01"),
        ("2026-10-02T02:00:00Z", "p/m@2026-01-01+busy"),
        // Sunday night in UTC, where it is Monday in +08:00 already, before the busy hours.
        ("2026-11-22T21:59:59Z", "p/m@2026-01-01"),
        ("2026-11-22T22:00:00Z", "p/m@2026-01-01+night"),
        ("2026-11-22T23:59:59Z", "p/m@2026-01-01+night"),
    ] {
        assert_eq!(row.cards.of(&Terms::at(at(time))).map(|card| &*card.id), Some(card), "{time}");
    }
}

#[test]
fn amounts_by_class_length_service_and_hour() {
    let (_, Route { row, rate }) = full();
    let cost = |counts, apart, service, time| {
        let terms = Terms { at: at(time), service, parts: parts(apart) };
        settle::cost(&usage(counts), row, rate, &terms).map(|cost| cost.native.amount)
    };
    let million = 1_000_000;
    for (counts, apart, service, time, dollars) in [
        ([100_000, 0, 0, 0, 0], [0; 5], None, QUIET, "0.1"),
        ([100_000, 50_000, 50_000, 0, 0], [0; 5], None, QUIET, "0.1675"),
        // One token more makes all of them dear.
        ([100_001, 50_000, 50_000, 0, 0], [0; 5], None, QUIET, "0.335002"),
        ([100_000, 0, 0, 0, 0], [0; 5], None, "2026-11-20T01:00:00Z", "0.2"),
        ([100_000, 0, 0, 0, 0], [0; 5], Some("batch"), QUIET, "0.05"),
        ([100_000, 0, 0, 0, 0], [0; 5], Some("batch"), "2026-11-20T01:00:00Z", "0.1"),
        ([100_000, 0, 0, 0, 0], [0; 5], Some("priority"), QUIET, "0.18"),
        ([0, 0, 0, million, million], [0; 5], None, QUIET, "8"),
        ([0, 0, 0, million, million], [0, 0, 0, 0, 250_000], None, QUIET, "9"),
        ([100_000, 0, 0, 0, 0], [0, 20_000, 30_000, 40_000, 0], None, QUIET, "0.12"),
        // Parts that exceed what they are part of are cut: no token is counted twice.
        ([100_000, 0, 10_000, 0, 0], [million, 90_000, million, million, million], None, QUIET, "0.3"),
    ] {
        assert_eq!(
            cost(counts, apart, service, time),
            Ok(dollars.parse().unwrap()),
            "{counts:?} {apart:?} {service:?}"
        );
    }
    assert_eq!(cost([1, 0, 0, 0, 0], [0; 5], Some("flex"), QUIET), Err(MoneyError::Unpriced));
}

#[test]
fn a_name_in_a_ledger_row_is_found_again() {
    let (book, Route { row, .. }) = full();
    let ids: Vec<&str> = row.cards.all().map(|card| &*card.id).collect();
    assert_eq!(ids.len(), 9);
    for id in ids {
        let (found, card) = book.card(id).unwrap();
        assert_eq!((&*card.id, &found.id), (id, &row.id));
    }
    assert_eq!(book.card("p/m@2026-01-01+flex"), None);
    assert_eq!(row.cards.services().collect::<Vec<_>>(), ["batch", "priority"]);
    assert_eq!(&*row.cards.dearest().id, "p/m@2026-01-01+busy");
}

#[test]
fn what_is_not_said_is_listed() {
    let rows = FULL.replace("output = \"4.00\"\n", "").replace("peaks = [\"busy\", ", "peaks = [\"rush\", ");
    assert_snapshot!(load(&format!("{rows}{LIMITS}")).1, @r#"
    p.toml:36:1: error: class `output` has no price; expected `output = "0.10"` or `"same as …"`
    p.toml:50:10: error: `rush`; expected the name of a peak of this file (`[[peaks]]`)
    "#);
    let rows = FULL.replace("input = \"2.00\", cached", "input = \"0.90\", cached").replace("\"0.5\" },", "\"0\" },");
    assert_snapshot!(load(&format!("{rows}{LIMITS}")).1, @"
    p.toml:46:10: error: `input` costs less in longer prompts; expected prices that do not fall with the length
    p.toml:46:10: error: `image_input` costs less in longer prompts; expected prices that do not fall with the length
    p.toml:48:36: error: a multiplier of 0; expected more than 0, up to 100, with up to 4 decimals
    ");
    let rows = format!("{FULL}{LIMITS}").replace("above = 200_000", "above = 0, hours = []");
    assert_snapshot!(load(&rows).1, @"
    p.toml:46:20: error: 0; expected a whole number of 1 or more
    p.toml:46:23: error: unknown key `hours`; expected known keys: above, input, cached_input, cache_write, cache_write_1h, output, reasoning, audio_input, audio_output, image_input, tool_input
    ");
    let rows = format!("{FULL}{LIMITS}").replace("\"batch\", multiplier", "\"busy\", input = \"1\", multiplier");
    assert_snapshot!(load(&rows).1, @"p.toml:48:30: error: a price beside a multiplier; expected either `multiplier` or prices");
    let rows = format!("{FULL}{LIMITS}").replace("name = \"batch\"", "name = \"busy\"");
    assert_snapshot!(load(&rows).1, @"p.toml:36:1: error: a service and a peak of the name `busy`; expected names that tell them apart");
}

#[test]
fn hours_that_are_not_good_are_listed() {
    let row = format!("[[models]]\nid = \"m\"\ninput = \"1\"\noutput = \"2\"\n{LIMITS}");
    let bad = r#"
[[peaks]]
name = "Late"
multiplier = "200"
zone = "Asia/Almaty"
days = []
hours = ["22:00-02:00", "24:00-24:01", "9:00-10:00"]
holidays = ["today"]

[[peaks]]
name = "busy"
multiplier = "1.00001"
zone = "+15:00"
days = ["mo"]
hours = ["10:00-10:00"]
"#;
    assert_snapshot!(load(&format!("{bad}{row}")).1, @r#"
    p.toml:37:8: error: `Late`; expected lower-case letters, digits, `-` and `_`
    p.toml:38:14: error: a multiplier of 200; expected more than 0, up to 100, with up to 4 decimals
    p.toml:39:8: error: `Asia/Almaty`; expected `UTC`, or a distance to it such as `+08:00`
    p.toml:40:8: error: an empty list; expected at least one
    p.toml:41:10: error: `22:00-02:00`; expected hours such as `06:00-10:00`, up to `24:00`
    p.toml:41:25: error: `24:00-24:01`; expected hours such as `06:00-10:00`, up to `24:00`
    p.toml:41:40: error: `9:00-10:00`; expected hours such as `06:00-10:00`, up to `24:00`
    p.toml:42:13: error: `today`; expected a date in quotes such as "2026-11-21"
    p.toml:46:14: error: a multiplier of 1.00001; expected more than 0, up to 100, with up to 4 decimals
    p.toml:47:8: error: `+15:00`; expected `UTC`, or a distance to it such as `+08:00`
    p.toml:48:9: error: `mo`; expected one of mon, tue, wed, thu, fri, sat, sun, or days such as "mon-fri"
    p.toml:49:10: error: `10:00-10:00`; expected hours such as `06:00-10:00`, up to `24:00`
    "#);
    let other = r#"
[[peaks]]
name = "dawn"
multiplier = "3"
zone = "-01:00"
days = ["sun"]
hours = ["23:30-24:00"]

[[peaks]]
name = "week"
multiplier = "3"
zone = "UTC"
days = ["mon"]
hours = ["00:59-01:01"]
"#;
    let row = |peaks: &str| format!("{other}{row}peaks = {peaks}\n");
    // Sunday 23:30 in -01:00 is Monday 00:30 in UTC.
    assert_snapshot!(load(&row("[\"dawn\", \"week\"]")).1, @"p.toml:58:9: error: hours of `week` overlap those of `dawn`; expected hours that share no minute");
    assert_snapshot!(load(&row("[\"week\", \"busy\"]")).1, @"p.toml:58:9: error: hours of `busy` overlap those of `week`; expected hours that share no minute");
    assert_eq!(load(&row("[\"dawn\", \"busy\"]")).1, "");
}

#[test]
fn days_without_a_price_are_errors() {
    let row = |days: &str| format!("[[models]]\nid = \"m\"\ninput = \"1\"\noutput = \"2\"\n{LIMITS}{days}\n");
    let rows = row("valid_to = \"2026-05-30\"") + &row("valid_from = \"2026-06-01\"");
    assert_snapshot!(load(&rows).1, @"p.toml:45:1: error: no price of p/m from 2026-05-31 until 2026-06-01; expected rows without a gap between them");
    let touching = row("valid_to = \"2026-05-31\"") + &row("valid_from = \"2026-06-01\"");
    assert_eq!(load(&touching).1, "");
    assert_snapshot!(load(&row("valid_to = \"2026-12-01\"")).1, @"p.toml:44:12: warning: the price of p/m ends with 2026-12-01; expected a row for the days after it");
    let continued = row("valid_to = \"2026-12-01\"") + &row("valid_from = \"2026-12-02\"");
    assert_eq!(load(&continued).1, "");
}

/// A request in any class, of any length.
fn any_counts() -> impl Strategy<Value = [u64; 5]> {
    prop::array::uniform5(0_u64..150_000)
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    (1_767_225_600_i64..1_800_000_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn priced(row: &PriceRow, rate: &crate::rates::Rate, counts: [u64; 5], terms: &Terms<'_>) -> settle::Cost {
    settle::cost(&usage(counts), row, rate, terms).unwrap()
}

proptest! {
    #[test]
    fn classes_add_up_to_the_total(counts in any_counts(), apart in any_counts(), at in any_time()) {
        let (_, Route { row, rate }) = full();
        let terms = Terms { at, service: None, parts: parts(apart) };
        let cost = priced(row, rate, counts, &terms);
        let card = row.cards.of(&terms).unwrap();
        let lines = card.classes_of(usage(counts).prompt()).lines(&usage(counts), &terms.parts);
        let tokens: u64 = lines.iter().map(|line| line.tokens.0).sum();
        prop_assert_eq!(tokens, usage(counts).total().0);
        let million = Decimal::from(1_000_000);
        let sum: Decimal = lines.iter().map(|line| line.per_million * Decimal::from(line.tokens.0) / million).sum();
        prop_assert_eq!(sum, cost.native.amount);
        // One rounding, up, of the whole sum.
        let exact = sum * rate.kzt * million;
        prop_assert_eq!(Decimal::from(cost.tenge.0), exact.ceil());
        prop_assert_eq!(cost.tenge, settle::cost_by(&usage(counts), &terms.parts, row, card, rate).unwrap().tenge);
    }

    #[test]
    fn longer_requests_never_cost_less(counts in any_counts(), class in 0_usize..5, more in 0_u64..200_000, at in any_time()) {
        let (_, Route { row, rate }) = full();
        let mut grown = counts;
        grown[class] += more;
        let terms = Terms::at(at);
        prop_assert!(priced(row, rate, counts, &terms).tenge <= priced(row, rate, grown, &terms).tenge);
    }

    #[test]
    fn bounds_hold_at_every_hour(counts in any_counts(), apart in any_counts(), at in any_time()) {
        let (_, Route { row, rate }) = full();
        let needs = Needs { tools: true, vision: true, audio: true, json_schema: false };
        let usage = usage(counts);
        let terms = Terms { at, service: None, parts: Parts { cache_write_1h: TokenCount(0), ..parts(apart) } };
        let bound = settle::upper_bound(usage.prompt(), usage.completion(), 1, needs, row, rate).unwrap();
        prop_assert!(settle::cost(&usage, row, rate, &terms).unwrap().tenge <= bound.tenge);
        prop_assert!(settle::estimate(&usage, row, rate).unwrap().tenge <= bound.tenge);
    }

    #[test]
    fn any_tokens_have_a_cost_or_an_error(counts in prop::array::uniform5(any::<u64>()), apart in prop::array::uniform5(any::<u64>())) {
        let (_, Route { row, rate }) = full();
        let terms = Terms { at: Timestamp::UNIX_EPOCH, service: Some("priority"), parts: parts(apart) };
        if let Ok(cost) = settle::cost(&usage(counts), row, rate, &terms) {
            prop_assert!(cost.tenge.0 >= 0);
        }
    }

    #[test]
    fn no_change_of_a_list_panics(at in 0_usize..2400, length in 0_usize..12, insert in "[\\]\\[=\"'a-z0-9\n{}.,-]{0,6}") {
        let mut text = format!("{HEAD}{FULL}{LIMITS}");
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.ceil_char_boundary((start + length).min(text.len()));
        text.replace_range(start..end, &insert);
        let files = [file("p.toml", &text), file("r.toml", RATES)];
        let (book, problems) = PriceBook::load(&files, TODAY);
        prop_assert_eq!(book.is_none(), crate::diagnostic::has_errors(&problems));
    }
}
