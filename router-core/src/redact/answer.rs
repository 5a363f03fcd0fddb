//! Answers: personal data that the model brought by itself is counted, masked, or ends the answer.
//!
//! Answers are read before values are restored into them, so what comes out of the vault is never taken for the
//! model's own; nor is what the request holds word for word.

mod stream;

use std::cell::Cell;
use std::ops::Range;

pub use stream::{AnswerGuard, AnswerTexts, Guarded};

use super::custom::Search;
use super::fake::Fakes;
use super::walk::{Walk, spliced};
use super::{DataType, Detectors, Entity, Findings, RedactionPolicy, TypeSet, Vault};
use crate::json::{Document, Edits, Kind, Value};

/// What happens to personal data that a model brought by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnswerMode {
    /// Answers are not read.
    Off,
    /// It is counted; the answer stays as it is.
    #[default]
    Mark,
    /// Its kind takes its place: `[PHONE]`.
    Mask,
    /// The answer is refused.
    Block,
}

/// Reads the answers to one request.
#[derive(Debug)]
pub struct AnswerReader<'a> {
    pub(super) search: Search<'a>,
    /// The policy of the request, but everything is masked.
    policy: RedactionPolicy,
    detectors: &'a Detectors,
    request: Request<'a>,
}

/// The request, for telling what a model repeats of it.
#[derive(Debug)]
pub(super) struct Request<'a> {
    bytes: &'a [u8],
    /// Bytes that may still be searched, so that an answer full of findings costs no more than a long one.
    left: Cell<usize>,
    /// What left for values of the request and will be they again.
    fakes: Option<&'a Fakes>,
}

/// Bytes of the request that are searched for one answer, all findings together.
const SEARCHED: usize = 16 << 20;

/// Members of a message that are ids and words of the protocol, not text.
const KEEP: [&str; 4] = ["role", "id", "type", "name"];

// === impl AnswerMode ===

impl AnswerMode {
    /// Every mode, the mildest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Mark, Self::Mask, Self::Block];

    /// The name in policy files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Mark => "mark",
            Self::Mask => "mask",
            Self::Block => "block",
        }
    }
}

// === impl Detectors ===

impl Detectors {
    /// A reader for the answers to `request`, which looks for what `policy` replaces.
    ///
    /// ```
    /// use router_core::json::{Document, Edits, Limits};
    /// use router_core::redact::{Detectors, RedactionPolicy};
    /// let parse = |text: &str| Document::parse(text.as_bytes(), Limits::default()).unwrap();
    /// let request = parse(r#"{"messages":[{"role":"user","content":"мой телефон [PHONE_1]"}]}"#);
    /// let answer = parse(r#"{"choices":[{"message":{"content":"Ваш [PHONE_1], мой +7 701 123 45 67"}}]}"#);
    /// let (detectors, policy, mut edits) = (Detectors::new(), RedactionPolicy::default(), Edits::new());
    /// let found = detectors.answers(&policy, &request).whole(&answer, &mut edits);
    /// assert_eq!(found.names().collect::<Vec<_>>(), ["PHONE"]);
    /// assert!(String::from_utf8(edits.apply(answer.bytes())).unwrap().contains("Ваш [PHONE_1], мой [PHONE]"));
    /// ```
    #[must_use]
    pub fn answers<'a>(&'a self, policy: &'a RedactionPolicy, request: &'a Document) -> AnswerReader<'a> {
        let types = policy.types.without(DataType::Literal);
        let none = TypeSet::none();
        let all_masked = RedactionPolicy { types, masked: types, local_only: none, blocked: none, ..policy.clone() };
        AnswerReader {
            search: Search::new(&self.scanner, &policy.custom),
            policy: all_masked,
            detectors: self,
            request: Request { bytes: request.bytes(), left: Cell::new(SEARCHED), fakes: None },
        }
    }
}

// === impl AnswerReader ===

impl<'a> AnswerReader<'a> {
    /// Takes made-up values of the request for what they stand for: they are not the model's own.
    #[must_use]
    pub fn knowing(mut self, vault: &'a Vault) -> Self {
        self.request.fakes = vault.fakes();
        self
    }

    /// Reads a whole answer. The masked strings become splices in `edits`, which the caller may leave unused.
    pub fn whole(&self, answer: &Document, edits: &mut Edits) -> Findings {
        let mut walk = self.walk();
        for choice in answer.root().get("choices").into_iter().flat_map(Value::items) {
            if let Some(message) = choice.get("message") {
                read(&mut walk, message, edits);
            }
        }
        walk.vault.findings()
    }

    /// Reads the texts of a stream that has ended.
    #[must_use]
    pub fn texts(&self, texts: &AnswerTexts) -> Findings {
        let mut walk = self.walk();
        for text in texts.iter() {
            let _ = masked(&mut walk, text);
        }
        walk.vault.findings()
    }

    /// What a text holds of the model's own.
    pub(super) fn own(&self, text: &str) -> Vec<Entity> {
        let mut found = self.search.scan(text, self.policy.types.with(DataType::Literal));
        found.retain(|entity| {
            let value = text.get(entity.range.clone()).unwrap_or_default();
            self.request.is_own(entity.data_type, value)
        });
        found
    }

    pub(super) fn walk(&self) -> Walk<'_> {
        Walk::of_answer(&self.detectors.scanner, &self.policy, &self.request)
    }
}

impl Request<'_> {
    /// Whether a finding is the model's own: neither a placeholder nor a value that stands in the request as it is.
    /// Written with escapes there, it is not recognised, and counts as the model's own.
    pub(super) fn is_own(&self, data_type: DataType, value: &str) -> bool {
        if data_type == DataType::Literal {
            return false;
        }
        let searched = self.bytes.len() + self.fakes.map_or(0, Fakes::size);
        let Some(left) = self.left.get().checked_sub(searched) else { return true };
        self.left.set(left);
        if self.fakes.is_some_and(|fakes| fakes.meets(value)) {
            return false;
        }
        memchr::memmem::find(self.bytes, value.as_bytes()).is_none()
    }
}

/// Recursion ends with the depth limit that the answer was parsed under.
fn read(walk: &mut Walk<'_>, node: Value<'_>, edits: &mut Edits) {
    match node.kind() {
        Kind::String => {
            if let Some(masked) = node.text().and_then(|text| masked(walk, &text)) {
                edits.replace_with_string(node, &masked);
            }
        }
        Kind::Array => node.items().for_each(|item| read(walk, item, edits)),
        Kind::Object => {
            for (name, member) in node.members() {
                if !KEEP.contains(&name.body()) {
                    read(walk, member, edits);
                }
            }
        }
        Kind::Null | Kind::Bool | Kind::Number => {}
    }
}

/// A text with what is found in it masked, as JSON where it is JSON; `None` where nothing is. What does not fit
/// together, which cannot happen, hides the text as a whole.
pub(super) fn masked(walk: &mut Walk<'_>, text: &str) -> Option<String> {
    match walk.text(text) {
        Ok(parts) if parts.is_empty() => None,
        Ok(parts) => Some(spliced(text, &parts)),
        Err(_) => Some(String::new()),
    }
}

/// The bytes of `range` after byte `start`.
fn after(range: &Range<usize>, start: usize) -> Range<usize> {
    range.start.max(start)..range.end.max(start)
}

#[cfg(test)]
mod tests;
