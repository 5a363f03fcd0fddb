//! Health: a circuit breaker per provider and model. Only the provider's own faults count against it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use router_core::chat::Chat;
use router_core::decide::Health;
use router_core::prices::ModelRef;

/// Failures in a row that open a circuit (fault F2 allows five).
const FAILURES_TO_OPEN: u32 = 5;
/// How long an open circuit keeps a model out before one request may probe it.
const OPEN_FOR: Duration = Duration::from_secs(15);
/// How long a figure of a model's pace counts.
const FRESH: Duration = Duration::from_secs(60);
/// How long one caller has to measure it anew before the next may.
const MEASURING: Duration = Duration::from_secs(5);

/// The circuits of every model that failed lately, shared by all workers.
#[derive(Debug)]
pub(crate) struct HealthBoard {
    /// Every configured provider, nothing down: what `decide` gets on a good day, without a lock.
    all_well: Arc<Health>,
    any_failed: AtomicBool,
    circuits: Mutex<HashMap<ModelRef, Circuit>>,
    paces: Mutex<HashMap<(ModelRef, Form), Pace>>,
}

/// How an answer comes: a stream is there with its first content, a whole answer with its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    Whole,
    Stream,
}

/// How long a model has taken to answer lately, the latest answer counting for an eighth.
#[derive(Debug, Clone, Copy)]
struct Pace {
    average: Duration,
    /// Until when that is taken for what it still is.
    fresh_until: Instant,
}

#[derive(Debug, Default)]
struct Circuit {
    failures: u32,
    /// Until when the model is out; `None` while closed.
    open_until: Option<Instant>,
}

impl Form {
    /// How the answer to a request comes.
    pub(crate) fn of(chat: &Chat) -> Self {
        if chat.stream() { Self::Stream } else { Self::Whole }
    }
}

impl HealthBoard {
    pub(crate) fn new<'n>(
        providers: impl IntoIterator<Item = &'n str>,
        inside: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let inside = inside.into_iter().map(Arc::from).collect();
        Self {
            all_well: Arc::new(Health { inside, ..Health::all_well(providers) }),
            any_failed: AtomicBool::new(false),
            circuits: Mutex::default(),
            paces: Mutex::default(),
        }
    }

    /// Who can be called at `now`. When a circuit's time is over, one caller gets the model as a probe and the circuit
    /// stays open for the others.
    pub(crate) fn health(&self, now: Instant) -> Arc<Health> {
        if !self.any_failed.load(Ordering::Relaxed) {
            return self.all_well.clone();
        }
        let mut health = Health::clone(&self.all_well);
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        for (model, circuit) in circuits.iter_mut() {
            match circuit.open_until {
                Some(until) if now < until => {
                    health.models_down.insert(model.clone());
                }
                Some(_) => circuit.open_until = Some(now + OPEN_FOR),
                None => {}
            }
        }
        Arc::new(health)
    }

    /// The same with how long models take to answer in a form. One whose figure is old is shown to one caller as not
    /// measured, so that it is tried, and to the others as it was.
    pub(crate) fn health_and_pace(&self, now: Instant, form: Form) -> Arc<Health> {
        let mut health = Arc::unwrap_or_clone(self.health(now));
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        for ((model, _), pace) in paces.iter_mut().filter(|((_, other), _)| *other == form) {
            if now < pace.fresh_until {
                health.latency.insert(model.clone(), pace.average);
            } else {
                pace.fresh_until = now + MEASURING;
            }
        }
        Arc::new(health)
    }

    /// An answer came after this time.
    pub(crate) fn note_pace(&self, model: &ModelRef, form: Form, took: Duration, now: Instant) {
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        let pace = paces.entry((model.clone(), form)).or_insert(Pace { average: took, fresh_until: now });
        pace.average = pace.average - pace.average / 8 + took / 8;
        pace.fresh_until = now + FRESH;
    }

    /// A good answer closes the circuit.
    pub(crate) fn note_success(&self, model: &ModelRef) {
        if !self.any_failed.load(Ordering::Relaxed) {
            return;
        }
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        circuits.remove(model);
        self.any_failed.store(!circuits.is_empty(), Ordering::Relaxed);
    }

    /// A fault of the provider; true when it opened the circuit.
    pub(crate) fn note_failure(&self, model: &ModelRef, now: Instant) -> bool {
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        self.any_failed.store(true, Ordering::Relaxed);
        let circuit = circuits.entry(model.clone()).or_default();
        circuit.failures += 1;
        if circuit.failures < FAILURES_TO_OPEN {
            return false;
        }
        let newly = circuit.open_until.is_none();
        circuit.open_until = Some(now + OPEN_FOR);
        newly
    }
}

#[cfg(test)]
mod tests {
    use super::{FAILURES_TO_OPEN, FRESH, Form, HealthBoard, MEASURING, OPEN_FOR};
    use router_core::prices::ModelRef;
    use std::time::{Duration, Instant};

    #[test]
    fn five_failures_open_and_one_probe_may_close() {
        let board = HealthBoard::new(["a"], []);
        let model = ModelRef::new("a", "m");
        let start = Instant::now();
        let is_down = |now| board.health(now).models_down.contains(&model);
        for _ in 1..FAILURES_TO_OPEN {
            assert!(!board.note_failure(&model, start));
        }
        assert!(!is_down(start), "four are not enough");
        assert!(board.note_failure(&model, start));
        assert!(is_down(start));
        let later = start + OPEN_FOR;
        assert!(!is_down(later), "one probe");
        assert!(is_down(later), "and only one");
        board.note_success(&model);
        assert!(!is_down(later));
    }

    #[test]
    fn an_old_pace_is_measured_anew_by_one() {
        let board = HealthBoard::new(["a"], []);
        let (model, start) = (ModelRef::new("a", "m"), Instant::now());
        let pace = |form, now| board.health_and_pace(now, form).latency.get(&model).map(Duration::as_millis);
        assert_eq!(pace(Form::Stream, start), None);
        board.note_pace(&model, Form::Stream, Duration::from_millis(800), start);
        board.note_pace(&model, Form::Stream, Duration::from_millis(1_600), start);
        assert_eq!((pace(Form::Stream, start), pace(Form::Whole, start)), (Some(900), None));
        let later = start + FRESH;
        assert_eq!((pace(Form::Stream, later), pace(Form::Stream, later)), (None, Some(900)));
        assert_eq!(pace(Form::Stream, later + MEASURING), None, "nobody measured, so the next may");
    }

    #[test]
    fn a_success_forgets_earlier_failures() {
        let board = HealthBoard::new(["a"], []);
        let model = ModelRef::new("a", "m");
        let start = Instant::now();
        for _ in 0..FAILURES_TO_OPEN * 3 {
            board.note_failure(&model, start);
            board.note_success(&model);
        }
        assert!(board.health(start).models_down.is_empty());
    }
}
