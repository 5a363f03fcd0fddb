//! Detectors that fail: the request ends with an error, no provider sees a byte of it, nothing is reserved, and the
//! gateway serves on.

use router_core::redact::faults::{DETECTORS, Fault, order};

use crate::support::block_on;
use crate::support::client::{Request, Response};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::upstream::Upstream;

const PERSONAL: &str = "Касымов Арман Ерланович, +7 701 234 56 89";

/// More than is redacted on the thread that serves requests.
const LARGE: usize = 200 << 10;

fn ask(text: &str, padding: usize, stream: bool) -> String {
    let padding = "многа букв ".repeat(padding / 20);
    serde_json::json!({"model": "auto", "stream": stream, "messages": [
        {"role": "user", "content": padding}, {"role": "user", "content": text}]})
    .to_string()
}

async fn send(gateway: &Gateway, key: &str, body: String) -> Response {
    gateway.send(&Request::chat(key, body)).await
}

fn assert_refused(response: &Response, what: &str) {
    assert_eq!(response.status, 500, "{what}: {}", response.text());
    assert_eq!(response.json()["error"]["code"], "redaction_failed", "{what}");
    assert!(!response.text().contains("234 56 89"), "{what}: {}", response.text());
}

#[test]
fn a_detector_that_fails_sends_nothing() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let mut gateway = site.start_tracing();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let mut panics = 0;
        for detector in 0..DETECTORS {
            for (padding, stream) in [(0, false), (0, true), (LARGE, false), (LARGE, true)] {
                let text = format!("{} {PERSONAL}", order(Fault::Panic, detector));
                let response = send(&gateway, &key, ask(&text, padding, stream)).await;
                assert_refused(&response, &format!("panic in detector {detector}, {padding} bytes, stream {stream}"));
                panics += 1;
            }
        }
        // It hangs where it holds nobody up: others are served meanwhile.
        let text = format!("{} {PERSONAL}", order(Fault::Hang, DETECTORS - 1));
        let hanging = send(&gateway, &key, ask(&text, LARGE, false));
        let other = send(&gateway, &key, ask("Привет", 0, false));
        let (hanging, other) = futures_util::future::join(hanging, other).await;
        assert_refused(&hanging, "a detector that hangs");
        assert_eq!((other.status, upstream.count()), (200, 1), "what was forwarded");
        assert_eq!(gateway.metric("qaqpa_panics_total", &[]).await, f64::from(panics));
        assert_eq!(gateway.settled().await.of_kind("reserve").count(), 1, "what was reserved");
        for (sink, written) in gateway.sinks().await {
            assert!(!written.contains("234 56 89") && !written.contains("Касымов"), "{sink}:\n{written}");
        }
        gateway.terminate();
        assert!(gateway.exit().await.success(), "a detector that hangs keeps nobody from stopping");
    });
}
