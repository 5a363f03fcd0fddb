//! The chain of top-ups, and of several nodes also that of their database, which must have booked what the journal has.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Findings;
use crate::ledger::{LedgerError, TopUp, payments, roster, shared::SharedOptions, shared::bookings};

/// Proves the top-ups of a journal.
pub(super) fn check(
    db: &Connection,
    shared: Option<&SharedOptions>,
    findings: &mut Findings,
) -> Result<(), LedgerError> {
    let mut walk = payments::Walk::default();
    let mut here = BTreeMap::new();
    payments::each(db, |payment, seal| {
        if let Some(wrong) = walk.next(payment, seal) {
            findings.whole(wrong);
        }
        here.insert(payment.reference.to_owned(), (payment.tenant.to_owned(), payment.amount));
    })?;
    if let Some(wrong) = walk.end(payments::noted(db)?.as_deref()) {
        findings.whole(wrong);
    }
    let Some(shared) = shared else { return Ok(()) };
    let known = roster::version(db)?;
    let (booked, wrong) = shared.on_link(async |client, _| bookings::prove(client).await)?;
    for wrong in wrong {
        findings.whole(format_args!("in the shared database, {wrong}"));
    }
    for (version, TopUp { tenant, reference, amount, .. }) in booked {
        let same = here.remove(&reference).map(|(owner, paid)| owner == *tenant && paid == amount.0);
        // What this node has not heard of yet is no difference.
        if same.map_or(version <= known, |same| !same) {
            findings.whole(format_args!("top-up {reference} is another in the shared database than in the journal"));
        }
    }
    for reference in here.keys() {
        findings.whole(format_args!("top-up {reference} of the journal is not in the shared database"));
    }
    Ok(())
}
