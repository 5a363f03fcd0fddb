//! One channel of an answer: text comes in pieces, placeholders come out as values, and only what can still become a
//! placeholder is held back.

use std::borrow::Cow;

use super::url::{Reading, UrlTracker};
use crate::json::escape_fragment_into;
use crate::redact::{Match, Vault};

/// The state of one channel.
#[derive(Debug)]
pub(super) struct Channel {
    /// `None` until the first visible character decides.
    tracker: Option<UrlTracker>,
    /// The beginning of a placeholder whose end has not come yet.
    held: String,
}

/// What a channel may do with a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'v> {
    pub(super) vault: &'v Vault,
    pub(super) restore_in_urls: bool,
}

/// Whether more text may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    Maybe,
    No,
}

impl Channel {
    /// A channel whose text is read in a known way.
    pub(super) fn new(reading: Reading) -> Self {
        Self { tracker: Some(UrlTracker::new(reading)), held: String::new() }
    }

    /// A channel that is JSON if it begins like an object, and text otherwise.
    pub(super) fn guessing() -> Self {
        Self { tracker: None, held: String::new() }
    }

    /// Whether something is held back.
    pub(super) fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// Takes the next piece and gives what can be sent of it.
    pub(super) fn push<'t>(&mut self, rules: Rules<'_>, text: &'t str, more: More) -> Cow<'t, str> {
        let text = if self.held.is_empty() {
            Cow::Borrowed(text)
        } else {
            let mut joined = std::mem::take(&mut self.held);
            joined.push_str(text);
            Cow::Owned(joined)
        };
        let Some(tracker) = decided(&mut self.tracker, &text) else { return text };
        if memchr::memchr(b'[', text.as_bytes()).is_none() {
            tracker.feed(&text);
            return text;
        }
        let (restored, held) = restored(rules, tracker, &text, more);
        held.clone_into(&mut self.held);
        match restored {
            Some(restored) => Cow::Owned(restored),
            None => shortened(text, self.held.len()),
        }
    }
}

/// The tracker of a channel, made at its first visible character.
fn decided<'c>(tracker: &'c mut Option<UrlTracker>, text: &str) -> Option<&'c mut UrlTracker> {
    if tracker.is_none() {
        let first = text.trim_ascii_start().bytes().next()?;
        *tracker = Some(UrlTracker::new(if first == b'{' { Reading::Json } else { Reading::Plain }));
    }
    tracker.as_mut()
}

/// The text with its values, `None` where nothing was put in, and the end that is held back.
fn restored<'t>(rules: Rules<'_>, tracker: &mut UrlTracker, text: &'t str, more: More) -> (Option<String>, &'t str) {
    let mut out = String::with_capacity(text.len() + 64);
    let mut changed = false;
    let (mut copied, mut seen) = (0, 0);
    let piece = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    for at in memchr::memchr_iter(b'[', text.as_bytes()) {
        if at < seen {
            continue;
        }
        tracker.feed(piece(seen..at));
        seen = at;
        match rules.vault.read(piece(at..text.len())) {
            Match::Partial if more == More::Maybe => {
                out.push_str(piece(copied..at));
                return (changed.then_some(out), piece(at..text.len()));
            }
            Match::Known(value, length) => {
                if value.in_url || rules.restore_in_urls || !tracker.in_url() {
                    out.push_str(piece(copied..at));
                    put(&mut out, value.text, tracker.reading());
                    copied = at + length;
                    changed = true;
                }
                tracker.pass_placeholder();
                seen = at + length;
            }
            Match::Partial | Match::Foreign => {}
        }
    }
    tracker.feed(piece(seen..text.len()));
    out.push_str(piece(copied..text.len()));
    (changed.then_some(out), "")
}

fn put(out: &mut String, value: &str, reading: Reading) {
    match reading {
        Reading::Plain => out.push_str(value),
        Reading::Json => {
            let mut raw = Vec::with_capacity(value.len() + 2);
            escape_fragment_into(value, &mut raw);
            out.push_str(&String::from_utf8_lossy(&raw));
        }
    }
}

fn shortened(text: Cow<'_, str>, by: usize) -> Cow<'_, str> {
    let length = text.len().saturating_sub(by);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..length).unwrap_or(text)),
        Cow::Owned(mut text) => {
            text.truncate(length);
            Cow::Owned(text)
        }
    }
}
