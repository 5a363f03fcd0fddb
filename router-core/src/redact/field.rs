//! Who brought a value into a request: the part of it in which the value stood.

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Messages of the roles `system` and `developer`.
    System,
    /// Messages of the role `user`.
    User,
    /// Messages of the role `assistant`, but for the arguments of their tool calls.
    Assistant,
    /// Results of tools: messages of the roles `tool` and `function`.
    Tool,
    /// Tool calls of earlier answers with their arguments.
    Arguments,
    /// Definitions of tools.
    ToolDefinition,
    /// What the application says about its caller: `user`, `metadata` and the like.
    Metadata,
    /// Any other member of the request, messages of other roles, plain texts.
    Other,
}

/// A set of parts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FieldSet(u8);

/// Something counted in each part, in the order of [`Field::ALL`].
pub(super) type ByField = [usize; Field::ALL.len()];

// === impl Field ===

impl Field {
    /// Every part, in declaration order.
    pub const ALL: [Self; 8] = [
        Self::System,
        Self::User,
        Self::Assistant,
        Self::Tool,
        Self::Arguments,
        Self::ToolDefinition,
        Self::Metadata,
        Self::Other,
    ];

    /// The name in policy files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
            Self::Arguments => "arguments",
            Self::ToolDefinition => "tool-definition",
            Self::Metadata => "metadata",
            Self::Other => "other",
        }
    }

    /// The part that a member of the request is, `messages` aside.
    pub(super) fn of_member(name: &str) -> Self {
        match name {
            "tools" | "functions" => Self::ToolDefinition,
            "user" | "metadata" | "safety_identifier" | "prompt_cache_key" => Self::Metadata,
            _ => Self::Other,
        }
    }

    /// The part that a message of a role is.
    pub(super) fn of_role(role: &str) -> Self {
        match role {
            "system" | "developer" => Self::System,
            "user" => Self::User,
            "assistant" => Self::Assistant,
            "tool" | "function" => Self::Tool,
            _ => Self::Other,
        }
    }

    /// The part that a member of a message is, in a message of the part `self`.
    pub(super) fn of_message_member(self, name: &str) -> Self {
        if matches!(name, "tool_calls" | "function_call") { Self::Arguments } else { self }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

// === impl FieldSet ===

impl FieldSet {
    /// No part.
    #[must_use]
    pub const fn none() -> Self {
        Self(0)
    }

    /// Every part.
    #[must_use]
    pub const fn all() -> Self {
        Self(u8::MAX >> (u8::BITS as usize - Field::ALL.len()))
    }

    /// This set and one part more.
    #[must_use]
    pub const fn with(self, field: Field) -> Self {
        Self(self.0 | 1 << field as u8)
    }

    /// Whether the part is in the set.
    #[must_use]
    pub const fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u8) != 0
    }

    /// Whether a part is in both sets.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The parts in the set.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |&field| self.contains(field))
    }
}

impl FromIterator<Field> for FieldSet {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        fields.into_iter().fold(Self::none(), Self::with)
    }
}

impl std::fmt::Debug for FieldSet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, FieldSet};
    use crate::chat::Chat;
    use crate::json::{Document, Limits};
    use crate::redact::{DataType, RedactionPolicy, tests::detectors};

    #[test]
    fn a_value_is_known_by_the_part_it_stood_in() {
        for (members, expected) in [
            (r#""messages":[{"role":"system","content":"@"}]"#, "system"),
            (r#""messages":[{"content":[{"type":"text","text":"@"}],"role":"developer"}]"#, "system"),
            (r#""messages":[{"role":"user","name":"@","content":""}]"#, "user"),
            (r#""messages":[{"r\u006fle":"us\u0065r","content":"@"}]"#, "user"),
            (r#""mess\u0061ges":[{"role":"user","content":"@"}]"#, "user"),
            (r#""messages":[{"role":"assistant","content":"@"}]"#, "assistant"),
            (r#""messages":[{"role":"tool","content":"{\"a\":[\"@\"],\"role\":\"user\"}"}]"#, "tool"),
            (r#""messages":[{"role":"function","content":"@"}]"#, "tool"),
            (r#""messages":[{"role":"assistant","function_call":{"arguments":"{\"a\":\"@\"}"}}]"#, "arguments"),
            (
                r#""messages":[{"tool_calls":[{"function":{"arguments":"@"}}],"refusal":"@","role":"assistant"}]"#,
                "assistant arguments",
            ),
            (r#""messages":[{"role":"narrator","content":"@"},{"content":"@"}]"#, "other other"),
            (r#""messages":[{"role":["user"],"content":"@"}]"#, "other"),
            (r#""tools":[{"function":{"description":"@"}}],"messages":[{"role":"user"}]"#, "tool-definition"),
            (r#""messages":[{"role":"user","content":"@"}],"user":"@","metadata":{"@":1}"#, "user metadata metadata"),
            (r#""messages":[{"role":"user"}],"stop":["@"],"x":{"messages":[{"role":"user","a":"@"}]}"#, "other other"),
        ] {
            let request = format!(r#"{{"model":"auto",{}}}"#, members.replace('@', "87011234567"));
            let document = Document::parse(request.as_bytes(), Limits::default()).unwrap();
            let redacted = detectors().redact(Chat::new(document).unwrap(), &RedactionPolicy::default()).unwrap();
            let mut places = Vec::new();
            for (data_type, field, count) in redacted.counts_by_field() {
                assert_eq!(data_type, DataType::Phone);
                places.extend(std::iter::repeat_n(field.name(), count));
            }
            assert_eq!(places.join(" "), expected, "{request}");
            let mut values = Vec::new();
            redacted.for_each_value(|data_type, fields, text| {
                values.push((data_type, fields.iter().map(Field::name).collect::<Vec<_>>().join(" "), text.to_owned()));
            });
            places.dedup();
            assert_eq!(values, [(DataType::Phone, places.join(" "), "87011234567".to_owned())]);
        }
    }

    #[test]
    fn sets() {
        let both = FieldSet::none().with(Field::User).with(Field::Other);
        assert!(both.contains(Field::User) && !both.contains(Field::System));
        assert!(both.meets(FieldSet::all()) && !both.meets(FieldSet::none()));
        assert_eq!(FieldSet::all().iter().collect::<Vec<_>>(), Field::ALL);
    }
}
