//! Policies and prices change under load: no request fails, and none sees two versions.

use std::cell::{Cell, RefCell};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use futures_util::future::{join, join_all};
use serde_json::Value;

use crate::support::block_on;
use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant, copy_files, fixtures};
use crate::support::ledger::digits;
use crate::support::upstream::Upstream;

const RELOADS: usize = 500;
const CLIENTS: usize = 8;
const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;

/// One request's answer, as far as it tells versions apart.
struct Answer {
    id: String,
    rule: String,
    model: String,
}

#[test]
fn a_request_sees_one_version() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::empty(&[&upstream], "live/policies", "live/price-tables", "");
        write_version(site.path(), 0, true);
        switch(site.path(), 0);
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;

        let over = Cell::new(false);
        let answers = RefCell::new(Vec::new());
        let clients = join_all((0..CLIENTS).map(|_| ask_until(&over, &gateway, &key, &answers)));
        let reloads = async {
            let mut current = 0;
            for version in 1..=RELOADS {
                let good = version % 3 != 0;
                current = reload(site.path(), &gateway, version, good, current).await;
                let probe = ask(&mut Connection::open(gateway.address).await.unwrap(), &key).await;
                assert_eq!(probe.rule, format!("rule-{current}"), "after reload {version}");
            }
            over.set(true);
        };
        join(clients, reloads).await;

        let ledger = gateway.settled().await;
        let answers = answers.into_inner();
        println!("{} requests under {RELOADS} reloads", answers.len());
        assert!(answers.len() >= RELOADS, "too little load to say anything: {} requests", answers.len());
        let rows = ledger.of_kind("settle").map(|row| (digits(&row["request_id"]), row));
        let rows: std::collections::HashMap<_, _> = rows.collect();
        for answer in &answers {
            let version: usize = answer.rule.strip_prefix("rule-").unwrap().parse().unwrap();
            let row = rows[&digits(&answer.id)];
            let seen = [&answer.model, &row["rule"], &row["model"], &row["price_id"]].map(String::as_str);
            let model = model(version);
            let price = format!("a/{model}@{}", valid_from(version));
            assert_eq!(seen, [&model, &answer.rule, &model, &price], "versions are mixed");
        }
    });
}

/// Puts a version in place and reloads; the version then in force.
async fn reload(site: &Path, gateway: &Gateway, version: usize, good: bool, current: usize) -> usize {
    write_version(site, version, good);
    switch(site, version);
    let answer = gateway.admin("POST", "/admin/v1/reload", None).await;
    if good {
        assert_eq!(answer.status, 200, "reload {version}: {}", answer.text());
        return version;
    }
    assert_eq!(answer.status, 422, "bad reload {version}: {}", answer.text());
    let diagnostics: Value = answer.json()["diagnostics"].clone();
    assert!(diagnostics.as_array().is_some_and(|list| !list.is_empty()), "{}", answer.text());
    current
}

async fn ask_until(over: &Cell<bool>, gateway: &Gateway, key: &str, answers: &RefCell<Vec<Answer>>) {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    while !over.get() {
        let answer = ask(&mut connection, key).await;
        answers.borrow_mut().push(answer);
    }
}

async fn ask(connection: &mut Connection, key: &str) -> Answer {
    let response = connection.send(&Request::chat(key, BODY)).await.unwrap();
    assert_eq!(response.status, 200, "{}", response.text());
    let header = |name: &str| response.header(name).unwrap_or_else(|| panic!("no {name}")).to_owned();
    Answer { id: header("x-request-id"), rule: header("x-qaqpa-rule"), model: header("x-qaqpa-model") }
}

/// Writes the folder of a version: the fixtures, with a rule, a model and a price that carry the version.
fn write_version(site: &Path, version: usize, good: bool) {
    let root = site.join(format!("v{version}"));
    for folder in ["policies", "price-tables"] {
        fs::create_dir_all(root.join(folder)).unwrap();
        copy_files(&fixtures().join(folder), &root.join(folder));
    }
    let model = model(version);
    edit(&root.join("policies/routing.toml"), &[("a-small", &model), ("\"default\"", &format!("\"rule-{version}\""))]);
    let mut price = vec![("a-small", model.as_str())];
    let date = valid_from(version);
    price.push(("2026-01-01", &date));
    if !good {
        // A model without a price, a price that is no decimal, a file that is no TOML.
        price.push(
            [("a-large", "elsewhere"), ("input = \"", "input = \"-"), ("[[models]]", "[[models")][version / 3 % 3],
        );
    }
    edit(&root.join("price-tables/a.toml"), &price);
}

fn edit(path: &Path, replacements: &[(&str, &str)]) {
    let mut text = fs::read_to_string(path).unwrap();
    for (old, new) in replacements {
        assert!(text.contains(old), "{} does not contain {old}", path.display());
        text = text.replace(old, new);
    }
    fs::write(path, text).unwrap();
}

/// Swaps the whole folder in one step, as an operator who wants no mixture does.
fn switch(site: &Path, version: usize) {
    let next = site.join("next");
    symlink(format!("v{version}"), &next).unwrap();
    fs::rename(next, site.join("live")).unwrap();
    if version >= 4 {
        // Nothing reads a version three swaps old; the folder would otherwise grow by thousands of files.
        let _ = fs::remove_dir_all(site.join(format!("v{}", version - 4)));
    }
}

fn model(version: usize) -> String {
    format!("model-{version}")
}

/// A date of its own for each version, none in the future.
fn valid_from(version: usize) -> String {
    format!("20{:02}-{:02}-01", 10 + version / 12 % 15, 1 + version % 12)
}
