//! One circuit: whether a model, or a whole provider, is asked. A state machine that is told the time.

use std::time::{Duration, Instant};

/// Faults in a row that open a circuit (fault F2 allows five).
pub(super) const FAULTS_TO_OPEN: u32 = 5;
/// The first pause of what fails; every further one is twice as long.
pub(super) const PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The same for what only a person can mend.
pub(super) const PAUSE_FOR_MENDING: Duration = Duration::from_secs(60);
const LONGEST_FOR_MENDING: Duration = Duration::from_secs(900);
/// How long the one request that probes may take, before everybody may. Longer than most first bytes are waited for.
pub(super) const PROBE: Duration = Duration::from_secs(40);
/// Calls are counted for this long, twice: in the present stretch and in the one before it.
pub(super) const STRETCH: Duration = Duration::from_secs(30);
/// Fewer calls than this say nothing about a ratio.
pub(super) const CALLS_TO_JUDGE: u32 = 20;
/// One of so many calls failing is too many: each failed call is one more upstream, and they are to stay below a fifth.
const TOO_MANY: u32 = 5;

/// What is held against a model or a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It fails, five times in a row.
    Failing,
    /// It fails too often.
    Unsteady,
    /// It wants a pause.
    Limited,
    /// Nobody reaches its host.
    Unreachable,
    /// It does not take our key, or our account has no money.
    Refused,
    /// It does not know the model.
    Missing,
}

/// A fault, as far as the circuit goes by it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub(super) why: Why,
    /// Of this kind in a row, so many open the circuit.
    pub(super) needed: u32,
    /// The pause that the provider asked for.
    pub(super) hold: Option<Duration>,
}

/// Whether somebody may be asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Up,
    /// By this one caller, to see whether it is well again.
    Probe,
    Down,
}

/// A circuit that had a fault lately; whoever has none has no circuit.
#[derive(Debug)]
pub(super) struct Circuit {
    state: State,
    why: Why,
    /// Faults since the last good answer.
    row: u32,
    /// Those of them at the end that are of one kind.
    alike: u32,
    /// Pauses since it was well for long.
    pauses: u32,
    calls: Calls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open {
        until: Instant,
    },
    /// One request probes.
    Probing {
        until: Instant,
    },
    /// Nobody probed in time, so everybody may ask; the first fault opens it again.
    Probation,
}

/// Calls lately.
#[derive(Debug)]
struct Calls {
    since: Instant,
    present: Count,
    before: Count,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    all: u32,
    bad: u32,
}

// === impl Why ===

impl Why {
    const ALL: [Self; 6] =
        [Self::Failing, Self::Unsteady, Self::Limited, Self::Unreachable, Self::Refused, Self::Missing];

    /// The one of a name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }

    /// The name in metrics and reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Unsteady => "unsteady",
            Self::Limited => "limited",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::Missing => "missing",
        }
    }

    /// Whether only a person can mend it.
    pub(crate) fn is_misconfiguration(self) -> bool {
        matches!(self, Self::Refused | Self::Missing)
    }

    /// Whether asking hangs or fails for sure, so that it is worse than nobody.
    pub(super) fn is_hard(self) -> bool {
        matches!(self, Self::Failing | Self::Unreachable)
    }

    fn pause(self, pauses: u32) -> Duration {
        let (first, longest) =
            if self.is_misconfiguration() { (PAUSE_FOR_MENDING, LONGEST_FOR_MENDING) } else { (PAUSE, LONGEST_PAUSE) };
        first.saturating_mul(1 << pauses.min(8)).min(longest)
    }
}

// === impl Circuit ===

impl Circuit {
    pub(super) fn new(why: Why, now: Instant) -> Self {
        let calls = Calls { since: now, present: Count::default(), before: Count::default() };
        Self { state: State::Closed, why, row: 0, alike: 0, pauses: 0, calls }
    }

    /// Counts a fault; true when it opened the circuit.
    pub(super) fn fault(&mut self, fault: Fault, now: Instant) -> bool {
        self.alike = if self.row > 0 && self.why == fault.why { self.alike + 1 } else { 1 };
        self.row += 1;
        self.calls.note(true, now);
        if let State::Open { until } = &mut self.state {
            // Who was asked before it opened; only a longer pause is news.
            *until = (*until).max(now + fault.hold.unwrap_or_default());
            return false;
        }
        self.why = fault.why;
        let why = match self.state {
            State::Closed if fault.hold.is_some() || self.alike >= fault.needed => fault.why,
            State::Closed if self.row >= FAULTS_TO_OPEN => Why::Failing,
            State::Closed if self.calls.too_many_are_bad() => Why::Unsteady,
            State::Closed => return false,
            _ => fault.why,
        };
        self.open(why, fault.hold, now);
        true
    }

    fn open(&mut self, why: Why, hold: Option<Duration>, now: Instant) {
        self.why = why;
        self.state = State::Open { until: now + hold.unwrap_or_else(|| why.pause(self.pauses)) };
        if hold.is_none() {
            self.pauses += 1;
        }
        (self.row, self.alike) = (0, 0);
        self.calls = Calls { since: now, present: Count::default(), before: Count::default() };
    }

    /// Counts a good answer; true when the circuit need not be remembered.
    pub(super) fn success(&mut self, now: Instant) -> bool {
        match self.state {
            // Of a request from before it opened: that says nothing.
            State::Open { .. } => return false,
            State::Probing { .. } | State::Probation => self.state = State::Closed,
            State::Closed => {}
        }
        (self.row, self.alike) = (0, 0);
        self.calls.note(false, now);
        // Whoever had to pause proves itself for a stretch before the next pause is a short one again.
        self.calls.all_good() && (self.pauses == 0 || self.calls.before.all > 0)
    }

    /// Whether somebody may be asked now. Says [`Standing::Probe`] once for each pause.
    pub(super) fn stand(&mut self, now: Instant) -> Standing {
        match self.state {
            State::Closed | State::Probation => Standing::Up,
            State::Open { until } if now < until => Standing::Down,
            State::Probing { until } if now < until => Standing::Down,
            State::Open { .. } => {
                self.state = State::Probing { until: now + PROBE };
                Standing::Probe
            }
            State::Probing { .. } => {
                self.state = State::Probation;
                Standing::Up
            }
        }
    }

    /// When it will stand otherwise, without anything happening.
    pub(super) fn due(&self) -> Option<Instant> {
        match self.state {
            State::Open { until } | State::Probing { until } => Some(until),
            State::Closed | State::Probation => None,
        }
    }

    /// Why it is out, while it is.
    pub(super) fn reason(&self) -> Option<Why> {
        self.due().map(|_| self.why)
    }

    /// The state's name, and the number of the gauge.
    pub(super) fn state(&self) -> (&'static str, i64) {
        match self.state {
            State::Closed => ("closed", 0),
            State::Open { .. } => ("open", 1),
            State::Probing { .. } | State::Probation => ("half-open", 2),
        }
    }
}

// === impl Calls ===

impl Calls {
    fn note(&mut self, bad: bool, now: Instant) {
        let stretches = now.duration_since(self.since).as_secs() / STRETCH.as_secs();
        if stretches > 0 {
            self.before = if stretches == 1 { self.present } else { Count::default() };
            (self.present, self.since) = (Count::default(), now);
        }
        self.present.all += 1;
        self.present.bad += u32::from(bad);
    }

    fn too_many_are_bad(&self) -> bool {
        let (all, bad) = (self.before.all + self.present.all, self.before.bad + self.present.bad);
        all >= CALLS_TO_JUDGE && bad * TOO_MANY >= all
    }

    fn all_good(&self) -> bool {
        self.before.bad + self.present.bad == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{
        CALLS_TO_JUDGE, Circuit, FAULTS_TO_OPEN, Fault, LONGEST_PAUSE, PAUSE, PAUSE_FOR_MENDING, PROBE, STRETCH,
        Standing, Why,
    };
    use std::time::{Duration, Instant};

    const SERVER: Fault = Fault { why: Why::Failing, needed: FAULTS_TO_OPEN, hold: None };

    /// `x` is a server error, `+` a good answer, `l` a limit with a pause of 30 s, `k` a refused key, `m` a missing model
    /// that may be the request's doing, `-` a stretch without calls.
    fn played(events: &str, start: Instant) -> (Circuit, Instant) {
        let (mut circuit, mut now) = (Circuit::new(Why::Failing, start), start);
        for event in events.chars() {
            match event {
                'x' => _ = circuit.fault(SERVER, now),
                '+' => _ = circuit.success(now),
                'l' => {
                    let hold = Some(Duration::from_secs(30));
                    _ = circuit.fault(Fault { why: Why::Limited, needed: FAULTS_TO_OPEN, hold }, now);
                }
                'k' => _ = circuit.fault(Fault { why: Why::Refused, needed: 1, hold: None }, now),
                'm' => _ = circuit.fault(Fault { why: Why::Missing, needed: 3, hold: None }, now),
                '-' => now += STRETCH,
                _ => unreachable!("no such event"),
            }
        }
        (circuit, now)
    }

    #[test]
    fn what_opens_and_for_how_long() {
        let steady = "+".repeat(CALLS_TO_JUDGE as usize);
        let unsteady = "xx+++".repeat(5);
        let shaky = "x++++++++++".repeat(6);
        let rows: [(&str, Option<(Why, Duration)>); 14] = [
            ("xxxx", None),
            ("xxxxx", Some((Why::Failing, PAUSE))),
            ("xxxx+xxxx", None),
            ("xxxxxxx", Some((Why::Failing, PAUSE))),
            ("l", Some((Why::Limited, Duration::from_secs(30)))),
            ("k", Some((Why::Refused, PAUSE_FOR_MENDING))),
            ("mm", None),
            ("mm+m", None),
            ("mxmm", None),
            ("mmm", Some((Why::Missing, PAUSE_FOR_MENDING))),
            ("xmxmx", Some((Why::Failing, PAUSE))),
            (&unsteady, Some((Why::Unsteady, PAUSE))),
            (&shaky, None),
            (&steady, None),
        ];
        for (events, expected) in rows {
            let (mut circuit, now) = played(events, Instant::now());
            let found = circuit.due().zip(circuit.reason()).map(|(due, why)| (why, due - now));
            assert_eq!(found, expected, "{events}");
            assert_eq!(circuit.stand(now) == Standing::Down, expected.is_some(), "{events}");
        }
    }

    #[test]
    fn old_calls_are_forgotten() {
        let (circuit, _) = played("xx++xx++--xx++xx++--xx++xx++", Instant::now());
        assert_eq!(circuit.due(), None, "two stretches later the count begins anew");
        let (mut circuit, now) = played("x--+", Instant::now());
        assert!(circuit.success(now), "nothing to remember any more");
        let (mut circuit, now) = played("x+", Instant::now());
        assert!(!circuit.success(now));
    }

    #[test]
    fn one_probe_then_all_and_the_pauses_grow() {
        let (mut circuit, mut now) = played("xxxxx", Instant::now());
        let mut pause = PAUSE;
        for _ in 0..6 {
            assert!(!circuit.success(now), "an answer from before it opened does not close it");
            now += pause;
            assert_eq!((circuit.stand(now), circuit.stand(now)), (Standing::Probe, Standing::Down));
            assert!(circuit.fault(SERVER, now), "the probe failed");
            pause = (pause * 2).min(LONGEST_PAUSE);
            assert_eq!(circuit.due(), Some(now + pause));
        }
        now += pause;
        assert_eq!(circuit.stand(now), Standing::Probe);
        now += PROBE;
        assert_eq!((circuit.stand(now), circuit.stand(now)), (Standing::Up, Standing::Up), "nobody probed");
        assert_eq!(circuit.state().0, "half-open");
        assert!(!circuit.success(now), "how often it paused is remembered");
        assert_eq!(circuit.state().0, "closed");
        assert!(circuit.success(now + STRETCH));
    }
}
