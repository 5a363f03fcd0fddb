//! Asking for a second opinion, within its time and at the tenant's cost. Whatever comes of it, the request goes on.

use std::time::Instant;

use dialects::{Answer, FailureClass, Heading, UpstreamError};
use router_core::decide::note_opinion;
use router_core::policy::Unsupported;

use super::attempt::{Begun, Errand, Opened, attempt_within};
use super::trail::{Trail, row_of};
use super::{has_other_key, meter, note_failure};
use crate::Worker;
use crate::ledger::{AttemptCost, AttemptOutcome, AttemptRow, Route, UsageSource};
use crate::opinion::Opinion;
use crate::pipeline::{Pending, Reserved, route_of};
use crate::server::{Phase, reached};

/// How asking ended.
enum Asked {
    Answered(Answer),
    Failed {
        error: UpstreamError,
        /// Whether the provider has another key, so that this says nothing of the model.
        other_key: bool,
    },
    /// Nothing came in time.
    Late,
    /// The gateway stops.
    Stopped,
}

/// Asks for an opinion, and decides by it where there is one.
pub(super) async fn hear(worker: &Worker, reserved: &mut Reserved, mut pending: Pending, trail: &mut Trail) {
    let gateway = &worker.gateway;
    let asked = ask(worker, reserved, &pending).await;
    let adviser = &pending.adviser;
    let route = Route { tier: Some(pending.tier), ..route_of(adviser, reserved) };
    let beside = |usage| meter::beside(reserved, adviser, usage);
    let (opinion, label, row) = match asked {
        Asked::Answered(answer) => {
            gateway.health.note_success(&adviser.row.model, Instant::now());
            let opinion = Opinion::of(&answer.document);
            gateway.opinions.keep(pending.key, opinion);
            let outcome = match opinion {
                Opinion::Names(_) => AttemptOutcome::Opinion,
                Opinion::Nothing => AttemptOutcome::NoOpinion,
            };
            let cost = beside(meter::of_question(&answer, &pending.facts, adviser));
            (opinion, opinion.name(), Some(AttemptRow { route, outcome, cost }))
        }
        Asked::Late | Asked::Stopped => {
            if let Asked::Late = asked {
                note_failure(gateway, adviser, &FailureClass::Timeout.into(), false);
            }
            // It has read the question; what it would have said nobody knows.
            let cost: AttemptCost = beside((meter::estimate(&pending.facts), UsageSource::Estimated));
            (Opinion::Nothing, "late", Some(AttemptRow { route, outcome: AttemptOutcome::Timeout, cost }))
        }
        Asked::Failed { error, other_key } => {
            note_failure(gateway, adviser, &error, other_key);
            (Opinion::Nothing, "failed", row_of(&route, error.class))
        }
    };
    gateway.metrics.opinions.with_label_values(&[label, "model"]).inc();
    trail.advised(row);
    let Opinion::Names(tier) = opinion else { return };
    let Some(place) = pending.ways.iter().position(|(other, _)| *other == tier) else { return };
    let (_, decision) = pending.ways.swap_remove(place);
    note_opinion(&mut pending.record, tier);
    reserved.rule = decision.rule().into();
    reserved.decision = decision;
    reserved.record = Some(pending.record);
}

async fn ask(worker: &Worker, reserved: &Reserved, pending: &Pending) -> Asked {
    let Pending { question, adviser: candidate, timeout, .. } = pending;
    let gateway = &worker.gateway;
    let Some(host) = gateway.hosts.get(&candidate.row.model.provider) else {
        return Asked::Failed { error: FailureClass::Connect.into(), other_key: false };
    };
    // The time begins when the question can be sent: who never saw it is not late, and costs nothing.
    let room = match host.room().await {
        Ok(room) => room,
        Err(error) => return Asked::Failed { error, other_key: false },
    };
    let key = host.keys.pick(Instant::now());
    let failed = |error: UpstreamError| {
        let other_key = has_other_key(host, key.as_ref(), &error, 0);
        Asked::Failed { error, other_key }
    };
    let heading = Heading {
        id: reserved.call.request_id.as_u128(),
        created: reserved.call.at.as_second(),
        model: &candidate.row.model.model,
    };
    let strict = reserved.call.snapshot.policy.unsupported == Unsupported::Refuse;
    let errand = Errand { host, candidate, key: key.as_ref(), said: None, heading, strict };
    let mut phase = gateway.phase.clone();
    tokio::select! {
        answered = tokio::time::timeout(*timeout, attempt_within(&worker.upstream, errand, question, room)) => match answered {
            Ok(Ok(Opened { answer: Begun::Whole(answer), .. })) => Asked::Answered(answer),
            Ok(Ok(Opened { answer: Begun::Stream(_), .. })) => failed(FailureClass::BadAnswer("a stream").into()),
            Ok(Err(error)) => failed(error),
            Err(_) => Asked::Late,
        },
        () = reached(&mut phase, Phase::Stopping) => Asked::Stopped,
    }
}
