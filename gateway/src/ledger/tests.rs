use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use router_core::{
    measure::Tier,
    money::{Currency, MicroTenge, Money},
    tokens::{TokenCount, Usage},
};
use rusqlite::Connection;
use rust_decimal::Decimal;
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    AttemptCost, AttemptOutcome, AttemptRow, BlockedRequest, Booking, BudgetLevel, Charge, Compared, Dimension,
    DirectoryError, Disclosure, Durability, Entry, EntryKind, Flagship, Idempotency, IdempotencyClash, Ledger,
    LedgerError, Limits, MessagePlan, NewKey, Options, Outcome, Overage, Period, Project, ProviderCall, Query, Reader,
    Receipt, Recovery, ReportRow, Reserve, ReserveError, Route, SettleError, Settlement, Tenant, Terminal, TopUp,
    UsageSource,
    register::Register,
    scan::seal_older,
    store::{APPLICATION_ID, CHAINED, SCHEMA, SCHEMAS},
    writer::Op,
};

mod archive;
mod arithmetic;
mod backup;
mod chain;
mod corrections;
mod damage;
mod feedback;
mod model;
mod money;
mod schemas;
mod sums;
mod verify;

/// 2026-11-20 23:00 in Almaty
const NOW: &str = "2026-11-20T18:00:00Z";

struct Bench {
    folder: TempDir,
    ledger: Ledger,
    key: Arc<str>,
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn open(path: &Path) -> Result<(Ledger, Recovery), LedgerError> {
    Ledger::open(path, &Options { durability: Durability::Process, node: "test".into(), now: now(), shared: None })
}

/// Makes a file of an earlier schema with these rows.
fn make_older(path: &Path, schema: usize, rows: &str) {
    let steps = SCHEMAS[..schema].concat();
    let marks = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {schema};");
    let db = Connection::open(path).unwrap();
    db.execute_batch(&format!("{steps}{marks}{rows}")).unwrap();
    if schema >= CHAINED {
        seal_older(&db).unwrap();
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

fn route() -> Route {
    let [rule, policy, provider, model] = ["routine", "p1", "sandbox", "small"].map(Arc::from);
    Route { tier: Some(Tier::L0), rule, policy, provider, model }
}

fn charge(micro: i64) -> Charge {
    let usage = Usage { input: TokenCount(100), output: TokenCount(7), ..Usage::default() };
    Charge {
        usage,
        source: UsageSource::Provider,
        native: Money::new(Decimal::new(micro, 9), Currency::Usd),
        amount: MicroTenge(micro),
        price_id: "price-1".into(),
        rate_id: Some("rate-1".into()),
        flagship: Some(Flagship { amount: MicroTenge(micro * 10), price_id: "price-9".into() }),
    }
}

fn settled(request_id: Uuid, micro: i64) -> Settlement {
    let terminal = Terminal::Settled { route: route(), charge: charge(micro), outcome: Outcome::Ok };
    Settlement { request_id, at: now(), attempts: Vec::new(), terminal, brought: None, decision: None }
}

/// A call that another served the request beside, charged at its own price.
fn beside(micro: i64) -> AttemptRow {
    let [provider, model] = ["dear", "large"].map(Arc::from);
    let charge = Charge { price_id: "price-2".into(), ..charge(micro) };
    let cost = AttemptCost::Beside(Box::new(charge));
    AttemptRow { route: Route { provider, model, ..route() }, outcome: AttemptOutcome::Outrun, cost }
}

fn released(request_id: Uuid) -> Settlement {
    let terminal = Terminal::Released { outcome: Outcome::Error };
    Settlement { request_id, at: now(), attempts: Vec::new(), terminal, brought: None, decision: None }
}

/// A budget of a month and nothing else.
fn budget(month: Option<i64>) -> Limits {
    Limits { budget_month: month.map(MicroTenge), ..Limits::default() }
}

impl Bench {
    fn new(budget_month: Option<i64>) -> Self {
        Self::with(Tenant { limits: budget(budget_month), ..Tenant::new("acme", "Acme", "pro") }, |_| {})
    }

    fn with(tenant: Tenant, limits: impl Fn(&mut NewKey)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, _) = open(&folder.path().join("ledger.db")).unwrap();
        let mut key = NewKey::new(&tenant.id, "app");
        limits(&mut key);
        wait(ledger.create_tenant(tenant, now())).unwrap();
        let (_, record) = wait(ledger.create_key(key, now())).unwrap();
        Self { folder, ledger, key: record.id.clone() }
    }

    /// A key of a project, with the limits of tenant, project and key.
    fn in_project([tenant, project, key]: [Limits; 3]) -> Self {
        let mut bench = Self::with(Tenant { limits: tenant, ..Tenant::new("acme", "Acme", "pro") }, |_| {});
        let made = Project { limits: project, ..Project::new("acme", "bot", "Bot") };
        wait(bench.ledger.create_project(made, now())).unwrap();
        let new = NewKey { project: Some("bot".into()), limits: key, ..NewKey::new("acme", "app") };
        bench.key = wait(bench.ledger.create_key(new, now())).unwrap().1.id.clone();
        bench
    }

    fn request(&self, bound: i64) -> Reserve {
        Reserve {
            request_id: Uuid::now_v7(),
            tenant: "acme".into(),
            key_id: self.key.clone(),
            at: now(),
            bound: MicroTenge(bound),
            route: route(),
            floor: charge(bound / 10),
            messages: None,
            idempotency: None,
            arm: None,
            register: None,
            decision: None,
        }
    }

    fn reserve(&self, bound: i64) -> Result<Uuid, ReserveError> {
        self.try_reserve(self.request(bound))
    }

    fn try_reserve(&self, reserve: Reserve) -> Result<Uuid, ReserveError> {
        let id = reserve.request_id;
        wait(self.ledger.reserve(reserve)).map(|_| id)
    }

    fn settle(&self, id: Uuid, micro: i64) -> Receipt {
        wait(self.ledger.settle(settled(id, micro))).unwrap()
    }

    fn reader(&self) -> Reader {
        Reader::open(self.ledger.path()).unwrap()
    }

    /// Kills the writer without closing, and opens the file again.
    fn crash(&mut self) -> Recovery {
        self.ledger.send(Op::Crash);
        self.ledger.close();
        let (ledger, recovery) = open(&self.folder.path().join("ledger.db")).unwrap();
        self.ledger = ledger;
        recovery
    }
}

#[test]
fn every_level_of_budget_holds() {
    let month = |amount| budget(Some(amount));
    let day = |amount| Limits { budget_day: Some(MicroTenge(amount)), ..Limits::default() };
    let free = Limits::default;
    let spent = |level, remaining| Err(ReserveError::BudgetSpent { level, remaining: MicroTenge(remaining) });
    for (limits, bounds, last) in [
        ([free(), free(), free()], vec![i64::MAX / 4, 5], Ok(())),
        ([month(100), free(), free()], vec![60], Ok(())),
        ([month(100), free(), free()], vec![60, 40], Ok(())),
        ([month(100), free(), free()], vec![60, 41], spent(BudgetLevel::TenantMonth, 40)),
        ([month(100), free(), free()], vec![100, 1], spent(BudgetLevel::TenantMonth, 0)),
        ([month(100), free(), free()], vec![100, 0], Ok(())),
        ([month(0), free(), free()], vec![0], Ok(())),
        ([month(0), free(), free()], vec![1], spent(BudgetLevel::TenantMonth, 0)),
        ([day(50), free(), free()], vec![30, 21], spent(BudgetLevel::TenantDay, 20)),
        ([month(100), month(40), free()], vec![30, 11], spent(BudgetLevel::ProjectMonth, 10)),
        ([month(100), day(40), free()], vec![30, 11], spent(BudgetLevel::ProjectDay, 10)),
        ([month(100), day(40), day(40)], vec![40, 0], Ok(())),
        ([month(100), free(), month(30)], vec![20, 11], spent(BudgetLevel::KeyMonth, 10)),
        ([month(100), free(), day(30)], vec![20, 11], spent(BudgetLevel::KeyDay, 10)),
        ([month(10), free(), month(30)], vec![20], spent(BudgetLevel::TenantMonth, 10)),
        ([month(100), free(), free()], vec![-1], Err(ReserveError::Invalid("an amount is negative"))),
    ] {
        let name = format!("{limits:?} {bounds:?}");
        let bench = Bench::in_project(limits);
        let results: Vec<_> = bounds.iter().map(|bound| bench.reserve(*bound).map(|_| ())).collect();
        assert_eq!(results.last(), Some(&last), "{name}");
        assert!(results.iter().rev().skip(1).all(Result::is_ok), "{name}");
    }
}

#[test]
fn the_period_is_that_of_the_reservation() {
    let bench = Bench::new(Some(100));
    let first = bench.reserve(100).unwrap();
    let december: Timestamp = "2026-11-30T19:00:00Z".parse().unwrap();
    bench.try_reserve(Reserve { at: december, ..bench.request(100) }).unwrap();
    let late = Settlement { at: december, ..settled(first, 90) };
    wait(bench.ledger.settle(late)).unwrap();
    let november = bench.reserve(11);
    assert!(matches!(november, Err(ReserveError::BudgetSpent { remaining: MicroTenge(10), .. })), "{november:?}");
}

#[test]
fn parallel_requests_cannot_overspend() {
    let day = Limits { budget_day: Some(MicroTenge(1_000)), ..Limits::default() };
    let month = || budget(Some(1_000));
    let bench = Bench::new(None);
    let top_up = TopUp { tenant: "acme".into(), reference: "KASPI-1".to_owned(), amount: MicroTenge(1_000), at: now() };
    wait(bench.ledger.book(Booking::TopUp(top_up))).unwrap();
    ten_of_a_thousand_pass(&bench);
    for limited in 0..3 {
        for limit in [month(), day.clone()] {
            let mut limits = [Limits::default(), Limits::default(), Limits::default()];
            limits[limited] = limit;
            ten_of_a_thousand_pass(&Bench::in_project(limits));
        }
    }
}

/// A thousand requests for a hundred each, at once.
fn ten_of_a_thousand_pass(bench: &Bench) {
    let passed: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let requests = (0..250).map(|_| bench.ledger.reserve(bench.request(100)));
                    wait(futures_util::future::join_all(requests)).iter().filter(|result| result.is_ok()).count()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(passed, 10);
    let check = wait(bench.ledger.check()).unwrap();
    assert!(check.is_balanced() && check.open == 10 && check.reserved == MicroTenge(1_000), "{check:?}");
}

#[test]
fn entries_cannot_be_changed_nor_ended_twice() {
    let bench = Bench::new(None);
    let id = bench.reserve(50).unwrap();
    assert_eq!(bench.settle(id, 40), Receipt { amount: MicroTenge(40), repeated: false });
    assert_eq!(bench.settle(id, 7), Receipt { amount: MicroTenge(40), repeated: true });
    let receipt = wait(bench.ledger.settle(released(id))).unwrap();
    assert_eq!(receipt, Receipt { amount: MicroTenge(40), repeated: true });
    assert_eq!(bench.try_reserve(Reserve { request_id: id, ..bench.request(1) }), Err(super::clerk::DUPLICATE));
    let unknown = Uuid::now_v7();
    assert_eq!(wait(bench.ledger.settle(settled(unknown, 1))), Err(SettleError::Unknown(unknown)));

    let other = Connection::open(bench.ledger.path()).unwrap();
    for sql in [
        "UPDATE entry SET amount_ukzt = 0",
        "DELETE FROM entry",
        "UPDATE route SET rule = 'another'",
        "DELETE FROM route",
        "UPDATE owner SET tenant = 'another'",
        "DELETE FROM owner",
        "INSERT INTO route SELECT 99, tier, rule, policy, provider, model, currency, price_id, rate_id, flagship_price_id
         FROM route",
        "INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt)
         SELECT request_id, step, kind, ts, day, node, tenant, key_id, 1 FROM entry WHERE step = -1",
        "INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt)
         SELECT request_id, -2, 'settle', ts, day, node, tenant, key_id, 1 FROM entry WHERE step = -1",
        "INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt)
         SELECT zeroblob(16), -1, 'settle', ts, day, node, tenant, key_id, -1 FROM entry WHERE step = -1",
    ] {
        assert!(other.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn a_crash_charges_the_floor_once() {
    let mut bench = Bench::new(Some(1_000));
    let [open, ended] = [200, 300].map(|bound| bench.reserve(bound).unwrap());
    bench.settle(ended, 30);
    assert_eq!(bench.crash(), Recovery { recovered: 1, amount: MicroTenge(20) });
    assert_eq!(bench.crash(), Recovery { recovered: 0, amount: MicroTenge::ZERO });
    assert_eq!(bench.settle(open, 99), Receipt { amount: MicroTenge(20), repeated: true });
    let entries = bench.reader().entries(&open).unwrap();
    let kinds: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.amount, entry.outcome.as_deref())).collect();
    let expected = [
        (EntryKind::Reserve, Some(MicroTenge(200)), None),
        (EntryKind::Recovered, Some(MicroTenge(20)), Some("crash")),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(entries[1].price_id.as_deref(), Some("price-1"));
    assert_eq!(bench.reader().open_reservations().unwrap(), 0);
    // 20 + 30 are spent, nothing is reserved.
    assert!(bench.reserve(951).is_err());
    assert!(bench.reserve(950).is_ok());
}

#[test]
fn the_files_of_a_running_ledger_open_elsewhere() {
    let bench = Bench::new(None);
    let ids: Vec<_> = (0..300).map(|_| bench.reserve(10).unwrap()).collect();
    for id in ids.iter().skip(1) {
        bench.settle(*id, 5);
    }
    let copy = tempfile::tempdir().unwrap();
    for suffix in ["", "-wal", ".pepper"] {
        let name = format!("ledger.db{suffix}");
        std::fs::copy(bench.folder.path().join(&name), copy.path().join(&name)).unwrap();
    }
    let (ledger, recovery) = open(&copy.path().join("ledger.db")).unwrap();
    assert_eq!(recovery, Recovery { recovered: 1, amount: MicroTenge(1) });
    assert_eq!(Reader::open(ledger.path()).unwrap().count(EntryKind::Settle).unwrap(), 299);
}

#[test]
fn a_caller_that_gives_up_leaves_nothing_reserved() {
    let bench = Bench::new(Some(100));
    wait(async {
        for _ in 0..50 {
            let mut reserve = Box::pin(bench.ledger.reserve(bench.request(100)));
            // Polled once, the reservation is in the queue; then its caller is gone.
            assert!(futures_util::poll!(&mut reserve).is_pending());
        }
    });
    let check = wait(bench.ledger.check()).unwrap();
    assert_eq!((check.open, check.differing), (0, 0));
    assert!(bench.reserve(100).is_ok());
}

#[test]
fn messages_are_counted_and_given_back() {
    let plan = |limit, over| Some(MessagePlan { limit, over });
    for (messages, before, expected) in [
        (None, 3, Ok((None, 0))),
        (plan(3, Overage::Block), 2, Ok((Some(0), 0))),
        (plan(3, Overage::Block), 3, Err(ReserveError::MessagesSpent { limit: 3 })),
        (plan(0, Overage::Block), 0, Err(ReserveError::MessagesSpent { limit: 0 })),
        (plan(3, Overage::Fee(MicroTenge(15))), 3, Ok((Some(0), 15))),
        (plan(9, Overage::Fee(MicroTenge(15))), 3, Ok((Some(5), 0))),
    ] {
        let bench = Bench::new(None);
        for _ in 0..before {
            let id = bench.reserve(10).unwrap();
            bench.settle(id, 1);
            let unserved = bench.reserve(10).unwrap();
            wait(bench.ledger.settle(released(unserved))).unwrap();
        }
        let reserved = wait(bench.ledger.reserve(Reserve { messages, ..bench.request(10) }));
        let found = reserved.map(|reserved| (reserved.messages_remaining, reserved.fee.0));
        assert_eq!(found, expected, "{messages:?} after {before}");
    }
}

#[test]
fn an_idempotency_key_runs_once() {
    let bench = Bench::new(None);
    let claim = |key, body| Some(Idempotency { key_hash: [key; 32], body_hash: [body; 32] });
    let try_claim = |idempotency, at| bench.try_reserve(Reserve { idempotency, at, ..bench.request(10) });
    let later = now() + SignedDuration::from_hours(25);

    let first = try_claim(claim(1, 1), now()).unwrap();
    let clash = |clash: IdempotencyClash| Err(ReserveError::from(clash));
    assert_eq!(try_claim(claim(1, 1), now()), clash(IdempotencyClash::InFlight { first }));
    assert_eq!(try_claim(claim(1, 2), now()), clash(IdempotencyClash::OtherBody { first }));
    assert_eq!(
        try_claim(claim(1, 1), later),
        clash(IdempotencyClash::InFlight { first }),
        "in flight is never forgotten"
    );
    bench.settle(first, 5);
    assert_eq!(try_claim(claim(1, 1), now()), clash(IdempotencyClash::Finished { first }));
    assert!(try_claim(claim(1, 1), later).is_ok(), "forgotten after a day");

    let unserved = try_claim(claim(2, 1), now()).unwrap();
    wait(bench.ledger.settle(released(unserved))).unwrap();
    assert!(try_claim(claim(2, 9), now()).is_ok(), "what was not served may run again");
}

#[test]
fn an_idempotency_key_outlives_a_crash() {
    let mut bench = Bench::new(None);
    let idempotency = Some(Idempotency { key_hash: [1; 32], body_hash: [1; 32] });
    let first = bench.try_reserve(Reserve { idempotency, ..bench.request(10) }).unwrap();
    bench.crash();
    let again = bench.try_reserve(Reserve { idempotency, ..bench.request(10) });
    assert_eq!(again, Err(IdempotencyClash::Finished { first }.into()));
}

#[test]
fn keys_open_only_while_they_live() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, _) = open(&folder.path().join("ledger.db")).unwrap();
    let nobody = wait(ledger.create_key(NewKey::new("acme", "app"), now())).unwrap_err();
    assert_eq!(nobody, DirectoryError::NoTenant("acme".into()));
    let tenant = Tenant::new("acme", "Acme", "pro");
    wait(ledger.create_tenant(tenant.clone(), now())).unwrap();
    assert_eq!(wait(ledger.create_tenant(tenant.clone(), now())), Err(DirectoryError::TenantExists("acme".into())));
    for id in ["", "Acme", "a b", "тоо", &"a".repeat(65)] {
        let refused = wait(ledger.create_tenant(Tenant::new(id, "x", "pro"), now()));
        assert_eq!(refused, Err(DirectoryError::BadId(id.into())));
    }
    let end = now() + SignedDuration::from_hours(1);
    let new_key = NewKey { expires_at: Some(end), ..NewKey::new("acme", "app") };
    let (secret, record) = wait(ledger.create_key(new_key, now())).unwrap();
    let secret = secret.expose();
    let found = ledger.authenticate(secret, now()).unwrap();
    assert_eq!((&*found.key.id, &*found.tenant.tenant.plan), (&*record.id, "pro"));
    assert!(ledger.authenticate(secret, end).is_none(), "expired");
    assert!(ledger.authenticate(&secret.replace("sk-", "sk_"), now()).is_none(), "typo");

    wait(ledger.update_tenant(Tenant { disabled: true, ..tenant.clone() })).unwrap();
    assert!(ledger.authenticate(secret, now()).is_none(), "disabled");
    wait(ledger.update_tenant(tenant)).unwrap();
    assert!(ledger.authenticate(secret, now()).is_some());
    wait(ledger.revoke_key(&record.id, now())).unwrap();
    assert!(ledger.authenticate(secret, now()).is_none(), "revoked");
    assert_eq!(wait(ledger.revoke_key("none", now())), Err(DirectoryError::NoKey("none".into())));

    ledger.close();
    let (ledger, _) = open(&folder.path().join("ledger.db")).unwrap();
    assert!(ledger.keys(Some("acme"))[0].revoked_at.is_some());
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let random = secret.as_bytes().get(20..).unwrap();
        assert!(!bytes.windows(random.len()).any(|window| window == random), "a key in clear");
    }
}

#[test]
fn a_dead_key_reserves_nothing() {
    let bench = Bench::new(None);
    let others = Reserve { tenant: "other".into(), ..bench.request(1) };
    assert_eq!(bench.try_reserve(others), Err(ReserveError::KeyRejected));
    wait(bench.ledger.revoke_key(&bench.key, now())).unwrap();
    assert_eq!(bench.reserve(1), Err(ReserveError::KeyRejected));
}

#[test]
fn a_call_beside_is_charged_at_its_own_price() {
    let bench = Bench::new(None);
    let id = bench.reserve(5_000).unwrap();
    let served = AttemptRow { route: route(), outcome: AttemptOutcome::Ok, cost: AttemptCost::Settled };
    let attempts = vec![beside(700), served];
    let receipt = wait(bench.ledger.settle(Settlement { attempts, ..settled(id, 1_000) })).unwrap();
    assert_eq!(receipt, Receipt { amount: MicroTenge(1_700), repeated: false });
    assert_eq!(bench.settle(id, 5), Receipt { amount: MicroTenge(1_700), repeated: true });
    let reader = bench.reader();
    let entries: Vec<_> = reader.entries(&id).unwrap().into_iter().skip(1).collect();
    let told = |entry: &Entry| (entry.step, entry.amount.map(|amount| amount.0), entry.price_id.clone());
    assert_eq!(
        entries.iter().map(told).collect::<Vec<_>>(),
        [(-1, Some(1_000), Some("price-1".into())), (1, Some(700), Some("price-2".into())), (2, Some(1_000), None)]
    );

    let day = super::almaty_day(now());
    let query = Query { tenant: None, from: day, to: day, by: vec![Dimension::Model] };
    let report = reader.report(&query).unwrap();
    let row =
        |row: &ReportRow| (row.keys[0].clone(), row.requests, row.cost.0, row.usage.total().0, row.flagship.would.0);
    assert_eq!(
        report.rows.iter().map(row).collect::<Vec<_>>(),
        [("large".into(), 0, 700, 107, 0), ("small".into(), 1, 1_000, 107, 10_000)]
    );
    assert_eq!((report.total.cost, report.total.flagship.did), (MicroTenge(1_700), MicroTenge(1_700)));
    let spent = report.total.cost.0;
    assert_eq!((reader.audit().unwrap().charged_ukzt, reader.audit().unwrap().spent_ukzt), (spent, spent));
    let debt = vec![AttemptRow { cost: AttemptCost::Beside(Box::new(charge(-1))), ..beside(1) }];
    let id = bench.reserve(5_000).unwrap();
    assert_eq!(wait(bench.ledger.settle(Settlement { attempts: debt, ..settled(id, 1) })), Err(SettleError::Negative));
}

#[test]
fn the_report_adds_up_to_the_ledger() {
    let mut bench = Bench::new(None);
    for micro in [1_000, 2_345, 0] {
        let id = bench.reserve(5_000).unwrap();
        let attempts = vec![
            AttemptRow { route: route(), outcome: AttemptOutcome::Timeout, cost: AttemptCost::Unknown },
            AttemptRow { route: route(), outcome: AttemptOutcome::Ok, cost: AttemptCost::Settled },
        ];
        wait(bench.ledger.settle(Settlement { attempts, ..settled(id, micro) })).unwrap();
        assert_eq!(bench.reader().entries(&id).unwrap().len(), 4);
    }
    let unserved = bench.reserve(5_000).unwrap();
    wait(bench.ledger.settle(released(unserved))).unwrap();
    bench.reserve(70).unwrap();
    bench.crash();

    let day = super::almaty_day(now());
    let query = |by: &[Dimension]| Query { tenant: Some("acme".to_owned()), from: day, to: day, by: by.to_vec() };
    let report = bench.reader().report(&query(&Dimension::ALL)).unwrap();
    assert_eq!(report.rows.len(), 1);
    assert_eq!(
        report.rows[0].keys,
        ["2026-11-20", "acme", "L0", "sandbox", "small", &*bench.key, "none", "routine", "none"]
    );
    let total = &report.total;
    assert_eq!((total.requests, total.recovered, total.cost), (4, 1, MicroTenge(3_352)));
    assert_eq!(total.usage.total(), TokenCount(4 * 107));
    assert_eq!(total.native, BTreeMap::from([(Currency::Usd, Decimal::new(3_352, 9))]));
    let flagship = &total.flagship;
    assert_eq!((flagship.saving(), flagship.percent()), (MicroTenge(30_168), Some(Decimal::new(900, 1))));
    let stored: i64 = Connection::open(bench.ledger.path())
        .unwrap()
        .query_row("SELECT spent FROM balance WHERE level = 'tenant_month'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(stored, total.cost.0);
    let tomorrow = Query { from: day.tomorrow().unwrap(), to: day.tomorrow().unwrap(), ..query(&[]) };
    assert_eq!(bench.reader().report(&tomorrow).unwrap().total.requests, 0);
}

#[test]
fn savings_are_told_against_l2_and_last_month() {
    let bench = Bench::new(None);
    let [september, october, yesterday]: [Timestamp; 3] =
        ["2026-09-30T18:59:59Z", "2026-10-31T18:59:59Z", "2026-11-18T19:00:00Z"].map(|at| at.parse().unwrap());
    for (at, micro) in
        [(september, 9_000), (october, 100), (october, 201), (now(), 70), (now(), 30), (yesterday, 1_000)]
    {
        let id = bench.try_reserve(Reserve { at, ..bench.request(10_000) }).unwrap();
        let attempts = if micro == 70 { vec![beside(5)] } else { Vec::new() };
        wait(bench.ledger.settle(Settlement { attempts, ..settled(id, micro) })).unwrap();
    }
    let day = super::almaty_day(now());
    let query = Query { tenant: None, from: day.first_of_month(), to: day, by: vec![Dimension::Rule] };
    let mut asked = Vec::new();
    let report = bench.reader().savings(&query, &mut |of, usage| {
        asked.push((of, usage.total().0));
        (of == day).then_some(MicroTenge(usage.total().0 as i64))
    });
    let report = report.unwrap();
    let compared = |would, did| Compared { would: MicroTenge(would), did: MicroTenge(did) };
    for row in [&report.rows[0], &report.total] {
        // Three requests at 150.5 µ₸ each, rounded half up; two of a day on which tier L2 has a price, and what was
        // called beside one of them, which would not have been.
        assert_eq!((row.last_month, row.always_l2), (compared(453, 1_105), compared(214, 105)));
        assert_eq!((row.last_month.saving(), row.always_l2.percent()), (MicroTenge(-652), Some(Decimal::new(509, 1))));
    }
    // Each day once for the row and once for the total, all its requests together.
    assert_eq!((report.rows[0].keys.as_slice(), asked.len()), (&["routine".to_owned()][..], 4));
    assert_eq!(asked[..2], [(day.yesterday().unwrap(), 107), (day, 214)]);
    let plain = bench.reader().report(&query).unwrap().total;
    assert_eq!((plain.last_month, plain.always_l2), (Compared::default(), Compared::default()));
}

#[test]
fn what_is_not_ours_to_write_is_refused() {
    let bench = Bench::new(None);
    let path = bench.ledger.path().to_owned();
    let second = open(&path).unwrap_err();
    assert!(matches!(second, LedgerError::Locked { .. }), "{second}");
    bench.ledger.close();

    let pepper = bench.folder.path().join("ledger.db.pepper");
    let kept = std::fs::read(&pepper).unwrap();
    std::fs::write(&pepper, [7; 32]).unwrap();
    assert!(matches!(open(&path), Err(LedgerError::WrongPepper { .. })));
    std::fs::write(&pepper, kept).unwrap();
    open(&path).unwrap().0.close();

    Connection::open(&path).unwrap().pragma_update(None, "user_version", SCHEMA + 1).unwrap();
    let newer = open(&path).unwrap_err();
    assert!(matches!(newer, LedgerError::Newer { found, known: SCHEMA, .. } if found > SCHEMA), "{newer}");

    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..16].copy_from_slice(b"not a database!!");
    std::fs::write(&path, bytes).unwrap();
    let damaged = open(&path).unwrap_err();
    assert!(matches!(damaged, LedgerError::Corrupt { .. }), "{damaged}");
    assert!(damaged.to_string().contains("restore the last backup"), "{damaged}");

    let foreign = bench.folder.path().join("other.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(open(&foreign), Err(LedgerError::Corrupt { .. })));
    assert!(open(&bench.folder.path().join("no/such/folder.db")).is_err());
}

#[test]
fn another_writer_makes_it_busy_and_settlements_wait() {
    let bench = Bench::new(None);
    let id = bench.reserve(10).unwrap();
    let other = Connection::open(bench.ledger.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(bench.reserve(10), Err(ReserveError::Busy));
    std::thread::scope(|scope| {
        let settling = scope.spawn(|| bench.settle(id, 5));
        std::thread::sleep(Duration::from_millis(100));
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(settling.join().unwrap(), Receipt { amount: MicroTenge(5), repeated: false });
    });
    assert!(bench.ledger.is_ready());
}

#[test]
fn a_failed_store_is_reopened_and_loses_nothing() {
    let bench = Bench::new(Some(100));
    let id = bench.reserve(60).unwrap();
    bench.ledger.send(Op::Sabotage);
    assert_eq!(bench.reserve(40), Err(ReserveError::Unavailable));
    assert_eq!(bench.settle(id, 50), Receipt { amount: MicroTenge(50), repeated: false });
    let health = bench.ledger.snapshot_health();
    assert!(health.last_error.is_some() && health.ready, "{health:?}");
    let check = wait(bench.ledger.check()).unwrap();
    assert!(check.is_balanced() && check.open == 0, "{check:?}");
    assert!(bench.reserve(51).is_err());
    assert!(bench.reserve(50).is_ok());
}

#[test]
fn closing_commits_what_waits() {
    let bench = Bench::new(None);
    let id = bench.reserve(10).unwrap();
    bench.ledger.settle_detached(settled(id, 3));
    bench.ledger.close();
    assert_eq!(bench.reserve(1), Err(ReserveError::Unavailable));
    assert_eq!(wait(bench.ledger.settle(settled(id, 3))), Err(SettleError::Closed));
    assert_eq!(bench.reader().open_reservations().unwrap(), 0);
    assert_eq!(bench.reader().entries(&id).unwrap().len(), 2);
}

fn everything() -> Period {
    Period { tenant: None, from: "2020-01-01".parse().unwrap(), to: "2100-01-01".parse().unwrap() }
}

fn disclosed(reader: &Reader) -> Vec<Disclosure> {
    let mut found = Vec::new();
    let seen = reader.disclosures(&everything(), |disclosure| {
        found.push(disclosure);
        Ok::<_, LedgerError>(())
    });
    seen.unwrap();
    found
}

#[test]
fn what_was_disclosed_is_found_with_whom_it_reached() {
    let mut bench = Bench::new(None);
    let hash = bench.ledger.value_key("acme").hash("900101300017");
    let register = Register { policy: "p".into(), hashes: vec![hash], ..Register::default() };
    let held = || Reserve { register: Some(register.encode()), ..bench.request(100) };
    let [served, unanswered] = [(); 2].map(|()| bench.try_reserve(held()).unwrap());
    bench.reserve(10).unwrap();
    bench.settle(served, 50);
    let calls = |bench: &Bench| -> Vec<_> {
        let outcome = |call: ProviderCall| call.outcome;
        disclosed(&bench.reader()).into_iter().map(|found| (found.request_id, found.call.map(outcome))).collect()
    };
    let attempts = calls(&bench);
    assert!(attempts.iter().all(|(id, _)| [served, unanswered].contains(id)), "{attempts:?}");
    assert!(attempts.contains(&(unanswered, None)), "{attempts:?}");
    bench.crash();
    assert!(calls(&bench).contains(&(unanswered, Some("crash".to_owned()))));
    let reader = bench.reader();
    let key = reader.value_keys(&super::store::beside(bench.ledger.path(), ".pepper")).unwrap()("acme");
    assert!(disclosed(&reader).iter().all(|found| found.register.hashes == [key.hash("900101300017")]));
}

#[test]
fn blocked_requests_are_counted_and_kept() {
    let bench = Bench::new(None);
    for number in 1..=3 {
        bench.ledger.note_blocked(BlockedRequest {
            request_id: Uuid::from_u128(number),
            tenant: "acme".into(),
            key_id: bench.key.clone(),
            at: now(),
            policy: "p".into(),
            classes: vec![("SECRET".into(), 2), ("CARD".into(), 1)],
        });
    }
    wait(bench.ledger.check()).unwrap();
    let rows = bench.reader().blocked(&everything()).unwrap();
    let shown: Vec<_> = rows.iter().map(|row| (&*row.class, row.requests, row.occurrences, row.last_request)).collect();
    let last = Uuid::from_u128(3);
    assert_eq!(shown, [("CARD", 3, 3, last), ("SECRET", 3, 6, last)]);
    bench.ledger.close();
    let deleted = Connection::open(bench.ledger.path()).unwrap().execute("DELETE FROM blocked", []);
    assert!(deleted.unwrap_err().to_string().contains("kept"));
}
