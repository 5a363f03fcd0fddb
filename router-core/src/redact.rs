//! Personal data out of a request: detectors find it, numbered placeholders take its place, a vault remembers.
//!
//! Only [`Detectors::redact`] makes a [`Redacted`], and only a [`Redacted`] may leave for a provider outside the perimeter.
//!
//! ```
//! use router_core::redact::{Detectors, RedactionPolicy};
//! use router_core::restore::restore_text;
//! let policy = RedactionPolicy::default();
//! let detectors = Detectors::new();
//! let (text, _, vault) = detectors.redact_text("ИИН 900101300017, тел. +7 701 123-45-67", &policy).unwrap();
//! assert_eq!(text, "ИИН [IIN_1], тел. [PHONE_1]");
//! assert_eq!(restore_text(&vault, &policy, "Записал: [PHONE_1]."), "Записал: +7 701 123-45-67.");
//! ```

mod address;
mod answer;
mod at_sight;
mod beginnings;
mod card;
mod chain;
mod checksums;
mod column;
mod context;
mod cues;
mod custom;
mod date;
mod detectors;
mod dob;
mod email;
mod encoded;
mod everyday;
pub(crate) mod fake;
#[cfg(feature = "faults")]
pub mod faults;
mod field;
mod fold;
mod iban;
mod id_doc;
mod inset;
mod ip;
mod joint;
mod keep;
mod lasting;
mod media;
mod memo;
mod mode;
mod mrz;
mod normal;
mod numbers;
mod outline;
mod person;
mod phone;
pub(crate) mod placeholder;
mod plate;
mod runs;
mod secret;
mod sheet;
mod signed;
mod slips;
mod spelled;
mod spoken;
mod types;
mod vault;
mod walk;

use std::ops::Range;
use std::sync::Arc;

pub use answer::{AnswerGuard, AnswerMode, AnswerReader, AnswerTexts, Guarded};
pub use custom::{Checksum, CustomDetector, CustomDetectors, CustomError, CustomType, Finder, Pattern};
pub use field::{Field, FieldSet};
pub use lasting::lasting_form;
pub use media::{MediaCounts, MediaKind, MediaMode, MediaPolicy};
pub use mode::{Blocked, Mode, RedactionPolicy, Unsendable};
pub use types::{Count, DataType, Findings, TypeSet};
pub use vault::Vault;
pub(crate) use vault::{Match, Restored};

use crate::chat::Chat;
use crate::json::Edits;
use custom::Search;
use detectors::{Scanner, is_word};
use fake::Texts;
use walk::{Walk, spliced};

/// Why a request could not be redacted. It must not leave then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedactError {
    /// It holds data that the policy lets nobody send.
    #[error("it holds data that must not leave")]
    Blocked(Vec<Blocked>),
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
    media: MediaCounts,
    stays_inside: bool,
}

/// All detectors with their tables. Made once, shared by every request.
#[derive(Debug, Default)]
pub struct Detectors {
    scanner: Scanner,
}

// === impl Detectors ===

impl Detectors {
    /// Builds the tables; takes milliseconds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the personal data of a request by placeholders, or by what the policy wants in their place.
    ///
    /// Every string value and key is scanned, unknown fields too, JSON inside strings as JSON; only identifiers of the
    /// protocol stay. Bytes that are not personal data leave as they came.
    ///
    /// # Errors
    /// [`RedactError`] where it holds what the policy blocks, or findings contradict each other: it must not leave.
    pub fn redact(&self, chat: Chat, policy: &RedactionPolicy) -> Result<Redacted, RedactError> {
        let mut walk = Walk::new(&self.scanner, policy);
        let mut parts = walk.request(&chat)?;
        if !policy.synthetic.is_empty() {
            walk.make_up(Texts::Request(chat.document()), &mut parts);
        }
        let mut splices = Edits::new();
        for (range, replacement) in parts {
            splices.replace_bytes(range, replacement.into_bytes());
        }
        let media = media::found(&chat, &walk.unread);
        let may_not = |&&(kind, _): &&(MediaKind, usize)| policy.media.mode(kind) == MediaMode::Block;
        let data = walk.blocked.iter().map(|&(data_type, at)| (Unsendable::Data(data_type), at));
        let unread = media.iter().filter(may_not).map(|&(kind, at)| (Unsendable::Media(kind), at));
        let search = Search::new(&self.scanner, &policy.custom);
        let is_clean = |key: &str| is_word(key) || search.scan(key, search.types()).is_empty();
        let place = |(what, at): (Unsendable, usize)| Blocked::new(what, chat.document(), at, &is_clean);
        let blocked: Vec<_> = data.chain(unread).map(place).collect();
        if !blocked.is_empty() {
            return Err(RedactError::Blocked(blocked));
        }
        let findings = walk.vault.findings();
        let media: MediaCounts = media.into_iter().map(|(kind, _)| kind).collect();
        let stays_inside = findings.iter().any(|(data_type, _)| policy.local_only.contains(data_type))
            || media.iter().any(|(kind, _)| policy.media.mode(kind) == MediaMode::LocalOnly);
        Ok(Redacted { chat, splices, vault: Arc::new(walk.vault), findings, media, stays_inside })
    }

    /// Finds the personal data of a text, BIN included. Sorted and disjoint.
    ///
    /// ```
    /// use router_core::redact::{DataType, Detectors};
    /// let found = Detectors::new().detect("пишите на a.kim@example.kz");
    /// assert_eq!((found[0].range.clone(), found[0].data_type), (18..34, DataType::Email));
    /// ```
    #[must_use]
    pub fn detect(&self, text: &str) -> Vec<Entity> {
        self.scanner.scan(text, TypeSet::all().without(DataType::Literal))
    }

    /// As [`Self::detect`], and what the detectors of the policy itself find.
    #[must_use]
    pub fn detect_under(&self, text: &str, policy: &RedactionPolicy) -> Vec<Entity> {
        let search = Search::new(&self.scanner, &policy.custom);
        search.scan(text, search.types().without(DataType::Literal))
    }

    /// The forms that a value is noted and looked for in: [`lasting_form`] of what stands here, and of a name also in the
    /// nominative.
    pub fn lasting_forms(&self, data_type: DataType, text: &str) -> impl Iterator<Item = String> {
        let person = (data_type == DataType::Person).then(|| lasting_form(data_type, &self.scanner.person_key(text)));
        std::iter::once(lasting_form(data_type, text)).chain(person)
    }

    /// What all spellings of a value have in common, so that they count as one; where there is nothing, its spelling.
    ///
    /// ```
    /// use router_core::redact::{DataType, Detectors};
    /// let detectors = Detectors::new();
    /// let form = |phone| detectors.normal_form(DataType::Phone, phone);
    /// assert_eq!(form("8 (701) 123-45-67"), form("+77011234567"));
    /// ```
    #[must_use]
    pub fn normal_form(&self, data_type: DataType, value: &str) -> String {
        normal::form(data_type, value, &self.scanner).unwrap_or_else(|| value.to_owned())
    }

    /// Replaces the personal data of a plain text, also what would be blocked in a request. Returns the text, what was
    /// replaced (byte ranges of the original), and the vault.
    ///
    /// # Errors
    /// [`RedactError`] where findings contradict each other.
    pub fn redact_text(
        &self,
        text: &str,
        policy: &RedactionPolicy,
    ) -> Result<(String, Vec<Entity>, Vault), RedactError> {
        let mut walk = Walk::new(&self.scanner, policy);
        let (entities, mut parts) = walk.plain(text)?;
        if !policy.synthetic.is_empty() {
            walk.make_up(Texts::Plain(text), &mut parts);
        }
        Ok((spliced(text, &parts), entities, walk.vault))
    }
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

    /// What it holds that cannot be read, and leaves as it is.
    #[must_use]
    pub fn media(&self) -> MediaCounts {
        self.media
    }

    /// How often each kind was replaced in each part of the request.
    pub fn counts_by_field(&self) -> impl Iterator<Item = (DataType, Field, usize)> {
        self.vault.counts_by_field()
    }

    /// Shows every value that has a placeholder, in order of appearance by kind and in its first spelling, with the parts
    /// in which it stood. [`Detectors::normal_form`] makes all spellings of a value one.
    ///
    /// For keyed hashes only: what is seen here must not be logged, stored or sent. Masked values are not kept, so they
    /// are not among them.
    pub fn for_each_value(&self, see: impl FnMut(DataType, FieldSet, &str)) {
        self.vault.for_each_value(see);
    }

    /// Whether it may go to hosts inside the perimeter only.
    #[must_use]
    pub fn stays_inside(&self) -> bool {
        self.stays_inside
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
mod evasion;

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
pub(crate) use tests::detect;
