//! How names change: Russian declensions, Kazakh case endings, what surnames and patronymics end in. All endings are
//! written as they are spelled and folded with the words; grammars of both languages are the source.

/// What an ending may be, and what endings a stem takes, as bits.
pub(super) mod endings {
    /// The stem alone is a word.
    pub(in super::super) const BARE: u32 = 1;
    /// After a consonant: `Арман-а`.
    pub(in super::super) const HARD: u32 = 1 << 1;
    /// After a soft sign: `Игор-я`.
    pub(in super::super) const SOFT: u32 = 1 << 2;
    /// For a final `й`: `Серге-й`, `Серге-я`.
    pub(in super::super) const SHORT_I: u32 = 1 << 3;
    /// For a final `а`: `Анн-а`, `Анн-ы`.
    pub(in super::super) const A: u32 = 1 << 4;
    /// For a final `я`: `Ол-я`, `Ол-и`.
    pub(in super::super) const YA: u32 = 1 << 5;
    /// Kazakh ones only, on the whole word: `Әли-ге`.
    pub(in super::super) const KAZAKH: u32 = 1 << 6;
    /// A Kazakh ending whose first letter fell together with the stem's last: `Ерлан-[н]ың`.
    pub(in super::super) const AFTER_SAME: u32 = 1 << 7;
    /// No nominative.
    pub(in super::super) const OBLIQUE: u32 = 1 << 8;
    /// Any rest of a word.
    pub(in super::super) const ANY: u32 = 1 << 9;
    /// The second element of a Kazakh compound name.
    pub(in super::super) const ELEMENT: u32 = 1 << 10;
    /// Of a surname, but of other words too.
    pub(in super::super) const SURNAME: u32 = 1 << 11;
    /// Of surnames alone.
    pub(in super::super) const SURNAME_ONLY: u32 = 1 << 12;
    /// Of a patronymic.
    pub(in super::super) const PATRONYMIC: u32 = 1 << 13;
    /// Of common nouns, adjectives and verbs.
    pub(in super::super) const WORD: u32 = 1 << 14;
    /// Of surnames, and of so many other words that only a clear given name beside it makes it one.
    pub(in super::super) const SURNAME_FAINT: u32 = 1 << 15;
    /// Of a surname or patronymic in a case other than the nominative.
    pub(in super::super) const CASED: u32 = 1 << 16;
    /// A Kazakh case.
    pub(in super::super) const KAZAKH_CASE: u32 = 1 << 17;
    /// A surname or patronymic in a Kazakh case.
    pub(in super::super) const CASED_KAZAKH: u32 = 1 << 18;
    /// The word as it stands.
    pub(in super::super) const NONE: u32 = BARE;
}

/// Letters of the longest ending kept.
pub(super) const LONGEST_ENDING: usize = 12;

/// Kazakh case, plural and personal endings.
const KAZAKH: &str = "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті н да де та те нда нде дан ден тан тен \
    нан нен мен бен пен лар лер дар дер тар тер ларға лерге дарға дерге тарға терге лардың лердің дардың дердің тардың \
    тердің мын мін пын пін бын бін сың сің сыз сіз мыз міз нікі дікі тікі дай дей тай тей ша ше ғой мыз";

/// The letters that fall together so: `н`, `т`, `д`, `м`, `л`.
pub(super) const DOUBLED: [u8; 5] = [14, 19, 5, 13, 12];

/// What is left of Kazakh endings whose first letter fell together with the stem's last.
const KAZAKH_AFTER_SAME: &str = "ың ің ан ен ар ер";

const HARD: &str = "а у ом ем е";
const SOFT: &str = "я ю ем е и";
const SHORT_I: &str = "я ю ем ием е";
const A: &str = "ы и е у ой ою ей ею";
const YA: &str = "и е ю ей ею ией иею ии";

/// Surnames in -ов, -ев, -ин: cases of both sexes and the plural.
const SURNAME_CASES: &str = "у ым е ой ою ы ых ым ыми";
const SURNAMES: &str = "ов ев ин зад";
/// Endings of surnames that nothing else has: the elements of Kazakh names, Ukrainian and Georgian ones.
const SURNAMES_ONLY: &str = "баев паев беков жанов ханов галиев кулов муратов гельдиев кельдинов бердиев берлинов \
    мухамедов мухамбетов магамбетов ахметов султанов газиев хожаев ходжаев назаров сейтов тасов темиров болатов алиев уллин \
    уллаев утдинов етдинов иддинов рахимов каримов рахманов ибрагимов исмаилов мусаев гожин шаймерденов";
const FIXED_SURNAMES: &str = "енко ченко швили";
const CONSONANT_SURNAMES: &str = "чук щук";
const CONSONANT_SURNAMES_FAINT: &str = "юк янц берг штейн ян ман цкас";
const ADJECTIVE_SURNAMES: &str = "ск цк";
const ADJECTIVE_CASES: &str = "ий ого ому им ом ая ой ую ие их ими";

const PATRONYMICS_MALE: &str = "ович евич";
const PATRONYMICS_MALE_CASES: &str = "а у ем е и ам ей";
const PATRONYMICS_FEMALE: &str = "овн евн ичн";
const PATRONYMICS_FIXED: &str = "ұлы юлы қызы улу оглы углу ўғли қизи";

/// The second elements of compound names.
const ELEMENTS: &str = "бек бай жан хан гүл күл ғали қали әли мұрат болат дос нұр сұлтан ай газы ғазы мұхамед мұхамбет \
    мағамбет ахмет уәли берді берген келді гелді құл батыр тай болсын бол ман дар яр бике бала сұлу сара шат наз ана \
    жамал зада зат хат мырза мұрза тас темір назар нияз қожа арыстан жігіт төре тілеу жар тұр ғожа асыл дәулет ислам \
    жон хон ахун гуль ниса нса нисо бону мурод";

/// Endings of words that are no names.
const WORDS: &str = "ость ости остью ение ения ению ением ениями ание ания анию анием ция ции цию цией ций ство ства \
    ству ством ная ное ного ному ную ные ных ными ческий ческая ческое ческого ческой тель теля тели тельный ите йте \
    йся тся ться ует уют ают яют лық лік дық дік тық тік лығы лігі лары лері дары дері тары тері ларын лерін ларының \
    лерінің сының сінің сында сінде ында інде ғаны гені қаны кені ады еді йды йді ғыш гіш хана қор ланды ленді";

fn extend(all: &mut Vec<(String, u32)>, stem: &str, list: &str, bits: u32) {
    for ending in list.split_whitespace() {
        all.push((format!("{stem}{ending}"), bits));
    }
}

/// Every ending with its bits; one spelled in several ways comes several times.
pub(super) fn all_endings() -> Vec<(String, u32)> {
    use endings::{
        CASED, CASED_KAZAKH, ELEMENT, KAZAKH as K, KAZAKH_CASE, OBLIQUE, PATRONYMIC, SURNAME, SURNAME_FAINT,
        SURNAME_ONLY, WORD,
    };
    let mut all = Vec::new();
    for (list, bit) in
        [(HARD, endings::HARD), (SOFT, endings::SOFT), (SHORT_I, endings::SHORT_I), (A, endings::A), (YA, endings::YA)]
    {
        extend(&mut all, "", list, bit | OBLIQUE);
    }
    for (nominative, bit) in [("й", endings::SHORT_I), ("а", endings::A), ("я", endings::YA)] {
        all.push((nominative.to_owned(), bit));
        extend(&mut all, nominative, KAZAKH, bit | OBLIQUE | KAZAKH_CASE);
    }
    extend(&mut all, "", KAZAKH, K | endings::HARD | endings::SOFT | OBLIQUE | KAZAKH_CASE);
    extend(&mut all, "", KAZAKH_AFTER_SAME, endings::AFTER_SAME);
    extend(&mut all, "", ELEMENTS, ELEMENT);
    extend(&mut all, "", WORDS, WORD);
    let mut declined = |base: &str, cases: &str, bits: u32| {
        all.push((base.to_owned(), bits));
        all.push((format!("{base}а"), bits));
        let cased = bits | endings::CASED;
        extend(&mut all, base, cases, cased);
        let after_consonant = KAZAKH.split_whitespace().filter(|ending| !ending.starts_with('н'));
        // `жан-ын-да` is Kazakh for `beside`, and no Жанин.
        let after_consonant = after_consonant.filter(|ending| base != "ин" || !ending.starts_with(['д', 'т']));
        after_consonant.for_each(|ending| all.push((format!("{base}{ending}"), cased | CASED_KAZAKH)));
        extend(&mut all, &format!("{base}а"), KAZAKH, cased | CASED_KAZAKH);
    };
    for (list, bits) in [(SURNAMES, SURNAME), (SURNAMES_ONLY, SURNAME_ONLY)] {
        list.split_whitespace().for_each(|base| declined(base, SURNAME_CASES, bits));
    }
    PATRONYMICS_FEMALE.split_whitespace().for_each(|base| declined(base, "ы и е у ой ою", PATRONYMIC));
    PATRONYMICS_MALE.split_whitespace().for_each(|base| declined(base, PATRONYMICS_MALE_CASES, PATRONYMIC));
    for (list, bits) in [(CONSONANT_SURNAMES, SURNAME_ONLY), (CONSONANT_SURNAMES_FAINT, SURNAME_FAINT)] {
        list.split_whitespace().for_each(|base| declined(base, HARD, bits));
    }
    for (list, bits) in
        [(FIXED_SURNAMES, SURNAME_ONLY), ("дзе зода заде", SURNAME_FAINT), (PATRONYMICS_FIXED, PATRONYMIC)]
    {
        extend(&mut all, "", list, bits);
        list.split_whitespace().for_each(|base| extend(&mut all, base, KAZAKH, bits | CASED | CASED_KAZAKH));
    }
    for base in ADJECTIVE_SURNAMES.split_whitespace() {
        extend(&mut all, base, ADJECTIVE_CASES, SURNAME_FAINT);
    }
    all
}

/// How many letters of a name's skeleton are no stem, and the endings the stem takes.
pub(super) fn declension(name: &str) -> (usize, u32) {
    use endings::{A, BARE, HARD, KAZAKH, SHORT_I, SOFT, YA};
    let mut last = name.chars().rev();
    match (last.next(), last.next()) {
        (Some('а' | 'a'), _) => (1, A),
        (Some('я'), _) => (1, YA),
        (Some('й'), _) => (1, SHORT_I),
        (Some('ь'), _) => (0, BARE | SOFT),
        (Some('y' | 'i'), Some('e' | 'a' | 'i')) => (1, SHORT_I),
        (Some('о' | 'e' | 'е' | 'и' | 'і' | 'у' | 'ю' | 'ы' | 'э' | 'ә' | 'ө' | 'ү' | 'ұ' | 'o' | 'u'), _) => {
            (0, BARE | KAZAKH)
        }
        _ => (0, BARE | HARD),
    }
}

/// An ending and whether it stands on the whole nominative.
#[derive(Debug, Clone, Copy)]
pub(super) struct CaseEnding {
    pub(super) text: &'static str,
    pub(super) keeps_vowel: bool,
}

/// The endings that a Cyrillic name in lower case takes, none among them.
pub(super) fn case_endings(name: &str) -> impl Iterator<Item = CaseEnding> + use<> {
    let (_, taken) = declension(name);
    let russian =
        [(endings::HARD, HARD), (endings::SOFT, SOFT), (endings::SHORT_I, SHORT_I), (endings::A, A), (endings::YA, YA)];
    let russian = russian.into_iter().filter(move |(bit, _)| taken & bit != 0).flat_map(|(_, list)| list.split(' '));
    let kazakh = KAZAKH.split_whitespace().chain(std::iter::once(""));
    russian
        .map(|text| CaseEnding { text, keeps_vowel: false })
        .chain(kazakh.map(|text| CaseEnding { text, keeps_vowel: true }))
}

/// Spellings of one name in Latin letters at most.
const SPELLINGS: usize = 48;

/// A Cyrillic word in lower case as it is typed in Latin letters, in the usual ways.
pub(super) fn transliterations(word: &str) -> Vec<String> {
    let mut spelled = vec![String::new()];
    for character in word.chars() {
        let ways: &[&str] = match character {
            'а' | 'ә' => &["a"],
            'б' => &["b"],
            'в' => &["v"],
            'г' | 'ғ' => &["g", "gh"],
            'д' => &["d"],
            'е' | 'э' | 'ё' => &["e", "ye"],
            'ж' => &["zh", "j"],
            'з' => &["z"],
            'и' | 'й' | 'і' | 'ы' => &["i", "y"],
            'к' => &["k"],
            'қ' => &["k", "q"],
            'л' => &["l"],
            'м' => &["m"],
            'н' | 'ң' => &["n"],
            'о' | 'ө' => &["o"],
            'п' => &["p"],
            'р' => &["r"],
            'с' => &["s"],
            'т' => &["t"],
            'у' | 'ұ' | 'ү' => &["u"],
            'ф' => &["f"],
            'х' | 'һ' => &["h", "kh"],
            'ц' => &["ts"],
            'ч' => &["ch"],
            'ш' => &["sh"],
            'щ' => &["shch"],
            'ю' => &["yu", "iu"],
            'я' => &["ya", "ia"],
            _ => &[""],
        };
        let ways = if spelled.len() >= SPELLINGS { ways.get(..1).unwrap_or_default() } else { ways };
        spelled = spelled.iter().flat_map(|start| ways.iter().map(move |way| format!("{start}{way}"))).collect();
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::{all_endings, declension, endings, transliterations};

    #[test]
    fn declensions() {
        for (name, expected) in [
            ("Арман", (0, endings::BARE | endings::HARD)),
            ("Айгүл", (0, endings::BARE | endings::HARD)),
            ("Игорь", (0, endings::BARE | endings::SOFT)),
            ("Сергей", (1, endings::SHORT_I)),
            ("Мадина", (1, endings::A)),
            ("Мария", (1, endings::YA)),
            ("Әли", (0, endings::BARE | endings::KAZAKH)),
        ] {
            assert_eq!(declension(name), expected, "{name}");
        }
    }

    #[test]
    fn endings_have_bits() {
        assert!(all_endings().iter().all(|(ending, bits)| !ending.is_empty() && *bits != 0));
    }

    #[test]
    fn spellings_in_latin() {
        assert_eq!(transliterations("жан"), ["zhan", "jan"]);
        assert_eq!(transliterations("қай"), ["kai", "kay", "qai", "qay"]);
    }
}
