//! When the money is short: the candidates that it still covers.

use super::Decision;
use crate::money::MicroTenge;

impl Decision {
    /// Keeps the candidates that `remaining` covers; false where that helps nothing. Dearer ones further down the list
    /// may always be given up; the first choice only where a free model may serve on when the money is out
    /// (`free_when_spent` of the plan).
    pub fn narrow_to(&mut self, remaining: MicroTenge, free_when_spent: bool) -> bool {
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
