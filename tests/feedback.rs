//! Ratings through the real binary: of one's own requests only, without personal data, added up by experiment.

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::client::{Request, Response};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::upstream::Upstream;

const RULE: &str = r#"
version = 1
kind = "routing"
id = "next"
valid_from = "2026-02-01"
canary_percent = 50
default_tier = "L0"
flagship = "a/a-large"
explicit_model = "honour"
[tiers]
L0 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L1 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L2 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L3 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
"#;

const IIN: &str = "900101300126";

/// Asks in a conversation of its own; the id of the answer, and whether the canary gave it.
async fn ask(gateway: &Gateway, key: &str, number: usize) -> (String, bool) {
    let body = json!({"model": "auto", "messages": [{"role": "user", "content": format!("Question {number}")}]});
    let response = gateway.send(&Request::chat(key, body.to_string())).await;
    assert_eq!(response.status, 200, "{}", response.text());
    let header = |name| response.header(name).unwrap().to_owned();
    (header("x-request-id"), header("x-qaqpa-model") == "a-large")
}

async fn rate(gateway: &Gateway, key: &str, body: &Value) -> Response {
    gateway.send(&Request::new("POST", "/v1/feedback").bearer(key).body(body.to_string())).await
}

#[test]
fn ratings_tell_the_sides_of_an_experiment_apart() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        std::fs::write(site.path().join("policies/next.toml"), RULE).unwrap();
        let gateway = site.start_tracing();
        let shop = gateway.tenant("shop", &Tenant::default()).await;
        let rival = gateway.tenant("rival", &Tenant::default()).await;
        let (mut taken, mut control) = (0, 0);
        for number in 0..24 {
            let (id, by_canary) = ask(&gateway, &shop, number).await;
            let rating = if by_canary { json!("down") } else { json!(0.5) };
            let rated = rate(&gateway, &shop, &json!({"request_id": id, "rating": rating})).await;
            assert_eq!((rated.status, rated.json()["request_id"].as_str()), (200, Some(&*id)), "{}", rated.text());
            *(if by_canary { &mut taken } else { &mut control }) += 1;
        }
        assert!(taken > 4 && control > 4, "{taken} and {control}");

        let (id, by_canary) = ask(&gateway, &shop, 0).await;
        let comment = format!("ИИН {IIN} не тот, позвоните +7 701 234 56 89");
        let commented = json!({"request_id": id, "rating": 1, "comment": comment});
        for (key, expected) in [(&rival, 404), (&shop, 200)] {
            let response = rate(&gateway, key, &commented).await;
            assert_eq!(response.status, expected, "{}", response.text());
            assert!(expected == 200 || response.json()["error"]["code"] == "request_not_found");
        }
        let bad = rate(&gateway, &shop, &json!({"request_id": id, "rating": 2})).await;
        assert_eq!((bad.status, bad.json()["error"]["param"].as_str()), (400, Some("rating")));
        gateway.settled().await;
        let down = gateway.metric("qaqpa_feedback_total", &[("rating".to_owned(), "down".to_owned())]).await;
        assert_eq!(down as u64, taken);

        let period = ["--from", "2020-01-01", "--to", "2100-01-01", "--format", "json"];
        let output = site.command(&[&["feedback"][..], &period].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let row = |arm: &str| report.as_array().unwrap().iter().find(|row| row["arm"] == arm).unwrap();
        let (in_canary, in_control) = (row("next"), row("next:control"));
        let rated = |row: &Value| (row["rated"].as_u64().unwrap(), row["requests"].as_u64().unwrap());
        let extra = u64::from(by_canary);
        assert_eq!(
            (rated(in_canary), rated(in_control)),
            ((taken + extra, taken + extra), (control + 1 - extra, control + 1 - extra))
        );
        assert_eq!((in_canary["policy"].as_str(), in_control["policy"].as_str()), (Some("next"), Some("tests")));
        assert_eq!(in_canary["down"].as_u64(), Some(taken));
        let answer = gateway.admin("GET", "/admin/v1/feedback?from=2020-01-01&to=2100-01-01", None).await.json();
        assert_eq!(answer["rows"], report);
        for (sink, written) in gateway.sinks().await {
            assert!(!written.contains(IIN) && !written.contains("234 56 89"), "personal data in {sink}");
        }
    });
}
