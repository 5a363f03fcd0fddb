//! Answers that a higher tier gives instead: what is charged, reported and registered of both calls.

use serde_json::{Value, json};

use crate::support::client::{Connection, Request};
use crate::support::gateway::{Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::{Outcome, Upstream};
use crate::support::{block_on, within};

const PERIOD: [&str; 4] = ["--from", "2020-01-01", "--to", "2100-01-01"];

/// A site where an answer of `a` that fails a check is given up for one of `b`.
fn site(a: &Upstream, b: &Upstream) -> Site {
    let site = Site::new(&[a, b], "");
    let path = site.path().join("policies/routing.toml");
    let routing = std::fs::read_to_string(&path).unwrap();
    let routing = routing
        .replace("failover = [\"b/b-small\"]", "failover = []")
        .replace("L1 = { pool = [\"a/a-large\"]", "L1 = { pool = [\"b/b-small\"]");
    std::fs::write(path, format!("{routing}\n[cascade]\nbuffer = true\n")).unwrap();
    site
}

fn refusing() -> Reply {
    Reply { text: "I'm sorry, but I can't help with that.".to_owned(), ..Reply::default() }
}

#[test]
fn both_calls_are_cost_and_nothing_of_the_first_is_saved() {
    block_on(async {
        let (a, b) = (Upstream::start(vec![refusing()]), Upstream::start(Vec::new()));
        let site = site(&a, &b);
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let body = json!({"model": "auto", "messages": [{"role": "user", "content": "Call +7 701 234 56 89"}]});
        let response = gateway.send(&Request::chat(&key, body.to_string())).await;
        assert_eq!((response.content().as_str(), response.header("x-qaqpa-provider")), ("Hello there.", Some("b")));
        gateway.settled().await;
        assert!(site.command(&["ledger", "check"]).status.success());

        // 10 and 5 tokens each: 0.015 ₸ at a, 0.03 ₸ at b, and 0.15 ₸ on the flagship, where one call is enough.
        let output = site.command(&[&["report", "--by", "model", "--format", "json"][..], &PERIOD].concat());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let rows = report["rows"].as_array().unwrap_or_else(|| panic!("{report}"));
        let cells = |row: &Value| {
            ["requests", "cost_tenge", "flagship_tenge"].map(|column| match &row[column] {
                Value::String(text) => text.parse::<f64>().unwrap(),
                other => other.as_f64().unwrap_or_default(),
            })
        };
        assert_eq!(rows.iter().map(cells).collect::<Vec<_>>(), [[0.0, 0.015, 0.0], [1.0, 0.03, 0.15]], "{report}");

        // Whoever may be asked stands in the register before anybody is.
        let output = site.command(&[&["audit", "pii", "--format", "json"][..], &PERIOD].concat());
        let audited: Value = serde_json::from_slice(&output.stdout).unwrap();
        let providers: Vec<_> =
            audited.as_array().unwrap().iter().map(|row| row["provider"].as_str().unwrap()).collect();
        assert_eq!(providers, ["a", "b"], "{audited}");
    });
}

/// An answer that is held back takes no room from the one that is given instead, also at the same host.
#[test]
fn one_call_at_once_is_enough_for_both() {
    block_on(async {
        let large = Reply { when: Some("a-large".to_owned()), ..Reply::default() };
        let a = Upstream::start(vec![large, refusing()]);
        let site = Site::new(&[&a], "");
        site.add_to_provider("a", "concurrency = 1");
        site.extend("policies/routing.toml", "[cascade]\nbuffer = true\n");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        for stream in [false, true] {
            let body = json!({"model": "auto", "stream": stream, "messages": [{"role": "user", "content": "Hello"}]});
            let response = gateway.send(&Request::chat(&key, body.to_string())).await;
            assert_eq!(response.header("x-qaqpa-cascade"), Some("refusal; escalated"), "{stream}");
        }
    });
}

/// Who hangs up while an answer is held back has seen nothing of it, and what was said until then is charged.
#[test]
fn hanging_up_while_an_answer_is_held_is_charged() {
    block_on(async {
        let endless =
            Reply { text: "One two three four".to_owned(), split: 1, hold_after: Some(9), ..Reply::default() };
        let (a, b) = (Upstream::start(vec![endless]), Upstream::start(Vec::new()));
        let site = site(&a, &b);
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let body = json!({"model": "auto", "stream": true, "messages": [{"role": "user", "content": "Hello"}]});
        let mut connection = Connection::open(gateway.address).await.unwrap();
        connection.write(&Request::chat(&key, body.to_string()).bytes()).await.unwrap();
        a.wait_for_requests(1).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        drop(connection);
        within("the provider to be let go", a.wait_until_idle()).await;
        assert_eq!(a.exchanges()[0].outcome, Outcome::Abandoned);
        let ledger = gateway.settled().await;
        let settled = ledger.of_kind("settle").next().unwrap();
        assert_eq!(
            (&*settled["provider"], &*settled["outcome"], &*settled["usage_source"]),
            ("a", "client_gone", "counted")
        );
        assert!(settled["output_tokens"].parse::<u64>().unwrap() > 0, "{settled:?}");
        assert_eq!(b.count(), 0, "nobody is asked for whom nobody waits");
    });
}
