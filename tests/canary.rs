//! A canary of every kind of personal data in every place of a request, streamed and not: none reaches a provider, and
//! none stands in anything that the gateway writes, at its most talkative.

use futures_util::future::join_all;
use serde_json::Value;

use crate::support::block_on;
use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant, tests};
use crate::support::upstream::{Exchange, Upstream};

const CONNECTIONS: usize = 16;

/// A value, and the parts of it that say something by themselves.
struct Canary {
    kind: &'static str,
    value: &'static str,
    parts: &'static [&'static str],
}

const fn canary(kind: &'static str, value: &'static str, parts: &'static [&'static str]) -> Canary {
    Canary { kind, value, parts }
}

const CANARIES: [Canary; 13] = [
    canary("IIN", "900101300126", &["900101300126"]),
    canary("PHONE", "+7 701 234 56 89", &["234 56 89"]),
    canary("EMAIL", "canary.bird@example.kz", &["canary.bird"]),
    canary("CARD", "4400 4301 5555 1234", &["4301 5555"]),
    canary("IBAN", "KZ86125KZT5004100100", &["5004100100"]),
    canary("IP", "IP 91.185.23.77", &["91.185.23.77"]),
    canary("PLATE", "госномер 123 ABC 02", &["123 ABC"]),
    canary("ID_DOC", "удостоверение № 038114905", &["038114905"]),
    canary("DOB", "дата рождения 14.02.1987", &["14.02.1987"]),
    canary("ADDRESS", "г. Алматы, ул. Абая 45, кв. 12", &["Абая", "45, кв"]),
    canary("PHONE", "%2B7%20701%20234%2056%2089", &["234%2056"]),
    canary("IIN", "Y2xpZW50OiBJSU4gOTAwMTAxMzAwMTI2LCB0ZWwgKzc3MDEyMzQ1Njg5", &["SU4gOTAwMTAxMzAwMTI2LCB0"]),
    canary("PERSON", "Касымов Арман Ерланович", &["Касымов", "Арман", "Ерланович"]),
];

/// What is refused wherever it stands.
const SECRET: &str = "AKIAIOSFODNN7CANARY7";

#[test]
fn no_canary_leaves_nor_is_written() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let gateway = site.start_tracing();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let template = std::fs::read_to_string(tests().with_file_name("router-core/tests/positions.json")).unwrap();
        let positions = template.matches('@').count();
        let values: Vec<&str> = CANARIES.iter().map(|canary| canary.value).chain([SECRET]).collect();
        let cases: Vec<String> = (0..positions)
            .flat_map(|position| values.iter().map(move |value| (position, *value)))
            .flat_map(|(position, value)| [false, true].map(|stream| (position, value, stream)))
            .enumerate()
            .map(|(number, (position, value, stream))| request(&template, position, value, stream, number))
            .collect();
        let shares = cases.chunks(cases.len().div_ceil(CONNECTIONS));
        join_all(shares.map(|share| send_all(&gateway, &key, share))).await;
        println!("{positions} positions, {} values, streamed and not: {} requests", values.len(), cases.len());
        assert!(positions >= 60);
        let exchanges = upstream.exchanges();
        assert_eq!(exchanges.len(), positions * CANARIES.len() * 2, "requests without a secret that were sent on");
        let leaks: Vec<String> = exchanges.iter().filter_map(|exchange| leak(exchange, &cases)).collect();
        assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
        gateway.settled().await;
        assert!(gateway.log().contains("\"level\":\"DEBUG\""), "the log is not at its most talkative");
        let parts = CANARIES.iter().flat_map(|canary| canary.parts).chain([&SECRET]).copied();
        let sinks = gateway.sinks().await.into_iter().chain(exports(&site));
        let parts: Vec<&str> = parts.chain([key.as_str()]).collect();
        for (sink, bytes) in sinks {
            for part in &parts {
                assert!(!bytes.contains(part), "{part} in {sink}");
            }
        }
    });
}

/// The template with `value` in one of its places and a plain word in the others.
fn request(template: &str, position: usize, value: &str, stream: bool, number: usize) -> String {
    let mut request = format!("{{\"x_case\":{number},\"stream\":{stream},");
    for (index, piece) in template.trim_start_matches('{').split('@').enumerate() {
        if index > 0 {
            request += if index == position + 1 { value } else { "x" };
        }
        request += piece;
    }
    request
}

/// Sends requests one after the other. Only a secret may be refused, and the refusal must not repeat it.
async fn send_all(gateway: &Gateway, key: &str, requests: &[String]) {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    for request in requests {
        let response = connection.send(&Request::chat(key, request.clone())).await.unwrap();
        let expected = if request.contains(SECRET) { 400 } else { 200 };
        assert!(response.status == expected && response.complete, "{} for {request}", response.text());
        assert!(!response.text().contains(SECRET), "{}", response.text());
    }
}

/// What a provider saw of the canary that was in a request.
fn leak(exchange: &Exchange, cases: &[String]) -> Option<String> {
    let seen: Value = serde_json::from_slice(&exchange.body).unwrap();
    let sent = &cases[usize::try_from(seen["x_case"].as_u64().unwrap()).unwrap()];
    let canary = CANARIES.iter().find(|canary| sent.contains(canary.value)).unwrap();
    // As it was written and as JSON means it; and without a placeholder it was not found at all.
    let texts = [String::from_utf8_lossy(&exchange.body).into_owned(), seen.to_string()];
    let placeholder = texts[0].contains(&format!("[{}_1]", canary.kind));
    let part = canary.parts.iter().find(|part| texts.iter().any(|text| text.contains(**part)));
    if let (None, true) = (part, placeholder) {
        return None;
    }
    let at = sent.find(canary.value).unwrap();
    let around: String = sent[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    Some(format!("{} {part:?}, placeholder {placeholder}, after …{around}", canary.kind))
}

/// What the commands that read the ledger write.
fn exports(site: &Site) -> Vec<(String, String)> {
    let by = ["--by", "day,tenant,tier,provider,model,key"];
    let mut commands = Vec::new();
    for format in ["table", "csv", "json"] {
        commands.push(["report", "--format", format].into_iter().chain(by).collect::<Vec<_>>());
        commands.push(vec!["audit", "pii", "--format", format]);
        commands.push(vec!["audit", "incident", "--format", format]);
    }
    commands
        .iter()
        .map(|args| {
            let output = site.command(args);
            assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            (args.join(" "), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
        })
        .collect()
}
