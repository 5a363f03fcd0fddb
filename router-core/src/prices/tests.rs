use insta::assert_snapshot;
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{ModelRef, PriceBook, Unroutable};
use crate::{
    diagnostic::SourceFile,
    money::Currency,
    policy::tests::{TODAY, listing, shipped_prices},
};

mod language;

const HEAD: &str = "version = 1\nkind = \"prices\"\nid = \"p\"\nvalid_from = \"2026-01-01\"\nprovider = \"p\"\n\
                    currency = \"USD\"\nper = \"1K\"\ntax_included = false\n";
const RATES: &str = "version = 1\nkind = \"exchange-rates\"\nid = \"r\"\nvalid_from = \"2026-01-01\"\n\
                     [[rates]]\ncurrency = \"USD\"\nkzt = \"500\"\nvalid_from = \"2026-01-01\"\nsource = \"s\"\n";
const LIMITS: &str = "context_window = 1000\nmax_output = 100\nabilities = [\"tools\"]\nsource = \"s\"\n\
                      checked_at = \"2026-01-01\"\n";
const PRICED: &str = "input = \"1\"\ncached_input = \"0.1\"\ncache_write = \"same as input\"\noutput = \"2\"\n\
                      reasoning = \"same as output\"\n";

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.to_owned(), text: text.to_owned() }
}

fn load(rows: &str) -> (Option<PriceBook>, String) {
    let files = [file("p.toml", &format!("{HEAD}{rows}")), file("r.toml", RATES)];
    let (book, problems) = PriceBook::load(&files, TODAY);
    (book, listing(&files, &problems))
}

/// A good row of model `id` with more lines.
fn row(id: &str, more: &str) -> String {
    format!("[[models]]\nid = \"{id}\"\n{PRICED}{LIMITS}{more}\n")
}

#[test]
fn prices_are_scaled_to_a_million_and_shared() {
    let (book, problems) = load(&row("a/b", ""));
    assert_eq!(problems, "");
    let book = book.unwrap();
    let row = book.in_force(&ModelRef::parse("p/a/b").unwrap(), TODAY).unwrap();
    let classes = &row.cards.usual().classes;
    assert_eq!((&*row.id, classes.cache_write), ("p/a/b@2026-01-01", Decimal::from(1000)));
    assert_eq!((classes.cached_input, classes.reasoning), (Decimal::from(100), Decimal::from(2000)));
    // What files of version 1 do not know costs what it is a part of.
    assert_eq!((classes.cache_write_1h, classes.audio_output), (Decimal::from(1000), Decimal::from(2000)));
    assert!(row.abilities.tools && !row.abilities.vision && !row.is_free());
}

#[test]
fn a_new_row_ends_the_old_one() {
    let rows = row("m", "") + &row("m", "valid_from = \"2026-06-01\"\nvalid_to = \"2026-06-30\"");
    let (book, problems) = load(&rows);
    assert_eq!(problems, "");
    let book = book.unwrap();
    let model = ModelRef::new("p", "m");
    for (day, expected) in [
        (date(2025, 12, 31), None),
        (date(2026, 5, 31), Some("p/m@2026-01-01")),
        (date(2026, 6, 1), Some("p/m@2026-06-01")),
        (date(2026, 6, 30), Some("p/m@2026-06-01")),
        (date(2026, 7, 1), None),
    ] {
        assert_eq!(book.in_force(&model, day).map(|row| &*row.id), expected, "{day}");
    }
    assert_eq!(book.route(&model, date(2026, 7, 1)), Err(Unroutable::Unpriced(model)));
}

#[test]
fn successors_are_followed_until_one_lives() {
    let retired = |id, next| row(id, &format!("retires_on = \"2026-11-21\"\nreplaced_by = \"{next}\""));
    let dead = row("dead", "retires_on = \"2026-01-02\"");
    let (book, _) = load(
        &(retired("a", "b") + &retired("b", "c") + &row("c", "") + &retired("d", "e") + &retired("e", "d") + &dead),
    );
    let book = book.unwrap();
    let model = |id| ModelRef::new("p", id);
    assert_eq!(book.route(&model("a"), TODAY).unwrap().row.model, model("c"));
    assert_eq!(book.route(&model("a"), date(2026, 11, 20)).unwrap().row.model, model("a"));
    assert_eq!(book.route(&model("d"), TODAY), Err(Unroutable::Circle(model("d"))));
    assert_eq!(book.route(&model("dead"), TODAY), Err(Unroutable::Retired(model("dead"))));
}

#[test]
fn problems_of_rows_are_listed() {
    let bad = format!(
        "[[models]]\nid = \"m\"\ninput = 1.25\ncached_input = \"-1\"\ncache_write = \"same as inptu\"\noutput = \"0\"\n{LIMITS}"
    );
    assert_snapshot!(load(&bad).1, @r#"
    p.toml:9:1: error: class `reasoning` has no price; expected `reasoning = "0.10"` or `"same as …"`
    p.toml:11:9: error: the bare number 1.25; expected a decimal in quotes such as "0.10": a bare number can lose digits
    p.toml:12:16: error: the negative amount -1; expected 0 or more
    p.toml:13:15: error: `same as inptu`; expected `same as input`, another of: input, cached_input, cache_write, cache_write_1h, output, reasoning, audio_input, audio_output, image_input, tool_input
    p.toml:14:10: error: a price of 0; expected more than 0, or `free = true` for the whole row
    "#);
    let free = row("m", "free = true");
    assert_snapshot!(load(&free).1, @r#"
    p.toml:11:9: error: a price of a free model; expected either `free = true` or prices
    p.toml:12:16: error: a price of a free model; expected either `free = true` or prices
    p.toml:13:15: error: a price of a free model; expected either `free = true` or prices
    p.toml:14:10: error: a price of a free model; expected either `free = true` or prices
    p.toml:15:13: error: a price of a free model; expected either `free = true` or prices
    "#);
    let chained = row("m", "").replace("\"0.1\"", "\"same as cache_write\"");
    assert_eq!(load(&chained).1, "");
    let circle = chained.replace("same as input", "same as cached_input");
    assert_snapshot!(load(&circle).1, @r#"
    p.toml:12:16: error: `same as cache_write`, which leads in a circle; expected a class with its own price at its end
    p.toml:13:15: error: `same as cached_input`, which leads in a circle; expected a class with its own price at its end
    "#);
}

#[test]
fn problems_between_rows_are_listed() {
    let rows = row("a", "valid_to = \"2026-06-01\"") + &row("a", "valid_from = \"2026-06-01\"");
    assert_snapshot!(load(&rows).1, @"p.toml:22:1: error: p/a@2026-06-01 overlaps p/a@2026-01-01; expected one row a model and day");
    let rows = row("a", "") + &row("a", "");
    assert_snapshot!(load(&rows).1, @"p.toml:22:1: error: p/a@2026-01-01 overlaps p/a@2026-01-01; expected one row a model and day");
    let rows = row("a", "replaced_by = \"b\"") + &row("c", "retires_on = \"2026-12-01\"\nreplaced_by = \"c\"");
    assert_snapshot!(load(&rows.replacen("max_output = 100", "max_output = 1001", 1)).1, @r#"
    p.toml:9:1: error: a completion of 1001 tokens in a window of 1000; expected `max_output` up to `context_window`
    p.toml:21:15: error: unknown model `b`; expected the id of a row of this provider
    p.toml:21:15: error: a successor of a model that stays; expected `retires_on` beside `replaced_by`
    p.toml:34:14: warning: p/c retires on 2026-12-01; then p/c takes its place; expected a living model in the policy by then
    p.toml:35:15: error: `c` replaced by itself; expected another model
    "#);
}

#[test]
fn a_currency_needs_a_rate() {
    let files = [file("p.toml", &format!("{}{}", HEAD.replace("USD", "EUR"), row("a", ""))), file("r.toml", RATES)];
    let (book, problems) = PriceBook::load(&files, TODAY);
    assert!(book.is_none());
    assert_snapshot!(listing(&files, &problems), @"p.toml:6:12: error: no exchange rate of EUR in force on 2026-11-21; expected a row of an exchange-rate file");
}

#[test]
fn problems_of_rates_are_listed() {
    let bad = "[[rates]]\ncurrency = \"KZT\"\nkzt = \"0\"\nvalid_from = \"2026-01-01\"\nsource = \"s\"\n\
               [[rates]]\ncurrency = \"USD\"\nkzt = \"501\"\nvalid_from = \"2026-01-01\"\nsource = \"s\"\n";
    let files = [file("r.toml", &format!("{RATES}{bad}")), file("x.toml", "kind = \"plans\"")];
    assert_snapshot!(listing(&files, &PriceBook::load(&files, TODAY).1), @r#"
    r.toml:11:12: error: a rate of the tenge; expected a foreign currency; one KZT is one tenge by definition
    r.toml:12:7: error: a rate of 0; expected tenge per unit, more than 0
    r.toml:18:14: error: a second rate USD@2026-01-01; expected one rate a currency and day
    x.toml:1:8: error: `plans`; expected one of: prices, exchange-rates
    "#);
}

#[test]
fn one_mistake_is_one_problem() {
    let broken = row("b", "").replace("output = \"2\"", "output = 2");
    let rows = row("a", "retires_on = \"2027-01-01\"\nreplaced_by = \"b\"") + &broken;
    let files = [file("p.toml", &format!("{HEAD}{rows}")), file("r.toml", &RATES.replace("\"500\"", "500"))];
    assert_snapshot!(listing(&files, &PriceBook::load(&files, TODAY).1), @r#"
    p.toml:28:10: error: the bare number 2; expected a decimal in quotes such as "0.10": a bare number can lose digits
    r.toml:7:7: error: the bare number 500; expected a decimal in quotes such as "0.10": a bare number can lose digits
    "#);
}

#[test]
fn the_latest_rate_counts() {
    let (book, _) = PriceBook::load(&shipped_prices(), TODAY);
    let book = book.unwrap();
    for (day, expected) in [
        (date(2024, 12, 31), None),
        (date(2025, 12, 24), Some("USD@2025-01-01")),
        (date(2025, 12, 25), Some("USD@2025-12-25")),
        (TODAY, Some("USD@2026-10-02")),
    ] {
        assert_eq!(book.rates().in_force(Currency::Usd, day).map(|rate| &*rate.id), expected, "{day}");
    }
    assert_eq!(book.rates().in_force(Currency::Kzt, date(1990, 1, 1)).map(|rate| rate.kzt), Some(Decimal::ONE));
}

proptest! {
    #[test]
    fn no_change_of_a_file_panics(at in 0_usize..3000, length in 0_usize..12, insert in "[\\]\\[=\"'a-z0-9\n{}.,-]{0,6}") {
        let mut files = shipped_prices();
        let text = &mut files[0].text;
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.ceil_char_boundary((start + length).min(text.len()));
        text.replace_range(start..end, &insert);
        let (book, problems) = PriceBook::load(&files, TODAY);
        prop_assert_eq!(book.is_none(), crate::diagnostic::has_errors(&problems));
    }
}
