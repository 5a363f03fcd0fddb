//! Requests that OpenAI answers with 400, in its words where they are known.

use router_core::chat::{Chat, ChatError};
use router_core::json::{Kind, Value};

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) param: Option<String>,
    pub(super) code: Option<&'static str>,
}

// === impl Refused ===

impl Refused {
    fn value(param: &str, message: impl Into<String>) -> Self {
        Self { message: message.into(), param: Some(param.to_owned()), code: Some("invalid_value") }
    }

    fn missing(param: String) -> Self {
        let message = format!("Missing required parameter: '{param}'.");
        Self { message, param: Some(param), code: Some("missing_required_parameter") }
    }

    /// A rule of conversations, which OpenAI reports without a code.
    fn order(index: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), param: Some(format!("messages.[{index}].role")), code: None }
    }
}

impl From<&ChatError> for Refused {
    fn from(error: &ChatError) -> Self {
        let (param, code) = match error {
            ChatError::NotAnObject => (None, None),
            ChatError::Missing(param) => (Some((*param).to_owned()), Some("missing_required_parameter")),
            ChatError::Type { param, .. } => (Some(param.clone()), Some("invalid_type")),
            ChatError::Value { param, .. } => (Some(param.clone()), Some("invalid_value")),
        };
        Self { message: error.to_string(), param, code }
    }
}

/// Checks everything that [`Chat`] leaves to the provider and that the sandbox relies on.
pub(super) fn check(chat: &Chat) -> Result<(), Refused> {
    check_ranges(chat)?;
    check_tools(chat)?;
    check_json_mode(chat)?;
    check_messages(chat)
}

/// Number parameters and their ranges, both ends included.
const RANGES: &[(&str, f64, f64)] = &[
    ("temperature", 0.0, 2.0),
    ("top_p", 0.0, 1.0),
    ("presence_penalty", -2.0, 2.0),
    ("frequency_penalty", -2.0, 2.0),
    ("n", 1.0, 128.0),
    ("top_logprobs", 0.0, 20.0),
];

fn check_ranges(chat: &Chat) -> Result<(), Refused> {
    let root = chat.document().root();
    for &(param, low, high) in RANGES {
        let Some(value) = root.get(param).filter(|value| !value.is_null()) else { continue };
        let number = if value.kind() == Kind::Number { value.raw().parse::<f64>().ok() } else { None };
        if number.is_none_or(|number| !(low..=high).contains(&number)) {
            let message = format!("Invalid '{param}': expected a number between {low} and {high}.");
            return Err(Refused::value(param, message));
        }
    }
    if root.get("stop").is_some_and(|stop| stop.items().count() > 4) {
        return Err(Refused::value("stop", "Invalid 'stop': array too long. Expected an array with maximum length 4."));
    }
    Ok(())
}

fn check_tools(chat: &Chat) -> Result<(), Refused> {
    let tools = chat.document().root().get("tools").into_iter().flat_map(Value::items);
    for (index, tool) in tools.enumerate() {
        let kind = tool.get("type").and_then(Value::text).unwrap_or_default();
        if !["function", "custom"].contains(&kind.as_ref()) {
            let param = format!("tools[{index}].type");
            return Err(Refused::value(
                &param,
                format!("Invalid value: '{kind}'. Supported values are: 'function' and 'custom'."),
            ));
        }
        let param = format!("tools[{index}].{kind}.name");
        let Some(name) = tool.get(&kind).and_then(|tool| tool.get("name")).and_then(Value::text) else {
            return Err(Refused::missing(param));
        };
        let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
        if name.is_empty() || name.len() > 64 || !name.chars().all(fits) {
            let message = format!("Invalid '{param}': string does not match pattern '^[a-zA-Z0-9_-]{{1,64}}$'.");
            return Err(Refused::value(&param, message));
        }
    }
    Ok(())
}

fn check_json_mode(chat: &Chat) -> Result<(), Refused> {
    let format = chat.document().root().get("response_format");
    let is_object = format.and_then(|format| format.get("type")).is_some_and(|kind| kind.is_text("json_object"));
    let asked = || {
        let strings = chat.messages().flat_map(Value::descendants);
        strings.filter_map(Value::text).any(|text| text.to_ascii_lowercase().contains("json"))
    };
    if is_object && !asked() {
        let message =
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
        return Err(Refused { message: message.to_owned(), param: Some("messages".to_owned()), code: None });
    }
    Ok(())
}

/// Every message by its role; every tool call answered before anyone else speaks.
fn check_messages(chat: &Chat) -> Result<(), Refused> {
    let mut open_calls: Vec<String> = Vec::new();
    let mut last = 0;
    for (index, message) in chat.messages().enumerate() {
        last = index;
        let role = message
            .get("role")
            .and_then(Value::text)
            .ok_or_else(|| Refused::missing(format!("messages[{index}].role")))?;
        if role == "tool" {
            answer_call(index, message, &mut open_calls)?;
        } else {
            all_answered(index, &open_calls)?;
        }
        match role.as_ref() {
            "system" | "developer" | "user" | "tool" => check_content(index, message)?,
            "assistant" => open_calls = calls(index, message)?,
            "function" => {}
            other => {
                let param = format!("messages[{index}].role");
                return Err(Refused::value(
                    &param,
                    format!(
                        "Invalid value: '{other}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'."
                    ),
                ));
            }
        }
    }
    all_answered(last, &open_calls)
}

fn answer_call(index: usize, message: Value<'_>, open_calls: &mut Vec<String>) -> Result<(), Refused> {
    let Some(id) = message.get("tool_call_id").and_then(Value::text) else {
        return Err(Refused::missing(format!("messages[{index}].tool_call_id")));
    };
    let Some(place) = open_calls.iter().position(|open| *open == id) else {
        return Err(Refused::order(
            index,
            "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
        ));
    };
    open_calls.remove(place);
    Ok(())
}

fn all_answered(index: usize, open_calls: &[String]) -> Result<(), Refused> {
    if open_calls.is_empty() {
        return Ok(());
    }
    Err(Refused::order(
        index,
        format!(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. \
         The following tool_call_ids did not have response messages: {}",
            open_calls.join(", ")
        ),
    ))
}

/// The calls of an assistant turn, which must hold a call or something said.
fn calls(index: usize, message: Value<'_>) -> Result<Vec<String>, Refused> {
    let ids = message.get("tool_calls").into_iter().flat_map(Value::items);
    let ids: Option<Vec<String>> = ids.map(|call| Some(call.get("id")?.text()?.into_owned())).collect();
    let ids = ids.ok_or_else(|| Refused::missing(format!("messages[{index}].tool_calls[0].id")))?;
    let says = ["content", "refusal", "function_call", "audio"];
    if ids.is_empty() && !says.iter().any(|name| message.get(name).is_some_and(|value| !value.is_null())) {
        return Err(Refused::missing(format!("messages[{index}].content")));
    }
    Ok(ids)
}

fn check_content(index: usize, message: Value<'_>) -> Result<(), Refused> {
    let param = || format!("messages[{index}].content");
    let content = message.get("content").ok_or_else(|| Refused::missing(param()))?;
    match content.kind() {
        Kind::String => Ok(()),
        Kind::Array => content.items().enumerate().try_for_each(|(part_index, part)| {
            let kind = part.get("type").and_then(Value::text).unwrap_or_default();
            if ["text", "image_url", "input_audio", "file", "refusal"].contains(&kind.as_ref()) {
                return Ok(());
            }
            let param = format!("{}[{part_index}].type", param());
            Err(Refused::value(&param, format!("Invalid value: '{kind}'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', and 'file'.")))
        }),
        Kind::Null | Kind::Bool | Kind::Number | Kind::Object => Err(Refused {
            message: format!("Invalid type for '{}': expected one of a string or array of objects.", param()),
            param: Some(param()),
            code: Some("invalid_type"),
        }),
    }
}
