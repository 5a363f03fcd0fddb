//! When the money is short: the candidates that it still covers.

use super::{Candidate, Decision};
use crate::money::MicroTenge;

impl Decision {
    /// The most that the request can cost: its dearest candidate, and the dearest one of its escalation after it.
    #[must_use]
    pub fn bound(&self) -> MicroTenge {
        let dearest = |candidates: &[Candidate]| candidates.iter().map(|candidate| candidate.bound.tenge.0).max();
        let first = dearest(&self.candidates).unwrap_or_default();
        let second = self.escalation.as_ref().and_then(|escalation| dearest(&escalation.candidates));
        MicroTenge(first.saturating_add(second.unwrap_or_default()))
    }

    /// Everybody who may be called, also once more.
    pub fn everybody(&self) -> impl Iterator<Item = &Candidate> {
        let second = self.escalation.iter().flat_map(|escalation| &escalation.candidates);
        self.candidates.iter().chain(second)
    }

    /// Keeps what `remaining` covers; false where that helps nothing. An escalation and dearer candidates further down
    /// the list may always be given up; the first choice only where a free model may serve on when the money is out
    /// (`free_when_spent` of the plan).
    pub fn narrow_to(&mut self, remaining: MicroTenge, free_when_spent: bool) -> bool {
        let has_given_up = self.bound() > remaining && self.escalation.take().is_some();
        if has_given_up && self.bound() <= remaining {
            return true;
        }
        let before = self.candidates.len();
        let covers_first = self.candidates.first().is_some_and(|first| first.bound.tenge <= remaining);
        if !covers_first && !free_when_spent {
            return false;
        }
        self.candidates
            .retain(|candidate| candidate.bound.tenge <= remaining && (covers_first || candidate.row.is_free()));
        (1..before).contains(&self.candidates.len())
    }
}
