//! `qaqpa ledger`: proofs of the file that a gateway serves from, and of what somebody made of it.

use std::process::Output;

use rusqlite::Connection;

use crate::support::block_on;
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The figure of a name in what `ledger verify` prints.
fn figure<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name} in {text}")).trim()
}

/// Answers `count` requests and waits until they are settled.
async fn serve(gateway: &Gateway, key: &str, count: usize) {
    for _ in 0..count {
        assert_eq!(gateway.send(&Request::chat(key, BODY)).await.status, 200);
    }
    gateway.settled().await;
}

#[test]
fn a_head_noted_while_serving_proves_what_was_there() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        serve(&gateway, &key, 2).await;
        let first = site.command(&["ledger", "verify"]);
        assert!(first.status.success(), "{}", told(&first));
        let first = told(&first);
        assert_eq!((figure(&first, "entries"), figure(&first, "differences")), ("6", "0"));
        let head = figure(&first, "head").to_owned();
        serve(&gateway, &key, 1).await;
        let later = site.command(&["ledger", "verify", "--head", &head, "--json"]);
        assert!(later.status.success(), "{}", told(&later));
        let later: serde_json::Value = serde_json::from_slice(&later.stdout).unwrap();
        assert_eq!((&later["entries"], &later["requests"]), (&9.into(), &3.into()));
        gateway.kill();

        // Whoever can write the file can also cut its end off, which only the noted head tells.
        let db = Connection::open(site.path().join("qaqpa.db")).unwrap();
        let cut = "DROP TRIGGER entry_is_not_deleted; DELETE FROM entry WHERE seq > 3;
            UPDATE balance SET spent = spent / 3, messages = 1";
        db.execute_batch(cut).unwrap();
        let blind = site.command(&["ledger", "verify"]);
        assert!(blind.status.success(), "{}", told(&blind));
        let noted = site.command(&["ledger", "verify", "--head", &head]);
        assert_eq!(noted.status.code(), Some(1));
        assert!(told(&noted).contains("entries 4 to 6, the head that was noted, are gone"), "{}", told(&noted));

        db.execute_batch("DROP TRIGGER entry_is_not_changed; UPDATE entry SET output_tokens = 1 WHERE seq = 2")
            .unwrap();
        let changed = site.command(&["ledger", "verify"]);
        assert_eq!(changed.status.code(), Some(1));
        assert!(told(&changed).contains("difference: entry 2 of req_"), "{}", told(&changed));
        for wrong in [["--head", "7"], ["--head", "7:ab"], ["--from-seq", "0"]] {
            let wrong = site.command(&["ledger", "verify", wrong[0], wrong[1]]);
            assert_eq!(wrong.status.code(), Some(2), "{}", told(&wrong));
        }
    });
}

#[test]
fn corrections_are_made_beside_a_running_gateway_and_without() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let answer = gateway.send(&Request::chat(&key, BODY)).await;
        let id = answer.header("x-request-id").unwrap().to_owned();
        gateway.settled().await;
        let correct = |amount: &str, because: &str| {
            site.command(&["ledger", "correct", "--request", &id, "--amount", amount, "--because", because])
        };
        let made = correct("2.50", "the provider billed a retry");
        assert!(made.status.success(), "{}", told(&made));
        let usage = gateway.send(&Request::new("GET", "/v1/usage").bearer(&key)).await.json();
        let spent: f64 = usage["budgets"][0]["spent"].as_str().unwrap().parse().unwrap();
        assert!((2.5..3.5).contains(&spent), "{usage}");
        for (amount, because, expected) in [
            ("-100", "so", "is the most to take away"),
            ("x", "so", "amount: expected"),
            ("1", "", "expected a reason"),
        ] {
            let refused = correct(amount, because);
            assert_eq!(refused.status.code(), Some(1), "{amount}");
            assert!(told(&refused).contains(expected), "{}", told(&refused));
        }
        gateway.kill();
        let again = correct("2.50", "the provider billed a retry");
        let back = correct("-2.50", "it took that back");
        assert!(again.status.success() && back.status.success(), "{}{}", told(&again), told(&back));
        assert_eq!(site.ledger().of_kind("correction").count(), 2, "the same correction again changes nothing");
        let proof = site.command(&["ledger", "verify"]);
        assert!(proof.status.success() && told(&proof).contains("of which corrections 0 ₸"), "{}", told(&proof));
        let report = site.command(&["report", "--by", "tenant", "--format", "csv"]);
        assert!(told(&report).lines().next().unwrap().trim().ends_with(",corrections_tenge"), "{}", told(&report));
    });
}

#[test]
fn a_backup_made_while_serving_is_restored() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply::default()]);
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        serve(&gateway, &key, 2).await;
        let file = site.path().join("backup.db");
        let file = file.to_str().unwrap();
        let made = site.command(&["ledger", "backup", file]);
        assert!(made.status.success(), "{}", told(&made));
        let head = figure(&told(&made), "head").to_owned();
        let live = site.command(&["ledger", "restore", file]);
        assert!(!live.status.success() && told(&live).contains("in use by another process"), "{}", told(&live));
        serve(&gateway, &key, 1).await;
        gateway.kill();
        std::fs::write(site.path().join("qaqpa.db"), "gone").unwrap();
        // Every page is in the log as well, as long as nothing was copied out of it.
        std::fs::remove_file(site.path().join("qaqpa.db-wal")).unwrap();
        let log = site.try_start().map(|_| ()).unwrap_err();
        assert!(log.contains("restore the last backup"), "{log}");

        let restored = site.command(&["ledger", "restore", file]);
        assert!(restored.status.success() && told(&restored).contains("replaced"), "{}", told(&restored));
        let gateway = site.start();
        let proof = site.command(&["ledger", "verify", "--head", &head]);
        assert!(proof.status.success(), "{}", told(&proof));
        serve(&gateway, &key, 1).await;
        assert_eq!(gateway.settled().await.of_kind("settle").count(), 3);
    });
}
