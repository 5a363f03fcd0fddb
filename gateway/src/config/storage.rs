//! `[storage]`: the ledger's file, or this node's journal and the database that several nodes share.

use std::path::{Path, PathBuf};

use router_core::files::{Key, Shape, Table, Value};

use super::check::{SECRET, secret};
use super::{SharedConfig, StorageConfig};
use crate::ledger::Durability;
use crate::ledger::shared::Target;

pub(super) const STORAGE_KEYS: &[Key] = &[
    Key::required("url", Shape::Text, "`sqlite:` and a path; of several nodes, the database that they share"),
    Key::optional("durability", Shape::Name(|| vec!["disk", "process"]), "what a commit survives"),
    Key::optional("journal", Shape::Text, "of several nodes: this one's file, `sqlite:` and a path"),
    Key::optional("node", Shape::Text, "of several nodes: this one's name"),
    Key::optional("password", SECRET, "of several nodes: the database's password"),
    Key::optional("pepper_file", Shape::Text, "of several nodes: the pepper, the same file on all of them"),
];
/// The keys that say something of several nodes only.
const OF_SEVERAL: [&str; 4] = ["journal", "node", "password", "pepper_file"];
/// The journal of a node whose configuration names none.
const JOURNAL: &str = "qaqpa.db";
/// What entries of a single node say.
const ONLY_NODE: &str = "node-1";

pub(super) fn storage(value: &Value<'_>, base: &Path) -> Option<StorageConfig> {
    let table = value.table(STORAGE_KEYS)?;
    let durability = match table.optional("durability") {
        None => Durability::Power,
        Some(value) => value.named(&[Durability::Power, Durability::Process], |durability| match durability {
            Durability::Power => "disk",
            Durability::Process => "process",
        })?,
    };
    let url = table.required("url")?;
    let text = url.string()?;
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return several(&table, &url, base, durability);
    }
    let expected = "`sqlite:` and a path, or `postgres://user@host/database`";
    let path = file(&url, base, expected)?;
    let mut is_single = true;
    for value in OF_SEVERAL.iter().filter_map(|key| table.optional(key)) {
        value.refuse::<()>("a key for several nodes", "`url = \"postgres://…\"` beside it, or none of it");
        is_single = false;
    }
    is_single.then(|| StorageConfig { path, durability, node: ONLY_NODE.to_owned(), shared: None })
}

fn several(table: &Table<'_>, url: &Value<'_>, base: &Path, durability: Durability) -> Option<StorageConfig> {
    let target = Target::parse(url.string()?).map_or_else(|(found, expected)| url.refuse(found, expected), Some);
    let path = match table.optional("journal") {
        None => Some(base.join(JOURNAL)),
        Some(journal) => file(&journal, base, "`sqlite:` and a path"),
    };
    let node = match table.optional("node") {
        Some(node) => name(&node),
        None => {
            url.refuse("a database for several nodes, and no `node`", "`node` beside it: a name of this node's own")
        }
    };
    let password = match table.optional("password") {
        None => Some(None),
        Some(password) => secret(&password, base).map(Some),
    };
    let pepper_file = match table.optional("pepper_file") {
        None => Some(None),
        Some(path) => path.string().map(|path| Some(base.join(path))),
    };
    let shared = SharedConfig { target: target?, password: password?, pepper_file: pepper_file? };
    Some(StorageConfig { path: path?, durability, node: node?, shared: Some(shared) })
}

fn file(value: &Value<'_>, base: &Path, expected: &str) -> Option<PathBuf> {
    match value.string()?.strip_prefix("sqlite:") {
        Some(path) if !path.is_empty() => Some(base.join(path)),
        _ => value.refuse(format!("`{}`", value.string()?), expected),
    }
}

fn name(value: &Value<'_>) -> Option<String> {
    let name = value.string()?;
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = (1..=64).contains(&name.len()) && name.bytes().all(known);
    if is_name { Some(name.to_owned()) } else { value.refuse(format!("`{name}`"), "1 to 64 of a-z, 0-9 and -") }
}

#[cfg(test)]
mod tests {
    use router_core::diagnostic::SourceFile;
    use router_core::files::{Key, Shape, Source};
    use std::path::Path;

    use super::{STORAGE_KEYS, storage};

    fn read(lines: &str) -> String {
        const FILE: &[Key] = &[Key::required("storage", Shape::Table(STORAGE_KEYS), "")];
        let file = SourceFile { name: "qaqpa.toml".to_owned(), text: format!("[storage]\n{lines}") };
        let source = Source::parse(&file);
        let config = source
            .root(FILE)
            .and_then(|root| root.required("storage").and_then(|value| storage(&value, Path::new("/srv"))));
        let problem = |problem: &router_core::diagnostic::Diagnostic| {
            let (line, column) = problem.line_column(&file.text).unwrap_or_default();
            format!("{line}:{column}: {}; expected {}", problem.found, problem.expected)
        };
        match config {
            Some(config) => {
                let shared = config.shared.map(|shared| (shared.password.is_some(), shared.pepper_file));
                format!("{} {} {shared:?}", config.path.display(), config.node)
            }
            None => source.into_diagnostics().iter().map(problem).collect::<Vec<_>>().join("\n"),
        }
    }

    #[test]
    fn one_node_and_several() {
        const URL: &str = "url = \"postgres://qaqpa@db/qaqpa\"\n";
        for (lines, expected) in [
            ("url = \"sqlite:a.db\"", "/srv/a.db node-1 None".to_owned()),
            (
                "url = \"sqlite:a.db\"\nnode = \"a\"",
                "3:8: a key for several nodes; expected `url = \"postgres://…\"` beside it, or none of it".to_owned(),
            ),
            (&format!("{URL}node = \"a\""), "/srv/qaqpa.db a Some((false, None))".to_owned()),
            (
                &format!(
                    "{URL}node = \"a-1\"\njournal = \"sqlite:j.db\"\npassword = {{ env = \"P\" }}\npepper_file = \"p\""
                ),
                "/srv/j.db a-1 Some((true, Some(\"/srv/p\")))".to_owned(),
            ),
            (
                URL,
                "2:7: a database for several nodes, and no `node`; expected `node` beside it: a name of this node's own"
                    .to_owned(),
            ),
            (
                &format!("{URL}node = \"Алматы\"\njournal = \"postgres://x\""),
                "3:8: `Алматы`; expected 1 to 64 of a-z, 0-9 and -\n4:11: `postgres://x`; expected `sqlite:` and a path"
                    .to_owned(),
            ),
            (
                "url = \"postgres://qaqpa:secret@db/qaqpa\"\nnode = \"a\"",
                "2:7: a password in the URL; expected `storage.password` with `{ env = … }` or `{ file = … }`".to_owned(),
            ),
        ] {
            assert_eq!(read(lines), expected, "{lines}");
        }
    }
}
