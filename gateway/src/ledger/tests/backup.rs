//! Backups: a moment of a ledger that is written meanwhile, and nothing put over one that is in use.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use router_core::money::MicroTenge;

use super::{Bench, make_older, now, open, verify, wait};
use crate::{
    keys::Pepper,
    ledger::{LedgerError, NewKey, Reader, Restoration, back_up, store::SCHEMAS},
};

fn restore(backup: &Path, to: &Path) -> Result<Option<PathBuf>, LedgerError> {
    Restoration::prepare(backup, to)?.put(now())
}

#[test]
fn a_backup_is_one_moment_of_a_ledger_that_is_written() {
    let bench = Bench::new(None);
    let stop = AtomicBool::new(false);
    let copies: Vec<_> = (0..3).map(|number| bench.folder.path().join(format!("copy-{number}.db"))).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Relaxed) {
                let id = bench.try_reserve(verify::request(&bench)).unwrap();
                wait(bench.ledger.settle(verify::served(id, 20, Some(3)))).unwrap();
            }
        });
        for copy in &copies {
            std::thread::sleep(std::time::Duration::from_millis(50));
            back_up(bench.ledger.path(), copy).unwrap();
        }
        stop.store(true, Relaxed);
    });
    let mut last = 0;
    for copy in &copies {
        let found = verify::verify(copy, 1, None);
        assert_eq!(verify::named(&found), "");
        assert!(found.entries > last && found.open <= 1, "{found:?}");
        last = found.entries;
        // What was backed up is a beginning of what the ledger holds.
        assert!(verify::verify(bench.ledger.path(), 1, Some(found.head)).is_sound());
        let again = back_up(bench.ledger.path(), copy);
        assert!(matches!(again, Err(LedgerError::Exists { .. })), "{again:?}");
    }
}

#[test]
fn a_backup_is_put_in_the_place_of_what_is_broken() {
    let mut bench = Bench::new(None);
    let (secret, _) = wait(bench.ledger.create_key(NewKey::new("acme", "kept"), now())).unwrap();
    let path = bench.ledger.path().to_owned();
    let copy = bench.folder.path().join("copy.db");
    let id = bench.try_reserve(verify::request(&bench)).unwrap();
    back_up(&path, &copy).unwrap();
    wait(bench.ledger.settle(verify::served(id, 20, None))).unwrap();
    assert!(matches!(restore(&copy, &path), Err(LedgerError::Locked { .. })));
    bench.ledger.close();
    fs::write(&path, "no database").unwrap();
    fs::write(path.with_extension("db-wal"), "left over").unwrap();

    let pepper = bench.folder.path().join("ledger.db.pepper");
    let own = fs::read(&pepper).unwrap();
    fs::remove_file(copy.with_extension("db.pepper")).unwrap();
    fs::write(&pepper, [7; 32]).unwrap();
    assert!(matches!(restore(&copy, &path), Err(LedgerError::WrongPepper { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"no database", "nothing is moved before all is there");
    fs::write(copy.with_extension("db.pepper"), own).unwrap();

    let aside = restore(&copy, &path).unwrap().unwrap();
    assert_eq!(fs::read(&aside).unwrap(), b"no database");
    for (companion, holds) in [("-wal", &b"left over"[..]), (".pepper", &[7; 32])] {
        let mut kept = aside.clone().into_os_string();
        kept.push(companion);
        assert_eq!(fs::read(kept).unwrap(), holds);
    }
    let (ledger, recovery) = open(&path).unwrap();
    bench.ledger = ledger;
    assert_eq!(recovery.recovered, 1, "what was under way when the backup was made is charged with its floor");
    assert!(bench.ledger.authenticate(secret.expose(), now()).is_some());
    assert!(verify::verify(&path, 1, None).is_sound());
    bench.ledger.close();
    let elsewhere = bench.folder.path().join("new.db");
    assert!(matches!(restore(&copy, &elsewhere), Ok(None)));
    open(&elsewhere).unwrap().0.close();
}

#[test]
fn a_backup_of_every_older_schema_is_brought_up() {
    for schema in 1..SCHEMAS.len() {
        let folder = tempfile::tempdir().unwrap();
        let [backup, to] = ["backup.db", "ledger.db"].map(|name| folder.path().join(name));
        let pepper = Pepper::load_or_create(&backup.with_extension("db.pepper")).unwrap();
        let fingerprint: String = pepper.fingerprint().iter().map(|byte| format!("{byte:02x}")).collect();
        let rows = format!(
            "INSERT INTO meta (name, value) VALUES ('pepper', x'{fingerprint}');
             INSERT INTO tenant (id, name, plan, disabled, created) VALUES ('acme', 'Acme', 'open', 0, 0);"
        );
        make_older(&backup, schema, &rows);
        let before = fs::read(&backup).unwrap();
        let restoration = Restoration::prepare(&backup, &to).unwrap();
        assert!(!to.exists() && verify::verify(restoration.path(), 1, None).is_sound(), "{schema}");
        assert_eq!(restoration.put(now()).unwrap(), None);
        assert_eq!(fs::read(&backup).unwrap(), before, "{schema}: the backup stays as it was");
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
        // Nobody has to start the gateway first.
        assert!(Reader::open(&to).unwrap().audit().unwrap().is_balanced());
        let (ledger, recovery) = open(&to).unwrap();
        assert_eq!((recovery.amount, ledger.tenants().len()), (MicroTenge::ZERO, 1), "{schema}");
        ledger.close();
    }
}
