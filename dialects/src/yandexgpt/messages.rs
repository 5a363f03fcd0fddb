//! The messages of a chat as messages of completion.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use router_core::json::{Document, Kind, Limits, Value};

use crate::UpstreamError;
use crate::members::{asks, get};
use crate::write::Object;

/// A message: a role with one of three things.
#[derive(Debug)]
pub(super) enum Message<'a> {
    Text(&'static str, Cow<'a, str>),
    Calls(Vec<Call<'a>>),
    /// Names and contents.
    Results(Vec<(Cow<'a, str>, Cow<'a, str>)>),
}

#[derive(Debug)]
pub(super) struct Call<'a> {
    name: Cow<'a, str>,
    /// A JSON object.
    arguments: String,
}

/// The calls of the last turn that has some, while their results come in.
#[derive(Debug, Default)]
struct Pending<'a> {
    /// Each call with its result.
    calls: Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>,
    /// Places of calls without a result, by id.
    open: HashMap<Cow<'a, str>, VecDeque<usize>>,
}

/// Reads the messages of a request.
///
/// # Errors
/// What is no conversation, and what completion has no words for.
pub(super) fn messages(root: Value<'_>) -> Result<Vec<Message<'_>>, UpstreamError> {
    let mut messages = Vec::new();
    let mut pending = Pending::default();
    for (index, message) in get(root, "messages").into_iter().flat_map(Value::items).enumerate() {
        let place = format!("messages[{index}]");
        let role = get(message, "role").and_then(Value::text).unwrap_or_default();
        if role == "tool" {
            pending.take(message, &place)?;
            continue;
        }
        messages.extend(pending.results());
        match &*role {
            "system" | "developer" => messages.push(Message::Text("system", content(message, &place)?)),
            "user" => messages.push(Message::Text("user", content(message, &place)?)),
            "assistant" => {
                let text = said(message, &place)?;
                if !text.is_empty() {
                    messages.push(Message::Text("assistant", text));
                }
                messages.extend(pending.begin(message, &place)?);
            }
            "function" => {
                return Err(UpstreamError::unsupported(
                    &format!("{place}.role"),
                    "Functions are offered as tools here.",
                ));
            }
            _ => return Err(UpstreamError::invalid(&format!("{place}.role"), "Expected a known role.")),
        }
    }
    messages.extend(pending.results());
    if messages.is_empty() {
        return Err(UpstreamError::invalid("messages", "Expected a message that says something."));
    }
    Ok(messages)
}

/// What an assistant said: its text, or why it refused.
fn said<'a>(message: Value<'a>, place: &str) -> Result<Cow<'a, str>, UpstreamError> {
    if asks(message, "function_call") || asks(message, "audio") {
        let why = "Functions are offered as tools here, and nothing is heard.";
        return Err(UpstreamError::unsupported(place, why));
    }
    let text = content(message, place)?;
    let refusal = get(message, "refusal").and_then(Value::text).filter(|_| text.is_empty());
    Ok(refusal.unwrap_or(text))
}

/// The text of a message; parts of it are lines.
fn content<'a>(message: Value<'a>, place: &str) -> Result<Cow<'a, str>, UpstreamError> {
    let Some(content) = get(message, "content") else { return Ok(Cow::default()) };
    let place = format!("{place}.content");
    let texts = match content.kind() {
        Kind::String => return Ok(content.text().unwrap_or_default()),
        Kind::Array => content.items().enumerate().map(|(index, part)| part_text(part, &format!("{place}[{index}]"))),
        _ => return Err(UpstreamError::invalid(&place, "Expected a string or an array of parts.")),
    };
    let texts = texts.collect::<Result<Vec<_>, _>>()?;
    Ok(texts.join("\n").into())
}

fn part_text<'a>(part: Value<'a>, place: &str) -> Result<Cow<'a, str>, UpstreamError> {
    let kind = get(part, "type").and_then(Value::text).unwrap_or_default();
    match &*kind {
        "text" | "refusal" => match get(part, &kind).and_then(Value::text) {
            Some(text) => Ok(text),
            None => Err(UpstreamError::invalid(&format!("{place}.{kind}"), "Expected a string.")),
        },
        "image_url" | "input_audio" | "file" => Err(UpstreamError::unsupported(place, "This model reads text only.")),
        _ => Err(UpstreamError::invalid(&format!("{place}.type"), "Expected a known type of part.")),
    }
}

/// The arguments of a call as an object; models that need none write nothing.
fn arguments(function: Value<'_>, place: &str) -> Result<String, UpstreamError> {
    let text = get(function, "arguments").and_then(Value::text).unwrap_or_default();
    if text.trim().is_empty() {
        return Ok("{}".to_owned());
    }
    let parsed = Document::parse(text.as_bytes(), Limits::default()).ok();
    let object = parsed.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    object.map(|object| object.raw().to_owned()).ok_or_else(|| {
        UpstreamError::invalid(&format!("{place}.function.arguments"), "Expected a JSON object in a string.")
    })
}

// === impl Pending ===

impl<'a> Pending<'a> {
    /// Notes the calls of an assistant's message and says them.
    fn begin(&mut self, message: Value<'a>, place: &str) -> Result<Option<Message<'a>>, UpstreamError> {
        let mut said = Vec::new();
        for (index, call) in get(message, "tool_calls").into_iter().flat_map(Value::items).enumerate() {
            let place = format!("{place}.tool_calls[{index}]");
            if get(call, "type").is_some_and(|kind| !kind.is_text("function")) {
                return Err(UpstreamError::unsupported(&format!("{place}.type"), "This model knows functions only."));
            }
            let name = get(call, "function").and_then(|function| get(function, "name")).and_then(Value::text);
            let (Some(function), Some(name)) = (get(call, "function"), name.filter(|name| !name.is_empty())) else {
                return Err(UpstreamError::invalid(&format!("{place}.function.name"), "Expected a name."));
            };
            let Some(id) = get(call, "id").and_then(Value::text) else {
                return Err(UpstreamError::invalid(&format!("{place}.id"), "Expected an id."));
            };
            said.push(Call { name: name.clone(), arguments: arguments(function, &place)? });
            self.open.entry(id).or_default().push_back(self.calls.len());
            self.calls.push((name, None));
        }
        Ok((!said.is_empty()).then_some(Message::Calls(said)))
    }

    /// Notes the result of a call.
    fn take(&mut self, message: Value<'a>, place: &str) -> Result<(), UpstreamError> {
        let id = get(message, "tool_call_id").and_then(Value::text).unwrap_or_default();
        let call = self.open.get_mut(&id).and_then(VecDeque::pop_front);
        let Some((_, result)) = call.and_then(|call| self.calls.get_mut(call)) else {
            let why = "Expected the id of a call of the assistant's message before, each once.";
            return Err(UpstreamError::invalid(&format!("{place}.tool_call_id"), why));
        };
        *result = Some(content(message, place)?);
        Ok(())
    }

    /// The results so far, in the order of their calls; then nothing is pending.
    fn results(&mut self) -> Option<Message<'a>> {
        let calls = std::mem::take(self).calls.into_iter();
        let results: Vec<_> = calls.filter_map(|(name, result)| Some((name, result?))).collect();
        (!results.is_empty()).then_some(Message::Results(results))
    }
}

// === impl Message ===

impl Message<'_> {
    pub(super) fn write(&self, message: &mut Object<'_>) {
        match self {
            Self::Text(role, text) => {
                message.text("role", role);
                message.text("text", text);
            }
            Self::Calls(calls) => {
                message.text("role", "assistant");
                message.object("toolCallList", |list| {
                    list.array("toolCalls", |list| {
                        for call in calls {
                            list.object(|written| written.object("functionCall", |function| call.write(function)));
                        }
                    });
                });
            }
            Self::Results(results) => {
                message.text("role", "user");
                message.object("toolResultList", |list| {
                    list.array("toolResults", |list| {
                        for (name, content) in results {
                            list.object(|written| {
                                written.object("functionResult", |function| {
                                    function.text("name", name);
                                    function.text("content", content);
                                });
                            });
                        }
                    });
                });
            }
        }
    }
}

impl Call<'_> {
    fn write(&self, function: &mut Object<'_>) {
        function.text("name", &self.name);
        function.raw("arguments", &self.arguments);
    }
}
