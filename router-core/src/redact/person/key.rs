//! One key for one person: `Арман Касымов`, `Касымову Арману` and `Арман Қасымовтың` are the same, as surely as grammar
//! can tell. All parts of a name must agree in sex and case, and the given name must be a listed one. Where the parts can
//! be read as the names of two persons, `Ерлана Касымова`, the spelling keeps a key of its own: two are never one.

use super::lexicon::{Lexicon, kind};
use crate::redact::fold::in_russian;

// Cases of both languages, as bits.
const NOMINATIVE: u8 = 1;
const GENITIVE: u8 = 2;
const DATIVE: u8 = 4;
const ACCUSATIVE: u8 = 8;
const INSTRUMENTAL: u8 = 16;
const PREPOSITIONAL: u8 = 32;
const ALL: u8 = 63;
const OBLIQUE: u8 = GENITIVE | DATIVE | INSTRUMENTAL | PREPOSITIONAL;

/// How a part of a name declines: what stands at its end, what stands there in the nominative, and for which cases of a
/// man's and of a woman's name.
type Ending = (&'static str, &'static str, u8, u8);

/// Given names; the nominative must be a listed name.
const GIVEN: [Ending; 26] = [
    // After a consonant; a woman's name stays as it is.
    ("", "", NOMINATIVE, ALL),
    ("а", "", GENITIVE | ACCUSATIVE, 0),
    ("у", "", DATIVE, 0),
    ("ом", "", INSTRUMENTAL, 0),
    ("ем", "", INSTRUMENTAL, 0),
    ("е", "", PREPOSITIONAL, 0),
    ("я", "й", GENITIVE | ACCUSATIVE, 0),
    ("ю", "й", DATIVE, 0),
    ("ем", "й", INSTRUMENTAL, 0),
    ("е", "й", PREPOSITIONAL, 0),
    ("ии", "ий", PREPOSITIONAL, 0),
    ("я", "ь", GENITIVE | ACCUSATIVE, 0),
    ("ю", "ь", DATIVE, 0),
    ("ем", "ь", INSTRUMENTAL, 0),
    ("е", "ь", PREPOSITIONAL, 0),
    ("и", "ь", 0, GENITIVE | DATIVE | PREPOSITIONAL),
    ("ью", "ь", 0, INSTRUMENTAL),
    ("и", "а", GENITIVE, GENITIVE),
    ("е", "а", DATIVE | PREPOSITIONAL, DATIVE | PREPOSITIONAL),
    ("у", "а", ACCUSATIVE, ACCUSATIVE),
    ("ой", "а", INSTRUMENTAL, INSTRUMENTAL),
    ("и", "я", OBLIQUE ^ INSTRUMENTAL, OBLIQUE ^ INSTRUMENTAL),
    ("е", "я", DATIVE | PREPOSITIONAL, DATIVE | PREPOSITIONAL),
    ("ю", "я", ACCUSATIVE, ACCUSATIVE),
    ("ей", "я", INSTRUMENTAL, INSTRUMENTAL),
    ("ей", "а", INSTRUMENTAL, INSTRUMENTAL),
];

/// Surnames in -ов, -ев and -ин.
const FAMILY: [Ending; 9] = [
    ("", "", NOMINATIVE, 0),
    ("а", "", GENITIVE | ACCUSATIVE, 0),
    ("у", "", DATIVE, 0),
    ("им", "", INSTRUMENTAL, 0),
    ("е", "", PREPOSITIONAL, 0),
    ("а", "а", 0, NOMINATIVE),
    ("у", "а", 0, ACCUSATIVE),
    ("ой", "а", 0, OBLIQUE),
    ("ою", "а", 0, INSTRUMENTAL),
];

/// Surnames like adjectives.
const ADJECTIVE: [Ending; 8] = [
    ("ий", "ий", NOMINATIVE, 0),
    ("ого", "ий", GENITIVE | ACCUSATIVE, 0),
    ("ому", "ий", DATIVE, 0),
    ("им", "ий", INSTRUMENTAL, 0),
    ("ом", "ий", PREPOSITIONAL, 0),
    ("ая", "ая", 0, NOMINATIVE),
    ("ой", "ая", 0, OBLIQUE),
    ("ую", "ая", 0, ACCUSATIVE),
];

/// Listed surnames that end in a consonant.
const CONSONANT: [Ending; 6] = [
    ("", "", NOMINATIVE, ALL),
    ("а", "", GENITIVE | ACCUSATIVE, 0),
    ("у", "", DATIVE, 0),
    ("ом", "", INSTRUMENTAL, 0),
    ("ем", "", INSTRUMENTAL, 0),
    ("е", "", PREPOSITIONAL, 0),
];

/// Patronymics of Russian form.
const PATRONYMIC: [Ending; 10] = [
    ("ич", "ич", NOMINATIVE, 0),
    ("ича", "ич", GENITIVE | ACCUSATIVE, 0),
    ("ичу", "ич", DATIVE, 0),
    ("ичем", "ич", INSTRUMENTAL, 0),
    ("иче", "ич", PREPOSITIONAL, 0),
    ("на", "на", 0, NOMINATIVE),
    ("ни", "на", 0, GENITIVE),
    ("не", "на", 0, DATIVE | PREPOSITIONAL),
    ("ну", "на", 0, ACCUSATIVE),
    ("ной", "на", 0, INSTRUMENTAL),
];

/// Patronymics that Russian does not decline, folded.
const FILIAL: [&str; 6] = ["ули", "кизи", "юли", "оглу", "огли", "улу"];

/// Kazakh case endings, folded.
const KAZAKH: &str = "нин дин тин га ге ка ке на не ни ди ти н да де та те нда нде дан ден тан тен нан нен мен бен пен";

/// Women's names that a man's name in the genitive looks like, beside those of the lexicon. Sorted.
#[rustfmt::skip]
const WOMEN: [&str; 100] = [
    "августина", "аврелия", "адила", "адриана", "азамата", "азиза", "айдана", "алана", "александра", "алмаза",
    "альберта", "амира", "анастасия", "анатолия", "аркадия", "арслана", "артура", "аслана", "бекзата", "богдана",
    "болата", "братислава", "валентина", "валерия", "василия", "вахида", "венера", "виктора", "виталия",
    "владислава", "вячеслава", "габриэла", "габриэля", "дамира", "даниала", "даниэла", "данияра", "динара",
    "евгения", "ерлана", "жамиля", "жасулана", "закира", "захида", "земфира", "иванна", "ильдара", "ильмира",
    "исмаила", "камила", "камиля", "карима", "клавдия", "константина", "лаура", "леонида", "лидия", "марата",
    "мариана", "мирлана", "мирослава", "михаила", "мурата", "назира", "наиля", "наталия", "нурлана", "павла",
    "петра", "равиля", "рамиля", "рафаэля", "рашида", "роберта", "романа", "ростислава", "руслана", "рустама",
    "сабира", "саида", "самира", "святослава", "станислава", "степана", "стефана", "султана", "талгата", "тамира",
    "тимура", "фаиза", "фарида", "халида", "христиана", "шакира", "эдуарда", "эльдара", "эмилия", "юлиана",
    "юлия", "ярослава",
];

/// A reading of one part: its nominative, and the cases it can be in for a man and for a woman.
struct Part {
    nominative: String,
    man: u8,
    woman: u8,
}

/// The key of a name as it was found.
pub(super) fn key(lexicon: &Lexicon, name: &str) -> String {
    let mut words: Vec<String> = name.split_whitespace().map(in_russian).collect();
    let as_written = words.join(" ");
    if words.iter().all(|word| !word.contains('.') && word.chars().nth(1).is_some()) {
        let cases = words.last_mut().map_or(ALL, |last| if drop_kazakh_case(last) { NOMINATIVE } else { ALL });
        let mut readings = readings(lexicon, &words, cases);
        readings.sort_unstable();
        readings.dedup();
        if let [reading] = readings.as_slice() {
            return reading.clone();
        }
    }
    format!("? {as_written}")
}

/// Every way to read the words as one name, all in the nominative: given name, patronymic, surname.
fn readings(lexicon: &Lexicon, words: &[String], cases: u8) -> Vec<String> {
    let none = || vec![Part { nominative: String::new(), man: ALL, woman: ALL }];
    let (one, other, fathers) = match words {
        [one, other] => (one, other, none()),
        [one, other, third] if !patronymics(third).is_empty() => (one, other, patronymics(third)),
        [one, second, other] if !patronymics(second).is_empty() => (one, other, patronymics(second)),
        _ => return Vec::new(),
    };
    let mut readings = Vec::new();
    for (given, surname) in [(one, other), (other, one)] {
        let surnames = surnames(lexicon, surname);
        let allowed = |sex: fn(&Part) -> u8| surnames.iter().fold(0, |allowed, part| allowed | sex(part)) & cases;
        for given in givens(lexicon, given, allowed(|part| part.man), allowed(|part| part.woman)) {
            for (surname, father) in
                surnames.iter().flat_map(|surname| fathers.iter().map(move |father| (surname, father)))
            {
                let man = given.man & surname.man & father.man & cases;
                let woman = given.woman & surname.woman & father.woman & cases;
                if man | woman != 0 {
                    readings.push(format!("{} {} {}", given.nominative, father.nominative, surname.nominative));
                }
            }
        }
    }
    readings
}

/// What a given name can be in the cases of a man and a woman that its surname allows.
fn givens(lexicon: &Lexicon, word: &str, man: u8, woman: u8) -> Vec<Part> {
    let mut parts = declined(word, "", &GIVEN);
    parts.retain(|part| part.man & man | part.woman & woman != 0);
    if parts.is_empty() || !patronymics(word).is_empty() {
        return Vec::new();
    }
    parts.retain(|part| is_given(lexicon, &part.nominative));
    for part in &mut parts {
        if is_woman(&part.nominative) {
            part.man = 0;
        }
        // `Игоре` may be Игор's and Игорь's, who are one name.
        let length = part.nominative.trim_end_matches('ь').len();
        part.nominative.truncate(length);
    }
    parts
}

fn is_given(lexicon: &Lexicon, name: &str) -> bool {
    // The lexicon folds these letters away: `Армань` and `Ання` are no names.
    let mut last = name.chars().rev();
    let is_odd = match (last.next(), last.next(), last.next()) {
        (Some('й'), Some(before), _) => is_consonant(before),
        (Some('я' | 'ь'), Some(one), Some(two)) => one == two,
        _ => false,
    };
    if is_odd {
        return false;
    }
    let kinds = lexicon.word(name).kinds;
    (kinds & kind::ANY_GIVEN != 0 && kinds & kind::NOMINATIVE != 0) || is_woman(name)
}

fn is_woman(name: &str) -> bool {
    WOMEN.binary_search(&name).is_ok()
}

/// What a surname, or a patronymic in its place, can be.
fn surnames(lexicon: &Lexicon, word: &str) -> Vec<Part> {
    let mut parts = patronymics(word);
    for base in ["ов", "ев", "ин"] {
        parts.extend(declined(word, base, &FAMILY));
    }
    for base in ["ск", "цк"] {
        parts.extend(declined(word, base, &ADJECTIVE));
    }
    if parts.is_empty() {
        parts = declined(word, "", &CONSONANT);
        parts.retain(|part| {
            let is_listed = || lexicon.word(&part.nominative).kinds & kind::SURNAME != 0;
            part.nominative.ends_with(is_consonant) && (part.nominative == word || is_listed())
        });
    }
    if parts.is_empty() {
        parts.push(Part { nominative: word.to_owned(), man: ALL, woman: ALL });
    }
    parts
}

fn patronymics(word: &str) -> Vec<Part> {
    if let Some(ending) = FILIAL.into_iter().find(|ending| word.ends_with(ending)) {
        let (man, woman) = if ending == "кизи" { (0, ALL) } else { (ALL, 0) };
        return vec![Part { nominative: word.to_owned(), man, woman }];
    }
    let mut parts = Vec::new();
    if !word.contains("ич") && !word.contains("вн") {
        return parts;
    }
    for base in ["ов", "ев", "ич"] {
        parts.extend(declined(word, base, &PATRONYMIC));
    }
    parts
}

/// The readings of a word by a table of endings, where what is left of it ends in `base`.
fn declined(word: &str, base: &str, endings: &[Ending]) -> Vec<Part> {
    let part = |&(ending, nominative, man, woman): &Ending| {
        let stem = word.strip_suffix(ending).filter(|stem| stem.ends_with(base) && stem.len() >= 4)?;
        Some(Part { nominative: format!("{stem}{nominative}"), man, woman })
    };
    endings.iter().filter_map(part).collect()
}

/// Takes a Kazakh case ending off a surname or patronymic: only there it cannot be taken for anything else.
fn drop_kazakh_case(word: &mut String) -> bool {
    if !patronymics(word).is_empty() {
        return false;
    }
    let is_family = |stem: &str| {
        let base = stem.strip_suffix('а').unwrap_or(stem);
        ["ов", "ев", "ин"].iter().any(|end| base.ends_with(end)) || FILIAL.iter().any(|end| stem.ends_with(end))
    };
    let stem = KAZAKH.split(' ').filter_map(|ending| word.strip_suffix(ending)).find(|stem| is_family(stem));
    let Some(length) = stem.map(str::len) else { return false };
    word.truncate(length);
    true
}

fn is_consonant(letter: char) -> bool {
    !"аеиоуэюяьъ".contains(letter)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::{Lexicon, key};

    fn key_of(name: &str) -> String {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
        key(&LEXICON, name)
    }

    #[test]
    fn one_person() {
        for spellings in [
            "Арман Касымов|Армана Касымова|Касымов Арман|АРМАНУ КАСЫМОВУ|Арманом Касымовым|о Армане Касымове|Арман Қасымов",
            "Арман Қасымов|Арман Қасымовтың|Арман Қасымовқа|Арман  Касымовпен",
            "Айгуль Касымова|Касымова Айгуль|Айгуль Касымовой|Айгүл Қасымова",
            "Мадина Ахметова|Мадины Ахметовой|Мадине Ахметовой|Мадину Ахметову|Ахметовой Мадиной|Мадина Ахметованың",
            "Нұрлан Серікұлы|нурлан серикулы|Нұрлан Серікұлына|Нұрлана Серікұлы",
            "Иванов Олег|Олега Иванова",
            "Сергей Иванов|Сергея Иванова|Сергею Иванову",
            "Ахметов Нурлан Серикович|Ахметова Нурлана Сериковича|Нурлану Сериковичу Ахметову",
            "Ахметова Мадина Сериковна|Ахметовой Мадины Сериковны|Мадиной Сериковной Ахметовой",
            "Олег Пак|Олега Пака|Олегу Паку",
            "Светлана Пак|Светланы Пак",
            "Олег Шевченко|Олега Шевченко",
            "Светлана Островская|Светлане Островской|Светлану Островскую",
            "Арман Болатович|Арману Болатовичу",
            "А. Касымов|А. Қасымов",
        ] {
            let keys: Vec<_> = spellings.split('|').map(|name| key_of(name.trim_start_matches("о "))).collect();
            assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{spellings}: {keys:?}");
        }
    }

    #[test]
    fn two_persons() {
        for (one, other) in [
            ("Арман Касымов", "Арман Касымова"),
            ("Ерлан Касымов", "Ерлана Касымова"),
            ("Ерлан Касымов", "Ерлану Касымову"),
            ("Александр Касымов", "Александра Касымова"),
            ("Валерий Касымов", "Валерия Касымова"),
            ("Касымов А.", "Касымова А."),
            ("Арман Касымов", "А. Касымов"),
            ("Арман Касымов", "Арман Касымов Болатович"),
            ("Арман Касымов", "Армат Касымов"),
            ("Арман", "Армана"),
            ("Анна Ким", "Ана Ким"),
            ("Юлия Ким", "Юля Ким"),
            ("Юлий Ким", "Юлия Ким"),
            ("Ахметов Нурлан Серикович", "Ахметов Нурлан Сергеевич"),
            ("Ахметов Нурлан Серикович", "Ахметова Нурлана Сериковна"),
            ("Мадина Ахметова", "Мадина Ахметов"),
            ("Болат Арман", "Арман Болат"),
        ] {
            assert_ne!(key_of(one), key_of(other), "{one} {other}");
        }
    }
}
