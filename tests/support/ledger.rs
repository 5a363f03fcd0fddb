//! The ledger as any other reader of the file sees it.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// All entries, with their strings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    /// Columns by name, as text; NULL is absent.
    pub(crate) rows: Vec<BTreeMap<String, String>>,
}

const TERMINAL: [&str; 3] = ["settle", "release", "recovered"];

impl Ledger {
    pub(crate) fn read(path: &Path) -> Self {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        connection.busy_timeout(super::PATIENCE).unwrap();
        let mut statement = connection.prepare("SELECT * FROM whole_entry").unwrap();
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        let mut ledger = Self::default();
        while let Some(row) = rows.next().unwrap() {
            let cell = |(index, name): (usize, &String)| Some((name.clone(), text(row.get_ref(index).unwrap())?));
            ledger.rows.push(names.iter().enumerate().filter_map(cell).collect());
        }
        ledger
    }

    /// The rows of one kind.
    pub(crate) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &BTreeMap<String, String>> {
        self.rows.iter().filter(move |row| row.get("kind").is_some_and(|value| value == kind))
    }

    /// How many terminal rows each request has, by its id's hexadecimal digits.
    pub(crate) fn terminals(&self) -> BTreeMap<String, usize> {
        let mut count = BTreeMap::new();
        for row in self.of_kind("reserve") {
            count.entry(digits(&row["request_id"])).or_insert(0);
        }
        for kind in TERMINAL {
            for row in self.of_kind(kind) {
                *count.entry(digits(&row["request_id"])).or_insert(0) += 1;
            }
        }
        count
    }

    /// Requests without a terminal row.
    pub(crate) fn open(&self) -> usize {
        self.terminals().values().filter(|&&count| count == 0).count()
    }

    /// Requests with more than one terminal row.
    pub(crate) fn doubled(&self) -> usize {
        self.terminals().values().filter(|&&count| count > 1).count()
    }
}

/// The 32 hexadecimal digits of a request id, however it is spelled: with dashes, with a prefix.
pub(crate) fn digits(request_id: &str) -> String {
    let id = request_id.rsplit('_').next().unwrap_or_default();
    id.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_lowercase()
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
    }
}
