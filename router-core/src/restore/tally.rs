//! How many values came back, and how many placeholders nobody minted.

use crate::redact::DataType;

/// What restoring one answer did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// By type, in the order in which values of them were put back first. They are few.
    restored: Vec<(DataType, u64)>,
    unknown: u64,
}

impl Tally {
    /// How often values of each type were put back.
    pub fn restored(&self) -> impl Iterator<Item = (DataType, u64)> {
        self.restored.iter().copied()
    }

    /// How many placeholders the answer had that are none of its request. Names without brackets are not counted:
    /// programs and tables have such.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    pub(super) fn note_restored(&mut self, data_type: DataType) {
        match self.restored.iter_mut().find(|(restored, _)| *restored == data_type) {
            Some((_, count)) => *count += 1,
            None => self.restored.push((data_type, 1)),
        }
    }

    pub(super) fn note_unknown(&mut self) {
        self.unknown += 1;
    }
}
