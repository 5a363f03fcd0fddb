//! Webhooks: something that an operator should know is posted to one address, signed, and tried again for a while. An
//! event comes at least once or, where the address stays silent, not at all; nothing waits for it. What is told of soft
//! limits is noted when it was taken, and posted again later where it was not.
//!
//! The header `x-qaqpa-signature` is `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256, under the shared secret, of the
//! seconds, a full stop, and the body. Who compares both knows that the event is ours, and by `t` that it is not old.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use jiff::Timestamp;
use prometheus::IntCounterVec;
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::outside;

/// How long to wait before each repetition.
const AGAIN: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(30)];
/// Events that are under way at once; more are dropped and counted, so that a silent address costs no memory.
const MOST_AT_ONCE: usize = 64;
/// The result of an event that nobody has answered.
const FAILED: &str = "failed";
const SIGNATURE: &str = "x-qaqpa-signature";

/// Where events are posted, if anywhere.
#[derive(Debug)]
pub(crate) struct Webhooks {
    target: Option<Arc<Target>>,
    room: Arc<Semaphore>,
    /// Events by `kind` and `result` (ok, refused, failed, dropped).
    sent: IntCounterVec,
    tasks: TaskTracker,
}

#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) url: Uri,
    pub(crate) secret: SecretString,
}

impl Webhooks {
    pub(crate) fn new(target: Option<Target>, sent: IntCounterVec) -> Self {
        let room = Arc::new(Semaphore::new(MOST_AT_ONCE));
        Self { target: target.map(Arc::new), room, sent, tasks: TaskTracker::new() }
    }

    /// Posts an event, in a task of its own. It must hold no content of requests and no personal data.
    pub(crate) fn send(&self, kind: &'static str, data: &Value) {
        let id = format!("evt_{}", uuid::Uuid::now_v7().simple());
        self.send_as(&id, kind, data, || ());
    }

    /// Posts an event that has an id of its own, and calls `over` when nothing more is to be done for it: it was taken or
    /// refused, or there is nobody to be told.
    pub(crate) fn send_as(&self, id: &str, kind: &'static str, data: &Value, over: impl FnOnce() + Send + 'static) {
        let Some(target) = self.target.clone() else { return over() };
        let Ok(room) = self.room.clone().try_acquire_owned() else {
            self.sent.with_label_values(&[kind, "dropped"]).inc();
            return;
        };
        let now = Timestamp::now();
        let body = json!({ "id": id, "type": kind, "created": now.as_second(), "data": data }).to_string();
        let sent = self.sent.clone();
        self.tasks.spawn(async move {
            let result = deliver(&target, &body).await;
            if result != FAILED {
                over();
            }
            sent.with_label_values(&[kind, result]).inc();
            drop(room);
        });
    }
}

async fn deliver(target: &Target, body: &str) -> &'static str {
    for wait in AGAIN.into_iter().map(Some).chain([None]) {
        let at = Timestamp::now().as_second();
        let signature = format!("t={at},v1={}", sign(target.secret.expose_secret(), at, body));
        match outside::post(&target.url, &[(SIGNATURE, signature)], body.as_bytes().to_vec()).await {
            Ok(()) => return "ok",
            Err(error) if !error.may_pass() => {
                tracing::warn!(%error, "a webhook was refused");
                return "refused";
            }
            Err(error) => tracing::warn!(%error, "a webhook did not arrive"),
        }
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
    }
    FAILED
}

/// HMAC-SHA256 of `<at>.<body>` in hex.
fn sign(secret: &str, at: i64, body: &str) -> String {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
    context.update(format!("{at}.").as_bytes());
    context.update(body.as_bytes());
    context.sign().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn signatures_are_those_of_other_tools() {
        // printf '1763700000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            sign("secret", 1_763_700_000, "{\"id\":\"evt_1\"}"),
            "a4281afc069c2b77573661682a666c7c0c96b6e2896187b59d82b69e1f8725a7"
        );
    }
}
