//! Where a host differs, as its row and its provider say it.

use dialects::{MEMBERS, Quirks, SchemaForm, TOOL_CHOICES, ToolIds};
use router_core::files::{Table, Value, nearest};
use router_core::json::{Document, Limits};

use super::provider::FOLDER;
use super::{care, messages};

pub(super) const OUTPUT_LIMITS: [&str; 2] = ["max_completion_tokens", "max_tokens"];
/// Members that the gateway itself writes into every request.
const OURS: [&str; 6] = ["model", "messages", "stream", "stream_options", "max_completion_tokens", "max_tokens"];

/// Reads the quirks; `None` where something is wrong with them.
pub(super) fn quirks(table: &Table<'_>, folder: Option<&str>) -> Option<Quirks> {
    let flag = |key: &str, default: bool| table.optional(key).map_or(Some(default), |value| value.boolean());
    let output_limit = match table.optional("output_limit") {
        None => Some(None),
        Some(value) => value.named(&OUTPUT_LIMITS, |name| name).map(Some),
    };
    let json_schema = match table.optional("json_schema") {
        None => Some(SchemaForm::default()),
        Some(value) => value.named(&SchemaForm::ALL, SchemaForm::name),
    };
    let tool_ids = match table.optional("tool_ids") {
        None => Some(ToolIds::default()),
        Some(value) => value.named(&ToolIds::ALL, ToolIds::name),
    };
    let stream_usage = flag("stream_usage", true);
    let developer_role = flag("developer_role", true);
    let null_content = flag("null_content", true);
    let data_urls_only = flag("data_urls_only", false);
    let (drop, refuse) = (names(table, "drop", &MEMBERS), names(table, "refuse", &MEMBERS));
    let tool_choice = table.optional("tool_choice").map(|_| names(table, "tool_choice", &TOOL_CHOICES));
    let continuing = table.optional(care::CONTINUING.name).and_then(|own| own.table(care::CONTINUING_KEYS));
    let continued = |key: &str| continuing.as_ref().map(|own| set(own, key)).unwrap_or_default();
    let (continued_request, continued_message) = (continued("set"), continued("message"));
    let (rename, set) = (rename(table), set(table, "set"));
    let texts = |key: &str| {
        let texts = table.list(key);
        texts.iter().filter_map(|value| value.string()).map(str::to_owned).collect()
    };
    let prefix = table.optional("model_prefix").and_then(|prefix| prefix.string());
    Some(Quirks {
        model_prefix: prefix.map(|prefix| prefix.replace(FOLDER, folder.unwrap_or_default())),
        output_limit: output_limit?,
        stream_usage: stream_usage?,
        drop,
        refuse,
        rename,
        set,
        continued_request,
        continued_message,
        tool_choice,
        json_schema: json_schema?,
        developer_role: developer_role?,
        null_content: null_content?,
        data_urls_only: data_urls_only?,
        tool_ids: tool_ids?,
        failed_finish: texts("failed_finish"),
        messages: messages::quirks(table),
        thinking_budget: texts("thinking_budget"),
    })
}

fn names(table: &Table<'_>, key: &str, all: &[&'static str]) -> Vec<&'static str> {
    table.list(key).iter().filter_map(|value| value.named(all, |name| name)).collect()
}

fn rename(table: &Table<'_>) -> Vec<(&'static str, String)> {
    let mut renamed = Vec::new();
    for (name, value) in table.merged("rename") {
        match MEMBERS.into_iter().find(|member| *member == name) {
            Some(member) => renamed.extend(value.string().map(|theirs| (member, theirs.to_owned()))),
            None => {
                let near = nearest(name, MEMBERS).map(|near| format!("`{near}`, ")).unwrap_or_default();
                value.error(format!("the member `{name}`"), format!("{near}a member of OpenAI's requests"));
            }
        }
    }
    renamed
}

/// Members by their names, with JSON in quotes.
fn set(table: &Table<'_>, key: &str) -> Vec<(String, String)> {
    let mut set = Vec::new();
    for (name, value) in table.merged(key) {
        if OURS.contains(&name) {
            value.error(format!("the member `{name}`"), "a member that the gateway does not set itself");
        }
        set.extend(json(&value).map(|json| (name.to_owned(), json)));
    }
    set
}

/// JSON written as a string, so that it reaches the host as it stands.
fn json(value: &Value<'_>) -> Option<String> {
    let text = value.string()?;
    match Document::parse(text.as_bytes(), Limits::default()) {
        Ok(document) => Some(document.root().raw().to_owned()),
        Err(error) => value.refuse(format!("`{text}`: {error}"), "JSON in quotes such as '{\"type\":\"disabled\"}'"),
    }
}
