//! Two of three providers fail, each in its own ways, under load: requests are answered all the same, and the outage does
//! not multiply the traffic.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;

use crate::support::client::{Connection, Request};
use crate::support::gateway::{Site, Tenant};
use crate::support::reply::{End, Reply};
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;
const REQUESTS: usize = 10_000;
const CLIENTS: usize = 16;

const ROUTING: &str = r#"
version = 1
kind = "routing"
id = "outage"
valid_from = "2026-02-01"
default_tier = "L0"
flagship = "a/a-large"
explicit_model = "honour"
failover = ["b/b-small", "c/c-small"]
[tiers]
L0 = { pool = ["a/a-small"], default_output = 1000, expected_output = 100 }
L1 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L2 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L3 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
"#;

/// Every way to fail before an answer that takes no time.
fn failures() -> Vec<Reply> {
    let status = |status: u16| Reply { status, ..Reply::default() };
    vec![
        status(500),
        status(503),
        status(429),
        Reply { raw: Some(Vec::new()), end: End::Reset, ..Reply::default() },
        Reply { body: Some("<html>".to_owned()), ..Reply::default() },
        Reply { cut_after: Some(1), end: End::Close, ..Reply::default() },
        status(529),
        status(502),
    ]
}

#[test]
fn one_healthy_provider_of_three_answers() {
    block_on(async {
        // `a` fails always; `b` fails one time in three, for as long as anybody asks.
        let a = failures().into_iter().cycle().take(20_000).collect();
        let b = failures().into_iter().flat_map(|failure| [Reply::default(), failure, Reply::default()]);
        let b = b.cycle().take(20_001).collect::<Vec<_>>();
        let (a, b, c) = (Upstream::start(a), Upstream::start(b), Upstream::start(Vec::new()));
        let site = Site::new(&[&a, &b, &c], "");
        let prices = std::fs::read_to_string(site.path().join("price-tables/b.toml")).unwrap();
        let prices = prices.replace("b-small", "c-small").replace("\"b\"", "\"c\"");
        std::fs::write(site.path().join("price-tables/c.toml"), prices).unwrap();
        std::fs::write(site.path().join("policies/outage.toml"), ROUTING).unwrap();
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let (left, good) = (AtomicUsize::new(REQUESTS), AtomicUsize::new(0));
        let client = || async {
            let mut connection = Connection::open(gateway.address).await.unwrap();
            let take = |left: usize| left.checked_sub(1);
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
                let response = within("an answer", connection.send(&Request::chat(&key, BODY))).await.unwrap();
                good.fetch_add(usize::from(response.status == 200), Ordering::Relaxed);
            }
        };
        join_all((0..CLIENTS).map(|_| client())).await;
        let sent = a.count() + b.count() + c.count();
        let good = good.into_inner();
        println!("{good} of {REQUESTS} answered; a saw {}, b {}, c {}", a.count(), b.count(), c.count());
        assert!(good * 1_000 >= REQUESTS * 999, "{good} of {REQUESTS} were answered");
        assert!(sent * 10 <= REQUESTS * 12, "{sent} calls for {REQUESTS} requests");
        let ledger = gateway.settled().await;
        assert_eq!((ledger.of_kind("settle").count(), ledger.doubled()), (good, 0));
    });
}
