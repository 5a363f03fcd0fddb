//! Columns of tables: where a value stands in its row, and what the heading above it says.

use super::context::before;
use super::fold::is_letter;

/// Bytes of a row.
const ROW: usize = 600;

/// Where a value stands in a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    /// Where its row begins.
    row: usize,
    pub(super) sign: char,
    pub(super) index: usize,
}

impl Cell {
    /// The cell that begins at a byte, blanks and a quotation mark aside.
    pub(super) fn of(text: &str, at: usize) -> Option<Self> {
        let head = before(text, at, ROW);
        let row = memchr::memrchr(b'\n', head.as_bytes()).map_or(0, |line| line + 1);
        let row = if row == 0 && head.len() < at { return None } else { at - head.len() + row };
        let head = text.get(row..at)?;
        let sign = head.trim_end_matches([' ', '"']).chars().next_back().filter(|sign| is_cell_sign(*sign))?;
        Some(Self { row, sign, index: head.matches(sign).count() })
    }

    /// The first cell of a row, that begins at a byte.
    pub(super) fn first(text: &str, at: usize) -> Option<Self> {
        let head = text.get(..at)?.trim_end_matches([' ', '"']);
        let row = (head.is_empty() || head.ends_with('\n')).then_some(head.len())?;
        let sign = super::context::after(text, at, ROW).chars().find(|sign| is_cell_sign(*sign) || *sign == '\n')?;
        is_cell_sign(sign).then_some(Self { row, sign, index: 0 })
    }

    /// What the first of the `rows` rows above says in the same column, as long as they have it.
    pub(super) fn first_heading(self, text: &str, rows: usize) -> Option<&str> {
        let mut end = self.row;
        let mut heading = None;
        for _ in 0..rows {
            let Some(line_end) = end.checked_sub(1) else { break };
            let above = before(text, line_end, ROW);
            let line = above.rsplit_once('\n').map_or(above, |(_, line)| line);
            let Some(cell) = line.split(self.sign).nth(self.index) else { break };
            heading = Some(cell);
            end = line_end - line.len();
        }
        heading
    }

    /// The nearest of `rows` rows above that has letters in the same column: in the first rows, the heading.
    pub(super) fn heading(self, text: &str, rows: usize) -> Option<&str> {
        let mut end = self.row;
        for _ in 0..rows {
            let line_end = end.checked_sub(1)?;
            let above = before(text, line_end, ROW);
            let line = above.rsplit_once('\n').map_or(above, |(_, line)| line);
            let heading = line.split(self.sign).nth(self.index).unwrap_or_default();
            if heading.contains(is_letter) {
                return Some(heading);
            }
            end = line_end - line.len();
        }
        None
    }
}

/// The name of the column that a value of an SQL statement goes into: `INSERT INTO guests (name, doc_no) VALUES ('…', '0…')`.
pub(super) fn inserted(text: &str, at: usize) -> Option<&str> {
    let head = before(text, at, ROW);
    if !head.ends_with(['\'', ',', ' ', '(']) {
        return None;
    }
    let keyword = ["VALUES", "values"].iter().find_map(|word| head.rfind(word))?;
    let (columns, values) = head.split_at_checked(keyword)?;
    let values = values.get(values.rfind('(')? + 1..)?;
    let mut is_quoted = false;
    let mut index = 0;
    for sign in values.chars() {
        is_quoted ^= sign == '\'';
        index += usize::from(sign == ',' && !is_quoted);
    }
    let columns = columns.trim_end().strip_suffix(')')?;
    columns.get(columns.rfind('(')? + 1..)?.split(',').nth(index)
}

fn is_cell_sign(sign: char) -> bool {
    matches!(sign, ';' | ',' | '|' | '\t')
}
