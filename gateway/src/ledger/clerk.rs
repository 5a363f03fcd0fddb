//! What each operation does inside the writer's transaction: entries and balances in step.

use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use router_core::{decide::recorded_intent, money::MicroTenge};
use rusqlite::{Connection, ErrorCode};
use uuid::Uuid;

use super::{
    AttemptCost, AttemptRow, BlockedRequest, Booking, BookingError, Charge, Check, EntryKind, Feedback, FeedbackError,
    LedgerError, LedgerStats, Options, Overage, Receipt, Recovery, Reserve, ReserveError, Reserved, Route, SettleError,
    Settlement, SoftLimit, Terminal, almaty_day,
    bookings::book_costs,
    books::{Books, NotAdmitted, Open, Owner, day_number},
    chain::Tail,
    directory::{Change, Directory, DirectoryError},
    feedback,
    names::{Named, Names},
    owners::Owners,
    roster::{self, Adoption, Line},
    slices::{SliceWork, Slices, Used},
    store::{NewEntry, Pen, Store, TERMINAL_STEP, explain},
    sums::{Group, Kept, Key, Sum},
    verify, wallets,
};

/// The store, the balances that mirror it, and what entries need beside.
#[derive(Debug)]
pub(super) struct Clerk {
    store: Store,
    books: Books,
    names: Names,
    tail: Tail,
    sums: Kept,
    directory: Arc<RwLock<Directory>>,
    directory_changed: bool,
}

/// The clerk at work inside an open transaction.
pub(super) struct Session<'c> {
    store: &'c Store,
    pen: Pen<'c>,
    books: &'c mut Books,
    names: &'c mut Names,
    tail: &'c mut Tail,
    sums: &'c mut Kept,
    directory: &'c RwLock<Directory>,
    directory_changed: &'c mut bool,
}

// === impl Clerk ===

impl Clerk {
    /// Opens the store and reads what is open in it.
    pub(super) fn open(
        path: &std::path::Path,
        options: &Options,
        directory: Arc<RwLock<Directory>>,
    ) -> Result<Self, LedgerError> {
        let store = Store::open(path, options.durability)?;
        Self::read(store, options, directory).map_err(|error| match error {
            LedgerError::Sqlite(error) => explain(path, error),
            other => other,
        })
    }

    fn read(store: Store, options: &Options, directory: Arc<RwLock<Directory>>) -> Result<Self, LedgerError> {
        verify::check_tail(store.db())?;
        let sums = Kept::catch_up(store.db())?;
        let mut books = Books::default();
        store.load_open(&mut books)?;
        if options.shared.is_some() {
            books.share(Slices::load(store.db())?);
        }
        let tail = Tail::read(store.db())?;
        books.set_wallets(wallets::load(store.db())?);
        let names = Names::new(options.node.clone());
        let clerk = Self { store, books, names, tail, sums, directory, directory_changed: false };
        clerk.publish_directory()?;
        Ok(clerk)
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// Opens a transaction; what is not committed by [`Self::commit`] is gone with the clerk.
    pub(super) fn begin(&self) -> rusqlite::Result<()> {
        self.store.db().prepare_cached("BEGIN IMMEDIATE")?.execute([]).map(|_| ())
    }

    /// What operations inside the transaction are done with.
    pub(super) fn session(&mut self) -> rusqlite::Result<Session<'_>> {
        let Self { store, books, names, tail, sums, directory, directory_changed } = self;
        Ok(Session { pen: Pen::new(store.db())?, store, books, names, tail, sums, directory, directory_changed })
    }

    /// Makes the transaction durable, and only then shows changes of the directory.
    pub(super) fn commit(&mut self, stats: &LedgerStats) -> rusqlite::Result<()> {
        self.books.write(self.store.db(), &stats.budgets)?;
        let oldest_open = self.books.oldest_open().unwrap_or_else(|| self.tail.next_seq());
        let crossed = self.books.write_crossed(self.store.db())?;
        self.store.set_mark(oldest_open)?;
        let last = self.tail.next_seq() - 1;
        if self.sums.is_due(last) {
            self.sums.flush(self.store.db(), last)?;
        }
        self.store.db().prepare_cached("COMMIT")?.execute([])?;
        if std::mem::take(&mut self.directory_changed) {
            self.publish_directory()?;
        }
        stats.soft_limits.put(crossed);
        stats.holds(self.books.open_count(), self.books.reserved());
        Ok(())
    }

    /// Charges every open reservation with its floor: the request was sent, or may have been, and its answer is lost.
    pub(super) fn recover(&mut self, now: Timestamp, stats: &LedgerStats) -> rusqlite::Result<Recovery> {
        self.begin()?;
        self.sums.flush(self.store.db(), self.tail.next_seq() - 1)?;
        self.store.forget_idempotency(now)?;
        let mut recovery = Recovery { recovered: 0, amount: MicroTenge::ZERO };
        for request_id in self.books.open_ids() {
            let floor = self.recover_one(&request_id, now)?;
            recovery.recovered += 1;
            recovery.amount = MicroTenge(recovery.amount.0.saturating_add(floor));
        }
        // Only the reserves say where these requests went.
        self.sums.read_up_to(self.store.db(), self.tail.next_seq() - 1)?;
        self.commit(stats)?;
        Ok(recovery)
    }

    /// Puts the sums of all entries into the file, so that who opens it next need not add them up.
    pub(super) fn put_sums(&mut self) -> rusqlite::Result<()> {
        let last = self.tail.next_seq() - 1;
        if !self.sums.is_behind(last) {
            return Ok(());
        }
        self.begin()?;
        self.sums.flush(self.store.db(), last)?;
        self.store.db().execute_batch("COMMIT")
    }

    fn recover_one(&mut self, request_id: &Uuid, now: Timestamp) -> rusqlite::Result<i64> {
        let Some(Open { owner: Owner { tenant, key_id, .. }, floor, .. }) = self.books.open(request_id) else {
            return Ok(0);
        };
        let floor = *floor;
        let owner = self.names.owner(self.store.db(), tenant, key_id)?;
        self.store.insert_recovered(request_id, now, owner, &mut self.tail)?;
        self.books.end(self.store.db(), request_id, floor, true)?;
        Ok(floor)
    }

    pub(super) fn check(&self) -> rusqlite::Result<Check> {
        self.books.check(self.store.db())
    }

    /// Makes the next write fail, as a broken disk does.
    #[cfg(test)]
    pub(super) fn sabotage(&self) {
        self.store.db().pragma_update(None, "query_only", true).unwrap();
    }

    fn publish_directory(&self) -> rusqlite::Result<()> {
        let loaded = Directory::load(self.store.db())?;
        *self.directory.write().unwrap_or_else(std::sync::PoisonError::into_inner) = loaded;
        Ok(())
    }
}

// === impl Session ===

impl Session<'_> {
    pub(super) fn reserve(&mut self, reserve: &Reserve) -> rusqlite::Result<Result<Reserved, NotAdmitted>> {
        if let Err(error) = check_amounts(reserve) {
            return Ok(Err(error.into()));
        }
        let caller = {
            let directory = self.directory.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            directory.key(&reserve.key_id).and_then(|key| directory.live(key, reserve.at))
        };
        let Some(mut caller) = caller.filter(|caller| caller.tenant.tenant.id == reserve.tenant) else {
            return Ok(Err(ReserveError::KeyRejected.into()));
        };
        // The directory does not show what was paid in by this transaction, and entries from here on are paid of it.
        caller.wallet = self.books.wallet(&reserve.tenant);
        if self.books.open(&reserve.request_id).is_some() {
            return Ok(Err(DUPLICATE.into()));
        }
        let owner = Owner::new(&caller, reserve.at);
        let reserved = match self.books.admit(self.store.db(), reserve, &owner, &caller)? {
            Ok(reserved) => reserved,
            Err(error) => return Ok(Err(error)),
        };
        self.write_reserve(reserve, owner, reserved).map(|written| written.map_err(NotAdmitted::from))
    }

    fn write_reserve(
        &mut self,
        reserve: &Reserve,
        owner: Owner,
        reserved: Reserved,
    ) -> rusqlite::Result<Result<Reserved, ReserveError>> {
        if reserve.idempotency.is_some() && self.store.charged(&reserve.request_id)?.is_some() {
            return Ok(Err(DUPLICATE));
        }
        if let Some(claim) = reserve.idempotency
            && let Some(clash) = self.store.claim_idempotency(reserve, claim, self.books)?
        {
            return Ok(Err(clash.into()));
        }
        let idempotency_hash = reserve.idempotency.map(|claim| claim.key_hash);
        let open = Open {
            owner,
            seq: self.tail.next_seq(),
            bound: reserve.bound.0,
            floor: reserve.floor.amount.0,
            fee: reserved.fee.0,
            idempotency_hash,
            intent: reserve.decision.as_deref().and_then(recorded_intent),
        };
        let db = self.store.db();
        let entry = NewEntry {
            request_id: &reserve.request_id,
            step: 0,
            kind: EntryKind::Reserve,
            at: reserve.at,
            day: open.owner.day,
            owner: self.names.owner(db, &reserve.tenant, &reserve.key_id)?,
            route: Some(self.names.route(db, &reserve.route, Some(&reserve.floor))?),
            amount: Some(open.bound),
            floor: Some(open.floor),
            fee: open.fee,
            idempotency_hash: idempotency_hash.as_ref(),
            charge: Some(&reserve.floor),
            outcome: None,
            register: reserve.register.as_deref(),
            decision: reserve.decision.as_deref(),
        };
        match self.pen.insert(&entry, self.tail) {
            Ok(()) => {}
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return Ok(Err(DUPLICATE));
            }
            Err(error) => return Err(error),
        }
        if let Some(arm) = &reserve.arm {
            feedback::insert_arm(self.store.db(), &reserve.request_id, arm)?;
        }
        self.books.hold(self.store.db(), reserve.request_id, open)?;
        Ok(Ok(reserved))
    }

    pub(super) fn settle(
        &mut self,
        settlement: &Settlement,
        stats: &LedgerStats,
    ) -> rusqlite::Result<Result<Receipt, SettleError>> {
        let Settlement { request_id, .. } = settlement;
        let Some(open) = self.books.open(request_id) else {
            let charged = self.store.charged(request_id)?;
            let receipt = charged.map(|amount| Receipt { amount: MicroTenge(amount), repeated: true });
            return Ok(receipt.ok_or(SettleError::Unknown(*request_id)));
        };
        if is_negative(settlement) {
            return Ok(Err(SettleError::Negative));
        }
        let open = open.clone();
        let owner = self.names.owner(self.store.db(), &open.owner.tenant, &open.owner.key_id)?;
        let served_for = self.write_terminal(settlement, &open, owner)?;
        let beside = self.write_attempts(settlement, &open, owner, served_for)?;
        let amount = served_for.saturating_add(beside);
        let served = matches!(settlement.terminal, Terminal::Settled { .. });
        self.books.end(self.store.db(), request_id, amount, served)?;
        if !served && let Some(hash) = &open.idempotency_hash {
            self.store.release_idempotency(&open.owner.tenant, hash)?;
        }
        if amount > open.bound {
            stats.went_over_bound();
            tracing::warn!(%request_id, amount, bound = open.bound, "charge exceeds its reservation");
        }
        Ok(Ok(Receipt { amount: MicroTenge(amount), repeated: false }))
    }

    fn write_terminal(&mut self, settlement: &Settlement, open: &Open, owner: Named) -> rusqlite::Result<i64> {
        let (kind, route, charge, outcome) = match &settlement.terminal {
            Terminal::Settled { route, charge, outcome } => {
                let route = self.names.route(self.store.db(), route, Some(charge))?;
                (EntryKind::Settle, Some(route), Some(charge), outcome)
            }
            Terminal::Released { outcome } => (EntryKind::Release, None, None, outcome),
        };
        let amount = charge.map_or(0, |charge| charge.amount.0);
        let entry = NewEntry {
            request_id: &settlement.request_id,
            step: TERMINAL_STEP,
            kind,
            at: settlement.at,
            day: open.owner.day,
            owner,
            route,
            amount: Some(amount),
            floor: None,
            fee: charge.map_or(0, |_| open.fee),
            idempotency_hash: None,
            charge,
            outcome: Some(outcome.name()),
            register: settlement.brought.as_deref(),
            decision: settlement.decision.as_deref(),
        };
        self.pen.insert(&entry, self.tail)?;
        if let (Terminal::Settled { route, charge, .. }, Some(named)) = (&settlement.terminal, entry.route) {
            self.add_up(open, owner, (route, named), charge, true);
        }
        Ok(amount)
    }

    /// Adds a charge that was written to the sums of its group.
    fn add_up(&mut self, open: &Open, owner: Named, (route, named): (&Route, Named), charge: &Charge, ended: bool) {
        let Open { owner: Owner { tenant, key_id, day, .. }, intent, .. } = open;
        let key = Key { day: *day, owner: owner.id, route: named.id, intent: *intent, ended };
        let sum = Sum::of(charge, if ended { open.fee } else { 0 }, ended);
        let currency = charge.native.currency;
        self.sums.add(key, &sum, || Group::of(*day, (tenant, key_id), route, *intent, currency, ended));
    }

    /// Writes the calls of a request whose terminal entry charges `served_for`. What they are charged beside that.
    fn write_attempts(
        &mut self,
        settlement: &Settlement,
        open: &Open,
        owner: Named,
        served_for: i64,
    ) -> rusqlite::Result<i64> {
        let mut beside = 0_i64;
        for (step, attempt) in (1..).zip(&settlement.attempts) {
            let charge = attempt.charge();
            let named = self.names.route(self.store.db(), &attempt.route, charge)?;
            let entry = NewEntry {
                request_id: &settlement.request_id,
                step,
                kind: EntryKind::Attempt,
                at: settlement.at,
                day: open.owner.day,
                owner,
                route: Some(named),
                amount: match &attempt.cost {
                    AttemptCost::Nothing => Some(0),
                    AttemptCost::Unknown => None,
                    AttemptCost::Settled => Some(served_for),
                    AttemptCost::Beside(charge) => Some(charge.amount.0),
                },
                floor: None,
                fee: 0,
                idempotency_hash: None,
                charge,
                outcome: Some(attempt.outcome.name()),
                register: None,
                decision: None,
            };
            self.pen.insert(&entry, self.tail)?;
            if let Some(charge) = charge {
                self.add_up(open, owner, (&attempt.route, named), charge, false);
            }
            beside = beside.saturating_add(charge.map_or(0, |charge| charge.amount.0));
        }
        Ok(beside)
    }

    /// Writes the correction of a request of `(tenant, key)` and books it on the day on which it is made.
    pub(super) fn write_correction(
        &mut self,
        request_id: &Uuid,
        step: i64,
        at: Timestamp,
        (tenant, key_id): (&Arc<str>, &Arc<str>),
        amount: MicroTenge,
        because: &str,
    ) -> rusqlite::Result<i64> {
        let owner = self.owner(tenant, key_id, at)?;
        let named = self.names.owner(self.store.db(), tenant, key_id)?;
        let seq = self.tail.next_seq();
        self.sums.flush(self.store.db(), seq - 1)?;
        self.store.insert_correction(request_id, step, at, (named, owner.day), amount.0, because, self.tail)?;
        // Only its entry says where its request went.
        self.sums.read_up_to(self.store.db(), seq)?;
        self.books.correct(self.store.db(), &owner, amount.0)?;
        Ok(seq)
    }

    /// Whom an entry that is written now is about.
    fn owner(&self, tenant: &Arc<str>, key_id: &Arc<str>, at: Timestamp) -> rusqlite::Result<Owner> {
        let day = day_number(almaty_day(at));
        Owners::of(self.store.db()).owner(tenant.clone(), key_id.clone(), day, self.tail.next_seq())
    }

    pub(super) fn db(&self) -> &Connection {
        self.store.db()
    }

    pub(super) fn is_open(&self, request_id: &Uuid) -> bool {
        self.books.open(request_id).is_some()
    }

    /// What a request that has ended was charged, without corrections.
    pub(super) fn charged(&self, request_id: &Uuid) -> rusqlite::Result<Option<i64>> {
        self.store.charged(request_id)
    }

    pub(super) fn note_blocked(&self, blocked: &BlockedRequest) -> rusqlite::Result<()> {
        self.store.note_blocked(blocked)
    }

    pub(super) fn note_told(&self, told: &SoftLimit) -> rusqlite::Result<()> {
        told.write_told(self.store.db())
    }

    pub(super) fn rate(&self, rated: &Feedback) -> rusqlite::Result<Result<(), FeedbackError>> {
        feedback::insert(self.store.db(), rated)
    }

    pub(super) fn change(&mut self, change: &Change) -> rusqlite::Result<Result<(), DirectoryError>> {
        *self.directory_changed = true;
        change.apply(self.store.db())
    }

    /// Books money that comes or goes without a request. How many rows are new.
    pub(super) fn book(&mut self, booking: &Booking) -> rusqlite::Result<Result<usize, BookingError>> {
        let db = self.store.db();
        match booking {
            Booking::TopUp(top_up) => {
                // Tenants are shown with what was paid in.
                *self.directory_changed = true;
                top_up.book(db, self.books, self.tail.next_seq() - 1)
            }
            Booking::Costs { lines, at } => book_costs(db, lines, *at),
        }
    }

    /// What a change would make of its row, without making it.
    pub(super) fn rehearse(&self, change: &Change) -> rusqlite::Result<Result<Line, DirectoryError>> {
        roster::rehearse(self.store.db(), change)
    }

    /// Takes over what was changed for all nodes: a wallet pays entries from here on.
    pub(super) fn adopt(&mut self, adoption: &Adoption) -> rusqlite::Result<()> {
        *self.directory_changed |= !(adoption.lines.is_empty() && adoption.top_ups.is_empty());
        roster::adopt(self.store.db(), adoption, self.tail.next_seq() - 1)?;
        if !adoption.top_ups.is_empty() {
            self.books.set_wallets(wallets::load(self.store.db())?);
        }
        Ok(())
    }

    pub(super) fn reslice(&mut self, work: &SliceWork) -> rusqlite::Result<Vec<Used>> {
        self.books.reslice(self.store.db(), work)
    }

    pub(super) fn check(&self) -> rusqlite::Result<Check> {
        self.books.check(self.store.db())
    }
}

pub(super) const DUPLICATE: ReserveError = ReserveError::Invalid("the request id was used before");

fn check_amounts(reserve: &Reserve) -> Result<(), ReserveError> {
    let floor = &reserve.floor;
    let flagship = floor.flagship.as_ref().map_or(MicroTenge::ZERO, |flagship| flagship.amount);
    let fee = reserve.messages.map_or(MicroTenge::ZERO, |plan| match plan.over {
        Overage::Block => MicroTenge::ZERO,
        Overage::Fee(fee) => fee,
    });
    if [reserve.bound, floor.amount, flagship, fee].iter().any(|amount| *amount < MicroTenge::ZERO) {
        return Err(ReserveError::Invalid("an amount is negative"));
    }
    if floor.amount > reserve.bound {
        return Err(ReserveError::Invalid("the floor is above the bound"));
    }
    Ok(())
}

fn is_negative(settlement: &Settlement) -> bool {
    let served = match &settlement.terminal {
        Terminal::Settled { charge, .. } => Some(charge),
        Terminal::Released { .. } => None,
    };
    let beside = settlement.attempts.iter().filter_map(AttemptRow::charge);
    served.into_iter().chain(beside).any(|charge| {
        charge.amount < MicroTenge::ZERO
            || charge.flagship.as_ref().is_some_and(|flagship| flagship.amount < MicroTenge::ZERO)
    })
}
