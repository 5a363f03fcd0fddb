//! A budget is a limit, however many requests come at once.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::json;

use crate::levels::error;
use crate::postgres::MORE;
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

pub(crate) const REQUESTS: usize = 1_000;
pub(crate) const PAID_FOR: usize = 10;
/// How a request is refused that a budget has too little left for, or a wallet.
pub(crate) const BUDGET_SPENT: (u16, &str) = (429, "insufficient_quota");
pub(crate) const WALLET_EMPTY: (u16, &str) = (402, "wallet_empty");
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
    let upstream = Upstream::start(held_after(1));
    let site = Site::new(&[&upstream], MORE);
    let gateway = site.start();
    let rich = gateway.tenant("rich", &Tenant::default()).await;
    assert_eq!(gateway.send(&Request::chat(&rich, BODY)).await.status, 200);
    let budget = budget_for(PAID_FOR, &site);
    let poor = key_with(&gateway, level, budget).await;
    let refusal = if matches!(level, Level::Wallet) { WALLET_EMPTY } else { BUDGET_SPENT };
    ten_of(REQUESTS, std::slice::from_ref(&gateway), &upstream, &poor, refusal).await;
    let ledger = gateway.settled().await;
    assert_eq!((ledger.of_kind("settle").count(), ledger.doubled()), (1 + PAID_FOR, 0), "{level:?}");
}

/// What a provider does: the first answers come at once, all others when the test lets go of them.
pub(crate) fn held_after(answered: usize) -> Vec<Reply> {
    let held = Reply { hold: true, ..Reply::default() };
    [vec![Reply::default(); answered], vec![held]].concat()
}

/// Sends `count` requests at once to the gateways in turn, with a key whose money is for [`PAID_FOR`]: so many are answered
/// and the others refused. The provider must hold its answers until then, so that nobody is let through because somebody
/// else has finished.
pub(crate) async fn ten_of(count: usize, gateways: &[Gateway], upstream: &Upstream, key: &str, refusal: (u16, &str)) {
    let before = upstream.count();
    let request = Request::chat(key, BODY);
    let mut pending: FuturesUnordered<_> =
        gateways.iter().cycle().take(count).map(|gateway| gateway.send(&request)).collect();
    let (mut answered, mut refused) = (0, 0);
    while let Some(response) = within("all answers", pending.next()).await {
        if response.status == 200 {
            answered += 1;
            continue;
        }
        let (status, code, _) = error(&response);
        assert_eq!((status, &*code), refusal, "{}", response.text());
        assert_eq!(response.json()["error"]["type"], "insufficient_quota");
        assert_eq!(response.header("x-should-retry"), Some("false"));
        refused += 1;
        if refused == count - PAID_FOR {
            upstream.wait_for_requests(before + PAID_FOR).await;
            upstream.release();
        }
    }
    assert_eq!((answered, refused), (PAID_FOR, count - PAID_FOR));
    assert_eq!(upstream.count(), before + PAID_FOR, "requests that reached the provider");
}

/// A budget that pays for `count` requests like the one in the ledger and not for one more, in tenge.
pub(crate) fn budget_for(count: usize, site: &Site) -> String {
    let ledger = site.ledger();
    let reserved: Vec<u64> = ledger.of_kind("reserve").map(|row| row["amount_ukzt"].parse().unwrap()).collect();
    let [bound] = reserved[..] else { panic!("one reservation was expected: {reserved:?}") };
    let budget = bound * count as u64 + bound / 2;
    format!("{}.{:06}", budget / 1_000_000, budget % 1_000_000)
}
