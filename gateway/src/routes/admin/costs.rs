//! Costs beside requests, as they are imported.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Deserialize;

use super::App;
use super::wire::AdminError;
use crate::ledger::{Booking, CostLine, exact_tenge};

/// Rows of an invoice: all are booked or none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CostsBody {
    rows: Vec<CostBody>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CostBody {
    date: String,
    tenant: String,
    line: String,
    amount: String,
    reference: String,
}

pub(super) async fn import(
    State(shared): App,
    Json(body): Json<CostsBody>,
) -> Result<Json<serde_json::Value>, AdminError> {
    let lines = body.rows.into_iter().map(CostBody::line).collect::<Result<Vec<_>, _>>()?;
    let rows = lines.len();
    let new = shared.gateway.ledger.book(Booking::Costs { lines, at: Timestamp::now() }).await?;
    Ok(Json(serde_json::json!({ "rows": rows, "new": new })))
}

impl CostBody {
    fn line(self) -> Result<CostLine, AdminError> {
        let expected = "tenge as a decimal in quotes such as \"1500.00\", in at most six decimals";
        Ok(CostLine {
            day: self.date.parse().map_err(|_| AdminError::field("date", "a day such as 2026-11-05"))?,
            amount: exact_tenge(&self.amount).ok_or_else(|| AdminError::field("amount", expected))?,
            tenant: self.tenant.into(),
            line: self.line,
            reference: self.reference,
        })
    }
}
