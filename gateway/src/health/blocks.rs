//! Whom an operator keeps out, and until when: a file beside the ledger, so that a restart forgets nobody.

use std::io::Write as _;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who is kept out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Blocked {
    /// One provider.
    Provider(String),
    /// Every provider of a region.
    Region(String),
}

/// An operator's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Block {
    #[serde(flatten)]
    pub(crate) whom: Blocked,
    /// `None`: until it is taken back.
    #[serde(with = "moment")]
    pub(crate) until: Option<Timestamp>,
}

/// All of them, as they stand in their file.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    file: PathBuf,
    list: Vec<Block>,
}

/// A moment as text, or nothing.
mod moment {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "what serde calls")]
    pub(super) fn serialize<S: Serializer>(until: &Option<Timestamp>, out: S) -> Result<S::Ok, S::Error> {
        until.map(|until| until.to_string()).serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

// === impl Block ===

impl Block {
    pub(super) fn holds(&self, name: &str, region: &str, now: Timestamp) -> bool {
        let fits = match &self.whom {
            Blocked::Provider(provider) => provider == name,
            Blocked::Region(other) => other == region,
        };
        fits && self.until.is_none_or(|until| now < until)
    }
}

// === impl Blocks ===

impl Blocks {
    /// Reads the file, if there is one.
    ///
    /// # Errors
    /// It cannot be read: who was kept out must not come back for that.
    pub(super) fn open(file: PathBuf) -> std::io::Result<Self> {
        let list = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { file, list })
    }

    pub(super) fn list(&self) -> &[Block] {
        &self.list
    }

    /// Adds a block in place of an older one of the same, or takes that back; true where something changed. Nothing
    /// does unless it is on disk.
    pub(super) fn set(&mut self, whom: &Blocked, block: Option<Block>, now: Timestamp) -> std::io::Result<bool> {
        let living = |other: &&Block| other.whom != *whom && other.until.is_none_or(|until| now < until);
        let mut list: Vec<Block> = self.list.iter().filter(living).cloned().collect();
        let existed = self.list.iter().any(|other| other.whom == *whom && other.until.is_none_or(|until| now < until));
        let changes = existed || block.is_some();
        list.extend(block);
        self.write(&list)?;
        self.list = list;
        Ok(changes)
    }

    /// Written beside and renamed, so that a crash leaves the old file or the new one.
    fn write(&self, list: &[Block]) -> std::io::Result<()> {
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(std::path::Path::new(".")))?;
        file.write_all(&serde_json::to_vec(list)?)?;
        file.as_file().sync_all()?;
        file.persist(&self.file).map(drop).map_err(|error| error.error)
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Blocked, Blocks};
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn a_block_survives_until_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blocks");
        let now = Timestamp::now();
        let later = now + SignedDuration::from_hours(2);
        let mut blocks = Blocks::open(path.clone()).unwrap();
        let provider = Blocked::Provider("openai".to_owned());
        let region = Blocked::Region("us".to_owned());
        assert!(blocks.set(&provider, Some(Block { whom: provider.clone(), until: Some(later) }), now).unwrap());
        assert!(blocks.set(&region, Some(Block { whom: region.clone(), until: None }), now).unwrap());

        let mut blocks = Blocks::open(path.clone()).unwrap();
        let held = |blocks: &Blocks, name, region, at| blocks.list().iter().any(|block| block.holds(name, region, at));
        for (name, of, at, expected) in [
            ("openai", "eu", now, true),
            ("openai", "eu", later, false),
            ("other", "us", later, true),
            ("other", "eu", now, false),
        ] {
            assert_eq!(held(&blocks, name, of, at), expected, "{name} in {of} at {at}");
        }
        assert!(blocks.set(&region, None, now).unwrap());
        assert!(!blocks.set(&region, None, now).unwrap(), "nothing to take back");
        assert_eq!(blocks.list().len(), 1);
        std::fs::write(&path, "not a list").unwrap();
        assert!(Blocks::open(path).is_err(), "a file that cannot be read is not an empty one");
    }
}
