//! How many values came back, and how many placeholders nobody minted.

use crate::redact::DataType;

/// What restoring one answer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// By type, in the order of [`DataType::ALL`].
    restored: [u64; DataType::ALL.len()],
    unknown: u64,
}

impl Tally {
    /// How often values of each type were put back.
    pub fn restored(&self) -> impl Iterator<Item = (DataType, u64)> {
        DataType::ALL.iter().copied().zip(self.restored).filter(|(_, count)| *count > 0)
    }

    /// How many placeholders the answer had that are none of its request. Names without brackets are not counted:
    /// programs and tables have such.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    pub(super) fn note_restored(&mut self, data_type: DataType) {
        if let Some(count) = self.restored.get_mut(data_type as usize) {
            *count += 1;
        }
    }

    pub(super) fn note_unknown(&mut self) {
        self.unknown += 1;
    }
}
