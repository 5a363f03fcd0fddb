//! `POST /admin/v1/route`: where a request would go, and why, without sending it.

use axum::Json;
use axum::extract::{Query, State};
use http::StatusCode;
use jiff::Timestamp;
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::Tier;

use super::App;
use super::wire::AdminError;
use crate::explain::{self, Means, Subject};
use crate::health::Form;
use crate::ledger::DirectoryError;

/// For whom is asked; for a plan with every tier where it is not said.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfCaller {
    tenant: Option<String>,
    /// A key of that tenant, by its id.
    key: Option<String>,
    /// As if a second opinion named this tier.
    opinion: Option<String>,
}

pub(super) async fn explain(
    State(shared): App,
    Query(query): Query<OfCaller>,
    body: axum::body::Bytes,
) -> Result<Json<serde_json::Value>, AdminError> {
    let gateway = &shared.gateway;
    let invalid = |error: &dyn std::fmt::Display| AdminError::new(StatusCode::BAD_REQUEST, &error.to_string());
    let document = Document::parse(&body, Limits::default()).map_err(|error| invalid(&error))?;
    let chat = Chat::new(document).map_err(|error| invalid(&error))?;
    let snapshot = gateway.snapshots.current();
    let at = Timestamp::now();
    let key = query.key.as_deref();
    let caller = query.tenant.as_deref().map(|tenant| gateway.ledger.caller_of(tenant, key)).transpose()?;
    if let (None, Some(key)) = (&caller, key) {
        return Err(DirectoryError::NoKey(key.into()).into());
    }
    let plan = match &caller {
        Some(caller) => caller.tenant.tenant.plan.clone(),
        None => explain::widest_plan(&snapshot.policy)
            .ok_or_else(|| AdminError::not_found("no plan in the policy files"))?,
    };
    let plan =
        snapshot.policy.plan(&plan).ok_or_else(|| AdminError::not_found("the tenant's plan is in no policy file"))?;
    let rows = gateway.health.report(std::time::Instant::now());
    let seen = gateway.health.seen_in(rows, Form::of(&chat), "the running gateway".to_owned());
    let (tenant, key) = caller.as_ref().map_or(("", ""), |caller| (&*caller.tenant.tenant.id, &*caller.key.id));
    let scope = snapshot.policy.redaction.of(tenant, key);
    let budget_left = caller.as_ref().and_then(|caller| gateway.ledger.budget_left(caller, at));
    let opinion =
        query.opinion.as_deref().map(|name| Tier::from_name(name).ok_or_else(|| invalid(&"expected opinion=L0 to L3")));
    let subject = Subject { tenant, key, plan, scope, budget_left, opinion: opinion.transpose()?, at };
    let speakers = gateway.hosts.iter().map(|(name, host)| (&**name, (host.dialect, &host.quirks))).collect();
    let (detectors, assessor) = (&gateway.detectors, &gateway.assessor);
    let means = Means { snapshot: &snapshot, detectors, assessor, seen: &seen, speakers: &speakers };
    explain::explain(chat, means, &subject).map(Json).map_err(|error| invalid(&error))
}
