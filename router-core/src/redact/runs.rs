//! Long runs of ASCII without blanks: where keys, tokens, encoded text and the lines of machine-readable papers stand.

use std::ops::Range;

/// Bytes of the shortest run: longer than nearly every word, shorter than every key.
pub(super) const LEAST: usize = 16;

/// Offsets within half of the shortest run at which a blank is soon met: words are shorter.
const SAMPLES: [usize; 3] = [LEAST / 2, LEAST / 4, LEAST / 4 + 2];

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
pub(super) const STEPS: u64 = 1 << 15 | 1 << 31 | 1 << 47 | 1 << 63;

/// The runs of a text, in order. `steps` are the bytes of [`STEPS`] that may be in one.
pub(super) fn runs(text: &str, steps: impl Iterator<Item = usize>) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut end = 0;
    steps.filter(move |&at| may_be_in_run(bytes, at)).filter_map(move |at| {
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

/// Whether a long run may cover a byte: then it covers half of the shortest one on one side of it at least.
#[inline]
fn may_be_in_run(bytes: &[u8], at: usize) -> bool {
    let covers = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|&byte| in_run(byte));
    SAMPLES.iter().all(|&offset| covers(at.checked_add(offset)))
        || SAMPLES.iter().all(|&offset| covers(at.checked_sub(offset)))
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
}
