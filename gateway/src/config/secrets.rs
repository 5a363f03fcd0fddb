//! Secrets: read from where the configuration points, at start-up.

use std::path::Path;

use secrecy::SecretString;

use super::SecretRef;

/// Why a secret could not be read. The secret is never part of it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set, or empty.
    #[error("environment variable {0} is not set")]
    Env(String),
    /// The file cannot be read.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// The file holds nothing.
    #[error("{0}: the file is empty")]
    Empty(String),
    /// What is there is no key.
    #[error("{0}: expected one line of ASCII characters")]
    NoKey(String),
}

/// Reads a secret.
///
/// # Errors
/// [`SecretError`] when there is none at its place.
pub(crate) fn resolve(reference: &SecretRef) -> Result<SecretString, SecretError> {
    match reference {
        SecretRef::Env(name) => {
            let value = std::env::var(name).ok().filter(|value| !value.trim().is_empty());
            value.map(|value| SecretString::from(value.trim().to_owned())).ok_or_else(|| SecretError::Env(name.clone()))
        }
        SecretRef::File(path) => read_file(path),
    }
}

/// Reads the secret in `path`, making a random one (owner-readable only) where there is no file yet.
///
/// # Errors
/// [`SecretError::File`] when the file can neither be read nor made.
pub(crate) fn read_or_create(path: &Path) -> Result<SecretString, SecretError> {
    if path.exists() {
        return read_file(path);
    }
    let fail = |error: std::io::Error| SecretError::File { path: path.display().to_string(), error };
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|error| fail(std::io::Error::other(error)))?;
    let secret: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(fail)?;
    std::io::Write::write_all(&mut file, secret.as_bytes()).map_err(fail)?;
    Ok(SecretString::from(secret))
}

fn read_file(path: &Path) -> Result<SecretString, SecretError> {
    let name = || path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| SecretError::File { path: name(), error })?;
    let text = text.trim();
    if text.is_empty() { Err(SecretError::Empty(name())) } else { Ok(SecretString::from(text.to_owned())) }
}
