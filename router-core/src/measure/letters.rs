//! Characters as the judge hears them: one alphabet of sounds for Cyrillic and Latin letters.
//!
//! People write «қанша», «канша» and "qansha", «сколько» and "skolko": all of them become the same codes. What is lost
//! (case, ё, the letters that Kazakh adds, soft signs) tells little; what a word is written in is counted beside it.

/// A code of the alphabet of sounds; 0 stands between words.
pub(super) type Code = u8;

/// Codes a word may have: letters from 1, numbers by their length from [`NUMBER`], other scripts from [`FOREIGN`].
const NUMBER: Code = 28;
const FOREIGN: Code = 33;
const FOREIGN_CODES: u32 = 31;
/// The longest number that is told from longer ones.
const LONGEST_NUMBER: usize = 5;

/// The kinds of characters that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Other,
    Space,
    Latin,
    /// Latin letters that Kazakh has and English, German and French lack.
    KazakhLatin,
    Cyrillic,
    /// Cyrillic letters that Russian lacks.
    Kazakh,
    Digit,
    /// Mathematical signs that programs do not use.
    Math,
    /// Signs that programs are full of.
    Code,
    /// Signs of both.
    MathAndCode,
    Question,
    Exclamation,
    Line,
}

/// How many kinds there are.
pub(super) const KINDS: usize = 13;

/// All that is asked of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    /// What it sounds like; 0 for a sign and for the silent letters.
    pub(super) code: Code,
    /// Whether it belongs to words.
    pub(super) word: bool,
    pub(super) kind: Kind,
}

const ASCII: usize = 0x80;
/// The letters of Russian, Kazakh and their neighbours.
const CYRILLIC: std::ops::Range<u32> = 0x400..0x530;

/// ASCII and then [`CYRILLIC`], which most texts consist of.
const GLYPHS: [Glyph; ASCII + 0x130] = {
    let mut glyphs = [Glyph { code: 0, word: false, kind: Kind::Other }; ASCII + 0x130];
    let mut place = 0;
    while place < glyphs.len() {
        let code = if place < ASCII { place as u32 } else { place as u32 - ASCII as u32 + CYRILLIC.start };
        glyphs[place] = Glyph::known(code);
        place += 1;
    }
    glyphs
};

/// A letter of [`CYRILLIC`], as it is read inside a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter(u16);

/// By the two bytes of a letter in a row; what is none, or is silent, is 0.
const LETTERS: [Letter; (CYRILLIC_BYTES.end - CYRILLIC_BYTES.start) as usize] = {
    let mut letters = [Letter(0); (CYRILLIC_BYTES.end - CYRILLIC_BYTES.start) as usize];
    let mut place = 0;
    while place < CYRILLIC.end - CYRILLIC.start {
        let glyph = GLYPHS[ASCII + place as usize];
        if glyph.word && glyph.code != 0 {
            let kazakh = matches!(glyph.kind, Kind::Kazakh) as u16;
            letters[(place / 0x40 * 0x100 + place % 0x40) as usize] = Letter(glyph.code as u16 | kazakh << 8);
        }
        place += 1;
    }
    letters
};

/// The two bytes of the letters of [`CYRILLIC`], and many that are none.
const CYRILLIC_BYTES: std::ops::Range<u16> = 0xd080..0xd4c0;

// === impl Letter ===

impl Letter {
    /// The letter that these two bytes are.
    #[inline]
    pub(super) fn of(bytes: [u8; 2]) -> Self {
        let place = u16::from_be_bytes(bytes).wrapping_sub(CYRILLIC_BYTES.start);
        LETTERS.get(usize::from(place)).copied().unwrap_or(Self(0))
    }

    /// They are none, or a silent one.
    #[inline]
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    #[inline]
    pub(super) fn code(self) -> Code {
        self.0 as Code
    }

    /// 1 for a letter that Russian lacks.
    #[inline]
    pub(super) fn kazakh(self) -> u32 {
        u32::from(self.0 >> 8)
    }
}

// === impl Glyph ===

impl Glyph {
    /// The glyph of an ASCII character.
    #[inline]
    pub(super) fn of_ascii(byte: u8) -> Self {
        GLYPHS.get(usize::from(byte)).copied().unwrap_or(Self { code: 0, word: false, kind: Kind::Other })
    }

    /// The glyph that `bytes` begin with and its length, if it is ASCII or two bytes of Cyrillic.
    #[inline]
    pub(super) fn first(bytes: &[u8]) -> Option<(Self, usize)> {
        let (place, length) = match *bytes {
            [byte @ 0..0x80, ..] => (usize::from(byte), 1),
            [lead @ 0xd0..=0xd4, trail, ..] => {
                (((usize::from(lead & 0x0f)) << 6) + usize::from(trail & 0x3f) + ASCII, 2)
            }
            _ => return None,
        };
        GLYPHS.get(place).map(|glyph| (*glyph, length))
    }

    /// The glyph of a character that [`Glyph::first`] does not know.
    pub(super) fn foreign(character: char) -> Self {
        let kind = match character {
            '²' | '³' | '√' | '∫' | '∑' | '≤' | '≥' | '≠' | '∞' | 'π' | '→' | '∈' | '±' | '×' | '−' => {
                Kind::Math
            }
            _ if character.is_whitespace() => Kind::Space,
            'ğ' | 'Ğ' | 'ǵ' | 'Ǵ' | 'ı' | 'ş' | 'Ş' | 'ū' | 'Ū' | 'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ŋ' | 'Ŋ' => {
                Kind::KazakhLatin
            }
            'À'..='ɏ' if character.is_alphabetic() => Kind::Latin,
            _ => Kind::Other,
        };
        let word = character.is_alphanumeric();
        let sound = match character {
            'ä' | 'Ä' | 'á' | 'Á' | 'à' | 'â' => 'а',
            'ö' | 'Ö' | 'ó' | 'Ó' | 'ō' => 'о',
            'ü' | 'Ü' | 'ú' | 'Ú' | 'ū' | 'Ū' => 'у',
            'ş' | 'Ş' | 'š' | 'Š' => 'ш',
            'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ŋ' | 'Ŋ' => 'н',
            'ğ' | 'Ğ' | 'ǵ' | 'Ǵ' => 'г',
            'ı' | 'İ' | 'ý' | 'Ý' | 'í' => 'и',
            'ç' | 'Ç' | 'č' => 'ч',
            'é' | 'è' | 'ê' => 'е',
            _ => '\0',
        };
        let code = match sound_of(sound as u32) {
            0 if word => FOREIGN + (u32::from(character) % FOREIGN_CODES) as Code,
            code => code,
        };
        Self { code, word, kind }
    }

    /// The glyph of an ASCII or Cyrillic character.
    const fn known(code: u32) -> Self {
        let lower = lower(code);
        let kind = match lower {
            0x61..=0x7a => Kind::Latin,
            0x30..=0x39 => Kind::Digit,
            // ә ғ қ ң ө ұ ү һ і
            0x4d9 | 0x493 | 0x49b | 0x4a3 | 0x4e9 | 0x4b1 | 0x4af | 0x4bb | 0x456 => Kind::Kazakh,
            0x400..=0x52f => Kind::Cyrillic,
            // { } ; _ < > ` \ [ ] & |
            0x7b | 0x7d | 0x3b | 0x5f | 0x3c | 0x3e | 0x60 | 0x5c | 0x5b | 0x5d | 0x26 | 0x7c => Kind::Code,
            // = + * /
            0x3d | 0x2b | 0x2a | 0x2f => Kind::MathAndCode,
            // ^
            0x5e => Kind::Math,
            0x3f => Kind::Question,
            0x21 => Kind::Exclamation,
            0x0a => Kind::Line,
            0x20 | 0x09 | 0x0d => Kind::Space,
            _ => Kind::Other,
        };
        let word = matches!(code, 0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0x400..=0x481 | 0x48a..=0x52f);
        Self { code: sound_of(lower), word, kind }
    }
}

/// The code of a number of so many digits.
pub(super) fn number(digits: usize) -> Code {
    NUMBER + digits.clamp(1, LONGEST_NUMBER) as Code - 1
}

/// The one sound of two Latin letters, where they have one: "sh", "zh", "ya".
#[inline]
pub(super) fn joined([first, second]: [u8; 2]) -> Option<Code> {
    let code = match (first | 0x20, second | 0x20) {
        (b's', b'h') => sound_of('ш' as u32),
        (b'c', b'h') => sound_of('ч' as u32),
        (b'z', b'h') => sound_of('ж' as u32),
        (b'k', b'h') => sound_of('х' as u32),
        (b'g', b'h') => sound_of('г' as u32),
        (b'y', b'a') => sound_of('я' as u32),
        (b'y', b'u') => sound_of('ю' as u32),
        _ => return None,
    };
    Some(code)
}

const fn lower(code: u32) -> u32 {
    match code {
        0x41..=0x5a | 0x410..=0x42f => code + 0x20,
        0x400..=0x40f => code + 0x50,
        0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f => code | 1,
        0x4c0 => 0x4cf,
        0x4c1..=0x4ce => code + (code & 1),
        _ => code,
    }
}

/// The sound of a lower-case letter; 0 for the silent ones and for what is no letter.
const fn sound_of(lower: u32) -> Code {
    let Some(letter) = char::from_u32(lower) else { return 0 };
    match letter {
        'а' | 'ә' | 'a' => 1,
        'б' | 'b' => 2,
        'в' | 'v' => 3,
        'г' | 'ғ' | 'ґ' | 'g' => 4,
        'д' | 'd' => 5,
        'е' | 'ё' | 'э' | 'є' | 'e' => 6,
        'ж' | 'җ' | 'j' => 7,
        'з' | 'z' => 8,
        'и' | 'й' | 'ы' | 'і' | 'ї' | 'i' | 'y' => 9,
        'к' | 'қ' | 'ҡ' | 'k' | 'q' => 10,
        'л' | 'l' => 11,
        'м' | 'm' => 12,
        'н' | 'ң' | 'n' => 13,
        'о' | 'ө' | 'o' => 14,
        'п' | 'p' => 15,
        'р' | 'r' => 16,
        'с' | 's' | 'c' => 17,
        'т' | 't' => 18,
        'у' | 'ү' | 'ұ' | 'ў' | 'u' | 'w' => 19,
        'ф' | 'f' => 20,
        'х' | 'һ' | 'ҳ' | 'h' | 'x' => 21,
        'ц' => 22,
        'ч' => 23,
        'ш' | 'щ' => 24,
        'я' => 25,
        'ю' => 26,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{CYRILLIC, Glyph, Kind};

    fn glyph(character: char) -> Glyph {
        Glyph::first(character.to_string().as_bytes()).map_or_else(|| Glyph::foreign(character), |(glyph, _)| glyph)
    }

    #[test]
    fn the_table_says_what_unicode_says() {
        for code in (0..0x80).chain(CYRILLIC) {
            let character = char::from_u32(code).unwrap();
            let lower = character.to_lowercase().next().unwrap();
            assert_eq!(glyph(character), Glyph { word: glyph(character).word, ..glyph(lower) }, "{character}");
            assert_eq!(glyph(character).word, character.is_alphanumeric(), "{character}");
        }
    }

    #[test]
    fn kinds() {
        for (characters, kind) in [
            ("әғқңөұүһіӘҒҚҢӨҰҮҺІ", Kind::Kazakh),
            ("яЯёЁўҳ", Kind::Cyrillic),
            ("azAZäöüé", Kind::Latin),
            ("ğşūñıŞ", Kind::KazakhLatin),
            ("{};_<>`\\[]&|", Kind::Code),
            ("=+*/", Kind::MathAndCode),
            ("^²π∑", Kind::Math),
            ("09", Kind::Digit),
            (".中«", Kind::Other),
        ] {
            assert!(characters.chars().all(|character| glyph(character).kind == kind), "{characters}");
        }
    }
}
