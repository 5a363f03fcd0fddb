//! How providers are treated: several keys, so many calls at once, time-outs of single models, pauses that they ask for.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::support::client::{Connection, Request, Response};
use crate::support::gateway::{Gateway, Site, Tenant, provider};
use crate::support::reply::{End, Reply};
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;

/// A gateway whose provider `a` has these keys too, and `b` beside it.
async fn site(a: &Upstream, b: &Upstream, more: &str) -> (Site, Gateway, String) {
    let config = provider("a", &a.base_url(), more) + &provider("b", &b.base_url(), "");
    let site = Site::new(&[], &config);
    std::fs::write(site.path().join("second.key"), "second").unwrap();
    let gateway = site.start();
    let key = gateway.tenant("shop", &Tenant::default()).await;
    (site, gateway, key)
}

async fn ask(gateway: &Gateway, key: &str) -> Response {
    gateway.send(&Request::chat(key, BODY)).await
}

fn served(response: &Response) -> (&str, &str) {
    let header = |name| response.header(name).unwrap_or("nobody");
    (header("x-qaqpa-provider"), header("x-qaqpa-attempts"))
}

fn keys_seen(upstream: &Upstream) -> Vec<String> {
    let key = |head: &crate::support::http::Head| head.header("authorization").unwrap_or_default().to_owned();
    upstream.exchanges().iter().map(|exchange| key(&exchange.head)).collect()
}

#[test]
fn a_key_that_is_refused_gives_way_to_the_next() {
    block_on(async {
        let refused = Reply { status: 401, ..Reply::default() };
        let limited = Reply { status: 429, headers: [("retry-after".into(), "60".into())].into(), ..Reply::default() };
        for reply in [refused, limited] {
            let status = reply.status;
            let (a, b) = (Upstream::start(vec![reply, Reply::default()]), Upstream::start(Vec::new()));
            let (site, gateway, key) = site(&a, &b, "api_keys = [{ file = \"second.key\" }]").await;
            assert_eq!(served(&ask(&gateway, &key).await), ("a", "2"), "{status}");
            for _ in 0..3 {
                assert_eq!(served(&ask(&gateway, &key).await), ("a", "1"), "{status}: the good key alone is used");
            }
            assert_eq!(b.count(), 0);
            let seen = keys_seen(&a);
            assert!(seen[0] != seen[1] && seen[1..].iter().all(|other| *other == seen[1]), "{seen:?}");
            let listed = gateway.admin("GET", "/admin/v1/providers", None).await.json();
            assert_eq!((&listed[0]["state"], &listed[0]["keys"]["resting"]), (&"well".into(), &1.into()));
            let ledger = gateway.settled().await;
            assert_eq!(ledger.of_kind("attempt").count(), 5, "every call is in the ledger");

            // A new key is taken up without a restart.
            let rested = if seen[0].contains("second") { "second.key" } else { "provider.key" };
            std::fs::write(site.path().join(rested), "rotated").unwrap();
            within("the new key to be used", async {
                while !keys_seen(&a).iter().any(|seen| seen.contains("rotated")) {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    assert_eq!(ask(&gateway, &key).await.status, 200);
                }
            })
            .await;
        }
    });
}

#[test]
fn a_provider_gets_so_many_calls_at_once_and_the_rest_goes_elsewhere() {
    block_on(async {
        let (a, b) = (Upstream::start(vec![Reply { hold: true, ..Reply::default() }]), Upstream::start(Vec::new()));
        let (_site, gateway, key) = site(&a, &b, "concurrency = 2").await;
        let mut held = Vec::new();
        for number in 1..=2 {
            let mut connection = Connection::open(gateway.address).await.unwrap();
            connection.write(&Request::chat(&key, BODY).bytes()).await.unwrap();
            a.wait_for_requests(number).await;
            held.push(connection);
        }
        let more = within("the others", join_all((0..8).map(|_| ask(&gateway, &key)))).await;
        for response in &more {
            assert_eq!(served(response), ("b", "1"), "nothing was sent to a");
        }
        assert_eq!((a.count(), b.count()), (2, 8));
        a.release();
        for mut connection in held {
            let head = connection.head().await.unwrap();
            assert_eq!(served(&connection.rest(head).await.unwrap()), ("a", "1"));
        }
        assert_eq!(served(&ask(&gateway, &key).await), ("a", "1"), "no fault of a's");
    });
}

#[test]
fn a_model_has_time_outs_of_its_own() {
    block_on(async {
        let (a, b) = (Upstream::start(vec![Reply { hold: true, ..Reply::default() }]), Upstream::start(Vec::new()));
        let (_site, gateway, key) = site(&a, &b, "[providers.models.\"a-small\"]\nfirst_byte_timeout_ms = 200").await;
        let start = Instant::now();
        assert_eq!(served(&ask(&gateway, &key).await), ("b", "2"));
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    });
}

#[test]
fn a_short_pause_is_waited_for_where_nobody_else_is_left() {
    block_on(async {
        let limited = |after: &str| Reply {
            status: 429,
            headers: [("retry-after".into(), after.into())].into(),
            ..Reply::default()
        };
        let (a, b) = (Upstream::start(vec![limited("0.3"), Reply::default()]), Upstream::start(vec![limited("30")]));
        let (_site, gateway, key) = site(&a, &b, "").await;
        let start = Instant::now();
        assert_eq!(served(&ask(&gateway, &key).await), ("a", "3"));
        assert!(start.elapsed() >= Duration::from_millis(300));
        assert_eq!((a.count(), b.count()), (2, 1));
    });
}

/// One provider answers with the date on which it may be asked again: the client is told how long that is.
#[test]
fn a_pause_may_be_a_date() {
    block_on(async {
        let headers = [
            ("date".to_owned(), "Sat, 21 Nov 2026 10:00:00 GMT".to_owned()),
            ("retry-after".to_owned(), "Sat, 21 Nov 2026 10:00:40 GMT".to_owned()),
        ];
        let limited = Reply { status: 429, headers: headers.into(), end: End::Keep, ..Reply::default() };
        let (a, b) = (Upstream::start(vec![limited.clone()]), Upstream::start(vec![limited]));
        let (_site, gateway, key) = site(&a, &b, "").await;
        let response = ask(&gateway, &key).await;
        assert_eq!((response.status, response.header("retry-after")), (429, Some("40")));
        assert_eq!((a.count(), b.count()), (1, 1), "nobody waits so long");
    });
}
