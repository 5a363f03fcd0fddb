//! Policies on trial beside the one in force: a canary serves some conversations, a shadow none.

use std::sync::Arc;

use super::{ExplicitRule, Policy, Select, Target};
use crate::decide::{Arm, Conversation};

/// A routing file that some conversations are decided by.
#[derive(Debug, Clone)]
pub struct Canary {
    /// Per cent of the conversations.
    pub percent: u8,
    /// What decides them.
    pub policy: Arc<Policy>,
}

/// Which circumstances the rules and pools of a policy look at; the others need not be found out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uses {
    /// The hour and the weekday.
    pub moment: bool,
    /// What is left of budgets.
    pub budget: bool,
    /// The names of tools.
    pub tools: bool,
    /// The conversation.
    pub conversation: bool,
    /// How fast models answer.
    pub latency: bool,
}

// === impl Policy ===

impl Policy {
    /// Which circumstances count, for this policy and those on trial beside it.
    #[must_use]
    pub fn uses(&self) -> Uses {
        self.uses
    }

    /// The policy that decides a conversation, and which side of an experiment that is.
    pub(crate) fn serving(&self, conversation: Conversation) -> (&Self, Option<Arm>) {
        let Some(canary) = &self.canary else { return (self, None) };
        let id = Arc::clone(&canary.policy.id);
        let taken = conversation.is_within(canary.percent, &id);
        (if taken { &canary.policy } else { self }, Some(Arm { id, taken }))
    }

    /// Whether the rules decide about requests with this `model`.
    pub(crate) fn asks_rules(&self, model: &str) -> bool {
        match self.target(model) {
            Some(Target::Auto) => true,
            Some(Target::Model(..)) => self.explicit == ExplicitRule::Reroute,
            Some(Target::Tier(_)) | None => false,
        }
    }

    /// Puts policies on trial beside this one.
    pub(super) fn with_trials(self, shadow: Option<Self>, canary: Option<(u8, Self)>) -> Self {
        let (shadow, canary) = (shadow.map(Arc::new), canary);
        let canary = canary.map(|(percent, policy)| Canary { percent, policy: Arc::new(policy) });
        let own = self.own_uses();
        let of_trials = shadow.iter().chain(canary.iter().map(|canary| &canary.policy)).map(|trial| trial.uses);
        let mut uses = of_trials.fold(own, Uses::or);
        uses.conversation |= canary.is_some();
        Self { shadow, canary, uses, ..self }
    }

    fn own_uses(&self) -> Uses {
        let conditions = || self.rules.iter().flat_map(|rule| &rule.when.0);
        let asks = |keys: &[&str]| conditions().any(|condition| keys.contains(&condition.key));
        let selects = |wanted: fn(&Select) -> bool| self.pools.iter().any(|(_, pool)| wanted(&pool.select));
        Uses {
            moment: asks(&["hours", "weekday"]),
            budget: asks(&["max_budget_left_percent"]),
            tools: asks(&["tool"]),
            conversation: self.rules.iter().any(|rule| rule.percent.is_some())
                || selects(|select| matches!(select, Select::Weighted(_))),
            latency: selects(|select| *select == Select::Fastest),
        }
    }
}

// === impl Uses ===

impl Uses {
    fn or(self, other: Self) -> Self {
        Self {
            moment: self.moment | other.moment,
            budget: self.budget | other.budget,
            tools: self.tools | other.tools,
            conversation: self.conversation | other.conversation,
            latency: self.latency | other.latency,
        }
    }
}
