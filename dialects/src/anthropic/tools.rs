//! Tools, and which of them is to be called.

use std::borrow::Cow;

use router_core::json::{Document, Edits, Kind, Limits, Value};

use super::messages::Conversation;
use crate::UpstreamError;
use crate::members::get;
use crate::write::Object;

/// The parameters of a tool that has none.
const NOTHING: &str = r#"{"type":"object","properties":{}}"#;

/// A tool as Messages knows it.
#[derive(Debug)]
pub(super) struct Tool<'a> {
    name: Cow<'a, str>,
    description: Option<Cow<'a, str>>,
    /// The JSON of its parameters.
    schema: Cow<'a, str>,
    strict: bool,
}

/// Whether and which tool is to be called.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ToolChoice<'a> {
    Auto,
    Any,
    Nothing,
    Named(Cow<'a, str>),
}

/// The tools of a request. Those that were called and are no longer offered are named, for Messages reads no calls
/// without tools.
///
/// # Errors
/// What is no tool, and tools of another type than `function`.
pub(super) fn tools<'a>(root: Value<'a>, conversation: &Conversation<'a>) -> Result<Vec<Tool<'a>>, UpstreamError> {
    let offered = get(root, "tools").into_iter().flat_map(Value::items);
    let mut tools =
        offered.enumerate().map(|(index, tool)| read(tool, index)).collect::<Result<Vec<Tool<'a>>, UpstreamError>>()?;
    if tools.is_empty() {
        tools.extend(conversation.called.iter().map(|name| Tool {
            name: name.clone(),
            description: None,
            schema: NOTHING.into(),
            strict: false,
        }));
    }
    Ok(tools)
}

fn read(tool: Value<'_>, index: usize) -> Result<Tool<'_>, UpstreamError> {
    let place = format!("tools[{index}]");
    if get(tool, "type").is_none_or(|kind| !kind.is_text("function")) {
        return Err(UpstreamError::unsupported(&place, "Only tools of type `function` are known here."));
    }
    let function = get(tool, "function");
    let name = function.and_then(|function| get(function, "name")).and_then(Value::text);
    let (Some(function), Some(name)) = (function, name) else {
        return Err(UpstreamError::invalid(&format!("{place}.function.name"), "Expected a string."));
    };
    Ok(Tool {
        name,
        description: get(function, "description").and_then(Value::text).filter(|text| !text.trim().is_empty()),
        schema: get(function, "parameters").map_or(Ok(NOTHING.into()), |schema| parameters(schema, &place))?,
        strict: get(function, "strict").and_then(Value::as_bool) == Some(true),
    })
}

/// The schema of parameters as it was written; `type` is added where only that is missing.
fn parameters<'a>(schema: Value<'a>, place: &str) -> Result<Cow<'a, str>, UpstreamError> {
    if schema.kind() != Kind::Object {
        return Err(UpstreamError::invalid(&format!("{place}.function.parameters"), "Expected a JSON schema."));
    }
    if schema.get("type").is_some() {
        return Ok(schema.raw().into());
    }
    Ok(edited(schema, |edits, root| edits.set_member(root, "type", r#""object""#)).into())
}

/// A schema whose objects allow no other members than they name: Messages answers by no other.
pub(super) fn closed(schema: Value<'_>) -> String {
    edited(schema, |edits, root| {
        let says_object = |kind: Value<'_>| kind.is_text("object") || kind.items().any(|kind| kind.is_text("object"));
        for object in root.descendants().filter(|value| value.get("type").is_some_and(says_object)) {
            if object.get("additionalProperties").is_none() {
                edits.set_member(object, "additionalProperties", "false");
            }
        }
    })
}

/// The JSON of a value with edits.
fn edited(value: Value<'_>, edit: impl FnOnce(&mut Edits, Value<'_>)) -> String {
    // It was parsed within the whole request under the same limits, so it parses.
    let Ok(document) = Document::parse(value.raw().as_bytes(), Limits::default()) else {
        return value.raw().to_owned();
    };
    let mut edits = Edits::new();
    edit(&mut edits, document.root());
    String::from_utf8(edits.apply(document.bytes())).unwrap_or_default()
}

/// What the request says about calling; `None` where it says nothing.
///
/// # Errors
/// What is no choice, and choices that Messages has no words for.
pub(super) fn tool_choice<'a>(root: Value<'a>, tools: &[Tool<'a>]) -> Result<Option<ToolChoice<'a>>, UpstreamError> {
    let Some(choice) = get(root, "tool_choice") else { return Ok(None) };
    let invalid = |why: &str| UpstreamError::invalid("tool_choice", why);
    let named = get(choice, "function").and_then(|function| get(function, "name")).and_then(Value::text);
    Ok(Some(match (choice.text().as_deref(), named) {
        (Some("auto"), _) => ToolChoice::Auto,
        (Some("none"), _) => ToolChoice::Nothing,
        (Some("required"), _) if tools.is_empty() => return Err(invalid("Expected `tools` to choose from.")),
        (Some("required"), _) => ToolChoice::Any,
        (None, Some(name)) if tools.iter().any(|tool| tool.name == name) => ToolChoice::Named(name),
        (None, Some(_)) => return Err(invalid("Expected the name of one of `tools`.")),
        (None, None) if choice.kind() == Kind::Object => {
            return Err(UpstreamError::unsupported("tool_choice", "Only a choice of one function is known here."));
        }
        _ => return Err(invalid("Expected `none`, `auto`, `required` or a function.")),
    }))
}

impl Tool<'_> {
    /// Bytes that it takes in the prompt.
    pub(super) fn size(&self) -> usize {
        self.name.len() + self.schema.len() + self.description.as_ref().map_or(0, |description| description.len())
    }

    pub(super) fn write(&self, tool: &mut Object<'_>) {
        tool.text("name", &self.name);
        if let Some(description) = &self.description {
            tool.text("description", description);
        }
        tool.raw("input_schema", &self.schema);
        if self.strict {
            tool.plain("strict", true);
        }
    }
}

impl ToolChoice<'_> {
    pub(super) fn is_forced(&self) -> bool {
        matches!(self, Self::Any | Self::Named(_))
    }

    pub(super) fn write(&self, parallel: bool, choice: &mut Object<'_>) {
        let kind = match self {
            Self::Auto => "auto",
            Self::Any => "any",
            Self::Nothing => "none",
            Self::Named(_) => "tool",
        };
        choice.text("type", kind);
        if let Self::Named(name) = self {
            choice.text("name", name);
        }
        if !parallel && *self != Self::Nothing {
            choice.plain("disable_parallel_tool_use", true);
        }
    }
}
