//! `qaqpa schema`: the JSON Schema of each kind of file, made of the tables that its reader goes by.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use router_core::files::{Beside, FileKind, HEADER_KEYS, Key, Shape};
use router_core::{policy, prices, rates};
use serde_json::{Map, Value, json};

use crate::config;

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The kind of file.
    #[arg(value_enum)]
    kind: SchemaKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaKind {
    Routing,
    Plans,
    Redaction,
    Prices,
    ExchangeRates,
    Host,
    Config,
}

pub(super) fn run(args: &SchemaArgs) -> Result<ExitCode> {
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&args.kind.schema())?)?;
    Ok(ExitCode::SUCCESS)
}

impl SchemaKind {
    fn schema(self) -> Value {
        let (kind, keys) = match self {
            Self::Config => return rooted("qaqpa.toml", table(config::FILE_KEYS)),
            Self::Host => return rooted("host", table(&config::row_keys())),
            Self::Routing => (FileKind::Routing, policy::file_keys(FileKind::Routing)),
            Self::Plans => (FileKind::Plans, policy::file_keys(FileKind::Plans)),
            Self::Redaction => (FileKind::Redaction, policy::file_keys(FileKind::Redaction)),
            Self::Prices => (FileKind::Prices, prices::LIST_KEYS),
            Self::ExchangeRates => (FileKind::ExchangeRates, rates::FILE_KEYS),
        };
        let mut schema = table(&[&HEADER_KEYS, keys].concat());
        schema["properties"]["kind"] = json!({ "const": kind.name(), "description": "what the file is about" });
        if let Self::Prices = self {
            schema["properties"]["version"]["maximum"] = json!(prices::LIST_VERSION);
        }
        rooted(kind.name(), schema)
    }
}

fn rooted(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema
}

fn table(keys: &[Key]) -> Value {
    let property = |key: &Key| {
        let mut schema = shape(key.shape);
        schema["description"] = json!(key.about);
        (key.name.to_owned(), schema)
    };
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    json!({
        "type": "object",
        "properties": keys.iter().map(property).collect::<Map<_, _>>(),
        "required": required,
        "additionalProperties": false,
    })
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string", "minLength": 1 }),
        Shape::Amount => json!({ "type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,12})?$" }),
        Shape::Day => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Shape::Count(least, u64::MAX) => json!({ "type": "integer", "minimum": least }),
        Shape::Count(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::SameAs(names) => json!({ "type": "string", "pattern": format!("^same as ({})$", names.join("|")) }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Name(names) => json!({ "enum": names() }),
        Shape::List(item) => json!({ "type": "array", "items": self::shape(*item) }),
        Shape::OneOrMany(item) => {
            let item = self::shape(*item);
            json!({ "anyOf": [item.clone(), { "type": "array", "items": item, "minItems": 1 }] })
        }
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(|one| self::shape(*one)).collect::<Vec<_>>() }),
        Shape::Table(keys) => table(keys),
        Shape::Map(item) => json!({ "type": "object", "additionalProperties": self::shape(*item) }),
        Shape::Named(names, item, beside) => {
            let item = self::shape(*item);
            let properties: Map<String, Value> =
                names().into_iter().map(|name| (name.to_owned(), item.clone())).collect();
            let others = if beside == Beside::OwnNames { item } else { json!(false) };
            json!({ "type": "object", "properties": properties, "additionalProperties": others })
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;
    use serde_json::Value;

    use super::SchemaKind;
    use crate::cli::files::{POLICIES, PRICES};
    use crate::config;

    /// The first place of `value` that `schema` refuses, by as much of JSON Schema as is written here.
    fn refused(schema: &Value, value: &Value, place: &str) -> Option<String> {
        let problem = |what: &str| Some(format!("{place}: {what}"));
        if let Some(shapes) = schema["anyOf"].as_array() {
            let fits = shapes.iter().any(|shape| refused(shape, value, place).is_none());
            return if fits { None } else { problem("no alternative fits") };
        }
        if schema["enum"].as_array().is_some_and(|names| !names.contains(value)) {
            return problem("not one of the names");
        }
        if schema.get("const").is_some_and(|wanted| wanted != value) {
            return problem("not the constant");
        }
        match schema["type"].as_str() {
            None => None,
            Some("boolean") => {
                if value.is_boolean() {
                    None
                } else {
                    problem("no boolean")
                }
            }
            Some("integer") => {
                let bound = |key: &str| schema[key].as_u64();
                let fits = value.as_u64().is_some_and(|number| {
                    bound("minimum").is_none_or(|least| number >= least)
                        && bound("maximum").is_none_or(|most| number <= most)
                });
                if fits { None } else { problem("no such number") }
            }
            Some("string") => {
                let Some(text) = value.as_str() else { return problem("no string") };
                let pattern = regex::Regex::new(schema["pattern"].as_str().unwrap_or(".")).unwrap();
                if pattern.is_match(text) { None } else { problem("another pattern") }
            }
            Some("array") => {
                let Some(items) = value.as_array() else { return problem("no list") };
                if schema["minItems"].as_u64().is_some_and(|least| (items.len() as u64) < least) {
                    return problem("too short");
                }
                items.iter().zip(0..).find_map(|(item, at)| refused(&schema["items"], item, &format!("{place}[{at}]")))
            }
            Some("object") => {
                let Some(members) = value.as_object() else { return problem("no table") };
                let missing = schema["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .find(|key| value.get(key.as_str().unwrap()).is_none());
                if let Some(key) = missing {
                    return problem(&format!("{key} is missing"));
                }
                members.iter().find_map(|(key, value)| {
                    let place = format!("{place}.{key}");
                    match (schema["properties"].get(key), &schema["additionalProperties"]) {
                        (Some(schema), _) => refused(schema, value, &place),
                        (None, Value::Bool(false)) => Some(format!("{place}: unknown")),
                        (None, others) => refused(others, value, &place),
                    }
                })
            }
            Some(other) => panic!("the schema has the type {other}"),
        }
    }

    fn json(text: &str) -> Value {
        toml::from_str(text).unwrap()
    }

    fn schema_of(text: &str) -> Value {
        let kind = json(text)["kind"].as_str().unwrap().to_owned();
        SchemaKind::from_str(&kind, false).unwrap().schema()
    }

    #[test]
    fn the_shipped_files_fit() {
        for (name, text) in POLICIES.iter().chain(PRICES) {
            assert_eq!(refused(&schema_of(text), &json(text), name), None);
        }
        for (name, text) in config::SHIPPED_HOSTS {
            assert_eq!(refused(&SchemaKind::Host.schema(), &json(text), name), None);
        }
        let example = include_str!("../../../qaqpa.example.toml");
        assert_eq!(refused(&SchemaKind::Config.schema(), &json(example), "example"), None);
    }

    #[test]
    fn slips_do_not() {
        let changed = |name: &str, from: &str, to: &str| {
            let (_, text) = POLICIES.iter().chain(PRICES).find(|(other, _)| other.ends_with(name)).unwrap();
            assert!(text.contains(from), "{from}");
            let text = text.replacen(from, to, 1);
            refused(&schema_of(&text), &json(&text), "file").unwrap_or_default()
        };
        for (name, from, to, expected) in [
            ("routing.toml", "default_tier", "default_teir", "file: \"default_tier\" is missing"),
            (
                "routing.toml",
                "needs = [\"vision\"]",
                "needs = [\"sight\"]",
                "file.rules[0].when.needs[0]: not one of the names",
            ),
            ("routing.toml", "\"L3\" }", "[] }", "file.rules[3].when.proposal: no alternative fits"),
            ("plans.toml", "messages = 1000", "messages = 0", "file.plans[0].messages: no such number"),
            ("redaction.toml", "[types]", "[types]\nINN = true", "file.types.INN: unknown"),
            ("openai.toml", "currency = \"USD\"", "currency = \"USB\"", "file.currency: not one of the names"),
            (
                "routing.toml",
                "valid_from = \"2026-11-01\"",
                "valid_from = \"2026-11\"",
                "file.valid_from: another pattern",
            ),
            ("exchange-rates.toml", "kzt = \"", "kzt = 1 # \"", "file.rates[0].kzt: no string"),
        ] {
            assert_eq!(changed(name, from, to), expected);
        }
    }
}
