//! What tenants cost beside their requests, as the CSV files that people export: one row for each line of an invoice.

use jiff::civil::Date;

use crate::ledger::{CostLine, exact_tenge};

/// The columns, in any order.
const COLUMNS: [&str; 5] = ["date", "tenant", "line", "amount", "reference"];

/// Reads the rows of a file. Columns are told apart by commas, or by semicolons as spreadsheets do where the comma is in
/// numbers.
///
/// # Errors
/// Every problem found, with its line and column name.
pub(crate) fn read(name: &str, text: &str) -> Result<Vec<CostLine>, Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let semicolons = heading.contains(';') && !heading.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = places(&reader.headers().cloned().unwrap_or_default());
    let columns = columns.map_err(|problem| vec![format!("{name}:1: {problem}")])?;
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let told = match error.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        format!("found {len} fields, expected {expected_len}")
                    }
                    _ => error.to_string(),
                };
                problems.push(format!("{name}:{line}: {told}"));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let [date, tenant, item, amount, reference] = columns.map(|place| record.get(place).unwrap_or_default());
        let amount = if semicolons { amount.replacen(',', ".", 1) } else { amount.to_owned() };
        let mut refuse = |column: &str, found: &str, expected: &str| {
            problems.push(format!("{name}:{line}: {column}: found {found:?}, expected {expected}"));
        };
        let day: Option<Date> = date.parse().ok();
        if day.is_none() {
            refuse("date", date, "a day such as 2026-11-05");
        }
        let tenge = exact_tenge(&amount);
        if tenge.is_none() {
            refuse("amount", &amount, "tenge as a decimal such as 1500.00, in at most six decimals");
        }
        for (column, found) in [("tenant", tenant), ("line", item), ("reference", reference)] {
            if found.is_empty() {
                refuse(column, found, "some text");
            }
        }
        if let (Some(day), Some(amount)) = (day, tenge) {
            let (line, reference) = (item.to_owned(), reference.to_owned());
            rows.push(CostLine { day, tenant: tenant.into(), line, amount, reference });
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

/// Where each column stands.
fn places(heading: &csv::StringRecord) -> Result<[usize; COLUMNS.len()], String> {
    let mut places = [0; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found = heading.iter().position(|name| name.eq_ignore_ascii_case(column));
        *place = found.ok_or_else(|| {
            let found = heading.iter().collect::<Vec<_>>().join(", ");
            format!("no column {column:?} among {found:?}: expected {}", COLUMNS.join(", "))
        })?;
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn files_of_spreadsheets_are_read() {
        for text in [
            "date,tenant,line,amount,reference\n2026-11-05,shop,whatsapp,1500.5,inv-1\n2026-11-06,shop,sms,-3,inv-2\n",
            "\u{feff}Reference;Amount;Line;Tenant;Date\r\ninv-1;1500,5;whatsapp;shop;2026-11-05\r\ninv-2;-3;sms;shop;2026-11-06",
            "date,tenant,line,amount,reference,note\n\"2026-11-05\", shop ,\"whatsapp\",1500.50,inv-1,x\n2026-11-06,shop,sms,-3,inv-2,",
        ] {
            let rows = read("costs.csv", text).unwrap();
            let shown: Vec<_> = rows
                .iter()
                .map(|row| format!("{} {} {} {} {}", row.day, row.tenant, row.line, row.amount.tenge(), row.reference))
                .collect();
            assert_eq!(shown, ["2026-11-05 shop whatsapp 1500.5 inv-1", "2026-11-06 shop sms -3 inv-2"], "{text}");
        }
        assert_eq!(read("costs.csv", "date,tenant,line,amount,reference\n"), Ok(Vec::new()));
    }

    #[test]
    fn every_problem_is_told_with_its_place() {
        let text = "date,tenant,line,amount,reference\n05.11.2026,shop,sms,1,a\n2026-11-05,,sms,1 500,b\n2026-11-05,shop\n\
            2026-11-05,shop,sms,0.0000001,c\n";
        let problems = read("costs.csv", text).unwrap_err();
        insta::assert_snapshot!(problems.join("\n"), @r#"
        costs.csv:2: date: found "05.11.2026", expected a day such as 2026-11-05
        costs.csv:3: amount: found "1 500", expected tenge as a decimal such as 1500.00, in at most six decimals
        costs.csv:3: tenant: found "", expected some text
        costs.csv:4: found 2 fields, expected 5
        costs.csv:5: amount: found "0.0000001", expected tenge as a decimal such as 1500.00, in at most six decimals
        "#);
        for (text, expected) in [
            ("", "costs.csv:1: no column \"date\" among \"\": expected date, tenant, line, amount, reference"),
            (
                "date,tenant",
                "costs.csv:1: no column \"line\" among \"date, tenant\": expected date, tenant, line, amount, reference",
            ),
        ] {
            assert_eq!(read("costs.csv", text), Err(vec![expected.to_owned()]));
        }
    }
}
