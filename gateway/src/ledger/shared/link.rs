//! Connections to the database of all nodes: its address, TLS, time-outs, and what it tells by itself.

use std::{path::PathBuf, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
};
use rustls_platform_verifier::ConfigVerifierExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::SharedError;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(2);
/// How long the other side may be silent about what it was sent.
const SILENCE: Duration = Duration::from_secs(5);
/// Statements that take longer are given up: on a hung database a node must notice that it is on its own.
const SETTINGS: &str = "SET statement_timeout = '5s'; SET lock_timeout = '3s';
    SET idle_in_transaction_session_timeout = '10s'; SET application_name = 'qaqpa'; SET timezone = 'UTC'";

/// Where the database is, without its password.
#[derive(Debug, Clone)]
pub struct Target {
    config: Config,
    trust: Trust,
}

/// Whose certificate is accepted, as libpq's `sslmode` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Trust {
    /// Anybody's: what is sent is encrypted, but to whom is not known.
    Anybody,
    /// That of the server's name, by the authorities of the system or of this file.
    Named(Option<PathBuf>),
}

/// What the database says by itself.
pub(in crate::ledger) type Heard = mpsc::UnboundedReceiver<String>;

// === impl Target ===

impl Target {
    /// Reads a URL such as `postgres://user@host:5432/database?sslmode=verify-full`.
    ///
    /// # Errors
    /// What was found, and what was expected in its place.
    pub fn parse(url: &str) -> Result<Self, (String, &'static str)> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut root, mut rest) = ("prefer", None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => root = Some(PathBuf::from(value)),
                _ => rest.push(pair),
            }
        }
        let rest = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
        let parsed: Result<Config, _> = format!("{base}{rest}").parse();
        let mut config = parsed.map_err(|error| (error.to_string(), "`postgres://user@host:port/database`"))?;
        if config.get_password().is_some() {
            return Err((
                "a password in the URL".to_owned(),
                "`storage.password` with `{ env = … }` or `{ file = … }`",
            ));
        }
        if config.get_hosts().is_empty() || config.get_dbname().is_none() {
            return Err(("no host or no database".to_owned(), "`postgres://user@host:port/database`"));
        }
        let (mode, trust) = match mode {
            "disable" => (SslMode::Disable, Trust::Anybody),
            "prefer" => (SslMode::Prefer, Trust::Anybody),
            "require" => (SslMode::Require, Trust::Anybody),
            "verify-full" => (SslMode::Require, Trust::Named(root)),
            other => {
                return Err((format!("sslmode `{other}`"), "`disable`, `prefer`, `require` or `verify-full`"));
            }
        };
        config.ssl_mode(mode).connect_timeout(CONNECT).tcp_user_timeout(SILENCE);
        config.keepalives_idle(SILENCE).keepalives_interval(Duration::from_secs(1)).keepalives_retries(3);
        Ok(Self { config, trust })
    }

    /// The same, with a password.
    pub(super) fn with(mut self, password: Option<&SecretString>) -> Self {
        if let Some(password) = password {
            self.config.password(password.expose_secret());
        }
        self
    }

    /// Connects, does `work`, and disconnects.
    pub(super) async fn with_link<T>(
        &self,
        work: impl AsyncFnOnce(&mut Client, &mut Heard) -> Result<T, SharedError>,
    ) -> Result<T, SharedError> {
        let connect = self.config.connect(self.tls()?);
        let (mut client, connection) = match tokio::time::timeout(CONNECT, connect).await {
            Ok(Ok(pair)) => pair,
            Ok(Err(error)) => return Err(SharedError::Unreachable(error.to_string())),
            Err(_) => return Err(SharedError::Unreachable("no answer in time".to_owned())),
        };
        let (say, mut heard) = mpsc::unbounded_channel();
        let working = async {
            match tokio::time::timeout(CONNECT, client.batch_execute(SETTINGS)).await {
                Ok(set) => set?,
                Err(_) => return Err(SharedError::Unreachable("no answer in time".to_owned())),
            }
            work(&mut client, &mut heard).await
        };
        tokio::select! {
            done = working => done,
            error = drive(connection, say) => Err(error),
        }
    }

    fn tls(&self) -> Result<MakeRustlsConnect, SharedError> {
        // A second one in a process finds the provider installed; that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let wrong = |error: &dyn std::fmt::Display| SharedError::Certificates(error.to_string());
        let config = match &self.trust {
            Trust::Anybody => {
                let provider = Arc::new(rustls::crypto::ring::default_provider());
                let verifier = Arc::new(Unverified(provider));
                ClientConfig::builder().dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
            }
            Trust::Named(None) => ClientConfig::with_platform_verifier().map_err(|error| wrong(&error))?,
            Trust::Named(Some(path)) => {
                let mut roots = RootCertStore::empty();
                let read = CertificateDer::pem_file_iter(path);
                for certificate in read.map_err(|error| wrong(&format!("{}: {error}", path.display())))? {
                    let certificate = certificate.map_err(|error| wrong(&error))?;
                    roots.add(certificate).map_err(|error| wrong(&error))?;
                }
                ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
            }
        };
        Ok(MakeRustlsConnect::new(config))
    }
}

/// Moves bytes until the connection ends, which it does with an error here: whoever works on it ends first.
async fn drive<S, T>(mut connection: Connection<S, T>, say: mpsc::UnboundedSender<String>) -> SharedError
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    loop {
        match std::future::poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(note))) => drop(say.send(note.payload().to_owned())),
            Some(Ok(_)) => {}
            Some(Err(error)) => return SharedError::Unreachable(error.to_string()),
            None => return SharedError::Unreachable("the connection was closed".to_owned()),
        }
    }
}

/// Accepts whatever certificate, as `sslmode=require` means it in libpq.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn urls() {
        let read = |url: &str| match Target::parse(url) {
            Ok(Target { config, trust }) => {
                format!("{:?} {:?} {trust:?}", config.get_dbname().unwrap_or_default(), config.get_ssl_mode())
            }
            Err((found, expected)) => format!("{found}; expected {expected}"),
        };
        for (url, expected) in [
            ("postgres://q@db/qaqpa", "\"qaqpa\" Prefer Anybody"),
            ("postgresql://q@db:6432/qaqpa?sslmode=disable", "\"qaqpa\" Disable Anybody"),
            ("postgres://q@db/qaqpa?sslmode=require&connect_timeout=9", "\"qaqpa\" Require Anybody"),
            ("postgres://q@db/qaqpa?sslmode=verify-full", "\"qaqpa\" Require Named(None)"),
            (
                "postgres://q@db/qaqpa?sslrootcert=/etc/ca.pem&sslmode=verify-full",
                "\"qaqpa\" Require Named(Some(\"/etc/ca.pem\"))",
            ),
            (
                "postgres://q@db/qaqpa?sslmode=verify-ca",
                "sslmode `verify-ca`; expected `disable`, `prefer`, `require` or `verify-full`",
            ),
            (
                "postgres://q:secret@db/qaqpa",
                "a password in the URL; expected `storage.password` with `{ env = … }` or `{ file = … }`",
            ),
            ("postgres://q@db", "no host or no database; expected `postgres://user@host:port/database`"),
        ] {
            assert_eq!(read(url), expected, "{url}");
        }
    }
}
