//! Phones of Kazakhstan in every spelling, of Russia, and of other countries behind a plus.

use std::ops::Range;

mod local;

use super::chain::{Gap, Taken};
use super::column::Cell;
use super::context::{HINT_CUES, NUMBERING_CUES, PHONE_CUES, after, before, words, words_before};
use super::cues::Cues;
use super::fold::{Separator, char_before, separator};
use super::numbers::Candidate;

/// Mobile codes of Kazakhstan in use or reserved for use.
const MOBILE: [u16; 25] = [
    700, 701, 702, 703, 704, 705, 706, 707, 708, 747, 750, 751, 760, 761, 762, 763, 764, 771, 772, 773, 774, 775, 776,
    777, 778,
];

/// First three digits of the landline codes of Kazakhstan.
const LANDLINE: [u16; 18] = [710, 711, 712, 713, 714, 715, 716, 717, 718, 721, 722, 723, 724, 725, 726, 727, 728, 729];

/// Digits of a phone of Kazakhstan or Russia with its country or trunk code.
pub(super) const LENGTH: usize = 11;

/// Country codes met here, with the digits of the whole number, code included.
const COUNTRIES: [(&str, usize, usize); 72] = [
    ("1", 11, 11),
    ("20", 11, 12),
    ("30", 12, 12),
    ("31", 11, 11),
    ("32", 10, 11),
    ("33", 11, 11),
    ("34", 11, 11),
    ("36", 10, 11),
    ("39", 11, 13),
    ("40", 11, 11),
    ("41", 11, 11),
    ("43", 10, 13),
    ("44", 11, 12),
    ("45", 10, 10),
    ("46", 10, 12),
    ("47", 10, 10),
    ("48", 11, 11),
    ("49", 10, 14),
    ("52", 12, 13),
    ("55", 12, 13),
    ("60", 11, 12),
    ("61", 11, 11),
    ("62", 11, 13),
    ("63", 12, 12),
    ("65", 10, 10),
    ("66", 11, 11),
    ("81", 11, 12),
    ("82", 11, 12),
    ("84", 11, 12),
    ("86", 12, 13),
    ("90", 12, 12),
    ("91", 12, 12),
    ("92", 12, 12),
    ("93", 11, 11),
    ("98", 12, 12),
    ("351", 12, 12),
    ("353", 11, 12),
    ("357", 11, 11),
    ("358", 11, 13),
    ("370", 11, 11),
    ("371", 11, 11),
    ("372", 10, 11),
    ("373", 11, 11),
    ("374", 11, 11),
    ("375", 12, 12),
    ("380", 12, 12),
    ("420", 12, 12),
    ("852", 11, 11),
    ("966", 12, 12),
    ("971", 11, 12),
    ("972", 11, 12),
    ("992", 12, 12),
    ("993", 11, 11),
    ("994", 12, 12),
    ("995", 12, 12),
    ("996", 12, 12),
    ("998", 12, 12),
    ("27", 11, 11),
    ("54", 12, 13),
    ("57", 12, 12),
    ("94", 11, 11),
    ("212", 12, 12),
    ("234", 13, 13),
    ("254", 12, 12),
    ("359", 11, 12),
    ("381", 11, 12),
    ("421", 12, 12),
    ("880", 13, 13),
    ("961", 10, 11),
    ("962", 11, 12),
    ("965", 11, 11),
    ("974", 11, 11),
];

/// Countries behind a plus that [`COUNTRIES`] does not name: any number of plausible length.
const ANY_COUNTRY: (usize, usize) = (11, 13);

/// Words for papers whose number is no phone, if it comes at once or behind a number sign.
static PAPERS: Cues = Cues::new(&[
    "документ*",
    "құжат*",
    "приказ*",
    "бұйры*",
    "протокол*",
    "хаттама*",
    "исх",
    "вх",
    "лиценз*",
    "полис*",
    "акт",
    "акта",
    "дело",
    "дела",
    "решени*",
    "постановлен*",
    "свидетельств*",
    "сертификат*",
    "document*",
    "certificate*",
    "квитанц*",
    "түбіртек*",
    "чек",
    "чека",
    "receipt*",
    "license*",
    "licence*",
]);

/// The row of the table of numbers.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let plus = if candidate.group == 0 { candidate.chain.plus } else { None };
    let taken = match plus {
        Some(_) => international(candidate),
        None => exit_code(candidate)
            .or_else(|| domestic(candidate))
            .or_else(|| without_plus(candidate))
            .or_else(|| bare(candidate)),
    };
    let taken = taken.or_else(|| local::find(candidate))?;
    if plus.is_none() && candidate.is_in_code(&taken.range) {
        return None;
    }
    let opening = opening_parenthesis(candidate, &taken);
    let start = plus.unwrap_or(taken.range.start).min(opening.unwrap_or(usize::MAX));
    Some(start.min(taken.range.start)..taken.range.end)
}

/// `+` and a country code.
fn international(candidate: Candidate<'_>) -> Option<Taken> {
    let digits = candidate.values(15);
    if digits.first() == Some(&7) {
        // After +7 the structure is certain enough for any code that is in use.
        return digits.get(1).filter(|&&digit| digit >= 3).and_then(|_| take(candidate, LENGTH));
    }
    by_country(candidate, 0, Some(ANY_COUNTRY))
}

/// `00` or `8 10` and a country code.
fn exit_code(candidate: Candidate<'_>) -> Option<Taken> {
    let skip = match *candidate.values(3) {
        [0, 0, 1..=9] => 2,
        [8, 1, 0] => 3,
        _ => return None,
    };
    let digits = candidate.values(skip + 4);
    if digits.get(skip) == Some(&7) {
        return is_kazakh(code(digits, skip + 1)).then(|| take(candidate, skip + LENGTH)).flatten();
    }
    let is_divided = candidate.group_len() <= 5;
    by_country(candidate, skip, None).filter(|_| is_divided || is_announced(candidate))
}

fn by_country(candidate: Candidate<'_>, skip: usize, any: Option<(usize, usize)>) -> Option<Taken> {
    let digits = candidate.values(skip + 3).get(skip..).unwrap_or_default();
    let is_prefix = |prefix: &str| {
        prefix.bytes().zip(digits).filter(|(byte, digit)| byte - b'0' == **digit).count() == prefix.len()
    };
    let known = COUNTRIES.iter().find(|(prefix, ..)| is_prefix(prefix)).map(|&(_, least, most)| (least, most));
    let (least, most) = known.or(any.filter(|_| digits.first() != Some(&0)))?;
    (least..=most).rev().find_map(|count| take(candidate, skip + count))
}

/// Eleven digits from 8 or 7 on.
fn domestic(candidate: Candidate<'_>) -> Option<Taken> {
    let digits = candidate.values(LENGTH);
    let (&[7 | 8], rest) = digits.split_at_checked(1)? else { return None };
    let area = code(rest, 0);
    if digits.first() == Some(&8) && (800..=809).contains(&area) {
        return None;
    }
    if is_sim(candidate) {
        return None;
    }
    let taken = take(candidate, LENGTH).or_else(|| long_landline(candidate, area))?;
    let is_mobile = MOBILE.contains(&area) || (900..=999).contains(&area);
    let is_divided = taken.groups > 1;
    // `834 1180 2297`: numbers of meetings have these groups, phones do not.
    let is_meeting = candidate.lengths(taken.groups).eq([3, 4, 4]);
    // `12 этаж, 87273118000, пропуск`: a landline in a field of its own.
    let is_field = || digits.first() == Some(&8) && LANDLINE.contains(&area) && is_field(candidate.text, &taken);
    let is_field = || is_field() || LANDLINE.contains(&area) && is_beside_phone(candidate);
    let is_in_use = (is_kazakh(area) || (300..=499).contains(&area)) && !is_meeting;
    if !(is_mobile || (is_in_use && is_divided) || is_announced(candidate) || is_field()) {
        return None;
    }
    (keeps_code_whole(candidate, &taken, 1) || is_announced(candidate)).then_some(taken)
}

/// `звонили с +7 727 339-06-18 и 77172696104`: a whole landline that a word or a sign joins to a phone with a plus.
fn is_beside_phone(candidate: Candidate<'_>) -> bool {
    let head = before(candidate.text, candidate.start(), 40).trim_end_matches([' ', '\u{a0}']);
    let joint =
        ["и", "с", ",", "/", ";", "или", "және", "мен", "and", "or"].iter().find_map(|sign| head.strip_suffix(sign));
    let Some(left) = joint.map(|left| left.trim_end_matches([' ', '\u{a0}', ','])) else { return false };
    let is_of_phone = |sign: char| sign.is_ascii_digit() || matches!(sign, ' ' | '-' | '(' | ')' | '\u{a0}');
    let number = left.trim_end_matches(is_of_phone);
    let digits = left.get(number.len()..).unwrap_or_default().bytes().filter(u8::is_ascii_digit).count();
    number.ends_with('+') && digits == 11
}

/// `8999701 8627 3615 0091`: the number of a SIM card, eighteen to twenty digits from 89 on in groups no phone has.
fn is_sim(candidate: Candidate<'_>) -> bool {
    const MOST: usize = 21;
    let digits = candidate.values(MOST);
    digits.starts_with(&[8, 9]) && matches!(digits.len(), 18..=20) && !matches!(candidate.group_len(), 1 | 11)
}

/// Whether signs of a list stand on both sides.
fn is_field(text: &str, taken: &Taken) -> bool {
    let head = before(text, taken.range.start, 8).trim_end_matches([' ', '\u{a0}']);
    let tail = after(text, taken.range.end, 8).trim_start_matches([' ', '\u{a0}']);
    head.ends_with([',', ';', '|', '\t', '\n', ':', '—', '–'])
        && (tail.is_empty() || tail.starts_with([',', ';', '|', '\t', '\n', '.', '(']))
}

/// `8 (7172) 201 53 99`: seven digits after a code of four, as people write them.
fn long_landline(candidate: Candidate<'_>, area: u16) -> Option<Taken> {
    let is_form = candidate.lengths(3).eq([1, 4, 3]) && candidate.chain.gap(candidate.group + 1).opens();
    (is_form && LANDLINE.contains(&area)).then(|| take(candidate, 12)).flatten()
}

/// `whatsapp 998 90 123 45 67`: a country code of three digits without its plus, after a word for a phone.
fn without_plus(candidate: Candidate<'_>) -> Option<Taken> {
    let is_neighbour = matches!(*candidate.values(3), [3, 7, 5] | [9, 9, 2..=8] | [9, 7, 1] | [3, 8, 0]);
    (is_neighbour && is_announced(candidate)).then(|| by_country(candidate, 0, None)).flatten()
}

/// Ten digits without any prefix.
fn bare(candidate: Candidate<'_>) -> Option<Taken> {
    let digits = candidate.values(10);
    let area = code(digits, 0);
    if !matches!(digits.first(), Some(7 | 9)) {
        return None;
    }
    let taken = take(candidate, 10)?;
    if !keeps_code_whole(candidate, &taken, 0) {
        return None;
    }
    // `номер заказа 7012345678`
    let is_numbered = || {
        let lists: [&Cues; 3] = [&NUMBERING_CUES, &PHONE_CUES, &HINT_CUES];
        words_before(candidate.text, candidate.start()).find_map(|word| Cues::first(lists, word)) == Some(0)
    };
    if is_announced(candidate) && !is_numbered() {
        return Some(taken);
    }
    let is_parenthesised = opening_parenthesis(candidate, &taken).is_some();
    let is_told = is_parenthesised || is_written_as_landline(candidate, taken.groups);
    let is_told = is_told || (LANDLINE.contains(&area) && is_in_column(candidate.text, taken.range.start));
    let certain = MOBILE.contains(&area) || (LANDLINE.contains(&area) && is_told);
    let is_tail = !matches!(candidate.chain.gap(candidate.group).kind(), None | Some(Separator::Space));
    let is_other = || candidate.follows(&NUMBERING_CUES) || numbers_paper(candidate.text, taken.range.start);
    (certain && !is_tail && !is_other()).then_some(taken)
}

/// Whether the heading of its column says that it is a phone.
fn is_in_column(text: &str, start: usize) -> bool {
    const ROWS: usize = 12;
    let heading = Cell::of(text, start).and_then(|cell| cell.first_heading(text, ROWS));
    heading.is_some_and(|heading| words(heading).any(|word| PHONE_CUES.has(word)))
}

/// `7212 41-90-33`, `727 311-80-00`: a code, a blank, and groups with dashes.
fn is_written_as_landline(candidate: Candidate<'_>, groups: usize) -> bool {
    const SHAPES: [&[usize]; 2] = [&[4, 2, 2, 2], &[3, 3, 2, 2]];
    let kinds = || (1..groups).map(|next| candidate.chain.gap(candidate.group + next).kind());
    SHAPES.iter().any(|shape| candidate.lengths(groups).eq(shape.iter().copied()))
        && kinds().next() == Some(Some(Separator::Space))
        && kinds().skip(1).all(|kind| kind == Some(Separator::Dash))
}

/// `документ 701-445-20-22`, `приказ ГУ № 701-445-20-22`.
fn numbers_paper(text: &str, start: usize) -> bool {
    let is_signed = before(text, start, 8).trim_end().ends_with(['№', '#']);
    words_before(text, start).take(if is_signed { 3 } else { 1 }).any(|word| PAPERS.has(word))
}

/// Whether a word before the number says that it is a phone.
fn is_announced(candidate: Candidate<'_>) -> bool {
    candidate.follows(&PHONE_CUES) || candidate.follows(&HINT_CUES)
}

/// A whole code: no separator within the three digits after `prefix`, unless every digit stands alone or the number is
/// all there is.
fn keeps_code_whole(candidate: Candidate<'_>, taken: &Taken, prefix: usize) -> bool {
    let mut boundary = 0;
    let divided = candidate.lengths(taken.groups).any(|length| {
        boundary += length;
        boundary == prefix + 1 || boundary == prefix + 2
    });
    // `87 012 345 678` is a sum of money.
    let is_sum = candidate.lengths(taken.groups).skip(1).all(|length| length == 3);
    !divided || candidate.is_spelled(taken) || (candidate.is_whole_chain(taken) && !is_sum)
}

fn take(candidate: Candidate<'_>, count: usize) -> Option<Taken> {
    let joins = |gap: Gap| {
        let in_parentheses = gap.opens() || gap.closes();
        in_parentheses && !gap.has_dot() || gap.kind().is_some()
    };
    candidate.chain.take(candidate.group, count, joins)
}

/// Whether three digits are a mobile code of Kazakhstan or Russia or a landline code of Kazakhstan.
pub(super) fn is_in_use(digits: &[u8]) -> bool {
    let area = code(digits, 0);
    MOBILE.contains(&area) || LANDLINE.contains(&area) || (900..=999).contains(&area)
}

/// Whether a mobile code of Kazakhstan stands behind the first digit.
pub(super) fn is_mobile(digits: &[u8; LENGTH]) -> bool {
    MOBILE.contains(&code(digits, 1))
}

fn is_kazakh(area: u16) -> bool {
    (600..=799).contains(&area)
}

fn code(digits: &[u8], from: usize) -> u16 {
    digits.get(from..from + 3).unwrap_or_default().iter().fold(0, |code, &digit| code * 10 + u16::from(digit))
}

/// The parenthesis that opens before the number and closes inside it.
fn opening_parenthesis(candidate: Candidate<'_>, taken: &Taken) -> Option<usize> {
    let mut inside = (candidate.group + 1..candidate.group + taken.groups).map(|group| candidate.chain.gap(group));
    if !inside.any(Gap::closes)
        || (candidate.group + 1..candidate.group + taken.groups).any(|group| candidate.chain.gap(group).opens())
    {
        return None;
    }
    if candidate.group > 0 {
        return candidate.chain.opening(candidate.text, candidate.group);
    }
    let start = taken.range.start;
    let character =
        char_before(candidate.text, start).filter(|&character| separator(character) == Some(Separator::Open))?;
    Some(start - character.len_utf8())
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    /// The phones found, joined.
    fn check(text: &str, expected: &str) {
        check_type(DataType::Phone, text, expected);
    }

    #[test]
    fn all_spellings() {
        for phone in [
            "+7 (701) 222-33-00",
            "+77011112233",
            "8 (7172) 201 53 99",
            "8-701-555-66-77",
            "87011112244",
            "+7 7132 21 11 12",
            "77055966298",
            "7 707 555 44 33",
            "705 526 06 90",
            "7055556677",
            "(701)1234567",
            "+7.707.123.45.67",
            "+７７０１１２３４５６７",
            "8‑727‑266‑33‑11",
            "+7–702–820–61–06",
            "870\u{200b}155\u{200b}51122",
            "8(7212)56-78-90",
            "747 5510 662",
            "+7 916 123-45-67",
            "+998 90 123 45 67",
            "+49 151 23456789",
            "+1 415 555 0132",
            "+90 532 123 45 67",
            "+996 555 123 456",
            "8\u{a0}701\u{2009}123\u{a0}45\u{a0}67",
            "8 7 0 1 1 2 3 4 5 6 7",
            "+7(701)123 45 67",
            "007 701 123 45 67",
            "8-10-7-701-123-45-67",
            "8 (701)-123-45-67",
            "+٧ ٧٠١ ١٢٣ ٤٥ ٦٧",
            "8 495 123-45-67",
            "+7 (7182) 55-12-34",
            "(7172) 57-03-19",
            "8%20701%20123%2045%2067",
        ] {
            check(phone, phone);
            check(&format!("Мой номер: {phone}, звоните."), phone);
            check(&format!("x;{phone};y"), phone);
        }
    }

    #[test]
    fn labels_links_and_lists() {
        for (text, expected) in [
            ("ул. Ауельбекова 126 — 25-60-41, 8 705 250 04 41", "25-60-41|8 705 250 04 41"),
            ("Телефоны: 8 (72533) 2-11-40, 2-11-41", "8 (72533) 2-11-40|2-11-41"),
            ("звоните по номеру 2-68-14-05 (город), работаем", "2-68-14-05"),
            ("Белоусова | 21-44-90 (город) |", "21-44-90"),
            ("телефон офиса поменялся: было 267-14-90, стало 350-77-41", "267-14-90|350-77-41"),
            ("лифт круглосуточно 31-55-06", "31-55-06"),
            ("қалалық нөмір 50-14-22", "50-14-22"),
            ("стационарный 250-14-22", "250-14-22"),
            ("bad phone 8 (727) 2xx-xx-xx", ""),
            ("т. сот 87012223344, дом 272-33-44", "87012223344|272-33-44"),
            ("ұялы 8 701 555 66 77, үй 55-66-77", "8 701 555 66 77|55-66-77"),
            ("исправьте: не 50-22-18, а тел. 50-22-81", "50-22-18|50-22-81"),
            ("а ваш номер 2674488 не отвечает", "2674488"),
            ("звоню на номер 267-44-88, никто не берёт", "267-44-88"),
            ("12 этаж, 87273118000, пропуск", "87273118000"),
            ("<Phone>7212410836</Phone>", "7212410836"),
            ("звонки с +7 727 339-06-18 и 77172696104, угрожали", "+7 727 339-06-18|77172696104"),
            ("лоты 118 и 77172696104, участники", ""),
            ("8999 123 45 67 8701 222 33 44", "8999 123 45 67|8701 222 33 44"),
            ("Отмена: 87272743918", "87272743918"),
            ("Запись к врачу — 87172553918.", "87172553918"),
            ("моб. 77012004471 | доп. 7212 41-90-33", "77012004471|7212 41-90-33"),
            ("Приёмная 7172 57-30-14, канцелярия 727 311-80-00", "7172 57-30-14|727 311-80-00"),
            ("лифт 31-44-07, сантехник 56 20 18, электрик 2 41 17", "31-44-07|56 20 18|2 41 17"),
            ("консьерж: 45 12 90", "45 12 90"),
            ("трубку не берут, не отвечает по номеру 577-309?", "577-309"),
            ("наберите тел. 425-118", "425-118"),
            ("«Астана су арнасы» МКК, 57-88-99.", "57-88-99"),
            ("ТОО «Жылу», 244-19-03", "244-19-03"),
            ("аптека, 52-11-40", "52-11-40"),
            ("тел.87019998877", "87019998877"),
            ("https://wa.me/77017001122?text=1", "77017001122"),
            ("viber://chat?number=%2B77017001122", "77017001122"),
            ("tel:+77017001122", "+77017001122"),
            ("Два номера: +77011112233/+77011112244", "+77011112233|+77011112244"),
            ("87718668486, 708 094 34 90, 8-707-522-55-16", "87718668486|708 094 34 90|8-707-522-55-16"),
            ("городской 25-40-19, код 7172", "25-40-19"),
            ("тел. 251602", "251602"),
            ("т. 22-47-01", "22-47-01"),
            ("т.345-67-89, вес 5 т 345 кг", "345-67-89"),
            ("тел. раб. 2-12-34", "2-12-34"),
            ("үй телефоны: 44-19-03", "44-19-03"),
            ("жұмыс телефоны 2-19-03", "2-19-03"),
            ("дом. тел. 44-19-03, раб.: 53-20-11", "44-19-03|53-20-11"),
            ("гор. 44-19-03", "44-19-03"),
            ("Қабылдау бөлмесі: 70-07-52, жарнама: 70-00-68", "70-07-52|70-00-68"),
            ("Тел.: 87011234567\nАкт от 27-4-22", "87011234567"),
            ("Редакция: 27-14-90. Отдел подписки: 27-14-91.", "27-14-90|27-14-91"),
            ("Маман – М. Ж., 8(71533)27-4-16\nБухгалтер – Ш. О., 27-4-22\n", "8(71533)27-4-16|27-4-22"),
            ("Телефоны:\nПриёмная 2-11-40\nАрхив 2-11-41\nСклад 2-12-42", "2-11-40|2-11-41|2-12-42"),
            ("рабочий 244-19-03", "244-19-03"),
            ("городской номер 44-19-03", "44-19-03"),
            ("дом 44-19-03", ""),
            ("раб. день 44-19-03", ""),
            ("раб. 44 19 03", ""),
            ("домашний 62 18 75, звонить вечером", "62 18 75"),
            ("Телефон для справок: 93 16 54", "93 16 54"),
            ("2 96 18 44 дом тел, вечером", "2 96 18 44"),
            ("позвоните вахтёру 26 83 14 (тел. вахты)", "26 83 14"),
            ("Спросить Виктора, 3 93 59 01 (гор. тел.)", "3 93 59 01"),
            ("снять этаж 26 83 14 дом. Тел. в профиле", ""),
            ("fio;adres;tel\nТ;Шымкент;7252531847", "7252531847"),
            ("00998 90 123 45 67", "00998 90 123 45 67"),
            ("whatsapp 998 90 123 45 67", "998 90 123 45 67"),
            ("тел. 224701, 224702", "224701|224702"),
            ("телефоны: 22-47-01, 22-47-02, 22-47-03", "22-47-01|22-47-02|22-47-03"),
            ("тел. бухгалтерии 22-47-01", "22-47-01"),
            ("контактный телефон отдела кадров 22-47-01", "22-47-01"),
            ("диспетчер 22-47-01", "22-47-01"),
            ("Звонила 44-19-03, молчат", "44-19-03"),
            ("ұялы: 8 (701) 222-33-44, үй: 22-47-01", "8 (701) 222-33-44|22-47-01"),
            ("meeting ID 834 1180 2297, passcode 556910", ""),
            ("Идентификатор конференции: 834 1180 2297", ""),
            ("сумма 87 012 345 678 тенге", ""),
            ("8334 8331 839B 835E", ""),
            ("20.05.2024 8 701 123 45 67 10:00", "8 701 123 45 67"),
            ("d=%D0%91087011234567", ""),
            ("%D0%9187011234567", "87011234567"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn numbers_that_are_no_phones() {
        for text in [
            "ремни — 18 300, телефоны — 12 904, стоп-линия — 10 004",
            "электрик 5 лет 10 20 30",
            "ТОО «Жылу», 12-03-21",
            "номера мест 100-200",
            "звоните, осталось 300-400 мест",
            "размеры клиники, смета 577-309",
            "ICCID 8999701 8627 3615 0091, сим 8999 7018 6273 6150 09",
            "8 800 080 77 77",
            "order 7701234567",
            "Shipment 7712 0448 31 is out for delivery",
            "номер 2674488 в очереди",
            "сумма: 87273118000 тенге",
            "размеры 25-60-41, 8 штук",
            "ID тикета 7011234567",
            "заказ 7011234567",
            "код товара 8 701 999",
            "артикул 87-0112-3456",
            "Артикул 7 705 123, остаток 12",
            "+7 (___) ___-__-__",
            "телевизор 55000 тг",
            "цена 8 700 тг",
            "кадастр 20-311-004-1234",
            "101, 112, 1414",
            "a7011234567b1",
            "ТН ВЭД 8517 62 000 9",
            "01.02.2024 12.03.2024",
            "отчёт 2024-7011234567",
            "+15 000 000",
            "+20 000 тг",
            "дата 12.10.2024 15:00",
            "документ 701-445-20-22 от 5 мая",
            "приказ № 701-445-20-22",
            "исх. № 701-445-20-22",
            "құжат № 701-445-20-22",
            "лицензия 701-445-20-22",
            "Отдел, 27-14-90",
            "Номер лицевого счёта: 7012345678",
            "номер заказа 7012345678",
            "Совещания отдела: 12-04-21",
            "түбіртек № 7740215533. Баж қайтарыла ма?",
            "Квитанция №7012345678 от 12.05.2024",
        ] {
            check(text, "");
        }
    }
}
