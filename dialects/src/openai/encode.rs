//! Request: the protocol edits that fit a chat to one host and model.

use router_core::chat::Chat;
use router_core::json::{Edits, Kind, Value};

use super::history;
use crate::{Fitted, Quirks, SchemaForm, Target, UpstreamError};

/// Every name the completion limit goes by.
const LIMIT_NAMES: [&str; 2] = ["max_completion_tokens", "max_tokens"];

/// The edits that make `chat` a request for `target`; everything else stays byte for byte.
///
/// # Errors
/// What the host cannot do; with `strict` also what it would be left without.
pub fn encode(chat: &Chat, target: Target<'_>) -> Result<Fitted, UpstreamError> {
    let (root, quirks) = (chat.document().root(), target.quirks);
    if let Some(&name) = quirks.refuse.iter().find(|name| asks(root, name)) {
        return Err(UpstreamError::unsupported(name, "this model does not support it"));
    }
    let dropped: Vec<_> = quirks.drop.iter().copied().filter(|name| asks(root, name)).collect();
    if let Some(name) = dropped.first().filter(|_| target.strict) {
        return Err(UpstreamError::unsupported(name, "this model does not know it, and nothing may be left out"));
    }
    let mut edits = Edits::new();
    // Members that go are gathered, for neighbours have to go at once.
    let mut gone: Vec<&str> = quirks.drop.clone();
    if let Some(model) = root.get("model") {
        edits.replace_with_string(model, &target.model_id());
    }
    limit(chat, target, &mut edits, &mut gone);
    // Nothing is to be stored at the provider, whatever the client's default.
    if let Some(store) = root.get("store").filter(|store| store.as_bool() == Some(true) && !gone.contains(&"store")) {
        edits.replace_raw(store, b"false".as_slice());
    }
    if chat.stream() {
        ask_for_usage(chat, quirks, &mut edits, &mut gone);
    }
    tool_choice(root, quirks, &mut gone)?;
    if !gone.contains(&"response_format") {
        json_schema(root, quirks, &mut edits)?;
    }
    for (name, theirs) in &quirks.rename {
        let member = root.members().find(|(key, _)| key.is_text(name));
        if let Some((key, _)) = member.filter(|_| !gone.contains(name)) {
            edits.replace_with_string(key, theirs);
            gone.push(theirs);
        }
    }
    for (name, json) in &quirks.set {
        edits.set_member(root, name, json);
    }
    history::fit(chat, quirks, &mut edits)?;
    gone.retain(|name| quirks.set.iter().all(|(set, _)| set != name));
    if !gone.is_empty() {
        edits.remove_members(root, |key| gone.iter().any(|name| key.is_text(name)));
    }
    Ok(Fitted { edits, dropped })
}

/// Whether a member asks for anything that would not be so without it.
fn asks(root: Value<'_>, name: &str) -> bool {
    let Some(value) = root.get(name) else { return false };
    match value.kind() {
        Kind::Null => false,
        Kind::Bool => value.as_bool() != Some(name == "parallel_tool_calls"),
        Kind::Number => name != "n" || value.as_u64() != Some(1),
        Kind::String => true,
        Kind::Array => value.items().next().is_some(),
        Kind::Object => value.members().next().is_some(),
    }
}

/// The limit is set even where the client set none: the reservation holds only what the provider cannot exceed.
fn limit<'a>(chat: &Chat, target: Target<'a>, edits: &mut Edits, gone: &mut Vec<&'a str>) {
    let root = chat.document().root();
    let used = LIMIT_NAMES.into_iter().find(|name| root.get(name).is_some_and(|limit| !limit.is_null()));
    let name = target.quirks.output_limit.or(used).unwrap_or("max_completion_tokens");
    let limit = target.output_limit.to_string();
    if root.get(name).is_none_or(|value| value.raw() != limit) {
        edits.set_member(root, name, &limit);
    }
    gone.extend(LIMIT_NAMES.into_iter().filter(|&other| other != name && root.get(other).is_some()));
}

/// Usage is always asked for: it is what the ledger settles on.
fn ask_for_usage(chat: &Chat, quirks: &Quirks, edits: &mut Edits, gone: &mut Vec<&str>) {
    let root = chat.document().root();
    match root.get("stream_options") {
        Some(_) if !quirks.stream_usage => gone.push("stream_options"),
        Some(_) if chat.usage_wanted() => {}
        Some(options) if options.kind() == Kind::Object => edits.set_member(options, "include_usage", "true"),
        _ if quirks.stream_usage => edits.set_member(root, "stream_options", r#"{"include_usage":true}"#),
        _ => {}
    }
}

/// A host that cannot be told to leave tools alone is not shown any.
fn tool_choice(root: Value<'_>, quirks: &Quirks, gone: &mut Vec<&str>) -> Result<(), UpstreamError> {
    let (Some(known), Some(choice)) = (&quirks.tool_choice, root.get("tool_choice")) else { return Ok(()) };
    let wanted = match choice.kind() {
        Kind::Object => choice.get("type").and_then(Value::text),
        _ => choice.text(),
    };
    match wanted.as_deref() {
        None | Some("auto") => {}
        Some(wanted) if known.contains(&wanted) => {}
        Some("none") => gone.extend(["tools", "tool_choice", "parallel_tool_calls"]),
        Some(_) => return Err(UpstreamError::unsupported("tool_choice", "this model cannot be made to call a tool")),
    }
    Ok(())
}

fn json_schema(root: Value<'_>, quirks: &Quirks, edits: &mut Edits) -> Result<(), UpstreamError> {
    let format = root.get("response_format").filter(|_| quirks.json_schema != SchemaForm::Named);
    let Some(format) = format.filter(|format| format.get("type").is_some_and(|kind| kind.is_text("json_schema")))
    else {
        return Ok(());
    };
    if quirks.json_schema == SchemaForm::Refused {
        return Err(UpstreamError::unsupported("response_format", "this model takes no JSON schema for its answer"));
    }
    let Some((outer, inner)) = format.get("json_schema").and_then(|outer| Some((outer, outer.get("schema")?))) else {
        return Ok(());
    };
    if quirks.json_schema == SchemaForm::Object {
        edits.rewrap_value(format, inner, [r#"{"type":"json_object","schema":"#, "}"]);
    } else {
        edits.unwrap_value(outer, inner);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
