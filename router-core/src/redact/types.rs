//! The kinds of personal data, sets of them, and counts by them.

use super::custom::CustomType;

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataType {
    /// Individual identification number.
    Iin,
    /// Business identification number: found, but not personal.
    Bin,
    /// Phone of a person or a company.
    Phone,
    /// E-mail address.
    Email,
    /// Number of a payment card.
    Card,
    /// International account number.
    Iban,
    /// Identity card, passport, residence permit, driving licence.
    IdDoc,
    /// Number plate of a vehicle.
    Plate,
    /// Public address of a machine on the internet.
    Ip,
    /// Date of birth.
    Dob,
    /// Postal address down to a building.
    Address,
    /// Name of a private person.
    Person,
    /// Key, token or password: it opens something.
    Secret,
    /// A kind that a policy file adds.
    Custom(CustomType),
    /// Text that already looks like a placeholder.
    Literal,
}

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct TypeSet(u32);

/// How often a kind was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Different values.
    pub distinct: usize,
    /// All places.
    pub occurrences: usize,
}

/// Counts of what was replaced, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The kinds that were found, in declaration order.
    counts: Vec<(DataType, Count)>,
}

// === impl DataType ===

impl DataType {
    /// Every built-in kind, in declaration order; look-alikes of placeholders last.
    pub const ALL: &'static [Self] = &[
        Self::Iin,
        Self::Bin,
        Self::Phone,
        Self::Email,
        Self::Card,
        Self::Iban,
        Self::IdDoc,
        Self::Plate,
        Self::Ip,
        Self::Dob,
        Self::Address,
        Self::Person,
        Self::Secret,
        Self::Literal,
    ];

    /// The name in placeholders, files and reports.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Custom(custom) => custom.name(),
            built_in => built_in.label(),
        }
    }

    /// The name out of a closed set, for metrics: every kind of a policy file is `CUSTOM` there.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Iin => "IIN",
            Self::Bin => "BIN",
            Self::Phone => "PHONE",
            Self::Email => "EMAIL",
            Self::Card => "CARD",
            Self::Iban => "IBAN",
            Self::IdDoc => "ID_DOC",
            Self::Plate => "PLATE",
            Self::Ip => "IP",
            Self::Dob => "DOB",
            Self::Address => "ADDRESS",
            Self::Person => "PERSON",
            Self::Secret => "SECRET",
            Self::Custom(_) => "CUSTOM",
            Self::Literal => "LITERAL",
        }
    }

    /// The built-in kinds that a policy switches on and off. Look-alikes of placeholders are not among them: they are always
    /// replaced, or restoring could not tell them from our own.
    pub const SWITCHED: [Self; Self::ALL.len() - 1] = {
        let mut switched = [Self::Iin; Self::ALL.len() - 1];
        let mut place = 0;
        while place < switched.len() {
            switched[place] = Self::ALL[place];
            place += 1;
        }
        switched
    };

    /// The built-in kind of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|data_type| data_type.label() == name)
    }

    /// Its bit in a set: built-in kinds in the order of [`Self::ALL`], then those of the policy file.
    pub(super) const fn bit(self) -> u32 {
        match self {
            Self::Iin => 0,
            Self::Bin => 1,
            Self::Phone => 2,
            Self::Email => 3,
            Self::Card => 4,
            Self::Iban => 5,
            Self::IdDoc => 6,
            Self::Plate => 7,
            Self::Ip => 8,
            Self::Dob => 9,
            Self::Address => 10,
            Self::Person => 11,
            Self::Secret => 12,
            Self::Literal => 13,
            Self::Custom(custom) => 16 + custom.place(),
        }
    }
}

impl std::fmt::Display for DataType {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

// === impl TypeSet ===

impl TypeSet {
    /// No kind.
    #[must_use]
    pub const fn none() -> Self {
        Self(0)
    }

    /// Every built-in kind.
    #[must_use]
    pub const fn all() -> Self {
        Self((1 << DataType::ALL.len()) - 1)
    }

    /// This set and one kind more.
    #[must_use]
    pub const fn with(self, data_type: DataType) -> Self {
        Self(self.0 | 1 << data_type.bit())
    }

    /// This set without one kind.
    #[must_use]
    pub const fn without(self, data_type: DataType) -> Self {
        Self(self.0 & !(1 << data_type.bit()))
    }

    /// Whether the kind is in the set.
    #[must_use]
    #[inline]
    pub const fn contains(self, data_type: DataType) -> bool {
        self.0 & (1 << data_type.bit()) != 0
    }

    /// Whether no kind is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The built-in kinds in the set.
    pub fn iter(self) -> impl Iterator<Item = DataType> {
        DataType::ALL.iter().copied().filter(move |&data_type| self.contains(data_type))
    }
}

impl FromIterator<DataType> for TypeSet {
    fn from_iter<I: IntoIterator<Item = DataType>>(types: I) -> Self {
        types.into_iter().fold(Self::none(), Self::with)
    }
}

impl std::fmt::Debug for TypeSet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

// === impl Findings ===

impl Findings {
    /// Kinds that were found, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (DataType, Count)> {
        self.counts.iter().copied()
    }

    /// The names of the kinds that were found.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.counts.iter().map(|(data_type, _)| data_type.name())
    }

    /// All places at which something was replaced.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.iter().map(|(_, count)| count.occurrences).sum()
    }

    /// Whether nothing was replaced.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

impl FromIterator<(DataType, Count)> for Findings {
    fn from_iter<I: IntoIterator<Item = (DataType, Count)>>(counts: I) -> Self {
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_unstable_by_key(|(data_type, _)| *data_type);
        Self { counts }
    }
}

#[cfg(test)]
mod tests {
    use super::{CustomType, DataType, TypeSet};

    #[test]
    fn every_kind_has_a_bit_of_its_own() {
        let custom = (0..CustomType::MOST).map(|place| DataType::Custom(CustomType::new(place, "TICKET").unwrap()));
        let mut set = TypeSet::none();
        for data_type in DataType::ALL.iter().copied().chain(custom) {
            assert!(!set.contains(data_type), "{data_type}");
            set = set.with(data_type);
            assert!(set.contains(data_type) && !set.without(data_type).contains(data_type), "{data_type}");
        }
        assert!(TypeSet::all().iter().eq(DataType::ALL.iter().copied()));
        // Findings carry it by value.
        assert!(size_of::<DataType>() <= 18);
    }
}
