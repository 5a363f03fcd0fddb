//! Long runs of ASCII without blanks: where keys, tokens, encoded text and the lines of machine-readable papers stand.

use std::ops::Range;

/// Bytes of the shortest run: longer than nearly every word, shorter than every key.
pub(super) const LEAST: usize = 16;

/// Whether each byte may be in a run.
const IN_RUN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] =
            (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'_' | b'-' | b'+' | b'/' | b'=' | b'.');
        byte += 1;
    }
    table
};

/// Every byte of a block that each run of a text covers at least one of: the last of each [`LEAST`].
const STEPS: u64 = 1 << 15 | 1 << 31 | 1 << 47 | 1 << 63;

/// The bytes of [`STEPS`] that long runs cover, by what may be in one of a block and of those beside it. A run that
/// covers a step lies within [`LEAST`] bytes of it on both sides.
#[inline]
pub(super) fn covered(before: u64, block: u64, next: u64) -> u64 {
    if block & STEPS == 0 {
        return 0;
    }
    let near = u128::from(before >> (64 - LEAST)) | u128::from(block) << LEAST | u128::from(next) << (LEAST + 64);
    // Bytes that a run begins with, and then every byte of it.
    let begins = (0..LEAST.ilog2()).fold(near, |begins, step| begins & begins >> (1 << step));
    if begins == 0 {
        return 0;
    }
    let covers = (0..LEAST.ilog2()).fold(begins, |covers, step| covers | covers << (1 << step));
    (covers >> LEAST) as u64 & STEPS
}

/// The runs of a text, in order. `steps` are the bytes of [`STEPS`] that may be in one.
pub(super) fn runs(text: &str, steps: impl Iterator<Item = usize>) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut end = 0;
    steps.filter_map(move |at| {
        let (head, tail) = bytes.get(end..)?.split_at_checked(at.checked_sub(end)?)?;
        let length = tail.iter().take_while(|&&byte| in_run(byte)).count();
        if length == 0 {
            return None;
        }
        let before = head.iter().rev().take_while(|&&byte| in_run(byte)).count();
        end = at + length;
        (before + length >= LEAST).then_some(at - before..end)
    })
}

#[inline]
fn in_run(byte: u8) -> bool {
    IN_RUN.get(usize::from(byte)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::LEAST;

    fn runs(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
        super::runs(text, (LEAST - 1..text.len()).step_by(LEAST))
    }

    #[test]
    fn runs_of_any_length_and_place() {
        for padding in 0..40 {
            for length in 10..40 {
                let text = format!("{}{} ж short words", "ж ".repeat(padding), "x".repeat(length));
                let found: Vec<_> = runs(&text).map(|run| text[run].len()).collect();
                let expected: &[usize] = if length >= 16 { &[length] } else { &[] };
                assert_eq!(found, expected, "{text}");
            }
        }
        assert_eq!(runs("abcdefghijklmnop qrstuvwxyzabcdef").count(), 2);
    }

    #[test]
    fn steps_are_covered_by_long_runs_only() {
        for start in 0..150 {
            for length in 0..40 {
                let run = start..start + length;
                let block = |place: usize| {
                    (0..64).fold(0, |bits, bit| bits | u64::from(run.contains(&(place * 64 + bit))) << bit)
                };
                let covered = super::covered(block(0), block(1), block(2));
                let expected = if length >= LEAST { block(1) & super::STEPS } else { 0 };
                assert_eq!(covered, expected, "{run:?}");
            }
        }
    }
}
