//! Values that fit a JSON Schema, filled with what the request shows: placeholders first, then numbers and words.

use router_core::json::{Kind, Value};
use serde_json::{Map, Value as Json, json};

/// What the values are taken from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    /// The last user turn.
    pub(super) text: &'a str,
    /// Placeholders in it, in order.
    pub(super) placeholders: &'a [&'a str],
}

/// Which type of placeholder a property of this name asks for.
const NAMES: &[(&str, &str)] = &[
    ("phone", "PHONE"),
    ("tel", "PHONE"),
    ("mobile", "PHONE"),
    ("mail", "EMAIL"),
    ("iin", "IIN"),
    ("bin", "BIN"),
    ("card", "CARD"),
    ("iban", "IBAN"),
    ("account", "IBAN"),
    ("address", "ADDRESS"),
    ("name", "PERSON"),
    ("client", "PERSON"),
    ("birth", "DOB"),
    ("plate", "PLATE"),
];

/// Deepest nesting that is filled in; below it, objects stay empty.
const DEPTH: usize = 5;
/// Most characters of the user's words in one value.
const WORDS: usize = 80;

/// A value that fits `schema`; `name` is the property it is for.
pub(super) fn instance(schema: Value<'_>, name: &str, source: Source<'_>) -> Json {
    fill(schema, name, source, DEPTH)
}

fn fill(schema: Value<'_>, name: &str, source: Source<'_>, depth: usize) -> Json {
    if let Some(first) = schema.get("enum").and_then(|values| values.items().next()).or_else(|| schema.get("const")) {
        return serde_json::from_str(first.raw()).unwrap_or(Json::Null);
    }
    match type_of(schema).as_str() {
        "object" => {
            let properties = schema.get("properties").filter(|_| depth > 0);
            let members = properties.into_iter().flat_map(Value::members).map(|(key, value)| {
                let key = key.text().unwrap_or_default().into_owned();
                let filled = fill(value, &key, source, depth - 1);
                (key, filled)
            });
            Json::Object(members.collect::<Map<_, _>>())
        }
        "array" => {
            let item = schema.get("items").filter(|_| depth > 0).map(|items| fill(items, name, source, depth - 1));
            Json::Array(item.into_iter().collect())
        }
        "integer" | "number" => numbers(source.text).next().map_or(json!(1), |number| json!(number)),
        "boolean" => json!(true),
        "null" => Json::Null,
        _ => Json::String(text(name, source)),
    }
}

fn type_of(schema: Value<'_>) -> String {
    let stated = schema.get("type");
    let of_union = || stated.into_iter().flat_map(Value::items).find(|kind| !kind.is_text("null"));
    let stated = stated.filter(|kind| kind.kind() == Kind::String).or_else(of_union).and_then(Value::text);
    let implied = if schema.get("properties").is_some() { "object" } else { "string" };
    stated.map_or_else(|| implied.to_owned(), std::borrow::Cow::into_owned)
}

fn text(name: &str, source: Source<'_>) -> String {
    let name = name.to_ascii_lowercase();
    let wanted = NAMES.iter().filter(|(part, _)| name.contains(part)).map(|(_, kind)| *kind);
    for kind in wanted {
        let fits = |placeholder: &&&str| placeholder.trim_start_matches('[').starts_with(kind);
        if let Some(placeholder) = source.placeholders.iter().find(fits) {
            return (*placeholder).to_owned();
        }
    }
    let numbered = ["id", "number", "order", "code"].iter().any(|part| name.contains(part));
    if let Some(number) = numbers(source.text).next().filter(|_| numbered) {
        return number.to_string();
    }
    source.text.trim().chars().take(WORDS).collect()
}

/// The whole numbers of a text, those inside placeholders left out.
fn numbers(text: &str) -> impl Iterator<Item = u64> + '_ {
    let apart = |letter: char| !letter.is_alphanumeric() && letter != '_';
    text.split(apart).filter_map(|word| word.parse().ok())
}
