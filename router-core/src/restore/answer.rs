//! A whole answer: every string of every choice's message.

use super::text::{Channel, More, Rules};
use super::url::Reading;
use crate::json::{Document, Edits, Kind, Value};

/// Members of a message that are ids and words of the protocol, not text.
const KEEP: [&str; 4] = ["role", "id", "type", "name"];

/// Restores every message of `answer` by splices in `edits`.
pub(super) fn restore(rules: Rules<'_>, answer: &Document, edits: &mut Edits) {
    if rules.vault.is_empty() || memchr::memchr(b'[', answer.bytes()).is_none() {
        return;
    }
    for choice in answer.root().get("choices").into_iter().flat_map(Value::items) {
        if let Some(message) = choice.get("message") {
            value(rules, message, "", edits);
        }
    }
}

/// Recursion ends with the depth limit that the document was parsed under.
fn value(rules: Rules<'_>, node: Value<'_>, key: &str, edits: &mut Edits) {
    match node.kind() {
        Kind::String => string(rules, node, key, edits),
        Kind::Array => {
            for item in node.items() {
                value(rules, item, key, edits);
            }
        }
        Kind::Object => {
            for (name, member) in node.members() {
                if !KEEP.contains(&name.body()) {
                    value(rules, member, name.body(), edits);
                }
            }
        }
        Kind::Null | Kind::Bool | Kind::Number => {}
    }
}

fn string(rules: Rules<'_>, node: Value<'_>, key: &str, edits: &mut Edits) {
    let Some(text) = node.text() else { return };
    let mut channel = if key == "arguments" { Channel::new(Reading::Json) } else { Channel::guessing() };
    let restored = channel.push(rules, &text, More::No);
    if restored != text {
        edits.replace_with_string(node, &restored);
    }
}
