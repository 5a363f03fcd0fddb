//! The reference month of a Pro tenant: real rows of a real ledger, at the prices and the rate that ship.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use router_core::money::MicroTenge;
use router_core::prices::{ModelRef, Route as Priced};
use router_core::settle::usual_cost;
use router_core::tokens::{TokenCount, Usage};
use uuid::Uuid;

use super::{Facts, Statement};
use crate::costs;
use crate::ledger::{
    Booking, Charge, Durability, Ledger, MessagePlan, NewKey, Options, Outcome, Overage, Query, Reader, Reserve, Route,
    Settlement, Tenant, Terminal, UsageSource, almaty_day,
};
use crate::report::Format;
use crate::snapshot::{Reading, Snapshot, load};

/// All that the plan includes.
const MESSAGES: usize = 5_000;
/// Of a hundred messages so many are written by the model of tier L2, the others by that of L0.
const ON_L2: usize = 15;
/// An answer from a shop's documents: what is asked with, and what comes back.
const ASKED: u64 = 6_200;
const ANSWERED: u64 = 1_300;
const COSTS: &str = "date,tenant,line,amount,reference\n2026-11-10,shop,whatsapp,25000,wa-1\n\
    2026-11-30,shop,whatsapp,15000,wa-2\n2026-12-01,shop,whatsapp,9000,wa-3\n";

fn shipped(day: Date) -> Snapshot {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("");
    let reading = Reading::of(&root.join("policies"), &root.join("price-tables")).unwrap();
    load(reading, day, None).into_snapshot(1).unwrap()
}

fn tenge(amount: i64) -> MicroTenge {
    MicroTenge(amount * 1_000_000)
}

fn charge(route: &Priced, flagship: &Priced) -> Charge {
    let usage = Usage { input: TokenCount(ASKED), output: TokenCount(ANSWERED), ..Usage::default() };
    let [cost, on_flagship] = [route, flagship].map(|on| usual_cost(&usage, &on.row, &on.rate).unwrap());
    Charge::new(usage, UsageSource::Provider, cost, Some(on_flagship))
}

/// Serves one message from beginning to end.
async fn serve(ledger: &Ledger, key: &std::sync::Arc<str>, at: Timestamp, model: &ModelRef, charge: Charge) {
    let [rule, policy] = ["test", "test"].map(std::sync::Arc::from);
    let route = Route { tier: None, rule, policy, provider: model.provider.clone(), model: model.model.clone() };
    let request_id = Uuid::now_v7();
    let reserve = Reserve {
        request_id,
        tenant: "shop".into(),
        key_id: key.clone(),
        at,
        bound: charge.amount,
        route: route.clone(),
        floor: charge.clone(),
        messages: Some(MessagePlan { limit: MESSAGES as u64, over: Overage::Block }),
        idempotency: None,
        arm: None,
        register: None,
        decision: None,
    };
    ledger.reserve(reserve).await.unwrap();
    let terminal = Terminal::Settled { route, charge, outcome: Outcome::Ok };
    ledger
        .settle(Settlement { request_id, at, attempts: Vec::new(), terminal, brought: None, decision: None })
        .await
        .unwrap();
}

#[test]
fn the_reference_month_comes_out() {
    let (first, last): (Date, Date) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    let at: Timestamp = "2026-11-15T06:00:00Z".parse().unwrap();
    let snapshot = shipped(almaty_day(at));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let options = Options { durability: Durability::Process, node: "test".into(), now: at, shared: None };
    let (ledger, _) = Ledger::open(&path, &options).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        ledger.create_tenant(Tenant::new("shop", "Shop", "pro"), at).await.unwrap();
        let (_, key) = ledger.create_key(NewKey::new("shop", "app"), at).await.unwrap();
        let [l0, l2] = [router_core::measure::Tier::L0, router_core::measure::Tier::L2]
            .map(|tier| &snapshot.policy.pools.get(tier).slots[0].route);
        let flagship = &snapshot.policy.flagship.route;
        let messages = (0..MESSAGES).map(|number| {
            let route = if number % 100 < ON_L2 { l2 } else { l0 };
            serve(&ledger, &key.id, at, &route.row.model, charge(route, flagship))
        });
        futures_util::future::join_all(messages).await;
        let lines = costs::read("costs.csv", COSTS).unwrap();
        assert_eq!(ledger.book(Booking::Costs { lines, at }).await, Ok(3));
    });
    ledger.close();

    let reader = Reader::open(&path).unwrap();
    let query = Query { tenant: Some("shop".to_owned()), from: first, to: last, by: Vec::new() };
    let requests = reader.report(&query).unwrap().total;
    let facts = |imported| Facts {
        tenant: "shop",
        plan: snapshot.policy.plan("pro").unwrap(),
        pays_yearly: false,
        month: "2026-11",
        requests: &requests,
        imported,
    };
    let imported = reader.imported_costs("shop", first, last).unwrap();
    let statement = Statement::of(facts(imported)).unwrap();
    insta::assert_snapshot!(statement.render(Format::Table).unwrap(), @"
    section          item      count  kzt        percent
    revenue          plan             150000.00  100.0
    revenue          overage          0.00       0.0
    cost             ai        5000   15065.40   10.0
    cost             whatsapp         40000.00   26.7
    cost             server           5000.00    3.3
    total            revenue          150000.00  100.0
    total            cost             60065.40   40.0
    total            margin           89934.60   60.0
    without_routing  ai               63110.60   42.1
    without_routing  margin           41889.40   27.9
    ");
    let margin = statement.margin().unwrap().percent().unwrap();
    assert_eq!(margin.round().to_string(), "60", "{margin} %");
    let without = statement.margin_without_routing().unwrap().percent().unwrap();
    assert!(without < 30.into(), "{without} % without routing");

    // Lines that a file calls by our names are costs as any other.
    let imported = [("ai".to_owned(), tenge(1_000)), ("server".to_owned(), tenge(2_000))];
    let statement = Statement::of(facts(imported.to_vec())).unwrap();
    insta::assert_snapshot!(statement.render(Format::Table).unwrap(), @"
    section          item     count  kzt        percent
    revenue          plan            150000.00  100.0
    revenue          overage         0.00       0.0
    cost             ai       5000   15065.40   10.0
    cost             ai              1000.00    0.7
    cost             server          2000.00    1.3
    cost             server          5000.00    3.3
    total            revenue         150000.00  100.0
    total            cost            23065.40   15.4
    total            margin          126934.60  84.6
    without_routing  ai              63110.60   42.1
    without_routing  margin          78889.40   52.6
    ");
}
