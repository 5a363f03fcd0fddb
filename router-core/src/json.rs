//! Lossless JSON: a document is parsed once into a flat index over its own bytes, and changed only by splices.
//!
//! What nobody edits keeps its bytes: key order, `1.10`, 23-digit numbers, escapes, white space, unknown fields.
//! Stricter than RFC 8259 where two readers could disagree: duplicate keys, excessive depth, excessive node counts
//! and invalid UTF-8 are errors.

mod edits;
mod parse;
mod strings;

use std::borrow::Cow;
use std::ops::Range;

pub use edits::Edits;
pub use parse::{JsonError, JsonErrorKind};
pub use strings::{decode, encode_into, escape_fragment_into};

/// What a document may cost its reader. The defaults are the gateway's (threat T3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Deepest nesting of arrays and objects; a scalar document has depth 0.
    pub depth: usize,
    /// Most values in the document, object keys not counted.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 64, nodes: 100_000 }
    }
}

/// A parsed document: the bytes as they came, and an index of every value in them.
#[derive(Clone)]
pub struct Document {
    text: String,
    nodes: Vec<Node>,
}

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// Any number, kept as its text.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// One value (or object key) of a [`Document`]: cheap to copy, borrowed from it.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    document: &'a Document,
    index: u32,
}

/// Index entry of one value or key. Children follow their parent; an object's children alternate key, value.
#[derive(Debug, Clone, Copy)]
struct Node {
    start: u32,
    end: u32,
    /// Index of the first node after this one's subtree.
    next: u32,
    kind: Kind,
    /// A string with at least one backslash: its text differs from its bytes.
    escaped: bool,
}

// === impl Document ===

impl Document {
    /// Parses `bytes` under `limits`.
    ///
    /// # Errors
    /// [`JsonError`] with the byte offset and what was found, for anything that is not one JSON value within the
    /// limits, with unique keys, in UTF-8. Documents of 4 GiB and more are refused as well.
    ///
    /// ```
    /// use router_core::json::{Document, Limits};
    /// let document = Document::parse(br#"{"price": 1.10, "n": [1, 2]}"#, Limits::default()).unwrap();
    /// assert_eq!(document.root().get("price").unwrap().raw(), "1.10");
    /// ```
    pub fn parse(bytes: &[u8], limits: Limits) -> Result<Self, JsonError> {
        // Validated once, here; the copy is cheaper than every later look at a string validating its piece again.
        let text = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(parse::not_utf8(bytes)),
        };
        let nodes = parse::parse(text.as_bytes(), limits)?;
        Ok(Self { text, nodes })
    }

    /// Parses the document that `text` begins with, whatever stands behind it.
    ///
    /// # Errors
    /// [`JsonError`] as for [`Self::parse`].
    pub(crate) fn parse_first(text: &str, limits: Limits) -> Result<Self, JsonError> {
        let (nodes, length) = parse::parse_first(text.as_bytes(), limits)?;
        Ok(Self { text: text.get(..length).unwrap_or_default().to_owned(), nodes })
    }

    /// The outermost value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value { document: self, index: 0 }
    }

    /// The bytes exactly as they were parsed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Every string *value* of the document in order of appearance, keys not included.
    pub fn strings(&self) -> impl Iterator<Item = Value<'_>> {
        self.root().descendants().filter(|value| value.kind() == Kind::String)
    }

    fn node(&self, index: u32) -> Node {
        // Indexes are made by the parser only, so the fallback is never taken; it spares the core a panic path.
        self.nodes.get(index as usize).copied().unwrap_or(Node {
            start: 0,
            end: 0,
            next: u32::MAX,
            kind: Kind::Null,
            escaped: false,
        })
    }
}

// === impl Value ===

impl<'a> Value<'a> {
    /// The kind of this value.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where the value stands in the document's bytes, quotes included for strings.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        let node = self.node();
        node.start as usize..node.end as usize
    }

    /// The value's own text, exactly as written.
    #[must_use]
    pub fn raw(self) -> &'a str {
        // Values begin and end at ASCII, so the slice always exists.
        self.document.text.get(self.span()).unwrap_or_default()
    }

    /// A string's text, decoded; borrowed when nothing is escaped. Lone surrogates read as U+FFFD.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        let body = self.body();
        Some(if node.escaped { Cow::Owned(decode(body)) } else { Cow::Borrowed(body) })
    }

    /// A string's raw text between its quotes; empty for other kinds.
    #[must_use]
    pub fn body(self) -> &'a str {
        let node = self.node();
        let inside = (node.start as usize).saturating_add(1)..(node.end as usize).saturating_sub(1);
        if node.kind == Kind::String { self.document.text.get(inside).unwrap_or_default() } else { "" }
    }

    /// Turns sorted, disjoint byte ranges of a string's decoded text into byte ranges of the document.
    pub(crate) fn byte_ranges(self, decoded: &[Range<usize>]) -> Vec<Range<usize>> {
        let first = self.span().start + 1;
        let raw = if self.is_escaped() { strings::raw_ranges(self.body(), decoded) } else { decoded.to_vec() };
        raw.into_iter().map(|range| first + range.start..first + range.end).collect()
    }

    /// Whether a string contains escapes, so that its text differs from its bytes.
    #[must_use]
    pub fn is_escaped(self) -> bool {
        self.node().escaped
    }

    /// The member `key` of an object.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.members().find(|(name, _)| name.is_text(key)).map(|(_, value)| value)
    }

    /// Whether this is the string `text`.
    #[must_use]
    #[inline]
    pub fn is_text(self, text: &str) -> bool {
        let node = self.node();
        // Most keys that are asked for differ in length already.
        let is_as_long = node.end.wrapping_sub(node.start) as usize == text.len() + 2;
        (is_as_long || node.escaped) && self.is_text_indeed(text)
    }

    fn is_text_indeed(self, text: &str) -> bool {
        let node = self.node();
        let body = self.body();
        node.kind == Kind::String && if node.escaped { decode(body) == text } else { body == text }
    }

    /// Keys and values of an object, in order; empty for other kinds.
    pub fn members(self) -> impl Iterator<Item = (Self, Self)> {
        let mut children = self.children_of(Kind::Object);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Items of an array, in order; empty for other kinds.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.children_of(Kind::Array)
    }

    /// This value and every value inside it, in order of appearance; object keys are not values.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        let end = self.node().next;
        let document = self.document;
        // Whether the next node inside each open object is a key: tracked by remembering where its value starts.
        let mut index = self.index;
        let mut keys = KeyTracker::default();
        std::iter::from_fn(move || {
            while index < end {
                let at = index;
                let node = document.node(at);
                index += 1;
                if keys.is_key(at, node) {
                    continue;
                }
                return Some(Self { document, index: at });
            }
            None
        })
    }

    /// `true` or `false`.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == "true")
    }

    /// A number that is a whole, non-negative 64-bit integer as written.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        if self.kind() == Kind::Number { self.raw().parse().ok() } else { None }
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The document this value belongs to.
    #[must_use]
    pub fn document(self) -> &'a Document {
        self.document
    }

    fn children_of(self, kind: Kind) -> impl Iterator<Item = Self> {
        let node = self.node();
        let end = if node.kind == kind { node.next } else { 0 };
        let document = self.document;
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            (index < end).then(|| {
                let child = Self { document, index };
                index = document.node(index).next;
                child
            })
        })
    }

    fn node(self) -> Node {
        self.document.node(self.index)
    }
}

impl std::fmt::Debug for Document {
    /// Sizes only, never content.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Document of {} bytes, {} nodes", self.text.len(), self.nodes.len())
    }
}

impl std::fmt::Debug for Value<'_> {
    /// Shows kind and place, never content: a request's text must not reach a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?} at {:?}", self.kind(), self.span())
    }
}

/// Tells keys from values in a walk over the flat index.
#[derive(Default)]
struct KeyTracker {
    /// Open objects: (index after the object, index of its next key).
    open: Vec<(u32, u32)>,
}

impl KeyTracker {
    fn is_key(&mut self, index: u32, node: Node) -> bool {
        while self.open.last().is_some_and(|&(end, _)| index >= end) {
            self.open.pop();
        }
        let is_key = match self.open.last_mut() {
            Some((_, next_key)) if *next_key == index => true,
            Some((_, next_key)) if index > *next_key && index == *next_key + 1 => {
                *next_key = node.next;
                false
            }
            _ => false,
        };
        if !is_key && node.kind == Kind::Object {
            self.open.push((node.next, index + 1));
        }
        is_key
    }
}

#[cfg(test)]
mod tests;
