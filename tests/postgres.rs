//! Several nodes with one set of books in PostgreSQL: real binaries, a real database.
//!
//! `QAQPA_DATABASE_ROUNDS` sets how often the database is restarted under load; 5 when absent.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rustix::process::Signal;
use serde_json::json;

use crate::budget::{BODY, BUDGET_SPENT, PAID_FOR, REQUESTS, budget_for, held_after, ten_of};
use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::ledger::digits;
use crate::support::postgres::{Postgres, SKIPPED};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

pub(crate) const NODES: [&str; 3] = ["almaty", "astana", "aktau"];
pub(crate) const MORE: &str = "[limits]\nconnections_per_address = 4096\nconnections = 4096\n";
const CLIENTS: usize = 12;
/// Requests after the nodes have lost their connections, far more than are paid for.
const AFTER_A_BREAK: usize = 40;
pub(crate) const SETTLED: &str = "SELECT count(*) FROM entry WHERE kind = 'settle'";
/// Budgets of which the nodes hold more than there is.
pub(crate) const OVERSHOT: &str = "SELECT count(*) FROM (SELECT sum(granted) AS held FROM slice WHERE id = 'poor'
        GROUP BY level, period) AS all_nodes
    WHERE held > (SELECT (line ->> 'budget_month_ukzt')::bigint FROM directory WHERE id = 'poor')";
/// Requests with two ends, or none.
const UNBALANCED: &str = "SELECT count(*) FROM (SELECT count(*) FILTER (WHERE step = -1) AS ends FROM entry
        GROUP BY request_id) AS requests WHERE ends <> 1";
/// Balances that are not what the entries come to.
const DIFFERING: &str = "SELECT count(*) FROM (SELECT tenant, node, sum(amount_ukzt) AS spent FROM entry
        WHERE kind IN ('settle', 'recovered') GROUP BY tenant, node) AS sums
    FULL JOIN (SELECT id, node, sum(spent) AS spent FROM balance WHERE level = 'tenant_month'
        GROUP BY id, node) AS kept ON kept.id = sums.tenant AND kept.node = sums.node
    WHERE kept.spent IS DISTINCT FROM sums.spent";

/// A database, and the sites of three nodes, in the order of [`NODES`].
pub(crate) async fn three(upstream: &Upstream) -> Option<(Postgres, Vec<Site>)> {
    let Some(database) = Postgres::start().await else {
        println!("{SKIPPED}");
        return None;
    };
    let site = |node: &&str| {
        let site = Site::new(&[upstream], MORE);
        database.adopt(&site, node);
        site
    };
    let sites = NODES.iter().map(site).collect();
    Some((database, sites))
}

/// Waits until a key has this status on a node.
async fn has_status(gateway: &Gateway, key: &str, status: u16) {
    let models = Request::new("GET", "/v1/models").bearer(key);
    within("the key's status on every node", async {
        while gateway.send(&models).await.status != status {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

pub(crate) async fn known(gateways: &[Gateway], key: &str) {
    join_all(gateways.iter().map(|gateway| has_status(gateway, key, 200))).await;
}

#[test]
fn a_budget_for_ten_lets_ten_through_on_three_nodes() {
    block_on(async {
        let upstream = Upstream::start(held_after(1));
        let Some((database, sites)) = three(&upstream).await else { return };
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let rich = gateways[0].tenant("rich", &Tenant::default()).await;
        known(&gateways, &rich).await;
        assert_eq!(gateways[0].send(&Request::chat(&rich, BODY)).await.status, 200);
        let budget = budget_for(PAID_FOR, &sites[0]);
        let poor = gateways[1].tenant("poor", &Tenant { budget_month: Some(budget), ..Tenant::default() }).await;
        known(&gateways, &poor).await;
        ten_of(REQUESTS, &gateways, &upstream, &poor, BUDGET_SPENT).await;
        database.until("the settlements in the database", SETTLED, 1 + PAID_FOR as i64).await;
        assert_eq!(database.number(OVERSHOT), 0, "slices beyond the budget");
    });
}

/// Nodes that were heard of over connections that are all newer than the last break.
pub(crate) const REJOINED: &str = "SELECT count(*) FROM node WHERE seen >
        (SELECT max(backend_start) FROM pg_stat_activity WHERE application_name = 'qaqpa')";
/// Ends every connection of the nodes, and waits for that.
pub(crate) const BREAK: &str = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
        WHERE application_name = 'qaqpa'";

#[test]
fn a_budget_is_not_spent_twice_after_the_connections_broke() {
    block_on(async {
        let upstream = Upstream::start(held_after(2));
        let Some((database, sites)) = three(&upstream).await else { return };
        let gateways: Vec<Gateway> = sites.iter().take(2).map(Site::start).collect();
        let rich = gateways[0].tenant("rich", &Tenant::default()).await;
        assert_eq!(gateways[0].send(&Request::chat(&rich, BODY)).await.status, 200);
        let budget = budget_for(PAID_FOR, &sites[0]);
        let poor = gateways[0].tenant("poor", &Tenant { budget_month: Some(budget), ..Tenant::default() }).await;
        known(&gateways, &poor).await;
        // The first node borrows the whole budget and spends a little of it.
        assert_eq!(gateways[0].send(&Request::chat(&poor, BODY)).await.status, 200);
        database.until("the settlements in the database", SETTLED, 2).await;
        let lent = "SELECT sum(granted)::bigint FROM slice WHERE id = 'poor' AND level = 'tenant_month'";
        let before = database.number(lent);
        assert!(database.number(BREAK) >= 4, "each node has two connections");
        database.until("the nodes to be back", REJOINED, 2).await;
        assert_eq!(database.number(lent), before, "what the first node keeps is lent to it in the database too");

        // What was spent is less than the half of a reservation that the budget has to spare.
        ten_of(AFTER_A_BREAK, &gateways, &upstream, &poor, BUDGET_SPENT).await;
        database.until("the settlements in the database", SETTLED, 2 + PAID_FOR as i64).await;
        assert_eq!(database.number(OVERSHOT), 0, "slices beyond the budget");
    });
}

#[test]
fn a_database_that_hangs_does_not_keep_a_node_from_stopping() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((database, sites)) = three(&upstream).await else { return };
        let mut gateway = sites[0].start();
        let key = gateway.tenant("free", &Tenant::default()).await;
        database.freeze();
        assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
        gateway.terminate();
        assert!(within("the end of the node", gateway.exit()).await.success());
    });
}

#[test]
fn messages_of_a_plan_are_counted_once_for_all_nodes() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((_database, sites)) = three(&upstream).await else { return };
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let key = gateways[0].tenant("shop", &Tenant { plan: Some("basic".to_owned()), ..Tenant::default() }).await;
        known(&gateways, &key).await;
        let request = Request::chat(&key, BODY);
        let mut statuses = Vec::new();
        for gateway in gateways.iter().cycle().take(6) {
            statuses.push(gateway.send(&request).await.status);
        }
        assert_eq!(statuses, [200, 200, 200, 429, 429, 429]);
    });
}

#[test]
fn a_key_revoked_on_one_node_is_dead_on_all() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((mut database, sites)) = three(&upstream).await else { return };
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let key = gateways[0].tenant("shop", &Tenant::default()).await;
        known(&gateways, &key).await;
        let keys = gateways[2].admin("GET", "/admin/v1/keys", None).await.json();
        let id = keys[0]["id"].as_str().unwrap_or_else(|| panic!("{keys}")).to_owned();
        let revoked = gateways[1].admin("DELETE", &format!("/admin/v1/keys/{id}"), None).await;
        assert!((200..300).contains(&revoked.status), "{}", revoked.text());
        let since = Instant::now();
        join_all(gateways.iter().map(|gateway| has_status(gateway, &key, 401))).await;
        println!("dead on all nodes after {:?}", since.elapsed());

        // Without the database nothing is changed, and those who are known are served.
        let other = gateways[0].key("shop").await;
        known(&gateways, &other).await;
        database.stop(Signal::INT);
        for gateway in &gateways {
            assert_eq!(gateway.send(&Request::chat(&other, BODY)).await.status, 200);
        }
        let refused = gateways[0].admin("POST", "/admin/v1/keys", Some(&json!({"tenant": "shop"}))).await;
        assert_eq!(refused.status, 503, "{}", refused.text());
        database.launch().await;
        database.until("what was served meanwhile", SETTLED, 3).await;
    });
}

#[test]
fn a_budget_waits_for_the_database_and_is_not_spent_without_it() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((mut database, sites)) = three(&upstream).await else { return };
        let mut gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let budget = Some("1000".to_owned());
        let key = gateways[0].tenant("poor", &Tenant { budget_month: budget, ..Tenant::default() }).await;
        known(&gateways, &key).await;
        let request = Request::chat(&key, BODY);
        assert_eq!(gateways[0].send(&request).await.status, 200);
        database.stop(Signal::QUIT);
        // The first node has a slice, also after a restart; the second has none.
        gateways.remove(0).kill();
        gateways.insert(0, sites[0].start());
        assert_eq!(gateways[0].send(&request).await.status, 200);
        let refused = gateways[1].send(&request).await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{}", refused.text());
        database.launch().await;
        within("the second node's slice", async { while gateways[1].send(&request).await.status != 200 {} }).await;
        database.until("all in the database", SETTLED, 3).await;
        assert_eq!(database.number(OVERSHOT), 0);
    });
}

/// Ids of the requests whose answers came in full.
type Answered = RefCell<Vec<String>>;

/// Asks until told to stop, over and over where a node is away; what was refused is no answer.
async fn ask(address: SocketAddr, key: &str, answered: &Answered, stop: &Cell<bool>) {
    while !stop.get() {
        let Ok(mut connection) = Connection::open(address).await else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        while let Ok(response) = connection.send(&Request::chat(key, BODY)).await
            && response.complete
        {
            match response.status {
                200 => answered.borrow_mut().push(response.header("x-request-id").unwrap().to_owned()),
                status => assert_eq!(status, 503, "{}", response.text()),
            }
            if stop.get() {
                return;
            }
        }
    }
}

#[test]
fn database_restarts_lose_and_double_nothing() {
    let rounds = std::env::var("QAQPA_DATABASE_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap());
    block_on(async {
        let upstream = Upstream::start(vec![Reply { split: 3, pause_ms: 1, ..Reply::default() }]);
        let Some((mut database, sites)) = three(&upstream).await else { return };
        let mut gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let free = gateways[0].tenant("free", &Tenant::default()).await;
        let budget = Tenant { budget_month: Some("900000".to_owned()), ..Tenant::default() };
        let poor = gateways[0].tenant("poor", &budget).await;
        join_all([known(&gateways, &free), known(&gateways, &poor)]).await;
        let answered = Answered::default();
        for round in 0..rounds {
            let stop = Cell::new(false);
            let addresses: Vec<SocketAddr> = gateways.iter().map(|gateway| gateway.address).collect();
            let clients = (0..CLIENTS).map(|client| {
                let key = if client % 2 == 0 { &free } else { &poor };
                ask(addresses[client % addresses.len()], key, &answered, &stop)
            });
            let crash = async {
                // Somewhere in the middle of the load, elsewhere each time: there is no condition to wait for.
                tokio::time::sleep(Duration::from_millis(60 + round * 37 % 200)).await;
                database.stop(if round % 2 == 0 { Signal::QUIT } else { Signal::INT });
                if round % 3 == 1 {
                    gateways.remove(0).kill();
                }
                tokio::time::sleep(Duration::from_millis(40 + round * 61 % 300)).await;
                database.launch().await;
                tokio::time::sleep(Duration::from_millis(100)).await;
                stop.set(true);
            };
            within("the load to end", async { tokio::join!(join_all(clients), Box::pin(crash)) }).await;
            if gateways.len() < NODES.len() {
                gateways.insert(0, sites[0].start());
            }
            verify(&database, &sites, &answered, round).await;
        }
        println!("{rounds} restarts, {} answers, 0 missing, 0 doubled, sums equal", answered.borrow().len());
        assert!(!answered.borrow().is_empty(), "no request was answered before any restart");
        drop(gateways);
        for site in &sites {
            let proof = site.command(&["ledger", "verify"]);
            assert!(proof.status.success(), "{}", String::from_utf8_lossy(&proof.stderr));
        }
    });
}

/// Every row of the database, against every answer ever given and every journal.
async fn verify(database: &Postgres, sites: &[Site], answered: &Answered, round: u64) {
    let entries = async {
        // The journals still grow by what ends after its client has gone.
        loop {
            let here: usize = sites.iter().map(|site| site.ledger().rows.len()).sum();
            let open: usize = sites.iter().map(|site| site.ledger().open()).sum();
            if open == 0 && database.number("SELECT count(*) FROM entry") == here as i64 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    within("all entries in the database", entries).await;
    assert_eq!(database.number(UNBALANCED), 0, "requests with two ends or none, round {round}");
    assert_eq!(database.number(DIFFERING), 0, "balances that are not the sum of their entries, round {round}");
    assert_eq!(database.number(OVERSHOT), 0, "budgets overshot, round {round}");
    let settled = database.texts("SELECT encode(request_id, 'hex') FROM entry WHERE kind = 'settle'");
    let settled: std::collections::HashSet<String> = settled.into_iter().collect();
    for id in answered.borrow().iter() {
        assert!(settled.contains(&digits(id)), "round {round}: {id} was answered, not recorded");
    }
}

#[test]
fn what_the_database_loses_in_a_failover_is_shipped_again() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((mut database, sites)) = three(&upstream).await else { return };
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let budget = Tenant { budget_month: Some("900000".to_owned()), ..Tenant::default() };
        let key = gateways[0].tenant("poor", &budget).await;
        known(&gateways, &key).await;
        let request = Request::chat(&key, BODY);
        let serve = async |count: usize| {
            for gateway in gateways.iter().cycle().take(count) {
                assert_eq!(gateway.send(&request).await.status, 200);
            }
        };
        serve(6).await;
        database.until("the first requests", SETTLED, 6).await;
        database.stop(Signal::INT);
        database.keep();
        database.launch().await;
        within("the nodes to be back", async {
            while gateways[0].metric("qaqpa_shared_ledger", &[("what".to_owned(), "connected".to_owned())]).await < 1.0
            {
            }
        })
        .await;
        serve(9).await;
        database.until("the requests that will be lost", SETTLED, 15).await;
        database.stop(Signal::INT);
        database.fall_back();
        database.launch().await;
        verify(&database, &sites, &Answered::default(), 0).await;
        assert_eq!(database.number(SETTLED), 15);
        let again = database.number("SELECT sum(reconciled)::bigint FROM node");
        assert!(again >= 18, "9 requests have two entries or more, {again} were shipped again");
        let report = sites[0].command(&["report"]);
        assert!(String::from_utf8_lossy(&report.stdout).contains("reconciled "), "{report:?}");
    });
}

#[test]
fn what_a_lost_node_held_is_free_again_when_it_is_forgotten() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((database, sites)) = three(&upstream).await else { return };
        let mut gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let rich = gateways[0].tenant("rich", &Tenant::default()).await;
        assert_eq!(gateways[0].send(&Request::chat(&rich, BODY)).await.status, 200);
        let budget = Some(budget_for(2, &sites[0]));
        let key = gateways[0].tenant("poor", &Tenant { budget_month: budget, ..Tenant::default() }).await;
        known(&gateways, &key).await;
        let request = Request::chat(&key, BODY);
        assert_eq!(gateways[0].send(&request).await.status, 200);
        database.until("the settlement", SETTLED, 2).await;
        // The first node holds all that is left, and dies with it.
        gateways.remove(0).kill();
        within("the node to count as away", async { while gateways[0].send(&request).await.status != 429 {} }).await;
        let alive = sites[1].command(&["ledger", "forget-node", NODES[2]]);
        assert!(!alive.status.success() && String::from_utf8_lossy(&alive.stderr).contains("alive"));
        within("the node to be forgotten", async {
            while !sites[1].command(&["ledger", "forget-node", NODES[0]]).status.success() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        })
        .await;
        within("what it held", async { while gateways[0].send(&request).await.status != 200 {} }).await;
        assert_eq!(database.number(OVERSHOT), 0);
        let Err(log) = sites[0].try_start() else { panic!("a forgotten node came back") };
        assert!(log.contains("has forgotten it"), "{log}");
    });
}

#[test]
fn a_ledger_moves_to_the_database_and_its_node_goes_on() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some(database) = Postgres::start().await else { return println!("{SKIPPED}") };
        let site = Site::new(&[&upstream], MORE);
        let gateway = site.start();
        let budget = Some("500".to_owned());
        let key = gateway.tenant("poor", &Tenant { budget_month: budget, ..Tenant::default() }).await;
        let mut served = String::new();
        for _ in 0..3 {
            let response = gateway.send(&Request::chat(&key, BODY)).await;
            assert_eq!(response.status, 200);
            response.header("x-request-id").unwrap().clone_into(&mut served);
        }
        gateway.settled().await;
        let correct = ["ledger", "correct", "--request", &served, "--amount", "2.5", "--because", "priced too low"];
        let corrected = site.command(&correct);
        assert!(corrected.status.success(), "{}", String::from_utf8_lossy(&corrected.stderr));
        let report = |site: &Site| {
            let output = site.command(&["report", "--by", "tenant,model", "--format", "csv"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let before = report(&site);
        gateway.kill();

        let from = format!("sqlite:{}", site.path().join("qaqpa.db").display());
        let pepper = site.path().join("qaqpa.db.pepper").display().to_string();
        database.adopt(&site, "node-1");
        database.share_pepper(&site);
        let Err(log) = site.try_start() else { panic!("a node with tenants of its own joined") };
        assert!(log.contains("qaqpa ledger migrate"), "{log}");
        let migrate = ["ledger", "migrate", "--from", &from, "--to", &database.url(), "--pepper-file", &pepper];
        for _ in 0..2 {
            let done = site.bare(&migrate);
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
            assert!(said.contains(" entries, 2 tenants and keys, "), "{said}");
        }
        let gateway = site.start();
        assert_eq!(report(&site), before, "the same report from the database");
        assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
        database.until("the next request too", SETTLED, 4).await;
        assert_ne!(report(&site), before);

        let other = Site::new(&[&upstream], MORE);
        database.adopt(&other, "almaty");
        let second = other.start();
        has_status(&second, &key, 200).await;
        assert_eq!(second.send(&Request::chat(&key, BODY)).await.status, 200);
        database.until("the other node's too", SETTLED, 5).await;
        assert_eq!(report(&other), report(&site));
        drop((gateway, second));

        // What a program that kept no sums has brought is read as it is, until a node adds it up.
        let all = report(&site);
        assert!(!database.texts("DELETE FROM entry_sum RETURNING node").is_empty());
        database.texts("UPDATE node SET summed_seq = 0 RETURNING name");
        assert_eq!(report(&site), all, "the same report from the entries");
        let gateway = site.start();
        database.until("the sums", "SELECT count(*) FROM node WHERE summed_seq < shipped_seq", 0).await;
        assert_eq!(database.number("SELECT sum(requests)::bigint FROM entry_sum"), 5);
        assert_eq!(report(&site), all, "the same report from the sums");
        drop(gateway);
        let verify = || site.command(&["ledger", "verify"]);
        assert!(verify().status.success(), "{}", String::from_utf8_lossy(&verify().stderr));
        let add = |much: &str| {
            format!("UPDATE entry_sum SET cost_ukzt = cost_ukzt + {much} WHERE node = 'node-1' RETURNING node")
        };
        database.texts(&add("7"));
        let found = verify();
        let said = String::from_utf8_lossy(&found.stderr);
        assert!(!found.status.success() && said.contains("in the shared database, sum of "), "{said}");
        database.texts(&add("-7"));

        std::fs::write(other.path().join("wrong"), [7; 32]).unwrap();
        other.replace("node = \"almaty\"", "node = \"atyrau\"");
        other.replace(".pepper\"", ".wrong\"");
        std::fs::remove_file(other.path().join("qaqpa.db")).unwrap();
        let Err(log) = other.try_start() else { panic!("a node with another pepper joined") };
        assert!(log.contains("storage.pepper_file"), "{log}");
    });
}
