//! What became of each rule, for explanations.

use super::{Ask, Health};
use crate::policy::{Condition, Policy, Rule};

/// A rule, and what it says of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// What it says.
    pub verdict: Verdict<'p>,
}

/// What a rule says of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict<'p> {
    /// It takes the request.
    Takes,
    /// This condition does not hold, the first of those that do not.
    Fails(&'p Condition),
    /// All conditions hold, and the conversation is not in its share.
    OutsideShare,
}

impl<'p> Verdict<'p> {
    /// What `rule` says.
    #[must_use]
    pub fn of(rule: &'p Rule, ask: &Ask<'_>, health: &Health) -> Self {
        if let Some(condition) = rule.when.failing(ask, health) {
            return Self::Fails(condition);
        }
        let is_within = |percent| ask.circumstances.conversation.is_within(percent, &rule.id);
        if rule.percent.is_none_or(is_within) { Self::Takes } else { Self::OutsideShare }
    }
}

/// What the rules say of a request, up to the one that takes it. A request that names its tier or model asks none.
#[must_use]
pub fn judged_rules<'p>(ask: &Ask<'_>, policy: &'p Policy, health: &Health) -> Vec<Judged<'p>> {
    let (policy, _) = policy.serving(ask.circumstances.conversation);
    let unheard = ask.unheard(policy);
    let ask = unheard.as_ref().unwrap_or(ask);
    let mut judged = Vec::new();
    if !policy.asks_rules(ask.model) {
        return judged;
    }
    for rule in &policy.rules {
        let verdict = Verdict::of(rule, ask, health);
        judged.push(Judged { rule, verdict });
        if verdict == Verdict::Takes {
            break;
        }
    }
    judged
}
