//! Peers that send slowly or do not read: cut off in time, while others are served.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;
const LIMITS: &str = "[limits]\nheader_timeout_ms = 400\nbody_timeout_ms = 400\nwrite_idle_timeout_ms = 400\n\
                      connections_per_address = 1024\n";

#[test]
fn slow_senders_are_cut_off() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], LIMITS);
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bea";
        let body = format!(
            "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: 500\r\n\r\n{{"
        );
        let started = Instant::now();
        let slow = join_all((0..200).map(|number| drip(&gateway, if number % 2 == 0 { head } else { &body })));
        let others = async {
            for _ in 0..20 {
                assert_eq!(gateway.send(&Request::chat(&key, BODY)).await.status, 200);
            }
        };
        within("slow senders to be cut off", futures_util::future::join(slow, others)).await;
        assert!(started.elapsed() < Duration::from_secs(5), "took {:?}", started.elapsed());
        assert_eq!(upstream.count(), 20);
    });
}

/// Sends the beginning of a request, then a byte now and then, until the gateway hangs up.
async fn drip(gateway: &Gateway, beginning: &str) {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    connection.write(beginning.as_bytes()).await.unwrap();
    loop {
        tokio::select! {
            answer = connection.head() => {
                // A time-out may be told before the connection ends; an answer is never a success.
                match answer {
                    Ok(head) => assert_eq!(head.status().unwrap(), 408),
                    Err(_) => return,
                }
                return;
            }
            () = tokio::time::sleep(Duration::from_millis(100)) => {}
        }
        if connection.write(b"a").await.is_err() {
            return;
        }
    }
}

#[test]
fn clients_that_do_not_read_are_cut_off() {
    block_on(async {
        // More than the sockets on the way can hold, so that the gateway must wait for a client that never reads.
        let long = Reply { text: "long ".repeat(4_000_000), split: 20_000, ..Reply::default() };
        let upstream = Upstream::start(vec![long]);
        let site = Site::new(&[&upstream], LIMITS);
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let body = BODY.replace("\"messages\"", "\"stream\":true,\"messages\"");
        let mut connection = Connection::open(gateway.address).await.unwrap();
        let head = connection.start(&Request::chat(&key, body)).await.unwrap();
        assert_eq!(head.status().unwrap(), 200);
        upstream.wait_until_idle().await;
        let ledger = gateway.settled().await;
        assert_eq!((ledger.of_kind("settle").count(), ledger.doubled()), (1, 0));
    });
}
