//! The skeleton of a word: what is left of a name when script, case, Kazakh letters, doubled letters and the habits of
//! transliteration are set aside. `Қасымов`, `Касымов`, `КАСЫМОВ`, `Kassymov` and `Qasymov` have one skeleton.

use super::super::fold::{self, is_invisible};

/// Letters of the longest word looked at; longer ones are no names.
pub(super) const LONGEST: usize = 28;

/// The script a word is written in. A word with one Cyrillic letter is Cyrillic: its Latin letters are look-alikes.
/// Where they are none, it is Latin, and its Cyrillic letters are the look-alikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Cyrillic,
    Latin,
}

/// Letters as numbers 1..=32, `а` to `я`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skeleton {
    letters: [u8; LONGEST],
    length: usize,
    script: Script,
}

/// The last letters of nominatives.
pub(super) const A: u8 = letter('а');
pub(super) const I: u8 = letter('и');
pub(super) const K: u8 = letter('к');
pub(super) const YA: u8 = letter('я');
const U: u8 = letter('у');
const YU: u8 = letter('ю');
const ZH: u8 = letter('ж');
const D: u8 = letter('д');

/// The number of a basic Cyrillic letter.
#[expect(clippy::cast_possible_truncation, reason = "the letters are a run of thirty-two")]
const fn letter(character: char) -> u8 {
    (character as u32 - 'а' as u32 + 1) as u8
}

impl Skeleton {
    /// The skeleton of a word; `None` where it is too long or has no letters.
    pub(super) fn of(word: &str) -> Option<Self> {
        let is_cyrillic = word.bytes().any(|byte| (0xd0..=0xd3).contains(&byte));
        let script = if is_cyrillic { Script::Cyrillic } else { Script::Latin };
        Self::read(word, script).or_else(|| {
            let may_be_latin = is_cyrillic && word.bytes().any(|byte| byte.is_ascii_alphabetic());
            if may_be_latin { Self::read(word, Script::Latin) } else { None }
        })
    }

    fn read(word: &str, script: Script) -> Option<Self> {
        let mut skeleton = Self { letters: [0; LONGEST], length: 0, script };
        let complete = match script {
            Script::Cyrillic => skeleton.read_cyrillic(word),
            Script::Latin => skeleton.read_latin(word),
        };
        (complete.is_some() && skeleton.length > 0).then_some(skeleton)
    }

    /// The letters.
    pub(super) fn letters(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }

    /// The script the word was written in.
    pub(super) fn script(&self) -> Script {
        self.script
    }

    fn read_cyrillic(&mut self, word: &str) -> Option<()> {
        let bytes = word.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let code = if let Some(&[lead @ 0xd0..=0xd3, trail]) = bytes.get(at..at + 2) {
                at += 2;
                fold_of_two([lead, trail])
            } else {
                let character = word.get(at..)?.chars().next()?;
                at += character.len_utf8();
                if is_combining(character) || is_invisible(character) {
                    continue;
                }
                cyrillic(if character.is_ascii() { look_alike(character)? } else { character })?
            };
            match code {
                NO_LETTER => return None,
                0 => {}
                code => self.push(code)?,
            }
        }
        Some(())
    }

    fn read_latin(&mut self, word: &str) -> Option<()> {
        let mut plain = ['\0'; LONGEST * 2];
        let mut length = 0;
        for character in word.chars().filter(|&character| !is_combining(character) && !is_invisible(character)) {
            *plain.get_mut(length)? = latin_base(character);
            length += 1;
        }
        let mut rest = plain.get(..length)?;
        while let Some(&first) = rest.first() {
            let (code, taken) = latin(rest)?;
            if first == 'x' {
                self.push(letter('к'))?;
            }
            if code != 0 {
                self.push(code)?;
            }
            rest = rest.get(taken..)?;
        }
        Some(())
    }

    /// Appends a letter: doubled letters are one, `дж` is `ж`, and `и` melts into the vowel after it.
    fn push(&mut self, code: u8) -> Option<()> {
        let script = self.script;
        let last = self.length.checked_sub(1).and_then(|at| self.letters.get_mut(at));
        match (last, code) {
            (Some(last), _) if *last == code => return Some(()),
            (Some(last), ZH) if *last == D => *last = ZH,
            (Some(last), A | YA) if *last == I => *last = YA,
            (Some(last), YU) if *last == I => *last = YU,
            // `iu` is how some write `ю`; `йұ` is where a name meets `ұлы`.
            (Some(last), U) if *last == I && script == Script::Latin => *last = YU,
            _ => {
                *self.letters.get_mut(self.length)? = code;
                self.length += 1;
            }
        }
        Some(())
    }
}

/// Accents written as characters of their own.
fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// What the letters of the Cyrillic block fold to, by the last eight bits of their code.
const FOLD: [u8; 256] = {
    let mut fold = [NO_LETTER; 256];
    let mut code = 0;
    while code < fold.len() {
        fold[code] = folded(0x400 + code as u32);
        code += 1;
    }
    fold
};

/// What a Cyrillic letter folds to, from its two bytes.
#[inline]
pub(super) const fn fold_of_two([lead, trail]: [u8; 2]) -> u8 {
    FOLD[(lead as usize & 3) << 6 | trail as usize & 0x3f]
}

/// In [`FOLD`]: not a letter of ours. Hard and soft signs fold to 0.
pub(super) const NO_LETTER: u8 = u8::MAX;

/// The letter that a Cyrillic one of either case folds to.
const fn folded(code: u32) -> u8 {
    let lower = match code {
        0x410..=0x42f => code + 0x20,
        0x400..=0x40f => code + 0x50,
        0x490..=0x4bf | 0x4d0..=0x4ff if code.is_multiple_of(2) => code + 1,
        _ => code,
    };
    let Some(lower) = char::from_u32(lower) else { return NO_LETTER };
    letter(match lower {
        'ъ' | 'ь' => return 0,
        'ё' | 'э' | 'є' => 'е',
        'й' | 'ы' | 'і' | 'ї' | 'ӣ' => 'и',
        'щ' => 'ш',
        'ә' => 'а',
        'ғ' | 'ґ' => 'г',
        'қ' | 'ҡ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' | 'ў' | 'ӯ' => 'у',
        'һ' | 'ҳ' => 'х',
        'җ' | 'ҷ' => 'ж',
        basic @ 'а'..='я' => basic,
        _ => return NO_LETTER,
    })
}

fn cyrillic(character: char) -> Option<u8> {
    let place = usize::try_from(u32::from(character)).ok()?.checked_sub(0x400)?;
    FOLD.get(place).copied().filter(|&code| code != NO_LETTER)
}

/// The Cyrillic letter that a Latin one inside a Cyrillic word looks like.
fn look_alike(character: char) -> Option<char> {
    Some(match character {
        'a' | 'A' => 'а',
        'B' => 'в',
        'c' | 'C' => 'с',
        'e' | 'E' => 'е',
        'H' | 'h' => 'н',
        'i' | 'I' => 'і',
        'K' | 'k' => 'к',
        'M' | 'm' => 'м',
        'o' | 'O' => 'о',
        'p' | 'P' => 'р',
        'T' | 't' => 'т',
        'x' | 'X' => 'х',
        'y' | 'Y' => 'у',
        _ => return None,
    })
}

/// A Latin letter in lower case without what stands above and below it.
fn latin_base(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    match character {
        'ş' | 'Ş' | 'š' | 'Š' | 'ș' | 'Ș' | 'ś' | 'Ś' => '\u{161}',
        'ç' | 'Ç' | 'č' | 'Č' | 'ć' | 'Ć' => '\u{10d}',
        'ž' | 'Ž' | 'ż' | 'Ż' => '\u{17e}',
        'ğ' | 'Ğ' | 'ǵ' | 'Ǵ' => 'g',
        'ı' | 'İ' | 'í' | 'Í' | 'ï' | 'Ï' | 'ī' | 'Ī' | 'î' | 'Î' => 'i',
        'ö' | 'Ö' | 'ó' | 'Ó' | 'ô' | 'Ô' | 'ø' | 'Ø' | 'õ' | 'Õ' => 'o',
        'ü' | 'Ü' | 'ú' | 'Ú' | 'û' | 'Û' | 'ū' | 'Ū' | 'ý' | 'Ý' => 'u',
        'á' | 'Á' | 'ä' | 'Ä' | 'à' | 'À' | 'â' | 'Â' | 'ã' | 'Ã' | 'å' | 'Å' | 'ə' | 'Ə' | 'ā' | 'ą' | 'æ' => {
            'a'
        }
        'ñ' | 'Ñ' | 'ń' | 'Ń' => 'n',
        'é' | 'É' | 'è' | 'È' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ł' | 'Ł' => 'l',
        'ß' => 's',
        'ź' | 'Ź' => 'z',
        other => fold::latin(other).map_or(other, |capital| char::from(capital.to_ascii_lowercase())),
    }
}

/// The letter that plain Latin ones begin with, and how many make it; code 0 is silent.
fn latin(letters: &[char]) -> Option<(u8, usize)> {
    let (folded, taken) = match letters {
        ['s', 'h', 'c', 'h', ..] => ('ш', 4),
        ['s', 'c', 'h', ..] => ('ш', 3),
        ['s', 'h', ..] => ('ш', 2),
        ['c', 'h', ..] => ('ч', 2),
        ['z', 'h', ..] => ('ж', 2),
        ['k', 'h', ..] => ('х', 2),
        ['g', 'h', ..] => ('г', 2),
        ['p', 'h', ..] => ('ф', 2),
        ['t', 's', ..] => ('ц', 2),
        ['c', 'k', ..] => ('к', 2),
        ['d', 'h', ..] => ('д', 2),
        ['t', 'h', ..] => ('т', 2),
        ['y', 'e' | 'o', ..] => ('е', 2),
        ['y', 'a', ..] => ('я', 2),
        ['y', 'u', ..] => ('ю', 2),
        ['a', ..] => ('а', 1),
        ['b', ..] => ('б', 1),
        ['c' | 's' | 'x', ..] => (if letters.first() == Some(&'c') { 'к' } else { 'с' }, 1),
        ['d', ..] => ('д', 1),
        ['e', ..] => ('е', 1),
        ['f', ..] => ('ф', 1),
        ['g', ..] => ('г', 1),
        ['h', ..] => ('х', 1),
        ['i' | 'y', ..] => ('и', 1),
        ['j' | '\u{17e}', ..] => ('ж', 1),
        ['k' | 'q', ..] => ('к', 1),
        ['l', ..] => ('л', 1),
        ['m', ..] => ('м', 1),
        ['n', ..] => ('н', 1),
        ['o', ..] => ('о', 1),
        ['p', ..] => ('п', 1),
        ['r', ..] => ('р', 1),
        ['t', ..] => ('т', 1),
        ['u', ..] => ('у', 1),
        ['v' | 'w', ..] => ('в', 1),
        ['z', ..] => ('з', 1),
        ['\u{161}', ..] => ('ш', 1),
        ['\u{10d}', ..] => ('ч', 1),
        ['\'' | '’' | '`' | 'ʻ' | 'ʼ', ..] => return Some((0, 1)),
        _ => return None,
    };
    Some((letter(folded), taken))
}

/// The letters of a word in the table's own spelling, for building lexicons; letters that fold away are gone.
#[cfg(test)]
pub(super) fn shown(skeleton: &Skeleton) -> String {
    skeleton.letters().iter().filter_map(|&code| char::from_u32(u32::from(code) - 1 + 'а' as u32)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Skeleton, shown};

    #[test]
    fn one_name_one_skeleton() {
        for (spellings, expected) in [
            (&["Қасымов", "Касымов", "КАСЫМОВ", "Kassymov", "Qasymov", "касимов"][..], "касимов"),
            (&["Әйгерім", "Айгерим", "Aigerim", "Aygerim", "Áıgerim"], "аигерим"),
            (&["Нұрлан", "Нурлан", "Nurlan", "Núrlan", "NURLAN"], "нурлан"),
            (&["Юсупов", "Yussupov", "Iusupov", "Yusupov"], "юсупов"),
            (&["Дмитрий", "Dmitriy", "Dmitry", "Dmitrii", "Dmitri"], "дмитри"),
            (&["Мария", "Maria", "Mariya"], "маря"),
            (&["Наталья", "Наталия", "Natalya", "Natalia"], "наталя"),
            (&["Ерлан", "Yerlan", "Erlan"], "ерлан"),
            (&["Жамиля", "Джамиля", "Zhamilya", "Dzhamilya", "Jamilya"], "жамиля"),
            (&["Шыңғыс", "Shyngys", "Шынгыс", "Şyñğys"], "шингис"),
            (&["Щербаков", "Shcherbakov", "Scherbakov"], "шербаков"),
            (&["Цой", "Tsoy", "Tsoi"], "цои"),
            (&["Артём", "Artyom", "Артем"], "артем"),
            (&["Хасен", "Khasen", "Hasen", "Һасен"], "хасен"),
            (&["Илья", "Ilya"], "иля"),
            (&["Ахмeтов", "Aхметов"], "ахметов"),
            (&["Omіrtaıqyzy", "Omіrtаiqyzy", "Ómіrtaıqyzy"], "омиртаикизи"),
        ] {
            for spelling in spellings {
                assert_eq!(shown(&Skeleton::of(spelling).unwrap()), expected, "{spelling}");
            }
        }
    }

    #[test]
    fn words_without_skeleton() {
        for word in ["", "ъ", "абвгдеёжзийклмнопрстуфхцчшщъыьэюяабвгдеёжзийклмнопрст", "日本"]
        {
            assert!(Skeleton::of(word).is_none(), "{word}");
        }
    }
}
