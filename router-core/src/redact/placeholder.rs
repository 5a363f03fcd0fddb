//! The form of placeholders, `[PHONE_1]`: written here, read here, for requests and answers alike.

use super::{DataType, Entity};

/// Digits of a placeholder's number; more cannot have been minted.
const DIGITS: usize = 10;

/// What stands at a `[`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading<'a> {
    /// A whole placeholder of so many bytes.
    Whole { name: &'a str, digits: &'a str, length: usize },
    /// The text ends before it is decided: what stands after the bracket.
    Cut(&'a str),
    /// Something else.
    Other,
}

/// The placeholder of the `number`-th value of a type.
pub(crate) fn write(data_type: DataType, number: usize) -> String {
    // Written by hand: formatting would cost more than finding the value did.
    let name = data_type.name();
    let mut digits = [0; 20];
    let mut first = digits.len();
    let mut rest = number;
    for (place, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + (rest % 10) as u8;
        first = place;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let digits = digits.get(first..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default();
    let mut placeholder = String::with_capacity(name.len() + digits.len() + 3);
    for part in ["[", name, "_", digits, "]"] {
        placeholder.push_str(part);
    }
    placeholder
}

/// What stands for a value of a type that is not to come back.
pub(crate) fn mask(data_type: DataType) -> String {
    format!("[{}]", data_type.name())
}

/// Reads what follows a `[` at the beginning of `text`.
///
/// The seam for tolerant matching (case, spaces, other brackets): restoration asks nothing but this function.
pub(crate) fn read(text: &str) -> Reading<'_> {
    let Some(body) = text.strip_prefix('[') else { return Reading::Other };
    let word = body.bytes().take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_').count();
    let name = body.get(..word).unwrap_or_default();
    let rest = body.get(word..).unwrap_or_default();
    let Some(name) = name.strip_suffix('_') else {
        return if rest.is_empty() { Reading::Cut(body) } else { Reading::Other };
    };
    let count = rest.bytes().take(DIGITS).take_while(u8::is_ascii_digit).count();
    let digits = rest.get(..count).unwrap_or_default();
    match rest.as_bytes().get(count) {
        Some(b']') if count > 0 => Reading::Whole { name, digits, length: 1 + word + count + 1 },
        None => Reading::Cut(body),
        _ => Reading::Other,
    }
}

/// Finds text that already looks like a placeholder of a built-in kind.
pub(super) fn scan(text: &str, found: &mut Vec<Entity>) {
    scan_named(text, |name| DataType::from_name(name).is_some(), found);
}

/// Finds text that already looks like a placeholder of the names that `is_ours` knows.
pub(super) fn scan_named(text: &str, is_ours: impl Fn(&str) -> bool, found: &mut Vec<Entity>) {
    for at in memchr::memchr_iter(b'[', text.as_bytes()) {
        if let Reading::Whole { name, length, .. } = read(text.get(at..).unwrap_or_default())
            && is_ours(name)
        {
            found.push(Entity { range: at..at + length, data_type: DataType::Literal });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, read};

    #[test]
    fn readings() {
        for (text, expected) in [
            ("[PHONE_1]", Reading::Whole { name: "PHONE", digits: "1", length: 9 }),
            ("[ID_DOC_12] x", Reading::Whole { name: "ID_DOC", digits: "12", length: 11 }),
            ("[PHO", Reading::Cut("PHO")),
            ("[", Reading::Cut("")),
            ("[ID_", Reading::Cut("ID_")),
            ("[PHONE_12", Reading::Cut("PHONE_12")),
            ("[PHONE_]", Reading::Other),
            ("[Phone_1]", Reading::Other),
            ("[1]", Reading::Other),
            ("[PHONE_12345678901]", Reading::Other),
            ("PHONE_1]", Reading::Other),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
