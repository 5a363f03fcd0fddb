//! Dates of birth said in words, as transcripts of calls have them: «дата рождения двадцать второе мая восемьдесят
//! первого года». A word for birth is where looking begins.

use std::ops::Range;

use super::super::context::{after, before, letters, letters_back, words_back};
use super::super::cues::Cues;
use super::super::date;
use super::super::fold::is_letter;
use super::super::outline::{Mark, Outline};
use super::super::spoken::is_figure_in_words;
use super::super::{DataType, Entity};
use super::words::BIRTH;

/// Bytes behind the word for birth in which the date begins and ends.
const REACH: usize = 240;
/// Words between it and the date.
const BETWEEN: usize = 3;
/// Words of a date.
const LONGEST: usize = 10;
/// Words of a year.
const YEAR: usize = 6;

/// What stands between two words of a date, and before the first.
const BLANKS: [char; 15] = [' ', ',', ':', '-', '—', '–', '\u{a0}', '?', '\n', '«', '"', '.', '»', '!', '…'];
/// What ends ordinals.
const ENDINGS: [&str; 10] = ["ого", "его", "ый", "ой", "ий", "інші", "ыншы", "нші", "ншы", "ом"];
/// Parts of years that are no figures of phones.
static PARTS: Cues = Cues::new(&["тысяч*", "мың", "двухтысячн*", "мыңыншы", "девятьсот", "тоғызжүз"]);
/// Words behind the year.
static YEARS: Cues = Cues::new(&["год", "года", "году", "жыл", "жылы", "жылғы", "жылдың", "жылында", "жылгы"]);

/// Adds the dates of birth in words. Findings stay sorted and disjoint.
pub(in super::super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let known = found.len();
    for at in outline.marks(Mark::Birth) {
        let Some(label) = Label::at(text, at) else { continue };
        let said = label.behind().or_else(|| label.ahead()).map(|range| Entity { range, data_type: DataType::Dob });
        found.extend(said);
    }
    if found.len() > known {
        found.sort_by_key(|entity| entity.range.start);
        found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    }
}

/// A word for birth beside words that may be a date.
struct Label<'a> {
    text: &'a str,
    range: Range<usize>,
    /// Whether a word follows, and whether one that may end a date stands before.
    precedes: bool,
    follows: bool,
}

// === impl Label ===

impl<'a> Label<'a> {
    /// The word for birth that the byte `at` is in. Nearly always a date in figures follows and another word of the label
    /// stands before, so they are what is seen first.
    fn at(text: &'a str, at: usize) -> Option<Self> {
        let start = letters_back(text.get(..at)?);
        let end = at + letters(text.get(at..)?);
        let is_figure = matches!(text.as_bytes().get(end..), Some([b' ', b'0'..=b'9', ..]));
        let precedes = !is_figure && after(text, end, REACH).trim_start_matches(BLANKS).starts_with(is_letter);
        let follows = words_back(before(text, start, REACH)).next().is_some_and(|(word, _)| may_end(word));
        let is_birth = (precedes || follows) && BIRTH.has(text.get(start..end)?);
        is_birth.then_some(Self { text, range: start..end, precedes, follows })
    }

    /// The date behind it.
    fn behind(&self) -> Option<Range<usize>> {
        let text = self.text;
        let mut begin = self.range.end;
        let end = begin + after(text, begin, REACH).len();
        for _ in 0..=BETWEEN {
            let (range, next) = word_after(text, begin, end).filter(|_| self.precedes)?;
            if let Some(end) = year_first(text, range.start, end) {
                return Some(range.start..end);
            }
            if let Some(month) = date::day_and_month(text, range.start) {
                return year(text, month, end).map(|end| range.start..end);
            }
            begin = next;
        }
        None
    }

    /// The date right before it: «екі мың он алтыншы жылдың он бесінші мамырында туған».
    fn ahead(&self) -> Option<Range<usize>> {
        let text = self.text;
        let end = self.range.start;
        let window = before(text, end, REACH);
        let mut begin = end;
        let mut said = None;
        for (word, follows) in words_back(window).take(if self.follows { LONGEST } else { 0 }) {
            begin -= follows.len() + word.len();
            let date = year_first(text, begin, end)
                .or_else(|| year(text, date::day_and_month(text, begin).filter(|month| *month < end)?, end));
            said = date
                .filter(|date| text.get(*date..end).is_some_and(|gap| gap.trim().is_empty()))
                .map_or(said, |date| Some(begin..date));
        }
        said
    }
}

/// Whether a date in words may end with a word: with its year, with what a year is called, or with a month.
fn may_end(word: &str) -> bool {
    date::is_month(word) || is_ordinal(word) || YEARS.has(word) || PARTS.has(word) || is_figure_in_words(word)
}

/// Where the date ends whose year in words begins at `at`: «мың тоғыз жүз сексен бесінші жылғы он екінші наурыз».
fn year_first(text: &str, at: usize, limit: usize) -> Option<usize> {
    let is_part = |word: &Range<usize>| text.get(word.clone()).is_some_and(|word| PARTS.has(word));
    let (word, next) = word_after(text, at, limit)?;
    let is_two = || matches!(text.get(word.clone()), Some("екі" | "Екі"));
    let is_year = is_part(&word) || (is_two() && word_after(text, next, limit).is_some_and(|(word, _)| is_part(&word)));
    is_year.then_some(())?;
    let end = year(text, at, limit)?;
    let (day, _) = word_after(text, end, limit)?;
    date::day_and_month(text, day.start)
}

/// Where the year in words ends that begins behind byte `at`.
fn year(text: &str, at: usize, limit: usize) -> Option<usize> {
    let mut end = at;
    let mut is_said = false;
    for _ in 0..YEAR {
        let Some((range, next)) = word_after(text, end, limit) else { break };
        let word = text.get(range)?;
        if is_said && YEARS.has(word) {
            return Some(next);
        }
        let is_ordinal = is_ordinal(word);
        if !is_figure_in_words(word) && !PARTS.has(word) && !is_ordinal {
            break;
        }
        is_said = true;
        end = next;
        if is_ordinal {
            return Some(
                word_after(text, end, limit).filter(|(year, _)| is_year(text, year)).map_or(end, |(_, end)| end),
            );
        }
    }
    is_said.then_some(end)
}

fn is_year(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|word| YEARS.has(word))
}

/// `первого`, `девяностого`, `бірінші`.
fn is_ordinal(word: &str) -> bool {
    const STEMS: [&str; 14] = [
        "перв",
        "втор",
        "трет",
        "четв",
        "пят",
        "шест",
        "седьм",
        "восьм",
        "девят",
        "десят",
        "надцат",
        "двадцат",
        "тридцат",
        "девяност",
    ];
    const TENS: [&str; 4] = ["сороков", "десят", "двухтысячн", "дцат"];
    if !word.ends_with(['о', 'й', 'і', 'ы', 'м']) {
        return false;
    }
    let stem = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
    let is_kazakh = ["інші", "ыншы", "нші", "ншы"].iter().any(|ending| word.ends_with(ending));
    is_kazakh
        || stem.is_some_and(|stem| {
            STEMS.iter().any(|known| stem.starts_with(known)) || TENS.iter().any(|known| stem.ends_with(known))
        })
}

/// The word behind blanks, and where it ends.
fn word_after(text: &str, at: usize, limit: usize) -> Option<(Range<usize>, usize)> {
    let window = text.get(at..limit)?;
    let rest = window.trim_start_matches(BLANKS);
    let start = limit - rest.len();
    let length = rest.find(|sign| !is_letter(sign)).unwrap_or(rest.len());
    (length > 0).then_some((start..start + length, start + length))
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    #[test]
    fn births_in_words() {
        for (text, expected) in [
            (
                "у меня дата рождения двадцать второе мая восемьдесят первого года номер",
                "двадцать второе мая восемьдесят первого года",
            ),
            (
                "дата рождения двадцать третье февраля восемьдесят восьмого",
                "двадцать третье февраля восемьдесят восьмого",
            ),
            (
                "рождена пятнадцатого марта тысяча девятьсот девяностого года, адрес",
                "пятнадцатого марта тысяча девятьсот девяностого года",
            ),
            ("дата рождения: седьмое июля две тысячи первого", "седьмое июля две тысячи первого"),
            ("туған күнім он бесінші сәуір сексен екінші жыл", "он бесінші сәуір сексен екінші жыл"),
            (
                "қызымның туған күні екі мың он сегізінші жылғы жетінші наурыз емханадан",
                "екі мың он сегізінші жылғы жетінші наурыз",
            ),
            (
                "туған күні: мың тоғыз жүз сексен бесінші жылғы он екінші наурыз",
                "мың тоғыз жүз сексен бесінші жылғы он екінші наурыз",
            ),
            (
                "– Туған күніңіз?\n– он бесінші наурыз мың тоғыз жүз сексен сегізінші жыл.",
                "он бесінші наурыз мың тоғыз жүз сексен сегізінші жыл",
            ),
            ("родился пятого октября две тысячи третьего года", "пятого октября две тысячи третьего года"),
            ("Родилась пятого октября две тысячи третьего года", "пятого октября две тысячи третьего года"),
            (
                "Қызым екі мың он алтыншы жылдың он бесінші мамырында туған",
                "екі мың он алтыншы жылдың он бесінші мамырында",
            ),
            ("пятого октября две тысячи третьего года рождения", "пятого октября две тысячи третьего года"),
            (
                "дату рождения.\n— «Байтерек», шестое ноября семьдесят второго года.\n— Принято",
                "шестое ноября семьдесят второго года",
            ),
            ("родилась идея пятого октября", ""),
            ("туған күнім бесінші мамырда тойлаймыз", ""),
            ("день рождения двадцать второго мая отмечаем", ""),
            ("рожден побеждать, второе место", ""),
        ] {
            check_type(DataType::Dob, text, expected);
        }
    }
}
