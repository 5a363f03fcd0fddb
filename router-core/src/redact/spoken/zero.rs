//! Identity cards and IINs said in words. Every card begins with a zero, and hardly an IIN has none, so zeros are what is
//! looked for.

use std::ops::Range;

use super::super::checksums::is_iin;
use super::super::context::{IIN_CUES, nearest};
use super::super::outline::{Mark, Outline};
use super::super::{DataType, Entity, id_doc};
use super::{REACH, figure, words_around};

/// Words of an IIN before its zero.
const HEAD: usize = 12;
const CARD: usize = 9;
const IIN: usize = 12;

/// Finds every number in words around a zero. In the order of the zeros.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let mut looked = 0;
    for at in outline.marks(Mark::Zero) {
        if at < looked {
            continue;
        }
        let (entity, end) = around(text, at, looked);
        looked = end;
        found.extend(entity);
    }
}

/// The number around a zero, and up to where its words were read.
fn around(text: &str, zero: usize, floor: usize) -> (Option<Entity>, usize) {
    let words = words_around(text, zero, HEAD, floor);
    let (start, end) = match words.as_slice() {
        [first, .., last] => (first.range.start, last.range.end),
        _ => return (None, zero + 1),
    };
    let mut digits = Vec::new();
    let mut rest = words.as_slice();
    while let Some(used) = figure(text, rest, &mut digits).filter(|_| digits.len() <= IIN) {
        rest = rest.get(used..).unwrap_or_default();
    }
    let data_type = match digits.first() {
        _ if !rest.is_empty() => None,
        Some(0) if digits.len() == CARD && id_doc::is_announced(text, start) => Some(DataType::IdDoc),
        _ if is_iin(&digits) && is_labelled(text, start) => Some(DataType::Iin),
        _ => None,
    };
    (data_type.map(|data_type| Entity { range: Range { start, end }, data_type }), end.max(zero + 1))
}

fn is_labelled(text: &str, start: usize) -> bool {
    nearest(text, start, REACH, &[&IIN_CUES]).is_some()
}

#[cfg(test)]
mod tests {
    use crate::redact::tests::check_all as check;

    #[test]
    fn numbers_in_words() {
        for (text, expected) in [
            (
                "удостоверение, диктую: ноль сорок один, двести семьдесят, пятьсот восемь. Зовут",
                "ID_DOC ноль сорок один, двести семьдесят, пятьсот восемь",
            ),
            (
                "номер удостоверения ноль три восемь четыре четыре один девять два ноль",
                "ID_DOC ноль три восемь четыре четыре один девять два ноль",
            ),
            (
                "куәлік нөмірі нөл қырық бес екі жүз он бір жеті жүз тоқсан",
                "ID_DOC нөл қырық бес екі жүз он бір жеті жүз тоқсан",
            ),
            (
                "ИИН восемьдесят восемь ноль семь ноль семь триста пятьсот пятьдесят",
                "IIN восемьдесят восемь ноль семь ноль семь триста пятьсот пятьдесят",
            ),
            (
                "иин восемь восемь ноль семь ноль семь три ноль ноль пять пять ноль",
                "IIN восемь восемь ноль семь ноль семь три ноль ноль пять пять ноль",
            ),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn words_that_stay() {
        for text in [
            "счёт ноль сорок один, двести семьдесят, пятьсот восемь",
            "удостоверение готово, осталось ноль дней, сорок один рубль",
            "иин восемь восемь ноль семь ноль семь три ноль ноль пять пять один",
            "паспорт изделия, ноль один два",
            "ноль целых пять десятых",
        ] {
            check(text, "");
        }
    }
}
