//! Room on the disk for the day on which there is none: a file that is given up when the disk is full, so that answers
//! that are under way can still be written down.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use rustix::fs::{FallocateFlags, fallocate, statvfs};

/// What is kept: enough for ten thousand requests.
const BYTES: u64 = 64 << 20;
/// How much more must be free before it is laid: the ledger's log, twice over. Otherwise the next commits would find the
/// disk full.
const HEADROOM: u64 = 16 << 20;

/// The file that keeps the room.
#[derive(Debug)]
pub(super) struct Ballast {
    path: PathBuf,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The room is kept.
    Laid,
    /// It was given up, and the disk has no more.
    GivenUp,
    /// There never was any: the disk had too little, or cannot set room aside.
    None,
}

// === impl Ballast ===

impl Ballast {
    /// Keeps the room with a file at `path`; without room for it the ledger is none the worse than without this.
    pub(super) fn new(path: PathBuf) -> Self {
        let laid =
            if path.exists() || has_room(&path) { allocate(&path) } else { Err(io::ErrorKind::StorageFull.into()) };
        let state = match laid {
            Ok(()) => State::Laid,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "no room could be kept for the day the disk is full");
                State::None
            }
        };
        Self { path, state }
    }

    /// Whether the room was given up: what is free is for what is under way.
    pub(super) fn is_given_up(&self) -> bool {
        self.state == State::GivenUp
    }

    /// The disk is full: gives the room up, unless that is done.
    pub(super) fn give_up(&mut self) {
        if self.state == State::Laid && fs::remove_file(&self.path).is_ok() {
            tracing::error!("the disk is full: new requests are refused, those under way use the room that was kept");
            self.state = State::GivenUp;
        }
    }

    /// Keeps the room again if the disk has enough. Whether it does.
    pub(super) fn lay_again(&mut self) -> bool {
        let is_laid = has_room(&self.path) && allocate(&self.path).is_ok();
        if is_laid {
            tracing::info!("the disk has room again");
            self.state = State::Laid;
        }
        is_laid
    }
}

/// Whether the disk below has so much. Asked before anything is taken: a file system that cannot give all of what is asked
/// for takes all there is before it says so, from everybody.
fn has_room(path: &Path) -> bool {
    let disk = path.parent().and_then(|folder| statvfs(folder).ok());
    disk.is_some_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= BYTES + HEADROOM)
}

/// A file of [`BYTES`] whose blocks are taken. A failure leaves no file.
fn allocate(path: &Path) -> io::Result<()> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    let allocated = fallocate(&file, FallocateFlags::empty(), 0, BYTES).map_err(io::Error::from);
    if allocated.is_err() {
        let _ = fs::remove_file(path);
    }
    allocated
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::MetadataExt as _;

    use super::{BYTES, Ballast};

    #[test]
    fn room_is_kept_given_up_and_kept_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.ballast");
        // Blocks have 512 bytes; a file with holes would keep nothing.
        let kept = || fs::metadata(&path).map(|file| file.len().min(file.blocks() * 512)).ok();
        let mut ballast = Ballast::new(path.clone());
        assert_eq!((kept(), ballast.is_given_up()), (Some(BYTES), false));
        ballast.give_up();
        assert_eq!((kept(), ballast.is_given_up()), (None, true));
        assert!(ballast.lay_again());
        assert_eq!((kept(), ballast.is_given_up()), (Some(BYTES), false));
        // What lies there from the process before is taken over.
        assert!(!Ballast::new(path.clone()).is_given_up());
        assert_eq!(kept(), Some(BYTES));
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is_given_up() {
        let mut ballast = Ballast::new("/nowhere/at/all".into());
        ballast.give_up();
        assert!(!ballast.is_given_up());
    }
}
