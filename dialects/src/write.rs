//! Writing JSON piece by piece: what is copied keeps its bytes, what is made is escaped, brackets and commas cannot be wrong.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::Write as _;

use router_core::json::{Value, encode_into, escape_fragment_into};

/// Text in the form it has inside a JSON string, without the quotes. What a provider wrote is passed on as it wrote it,
/// so that a surrogate pair whose halves come in two pieces is whole again at the client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Escaped<'a>(Cow<'a, str>);

/// An object that is being written.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    begun: bool,
}

/// An array that is being written.
#[derive(Debug)]
pub(crate) struct Array<'a> {
    out: &'a mut Vec<u8>,
    begun: bool,
}

/// One object as bytes.
pub(crate) fn object(write: impl FnOnce(&mut Object<'_>)) -> Vec<u8> {
    let mut out = Vec::new();
    bracketed(&mut out, write);
    out
}

fn bracketed(out: &mut Vec<u8>, write: impl FnOnce(&mut Object<'_>)) {
    out.push(b'{');
    write(&mut Object { out, begun: false });
    out.push(b'}');
}

// === impl Escaped ===

impl<'a> Escaped<'a> {
    /// The text of a string as it was written; nothing for other kinds.
    pub(crate) fn of(value: Value<'a>) -> Self {
        Self(Cow::Borrowed(value.body()))
    }

    /// Text of our own.
    pub(crate) fn text(text: &str) -> Escaped<'static> {
        let mut out = Vec::with_capacity(text.len());
        escape_fragment_into(text, &mut out);
        Escaped(Cow::Owned(String::from_utf8(out).unwrap_or_default()))
    }

    /// Appends `other`.
    pub(crate) fn push(&mut self, other: &Escaped<'_>) {
        self.0.to_mut().push_str(&other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text as it stands between the quotes.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, on its own.
    pub(crate) fn into_owned(self) -> Escaped<'static> {
        Escaped(Cow::Owned(self.0.into_owned()))
    }
}

// === impl Object ===

impl Object<'_> {
    fn key(&mut self, key: &str) -> &mut Vec<u8> {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(b',');
        }
        encode_into(key, self.out);
        self.out.push(b':');
        self.out
    }

    /// A member whose value is JSON already.
    pub(crate) fn raw(&mut self, key: &str, json: &str) {
        self.key(key).extend_from_slice(json.as_bytes());
    }

    /// A member with a string of our own.
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        encode_into(text, self.key(key));
    }

    /// A member with a string that is escaped already.
    pub(crate) fn escaped(&mut self, key: &str, text: &Escaped<'_>) {
        let out = self.key(key);
        out.push(b'"');
        out.extend_from_slice(text.as_str().as_bytes());
        out.push(b'"');
    }

    /// A member whose value prints as JSON: a whole number, `true`, `false`.
    pub(crate) fn plain(&mut self, key: &str, value: impl Display) {
        // Writing to memory cannot fail.
        let _ = write!(self.key(key), "{value}");
    }

    /// A member that is an object.
    pub(crate) fn object(&mut self, key: &str, write: impl FnOnce(&mut Object<'_>)) {
        bracketed(self.key(key), write);
    }

    /// A member that is an array.
    pub(crate) fn array(&mut self, key: &str, write: impl FnOnce(&mut Array<'_>)) {
        let out = self.key(key);
        out.push(b'[');
        write(&mut Array { out, begun: false });
        self.out.push(b']');
    }
}

// === impl Array ===

impl Array<'_> {
    fn item(&mut self) -> &mut Vec<u8> {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(b',');
        }
        self.out
    }

    /// An item that is JSON already.
    pub(crate) fn raw(&mut self, json: &str) {
        self.item().extend_from_slice(json.as_bytes());
    }

    /// An item that is an object.
    pub(crate) fn object(&mut self, write: impl FnOnce(&mut Object<'_>)) {
        bracketed(self.item(), write);
    }
}

#[cfg(test)]
mod tests {
    use super::{Escaped, object};
    use router_core::json::{Document, Limits};

    #[test]
    fn what_is_written() {
        let source = Document::parse(br#"["\ud83d", "\ude00", 1]"#, Limits::default()).unwrap();
        let mut joined = Escaped::default();
        source.root().items().for_each(|value| joined.push(&Escaped::of(value)));
        let written = object(|root| {
            root.raw("n", "1.10");
            root.text("a\"", "b\n");
            root.escaped("pair", &joined);
            root.array("list", |list| {
                list.raw("1");
                list.object(|_| {});
            });
            root.object("o", |inner| inner.plain("yes", true));
        });
        let expected = r#"{"n":1.10,"a\"":"b\n","pair":"\ud83d\ude00","list":[1,{}],"o":{"yes":true}}"#;
        assert_eq!(String::from_utf8(written).unwrap(), expected);
        assert_eq!(Escaped::text("\"қ\"").as_str(), "\\\"қ\\\"");
    }
}
