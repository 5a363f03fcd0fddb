//! Numbers of payment cards: issuer, length and Luhn's check.

use std::ops::Range;

use super::chain::Taken;
use super::checksums::is_luhn;
use super::context::CARD_CUES;
use super::fold::Separator;
use super::numbers::Candidate;

/// Prefixes of payment cards: from, to (inclusive, of so many digits), and the lengths issued.
struct Issuer {
    digits: usize,
    from: u32,
    to: u32,
    lengths: &'static [usize],
}

/// ISO/IEC 7812 ranges of the networks met here, the longest lengths first.
const ISSUERS: [Issuer; 12] = [
    Issuer { digits: 1, from: 4, to: 4, lengths: &[19, 16, 13] },
    Issuer { digits: 2, from: 51, to: 55, lengths: &[16] },
    Issuer { digits: 4, from: 2221, to: 2720, lengths: &[16] },
    Issuer { digits: 4, from: 2200, to: 2204, lengths: &[19, 18, 17, 16] },
    Issuer { digits: 2, from: 34, to: 34, lengths: &[15] },
    Issuer { digits: 2, from: 37, to: 37, lengths: &[15] },
    Issuer { digits: 3, from: 300, to: 305, lengths: &[16, 14] },
    Issuer { digits: 2, from: 36, to: 36, lengths: &[19, 16, 14] },
    Issuer { digits: 2, from: 38, to: 39, lengths: &[19, 16, 14] },
    Issuer { digits: 4, from: 3528, to: 3589, lengths: &[19, 18, 17, 16] },
    Issuer { digits: 2, from: 50, to: 50, lengths: &[19, 18, 17, 16, 15, 14, 13] },
    Issuer { digits: 2, from: 56, to: 69, lengths: &[19, 18, 17, 16, 15, 14, 13] },
];

const CARD_SHAPES: [&[usize]; 7] =
    [&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4], &[4, 4, 4, 4, 3], &[6, 13], &[8, 8], &[4, 4, 4, 1]];

/// The row of the table of numbers.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let digits = candidate.values(19);
    if digits.len() < 13 || !matches!(digits, [2..=6, ..]) {
        return None;
    }
    let lengths = lengths_issued(digits)?;
    let taken = lengths.iter().find_map(|&length| {
        let number = digits.get(..length).filter(|number| is_luhn(number))?;
        // A number of 13 or 14 digits is a bar code, a ticket or a time stamp more often than a card.
        let labelled = || candidate.follows(&CARD_CUES);
        if !(length == 15 || length >= 16 && (length == 16 || candidate.group_len() < number.len()))
            && !is_old_shape(candidate)
            && !labelled()
        {
            return None;
        }
        let shaped = || candidate.shaped_or_whole(length, &CARD_SHAPES);
        let divided = || in_fours(candidate, length).or_else(|| joined(candidate, length).filter(|_| labelled()));
        shaped().or_else(divided)
    })?;
    let is_fraction = taken.groups == 1 && candidate.follows_point();
    (!is_fraction && !candidate.is_in_code(&taken.range)).then_some(taken.range)
}

/// Whether sixteen digits are the number of a card.
pub(super) fn is_whole(digits: &[u8; 16]) -> bool {
    lengths_issued(digits).is_some_and(|lengths| lengths.contains(&digits.len())) && is_luhn(digits)
}

/// The groups of cards of 13 and 14 digits: `4222 222 222 222`, `3056 930902 5904`.
fn is_old_shape(candidate: Candidate<'_>) -> bool {
    const SHAPES: [&[usize]; 3] = [&[4, 4, 4, 1], &[4, 3, 3, 3], &[4, 6, 4]];
    SHAPES.iter().any(|shape| candidate.lengths(shape.len()).eq(shape.iter().copied()))
}

/// Fours with some of the blanks forgotten, `4003 03969998 1723`, or not all of one kind.
fn in_fours(candidate: Candidate<'_>, length: usize) -> Option<Taken> {
    let taken = joined(candidate, length).filter(|taken| taken.groups > 1 && length == 16)?;
    candidate.lengths(taken.groups).all(|group| group % 4 == 0).then_some(taken)
}

/// Groups of any lengths, with what stands between the groups of a card.
fn joined(candidate: Candidate<'_>, length: usize) -> Option<Taken> {
    candidate.chain.take(candidate.group, length, |gap| matches!(gap.kind(), Some(Separator::Space | Separator::Dash)))
}

fn lengths_issued(digits: &[u8]) -> Option<&'static [usize]> {
    let prefix = |count: usize| digits.iter().take(count).fold(0, |prefix, &digit| prefix * 10 + u32::from(digit));
    let issuer = ISSUERS.iter().find(|issuer| (issuer.from..=issuer.to).contains(&prefix(issuer.digits)))?;
    Some(issuer.lengths)
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Card, text, expected);
    }

    #[test]
    fn cards() {
        for (text, expected) in [
            ("карта 4400 4301 2345 6789,", "4400 4301 2345 6789"),
            ("4 4 0 0 4 3 0 1 5 5 5 5 9 9 9 7 срок", "4 4 0 0 4 3 0 1 5 5 5 5 9 9 9 7"),
            ("перевел на 4400430217770012, че", "4400430217770012"),
            ("5169-4971-0023-4560", "5169-4971-0023-4560"),
            ("4400\u{a0}4301\u{a0}5555\u{a0}1234", "4400\u{a0}4301\u{a0}5555\u{a0}1234"),
            ("amex 3782 822463 10005 ok", "3782 822463 10005"),
            ("карта4003032819159783", "4003032819159783"),
            ("4400.4301.5555.1234", "4400.4301.5555.1234"),
            ("картой 4003 03969998 1723 04/29", "4003 03969998 1723"),
            ("44004301 5555 9997 04/29", "44004301 5555 9997"),
            ("4400-4301 5555-9997", "4400-4301 5555-9997"),
            ("карта 44 004301 555 59997 04/29", "44 004301 555 59997"),
            ("2025-01-30,4899934011275084,TSOY MARINA,-12500", "4899934011275084"),
            ("118,4899934011275084,TSOY MARINA", "4899934011275084"),
            ("доля 0,4899934011275084, округлить", ""),
            ("Электронный билет 465 2411873304, PNR", ""),
            ("билет № 465-2411873304", ""),
        ] {
            check(text, expected);
        }
    }
}
