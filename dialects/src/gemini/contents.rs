//! Messages of a chat to the turns of a conversation.

use std::borrow::Cow;
use std::collections::BTreeSet;

use router_core::json::{Document, Kind, Value};

use super::parts::{Part, refused, string, texts, user_parts};
use crate::UpstreamError;
use crate::members::{Losses, get};
use crate::openai::ANSWER_LIMITS;
use crate::write::{Escaped, Object};

/// A chat as the provider sees it.
#[derive(Debug, Default)]
pub(super) struct Conversation<'a> {
    system: Vec<Escaped<'a>>,
    turns: Vec<Turn<'a>>,
    /// Calls of the last assistant message, with the results that came for them.
    calls: Vec<Call<'a>>,
    /// Ids of those that wait for a result, with their places among the calls: two may have one id.
    waiting: BTreeSet<(Cow<'a, str>, usize)>,
}

#[derive(Debug)]
struct Turn<'a> {
    role: &'static str,
    parts: Vec<Part<'a>>,
}

/// A call and its result.
#[derive(Debug)]
struct Call<'a> {
    place: String,
    id: Escaped<'a>,
    name: Escaped<'a>,
    output: Option<Escaped<'a>>,
}

// === impl Conversation ===

impl<'a> Conversation<'a> {
    /// Reads the messages of a chat.
    pub(super) fn read(chat: Value<'a>, losses: &mut Losses) -> Result<Self, UpstreamError> {
        let mut conversation = Self::default();
        for (index, message) in chat.get("messages").into_iter().flat_map(Value::items).enumerate() {
            conversation.message(message, &format!("messages[{index}]"), losses)?;
        }
        conversation.settle()?;
        if conversation.turns.is_empty() {
            let system = std::mem::take(&mut conversation.system);
            conversation.push("user", system.into_iter().map(Part::Text).collect());
        }
        if conversation.turns.is_empty() {
            return Err(UpstreamError::invalid("messages", "No message says anything."));
        }
        Ok(conversation)
    }

    fn message(&mut self, message: Value<'a>, place: &str, losses: &mut Losses) -> Result<(), UpstreamError> {
        let role = message.get("role").and_then(Value::text).unwrap_or_default();
        // Behind a tool message it is the function's, which the call knows.
        if get(message, "name").is_some() && role != "tool" {
            losses.leave_out("messages[].name")?;
        }
        match &*role {
            // Instructions have a place of their own, so they part no call from its result.
            "system" | "developer" => self.system.extend(texts(message, place)?),
            "tool" => self.output(message, place)?,
            "user" => {
                self.settle()?;
                let parts = user_parts(message, place, losses)?;
                self.push("user", parts);
            }
            "assistant" => {
                self.settle()?;
                let parts = self.assistant_parts(message, place)?;
                self.push("model", parts);
            }
            "function" => return Err(refused(&format!("{place}.role"), "messages of functions; use tools")),
            _ => return Err(UpstreamError::invalid(&format!("{place}.role"), "The role is not one of a chat.")),
        }
        Ok(())
    }

    fn assistant_parts(&mut self, message: Value<'a>, place: &str) -> Result<Vec<Part<'a>>, UpstreamError> {
        for (name, what) in [("audio", "earlier audio answers"), ("function_call", "calls of functions; use tools")] {
            if get(message, name).is_some() {
                return Err(refused(&format!("{place}.{name}"), what));
            }
        }
        let mut parts: Vec<Part<'_>> = texts(message, place)?.into_iter().map(Part::Text).collect();
        parts.extend(message.get("refusal").map(Escaped::of).filter(|text| !text.is_empty()).map(Part::Text));
        for (index, call) in message.get("tool_calls").into_iter().flat_map(Value::items).enumerate() {
            let place = format!("{place}.tool_calls[{index}]");
            if call.get("type").is_some_and(|kind| !kind.is_text("function")) {
                return Err(refused(&format!("{place}.type"), "tools other than functions"));
            }
            let id = string(call, "id", &place)?;
            let function = call.get("function").unwrap_or(call);
            let name = Escaped::of(string(function, "name", &format!("{place}.function"))?);
            let arguments = arguments(function, &place)?;
            self.waiting.insert((id.text().unwrap_or_default(), index));
            let id = Escaped::of(id);
            parts.push(Part::Call { id: id.clone(), name: name.clone(), arguments });
            self.calls.push(Call { place, id, name, output: None });
        }
        Ok(parts)
    }

    fn output(&mut self, message: Value<'a>, place: &str) -> Result<(), UpstreamError> {
        let id = string(message, "tool_call_id", place)?.text().unwrap_or_default();
        let mut output = Escaped::default();
        texts(message, place)?.iter().for_each(|text| output.push(text));
        let waiting = self.waiting.range((id.clone(), 0)..).next().filter(|(found, _)| *found == id).cloned();
        let call = waiting.and_then(|key| self.waiting.take(&key)).and_then(|(_, index)| self.calls.get_mut(index));
        let Some(call) = call else {
            let problem = "No call of the assistant message before it has this id.";
            return Err(UpstreamError::invalid(&format!("{place}.tool_call_id"), problem));
        };
        call.output = Some(output);
        Ok(())
    }

    /// The results of one assistant message are one turn, in the order of the calls.
    fn settle(&mut self) -> Result<(), UpstreamError> {
        let mut parts = Vec::with_capacity(self.calls.len());
        self.waiting.clear();
        for Call { place, id, name, output } in std::mem::take(&mut self.calls) {
            let Some(text) = output else {
                return Err(UpstreamError::invalid(&place, "No tool message brings the result of this call."));
            };
            parts.push(Part::Output { id, name, text });
        }
        self.push("user", parts);
        Ok(())
    }

    fn push(&mut self, role: &'static str, parts: Vec<Part<'a>>) {
        match self.turns.last_mut() {
            _ if parts.is_empty() => {}
            Some(turn) if turn.role == role => turn.parts.extend(parts),
            _ => self.turns.push(Turn { role, parts }),
        }
    }

    pub(super) fn write(&self, root: &mut Object<'_>) {
        if !self.system.is_empty() {
            root.object("systemInstruction", |system| {
                system.array("parts", |parts| {
                    self.system.iter().for_each(|text| parts.object(|part| part.escaped("text", text)));
                });
            });
        }
        root.array("contents", |contents| {
            self.turns.iter().for_each(|turn| contents.object(|written| turn.write(written)))
        });
    }
}

// === impl Turn ===

impl Turn<'_> {
    fn write(&self, turn: &mut Object<'_>) {
        turn.text("role", self.role);
        turn.array("parts", |parts| {
            // Of calls made at once, the first carries the signature of all.
            let signed = self.parts.iter().position(|part| matches!(part, Part::Call { .. }));
            for (index, part) in self.parts.iter().enumerate() {
                part.write(Some(index) == signed, parts);
            }
        });
    }
}

/// The arguments of a call, which are the text of a JSON object.
fn arguments(function: Value<'_>, place: &str) -> Result<String, UpstreamError> {
    let place = format!("{place}.function.arguments");
    let text = match get(function, "arguments") {
        Some(arguments) => arguments.text().ok_or_else(|| UpstreamError::invalid(&place, "Expected a string."))?,
        None => Cow::default(),
    };
    if text.trim().is_empty() {
        return Ok("{}".to_owned());
    }
    let document = Document::parse(text.as_bytes(), ANSWER_LIMITS).ok();
    if document.is_none_or(|document| document.root().kind() != Kind::Object) {
        return Err(UpstreamError::invalid(&place, "Expected the text of a JSON object."));
    }
    Ok(text.into_owned())
}
