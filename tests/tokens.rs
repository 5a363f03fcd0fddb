//! Tokens that are minted from a key: fetched at the start, renewed before they end, and kept while none can be had.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant, fixtures};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{PATIENCE, block_on, within};

const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;

/// What the token endpoint answers: a token that lives for so long.
fn token(name: &str, lives: i64) -> Reply {
    let until = Timestamp::now() + SignedDuration::from_secs(lives);
    Reply { body: Some(format!(r#"{{"iamToken":"{name}","expiresAt":"{until}"}}"#)), times: 1, ..Reply::default() }
}

/// A site whose provider `a` gets its tokens from `iam`.
fn site(a: &Upstream, iam: &Upstream) -> Site {
    let provider = format!(
        "[[providers]]\nname = \"a\"\ndialect = \"openai\"\nbase_url = \"{}\"\nregion = \"ru\"\nperimeter = \"foreign\"\n\
         iam_key = {{ file = \"authorized-key.json\" }}\niam_endpoint = \"{}/tokens\"\n",
        a.base_url(),
        iam.base_url(),
    );
    let site = Site::new(&[], &provider);
    std::fs::copy(fixtures().join("authorized-key.json"), site.path().join("authorized-key.json")).unwrap();
    site
}

/// Asks until provider `a` is called with this token. From the first good answer on all of them are.
async fn asked_with(gateway: &Gateway, key: &str, a: &Upstream, token: &str, mut good: bool) {
    within(&format!("a call with {token}"), async {
        loop {
            let response = gateway.send(&Request::chat(key, BODY)).await;
            good |= response.status == 200;
            assert_eq!(response.status == 200, good, "{}", response.text());
            let sent = a.exchanges().last().and_then(|call| call.head.header("authorization").map(str::to_owned));
            if sent.as_deref() == Some(&format!("Bearer {token}")) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[test]
fn tokens_are_renewed_and_the_old_one_stays_while_there_is_no_new_one() {
    block_on(async {
        let refused = Reply { status: 500, times: 1, ..Reply::default() };
        let (a, iam) =
            (Upstream::start(Vec::new()), Upstream::start(vec![token("first", 4), refused, token("second", 43_200)]));
        let site = site(&a, &iam);
        let checked = site.command(&["check"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        assert!(!String::from_utf8_lossy(&checked.stderr).contains("secret"), "the key can sign");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        asked_with(&gateway, &key, &a, "first", false).await;
        let failures = [("provider".to_owned(), "a".to_owned()), ("result".to_owned(), "failed".to_owned())];
        let start = Instant::now();
        while gateway.metric("qaqpa_token_renewals_total", &failures).await < 1.0 {
            assert!(start.elapsed() < PATIENCE, "the renewal that fails");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200, "the old token is used on");
        asked_with(&gateway, &key, &a, "second", true).await;
        let until = gateway.metric("qaqpa_token_expires_timestamp_seconds", &failures[..1]).await;
        assert!(until > Timestamp::now().as_second() as f64 + 40_000.0, "{until}");

        // Each time another assertion, made for that endpoint.
        let calls = iam.exchanges();
        assert_eq!(calls.len(), 3);
        for call in &calls {
            assert_eq!(call.head.start, "POST /v1/tokens HTTP/1.1");
            let body: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
            let jwt = body["jwt"].as_str().unwrap();
            let claims = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap();
            let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
            assert_eq!(claims["aud"], format!("{}/tokens", iam.base_url()));
        }
        for (sink, text) in gateway.sinks().await {
            assert!(!text.contains("PRIVATE KEY") && !text.contains("Bearer first"), "{sink}");
        }
    });
}

#[test]
fn a_key_that_cannot_sign_is_found_before_the_start() {
    let (a, iam) = (Upstream::start(Vec::new()), Upstream::start(Vec::new()));
    let site = site(&a, &iam);
    std::fs::write(site.path().join("authorized-key.json"), "{}").unwrap();
    let checked = site.command(&["check"]);
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(said.contains("the secret of a: no authorized key: expected JSON with `id`"), "{said}");
}
