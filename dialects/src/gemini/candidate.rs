//! What whole answers and pieces of streams have in common: candidates, their parts and ends, and the usage.

use router_core::json::{Kind, Value};
use router_core::tokens::{TokenCount, Usage};

use crate::FailureClass;
use crate::completion::Finish;
use crate::write::{Escaped, Object, object};

/// What one part of a candidate says.
#[derive(Debug)]
pub(super) enum Said<'a> {
    Text(Escaped<'a>),
    Thought(Escaped<'a>),
    Call { id: Escaped<'a>, name: Escaped<'a>, arguments: Escaped<'static> },
}

/// What the parts of a candidate say; empty ones, which carry signatures, say nothing.
pub(super) fn said(candidate: Value<'_>) -> impl Iterator<Item = Said<'_>> {
    let parts = candidate.get("content").and_then(|content| content.get("parts"));
    parts.into_iter().flat_map(Value::items).filter_map(of_part)
}

fn of_part(part: Value<'_>) -> Option<Said<'_>> {
    if let Some(call) = part.get("functionCall").filter(|call| call.kind() == Kind::Object) {
        let text = |name: &str| call.get(name).map(Escaped::of).unwrap_or_default();
        let arguments = call.get("args").filter(|arguments| arguments.kind() == Kind::Object);
        let arguments = Escaped::text(arguments.map_or("{}", Value::raw));
        return Some(Said::Call { id: text("id"), name: text("name"), arguments });
    }
    let text = part.get("text").map(Escaped::of).filter(|text| !text.is_empty())?;
    let is_thought = part.get("thought").and_then(Value::as_bool) == Some(true);
    Some(if is_thought { Said::Thought(text) } else { Said::Text(text) })
}

/// The id of a call that the provider gave none: one for each call of each request.
pub(super) fn call_id(request: u128, number: usize) -> Escaped<'static> {
    Escaped::text(&format!("call_{request:032x}{number}"))
}

/// How a candidate ended, if it did.
///
/// # Errors
/// [`FailureClass::BadAnswer`] for ends that are failures of the model, not ends of an answer.
pub(super) fn finish(candidate: Value<'_>, has_calls: bool) -> Result<Option<Finish>, FailureClass> {
    let Some(reason) = candidate.get("finishReason").and_then(Value::text) else { return Ok(None) };
    Ok(Some(match &*reason {
        // Calls are no reason of their own.
        "STOP" if has_calls => Finish::ToolCalls,
        "STOP" => Finish::Stop,
        "MAX_TOKENS" => Finish::Length,
        "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "MODEL_ARMOR" => Finish::ContentFilter,
        reason if reason.starts_with("IMAGE_") => Finish::ContentFilter,
        "MALFORMED_FUNCTION_CALL" | "UNEXPECTED_TOOL_CALL" | "TOO_MANY_TOOL_CALLS" | "MALFORMED_RESPONSE" => {
            return Err(FailureClass::BadAnswer("a call that cannot be read"));
        }
        "MISSING_THOUGHT_SIGNATURE" => return Err(FailureClass::BadAnswer("a signature was missing")),
        _ => return Err(FailureClass::BadAnswer("no proper finish reason")),
    }))
}

/// The provider's own words about an end, if it has any.
pub(super) fn explanation(candidate: Value<'_>, finish: Finish) -> Option<Escaped<'_>> {
    let explained = candidate.get("finishMessage").filter(|_| finish == Finish::ContentFilter);
    explained.map(Escaped::of).filter(|text| !text.is_empty())
}

/// Whether the prompt was blocked, and what the provider says about it.
pub(super) fn blocked(root: Value<'_>) -> Option<Escaped<'_>> {
    let feedback = root.get("promptFeedback")?;
    feedback.get("blockReason").filter(|reason| !reason.body().is_empty())?;
    Some(feedback.get("blockReasonMessage").map(Escaped::of).unwrap_or_default())
}

/// The usage of the whole answer so far; `None` where it cannot be relied on.
pub(super) fn usage(root: Value<'_>) -> Option<Usage> {
    let metadata = root.get("usageMetadata")?;
    // What is 0 is left out; what is there and no number of tokens spoils the rest.
    let count = |name: &str| metadata.get(name).map_or(Some(0), Value::as_u64).map(TokenCount);
    metadata.get("promptTokenCount")?;
    let prompt = count("promptTokenCount")?.plus(count("toolUsePromptTokenCount")?);
    let cached_input = count("cachedContentTokenCount")?.min(prompt);
    Some(Usage {
        input: prompt.minus(cached_input),
        cached_input,
        cache_write: TokenCount(0),
        output: count("candidatesTokenCount")?,
        reasoning: count("thoughtsTokenCount")?,
    })
}

/// OpenAI's `logprobs` of a candidate that has them.
pub(super) fn logprobs(candidate: Value<'_>) -> Option<String> {
    let result = candidate.get("logprobsResult")?;
    let items = |name: &str| result.get(name).into_iter().flat_map(Value::items);
    let mut alternatives = items("topCandidates");
    let written = object(|logprobs| {
        logprobs.array("content", |list| {
            for chosen in items("chosenCandidates") {
                let tops = alternatives.next().and_then(|tops| tops.get("candidates"));
                list.object(|written| {
                    token(chosen, written);
                    written.array("top_logprobs", |list| {
                        tops.into_iter()
                            .flat_map(Value::items)
                            .for_each(|top| list.object(|written| token(top, written)));
                    });
                });
            }
        });
        logprobs.raw("refusal", "null");
    });
    String::from_utf8(written).ok()
}

fn token(token: Value<'_>, written: &mut Object<'_>) {
    let number = token.get("logProbability").filter(|number| number.kind() == Kind::Number);
    written.escaped("token", &token.get("token").map(Escaped::of).unwrap_or_default());
    // The provider leaves out what is 0.
    written.raw("logprob", number.map_or("0", Value::raw));
    written.raw("bytes", "null");
}
