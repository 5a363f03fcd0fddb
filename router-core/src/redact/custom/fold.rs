//! A folded copy of a text, with the way back to the original: what custom detectors search.

use std::ops::Range;

use super::super::fold::{Separator, char_at, digit, is_invisible, lower, separator};

/// A folded copy, and where its bytes stood.
#[derive(Debug)]
pub(super) struct Folded<'t> {
    pub(super) text: String,
    original: &'t str,
    /// From this byte of the copy on, bytes stand at those of the original, up to the next pair.
    shifts: Vec<(usize, usize)>,
}

impl<'t> Folded<'t> {
    /// Digits of all scripts, full-width letters, blanks and dashes as the ASCII ones; without the invisible.
    pub(super) fn plain(original: &'t str) -> Self {
        Self::of(original, |character, _| plain(character))
    }

    /// As [`Self::plain`], in small letters, and with one blank between words.
    pub(super) fn small(original: &'t str) -> Self {
        Self::of(original, |character, before| {
            let folded = plain(character).map(lower)?;
            if !folded.is_whitespace() {
                return Some(folded);
            }
            (!before.ends_with(' ')).then_some(' ')
        })
    }

    fn of(original: &'t str, fold: impl Fn(char, &str) -> Option<char>) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut shifts = vec![(0, 0)];
        for (at, character) in original.char_indices() {
            let Some(folded) = fold(character, &text) else { continue };
            let expected = shifts.last().map_or(0, |&(here, there)| there + (text.len() - here));
            if expected != at {
                shifts.push((text.len(), at));
            }
            text.push(folded);
        }
        Self { text, original, shifts }
    }

    /// The bytes of the original behind bytes of the copy.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let last = self.text.get(range.clone()).and_then(|text| text.char_indices().next_back());
        let last = self.place(range.start + last.map_or(0, |(at, _)| at));
        self.place(range.start)..last + char_at(self.original, last).map_or(0, char::len_utf8)
    }

    /// Where the byte `at` of the copy stood.
    pub(super) fn place(&self, at: usize) -> usize {
        let next = self.shifts.partition_point(|&(here, _)| here <= at);
        self.shifts.get(next.saturating_sub(1)).map_or(at, |&(here, there)| there + (at - here))
    }
}

fn plain(character: char) -> Option<char> {
    if character.is_ascii() {
        return Some(character);
    }
    if is_invisible(character) {
        return None;
    }
    if let Some(digit) = digit(character) {
        return Some(char::from(b'0' + digit));
    }
    Some(match (separator(character), u32::from(character)) {
        (Some(Separator::Space), _) => ' ',
        (Some(Separator::Dash), _) => '-',
        (_, code @ 0xff01..=0xff5e) => char::from_u32(code - 0xfee0).unwrap_or(character),
        _ => character,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Folded;

    #[test]
    fn places_are_those_of_the_original() {
        let text = "Дог.\u{a0}№\u{200b}１２\u{ad}３ и  ещё";
        let folded = Folded::plain(text);
        assert_eq!(folded.text, "Дог. №123 и  ещё");
        let at = folded.text.find("123").unwrap();
        assert_eq!(&text[folded.original(&(at..at + 3))], "１２\u{ad}３");
        let small = Folded::small(text);
        assert_eq!(small.text, "дог. №123 и ещё");
        let at = small.text.find("ещё").unwrap();
        assert_eq!(&text[small.original(&(at..small.text.len()))], "ещё");
    }

    proptest! {
        #[test]
        fn every_place_is_one(text in "[a-zА-Яٕ٠-٩０-９Ａ-Ｚ\u{200b}\u{a0} \n\u{130}]{0,40}", from in 0_usize..40, length in 1_usize..9) {
            for folded in [Folded::plain(&text), Folded::small(&text)] {
                let places: Vec<usize> = folded.text.char_indices().map(|(at, _)| at).collect();
                let Some(&start) = places.get(from) else { continue };
                let end = places.get(from + length).copied().unwrap_or(folded.text.len());
                let range = folded.original(&(start..end));
                prop_assert!(range.start < range.end && text.get(range).is_some());
            }
        }
    }
}
