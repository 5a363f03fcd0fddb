//! Start and stop: a configuration becomes threads that serve, and an orderly end.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use foldhash::HashMap;
use jiff::Timestamp;
use router_core::diagnostic::{Diagnostic, SourceFile};
use router_core::measure::Assessor;
use router_core::redact::Detectors;
use secrecy::SecretString;
use tokio::sync::{Semaphore, watch};
use tokio_util::task::TaskTracker;

use crate::config::secrets::{self, SecretError};
use crate::config::{Config, Endpoint, IamKey, ProviderConfig, SharedConfig};
use crate::health::HealthBoard;
use crate::idempotency::Replays;
use crate::ledger::{Ledger, LedgerError, Options, almaty_day};
use crate::limits::LimitBoard;
use crate::metrics::Metrics;
use crate::providers::sandbox::Sandbox;
use crate::providers::{Host, KeyRing, Transport, iam};
use crate::routes::admin::AdminService;
use crate::routes::data::DataService;
use crate::server::connections::Connections;
use crate::server::{Phase, Timeouts, accept_loop, bind};
use crate::snapshot::SnapshotStore;
use crate::upstream::Upstream;
use crate::webhook::{Target, Webhooks};
use crate::{Gateway, Worker, budget_watch, fx};

/// How often the policy and price files are looked at. Polling also sees what file events miss: replaced symbolic
/// links, mounted configuration maps, network file systems.
const POLL: Duration = Duration::from_secs(1);
/// How long an exchange may take to settle once the grace period is over.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Where the gateway listens.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// The data listener.
    pub data: SocketAddr,
    /// The admin listener.
    pub admin: SocketAddr,
}

/// Why the gateway does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Policy or price files have errors.
    #[error("the policy and price files have errors")]
    Files {
        /// The files.
        files: Vec<SourceFile>,
        /// What is wrong with them.
        diagnostics: Vec<Diagnostic>,
    },
    /// A secret is missing.
    #[error("{what}: {error}")]
    Secret {
        /// What it is for.
        what: String,
        /// Why.
        error: SecretError,
    },
    /// The ledger does not open.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The admin API would be open to a network without a key of the operator's choosing.
    #[error("admin_listen {0} is not a loopback address: set server.admin_key")]
    OpenAdmin(SocketAddr),
    /// The operating system refuses something else.
    #[error("{0}")]
    System(String),
}

/// Serves until `shutdown` resolves, then drains and closes the ledger. `ready` is called once, when both listeners
/// accept. `sandbox` observes what the sandbox provider is sent, for the demo.
///
/// # Errors
/// [`StartError`]; nothing is served then.
pub fn serve(
    config: &Config,
    shutdown: impl Future<Output = ()>,
    ready: impl FnOnce(Addresses),
) -> Result<(), StartError> {
    serve_with(config, &Sandbox::default(), shutdown, ready)
}

pub(crate) fn serve_with(
    config: &Config,
    sandbox: &Sandbox,
    shutdown: impl Future<Output = ()>,
    ready: impl FnOnce(Addresses),
) -> Result<(), StartError> {
    let system = |error: &dyn std::fmt::Display| StartError::System(error.to_string());
    // A second gateway in one process finds the provider installed; that is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let admin_key = admin_key(config)?;
    let (phase_sender, phase) = watch::channel(Phase::Running);
    let gateway = Arc::new(build(config, hosts(&config.providers, sandbox)?, phase)?);
    let workers =
        config.server.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let (data, listeners) = listeners(config.server.listen, workers)?;
    let admin_listener = bind(config.server.admin_listen)
        .map_err(|error| StartError::Listen { address: config.server.admin_listen, error })?;
    let admin = admin_listener.local_addr().map_err(|error| system(&error))?;
    let endpoint = AdminEndpoint::announce(config, admin).map_err(|error| system(&error))?;

    let mut threads = Vec::new();
    for (index, listener) in listeners.into_iter().enumerate() {
        let worker = Arc::new(Worker {
            ledger: gateway.ledger.for_thread(),
            gateway: gateway.clone(),
            upstream: Upstream::new(),
        });
        let thread = std::thread::Builder::new().name(format!("worker-{index}"));
        threads.push(thread.spawn(move || run_worker(&worker, listener)).map_err(|error| system(&error))?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| system(&error))?;
    runtime.block_on(async {
        let service = AdminService::new(gateway.clone(), admin_key);
        let listener = tokio::net::TcpListener::from_std(admin_listener).map_err(|error| system(&error))?;
        let watchers = TaskTracker::new();
        watchers.spawn(accept_loop(
            listener,
            service,
            timeouts(&gateway),
            gateway.connections.clone(),
            gateway.tasks.clone(),
            gateway.phase.clone(),
        ));
        watchers.spawn(poll_files(gateway.clone()));
        let watching = gateway.clone();
        watchers.spawn(async move { budget_watch::run(&watching).await });
        if let Some(feed) = config.fx_feed.clone() {
            watchers.spawn(fx::run_daily(gateway.clone(), feed, config.price_tables.clone()));
        }
        fx::note_rates(&gateway);
        let minting =
            config.providers.iter().filter_map(|provider| Some((provider.name.as_str(), provider.iam.clone()?)));
        for (provider, iam) in minting {
            watchers.spawn(keep_fresh(gateway.clone(), provider.into(), iam));
        }
        ready(Addresses { data, admin });
        shutdown.await;
        drain(&gateway, &phase_sender).await;
        Ok::<(), StartError>(())
    })?;
    for thread in threads {
        if thread.join().is_err() {
            tracing::error!("a worker panicked");
        }
    }
    gateway.ledger.close();
    drop(endpoint);
    Ok(())
}

/// A gateway without listeners and providers: what commands administer when none runs.
pub(crate) struct Offline {
    pub(crate) admin: AdminService,
    gateway: Arc<Gateway>,
}

impl Offline {
    pub(crate) fn close(self) {
        self.gateway.ledger.close();
    }
}

/// Opens the ledger and the files of a configuration for administration.
///
/// # Errors
/// [`StartError`]; [`LedgerError::Locked`] where a gateway runs.
pub(crate) fn offline(config: &Config) -> Result<Offline, StartError> {
    let (_sender, phase) = watch::channel(Phase::Running);
    let gateway = Arc::new(build(config, HashMap::default(), phase)?);
    Ok(Offline { admin: AdminService::new(gateway.clone(), SecretString::default()), gateway })
}

fn build(
    config: &Config,
    hosts: HashMap<Arc<str>, Arc<Host>>,
    phase: watch::Receiver<Phase>,
) -> Result<Gateway, StartError> {
    let system = |error: &dyn std::fmt::Display| StartError::System(error.to_string());
    let now = Timestamp::now();
    let (snapshots, warnings) =
        SnapshotStore::open(config.policies.clone(), config.price_tables.clone(), config.inside(), almaty_day(now))
            .map_err(|refused| StartError::Files { files: refused.files, diagnostics: refused.diagnostics })?;
    for warning in warnings {
        tracing::warn!(file = warning.file, expected = warning.expected, "{}", warning.found);
    }
    let storage = &config.storage;
    let shared = storage.shared.as_ref().map(SharedConfig::options).transpose();
    let shared = shared.map_err(|error| StartError::Secret { what: "storage.password".to_owned(), error })?;
    let node = storage.node.as_str().into();
    let (ledger, recovery) =
        Ledger::open(&storage.path, &Options { durability: storage.durability, node, now, shared })?;
    if recovery.recovered > 0 {
        tracing::warn!(recovered = recovery.recovered, amount_kzt = %recovery.amount.tenge(), "charged requests that the last run left open");
    }
    let metrics = Metrics::new().map_err(|error| system(&error))?;
    metrics.config_version.set(1);
    let webhooks = Webhooks::new(webhook_target(config)?, metrics.webhooks.clone());
    Ok(Gateway {
        limits: config.limits,
        snapshots,
        health: HealthBoard::of(config, Instant::now())
            .map_err(|error| StartError::System(format!("{}: {error}", config.blocks_path().display())))?,
        hosts,
        detectors: Detectors::new(),
        assessor: Assessor::new().map_err(|error| system(&error))?,
        verifier: router_core::verify::Verifier::new(),
        opinions: crate::opinion::Opinions::new(),
        ledger,
        metrics,
        limit_board: LimitBoard::default(),
        connections: Connections::new(config.limits.connections, config.limits.connections_per_address),
        replays: Replays::new(),
        rate_watch: fx::Watch::default(),
        webhooks,
        tasks: TaskTracker::new(),
        phase,
    })
}

fn hosts(providers: &[ProviderConfig], sandbox: &Sandbox) -> Result<HashMap<Arc<str>, Arc<Host>>, StartError> {
    let host = |provider: &ProviderConfig| {
        let secret = |error| StartError::Secret { what: format!("api_key of provider {}", provider.name), error };
        let keys = provider.iam_token.iter().chain(&provider.api_key).chain(&provider.care.api_keys);
        let keys: Vec<_> = keys.cloned().collect();
        let name: Arc<str> = provider.name.as_str().into();
        let dialect = provider.endpoint.dialect();
        let transport = match &provider.endpoint {
            Endpoint::Sandbox => Transport::Sandbox(sandbox.clone()),
            Endpoint::Fixed(_, url) => Transport::Http { url: url.clone() },
            Endpoint::ByModel(_, base) => Transport::HttpByModel { base: base.clone() },
        };
        let is_token = provider.iam_token.is_some() || provider.iam.is_some();
        let before = if is_token { "Bearer " } else { dialect.credential().1 };
        let keys = match provider.iam {
            Some(_) => KeyRing::to_be_put(before, Instant::now()),
            None => KeyRing::read(&keys, before, Instant::now()).map_err(secret)?,
        };
        let host = Host {
            region: provider.region.as_str().into(),
            perimeter: provider.perimeter,
            transport,
            dialect,
            keys,
            room: provider.care.concurrency.map(|calls| Arc::new(Semaphore::new(calls))),
            continues: provider.care.continues,
            continuing_url: provider.care.continuing_url.clone(),
            headers: provider.headers.clone(),
            quirks: provider.quirks.clone(),
            timeouts: provider.timeouts,
            timeouts_of: provider.care.models.clone(),
        };
        Ok((name, Arc::new(host)))
    };
    providers.iter().map(host).collect()
}

fn admin_key(config: &Config) -> Result<SecretString, StartError> {
    let secret = |error| StartError::Secret { what: "server.admin_key".to_owned(), error };
    match &config.server.admin_key {
        Some(reference) => secrets::resolve(reference).map_err(secret),
        None if config.server.admin_listen.ip().is_loopback() => {
            secrets::read_or_create(&config.admin_key_path()).map_err(secret)
        }
        None => Err(StartError::OpenAdmin(config.server.admin_listen)),
    }
}

fn webhook_target(config: &Config) -> Result<Option<Target>, StartError> {
    let Some(webhook) = &config.webhook else { return Ok(None) };
    let secret = secrets::resolve(&webhook.secret);
    let secret = secret.map_err(|error| StartError::Secret { what: "webhook.secret".to_owned(), error })?;
    Ok(Some(Target { url: webhook.url.clone(), secret }))
}

/// One socket per worker on the same address; port 0 is chosen once.
fn listeners(address: SocketAddr, workers: usize) -> Result<(SocketAddr, Vec<TcpListener>), StartError> {
    let listen = |address| bind(address).map_err(|error| StartError::Listen { address, error });
    let first = listen(address)?;
    let bound = first.local_addr().map_err(|error| StartError::Listen { address, error })?;
    let mut listeners = vec![first];
    for _ in 1..workers {
        listeners.push(listen(bound)?);
    }
    Ok((bound, listeners))
}

fn run_worker(worker: &Arc<Worker>, listener: TcpListener) {
    let gateway = &worker.gateway;
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tracing::error!(%error, "a worker has no runtime"),
    };
    runtime.block_on(async {
        let listener = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => listener,
            Err(error) => return tracing::error!(%error, "a worker has no listener"),
        };
        let service = DataService::new(worker.clone());
        let serve = async {
            accept_loop(
                listener,
                service,
                timeouts(gateway),
                gateway.connections.clone(),
                gateway.tasks.clone(),
                gateway.phase.clone(),
            )
            .await;
            // What this thread's exchanges still have to settle.
            let _ = tokio::time::timeout(LAST_WORDS, gateway.tasks.wait()).await;
        };
        tokio::select! {
            () = serve => {}
            () = worker.ledger.deliver() => {}
        }
    });
    // Whoever still computes (a redaction that was given up) has nobody to tell and is not waited for.
    runtime.shutdown_background();
}

fn timeouts(gateway: &Gateway) -> Timeouts {
    Timeouts { header: gateway.limits.header_timeout, write_idle: gateway.limits.write_idle_timeout }
}

async fn poll_files(gateway: Arc<Gateway>) {
    loop {
        tokio::time::sleep(POLL).await;
        let shared = gateway.clone();
        let polled = tokio::task::spawn_blocking(move || {
            read_keys_again(&shared);
            shared.snapshots.poll(almaty_day(Timestamp::now()))
        });
        let polled = polled.await;
        if let Ok(Some(result)) = polled {
            note_reload(&gateway, &result.map_err(|refused| refused.diagnostics));
        }
    }
}

/// Takes up provider keys whose files changed, so that a rotated key needs no restart.
fn read_keys_again(gateway: &Gateway) {
    for (name, host) in &gateway.hosts {
        for read in host.keys.read_again() {
            match read {
                Ok(()) => {
                    gateway.health.forget_refusal(name, Instant::now());
                    tracing::info!(provider = %name, "a key was read again");
                }
                Err(error) => tracing::warn!(provider = %name, %error, "a key cannot be read again, the old one stays"),
            }
        }
    }
}

/// Mints a provider's tokens, each long before the one before ends, which stays where none can be had.
async fn keep_fresh(gateway: Arc<Gateway>, provider: Arc<str>, iam: IamKey) {
    let upstream = Upstream::new();
    let mut failures = 0;
    loop {
        let minted = iam::mint(&upstream, &iam).await;
        gateway.metrics.note_token(&provider, minted.as_ref().ok().map(|token| token.until));
        let wait = match minted {
            Ok(token) => {
                failures = 0;
                if let Some(host) = gateway.hosts.get(&provider) {
                    host.keys.put(&token.secret);
                }
                gateway.health.forget_refusal(&provider, Instant::now());
                tracing::info!(%provider, until = %token.until, "a new token");
                iam::keep_for(token.until, Timestamp::now())
            }
            Err(error) => {
                failures += 1;
                tracing::error!(%provider, %error, failures, "no new token, the old one stays");
                iam::pause(failures)
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Notes the result of a reload in metrics and log.
pub(crate) fn note_reload(gateway: &Gateway, result: &Result<u64, Vec<Diagnostic>>) {
    match result {
        Ok(version) => {
            gateway.metrics.reloads.with_label_values(&["ok"]).inc();
            gateway.metrics.config_version.set(i64::try_from(*version).unwrap_or(i64::MAX));
            tracing::info!(version, "policy and price files in force");
            fx::note_rates(gateway);
        }
        Err(diagnostics) => {
            gateway.metrics.reloads.with_label_values(&["refused"]).inc();
            for problem in diagnostics {
                tracing::error!(
                    file = problem.file,
                    expected = problem.expected,
                    "files refused, the old version stays: {}",
                    problem.found
                );
            }
        }
    }
}

/// Readiness false at once; then requests finish, new ones too, until the grace period ends; then all is settled.
async fn drain(gateway: &Gateway, phase: &watch::Sender<Phase>) {
    tracing::info!("draining");
    phase.send_replace(Phase::Draining);
    gateway.tasks.close();
    if tokio::time::timeout(gateway.limits.grace, gateway.tasks.wait()).await.is_err() {
        tracing::warn!(left = gateway.tasks.len(), "the grace period is over; cutting what is left");
    }
    phase.send_replace(Phase::Stopping);
    let _ = tokio::time::timeout(LAST_WORDS, gateway.tasks.wait()).await;
}

/// A file beside the ledger that tells the commands where the admin API of the running gateway is.
#[derive(Debug)]
struct AdminEndpoint(PathBuf);

impl AdminEndpoint {
    fn announce(config: &Config, address: SocketAddr) -> std::io::Result<Self> {
        let path = config.admin_address_path();
        std::fs::write(&path, address.to_string())?;
        Ok(Self(path))
    }
}

impl Drop for AdminEndpoint {
    fn drop(&mut self) {
        // Left behind it only makes a command say that nothing answers there.
        let _ = std::fs::remove_file(&self.0);
    }
}
