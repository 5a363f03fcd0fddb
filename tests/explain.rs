//! A decision explained through the real binary: every rule with what kept it from taking the request, every model with
//! what it would cost or why it is skipped, and what the policy in shadow says.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::gateway::{Site, Tenant};
use crate::support::upstream::Upstream;

const ROUTING: &str = r#"
version = 1
kind = "routing"
id = "own"
valid_from = "2026-02-01"
default_tier = "L0"
flagship = "a/a-large"
explicit_model = "honour"
failover = ["sandbox/sandbox"]
[tiers]
L0 = { pool = ["b/b-small", "a/a-small"], select = "cheapest", default_output = 1000, expected_output = 100 }
L1 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L2 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L3 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
[[rules]]
id = "nearly-spent"
because = "a test"
when = { max_budget_left_percent = 10 }
use = "L0"
[[rules]]
id = "tools"
because = "a test"
when = { tenant = "shop", tool = ["search", "book"] }
use = "L3"
[[rules]]
id = "never"
because = "a test"
when = { tenant = "shop" }
percent = 0
use = "L3"
[[rules]]
id = "all"
because = "everybody else"
when = {}
use = "L0"
"#;

fn ask(site: &Site, args: &[&str]) -> Value {
    let body = json!({"model": "auto", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 100});
    let mut child = site.spawn(&[&["route", "--explain"], args].concat());
    child.stdin.take().unwrap().write_all(body.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_decision_says_why() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        std::fs::write(site.path().join("policies/own.toml"), ROUTING).unwrap();
        let shadow =
            ROUTING.replace("id = \"own\"", "id = \"next\"\nshadow = true").replace("percent = 0", "percent = 100");
        std::fs::write(site.path().join("policies/next.toml"), shadow).unwrap();
        let gateway = site.start();
        gateway.tenant("shop", &Tenant { budget_month: Some("100".to_owned()), ..Tenant::default() }).await;

        let explained = ask(&site, &["--tenant", "shop", "--budget-left", "70"]);
        assert_eq!(
            explained["rules"],
            json!([
                {"rule": "nearly-spent", "takes": false, "condition": "max_budget_left_percent", "expected": "10 % or less", "found": "70 %"},
                {"rule": "tools", "takes": false, "condition": "tool", "expected": "search, book", "found": "none"},
                {"rule": "never", "takes": false, "share_percent": 0},
                {"rule": "all", "takes": true},
            ])
        );
        assert_eq!(
            (&explained["rule"], &explained["tier"], &explained["arm"]),
            (&json!("all"), &json!("L0"), &json!("never:control"))
        );
        let here = &explained["circumstances"];
        assert_eq!(
            (&here["tenant"], &here["budget_left_percent"], &here["tools"]),
            (&json!("shop"), &json!(70), &json!([]))
        );
        assert!(here["conversation"].is_u64() && here["moment"].is_null(), "{here}");
        // Provider b is not configured; a-small takes a token of a dollar a million, 500 tenge each.
        let candidates: Vec<&str> =
            explained["candidates"].as_array().unwrap().iter().map(|one| one["model"].as_str().unwrap()).collect();
        assert_eq!(candidates, ["a-small", "sandbox"]);
        let estimate = &explained["candidates"][0]["estimate"];
        assert_eq!(
            (estimate["currency"].as_str(), estimate["usd"].as_str()),
            (Some("USD"), estimate["native"].as_str())
        );
        assert_eq!(explained["rejected"], json!([{"model": "b/b-small", "why": "its provider is not configured"}]));
        let shadow = &explained["shadow"];
        assert_eq!(
            (&shadow["policy"], &shadow["rule"], &shadow["tier"]),
            (&json!("next"), &json!("never"), &json!("L3"))
        );

        let body = json!({"model": "auto", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 100});
        let answer = gateway.admin("POST", "/admin/v1/route?tenant=shop", Some(&body)).await.json();
        assert_eq!(answer["rules"][0]["found"], "100 %", "the gateway knows what is left");
        assert_eq!((&answer["candidates"], &answer["shadow"]), (&explained["candidates"], &explained["shadow"]));
        for (query, status) in [("tenant=nobody", 404), ("tenant=shop&key=nobody", 404), ("key=x", 404), ("", 200)] {
            let answer = gateway.admin("POST", &format!("/admin/v1/route?{query}"), Some(&body)).await;
            assert_eq!(answer.status, status, "{query}: {}", answer.text());
        }
    });
}
