//! `explain`: where a request would go and why, as JSON. The same functions as live traffic, nothing is sent.

use jiff::Timestamp;
use router_core::chat::Chat;
use router_core::decide::{
    Ask, Candidate, Circumstances, DecideError, Decision, Health, Judged, Rejection, Verdict, decide, judged_rules,
    shadowed,
};
use router_core::measure::{Assessor, Facts};
use router_core::money::Currency;
use router_core::policy::{Plan, Policy, RedactionScope, Uses};
use router_core::prices::ModelRef;
use router_core::redact::Detectors;
use router_core::settle::Cost;
use rust_decimal::RoundingStrategy;
use serde_json::{Value, json};

use crate::occasion::Occasion;
use crate::snapshot::Snapshot;

/// Decimals of an estimate in dollars.
const DOLLAR_DECIMALS: u32 = 8;

/// For whom a decision is explained.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) key: &'a str,
    pub(crate) plan: &'a Plan,
    pub(crate) scope: &'a RedactionScope,
    pub(crate) budget_left: Option<u8>,
    pub(crate) at: Timestamp,
}

/// The plan with the most tiers, for asking without a tenant.
pub(crate) fn widest_plan(policy: &Policy) -> Option<String> {
    policy.plans().into_iter().max_by_key(|plan| plan.tiers.len()).map(|plan| plan.id.to_string())
}

/// Explains the decision for a request. That no model can serve it is explained like any other.
///
/// # Errors
/// Redaction that failed, a model that nobody knows, a tier that the plan does not include.
pub(crate) fn explain(
    chat: Chat,
    snapshot: &Snapshot,
    subject: &Subject<'_>,
    detectors: &Detectors,
    assessor: &Assessor,
    health: &Health,
) -> Result<Value, Box<dyn std::error::Error>> {
    let policy = &snapshot.policy;
    let redacted = detectors.redact(chat, &subject.scope.policy)?;
    let facts = assessor.measure(redacted.chat());
    let found: Vec<&str> = redacted.findings().names().collect();
    let occasion = Occasion::of(policy.uses(), redacted.chat(), subject.at, || subject.budget_left);
    let ask = Ask {
        model: redacted.chat().model(),
        facts: &facts,
        plan: subject.plan,
        findings: &found,
        stays_inside: redacted.stays_inside(),
        circumstances: occasion.circumstances(subject.tenant, subject.key),
    };
    let decision = decide(&ask, policy, health);
    let redactions: serde_json::Map<String, Value> = redacted
        .findings()
        .iter()
        .map(|(data_type, count)| (data_type.name().to_owned(), json!(count.occurrences)))
        .collect();
    let mut explained = decided(decision, snapshot)?;
    explained["config_version"] = json!(snapshot.version);
    explained["plan"] = json!(&*subject.plan.id);
    explained["redaction_policy"] = json!(&*subject.scope.id);
    explained["facts"] = facts_json(&facts);
    explained["redactions"] = redactions.into();
    explained["circumstances"] = circumstances_json(&ask.circumstances, policy.uses());
    let judged = judged_rules(&ask, policy, health);
    explained["rules"] = judged.iter().map(|judged| rule(judged, &ask, health)).collect();
    explained["shadow"] = match shadowed(&ask, policy, health) {
        None => Value::Null,
        Some(shadow) => {
            let id = policy.shadow.as_ref().map(|shadow| shadow.id.to_string());
            decided(shadow, snapshot).unwrap_or_else(|error| json!({ "policy": id, "error": error.to_string() }))
        }
    };
    Ok(explained)
}

/// What was decided, or that nobody can serve.
fn decided(decision: Result<Decision, DecideError>, snapshot: &Snapshot) -> Result<Value, DecideError> {
    match decision {
        Ok(decision) => Ok(json!({
            "policy": &*decision.policy,
            "tier": decision.tier.name(),
            "wanted_tier": decision.wanted.map(|tier| tier.name()),
            "rule": decision.rule(),
            "because": decision.because(),
            "arm": decision.arm.as_ref().map(ToString::to_string),
            "candidates": decision.candidates.iter().map(|one| candidate(one, snapshot)).collect::<Vec<_>>(),
            "rejected": rejections(&decision.rejected),
        })),
        Err(DecideError::NoCandidate { tier, rejected }) => Ok(json!({
            "error": DecideError::NoCandidate { tier, rejected: Vec::new() }.to_string(),
            "tier": tier.name(),
            "candidates": [],
            "rejected": rejections(&rejected),
        })),
        Err(error) => Err(error),
    }
}

fn facts_json(facts: &Facts) -> Value {
    let needs = facts.needs;
    let reasons = facts.reasons.iter().map(|reason| json!({ "signal": reason.signal, "weight": reason.weight }));
    json!({
        "difficulty": facts.difficulty.value(),
        "proposal": facts.proposal.map(|tier| tier.name()),
        "intent": facts.intent.name(),
        "language": facts.language.name(),
        "prompt_tokens": facts.prompt_estimate.0,
        "prompt_tokens_bound": facts.prompt_bound.0,
        "max_output": facts.max_output.map(|limit| limit.0),
        "needs": { "tools": needs.tools, "vision": needs.vision, "audio": needs.audio, "json_schema": needs.json_schema },
        "reasons": reasons.collect::<Vec<_>>(),
    })
}

/// What is not in the request itself, as far as the policy asks for it.
fn circumstances_json(here: &Circumstances<'_>, uses: Uses) -> Value {
    json!({
        "tenant": here.tenant,
        "key": here.key,
        "moment": here.moment.map(|moment| moment.to_string()),
        "budget_left_percent": here.budget_left,
        "tools": uses.tools.then_some(here.tools),
        "conversation": uses.conversation.then_some(here.conversation.0),
    })
}

/// What a rule said, and of one that did not take the request the first condition that does not hold.
fn rule(judged: &Judged<'_>, ask: &Ask<'_>, health: &Health) -> Value {
    let id = &*judged.rule.id;
    match judged.verdict {
        Verdict::Takes => json!({ "rule": id, "takes": true }),
        Verdict::OutsideShare => json!({ "rule": id, "takes": false, "share_percent": judged.rule.percent }),
        Verdict::Fails(condition) => json!({
            "rule": id,
            "takes": false,
            "condition": condition.key,
            "expected": condition.expected(),
            "found": condition.found(ask, health),
        }),
    }
}

fn rejections(rejected: &[(ModelRef, Rejection)]) -> Vec<Value> {
    rejected.iter().map(|(model, why)| json!({ "model": model.to_string(), "why": why.to_string() })).collect()
}

fn candidate(candidate: &Candidate, snapshot: &Snapshot) -> Value {
    json!({
        "provider": &*candidate.row.model.provider,
        "model": &*candidate.row.model.model,
        "named": candidate.named.to_string(),
        "via": candidate.via.name(),
        "output_limit": candidate.output_limit.0,
        "estimate": cost(&candidate.estimate, snapshot),
        "bound": cost(&candidate.bound, snapshot),
    })
}

fn cost(cost: &Cost, snapshot: &Snapshot) -> Value {
    json!({
        "native": cost.native.amount.to_string(),
        "currency": cost.native.currency.code(),
        "kzt": cost.tenge.tenge().to_string(),
        "usd": dollars(cost, snapshot),
        "price": &*cost.price_id,
        "rate": &*cost.rate_id,
    })
}

/// The same in dollars: as the provider bills, or by the exchange rate of the day; `None` where there is none.
fn dollars(cost: &Cost, snapshot: &Snapshot) -> Option<String> {
    if cost.native.currency == Currency::Usd {
        return Some(cost.native.amount.to_string());
    }
    let rate = snapshot.prices.rates().in_force(Currency::Usd, snapshot.policy.date)?;
    let amount = cost.tenge.tenge().checked_div(rate.kzt)?;
    Some(amount.round_dp_with_strategy(DOLLAR_DECIMALS, RoundingStrategy::AwayFromZero).normalize().to_string())
}
