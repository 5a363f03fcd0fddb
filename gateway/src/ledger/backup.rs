//! A copy of the file beside the gateway that writes it, and putting one in its place.
//!
//! A copy is one moment of the ledger: SQLite's backup takes all pages under one read lock, which holds up nobody in a
//! write-ahead log. Beside it stands a copy of the pepper, without which no key of it opens anything.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, backup::Backup};

use super::{
    LedgerError, Reader,
    store::{beside, open_read_only},
    writer::lock,
};
use crate::keys::Pepper;

/// Pause before a file that is locked is tried again.
const PAUSE: Duration = Duration::from_millis(50);
/// What may stand beside a ledger and belongs to it alone.
const COMPANIONS: [&str; 3] = ["", "-wal", "-shm"];
const PEPPER: &str = ".pepper";

/// Copies the ledger at `from`, which may be in use, to a new file `to`, with its pepper beside it.
///
/// # Errors
/// [`LedgerError`]; then there is no file `to`.
pub fn back_up(from: &Path, to: &Path) -> Result<(), LedgerError> {
    let (pepper_from, pepper_to) = (beside(from, PEPPER), beside(to, PEPPER));
    if let Some(path) = [to, &pepper_to].into_iter().find(|path| path.exists()) {
        return Err(LedgerError::Exists { path: path.to_owned() });
    }
    let copy = copy(from, to)?;
    if pepper_from.exists() {
        copy_secret(&pepper_from, &pepper_to)?;
    }
    copy.persist_noclobber(to).map_err(|error| io_error(to)(error.error))?;
    sync_folder(to)
}

/// Puts a copy of `backup` in the place of the ledger at `to`, which nobody may have open. What stood there is moved
/// aside; its new name is returned.
///
/// # Errors
/// [`LedgerError::Locked`] while it is in use, [`LedgerError::WrongPepper`] where the backup has no pepper beside it and
/// the one that is there is not its own. Then nothing changed.
pub fn restore(backup: &Path, to: &Path, now: Timestamp) -> Result<Option<PathBuf>, LedgerError> {
    let _lock = lock(to)?;
    let pepper = beside(to, PEPPER);
    let fingerprint = Reader::open(backup)?.pepper_fingerprint()?;
    let fits = |path: &Path| Pepper::load(path).is_ok_and(|pepper| fingerprint == pepper.fingerprint());
    let brought = beside(backup, PEPPER);
    if !fits(&pepper) && !fits(&brought) {
        return Err(LedgerError::WrongPepper { path: if brought.exists() { brought } else { pepper } });
    }
    let copy = copy(backup, to)?;
    let aside = beside(to, &format!(".replaced-{}", now.as_second()));
    let mut moved = None;
    for companion in COMPANIONS {
        let (old, kept) = (beside(to, companion), beside(&aside, companion));
        if old.exists() {
            fs::rename(&old, &kept).map_err(io_error(&old))?;
            moved = Some(aside.clone());
        }
    }
    if !fits(&pepper) {
        if pepper.exists() {
            fs::rename(&pepper, beside(&aside, PEPPER)).map_err(io_error(&pepper))?;
        }
        copy_secret(&brought, &pepper)?;
    }
    copy.persist_noclobber(to).map_err(|error| io_error(to)(error.error))?;
    sync_folder(to)?;
    Ok(moved)
}

/// A copy of `from` under a passing name in the folder of `to`, flushed.
fn copy(from: &Path, to: &Path) -> Result<tempfile::NamedTempFile, LedgerError> {
    let source = open_read_only(from)?;
    let file = tempfile::Builder::new().prefix(".ledger-").tempfile_in(folder(to)).map_err(io_error(to))?;
    {
        let mut target = Connection::open(file.path())?;
        Backup::new(&source, &mut target)?.run_to_completion(i32::MAX, PAUSE, None)?;
        // One file that can be read from where nobody can write: opening it for writing makes it a log again.
        target.pragma_update(None, "journal_mode", "DELETE")?;
    }
    file.as_file().sync_all().map_err(io_error(to))?;
    Ok(file)
}

fn copy_secret(from: &Path, to: &Path) -> Result<(), LedgerError> {
    let bytes = fs::read(from).map_err(io_error(from))?;
    // Owner-readable only, like the file that it is a copy of.
    let mut file = tempfile::Builder::new().prefix(".ledger-").tempfile_in(folder(to)).map_err(io_error(to))?;
    file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(io_error(to))?;
    file.persist_noclobber(to).map_err(|error| io_error(to)(error.error))?;
    Ok(())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Names live in folders: a new one is durable when its folder is.
fn sync_folder(path: &Path) -> Result<(), LedgerError> {
    File::open(folder(path)).and_then(|folder| folder.sync_all()).map_err(io_error(path))
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> LedgerError {
    move |source| LedgerError::Io { path: path.to_owned(), source }
}

impl Reader {
    /// What the pepper of this ledger's keys is known by.
    fn pepper_fingerprint(&self) -> Result<Vec<u8>, LedgerError> {
        Ok(self.0.query_row("SELECT value FROM meta WHERE name = 'pepper'", [], |row| row.get(0))?)
    }
}
