use insta::assert_snapshot;
use proptest::prelude::*;

use super::{FileKind, Source};
use crate::diagnostic::{Severity, SourceFile};

const KEYS: &[&str] = &["name", "price", "day", "count", "on", "kinds", "rows", "open"];

/// Reads a file that uses every shape of value, and lists what is wrong with it.
fn problems(text: &str) -> String {
    let file = SourceFile { name: "f.toml".to_owned(), text: text.to_owned() };
    let source = Source::parse(&file);
    let _ = source.kind(&[FileKind::Routing, FileKind::Plans]);
    if let Some((_, root)) = source.dated(KEYS) {
        let _ = root.required("name").and_then(|value| value.string());
        let _ = root.optional("price").and_then(|value| value.amount());
        let _ = root.optional("day").and_then(|value| value.date());
        let _ = root.optional("count").and_then(|value| value.integer(1..=10));
        let _ = root.optional("on").and_then(|value| value.boolean());
        for kind in root.list("kinds") {
            let _ = kind.named(&FileKind::ALL, FileKind::name);
        }
        for row in root.tables("rows", &["a"]) {
            let _ = row.required("a").and_then(|value| value.integer(0..=u64::MAX));
        }
        if let Some(open) = root.optional("open").and_then(|value| value.open_table()) {
            for (key, value) in open.entries() {
                assert!(!key.is_empty() || value.is_string());
            }
        }
    }
    let lines = source.into_diagnostics().into_iter().map(|problem| {
        assert_eq!(problem.severity, Severity::Error);
        let (line, column) = problem.line_column(text).unwrap_or_default();
        format!("{line}:{column}: {}; expected {}", problem.found, problem.expected)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// [`problems`] of `text` under a good header of four lines.
fn body(text: &str) -> String {
    problems(&format!("version = 1\nkind = \"plans\"\nid = \"x\"\nvalid_from = \"2026-11-21\"\n{text}"))
}

#[test]
fn a_good_file_has_no_problems() {
    let text = "name = \"a\"\nprice = \"0.10\"\nday = \"2026-02-28\"\ncount = 10\non = true\nkinds = [\"plans\"]\n\
                rows = [{ a = 0xff }]\nopen = { \"gpt-4o\" = \"auto\" }";
    assert_eq!(body(text), "");
}

#[test]
fn every_problem_is_listed_with_its_place() {
    let text = "price = 0.10\nday = 2026-02-28\ncount = 11\non = \"yes\"\nkinds = [\"plan\", 7]\nrwos = 1\nopen = []";
    assert_snapshot!(body(text), @r#"
    1:1: missing key `name`; expected `name = …`
    5:9: the bare number 0.10; expected a decimal in quotes such as "0.10": a bare number can lose digits
    6:7: the bare date 2026-02-28; expected a date in quotes such as "2026-11-21"
    7:9: 11; expected a whole number from 1 to 10
    8:6: the string `yes`; expected true or false
    9:10: `plan`; expected `plans` (one of: prices, exchange-rates, routing, plans, redaction)
    9:18: the bare number 7; expected a string in quotes
    10:1: unknown key `rwos`; expected `rows` (known keys: version, kind, id, valid_from, name, price, day, count, on, kinds, rows, open)
    11:8: a list; expected a table
    "#);
}

#[test]
fn defaults_of_another_file_fill_gaps_and_keep_their_place() {
    let file = |name: &str, text: &str| SourceFile { name: name.to_owned(), text: text.to_owned() };
    let keys = ["a", "b", "open"];
    let below = file("below", "a = 1\nb = \"x\"\nopen = { p = \"1\", q = \"2\" }");
    let above = file("above", "a = 2\nopen = { q = \"3\" }");
    let (below, above) = (Source::parse(&below), Source::parse(&above));
    let table = above.root(&keys).unwrap().with_defaults(below.root(&keys).unwrap());
    assert_eq!(table.required("a").and_then(|value| value.integer(0..=9)), Some(2));
    assert_eq!(table.required("b").and_then(|value| value.integer(0..=9)), None);
    let merged: Vec<_> = table.merged("open").into_iter().map(|(key, value)| (key, value.string().unwrap())).collect();
    assert_eq!(merged, [("p", "1"), ("q", "3")]);
    assert!(table.merged("c").is_empty());
    drop(table);
    assert!(above.into_diagnostics().is_empty());
    let problem = &below.into_diagnostics()[0];
    assert_eq!((&*problem.file, &*problem.found), ("below", "the string `x`"));
}

#[test]
fn headers_are_checked() {
    assert_snapshot!(problems("version = 2\nkind = \"plan\"\nid = \"\"\nvalid_from = \"2026-02-30\"\nname = \"a\""), @r#"
    1:11: 2; expected 1
    2:8: `plan`; expected `plans` (one of: routing, plans)
    3:6: an empty string; expected a string with at least one character
    4:14: `2026-02-30`; expected a date in quotes such as "2026-11-21"
    "#);
    assert_snapshot!(problems("version = 1\nkind = \"prices\"\nid = \"x\"\nvalid_from = \"2026-02-01\"\nname = \"a\""), @"2:8: `prices`; expected one of: routing, plans");
}

#[test]
fn every_syntax_error_is_listed() {
    assert_snapshot!(problems("name = \nprice == \"1\"\non = tru\n"), @r#"
    1:8: string values must be quoted, expected literal string; expected valid TOML
    2:8: extra `=`, expected nothing; expected valid TOML
    2:10: unexpected key or value, expected newline, `#`; expected valid TOML
    3:6: invalid boolean, expected `true`; expected valid TOML
    "#);
}

#[test]
fn amounts_are_exact_strings() {
    for (text, expected) in [
        ("0", ""),
        ("2500000", ""),
        ("0.000000000001", ""),
        ("-1", "5:9: the negative amount -1; expected 0 or more"),
        ("0.0000000000001", "5:9: 13 decimals; expected at most 12 decimals"),
        ("1e3", "5:9: `1e3`; expected a decimal in quotes such as \"0.10\""),
        ("1_000", "5:9: `1_000`; expected a decimal in quotes such as \"0.10\""),
        (".", "5:9: `.`; expected a decimal in quotes such as \"0.10\""),
        ("", "5:9: an empty string; expected a string with at least one character"),
    ] {
        assert_eq!(body(&format!("price = \"{text}\"\nname = \"a\"")), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,40}|([a-z\\[\\]{}=\"',.\n# 0-9]|name|rows|price){0,60}") {
        let _ = problems(&text);
        let _ = body(&text);
    }
}
