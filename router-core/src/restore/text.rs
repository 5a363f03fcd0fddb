//! One channel of an answer: text comes in pieces, placeholders come out as values, and only what can still become a
//! placeholder is held back.

use std::borrow::Cow;
use std::ops::Range;

use super::steps::{Step, Steps};
use super::tally::Tally;
use super::url::{Reading, UrlTracker};
use crate::json::escape_fragment_into;
use crate::redact::fake::last_meant;
use crate::redact::placeholder::{self, Form, Names, Reading as Place};
use crate::redact::{DataType, FieldSet, Restored, Vault};

/// The most that is ever held back, in bytes: the longest form of a placeholder there is.
pub(super) const MOST_HELD: usize = 64;

/// The state of one channel.
#[derive(Debug)]
pub(super) struct Channel {
    /// `None` until the first visible character decides.
    tracker: Option<UrlTracker>,
    /// The beginning of a placeholder whose end has not come yet.
    held: String,
    /// The beginning of a placeholder that cannot be this request's, already sent: kept to be counted.
    foreign: String,
    /// The last character before what comes next, as it stands and, where that matters, as its escape means it.
    before: [char; 2],
}

/// What a channel may do with a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'v> {
    pub(super) vault: &'v Vault,
    /// The names that the vault's placeholders can have.
    pub(super) names: Names<'v>,
    pub(super) restore_in_urls: bool,
    pub(super) restore_from: FieldSet,
}

/// Whether more text may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    Maybe,
    No,
}

/// What became of a piece of text.
struct Outcome<'t> {
    /// The text with its values, `None` where nothing was put in.
    restored: Option<String>,
    /// The end that is held back.
    held: &'t str,
    /// The end that begins somebody else's placeholder.
    foreign: &'t str,
}

impl Rules<'_> {
    /// Whether a value may be put back where the tracker is. Look-alikes are the request's own words.
    fn allow(self, value: Restored<'_>, tracker: &UrlTracker) -> bool {
        let is_theirs = value.data_type == DataType::Literal || value.fields.meets(self.restore_from);
        is_theirs && (value.in_url || self.restore_in_urls || !tracker.in_url())
    }
}

impl Channel {
    /// A channel whose text is read in a known way.
    pub(super) fn new(reading: Reading) -> Self {
        Self { tracker: Some(UrlTracker::new(reading)), ..Self::guessing() }
    }

    /// A channel that is JSON if it begins like an object, and text otherwise.
    pub(super) fn guessing() -> Self {
        Self { tracker: None, held: String::new(), foreign: String::new(), before: ['\n'; 2] }
    }

    /// What is held back.
    pub(super) fn held(&self) -> &str {
        &self.held
    }

    /// Takes the next piece and gives what can be sent of it.
    pub(super) fn push<'t>(&mut self, rules: Rules<'_>, text: &'t str, more: More, tally: &mut Tally) -> Cow<'t, str> {
        self.count_foreign(rules.names, text, more, tally);
        let text = if self.held.is_empty() {
            Cow::Borrowed(text)
        } else {
            let mut joined = std::mem::take(&mut self.held);
            joined.push_str(text);
            Cow::Owned(joined)
        };
        let Some(tracker) = decided(&mut self.tracker, &text) else { return text };
        let reading = tracker.reading();
        let outcome = restored(rules, tracker, &text, self.before, more, tally);
        outcome.held.clone_into(&mut self.held);
        if !outcome.foreign.is_empty() {
            outcome.foreign.clone_into(&mut self.foreign);
        }
        debug_assert!(self.held.len() <= most_held(reading) && self.foreign.len() <= MOST_HELD, "no form is longer");
        let sent = text.len().saturating_sub(self.held.len());
        self.before = last(text.get(..sent).unwrap_or_default(), self.before, rules, reading);
        match outcome.restored {
            Some(restored) => Cow::Owned(restored),
            None => shortened(text, sent),
        }
    }

    /// Counts a placeholder of another request once it is whole.
    fn count_foreign(&mut self, names: Names<'_>, text: &str, more: More, tally: &mut Tally) {
        if self.foreign.is_empty() {
            return;
        }
        let room = text.floor_char_boundary(MOST_HELD.saturating_sub(self.foreign.len()).min(text.len()));
        self.foreign.push_str(text.get(..room).unwrap_or_default());
        match placeholder::next(names, &self.foreign, 0, '\n', more == More::No || room < text.len()) {
            Some((0, Place::Cut(_))) => {}
            Some((0, Place::Whole(_))) => {
                tally.note_unknown();
                self.foreign.clear();
            }
            _ => self.foreign.clear(),
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

/// Puts values into a text. `before` is the character before it, as it stands and as it is meant.
fn restored<'t>(
    rules: Rules<'_>,
    tracker: &mut UrlTracker,
    text: &'t str,
    before: [char; 2],
    more: More,
    tally: &mut Tally,
) -> Outcome<'t> {
    let mut out: Option<String> = None;
    let (mut copied, mut seen, mut next) = (0, 0, 0);
    let mut foreign = "";
    let piece = |range: Range<usize>| text.get(range).unwrap_or_default();
    let mut steps = Steps::new((rules.vault, rules.vault.fakes(), rules.names), text, before, tracker.reading(), more);
    while let Some((at, step)) = steps.next(next) {
        match step {
            Step::Partial => {
                tracker.feed(piece(seen..at));
                if let Some(out) = &mut out {
                    out.push_str(piece(copied..at));
                }
                return Outcome { restored: out, held: piece(at..text.len()), foreign: "" };
            }
            Step::Known(value, length) => {
                tracker.feed(piece(seen..at));
                next = at + length;
                if rules.allow(value, tracker) {
                    let out = out.get_or_insert_with(|| String::with_capacity(text.len() + 64));
                    out.push_str(piece(copied..at));
                    put(out, value.text, tracker.reading());
                    copied = next;
                    tally.note_restored(value.data_type);
                    tracker.pass_placeholder();
                } else {
                    tracker.feed(piece(at..next));
                }
                seen = next;
            }
            Step::Unknown(Form { length, is_bracketed, .. }) => {
                next = at + length;
                if is_bracketed {
                    tally.note_unknown();
                }
            }
            Step::Foreign => {
                next = at + 1;
                if foreign.is_empty()
                    && !text.get(at..).unwrap_or_default().starts_with(|first: char| first.is_ascii_uppercase())
                {
                    foreign = piece(at..text.len());
                }
            }
        }
    }
    tracker.feed(piece(seen..text.len()));
    if let Some(out) = &mut out {
        out.push_str(piece(copied..text.len()));
    }
    Outcome { restored: out, held: "", foreign }
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

/// The most that is held back of a text that is read so: a letter of a made-up value may be an escape of JSON.
fn most_held(reading: Reading) -> usize {
    match reading {
        Reading::Plain => MOST_HELD,
        Reading::Json => 3 * MOST_HELD,
    }
}

/// The last character of what was sent, as it stands and as it is meant.
fn last(sent: &str, [stands, meant]: [char; 2], rules: Rules<'_>, reading: Reading) -> [char; 2] {
    let stands = sent.chars().next_back().unwrap_or(stands);
    [stands, if rules.vault.fakes().is_some() { last_meant(sent, meant, reading) } else { meant }]
}

fn shortened(text: Cow<'_, str>, length: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..length).unwrap_or(text)),
        Cow::Owned(mut text) => {
            text.truncate(length);
            Cow::Owned(text)
        }
    }
}
