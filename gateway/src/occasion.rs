//! The occasion of a request: what rules may speak of beside the request itself, found out only as far as the policy in
//! force asks for it.

use std::borrow::Cow;

use jiff::Timestamp;
use router_core::chat::Chat;
use router_core::decide::{Circumstances, Conversation};
use router_core::json::Value;
use router_core::policy::{Moment, Policy};

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
    pub(crate) fn of(policy: &Policy, chat: &Chat, at: Timestamp, budget_left: impl FnOnce() -> Option<u8>) -> Self {
        let uses = policy.uses();
        Self {
            moment: uses.moment.then(|| Moment::of(almaty_time(at))),
            budget_left: if uses.budget { budget_left() } else { None },
            tools: if uses.tools { tools_named(policy, chat) } else { Vec::new() },
            conversation: if uses.conversation { Conversation::of(chat) } else { Conversation::default() },
        }
    }

    /// The same for the decision, with who asks.
    pub(crate) fn circumstances<'a>(&'a self, tenant: &'a str, key: &'a str) -> Circumstances<'a> {
        let Self { moment, budget_left, ref tools, conversation } = *self;
        Circumstances { tenant, key, moment, budget_left, tools, conversation, opinion: None }
    }
}

/// The tools that a request offers and the policy names. Other names are the client's own business.
fn tools_named(policy: &Policy, chat: &Chat) -> Vec<String> {
    let tools = chat.document().root().get("tools").into_iter().flat_map(Value::items);
    let names = tools.filter_map(|tool| tool.get("function")?.get("name")?.text());
    names.filter(|name| policy.names_tool(name)).map(Cow::into_owned).collect()
}
