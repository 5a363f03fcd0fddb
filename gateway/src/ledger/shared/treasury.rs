//! The treasurer: asks the database for more where this node's slices are too small, gives back what other nodes ask
//! for, and keeps the directory up to date.
//!
//! Nobody else changes what this node holds, so that all of it happens in one order. A budget is refused only after every
//! other live node has said what it can spare, or has not answered in time.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, atomic::Ordering::Relaxed, mpsc as blocking},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::Client;

use super::{
    Desk, Node, SharedError, SharedStats, bookings, directory, join,
    link::Heard,
    purse::{Ask, Purse, share},
    slices::{self, Held},
    soft,
};
use crate::ledger::{
    Booking, BookingError, DirectoryError, SoftLimit,
    books::{Scope, day_number},
    directory::Change,
    records::almaty_day,
    slices::{Shortage, Slice, SliceWork, Want},
    writer::Op,
};

/// How often this node says that it lives, and looks whether it has missed something.
const BEAT: Duration = Duration::from_millis(500);
/// How often it is looked whether others have answered, beside their telling.
const TICK: Duration = Duration::from_millis(100);
/// How long the last word about a budget is one: until then requests are refused without asking again.
const LAST_WORD: Duration = Duration::from_millis(200);
/// Pauses between attempts to reach the database.
const PAUSE: Duration = Duration::from_millis(250);
/// How long one piece of work with the database may take before the connection is given up.
const WORK: Duration = Duration::from_secs(6);
/// Reservations that may wait.
const MOST_WAITING: usize = 8_192;

/// What the treasurer is asked to do.
#[derive(Debug)]
pub(super) enum Errand {
    /// To find money for a reservation.
    Short(Op, Shortage),
    /// To book money.
    Book(Booking, oneshot::Sender<Result<usize, BookingError>>),
    /// To note that somebody was told of a soft limit.
    Told(SoftLimit),
    /// To change the directory.
    Change(Change, oneshot::Sender<Result<(), DirectoryError>>),
    /// To give back what is not used, and end.
    Stop(blocking::Sender<()>),
}

/// A booking that waits.
struct Pending {
    booking: Booking,
    reply: oneshot::Sender<Result<usize, BookingError>>,
    /// The other nodes were asked what they can spare.
    asked: Option<Ask>,
}

pub(super) struct Treasurer {
    node: Arc<Node>,
    desk: Desk,
    errands: mpsc::UnboundedReceiver<Errand>,
    stats: Arc<SharedStats>,
    /// Who waits to hear how the first connection went.
    joined: Option<blocking::Sender<Result<(), SharedError>>>,
    waiting: Vec<(Op, Shortage)>,
    changes: Vec<(Change, oneshot::Sender<Result<(), DirectoryError>>)>,
    bookings: Vec<Pending>,
    told: Vec<SoftLimit>,
    stop: Option<blocking::Sender<()>>,
    asks: HashMap<Scope, Ask>,
    /// The version of the directory that this node has.
    version: i64,
}

// === impl Treasurer ===

impl Treasurer {
    pub(super) fn new(
        node: Arc<Node>,
        desk: Desk,
        errands: mpsc::UnboundedReceiver<Errand>,
        stats: Arc<SharedStats>,
        joined: blocking::Sender<Result<(), SharedError>>,
    ) -> Self {
        Self {
            node,
            desk,
            errands,
            stats,
            joined: Some(joined),
            waiting: Vec::new(),
            changes: Vec::new(),
            bookings: Vec::new(),
            told: Vec::new(),
            stop: None,
            asks: HashMap::new(),
            version: 0,
        }
    }

    /// Works until told to stop, over as many connections as that takes.
    pub(super) async fn run(&mut self) {
        let mut last_error = String::new();
        loop {
            let node = self.node.clone();
            let served = node.target.with_link(async |client, heard| self.serve(client, heard).await).await;
            self.stats.connected.store(false, Relaxed);
            // What others answered is only known again by asking again.
            self.asks.clear();
            if let Err(error) = served {
                let text = error.to_string();
                if text != last_error {
                    tracing::warn!(error = text, "this node goes on with what it holds");
                    last_error = text;
                }
                if let Some(joined) = self.joined.take() {
                    let _ = joined.send(Err(error));
                }
            }
            let paused = tokio::time::sleep(PAUSE);
            tokio::pin!(paused);
            while self.stop.is_none() {
                tokio::select! {
                    () = &mut paused => break,
                    errand = self.errands.recv() => self.note(errand),
                }
            }
            self.refuse_changes();
            if let Some(stop) = self.stop.take() {
                let _ = stop.send(());
                return;
            }
        }
    }

    fn note(&mut self, errand: Option<Errand>) {
        match errand {
            Some(Errand::Short(op, shortage)) => {
                if self.waiting.len() >= MOST_WAITING {
                    self.waiting.retain(|(op, _)| is_waited_for(op));
                }
                // Beyond that the channel of the reply closes, and whoever waits is told that the ledger is busy.
                if self.waiting.len() < MOST_WAITING {
                    self.waiting.push((op, shortage));
                }
            }
            Some(Errand::Book(booking, reply)) => self.bookings.push(Pending { booking, reply, asked: None }),
            Some(Errand::Told(told)) => self.told.push(told),
            Some(Errand::Change(change, reply)) => self.changes.push((change, reply)),
            Some(Errand::Stop(reply)) => self.stop = Some(reply),
            None => self.stop = Some(blocking::channel().0),
        }
    }

    fn refuse_changes(&mut self) {
        for (_, reply) in self.changes.drain(..) {
            let _ = reply.send(Err(DirectoryError::Unavailable));
        }
        for Pending { reply, .. } in self.bookings.drain(..) {
            let _ = reply.send(Err(BookingError::Unavailable));
        }
    }

    async fn serve(&mut self, client: &mut Client, heard: &mut Heard) -> Result<(), SharedError> {
        in_time(self.begin(client)).await?;
        self.stats.connected.store(true, Relaxed);
        tracing::info!(node = %self.node.name, "joined the shared database");
        if let Some(joined) = self.joined.take() {
            let _ = joined.send(Ok(()));
        }
        let mut beat = tokio::time::interval(BEAT);
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while self.stop.is_none() {
            let (mut look_at_directory, mut is_asked) = (false, false);
            tokio::select! {
                errand = self.errands.recv() => self.note(errand),
                Some(what) = heard.recv() => {
                    look_at_directory |= what == directory::CHANGED;
                    is_asked |= what == slices::ASKED;
                }
                _ = tick.tick(), if !(self.asks.is_empty() && self.bookings.is_empty()) => {}
                _ = beat.tick() => {
                    in_time(self.say_alive(client)).await?;
                    (look_at_directory, is_asked) = (true, true);
                }
            }
            while let Ok(what) = heard.try_recv() {
                look_at_directory |= what == directory::CHANGED;
                is_asked |= what == slices::ASKED;
            }
            while let Ok(errand) = self.errands.try_recv() {
                self.note(Some(errand));
            }
            if look_at_directory {
                self.version = in_time(directory::pull(client, &self.node, &self.desk, self.version)).await?;
            }
            if is_asked {
                in_time(self.answer(client)).await?;
            }
            while let Some((change, reply)) = self.changes.pop() {
                let (version, told) =
                    in_time(directory::change(client, &self.node, &self.desk, self.version, change)).await?;
                self.version = version;
                let _ = reply.send(told);
            }
            in_time(self.book(client)).await?;
            while let Some(told) = self.told.pop() {
                in_time(soft::told(client, &told)).await?;
            }
            in_time(self.share_out(client)).await?;
        }
        in_time(self.end(client)).await
    }

    /// Joins, and takes the database's view of the directory and of what this node holds.
    async fn begin(&mut self, client: &mut Client) -> Result<(), SharedError> {
        join::join(client, &self.node).await?;
        client.batch_execute("LISTEN qaqpa").await?;
        self.version = directory::begin(client, &self.node).await?;
        self.version = directory::pull(client, &self.node, &self.desk, self.version).await?;
        let today = i64::from(day_number(almaty_day(Timestamp::now())));
        let own = slices::own(client, &self.node.name, today / 100, today).await?;
        let scopes: Vec<Scope> = own.iter().map(|(scope, _)| scope.clone()).collect();
        let mut others: HashMap<Scope, Held> = HashMap::new();
        for (scope, is_own, held) in slices::held(client, &self.node.name, &scopes).await? {
            if !is_own {
                others.insert(scope, held);
            }
        }
        let taken = own.into_iter().map(|(scope, held)| {
            let others = others.get(&scope).copied().unwrap_or_default();
            (scope, slice(held, others))
        });
        // What was used beyond a slice is a fact, and the others must know of it.
        let used = self.desk.reslice(SliceWork::Replace(taken.collect())).await?;
        slices::write_used(client, &self.node.name, &used).await?;
        self.say_alive(client).await
    }

    async fn say_alive(&self, client: &Client) -> Result<(), SharedError> {
        client.execute("UPDATE node SET seen = clock_timestamp() WHERE name = $1", &[&&*self.node.name]).await?;
        Ok(())
    }

    /// Gives back what this node can spare of budgets that others ask for.
    async fn answer(&self, client: &mut Client) -> Result<(), SharedError> {
        let scopes = slices::asked(client, &self.node.name).await?;
        if scopes.is_empty() {
            return Ok(());
        }
        // Here first: what the database has back must not be spent here.
        let used = self.desk.reslice(SliceWork::GiveBack(scopes.clone())).await?;
        let transaction = client.transaction().await?;
        let accounts = slices::lock(&transaction, &self.node.name, &scopes).await?;
        let entries = used.iter().filter_map(|used| {
            let answered = accounts.get(&used.scope)?.round;
            let held = Held { money: used.money, messages: used.messages };
            Some(slices::Entry { scope: used.scope.clone(), held, answered })
        });
        slices::write(&transaction, &self.node.name, &entries.collect::<Vec<_>>()).await?;
        slices::tell(&transaction, slices::ANSWERED).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Books what waits to be booked. This node hears of what was paid into a wallet before the caller does.
    async fn book(&mut self, client: &mut Client) -> Result<(), SharedError> {
        for Pending { booking, reply, asked } in std::mem::take(&mut self.bookings) {
            match bookings::book(client, &self.node, &self.desk, &booking, asked).await? {
                bookings::Step::Done(result) => {
                    self.version = directory::pull(client, &self.node, &self.desk, self.version).await?;
                    let _ = reply.send(result);
                }
                bookings::Step::Asked(ask) => self.bookings.push(Pending { booking, reply, asked: Some(ask) }),
            }
        }
        Ok(())
    }

    /// Shares out among those who wait what the database can grant, asks the other nodes where that is too little, and
    /// lets those go who have it or cannot have it.
    async fn share_out(&mut self, client: &mut Client) -> Result<(), SharedError> {
        self.waiting.retain(|(op, _)| is_waited_for(op));
        if self.waiting.is_empty() {
            self.asks.clear();
            return Ok(());
        }
        let wants = latest(&self.waiting);
        // An answer to those who have left is none to those who come later.
        self.asks.retain(|scope, _| wants.contains_key(scope));
        let scopes: Vec<Scope> = wants.keys().cloned().collect();
        let transaction = client.transaction().await?;
        let accounts = slices::lock(&transaction, &self.node.name, &scopes).await?;
        let paid = bookings::paid_in(&transaction, &scopes).await?;
        let mut purses: BTreeMap<Scope, Purse> = BTreeMap::new();
        for (scope, mut want) in wants {
            let account = accounts.get(&scope).copied().unwrap_or_default();
            want.limit = paid.get(&scope).copied().or(want.limit);
            let purse = Purse::open(&want, account, self.asks.get(&scope));
            purses.insert(scope, purse);
        }
        let go = share(self.waiting.iter().map(|(_, shortage)| shortage), &mut purses);

        let (mut unknown, mut short, mut entries, mut taken) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (scope, purse) in &purses {
            let round = accounts.get(scope).map_or(0, |account| account.round);
            let is_new = purse.is_short && !purse.is_settled && !self.asks.contains_key(scope);
            if is_new {
                if purse.is_known { &mut short } else { &mut unknown }.push(scope.clone());
                self.asks.insert(scope.clone(), Ask { round: round + 1, since: Instant::now() });
            } else if !purse.is_short || purse.is_settled {
                self.asks.remove(scope);
            }
            let held = purse.held_after();
            let answered = round + i64::from(is_new);
            entries.push(slices::Entry { scope: scope.clone(), held, answered });
            let settled_until =
                if purse.is_short && purse.is_settled { Some(Instant::now() + LAST_WORD) } else { None };
            taken.push((scope.clone(), Slice { settled_until, ..slice(held, purse.others) }));
        }
        slices::write(&transaction, &self.node.name, &entries).await?;
        slices::ask(&transaction, &unknown, false).await?;
        slices::ask(&transaction, &short, true).await?;
        transaction.commit().await?;
        self.let_go(taken, &go).await
    }

    /// Hands the journal its new slices, and behind them the reservations that `go` picks.
    async fn let_go(&mut self, taken: Vec<(Scope, Slice)>, go: &[bool]) -> Result<(), SharedError> {
        let (reply, done) = oneshot::channel();
        self.desk.send(Op::Reslice { work: SliceWork::Take(taken), reply });
        let waiting = std::mem::take(&mut self.waiting);
        for ((op, shortage), goes) in waiting.into_iter().zip(go) {
            if *goes {
                self.desk.send(op);
            } else {
                self.waiting.push((op, shortage));
            }
        }
        done.await.map_err(|_| SharedError::Closed).map(|_| ())
    }

    /// Gives back all that is not used; this node lives no longer.
    async fn end(&self, client: &mut Client) -> Result<(), SharedError> {
        let used = self.desk.reslice(SliceWork::GiveBackAll).await?;
        slices::write_used(client, &self.node.name, &used).await?;
        client.execute("UPDATE node SET seen = NULL WHERE name = $1", &[&&*self.node.name]).await?;
        slices::tell(client, slices::ANSWERED).await
    }
}

/// Awaits work with the database, which must not hang: neither what waits for it nor the end of the gateway.
pub(super) async fn in_time<T>(work: impl Future<Output = Result<T, SharedError>>) -> Result<T, SharedError> {
    match tokio::time::timeout(WORK, work).await {
        Ok(done) => done,
        Err(_) => Err(SharedError::Unreachable("no answer in time".to_owned())),
    }
}

fn is_waited_for(op: &Op) -> bool {
    matches!(op, Op::Reserve { reply, .. } if !reply.is_closed())
}

fn slice(held: Held, others: Held) -> Slice {
    Slice {
        granted: held.money,
        messages: held.messages,
        others: others.money,
        messages_others: others.messages,
        settled_until: None,
    }
}

/// What is wanted of each budget, by who came last.
fn latest(waiting: &[(Op, Shortage)]) -> BTreeMap<Scope, Want> {
    let wants = waiting.iter().flat_map(|(_, shortage)| &shortage.wants);
    wants.map(|want| (want.scope.clone(), want.clone())).collect()
}
