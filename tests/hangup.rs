//! Clients hang up at any byte: each request still gets its one terminal row, and no provider is kept busy.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use router_core::tokens::count_tokens;

use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const CLIENTS: usize = 1_000;
/// How long the rows and the providers may take after the last client has gone.
const ROWS: Duration = Duration::from_secs(5);
const CLOSED: Duration = Duration::from_secs(1);
const BODY: &str = r#"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hello"}]}"#;

#[test]
fn hanging_up_does_not_dodge_the_bill() {
    block_on(async {
        // The stream never ends by itself: whoever is settled was settled because of the hang-up.
        let endless =
            Reply { text: "abcdefghijklmnopqrstuvwxyz".to_owned(), split: 1, hold_after: Some(20), ..Reply::default() };
        let upstream = Upstream::start(vec![endless]);
        let site = Site::new(&[&upstream], "[limits]\nconnections_per_address = 4096\n");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let read = within("all hang-ups", join_all((0..CLIENTS).map(|client| hang_up(&gateway, &key, client)))).await;

        let gone = Instant::now();
        upstream.wait_until_idle().await;
        assert!(gone.elapsed() < CLOSED, "upstream was kept for {:?}", gone.elapsed());
        let ledger = gateway.settled().await;
        assert!(gone.elapsed() < ROWS, "the last row took {:?}", gone.elapsed());
        let terminals = ledger.terminals();
        assert_eq!((terminals.len(), ledger.doubled()), (ledger.of_kind("reserve").count(), 0));
        // Whoever read content is charged for what was sent.
        let billed: u64 = ledger.of_kind("settle").filter_map(|row| row["output_tokens"].parse::<u64>().ok()).sum();
        let delivered: u64 = read.iter().map(|text| count_tokens(text).0).sum();
        assert!(delivered > 0 && billed >= delivered, "{billed} tokens billed, {delivered} delivered");
        let charged = ledger.of_kind("settle").filter(|row| row["amount_ukzt"] != "0").count();
        assert!(charged >= CLIENTS * 2 / 3, "{charged} of {CLIENTS} were charged");
    });
}

/// Asks, reads as far as the client's number says, and drops the connection. Says what of the answer it has read.
async fn hang_up(gateway: &Gateway, key: &str, client: usize) -> String {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    let request = Request::chat(key, BODY);
    if client.is_multiple_of(10) {
        connection.write(&request.bytes()[..client.min(200)]).await.unwrap();
        return String::new();
    }
    let head = connection.start(&request).await.unwrap();
    assert_eq!(head.status().unwrap(), 200);
    let mut read = Vec::new();
    while read.len() < 197 * (client % 8) {
        read.extend(connection.piece().await.unwrap().unwrap());
    }
    drop(connection);
    let read = String::from_utf8_lossy(&read);
    let letters = read.split("\"content\":\"").skip(1).filter(|rest| rest.as_bytes().get(1) == Some(&b'"'));
    letters.filter_map(|rest| rest.chars().next()).collect()
}
