//! The thread that owns the file: takes what waits, commits it as one transaction, answers after the commit.
//!
//! A failed write or flush is never tried again on the same connection, whose idea of the file can no longer be trusted:
//! the connection is dropped, the file reopened and checked, and only then do settlements that were waiting go on.
//! Reservations of that time are refused.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{
        Arc, RwLock,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use rusqlite::ErrorCode;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{
    BlockedRequest, Booking, BookingError, Check, Corrected, Correction, CorrectionError, DirectoryError, Feedback,
    FeedbackError, LedgerError, LedgerStats, Options, Receipt, Recovery, Reserve, ReserveError, Reserved, SettleError,
    Settlement, SoftLimit,
    ballast::Ballast,
    books::NotAdmitted,
    clerk::{Clerk, Session},
    directory::{Change, Directory},
    postbox::{Letter, Postbox},
    roster::{Adoption, Line},
    shared::{JOURNAL, Treasury},
    slices::{Shortage, SliceWork, Used},
    soft,
    store::{beside, explain},
};
use crate::keys::Pepper;

/// Operations of one transaction.
const BATCH: usize = 256;
/// How long a batch waits for company where the one before had much: about what a commit takes.
const GATHER: Duration = Duration::from_micros(1_000);
/// Operations that come together by chance, also where a commit would be over before the wait for more: 500 requests a
/// second are one in a millisecond, a disk may flush in a tenth of that, and what a stall of some milliseconds has held up
/// would wait once more.
const FEW: usize = 16;
/// For each so many operations of the batch before it waits as long, up to [`LONGEST_GATHER`]: a worker that keeps
/// dozens of requests in flight loses less by waiting than by commits.
const CROWD: usize = 16;
const LONGEST_GATHER: Duration = Duration::from_micros(3_000);
/// How long a reservation may wait for the writer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Pages of the write-ahead log between checkpoints, as many as commits are guessed to write: 8 MiB. A checkpoint stalls
/// everybody for two flushes and for the distinct pages it copies, which grow far slower than the log: 2 ms with 200 pages in
/// the log, 2 ms with 4 000. At 500 requests a second it comes once or twice a second.
const CHECKPOINT_PAGES: usize = 2_000;
/// Pause between attempts to open a failed store again.
const REOPEN_PAUSE: Duration = Duration::from_millis(200);

/// What the writer is asked to do.
#[derive(Debug)]
pub(super) enum Op {
    Reserve {
        reserve: Box<Reserve>,
        queued: Instant,
        reply: oneshot::Sender<Result<Reserved, ReserveError>>,
        postbox: Option<Arc<Postbox>>,
    },
    Settle {
        settlement: Box<Settlement>,
        reply: Option<oneshot::Sender<Result<Receipt, SettleError>>>,
        postbox: Option<Arc<Postbox>>,
    },
    Change {
        change: Box<Change>,
        reply: oneshot::Sender<Result<(), DirectoryError>>,
    },
    Book {
        booking: Box<Booking>,
        reply: oneshot::Sender<Result<usize, BookingError>>,
    },
    Blocked(Box<BlockedRequest>),
    /// Somebody was told of a soft limit.
    Told(Box<SoftLimit>),
    Feedback {
        feedback: Box<Feedback>,
        reply: oneshot::Sender<Result<(), FeedbackError>>,
    },
    Correct {
        correction: Box<Correction>,
        reply: oneshot::Sender<Result<Corrected, CorrectionError>>,
    },
    Check(oneshot::Sender<Option<Check>>),
    /// What a change of the directory would make of its row; the change itself is the shared database's to make first.
    Rehearse {
        change: Box<Change>,
        reply: oneshot::Sender<Result<Line, DirectoryError>>,
    },
    /// What was changed for all nodes, as the shared database has it.
    Adopt {
        adoption: Adoption,
        reply: oneshot::Sender<()>,
    },
    /// A change of what this node may use of shared budgets.
    Reslice {
        work: SliceWork,
        reply: oneshot::Sender<Vec<Used>>,
    },
    Close,
    /// Stops at once, as a killed process does.
    #[cfg(test)]
    Crash,
    /// Makes the next write fail.
    #[cfg(test)]
    Sabotage,
}

/// What came of an operation, kept back until the commit is durable.
enum Done {
    Reserve(Result<Reserved, ReserveError>),
    Short(Shortage),
    Rehearse(Result<Line, DirectoryError>),
    Reslice(Vec<Used>),
    Settle(Result<Receipt, SettleError>),
    Change(Result<(), DirectoryError>),
    Book(Result<usize, BookingError>),
    Feedback(Result<(), FeedbackError>),
    Correct(Result<Corrected, CorrectionError>),
    Check(Check),
    Nothing,
}

/// An opened ledger whose thread has not started.
#[derive(Debug)]
pub(super) struct Start {
    clerk: Clerk,
    stats: Arc<LedgerStats>,
    directory: Arc<RwLock<Directory>>,
    path: PathBuf,
    options: Options,
    /// Last, so that it is given up after the file is closed.
    lock: Lock,
}

/// The lock beside the file, held as long as this lives.
#[derive(Debug)]
pub(super) struct Lock(File);

struct Writer {
    /// `None` while the store has failed and is not open again.
    clerk: Option<Clerk>,
    /// Settlements of failed transactions: they go first, and are never given up while the process lives.
    backlog: Vec<Op>,
    /// Operations of the last batch.
    last_batch: usize,
    pages: usize,
    stats: Arc<LedgerStats>,
    directory: Arc<RwLock<Directory>>,
    /// Where more of shared budgets is asked for; `None`: no other node draws on them.
    treasury: Option<Treasury>,
    ballast: Ballast,
    path: PathBuf,
    options: Options,
    /// Last, so that it is given up after the file is closed.
    _lock: Lock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Close,
    #[cfg(test)]
    Crash,
}

/// How long to wait for company after a batch of `operations`.
fn gather(operations: usize) -> Duration {
    let times = u32::try_from(operations / CROWD).unwrap_or(u32::MAX);
    GATHER.saturating_mul(times).min(LONGEST_GATHER)
}

// === impl Start ===

impl Start {
    /// Locks, opens and recovers the ledger.
    pub(super) fn open(path: &Path, options: &Options) -> Result<(Self, Recovery), LedgerError> {
        let lock = lock(path)?;
        let stats = Arc::new(LedgerStats::default());
        let directory = Arc::default();
        let mut clerk = Clerk::open(path, options, Arc::clone(&directory))?;
        // Before what the recovery crosses, which is told by itself; of several nodes the database knows.
        if options.shared.is_none() {
            let untold = soft::untold(clerk.store().db()).map_err(|error| explain(path, error))?;
            stats.soft_limits.put(untold);
        }
        let recovery = clerk.recover(options.now, &stats)?;
        if options.shared.is_some() {
            clerk.store().pin(JOURNAL, Uuid::now_v7().as_bytes())?;
        }
        stats.set_ready(true);
        Ok((Self { clerk, lock, stats, directory, path: path.to_owned(), options: options.clone() }, recovery))
    }

    /// Reads or makes the pepper, and refuses one that the stored keys were not hashed with.
    pub(super) fn pepper(&self) -> Result<Pepper, LedgerError> {
        let chosen = self.options.shared.as_ref().and_then(|shared| shared.pepper_file.clone());
        let path = chosen.unwrap_or_else(|| beside(&self.path, ".pepper"));
        let pepper = Pepper::load_or_create(&path)?;
        let fingerprint = pepper.fingerprint();
        let pinned = self.clerk.store().pin("pepper", &fingerprint)?;
        if pinned == fingerprint { Ok(pepper) } else { Err(LedgerError::WrongPepper { path }) }
    }

    pub(super) fn stats(&self) -> Arc<LedgerStats> {
        Arc::clone(&self.stats)
    }

    pub(super) fn directory(&self) -> Arc<RwLock<Directory>> {
        Arc::clone(&self.directory)
    }

    /// Serves the queue until it is closed.
    #[expect(clippy::needless_pass_by_value, reason = "the thread owns its queue")]
    pub(super) fn run(self, queue: Receiver<Op>, treasury: Option<Treasury>) {
        let Self { clerk, lock, stats, directory, path, options } = self;
        let backlog = Vec::new();
        let ballast = Ballast::new(beside(&path, ".ballast"));
        let mut writer = Writer {
            clerk: Some(clerk),
            last_batch: 0,
            backlog,
            pages: 0,
            stats,
            directory,
            treasury,
            ballast,
            path,
            options,
            _lock: lock,
        };
        writer.serve(&queue);
    }
}

/// One process has a ledger at a time; the lock goes with the process, also when it is killed.
pub(super) fn lock(path: &Path) -> Result<Lock, LedgerError> {
    let lock_path = beside(path, ".lock");
    let io = |source| LedgerError::Io { path: lock_path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&lock_path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(LedgerError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing would leave it to a child process that was being started meanwhile.
        let _ = self.0.unlock();
    }
}

// === impl Writer ===

impl Writer {
    fn serve(&mut self, queue: &Receiver<Op>) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let next = self.collect(queue, &mut batch);
            #[cfg(test)]
            if next == Next::Crash {
                return;
            }
            let is_idle = batch.is_empty();
            self.process(&mut batch);
            if next == Next::Close {
                return self.finish(queue);
            }
            if is_idle && self.clerk.is_some() && self.ballast.is_given_up() && self.ballast.lay_again() {
                self.stats.set_ready(true);
            }
        }
    }

    /// Waits for an operation and takes what else is there.
    fn collect(&mut self, queue: &Receiver<Op>, batch: &mut Vec<Op>) -> Next {
        batch.append(&mut self.backlog);
        let first = match self.clerk {
            // Settlements that were put back wait for nobody.
            Some(_) if !batch.is_empty() => Err(RecvTimeoutError::Timeout),
            Some(_) if self.ballast.is_given_up() => queue.recv_timeout(REOPEN_PAUSE),
            Some(_) => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            None => queue.recv_timeout(REOPEN_PAUSE),
        };
        let mut next = match first {
            Ok(op) => self.take(op, batch),
            Err(RecvTimeoutError::Timeout) => Next::GoOn,
            Err(RecvTimeoutError::Disconnected) => Next::Close,
        };
        next = self.drain(queue, batch, next);
        // Where many asked at once the time before, more are on their way: one commit for all of them costs the
        // machine less than two, and who asks with few others is never made to wait.
        if next == Next::GoOn && self.last_batch > FEW && batch.len() < BATCH {
            std::thread::sleep(gather(self.last_batch));
            next = self.drain(queue, batch, next);
        }
        self.last_batch = batch.len();
        next
    }

    /// Takes what waits.
    fn drain(&mut self, queue: &Receiver<Op>, batch: &mut Vec<Op>, mut next: Next) -> Next {
        while next == Next::GoOn && batch.len() < BATCH {
            let Ok(op) = queue.try_recv() else { break };
            next = self.take(op, batch);
        }
        next
    }

    fn take(&self, op: Op, batch: &mut Vec<Op>) -> Next {
        self.stats.dequeued();
        match op {
            Op::Close => return Next::Close,
            #[cfg(test)]
            Op::Crash => return Next::Crash,
            #[cfg(test)]
            Op::Sabotage => self.clerk.iter().for_each(Clerk::sabotage),
            op => batch.push(op),
        }
        Next::GoOn
    }

    /// Takes what came after the close, and leaves the file whole.
    fn finish(&mut self, queue: &Receiver<Op>) {
        self.stats.set_ready(false);
        let mut batch = std::mem::take(&mut self.backlog);
        while let Ok(op) = queue.try_recv() {
            self.take(op, &mut batch);
        }
        self.process(&mut batch);
        if !self.backlog.is_empty() {
            let lost = self.backlog.len();
            tracing::error!(
                settlements = lost,
                "the ledger closes without them, they will be recovered at the next start"
            );
        }
        self.put_sums();
        self.checkpoint();
    }

    /// Leaves nothing to be added up; what is left all the same is added up at the next start.
    fn put_sums(&mut self) {
        if let Some(clerk) = &mut self.clerk
            && let Err(error) = clerk.put_sums()
        {
            self.fail(&error);
        }
    }

    /// Commits a batch and answers, or puts its settlements back.
    fn process(&mut self, batch: &mut Vec<Op>) {
        if !self.reopen() {
            return self.put_back(batch, &ReserveError::Unavailable);
        }
        let Some(clerk) = &mut self.clerk else { return };
        if batch.is_empty() {
            return;
        }
        let started = Instant::now();
        match transact(clerk, batch, &self.stats) {
            Ok(done) => {
                self.stats.committed(batch.len(), started.elapsed());
                self.pages += 4 + batch.len() / 4;
                answer(batch.drain(..).zip(done), self.treasury.as_ref());
                if self.pages >= CHECKPOINT_PAGES {
                    self.checkpoint();
                }
            }
            Err(Failure::Locked(error)) => {
                self.stats.failed(error.to_string());
                self.put_back(batch, &ReserveError::Busy);
            }
            Err(Failure::Broken(error)) => {
                self.fail(&error);
                self.put_back(batch, &ReserveError::Unavailable);
            }
        }
    }

    fn fail(&mut self, error: &rusqlite::Error) {
        tracing::error!(%error, "the ledger's store failed, it will be reopened");
        self.stats.failed(error.to_string());
        if is_full(error) {
            self.ballast.give_up();
        }
        self.stats.budgets.forget();
        self.stats.set_ready(false);
        self.clerk = None;
    }

    /// Opens a failed store again. Whether there is one to write to.
    fn reopen(&mut self) -> bool {
        if self.clerk.is_some() {
            return true;
        }
        let opened = Clerk::open(&self.path, &self.options, Arc::clone(&self.directory))
            .and_then(|clerk| clerk.check().map(|check| (clerk, check)).map_err(LedgerError::from));
        match opened {
            Ok((clerk, check)) if check.is_balanced() => {
                tracing::info!(open = check.open, "the ledger's store is open again");
                self.clerk = Some(clerk);
                // The room that was kept is for what is under way: nothing new is reserved in it.
                self.stats.set_ready(!self.ballast.is_given_up());
                true
            }
            Ok((_, check)) => {
                self.stats.failed(format!("{} balances differ from the open reservations", check.differing));
                false
            }
            Err(error) => {
                self.stats.failed(error.to_string());
                false
            }
        }
    }

    /// Keeps settlements for the next transaction and refuses the rest.
    fn put_back(&mut self, batch: &mut Vec<Op>, refusal: &ReserveError) {
        for op in batch.drain(..) {
            match op {
                Op::Settle { .. } => self.backlog.push(op),
                Op::Reserve { reply, .. } => drop(reply.send(Err(refusal.clone()))),
                Op::Change { reply, .. } => drop(reply.send(Err(DirectoryError::Unavailable))),
                Op::Book { reply, .. } => drop(reply.send(Err(BookingError::Unavailable))),
                Op::Feedback { reply, .. } => drop(reply.send(Err(FeedbackError::Unavailable))),
                Op::Correct { reply, .. } => drop(reply.send(Err(CorrectionError::Unavailable))),
                Op::Check(reply) => drop(reply.send(None)),
                Op::Rehearse { reply, .. } => drop(reply.send(Err(DirectoryError::Unavailable))),
                // Whoever asked learns by the closed channel that nothing was done.
                Op::Adopt { .. } | Op::Reslice { .. } => {}
                // It is told again after the next start.
                Op::Told(_) => {}
                Op::Blocked(blocked) => {
                    tracing::error!(request_id = %blocked.request_id, "a blocked request could not be registered");
                }
                Op::Close => {}
                #[cfg(test)]
                Op::Crash | Op::Sabotage => {}
            }
        }
    }

    fn checkpoint(&mut self) {
        let Some(clerk) = &self.clerk else { return };
        self.pages = 0;
        if let Err(error) = clerk.store().checkpoint() {
            self.fail(&error);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stats.set_ready(false);
    }
}

/// Whether the disk has no room, for a page or for the index of the log.
fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        error.code == ErrorCode::DiskFull || error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
    })
}

/// Why a transaction was not committed.
enum Failure {
    /// Another process writes to the file; nothing was begun.
    Locked(rusqlite::Error),
    /// The connection may not be used again.
    Broken(rusqlite::Error),
}

fn transact(clerk: &mut Clerk, batch: &[Op], stats: &LedgerStats) -> Result<Vec<Done>, Failure> {
    clerk.begin().map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Failure::Locked(error),
        _ => Failure::Broken(error),
    })?;
    let mut done = Vec::with_capacity(batch.len());
    let mut session = clerk.session().map_err(Failure::Broken)?;
    for op in batch {
        done.push(perform(&mut session, op, stats).map_err(Failure::Broken)?);
    }
    drop(session);
    clerk.commit(stats).map_err(Failure::Broken)?;
    Ok(done)
}

fn perform(session: &mut Session<'_>, op: &Op, stats: &LedgerStats) -> rusqlite::Result<Done> {
    Ok(match op {
        // Nobody waits for it any more; the release that follows finds nothing, which is right.
        Op::Reserve { reply, .. } if reply.is_closed() => Done::Nothing,
        Op::Reserve { queued, .. } if queued.elapsed() > PATIENCE => Done::Reserve(Err(ReserveError::Busy)),
        Op::Reserve { reserve, .. } => match session.reserve(reserve)? {
            Ok(reserved) => Done::Reserve(Ok(reserved)),
            Err(NotAdmitted::Refused(error)) => Done::Reserve(Err(error)),
            Err(NotAdmitted::Short(shortage)) => Done::Short(shortage),
        },
        Op::Settle { settlement, .. } => Done::Settle(session.settle(settlement, stats)?),
        Op::Change { change, .. } => Done::Change(session.change(change)?),
        Op::Book { booking, .. } => Done::Book(session.book(booking)?),
        Op::Blocked(blocked) => {
            session.note_blocked(blocked)?;
            Done::Nothing
        }
        Op::Told(told) => {
            session.note_told(told)?;
            Done::Nothing
        }
        Op::Feedback { feedback, .. } => Done::Feedback(session.rate(feedback)?),
        Op::Correct { correction, .. } => Done::Correct(session.correct(correction)?),
        Op::Check(_) => Done::Check(session.check()?),
        Op::Rehearse { change, .. } => Done::Rehearse(session.rehearse(change)?),
        Op::Adopt { adoption, .. } => {
            session.adopt(adoption)?;
            Done::Nothing
        }
        Op::Reslice { work, .. } => Done::Reslice(session.reslice(work)?),
        Op::Close => Done::Nothing,
        #[cfg(test)]
        Op::Crash | Op::Sabotage => Done::Nothing,
    })
}

/// Tells the callers, each thread with a postbox by one ring for all of its answers. Reservations for which this node
/// holds too little of a shared budget go to the `treasury`, and come again when it has asked for more.
fn answer(batch: impl Iterator<Item = (Op, Done)>, treasury: Option<&Treasury>) {
    let mut waiting: Vec<Arc<Postbox>> = Vec::new();
    let mut post = |postbox: Option<Arc<Postbox>>, letter: Letter| match postbox {
        Some(postbox) => waiting.extend(postbox.put(letter).then_some(postbox)),
        None => letter.hand_over(),
    };
    for (op, done) in batch {
        match (op, done) {
            (Op::Reserve { reply, postbox, .. }, Done::Reserve(result)) => {
                post(postbox, Letter::Reserved(reply, result));
            }
            (Op::Settle { reply: Some(reply), postbox, .. }, Done::Settle(result)) => {
                post(postbox, Letter::Settled(reply, result));
            }
            (Op::Settle { reply: None, settlement, .. }, Done::Settle(Err(error))) => {
                tracing::debug!(request_id = %settlement.request_id, %error, "detached settlement");
            }
            (Op::Change { reply, .. }, Done::Change(result)) => drop(reply.send(result)),
            (Op::Book { reply, .. }, Done::Book(result)) => drop(reply.send(result)),
            (Op::Feedback { reply, .. }, Done::Feedback(result)) => drop(reply.send(result)),
            (Op::Correct { reply, .. }, Done::Correct(result)) => drop(reply.send(result)),
            (Op::Check(reply), Done::Check(check)) => drop(reply.send(Some(check))),
            (op @ Op::Reserve { .. }, Done::Short(shortage)) => {
                if let Some(treasury) = treasury {
                    treasury.park(op, shortage);
                }
            }
            (Op::Rehearse { reply, .. }, Done::Rehearse(line)) => drop(reply.send(line)),
            (Op::Adopt { reply, .. }, Done::Nothing) => drop(reply.send(())),
            (Op::Reslice { reply, .. }, Done::Reslice(used)) => drop(reply.send(used)),
            _ => {}
        }
    }
    waiting.iter().for_each(|postbox| postbox.ring());
}
