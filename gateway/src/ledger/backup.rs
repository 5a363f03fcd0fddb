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
    Durability, LedgerError,
    store::{SCHEMA, beside, bring_up, open_any_schema, open_read_only},
    writer::{Lock, lock},
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
    let copy = copy(&open_read_only(from)?, to, |_| Ok(()))?;
    if pepper_from.exists() {
        copy_secret(&pepper_from, &pepper_to)?;
    }
    copy.persist_noclobber(to).map_err(|error| io_error(to)(error.error))?;
    sync_folder(to)
}

/// A copy of a backup beside the ledger whose place it is to take, brought up to the schema of this program.
#[derive(Debug)]
pub struct Restoration {
    copy: tempfile::NamedTempFile,
    /// The secret that its keys were hashed with, where that does not stand at the ledger already.
    pepper: Option<PathBuf>,
    to: PathBuf,
    /// Last, so that it is given up when all is in its place.
    _lock: Lock,
}

// === impl Restoration ===

impl Restoration {
    /// Copies `backup` beside the ledger at `to`, which nobody may have open.
    ///
    /// # Errors
    /// [`LedgerError::Locked`] while it is in use, [`LedgerError::WrongPepper`] where the backup has no pepper beside it
    /// and the one that is there is not its own.
    pub fn prepare(backup: &Path, to: &Path) -> Result<Self, LedgerError> {
        let lock = lock(to)?;
        let (source, schema) = open_any_schema(backup)?;
        let fingerprint: Vec<u8> =
            source.query_row("SELECT value FROM meta WHERE name = 'pepper'", [], |row| row.get(0))?;
        let fits = |path: &Path| Pepper::load(path).is_ok_and(|pepper| fingerprint == pepper.fingerprint());
        let (own, brought) = (beside(to, PEPPER), beside(backup, PEPPER));
        let pepper = match () {
            () if fits(&own) => None,
            () if fits(&brought) => Some(brought),
            () => return Err(LedgerError::WrongPepper { path: if brought.exists() { brought } else { own } }),
        };
        let copy = copy(&source, to, |copy| match schema {
            SCHEMA => Ok(()),
            _ => bring_up(backup, copy, Durability::Process),
        })?;
        Ok(Self { copy, pepper, to: to.to_owned(), _lock: lock })
    }

    /// The copy, to be proven before it is put anywhere.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.copy.path()
    }

    /// Puts the copy in the place of the ledger. What stood there is moved aside; its new name is returned.
    ///
    /// # Errors
    /// [`LedgerError`] where a file cannot be moved.
    pub fn put(self, now: Timestamp) -> Result<Option<PathBuf>, LedgerError> {
        let Self { copy, pepper, to, _lock } = self;
        let own = beside(&to, PEPPER);
        let aside = beside(&to, &format!(".replaced-{}", now.as_second()));
        let mut moved = None;
        for companion in COMPANIONS {
            let (old, kept) = (beside(&to, companion), beside(&aside, companion));
            if old.exists() {
                fs::rename(&old, &kept).map_err(io_error(&old))?;
                moved = Some(aside.clone());
            }
        }
        if let Some(brought) = pepper {
            if own.exists() {
                fs::rename(&own, beside(&aside, PEPPER)).map_err(io_error(&own))?;
            }
            copy_secret(&brought, &own)?;
        }
        copy.persist_noclobber(&to).map_err(|error| io_error(&to)(error.error))?;
        sync_folder(&to)?;
        Ok(moved)
    }
}

/// A copy of what `source` reads under a passing name in the folder of `to`, flushed; `finish` may change it before.
fn copy(
    source: &Connection,
    to: &Path,
    finish: impl FnOnce(&Connection) -> Result<(), LedgerError>,
) -> Result<tempfile::NamedTempFile, LedgerError> {
    let file = tempfile::Builder::new().prefix(".ledger-").tempfile_in(folder(to)).map_err(io_error(to))?;
    {
        let mut target = Connection::open(file.path())?;
        Backup::new(source, &mut target)?.run_to_completion(i32::MAX, PAUSE, None)?;
        finish(&target)?;
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
