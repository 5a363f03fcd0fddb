//! Numbers in the form in which nearly all are written, known without a chain being read: behind a blank or a plus sign
//! and before a sign or a word, so that nothing around them belongs to them. The table of [`numbers`](super::numbers)
//! says the same of them.

use std::ops::Range;

use super::chain::{FIGURES, figures, plus_before};
use super::checksums::{is_bin, is_iin};
use super::{DataType, Entity, card, date, dob, phone, slips};

/// What a number is known to be.
#[derive(Debug)]
pub(super) enum Seen {
    Entity(Entity),
    /// A date, but of no birth as far as it shows by itself.
    OtherDate,
    /// To be looked at more closely.
    Nothing,
}

/// Looks at the number whose first digit is at byte `start`, where a chain begins.
#[inline]
pub(super) fn look(text: &str, start: usize) -> Seen {
    let (head, rest) = text.as_bytes().split_at_checked(start).unwrap_or_default();
    let has_plus = match head {
        [.., b' '] => false,
        [.., b'+'] => true,
        _ => return Seen::Nothing,
    };
    let (first, length) = figures(rest);
    let found = match (length, rest.get(length)) {
        (FIGURES, _) => in_one(text, start, has_plus),
        (1, Some(b' ' | b'-' | b'(')) if matches!(first, [7 | 8, ..]) => phone_in_groups(text, start, has_plus),
        (2, Some(b'.')) if !has_plus => return date(text, start),
        (4, Some(b' ')) if !has_plus => card_in_fours(text, start),
        _ => None,
    };
    found.map_or(Seen::Nothing, |(data_type, range)| Seen::Entity(Entity { range, data_type }))
}

/// `900101300017`, `87011112233`: figures with nothing between them.
fn in_one(text: &str, start: usize, has_plus: bool) -> Option<(DataType, Range<usize>)> {
    /// Figures of a registered number.
    const REGISTERED: usize = 12;
    let rest = text.as_bytes().get(start..)?;
    let ((first, _), (second, more)) = (figures(rest), figures(rest.get(FIGURES..)?));
    let mut values = [0; 2 * FIGURES];
    let (low, high) = values.split_at_mut(FIGURES);
    low.copy_from_slice(&first);
    high.copy_from_slice(&second);
    let length = FIGURES + more;
    let end = start + length;
    let values = values.get(..length)?;
    match length {
        REGISTERED if slips::ends_plainly(text, end) => {
            let data_type = if is_iin(values) { DataType::Iin } else { is_bin(values).then_some(DataType::Bin)? };
            Some((data_type, start..end))
        }
        phone::LENGTH if slips::ends_plainly(text, end) => {
            // Of somebody born after 1999 it may be the number without its zero.
            let mut padded = [0; REGISTERED];
            padded.get_mut(1..)?.copy_from_slice(values);
            let is_phone = !is_iin(&padded) && is_phone(text, start, values.try_into().ok()?, has_plus);
            is_phone.then_some((DataType::Phone, start - usize::from(has_plus)..end))
        }
        _ => None,
    }
}

/// `+7 701 111-22-33`, `8 (701) 111 22 33`: a code of three figures in a group of its own.
fn phone_in_groups(text: &str, start: usize, has_plus: bool) -> Option<(DataType, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut digits = [0; phone::LENGTH];
    let (mut count, mut at, mut is_open) = (0, start, false);
    loop {
        while let Some(&figure @ b'0'..=b'9') = bytes.get(at) {
            *digits.get_mut(count)? = figure & 0xf;
            count += 1;
            at += 1;
        }
        if count == phone::LENGTH {
            break;
        }
        at += match bytes.get(at..)? {
            [b' ', b'(', ..] | [b'(', ..] if count == 1 => {
                is_open = true;
                if bytes.get(at) == Some(&b'(') { 1 } else { 2 }
            }
            [b')', behind, ..] if count == 4 && is_open => 1 + usize::from(*behind == b' '),
            [b' ' | b'-', ..] if count != 2 && count != 3 => 1,
            _ => return None,
        };
        if !bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        // A code of four figures or two has other rules.
        if count == 1 && bytes.get(at + 3).is_none_or(u8::is_ascii_digit) {
            return None;
        }
    }
    let is_phone = slips::ends_plainly(text, at) && is_phone(text, start, &digits, has_plus);
    is_phone.then_some((DataType::Phone, start - usize::from(has_plus)..at))
}

fn is_phone(text: &str, start: usize, digits: &[u8; phone::LENGTH], has_plus: bool) -> bool {
    if has_plus {
        return matches!(digits, [7, area, ..] if *area >= 3);
    }
    matches!(digits, [7 | 8, ..]) && phone::is_mobile(digits) && plus_before(text, start).is_none()
}

/// `4111 1111 1111 1111`
fn card_in_fours(text: &str, start: usize) -> Option<(DataType, Range<usize>)> {
    /// Figures of a group, and bytes with the blank behind it.
    const GROUP: usize = 4;
    const STEP: usize = GROUP + 1;
    let written: &[u8; 4 * STEP - 1] = text.as_bytes().get(start..)?.first_chunk()?;
    if [GROUP, STEP + GROUP, 2 * STEP + GROUP].iter().any(|&gap| written.get(gap) != Some(&b' ')) {
        return None;
    }
    let mut digits = [0; 4 * GROUP];
    for (place, digit) in digits.iter_mut().enumerate() {
        *digit = written.get(place + place / GROUP)?.wrapping_sub(b'0');
    }
    let end = start + written.len();
    let is_card = digits.iter().all(|&digit| digit <= 9) && card::is_whole(&digits) && slips::ends_plainly(text, end);
    is_card.then_some((DataType::Card, start..end))
}

/// `14.03.1987`
fn date(text: &str, start: usize) -> Seen {
    match date::plain(text.as_bytes(), start).filter(|date| slips::ends_plainly(text, date.range.end)) {
        None => Seen::Nothing,
        Some(date) if dob::is_birth(text, &date, start) => {
            Seen::Entity(Entity { range: date.range, data_type: DataType::Dob })
        }
        Some(_) => Seen::OtherDate,
    }
}
