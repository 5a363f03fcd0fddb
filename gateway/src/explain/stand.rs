//! Where everybody stands: candidates with the reason for their place, whom the decision skipped, whom it never looked at.

use std::collections::HashMap;

use dialects::{Dialect, Quirks, Target};
use router_core::decide::{Ask, Candidate, DecideError, Decision, Health, Rejection, asides, places};
use router_core::measure::Tier;
use router_core::policy::{ExplicitRule, HedgeAfter, Target as Names, Unsupported};
use router_core::prices::ModelRef;
use router_core::redact::Redacted;
use router_core::verify::Check;
use serde_json::{Value, json};

use super::cost;
use crate::health::{Form, Seen, is_out};
use crate::snapshot::Snapshot;

/// What is spoken at each provider, by its name.
pub(crate) type Speakers<'a> = HashMap<&'a str, (Dialect, &'a Quirks)>;

/// A request, and all that its way is explained by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) ask: &'a Ask<'a>,
    pub(super) redacted: &'a Redacted,
    pub(super) snapshot: &'a Snapshot,
    pub(super) seen: &'a Seen,
    /// What of that was decided by.
    pub(super) health: &'a Health,
    pub(super) speakers: &'a Speakers<'a>,
}

impl Scene<'_> {
    /// The candidates in their order.
    pub(super) fn candidates(self, decision: &Decision) -> Vec<Value> {
        let places = places(decision, self.ask, &self.snapshot.policy, self.health);
        let row = |(candidate, place): (&Candidate, _)| {
            let mut row = self.candidate(candidate);
            row["because"] = format!("{place}{}", self.instead_of(candidate)).into();
            row
        };
        decision.candidates.iter().zip(places).map(row).collect()
    }

    fn candidate(self, candidate: &Candidate) -> Value {
        let model = &candidate.row.model;
        let mut row = json!({
            "provider": &*model.provider,
            "model": &*model.model,
            "named": candidate.named.to_string(),
            "via": candidate.via.name(),
            "output_limit": candidate.output_limit.0,
            "estimate": cost(&candidate.estimate, self.snapshot),
            "bound": cost(&candidate.bound, self.snapshot),
        });
        match self.said(candidate) {
            Some(Ok(left_out)) if !left_out.is_empty() => row["leaves_out"] = json!(left_out),
            Some(Err(why)) => row["refuses"] = json!(why),
            _ => {}
        }
        row
    }

    /// What the provider has no words for, or why the request cannot be said to it at all, so that the next one is asked.
    fn said(self, candidate: &Candidate) -> Option<Result<Vec<&'static str>, String>> {
        let (dialect, quirks) = *self.speakers.get(&*candidate.row.model.provider)?;
        let target = Target {
            model: &candidate.row.model.model,
            output_limit: candidate.output_limit,
            quirks,
            strict: self.snapshot.policy.unsupported == Unsupported::Refuse,
        };
        let said = dialect.edits(self.redacted.chat(), target).and_then(|mut fitted| {
            let translated = dialect.translate(self.redacted.render(&fitted.edits), target)?;
            fitted.dropped.extend(translated.dropped);
            Ok(fitted.dropped)
        });
        Some(said.map_err(|error| {
            let why = error.message.unwrap_or_else(|| error.class.label().to_owned());
            error.param.map(|param| format!("{param}: {why}")).unwrap_or(why)
        }))
    }

    /// What is said of one that takes the place of a retired model.
    fn instead_of(self, candidate: &Candidate) -> String {
        let (named, prices) = (&candidate.named, &self.snapshot.prices);
        let retired = prices.in_force(named, self.snapshot.policy.date).and_then(|row| row.retires_on);
        match retired.filter(|_| *named != candidate.row.model) {
            Some(day) => format!("; it takes the place of {named}, retired since {day}"),
            None => String::new(),
        }
    }

    /// Who was looked at and skipped.
    pub(super) fn rejected(self, rejected: &[(ModelRef, Rejection)]) -> Vec<Value> {
        let row = |(model, why): &(ModelRef, Rejection)| {
            let mut row = json!({ "model": model.to_string(), "why": why.to_string() });
            if let Some(held) = self.held_out(model, *why) {
                row["held_out"] = held;
            }
            row
        };
        rejected.iter().map(row).collect()
    }

    /// Who or what holds a model out, and until when.
    fn held_out(self, model: &ModelRef, why: Rejection) -> Option<Value> {
        let row = self.seen.rows.iter().find(|row| row["name"] == *model.provider)?;
        let of_model = || row["models"].as_array()?.iter().find(|row| row["model"] == *model.model);
        let circuit =
            |circuit: &Value| is_out(circuit).then(|| json!({ "why": circuit["why"], "until": circuit["until"] }));
        match why {
            Rejection::Blocked => Some(row["blocked"].clone()),
            Rejection::Unavailable => circuit(&row["circuit"]).or_else(|| circuit(of_model()?)),
            _ => None,
        }
    }

    /// Everybody else who has a price: why the decision, or the attempt at one, did not look at them.
    pub(super) fn passed_over(self, tier: Tier, is_named: bool, seen: &[&ModelRef]) -> Vec<Value> {
        let Snapshot { policy, prices, .. } = self.snapshot;
        let asides = asides(self.ask, policy, tier, is_named, |model| seen.contains(&model));
        let unnamed = prices
            .models()
            .into_iter()
            .filter(|model| !seen.contains(model) && !asides.iter().any(|(other, _)| other == *model));
        let why = |model: &ModelRef| match prices.route(model, policy.date) {
            Err(error) => error.to_string(),
            Ok(route) if route.row.model != *model => format!("it is retired, {} takes its place", route.row.model),
            Ok(_) => "no pool and no failover chain names it".to_owned(),
        };
        let row = |model: &ModelRef, why: String| json!({ "model": model.to_string(), "why": why });
        let of_policy = asides.iter().map(|(model, aside)| row(model, aside.to_string()));
        of_policy.chain(unnamed.map(|model| row(model, why(model)))).collect()
    }

    /// Whether the request names a model that the policy honours.
    pub(super) fn names_a_model(self) -> bool {
        let policy = &self.snapshot.policy;
        policy.explicit == ExplicitRule::Honour && matches!(policy.target(self.ask.model), Some(Names::Model(..)))
    }

    /// Why a name stands for nothing: there may be a model of that name which cannot be called.
    pub(super) fn unknown_model(self) -> String {
        let asked = self.ask.model;
        let Snapshot { policy, prices, .. } = self.snapshot;
        let is_it = |model: &&ModelRef| *model.model == *asked || model.to_string() == asked;
        let why = prices.models().into_iter().find(is_it).and_then(|model| prices.route(model, policy.date).err());
        match why {
            Some(why) => format!("{}: {why}", DecideError::UnknownModel),
            None => DecideError::UnknownModel.to_string(),
        }
    }

    /// Who is asked beside the first candidate where that is late, and after how long.
    pub(super) fn hedge(self, decision: &Decision, form: Form) -> Value {
        let after = self.snapshot.policy.streams.hedge(self.ask.circumstances.tenant, decision.tier);
        let (Some(after), [first, second, ..]) = (after, &*decision.candidates) else { return Value::Null };
        let (after, because) = match after {
            HedgeAfter::Time(time) => (json!(time.as_millis() as u64), "the policy states the time"),
            HedgeAfter::Usual => match self.usual(&first.row.model, form) {
                Some(ms) => (json!(ms), "95 of 100 answers of the first model came within that"),
                None => (Value::Null, "not yet: too few answers of the first model were seen to say what is usual"),
            },
        };
        json!({ "model": second.row.model.to_string(), "after_ms": after, "because": because })
    }

    /// Who is asked once more where an answer fails a check, and which checks are made.
    pub(super) fn cascade(self, decision: &Decision) -> Value {
        let Some(escalation) = &decision.escalation else { return Value::Null };
        let step = escalation.step;
        if self.redacted.chat().stream() && !step.buffer {
            return json!({ "because": "the answer is streamed, and the policy does not hold streams back" });
        }
        json!({
            "tier": escalation.tier.name(),
            "checks": step.checks.iter().map(Check::name).collect::<Vec<_>>(),
            "buffer": step.buffer,
            "candidates": escalation.candidates.iter().map(|one| self.candidate(one)).collect::<Vec<_>>(),
        })
    }

    fn usual(self, model: &ModelRef, form: Form) -> Option<u64> {
        let row = self.seen.rows.iter().find(|row| row["name"] == *model.provider)?;
        let is_it = |pace: &&Value| pace["model"] == *model.model && pace["form"] == form.name();
        row["paces"].as_array()?.iter().find(is_it)?["p95_ms"].as_u64()
    }
}
