//! The machine-readable lines of identity cards and passports (ICAO 9303): document, birth, name and IIN in one run.

use std::ops::Range;

use super::checksums::is_iin;
use super::{DataType, Entity};

/// Bytes of the longest line.
const LINE: usize = 44;

/// Finds the parts of a line in a run. Sorted and disjoint.
pub(super) fn in_run(text: &str, run: &Range<usize>, found: &mut Vec<Entity>) {
    let Some(line) = text.as_bytes().get(run.clone()).filter(|line| line.len() <= LINE) else { return };
    let parts = card_first(line).or_else(|| passport_second(line)).or_else(|| card_second(line));
    let Some(parts) = parts else { return };
    let names = names_around(text, run);
    let before = names.iter().filter(|name| name.start < run.start);
    found.extend(before.map(|name| Entity { range: name.clone(), data_type: DataType::Person }));
    found.extend(
        parts
            .into_iter()
            .flatten()
            .map(|(range, data_type)| Entity { range: run.start + range.start..run.start + range.end, data_type }),
    );
    let after = names.iter().filter(|name| name.start > run.start);
    found.extend(after.map(|name| Entity { range: name.clone(), data_type: DataType::Person }));
}

type Parts = [Option<(Range<usize>, DataType)>; 3];

/// `IDKAZ`, nine digits of the card, a check digit, the IIN.
fn card_first(line: &[u8]) -> Option<Parts> {
    let digits = line.strip_prefix(b"IDKAZ")?;
    digits.get(..10)?.iter().all(u8::is_ascii_digit).then_some(())?;
    Some([Some((5..14, DataType::IdDoc)), iin(line, 15), None])
}

/// The number of the passport, a check digit, the state, the birth, the sex, the expiry, and in Kazakhstan the IIN.
fn passport_second(line: &[u8]) -> Option<Parts> {
    let state = line.get(10..13)?;
    let (birth, sex, expiry) = (line.get(13..20)?, line.get(20)?, line.get(21..28)?);
    let is_line = line.get(..10)?.iter().all(u8::is_ascii_alphanumeric)
        && line.get(1..10)?.iter().all(u8::is_ascii_digit)
        && state.iter().all(u8::is_ascii_uppercase)
        && birth.iter().chain(expiry).all(u8::is_ascii_digit)
        && matches!(sex, b'M' | b'F' | b'X');
    is_line.then(|| [Some((0..9, DataType::IdDoc)), Some((13..19, DataType::Dob)), iin(line, 28)])
}

/// The second line of a card: the birth, the sex, the expiry, the state.
fn card_second(line: &[u8]) -> Option<Parts> {
    let (birth, sex, expiry, state) = (line.get(..7)?, line.get(7)?, line.get(8..15)?, line.get(15..18)?);
    let is_line = birth.iter().chain(expiry).all(u8::is_ascii_digit)
        && matches!(sex, b'M' | b'F' | b'X')
        && state.iter().all(u8::is_ascii_uppercase);
    is_line.then_some([Some((0..6, DataType::Dob)), None, None])
}

fn iin(line: &[u8], from: usize) -> Option<(Range<usize>, DataType)> {
    let mut digits = [0; 12];
    for (digit, byte) in digits.iter_mut().zip(line.get(from..from + 12)?) {
        *digit = byte.checked_sub(b'0').filter(|&digit| digit < 10)?;
    }
    is_iin(&digits).then_some((from..from + 12, DataType::Iin))
}

/// The names on the lines beside: `P<KAZTULEGENOV<<ARMAN<<<` above, `TULEGENOV<<ARMAN<<<` below.
fn names_around(text: &str, run: &Range<usize>) -> Vec<Range<usize>> {
    let head = text.get(text.ceil_char_boundary(run.start.saturating_sub(LINE + 2))..run.start).unwrap_or_default();
    let above = head.trim_end_matches(['\r', '\n']);
    let above_start = run.start - head.len() + above.rfind('\n').map_or(0, |end| end + 1);
    let tail = text.get(run.end..text.floor_char_boundary(run.end + 2 * LINE)).unwrap_or_default();
    let below = tail.find('\n').map(|end| run.end + end + 1);
    [Some(above_start), below].into_iter().flatten().filter_map(|start| name(text, start, run)).collect()
}

/// The name on the line that begins at `start`.
fn name(text: &str, start: usize, run: &Range<usize>) -> Option<Range<usize>> {
    let rest = text.as_bytes().get(start..)?;
    let length = rest.iter().take(LINE).take_while(|byte| byte.is_ascii_uppercase() || **byte == b'<').count();
    let line = text.get(start..start + length)?;
    let passport = if line.starts_with("P<") { "P<KAZ".len() } else { 0 };
    let name = line.get(passport..)?.trim_end_matches('<');
    let range = start + passport..start + passport + name.len();
    (name.contains("<<") && !range.contains(&run.start)).then_some(range)
}

#[cfg(test)]
mod tests {
    use crate::redact::tests::check_all as check;

    #[test]
    fn lines_of_papers() {
        for (text, expected) in [
            (
                "IDKAZ0345678904900101300017<<<\n9001014M3001012KAZ<<<<<<<<<<<8\nTULEGENOV<<ARMAN<<<<<<<<<<<<<<",
                "ID_DOC 034567890|IIN 900101300017|DOB 900101|PERSON TULEGENOV<<ARMAN",
            ),
            (
                "P<KAZTULEGENOV<<ARMAN<<<<<<<<<<<<<<<<<<<<<<<\nN123456784KAZ9001014M3001012900101300017<<<18",
                "PERSON TULEGENOV<<ARMAN|ID_DOC N12345678|DOB 900101|IIN 900101300017",
            ),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_runs() {
        for text in ["IDKAZAKHSTAN-2024-FORUM", "A123456789BCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOPQRSTUVWX"] {
            check(text, "");
        }
    }
}
