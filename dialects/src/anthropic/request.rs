//! A request of OpenAI's form as a request of Messages.

use std::borrow::Cow;

use router_core::json::{Document, Kind, Limits, Value};

use super::blocks::Block;
use super::messages::{Conversation, conversation};
use super::tools::{Tool, ToolChoice, closed, tool_choice, tools};
use crate::members::{Losses, asks, bounded, get, refuse, stops};
use crate::write::{Array, Object, object};
use crate::{Target, Translated, UpstreamError};

/// Members without a twin that change the answer only a little.
const LEFT_OUT: [&str; 16] = [
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
    "top_k",
    "min_p",
    "repetition_penalty",
];
/// Members without a twin that ask for another answer.
const REFUSED: [(&str, &str); 6] = [
    ("logprobs", "This model tells no probabilities."),
    ("top_logprobs", "This model tells no probabilities."),
    ("audio", "This model has no voice."),
    ("functions", "Functions are offered as tools here."),
    ("function_call", "Functions are offered as tools here."),
    ("web_search_options", "This model does not search."),
];
/// Prompts are cached from about 1024 tokens on, which are no fewer bytes than this.
const CACHED_FROM: usize = 4096;
/// The longest `metadata.user_id`.
const MOST_USER: usize = 256;
/// The smallest budget of thinking.
const LEAST_BUDGET: u64 = 1024;
/// What stands for `response_format` of type `json_object`.
const JSON_ONLY: &str = "Answer with one JSON object and nothing else: no text around it, no code fence.";

/// How the model thinks.
#[derive(Debug, Default)]
struct Thinking {
    effort: Option<&'static str>,
    adaptive: bool,
    budget: Option<u64>,
}

/// What one request is made of.
#[derive(Debug)]
struct Request<'a> {
    conversation: Conversation<'a>,
    tools: Vec<Tool<'a>>,
    choice: Option<ToolChoice<'a>>,
    parallel: bool,
    thinking: Thinking,
    /// `temperature` or `top_p`, with its number.
    sampling: Option<(&'static str, &'a str)>,
    /// Strings as they were written.
    stop: Vec<&'a str>,
    schema: Option<String>,
    user: Option<Cow<'a, str>>,
    stream: bool,
}

/// Says a chat in the words of Messages.
///
/// # Errors
/// What Messages has no words for, and what is no chat.
pub(crate) fn translate(body: &[u8], target: Target<'_>) -> Result<Translated, UpstreamError> {
    let document = Document::parse(body, Limits::default())
        .map_err(|error| UpstreamError::invalid("body", format!("Expected JSON: {error}.")))?;
    let mut losses = Losses::new(target.strict);
    let request = read(document.root(), target, &mut losses)?;
    let body = object(|root| request.write(target, root));
    Ok(Translated { body, dropped: losses.into_names() })
}

fn read<'a>(root: Value<'a>, target: Target<'_>, losses: &mut Losses) -> Result<Request<'a>, UpstreamError> {
    refuse(root, &REFUSED)?;
    losses.leave_out_all(root, &LEFT_OUT)?;
    let mut conversation = conversation(root)?;
    if conversation.is_continued() && !target.is_in(&target.quirks.messages.prefill) {
        return Err(UpstreamError::unsupported(
            "messages",
            "This model continues no answer: the last message is its own.",
        ));
    }
    let schema = response_format(root, &mut conversation, target.strict)?;
    let tools = tools(root, &conversation)?;
    let offered = asks(root, "tools");
    let choice = if offered { tool_choice(root, &tools)? } else { Some(ToolChoice::Nothing) };
    if choice.as_ref().is_some_and(ToolChoice::is_forced) && !target.is_in(&target.quirks.messages.forced_tools) {
        return Err(UpstreamError::unsupported("tool_choice", "This model cannot be made to call a tool."));
    }
    let may_think = !offered && !conversation.has_calls();
    let thinking = thinking(root, target, may_think && !conversation.is_continued(), losses)?;
    let sampling = sampling(root, target, thinking.adaptive || thinking.budget.is_some(), losses)?;
    Ok(Request {
        conversation,
        tools,
        choice,
        parallel: get(root, "parallel_tool_calls").and_then(Value::as_bool) != Some(false),
        thinking,
        sampling,
        stop: stop(root)?,
        schema,
        user: user(root, losses)?,
        stream: get(root, "stream").and_then(Value::as_bool) == Some(true),
    })
}

/// The schema of the answer; a mere wish for JSON becomes the last words of the system prompt.
fn response_format(
    root: Value<'_>,
    conversation: &mut Conversation<'_>,
    strict: bool,
) -> Result<Option<String>, UpstreamError> {
    let Some(format) = get(root, "response_format") else { return Ok(None) };
    let kind = get(format, "type").and_then(Value::text).unwrap_or_default();
    match &*kind {
        "text" => Ok(None),
        "json_object" if strict => {
            Err(UpstreamError::unsupported("response_format", "This model knows JSON only by a schema."))
        }
        "json_object" => {
            conversation.system.push(Block::Text(JSON_ONLY.into()));
            Ok(None)
        }
        "json_schema" => {
            let schema = get(format, "json_schema").and_then(|format| get(format, "schema"));
            match schema.filter(|schema| schema.kind() == Kind::Object) {
                Some(schema) => Ok(Some(closed(schema))),
                None => Err(UpstreamError::invalid("response_format.json_schema.schema", "Expected a JSON schema.")),
            }
        }
        _ => Err(UpstreamError::invalid("response_format.type", "Expected `text`, `json_object` or `json_schema`.")),
    }
}

fn thinking(
    root: Value<'_>,
    target: Target<'_>,
    may_think: bool,
    losses: &mut Losses,
) -> Result<Thinking, UpstreamError> {
    let Some(effort) = get(root, "reasoning_effort") else { return Ok(Thinking::default()) };
    let (effort, budget) = match effort.text().as_deref() {
        Some("none") => return Ok(Thinking::default()),
        Some("minimal" | "low") => ("low", LEAST_BUDGET),
        Some("medium") => ("medium", 4 * LEAST_BUDGET),
        Some("high") => ("high", 16 * LEAST_BUDGET),
        Some("xhigh") => ("xhigh", 32 * LEAST_BUDGET),
        Some("max") => ("max", 32 * LEAST_BUDGET),
        _ => return Err(UpstreamError::invalid("reasoning_effort", "Expected a known effort.")),
    };
    if !target.is_in(&target.quirks.messages.thinking_budget) {
        return Ok(Thinking { effort: Some(effort), adaptive: may_think, budget: None });
    }
    // A quarter of the limit at least is for the answer itself.
    let budget = budget.min(target.output_limit.0 / 4 * 3);
    if may_think && budget >= LEAST_BUDGET {
        return Ok(Thinking { budget: Some(budget), ..Thinking::default() });
    }
    losses.leave_out("reasoning_effort")?;
    Ok(Thinking::default())
}

/// The one of `temperature` and `top_p` that is sent. What is the default anyway is no loss.
fn sampling<'a>(
    root: Value<'a>,
    target: Target<'_>,
    thinks: bool,
    losses: &mut Losses,
) -> Result<Option<(&'static str, &'a str)>, UpstreamError> {
    let mut sent = None;
    for (name, most) in [("temperature", 2.0), ("top_p", 1.0)] {
        let Some((wanted, raw)) = bounded(root, name, most)? else { continue };
        if wanted == 1.0 {
            continue;
        }
        if thinks || sent.is_some() || !target.is_in(&target.quirks.messages.sampling) {
            losses.leave_out(name)?;
        } else {
            // What is above 1 there is as wild as Messages gets.
            sent = Some((name, if wanted > 1.0 { "1" } else { raw }));
        }
    }
    Ok(sent)
}

/// Whom the request is for, under either name; what is too long for Messages is left out.
fn user<'a>(root: Value<'a>, losses: &mut Losses) -> Result<Option<Cow<'a, str>>, UpstreamError> {
    for name in ["safety_identifier", "user"] {
        let Some(user) = get(root, name).and_then(Value::text).filter(|user| !user.is_empty()) else { continue };
        if user.len() <= MOST_USER {
            return Ok(Some(user));
        }
        losses.leave_out(name)?;
    }
    Ok(None)
}

fn stop(root: Value<'_>) -> Result<Vec<&str>, UpstreamError> {
    let stops = stops(root)?;
    let is_blank = |stop: &Value<'_>| stop.text().is_none_or(|text| text.trim().is_empty());
    if stops.iter().any(is_blank) {
        return Err(UpstreamError::unsupported("stop", "This model does not stop at white space."));
    }
    Ok(stops.into_iter().map(Value::raw).collect())
}

impl Request<'_> {
    fn write(&self, target: Target<'_>, root: &mut Object<'_>) {
        root.text("model", target.model);
        root.plain("max_tokens", target.output_limit);
        if self.stream {
            root.plain("stream", true);
        }
        self.write_prompt(target.quirks.messages.cache, root);
        if let Some(choice) = self.written_choice() {
            root.object("tool_choice", |written| choice.write(self.parallel, written));
        }
        if let Some((name, number)) = self.sampling {
            root.raw(name, number);
        }
        if !self.stop.is_empty() {
            root.array("stop_sequences", |list| self.stop.iter().for_each(|text| list.raw(text)));
        }
        self.write_output_config(root);
        if let Some(user) = &self.user {
            root.object("metadata", |metadata| metadata.text("user_id", user));
        }
    }

    /// Tools, system prompt and turns: the order in which they are cached.
    fn write_prompt(&self, cache: bool, root: &mut Object<'_>) {
        let tools: usize = self.tools.iter().map(Tool::size).sum();
        let system: usize = self.conversation.system.iter().map(Block::size).sum();
        if !self.tools.is_empty() {
            let cached = cache && tools >= CACHED_FROM;
            root.array("tools", |list| with_breakpoint(list, &self.tools, cached, Tool::write));
        }
        if !self.conversation.system.is_empty() {
            let cached = cache && tools + system >= CACHED_FROM;
            root.array("system", |list| with_breakpoint(list, &self.conversation.system, cached, Block::write));
        }
        root.array("messages", |list| {
            for turn in &self.conversation.turns {
                list.object(|message| {
                    message.text("role", turn.role);
                    message.array("content", |list| with_breakpoint(list, &turn.blocks, false, Block::write));
                });
            }
        });
    }

    /// The choice, as far as there is something to choose.
    fn written_choice(&self) -> Option<&ToolChoice<'_>> {
        let choice = self.choice.as_ref().or((!self.parallel).then_some(&ToolChoice::Auto));
        choice.filter(|_| !self.tools.is_empty())
    }

    fn write_output_config(&self, root: &mut Object<'_>) {
        if let Some(budget) = self.thinking.budget {
            root.object("thinking", |thinking| {
                thinking.text("type", "enabled");
                thinking.plain("budget_tokens", budget);
            });
        } else if self.thinking.adaptive {
            root.object("thinking", |thinking| thinking.text("type", "adaptive"));
        }
        if self.thinking.effort.is_some() || self.schema.is_some() {
            root.object("output_config", |config| {
                if let Some(effort) = self.thinking.effort {
                    config.text("effort", effort);
                }
                if let Some(schema) = &self.schema {
                    config.object("format", |format| {
                        format.text("type", "json_schema");
                        format.raw("schema", schema);
                    });
                }
            });
        }
    }
}

/// Writes all items; the last one gets a breakpoint of the cache where it is to have one.
fn with_breakpoint<T>(list: &mut Array<'_>, items: &[T], cached: bool, write: impl Fn(&T, &mut Object<'_>)) {
    for (index, item) in items.iter().enumerate() {
        list.object(|written| {
            write(item, written);
            if cached && index + 1 == items.len() {
                written.object("cache_control", |control| control.text("type", "ephemeral"));
            }
        });
    }
}
