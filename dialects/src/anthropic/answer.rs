//! A whole message of the assistant as a completion of OpenAI's form.

use router_core::json::{Kind, Value};
use router_core::tokens::{TokenCount, Usage};

use super::failure;
use crate::completion::{Choice, Finish, Head, ToolCall, completion};
use crate::members::get;
use crate::openai::{Answer, decode, parsed};
use crate::write::Escaped;
use crate::{FailureClass, Heading};

/// Reads a whole answer.
///
/// # Errors
/// [`FailureClass::BadAnswer`] for what is no message; the class of an error that stands in a 200 answer.
pub(crate) fn answer(body: &[u8], heading: Heading<'_>) -> Result<Answer, FailureClass> {
    let document = parsed(body)?;
    let root = document.root();
    if is_type(root, "error") {
        return Err(failure::class_of(root));
    }
    if !is_type(root, "message") || get(root, "content").is_none_or(|content| content.kind() != Kind::Array) {
        return Err(FailureClass::BadAnswer("not a message"));
    }
    let reason = get(root, "stop_reason").ok_or(FailureClass::BadAnswer("no stop reason"))?;
    let mut choice = Choice::default();
    for block in get(root, "content").into_iter().flat_map(Value::items) {
        read_block(block, &mut choice);
    }
    choice.finish = finish(reason, !choice.tool_calls.is_empty());
    choice.refusal = explanation(root).filter(|_| choice.finish == Finish::ContentFilter);
    if choice.content.is_none() && choice.tool_calls.is_empty() && choice.refusal.is_none() {
        choice.content = Some(Escaped::default());
    }
    let head = Head::new(heading).named(text(root, "id"), text(root, "model"));
    let usage = get(root, "usage").and_then(|usage| Counts::default().updated(usage).usage());
    decode(completion(&head, &[choice], usage.as_ref()))
}

fn read_block<'a>(block: Value<'a>, choice: &mut Choice<'a>) {
    match &*get(block, "type").and_then(Value::text).unwrap_or_default() {
        "text" => append(&mut choice.content, text(block, "text")),
        "thinking" => append(&mut choice.reasoning, text(block, "thinking")),
        "tool_use" => choice.tool_calls.push(ToolCall {
            id: text(block, "id").unwrap_or_default(),
            name: text(block, "name").unwrap_or_default(),
            arguments: Escaped::text(get(block, "input").map_or("{}", Value::raw)),
        }),
        // Hidden thoughts, and what the provider's own tools did.
        _ => {}
    }
}

fn append<'a>(joined: &mut Option<Escaped<'a>>, text: Option<Escaped<'a>>) {
    match (joined, text) {
        (Some(joined), Some(text)) => joined.push(&text),
        (joined, Some(text)) => *joined = Some(text),
        (_, None) => {}
    }
}

/// Whether an object says that it is of a type.
pub(super) fn is_type(object: Value<'_>, name: &str) -> bool {
    get(object, "type").is_some_and(|kind| kind.is_text(name))
}

/// A member that is a string.
pub(super) fn text<'a>(object: Value<'a>, name: &str) -> Option<Escaped<'a>> {
    get(object, name).filter(|value| value.kind() == Kind::String).map(Escaped::of)
}

/// Why the assistant stopped. Reasons that are not known yet end an answer like any other.
pub(super) fn finish(reason: Value<'_>, has_calls: bool) -> Finish {
    match reason.text().as_deref() {
        Some("max_tokens" | "model_context_window_exceeded") => Finish::Length,
        Some("refusal") => Finish::ContentFilter,
        _ if has_calls => Finish::ToolCalls,
        _ => Finish::Stop,
    }
}

/// What the provider says about a refusal.
pub(super) fn explanation(object: Value<'_>) -> Option<Escaped<'_>> {
    get(object, "stop_details").and_then(|details| text(details, "explanation"))
}

/// Counts of one answer, as far as they were told.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    input: Option<u64>,
    cached: u64,
    written: u64,
    output: Option<u64>,
    thinking: u64,
}

impl Counts {
    /// The counts with what `usage` says: each count stands for the whole answer so far.
    pub(super) fn updated(self, usage: Value<'_>) -> Self {
        let count = |name: &str| get(usage, name).and_then(Value::as_u64);
        let thinking = get(usage, "output_tokens_details").and_then(|details| get(details, "thinking_tokens"));
        Self {
            input: count("input_tokens").or(self.input),
            cached: count("cache_read_input_tokens").unwrap_or(self.cached),
            written: count("cache_creation_input_tokens").unwrap_or(self.written),
            output: count("output_tokens").or(self.output),
            thinking: thinking.and_then(Value::as_u64).unwrap_or(self.thinking),
        }
    }

    /// Usage in classes that do not overlap, as they are told here but for thinking, which is part of the output.
    pub(super) fn usage(self) -> Option<Usage> {
        let output = TokenCount(self.output?);
        let reasoning = TokenCount(self.thinking).min(output);
        Some(Usage {
            input: TokenCount(self.input?),
            cached_input: TokenCount(self.cached),
            cache_write: TokenCount(self.written),
            output: output.minus(reasoning),
            reasoning,
        })
    }
}
