//! Request: the edits inside the messages that some hosts need. Nobody else pays for looking there.

use std::borrow::Cow;
use std::collections::HashMap;

use router_core::chat::Chat;
use router_core::json::{Edits, Kind, Value};

use crate::{Quirks, ToolIds, UpstreamError};

/// Longest name of a function.
const MAX_NAME: usize = 64;

/// Fits the messages.
///
/// # Errors
/// Media that the host would have to fetch.
pub(super) fn fit(chat: &Chat, quirks: &Quirks, edits: &mut Edits) -> Result<(), UpstreamError> {
    if quirks.data_urls_only {
        only_data_urls(chat)?;
    }
    if !quirks.developer_role {
        for role in chat.messages().filter_map(|message| message.get("role")) {
            if role.is_text("developer") {
                edits.replace_raw(role, br#""system""#.as_slice());
            }
        }
    }
    if !quirks.null_content {
        for content in chat.messages().filter_map(|message| message.get("content")) {
            if content.is_null() {
                edits.replace_with_string(content, "");
            }
        }
    }
    if quirks.tool_ids == ToolIds::Unique {
        ids_to_names(chat, edits);
    }
    Ok(())
}

/// Every member of a content that is called `url`, or something with `_url`, must hold its data. This is stricter than
/// what hosts are known to fetch, so that a kind of part that is new to us is no way around it.
fn only_data_urls(chat: &Chat) -> Result<(), UpstreamError> {
    for (index, message) in chat.messages().enumerate() {
        if message.get("content").is_some_and(fetches) {
            let param = format!("messages[{index}].content");
            let why = "this model takes media as data: URLs only, nothing that it would have to fetch";
            return Err(UpstreamError::unsupported(&param, why));
        }
    }
    Ok(())
}

/// Whether a content, or anything inside, names a place to fetch from.
fn fetches(value: Value<'_>) -> bool {
    value.descendants().any(|inside| {
        inside.members().any(|(key, value)| {
            let is_url = key.text().is_some_and(|name| name == "url" || name.ends_with("_url"));
            is_url && value.kind() == Kind::String && !value.text().is_some_and(|text| text.starts_with("data:"))
        })
    })
}

/// Ids of ours become the names of the functions again: all that the host knows calls by.
fn ids_to_names<'a>(chat: &'a Chat, edits: &mut Edits) {
    let mut names: HashMap<Cow<'a, str>, Cow<'a, str>> = HashMap::new();
    for message in chat.messages() {
        for call in message.get("tool_calls").into_iter().flat_map(Value::items) {
            let name = call.get("function").and_then(|function| function.get("name")).and_then(Value::text);
            if let (Some(id), Some(name)) = (call.get("id"), name.filter(|name| is_name(name)))
                && let Some(text) = id.text()
            {
                edits.replace_with_string(id, &name);
                names.insert(text, name);
            }
        }
        if let Some(id) = message.get("tool_call_id")
            && let Some(name) = id.text().and_then(|text| names.get(&text))
        {
            edits.replace_with_string(id, name);
        }
    }
}

/// What may be the name of a function. Anything else is not copied: redaction may have something to say about it.
fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(is_plain)
}
