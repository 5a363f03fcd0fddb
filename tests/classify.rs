//! `qaqpa classify` through the real binary: what the judge says of lines, and whom it asks where it is unsure.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::gateway::{Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

/// Nothing but talk of how models are to work: the judge abstains from it, whatever it has learned.
const SILENT: &str = "Подумай";
/// What it has not learned enough of; other weights may need another one.
const UNSURE: &str = "Поясни";
const PLAIN: &str = "Сколько стоит доставка в Астану?";

/// Where a long text is cut: as many of its first characters are shown, and of its last.
const CUT: usize = 1_000;

/// So many characters of these words, again and again.
fn filler(words: &str, length: usize) -> String {
    words.chars().chain([' ']).cycle().take(length).collect()
}

fn classify(args: &[&str], key: Option<&str>, prompts: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qaqpa"));
    command.args(["classify", "--jsonl"]).args(args).env_remove("OPENAI_API_KEY");
    command.envs(key.map(|key| ("OPENAI_API_KEY", key)));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for (id, prompt) in prompts.iter().enumerate() {
        // One that ends before it has read everything has said why.
        let _ = writeln!(input, "{}", json!({"id": id, "prompt": prompt}));
    }
    drop(input);
    child.wait_with_output().unwrap()
}

fn rows(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Tier, whether the judge abstained, and the opinion, of each line.
fn verdicts(rows: &[Value]) -> Vec<(&str, bool, Option<&str>)> {
    rows.iter()
        .map(|row| (row["tier"].as_str().unwrap(), row["abstained"].as_bool().unwrap(), row["opinion"].as_str()))
        .collect()
}

#[test]
fn a_model_is_asked_once_where_the_judge_abstains() {
    block_on(async {
        let opinion =
            |text: &str| Reply { when: Some("Уровни".to_owned()), text: text.to_owned(), ..Reply::default() };
        for (said, tier, heard) in [(r#"{"tier":"L0"}"#, "L0", "L0"), ("Думаю, L0", "L2", "none")] {
            let upstream = Upstream::start(vec![opinion(said)]);
            let site = Site::new(&[&upstream], "");
            let gateway = site.start();
            let key = gateway.tenant("shop", &Tenant::default()).await;
            let url = format!("http://{}/v1", gateway.address);
            let output = classify(&["--ask", &url], Some(&key), &[UNSURE, UNSURE, PLAIN]);
            assert_eq!(
                verdicts(&rows(&output)),
                [(tier, true, Some(heard)), (tier, true, Some(heard)), ("L0", false, None)],
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            assert_eq!(upstream.count(), 1, "the same question is asked once, and a sure judge asks nobody");
            let entries: usize = gateway.settled().await.terminals().values().sum();
            assert_eq!(entries, 1, "it is charged like any request");
        }
    });
}

#[test]
fn without_a_gateway_to_ask_it_says_so() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let url = format!("http://{}/v1", gateway.address);
        for (args, key, complaint) in [
            (&["--ask", &url][..], None, "OPENAI_API_KEY: expected the key of the gateway"),
            (&["--ask", &url], Some(" "), "OPENAI_API_KEY: expected the key of the gateway"),
            (&["--ask", &url], Some("sk-a\nb"), "OPENAI_API_KEY: expected the key of the gateway"),
            (&["--ask", &url], Some("sk-nobody"), "stdin:1"),
            (&["--ask", "http://127.0.0.1:9/v1"], Some("sk-nobody"), "nothing answers at"),
        ] {
            let output = classify(args, key, &[UNSURE]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success() && said.contains(complaint), "{said}");
        }
        assert_eq!(verdicts(&rows(&classify(&[], None, &[UNSURE]))), [("L2", true, None)]);
    });
}

#[test]
fn what_is_no_url_of_a_gateway_is_refused_before_anything_is_read() {
    for url in [
        "",
        "127.0.0.1:8080/v1",
        "https://",
        "https://127.0.0.1:8080/v1",
        "http://",
        "http:///v1",
        "/v1",
        "http://a/v1?b",
    ] {
        let output = classify(&["--ask", url], Some("sk-nobody"), &[PLAIN]);
        let said = String::from_utf8_lossy(&output.stderr);
        let expected = format!("'{url}' for '--ask <URL>': expected the URL of a running gateway, plain http");
        assert!(!output.status.success() && said.contains(&expected), "{url}: {said}");
        assert!(output.stdout.is_empty(), "{url}");
    }
}

#[test]
fn a_late_question_is_asked_once_too() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply { hold: true, ..Reply::default() }]);
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let url = format!("http://{}/v1", gateway.address);
        let output = classify(&["--ask", &url], Some(&key), &[UNSURE, UNSURE, UNSURE]);
        assert_eq!(verdicts(&rows(&output)), [("L2", true, Some("late")); 3]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with("warning: stdin:1: no opinion: ") && said.contains("within 800 ms"), "{said}");
        assert_eq!((said.lines().count(), upstream.count()), (1, 1), "{said}");
        upstream.release();
    });
}

#[test]
fn what_fails_once_ends_nothing() {
    let reply = |mark: char, status, text: &str| Reply {
        when: Some(format!("{SILENT}{mark}")),
        status,
        text: text.to_owned(),
        ..Reply::default()
    };
    // In a gateway's place, so that each question has its own answer.
    let script = vec![
        reply('!', 502, ""),
        reply(')', 429, ""),
        reply(',', 200, r#"{"tier":"L0"}"#),
        reply(':', 400, ""),
        Reply { body: Some("<html>".to_owned()), ..reply('#', 200, "") },
        reply('~', 401, ""),
    ];
    let upstream = Upstream::start(script);
    let prompts = ['!', '!', ')', ',', ':', '#', '~', '('].map(|mark| format!("{SILENT}{mark}"));
    let prompts = prompts.each_ref().map(String::as_str);
    let failed = ("L2", true, Some("failed"));
    let output = classify(&["--ask", &upstream.base_url()], Some("sk-a"), &prompts);
    let said = String::from_utf8_lossy(&output.stderr);
    let expected = [failed, failed, failed, ("L0", true, Some("L0")), failed, failed];
    assert_eq!(verdicts(&rows(&output)), expected, "{said}");
    for (number, place, status) in [(0, 1, 502), (1, 2, 502), (2, 3, 429), (3, 5, 400), (4, 6, 200)] {
        let line = said.lines().nth(number).unwrap_or_default();
        assert!(line.starts_with(&format!("warning: stdin:{place}: no opinion: ")), "{said}");
        assert!(line.contains(&format!("/chat/completions: {status}, ")), "{said}");
    }
    assert!(!output.status.success() && said.contains("stdin:7") && said.contains(": 401, "), "{said}");
    assert_eq!(upstream.count(), 7, "what failed is asked again, and nothing after a refused key");
}

#[test]
fn what_stands_where_a_long_text_is_cut_reaches_nobody() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        // Nothing here is to be late.
        site.extend("policies/routing.toml", "[second_opinion]\ntimeout_ms = 10_000\n");
        let config = site.path().join("qaqpa.toml").display().to_string();
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let url = format!("http://{}/v1", gateway.address);
        let (mut prompts, mut halves) = (Vec::new(), Vec::new());
        for (before, head, tail) in [
            ("ИИН ", "900101", "300017"),
            ("карта ", "4400 4301", " 4958 7005"),
            ("тел. ", "+7 701 23", "4 56 89"),
            ("почта ", "gulnara.sei", "tkali@example.kz"),
            ("клиент ", "Гульнара Сейт", "калиева"),
        ] {
            // The first and the last thousand characters are shown.
            let first = CUT - before.chars().count() - head.chars().count() - 1;
            let last = CUT - tail.chars().count() - 1;
            let long = filler(SILENT, CUT + 100);
            prompts.push(format!("{} {before}{head}{tail} {long}", filler(SILENT, first)));
            prompts.push(format!("{long} {before}{head}{tail} {}", filler(SILENT, last)));
            halves.extend([head, tail]);
        }
        let prompts: Vec<&str> = prompts.iter().map(String::as_str).collect();
        let output = classify(&["--ask", &url, "--config", &config], Some(&key), &prompts);
        let said = String::from_utf8_lossy(&output.stderr);
        let rows = rows(&output);
        let heard: Vec<_> = verdicts(&rows).into_iter().map(|(_, abstained, opinion)| (abstained, opinion)).collect();
        assert_eq!(heard, vec![(true, Some("none")); prompts.len()], "{said}");
        let bodies: Vec<_> =
            upstream.exchanges().into_iter().map(|seen| String::from_utf8(seen.body).unwrap()).collect();
        assert_eq!(bodies.len(), prompts.len());
        for half in halves {
            assert!(!bodies.iter().any(|body| body.contains(half.trim())), "{half}: {bodies:#?}");
        }
    });
}

#[test]
fn a_long_text_that_must_stay_inside_is_asked_of_nobody() {
    // In a gateway's place.
    let upstream = Upstream::start(Vec::new());
    let site = Site::new(&[&upstream], "");
    let part = "[[for]]\nid = \"clinics\"\ntenants = [\"clinic\"]\ntypes = { IIN = \"local-only\" }\n";
    site.extend("policies/redaction.toml", part);
    site.extend("policies/routing.toml", "[second_opinion]\ntimeout_ms = 10_000\n");
    // Somebody inside must be able to serve it.
    let routing = site.path().join("policies/routing.toml");
    let text = std::fs::read_to_string(&routing).unwrap();
    std::fs::write(&routing, text.replace("[\"b/b-small\"]", "[\"b/b-small\", \"sandbox/sandbox\"]")).unwrap();
    let config = site.path().join("qaqpa.toml").display().to_string();
    let url = upstream.base_url();
    let long = format!("{} ИИН 900101300017 {}", filler(SILENT, CUT - 11), filler(SILENT, CUT + 100));
    for (tenant, opinion, asked) in [("shop", Some("none"), 1), ("clinic", None, 1)] {
        let output = classify(&["--ask", &url, "--config", &config, "--tenant", tenant], Some("sk-a"), &[&long]);
        let said = String::from_utf8_lossy(&output.stderr);
        let rows = rows(&output);
        let heard: Vec<_> = verdicts(&rows).into_iter().map(|(_, abstained, opinion)| (abstained, opinion)).collect();
        assert_eq!((heard, upstream.count()), (vec![(true, opinion)], asked), "{tenant}: {said}");
        assert_eq!(said.contains("warning: stdin:1: no model is asked: "), opinion.is_none(), "{tenant}: {said}");
    }
}
