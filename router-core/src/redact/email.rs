//! E-mail addresses: found at the sign between the parts, in any script, also spelled out.

use std::ops::Range;

use super::fold::{char_at, char_before, is_invisible, latin};
use super::outline::Outline;
use super::spelled;
use super::{DataType, Entity};

/// Bytes of the part before the sign and of the part after it that are looked at; RFC 5321 allows 64 and 255.
const LOCAL: usize = 320;
const DOMAIN: usize = 512;

/// Top-level names in Cyrillic that follow a Latin name of the second level.
const CYRILLIC_TOP: [&str; 8] = ["рф", "қаз", "бел", "укр", "мон", "срб", "рус", "бг"];

/// What looks like a top-level name and is the type of a file: `logo@2x.png`.
const FILE_TYPES: [&str; 12] =
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "ts", "json", "html", "service"];

/// Finds every address of a text. Sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let bytes = text.as_bytes();
    for at in outline.rare() {
        let rest = text.get(at..).unwrap_or_default();
        let sign = match bytes.get(at) {
            Some(b'@') => 1,
            Some(b'%') if rest.starts_with("%40") => 3,
            _ if rest.starts_with('＠') => 3,
            _ => continue,
        };
        let floor = found.last().map_or(0, |last| last.range.end);
        let range = around(text, at..at + sign, floor).or_else(|| spelled::apart(text, at..at + sign, floor));
        found.extend(range.map(entity));
    }
    let plain = found.len();
    spelled::scan(text, outline, found);
    if found.len() > plain {
        found.sort_by_key(|entity| entity.range.start);
        found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    }
}

/// An address is the range of its text.
pub(super) fn entity(range: Range<usize>) -> Entity {
    Entity { range, data_type: DataType::Email }
}

/// The address around a sign.
pub(super) fn around(text: &str, sign: Range<usize>, floor: usize) -> Option<Range<usize>> {
    // The domain first: it is the rarer part, and looking back is what hostile text would make expensive.
    let end = domain_end(text, sign.end)?;
    let start = local_start(text, sign.start, floor);
    let start = start + glued_label(text.get(start..sign.start)?);
    // `git@github.com:team/portal.git`: where a repository lies.
    let is_remote = text.get(start..sign.start) == Some("git") && text.as_bytes().get(end) == Some(&b':');
    (start < sign.start && floor <= start && !is_remote).then_some(start..end)
}

/// Bytes of a Russian or Kazakh label that a Latin name is glued to: `почтаivan@mail.ru`.
fn glued_label(local: &str) -> usize {
    const LABELS: [&str; 8] = ["почта", "почтам", "пошта", "поштам", "мейл", "мэйл", "емейл", "имейл"];
    let name = local.trim_start_matches(|letter| matches!(letter, 'а'..='я' | 'А'..='Я'));
    let label = local.get(..local.len() - name.len()).unwrap_or_default();
    let is_glued = name.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    if is_glued && super::context::is_one_of(label, &LABELS) { label.len() } else { 0 }
}

/// Where the part before the sign begins.
pub(super) fn local_start(text: &str, end: usize, floor: usize) -> usize {
    let floor = floor.max(end.saturating_sub(LOCAL));
    let head = text.as_bytes().get(floor..end).unwrap_or_default();
    let mut at = end - head.iter().rev().take_while(|&&byte| is_plain(byte)).count();
    while let Some(character) = char_before(text, at).filter(|&character| is_local(character)) {
        if at - character.len_utf8() < floor {
            break;
        }
        at -= character.len_utf8();
    }
    while let Some(character) =
        char_at(text, at).filter(|character| at < end && !character.is_alphanumeric() && *character != '_')
    {
        at += character.len_utf8();
    }
    at
}

/// Where the domain that begins at `start` ends; `None` where there is none.
fn domain_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    if let Some(length) = usual_domain(rest.as_bytes()) {
        return Some(start + length);
    }
    let plain = rest.bytes().take(DOMAIN).take_while(|&byte| is_plain(byte)).count();
    // Nearly every domain ends before a sign of ASCII or with its text.
    let length = match rest.as_bytes().get(plain) {
        None | Some(0..0x80) if plain > 0 => plain,
        _ => rest
            .char_indices()
            .take_while(|&(offset, character)| offset < DOMAIN && (is_label(character) || character == '.'))
            .last()
            .map(|(offset, character)| offset + character.len_utf8())?,
    };
    let (mut end, mut labels): (usize, usize) = (0, 0);
    let mut last = "";
    for label in rest.get(..length)?.split('.') {
        if label.is_empty() || (labels > 1 && (begins_sentence(last, label) || is_other_script(last, label))) {
            break;
        }
        end += label.len() + usize::from(labels > 0);
        labels += 1;
        last = label;
    }
    let end = end - (last.len() - without_suffix(last).len());
    let trimmed = rest.get(..end)?.trim_end_matches(|character: char| !character.is_alphanumeric());
    let top = trimmed.rsplit_once('.')?.1;
    let is_top = top.chars().filter(|character| character.is_alphabetic()).count() >= 2
        && !top.starts_with(|character: char| character.is_numeric())
        && !FILE_TYPES.contains(&top);
    is_top.then_some(start + trimmed.len())
}

/// The bytes of a domain like nearly all: a name, a dot, and a top-level name in small letters of ASCII, with a sign
/// behind that is part of no domain.
fn usual_domain(text: &[u8]) -> Option<usize> {
    let name = text.iter().take(DOMAIN).take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()).count();
    let (b'.', top) = text.get(name..)?.split_first()? else { return None };
    let length = top.iter().take(DOMAIN - name).take_while(|byte| byte.is_ascii_lowercase()).count();
    let (top, behind) = top.split_at(length);
    let ends = behind.first().is_none_or(|&next| next.is_ascii() && !is_plain(next));
    let is_usual = name > 0 && length >= 2 && ends && !FILE_TYPES.iter().any(|file| file.as_bytes() == top);
    is_usual.then_some(name + 1 + length)
}

/// A top-level name without the ending that Kazakh glues to it: `mail.ru-ге`, `mail.kzға`.
fn without_suffix(label: &str) -> &str {
    let name = label.find(|letter: char| !letter.is_ascii_alphanumeric()).and_then(|end| label.get(..end));
    name.filter(|name| spelled::TOPS.contains(name)).unwrap_or(label)
}

/// `…@mail.ru.Перезвоните`: the blank after the sentence was forgotten.
fn begins_sentence(last: &str, label: &str) -> bool {
    let is_capital = label.starts_with(char::is_uppercase) && label.chars().any(char::is_lowercase);
    is_capital && last.chars().all(char::is_lowercase)
}

/// A label of Cyrillic letters after Latin ones is the next word, unless it is a top-level name or its letters all look
/// like Latin ones.
fn is_other_script(last: &str, label: &str) -> bool {
    let is_cyrillic = |label: &str| label.chars().any(|character| matches!(u32::from(character), 0x400..=0x4ff));
    is_cyrillic(label)
        && !is_cyrillic(last)
        && !CYRILLIC_TOP.contains(&label)
        && !label.chars().all(|character| latin(character).is_some())
}

/// What nearly all addresses are made of, on both sides of their sign.
#[inline]
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

#[inline]
fn is_local(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || character.is_alphanumeric()
        || matches!(character, '.' | '_' | '%' | '+' | '-' | '\'' | '’' | '&' | '~' | '!' | '#' | '$' | '*' | '^')
        || is_invisible(character)
}

/// Whether a character may be in a label of a domain.
#[inline]
pub(super) fn is_label(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || character.is_alphanumeric()
        || matches!(character, '-' | '_')
        || is_invisible(character)
}

#[cfg(test)]
mod tests {
    use crate::redact::tests::check_type;
    use crate::redact::{DataType, detect};

    fn check(text: &str, expected: &str) {
        check_type(DataType::Email, text, expected);
    }

    #[test]
    fn addresses() {
        for address in [
            "a.kim@example.kz",
            "t-iskakov12@company.kz",
            "first.last+tag@sub.mail.example.com",
            "иван@почта.рф",
            "87011234567@mail.ru",
            "user_1@xn--e1afmkfd.xn--p1ai",
            "daniyar (собака) mail.ru",
            "d.akhmetov [at] company.kz",
            "x собака mail.ru",
            "ivan＠mail.ru",
            "ivan%40mail.ru",
            "iv\u{200b}an@mail\u{ad}.ru",
            "o'neil@mail.ie",
            "ivan@mail.рф",
            "A.B@MAIL.RU",
        ] {
            check(address, address);
            check(&format!("почта: {address}, жазыңыз."), address);
            check(&format!("<{address}>"), address);
        }
    }

    #[test]
    fn borders() {
        for (text, expected) in [
            ("Пишите на a@mail.ru.Следующее", "a@mail.ru"),
            ("a@mail.ru. Далее", "a@mail.ru"),
            ("a@mail.ru-ге жіберіңіз, b@bk.kzға да", "a@mail.ru|b@bk.kz"),
            ("a@mail.ru.Call me", "a@mail.ru"),
            ("mailto:a@mail.ru?subject=x", "a@mail.ru"),
            ("a@mail.ru;b@bk.ru,c@ya.kz", "a@mail.ru|b@bk.ru|c@ya.kz"),
            ("...a@mail.ru", "a@mail.ru"),
            ("тел87774019265 почтаagent.nedv@list.ru", "agent.nedv@list.ru"),
            ("почта@mail.ru", "почта@mail.ru"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn endless_parts_are_cut_at_characters() {
        for letter in ["a", "я", "\u{200b}x", "😀я"] {
            for padding in 0..4 {
                let text = format!("{}{}@mail.ru", "x".repeat(padding), letter.repeat(300));
                assert!(detect(&text).iter().all(|entity| text.get(entity.range.clone()).is_some()), "{letter}");
                let text = format!("a@{}{}.ru", "x".repeat(padding), letter.repeat(600));
                assert!(detect(&text).iter().all(|entity| text.get(entity.range.clone()).is_some()), "{letter}");
            }
        }
    }

    #[test]
    fn signs_that_stay() {
        for text in [
            "@user",
            "user@",
            "user@localhost",
            "git clone git@github.com:team/portal.git",
            "npm i pkg@1.2.3",
            "logo@2x.png",
            "a @ b.ru",
            "@@@@",
            "моя собака лает",
        ] {
            check(text, "");
        }
    }
}
