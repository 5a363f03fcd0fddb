//! What is masked before a request leaves, and how it is put back.

use crate::{
    files::{Header, Source, Table},
    redact::{DataType, Mode, RedactionPolicy},
};

/// The redaction part of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// What the redactor takes.
    pub policy: RedactionPolicy,
    /// Whether a provider inside the perimeter gets the original text.
    pub unredacted_to_local: bool,
}

const FILE_KEYS: &[&str] = &["types", "restore_in_urls", "unredacted_to_local"];

pub(super) fn read(source: &Source<'_>) -> Option<(Header, Redaction)> {
    let (header, root) = source.dated(FILE_KEYS)?;
    let types = root.required("types").and_then(|types| types.table(&DataType::SWITCHED.map(DataType::name)));
    let policy = types.map(|types| {
        let set = |policy: RedactionPolicy, data_type: DataType| policy.with(data_type, mode(&types, data_type.name()));
        DataType::SWITCHED.into_iter().fold(RedactionPolicy::default(), set)
    });
    let restore_in_urls = root.required("restore_in_urls").and_then(|value| value.boolean());
    let unredacted_to_local = root.required("unredacted_to_local").and_then(|value| value.boolean());
    let policy = RedactionPolicy { restore_in_urls: restore_in_urls?, ..policy? };
    let redaction = Redaction { policy, unredacted_to_local: unredacted_to_local? };
    Some((header, redaction))
}

/// The mode of a type; every type must be stated, so that none is off by omission. `true` and `false` are what files
/// said before there were modes.
fn mode(types: &Table<'_>, name: &str) -> Mode {
    let stated = types.required(name).and_then(|value| match value.is_string() {
        true => value.named(&Mode::ALL, Mode::name),
        false => value.boolean().map(|masked| if masked { Mode::Placeholder } else { Mode::Allow }),
    });
    stated.unwrap_or(Mode::Placeholder)
}
