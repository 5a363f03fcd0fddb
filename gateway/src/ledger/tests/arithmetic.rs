//! Money by the million: every amount is computed by big integers as well, every entry again by the proof, and every
//! balance from a list of what happened.
//!
//! `QAQPA_MONEY_CASES` says how many amounts are tried, `QAQPA_MONEY_SEED` from which seed on: a failure prints the seed
//! that makes it again.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    str::FromStr,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use jiff::Timestamp;
use num_bigint::BigUint;
use router_core::{
    measure::Needs,
    money::{MicroTenge, Money, MoneyError},
    prices::Terms,
    settle::{self, Cost},
    tokens::{Parts, TokenCount, Usage},
};
use rust_decimal::Decimal;
use uuid::Uuid;

use self::{
    dice::Dice,
    world::{Asked, Exact, NATIVE_SCALE, World, moment},
};
use super::{Bench, budget, now, wait};
use crate::ledger::{
    AttemptCost, AttemptOutcome, AttemptRow, Booking, BookingError, Charge, Correction, CorrectionError, Durability,
    LedgerStats, MessagePlan, NewKey, Options, Outcome, Overage, Proof, Receipt, Reserve, ReserveError, Route,
    Settlement, Tenant, Terminal, TopUp, UsageSource, almaty_day,
    books::{NotAdmitted, day_number},
    clerk::{Clerk, Session},
};

mod dice;
mod world;

/// Amounts that are tried where nobody says how many.
const CASES: u64 = 20_000;
/// Steps of one ledger.
const STEPS: u64 = 1_000;
/// Steps of one transaction.
const TRANSACTION: u64 = 100;
/// Charges up to so many µ₸ stand in the ledger: no sum of one ledger leaves 64 bits.
const MOST: i64 = 1_000_000_000_000_000;

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| u64::from_str(&text).unwrap_or_else(|_| panic!("{name}={text}")))
}

#[test]
fn every_amount_is_exact_and_every_sum_agrees() {
    let cases = setting("QAQPA_MONEY_CASES", CASES);
    let seed = AtomicU64::new(setting("QAQPA_MONEY_SEED", 1));
    let (tried, ledgers) = (AtomicU64::new(0), AtomicU64::new(0));
    let seen = Mutex::new(Seen::default());
    let work = || {
        while tried.load(Relaxed) < cases {
            let seed = seed.fetch_add(1, Relaxed);
            match catch_unwind(AssertUnwindSafe(|| History::live(seed))) {
                Ok(one) => {
                    tried.fetch_add(one.amounts, Relaxed);
                    ledgers.fetch_add(1, Relaxed);
                    seen.lock().unwrap().add(&one);
                }
                Err(panic) => {
                    eprintln!("it happens again with QAQPA_MONEY_SEED={seed} QAQPA_MONEY_CASES=1");
                    resume_unwind(panic);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for worker in [(); 2].map(|()| scope.spawn(work)) {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let seen = seen.into_inner().unwrap();
    println!("{} ledgers: every amount is exact, and every sum agrees: {seen:?}", ledgers.load(Relaxed));
    if cases >= CASES {
        let Seen { amounts: _, too_large, reserved, refused, settled, released, beside, corrected, paid, recovered } =
            seen;
        let all = [too_large, reserved, refused, settled, released, beside, corrected, paid, recovered];
        assert!(all.iter().all(|count| *count > 0), "{seen:?}: something never happened");
    }
}

/// How often what happened.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    amounts: u64,
    /// Of the amounts: that no ledger can hold.
    too_large: u64,
    reserved: u64,
    /// By a budget or a wallet.
    refused: u64,
    settled: u64,
    released: u64,
    /// Calls that were charged beside the one that served.
    beside: u64,
    corrected: u64,
    paid: u64,
    recovered: u64,
}

impl Seen {
    fn add(&mut self, one: &Self) {
        self.amounts += one.amounts;
        self.too_large += one.too_large;
        self.reserved += one.reserved;
        self.refused += one.refused;
        self.settled += one.settled;
        self.released += one.released;
        self.beside += one.beside;
        self.corrected += one.corrected;
        self.paid += one.paid;
        self.recovered += one.recovered;
    }

    /// The amount is the exact one to the last digit, or it is said that it does not fit, and then it is large.
    fn check(&mut self, found: &Result<Cost, MoneyError>, exact: &Exact) {
        self.amounts += 1;
        match found {
            Ok(cost) => {
                assert_eq!(in_units(cost.native), exact.native, "{cost:?}");
                assert!(cost.tenge.0 >= 0, "{cost:?}");
                assert_eq!(BigUint::from(cost.tenge.0.unsigned_abs()), exact.micro, "{cost:?}");
            }
            Err(error) => {
                assert!(*error == MoneyError::Overflow && !exact.is_ordinary, "{error} instead of {exact:?}");
                self.too_large += 1;
            }
        }
    }
}

/// A request under way, as the list has it.
struct Open {
    id: Uuid,
    at: Timestamp,
    model: usize,
    bound: i64,
    floor: i64,
    fee: i64,
    /// The balances that it is counted in.
    scopes: Vec<Scope>,
}

/// A request that was charged.
struct Ended {
    id: Uuid,
    key: usize,
    /// With its corrections.
    charged: i64,
}

/// Level, whose, which period.
type Scope = (&'static str, Arc<str>, i32);

/// One ledger from its first entry to its proof, beside a list of what happened.
struct History {
    dice: Dice,
    world: World,
    seen: Seen,
    /// Of two tenants with two keys and one: (tenant, key).
    keys: Vec<(Arc<str>, Arc<str>)>,
    open: Vec<Open>,
    ended: Vec<Ended>,
    /// Reserved, spent, messages.
    balances: BTreeMap<Scope, [i128; 3]>,
    paid: BTreeMap<Arc<str>, i128>,
    /// Amounts that stand in entries with their tokens.
    priced: u64,
    charged: i128,
    corrected: i128,
    fees: i128,
}

/// The budgets of a month: the first tenant's, its first key's.
const BUDGETS: [i64; 2] = [40_000_000_000_000, 10_000_000_000_000];

// === impl History ===

impl History {
    fn live(seed: u64) -> Seen {
        let mut dice = Dice::new(seed);
        let world = World::new(&mut dice);
        let tenant = |id: &str, limits| Tenant { limits, ..Tenant::new(id, id, "pro") };
        let bench = Bench::with(tenant("acme", budget(Some(BUDGETS[0]))), |key| key.limits = budget(Some(BUDGETS[1])));
        wait(bench.ledger.create_tenant(tenant("free", budget(None)), now())).unwrap();
        let more = ["acme", "free"].map(|id| wait(bench.ledger.create_key(NewKey::new(id, "more"), now())).unwrap().1);
        bench.ledger.close();
        let mut keys = vec![("acme".into(), bench.key.clone())];
        keys.extend(more.iter().map(|record| (record.key.tenant.clone(), record.id.clone())));
        let mut history = Self {
            dice,
            world,
            seen: Seen::default(),
            keys,
            open: Vec::new(),
            ended: Vec::new(),
            balances: BTreeMap::new(),
            paid: BTreeMap::new(),
            priced: 0,
            charged: 0,
            corrected: 0,
            fees: 0,
        };
        history.write(&bench);
        history.prove(&bench);
        history.seen
    }

    fn write(&mut self, bench: &Bench) {
        let options = Options { durability: Durability::Process, node: "test".into(), now: now(), shared: None };
        let stats = LedgerStats::default();
        let mut clerk = Clerk::open(bench.ledger.path(), &options, Arc::new(RwLock::default())).unwrap();
        for _ in 0..STEPS / TRANSACTION {
            clerk.begin().unwrap();
            let mut session = clerk.session().unwrap();
            for _ in 0..TRANSACTION {
                self.step(&mut session, &stats);
            }
            drop(session);
            clerk.commit(&stats).unwrap();
            if self.dice.one_in(8) {
                self.recover(&mut clerk, &stats);
            }
        }
        self.recover(&mut clerk, &stats);
    }

    fn step(&mut self, session: &mut Session<'_>, stats: &LedgerStats) {
        match self.dice.below(16) {
            0..=5 => self.compute(),
            6..=9 => self.reserve(session),
            10..=13 => self.settle(session, stats),
            14 => self.correct(session),
            _ => self.top_up(session),
        }
    }

    /// Amounts of any size by any card, which no ledger keeps.
    fn compute(&mut self) {
        let bits = *self.dice.pick(&[12, 24, 34, 63, 64]);
        let [usage, parts] = [(); 2].map(|()| usage(&mut self.dice, bits));
        let parts = Parts {
            cache_write_1h: parts.cache_write,
            audio_input: parts.input,
            image_input: parts.cached_input,
            tool_input: parts.reasoning,
            audio_output: parts.output,
        };
        let parts = if self.dice.one_in(2) { parts } else { Parts::default() };
        let at = moment(&mut self.dice);
        let service = *self.dice.pick(&[None, None, Some("batch"), Some("fast")]);
        let model = self.dice.pick(&self.world.models);
        let (row, rate) = self.world.route(model, at);
        let cost = settle::cost(&usage, row, rate, &Terms { at, service, parts });
        self.seen.check(&cost, &model.cost(&usage, &parts, at, Asked::At(at, service)));
        let estimate = settle::estimate(&usage, row, rate);
        self.seen.check(&estimate, &model.cost(&usage, &Parts::default(), at, Asked::Dearest));
        let unknown = settle::cost(&usage, row, rate, &Terms { at, service: Some("none"), parts });
        assert_eq!(unknown, Err(MoneyError::Unpriced));
        if let (Ok(one), Ok(other)) = (&cost, &estimate) {
            sum(one.native, other.native);
        }
        let whole = MicroTenge(self.dice.sized(64) as i64);
        assert_eq!(MicroTenge::round_up(whole.tenge()), Ok(whole));
    }

    /// What `usage` is charged at this time, where it is one that a ledger keeps.
    fn charge(&mut self, model: usize, usage: Usage, at: Timestamp) -> Option<Charge> {
        let model = &self.world.models[model];
        let (row, rate) = self.world.route(model, at);
        let service = *self.dice.pick(&[None, None, None, Some("batch"), Some("fast")]);
        let cost = settle::cost(&usage, row, rate, &Terms { service, ..Terms::at(at) });
        self.seen.check(&cost, &model.cost(&usage, &Parts::default(), at, Asked::At(at, service)));
        let flagship = settle::estimate(&usage, row, rate);
        self.seen.check(&flagship, &model.cost(&usage, &Parts::default(), at, Asked::Dearest));
        let (cost, flagship) = (cost.ok()?, flagship.ok()?);
        self.recompute(&usage, &cost);
        let charge = Charge::new(usage, UsageSource::Provider, cost, Some(flagship));
        (charge.amount.0 <= MOST).then_some(charge)
    }

    /// By the names that an entry keeps, to the last character.
    fn recompute(&self, usage: &Usage, cost: &Cost) {
        let (row, card) = self.world.book.card(&cost.price_id).unwrap();
        let rate = self.world.book.rates().named(&cost.rate_id).unwrap();
        let again = settle::cost_by(usage, &Parts::default(), row, card, rate).unwrap();
        assert_eq!(&again, cost);
        assert_eq!(again.native.amount.to_string(), cost.native.amount.to_string());
    }

    fn reserve(&mut self, session: &mut Session<'_>) {
        let (model, at, key) = (self.dice.below(3) as usize, moment(&mut self.dice), self.dice.below(3) as usize);
        let bits = *self.dice.pick(&[10, 20, 40]);
        let [prompt, output] = [(); 2].map(|()| self.dice.sized(bits));
        let of = &self.world.models[model];
        let (row, rate) = self.world.route(of, at);
        let needs = Needs { tools: self.dice.one_in(3), audio: self.dice.one_in(3), ..Needs::default() };
        let needs = Needs { vision: self.dice.one_in(3), ..needs };
        let bound = settle::upper_bound(TokenCount(prompt), TokenCount(output), 1, needs, row, rate);
        self.seen.check(&bound, &of.bound(prompt, output, needs, at));
        let Some(bound) = bound.ok().map(|bound| bound.tenge).filter(|bound| bound.0 <= MOST) else { return };
        let usage = Usage { input: TokenCount(prompt), ..Usage::default() };
        let Some(floor) = self.charge(model, usage, at) else { return };
        let (tenant, key_id) = self.keys[key].clone();
        let fee = self.dice.below(1_000_000) as i64;
        let messages = (key == 2).then_some(MessagePlan { limit: 5, over: Overage::Fee(MicroTenge(fee)) });
        let id = Uuid::from_u128(u128::from(self.dice.next()) << 64 | u128::from(self.dice.next()));
        let reserve = Reserve {
            request_id: id,
            tenant,
            key_id,
            at,
            bound,
            route: self.named(model),
            floor,
            messages,
            idempotency: None,
            arm: None,
            register: None,
            decision: None,
        };
        let reserved = session.reserve(&reserve).unwrap();
        if reserve.floor.amount > bound {
            assert!(matches!(reserved, Err(NotAdmitted::Refused(ReserveError::Invalid(_)))), "{reserved:?}");
            return;
        }
        let scopes = self.scopes(key, at);
        if let Some(left) = self.too_little(bound, key, &scopes) {
            let Err(NotAdmitted::Refused(ReserveError::BudgetSpent { remaining, .. })) = reserved else {
                panic!("{left} were left for {bound:?}: {reserved:?}");
            };
            assert_eq!(i128::from(remaining.0), left);
            self.seen.refused += 1;
            return;
        }
        let is_over = self.balances.get(&scopes[0]).is_some_and(|[.., messages]| *messages >= 5);
        let fee = if messages.is_some() && is_over { fee } else { 0 };
        assert_eq!(reserved.unwrap().fee, MicroTenge(fee));
        self.count(&scopes, [bound.0.into(), 0, 1]);
        self.seen.reserved += 1;
        self.priced += 1;
        let floor = reserve.floor.amount.0;
        self.open.push(Open { id, at, model, bound: bound.0, floor, fee, scopes });
    }

    fn settle(&mut self, session: &mut Session<'_>, stats: &LedgerStats) {
        if self.open.is_empty() {
            return;
        }
        let at = self.dice.below(self.open.len() as u64) as usize;
        let (model, asked) = (self.open[at].model, self.open[at].at);
        let bits = *self.dice.pick(&[10, 20, 40, 64]);
        let [served, more] = [(); 2].map(|()| usage(&mut self.dice, bits));
        let Some(charge) = self.charge(model, served, asked) else { return };
        let other = self.dice.below(3) as usize;
        let is_released = self.dice.one_in(8);
        let beside = if !is_released && self.dice.one_in(3) { self.charge(other, more, asked) } else { None };
        let open = self.open.swap_remove(at);
        let mut attempts = vec![AttemptRow {
            route: self.named(model),
            outcome: AttemptOutcome::Ok,
            cost: if is_released { AttemptCost::Nothing } else { AttemptCost::Settled },
        }];
        let more = beside.as_ref().map_or(0, |charge| charge.amount.0);
        self.seen.beside += u64::from(beside.is_some());
        self.priced += u64::from(beside.is_some());
        attempts.extend(beside.map(|charge| AttemptRow {
            route: self.named(other),
            outcome: AttemptOutcome::Outrun,
            cost: AttemptCost::Beside(Box::new(charge)),
        }));
        let (amount, terminal) = if is_released {
            self.seen.released += 1;
            (0, Terminal::Released { outcome: Outcome::Error })
        } else {
            self.seen.settled += 1;
            self.priced += 1;
            (charge.amount.0, Terminal::Settled { route: self.named(model), charge, outcome: Outcome::Ok })
        };
        let settlement =
            Settlement { request_id: open.id, at: asked, attempts, terminal, brought: None, decision: None };
        let receipt = Receipt { amount: MicroTenge(amount + more), repeated: false };
        assert_eq!(session.settle(&settlement, stats).unwrap(), Ok(receipt));
        assert_eq!(session.settle(&settlement, stats).unwrap(), Ok(Receipt { repeated: true, ..receipt }));
        self.end(&open, amount + more, !is_released);
    }

    fn correct(&mut self, session: &mut Session<'_>) {
        if self.ended.is_empty() {
            return;
        }
        let place = self.dice.below(self.ended.len() as u64) as usize;
        let Ended { id, key, charged } = self.ended[place];
        let size = self.dice.below(charged.unsigned_abs().saturating_add(1_000)) as i64;
        let amount = if self.dice.one_in(4) { size } else { -size };
        let at = moment(&mut self.dice);
        // Another reason each time: the same correction would be taken for a repetition.
        let because = format!("{:x}", self.dice.next());
        let correction = Correction { request_id: id, at, amount: MicroTenge(amount), because };
        let corrected = session.correct(&correction).unwrap();
        match charged + amount {
            _ if amount == 0 => assert_eq!(corrected, Err(CorrectionError::Nothing)),
            ..0 => assert_eq!(corrected, Err(CorrectionError::BelowNothing(MicroTenge(charged)))),
            left => {
                assert_eq!(corrected.map(|corrected| corrected.charged), Ok(MicroTenge(left)));
                self.seen.corrected += 1;
                self.ended[place].charged = left;
                self.charged += i128::from(amount);
                self.corrected += i128::from(amount);
                let scopes = self.scopes(key, at);
                self.count(&scopes, [0, amount.into(), 0]);
            }
        }
    }

    fn top_up(&mut self, session: &mut Session<'_>) {
        // Not from the beginning on, so that some requests are older than the wallet.
        if self.dice.below(STEPS) > self.seen.amounts {
            return;
        }
        let tenant = self.keys[0].0.clone();
        let sign = if self.dice.one_in(3) { -1 } else { 1 };
        let amount = sign * (1 + self.dice.sized(43) as i64);
        let paid = self.paid.get(&tenant).copied().unwrap_or_default();
        let left = self.balances.get(&("wallet", tenant.clone(), 0)).map_or(0, |[reserved, spent, _]| reserved + spent);
        let left = (paid - left).max(0);
        let reference = format!("{:x}", self.dice.next());
        let top_up = TopUp { tenant: tenant.clone(), reference, amount: MicroTenge(amount), at: now() };
        let booked = session.book(&Booking::TopUp(top_up)).unwrap();
        if left + i128::from(amount) < 0 {
            let remaining = MicroTenge(i64::try_from(left).unwrap());
            assert_eq!(booked, Err(BookingError::Spent { remaining }));
        } else {
            assert_eq!(booked, Ok(1));
            self.seen.paid += 1;
            *self.paid.entry(tenant).or_default() += i128::from(amount);
        }
    }

    /// A crash charges all that is open with its floor.
    fn recover(&mut self, clerk: &mut Clerk, stats: &LedgerStats) {
        let open = std::mem::take(&mut self.open);
        let recovery = clerk.recover(now(), stats).unwrap();
        assert_eq!(recovery.recovered, open.len());
        assert_eq!(i128::from(recovery.amount.0), open.iter().map(|open| i128::from(open.floor)).sum::<i128>());
        self.seen.recovered += open.len() as u64;
        self.priced += open.len() as u64;
        for open in open {
            self.end(&open, open.floor, true);
        }
    }

    fn end(&mut self, open: &Open, amount: i64, is_served: bool) {
        let bound = i128::from(open.bound);
        self.count(&open.scopes, [-bound, amount.into(), if is_served { 0 } else { -1 }]);
        self.charged += i128::from(amount);
        self.fees += if is_served { open.fee.into() } else { 0 };
        let key = self.keys.iter().position(|(_, key)| *key == open.scopes[2].1).unwrap();
        self.ended.push(Ended { id: open.id, key, charged: amount });
    }

    fn count(&mut self, scopes: &[Scope], added: [i128; 3]) {
        for scope in scopes {
            let balance = self.balances.entry(scope.clone()).or_default();
            for (sum, added) in balance.iter_mut().zip(added) {
                *sum += added;
            }
        }
    }

    fn scopes(&self, key: usize, at: Timestamp) -> Vec<Scope> {
        let (tenant, key) = &self.keys[key];
        let day = day_number(almaty_day(at));
        let mut scopes = vec![
            ("tenant_month", tenant.clone(), day / 100),
            ("tenant_day", tenant.clone(), day),
            ("key_month", key.clone(), day / 100),
        ];
        scopes.extend(self.paid.contains_key(tenant).then(|| ("wallet", tenant.clone(), 0)));
        scopes
    }

    /// What is left of the first budget that `bound` does not fit, in the order in which they are asked.
    fn too_little(&self, bound: MicroTenge, key: usize, scopes: &[Scope]) -> Option<i128> {
        let limits = scopes.iter().map(|scope| match scope.0 {
            "tenant_month" if key < 2 => Some(i128::from(BUDGETS[0])),
            "key_month" if key == 0 => Some(i128::from(BUDGETS[1])),
            "wallet" => self.paid.get(&scope.1).copied(),
            _ => None,
        });
        let mut left = scopes.iter().zip(limits).filter_map(|(scope, limit)| {
            let [reserved, spent, _] = self.balances.get(scope).copied().unwrap_or_default();
            Some((limit? - reserved - spent).max(0))
        });
        left.find(|left| bound > MicroTenge::ZERO && i128::from(bound.0) > *left)
    }

    fn named(&self, model: usize) -> Route {
        let name = &self.world.models[model].name;
        Route { provider: name.provider.clone(), model: name.model.clone(), ..super::route() }
    }

    /// The file holds what the list says, and the proof finds nothing.
    fn prove(&self, bench: &Bench) {
        let found = bench.reader().verify(&Proof { prices: &self.world.book, from_seq: 1, head: None }).unwrap();
        assert_eq!(super::verify::named(&found), "");
        assert_eq!((found.open, found.recomputed), (0, self.priced));
        let sums = [found.charged.0, found.corrected.0, found.fees.0].map(i128::from);
        assert_eq!(sums, [self.charged, self.corrected, self.fees]);
        let db = rusqlite::Connection::open(bench.ledger.path()).unwrap();
        let mut stored = db.prepare("SELECT level, id, period, reserved, spent, messages FROM balance").unwrap();
        let rows = stored.query_map([], |row| {
            let scope: (String, Arc<str>, i32) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let figures: [i64; 3] = [row.get(3)?, row.get(4)?, row.get(5)?];
            Ok((scope, figures.map(i128::from)))
        });
        let stored: BTreeMap<_, _> = rows.unwrap().map(Result::unwrap).collect();
        let listed: BTreeMap<_, _> = self
            .balances
            .iter()
            .map(|((level, id, period), sums)| (((*level).to_owned(), id.clone(), *period), *sums))
            .collect();
        assert_eq!(stored, listed);
        assert!(stored.values().all(|[reserved, ..]| *reserved == 0));
    }
}

/// Tokens of any size up to `bits` bits in each class.
fn usage(dice: &mut Dice, bits: u64) -> Usage {
    let [input, cached_input, cache_write, output, reasoning] = [(); 5].map(|()| {
        // Most answers leave classes empty.
        TokenCount(if dice.one_in(3) { 0 } else { dice.sized(bits) })
    });
    Usage { input, cached_input, cache_write, output, reasoning }
}

/// Two amounts of the provider's currency make their exact sum, or none.
fn sum(one: Money, other: Money) {
    match one.plus(other) {
        Ok(both) => assert_eq!(in_units(both), in_units(one) + in_units(other), "{one:?} + {other:?}"),
        Err(error) => assert_eq!(error, MoneyError::Overflow),
    }
}

/// In 10 to the power of minus [`NATIVE_SCALE`].
fn in_units(money: Money) -> BigUint {
    let amount: Decimal = money.amount;
    let mantissa = u128::try_from(amount.mantissa()).expect("not below zero");
    BigUint::from(mantissa) * BigUint::from(10_u8).pow(NATIVE_SCALE - amount.scale())
}
