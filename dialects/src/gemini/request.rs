//! A chat in OpenAI's form to the body of `generateContent`.

use router_core::json::{Document, Kind, Value};

use super::contents::Conversation;
use super::parts::{refused, string};
use crate::members::{self, Losses, asks, get};
use crate::openai::ANSWER_LIMITS;
use crate::write::{Object, object};
use crate::{Target, Translated, UpstreamError};

/// Members that say nothing about what the answer is to be: left out, and named.
const HINTS: [&str; 11] = [
    "logit_bias",
    "metadata",
    "moderation",
    "prediction",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "store",
    "user",
    "verbosity",
];
/// Members that ask for what the answer could not hold.
const DEMANDS: [(&str, &str); 4] = [
    ("audio", "audio answers"),
    ("functions", "functions; use tools"),
    ("function_call", "functions; use tools"),
    ("web_search_options", "web search in OpenAI's form"),
];
/// Numbers that are the same on both sides.
const NUMBERS: [(&str, &str); 4] = [
    ("temperature", "temperature"),
    ("top_p", "topP"),
    ("presence_penalty", "presencePenalty"),
    ("frequency_penalty", "frequencyPenalty"),
];
const MOST_CHOICES: u64 = 8;
const MOST_STOPS: usize = 5;
const MOST_LOGPROBS: u64 = 20;
/// Tokens of thought for each effort, as Google's own reading of OpenAI's words has them.
const BUDGETS: [(&str, u64); 7] = [
    ("none", 0),
    ("minimal", LEAST_BUDGET),
    ("low", 1_024),
    ("medium", 8_192),
    ("high", 24_576),
    ("xhigh", 24_576),
    ("max", 24_576),
];
/// The least budget that is not none.
const LEAST_BUDGET: u64 = 512;
/// The level of thought for each effort: the nearest one that every model of the family has.
const LEVELS: [(&str, &str); 7] = [
    ("none", "low"),
    ("minimal", "low"),
    ("low", "low"),
    ("medium", "medium"),
    ("high", "high"),
    ("xhigh", "high"),
    ("max", "high"),
];

/// The members of `generationConfig`, as JSON.
type Settings = Vec<(&'static str, String)>;

/// What the tools may do, and which of them.
struct Calling<'a> {
    mode: &'static str,
    /// Names as they were written.
    allowed: Vec<&'a str>,
}

/// Translates a chat.
pub(crate) fn translate(body: &[u8], target: Target<'_>) -> Result<Translated, UpstreamError> {
    let document = Document::parse(body, ANSWER_LIMITS);
    let document = document.map_err(|_| UpstreamError::invalid("messages", "The request is not JSON."))?;
    let chat = document.root();
    let mut losses = Losses::new(target.strict);
    unspoken(chat, &mut losses)?;
    let conversation = Conversation::read(chat, &mut losses)?;
    let tools = tools(chat, &mut losses)?;
    let calling = calling(chat, !tools.is_empty())?;
    let settings = settings(chat, target, &mut losses)?;
    let body = object(|root| {
        conversation.write(root);
        if !tools.is_empty() {
            root.array("tools", |list| {
                list.object(|tool| {
                    tool.array("functionDeclarations", |list| {
                        tools.iter().for_each(|function| list.object(|written| declare(*function, written)));
                    });
                });
            });
        }
        if let Some(calling) = calling {
            root.object("toolConfig", |config| {
                config.object("functionCallingConfig", |written| calling.write(written))
            });
        }
        root.object("generationConfig", |config| settings.iter().for_each(|(name, json)| config.raw(name, json)));
    });
    Ok(Translated { body, dropped: losses.into_names() })
}

// === impl Calling ===

impl Calling<'_> {
    fn write(&self, config: &mut Object<'_>) {
        config.text("mode", self.mode);
        if !self.allowed.is_empty() {
            config.array("allowedFunctionNames", |names| self.allowed.iter().for_each(|name| names.raw(name)));
        }
    }
}

/// Members that the provider has no words for.
fn unspoken(chat: Value<'_>, losses: &mut Losses) -> Result<(), UpstreamError> {
    for (name, what) in DEMANDS {
        if asks(chat, name) {
            return Err(refused(name, what));
        }
    }
    if get(chat, "modalities").into_iter().flat_map(Value::items).any(|modality| !modality.is_text("text")) {
        return Err(refused("modalities", "answers other than text"));
    }
    losses.leave_out_all(chat, &HINTS)?;
    if get(chat, "service_tier").is_some_and(|tier| !tier.is_text("auto") && !tier.is_text("default")) {
        losses.leave_out("service_tier")?;
    }
    if chat.get("parallel_tool_calls").and_then(Value::as_bool) == Some(false) {
        losses.leave_out("parallel_tool_calls")?;
    }
    Ok(())
}

/// The functions that may be called.
fn tools<'a>(chat: Value<'a>, losses: &mut Losses) -> Result<Vec<Value<'a>>, UpstreamError> {
    let mut functions = Vec::new();
    for (index, tool) in chat.get("tools").into_iter().flat_map(Value::items).enumerate() {
        let place = format!("tools[{index}]");
        if tool.get("type").is_some_and(|kind| !kind.is_text("function")) {
            return Err(refused(&format!("{place}.type"), "tools other than functions"));
        }
        let function = tool.get("function").unwrap_or(tool);
        let place = format!("{place}.function");
        string(function, "name", &place)?;
        if get(function, "parameters").is_some_and(|parameters| parameters.kind() != Kind::Object) {
            return Err(UpstreamError::invalid(&format!("{place}.parameters"), "Expected a JSON schema."));
        }
        if function.get("strict").and_then(Value::as_bool) == Some(true) {
            losses.leave_out("tools[].function.strict")?;
        }
        functions.push(function);
    }
    Ok(functions)
}

fn declare(function: Value<'_>, declaration: &mut Object<'_>) {
    for (name, copied) in [("name", "name"), ("description", "description"), ("parameters", "parametersJsonSchema")] {
        if let Some(value) = get(function, name) {
            declaration.raw(copied, value.raw());
        }
    }
}

fn calling(chat: Value<'_>, has_tools: bool) -> Result<Option<Calling<'_>>, UpstreamError> {
    let Some(choice) = get(chat, "tool_choice") else { return Ok(None) };
    let word = choice.text().or_else(|| choice.get("type")?.text()).unwrap_or_default();
    let (mode, allowed) = match &*word {
        "none" | "auto" if !has_tools => return Ok(None),
        _ if !has_tools => return Err(UpstreamError::invalid("tool_choice", "There are no tools to choose from.")),
        "none" => ("NONE", Vec::new()),
        "auto" => ("AUTO", Vec::new()),
        "required" => ("ANY", Vec::new()),
        "function" => ("ANY", vec![chosen(choice, "tool_choice")?]),
        "allowed_tools" => {
            let allowed = choice.get("allowed_tools").unwrap_or(choice);
            let tools = allowed.get("tools").into_iter().flat_map(Value::items);
            let names = tools.map(|tool| chosen(tool, "tool_choice.allowed_tools.tools")).collect::<Result<_, _>>()?;
            // VALIDATED leaves the choice between words and calls, and AUTO takes no list.
            (if allowed.get("mode").is_some_and(|mode| mode.is_text("required")) { "ANY" } else { "VALIDATED" }, names)
        }
        _ => return Err(refused("tool_choice", "such a choice of tools")),
    };
    Ok(Some(Calling { mode, allowed }))
}

/// The name in `{"type":"function","function":{"name":…}}`.
fn chosen<'a>(choice: Value<'a>, place: &str) -> Result<&'a str, UpstreamError> {
    let function = choice.get("function").unwrap_or(choice);
    string(function, "name", &format!("{place}.function")).map(Value::raw)
}

fn settings(chat: Value<'_>, target: Target<'_>, losses: &mut Losses) -> Result<Settings, UpstreamError> {
    let mut settings = vec![("maxOutputTokens", target.output_limit.to_string())];
    for (name, theirs) in NUMBERS {
        let Some(number) = get(chat, name) else { continue };
        if number.kind() != Kind::Number {
            return Err(UpstreamError::invalid(name, "Expected a number."));
        }
        // Many models refuse penalties, and many clients send those that change nothing.
        if !(name.ends_with("penalty") && matches!(number.raw(), "0" | "0.0")) {
            settings.push((theirs, number.raw().to_owned()));
        }
    }
    stops(chat, &mut settings)?;
    seed(chat, &mut settings, losses)?;
    choices(chat, &mut settings)?;
    format(chat, &mut settings)?;
    effort(chat, target, &mut settings, losses)?;
    Ok(settings)
}

fn stops(chat: Value<'_>, settings: &mut Settings) -> Result<(), UpstreamError> {
    let stops: Vec<_> = members::stops(chat)?.into_iter().map(Value::raw).collect();
    if stops.len() > MOST_STOPS {
        return Err(refused("stop", &format!("more than {MOST_STOPS} stops")));
    }
    if !stops.is_empty() {
        settings.push(("stopSequences", format!("[{}]", stops.join(","))));
    }
    Ok(())
}

fn seed(chat: Value<'_>, settings: &mut Settings, losses: &mut Losses) -> Result<(), UpstreamError> {
    let Some(seed) = get(chat, "seed") else { return Ok(()) };
    if seed.raw().parse::<i32>().is_ok() {
        settings.push(("seed", seed.raw().to_owned()));
        return Ok(());
    }
    losses.leave_out("seed")
}

/// How many answers, and what is told of their tokens.
fn choices(chat: Value<'_>, settings: &mut Settings) -> Result<(), UpstreamError> {
    match get(chat, "n").map(|n| (n, n.as_u64())) {
        None | Some((_, Some(1))) => {}
        Some((n, Some(2..=MOST_CHOICES))) => settings.push(("candidateCount", n.raw().to_owned())),
        Some((_, Some(1..))) => return Err(refused("n", &format!("more than {MOST_CHOICES} choices"))),
        Some(_) => return Err(UpstreamError::invalid("n", "Expected a whole number above 0.")),
    }
    if chat.get("logprobs").and_then(Value::as_bool) == Some(true) {
        settings.push(("responseLogprobs", "true".to_owned()));
        match get(chat, "top_logprobs").map(|top| (top, top.as_u64())) {
            None | Some((_, Some(0))) => {}
            Some((top, Some(1..=MOST_LOGPROBS))) => settings.push(("logprobs", top.raw().to_owned())),
            Some(_) => return Err(UpstreamError::invalid("top_logprobs", "Expected a whole number up to 20.")),
        }
    }
    Ok(())
}

fn format(chat: Value<'_>, settings: &mut Settings) -> Result<(), UpstreamError> {
    let Some(format) = get(chat, "response_format") else { return Ok(()) };
    let kind = format.get("type").and_then(Value::text).unwrap_or_default();
    let json = "\"application/json\"".to_owned();
    match &*kind {
        "text" => {}
        "json_object" => settings.push(("responseMimeType", json)),
        "json_schema" => {
            settings.push(("responseMimeType", json));
            let described = format.get("json_schema");
            if let Some(schema) = described.and_then(|described| get(described, "schema")) {
                settings.push(("responseJsonSchema", schema.raw().to_owned()));
            }
        }
        _ => return Err(refused("response_format.type", "such a form of answers")),
    }
    Ok(())
}

fn effort(
    chat: Value<'_>,
    target: Target<'_>,
    settings: &mut Settings,
    losses: &mut Losses,
) -> Result<(), UpstreamError> {
    let Some(effort) = get(chat, "reasoning_effort") else { return Ok(()) };
    let unknown =
        || UpstreamError::invalid("reasoning_effort", "Expected one of none, minimal, low, medium, high, xhigh, max.");
    let json = if target.is_in(&target.quirks.thinking_budget) {
        let (_, budget) = BUDGETS.into_iter().find(|(name, _)| effort.is_text(name)).ok_or_else(unknown)?;
        // Thoughts count against the limit of the whole answer.
        let budget = budget.min(target.output_limit.0.max(LEAST_BUDGET));
        format!("{{\"thinkingBudget\":{budget}}}")
    } else {
        let (name, level) = LEVELS.into_iter().find(|(name, _)| effort.is_text(name)).ok_or_else(unknown)?;
        if name == "none" {
            losses.leave_out("reasoning_effort")?;
        }
        format!("{{\"thinkingLevel\":\"{level}\"}}")
    };
    settings.push(("thinkingConfig", json));
    Ok(())
}
