//! The JSON of the admin API. Input refuses unknown fields; output never holds a secret but the new key, once.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use router_core::diagnostic::{Diagnostic, Severity, SourceFile};
use router_core::policy::Policy;
use serde::{Deserialize, Serialize};

use super::limits::{LimitsBody, LimitsView};
use crate::keys::ApiKey;
use crate::ledger::{DirectoryError, KeyRecord, Limits, NewKey, Project, ProjectRecord, Tenant, TenantRecord};

/// A tenant to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantBody {
    id: String,
    name: Option<String>,
    plan: String,
    pays: Option<Pays>,
}

/// How often a tenant pays its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pays {
    Month,
    Year,
}

/// What is to be changed of a tenant; what is absent stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantChange {
    name: Option<String>,
    plan: Option<String>,
    pays: Option<Pays>,
    disabled: Option<bool>,
}

/// A project to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectBody {
    tenant: String,
    id: String,
    name: Option<String>,
}

/// What is to be changed of a project; what is absent stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectChange {
    name: Option<String>,
}

/// A key to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyBody {
    tenant: String,
    project: Option<String>,
    name: Option<String>,
    expires_at: Option<String>,
}

/// A tenant as shown.
#[derive(Debug, Serialize)]
pub(crate) struct TenantView {
    id: String,
    name: String,
    plan: String,
    pays: Pays,
    disabled: bool,
    created: String,
    #[serde(flatten)]
    limits: LimitsView,
}

/// A project as shown.
#[derive(Debug, Serialize)]
pub(crate) struct ProjectView {
    tenant: String,
    id: String,
    name: String,
    created: String,
    #[serde(flatten)]
    limits: LimitsView,
}

/// A key as shown.
#[derive(Debug, Serialize)]
pub(crate) struct KeyView {
    id: String,
    tenant: String,
    project: Option<String>,
    name: String,
    prefix: String,
    created: String,
    revoked_at: Option<String>,
    expires_at: Option<String>,
    #[serde(flatten)]
    limits: LimitsView,
    /// The key itself, in the answer to its making only.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// A refusal of the admin API.
#[derive(Debug)]
pub(crate) struct AdminError {
    status: StatusCode,
    body: serde_json::Value,
}

impl TenantBody {
    pub(crate) fn tenant(self, limits: &LimitsBody, policy: &Policy) -> Result<Tenant, AdminError> {
        let plan = known_plan(&self.plan, policy)?;
        let of_plan = policy.plan(plan).and_then(|plan| plan.ai_budget);
        let limits = limits.applied_to(&Limits { budget_month: of_plan, ..Limits::default() })?;
        Ok(Tenant {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            plan: plan.to_owned(),
            limits,
            disabled: false,
            pays_yearly: self.pays == Some(Pays::Year),
            id: self.id.into(),
        })
    }
}

impl TenantChange {
    pub(crate) fn applied_to(self, limits: &LimitsBody, tenant: Tenant, policy: &Policy) -> Result<Tenant, AdminError> {
        let plan = match &self.plan {
            Some(plan) => known_plan(plan, policy)?.to_owned(),
            None => tenant.plan,
        };
        Ok(Tenant {
            name: self.name.unwrap_or(tenant.name),
            plan,
            limits: limits.applied_to(&tenant.limits)?,
            disabled: self.disabled.unwrap_or(tenant.disabled),
            pays_yearly: self.pays.map_or(tenant.pays_yearly, |pays| pays == Pays::Year),
            id: tenant.id,
        })
    }
}

impl ProjectBody {
    pub(crate) fn project(self, limits: &LimitsBody) -> Result<Project, AdminError> {
        let name = self.name.unwrap_or_else(|| self.id.clone());
        Ok(Project { limits: limits.applied_to(&Limits::default())?, ..Project::new(&self.tenant, &self.id, &name) })
    }
}

impl ProjectChange {
    pub(crate) fn applied_to(self, limits: &LimitsBody, project: Project) -> Result<Project, AdminError> {
        let limits = limits.applied_to(&project.limits)?;
        Ok(Project { name: self.name.unwrap_or(project.name), limits, ..project })
    }
}

impl KeyBody {
    pub(crate) fn key(self, limits: &LimitsBody) -> Result<NewKey, AdminError> {
        let expires_at = self.expires_at.map(|text| {
            text.parse::<Timestamp>()
                .map_err(|_| AdminError::field("expires_at", "a time such as 2027-01-01T00:00:00Z"))
        });
        Ok(NewKey {
            name: self.name.unwrap_or_default(),
            expires_at: expires_at.transpose()?,
            limits: limits.applied_to(&Limits::default())?,
            project: self.project.map(Into::into),
            tenant: self.tenant.into(),
        })
    }
}

impl TenantView {
    pub(crate) fn of(record: &TenantRecord) -> Self {
        let Tenant { id, name, plan, limits, disabled, pays_yearly } = &record.tenant;
        Self {
            id: id.to_string(),
            name: name.clone(),
            plan: plan.clone(),
            limits: LimitsView::of(limits),
            pays: if *pays_yearly { Pays::Year } else { Pays::Month },
            disabled: *disabled,
            created: record.created.to_string(),
        }
    }
}

impl ProjectView {
    pub(crate) fn of(record: &ProjectRecord) -> Self {
        let Project { tenant, id, name, limits } = &record.project;
        Self {
            tenant: tenant.to_string(),
            id: id.to_string(),
            name: name.clone(),
            created: record.created.to_string(),
            limits: LimitsView::of(limits),
        }
    }
}

impl KeyView {
    pub(crate) fn of(record: &KeyRecord) -> Self {
        Self {
            id: record.id.to_string(),
            tenant: record.key.tenant.to_string(),
            project: record.key.project.as_ref().map(ToString::to_string),
            name: record.key.name.clone(),
            prefix: record.prefix.clone(),
            created: record.created.to_string(),
            revoked_at: record.revoked_at.map(|at| at.to_string()),
            expires_at: record.key.expires_at.map(|at| at.to_string()),
            limits: LimitsView::of(&record.key.limits),
            key: None,
        }
    }

    pub(crate) fn with_secret(record: &KeyRecord, secret: &ApiKey) -> Self {
        Self { key: Some(secret.expose().to_owned()), ..Self::of(record) }
    }
}

impl AdminError {
    pub(crate) fn new(status: StatusCode, message: &str) -> Self {
        Self { status, body: serde_json::json!({ "error": { "message": message } }) }
    }

    pub(crate) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// Files that were refused.
    pub(crate) fn files(files: &[SourceFile], problems: &[Diagnostic]) -> Self {
        let message = "the files have errors; the old version stays in force";
        let body = serde_json::json!({ "error": { "message": message }, "diagnostics": diagnostics(files, problems) });
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, body }
    }

    pub(crate) fn field(name: &str, expected: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, &format!("{name}: expected {expected}"))
    }
}

impl IntoResponse for AdminError {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

impl From<DirectoryError> for AdminError {
    fn from(error: DirectoryError) -> Self {
        let status = match error {
            DirectoryError::TenantExists(_) | DirectoryError::ProjectExists(_) => StatusCode::CONFLICT,
            DirectoryError::NoTenant(_) | DirectoryError::NoProject(_) | DirectoryError::NoKey(_) => {
                StatusCode::NOT_FOUND
            }
            DirectoryError::BadId(_)
            | DirectoryError::NegativeBudget
            | DirectoryError::ZeroLimit
            | DirectoryError::BadShare => StatusCode::BAD_REQUEST,
            DirectoryError::NoRandomness | DirectoryError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, &error.to_string())
    }
}

/// Problems of files with their places.
pub(crate) fn diagnostics(files: &[SourceFile], problems: &[Diagnostic]) -> serde_json::Value {
    let problem = |problem: &Diagnostic| {
        let place =
            files.iter().find(|file| file.name == problem.file).and_then(|file| problem.line_column(&file.text));
        serde_json::json!({
            "file": problem.file,
            "line": place.map(|(line, _)| line),
            "column": place.map(|(_, column)| column),
            "severity": match problem.severity { Severity::Warning => "warning", Severity::Error => "error" },
            "found": problem.found,
            "expected": problem.expected,
        })
    };
    problems.iter().map(problem).collect()
}

fn known_plan<'a>(plan: &'a str, policy: &Policy) -> Result<&'a str, AdminError> {
    if policy.plan(plan).is_some() {
        return Ok(plan);
    }
    let known: Vec<String> = policy.plans().iter().map(|plan| plan.id.to_string()).collect();
    Err(AdminError::field("plan", &format!("one of {}", known.join(", "))))
}
