//! The ledger: every request reserves its upper bound before a provider is called and is settled exactly once.
//!
//! One thread owns the SQLite file and commits what waits in its queue as one transaction; callers are answered only
//! after that commit is durable. `reserve → attempt* → settle | release | recovered`: the terminal entry is unique in
//! the schema, and what a crash leaves open is charged at the next start with the reservation's floor.

mod archive;
mod audit;
mod backup;
mod ballast;
mod bookings;
mod books;
mod budgets;
mod chain;
mod clerk;
mod corrections;
mod decisions;
mod directory;
mod disclosures;
mod feedback;
mod levels;
mod names;
mod owners;
mod payments;
mod postbox;
mod projects;
mod records;
pub mod register;
mod report;
mod roster;
mod rows;
mod scan;
pub mod shared;
mod slices;
mod soft;
mod standing;
mod stats;
mod store;
mod sums;
mod tenants;
#[cfg(test)]
mod tests;
mod verify;
mod wallets;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use foldhash::HashMap;
use jiff::Timestamp;
use router_core::money::MicroTenge;
use tokio::sync::oneshot;
use uuid::Uuid;

pub(crate) use self::books::day_text;
pub use self::{
    archive::{ArchiveError, ArchiveProof, Manifest, Month, verify_archives},
    audit::Audit,
    backup::{Restoration, back_up},
    bookings::{Booking, BookingError, CostLine, TopUp, exact_tenge},
    books::Check,
    chain::{Head, Seal},
    corrections::{Corrected, Correction, CorrectionError},
    decisions::{Chosen, Decided, Served},
    directory::{Caller, DirectoryError, KeyRecord, NewKey},
    disclosures::{BlockedRow, Disclosure, Period, ProviderCall},
    feedback::{Feedback, FeedbackError, FeedbackRow},
    levels::{BudgetLevel, Holder, Limits, Span},
    projects::{Project, ProjectRecord},
    records::{
        AttemptCost, AttemptOutcome, AttemptRow, BlockedRequest, Charge, EntryKind, Flagship, Idempotency, MessagePlan,
        Outcome, Overage, Receipt, Reserve, Reserved, Route, Settlement, Terminal, UsageSource, almaty_day,
        almaty_time,
    },
    report::{Dimension, Entry, Query, Reader, Report},
    soft::SoftLimit,
    standing::{Calendar, Standing},
    stats::LedgerStats,
    sums::{Compared, OnL2, ReportRow},
    tenants::{Tenant, TenantRecord},
    verify::{Difference, Proof, Verification},
    wallets::{TopUpRow, Wallet, WalletStanding},
};
use self::{
    directory::{Change, Directory},
    postbox::Postbox,
    shared::{Desk, Hub, SharedError, SharedOptions, SharedStats, Treasury},
    writer::Op,
};
use crate::keys::{ApiKey, KeyHash, Pepper, SecretError, ValueKey};

/// Reservations that may wait; the next is told [`ReserveError::Busy`]. Settlements are never refused.
const QUEUE_LIMIT: usize = 8_192;
/// How long a reservation may wait where the database of all nodes may have to be asked.
const SHARED_PATIENCE: Duration = Duration::from_secs(2);

/// The ledger's handle: cheap to clone, usable from any thread and runtime.
#[derive(Debug, Clone)]
pub struct Ledger {
    shared: Arc<Shared>,
    /// Where the answers to this handle's reservations and settlements go; without one they wake whoever waits.
    postbox: Option<Arc<Postbox>>,
}

#[derive(Debug)]
struct Shared {
    desk: Desk,
    /// What connects this node with others, if there are any.
    hub: Option<Hub>,
    stats: Arc<LedgerStats>,
    directory: Arc<RwLock<Directory>>,
    pepper: Pepper,
    value_keys: RwLock<HashMap<Box<str>, ValueKey>>,
    path: PathBuf,
    /// The database of all nodes, if there is one.
    database: Option<SharedOptions>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// How the ledger is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// What a commit survives.
    pub durability: Durability,
    /// The name of this node, written in every entry.
    pub node: Arc<str>,
    /// The time of opening, written in the entries of the recovery.
    pub now: Timestamp,
    /// The database that holds the books of all nodes; `None`: this node is the only one.
    pub shared: Option<SharedOptions>,
}

/// What a commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Power loss: each commit is flushed to the disk.
    #[default]
    Power,
    /// The end of the process, also `kill -9`, but not power loss.
    Process,
}

/// What opening found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    /// Requests that an earlier process left open, now charged with their floor.
    pub recovered: usize,
    /// What they were charged in all.
    pub amount: MicroTenge,
}

/// Why the ledger was not opened, or not read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another process has it.
    #[error("ledger {path} is in use by another process", path = path.display())]
    Locked {
        /// The database.
        path: PathBuf,
    },
    /// A newer program wrote it.
    #[error("ledger {path} has schema {found}, this program knows {known}: use the newer program", path = path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// An older program wrote it, and reading does not change it.
    #[error("ledger {path} has schema {found}: start the gateway once, which brings it up to date", path = path.display())]
    Older {
        /// The database.
        path: PathBuf,
        /// Its schema; 0: empty.
        found: i64,
    },
    /// It is not a database, or a damaged one, or another program's.
    #[error(
        "ledger {path} is damaged or no ledger ({detail}): `qaqpa ledger verify` says what is wrong with it, \
         restore the last backup with `qaqpa ledger restore`",
        path = path.display()
    )]
    Corrupt {
        /// The database.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// An entry that is not what was sealed: the file is damaged, or another program wrote to it.
    #[error(
        "ledger entry {seq} is not what was sealed: `qaqpa ledger verify` says what is wrong, \
         restore the last backup with `qaqpa ledger restore`"
    )]
    Unsealed {
        /// The entry.
        seq: i64,
    },
    /// The linked SQLite has a known fault in its write-ahead log.
    #[error("SQLite {found} is too old, 3.51.3 is needed")]
    OldLibrary {
        /// Its version.
        found: &'static str,
    },
    /// The keys in it were hashed with another pepper.
    #[error("{path} is not the pepper this ledger's keys were hashed with", path = path.display())]
    WrongPepper {
        /// The pepper's file.
        path: PathBuf,
    },
    /// The pepper cannot be read or made.
    #[error(transparent)]
    Pepper(#[from] SecretError),
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that was to be made is there already.
    #[error("{path} exists already", path = path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A figure in it is not one.
    #[error("ledger entry {seq} holds an impossible amount")]
    Amount {
        /// The entry.
        seq: i64,
    },
    /// A sum of entries is not one.
    #[error("the ledger's sums of {day} hold an impossible amount: `qaqpa ledger verify` says what is wrong with them")]
    Sum {
        /// The day, yyyymmdd in Almaty.
        day: i64,
    },
    /// The database of all nodes cannot be used.
    #[error(transparent)]
    Shared(#[from] SharedError),
    /// The database said no.
    #[error("ledger: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// Why nothing was reserved. Nothing may be sent to a provider then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReserveError {
    /// The bound does not fit a budget.
    #[error("the {level} budget is spent, {remaining} ₸ remain", remaining = remaining.tenge())]
    BudgetSpent {
        /// The budget it does not fit.
        level: BudgetLevel,
        /// What remains of it, not below zero.
        remaining: MicroTenge,
    },
    /// The plan's messages are used up.
    #[error("all {limit} messages of the month are used")]
    MessagesSpent {
        /// Messages of the plan.
        limit: u64,
    },
    /// The `Idempotency-Key` was seen before.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyClash),
    /// The key or tenant is unknown, revoked, expired or disabled.
    #[error("the key may not be used")]
    KeyRejected,
    /// The request's id was reserved before, or an amount is negative or out of range.
    #[error("reservation refused: {0}")]
    Invalid(&'static str),
    /// Too many wait, or it took too long.
    #[error("the ledger is busy")]
    Busy,
    /// The ledger cannot write now.
    #[error("the ledger is not available")]
    Unavailable,
}

/// What stands against an `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdempotencyClash {
    /// The first request with it is not finished.
    #[error("request {first} with this idempotency key is in flight")]
    InFlight {
        /// The first request.
        first: Uuid,
    },
    /// The first request with it was answered.
    #[error("request {first} with this idempotency key is finished")]
    Finished {
        /// The first request.
        first: Uuid,
    },
    /// It came with another body.
    #[error("this idempotency key was used with another body")]
    OtherBody {
        /// The first request.
        first: Uuid,
    },
}

/// Why a request was not settled. Its reservation stays open and is recovered at the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// No reservation has this id.
    #[error("nothing was reserved for request {0}")]
    Unknown(Uuid),
    /// An amount is negative.
    #[error("a charge cannot be negative")]
    Negative,
    /// The ledger was closed first.
    #[error("the ledger is closed")]
    Closed,
}

/// Whether the ledger works, for readiness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Whether it takes reservations.
    pub ready: bool,
    /// Operations that wait.
    pub queue_depth: usize,
    /// The last failure of the store, if any since opening.
    pub last_error: Option<String>,
}

/// Lets the other requests of this turn of the event loop come as far: what they ask together is one commit and one
/// wake-up of the ledger's thread.
async fn gather() {
    tokio::task::yield_now().await;
}

// === impl Ledger ===

impl Ledger {
    /// Opens the ledger at `path`, making it if there is none, and charges what an earlier process left open. Beside it
    /// stand `<path>.lock`, held while it is open, `<path>.pepper`, the secret of its keys, and `<path>.ballast`, room on
    /// the disk. Blocks; call it before serving.
    ///
    /// # Errors
    /// [`LedgerError`] if it is in use, damaged, newer than the program, or its files cannot be read or written.
    pub fn open(path: &Path, options: &Options) -> Result<(Self, Recovery), LedgerError> {
        let (start, recovery) = writer::Start::open(path, options)?;
        let (queue, receiver) = mpsc::channel();
        let stats = start.stats();
        let directory = start.directory();
        let pepper = start.pepper()?;
        let (treasury, errands) = Treasury::new();
        let treasury = options.shared.is_some().then_some(treasury);
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || start.run(receiver, treasury))
            .map_err(|source| LedgerError::Io { path: path.to_owned(), source })?;
        let desk = Desk { queue, stats: stats.clone() };
        let hub = options.shared.as_ref().map(|shared| {
            let node = shared.node(&options.node, path, &pepper);
            Hub::start(node, desk.clone(), errands)
        });
        let (hub, problem) = match hub.transpose() {
            Ok(hub) => (hub, None),
            Err(problem) => (None, Some(problem)),
        };
        let writer = Mutex::new(Some(thread));
        let (value_keys, path) = (RwLock::default(), path.to_owned());
        let database = options.shared.clone();
        let shared = Shared { desk, hub, stats, directory, pepper, value_keys, path, database, writer };
        let ledger = Self { shared: Arc::new(shared), postbox: None };
        match problem {
            None => Ok((ledger, recovery)),
            Some(problem) => {
                ledger.close();
                Err(problem.into())
            }
        }
    }

    /// A handle for a thread that serves many requests: one commit wakes it once. It must poll [`Ledger::deliver`].
    #[must_use]
    pub fn for_thread(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), postbox: Some(Arc::default()) }
    }

    /// Hands the answers to a handle made by [`Ledger::for_thread`] to those who wait for them; never ends.
    pub async fn deliver(&self) {
        match &self.postbox {
            Some(postbox) => postbox.deliver().await,
            None => std::future::pending().await,
        }
    }

    /// Reserves the upper bound of a request at every level of budget, durably. If the caller gives up waiting, the
    /// reservation is released by itself.
    ///
    /// # Errors
    /// [`ReserveError`]; then nothing is reserved.
    pub async fn reserve(&self, reserve: Reserve) -> Result<Reserved, ReserveError> {
        if !self.shared.stats.is_ready() {
            return Err(ReserveError::Unavailable);
        }
        if self.shared.stats.queue_depth() >= QUEUE_LIMIT {
            return Err(ReserveError::Busy);
        }
        gather().await;
        let (reply, answer) = oneshot::channel();
        let mut unclaimed = Unclaimed { ledger: self, settlement: Some(abandoned(&reserve)) };
        let (reserve, postbox) = (Box::new(reserve), self.postbox.clone());
        if !self.send(Op::Reserve { reserve, queued: Instant::now(), reply, postbox }) {
            unclaimed.settlement = None;
            return Err(ReserveError::Unavailable);
        }
        let result = match &self.shared.hub {
            None => answer.await,
            // What is given up here is released by the guard, wherever it waits.
            Some(_) => match tokio::time::timeout(SHARED_PATIENCE, answer).await {
                Ok(result) => result,
                Err(_) => return Err(ReserveError::Unavailable),
            },
        };
        unclaimed.settlement = None;
        result.unwrap_or(Err(ReserveError::Unavailable))
    }

    /// Ends a reservation, durably. Settling again changes nothing and tells what was charged the first time.
    ///
    /// # Errors
    /// [`SettleError`]; then the reservation stays open.
    pub async fn settle(&self, settlement: Settlement) -> Result<Receipt, SettleError> {
        let (reply, answer) = oneshot::channel();
        let (settlement, postbox) = (Box::new(settlement), self.postbox.clone());
        if !self.send(Op::Settle { settlement, reply: Some(reply), postbox }) {
            return Err(SettleError::Closed);
        }
        answer.await.unwrap_or(Err(SettleError::Closed))
    }

    /// Ends a reservation without waiting, for drop guards. [`Ledger::close`] waits for it.
    pub fn settle_detached(&self, settlement: Settlement) {
        let request_id = settlement.request_id;
        if !self.send(Op::Settle { settlement: Box::new(settlement), reply: None, postbox: None }) {
            tracing::error!(%request_id, "settlement after the ledger was closed, it will be recovered at the next start");
        }
    }

    /// Counts a request that was refused for what it held, without waiting. Where the ledger has no room it is logged
    /// and not counted: a refusal must not be a way to fill its memory.
    pub fn note_blocked(&self, blocked: BlockedRequest) {
        let request_id = blocked.request_id;
        if self.shared.stats.queue_depth() >= QUEUE_LIMIT || !self.send(Op::Blocked(Box::new(blocked))) {
            tracing::error!(%request_id, "a blocked request could not be registered");
        }
    }

    /// Takes a rating of a request, durably.
    ///
    /// # Errors
    /// [`FeedbackError`]; then nothing is kept.
    pub async fn rate(&self, feedback: Feedback) -> Result<(), FeedbackError> {
        let (reply, answer) = oneshot::channel();
        if self.shared.stats.queue_depth() >= QUEUE_LIMIT
            || !self.send(Op::Feedback { feedback: Box::new(feedback), reply })
        {
            return Err(FeedbackError::Unavailable);
        }
        answer.await.unwrap_or(Err(FeedbackError::Unavailable))
    }

    /// Corrects what a request that has ended was charged, durably.
    ///
    /// # Errors
    /// [`CorrectionError`]; then nothing changed.
    pub async fn correct(&self, correction: Correction) -> Result<Corrected, CorrectionError> {
        let (reply, answer) = oneshot::channel();
        if !self.send(Op::Correct { correction: Box::new(correction), reply }) {
            return Err(CorrectionError::Unavailable);
        }
        answer.await.unwrap_or(Err(CorrectionError::Unavailable))
    }

    /// The key that a tenant's personal values are hashed with. Made once for each tenant.
    #[must_use]
    pub fn value_key(&self, tenant: &str) -> ValueKey {
        let keys = &self.shared.value_keys;
        if let Some(key) = keys.read().unwrap_or_else(PoisonError::into_inner).get(tenant) {
            return key.clone();
        }
        let key = self.shared.pepper.value_key(tenant);
        keys.write().unwrap_or_else(PoisonError::into_inner).insert(tenant.into(), key.clone());
        key
    }

    /// Makes a tenant.
    ///
    /// # Errors
    /// [`DirectoryError`] if the id is taken or breaks the rule.
    pub async fn create_tenant(&self, tenant: Tenant, now: Timestamp) -> Result<(), DirectoryError> {
        self.change(Change::CreateTenant(tenant, now)).await
    }

    /// Replaces what may be set of a tenant.
    ///
    /// # Errors
    /// [`DirectoryError`] if there is no such tenant.
    pub async fn update_tenant(&self, tenant: Tenant) -> Result<(), DirectoryError> {
        self.change(Change::UpdateTenant(tenant)).await
    }

    /// Makes a project.
    ///
    /// # Errors
    /// [`DirectoryError`] if there is no such tenant, or the id is taken or breaks the rule.
    pub async fn create_project(&self, project: Project, now: Timestamp) -> Result<(), DirectoryError> {
        self.change(Change::CreateProject(project, now)).await
    }

    /// Replaces what may be set of a project.
    ///
    /// # Errors
    /// [`DirectoryError`] if there is no such project.
    pub async fn update_project(&self, project: Project) -> Result<(), DirectoryError> {
        self.change(Change::UpdateProject(project)).await
    }

    /// Makes a virtual key. The key itself is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`DirectoryError`] if there is no such tenant, or no such project of it.
    pub async fn create_key(&self, key: NewKey, now: Timestamp) -> Result<(ApiKey, Arc<KeyRecord>), DirectoryError> {
        let secret = ApiKey::generate().map_err(|_| DirectoryError::NoRandomness)?;
        let id: Arc<str> = Uuid::now_v7().simple().to_string().into();
        let prefix = secret.display_prefix();
        let record = KeyRecord { id, key, prefix, created: now, revoked_at: None };
        let hash = self.shared.pepper.hash(&secret);
        self.change(Change::CreateKey(record.clone(), hash)).await?;
        Ok((secret, Arc::new(record)))
    }

    /// Revokes a key; it is dead when this returns.
    ///
    /// # Errors
    /// [`DirectoryError`] if there is no such key.
    pub async fn revoke_key(&self, id: &str, now: Timestamp) -> Result<(), DirectoryError> {
        self.change(Change::RevokeKey(id.into(), now)).await
    }

    /// Books money that comes or goes without a request, durably. How many rows are new; none where it was booked before.
    ///
    /// # Errors
    /// [`BookingError`]; then nothing is booked.
    pub async fn book(&self, booking: Booking) -> Result<usize, BookingError> {
        if let Some(hub) = &self.shared.hub {
            return hub.book(booking).await;
        }
        let (reply, answer) = oneshot::channel();
        if !self.send(Op::Book { booking: Box::new(booking), reply }) {
            return Err(BookingError::Unavailable);
        }
        answer.await.unwrap_or(Err(BookingError::Unavailable))
    }

    /// Notes that somebody was told of a soft limit, without waiting: until then it is told again after a start, of several
    /// nodes by any of them after a while.
    pub fn told(&self, crossed: SoftLimit) {
        match &self.shared.hub {
            Some(hub) => hub.told(crossed),
            None => {
                self.send(Op::Told(Box::new(crossed)));
            }
        }
    }

    /// Waits until soft limits are crossed. Each is handed over once, to one who waits.
    pub async fn soft_limits_crossed(&self) -> Vec<SoftLimit> {
        self.shared.stats.soft_limits.next().await
    }

    /// The caller behind a key as sent, or `None`, the same for a typo, an unknown, expired or revoked key and a
    /// disabled tenant.
    #[must_use]
    pub fn authenticate(&self, key: &str, now: Timestamp) -> Option<Caller> {
        let hash = self.shared.pepper.hash_sent(key)?;
        let directory = self.directory();
        directory.live(directory.key_of_hash(&hash)?, now)
    }

    /// The record of a key, dead or alive.
    #[must_use]
    pub fn lookup_key(&self, hash: &KeyHash) -> Option<Arc<KeyRecord>> {
        self.directory().key_of_hash(hash).cloned()
    }

    /// A tenant.
    #[must_use]
    pub fn tenant(&self, id: &str) -> Option<Arc<TenantRecord>> {
        self.directory().tenant(id).cloned()
    }

    /// Every tenant, by id.
    #[must_use]
    pub fn tenants(&self) -> Vec<Arc<TenantRecord>> {
        self.directory().tenants()
    }

    /// A project of a tenant.
    #[must_use]
    pub fn project(&self, tenant: &str, id: &str) -> Option<Arc<ProjectRecord>> {
        self.directory().project(tenant, id).cloned()
    }

    /// The projects of one tenant or of all, by their paths.
    #[must_use]
    pub fn projects(&self, tenant: Option<&str>) -> Vec<Arc<ProjectRecord>> {
        self.directory().projects(tenant)
    }

    /// The keys of one tenant or of all, oldest first.
    #[must_use]
    pub fn keys(&self, tenant: Option<&str>) -> Vec<Arc<KeyRecord>> {
        self.directory().keys(tenant)
    }

    /// The caller that a tenant with one of its keys would be, dead or alive; without a key, with one that limits
    /// nothing.
    ///
    /// # Errors
    /// [`DirectoryError`] if there is no such tenant, or no such key of it.
    pub fn caller_of(&self, tenant: &str, key: Option<&str>) -> Result<Caller, DirectoryError> {
        let record = self.tenant(tenant).ok_or_else(|| DirectoryError::NoTenant(tenant.into()))?;
        let key = match key {
            Some(id) => {
                let own = self.directory().keys(Some(tenant)).into_iter().find(|key| *key.id == *id);
                own.ok_or_else(|| DirectoryError::NoKey(id.into()))?
            }
            None => Arc::new(KeyRecord::unlimited(tenant, record.created)),
        };
        Ok(self.directory().caller(record, key))
    }

    /// How much of their tightest budget a caller has left at a time, in per cent; `None` without a budget. What is
    /// reserved counts as spent. Asks the file once a budget and period, and is kept up by the writer from then on.
    #[must_use]
    pub fn budget_left(&self, caller: &Caller, at: Timestamp) -> Option<u8> {
        self.shared.stats.budgets.left(caller, at, &self.shared.path)
    }

    /// Compares the reserved balances with the open reservations. `None` if the ledger is not available.
    pub async fn check(&self) -> Option<Check> {
        let (reply, answer) = oneshot::channel();
        if !self.send(Op::Check(reply)) {
            return None;
        }
        answer.await.ok().flatten()
    }

    /// Whether reservations are taken.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.shared.stats.is_ready()
    }

    /// Whether the ledger works, and what was last wrong with it.
    #[must_use]
    pub fn snapshot_health(&self) -> Health {
        self.shared.stats.health()
    }

    /// The counters, for metrics.
    #[must_use]
    pub fn stats(&self) -> &LedgerStats {
        &self.shared.stats
    }

    /// The database's path, for a [`Reader`].
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// What reads the books: those of all nodes, where several share them. To be called where blocking is no harm.
    ///
    /// # Errors
    /// [`LedgerError`] if they cannot be read.
    pub fn books(&self) -> Result<Reader, LedgerError> {
        match &self.shared.database {
            None => Reader::open(&self.shared.path),
            Some(database) => Reader::open_shared(&self.shared.path, database),
        }
    }

    /// How this node and the database of all nodes are; `None` where this node is the only one.
    #[must_use]
    pub fn shared_stats(&self) -> Option<&SharedStats> {
        self.shared.hub.as_ref().map(Hub::stats)
    }

    /// Commits all that waits, closes the file and ends the thread. Blocks until then. What comes later is refused.
    pub fn close(&self) {
        if let Some(hub) = &self.shared.hub {
            hub.give_back();
        }
        self.send(Op::Close);
        let thread = self.shared.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the ledger's thread panicked");
        }
        if let Some(hub) = &self.shared.hub {
            hub.finish();
        }
    }

    async fn change(&self, change: Change) -> Result<(), DirectoryError> {
        if let Some(hub) = &self.shared.hub {
            return hub.change(change).await;
        }
        let (reply, answer) = oneshot::channel();
        if !self.send(Op::Change { change: Box::new(change), reply }) {
            return Err(DirectoryError::Unavailable);
        }
        answer.await.unwrap_or(Err(DirectoryError::Unavailable))
    }

    /// Puts an operation in the queue, which never blocks. Whether the writer is there to take it.
    fn send(&self, op: Op) -> bool {
        self.shared.desk.send(op)
    }

    fn directory(&self) -> RwLockReadGuard<'_, Directory> {
        self.shared.directory.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Releases a reservation whose caller stopped waiting for it. The release queues behind the reservation, so whether
/// that was made or refused, nothing stays open.
struct Unclaimed<'a> {
    ledger: &'a Ledger,
    settlement: Option<Settlement>,
}

impl Drop for Unclaimed<'_> {
    fn drop(&mut self) {
        if let Some(settlement) = self.settlement.take() {
            self.ledger.settle_detached(settlement);
        }
    }
}

fn abandoned(reserve: &Reserve) -> Settlement {
    let terminal = Terminal::Released { outcome: Outcome::ClientGone };
    Settlement {
        request_id: reserve.request_id,
        at: reserve.at,
        attempts: Vec::new(),
        terminal,
        brought: None,
        decision: None,
    }
}
