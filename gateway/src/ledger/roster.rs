//! Rows of tenants and keys on their way between this node's file and the database of all nodes.
//!
//! A row travels with whatever columns its table has, so that a column added to a table needs nothing here. A column that
//! one side does not know stays behind: nodes of two versions can share a directory.

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params, params_from_iter, types::ValueRef};
use serde_json::{Map, Value, json};

use super::{
    TopUp,
    directory::{Change, DirectoryError},
};

/// The tables of the directory, in the order in which rows of one refer to another.
pub(super) const TABLES: [&str; 3] = ["tenant", "project", "api_key"];

/// Under this name a blob stands in a line, in hexadecimal digits.
const HEX: &str = "hex";

const PROJECT: &str = TABLES[1];

/// What names a row of a table among all of it.
fn name_in(table: &str) -> &'static str {
    if table == PROJECT { "tenant || '/' || id" } else { "id" }
}

/// A row of the directory.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// One of [`TABLES`].
    pub(super) table: &'static str,
    pub(super) id: String,
    pub(super) columns: Map<String, Value>,
}

/// What a node takes over of what was changed for all nodes, and the version of the directory that it reaches by it.
#[derive(Debug, Clone, Default)]
pub(super) struct Adoption {
    pub(super) lines: Vec<Line>,
    pub(super) top_ups: Vec<TopUp>,
    pub(super) version: i64,
}

impl Line {
    /// A row as the shared database has it; `None` of a table that a newer program made.
    pub(super) fn read(table: &str, id: String, columns: Value) -> Option<Self> {
        let table = TABLES.into_iter().find(|known| *known == table)?;
        let Value::Object(columns) = columns else { return None };
        Some(Self { table, id, columns })
    }
}

/// What a change would make of its row. Nothing is changed.
pub(super) fn rehearse(db: &Connection, change: &Change) -> rusqlite::Result<Result<Line, DirectoryError>> {
    db.execute_batch("SAVEPOINT rehearsal")?;
    let made = change.apply(db).and_then(|applied| match applied {
        Ok(()) => {
            let (table, id) = change.subject();
            Ok(row(db, table, &id)?.ok_or(DirectoryError::Unavailable))
        }
        Err(error) => Ok(Err(error)),
    });
    db.execute_batch("ROLLBACK TO rehearsal; RELEASE rehearsal")?;
    made
}

/// Takes over rows and top-ups, the latter behind the entry `after_entry`, and with them the directory's version. Rows that
/// contradict what is here are left out, all of them, and said: nothing that another node writes may stop the journal.
pub(super) fn adopt(db: &Connection, adoption: &Adoption, after_entry: i64) -> rusqlite::Result<()> {
    let Adoption { lines, top_ups, version } = adoption;
    db.execute_batch("SAVEPOINT adoption")?;
    for line in lines {
        if let Err(error) = adopt_one(db, line) {
            return leave_out(db, error, line.table, &line.id);
        }
    }
    for top_up in top_ups {
        if let Err(error) = top_up.adopt(db, after_entry) {
            return leave_out(db, error, "top_up", &top_up.reference);
        }
    }
    db.execute(
        "INSERT INTO meta (name, value) VALUES ('directory_version', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![version],
    )?;
    db.execute_batch("RELEASE adoption")
}

fn leave_out(db: &Connection, error: rusqlite::Error, table: &str, id: &str) -> rusqlite::Result<()> {
    if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
        return Err(error);
    }
    tracing::error!(%error, table, id, "a row of the shared database does not fit the journal");
    db.execute_batch("ROLLBACK TO adoption; RELEASE adoption")
}

fn adopt_one(db: &Connection, line: &Line) -> rusqlite::Result<()> {
    let known = columns_of(db, line.table)?;
    let columns: Vec<(&String, &Value)> = line.columns.iter().filter(|(name, _)| known.contains(name)).collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
    let set: Vec<String> = names.iter().map(|name| format!("{name} = excluded.{name}")).collect();
    db.prepare_cached(&format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
        line.table,
        names.join(", "),
        places.join(", "),
        if line.table == PROJECT { "tenant, id" } else { "id" },
        set.join(", ")
    ))?
    .execute(params_from_iter(columns.iter().map(|(_, value)| stored(value))))
    .map(|_| ())
}

/// The version of the directory that was last taken over; 0: none.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    let found = db.query_row("SELECT value FROM meta WHERE name = 'directory_version'", [], |row| row.get(0));
    Ok(found.optional()?.unwrap_or_default())
}

/// Every row of the directory, each after those that it refers to.
pub(super) fn lines(db: &Connection) -> rusqlite::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for table in TABLES {
        let mut statement = db.prepare(&format!("SELECT {0} FROM {table} ORDER BY {0}", name_in(table)))?;
        for id in statement.query_map([], |row| row.get::<_, String>(0))? {
            lines.extend(row(db, table, &id?)?);
        }
    }
    Ok(lines)
}

fn row(db: &Connection, table: &'static str, id: &str) -> rusqlite::Result<Option<Line>> {
    let mut statement = db.prepare_cached(&format!("SELECT * FROM {table} WHERE {} = ?1", name_in(table)))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    statement
        .query_row([id], |row| {
            let mut columns = Map::new();
            for (at, name) in names.iter().enumerate() {
                columns.insert(name.clone(), travelling(row.get_ref(at)?));
            }
            Ok(Line { table, id: id.to_owned(), columns })
        })
        .optional()
}

fn columns_of(db: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

fn travelling(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => {
            json!({ HEX: bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() })
        }
    }
}

fn stored(value: &Value) -> rusqlite::types::Value {
    use rusqlite::types::Value as Stored;
    match value {
        Value::Null | Value::Array(_) => Stored::Null,
        Value::Bool(flag) => Stored::Integer(i64::from(*flag)),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Stored::Integer(number),
            None => number.as_f64().map_or(Stored::Null, Stored::Real),
        },
        Value::String(text) => Stored::Text(text.clone()),
        Value::Object(object) => {
            let hex = object.get(HEX).and_then(Value::as_str).unwrap_or_default().as_bytes();
            let digit = |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let byte = |pair: &[u8]| match pair {
                [high, low] => Some(digit(high)? << 4 | digit(low)?),
                _ => None,
            };
            hex.chunks(2).map(byte).collect::<Option<Vec<u8>>>().map_or(Stored::Null, Stored::Blob)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use jiff::Timestamp;
    use router_core::money::MicroTenge;

    use super::{Adoption, adopt, lines, rehearse, version};
    use crate::{
        keys::KeyHash,
        ledger::{
            Durability, KeyRecord, Limits, NewKey, Project, Tenant,
            directory::{Change, Directory},
            store::Store,
        },
    };

    fn store(folder: &Path, name: &str) -> Store {
        Store::open(&folder.join(name), Durability::Process).unwrap()
    }

    #[test]
    fn rows_arrive_as_they_left() {
        let folder = tempfile::tempdir().unwrap();
        let [here, there] = ["here.db", "there.db"].map(|name| store(folder.path(), name));
        let now = Timestamp::UNIX_EPOCH;
        let tenant = Tenant::new("shop", "Магазин", "open");
        let limits = Limits { budget_day: Some(MicroTenge(7)), ..Limits::default() };
        let project = Project { tenant: "shop".into(), id: "bot".into(), name: "Бот".to_owned(), limits };
        let (id, prefix): (Arc<str>, _) = ("k1".into(), "sk-qaqpa-1".to_owned());
        let record =
            KeyRecord { id: id.clone(), key: NewKey::new("shop", "till"), prefix, created: now, revoked_at: None };
        let changes = [
            Change::CreateTenant(tenant.clone(), now),
            Change::CreateProject(project.clone(), now),
            Change::UpdateProject(Project { limits: Limits::default(), ..project }),
            Change::CreateKey(record, KeyHash([9; 32])),
            Change::RevokeKey(id, now),
            Change::UpdateTenant(Tenant { disabled: true, ..tenant }),
        ];
        for (number, change) in (1..).zip(&changes) {
            let line = rehearse(here.db(), change).unwrap().unwrap();
            change.apply(here.db()).unwrap().unwrap();
            let adoption = Adoption { lines: vec![line], top_ups: Vec::new(), version: number };
            adopt(there.db(), &adoption, 0).unwrap();
            assert_eq!(version(there.db()).unwrap(), number);
            let [one, other] = [&here, &there].map(|store| lines(store.db()).unwrap());
            assert_eq!(one, other, "after change {number}");
        }
        assert!(Directory::load(there.db()).unwrap().key_of_hash(&KeyHash([9; 32])).unwrap().revoked_at.is_some());
    }

    #[test]
    fn a_rehearsal_changes_nothing_and_says_what_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), "here.db");
        let change = Change::CreateTenant(Tenant::new("shop", "Shop", "open"), Timestamp::UNIX_EPOCH);
        assert!(rehearse(store.db(), &change).unwrap().is_ok());
        assert!(lines(store.db()).unwrap().is_empty());
        change.apply(store.db()).unwrap().unwrap();
        assert_eq!(rehearse(store.db(), &change).unwrap().unwrap_err().to_string(), "tenant shop exists already");
    }
}
