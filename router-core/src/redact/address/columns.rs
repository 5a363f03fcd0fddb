//! Rows of a table whose headings name the parts of an address: `| город | улица | дом | кв |`.

use std::ops::Range;

use super::super::context::{after, before, is_one_of, words};
use super::super::outline::{Mark, Outline};
use super::super::{DataType, Entity};
use super::worded::join_overlapping;

/// Bytes of the headings, and of a cell.
const ROW: usize = 600;
const CELL: usize = 80;
/// Words of a heading.
const WORDS: usize = 3;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Place,
    Street,
    House,
    Flat,
}

/// The columns of an address, side by side.
struct Columns {
    sign: char,
    /// How many of them part the headings.
    signs: usize,
    all: Range<usize>,
    street: usize,
    house: usize,
}

/// Adds the addresses in tables that have a column for streets and one for houses. Findings stay sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let known = found.len();
    let mut floors = [0; 2];
    for (mark, floor) in [Mark::Street, Mark::Flat].into_iter().zip(&mut floors) {
        for at in outline.marks(mark) {
            if at >= *floor
                && let Some((begin, columns)) = headings(text, at)
            {
                *floor = rows(text, begin, &columns, found);
            }
        }
    }
    if found.len() > known {
        join_overlapping(found);
    }
}

/// The headings in the row that the byte `at` is in, and where the next row begins.
fn headings(text: &str, at: usize) -> Option<(usize, Columns)> {
    let behind = after(text, at, ROW);
    let end = at + memchr::memchr(b'\n', behind.as_bytes())?;
    let head = before(text, at, ROW);
    let begin = at - head.len() + memchr::memrchr(b'\n', head.as_bytes()).map_or(0, |line| line + 1);
    let row = text.get(begin..end)?;
    let sign = ['|', '\t', ';', ','].into_iter().find(|&sign| row.matches(sign).count() > 1)?;
    let none = || Columns { sign, signs: row.matches(sign).count(), all: 0..0, street: usize::MAX, house: usize::MAX };
    let mut columns = none();
    for (index, cell) in row.split(sign).enumerate() {
        let Some(part) = part(cell) else {
            if columns.is_whole() {
                break;
            }
            columns = none();
            continue;
        };
        columns.all = if columns.all.is_empty() { index } else { columns.all.start }..index + 1;
        match part {
            Part::Street => columns.street = index,
            Part::House => columns.house = index,
            Part::Place | Part::Flat => {}
        }
    }
    columns.is_whole().then_some((end + 1, columns))
}

/// What a heading names.
fn part(heading: &str) -> Option<Part> {
    const PARTS: [(Part, &[&str]); 4] = [
        (Part::Street, &["улица", "ул", "көше", "көшесі", "street", "адрес"]),
        (Part::House, &["дом", "үй", "house", "building", "здание", "строение"]),
        (Part::Flat, &["квартира", "кв", "пәтер", "корпус", "подъезд", "этаж", "офис", "flat", "apartment", "apt"]),
        (
            Part::Place,
            &[
                "индекс",
                "область",
                "обл",
                "облыс",
                "облысы",
                "район",
                "аудан",
                "ауданы",
                "город",
                "қала",
                "қаласы",
                "населенный",
                "населённый",
                "село",
                "поселок",
                "посёлок",
                "ауыл",
                "ауылы",
                "микрорайон",
                "мкр",
                "city",
                "region",
                "district",
                "town",
            ],
        ),
    ];
    let mut named = words(heading);
    let first = named.next()?;
    (named.count() < WORDS).then_some(())?;
    PARTS.into_iter().find(|(_, names)| is_one_of(first, names)).map(|(part, _)| part)
}

/// Adds the addresses of the rows from byte `begin`. Returns where they end.
fn rows(text: &str, begin: usize, columns: &Columns, found: &mut Vec<Entity>) -> usize {
    let mut at = begin;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let row = rest.get(..length).unwrap_or_default();
        // Of commas prose has some, too.
        let is_row = row.contains(columns.sign) && (columns.sign != ',' || row.matches(',').count() == columns.signs);
        if !is_row {
            break;
        }
        let address = columns.address(row).map(|range| at + range.start..at + range.end);
        found.extend(address.map(|range| Entity { range, data_type: DataType::Address }));
        at += length + 1;
    }
    at
}

// === impl Columns ===

impl Columns {
    fn is_whole(&self) -> bool {
        self.street != usize::MAX && self.house != usize::MAX
    }

    /// Where the address stands in a row that has a street and the number of a house.
    fn address(&self, row: &str) -> Option<Range<usize>> {
        let mut begin = 0;
        let mut span: Option<Range<usize>> = None;
        let mut is_sure = [false; 2];
        for (index, cell) in row.split(self.sign).enumerate() {
            let value = cell.trim_matches([' ', '"', '\r', '\u{a0}', '*']);
            let start = begin + cell.find(value)?;
            begin += cell.len() + self.sign.len_utf8();
            if !self.all.contains(&index) || value.is_empty() {
                continue;
            }
            if value.len() > CELL {
                return None;
            }
            is_sure[0] |= index == self.street && value.contains(char::is_alphabetic);
            is_sure[1] |= index == self.house && is_house(value);
            let is_value = value.contains(char::is_alphanumeric);
            if is_value {
                span = Some(span.map_or(start, |span| span.start)..start + value.len());
            }
        }
        span.filter(|_| is_sure == [true, true])
    }
}

/// `7`, `12/1а`, `5 корп. 2`, but not `15 минут`.
fn is_house(value: &str) -> bool {
    let parts = ["к", "корп*", "стр*", "лит*", "блок*", "дробь"];
    value.starts_with(|sign: char| sign.is_ascii_digit())
        && words(value).all(|word| word.chars().nth(1).is_none() || is_one_of(word, &parts))
}
