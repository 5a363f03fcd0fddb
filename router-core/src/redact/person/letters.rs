//! The skeleton of a word: what is left of a name when script, case, Kazakh letters, doubled letters and the habits of
//! transliteration are set aside. `Қасымов`, `Касымов`, `КАСЫМОВ`, `Kassymov` and `Qasymov` have one skeleton.

use super::super::fold::is_invisible;

/// Letters of the longest word looked at; longer ones are no names.
pub(super) const LONGEST: usize = 28;

/// The script a word is written in. A word with one Cyrillic letter is Cyrillic: its Latin letters are look-alikes.
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

const I: u8 = letter('и');
const YA: u8 = letter('я');
const YU: u8 = letter('ю');
const ZH: u8 = letter('ж');
const D: u8 = letter('д');
const T: u8 = letter('т');

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
        for character in word.chars() {
            if is_combining(character) || is_invisible(character) {
                continue;
            }
            let lower = if character.is_ascii() { look_alike(character)? } else { character };
            let code = cyrillic(lower)?;
            if code != 0 {
                self.push(code)?;
            }
        }
        Some(())
    }

    fn read_latin(&mut self, word: &str) -> Option<()> {
        let mut characters = word.chars().filter(|&character| !is_combining(character) && !is_invisible(character));
        let mut next = characters.next().map(latin_base);
        while let Some(character) = next {
            let mut after = characters.next().map(latin_base);
            let (code, taken) = latin(character, after)?;
            if taken {
                after = characters.next().map(latin_base);
                // `shch` and `sch` are one letter.
                if code == letter('ш') && character == 's' && after == Some('c') {
                    let following = characters.next().map(latin_base);
                    after = if following == Some('h') { characters.next().map(latin_base) } else { following };
                }
            }
            if character == 'x' {
                self.push(letter('к'))?;
            }
            if code != 0 {
                self.push(code)?;
            }
            next = after;
        }
        Some(())
    }

    /// Appends a letter: doubled letters are one, `дж` is `ж`, and `и` melts into the vowel after it.
    fn push(&mut self, code: u8) -> Option<()> {
        let last = self.length.checked_sub(1).and_then(|at| self.letters.get_mut(at));
        match (last, code) {
            (Some(last), _) if *last == code => return Some(()),
            (Some(last), ZH) if *last == D => *last = ZH,
            (Some(last), 1 | YA) if *last == I => *last = YA,
            (Some(last), code) if *last == I && (code == YU || code == letter('у')) => *last = YU,
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

/// The letter that a Cyrillic one of either case folds to; 0 for the signs, `None` for what is no letter of ours.
fn cyrillic(character: char) -> Option<u8> {
    let lower = match u32::from(character) {
        code @ 0x410..=0x42f => code + 0x20,
        code @ 0x400..=0x40f => code + 0x50,
        code @ 0x490..=0x4bf if code % 2 == 0 => code + 1,
        code @ 0x4d0..=0x4ff if code % 2 == 0 => code + 1,
        code => code,
    };
    let folded = match char::from_u32(lower)? {
        'ъ' | 'ь' => return Some(0),
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
        _ => return None,
    };
    Some(letter(folded))
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
        other => other,
    }
}

/// The letter for a Latin one (made plain) and whether it takes the next with it; code 0 is silent.
fn latin(character: char, next: Option<char>) -> Option<(u8, bool)> {
    let one = |cyrillic: char| Some((letter(cyrillic), false));
    let two = |cyrillic: char| Some((letter(cyrillic), true));
    match (character, next) {
        ('s', Some('h')) => two('ш'),
        ('c', Some('h')) => two('ч'),
        ('z', Some('h')) => two('ж'),
        ('k', Some('h')) => two('х'),
        ('g', Some('h')) => two('г'),
        ('p', Some('h')) => two('ф'),
        ('t', Some('s')) => two('ц'),
        ('c', Some('k')) => two('к'),
        ('d' | 't', Some('h')) => Some((if character == 'd' { D } else { T }, true)),
        ('y', Some('e' | 'o')) => two('е'),
        ('y' | 'j', Some('a')) if character == 'y' => two('я'),
        ('y', Some('u')) => two('ю'),
        ('s', Some('c')) => one('с'),
        ('a', _) => one('а'),
        ('b', _) => one('б'),
        ('c' | 's', _) => one(if character == 'c' { 'к' } else { 'с' }),
        ('d', _) => one('д'),
        ('e', _) => one('е'),
        ('f', _) => one('ф'),
        ('g', _) => one('г'),
        ('h', _) => one('х'),
        ('i' | 'y', _) => one('и'),
        ('j' | '\u{17e}', _) => one('ж'),
        ('k' | 'q', _) => one('к'),
        ('l', _) => one('л'),
        ('m', _) => one('м'),
        ('n', _) => one('н'),
        ('o', _) => one('о'),
        ('p', _) => one('п'),
        ('r', _) => one('р'),
        ('t', _) => one('т'),
        ('u', _) => one('у'),
        ('v' | 'w', _) => one('в'),
        ('x', _) => one('с'),
        ('z', _) => one('з'),
        ('\u{161}', _) => one('ш'),
        ('\u{10d}', _) => one('ч'),
        ('\'' | '’' | '`' | 'ʻ' | 'ʼ', _) => Some((0, false)),
        _ => None,
    }
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
