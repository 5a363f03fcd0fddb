//! Balances and open reservations in memory: what fits a budget is decided here, in one step, by the one writer.
//!
//! The same figures stand in the table `balance`, written in the transaction that holds the entries; a failed
//! transaction throws this copy away.

use std::{
    collections::{BTreeMap, HashMap, VecDeque, hash_map::Entry},
    sync::Arc,
};

use foldhash::fast::RandomState;
use jiff::{Timestamp, civil::Date};
use router_core::{measure::Intent, money::MicroTenge};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::{
    BudgetLevel, MessagePlan, Overage, Reserve, ReserveError, Reserved, SoftLimit, Span, Wallet, almaty_day,
    budgets::BudgetBoard,
    directory::Caller,
    levels::Budget,
    slices::{Left, Shortage, SliceWork, Slices, Used, Want, read_others},
    wallets::Wallets,
};

/// Balances kept in memory before settled ones are forgotten (they are read again when needed).
const KEPT_BALANCES: usize = 50_000;

/// The reserved balances against the open reservations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Requests reserved and not ended.
    pub open: usize,
    /// The sum of what they reserved.
    pub reserved: MicroTenge,
    /// Balances whose reserved amount is not the sum of the open reservations. Anything but 0 is a fault of ours.
    pub differing: usize,
}

/// Whom an entry is about and when.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub(super) tenant: Arc<str>,
    pub(super) key_id: Arc<str>,
    /// The path of the key's project, if it is for one.
    pub(super) project: Option<Arc<str>>,
    /// Whether the key's days are counted: only where it was made with a budget of the day.
    pub(super) counts_key_days: bool,
    /// Whether the tenant's wallet pays.
    pub(super) has_wallet: bool,
    /// yyyymmdd in Almaty
    pub(super) day: i32,
}

/// A reservation that has not ended.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) owner: Owner,
    pub(super) seq: i64,
    pub(super) bound: i64,
    pub(super) floor: i64,
    pub(super) fee: i64,
    pub(super) idempotency_hash: Option<[u8; 32]>,
    /// What the user wanted, as its decision recorded it.
    pub(super) intent: Option<Intent>,
}

/// A budget's period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Scope {
    pub(super) level: BudgetLevel,
    pub(super) id: Arc<str>,
    pub(super) period: i32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Balance {
    pub(super) reserved: i64,
    pub(super) spent: i64,
    pub(super) messages: i64,
    /// At which amount spent somebody is told, and of which budget; set by reservations where there is one.
    watch: Option<Watch>,
    /// The budget that somebody was told of.
    told_of: Option<MicroTenge>,
    dirty: bool,
}

#[derive(Debug, Clone, Copy)]
struct Watch {
    at: i64,
    limit: MicroTenge,
}

#[derive(Debug, Default)]
pub(super) struct Books {
    balances: HashMap<Scope, Balance, RandomState>,
    dirty: Vec<Scope>,
    open: HashMap<Uuid, Open, RandomState>,
    /// Reservations by age; those ended since are dropped from the front.
    by_age: VecDeque<(i64, Uuid)>,
    reserved: i64,
    /// As they are in this transaction; the directory shows them after its commit.
    wallets: Wallets,
    /// Soft limits that were crossed in this transaction.
    crossed: Vec<SoftLimit>,
    /// What this node may use of budgets that several nodes share; `None`: it has them to itself.
    slices: Option<Slices>,
}

/// Why a reservation is not admitted.
#[derive(Debug)]
pub(super) enum NotAdmitted {
    /// For good.
    Refused(ReserveError),
    /// What this node holds of the budgets of all nodes is too little: more must be asked for.
    Short(Shortage),
}

impl From<ReserveError> for NotAdmitted {
    fn from(error: ReserveError) -> Self {
        Self::Refused(error)
    }
}

// === impl Check ===

impl Check {
    /// Whether every reserved balance is the sum of its open reservations.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.differing == 0
    }
}

// === impl Owner ===

impl Owner {
    pub(super) fn new(caller: &Caller, at: Timestamp) -> Self {
        Self {
            tenant: caller.tenant.tenant.id.clone(),
            key_id: caller.key.id.clone(),
            project: caller.project.as_ref().map(|record| record.path.clone()),
            has_wallet: caller.wallet.is_some(),
            counts_key_days: caller.key.key.limits.budget_day.is_some(),
            day: day_number(almaty_day(at)),
        }
    }

    /// The balance at a level, where it is one that the caller's money is counted at.
    pub(super) fn scope(&self, level: BudgetLevel) -> Option<Scope> {
        let id = match level {
            BudgetLevel::TenantMonth | BudgetLevel::TenantDay => Some(&self.tenant),
            BudgetLevel::ProjectMonth | BudgetLevel::ProjectDay => self.project.as_ref(),
            BudgetLevel::KeyMonth => Some(&self.key_id),
            BudgetLevel::KeyDay => Some(&self.key_id).filter(|_| self.counts_key_days),
            BudgetLevel::Wallet => Some(&self.tenant).filter(|_| self.has_wallet),
        };
        let period = match level.span() {
            Span::Day => self.day,
            Span::Month => self.day / 100,
            Span::Ever => 0,
        };
        Some(Scope { level, id: id?.clone(), period })
    }

    /// The balances that the caller's money is counted in.
    pub(super) fn scopes(&self) -> impl Iterator<Item = Scope> {
        // Who has neither project nor wallet does not pay for looking at them.
        let is_plain = self.project.is_none() && !self.counts_key_days && !self.has_wallet;
        let levels = if is_plain { BudgetLevel::OF_EVERYBODY } else { &BudgetLevel::ALL };
        levels.iter().filter_map(|level| self.scope(*level))
    }
}

/// A day as the ledger writes it: yyyymmdd.
pub(super) fn day_number(day: Date) -> i32 {
    (i32::from(day.year()) * 100 + i32::from(day.month())) * 100 + i32::from(day.day())
}

/// The day that the ledger writes so.
pub(super) fn day_of(number: i32) -> Option<Date> {
    let part = |part: i32| i8::try_from(part).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100 % 100)?, part(number % 100)?).ok()
}

/// A day as the ledger writes it, for people: yyyy-mm-dd.
pub(crate) fn day_text(day: i32) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

// === impl Balance ===

impl Balance {
    /// What is spent or reserved.
    pub(super) fn used(self) -> i64 {
        self.reserved.saturating_add(self.spent)
    }

    /// What may still be reserved of a budget, not below zero.
    pub(super) fn left(self, limit: MicroTenge) -> MicroTenge {
        MicroTenge(limit.0.saturating_sub(self.spent).saturating_sub(self.reserved).max(0))
    }

    /// Looks out for the soft limit of a budget that nobody was told of.
    fn watch(&mut self, budget: Budget) {
        let limit = budget.limit;
        self.watch = budget.soft_limit().filter(|_| self.told_of != Some(limit)).map(|at| Watch { at, limit });
    }

    /// The budget whose soft limit is crossed now.
    fn crossed(&mut self) -> Option<MicroTenge> {
        let Watch { limit, .. } = self.watch.take_if(|watch| self.spent >= watch.at)?;
        self.told_of = Some(limit);
        Some(limit)
    }
}

// === impl Books ===

impl Books {
    /// Takes over a reservation read from the store.
    pub(super) fn adopt(&mut self, request_id: Uuid, open: Open) {
        self.by_age.push_back((open.seq, request_id));
        self.reserved = self.reserved.saturating_add(open.bound);
        self.open.insert(request_id, open);
    }

    pub(super) fn open(&self, request_id: &Uuid) -> Option<&Open> {
        self.open.get(request_id)
    }

    pub(super) fn open_ids(&self) -> Vec<Uuid> {
        self.by_age.iter().map(|(_, id)| *id).filter(|id| self.open.contains_key(id)).collect()
    }

    pub(super) fn open_count(&self) -> usize {
        self.open.len()
    }

    /// What all open reservations hold.
    pub(super) fn reserved(&self) -> i64 {
        self.reserved
    }

    /// The sequence number of the oldest open reservation.
    pub(super) fn oldest_open(&mut self) -> Option<i64> {
        while let Some((seq, id)) = self.by_age.front() {
            if self.open.contains_key(id) {
                return Some(*seq);
            }
            self.by_age.pop_front();
        }
        None
    }

    /// Shares the budgets with other nodes from now on.
    pub(super) fn share(&mut self, slices: Slices) {
        self.slices = Some(slices);
    }

    /// Decides whether a reservation fits every budget and the plan. Changes nothing.
    pub(super) fn admit(
        &mut self,
        db: &Connection,
        reserve: &Reserve,
        owner: &Owner,
        caller: &Caller,
    ) -> rusqlite::Result<Result<Reserved, NotAdmitted>> {
        let mut remaining: Option<MicroTenge> = None;
        // Of messages: `None` where the database of all nodes must be asked first.
        let mut used_messages = Some(0);
        let mut wants = Vec::new();
        for scope in owner.scopes() {
            let level = scope.level;
            let budget = level.budget(caller);
            let here = self.slices.as_ref().map(|slices| slices.here(&scope));
            let balance = self.read(db, scope)?;
            // What several nodes have spent together is known where all of it comes together.
            if let Some(budget) = budget.filter(|_| here.is_none()) {
                balance.watch(budget);
            }
            let balance = *balance;
            if balance.reserved.checked_add(reserve.bound.0).is_none() {
                return Ok(Err(ReserveError::Invalid("the sum of reservations is out of range").into()));
            }
            let plan = reserve.messages.filter(|_| level == BudgetLevel::TenantMonth);
            if let Some(plan) = plan {
                let sent = u64::try_from(balance.messages).unwrap_or_default();
                used_messages = here.map_or(Some(sent), |here| here.messages(balance.messages, plan.limit));
            }
            let limit = budget.map(|budget| budget.limit);
            let left = limit
                .map(|limit| here.map_or_else(|| Left::alone(balance.left(limit)), |here| here.left(balance, limit)));
            let mut is_short = plan.is_some() && used_messages.is_none();
            if let Some(Left { here, most, known }) = left {
                if reserve.bound > MicroTenge::ZERO && reserve.bound > most {
                    return Ok(Err(ReserveError::BudgetSpent { level, remaining: most }.into()));
                }
                is_short |= reserve.bound > MicroTenge::ZERO && reserve.bound > here;
                let after = MicroTenge(known.0 - reserve.bound.min(known).0);
                remaining = Some(remaining.map_or(after, |tightest| tightest.min(after)));
            }
            if is_short {
                let (used, sent, limit) = (balance.used(), balance.messages, limit.map(|limit| limit.0));
                let messages = plan.map(|plan| plan.limit);
                let scope = owner.scope(level);
                wants.extend(scope.map(|scope| Want { scope, used, sent, limit, messages }));
            }
        }
        if !wants.is_empty() {
            return Ok(Err(NotAdmitted::Short(Shortage { bound: reserve.bound.0, wants })));
        }
        let counted = count_message(reserve.messages, used_messages.unwrap_or_default());
        Ok(counted.map_err(NotAdmitted::from).map(|(messages_remaining, fee)| Reserved {
            remaining,
            messages_remaining,
            fee,
        }))
    }

    /// Changes what this node may use of shared budgets. What it has used of the budgets that were given back, and what it
    /// holds of those of which it has used more than it was granted.
    pub(super) fn reslice(&mut self, db: &Connection, work: &SliceWork) -> rusqlite::Result<Vec<Used>> {
        let (taken, given_back) = match work {
            SliceWork::Take(taken) | SliceWork::Replace(taken) => (taken.as_slice(), Vec::new()),
            SliceWork::GiveBack(scopes) => (&[][..], scopes.clone()),
            SliceWork::GiveBackOf(ids) => (&[][..], self.held(|scope| ids.contains(&*scope.id))),
            SliceWork::GiveBackAll => (&[][..], self.held(|_| true)),
        };
        let mut told = Vec::new();
        if let (SliceWork::Replace(_), Some(slices)) = (work, &mut self.slices) {
            slices.clear(db)?;
        }
        for (scope, slice) in taken {
            let used = self.used(db, scope)?;
            if used.money > slice.granted || used.messages > slice.messages {
                // What is told is what the database has this node hold: never less than what the node keeps.
                let (money, messages) = (used.money.max(slice.granted), used.messages.max(slice.messages));
                told.push(Used { money, messages, ..used });
            }
            if let Some(slices) = &mut self.slices {
                slices.set(db, scope.clone(), *slice)?;
            }
        }
        for scope in given_back {
            let used = self.used(db, &scope)?;
            if let Some(slices) = &mut self.slices {
                slices.give_back(db, &used)?;
            }
            told.push(used);
        }
        Ok(told)
    }

    /// The budgets of which this node has slices.
    fn held(&self, is_meant: impl Fn(&Scope) -> bool) -> Vec<Scope> {
        let mut scopes = self.slices.as_ref().map(Slices::scopes).unwrap_or_default();
        scopes.retain(is_meant);
        scopes
    }

    fn used(&mut self, db: &Connection, scope: &Scope) -> rusqlite::Result<Used> {
        let balance = *self.read(db, scope.clone())?;
        Ok(Used { scope: scope.clone(), money: balance.used(), messages: balance.messages })
    }

    /// Books an admitted reservation.
    pub(super) fn hold(&mut self, db: &Connection, request_id: Uuid, open: Open) -> rusqlite::Result<()> {
        for scope in open.owner.scopes() {
            let balance = self.change(db, scope)?;
            balance.reserved = balance.reserved.saturating_add(open.bound);
            balance.messages += 1;
        }
        self.adopt(request_id, open);
        Ok(())
    }

    /// Books the end of a reservation: what it reserved is free again, `amount` is spent. `served`: it stays a message.
    pub(super) fn end(
        &mut self,
        db: &Connection,
        request_id: &Uuid,
        amount: i64,
        served: bool,
    ) -> rusqlite::Result<()> {
        let Some(open) = self.open.remove(request_id) else { return Ok(()) };
        self.reserved = self.reserved.saturating_sub(open.bound);
        for scope in open.owner.scopes() {
            let level = scope.level;
            let balance = self.change(db, scope)?;
            balance.reserved = balance.reserved.saturating_sub(open.bound).max(0);
            balance.spent = balance.spent.saturating_add(amount);
            if !served {
                balance.messages = balance.messages.saturating_sub(1).max(0);
            }
            if let Some(limit) = balance.crossed() {
                let (tenant, spent) = (open.owner.tenant.clone(), MicroTenge(balance.spent));
                self.crossed.extend(open.owner.scope(level).map(|scope| SoftLimit::new(tenant, scope, spent, limit)));
            }
        }
        Ok(())
    }

    /// Books a correction, which may give back more than its periods have come to.
    pub(super) fn correct(&mut self, db: &Connection, owner: &Owner, amount: i64) -> rusqlite::Result<()> {
        for scope in owner.scopes() {
            let balance = self.change(db, scope)?;
            balance.spent = balance.spent.saturating_add(amount);
        }
        Ok(())
    }

    /// Writes the balances that changed since the last call.
    pub(super) fn write(&mut self, db: &Connection, board: &BudgetBoard) -> rusqlite::Result<()> {
        let mut upsert = db.prepare_cached(
            "INSERT INTO balance (level, id, period, reserved, spent, messages) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (level, id, period)
             DO UPDATE SET reserved = excluded.reserved, spent = excluded.spent, messages = excluded.messages",
        )?;
        for scope in self.dirty.drain(..) {
            let Some(balance) = self.balances.get_mut(&scope) else { continue };
            balance.dirty = false;
            let Balance { reserved, spent, messages, .. } = *balance;
            let others = self.slices.as_ref().map_or(0, |slices| slices.others(&scope));
            board.note(&scope, reserved.saturating_add(spent).saturating_add(others));
            upsert.execute(params![scope.level.name(), scope.id, scope.period, reserved, spent, messages])?;
        }
        if self.balances.len() > KEPT_BALANCES {
            self.balances.retain(|_, balance| balance.reserved > 0);
        }
        Ok(())
    }

    /// Compares the stored balances with the open reservations.
    pub(super) fn check(&self, db: &Connection) -> rusqlite::Result<Check> {
        let mut expected: BTreeMap<(&str, Arc<str>, i32), i64> = BTreeMap::new();
        for open in self.open.values() {
            for Scope { level, id, period } in open.owner.scopes() {
                let sum = expected.entry((level.name(), id, period)).or_default();
                *sum = sum.saturating_add(open.bound);
            }
        }
        expected.retain(|_, sum| *sum > 0);
        let mut differing = 0;
        let mut stored = db.prepare_cached("SELECT level, id, period, reserved FROM balance WHERE reserved > 0")?;
        let mut rows = stored.query([])?;
        while let Some(row) = rows.next()? {
            let (level, id): (String, Arc<str>) = (row.get(0)?, row.get(1)?);
            let reserved: i64 = row.get(3)?;
            let level = BudgetLevel::from_name(&level).map_or("", BudgetLevel::name);
            let key = (level, id, row.get(2)?);
            differing += usize::from(expected.remove(&key) != Some(reserved));
        }
        differing += expected.len();
        Ok(Check { open: self.open.len(), reserved: MicroTenge(self.reserved), differing })
    }

    /// What may still be reserved of a wallet.
    pub(super) fn left_in_wallet(&mut self, db: &Connection, tenant: &Arc<str>) -> rusqlite::Result<MicroTenge> {
        let Some(wallet) = self.wallet(tenant) else { return Ok(MicroTenge::ZERO) };
        Ok(self.read(db, Scope::of_wallet(tenant.clone()))?.left(wallet.total))
    }

    /// What was paid into a tenant's wallet, if it has one.
    pub(super) fn wallet(&self, tenant: &str) -> Option<Wallet> {
        self.wallets.get(tenant).copied()
    }

    /// Takes over the wallets as the store has them.
    pub(super) fn set_wallets(&mut self, wallets: Wallets) {
        self.wallets = wallets;
    }

    /// Writes down which soft limits were crossed since the last call. Those that nobody was told of before.
    pub(super) fn write_crossed(&mut self, db: &Connection) -> rusqlite::Result<Vec<SoftLimit>> {
        let mut news = std::mem::take(&mut self.crossed);
        let mut failed = Ok(());
        news.retain(|crossed| match crossed.write(db) {
            Ok(is_new) => is_new,
            Err(error) => {
                failed = Err(error);
                false
            }
        });
        failed.map(|()| news)
    }

    fn read(&mut self, db: &Connection, scope: Scope) -> rusqlite::Result<&mut Balance> {
        Ok(match self.balances.entry(scope) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let balance = read_balance(db, entry.key())?;
                entry.insert(balance)
            }
        })
    }

    fn change(&mut self, db: &Connection, scope: Scope) -> rusqlite::Result<&mut Balance> {
        let balance = match self.balances.entry(scope) {
            Entry::Occupied(entry) if entry.get().dirty => return Ok(entry.into_mut()),
            Entry::Occupied(entry) => {
                self.dirty.push(entry.key().clone());
                entry.into_mut()
            }
            Entry::Vacant(entry) => {
                let balance = read_balance(db, entry.key())?;
                self.dirty.push(entry.key().clone());
                entry.insert(balance)
            }
        };
        balance.dirty = true;
        Ok(balance)
    }
}

/// What a budget's period has come to, reservations and what other nodes hold included.
pub(super) fn read_used(db: &Connection, scope: &Scope) -> rusqlite::Result<i64> {
    Ok(read_balance(db, scope)?.used().saturating_add(read_others(db, scope)?))
}

pub(super) fn read_balance(db: &Connection, scope: &Scope) -> rusqlite::Result<Balance> {
    let balance = db
        .prepare_cached("SELECT reserved, spent, messages FROM balance WHERE level = ?1 AND id = ?2 AND period = ?3")?
        .query_row(params![scope.level.name(), scope.id, scope.period], |row| {
            Ok(Balance { reserved: row.get(0)?, spent: row.get(1)?, messages: row.get(2)?, ..Balance::default() })
        })
        .optional()?;
    Ok(balance.unwrap_or_default())
}

/// What remains of a plan's messages after one more, and its fee.
fn count_message(plan: Option<MessagePlan>, used: u64) -> Result<(Option<u64>, MicroTenge), ReserveError> {
    let Some(MessagePlan { limit, over }) = plan else { return Ok((None, MicroTenge::ZERO)) };
    match over {
        _ if used < limit => Ok((Some(limit - used - 1), MicroTenge::ZERO)),
        Overage::Block => Err(ReserveError::MessagesSpent { limit }),
        Overage::Fee(fee) => Ok((Some(0), fee)),
    }
}
