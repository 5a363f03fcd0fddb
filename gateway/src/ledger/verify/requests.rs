//! What belongs together: one reserve, at most one end, attempts right behind it, and sums over all of them.

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;
use router_core::money::MicroTenge;
use rusqlite::Connection;

use super::Findings;
use crate::ledger::{
    EntryKind, LedgerError,
    chain::Link,
    scan::{Line, OwnerStrings},
    store::{BESIDE, TERMINAL_STEP},
};

/// Requests as their entries come.
#[derive(Debug)]
pub(in crate::ledger) struct Requests {
    open: HashMap<[u8; 16], Begun, RandomState>,
    ended: Option<Ended>,
    /// Whether requests may have begun before the first entry that was seen.
    is_part: bool,
    sums: Sums,
}

/// What all entries come to, in µ₸.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ledger) struct Sums {
    pub(in crate::ledger) requests: u64,
    pub(in crate::ledger) open: u64,
    pub(in crate::ledger) charged: i64,
    pub(in crate::ledger) corrected: i64,
    pub(in crate::ledger) fees: i64,
    pub(in crate::ledger) over_bound: u64,
}

/// A reservation.
#[derive(Debug)]
struct Begun {
    bound: i64,
    floor: i64,
    fee: i64,
    day: i64,
    owner: Arc<OwnerStrings>,
}

/// The request that ended last: its attempts stand right behind its end.
#[derive(Debug)]
struct Ended {
    request_id: [u8; 16],
    bound: Option<i64>,
    amount: i64,
    /// With what was charged beside.
    charged: i64,
    step: i64,
}

// === impl Requests ===

impl Requests {
    pub(in crate::ledger) fn new(is_part: bool) -> Self {
        Self { open: HashMap::default(), ended: None, is_part, sums: Sums::default() }
    }

    /// The next entry.
    pub(in crate::ledger) fn entry(&mut self, line: &Line<'_>, findings: &mut Findings) {
        let link = &line.link;
        let kind = EntryKind::from_name(link.kind);
        if kind != Some(EntryKind::Attempt) {
            self.note_ended();
        }
        let is_at_its_step = match kind {
            Some(EntryKind::Reserve) => link.step == 0,
            Some(EntryKind::Attempt) => link.step > 0,
            Some(EntryKind::Settle | EntryKind::Release | EntryKind::Recovered) => link.step == TERMINAL_STEP,
            Some(EntryKind::Correction) => link.step < TERMINAL_STEP,
            None => return findings.of(link, format_args!("{:?} is no kind of entry", link.kind)),
        };
        self.sums.add(link);
        if !is_at_its_step {
            findings.of(link, format_args!("a {} at step {}", link.kind, link.step));
        }
        if link.correction.is_some() != (kind == Some(EntryKind::Correction)) {
            findings.of(link, "a correction and nothing else corrects");
        }
        match kind {
            Some(EntryKind::Reserve) => self.begin(line, findings),
            Some(EntryKind::Attempt) => self.attempt(link, findings),
            Some(EntryKind::Correction) => Self::correct(link, findings),
            Some(EntryKind::Settle | EntryKind::Release | EntryKind::Recovered) => self.end(line, findings),
            None => {}
        }
    }

    /// How many requests that began on such days have not ended.
    pub(in crate::ledger) fn open_on(&self, is_day: impl Fn(i64) -> bool) -> usize {
        self.open.values().filter(|begun| is_day(begun.day)).count()
    }

    /// What everything came to.
    pub(in crate::ledger) fn finish(mut self) -> Sums {
        self.note_ended();
        Sums { open: self.open.len() as u64, ..self.sums }
    }

    fn begin(&mut self, line: &Line<'_>, findings: &mut Findings) {
        let link = &line.link;
        let (bound, floor) = (link.amount.unwrap_or_default(), link.floor.unwrap_or_default());
        if !(0..=bound).contains(&floor) {
            findings.of(link, format_args!("a floor of {} for a bound of {}", tenge(floor), tenge(bound)));
        }
        let begun = Begun { bound, floor, fee: link.fee, day: link.day, owner: Arc::clone(line.owner) };
        if self.open.insert(*link.request_id, begun).is_some() {
            findings.of(link, "a second reserve");
        }
    }

    fn end(&mut self, line: &Line<'_>, findings: &mut Findings) {
        let link = &line.link;
        let begun = self.open.remove(link.request_id);
        let amount = link.amount.unwrap_or_default();
        let is_release = link.kind == EntryKind::Release.name();
        match &begun {
            Some(begun) => {
                if !is_same(&begun.owner, line.owner) || begun.day != link.day {
                    findings.of(link, "its day, tenant or key is not its reserve's");
                }
                let fee = if is_release { 0 } else { begun.fee };
                if link.fee != fee {
                    findings.of(link, format_args!("a fee of {}, reserved was {}", tenge(link.fee), tenge(fee)));
                }
                if link.kind == EntryKind::Recovered.name() && amount != begun.floor {
                    findings.of(link, format_args!("{} recovered of a floor of {}", tenge(amount), tenge(begun.floor)));
                }
            }
            None if self.is_part => {}
            None => findings.of(link, "the end of a request that was not open"),
        }
        if is_release && amount != 0 {
            findings.of(link, format_args!("a release of {}", tenge(amount)));
        }
        let bound = begun.map(|begun| begun.bound);
        self.ended = Some(Ended { request_id: *link.request_id, bound, amount, charged: amount, step: 0 });
    }

    fn attempt(&mut self, link: &Link<'_>, findings: &mut Findings) {
        let is_beside = link.usage_source.is_some();
        let Some(ended) = self.ended.as_mut().filter(|ended| ended.request_id == *link.request_id) else {
            if !self.is_part {
                findings.of(link, "an attempt that does not stand behind its request's end");
            }
            return;
        };
        ended.step += 1;
        if link.step != ended.step {
            findings.of(link, format_args!("attempt {} where {} was expected", link.step, ended.step));
        }
        match link.amount {
            Some(amount) if is_beside => ended.charged = ended.charged.saturating_add(amount),
            Some(amount) if amount != 0 && amount != ended.amount => {
                findings
                    .of(link, format_args!("{} for a call that was charged {}", tenge(amount), tenge(ended.amount)));
            }
            Some(_) | None => {}
        }
    }

    fn correct(link: &Link<'_>, findings: &mut Findings) {
        if link.amount != Some(0) || link.because.is_none_or(str::is_empty) {
            findings.of(link, "a correction without a reason, or with an amount beside it");
        }
    }

    /// The request that ended last has all its attempts.
    fn note_ended(&mut self) {
        if let Some(Ended { bound: Some(bound), charged, .. }) = self.ended.take() {
            self.sums.over_bound += u64::from(charged > bound);
        }
    }
}

// === impl Sums ===

impl Sums {
    /// Adds what an entry says.
    pub(in crate::ledger) fn add(&mut self, link: &Link<'_>) {
        let charged = match EntryKind::from_name(link.kind) {
            Some(EntryKind::Reserve) => {
                self.requests += 1;
                return;
            }
            Some(EntryKind::Settle | EntryKind::Release | EntryKind::Recovered) => {
                self.fees = self.fees.saturating_add(link.fee);
                link.amount
            }
            Some(EntryKind::Attempt) => link.amount.filter(|_| link.usage_source.is_some()),
            Some(EntryKind::Correction) => {
                self.corrected = self.corrected.saturating_add(link.correction.unwrap_or_default());
                link.correction
            }
            None => None,
        };
        self.charged = self.charged.saturating_add(charged.unwrap_or_default());
    }
}

/// Corrections never take more than was charged.
pub(super) fn check_corrections(db: &Connection, findings: &mut Findings) -> Result<(), LedgerError> {
    let mut corrected = db.prepare(&format!(
        "SELECT max(seq), request_id, sum(correction_ukzt),
             (SELECT coalesce(sum(amount_ukzt), 0) FROM entry
              WHERE request_id = corrected.request_id AND (step = {TERMINAL_STEP} OR {BESIDE}))
         FROM entry AS corrected WHERE kind = '{}' GROUP BY request_id",
        EntryKind::Correction.name(),
    ))?;
    let mut rows = corrected.query([])?;
    while let Some(row) = rows.next()? {
        let (corrected, charged): (i64, i64) = (row.get(2)?, row.get(3)?);
        if corrected.checked_add(charged).is_none_or(|left| left < 0) {
            let what = format_args!("{} corrected of {} charged", tenge(corrected), tenge(charged)).to_string();
            findings.add(row.get(0)?, Some(crate::ledger::store::read_uuid(row, 1)?), what);
        }
    }
    Ok(())
}

/// Whether two owners are one tenant's one key: the node may be another after a restart.
fn is_same(one: &Arc<OwnerStrings>, other: &Arc<OwnerStrings>) -> bool {
    Arc::ptr_eq(one, other) || (one.tenant() == other.tenant() && one.key_id() == other.key_id())
}

fn tenge(micro: i64) -> String {
    format!("{} ₸", MicroTenge(micro).tenge())
}
