//! One form for the usual spellings of a value: what keyed hashes are made of that are kept for years, so that
//! «+7 (701) 123-45-67» is found again as `87011234567`.

use super::DataType;
use super::fold::{digit, is_invisible, is_letter, latin, lower};

/// Fewest digits of a number; what has fewer is written in words.
const NUMBER: usize = 7;

/// The form that all usual spellings of a value share: of numbers the digits, of codes capitals and digits, of names the
/// words in alphabetical order, of other kinds small letters.
///
/// Hashes of it are stored for years: a spelling that has a form keeps it.
///
/// ```
/// use router_core::redact::{DataType, lasting_form};
/// for phone in ["+7 (701) 123-45-67", "87011234567", "７０１ １２３ ４５ ６７"] {
///     assert_eq!(lasting_form(DataType::Phone, phone), "77011234567");
/// }
/// assert_eq!(lasting_form(DataType::Person, "Касымов Арман"), lasting_form(DataType::Person, "АРМАН КАСЫМОВ"));
/// ```
#[must_use]
pub fn lasting_form(data_type: DataType, text: &str) -> String {
    match data_type {
        DataType::Iin | DataType::Bin | DataType::Card => digits(text).unwrap_or_else(|| small(text)),
        DataType::Phone => digits(text).map_or_else(|| small(text), national),
        DataType::Iban | DataType::IdDoc | DataType::Plate => {
            // O and 0 are one sign, as they are to whoever reads a paper.
            let zero = |mark| if mark == b'O' { b'0' } else { mark };
            let capital = |character| digit(character).map(|value| b'0' + value).or_else(|| latin(character).map(zero));
            visible(text).filter_map(|character| capital(character).map(char::from)).collect()
        }
        DataType::Person => {
            let small = small(text);
            let mut words: Vec<&str> = small.split(' ').collect();
            words.sort_unstable();
            words.join(" ")
        }
        DataType::Email | DataType::Ip if text.is_ascii() => text.to_ascii_lowercase(),
        DataType::Email | DataType::Ip => visible(text).flat_map(char::to_lowercase).collect(),
        DataType::Dob | DataType::Address => small(text),
        // A policy may call signs without a letter or digit a value.
        DataType::Custom(_) => Some(small(text)).filter(|small| !small.is_empty()).unwrap_or_else(|| text.to_owned()),
        DataType::Secret | DataType::Literal => text.to_owned(),
    }
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&character| !is_invisible(character))
}

/// The digits of a number, with those that were read or typed as letters beside them.
fn digits(text: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'+' | b'-' | b'(' | b')' | b'.' | b'/');
    if text.bytes().all(is_plain) {
        // As most numbers are written.
        let mut digits = String::with_capacity(text.len());
        digits.extend(text.chars().filter(char::is_ascii_digit));
        return (digits.len() >= NUMBER).then_some(digits);
    }
    let seen: String = visible(text).collect();
    let words = seen.split(|character: char| digit(character).is_none() && !is_letter(character) && character != '|');
    let digits: String = words
        .filter(|word| word.chars().any(|character| digit(character).is_some()))
        .flat_map(str::chars)
        .filter_map(slip)
        .collect();
    (digits.len() >= NUMBER).then_some(digits)
}

/// The digit that a character is or was meant to be.
fn slip(character: char) -> Option<char> {
    let value = match character {
        'О' | 'о' | 'O' | 'o' => 0,
        'l' | 'I' | '|' | 'І' => 1,
        'З' | 'з' => 3,
        _ => digit(character)?,
    };
    Some(char::from(b'0' + value))
}

/// A phone with its country code: 8 is what 7 is dialled as at home.
fn national(digits: String) -> String {
    match (digits.len(), digits.as_bytes().first()) {
        (10, Some(b'7')) => format!("7{digits}"),
        (11, Some(b'8')) => format!("7{}", digits.get(1..).unwrap_or_default()),
        _ => digits,
    }
}

/// Words of small letters and digits with one blank between them.
fn small(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    let mut parted = false;
    for character in visible(text) {
        let folded = match digit(character) {
            Some(value) => char::from(b'0' + value),
            None if is_letter(character) => lower(character),
            None => {
                parted = true;
                continue;
            }
        };
        if parted && !small.is_empty() {
            small.push(' ');
        }
        parted = false;
        small.push(if folded == 'ё' { 'е' } else { folded });
    }
    small
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::lasting_form;
    use crate::redact::{CustomType, DataType};

    fn own() -> DataType {
        DataType::Custom(CustomType::new(0, "PROJECT").unwrap())
    }

    /// Stored hashes are of these very forms: a row may be added, none may be changed.
    #[test]
    fn spellings_share_a_form() {
        for (data_type, spellings, form) in [
            (
                DataType::Iin,
                &["900101300017", "900101 300 017", "9OO1O13ООО17", "９００１０１３０００１７"][..],
                "900101300017",
            ),
            (
                DataType::Phone,
                &["+7 701 123 45 67", "8(701)123-45-67", "7011234567", "tel:+77011234567"],
                "77011234567",
            ),
            (DataType::Phone, &["+44 20 7946 0958"], "442079460958"),
            (DataType::Phone, &["восемь  семьсот один"], "восемь семьсот один"),
            (DataType::Card, &["4400 4301 5555 1234", "4400-4301-5555-1234"], "4400430155551234"),
            (
                DataType::Iban,
                &["KZ86 125K ZT50 0410 0100", "кz86125кzт5004100100", "KZ86125KZT5OO41OO1OO"],
                "KZ86125KZT5004100100",
            ),
            (DataType::Plate, &["123 ABC 02", "123авс02"], "123ABC02"),
            (DataType::IdDoc, &["038114905", "№ 038114905"], "038114905"),
            (DataType::Email, &["A.Kim@Example.kz", "a.kim@exam\u{ad}ple.kz"], "a.kim@example.kz"),
            (DataType::Ip, &["2A00:1450::1"], "2a00:1450::1"),
            (DataType::Dob, &["14.02.1987", "14/02/1987"], "14 02 1987"),
            (DataType::Address, &["г. Алматы, ул. Абая 45", "Г.АЛМАТЫ УЛ АБАЯ, 45"], "г алматы ул абая 45"),
            (DataType::Person, &["Семёнов Пётр", "ПЕТР СЕМЕНОВ"], "петр семенов"),
            (DataType::Secret, &["Qwerty-2026!"], "Qwerty-2026!"),
            (own(), &["Северный  Мост", "северный\nмо\u{ad}ст"], "северный мост"),
            (own(), &["17-204511", "１７ 204511"], "17 204511"),
            (own(), &["—!—"], "—!—"),
        ] {
            for spelling in spellings {
                assert_eq!(lasting_form(data_type, spelling), form, "{data_type} {spelling}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_form_is_its_own_form(text in "\\PC*") {
            for data_type in DataType::ALL.iter().copied().chain([own()]) {
                let form = lasting_form(data_type, &text);
                prop_assert_eq!(lasting_form(data_type, &form), form);
            }
        }
    }
}
