//! The dialect `gemini`: Google's `generateContent` and `streamGenerateContent`, as `…/v1beta` offers them.
//!
//! | OpenAI | Gemini |
//! |---|---|
//! | model, `stream` | the path: `/models/MODEL:generateContent`, `…:streamGenerateContent?alt=sse` |
//! | system and developer messages | `systemInstruction`, in order; a chat of nothing else is said by the user |
//! | user, assistant | `contents` of role `user`, `model`; neighbours of one role are merged |
//! | `tool_calls`, tool messages | `functionCall`, `functionResponse` with name and `{"output": …}`, in the order of the calls |
//! | images, audio, files as data | `inlineData`; `https` URLs of images are `fileData`; ids of uploaded files are refused |
//! | `tools`, `tool_choice` | `functionDeclarations` with `parametersJsonSchema`; AUTO, ANY, NONE, and VALIDATED for a choice of some |
//! | `response_format` | `responseMimeType`, `responseJsonSchema` |
//! | limit, `temperature`, `top_p`, penalties, `stop`, `n` | `generationConfig`; more than 8 choices or 5 stops are refused |
//! | `seed` | `seed`, where it fits 32 bits |
//! | `logprobs` | `responseLogprobs` |
//! | `reasoning_effort` | `thinkingLevel`, or `thinkingBudget` for models of the quirk `thinking_budget` |
//! | `parallel_tool_calls: false`, `strict` of a tool, `logit_bias`, `user` … | dropped and named |
//! | audio answers, web search, custom tools, `functions` | refused |
//!
//! **Signatures of thoughts.** Gemini 3 wants the signature of a call back with its result, and refuses the turn without
//! one. OpenAI's clients know no such field, and thinking cannot be switched off there. So the first call of a replayed turn
//! carries the sentinel that Google offers for histories that another model began. That is exact about what the gateway
//! knows: routing may give any turn of a conversation to another provider, and nothing has to be kept for a tenant. Models
//! that check no signatures ignore it.
//!
//! **Answers.** `responseId` and `modelVersion` name them. Thoughts that are sent become `reasoning_content`; they are not
//! asked for. Calls without an id get one from the number of the request. A blocked prompt is a choice that ended by
//! `content_filter`. An answer that stops without a word is a failure, which another provider may mend. Tokens of thoughts
//! stand beside those of candidates and count as output; the last usage of a stream counts, for each is of the whole.

mod answer;
mod candidate;
mod contents;
mod failure;
mod parts;
mod request;
mod stream;
#[cfg(test)]
mod tests;

pub(crate) use answer::decode;
pub(crate) use failure::failure;
pub(crate) use request::translate;
pub(crate) use stream::Stream;

/// Where a request goes, behind the host's base URL.
pub(crate) fn path(model: &str, stream: bool) -> String {
    let folder = if model.contains('/') { "" } else { "models/" };
    let method = if stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
    format!("/{folder}{model}:{method}")
}
