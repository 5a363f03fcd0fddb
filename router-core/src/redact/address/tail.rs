//! What follows the street of an address in Latin letters: «…, Mississauga, ON L5A 3K7», «…, London NW1 6XE», «…, 10827
//! Berlin».

use super::super::context::after;
use super::super::spoken::is_figure_in_words;

/// Bytes of a tail.
const REACH: usize = 64;
/// Words of a town's name.
const WORDS: usize = 3;

/// Where an address ends whose components stand at `start..end`.
pub(super) fn end(text: &str, start: usize, end: usize) -> usize {
    if !matches!(text.as_bytes().get(end), Some(b',' | b' ')) {
        return end;
    }
    let end = end + floor(after(text, end, REACH));
    let end = end + in_words(after(text, end, REACH));
    let window = after(text, end, REACH);
    let is_latin = || text.get(start..end).is_some_and(|it| it.bytes().any(|byte| byte.is_ascii_alphabetic()));
    if let Some(rest) = window.strip_prefix(", ").filter(|_| is_latin()) {
        return town_and_code(rest).or_else(|| code_and_town(rest)).map_or(end, |taken| end + 2 + taken);
    }
    // «14/6, 00-561 Warszawa»: the code was taken for a house and a flat.
    let address = text.get(start..end).unwrap_or_default();
    let is_polish = address.len() > 8 && address.as_bytes().get(address.len() - 8..).is_some_and(|code| {
        matches!(code, [b',', b' ', a, b, b'-', rest @ ..] if [a, b].into_iter().chain(rest).all(u8::is_ascii_digit))
    });
    if let Some(town) = window.strip_prefix(' ').filter(|_| is_polish).and_then(name) {
        return end + 1 + town;
    }
    // «London NW1 6XE» behind a town of the grammar.
    let is_mixed = |rest: &&str| rest.starts_with(|sign: char| sign.is_ascii_uppercase());
    let code = window.strip_prefix(' ').filter(is_mixed).filter(|_| is_latin()).and_then(code);
    code.map_or(end, |taken| end + 1 + taken)
}

/// Bytes of « (пять)», « (двадцать один)»: the number before, once more in words.
fn in_words(rest: &str) -> usize {
    let Some((inside, _)) = rest.strip_prefix(" (").and_then(|rest| rest.split_once(')')) else { return 0 };
    let is_number = !inside.is_empty() && inside.split(' ').all(is_figure_in_words);
    if is_number { " ()".len() + inside.len() } else { 0 }
}

/// Bytes of «, third floor», «, второй этаж».
fn floor(rest: &str) -> usize {
    const ORDINALS: [&str; 36] = [
        "ground",
        "top",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "первый",
        "второй",
        "третий",
        "четвёртый",
        "четвертый",
        "пятый",
        "шестой",
        "седьмой",
        "восьмой",
        "девятый",
        "десятый",
        "последний",
        "верхний",
        "нижний",
        "бірінші",
        "екінші",
        "үшінші",
        "төртінші",
        "бесінші",
        "алтыншы",
        "жетінші",
        "сегізінші",
        "тоғызыншы",
        "оныншы",
    ];
    let Some(words) = rest.strip_prefix([',', ' ']).map(|words| words.trim_start_matches(' ')) else { return 0 };
    let Some((ordinal, behind)) = words.split_once(' ') else { return 0 };
    let mark = ["floor", "этаж", "қабат", "подъезд", "кіреберіс"].iter().find(|&mark| behind.starts_with(mark));
    let Some(mark) = mark.filter(|_| ORDINALS.contains(&ordinal)) else { return 0 };
    let ends = !behind.get(mark.len()..).is_some_and(|next| next.starts_with(char::is_alphabetic));
    if ends { rest.len() - behind.len() + mark.len() } else { 0 }
}

/// Bytes of `Mississauga, ON L5A 3K7`, `London NW1 6XE`, `New York, NY 10118`.
fn town_and_code(rest: &str) -> Option<usize> {
    let mut at = 0;
    for _ in 0..=WORDS {
        let here = rest.get(at..)?;
        if let Some(code) = code(here) {
            return (at > 0).then_some(at + code);
        }
        let word = name(here)?;
        let gap = here.get(word..)?;
        at += word + if gap.starts_with(", ") { 2 } else { usize::from(gap.starts_with(' ')) };
    }
    None
}

/// Bytes of `10827 Berlin`, `411 38 Göteborg`.
fn code_and_town(rest: &str) -> Option<usize> {
    // `8001 Zürich`, and no year
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_short = digits == 4 && !rest.starts_with("19") && !rest.starts_with("20");
    let code = code(rest).or_else(|| is_short.then_some(digits))?;
    let town = rest.get(code..)?.strip_prefix(' ')?;
    name(town).map(|name| code + 1 + name)
}

/// Bytes of a capitalised word in Latin letters.
fn name(text: &str) -> Option<usize> {
    let is_latin = |sign: char| sign.is_alphabetic() && u32::from(sign) < 0x250;
    let length = text.find(|sign| !is_latin(sign) && sign != '-').unwrap_or(text.len());
    (length > 1 && text.starts_with(char::is_uppercase)).then_some(length)
}

/// Bytes of a postal code: two groups of letters and digits, or five or six digits.
fn code(text: &str) -> Option<usize> {
    let group = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_mixed = |group: &str| {
        group.bytes().any(|byte| byte.is_ascii_digit()) && group.bytes().all(|byte| !byte.is_ascii_lowercase())
    };
    let first = group(text);
    let head = text.get(..first)?;
    let is_number = head.bytes().all(|byte| byte.is_ascii_digit());
    let second = text.get(first..)?.strip_prefix(' ').map_or(0, group);
    let tail = text.get(first + 1..first + 1 + second).unwrap_or_default();
    let is_tail_number = tail.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number, first, second) {
        (true, 3, 2) if is_tail_number => Some(6),
        (true, 5 | 6, _) => Some(first),
        (false, 2..=4, 3) if is_mixed(head) && is_mixed(tail) => Some(first + 1 + second),
        _ => None,
    }
}
