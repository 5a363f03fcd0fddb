//! A whole answer: every string of every choice's message.

use super::tally::Tally;
use super::text::{Channel, More, Rules};
use super::url::Reading;
use crate::json::{Document, Edits, Kind, Value};
use crate::redact::placeholder;

/// Members of a message that are ids and words of the protocol, not text.
const KEEP: [&str; 4] = ["role", "id", "type", "name"];

/// Restores every message of `answer` by splices in `edits`.
pub(super) fn restore(rules: Rules<'_>, answer: &Document, edits: &mut Edits) -> Tally {
    let mut tally = Tally::default();
    if rules.vault.is_empty() || (rules.vault.fakes().is_none() && !placeholder::may_be_in(answer.bytes())) {
        return tally;
    }
    for choice in answer.root().get("choices").into_iter().flat_map(Value::items) {
        if let Some(message) = choice.get("message") {
            value(rules, message, "", edits, &mut tally);
        }
    }
    tally
}

/// Recursion ends with the depth limit that the document was parsed under.
fn value(rules: Rules<'_>, node: Value<'_>, key: &str, edits: &mut Edits, tally: &mut Tally) {
    match node.kind() {
        Kind::String => string(rules, node, key, edits, tally),
        Kind::Array => {
            for item in node.items() {
                value(rules, item, key, edits, tally);
            }
        }
        Kind::Object => {
            for (name, member) in node.members() {
                if !KEEP.contains(&name.body()) {
                    value(rules, member, name.body(), edits, tally);
                }
            }
        }
        Kind::Null | Kind::Bool | Kind::Number => {}
    }
}

fn string(rules: Rules<'_>, node: Value<'_>, key: &str, edits: &mut Edits, tally: &mut Tally) {
    let Some(text) = node.text() else { return };
    let mut channel = if key == "arguments" { Channel::new(Reading::Json) } else { Channel::guessing() };
    let restored = channel.push(rules, &text, More::No, tally);
    if restored != text {
        edits.replace_with_string(node, &restored);
    }
}
