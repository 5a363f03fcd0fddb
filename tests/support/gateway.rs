//! The real binary: a folder with its configuration, and a process that serves it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::{Request, Response, send};
use super::ledger::Ledger;
use super::upstream::Upstream;
use super::{PATIENCE, raise_descriptor_limit, until};

const ADMIN_KEY: &str = "admin-key-of-the-tests-0123456789abcdef";
const DATABASE: &str = "qaqpa.db";
const PROVIDER_KEY: &str = "provider-key-of-the-tests";

/// A folder with configuration, policies, price tables and the ledger. It outlives the processes that serve it.
pub(crate) struct Site {
    folder: TempDir,
}

/// A running gateway, killed when dropped.
pub(crate) struct Gateway {
    /// The data listener.
    pub(crate) address: SocketAddr,
    /// The admin listener.
    pub(crate) admin: SocketAddr,
    folder: PathBuf,
    child: Child,
    log: Arc<Mutex<String>>,
}

/// A tenant to be made.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tenant {
    /// A plan of `fixtures/policies`; `open`, which limits nothing, when absent.
    pub(crate) plan: Option<String>,
    /// Tenge, as a decimal.
    pub(crate) budget_month: Option<String>,
    /// Tenge, as a decimal.
    pub(crate) budget_day: Option<String>,
}

// === impl Site ===

impl Site {
    /// A site with the policies and price tables of `fixtures`, whose providers are `upstreams` in order, named `a`,
    /// `b`, …; `extra` is more of the configuration.
    pub(crate) fn new(upstreams: &[&Upstream], extra: &str) -> Self {
        let site = Self::empty(upstreams, "policies", "price-tables", extra);
        for folder in ["policies", "price-tables"] {
            let target = site.path().join(folder);
            fs::create_dir(&target).unwrap();
            copy_files(&fixtures().join(folder), &target);
        }
        site
    }

    /// A site whose policy and price folders, named relative to it, are the caller's to fill.
    pub(crate) fn empty(upstreams: &[&Upstream], policies: &str, price_tables: &str, extra: &str) -> Self {
        raise_descriptor_limit();
        let folder = tempfile::tempdir().unwrap();
        let mut config = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n\
             admin_key = {{ file = \"admin.key\" }}\nworkers = 1\n\
             [storage]\nurl = \"sqlite:{DATABASE}\"\n\
             [files]\npolicies = \"{policies}\"\nprice_tables = \"{price_tables}\"\n{extra}\n"
        );
        for (name, upstream) in ["a", "b", "c"].iter().zip(upstreams) {
            let (dialect, keys) = (upstream.dialect.name(), upstream.dialect.keys());
            config += &provider_speaking(dialect, name, &upstream.base_url(), keys);
        }
        config += "[[providers]]\nname = \"sandbox\"\ndialect = \"sandbox\"\nregion = \"kz\"\nperimeter = \"local\"\n";
        fs::write(folder.path().join("qaqpa.toml"), config).unwrap();
        fs::write(folder.path().join("admin.key"), ADMIN_KEY).unwrap();
        fs::write(folder.path().join("provider.key"), PROVIDER_KEY).unwrap();
        Self { folder }
    }

    /// Appends to one of its files.
    pub(crate) fn extend(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::write(&path, fs::read_to_string(&path).unwrap() + "\n" + text).unwrap();
    }

    /// Changes its configuration.
    pub(crate) fn replace(&self, from: &str, to: &str) {
        let path = self.path().join("qaqpa.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in the configuration");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    /// Adds keys to the table of a provider.
    pub(crate) fn add_to_provider(&self, name: &str, keys: &str) {
        let path = self.path().join("qaqpa.toml");
        let named = format!("name = \"{name}\"\n");
        fs::write(&path, fs::read_to_string(&path).unwrap().replacen(&named, &format!("{named}{keys}\n"), 1)).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the gateway and waits until it listens.
    pub(crate) fn start(&self) -> Gateway {
        self.try_start().unwrap_or_else(|log| panic!("the gateway did not start:\n{log}"))
    }

    /// Starts the gateway with a log of all that it and its libraries have to say.
    pub(crate) fn start_tracing(&self) -> Gateway {
        let mut command = qaqpa();
        command.env("QAQPA_LOG", "trace");
        self.launch(command).unwrap_or_else(|log| panic!("the gateway did not start:\n{log}"))
    }

    /// Starts the gateway; its log when it does not come up.
    pub(crate) fn try_start(&self) -> Result<Gateway, String> {
        self.launch(qaqpa())
    }

    /// Starts the gateway so that a write beyond [`Gateway::limit_files`] fails instead of killing it.
    pub(crate) fn start_on_limited_disk(&self) -> Gateway {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_qaqpa")]);
        self.launch(command).unwrap_or_else(|log| panic!("the gateway did not start:\n{log}"))
    }

    fn launch(&self, mut command: Command) -> Result<Gateway, String> {
        command.args(["serve", "--config"]).arg(self.path().join("qaqpa.toml"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (found, addresses) = mpsc::channel();
        follow(child.stdout.take().unwrap(), Arc::clone(&log), Some(found.clone()));
        let complaints = follow(child.stderr.take().unwrap(), Arc::clone(&log), None);
        drop(found);
        let (mut data, mut admin) = (None, None);
        while let (None, _) | (_, None) = (data, admin) {
            let Ok(line) = addresses.recv_timeout(PATIENCE) else {
                let _ = child.kill();
                let _ = child.wait();
                // What it said last may still be on its way.
                let _ = complaints.join();
                return Err(log.lock().unwrap().clone());
            };
            let address = |prefix: &str| line.strip_prefix(prefix).and_then(|rest| rest.trim().parse().ok());
            data = data.or_else(|| address("listening on http://"));
            admin = admin.or_else(|| address("admin on http://"));
        }
        let (Some(address), Some(admin)) = (data, admin) else { unreachable!("the loop ends with both addresses") };
        Ok(Gateway { address, admin, folder: self.path().to_owned(), child, log })
    }

    /// The ledger's rows.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::read(&self.path().join(DATABASE))
    }

    /// Runs a command that needs no configuration.
    pub(crate) fn bare(&self, args: &[&str]) -> Output {
        qaqpa().args(args).current_dir(self.path()).output().unwrap()
    }

    /// Runs another command of the binary on this site.
    pub(crate) fn command(&self, args: &[&str]) -> Output {
        self.spawn(args).wait_with_output().unwrap()
    }

    /// The same, with its pipes to be written and read.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        let (command, rest) = args.split_first().unwrap();
        let mut process = qaqpa();
        process.arg(command);
        let (sub, rest) = match rest.split_first() {
            Some((sub, rest)) if !sub.starts_with('-') => (Some(sub), rest),
            _ => (None, rest),
        };
        process.args(sub).arg("--config").arg(self.path().join("qaqpa.toml")).args(rest);
        process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

// === impl Gateway ===

impl Gateway {
    /// Makes a tenant and returns a key of it.
    pub(crate) async fn tenant(&self, id: &str, tenant: &Tenant) -> String {
        let plan = tenant.plan.as_deref().unwrap_or("open");
        let mut body = json!({"id": id, "plan": plan});
        for (name, value) in [("budget_month", &tenant.budget_month), ("budget_day", &tenant.budget_day)] {
            if let Some(value) = value {
                body[name] = json!(value);
            }
        }
        self.make("tenants", &body).await;
        self.key(id).await
    }

    /// Makes another key of a tenant.
    pub(crate) async fn key(&self, tenant: &str) -> String {
        let answer = self.make("keys", &json!({ "tenant": tenant })).await;
        answer["key"].as_str().unwrap_or_else(|| panic!("no key in {answer}")).to_owned()
    }

    /// Makes something by the admin API.
    pub(crate) async fn make(&self, what: &str, body: &Value) -> Value {
        let answer = self.admin("POST", &format!("/admin/v1/{what}"), Some(body)).await;
        assert!((200..300).contains(&answer.status), "{what}: {} {}", answer.status, answer.text());
        answer.json()
    }

    /// A request to the admin listener with the admin key.
    pub(crate) async fn admin(&self, method: &str, path: &str, body: Option<&Value>) -> Response {
        let request = Request::new(method, path).bearer(ADMIN_KEY);
        let request = match body {
            Some(body) => request.body(body.to_string()),
            None => request,
        };
        send(self.admin, &request).await
    }

    pub(crate) async fn send(&self, request: &Request) -> Response {
        send(self.address, request).await
    }

    /// The sum of the samples of a metric whose labels include all of `labels`.
    pub(crate) async fn metric(&self, name: &str, labels: &[(String, String)]) -> f64 {
        let text = self.admin("GET", "/metrics", None).await.text().to_owned();
        let fits = |series: &str| {
            let is_named = series.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('{'));
            is_named && labels.iter().all(|(label, value)| series.contains(&format!("{label}=\"{value}\"")))
        };
        let samples = text.lines().filter_map(|line| line.rsplit_once(' ')).filter(|(series, _)| fits(series));
        samples.map(|(_, value)| value.parse::<f64>().unwrap()).sum()
    }

    /// What the process has written so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// All that the process writes: its log, its metrics, the files of its database, each with its name.
    pub(crate) async fn sinks(&self) -> Vec<(String, String)> {
        let metrics = self.admin("GET", "/metrics", None).await.text().to_owned();
        let mut sinks = vec![("the log".to_owned(), self.log()), ("a metric".to_owned(), metrics)];
        for entry in fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // Room that is kept holds zeros, and many of them.
            if name.starts_with(DATABASE) && !name.ends_with(".ballast") {
                sinks.push((name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()));
            }
        }
        sinks
    }

    /// From now on no file of the process grows beyond `bytes`; `None` lifts that.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) {
        let pid = rustix::process::Pid::from_child(&self.child);
        let limit = rustix::process::Rlimit { current: bytes, maximum: None };
        rustix::process::prlimit(Some(pid), rustix::process::Resource::Fsize, limit).unwrap();
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let status = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the process to end.
    pub(crate) async fn exit(&mut self) -> ExitStatus {
        until("the gateway to exit", || self.child.try_wait().unwrap()).await
    }

    /// Waits until every request has its terminal row, and returns the rows.
    pub(crate) async fn settled(&self) -> Ledger {
        let path = self.folder.join(DATABASE);
        until("every request to be settled", || Some(Ledger::read(&path)).filter(|ledger| ledger.open() == 0)).await
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- log of the gateway ---\n{}", self.log());
        }
    }
}

/// A provider's table of the configuration; `more` are more of its keys.
pub(crate) fn provider(name: &str, base_url: &str, more: &str) -> String {
    provider_speaking("openai", name, base_url, more)
}

fn provider_speaking(dialect: &str, name: &str, base_url: &str, more: &str) -> String {
    format!(
        "[[providers]]\nname = \"{name}\"\ndialect = \"{dialect}\"\nbase_url = \"{base_url}\"\n\
         api_key = {{ file = \"provider.key\" }}\nregion = \"us\"\nperimeter = \"foreign\"\n{more}\n"
    )
}

fn qaqpa() -> Command {
    Command::new(env!("CARGO_BIN_EXE_qaqpa"))
}

/// The folder `tests/fixtures`.
pub(crate) fn fixtures() -> PathBuf {
    tests().join("fixtures")
}

/// The folder `tests`.
pub(crate) fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("tests")
}

pub(crate) fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Appends a pipe's lines to the log, and tells them to `found` as well.
fn follow(
    pipe: impl Read + Send + 'static,
    log: Arc<Mutex<String>>,
    found: Option<mpsc::Sender<String>>,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            log.lock().unwrap().push_str(&format!("{line}\n"));
            if let Some(found) = &found {
                // Nobody listens any more once both addresses are known.
                let _ = found.send(line);
            }
        }
    })
}
