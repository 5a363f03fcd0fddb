//! Chains of digits: every number of a text with the separators inside it, read once, in linear time.

use std::ops::Range;

use super::fold::{Separator, char_at, char_before, digit, is_invisible, is_plus, separator, skip_invisible_back};
use super::outline::Outline;

/// Groups read at a time; a longer chain is read in overlapping pieces.
const PIECE: usize = 256;
/// Groups that the next piece repeats: more than any identifier has digits.
const OVERLAP: usize = 24;
/// Digits kept of one group: more than any identifier has.
const GROUP_DIGITS: usize = 32;
/// Figures read at once.
const FIGURES: usize = 8;
/// Separators between two groups of one chain.
const GAP: u8 = 4;

/// What stands between two groups of digits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    pub(super) spaces: u8,
    pub(super) dashes: u8,
    pub(super) dots: u8,
    pub(super) slashes: u8,
    /// Where an opening parenthesis stands.
    pub(super) open: Option<usize>,
    pub(super) close: bool,
    /// Signs in all, of parentheses one of each kind.
    total: u8,
}

/// Digits with nothing visible between them.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// Index of its first digit.
    first: usize,
    /// Digits in it, also those not kept.
    length: usize,
    gap: Gap,
    /// Where its first digit begins in the text, and where the last one that was kept ends.
    start: usize,
    end: usize,
}

/// Groups of digits parted by separators only.
#[derive(Debug, Default)]
pub(super) struct Chain {
    values: Vec<u8>,
    groups: Vec<Group>,
    /// Whether the first group is the first of the whole chain, not of a later piece.
    pub(super) from_start: bool,
    /// Whether the last group is the last of the whole chain.
    pub(super) to_end: bool,
    /// Where a plus sign (or `%2B`) before the first group begins, for the span, and that there is one.
    pub(super) plus: Option<usize>,
}

/// Consecutive groups of a chain that hold a wanted number of digits.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    /// How many groups.
    pub(super) groups: usize,
    /// Their place in the text, first digit to last.
    pub(super) range: Range<usize>,
}

impl Gap {
    /// The one kind of separator of a gap as identifiers have them.
    pub(super) fn kind(self) -> Option<Separator> {
        if self.open.is_some() || self.close {
            return None;
        }
        match (self.spaces, self.dashes, self.dots, self.slashes) {
            (1.., 0, 0, 0) => Some(Separator::Space),
            (_, 1, 0, 0) => Some(Separator::Dash),
            (0, 0, 1, 0) => Some(Separator::Dot),
            (_, 0, 0, 1) => Some(Separator::Slash),
            _ => None,
        }
    }

    #[inline]
    fn add(&mut self, separator: Separator, at: usize) {
        let is_repeated = match separator {
            Separator::Open => self.open.is_some(),
            Separator::Close => self.close,
            _ => false,
        };
        self.total += u8::from(!is_repeated);
        match separator {
            Separator::Space => self.spaces += 1,
            Separator::Dash => self.dashes += 1,
            Separator::Dot => self.dots += 1,
            Separator::Slash => self.slashes += 1,
            Separator::Open => self.open = Some(at),
            Separator::Close => self.close = true,
        }
    }
}

impl Chain {
    /// The first place at or after `from` where a chain begins.
    pub(super) fn find(text: &str, outline: &Outline, from: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut at = from;
        loop {
            at = outline.digit_from(at)?;
            let sign_before = at.checked_sub(1).and_then(|before| bytes.get(before));
            if bytes.get(at).is_some_and(u8::is_ascii_digit) && sign_before != Some(&b'%') {
                return Some(at);
            }
            if bytes.get(at) == Some(&0xe2) && !matches!(bytes.get(at + 1), Some(0x91 | 0x93)) {
                // A dash or a quotation mark, of which prose is full; only circled digits begin so too.
                at += 1;
                continue;
            }
            let Some(character) = char_at(text, at) else {
                at += 1;
                continue;
            };
            if digit(character).is_none() {
                at += character.len_utf8();
            } else if escape(text, at.saturating_sub(1)).is_some() {
                // `%20`, `%D0`: the digits of an escape are not the text's.
                at += 2;
            } else {
                return Some(at);
            }
        }
    }

    /// Reads the chain that begins at `start`. Returns where reading stopped: the end of the chain, or of a piece.
    pub(super) fn read(&mut self, text: &str, start: usize, from_start: bool) -> usize {
        self.values.clear();
        self.groups.clear();
        self.from_start = from_start;
        self.to_end = true;
        self.plus = if from_start { plus_before(text, start) } else { None };
        let mut gap = Gap::default();
        let mut at = start;
        let mut end = start;
        let bytes = text.as_bytes();
        loop {
            // Nearly every chain is of plain figures, blanks and hyphens, and ends before a comma or a letter.
            let (character, next) = match bytes.get(at) {
                Some(b'0'..=b'9') => {
                    if !self.goes_on(&mut gap, at) {
                        return end;
                    }
                    at = self.push_plain(bytes, at);
                    end = at;
                    continue;
                }
                Some(b' ') if gap.total < GAP => {
                    gap.spaces += 1;
                    gap.total += 1;
                    at += 1;
                    continue;
                }
                Some(&sign @ (b' ' | b'-' | b'.' | b'/' | b'(' | b')')) => {
                    if gap.total == GAP {
                        break;
                    }
                    gap.add(plain_separator(sign), at);
                    at += 1;
                    continue;
                }
                Some(b'%') => ('%', at + 1),
                Some(0..0x80 | 0xd0..=0xd3) | None => break,
                Some(_) => match char_at(text, at) {
                    Some(character) => (character, at + character.len_utf8()),
                    None => break,
                },
            };
            if let Some(value) = digit(character) {
                if !self.goes_on(&mut gap, at) {
                    return end;
                }
                self.push(value, at..next);
                at = next;
                end = next;
            } else if !character.is_ascii() && is_invisible(character) {
                at = next;
            } else {
                let (separator, after) = match escape(text, at) {
                    Some((escaped, after)) => (separator(escaped), after),
                    None => (separator(character), next),
                };
                let Some(separator) = separator.filter(|_| gap.total < GAP) else { break };
                gap.add(separator, at);
                at = after;
            }
        }
        end
    }

    /// Makes room for the digit at byte `at` behind a gap: a group of its own, unless there is no gap. Or tells that the
    /// piece is full.
    #[inline]
    fn goes_on(&mut self, gap: &mut Gap, at: usize) -> bool {
        if gap.total > 0 || self.groups.is_empty() {
            if self.groups.len() == PIECE {
                self.to_end = false;
                return false;
            }
            let gap = std::mem::take(gap);
            self.groups.push(Group { first: self.values.len(), length: 0, gap, start: at, end: at });
        }
        true
    }

    /// Adds the figures in ASCII that begin at byte `start`. Returns where they end.
    #[inline]
    fn push_plain(&mut self, bytes: &[u8], start: usize) -> usize {
        let Some(group) = self.groups.last_mut() else { return start };
        let room = GROUP_DIGITS.saturating_sub(group.length);
        let known = self.values.len();
        let mut count = 0;
        loop {
            let (values, figures) = figures(bytes.get(start + count..).unwrap_or_default());
            if count < room {
                self.values.extend_from_slice(&values);
                self.values.truncate(known + room.min(count + figures));
            }
            count += figures;
            if figures < FIGURES {
                break;
            }
        }
        group.length += count;
        if room > 0 {
            group.end = start + count.min(room);
        }
        start + count
    }

    fn push(&mut self, value: u8, place: Range<usize>) {
        let Some(group) = self.groups.last_mut() else { return };
        group.length += 1;
        if group.length <= GROUP_DIGITS {
            group.end = place.end;
            self.values.push(value);
        }
    }

    /// How many groups were read.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Groups at which a number may begin in this piece; the others are the next piece's.
    #[inline]
    pub(super) fn starts(&self) -> usize {
        if self.to_end { self.len() } else { self.len().saturating_sub(OVERLAP) }
    }

    /// Where a group begins in the text.
    #[inline]
    pub(super) fn start(&self, group: usize) -> Option<usize> {
        self.groups.get(group).map(|group| group.start)
    }

    /// The gap before a group.
    #[inline]
    pub(super) fn gap(&self, group: usize) -> Gap {
        self.groups.get(group).map_or(Gap::default(), |group| group.gap)
    }

    /// Where the last digit of a group that was kept ends.
    #[inline]
    pub(super) fn end(&self, group: usize) -> Option<usize> {
        self.groups.get(group).map(|group| group.end)
    }

    /// The first group that begins at or after a byte.
    pub(super) fn group_from(&self, at: usize) -> usize {
        self.groups.partition_point(|group| group.start < at)
    }

    /// The length of a group in digits.
    #[inline]
    pub(super) fn group_len(&self, group: usize) -> usize {
        self.groups.get(group).map_or(0, |group| group.length)
    }

    /// At most `count` digits from the beginning of a group on.
    #[inline]
    pub(super) fn values(&self, group: usize, count: usize) -> &[u8] {
        let first = self.groups.get(group).map_or(usize::MAX, |group| group.first);
        let rest = self.values.get(first..).unwrap_or_default();
        rest.get(..count).unwrap_or(rest)
    }

    /// The groups from `group` on that together hold exactly `count` digits, joined by gaps that `joins` accepts.
    #[inline]
    pub(super) fn take(&self, group: usize, count: usize, joins: impl Fn(Gap) -> bool) -> Option<Taken> {
        let mut held = 0;
        for (offset, next) in self.groups.get(group..)?.iter().enumerate() {
            if offset > 0 && !joins(next.gap) {
                return None;
            }
            held += next.length;
            if held >= count {
                return (held == count).then_some(Taken { groups: offset + 1, range: self.start(group)?..next.end });
            }
        }
        None
    }
}

/// The values of the figures that a text begins with, eight at most, and how many they are.
#[inline]
fn figures(text: &[u8]) -> ([u8; FIGURES], usize) {
    const EVERY: u64 = 0x0101_0101_0101_0101;
    let word = text.first_chunk().copied().unwrap_or_else(|| {
        let mut word = [0; FIGURES];
        word.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte);
        word
    });
    // All bytes at once: those above nine get their highest bit set, and no sum reaches into the next.
    let values = u64::from_le_bytes(word) ^ (EVERY * 0x30);
    let others = (values | ((values & (EVERY * 0x7f)) + EVERY * 0x76)) & (EVERY * 0x80);
    (values.to_le_bytes(), others.trailing_zeros() as usize / 8)
}

/// The separator that one of `-./()` and the blank is.
#[inline]
const fn plain_separator(sign: u8) -> Separator {
    match sign {
        b'-' => Separator::Dash,
        b'.' => Separator::Dot,
        b'/' => Separator::Slash,
        b'(' => Separator::Open,
        b')' => Separator::Close,
        _ => Separator::Space,
    }
}

/// A percent-escaped ASCII character at byte `at`, and where it ends.
fn escape(text: &str, at: usize) -> Option<(char, usize)> {
    if text.as_bytes().get(at) != Some(&b'%') {
        return None;
    }
    let hex = text.get(at..at + 3)?.strip_prefix('%')?;
    let byte = u8::from_str_radix(hex, 16).ok()?;
    Some((char::from(byte), at + 3))
}

/// Where a plus sign before `start` begins; parentheses, one space and invisible characters may stand between.
fn plus_before(text: &str, start: usize) -> Option<usize> {
    // A plain sign at once, or a letter, alone or before a blank: this is nearly every number.
    match text.as_bytes().get(..start)? {
        [.., b'+'] => return Some(start - 1),
        [] | [.., 0xd0..=0xd3, 0x80..=0xbf] | [.., 0xd0..=0xd3, 0x80..=0xbf, b' '] => return None,
        [.., before, b' '] if before.is_ascii() && !matches!(before, b'+' | b'(') => return None,
        [.., last] if last.is_ascii() && !matches!(last, b' ' | b'(' | b'B' | b'b') => return None,
        _ => {}
    }
    let mut at = skip_invisible_back(text, start);
    let is_escaped = text.as_bytes().get(at.saturating_sub(3)..at).is_some_and(|last| matches!(last, b"%2B" | b"%2b"));
    if is_escaped {
        // The sign stays: what is replaced is the number, and the link keeps its form.
        return Some(start);
    }
    for wanted in [Separator::Space, Separator::Open] {
        if let Some(character) = char_before(text, at).filter(|&character| separator(character) == Some(wanted)) {
            at = skip_invisible_back(text, at - character.len_utf8());
        }
    }
    let plus = char_before(text, at).filter(|&character| is_plus(character))?;
    Some(at - plus.len_utf8())
}
