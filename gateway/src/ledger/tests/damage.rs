//! Damage: a changed byte is found or changes nothing, a torn log leaves what was acknowledged, a start goes on from
//! nothing that is broken.

use std::{fs, path::Path};

use rusqlite::Connection;

use super::{Bench, now, open, verify, wait};
use crate::ledger::{LedgerError, Query, Reader, Verification, almaty_day};

/// How often a byte is changed, spread over the whole file.
fn places() -> usize {
    std::env::var("QAQPA_DAMAGED_PLACES").map_or(150, |places| places.parse().unwrap())
}

fn served(bench: &Bench, count: usize) {
    for _ in 0..count {
        let id = bench.try_reserve(verify::request(bench)).unwrap();
        wait(bench.ledger.settle(verify::served(id, 20, Some(7)))).unwrap();
    }
}

/// What a file says it holds, if it says anything without complaint.
fn told(path: &Path) -> Option<(Verification, i64, u64)> {
    let reader = Reader::open(path).ok()?;
    let found = reader.verify(&crate::ledger::Proof { prices: &verify::PRICES, from_seq: 1, head: None }).ok()?;
    let day = almaty_day(now());
    let report = reader.report(&Query { tenant: None, from: day, to: day, by: Vec::new() }).ok()?;
    found.is_sound().then_some((found, report.total.cost.0, report.total.requests))
}

#[test]
fn a_changed_byte_is_found_or_changes_nothing() {
    let bench = Bench::new(None);
    served(&bench, 40);
    bench.ledger.close();
    let whole = fs::read(bench.ledger.path()).unwrap();
    let expected = told(bench.ledger.path()).unwrap();
    let copy = bench.folder.path().join("copy.db");
    let (mut found, mut harmless) = (0, 0);
    // A prime step comes past every part of every page.
    for place in (0..places()).map(|number| number * 7_919 % whole.len()) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(&copy, &bytes).unwrap();
        match told(&copy) {
            None => found += 1,
            Some(same) => {
                assert_eq!(same, expected, "byte {place}");
                harmless += 1;
            }
        }
    }
    assert!(found > harmless / 4 && harmless > 0, "{found} found, {harmless} harmless");
}

#[test]
fn a_torn_log_leaves_a_beginning_of_what_was_written() {
    let bench = Bench::new(None);
    served(&bench, 5);
    // Nothing was copied out of the log yet: cutting it goes back in time, commit by commit.
    let log = fs::read(bench.folder.path().join("ledger.db-wal")).unwrap();
    let main = fs::read(bench.ledger.path()).unwrap();
    let head = verify::verify(bench.ledger.path(), 1, None).head;
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().join("ledger.db");
    fs::copy(bench.folder.path().join("ledger.db.pepper"), copy.path().join("ledger.db.pepper")).unwrap();
    let mut last = 0;
    for length in (log.len() / 2..log.len()).step_by(1_536).chain([log.len()]) {
        fs::write(&path, &main).unwrap();
        fs::write(copy.path().join("ledger.db-wal"), &log[..length]).unwrap();
        let (ledger, recovery) = open(&path).unwrap();
        ledger.close();
        let found = verify::verify(&path, 1, None);
        assert_eq!(verify::named(&found), "", "{length} bytes");
        let kept = found.head.seq - recovery.recovered as i64;
        assert!(recovery.recovered <= 1 && kept >= last, "{length} bytes");
        last = kept;
    }
    assert_eq!(last, head.seq);
}

#[test]
fn a_start_goes_on_from_nothing_that_is_broken() {
    let bench = Bench::new(None);
    served(&bench, 3);
    bench.ledger.close();
    let whole = fs::read(bench.ledger.path()).unwrap();
    let refused = |sql: &str| {
        fs::write(bench.ledger.path(), &whole).unwrap();
        let db = Connection::open(bench.ledger.path()).unwrap();
        db.execute_batch(&format!("DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_deleted; {sql}"))
            .unwrap();
        drop(db);
        open(bench.ledger.path()).map(|(ledger, _)| ledger.close()).map_err(|error| error.to_string())
    };
    for (sql, seq) in [
        ("UPDATE entry SET amount_ukzt = 1 WHERE seq = 2", 2),
        ("UPDATE entry SET hash = NULL WHERE seq = 9", 9),
        ("DELETE FROM entry WHERE seq = 8", 9),
    ] {
        let error = refused(sql).unwrap_err();
        let names = ["qaqpa ledger verify", "qaqpa ledger restore", &format!("entry {seq} ")];
        assert!(names.iter().all(|name| error.contains(name)), "{sql}: {error}");
    }
    assert_eq!(refused(""), Ok(()));

    // A page in the middle of the entries.
    let page = whole.len() / 4096 / 2 * 4096;
    let mut broken = whole.clone();
    let mut refused = 0;
    for at in (page..whole.len()).step_by(4096) {
        broken.copy_from_slice(&whole);
        broken[at..(at + 4096).min(whole.len())].fill(0xa5);
        fs::write(bench.ledger.path(), &broken).unwrap();
        match open(bench.ledger.path()) {
            Ok((ledger, _)) => ledger.close(),
            Err(error) => {
                assert!(matches!(error, LedgerError::Corrupt { .. } | LedgerError::Unsealed { .. }), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0);
}
