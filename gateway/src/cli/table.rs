//! Lists of the administration commands as aligned columns.

use crate::ledger::Entry;

/// Columns of equal width, two spaces between them.
pub(crate) fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let widest = |(index, column): (usize, &&str)| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        cells.map(|cell| width(cell)).max().unwrap_or(0).max(width(column))
    };
    let widths: Vec<usize> = columns.iter().enumerate().map(widest).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells
            .zip(&widths)
            .map(|(cell, &wide)| format!("{cell}{}", " ".repeat(wide.saturating_sub(width(cell)))))
            .collect();
        padded.join("  ").trim_end().to_owned() + "\n"
    };
    let heading = line(&mut columns.iter().copied());
    rows.iter().fold(heading, |text, row| text + &line(&mut row.iter().map(String::as_str)))
}

/// The entries of a request.
pub(super) fn entries(entries: &[Entry]) -> String {
    let text = |value: Option<&String>| value.cloned().unwrap_or_else(|| "-".to_owned());
    let row = |entry: &Entry| {
        vec![
            entry.seq.to_string(),
            entry.kind.name().to_owned(),
            entry.at.to_string(),
            entry.amount.map_or_else(|| "unknown".to_owned(), |amount| amount.tenge().to_string()),
            text(entry.provider.as_ref()),
            text(entry.model.as_ref()),
            text(entry.outcome.as_ref()),
            text(entry.price_id.as_ref()),
            text(entry.rate_id.as_ref()),
        ]
    };
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    table(&["seq", "kind", "at", "kzt", "provider", "model", "outcome", "price", "rate"], &rows)
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_line_up_in_characters() {
        let rows = [vec!["қала".to_owned(), "1".to_owned()], vec!["b".to_owned(), "22".to_owned()]];
        assert_eq!(table(&["a", "n"], &rows), "a     n\nқала  1\nb     22\n");
    }
}
