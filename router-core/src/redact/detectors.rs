//! The table of what is looked for, and how findings that overlap are settled.

use std::ops::Range;

use super::signs::Signs;
use super::{DataType, Entity, TypeSet, email, numbers, person, placeholder};

/// Detectors with what they need prepared once a request.
pub(super) struct Scanner {
    types: TypeSet,
    dog: memchr::memmem::Finder<'static>,
}

/// One detector: appends sorted, disjoint findings.
type Detector = fn(&Scanner, &str, Signs, &mut Vec<Entity>);

/// All detectors, the strongest claim to a piece of text first.
const DETECTORS: [Detector; 4] = [
    |_, text, signs, found| {
        if signs.brackets() {
            placeholder::scan(text, found);
        }
    },
    |scanner, text, signs, found| email::scan(text, signs, &scanner.dog, found),
    |_, text, signs, found| {
        if signs.digits() {
            numbers::scan(text, found);
        }
    },
    |_, text, _, found| person::scan(text, found),
];

impl Scanner {
    /// A scanner for some types.
    pub(super) fn new(types: TypeSet) -> Self {
        Self { types, dog: email::dog() }
    }

    /// Every entity of the wanted types, sorted and disjoint.
    pub(super) fn scan(&self, text: &str) -> Vec<Entity> {
        let signs = Signs::of(text);
        let mut settled: Vec<Entity> = Vec::new();
        let mut found = Vec::new();
        for detector in DETECTORS {
            detector(self, text, signs, &mut found);
            found.retain(|entity| self.types.contains(entity.data_type));
            if settled.is_empty() {
                std::mem::swap(&mut settled, &mut found);
            } else if !found.is_empty() {
                settled = merge(&settled, &found);
            }
            found.clear();
        }
        settled
    }
}

/// Joins two sorted lists. Where they overlap, `stronger` stays whole and what is left of the weaker finding stays
/// beside it: an overlap must never uncover anything.
fn merge(stronger: &[Entity], weaker: &[Entity]) -> Vec<Entity> {
    let mut merged: Vec<Entity> = stronger.to_vec();
    let mut first = 0;
    for entity in weaker {
        while stronger.get(first).is_some_and(|strong| strong.range.end <= entity.range.start) {
            first += 1;
        }
        let mut start = entity.range.start;
        let mut keep = |range: Range<usize>| {
            if !range.is_empty() {
                merged.push(Entity { range, data_type: entity.data_type });
            }
        };
        for strong in stronger.iter().skip(first).take_while(|strong| strong.range.start < entity.range.end) {
            keep(start..strong.range.start.max(start));
            start = strong.range.end;
        }
        keep(start..entity.range.end.max(start));
    }
    merged.sort_by_key(|entity| entity.range.start);
    merged
}

/// The identifier that a bare JSON number is. Its digits have lost their leading zeros: people born in the 2000s.
pub(super) fn scan_number(types: TypeSet, digits: &str) -> Option<DataType> {
    if !(10..=19).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut found = Vec::new();
    let padded = format!("{digits:0>12}");
    for text in [digits, &padded] {
        numbers::scan(text, &mut found);
        let whole = found.iter().find(|entity| entity.range.len() == text.len() && types.contains(entity.data_type));
        if let Some(entity) = whole {
            return Some(entity.data_type);
        }
        found.clear();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{DataType, Entity, TypeSet, merge, scan_number};

    #[test]
    fn overlaps_never_uncover() {
        let entity = |start, end, data_type| Entity { range: start..end, data_type };
        let stronger = [entity(5, 10, DataType::Email), entity(12, 14, DataType::Email)];
        let weaker = [entity(0, 7, DataType::Phone), entity(8, 20, DataType::Iin), entity(30, 31, DataType::Bin)];
        let merged: Vec<_> = merge(&stronger, &weaker).into_iter().map(|entity| entity.range).collect();
        assert_eq!(merged, [0..5, 5..10, 10..12, 12..14, 14..20, 30..31]);
    }

    #[test]
    fn bare_numbers() {
        for (digits, expected) in [
            ("900101300017", Some(DataType::Iin)),
            ("307613476", None),
            ("87011234567", Some(DataType::Phone)),
            ("10212697740", Some(DataType::Iin)),
            ("1700000000", None),
            ("12345678901234567890", None),
        ] {
            assert_eq!(scan_number(TypeSet::all(), digits), expected, "{digits}");
        }
    }
}
