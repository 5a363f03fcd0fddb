//! The keys of a host: taken in turn, rested when refused, read again when their file changes.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use dialects::UpstreamError;
use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::SecretRef;
use crate::config::secrets::{self, SecretError};

/// The rest of a key that is not taken for sure: it comes back by itself only in case somebody paid a bill.
const REFUSED: Duration = Duration::from_secs(600);
/// The rest of one that may be good for the next request.
const DOUBTED: Duration = Duration::from_secs(5);
/// The rest of one that is limited by nobody knows how long.
const LIMITED: Duration = Duration::from_secs(1);

/// The keys of one host; none for a host that wants none.
#[derive(Debug)]
pub(crate) struct KeyRing {
    start: Instant,
    /// What stands before a key in its header.
    before: &'static str,
    keys: Box<[Key]>,
    turn: AtomicUsize,
}

#[derive(Debug)]
struct Key {
    /// `None` for one that is put here whenever there is a new one.
    from: Option<SecretRef>,
    /// The header that carries it; `None` while there is none.
    header: ArcSwap<Option<HeaderValue>>,
    /// Milliseconds since the ring was made until which it rests.
    rests_until: AtomicU64,
    file: Mutex<Seen>,
}

type Stamp = (SystemTime, u64);

/// How a key's file was.
#[derive(Debug)]
struct Seen {
    /// When it was read.
    read: Option<Stamp>,
    /// When it could not be read, which is told once.
    failed: Option<Stamp>,
}

/// A key in use.
#[derive(Debug, Clone)]
pub(crate) struct Picked {
    place: usize,
    /// The header that carries it.
    pub(crate) header: Arc<Option<HeaderValue>>,
}

// === impl KeyRing ===

impl KeyRing {
    /// Reads the keys.
    ///
    /// # Errors
    /// [`SecretError`] of the first that is not there.
    pub(crate) fn read(from: &[SecretRef], before: &'static str, now: Instant) -> Result<Self, SecretError> {
        let key = |from: &SecretRef| {
            let stamp = stamp(from);
            Ok(Key {
                from: Some(from.clone()),
                header: ArcSwap::from_pointee(Some(header(before, from)?)),
                rests_until: AtomicU64::new(0),
                file: Mutex::new(Seen { read: stamp, failed: None }),
            })
        };
        let keys = from.iter().map(key).collect::<Result<_, _>>()?;
        Ok(Self { start: now, before, keys, turn: AtomicUsize::new(0) })
    }

    /// One key, which is put into the ring once there is one: until then nothing can be sent.
    pub(crate) fn to_be_put(before: &'static str, now: Instant) -> Self {
        let key = Key {
            from: None,
            header: ArcSwap::from_pointee(None),
            rests_until: AtomicU64::new(0),
            file: Mutex::new(Seen { read: None, failed: None }),
        };
        Self { start: now, before, keys: Box::new([key]), turn: AtomicUsize::new(0) }
    }

    /// Puts a key in the place of the one before.
    pub(crate) fn put(&self, secret: &SecretString) {
        for key in self.keys.iter().filter(|key| key.from.is_none()) {
            key.header.store(Arc::new(carried(self.before, secret)));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The next key that does not rest, or the one that has rested most of its time; `None` where there are no keys.
    pub(crate) fn pick(&self, now: Instant) -> Option<Picked> {
        let picked = |place: usize, key: &Key| Picked { place, header: key.header.load_full() };
        if let [only] = &*self.keys {
            return Some(picked(0, only));
        }
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let in_turn = (0..self.keys.len()).map(|step| first.wrapping_add(step) % self.keys.len());
        let resting = |place: usize| self.keys.get(place).map_or(u64::MAX, |key| key.rest(self.millis(now)));
        let place = in_turn.min_by_key(|place| resting(*place))?;
        Some(picked(place, self.keys.get(place)?))
    }

    /// A key was refused or is limited: it rests. Whether another does not, so that the call is worth repeating.
    pub(crate) fn refused(&self, picked: &Picked, error: &UpstreamError, certain: bool, now: Instant) -> bool {
        let Some(key) = self.keys.get(picked.place).filter(|_| self.keys.len() > 1) else { return false };
        let rest = match error.class {
            dialects::FailureClass::Credentials if certain => REFUSED,
            dialects::FailureClass::Credentials => DOUBTED,
            dialects::FailureClass::RateLimited => error.retry_after.unwrap_or_default().max(LIMITED),
            _ => return false,
        };
        let now = self.millis(now);
        key.rests_until.fetch_max(now + rest.as_millis() as u64, Ordering::Relaxed);
        self.keys.iter().any(|key| key.rest(now) == 0)
    }

    /// Keys that rest now.
    pub(crate) fn resting(&self, now: Instant) -> usize {
        self.keys.iter().filter(|key| key.rest(self.millis(now)) > 0).count()
    }

    /// Reads those keys again whose file changed: what came of each that is new. What cannot be read stays as it was,
    /// is told of once, and tried again.
    pub(crate) fn read_again(&self) -> Vec<Result<(), SecretError>> {
        self.keys.iter().filter_map(|key| key.read_again(self.before).transpose()).collect()
    }

    fn millis(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.start).as_millis() as u64
    }
}

// === impl Key ===

impl Key {
    /// Milliseconds that it still rests.
    fn rest(&self, now: u64) -> u64 {
        self.rests_until.load(Ordering::Relaxed).saturating_sub(now)
    }

    /// Reads it again where its file changed; something where there is something to tell.
    fn read_again(&self, before: &str) -> Result<Option<()>, SecretError> {
        let Some(from) = &self.from else { return Ok(None) };
        let mut seen = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(from);
        if stamp.is_none() || seen.read == stamp {
            return Ok(None);
        }
        let header = match header(before, from) {
            Ok(header) => Some(header),
            Err(_) if seen.failed == stamp => return Ok(None),
            Err(error) => {
                seen.failed = stamp;
                return Err(error);
            }
        };
        *seen = Seen { read: stamp, failed: None };
        if **self.header.load() == header {
            return Ok(None);
        }
        self.header.store(Arc::new(header));
        self.rests_until.store(0, Ordering::Relaxed);
        Ok(Some(()))
    }
}

/// Reads a key into the header that carries it.
fn header(before: &str, from: &SecretRef) -> Result<HeaderValue, SecretError> {
    carried(before, &secrets::resolve(from)?).ok_or_else(|| {
        SecretError::NoKey(match from {
            SecretRef::Env(name) => format!("environment variable {name}"),
            SecretRef::File(path) => path.display().to_string(),
        })
    })
}

/// The header that carries a key; `None` where no header can.
fn carried(before: &str, secret: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("{before}{}", secret.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// When a key's file was changed last, and its size; `None` for what stands in no file.
fn stamp(from: &SecretRef) -> Option<Stamp> {
    let SecretRef::File(path) = from else { return None };
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::{KeyRing, Picked, REFUSED};
    use crate::config::SecretRef;
    use dialects::{FailureClass, UpstreamError};
    use std::time::{Duration, Instant};

    fn ring(folder: &std::path::Path, keys: &[&str], now: Instant) -> KeyRing {
        let file = |key: &&str| {
            let path = folder.join(key);
            std::fs::write(&path, key).unwrap();
            SecretRef::File(path)
        };
        KeyRing::read(&keys.iter().map(file).collect::<Vec<_>>(), "Bearer ", now).unwrap()
    }

    fn value(picked: &Picked) -> String {
        let header = (*picked.header).as_ref().unwrap();
        header.to_str().unwrap().trim_start_matches("Bearer ").to_owned()
    }

    fn taken(ring: &KeyRing, times: usize, now: Instant) -> String {
        (0..times).map(|_| value(&ring.pick(now).unwrap())).collect()
    }

    #[test]
    fn keys_take_turns_and_refused_ones_rest() {
        let folder = tempfile::tempdir().unwrap();
        let start = Instant::now();
        let keys = ring(folder.path(), &["a", "b", "c"], start);
        assert_eq!(taken(&keys, 6, start), "abcabc");
        let a = keys.pick(start).unwrap();
        let (limited, refused) = (FailureClass::RateLimited.into(), FailureClass::Credentials.into());
        let long = UpstreamError { retry_after: Some(Duration::from_secs(20)), ..FailureClass::RateLimited.into() };
        assert!(keys.refused(&a, &refused, true, start));
        assert!(!taken(&keys, 6, start).contains('a'));
        let b = (0..3).map(|_| keys.pick(start).unwrap()).find(|picked| value(picked) == "b").unwrap();
        assert!(keys.refused(&b, &long, true, start), "c is left");
        let c = keys.pick(start).unwrap();
        assert_eq!(value(&c), "c");
        assert!(!keys.refused(&c, &limited, true, start), "nobody is left");
        assert_eq!((taken(&keys, 1, start).as_str(), keys.resting(start)), ("c", 3), "whose rest ends first");
        let later = start + Duration::from_secs(20);
        assert_eq!((taken(&keys, 6, later).contains('a'), keys.resting(later)), (false, 1));
        assert!(taken(&keys, 6, start + REFUSED).contains('a'));
        let server = FailureClass::Server.into();
        assert!(!keys.refused(&keys.pick(later).unwrap(), &server, true, later), "no key's fault");
    }

    #[test]
    fn a_single_key_never_rests() {
        let folder = tempfile::tempdir().unwrap();
        let start = Instant::now();
        let keys = ring(folder.path(), &["a"], start);
        let refused = FailureClass::Credentials.into();
        assert!(!keys.refused(&keys.pick(start).unwrap(), &refused, true, start));
        assert_eq!(keys.resting(start), 0);
        assert!(KeyRing::read(&[], "Bearer ", start).unwrap().pick(start).is_none());
    }

    #[test]
    fn a_file_that_changed_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let start = Instant::now();
        let keys = ring(folder.path(), &["a", "b"], start);
        assert!(keys.read_again().is_empty());
        keys.refused(&keys.pick(start).unwrap(), &FailureClass::Credentials.into(), true, start);
        std::fs::write(folder.path().join("a"), "new").unwrap();
        assert!(matches!(keys.read_again()[..], [Ok(())]));
        assert_eq!((keys.resting(start), keys.len()), (0, 2));
        assert!(taken(&keys, 2, start).contains("new"));
        for (content, problem) in [("", "b: the file is empty"), ("x\ny", "b: expected one line of ASCII characters")] {
            std::fs::write(folder.path().join("b"), content).unwrap();
            let [Err(error)] = &keys.read_again()[..] else { panic!("{content:?} was taken for a key") };
            assert!(error.to_string().ends_with(problem), "{error}");
            assert!(keys.read_again().is_empty(), "it is told once");
            assert!(taken(&keys, 2, start).contains('b'), "what cannot be read stays as it was");
        }
        std::fs::write(folder.path().join("a"), "newer").unwrap();
        assert!(matches!(keys.read_again()[..], [Ok(())]), "one that is broken keeps no other from being read");
        let broken = SecretRef::File(folder.path().join("b"));
        assert!(KeyRing::read(&[broken], "Bearer ", start).is_err(), "no key that no header can carry");
    }
}
