//! The register of personal data through the real binary: what was found where, whom it reached, and what one person's
//! value was in, without a value anywhere.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

const PERIOD: [&str; 4] = ["--from", "2020-01-01", "--to", "2100-01-01"];
const IIN: &str = "900101300126";
const PHONE: &str = "+7 701 234 56 89";
const SECRET: &str = "AKIAIOSFODNN7CANARY7";

async fn ask(gateway: &Gateway, key: &str, model: &str, text: &str, expected: u16) {
    let body = json!({"model": model, "user": PHONE, "messages": [{"role": "user", "content": text}]});
    let response = gateway.send(&Request::chat(key, body.to_string())).await;
    assert_eq!(response.status, expected, "{}", response.text());
}

fn audit(site: &Site, args: &[&str]) -> String {
    let output = site.command(&[args, &PERIOD].concat());
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The rows of a JSON answer, each as the named columns joined by a bar.
fn rows(answer: &Value, columns: &[&str]) -> Vec<String> {
    let cell = |row: &Value, column: &&str| match &row[*column] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |row: &Value| columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>().join("|");
    answer.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn the_register_says_what_reached_whom() {
    block_on(async {
        let broken = Reply { when: Some("[EMAIL_1]".to_owned()), status: 500, ..Reply::default() };
        let upstreams = [Upstream::start(vec![broken]), Upstream::start(Vec::new())];
        let site = Site::new(&[&upstreams[0], &upstreams[1]], "");
        let policy = site.path().join("policies/redaction.toml");
        let text = std::fs::read_to_string(&policy).unwrap();
        std::fs::write(&policy, text.replace("unredacted_to_local = false", "unredacted_to_local = true")).unwrap();
        let gateway = site.start_tracing();
        let shop = gateway.tenant("shop", &Tenant::default()).await;
        let clinic = gateway.tenant("clinic", &Tenant::default()).await;
        // First: a refusal is registered without anybody waiting, and in its turn.
        ask(&gateway, &clinic, "auto", &format!("ключ {SECRET} и {SECRET}"), 400).await;
        ask(&gateway, &shop, "auto", &format!("ИИН {IIN} и ещё раз 900101 300126, скажи Арману Касымову"), 200).await;
        ask(&gateway, &shop, "auto", "почта a.kim@example.kz", 200).await;
        ask(&gateway, &clinic, "sandbox/sandbox", &format!("ИИН {IIN}"), 200).await;
        gateway.settled().await;

        let summary: Value = serde_json::from_str(&audit(&site, &["audit", "pii", "--format", "json"])).unwrap();
        let columns = ["tenant", "class", "field", "provider", "region", "outcome", "requests", "occurrences"];
        let inside = "sandbox|kz|sent unredacted inside the perimeter|1|1";
        assert_eq!(
            rows(&summary, &columns),
            [
                format!("clinic|IIN|user|{inside}"),
                format!("clinic|PHONE|metadata|{inside}"),
                "clinic|SECRET||||blocked|1|2".to_owned(),
                "shop|EMAIL|user|a|us|sent redacted|1|1".to_owned(),
                "shop|EMAIL|user|b|us|sent redacted|1|1".to_owned(),
                "shop|IIN|user|a|us|sent redacted|1|2".to_owned(),
                "shop|PERSON|user|a|us|sent redacted|1|1".to_owned(),
                "shop|PHONE|metadata|a|us|sent redacted|2|2".to_owned(),
                "shop|PHONE|metadata|b|us|sent redacted|1|1".to_owned(),
            ]
        );

        let answer = gateway.admin("GET", "/admin/v1/audit/incident?from=2020-01-01&to=2100-01-01", None).await.json();
        assert!(answer["notice_due"].is_string() && answer["prepared_at"].is_string(), "{answer}");
        let columns = ["tenant", "classes", "provider", "answer", "outcome", "requests"];
        assert_eq!(
            rows(&answer["rows"], &columns),
            [
                "shop|IIN=2 PERSON=1 PHONE=1|a|ok|sent redacted|1",
                "shop|EMAIL=1 PHONE=1|a|server_error|sent redacted|1",
                "shop|EMAIL=1 PHONE=1|b|ok|sent redacted|1",
                "clinic|IIN=1 PHONE=1|sandbox|ok|sent unredacted inside the perimeter|1",
                "clinic|SECRET=2|||blocked|1",
            ]
        );
        let malformed = gateway.admin("GET", "/admin/v1/audit/pii?from=yesterday&to=today", None).await;
        assert_eq!(malformed.status, 400);

        for (value, expected) in [
            (IIN, 2),
            ("9001 0130 0126", 2),
            ("8 (701) 2345689", 4),
            ("A.Kim@EXAMPLE.kz", 2),
            ("Касымов Арман", 1),
            ("900101300017", 0),
        ] {
            assert_eq!(look_up(&site, value, &[]).len(), expected, "{value}");
        }
        assert_eq!(look_up(&site, IIN, &["--tenant", "clinic"]).len(), 1);
        let on_the_command_line = site.command(&["audit", "pii", "--value", IIN]);
        assert!(!on_the_command_line.status.success());

        let mut written = gateway.sinks().await;
        for command in ["pii", "incident"] {
            for format in ["table", "csv", "json"] {
                written.push((format!("{command} as {format}"), audit(&site, &["audit", command, "--format", format])));
            }
        }
        for (sink, text) in written {
            for value in [IIN, "234 56 89", "a.kim", "Арману", SECRET] {
                assert!(!text.contains(value), "{value} in {sink}:\n{text}");
            }
        }
    });
}

#[test]
fn media_that_nobody_could_look_into_is_named() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let part = "\n[[for]]\nid = \"clinics\"\ntenants = [\"clinic\"]\nmedia = { image = \"block\" }\n";
        site.extend("policies/redaction.toml", part);
        let gateway = site.start();
        for (tenant, text, status) in
            [("clinic", "Что тут?", 400), ("shop", "Что тут?", 200), ("bank", &*format!("ИИН {IIN}"), 200)]
        {
            let key = gateway.tenant(tenant, &Tenant::default()).await;
            let picture = json!({"type": "image_url", "image_url": {"url": "https://example.kz/a.png"}});
            let content = json!([{"type": "text", "text": text}, picture]);
            let body = json!({"model": "auto", "messages": [{"role": "user", "content": content}]});
            let response = gateway.send(&Request::chat(&key, body.to_string())).await;
            assert_eq!(response.status, status, "{}", response.text());
        }
        gateway.settled().await;

        let report = |command| serde_json::from_str(&audit(&site, &["audit", command, "--format", "json"])).unwrap();
        let (summary, incident): (Value, Value) = (report("pii"), report("incident"));
        assert_eq!(
            rows(&summary, &["tenant", "class", "field", "outcome", "policy"]),
            [
                "bank|IIN|user|sent redacted|tests",
                "bank|image|media|sent redacted, media unredacted|tests",
                "clinic|image||blocked|tests:clinics",
                "shop|image|media|sent redacted, media unredacted|tests",
            ]
        );
        assert_eq!(
            rows(&incident, &["tenant", "classes", "outcome"]),
            [
                "shop|image=1|sent redacted, media unredacted",
                "bank|IIN=1 image=1|sent redacted, media unredacted",
                "clinic|image=1|blocked",
            ]
        );
    });
}

/// The requests that held a value.
fn look_up(site: &Site, value: &str, more: &[&str]) -> Vec<Value> {
    let args = [&["audit", "pii", "--format", "json", "--value", "-"], more, &PERIOD].concat();
    let mut child = site.spawn(&args);
    child.stdin.take().unwrap().write_all(value.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_the_model_brings_is_registered() {
    block_on(async {
        let says = |when: &str| Reply {
            when: Some(when.to_owned()),
            text: format!("Позвоните {PHONE} или +7 702 000 11 22."),
            ..Reply::default()
        };
        let upstream = Upstream::start(vec![says("целиком"), says("кусками"), Reply::default()]);
        let site = Site::new(&[&upstream], "");
        site.extend("policies/redaction.toml", "\n[answers]\nmode = \"mark\"\n");
        let gateway = site.start();
        let shop = gateway.tenant("shop", &Tenant::default()).await;
        for (text, stream) in [("целиком", false), ("кусками", true), ("ничего", false)] {
            let body = json!({"model": "auto", "stream": stream, "messages": [{"role": "user", "content": text}]});
            let response = gateway.send(&Request::chat(&shop, body.to_string())).await;
            assert_eq!(response.status, 200, "{}", response.text());
        }
        gateway.settled().await;
        let columns = ["tenant", "class", "field", "provider", "outcome", "requests", "occurrences"];
        let expected = ["shop|PHONE|answer|a|brought by the model|2|4"];
        let summary: Value = serde_json::from_str(&audit(&site, &["audit", "pii", "--format", "json"])).unwrap();
        assert_eq!(rows(&summary, &columns), expected);
        let answer = gateway.admin("GET", "/admin/v1/audit/pii?from=2020-01-01&to=2100-01-01", None).await.json();
        assert_eq!(rows(&answer["rows"], &columns), expected);
        // It reached nobody: what a notice is about stays what was sent.
        let incidents: Value = serde_json::from_str(&audit(&site, &["audit", "incident", "--format", "json"])).unwrap();
        assert_eq!(incidents, json!([]));
        for text in [summary.to_string(), answer.to_string()] {
            assert!(!text.contains("702") && !text.contains("234 56"), "{text}");
        }
    });
}
