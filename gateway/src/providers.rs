//! Providers: hosts are data, dialects are code. What may leave for which host is decided by types here.

pub(crate) mod sandbox;

use std::time::Duration;

use dialects::{Dialect, Quirks, Target, UpstreamError};
use http::{HeaderName, HeaderValue};
use router_core::json::Edits;
use router_core::redact::Redacted;
use secrecy::SecretString;

/// One configured provider.
#[derive(Debug)]
pub(crate) struct Host {
    /// Where its data is processed; residency rules speak of it.
    pub(crate) region: String,
    /// Whether unredacted text may reach it.
    pub(crate) perimeter: Perimeter,
    pub(crate) transport: Transport,
    pub(crate) dialect: Dialect,
    pub(crate) api_key: Option<SecretString>,
    /// Headers this host wants on every request.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) quirks: Quirks,
    pub(crate) timeouts: HostTimeouts,
}

/// How a host is reached.
#[derive(Debug)]
pub(crate) enum Transport {
    /// The full URL of its chat completions, where the model is no part of it.
    Http { url: http::Uri },
    /// The URL that the path of the request follows.
    HttpByModel { base: String },
    /// The built-in sandbox.
    Sandbox(sandbox::Sandbox),
}

/// Where a host stands towards the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Perimeter {
    /// Outside: sees redacted requests only.
    Foreign,
    /// Inside: may see originals where the policy says so.
    Local,
}

/// How long a host may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HostTimeouts {
    /// Until the head of the answer, and until the first content frame of a stream.
    pub(crate) first_byte: Duration,
    /// Between two chunks.
    pub(crate) idle: Duration,
    /// For the whole answer.
    pub(crate) total: Duration,
}

/// Proof that a host stands inside the perimeter; only such a host gives one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalPerimeter(());

/// A body that may leave for the host it was made for. There is no other way to make one.
#[derive(Debug)]
pub(crate) struct Outbound(Vec<u8>);

// === impl Perimeter ===

impl Perimeter {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Foreign, Self::Local];

    /// The name in the configuration.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Foreign => "foreign",
            Self::Local => "local",
        }
    }
}

// === impl Host ===

impl Host {
    /// The proof that originals may go to this host, when it stands inside.
    pub(crate) fn local_perimeter(&self) -> Option<LocalPerimeter> {
        (self.perimeter == Perimeter::Local).then_some(LocalPerimeter(()))
    }
}

// === impl Outbound ===

impl Outbound {
    /// A redacted body with protocol edits, for any host.
    pub(crate) fn redacted(redacted: &Redacted, edits: &Edits) -> Self {
        Self(redacted.render(edits))
    }

    /// The original body with protocol edits, for a host inside the perimeter only.
    pub(crate) fn original(redacted: &Redacted, edits: &Edits, _proof: LocalPerimeter) -> Self {
        Self(edits.apply(redacted.chat().document().bytes()))
    }

    /// The same in the words of a dialect, and what it has no words for.
    ///
    /// # Errors
    /// What the dialect cannot say.
    pub(crate) fn translated(
        self,
        dialect: Dialect,
        target: Target<'_>,
    ) -> Result<(Self, Vec<&'static str>), UpstreamError> {
        let translated = dialect.translate(self.0, target)?;
        Ok((Self(translated.body), translated.dropped))
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}
