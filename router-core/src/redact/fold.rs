//! How characters look to the detectors: digits of any script, kinds of separators, what cannot be seen, and Latin
//! letters behind their look-alikes. Only candidates are folded, in place, so every offset stays the original's.

/// What may stand between the digits of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Space,
    Dash,
    Dot,
    Slash,
    Open,
    Close,
}

/// First characters of the runs of ten decimal digits that keyboards and evasions use.
const ZEROS: [char; 4] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];

/// The value of a decimal digit: ASCII, Arabic-Indic, Devanagari, full-width, mathematical, circled.
#[inline]
pub(super) fn digit(character: char) -> Option<u8> {
    let code = u32::from(character);
    let value = match code {
        0x30..=0x39 => code - 0x30,
        0..0x660 => return None,
        0x1d7ce..=0x1d7ff => (code - 0x1d7ce) % 10,
        0x2460..=0x2468 => code - 0x245f,
        0x24ea => 0,
        _ => ZEROS.iter().map(|&zero| code.wrapping_sub(u32::from(zero))).find(|&value| value < 10)?,
    };
    u8::try_from(value).ok()
}

/// Whether a byte may be the first of a character that [`digit`] knows. Cheap enough for every byte of a request.
pub(super) const fn may_start_digit(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10) | (byte == 0xd9) | (byte == 0xdb) | (byte == 0xe0) | (byte == 0xe2) | (byte >= 0xef)
}

/// Characters that take no room on a screen: soft hyphen, zero-width, direction marks, tags, variation selectors, the
/// frame of a keycap.
#[inline]
pub(super) fn is_invisible(character: char) -> bool {
    let code = u32::from(character);
    // Letters of the alphabets met here are told at a glance.
    !matches!(code, 0..0xad | 0x350..0x180e)
        && matches!(code,
        0xad | 0x34f | 0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 | 0x2066..=0x2069
        | 0x20e3 | 0xfe00..=0xfe0f | 0xfeff | 0xe0000..=0xe007f)
}

/// The kind of a separator inside a number. Tabs and line ends are not: they part the cells of tables.
#[inline]
pub(super) fn separator(character: char) -> Option<Separator> {
    match u32::from(character) {
        0x20 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000 => Some(Separator::Space),
        0x2d | 0x2010..=0x2015 | 0x2043 | 0x2212 | 0xfe58 | 0xfe63 | 0xff0d => Some(Separator::Dash),
        0x2e | 0xb7 | 0x2022 | 0x2024 | 0xff0e => Some(Separator::Dot),
        0x2f | 0xff0f => Some(Separator::Slash),
        0x28 | 0xff08 => Some(Separator::Open),
        0x29 | 0xff09 => Some(Separator::Close),
        _ => None,
    }
}

/// Whether this is a plus sign, also a full-width or small one.
pub(super) fn is_plus(character: char) -> bool {
    matches!(character, '+' | '\u{ff0b}' | '\u{fe62}')
}

/// The capital Latin letter a character is or looks like.
#[inline]
pub(super) fn latin(character: char) -> Option<u8> {
    match u32::from(character) {
        code @ (0x41..=0x5a | 0x61..=0x7a) => u8::try_from(code).ok().map(|byte| byte.to_ascii_uppercase()),
        code @ (0xff21..=0xff3a | 0xff41..=0xff5a) => u8::try_from((code - 0xff21) % 32 + 0x41).ok(),
        code @ 0x400..=0x4ff => look_alike_at((code & 0xff) as usize),
        _ => None,
    }
}

/// The same of a letter of two bytes whose first is 0xd0 to 0xd3.
#[inline]
pub(super) fn latin_of_bytes(lead: u8, trail: u8) -> Option<u8> {
    look_alike_at(usize::from(lead & 3) << 6 | usize::from(trail & 0x3f))
}

#[inline]
fn look_alike_at(place: usize) -> Option<u8> {
    LOOK_ALIKES.get(place).copied().filter(|&letter| letter != 0)
}

/// The Latin capital that each letter from U+0400 to U+04FF looks like, or 0.
static LOOK_ALIKES: [u8; 0x100] = {
    let mut capitals = [0; 0x100];
    let mut place = 0;
    while place < capitals.len() {
        if let Some(letter) = char::from_u32(0x400 + place as u32)
            && let Some(capital) = look_alike(letter)
        {
            capitals[place] = capital;
        }
        place += 1;
    }
    capitals
};

/// The Latin capital that a Cyrillic letter looks like.
const fn look_alike(letter: char) -> Option<u8> {
    Some(match letter {
        'а' | 'А' => b'A',
        'в' | 'В' => b'B',
        'с' | 'С' => b'C',
        'е' | 'Е' => b'E',
        'н' | 'Н' => b'H',
        'і' | 'І' => b'I',
        'ј' | 'Ј' => b'J',
        'к' | 'К' | 'қ' | 'Қ' => b'K',
        'м' | 'М' => b'M',
        'о' | 'О' => b'O',
        'р' | 'Р' => b'P',
        'ѕ' | 'Ѕ' => b'S',
        'т' | 'Т' => b'T',
        'х' | 'Х' => b'X',
        'у' | 'У' => b'Y',
        _ => return None,
    })
}

/// The small letter of a letter, where one character is enough; quick for the alphabets met here.
#[inline]
pub(super) fn lower(letter: char) -> char {
    match letter {
        '\0'..='\x7f' => letter.to_ascii_lowercase(),
        'а'..='я' => letter,
        'А'..='Я' => char::from_u32(u32::from(letter) + 0x20).unwrap_or(letter),
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

/// A word in small letters of the Russian alphabet, each letter for one: doubled letters and soft endings still tell
/// names apart.
pub(super) fn in_russian(word: &str) -> String {
    word.chars().filter(|&character| !is_invisible(character)).map(russian).collect()
}

fn russian(letter: char) -> char {
    match lower(letter) {
        'ё' => 'е',
        'ә' => 'а',
        'ғ' => 'г',
        'қ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' => 'у',
        'һ' => 'х',
        'і' | 'ы' => 'и',
        other => other,
    }
}

/// Whether this is a capital letter; quick for the alphabets met here.
pub(super) fn is_upper(character: char) -> bool {
    match character {
        'а'..='я' | 'a'..='z' => false,
        'А'..='Я' | 'A'..='Z' => true,
        _ => character.is_uppercase(),
    }
}

/// Whether this is a letter; quick for the alphabets met here.
#[inline]
pub(super) fn is_letter(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphabetic(),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => true,
        // Dashes, quotes and the sign of numbers, of which forms are full.
        '\u{2000}'..='\u{206f}' | '№' => false,
        _ => character.is_alphabetic(),
    }
}

/// The bytes of the letter that each byte begins: ASCII, and the Cyrillic blocks that have nothing but letters.
pub(super) static PLAIN_LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < letters.len() {
        letters[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => 1,
            0xd0 | 0xd1 | 0xd3 => 2,
            _ => 0,
        };
        byte += 1;
    }
    letters
};

/// The head of a text without the letters it ends with, as far as they are Russian: U+0400 to U+047F, four at a time and
/// then two.
#[inline]
pub(super) fn without_russian(mut head: &[u8]) -> &[u8] {
    /// Of each two bytes what says that they are such a letter, and what it says then.
    const SEEN: u64 = 0xc0fe_c0fe_c0fe_c0fe;
    const LETTERS: u64 = 0x80d0_80d0_80d0_80d0;
    while let Some((left, last)) = head.split_last_chunk()
        && u64::from_le_bytes(*last) & SEEN == LETTERS
    {
        head = left;
    }
    match head.split_last_chunk() {
        Some((left, last)) if u32::from_le_bytes(*last) & SEEN as u32 == LETTERS as u32 => left,
        _ => head,
    }
}

/// The character that begins at byte `at`.
#[inline]
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at..)? {
        [plain @ 0..0x80, ..] => Some(char::from(plain)),
        [lead @ 0xd0..=0xd3, trail, ..] => cyrillic(lead, trail),
        _ => text.get(at..)?.chars().next(),
    }
}

/// The character that ends before byte `at`.
#[inline]
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(..at)? {
        [.., plain @ 0..0x80] => Some(char::from(plain)),
        [.., lead @ 0xd0..=0xd3, trail @ 0x80..=0xbf] => cyrillic(lead, trail),
        _ => text.get(..at)?.chars().next_back(),
    }
}

/// The letter of two bytes.
#[inline]
fn cyrillic(lead: u8, trail: u8) -> Option<char> {
    char::from_u32(u32::from(lead & 0x1f) << 6 | u32::from(trail & 0x3f))
}

/// Where the visible character before `at` ends: `at` less the invisible ones.
#[inline]
pub(super) fn skip_invisible_back(text: &str, at: usize) -> usize {
    // Nearly always ASCII or a Cyrillic letter stands there.
    match text.as_bytes().get(..at) {
        Some([.., 0..0x80] | [.., 0xd0..=0xd3, 0x80..=0xbf]) => at,
        _ => invisible_back(text, at),
    }
}

#[cold]
fn invisible_back(text: &str, mut at: usize) -> usize {
    while let Some(character) = char_before(text, at).filter(|&character| is_invisible(character)) {
        at -= character.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{digit, latin, may_start_digit};

    #[test]
    fn digits_of_all_scripts() {
        for (text, value) in
            [("7", 7), ("٠", 0), ("۹", 9), ("०", 0), ("５", 5), ("𝟕", 7), ("𝟎", 0), ("⓪", 0), ("①", 1), ("⑨", 9)]
        {
            let character = text.chars().next().unwrap();
            assert_eq!(digit(character), Some(value), "{text}");
            assert!(may_start_digit(text.as_bytes()[0]), "{text}");
        }
        for character in ['a', 'я', '²', '/', ':', '٪'] {
            assert_eq!(digit(character), None, "{character}");
        }
    }

    #[test]
    fn letters_behind_look_alikes() {
        for (text, expected) in [("k", b'K'), ("К", b'K'), ("т", b'T'), ("ｚ", b'Z'), ("Ｋ", b'K'), ("қ", b'K')] {
            assert_eq!(latin(text.chars().next().unwrap()), Some(expected), "{text}");
        }
        for character in ['ж', '1', 'ß', 'З'] {
            assert_eq!(latin(character), None, "{character}");
        }
    }
}
