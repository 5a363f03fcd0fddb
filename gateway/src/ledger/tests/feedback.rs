//! Ratings, sides of experiments, and what is left of budgets for rules that ask.

use rusqlite::Connection;
use uuid::Uuid;

use super::{Bench, everything, now, wait};
use crate::ledger::{Feedback, FeedbackError, Reader, Reserve};

#[test]
fn the_last_rating_of_a_request_counts_and_none_is_lost() {
    let bench = Bench::new(None);
    let in_arm = |arm: &str| Reserve { arm: Some(arm.to_owned()), ..bench.request(100) };
    let [taken, control] = ["try", "try:control"].map(|arm| bench.try_reserve(in_arm(arm)).unwrap());
    let [plain, open] = [(); 2].map(|()| bench.reserve(100).unwrap());
    for id in [taken, control, plain] {
        bench.settle(id, 50);
    }
    let rate = |request_id, tenant: &str, rating| {
        let (tenant, key_id) = (tenant.into(), bench.key.clone());
        wait(bench.ledger.rate(Feedback { request_id, tenant, key_id, at: now(), rating, comment: None }))
    };
    assert_eq!(rate(taken, "rival", 1_000), Err(FeedbackError::UnknownRequest));
    assert_eq!(rate(Uuid::from_u128(7), "acme", 1_000), Err(FeedbackError::UnknownRequest));
    for rating in [-1_000, 500] {
        assert_eq!(rate(taken, "acme", rating), Ok(()));
    }
    assert_eq!((rate(control, "acme", -250), rate(open, "acme", 1_000)), (Ok(()), Ok(())));
    let shown = |reader: &Reader| -> Vec<_> {
        let rows = reader.feedback(&everything()).unwrap();
        rows.into_iter().map(|row| (row.arm, row.requests, row.rated, row.up, row.down, row.sum, row.cost.0)).collect()
    };
    let expected = [
        (String::new(), 1, 0, 0, 0, 0, 50),
        ("try".to_owned(), 1, 1, 1, 0, 500, 50),
        ("try:control".to_owned(), 1, 1, 0, 1, -250, 50),
    ];
    assert_eq!(shown(&bench.reader()), expected);
    for _ in 2..10 {
        assert_eq!(rate(taken, "acme", 500), Ok(()));
    }
    assert_eq!(rate(taken, "acme", 1_000), Err(FeedbackError::Full));
    assert_eq!(shown(&bench.reader()), expected);
    bench.ledger.close();
    for change in ["DELETE FROM feedback", "UPDATE feedback SET rating = 1000", "DELETE FROM trial"] {
        let error = Connection::open(bench.ledger.path()).unwrap().execute(change, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{change}");
    }
}

#[test]
fn what_is_left_of_budgets_is_known_when_somebody_asks() {
    let mut bench = Bench::new(Some(1_000));
    let key = bench.key.clone();
    let left = |bench: &Bench| {
        let record = bench.ledger.keys(None).into_iter().find(|record| record.id == key).unwrap();
        let caller = bench.ledger.caller_of("acme", Some(&record.id)).unwrap();
        bench.ledger.budget_left(&caller, now())
    };
    let first = bench.reserve(300).unwrap();
    assert_eq!(left(&bench), Some(70), "read from the file");
    let second = bench.reserve(600).unwrap();
    assert_eq!(left(&bench), Some(10), "kept up");
    bench.settle(first, 100);
    bench.settle(second, 100);
    assert_eq!(left(&bench), Some(80));
    bench.crash();
    assert_eq!(left(&bench), Some(80), "and the next process knows it too");
    let unlimited = Bench::new(None);
    let caller = unlimited.ledger.caller_of("acme", Some(&unlimited.key)).unwrap();
    assert_eq!(unlimited.ledger.budget_left(&caller, now()), None);
}
