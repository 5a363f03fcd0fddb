//! The chain: what is written reads back to the seal it was written with, and nothing can be changed behind its back.

use std::collections::BTreeSet;

use rusqlite::Connection;
use uuid::Uuid;

use super::{
    Bench, beside, make_older,
    model::{Step, steps},
    now, open, released, settled, wait,
};
use crate::ledger::{
    AttemptCost, AttemptOutcome, AttemptRow, BlockedRequest, Charge, Head, Idempotency, Reserve, ReserveError, Seal,
    Settlement, Terminal, UsageSource, chain, scan,
};

use proptest::prelude::*;

/// The end of the chain, or the first entry that does not fit it.
fn walk(db: &Connection) -> Result<Head, i64> {
    let anchor = chain::anchor(db).unwrap();
    let mut head = Head { seq: 0, seal: Seal::beginning() };
    let mut bytes = Vec::new();
    let mut broken = None;
    scan::scan(db, 0..=i64::MAX, |line| {
        head = Head { seq: line.link.seq, seal: line.link.seal(&head.seal, &mut bytes) };
        let fits = match line.seal {
            Some(seal) => seal == head.seal,
            None => head.seq < anchor.seq || head == anchor,
        };
        if !fits && broken.is_none() {
            broken = Some(head.seq);
        }
        Ok::<_, rusqlite::Error>(())
    })
    .unwrap();
    broken.map_or(Ok(head), Err)
}

fn walk_file(bench: &Bench) -> Result<Head, i64> {
    walk(&Connection::open(bench.ledger.path()).unwrap())
}

/// Entries of every kind, each with all that it can say.
fn every_kind() -> Bench {
    let mut bench = Bench::new(None);
    let full = || Reserve {
        idempotency: Some(Idempotency {
            key_hash: *Uuid::now_v7().as_bytes().repeat(2).first_chunk().unwrap(),
            body_hash: [2; 32],
        }),
        register: Some(vec![1, 2, 3]),
        decision: Some(vec![4; 150]),
        ..bench.request(5_000)
    };
    let [served, unserved, lost] = [(); 3].map(|()| bench.try_reserve(full()).unwrap());
    let served_by = AttemptRow { outcome: AttemptOutcome::Ok, cost: AttemptCost::Settled, ..beside(1) };
    let unknown = AttemptRow { outcome: AttemptOutcome::Timeout, cost: AttemptCost::Unknown, ..beside(1) };
    let attempts = vec![unknown, beside(700), served_by];
    wait(bench.ledger.settle(Settlement { attempts, brought: Some(vec![9]), ..settled(served, 40) })).unwrap();
    wait(bench.ledger.settle(released(unserved))).unwrap();
    assert_ne!(lost, served);
    assert_eq!(bench.crash().recovered, 1);
    bench
}

#[test]
fn what_is_written_is_sealed_as_it_reads_back() {
    let bench = every_kind();
    let head = walk_file(&bench).unwrap();
    assert_eq!(head.seq, 3 + 4 + 1 + 1);
    assert_eq!(head.to_string().parse(), Ok(head));
    // A name that nobody has said before, a charge without a flagship, and one with every class of tokens.
    let id = bench.reserve(10).unwrap();
    let mut charge = Charge { flagship: None, rate_id: None, source: UsageSource::Counted, ..super::charge(0) };
    charge.usage.cached_input.0 = u64::MAX;
    let route = crate::ledger::Route { tier: None, model: "тонкий, \"новый\"".into(), ..super::route() };
    let terminal = Terminal::Settled { route, charge, outcome: crate::ledger::Outcome::Cut };
    wait(bench.ledger.settle(Settlement { terminal, ..settled(id, 1) })).unwrap();
    assert_eq!(walk_file(&bench).unwrap().seq, head.seq + 2);
}

#[test]
fn nothing_can_be_changed_behind_the_chain() {
    let bench = every_kind();
    bench.ledger.close();
    let whole = std::fs::read(bench.ledger.path()).unwrap();
    let tamper = |sql: &str| -> (usize, Result<Head, i64>) {
        let file = bench.folder.path().join("copy.db");
        std::fs::write(&file, &whole).unwrap();
        let db = Connection::open(&file).unwrap();
        db.execute_batch("DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_deleted;
             DROP TRIGGER route_is_not_changed; DROP TRIGGER owner_is_not_changed; PRAGMA ignore_check_constraints = 1;").unwrap();
        (db.execute(sql, []).unwrap(), walk(&db))
    };
    let columns: BTreeSet<String> = {
        let db = Connection::open(bench.ledger.path()).unwrap();
        let mut info = db.prepare("SELECT name FROM pragma_table_info('entry')").unwrap();
        info.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    // What is not set says nothing where its entry names a row of `owner` or `route`.
    let silent = [
        "seq",
        "node",
        "tenant",
        "key_id",
        "tier",
        "rule",
        "policy",
        "provider",
        "model",
        "currency",
        "price_id",
        "rate_id",
        "flagship_price_id",
    ];
    assert!(columns.len() > 20);
    for column in columns.iter().filter(|column| !silent.contains(&column.as_str())) {
        let change = match column.as_str() {
            "request_id" => "zeroblob(16)",
            "kind" => "'other'",
            "usage_source" | "native_amount" | "outcome" | "because" => "coalesce(\"{}\" || 'x', 'x')",
            "hash" => "zeroblob(32)",
            "idempotency_hash" | "register" | "decision" => "coalesce(NULL, x'00')",
            _ => "coalesce(\"{}\", 7) + 40",
        };
        let change = change.replace("{}", column);
        for seq in [1, 5, 9] {
            let (changed, walked) = tamper(&format!("UPDATE entry SET {column} = {change} WHERE seq = {seq}"));
            assert_eq!((changed, walked), (1, Err(seq)), "{column} of {seq}");
        }
    }
    for (sql, first) in [
        ("DELETE FROM entry WHERE seq = 4", 5),
        ("UPDATE entry SET seq = 100 WHERE seq = 4", 5),
        ("UPDATE route SET model = 'another' WHERE id = 1", 1),
        ("UPDATE route SET rate_id = NULL WHERE id = 1", 1),
        ("UPDATE owner SET tenant = 'another'", 1),
        ("UPDATE entry SET hash = NULL WHERE seq = 9", 9),
    ] {
        let (_, walked) = tamper(sql);
        assert_eq!(walked, Err(first), "{sql}");
    }
    // The end can be cut off without a trace in the file: that is why heads are noted elsewhere.
    assert!(tamper("DELETE FROM entry WHERE seq = 9").1.unwrap() != walk_file(&bench).unwrap());
}

#[test]
fn a_refused_entry_leaves_no_gap() {
    let bench = Bench::new(None);
    let id = bench.reserve(10).unwrap();
    bench.settle(id, 5);
    let again = Reserve { request_id: id, ..bench.request(10) };
    assert_eq!(bench.try_reserve(again), Err(ReserveError::Invalid("the request id was used before")));
    bench.ledger.note_blocked(BlockedRequest {
        request_id: id,
        tenant: "acme".into(),
        key_id: bench.key.clone(),
        at: now(),
        policy: "p".into(),
        classes: vec![("CARD".into(), 1)],
    });
    bench.reserve(10).unwrap();
    assert_eq!(walk_file(&bench).map(|head| head.seq), Ok(3));
}

#[test]
fn what_is_older_than_the_chain_is_anchored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let rows = "INSERT INTO tenant VALUES ('acme', 'Acme', 'open', NULL, NULL, 0, 0);
        INSERT INTO owner VALUES (1, 'acme', 'k', 'n');
        INSERT INTO route VALUES (1, 'L0', 'routine', 'p1', 'sandbox', 'small', 'USD', 'price-1', 'rate-1', NULL);
        INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt, floor_ukzt, model, price_id)
            VALUES (x'00000000000000000000000000000001', 0, 'reserve', 0, 20261120, 'n', 'acme', 'k', 50, 5, 'small', 'p'),
                   (x'00000000000000000000000000000001', -1, 'settle', 0, 20261120, 'n', 'acme', 'k', 7, NULL, 'small', 'p');
        INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt, floor_ukzt, route, owner)
            VALUES (x'00000000000000000000000000000002', 0, 'reserve', 0, 20261120, '', '', '', 50, 5, 1, 1);
        INSERT INTO balance VALUES ('tenant_month', 'acme', 202611, 50, 7, 2), ('tenant_day', 'acme', 20261120, 50, 7, 2),
            ('key_month', 'k', 202611, 50, 7, 2);";
    make_older(&path, 4, rows);
    let (ledger, recovery) = open(&path).unwrap();
    assert_eq!(recovery.recovered, 1);
    assert!(wait(ledger.check()).unwrap().is_balanced());
    ledger.close();
    let db = Connection::open(&path).unwrap();
    assert_eq!(chain::anchor(&db).unwrap().seq, 3);
    assert_eq!(walk(&db).map(|head| head.seq), Ok(4));
    for (sql, first) in [
        ("UPDATE entry SET amount_ukzt = 1 WHERE seq = 2", 3),
        ("UPDATE entry SET model = 'large' WHERE seq = 1", 3),
        ("UPDATE owner SET tenant = 'other'", 3),
    ] {
        db.execute_batch("BEGIN; DROP TRIGGER entry_is_not_changed; DROP TRIGGER owner_is_not_changed").unwrap();
        db.execute(sql, []).unwrap();
        assert_eq!(walk(&db), Err(first), "{sql}");
        db.execute_batch("ROLLBACK").unwrap();
    }
    drop(db);
    open(&path).unwrap().0.close();
    assert_eq!(walk(&Connection::open(&path).unwrap()).map(|head| head.seq), Ok(4), "brought up once");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_sealed_as_it_reads_back(steps in steps()) {
        let mut bench = Bench::new(None);
        let mut open = Vec::new();
        for step in steps {
            match step {
                Step::Reserve(_, bound) => open.push(bench.reserve(bound).unwrap()),
                Step::Settle(at, amount, more) if at < open.len() => {
                    let attempts = if more > 0 { vec![beside(more)] } else { Vec::new() };
                    let settlement = Settlement { attempts, ..settled(open.remove(at), amount) };
                    wait(bench.ledger.settle(settlement)).unwrap();
                }
                Step::Release(at) if at < open.len() => drop(wait(bench.ledger.settle(released(open.remove(at))))),
                Step::Crash => {
                    bench.crash();
                    open.clear();
                }
                Step::Settle(..) | Step::Release(_) | Step::Again(_) | Step::TopUp(_) | Step::TopUpAgain(_) => {}
            }
        }
        let walked = walk_file(&bench);
        prop_assert!(walked.is_ok(), "{:?}", walked);
    }

    #[test]
    fn a_head_reads_back(seq in any::<i64>(), bytes in any::<[u8; 32]>(), noise in ".*") {
        let head = Head { seq, seal: Seal::from_bytes(bytes) };
        prop_assert_eq!(head.to_string().parse(), Ok(head));
        if let Ok(head) = noise.parse::<Head>() {
            prop_assert_eq!(head.to_string().to_lowercase(), noise.to_lowercase());
        }
    }
}
