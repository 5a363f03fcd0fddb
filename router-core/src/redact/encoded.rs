//! Text in base64, also in `data:` URLs: what is personal inside makes the whole run personal.

use std::ops::Range;

/// Letters of the shortest run that is decoded, and of the sample that tells text from anything else.
const LEAST: usize = 24;
const SAMPLE: usize = 32;
/// Letters in which the path of a URL is looked for.
const PATH: usize = 64;
/// Letters of a line of wrapped base64 at least (RFC 2045 allows 76, PEM has 64).
const WRAPPED: usize = 60;

/// The text of a run, and the place of the whole; wrapped lines that follow belong to it.
pub(super) fn decoded(text: &str, run: &Range<usize>) -> Option<(Range<usize>, String)> {
    let range = encoded(text, run)?;
    let letters = text.as_bytes().get(range.clone())?;
    // A slash is a letter of base64 too: in a path the text may begin behind any of the first.
    let slashes = memchr::memchr_iter(b'/', letters.get(..PATH).unwrap_or(letters));
    let padding = letters.iter().rev().take_while(|&&letter| letter == b'=').count();
    let begins = |skip: &usize| {
        let rest = letters.get(*skip..letters.len() - padding).unwrap_or_default();
        rest.len() >= LEAST && rest.len() % 4 != 1 && is_text(&decode(rest.get(..SAMPLE).unwrap_or(rest)))
    };
    let skip = std::iter::once(0).chain(slashes.map(|slash| slash + 1)).find(begins)?;
    let range = range.start + skip..range.end;
    let range = range.start..wrapped_end(text, range);
    let bytes = decode(text.as_bytes().get(range.clone())?);
    Some((range, String::from_utf8(bytes).ok()?))
}

/// The part of a run that is base64 of either alphabet: all of it, or what follows the last sign that is not.
fn encoded(text: &str, run: &Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes().get(run.clone())?;
    // A path or a label glued in front: `q=…`, `text.…`.
    let body = text.get(run.clone())?.trim_end_matches(['=', '.']).len();
    let skip = bytes.get(..body)?.iter().rposition(|byte| matches!(byte, b'=' | b'.')).map_or(0, |last| last + 1);
    let start = run.start + skip;
    let letters = body.checked_sub(skip).filter(|&letters| letters >= LEAST)?;
    let padding = bytes.get(body..)?.iter().take_while(|&&byte| byte == b'=').count().min(2);
    Some(start..start + letters + padding)
}

/// Where the lines end that follow a full line of wrapped base64.
fn wrapped_end(text: &str, first: Range<usize>) -> usize {
    let bytes = text.as_bytes();
    let width = first.len();
    let mut end = first.end;
    if width < WRAPPED {
        return end;
    }
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        let line_end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        let line = rest.get(line_end..).unwrap_or_default();
        let length = line.iter().take(width + 1).take_while(|&&byte| sextet(byte).is_some() || byte == b'=').count();
        if line_end == 0 || length == 0 || length > width {
            break;
        }
        end += line_end + length;
        if length < width {
            break;
        }
    }
    end
}

/// Whether bytes are readable text, up to a character that the end cuts.
fn is_text(bytes: &[u8]) -> bool {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty() && valid.chars().all(|sign| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t'))
}

/// The bytes behind letters of either alphabet; other signs and the incomplete last byte are left out.
fn decode(letters: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(letters.len() / 4 * 3 + 3);
    let mut held: u32 = 0;
    let mut bits = 0;
    for value in letters.iter().filter_map(|&letter| sextet(letter)) {
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

/// The value of a letter: RFC 4648, both alphabets.
fn sextet(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::redact::tests::check_all as check;

    #[test]
    fn personal_text_in_base64() {
        // "ИИН 900101300017, тел. +7 701 123 45 67" and "мой e-mail: a.kim@example.kz"
        let iin = "0JjQmNCdIDkwMDEwMTMwMDAxNywg0YLQtdC7LiArNyA3MDEgMTIzIDQ1IDY3";
        let mail = "0LzQvtC5IGUtbWFpbDogYS5raW1AZXhhbXBsZS5reg==";
        check(iin, &format!("IIN {iin}"));
        check(&format!("data:text/plain;base64,{mail}"), &format!("EMAIL {mail}"));
        check(&format!("https://x.kz/?q={mail}&a=1"), &format!("EMAIL {mail}"));
        for host in ["https://x.kz", "https://xy.kz/a", "https://xyz.kz/a/bc", "https://xyz.kz/a/bcd/"] {
            check(&format!("{host}/{mail} и"), &format!("EMAIL {mail}"));
        }
        let wrapped = format!("{iin}\n0JjQmNCdIDkwMDEwMTMwMDAxNw==");
        check(&wrapped, &format!("IIN {wrapped}"));
    }

    #[test]
    fn other_runs_stay() {
        for text in [
            "VGhpcyBpcyBqdXN0IHNvbWUgdGV4dCB3aXRob3V0IGFueXRoaW5n",
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
            "/usr/share/applications/org.gnome.desktop",
            "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        ] {
            check(text, "");
        }
    }
}
