//! `/admin/v1/providers`: how providers are, and whom an operator keeps out.

use std::time::Instant;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::App;
use super::wire::AdminError;
use crate::health::{Block, Blocked};

/// The longest block with an end, in seconds: a year. What is meant for longer has no end.
const LONGEST: u32 = 366 * 86_400;

/// For how long; until it is taken back where it is not said.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct For {
    for_seconds: Option<u32>,
}

type Done = Result<Json<serde_json::Value>, AdminError>;

pub(super) async fn list(State(shared): App) -> Json<serde_json::Value> {
    Json(rows(&shared.gateway))
}

/// Health, and of the hosts of a running gateway how their keys and their room are.
fn rows(gateway: &crate::Gateway) -> serde_json::Value {
    let now = Instant::now();
    let mut rows = gateway.health.report(now);
    for row in &mut rows {
        let host = row["name"].as_str().and_then(|name| gateway.hosts.get(name));
        let Some(host) = host else { continue };
        row["keys"] = serde_json::json!({ "all": host.keys.len(), "resting": host.keys.resting(now) });
        row["room"] = host.room.as_ref().map(|room| room.available_permits()).into();
    }
    rows.into()
}

pub(super) async fn block(State(shared): App, Path(name): Path<String>, Json(body): Json<For>) -> Done {
    set(&shared.gateway, &Blocked::Provider(name), Some(&body))
}

pub(super) async fn unblock(State(shared): App, Path(name): Path<String>) -> Done {
    set(&shared.gateway, &Blocked::Provider(name), None)
}

pub(super) async fn block_region(State(shared): App, Path(region): Path<String>, Json(body): Json<For>) -> Done {
    set(&shared.gateway, &Blocked::Region(region), Some(&body))
}

pub(super) async fn unblock_region(State(shared): App, Path(region): Path<String>) -> Done {
    set(&shared.gateway, &Blocked::Region(region), None)
}

/// Sets a block or takes it back, and answers with how providers are then.
fn set(gateway: &crate::Gateway, whom: &Blocked, body: Option<&For>) -> Done {
    let health = &gateway.health;
    let (kind, name) = match whom {
        Blocked::Provider(name) => ("provider", name),
        Blocked::Region(region) => ("region", region),
    };
    let label = format!("{kind} {name}");
    let known = health.names_like(whom);
    // What left the configuration can still be taken back.
    if body.is_some() && !known.contains(name.as_str()) {
        let known: Vec<&str> = known.into_iter().collect();
        return Err(AdminError::not_found(&format!("no {label} is configured; expected one of: {}", known.join(", "))));
    }
    let seconds = body.and_then(|body| body.for_seconds);
    if seconds.is_some_and(|seconds| !(1..=LONGEST).contains(&seconds)) {
        return Err(AdminError::new(StatusCode::BAD_REQUEST, "expected for_seconds from 1 second to 366 days"));
    }
    let end = |seconds: u32| Timestamp::now().checked_add(SignedDuration::from_secs(seconds.into())).ok();
    let block = body.map(|_| Block { whom: whom.clone(), until: seconds.and_then(end) });
    let blocks = block.is_some();
    match health.set_block(whom, block, Instant::now()) {
        Ok(true) => {
            tracing::warn!(whom = label, seconds, blocks, "an operator changed who is asked");
            Ok(Json(rows(gateway)))
        }
        Ok(false) => Err(AdminError::not_found(&format!("{label} is not blocked"))),
        Err(error) => {
            tracing::error!(%error, "a block could not be written down");
            Err(AdminError::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the block could not be written down, nothing changed",
            ))
        }
    }
}
