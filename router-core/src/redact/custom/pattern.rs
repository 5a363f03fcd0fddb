//! Patterns: regular expressions whose matches are short, so that any text is searched in linear time.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::CustomError;
use super::fold::Folded;
use crate::redact::checksums;

/// A regular expression that can be searched for in text from strangers.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

/// A check that what a pattern matches must pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// The check digit of bank cards.
    Luhn,
    /// Date, century and check digit of an IIN.
    Iin,
    /// Date, kind and check digit of a BIN.
    Bin,
    /// ISO 13616: 1 modulo 97 with the first four characters at the end.
    Iban,
    /// ISO 7064: 1 modulo 97 as it stands, letters as 10 to 35.
    Mod97,
}

/// Most memory of a compiled pattern, in bytes.
const SIZE: usize = 1 << 20;

// === impl Pattern ===

impl Pattern {
    /// Most bytes of a match. From a place where one may begin the search looks no further than that, so its time is
    /// linear in the text, whatever the text is.
    pub const LONGEST: usize = 512;

    /// Reads a pattern, in the syntax of the `regex` crate.
    ///
    /// ```
    /// use router_core::redact::{CustomError, Pattern};
    /// assert!(Pattern::new(r"\bДС-\d{4,8}\b").is_ok());
    /// assert_eq!(Pattern::new(r"\d+").unwrap_err(), CustomError::Unbounded);
    /// ```
    ///
    /// # Errors
    /// [`CustomError`] for what is none, matches nothing, or could take long.
    pub fn new(text: &str) -> Result<Self, CustomError> {
        let tree = regex_syntax::parse(text).map_err(|error| CustomError::Syntax(short(&error)))?;
        let properties = tree.properties();
        if properties.minimum_len() == Some(0) {
            return Err(CustomError::Empty);
        }
        if properties.maximum_len().is_none_or(|longest| longest > Self::LONGEST) {
            return Err(CustomError::Unbounded);
        }
        let regex = RegexBuilder::new(text).size_limit(SIZE).build().map_err(|_| CustomError::TooLarge)?;
        Ok(Self(regex))
    }

    /// The places of matches for which the check holds, sorted and disjoint.
    pub(super) fn find(&self, folded: &Folded<'_>, checksum: Option<Checksum>) -> Vec<Range<usize>> {
        let matches = self.0.find_iter(&folded.text);
        let good = matches.filter(|found| checksum.is_none_or(|checksum| checksum.holds(found.as_str())));
        good.map(|found| folded.original(&found.range())).collect()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

/// The parser's complaint without its drawing of the pattern.
fn short(error: &regex_syntax::Error) -> String {
    let (what, column) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.column),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start.column),
        _ => return "no valid syntax".to_owned(),
    };
    format!("{what}, at its character {column}")
}

// === impl Checksum ===

impl Checksum {
    /// Every check.
    pub const ALL: [Self; 5] = [Self::Luhn, Self::Iin, Self::Bin, Self::Iban, Self::Mod97];

    /// The name in policy files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Luhn => "luhn",
            Self::Iin => "iin",
            Self::Bin => "bin",
            Self::Iban => "iban",
            Self::Mod97 => "mod97",
        }
    }

    /// Whether it holds for the digits of a match, or for its letters and digits where letters count.
    fn holds(self, text: &str) -> bool {
        let digits = || -> Vec<u8> { text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect() };
        let signs = || -> Vec<u8> {
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect()
        };
        match self {
            Self::Luhn => checksums::is_luhn(&digits()),
            Self::Iin => checksums::is_iin(&digits()),
            Self::Bin => checksums::is_bin(&digits()),
            Self::Iban => checksums::is_iban(&signs()),
            Self::Mod97 => checksums::is_mod97(&signs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Checksum, Pattern};

    #[test]
    fn patterns_that_are_refused() {
        for (text, expected) in [
            (r"\d{4", "a pattern that is no regular expression: unclosed counted repetition, at its character 3"),
            ("(a", "a pattern that is no regular expression: unclosed group, at its character 1"),
            (
                r"a(?=b)",
                "a pattern that is no regular expression: look-around, including look-ahead and look-behind, is not supported, at its character 2",
            ),
            (r"\d*", "a pattern that matches the empty text"),
            (r"\b", "a pattern that matches the empty text"),
            (r"A\d+", "a pattern whose matches have no largest length, or one above 512 bytes"),
            (r".{200}", "a pattern whose matches have no largest length, or one above 512 bytes"),
            (r"[a&&b]", "a pattern whose matches have no largest length, or one above 512 bytes"),
            (r"(?:\pL{6}\pN{6}){9}", "a pattern that takes too much memory"),
        ] {
            assert_eq!(Pattern::new(text).unwrap_err().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn checks() {
        for (checksum, text, expected) in [
            (Checksum::Luhn, "4003 0328 1915 9783", true),
            (Checksum::Luhn, "4400430219872341", false),
            (Checksum::Iin, "900101-300017", true),
            (Checksum::Bin, "060140001230", true),
            (Checksum::Bin, "900101300017", false),
            (Checksum::Iban, "kz86 125KZT5004100100", true),
            // A legal entity identifier.
            (Checksum::Mod97, "506700GE1G29325QX363", true),
            (Checksum::Mod97, "506700GE1G29325QX364", false),
        ] {
            assert_eq!(checksum.holds(text), expected, "{} {text}", checksum.name());
        }
    }
}
