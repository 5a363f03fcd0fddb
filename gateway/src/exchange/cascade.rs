//! A cascade: the answer of a tier is checked before anything of it reaches the client, and where it fails a check a
//! higher tier is asked once. Where that cannot answer, the first answer stands: it is better than an error.

use std::sync::Arc;

use dialects::{FailureClass, Frame};
use http::HeaderMap;
use router_core::decide::{Candidate, Escalation};
use router_core::json::{Document, Edits, Limits};
use router_core::restore::restore_answer;
use router_core::verify::{Check, Expected, Said};
use serde_json::json;

use super::attempt::{Begun, OpenStream, Opened};
use super::meter::{Meter, beside};
use super::outlet::{ClientGone, Outlet};
use super::trail::{Came, Trail};
use super::{Asked, KEEP_ALIVE, ask_in_turn, delivery, heartbeat, hold_against};
use crate::Worker;
use crate::ledger::{AttemptOutcome, AttemptRow};
use crate::pipeline::{MAX_INLINE, Redaction, Reserved, route_of};
use crate::server::{Phase, reached};

/// Most bytes of a stream that are held back. A longer one is passed on unchecked from there.
const MOST_HELD: usize = 1 << 20;

/// The answer of the first way.
#[derive(Debug)]
pub(super) struct First<'a> {
    pub(super) trail: Trail,
    pub(super) candidates: &'a [Candidate],
    /// Whose answer it is, by place.
    pub(super) index: usize,
    pub(super) opened: Opened,
}

/// An answer of which nothing has left.
#[derive(Debug, Default)]
struct Held {
    said: Said,
    meter: Meter,
    bytes: usize,
    end: End,
}

/// How holding an answer back ended.
#[derive(Debug, Default)]
enum End {
    /// All of it is there.
    #[default]
    Whole,
    /// It broke off, by this.
    Cut(FailureClass),
    /// There is more to come, which is not waited for.
    Open,
    ClientGone,
}

/// Hands an opened answer to the client, or the answer of a higher tier where this one fails a check, and settles both.
pub(super) async fn deliver(
    worker: &Worker,
    mut reserved: Reserved,
    mut first: First<'_>,
    mut escalation: Escalation,
    mut outlet: Outlet,
) {
    let Some(candidate) = first.candidates.get(first.index) else { return };
    let held = hold(worker, &reserved, candidate, &mut first.opened, &mut outlet).await;
    if let End::ClientGone = held.end {
        let First { trail, candidates, index, .. } = first;
        return delivery::abandon(worker, reserved, trail, candidates, index, held.meter).await;
    }
    // Who said this would say it again.
    escalation.candidates.retain(|other| other.row.model != candidate.row.model);
    let Held { said, meter, end, bytes } = held;
    let Some(check) = failing(worker, &reserved, candidate, &escalation, (said, bytes), &end).await else {
        let First { trail, candidates, index, opened } = first;
        return delivery::deliver(worker, reserved, trail, candidates, index, opened, outlet).await;
    };
    let mut second = Trail::escalated(&first.trail, failed(&reserved, candidate, meter, check).await, check);
    let tier = std::mem::replace(&mut reserved.decision.tier, escalation.tier);
    // The reservation covers one call of the higher tier.
    let twice = std::mem::take(&mut reserved.twice);
    let candidates = &*escalation.candidates;
    let note = |came: Came| worker.gateway.metrics.cascades.with_label_values(&[check.name(), came.name()]).inc();
    match ask_in_turn(worker, &reserved, candidates, &mut second, &mut outlet).await {
        Asked::Opened(index, opened) => {
            note(Came::Escalated);
            hold_cut_against(worker, candidate, &end);
            note_attempt(worker, candidate, AttemptOutcome::escalated(check));
            tell(worker, &mut outlet, check, candidates.get(index)).await;
            delivery::deliver(worker, reserved, second, candidates, index, opened, outlet).await;
        }
        Asked::ClientGone(settlement) => {
            hold_cut_against(worker, candidate, &end);
            delivery::settle_quietly(&mut reserved, *settlement).await;
        }
        Asked::Failed => {
            note(Came::Kept);
            (reserved.decision.tier, reserved.twice) = (tier, twice);
            let First { mut trail, candidates, index, opened } = first;
            trail.keep_after(&second, check);
            delivery::deliver(worker, reserved, trail, candidates, index, opened, outlet).await;
        }
    }
}

/// Reads an answer to its end, as far as it may be held back. What was read of a stream is put back into it.
async fn hold(
    worker: &Worker,
    reserved: &Reserved,
    candidate: &Candidate,
    opened: &mut Opened,
    outlet: &mut Outlet,
) -> Held {
    let mut held = Held::default();
    match &mut opened.answer {
        Begun::Whole(answer) => {
            held.said.add(&answer.document);
            held.bytes = answer.document.bytes().len();
            held.meter.note_answer(answer, reserved, candidate);
        }
        Begun::Stream(stream) => {
            let mut frames = Vec::new();
            let broken = hold_stream(worker, reserved, stream, outlet, &mut held, &mut frames).await.err();
            if let Some(class) = broken {
                held.end = End::Cut(class);
            }
            stream.put_back(frames, broken);
        }
    }
    held
}

/// Reads a stream while watching the client and keeping its connection alive.
async fn hold_stream(
    worker: &Worker,
    reserved: &Reserved,
    stream: &mut OpenStream,
    outlet: &mut Outlet,
    held: &mut Held,
    frames: &mut Vec<Frame>,
) -> Result<(), FailureClass> {
    let limits = &worker.gateway.limits;
    let mut phase = worker.gateway.phase.clone();
    let mut heartbeat = heartbeat(limits.heartbeat);
    loop {
        let more = tokio::select! {
            biased;
            more = stream.next() => more?,
            () = outlet.gone() => {
                held.end = End::ClientGone;
                return Ok(());
            }
            () = reached(&mut phase, Phase::Stopping) => {
                held.end = End::Open;
                return Ok(());
            }
            _ = heartbeat.tick() => {
                let begun = outlet.begin_stream(delivery::stream_headers(reserved, HeaderMap::new()));
                if begun.is_err() || outlet.send(KEEP_ALIVE, limits.write_idle_timeout).await.is_err() {
                    held.end = End::ClientGone;
                    return Ok(());
                }
                continue;
            }
        };
        let Some(more) = more else { return Ok(()) };
        for frame in &more {
            held.said.add(&frame.document);
            held.meter.note_frame(frame);
            held.bytes += frame.document.bytes().len();
        }
        frames.extend(more);
        if held.bytes > MOST_HELD {
            held.end = End::Open;
            return Ok(());
        }
    }
}

/// The check that an answer fails, where somebody may do better.
async fn failing(
    worker: &Worker,
    reserved: &Reserved,
    candidate: &Candidate,
    escalation: &Escalation,
    (said, bytes): (Said, usize),
    end: &End,
) -> Option<Check> {
    let checks = escalation.step.checks;
    let next = escalation.candidates.first()?;
    match end {
        End::Whole => {}
        End::Cut(_) => return checks.contains(Check::Cut).then_some(Check::Cut),
        End::Open | End::ClientGone => return None,
    }
    let limits = (candidate.output_limit, next.output_limit);
    let (gateway, redaction) = (Arc::clone(&worker.gateway), reserved.redaction.share());
    let facts = reserved.facts.clone();
    let check = move || {
        let (output_limit, next_limit) = limits;
        let said = restored(said, &redaction);
        let expected = Expected { chat: redaction.chat(), facts: &facts, output_limit, next_limit };
        gateway.verifier.failing(&said, &expected, checks, &gateway.assessor)
    };
    // Both are read, the answer and the request.
    if bytes.max(reserved.redaction.chat().document().bytes().len()) <= MAX_INLINE {
        return check();
    }
    // A panic in there: what could not be checked passes, as what is in doubt does.
    tokio::task::spawn_blocking(check).await.unwrap_or_default()
}

/// What the client would read: a placeholder is shorter than its value, and of no pattern or list that the value is of.
fn restored(mut said: Said, redaction: &Redaction) -> Said {
    let vault = redaction.redacted().vault();
    if vault.is_empty() {
        return said;
    }
    let choices = said.choices.iter().map(|(index, choice)| {
        let calls = choice.calls.iter().map(
            |(index, call)| json!({ "index": index, "function": { "name": call.name, "arguments": call.arguments } }),
        );
        json!({ "index": index, "message": { "content": choice.text, "tool_calls": calls.collect::<Vec<_>>() } })
    });
    let answer = json!({ "choices": choices.collect::<Vec<_>>() }).to_string();
    let Ok(answer) = Document::parse(answer.as_bytes(), Limits::default()) else { return said };
    let mut edits = Edits::new();
    restore_answer(vault, redaction.policy(), &answer, &mut edits);
    let Ok(answer) = Document::parse(&edits.apply(answer.bytes()), Limits::default()) else { return said };
    for (index, choice) in Said::of(&answer).choices {
        if let Some(before) = said.choices.get_mut(&index) {
            (before.text, before.calls) = (choice.text, choice.calls);
        }
    }
    said
}

/// Holds a stream that broke off against whose it was. One that is kept is delivered, which does the same.
fn hold_cut_against(worker: &Worker, candidate: &Candidate, end: &End) {
    if let End::Cut(class) = end {
        hold_against(&worker.gateway, candidate, &(*class).into());
    }
}

/// The ledger's row of an answer that failed a check.
async fn failed(reserved: &Reserved, candidate: &Candidate, meter: Meter, check: Check) -> AttemptRow {
    let usage = meter.usage(reserved, candidate).await;
    AttemptRow {
        route: route_of(candidate, reserved),
        outcome: AttemptOutcome::escalated(check),
        cost: beside(reserved, candidate, usage),
    }
}

fn note_attempt(worker: &Worker, candidate: &Candidate, outcome: AttemptOutcome) {
    let model = &candidate.row.model;
    worker.gateway.metrics.attempts.with_label_values(&[&*model.provider, &*model.model, outcome.name()]).inc();
}

/// Tells a client whose headers have left already who answers instead.
async fn tell(worker: &Worker, outlet: &mut Outlet, check: Check, by: Option<&Candidate>) {
    let Some(by) = by.filter(|_| !outlet.is_pending()) else { return };
    let mark = format!(": escalated check={} provider={}\n\n", check.name(), by.row.model.provider);
    // Whoever is gone is noticed by the delivery.
    let _: Result<(), ClientGone> = outlet.send(mark.into(), worker.gateway.limits.write_idle_timeout).await;
}
