//! Personal data out of a request: detectors find it, numbered placeholders take its place, a vault remembers.
//!
//! Only [`redact`] makes a [`Redacted`], and only a [`Redacted`] may leave for a provider outside the perimeter.
//!
//! ```
//! use router_core::redact::{RedactionPolicy, redact_text};
//! use router_core::restore::restore_text;
//! let policy = RedactionPolicy::default();
//! let (text, _, vault) = redact_text("ИИН 900101300017, тел. +7 701 123-45-67", &policy).unwrap();
//! assert_eq!(text, "ИИН [IIN_1], тел. [PHONE_1]");
//! assert_eq!(restore_text(&vault, &policy, "Записал: [PHONE_1]."), "Записал: +7 701 123-45-67.");
//! ```

mod chain;
mod checksums;
mod context;
mod detectors;
mod email;
mod fold;
mod iban;
mod keep;
mod numbers;
mod person;
mod phone;
mod placeholder;
mod signs;
mod types;
mod vault;
mod walk;

use std::ops::Range;
use std::sync::Arc;

pub use types::{Count, DataType, Findings, TypeSet};
pub(crate) use vault::Match;
pub use vault::Vault;

use crate::chat::Chat;
use crate::json::Edits;
use detectors::Scanner;
use walk::{Part, Walk};

/// What is replaced, and what may come back where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedactionPolicy {
    /// The types that are replaced. Look-alikes of placeholders always are.
    pub types: TypeSet,
    /// Whether values are put back inside URLs and link targets, where fetching them would tell them to a stranger.
    pub restore_in_urls: bool,
}

impl Default for RedactionPolicy {
    /// Every type but BIN, which names a business; nothing restored inside URLs.
    fn default() -> Self {
        Self { types: TypeSet::all().without(DataType::Bin), restore_in_urls: false }
    }
}

/// Why a request could not be redacted. It must not leave then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedactError {
    /// Two findings claim the same text.
    #[error("findings overlap")]
    Overlap,
    /// A finding begins or ends inside a character, or is empty.
    #[error("a finding has no place in its text")]
    Boundary,
}

/// A piece of text that identifies somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Bytes of the text, on character boundaries.
    pub range: Range<usize>,
    /// What it is.
    pub data_type: DataType,
}

/// A request without personal data, and the vault to restore answers with.
pub struct Redacted {
    chat: Chat,
    splices: Edits,
    vault: Arc<Vault>,
    findings: Findings,
}

/// Replaces the personal data of a request by placeholders.
///
/// Every string value and key is scanned, unknown fields too, JSON inside strings as JSON; only identifiers of the
/// protocol stay. Bytes that are not personal data leave as they came.
///
/// # Errors
/// [`RedactError`] where findings contradict each other: the request must not leave.
pub fn redact(chat: Chat, policy: &RedactionPolicy) -> Result<Redacted, RedactError> {
    let mut walk = Walk::new(&checked(policy));
    let mut splices = Edits::new();
    for (range, replacement) in walk.request(chat.document())? {
        splices.replace_bytes(range, replacement.into_bytes());
    }
    let findings = walk.vault.findings();
    Ok(Redacted { chat, splices, vault: Arc::new(walk.vault), findings })
}

/// Finds the identifiers of a text, BIN included. Sorted and disjoint.
///
/// ```
/// use router_core::redact::{DataType, detect};
/// let found = detect("пишите на a.kim@example.kz");
/// assert_eq!((found[0].range.clone(), found[0].data_type), (18..34, DataType::Email));
/// ```
#[must_use]
pub fn detect(text: &str) -> Vec<Entity> {
    Scanner::new(TypeSet::all().without(DataType::Literal)).scan(text)
}

/// Replaces the personal data of a plain text. Returns the text, what was replaced (byte ranges of the original), and
/// the vault.
///
/// # Errors
/// [`RedactError`] where findings contradict each other.
pub fn redact_text(text: &str, policy: &RedactionPolicy) -> Result<(String, Vec<Entity>, Vault), RedactError> {
    let mut walk = Walk::new(&checked(policy));
    let (entities, parts) = walk.plain(text)?;
    Ok((spliced(text, &parts), entities, walk.vault))
}

fn checked(policy: &RedactionPolicy) -> RedactionPolicy {
    RedactionPolicy { types: policy.types.with(DataType::Literal), ..policy.clone() }
}

fn spliced(text: &str, parts: &[Part]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, replacement) in parts {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(replacement);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

// === impl Redacted ===

impl Redacted {
    /// The request as it came, for reading; it must not leave.
    #[must_use]
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    /// How much of what was found.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The vault, for restoring the answer.
    #[must_use]
    pub fn vault(&self) -> &Arc<Vault> {
        &self.vault
    }

    /// The request's bytes as they may leave: personal data replaced, and `edits`, made on the same document, applied.
    /// Where an edit overlaps a replacement, the text under both is gone and the edit's stands.
    #[must_use]
    pub fn render(&self, edits: &Edits) -> Vec<u8> {
        let bytes = self.chat.document().bytes();
        if edits.is_empty() {
            return self.splices.apply(bytes);
        }
        self.splices.covered_by(edits).apply(bytes)
    }
}

impl std::fmt::Debug for Redacted {
    /// Counts only: no content may reach a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Redacted with {} values", self.vault.len())
    }
}

#[cfg(test)]
pub(crate) mod tests;
