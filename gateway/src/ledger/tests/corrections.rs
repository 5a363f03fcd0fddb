//! Corrections: entries of their own, on the day they are made, never below what was charged.

use jiff::Timestamp;
use router_core::money::MicroTenge;
use uuid::Uuid;

use super::{Bench, beside, now, released, settled, wait};
use crate::ledger::{
    BudgetLevel, Corrected, Correction, CorrectionError, Dimension, EntryKind, Query, Receipt, Report, ReserveError,
    Settlement, Tenant, almaty_day,
};

fn correct(bench: &Bench, id: Uuid, at: Timestamp, micro: i64, because: &str) -> Result<Corrected, CorrectionError> {
    let correction = Correction { request_id: id, at, amount: MicroTenge(micro), because: because.to_owned() };
    wait(bench.ledger.correct(correction))
}

fn december() -> Timestamp {
    "2026-12-02T18:00:00Z".parse().unwrap()
}

fn report(bench: &Bench, at: Timestamp, by: &[Dimension]) -> Report {
    let day = almaty_day(at);
    bench.reader().report(&Query { tenant: None, from: day, to: day, by: by.to_vec() }).unwrap()
}

#[test]
fn a_correction_counts_on_the_day_it_is_made() {
    let mut bench = Bench::new(Some(10_000));
    let id = bench.reserve(5_000).unwrap();
    wait(bench.ledger.settle(Settlement { attempts: vec![beside(700)], ..settled(id, 1_000) })).unwrap();
    let made = correct(&bench, id, december(), -1_200, " billed twice ").unwrap();
    assert_eq!(made, Corrected { seq: 4, charged: MicroTenge(500), repeated: false });
    // Asked again because nobody saw the answer: also after a restart.
    bench.crash();
    let again = correct(&bench, id, now(), -1_200, "billed twice").unwrap();
    assert_eq!(again, Corrected { repeated: true, ..made });
    assert_eq!(correct(&bench, id, december(), -501, "more"), Err(CorrectionError::BelowNothing(MicroTenge(500))));
    let made = correct(&bench, id, december(), 30, "too much given back").unwrap();
    assert_eq!((made.seq, made.charged), (5, MicroTenge(530)));

    let total = report(&bench, now(), &[]).total;
    assert_eq!((total.requests, total.cost.0, total.corrections.0), (1, 1_700, 0), "the day of the request");
    let later = report(&bench, december(), &[Dimension::Model, Dimension::Key]);
    assert_eq!(later.rows[0].keys, ["small", &*bench.key]);
    let total = later.total;
    assert_eq!((total.requests, total.cost.0, total.corrections.0), (0, -1_170, -1_170), "the day of the correction");
    assert_eq!((total.flagship.would.0, total.flagship.did.0), (0, -1_170));

    let steps: Vec<_> =
        bench.reader().entries(&id).unwrap().into_iter().map(|entry| (entry.step, entry.kind)).collect();
    assert_eq!(steps[3..], [(-2, EntryKind::Correction), (-3, EntryKind::Correction)]);
    let first = &bench.reader().entries(&id).unwrap()[3];
    assert_eq!((first.amount, first.outcome.as_deref()), (Some(MicroTenge(-1_200)), Some("billed twice")));
    assert!(bench.reader().audit().unwrap().is_balanced());
    // What the request was charged when it was settled stays what settling it again is told.
    assert_eq!(bench.settle(id, 9), Receipt { amount: MicroTenge(1_700), repeated: true });

    // November's budget holds what November was charged; in December more was given back than spent.
    let spent = |at, level| {
        let caller = bench.ledger.caller_of("acme", Some(&bench.key)).unwrap();
        let standing = bench.reader().standing(&caller, at).unwrap();
        standing.into_iter().find(|standing| standing.level == level).unwrap().spent.0
    };
    for level in BudgetLevel::ALL {
        assert_eq!((spent(now(), level), spent(december(), level)), (1_700, -1_170), "{level}");
    }
    let over = bench.try_reserve(crate::ledger::Reserve { at: december(), ..bench.request(11_171) });
    assert!(matches!(over, Err(ReserveError::BudgetSpent { remaining: MicroTenge(11_170), .. })), "{over:?}");
}

#[test]
fn what_cannot_be_corrected_is_refused() {
    let bench = Bench::with(Tenant::new("acme", "Acme", "pro"), |_| {});
    let [served, unserved, open] = [(); 3].map(|()| bench.reserve(100).unwrap());
    bench.settle(served, 40);
    wait(bench.ledger.settle(released(unserved))).unwrap();
    let unknown = Uuid::now_v7();
    for (id, micro, because, expected) in [
        (served, 0, "so", CorrectionError::Nothing),
        (served, -41, "so", CorrectionError::BelowNothing(MicroTenge(40))),
        (served, i64::MAX, "so", CorrectionError::OutOfRange),
        (served, i64::MIN, "so", CorrectionError::BelowNothing(MicroTenge(40))),
        (served, 1, " ", CorrectionError::Reason),
        (served, 1, "two\nlines", CorrectionError::Reason),
        (served, 1, &"х".repeat(501), CorrectionError::Reason),
        (unserved, -1, "so", CorrectionError::BelowNothing(MicroTenge::ZERO)),
        (open, 1, "so", CorrectionError::Open(open)),
        (unknown, 1, "so", CorrectionError::Unknown(unknown)),
    ] {
        assert_eq!(correct(&bench, id, now(), micro, because), Err(expected), "{micro} {because}");
    }
    assert_eq!(bench.reader().count(EntryKind::Correction).unwrap(), 0);
    // A provider that billed what we were told nothing of: a release, too, can turn out to have cost something.
    assert_eq!(correct(&bench, unserved, now(), 7, &"х".repeat(500)).unwrap().charged, MicroTenge(7));
    assert!(bench.reader().audit().unwrap().is_balanced());
    bench.ledger.close();
    assert_eq!(correct(&bench, served, now(), 1, "so"), Err(CorrectionError::Unavailable));
}
