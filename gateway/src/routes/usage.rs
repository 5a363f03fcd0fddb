//! `GET /v1/usage`: what the caller's tenant and key have used, what is left, and when it starts anew.

use std::net::IpAddr;
use std::num::NonZeroU32;

use http::Response;
use http::header::HeaderMap;
use router_core::money::MicroTenge;
use router_core::policy::{self, Plan};
use serde::Serialize;

use super::respond;
use crate::Gateway;
use crate::ledger::{BudgetLevel, Calendar, Caller, Holder, Reader, Standing};
use crate::limits::Allowance;
use crate::pipeline::{Call, allowance, authenticate};
use crate::respond::Refusal;
use crate::server::body::Body;

/// Amounts are tenge as decimal text, exact to the micro-tenge: a number would become a float in most readers.
#[derive(Debug, Serialize)]
struct Usage<'a> {
    object: &'static str,
    tenant: &'a str,
    key: &'a str,
    project: Option<&'a str>,
    plan: &'a str,
    currency: &'static str,
    /// Unix seconds.
    at: i64,
    budgets: Vec<Budget>,
    /// What the tenant has paid in advance; `null` where nothing was.
    wallet: Option<Wallet>,
    messages: Messages,
    limits: Limits,
}

#[derive(Debug, Serialize)]
struct Budget {
    level: &'static str,
    /// The first and the last day of the period, in Almaty.
    from: String,
    to: String,
    spent: String,
    reserved: String,
    limit: Option<String>,
    remaining: Option<String>,
    requests: u64,
    /// Unix seconds: when the next period begins.
    resets_at: i64,
}

#[derive(Debug, Serialize)]
struct Wallet {
    topped_up: Option<String>,
    spent: String,
    reserved: String,
    remaining: Option<String>,
}

/// The tenant's messages of the month against its plan.
#[derive(Debug, Serialize)]
struct Messages {
    used: u64,
    included: Option<u64>,
    remaining: Option<u64>,
    /// What a message beyond the included ones costs; `null` where it is refused.
    overage_fee: Option<String>,
}

/// The least of what key, project and tenant allow; `null` is no limit.
#[derive(Debug, Serialize)]
struct Limits {
    requests_per_minute: Option<NonZeroU32>,
    tokens_per_minute: Option<NonZeroU32>,
    concurrency: Option<u64>,
}

/// Answers for the key that asks, and never for another tenant.
pub(super) async fn own(
    gateway: &Gateway,
    call: &Call,
    headers: &HeaderMap,
    peer: IpAddr,
) -> Result<Response<Body>, Refusal> {
    let caller = authenticate(gateway, call, headers, peer)?;
    let plan = call.snapshot.policy.plan(&caller.tenant.tenant.plan).ok_or(Refusal::Internal)?;
    let standing = read(gateway, &caller, call).await?;
    respond(
        call,
        &Usage {
            object: "usage",
            tenant: &caller.tenant.tenant.id,
            key: &caller.key.id,
            project: caller.project.as_ref().map(|record| &*record.project.id),
            plan: &plan.id,
            currency: "KZT",
            at: call.at.as_second(),
            messages: messages(plan, &standing),
            budgets: standing.iter().filter_map(budget).collect(),
            wallet: standing.iter().find(|standing| standing.level == BudgetLevel::Wallet).map(wallet),
            limits: limits(&caller, plan),
        },
    )
}

/// Away from the thread that serves: the file may be on a slow disk.
async fn read(gateway: &Gateway, caller: &Caller, call: &Call) -> Result<Vec<Standing>, Refusal> {
    let (path, caller, at) = (gateway.ledger.path().to_owned(), caller.clone(), call.at);
    let read = move || Reader::open(&path)?.standing(&caller, at);
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(standing)) => Ok(standing),
        Ok(Err(error)) => {
            tracing::error!(%error, "the ledger could not be read for a tenant's usage");
            Err(Refusal::LedgerBusy)
        }
        Err(_) => Err(Refusal::Internal),
    }
}

fn budget(standing: &Standing) -> Option<Budget> {
    let Calendar { from, to, resets_at } = standing.calendar?;
    Some(Budget {
        level: standing.level.name(),
        from: from.to_string(),
        to: to.to_string(),
        spent: text(standing.spent),
        reserved: text(standing.reserved),
        limit: standing.limit.map(text),
        remaining: standing.remaining.map(text),
        requests: standing.messages,
        resets_at: resets_at.as_second(),
    })
}

fn wallet(standing: &Standing) -> Wallet {
    Wallet {
        topped_up: standing.limit.map(text),
        spent: text(standing.spent),
        reserved: text(standing.reserved),
        remaining: standing.remaining.map(text),
    }
}

fn text(amount: MicroTenge) -> String {
    amount.tenge().to_string()
}

fn messages(plan: &Plan, standing: &[Standing]) -> Messages {
    let month = standing.iter().find(|standing| standing.level == BudgetLevel::TenantMonth);
    let used = month.map_or(0, |standing| standing.messages);
    Messages {
        used,
        included: plan.messages,
        remaining: plan.messages.map(|included| included.saturating_sub(used)),
        overage_fee: match plan.overage {
            policy::Overage::PerMessage(fee) => Some(fee.tenge().to_string()),
            policy::Overage::Block => None,
        },
    }
}

fn limits(caller: &Caller, plan: &Plan) -> Limits {
    let allowances = Holder::NARROWEST_FIRST.into_iter().filter_map(|holder| allowance(caller, plan, holder));
    let Allowance { requests_per_minute, tokens_per_minute, concurrency } =
        allowances.fold(Allowance::default(), Allowance::and);
    Limits { requests_per_minute, tokens_per_minute, concurrency }
}
