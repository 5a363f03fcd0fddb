//! The occasion of a request: what rules may speak of beside the request itself, found out only as far as the policy in
//! force asks for it.

use jiff::Timestamp;
use router_core::chat::Chat;
use router_core::decide::{Circumstances, Conversation};
use router_core::policy::{Moment, Uses};

use crate::ledger::almaty_time;

/// What is not in the facts of a request.
#[derive(Debug, Default)]
pub(crate) struct Occasion {
    moment: Option<Moment>,
    budget_left: Option<u8>,
    tools: Vec<String>,
    conversation: Conversation,
}

impl Occasion {
    /// The occasion of `chat` at a time; `budget_left` finds out per cent of the tightest budget.
    pub(crate) fn of(uses: Uses, chat: &Chat, at: Timestamp, budget_left: impl FnOnce() -> Option<u8>) -> Self {
        Self {
            moment: uses.moment.then(|| Moment::of(almaty_time(at))),
            budget_left: if uses.budget { budget_left() } else { None },
            tools: if uses.tools { tool_names(chat) } else { Vec::new() },
            conversation: if uses.conversation { Conversation::of(chat) } else { Conversation::default() },
        }
    }

    /// The same for the decision, with who asks.
    pub(crate) fn circumstances<'a>(&'a self, tenant: &'a str, key: &'a str) -> Circumstances<'a> {
        let Self { moment, budget_left, ref tools, conversation } = *self;
        Circumstances { tenant, key, moment, budget_left, tools, conversation }
    }
}

/// The names of the tools that a request offers.
fn tool_names(chat: &Chat) -> Vec<String> {
    let tools = chat.document().root().get("tools");
    let name = |tool: router_core::json::Value<'_>| Some(tool.get("function")?.get("name")?.text()?.into_owned());
    tools.into_iter().flat_map(router_core::json::Value::items).filter_map(name).collect()
}
