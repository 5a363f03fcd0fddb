//! `GET /v1/models`: everything a request may name. Many tools call it as the test of a key.

use std::net::IpAddr;
use std::sync::Arc;

use http::Response;
use http::header::HeaderMap;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use router_core::policy::{Plan, Policy, Target};
use serde::Serialize;

use super::respond;
use crate::Gateway;
use crate::pipeline::{Call, authenticate};
use crate::respond::Refusal;
use crate::server::body::Body;

#[derive(Debug, Serialize)]
struct Model<'a> {
    id: &'a str,
    object: &'static str,
    /// Unix seconds: the day its price came into force, or the policy's.
    created: i64,
    owned_by: &'a str,
    shutdown_date: Option<String>,
}

#[derive(Debug, Serialize)]
struct List<'a> {
    object: &'static str,
    data: Vec<Model<'a>>,
}

/// All models.
pub(super) fn list(
    gateway: &Gateway,
    call: &Call,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<Response<Body>, Refusal> {
    let plan = plan(gateway, call, headers, peer)?;
    let policy = &call.snapshot.policy;
    let data = policy.model_names().into_iter().filter_map(|name| model(gateway, policy, &plan, name)).collect();
    respond(call, &List { object: "list", data })
}

/// One model.
pub(super) fn one(
    gateway: &Gateway,
    call: &Call,
    headers: &HeaderMap,
    peer: IpAddr,
    id: &str,
) -> Result<Response<Body>, Refusal> {
    let plan = plan(gateway, call, headers, peer)?;
    let id = decode_path(id);
    let model = model(gateway, &call.snapshot.policy, &plan, &id)
        .ok_or_else(|| Refusal::UnknownModel { model: id.chars().take(100).collect() })?;
    respond(call, &model)
}

fn plan(gateway: &Gateway, call: &Call, headers: &HeaderMap, peer: IpAddr) -> Result<Arc<Plan>, Refusal> {
    let caller = authenticate(gateway, call, headers, peer)?;
    call.snapshot.policy.plan(&caller.tenant.tenant.plan).cloned().ok_or(Refusal::Internal)
}

/// A model by its name, if the plan includes it and its provider is configured.
fn model<'a>(gateway: &Gateway, policy: &'a Policy, plan: &Plan, id: &'a str) -> Option<Model<'a>> {
    let row = match policy.target(id)? {
        Target::Auto => None,
        Target::Tier(tier) => plan.allows(*tier).then_some(None)?,
        Target::Model(slot, tier) => {
            let row = &slot.route.row;
            (plan.allows(*tier) && gateway.hosts.contains_key(&row.model.provider)).then_some(Some(row))?
        }
    };
    Some(Model {
        id,
        object: "model",
        created: unix(row.map_or(policy.date, |row| row.valid_from)),
        owned_by: row.map_or("qaqpa", |row| &row.model.provider),
        shutdown_date: row.and_then(|row| row.retires_on).map(|date| date.to_string()),
    })
}

fn unix(date: Date) -> i64 {
    date.to_zoned(TimeZone::UTC).map_or(0, |midnight| midnight.timestamp().as_second())
}

/// `%2F` and its like in a model's name: clients escape the slash of `openai/gpt-5.1`.
fn decode_path(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = tail.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
