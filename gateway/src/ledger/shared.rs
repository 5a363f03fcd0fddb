//! Several nodes with one set of books: what this node's journal holds goes to a PostgreSQL database, and what it may
//! spend, whom it serves, comes from there.
//!
//! The journal stays what it is on one node: a reservation or settlement is durable in it before anything goes on, and
//! the database is never on a request's way, unless a slice of a budget has run out. One thread talks to the database,
//! over two connections: the shipper's (`ship.rs`) and that of slices and directory (`treasury.rs`).

pub(super) mod bookings;
mod columns;
mod directory;
mod join;
mod link;
mod operate;
mod purse;
mod schema;
mod ship;
mod slices;
mod soft;
pub(super) mod sums;
mod treasury;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering::Relaxed},
        mpsc as blocking,
    },
    thread::JoinHandle,
    time::Duration,
};

use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

pub(super) use self::join::JOURNAL;
use self::treasury::{Errand, Treasurer};
pub use self::{
    link::Target,
    operate::{Migrated, NodeRow},
};
use super::{
    Booking, BookingError, DirectoryError, LedgerStats, SoftLimit,
    directory::Change,
    roster::{Adoption, Line},
    slices::{SliceWork, Used},
    writer::Op,
};
use crate::keys::Pepper;

/// How long the first connection may take to say whether this node belongs here.
const FIRST_JOIN: Duration = Duration::from_secs(8);
/// How long a closing node tries to give back what it holds.
const LAST_ERRAND: Duration = Duration::from_secs(2);

/// The database that this node shares with others.
#[derive(Debug, Clone)]
pub struct SharedOptions {
    /// Where it is.
    pub target: Target,
    /// Its password, if one is asked for.
    pub password: Option<SecretString>,
    /// Where the pepper is, if not beside the journal; it is the same for all nodes.
    pub pepper_file: Option<PathBuf>,
}

/// Why the database of all nodes cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SharedError {
    /// Nobody answers.
    #[error("the shared database cannot be reached ({0})")]
    Unreachable(String),
    /// It says no.
    #[error("the shared database: {}", said(.0))]
    Database(#[from] tokio_postgres::Error),
    /// Certificates cannot be read or used.
    #[error("certificates for the shared database: {0}")]
    Certificates(String),
    /// A newer program made its tables.
    #[error("the shared database has schema {found}, this program knows {known}: use the newer program")]
    Newer {
        /// Its schema.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// Its keys are hashed with another pepper.
    #[error(
        "this node's pepper is not the one that the keys in the shared database were hashed with: copy the file \
         <journal>.pepper of a node that works, and name it in storage.pepper_file"
    )]
    WrongPepper,
    /// The name belongs to another journal.
    #[error(
        "the shared database knows node `{0}` with another journal, or has forgotten it: give this node a name of its \
         own in storage.node"
    )]
    NodeTaken(Arc<str>),
    /// The journal is older than what was shipped from it.
    #[error(
        "the journal of node `{node}` ends with entry {last}, but {shipped} entries of it are in the shared database: \
         it is an old copy; give this node a new journal and a new name, and forget the old one"
    )]
    JournalBehind {
        /// The node.
        node: Arc<str>,
        /// Its last entry.
        last: i64,
        /// The last one shipped.
        shipped: i64,
    },
    /// The journal is not the one that was shipped.
    #[error(
        "entry {shipped}, the last of node `{node}` in the shared database, is another in its journal: the journal is an \
         old copy that was gone on with; give this node a new journal and a new name, forget the old one, and keep the \
         file: what it took since it was copied is nowhere else"
    )]
    OtherHistory {
        /// The node.
        node: Arc<str>,
        /// The last one shipped.
        shipped: i64,
    },
    /// The journal knows tenants that the database does not.
    #[error(
        "the journal holds {0} tenants and keys, the shared database none: bring them over with `qaqpa ledger migrate`"
    )]
    DirectoryOnlyHere(usize),
    /// No node has this name.
    #[error("the shared database knows no node `{0}`")]
    NoNode(String),
    /// The node works.
    #[error("node `{0}` is alive: stop it first")]
    NodeAlive(String),
    /// What the journal holds was booked otherwise.
    #[error(transparent)]
    Booked(#[from] BookingError),
    /// The journal cannot be read.
    #[error("the journal: {0}")]
    Journal(#[from] rusqlite::Error),
    /// What was copied is not what there was.
    #[error("after the migration {what} differ: {here} in the journal, {there} in the shared database")]
    Differs {
        /// What was compared.
        what: &'static str,
        /// In the journal.
        here: i64,
        /// In the database.
        there: i64,
    },
    /// The journal's thread has ended.
    #[error("the journal is closed")]
    Closed,
}

/// How this node and the database of all nodes are.
#[derive(Debug, Default)]
pub struct SharedStats {
    connected: AtomicBool,
    unshipped: AtomicI64,
    lag_micros: AtomicI64,
    reconciled: AtomicI64,
}

/// The way to the journal's thread.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) queue: blocking::Sender<Op>,
    pub(super) stats: Arc<LedgerStats>,
}

/// Where the writer puts reservations for which this node holds too little.
#[derive(Debug)]
pub(super) struct Treasury(mpsc::UnboundedSender<Errand>);

/// What the hub is asked, at its end.
#[derive(Debug)]
pub(super) struct Errands {
    put: mpsc::UnboundedSender<Errand>,
    taken: mpsc::UnboundedReceiver<Errand>,
}

/// The thread that talks to the database.
#[derive(Debug)]
pub(super) struct Hub {
    errands: mpsc::UnboundedSender<Errand>,
    shipped: CancellationToken,
    thread: Mutex<Option<JoinHandle<()>>>,
    stats: Arc<SharedStats>,
}

/// Who this node is, and where its journal and the database are.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) name: Arc<str>,
    pub(super) journal: PathBuf,
    pub(super) target: Target,
    /// Of the pepper.
    pub(super) fingerprint: [u8; 16],
}

/// The whole of what the database said.
fn said(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| format!("{}: {}", error.severity(), error.message()))
}

// === impl SharedOptions ===

impl SharedOptions {
    /// The node of a journal.
    pub(super) fn node(&self, name: &Arc<str>, journal: &Path, pepper: &Pepper) -> Node {
        Node {
            name: name.clone(),
            journal: journal.to_owned(),
            target: self.target.clone().with(self.password.as_ref()),
            fingerprint: pepper.fingerprint(),
        }
    }
}

// === impl SharedStats ===

impl SharedStats {
    /// Whether the database can be asked.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.connected.load(Relaxed)
    }

    /// Entries of the journal that are not in the database.
    #[must_use]
    pub fn unshipped(&self) -> i64 {
        self.unshipped.load(Relaxed)
    }

    /// How old the oldest of them was when that was last looked at, in microseconds.
    #[must_use]
    pub fn lag_micros(&self) -> i64 {
        self.lag_micros.load(Relaxed)
    }

    /// Entries that were shipped again since the start, because the database had lost them.
    #[must_use]
    pub fn reconciled(&self) -> i64 {
        self.reconciled.load(Relaxed)
    }
}

// === impl Desk ===

impl Desk {
    /// Puts an operation in the queue, which never blocks. Whether the writer is there to take it.
    pub(super) fn send(&self, op: Op) -> bool {
        self.stats.queued();
        let sent = self.queue.send(op).is_ok();
        if !sent {
            self.stats.dequeued();
        }
        sent
    }

    async fn ask<T>(&self, op: impl FnOnce(oneshot::Sender<T>) -> Op) -> Result<T, SharedError> {
        let (reply, answer) = oneshot::channel();
        if !self.send(op(reply)) {
            return Err(SharedError::Closed);
        }
        answer.await.map_err(|_| SharedError::Closed)
    }

    async fn reslice(&self, work: SliceWork) -> Result<Vec<Used>, SharedError> {
        self.ask(|reply| Op::Reslice { work, reply }).await
    }

    async fn adopt(&self, adoption: Adoption) -> Result<(), SharedError> {
        self.ask(|reply| Op::Adopt { adoption, reply }).await
    }

    async fn rehearse(&self, change: Change) -> Result<Result<Line, DirectoryError>, SharedError> {
        self.ask(|reply| Op::Rehearse { change: Box::new(change), reply }).await
    }
}

// === impl Treasury ===

impl Treasury {
    /// The writer's end and the hub's.
    pub(super) fn new() -> (Self, Errands) {
        let (put, taken) = mpsc::unbounded_channel();
        (Self(put.clone()), Errands { put, taken })
    }

    /// Keeps a reservation until the database has said what it can have. Whoever waits for it waits only so long.
    pub(super) fn park(&self, op: Op, shortage: super::slices::Shortage) {
        let _ = self.0.send(Errand::Short(op, shortage));
    }
}

// === impl Hub ===

impl Hub {
    /// Joins the nodes. A node that has been one of them before starts without the database too, with what it holds.
    pub(super) fn start(node: Node, desk: Desk, errands: Errands) -> Result<Self, SharedError> {
        let Errands { put, taken } = errands;
        let (stats, shipped) = (Arc::new(SharedStats::default()), CancellationToken::new());
        let (say, joined) = blocking::channel();
        let is_known = join::has_joined(&node.journal)?;
        let run = {
            let (node, stats, shipped) = (Arc::new(node), stats.clone(), shipped.clone());
            move || run(&node, desk, taken, &stats, &shipped, say)
        };
        let thread = std::thread::Builder::new().name("shared".to_owned()).spawn(run);
        let thread = thread.map_err(|error| SharedError::Unreachable(error.to_string()))?;
        let hub = Self { errands: put, shipped, thread: Mutex::new(Some(thread)), stats };
        let first = joined.recv_timeout(FIRST_JOIN);
        match first.unwrap_or_else(|_| Err(SharedError::Unreachable("no answer in time".to_owned()))) {
            Ok(()) => Ok(hub),
            Err(error @ SharedError::Unreachable(_)) if is_known => {
                tracing::warn!(%error, "starting with what this node holds");
                Ok(hub)
            }
            Err(error) => {
                hub.finish();
                Err(error)
            }
        }
    }

    pub(super) fn stats(&self) -> &SharedStats {
        &self.stats
    }

    /// Makes a change of the directory, for all nodes.
    pub(super) async fn change(&self, change: Change) -> Result<(), DirectoryError> {
        let (reply, answer) = oneshot::channel();
        let _ = self.errands.send(Errand::Change(change, reply));
        answer.await.unwrap_or(Err(DirectoryError::Unavailable))
    }

    /// Books money that comes or goes without a request, for all nodes.
    pub(super) async fn book(&self, booking: Booking) -> Result<usize, BookingError> {
        let (reply, answer) = oneshot::channel();
        let _ = self.errands.send(Errand::Book(booking, reply));
        answer.await.unwrap_or(Err(BookingError::Unavailable))
    }

    /// Notes that somebody was told of a soft limit.
    pub(super) fn told(&self, crossed: SoftLimit) {
        let _ = self.errands.send(Errand::Told(crossed));
    }

    /// Gives back what this node holds and has not used, and asks for no more. The journal must still be open.
    pub(super) fn give_back(&self) {
        let (reply, answer) = blocking::channel();
        let _ = self.errands.send(Errand::Stop(reply));
        let _ = answer.recv_timeout(LAST_ERRAND);
    }

    /// Ships what the journal holds, if the database can be reached, and ends the thread. The journal must be closed.
    pub(super) fn finish(&self) {
        let (reply, _) = blocking::channel();
        let _ = self.errands.send(Errand::Stop(reply));
        self.shipped.cancel();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread of the shared database panicked");
        }
    }
}

fn run(
    node: &Arc<Node>,
    desk: Desk,
    errands: mpsc::UnboundedReceiver<Errand>,
    stats: &Arc<SharedStats>,
    shipped: &CancellationToken,
    joined: blocking::Sender<Result<(), SharedError>>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return drop(joined.send(Err(SharedError::Unreachable(error.to_string())))),
    };
    runtime.block_on(async {
        let ledger = desk.stats.clone();
        let mut treasurer = Treasurer::new(node.clone(), desk, errands, stats.clone(), joined);
        tokio::join!(treasurer.run(), ship::run(node, stats, &ledger.soft_limits, shipped));
    });
}
