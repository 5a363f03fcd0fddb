//! What no detector can read: pictures, sound, files. The policy says whether it may leave.

use std::ops::Range;

use super::encoded;
use crate::chat::Chat;
use crate::json::{Kind, Value};

/// A kind of content that cannot be redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaKind {
    /// A picture, also one that the provider is to fetch.
    Image,
    /// Speech or sound.
    Audio,
    /// A file, a film, encoded bytes that are no text.
    File,
}

/// What happens to a request with such content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MediaMode {
    /// It leaves as it is, and is counted.
    #[default]
    Allow,
    /// Only hosts inside the perimeter may be asked.
    LocalOnly,
    /// It is refused.
    Block,
}

/// The mode of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MediaPolicy([MediaMode; MediaKind::ALL.len()]);

/// How much of each kind a request holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MediaCounts([u32; MediaKind::ALL.len()]);

/// Content that was found, and where it begins in the document.
pub(super) type Found = (MediaKind, usize);

/// Names that members and types of a content part have, with what they carry. Text is in none of them.
const NAMES: [(&str, MediaKind); 15] = [
    ("image_url", MediaKind::Image),
    ("image", MediaKind::Image),
    ("input_image", MediaKind::Image),
    ("input_audio", MediaKind::Audio),
    ("audio", MediaKind::Audio),
    ("audio_url", MediaKind::Audio),
    ("file", MediaKind::File),
    ("file_url", MediaKind::File),
    ("file_data", MediaKind::File),
    ("input_file", MediaKind::File),
    ("document", MediaKind::File),
    ("document_url", MediaKind::File),
    ("video", MediaKind::File),
    ("video_url", MediaKind::File),
    ("input_video", MediaKind::File),
];

/// Encoded letters below which nothing is a file.
const LEAST: usize = 24;

// === impl MediaKind ===

impl MediaKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Image, Self::Audio, Self::File];

    /// The name in policy files, headers and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::File => "file",
        }
    }

    /// The kind that a string without readable text is, by its `data:` URL if it is one.
    pub(super) fn of_payload(text: &str) -> Self {
        match text {
            text if text.starts_with("data:image/") => Self::Image,
            text if text.starts_with("data:audio/") => Self::Audio,
            _ => Self::File,
        }
    }
}

// === impl MediaMode ===

impl MediaMode {
    /// Every mode, the mildest first.
    pub const ALL: [Self; 3] = [Self::Allow, Self::LocalOnly, Self::Block];

    /// The name in policy files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::LocalOnly => "local-only",
            Self::Block => "block",
        }
    }
}

// === impl MediaPolicy ===

impl MediaPolicy {
    /// The mode of a kind.
    #[must_use]
    pub fn mode(&self, kind: MediaKind) -> MediaMode {
        self.0.get(kind as usize).copied().unwrap_or_default()
    }

    /// The same policy, but `mode` for one kind.
    #[must_use]
    pub fn with(mut self, kind: MediaKind, mode: MediaMode) -> Self {
        if let Some(place) = self.0.get_mut(kind as usize) {
            *place = mode;
        }
        self
    }
}

// === impl MediaCounts ===

impl MediaCounts {
    /// The kinds that are there, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (MediaKind, u32)> {
        MediaKind::ALL.into_iter().zip(self.0).filter(|&(_, count)| count > 0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl FromIterator<MediaKind> for MediaCounts {
    fn from_iter<I: IntoIterator<Item = MediaKind>>(kinds: I) -> Self {
        let mut counts = Self::default();
        for kind in kinds {
            if let Some(count) = counts.0.get_mut(kind as usize) {
                *count += 1;
            }
        }
        counts
    }
}

/// The content of a request that was not read: parts of messages, and encoded strings (`unread`) anywhere else.
pub(super) fn found(chat: &Chat, unread: &[Found]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut parts: Vec<Range<usize>> = Vec::new();
    for content in chat.messages().filter_map(|message| message.get("content")) {
        if content.kind() != Kind::Array {
            continue;
        }
        for part in content.items() {
            let Some(kind) = kind_of(part) else { continue };
            parts.push(part.span());
            if kind != MediaKind::File || !is_readable(part) {
                found.push((kind, part.span().start));
            }
        }
    }
    // Both are in the order of the document.
    let mut next = parts.iter().peekable();
    for &(kind, at) in unread {
        while next.next_if(|part| part.end <= at).is_some() {}
        if next.peek().is_none_or(|part| at < part.start) {
            found.push((kind, at));
        }
    }
    found
}

/// What a part carries beside text.
fn kind_of(part: Value<'_>) -> Option<MediaKind> {
    let named = |name: &str| NAMES.iter().find(|(other, _)| *other == name).map(|&(_, kind)| kind);
    part.members().find_map(|(key, value)| {
        if key.is_text("type") { value.text().and_then(|name| named(&name)) } else { named(&key.text()?) }
    })
}

/// Whether a file is text that the detectors have read: `file.file_data` as a `data:` URL or in base64.
fn is_readable(part: Value<'_>) -> bool {
    let data = part.get("file").and_then(|file| file.get("file_data")).and_then(Value::text);
    data.is_some_and(|data| match data.strip_prefix("data:").map(|url| url.split_once(',')) {
        Some(Some((head, payload))) => {
            let is_base64 = head.ends_with(";base64");
            let kind = head.split(';').next().unwrap_or_default();
            let is_stated = kind.is_empty() || kind.starts_with("text/") || kind == "application/json";
            is_stated && (!is_base64 || is_text(payload))
        }
        Some(None) => false,
        None => is_text(&data),
    })
}

/// Whether base64 holds text from its first letter to its last.
fn is_text(payload: &str) -> bool {
    let whole = |(range, _): (Range<usize>, String)| range.start == 0 && range.end >= payload.len();
    payload.len() < LEAST || encoded::decoded(payload, &(0..payload.len())).is_some_and(whole)
}

#[cfg(test)]
mod tests {
    use crate::chat::Chat;
    use crate::json::{Document, Limits};
    use crate::redact::tests::detectors;
    use crate::redact::{Blocked, DataType, MediaKind, MediaMode, MediaPolicy, Mode, RedactError, RedactionPolicy};

    fn chat(parts: &str, more: &str) -> Chat {
        let body = format!(r#"{{"model":"auto","messages":[{{"role":"user","content":[{parts}]}}]{more}}}"#);
        Chat::new(Document::parse(body.as_bytes(), Limits::default()).unwrap()).unwrap()
    }

    #[test]
    fn what_is_not_read_is_counted() {
        let picture = format!("data:image/png;base64,{}", "iVBORw0KGgoAAAANSUhEUgAA".repeat(20));
        let text = "0JjQmNCdIDkwMDEwMTMwMDAxNywg0YLQtdC7LiArNyA3MDEgMTIzIDQ1IDY3";
        for (part, expected) in [
            (r#"{"type":"text","text":"Привет"}"#.to_owned(), ""),
            (r#"{"type":"image_url","image_url":{"url":"https://x.kz/a.png"}}"#.to_owned(), "image 1"),
            (format!(r#"{{"type":"image_url","image_url":{{"url":"{picture}"}}}}"#), "image 1"),
            (format!(r#"{{"image_url":"{picture}"}},{{"type":"input_image","image_url":"x"}}"#), "image 2"),
            (r#"{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}"#.to_owned(), "audio 1"),
            (r#"{"type":"file","file":{"file_id":"file-1"}}"#.to_owned(), "file 1"),
            (r#"{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain,abc"}}"#.to_owned(), ""),
            (r#"{"type":"file","file":{"file_data":"data:application/pdf,abc"}}"#.to_owned(), "file 1"),
            (format!(r#"{{"type":"file","file":{{"file_data":"data:text/plain;base64,{text}"}}}}"#), ""),
            (format!(r#"{{"type":"file","file":{{"file_data":"{text}"}}}}"#), ""),
            (format!(r#"{{"type":"file","file":{{"file_data":"AAAA={text}"}}}}"#), "file 1"),
            (
                r#"{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0xLjcKJcOkw7zDtsOf"}}"#
                    .to_owned(),
                "file 1",
            ),
            (r#"{"type":"video_url","video_url":{"url":"https://x.kz/a.mp4"}}"#.to_owned(), "file 1"),
            // A part of tomorrow with bytes that nobody can read.
            (format!(r#"{{"type":"scan","scan":"{picture}"}},{{"type":"image_url","image_url":"x"}}"#), "image 2"),
            (format!(r#"{{"type":"scan","scan":"{}"}}"#, &picture[22..]), "file 1"),
        ] {
            let redacted = detectors().redact(chat(&part, ""), &RedactionPolicy::default()).unwrap();
            let counts: Vec<_> =
                redacted.media().iter().map(|(kind, count)| format!("{} {count}", kind.name())).collect();
            assert_eq!(counts.join(", "), expected, "{part}");
            assert!(!redacted.stays_inside());
        }
    }

    #[test]
    fn what_may_not_leave_is_refused_or_stays_inside() {
        let media = MediaPolicy::default()
            .with(MediaKind::Image, MediaMode::Block)
            .with(MediaKind::Audio, MediaMode::LocalOnly);
        let policy = RedactionPolicy { media, ..RedactionPolicy::default() }.with(DataType::Phone, Mode::Block);
        let picture = format!("data:image/png;base64,{}", "iVBORw0KGgoAAAANSUhEUgAA".repeat(20));
        let parts = r#"{"type":"text","text":"87011234567"},{"type":"image_url","image_url":{"url":"https://x.kz"}}"#;
        let Err(RedactError::Blocked(blocked)) =
            detectors().redact(chat(parts, &format!(r#","metadata":{{"scan":"{picture}"}}"#)), &policy)
        else {
            panic!("it left")
        };
        let blocked: Vec<_> = blocked.iter().map(Blocked::to_string).collect();
        assert_eq!(
            blocked,
            ["PHONE in messages[0].content[0].text", "image in messages[0].content[1]", "image in metadata.scan"]
        );
        let speech = r#"{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}"#;
        assert!(detectors().redact(chat(speech, ""), &policy).unwrap().stays_inside());
    }
}
