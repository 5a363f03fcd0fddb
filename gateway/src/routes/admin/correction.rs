//! Corrections of what requests were charged.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use jiff::Timestamp;
use router_core::money::MicroTenge;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::App;
use super::wire::AdminError;
use crate::ledger::{Corrected, Correction, CorrectionError};

/// Decimals of a tenge that the ledger counts.
const DECIMALS: u32 = 6;

/// A correction to be made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    /// A decimal of tenge in a string, below zero to give back.
    amount: String,
    because: String,
}

/// A correction as made.
#[derive(Debug, Serialize)]
pub(super) struct View {
    request: String,
    /// Its entry in the ledger.
    seq: i64,
    amount: String,
    /// What the request is charged with all its corrections.
    charged: String,
}

/// Corrects a request that has ended. The same correction again changes nothing and is answered with 200.
pub(super) async fn make(
    State(shared): App,
    Path(id): Path<String>,
    Json(body): Json<Body>,
) -> Result<(StatusCode, Json<View>), AdminError> {
    let no_id = || AdminError::field("request", "an id such as req_0190…");
    let request_id: uuid::Uuid = id.trim_start_matches("req_").parse().map_err(|_| no_id())?;
    let amount = exact(&body.amount).ok_or_else(|| {
        AdminError::field("amount", "tenge as a decimal in quotes such as \"-12.50\", at most 6 decimals")
    })?;
    let correction = Correction { request_id, at: Timestamp::now(), amount, because: body.because };
    let Corrected { seq, charged, repeated } = shared.gateway.ledger.correct(correction).await?;
    let view = View {
        request: format!("req_{}", request_id.simple()),
        seq,
        amount: amount.tenge().to_string(),
        charged: charged.tenge().to_string(),
    };
    Ok((if repeated { StatusCode::OK } else { StatusCode::CREATED }, Json(view)))
}

/// An amount that the ledger holds as it is written.
fn exact(text: &str) -> Option<MicroTenge> {
    let tenge = text.parse::<Decimal>().ok().filter(|tenge| tenge.normalize().scale() <= DECIMALS)?;
    MicroTenge::round_up(tenge).ok()
}

impl From<CorrectionError> for AdminError {
    fn from(error: CorrectionError) -> Self {
        let status = match error {
            CorrectionError::Unknown(_) => StatusCode::NOT_FOUND,
            CorrectionError::Open(_) => StatusCode::CONFLICT,
            CorrectionError::Nothing
            | CorrectionError::BelowNothing(_)
            | CorrectionError::OutOfRange
            | CorrectionError::Reason => StatusCode::BAD_REQUEST,
            CorrectionError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, &error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::exact;
    use router_core::money::MicroTenge;

    #[test]
    fn amounts_are_taken_as_they_are_written() {
        for (text, micro) in [
            ("-12.50", Some(-12_500_000)),
            ("0.000001", Some(1)),
            ("+3", Some(3_000_000)),
            ("1.0000000", Some(1_000_000)),
            ("0.0000001", None),
            ("9300000000000", None),
            ("", None),
            ("1e3", Some(1_000_000_000)),
            ("1,5", None),
        ] {
            assert_eq!(exact(text), micro.map(MicroTenge), "{text}");
        }
    }
}
