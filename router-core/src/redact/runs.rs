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

/// The runs of a text, in order. Looks at one byte in [`LEAST`] where there are none.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let steps = bytes.get(from..)?.as_chunks::<LEAST>().0.iter();
            from += LEAST * steps.take_while(|step| !step.last().is_some_and(|&byte| in_run(byte))).count();
            let probe = from + LEAST - 1;
            if probe >= bytes.len() {
                return None;
            }
            let begin = bytes.get(from..probe)?.iter().rev().take_while(|&&byte| in_run(byte)).count();
            let length = bytes.get(probe..)?.iter().take_while(|&&byte| in_run(byte)).count();
            let run = probe - begin..probe + length;
            from = run.end + 1;
            if run.len() >= LEAST {
                return Some(run);
            }
        }
    })
}

fn in_run(byte: u8) -> bool {
    IN_RUN.get(usize::from(byte)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::runs;

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
