//! Tokens that live for hours, minted from a key that stays: a service account signs who it is, its cloud gives a bearer
//! token for that, and a new one is fetched long before the old one ends.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer};

use crate::config::secrets::{self, SecretError};
use crate::config::{IamKey, SecretRef};
use crate::upstream::Upstream;

/// How long what was signed is good for: enough for clocks that differ.
const SIGNED_FOR: i64 = 600;
/// A token is replaced after half its life, and after an hour at the latest.
const LONGEST: Duration = Duration::from_secs(3_600);
const SHORTEST: Duration = Duration::from_secs(1);
/// The pauses after failures, each twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long the exchange may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no new token. Nothing secret is part of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IamError {
    /// The key is not there.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// What is there is no such key.
    #[error("no authorized key: {0}")]
    NoKey(&'static str),
    /// It could not sign.
    #[error("the key could not sign")]
    Sign,
    /// The endpoint could not be asked.
    #[error("the token endpoint cannot be reached")]
    Unreachable,
    /// It gave none.
    #[error("the token endpoint refused with status {0}")]
    Refused(u16),
    /// What it gave is none.
    #[error("the token endpoint gave no token with a time until which it lives")]
    NoToken,
}

/// A bearer token.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) secret: SecretString,
    pub(crate) until: Timestamp,
}

/// What is sent to get one: who we are, signed. There is no other way to make one.
#[derive(Debug)]
pub(crate) struct Assertion(String);

/// The key of a service account, as its cloud writes it into a file.
#[derive(Deserialize)]
struct AuthorizedKey {
    id: String,
    service_account_id: String,
    #[serde(deserialize_with = "secret")]
    private_key: SecretString,
}

/// What the endpoint answers.
#[derive(Deserialize)]
struct Minted {
    #[serde(rename = "iamToken", deserialize_with = "secret")]
    token: SecretString,
    #[serde(rename = "expiresAt")]
    until: String,
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

/// Checks that a key can sign.
///
/// # Errors
/// [`IamError`] where it cannot.
pub(crate) fn check(key: &SecretRef) -> Result<(), IamError> {
    AuthorizedKey::read(key)?.pair().map(drop)
}

/// Fetches a token. The key is read anew each time, so that another one needs no restart.
///
/// # Errors
/// [`IamError`].
pub(crate) async fn mint(upstream: &Upstream, iam: &IamKey) -> Result<Token, IamError> {
    let (from, audience) = (iam.key.clone(), iam.endpoint.to_string());
    // Reading and signing take milliseconds: not on a thread that serves.
    let signed = move || AuthorizedKey::read(&from)?.assertion(&audience, Timestamp::now());
    let assertion = tokio::task::spawn_blocking(signed).await.map_err(|_| IamError::Sign)??;
    let answer = tokio::time::timeout(PATIENCE, upstream.exchange(&iam.endpoint, assertion)).await;
    let (status, body) = answer.ok().and_then(Result::ok).ok_or(IamError::Unreachable)?;
    if status != 200 {
        return Err(IamError::Refused(status));
    }
    let Minted { token, until } = serde_json::from_slice(&body).map_err(|_| IamError::NoToken)?;
    let until = until.parse().map_err(|_| IamError::NoToken)?;
    Ok(Token { secret: token, until })
}

/// How long to keep a token before the next is fetched.
pub(crate) fn keep_for(until: Timestamp, now: Timestamp) -> Duration {
    let left = Duration::try_from(until.duration_since(now)).unwrap_or_default();
    (left / 2).clamp(SHORTEST, LONGEST)
}

/// How long to wait after so many failures in a row.
pub(crate) fn pause(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(8)).min(LONGEST_PAUSE)
}

// === impl Assertion ===

impl Assertion {
    /// The body of the exchange.
    pub(crate) fn into_body(self) -> Vec<u8> {
        serde_json::json!({ "jwt": self.0 }).to_string().into_bytes()
    }
}

// === impl AuthorizedKey ===

impl AuthorizedKey {
    fn read(from: &SecretRef) -> Result<Self, IamError> {
        let text = secrets::resolve(from)?;
        serde_json::from_str(text.expose_secret())
            .map_err(|_| IamError::NoKey("expected JSON with `id`, `service_account_id` and `private_key`"))
    }

    fn pair(&self) -> Result<RsaKeyPair, IamError> {
        // Lines before the key itself, with which the cloud warns of removing it, are passed over.
        let der = PrivatePkcs8KeyDer::from_pem_slice(self.private_key.expose_secret().as_bytes())
            .map_err(|_| IamError::NoKey("`private_key` is no private key in PEM"))?;
        RsaKeyPair::from_pkcs8(der.secret_pkcs8_der())
            .map_err(|_| IamError::NoKey("`private_key` is no RSA key of 2048 to 4096 bits"))
    }

    /// A JSON Web Token that says who we are to `audience`, signed by PS256 (RFC 7515, RFC 7518 §3.5).
    fn assertion(&self, audience: &str, now: Timestamp) -> Result<Assertion, IamError> {
        let head = serde_json::json!({ "typ": "JWT", "alg": "PS256", "kid": self.id });
        let at = now.as_second();
        let claims = serde_json::json!({
            "iss": self.service_account_id, "aud": audience, "iat": at, "exp": at + SIGNED_FOR,
        });
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&head), part(&claims));
        let pair = self.pair()?;
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PSS_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .map_err(|_| IamError::Sign)?;
        Ok(Assertion(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

#[cfg(test)]
mod tests {
    use super::{AuthorizedKey, IamError, check, keep_for, pause};
    use crate::config::SecretRef;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jiff::{SignedDuration, Timestamp};
    use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
    use std::path::Path;
    use std::time::Duration;

    fn from(path: &Path) -> SecretRef {
        SecretRef::File(path.to_owned())
    }

    fn fixture() -> SecretRef {
        from(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/authorized-key.json"))
    }

    #[test]
    fn what_is_signed_says_who_we_are_and_can_be_checked() {
        let key = AuthorizedKey::read(&fixture()).unwrap();
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let signed = key.assertion("https://iam.test/tokens", now).unwrap().0;
        let parts: Vec<&str> = signed.split('.').collect();
        let decoded = |at: usize| URL_SAFE_NO_PAD.decode(parts[at]).unwrap();
        let json = |at: usize| serde_json::from_slice::<serde_json::Value>(&decoded(at)).unwrap();
        assert_eq!(json(0), serde_json::json!({"typ": "JWT", "alg": "PS256", "kid": "key-of-the-tests"}));
        assert_eq!(
            json(1),
            serde_json::json!({
                "iss": "account-of-the-tests", "aud": "https://iam.test/tokens",
                "iat": now.as_second(), "exp": now.as_second() + 600,
            })
        );
        let pair = key.pair().unwrap();
        let public = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, pair.public());
        let message = format!("{}.{}", parts[0], parts[1]);
        assert!(public.verify(message.as_bytes(), &decoded(2)).is_ok());
        assert!(public.verify(b"another", &decoded(2)).is_err());
    }

    #[test]
    fn keys_that_are_none() {
        assert!(check(&fixture()).is_ok());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.json");
        let pem = "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\\n";
        for (text, problem) in [
            (
                "a token".to_owned(),
                "no authorized key: expected JSON with `id`, `service_account_id` and `private_key`",
            ),
            ("{}".to_owned(), "no authorized key: expected JSON with `id`, `service_account_id` and `private_key`"),
            (
                r#"{"id":"a","service_account_id":"b","private_key":"secret"}"#.to_owned(),
                "no authorized key: `private_key` is no private key in PEM",
            ),
            (
                format!(r#"{{"id":"a","service_account_id":"b","private_key":"{pem}"}}"#),
                "no authorized key: `private_key` is no RSA key of 2048 to 4096 bits",
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(check(&from(&path)).unwrap_err().to_string(), problem);
        }
        assert!(matches!(check(&from(&folder.path().join("none"))), Err(IamError::Secret(_))));
    }

    #[test]
    fn times_of_renewals() {
        let now = Timestamp::now();
        for (left, expected) in [(43_200, 3_600), (7_200, 3_600), (600, 300), (4, 2), (1, 1), (0, 1), (-5, 1)] {
            let until = now + SignedDuration::from_secs(left);
            assert_eq!(keep_for(until, now), Duration::from_secs(expected), "{left}");
        }
        for (failures, expected) in [(1, 1), (2, 2), (6, 32), (7, 60), (1_000, 60)] {
            assert_eq!(pause(failures), Duration::from_secs(expected), "{failures}");
        }
    }
}
