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
pub(super) const FIGURES: usize = 8;
/// Values for which there is room at first: more than nearly every chain has.
const ROOM: usize = 64;
/// Separators between two groups of one chain.
const GAP: u32 = 4;

/// What stands between two groups of digits: how many separators of each kind, of parentheses only whether, and how many
/// in all, four bits for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Gap(u32);

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
    /// The digits kept are the first `kept`; behind them is room for what is written [`FIGURES`] at once.
    values: Vec<u8>,
    kept: usize,
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
    const SPACE: u32 = 1;
    const DASH: u32 = 1 << 4;
    const DOT: u32 = 1 << 8;
    const SLASH: u32 = 1 << 12;
    const OPEN: u32 = 1 << 16;
    const CLOSE: u32 = 1 << 20;
    const ONE: u32 = 1 << 24;

    /// The one kind of separator of a gap as identifiers have them.
    #[inline]
    pub(super) fn kind(self) -> Option<Separator> {
        let Self(signs) = self;
        let spaces = signs % Self::DASH;
        match signs % Self::ONE - spaces {
            0 if spaces > 0 => Some(Separator::Space),
            Self::DASH => Some(Separator::Dash),
            Self::DOT if spaces == 0 => Some(Separator::Dot),
            Self::SLASH => Some(Separator::Slash),
            _ => None,
        }
    }

    pub(super) fn opens(self) -> bool {
        self.0 & Self::OPEN != 0
    }

    pub(super) fn closes(self) -> bool {
        self.0 & Self::CLOSE != 0
    }

    pub(super) fn has_dot(self) -> bool {
        self.0 & (Self::SLASH - Self::DOT) != 0
    }

    /// Whether no separator has room any more.
    #[inline]
    fn is_full(self) -> bool {
        self.0 / Self::ONE >= GAP
    }

    fn add(&mut self, separator: Separator) {
        self.0 += match separator {
            Separator::Space => Self::SPACE + Self::ONE,
            Separator::Dash => Self::DASH + Self::ONE,
            Separator::Dot => Self::DOT + Self::ONE,
            Separator::Slash => Self::SLASH + Self::ONE,
            Separator::Open if !self.opens() => Self::OPEN + Self::ONE,
            Separator::Close if !self.closes() => Self::CLOSE + Self::ONE,
            Separator::Open | Separator::Close => 0,
        };
    }
}

/// What each byte adds to a gap if it is one of the usual separators.
static SIGNS: [u32; 256] = {
    let mut signs = [0; 256];
    signs[b' ' as usize] = Gap::SPACE + Gap::ONE;
    signs[b'-' as usize] = Gap::DASH + Gap::ONE;
    signs[b'.' as usize] = Gap::DOT + Gap::ONE;
    signs[b'/' as usize] = Gap::SLASH + Gap::ONE;
    signs
};

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
        self.kept = 0;
        self.groups.clear();
        self.from_start = from_start;
        self.to_end = true;
        self.plus = if from_start { plus_before(text, start) } else { None };
        let mut gap = Gap::default();
        let mut at = start;
        let mut end = start;
        let bytes = text.as_bytes();
        // Nearly every chain is of plain figures, blanks and hyphens, and ends before a comma or a letter.
        while let Some(&sign) = bytes.get(at) {
            if sign.is_ascii_digit() {
                let Some(next) = self.push_plain(bytes, at, &mut gap) else { return end };
                at = next;
                end = next;
                continue;
            }
            let usual = SIGNS.get(usize::from(sign)).copied().unwrap_or_default();
            if usual != 0 {
                if gap.is_full() {
                    break;
                }
                gap.0 += usual;
                at += 1;
                continue;
            }
            let (character, next) = match sign {
                b'(' | b')' if !gap.is_full() => {
                    gap.add(if sign == b'(' { Separator::Open } else { Separator::Close });
                    at += 1;
                    continue;
                }
                b'%' => ('%', at + 1),
                0..0x80 | 0xd0..=0xd3 => break,
                _ => match char_at(text, at) {
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
                let Some(separator) = separator.filter(|_| !gap.is_full()) else { break };
                gap.add(separator);
                at = after;
            }
        }
        end
    }

    /// Makes room for the digit at byte `at` behind a gap: a group of its own, unless there is no gap. Or tells that the
    /// piece is full.
    #[inline]
    fn goes_on(&mut self, gap: &mut Gap, at: usize) -> bool {
        if *gap != Gap::default() || self.groups.is_empty() {
            if self.groups.len() == PIECE {
                self.to_end = false;
                return false;
            }
            let gap = std::mem::take(gap);
            self.groups.push(Group { first: self.kept, length: 0, gap, start: at, end: at });
        }
        true
    }

    /// Adds the figures in ASCII that begin at byte `start`, behind a gap. Returns where they end, or nothing if the piece
    /// is full.
    #[inline]
    fn push_plain(&mut self, bytes: &[u8], start: usize, gap: &mut Gap) -> Option<usize> {
        let rest = bytes.get(start..).unwrap_or_default();
        let (values, count) = figures(rest);
        let more = rest.get(FIGURES..).filter(|_| count == FIGURES).map(figures);
        let is_longer = more.is_some_and(|(_, more)| more == FIGURES);
        let is_new = *gap != Gap::default() || self.groups.is_empty();
        if is_longer || !is_new || self.groups.len() == PIECE {
            return self.goes_on(gap, start).then(|| self.push_figures(bytes, start));
        }
        // Nearly every group is one of its own, and read at a glance.
        let length = count + more.map_or(0, |(_, more)| more);
        let group = Group { first: self.kept, length, gap: std::mem::take(gap), start, end: start + length };
        self.groups.push(group);
        self.keep(values, count);
        if let Some((values, more)) = more {
            self.keep(values, more);
        }
        Some(start + length)
    }

    /// Adds the figures in ASCII that begin at byte `start` to the last group, however many. Returns where they end.
    fn push_figures(&mut self, bytes: &[u8], start: usize) -> usize {
        let (length, mut room) = self.groups.last().map_or((0, 0), |group| {
            let length = group.length;
            (length, GROUP_DIGITS.saturating_sub(length))
        });
        let mut at = start;
        let mut end = None;
        loop {
            let (values, count) = figures(bytes.get(at..).unwrap_or_default());
            if room > 0 {
                let kept = count.min(room);
                self.keep(values, kept);
                room -= kept;
                end = Some(at + kept);
            }
            at += count;
            if count < FIGURES {
                break;
            }
        }
        if let Some(group) = self.groups.last_mut() {
            group.length = length + at - start;
            group.end = end.unwrap_or(group.end);
        }
        at
    }

    fn push(&mut self, value: u8, place: Range<usize>) {
        let Some(group) = self.groups.last_mut() else { return };
        group.length += 1;
        if group.length <= GROUP_DIGITS {
            group.end = place.end;
            self.keep([value; FIGURES], 1);
        }
    }

    /// Keeps the first of these values.
    #[inline]
    fn keep(&mut self, values: [u8; FIGURES], count: usize) {
        if self.values.len() < self.kept + FIGURES {
            self.widen();
        }
        if let Some(place) = self.values.get_mut(self.kept..).and_then(<[u8]>::first_chunk_mut) {
            *place = values;
            self.kept += count;
        }
    }

    /// Makes room for values.
    #[cold]
    fn widen(&mut self) {
        self.values.resize(self.kept + FIGURES + self.kept.max(ROOM), 0);
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

    /// Where the last parenthesis opens in the gap before a group.
    pub(super) fn opening(&self, text: &str, group: usize) -> Option<usize> {
        let end = self.end(group.checked_sub(1)?).filter(|_| self.gap(group).opens())?;
        let between = text.get(end..self.start(group)?)?;
        let is_open = |&(at, sign): &(usize, char)| {
            separator(sign) == Some(Separator::Open) || between.get(at..).is_some_and(|rest| rest.starts_with("%28"))
        };
        between.char_indices().rev().find(is_open).map(|(at, _)| end + at)
    }

    /// Where the last digit of a group that was kept ends.
    #[inline]
    pub(super) fn end(&self, group: usize) -> Option<usize> {
        self.groups.get(group).map(|group| group.end)
    }

    /// The first group that begins at or after a byte.
    pub(super) fn group_from(&self, at: usize) -> usize {
        // Nearly every number ends with its chain.
        match self.groups.last() {
            Some(last) if last.start >= at => self.groups.partition_point(|group| group.start < at),
            _ => self.len(),
        }
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
        let end = self.kept.min(first.saturating_add(count));
        self.values.get(first..end).unwrap_or_default()
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
pub(super) fn figures(text: &[u8]) -> ([u8; FIGURES], usize) {
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
pub(super) fn plus_before(text: &str, start: usize) -> Option<usize> {
    // A plain sign at once, or a letter, alone or before a blank: this is nearly every number.
    match text.as_bytes().get(..start)? {
        [.., b'+'] => return Some(start - 1),
        [] | [.., 0xd0..=0xd3, 0x80..=0xbf] | [.., 0xd0..=0xd3, 0x80..=0xbf, b' '] => return None,
        [.., before, b' '] if before.is_ascii() && !matches!(before, b'+' | b'(') => return None,
        // A number sign.
        [.., 0xe2, 0x84, 0x96, b' '] => return None,
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
