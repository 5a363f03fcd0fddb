//! Rows of a table whose headings name the parts of an address: `| город | улица | дом | кв |`.

use std::ops::Range;

use super::super::context::{after, before, is_one_of, words};
use super::super::outline::{Mark, Outline};
use super::super::{DataType, Entity};
use super::worded::join_overlapping;

/// Bytes of a row, rows below the headings, and bytes of a cell.
const ROW: usize = 600;
const ROWS: usize = 500;
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
    all: Range<usize>,
    street: usize,
    house: usize,
}

/// Adds the addresses in tables that have a column for streets and one for houses. Findings stay sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let known = found.len();
    let mut floor = 0;
    for mark in [Mark::Street, Mark::Flat] {
        for at in outline.marks(mark) {
            if at >= floor
                && let Some((begin, columns)) = headings(text, at)
            {
                floor = rows(text, begin, &columns, found);
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
    let mut columns = Columns { sign, all: 0..0, street: usize::MAX, house: usize::MAX };
    for (index, cell) in row.split(sign).enumerate() {
        let Some(part) = part(cell) else {
            if columns.is_whole() {
                break;
            }
            columns = Columns { sign, all: 0..0, street: usize::MAX, house: usize::MAX };
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
    for _ in 0..ROWS {
        let window = after(text, at, ROW);
        let line = memchr::memchr(b'\n', window.as_bytes());
        let row = line.and_then(|end| window.get(..end)).unwrap_or(window);
        if !row.contains(columns.sign) {
            break;
        }
        let address = columns.address(row).map(|range| at + range.start..at + range.end);
        found.extend(address.map(|range| Entity { range, data_type: DataType::Address }));
        at += row.len();
        if line.is_none() {
            break;
        }
        at += 1;
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
            is_sure[1] |= index == self.house && value.starts_with(|sign: char| sign.is_ascii_digit());
            let is_value = value.contains(char::is_alphanumeric);
            if is_value {
                span = Some(span.map_or(start, |span| span.start)..start + value.len());
            }
        }
        span.filter(|_| is_sure == [true, true])
    }
}
