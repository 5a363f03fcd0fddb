//! `kill -9` under load: whoever got an answer is in the ledger exactly once, and nothing stays open.
//!
//! `QAQPA_CRASH_ROUNDS` sets how often; 5 when absent.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::{join, join_all};

use crate::support::client::{Connection, Request, Response};
use crate::support::gateway::{Site, Tenant};
use crate::support::ledger::digits;
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const CLIENTS: usize = 16;
const WHOLE: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;
const STREAMED: &str = r#"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hello"}]}"#;

/// Ids of the requests whose answers came in full, with what the answer was.
type Answered = RefCell<Vec<(String, &'static str)>>;

#[test]
fn answered_is_recorded() {
    let rounds = std::env::var("QAQPA_CRASH_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap());
    block_on(async {
        let reply = Reply { split: 3, pause_ms: 1, ..Reply::default() };
        let upstream = Upstream::start(vec![reply]);
        let site = Site::new(&[&upstream], "");
        let mut gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let answered = Answered::default();
        for round in 0..rounds {
            let address = gateway.address;
            let load = join_all((0..CLIENTS).map(|client| ask_until_dead(address, &key, client, &answered)));
            let killer = async {
                // Somewhere in the middle of the load, elsewhere each time: there is no condition to wait for.
                tokio::time::sleep(Duration::from_millis(20 + round * 37 % 200)).await;
                gateway.kill();
            };
            within("all clients to see the crash", join(load, killer)).await;
            gateway = site.start();
            verify(&site, &answered, round);
            proves_sound(&site, &["ledger", "verify"]);
        }
        let answered = answered.into_inner();
        let streams = answered.iter().filter(|(_, kind)| *kind == STREAMED).count();
        println!("{rounds} crashes, {} answers of which {streams} streamed, 0 missing, 0 doubled", answered.len());
        assert!(!answered.is_empty(), "no request was answered before any crash");
        gateway.kill();
        proves_sound(&site, &["ledger", "check"]);
    });
}

/// Every row of the ledger, against every answer ever given.
fn verify(site: &Site, answered: &Answered, round: u64) {
    let ledger = site.ledger();
    let terminals = ledger.terminals();
    assert_eq!(ledger.open(), 0, "open reservations after restart, round {round}");
    assert_eq!(ledger.doubled(), 0, "requests with two terminal rows, round {round}");
    let settled: std::collections::HashSet<String> =
        ledger.of_kind("settle").map(|row| digits(&row["request_id"])).collect();
    for (id, kind) in answered.borrow().iter() {
        let id = digits(id);
        assert!(
            terminals.contains_key(&id) && settled.contains(&id),
            "round {round}: {id} was answered, not recorded: {kind}"
        );
    }
}

/// The binary's own proof of the ledger says the same.
fn proves_sound(site: &Site, command: &[&str]) {
    let output = site.command(command);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

async fn ask_until_dead(address: std::net::SocketAddr, key: &str, client: usize, answered: &Answered) {
    let Ok(mut connection) = Connection::open(address).await else { return };
    for number in client.. {
        let body = if number % 2 == 0 { WHOLE } else { STREAMED };
        let Ok(response) = connection.send(&Request::chat(key, body)).await else { return };
        if !response.complete {
            return;
        }
        assert_eq!(response.status, 200, "{}", response.text());
        if is_whole(&response) {
            let id = response.header("x-request-id").unwrap().to_owned();
            answered.borrow_mut().push((id, body));
        }
    }
}

/// Whether the client can know that the answer is complete: a stream says so by `[DONE]`.
fn is_whole(response: &Response) -> bool {
    !response.is_stream() || response.events().is_ok_and(|events| events.done)
}
