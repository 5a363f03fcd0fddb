//! What the redaction register keeps of a request: made where the request is redacted, written with its reservation.

use std::borrow::Cow;
use std::sync::Arc;

use router_core::decide::Candidate;
use router_core::redact::{DataType, Findings, RedactError};

use super::admit::Admission;
use super::call::Call;
use super::redaction::Redaction;
use crate::Gateway;
use crate::ledger::BlockedRequest;
use crate::ledger::register::{Destination, Found, Register};

/// The register's entry for a request in its stored form; none where nothing personal was found, nor anything that
/// nobody could look into.
pub(super) fn of<'c>(
    gateway: &Gateway,
    tenant: &str,
    redaction: &Redaction,
    candidates: impl FnOnce() -> Vec<&'c Candidate>,
) -> Option<Vec<u8>> {
    let redacted = redaction.redacted();
    let is_clean = redacted.findings().iter().all(|(data_type, _)| data_type == DataType::Literal);
    if is_clean && redacted.media().is_empty() {
        return None;
    }
    let found = |(data_type, field, count): (DataType, router_core::redact::Field, usize)| Found {
        class: class(&data_type),
        field: field.name().into(),
        occurrences: count as u64,
    };
    let personal = redacted.counts_by_field().filter(|(data_type, ..)| *data_type != DataType::Literal);
    let media = redacted.media();
    let media = media.iter().map(|(kind, count)| Found::media(kind.name(), count.into()));
    let mut register = Register {
        policy: redaction.policy_id().clone(),
        hosts: destinations(gateway, redaction, &candidates()),
        found: personal.map(found).chain(media).collect(),
        ..Register::default()
    };
    let key = gateway.ledger.value_key(tenant);
    redacted.for_each_value(|data_type, _, value| {
        if data_type != DataType::Literal {
            gateway.detectors.lasting_forms(data_type, value).for_each(|form| register.note(key.hash(&form)));
        }
    });
    Some(register.encode())
}

/// What the register keeps of an answer: the kinds of data that the model brought by itself. None, where it brought none.
pub(crate) fn of_answer(redaction: &Redaction, brought: &Findings) -> Option<Vec<u8>> {
    let personal = brought.iter().filter(|(data_type, _)| *data_type != DataType::Literal);
    let found: Vec<Found> =
        personal.map(|(data_type, count)| Found::in_answer(class(&data_type), count.occurrences as u64)).collect();
    let policy = redaction.policy_id();
    (!found.is_empty()).then(|| Register { policy: policy.clone(), found, ..Register::default() }.encode())
}

/// The name of a class; only those of policy files are not known beforehand.
fn class(data_type: &DataType) -> Cow<'static, str> {
    match data_type {
        DataType::Custom(custom) => custom.name().to_owned().into(),
        known => known.label().into(),
    }
}

/// The hosts of all candidates, each once.
fn destinations(gateway: &Gateway, redaction: &Redaction, candidates: &[&Candidate]) -> Vec<Destination> {
    let mut destinations: Vec<Destination> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let provider = &candidate.row.model.provider;
        if destinations.iter().any(|known| known.provider == *provider) {
            continue;
        }
        let host = gateway.hosts.get(provider);
        destinations.push(Destination {
            provider: provider.clone(),
            region: host.map_or_else(Arc::default, |host| host.region.clone()),
            original: redaction.unredacted_to_local() && host.is_some_and(|host| host.local_perimeter().is_some()),
        });
    }
    destinations
}

/// Counts a request that was refused for what it held.
pub(super) fn note_refusal(gateway: &Gateway, call: &Call, admission: &Admission, error: &RedactError) {
    let RedactError::Blocked(blocked) = error else { return };
    let mut classes: Vec<(Arc<str>, u64)> = Vec::new();
    for found in blocked {
        let name = found.what.name();
        match classes.iter_mut().find(|(class, _)| **class == *name) {
            Some((_, occurrences)) => *occurrences += 1,
            None => classes.push((name.into(), 1)),
        }
    }
    gateway.ledger.note_blocked(BlockedRequest {
        request_id: call.request_id,
        tenant: admission.caller.tenant.tenant.id.clone(),
        key_id: admission.caller.key.id.clone(),
        at: call.at,
        policy: admission.redaction.id.clone(),
        classes,
    });
}
