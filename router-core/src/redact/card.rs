//! Numbers of payment cards: issuer, length and Luhn's check.

use std::ops::Range;

use super::checksums::is_luhn;
use super::context::CARD_CUES;
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
        // A number of 13 or 14 digits is a bar code or a time stamp more often than a card.
        let common = length == 15 || length == 16 || candidate.group_len() < number.len();
        let certain = common || candidate.follows(&CARD_CUES);
        certain.then(|| candidate.shaped_or_whole(length, &CARD_SHAPES)).flatten()
    })?;
    let is_fraction = taken.groups == 1 && candidate.follows_point();
    (!is_fraction && !candidate.is_in_code(&taken.range)).then_some(taken.range)
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
        ] {
            check(text, expected);
        }
    }
}
