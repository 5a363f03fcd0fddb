//! What an answer says, put together from a whole one or from the chunks of a stream.

use std::collections::BTreeMap;

use crate::json::{Document, Value};

/// Choices of an answer that are told apart; nobody asks for more.
const MOST_CHOICES: usize = 128;
/// Tool calls of a choice that are told apart.
const MOST_CALLS: usize = 128;

/// What an answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Its choices, by their index; some count from one.
    pub choices: BTreeMap<usize, SaidChoice>,
}

/// What a choice says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidChoice {
    /// The content.
    pub text: String,
    /// The refusal, where it stands by itself.
    pub refusal: String,
    /// Calls of functions. Tools of other kinds are not looked into.
    pub calls: BTreeMap<usize, SaidCall>,
    /// Whether there is something else: sound, a tool of another kind.
    pub other: bool,
    /// Why it ended.
    pub finish: Option<String>,
}

/// A call of a function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidCall {
    /// Its name.
    pub name: String,
    /// Its arguments: JSON, if the model did well.
    pub arguments: String,
}

// === impl Said ===

impl Said {
    /// What a whole answer says.
    #[must_use]
    pub fn of(answer: &Document) -> Self {
        let mut said = Self::default();
        said.add(answer);
        said
    }

    /// Adds a whole answer or a chunk of a stream.
    pub fn add(&mut self, document: &Document) {
        let choices = document.root().get("choices").into_iter().flat_map(Value::items);
        for (place, choice) in (0..).zip(choices) {
            let index = index_of(choice).unwrap_or(place);
            let Some(said) = entry(&mut self.choices, index, MOST_CHOICES) else { continue };
            if let Some(message) = choice.get("message").or_else(|| choice.get("delta")) {
                said.add(message);
            }
            if let Some(finish) = choice.get("finish_reason").and_then(Value::text) {
                said.finish = Some(finish.into_owned());
            }
        }
    }
}

// === impl SaidChoice ===

impl SaidChoice {
    /// Whether nothing is said and nothing called.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let is_silent = self.text.trim().is_empty() && self.refusal.trim().is_empty();
        is_silent && self.calls.is_empty() && !self.other && self.finish.as_deref() != Some("content_filter")
    }

    fn add(&mut self, message: Value<'_>) {
        if let Some(content) = message.get("content") {
            push_text(&mut self.text, content);
            // Some hosts write the content in parts.
            content.items().filter_map(|part| part.get("text")).for_each(|text| push_text(&mut self.text, text));
        }
        if let Some(refusal) = message.get("refusal") {
            push_text(&mut self.refusal, refusal);
        }
        self.other |= message.get("audio").is_some_and(|audio| !audio.is_null());
        if let Some(function) = message.get("function_call").filter(|call| !call.is_null()) {
            self.add_call(0, function);
        }
        for (place, call) in (0..).zip(message.get("tool_calls").into_iter().flat_map(Value::items)) {
            match call.get("function") {
                Some(function) => self.add_call(index_of(call).unwrap_or(place), function),
                None => self.other = true,
            }
        }
    }

    fn add_call(&mut self, index: usize, function: Value<'_>) {
        let Some(call) = entry(&mut self.calls, index, MOST_CALLS) else { return };
        for (text, member) in [(&mut call.name, "name"), (&mut call.arguments, "arguments")] {
            if let Some(value) = function.get(member) {
                push_text(text, value);
            }
        }
    }
}

fn push_text(text: &mut String, value: Value<'_>) {
    if let Some(more) = value.text() {
        text.push_str(&more);
    }
}

fn index_of(value: Value<'_>) -> Option<usize> {
    value.get("index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok())
}

/// The entry of an index, made where it is missing; none beyond `most`.
fn entry<T: Default>(list: &mut BTreeMap<usize, T>, index: usize, most: usize) -> Option<&mut T> {
    (index < most).then(|| list.entry(index).or_default())
}
