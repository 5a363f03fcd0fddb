//! The parser: one pass over the bytes, no recursion, an index entry per value.

use std::collections::HashSet;

use super::{Kind, Limits, Node, decode};

/// Why bytes are not an acceptable document, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct JsonError {
    /// Byte offset of the first offending byte.
    pub offset: usize,
    /// What is wrong there.
    pub kind: JsonErrorKind,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonErrorKind {
    /// The bytes are not UTF-8.
    #[error("invalid UTF-8")]
    Utf8,
    /// A byte that cannot stand here.
    #[error("unexpected {found:?}, expected {expected}")]
    Unexpected {
        /// The character found.
        found: char,
        /// What could have stood here.
        expected: &'static str,
    },
    /// The document stops in the middle of a value.
    #[error("unexpected end of document, expected {0}")]
    End(&'static str),
    /// The same key twice in one object: readers disagree about which one counts.
    #[error("duplicate key")]
    DuplicateKey,
    /// More nesting than the limit.
    #[error("nesting deeper than {0} levels")]
    TooDeep(usize),
    /// More values than the limit.
    #[error("more than {0} values")]
    TooManyNodes(usize),
    /// A number that does not follow JSON's grammar.
    #[error("malformed number")]
    Number,
    /// A backslash followed by something JSON does not know.
    #[error("malformed escape")]
    Escape,
    /// A control character inside a string.
    #[error("unescaped control character in a string")]
    Control,
    /// 4 GiB or more.
    #[error("document too large")]
    TooLarge,
}

/// Objects with more keys than this look duplicates up in a set; smaller ones compare pairwise.
const PAIRWISE_KEYS: usize = 16;
/// The mark of a key that may be equal to any. No key without escapes has it: each begins with its quote.
const ANY_KEY: u64 = 0;

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    /// Values so far; keys are nodes of the index but do not count.
    values: usize,
    /// Indexes of the containers that are open.
    open: Vec<u32>,
    limits: Limits,
}

/// What the grammar allows next.
enum Expect {
    Value,
    FirstItemOrEnd,
    FirstKeyOrEnd,
    Key,
    CommaOrEnd,
}

/// The error of bytes that are not UTF-8, at the first that is not.
pub(super) fn not_utf8(bytes: &[u8]) -> JsonError {
    let offset = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    JsonError { offset, kind: JsonErrorKind::Utf8 }
}

pub(super) fn parse(bytes: &[u8], limits: Limits) -> Result<Vec<Node>, JsonError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(JsonError { offset: 0, kind: JsonErrorKind::TooLarge });
    }
    let nodes = Vec::with_capacity((bytes.len() / 12).clamp(16, 4096));
    let mut parser = Parser { bytes, at: 0, nodes, values: 0, open: Vec::with_capacity(16), limits };
    parser.document()?;
    parser.skip_space();
    if parser.at < bytes.len() { Err(parser.unexpected("the end of the document")) } else { Ok(parser.nodes) }
}

/// The nodes of the document that `bytes` begin with, whatever stands behind it, and how long it is.
pub(super) fn parse_first(bytes: &[u8], limits: Limits) -> Result<(Vec<Node>, usize), JsonError> {
    // Nodes count their places in 32 bits; what begins here ends before that or is too large.
    let bytes = bytes.get(..u32::MAX as usize).unwrap_or(bytes);
    let mut parser = Parser { bytes, at: 0, nodes: Vec::new(), values: 0, open: Vec::new(), limits };
    parser.document()?;
    Ok((parser.nodes, parser.at))
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), JsonError> {
        let mut expect = Expect::Value;
        loop {
            self.skip_space();
            expect = match expect {
                Expect::Value => self.value()?,
                Expect::FirstItemOrEnd if self.peek() == Some(b']') => self.close()?,
                Expect::FirstItemOrEnd => self.value()?,
                Expect::FirstKeyOrEnd if self.peek() == Some(b'}') => self.close()?,
                Expect::FirstKeyOrEnd | Expect::Key => self.key()?,
                Expect::CommaOrEnd => self.comma_or_end()?,
            };
            if self.open.is_empty() {
                return Ok(());
            }
        }
    }

    fn value(&mut self) -> Result<Expect, JsonError> {
        if self.values >= self.limits.nodes {
            return Err(self.error(JsonErrorKind::TooManyNodes(self.limits.nodes)));
        }
        self.values += 1;
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{') => return self.begin(Kind::Object, Expect::FirstKeyOrEnd),
            Some(b'[') => return self.begin(Kind::Array, Expect::FirstItemOrEnd),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal("true", Kind::Bool)?,
            Some(b'f') => self.literal("false", Kind::Bool)?,
            Some(b'n') => self.literal("null", Kind::Null)?,
            _ => return Err(self.unexpected("a value")),
        }
        Ok(Expect::CommaOrEnd)
    }

    fn begin(&mut self, kind: Kind, expect: Expect) -> Result<Expect, JsonError> {
        if self.open.len() >= self.limits.depth {
            return Err(self.error(JsonErrorKind::TooDeep(self.limits.depth)));
        }
        self.open.push(self.nodes.len() as u32);
        self.nodes.push(Node { start: self.at as u32, end: 0, next: 0, kind, escaped: false });
        self.at += 1;
        Ok(expect)
    }

    fn key(&mut self) -> Result<Expect, JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("an object key in double quotes"));
        }
        self.string()?;
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("':' after the object key"));
        }
        self.at += 1;
        Ok(Expect::Value)
    }

    fn comma_or_end(&mut self) -> Result<Expect, JsonError> {
        let object = self
            .open
            .last()
            .and_then(|&index| self.nodes.get(index as usize))
            .is_some_and(|node| node.kind == Kind::Object);
        match (self.peek(), object) {
            (Some(b','), true) => {
                self.at += 1;
                Ok(Expect::Key)
            }
            (Some(b','), false) => {
                self.at += 1;
                Ok(Expect::Value)
            }
            (Some(b'}'), true) | (Some(b']'), false) => self.close(),
            (_, true) => Err(self.unexpected("',' or '}'")),
            (_, false) => Err(self.unexpected("',' or ']'")),
        }
    }

    fn close(&mut self) -> Result<Expect, JsonError> {
        self.at += 1;
        let next = self.nodes.len() as u32;
        let Some(index) = self.open.pop() else { return Err(self.unexpected("a value")) };
        let Some(node) = self.nodes.get_mut(index as usize) else { return Err(self.unexpected("a value")) };
        node.end = self.at as u32;
        node.next = next;
        if node.kind == Kind::Object {
            self.refuse_duplicate_keys(index as usize)?;
        }
        Ok(Expect::CommaOrEnd)
    }

    fn string(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let length = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            self.refuse_control(self.at, length)?;
            self.at += length;
            match self.peek() {
                Some(b'"') => break,
                Some(_) => {
                    escaped = true;
                    self.escape()?;
                }
                None => return Err(self.error(JsonErrorKind::End("the closing '\"'"))),
            }
        }
        self.at += 1;
        self.push_scalar(start, Kind::String, escaped);
        Ok(())
    }

    fn refuse_control(&self, from: usize, length: usize) -> Result<(), JsonError> {
        let run = self.bytes.get(from..from + length).unwrap_or_default();
        // A fold instead of `any`: no early exit, so the compiler vectorises it.
        if !run.iter().fold(false, |found, &byte| found | (byte < 0x20)) {
            return Ok(());
        }
        let offset = from + run.iter().position(|&byte| byte < 0x20).unwrap_or(0);
        Err(JsonError { offset, kind: JsonErrorKind::Control })
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        let length = match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => {
                let digits = self.bytes.get(self.at + 2..self.at + 6).unwrap_or_default();
                if digits.len() < 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(self.error(JsonErrorKind::Escape));
                }
                6
            }
            _ => return Err(self.error(JsonErrorKind::Escape)),
        };
        self.at += length;
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        let malformed = JsonError { offset: start, kind: JsonErrorKind::Number };
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading = self.peek();
        let whole = self.digits();
        if whole == 0 || (whole > 1 && leading == Some(b'0')) {
            return Err(malformed);
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(malformed);
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(malformed);
            }
        }
        self.push_scalar(start, Kind::Number, false);
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - from
    }

    fn literal(&mut self, word: &'static str, kind: Kind) -> Result<(), JsonError> {
        let start = self.at;
        if !self.bytes.get(start..).unwrap_or_default().starts_with(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        self.push_scalar(start, kind, false);
        Ok(())
    }

    fn push_scalar(&mut self, start: usize, kind: Kind, escaped: bool) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: start as u32, end: self.at as u32, next, kind, escaped });
    }

    /// Looks at the keys of a finished object once: pairwise for the usual few, through a set for many.
    fn refuse_duplicate_keys(&self, object: usize) -> Result<(), JsonError> {
        let end = self.nodes.len();
        let mut first: [(u64, usize); PAIRWISE_KEYS] = [(0, 0); PAIRWISE_KEYS];
        let mut count = 0;
        let mut seen = HashSet::new();
        let mut key = object + 1;
        while key < end {
            let mark = self.key_mark(key);
            let earlier = first.get(..count.min(PAIRWISE_KEYS)).unwrap_or_default();
            if count == PAIRWISE_KEYS {
                seen.extend(earlier.iter().map(|&(_, earlier)| self.key_text(earlier)));
            }
            let duplicate = if count < PAIRWISE_KEYS {
                let may_be = |&&(other, _): &&(u64, usize)| other == mark || other == ANY_KEY || mark == ANY_KEY;
                earlier.iter().filter(may_be).any(|&(_, earlier)| self.key_text(earlier) == self.key_text(key))
            } else {
                !seen.insert(self.key_text(key))
            };
            if duplicate {
                let offset = self.nodes.get(key).map_or(0, |node| node.start as usize);
                return Err(JsonError { offset, kind: JsonErrorKind::DuplicateKey });
            }
            if let Some(slot) = first.get_mut(count) {
                *slot = (mark, key);
            }
            count += 1;
            key = self.nodes.get(key + 1).map_or(end, |value| value.next as usize);
        }
        Ok(())
    }

    /// What equal keys have in common and most others have not: their beginning, with its quote. [`ANY_KEY`] of one with
    /// escapes, which may spell any other.
    fn key_mark(&self, index: usize) -> u64 {
        let Some(node) = self.nodes.get(index).filter(|node| !node.escaped) else { return ANY_KEY };
        let key = self.bytes.get(node.start as usize..node.end as usize).unwrap_or_default();
        match key.first_chunk() {
            Some(first) => u64::from_le_bytes(*first),
            None => key.iter().fold(0, |mark, &byte| mark << 8 | u64::from(byte)),
        }
    }

    fn key_text(&self, index: usize) -> std::borrow::Cow<'_, [u8]> {
        let Some(node) = self.nodes.get(index) else { return Default::default() };
        let body = self.bytes.get(node.start as usize + 1..(node.end as usize).saturating_sub(1)).unwrap_or_default();
        if node.escaped {
            decode(std::str::from_utf8(body).unwrap_or_default()).into_bytes().into()
        } else {
            body.into()
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&self, kind: JsonErrorKind) -> JsonError {
        JsonError { offset: self.at, kind }
    }

    fn unexpected(&self, expected: &'static str) -> JsonError {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let found = std::str::from_utf8(rest.get(..rest.len().min(4)).unwrap_or_default())
            .or_else(|error| std::str::from_utf8(rest.get(..error.valid_up_to()).unwrap_or_default()))
            .ok()
            .and_then(|text| text.chars().next());
        let kind = found.map_or(JsonErrorKind::End(expected), |found| JsonErrorKind::Unexpected { found, expected });
        self.error(kind)
    }
}
