//! Whether a second opinion would be asked for, and of whom. Nobody is asked here: nobody would pay for it.

use router_core::decide::{Decision, adviser, second_opinion};
use router_core::measure::Assessor;
use serde_json::{Value, json};

use super::cost;
use super::stand::Scene;
use crate::opinion::question;

impl Scene<'_> {
    /// What is to be said of a second opinion on a decision; null where none is asked for.
    pub(super) fn second_opinion(self, decision: &Decision, assessor: &Assessor) -> Value {
        if let Some(tier) = self.ask.circumstances.opinion {
            return json!({ "given": tier.name() });
        }
        let policy = &self.snapshot.policy;
        let Some(asking) = second_opinion(decision, self.ask, policy) else { return Value::Null };
        let asked = question(self.redacted, self.ask.facts.language, asking)
            .and_then(|question| adviser(asking, &assessor.measure(&question), self.ask, policy, self.health));
        match asked {
            Some(model) => json!({
                "would_ask": model.row.model.to_string(),
                "timeout_ms": asking.timeout.as_millis() as u64,
                "bound": cost(&model.bound, self.snapshot),
                "because": "the assessment is unsure and no rule takes the request; the same with an opinion says where that leads",
            }),
            None => {
                json!({ "would_ask": null, "because": "no model of the tier that gives opinions may see the request, or can be asked now" })
            }
        }
    }
}
