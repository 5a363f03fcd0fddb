//! A second look at numbers that a slip or a line end breaks: `87O1 555 II 22`, `900101` and `300017` on two lines.
//! Only a checksum or the structure of a phone makes such a run a number.

use std::ops::Range;

use super::chain::Chain;
use super::checksums::{is_iin, is_luhn};
use super::context::{CARD_CUES, HINT_CUES, IIN_CUES, PHONE_CUES, nearest};
use super::fold::{char_at, char_before, digit, is_invisible, is_letter, separator};
use super::{DataType, Entity, phone};

/// Symbols of the longest number looked for.
const SYMBOLS: usize = 16;
/// Letters that may stand for digits in one number.
const SLIPS: usize = 6;
/// Letters that may stand so without a label.
const UNLABELLED: usize = 3;
/// Bytes before a number in which its label is looked for.
const REACH: usize = 48;

/// A run of digits and what may stand for them.
#[derive(Debug, Default)]
struct Run {
    values: [u8; SYMBOLS],
    /// Where each symbol begins and ends.
    places: [(usize, usize); SYMBOLS],
    /// Whether a separator stands before each symbol.
    breaks: [bool; SYMBOLS],
    length: usize,
    letters: usize,
    /// Letters other than the one that everybody takes for a zero.
    rare: usize,
    lines: usize,
    /// Where reading stopped.
    end: usize,
}

/// Looks again at the end of a chain. Returns what it found, and where a further look may begin.
#[inline]
pub(super) fn find(text: &str, chain: &Chain, end: usize, floor: usize) -> (Option<Entity>, usize) {
    if !is_broken(text, end) && !chain.start(0).is_some_and(|start| is_slip_before(text, start)) {
        return (None, floor);
    }
    look_again(text, chain, floor)
}

#[cold]
fn look_again(text: &str, chain: &Chain, floor: usize) -> (Option<Entity>, usize) {
    let first = chain.len().saturating_sub(6);
    let mut read = floor;
    for group in first..chain.len() {
        let Some(mut start) = chain.start(group).filter(|&start| start >= floor) else { continue };
        if group == 0 {
            start = slips_back(text, start).max(floor);
        }
        let run = Run::read(text, start);
        read = read.max(run.end);
        // A label may be glued to digits, but not to letters that only look like them.
        if char_before(text, start)
            .is_some_and(|before| before.is_numeric() || (run.letters > 0 && before.is_alphabetic()))
        {
            continue;
        }
        let plus = if group == 0 { chain.plus } else { None };
        if let Some(entity) = run.judge(text, plus) {
            return (Some(entity), read);
        }
    }
    (None, read)
}

/// Whether a digit look-alike or a line end, and then something of a number, stands where a chain ends.
#[inline]
fn is_broken(text: &str, end: usize) -> bool {
    !ends_plainly(text, end) && is_broken_behind(text, end)
}

/// Whether a number ends at a byte as nearly every one does: before one of these signs, or a word, or with its text.
#[inline]
pub(super) fn ends_plainly(text: &str, end: usize) -> bool {
    match text.as_bytes().get(end) {
        None | Some(b',' | b';' | b':' | b'"' | b'\t') => true,
        Some(b' ' | b'\n') => begins_word(text, end + 1),
        _ => false,
    }
}

/// Whether a letter stands at a byte that looks like no digit.
pub(super) fn begins_word(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(|letter| is_letter(letter) && looks_like(letter).is_none() && digit(letter).is_none())
}

fn is_broken_behind(text: &str, end: usize) -> bool {
    let mut rest = text.get(end..).unwrap_or_default().chars().filter(|&character| !is_invisible(character));
    let mut is_line = false;
    for character in rest.by_ref().take(5) {
        match character {
            '\n' | '\r' => is_line = true,
            _ if is_line && digit(character).is_some() => return true,
            _ if looks_like(character).is_some() => return true,
            _ if separator(character).is_some() => {}
            _ => return false,
        }
    }
    false
}

/// Whether digits go on behind `end` after letters that look like some.
pub(super) fn goes_on(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let mut symbols = rest
        .chars()
        .skip_while(|&character| looks_like(character).is_some())
        .skip_while(|&character| separator(character).is_some());
    rest.starts_with(|character| looks_like(character).is_some())
        && symbols.next().is_some_and(|next| digit(next).is_some())
        || rest.chars().take(2).filter(|&character| looks_like(character).is_some()).count() == 2
}

#[inline]
fn is_slip_before(text: &str, start: usize) -> bool {
    char_before(text, start).is_some_and(|character| looks_like(character).is_some())
}

/// Where the look-alikes right before `start` begin.
fn slips_back(text: &str, start: usize) -> usize {
    let head = text.get(..start).unwrap_or_default();
    let slips = head.chars().rev().take(SLIPS).take_while(|&character| looks_like(character).is_some());
    start - slips.map(char::len_utf8).sum::<usize>()
}

/// The digit that eyes, scanners and evaders take a letter or a sign for.
pub(super) fn looks_like(character: char) -> Option<u8> {
    match character {
        'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' | 'Q' => Some(0),
        'l' | 'I' | '|' | 'І' | 'і' | 'Ӏ' => Some(1),
        'Z' | 'z' => Some(2),
        'З' | 'з' | 'ʒ' => Some(3),
        'Ч' | 'ч' => Some(4),
        'S' | 's' | 'Ѕ' | 'ѕ' => Some(5),
        'б' => Some(6),
        'В' | 'B' => Some(8),
        _ => None,
    }
}

// === impl Run ===

impl Run {
    fn read(text: &str, start: usize) -> Self {
        let mut run = Self { end: start, ..Self::default() };
        let mut gap = 0;
        let mut at = start;
        while let Some(character) = char_at(text, at) {
            let next = at + character.len_utf8();
            let value = digit(character).or_else(|| looks_like(character));
            if let Some(value) = value {
                let is_letter = digit(character).is_none();
                run.letters += usize::from(is_letter);
                run.rare += usize::from(is_letter && value != 0);
                if run.letters > SLIPS || !run.push(value, (at, next), gap > 0) {
                    break;
                }
                gap = 0;
                run.end = next;
            } else if character == '\n' && run.lines == 0 {
                run.lines = 1;
                gap += 1;
            } else if !is_invisible(character) {
                let joins = character == '\r' || separator(character).is_some();
                if !joins || gap > 4 {
                    break;
                }
                gap += 1;
            }
            at = next;
        }
        run
    }

    /// Adds a symbol; false where there is no room.
    fn push(&mut self, value: u8, place: (usize, usize), breaks: bool) -> bool {
        let index = self.length;
        let (Some(values), Some(places), Some(all_breaks)) =
            (self.values.get_mut(index), self.places.get_mut(index), self.breaks.get_mut(index))
        else {
            return false;
        };
        (*values, *places, *all_breaks) = (value, place, breaks);
        self.length += 1;
        true
    }

    /// What the first symbols are, if anything.
    fn judge(&self, text: &str, plus: Option<usize>) -> Option<Entity> {
        let (start, _) = *self.places.first()?;
        let found = |count: usize, data_type| {
            let range = plus.filter(|_| data_type == DataType::Phone).unwrap_or(start)..self.end_of(text, count)?;
            let is_new = self.is_broken_within(text, &range);
            is_new.then_some(Entity { range, data_type })
        };
        let (values, label) =
            (self.values.get(..self.length)?, |lists: &[_]| nearest(text, start, REACH, lists) == Some(0));
        let is_card = self.length == 16 && is_luhn(values) && matches!(values, [2..=6, ..]);
        // Without a label, groups of four with a B or an S among them are bytes in hexadecimal.
        if is_card && ((self.rare == 0 && self.is_grouped(&[4, 4, 4, 4])) || label(&[&CARD_CUES])) {
            return found(16, DataType::Card);
        }
        let ends = self.length == 12 || self.is_grouped(&[6, 6]) || self.is_grouped(&[12]);
        if ends
            && values.get(..12).is_some_and(is_iin)
            && (self.letters <= UNLABELLED || self.rare == 0 || label(&[&IIN_CUES]))
        {
            return found(12, DataType::Iin);
        }
        let announced = || label(&[&PHONE_CUES, &IIN_CUES]) || label(&[&HINT_CUES, &IIN_CUES]);
        let is_mobile = |from: usize| values.get(from..from + 3).is_some_and(phone::is_in_use);
        if matches!(values, [7 | 8, ..]) && is_mobile(1) {
            let divided =
                self.is_grouped(&[1, 3, 3, 2, 2]) || self.is_grouped(&[1, 3, 3, 4]) || self.is_grouped(&[4, 3, 2, 2]);
            if plus.is_some() || divided || announced() {
                return found(11, DataType::Phone);
            }
        }
        if matches!(values, [7, ..]) && is_mobile(0) && announced() {
            return found(10, DataType::Phone);
        }
        None
    }

    /// Where the `count`-th symbol ends, if the number can end there.
    fn end_of(&self, text: &str, count: usize) -> Option<usize> {
        let (_, end) = *self.places.get(count.checked_sub(1)?)?;
        let goes_on = char_at(text, end).is_some_and(|next| next.is_alphanumeric());
        (!goes_on && self.length >= count).then_some(end)
    }

    /// Whether a slip or a line end is inside: what is whole was judged before, by stricter rules. One of both is
    /// believed, not both.
    fn is_broken_within(&self, text: &str, range: &Range<usize>) -> bool {
        let inside = text.get(range.clone()).unwrap_or_default();
        let lines = inside.contains('\n');
        let letters = inside.chars().filter(|&character| looks_like(character).is_some()).count();
        (lines && letters == 0) || (!lines && letters > 0)
    }

    /// Whether the separators stand between groups of these lengths.
    fn is_grouped(&self, lengths: &[usize]) -> bool {
        let mut boundary = 0;
        let mut expected = [false; SYMBOLS];
        for length in lengths {
            boundary += length;
            if let Some(place) = expected.get_mut(boundary) {
                *place = true;
            }
        }
        let count = boundary.min(SYMBOLS);
        self.length >= count && self.breaks.get(1..count) == expected.get(1..count)
    }
}

#[cfg(test)]
mod tests {
    use crate::redact::tests::check_all as check;

    #[test]
    fn slips_and_line_ends() {
        for (text, expected) in [
            ("звоните 8 7O1 555 II 22", "PHONE 8 7O1 555 II 22"),
            ("+7 7О1 555-11-22", "PHONE +7 7О1 555-11-22"),
            ("тел 87О15551122.", "PHONE 87О15551122"),
            ("номер 7O15551122", "PHONE 7O15551122"),
            ("ИИН 88О7О73ОО55О", "IIN 88О7О73ОО55О"),
            ("ИИН 8807073OO550", "IIN 8807073OO550"),
            ("ИИН ВВ0707300550", "IIN ВВ0707300550"),
            ("карта 44О0 43О1 5555 9997", "CARD 44О0 43О1 5555 9997"),
            ("ИИН 880707\n300550", "IIN 880707\n300550"),
            ("+7 701 555\n11 22", "PHONE +7 701 555\n11 22"),
            ("карта 4400 4301\r\n5555 9997", "CARD 4400 4301\r\n5555 9997"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn letters_stay_letters() {
        for text in [
            "8 800 В месяц 15",
            "1O 2O 3O 4O 5O 6O 7O 8O",
            "7O1 штук",
            "артикул 87О1555ОО22",
            "B2B 2024 O3",
            "2019\n2020\n2021\n2022",
            "8 701\n12 штук",
            "1234567\n701234",
        ] {
            check(text, "");
        }
    }
}
