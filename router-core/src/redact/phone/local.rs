//! Local phones of five to seven digits, which only the words and numbers around tell from any other number.

use super::super::chain::Taken;
use super::super::context::{PHONE_CUES, after, before, is_one_of, words, words_back, words_before};
use super::super::cues::Cues;
use super::super::fold::{Separator, digit, is_letter};
use super::super::numbers::Candidate;
use super::super::slips;
use super::take;

/// Words between the word for a phone and the number.
const QUALIFIERS: [&str; 13] = [
    "раб",
    "рабочи*",
    "дом",
    "домашн*",
    "служеб*",
    "прием*",
    "приём*",
    "work",
    "гор",
    "номер*",
    "нөмір*",
    "для",
    "справок",
];

/// Short words for the place of a phone that stand for it before groups such as `44-19-03`.
const PLACES: [&str; 14] = [
    "үй",
    "дом",
    "раб",
    "гор",
    "домашн*",
    "рабоч*",
    "служеб*",
    "прием*",
    "приём*",
    "қалалық",
    "стац",
    "стационарн*",
    "стационар",
    "городск*",
];

/// Which of two phones of somebody it is: `телефон офиса поменялся: было 267-14-90, стало …`.
const EDITIONS: [&str; 14] = [
    "было",
    "был",
    "стал",
    "стало",
    "стар*",
    "нов*",
    "прежн*",
    "бывш*",
    "теперь",
    "ескі*",
    "жаңа*",
    "бұрынғы*",
    "old",
    "new",
];

/// Who answers a local phone, and what one does with it.
const DESKS: [&str; 16] = [
    "отвеча*",
    "дозвон*",
    "недозвон*",
    "трубк*",
    "диспетчер*",
    "регистратур*",
    "ресепшн*",
    "reception*",
    "вахт*",
    "охран*",
    "call*",
    "колл",
    "звон*",
    "позвон*",
    "перезвон*",
    "набер*",
];

/// Trades and posts of a house's list of phones: `сантехник 56 20 18`.
static TRADES: Cues = Cues::new(&[
    "сантехник*",
    "электрик*",
    "лифт*",
    "аварийн*",
    "авариялық",
    "диспетчер*",
    "консьерж*",
    "слесар*",
    "сварщик*",
    "дворник*",
    "домофон*",
    "участков*",
    "комендант*",
    "паспортист*",
    "бухгалтери*",
    "приемн*",
    "приёмн*",
    "қабылдау",
    "вахт*",
    "охран*",
    "күзет*",
    "горгаз*",
    "горсвет*",
    "теплосет*",
    "жылу*",
    "регистратур*",
    "тіркеу",
    "ресепшн*",
    "reception*",
    "plumber*",
    "electrician*",
    "concierge*",
    "security",
    "учительск*",
    "завуч*",
    "медпункт*",
]);

/// Posts and offices of a list of phones, with a colon or a dash behind: `жарнама бөлімі: 70-00-68`.
static OFFICES: Cues = Cues::new(&[
    "редакци*",
    "редактор*",
    "корректор*",
    "реклам*",
    "жарнама",
    "бөлмесі",
    "бөлім*",
    "отдел*",
    "подписк*",
    "кадров",
    "кадрлар",
    "канцеляри*",
    "кеңсе*",
    "хатшы*",
    "секретар*",
    "бухгалтер*",
    "есепші*",
    "касса",
    "директор*",
    "заместител*",
    "орынбасар*",
    "главврач*",
    "специалист*",
    "маман*",
    "инспектор*",
    "юрист*",
    "заңгер*",
    "менеджер*",
]);

/// Who puts a phone behind the name and nothing between: forms of companies, and houses that people call.
static FIRMS: Cues = Cues::new(&[
    "мкк",
    "гкп",
    "кгп",
    "ткп",
    "шжқ",
    "тоо",
    "жшс",
    "ао",
    "ақ",
    "кск",
    "пкск",
    "оси",
    "мжқ",
    "пик",
    "ип",
    "жк",
    "llp",
    "арнас*",
    "водоканал*",
    "горводоканал*",
    "энерго*",
    "аптек*",
    "дәріхана*",
    "клиник*",
    "емхана*",
    "поликлиник*",
    "больниц*",
    "аурухана*",
    "акимат*",
    "әкімд*",
    "мастерск*",
    "шеберхана*",
]);

/// Five to seven digits right after the word for a phone.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Taken> {
    if is_behind_dash(candidate) {
        return take(candidate, candidate.lengths(candidate.chain.len() - candidate.group).sum());
    }
    if candidate.group > 0 || !candidate.chain.from_start || !candidate.chain.to_end || candidate.group_len() > 7 {
        return None;
    }
    let count = candidate.lengths(candidate.chain.len()).sum();
    if !(5..=7).contains(&count) {
        return None;
    }
    let start = candidate.chain.start(0)?;
    let labels = || words_before(candidate.text, list_start(candidate.text, start));
    let is_dashed = is_dashed_local(candidate);
    let place = || labels().find(|word| !is_one_of(word, &["номер*", "нөмір*"]));
    let is_place = || is_place(candidate, start, place());
    let label = labels().find(|word| !is_one_of(word, &QUALIFIERS)).unwrap_or_default();
    // `т. 345-67-89`: a letter may as well stand for tonnes, so the dashes must be those of a phone.
    let is_letter = || is_one_of(label, &["т", "ф", "p"]) && is_dashed;
    // `тел. бухгалтерии 22-47-01`: what stands between may be anybody's.
    let is_near = || is_dashed && labels().any(|word| PHONE_CUES.has(word) || is_one_of(word, &DESKS));
    let is_told = PHONE_CUES.has(label) || is_letter() || is_place() || is_near();
    let is_told = is_told && !is_count(candidate, start);
    let is_told = is_told || follows_firm(candidate, start) || is_number_of_desk(candidate, start);
    let is_told = is_told || is_named_behind(candidate, count);
    let trade = || labels().find(|word| !is_one_of(word, &["круглосуточн*", "тәулік*", "бойы"]));
    let is_told = is_told || is_trade(candidate, start, trade()) || precedes_phone(candidate);
    let is_told =
        is_told || is_edition(candidate, start) || is_office(candidate, start, trade()) || ends_row(candidate);
    let taken = is_told.then(|| take(candidate, count)).flatten()?;
    // `8 (727) 2xx-xx-xx`: a mask.
    let is_masked = after(candidate.text, taken.range.end, 2).starts_with(['x', 'X', 'х', 'Х', '*', '_']);
    (!is_masked && !slips::goes_on(candidate.text, taken.range.end)).then_some(taken)
}

/// Whether a word that tells a phone from its successor stands right before, and one for phones somewhere before that.
fn is_edition(candidate: Candidate<'_>, start: usize) -> bool {
    let near = words_back(before(candidate.text, start, 24)).next().is_some_and(|(word, _)| is_one_of(word, &EDITIONS));
    near && is_dashed_local(candidate)
        && !is_date(candidate)
        && words_back(before(candidate.text, start, 96)).any(|(word, _)| PHONE_CUES.has(word))
}

/// `2 96 18 44 дом тел`, `26 83 14 (тел. вахты)`: the word for a phone right behind.
fn is_named_behind(candidate: Candidate<'_>, digits: usize) -> bool {
    const SHAPES: [&[usize]; 7] = [&[1, 2, 2], &[2, 2, 2], &[3, 2, 2], &[1, 2, 2, 2], &[5], &[6], &[7]];
    let count = candidate.chain.len();
    if !SHAPES.iter().any(|shape| candidate.lengths(count).eq(shape.iter().copied())) || digits < 5 {
        return false;
    }
    let end = candidate.chain.end(count - 1).unwrap_or(candidate.text.len());
    let rest = after(candidate.text, end, 32);
    let is_near = rest.starts_with([' ', '(', '-', '–']) && !rest.starts_with(". ");
    let phrase = rest.split(['\n', ',', ';', ')']).next().unwrap_or_default();
    let mut behind = words(phrase);
    let first = behind.next().unwrap_or_default();
    // «(гор. тел.)»; a capital behind a full stop begins the next sentence.
    let mut second =
        || behind.next().is_some_and(|second| second.starts_with('т') && is_one_of(second, &["тел", "телефон*"]));
    let label = |word: &str| is_one_of(word, &["тел", "телефон", "телефоны*"]);
    // `21-44-90 (город)`
    let is_place = || {
        rest.trim_start().starts_with('(')
            && behind_is_place(first)
            && words(phrase).nth(1).is_none()
            && is_dashed_local(candidate)
            && !is_date(candidate)
    };
    is_near && (label(first) || is_place() || (is_one_of(first, &PLACES) && second()))
}

fn behind_is_place(word: &str) -> bool {
    is_one_of(
        word,
        &["город", "гор", "городск*", "қала", "қалалық", "раб", "рабоч*", "дом", "домашн*", "үй", "факс", "стац"],
    )
}

/// `сантехник 56 20 18`: groups of two with blanks, right behind who answers there.
fn is_trade(candidate: Candidate<'_>, start: usize, label: Option<&str>) -> bool {
    const SHAPES: [&[usize]; 3] = [&[1, 2, 2], &[2, 2, 2], &[3, 2, 2]];
    let count = candidate.chain.len();
    let is_spaced = (1..count).all(|group| candidate.chain.gap(group).kind() == Some(Separator::Space));
    if !(is_spaced || is_dashed_local(candidate) && !is_date(candidate))
        || !SHAPES.iter().any(|shape| candidate.lengths(count).eq(shape.iter().copied()))
    {
        return false;
    }
    let end = candidate.chain.end(candidate.group + count - 1).unwrap_or(candidate.text.len());
    let rest = after(candidate.text, end, 4).trim_start_matches(' ');
    let ends = rest.is_empty() || rest.starts_with([',', ';', '.', '\n', ')', '|']);
    let head = before(candidate.text, start, 4).trim_end_matches([' ', ':', '-', '–', '—', '.']);
    ends && head.ends_with(is_letter) && label.is_some_and(|label| TRADES.has(label))
}

/// `отдел подписки: 27-14-91`: a sign between the office and groups with dashes.
fn is_office(candidate: Candidate<'_>, start: usize, label: Option<&str>) -> bool {
    is_dashed_local(candidate)
        && !is_date(candidate)
        && before(candidate.text, start, 8).trim_end().ends_with([':', '–', '—', '-'])
        && label.is_some_and(|label| OFFICES.has(label))
}

/// `Штейнгауэр О.В., 27-4-22` in a list whose rows above end in phones, the first of them a whole one.
fn ends_row(candidate: Candidate<'_>) -> bool {
    /// Bytes and number of the rows above.
    const ROWS: (usize, usize) = (800, 10);
    let text = candidate.text;
    let count = candidate.chain.len();
    let is_rural = candidate.lengths(count).eq([2, 1, 2])
        && (1..count).all(|group| candidate.chain.gap(group).kind() == Some(Separator::Dash));
    if !is_rural && (!is_dashed_local(candidate) || is_date(candidate)) {
        return false;
    }
    let end = candidate.chain.end(count - 1).unwrap_or(text.len());
    let is_last = |rest: &str| rest.is_empty() || rest.starts_with(['\n', '\r']);
    if !is_last(after(text, end, 4).trim_start_matches([' ', ';', '.', ','])) {
        return false;
    }
    for row in before(text, candidate.start(), ROWS.0).rsplit('\n').skip(1).take(ROWS.1) {
        let row = row.trim_end_matches([' ', ';', '.', ',', '\r']);
        let name =
            row.trim_end_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '(' | ')' | ' ' | '+'));
        let number = row.get(name.len()..).unwrap_or_default();
        let is_alike = !is_rural || matches!(number.as_bytes(), [.., b'-', _, b'-', _, _]);
        match number.bytes().filter(u8::is_ascii_digit).count() {
            _ if !is_alike => return false,
            10 | 11 => return number.trim_start().starts_with(['8', '7', '+', '(']),
            5..=7 if number.contains('-') => {}
            0 => return !is_rural && words_back(name).take(3).any(|(word, _)| PHONE_CUES.has(word)),
            _ => return false,
        }
    }
    false
}

/// `телефоны — 12 904`: so many of them, in thousands.
fn is_count(candidate: Candidate<'_>, start: usize) -> bool {
    let is_form =
        candidate.lengths(candidate.chain.len()).eq([2, 3]) || candidate.lengths(candidate.chain.len()).eq([3, 3]);
    let is_spaced = candidate.chain.gap(1).kind() == Some(Separator::Space);
    let head = before(candidate.text, start, 8).trim_end_matches([' ', '\u{a0}']);
    is_form && is_spaced && head.ends_with(['–', '—', '-'])
}

/// `раб.: 44-19-03`, `домашний 244-19-03`: the place of a phone, and groups with the dashes of one.
fn is_place(candidate: Candidate<'_>, start: usize, label: Option<&str>) -> bool {
    // A whole word says enough; `дом` without a full stop is a house.
    let is_marked = |label: &str| {
        // No house is `272-33-44`.
        let is_long = candidate.lengths(candidate.chain.len()).eq([3, 2, 2]);
        is_long || label.chars().count() > 3 || before(candidate.text, start, 8).trim_end().ends_with(['.', ':', ')'])
    };
    // «домашний 62 18 75»
    let is_spaced = || {
        let count = candidate.chain.len();
        let is_shape = candidate.lengths(count).eq([2, 2, 2])
            || candidate.lengths(count).eq([1, 2, 2])
            || candidate.lengths(count).eq([3, 2, 2]);
        is_shape
            && label.is_some_and(|label| is_one_of(label, &["домашн*", "рабоч*", "городской", "дом"]))
            && (label.is_some_and(|label| label.len() > 8)
                || before(candidate.text, start, 4).trim_end().ends_with('.'))
    };
    (is_dashed_local(candidate) || is_spaced())
        && label.is_some_and(|label| is_one_of(label, &PLACES) && is_marked(label))
}

/// `«Жылу» МКК, 57-88-99`: the name of a firm right before, and no date.
fn follows_firm(candidate: Candidate<'_>, start: usize) -> bool {
    is_dashed_local(candidate)
        && !is_date(candidate)
        && words_back(before(candidate.text, start, 64))
            .take(3)
            .take_while(|(_, follows)| !follows.contains(['\n', ';', '!', '?']) && !follows.contains(". "))
            .any(|(word, _)| FIRMS.has(word))
}

/// `12-03-21`
fn is_date(candidate: Candidate<'_>) -> bool {
    candidate.group_len() == 2 && matches!(*candidate.values(4), [0..=3, _, 0, _] | [0..=3, _, 1, 0..=2])
}

/// `не отвечает по номеру 577-309`: two groups of three, which are a range elsewhere.
fn is_number_of_desk(candidate: Candidate<'_>, start: usize) -> bool {
    let count = candidate.chain.len();
    let is_group = candidate.lengths(count).eq([3, 3]) && candidate.chain.gap(1).kind() == Some(Separator::Dash);
    let is_solid = candidate.lengths(count).eq([6]) || candidate.lengths(count).eq([7]);
    if !(is_group || is_solid || is_dashed_local(candidate)) {
        return false;
    }
    let near = || words_back(before(candidate.text, start, 64)).take(4).map(|(word, _)| word);
    let is_number = near().next().is_some_and(|word| is_one_of(word, &["номер*", "нөмір*", "тел*"]));
    let end = candidate.chain.end(candidate.group + count - 1).unwrap_or(candidate.text.len());
    let behind = || words(after(candidate.text, end, 64)).take(4);
    is_number && (near().any(|word| is_one_of(word, &DESKS)) || behind().any(|word| is_one_of(word, &DESKS)))
}

/// `25-60-41, 8 705 250 04 41`: a local phone in a list, before one that is whole.
fn precedes_phone(candidate: Candidate<'_>) -> bool {
    if !is_dashed_local(candidate) || is_date(candidate) {
        return false;
    }
    if follows_phone(candidate) {
        return true;
    }
    let end = candidate.chain.end(candidate.chain.len() - 1).unwrap_or(candidate.text.len());
    let rest = after(candidate.text, end, 16);
    let next = rest.trim_start_matches([' ', ',', ';', '/', '(']);
    // `не 50-22-18, а тел. 50-22-81`
    if rest.starts_with([',', ';']) && words(rest).take(2).any(|word| PHONE_CUES.has(word)) {
        return true;
    }
    let is_list = rest.len() > next.len() && rest.trim_start().starts_with([',', ';', '/']);
    let digits = || next.chars().filter_map(digit);
    let is_long = digits().count() >= 4 && digits().next().is_some_and(|first| matches!(first, 7 | 8));
    is_list && is_long && (next.starts_with(['+', '7', '8'])) && digits().nth(1).is_some_and(|second| second == 7)
}

/// `8(72533)2-11-40, 2-11-41`: the same behind one that is whole.
fn follows_phone(candidate: Candidate<'_>) -> bool {
    const WHOLE: usize = 10;
    let head = before(candidate.text, candidate.start(), 32);
    let head = head.trim_end_matches(' ');
    // `ұялы 8 701 555 66 77, үй 55-66-77`
    let place = PLACES.iter().find_map(|place| head.strip_suffix(place)).filter(|rest| rest.ends_with(' '));
    let head = place.unwrap_or(head).trim_end_matches(' ');
    let Some(left) = head.strip_suffix([',', ';', '/']) else { return false };
    let is_of_phone = |sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '(' | ')' | '+' | ' ');
    let last = left.get(left.trim_end_matches(is_of_phone).len()..).unwrap_or_default().trim_start();
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    (WHOLE..=WHOLE + 1).contains(&digits) && last.starts_with(['+', '8', '7', '('])
}

/// `22-47-01`, `224-70-01`: the groups and the dashes of a local phone.
fn is_dashed_local(candidate: Candidate<'_>) -> bool {
    const SHAPES: [&[usize]; 4] = [&[1, 2, 2], &[2, 2, 2], &[3, 2, 2], &[1, 2, 2, 2]];
    let count = candidate.chain.len() - candidate.group;
    let mut gaps = candidate.group + 1..candidate.chain.len();
    let is_dashed = gaps.all(|group| candidate.chain.gap(group).kind() == Some(Separator::Dash));
    is_dashed && SHAPES.iter().any(|shape| candidate.lengths(count).eq(shape.iter().copied()))
}

/// `ул. Ауельбекова 126 — 25-60-41`: behind a long dash that parts it from a house, or before a whole phone.
fn is_behind_dash(candidate: Candidate<'_>) -> bool {
    let start = candidate.start();
    let is_apart = || before(candidate.text, start, 8).trim_end_matches([' ', '\u{a0}']).ends_with(['—', '–']);
    if candidate.group == 0
        || !candidate.chain.to_end
        || !is_apart()
        || !is_dashed_local(candidate)
        || is_date(candidate)
    {
        return false;
    }
    let is_street = |word: &str| {
        is_one_of(word, &["ул*", "пр", "проспект*", "мкр*", "пер", "көше*", "көш", "даңғ*", "дом", "д", "үй", "адрес*"])
    };
    precedes_phone(candidate) || words_back(before(candidate.text, start, 64)).take(4).any(|(word, _)| is_street(word))
}

/// Where the list of local phones begins that the number at byte `at` stands in: `22-47-01, 22-47-02`.
fn list_start(text: &str, at: usize) -> usize {
    const LIST: usize = 48;
    let head = before(text, at, LIST);
    let mut left = head;
    loop {
        let rest = left.trim_end_matches([' ', ',', ';', '/']);
        let number = rest.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == '-');
        if rest.len() == left.len() || !(5..=9).contains(&(rest.len() - number.len())) {
            return at - (head.len() - left.len());
        }
        left = number;
        if !left.ends_with([' ', ',', ';', '/']) {
            return at - (head.len() - left.len());
        }
    }
}
