//! Answers kept for clients that repeat a request with its `Idempotency-Key`. In memory, bounded, per tenant; the ledger
//! remembers durably that the request was made, this only what it was answered.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use moka::sync::Cache;

use crate::ledger::Idempotency;
use crate::server::body::Body;

/// Bytes of answers kept in all.
const CAPACITY: u64 = 32 * 1024 * 1024;
/// Longest answer kept, in bytes; a longer one is answered 409 when repeated.
const LONGEST: usize = 1024 * 1024;
/// How long an answer is kept: long enough for a client's retries, short for what it may contain.
const KEPT_FOR: Duration = Duration::from_secs(600);

/// A tenant's idempotency key, hashed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    tenant: String,
    key_hash: [u8; 32],
}

#[derive(Debug, Clone)]
struct Kept {
    body_hash: [u8; 32],
    headers: HeaderMap,
    body: Bytes,
}

/// The answers kept.
#[derive(Debug)]
pub(crate) struct Replays {
    cache: Cache<Key, Kept>,
}

impl Replays {
    pub(crate) fn new() -> Self {
        let weigher = |_: &Key, kept: &Kept| u32::try_from(kept.body.len() + 1_024).unwrap_or(u32::MAX);
        Self { cache: Cache::builder().max_capacity(CAPACITY).weigher(weigher).time_to_live(KEPT_FOR).build() }
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, tenant: &str, idempotency: Idempotency, headers: &HeaderMap, pieces: &[Bytes]) {
        let length: usize = pieces.iter().map(Bytes::len).sum();
        if length > LONGEST {
            return;
        }
        let mut body = Vec::with_capacity(length);
        pieces.iter().for_each(|piece| body.extend_from_slice(piece));
        let key = Key { tenant: tenant.to_owned(), key_hash: idempotency.key_hash };
        self.cache.insert(key, Kept { body_hash: idempotency.body_hash, headers: headers.clone(), body: body.into() });
    }

    /// The answer to an earlier request with the same key and the same body.
    pub(crate) fn replay(&self, tenant: &str, idempotency: Idempotency) -> Option<Response<Body>> {
        let key = Key { tenant: tenant.to_owned(), key_hash: idempotency.key_hash };
        let kept = self.cache.get(&key).filter(|kept| kept.body_hash == idempotency.body_hash)?;
        let mut response = Response::new(Body::whole(kept.body));
        *response.headers_mut() = kept.headers;
        response.headers_mut().insert(HeaderName::from_static("x-qaqpa-replayed"), HeaderValue::from_static("true"));
        Some(response)
    }
}
