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
