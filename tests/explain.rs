//! A decision explained through the real binary: every rule with what kept it from taking the request, every model with
//! what it would cost, why it stands there or why it is skipped, and what the policy in shadow says.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant, provider};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

const ROUTING: &str = r#"
version = 1
kind = "routing"
id = "own"
valid_from = "2026-02-01"
default_tier = "L0"
flagship = "a/a-large"
explicit_model = "honour"
failover = ["sandbox/sandbox"]
[tiers]
L0 = { pool = ["b/b-small", "a/a-small"], select = "cheapest", default_output = 1000, expected_output = 100 }
L1 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L2 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
L3 = { pool = ["a/a-large"], default_output = 1000, expected_output = 100 }
[[rules]]
id = "nearly-spent"
because = "a test"
when = { max_budget_left_percent = 10 }
use = "L0"
[[rules]]
id = "tools"
because = "a test"
when = { tenant = "shop", tool = ["search", "book"] }
use = "L3"
[[rules]]
id = "never"
because = "a test"
when = { tenant = "shop" }
percent = 0
use = "L3"
[[rules]]
id = "all"
because = "everybody else"
when = {}
use = "L0"
"#;

fn ask(site: &Site, args: &[&str]) -> Value {
    let body = json!({"model": "auto", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 100});
    let (explained, problem) = explained(site, args, &body);
    explained.unwrap_or_else(|| panic!("{problem}"))
}

/// What the command says of a request, and what it complains of.
fn explained(site: &Site, args: &[&str], body: &Value) -> (Option<Value>, String) {
    let mut child = site.spawn(&[&["route", "--explain"], args].concat());
    child.stdin.take().unwrap().write_all(body.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (serde_json::from_slice(&output.stdout).ok(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_decision_says_why() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        std::fs::write(site.path().join("policies/own.toml"), ROUTING).unwrap();
        let shadow =
            ROUTING.replace("id = \"own\"", "id = \"next\"\nshadow = true").replace("percent = 0", "percent = 100");
        std::fs::write(site.path().join("policies/next.toml"), shadow).unwrap();
        let gateway = site.start();
        gateway.tenant("shop", &Tenant { budget_month: Some("100".to_owned()), ..Tenant::default() }).await;

        let explained = ask(&site, &["--tenant", "shop", "--budget-left", "70"]);
        assert_eq!(
            explained["rules"],
            json!([
                {"rule": "nearly-spent", "takes": false, "condition": "max_budget_left_percent", "expected": "10 % or less", "found": "70 %"},
                {"rule": "tools", "takes": false, "condition": "tool", "expected": "search, book", "found": "none"},
                {"rule": "never", "takes": false, "share_percent": 0},
                {"rule": "all", "takes": true},
            ])
        );
        assert_eq!(
            (&explained["rule"], &explained["tier"], &explained["arm"]),
            (&json!("all"), &json!("L0"), &json!("never:control"))
        );
        let here = &explained["circumstances"];
        assert_eq!(
            (&here["tenant"], &here["budget_left_percent"], &here["tools"]),
            (&json!("shop"), &json!(70), &json!([]))
        );
        assert!(here["conversation"].is_u64() && here["moment"].is_null(), "{here}");
        // Provider b is not configured; a-small takes a token of a dollar a million, 500 tenge each.
        let candidates: Vec<&str> =
            explained["candidates"].as_array().unwrap().iter().map(|one| one["model"].as_str().unwrap()).collect();
        assert_eq!(candidates, ["a-small", "sandbox"]);
        let estimate = &explained["candidates"][0]["estimate"];
        assert_eq!(
            (estimate["currency"].as_str(), estimate["usd"].as_str()),
            (Some("USD"), estimate["native"].as_str())
        );
        assert_eq!(explained["rejected"], json!([{"model": "b/b-small", "why": "its provider is not configured"}]));
        let shadow = &explained["shadow"];
        assert_eq!(
            (&shadow["policy"], &shadow["rule"], &shadow["tier"]),
            (&json!("next"), &json!("never"), &json!("L3"))
        );

        let body = json!({"model": "auto", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 100});
        let answer = gateway.admin("POST", "/admin/v1/route?tenant=shop", Some(&body)).await.json();
        assert_eq!(answer["rules"][0]["found"], "100 %", "the gateway knows what is left");
        assert_eq!((&answer["candidates"], &answer["shadow"]), (&explained["candidates"], &explained["shadow"]));
        for (query, status) in [("tenant=nobody", 404), ("tenant=shop&key=nobody", 404), ("key=x", 404), ("", 200)] {
            let answer = gateway.admin("POST", &format!("/admin/v1/route?{query}"), Some(&body)).await;
            assert_eq!(answer.status, status, "{query}: {}", answer.text());
        }
    });
}

#[test]
fn second_ways_and_opinions_are_explained() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let rules = ROUTING.split_once("[[rules]]").unwrap().0;
        let routine = "[[rules]]\nid = \"routine\"\nbecause = \"x\"\nwhen = { proposal = \"L0\" }\nuse = \"L0\"\n";
        let helped = "[cascade]\nchecks = [\"empty\", \"refusal\"]\n[second_opinion]\ntimeout_ms = 300\n";
        let routing = format!("{rules}{routine}{helped}").replace("default_tier = \"L0\"", "default_tier = \"L2\"");
        std::fs::write(site.path().join("policies/own.toml"), routing).unwrap();
        let explain = |args: &[&str], text: &str, stream: bool| {
            let body = json!({"model": "auto", "stream": stream, "messages": [{"role": "user", "content": text}]});
            let (explained, problem) = explained(&site, args, &body);
            explained.unwrap_or_else(|| panic!("{problem}"))
        };
        let cheap = explain(&[], "Сколько стоит доставка в Астану?", false);
        assert_eq!((&cheap["tier"], &cheap["second_opinion"]), (&json!("L0"), &Value::Null));
        let cascade = &cheap["cascade"];
        assert_eq!(
            (&cascade["tier"], &cascade["checks"], &cascade["candidates"][0]["model"]),
            (&json!("L1"), &json!(["empty", "refusal"]), &json!("a-large"))
        );
        let streamed = explain(&[], "Сколько стоит доставка в Астану?", true);
        assert!(streamed["cascade"]["because"].as_str().unwrap().contains("streamed"), "{streamed}");

        let unsure = explain(&[], "Поясни", false);
        let opinion = &unsure["second_opinion"];
        assert_eq!((&unsure["rule"], &opinion["would_ask"]), (&json!("unsure"), &json!("a/a-small")));
        assert!(opinion["bound"]["kzt"].is_string() && opinion["timeout_ms"] == 300, "{opinion}");
        let given = explain(&["--opinion", "L0"], "Поясни", false);
        assert_eq!(
            (&given["rule"], &given["tier"], &given["second_opinion"]),
            (&json!("routine"), &json!("L0"), &json!({"given": "L0"}))
        );
        assert_eq!(upstream.count(), 0, "nobody is asked");
    });
}

/// Every provider of the table below but `nobody`, which is not configured.
const PROVIDERS: [(&str, &str); 4] =
    [("plain", "openai"), ("claude", "anthropic"), ("blocked", "openai"), ("refusing", "openai")];

/// One model of each kind; `|` stands between the id, the provider, and what is different about it.
const MODELS: &str = r#"
text     | plain    | abilities = []
tiny     | plain    | context_window = 50|max_output = 40
dear     | plain    | output = "90000.00"
priceless| plain    | output = "1000000000000"
cheap    | plain    | input = "0.01"
old      | plain    | retires_on = "2026-02-01"|replaced_by = "new"
new      | plain    |
gone     | plain    | retires_on = "2026-02-01"
lapsed   | plain    | valid_to = "2026-02-01"
spare    | plain    |
best     | plain    |
opus     | claude   |
any      | blocked  |
any      | refusing |
any      | nobody   |
"#;

const POLICY: &str = r#"
version = 1
kind = "routing"
id = "own"
valid_from = "2026-02-01"
default_tier = "L0"
flagship = "plain/best"
explicit_model = "honour"
unsupported = "refuse"
failover = ["plain/tiny", "plain/old", "nobody/any", "blocked/any", "refusing/any", "sandbox/sandbox"]
[tiers]
L0 = { pool = ["plain/new", "plain/text", "plain/cheap", "claude/opus"], select = "cheapest", default_output = 1000, expected_output = 100 }
L1 = { pool = ["plain/priceless"], default_output = 1000, expected_output = 100 }
L2 = { pool = ["plain/dear", "claude/opus"], select = "sticky", default_output = 1000, expected_output = 100 }
L3 = { pool = ["plain/best", "plain/cheap"], select = "fastest", default_output = 1000, expected_output = 100 }
[hedging]
after = "p95"
[[rules]]
id = "all"
because = "everybody"
when = {}
use = "L0"
"#;

const PLANS: &str = r#"
version = 1
kind = "plans"
id = "own"
valid_from = "2026-02-01"
[[plans]]
id = "open"
name = "Open"
tiers = ["L0", "L1", "L2", "L3"]
overage = "block"
[[plans]]
id = "basic"
name = "Basic"
tiers = ["L0", "L2"]
overage = "block"
[[plans]]
id = "bounded"
name = "Bounded"
tiers = ["L0", "L1", "L2", "L3"]
overage = "block"
min_tier = "L2"
max_tenge_per_request = "100"
"#;

const REDACTION: &str = r#"
version = 1
kind = "redaction"
id = "own"
valid_from = "2026-02-01"
restore_in_urls = false
unredacted_to_local = false
[types]
IIN = "local-only"
BIN = true
PHONE = true
EMAIL = true
CARD = true
IBAN = true
"#;

/// A site of these models, whose providers are all at `upstream`.
fn varied_site(upstream: &Upstream) -> Site {
    let speaking = |(name, dialect): (&str, &str)| {
        provider(name, &upstream.base_url(), "").replace("\"openai\"", &format!("\"{dialect}\""))
    };
    let site = Site::new(&[], &PROVIDERS.map(speaking).concat());
    for (file, text) in [("routing", POLICY), ("plans", PLANS), ("redaction", REDACTION)] {
        std::fs::write(site.path().join(format!("policies/own-{file}.toml")), text).unwrap();
    }
    let rows: Vec<Vec<&str>> =
        MODELS.lines().filter(|line| !line.is_empty()).map(|line| line.split('|').map(str::trim).collect()).collect();
    for name in PROVIDERS.map(|(name, _)| name).into_iter().chain(["nobody"]) {
        let mut list = format!(
            "version = 1\nkind = \"prices\"\nid = \"{name}\"\nvalid_from = \"2026-01-01\"\nprovider = \"{name}\"\n\
             currency = \"USD\"\nper = \"1M\"\ntax_included = false\n"
        );
        for row in rows.iter().filter(|row| row[1] == name) {
            list += &format!("[[models]]\nid = \"{}\"\n", row[0]);
            for usual in [
                "input = \"1.00\"",
                "cached_input = \"same as input\"",
                "cache_write = \"same as input\"",
                "output = \"4.00\"",
                "reasoning = \"same as output\"",
                "context_window = 100000",
                "max_output = 32000",
                "abilities = [\"tools\", \"vision\", \"audio\", \"json_schema\"]",
                "source = \"made up for tests\"",
                "checked_at = \"2026-01-01\"",
            ] {
                let key = usual.split(' ').next().unwrap();
                let own = row[2..].iter().find(|own| own.starts_with(&format!("{key} ")));
                list += &format!("{}\n", own.unwrap_or(&usual));
            }
            for own in row[2..]
                .iter()
                .filter(|own| own.starts_with("retires") || own.starts_with("replaced") || own.starts_with("valid"))
            {
                list += &format!("{own}\n");
            }
        }
        std::fs::write(site.path().join(format!("price-tables/{name}.toml")), list).unwrap();
    }
    site
}

/// A request with some text, and more of its members.
fn request(model: &str, text: &str, more: &Value) -> Value {
    let mut body = json!({"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 100});
    let Value::Object(more) = more else { panic!("{more} is no object") };
    body.as_object_mut().unwrap().extend(more.clone());
    body
}

/// Of a list of the explanation, the model of each row with what is said of it.
fn told(explained: &Value, list: &str) -> Vec<(String, String)> {
    let rows = explained[list].as_array().unwrap_or_else(|| panic!("no {list} in {explained}"));
    let model = |row: &Value| match row["provider"].as_str() {
        Some(provider) => format!("{provider}/{}", row["model"].as_str().unwrap()),
        None => row["model"].as_str().unwrap().to_owned(),
    };
    rows.iter()
        .map(|row| (model(row), row.get("why").unwrap_or(&row["because"]).as_str().unwrap().to_owned()))
        .collect()
}

async fn varied_gateway(site: &Site) -> Gateway {
    let gateway = site.start();
    for plan in ["open", "basic", "bounded"] {
        gateway.tenant(plan, &Tenant { plan: Some(plan.to_owned()), ..Tenant::default() }).await;
    }
    let blocked = site.command(&["providers", "block", "blocked", "--for", "2h"]);
    assert!(blocked.status.success(), "{}", String::from_utf8_lossy(&blocked.stderr));
    gateway
}

#[test]
fn everybody_has_a_reason() {
    block_on(async {
        let refused = Reply { status: 401, ..Reply::default() };
        let upstream = Upstream::start(vec![refused, Reply::default()]);
        let site = varied_site(&upstream);
        let gateway = varied_gateway(&site).await;
        let key = gateway.key("open").await;
        // Its key is refused, so that its circuit is open from now on.
        gateway.send(&Request::chat(&key, request("refusing/any", "Hello", &json!({})).to_string())).await;

        let tool =
            json!({"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]});
        for (tenant, body, list, model, why) in [
            (
                "open",
                request("auto", "Hello", &json!({})),
                "candidates",
                "plain/cheap",
                "number 1 of L0, the cheapest for this request first",
            ),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "candidates",
                "plain/text",
                "number 3 of L0, the cheapest for this request first",
            ),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "candidates",
                "sandbox/sandbox",
                "number 6 of the failover chain",
            ),
            (
                "open",
                request("L2", "Hello", &json!({})),
                "candidates",
                "claude/opus",
                "of L2, by weight 1, in the order that this conversation keeps",
            ),
            (
                "open",
                request("L3", "Hello", &json!({})),
                "candidates",
                "plain/best",
                "number 1 of L3, the fastest first: it goes before them to be measured",
            ),
            (
                "open",
                request("L3", "Hello", &json!({})),
                "candidates",
                "plain/new",
                "number 2 of the failover chain; it takes the place of plain/old, retired since 2026-02-01",
            ),
            ("open", request("plain/spare", "Hello", &json!({})), "candidates", "plain/spare", "the request names it"),
            (
                "open",
                request("auto", &"a b ".repeat(200), &json!({})),
                "rejected",
                "plain/tiny",
                "tokens do not fit its window of 50",
            ),
            ("open", request("auto", "Hello", &json!({})), "rejected", "nobody/any", "its provider is not configured"),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "rejected",
                "blocked/any",
                "an operator blocked its provider",
            ),
            ("open", request("auto", "Hello", &json!({})), "rejected", "refusing/any", "it is not available now"),
            ("open", request("auto", "Hello", &tool), "rejected", "plain/text", "it lacks tools"),
            (
                "open",
                request("auto", "ИИН 900101300126", &json!({})),
                "rejected",
                "plain/cheap",
                "it is outside the perimeter, where data of this request must not go",
            ),
            (
                "open",
                request("L1", "Hello", &json!({"max_tokens": 32_000})),
                "rejected",
                "plain/priceless",
                "the cost is out of range",
            ),
            (
                "bounded",
                request("auto", "Hello", &json!({})),
                "rejected",
                "plain/dear",
                "above the ceiling of 100 ₸ a request",
            ),
            (
                "bounded",
                request("plain/text", "Hello", &json!({})),
                "rejected",
                "plain/text",
                "it is in no tier from L2 on, the quality floor of the tenant or plan",
            ),
            (
                "basic",
                request("auto", "Hello", &json!({})),
                "passed_over",
                "plain/best",
                "it is in L3 alone, which plan basic does not include",
            ),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "passed_over",
                "plain/best",
                "it is in L3 alone, and L0 and the failover chain have somebody to serve the request",
            ),
            (
                "open",
                request("plain/spare", "Hello", &json!({})),
                "passed_over",
                "plain/best",
                "the request names another model",
            ),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "passed_over",
                "plain/old",
                "it is retired, plain/new takes its place",
            ),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "passed_over",
                "plain/gone",
                "plain/gone is retired without a successor",
            ),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "passed_over",
                "plain/lapsed",
                "plain/lapsed has no price in force",
            ),
            (
                "open",
                request("auto", "Hello", &json!({})),
                "passed_over",
                "plain/spare",
                "no pool and no failover chain names it",
            ),
        ] {
            let (explained, problem) = explained(&site, &["--tenant", tenant], &body);
            let explained = explained.unwrap_or_else(|| panic!("{model} {why}: {problem}"));
            let told = told(&explained, list);
            let found = told.iter().find(|(found, _)| *found == model).map(|(_, why)| why.as_str());
            assert!(found.is_some_and(|found| found.contains(why)), "{model}: {why}\n{told:#?}");
            assert_eq!(explained["health"]["from"], "the running gateway", "{problem}");
        }

        // What holds somebody out, and until when.
        let (plain, _) = explained(&site, &[], &request("auto", "Hello", &json!({})));
        let plain = plain.unwrap();
        let held = |model: &str| {
            let row = plain["rejected"].as_array().unwrap().iter().find(|row| row["model"] == model);
            row.unwrap_or_else(|| panic!("{model} is not rejected: {plain}"))["held_out"].clone()
        };
        assert_eq!(
            (held("refusing/any")["why"].as_str(), held("blocked/any")["provider"].as_str()),
            (Some("refused"), Some("blocked"))
        );
        assert!(held("refusing/any")["until"].is_string() && held("blocked/any")["until"].is_string());
        assert_eq!(plain["hedge"]["after_ms"], Value::Null);
        assert!(plain["hedge"]["because"].as_str().unwrap().starts_with("not yet"), "{}", plain["hedge"]);

        // Once enough answers were seen, it is known after how long the second one would be asked.
        for _ in 0..20 {
            let answer = gateway.send(&Request::chat(&key, request("L0", "Hello", &json!({})).to_string())).await;
            assert_eq!(answer.header("x-qaqpa-provider"), Some("plain"));
        }
        let (usual, _) = explained(&site, &[], &request("auto", "Hello", &json!({})));
        let hedge = &usual.unwrap()["hedge"];
        assert!(hedge["after_ms"].is_u64() && hedge["model"] == "plain/new", "{hedge}");

        // What a provider has no words for is asked of another one, as the policy says.
        let (said, _) = explained(&site, &[], &request("claude/opus", "Hello", &json!({"seed": 7})));
        let refuses = said.unwrap()["candidates"][0]["refuses"].as_str().unwrap().to_owned();
        assert!(refuses.contains("seed"), "{refuses}");

        // A name that stands for nothing, though there was a model of that name.
        let (nothing, problem) = explained(&site, &[], &request("plain/gone", "Hello", &json!({})));
        assert!(nothing.is_none() && problem.contains("plain/gone is retired without a successor"), "{problem}");
    });
}

#[test]
fn circuits_are_known_from_the_gateway_that_runs() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply { status: 401, ..Reply::default() }, Reply::default()]);
        let site = varied_site(&upstream);
        let gateway = varied_gateway(&site).await;
        let key = gateway.key("open").await;
        gateway.send(&Request::chat(&key, request("refusing/any", "Hello", &json!({})).to_string())).await;
        let body = request("refusing/any", "Hello", &json!({}));
        let first = |explained: &Value| told(explained, "candidates").into_iter().next().unwrap_or_default().0;

        let (running, _) = explained(&site, &[], &body);
        assert_ne!(first(&running.unwrap()), "refusing/any");
        let over_http = gateway.admin("POST", "/admin/v1/route", Some(&body)).await.json();
        assert_ne!(first(&over_http), "refusing/any");

        // Killed, it leaves its address behind.
        gateway.kill();
        let (alone, problem) = explained(&site, &[], &body);
        let alone = alone.unwrap();
        assert_eq!(first(&alone), "refusing/any");
        let from = alone["health"]["from"].as_str().unwrap();
        assert!(from.contains("could not be asked") && problem.contains("could not be asked"), "{from} {problem}");

        // Stopped in order, it does not; whom operators block stands in a file.
        let mut gateway = site.start();
        assert_eq!(gateway.admin("GET", "/healthz", None).await.status, 200, "it waits for its end by now");
        gateway.terminate();
        gateway.exit().await;
        let (alone, problem) = explained(&site, &[], &body);
        let alone = alone.unwrap();
        assert_eq!((first(&alone).as_str(), problem.as_str()), ("refusing/any", ""));
        assert!(alone["health"]["from"].as_str().unwrap().contains("no gateway runs"), "{}", alone["health"]);
        let told = told(&alone, "rejected");
        assert!(told.contains(&("blocked/any".to_owned(), "an operator blocked its provider".to_owned())), "{told:?}");
    });
}
