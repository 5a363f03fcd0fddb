//! Personal data composed at random from parts: what stays visible of it, by the part it is in.
//!
//! A corpus tells what its writers thought of; this tells which parts, orders, separators, scripts and surroundings the
//! detectors bear together. Seeds are fixed, so a run repeats. `COMPOSED=40 cargo test --test composed -- --nocapture`
//! prints that many of what was missed.

#![expect(clippy::print_stdout, reason = "what is missed is counted aloud")]
#![expect(clippy::disallowed_methods, reason = "who wants to see what is missed asks for it by the environment")]

#[path = "composed/address.rs"]
mod address;
#[path = "composed/labelled.rs"]
mod labelled;
#[path = "composed/words.rs"]
#[rustfmt::skip]
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use router_core::redact::{DataType, Detectors};

/// A small generator of numbers: the same seed gives the same texts everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    /// Whether something with so many chances in a hundred comes.
    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    /// A text whose `#` are figures, none of the first a zero.
    fn figures(&mut self, form: &str) -> String {
        let mut last = ' ';
        let figure = |sign: char| {
            let from = usize::from(!last.is_ascii_digit());
            last = if sign == '#' {
                char::from_digit(u32::try_from(from + self.roll(10 - from)).unwrap_or(1), 10).unwrap_or('1')
            } else {
                sign
            };
            last
        };
        form.chars().map(figure).collect()
    }
}

/// A text with the places of its parts, and what each is called in the count.
#[derive(Default)]
struct Composed {
    text: String,
    parts: Vec<(&'static str, Range<usize>)>,
    /// What may be found or not: marks, separators inside.
    neutral: Range<usize>,
}

impl Composed {
    fn plain(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn part(&mut self, cause: &'static str, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push((cause, start..self.text.len()));
    }

    /// Everything from the first part to the last belongs together.
    fn close(mut self) -> Self {
        let start = self.parts.first().map_or(0, |(_, range)| range.start);
        let end = self.parts.last().map_or(0, |(_, range)| range.end);
        self.neutral = start..end;
        self
    }
}

#[derive(Default)]
struct Count {
    texts: usize,
    leaking: usize,
    /// By cause: parts, and those of which something stayed visible.
    causes: BTreeMap<&'static str, (usize, usize)>,
    touched: usize,
    clean: usize,
}

impl Count {
    fn add(&mut self, detectors: &Detectors, composed: &Composed, print: &mut usize) {
        let found = detectors.detect(&composed.text);
        let is_covered = |at: usize| found.iter().any(|it| it.data_type != DataType::Bin && it.range.contains(&at));
        let visible = |range: &Range<usize>| {
            let letters = composed.text[range.clone()].char_indices();
            letters.filter(|(_, sign)| sign.is_alphanumeric()).any(|(at, _)| !is_covered(range.start + at))
        };
        let mut missed = Vec::new();
        for (cause, range) in &composed.parts {
            let count = self.causes.entry(cause).or_default();
            count.0 += 1;
            if visible(range) {
                count.1 += 1;
                missed.push(&composed.text[range.clone()]);
            }
        }
        let outside = composed.text.char_indices().filter(|(at, sign)| {
            let inside = composed.parts.iter().any(|(_, range)| range.contains(at)) || composed.neutral.contains(at);
            !inside && sign.is_alphanumeric()
        });
        let (mut clean, mut touched) = (0, 0);
        outside.for_each(|(at, _)| {
            clean += 1;
            touched += usize::from(is_covered(at));
        });
        self.texts += 1;
        self.leaking += usize::from(!missed.is_empty());
        self.clean += clean;
        self.touched += touched;
        if (!missed.is_empty() || touched > 0) && *print > 0 {
            *print -= 1;
            println!("{missed:?} {touched} <- {:?}", composed.text);
        }
    }

    /// Prints the count, and fails where more than `most` in a thousand texts leak or `over` characters are touched.
    fn check(&self, name: &str, most: usize, over: usize) {
        println!("{name}: {} of {} leak, {} of {} touched", self.leaking, self.texts, self.touched, self.clean);
        self.causes.iter().for_each(|(cause, (all, missed))| println!("  {cause:12} {missed} of {all}"));
        assert!(self.leaking * 1_000 <= self.texts * most, "{name}: {} of {} leak", self.leaking, self.texts);
        assert!(self.touched * 1_000 <= self.clean * over, "{name}: {} of {} touched", self.touched, self.clean);
    }
}

/// Composes so many texts and counts what stays visible of them.
fn count(seed: u64, texts: usize, compose: impl Fn(&mut Dice) -> Composed) -> Count {
    let detectors = Detectors::new();
    let mut dice = Dice(seed);
    let mut count = Count::default();
    let mut print = std::env::var("COMPOSED").ok().and_then(|print| print.parse().ok()).unwrap_or_default();
    (0..texts).for_each(|_| count.add(&detectors, &compose(&mut dice), &mut print));
    count
}

#[test]
fn addresses_of_parts_in_russian() {
    count(11, 3_000, |dice| address::compose(dice, &address::RUSSIAN)).check("russian", 60, 2);
}

#[test]
fn addresses_of_parts_in_kazakh() {
    count(12, 3_000, |dice| address::compose(dice, &address::KAZAKH)).check("kazakh", 40, 2);
}

#[test]
fn addresses_of_parts_in_latin_letters() {
    count(13, 3_000, |dice| address::compose(dice, &address::LATIN)).check("latin", 45, 2);
}

#[test]
fn addresses_of_parts_in_english() {
    count(14, 3_000, |dice| address::compose(dice, &address::ENGLISH)).check("english", 45, 2);
}

#[test]
fn addresses_in_fields_of_their_own() {
    count(15, 2_000, address::fields).check("fields", 2, 2);
}

#[test]
fn dates_of_birth_beside_their_labels() {
    count(21, 3_000, labelled::birth).check("birth", 5, 2);
}

#[test]
fn documents_beside_their_labels() {
    count(22, 3_000, labelled::document).check("document", 6, 2);
}

#[test]
fn plates_beside_vehicles() {
    count(23, 3_000, labelled::plate).check("plate", 5, 2);
}

#[test]
fn phones_beside_their_labels() {
    count(24, 3_000, labelled::phone).check("phone", 8, 2);
}
