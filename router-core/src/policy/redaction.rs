//! What is masked before a request leaves, and how it is put back.

use crate::{
    files::{Header, Source, Table},
    redact::{DataType, RedactionPolicy},
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
    let types = types.map(|types| {
        let masked = DataType::SWITCHED.into_iter().filter(|data_type| switch(&types, data_type.name()));
        masked.chain([DataType::Literal]).collect()
    });
    let restore_in_urls = root.required("restore_in_urls").and_then(|value| value.boolean());
    let unredacted_to_local = root.required("unredacted_to_local").and_then(|value| value.boolean());
    let policy = RedactionPolicy { types: types?, restore_in_urls: restore_in_urls? };
    let redaction = Redaction { policy, unredacted_to_local: unredacted_to_local? };
    Some((header, redaction))
}

/// Whether a type is on; every type must be stated, so that none is off by omission.
fn switch(types: &Table<'_>, name: &str) -> bool {
    types.required(name).and_then(|value| value.boolean()).unwrap_or(true)
}
