//! Finding fakes in a text: for a request, in which none may stand, and for answers alike, in any case of letters and with
//! whatever blanks and dashes a model makes of theirs.

use std::ops::Range;

use super::LONGEST;
use crate::redact::DataType;
use crate::redact::fold::{Separator, digit, is_letter, lower, separator};
use crate::restore::Reading;

/// Bytes of the longest fake where each of its letters is an escape of JSON: two bytes become six.
const LONGEST_ESCAPED: usize = 3 * LONGEST;

/// First characters below this are told by a bit.
const FIRST: usize = 0x500;

/// The fakes of one request, sorted.
pub(crate) struct Fakes {
    entries: Vec<Entry>,
    /// The characters that they begin with, small and capital.
    begins: [u64; FIRST / 64],
}

/// A fake and whose it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// As texts are compared.
    folded: String,
    /// Whether it is only how a model may write a fake.
    pub(super) is_variant: bool,
    pub(crate) owner: Owner,
    /// As it left.
    text: String,
    /// What it stands for, if not the spelling itself.
    pub(crate) instead: Option<String>,
}

/// The spelling of a value that a fake stands for: its type, its number and that of the spelling, from 1.
pub(crate) type Owner = (DataType, usize, usize);

/// What stands at a place of a text.
#[derive(Clone, Copy)]
pub(crate) enum Found<'f> {
    /// A fake of so many bytes.
    Whole(&'f Entry, usize),
    /// The text ends inside what can still become one.
    Cut,
}

/// The way through one text.
pub(crate) struct Scan<'a> {
    fakes: &'a Fakes,
    text: &'a str,
    reading: Reading,
    /// Whether nothing follows the text.
    ends: bool,
    at: usize,
    /// The character before `at`, as it is meant.
    before: char,
}

// === impl Entry ===

impl Entry {
    pub(super) fn new(owner: Owner, text: String) -> Self {
        Self { folded: folded(&text), is_variant: false, owner, text, instead: None }
    }

    /// How a model may write a fake, and what that stands for, if not the spelling itself.
    pub(super) fn variant(owner: Owner, text: String, instead: Option<String>) -> Self {
        Self { is_variant: true, instead, ..Self::new(owner, text) }
    }

    /// As texts are compared.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// The fake as it leaves.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

// === impl Fakes ===

impl Fakes {
    pub(super) fn new(entries: impl Iterator<Item = Entry>) -> Self {
        let mut entries: Vec<Entry> = entries.collect();
        entries.sort_unstable();
        let mut begins = [0; FIRST / 64];
        let firsts = entries.iter().filter_map(|entry| entry.folded.chars().next());
        for first in firsts.flat_map(|first| first.to_uppercase().chain([first])) {
            if let Some(bits) = begins.get_mut(first as usize / 64) {
                *bits |= 1 << (first as usize % 64);
            }
        }
        Self { entries, begins }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Bytes to look through for [`Self::meets`], about.
    pub(crate) fn size(&self) -> usize {
        self.entries.len() * LONGEST
    }

    /// Whether a finding is one of these, part of one or one with something around it.
    pub(crate) fn meets(&self, text: &str) -> bool {
        let mut met = false;
        self.mark(text, Reading::Plain, |_| met = true);
        let text = folded(text);
        met || self.entries.iter().any(|entry| entry.folded.contains(&text))
    }

    /// Shows every fake that stands anywhere in a text, also inside words.
    pub(super) fn mark(&self, text: &str, reading: Reading, mut see: impl FnMut(usize)) {
        let mut scan = Scan::new(self, text, '\n', reading, true);
        while let Some((character, length)) = scan.character(scan.at) {
            if self.may_begin(character) {
                scan.walk(|entries, _, _| entries.for_each(&mut see));
            }
            scan.at += length;
        }
    }

    /// Cheap enough for every character of a text.
    fn may_begin(&self, character: char) -> bool {
        let first = character as usize;
        self.begins.get(first / 64).is_none_or(|bits| bits >> (first % 64) & 1 == 1)
    }

    /// The entries of `range`, equal up to byte `depth`, that go on with `next`.
    fn narrowed(&self, range: Range<usize>, depth: usize, next: &[u8]) -> Range<usize> {
        let entries = self.entries.get(range.clone()).unwrap_or_default();
        let part = |entry: &Entry| {
            let rest = entry.folded.as_bytes().get(depth..).unwrap_or_default();
            rest.get(..next.len().min(rest.len())).unwrap_or_default().cmp(next)
        };
        let from = entries.partition_point(|entry| part(entry).is_lt());
        let to = entries.partition_point(|entry| part(entry).is_le());
        range.start + from..range.start + to
    }

    fn is_whole(&self, entry: usize, depth: usize) -> bool {
        self.entries.get(entry).is_some_and(|entry| entry.folded.len() == depth)
    }
}

impl std::fmt::Debug for Fakes {
    /// A count only: fakes tell of what form the values are.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} fakes", self.entries.len())
    }
}

// === impl Scan ===

impl<'a> Scan<'a> {
    /// `before` is the character before the text.
    pub(crate) fn new(fakes: &'a Fakes, text: &'a str, before: char, reading: Reading, ends: bool) -> Self {
        Self { fakes, text, reading, ends, at: 0, before }
    }

    /// The next place from `from` on that is a fake or, where the text may go on, can become one. The longest fake wins.
    pub(crate) fn next(&mut self, from: usize) -> Option<(usize, Found<'a>)> {
        while let Some((character, length)) = self.character(self.at) {
            if self.at >= from && self.fakes.may_begin(character) && !is_one_word(self.before, character) {
                let found = self.read();
                if let Some(found) = found {
                    return Some((self.at, found));
                }
            }
            self.before = character;
            self.at += length;
        }
        // An escape whose end has not come yet.
        (self.at < self.text.len()).then_some((self.at, Found::Cut))
    }

    /// What stands at the present place.
    fn read(&self) -> Option<Found<'a>> {
        let (mut best, mut is_cut) = (None, false);
        let end = self.walk(|entries, last, end| match self.character(end) {
            Some((next, _)) if is_one_word(last, next) => {}
            None if !self.ends => is_cut = true,
            _ => best = Some((entries, end)),
        });
        if is_cut || (!self.ends && end.is_none()) {
            return Some(Found::Cut);
        }
        let (entries, end) = best?;
        Some(Found::Whole(self.entry(entries, end)?, end - self.at))
    }

    /// Follows the text as far as fakes go. `see` gets the entries of each whole one, its last character and its end.
    /// Returns where the text left all of them, `None` where it ended before.
    fn walk(&self, mut see: impl FnMut(Range<usize>, char, usize)) -> Option<usize> {
        let longest = if self.reading == Reading::Json { LONGEST_ESCAPED } else { LONGEST };
        let (mut range, mut depth, mut at) = (0..self.fakes.entries.len(), 0, self.at);
        loop {
            let (character, length) = self.character(at)?;
            let mut bytes = [0; 4];
            let bytes = fold(character).encode_utf8(&mut bytes).as_bytes();
            range = self.fakes.narrowed(range, depth, bytes);
            depth += bytes.len();
            at += length;
            if range.is_empty() || at - self.at > longest {
                return Some(at);
            }
            let whole = range.clone().take_while(|&entry| self.fakes.is_whole(entry, depth)).count();
            if whole > 0 {
                see(range.start..range.start + whole, character, at);
                range.start += whole;
                if range.is_empty() {
                    return Some(at);
                }
            }
        }
    }

    /// The fake that ends at `end`: of those that differ in case or blanks alone the one that stands there, else the
    /// first.
    fn entry(&self, entries: Range<usize>, end: usize) -> Option<&'a Entry> {
        let entries = self.fakes.entries.get(entries)?;
        let stands_here = |entry: &&Entry| {
            let mut at = self.at;
            entry.text.chars().all(|expected| {
                let here = self.character(at).filter(|&(here, _)| here == expected);
                at += here.map_or(0, |(_, length)| length);
                here.is_some()
            }) && at == end
        };
        entries.iter().find(stands_here).or(entries.first())
    }

    /// The character at a place, as it is meant, and its bytes. `None` at the end, and where an escape may go on.
    fn character(&self, at: usize) -> Option<(char, usize)> {
        character(self.text, at, self.reading, self.ends)
    }
}

/// The last character of a text as it is meant; `before` where there is none.
pub(crate) fn last_meant(text: &str, before: char, reading: Reading) -> char {
    // Most texts end far from an escape.
    let near = text.len().saturating_sub(8);
    if reading == Reading::Plain || !text.as_bytes().get(near..).unwrap_or_default().contains(&b'\\') {
        return text.chars().next_back().unwrap_or(before);
    }
    let (mut at, mut last) = (0, before);
    while let Some((character, length)) = character(text, at, reading, true) {
        last = character;
        at += length;
    }
    last
}

/// A text as its escapes mean it, whether or not it is JSON.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((character, length)) = character(text, at, Reading::Json, true) {
        out.push(character);
        at += length;
    }
    out
}

fn character(text: &str, at: usize, reading: Reading, ends: bool) -> Option<(char, usize)> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    if first != '\\' || reading == Reading::Plain {
        return Some((first, first.len_utf8()));
    }
    match rest.chars().nth(1) {
        Some('u') => {
            let hexadecimal = rest.bytes().skip(2).take(4).take_while(u8::is_ascii_hexdigit).count();
            match rest.get(2..6) {
                Some(code) if hexadecimal == 4 => {
                    let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                    Some((code.unwrap_or(char::REPLACEMENT_CHARACTER), 6))
                }
                _ if rest.len() < 6 && hexadecimal == rest.len() - 2 && !ends => None,
                _ => Some(('u', 2)),
            }
        }
        Some('n') => Some(('\n', 2)),
        Some('r') => Some(('\r', 2)),
        Some('t') => Some(('\t', 2)),
        Some('b' | 'f') => Some((' ', 2)),
        Some(other) => Some((other, 1 + other.len_utf8())),
        None if ends => Some(('\\', 1)),
        None => None,
    }
}

/// A text as fakes are compared.
fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

fn fold(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    if matches!(character, '\u{400}'..='\u{52f}') {
        return lower(character);
    }
    match separator(character) {
        Some(Separator::Space) => ' ',
        Some(Separator::Dash) => '-',
        _ => lower(character),
    }
}

/// Whether what stands on both sides of a border is one number or one word.
fn is_one_word(one: char, other: char) -> bool {
    let is_number = |sign: char| digit(sign).is_some();
    let is_word = |sign: char| is_letter(sign) || sign == '_';
    (is_number(one) && is_number(other)) || (is_word(one) && is_word(other))
}
