//! The attempts of a request so far: what the ledger will hold of them, and what the client is told when none was good.

use std::time::Duration;

use dialects::{FailureClass, UpstreamError};
use router_core::decide::Candidate;
use router_core::restore::restore_text;

use crate::ledger::{AttemptCost, AttemptOutcome, AttemptRow, Route};
use crate::pipeline::Redaction;
use crate::respond::{Refusal, UpstreamRefusal};

/// Longest message of a provider that is handed on, in characters.
const MAX_MESSAGE: usize = 2_000;

/// Failed attempts in order.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    failures: Vec<(Route, UpstreamError)>,
}

impl Trail {
    pub(crate) fn failed(&mut self, route: Route, error: UpstreamError) {
        self.failures.push((route, error));
    }

    /// Attempts made so far.
    pub(crate) fn len(&self) -> usize {
        self.failures.len()
    }

    /// Whether trying on cannot help: the request itself is at fault.
    pub(crate) fn is_final(&self) -> bool {
        self.failures.last().is_some_and(|(_, error)| !error.class.may_fail_over())
    }

    /// Whether this candidate failed before in a way that a second try does not mend.
    pub(crate) fn is_hopeless(&self, candidate: &Candidate) -> bool {
        let model = &candidate.row.model;
        self.failures.iter().any(|(route, error)| {
            route.provider == model.provider && route.model == model.model && !error.class.may_retry_same()
        })
    }

    /// The ledger's rows of the failed attempts.
    pub(crate) fn rows(&self) -> Vec<AttemptRow> {
        self.failures
            .iter()
            .map(|(route, error)| AttemptRow {
                route: route.clone(),
                outcome: outcome(error.class),
                cost: if error.class.cost_is_unknown() { AttemptCost::Unknown } else { AttemptCost::Nothing },
            })
            .collect()
    }

    /// What the client is told when no attempt was good.
    pub(crate) fn refusal(&self, redaction: &Redaction) -> Refusal {
        let Some((_, last)) = self.failures.last() else {
            return Refusal::Upstream(UpstreamRefusal::Unavailable { class: "no provider configured" });
        };
        let refusal = match last.class {
            FailureClass::Invalid | FailureClass::Unsupported | FailureClass::ContextTooLong => {
                invalid(last, redaction)
            }
            _ if self.failures.iter().all(|(_, error)| error.class == FailureClass::RateLimited) => {
                UpstreamRefusal::RateLimited { retry_after: self.shortest_pause() }
            }
            FailureClass::Timeout => UpstreamRefusal::Timeout,
            class => UpstreamRefusal::Unavailable { class: class.label() },
        };
        Refusal::Upstream(refusal)
    }

    fn shortest_pause(&self) -> Option<Duration> {
        self.failures.iter().filter_map(|(_, error)| error.retry_after).min()
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

fn outcome(class: FailureClass) -> AttemptOutcome {
    match class {
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
    }
}
