//! Soft limits, wallets and imported costs.

use router_core::money::MicroTenge;
use rusqlite::Connection;

use super::{
    Bench, budget, make_older, now, open,
    verify::{named, verify},
    wait,
};
use crate::ledger::{
    Booking, BookingError, BudgetLevel, CostLine, Limits, ReserveError, SoftLimit, Tenant, TopUp, writer::Op,
};

/// What was crossed since the last call: the level, its period, what is spent of how much.
fn told(bench: &Bench) -> Vec<(BudgetLevel, Option<String>, i64, i64)> {
    let news = wait(async {
        tokio::time::timeout(std::time::Duration::ZERO, bench.ledger.soft_limits_crossed()).await.unwrap_or_default()
    });
    let of = |crossed: SoftLimit| {
        let told = (crossed.level, crossed.period(), crossed.spent.0, crossed.limit.0);
        bench.ledger.told(crossed);
        told
    };
    let told = news.into_iter().map(of).collect();
    // What comes after it is after its commit.
    wait(bench.ledger.check()).unwrap();
    told
}

fn spend(bench: &Bench, micro: i64) {
    let id = bench.reserve(micro).unwrap();
    bench.settle(id, micro);
}

fn top_up(bench: &Bench, reference: &str, amount: i64) -> Result<usize, BookingError> {
    let (tenant, reference) = ("acme".into(), reference.to_owned());
    wait(bench.ledger.book(Booking::TopUp(TopUp { tenant, reference, amount: MicroTenge(amount), at: now() })))
}

#[test]
fn a_soft_limit_is_told_once_and_stops_nobody() {
    let soft = |percent| Limits { soft_percent: Some(percent), ..budget(Some(1_000)) };
    let day = Limits { budget_day: Some(MicroTenge(500)), ..Limits::default() };
    let mut bench = Bench::in_project([budget(Some(1_000)), day, soft(0)]);
    let (month, today) = (Some("2026-11".to_owned()), Some("2026-11-20".to_owned()));
    bench.reserve(499).unwrap();
    assert_eq!(told(&bench), [], "what is reserved is not spent");
    bench.crash();
    spend(&bench, 349);
    assert_eq!(told(&bench), [], "49 of a crash and 349 are 398 of 500");
    spend(&bench, 2);
    assert_eq!(told(&bench), [(BudgetLevel::ProjectDay, today, 400, 500)]);
    spend(&bench, 50);
    bench.crash();
    spend(&bench, 50);
    assert_eq!(told(&bench), [], "a restart tells nothing again");
    let unlimited = crate::ledger::Project::new("acme", "bot", "Bot");
    wait(bench.ledger.update_project(unlimited)).unwrap();
    spend(&bench, 300);
    assert_eq!(told(&bench), [(BudgetLevel::TenantMonth, month.clone(), 800, 1_000)], "and the key's, at 0 %, never");
    let acme = |limits| Tenant { limits, ..Tenant::new("acme", "Acme", "pro") };
    for (limits, spent, expected) in [
        (budget(Some(2_000)), 10, vec![]),
        (soft(40), 10, vec![]),
        (Limits { soft_percent: Some(40), ..budget(Some(2_000)) }, 10, vec![(830, 2_000)]),
        (budget(Some(1_000)), 10, vec![]),
    ] {
        wait(bench.ledger.update_tenant(acme(limits))).unwrap();
        spend(&bench, spent);
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(spent, limit)| (BudgetLevel::TenantMonth, month.clone(), spent, limit))
            .collect();
        assert_eq!(told(&bench), expected, "a budget of another amount is another budget");
    }
}

#[test]
fn what_nobody_was_told_is_told_again_after_a_start() {
    let day = Limits { budget_day: Some(MicroTenge(500)), ..Limits::default() };
    let mut bench = Bench::in_project([budget(Some(500)), day, budget(Some(500))]);
    spend(&bench, 450);
    let mut first = wait(bench.ledger.soft_limits_crossed());
    bench.crash();
    let mut again = wait(bench.ledger.soft_limits_crossed());
    for news in [&mut first, &mut again] {
        news.sort_by_key(|crossed| crossed.level);
    }
    assert_eq!((first.len(), &first), (3, &again), "also the tenant of a project and of a key");
    let ids: std::collections::BTreeSet<String> = first.iter().map(SoftLimit::event_id).collect();
    let same: Vec<String> = again.iter().map(SoftLimit::event_id).collect();
    assert!(ids.len() == 3 && same.iter().all(|id| ids.contains(id)), "{ids:?} {same:?}");
    bench.ledger.told(again.remove(0));
    wait(bench.ledger.check()).unwrap();
    bench.crash();
    assert_eq!(told(&bench).len(), 2);
    bench.crash();
    assert_eq!(told(&bench), []);
}

#[test]
fn a_wallet_pays_from_its_first_payment_on() {
    let mut bench = Bench::new(None);
    let before = bench.reserve(70).unwrap();
    assert_eq!(top_up(&bench, "KASPI-1", 1_000), Ok(1));
    bench.settle(before, 70);
    let spent = |remaining| ReserveError::BudgetSpent { level: BudgetLevel::Wallet, remaining: MicroTenge(remaining) };
    let left = |bench: &Bench| bench.reader().wallets(None).unwrap().pop().unwrap().remaining.0;
    assert_eq!((bench.reserve(1_001), left(&bench)), (Err(spent(1_000)), 1_000), "what was under way is not of it");
    let open = bench.reserve(400).unwrap();
    assert_eq!(left(&bench), 600);
    assert_eq!(bench.crash().recovered, 1);
    assert_eq!(left(&bench), 960, "a crash charges the wallet with the floor");
    assert_eq!(bench.settle(open, 400).amount, MicroTenge(40));
    spend(&bench, 759);
    assert_eq!(told(&bench), []);
    spend(&bench, 1);
    assert_eq!(told(&bench), [(BudgetLevel::Wallet, None, 800, 1_000)]);
    assert_eq!(top_up(&bench, "KASPI-2", 100), Ok(1));
    spend(&bench, 279);
    assert_eq!(told(&bench), [], "20 of the last hundred are left to come");
    spend(&bench, 1);
    assert_eq!(told(&bench), [(BudgetLevel::Wallet, None, 1_080, 1_100)]);
    let caller = bench.ledger.caller_of("acme", None).unwrap();
    assert_eq!(bench.ledger.budget_left(&caller, now()), Some(20), "of what it was last filled with");
    assert_eq!(bench.reserve(21), Err(spent(20)));
    assert!(bench.reserve(0).is_ok(), "what is free goes on");
    assert_eq!(bench.reader().top_ups("acme").unwrap().len(), 2);
}

#[test]
fn whom_a_wallet_pays_is_known_again() {
    let bench = Bench::new(None);
    let payment = || {
        let (tenant, reference, amount) = ("acme".into(), "KASPI-1".to_owned(), MicroTenge(1_000));
        bench.ledger.book(Booking::TopUp(TopUp { tenant, reference, amount, at: now() }))
    };
    let first = bench.reserve(10).unwrap();
    // In as few transactions as may be, so that some are reserved in the one that fills the wallet.
    let reserve = || bench.ledger.reserve(bench.request(10));
    wait(async {
        let before = futures_util::future::join_all((0..20).map(|_| reserve()));
        let after = futures_util::future::join_all((0..20).map(|_| reserve()));
        let (before, paid, after) = futures_util::join!(before, payment(), after);
        assert!(paid == Ok(1) && before.iter().chain(&after).all(Result::is_ok));
    });
    let reserved = |bench: &Bench| bench.reader().wallets(None).unwrap().pop().unwrap().reserved.0;
    assert!(reserved(&bench) > 0, "somebody came after the payment");
    // What is open is read from the file again, and only taken over where it agrees with the balances.
    bench.ledger.send(Op::Sabotage);
    assert_eq!(bench.reserve(1), Err(ReserveError::Unavailable));
    bench.settle(first, 10);
    assert!(bench.ledger.is_ready() && wait(bench.ledger.check()).unwrap().is_balanced());
}

#[test]
fn a_payment_is_booked_once() {
    let bench = Bench::new(None);
    wait(bench.ledger.create_tenant(Tenant::new("other", "Other", "pro"), now())).unwrap();
    let used = |amount| BookingError::ReferenceUsed {
        reference: "KASPI-1".to_owned(),
        tenant: "acme".to_owned(),
        amount: MicroTenge(amount),
    };
    for (reference, amount, expected) in [
        ("KASPI-1", 500, Ok(1)),
        ("KASPI-1", 500, Ok(0)),
        ("KASPI-1", 501, Err(used(500))),
        ("", 500, Err(BookingError::BadName("reference"))),
        ("a\nb", 500, Err(BookingError::BadName("reference"))),
        ("KASPI-2", 0, Err(BookingError::BadAmount)),
        ("KASPI-2", i64::MAX, Err(BookingError::BadAmount)),
        ("mistake", -501, Err(BookingError::Spent { remaining: MicroTenge(500) })),
        ("mistake", -200, Ok(1)),
        ("mistake", -200, Ok(0)),
    ] {
        assert_eq!(top_up(&bench, reference, amount), expected, "{reference} {amount}");
    }
    let (amount, at) = (MicroTenge(500), now());
    let stolen = TopUp { tenant: "other".into(), reference: "KASPI-1".to_owned(), amount, at };
    assert_eq!(wait(bench.ledger.book(Booking::TopUp(stolen.clone()))), Err(used(500)));
    let nobody = TopUp { tenant: "nobody".into(), reference: "KASPI-3".to_owned(), ..stolen };
    assert_eq!(wait(bench.ledger.book(Booking::TopUp(nobody))), Err(BookingError::NoTenant("nobody".into())));
    assert_eq!(bench.reader().wallets(None).unwrap().pop().unwrap().remaining, MicroTenge(300));
}

#[test]
fn a_payment_that_is_not_as_it_was_booked_is_noticed() {
    let bench = Bench::new(None);
    for (reference, amount) in [("KASPI-1", 500), ("KASPI-2", 70), ("refund", -30)] {
        assert_eq!(top_up(&bench, reference, amount), Ok(1));
    }
    bench.ledger.close();
    let whole = std::fs::read(bench.ledger.path()).unwrap();
    let file = bench.folder.path().join("copy.db");
    let told = |sql: &str| {
        std::fs::write(&file, &whole).unwrap();
        let triggers =
            "PRAGMA foreign_keys = 0; DROP TRIGGER top_up_is_not_changed; DROP TRIGGER top_up_is_not_deleted;";
        Connection::open(&file).unwrap().execute_batch(&format!("{triggers}{sql}")).unwrap();
        named(&verify(&file, 1, None))
    };
    assert_eq!(told(""), "");
    let changed = "top-up KASPI-2 is not what was sealed, or the one before it is gone\n";
    let cut = "the last top-up is not the one that was noted as the last\n";
    for (sql, expected) in [
        ("UPDATE top_up SET amount_ukzt = 71 WHERE seq = 2", changed),
        ("UPDATE top_up SET tenant = 'other' WHERE seq = 2", changed),
        ("UPDATE top_up SET ts = 0 WHERE seq = 2", changed),
        ("UPDATE top_up SET after_entry = 9 WHERE seq = 2", changed),
        ("UPDATE top_up SET hash = NULL WHERE seq = 2", "top-up KASPI-2 is not sealed\n"),
        ("DELETE FROM top_up WHERE seq = 1", changed),
        ("DELETE FROM top_up WHERE seq = 3", cut),
        ("DELETE FROM top_up", cut),
        ("DELETE FROM top_up WHERE seq = 3; DELETE FROM meta WHERE name = 'last_top_up'", cut),
        (
            "INSERT INTO top_up SELECT 4, tenant, 'forged', 9, ts, after_entry, hash FROM top_up WHERE seq = 3",
            "top-up forged is not what was sealed, or the one before it is gone\n",
        ),
    ] {
        let found = told(sql);
        assert!(found.starts_with(expected) && found.lines().count() == 1, "{sql}: {found}");
    }
}

#[test]
fn payments_of_before_the_chain_are_sealed_when_the_file_is_brought_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let rows = "INSERT INTO tenant (id, name, plan, created) VALUES ('acme', 'Acme', 'open', 0);
        INSERT INTO top_up (tenant, reference, amount_ukzt, ts, after_entry)
            VALUES ('acme', 'a', 5, 0, 0), ('acme', 'b', 7, 1, 0);";
    make_older(&path, 7, rows);
    open(&path).unwrap().0.close();
    assert_eq!(named(&verify(&path, 1, None)), "");
    let (ledger, _) = open(&path).unwrap();
    let payment = |reference: &str| TopUp {
        tenant: "acme".into(),
        reference: reference.to_owned(),
        amount: MicroTenge(5),
        at: now(),
    };
    assert_eq!(wait(ledger.book(Booking::TopUp(payment("c")))), Ok(1));
    ledger.close();
    assert_eq!(named(&verify(&path, 1, None)), "");
    let seals = "SELECT count(DISTINCT hash) FROM top_up WHERE length(hash) = 32";
    let seals: i64 = Connection::open(&path).unwrap().query_row(seals, [], |row| row.get(0)).unwrap();
    assert_eq!(seals, 3);
}

#[test]
fn costs_are_booked_once_and_all_or_none() {
    let bench = Bench::new(None);
    let line = |reference: &str, line: &str, amount| CostLine {
        day: "2026-11-05".parse().unwrap(),
        tenant: "acme".into(),
        line: line.to_owned(),
        amount: MicroTenge(amount),
        reference: reference.to_owned(),
    };
    let book = |lines: Vec<CostLine>| wait(bench.ledger.book(Booking::Costs { lines, at: now() }));
    let count = || -> i64 {
        let db = Connection::open(bench.ledger.path()).unwrap();
        db.query_row("SELECT count(*) FROM cost_line", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(book(vec![line("m-1", "whatsapp", 30), line("m-2", "whatsapp", -5)]), Ok(2));
    assert_eq!(book(vec![line("m-2", "whatsapp", -5), line("m-3", "sms", 7)]), Ok(1));
    for bad in [line("m-1", "sms", 30), line("m-1", "whatsapp", 31), line("", "sms", 1), line("m-9", "", 1)] {
        assert!(book(vec![line("m-4", "sms", 1), bad.clone()]).is_err(), "{bad:?}");
        assert_eq!(count(), 3, "{bad:?}");
    }
    let stranger = CostLine { tenant: "nobody".into(), ..line("m-4", "sms", 1) };
    assert_eq!(book(vec![stranger]), Err(BookingError::NoTenant("nobody".into())));
    for table in ["cost_line", "top_up"] {
        top_up(&bench, "KASPI-1", 500).unwrap();
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET amount_ukzt = 1")] {
            let error = Connection::open(bench.ledger.path()).unwrap().execute(&sql, []).unwrap_err();
            assert!(error.to_string().contains("append-only"), "{sql}");
        }
    }
}
