//! Dates of birth by their place in a form: messages of hospitals, driving licences, and one date put right by another.

use std::ops::Range;

use super::super::context::{after, before, is_one_of, words, words_back};
use super::super::cues::Cues;
use super::super::date::Date;
use super::super::fold::digit;
use super::OLD;
use super::words::FAMILY;

/// Bytes of a line of a message.
const LINE: usize = 400;

/// What stands between a date and the one that it should have been, or is elsewhere.
static CORRECTIONS: Cues = Cues::new(&[
    "вместо",
    "не",
    "на",
    "должн*",
    "правильн*",
    "верн*",
    "надо",
    "нужно",
    "исправ*",
    "или",
    "емес",
    "орнына",
    "болуы",
    "керек",
    "дұрыс*",
    "instead",
    "not",
    "should",
    "correct*",
    "actual*",
    "but",
    "or",
]);

/// Whether a date stands close behind the date of birth `above` as its correction: `14.03.1990 вместо 15.03.1990`.
pub(in super::super) fn is_corrected(text: &str, above: &Range<usize>, date: &Date) -> bool {
    const NEAR: usize = 64;
    let between = text.get(above.end..date.range.start).filter(|between| between.len() < NEAR);
    let Some(between) = between.filter(|between| !between.contains(|sign| digit(sign).is_some())) else { return false };
    let written = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().len();
    let is_alike = written(above) == written(&date.range) && date.is_certain && date.year <= OLD.max(super::RECENT - 1);
    let is_arrow = || matches!(between.trim(), "->" | "→" | "=>" | "/" | "≠" | "!=");
    // `дети 11.06.2008 и 27.09.2013`
    let is_sibling = || {
        matches!(between.trim(), "," | ";" | "и" | "және" | "мен" | "and")
            && words_back(before(text, above.start, 32)).next().is_some_and(|(word, _)| FAMILY.has(word))
    };
    // «а по паспорту 15.03.1990», but not «паспорт 12.03.2005»
    let is_by_paper = || {
        let papers =
            ["паспорту*", "паспорте", "удост*", "документ*", "свидетельств*", "куәлікте*", "төлқұжатта*", "құжатта*"];
        let mut words = words(between).skip_while(|word| !is_one_of(word, &papers[..]));
        words.next().is_some_and(|paper| {
            is_one_of(paper, &papers[5..])
                || between.split(paper).next().is_some_and(|head| {
                    words_back(head).next().is_some_and(|(word, _)| is_one_of(word, &["по", "в", "во"]))
                })
        })
    };
    is_alike
        && (is_sibling() || is_arrow() || is_by_paper() || words(between).any(|word| CORRECTIONS.has(word)))
        && !super::is_other_between(between)
}

/// Whether eight figures at `start` are the date of birth in a message of a hospital or an insurer:
/// `PID|1||4471||ТЕН^ВИКТОРИЯ||20040317|F`, `IN1|…|ТЕН^ВИКТОРИЯ|SELF|20040317|`.
pub(super) fn is_in_message(text: &str, range: &Range<usize>) -> bool {
    /// Fields in which insurers write the dates of the contract, not of its holder.
    const DATED: usize = 14;
    let head = before(text, range.start, LINE);
    let line = head.rsplit_once(['\n', '\r']).map_or(head, |(_, line)| line);
    let mut fields = line.split('|');
    let segment = fields.next().unwrap_or_default();
    let at = fields.clone().count();
    let is_person = match segment {
        "PID" => (5..=8).contains(&at),
        "NK1" | "GT1" | "IN2" => true,
        "IN1" => at >= DATED,
        _ => false,
    };
    line.ends_with('|') && is_person && after(text, range.end, 1).chars().all(|sign| matches!(sign, '|' | '\n' | '\r'))
}

/// Whether a date is the third field of a driving licence: `1. ИВАНОВ 2. ИВАН 3. 14.03.1990 АЛМАТЫ 4a. 11.07.2019`.
pub(super) fn is_on_licence(text: &str, range: &Range<usize>) -> bool {
    let head = before(text, range.start, LINE / 4);
    let Some(head) = head.trim_end().strip_suffix("3.").or_else(|| head.trim_end().strip_suffix("3)")) else {
        return false;
    };
    let rest = after(text, range.end, LINE / 4);
    head.contains("2.") && ["4a", "4а", "4A", "4А"].iter().any(|field| rest.contains(field))
}
