//! The dialect `anthropic`: Messages of Anthropic, and of hosts that speak like it.
//!
//! | OpenAI | Messages |
//! |---|---|
//! | `system`, `developer` | blocks of the top-level `system`, in order |
//! | neighbours of one role | one turn; results of tools stand first in the user's |
//! | `tool_calls`, `tool` | `tool_use` with the arguments as object, `tool_result` |
//! | `image_url`, `file` | `image` (data URL or http), `document` (PDF) |
//! | `tools`, `tool_choice`, `parallel_tool_calls` | `tools`, `tool_choice`, `disable_parallel_tool_use` |
//! | the limit, `stop`, `user` | `max_tokens`, `stop_sequences`, `metadata.user_id` |
//! | `temperature`, `top_p` | one of them, up to 1, for models of [`MessagesQuirks::sampling`] |
//! | `response_format` | `output_config.format`; for `json_object` an instruction |
//! | `reasoning_effort` | `output_config.effort`, or a budget of `thinking` |
//! | `seed`, penalties, `logit_bias`, `prediction`, … | left out and named |
//! | a last message of the assistant | continued, by models of [`MessagesQuirks::prefill`] |
//! | `n` > 1, `logprobs`, audio, `functions`, custom tools | refused |
//!
//! **Thinking is off wherever tools are.** A block of thinking has to come back unchanged, with its signature, in front of
//! the call that followed it; clients of OpenAI's form cannot bring it back, and keeping the blocks for them would keep
//! what people wrote. So a request with tools gets no `thinking`. Without tools `reasoning_effort` switches it on, and what
//! the model thought comes as `reasoning_content`.
//!
//! **The prompt cache is not automatic there.** The last tool and the last system block get a breakpoint where what stands
//! before it is long enough to be cached at all; messages, which differ from request to request, get none.

mod answer;
mod blocks;
mod failure;
mod messages;
mod quirks;
mod request;
mod stream;
mod tools;

pub(crate) use answer::answer;
pub(crate) use failure::{LIMITS, failure};
pub use quirks::MessagesQuirks;
pub(crate) use request::translate;
pub(crate) use stream::MessageReader;

#[cfg(test)]
mod tests;
