//! `qaqpa ledger`: proofs of the file that a gateway serves from, and of what somebody made of it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use futures_util::future::join;
use rusqlite::Connection;

use crate::budget::held_after;
use crate::support::client::Request;
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const BODY: &str = r#"{"model":"auto","messages":[{"role":"user","content":"Hello"}]}"#;

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The figure of a name in what `ledger verify` prints.
fn figure<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name} in {text}")).trim()
}

/// Answers `count` requests and waits until they are settled.
async fn serve(gateway: &Gateway, key: &str, count: usize) {
    for _ in 0..count {
        assert_eq!(gateway.send(&Request::chat(key, BODY)).await.status, 200);
    }
    gateway.settled().await;
}

/// A gateway with a tenant whose key has asked so often.
async fn shop(served: usize) -> (Upstream, Site, Gateway, String) {
    let upstream = Upstream::start(vec![Reply::default()]);
    let site = Site::new(&[&upstream], "");
    let gateway = site.start();
    let key = gateway.tenant("shop", &Tenant::default()).await;
    serve(&gateway, &key, served).await;
    (upstream, site, gateway, key)
}

/// Makes a ledger one of schema 4, which did not chain entries yet, and all of it of a month that has long ended.
fn make_older(path: &Path) {
    let newer = path.with_extension("newer");
    let db = Connection::open(path).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(db);
    fs::rename(path, &newer).unwrap();
    let db = Connection::open(path).unwrap();
    let steps = [
        include_str!("../gateway/src/ledger/schema.sql"),
        include_str!("../gateway/src/ledger/schema-2.sql"),
        include_str!("../gateway/src/ledger/schema-3.sql"),
        include_str!("../gateway/src/ledger/schema-4.sql"),
    ];
    db.execute_batch(&steps.concat()).unwrap();
    db.execute_batch("PRAGMA application_id = 0x51617170; PRAGMA user_version = 4").unwrap();
    db.execute("ATTACH ?1 AS newer", [newer.to_str().unwrap()]).unwrap();
    for table in ["meta", "tenant", "api_key", "owner", "route", "entry", "balance"] {
        let mut columns = db.prepare("SELECT name FROM pragma_table_info(?1, 'main')").unwrap();
        let columns: Vec<String> = columns.query_map([table], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let values = columns.iter().map(|column| match (table, &**column) {
            ("entry", "day") => "20260301",
            ("balance", "period") => "iif(level = 'tenant_day', 20260301, 202603)",
            (_, column) => column,
        });
        let (values, columns) = (values.collect::<Vec<_>>().join(", "), columns.join(", "));
        let which = if table == "meta" { "WHERE name IN ('pepper', 'open_from')" } else { "" };
        db.execute_batch(&format!("INSERT INTO {table} ({columns}) SELECT {values} FROM newer.{table} {which}"))
            .unwrap();
    }
}

#[test]
fn a_head_noted_while_serving_proves_what_was_there() {
    block_on(async {
        let (_upstream, site, gateway, key) = shop(2).await;
        let first = site.command(&["ledger", "verify"]);
        assert!(first.status.success(), "{}", told(&first));
        let first = told(&first);
        assert_eq!((figure(&first, "entries"), figure(&first, "differences")), ("6", "0"));
        let head = figure(&first, "head").to_owned();
        serve(&gateway, &key, 1).await;
        let later = site.command(&["ledger", "verify", "--head", &head, "--json"]);
        assert!(later.status.success(), "{}", told(&later));
        let later: serde_json::Value = serde_json::from_slice(&later.stdout).unwrap();
        assert_eq!((&later["entries"], &later["requests"]), (&9.into(), &3.into()));
        gateway.kill();

        // Whoever can write the file can also cut its end off, which only the noted head tells.
        let db = Connection::open(site.path().join("qaqpa.db")).unwrap();
        let cut = "DROP TRIGGER entry_is_not_deleted; DELETE FROM entry WHERE seq > 3;
            UPDATE balance SET spent = spent / 3, messages = 1";
        db.execute_batch(cut).unwrap();
        let blind = site.command(&["ledger", "verify"]);
        assert!(blind.status.success(), "{}", told(&blind));
        let noted = site.command(&["ledger", "verify", "--head", &head]);
        assert_eq!(noted.status.code(), Some(1));
        assert!(told(&noted).contains("entries 4 to 6, the head that was noted, are gone"), "{}", told(&noted));

        db.execute_batch("DROP TRIGGER entry_is_not_changed; UPDATE entry SET output_tokens = 1 WHERE seq = 2")
            .unwrap();
        let changed = site.command(&["ledger", "verify"]);
        assert_eq!(changed.status.code(), Some(1));
        assert!(told(&changed).contains("difference: entry 2 of req_"), "{}", told(&changed));
        for wrong in [["--head", "7"], ["--head", "7:ab"], ["--from-seq", "0"]] {
            let wrong = site.command(&["ledger", "verify", wrong[0], wrong[1]]);
            assert_eq!(wrong.status.code(), Some(2), "{}", told(&wrong));
        }
    });
}

#[test]
fn a_disk_that_takes_nothing_stops_requests_and_loses_none() {
    block_on(async {
        let upstream = Upstream::start(held_after(1));
        let site = Site::new(&[&upstream], "");
        let gateway = site.start_on_limited_disk();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        serve(&gateway, &key, 1).await;
        let ready = async || gateway.admin("GET", "/readyz", None).await.status == 200;
        let request = Request::chat(&key, BODY);
        let in_flight = gateway.send(&request);
        let meanwhile = async {
            upstream.wait_for_requests(2).await;
            gateway.limit_files(Some(0));
            let refused = gateway.send(&request).await;
            assert_eq!((refused.status, upstream.count()), (503, 2), "{}", refused.text());
            assert_eq!(refused.json()["error"]["code"], "ledger_busy");
            assert!(!ready().await, "ready without a ledger");
            // The answer is there, and it is not handed out before it is in the ledger.
            upstream.release();
            tokio::time::sleep(Duration::from_millis(300)).await;
            gateway.limit_files(None);
            let freed = Instant::now();
            while !ready().await {
                tokio::time::sleep(Duration::from_millis(20)).await;
                assert!(freed.elapsed() < Duration::from_secs(20), "not ready again: {}", gateway.log());
            }
        };
        let (in_flight, ()) = within("the disk's return", join(in_flight, meanwhile)).await;
        assert_eq!(in_flight.status, 200, "{}", in_flight.text());
        assert_eq!(gateway.send(&request).await.status, 200);
        assert_eq!(gateway.settled().await.of_kind("settle").count(), 3);
        let proof = site.command(&["ledger", "verify"]);
        assert!(proof.status.success(), "{}", told(&proof));
    });
}

/// A disk of `megabytes` in memory below a folder, taken away when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where no disk may be mounted.
    fn mount(folder: PathBuf, megabytes: u32) -> Option<Self> {
        fs::create_dir(&folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "qaqpa"]).arg(&folder);
        mount.output().is_ok_and(|mounted| mounted.status.success()).then(|| Self(folder))
    }

    /// Writes until nothing more fits in: the file that took the room.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("others.log");
        let mut file = File::create(&path).unwrap();
        while file.write_all(&[b'x'; 4096]).is_ok() {}
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_what_is_under_way_ends() {
    block_on(async {
        let upstream = Upstream::start(held_after(1));
        let site = Site::new(&[&upstream], "");
        let Some(disk) = SmallDisk::mount(site.path().join("disk"), 100) else {
            println!("skipped: a full disk, because none may be mounted");
            return;
        };
        site.replace("sqlite:qaqpa.db", "sqlite:disk/qaqpa.db");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let request = Request::chat(&key, BODY);
        assert_eq!(gateway.send(&request).await.status, 200);
        let in_flight = gateway.send(&request);
        let meanwhile = async {
            upstream.wait_for_requests(2).await;
            let others = disk.fill();
            for _ in 0..2 {
                let refused = gateway.send(&request).await;
                assert_eq!((refused.status, upstream.count()), (503, 2), "{}", refused.text());
                assert_eq!(refused.json()["error"]["code"], "ledger_busy");
            }
            upstream.release();
            others
        };
        let (answer, others) = within("the answer that was under way", join(in_flight, meanwhile)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(gateway.admin("GET", "/readyz", None).await.status, 503, "{}", gateway.log());
        assert_eq!(gateway.send(&request).await.status, 503);

        fs::remove_file(others).unwrap();
        let freed = Instant::now();
        while gateway.admin("GET", "/readyz", None).await.status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            assert!(freed.elapsed() < Duration::from_secs(5), "not ready again: {}", gateway.log());
        }
        assert_eq!(gateway.send(&request).await.status, 200);
        assert_eq!(fs::metadata(disk.0.join("qaqpa.db.ballast")).unwrap().len(), 64 << 20);
        gateway.kill();
        let check = site.command(&["ledger", "check"]);
        let check: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
        assert_eq!((&check["terminal"], &check["open"]), (&3.into(), &0.into()), "{check}");
        let proof = site.command(&["ledger", "verify"]);
        assert!(proof.status.success(), "{}", told(&proof));
    });
}

#[test]
fn corrections_are_made_beside_a_running_gateway_and_without() {
    block_on(async {
        let (_upstream, site, gateway, key) = shop(0).await;
        let answer = gateway.send(&Request::chat(&key, BODY)).await;
        let id = answer.header("x-request-id").unwrap().to_owned();
        gateway.settled().await;
        let correct = |amount: &str, because: &str| {
            site.command(&["ledger", "correct", "--request", &id, "--amount", amount, "--because", because])
        };
        let made = correct("2.50", "the provider billed a retry");
        assert!(made.status.success(), "{}", told(&made));
        let usage = gateway.send(&Request::new("GET", "/v1/usage").bearer(&key)).await.json();
        let spent: f64 = usage["budgets"][0]["spent"].as_str().unwrap().parse().unwrap();
        assert!((2.5..3.5).contains(&spent), "{usage}");
        for (amount, because, expected) in [
            ("-100", "so", "is the most to take away"),
            ("x", "so", "amount: expected"),
            ("1", "", "expected a reason"),
        ] {
            let refused = correct(amount, because);
            assert_eq!(refused.status.code(), Some(1), "{amount}");
            assert!(told(&refused).contains(expected), "{}", told(&refused));
        }
        gateway.kill();
        let again = correct("2.50", "the provider billed a retry");
        let back = correct("-2.50", "it took that back");
        assert!(again.status.success() && back.status.success(), "{}{}", told(&again), told(&back));
        assert_eq!(site.ledger().of_kind("correction").count(), 2, "the same correction again changes nothing");
        let proof = site.command(&["ledger", "verify"]);
        assert!(proof.status.success() && told(&proof).contains("of which corrections 0 ₸"), "{}", told(&proof));
        let report = site.command(&["report", "--by", "tenant", "--format", "csv"]);
        assert!(told(&report).lines().next().unwrap().trim().ends_with(",corrections_tenge"), "{}", told(&report));
    });
}

#[test]
fn a_backup_made_while_serving_is_restored() {
    block_on(async {
        let (_upstream, site, gateway, key) = shop(2).await;
        let file = site.path().join("backup.db");
        let file = file.to_str().unwrap();
        let made = site.command(&["ledger", "backup", file]);
        assert!(made.status.success(), "{}", told(&made));
        let head = figure(&told(&made), "head").to_owned();
        let live = site.command(&["ledger", "restore", file]);
        assert!(!live.status.success() && told(&live).contains("in use by another process"), "{}", told(&live));
        serve(&gateway, &key, 1).await;
        gateway.kill();
        std::fs::write(site.path().join("qaqpa.db"), "gone").unwrap();
        // Every page is in the log as well, as long as nothing was copied out of it.
        std::fs::remove_file(site.path().join("qaqpa.db-wal")).unwrap();
        let log = site.try_start().map(|_| ()).unwrap_err();
        assert!(log.contains("restore the last backup"), "{log}");

        let restored = site.command(&["ledger", "restore", file]);
        assert!(restored.status.success() && told(&restored).contains("replaced"), "{}", told(&restored));
        let gateway = site.start();
        let proof = site.command(&["ledger", "verify", "--head", &head]);
        assert!(proof.status.success(), "{}", told(&proof));
        serve(&gateway, &key, 1).await;
        assert_eq!(gateway.settled().await.of_kind("settle").count(), 3);
    });
}

#[test]
fn a_closed_month_is_archived_and_proven_from_its_files() {
    block_on(async {
        let (_upstream, site, gateway, key) = shop(2).await;
        let folder = site.path().join("archive");
        let folder = folder.to_str().unwrap();
        let this_month =
            jiff::Zoned::now().with_time_zone(jiff::tz::Offset::constant(5).to_time_zone()).strftime("%Y-%m");
        let open = site.command(&["ledger", "archive", "--month", &this_month.to_string(), "--out", folder]);
        assert!(!open.status.success() && told(&open).contains("has not ended"), "{}", told(&open));
        gateway.kill();

        make_older(&site.path().join("qaqpa.db"));
        let gateway = site.start();
        serve(&gateway, &key, 1).await;
        let made = site.command(&["ledger", "archive", "--month", "2026-03", "--out", folder]);
        assert!(made.status.success(), "{}", told(&made));
        let manifest: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
        assert_eq!((&manifest["rows"], &manifest["requests"]), (&6.into(), &2.into()));
        let proof = site.command(&["ledger", "verify", "--archive", folder]);
        assert!(proof.status.success() && figure(&told(&proof), "head") == manifest["head"], "{}", told(&proof));

        let csv = format!("{folder}/ledger-2026-03.csv");
        let text = std::fs::read_to_string(&csv).unwrap();
        assert!(!text.contains("Hello"), "{text}");
        std::fs::write(&csv, text.replacen("provider", "counted", 1)).unwrap();
        let changed = site.command(&["ledger", "verify", "--archive", folder]);
        assert_eq!(changed.status.code(), Some(1));
        assert!(told(&changed).contains("sha256 is"), "{}", told(&changed));
        let nothing = site.command(&["ledger", "verify", "--archive", site.path().to_str().unwrap()]);
        assert!(told(&nothing).contains("no archive in this folder"), "{}", told(&nothing));
    });
}
