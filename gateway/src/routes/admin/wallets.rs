//! Wallets: what tenants pay in advance, and how much of it is left.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use jiff::Timestamp;
use router_core::money::MicroTenge;
use serde::{Deserialize, Serialize};

use super::wire::AdminError;
use super::{App, Shared};
use crate::ledger::{
    Booking, BookingError, DirectoryError, LedgerError, Reader, TopUp, TopUpRow, WalletStanding, exact_tenge,
};

/// A payment to be booked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopUpBody {
    amount: String,
    reference: String,
}

/// A wallet as shown.
#[derive(Debug, Serialize)]
pub(super) struct WalletView {
    tenant: String,
    topped_up: String,
    spent: String,
    reserved: String,
    remaining: String,
    /// The payments, where one wallet is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    top_ups: Option<Vec<TopUpView>>,
}

#[derive(Debug, Serialize)]
struct TopUpView {
    reference: String,
    amount: String,
    at: String,
}

pub(super) async fn list(State(shared): App) -> Result<Json<Vec<WalletView>>, AdminError> {
    let wallets = read(&shared, |reader| reader.wallets(None)).await?;
    Ok(Json(wallets.into_iter().map(|standing| WalletView::of(standing, None)).collect()))
}

pub(super) async fn show(State(shared): App, Path(tenant): Path<String>) -> Result<Json<WalletView>, AdminError> {
    view(&shared, tenant).await.map(Json)
}

/// Books a payment once: the same again answers 200 and changes nothing.
pub(super) async fn top_up(
    State(shared): App,
    Path(tenant): Path<String>,
    Json(body): Json<TopUpBody>,
) -> Result<(StatusCode, Json<WalletView>), AdminError> {
    let amount = exact_tenge(&body.amount).ok_or_else(|| {
        AdminError::field("amount", "tenge as a decimal in quotes such as \"50000\", in at most six decimals")
    })?;
    let top_up = TopUp { tenant: tenant.as_str().into(), reference: body.reference, amount, at: Timestamp::now() };
    let new = shared.gateway.ledger.book(Booking::TopUp(top_up)).await?;
    let status = if new == 1 { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(view(&shared, tenant).await?)))
}

async fn view(shared: &Shared, tenant: String) -> Result<WalletView, AdminError> {
    if shared.gateway.ledger.tenant(&tenant).is_none() {
        return Err(DirectoryError::NoTenant(tenant.as_str().into()).into());
    }
    let none = WalletStanding {
        tenant: tenant.clone(),
        topped_up: MicroTenge::ZERO,
        spent: MicroTenge::ZERO,
        reserved: MicroTenge::ZERO,
        remaining: MicroTenge::ZERO,
    };
    let read = read(shared, move |reader| Ok((reader.wallets(Some(&tenant))?, reader.top_ups(&tenant)?))).await?;
    let (standing, top_ups) = read;
    Ok(WalletView::of(standing.into_iter().next().unwrap_or(none), Some(top_ups)))
}

/// Away from the thread that answers: the file may be on a slow disk. Of several nodes the books of all are read.
async fn read<T: Send + 'static>(
    shared: &Shared,
    read: impl FnOnce(&Reader) -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, AdminError> {
    let ledger = shared.gateway.ledger.clone();
    let read = tokio::task::spawn_blocking(move || read(&ledger.books()?)).await;
    match read {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error @ LedgerError::Shared(_))) => {
            Err(AdminError::new(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()))
        }
        _ => Err(AdminError::new(StatusCode::INTERNAL_SERVER_ERROR, "the ledger cannot be read")),
    }
}

impl WalletView {
    fn of(standing: WalletStanding, top_ups: Option<Vec<TopUpRow>>) -> Self {
        let text = |amount: MicroTenge| amount.tenge().to_string();
        let row =
            |row: TopUpRow| TopUpView { amount: text(row.amount), at: row.at.to_string(), reference: row.reference };
        let WalletStanding { tenant, topped_up, spent, reserved, remaining } = standing;
        Self {
            tenant,
            topped_up: text(topped_up),
            spent: text(spent),
            reserved: text(reserved),
            remaining: text(remaining),
            top_ups: top_ups.map(|rows| rows.into_iter().map(row).collect()),
        }
    }
}

impl From<BookingError> for AdminError {
    fn from(error: BookingError) -> Self {
        let status = match error {
            BookingError::NoTenant(_) => StatusCode::NOT_FOUND,
            BookingError::ReferenceUsed { .. } | BookingError::Spent { .. } => StatusCode::CONFLICT,
            BookingError::BadName(_) | BookingError::BadAmount => StatusCode::BAD_REQUEST,
            BookingError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, &error.to_string())
    }
}
