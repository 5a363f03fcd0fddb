//! Request: the protocol edits that fit a chat to one host and model.

use crate::{Quirks, Target};
use router_core::chat::Chat;
use router_core::json::{Edits, Kind};

/// Every name the completion limit goes by.
const LIMIT_NAMES: [&str; 2] = ["max_completion_tokens", "max_tokens"];

/// The edits that make `chat` a request for `target`; everything else stays byte for byte.
pub fn encode(chat: &Chat, target: Target<'_>) -> Edits {
    let root = chat.document().root();
    let mut edits = Edits::new();
    if let Some(model) = root.get("model") {
        edits.replace_with_string(model, target.model);
    }
    let used = LIMIT_NAMES.into_iter().find(|name| root.get(name).is_some_and(|limit| !limit.is_null()));
    let limit_name = target.quirks.output_limit.or(used).unwrap_or("max_completion_tokens");
    let limit = target.output_limit.to_string();
    // The limit is set even where the client set none: the reservation holds only what the provider cannot exceed.
    if root.get(limit_name).is_none_or(|value| value.raw() != limit) {
        edits.set_member(root, limit_name, &limit);
    }
    for other in LIMIT_NAMES.into_iter().filter(|&name| name != limit_name) {
        edits.remove_member(root, other);
    }
    // Nothing is to be stored at the provider, whatever the client's default.
    if let Some(store) = root.get("store").filter(|store| store.as_bool() == Some(true)) {
        edits.replace_raw(store, b"false".as_slice());
    }
    if chat.stream() {
        ask_for_usage(chat, target.quirks, &mut edits);
    }
    edits
}

/// Usage is always asked for: it is what the ledger settles on.
fn ask_for_usage(chat: &Chat, quirks: &Quirks, edits: &mut Edits) {
    let root = chat.document().root();
    match root.get("stream_options") {
        Some(_) if !quirks.stream_usage => edits.remove_member(root, "stream_options"),
        Some(_) if chat.usage_wanted() => {}
        Some(options) if options.kind() == Kind::Object => edits.set_member(options, "include_usage", "true"),
        _ if quirks.stream_usage => edits.set_member(root, "stream_options", r#"{"include_usage":true}"#),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::encode;
    use crate::{Quirks, Target};
    use router_core::chat::Chat;
    use router_core::json::{Document, Limits};
    use router_core::tokens::TokenCount;

    fn check(quirks: &Quirks, body: &str, expected: &str) {
        let chat = Chat::new(Document::parse(body.as_bytes(), Limits::default()).unwrap()).unwrap();
        let edits = encode(&chat, Target { model: "m", output_limit: TokenCount(7), quirks, strict: false });
        assert_eq!(String::from_utf8(edits.apply(chat.document().bytes())).unwrap(), expected, "{body}");
    }

    #[test]
    fn only_what_the_host_needs_is_touched() {
        let any = Quirks::default();
        let openai = Quirks { output_limit: Some("max_completion_tokens"), ..any.clone() };
        let old = Quirks { output_limit: Some("max_tokens"), stream_usage: false, ..any.clone() };
        for (quirks, body, expected) in [
            (
                &any,
                r#"{"max_tokens":9,"model":"auto","messages":[{}]}"#,
                r#"{"max_tokens":7,"model":"m","messages":[{}]}"#,
            ),
            (&any, r#"{"model":"auto","messages":[{}]}"#, r#"{"model":"m","messages":[{}],"max_completion_tokens":7}"#),
            (
                &openai,
                r#"{"model":"auto","messages":[{}],"temperature":1.10}"#,
                r#"{"model":"m","messages":[{}],"temperature":1.10,"max_completion_tokens":7}"#,
            ),
            (
                &openai,
                r#"{"max_completion_tokens":7, "model":"auto","messages":[{}]}"#,
                r#"{"max_completion_tokens":7, "model":"m","messages":[{}]}"#,
            ),
            (
                &openai,
                r#"{"max_tokens":9,"model":"auto","messages":[{}]}"#,
                r#"{"model":"m","messages":[{}],"max_completion_tokens":7}"#,
            ),
            (
                &old,
                r#"{"max_completion_tokens":9,"max_tokens":9,"model":"auto","messages":[{}]}"#,
                r#"{"max_tokens":7,"model":"m","messages":[{}]}"#,
            ),
            (
                &old,
                r#"{"model":"auto","messages":[{}],"max_tokens":null}"#,
                r#"{"model":"m","messages":[{}],"max_tokens":7}"#,
            ),
            (
                &openai,
                r#"{"model":"auto","messages":[{}],"store":true}"#,
                r#"{"model":"m","messages":[{}],"store":false,"max_completion_tokens":7}"#,
            ),
            (
                &openai,
                r#"{"model":"auto","messages":[{}],"stream":true,"max_completion_tokens":7}"#,
                r#"{"model":"m","messages":[{}],"stream":true,"max_completion_tokens":7,"stream_options":{"include_usage":true}}"#,
            ),
            (
                &openai,
                r#"{"model":"auto","messages":[{}],"stream":true,"max_completion_tokens":7,"stream_options":{"include_obfuscation":false}}"#,
                r#"{"model":"m","messages":[{}],"stream":true,"max_completion_tokens":7,"stream_options":{"include_obfuscation":false,"include_usage":true}}"#,
            ),
            (
                &old,
                r#"{"model":"auto","messages":[{}],"stream":true,"max_tokens":7,"stream_options":{"include_usage":true}}"#,
                r#"{"model":"m","messages":[{}],"stream":true,"max_tokens":7}"#,
            ),
        ] {
            check(quirks, body, expected);
        }
    }
}
