//! How fast the disk below a folder makes a write durable: what a durable ledger cannot be faster than.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// What is written and flushed at a time: a page of the ledger's write-ahead log.
const PAGE: [u8; 4096] = [0x5a; 4096];

/// Pages that are written in turn. They are laid out before: a log in use is written over from its beginning as well,
/// so that no flush has to store where new blocks lie.
const PAGES: u64 = 256;

/// File systems that keep files in memory, where a flush does nothing.
const IN_MEMORY: [&str; 2] = ["tmpfs", "ramfs"];

/// A file on the disk in question.
#[derive(Debug)]
pub struct Disk {
    file: File,
    /// The name of its file system.
    pub file_system: String,
}

impl Disk {
    /// Lays a file out in `folder`.
    ///
    /// # Errors
    /// When it cannot be written, or the folder lies in memory.
    pub fn new(folder: &Path) -> Result<Self> {
        let file_system = file_system(folder)?;
        let in_memory = IN_MEMORY.contains(&file_system.as_str());
        ensure!(!in_memory, "{} lies in memory ({file_system}): name a folder on a disk", folder.display());
        let file = File::options().create(true).truncate(true).write(true).open(folder.join("flush.probe"))?;
        for page in 0..PAGES {
            file.write_all_at(&PAGE, page * PAGE.len() as u64)?;
        }
        file.sync_all()?;
        Ok(Self { file, file_system })
    }

    /// Writes and flushes one page after the other: the ns that each took.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn flush(&self, times: usize) -> Result<Vec<u64>> {
        let mut took = Vec::with_capacity(times);
        for page in (0..PAGES).cycle().take(times) {
            let started = Instant::now();
            self.file.write_all_at(&PAGE, page * PAGE.len() as u64)?;
            self.file.sync_data()?;
            took.push(u64::try_from(started.elapsed().as_nanos())?);
        }
        Ok(took)
    }
}

/// The name of the file system that `folder` lies on.
fn file_system(folder: &Path) -> Result<String> {
    let folder = folder.canonicalize()?;
    let mounts = fs::read_to_string("/proc/self/mounts").context("the list of file systems")?;
    mounted(&mounts, &folder).with_context(|| format!("no file system holds {}", folder.display()))
}

/// The type of the innermost of `mounts` that holds `folder`; of two at one place, the later covers the earlier.
fn mounted(mounts: &str, folder: &Path) -> Option<String> {
    let lines = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        Some((PathBuf::from(fields.next()?), fields.next()?))
    });
    let holding = lines.filter(|(place, _)| folder.starts_with(place));
    holding.max_by_key(|(place, _)| place.components().count()).map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Disk, mounted};

    #[test]
    fn the_innermost_file_system_counts() {
        let mounts =
            "/dev/a / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/b /tmp/disk xfs rw 0 0\n/dev/c / btrfs rw 0 0\n";
        for (folder, expected) in
            [("/tmp", "tmpfs"), ("/tmp/x", "tmpfs"), ("/tmp/disk/x", "xfs"), ("/tmp/disks", "tmpfs"), ("/", "btrfs")]
        {
            assert_eq!(mounted(mounts, Path::new(folder)).as_deref(), Some(expected), "{folder}");
        }
        assert_eq!(mounted("", Path::new("/")), None);
    }

    #[test]
    fn every_flush_is_timed() {
        // Beside the sources: a temporary folder may lie in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let took = Disk::new(folder.path()).and_then(|disk| disk.flush(300)).unwrap();
        assert!(took.len() == 300 && took.iter().all(|took| *took > 0));
        assert_eq!(std::fs::metadata(folder.path().join("flush.probe")).unwrap().len(), 256 * 4096);
    }
}
