//! How a provider is treated: its keys, how much it is asked at once, how long it may take.

use std::collections::HashMap;
use std::path::Path;

use router_core::files::{Key, Shape, Table};

use super::SecretRef;
use super::check::{FIRST_BYTE_KEY, IDLE_KEY, SECRET, TOTAL_KEY, secret, timeouts};
use crate::providers::HostTimeouts;

pub(super) const API_KEYS: Key =
    Key::optional("api_keys", Shape::List(&SECRET), "our keys there, taken in turn; one that is refused rests");
pub(super) const CONCURRENCY: Key =
    Key::optional("concurrency", Shape::Count(1, MOST_CALLS), "calls at once; more go elsewhere after a moment");
pub(super) const CONTINUES: Key =
    Key::optional("continues", Shape::Flag, "whether it goes on with an answer that somebody else began");
/// How a host is told to go on, where a last message of the assistant does not say it.
pub(super) const CONTINUING: Key = Key::optional(
    "continuing",
    Shape::Table(CONTINUING_KEYS),
    "how it is told that the last message is the beginning of the answer",
);
pub(super) const CONTINUING_KEYS: &[Key] = &[
    Key::optional("path", Shape::Text, "the path of such requests, if it is another one of the same server"),
    Key::optional("message", Shape::Map(&Shape::Text), "members that the message has then, as JSON in quotes"),
    Key::optional("set", Shape::Map(&Shape::Text), "members that the request has then, as JSON in quotes"),
];
pub(super) const MODELS: Key =
    Key::optional("models", Shape::Map(&Shape::Table(MODEL_KEYS)), "time-outs of single models, by their ids");
const MODEL_KEYS: &[Key] = &[FIRST_BYTE_KEY, IDLE_KEY, TOTAL_KEY];
/// Far more than any provider takes, and fewer than a semaphore can count.
const MOST_CALLS: u64 = 100_000;

/// How a provider is treated.
#[derive(Debug, Clone, Default)]
pub(crate) struct Care {
    /// Its keys beside `api_key`.
    pub(crate) api_keys: Vec<SecretRef>,
    /// Calls at once; `None`: as many as there are.
    pub(crate) concurrency: Option<usize>,
    /// Whether it goes on with an answer that somebody else began.
    pub(crate) continues: bool,
    /// Where such requests go, if that is another path.
    pub(crate) continuing_url: Option<http::Uri>,
    /// The time-outs of models that have their own.
    pub(crate) models: HashMap<Box<str>, HostTimeouts>,
}

pub(super) fn care(table: &Table<'_>, defaults: HostTimeouts, base: &Path) -> Care {
    let concurrency = table.optional(CONCURRENCY.name).and_then(|value| value.integer(1..=MOST_CALLS));
    let continues = table.optional(CONTINUES.name).and_then(|value| value.boolean());
    let models = table.optional(MODELS.name).and_then(|models| models.open_table());
    let of_model = |(id, value): (&str, router_core::files::Value<'_>)| {
        Some((id.into(), timeouts(Some(&value.table(MODEL_KEYS)?), defaults)))
    };
    Care {
        api_keys: table.list(API_KEYS.name).into_iter().filter_map(|value| secret(&value, base)).collect(),
        concurrency: concurrency.map(|count| count as usize),
        continues: continues.unwrap_or_default(),
        continuing_url: None,
        models: models.map(|models| models.entries().into_iter().filter_map(of_model).collect()).unwrap_or_default(),
    }
}
