//! A real PostgreSQL server in a folder of its own. `tests/setup.sh` installs it.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, getuid, kill_process};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use super::gateway::Site;
use super::llama::free_address;
use super::{block_on, until};

/// What a test prints where it is not installed.
pub(crate) const SKIPPED: &str = "skipped: PostgreSQL is not installed; tests/setup.sh installs it";

/// Whom the server runs as where the tests run as root, which it refuses.
const NOBODY: u32 = 65_534;

/// The server, killed when dropped.
pub(crate) struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    address: SocketAddr,
    child: Option<Child>,
}

impl Postgres {
    /// Starts an empty one; `None` where it is not installed.
    pub(crate) async fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self { folder, programs, address: free_address(), child: None };
        if getuid().is_root() {
            chown(server.folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let mut made = server.program("initdb");
        made.args(["--auth=trust", "--username=qaqpa", "--encoding=UTF8", "--no-locale", "--no-sync"]);
        let made = made.arg("--pgdata").arg(server.data()).output().unwrap();
        assert!(made.status.success(), "no database was made: {}", String::from_utf8_lossy(&made.stderr));
        server.launch().await;
        Some(server)
    }

    /// Ends the server: `Signal::INT` in order, `Signal::QUIT` as a crash.
    pub(crate) fn stop(&mut self, signal: Signal) {
        if let Some(mut child) = self.child.take() {
            kill_process(Pid::from_child(&child), signal).unwrap();
            child.wait().unwrap();
        }
    }

    /// Halts the processes that serve the nodes: their connections stay open and silent.
    pub(crate) fn freeze(&self) {
        for pid in self.texts("SELECT pid::text FROM pg_stat_activity WHERE application_name = 'qaqpa'") {
            kill_process(Pid::from_raw(pid.parse().unwrap()).unwrap(), Signal::STOP).unwrap();
        }
    }

    /// Keeps what a stopped server has.
    pub(crate) fn keep(&self) {
        self.copy("data", "kept");
    }

    /// Gives a stopped server what was kept: what it has written since is lost, as in a failover to a copy that lags.
    pub(crate) fn fall_back(&self) {
        fs::remove_dir_all(self.data()).unwrap();
        self.copy("kept", "data");
    }

    fn copy(&self, from: &str, to: &str) {
        let [from, to] = [from, to].map(|name| self.folder.path().join(name));
        assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
    }

    pub(crate) async fn launch(&mut self) {
        let port = self.address.port().to_string();
        // What the machine keeps on its disk is not what is tested here.
        let settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=60"];
        let mut server = self.program("postgres");
        server.arg("-D").arg(self.data()).args(["-p", &port]);
        server.args(settings.iter().flat_map(|setting| ["-c", setting]));
        self.child = Some(server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let url = self.url();
        super::within("the database to start", async {
            while tokio_postgres::connect(&url, NoTls).await.is_err() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        })
        .await;
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://qaqpa@{}/postgres?sslmode=disable", self.address)
    }

    /// Makes a site the node of this name; all nodes have one pepper.
    pub(crate) fn adopt(&self, site: &Site, node: &str) {
        let pepper = self.pepper();
        site.replace(
            "url = \"sqlite:qaqpa.db\"",
            &format!("url = \"{}\"\nnode = \"{node}\"\npepper_file = \"{}\"", self.url(), pepper.display()),
        );
    }

    /// Gives all nodes the pepper of this site.
    pub(crate) fn share_pepper(&self, site: &Site) {
        fs::copy(site.path().join("qaqpa.db.pepper"), self.pepper()).unwrap();
    }

    /// The texts that a query gives.
    pub(crate) fn texts(&self, query: &str) -> Vec<String> {
        let rows = || async { self.client().await.query(query, &[]).await.unwrap() };
        let rows = std::thread::scope(|scope| scope.spawn(|| block_on(rows())).join().unwrap());
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// A number that a query gives.
    pub(crate) fn number(&self, query: &str) -> i64 {
        let row = || async { self.client().await.query_one(query, &[]).await.unwrap() };
        std::thread::scope(|scope| scope.spawn(|| block_on(row())).join().unwrap()).get(0)
    }

    /// Waits until a query gives a number.
    pub(crate) async fn until(&self, what: &str, query: &str, expected: i64) {
        until(what, || (self.number(query) == expected).then_some(())).await;
    }

    /// A client, whose connection lives on this thread.
    pub(crate) async fn client(&self) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
        tokio::task::spawn_local(connection);
        client
    }

    pub(crate) fn pepper(&self) -> PathBuf {
        self.folder.path().join("nodes.pepper")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        if !getuid().is_root() {
            return Command::new(path);
        }
        let mut command = Command::new("setpriv");
        let user = NOBODY.to_string();
        command.args(["--reuid", &user, "--regid", &user, "--clear-groups"]).arg(path);
        command.current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop(Signal::QUIT);
    }
}

/// Where Debian puts the server's programs: a folder for each version.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    folders.filter(|folder| Path::new(&folder.join("postgres")).exists()).max()
}
