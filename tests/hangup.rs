//! Clients hang up at any byte: each request still gets its one terminal row, and no provider is kept busy.

use futures_util::future::join_all;

use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const CLIENTS: usize = 300;
const BODY: &str = r#"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hello"}]}"#;

#[test]
fn hanging_up_does_not_dodge_the_bill() {
    block_on(async {
        // The stream never ends by itself: whoever is settled was settled because of the hang-up.
        let endless =
            Reply { text: "abcdefghijklmnopqrstuvwxyz".to_owned(), split: 1, hold_after: Some(20), ..Reply::default() };
        let upstream = Upstream::start(vec![endless]);
        let site = Site::new(&[&upstream], "[limits]\nconnections_per_address = 1024\n");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        within("all hang-ups", join_all((0..CLIENTS).map(|client| hang_up(&gateway, &key, client)))).await;

        upstream.wait_until_idle().await;
        let ledger = gateway.settled().await;
        let terminals = ledger.terminals();
        assert_eq!((terminals.len(), ledger.doubled()), (ledger.of_kind("reserve").count(), 0));
        // Whoever read content is charged for what was sent.
        let charged = ledger.of_kind("settle").filter(|row| row["amount_ukzt"] != "0").count();
        assert!(charged >= CLIENTS * 2 / 3, "{charged} of {CLIENTS} were charged");
    });
}

/// Asks, reads as far as the client's number says, and drops the connection.
async fn hang_up(gateway: &Gateway, key: &str, client: usize) {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    let request = Request::chat(key, BODY);
    if client.is_multiple_of(10) {
        connection.write(&request.bytes()[..client.min(200)]).await.unwrap();
        return;
    }
    let head = connection.start(&request).await.unwrap();
    assert_eq!(head.status().unwrap(), 200);
    let mut read = 0;
    while read < 200 * (client % 8) {
        read += connection.piece().await.unwrap().unwrap().len();
    }
}
