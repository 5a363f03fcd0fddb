//! Going on with an answer that broke off: whether that may be, and the text that the next provider goes on from.

use dialects::Frame;
use router_core::json::{Document, Limits, Value, encode_into};
use router_core::policy::AfterCommit;

use super::inspect;
use crate::Gateway;
use crate::pipeline::{MAX_INLINE, Reserved};
use crate::providers::Host;

/// Members of a request whose answer is no plain text, or more than one.
const NOT_PLAIN: [&str; 6] = ["tools", "functions", "response_format", "logprobs", "audio", "modalities"];

/// The text of an answer so far, as its model wrote it: with placeholders, never with what they stand for.
#[derive(Debug)]
pub(super) struct Prefix {
    text: String,
    /// The id that the client knows the answer by.
    id: Option<String>,
    /// Whether all of it is text.
    plain: bool,
}

impl Prefix {
    /// Keeps the text of an answer where the policy may want another provider to go on with it.
    pub(super) fn of(reserved: &Reserved) -> Option<Self> {
        let tenant = &reserved.admission.caller.tenant.tenant.id;
        let streams = &reserved.call.snapshot.policy.streams;
        if !reserved.twice || streams.after_commit(tenant) != AfterCommit::Continue {
            return None;
        }
        let chat = reserved.redaction.chat();
        let root = chat.document().root();
        let wanted =
            |name: &&str| root.get(name).is_some_and(|value| !value.is_null() && value.as_bool() != Some(false));
        let plain = chat.choices() == 1 && !NOT_PLAIN.iter().any(wanted);
        plain.then_some(Self { text: String::new(), id: None, plain })
    }

    pub(super) fn note(&mut self, frame: &Frame) {
        let root = frame.document.root();
        if self.id.is_none() {
            self.id = root.get("id").and_then(Value::text).map(std::borrow::Cow::into_owned);
        }
        for delta in root.get("choices").into_iter().flat_map(Value::items).filter_map(|choice| choice.get("delta")) {
            for (key, value) in delta.members().filter(|(_, value)| !value.is_null()) {
                match value.text() {
                    Some(text) if key.is_text("content") => self.text.push_str(&text),
                    Some(_) if key.is_text("role") => {}
                    // What the model thought before it spoke is not part of the answer.
                    Some(_) if key.is_text("reasoning_content") || key.is_text("reasoning") => {}
                    Some(text) if text.is_empty() => {}
                    _ => self.plain = false,
                }
            }
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether a host may be given what another has said: it takes it, it is no less trusted than the one before where
    /// that one saw originals, and the model brought no personal data of its own.
    pub(super) fn may_go_to(
        &self,
        (next, model): (&Host, &str),
        before: &Host,
        gateway: &Gateway,
        reserved: &Reserved,
    ) -> bool {
        let saw_originals = reserved.redaction.unredacted_to_local() && before.local_perimeter().is_some();
        let trusted = !saw_originals || next.local_perimeter().is_some();
        next.continues_with(model) && trusted && self.plain && !self.text.is_empty() && self.is_clean(gateway, reserved)
    }

    fn is_clean(&self, gateway: &Gateway, reserved: &Reserved) -> bool {
        if self.text.len() > MAX_INLINE {
            return false;
        }
        let mut answer = br#"{"choices":[{"message":{"role":"assistant","content":"#.to_vec();
        encode_into(&self.text, &mut answer);
        answer.extend_from_slice(b"}}]}");
        let answer = Document::parse(&answer, Limits::default());
        answer.is_ok_and(|answer| inspect::is_clean(gateway, &reserved.redaction, &answer))
    }
}
