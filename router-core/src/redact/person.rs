//! Names of private persons: surname and given name, given name and patronymic, surname and initials, in any order,
//! case and script. One pass finds places where a name may be: two capitalised words, an initial, a given name in lower
//! case, a field's label. Only there words are looked up, and a small grammar decides how many of them are a name.

mod columns;
mod common;
mod context;
mod edges;
pub(super) mod filter;
mod frequent;
mod grammar;
mod hints;
mod key;
mod korean;
mod letters;
mod lexicon;
mod lookup;
mod morphology;
mod names_foreign;
mod names_kk;
mod names_ru;
mod parts;
mod public;
mod run;
mod surnames;
pub(super) mod words;
mod written;

use std::sync::Arc;

use super::outline::Outline;
use super::{DataType, Entity};
use columns::Headings;
use filter::Filter;
use grammar::{Around, Holder, Label};
use hints::{Hints, REACH};
use lexicon::{Lexicon, kind};
use lookup::Lookup;
use run::{
    Case, End, Gap, LONGEST, NAME, Run, Shape, Token, end, is_cell_gap, is_inverted, is_joint, is_kyrgyz, is_particle,
    start_of_misread,
};
use words::{First, Word, Words, first};

/// The finder of names with its tables.
#[derive(Debug)]
pub(super) struct Persons {
    lexicon: Lexicon,
}

impl Persons {
    pub(super) fn new() -> Self {
        Self { lexicon: Lexicon::new() }
    }

    /// What tells given names in lower case, and marks, from other words.
    pub(super) fn filter(&self) -> Arc<Filter> {
        self.lexicon.filter()
    }

    /// Finds every person's name of a text. Sorted and disjoint.
    pub(super) fn scan(&self, text: &str, outline: &Outline, found: &mut Vec<Entity>) {
        let lexicon = Lookup::new(&self.lexicon, text.len());
        let headings = scan(&lexicon, text, outline, found);
        edges::complete(text, found);
        headings.complete(text, &lexicon, found);
    }

    /// What the spellings of one person's name have in common.
    pub(super) fn key(&self, name: &str) -> String {
        key::key(&self.lexicon, name)
    }
}

/// Returns the headings of columns of names.
fn scan(lexicon: &Lookup<'_>, text: &str, outline: &Outline, found: &mut Vec<Entity>) -> Headings {
    let mut headings = Headings::default();
    let bytes = text.as_bytes();
    let words = Words::over(text, outline);
    let mut hints = Hints::over(outline);
    let mut run = Run::new();
    // What is before this byte is decided, and this word the last of it.
    let (mut floor, mut rest) = (0, None);
    while let Some(at) = hints.next() {
        let word = words.word(at);
        let reach = if context::is_led(bytes, at) { context::LEADER } else { REACH };
        let before = words.before(at, reach, floor).or(rest).map(|before| (before, first(bytes, before.start)));
        let case = first(bytes, word.start);
        let Some((start, label)) = trigger(text, before, (word, case), lexicon) else { continue };
        if start == word.start && label == Label::None && stands_alone(bytes, word) {
            floor = word.end;
            rest = Some(word);
            continue;
        }
        let opening = if start == word.start { Some(word) } else { words.at(start).next() };
        let Some(opening) = opening else { continue };
        run.read(text, opening, words.at(opening.end), lexicon);
        let (decided, last) = names(text, &run, label, lexicon, found);
        let labels = kind::LABEL_PART | kind::LABEL_LOOSE | kind::LABEL_WHOLE;
        let is_row = run.tokens.iter().any(|token| token.gap == Gap::Cell);
        run.tokens.iter().filter(|token| is_row && token.is(labels)).for_each(|token| headings.add(token.range.start));
        // Or the run broke off before this word, which may begin one of its own.
        if decided >= word.end {
            hints.skip_to(decided);
            floor = decided;
            rest = last.map(|token| Word { start: token.start, end: token.end });
        }
    }
    headings
}

/// Whether a run that begins with a word ends with it, at a glance: `kim@mail.kz`. Without a label it is no name.
fn stands_alone(bytes: &[u8], word: Word) -> bool {
    const SHORTEST: usize = 5;
    let is_long = word.end - word.start >= SHORTEST;
    is_long && matches!(bytes.get(word.end..), Some([b'@', ..] | [b'.', b'a'..=b'z' | b'0'..=b'9', ..]))
}

/// Where a run begins and what label it has, if `word` shows that a name may be here.
#[inline]
fn trigger(
    text: &str,
    last: Option<(Word, Option<First>)>,
    (word, case): (Word, Option<First>),
    lexicon: &Lookup<'_>,
) -> Option<(usize, Label)> {
    let bytes = text.as_bytes();
    if let Some((before, before_case)) = last {
        let gap = word.start - before.end;
        let sign = bytes.get(before.end).copied().unwrap_or_default();
        if case == Some(First::Upper) && before_case == Some(First::Upper) && gap <= 6 {
            let is_initial = sign == b'.' && before.end - before.start <= 4;
            if is_initial || matches!(sign, b' ' | b'\n' | b'\r' | b'-' | 0xc2 | 0xe2) {
                return Some((start_of_misread(text, before.start).unwrap_or(before.start), Label::None));
            }
            if matches!(sign, b'^' | b'_' | b'+' | b'<' | b'%') && is_joint(text, before.end, word.start) {
                return Some((before.start, Label::None));
            }
            let is_cell = gap == 1 || matches!(sign, b'"' | b'\'');
            if is_cell && text.get(before.end..word.start).is_some_and(|gap| gap == "/" || is_cell_gap(gap)) {
                return Some((before.start, Label::None));
            }
        }
        if gap == 2 && sign == b',' && case == Some(First::Upper) && is_inverted(text, before.end, word.start) {
            return Some((before.start, Label::None));
        }
        if gap == 1 && sign == b' ' && before_case == Some(First::Lower) {
            let found = match case {
                Some(First::Upper) => behind_lower(text, before, word, lexicon),
                _ => initial_of_surname(text, before, word, lexicon),
            };
            if found.is_some() {
                return found;
            }
        }
        if (gap <= REACH || context::is_led(bytes, word.start))
            && (matches!(sign, b':' | b'=' | b'"' | b'\'' | b'.' | b'|' | b'>' | b'\t') || gap >= 3)
        {
            let label = context::label(text, before.end, word.start, lexicon);
            if label != Label::None {
                return Some((word.start, label));
            }
        }
    }
    if case == Some(First::Lower) {
        let letters = bytes.get(word.start..word.end)?;
        if lexicon.may_be_given(letters) {
            let meaning = lexicon.word(text.get(word.start..word.end)?);
            if meaning.kinds & kind::FULL != 0 && meaning.kinds & kind::ANY_GIVEN != 0 {
                let joins = last.is_some_and(|(before, _)| {
                    text.get(before.end..word.start).is_some_and(|gap| gap.len() <= 3 && gap.trim().is_empty())
                });
                return Some((if joins { last?.0.start } else { word.start }, Label::None));
            }
        }
    }
    None
}

/// Where a name begins that goes on with a capitalised word behind one in lower case: `Pieter van Dijk`, `Ji-hoon
/// Park`, `surname ZHANG`.
fn behind_lower(text: &str, before: Word, word: Word, lexicon: &Lookup<'_>) -> Option<(usize, Label)> {
    let bytes = text.as_bytes();
    let part = text.get(before.start..before.end)?;
    let joint = bytes.get(before.start.wrapping_sub(1)).copied().unwrap_or_default();
    if joint.is_ascii_digit()
        && let Some(start) = start_of_misread(text, before.start)
    {
        return Some((start, Label::None));
    }
    if joint == b' ' && is_kyrgyz(part) {
        let rest = text.get(..before.start - 1)?;
        let length = rest.bytes().rev().take_while(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80).count();
        return Some((rest.len() - length, Label::None));
    }
    if joint == b'-' || (joint == b' ' && is_particle(part)) {
        let mut start = before.start;
        for _ in 0..3 {
            let rest = text.get(..start.checked_sub(1)?)?;
            start =
                rest.len() - rest.bytes().rev().take_while(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80).count();
            if !is_particle(rest.get(start..)?) {
                break;
            }
        }
        return (first(bytes, start) == Some(First::Upper)).then_some((start, Label::None));
    }
    // In capitals a value needs no sign between it and its label.
    let value = text.get(word.start..word.end)?;
    let is_value = || value.len() > 1 && value.chars().all(char::is_uppercase);
    let label = match part {
        "surname" | "name" | "names" | "forename" | "patronymic" if is_value() => {
            context::label_at(text, before.end, lexicon)
        }
        "фамилия" | "имя" | "отчество" | "тегі" | "аты" if is_value() => Label::Loose,
        "тегі" | "аты" | "имя" | "отчество" if context::has_sibling(text, word.start..word.end, lexicon) => {
            Label::Part
        }
        "фамилия" | "фамилиям" | "familiya" | "familia" | "фамилиясы" | "тегім" => {
            let kinds = lexicon.word(value).kinds;
            let is_surname = kinds & kind::SURNAME_LIKE != 0 && kinds & kind::BARRIER == 0;
            if is_surname { Label::Part } else { Label::Loose }
        }
        _ => Label::None,
    };
    (label != Label::None).then_some((word.start, label))
}

/// Where a surname in lower case begins whose initial this word is: `дюсенбаев м.` A house's number has a letter before
/// it, too.
fn initial_of_surname(text: &str, before: Word, word: Word, lexicon: &Lookup<'_>) -> Option<(usize, Label)> {
    let letter = text.get(word.start..word.end)?;
    let is_initial = letter.len() <= 2 && letter.chars().count() == 1 && before.end - before.start >= 8;
    let rest = text.get(word.end..)?.strip_prefix('.').filter(|_| is_initial)?;
    // `г.` is a town, unless another initial follows.
    let is_second = rest.chars().nth(1) == Some('.');
    let is_number = rest.trim_start_matches([' ', '№']).starts_with(|next: char| next.is_ascii_digit());
    let surname = lexicon.word(text.get(before.start..before.end)?);
    // `kassymbek n.`; behind a name some letters shorten other words.
    let is_given = || {
        surname.kinds & (kind::WHOLE_GIVEN | kind::BARRIER) == kind::WHOLE_GIVEN
            && !matches!(letter, "т" | "д" | "с" | "п")
    };
    (!is_number && (letter != "г" || is_second) && (surname.kinds & kind::SURNAME_SURE != 0 || is_given()))
        .then_some((before.start, Label::None))
}

/// Appends the names of a run. Returns up to where it is decided, and the last word there if it is in no name.
fn names(
    text: &str,
    run: &Run,
    label: Label,
    lexicon: &Lookup<'_>,
    found: &mut Vec<Entity>,
) -> (usize, Option<std::ops::Range<usize>>) {
    let tokens = &run.tokens;
    let starts = if run.is_cut { LONGEST - NAME } else { tokens.len() };
    let mut at = 0;
    let mut label = label;
    while at < starts {
        let rest = tokens.get(at..).unwrap_or_default();
        // Three initials in a row are an abbreviation: `Ф.И.О.`
        if let [a, b, c, ..] = rest
            && [a, b, c].iter().all(|token| token.shape == Shape::Initial)
        {
            at += 3;
            continue;
        }
        let length = if is_none(rest, label) { 0 } else { push_name(text, rest, label, lexicon, found) };
        // On a card in capitals nothing but blanks parts a label from its value.
        let is_card_label = |one: &Token| one.case == Case::Upper && one.is(kind::LABEL_PART | kind::LABEL_LOOSE);
        label = match rest {
            [one, next, ..] if next.gap == Gap::Blank && next.case == Case::Upper && is_card_label(one) => Label::Loose,
            [one, next, after @ ..]
                if next.gap == Gap::Blank
                    && (one.gap == Gap::Line || one.opens || one.is(kind::LABEL_PART))
                    && label_of_line(one) != Label::None =>
            {
                // `Фамилия Есимов   Имя Рустем`
                let ends = || {
                    let rest = text.get(next.range.end..).unwrap_or_default();
                    end(text, next.range.end) == End::Cell || rest.starts_with("   ") || rest.starts_with(" / ")
                };
                let ends_line = after.first().map_or_else(ends, |after| {
                    after.gap == Gap::Line || after.is(kind::LABEL_PART | kind::LABEL_LOOSE) || ends()
                });
                if ends_line { label_of_line(one) } else { Label::None }
            }
            _ => Label::None,
        };
        at += length.max(1);
    }
    let last = tokens.get(..at.min(tokens.len())).and_then(<[Token]>::last);
    let decided = last.map_or(0, |token| token.range.end);
    let is_named = found.last().is_some_and(|entity| entity.range.end >= decided);
    (decided, last.map(|token| token.range.clone()).filter(|_| !is_named))
}

/// Whether no name begins with the first of a run's tokens, at a glance: it ends names, or stands alone and unlabelled.
fn is_none(rest: &[Token], label: Label) -> bool {
    match rest {
        [only] => only.begins_none() || (label == Label::None && only.is_word()),
        [first, ..] => first.begins_none(),
        [] => true,
    }
}

/// Appends the name that a run's tokens begin with, and returns how many they are.
fn push_name(text: &str, rest: &[Token], label: Label, lexicon: &Lookup<'_>, found: &mut Vec<Entity>) -> usize {
    let end_of = |length: usize| rest.get(length.wrapping_sub(1)).map_or(0, |token| token.range.end);
    let name = |label| {
        grammar::name(
            rest,
            label,
            |length| end(text, end_of(length)),
            |length| context::holder(text, end_of(length)),
            |around| match (around, rest.first()) {
                (Around::Role, Some(first)) => {
                    follows_row(text, found, first.range.start)
                        || context::is_told_by_role(text, first.range.start, lexicon)
                }
                (Around::Column, _) => {
                    rest.iter().take(2).all(|cell| context::is_in_column_of_names(text, cell.range.start, lexicon))
                }
                (Around::Role, None) => false,
            },
        )
    };
    // `Тегі: Оспан, Аты: Жібек`: beside the field of a surname, a loose label is that of a given name.
    let is_of_part = label == Label::Loose
        && rest.first().is_some_and(|value| {
            value.is_value() && !value.is(kind::GIVEN) && context::has_sibling(text, value.range.clone(), lexicon)
        });
    let label = if is_of_part { Label::Part } else { label };
    let mut length = name(label);
    // `из Лейпцига Klaus Zimmermann`, `Аударым   Әсел Н.`: the name begins behind its first word.
    if length >= 2 && label == Label::None && is_apart(text, rest) {
        let behind = grammar::name(
            rest.get(1..).unwrap_or_default(),
            Label::None,
            |length| end(text, end_of(length + 1)),
            |_| Holder::Nobody,
            |_| false,
        );
        length = if behind > 0 { 0 } else { length };
    }
    // `Жіберуші: Бауыржан Т. Қолжетімді: 61 204 ₸`: the name of the next field.
    if let [_, initial, field, ..] = rest
        && length == 3
        && initial.shape == Shape::Initial
        && field.shape == Shape::Word
        && !field.is(kind::SURNAME | kind::SURNAME_SURE)
        && text.as_bytes().get(field.range.end) == Some(&b':')
    {
        length = 2;
    }
    if length == 0 && closes_letter(text, rest) {
        length = name(Label::Whole);
    }
    let name = rest.get(..length).unwrap_or_default();
    if !is_public(text, name, lexicon) {
        for part in name.chunk_by(|_, next| next.gap != Gap::Cell) {
            let before = found.last().map_or(0, |entity| entity.range.end);
            if let (Some(first), Some(last)) = (part.first(), part.last())
                && first.range.start >= before
            {
                found.push(Entity { range: first.range.start..last.range.end, data_type: DataType::Person });
            }
        }
    }
    length
}

/// Whether a word that is no surname stands in another script than the next one, or further from it than that one from what
/// follows.
#[cold]
fn is_apart(text: &str, tokens: &[Token]) -> bool {
    let [a, b, rest @ ..] = tokens else { return false };
    if a.is(kind::ANY_SURNAME) {
        return false;
    }
    // A word of both scripts is one that looks alike in them.
    let script = |token: &Token| {
        let ends = [token.range.start, token.range.end - 1];
        ends.map(|at| text.as_bytes().get(at).is_some_and(u8::is_ascii))
    };
    let is_foreign = matches!((script(a), script(b)), ([true, true], [false, false]) | ([false, false], [true, true]));
    let is_far = b.range.start - a.range.end >= 3
        && rest.first().is_some_and(|c| c.range.start - b.range.end < 2 && c.gap == Gap::Blank);
    is_foreign || is_far
}

/// `Арынова Д. — 88, Ешмұқан С. — 94`: whether the row of a list before has a surname and an initial, too.
#[cold]
fn follows_row(text: &str, found: &[Entity], start: usize) -> bool {
    /// Bytes between two rows.
    const APART: usize = 16;
    let Some(last) = found.last().filter(|last| last.data_type == DataType::Person) else { return false };
    let between = text.get(last.range.end..start).unwrap_or_default();
    let is_row = between.len() <= APART && between.ends_with([' ', '\n']) && between.contains([',', ';', '\n']);
    let is_numbered = !between.contains(char::is_alphabetic) && between.contains(|sign: char| sign.is_ascii_digit());
    is_row && is_numbered && text.get(last.range.clone()).is_some_and(|name| name.ends_with('.'))
}

/// `Имя Динара`: the first word of a line that is a label, with nothing but blanks behind it.
fn label_of_line(word: &Token) -> Label {
    Label::of(word.kinds & !kind::LABEL_WHOLE)
}

/// Whether two capitalised words that end a line stand behind the closing of a letter.
fn closes_letter(text: &str, tokens: &[Token]) -> bool {
    let [a, b, rest @ ..] = tokens else { return false };
    let ends_line = match rest {
        [] => true,
        [c, ..] => c.gap == Gap::Line,
    };
    let is_pair = a.case == Case::Title && b.case == Case::Title && b.gap == Gap::Blank;
    is_pair && ends_line && context::follows_closing(text, a.range.start)
}

/// Whether a name is that of a public figure, or a place's or a thing's.
fn is_public(text: &str, name: &[Token], lexicon: &Lookup<'_>) -> bool {
    let (Some(first), Some(last)) = (name.first(), name.last()) else { return false };
    let is_full = name.iter().any(|token| token.is(kind::PATRONYMIC) || token.shape != Shape::Word);
    if context::is_thing(text, first.range.start, last.range.end, is_full, lexicon) {
        return true;
    }
    // Documents write a surname first, and initials behind it: a namesake of somebody famous is a person.
    let is_figure = |one: &Token, other: &Token| {
        (one.shape != Shape::Word || other.shape == Shape::Word) && lexicon.is_figure(one.lemma, other.lemma)
    };
    let is_known = !name.iter().any(|token| token.is(kind::PATRONYMIC) && name.len() > 2)
        && name.iter().enumerate().any(|(at, one)| name.iter().skip(at + 1).any(|other| is_figure(one, other)));
    is_known && !context::follows_role(text, first.range.start, lexicon)
}

#[cfg(test)]
mod tests;
