//! Splices: the only way a document changes.

use std::borrow::Cow;
use std::ops::Range;

use super::{Kind, Value, encode_into};

/// A set of splices on one document's bytes. Splices must not overlap; of two that do, the earlier-starting one wins.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    splices: Vec<Splice>,
}

#[derive(Clone)]
struct Splice {
    span: Range<usize>,
    replacement: Cow<'static, [u8]>,
}

impl std::fmt::Debug for Splice {
    /// The place only: a replacement may hold what must not be logged.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?} <- {} bytes", self.span, self.replacement.len())
    }
}

impl Edits {
    /// No splices: applying them gives the document back unchanged.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is nothing to apply.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.splices.is_empty()
    }

    /// Replaces a whole value by other JSON.
    pub fn replace_raw(&mut self, value: Value<'_>, json: impl Into<Cow<'static, [u8]>>) {
        self.push(value.span(), json);
    }

    /// Replaces a whole value by the string `text`.
    pub fn replace_with_string(&mut self, value: Value<'_>, text: &str) {
        let mut json = Vec::with_capacity(text.len() + 2);
        encode_into(text, &mut json);
        self.push(value.span(), json);
    }

    /// Replaces parts of a string, leaving the rest of it as it was written.
    ///
    /// `parts` are sorted, disjoint byte ranges of the *decoded* text with the raw, already escaped JSON that takes
    /// their place.
    pub fn replace_in_string(&mut self, value: Value<'_>, parts: &[(Range<usize>, String)]) {
        let decoded: Vec<_> = parts.iter().map(|(range, _)| range.clone()).collect();
        for (range, (_, replacement)) in value.byte_ranges(&decoded).into_iter().zip(parts) {
            self.push(range, replacement.clone().into_bytes());
        }
    }

    /// Puts the member `key: json` at the end of an object. Does nothing to a value of another kind.
    pub fn append_member(&mut self, object: Value<'_>, key: &str, json: &str) {
        if object.kind() != Kind::Object {
            return;
        }
        let end = object.span().end.saturating_sub(1);
        let mut member = Vec::with_capacity(key.len() + json.len() + 4);
        if object.members().next().is_some() {
            member.push(b',');
        }
        encode_into(key, &mut member);
        member.push(b':');
        member.extend_from_slice(json.as_bytes());
        self.push(end..end, member);
    }

    /// Sets the member `key` of an object to `json`, in place where it exists, at the end otherwise.
    pub fn set_member(&mut self, object: Value<'_>, key: &str, json: &str) {
        match object.get(key) {
            Some(value) => self.push(value.span(), json.as_bytes().to_vec()),
            None => self.append_member(object, key, json),
        }
    }

    /// Removes the member `key` of an object with one of the commas around it.
    pub fn remove_member(&mut self, object: Value<'_>, key: &str) {
        self.remove_members(object, |name| name.is_text(key));
    }

    /// Removes every member of an object whose key is one of those that `is_one` knows, with the commas between them.
    pub fn remove_members(&mut self, object: Value<'_>, is_one: impl Fn(Value<'_>) -> bool) {
        let mut kept_end = None;
        // The members to be removed since the last one that stays.
        let mut run: Option<Range<usize>> = None;
        for (name, value) in object.members() {
            if is_one(name) {
                let start = run.map_or_else(|| kept_end.unwrap_or(name.span().start), |run| run.start);
                run = Some(start..value.span().end);
                continue;
            }
            if let Some(run) = run.take() {
                // Before the first that stays, the comma behind the run goes with it.
                let end = if kept_end.is_some() { run.end } else { name.span().start };
                self.push(run.start..end, Vec::new());
            }
            kept_end = Some(value.span().end);
        }
        if let Some(run) = run {
            self.push(run, Vec::new());
        }
    }

    /// Puts the value `inner` in the place of the value `outer` that holds it, as it was written.
    pub fn unwrap_value(&mut self, outer: Value<'_>, inner: Value<'_>) {
        self.rewrap_value(outer, inner, ["", ""]);
    }

    /// The same with JSON before and after it. The bytes of `inner` are not copied, so other splices there still hold.
    pub fn rewrap_value(&mut self, outer: Value<'_>, inner: Value<'_>, [before, after]: [&'static str; 2]) {
        let (outer, inner) = (outer.span(), inner.span());
        if outer.start <= inner.start && inner.end <= outer.end {
            self.push(outer.start..inner.start, before.as_bytes());
            self.push(inner.end..outer.end, after.as_bytes());
        }
    }

    /// Adds all splices of `other`, which must be made on the same document.
    pub fn extend(&mut self, other: &Self) {
        self.splices.extend(other.splices.iter().cloned());
    }

    /// Replaces the bytes of `span`, which must begin and end where a value, a key or a character of one does.
    pub(crate) fn replace_bytes(&mut self, span: Range<usize>, replacement: impl Into<Cow<'static, [u8]>>) {
        self.push(span, replacement);
    }

    /// The splices of both, made on the same document. Where two overlap, the bytes under either are replaced by what
    /// `over` says: nothing that `self` covers can show again.
    pub(crate) fn covered_by(&self, over: &Self) -> Self {
        let mut merged = self.clone();
        for splice in &over.splices {
            let mut span = splice.span.clone();
            merged.splices.retain(|under| {
                let apart = under.span.end <= span.start || span.end <= under.span.start;
                if !apart {
                    span = span.start.min(under.span.start)..span.end.max(under.span.end);
                }
                apart
            });
            merged.splices.push(Splice { span, replacement: splice.replacement.clone() });
        }
        merged
    }

    /// The document's bytes with every splice applied.
    #[must_use]
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut order: Vec<&Splice> = self.splices.iter().collect();
        order.sort_by_key(|splice| (splice.span.start, splice.span.end));
        let added: usize = order.iter().map(|splice| splice.replacement.len()).sum();
        let mut out = Vec::with_capacity(bytes.len() + added);
        let mut done = 0;
        for splice in order {
            if splice.span.start < done {
                debug_assert!(false, "splices overlap at byte {}", splice.span.start);
                continue;
            }
            out.extend_from_slice(bytes.get(done..splice.span.start).unwrap_or_default());
            out.extend_from_slice(&splice.replacement);
            done = splice.span.end;
        }
        out.extend_from_slice(bytes.get(done..).unwrap_or_default());
        out
    }

    fn push(&mut self, span: Range<usize>, replacement: impl Into<Cow<'static, [u8]>>) {
        self.splices.push(Splice { span, replacement: replacement.into() });
    }
}
