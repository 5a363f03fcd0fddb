//! `qaqpa replay` through the real binary: the same files change nothing, others say what they would have changed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

const PERIOD: [&str; 5] = ["replay", "--from", "2020-01-01", "--to", "2100-01-01"];

async fn ask(gateway: &Gateway, key: &str, model: &str) {
    let body = json!({"model": model, "messages": [{"role": "user", "content": "Меня зовут Арман Касымов"}]});
    let response = gateway.send(&Request::chat(key, body.to_string())).await;
    assert_eq!(response.status, 200, "{}", response.text());
}

/// The rows of a replay: what of, which, requests, changed, old and new tenge.
fn replay(site: &Site, args: &[&str]) -> Vec<(String, u64, u64, f64, f64)> {
    let output = site.command(&[&PERIOD, args, &["--json"]].concat());
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    let tenge = |cell: &Value| cell.as_str().unwrap_or("0").parse().unwrap();
    let row = |row: &Value| {
        let name = format!("{} {}", row["of"].as_str().unwrap(), row["name"].as_str().unwrap());
        let [requests, changed] = ["requests", "changed"].map(|column| row[column].as_u64().unwrap_or_default());
        (name.trim_end().to_owned(), requests, changed, tenge(&row["old_tenge"]), tenge(&row["new_tenge"]))
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

/// Rows without their amounts.
fn counts(rows: &[(String, u64, u64, f64, f64)]) -> Vec<(&str, u64, u64)> {
    rows.iter().map(|(name, requests, changed, ..)| (&**name, *requests, *changed)).collect()
}

/// A copy of a file of the site with one text replaced.
fn other(site: &Site, name: &str, from: &str, to: &str) -> PathBuf {
    let text = fs::read_to_string(site.path().join(name)).unwrap();
    assert!(text.contains(from), "{name} has no {from}");
    let path = site.path().join("other").join(Path::new(name).file_name().unwrap());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text.replace(from, to)).unwrap();
    path
}

#[test]
fn other_files_say_what_they_would_have_changed() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let shop = gateway.tenant("shop", &Tenant::default()).await;
        let clinic = gateway.tenant("clinic", &Tenant::default()).await;
        for (key, model) in [(&shop, "auto"), (&shop, "auto"), (&clinic, "auto"), (&clinic, "a/a-large")] {
            ask(&gateway, key, model).await;
        }
        gateway.settled().await;

        let same = replay(&site, &[]);
        assert_eq!(
            counts(&same),
            [
                ("tier L0 → L0", 3, 0),
                ("tier L1 → L1", 1, 0),
                ("tenant clinic", 2, 0),
                ("tenant shop", 2, 0),
                ("total", 4, 0)
            ]
        );
        assert!(same.iter().all(|(_, _, _, old, new)| old == new && *old > 0.0), "{same:?}");
        assert_eq!(counts(&replay(&site, &["--tenant", "shop"])).last(), Some(&("total", 2, 0)));

        // A file on trial counts for the whole period, whatever its date.
        let dearer = other(&site, "policies/routing.toml", "use = \"L0\"", "use = \"L2\"");
        let text = fs::read_to_string(&dearer).unwrap().replace("2026-01-01", "2099-01-01");
        fs::write(&dearer, text).unwrap();
        let changed = replay(&site, &["--policy", dearer.to_str().unwrap()]);
        assert_eq!(
            counts(&changed),
            [
                ("tier L0 → L2", 3, 3),
                ("tier L1 → L1", 1, 0),
                ("tenant clinic", 2, 1),
                ("tenant shop", 2, 2),
                ("total", 4, 3)
            ]
        );
        let (_, _, _, old, new) = changed[0];
        assert!((new - 10.0 * old).abs() < 1e-5, "{changed:?}");

        // Other prices change no decision here, and every cost.
        let prices = site.path().join("other-prices");
        fs::create_dir(&prices).unwrap();
        for file in fs::read_dir(site.path().join("price-tables")).unwrap() {
            let file = file.unwrap();
            let text = fs::read_to_string(file.path()).unwrap();
            let text = text.replace("\"1.00\"", "\"2.00\"").replace("\"4.00\"", "\"8.00\"");
            fs::write(prices.join(file.file_name()), text).unwrap();
        }
        let doubled = replay(&site, &["--price-tables", prices.to_str().unwrap()]);
        assert_eq!(counts(&doubled)[0], ("tier L0 → L0", 3, 0));
        let (_, _, _, old, new) = doubled[0];
        assert!((new - 2.0 * old).abs() < 1e-5, "{doubled:?}");

        // What a plan does not include any more is left out, and said.
        let narrow = other(&site, "policies/plans.toml", "\"L1\", ", "");
        let refused = replay(&site, &["--policy", narrow.to_str().unwrap()]);
        assert_eq!(counts(&refused).last(), Some(&("left out refused: tier L1 is not in plan open", 1, 0)));

        let bad = other(&site, "policies/routing.toml", "use = \"L0\"", "use = \"L9\"");
        let output = site.command(&[&PERIOD[..], &["--policy", bad.to_str().unwrap()]].concat());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code() == Some(1) && stderr.contains("routing.toml:") && stderr.contains("L9"),
            "{stderr}"
        );
        for format in [&[][..], &["--csv"]] {
            let output = site.command(&[&PERIOD[..], format].concat());
            assert!(String::from_utf8_lossy(&output.stdout).contains("total"), "{output:?}");
        }
    });
}

/// What a second opinion said stands in the record that is kept with the end of a request: the same policy decides the
/// same again, and one that would not have asked decides without it.
#[test]
fn an_opinion_is_replayed() {
    block_on(async {
        let opinion =
            Reply { when: Some("Уровни".to_owned()), text: r#"{"tier":"L0"}"#.to_owned(), ..Reply::default() };
        let upstream = Upstream::start(vec![opinion, Reply::default()]);
        let site = Site::new(&[&upstream], "");
        let routing = fs::read_to_string(site.path().join("policies/routing.toml")).unwrap();
        let routing = routing
            .replace("when = {}", "when = { proposal = \"L0\" }")
            .replace("default_tier = \"L0\"", "default_tier = \"L2\"");
        fs::write(site.path().join("policies/routing.toml"), format!("{routing}\n[second_opinion]\n")).unwrap();
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        // The second one is from what is kept, and known when it is reserved.
        for attempts in ["2", "1"] {
            let body = json!({"model": "auto", "messages": [{"role": "user", "content": "Поясни"}]});
            let response = gateway.send(&Request::chat(&key, body.to_string())).await;
            assert_eq!(
                (response.header("x-qaqpa-tier"), response.header("x-qaqpa-attempts")),
                (Some("L0"), Some(attempts))
            );
        }
        gateway.settled().await;
        let same = replay(&site, &[]);
        assert_eq!(counts(&same), [("tier L0 → L0", 2, 0), ("tenant shop", 2, 0), ("total", 2, 0)]);
        let without = other(&site, "policies/routing.toml", "[second_opinion]", "");
        let changed = replay(&site, &["--policy", without.to_str().unwrap()]);
        assert_eq!(counts(&changed), [("tier L0 → L2", 2, 2), ("tenant shop", 2, 2), ("total", 2, 2)]);
    });
}
