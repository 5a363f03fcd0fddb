//! Fakes of names: the same parts in the same order, the same sex, script and case of letters.
//!
//! A surname in -ов, -ев or -ин keeps its ending, so that it keeps the grammatical case in Russian and Kazakh alike. Given
//! names and Russian patronymics are declined where the ending of the original tells its case; where nothing does, they
//! stand in the nominative. A model declines names too: [`declined`] tells in what forms a fake may come back.

use super::tables::{FAMILIES, MEN, WOMEN};
use super::texts::in_case_of;
use crate::redact::fold::{in_russian, is_invisible, is_letter};

/// Cases that a name can stand in.
const NOMINATIVE: usize = 0;
const GENITIVE: usize = 1;
const DATIVE: usize = 2;
const INSTRUMENTAL: usize = 4;

/// Endings of `Арман`: nominative, genitive, dative, accusative, instrumental, prepositional.
const MAN: [&str; 6] = ["", "а", "у", "а", "ом", "е"];
/// Endings of `Мадина` behind `Мадин`.
const WOMAN: [&str; 6] = ["а", "ы", "е", "у", "ой", "е"];
/// Endings of `Омаров` and `Омарова` behind `Омаров`.
const MANS_FAMILY: [&str; 6] = ["", "а", "у", "а", "ым", "е"];
const WOMANS_FAMILY: [&str; 6] = ["а", "ой", "ой", "у", "ой", "ой"];
/// Endings of `Ерланович` and `Ерлановна` behind `Ерланов`.
const SON: [&str; 6] = ["ич", "ича", "ичу", "ича", "ичем", "иче"];
const DAUGHTER: [&str; 6] = ["на", "ны", "не", "ну", "ной", "не"];

/// What women's names end in that end in no vowel.
const WOMEN_END: &str = "гуль гүл гул ай айым сулу сұлу герим герім ель эль айжан жибек жібек салтанат жанар баян шолпан \
    камшат сауле сәуле дильназ любовь guldgul gul ai gerim el sulu aizhan zhibek saule nur naz";

/// Kazakh words that make a patronymic, as they are spelled and folded.
const FILIAL: [&str; 9] = ["ұлы", "улы", "ули", "қызы", "кызы", "кизи", "uly", "kyzy", "qyzy"];

/// Letters of an ending behind -ов: `Касымовтарының` has the longest that is met.
const LONGEST_ENDING: usize = 5;

/// A word of a name, and what it is.
struct Word<'t> {
    text: &'t str,
    /// In small letters, those of Kazakh as their Russian look-alikes.
    folded: String,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Given,
    /// With its ending behind -ов, as letters from its end; `None` where it is of another form.
    Family(Option<usize>),
    Patronymic,
    Initial,
}

/// What becomes of the ending that a surname has in the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Kept,
    Declined,
}

/// Who the fake is.
struct Persona {
    is_woman: bool,
    case: usize,
    given: [&'static str; 2],
    father: [&'static str; 2],
    family: [&'static str; 2],
}

/// The `nth` name in the form of `original`. `key` is given name, patronymic and surname in the nominative, where grammar
/// tells them.
pub(super) fn fake(original: &str, key: Option<&str>, nth: usize) -> Option<String> {
    let name = Name::new(original, key, nth)?;
    name.written(name.persona.case, Ending::Kept)
}

/// What [`fake`] makes in each Russian case; nothing where it is not clear what the parts of the name are.
pub(super) fn declined(original: &str, key: Option<&str>, nth: usize) -> Vec<String> {
    let name = Name::new(original, key, nth);
    let Some(name) = name.filter(|name| name.is_read && name.words.iter().all(|word| !word.text.is_ascii())) else {
        return Vec::new();
    };
    (0..MAN.len()).filter_map(|case| name.written(case, Ending::Declined)).collect()
}

/// A name as it was found, and who takes its place.
struct Name<'t> {
    original: &'t str,
    words: Vec<Word<'t>>,
    persona: Persona,
    /// Whether grammar tells its parts.
    is_read: bool,
}

impl<'t> Name<'t> {
    fn new(original: &'t str, key: Option<&str>, nth: usize) -> Option<Self> {
        let key = key.filter(|key| !key.starts_with('?')).map(|key| key.split(' ').collect::<Vec<_>>());
        let key = key.and_then(|parts| <[&str; 3]>::try_from(parts).ok());
        let words = words(original, key)?;
        let persona = Persona::new(&words, key, nth)?;
        Some(Self { original, words, persona, is_read: key.is_some() })
    }

    fn written(&self, case: usize, ending: Ending) -> Option<String> {
        let mut fake = String::with_capacity(self.original.len() + 16);
        let mut initials = [self.persona.given, self.persona.father].into_iter();
        let mut done = 0;
        let between =
            |range: std::ops::Range<usize>| Some(self.original.get(range)?.chars().filter(|&sign| !is_invisible(sign)));
        for word in &self.words {
            let at = done + self.original.get(done..)?.find(word.text)?;
            fake.extend(between(done..at)?);
            let script = usize::from(word.text.is_ascii());
            let name = match word.part {
                Part::Initial => initials.next()?.get(script)?.chars().next()?.to_string(),
                part => self.persona.part((part, word), script, case, ending)?,
            };
            fake.push_str(&in_case_of(word.text, &name));
            done = at + word.text.len();
        }
        fake.extend(between(done..self.original.len())?);
        Some(fake)
    }
}

impl Persona {
    fn new(words: &[Word<'_>], key: Option<[&str; 3]>, nth: usize) -> Option<Self> {
        let is_woman = is_woman(words, key);
        let pick = |table: &'static [[&'static str; 2]], place: usize| table.get(place % table.len()).copied();
        // Who follows has another given name and another surname, and no pair comes twice before all have come.
        let (given, father) =
            (pick(if is_woman { &WOMEN } else { &MEN }, nth)?, pick(&MEN, (nth + nth / MEN.len()) * 5 + 7)?);
        let family = pick(&FAMILIES, nth)?;
        Some(Self { is_woman, case: case(words, key, is_woman), given, father, family })
    }

    /// A part of the name as it stands in place of `word`.
    fn part(&self, (part, word): (Part, &Word<'_>), script: usize, case: usize, ending: Ending) -> Option<String> {
        let is_cyrillic = script == 0;
        let (given, father, family) = (*self.given.get(script)?, *self.father.get(script)?, *self.family.get(script)?);
        let of_case = |man: &[&'static str; 6], woman: &[&'static str; 6]| {
            let endings = if self.is_woman { woman } else { man };
            endings.get(case).copied()
        };
        Some(match part {
            Part::Given if self.is_woman && is_cyrillic => {
                let stem = given.strip_suffix('а').unwrap_or(given);
                format!("{stem}{}", WOMAN.get(case)?)
            }
            Part::Given if is_cyrillic => format!("{given}{}", MAN.get(case)?),
            Part::Given | Part::Initial => given.to_owned(),
            Part::Family(Some(letters)) if ending == Ending::Kept => {
                let rest = word.text.char_indices().rev().take(letters).last().map_or(word.text.len(), |(at, _)| at);
                format!("{family}{}{}", if is_cyrillic { "ов" } else { "ov" }, word.text.get(rest..)?)
            }
            Part::Family(_) if is_cyrillic => format!("{family}ов{}", of_case(&MANS_FAMILY, &WOMANS_FAMILY)?),
            Part::Family(_) => format!("{family}ov{}", if self.is_woman { "a" } else { "" }),
            Part::Patronymic => match filial(&word.text.to_lowercase()) {
                Some((at, _)) => format!("{father}{}", word.text.to_lowercase().get(at..)?),
                None if is_cyrillic => format!("{father}ов{}", of_case(&SON, &DAUGHTER)?),
                None => format!("{father}ov{}", if self.is_woman { "na" } else { "ich" }),
            },
        })
    }
}

/// The words of a name and what each is; `None` where there is none, or more than a name has.
fn words<'t>(original: &'t str, key: Option<[&str; 3]>) -> Option<Vec<Word<'t>>> {
    let is_sign = |sign: char| {
        !is_letter(sign) && !is_invisible(sign) && !matches!(sign, '-' | '\u{2011}' | '\'' | '’' | '\u{301}')
    };
    let parts = original.split(is_sign).filter(|word| word.chars().any(is_letter));
    let mut words: Vec<Word<'_>> =
        parts.map(|text| Word { text, folded: in_russian(text), part: Part::Given }).collect();
    if !(1..=4).contains(&words.len()) {
        return None;
    }
    for word in &mut words {
        word.part = match key {
            Some(key) => by_key(&word.folded, key),
            None => by_form(&word.folded),
        };
    }
    if key.is_none() {
        settle(&mut words);
    }
    Some(words)
}

/// What a word is by the nominatives of all parts: the one that it shares most letters with.
fn by_key(word: &str, [given, father, family]: [&str; 3]) -> Part {
    let shared =
        |nominative: &str| nominative.chars().zip(word.chars()).take_while(|(one, other)| one == other).count();
    let (given, father, family) = (shared(given), shared(father), shared(family));
    if filial(word).is_some() || (father > given && father > family) {
        // Where there is no surname, the patronymic stands for it.
        Part::Patronymic
    } else if given >= family {
        Part::Given
    } else {
        Part::Family(family_ending(word, true))
    }
}

/// What a word is by its own ending.
fn by_form(word: &str) -> Part {
    let has = |endings: &[&str]| endings.iter().any(|ending| word.contains(ending));
    if word.chars().nth(1).is_none() {
        Part::Initial
    } else if filial(word).is_some() || has(&["ович", "евич", "овн", "евн", "ичн", "ovich", "evich", "ovna", "evna"])
    {
        Part::Patronymic
    } else {
        family_ending(word, false).map_or(Part::Given, |letters| Part::Family(Some(letters)))
    }
}

/// A name has one given name; a further word is its surname, in front of initials the first is.
fn settle(words: &mut [Word<'_>]) {
    let has_family = words.iter().any(|word| matches!(word.part, Part::Family(_)));
    let has_initial = words.iter().any(|word| word.part == Part::Initial);
    let mut has_given = has_initial;
    for word in words.iter_mut().filter(|word| word.part == Part::Given) {
        if has_given && !has_family {
            word.part = Part::Family(family_ending(&word.folded, true));
        }
        has_given = true;
    }
}

/// Letters behind -ов, -ев or -ин, if a surname's ending can be there. -ин is also how women are called, Мадина.
fn family_ending(word: &str, is_sure: bool) -> Option<usize> {
    let of = |base: &str| {
        let at = word.rfind(base).filter(|&at| word.get(..at).is_some_and(|stem| stem.chars().nth(1).is_some()))?;
        let ending = word.get(at + base.len()..)?;
        // `Островский` is no Остров.
        Some(ending.chars().count()).filter(|&letters| letters <= LONGEST_ENDING && !ending.starts_with(['с', 's']))
    };
    let sure = ["ов", "ев", "ov", "ev", "yev"].into_iter().find_map(of);
    sure.or_else(|| if is_sure { ["ин", "in"].into_iter().find_map(of) } else { None })
}

/// Where the word for son or daughter begins in a Kazakh patronymic, and whether it is a daughter's.
fn filial(word: &str) -> Option<(usize, bool)> {
    let found = FILIAL.iter().find_map(|filial| Some((word.rfind(filial).filter(|&at| at > 3)?, filial)))?;
    Some((found.0, ["зы", "зи", "zy"].iter().any(|daughter| found.1.contains(daughter))))
}

fn is_woman(words: &[Word<'_>], key: Option<[&str; 3]>) -> bool {
    if let Some(word) = words.iter().find(|word| word.part == Part::Patronymic) {
        let daughters = ["вн", "ичн", "vna"].iter().any(|ending| word.folded.contains(ending));
        return filial(&word.folded).map_or(daughters, |(_, is_daughter)| is_daughter);
    }
    if let Some([given, _, family]) = key {
        let is_feminine =
            |name: &str| ["ова", "ева", "ина", "ская", "цкая"].iter().any(|ending| name.ends_with(ending));
        let is_masculine = |name: &str| ["ов", "ев", "ин", "ский", "цкий"].iter().any(|ending| name.ends_with(ending));
        return is_feminine(family) || (!is_masculine(family) && is_womans(given));
    }
    let is_cyrillic = words.iter().any(|word| !word.text.is_ascii());
    let given = words.iter().find(|word| word.part == Part::Given);
    match (given, words.iter().find(|word| matches!(word.part, Part::Family(Some(_))))) {
        // In Latin letters nothing is declined.
        (_, Some(family)) if !is_cyrillic => family.folded.ends_with('a'),
        (Some(given), _) => is_womans(&given.folded),
        (None, Some(family)) => ["а", "ой", "ою"].iter().any(|ending| family.folded.ends_with(ending)),
        (None, None) => false,
    }
}

fn is_womans(given: &str) -> bool {
    given.ends_with(['а', 'я', 'a']) || WOMEN_END.split_whitespace().any(|ending| given.ends_with(ending))
}

/// The case that the endings tell, of the given name and then of the surname.
fn case(words: &[Word<'_>], key: Option<[&str; 3]>, is_woman: bool) -> usize {
    let Some([given, _, family]) = key else { return NOMINATIVE };
    let ending = |part: fn(Part) -> bool, nominative: &str| {
        let word = words.iter().find(|word| part(word.part)).map(|word| word.folded.as_str())?;
        let stem = nominative.trim_end_matches(['а', 'я', 'й', 'ь']);
        if word == nominative { None } else { word.strip_prefix(stem) }
    };
    let of_given = ending(|part| part == Part::Given, given).and_then(|ending| match (ending, is_woman) {
        ("а" | "я", false) | ("ы" | "и", true) => Some(GENITIVE),
        ("у" | "ю", false) | ("е", true) => Some(DATIVE),
        ("у" | "ю", true) => Some(3),
        ("ом" | "ем", false) | ("ой" | "ей" | "ью", true) => Some(INSTRUMENTAL),
        ("е", false) => Some(5),
        _ => None,
    });
    let of_family = || {
        ending(|part| matches!(part, Part::Family(_)), family).and_then(|ending| match (ending, is_woman) {
            ("а", false) | ("ой", true) => Some(GENITIVE),
            ("у", false) => Some(DATIVE),
            ("у", true) => Some(3),
            ("им" | "ым", false) => Some(INSTRUMENTAL),
            ("е", false) => Some(5),
            _ => None,
        })
    };
    of_given.or_else(of_family).unwrap_or(NOMINATIVE)
}
