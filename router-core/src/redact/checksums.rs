//! The arithmetic that tells an identifier from any other number. Digits are values 0 to 9.

/// Weights of the first and the second pass of the check digit of an IIN or BIN.
const PASSES: [[u32; 11]; 2] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]];

/// An individual identification number: month and day, century and sex 0 to 6, check digit. The day is not held against
/// the month: numbers like `910229…` are in circulation, and missing one costs more than the few it lets in.
pub(super) fn is_iin(digits: &[u8]) -> bool {
    let [_, _, m1, m2, d1, d2, century, ..] = *digits else { return false };
    digits.len() == 12
        && century <= 6
        && (1..=12).contains(&(m1 * 10 + m2))
        && (1..=31).contains(&(d1 * 10 + d2))
        && check_digit_holds(digits)
}

/// A business identification number: month of registration, kind 4 to 6, division 0 to 3, check digit.
pub(super) fn is_bin(digits: &[u8]) -> bool {
    let [_, _, m1, m2, kind, division, ..] = *digits else { return false };
    digits.len() == 12
        && (1..=12).contains(&(m1 * 10 + m2))
        && (4..=6).contains(&kind)
        && division <= 3
        && check_digit_holds(digits)
}

/// A remainder of 10 in the first pass asks for the second; in the second, the number is never issued.
fn check_digit_holds(digits: &[u8]) -> bool {
    let Some((&check, digits)) = digits.split_last() else { return false };
    let Ok(digits): Result<&[u8; 11], _> = digits.try_into() else { return false };
    let remainder = |weights: &[u32; 11]| {
        digits.iter().zip(weights).map(|(&digit, weight)| u32::from(digit) * weight).sum::<u32>() % 11
    };
    PASSES.iter().map(remainder).find(|&remainder| remainder != 10) == Some(u32::from(check))
}

/// The check of bank cards.
pub(super) fn is_luhn(digits: &[u8]) -> bool {
    /// Of twice each digit the sum of its figures.
    const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let doubled = |digit: u8| DOUBLED.get(usize::from(digit)).copied().unwrap_or_default();
    let (mut sum, mut rest) = (0, digits);
    while let [head @ .., tens, ones] = rest {
        sum += u32::from(*ones) + doubled(*tens);
        rest = head;
    }
    let last = rest.first().map_or(0, |&digit| u32::from(digit));
    (sum + last).is_multiple_of(10)
}

/// ISO 13616: the account with its first four characters moved to the end, letters as 10 to 35, is 1 modulo 97.
/// Takes capital letters and ASCII digits.
pub(super) fn is_iban(account: &[u8]) -> bool {
    let (Some(head), Some(tail)) = (account.get(..4), account.get(4..)) else { return false };
    remainder_97([tail, head]) == 1
}

/// ISO 7064 MOD 97-10, as in legal entity identifiers: 1 modulo 97 as it stands.
/// Takes capital letters and ASCII digits.
pub(super) fn is_mod97(code: &[u8]) -> bool {
    remainder_97([code, &[]]) == 1
}

/// Of a number in two parts.
fn remainder_97(parts: [&[u8]; 2]) -> u64 {
    /// Numbers below it have room for another sign.
    const ROOM: u64 = u64::MAX / 1000;
    let mut whole = 0;
    for part in parts {
        for &byte in part {
            if whole >= ROOM {
                whole %= 97;
            }
            whole = match byte {
                b'0'..=b'9' => whole * 10 + u64::from(byte - b'0'),
                _ => whole * 100 + u64::from(byte.saturating_sub(b'A').saturating_add(10)),
            };
        }
    }
    whole % 97
}

#[cfg(test)]
mod tests {
    use super::{is_bin, is_iban, is_iin, is_luhn};

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    #[test]
    fn personal_numbers() {
        for (text, expected) in [
            ("900101300017", true),
            ("880707300550", true),
            ("000307613476", true),
            ("910229400775", true),
            ("990630400928", true),
            ("900101300018", false),
            ("123456789012", false),
            ("900132300017", false),
            ("900101700017", false),
            ("90010130001", false),
            ("9001013000171", false),
            ("", false),
        ] {
            assert_eq!(is_iin(&digits(text)), expected, "{text}");
        }
    }

    #[test]
    fn every_number_passes_one_check_at_most() {
        let mut counts = [0, 0];
        for serial in 0..100_000 {
            let text = format!("9001013{serial:05}");
            counts[0] += usize::from(is_iin(&digits(&text)));
            assert!(!is_bin(&digits(&text)));
        }
        // One check digit fits nearly every serial number; two passes leave out about one in 121.
        assert!((9_850..=9_960).contains(&counts[0]), "{counts:?}");
        for text in ["060140001230", "001140656247", "190350000666"] {
            assert!(is_bin(&digits(text)) && !is_iin(&digits(text)), "{text}");
        }
        assert!(!is_bin(&digits("060140001231")));
    }

    #[test]
    fn cards_and_accounts() {
        assert!(!is_luhn(&digits("4400430219872341")) && is_luhn(&digits("4003032819159783")));
        for (text, expected) in [
            ("KZ86125KZT5004100100", true),
            ("DE89370400440532013000", true),
            ("KZ35563R000000012345", true),
            ("KZ86125KZT5004100101", false),
            ("KZ8", false),
        ] {
            assert_eq!(is_iban(text.as_bytes()), expected, "{text}");
        }
    }
}
