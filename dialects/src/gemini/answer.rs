//! A whole answer of `generateContent`.

use router_core::json::Value;

use super::candidate::{Said, blocked, call_id, explanation, finish, logprobs, said, usage};
use super::failure::error_in;
use crate::completion::{Choice, Finish, Head, ToolCall, completion};
use crate::openai::{self, Answer, parsed};
use crate::write::Escaped;
use crate::{FailureClass, Heading};

/// Reads a whole answer.
pub(crate) fn decode(body: &[u8], heading: Heading<'_>) -> Result<Answer, FailureClass> {
    let document = parsed(body)?;
    let root = document.root();
    if let Some(class) = error_in(root) {
        return Err(class);
    }
    let mut calls = 0;
    let candidates = root.get("candidates").into_iter().flat_map(Value::items);
    let choices = candidates.map(|candidate| choice(candidate, heading, &mut calls)).collect::<Result<Vec<_>, _>>()?;
    let choices = match blocked(root) {
        Some(refusal) if choices.is_empty() => vec![Choice {
            refusal: Some(refusal).filter(|refusal| !refusal.is_empty()),
            finish: Finish::ContentFilter,
            ..Choice::default()
        }],
        _ => choices,
    };
    let named = |name: &str| root.get(name).map(Escaped::of);
    let head = Head::new(heading).named(named("responseId"), named("modelVersion"));
    openai::decode(completion(&head, &choices, usage(root).as_ref()))
}

fn choice<'a>(candidate: Value<'a>, heading: Heading<'_>, calls: &mut usize) -> Result<Choice<'a>, FailureClass> {
    let (mut content, mut reasoning) = (Escaped::default(), Escaped::default());
    let mut tool_calls = Vec::new();
    for said in said(candidate) {
        match said {
            Said::Text(text) => content.push(&text),
            Said::Thought(text) => reasoning.push(&text),
            Said::Call { id, name, arguments } => {
                let id = if id.is_empty() { call_id(heading.id, *calls) } else { id };
                *calls += 1;
                tool_calls.push(ToolCall { id, name, arguments });
            }
        }
    }
    let finish = finish(candidate, !tool_calls.is_empty())?;
    let finish = finish.ok_or(FailureClass::BadAnswer("a candidate without a finish reason"))?;
    if finish == Finish::Stop && content.is_empty() && reasoning.is_empty() {
        return Err(FailureClass::BadAnswer("an empty answer"));
    }
    let refusal = explanation(candidate, finish);
    let is_silent = content.is_empty() && (refusal.is_some() || !tool_calls.is_empty());
    Ok(Choice {
        content: (!is_silent).then_some(content),
        reasoning: Some(reasoning).filter(|reasoning| !reasoning.is_empty()),
        refusal,
        tool_calls,
        logprobs: logprobs(candidate),
        finish,
    })
}
