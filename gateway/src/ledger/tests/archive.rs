//! Archives: a closed month in files that prove themselves, and what is changed in them is found.

use std::{fs, path::Path};

use jiff::Timestamp;
use router_core::money::MicroTenge;
use rusqlite::Connection;
use uuid::Uuid;

use super::{Bench, make_older, now, open, released, verify, wait};
use crate::ledger::{
    ArchiveError, ArchiveProof, Correction, Manifest, Month, Query, Reader, Reserve, Route, Settlement, verify_archives,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// A request of a time, which ends at another.
fn request(bench: &Bench, begin: &str, rule: &str) -> Uuid {
    let reserve = verify::request(bench);
    let route = Route { rule: rule.into(), ..reserve.route.clone() };
    bench.try_reserve(Reserve { at: at(begin), route, ..reserve }).unwrap()
}

fn settle(bench: &Bench, id: Uuid, end: &str) {
    wait(bench.ledger.settle(Settlement { at: at(end), ..verify::served(id, 20, Some(7)) })).unwrap();
}

/// September, October and November, with requests over both midnights.
fn bench() -> Bench {
    let bench = Bench::new(None);
    let before = request(&bench, "2026-09-30T18:00:00Z", "routine");
    let early = request(&bench, "2026-09-30T19:00:00Z", "=cmd()");
    settle(&bench, before, "2026-09-30T19:05:00Z");
    settle(&bench, early, "2026-09-30T19:06:00Z");
    let unserved = request(&bench, "2026-10-15T12:00:00Z", "'quoted', \"twice\"");
    wait(bench.ledger.settle(released(unserved))).unwrap();
    let amount = MicroTenge(-300);
    let correction =
        Correction { request_id: before, at: at("2026-10-15T12:00:00Z"), amount, because: "-1, twice".into() };
    wait(bench.ledger.correct(correction)).unwrap();
    let late = request(&bench, "2026-10-31T18:59:00Z", "");
    let after = request(&bench, "2026-10-31T19:00:00Z", "routine");
    settle(&bench, late, "2026-10-31T19:01:00Z");
    settle(&bench, after, "2026-10-31T19:02:00Z");
    bench
}

fn archive(bench: &Bench, month: Month, folder: &Path) -> Result<Manifest, ArchiveError> {
    bench.reader().archive(month, folder, &verify::PRICES, now())
}

fn proven(folder: &Path, ledger: Option<&Reader>) -> Vec<ArchiveProof> {
    verify_archives(folder, &verify::PRICES, ledger).unwrap()
}

#[test]
fn a_closed_month_proves_itself() {
    let bench = bench();
    let folder = tempfile::tempdir().unwrap();
    let manifest = archive(&bench, october(), folder.path()).unwrap();
    let days = (at("2026-10-01T12:00:00Z"), at("2026-10-31T12:00:00Z"));
    let [from, to] = [days.0, days.1].map(crate::ledger::almaty_day);
    let report = bench.reader().report(&Query { tenant: None, from, to, by: Vec::new() }).unwrap().total;
    assert_eq!((manifest.requests, &*manifest.charged), (3, &*report.cost.tenge().to_string()));
    assert_eq!((&*manifest.corrected, report.corrections), ("-0.0003", MicroTenge(-300)));
    // From the first reserve of October to the last attempt, with what stands among them.
    assert_eq!((manifest.first_seq, manifest.entries), (2, 15));
    assert!(manifest.rows > manifest.entries);
    let november = archive(&bench, october(), folder.path());
    assert!(matches!(november, Err(ArchiveError::Io { .. })), "nothing is written over: {november:?}");
    archive(&bench, "2026-09".parse().unwrap(), folder.path()).unwrap();
    let reader = bench.reader();
    for ledger in [None, Some(&reader)] {
        let proofs = proven(folder.path(), ledger);
        assert_eq!(proofs.len(), 2);
        for ArchiveProof { found, .. } in &proofs {
            assert_eq!(verify::named(found), "");
            assert!(found.is_sound() && found.recomputed > 0);
        }
        assert_eq!((&proofs[1].manifest, proofs[1].found.charged), (&manifest, report.cost));
    }
    // Another ledger has another chain.
    let other = self::bench();
    let strange = proven(folder.path(), Some(&other.reader()));
    assert!(verify::named(&strange[1].found).contains("does not go through"), "{strange:?}");
}

#[test]
fn what_is_changed_in_an_archive_is_found() {
    let bench = bench();
    let folder = tempfile::tempdir().unwrap();
    archive(&bench, october(), folder.path()).unwrap();
    let [csv, json] = ["csv", "json"].map(|kind| folder.path().join(format!("ledger-2026-10.{kind}")));
    let whole = [&csv, &json].map(|path| fs::read_to_string(path).unwrap());
    let lines = whole[0].lines().count();
    let told = |file: &Path, text: &str| {
        fs::write(&csv, &whole[0]).unwrap();
        fs::write(&json, &whole[1]).unwrap();
        fs::write(file, text).unwrap();
        verify_archives(folder.path(), &verify::PRICES, None).map(|proofs| verify::named(&proofs[0].found))
    };
    assert_eq!(told(&csv, &whole[0]).unwrap(), "");
    for (from, to, expected) in [
        (",settle,", ",release,", "it is not what was sealed"),
        (",0.0001800,", ",0.0001801,", "make 0.0001800 USD"),
        (",acme,", ",other,", "it is not what was sealed"),
        ("'=cmd()", "=cmd()", "sha256 is"),
        ("\"''quoted', ", "\"'quoted', ", "it is not what was sealed"),
        ("'-1, twice", "-2, twice", "it is not what was sealed"),
        (",202610", ",no day", "expected a number"),
        ("\n2,req_", "\n2,", "ledger-2026-10.csv:2: request_id: found"),
        ("seq,", "", ":1: not the heading of an archive"),
        ("\n2,", "\n2,2,", "ledger-2026-10.csv"),
    ] {
        assert!(whole[0].contains(from), "{from}");
        let found = told(&csv, &whole[0].replacen(from, to, 1)).unwrap();
        assert!(found.contains(expected) && found.contains("sha256 is"), "{from} -> {to}: {found}");
    }
    for gone in [1, 2, lines / 2, lines - 1] {
        let kept: Vec<&str> =
            whole[0].lines().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| line).collect();
        let found = told(&csv, &(kept.join("\n") + "\n")).unwrap();
        assert!(found.contains(&format!("rows is {}, the manifest says {}", lines - 2, lines - 1)), "{gone}: {found}");
    }
    for (from, to, expected) in [
        ("\"requests\": 3", "\"requests\": 4", "requests is 3, the manifest says 4"),
        ("\"previous\": \"1:", "\"previous\": \"1:0", "expected SEQ:SEAL"),
        ("\"version\": 1", "\"version\": 2", "found version 2"),
        ("\"head\"", "\"haed\"", "unknown field `haed`"),
        ("\"file\": \"ledger", "\"file\": \"../../ledger", ""),
        ("{", "", "found"),
    ] {
        assert!(whole[1].contains(from), "{from} {}", whole[1]);
        let found = told(&json, &whole[1].replacen(from, to, 1)).unwrap_or_else(|error| error.to_string());
        assert!(found.contains(expected), "{from} -> {to}: {found}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(verify_archives(empty.path(), &verify::PRICES, None), Err(ArchiveError::NoArchive(_))));
}

#[test]
fn only_months_that_are_closed_and_sound_are_archived() {
    let bench = bench();
    let folder = tempfile::tempdir().unwrap();
    let month = |text: &str| text.parse::<Month>().unwrap();
    assert!(matches!(archive(&bench, month("2026-11"), folder.path()), Err(ArchiveError::NotClosed(_))));
    assert!(matches!(archive(&bench, month("2026-08"), folder.path()), Err(ArchiveError::Empty(_))));
    let id = request(&bench, "2026-10-20T12:00:00Z", "routine");
    assert!(matches!(archive(&bench, october(), folder.path()), Err(ArchiveError::Open { open: 1, .. })));
    settle(&bench, id, "2026-11-02T12:00:00Z");
    bench.ledger.close();
    let db = Connection::open(bench.ledger.path()).unwrap();
    db.execute_batch("DROP TRIGGER entry_is_not_changed; UPDATE entry SET amount_ukzt = 1 WHERE seq = 9").unwrap();
    assert!(matches!(archive(&bench, october(), folder.path()), Err(ArchiveError::Unsound { .. })));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    for wrong in ["2026", "2026-13", "2026-1", "", "march"] {
        assert!(wrong.parse::<Month>().is_err(), "{wrong}");
    }
}

#[test]
fn what_is_older_than_the_chain_is_archived_with_seals() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let rows = "INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt, floor_ukzt, tier,
                rule, policy, provider, model, input_tokens, usage_source, currency, native_amount, price_id, rate_id)
            SELECT x'00000000000000000000000000000001', column1, column2, 0, column3, 'n', 'acme', 'k', 0, column4, 'L0',
                'routine', 'p', 'a', 'a-small', 0, 'estimated', 'USD', '0', 'a/a-small@2026-01-01', 'USD@2005-01-01'
            FROM (VALUES (0, 'reserve', 20261001, 0), (-1, 'settle', 20261001, NULL));
        INSERT INTO balance VALUES ('tenant_month', 'acme', 202610, 0, 0, 1), ('tenant_day', 'acme', 20261001, 0, 0, 1),
            ('key_month', 'k', 202610, 0, 0, 1);";
    make_older(&path, 4, rows);
    open(&path).unwrap().0.close();
    let reader = Reader::open(&path).unwrap();
    let manifest = reader.archive(october(), folder.path(), &verify::PRICES, now()).unwrap();
    assert_eq!((manifest.rows, manifest.first_seq), (2, 1));
    let proofs = proven(folder.path(), Some(&reader));
    assert_eq!(verify::named(&proofs[0].found), "");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("DROP TRIGGER entry_is_not_changed; UPDATE entry SET tenant = 'other' WHERE seq = 1").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let changed = reader.archive(october(), elsewhere.path(), &verify::PRICES, now());
    assert!(matches!(changed, Err(ArchiveError::Unsound { .. })), "{changed:?}");
}
