//! Made-up values: the same form as the original, valid by the same checks, and nobody's. They leave instead of
//! placeholders where a policy says `synthetic`, and are put back from answers like them.
//!
//! A fake is made of the number that the vault gave a value and of the form of its spelling: separators, length, country,
//! script, a century, a sex. Of what identifies somebody nothing goes into it, so nothing can be computed back, and a
//! longer history changes none. Where nothing fits, a value spelled in words or in base64, there is no fake and the
//! placeholder stands.

mod choose;
mod numbers;
mod person;
mod reader;
mod tables;
mod texts;

use super::DataType;
use super::fold::{digit, is_invisible, separator};
use super::slips::looks_like;
pub(super) use choose::{Texts, make_up};
pub(crate) use reader::{Fakes, Found, Owner, Scan, last_meant};

/// Bytes of the longest fake: what is held back of a stream is no longer.
const LONGEST: usize = 64;

/// Whether fakes of a kind can be made at all.
pub(super) fn has_fakes(data_type: DataType) -> bool {
    !matches!(data_type, DataType::Secret | DataType::Custom(_) | DataType::Literal)
}

/// The `nth` fake for a spelling of a value. `form` is what all spellings of the value have in common.
fn fake(data_type: DataType, original: &str, form: Option<&str>, nth: usize) -> Option<String> {
    let fake = match data_type {
        DataType::Iin => numbers::iin(original, nth),
        DataType::Bin => numbers::bin(original, nth),
        DataType::Phone => numbers::phone(original, nth),
        DataType::Card => numbers::card(original, nth),
        DataType::Iban => numbers::iban(original, nth),
        DataType::IdDoc => numbers::id_doc(original, nth),
        DataType::Plate => numbers::plate(original, nth),
        DataType::Email => texts::email(original, nth),
        DataType::Ip => texts::ip(original, nth),
        DataType::Dob => texts::birth_date(original, nth),
        DataType::Address => texts::address(original, nth),
        DataType::Person => person::fake(original, form, nth),
        DataType::Secret | DataType::Custom(_) | DataType::Literal => None,
    };
    fake.filter(|fake| is_fit(fake))
}

/// The forms in which a model may write the `nth` fake for a spelling.
fn declined(data_type: DataType, original: &str, form: Option<&str>, nth: usize) -> impl Iterator<Item = String> {
    let forms = if data_type == DataType::Person { person::declined(original, form, nth) } else { Vec::new() };
    forms.into_iter().filter(|form| is_fit(form))
}

/// A number without what parts its digits, as a program wants it.
fn compact(data_type: DataType, number: &str) -> Option<String> {
    let is_number =
        matches!(data_type, DataType::Iin | DataType::Bin | DataType::Phone | DataType::Card | DataType::Iban);
    let is_plain = |&sign: &char| separator(sign).is_none() && !is_invisible(sign);
    is_number.then(|| number.chars().filter(is_plain).collect())
}

/// Whether a fake is short enough and stands in JSON as it is, sign by sign.
fn is_fit(fake: &str) -> bool {
    let is_plain = |sign: char| !sign.is_control() && !matches!(sign, '"' | '\\' | '[' | ']' | '<' | '>' | '{' | '}');
    (1..=LONGEST).contains(&fake.len()) && fake.chars().all(is_plain)
}

/// A number below `bound` that looks like chance: the same for the same `nth` and `salt`.
fn pick(nth: usize, salt: u64, bound: usize) -> usize {
    // SplitMix64, whose output for any two inputs differs in about half of its bits.
    let mut mixed =
        (nth as u64).wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    usize::try_from(mixed % (bound.max(1) as u64)).unwrap_or(0)
}

/// `count` digits that differ for every `nth` as long as there are other ones, and do not look like a count.
fn serial(nth: usize, count: usize) -> Vec<u8> {
    let mut left = nth.wrapping_mul(7_919).wrapping_add(4_283);
    let mut digits = vec![0; count];
    for place in digits.iter_mut().rev() {
        *place = u8::try_from(left % 10).unwrap_or(0);
        left /= 10;
    }
    digits
}

/// The spelling of a number with other digits in it; `None` where their count differs.
fn respelled(original: &str, digits: &[u8]) -> Option<String> {
    let mut left = digits.iter();
    let mut out = String::with_capacity(original.len());
    for sign in original.chars().filter(|&sign| !is_invisible(sign)) {
        if digit(sign).or_else(|| looks_like(sign)).is_some() {
            out.push(char::from(b'0' + left.next()?));
        } else {
            out.push(sign);
        }
    }
    left.next().is_none().then_some(out)
}

#[cfg(test)]
mod tests;
