//! The table of what is looked for, and how findings that overlap are settled.

use std::ops::Range;

use super::outline::{Marks, Outline};
use super::person::Persons;
use super::{
    DataType, Entity, TypeSet, address, dob, email, encoded, inset, mrz, numbers, placeholder, secret, sheet, spoken,
};

/// What the detectors need prepared.
#[derive(Debug)]
pub(super) struct Scanner {
    marks: Marks,
    persons: Persons,
}

/// Longest text that is looked at as a word of a program.
const WORD: usize = 48;

/// Bytes of text for each finding that there is room for at once.
const SPARSE: usize = 64;

/// One detector: appends sorted, disjoint findings. It is told what stronger ones have settled.
pub(super) type Detector = fn(&Scanner, &str, &Outline, &[Entity], &mut Vec<Entity>);

/// All detectors, the strongest claim to a piece of text first.
pub(super) const DETECTORS: [Detector; 8] = [
    |_, text, outline, _, found| {
        let signs = outline.rare().filter(|&at| matches!(text.as_bytes().get(at), Some(b'_' | b'[')));
        placeholder::at_signs(placeholder::Names::BUILT_IN, text, signs, found);
    },
    |_, text, outline, _, found| {
        for run in outline.runs() {
            match secret::in_run(text, run.clone()) {
                Some(range) => found.push(Entity { range, data_type: DataType::Secret }),
                None => mrz::in_run(text, run, found),
            }
        }
    },
    |_, text, outline, _, found| secret::scan(text, outline, found),
    |_, text, outline, _, found| email::scan(text, outline, found),
    |_, text, outline, _, found| numbers::scan(text, outline, found),
    |_, text, outline, _, found| {
        spoken::scan(text, outline, found);
        dob::in_words(text, outline, found);
    },
    |_, text, outline, settled, found| address::scan(text, outline, settled, found),
    |scanner, text, outline, settled, found| {
        scanner.persons.scan(text, outline, found);
        dob::beside_persons(text, outline, settled, found);
    },
];

impl Default for Scanner {
    fn default() -> Self {
        let persons = Persons::new();
        Self { marks: Marks::with(persons.filter()), persons }
    }
}

impl Scanner {
    /// Every entity of the wanted types, sorted and disjoint, also what JSON in the text says by several members.
    pub(super) fn scan(&self, text: &str, types: TypeSet) -> Vec<Entity> {
        if is_word(text) {
            return Vec::new();
        }
        let mut outline = Outline::of(text, &self.marks);
        let written = self.written(text, &mut outline, types);
        let inset = inset::scan(self, text, outline.rare(), types);
        if inset.is_empty() { written } else { joined(text, &written, &inset) }
    }

    /// Every entity of a text as it is written, sorted and disjoint.
    pub(super) fn scan_as_written(&self, text: &str, types: TypeSet) -> Vec<Entity> {
        self.written(text, &mut Outline::of(text, &self.marks), types)
    }

    fn written(&self, text: &str, outline: &mut Outline, types: TypeSet) -> Vec<Entity> {
        let settled = self.plain(text, outline, types);
        let found = self.encoded(text, outline, types);
        if found.is_empty() { settled } else { merge(&found, &settled) }
    }

    /// What the spellings of one person's name have in common.
    pub(super) fn person_key(&self, name: &str) -> String {
        self.persons.key(name)
    }

    /// The findings in the text as it stands.
    fn plain(&self, text: &str, outline: &mut Outline, types: TypeSet) -> Vec<Entity> {
        let mut settled: Vec<Entity> = Vec::new();
        // Large lists cost more to make than to fill.
        let mut found = Vec::with_capacity(text.len() / SPARSE);
        // Taken in turns with `settled`.
        let mut merged = Vec::new();
        for (number, detector) in DETECTORS.iter().enumerate() {
            #[cfg(feature = "faults")]
            super::faults::strike(number, text);
            detector(self, text, outline, &settled, &mut found);
            found.retain(|entity| types.contains(entity.data_type));
            // No weaker detector begins amid what is settled. The numbers of a placeholder are nobody's, and an answer is
            // full of them.
            if number + 1 < DETECTORS.len() {
                outline.settle(found.iter().map(|entity| inside(text, entity)));
            }
            if settled.is_empty() {
                std::mem::swap(&mut settled, &mut found);
            } else if !found.is_empty() {
                merge_into(&mut merged, &settled, &found);
                std::mem::swap(&mut settled, &mut merged);
            }
            found.clear();
        }
        settled
    }

    /// Runs of base64 with something personal inside, each as one finding of the first kind that is. What is inside is
    /// decoded once and not again.
    fn encoded(&self, text: &str, outline: &Outline, types: TypeSet) -> Vec<Entity> {
        let mut found: Vec<Entity> = Vec::new();
        for run in outline.runs() {
            if found.last().is_some_and(|last| run.start < last.range.end) {
                continue;
            }
            let Some((range, inside)) = encoded::decoded(text, run) else { continue };
            let plain = self.plain(&inside, &mut Outline::of(&inside, &self.marks), types);
            let kinds = plain.into_iter().map(|entity| entity.data_type);
            let kind = kinds.filter(|kind| !matches!(kind, DataType::Bin | DataType::Literal)).min();
            found.extend(kind.map(|data_type| Entity { range, data_type }));
        }
        found
    }
}

/// The bytes of a finding amid which nothing weaker begins.
#[inline]
fn inside(text: &str, entity: &Entity) -> Range<usize> {
    /// Bytes of a word or two.
    const EDGE: usize = 24;
    let Range { start, end } = entity.range;
    match entity.data_type {
        // Dates of birth tell other births beside names.
        DataType::Dob => start..start,
        // «ДЮСЕНБАЕВ М. САТПАЕВА 4»: a name may have lost its end to an address, or its beginning. What is left of it is
        // found by what was lost.
        DataType::Address => {
            let head = text.get(..start).unwrap_or_default().trim_end_matches(' ');
            let follows = head.ends_with(char::is_alphabetic);
            let goes_on = text.get(end..).unwrap_or_default().starts_with(char::is_alphabetic);
            let first = start + if follows { EDGE } else { 0 };
            first..end.saturating_sub(if goes_on { EDGE } else { 0 }).max(first)
        }
        _ => start..end,
    }
}

/// A key or a word of a program, as most strings of a request are: nothing personal is one lower-case Latin word.
pub(super) fn is_word(text: &str) -> bool {
    text.len() <= WORD && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Joins two sorted lists. Where they overlap, `stronger` stays whole and what is left of the weaker finding stays
/// beside it: an overlap must never uncover anything.
pub(super) fn merge(stronger: &[Entity], weaker: &[Entity]) -> Vec<Entity> {
    let mut merged = Vec::new();
    merge_into(&mut merged, stronger, weaker);
    merged
}

/// The same, in place of what `merged` holds.
fn merge_into(merged: &mut Vec<Entity>, stronger: &[Entity], weaker: &[Entity]) {
    merged.clear();
    merged.reserve(stronger.len() + weaker.len());
    let mut rest = stronger;
    for entity in weaker {
        let Range { mut start, end } = entity.range;
        let keep = |range: Range<usize>, merged: &mut Vec<Entity>| {
            if !range.is_empty() {
                merged.push(Entity { range, data_type: entity.data_type });
            }
        };
        while let [strong, others @ ..] = rest
            && strong.range.start < end
        {
            // Nearly always it stands before.
            if strong.range.end > start {
                keep(start..strong.range.start.max(start), merged);
                start = start.max(strong.range.end);
                // What reaches into the next weaker finding is met there once more.
                if strong.range.end > end {
                    break;
                }
            }
            merged.push(strong.clone());
            rest = others;
        }
        keep(start..end.max(start), merged);
    }
    merged.extend_from_slice(rest);
}

/// Joins two sorted lists of findings in `text` as [`merge`] does. What is left of a weaker finding is part of the
/// stronger one that it touches, or dropped where nothing of it can be read.
pub(super) fn joined(text: &str, stronger: &[Entity], weaker: &[Entity]) -> Vec<Entity> {
    let mut joined: Vec<Entity> = Vec::with_capacity(stronger.len() + weaker.len());
    let has_content = |range: &Range<usize>| text.get(range.clone()).is_some_and(sheet::has_content);
    for entity in merge(stronger, weaker) {
        match joined.last_mut() {
            Some(last) if last.range.end == entity.range.start && last.data_type == entity.data_type => {
                last.range.end = entity.range.end;
            }
            _ if has_content(&entity.range) || stronger.contains(&entity) => joined.push(entity),
            _ => {}
        }
    }
    joined
}

/// The identifier that a bare JSON number is. Its digits have lost their leading zeros: people born in the 2000s.
pub(super) fn scan_number(types: TypeSet, digits: &str) -> Option<DataType> {
    if !(10..=19).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut found = Vec::new();
    let padded = format!("{digits:0>12}");
    for text in [digits, &padded] {
        numbers::scan(text, &Outline::unmarked(text), &mut found);
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
    use super::{DataType, Entity, Scanner, TypeSet, merge, scan_number};

    #[test]
    fn overlaps_never_uncover() {
        let entity = |start, end, data_type| Entity { range: start..end, data_type };
        let stronger = [entity(5, 10, DataType::Email), entity(12, 14, DataType::Email)];
        let weaker = [entity(0, 7, DataType::Phone), entity(8, 20, DataType::Iin), entity(30, 31, DataType::Bin)];
        let merged: Vec<_> = merge(&stronger, &weaker).into_iter().map(|entity| entity.range).collect();
        assert_eq!(merged, [0..5, 5..10, 10..12, 12..14, 14..20, 30..31]);
    }

    #[test]
    fn names_that_lost_a_part_to_an_address_stay_found() {
        let scanner = Scanner::default();
        for (text, name) in [
            ("ДЮСЕНБАЕВ М. САТПАЕВА 4 КВ 27", "ДЮСЕНБАЕВ"),
            ("АБАЙ К., 98 ҮЙ, 44 П., ИЕСІ СҮЛЕЙМЕН Қ.Ж.", "СҮЛЕЙМЕН Қ.Ж."),
        ] {
            let found = scanner.scan(text, TypeSet::all());
            let start = text.find(name).unwrap();
            let is_found = |at: usize| found.iter().any(|entity| entity.range.contains(&at));
            assert!((start..start + name.len()).all(is_found), "{text}: {found:?}");
        }
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
