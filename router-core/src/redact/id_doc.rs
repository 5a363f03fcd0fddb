//! Numbers of identity cards, passports, residence permits and driving licences. Their digits have no check, so the
//! form of the series and the words before it decide.

use std::ops::Range;

use super::column::{Cell, inserted};
use super::context::{NUMBERING_CUES, PHONE_CUES, after, before, is_one_of, nearest, words, words_back, words_before};
use super::cues::Cues;
use super::date::{self, figure_like};
use super::fold::{Separator, char_at, char_before, digit, is_invisible, latin, separator, skip_invisible_back};
use super::joint::joint;
use super::numbers::Candidate;
use super::outline::ones;

/// Bytes before a number in which its label is looked for.
const REACH: usize = 80;
/// The same for the nine digits from 0 on that identity cards have: little else looks so.
const FAR: usize = 160;
/// Letters of a series.
const SERIES: usize = 3;
/// Digits of the longest first group of a form.
const LONGEST: usize = 10;

/// Words for documents that say who somebody is.
static DOCUMENTS: Cues = Cues::new(&[
    "удостоверен*",
    "удостов*",
    "удост",
    "удос",
    "удосы*",
    "удоса",
    "удосу",
    "удосын*",
    "удостк*",
    "удоста*",
    "куәл",
    "уд",
    "удл",
    "udl",
    "udv",
    "dl",
    "личност*",
    "паспорт*",
    "reisepass",
    "загран*",
    "жительств*",
    "жит",
    "внж",
    "рвп",
    "водительск*",
    "права",
    "прав",
    "ву",
    "куәлі*",
    "куали*",
    "төлқұжат*",
    "толкужат*",
    "құжат*",
    "документ",
    "документа",
    "документу",
    "документом",
    "документе",
    "документы",
    "документов",
    "документам*",
    "документах",
    "жүргізуші*",
    "ықтиярхат*",
    "passport*",
    "pasport*",
    "pasaport*",
    "pasp",
    "пасп",
    "identity*",
    "identification*",
    "idcard*",
    "docnum*",
    "docid",
    "idno",
    "idnum*",
    "udos",
    "udosy*",
    "docno",
    "document*",
    "udost*",
    "lichn*",
    "lich",
    "ud",
    "licence",
    "license",
    "driver",
    "driverlicen*",
    "driverslicen*",
    "drivinglicen*",
    "driving",
    "residence*",
    "permit*",
    "card",
    "kualik*",
    "kuälik*",
    "kýálik*",
    "kuálik*",
    "kuálig*",
    "kualig*",
    "kuälig*",
    "kýálig*",
    "tolqujat*",
    "tolkuzhat*",
    "tólqujat*",
    "qujat*",
]);

/// What stands between a word for a document and its series; other papers have series, too.
static SERIES_CUES: Cues = Cues::new(&["серия", "серии", "сериясы", "серией", "seria", "series", "ser", "сер"]);

/// Words that are enough before a number of a card only.
static CARDS: Cues =
    Cues::new(&["id", "ул", "жк", "national*", "удв", "док", "doc", "мвд", "іім", "ішм", "айди", "ид", "проживание"]);

/// Words for other numbers, which shield theirs from a document named before.
static OTHERS: Cues = Cues::new(&[
    "иин",
    "жсн",
    "бин",
    "бсн",
    "инн",
    "iin",
    "bin",
    "jsn",
    "сумм*",
    "сделк*",
    "техпаспорт*",
    "тех",
    "iban",
    "иик",
    "шот*",
    "счет*",
    "счёт*",
    "карточк*",
    "заказ*",
    "тел*",
    "телефон*",
    "phone*",
    "order*",
    "invoice*",
    "договор*",
    "лицензи*",
    "приказ*",
    "трек*",
    "track*",
    "пенсионн*",
    "страхов*",
    "полис*",
    "policy*",
    "ндс",
    "свидетельств*",
    "снилс",
    "код",
    "кода",
    "code*",
    "тг",
    "тенге",
    "теңге",
    "kzt",
    "software*",
    "key*",
    "артикул*",
    "closes",
    "lp",
    "bug*",
    "issue*",
    "pr",
    "ticket*",
    "заявк*",
    "тикет*",
    "издели*",
    "прибор*",
    "оборудован*",
    "качеств*",
    "рейс*",
    "flight*",
    "seal*",
    "пломб*",
    "собственност*",
    "объект*",
    "пенсионер*",
    "квалификац*",
    "біліктілі*",
    "банкнот*",
    "купюр*",
    "banknote*",
    "notary*",
    "нотариус*",
    "адвокат*",
    "lawyer*",
    "attorney*",
    "state",
    "construction",
    "medical",
    "билета",
    "билеттің",
    "ордер*",
]);

/// Words for a document that stand behind its number.
static BEHIND: Cues = Cues::new(&[
    "куәлі*",
    "удостов*",
    "личност*",
    "водительск*",
    "права",
    "прав",
    "жүргізуші*",
    "driving*",
    "driver*",
    "паспорт*",
    "төлқұжат*",
    "passport*",
    "ықтиярхат*",
]);

/// Words around passports abroad, which are enough before `N` and eight digits.
static TRAVEL: Cues = Cues::new(&[
    "зп",
    "загр",
    "виз*",
    "visa*",
    "шенген*",
    "schengen*",
    "заявител*",
    "applicant*",
    "пассажир*",
    "passenger*",
    "турист*",
    "tourist*",
    "жолаушы*",
    "гражд*",
    "citizen*",
    "өтініш*",
    "рожд*",
]);

/// Words for a birth, which a card tells beside its number.
static BIRTHS: Cues = Cues::new(&["рожд*", "туған*", "birth*", "born", "dob"]);

/// Words for passports alone.
static PASSPORTS: Cues = Cues::new(&[
    "паспорт*",
    "passport*",
    "төлқұжат*",
    "загран*",
    "reisepass*",
    "pass",
    "pasaport*",
    "пасп",
    "ausweis*",
    "personalausweis*",
]);

/// Words for any paper: bookkeeping numbers its papers with ten digits.
static PAPERS: Cues = Cues::new(&["құжат*", "документ", "документа", "документу", "document*", "doc", "док"]);

/// `В/у`: labels with a sign in them.
const SPLIT: [&str; 19] = [
    "у.л", "У.л", "У.Л", "ж.к", "Ж.К", "в/у", "В/у", "В/У", "в.у", "В.У", "у/л", "У/л", "У/Л", "ж/к", "Ж/К", "Ж/к",
    "з/п", "З/П", "З/п",
];

/// What driving licences are called.
static LICENCES: Cues =
    Cues::new(&["licence", "license", "driver*", "driving", "водительск*", "права", "прав", "ву", "жүргізуші*"]);

/// Who has driving licences.
static DRIVERS: Cues = Cues::new(&["водител*", "шофер*", "шофёр*", "driver*", "автобаз*", "автопарк*", "таксист*"]);

/// What identity cards are called.
static OF_CARD: Cues =
    Cues::new(&["удостоверен*", "куәл*", "личност*", "identity", "passport", "паспорт", "төлқұжат", "жсн", "иин"]);

/// What tells one licence of somebody from another.
static EDITIONS: Cues = Cues::new(&[
    "стар*",
    "нов*",
    "были",
    "был",
    "стал*",
    "прежн*",
    "обмен*",
    "поменял*",
    "взамен",
    "заменил*",
    "ескі*",
    "жаңа*",
    "бұрынғы*",
    "old",
    "new",
    "previous",
    "replaced",
    "номер*",
    "нөмір*",
    "серия",
]);

/// Abbreviations of states, in look-alike letters: `паспорт РК 12345678`.
const STATES: [&[u8]; 5] = [b"PK", b"KP", b"KZ", b"RK", b"RF"];

/// How a number is written behind its series, if any.
struct Form {
    /// Letters of the series.
    letters: usize,
    /// Lengths of the groups.
    groups: &'static [usize],
    proof: Proof,
}

/// What a form needs to be believed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// No word that says otherwise, and the first letter of a passport of Kazakhstan.
    Passport,
    /// A word for a document, and a zero in front; the word may stand far off.
    Zero,
    /// A word for a document as the nearest telling one.
    Label,
}

/// The forms: Kazakhstan's first, then those of its neighbours, then any passport.
const FORMS: [Form; 28] = [
    Form { letters: 1, groups: &[8], proof: Proof::Passport },
    Form { letters: 0, groups: &[9], proof: Proof::Zero },
    Form { letters: 0, groups: &[3, 3, 3], proof: Proof::Zero },
    Form { letters: 0, groups: &[3, 6], proof: Proof::Zero },
    Form { letters: 0, groups: &[2, 4, 3], proof: Proof::Zero },
    Form { letters: 0, groups: &[2, 3, 4], proof: Proof::Zero },
    Form { letters: 0, groups: &[2, 2, 2, 3], proof: Proof::Zero },
    Form { letters: 0, groups: &[4, 5], proof: Proof::Zero },
    Form { letters: 0, groups: &[5, 4], proof: Proof::Zero },
    Form { letters: 0, groups: &[3, 2, 4], proof: Proof::Zero },
    Form { letters: 0, groups: &[3, 4, 2], proof: Proof::Zero },
    Form { letters: 1, groups: &[4, 4], proof: Proof::Label },
    Form { letters: 1, groups: &[2, 3, 3], proof: Proof::Label },
    Form { letters: 1, groups: &[8], proof: Proof::Label },
    Form { letters: 1, groups: &[2, 6], proof: Proof::Label },
    Form { letters: 1, groups: &[7], proof: Proof::Label },
    Form { letters: 2, groups: &[6], proof: Proof::Label },
    Form { letters: 2, groups: &[3, 3], proof: Proof::Label },
    Form { letters: 2, groups: &[7], proof: Proof::Label },
    Form { letters: 2, groups: &[8], proof: Proof::Label },
    Form { letters: 0, groups: &[4, 6], proof: Proof::Label },
    Form { letters: 0, groups: &[2, 2, 6], proof: Proof::Label },
    Form { letters: 0, groups: &[2, 7], proof: Proof::Label },
    Form { letters: 0, groups: &[9], proof: Proof::Label },
    Form { letters: 0, groups: &[3, 3, 3], proof: Proof::Label },
    Form { letters: 0, groups: &[8], proof: Proof::Label },
    Form { letters: 0, groups: &[7], proof: Proof::Label },
    Form { letters: 0, groups: &[10], proof: Proof::Label },
];

/// The forms with so many letters and a first group of such a length, a bit for each.
static FITTING: [[u64; LONGEST + 1]; SERIES] = {
    let mut fitting = [[0; LONGEST + 1]; SERIES];
    let mut form = 0;
    while form < FORMS.len() {
        fitting[FORMS[form].letters][FORMS[form].groups[0]] |= 1 << form;
        form += 1;
    }
    fitting
};

/// The row of the table of numbers.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let group = candidate.group;
    let length = |next| candidate.chain.group_len(group + next);
    let (first, second, third) = (length(0), length(1), length(2));
    match (first, second, third) {
        (6..=10, ..) | (4, 6, _) | (2, 6 | 7, _) | (2, 2, 6) | (3, 3, 3) | (3, 6, _) | (2, 3, 3) | (4, 4, _) => {}
        // Nine digits from 0 on in any groups.
        (2, 2, 2) if candidate.values(1) == [0] && candidate.chain.group_len(group + 3) == 3 => {}
        (2, 4, 3) | (2, 3, 4) | (4, 5, _) | (5, 4, _) | (3, 2, 4) | (3, 4, 2) if candidate.values(1) == [0] => {}
        (4, ..) => return series_apart(candidate, 1),
        (2, 2, _) => return series_apart(candidate, 2),
        // `DK 203 871`
        (3, 3, _)
            if char_before(candidate.text, candidate.start().saturating_sub(1)).is_some_and(char::is_uppercase) => {}
        _ => return misread(candidate),
    }
    let start = candidate.start();
    if let Some(range) = british(candidate) {
        return Some(range);
    }
    if first == 6
        && let Some(range) = spanish(candidate)
    {
        return Some(range);
    }
    // `ID 012345678` is a label; `ID1234567` is a card of Kyrgyzstan.
    let is_label = |letters: &[u8]| letters == b"ID" && matches!(first, 3 | 9);
    // `паспорт РК 12345678`, `passport GBR 533401372` name a state; six digits behind it are a licence of the series KZ.
    let is_state = |letters: &[u8]| STATES.contains(&letters) && first != 6 || letters.len() == SERIES;
    let series = series(candidate.text, start)
        .or_else(|| series_of_field(candidate.text, start))
        .filter(|(letters, _)| !is_label(letters) && !is_state(letters));
    let letters = series.as_ref().map_or(0, |(letters, _)| letters.len());
    let fitting = |form: &&Form| candidate.lengths(form.groups.len()).eq(form.groups.iter().copied());
    let may_fit = FITTING.get(letters).and_then(|forms| forms.get(first)).copied().unwrap_or_default();
    let forms = ones(may_fit).filter_map(|form| FORMS.get(form as usize));
    let found = forms.filter(fitting).find_map(|form| {
        let count = form.groups.iter().sum();
        let taken = candidate
            .chain
            .take(candidate.group, count, |gap| matches!(gap.kind(), Some(Separator::Space | Separator::Dash)))?;
        let begin = series.as_ref().map_or(start, |&(_, begin)| begin);
        let range = begin..taken.range.end;
        let is_paper = form.groups == [10]
            && words_before(candidate.text, range.start).next().is_some_and(|word| PAPERS.has(word));
        (!is_paper && stands_alone(candidate.text, &range) && is_proven(candidate, form.proof, series.as_ref(), &range))
            .then_some(range)
    });
    found.or_else(|| misread(candidate))
}

/// `0З8 441 920`, `О41 226 8О7`: the nine figures of an identity card behind its label, some of them read as letters.
fn misread(candidate: Candidate<'_>) -> Option<Range<usize>> {
    const FIGURES: usize = 9;
    let text = candidate.text;
    let is_figure = |sign: char| digit(sign).is_some() || figure_like(sign).is_some();
    // Nearly every number begins with a figure, and with another one.
    if candidate.values(1) != [0] && !char_before(text, candidate.start()).is_some_and(is_figure) {
        return None;
    }
    let head = before(text, candidate.start(), 8);
    let begin = candidate.start() - (head.len() - head.trim_end_matches(is_figure).len());
    let (mut figures, mut letters, mut end, mut is_blank) = (0, 0, begin, true);
    for sign in text.get(begin..)?.chars().take(FIGURES + 3) {
        let letter = figure_like(sign).is_some();
        let is_joint = figures % 3 == 0 && sign == ' ' && !is_blank && figures < FIGURES;
        if !(letter || is_joint || digit(sign).is_some()) || figures == FIGURES {
            break;
        }
        if figures == 0 && !matches!(figure_like(sign).or(Some(sign)), Some('0')) {
            return None;
        }
        is_blank = is_joint;
        figures += usize::from(!is_joint);
        letters += usize::from(letter);
        end += sign.len_utf8();
    }
    let range = begin..end;
    let is_whole = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric());
    (figures == FIGURES
        && (1..=4).contains(&letters)
        && is_whole(char_before(text, begin))
        && is_whole(char_at(text, end))
        && (is_labelled(candidate, FAR, begin) || is_line_of_card(text, &range)))
    .then_some(range)
}

/// The series of capital letters before a number and where it begins; a blank or a number sign may stand between.
fn series(text: &str, start: usize) -> Option<(Vec<u8>, usize)> {
    let head = text.as_bytes().get(..start)?;
    // Nearly every number stands behind a word in small letters, with a blank or a number sign between.
    let head = head.strip_suffix("№ ".as_bytes()).unwrap_or(head);
    if let [.., b'!'..=b',' | b'.'..=b'@' | b'a'..=b'z', b' '] | [.., 0xd0, 0xb0..=0xbf, b' '] = head {
        return None;
    }
    if let [.., 0xd1, 0x80..=0x9f, b' '] = head {
        return None;
    }
    let mut at = skip_invisible_back(text, start);
    let mut letters = Vec::new();
    let mut begin = start;
    let mut blanks = 0;
    while let Some(character) = char_before(text, at) {
        match latin(character).filter(|_| letters.len() < SERIES) {
            Some(letter) if character.is_uppercase() || letters.is_empty() && blanks == 0 => {
                letters.insert(0, letter);
                begin = at - character.len_utf8();
            }
            _ if letters.is_empty() && blanks < 3 && is_between(character) => blanks += 1,
            _ if is_invisible(character) => {}
            _ => break,
        }
        at -= character.len_utf8();
    }
    let is_word = char_before(text, begin).is_some_and(char::is_alphanumeric);
    (!letters.is_empty() && !is_word).then_some((letters, begin))
}

/// `ser="BK" num="774102"`, `<series>N</series><number>12345678`: the series in the field right before that of the number.
fn series_of_field(text: &str, start: usize) -> Option<(Vec<u8>, usize)> {
    /// Bytes of the joint and the series.
    const FIELD: usize = 48;
    let window = before(text, start, FIELD);
    // Nearly always a blank or a letter stands here.
    if !window.ends_with(['"', '\'', '>', '=']) {
        return None;
    }
    let offset = start - window.len();
    let ends = window.rmatch_indices(['"', '\'', '<', '&']).map(|(end, _)| end);
    let end = ends.filter(|&end| end > 0).find(|&end| {
        window.get(end..).and_then(joint).is_some_and(|length| end + length == window.len())
            && window.get(..end).is_some_and(|head| head.ends_with(char::is_uppercase))
    })?;
    series(text, offset + end)
}

/// What stands between a series and its number.
fn is_between(character: char) -> bool {
    matches!(character, '№' | '-') || separator(character) == Some(Separator::Space)
}

/// `4510 № 123456`, `серия 45 10 номер 123456`: a Russian passport with a word between its series and its number.
fn series_apart(candidate: Candidate<'_>, groups: usize) -> Option<Range<usize>> {
    let text = candidate.text;
    let end = candidate.chain.end(candidate.group + groups - 1)?;
    let rest = text.get(end..)?.trim_start_matches([' ', ',', '\u{a0}', ':']);
    let rest = ["№", "номер", "Номер", "НОМЕР", "N", "нөмірі", "Нөмірі"]
        .iter()
        .find_map(|sign| rest.strip_prefix(sign))?
        .trim_start_matches([':', ' ', '№', '\u{a0}']);
    let digits: usize = rest.chars().take_while(|&character| digit(character).is_some()).map(char::len_utf8).sum();
    let begin = text.len() - rest.len();
    let range = candidate.start()..begin + digits;
    let is_number = rest.get(..digits)?.chars().count() == 6;
    (is_number && is_labelled(candidate, REACH, range.start)).then_some(range)
}

/// Neither part of a longer code nor of a longer number.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = char_before(text, range.start);
    let after = char_at(text, range.end);
    let in_code = |character: Option<char>| {
        character.is_some_and(|sign| sign.is_ascii_alphabetic() || digit(sign).is_some() || sign == '_')
    };
    let mut rest = text.get(range.end..).unwrap_or_default().chars().skip(1);
    let continues =
        matches!(after, Some('-' | '/' | '.' | ',')) && rest.next().is_some_and(|next| digit(next).is_some());
    let mut left = text.get(..range.start).unwrap_or_default().chars().rev();
    let follows = matches!(left.next(), Some('-' | '/' | '.')) && left.next().is_some_and(|last| digit(last).is_some());
    !follows && !in_code(after) && before.is_none_or(|sign| digit(sign).is_none()) && !continues
}

fn is_proven(candidate: Candidate<'_>, proof: Proof, series: Option<&(Vec<u8>, usize)>, range: &Range<usize>) -> bool {
    // `документ "Ордер 000000138"`: accounting programs number their papers so.
    let is_of_books = || nearest(candidate.text, range.start, REACH, &[&PAPERS, &DOCUMENTS]) == Some(0);
    if series.is_none() && candidate.values(3) == [0, 0, 0] && is_of_books() {
        return false;
    }
    match proof {
        Proof::Passport => {
            let is_series = series.is_some_and(|(letters, begin)| {
                let glued = candidate.text.get(*begin..candidate.start()).is_some_and(|series| series == "N");
                letters.as_slice() == b"N" && glued
            });
            is_series
                && nearest(candidate.text, range.start, REACH / 2, &[&DOCUMENTS, &NUMBERING_CUES, &OTHERS])
                    .is_none_or(|list| list == 0)
        }
        Proof::Zero => {
            candidate.values(1) == [0]
                && (is_labelled(candidate, FAR, range.start)
                    || nearest(candidate.text, range.start, REACH / 2, &[&CARDS, &OTHERS]) == Some(0)
                        && !is_key_of_other(candidate.text, range.start)
                    || is_labelled_behind(candidate.text, range.end)
                    || follows_birth(candidate.text, range.start)
                    || follows_old_date(candidate.text, range.start)
                    || follows_kind(candidate.text, range.start)
                    || is_in_column(candidate, range.start)
                    || is_line_of_card(candidate.text, range))
        }
        Proof::Label => {
            let is_passport =
                series.is_some_and(|(letters, _)| letters.as_slice() == b"N") && candidate.group_len() == 8;
            let is_telling =
                is_passport || series.is_some_and(|(letters, _)| letters.len() == 2) || candidate.group_len() <= 4;
            let is_abroad = || {
                series.is_some_and(|(letters, _)| letters.as_slice() == b"N")
                    && candidate.group_len() == 8
                    && nearest(candidate.text, range.start, REACH, &[&TRAVEL, &NUMBERING_CUES, &OTHERS]) == Some(0)
            };
            let letters = series.map_or(0, |(letters, _)| letters.len());
            is_labelled(candidate, REACH, range.start) && (letters > 0 || !is_of_trade(candidate.text, range.start))
                || (is_telling && is_explained(candidate.text, range))
                || is_abroad()
                || is_listed(candidate, letters, range.start)
                || is_edition(candidate, letters, range.start)
                || (series.is_some_and(|(letters, _)| letters.as_slice() == b"ID")
                    && nearest(candidate.text, range.start, REACH / 2, &[&CARDS, &OTHERS]) == Some(0))
                || (letters > 0 && is_in_column(candidate, range.start))
                || (letters > 0 && is_of_passport(candidate.text, range.start))
                || (letters > 0 && is_signed(candidate.text, range))
        }
    }
}

/// `order_id=043318907`: the key of a record, unless the record is a paper.
fn is_key_of_other(text: &str, start: usize) -> bool {
    let key = before(text, start, REACH / 2).trim_end_matches(['"', '\'', ':', '=', ' ', '\\', '>', '(']);
    let name = key.strip_suffix("_id").or_else(|| key.strip_suffix("_ID")).unwrap_or_default();
    let is_paper = |word: &str| DOCUMENTS.has(word) || CARDS.has(word) || PAPERS.has(word);
    words_back(name).next().is_some_and(|(word, _)| !is_paper(word))
}

/// `notary public, licence 14002233`: a licence that nobody drives with.
fn is_of_trade(text: &str, start: usize) -> bool {
    let mut near = words_back(before(text, start, REACH / 2)).map(|(word, _)| word);
    let label = near.find(|word| DOCUMENTS.has(word));
    // `driver_no=1548799`: the driver of some service.
    label == Some("driver")
        || label.is_some_and(|word| is_one_of(word, &["licence", "license"]))
            && !near.take(2).any(|word| is_one_of(word, &["driv*"]))
}

/// Whether a document is the nearest thing told before a byte.
pub(super) fn is_announced(text: &str, start: usize) -> bool {
    nearest(text, start, FAR, &[&DOCUMENTS, &OTHERS, &PHONE_CUES]) == Some(0)
}

fn is_labelled(candidate: Candidate<'_>, reach: usize, start: usize) -> bool {
    let lists: [&Cues; 4] = [&DOCUMENTS, &OTHERS, &PHONE_CUES, &SERIES_CUES];
    // In a tag its attributes only: `<iin>…</iin><lic ser="BK" num="774102"/>`.
    let tag = || {
        let head = before(candidate.text, start, reach);
        let tag = head.rfind(['<', '>']).filter(|&tag| head.as_bytes().get(tag) == Some(&b'<'))?;
        Some(head.len() - tag)
    };
    let reach = if start < candidate.start() { tag().unwrap_or(reach) } else { reach };
    // `Лист нетрудоспособности серия 1130 № 8842017`: a series alone says nothing of figures without letters.
    let is_series = || match nearest(candidate.text, start, reach, &[&DOCUMENTS, &OTHERS, &PHONE_CUES]) {
        Some(list) => list != 1,
        None => {
            let is_russian = candidate.group_len() == 2 && candidate.chain.group_len(candidate.group + 1) == 2;
            start < candidate.start() || candidate.group_len() == 4 || is_russian
        }
    };
    match nearest(candidate.text, start, reach, &lists) {
        Some(0) => true,
        Some(3) => is_series(),
        _ => is_split_label(candidate.text, start),
    }
}

/// `дата рождения 17.10.1969, национальность казашка, номер 017394628`: the back of a card, read aloud.
fn follows_birth(text: &str, start: usize) -> bool {
    let is_number =
        words_before(text, start).next().is_some_and(|word| is_one_of(word, &["номер*", "нөмір*", "number", "no"]));
    is_number && nearest(text, start, FAR, &[&BIRTHS, &OTHERS, &PHONE_CUES, &NUMBERING_CUES]) == Some(0)
}

/// `Макаренко Ольга, «21» сентября 1985 г., 042 834 707`: a card in the field behind a name and a date long past.
fn follows_old_date(text: &str, start: usize) -> bool {
    /// Nobody dates papers so any more.
    const OLD: u16 = 2007;
    let window = before(text, start, FAR);
    let Some(head) = window.trim_end().strip_suffix([',', ';', '|', '\t']) else { return false };
    let begin = head.rfind([',', ';', '|', '\t', '\n', '(']).map_or(0, |sign| sign + 1);
    let field = head.get(begin..).unwrap_or_default();
    let above = head.get(..begin).unwrap_or_default().trim_end_matches([',', ';', '|', '\t', '\n', '(', ' ']);
    let name = above.rsplit([',', ';', '|', '\t', '\n', ':']).next().unwrap_or_default();
    if !are_names(name) {
        return false;
    }
    let Some(figure) = field.find(|sign| digit(sign).is_some()) else { return false };
    let offset = start - window.len() + begin;
    let is_old = |date: date::Date| date.year <= OLD && date.year > 1900;
    field.len() < 40
        && date::at(text, offset + figure).is_some_and(is_old)
        && nearest(text, start, FAR, &[&OTHERS, &NUMBERING_CUES, &PHONE_CUES]).is_none()
}

/// `(pass. M71120448)`: words for passports alone, too short for figures without a series.
fn is_of_passport(text: &str, start: usize) -> bool {
    nearest(text, start, REACH / 2, &[&PASSPORTS, &OTHERS, &NUMBERING_CUES]) == Some(0)
}

/// `N N 1290 4471   04 ИЮН 1988`: a number sign before the series, or a name in capitals, and a date behind.
fn is_signed(text: &str, range: &Range<usize>) -> bool {
    let series = text.get(range.clone()).is_some_and(|number| number.starts_with('N'));
    let head = before(text, range.start, 8).trim_end_matches([' ', '\u{a0}']);
    let is_sign = head.ends_with(" N") || head.ends_with(['№', '°']) || head.ends_with("No");
    let rest = after(text, range.end, 8);
    let gap = rest.len() - rest.trim_start_matches([' ', '\t', '|', ';', ',']).len();
    let is_dated = || gap > 0 && date::at(text, range.end + gap).is_some();
    series && is_sign && is_dated() && nearest(text, range.start, REACH / 2, &[&OTHERS, &NUMBERING_CUES]).is_none()
}

/// A further row of a list of documents: the word for them stands above the first.
fn is_listed(candidate: Candidate<'_>, letters: usize, start: usize) -> bool {
    /// Bytes of the rows between.
    const ROWS: usize = 400;
    let is_row = || {
        let head = before(candidate.text, start, 8).trim_end_matches([' ', '№', '\u{a0}']);
        head.ends_with(['–', '—', '-', ',', ';', '|', '\t', ':', '(']) || follows_names(candidate.text, start)
    };
    let lists: [&Cues; 6] = [&DOCUMENTS, &DRIVERS, &TRAVEL, &OTHERS, &PHONE_CUES, &NUMBERING_CUES];
    let is_form = match letters {
        1 => matches!(candidate.group_len(), 7 | 8),
        2 => matches!(candidate.group_len(), 6 | 7),
        _ => false,
    };
    is_form && is_row() && matches!(nearest(candidate.text, start, ROWS, &lists), Some(0..=2))
}

/// `…, Сатыбалдин Ерасыл N 15003366`: nothing but names between the row before and a number.
fn follows_names(text: &str, start: usize) -> bool {
    let head = before(text, start, REACH).trim_end_matches([' ', '№', '\u{a0}']);
    head.rsplit_once([',', ';', '|', '\n', ':']).is_some_and(|(_, row)| are_names(row))
}

/// Whether a field has the form of a name: two or three words that begin with capitals.
fn are_names(field: &str) -> bool {
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && !word.contains(char::is_numeric);
    (2..=3).contains(&field.split_whitespace().count()) && field.split_whitespace().all(is_name)
}

/// `поменял права: старые были BK 204417, новые KZ 881230`.
fn is_edition(candidate: Candidate<'_>, letters: usize, start: usize) -> bool {
    let near = || words_back(before(candidate.text, start, 32)).take(2).any(|(word, _)| EDITIONS.has(word));
    let is_told = || words_back(before(candidate.text, start, FAR)).any(|(word, _)| LICENCES.has(word));
    letters == 2 && candidate.group_len() == 6 && near() && is_told()
}

/// A number in a column of a table whose heading says that documents are in it.
fn is_in_column(candidate: Candidate<'_>, start: usize) -> bool {
    /// Rows of a table that are gone through to its heading.
    const ROWS: usize = 12;
    let heads = |cell: Cell| cell.first_heading(candidate.text, ROWS);
    let cell = || Cell::of(candidate.text, start).and_then(heads);
    inserted(candidate.text, start).or_else(cell).is_some_and(|heading| {
        let is_told = |word: &str| DOCUMENTS.has(word) || CARDS.has(word);
        words(heading).any(is_told) && !words(heading).any(|word| OTHERS.has(word))
    })
}

/// `№ 050114827` alone on its line, as on the card itself: its name stands some lines above.
fn is_line_of_card(text: &str, range: &Range<usize>) -> bool {
    /// Bytes of the lines between.
    const LINES: usize = 600;
    let head = before(text, range.start, 8).trim_end_matches([' ', '№', '\u{a0}']);
    let ends = after(text, range.end, 8).trim_start_matches([' ', '\r']);
    let is_line = head.ends_with('\n') && (ends.is_empty() || ends.starts_with('\n'));
    is_line && words_back(before(text, range.start, LINES)).any(|(word, _)| OF_CARD.has(word))
}

/// `В/у: CK 117046`.
fn is_split_label(text: &str, start: usize) -> bool {
    let head = before(text, start, 24).trim_end_matches([' ', ':', '№', '.', '\u{a0}', '-', '\n', '\r']);
    // `з/п 280 000` are wages as often as a passport.
    let is_wage = |label: &&str| {
        label.to_lowercase() == "з/п" && !text.get(start..).is_some_and(|rest| rest.starts_with(['N', 'S']))
    };
    SPLIT.iter().any(|label| {
        !is_wage(label)
            && head
                .strip_suffix(label)
                .is_some_and(|left| left.chars().next_back().is_none_or(|last| !last.is_alphanumeric()))
    })
}

/// `CK 117046 (водительское удостоверение)`, `99 12 406713 — права`: nothing else claims the number before, and the
/// words behind have no number of their own.
fn is_explained(text: &str, range: &Range<usize>) -> bool {
    let window = after(text, range.end, REACH);
    let clause = window.split([',', ';', '.']).next().unwrap_or_default();
    let is_other = || nearest(text, range.start, REACH / 2, &[&NUMBERING_CUES, &OTHERS, &PHONE_CUES]).is_some();
    let next = after(text, range.end + clause.len(), 16).trim_start_matches([',', ';', '.', ' ', '№']);
    let goes_on = next.starts_with(|sign| digit(sign).is_some());
    words(clause).take(3).any(|word| BEHIND.has(word))
        && !goes_on
        && !clause.chars().any(|sign| digit(sign).is_some())
        && !is_other()
}

/// Whether a letter may stand in a passport that mixes letters and digits: no vowels, and none that look like digits.
/// As ICAO 9303 (part 3) has it for the documents of Germany.
const fn is_mixed(byte: u8) -> bool {
    byte.is_ascii_digit()
        || (byte.is_ascii_uppercase() && !matches!(byte, b'A' | b'B' | b'D' | b'E' | b'I' | b'O' | b'Q' | b'S' | b'U'))
}

/// `20AK59318`: passports of France.
fn is_french(code: &[u8]) -> bool {
    code.iter().enumerate().all(|(at, byte)| match at {
        2 | 3 => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_digit(),
    })
}

/// Whether the word right before a code names a paper: `doc="C4F7Y1K92"`.
fn is_keyed(text: &str, start: usize) -> bool {
    let sign = before(text, start, 4).trim_end_matches([' ', '"', '\'', '№']).ends_with(['=', ':']);
    sign && words_before(text, start).next().is_some_and(|word| PAPERS.has(word) || CARDS.has(word))
}

/// `Reisepass C4F7K2M19`: nine letters and digits in one, whose first digit stands at `start`.
pub(super) fn mixed(text: &str, start: usize) -> Option<Range<usize>> {
    const LENGTH: usize = 9;
    let bytes = text.as_bytes();
    let head = bytes.get(..start)?;
    // Nearly every number has neither letters before nor behind its second figure.
    if !head.last().is_some_and(u8::is_ascii_uppercase) && !bytes.get(start + 2)?.is_ascii_uppercase() {
        return None;
    }
    let letters =
        head.iter().rev().take(LENGTH).take_while(|byte| byte.is_ascii_uppercase() && is_mixed(**byte)).count();
    if letters == 0 && !bytes.get(start + 2)?.is_ascii_uppercase() {
        return None;
    }
    let range = (start - letters)..(start - letters).checked_add(LENGTH)?;
    let code = bytes.get(range.clone()).filter(|code| letters > 0 || is_french(code))?;
    let digits = code.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_code = (2..LENGTH - 1).contains(&digits) && code.iter().all(|&byte| is_mixed(byte)) || is_french(code);
    let ends = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, '-' | '_' | '/'));
    (is_code
        && ends(char_before(text, range.start))
        && ends(char_at(text, range.end))
        && (nearest(text, range.start, REACH, &[&PASSPORTS, &OTHERS, &NUMBERING_CUES]) == Some(0)
            || is_keyed(text, range.start)))
    .then_some(range)
}

/// `MORGA 657054 SM9IJ`: five letters of a surname, six figures, five signs, as driving licences of Britain have.
fn british(candidate: Candidate<'_>) -> Option<Range<usize>> {
    const PART: usize = 5;
    let text = candidate.text;
    let end = candidate.chain.end(candidate.group).filter(|_| candidate.group_len() == 6)?;
    let head = before(text, candidate.start(), 8).trim_end_matches(' ');
    let tail = text.get(end..)?.trim_start_matches(' ');
    let is_name = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'9';
    let name = head.bytes().rev().take_while(is_name).count();
    let rest = tail.bytes().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
    let gap = candidate.start() - (before(text, candidate.start(), 8).len() - head.len());
    let ends = text.len() - tail.len() + PART;
    let is_form = name == PART && rest == PART && tail.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
    let start = gap - PART.min(gap);
    let is_labelled = || nearest(text, start, REACH, &[&LICENCES, &OTHERS, &NUMBERING_CUES]) == Some(0);
    (is_form && is_labelled()).then_some(start..ends)
}

/// `PAC482917`: three letters and six figures in one, as passports of Spain have.
fn spanish(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let text = candidate.text;
    let letters = before(text, candidate.start(), SERIES).as_bytes();
    let is_series = letters.len() == SERIES && letters.iter().all(u8::is_ascii_uppercase);
    let range = candidate.start().checked_sub(SERIES).filter(|_| is_series)?..candidate.chain.end(candidate.group)?;
    let is_word = char_before(text, range.start).is_some_and(char::is_alphanumeric);
    (!is_word && stands_alone(text, &range) && is_of_passport(text, range.start)).then_some(range)
}

/// `БИБЕКОВ САНАТ;УЛ;038119206`: the cell before says which document it is.
fn follows_kind(text: &str, start: usize) -> bool {
    let head = before(text, start, 24);
    let cell = head.trim_end().strip_suffix([';', '|', '\t', ',']).unwrap_or_default();
    let kind = cell.rsplit([';', '|', '\t', ',', '\n']).next().unwrap_or_default().trim();
    matches!(kind, "УЛ" | "уд" | "ул" | "УДЛ" | "удл" | "ВНЖ" | "ID" | "ЖК" | "УД" | "УЛГ" | "УВ" | "ПС" | "ЖКК")
}

/// `034567890 нөмірлі жеке куәлік`.
fn is_labelled_behind(text: &str, end: usize) -> bool {
    let rest = after(text, end, REACH / 2).trim_start_matches([' ', '\u{a0}', '(', ',', '-', '–', '—']);
    let is_label = |label: &str| {
        rest.strip_prefix(label).is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    };
    // Nine figures are no wages: `з/п` may mean them.
    let is_split = SPLIT.iter().filter(|label| !label.to_lowercase().starts_with('з')).any(|label| is_label(label));
    is_split
        || words(after(text, end, REACH / 2)).take(3).any(|word| {
            is_one_of(
                word,
                &[
                    "уд",
                    "удл",
                    "куәлі*",
                    "удостов*",
                    "личност*",
                    "мвд",
                    "іім",
                    "ықтиярхат*",
                    "паспорт*",
                    "төлқұжат*",
                    "внж",
                ],
            )
        })
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::IdDoc, text, expected);
    }

    #[test]
    fn documents() {
        for (text, expected) in [
            ("дата рождения 17.10.1969, национальность казашка, номер 017394628", "017394628"),
            ("ҚҰЖАТ № 04 1930 227", "04 1930 227"),
            ("Удостоверение № 04 12 34 567", "04 12 34 567"),
            ("034455667 уд.лич.", "034455667"),
            (r#"<iin>920419300664</iin><lic ser="BK" num="774102"/>"#, r#"BK" num="774102"#),
            (r#"{"passport_series": "N", "passport_number": "12345678"}"#, r#"N", "passport_number": "12345678"#),
            ("<series>N</series><number>12345678</number>", "N</series><number>12345678"),
            ("Нұрпейіс Мадияр Ғалымұлы, 042778113 ж/к, Көкшетау", "042778113"),
            ("Омаров Олжас, 042 778 113 (у/л)", "042 778 113"),
            ("УДОСТОВЕРЕНИЕ\nТЕГІ ОСПАНҚҰЛ\nАТЫ РАЙЫМБЕК\n№ O49 117 3З5", "O49 117 3З5"),
            ("N 20056710 паспорт", "N 20056710"),
            ("Кыргызстан, ID ID2718403", "ID2718403"),
            ("INSERT INTO guests(name,dob,doc_no) VALUES ('Saule','1987-04-02','037815520');", "037815520"),
            ("жеке куәлік № 033577413, тіркелген", "033577413"),
            ("поменял права, надо полис? старые были BK 204417", "BK 204417"),
            ("права менял, полис прежний; новые KZ 881230", "KZ 881230"),
            ("жүргізуші куәлігі ауысты: жаңасы PB 220918", "PB 220918"),
            ("\"udl\":\"044710928\"", "044710928"),
            ("ТЕГІ САДЫҚОВ\nЖСН 900101300123\n№ 041882716", "041882716"),
            ("уд. л. 012998877", "012998877"),
            ("удостоверение личности гражданина РК, выдано МВД РК 12.03.2019, № 034 567 890", "034 567 890"),
            ("\"docNumber\":\"041234567\"", "041234567"),
            ("ID card 034567890", "034567890"),
            ("minibar unpaid. ID 047119026.", "047119026"),
            ("national ID 033 518 742, valid till", "033 518 742"),
            ("Guest ID 029 118 604", "029 118 604"),
            ("паспорт КР ID2290417", "ID2290417"),
            ("034567890 нөмірлі жеке куәлік", "034567890"),
            ("вид на жительство № 021234567", "021234567"),
            ("Паспорт N40543630, Madina", "N40543630"),
            ("вылет по N12345678 завтра", "N12345678"),
            ("паспорт N 1234567", "N 1234567"),
            ("паспорт S01234567", "S01234567"),
            ("мой паспорт РК № 11223344", "11223344"),
            ("паспорт 4510 123456", "4510 123456"),
            ("паспорт РФ 52 17 № 640218 выдан", "52 17 № 640218"),
            ("паспорт РФ серия 4510 номер 123456", "4510 номер 123456"),
            ("водительское удостоверение AB 123456, категория B", "AB 123456"),
            ("паспорт гражданина Узбекистана AC 7654321", "AC 7654321"),
            ("паспорт КР ID1234567", "ID1234567"),
            ("төлқұжат нөмірі N12345678", "N12345678"),
            ("СК 117046 — номер моих прав, продлите", "СК 117046"),
            ("KT 204518 (водительское удостоверение)", "KT 204518"),
            ("BN 330912\nводительское удостоверение", "BN 330912"),
            ("В/у: CK 551203, категория B", "CK 551203"),
            ("в/у № MT551203", "MT551203"),
            ("в/у\nBK 418822, управляя", "BK 418822"),
            ("права DK 203 871, стаж", "DK 203 871"),
            ("Права\nМТ 551203", "МТ 551203"),
            ("жүргізуші куәлігім AE 330912", "AE 330912"),
            ("99 08 511204 — водительское РФ", "99 08 511204"),
            ("права РФ 99 08 511204", "99 08 511204"),
            ("ЖЕКЕ КУӘЛІК\n036120447", "036120447"),
            ("John Miller, passport GBR 533401372", "533401372"),
            (
                "Туристік агенттік: Қасымхан Дана – N 13904471, Қасымхан Әли – N 13904488. Анталья, 10 түн",
                "N 13904471|N 13904488",
            ),
            ("Уд.личн. N° 0З8 441 920\nПодпись", "0З8 441 920"),
            ("удостоверение № О41 226 8О7", "О41 226 8О7"),
            ("жеке куәлік 04l226807, берген", "04l226807"),
            ("IIN 950414441041, ud. lichn. 043350197.", "043350197"),
            ("group: Kim Ji-hoon (pass. M71120448), Lukas Brandt", "M71120448"),
            ("Fatima Al-Harbi (pass. AB5529107)", "AB5529107"),
            ("1. КУРМАНОВА  ЖАННАТ   N N 1290 4471   04 ИЮН 1988", "N 1290 4471"),
            ("ФИО;Док.;Номер\nБИБЕКОВ САНАТ;УЛ;038119206;FS 7602", "038119206"),
            ("036120447\nУДОСТОВЕРЕНИЕ ЛИЧНОСТИ", "036120447"),
            ("ҚҰЖАТ НӨМІРІ / DOCUMENT NO\n045220183", "045220183"),
            ("жеке куәлігімнің нөмірі 045220183", "045220183"),
            ("уд-ние 036120447 выд. МВД", "036120447"),
            ("Reisepass C4F7K2M19", "C4F7K2M19"),
            (
                "№ | ФИО | д.р. | документ\n1 | Осмонов А | 15.03.90 | AC3304182\n2 | Эрлан Т | 09.12.85 | 046 330 917",
                "AC3304182|046 330 917",
            ),
            (
                "Жүргізушілер: Әбен Қ. – TU 190337, 305 EA 13; Мәмбет С. – SH 441820, 412 EA 13; Ораз Б. – AO 008172",
                "TU 190337|SH 441820|AO 008172",
            ),
            ("водители: Ахметов С. — AB 123456; Ли П. — CD 654321", "AB 123456|CD 654321"),
            ("055104827 ықтиярхаты бойынша тіркелген", "055104827"),
            (
                "УДОСТОВЕРЕНИЕ ЛИЧНОСТИ\nФАМИЛИЯ ОМАРОВА\nДАТА РОЖДЕНИЯ 17.03.1997\nИИН 970317455830\n№ 050114827\nСРОК",
                "050114827",
            ),
            ("паспорт серия 4510 № 123456", "4510 № 123456"),
            ("driving licence MORGA 657054 SM9IJ", "MORGA 657054 SM9IJ"),
            ("passport no. C01X00T47, Germany", "C01X00T47"),
            ("Lost passport found! Olivier Marchand, No. 20AK59318", "20AK59318"),
            ("guest=\"Lukas Brandt\" doc=\"C4F7Y1K92\"", "C4F7Y1K92"),
            ("\"fio\":\"Гречко О.\",\"docNum\":\"033918207\"", "033918207"),
            ("ол кісінің удосы 039 552 718", "039 552 718"),
            ("Төлқұжаттар: Сатыбалдина Әсем N 14402781, Сатыбалдин Ерасыл N 15003366.", "N 14402781|N 15003366"),
            ("Макаренко Ольга, «21» сентября 1985 г., 042 834 707, а/м", "042 834 707"),
            ("Ким О. | 03.05.1991 | 041882716 | Алматы", "041882716"),
            ("паспорт Германии № L3PZ10XKV", "L3PZ10XKV"),
            (
                "Паспортные данные покупателя (РФ): Зайцева Мария Олеговна, серия и номер 52 14 № 381190, выдан",
                "52 14 № 381190",
            ),
            ("Паспорт\nСерия 4608 Номер 915273", "4608 Номер 915273"),
            ("удостак 039 275 461 потерял", "039 275 461"),
            ("пасп. РБ MP 2841957, р. 19-01-1978", "MP 2841957"),
            ("У.Л. 045123456", "045123456"),
            ("DL AB123456", "AB123456"),
            ("\"id\":\"043318907\"", "043318907"),
            ("driver's licence 14002233", "14002233"),
            ("\"driverLicense\":\"AB090860\"", "AB090860"),
            ("Passport: PAC482917\nEmail", "PAC482917"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn no_documents() {
        for text in [
            "заказ 034567890",
            "дата рождения 17.10.1969, заказ, номер 017394628",
            "дата рождения 17.10.1969, номер 517394628",
            "INFO құжат №4500918273 сақталды",
            "документ 4500918273 проведён",
            r#"<policy ser="BK" num="774102"/>"#,
            r#"{"unit": "KG", "weight": 774102}"#,
            "по обсуждению конкурсной документации № 13312044",
            "УДОСТОВЕРЕНИЕ\nКОД\nТОВАР O49 117 3З5 ШТ",
            "truck, driver Ablikim Turdiyev, gate in, seal KZ8770354",
            "удостоверение проверено, пломба 8770354",
            "график 5/2, з/п 280 000 – 320 000 тенге на руки",
            "з/п 120 000 000",
            "заказ № 0З8 441 920",
            "the tests pass. 71120448 rows",
            "счёт N N 1290 4471   04 ИЮН 1988",
            "счёт-фактура N12345678 от",
            "накладная N12345678",
            "техпаспорт AD 00022222 на машину",
            "паспорт сделки № 12345678",
            "паспорт есть, сумма 123456789 тг",
            "удостоверение, тел. 1234567",
            "посылка CN123456789KZ",
            "123456789",
            "артикул N1234567",
            "код ошибки 034567890",
            "drivers and licenses (Closes: #1019937)",
            "кадастровый паспорт 20-311-004-123",
            "рейс CK 117046",
            "рейс CK 117 046",
            "права есть, сумма KZT 117 046",
            "товар CK 117046, права защищены",
            "накладная CK 117046 (паспорт прилагается)",
            "серийный номер C4F7K2M19",
            "паспорт изделия C4F7K2M19",
            "паспорт, код C4F7K2M19-2",
            "свидетельство по НДС серия 60001 № 0048127, адрес",
            "№ | товар | код\n1 | Лампа | AC3304182",
            "licence key MORGA 657054 SM9IJ",
            "Лист о временной нетрудоспособности серия 1130 № 8842017",
            "заказ Ким О., 03.05.1991, 041882716",
            "Ким О., 03.05.2021, 041882716",
            "Товар, 12.03.1991, 041882716",
            "Отчёт за 12.05.2003; 001234567; итог",
            "doc C4F7Y1K92 uploaded",
            "batch=C4F7Y1K92",
            "Счета: Лампа Белая N 14402781, Лампа Синяя N 15003366",
            "артикул 20AK59318",
            "{\"order_id\":\"043318907\"}",
            "notary public: A. Kim, licence 14002233, Kostanay",
            "удостоверение о повышении квалификации № 0317409 от 19.08.2023",
            "banknote 20,000 series KB 0448213",
            "паспорт изделия, артикул PAC482917",
            "crm_id=11046698, driver_no=1548799",
            "Проведение документа \"Приходный кассовый ордер 000000138\"",
            "Документ: Реализация товаров 000001234 от 12.01.2024",
            "Номер билета 465 2401187725, код брони",
            "список товаров:\n№ 050114827\n№ 050114828",
        ] {
            check(text, "");
        }
    }
}
