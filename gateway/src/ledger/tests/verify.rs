//! Proofs: whatever the gateway wrote is sound, and whatever else is in the file is named.

use std::{path::Path, sync::LazyLock};

use insta::assert_snapshot;
use proptest::prelude::*;
use router_core::{
    money::MicroTenge,
    prices::{ModelRef, PriceBook},
    settle,
    tokens::{TokenCount, Usage},
};
use rusqlite::Connection;
use uuid::Uuid;

use super::{
    Bench,
    model::{Step, steps},
    now, released, wait,
};
use crate::{
    ledger::{
        AttemptCost, AttemptOutcome, AttemptRow, Booking, Charge, Correction, Difference, Head, Outcome, Proof, Reader,
        Reserve, Route, Settlement, Terminal, TopUp, UsageSource, Verification, almaty_day,
    },
    prices::folder,
};

pub(super) static PRICES: LazyLock<PriceBook> = LazyLock::new(|| {
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/price-tables");
    folder::load(&tables, almaty_day(now())).unwrap()
});

fn usage(input: u64, output: u64) -> Usage {
    Usage { input: TokenCount(input), output: TokenCount(output), ..Usage::default() }
}

fn route(model: &str) -> Route {
    Route { provider: "a".into(), model: model.into(), ..super::route() }
}

/// What tokens cost on a model of the fixtures.
fn priced(model: &str, usage: Usage) -> Charge {
    let on = |model: &str| {
        let route = PRICES.route(&ModelRef::new("a", model), almaty_day(now())).unwrap();
        settle::estimate(&usage, &route.row, &route.rate).unwrap()
    };
    Charge::new(usage, UsageSource::Provider, on(model), Some(on("a-large")))
}

pub(super) fn request(bench: &Bench) -> Reserve {
    let floor = priced("a-small", usage(100, 0));
    Reserve { route: route("a-small"), floor, ..bench.request(5_000_000) }
}

pub(super) fn served(request_id: Uuid, output: u64, beside: Option<u64>) -> Settlement {
    let terminal = Terminal::Settled {
        route: route("a-small"),
        charge: priced("a-small", usage(100, output)),
        outcome: Outcome::Ok,
    };
    let mut attempts: Vec<AttemptRow> = beside
        .map(|output| AttemptRow {
            route: route("a-large"),
            outcome: AttemptOutcome::Outrun,
            cost: AttemptCost::Beside(Box::new(priced("a-large", usage(100, output)))),
        })
        .into_iter()
        .collect();
    let [unknown, nothing, settled] = [
        (AttemptOutcome::Timeout, AttemptCost::Unknown),
        (AttemptOutcome::RateLimited, AttemptCost::Nothing),
        (AttemptOutcome::Ok, AttemptCost::Settled),
    ]
    .map(|(outcome, cost)| AttemptRow { route: route("a-small"), outcome, cost });
    attempts.extend([unknown, nothing, settled]);
    Settlement { request_id, at: now(), attempts, terminal, brought: None, decision: None }
}

/// Requests that ended in every way, and one that has not.
fn bench() -> Bench {
    let mut bench = Bench::new(None);
    let [plain, dear, unserved, _lost] = [(); 4].map(|()| bench.try_reserve(request(&bench)).unwrap());
    wait(bench.ledger.settle(served(plain, 20, None))).unwrap();
    wait(bench.ledger.settle(served(dear, 20, Some(7)))).unwrap();
    wait(bench.ledger.settle(released(unserved))).unwrap();
    bench.crash();
    bench.try_reserve(request(&bench)).unwrap();
    bench
}

pub(super) fn verify(path: &Path, from_seq: i64, head: Option<Head>) -> Verification {
    Reader::open(path).unwrap().verify(&Proof { prices: &PRICES, from_seq, head }).unwrap()
}

pub(super) fn named(found: &Verification) -> String {
    found.named.iter().map(|difference| format!("{difference}\n")).collect()
}

#[test]
fn what_was_written_is_sound() {
    let bench = bench();
    let found = verify(bench.ledger.path(), 1, None);
    assert_eq!(named(&found), "");
    assert!(found.is_sound());
    assert_eq!((found.entries, found.requests, found.open, found.head.seq), (16, 5, 1, 16));
    // Five floors, two ends, one call beside and one recovered request.
    assert_eq!((found.recomputed, found.over_bound), (9, 0));
    let audit = bench.reader().audit().unwrap();
    assert_eq!((found.charged.0, audit.spent_ukzt), (audit.charged_ukzt, audit.charged_ukzt));
    for (from_seq, entries) in [(2, 15), (16, 1), (17, 0)] {
        let part = verify(bench.ledger.path(), from_seq, Some(found.head));
        assert_eq!((named(&part), part.entries, part.head), (String::new(), entries, found.head), "from {from_seq}");
    }
}

#[test]
fn what_is_not_as_it_must_be_is_named() {
    let bench = bench();
    bench.ledger.close();
    let whole = std::fs::read(bench.ledger.path()).unwrap();
    let head = verify(bench.ledger.path(), 1, None).head;
    let file = bench.folder.path().join("copy.db");
    let told = |sql: &str| {
        std::fs::write(&file, &whole).unwrap();
        let db = Connection::open(&file).unwrap();
        db.execute_batch("PRAGMA ignore_check_constraints = 1; PRAGMA recursive_triggers = 0;").unwrap();
        for table in ["entry", "route", "owner"] {
            db.execute_batch(&format!("DROP TRIGGER {table}_is_not_changed; DROP TRIGGER {table}_is_not_deleted"))
                .unwrap();
        }
        let changed = db.execute(sql, []).unwrap();
        assert!(changed > 0, "{sql}");
        drop(db);
        let found = verify(&file, 1, Some(head));
        assert_eq!(found.is_sound(), found.named.is_empty());
        let id =
            regex::Regex::new("req_[0-9a-f]{32}|tenant_[a-z]+ of acme|(key_month of|acme,) [0-9a-f]+|[0-9a-f]{64}")
                .unwrap();
        let short = |difference: &Difference| id.replace_all(&difference.to_string(), "…").into_owned();
        let first: Vec<String> = found.named.iter().take(3).map(short).collect();
        format!("{sql}\n  {} in all: {}\n", found.differences, first.join("\n    "))
    };
    let mut all = String::new();
    for sql in [
        "UPDATE entry SET amount_ukzt = amount_ukzt + 1 WHERE seq = 5",
        "UPDATE entry SET output_tokens = 21 WHERE seq = 5",
        "UPDATE entry SET native_amount = '0.1' WHERE seq = 5",
        "UPDATE entry SET floor_ukzt = 6000000 WHERE seq = 16",
        "UPDATE entry SET flagship_ukzt = 1 WHERE seq = 16",
        "UPDATE entry SET fee_ukzt = 1 WHERE seq = 5",
        "UPDATE entry SET amount_ukzt = 3 WHERE seq = 8",
        "UPDATE entry SET kind = 'release' WHERE seq = 5",
        "UPDATE entry SET kind = 'gift' WHERE seq = 16",
        "UPDATE route SET price_id = 'a/a-small@1999-01-01' WHERE model = 'a-large'",
        "UPDATE route SET model = 'a-large' WHERE price_id LIKE 'a/a-small%'",
        "UPDATE owner SET tenant = 'other'",
        "UPDATE balance SET spent = spent + 1 WHERE level = 'tenant_day'",
        "DELETE FROM balance WHERE level = 'key_month'",
        "DELETE FROM entry WHERE seq = 16",
        "DELETE FROM entry WHERE seq = 5",
        "UPDATE meta SET value = 20 WHERE name = 'anchor_seq'",
        "INSERT INTO entry SELECT 17, request_id, -2, 'correction', ts, day, node, tenant, key_id, 0, NULL, 0, NULL, NULL, NULL, NULL,
             NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, route, owner,
             NULL, NULL, -9000000000, 'so' FROM entry WHERE seq = 5",
    ] {
        all += &told(sql);
    }
    assert_snapshot!(all, @r#"
    UPDATE entry SET amount_ukzt = amount_ukzt + 1 WHERE seq = 5
      7 in all: entry 5 of …: it is not what was sealed, or the entry before it is gone
        entry 5 of …: 0.090001 ₸, but its tokens, price and rate make 0.09 ₸
        entry 8 of …: 0.09 ₸ for a call that was charged 0.090001 ₸
    UPDATE entry SET output_tokens = 21 WHERE seq = 5
      5 in all: entry 5 of …: it is not what was sealed, or the entry before it is gone
        entry 5 of …: 0.09 ₸, but its tokens, price and rate make 0.092 ₸
        entry 5 of …: 0.0001800 USD, but its tokens and price make 0.0001840 USD
    UPDATE entry SET native_amount = '0.1' WHERE seq = 5
      3 in all: entry 5 of …: it is not what was sealed, or the entry before it is gone
        entry 5 of …: 0.1 USD, but its tokens and price make 0.0001800 USD
        sum of 20261120, …, L0, a, a-small, routine, none, USD: native_amount 0.00046, the entries make 0.10028
    UPDATE entry SET floor_ukzt = 6000000 WHERE seq = 16
      3 in all: entry 16 of …: it is not what was sealed, or the entry before it is gone
        entry 16 of …: a floor of 6 ₸ for a bound of 5 ₸
        entry 16 of …: 6 ₸, but its tokens, price and rate make 0.05 ₸
    UPDATE entry SET flagship_ukzt = 1 WHERE seq = 16
      2 in all: entry 16 of …: it is not what was sealed, or the entry before it is gone
        entry 16 of …: the flagship would not have cost 0.000001
    UPDATE entry SET fee_ukzt = 1 WHERE seq = 5
      3 in all: entry 5 of …: it is not what was sealed, or the entry before it is gone
        entry 5 of …: a fee of 0.000001 ₸, reserved was 0 ₸
        sum of 20261120, …, L0, a, a-small, routine, none, USD: fees_ukzt 0, the entries make 1
    UPDATE entry SET amount_ukzt = 3 WHERE seq = 8
      2 in all: entry 8 of …: it is not what was sealed, or the entry before it is gone
        entry 8 of …: 0.000003 ₸ for a call that was charged 0.09 ₸
    UPDATE entry SET kind = 'release' WHERE seq = 5
      9 in all: entry 5 of …: it is not what was sealed, or the entry before it is gone
        entry 5 of …: a release of 0.09 ₸
        balance …, 202611: spent 870000, the entries make 780000
    UPDATE entry SET kind = 'gift' WHERE seq = 16
      8 in all: entry 16 of …: it is not what was sealed, or the entry before it is gone
        entry 16 of …: "gift" is no kind of entry
        balance …, 202611: reserved 5000000, the entries make 0
    UPDATE route SET price_id = 'a/a-small@1999-01-01' WHERE model = 'a-large'
      2 in all: entry 10 of …: it is not what was sealed, or the entry before it is gone
        entry 10 of …: price a/a-small@1999-01-01 is in no price table
    UPDATE route SET model = 'a-large' WHERE price_id LIKE 'a/a-small%'
      13 in all: entry 1 of …: it is not what was sealed, or the entry before it is gone
        entry 1 of …: price a/a-small@2026-01-01 is not its model's
        entry 2 of …: price a/a-small@2026-01-01 is not its model's
    UPDATE owner SET tenant = 'other'
      17 in all: entry 1 of …: it is not what was sealed, or the entry before it is gone
        balance …, 20261120: reserved 5000000, the entries make 0
        balance …, 20261120: spent 870000, the entries make 0
    UPDATE balance SET spent = spent + 1 WHERE level = 'tenant_day'
      1 in all: balance …, 20261120: spent 870001, the entries make 870000
    DELETE FROM balance WHERE level = 'key_month'
      3 in all: balance …, 202611: reserved 0, the entries make 5000000
        balance …, 202611: spent 0, the entries make 870000
        balance …, 202611: messages 0, the entries make 4
    DELETE FROM entry WHERE seq = 16
      8 in all: entries 16 to 16, the head that was noted, are gone
        balance …, 202611: reserved 5000000, the entries make 0
        balance …, 202611: messages 4, the entries make 3
    DELETE FROM entry WHERE seq = 5
      11 in all: entry 6 of …: it is not what was sealed, or the entry before it is gone
        entry 6 of …: an attempt that does not stand behind its request's end
        entry 7 of …: an attempt that does not stand behind its request's end
    UPDATE meta SET value = 20 WHERE name = 'anchor_seq'
      1 in all: entries 17 to 20 are gone
    INSERT INTO entry SELECT 17, request_id, -2, 'correction', ts, day, node, tenant, key_id, 0, NULL, 0, NULL, NULL, NULL, NULL,
                 NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, route, owner,
                 NULL, NULL, -9000000000, 'so' FROM entry WHERE seq = 5
      5 in all: entry 17 of …: it is not sealed
        balance …, 202611: spent 870000, the entries make -8999130000
        balance …, 20261120: spent 870000, the entries make -8999130000
    "#);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_sound(steps in steps()) {
        let mut bench = Bench::new(None);
        let (mut open, mut ended) = (Vec::new(), Vec::new());
        for step in steps {
            match step {
                Step::Reserve(..) => open.push(bench.try_reserve(request(&bench)).unwrap()),
                Step::Settle(at, amount, more) if at < open.len() => {
                    let beside = u64::try_from(more).ok().filter(|more| *more > 0);
                    ended.push(open.remove(at));
                    wait(bench.ledger.settle(served(ended[ended.len() - 1], amount.unsigned_abs(), beside))).unwrap();
                }
                Step::Again(at) if at < ended.len() => {
                    let amount = MicroTenge(if at % 2 == 0 { -700 } else { 5 });
                    let correction = Correction { request_id: ended[at], at: now(), amount, because: "so".into() };
                    prop_assert!(wait(bench.ledger.correct(correction)).is_ok());
                }
                Step::Release(at) if at < open.len() => drop(wait(bench.ledger.settle(released(open.remove(at))))),
                Step::Crash => {
                    bench.crash();
                    open.clear();
                }
                // Requests that are open at the first of them are not paid from the wallet, those after it are.
                Step::TopUp(amount) => {
                    let amount = MicroTenge(amount.abs() * 1_000_000_000);
                    let top_up = TopUp { tenant: "acme".into(), reference: Uuid::now_v7().to_string(), amount, at: now() };
                    prop_assert_eq!(wait(bench.ledger.book(Booking::TopUp(top_up))), Ok(1));
                }
                Step::Settle(..) | Step::Release(_) | Step::Again(_) | Step::TopUpAgain(_) => {}
            }
        }
        let found = verify(bench.ledger.path(), 1, None);
        prop_assert!(found.is_sound(), "{}", named(&found));
        prop_assert_eq!(found.open, open.len() as u64);
    }
}
