//! Redacted: the request without personal data, and what is needed to put it back.

use std::sync::Arc;

use router_core::chat::Chat;
use router_core::policy::RedactionScope;
use router_core::redact::{self, Blocked, Detectors, RedactError, RedactionPolicy};

use super::admit::Admission;
use super::call::Call;
use super::plan::Assessed;
use crate::Gateway;
use crate::ledger::Idempotency;
use crate::respond::Refusal;

/// Findings that a refusal names.
const SHOWN: usize = 10;

/// A redacted chat with the policy it was redacted under.
#[derive(Debug)]
pub(crate) struct Redaction {
    /// Shared with the thread that reads long answers.
    redacted: Arc<redact::Redacted>,
    scope: Arc<RedactionScope>,
}

/// A request that may leave.
#[derive(Debug)]
pub(crate) struct Redacted {
    pub(super) call: Arc<Call>,
    pub(super) admission: Admission,
    pub(super) redaction: Redaction,
    pub(super) idempotency: Option<Idempotency>,
}

impl Redaction {
    pub(crate) fn new(chat: Chat, scope: Arc<RedactionScope>, detectors: &Detectors) -> Result<Self, RedactError> {
        let redacted = detectors.redact(chat, &scope.policy)?;
        Ok(Self { redacted: Arc::new(redacted), scope })
    }

    /// A question about the request, redacted by the same rules.
    pub(super) fn of_question(&self, question: Chat, detectors: &Detectors) -> Result<Self, RedactError> {
        Self::new(question, Arc::clone(&self.scope), detectors)
    }

    pub(crate) fn redacted(&self) -> &redact::Redacted {
        &self.redacted
    }

    /// A handle for another thread.
    pub(crate) fn share(&self) -> Self {
        Self { redacted: Arc::clone(&self.redacted), scope: Arc::clone(&self.scope) }
    }

    pub(crate) fn scope(&self) -> &RedactionScope {
        &self.scope
    }

    pub(crate) fn chat(&self) -> &Chat {
        self.redacted.chat()
    }

    pub(crate) fn policy(&self) -> &RedactionPolicy {
        &self.scope.policy
    }

    /// The name of the policy it was redacted under, with those of the parts that apply to the caller.
    pub(crate) fn policy_id(&self) -> &Arc<str> {
        &self.scope.id
    }

    /// Whether hosts inside the perimeter get the original.
    pub(crate) fn unredacted_to_local(&self) -> bool {
        self.scope.unredacted_to_local
    }

    /// The data types found, by name.
    pub(crate) fn found(&self) -> Vec<&str> {
        self.redacted.findings().names().collect()
    }
}

impl Redacted {
    /// Measures the request, and counts its tokens against the key's minute.
    pub(super) fn assess(mut self, gateway: &Gateway) -> Result<Assessed, Refusal> {
        let facts = gateway.assessor.measure(self.redaction.chat());
        let tokens = facts.prompt_estimate.0.saturating_add(facts.max_output.map_or(0, |limit| limit.0));
        self.admission.places.spend_tokens(tokens, &mut self.admission.standing)?;
        for (data_type, count) in self.redaction.redacted().findings().iter() {
            gateway.metrics.redactions.with_label_values(&[data_type.label()]).inc_by(count.occurrences as u64);
        }
        for (kind, count) in self.redaction.redacted().media().iter() {
            gateway.metrics.unredacted_media.with_label_values(&[kind.name()]).inc_by(count.into());
        }
        Ok(Assessed {
            call: self.call,
            admission: self.admission,
            redaction: self.redaction,
            facts,
            idempotency: self.idempotency,
        })
    }
}

/// What the caller is told.
pub(super) fn refusal(error: &RedactError) -> Refusal {
    match error {
        RedactError::Blocked(blocked) => Refusal::DataBlocked {
            found: named(blocked),
            first: blocked.first().map(|blocked| blocked.path.clone()).unwrap_or_default(),
        },
        RedactError::Overlap | RedactError::Boundary => {
            tracing::error!(%error, "redaction failed; the request was not sent");
            Refusal::RedactionFailed
        }
    }
}

/// The first few findings; a document full of them would be a long answer.
fn named(blocked: &[Blocked]) -> String {
    let mut named: Vec<String> = blocked.iter().take(SHOWN).map(ToString::to_string).collect();
    if blocked.len() > SHOWN {
        named.push(format!("and {} more", blocked.len() - SHOWN));
    }
    named.join(", ")
}
