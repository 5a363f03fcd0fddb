//! The admin listener: health, metrics, tenants, keys, reload, dry runs. On its own address, never on the data port;
//! everything under `/admin/v1` wants the admin key.

mod correction;
mod decision;
mod providers;
mod wire;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Path, Query, Request as AxumRequest, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};
use http::{Request, StatusCode, header};
use hyper::body::Incoming;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use tower::ServiceExt as _;

use crate::Gateway;
use crate::audit::{self, Sheet};
use crate::ledger::{DirectoryError, LedgerError, NewKey, Period, Reader, Tenant, almaty_day};
use crate::server::{Phase, Service};
use crate::start::note_reload;

use wire::{AdminError, KeyBody, KeyView, TenantBody, TenantChange, TenantView};

/// Answers operators.
#[derive(Debug, Clone)]
pub(crate) struct AdminService(Router);

struct Shared {
    gateway: Arc<Gateway>,
    key: SecretString,
}

type App = State<Arc<Shared>>;

impl AdminService {
    pub(crate) fn new(gateway: Arc<Gateway>, key: SecretString) -> Self {
        let shared = Arc::new(Shared { gateway, key });
        let guarded = Router::new()
            .route("/tenants", get(list_tenants).post(create_tenant))
            .route("/tenants/{id}", patch(change_tenant))
            .route("/keys", get(list_keys).post(create_key))
            .route("/keys/{id}", delete(revoke_key))
            .route("/reload", post(reload))
            .route("/config", get(config))
            .route("/providers", get(providers::list))
            .route("/providers/{name}/block", post(providers::block).delete(providers::unblock))
            .route("/regions/{region}/block", post(providers::block_region).delete(providers::unblock_region))
            .route("/route", post(decision::explain))
            .route("/requests/{id}/corrections", post(correction::make))
            .route("/audit/pii", get(audit_pii))
            .route("/audit/incident", get(audit_incident))
            .route("/feedback", get(feedback))
            .layer(from_fn_with_state(shared.clone(), guard));
        let router = Router::new()
            .nest("/admin/v1", guarded)
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(readyz))
            .route("/metrics", get(metrics))
            .fallback(|| async { AdminError::not_found("no such path on the admin listener") })
            .with_state(shared);
        Self(router)
    }
}

impl AdminService {
    /// Answers a request made in this process by its operator, who needs no key to act on their own files.
    pub(crate) async fn ask(&self, method: &http::Method, path: &str, body: Vec<u8>) -> Option<(u16, Vec<u8>)> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/admin/v1/{path}"))
            .header(header::AUTHORIZATION, "Bearer ")
            .header(header::CONTENT_TYPE, "application/json")
            .body(axum::body::Body::from(body))
            .ok()?;
        let response = self.0.clone().oneshot(request).await.ok()?;
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.ok()?;
        Some((status, body.to_vec()))
    }
}

impl Service for AdminService {
    type Body = axum::body::Body;

    async fn call(&self, request: Request<Incoming>, _peer: IpAddr) -> Response {
        match self.0.clone().oneshot(request.map(axum::body::Body::new)).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Lets requests with the admin key pass.
async fn guard(State(shared): App, request: AxumRequest, next: Next) -> Response {
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let right =
        given.is_some_and(|given| bool::from(given.trim().as_bytes().ct_eq(shared.key.expose_secret().as_bytes())));
    if right {
        next.run(request).await
    } else {
        AdminError::new(StatusCode::UNAUTHORIZED, "expected the admin key as a bearer token").into_response()
    }
}

async fn readyz(State(shared): App) -> (StatusCode, String) {
    let gateway = &shared.gateway;
    let draining = *gateway.phase.borrow() != Phase::Running;
    if draining {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n".to_owned());
    }
    if !gateway.ledger.is_ready() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the ledger takes no reservations\n".to_owned());
    }
    (StatusCode::OK, "ready\n".to_owned())
}

async fn metrics(State(shared): App) -> impl IntoResponse {
    let Gateway { metrics, ledger, health, .. } = &*shared.gateway;
    metrics.note_health(health);
    let stats = ledger.stats();
    let gauge = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    metrics.ledger_queue.set(gauge(stats.queue_depth() as u64));
    metrics.ledger_commit.set(gauge(stats.last_commit_micros()));
    metrics.ledger_batch.set(gauge(stats.last_batch()));
    if let Some(shared) = ledger.shared_stats() {
        metrics.note_shared(shared);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render())
}

async fn list_tenants(State(shared): App) -> Json<Vec<TenantView>> {
    Json(shared.gateway.ledger.tenants().iter().map(|record| TenantView::of(record)).collect())
}

async fn create_tenant(
    State(shared): App,
    Json(body): Json<TenantBody>,
) -> Result<(StatusCode, Json<TenantView>), AdminError> {
    let gateway = &shared.gateway;
    let tenant = body.tenant(&gateway.snapshots.current().policy)?;
    let id = tenant.id.clone();
    gateway.ledger.create_tenant(tenant, Timestamp::now()).await?;
    let record = gateway.ledger.tenant(&id).ok_or(DirectoryError::Unavailable)?;
    Ok((StatusCode::CREATED, Json(TenantView::of(&record))))
}

async fn change_tenant(
    State(shared): App,
    Path(id): Path<String>,
    Json(change): Json<TenantChange>,
) -> Result<Json<TenantView>, AdminError> {
    let gateway = &shared.gateway;
    let no_tenant = || DirectoryError::NoTenant(id.as_str().into());
    let record = gateway.ledger.tenant(&id).ok_or_else(no_tenant)?;
    let tenant: Tenant = change.applied_to(record.tenant.clone(), &gateway.snapshots.current().policy)?;
    gateway.ledger.update_tenant(tenant).await?;
    let record = gateway.ledger.tenant(&id).ok_or_else(no_tenant)?;
    Ok(Json(TenantView::of(&record)))
}

#[derive(Debug, serde::Deserialize)]
struct OfTenant {
    tenant: Option<String>,
}

async fn list_keys(State(shared): App, Query(query): Query<OfTenant>) -> Json<Vec<KeyView>> {
    Json(shared.gateway.ledger.keys(query.tenant.as_deref()).iter().map(|record| KeyView::of(record)).collect())
}

async fn create_key(State(shared): App, Json(body): Json<KeyBody>) -> Result<(StatusCode, Json<KeyView>), AdminError> {
    let key: NewKey = body.key()?;
    let (secret, record) = shared.gateway.ledger.create_key(key, Timestamp::now()).await?;
    Ok((StatusCode::CREATED, Json(KeyView::with_secret(&record, &secret))))
}

async fn revoke_key(State(shared): App, Path(id): Path<String>) -> Result<StatusCode, AdminError> {
    shared.gateway.ledger.revoke_key(&id, Timestamp::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn reload(State(shared): App) -> Result<Json<serde_json::Value>, AdminError> {
    let gateway = shared.gateway.clone();
    let result = tokio::task::spawn_blocking(move || gateway.snapshots.reload(almaty_day(Timestamp::now()))).await;
    let result = result.map_err(|_| {
        AdminError::new(StatusCode::INTERNAL_SERVER_ERROR, "the reload ended in a panic; the old files stay in force")
    })?;
    let result = result.map_err(|refused| (refused.files, refused.diagnostics));
    note_reload(&shared.gateway, &result.as_ref().copied().map_err(|(_, diagnostics)| diagnostics.clone()));
    match result {
        Ok(version) => Ok(Json(serde_json::json!({ "version": version }))),
        Err((files, diagnostics)) => Err(AdminError::files(&files, &diagnostics)),
    }
}

async fn config(State(shared): App) -> Json<serde_json::Value> {
    let snapshot = shared.gateway.snapshots.current();
    let refused = shared.gateway.snapshots.last_refusal().map(|refusal| wire::diagnostics(&[], &refusal.diagnostics));
    let provider = |(name, host): (&Arc<str>, &Arc<crate::providers::Host>)| serde_json::json!({ "name": &**name, "region": host.region, "perimeter": host.perimeter.name() });
    Json(serde_json::json!({
        "version": snapshot.version,
        "fingerprint": snapshot.fingerprint,
        "policy": &*snapshot.policy.id,
        "date": snapshot.policy.date.to_string(),
        "refused": refused,
        "providers": shared.gateway.hosts.iter().map(provider).collect::<Vec<_>>(),
    }))
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct OfPeriod {
    tenant: Option<String>,
    from: String,
    to: String,
}

/// Sums of what personal data requests held, and whom it reached.
async fn audit_pii(State(shared): App, Query(query): Query<OfPeriod>) -> Result<Json<serde_json::Value>, AdminError> {
    let rows = audited(shared, query, audit::summary).await?;
    Ok(Json(serde_json::json!({ "rows": rows })))
}

/// Every request that held personal data, and the day by which a notice of it is due.
async fn audit_incident(
    State(shared): App,
    Query(query): Query<OfPeriod>,
) -> Result<Json<serde_json::Value>, AdminError> {
    let rows = audited(shared, query, audit::incidents).await?;
    let now = Timestamp::now();
    let due = audit::notice_due(almaty_day(now)).to_string();
    Ok(Json(serde_json::json!({ "prepared_at": now.to_string(), "notice_due": due, "rows": rows })))
}

/// How users rated the answers of rules and experiments.
async fn feedback(State(shared): App, Query(query): Query<OfPeriod>) -> Result<Json<serde_json::Value>, AdminError> {
    let rows = audited(shared, query, crate::feedback::summary).await?;
    Ok(Json(serde_json::json!({ "rows": rows })))
}

async fn audited(
    shared: Arc<Shared>,
    query: OfPeriod,
    read: fn(&Reader, &Period) -> Result<Sheet, LedgerError>,
) -> Result<serde_json::Value, AdminError> {
    let day = |text: &str| {
        let problem =
            |_| AdminError::new(StatusCode::BAD_REQUEST, "expected days such as from=2026-11-01&to=2026-11-30");
        text.parse().map_err(problem)
    };
    let period = Period { from: day(&query.from)?, to: day(&query.to)?, tenant: query.tenant };
    let path = shared.gateway.ledger.path().to_owned();
    let sheet = tokio::task::spawn_blocking(move || read(&Reader::open(&path)?, &period)).await;
    match sheet {
        Ok(Ok(sheet)) => Ok(sheet.json()),
        _ => Err(AdminError::new(StatusCode::INTERNAL_SERVER_ERROR, "the ledger cannot be read")),
    }
}
