//! Health: a circuit for each provider and model, what operators block, how fast models are. Only what is a provider's
//! own fault counts against it ([`dialects::FailureClass::handling`] says what is).

mod blocks;
mod budget;
mod circuit;
mod report;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use dialects::{Blame, UpstreamError};
use jiff::Timestamp;
use router_core::chat::Chat;
use router_core::decide::Health;
use router_core::prices::ModelRef;

use crate::config::{Config, ProviderConfig};
use crate::providers::Perimeter;

use blocks::Blocks;
pub(crate) use blocks::{Block, Blocked};
pub(crate) use budget::RetryBudget;
pub(crate) use circuit::Why;
use circuit::{Circuit, FAULTS_TO_OPEN, Fault, Standing};
pub(crate) use report::{Seen, is_out};

/// How long a figure of a model's pace counts.
const FRESH: Duration = Duration::from_secs(60);
/// How long one caller has to measure it anew before the next may.
const MEASURING: Duration = Duration::from_secs(5);
/// Answers of a model that are remembered, and how many of them say what is usual.
const RECENT: usize = 64;
const ENOUGH: usize = 20;
/// A refusal that may be the request's doing (a 403 of a moderator, a 404 of a host that chooses among others) holds
/// nobody out before it came so often in a row.
const DOUBTFUL: u32 = 3;
/// Codes of refusals that no request brings about.
const CERTAIN: [&str; 5] = [
    "invalid_api_key",
    "insufficient_quota",
    "model_not_found",
    "not_found_error",
    "unsupported_country_region_territory",
];

/// Who is well and who is not, shared by all workers.
#[derive(Debug)]
pub(crate) struct HealthBoard {
    /// Every configured provider.
    providers: Vec<Provider>,
    /// What `decide` gets, made anew when something changes: on a good day it costs a request one atomic read.
    view: ArcSwap<View>,
    any_failed: AtomicBool,
    table: Mutex<Table>,
    paces: Mutex<HashMap<(ModelRef, Form), Pace>>,
    /// How many calls beyond the first of each request there may be.
    pub(crate) budget: RetryBudget,
}

/// A configured provider, as far as health goes by it.
#[derive(Debug, Clone)]
struct Provider {
    name: Arc<str>,
    region: String,
    /// Whether it stands inside the perimeter.
    inside: bool,
}

/// Whom a circuit is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// A whole provider: its host, or our account there.
    Provider(Arc<str>),
    /// One model.
    Model(ModelRef),
}

#[derive(Debug)]
struct View {
    health: Arc<Health>,
    /// When it is to be made anew though nothing happened.
    due: Option<Instant>,
}

#[derive(Debug, Default)]
struct Table {
    circuits: HashMap<Subject, Circuit>,
    blocks: Blocks,
}

/// How an answer comes: a stream is there with its first content, a whole answer with its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    Whole,
    Stream,
}

/// How long a model has taken to answer lately, the latest answer counting for an eighth.
#[derive(Debug)]
struct Pace {
    average: Duration,
    /// Until when that is taken for what it still is.
    fresh_until: Instant,
    /// The latest answers, for what is usual.
    recent: VecDeque<Duration>,
}

/// A circuit that opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) subject: Subject,
    pub(crate) why: Why,
}

impl Pace {
    fn usual(&self) -> Option<Duration> {
        let mut sorted: Vec<Duration> = self.recent.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() * 95 / 100).copied().filter(|_| sorted.len() >= ENOUGH)
    }
}

impl Form {
    /// The name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Stream => "stream",
        }
    }

    /// How the answer to a request comes.
    pub(crate) fn of(chat: &Chat) -> Self {
        if chat.stream() { Self::Stream } else { Self::Whole }
    }
}

impl HealthBoard {
    /// Everybody of a configuration is well, but for whom operators block.
    ///
    /// # Errors
    /// The file that says whom cannot be read.
    pub(crate) fn of(config: &Config, now: Instant) -> std::io::Result<Self> {
        let provider = |provider: &ProviderConfig| Provider {
            name: provider.name.as_str().into(),
            region: provider.region.clone(),
            inside: provider.perimeter == Perimeter::Local,
        };
        Self::open(config.providers.iter().map(provider).collect(), config.blocks_path(), now)
    }

    fn open(providers: Vec<Provider>, blocks: PathBuf, now: Instant) -> std::io::Result<Self> {
        let board = Self {
            providers,
            view: ArcSwap::from_pointee(View { health: Arc::default(), due: None }),
            any_failed: AtomicBool::new(false),
            table: Mutex::new(Table { circuits: HashMap::new(), blocks: Blocks::open(blocks)? }),
            paces: Mutex::default(),
            budget: RetryBudget::new(now),
        };
        board.publish(&mut board.table(), now);
        Ok(board)
    }

    /// Who can be called at `now`. When a circuit's pause is over, one caller gets the model as a probe and it stays out
    /// for the others.
    pub(crate) fn health(&self, now: Instant) -> Arc<Health> {
        let view = self.view.load();
        if view.due.is_none_or(|due| now < due) {
            return Arc::clone(&view.health);
        }
        let mut table = self.table();
        let probed = probes(&mut table, now);
        let health = self.publish(&mut table, now);
        if probed.is_empty() {
            return health;
        }
        let mut health = Arc::unwrap_or_clone(health);
        for subject in &probed {
            match subject {
                Subject::Provider(provider) => _ = health.providers_down.remove(provider),
                Subject::Model(model) => _ = health.models_down.remove(model),
            }
        }
        Arc::new(health)
    }

    /// Who can be called when nobody else can: those too that are out for less than failing each time, since asking them
    /// is better than refusing.
    pub(crate) fn last_resort(&self, now: Instant) -> Arc<Health> {
        let mut table = self.table();
        Arc::new(self.compiled(&mut table, now, Why::is_hard).0)
    }

    /// Who can be called, as a bystander sees it: nobody is probed by that.
    pub(crate) fn seen(&self) -> Arc<Health> {
        Arc::clone(&self.view.load().health)
    }

    /// Adds how long models take to answer in a form. One whose figure is old is shown to one caller as not measured, so
    /// that it is tried, and to the others as it was.
    pub(crate) fn with_pace(&self, health: Arc<Health>, now: Instant, form: Form) -> Arc<Health> {
        let mut health = Arc::unwrap_or_clone(health);
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
        let new = || Pace { average: took, fresh_until: now, recent: VecDeque::with_capacity(RECENT) };
        let pace = paces.entry((model.clone(), form)).or_insert_with(new);
        pace.average = pace.average - pace.average / 8 + took / 8;
        pace.fresh_until = now + FRESH;
        if pace.recent.len() == RECENT {
            pace.recent.pop_front();
        }
        pace.recent.push_back(took);
    }

    /// What 95 of 100 answers of a model took lately, once enough were seen.
    pub(crate) fn usual(&self, model: &ModelRef, form: Form) -> Option<Duration> {
        let paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.get(&(model.clone(), form))?.usual()
    }

    /// A good answer: the model is well, and so are its host and our account there.
    pub(crate) fn note_success(&self, model: &ModelRef, now: Instant) {
        if !self.any_failed.load(Ordering::Relaxed) {
            return;
        }
        let mut table = self.table();
        let mut changed = false;
        for subject in [Subject::Model(model.clone()), Subject::Provider(Arc::clone(&model.provider))] {
            if let Some(circuit) = table.circuits.get_mut(&subject) {
                let was = circuit.due();
                let forget = circuit.success(now);
                changed |= was != circuit.due();
                if forget {
                    table.circuits.remove(&subject);
                }
            }
        }
        self.any_failed.store(!table.circuits.is_empty(), Ordering::Relaxed);
        if changed {
            self.publish(&mut table, now);
        }
    }

    /// A failed attempt. Says what it opened.
    pub(crate) fn note_failure(&self, model: &ModelRef, error: &UpstreamError, now: Instant) -> Option<Opening> {
        let (subject, fault) = charge(model, error)?;
        let mut table = self.table();
        self.any_failed.store(true, Ordering::Relaxed);
        let circuit = table.circuits.entry(subject.clone()).or_insert_with(|| Circuit::new(fault.why, now));
        let was = circuit.due();
        let opened = circuit.fault(fault, now);
        let (due, why) = (circuit.due(), circuit.reason().unwrap_or(fault.why));
        if was != due {
            self.publish(&mut table, now);
        }
        opened.then_some(Opening { subject, why })
    }

    /// The provider's credentials are new: what was held against the old ones is forgotten.
    pub(crate) fn forget_refusal(&self, provider: &Arc<str>, now: Instant) {
        let mut table = self.table();
        let subject = Subject::Provider(Arc::clone(provider));
        if table.circuits.get(&subject).and_then(Circuit::reason) == Some(Why::Refused) {
            table.circuits.remove(&subject);
            self.publish(&mut table, now);
        }
    }

    /// Keeps providers out from the next request on, also after a restart; true where that changed something.
    ///
    /// # Errors
    /// It could not be written down, and is not done then.
    pub(crate) fn set_block(&self, whom: &Blocked, block: Option<Block>, now: Instant) -> std::io::Result<bool> {
        let mut table = self.table();
        let changed = table.blocks.set(whom, block, Timestamp::now())?;
        self.publish(&mut table, now);
        Ok(changed)
    }

    /// The names of what could be blocked like this: of all providers, or of all regions.
    pub(crate) fn names_like(&self, whom: &Blocked) -> BTreeSet<&str> {
        let names = self.providers.iter().map(|provider| match whom {
            Blocked::Provider(_) => &*provider.name,
            Blocked::Region(_) => &*provider.region,
        });
        names.collect()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, table: &mut Table, now: Instant) -> Arc<Health> {
        let (health, due) = self.compiled(table, now, |_| true);
        let health = Arc::new(health);
        self.view.store(Arc::new(View { health: Arc::clone(&health), due }));
        health
    }

    /// Health without those that are out for a reason which counts, and when that will be different.
    fn compiled(&self, table: &mut Table, now: Instant, counts: fn(Why) -> bool) -> (Health, Option<Instant>) {
        let inside = self.providers.iter().filter(|provider| provider.inside);
        let mut health = Health {
            configured: self.providers.iter().map(|provider| Arc::clone(&provider.name)).collect(),
            inside: inside.map(|provider| Arc::clone(&provider.name)).collect(),
            ..Health::default()
        };
        let mut due = None;
        let mut soonest = |at: Instant| due = Some(due.map_or(at, |due: Instant| due.min(at)));
        for (subject, circuit) in &table.circuits {
            let Some(until) = circuit.due() else { continue };
            soonest(until);
            if !circuit.reason().is_some_and(counts) {
                continue;
            }
            match subject {
                Subject::Provider(provider) => _ = health.providers_down.insert(Arc::clone(provider)),
                Subject::Model(model) => _ = health.models_down.insert(model.clone()),
            }
        }
        if !table.blocks.list().is_empty() {
            let clock = Timestamp::now();
            for block in table.blocks.list() {
                let held =
                    self.providers.iter().filter(|provider| block.holds(&provider.name, &provider.region, clock));
                health.blocked.extend(held.map(|provider| Arc::clone(&provider.name)));
                if let Some(left) = block.until.and_then(|until| Duration::try_from(until.duration_since(clock)).ok())
                    && !left.is_zero()
                {
                    soonest(now + left);
                }
            }
        }
        (health, due)
    }
}

/// Whose pause is over and who is now probed by one caller.
fn probes(table: &mut Table, now: Instant) -> Vec<Subject> {
    let circuits = table.circuits.iter_mut();
    circuits.filter_map(|(subject, circuit)| (circuit.stand(now) == Standing::Probe).then(|| subject.clone())).collect()
}

/// Whether a refusal of our key, our account or a model id is so for every request.
pub(crate) fn is_certain(error: &UpstreamError) -> bool {
    matches!(error.status, Some(401 | 402 | 410)) || error.code.as_deref().is_some_and(|code| CERTAIN.contains(&code))
}

/// Whom a failure is held against, and how heavily.
fn charge(model: &ModelRef, error: &UpstreamError) -> Option<(Subject, Fault)> {
    let doubtful = if is_certain(error) { 1 } else { DOUBTFUL };
    let own = || Subject::Model(model.clone());
    let whole = || Subject::Provider(Arc::clone(&model.provider));
    let (subject, why, needed) = match error.class.handling().blame {
        Blame::Nobody => return None,
        Blame::Model => (own(), Why::Failing, FAULTS_TO_OPEN),
        Blame::Limit => (own(), Why::Limited, FAULTS_TO_OPEN),
        Blame::ModelId => (own(), Why::Missing, doubtful),
        Blame::Host => (whole(), Why::Unreachable, FAULTS_TO_OPEN),
        Blame::Account => (whole(), Why::Refused, doubtful),
    };
    let hold = error.retry_after.filter(|_| why == Why::Limited);
    Some((subject, Fault { why, needed, hold }))
}

#[cfg(test)]
mod tests;
