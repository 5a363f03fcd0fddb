//! What a request decides by: policy, prices and rates of one moment, swapped whole, never changed in place.

mod load;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use jiff::civil::Date;
use router_core::diagnostic::{Diagnostic, SourceFile};
use router_core::policy::Policy;
use router_core::prices::PriceBook;

pub(crate) use load::{Reading, load, read_folder};

/// One version of policy and prices. A request keeps the one it was admitted under to its ledger line.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// Counts from 1 at start; each successful reload adds 1.
    pub(crate) version: u64,
    pub(crate) policy: Policy,
    pub(crate) prices: PriceBook,
    /// Hash of the files it was made of.
    pub(crate) fingerprint: String,
}

/// The current snapshot and how to get the next.
#[derive(Debug)]
pub(crate) struct SnapshotStore {
    current: ArcSwap<Snapshot>,
    policies: PathBuf,
    price_tables: PathBuf,
    /// The providers inside the perimeter; `None` where they are not known.
    inside: Option<Vec<String>>,
    /// One reload at a time; holds the files that were refused last, if they are still those on disk.
    last_refusal: Mutex<Option<LastRefusal>>,
}

/// Files that stand on disk and are not used.
#[derive(Debug, Clone)]
pub(crate) struct LastRefusal {
    fingerprint: String,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Files that were refused: the old version stays in use.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl SnapshotStore {
    /// Loads the first snapshot.
    ///
    /// # Errors
    /// [`Refused`] with every problem of every file.
    pub(crate) fn open(
        policies: PathBuf,
        price_tables: PathBuf,
        inside: Option<Vec<String>>,
        today: Date,
    ) -> Result<(Self, Vec<Diagnostic>), Refused> {
        let reading = Reading::of(&policies, &price_tables).map_err(Refused::unreadable)?;
        let loaded = load(reading, today, inside.as_deref());
        let warnings = loaded.diagnostics.clone();
        let current = ArcSwap::from_pointee(loaded.into_snapshot(1)?);
        Ok((Self { current, policies, price_tables, inside, last_refusal: Mutex::default() }, warnings))
    }

    /// The snapshot in force.
    pub(crate) fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Reads all files anew and swaps them in, if they are good and differ. Returns the version in force.
    ///
    /// # Errors
    /// [`Refused`]; then nothing changed.
    pub(crate) fn reload(&self, today: Date) -> Result<u64, Refused> {
        let mut last_refusal = self.last_refusal.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = Reading::of(&self.policies, &self.price_tables).map_err(Refused::unreadable)?;
        let current = self.current.load();
        if self.is_in_force(&current, &reading, today) {
            *last_refusal = None;
            return Ok(current.version);
        }
        let fingerprint = reading.fingerprint();
        match load(reading, today, self.inside.as_deref()).into_snapshot(current.version + 1) {
            Ok(snapshot) => {
                let version = snapshot.version;
                self.current.store(Arc::new(snapshot));
                *last_refusal = None;
                Ok(version)
            }
            Err(refused) => {
                *last_refusal = Some(LastRefusal { fingerprint, diagnostics: refused.diagnostics.clone() });
                Err(refused)
            }
        }
    }

    /// As [`Self::reload`], unless the files on disk are the ones in force, or the ones refused last: then `None`.
    pub(crate) fn poll(&self, today: Date) -> Option<Result<u64, Refused>> {
        let reading = Reading::of(&self.policies, &self.price_tables).ok()?;
        let refused_before = {
            let last_refusal = self.last_refusal.lock().unwrap_or_else(PoisonError::into_inner);
            last_refusal.as_ref().is_some_and(|refusal| refusal.fingerprint == reading.fingerprint())
        };
        (!refused_before && !self.is_in_force(&self.current.load(), &reading, today)).then(|| self.reload(today))
    }

    fn is_in_force(&self, current: &Snapshot, reading: &Reading, today: Date) -> bool {
        current.policy.date == today && current.fingerprint == reading.fingerprint()
    }

    /// What was wrong with the files on disk, if they are not the ones in force.
    pub(crate) fn last_refusal(&self) -> Option<LastRefusal> {
        self.last_refusal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Refused {
    fn unreadable(diagnostic: Diagnostic) -> Self {
        Self { files: Vec::new(), diagnostics: vec![diagnostic] }
    }
}
