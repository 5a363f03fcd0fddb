//! The good end of an exchange: restore, settle, then the end of the answer.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use bytes::Bytes;
use dialects::FailureClass;
use dialects::sse::write_event;
use dialects::{Answer, Frame};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, HeaderName, Response};
use router_core::decide::Candidate;
use router_core::json::{Document, Edits, Limits, Value, encode_into};
use router_core::money::MicroTenge;
use router_core::redact::Findings;
use router_core::restore::{StreamRestorer, restore_answer};
use router_core::tokens::Usage;

use super::attempt::{Begun, OpenStream, Opened};
use super::inspect::{self, Inspector};
use super::join::Prefix;
use super::meter::{Meter, beside, charge};
use super::outlet::{ClientGone, Outlet};
use super::trail::Trail;
use super::{Call, KEEP_ALIVE, heartbeat};
use crate::Worker;
use crate::ledger::{AttemptCost, AttemptOutcome, AttemptRow, Charge, Outcome, Settlement, Terminal, UsageSource};
use crate::pipeline::{Reserved, answer_register, route_of};
use crate::respond::{Refusal, UpstreamRefusal};
use crate::server::body::Body;
use crate::server::{Phase, reached};

/// Room for the headers of an answer, so that the map need not grow.
const HEADERS: usize = 24;

/// An attempt that opened, and everything its end needs.
struct Delivery<'a> {
    worker: &'a Worker,
    reserved: Reserved,
    trail: Trail,
    candidates: &'a [Candidate],
    /// Whose answer it is, by place.
    index: usize,
    candidate: &'a Candidate,
    /// The id that the client knows the answer by, once another provider has gone on with it.
    joined: Option<String>,
    /// Members of the request that the provider did not get.
    dropped: Vec<&'static str>,
    /// The personal data that the model brought by itself.
    brought: Findings,
}

/// Hands an opened answer to the client and settles it.
pub(crate) async fn deliver(
    worker: &Worker,
    reserved: Reserved,
    trail: Trail,
    candidates: &[Candidate],
    index: usize,
    opened: Opened,
    outlet: Outlet,
) {
    let Some(candidate) = candidates.get(index) else { return };
    let brought = Findings::default();
    let Opened { answer, dropped } = opened;
    let delivery = Delivery { worker, reserved, trail, candidates, index, candidate, joined: None, dropped, brought };
    delivery.note_dropped();
    match answer {
        Begun::Whole(answer) => delivery.whole(answer, outlet).await,
        // Boxed, so that a whole answer does not carry the state of a stream.
        Begun::Stream(stream) => Box::pin(delivery.stream(*stream, outlet)).await,
    }
}

/// Settles an answer whose client hung up while it was held back.
pub(crate) async fn abandon(
    worker: &Worker,
    reserved: Reserved,
    trail: Trail,
    candidates: &[Candidate],
    index: usize,
    meter: Meter,
) {
    let Some(candidate) = candidates.get(index) else { return };
    let (dropped, brought) = (Vec::new(), Findings::default());
    let mut delivery =
        Delivery { worker, reserved, trail, candidates, index, candidate, joined: None, dropped, brought };
    if let Ok(bill) = delivery.settle(meter, AttemptOutcome::ClientGone, Outcome::ClientGone).await {
        delivery.note_end(&bill, "client_gone", true);
    }
}

/// Ends a request that no candidate answered.
pub(crate) async fn release(
    worker: &Worker,
    mut reserved: Reserved,
    trail: Trail,
    refusal: Refusal,
    mut outlet: Outlet,
) {
    let terminal = Terminal::Released { outcome: Outcome::Error };
    let settlement = Settlement {
        request_id: reserved.call.request_id,
        at: jiff::Timestamp::now(),
        attempts: trail.rows().into_iter().map(AttemptRow::uncharged).collect(),
        terminal,
        brought: None,
        decision: reserved.record.take(),
    };
    settle_quietly(&mut reserved, settlement).await;
    reserved.call.note_end(
        &worker.gateway.metrics,
        &refusal.label(),
        reserved.tier(),
        reserved.redaction.chat().stream(),
    );
    let response = reserved.call.refuse(&refusal);
    let head = if outlet.is_pending() { Ok(with_attempts(response, trail.calls())) } else { Err(refusal) };
    let _ = outlet.finish(head).await;
}

/// Settles where nobody waits for the outcome.
pub(crate) async fn settle_quietly(reserved: &mut Reserved, settlement: Settlement) {
    if let Err(error) = reserved.open.settle(settlement).await {
        tracing::error!(%error, request_id = %reserved.call.request_id, "could not settle a request");
    }
}

/// The headers of a stream.
pub(crate) fn stream_headers(reserved: &Reserved, mut headers: HeaderMap) -> HeaderMap {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    reserved.write_headers(&mut headers);
    headers
}

impl Delivery<'_> {
    async fn whole(mut self, answer: Answer, mut outlet: Outlet) {
        let mut meter = Meter::default();
        meter.note_answer(&answer, &self.reserved, self.candidate);
        let (brought, answer) = inspect::whole(&self.worker.gateway, &self.reserved.redaction, answer).await;
        self.brought = brought;
        let bill = match self.settle(meter, AttemptOutcome::Ok, Outcome::Ok).await {
            Ok(settled) => settled,
            // What is not in the ledger is not handed out.
            Err(refusal) => {
                let _ = outlet.finish(Err(refusal)).await;
                return;
            }
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(refusal) => {
                self.note_end(&bill, &refusal.label(), false);
                let _ = outlet.finish(Err(refusal)).await;
                return;
            }
        };
        let mut edits = Edits::new();
        let tally = restore_answer(
            self.reserved.redaction.redacted().vault(),
            self.reserved.redaction.policy(),
            &answer.document,
            &mut edits,
        );
        self.worker.gateway.metrics.note_restored(&tally);
        self.echo_model(&answer.document, &mut edits);
        let body = Bytes::from(edits.apply(answer.document.bytes()));
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(HeaderName::from_static("x-qaqpa-cost-kzt"), decimal_header(bill.amount));
        self.write_candidate_headers(&mut headers);
        self.reserved.write_headers(&mut headers);
        self.note_end(&bill, "ok", false);
        self.reserved.remember(&self.worker.gateway, &headers, std::slice::from_ref(&body));
        let mut response = Response::new(Body::whole(body));
        *response.headers_mut() = headers;
        let _ = outlet.finish(Ok(response)).await;
    }

    async fn stream(mut self, mut stream: OpenStream, mut outlet: Outlet) {
        let gateway = self.worker.gateway.clone();
        let redaction = &self.reserved.redaction;
        let mut restorer = StreamRestorer::new(redaction.redacted().vault().clone(), redaction.policy());
        let mut inspector = Inspector::new(redaction);
        let mut headers = HeaderMap::with_capacity(HEADERS);
        self.write_candidate_headers(&mut headers);
        let headers = stream_headers(&self.reserved, headers);
        let mut kept = self.reserved.recording();
        let mut meter = Meter::default();
        let mut prefix = Prefix::of(&self.reserved);
        let mut tail = Vec::new();
        let mut phase = gateway.phase.clone();
        let mut heartbeat = heartbeat(gateway.limits.heartbeat);
        let patience = gateway.limits.write_idle_timeout;
        let ended = loop {
            if outlet.begin_stream(headers.clone()).is_err() {
                break Ended::ClientGone;
            }
            let frames = tokio::select! {
                biased;
                frames = stream.next() => frames,
                () = outlet.gone() => break Ended::ClientGone,
                () = reached(&mut phase, Phase::Stopping) => break Ended::Broken(Refusal::ShuttingDown),
                _ = heartbeat.tick() => {
                    match outlet.send(KEEP_ALIVE, patience).await {
                        Ok(()) => continue,
                        Err(ClientGone) => break Ended::ClientGone,
                    }
                }
            };
            let frames = match frames {
                Ok(Some(frames)) => frames,
                Ok(None) => break Ended::Complete,
                Err(class) => match self.continued(prefix.take(), class, &mut meter, &mut outlet).await {
                    Some(next) => {
                        stream = next;
                        continue;
                    }
                    None => break Ended::Broken(broken(class)),
                },
            };
            heartbeat.reset();
            let mut out = Vec::new();
            let mut written = Ok(());
            for frame in &frames {
                meter.note_frame(frame);
                if let Some(prefix) = &mut prefix {
                    prefix.note(frame);
                }
                let complete = !tail.is_empty() || frame.complete;
                let out = if complete { &mut tail } else { &mut out };
                written = written.and_then(|()| self.write_inspected(frame, &mut inspector, &mut restorer, out));
            }
            if !out.is_empty() {
                let out = Bytes::from(out);
                kept.push(&out);
                self.note_first_token();
                if outlet.send(out, patience).await.is_err() {
                    break Ended::ClientGone;
                }
            }
            if let Err(refusal) = written {
                break Ended::Broken(refusal);
            }
        };
        for chunk in restorer.finish() {
            self.write_flushed(&chunk, &mut tail);
        }
        gateway.metrics.note_restored(restorer.tally());
        // The upstream is let go before the ledger is waited for: whoever stalls must not hold a connection.
        drop(stream);
        self.brought = inspector.found(&gateway, &self.reserved.redaction).await;
        self.close(ended, meter, tail, kept, headers, outlet).await;
    }

    /// Finds somebody who goes on with a stream that broke, where the policy and the answer so far allow it. Whoever
    /// broke it has that held against it.
    async fn continued(
        &mut self,
        prefix: Option<Prefix>,
        class: FailureClass,
        meter: &mut Meter,
        outlet: &mut Outlet,
    ) -> Option<OpenStream> {
        let gateway = &*self.worker.gateway;
        super::hold_against(gateway, self.candidate, &class.into());
        let prefix = prefix?;
        let before = gateway.hosts.get(&self.candidate.row.model.provider)?;
        let fits = |index: &usize| {
            let model = self.candidates.get(*index).map(|other| &other.row.model);
            let next = model.and_then(|model| Some((&**gateway.hosts.get(&model.provider)?, &*model.model)));
            *index != self.index
                && !self.trail.has_tried(*index)
                && next.is_some_and(|next| prefix.may_go_to(next, before, gateway, &self.reserved))
        };
        let index = (0..self.candidates.len()).find(fits)?;
        let next = self.candidates.get(index)?;
        let call = Call::of(gateway, self.candidates, index, Duration::ZERO)?;
        let call = Call { said: Some(prefix.text()), ..call };
        gateway.health.budget.note_extra(call.since);
        let begun = AtomicBool::new(false);
        // Boxed: few streams break, and none is to carry the state of a second call.
        let opening = Box::pin(super::opened(self.worker, &self.reserved, &call, None, &begun, outlet));
        let raced = opening.await.ok()?;
        let cut = route_of(self.candidate, &self.reserved);
        match raced.result {
            Ok(Opened { answer: Begun::Stream(stream), .. }) => {
                call.succeeded(gateway, &self.reserved);
                let metered = meter.join(prefix.text()).usage(&self.reserved, self.candidate).await;
                self.note_counted(metered.1);
                let cost = beside(&self.reserved, self.candidate, metered);
                self.trail.told(self.index, self.candidate, cut, AttemptOutcome::Cut, cost);
                (self.index, self.candidate) = (index, next);
                self.joined = Some(prefix.id().unwrap_or_default().to_owned());
                gateway.metrics.continued.inc();
                let mark = format!(": continued provider={}\n\n", self.candidate.row.model.provider);
                outlet.send(mark.into(), gateway.limits.write_idle_timeout).await.ok()?;
                Some(*stream)
            }
            Ok(Opened { answer: Begun::Whole(_), .. }) => None,
            Err(error) => {
                tracing::warn!(provider = %call.candidate.row.model.provider, class = error.class.label(), "could not go on with an answer");
                call.failed(gateway, &self.reserved, error, &mut self.trail);
                None
            }
        }
    }

    /// Settles a stream, then sends its end: the held-back tail and `[DONE]`, or an error event and no `[DONE]`.
    async fn close(
        mut self,
        ended: Ended,
        meter: Meter,
        mut tail: Vec<u8>,
        mut kept: Recording,
        headers: HeaderMap,
        mut outlet: Outlet,
    ) {
        let patience = self.worker.gateway.limits.write_idle_timeout;
        let (attempt, outcome, label) = match &ended {
            Ended::Complete => (AttemptOutcome::Ok, Outcome::Ok, "ok".to_owned()),
            Ended::ClientGone => (AttemptOutcome::ClientGone, Outcome::ClientGone, "client_gone".to_owned()),
            Ended::Broken(refusal) => (AttemptOutcome::Cut, Outcome::Cut, refusal.label()),
        };
        let synthetic_usage = self.reserved.redaction.chat().usage_wanted() && !meter.has_usage();
        let settled = self.settle(meter, attempt, outcome).await;
        let refusal = match (ended, settled) {
            (Ended::ClientGone, settled) => {
                if let Ok(bill) = settled {
                    self.note_end(&bill, &label, true);
                }
                return;
            }
            (Ended::Complete, Ok(bill)) => {
                self.note_end(&bill, &label, true);
                if synthetic_usage {
                    write_event(&usage_chunk(&self.reserved, &bill.answer), &mut tail);
                }
                tail.extend_from_slice(format!(": cost-kzt {}\n\ndata: [DONE]\n\n", bill.amount.tenge()).as_bytes());
                let tail = Bytes::from(tail);
                kept.push(&tail);
                self.reserved.remember(&self.worker.gateway, &headers, &kept.into_pieces());
                let _ = outlet.send(tail, patience).await;
                return;
            }
            (Ended::Broken(refusal), Ok(bill)) => {
                self.note_end(&bill, &label, true);
                refusal
            }
            (_, Err(refusal)) => refusal,
        };
        if !tail.is_empty() {
            let _ = outlet.send(tail.into(), patience).await;
        }
        let _ = outlet.finish(Err(refusal)).await;
    }

    /// Writes one frame, or what leaves instead of it; nothing, where it holds what the policy withholds.
    fn write_inspected(
        &self,
        frame: &Frame,
        inspector: &mut Inspector,
        restorer: &mut StreamRestorer,
        out: &mut Vec<u8>,
    ) -> Result<(), Refusal> {
        match inspector.frame(&self.worker.gateway, &self.reserved.redaction, frame)? {
            None => self.write_frame(frame, restorer, out),
            Some(instead) => instead.iter().for_each(|frame| self.write_frame(frame, restorer, out)),
        }
        Ok(())
    }

    /// Writes one frame as the client is to see it: restored, under the name it asked for, without usage it did not ask for.
    fn write_frame(&self, frame: &Frame, restorer: &mut StreamRestorer, out: &mut Vec<u8>) {
        let root = frame.document.root();
        let wanted = self.reserved.redaction.chat().usage_wanted();
        let is_usage_chunk =
            frame.usage.is_some() && root.get("choices").is_none_or(|choices| choices.items().next().is_none());
        let wanted = wanted && self.joined.is_none();
        if is_usage_chunk && !wanted {
            return;
        }
        let mut edits = Edits::new();
        for chunk in restorer.frame(&frame.document, &mut edits) {
            self.write_flushed(&chunk, out);
        }
        self.echo_model(&frame.document, &mut edits);
        if !wanted {
            edits.remove_member(root, "usage");
        }
        if let Some(id) = &self.joined {
            if let Some(other) = root.get("id").filter(|_| !id.is_empty()) {
                edits.replace_with_string(other, id);
            }
            for delta in root.get("choices").into_iter().flat_map(Value::items).filter_map(|one| one.get("delta")) {
                edits.remove_member(delta, "role");
            }
        }
        write_event(&edits.apply(frame.document.bytes()), out);
    }

    /// Writes a chunk of the restorer's own: text it had held back.
    fn write_flushed(&self, chunk: &[u8], out: &mut Vec<u8>) {
        let Ok(document) = Document::parse(chunk, Limits::default()) else { return };
        let mut edits = Edits::new();
        self.echo_model(&document, &mut edits);
        write_event(&edits.apply(document.bytes()), out);
    }

    /// Answers under the model name that was asked for; the real one stands in `x-qaqpa-model` and in the ledger.
    fn echo_model(&self, document: &Document, edits: &mut Edits) {
        let asked = self.reserved.redaction.chat().model();
        if let Some(model) = document.root().get("model").filter(|model| !model.is_text(asked)) {
            edits.replace_with_string(model, asked);
        }
    }

    /// Settles durably.
    async fn settle(&mut self, meter: Meter, attempt: AttemptOutcome, outcome: Outcome) -> Result<Bill, Refusal> {
        let (usage, source) = meter.usage(&self.reserved, self.candidate).await;
        self.note_counted(source);
        let charge = charge(&self.reserved.call.snapshot, self.candidate, usage, source).map_err(|error| {
            tracing::error!(%error, request_id = %self.reserved.call.request_id, "the cost of an answer does not fit the ledger");
            Refusal::Internal
        })?;
        let route = route_of(self.candidate, &self.reserved);
        let mut attempts = self.trail.rows();
        let bill = Bill::of(&charge, &attempts);
        attempts.push(AttemptRow { route: route.clone(), outcome: attempt, cost: AttemptCost::Settled });
        attempts.extend_from_slice(self.trail.rows_after());
        let brought = answer_register(&self.reserved.redaction, &self.brought);
        let terminal = Terminal::Settled { route, charge, outcome };
        let settlement = Settlement {
            request_id: self.reserved.call.request_id,
            at: jiff::Timestamp::now(),
            attempts,
            terminal,
            brought,
            decision: self.reserved.record.take(),
        };
        let receipt = self.reserved.open.settle(settlement).await.map_err(|error| {
            tracing::error!(%error, request_id = %self.reserved.call.request_id, "could not settle a request");
            Refusal::LedgerBusy
        })?;
        debug_assert!(receipt.repeated || receipt.amount == bill.amount, "the ledger charges what was computed");
        Ok(Bill { amount: receipt.amount, ..bill })
    }

    /// Counts an answer whose usage is not from its provider.
    fn note_counted(&self, source: UsageSource) {
        if source != UsageSource::Provider {
            let provider = &*self.candidate.row.model.provider;
            self.worker.gateway.metrics.usage_counted.with_label_values(&[provider]).inc();
        }
    }

    fn note_first_token(&mut self) {
        if let Some(started) = self.reserved.first_token_due.take() {
            self.worker.gateway.metrics.first_token.observe(started.elapsed().as_secs_f64());
        }
    }

    fn note_end(&self, bill: &Bill, outcome: &str, stream: bool) {
        let metrics = &self.worker.gateway.metrics;
        let model = &self.candidate.row.model;
        let tier = self.reserved.tier();
        metrics.attempts.with_label_values(&[&*model.provider, &*model.model, outcome]).inc();
        for (data_type, count) in self.brought.iter() {
            metrics.answer_findings.with_label_values(&[data_type.label()]).inc_by(count.occurrences as u64);
        }
        for (class, count) in [
            ("input", bill.usage.input),
            ("cached_input", bill.usage.cached_input),
            ("cache_write", bill.usage.cache_write),
            ("output", bill.usage.output),
            ("reasoning", bill.usage.reasoning),
        ] {
            if count.0 > 0 {
                metrics.tokens.with_label_values(&[tier, class]).inc_by(count.0);
            }
        }
        metrics
            .cost
            .with_label_values(&[&*self.reserved.admission.caller.tenant.tenant.id, tier])
            .inc_by(u64::try_from(bill.amount.0).unwrap_or(0));
        self.reserved.call.note_end(metrics, outcome, tier, stream);
    }

    fn note_dropped(&self) {
        let provider = &*self.candidate.row.model.provider;
        for member in &self.dropped {
            self.worker.gateway.metrics.dropped.with_label_values(&[provider, member]).inc();
        }
    }

    fn write_candidate_headers(&self, headers: &mut HeaderMap) {
        let model = &self.candidate.row.model;
        if !self.dropped.is_empty() {
            // Names of members are ASCII, which the fallback is never needed for.
            let names = HeaderValue::try_from(self.dropped.join(", "));
            headers.insert(HeaderName::from_static("x-qaqpa-dropped"), names.unwrap_or(HeaderValue::from_static("?")));
        }
        headers.insert(HeaderName::from_static("x-qaqpa-attempts"), HeaderValue::from(self.trail.calls() + 1));
        if let Some(cascade) = self.trail.cascade() {
            headers.insert(HeaderName::from_static("x-qaqpa-cascade"), cascade);
        }
        for (name, value) in [("x-qaqpa-model", &*model.model), ("x-qaqpa-provider", &*model.provider)] {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

/// How a stream ended.
enum Ended {
    Complete,
    ClientGone,
    Broken(Refusal),
}

/// What all calls of a request were charged together.
struct Bill {
    amount: MicroTenge,
    usage: Usage,
    /// Of that, the usage of those that said the answer: what the client is told.
    answer: Usage,
}

impl Bill {
    /// The bill of the call that served, and of those that are charged beside it.
    fn of(served: &Charge, attempts: &[AttemptRow]) -> Self {
        let mut bill = Self { amount: served.amount, usage: served.usage, answer: served.usage };
        for (attempt, beside) in attempts.iter().filter_map(|attempt| Some((attempt, attempt.charge()?))) {
            bill.amount = MicroTenge(bill.amount.0.saturating_add(beside.amount.0));
            bill.usage = bill.usage.plus(beside.usage);
            if attempt.outcome == AttemptOutcome::Cut {
                bill.answer = bill.answer.plus(beside.usage);
            }
        }
        bill
    }
}

/// The bytes of a stream, kept only where an idempotency key asks for them.
#[derive(Debug)]
pub(crate) enum Recording {
    Off,
    On(Vec<Bytes>),
}

impl Recording {
    fn push(&mut self, bytes: &Bytes) {
        if let Self::On(pieces) = self {
            pieces.push(bytes.clone());
        }
    }

    fn into_pieces(self) -> Vec<Bytes> {
        match self {
            Self::Off => Vec::new(),
            Self::On(pieces) => pieces,
        }
    }
}

fn broken(class: FailureClass) -> Refusal {
    Refusal::Upstream(match class {
        FailureClass::Timeout => UpstreamRefusal::Timeout,
        class => UpstreamRefusal::Unavailable { class: class.label() },
    })
}

fn with_attempts(mut response: Response<Body>, attempts: usize) -> Response<Body> {
    response.headers_mut().insert(HeaderName::from_static("x-qaqpa-attempts"), HeaderValue::from(attempts));
    response
}

fn decimal_header(amount: MicroTenge) -> HeaderValue {
    HeaderValue::try_from(amount.tenge().to_string()).unwrap_or(HeaderValue::from_static("0"))
}

/// The usage chunk a client asked for, where the host sent none.
fn usage_chunk(reserved: &Reserved, usage: &Usage) -> Vec<u8> {
    let mut chunk = format!(
        r#"{{"id":"chatcmpl-{}","object":"chat.completion.chunk","created":{},"model":"#,
        reserved.call.request_id.simple(),
        reserved.call.at.as_second()
    )
    .into_bytes();
    encode_into(reserved.redaction.chat().model(), &mut chunk);
    chunk.extend_from_slice(
        format!(
            r#","choices":[],"usage":{{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{}}}}}"#,
            usage.prompt(),
            usage.completion(),
            usage.total()
        )
        .as_bytes(),
    );
    chunk
}
