//! SIGTERM: not ready at once, streams under way finish, everything is in the ledger, the exit is clean.

use crate::support::client::{Connection, Request};
use crate::support::gateway::{Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const BODY: &str = r#"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hello"}]}"#;

#[test]
fn streams_finish_within_the_grace_period() {
    block_on(async {
        let held = Reply { split: 2, hold_after: Some(4), ..Reply::default() };
        let upstream = Upstream::start(vec![held]);
        let site = Site::new(&[&upstream], "");
        let mut gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        assert_eq!(gateway.admin("GET", "/readyz", None).await.status, 200);

        let mut streams = Vec::new();
        for _ in 0..20 {
            let mut connection = Connection::open(gateway.address).await.unwrap();
            let head = connection.start(&Request::chat(&key, BODY)).await.unwrap();
            streams.push((connection, head));
        }
        gateway.terminate();
        within("readiness to end", async {
            while gateway.admin("GET", "/readyz", None).await.status == 200 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        upstream.release();
        for (mut connection, head) in streams {
            let response = within("a stream to finish", connection.rest(head)).await.unwrap();
            assert!(response.complete && response.events().unwrap().done, "{}", response.text());
            assert_eq!(response.content(), "Hello there.");
        }
        assert!(gateway.exit().await.success());
        let ledger = site.ledger();
        assert_eq!((ledger.of_kind("settle").count(), ledger.open(), ledger.doubled()), (20, 0, 0));
    });
}

#[test]
fn streams_are_cut_after_the_grace_period() {
    block_on(async {
        let upstream = Upstream::start(vec![Reply { split: 2, hold_after: Some(4), ..Reply::default() }]);
        let site = Site::new(&[&upstream], "[limits]\ngrace_ms = 300\n");
        let mut gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let mut connection = Connection::open(gateway.address).await.unwrap();
        let head = connection.start(&Request::chat(&key, BODY)).await.unwrap();
        gateway.terminate();
        let response = within("the stream to be cut", connection.rest(head)).await.unwrap();
        let events = response.events().unwrap();
        assert!(!events.done, "{}", response.text());
        assert!(events.data.last().is_some_and(|data| data.contains("shutting_down")), "{}", response.text());
        assert!(gateway.exit().await.success());
        let ledger = site.ledger();
        assert_eq!((ledger.of_kind("settle").count(), ledger.open()), (1, 0));
    });
}
