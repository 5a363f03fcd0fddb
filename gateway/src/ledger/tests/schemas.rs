//! Files of earlier schemas, and what schema 3 writes once.

use router_core::money::MicroTenge;
use rusqlite::Connection;
use uuid::Uuid;

use super::{Bench, charge, disclosed, everything, make_older, now, open, route, settled, wait};
use crate::ledger::{
    AttemptCost, AttemptOutcome, AttemptRow, Charge, Dimension, LedgerError, NewKey, Outcome, Query, Reader,
    Settlement, Terminal, almaty_day,
};

#[test]
fn a_file_of_the_first_schema_is_brought_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let rows = "INSERT INTO tenant VALUES ('acme', 'Acme', 'open', NULL, NULL, 0, 0);
        INSERT INTO entry (seq, request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt, floor_ukzt)
            VALUES (1, zeroblob(16), 0, 'reserve', 0, 20260101, 'n', 'acme', 'k', 50, 5);";
    make_older(&path, 1, rows);
    assert!(matches!(Reader::open(&path), Err(LedgerError::Older { found: 1, .. })));
    let (ledger, recovery) = open(&path).unwrap();
    assert_eq!((recovery.recovered, recovery.amount, ledger.tenants().len()), (1, MicroTenge(5), 1));
    ledger.close();
    let reader = Reader::open(&path).unwrap();
    assert!(reader.blocked(&everything()).unwrap().is_empty() && disclosed(&reader).is_empty());
    open(&path).unwrap().0.close();
}

#[test]
fn entries_of_an_older_schema_are_read_beside_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let rows = "INSERT INTO tenant VALUES ('acme', 'Acme', 'open', NULL, NULL, 0, 0);
        INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt, floor_ukzt, tier, rule,
                policy, provider, model, input_tokens, usage_source, currency, native_amount, price_id, rate_id, outcome)
            VALUES (x'00000000000000000000000000000001', 0, 'reserve', 0, 20261120, 'n', 'acme', 'k', 50, 5, 'L0',
                'routine', 'p1', 'sandbox', 'small', 3, 'estimated', 'USD', '0.5', 'price-1', 'rate-1', NULL),
            (x'00000000000000000000000000000001', -1, 'settle', 0, 20261120, 'n', 'acme', 'k', 7, NULL, 'L0',
                'routine', 'p1', 'sandbox', 'small', 3, 'provider', 'USD', '0.5', 'price-1', 'rate-1', 'ok'),
            (x'00000000000000000000000000000002', 0, 'reserve', 0, 20261120, 'n', 'acme', 'k', 50, 5, 'L2',
                'writing', 'p1', 'sandbox', 'large', 3, 'estimated', 'USD', '0.5', 'price-2', 'rate-1', NULL);";
    make_older(&path, 2, rows);
    let (ledger, recovery) = open(&path).unwrap();
    assert_eq!((recovery.recovered, recovery.amount), (1, MicroTenge(5)));
    let (_, key) = wait(ledger.create_key(NewKey::new("acme", "app"), now())).unwrap();
    let bench = Bench { folder, ledger, key: key.id.clone() };
    let id = bench.reserve(100).unwrap();
    bench.settle(id, 11);

    let report = bench.reader().report(&Query {
        tenant: Some("acme".to_owned()),
        from: almaty_day(now()),
        to: almaty_day(now()),
        by: vec![Dimension::Tenant, Dimension::Tier, Dimension::Model, Dimension::Key],
    });
    let rows: Vec<_> = report.unwrap().rows.into_iter().map(|row| (row.keys.join(" "), row.cost.0)).collect();
    assert_eq!(
        rows,
        [
            (format!("acme L0 small {}", bench.key), 11),
            ("acme L0 small k".to_owned(), 7),
            ("acme L2 large k".to_owned(), 5)
        ]
    );
    let mut decided = Vec::new();
    let seen = bench.reader().decisions(&everything(), |request| {
        let first = request.first.map(|first| first.model.to_string());
        decided.push((request.tenant.to_owned(), first, request.served.map(|served| served.cost.0)));
        Ok::<_, LedgerError>(())
    });
    let of = |first: Option<&str>, cost| ("acme".to_owned(), first.map(str::to_owned), Some(cost));
    assert_eq!((seen.is_ok(), decided), (true, vec![of(None, 7), of(None, 5), of(Some("sandbox/small"), 11)]));
    let prices = |number| -> Vec<_> {
        let entries = bench.reader().entries(&Uuid::from_u128(number)).unwrap();
        entries.into_iter().filter_map(|entry| entry.price_id).collect()
    };
    assert_eq!((prices(1), prices(2)), (vec!["price-1".to_owned(); 2], vec!["price-2".to_owned(); 2]));
    let strings =
        "SELECT tier || rule || provider || price_id FROM entry WHERE step = -1 AND route IS NULL AND amount_ukzt = 7";
    let stored: String =
        Connection::open(bench.ledger.path()).unwrap().query_row(strings, [], |row| row.get(0)).unwrap();
    assert_eq!(stored, "L0routinesandboxprice-1", "what was written stays as it was");
}

#[test]
fn strings_are_written_once() {
    let mut bench = Bench::new(None);
    let count = |bench: &Bench| -> (i64, i64) {
        let db = Connection::open(bench.ledger.path()).unwrap();
        let counts = "SELECT (SELECT count(*) FROM route), (SELECT count(*) FROM owner)";
        db.query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    let attempt = AttemptRow { route: route(), outcome: AttemptOutcome::Ok, cost: AttemptCost::Settled };
    for _ in 0..3 {
        let id = bench.reserve(100).unwrap();
        wait(bench.ledger.settle(Settlement { attempts: vec![attempt.clone()], ..settled(id, 5) })).unwrap();
        bench.crash();
    }
    // With a price and without.
    assert_eq!(count(&bench), (2, 1));
    let charge_one = charge(1);
    for (number, charge) in [
        Charge { rate_id: Some("rate-2".into()), ..charge(1) },
        Charge { rate_id: None, ..charge(1) },
        Charge { flagship: None, ..charge(1) },
        Charge { price_id: "price-2".into(), ..charge(1) },
    ]
    .into_iter()
    .enumerate()
    {
        for charge in [charge.clone(), charge_one.clone(), charge] {
            let id = bench.reserve(100).unwrap();
            let terminal = Terminal::Settled { route: route(), charge: charge.clone(), outcome: Outcome::Ok };
            wait(bench.ledger.settle(Settlement { terminal, ..settled(id, 1) })).unwrap();
            let last = bench.reader().entries(&id).unwrap().pop().unwrap();
            assert_eq!(last.price_id.as_deref(), Some(&*charge.price_id));
            assert_eq!(last.rate_id.as_deref(), charge.rate_id.as_deref());
        }
        assert_eq!(count(&bench), (3 + number as i64, 1));
    }
    let nameless = "SELECT count(*) FROM whole_entry WHERE tenant = '' OR node = '' OR step = -1 AND model IS NULL";
    let nameless: i64 =
        Connection::open(bench.ledger.path()).unwrap().query_row(nameless, [], |row| row.get(0)).unwrap();
    assert_eq!(nameless, 0);
}
