//! JSON string bodies: decoding, encoding, and the way back from a place in the text to a place in the bytes.

use std::ops::Range;

/// One step through a string body: the character it stands for and how many raw bytes it takes.
struct Step {
    character: char,
    raw: usize,
}

/// Decodes the raw body of a valid JSON string (without its quotes). Lone surrogates become U+FFFD.
#[must_use]
pub fn decode(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (plain, escape) = rest.split_at(at);
        text.push_str(plain);
        let step = escape_step(escape);
        text.push(step.character);
        rest = escape.get(step.raw..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// Appends `text` as a JSON string with its quotes.
pub fn encode_into(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    escape_fragment_into(text, out);
    out.push(b'"');
}

/// Appends `text` as the inside of a JSON string, without quotes. Only what JSON demands is escaped.
pub fn escape_fragment_into(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    // Most text needs no escape at all; a fold without early exit is vectorised.
    if !bytes.iter().fold(false, |found, &byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\')) {
        return out.extend_from_slice(bytes);
    }
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            0x00..0x20 => 0,
            _ => continue,
        };
        out.extend_from_slice(bytes.get(done..at).unwrap_or_default());
        done = at + 1;
        if short == 0 {
            out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
        } else {
            out.extend_from_slice(&[b'\\', short]);
        }
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
}

/// Turns sorted, disjoint byte ranges of a string's decoded text into byte ranges of its raw body.
pub(super) fn raw_ranges(body: &str, decoded: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut place = Place { raw: 0, text: 0 };
    decoded.iter().map(|range| place.advance(body, range.start)..place.advance(body, range.end)).collect()
}

/// The same place in a raw body and in the text it stands for.
struct Place {
    raw: usize,
    text: usize,
}

impl Place {
    /// Goes on to byte `text` of the text and returns where that is in the body. Between escapes both advance alike.
    fn advance(&mut self, body: &str, text: usize) -> usize {
        while self.text < text {
            let rest = body.get(self.raw..).unwrap_or_default();
            let wanted = text - self.text;
            let plain = rest.as_bytes().get(..wanted.min(rest.len())).unwrap_or_default();
            let step = match memchr::memchr(b'\\', plain) {
                Some(0) => escape_step(rest),
                Some(plain) => {
                    self.raw += plain;
                    self.text += plain;
                    continue;
                }
                None => {
                    self.raw += plain.len();
                    self.text = text;
                    continue;
                }
            };
            self.raw += step.raw;
            self.text += step.character.len_utf8();
        }
        self.raw
    }
}

/// Reads the escape at the start of `rest`, surrogate pairs as one step.
fn escape_step(rest: &str) -> Step {
    let character = match rest.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode_step(rest),
        Some(&byte) => char::from(byte),
        None => char::REPLACEMENT_CHARACTER,
    };
    Step { character, raw: 2 }
}

fn unicode_step(rest: &str) -> Step {
    let unit = |at: usize| rest.get(at..at + 4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(2) else { return Step { character: char::REPLACEMENT_CHARACTER, raw: rest.len().min(6) } };
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Step { character, raw: 6 };
    }
    let second = if rest.get(6..8) == Some("\\u") { unit(8) } else { None };
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()).and_then(Result::ok);
    match pair {
        Some(character) => Step { character, raw: 12 },
        None => Step { character: char::REPLACEMENT_CHARACTER, raw: 6 },
    }
}
