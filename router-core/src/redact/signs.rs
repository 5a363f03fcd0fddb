//! The first look at a text: which bytes occur at all, in one pass, so that most texts cost no more than reading them.

use memchr::memmem::Finder;

use super::fold::may_start_digit;

/// The kinds of bytes that detectors start from, as far as a text has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signs(u8);

const DIGIT: u8 = 1;
const AT: u8 = 2;
const BRACKET: u8 = 4;

impl Signs {
    /// Looks through a text. The loop has no branch, so the compiler judges whole registers at once.
    pub(super) fn of(text: &str) -> Self {
        let signs = |seen: u8, &byte: &u8| {
            seen | (u8::from(may_start_digit(byte)) * DIGIT)
                | (u8::from((byte == b'@') | (byte == b'%') | (byte == 0xef)) * AT)
                | (u8::from((byte == b'[') | (byte == b'(') | (byte == b'{')) * BRACKET)
        };
        Self(text.as_bytes().iter().fold(0, signs))
    }

    /// Whether a digit of any script may be in the text.
    pub(super) fn digits(self) -> bool {
        self.0 & DIGIT != 0
    }

    /// Whether a bracket is in the text.
    pub(super) fn brackets(self) -> bool {
        self.0 & BRACKET != 0
    }

    /// The bytes, if the sign of an e-mail address may be among them.
    pub(super) fn at_or_none(self, bytes: &[u8]) -> &[u8] {
        if self.0 & AT == 0 { &[] } else { bytes }
    }

    /// The bytes, if a bracket is among them.
    pub(super) fn brackets_or_none(self, bytes: &[u8]) -> &[u8] {
        if self.brackets() { bytes } else { &[] }
    }
}

/// Where `needle` occurs, without overlaps. `Finder::find_iter` copies the searcher each time, which for the texts of most
/// requests costs more than the search.
pub(super) fn occurrences<'t>(needle: &'t Finder<'_>, bytes: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + needle.find(bytes.get(from..)?)?;
        from = at + needle.needle().len();
        Some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::Signs;

    #[test]
    fn signs_anywhere() {
        for (sign, expected) in [
            ("7", (true, false, false)),
            ("٧", (true, false, false)),
            ("@", (false, true, false)),
            ("(", (false, false, true)),
            ("я", (false, false, false)),
        ] {
            for padding in [0, 15, 16, 63, 64, 200] {
                let text = format!("{}{sign}{}", "ж".repeat(padding), "q".repeat(padding));
                let signs = Signs::of(&text);
                let seen = (signs.digits(), !signs.at_or_none(text.as_bytes()).is_empty(), signs.brackets());
                assert_eq!(seen, expected, "{text}");
            }
        }
    }
}
