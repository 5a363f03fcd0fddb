//! Names of private persons: surname and given name, given name and patronymic, surname and initials, in any order,
//! case and script. One pass finds places where a name may be: two capitalised words, an initial, a given name in lower
//! case, a field's label. Only there words are looked up, and a small grammar decides how many of them are a name.

mod common;
mod context;
mod frequent;
mod grammar;
mod key;
mod letters;
mod lexicon;
mod morphology;
mod names_foreign;
mod names_kk;
mod names_ru;
mod public;
mod run;
mod surnames;
mod words;

use super::outline::Outline;
use super::{DataType, Entity};
use grammar::Label;
use lexicon::{Lexicon, kind};
use run::{LONGEST, NAME, Run, Shape, Token, is_cell_end};
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

    /// Finds every person's name of a text. Sorted and disjoint.
    pub(super) fn scan(&self, text: &str, outline: &Outline, found: &mut Vec<Entity>) {
        scan(&self.lexicon, text, outline, found);
    }

    /// What the spellings of one person's name have in common.
    pub(super) fn key(&self, name: &str) -> String {
        key::key(&self.lexicon, name)
    }
}

fn scan(lexicon: &Lexicon, text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let bytes = text.as_bytes();
    let mut words = Words::over(text, outline);
    let mut run = Run::new();
    let mut last: Option<(Word, Option<First>)> = None;
    while let Some(word) = words.next() {
        let case = first(bytes, word.start);
        let Some((start, label)) = trigger(text, last, (word, case), lexicon) else {
            last = Some((word, case));
            continue;
        };
        run.read(text, words.at(start), lexicon);
        let (decided, rest) = names(text, &run, label, lexicon, found);
        if decided < word.end {
            // The run broke off before this word, which may begin one of its own.
            last = Some((word, case));
            continue;
        }
        words = words.at(decided);
        last = rest.map(|token| (Word { start: token.start, end: token.end }, first(bytes, token.start)));
    }
}

/// Where a run begins and what label it has, if `word` shows that a name may be here.
#[inline]
fn trigger(
    text: &str,
    last: Option<(Word, Option<First>)>,
    (word, case): (Word, Option<First>),
    lexicon: &Lexicon,
) -> Option<(usize, Label)> {
    let bytes = text.as_bytes();
    if let Some((before, before_case)) = last {
        let gap = word.start - before.end;
        let sign = bytes.get(before.end).copied().unwrap_or_default();
        if case == Some(First::Upper) && before_case == Some(First::Upper) && gap <= 6 {
            let is_initial = sign == b'.' && before.end - before.start <= 4;
            if is_initial || matches!(sign, b' ' | b'\n' | b'\r' | b'-' | 0xc2 | 0xe2) {
                return Some((before.start, Label::None));
            }
        }
        if gap <= 12 && (matches!(sign, b':' | b'=' | b'"' | b'\'' | b'.' | b'|' | b'>' | b'\t') || gap >= 3) {
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
                let joins = last.is_some_and(|(before, _)| word.start - before.end <= 3);
                return Some((if joins { last?.0.start } else { word.start }, Label::None));
            }
        }
    }
    None
}

/// Appends the names of a run. Returns up to where it is decided, and the last word there if it is in no name.
fn names(
    text: &str,
    run: &Run,
    label: Label,
    lexicon: &Lexicon,
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
        let end_of = |length: usize| rest.get(length.wrapping_sub(1)).map_or(0, |token| token.range.end);
        let length = grammar::name(rest, label, |length| is_cell_end(text, end_of(length)));
        let name = rest.get(..length).unwrap_or_default();
        if let (Some(first), Some(last)) = (name.first(), name.last()) {
            let range = first.range.start..last.range.end;
            if !is_public(text, name, lexicon) {
                found.push(Entity { range, data_type: DataType::Person });
            }
        }
        label = Label::None;
        at += length.max(1);
    }
    let last = tokens.get(..at.min(tokens.len())).and_then(<[Token]>::last);
    let decided = last.map_or(0, |token| token.range.end);
    let is_named = found.last().is_some_and(|entity| entity.range.end >= decided);
    (decided, last.map(|token| token.range.clone()).filter(|_| !is_named))
}

/// Whether a name is that of a public figure, or a place's or a thing's.
fn is_public(text: &str, name: &[Token], lexicon: &Lexicon) -> bool {
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
