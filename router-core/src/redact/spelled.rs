//! E-mail addresses spelled out so that no machine may read them: `x собака mail точка ru`, `x (at) mail [dot] ru`.

use std::ops::Range;

use super::Entity;
use super::email::{around, entity, is_label, local_start};
use super::fold::{char_at, is_invisible, is_letter, lower};
use super::outline::{Mark, Outline};

/// Signs in brackets of any kind; blanks may surround the whole.
const BRACKETED: [&str; 10] = ["at", "a", "@", "собака", "собачка", "dog", "ат", "эт", "et", "gav"];
/// Dots in brackets.
const BRACKETED_DOTS: [&str; 5] = ["dot", ".", "точка", "d", "нүкте"];
/// Dots as words.
const DOT_WORDS: [&str; 8] = ["точка", "dot", "нүкте", "nukte", "тчк", "ноқат", "нокат", "нукте"];
/// Dogs as words: what Russians call the sign.
const DOGS: [&str; 2] = ["собака", "собачка"];

/// Names of the second level that end in no sentence by chance.
const PROVIDERS: [&str; 28] = [
    "mail",
    "gmail",
    "yandex",
    "ya",
    "inbox",
    "bk",
    "list",
    "rambler",
    "outlook",
    "hotmail",
    "icloud",
    "yahoo",
    "proton",
    "protonmail",
    "live",
    "internet",
    "мейл",
    "мэйл",
    "майл",
    "емейл",
    "джимейл",
    "гмейл",
    "гмайл",
    "яндекс",
    "инбокс",
    "рамблер",
    "аутлук",
    "айклауд",
];

/// Top-level names that are spelled out, in both scripts.
pub(super) const TOPS: [&str; 34] = [
    "ru", "kz", "com", "net", "org", "info", "io", "me", "biz", "uz", "kg", "by", "ua", "de", "edu", "gov", "su", "az",
    "tr", "tj", "tm", "uk", "eu", "cn", "fr", "рф", "қаз", "ру", "кз", "ком", "нет", "орг", "инфо", "уз",
];

/// Bytes of a label or a word.
const WORD: usize = 64;
/// Dots in a domain, and before the sign.
const DOTS: usize = 4;

/// Finds the addresses whose sign is spelled out.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let bytes = text.as_bytes();
    let mut floor = 0;
    for at in outline.rare().filter(|&at| matches!(bytes.get(at), Some(b'[' | b'(' | b'{'))) {
        let Some(end) = bracketed(text, at, &BRACKETED) else { continue };
        let sign = blanks_around(text, at..end);
        let range = around(text, sign.clone(), floor).or_else(|| spelled(text, sign, floor));
        add(range, &mut floor, found);
    }
    floor = 0;
    for at in outline.marks(Mark::Dog) {
        let Some(sign) = dog_around(text, at) else { continue };
        let range = around(text, sign.clone(), floor).or_else(|| spelled(text, sign, floor));
        add(range, &mut floor, found);
    }
    floor = 0;
    for at in outline.marks(Mark::At) {
        let sign = blanks_around(text, at..at + "at".len());
        if sign.len() < " at ".len() {
            continue;
        }
        let range = spelled(text, sign.clone(), floor).or_else(|| at_provider(text, sign, floor));
        add(range, &mut floor, found);
    }
    floor = 0;
    for at in outline.marks(Mark::EscapedAt) {
        add(around(text, at..at + "&#64;".len(), floor), &mut floor, found);
    }
}

fn add(range: Option<Range<usize>>, floor: &mut usize, found: &mut Vec<Entity>) {
    let Some(range) = range else { return };
    *floor = range.end;
    found.push(entity(range));
}

/// `x @ mail.ru`: the sign with blanks beside it, before a name that is surely a mail provider's; `x@mail[.]ru`.
pub(super) fn apart(text: &str, sign: Range<usize>, floor: usize) -> Option<Range<usize>> {
    let wide = blanks_around(text, sign);
    spelled(text, wide.clone(), floor).or_else(|| provider(text, wide.end).and_then(|()| around(text, wide, floor)))
}

/// `ivan.k at gmail.com`: the word is common, so the name must be a provider's and what stands before it no word.
fn at_provider(text: &str, sign: Range<usize>, floor: usize) -> Option<Range<usize>> {
    provider(text, sign.end)?;
    let range = around(text, sign.clone(), floor)?;
    let local = text.get(range.start..sign.start)?;
    local.contains(|character: char| !is_letter(character)).then_some(range)
}

/// Whether the label at `at` is that of a provider.
fn provider(text: &str, at: usize) -> Option<()> {
    let label = text.get(at..label_end(text, at))?;
    PROVIDERS.contains(&small(label).as_str()).then_some(())
}

/// The address around a sign whose dots are spelled out too.
fn spelled(text: &str, sign: Range<usize>, floor: usize) -> Option<Range<usize>> {
    let mut end = label_end(text, sign.end);
    let mut top = None;
    let mut is_spelled = false;
    for _ in 0..DOTS {
        let Some(dot) = dot_end(text, end).filter(|_| end > sign.end) else { break };
        let next = label_end(text, dot);
        if next == dot {
            break;
        }
        top = text.get(dot..next);
        is_spelled |= text.get(end..dot) != Some(".");
        end = next;
    }
    let top = small(top?);
    if !is_spelled || !TOPS.contains(&top.as_str()) {
        return None;
    }
    let mut start = local_start(text, sign.start, floor);
    if start == sign.start {
        return None;
    }
    for _ in 0..DOTS {
        let Some(dot) = dot_begin(text, start) else { break };
        let earlier = local_start(text, dot, floor);
        if earlier == dot {
            break;
        }
        start = earlier;
    }
    (floor <= start).then_some(start..end)
}

/// Where the label at `at` ends.
fn label_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length: usize = rest.chars().take(WORD).take_while(|&character| is_label(character)).map(char::len_utf8).sum();
    at + rest.get(..length).unwrap_or_default().trim_end_matches('-').len()
}

/// Where a spelled dot at `at` ends: ` точка `, `[dot]`, ` . `, or a plain one.
fn dot_end(text: &str, at: usize) -> Option<usize> {
    let begin = skip_blank(text, at);
    match char_at(text, begin)? {
        '.' => Some(skip_blank(text, begin + 1)),
        '[' | '(' | '{' => bracketed(text, begin, &BRACKETED_DOTS).map(|end| skip_blank(text, end)),
        _ => {
            let end = label_end(text, begin);
            let is_dot = begin > at && DOT_WORDS.contains(&small(text.get(begin..end)?).as_str());
            let next = skip_blank(text, end);
            (is_dot && next > end).then_some(next)
        }
    }
}

/// Where a spelled dot that ends before `at` begins.
fn dot_begin(text: &str, at: usize) -> Option<usize> {
    let head = text.get(..at)?;
    let trimmed = head.strip_suffix(' ').unwrap_or(head);
    if let Some(inner) = trimmed.strip_suffix([']', ')', '}']) {
        let open = inner.rfind(['[', '(', '{']).filter(|open| inner.len() - open < WORD)?;
        bracketed(text, open, &BRACKETED_DOTS)?;
        return Some(skip_blank_back(text, open));
    }
    let word = trimmed.len() - trimmed.trim_end_matches(is_letter).len();
    let begin = trimmed.len() - word;
    let is_dot =
        trimmed.len() < head.len() && word < WORD && DOT_WORDS.contains(&small(trimmed.get(begin..)?).as_str());
    let end = skip_blank_back(text, begin);
    (is_dot && end < begin).then_some(end)
}

/// Where the bracket that opens at `at` ends, if one of `words` is all it holds.
fn bracketed(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let begins = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii() || matches!(byte, b'@' | b'.' | b' ');
    text.as_bytes().get(at + 1).filter(|byte| begins(byte))?;
    let inner = text.get(at + 1..)?;
    let length = inner.bytes().take(WORD / 2).position(|sign| matches!(sign, b']' | b')' | b'}'))?;
    let word = small(inner.get(..length)?.trim());
    words.contains(&word.as_str()).then_some(at + 1 + length + 1)
}

/// The word for the sign around its middle, with the blanks on both sides.
fn dog_around(text: &str, start: usize) -> Option<Range<usize>> {
    let end = text.get(start..)?.find(|character| !is_letter(character)).map(|length| start + length)?;
    let is_dog = end - start <= WORD && DOGS.contains(&small(text.get(start..end)?).as_str());
    let wide = blanks_around(text, start..end);
    (is_dog && wide.start < start && wide.end > end).then_some(wide)
}

fn small(word: &str) -> String {
    word.chars().filter(|&character| !is_invisible(character)).map(lower).collect()
}

fn blanks_around(text: &str, sign: Range<usize>) -> Range<usize> {
    skip_blank_back(text, sign.start)..skip_blank(text, sign.end)
}

fn skip_blank(text: &str, at: usize) -> usize {
    at + usize::from(text.as_bytes().get(at) == Some(&b' '))
}

fn skip_blank_back(text: &str, at: usize) -> usize {
    at - usize::from(text.get(..at).is_some_and(|head| head.ends_with(' ')))
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Email, text, expected);
    }

    #[test]
    fn spelled_addresses() {
        for address in [
            "x собака mail точка ru",
            "ivan Собака mail.ru",
            "ivan собачка яндекс точка кз",
            "ivan точка petrov собака gmail точка com",
            "ivan at mail dot ru",
            "ivan.petrov at gmail.com",
            "ivan [at] mail [dot] ru",
            "ivan(at)mail(dot)ru",
            "ivan [собака] mail [точка] ru",
            "ivan{at}mail.ru",
            "ivan@mail[.]ru",
            "ivan @ mail.ru",
            "ivan @ gmail . com",
            "ivan&#64;mail.ru",
            "i.petrov собака company нүкте kz",
            "eldar собака mamedov точка az",
            "j.doe at acme dot co dot uk",
            "арман нокат серик собака джимейл точка ком",
        ] {
            check(address, address);
            check(&format!("почта: {address}, жазыңыз"), address);
        }
    }

    #[test]
    fn words_that_stay() {
        for text in [
            "моя собака лает на ру",
            "особа добавить обаятельная",
            "look at mail.ru please",
            "meet me at gmail.com",
            "we met at noon dot",
            "собака",
            "a @ b.ru",
            "массив (a) и [at] тоже",
            "f(a).x",
        ] {
            check(text, "");
        }
    }
}
