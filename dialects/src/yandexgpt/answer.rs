//! A whole answer of completion as one of OpenAI's form, and the pieces that lines of a stream have in common with it.

use router_core::json::{Kind, Value};
use router_core::tokens::{TokenCount, Usage};

use super::failure;
use crate::completion::{Choice, Finish, Head, ToolCall, call_id, completion};
use crate::members::get;
use crate::openai::{Answer, decode, parsed};
use crate::write::Escaped;
use crate::{FailureClass, Heading};

/// How far an alternative is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Partial,
    Final(Finish),
}

/// Reads a whole answer.
///
/// # Errors
/// [`FailureClass::BadAnswer`] for what is no answer; the class of an error that stands in a 200 answer.
pub(crate) fn answer(body: &[u8], heading: Heading<'_>) -> Result<Answer, FailureClass> {
    let document = parsed(body)?;
    let result = result(document.root())?;
    let alternative = alternative(result)?;
    let mut choice = Choice { tool_calls: tool_calls(alternative, heading.id), ..Choice::default() };
    choice.finish = match status(alternative, !choice.tool_calls.is_empty())? {
        Status::Final(finish) => finish,
        Status::Partial => return Err(FailureClass::BadAnswer("an answer without its end")),
    };
    choice.content = text(alternative).map(Escaped::of);
    if choice.content.is_none() && choice.tool_calls.is_empty() {
        choice.content = Some(Escaped::default());
    }
    decode(completion(&Head::new(heading), &[choice], usage(result).as_ref()))
}

/// What an answer or a line is about: over HTTP it is wrapped.
pub(super) fn result(root: Value<'_>) -> Result<Value<'_>, FailureClass> {
    if get(root, "error").is_some() {
        return Err(failure::class_of(root));
    }
    let result = get(root, "result").unwrap_or(root);
    if result.kind() == Kind::Object { Ok(result) } else { Err(FailureClass::BadAnswer("not an answer")) }
}

/// The one alternative that can be asked for.
pub(super) fn alternative(result: Value<'_>) -> Result<Value<'_>, FailureClass> {
    let mut alternatives = get(result, "alternatives").into_iter().flat_map(Value::items);
    alternatives.next().ok_or(FailureClass::BadAnswer("no alternatives"))
}

/// The status of an alternative; statuses that are not known yet are failures: nobody knows whether more would follow.
pub(super) fn status(alternative: Value<'_>, has_calls: bool) -> Result<Status, FailureClass> {
    let status = get(alternative, "status").and_then(Value::text).unwrap_or_default();
    Ok(Status::Final(match status.strip_prefix("ALTERNATIVE_STATUS_").unwrap_or(&status) {
        "PARTIAL" => return Ok(Status::Partial),
        "FINAL" | "TOOL_CALLS" if has_calls => Finish::ToolCalls,
        "FINAL" => Finish::Stop,
        "TRUNCATED_FINAL" => Finish::Length,
        "CONTENT_FILTER" => Finish::ContentFilter,
        "TOOL_CALLS" => return Err(FailureClass::BadAnswer("tool calls without calls")),
        _ => return Err(FailureClass::BadAnswer("unknown status")),
    }))
}

/// The text of an alternative.
pub(super) fn text(alternative: Value<'_>) -> Option<Value<'_>> {
    get(alternative, "message").and_then(|message| get(message, "text")).filter(|text| text.kind() == Kind::String)
}

/// The calls of an alternative, with ids of ours.
pub(super) fn tool_calls(alternative: Value<'_>, request: u128) -> Vec<ToolCall<'_>> {
    let list = get(alternative, "message").and_then(|message| get(message, "toolCallList"));
    let calls = list.and_then(|list| get(list, "toolCalls")).into_iter().flat_map(Value::items);
    let functions = calls.filter_map(|call| get(call, "functionCall"));
    let read = |(number, function)| ToolCall {
        id: Escaped::text(&call_id(request, number)),
        name: get(function, "name").map(Escaped::of).unwrap_or_default(),
        arguments: Escaped::text(get(function, "arguments").map_or("{}", Value::raw)),
    };
    functions.enumerate().map(read).collect()
}

/// Usage, whose numbers are strings.
pub(super) fn usage(result: Value<'_>) -> Option<Usage> {
    let usage = get(result, "usage")?;
    let count = |holder: Value<'_>, name: &str| {
        let value = get(holder, name)?;
        value.as_u64().or_else(|| value.text()?.parse().ok()).map(TokenCount)
    };
    let completion = count(usage, "completionTokens")?;
    let details = get(usage, "completionTokensDetails");
    let reasoning = details.and_then(|details| count(details, "reasoningTokens")).unwrap_or_default().min(completion);
    Some(Usage {
        input: count(usage, "inputTextTokens")?,
        output: completion.minus(reasoning),
        reasoning,
        ..Usage::default()
    })
}
