//! The price folder as programs write it: rows go to the end of a file and nothing before them is touched; the whole
//! folder is checked with the new text, and only then does it take the place of the old one.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jiff::civil::Date;
use router_core::diagnostic::{Diagnostic, SourceFile};
use router_core::prices::PriceBook;

use crate::snapshot::read_folder;

/// Who may read a file when it is made: everybody, like files that are written by hand.
const MODE: u32 = 0o644;

/// Why the folder was not read, or not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderError {
    #[error("{}: {}; expected {}", .0.file, .0.found, .0.expected)]
    Files(Diagnostic),
    #[error("{0}: {1}")]
    Write(String, std::io::Error),
}

/// The prices and rates of a folder.
///
/// # Errors
/// The first problem of its files.
pub(crate) fn load(folder: &Path, today: Date) -> Result<PriceBook, FolderError> {
    checked(&read(folder)?, today)
}

/// The files of a folder.
///
/// # Errors
/// The file or folder that cannot be read.
pub(crate) fn read(folder: &Path) -> Result<Vec<SourceFile>, FolderError> {
    read_folder(folder).map_err(FolderError::Files)
}

/// Adds `rows` to the end of a file of a price folder, which begins with `head` where it is new.
///
/// # Errors
/// [`FolderError`]; then the folder is as it was.
pub(crate) fn append(path: &Path, head: &str, rows: &str, today: Date) -> Result<(), FolderError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.display().to_string();
    let mut files = read(folder)?;
    let old = files.iter().find(|file| file.name == name).map_or(head, |file| &file.text);
    let gap = if old.ends_with('\n') { "" } else { "\n" };
    let text = [old, gap, rows].concat();
    files.retain(|file| file.name != name);
    files.push(SourceFile { name: name.clone(), text: text.clone() });
    checked(&files, today)?;
    replace(folder, path, &text).map_err(|error| FolderError::Write(name, error))
}

/// `text` as a string of TOML, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let line: String = text.chars().filter(|letter| !letter.is_control()).collect();
    format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\""))
}

fn checked(files: &[SourceFile], today: Date) -> Result<PriceBook, FolderError> {
    let (book, problems) = PriceBook::load(files, today);
    book.ok_or_else(|| {
        let worst = problems.into_iter().max_by_key(|problem| problem.severity);
        let unknown = || Diagnostic::whole("price tables", "files that do not load", "sound price files");
        FolderError::Files(worst.unwrap_or_else(unknown))
    })
}

/// Puts `text` in the place of `path` at once, so that nobody reads half of it.
fn replace(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let mode = std::fs::metadata(path).map_or(MODE, |file| file.permissions().mode());
    // Its name does not end in `.toml`, so that it is no price file while it is written.
    let mut file = tempfile::Builder::new().prefix(".prices-").suffix(".part").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
