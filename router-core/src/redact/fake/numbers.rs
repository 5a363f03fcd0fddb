//! Fakes of numbers: each passes the check of its kind and keeps the separators of the original.

use super::{pick, respelled, serial};
use crate::redact::checksums::{is_bin, is_iban, is_iin, is_luhn};
use crate::redact::fold::{digit, is_invisible, latin};
use crate::redact::normal;

/// A number of its own for each use of chance.
mod salt {
    pub(super) const YEAR: u64 = 1;
    pub(super) const MONTH: u64 = 2;
    pub(super) const DAY: u64 = 3;
    pub(super) const LETTERS: u64 = 4;
}

/// Digits of an IIN or BIN.
const STATE: usize = 12;

/// What a number is taken for that begins with these digits, and what its fake begins with: the ranges that processors
/// of payments publish for tests.
const NETWORKS: [(&str, &str); 9] = [
    ("4", "400000"),
    ("220", "220000"),
    ("2", "222300"),
    ("34", "378282"),
    ("37", "378282"),
    ("30", "305693"),
    ("3", "360000"),
    ("5", "555500"),
    ("6", "601100"),
];

/// The same century and sex, another day of birth, and a check that holds.
pub(super) fn iin(original: &str, nth: usize) -> Option<String> {
    let (mut fake, written) = state_number(original)?;
    let century = *fake.get(6)?;
    let year = match century {
        5 | 6 => pick(nth, salt::YEAR, 10),
        _ => 50 + pick(nth, salt::YEAR, 50),
    };
    let born = date(year, nth, 1);
    // Nobody keeps the own birthday.
    let born = if fake.get(..6)? == born { date(year, nth, 2) } else { born };
    put(&mut fake, 0, &born);
    checked(original, fake, nth, written, is_iin)
}

/// The same kind and division of a business, another month of registration, and a check that holds.
pub(super) fn bin(original: &str, nth: usize) -> Option<String> {
    let (mut fake, written) = state_number(original)?;
    let month = date(pick(nth, salt::YEAR, 25), nth, 1);
    put(&mut fake, 0, month.get(..4)?);
    checked(original, fake, nth, written, is_bin)
}

/// The digits of an IIN or BIN, and how many of them are written: spreadsheets lose zeros in front.
fn state_number(original: &str) -> Option<(Vec<u8>, usize)> {
    let digits = values(&normal::digits(original)?);
    let zeros = STATE.checked_sub(digits.len())?;
    let mut all = vec![0; zeros];
    all.extend(&digits);
    Some((all, digits.len()))
}

/// Year, month and day. Every month has 28 days.
fn date(year: usize, nth: usize, shift: usize) -> [u8; 6] {
    let month = 1 + pick(nth, salt::MONTH, 12);
    let day = 1 + (pick(nth, salt::DAY, 28) + shift) % 28;
    let two = |number: usize| [(number / 10 % 10) as u8, (number % 10) as u8];
    let ([a, b], [c, d], [e, f]) = (two(year), two(month), two(day));
    [a, b, c, d, e, f]
}

/// With a serial number whose check digit exists.
fn checked(
    original: &str,
    mut fake: Vec<u8>,
    nth: usize,
    written: usize,
    is_valid: fn(&[u8]) -> bool,
) -> Option<String> {
    for next in 0..4 {
        put(&mut fake, 7, &serial(nth + next * 5_000, 4));
        let lost = fake.get(..STATE - written)?.iter().all(|&zero| zero == 0);
        if lost && with_check(&mut fake, is_valid) {
            return respelled(original, fake.get(STATE - written..)?);
        }
    }
    None
}

/// Kazakhstan keeps no numbers for fiction. What follows country and operator begins with 000, which is dialled to
/// nobody; in North America the number begins with 555-01, which is kept for fiction.
pub(super) fn phone(original: &str, nth: usize) -> Option<String> {
    let mut fake = values(&normal::digits(original)?);
    let length = fake.len();
    let kept = match length {
        9.. => length - 7,
        _ => length.checked_sub(5)?,
    };
    fake.truncate(kept);
    match (fake.as_slice(), length) {
        ([1, ..], 11) => {
            fake.extend([5, 5, 5, 0, 1]);
            fake.extend(serial(nth, 2));
        }
        (_, 9..) => {
            fake.extend([0, 0, 0]);
            fake.extend(serial(nth, 4));
        }
        // A number of a town.
        _ => {
            fake.fill(2);
            fake.push(0);
            fake.extend(serial(nth, 4));
        }
    }
    respelled(original, &fake)
}

/// A number of the same network and length, of a range for tests.
pub(super) fn card(original: &str, nth: usize) -> Option<String> {
    let digits = normal::digits(original)?;
    let (_, range) = NETWORKS.iter().find(|(network, _)| digits.starts_with(network))?;
    let mut fake = values(range);
    fake.extend(serial(nth, digits.len().checked_sub(fake.len() + 1)?));
    fake.push(0);
    with_check(&mut fake, is_luhn).then(|| respelled(original, &fake)).flatten()
}

/// An account in the same country, at a bank that there is not: 999 in Kazakhstan.
pub(super) fn iban(original: &str, nth: usize) -> Option<String> {
    let marks = normal::marks(original)?.into_bytes();
    let country = marks.get(..2)?.to_vec();
    let account = marks.get(4..)?;
    let mut digits = serial(nth, account.iter().filter(|mark| mark.is_ascii_digit()).count()).into_iter();
    let mut account: Vec<u8> = account
        .iter()
        .map(|mark| if mark.is_ascii_digit() { digits.next().map_or(b'0', |digit| b'0' + digit) } else { b'X' })
        .collect();
    if country == *b"KZ" {
        account.get_mut(..3)?.copy_from_slice(b"999");
    }
    let with = |check: u8| [country.as_slice(), &[b'0' + check / 10, b'0' + check % 10], &account].concat();
    let fake = (2..=98).map(with).find(|fake| is_iban(fake))?;
    let mut left = fake.into_iter().map(char::from);
    let mut out = String::with_capacity(original.len());
    for sign in original.chars().filter(|&sign| !is_invisible(sign)) {
        let is_mark = digit(sign).is_some() || latin(sign).is_some();
        out.push(match is_mark.then(|| left.next()) {
            Some(mark) if sign.is_lowercase() => mark?.to_ascii_lowercase(),
            Some(mark) => mark?,
            None => sign,
        });
    }
    left.next().is_none().then_some(out)
}

/// The same letters, which say what series it is of, and other digits.
pub(super) fn id_doc(original: &str, nth: usize) -> Option<String> {
    let is_digit = |sign: &char| digit(*sign).is_some();
    let count = original.chars().filter(is_digit).count();
    let letters = original.chars().filter(|sign| sign.is_alphabetic()).count();
    if !(5..=14).contains(&count) || letters > 3 || original.contains('\n') {
        return None;
    }
    let mut digits = vec![0; count.saturating_sub(6)];
    digits.extend(serial(nth, count.min(6)));
    let mut digits = digits.into_iter();
    let fake = original.chars().filter(|&sign| !is_invisible(sign));
    Some(
        fake.map(
            |sign| if is_digit(&sign) { digits.next().map_or('0', |digit| char::from(b'0' + digit)) } else { sign },
        )
        .collect(),
    )
}

/// The same region and script, other digits and letters.
pub(super) fn plate(original: &str, nth: usize) -> Option<String> {
    /// Letters of plates in both scripts.
    const LETTERS: [(char, char); 10] = [
        ('A', 'А'),
        ('B', 'В'),
        ('C', 'С'),
        ('E', 'Е'),
        ('H', 'Н'),
        ('K', 'К'),
        ('M', 'М'),
        ('P', 'Р'),
        ('T', 'Т'),
        ('X', 'Х'),
    ];
    let signs: Vec<char> = original.chars().filter(|&sign| !is_invisible(sign)).collect();
    let tail = signs.iter().rev().take_while(|&&sign| digit(sign).is_some()).count();
    // `A 123 BCM`: the letter in front is the region.
    let kept = if tail == 0 { 0..1 } else { signs.len() - tail..signs.len() };
    let is_number =
        |place: usize| !kept.contains(&place) && signs.get(place).is_some_and(|&sign| digit(sign).is_some());
    let mut digits = serial(nth, (0..signs.len()).filter(|&place| is_number(place)).count()).into_iter();
    let mut fake = String::with_capacity(original.len());
    for (place, &sign) in signs.iter().enumerate() {
        if kept.contains(&place) {
            fake.push(sign);
        } else if digit(sign).is_some() {
            fake.push(char::from(b'0' + digits.next()?));
        } else if sign.is_alphabetic() {
            let (roman, cyrillic) = *LETTERS.get(pick(nth, salt::LETTERS + place as u64, LETTERS.len()))?;
            let letter = if sign.is_ascii() { roman } else { cyrillic };
            fake.extend(if sign.is_lowercase() { letter.to_lowercase().next() } else { Some(letter) });
        } else {
            fake.push(sign);
        }
    }
    Some(fake)
}

/// Finds the last digit that makes the number valid.
fn with_check(fake: &mut [u8], is_valid: fn(&[u8]) -> bool) -> bool {
    (0..10).any(|check| {
        if let Some(last) = fake.last_mut() {
            *last = check;
        }
        is_valid(fake)
    })
}

fn put(fake: &mut [u8], at: usize, digits: &[u8]) {
    for (place, &digit) in fake.iter_mut().skip(at).zip(digits) {
        *place = digit;
    }
}

fn values(digits: &str) -> Vec<u8> {
    digits.bytes().map(|digit| digit.wrapping_sub(b'0')).collect()
}
