//! A budget is a limit, however many requests come at once.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::json;

use crate::support::client::{Request, send};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

pub(crate) const REQUESTS: usize = 1_000;
pub(crate) const PAID_FOR: usize = 10;
pub(crate) const BODY: &str =
    r#"{"model":"auto","max_completion_tokens":1000,"messages":[{"role":"user","content":"Hello"}]}"#;

#[derive(Debug, Clone, Copy)]
enum Level {
    Tenant,
    Project,
    Wallet,
}

#[test]
fn a_budget_for_ten_lets_ten_through() {
    for level in [Level::Tenant, Level::Project, Level::Wallet] {
        block_on(ten_pass(level));
    }
}

/// A key with so much money at a level.
async fn key_with(gateway: &Gateway, level: Level, money: String) -> String {
    match level {
        Level::Tenant => gateway.tenant("poor", &Tenant { budget_month: Some(money), ..Tenant::default() }).await,
        Level::Project => {
            gateway.tenant("poor", &Tenant::default()).await;
            gateway.make("projects", &json!({"tenant": "poor", "id": "bot", "budget_day": money})).await;
            let key = gateway.make("keys", &json!({"tenant": "poor", "project": "bot"})).await;
            key["key"].as_str().unwrap().to_owned()
        }
        Level::Wallet => {
            let key = gateway.tenant("poor", &Tenant::default()).await;
            gateway.make("wallets/poor/top-ups", &json!({"amount": money, "reference": "KASPI-1"})).await;
            key
        }
    }
}

async fn ten_pass(level: Level) {
    // The first request, which tells the price, is answered at once; the others wait for the test's word, so that
    // nobody is let through because somebody else has finished.
    let held = Reply { hold: true, ..Reply::default() };
    let upstream = Upstream::start(vec![Reply::default(), held]);
    let site = Site::new(&[&upstream], "[limits]\nconnections_per_address = 4096\nconnections = 4096\n");
    let gateway = site.start();
    let rich = gateway.tenant("rich", &Tenant::default()).await;
    assert_eq!(gateway.send(&Request::chat(&rich, BODY)).await.status, 200);
    let budget = budget_for(PAID_FOR, &site);
    let poor = key_with(&gateway, level, budget).await;

    let request = Request::chat(&poor, BODY);
    let mut pending: FuturesUnordered<_> = (0..REQUESTS).map(|_| send(gateway.address, &request)).collect();
    let (mut answered, mut refused) = (0, 0);
    while let Some(response) = within("all answers", pending.next()).await {
        if response.status == 200 {
            answered += 1;
            continue;
        }
        let status = if matches!(level, Level::Wallet) { 402 } else { 429 };
        assert_eq!(response.status, status, "{level:?}: {}", response.text());
        assert_eq!(response.json()["error"]["type"], "insufficient_quota");
        assert_eq!(response.header("x-should-retry"), Some("false"));
        refused += 1;
        if refused == REQUESTS - PAID_FOR {
            let arrived = async {
                while upstream.count() < 1 + PAID_FOR {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            within("the paid requests at the provider", arrived).await;
            upstream.release();
        }
    }
    assert_eq!((answered, refused), (PAID_FOR, REQUESTS - PAID_FOR), "{level:?}");
    assert_eq!(upstream.count(), 1 + PAID_FOR, "requests that reached the provider");
    let ledger = gateway.settled().await;
    assert_eq!((ledger.of_kind("settle").count(), ledger.doubled()), (1 + PAID_FOR, 0));
}

/// A budget that pays for `count` requests like the one in the ledger and not for one more, in tenge.
pub(crate) fn budget_for(count: usize, site: &Site) -> String {
    let ledger = site.ledger();
    let reserved: Vec<u64> = ledger.of_kind("reserve").map(|row| row["amount_ukzt"].parse().unwrap()).collect();
    let [bound] = reserved[..] else { panic!("one reservation was expected: {reserved:?}") };
    let budget = bound * count as u64 + bound / 2;
    format!("{}.{:06}", budget / 1_000_000, budget % 1_000_000)
}
