//! Qaqpa: HTTP in, providers out, a ledger beneath. The thinking is `router-core`'s; this crate is its shell.
//!
//! | module | what it holds |
//! |---|---|
//! | `pipeline` | the way of a request, one type per stage |
//! | `exchange` | an answered request: attempts, delivery, settlement |
//! | `providers` | hosts as data, dialects as pure translators |
//! | `upstream` | the only HTTP client |
//! | `server`, `routes` | sockets to requests, requests to the pipeline |
//! | [`ledger`], [`keys`] | what is never lost; virtual keys |
//! | `snapshot` | policy and prices of one moment, swapped whole |
//! | `health` | who may be asked: circuits, the operator's blocks, the retry budget |
//! | `limits`, `idempotency` | what may be lost at a restart |
//! | `respond` | every refusal, as OpenAI's errors |
//! | `occasion` | what rules may speak of beside the request |
//! | `opinion` | what a micro-model is asked where the judge abstains |
//! | `audit`, `feedback` | what was disclosed to whom, what users thought of answers, as rows |
//! | `statement`, `costs` | what a tenant's month brings and costs; costs beside requests, as they are imported |
//! | `replay` | a period decided again by other files |
//! | `fx`, `prices` | exchange rates day by day; price lists of others |
//! | `budget_watch` | budgets that come to an end, told once |
//! | `webhook`, `outside` | events to an address of the operator's; calls that no client causes |
//! | [`config`], [`cli`] | `qaqpa.toml`; the commands |

mod audit;
mod budget_watch;
pub mod cli;
pub mod config;
mod costs;
mod demo;
mod exchange;
mod explain;
mod feedback;
mod fx;
mod health;
mod idempotency;
pub mod keys;
pub mod ledger;
mod limits;
mod metrics;
mod occasion;
mod opinion;
mod outside;
mod pipeline;
mod plain_http;
mod prices;
mod providers;
mod replay;
pub mod report;
mod respond;
mod routes;
mod server;
mod snapshot;
mod start;
mod statement;
mod upstream;
mod webhook;

use std::sync::Arc;

use foldhash::HashMap;
use router_core::measure::Assessor;
use router_core::redact::Detectors;
use router_core::verify::Verifier;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

pub use start::{Addresses, StartError, serve};

/// What all workers share.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) limits: config::Limits,
    pub(crate) snapshots: snapshot::SnapshotStore,
    pub(crate) hosts: HashMap<Arc<str>, Arc<providers::Host>>,
    pub(crate) detectors: Detectors,
    pub(crate) assessor: Assessor,
    pub(crate) verifier: Verifier,
    pub(crate) opinions: opinion::Opinions,
    pub(crate) ledger: ledger::Ledger,
    pub(crate) metrics: metrics::Metrics,
    pub(crate) health: health::HealthBoard,
    pub(crate) limit_board: limits::LimitBoard,
    pub(crate) connections: Arc<server::connections::Connections>,
    pub(crate) replays: idempotency::Replays,
    pub(crate) rate_watch: fx::Watch,
    pub(crate) webhooks: webhook::Webhooks,
    /// Every task of the gateway, so that shutdown can wait for all of them.
    pub(crate) tasks: TaskTracker,
    pub(crate) phase: watch::Receiver<server::Phase>,
}

/// What one serving thread has to itself.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) gateway: Arc<Gateway>,
    /// The ledger's handle with this thread's postbox.
    pub(crate) ledger: ledger::Ledger,
    pub(crate) upstream: upstream::Upstream,
}
