//! Exchange rates through the real binary: fetched from a server that plays the National Bank, set by hand, and watched.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Output;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use ring::hmac;
use serde_json::{Value, json};

use crate::support::client::Request;
use crate::support::gateway::{Site, Tenant};
use crate::support::upstream::Upstream;
use crate::support::{block_on, until};

const NOTHING: &str = "<info>на выбранную дату информации нет.</info>";
const SECRET: &str = "secret-of-the-webhook";
const PLAN: &str =
    "[[plans]]\nid = \"dear\"\nname = \"Dear\"\ntiers = [\"L0\"]\noverage = \"block\"\nbase_usd_kzt = \"400\"\n";

/// A server that answers for the bank and takes webhooks.
struct Bank {
    address: String,
    /// What it says of a day, in turn; the last answer is repeated. A day that is not here has no rates.
    days: Arc<Mutex<HashMap<String, Vec<String>>>>,
    posted: Arc<Mutex<Vec<Post>>>,
}

/// The head and the body of what was posted.
type Post = (Vec<String>, String);

impl Bank {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let bank = Self { address, days: Arc::default(), posted: Arc::default() };
        let (days, posted) = (Arc::clone(&bank.days), Arc::clone(&bank.posted));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &days, &posted);
            }
        });
        bank
    }

    fn says(&self, day: Date, answers: &[String]) {
        self.days.lock().unwrap().insert(dotted(day), answers.to_vec());
    }
}

fn answer(mut stream: TcpStream, days: &Mutex<HashMap<String, Vec<String>>>, posted: &Mutex<Vec<Post>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let head: Vec<String> = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let Some(first) = head.first().cloned() else { return };
    let length = head.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let text = match first.split_once("fdate=") {
        None => {
            let mut posted = posted.lock().unwrap();
            posted.push((head, String::from_utf8(body).unwrap()));
            // The first event is not taken, so that it has to come again.
            if posted.len() == 1 { "HTTP/1.1 503 Busy".to_owned() } else { String::new() }
        }
        Some((_, rest)) => {
            let day = rest.split(' ').next().unwrap().to_owned();
            let mut days = days.lock().unwrap();
            let answers = days.entry(day.clone()).or_insert_with(|| vec![feed_of(&day, NOTHING)]);
            if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() }
        }
    };
    let (status, text) =
        if text.starts_with("HTTP") { (text, String::new()) } else { ("HTTP/1.1 200 OK".into(), text) };
    let _ = write!(stream, "{status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}", text.len());
}

fn dotted(day: Date) -> String {
    format!("{:02}.{:02}.{}", day.day(), day.month(), day.year())
}

fn feed_of(day: &str, items: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><rates><date>{day}</date>{items}</rates>")
}

fn dollar(day: Date, kzt: &str) -> String {
    let item = format!("<item><title>USD</title><description>{kzt}</description><quant>1</quant></item>");
    feed_of(&dotted(day), &item)
}

/// Today, where the tenants live.
fn today() -> Date {
    jiff::tz::Offset::constant(5).to_datetime(jiff::Timestamp::now()).date()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn rates_come_from_the_bank_and_stay_when_it_is_broken() {
    let bank = Bank::open();
    let upstream = block_on(async { Upstream::start(Vec::new()) });
    let site = Site::new(&[&upstream], "");
    let (today, tomorrow) = (today(), today().tomorrow().unwrap());
    let path = site.path().join("price-tables/exchange-rates-daily.toml");
    let text = || std::fs::read_to_string(&path).unwrap_or_default();
    let update = || site.command(&["fx", "update", "--feed", &bank.address]);

    // A holiday: the last working day's rate is in force. Tomorrow is not set yet.
    bank.says(today.yesterday().unwrap(), &[dollar(today.yesterday().unwrap(), "510,25")]);
    let done = update();
    assert!(done.status.success() && out(&done) == format!("USD 510.25 from {today}\n"), "{}", out(&done));
    let known = text();

    // Nothing that is broken changes anything.
    for broken in ["<html>", "", "HTTP/1.1 500 Oops", &dollar(today, "511")] {
        bank.says(tomorrow, &[broken.to_owned()]);
        let failed = update();
        assert_eq!((failed.status.code(), text()), (Some(1), known.clone()), "{broken}: {}", out(&failed));
    }
    // Nor does a leap that a second reading does not confirm.
    bank.says(tomorrow, &[dollar(tomorrow, "700"), dollar(tomorrow, "512")]);
    let failed = update();
    assert!(out(&failed).contains("USD at 700 tenge after 510.25"), "{}", out(&failed));
    assert_eq!(text(), known);
    bank.says(tomorrow, &[dollar(tomorrow, "700")]);
    assert_eq!(out(&update()), format!("USD 700 from {tomorrow}\n"));
    assert_eq!(out(&update()), "nothing new\n");
    assert!(text().starts_with(&known));

    // By hand: only for days that are not over and have no rate.
    let set = |args: &[&str]| site.command(&[&["fx", "set"], args].concat());
    let from = today.yesterday().unwrap().to_string();
    for (args, code) in [
        (vec!["USD", "500"], 1),
        (vec!["EUR", "560", "--from", &from], 1),
        (vec!["EUR", "0"], 2),
        (vec!["KZT", "1"], 2),
        (vec!["EUR", "560.5", "--source", "contract \"7\""], 0),
    ] {
        let done = set(&args);
        assert_eq!(done.status.code(), Some(code), "{args:?}: {}", out(&done));
    }
    let listed = out(&site.command(&["fx", "list"]));
    for line in [
        "   USD@2005-01-01".to_owned(),
        format!("*  USD@{today}"),
        format!("   USD@{tomorrow}"),
        format!("*  EUR@{today}"),
    ] {
        assert!(listed.lines().any(|found| found.starts_with(&line)), "no {line:?} in\n{listed}");
    }
    assert!(site.command(&["check"]).status.success());
}

#[test]
fn a_dollar_that_leaves_a_plan_is_told() {
    let bank = Bank::open();
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        bank.says(today(), &[dollar(today(), "510")]);
        let config = format!(
            "[fx]\nfeed = \"{0}/rates\"\n[webhook]\nurl = \"{0}/hook\"\nsecret = {{ file = \"hook.key\" }}\n",
            bank.address
        );
        let site = Site::new(&[&upstream], &config);
        std::fs::write(site.path().join("hook.key"), SECRET).unwrap();
        site.extend("policies/plans.toml", PLAN);
        let gateway = site.start();
        let tenant = Tenant { plan: Some("dear".to_owned()), ..Tenant::default() };
        let key = gateway.tenant("shop", &tenant).await;

        // Told again after it was not taken, as the same event, with a signature that holds.
        let events = until("the event to come twice", || {
            Some(bank.posted.lock().unwrap().clone()).filter(|posted| posted.len() == 2)
        });
        let events = events.await;
        let body: Value = serde_json::from_str(&events[1].1).unwrap();
        assert_eq!(events[0].1, events[1].1);
        assert_eq!(body["type"], json!("plan.rate_drift"));
        assert_eq!(body["data"]["plan"], json!("dear"));
        assert_eq!(body["data"]["base_usd_kzt"], json!("400"));
        for (head, body) in &events {
            let signature = head.iter().find_map(|line| line.strip_prefix("x-qaqpa-signature: t=")).unwrap();
            let (at, hex) = signature.split_once(",v1=").unwrap();
            let mac: Vec<u8> =
                (0..32).map(|byte| u8::from_str_radix(&hex[2 * byte..2 * byte + 2], 16).unwrap()).collect();
            let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
            hmac::verify(&key, format!("{at}.{body}").as_bytes(), &mac).unwrap();
        }

        // The rate of today is fetched by the gateway itself and charged by.
        let file = site.path().join("price-tables/exchange-rates-daily.toml");
        until("the rate to be fetched", || file.exists().then_some(())).await;
        let drift = [("plan".to_owned(), "dear".to_owned())];
        while gateway.metric("qaqpa_plan_rate_drift_permille", &drift).await != 275.0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let body = json!({"model": "auto", "messages": [{"role": "user", "content": "Hi"}]});
        let answer = gateway.send(&Request::chat(&key, body.to_string())).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let ledger = gateway.settled().await;
        let rate_id = format!("USD@{}", today());
        assert!(ledger.of_kind("settle").all(|row| row["rate_id"] == rate_id));
        assert_eq!(gateway.metric("qaqpa_fx_rate_age_days", &[]).await, 0.0);
        assert_eq!(gateway.metric("qaqpa_webhooks_total", &[("result".to_owned(), "ok".to_owned())]).await, 1.0);

        let report = out(&site.command(&["report"]));
        let line = format!("plan dear: {rate_id} is 510 tenge, 27.5 % above its base rate of 400");
        assert!(report.lines().last().is_some_and(|last| last.starts_with(&line)), "{report}");
        let csv = site.command(&["report", "--format", "csv"]);
        assert!(!String::from_utf8_lossy(&csv.stdout).contains("plan dear"));
    });
}
