//! The attempts of a request so far: what the ledger will hold of them, and what the client is told when none was good.

use std::time::Duration;

use dialects::{FailureClass, UpstreamError};
use http::HeaderValue;
use router_core::decide::Candidate;
use router_core::restore::restore_text;
use router_core::tokens::TokenCount;
use router_core::verify::Check;

use crate::ledger::{AttemptCost, AttemptOutcome, AttemptRow, Route};
use crate::pipeline::Redaction;
use crate::respond::{Refusal, UpstreamRefusal};

/// Longest message of a provider that is handed on, in characters.
const MAX_MESSAGE: usize = 2_000;

/// Failed attempts in order.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    failures: Vec<Failed>,
    /// What was done beside them, by calls that were never attempts at this answer. Most requests have none.
    beside: Option<Box<Beside>>,
}

/// Calls beside the attempts at an answer.
#[derive(Debug, Default)]
struct Beside {
    before: Vec<AttemptRow>,
    after: Vec<AttemptRow>,
    /// The check that an answer failed, and what came of that.
    cascade: Option<(Check, Came)>,
}

/// What came of an answer that failed a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// A higher tier answered.
    Escalated,
    /// It could not, so that the answer stands.
    Kept,
}

#[derive(Debug)]
struct Failed {
    /// The candidate's place.
    index: usize,
    /// Prompt and completion that its model can hold.
    window: TokenCount,
    route: Route,
    error: UpstreamError,
    /// Whether the provider has another key, so that this says nothing of the model.
    other_key: bool,
    /// How the ledger names it and what it cost, where that is not by the failure.
    told: Option<(AttemptOutcome, AttemptCost)>,
}

impl Trail {
    /// The attempts of a higher tier, after all of `first` and the answer that failed a check.
    pub(crate) fn escalated(first: &Self, failed: AttemptRow, check: Check) -> Self {
        let mut before = first.rows();
        before.push(failed);
        let beside = Beside { before, cascade: Some((check, Came::Escalated)), ..Beside::default() };
        Self { beside: Some(Box::new(beside)), ..Self::default() }
    }

    /// Notes that a second opinion was asked for before, where anything was sent.
    pub(crate) fn advised(&mut self, row: Option<AttemptRow>) {
        if let Some(row) = row {
            self.beside.get_or_insert_default().before.push(row);
        }
    }

    /// Notes that the attempts of a higher tier came to nothing.
    pub(crate) fn keep_after(&mut self, second: &Self, check: Check) {
        let beside = self.beside.get_or_insert_default();
        beside.after = second.own_rows();
        beside.cascade = Some((check, Came::Kept));
    }

    /// What a header says of the cascade.
    pub(crate) fn cascade(&self) -> Option<HeaderValue> {
        let (check, came) = self.beside.as_ref()?.cascade?;
        HeaderValue::try_from(format!("{}; {}", check.name(), came.name())).ok()
    }

    pub(crate) fn failed(
        &mut self,
        index: usize,
        candidate: &Candidate,
        route: Route,
        error: UpstreamError,
        other_key: bool,
    ) {
        let window = candidate.row.context_window;
        self.failures.push(Failed { index, window, route, error, other_key, told: None });
    }

    /// A candidate that failed at nothing before content: it was outrun, or broke off later.
    pub(crate) fn told(
        &mut self,
        index: usize,
        candidate: &Candidate,
        route: Route,
        outcome: AttemptOutcome,
        cost: AttemptCost,
    ) {
        let (window, error) = (candidate.row.context_window, FailureClass::Timeout.into());
        self.failures.push(Failed { index, window, route, error, other_key: false, told: Some((outcome, cost)) });
    }

    /// Whether nothing was tried yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.failures.is_empty()
    }

    /// Calls made so far.
    pub(crate) fn calls(&self) -> usize {
        let beside = self.beside.as_ref().map_or(0, |beside| beside.before.len() + beside.after.len());
        self.failures.iter().filter(|failed| failed.was_sent()).count() + beside
    }

    /// Those of them that count against a request's calls.
    pub(crate) fn tries(&self) -> usize {
        self.failures.iter().filter(|failed| !failed.other_key).count()
    }

    /// Whether trying on cannot help: the request itself is at fault.
    pub(crate) fn is_final(&self) -> bool {
        self.failures.last().is_some_and(|failed| !failed.error.class.handling().elsewhere)
    }

    /// Whether a candidate was asked, with every key that could be.
    pub(crate) fn has_tried(&self, index: usize) -> bool {
        self.failures.iter().any(|failed| failed.index == index && !failed.other_key)
    }

    /// Calls of a candidate.
    pub(crate) fn calls_of(&self, index: usize) -> usize {
        self.failures.iter().filter(|failed| failed.index == index).count()
    }

    /// How the last call of a candidate failed.
    pub(crate) fn last_error_of(&self, index: usize) -> Option<&UpstreamError> {
        self.failures.iter().rev().find(|failed| failed.index == index).map(|failed| &failed.error)
    }

    /// Whether a model may hold what was too long for others: only one that holds more than they do.
    pub(crate) fn leaves_room_for(&self, candidate: &Candidate) -> bool {
        let too_long = |failed: &&Failed| failed.error.class == FailureClass::ContextTooLong;
        self.failures.iter().filter(too_long).all(|failed| failed.window < candidate.row.context_window)
    }

    /// The ledger's rows of all that was called before the answer.
    pub(crate) fn rows(&self) -> Vec<AttemptRow> {
        match &self.beside {
            None => self.own_rows(),
            Some(beside) => beside.before.iter().cloned().chain(self.own_rows()).collect(),
        }
    }

    /// The rows of what was called after the answer.
    pub(crate) fn rows_after(&self) -> &[AttemptRow] {
        self.beside.as_ref().map_or(&[], |beside| &beside.after)
    }

    /// The rows of the failed attempts.
    fn own_rows(&self) -> Vec<AttemptRow> {
        let row = |failed: &Failed| match failed.told.clone() {
            Some((outcome, cost)) => Some(AttemptRow { route: failed.route.clone(), outcome, cost }),
            None => row_of(&failed.route, failed.error.class),
        };
        self.failures.iter().filter_map(row).collect()
    }

    /// What the client is told when no attempt was good.
    pub(crate) fn refusal(&self, redaction: &Redaction) -> Refusal {
        let Some(Failed { error: last, .. }) = self.failures.last() else {
            return Refusal::Upstream(UpstreamRefusal::Unavailable { class: "no provider configured" });
        };
        let is_busy =
            |failed: &Failed| matches!(failed.error.class, FailureClass::RateLimited | FailureClass::Saturated);
        let refusal = match last.class {
            FailureClass::Invalid | FailureClass::Unsupported | FailureClass::ContextTooLong => {
                invalid(last, redaction)
            }
            _ if self.failures.iter().all(is_busy) => {
                UpstreamRefusal::RateLimited { retry_after: self.shortest_pause() }
            }
            FailureClass::Timeout => UpstreamRefusal::Timeout,
            class => UpstreamRefusal::Unavailable { class: class.label() },
        };
        Refusal::Upstream(refusal)
    }

    fn shortest_pause(&self) -> Option<Duration> {
        self.failures.iter().filter_map(|failed| failed.error.retry_after).min()
    }
}

impl Came {
    /// The name in headers and metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Escalated => "escalated",
            Self::Kept => "kept",
        }
    }
}

impl Failed {
    fn was_sent(&self) -> bool {
        outcome(self.error.class).is_some()
    }
}

/// The provider's own words about the request, with the client's own values put back into them.
fn invalid(error: &UpstreamError, redaction: &Redaction) -> UpstreamRefusal {
    let message = error.message.as_deref().unwrap_or("The provider refused the request.");
    let message: String =
        restore_text(redaction.redacted().vault(), redaction.policy(), message).chars().take(MAX_MESSAGE).collect();
    let code = match error.class {
        FailureClass::ContextTooLong => Some("context_length_exceeded".to_owned()),
        _ => error.code.clone(),
    };
    UpstreamRefusal::Invalid { status: error.status.unwrap_or(400), message, param: error.param.clone(), code }
}

/// The ledger's row of a call that failed; `None` where nothing was sent.
pub(super) fn row_of(route: &Route, class: FailureClass) -> Option<AttemptRow> {
    let cost = if class.handling().billed { AttemptCost::Unknown } else { AttemptCost::Nothing };
    Some(AttemptRow { route: route.clone(), outcome: outcome(class)?, cost })
}

/// How the ledger names a failed call; `None` where nothing was sent.
fn outcome(class: FailureClass) -> Option<AttemptOutcome> {
    Some(match class {
        FailureClass::Saturated => return None,
        FailureClass::Connect | FailureClass::Reset => AttemptOutcome::Unreachable,
        FailureClass::Timeout => AttemptOutcome::Timeout,
        FailureClass::Server => AttemptOutcome::ServerError,
        FailureClass::RateLimited => AttemptOutcome::RateLimited,
        FailureClass::Credentials
        | FailureClass::ModelMissing
        | FailureClass::Invalid
        | FailureClass::Unsupported
        | FailureClass::ContextTooLong => AttemptOutcome::Refused,
        FailureClass::BadAnswer(_) => AttemptOutcome::BadAnswer,
    })
}
