//! The value of a field that is called an address: «Адрес: Каргалы, Бейбарыс 14», `"address": "Nurkent, 5-12"`. Its
//! name says what nothing in the value does, so names and a number suffice.

use std::ops::Range;

use super::super::context::{after, before, words, words_back};
use super::super::cues::Cues;
use super::super::fold::is_letter;
use super::super::outline::{Mark, Outline};
use super::super::{DataType, Entity};
use super::gap::Gap;
use super::lexicon::Role;
use super::tail;
use super::tokens::{Kind, Reader, Token, Words};
use super::worded::join_overlapping;

/// Bytes between the name of a field and its sign, and of a value.
const NAME: usize = 72;
const VALUE: usize = 160;
/// Words between the name and its sign.
const WORDS: usize = 4;
/// Rows below the heading of a column, and bytes of a row.
const ROWS: usize = 200;
const ROW: usize = 1000;
/// Words in small letters that no list has, of a value.
const UNKNOWN: usize = 1;
/// Columns of addresses in one table.
const COLUMNS: usize = 4;
/// Bytes before the name in which a word tells another kind of address.
const REACH: usize = 24;

/// Addresses that nobody lives at.
static ELSEWHERE: Cues = Cues::new(&[
    "почт*",
    "электрон*",
    "mail*",
    "email*",
    "e-mail*",
    "ip*",
    "mac*",
    "url*",
    "web*",
    "сайт*",
    "интернет*",
    "wallet*",
    "кошел*",
    "http*",
    "блокчейн*",
    "btc*",
    "contract*",
    "memory*",
    "памят*",
    "сетев*",
    "поштасы*",
    "host*",
    "server*",
    "сервер*",
    "dns*",
    "bind*",
    "socket*",
    "адресат*",
    "bill*",
    "ячейк*",
]);
/// Words that begin the next field.
static NEXT: Cues = Cues::new(&[
    "тел*",
    "моб*",
    "сот",
    "phone*",
    "иин",
    "жсн",
    "бин",
    "бсн",
    "iin",
    "email*",
    "e-mail",
    "почта",
    "сумм*",
    "дата*",
    "график*",
    "режим*",
    "время",
    "уақыт*",
    "код*",
    "домофон*",
    "контакт*",
    "получател*",
    "алушы*",
    "заказ*",
    "тапсырыс*",
]);

/// Adds what the fields for addresses hold. Findings stay sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, words: &Words, found: &mut Vec<Entity>) {
    let known = found.len();
    let mut floor = 0;
    let mut table = Table { words, heading: 0, end: 0, columns: 0 };
    for at in outline.marks(Mark::AddressLabel) {
        if at < floor {
            continue;
        }
        let Some(label) = label(text, at) else { continue };
        let held = found.len();
        match value_start(text, label.end) {
            Some(begin) => {
                let end = value_end(text, begin);
                let is_found = is_found(text, begin..end, found.get(..known).unwrap_or_default());
                if !is_found && is_of_place(text, &label) {
                    found.extend(address(text, words, begin, end).map(entity));
                }
            }
            None if is_of_place(text, &label) => table.column(text, &label, found),
            None => {}
        }
        floor = found.get(held..).and_then(<[Entity]>::last).map_or(at, |last| last.range.end);
    }
    if found.len() > known {
        join_overlapping(found);
    }
}

fn entity(range: Range<usize>) -> Entity {
    Entity { range, data_type: DataType::Address }
}

/// The columns read last, so that none is read over and over.
struct Table<'a> {
    words: &'a Words,
    /// Where the row of headings ends, and the last row below it.
    heading: usize,
    end: usize,
    columns: usize,
}

impl Table<'_> {
    /// Adds the addresses below the name of a column.
    fn column(&mut self, text: &str, label: &Range<usize>, found: &mut Vec<Entity>) {
        let is_known = label.start < self.heading && self.columns < COLUMNS;
        if label.start < self.end && !is_known {
            return;
        }
        let Some((sign, index)) = place(text, label) else { return };
        let Some(line) = memchr::memchr(b'\n', after(text, label.end, ROW).as_bytes()) else { return };
        self.columns = if is_known { self.columns + 1 } else { 1 };
        self.heading = label.end + line + 1;
        self.end = self.heading;
        for _ in 0..ROWS {
            let window = after(text, self.end, ROW);
            let line = memchr::memchr(b'\n', window.as_bytes());
            let row = line.and_then(|end| window.get(..end)).unwrap_or(window);
            let Some(cell) = cell(row, sign, index) else { return };
            found.extend(address(text, self.words, self.end + cell.start, self.end + cell.end).map(entity));
            self.end += row.len();
            // A row without an end is the last one, or too long to be one of a table.
            if line.is_none() {
                return;
            }
            self.end += 1;
        }
    }
}

/// What parts the cells of the row that a label is in, and in which cell it is.
fn place(text: &str, label: &Range<usize>) -> Option<(char, usize)> {
    let is_sign = |sign: &char| matches!(sign, ';' | '|' | '\t');
    let behind = after(text, label.end, NAME).chars().find(|sign| is_sign(sign) || *sign == '\n')?;
    let head = before(text, label.start, ROW);
    let row = memchr::memrchr(b'\n', head.as_bytes()).map_or(0, |line| line + 1);
    let head = head.get(row..)?;
    let sign = head.chars().rev().find(is_sign).or_else(|| Some(behind).filter(is_sign))?;
    Some((sign, head.matches(sign).count()))
}

/// Where the cell stands in its row.
fn cell(row: &str, sign: char, index: usize) -> Option<Range<usize>> {
    let mut begin = 0;
    for (place, cell) in row.split(sign).enumerate() {
        if place == index {
            return Some(begin..begin + cell.len());
        }
        begin += cell.len() + sign.len_utf8();
    }
    None
}

/// The name of a field that the byte `at` is in.
fn label(text: &str, at: usize) -> Option<Range<usize>> {
    let is_of_name = |sign: char| is_letter(sign) || matches!(sign, '_' | '-' | '0'..='9');
    let left = before(text, at, NAME + 1);
    let start = at - (left.len() - left.trim_end_matches(is_of_name).len());
    // What is longer is no name, however long it is.
    let rest = after(text, start, 2 * NAME);
    let length = rest.find(|sign| !is_of_name(sign)).unwrap_or(rest.len());
    (length <= NAME).then_some(start..start + length)
}

/// Whether the address that a field is named after is one of a place. Nobody asks where the value is known already.
fn is_of_place(text: &str, label: &Range<usize>) -> bool {
    let name = text.get(label.clone()).unwrap_or_default();
    let neighbour = words_back(before(text, label.start, REACH)).next().map_or("", |(word, _)| word);
    !words(name).chain([neighbour]).any(|word| ELSEWHERE.has(word))
}

/// Where the value begins behind the words of a field's name and its sign.
fn value_start(text: &str, at: usize) -> Option<usize> {
    let window = after(text, at, NAME);
    let sign = window.char_indices().find(|(_, sign)| matches!(sign, ':' | '=' | '—' | '–' | '-' | '>' | '.' | ','))?;
    let (place, sign) = sign;
    let name = window.get(..place)?;
    let is_dash = matches!(sign, '—' | '–' | '-');
    if matches!(sign, '.' | ',') || (is_dash && !name.ends_with(' ')) || name.contains([';', '|', '\t', '\n']) {
        return None;
    }
    let mut count = 0;
    for word in words(name) {
        count += 1;
        if ELSEWHERE.has(word) {
            return None;
        }
    }
    let rest = window.get(place + sign.len_utf8()..).filter(|rest| !rest.starts_with(':'))?;
    let value = rest.trim_start_matches([' ', '"', '\'', '\u{a0}', '\r']);
    // «Адрес:» on a line of its own.
    let value = value.strip_prefix('\n').unwrap_or(value).trim_start_matches(' ');
    (count <= WORDS && !value.is_empty()).then(|| at + window.len() - value.len())
}

/// Where the value that begins at byte `begin` ends at the latest.
fn value_end(text: &str, begin: usize) -> usize {
    let window = after(text, begin, VALUE);
    let end = window.bytes().position(closes).unwrap_or(window.len());
    begin + end
}

/// Whether a sign ends a value.
fn closes(sign: u8) -> bool {
    matches!(sign, b'\n' | b'"' | b';' | b'|' | b'\t' | b'<' | b'{' | b'}' | b'\\')
}

/// Whether a whole value is in an address that is known already, so that reading it would add nothing. A value that
/// nothing closes may go on with its postal code.
fn is_found(text: &str, value: Range<usize>, known: &[Entity]) -> bool {
    let is_closed = text.as_bytes().get(value.end).is_none_or(|&sign| closes(sign));
    let last = known.partition_point(|address| address.range.start <= value.start).checked_sub(1);
    let written = text.get(value.clone()).unwrap_or_default().trim_end_matches([' ', ',', '.', '\r']);
    let end = value.start + written.len();
    is_closed && last.and_then(|last| known.get(last)).is_some_and(|address| end <= address.range.end)
}

/// The names and numbers of the value, as long as nothing but an address has them.
fn address(text: &str, words: &Words, begin: usize, limit: usize) -> Option<Range<usize>> {
    let mut reader = Reader::new(text, begin..text.len(), words);
    let mut span = Span::default();
    let mut token = reader.next();
    while token.end <= limit && !matches!(token.kind, Kind::End) {
        let next = reader.next();
        let is_hard = token.start > begin && token.gap.has(Gap::HARD.or(Gap::MATH).or(Gap::LINE).or(Gap::COLON));
        let is_label = text.get(token.start..token.end).is_some_and(|word| NEXT.has(word));
        if is_label || (is_hard && span.is_housed) {
            break;
        }
        if is_hard {
            span = Span::default();
        }
        if !span.take(&token, &next) {
            if span.is_housed {
                break;
            }
            span = Span::default();
        }
        token = next;
    }
    let range = span.range()?;
    let end = tail::end(text, range.start, range.end);
    Some(range.start..end)
}

/// The part of a value that has been read.
#[derive(Default)]
struct Span {
    start: Option<usize>,
    end: usize,
    /// A name stands before its number.
    is_named: bool,
    /// Words behind it that no list has.
    unknown: usize,
    is_housed: bool,
}

impl Span {
    fn range(&self) -> Option<Range<usize>> {
        let start = self.start.filter(|_| self.is_housed)?;
        Some(start..self.end)
    }

    /// Takes a token that may be part of an address.
    fn take(&mut self, token: &Token, next: &Token) -> bool {
        match &token.kind {
            Kind::Word(word) => {
                let role = word.sense.role;
                let is_place = word.sense.is_place() || matches!(role, Role::Honorific | Role::RegionName);
                let is_name = word.capital && matches!(role, Role::None | Role::Corner | Role::Joiner | Role::Unit);
                if self.is_housed {
                    let goes_on = is_behind_house(role) && !token.gap.has(Gap::QUOTE.or(Gap::CLOSE).or(Gap::OPEN));
                    self.end = if goes_on { token.end } else { self.end };
                    return goes_on;
                }
                // The country before an address is no part of it, whatever its full name.
                if role == Role::Country {
                    *self = Self::default();
                    return true;
                }
                let is_room = matches!(role, Role::Flat | Role::Block | Role::House);
                self.is_named |= (is_place || is_name) && !is_room && word.length > 2;
                self.start = self.start.or(Some(token.start));
                // «Тұран тұрғын алабы, 1245 үй»
                let is_unknown = self.is_named && role == Role::None && word.length > 3;
                self.unknown += usize::from(is_unknown && !is_name);
                is_place || is_name || (is_unknown && self.unknown <= UNKNOWN)
            }
            Kind::Number(number) => {
                let is_counted = next.role() == Role::Unit && next.gap.only(Gap::SPACE.or(Gap::DOT));
                let is_closed = self.is_housed && token.gap.has(Gap::CLOSE.or(Gap::QUOTE));
                let is_apart = is_closed || token.gap.has(Gap::OPEN);
                // «Ақтау қ., 9 шағын аудан»: the number of a part of the town.
                let is_district = matches!(next.role(), Role::District | Role::Joiner) && !next.gap.has(Gap::COMMA);
                // `Ipv4Addr`, `param1`: numbers of names in code.
                let is_glued = token.gap.is_empty() && self.start.is_some();
                if number.odd || is_counted || is_apart || is_glued || matches!(number.digits, 5 | 7..) {
                    return false;
                }
                self.start = self.start.or(Some(token.start));
                let is_house = number.digits <= 4 && !number.ordinal && self.is_named && !is_district;
                if is_house || self.is_housed {
                    self.is_housed = true;
                    self.end = token.end;
                }
                true
            }
            Kind::Code { .. } => {
                self.start = self.start.or(Some(token.start));
                self.end = token.end;
                true
            }
            Kind::End => false,
        }
    }
}

/// What may stand behind the number of a house.
fn is_behind_house(role: Role) -> bool {
    matches!(
        role,
        Role::House | Role::Block | Role::Flat | Role::City | Role::CityName | Role::Region | Role::RegionName
    )
}
