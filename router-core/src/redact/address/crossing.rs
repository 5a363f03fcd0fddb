//! The first of two streets that cross: «угол Абая и Байтурсынова, дом 52».

use super::super::context::{before, words_back};
use super::super::fold::is_letter;
use super::lexicon::Role;
use super::tokens::{Words, sense};

/// Bytes before an address in which the other street may stand.
const REACH: usize = 96;
/// Words of its name.
const NAME: usize = 3;
/// What joins the two.
const JOINTS: [&str; 11] =
    [" и ", " и ул. ", " и пр. ", " мен ", " пен ", " бен ", " уг. ", " угол ", "/", " / ", " and "];

/// Whether the end of a text may be that of what joins two streets.
fn may_join(head: &[u8]) -> bool {
    matches!(head, [.., b'/'] | [.., b'/' | b'.' | b'a'..=b'z' | 0x80.., b' '])
}

/// Where an address begins that its components begin at byte `start`: at the name of the street that crosses its own.
/// Never before byte `floor`.
pub(super) fn begin(text: &str, known: &Words, start: usize, floor: usize) -> usize {
    // Before most addresses stands a sign with a blank.
    if !text.as_bytes().get(floor..start).is_some_and(may_join) {
        return start;
    }
    let head = before(text, start, REACH.min(start.saturating_sub(floor)));
    let Some(left) = JOINTS.iter().find_map(|joint| head.strip_suffix(joint)) else { return start };
    let is_street = text.get(start..).is_some_and(|address| {
        let end = address.find(|sign| !is_letter(sign)).unwrap_or(address.len());
        let role = address.get(..end).map(|word| sense(known, word).role);
        matches!(role, Some(Role::Street | Role::StreetName | Role::StreetOnly))
    });
    if !is_street || !left.ends_with(is_letter) {
        return start;
    }
    let mut begin = start - head.len() + left.len();
    let mut is_named = false;
    for (at, (word, follows)) in words_back(left).enumerate().take(NAME) {
        let is_near = follows.is_empty() || follows == " " || (is_named && follows == ". ");
        let is_part = match sense(known, word).role {
            Role::StreetOnly => true,
            // «Абая»; a name in the nominative may be that of a person.
            Role::StreetName => word.ends_with(['а', 'я', 'о', 'й']) || at > 0 || !head.ends_with(" и "),
            Role::Title => word.chars().nth(1).is_some(),
            Role::Street => is_named,
            _ => false,
        };
        if !is_near || !is_part {
            break;
        }
        is_named |= !matches!(sense(known, word).role, Role::Title);
        begin -= word.len() + follows.len();
    }
    if is_named { begin } else { start }
}
