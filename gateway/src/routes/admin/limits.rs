//! The limits of tenants, projects and keys in the JSON of the admin API: one set of members for all of them.

use axum::Json;
use axum::extract::{FromRequest, Request};
use http::StatusCode;
use router_core::money::MicroTenge;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::wire::AdminError;
use crate::ledger::Limits;

/// What is lifted, which is not the same as a limit of zero.
const NONE: &str = "none";

/// Limits as shown: budgets are decimals of tenge in strings.
#[derive(Debug, Serialize)]
pub(crate) struct LimitsView {
    budget_month: Option<String>,
    budget_day: Option<String>,
    soft_percent: Option<u8>,
    requests_per_minute: Option<u32>,
    tokens_per_minute: Option<u32>,
    concurrency: Option<u32>,
}

/// Limits to be set: what is absent or `null` stays, `"none"` is lifted.
#[derive(Debug, Default)]
pub(crate) struct LimitsBody(Map<String, Value>);

/// A body with limits among its own members. Members that neither knows are refused.
#[derive(Debug)]
pub(crate) struct Limited<T>(pub(crate) T, pub(crate) LimitsBody);

/// The members of [`LimitsBody`].
const NAMES: [&str; 6] =
    ["budget_month", "budget_day", "soft_percent", "requests_per_minute", "tokens_per_minute", "concurrency"];

impl LimitsView {
    pub(crate) fn of(limits: &Limits) -> Self {
        let tenge = |amount: Option<MicroTenge>| amount.map(|amount| amount.tenge().to_string());
        Self {
            budget_month: tenge(limits.budget_month),
            budget_day: tenge(limits.budget_day),
            soft_percent: limits.soft_percent,
            requests_per_minute: limits.requests_per_minute,
            tokens_per_minute: limits.tokens_per_minute,
            concurrency: limits.concurrency,
        }
    }
}

impl LimitsBody {
    /// The limits with the changes that are asked for.
    pub(crate) fn applied_to(&self, limits: &Limits) -> Result<Limits, AdminError> {
        let budget = |name, current| self.changed(name, current, |value| amount(name, value));
        let count = |name, current| {
            self.changed(name, current, |value| {
                let count = value.as_u64().and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0);
                count.ok_or_else(|| AdminError::field(name, "a whole number from 1 on, or \"none\""))
            })
        };
        let share = |name, current| {
            self.changed(name, current, |value| {
                let share = value.as_u64().and_then(|share| u8::try_from(share).ok()).filter(|share| *share <= 100);
                share.ok_or_else(|| AdminError::field(name, "0 to 100, where 0 tells nobody, or \"none\""))
            })
        };
        Ok(Limits {
            budget_month: budget("budget_month", limits.budget_month)?,
            budget_day: budget("budget_day", limits.budget_day)?,
            soft_percent: share("soft_percent", limits.soft_percent)?,
            requests_per_minute: count("requests_per_minute", limits.requests_per_minute)?,
            tokens_per_minute: count("tokens_per_minute", limits.tokens_per_minute)?,
            concurrency: count("concurrency", limits.concurrency)?,
        })
    }

    fn changed<T>(
        &self,
        name: &str,
        current: Option<T>,
        read: impl FnOnce(&Value) -> Result<T, AdminError>,
    ) -> Result<Option<T>, AdminError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(current),
            Some(Value::String(text)) if text == NONE => Ok(None),
            Some(value) => read(value).map(Some),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Limited<T> {
    type Rejection = AdminError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AdminError> {
        let refused = |text: &str| AdminError::new(StatusCode::UNPROCESSABLE_ENTITY, text);
        let body = Json::<Map<String, Value>>::from_request(request, state).await;
        let Json(body) = body.map_err(|rejection| AdminError::new(rejection.status(), &rejection.body_text()))?;
        let (limits, own) = body.into_iter().partition(|(name, _)| NAMES.contains(&name.as_str()));
        let own = serde_json::from_value(Value::Object(own)).map_err(|error| refused(&error.to_string()))?;
        Ok(Self(own, LimitsBody(limits)))
    }
}

/// A decimal of tenge, 0 or more, in at most six decimals.
pub(super) fn amount(name: &str, value: &Value) -> Result<MicroTenge, AdminError> {
    let tenge = value.as_str().and_then(|text| text.parse::<Decimal>().ok()).filter(|tenge| !tenge.is_sign_negative());
    let amount = tenge.and_then(|tenge| MicroTenge::round_up(tenge).ok());
    amount.ok_or_else(|| AdminError::field(name, "tenge as a decimal in quotes such as \"1000.00\", 0 or more"))
}
