//! A chat completion request: the lossless document, checked as far as the gateway itself relies on it.

use crate::json::{Document, Kind, Value};

/// A request whose `model`, `messages` and switches are known to be of the right kind. Everything else is the
/// provider's to judge.
#[derive(Clone)]
pub struct Chat {
    document: Document,
    model: String,
    stream: bool,
    usage_wanted: bool,
}

/// Why a document is not a chat completion request, in the words of OpenAI's errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// The body is not an object.
    #[error("The request body must be a JSON object.")]
    NotAnObject,
    /// A required parameter is absent.
    #[error("Missing required parameter: '{0}'.")]
    Missing(&'static str),
    /// A parameter is of the wrong kind.
    #[error("Invalid type for '{param}': expected {expected}, but got {found} instead.")]
    Type {
        /// The parameter.
        param: String,
        /// The kind it must have.
        expected: &'static str,
        /// The kind it has.
        found: &'static str,
    },
    /// A parameter's value is out of range.
    #[error("Invalid value for '{param}': {problem}.")]
    Value {
        /// The parameter.
        param: String,
        /// What is wrong.
        problem: String,
    },
}

impl Chat {
    /// Checks a document.
    ///
    /// # Errors
    /// [`ChatError`] naming the first parameter that is missing or of the wrong kind.
    pub fn new(document: Document) -> Result<Self, ChatError> {
        let root = document.root();
        if root.kind() != Kind::Object {
            return Err(ChatError::NotAnObject);
        }
        let model = required(root, "model", Kind::String)?.text().unwrap_or_default().into_owned();
        let messages = required(root, "messages", Kind::Array)?;
        if messages.items().next().is_none() {
            return Err(ChatError::Value {
                param: "messages".to_owned(),
                problem: "expected at least one message".to_owned(),
            });
        }
        for (index, message) in messages.items().enumerate() {
            expect(message, Kind::Object, || format!("messages[{index}]"))?;
        }
        let stream = optional(root, "stream", Kind::Bool)?.and_then(Value::as_bool).unwrap_or(false);
        let options = optional(root, "stream_options", Kind::Object)?;
        let usage_wanted =
            options.and_then(|options| options.get("include_usage")).and_then(Value::as_bool).unwrap_or(false);
        if options.is_some() && !stream {
            return Err(ChatError::Value {
                param: "stream_options".to_owned(),
                problem: "only allowed when 'stream' is true".to_owned(),
            });
        }
        for limit in ["max_completion_tokens", "max_tokens", "n"] {
            if let Some(number) = optional(root, limit, Kind::Number)?
                && number.as_u64().is_none_or(|count| count == 0)
            {
                return Err(ChatError::Value {
                    param: limit.to_owned(),
                    problem: "expected a whole number above 0".to_owned(),
                });
            }
        }
        Ok(Self { model, stream, usage_wanted, document })
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The model asked for: `auto`, a tier, an alias or a real model.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Whether the answer is to be streamed.
    #[must_use]
    pub fn stream(&self) -> bool {
        self.stream
    }

    /// Whether the client asked for the usage chunk of a stream.
    #[must_use]
    pub fn usage_wanted(&self) -> bool {
        self.usage_wanted
    }

    /// The messages, in order.
    pub fn messages(&self) -> impl Iterator<Item = Value<'_>> {
        self.document.root().get("messages").into_iter().flat_map(Value::items)
    }

    /// The completion limit the client set, per choice: the smaller one of the present and the deprecated field.
    #[must_use]
    pub fn max_output(&self) -> Option<u64> {
        let root = self.document.root();
        ["max_completion_tokens", "max_tokens"].iter().filter_map(|name| root.get(name)?.as_u64()).min()
    }

    /// How many choices the client asked for.
    #[must_use]
    pub fn choices(&self) -> u64 {
        self.document.root().get("n").and_then(Value::as_u64).unwrap_or(1)
    }
}

impl std::fmt::Debug for Chat {
    /// Shape only: even a model's name is the client's text.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Chat")
            .field("document", &self.document)
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}

fn required<'a>(root: Value<'a>, param: &'static str, kind: Kind) -> Result<Value<'a>, ChatError> {
    let value = root.get(param).ok_or(ChatError::Missing(param))?;
    expect(value, kind, || param.to_owned())?;
    Ok(value)
}

fn optional<'a>(root: Value<'a>, param: &str, kind: Kind) -> Result<Option<Value<'a>>, ChatError> {
    let Some(value) = root.get(param).filter(|value| !value.is_null()) else { return Ok(None) };
    expect(value, kind, || param.to_owned())?;
    Ok(Some(value))
}

fn expect(value: Value<'_>, kind: Kind, param: impl Fn() -> String) -> Result<(), ChatError> {
    if value.kind() == kind {
        return Ok(());
    }
    Err(ChatError::Type { param: param(), expected: kind_name(kind), found: kind_name(value.kind()) })
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::Chat;
    use crate::json::{Document, Limits};

    fn chat(text: &str) -> Result<Chat, String> {
        let document = Document::parse(text.as_bytes(), Limits::default()).unwrap();
        Chat::new(document).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_refused() {
        for (text, message) in [
            ("[]", "The request body must be a JSON object."),
            (r#"{"messages":[]}"#, "Missing required parameter: 'model'."),
            (r#"{"model":"auto"}"#, "Missing required parameter: 'messages'."),
            (r#"{"model":1,"messages":[]}"#, "Invalid type for 'model': expected a string, but got a number instead."),
            (r#"{"model":"auto","messages":[]}"#, "Invalid value for 'messages': expected at least one message."),
            (
                r#"{"model":"auto","messages":["hi"]}"#,
                "Invalid type for 'messages[0]': expected an object, but got a string instead.",
            ),
            (
                r#"{"model":"auto","messages":[{}],"stream":"yes"}"#,
                "Invalid type for 'stream': expected a boolean, but got a string instead.",
            ),
            (r#"{"model":"auto","messages":[{}],"n":0}"#, "Invalid value for 'n': expected a whole number above 0."),
            (
                r#"{"model":"auto","messages":[{}],"max_tokens":-5}"#,
                "Invalid value for 'max_tokens': expected a whole number above 0.",
            ),
            (
                r#"{"model":"auto","messages":[{}],"stream_options":{}}"#,
                "Invalid value for 'stream_options': only allowed when 'stream' is true.",
            ),
        ] {
            assert_eq!(chat(text).unwrap_err(), message, "{text}");
        }
    }

    #[test]
    fn null_means_absent() {
        let chat =
            chat(r#"{"model":"auto","messages":[{}],"stream":null,"stream_options":null,"max_tokens":null,"n":null}"#)
                .unwrap();
        assert_eq!((chat.stream(), chat.max_output(), chat.choices()), (false, None, 1));
    }
}
