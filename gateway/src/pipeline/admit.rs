//! Admitted: a key that is known, a tenant that may, a plan with room. And the body, read whole and parsed once.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;

use http::header::{AUTHORIZATION, CONTENT_ENCODING, HeaderMap};
use hyper::body::Incoming;
use router_core::chat::Chat;
use router_core::json::{Document, Limits as JsonLimits};
use router_core::policy::{Plan, RedactionScope};

use super::call::Call;
use super::redaction::{self, Redacted, Redaction};
use super::register;
use crate::Gateway;
use crate::config::Limits;
use crate::ledger::{Caller, Holder, Idempotency};
use crate::limits::{Allowance, Places, Standing};
use crate::respond::Refusal;
use crate::server::body::{self, ReadLimits};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest idempotency key, in bytes.
const MAX_IDEMPOTENCY_KEY: usize = 255;
/// Slowest body accepted, in bytes a second (threat T5).
const BODY_RATE: usize = 1_024;

/// Who asks, under which plan, with how much room left.
#[derive(Debug)]
pub(crate) struct Admission {
    pub(crate) caller: Caller,
    pub(crate) plan: Arc<Plan>,
    /// What is masked for this key.
    pub(crate) redaction: Arc<RedactionScope>,
    /// The places among the requests at once; held until the exchange ends.
    pub(crate) places: Places,
    pub(crate) standing: Standing,
}

/// A request whose sender may send it; its body is unread.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) call: Arc<Call>,
    pub(crate) admission: Admission,
    idempotency_key: Option<[u8; 32]>,
}

/// A request that has been read and is a chat completion.
#[derive(Debug)]
pub(crate) struct Inbound {
    call: Arc<Call>,
    admission: Admission,
    chat: Chat,
    idempotency: Option<Idempotency>,
}

/// Admits a request by its headers alone.
pub(super) fn admit(
    gateway: &Gateway,
    call: Arc<Call>,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<Admitted, Refusal> {
    let caller = authenticate(gateway, &call, headers, peer)?;
    let idempotency_key = idempotency_key(headers)?;
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Refusal::ContentEncoding);
    }
    // A plan that a policy no longer knows is an operator's mistake; the tenant is told it is not theirs.
    let plan = call.snapshot.policy.plan(&caller.tenant.tenant.plan).cloned().ok_or_else(|| {
        tracing::error!(tenant = %caller.tenant.tenant.id, plan = caller.tenant.tenant.plan, "the tenant's plan is in no policy file");
        Refusal::Internal
    })?;
    let mut standing = Standing::default();
    let places = gateway
        .limit_board
        .enter(&mut standing, |holder| Some((caller.holder_id(holder)?, allowance(&caller, &plan, holder)?)))?;
    let redaction = call.snapshot.policy.redaction.of(&caller.tenant.tenant.id, &caller.key.id).clone();
    let admission = Admission { caller, plan, redaction, places, standing };
    Ok(Admitted { call, admission, idempotency_key })
}

/// The caller behind the `Authorization` header.
pub(crate) fn authenticate(
    gateway: &Gateway,
    call: &Call,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<Caller, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Refusal::KeyMissing)?;
    if values.next().is_some() {
        return Err(Refusal::Header { name: "authorization", problem: "given more than once" });
    }
    let key = value.to_str().ok().and_then(|value| {
        let (scheme, key) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    });
    if let Some(caller) = key.and_then(|key| gateway.ledger.authenticate(key, call.at)) {
        return Ok(caller);
    }
    let now = Instant::now();
    if let Some(retry_after) = gateway.connections.blocked_for(peer, now) {
        return Err(Refusal::TooManyFailures { retry_after });
    }
    gateway.connections.note_failure(peer, now);
    Err(Refusal::KeyInvalid)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<[u8; 32]>, Refusal> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let length = value.as_bytes().len();
    if values.next().is_some() || length == 0 || length > MAX_IDEMPOTENCY_KEY {
        return Err(Refusal::Header { name: IDEMPOTENCY_KEY, problem: "expected one value of 1 to 255 bytes" });
    }
    Ok(Some(*blake3::hash(value.as_bytes()).as_bytes()))
}

/// What a holder that the caller belongs to allows: a tenant what its plan does, where it has no limit of its own.
pub(crate) fn allowance(caller: &Caller, plan: &Plan, holder: Holder) -> Option<Allowance> {
    let own = caller.limits(holder)?;
    let plan = (holder == Holder::Tenant).then_some(plan);
    let limit = |own: Option<u32>, of_plan: fn(&Plan) -> Option<u64>| own.map(u64::from).or_else(|| of_plan(plan?));
    let per_minute = |count: Option<u64>| {
        count.map(|count| NonZeroU32::new(u32::try_from(count).unwrap_or(u32::MAX)).unwrap_or(NonZeroU32::MIN))
    };
    Some(Allowance {
        requests_per_minute: per_minute(limit(own.requests_per_minute, |plan| plan.requests_per_minute)),
        tokens_per_minute: per_minute(limit(own.tokens_per_minute, |plan| plan.tokens_per_minute)),
        concurrency: limit(own.concurrency, |plan| plan.concurrency),
    })
}

impl Admitted {
    /// Reads and parses the body.
    pub(super) async fn read(self, limits: &Limits, body: Incoming) -> Result<Inbound, Refusal> {
        let most = limits.body_bytes.max(limits.body_bytes_with_images);
        let bytes = body::read(body, ReadLimits { bytes: most, timeout: limits.body_timeout, rate: BODY_RATE }).await?;
        // The larger limit is for images alone.
        if bytes.len() > limits.body_bytes && memchr::memmem::find(&bytes, b"\"image_url\"").is_none() {
            return Err(Refusal::BodyTooLarge { limit: limits.body_bytes });
        }
        let idempotency =
            self.idempotency_key.map(|key_hash| Idempotency { key_hash, body_hash: *blake3::hash(&bytes).as_bytes() });
        let chat = Chat::new(Document::parse(&bytes, JsonLimits::default())?)?;
        Ok(Inbound { call: self.call, admission: self.admission, chat, idempotency })
    }
}

impl Inbound {
    /// Bytes of the body.
    pub(super) fn size(&self) -> usize {
        self.chat.document().bytes().len()
    }

    /// Replaces what is personal. If that fails, the request goes nowhere.
    pub(super) fn redact(self, gateway: &Gateway) -> Result<Redacted, Refusal> {
        let scope = Arc::clone(&self.admission.redaction);
        let redaction = Redaction::new(self.chat, scope, &gateway.detectors).map_err(|error| {
            register::note_refusal(gateway, &self.call, &self.admission, &error);
            redaction::refusal(&error)
        })?;
        Ok(Redacted { call: self.call, admission: self.admission, redaction, idempotency: self.idempotency })
    }
}
