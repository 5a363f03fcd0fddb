//! The file that rates are added to. What stands in it is never touched: rows go to its end.

use std::path::Path;

use jiff::civil::Date;
use router_core::money::Currency;
use rust_decimal::Decimal;

use crate::prices::folder::{self, FolderError, quoted};

const FILE: &str = "exchange-rates-daily.toml";

/// A rate to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Added {
    pub(crate) currency: Currency,
    pub(crate) kzt: Decimal,
    pub(crate) valid_from: Date,
    pub(crate) source: String,
}

/// Adds `rows` to the folder's file of daily rates.
///
/// # Errors
/// [`FolderError`]; then the folder is as it was.
pub(crate) fn append(path: &Path, rows: &[Added], today: Date) -> Result<(), FolderError> {
    let Some(first) = rows.first() else { return Ok(()) };
    let added: String = rows.iter().map(row).collect();
    folder::append(&path.join(FILE), &head(first.valid_from), &added, today)
}

fn head(first: Date) -> String {
    format!(
        "# Rates of days, written by `qaqpa fx update` and `qaqpa fx set`. Rows are added and never changed: the ledger\n\
         # names them.\n\
         version = 1\nkind = \"exchange-rates\"\nid = \"exchange-rates-daily\"\nvalid_from = \"{first}\"\n"
    )
}

fn row(rate: &Added) -> String {
    let Added { currency, kzt, valid_from, source } = rate;
    let source = quoted(source);
    format!(
        "\n[[rates]]\ncurrency = \"{currency}\"\nkzt = \"{kzt}\"\nvalid_from = \"{valid_from}\"\nsource = {source}\n"
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use router_core::money::Currency;

    use super::{Added, FILE, append};
    use crate::prices::folder::load;

    const TODAY: Date = date(2026, 11, 21);

    fn rate(kzt: &str, valid_from: Date, source: &str) -> Added {
        Added { currency: Currency::Usd, kzt: kzt.parse().unwrap(), valid_from, source: source.to_owned() }
    }

    #[test]
    fn rows_are_added_and_old_ones_stay() {
        let folder = tempfile::tempdir().unwrap();
        let text = || std::fs::read_to_string(folder.path().join(FILE)).unwrap_or_default();
        append(folder.path(), &[rate("450.79", TODAY, "the \"bank\" \\ 1\n")], TODAY).unwrap();
        let first = text();
        append(folder.path(), &[rate("451", date(2026, 11, 22), "b")], TODAY).unwrap();
        assert!(text().starts_with(&first) && text().len() > first.len());
        let book = load(folder.path(), TODAY).unwrap();
        let rates = book.rates().foreign();
        assert_eq!(rates.iter().map(|rate| &*rate.id).collect::<Vec<_>>(), ["USD@2026-11-21", "USD@2026-11-22"]);
        assert_eq!(rates[0].source, "the \"bank\" \\ 1");

        // A second rate of a day is refused, and so is everything where a file of the folder is broken.
        let before = text();
        let error = append(folder.path(), &[rate("9", TODAY, "c")], TODAY).unwrap_err().to_string();
        assert!(error.contains("a second rate USD@2026-11-21"), "{error}");
        std::fs::write(folder.path().join("p.toml"), "kind = ").unwrap();
        assert!(append(folder.path(), &[rate("9", date(2026, 11, 23), "c")], TODAY).is_err());
        assert_eq!(text(), before);
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }
}
