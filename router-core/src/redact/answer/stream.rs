//! Streams: texts gathered to be read at the end, or held back for a moment so that nothing found ever leaves. Text that
//! is JSON as a whole waits for its end, as the arguments of tools do: what only its members together say shows there.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{AnswerReader, after, masked};
use crate::json::{Document, Edits, JsonErrorKind, Kind, Limits, Value};
use crate::redact::{Count, DataType, Findings, joint, placeholder};
use crate::restore::{Field, More, chunk, fields, head};

/// What a stream has said so far, up to a bound. Costs the copying of the text.
#[derive(Debug)]
pub struct AnswerTexts {
    texts: BTreeMap<(u64, Field), String>,
    left: usize,
}

/// Reads a stream before it is delivered: text is given on at blanks and line ends, a little later than it came, and JSON
/// at its end. Where a stream is cut, what is still held back is lost: half a number cannot be judged.
#[derive(Debug, Default)]
pub struct AnswerGuard {
    channels: BTreeMap<(u64, Field), Channel>,
    counts: BTreeMap<DataType, usize>,
    /// The members that every chunk repeats.
    head: String,
}

/// What leaves instead of a chunk.
#[derive(Debug)]
pub struct Guarded {
    /// Whole chunks to be sent before: text held back by a choice that the chunk finishes.
    pub before: Vec<Vec<u8>>,
    /// Changes of the chunk itself.
    pub edits: Edits,
}

/// The text of one choice and field.
#[derive(Debug, Default)]
struct Channel {
    /// The end of what was given on, for what the detectors need to see before a finding.
    context: String,
    /// What is not given on yet.
    held: String,
    /// Whether what was given on ends in a mask.
    is_hidden: bool,
    /// Whether the text is known to be no JSON.
    is_text: bool,
    /// Bytes that were held when they were last read as the beginning of JSON.
    read: usize,
}

/// Most bytes of a stream that are kept for reading at its end.
const KEPT: usize = 256 << 10;
/// Bytes that must have come after a blank or a line end before the text up to it is given on: room for a whole finding.
const AHEAD: usize = 128;
/// Bytes that are held back without a blank.
const HELD: usize = 256;
/// Bytes that are held back while a finding goes on, such as a private key of many lines.
const FINDING: usize = 4096;
/// Bytes of what was given on that are read again.
const CONTEXT: usize = 128;
/// Longest value of JSON at whose beginning half of it is found to be wrong: a number, an escape.
const SCALAR: usize = 24;

// === impl AnswerTexts ===

impl Default for AnswerTexts {
    fn default() -> Self {
        Self { texts: BTreeMap::new(), left: KEPT }
    }
}

impl AnswerTexts {
    /// Notes the texts of a chunk.
    pub fn note(&mut self, chunk: &Document) {
        for choice in chunk.root().get("choices").into_iter().flat_map(Value::items) {
            let Some(delta) = choice.get("delta") else { continue };
            let index = choice.get("index").and_then(Value::as_u64).unwrap_or(0);
            // Nearly every chunk of nearly every stream is this one field.
            if delta.members().all(|(key, _)| matches!(key.body(), "role" | "content")) {
                delta.get("content").into_iter().for_each(|value| self.push((index, Field::CONTENT), value));
            } else {
                fields(delta).into_iter().for_each(|(field, value)| self.push((index, field), value));
            }
        }
    }

    fn push(&mut self, channel: (u64, Field), value: Value<'_>) {
        let Some(text) = value.text() else { return };
        if let Some(left) = self.left.checked_sub(text.len()) {
            self.left = left;
            self.texts.entry(channel).or_default().push_str(&text);
        }
    }

    /// Bytes noted so far.
    #[must_use]
    pub fn size(&self) -> usize {
        KEPT - self.left
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.values().map(String::as_str)
    }
}

// === impl AnswerGuard ===

impl AnswerGuard {
    /// Takes the next chunk: what was found in its text is masked, and the end of the text held back.
    pub fn frame(&mut self, reader: &AnswerReader<'_>, answer: &Document) -> Guarded {
        let mut guarded = Guarded { before: Vec::new(), edits: Edits::new() };
        if self.head.is_empty() {
            self.head = head(answer);
        }
        for choice in answer.root().get("choices").into_iter().flat_map(Value::items) {
            let index = choice.get("index").and_then(Value::as_u64).unwrap_or(0);
            for (field, value) in choice.get("delta").map(fields).unwrap_or_default() {
                let Some(text) = value.text() else { continue };
                let channel = self.channels.entry((index, field)).or_default();
                channel.held.push_str(&text);
                let given = if field.is_json() { String::new() } else { channel.give(reader, &mut self.counts) };
                if given != text {
                    guarded.edits.replace_with_string(value, &given);
                }
            }
            if choice.get("finish_reason").is_some_and(|reason| reason.kind() == Kind::String) {
                // The finishing chunk may have text of its own, which was taken in above: all of it goes before.
                guarded.before.extend(self.flush(reader, index));
            }
        }
        guarded
    }

    /// Whether nothing was found so far.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.counts.is_empty()
    }

    /// What was found so far.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let count =
            |(data_type, count): (&DataType, &usize)| (*data_type, Count { distinct: *count, occurrences: *count });
        self.counts.iter().map(count).collect()
    }

    /// What a choice that has finished holds back.
    fn flush(&mut self, reader: &AnswerReader<'_>, finished: u64) -> Vec<Vec<u8>> {
        let mut chunks = Vec::new();
        for ((choice, field), channel) in &mut self.channels {
            if channel.held.is_empty() || *choice != finished {
                continue;
            }
            let text = if field.is_json() || channel.is_whole() {
                channel.whole(reader, &mut self.counts)
            } else {
                channel.give_up_to(channel.held.len(), More::No, reader, &mut self.counts)
            };
            chunks.push(chunk(&self.head, *choice, *field, &text));
        }
        chunks
    }
}

// === impl Channel ===

impl Channel {
    /// What may leave now.
    fn give(&mut self, reader: &AnswerReader<'_>, counts: &mut BTreeMap<DataType, usize>) -> String {
        if self.may_be_json() {
            return String::new();
        }
        match self.boundary() {
            0 => String::new(),
            boundary => self.give_up_to(boundary, More::Maybe, reader, counts),
        }
    }

    /// Whether the text has begun as JSON and goes on so. It is read again each time that it has doubled.
    fn may_be_json(&mut self) -> bool {
        let text = self.held.trim_ascii_start();
        if self.is_text || text.is_empty() {
            return false;
        }
        if !text.starts_with(['{', '[']) {
            self.is_text = true;
        } else if self.held.len() >= AHEAD.max(2 * self.read) {
            self.read = self.held.len();
            self.is_text = Document::parse(text.as_bytes(), Limits::default())
                .is_err_and(|error| !matches!(error.kind, JsonErrorKind::End(_)) && error.offset + SCALAR < text.len());
        }
        !self.is_text
    }

    /// Whether all of the text is held, or all but blanks before JSON.
    fn is_whole(&self) -> bool {
        self.context.is_empty() || !self.is_text
    }

    /// Up to where the held text may be judged: a blank or line end with enough after it. An address goes on in the next
    /// line, and its first line alone may be none.
    fn boundary(&self) -> usize {
        let bytes = self.held.as_bytes();
        let ahead = bytes.len().saturating_sub(AHEAD);
        let blank = bytes.get(..ahead).and_then(|bytes| memchr::memrchr2(b' ', b'\n', bytes)).map_or(0, |at| at + 1);
        let forced = if bytes.len() > HELD { self.held.floor_char_boundary(ahead) } else { 0 };
        if blank > 0 { blank } else { forced }
    }

    /// The held text up to `end`, masked. What is found across `end`, or where the text ends for now, stays held as a
    /// whole, if it is not too long.
    fn give_up_to(
        &mut self,
        mut end: usize,
        more: More,
        reader: &AnswerReader<'_>,
        counts: &mut BTreeMap<DataType, usize>,
    ) -> String {
        let start = self.context.len();
        let window = [self.context.as_str(), self.held.as_str()].concat();
        let found = reader.own(&window);
        let visible = window.trim_end().len();
        let is_open = |range: &Range<usize>| {
            range.end > start
                && range.start < start + end
                && (range.end > start + end || (more == More::Maybe && range.end >= visible))
        };
        if let Some(open) = found.iter().map(|entity| &entity.range).find(|range| is_open(range)) {
            let begins = open.start.saturating_sub(start);
            end = if self.held.len() - begins > FINDING { open.end.saturating_sub(start) } else { begins };
        }
        if end == 0 {
            return String::new();
        }
        let mut given = String::with_capacity(end);
        let mut done = start;
        for entity in found.iter().filter(|entity| entity.range.end > start && entity.range.start < start + end) {
            let fields = joint::fields(&window, &entity.range, entity.data_type);
            for field in fields.filter(|field| field.end > start) {
                // The rest of what was masked already stays hidden without a second mask.
                let goes_on = field.start < start && self.is_hidden;
                let mut place = after(&field, start);
                if !goes_on {
                    let value = window.get(place.clone()).unwrap_or_default();
                    place.start += value.len() - value.trim_start().len();
                }
                given.push_str(window.get(done..place.start).unwrap_or_default());
                if !goes_on && !place.is_empty() {
                    given.push_str(&placeholder::mask(entity.data_type));
                    *counts.entry(entity.data_type).or_default() += 1;
                }
                done = place.end;
            }
        }
        given.push_str(window.get(done..start + end).unwrap_or_default());
        self.is_hidden = done == start + end;
        let from = window.floor_char_boundary((start + end).saturating_sub(CONTEXT));
        self.context = window.get(from..start + end).unwrap_or_default().to_owned();
        self.held.drain(..end.min(self.held.len()));
        given
    }

    /// A text of which nothing was given on, such as the arguments of a tool call, masked as in a whole answer.
    fn whole(&mut self, reader: &AnswerReader<'_>, counts: &mut BTreeMap<DataType, usize>) -> String {
        let text = std::mem::take(&mut self.held);
        let mut walk = reader.walk();
        let given = masked(&mut walk, &text).unwrap_or(text);
        for (data_type, count) in walk.vault.findings().iter() {
            *counts.entry(data_type).or_default() += count.occurrences;
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Channel, More};
    use crate::json::{Document, Limits};
    use crate::redact::RedactionPolicy;
    use crate::redact::tests::detectors;

    #[test]
    fn the_rest_of_what_left_is_masked() {
        let request = Document::parse(b"{}", Limits::default()).unwrap();
        let policy = RedactionPolicy::default();
        let reader = detectors().answers(&policy, &request);
        for (given, is_hidden, held, expected) in [
            ("Адрес:\nг. Алматы\nул. Абая\n", false, "д. 5\nкв. 12\nЖдём вас", "[ADDRESS]\nЖдём вас"),
            ("Адрес:\nг. Алматы\nул. Абая", false, "\nд. 5\nкв. 12\nЖдём вас", "\n[ADDRESS]\nЖдём вас"),
            ("Адрес:\nг. Алматы, ул. Абая 5", true, ", кв. 12\nЖдём вас", "\nЖдём вас"),
            (
                "<a>\n<city>Павлодар</city>\n<street>Кутузова</street>\n",
                false,
                "<house>89</house>\n</a>",
                "<house>[ADDRESS]</house>\n</a>",
            ),
            (
                "<a>\n<city>Павлодар</city>\n<street>Куту",
                true,
                "зова</street>\n<house>89</house>\n</a>",
                "</street>\n<house>[ADDRESS]</house>\n</a>",
            ),
        ] {
            let (context, held) = (given.to_owned(), held.to_owned());
            let mut channel = Channel { context, held, is_hidden, is_text: true, ..Channel::default() };
            let end = channel.held.len();
            let out = channel.give_up_to(end, More::No, &reader, &mut BTreeMap::new());
            assert_eq!(out, expected, "after {given}");
        }
    }
}
