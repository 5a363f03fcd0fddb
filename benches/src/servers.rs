//! The servers of a load run: the mock provider, the yardstick and the gateway with all its stages on.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{Announced, Server, free_address};

/// The gateway, its key, and what is needed to check its books afterwards.
#[derive(Debug)]
pub struct Gateway {
    /// The process.
    pub server: Server,
    /// A virtual key of a tenant with a budget.
    pub key: String,
    program: PathBuf,
    config: PathBuf,
}

/// How a gateway is started.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Serving threads.
    pub workers: usize,
    /// The cores they have, as taskset lists them.
    pub cores: &'static str,
    /// What a commit of the ledger waits for: `disk` or `process`.
    pub durability: &'static str,
}

/// How a gateway is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Without warning, as by a fault.
    Killed,
    /// With SIGTERM.
    InOrder,
}

/// One thread on a core of its own, and every commit on the disk.
pub const ONE_CORE: Setting = Setting { workers: 1, cores: "0", durability: "disk" };

/// Starts the mock provider.
///
/// # Errors
/// When it does not start.
pub fn start_mock(program: &Path, cores: &str, folder: &Path) -> Result<Server> {
    Server::start("mock", &Command::new(program), cores, folder, Announced::Printed)
}

/// Starts nginx as a plain reverse proxy; `None` where it is not installed.
///
/// # Errors
/// When it is installed but does not start.
pub fn start_nginx(provider: &Server, cores: &str, folder: &Path) -> Result<Option<Server>> {
    if !Command::new("nginx").arg("-v").output().is_ok_and(|output| output.status.success()) {
        return Ok(None);
    }
    let listen = free_address()?;
    let config = include_str!("../nginx.conf")
        .replace("{listen}", &listen.to_string())
        .replace("{upstream}", &provider.address.to_string());
    fs::write(folder.join("nginx.conf"), config)?;
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).args(["-c", "nginx.conf"]);
    Server::start("nginx", &command, cores, folder, Announced::Given(listen)).map(Some)
}

impl Gateway {
    /// Writes a configuration with the policies and prices of `repository`, makes a tenant and a key, and serves. Every
    /// provider that has a price list is the mock, outside the perimeter.
    ///
    /// # Errors
    /// When any step fails.
    pub fn start(
        program: &Path,
        repository: &Path,
        provider: &Server,
        setting: Setting,
        folder: &Path,
    ) -> Result<Self> {
        let config = folder.join("qaqpa.toml");
        fs::write(&config, configuration(repository, provider.address, setting)?)?;
        let sovereign = ["--id", "bench", "--plan", "sovereign", "--budget-month", "1000000000.00"];
        qaqpa(program, &["tenants", "create"], &config, &sovereign)?;
        let created = qaqpa(program, &["keys", "create"], &config, &["--tenant", "bench", "--json"])?;
        let created: serde_json::Value = serde_json::from_str(&created).context("the answer of `keys create`")?;
        let key = created["key"].as_str().context("no key in the answer of `keys create`")?.to_owned();
        let mut command = Command::new(program);
        command.arg("serve").arg("--config").arg(&config);
        let server = Server::start("gateway", &command, setting.cores, folder, Announced::Printed)?;
        Ok(Self { server, key, program: program.to_owned(), config })
    }

    /// Stops the gateway, without warning or as its operator would, and checks its ledger: it must hold `answered` closed
    /// requests and no other.
    ///
    /// # Errors
    /// When the ledger is not balanced or differs, and when the gateway does not end well.
    pub fn check_ledger(self, answered: u64, stop: Stop) -> Result<String> {
        match stop {
            Stop::Killed => drop(self.server),
            Stop::InOrder => self.server.end()?,
        }
        let report = qaqpa(&self.program, &["ledger", "check"], &self.config, &[])?;
        let counts: serde_json::Value = serde_json::from_str(&report).context("the answer of `ledger check`")?;
        let terminal = counts["terminal"].as_u64().context("no count in the answer of `ledger check`")?;
        ensure!(terminal == answered, "{answered} requests were answered but the ledger closed {terminal}");
        Ok(report.trim().to_owned())
    }
}

/// A configuration with the policies and prices of `repository`, and every provider of theirs at `address`.
///
/// # Errors
/// When the price tables cannot be read.
pub fn configuration(repository: &Path, address: impl std::fmt::Display, setting: Setting) -> Result<String> {
    let Setting { workers, durability, .. } = setting;
    let policies = repository.join("policies");
    let price_tables = repository.join("price-tables");
    let mut config = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\nworkers = {workers}\n\n\
         [storage]\nurl = \"sqlite:qaqpa.db\"\ndurability = \"{durability}\"\n\n[files]\npolicies = {policies:?}\nprice_tables = {price_tables:?}\n"
    );
    for name in priced_providers(&price_tables)? {
        write!(
            config,
            "\n[[providers]]\nname = \"{name}\"\ndialect = \"openai\"\nbase_url = \"http://{address}/v1\"\n\
             region = \"us\"\nperimeter = \"foreign\"\n"
        )?;
    }
    Ok(config)
}

/// The `provider` of every price list in `folder`.
fn priced_providers(folder: &Path) -> Result<Vec<String>> {
    let mut providers = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let text = fs::read_to_string(entry?.path())?;
        let names = text.lines().filter_map(|line| line.strip_prefix("provider = \"")?.split('"').next());
        providers.extend(names.map(str::to_owned));
    }
    providers.sort();
    providers.dedup();
    Ok(providers)
}

fn qaqpa(program: &Path, command: &[&str], config: &Path, rest: &[&str]) -> Result<String> {
    let output = Command::new(program).args(command).arg("--config").arg(config).args(rest).output()?;
    let problem = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`qaqpa {}` failed: {problem}", command.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}
