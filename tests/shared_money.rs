//! Wallets, imported costs and statements of several nodes over one PostgreSQL: what one node has booked holds on all.

use std::process::Output;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::budget::{BODY, PAID_FOR, REQUESTS, WALLET_EMPTY, budget_for, held_after, ten_of};
use crate::levels::{LASTING, error, key_of, make, out};
use crate::postgres::{BREAK, MORE, NODES, OVERSHOT as OVERSPENT, REJOINED, SETTLED, known, three};
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::postgres::{Postgres, SKIPPED};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

/// What nodes hold of wallets beyond what was paid in.
const OVERSHOT: &str = "SELECT count(*) FROM (SELECT id, sum(granted) AS held FROM slice WHERE level = 'wallet'
        GROUP BY id) AS slices WHERE held > (SELECT sum(amount_ukzt) FROM top_up WHERE tenant = id)";

fn pay(site: &Site, tenant: &str, amount: &str, reference: &str) -> Output {
    site.command(&["wallets", "top-up", tenant, "--amount", amount, "--reference", reference])
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a node itself knows of the wallet of a key's tenant.
async fn wallet(gateway: &Gateway, key: &str) -> Value {
    gateway.send(&Request::new("GET", "/v1/usage").bearer(key)).await.json()["wallet"].clone()
}

/// Waits until every node has heard that so much was paid into the wallet.
async fn paid(gateways: &[Gateway], key: &str, topped_up: &str) {
    within("the payment on every node", async {
        for gateway in gateways {
            while wallet(gateway, key).await["topped_up"] != json!(topped_up) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    })
    .await;
}

fn trimmed(amount: &str) -> &str {
    amount.trim_end_matches('0').trim_end_matches('.')
}

#[test]
fn a_wallet_for_ten_lets_ten_through_on_three_nodes() {
    block_on(async {
        let upstream = Upstream::start(held_after(1));
        let Some((database, sites)) = three(&upstream).await else { return };
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let rich = gateways[0].tenant("rich", &Tenant::default()).await;
        assert_eq!(gateways[0].send(&Request::chat(&rich, BODY)).await.status, 200);
        let money = budget_for(PAID_FOR, &sites[0]);
        let poor = gateways[0].tenant("poor", &Tenant::default()).await;
        known(&gateways, &poor).await;
        gateways[1].make("wallets/poor/top-ups", &json!({"amount": money, "reference": "KASPI-1"})).await;
        paid(&gateways, &poor, trimmed(&money)).await;
        ten_of(REQUESTS, &gateways, &upstream, &poor, WALLET_EMPTY).await;
        database.until("the settlements in the database", SETTLED, 1 + PAID_FOR as i64).await;
        assert_eq!(database.number(OVERSHOT), 0, "slices beyond the wallet");
        let spent = "SELECT sum(spent)::bigint FROM balance WHERE level = 'wallet' AND id = 'poor'";
        assert_eq!(database.number(spent), 15_000 * PAID_FOR as i64);
    });
}

#[test]
fn a_payment_is_booked_once_for_all_nodes() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((mut database, sites)) = three(&upstream).await else { return };
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let key = gateways[0].tenant("shop", &Tenant::default()).await;
        known(&gateways, &key).await;
        // Under way when the wallet is filled for the first time: not its own.
        assert_eq!(gateways[2].send(&Request::chat(&key, BODY)).await.status, 200);
        let since = Instant::now();
        out(&pay(&sites[0], "shop", "1000", "KASPI-1"));
        paid(&gateways, &key, "1000").await;
        println!("paid on all nodes after {:?}", since.elapsed());
        out(&pay(&sites[1], "shop", "1000", "KASPI-1"));
        let clash = complaint(&pay(&sites[2], "shop", "5", "KASPI-1"));
        assert!(clash.contains("reference KASPI-1 was booked before as 1000 ₸ of tenant shop"), "{clash}");
        assert!(complaint(&pay(&sites[2], "nobody", "5", "KASPI-2")).contains("no tenant nobody"));
        for gateway in &gateways {
            assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
        }
        database.until("the settlements in the database", SETTLED, 4).await;
        // Every node holds a hundred tenge now. What they have not spent of it they give back where it is asked for.
        let shown = make(&sites[2], &["wallets", "show", "shop"]);
        assert_eq!((&shown["topped_up"], &shown["spent"]), (&json!("1000"), &json!("0.045")), "{shown}");
        let problem = complaint(&pay(&sites[0], "shop", "-1000", "refund"));
        assert!(problem.contains("999.955 ₸ are left in the wallet, less than is taken back"), "{problem}");
        out(&pay(&sites[0], "shop", "-999.9", "refund"));
        assert_eq!(database.number(OVERSHOT), 0, "slices beyond the wallet");
        let left = make(&sites[1], &["wallets", "list"]);
        assert_eq!((&left[0]["remaining"], &left[0]["reserved"]), (&json!("0.055"), &json!("0")), "{left}");
        let rows = make(&sites[1], &["wallets", "show", "shop"]);
        let references: Vec<_> =
            rows["top_ups"].as_array().unwrap().iter().map(|row| row["reference"].clone()).collect();
        assert_eq!(references, ["KASPI-1", "refund"]);
        for gateway in &gateways {
            assert_eq!(error(&gateway.send(&Request::chat(&key, BODY)).await).1, "wallet_empty");
        }

        database.stop(Signal::INT);
        let refused = complaint(&pay(&sites[0], "shop", "5", "KASPI-3"));
        assert!(refused.contains("the ledger is not available"), "{refused}");
        database.launch().await;
        within("the payment to be taken", async { while !pay(&sites[0], "shop", "5", "KASPI-3").status.success() {} })
            .await;
        paid(&gateways, &key, "5.1").await;
        assert_eq!(gateways[1].send(&Request::chat(&key, BODY)).await.status, 200);
        drop(gateways);
        for site in &sites {
            out(&site.command(&["ledger", "verify"]));
        }
    });
}

#[test]
fn a_wallet_waits_for_the_database_and_loses_nothing_with_a_node() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((mut database, sites)) = three(&upstream).await else { return };
        let mut gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let rich = gateways[0].tenant("rich", &Tenant::default()).await;
        assert_eq!(gateways[0].send(&Request::chat(&rich, BODY)).await.status, 200);
        let money = budget_for(2, &sites[0]);
        let key = gateways[0].tenant("poor", &Tenant::default()).await;
        known(&gateways, &key).await;
        out(&pay(&sites[0], "poor", &money, "KASPI-1"));
        paid(&gateways, &key, trimmed(&money)).await;
        let request = Request::chat(&key, BODY);
        assert_eq!(gateways[0].send(&request).await.status, 200);
        database.until("the settlement", SETTLED, 2).await;
        // The first node holds all that is left: it serves without the database, also after a restart; the others wait.
        database.stop(Signal::QUIT);
        gateways.remove(0).kill();
        gateways.insert(0, sites[0].start());
        assert_eq!(gateways[0].send(&request).await.status, 200);
        let refused = gateways[1].send(&request).await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{}", refused.text());
        database.launch().await;
        database.until("what was served meanwhile", SETTLED, 3).await;
        gateways.remove(0).kill();
        within("the node to count as away", async { while gateways[0].send(&request).await.status != 402 {} }).await;
        within("the node to be forgotten", async {
            while !sites[1].command(&["ledger", "forget-node", NODES[0]]).status.success() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        })
        .await;
        within("what it held", async { while gateways[0].send(&request).await.status != 200 {} }).await;
        database.until("the last request", SETTLED, 4).await;
        assert_eq!(database.number(OVERSHOT), 0);
        let left = make(&sites[1], &["wallets", "show", "poor"]);
        assert_eq!(left["spent"], json!("0.045"), "what the lost node has spent stays spent: {left}");
    });
}

#[test]
fn a_ledger_with_wallets_and_costs_moves_to_the_database() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some(database) = Postgres::start().await else { return println!("{SKIPPED}") };
        let plan = LASTING.replace("free_when_spent = true", "month = \"100\"\nyear = \"600\"\nserver = \"7\"");
        let site = |node: Option<&str>| {
            let site = Site::new(&[&upstream], MORE);
            site.extend("policies/plans.toml", &plan);
            if let Some(node) = node {
                database.adopt(&site, node);
            }
            site
        };
        let first = site(None);
        let gateway = first.start();
        let tenant = Tenant { plan: Some("lasting".to_owned()), ..Tenant::default() };
        let plain = gateway.tenant("shop", &tenant).await;
        make(&first, &["projects", "create", "--tenant", "shop", "--id", "bot"]);
        let of_bot = key_of(&make(&first, &["keys", "create", "--tenant", "shop", "--project", "bot"]));
        assert_eq!(gateway.send(&Request::chat(&plain, BODY)).await.status, 200);
        out(&pay(&first, "shop", "300", "KASPI-1"));
        out(&pay(&first, "shop", "-7.5", "mistake"));
        for key in [&plain, &of_bot] {
            assert_eq!(gateway.send(&Request::chat(key, BODY)).await.status, 200);
        }
        let today = gateway::ledger::almaty_day(jiff::Timestamp::now());
        let import = |site: &Site, rows: &str| {
            let file = site.path().join("costs.csv");
            let rows = rows.replace("DAY", &today.to_string());
            std::fs::write(&file, format!("date,tenant,line,amount,reference\n{rows}")).unwrap();
            site.command(&["costs", "import", file.to_str().unwrap(), "--json"])
        };
        let new = |output: &Output| serde_json::from_str::<Value>(&out(output)).unwrap()["new"].clone();
        let rows = "DAY,shop,whatsapp,12.5,wa-1\nDAY,shop,sms,-1,sms-1\n";
        assert_eq!(new(&import(&first, rows)), json!(2));
        gateway.settled().await;
        let seen = |site: &Site| {
            let report = out(&site.command(&["report", "--by", "project", "--format", "csv"]));
            (make(site, &["statement", "--tenant", "shop"]), report)
        };
        let before = seen(&first);
        assert!(before.1.contains("shop/bot,1,") && before.1.contains("none,2,"), "{}", before.1);
        gateway.kill();

        let from = format!("sqlite:{}", first.path().join("qaqpa.db").display());
        let pepper = first.path().join("qaqpa.db.pepper").display().to_string();
        database.adopt(&first, "node-1");
        database.share_pepper(&first);
        let migrate = ["ledger", "migrate", "--from", &from, "--to", &database.url(), "--pepper-file", &pepper];
        for _ in 0..2 {
            out(&first.bare(&migrate));
        }
        let client = database.client().await;
        let set = |amount: &str| format!("UPDATE cost_line SET amount_ukzt = {amount} WHERE reference = 'wa-1'");
        let unlocked = format!("ALTER TABLE cost_line DISABLE TRIGGER ALL; {}", set("1000000"));
        client.batch_execute(&unlocked).await.unwrap();
        let refused = complaint(&first.bare(&migrate));
        assert!(refused.contains("reference wa-1 was booked before as 1 ₸ of tenant shop"), "{refused}");
        client.batch_execute(&set("12500000")).await.unwrap();
        let second = site(Some("almaty"));
        let gateways = [first.start(), second.start()];
        known(&gateways, &plain).await;
        assert_eq!(seen(&first), before, "the same from the database");
        assert_eq!(seen(&second), before, "the same on a node that has served none of it");
        paid(&gateways, &plain, "292.5").await;
        let shown = make(&second, &["wallets", "show", "shop"]);
        assert_eq!(shown["spent"], json!("0.03"), "the first request was none of the wallet's: {shown}");

        // A row of before, one that is new, and the same again on the other node.
        let more = "DAY,shop,sms,-1,sms-1\nDAY,shop,sms,4,sms-2\n";
        assert_eq!((new(&import(&second, more)), new(&import(&first, more))), (json!(1), json!(0)));
        for (row, problem) in [
            ("DAY,shop,sms,5,sms-2\n", "reference sms-2 was booked before as 4 ₸ of tenant shop"),
            ("DAY,shop,mail,4,sms-2\n", "reference sms-2 was booked before as 4 ₸ of tenant shop"),
            ("DAY,nobody,sms,5,sms-4\n", "no tenant nobody"),
        ] {
            let refused = complaint(&import(&second, &format!("DAY,shop,sms,1,sms-3\n{row}")));
            assert!(refused.contains(problem), "{refused}");
        }
        assert_eq!(gateways[1].send(&Request::chat(&of_bot, BODY)).await.status, 200);
        database.until("the settlements", SETTLED, 4).await;
        let statement = make(&first, &["statement", "--tenant", "shop"]);
        assert_eq!(
            statement["costs"],
            json!([
                {"item": "ai", "kzt": "0.06"}, {"item": "sms", "kzt": "3"}, {"item": "whatsapp", "kzt": "12.5"},
                {"item": "server", "kzt": "7"}
            ])
        );
        assert!(seen(&first).1.contains("shop/bot,2,"));
        join_all(gateways.iter().map(|gateway| paid(std::slice::from_ref(gateway), &plain, "292.5"))).await;
    });
}

/// Connections of nodes that wait for a lock, and what they wait to do.
const WAITING: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'qaqpa' AND wait_event_type = 'Lock'
        AND query LIKE '";

#[test]
fn what_was_given_back_stays_so_when_the_connection_breaks() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((database, sites)) = three(&upstream).await else { return };
        let gateway = sites[0].start();
        let budget = Some("1000".to_owned());
        let key = gateway.tenant("poor", &Tenant { budget_month: budget, ..Tenant::default() }).await;
        // The node holds a hundred tenge, and then all there is are five.
        assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
        let [less, late] = [database.client().await, database.client().await];
        less.batch_execute(
            "BEGIN; UPDATE directory_head SET version = version + 1;
             UPDATE directory SET version = (SELECT version FROM directory_head),
                 line = jsonb_set(line, '{budget_month_ukzt}', '5000000') WHERE kind = 'tenant' AND id = 'poor'",
        )
        .await
        .unwrap();
        // Whoever makes this tenant waits, in the middle of the change.
        late.batch_execute("BEGIN; INSERT INTO directory VALUES ('tenant', 'late', 0, '{}')").await.unwrap();
        let body = json!({"id": "late", "plan": "open"});
        let change = gateway.admin("POST", "/admin/v1/tenants", Some(&body));
        let breaking = async {
            database.until("the change to wait", &format!("{WAITING}SELECT version FROM directory_head%'"), 1).await;
            less.batch_execute("COMMIT").await.unwrap();
            database.until("the change to be written", &format!("{WAITING}INSERT INTO directory %'"), 1).await;
            assert!(database.number(BREAK) >= 1, "the node had connections");
            late.batch_execute("ROLLBACK").await.unwrap();
        };
        let (changed, ()) = within("the change to break", async { tokio::join!(change, breaking) }).await;
        assert_eq!(changed.status, 503, "{}", changed.text());
        database.until("the node to be back", REJOINED, 1).await;
        assert_eq!(database.number(OVERSPENT), 0, "the node holds more than the budget, and may spend it");
        assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
    });
}

#[test]
fn a_journal_of_another_history_is_refused() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some(database) = Postgres::start().await else { return println!("{SKIPPED}") };
        let site = Site::new(&[&upstream], MORE);
        database.adopt(&site, "almaty");
        let mut gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let serve = async |gateway: &Gateway| assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
        serve(&gateway).await;
        let copy = site.path().join("copy.db");
        out(&site.command(&["ledger", "backup", copy.to_str().unwrap()]));
        serve(&gateway).await;
        database.until("all in the database", SETTLED, 2).await;
        gateway.terminate();
        gateway.exit().await;

        // The copy goes on by itself, until it is longer than what was shipped.
        let shared = std::fs::read_to_string(site.path().join("qaqpa.toml")).unwrap();
        let alone = shared.replacen(&database.url(), "sqlite:qaqpa.db", 1).replacen("node = \"almaty\"\n", "", 1);
        let alone: String =
            alone.lines().filter(|line| !line.starts_with("pepper_file")).map(|line| format!("{line}\n")).collect();
        std::fs::write(site.path().join("qaqpa.toml"), alone).unwrap();
        std::fs::copy(database.pepper(), site.path().join("qaqpa.db.pepper")).unwrap();
        out(&site.command(&["ledger", "restore", copy.to_str().unwrap()]));
        let mut gateway = site.start();
        for _ in 0..3 {
            serve(&gateway).await;
        }
        gateway.terminate();
        gateway.exit().await;
        std::fs::write(site.path().join("qaqpa.toml"), shared).unwrap();
        let Err(log) = site.try_start() else { panic!("another history went on behind what was shipped") };
        assert!(log.contains("is another in its journal"), "{log}");
        assert_eq!(database.number(SETTLED), 2);
    });
}

#[test]
fn a_payment_that_is_changed_in_the_database_is_noticed() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some(mut database) = Postgres::start().await else { return println!("{SKIPPED}") };
        let site = Site::new(&[&upstream], MORE);
        database.adopt(&site, "almaty");
        let gateway = site.start();
        gateway.tenant("shop", &Tenant::default()).await;
        for (amount, reference) in [("100", "KASPI-1"), ("50", "KASPI-2"), ("-3", "refund")] {
            out(&pay(&site, "shop", amount, reference));
        }
        out(&site.command(&["ledger", "verify"]));
        let change = "UPDATE top_up SET amount_ukzt = 1 WHERE reference = 'KASPI-2'";
        let client = database.client().await;
        assert!(client.batch_execute(change).await.is_err(), "rows are never changed");
        client.batch_execute(&format!("ALTER TABLE top_up DISABLE TRIGGER ALL; {change}")).await.unwrap();
        let changed = site.command(&["ledger", "verify"]);
        let problem = complaint(&changed);
        assert!(problem.contains("in the shared database, top-up KASPI-2 is not what was sealed"), "{problem}");
        assert!(problem.contains("top-up KASPI-2 is another in the shared database than in the journal"), "{problem}");
        client.batch_execute("DELETE FROM top_up WHERE reference <> 'KASPI-1'").await.unwrap();
        let problem = complaint(&site.command(&["ledger", "verify"]));
        assert!(problem.contains("the last top-up is not the one that was noted"), "{problem}");
        assert!(problem.contains("top-up refund of the journal is not in the shared database"), "{problem}");
        drop(client);
        database.stop(Signal::INT);
        let alone = site.command(&["ledger", "verify"]);
        out(&alone);
        assert!(String::from_utf8_lossy(&alone.stderr).contains("only the journal of this node is looked at"));
    });
}

#[test]
fn no_payment_is_lost_behind_the_version_of_the_directory() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let Some((database, sites)) = three(&upstream).await else { return };
        let mut gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let key = gateways[0].tenant("shop", &Tenant::default()).await;
        known(&gateways, &key).await;
        out(&pay(&sites[0], "shop", "100", "KASPI-1"));
        paid(&gateways, &key, "100").await;

        // A program that knew nothing of wallets took the version over, and with it no payment.
        gateways.pop().unwrap().kill();
        out(&pay(&sites[0], "shop", "50", "KASPI-2"));
        gateways[0].tenant("other", &Tenant::default()).await;
        let version = database.number("SELECT version FROM directory_head");
        let journal = rusqlite::Connection::open(sites[2].path().join("qaqpa.db")).unwrap();
        journal.execute("UPDATE meta SET value = ?1 WHERE name = 'directory_version'", [version]).unwrap();
        drop(journal);
        gateways.push(sites[2].start());
        paid(&gateways, &key, "150").await;

        // The database loses a payment, another was booked there as something else, and other changes have come since.
        gateways.drain(..).for_each(|gateway| gateway.kill());
        let lost = "ALTER TABLE top_up DISABLE TRIGGER ALL; DELETE FROM top_up WHERE reference = 'KASPI-2';
            UPDATE top_up SET amount_ukzt = 99000000 WHERE reference = 'KASPI-1'";
        database.client().await.batch_execute(lost).await.unwrap();
        gateways.push(sites[1].start());
        database.until("the payment to be back", "SELECT sum(amount_ukzt)::bigint FROM top_up", 149_000_000).await;
        assert_eq!(gateways[0].send(&Request::chat(&key, BODY)).await.status, 200);
    });
}

#[test]
fn the_end_of_a_budget_is_told_once_by_all_nodes_together() {
    block_on(async {
        let taken = Reply { body: Some("{}".to_owned()), ..Reply::default() };
        let (upstream, hook) = (Upstream::start(Vec::new()), Upstream::start(vec![taken]));
        let Some(database) = Postgres::start().await else { return println!("{SKIPPED}") };
        let config =
            format!("{MORE}[webhook]\nurl = \"{}/hook\"\nsecret = {{ file = \"provider.key\" }}\n", hook.base_url());
        let sites: Vec<Site> = NODES.iter().map(|_| Site::new(&[&upstream], &config)).collect();
        sites.iter().zip(NODES).for_each(|(site, node)| database.adopt(site, node));
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        // 0.015 tenge a request, 1 % of 4.5 tenge: no node comes so far by itself.
        let key =
            gateways[0].tenant("shop", &Tenant { budget_month: Some("4.5".to_owned()), ..Tenant::default() }).await;
        make(&sites[0], &["tenants", "update", "--id", "shop", "--soft-percent", "1"]);
        known(&gateways, &key).await;
        for (at, gateway) in gateways.iter().enumerate() {
            assert_eq!(hook.count(), 0, "told after {at} of 3 requests");
            assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
            database.until("the settlement", SETTLED, at as i64 + 1).await;
        }
        hook.wait_for_requests(1).await;
        let untold = "SELECT count(*) FROM soft_limit WHERE untold_since IS NOT NULL";
        database.until("the note that it was told", untold, 0).await;
        for gateway in &gateways {
            assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
        }
        database.until("the settlements", SETTLED, 6).await;
        assert_eq!(database.number("SELECT count(*) FROM soft_limit"), 1);
        // A node that was to tell of it and has died: another one does, and receivers know the event again.
        let again = "UPDATE soft_limit SET untold_since = clock_timestamp() - interval '3 minutes'";
        database.client().await.batch_execute(again).await.unwrap();
        hook.wait_for_requests(2).await;
        database.until("the note that it was told again", untold, 0).await;
        let events: Vec<Value> =
            hook.exchanges().iter().map(|exchange| serde_json::from_slice(&exchange.body).unwrap()).collect();
        let month = &events[0]["data"]["period"];
        let told = json!({"tenant": "shop", "level": "tenant_month", "id": "shop", "period": month, "spent_kzt": "0.045", "limit_kzt": "4.5"});
        assert_eq!((events.len(), &events[0]["data"], &events[1]["data"]), (2, &told, &told));
        assert_eq!(events[0]["id"], events[1]["id"]);
    });
}
