//! `explain`: where a request would go and why, as JSON. The same functions as live traffic, nothing is sent.

mod opinion;
mod stand;

use jiff::Timestamp;
use router_core::chat::Chat;
use router_core::decide::{
    Ask, Circumstances, DecideError, Decision, Ground, Health, Judged, Rejection, Verdict, decide, judged_rules,
    shadowed,
};
use router_core::measure::{Assessor, Facts, Tier};
use router_core::money::Currency;
use router_core::policy::{Plan, Policy, RedactionScope, Uses};
use router_core::prices::ModelRef;
use router_core::redact::Detectors;
use router_core::settle::Cost;
use rust_decimal::RoundingStrategy;
use serde_json::{Value, json};

use crate::health::{Form, Seen};
use crate::occasion::Occasion;
use crate::snapshot::Snapshot;

use stand::Scene;
pub(crate) use stand::Speakers;

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
    /// As if a second opinion named this tier.
    pub(crate) opinion: Option<Tier>,
    pub(crate) at: Timestamp,
}

/// The plan with the most tiers, for asking without a tenant.
pub(crate) fn widest_plan(policy: &Policy) -> Option<String> {
    policy.plans().into_iter().max_by_key(|plan| plan.tiers.len()).map(|plan| plan.id.to_string())
}

/// What a decision is explained with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) detectors: &'a Detectors,
    pub(crate) assessor: &'a Assessor,
    pub(crate) seen: &'a Seen,
    pub(crate) speakers: &'a Speakers<'a>,
}

/// Explains the decision for a request. That no model can serve it is explained like any other.
///
/// # Errors
/// Redaction that failed, a model that nobody knows, a tier that the plan does not include.
pub(crate) fn explain(
    chat: Chat,
    means: Means<'_>,
    subject: &Subject<'_>,
) -> Result<Value, Box<dyn std::error::Error>> {
    let Means { snapshot, seen, .. } = means;
    let policy = &snapshot.policy;
    let redacted = means.detectors.redact(chat, &subject.scope.policy)?;
    let facts = means.assessor.measure(redacted.chat());
    let found: Vec<&str> = redacted.findings().names().collect();
    let occasion = Occasion::of(policy, redacted.chat(), subject.at, || subject.budget_left);
    let ask = Ask {
        model: redacted.chat().model(),
        facts: &facts,
        plan: subject.plan,
        findings: &found,
        stays_inside: redacted.stays_inside(),
        circumstances: Circumstances {
            opinion: subject.opinion,
            ..occasion.circumstances(subject.tenant, subject.key)
        },
    };
    let mut decision = decide(&ask, policy, &seen.health);
    let held_out = |(_, why): &(ModelRef, Rejection)| *why == Rejection::Unavailable;
    let last = matches!(&decision, Err(DecideError::NoCandidate { rejected, .. }) if rejected.iter().any(held_out));
    let health = if last { &seen.last_resort } else { &seen.health };
    if last {
        decision = decide(&ask, policy, health);
    }
    let scene = Scene { ask: &ask, redacted: &redacted, snapshot, seen, health, speakers: means.speakers };
    let redactions: serde_json::Map<String, Value> = redacted
        .findings()
        .iter()
        .map(|(data_type, count)| (data_type.name().to_owned(), json!(count.occurrences)))
        .collect();
    let opinion = decision.as_ref().map_or(Value::Null, |decision| scene.second_opinion(decision, means.assessor));
    let mut explained = decided(decision, scene)?;
    explained["second_opinion"] = opinion;
    explained["health"] = json!({ "from": seen.from, "last_resort": last });
    explained["config_version"] = json!(snapshot.version);
    explained["plan"] = json!(&*subject.plan.id);
    explained["redaction_policy"] = json!(&*subject.scope.id);
    explained["facts"] = facts_json(&facts);
    explained["redactions"] = redactions.into();
    explained["circumstances"] = circumstances_json(&ask.circumstances, policy.uses());
    let judged = judged_rules(&ask, policy, health);
    explained["rules"] = judged.iter().map(|judged| rule(judged, &ask, health)).collect();
    explained["shadow"] = match (shadowed(&ask, policy, health), &policy.shadow) {
        (Some(shadow), Some(files)) => {
            let policy = files.id.to_string();
            decided(shadow, scene).unwrap_or_else(|error| json!({ "policy": policy, "error": error.to_string() }))
        }
        _ => Value::Null,
    };
    Ok(explained)
}

/// What was decided, or that nobody can serve.
fn decided(decision: Result<Decision, DecideError>, scene: Scene<'_>) -> Result<Value, Box<dyn std::error::Error>> {
    match decision {
        Ok(decision) => {
            let is_named = decision.ground == Ground::NamedModel;
            let candidates = decision.candidates.iter().map(|candidate| &candidate.row.model);
            let seen: Vec<&ModelRef> = candidates.chain(decision.rejected.iter().map(|(model, _)| model)).collect();
            Ok(json!({
                "policy": &*decision.policy,
                "tier": decision.tier.name(),
                "wanted_tier": decision.wanted.map(|tier| tier.name()),
                "rule": decision.rule(),
                "because": decision.because(),
                "arm": decision.arm.as_ref().map(ToString::to_string),
                "candidates": scene.candidates(&decision),
                "rejected": scene.rejected(&decision.rejected),
                "passed_over": scene.passed_over(decision.tier, is_named, &seen),
                "hedge": scene.hedge(&decision, Form::of(scene.redacted.chat())),
                "cascade": scene.cascade(&decision),
            }))
        }
        Err(DecideError::NoCandidate { tier, rejected }) => {
            let seen: Vec<&ModelRef> = rejected.iter().map(|(model, _)| model).collect();
            Ok(json!({
                "error": DecideError::NoCandidate { tier, rejected: Vec::new() }.to_string(),
                "tier": tier.name(),
                "candidates": [],
                "rejected": scene.rejected(&rejected),
                "passed_over": scene.passed_over(tier, scene.names_a_model(), &seen),
            }))
        }
        Err(DecideError::UnknownModel) => Err(scene.unknown_model().into()),
        Err(error) => Err(error.into()),
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
