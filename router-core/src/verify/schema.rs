//! JSON against a JSON Schema: the keywords that structured outputs are written with, in a bounded number of steps.
//!
//! Schemas come from clients, and one of a few lines can ask for endless work (`{"$ref": "#"}`, alternatives of
//! alternatives). A step is a keyword looked at, a value compared, a member passed by; when they are used up, or a keyword is not known, the
//! value counts as good, for a check fails only where an answer is surely wrong. Libraries bound neither, and bring 28
//! crates with them.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::json::{Kind, Value};

/// Steps of one answer: some milliseconds at most.
const MOST_STEPS: u32 = 50_000;
/// Bytes of text that are read in a step.
const PIECE: usize = 64;
/// Schemas within schemas that are looked into.
const DEEPEST: u32 = 64;

/// Whether a schema admits a value, as far as that can be said.
pub(super) fn admits(schema: Value<'_>, value: Value<'_>) -> bool {
    Walk { root: schema, steps: MOST_STEPS }.admits(schema, value, 0)
}

struct Walk<'s> {
    /// The whole schema, for references.
    root: Value<'s>,
    steps: u32,
}

impl<'s> Walk<'s> {
    /// Takes a step; false when there are none left.
    fn step(&mut self) -> bool {
        self.steps(1)
    }

    /// Takes as many steps as there are members or pieces of text to go through.
    fn steps(&mut self, many: usize) -> bool {
        self.steps = self.steps.saturating_sub(u32::try_from(many).unwrap_or(u32::MAX).max(1));
        self.steps > 0
    }

    /// Takes the steps that reading a string or a number costs.
    fn read(&mut self, text: Value<'_>) -> bool {
        self.steps(text.raw().len() / PIECE)
    }

    /// Takes the steps that going through the members of an object once costs.
    fn pass(&mut self, object: Value<'_>) -> bool {
        self.steps(width(object))
    }

    fn admits(&mut self, schema: Value<'s>, value: Value<'_>, depth: u32) -> bool {
        if !self.step() || depth > DEEPEST {
            return true;
        }
        match schema.as_bool() {
            Some(any) => any,
            None => schema.members().all(|(key, rule)| {
                if !self.read(key) {
                    return true;
                }
                key.text().is_none_or(|key| self.keeps(&key, rule, schema, value, depth))
            }),
        }
    }

    /// Whether a value keeps one keyword of a schema.
    fn keeps(&mut self, key: &str, rule: Value<'s>, schema: Value<'s>, value: Value<'_>, depth: u32) -> bool {
        match key {
            "$ref" => !self.read(rule) || self.target(rule).is_none_or(|target| self.admits(target, value, depth + 1)),
            "allOf" => rule.items().all(|other| self.admits(other, value, depth + 1)),
            "anyOf" => rule.items().any(|other| self.admits(other, value, depth + 1)),
            "oneOf" => rule.items().any(|other| self.admits(other, value, depth + 1)),
            "type" => match rule.kind() {
                Kind::Array => rule.items().any(|name| self.is_of_type(name, value)),
                _ => self.is_of_type(rule, value),
            },
            "enum" => rule.items().any(|other| self.same(other, value)),
            "const" => self.same(rule, value),
            _ => match value.kind() {
                Kind::Object => self.keeps_of_object(key, rule, schema, value, depth),
                Kind::Array => self.keeps_of_array(key, rule, schema, value, depth),
                Kind::String => match key {
                    "minLength" => !self.read(value) || count(rule, |least| length(value) >= least),
                    "maxLength" => !self.read(value) || count(rule, |most| length(value) <= most),
                    _ => true,
                },
                Kind::Number if !self.read(value) || !self.read(rule) => true,
                Kind::Number => match key {
                    "minimum" => compared(value, rule, |value, least| value >= least),
                    "maximum" => compared(value, rule, |value, most| value <= most),
                    "exclusiveMinimum" => compared(value, rule, |value, least| value > least),
                    "exclusiveMaximum" => compared(value, rule, |value, most| value < most),
                    _ => true,
                },
                Kind::Null | Kind::Bool => true,
            },
        }
    }

    fn keeps_of_object(&mut self, key: &str, rule: Value<'s>, schema: Value<'s>, value: Value<'_>, depth: u32) -> bool {
        // Members are found by looking through them.
        match key {
            "required" => rule.items().all(|name| {
                if !self.read(name) || !self.pass(value) {
                    return true;
                }
                name.text().is_none_or(|name| value.get(&name).is_some())
            }),
            "properties" => {
                let width = width(value);
                self.steps(width);
                rule.members().all(|(name, own)| {
                    if !self.read(name) || !self.steps(width) {
                        return true;
                    }
                    let member = name.text().and_then(|name| value.get(&name));
                    member.is_none_or(|member| self.admits(own, member, depth + 1))
                })
            }
            "additionalProperties" => {
                // Which names a pattern covers is not known here.
                if !self.pass(schema) || schema.get("patternProperties").is_some() {
                    return true;
                }
                let stated = schema.get("properties");
                let width = stated.map_or(0, width);
                self.steps(width);
                value.members().all(|(name, member)| {
                    if !self.read(name) || !self.steps(width) {
                        return true;
                    }
                    let name = name.text().unwrap_or_default();
                    let is_stated = stated.is_some_and(|stated| stated.get(&name).is_some());
                    is_stated || self.admits(rule, member, depth + 1)
                })
            }
            "minProperties" => !self.pass(value) || count(rule, |least| value.members().count() as u64 >= least),
            "maxProperties" => !self.pass(value) || count(rule, |most| value.members().count() as u64 <= most),
            _ => true,
        }
    }

    fn keeps_of_array(&mut self, key: &str, rule: Value<'s>, schema: Value<'s>, value: Value<'_>, depth: u32) -> bool {
        match key {
            "prefixItems" => rule.items().zip(value.items()).all(|(own, item)| self.admits(own, item, depth + 1)),
            "items" if rule.kind() != Kind::Array => {
                if !self.pass(schema) {
                    return true;
                }
                let before = schema.get("prefixItems").map_or(0, |prefix| prefix.items().count());
                !self.steps(before) || value.items().skip(before).all(|item| self.admits(rule, item, depth + 1))
            }
            "minItems" => self.items(value).is_none_or(|items| count(rule, |least| items >= least)),
            "maxItems" => self.items(value).is_none_or(|items| count(rule, |most| items <= most)),
            _ => true,
        }
    }

    /// How many items an array has; `None` where the steps do not reach.
    fn items(&mut self, array: Value<'_>) -> Option<u64> {
        let items = array.items().count();
        self.steps(items).then_some(items as u64)
    }

    /// What a reference within the schema points to; others are not followed.
    fn target(&mut self, reference: Value<'s>) -> Option<Value<'s>> {
        let reference = reference.text()?;
        let pointer = reference.strip_prefix('#')?;
        let mut target = self.root;
        for part in pointer.split('/').skip(1) {
            let many = if target.kind() == Kind::Array { target.items().count() } else { width(target) };
            if !self.steps(many) {
                return None;
            }
            let part: Cow<'_, str> =
                if part.contains('~') { part.replace("~1", "/").replace("~0", "~").into() } else { part.into() };
            target = match target.kind() {
                Kind::Array => target.items().nth(part.parse().ok()?)?,
                _ => target.get(&part)?,
            };
        }
        Some(target)
    }

    /// Whether two values are the same; numbers as far as they can be compared.
    fn same(&mut self, one: Value<'_>, other: Value<'_>) -> bool {
        if !self.step() {
            return true;
        }
        match (one.kind(), other.kind()) {
            (Kind::String, Kind::String) => !self.read(one) || !self.read(other) || one.text() == other.text(),
            (Kind::Number, Kind::Number) if !self.read(one) || !self.read(other) => true,
            (Kind::Number, Kind::Number) => one.raw() == other.raw() || compared(one, other, |one, other| one == other),
            (Kind::Array, Kind::Array) => {
                let (Some(items), Some(others)) = (self.items(one), self.items(other)) else { return true };
                items == others && one.items().zip(other.items()).all(|(one, other)| self.same(one, other))
            }
            (Kind::Object, Kind::Object) => {
                if !self.pass(one) || !self.pass(other) {
                    return true;
                }
                let width = width(other);
                one.members().count() == other.members().count()
                    && one.members().all(|(name, value)| {
                        if !self.read(name) || !self.steps(width) {
                            return true;
                        }
                        let twin = name.text().and_then(|name| other.get(&name));
                        twin.is_some_and(|twin| self.same(value, twin))
                    })
            }
            (one_kind, other_kind) => one_kind == other_kind && one.raw() == other.raw(),
        }
    }

    /// Whether a value is of the type of this name.
    fn is_of_type(&mut self, name: Value<'_>, value: Value<'_>) -> bool {
        if !self.read(name) {
            return true;
        }
        let Some(name) = name.text() else { return true };
        match &*name {
            "object" => value.kind() == Kind::Object,
            "array" => value.kind() == Kind::Array,
            "string" => value.kind() == Kind::String,
            "boolean" => value.kind() == Kind::Bool,
            "null" => value.is_null(),
            "number" => value.kind() == Kind::Number,
            "integer" => {
                value.kind() == Kind::Number
                    && (!self.read(value) || number(value).is_none_or(|number| number.is_integer()))
            }
            _ => true,
        }
    }
}

/// What going through the members of an object once costs: their names are compared, the long ones piece by piece.
fn width(object: Value<'_>) -> usize {
    object.members().map(|(name, _)| 1 + name.raw().len() / PIECE).sum()
}

/// Whether a count keeps a limit; a limit that is none is kept.
fn count(limit: Value<'_>, keeps: impl FnOnce(u64) -> bool) -> bool {
    limit.as_u64().is_none_or(keeps)
}

/// Whether two numbers compare so; what is no number that can be compared does.
fn compared(value: Value<'_>, limit: Value<'_>, keeps: impl FnOnce(Decimal, Decimal) -> bool) -> bool {
    match (number(value), number(limit)) {
        (Some(value), Some(limit)) => keeps(value, limit),
        _ => true,
    }
}

/// Characters of a string.
fn length(text: Value<'_>) -> u64 {
    text.text().map_or(0, |text| text.chars().count() as u64)
}

fn number(value: Value<'_>) -> Option<Decimal> {
    let raw = value.raw();
    if raw.contains(['e', 'E']) { Decimal::from_scientific(raw).ok() } else { raw.parse().ok() }
}
