//! What happens to a kind of personal data on its way out, and the refusal of what may not leave at all.

use super::{CustomDetectors, DataType, FieldSet, MediaKind, MediaPolicy, TypeSet, fake, keep};
use crate::json::{Document, Kind, Value};

/// What happens to a kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It leaves as it is.
    Allow,
    /// A made-up value of the same form takes its place, and the answer gets the value back.
    Synthetic,
    /// A numbered placeholder takes its place, and the answer gets the value back.
    Placeholder,
    /// Its kind takes its place, `[CARD]`; nothing brings it back.
    Mask,
    /// As a placeholder, and only to hosts inside the perimeter.
    LocalOnly,
    /// The request is refused.
    Block,
}

/// What is replaced, what of it in which way, and what may come back where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedactionPolicy {
    /// The types that are replaced: all but those that are allowed. Look-alikes of placeholders always are.
    pub types: TypeSet,
    /// Those of `types` that leave as made-up values of the same form, and as placeholders where there can be none.
    pub synthetic: TypeSet,
    /// Those of `types` that never come back.
    pub masked: TypeSet,
    /// Those of `types` that keep a request inside the perimeter.
    pub local_only: TypeSet,
    /// Those of `types` that a request must not hold.
    pub blocked: TypeSet,
    /// Whether values are put back inside URLs and link targets, where fetching them would tell them to a stranger.
    pub restore_in_urls: bool,
    /// The parts of a request whose values come back: one that stood in none of them stays a placeholder.
    pub restore_from: FieldSet,
    /// What is looked for beside the built-in types. Which of it is replaced, and how, stands in the sets above.
    pub custom: CustomDetectors,
    /// What happens to content that cannot be read.
    pub media: MediaPolicy,
}

/// What a request must not hold, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// What it is.
    pub what: Unsendable,
    /// The JSON path of the string or number: `messages[0].content`. Keys that may be data themselves are `*`.
    pub path: String,
}

/// What a policy may let nobody send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsendable {
    /// A kind of data.
    Data(DataType),
    /// Content that cannot be read.
    Media(MediaKind),
}

/// Digits in a row that a key may have and still be shown in a path.
const SHOWN_DIGITS: usize = 4;

// === impl Mode ===

impl Mode {
    /// Every mode, the mildest first.
    pub const ALL: [Self; 6] =
        [Self::Allow, Self::Synthetic, Self::Placeholder, Self::Mask, Self::LocalOnly, Self::Block];

    /// The name in policy files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Synthetic => "synthetic",
            Self::Placeholder => "placeholder",
            Self::Mask => "mask",
            Self::LocalOnly => "local-only",
            Self::Block => "block",
        }
    }

    /// Whether a kind of data can be treated so: a key or what an organisation calls its own has no form to make up.
    #[must_use]
    pub fn suits(self, data_type: DataType) -> bool {
        self != Self::Synthetic || fake::has_fakes(data_type)
    }
}

// === impl RedactionPolicy ===

impl Default for RedactionPolicy {
    /// Placeholders for every type but BIN, which names a business; secrets are refused; nothing restored inside URLs.
    fn default() -> Self {
        let types = TypeSet::all().without(DataType::Bin);
        let none = TypeSet::none();
        let blocked = none.with(DataType::Secret);
        Self {
            types,
            synthetic: none,
            masked: none,
            local_only: none,
            blocked,
            restore_in_urls: false,
            restore_from: FieldSet::all(),
            custom: CustomDetectors::default(),
            media: MediaPolicy::default(),
        }
    }
}

impl RedactionPolicy {
    /// The same policy, but `mode` for one type.
    ///
    /// ```
    /// use router_core::redact::{DataType, Detectors, Mode, RedactionPolicy};
    /// use router_core::restore::restore_text;
    /// let policy = RedactionPolicy::default().with(DataType::Phone, Mode::Synthetic);
    /// let (text, _, vault) = Detectors::new().redact_text("тел. +7 701 123-45-67", &policy).unwrap();
    /// assert_eq!(text, "тел. +7 701 000-42-83");
    /// assert_eq!(restore_text(&vault, &policy, "Звоню: +7 701 000-42-83"), "Звоню: +7 701 123-45-67");
    /// ```
    #[must_use]
    pub fn with(self, data_type: DataType, mode: Mode) -> Self {
        let set = |types: TypeSet, wanted: bool| {
            if wanted { types.with(data_type) } else { types.without(data_type) }
        };
        Self {
            types: set(self.types, mode != Mode::Allow),
            synthetic: set(self.synthetic, mode == Mode::Synthetic),
            masked: set(self.masked, mode == Mode::Mask),
            local_only: set(self.local_only, mode == Mode::LocalOnly),
            blocked: set(self.blocked, mode == Mode::Block),
            ..self
        }
    }
}

// === impl Blocked ===

impl Blocked {
    /// Names the place of the value at byte `at` of a document. `is_clean` tells that a key holds nothing personal.
    pub(super) fn new(what: Unsendable, document: &Document, at: usize, is_clean: &impl Fn(&str) -> bool) -> Self {
        let mut path = String::new();
        let mut next = Some(document.root());
        while let Some(value) = next {
            next = step(value, at, &mut path, is_clean);
        }
        Self { what, path }
    }
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} in {}", self.what.name(), self.path)
    }
}

impl Unsendable {
    /// The name of the kind.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Data(data_type) => data_type.name(),
            Self::Media(kind) => kind.name(),
        }
    }
}

/// The child of `value` that byte `at` is in; its part of the path is appended.
fn step<'d>(value: Value<'d>, at: usize, path: &mut String, is_clean: &impl Fn(&str) -> bool) -> Option<Value<'d>> {
    match value.kind() {
        Kind::Array => {
            let (index, item) = value.items().enumerate().find(|(_, item)| item.span().contains(&at))?;
            path.push_str(&format!("[{index}]"));
            Some(item)
        }
        Kind::Object => {
            let holds = |value: Value<'_>| value.span().contains(&at);
            let (key, member) = value.members().find(|(key, member)| holds(*key) || holds(*member))?;
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(if is_shown(key.body()) && is_clean(key.body()) { key.body() } else { "*" });
            Some(member).filter(|_| !holds(key))
        }
        Kind::Null | Kind::Bool | Kind::Number | Kind::String => None,
    }
}

/// Whether a key is a name that a program gave, not something a person may have typed.
fn is_shown(key: &str) -> bool {
    let digits = key.split(|character: char| !character.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    keep::is_identifier(key) && !key.is_empty() && digits <= SHOWN_DIGITS
}

#[cfg(test)]
mod tests {
    use super::{Blocked, Mode, RedactionPolicy};
    use crate::chat::Chat;
    use crate::json::{Document, Edits, Limits};
    use crate::redact::{DataType, RedactError, Redacted, tests::detectors};

    fn redacted(policy: &RedactionPolicy, body: &str) -> Result<Redacted, RedactError> {
        let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
        detectors().redact(Chat::new(document).unwrap(), policy)
    }

    const BODY: &str =
        r#"{"model":"auto","messages":[{"role":"user","content":"+77011234567, a@b.kz, 8 701 123 45 67"}]}"#;

    #[test]
    fn a_type_leaves_by_its_mode() {
        for (mode, leaves, values, inside) in [
            (Mode::Allow, "+77011234567, [EMAIL_1], 8 701 123 45 67", 1, false),
            (Mode::Placeholder, "[PHONE_1], [EMAIL_1], [PHONE_1:2]", 2, false),
            (Mode::Mask, "[PHONE], [EMAIL_1], [PHONE]", 1, false),
            (Mode::LocalOnly, "[PHONE_1], [EMAIL_1], [PHONE_1:2]", 2, true),
        ] {
            let policy = RedactionPolicy::default().with(DataType::Phone, mode);
            let redacted = redacted(&policy, BODY).unwrap();
            let rendered = String::from_utf8(redacted.render(&Edits::new())).unwrap();
            assert!(rendered.contains(leaves), "{mode:?}: {rendered}");
            assert_eq!((redacted.vault().len(), redacted.stays_inside()), (values, inside), "{mode:?}");
            let counted = redacted.findings().total();
            assert_eq!(counted, if mode == Mode::Allow { 1 } else { 3 }, "{mode:?}");
        }
    }

    #[test]
    fn what_is_blocked_is_named_by_its_place() {
        let policy = RedactionPolicy::default().with(DataType::Phone, Mode::Block);
        for (body, expected) in [
            (BODY, "PHONE in messages[0].content, PHONE in messages[0].content"),
            (
                r#"{"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"text","text":"87011234567"}]}]}"#,
                "PHONE in messages[0].content[1].text",
            ),
            (
                r#"{"model":"auto","messages":[{"role":"tool","tool_call_id":"a","content":"{\"rows\":[{\"tel\":87011234567}]}"}]}"#,
                "PHONE in messages[0].content",
            ),
            (
                r#"{"model":"auto","messages":[{"role":"user"}],"metadata":{"87011234567":"x","77011234567":{"a":77011234567}}}"#,
                "PHONE in metadata.*, PHONE in metadata.*, PHONE in metadata.*.a",
            ),
            (
                r#"{"model":"auto","messages":[{"role":"user"}],"metadata":{"AKIAIOSFODNN7CANARY7":{"a":"87011234567"}}}"#,
                "SECRET in metadata.*, PHONE in metadata.*.a",
            ),
        ] {
            let Err(RedactError::Blocked(blocked)) = redacted(&policy, body) else { panic!("{body}") };
            assert_eq!(blocked.iter().map(Blocked::to_string).collect::<Vec<_>>().join(", "), expected);
        }
        assert!(redacted(&policy, &BODY.replace(['7', '8'], "x")).is_ok());
    }
}
