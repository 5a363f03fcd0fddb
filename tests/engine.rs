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
    site_under(a, b, more, "").await
}

/// The same with more of the routing policy. `b` goes on with what others began.
async fn site_under(a: &Upstream, b: &Upstream, more: &str, policy: &str) -> (Site, Gateway, String) {
    let config = provider("a", &a.base_url(), more) + &provider("b", &b.base_url(), "continues = true");
    let site = Site::new(&[], &config);
    site.extend("policies/routing.toml", policy);
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

/// Dollars for a million tokens of input and output, as `fixtures/price-tables` have them.
const PRICE_OF_A: (&str, u64, u64) = ("a/a-small@2026-01-01", 1, 4);
const PRICE_OF_B: (&str, u64, u64) = ("b/b-small@2026-01-01", 2, 8);

/// An entry names its price, and its amount is its tokens at that price and 500 tenge for a dollar: a dollar for a
/// million tokens is 500 millionths of a tenge for one.
fn assert_priced(row: &std::collections::BTreeMap<String, String>, (id, input, output): (&str, u64, u64)) {
    let tokens = |class: &str| row[&format!("{class}_tokens")].parse::<u64>().unwrap();
    let micro = 500 * (tokens("input") * input + tokens("output") * output);
    assert_eq!((&*row["price_id"], row["amount_ukzt"].parse()), (id, Ok(micro)), "{row:?}");
    assert!(row.contains_key("rate_id"), "{row:?}");
}

/// The balances are what the entries say.
fn assert_balanced(site: &Site) {
    let checked = site.command(&["ledger", "check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn a_slow_provider_gets_another_beside_it() {
    block_on(async {
        let (a, b) = (Upstream::start(vec![Reply { hold: true, ..Reply::default() }]), Upstream::start(Vec::new()));
        let (site, gateway, key) = site_under(&a, &b, "", "[hedging]\nafter = 200\ntiers = [\"L0\"]\n").await;
        let streamed = BODY.replace("\"auto\"", "\"auto\",\"stream\":true");
        for (number, body) in [BODY, &streamed].into_iter().enumerate() {
            let response = gateway.send(&Request::chat(&key, body)).await;
            assert_eq!((served(&response), response.content().as_str()), (("b", "2"), "Hello there."));
            a.wait_until_idle().await;
            assert_eq!(a.exchanges()[number].outcome, crate::support::upstream::Outcome::Abandoned);
        }
        let ledger = gateway.settled().await;
        let attempts: Vec<_> = ledger.of_kind("attempt").map(|row| (&*row["provider"], &*row["outcome"])).collect();
        assert_eq!(attempts, [("a", "outrun"), ("b", "ok"), ("a", "outrun"), ("b", "ok")]);
        let beside = ledger.of_kind("attempt").next().unwrap();
        assert_eq!((&*beside["usage_source"], &*beside["output_tokens"]), ("estimated", "0"), "{beside:?}");
        for (row, price) in [(beside, PRICE_OF_A), (ledger.of_kind("settle").next().unwrap(), PRICE_OF_B)] {
            assert_priced(row, price);
        }
        assert_balanced(&site);
        assert_eq!(gateway.metric("qaqpa_hedges_total", &[("won".to_owned(), "true".to_owned())]).await, 2.0);
        let listed = gateway.admin("GET", "/admin/v1/providers", None).await.json();
        assert_eq!(listed[0]["state"], "well", "to be slow is no fault");

        // Another tier has no second one: it waits for the first.
        a.release();
        let other = BODY.replace("\"auto\"", "\"L1\"");
        assert_eq!(served(&gateway.send(&Request::chat(&key, other)).await), ("a", "1"));
    });
}

const CONTINUE: &str = "[streams]\nafter_commit = \"continue\"\ntenants = { bank = \"error\" }\n";

/// Breaks off in the middle of a placeholder.
fn broken() -> Reply {
    let frame = |content: &str| {
        format!(
            r#"{{"id":"first","object":"chat.completion.chunk","created":1,"model":"m","choices":[{{"index":0,"delta":{{"role":"assistant","content":"{content}"}},"finish_reason":null}}]}}"#
        )
    };
    let frames = vec![frame("Call "), frame("[PHO")];
    Reply { frames: Some(frames), cut_after: Some(3), end: End::Close, ..Reply::default() }
}

fn conversation(more: &str) -> String {
    format!(
        r#"{{"model":"auto","stream":true,"stream_options":{{"include_usage":true}},"messages":[{{"role":"user","content":"My number is +7 701 234 56 89"}}]{more}}}"#
    )
}

#[test]
fn another_provider_goes_on_where_one_broke_off() {
    block_on(async {
        let (a, b) = (
            Upstream::start(vec![broken()]),
            Upstream::start(vec![Reply { text: "NE_1] now.".to_owned(), split: 3, ..Reply::default() }]),
        );
        let (site, gateway, key) = site_under(&a, &b, "", CONTINUE).await;
        let response = gateway.send(&Request::chat(&key, conversation(""))).await;
        let text = response.text().to_owned();
        assert_eq!(response.content(), "Call +7 701 234 56 89 now.", "{text}");
        assert!(text.contains(": continued provider=b\n\n"), "{text}");
        let events = response.events().unwrap();
        assert!(events.done, "{text}");
        let chunks: Vec<serde_json::Value> =
            events.data.iter().map(|data| serde_json::from_str(data).unwrap()).collect();
        let roles = chunks.iter().filter(|chunk| chunk["choices"][0]["delta"]["role"].is_string()).count();
        assert_eq!(roles, 2, "only those of the first provider: {text}");
        let usages: Vec<_> = chunks.iter().filter(|chunk| chunk["usage"].is_object()).collect();
        assert_eq!(usages.len(), 1, "{text}");
        let asked: serde_json::Value = serde_json::from_slice(&b.exchanges()[0].body).unwrap();
        let messages = asked["messages"].as_array().unwrap();
        assert_eq!(messages[1], serde_json::json!({"role": "assistant", "content": "Call [PHO"}));
        assert!(!asked.to_string().contains("234 56 89"), "{asked}");
        let first: serde_json::Value = serde_json::from_slice(&a.exchanges()[0].body).unwrap();
        let limit = |asked: &serde_json::Value| asked["max_completion_tokens"].as_u64().unwrap();
        assert!((1..limit(&first)).contains(&limit(&asked)), "what was said counts against the limit: {asked}");

        let ledger = gateway.settled().await;
        let attempts: Vec<_> = ledger.of_kind("attempt").map(|row| (&*row["provider"], &*row["outcome"])).collect();
        assert_eq!(attempts, [("a", "cut"), ("b", "ok")]);
        // Each call is charged for what it said, at its own price, and the client is told of both.
        let (cut, settled) = (ledger.of_kind("attempt").next().unwrap(), ledger.of_kind("settle").next().unwrap());
        assert_eq!(
            (&*cut["usage_source"], &*settled["provider"], &*settled["usage_source"]),
            ("counted", "b", "provider")
        );
        assert_priced(cut, PRICE_OF_A);
        assert_priced(settled, PRICE_OF_B);
        assert_balanced(&site);
        let output: u64 = [cut, settled].iter().map(|row| row["output_tokens"].parse::<u64>().unwrap()).sum();
        assert!(cut["output_tokens"] != "0" && settled["output_tokens"] != "0", "{cut:?} {settled:?}");
        assert_eq!(usages[0]["usage"]["completion_tokens"].as_u64(), Some(output));
        let micro: u64 = [cut, settled].iter().map(|row| row["amount_ukzt"].parse::<u64>().unwrap()).sum();
        let told = text.lines().find_map(|line| line.strip_prefix(": cost-kzt ")).unwrap();
        assert_eq!(told.parse::<f64>().unwrap(), micro as f64 / 1e6, "the client is told of all of it");
        assert_eq!(gateway.metric("qaqpa_continued_total", &[]).await, 1.0);
    });
}

#[test]
fn nothing_but_plain_text_is_gone_on_with() {
    block_on(async {
        let tools = r#","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]"#;
        for (tenant, more) in [
            ("shop", tools),
            ("shop", r#","response_format":{"type":"json_object"}"#),
            ("shop", r#","n":2"#),
            ("bank", ""),
        ] {
            let (a, b) = (Upstream::start(vec![broken()]), Upstream::start(Vec::new()));
            let (_site, gateway, shop) = site_under(&a, &b, "", CONTINUE).await;
            let bank = gateway.tenant("bank", &Tenant::default()).await;
            let key = if tenant == "shop" { shop } else { bank };
            let response = gateway.send(&Request::chat(&key, conversation(more))).await;
            let events = response.events().unwrap();
            let last = events.data.last().unwrap();
            assert!(!events.done && last.contains("upstream_unavailable"), "{tenant} {more}: {}", response.text());
            assert_eq!(b.count(), 0, "{tenant} {more}");
        }
    });
}
