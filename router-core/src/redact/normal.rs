//! Normal forms: what all spellings of one value have in common, so that they share a number.

use super::fold::{digit, is_invisible, is_plus, latin, lower, separator};
use super::slips::looks_like;
use super::{DataType, detectors::Scanner};

/// Digits of the longest number that has a form.
const LONGEST: usize = 24;

/// The normal form of a value; `None` where only the same spelling is surely the same value.
pub(super) fn form(data_type: DataType, text: &str, scanner: &Scanner) -> Option<String> {
    match data_type {
        DataType::Iin | DataType::Bin => digits(text).map(|digits| format!("{digits:0>12}")),
        DataType::Card => digits(text),
        DataType::Phone => phone(text),
        DataType::Iban | DataType::Plate => marks(text),
        DataType::Email => Some(text.to_lowercase()),
        DataType::Person => Some(scanner.person_key(text)),
        DataType::IdDoc
        | DataType::Ip
        | DataType::Dob
        | DataType::Address
        | DataType::Secret
        | DataType::Custom(_)
        | DataType::Literal => None,
    }
}

/// The digits of a number, and nothing else but what parts them; letters that stand for digits count as these.
pub(super) fn digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for character in text.chars() {
        if let Some(value) = digit(character).or_else(|| looks_like(character)) {
            digits.push(char::from(b'0' + value));
        } else if !is_gap(character) {
            return None;
        }
    }
    (1..=LONGEST).contains(&digits.len()).then_some(digits)
}

/// A phone with its country: ten digits and those behind an 8 are Kazakhstan's and Russia's.
fn phone(text: &str) -> Option<String> {
    let digits = digits(text)?;
    let is_international =
        text.chars().find(|&character| !is_gap(character) || is_plus(character)).is_some_and(is_plus);
    match (digits.len(), digits.strip_prefix('8')) {
        (10, _) if !is_international => Some(format!("7{digits}")),
        (11, Some(rest)) if !is_international => Some(format!("7{rest}")),
        _ => Some(digits),
    }
}

/// Letters and digits as Latin capitals. O and 0 are one sign: two accounts that differ in nothing else do not both
/// have a valid check.
pub(super) fn marks(text: &str) -> Option<String> {
    let mut marks = String::new();
    for character in text.chars() {
        match digit(character).map(|value| b'0' + value).or_else(|| latin(character)) {
            Some(b'O') => marks.push('0'),
            Some(mark) => marks.push(char::from(mark)),
            None if is_gap(character) => {}
            None => marks.push(lower(character)),
        }
    }
    (!marks.is_empty()).then_some(marks)
}

/// What may stand between the signs of a number.
fn is_gap(character: char) -> bool {
    separator(character).is_some() || is_invisible(character) || is_plus(character) || matches!(character, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use crate::redact::tests::detectors;
    use crate::redact::{DataType, DataType::*};

    fn form(data_type: DataType, text: &str) -> Option<String> {
        super::form(data_type, text, &detectors().scanner)
    }

    #[test]
    fn one_value() {
        for (data_type, spellings) in [
            (Iin, "900101300017|900101 300017|9001-0130-0017|90О1О13О0017|９００１０１３０００１７"),
            (Iin, "010212697740|10212697740"),
            (Card, "4400430155559997|4400 4301 5555 9997|4400-4301-5555-9997"),
            (Phone, "+7 701 123-45-67|8 701 123 45 67|8(701)1234567|7011234567|77011234567|87О11234567"),
            (Phone, "+44 20 7946 0958|442079460958"),
            (Iban, "KZ86125KZT5004100100|kz86 125K ZT50 0410 0100|КZ86125КZТ5OO41OO1OO"),
            (Email, "A.Kim@Example.kz|a.kim@example.KZ"),
            (Plate, "123 ABC 02|123ABC02|123авс02"),
            (Person, "Арман Касымов|Касымову Арману"),
        ] {
            let mut forms: Vec<_> = spellings.split('|').map(|text| form(data_type, text).unwrap()).collect();
            forms.dedup();
            assert_eq!(forms.len(), 1, "{spellings}: {forms:?}");
        }
    }

    #[test]
    fn values_of_their_own() {
        for (data_type, one, other) in [
            (Phone, "+8 701 123 45 67", "8 701 123 45 67"),
            (Phone, "8 701 123 45 67", "8 702 123 45 67"),
            (Iban, "KZ86125KZT5004100100", "KZ86125KZT5004100108"),
            (Plate, "123 ABC 02", "123 ABD 02"),
            (Email, "a.kim@example.kz", "akim@example.kz"),
        ] {
            assert_ne!(form(data_type, one), form(data_type, other), "{one} {other}");
        }
        for (data_type, text) in
            [(Phone, "восемь 701 123 45 67"), (Phone, "%2B77011234567"), (Address, "Абая 1"), (Literal, "[IIN_1]")]
        {
            assert_eq!(form(data_type, text), None, "{text}");
        }
    }
}
