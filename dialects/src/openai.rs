//! The dialect `openai`: chat completions of any compatible host.

mod continued;
mod encode;
mod failure;
mod history;
mod repair;
mod stream;

use router_core::json::{Document, Kind, Limits, Value};
use router_core::tokens::{TokenCount, Usage};

pub use continued::continued;
pub use encode::encode;
pub use failure::{MAX_RETRY_AFTER, failure};
pub(crate) use failure::{pause, retry_after};
pub(crate) use repair::Repairs;
pub use stream::{Frame, FrameKind, StreamDecoder};

use crate::{FailureClass, Heading, Quirks};

/// Answers may nest deeper than requests: a tool's schema can come back inside one.
pub const ANSWER_LIMITS: Limits = Limits { depth: 128, nodes: 1_000_000 };

/// Reads JSON that a provider sent.
///
/// # Errors
/// [`FailureClass::BadAnswer`] for what is none, or more than an answer may be.
pub(crate) fn parsed(json: &[u8]) -> Result<Document, FailureClass> {
    Document::parse(json, ANSWER_LIMITS).map_err(|_| FailureClass::BadAnswer("not json"))
}

/// A whole answer that has been checked to be one.
#[derive(Debug)]
pub struct Answer {
    /// The answer in OpenAI's form.
    pub document: Document,
    /// Its usage, where it can be relied on.
    pub usage: Option<Usage>,
}

impl Answer {
    /// The answer as it would be if its host had no quirks.
    ///
    /// # Errors
    /// [`FailureClass::Server`] where the host says that it gave up.
    pub fn of_host(self, quirks: &Quirks, heading: Heading<'_>) -> Result<Self, FailureClass> {
        let Some(mut repairs) = Repairs::new(quirks, heading) else { return Ok(self) };
        Ok(Self { document: repairs.apply(self.document)?, usage: self.usage })
    }
}

/// Reads a whole answer.
///
/// # Errors
/// [`FailureClass::BadAnswer`] for anything that is not a completion with at least one choice; for an error object in a 200
/// body the class of what it says.
pub fn decode(mut body: Vec<u8>) -> Result<Answer, FailureClass> {
    // DeepSeek keeps non-streamed connections alive with blank lines before the body.
    let blank = body.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    body.drain(..blank);
    let document = parsed(&body)?;
    let usage = check(document.root())?;
    Ok(Answer { document, usage })
}

/// The usage of an answer that is one.
fn check(root: Value<'_>) -> Result<Option<Usage>, FailureClass> {
    if let Some(error) = root.get("error").filter(|error| !error.is_null()) {
        return Err(failure::class_of(error, "error in a 200 answer"));
    }
    let mut choices = root.get("choices").into_iter().flat_map(Value::items).peekable();
    if choices.peek().is_none() {
        return Err(FailureClass::BadAnswer("no choices"));
    }
    if choices.any(|choice| choice.get("message").is_none_or(|message| message.kind() != Kind::Object)) {
        return Err(FailureClass::BadAnswer("choice without message"));
    }
    Ok(root.get("usage").and_then(usage))
}

/// Takes OpenAI's nested usage apart into classes that do not overlap; `None` where it cannot be relied on.
pub fn usage(usage: Value<'_>) -> Option<Usage> {
    let count = |value: Option<Value<'_>>| TokenCount(value.and_then(Value::as_u64).unwrap_or(0));
    let detail = |group: &str, name: &str| count(usage.get(group).and_then(|group| group.get(name)));
    let prompt = TokenCount(usage.get("prompt_tokens")?.as_u64()?);
    let completion = TokenCount(usage.get("completion_tokens")?.as_u64()?);
    let cached =
        detail("prompt_tokens_details", "cached_tokens").max(count(usage.get("prompt_cache_hit_tokens"))).min(prompt);
    let cache_write = detail("prompt_tokens_details", "cache_write_tokens").min(prompt.minus(cached));
    let reasoning = detail("completion_tokens_details", "reasoning_tokens").min(completion);
    Some(Usage {
        input: prompt.minus(cached).minus(cache_write),
        cached_input: cached,
        cache_write,
        output: completion.minus(reasoning),
        reasoning,
    })
}

/// All text of a whole answer or of one chunk that a provider bills as output, appended to `out`.
pub fn collect_output(document: &Document, out: &mut String) {
    for choice in document.root().get("choices").into_iter().flat_map(Value::items) {
        let said = choice.get("message").or_else(|| choice.get("delta"));
        for (key, value) in said.into_iter().flat_map(Value::members) {
            if !key.is_text("role") {
                value.descendants().filter_map(Value::text).for_each(|text| out.push_str(&text));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Usage, decode};
    use crate::FailureClass;
    use router_core::tokens::TokenCount;

    #[test]
    fn answers_that_are_none() {
        for (body, problem) in [
            ("<html>", "not json"),
            (r#"{"choices":[]}"#, "no choices"),
            (r#"{"choices":[{}]}"#, "choice without message"),
            (r#"{"error":{"message":"x"},"choices":[{"message":{}}]}"#, "error in a 200 answer"),
        ] {
            assert_eq!(decode(body.as_bytes().to_vec()).unwrap_err(), FailureClass::BadAnswer(problem), "{body}");
        }
    }

    #[test]
    fn usage_is_taken_apart() {
        let usage = |usage: &str| {
            decode(format!("\n\n{{\"choices\":[{{\"message\":{{}}}}],\"usage\":{usage}}}").into_bytes()).unwrap().usage
        };
        let classes = |[input, cached_input, cache_write, output, reasoning]: [u64; 5]| {
            let [input, cached_input, cache_write, output, reasoning] =
                [input, cached_input, cache_write, output, reasoning].map(TokenCount);
            Some(Usage { input, cached_input, cache_write, output, reasoning })
        };
        for (text, expected) in [
            (r#"{"prompt_tokens":10,"completion_tokens":5}"#, classes([10, 0, 0, 5, 0])),
            (
                r#"{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30},"completion_tokens_details":{"reasoning_tokens":20}}"#,
                classes([10, 60, 30, 30, 20]),
            ),
            (r#"{"prompt_tokens":100,"completion_tokens":5,"prompt_cache_hit_tokens":64}"#, classes([36, 64, 0, 5, 0])),
            (
                r#"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":99}}"#,
                classes([0, 10, 0, 5, 0]),
            ),
            (r#"{"prompt_tokens":0,"completion_tokens":0}"#, classes([0; 5])),
            (r#"{"prompt_tokens":-1,"completion_tokens":5}"#, None),
            (r#"{"prompt_tokens":10}"#, None),
            ("null", None),
        ] {
            assert_eq!(usage(text), expected, "{text}");
        }
    }
}
