//! `qaqpa.toml`: what was written, checked once, into what is meant. Secrets stay references until the start reads them.

mod care;
mod check;
mod hosts;
mod messages;
mod outside;
mod perimeter;
mod provider;
mod quirks;
pub(crate) mod secrets;
mod storage;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dialects::{Dialect, Quirks};
use http::{HeaderName, HeaderValue};
use router_core::diagnostic::{Diagnostic, SourceFile};

pub(crate) use care::Care;
pub(crate) use check::FILE_KEYS;
#[cfg(test)]
pub(crate) use hosts::SHIPPED as SHIPPED_HOSTS;
pub(crate) use hosts::row_keys;
pub(crate) use outside::WebhookConfig;

use crate::ledger::Durability;
use crate::ledger::shared::{SharedOptions, Target};
use crate::providers::{HostTimeouts, Perimeter};

/// The gateway's configuration. Relative paths in the file are relative to the file.
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) server: ServerConfig,
    pub(crate) storage: StorageConfig,
    /// Folders of policy and price files.
    pub(crate) policies: PathBuf,
    pub(crate) price_tables: PathBuf,
    pub(crate) limits: Limits,
    pub(crate) providers: Vec<ProviderConfig>,
    /// Where exchange rates are fetched once a day; `None`: nowhere.
    pub(crate) fx_feed: Option<http::Uri>,
    /// Where events are posted; `None`: nowhere.
    pub(crate) webhook: Option<WebhookConfig>,
}

/// Listeners and threads.
#[derive(Debug, Clone)]
pub(crate) struct ServerConfig {
    pub(crate) listen: SocketAddr,
    pub(crate) admin_listen: SocketAddr,
    /// `None`: a key is made beside the ledger at the first start.
    pub(crate) admin_key: Option<SecretRef>,
    /// Threads that serve requests; `None`: one per core.
    pub(crate) workers: Option<usize>,
}

/// The ledger's file and how durable a commit is.
#[derive(Debug, Clone)]
pub(crate) struct StorageConfig {
    /// The ledger; of several nodes, this one's journal.
    pub(crate) path: PathBuf,
    pub(crate) durability: Durability,
    /// The name of this node, written in every entry.
    pub(crate) node: String,
    /// The books of several nodes; `None`: there is one.
    pub(crate) shared: Option<SharedConfig>,
}

/// The database that several nodes share.
#[derive(Debug, Clone)]
pub(crate) struct SharedConfig {
    pub(crate) target: Target,
    pub(crate) password: Option<SecretRef>,
    /// `None`: beside the journal.
    pub(crate) pepper_file: Option<PathBuf>,
}

impl SharedConfig {
    /// Reads the password from where the configuration points.
    pub(crate) fn options(&self) -> Result<SharedOptions, secrets::SecretError> {
        Ok(SharedOptions {
            target: self.target.clone(),
            password: self.password.as_ref().map(secrets::resolve).transpose()?,
            pepper_file: self.pepper_file.clone(),
        })
    }
}

/// Bounds on what one client can take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) body_bytes_with_images: usize,
    pub(crate) header_timeout: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) write_idle_timeout: Duration,
    /// How long a stopping gateway lets requests finish.
    pub(crate) grace: Duration,
    pub(crate) connections: usize,
    pub(crate) connections_per_address: usize,
    /// After how long without a frame a stream gets a keep-alive comment.
    pub(crate) heartbeat: Duration,
}

/// A provider as configured.
#[derive(Debug, Clone)]
pub(crate) struct ProviderConfig {
    pub(crate) name: String,
    pub(crate) endpoint: Endpoint,
    pub(crate) api_key: Option<SecretRef>,
    /// A bearer token in its place, which somebody else keeps fresh.
    pub(crate) iam_token: Option<SecretRef>,
    /// A key in its place from which such tokens are minted here.
    pub(crate) iam: Option<IamKey>,
    pub(crate) region: String,
    pub(crate) perimeter: Perimeter,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) quirks: Quirks,
    pub(crate) timeouts: HostTimeouts,
    pub(crate) care: Care,
}

/// What bearer tokens are minted from, and where.
#[derive(Debug, Clone)]
pub(crate) struct IamKey {
    /// The authorized key of a service account.
    pub(crate) key: SecretRef,
    /// Where it is exchanged for a token.
    pub(crate) endpoint: http::Uri,
}

/// Where requests are posted, and in which wire format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// One URL for all of them.
    Fixed(Dialect, http::Uri),
    /// A URL that a path with the model follows.
    ByModel(Dialect, String),
    /// The built-in offline provider.
    Sandbox,
}

impl Endpoint {
    /// What is spoken there.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Fixed(dialect, _) | Self::ByModel(dialect, _) => *dialect,
            Self::Sandbox => Dialect::OpenAi,
        }
    }
}

/// Where a secret is to be found; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretRef {
    /// An environment variable.
    Env(String),
    /// A file, read whole, trailing white space dropped.
    File(PathBuf),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 10 * 1024 * 1024,
            body_bytes_with_images: 25 * 1024 * 1024,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(60),
            write_idle_timeout: Duration::from_secs(30),
            grace: Duration::from_secs(30),
            connections: 20_000,
            connections_per_address: 2_000,
            heartbeat: Duration::from_secs(15),
        }
    }
}

impl Config {
    /// Reads and checks a configuration file.
    ///
    /// # Errors
    /// Every problem found, with the texts of the files for showing the places; none where the file could not be read.
    pub fn load(path: &Path) -> Result<Self, (Vec<SourceFile>, Vec<Diagnostic>)> {
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                return Err((
                    Vec::new(),
                    vec![Diagnostic::whole(&name, error.to_string(), "a readable configuration file")],
                ));
            }
        };
        let file = SourceFile { name, text };
        let base = path.parent().unwrap_or(Path::new(""));
        let rows = match hosts::Rows::read(&file, base) {
            Ok(rows) => rows,
            Err(problem) => return Err((vec![file], vec![problem])),
        };
        check::check(&file, &rows, base)
            .map_err(|diagnostics| (std::iter::once(file).chain(rows.into_files()).collect(), diagnostics))
    }
}

impl Config {
    /// The providers inside the perimeter, by name; `None` where no provider was read.
    pub(crate) fn inside(&self) -> Option<Vec<String>> {
        let inside = self.providers.iter().filter(|provider| provider.perimeter == Perimeter::Local);
        (!self.providers.is_empty()).then(|| inside.map(|provider| provider.name.clone()).collect())
    }

    /// Where the admin key is kept if the configuration names none.
    pub(crate) fn admin_key_path(&self) -> PathBuf {
        self.beside_ledger("admin-key")
    }

    /// Where a running gateway says on which address its admin API listens.
    pub(crate) fn admin_address_path(&self) -> PathBuf {
        self.beside_ledger("admin-address")
    }

    /// Where it is kept whom operators block.
    pub(crate) fn blocks_path(&self) -> PathBuf {
        self.beside_ledger("blocks")
    }

    /// Where the pepper is.
    pub(crate) fn pepper_path(&self) -> PathBuf {
        let chosen = self.storage.shared.as_ref().and_then(|shared| shared.pepper_file.clone());
        chosen.unwrap_or_else(|| self.beside_ledger("pepper"))
    }

    fn beside_ledger(&self, extension: &str) -> PathBuf {
        let mut name = self.storage.path.clone().into_os_string();
        name.push(".");
        name.push(extension);
        name.into()
    }
}
