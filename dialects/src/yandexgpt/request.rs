//! A request of OpenAI's form as a request of completion.

use std::borrow::Cow;

use router_core::json::{Document, Kind, Limits, Value};

use super::messages::{Message, messages};
use crate::members::{Losses, bounded, get, refuse};
use crate::write::{Object, object};
use crate::{Target, Translated, UpstreamError};

/// Members without a twin that change the answer only a little.
const LEFT_OUT: [&str; 18] = [
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "prediction",
    "store",
    "metadata",
    "service_tier",
    "verbosity",
    "prompt_cache_key",
    "prompt_cache_retention",
    "prompt_cache_options",
    "moderation",
    "user",
    "safety_identifier",
    "top_k",
    "min_p",
    "repetition_penalty",
];
/// Members without a twin that ask for another answer.
const REFUSED: [(&str, &str); 7] = [
    ("stop", "This model cannot be told where to stop."),
    ("logprobs", "This model tells no probabilities."),
    ("top_logprobs", "This model tells no probabilities."),
    ("audio", "This model has no voice."),
    ("functions", "Functions are offered as tools here."),
    ("function_call", "Functions are offered as tools here."),
    ("web_search_options", "This model does not search."),
];

/// What one request is made of.
#[derive(Debug)]
struct Request<'a> {
    messages: Vec<Message<'a>>,
    tools: Vec<Tool<'a>>,
    choice: Option<ToolChoice<'a>>,
    parallel: Option<bool>,
    format: Format<'a>,
    temperature: Option<&'a str>,
    reasoning: Option<&'static str>,
    stream: bool,
}

#[derive(Debug)]
struct Tool<'a> {
    name: Cow<'a, str>,
    description: Option<Cow<'a, str>>,
    /// The schema as it was written.
    parameters: &'a str,
    strict: bool,
}

#[derive(Debug)]
enum ToolChoice<'a> {
    Mode(&'static str),
    Named(Cow<'a, str>),
}

/// The form of the answer.
#[derive(Debug)]
enum Format<'a> {
    Text,
    Json,
    /// By a schema, as it was written.
    Schema(&'a str),
}

/// Says a chat in the words of completion.
///
/// # Errors
/// What completion has no words for, and what is no chat.
pub(crate) fn translate(body: &[u8], target: Target<'_>) -> Result<Translated, UpstreamError> {
    let document = Document::parse(body, Limits::default())
        .map_err(|error| UpstreamError::invalid("body", format!("Expected JSON: {error}.")))?;
    let mut losses = Losses::new(target.strict);
    let request = read(document.root(), &mut losses)?;
    let body = object(|root| request.write(target, root));
    Ok(Translated { body, dropped: losses.into_names() })
}

fn read<'a>(root: Value<'a>, losses: &mut Losses) -> Result<Request<'a>, UpstreamError> {
    refuse(root, &REFUSED)?;
    losses.leave_out_all(root, &LEFT_OUT)?;
    if bounded(root, "top_p", 1.0)?.is_some_and(|(top_p, _)| top_p != 1.0) {
        losses.leave_out("top_p")?;
    }
    let tools = tools(root)?;
    // What is above 1 there is as wild as completion gets.
    let temperature = bounded(root, "temperature", 2.0)?.map(|(wanted, raw)| if wanted > 1.0 { "1" } else { raw });
    Ok(Request {
        messages: messages(root)?,
        choice: tool_choice(root, &tools)?,
        parallel: get(root, "parallel_tool_calls").and_then(Value::as_bool).filter(|_| !tools.is_empty()),
        tools,
        format: response_format(root)?,
        temperature,
        reasoning: reasoning(root)?,
        stream: get(root, "stream").and_then(Value::as_bool) == Some(true),
    })
}

fn reasoning(root: Value<'_>) -> Result<Option<&'static str>, UpstreamError> {
    let Some(effort) = get(root, "reasoning_effort") else { return Ok(None) };
    match effort.text().as_deref() {
        Some("none" | "minimal") => Ok(Some("DISABLED")),
        Some("low" | "medium" | "high" | "xhigh" | "max") => Ok(Some("ENABLED_HIDDEN")),
        _ => Err(UpstreamError::invalid("reasoning_effort", "Expected a known effort.")),
    }
}

fn response_format(root: Value<'_>) -> Result<Format<'_>, UpstreamError> {
    let Some(format) = get(root, "response_format") else { return Ok(Format::Text) };
    match get(format, "type").and_then(Value::text).as_deref() {
        Some("text") => Ok(Format::Text),
        Some("json_object") => Ok(Format::Json),
        Some("json_schema") => {
            let schema = get(format, "json_schema").and_then(|format| get(format, "schema"));
            match schema.filter(|schema| schema.kind() == Kind::Object) {
                Some(schema) => Ok(Format::Schema(schema.raw())),
                None => Err(UpstreamError::invalid("response_format.json_schema.schema", "Expected a JSON schema.")),
            }
        }
        _ => Err(UpstreamError::invalid("response_format.type", "Expected `text`, `json_object` or `json_schema`.")),
    }
}

fn tools(root: Value<'_>) -> Result<Vec<Tool<'_>>, UpstreamError> {
    let Some(tools) = get(root, "tools") else { return Ok(Vec::new()) };
    if tools.kind() != Kind::Array {
        return Err(UpstreamError::invalid("tools", "Expected an array."));
    }
    tools.items().enumerate().map(|(index, tool)| read_tool(tool, &format!("tools[{index}]"))).collect()
}

fn read_tool<'a>(tool: Value<'a>, place: &str) -> Result<Tool<'a>, UpstreamError> {
    if get(tool, "type").is_some_and(|kind| !kind.is_text("function")) {
        return Err(UpstreamError::unsupported(&format!("{place}.type"), "This model knows functions only."));
    }
    let function = get(tool, "function");
    let name = function.and_then(|function| get(function, "name")).and_then(Value::text);
    let (Some(function), Some(name)) = (function, name.filter(|name| !name.is_empty())) else {
        return Err(UpstreamError::invalid(&format!("{place}.function.name"), "Expected a name."));
    };
    let parameters = get(function, "parameters");
    if parameters.is_some_and(|parameters| parameters.kind() != Kind::Object) {
        return Err(UpstreamError::invalid(&format!("{place}.function.parameters"), "Expected a JSON schema."));
    }
    Ok(Tool {
        name,
        description: get(function, "description").and_then(Value::text).filter(|text| !text.is_empty()),
        parameters: parameters.map_or(r#"{"type":"object","properties":{}}"#, Value::raw),
        strict: get(function, "strict").and_then(Value::as_bool) == Some(true),
    })
}

fn tool_choice<'a>(root: Value<'a>, tools: &[Tool<'a>]) -> Result<Option<ToolChoice<'a>>, UpstreamError> {
    let Some(choice) = get(root, "tool_choice") else { return Ok(None) };
    let invalid = |why: &str| UpstreamError::invalid("tool_choice", why);
    let named = get(choice, "function").and_then(|function| get(function, "name")).and_then(Value::text);
    match (choice.text().as_deref(), named) {
        (Some("auto" | "none"), _) if tools.is_empty() => Ok(None),
        (Some("auto"), _) => Ok(Some(ToolChoice::Mode("AUTO"))),
        (Some("none"), _) => Ok(Some(ToolChoice::Mode("NONE"))),
        (Some("required"), _) if tools.is_empty() => Err(invalid("Expected `tools` to choose from.")),
        (Some("required"), _) => Ok(Some(ToolChoice::Mode("REQUIRED"))),
        (None, Some(name)) if tools.iter().any(|tool| tool.name == name) => Ok(Some(ToolChoice::Named(name))),
        (None, Some(_)) => Err(invalid("Expected the name of one of `tools`.")),
        (None, None) if choice.kind() == Kind::Object => {
            Err(UpstreamError::unsupported("tool_choice", "Only a choice of one function is known here."))
        }
        _ => Err(invalid("Expected `none`, `auto`, `required` or a function.")),
    }
}

impl Request<'_> {
    fn write(&self, target: Target<'_>, root: &mut Object<'_>) {
        root.text("modelUri", &target.model_id());
        root.object("completionOptions", |options| {
            options.plain("stream", self.stream);
            if let Some(temperature) = self.temperature {
                options.raw("temperature", temperature);
            }
            // 64-bit numbers are strings there.
            options.text("maxTokens", &target.output_limit.to_string());
            if let Some(mode) = self.reasoning {
                options.object("reasoningOptions", |reasoning| reasoning.text("mode", mode));
            }
        });
        root.array("messages", |list| {
            self.messages.iter().for_each(|message| list.object(|written| message.write(written)));
        });
        if !self.tools.is_empty() {
            root.array("tools", |list| {
                for tool in &self.tools {
                    list.object(|written| written.object("function", |function| tool.write(function)));
                }
            });
        }
        match &self.choice {
            Some(ToolChoice::Mode(mode)) => root.object("toolChoice", |choice| choice.text("mode", mode)),
            Some(ToolChoice::Named(name)) => root.object("toolChoice", |choice| choice.text("functionName", name)),
            None => {}
        }
        if let Some(parallel) = self.parallel {
            root.plain("parallelToolCalls", parallel);
        }
        match self.format {
            Format::Text => {}
            Format::Json => root.plain("jsonObject", true),
            Format::Schema(schema) => root.object("jsonSchema", |written| written.raw("schema", schema)),
        }
    }
}

impl Tool<'_> {
    fn write(&self, function: &mut Object<'_>) {
        function.text("name", &self.name);
        if let Some(description) = &self.description {
            function.text("description", description);
        }
        function.raw("parameters", self.parameters);
        if self.strict {
            function.plain("strict", true);
        }
    }
}
