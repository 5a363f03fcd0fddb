//! Limits of tenants, projects, keys and wallets, through the real binary: made by commands, kept for requests.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::client::{Request, Response};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const BODY: &str = r#"{"model":"auto","max_completion_tokens":1000,"messages":[{"role":"user","content":"Hello"}]}"#;
/// Where the money is out, the model inside goes on, which costs nothing.
const FREE: &str = r#"
version = 1
kind = "routing"
id = "own"
valid_from = "2026-02-01"
default_tier = "L0"
flagship = "a/a-large"
explicit_model = "honour"
failover = ["sandbox/sandbox"]
[tiers]
L0 = { pool = ["a/a-small"], default_output = 1000, expected_output = 100 }
L1 = { pool = ["a/a-small"], default_output = 1000, expected_output = 100 }
L2 = { pool = ["a/a-small"], default_output = 1000, expected_output = 100 }
L3 = { pool = ["a/a-small"], default_output = 1000, expected_output = 100 }
"#;
pub(crate) const LASTING: &str = r#"
[[plans]]
id = "lasting"
name = "Lasting"
tiers = ["L0"]
overage = "block"
free_when_spent = true
"#;

fn site(upstream: &Upstream) -> Site {
    let site = Site::new(&[upstream], "");
    std::fs::write(site.path().join("policies/own.toml"), FREE).unwrap();
    site.extend("policies/plans.toml", LASTING);
    site
}

pub(crate) fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn parsed(output: &Output) -> Value {
    serde_json::from_str(&out(output)).unwrap()
}

/// Runs a command and takes the JSON that it prints.
pub(crate) fn make(site: &Site, args: &[&str]) -> Value {
    parsed(&site.command(&[args, &["--json"]].concat()))
}

pub(crate) fn key_of(answer: &Value) -> String {
    answer["key"].as_str().unwrap_or_else(|| panic!("no key in {answer}")).to_owned()
}

async fn ask(gateway: &Gateway, key: &str) -> Response {
    gateway.send(&Request::chat(key, BODY)).await
}

pub(crate) fn error(response: &Response) -> (u16, String, String) {
    let error = &response.json()["error"];
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (response.status, text("code"), text("message"))
}

#[test]
fn projects_are_made_by_command_and_limit_their_keys() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = site(&upstream);
        // Without a gateway, on the ledger itself; then beside one.
        make(&site, &["tenants", "create", "--id", "shop", "--plan", "open", "--concurrency", "50"]);
        let project = ["projects", "create", "--tenant", "shop", "--id", "bot", "--budget-day", "0.03"];
        let made = make(&site, &project);
        assert_eq!((&made["budget_day"], &made["soft_percent"]), (&json!("0.03"), &Value::Null));
        assert!(!site.command(&project).status.success(), "a second project of an id");
        let gateway = site.start();
        let in_bot = ["keys", "create", "--tenant", "shop", "--project", "bot"];
        let [one, other] = [&in_bot[..], &[&in_bot[..], &["--tokens-per-minute", "1500"]].concat()]
            .map(|args| key_of(&make(&site, args)));
        let free = key_of(&make(&site, &["keys", "create", "--tenant", "shop"]));
        let stranger = site.command(&["keys", "create", "--tenant", "shop", "--project", "nobody"]);
        assert!(String::from_utf8_lossy(&stranger.stderr).contains("no project shop/nobody"));
        let zero = site.command(&["projects", "update", "--tenant", "shop", "--id", "bot", "--concurrency", "0"]);
        assert!(String::from_utf8_lossy(&zero.stderr).contains("concurrency: expected a whole number from 1 on"));

        // 10 tokens at 1.00 and 5 at 4.00 USD a million, 500 tenge a dollar: 0.015 tenge, reserved at about 2.
        let (status, code, message) = error(&ask(&gateway, &one).await);
        assert_eq!((status, &*code), (429, "insufficient_quota"));
        assert!(message.contains("the project's daily budget has 0.03 KZT left"), "{message}");
        assert_eq!(ask(&gateway, &free).await.status, 200, "who is in no project has no such budget");
        let update = ["projects", "update", "--tenant", "shop", "--id", "bot", "--budget-day", "none"];
        make(&site, &[&update[..], &["--requests-per-minute", "3"]].concat());

        let first = ask(&gateway, &other).await;
        assert_eq!((first.status, first.header("x-ratelimit-remaining-requests")), (200, Some("2")));
        let (status, _, message) = error(&ask(&gateway, &other).await);
        assert_eq!((status, &*message), (429, "Rate limit reached for tokens per minute of the key: limit 1500."));
        assert_eq!(ask(&gateway, &one).await.status, 200);
        let (status, code, message) = error(&ask(&gateway, &one).await);
        assert_eq!((status, &*code), (429, "rate_limit_exceeded"));
        assert_eq!(message, "Rate limit reached for requests per minute of the project: limit 3.");

        let usage = gateway.send(&Request::new("GET", "/v1/usage").bearer(&other)).await.json();
        assert_eq!((&usage["project"], &usage["wallet"]), (&json!("bot"), &Value::Null));
        assert_eq!(usage["limits"], json!({"requests_per_minute": 3, "tokens_per_minute": 1500, "concurrency": 50}));
        let levels: Vec<_> = usage["budgets"].as_array().unwrap().iter().map(|budget| &budget["level"]).collect();
        assert_eq!(levels, ["tenant_month", "tenant_day", "key_month", "project_month", "project_day"]);
        assert_eq!((&usage["budgets"][3]["requests"], &usage["budgets"][3]["spent"]), (&json!(2), &json!("0.03")));
        let report = out(&site.command(&["report", "--by", "project", "--format", "csv"]));
        let row = |line: &str| line.split(',').take(2).collect::<Vec<_>>().join(",");
        let rows: Vec<_> = report.lines().skip(1).filter(|line| line.contains(",0.0")).map(row).collect();
        assert_eq!(rows, ["none,1", "shop/bot,2"], "{report}");
    });
}

#[test]
fn the_keys_of_a_tenant_share_what_its_plan_allows() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = site(&upstream);
        let gateway = site.start();
        let one = gateway.tenant("shop", &Tenant { plan: Some("slow".to_owned()), ..Tenant::default() }).await;
        let other = gateway.key("shop").await;
        let stranger = gateway.tenant("cafe", &Tenant { plan: Some("slow".to_owned()), ..Tenant::default() }).await;
        for (key, left) in [(&one, "1"), (&other, "0"), (&stranger, "1")] {
            let answer = ask(&gateway, key).await;
            assert_eq!((answer.status, answer.header("x-ratelimit-remaining-requests")), (200, Some(left)));
        }
        for key in [&one, &other] {
            let (status, _, message) = error(&ask(&gateway, key).await);
            assert_eq!(
                (status, &*message),
                (429, "Rate limit reached for requests per minute of the tenant: limit 2.")
            );
        }
        // A limit of its own takes the place of its plan's.
        make(&site, &["tenants", "update", "--id", "shop", "--requests-per-minute", "5"]);
        assert_eq!(ask(&gateway, &other).await.header("x-ratelimit-remaining-requests"), Some("4"));
    });
}

#[test]
fn a_free_model_goes_on_when_the_money_of_any_level_is_out() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = site(&upstream);
        let gateway = site.start();
        for (at, (tenant, project, key)) in [
            ("--budget-month", "", ""),
            ("--budget-day", "", ""),
            ("", "--budget-month", ""),
            ("", "--budget-day", ""),
            ("", "", "--budget-month"),
            ("", "", "--budget-day"),
            ("", "", ""),
        ]
        .into_iter()
        .enumerate()
        {
            for (plan, goes_on) in [("lasting", true), ("open", false)] {
                let id = format!("{plan}-{at}");
                let with = |args: &[&'static str], limit: &'static str| -> Value {
                    let limit = if limit.is_empty() { vec![] } else { vec![limit, "0.01"] };
                    let id = id.clone();
                    let args: Vec<&str> = args.iter().map(|arg| if *arg == "ID" { &*id } else { arg }).collect();
                    make(&site, &[args, limit].concat())
                };
                let plan_name: &'static str = plan;
                with(&["tenants", "create", "--id", "ID", "--plan", plan_name], tenant);
                with(&["projects", "create", "--id", "bot", "--tenant", "ID"], project);
                let key = key_of(&with(&["keys", "create", "--project", "bot", "--tenant", "ID"], key));
                let is_wallet = [tenant, project, key_limit(at)].iter().all(|limit| limit.is_empty());
                if is_wallet {
                    out(&site.command(&["wallets", "top-up", &id, "--amount", "0.01", "--reference", &id]));
                }
                let answer = ask(&gateway, &key).await;
                match (goes_on, is_wallet) {
                    (true, _) => assert_eq!(answer.header("x-qaqpa-provider"), Some("sandbox"), "{id}"),
                    (false, true) => {
                        let (status, code, message) = error(&answer);
                        assert_eq!((status, &*code), (402, "wallet_empty"));
                        assert!(message.contains("the wallet has 0.01 KZT left"), "{message}");
                        assert_eq!(answer.header("x-should-retry"), Some("false"));
                    }
                    (false, false) => assert_eq!(error(&answer).1, "insufficient_quota", "{id}"),
                }
            }
        }
        assert_eq!(upstream.count(), 0, "nobody who costs money was asked");
    });
}

/// The limit of the key in the row of the table above.
fn key_limit(row: usize) -> &'static str {
    match row {
        4 => "--budget-month",
        5 => "--budget-day",
        _ => "",
    }
}

#[test]
fn a_wallet_is_filled_once_and_shows_what_is_left() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = site(&upstream);
        let gateway = site.start();
        let rich = gateway.tenant("rich", &Tenant::default()).await;
        assert_eq!(ask(&gateway, &rich).await.status, 200);
        let ledger = site.ledger();
        let bound: u64 = ledger.of_kind("reserve").next().unwrap()["amount_ukzt"].parse().unwrap();
        let paid = bound * 3 + bound / 2;
        let tenge = |micro: u64| {
            let text = format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        let amount = tenge(paid);

        let key = gateway.tenant("shop", &Tenant::default()).await;
        let pay = |amount: &str, reference: &str| {
            site.command(&["wallets", "top-up", "shop", "--amount", amount, "--reference", reference])
        };
        out(&pay(&amount, "KASPI-1"));
        out(&pay(&amount, "KASPI-1"));
        let other = pay("5", "KASPI-1");
        assert!(!other.status.success());
        let problem = String::from_utf8_lossy(&other.stderr).into_owned();
        assert!(
            problem.contains(&format!("reference KASPI-1 was booked before as {amount} ₸ of tenant shop")),
            "{problem}"
        );
        let again = json!({"amount": amount, "reference": "KASPI-1"});
        let path = "/admin/v1/wallets/shop/top-ups";
        assert_eq!(gateway.admin("POST", path, Some(&again)).await.status, 200);
        let clash = json!({"amount": "5", "reference": "KASPI-1"});
        assert_eq!(gateway.admin("POST", path, Some(&clash)).await.status, 409);
        assert_eq!(gateway.admin("POST", "/admin/v1/wallets/nobody/top-ups", Some(&clash)).await.status, 404);

        let served = 3;
        for _ in 0..served {
            assert_eq!(ask(&gateway, &key).await.status, 200);
        }
        let usage = gateway.send(&Request::new("GET", "/v1/usage").bearer(&key)).await.json();
        let spent = 15_000 * served;
        let left = paid - spent;
        assert_eq!(usage["wallet"]["spent"], json!(tenge(spent)));
        assert_eq!(usage["wallet"]["remaining"], json!(tenge(left)));
        assert_eq!(usage["wallet"]["topped_up"], json!(tenge(paid)));
        out(&pay(&format!("-{}", tenge(left)), "refund"));
        assert_eq!(error(&ask(&gateway, &key).await).1, "wallet_empty");
        let shown = out(&site.command(&["wallets", "show", "shop"]));
        assert!(shown.contains("KASPI-1") && shown.contains("refund"), "{shown}");
        assert!(out(&site.command(&["wallets", "list"])).contains("shop"));
    });
}

#[test]
fn the_end_of_a_budget_is_told_once_also_after_a_restart() {
    block_on(async {
        let taken = Reply { body: Some("{}".to_owned()), ..Reply::default() };
        let (upstream, hook) = (Upstream::start(Vec::new()), Upstream::start(vec![taken]));
        let config = format!("[webhook]\nurl = \"{}/hook\"\nsecret = {{ file = \"provider.key\" }}\n", hook.base_url());
        let site = Site::new(&[&upstream], &config);
        let mut gateway = site.start();
        // 0.015 tenge a request, 1 % of 3 tenge.
        let key = gateway.tenant("shop", &Tenant { budget_month: Some("3".to_owned()), ..Tenant::default() }).await;
        make(&site, &["tenants", "update", "--id", "shop", "--soft-percent", "1"]);
        assert_eq!(ask(&gateway, &key).await.status, 200);
        assert_eq!(hook.count(), 0);
        for _ in 0..2 {
            assert_eq!(ask(&gateway, &key).await.status, 200);
        }
        hook.wait_for_requests(1).await;
        let told = [("tenant".to_owned(), "shop".to_owned()), ("level".to_owned(), "tenant_month".to_owned())];
        assert_eq!(gateway.metric("qaqpa_soft_limits_total", &told).await, 1.0);
        let taken = [("result".to_owned(), "ok".to_owned())];
        within("the event to be taken", async { while gateway.metric("qaqpa_webhooks_total", &taken).await < 1.0 {} })
            .await;
        assert!(gateway.log().contains("a budget comes to its end"));
        gateway.terminate();
        gateway.exit().await;
        let gateway = site.start();
        for _ in 0..2 {
            assert_eq!(ask(&gateway, &key).await.status, 200);
        }
        // A top-up of another tenant's wallet, which is told at once, comes after whatever would be told again.
        let paid = gateway.tenant("paid", &Tenant::default()).await;
        out(&site.command(&["wallets", "top-up", "paid", "--amount", "3", "--reference", "KASPI-7"]));
        make(&site, &["tenants", "update", "--id", "paid", "--soft-percent", "1"]);
        for _ in 0..2 {
            assert_eq!(ask(&gateway, &paid).await.status, 200);
        }
        hook.wait_for_requests(2).await;
        let events: Vec<Value> =
            hook.exchanges().iter().map(|exchange| serde_json::from_slice(&exchange.body).unwrap()).collect();
        let data = |event: &Value| (event["type"].clone(), event["data"].clone());
        assert_eq!(data(&events[0]).0, json!("budget.soft_limit"));
        let month = events[0]["data"]["period"].clone();
        assert_eq!(
            data(&events[0]).1,
            json!({"tenant": "shop", "level": "tenant_month", "id": "shop", "period": month, "spent_kzt": "0.03", "limit_kzt": "3"})
        );
        assert_eq!(
            data(&events[1]).1,
            json!({"tenant": "paid", "level": "wallet", "id": "paid", "period": null, "spent_kzt": "0.03", "limit_kzt": "3"})
        );
        assert_eq!((events.len(), upstream.count()), (2, 7));
    });
}

#[test]
fn the_end_of_a_budget_is_told_although_the_gateway_died_meanwhile() {
    block_on(async {
        let taken = Reply { body: Some("{}".to_owned()), ..Reply::default() };
        let silent = Reply { hold: true, ..Reply::default() };
        let (upstream, hook) = (Upstream::start(Vec::new()), Upstream::start(vec![silent, taken]));
        let config = format!("[webhook]\nurl = \"{}/hook\"\nsecret = {{ file = \"provider.key\" }}\n", hook.base_url());
        let site = Site::new(&[&upstream], &config);
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant { budget_month: Some("3".to_owned()), ..Tenant::default() }).await;
        make(&site, &["tenants", "update", "--id", "shop", "--soft-percent", "1"]);
        for _ in 0..2 {
            assert_eq!(ask(&gateway, &key).await.status, 200);
        }
        hook.wait_for_requests(1).await;
        gateway.kill();
        let mut gateway = site.start();
        hook.wait_for_requests(2).await;
        let events: Vec<Value> =
            hook.exchanges().iter().map(|exchange| serde_json::from_slice(&exchange.body).unwrap()).collect();
        assert_eq!((&events[0]["id"], &events[0]["data"]), (&events[1]["id"], &events[1]["data"]));
        let told = [("kind".to_owned(), "budget.soft_limit".to_owned()), ("result".to_owned(), "ok".to_owned())];
        within("the event to be taken", async { while gateway.metric("qaqpa_webhooks_total", &told).await < 1.0 {} })
            .await;
        gateway.terminate();
        gateway.exit().await;
        let gateway = site.start();
        assert_eq!(ask(&gateway, &key).await.status, 200);
        assert_eq!(gateway.metric("qaqpa_soft_limits_total", &[]).await, 0.0, "it was taken, and noted");
    });
}

#[test]
fn a_statement_counts_what_was_imported() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let plan =
            LASTING.replace("free_when_spent", "month = \"100\"\nyear = \"600\"\nserver = \"7\"\nfree_when_spent");
        site.extend("policies/plans.toml", &plan);
        let gateway = site.start();
        let tenant = Tenant { plan: Some("lasting".to_owned()), ..Tenant::default() };
        let key = gateway.tenant("shop", &tenant).await;
        assert_eq!(ask(&gateway, &key).await.status, 200);
        gateway.settled().await;
        let today = gateway::ledger::almaty_day(jiff::Timestamp::now());
        let costs = site.path().join("costs.csv");
        let row = format!("{today},shop,whatsapp,12.5,wa-1\n");
        std::fs::write(&costs, format!("date,tenant,line,amount,reference\n{row}")).unwrap();
        let import = ["costs", "import", costs.to_str().unwrap()];
        assert_eq!((make(&site, &import)["new"].clone(), make(&site, &import)["new"].clone()), (json!(1), json!(0)));
        std::fs::write(&costs, format!("date,tenant,line,amount,reference\n{row}yesterday,shop,x,1,y\n")).unwrap();
        let refused = site.command(&import);
        let problem = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(problem.contains("costs.csv:3: date: found \"yesterday\", expected a day such as"), "{problem}");
        assert_eq!(refused.status.code(), Some(1));

        let statement = make(&site, &["statement", "--tenant", "shop"]);
        assert_eq!(statement["revenue"], json!([{"item": "plan", "kzt": "100"}, {"item": "overage", "kzt": "0"}]));
        assert_eq!(
            statement["costs"],
            json!([{"item": "ai", "kzt": "0.015"}, {"item": "whatsapp", "kzt": "12.5"}, {"item": "server", "kzt": "7"}])
        );
        assert_eq!((&statement["margin_kzt"], &statement["margin_percent"]), (&json!("80.485"), &json!("80.5")));
        // The flagship's prices are ten times those of the model that answered.
        assert_eq!(statement["without_routing"]["ai_kzt"], json!("0.15"));
        make(&site, &["tenants", "update", "--id", "shop", "--pays", "year"]);
        let csv = out(&site.command(&["statement", "--tenant", "shop", "--csv"]));
        assert!(csv.contains("revenue,plan,,50,100\r\n") && csv.contains("cost,ai,1,0.015,0\r\n"), "{csv}");
        assert!(out(&site.command(&["statement", "--tenant", "shop"])).contains("whatsapp"));
        for (args, expected) in [
            (["--tenant", "nobody", "--month", "2026-11"], "no tenant nobody"),
            (["--tenant", "shop", "--month", "2020-01"], "no policy in force on 2020-01-31"),
        ] {
            let refused = site.command(&[&["statement"][..], &args].concat());
            let problem = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(problem.contains(expected), "{problem}");
        }
        assert_eq!(site.command(&["statement", "--tenant", "shop", "--month", "November"]).status.code(), Some(2));
    });
}
