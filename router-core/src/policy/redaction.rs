//! What is masked before a request leaves, and how it is put back.

use crate::{
    files::{Header, Source, Table},
    redact::{DataType, Field, FieldSet, Mode, RedactionPolicy},
};

/// The redaction part of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// What the redactor takes.
    pub policy: RedactionPolicy,
    /// Whether a provider inside the perimeter gets the original text.
    pub unredacted_to_local: bool,
}

/// The types that every file states, so that none of them is off by omission. Later ones may be missing from files that
/// are older than they are, and are on then.
const FIRST: [DataType; 6] =
    [DataType::Iin, DataType::Bin, DataType::Phone, DataType::Email, DataType::Card, DataType::Iban];

const FILE_KEYS: &[&str] = &["types", "restore_in_urls", "restore_from", "unredacted_to_local"];

pub(super) fn read(source: &Source<'_>) -> Option<(Header, Redaction)> {
    let (header, root) = source.dated(FILE_KEYS)?;
    let types = root.required("types").and_then(|types| types.table(&DataType::SWITCHED.map(DataType::name)));
    let policy = types.map(|types| {
        let set = |policy: RedactionPolicy, data_type: DataType| match mode(&types, data_type) {
            Some(mode) => policy.with(data_type, mode),
            None => policy,
        };
        DataType::SWITCHED.into_iter().fold(RedactionPolicy::default(), set)
    });
    let restore_in_urls = root.required("restore_in_urls").and_then(|value| value.boolean());
    let restore_from = root.optional("restore_from").map_or(Some(FieldSet::all()), |parts| {
        parts.list().iter().map(|part| part.named(&Field::ALL, Field::name)).collect()
    });
    let unredacted_to_local = root.required("unredacted_to_local").and_then(|value| value.boolean());
    let policy = RedactionPolicy { restore_in_urls: restore_in_urls?, restore_from: restore_from?, ..policy? };
    let redaction = Redaction { policy, unredacted_to_local: unredacted_to_local? };
    Some((header, redaction))
}

/// The mode stated for a type; `None` leaves it to the default. `true` and `false` are what files said before there
/// were modes.
fn mode(types: &Table<'_>, data_type: DataType) -> Option<Mode> {
    let name = data_type.name();
    let value = if FIRST.contains(&data_type) { types.required(name) } else { types.optional(name) }?;
    if value.is_string() {
        return value.named(&Mode::ALL, Mode::name);
    }
    value.boolean().map(|replaced| if replaced { Mode::Placeholder } else { Mode::Allow })
}
