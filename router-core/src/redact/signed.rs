//! Numbers whose groups are joined by a sign that no other rule takes for a separator: `5483_1820_0477_1631`,
//! `8*701*555*11*22`, `+7&nbsp;701&nbsp;5551122`. Only a checksum or the whole form of a phone is believed.

use super::chain::Chain;
use super::checksums::{is_iin, is_luhn};
use super::fold::{char_at, char_before, digit};
use super::{DataType, Entity, phone};

/// Digits of the longest number looked for.
const DIGITS: usize = 16;
/// Groups of the number with the most.
const GROUPS: usize = 6;

/// The number whose first group is all of `chain`, which ends at `end`.
#[inline]
pub(super) fn find(text: &str, chain: &Chain, end: usize) -> Option<Entity> {
    match text.as_bytes().get(end) {
        Some(&sign @ (b'_' | b'*' | b'~' | b'=' | b'^' | b'\'')) => joined(text, chain, char::from(sign)),
        Some(b'&') => escaped(text, chain),
        _ => None,
    }
}

/// `+7&nbsp;707&nbsp;330&#8209;61&#8209;55`: separators as references of HTML.
#[cold]
fn escaped(text: &str, chain: &Chain) -> Option<Entity> {
    const REFERENCES: [&str; 12] = [
        "&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "&thinsp;", "&ensp;", "&emsp;", "&shy;", "&ndash;", "&minus;",
        "&#8209;", "&#8211;",
    ];
    let start = chain.start(0)?;
    let mut values = [0; DIGITS];
    let (mut count, mut at, mut end) = (0, start, start);
    while let Some(next) = char_at(text, at) {
        if let Some(value) = digit(next) {
            *values.get_mut(count)? = value;
            count += 1;
            at += next.len_utf8();
            end = at;
        } else if matches!(next, ' ' | '-' | '(' | ')') {
            at += 1;
        } else {
            let rest = text.get(at..)?;
            let Some(reference) = REFERENCES.iter().find(|reference| rest.starts_with(**reference)) else { break };
            at += reference.len();
        }
    }
    if [char_before(text, start), char_at(text, end)].into_iter().flatten().any(char::is_alphanumeric) {
        return None;
    }
    let values = values.get(..count)?;
    let data_type = match values {
        [7 | 8, area @ ..] if count == 11 && phone::is_in_use(area) => DataType::Phone,
        [2..=6, ..] if count == DIGITS && is_luhn(values) => DataType::Card,
        _ if count == 12 && is_iin(values) => DataType::Iin,
        _ => return None,
    };
    let begin = chain.plus.filter(|_| data_type == DataType::Phone).unwrap_or(start);
    Some(Entity { range: begin..end, data_type })
}

#[cold]
fn joined(text: &str, chain: &Chain, sign: char) -> Option<Entity> {
    let start = chain.start(0).filter(|_| chain.len() == 1)?;
    let joins = |next: char| next == sign || next.is_alphanumeric();
    if char_before(text, start).is_some_and(joins) {
        return None;
    }
    let mut values = [0; DIGITS];
    let mut groups = [0; GROUPS];
    let (mut count, mut group, mut at) = (0, 0, start);
    for character in text.get(start..)?.chars() {
        if let Some(value) = digit(character) {
            *values.get_mut(count)? = value;
            *groups.get_mut(group)? += 1;
            count += 1;
        } else if character == sign && groups.get(group).is_some_and(|&length| length > 0) {
            group += 1;
        } else {
            break;
        }
        at += character.len_utf8();
    }
    if char_at(text, at).is_some_and(char::is_alphanumeric) || groups.get(group) == Some(&0) {
        return None;
    }
    let values = values.get(..count)?;
    let data_type = match (groups.get(..=group)?, values) {
        ([4, 4, 4, 4], [2..=6, ..]) if is_luhn(values) => DataType::Card,
        ([_, _, ..], _) if count == 12 && is_iin(values) => DataType::Iin,
        ([1, 3, 7] | [1, 3, 3, 4] | [1, 3, 3, 2, 2], [7 | 8, area @ ..])
        | ([4, 7] | [4, 3, 4] | [4, 3, 2, 2], [7 | 8, area @ ..])
            if phone::is_in_use(area) =>
        {
            DataType::Phone
        }
        _ => return None,
    };
    let begin = chain.plus.filter(|_| data_type == DataType::Phone).unwrap_or(start);
    Some(Entity { range: begin..at, data_type })
}

#[cfg(test)]
mod tests {
    use crate::redact::tests::check_all as check;

    #[test]
    fn numbers_joined_by_signs() {
        for (text, expected) in [
            ("1 | остаток | 5483_1820_0477_1631", "CARD 5483_1820_0477_1631"),
            ("4400*4301*5555*9997", "CARD 4400*4301*5555*9997"),
            ("880707_300550", "IIN 880707_300550"),
            ("звони 8_701_555_11_22!", "PHONE 8_701_555_11_22"),
            ("+7*701*555*1122", "PHONE +7*701*555*1122"),
            ("на номер 8707*290*41*88 заказ", "PHONE 8707*290*41*88"),
            ("<td>+7&nbsp;707&nbsp;330&nbsp;61&nbsp;55</td>", "PHONE +7&nbsp;707&nbsp;330&nbsp;61&nbsp;55"),
            ("8&#160;(707)&#160;330&#8209;61&#8209;55", "PHONE 8&#160;(707)&#160;330&#8209;61&#8209;55"),
            ("+7 707 330&ndash;61&ndash;55", "PHONE +7 707 330&ndash;61&ndash;55"),
            ("4400&nbsp;4301&nbsp;5555&nbsp;9997", "CARD 4400&nbsp;4301&nbsp;5555&nbsp;9997"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_numbers() {
        for text in [
            "5483_1820_0477_1632",
            "log_2024_06_12_1033",
            "IMG_5483_1820_0477_1631.jpg",
            "4400_43**_****_1234",
            "8*701*555*11*22*1",
            "2*3*5*7*11*13",
            "8_100_555_11_22",
            "a=1_000_000",
            "12&nbsp;500&nbsp;000&nbsp;тг",
            "7&nbsp;707&nbsp;330&nbsp;6&nbsp;тг",
            "a=87&b=1",
        ] {
            check(text, "");
        }
    }
}
