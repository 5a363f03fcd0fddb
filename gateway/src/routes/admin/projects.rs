//! Projects of tenants.

use axum::Json;
use axum::extract::{Path, Query, State};
use http::StatusCode;
use jiff::Timestamp;

use super::limits::Limited;
use super::wire::{AdminError, ProjectBody, ProjectChange, ProjectView};
use super::{App, OfTenant, Shared};
use crate::ledger::{DirectoryError, ProjectRecord};

pub(super) async fn list(State(shared): App, Query(query): Query<OfTenant>) -> Json<Vec<ProjectView>> {
    let projects = shared.gateway.ledger.projects(query.tenant.as_deref());
    Json(projects.iter().map(|record| ProjectView::of(record)).collect())
}

pub(super) async fn create(
    State(shared): App,
    Limited(body, limits): Limited<ProjectBody>,
) -> Result<(StatusCode, Json<ProjectView>), AdminError> {
    let project = body.project(&limits)?;
    let (tenant, id) = (project.tenant.clone(), project.id.clone());
    shared.gateway.ledger.create_project(project, Timestamp::now()).await?;
    Ok((StatusCode::CREATED, Json(ProjectView::of(&*find(&shared, &tenant, &id)?))))
}

pub(super) async fn change(
    State(shared): App,
    Path((tenant, id)): Path<(String, String)>,
    Limited(change, limits): Limited<ProjectChange>,
) -> Result<Json<ProjectView>, AdminError> {
    let record = find(&shared, &tenant, &id)?;
    shared.gateway.ledger.update_project(change.applied_to(&limits, record.project.clone())?).await?;
    Ok(Json(ProjectView::of(&*find(&shared, &tenant, &id)?)))
}

fn find(shared: &Shared, tenant: &str, id: &str) -> Result<std::sync::Arc<ProjectRecord>, DirectoryError> {
    let found = shared.gateway.ledger.project(tenant, id);
    found.ok_or_else(|| DirectoryError::NoProject(format!("{tenant}/{id}").into()))
}
