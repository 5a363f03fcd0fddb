//! From an answer to its charge: the provider's usage where it can be believed, our own count where not.

use dialects::openai::{Answer, Frame, collect_output};
use jiff::Timestamp;
use router_core::decide::Candidate;
use router_core::json::Kind;
use router_core::measure::Facts;
use router_core::money::MoneyError;
use router_core::prices::Terms;
use router_core::settle;
use router_core::tokens::{TokenCount, Usage, count_tokens};

use super::trail::Trail;
use crate::ledger::{AttemptCost, AttemptOutcome, AttemptRow, Charge, Outcome, Settlement, Terminal, UsageSource};
use crate::pipeline::{Redaction, Reserved, route_of};
use crate::snapshot::Snapshot;

/// Usage beyond this multiple of what was reserved is not believed (fault F10).
const ABSURD: u64 = 2;
/// Tokens that chat formats add around each message.
const PER_MESSAGE: u64 = 4;

/// What was metered of one provider's answer so far.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    usage: Option<Usage>,
    output: String,
    /// What the provider was given of an answer that another had begun.
    carried: Option<String>,
}

impl Meter {
    /// Notes one frame of a stream. The last complete usage wins (fault F11).
    pub(crate) fn note_frame(&mut self, frame: &Frame) {
        collect_output(&frame.document, &mut self.output);
        if let Some(usage) = frame.usage {
            if self.usage.is_some_and(|earlier| earlier != usage) {
                tracing::debug!("usage changed within a stream; the last one counts");
            }
            self.usage = Some(usage);
        }
    }

    /// Notes the usage of a whole answer, and its text where the usage cannot be believed.
    pub(crate) fn note_answer(&mut self, answer: &Answer, reserved: &Reserved, candidate: &Candidate) {
        self.usage = answer.usage.filter(|usage| is_plausible(usage, &reserved.facts, candidate, 0));
        if self.usage.is_none() {
            collect_output(&answer.document, &mut self.output);
        }
    }

    /// Whether the provider sent usage of the whole answer.
    pub(crate) fn has_usage(&self) -> bool {
        self.usage.is_some() && self.carried.is_none()
    }

    /// Another provider goes on from here, which is given what was `said`. What was metered of the one before: usage that
    /// came before the end is not of all that it did.
    pub(crate) fn join(&mut self, said: &str) -> Self {
        let next = Self { carried: Some(said.to_owned()), ..Self::default() };
        Self { usage: None, ..std::mem::replace(self, next) }
    }

    /// The usage to settle on, and who counted it.
    pub(crate) async fn usage(self, reserved: &Reserved, candidate: &Candidate) -> (Usage, UsageSource) {
        let carried = self.carried.as_ref().map_or(0, |carried| carried.len() as u64);
        if let Some(usage) = self.usage.filter(|usage| is_plausible(usage, &reserved.facts, candidate, carried)) {
            return (usage, UsageSource::Provider);
        }
        let prompt = prompt_text(&reserved.redaction);
        let messages = reserved.redaction.chat().messages().count() as u64;
        // Counting takes milliseconds per 100 KB: not on the thread that serves requests.
        let counted = tokio::task::spawn_blocking(move || {
            let mut input = count_tokens(&prompt).plus(TokenCount(PER_MESSAGE * messages));
            if let Some(carried) = &self.carried {
                input = input.plus(count_tokens(carried));
            }
            Usage { input, output: count_tokens(&self.output), ..Usage::default() }
        });
        match counted.await {
            Ok(usage) => (usage, UsageSource::Counted),
            Err(_) => (estimate(&reserved.facts), UsageSource::Estimated),
        }
    }
}

/// The charge for `usage` at a candidate's price, with what the flagship would have cost.
///
/// # Errors
/// [`MoneyError`] where the amount does not fit the ledger.
pub(crate) fn charge(
    snapshot: &Snapshot,
    candidate: &Candidate,
    usage: Usage,
    source: UsageSource,
) -> Result<Charge, MoneyError> {
    // Hours count as they are when the provider has done its work; the card's name in the ledger says which they were.
    let terms = Terms::at(Timestamp::now());
    let cost = settle::cost(&usage, &candidate.row, &candidate.rate, &terms)?;
    let flagship = &snapshot.policy.flagship.route;
    let on_flagship = settle::cost(&usage, &flagship.row, &flagship.rate, &terms).ok();
    Ok(Charge::new(usage, source, cost, on_flagship))
}

/// The usage of an answer to a question of ours, and who counted it.
pub(crate) fn of_question(answer: &Answer, facts: &Facts, candidate: &Candidate) -> (Usage, UsageSource) {
    match answer.usage.filter(|usage| is_plausible(usage, facts, candidate, 0)) {
        Some(usage) => (usage, UsageSource::Provider),
        // It cannot have said more than its limit.
        None => (Usage { output: candidate.output_limit, ..estimate(facts) }, UsageSource::Estimated),
    }
}

/// What a call costs that another served the request beside: at its own model's price.
pub(crate) fn beside(reserved: &Reserved, candidate: &Candidate, (usage, source): (Usage, UsageSource)) -> AttemptCost {
    match charge(&reserved.call.snapshot, candidate, usage, source) {
        Ok(charge) => AttemptCost::Beside(Box::new(charge)),
        Err(_) => AttemptCost::Unknown,
    }
}

/// The settlement of a request whose provider was called and whose answer nobody will read: its prompt is charged as
/// estimated, since the provider bills it.
pub(crate) fn abandoned(
    reserved: &Reserved,
    trail: &Trail,
    candidate: &Candidate,
    attempt: AttemptOutcome,
    outcome: Outcome,
) -> Settlement {
    let mut attempts = trail.rows();
    let route = route_of(candidate, reserved);
    let charge = charge(&reserved.call.snapshot, candidate, estimate(&reserved.facts), UsageSource::Estimated);
    let (cost, terminal) = match charge {
        Ok(charge) => (AttemptCost::Settled, Terminal::Settled { route: route.clone(), charge, outcome }),
        Err(_) => (AttemptCost::Unknown, Terminal::Released { outcome }),
    };
    attempts.push(AttemptRow { route, outcome: attempt, cost });
    Settlement {
        request_id: reserved.call.request_id,
        at: reserved.call.at,
        attempts,
        terminal,
        brought: None,
        decision: reserved.record.clone(),
    }
}

/// The usage of a call that has read the prompt and said nothing that we know of.
pub(crate) fn estimate(facts: &Facts) -> Usage {
    Usage { input: facts.prompt_estimate, ..Usage::default() }
}

/// Whether usage can be believed of a call that was given `carried` bytes of an answer beside its prompt.
fn is_plausible(usage: &Usage, facts: &Facts, candidate: &Candidate, carried: u64) -> bool {
    let output_bound = candidate.output_limit.0.saturating_mul(facts.choices).saturating_mul(ABSURD);
    // A provider's template can add to a short prompt, so the bound has room for it.
    let prompt_bound = facts.prompt_bound.0.saturating_add(carried).saturating_mul(ABSURD).saturating_add(1_000);
    usage.prompt().0 <= prompt_bound && usage.completion().0 <= output_bound.saturating_add(1_000)
}

/// Every string of messages and tools, as the provider reads them.
fn prompt_text(redaction: &Redaction) -> String {
    let root = redaction.chat().document().root();
    let mut text = String::new();
    for part in ["messages", "tools", "functions", "response_format"] {
        let strings = root
            .get(part)
            .into_iter()
            .flat_map(|value| value.descendants())
            .filter(|value| value.kind() == Kind::String);
        for string in strings.filter(|string| !string.body().starts_with("data:")) {
            text.push_str(&string.text().unwrap_or_default());
            text.push('\n');
        }
    }
    text
}
