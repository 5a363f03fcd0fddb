//! The operator's switch: whom an operator blocks gets no request from the next one on, also after a restart.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;

async fn served_by(gateway: &Gateway, key: &str) -> String {
    let response = gateway.send(&Request::chat(key, BODY)).await;
    response.header("x-qaqpa-provider").map_or(response.status.to_string(), str::to_owned)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

fn rejected(explained: &Value) -> String {
    explained["rejected"][0]["why"].as_str().unwrap_or("nobody").to_owned()
}

#[test]
fn a_blocked_provider_is_left_out_until_it_is_not() {
    block_on(async {
        let (a, b) = (Upstream::start(Vec::new()), Upstream::start(Vec::new()));
        let site = Site::new(&[&a, &b], "");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        assert_eq!(served_by(&gateway, &key).await, "a");

        let blocked = said(&site.command(&["providers", "block", "--for", "2h", "a"]));
        assert!(blocked.contains("blocked"), "{blocked}");
        assert_eq!(served_by(&gateway, &key).await, "b");
        let ask = json!({"model": "auto", "messages": [{"role": "user", "content": "Hello"}]});
        let explained = gateway.admin("POST", "/admin/v1/route", Some(&ask)).await.json();
        assert_eq!(rejected(&explained), "an operator blocked its provider");
        assert_eq!(gateway.metric("qaqpa_provider_blocked", &[]).await, 1.0);

        gateway.kill();
        let gateway = site.start();
        assert_eq!(served_by(&gateway, &key).await, "b", "a restart forgets nobody");
        let listed = gateway.admin("GET", "/admin/v1/providers", None).await.json();
        let of = |name: &str| listed.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone();
        assert_eq!((of("a")["state"].as_str(), of("b")["state"].as_str()), (Some("blocked"), Some("well")));
        assert_eq!((of("a")["blocked"]["provider"].as_str(), of("b")["blocked"].is_null()), (Some("a"), true));

        said(&site.command(&["providers", "unblock", "a"]));
        assert_eq!(served_by(&gateway, &key).await, "a");
        let again = said(&site.command(&["providers", "unblock", "a"]));
        assert!(again.contains("provider a is not blocked"), "{again}");
        let unknown = said(&site.command(&["providers", "block", "--for", "2h", "x"]));
        assert!(unknown.contains("no provider x is configured; expected one of: a, b, sandbox"), "{unknown}");
    });
}

#[test]
fn a_region_is_blocked_as_a_whole() {
    block_on(async {
        let (a, b) = (Upstream::start(Vec::new()), Upstream::start(Vec::new()));
        let site = Site::new(&[&a, &b], "");
        let blocked = said(&site.command(&["providers", "block", "--region", "us"]));
        assert_eq!(blocked.matches("blocked").count(), 2, "no gateway runs, and it is blocked all the same: {blocked}");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        assert_eq!(served_by(&gateway, &key).await, "502");
        assert_eq!((a.count(), b.count()), (0, 0));
        let both = said(&site.command(&["providers", "block", "--for", "2h", "a"]));
        let row = both.lines().find(|line| line.starts_with("a ")).unwrap();
        assert!(!row.contains('Z'), "the region is blocked without an end: {both}");
        assert_eq!(gateway.admin("DELETE", "/admin/v1/providers/a/block", None).await.status, 200);
        let lifted = gateway.admin("DELETE", "/admin/v1/regions/us/block", None).await;
        assert_eq!(lifted.status, 200);
        assert_eq!(served_by(&gateway, &key).await, "a");
    });
}

#[test]
fn who_is_out_is_listed_with_the_reason() {
    block_on(async {
        let dead = Reply {
            status: 401,
            body: Some(r#"{"error":{"message":"no","type":"x","param":null,"code":"invalid_api_key"}}"#.to_owned()),
            ..Reply::default()
        };
        let (a, b) = (Upstream::start(vec![dead]), Upstream::start(Vec::new()));
        let site = Site::new(&[&a, &b], "");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        for _ in 0..5 {
            assert_eq!(served_by(&gateway, &key).await, "b");
        }
        assert_eq!(a.count(), 1, "a key that is refused is not tried again and again");
        let listed = said(&site.command(&["providers", "list"]));
        let row = listed.lines().find(|line| line.starts_with("a ")).unwrap();
        assert!(row.contains("refused"), "{listed}");
        let label = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let labels = [label("provider", "a"), label("why", "refused")];
        assert_eq!(gateway.metric("qaqpa_misconfigured_total", &labels).await, 1.0);
        assert_eq!(gateway.metric("qaqpa_circuit_state", &labels[..1]).await, 1.0);
    });
}
