//! One key for one person: `Арман Касымов`, `Касымову Арману` and `Arman Kasymov` are the same, as surely as grammar can
//! tell. Where a form may be that of two names it keeps a key of its own: two persons must never be one.

use super::lexicon::{self, Lexicon, kind};
use super::run::{Gap, Run, Shape, Token};

/// The normal form of a person's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in super::super) struct PersonKey(String);

/// A case as both parts of a name must show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Nominative,
    Genitive,
    Dative,
    Instrumental,
    Prepositional,
}

/// A surname's stem (`касымов`) with the sex and cases that its ending may stand for.
const MALE: [(&str, Case); 5] = [
    ("", Case::Nominative),
    ("а", Case::Genitive),
    ("у", Case::Dative),
    ("им", Case::Instrumental),
    ("е", Case::Prepositional),
];
const MALE_GIVEN: [(&str, Case); 5] = [
    ("", Case::Nominative),
    ("а", Case::Genitive),
    ("у", Case::Dative),
    ("ом", Case::Instrumental),
    ("е", Case::Prepositional),
];

/// The key of a name as it was found.
#[cfg_attr(not(test), expect(dead_code, reason = "the vault will number persons by it"))]
pub(in super::super) fn person_key(text: &str) -> PersonKey {
    let lexicon = lexicon::shared();
    let mut run = Run::new();
    run.read(text, 0, lexicon);
    let words: Vec<String> = run.tokens.iter().map(|token| spelled(text, token)).collect();
    let is_whole = run.tokens.last().is_some_and(|last| last.range.end == text.len())
        && run.tokens.iter().all(|token| token.shape == Shape::Word && token.gap == Gap::Blank);
    if let (true, [one, other], [first, second]) = (is_whole, run.tokens.as_slice(), words.as_slice()) {
        let pairs = [(one, first, second), (other, second, first)];
        let mut readings =
            pairs.into_iter().filter(|(given, ..)| given.is(kind::ANY_GIVEN)).flat_map(|(_, given, surname)| {
                male(lexicon, given, surname).into_iter().chain(female(lexicon, given, surname))
            });
        if let (Some(reading), None) = (readings.next(), readings.next()) {
            return PersonKey(reading);
        }
    }
    if words.is_empty() {
        return PersonKey(text.to_lowercase());
    }
    PersonKey(words.join(" "))
}

/// A man's name, if both parts are in the same case of one.
fn male(lexicon: &Lexicon, given: &str, surname: &str) -> Option<String> {
    let surname = without_kazakh_case(surname);
    MALE_GIVEN.into_iter().find_map(|(ending, case)| {
        let stem = given.strip_suffix(ending)?;
        let is_name = ends_in_consonant(stem) && is_nominative(lexicon, stem);
        // `Александра` may be a woman, so the man's genitive is none to be sure of.
        let is_another = !ending.is_empty() && is_nominative(lexicon, given);
        let (wanted, _) = MALE.into_iter().find(|&(_, other)| other == case)?;
        let base = surname.strip_suffix(wanted).filter(|base| is_base(base))?;
        (is_name && !is_another).then(|| format!("m {stem} {base}"))
    })
}

/// A woman's name in the nominative.
fn female(lexicon: &Lexicon, given: &str, surname: &str) -> Option<String> {
    let base = surname.strip_suffix('а').filter(|base| is_base(base))?;
    is_nominative(lexicon, given).then(|| format!("f {given} {base}"))
}

fn is_base(surname: &str) -> bool {
    ["ов", "ев", "ин"].iter().any(|end| surname.ends_with(end))
}

/// `касымовтын` is `касымов`.
fn without_kazakh_case(surname: &str) -> &str {
    let endings = ["тин", "ка", "ке", "ти", "та", "те", "тан", "тен", "пен"];
    endings.iter().filter_map(|ending| surname.strip_suffix(ending)).find(|base| is_base(base)).unwrap_or(surname)
}

fn ends_in_consonant(stem: &str) -> bool {
    stem.chars().next_back().is_some_and(|last| !"аеиоуюя".contains(last))
}

fn is_nominative(lexicon: &Lexicon, word: &str) -> bool {
    lexicon.word(word).kinds & kind::NOMINATIVE != 0
}

/// A token's letters folded one by one: doubled letters and soft endings still tell names apart.
fn spelled(text: &str, token: &Token) -> String {
    let word = text.get(token.range.clone()).unwrap_or_default();
    super::letters::plain(word).unwrap_or_else(|| word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::person_key;

    #[test]
    fn one_person() {
        for (one, other) in [
            ("Арман Касымов", "Армана Касымова"),
            ("Арман Касымов", "Касымов Арман"),
            ("Арман Касымов", "АРМАНУ КАСЫМОВУ"),
            ("Арман Касымов", "Арманом Касымовым"),
            ("Арман Касымов", "Арман Қасымов"),
            ("Арман Касымов", "Arman Kasymov"),
            ("Арман Қасымов", "Арман Қасымовтың"),
            ("Айгуль Касымова", "Касымова Айгуль"),
            ("Мадина Ахметова", "Ахметова Мадина"),
            ("Нұрлан Серікұлы", "нурлан серикулы"),
            ("А. Касымов", "А. Қасымов"),
            ("Иванов Олег", "Олега Иванова"),
        ] {
            assert_eq!(person_key(one), person_key(other), "{one} {other}");
        }
    }

    #[test]
    fn two_persons() {
        for (one, other) in [
            ("Арман Касымов", "Арман Касымова"),
            ("Александр Касымов", "Александра Касымова"),
            ("Арман Касымов", "А. Касымов"),
            ("Арман Касымов", "Арман Касымов Болатович"),
            ("Арман Касымов", "Армат Касымов"),
            ("Анна Ким", "Ана Ким"),
            ("Юлия Ким", "Юля Ким"),
            ("Ахметов Нурлан Серикович", "Ахметов Нурлан Сергеевич"),
            ("Мадина Ахметова", "Мадина Ахметов"),
        ] {
            assert_ne!(person_key(one), person_key(other), "{one} {other}");
        }
    }
}
