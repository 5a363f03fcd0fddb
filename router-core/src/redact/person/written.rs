//! How a word is written, and what that makes of its meaning in a run: found out once for all that ask of it.

use super::super::fold::is_upper;
use super::letters::LONGEST;
use super::lexicon::{Meaning, kind};
use super::run::Case;
use super::words::{First, first};

/// What a run asks of a word, whatever stands beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// Bits of [`kind`]: the word's own, less what its ending or its capitals speak against.
    pub(super) kinds: u32,
    /// Letters, as many as are compared at most.
    pub(super) letters: u8,
    pub(super) case: Case,
}

impl Written {
    /// Of a word with this meaning.
    pub(super) fn of(word: &str, meaning: Meaning) -> Self {
        let case = first(word.as_bytes(), 0).map_or(Case::Lower, |first| case_of(word, first));
        let letters = u8::try_from(letters_of(word).min(LONGEST)).unwrap_or(u8::MAX);
        let mut kinds = meaning.kinds;
        if kinds & (kind::SURNAME_LIKE | kind::SURNAME_SURE) != 0 && ends_like_kazakh_word(word) {
            kinds &= !(kind::SURNAME_LIKE | kind::SURNAME_SURE);
        }
        if case == Case::Upper && is_label(word) {
            kinds = kind::STOP;
        }
        let is_common =
            kinds & kind::BARRIER == kind::STOP || (kinds & kind::BARRIER == 0 && kinds & kind::WORD_LIKE != 0);
        let is_title = case == Case::Title && kinds & kind::PERSON == 0;
        if is_common && is_title && ends_like_adjective(word) && !is_greeting(word) {
            kinds |= kind::ADJECTIVE;
        }
        Self { kinds, letters, case }
    }
}

/// How many letters a word has, which are of one byte or of two.
pub(super) fn letters_of(part: &str) -> usize {
    /// A one in each byte.
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    // The top bits of a second byte are 10.
    let mut seconds = 0;
    let (eights, rest) = part.as_bytes().as_chunks();
    for eight in eights {
        let eight = u64::from_le_bytes(*eight);
        let bits = (eight & !(eight << 1)) >> 7 & ONES;
        seconds += (bits.wrapping_mul(ONES) >> 56) as usize;
    }
    seconds += rest.iter().filter(|&&byte| byte & 0xc0 == 0x80).count();
    part.len() - seconds
}

fn case_of(part: &str, case: First) -> Case {
    if case == First::Lower {
        return Case::Lower;
    }
    let is_small = |letter: char| matches!(letter, 'а'..='я' | 'a'..='z') || !is_upper(letter) && letter.is_lowercase();
    if part.chars().skip(1).any(is_small) { Case::Title } else { Case::Upper }
}

/// Whether a word ends like an adjective, or a surname made of one.
fn ends_like_adjective(part: &str) -> bool {
    let mut last = part.chars().rev();
    // `-ой`, `-ый`, `-ий`, `-ая`, `-яя`, `-ого`, `-его`, `-ому`, `-ему`, `-ую`, `-юю`, `-ою`, `-ым`, `-им`, `-ых`, `-их`
    match (last.next(), last.next()) {
        (Some('й'), Some('о' | 'ы' | 'и'))
        | (Some('я'), Some('а' | 'я'))
        | (Some('ю'), Some('у' | 'ю' | 'о'))
        | (Some('м' | 'х'), Some('ы' | 'и')) => true,
        (Some('о'), Some('г')) | (Some('у'), Some('м')) => matches!(last.next(), Some('о' | 'е')),
        _ => false,
    }
}

/// What may be said of anybody before the name: `Уважаемая Нина Аркадьевна`.
fn is_greeting(part: &str) -> bool {
    const GREETINGS: [&str; 18] = [
        "Уважаем",
        "Многоуважаем",
        "Глубокоуважаем",
        "Дорог",
        "Милы",
        "Мила",
        "Люб",
        "Родн",
        "Нов",
        "Главн",
        "Перв",
        "Втор",
        "Ответственн",
        "Исполняющ",
        "Бывш",
        "Старш",
        "Младш",
        "Покойн",
    ];
    GREETINGS.iter().any(|greeting| part.starts_with(greeting))
}

/// What Kazakh words end like that surnames in `-ин` are folded to: possessives, cases, verbs. Behind `ц` a surname is so
/// spelled, too.
fn ends_like_kazakh_word(part: &str) -> bool {
    let bare = part.strip_suffix(['а', 'е', 'ы', 'і', 'А', 'Е', 'Ы', 'І']).unwrap_or(part);
    let stem = bare.strip_suffix(['н', 'Н']).and_then(|stem| stem.strip_suffix(['ы', 'і', 'Ы', 'І']));
    // `Әбіловамын`: a surname that takes a personal ending.
    let is_surname = |stem: &str| ["овам", "евам", "овп", "евп", "инам", "инм"].iter().any(|end| stem.ends_with(end));
    stem.is_some_and(|stem| !stem.ends_with(['ц', 'Ц']) && !is_surname(stem))
}

/// Whether it is the label of a number, in capitals, whose letters are those of a name.
fn is_label(part: &str) -> bool {
    matches!(part, "ИИН" | "ЖСН" | "БИН" | "БСН" | "ИНН" | "ИИК" | "IIN" | "BIN" | "JSN" | "БИК" | "КБЕ" | "ВНЖ")
}
