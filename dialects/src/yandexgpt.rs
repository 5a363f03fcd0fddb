//! The dialect `yandexgpt`: text generation of Yandex AI Studio by its own protocol.
//!
//! | OpenAI | completion |
//! |---|---|
//! | `model` | `modelUri`, of the host's `model_prefix` and the id, unless the id is a URI already |
//! | `system`, `developer`, `user`, `assistant` | messages of the roles `system`, `user`, `assistant` with one `text` each |
//! | `tool_calls` | `toolCallList`, arguments as object; text beside them is a message of its own |
//! | `tool` | one `toolResultList` of the user after each turn with calls, in the order of the calls: results have no ids |
//! | `tools`, `tool_choice`, `parallel_tool_calls` | `tools`, `toolChoice`, `parallelToolCalls` |
//! | the limit, `temperature` | `completionOptions.maxTokens` as a string, `temperature` up to 1 |
//! | `response_format` | `jsonObject`, `jsonSchema` |
//! | `reasoning_effort` | `reasoningOptions.mode`: `DISABLED` for `none` and `minimal`, else `ENABLED_HIDDEN` |
//! | `seed`, penalties, `top_p`, `logit_bias`, `user`, … | left out and named |
//! | `stop`, `n` > 1, `logprobs`, pictures, sound, files, `functions`, custom tools | refused |
//!
//! **Thinking** is hidden: nothing of it comes with an answer, so nothing has to come back with tool calls. It is off
//! unless `reasoning_effort` asks for it.
//!
//! **Ids of tool calls** do not exist there, so answers get ids of ours.
//!
//! **Streams** are lines of JSON, each with the whole answer so far; what it says more than the last one is passed on.

mod answer;
mod failure;
mod messages;
mod request;
mod stream;

pub(crate) use answer::answer;
pub(crate) use failure::failure;
pub(crate) use request::translate;
pub(crate) use stream::CompletionReader;

#[cfg(test)]
mod tests;
