//! Virtual keys: how they are made, told apart from typos, and stored as a keyed hash only.
//!
//! A key is `sk-qaqpa-`, 36 random characters of base 62 (214 bits) and a checksum of 6. The first 8 random characters
//! may be shown to tell keys apart; 166 random bits stay secret.
//!
//! The store holds `blake3::keyed_hash(pepper, key)`. Looking a hash up in a map is not constant in time, but all that
//! its timing can tell is about the hash, which nobody without the pepper can steer or turn back into a key.

use std::{
    fs, io,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};

const PREFIX: &str = "sk-qaqpa-";
const RANDOM_CHARS: usize = 36;
const SHOWN_CHARS: usize = 8;
const CHECKSUM_CHARS: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A virtual key in clear. It exists when it is made and while a request is admitted; its `Debug` shows nothing.
#[derive(Debug, Clone)]
pub struct ApiKey(SecretString);

/// The keyed hash of a virtual key, all that is stored of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

/// The secret that virtual keys are hashed with. Without it a stolen database opens nothing.
pub struct Pepper([u8; 32]);

/// What a tenant's personal values are hashed with for the redaction register: equal values of two tenants cannot be told
/// to be equal.
#[derive(Clone)]
pub struct ValueKey([u8; 32]);

/// The keyed hash of a personal value, all that is stored of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueHash(pub [u8; 16]);

/// Why there is no pepper, or no random key.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or made.
    #[error("cannot read or create {path}: {source}", path = path.display())]
    File {
        /// The pepper's file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{path} must hold exactly 32 bytes", path = path.display())]
    Length {
        /// The pepper's file.
        path: PathBuf,
    },
    /// The operating system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

// === impl ApiKey ===

impl ApiKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`SecretError::Random`] if the operating system gives no random bytes.
    pub fn generate() -> Result<Self, SecretError> {
        let mut key = String::with_capacity(PREFIX.len() + RANDOM_CHARS + CHECKSUM_CHARS);
        key.push_str(PREFIX);
        let mut bytes = [0_u8; 64];
        while key.len() < PREFIX.len() + RANDOM_CHARS {
            getrandom::fill(&mut bytes)?;
            let missing = PREFIX.len() + RANDOM_CHARS - key.len();
            // 248 = 4 × 62: bytes above would make some characters likelier.
            key.extend(bytes.iter().filter(|byte| **byte < 248).take(missing).map(|byte| digit(u64::from(*byte))));
        }
        let checksum = checksum(&key);
        key.extend(checksum);
        Ok(Self(SecretString::from(key)))
    }

    /// The key itself, to be shown once to whoever asked for it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The beginning that may be shown again, to tell keys apart.
    #[must_use]
    pub fn display_prefix(&self) -> String {
        self.expose().chars().take(PREFIX.len() + SHOWN_CHARS).collect()
    }
}

// === impl Pepper ===

impl Pepper {
    /// Reads the pepper from `path`, or makes one there (readable by its owner only).
    ///
    /// # Errors
    /// [`SecretError`] if the file can be neither read nor made, or holds something else.
    pub fn load_or_create(path: &Path) -> Result<Self, SecretError> {
        match Self::load(path) {
            Err(SecretError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Self::create(path, |source| SecretError::File { path: path.to_owned(), source })
            }
            loaded => loaded,
        }
    }

    /// Reads the pepper from `path`.
    ///
    /// # Errors
    /// [`SecretError`] if the file cannot be read, or holds something else.
    pub fn load(path: &Path) -> Result<Self, SecretError> {
        let failed = |source| SecretError::File { path: path.to_owned(), source };
        let mut bytes = Vec::with_capacity(33);
        fs::File::open(path).and_then(|file| file.take(33).read_to_end(&mut bytes)).map_err(failed)?;
        bytes.try_into().map(Self).map_err(|_| SecretError::Length { path: path.to_owned() })
    }

    fn create(path: &Path, failed: impl Fn(io::Error) -> SecretError) -> Result<Self, SecretError> {
        let mut pepper = [0_u8; 32];
        getrandom::fill(&mut pepper)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(&failed)?;
        file.write_all(&pepper).and_then(|()| file.sync_all()).map_err(&failed)?;
        Ok(Self(pepper))
    }

    /// The hash a key is stored and looked up by.
    #[must_use]
    pub fn hash(&self, key: &ApiKey) -> KeyHash {
        self.hash_text(key.expose())
    }

    /// The hash to look up what a client sent. `None` for what cannot be a key, so that typos cost no look-up.
    #[must_use]
    pub fn hash_sent(&self, text: &str) -> Option<KeyHash> {
        is_key(text).then(|| self.hash_text(text))
    }

    fn hash_text(&self, key: &str) -> KeyHash {
        KeyHash(*blake3::keyed_hash(&self.0, key.as_bytes()).as_bytes())
    }

    /// The key that a tenant's personal values are hashed with.
    #[must_use]
    pub fn value_key(&self, tenant: &str) -> ValueKey {
        let mut hasher = blake3::Hasher::new_derive_key("qaqpa 2026 redaction register");
        hasher.update(&self.0).update(tenant.as_bytes());
        ValueKey(*hasher.finalize().as_bytes())
    }

    /// Tells one pepper from another without giving it away.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 16] {
        half(&blake3::derive_key("qaqpa 2026 pepper fingerprint", &self.0))
    }
}

impl std::fmt::Debug for Pepper {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pepper(***)")
    }
}

// === impl ValueKey ===

impl ValueKey {
    /// The hash of a value in its normal form.
    #[must_use]
    pub fn hash(&self, lasting_form: &str) -> ValueHash {
        ValueHash(half(blake3::keyed_hash(&self.0, lasting_form.as_bytes()).as_bytes()))
    }
}

impl std::fmt::Debug for ValueKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ValueKey(***)")
    }
}

fn half(hash: &[u8; 32]) -> [u8; 16] {
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

/// Whether a text may be a key: its form and its checksum are right.
fn is_key(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(PREFIX) else { return false };
    let is_formed =
        rest.len() == RANDOM_CHARS + CHECKSUM_CHARS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_formed
        && text.split_at_checked(PREFIX.len() + RANDOM_CHARS).is_some_and(|(body, sum)| sum.chars().eq(checksum(body)))
}

/// The character of a number modulo 62.
fn digit(number: u64) -> char {
    let index = usize::try_from(number % 62).unwrap_or_default();
    ALPHABET.get(index).map_or('0', |byte| char::from(*byte))
}

/// Six characters that a typo changes in all but one of 5 · 10¹⁰ cases.
fn checksum(body: &str) -> [char; CHECKSUM_CHARS] {
    let hash = blake3::hash(body.as_bytes());
    let mut rest = hash.as_bytes().iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    std::array::from_fn(|_| {
        let next = digit(rest);
        rest /= 62;
        next
    })
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, Pepper, SecretError, is_key};
    use proptest::prelude::*;

    #[test]
    fn a_key_is_known_again_and_shows_only_its_beginning() {
        let key = ApiKey::generate().unwrap();
        assert!(is_key(key.expose()));
        assert_eq!(key.expose().len(), "sk-qaqpa-".len() + 36 + 6);
        assert_eq!(key.display_prefix(), key.expose()[..17]);
        assert!(!format!("{key:?}").contains(&key.expose()[9..17]));
        assert_ne!(ApiKey::generate().unwrap().expose(), key.expose());
    }

    #[test]
    fn what_is_no_key_is_refused_without_a_look_up() {
        let key = ApiKey::generate().unwrap();
        let key = key.expose();
        let cut = &key[..key.len() - 1];
        let spaced = format!(" {key}");
        let other_prefix = key.replacen("sk-", "pk-", 1);
        for text in ["", "sk-qaqpa-", "sk-proj-1234567890", "ключ-ключ", cut, &spaced, &other_prefix] {
            assert!(!is_key(text), "{text}");
        }
    }

    #[test]
    fn what_was_sent_has_the_hash_of_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let pepper = Pepper::load_or_create(&folder.path().join("pepper")).unwrap();
        let key = ApiKey::generate().unwrap();
        assert_eq!(pepper.hash_sent(key.expose()), Some(pepper.hash(&key)));
        let longer = format!("{}a", key.expose());
        for text in ["", "sk-qaqpa-", "ключ-ключ", &longer, &key.expose()[1..], &key.expose().replacen("sk-", "pk-", 1)]
        {
            assert_eq!(pepper.hash_sent(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_character_is_noticed(at in 9_usize..51, by in 1_u8..62) {
            let key = ApiKey::generate().unwrap();
            let mut bytes = key.expose().as_bytes().to_vec();
            let from = super::ALPHABET.iter().position(|byte| *byte == bytes[at]).unwrap();
            bytes[at] = super::ALPHABET[(from + usize::from(by)) % 62];
            prop_assert!(!is_key(std::str::from_utf8(&bytes).unwrap()));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in ".*") {
            let _ = is_key(&text);
        }
    }

    #[test]
    fn keys_with_one_beginning_have_different_hashes() {
        let folder = tempfile::tempdir().unwrap();
        let pepper = Pepper::load_or_create(&folder.path().join("pepper")).unwrap();
        let [one, other] = [ApiKey::generate().unwrap(), ApiKey::generate().unwrap()];
        assert_ne!(pepper.hash(&one), pepper.hash(&other));
    }

    #[test]
    fn a_value_has_a_hash_for_each_tenant_and_pepper() {
        let folder = tempfile::tempdir().unwrap();
        let peppers = ["a", "b"].map(|name| Pepper::load_or_create(&folder.path().join(name)).unwrap());
        let hash = |pepper: &Pepper, tenant| pepper.value_key(tenant).hash("900101300017");
        let [one, other] = &peppers;
        assert_eq!(hash(one, "shop"), hash(one, "shop"));
        assert_ne!(hash(one, "shop"), hash(one, "clinic"));
        assert_ne!(hash(one, "shop"), hash(other, "shop"));
        assert_eq!(format!("{:?}", one.value_key("shop")), "ValueKey(***)");
    }

    #[test]
    fn the_pepper_is_made_once_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pepper");
        let made = Pepper::load_or_create(&path).unwrap();
        let read = Pepper::load_or_create(&path).unwrap();
        assert_eq!(made.fingerprint(), read.fingerprint());
        assert_eq!(format!("{made:?}"), "Pepper(***)");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, "short").unwrap();
        assert!(matches!(Pepper::load_or_create(&path), Err(SecretError::Length { .. })));
    }
}
