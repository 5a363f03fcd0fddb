//! Names right before a date, read by their letters alone: what is known of persons comes later.

use std::ops::Range;

use super::super::context::{before, is_one_of, paragraph_before, words, words_back};
use super::super::date::Date;
use super::super::fold::{digit, is_letter};
use super::super::numbers::Candidate;
use super::words::{CHILDREN, FAMILY, NAME_ENDINGS, OTHER, PEOPLE};
use super::{BEFORE, RECENT};

/// Children younger than this have papers, but their names beside a date are rarer than dates of contracts.
const NAMED: u16 = 2016;
/// Until then a date behind a relative is hardly that of what happened to him.
const LONG_AGO: u16 = 2012;
/// Bytes before a date in which a word for a class or a nursery tells of children.
pub(super) const LIST: usize = 240;

/// Whether a date stands behind a name in a list of names with dates of birth, one of which is `above`.
pub(in super::super) fn is_beside(candidate: Candidate<'_>, above: &Range<usize>, date: &Date) -> bool {
    const NEAR: usize = 120;
    let text = candidate.text;
    let between = text.get(above.end..candidate.start()).filter(|between| between.len() < NEAR && date.is_certain);
    let Some(between) = between else { return false };
    let is_other = || words(between).any(|word| OTHER.has(word));
    name_before(text, date).is_some_and(|name| name.is_full) && !is_other()
}

/// `сын, 23.11.2017`, `дочь Айша 23.11.2016`.
pub(super) fn follows_family(text: &str, date: &Date) -> bool {
    let window = before(text, date.range.start, 64);
    // «маме 05.11.2022 поставили диагноз»: where the sentence goes on, what happened on a day of late is said.
    let is_told = || date.year < LONG_AGO || super::ends_field(text, date.range.end);
    date.year < RECENT
        && is_told()
        && words_back(window)
            .take(2)
            .take_while(|(_, follows)| !follows.contains(|sign| digit(sign).is_some() || matches!(sign, '.' | '\n')))
            .any(|(word, _)| FAMILY.has(word))
}

/// What the words right before a date look like.
struct Name {
    /// Two capitalised words, no initials.
    is_full: bool,
    /// One of them ends like a name.
    ends_so: bool,
    /// A word for a person stands before.
    is_told: bool,
}

/// Whether two capitalised words stand right before a date, and either end like names or stand where people are named.
pub(super) fn follows_name(text: &str, date: &Date) -> bool {
    // Initials and a date are a signature more often than a person and his birthday.
    name_before(text, date).is_some_and(|name| (name.is_full && name.ends_so) || name.is_told)
}

/// `Оқушы Ерасыл Сұлтанғали, 7 «А», 09.09.2012`: a pupil's name with details between.
pub(super) fn follows_pupil(text: &str, date: &Date) -> bool {
    const PUPILS: [&str; 8] = ["учени*", "оқушы*", "воспитанни*", "балабақша", "pupil*", "ребенок", "ребёнок", "бала"];
    if !(1996..2022).contains(&date.year) {
        return false;
    }
    let window = paragraph_before(text, date.range.start, BEFORE);
    let mut names = 0;
    for (word, follows) in words_back(window) {
        if OTHER.has(word) || follows.contains(['.', '!', '?']) && names > 1 {
            return false;
        }
        if is_one_of(word, &PUPILS) {
            return names > 1;
        }
        let is_name = follows == " " || names == 0;
        let is_capital = word.starts_with(char::is_uppercase) && word.chars().nth(1).is_some();
        names = if is_capital && is_name { names + 1 } else { usize::from(is_capital) };
    }
    false
}

/// Whether a word ends as surnames and patronymics do.
pub(super) fn ends_like_name(word: &str) -> bool {
    let lower = word.to_lowercase();
    NAME_ENDINGS.iter().any(|ending| lower.ends_with(ending) && lower.len() > ending.len() + 2)
}

/// The name right before a date.
fn name_before(text: &str, date: &Date) -> Option<Name> {
    let is_child = || words_back(before(text, date.range.start, LIST)).any(|(word, _)| CHILDREN.has(word));
    if date.year >= RECENT || (date.year > NAMED && !is_child()) {
        return None;
    }
    let window = before(text, date.range.start, BEFORE);
    let head = window.trim_end_matches([' ', ',', ';', '|', '\t', '\n', '(', '\u{a0}', '—', '–', '-', '.']);
    let gap = window.len() - head.len();
    if gap == 0 || gap > 5 {
        return None;
    }
    let line = head.rsplit_once('\n').map_or(head, |(_, line)| line);
    // `Петров П.П.`
    let is_initials = |word: &str| {
        // `выдано МЮ РК 11.03.2016`: letters without a dot are those of an authority.
        let is_short = word.contains('.') && word.chars().count() <= 4 || word.chars().count() == 1;
        is_short && word.chars().all(|sign| is_letter(sign) || sign == '.')
    };
    let is_authority = |word: &str| word.chars().count() <= 3 && word.chars().all(char::is_uppercase);
    let is_name = |word: &str| word.chars().count() > 1 && word.chars().all(is_letter) && !is_authority(word);
    let (mut count, mut initials, mut ends_so) = (0, false, false);
    for word in line.rsplit([' ', '\u{a0}']).take(3) {
        if !word.starts_with(char::is_uppercase) || !(is_name(word) || is_initials(word)) {
            break;
        }
        count += 1;
        initials |= !is_name(word);
        ends_so |= ends_like_name(word);
    }
    let is_told = || words_back(head).any(|(word, _)| PEOPLE.has(word));
    (count >= 2).then(|| Name { is_full: !initials, ends_so, is_told: is_told() })
}
