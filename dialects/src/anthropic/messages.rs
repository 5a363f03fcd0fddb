//! The conversation: messages of OpenAI's form to a system prompt and turns that alternate.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use router_core::json::{Document, Kind, Limits, Value};

use super::blocks::{Block, Parts, blocks};
use crate::UpstreamError;
use crate::members::get;

/// Stands for the user's first turn where the conversation has none: Messages wants the user to begin.
const OPENING: &str = ".";

/// A conversation in the order of Messages.
#[derive(Debug, Default)]
pub(super) struct Conversation<'a> {
    pub(super) system: Vec<Block<'a>>,
    pub(super) turns: Vec<Turn<'a>>,
    /// The names of the tools that were called.
    pub(super) called: BTreeSet<Cow<'a, str>>,
    /// Calls of the last turn that have no result yet.
    waiting: HashSet<Cow<'a, str>>,
}

/// What one side says at once.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) role: &'static str,
    pub(super) blocks: Vec<Block<'a>>,
}

/// Reads all messages.
///
/// # Errors
/// What is no conversation, and what Messages has no words for.
pub(super) fn conversation<'a>(root: Value<'a>) -> Result<Conversation<'a>, UpstreamError> {
    let mut conversation = Conversation::default();
    let messages = get(root, "messages").into_iter().flat_map(Value::items);
    for (index, message) in messages.enumerate() {
        conversation.read(message, &format!("messages[{index}]"))?;
    }
    conversation.all_answered("messages")?;
    conversation.close()
}

impl<'a> Conversation<'a> {
    /// Whether the conversation is about tools already.
    pub(super) fn has_calls(&self) -> bool {
        !self.called.is_empty()
    }

    /// Whether the assistant's last turn is to be continued.
    pub(super) fn is_continued(&self) -> bool {
        self.turns.last().is_some_and(|turn| turn.role == "assistant")
    }

    fn read(&mut self, message: Value<'a>, place: &str) -> Result<(), UpstreamError> {
        let role = get(message, "role").and_then(Value::text).unwrap_or_default();
        let content = get(message, "content");
        let read = |parts| content.map_or_else(|| Ok(Vec::new()), |content| blocks(content, parts, place));
        match &*role {
            "system" | "developer" => self.system.extend(read(Parts::Text)?),
            "user" => {
                self.all_answered(place)?;
                self.say("user", read(Parts::All)?);
            }
            "assistant" => {
                self.all_answered(place)?;
                let mut said = read(Parts::Text)?;
                // A refusal stands beside the content.
                if let Some(refusal) = get(message, "refusal") {
                    said.extend(blocks(refusal, Parts::Text, place)?);
                }
                said.extend(self.calls(message, place)?);
                self.say("assistant", said);
            }
            "tool" => {
                let result = self.result(message, read(Parts::TextAndPictures)?, place)?;
                self.say("user", vec![result]);
            }
            "function" => {
                return Err(UpstreamError::unsupported(
                    &format!("{place}.role"),
                    "Functions are called as tools here.",
                ));
            }
            _ => return Err(UpstreamError::invalid(&format!("{place}.role"), "Expected a known role.")),
        }
        Ok(())
    }

    /// Adds to the last turn, or begins another.
    fn say(&mut self, role: &'static str, said: Vec<Block<'a>>) {
        match self.turns.last_mut() {
            Some(turn) if turn.role == role => turn.blocks.extend(said),
            _ if said.is_empty() => {}
            _ => self.turns.push(Turn { role, blocks: said }),
        }
    }

    /// The calls of an assistant's message.
    fn calls(&mut self, message: Value<'a>, place: &str) -> Result<Vec<Block<'a>>, UpstreamError> {
        for (member, why) in
            [("function_call", "Functions are called as tools here."), ("audio", "This model has no voice.")]
        {
            if get(message, member).is_some() {
                return Err(UpstreamError::unsupported(&format!("{place}.{member}"), why));
            }
        }
        let mut calls = Vec::new();
        for (index, call) in get(message, "tool_calls").into_iter().flat_map(Value::items).enumerate() {
            let place = format!("{place}.tool_calls[{index}]");
            let missing = |member: &str| UpstreamError::invalid(&format!("{place}.{member}"), "Expected a string.");
            if get(call, "custom").is_some() {
                return Err(UpstreamError::unsupported(&place, "Only tools of type `function` are known here."));
            }
            let id = filled(call, "id").ok_or_else(|| missing("id"))?;
            let function = get(call, "function").ok_or_else(|| missing("function"))?;
            let name = filled(function, "name").ok_or_else(|| missing("function.name"))?;
            let arguments = get(function, "arguments").and_then(Value::text).unwrap_or_default();
            let input = input(&arguments).ok_or_else(|| {
                let param = format!("{place}.function.arguments");
                UpstreamError::invalid(&param, "Expected a JSON object in a string.")
            })?;
            calls.push(Block::ToolUse { id: tool_id(&id), name: name.clone(), input });
            self.called.insert(name);
            if !self.waiting.insert(id) {
                return Err(UpstreamError::invalid(&format!("{place}.id"), "Expected an id of its own for each call."));
            }
        }
        Ok(calls)
    }

    fn result(&mut self, message: Value<'a>, content: Vec<Block<'a>>, place: &str) -> Result<Block<'a>, UpstreamError> {
        let id = filled(message, "tool_call_id").unwrap_or_default();
        if !self.waiting.remove(&id) {
            let param = format!("{place}.tool_call_id");
            return Err(UpstreamError::invalid(&param, "Expected the id of a call in the message before."));
        }
        Ok(Block::ToolResult { id: tool_id(&id), content })
    }

    /// Each call needs its result before anybody else speaks.
    fn all_answered(&self, place: &str) -> Result<(), UpstreamError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        Err(UpstreamError::invalid(place, "Expected a message of role `tool` for each call of the message before."))
    }

    /// What Messages wants of the beginning and the end.
    fn close(mut self) -> Result<Self, UpstreamError> {
        if self.turns.is_empty() && self.system.is_empty() {
            return Err(UpstreamError::invalid("messages", "Expected a message with content."));
        }
        if self.turns.first().is_none_or(|turn| turn.role == "assistant") {
            self.turns.insert(0, Turn { role: "user", blocks: vec![Block::Text(OPENING.into())] });
        }
        // An answer that is to be continued may not end with a space.
        if let Some(Turn { role: "assistant", blocks }) = self.turns.last_mut()
            && let Some(Block::Text(text)) = blocks.last_mut()
        {
            *text = text.trim_end().to_owned().into();
        }
        Ok(self)
    }
}

/// A string that is there and not empty.
fn filled<'a>(object: Value<'a>, name: &str) -> Option<Cow<'a, str>> {
    get(object, name).and_then(Value::text).filter(|text| !text.is_empty())
}

/// The JSON object in the string of arguments, as it was written; no arguments are an empty one.
fn input(arguments: &str) -> Option<String> {
    if arguments.trim().is_empty() {
        return Some("{}".to_owned());
    }
    let document = Document::parse(arguments.as_bytes(), Limits::default()).ok()?;
    (document.root().kind() == Kind::Object).then(|| document.root().raw().to_owned())
}

/// An id in the letters that Messages allows. Those of other providers may hold others (`functions.get:0`); different ids
/// stay different.
fn tool_id(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => out.push(char::from(byte)),
            _ => out.push_str(&format!("_x{byte:02x}_")),
        }
    }
    out
}
