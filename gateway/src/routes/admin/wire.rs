//! The JSON of the admin API. Input refuses unknown fields; output never holds a secret but the new key, once.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use router_core::diagnostic::{Diagnostic, Severity, SourceFile};
use router_core::money::MicroTenge;
use router_core::policy::Policy;
use serde::{Deserialize, Serialize};

use crate::keys::ApiKey;
use crate::ledger::{DirectoryError, KeyRecord, NewKey, Tenant, TenantRecord};

/// A tenant to be made. Budgets are decimals of tenge in strings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantBody {
    id: String,
    name: Option<String>,
    plan: String,
    budget_month: Option<String>,
    budget_day: Option<String>,
}

/// What is to be changed of a tenant; what is absent stays, a budget of `"none"` is lifted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantChange {
    name: Option<String>,
    plan: Option<String>,
    budget_month: Option<String>,
    budget_day: Option<String>,
    disabled: Option<bool>,
}

/// A key to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyBody {
    tenant: String,
    name: Option<String>,
    budget_month: Option<String>,
    requests_per_minute: Option<u32>,
    expires_at: Option<String>,
}

/// A tenant as shown.
#[derive(Debug, Serialize)]
pub(crate) struct TenantView {
    id: String,
    name: String,
    plan: String,
    budget_month: Option<String>,
    budget_day: Option<String>,
    disabled: bool,
    created: String,
}

/// A key as shown.
#[derive(Debug, Serialize)]
pub(crate) struct KeyView {
    id: String,
    tenant: String,
    name: String,
    prefix: String,
    created: String,
    revoked_at: Option<String>,
    expires_at: Option<String>,
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
    pub(crate) fn tenant(self, policy: &Policy) -> Result<Tenant, AdminError> {
        let plan = known_plan(&self.plan, policy)?;
        let of_plan = policy.plan(plan).and_then(|plan| plan.ai_budget);
        Ok(Tenant {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            plan: plan.to_owned(),
            budget_month: amount("budget_month", self.budget_month.as_deref())?.or(of_plan),
            budget_day: amount("budget_day", self.budget_day.as_deref())?,
            disabled: false,
            id: self.id.into(),
        })
    }
}

impl TenantChange {
    pub(crate) fn applied_to(self, tenant: Tenant, policy: &Policy) -> Result<Tenant, AdminError> {
        let plan = match &self.plan {
            Some(plan) => known_plan(plan, policy)?.to_owned(),
            None => tenant.plan,
        };
        Ok(Tenant {
            name: self.name.unwrap_or(tenant.name),
            plan,
            budget_month: changed("budget_month", self.budget_month.as_deref(), tenant.budget_month)?,
            budget_day: changed("budget_day", self.budget_day.as_deref(), tenant.budget_day)?,
            disabled: self.disabled.unwrap_or(tenant.disabled),
            id: tenant.id,
        })
    }
}

impl KeyBody {
    pub(crate) fn key(self) -> Result<NewKey, AdminError> {
        let expires_at = self.expires_at.map(|text| {
            text.parse::<Timestamp>()
                .map_err(|_| AdminError::field("expires_at", "a time such as 2027-01-01T00:00:00Z"))
        });
        Ok(NewKey {
            name: self.name.unwrap_or_default(),
            expires_at: expires_at.transpose()?,
            budget_month: amount("budget_month", self.budget_month.as_deref())?,
            requests_per_minute: self.requests_per_minute,
            tenant: self.tenant.into(),
        })
    }
}

impl TenantView {
    pub(crate) fn of(record: &TenantRecord) -> Self {
        let Tenant { id, name, plan, budget_month, budget_day, disabled } = record.tenant.clone();
        let tenge = |amount: Option<MicroTenge>| amount.map(|amount| amount.tenge().to_string());
        Self {
            id: id.to_string(),
            name,
            plan,
            budget_month: tenge(budget_month),
            budget_day: tenge(budget_day),
            disabled,
            created: record.created.to_string(),
        }
    }
}

impl KeyView {
    pub(crate) fn of(record: &KeyRecord) -> Self {
        Self {
            id: record.id.to_string(),
            tenant: record.key.tenant.to_string(),
            name: record.key.name.clone(),
            prefix: record.prefix.clone(),
            created: record.created.to_string(),
            revoked_at: record.revoked_at.map(|at| at.to_string()),
            expires_at: record.key.expires_at.map(|at| at.to_string()),
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
            DirectoryError::TenantExists(_) => StatusCode::CONFLICT,
            DirectoryError::NoTenant(_) | DirectoryError::NoKey(_) => StatusCode::NOT_FOUND,
            DirectoryError::BadId(_) | DirectoryError::NegativeBudget => StatusCode::BAD_REQUEST,
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

/// A budget after a change: absent stays, `"none"` lifts it, which is not the same as a budget of zero.
fn changed(name: &str, text: Option<&str>, current: Option<MicroTenge>) -> Result<Option<MicroTenge>, AdminError> {
    match text {
        None => Ok(current),
        Some("none") => Ok(None),
        Some(_) => amount(name, text),
    }
}

/// A budget: a decimal of tenge, 0 or more, in at most six decimals.
fn amount(name: &str, text: Option<&str>) -> Result<Option<MicroTenge>, AdminError> {
    let Some(text) = text else { return Ok(None) };
    let refused = || AdminError::field(name, "tenge as a decimal in quotes such as \"1000.00\", 0 or more");
    let tenge: rust_decimal::Decimal = text.parse().map_err(|_| refused())?;
    let amount = MicroTenge::round_up(tenge).map_err(|_| refused())?;
    if tenge.is_sign_negative() { Err(refused()) } else { Ok(Some(amount)) }
}
