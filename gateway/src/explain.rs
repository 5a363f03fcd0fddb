//! `explain`: where a request would go and why, as JSON. The same functions as live traffic, nothing is sent.

use router_core::chat::Chat;
use router_core::decide::{Ask, Candidate, Health, decide};
use router_core::measure::Assessor;
use router_core::policy::{Plan, Policy, RedactionScope};
use router_core::redact::Detectors;
use router_core::settle::Cost;
use serde_json::{Value, json};

use crate::snapshot::Snapshot;

/// The plan with the most tiers, for asking without a tenant.
pub(crate) fn widest_plan(policy: &Policy) -> Option<String> {
    policy.plans().into_iter().max_by_key(|plan| plan.tiers.len()).map(|plan| plan.id.to_string())
}

/// Explains the decision for a request.
///
/// # Errors
/// Redaction that failed, or why there is no candidate.
pub(crate) fn explain(
    chat: Chat,
    snapshot: &Snapshot,
    (plan, scope): (&Plan, &RedactionScope),
    detectors: &Detectors,
    assessor: &Assessor,
    health: &Health,
) -> Result<Value, Box<dyn std::error::Error>> {
    let redacted = detectors.redact(chat, &scope.policy)?;
    let facts = assessor.measure(redacted.chat());
    let found: Vec<&str> = redacted.findings().names().collect();
    let ask = Ask {
        model: redacted.chat().model(),
        facts: &facts,
        plan,
        findings: &found,
        stays_inside: redacted.stays_inside(),
    };
    let decision = decide(&ask, &snapshot.policy, health)?;
    let redactions: serde_json::Map<String, Value> = redacted
        .findings()
        .iter()
        .map(|(data_type, count)| (data_type.name().to_owned(), json!(count.occurrences)))
        .collect();
    Ok(json!({
        "policy": &*decision.policy,
        "config_version": snapshot.version,
        "plan": &*plan.id,
        "redaction_policy": &*scope.id,
        "tier": decision.tier.name(),
        "wanted_tier": decision.wanted.map(|tier| tier.name()),
        "rule": decision.rule(),
        "because": decision.because(),
        "facts": {
            "difficulty": facts.difficulty.value(),
            "proposal": facts.proposal.map(|tier| tier.name()),
            "intent": facts.intent.name(),
            "language": facts.language.name(),
            "prompt_tokens": facts.prompt_estimate.0,
            "prompt_tokens_bound": facts.prompt_bound.0,
            "max_output": facts.max_output.map(|limit| limit.0),
            "needs": { "tools": facts.needs.tools, "vision": facts.needs.vision, "audio": facts.needs.audio, "json_schema": facts.needs.json_schema },
            "reasons": facts.reasons.iter().map(|reason| json!({ "signal": reason.signal, "weight": reason.weight })).collect::<Vec<_>>(),
        },
        "redactions": redactions,
        "candidates": decision.candidates.iter().map(candidate).collect::<Vec<_>>(),
        "rejected": decision.rejected.iter().map(|(model, why)| json!({ "model": model.to_string(), "why": why.to_string() })).collect::<Vec<_>>(),
    }))
}

fn candidate(candidate: &Candidate) -> Value {
    json!({
        "provider": &*candidate.row.model.provider,
        "model": &*candidate.row.model.model,
        "named": candidate.named.to_string(),
        "via": candidate.via.name(),
        "output_limit": candidate.output_limit.0,
        "estimate": cost(&candidate.estimate),
        "bound": cost(&candidate.bound),
    })
}

fn cost(cost: &Cost) -> Value {
    json!({
        "native": cost.native.amount.to_string(),
        "currency": cost.native.currency.code(),
        "kzt": cost.tenge.tenge().to_string(),
        "price": &*cost.price_id,
        "rate": &*cost.rate_id,
    })
}
