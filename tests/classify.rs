//! `qaqpa classify` through the real binary: what the judge says of lines, and whom it asks where it is unsure.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::gateway::{Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

/// The judge abstains from the first and the second, not from the third.
const UNSURE: &str = "Объясни";
const PLAIN: &str = "Сколько стоит доставка в Астану?";

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
            (&["--ask", &url][..], None, "OPENAI_API_KEY"),
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
