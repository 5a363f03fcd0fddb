//! A decision's record: everything [`decide`] was given beside the policy, small enough to be kept with every request.
//! Facts only, never content. From its record alone a decision can be made again, by the same policy or by another.
//!
//! The form, version 1: the byte 1, the facts that every request has, then fields of [`FIELDS`], each behind its tag and
//! only where it says something. Names, not numbers, stand for what policy and configuration define; numbers that stand
//! for members of our own lists never change their meaning. A record with a field that this program does not know was
//! decided by more than it could take into account, and is refused.

use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{Ask, Circumstances, Conversation, DecideError, Decision, Health, decide};
use crate::{
    measure::{Difficulty, Facts, Intent, Language, Needs, Tier},
    money::MicroTenge,
    packed::{put, put_text, take, take_bytes, take_list, take_text},
    policy::{AUTO, Moment, Policy},
    prices::ModelRef,
    tokens::TokenCount,
};

const VERSION: u8 = 1;

/// Room for a usual record.
const USUAL: usize = 48;

/// What a decision is made of beside the policy, while it is at hand.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// What is asked for.
    pub ask: &'a Ask<'a>,
    /// Which providers could be called.
    pub health: &'a Health,
}

/// What a decision was made of beside the policy, as it was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The `model` of the request.
    pub model: Box<str>,
    /// The id of the tenant's plan.
    pub plan: Box<str>,
    /// What was measured. The reasons for the difficulty move nothing and are not kept.
    pub facts: Facts,
    /// Whether the request held data that must not leave the perimeter.
    pub stays_inside: bool,
    /// Names of the data types that redaction found.
    pub findings: Vec<Box<str>>,
    /// Providers that failed as a whole, by name.
    pub providers_down: Vec<Arc<str>>,
    /// Models that failed, by name.
    pub models_down: Vec<ModelRef>,
    /// What remained of the tightest budget each time that it was too little for all candidates.
    pub narrowed_to: Vec<MicroTenge>,
    /// The hour, where the policy asked for it.
    pub moment: Option<Moment>,
    /// Per cent of the tightest budget that were left, where the policy asked.
    pub budget_left: Option<u8>,
    /// Those of the tools on offer that the policy speaks of.
    pub tools: Vec<String>,
    /// The conversation, where the policy asked.
    pub conversation: Conversation,
    /// How long models took to answer, by name, where the policy asked.
    pub latency: Vec<(ModelRef, Duration)>,
    /// Providers that an operator kept out, by name.
    pub blocked: Vec<Arc<str>>,
    /// The tier that a second opinion named.
    pub opinion: Option<Tier>,
}

/// Why a record cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum RecordError {
    /// A newer program wrote it in another form.
    #[error("record version {0} is not known, this program knows {VERSION}")]
    UnknownVersion(u8),
    /// A newer program decided by something that this one does not know.
    #[error("record field {0} is not known")]
    UnknownField(u8),
    /// It is not a record, or one that was cut off.
    #[error("the record is damaged")]
    Damaged,
}

/// Why a recorded request has no decision under a policy.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReplayError {
    /// The policy has no such plan.
    #[error("no plan {0}")]
    NoPlan(Box<str>),
    /// The policy refuses the request.
    #[error(transparent)]
    Refused(#[from] DecideError),
    /// The money that remained covers none of the candidates.
    #[error("the budget left covers no candidate")]
    BudgetSpent,
}

/// A fact that most records do without: its tag in the form, for ever; how it is appended, unless it says nothing; how it
/// is taken off the front.
type Field = (u8, fn(&Given<'_>, &mut Vec<u8>) -> bool, fn(&mut Record, &mut &[u8]) -> Option<()>);

/// A new fact is a line here, a field of [`Record`], and its place in [`Record::decide`].
const FIELDS: &[Field] = &[
    (1, put_model, take_model),
    (2, put_max_output, take_max_output),
    (3, put_findings, take_findings),
    (4, put_providers_down, take_providers_down),
    (5, put_models_down, take_models_down),
    // Not known when the rest is written: `note_budget` appends it.
    (BUDGET, |_, _| false, take_budget),
    (7, put_moment, take_moment),
    (8, put_budget_left, take_budget_left),
    (9, put_tools, take_tools),
    (10, put_conversation, take_conversation),
    (11, put_latency, take_latency),
    (12, put_blocked, take_blocked),
    (OPINION, put_opinion, take_opinion),
];

const BUDGET: u8 = 6;
const OPINION: u8 = 13;

/// The intent that a record says, from its first bytes alone, which every version of the form has had.
#[must_use]
pub fn recorded_intent(record: &[u8]) -> Option<Intent> {
    let mut rest = record;
    let [VERSION] = take_bytes(&mut rest, 1)? else { return None };
    // Behind the version: the difficulty, then the intent.
    let [_, _, _, _, intent] = take_bytes(&mut rest, 5)? else { return None };
    of_code(Intent::ALL, intent_code, *intent)
}

// === impl Given ===

impl Given<'_> {
    /// The record's stored form.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let Ask { facts, plan, stays_inside, .. } = self.ask;
        let mut out = Vec::with_capacity(USUAL);
        out.push(VERSION);
        out.extend_from_slice(&facts.difficulty.value().to_le_bytes());
        out.push(intent_code(facts.intent));
        out.push(language_code(facts.language));
        out.push(facts.proposal.map_or(0, tier_code));
        out.push(flags(facts.needs, *stays_inside));
        put(&mut out, facts.prompt_bound.0);
        put(&mut out, facts.prompt_estimate.0);
        put(&mut out, facts.choices);
        put_text(&mut out, &plan.id);
        for (tag, put, _) in FIELDS {
            let start = out.len();
            out.push(*tag);
            if !put(self, &mut out) {
                out.truncate(start);
            }
        }
        out
    }
}

// === the fields ===

fn put_model(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    if given.ask.model != AUTO {
        put_text(out, given.ask.model);
    }
    given.ask.model != AUTO
}

fn take_model(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.model = take_text(rest)?.into();
    Some(())
}

fn put_max_output(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    given.ask.facts.max_output.inspect(|limit| put(out, limit.0)).is_some()
}

fn take_max_output(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.facts.max_output = Some(TokenCount(take(rest)?));
    Some(())
}

fn put_findings(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    let findings = given.ask.findings;
    if findings.is_empty() {
        return false;
    }
    put(out, findings.len() as u64);
    findings.iter().for_each(|name| put_text(out, name));
    true
}

fn take_findings(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.findings = take_list(rest, |rest| take_text(rest).map(Box::from))?;
    Some(())
}

fn put_providers_down(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    put_providers(&given.health.providers_down, out)
}

fn put_blocked(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    put_providers(&given.health.blocked, out)
}

fn put_providers(providers: &HashSet<Arc<str>>, out: &mut Vec<u8>) -> bool {
    if providers.is_empty() {
        return false;
    }
    // A set has no order of its own, and the same facts are the same bytes.
    let mut names: Vec<&str> = providers.iter().map(AsRef::as_ref).collect();
    names.sort_unstable();
    put(out, names.len() as u64);
    names.iter().for_each(|name| put_text(out, name));
    true
}

fn take_blocked(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.blocked = take_list(rest, |rest| take_text(rest).map(Arc::from))?;
    Some(())
}

fn take_providers_down(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.providers_down = take_list(rest, |rest| take_text(rest).map(Arc::from))?;
    Some(())
}

fn put_models_down(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    let down = &given.health.models_down;
    if down.is_empty() {
        return false;
    }
    let mut models: Vec<&ModelRef> = down.iter().collect();
    models.sort_unstable();
    put(out, models.len() as u64);
    for model in models {
        put_text(out, &model.provider);
        put_text(out, &model.model);
    }
    true
}

fn take_models_down(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.models_down = take_list(rest, |rest| Some(ModelRef::new(take_text(rest)?, take_text(rest)?)))?;
    Some(())
}

/// Adds to a record that only `remaining` was left, and that the candidates were narrowed to it.
pub fn note_budget(record: &mut Vec<u8>, remaining: MicroTenge) {
    record.push(BUDGET);
    put(record, u64::try_from(remaining.0).unwrap_or_default());
}

fn take_budget(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.narrowed_to.push(MicroTenge(i64::try_from(take(rest)?).ok()?));
    Some(())
}

/// Adds to a record what a second opinion named that was asked for after the rest was written.
pub fn note_opinion(record: &mut Vec<u8>, tier: Tier) {
    record.push(OPINION);
    put(record, tier_code(tier).into());
}

fn put_opinion(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    given.ask.circumstances.opinion.inspect(|&tier| put(out, tier_code(tier).into())).is_some()
}

fn take_opinion(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.opinion = Some(of_code(Tier::ALL, tier_code, u8::try_from(take(rest)?).ok()?)?);
    Some(())
}

fn put_moment(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    given.ask.circumstances.moment.inspect(|moment| put(out, moment.code().into())).is_some()
}

fn take_moment(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.moment = Some(Moment::of_code(u8::try_from(take(rest)?).ok()?)?);
    Some(())
}

fn put_budget_left(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    given.ask.circumstances.budget_left.inspect(|&left| put(out, left.into())).is_some()
}

fn take_budget_left(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.budget_left = Some(u8::try_from(take(rest)?).ok()?);
    Some(())
}

fn put_tools(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    let tools = given.ask.circumstances.tools;
    if tools.is_empty() {
        return false;
    }
    put(out, tools.len() as u64);
    tools.iter().for_each(|name| put_text(out, name));
    true
}

fn take_tools(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.tools = take_list(rest, |rest| take_text(rest).map(str::to_owned))?;
    Some(())
}

fn put_conversation(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    let conversation = given.ask.circumstances.conversation;
    if conversation != Conversation::default() {
        put(out, conversation.0.into());
    }
    conversation != Conversation::default()
}

fn take_conversation(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.conversation = Conversation(u16::try_from(take(rest)?).ok()?);
    Some(())
}

/// In nanoseconds, so that two models that differ by one are told apart again.
fn put_latency(given: &Given<'_>, out: &mut Vec<u8>) -> bool {
    let latency = &given.health.latency;
    if latency.is_empty() {
        return false;
    }
    let mut models: Vec<_> = latency.iter().collect();
    models.sort_unstable();
    put(out, models.len() as u64);
    for (model, time) in models {
        put_text(out, &model.provider);
        put_text(out, &model.model);
        put(out, u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }
    true
}

fn take_latency(record: &mut Record, rest: &mut &[u8]) -> Option<()> {
    record.latency = take_list(rest, |rest| {
        Some((ModelRef::new(take_text(rest)?, take_text(rest)?), Duration::from_nanos(take(rest)?)))
    })?;
    Some(())
}

// === impl Record ===

impl Record {
    /// Reads the stored form.
    ///
    /// # Errors
    /// [`RecordError`]: nothing is guessed.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        let (version, mut rest) = bytes.split_first().ok_or(RecordError::Damaged)?;
        if *version != VERSION {
            return Err(RecordError::UnknownVersion(*version));
        }
        let mut record = Self::take_common(&mut rest).ok_or(RecordError::Damaged)?;
        while let Some((tag, fields)) = rest.split_first() {
            rest = fields;
            let field = FIELDS.iter().find(|(known, ..)| known == tag);
            let (_, _, take) = field.ok_or(RecordError::UnknownField(*tag))?;
            take(&mut record, &mut rest).ok_or(RecordError::Damaged)?;
        }
        Ok(record)
    }

    /// What every record begins with.
    fn take_common(rest: &mut &[u8]) -> Option<Self> {
        let difficulty = f32::from_le_bytes(take_bytes(rest, 4)?.try_into().ok()?);
        let [intent, language, proposal, flags] = take_bytes(rest, 4)? else { return None };
        let (needs, stays_inside) = unflagged(*flags)?;
        let facts = Facts {
            difficulty: Difficulty::new(difficulty)?,
            intent: of_code(Intent::ALL, intent_code, *intent)?,
            language: of_code(Language::ALL, language_code, *language)?,
            proposal: match proposal {
                0 => None,
                code => Some(of_code(Tier::ALL, tier_code, *code)?),
            },
            prompt_bound: TokenCount(take(rest)?),
            prompt_estimate: TokenCount(take(rest)?),
            max_output: None,
            choices: take(rest)?,
            needs,
            reasons: Vec::new(),
        };
        Some(Self {
            model: AUTO.into(),
            plan: take_text(rest)?.into(),
            facts,
            stays_inside,
            findings: Vec::new(),
            providers_down: Vec::new(),
            models_down: Vec::new(),
            narrowed_to: Vec::new(),
            moment: None,
            budget_left: None,
            tools: Vec::new(),
            conversation: Conversation::default(),
            latency: Vec::new(),
            blocked: Vec::new(),
            opinion: None,
        })
    }

    /// Decides again. `well` says which providers are configured; those that were down at the time are down again.
    /// `beside` is what is kept beside the record: who asked, and when.
    ///
    /// # Errors
    /// [`ReplayError`] where the policy would have refused the request.
    pub fn decide(&self, policy: &Policy, well: &Health, beside: &Circumstances<'_>) -> Result<Decision, ReplayError> {
        let plan = policy.plan(&self.plan).ok_or_else(|| ReplayError::NoPlan(self.plan.clone()))?;
        let findings: Vec<&str> = self.findings.iter().map(AsRef::as_ref).collect();
        let Self { model, facts, stays_inside, .. } = self;
        let circumstances = Circumstances {
            tenant: beside.tenant,
            key: beside.key,
            moment: self.moment.or(beside.moment),
            budget_left: self.budget_left,
            tools: &self.tools,
            conversation: self.conversation,
            opinion: self.opinion,
        };
        let ask = Ask { model, facts, plan, findings: &findings, stays_inside: *stays_inside, circumstances };
        let is_up = self.blocked.is_empty() && self.providers_down.is_empty() && self.models_down.is_empty();
        let is_as_well = is_up && self.latency.is_empty();
        let mut decision =
            if is_as_well { decide(&ask, policy, well)? } else { decide(&ask, policy, &self.unwell(well))? };
        for remaining in &self.narrowed_to {
            if decision.bound() > *remaining && !decision.narrow_to(*remaining, plan.free_when_spent) {
                return Err(ReplayError::BudgetSpent);
            }
        }
        Ok(decision)
    }

    fn unwell(&self, well: &Health) -> Health {
        let mut health = well.clone();
        health.blocked.extend(self.blocked.iter().cloned());
        health.providers_down.extend(self.providers_down.iter().cloned());
        health.models_down.extend(self.models_down.iter().cloned());
        health.latency.extend(self.latency.iter().cloned());
        health
    }
}

// === codes: they stand in records for ever ===

/// The member of a list that has a code.
fn of_code<T: Copy>(all: &[T], code: fn(T) -> u8, wanted: u8) -> Option<T> {
    all.iter().copied().find(|member| code(*member) == wanted)
}

fn flags(needs: Needs, stays_inside: bool) -> u8 {
    let bits = [needs.tools, needs.vision, needs.audio, needs.json_schema, stays_inside];
    (0..).zip(bits).map(|(place, bit)| u8::from(bit) << place).sum()
}

fn unflagged(flags: u8) -> Option<(Needs, bool)> {
    let bit = |place: u8| flags >> place & 1 == 1;
    let needs = Needs { tools: bit(0), vision: bit(1), audio: bit(2), json_schema: bit(3) };
    (flags < 1 << 5).then_some((needs, bit(4)))
}

fn tier_code(tier: Tier) -> u8 {
    match tier {
        Tier::L0 => 1,
        Tier::L1 => 2,
        Tier::L2 => 3,
        Tier::L3 => 4,
    }
}

fn language_code(language: Language) -> u8 {
    match language {
        Language::Unknown => 0,
        Language::Russian => 1,
        Language::Kazakh => 2,
        Language::KazakhLatin => 3,
        Language::Uzbek => 4,
        Language::English => 5,
        Language::Mixed => 6,
    }
}

fn intent_code(intent: Intent) -> u8 {
    match intent {
        Intent::Other => 0,
        Intent::Faq => 1,
        Intent::PriceQuery => 2,
        Intent::DeliveryQuery => 3,
        Intent::OrderStatus => 4,
        Intent::Payment => 5,
        Intent::Complaint => 6,
        Intent::Greeting => 7,
        Intent::Smalltalk => 8,
        Intent::Extraction => 9,
        Intent::Summarisation => 10,
        Intent::Translation => 11,
        Intent::Writing => 12,
        Intent::Analysis => 13,
        Intent::Code => 14,
        Intent::Math => 15,
        Intent::Legal => 16,
        Intent::Strategy => 17,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{HashMap, HashSet},
        time::Duration,
    };

    use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

    use super::{Given, Record, RecordError, ReplayError, note_budget, note_opinion};
    use crate::{
        decide::{Ask, Circumstances, Conversation, Health, decide},
        measure::{Difficulty, Facts, Intent, Language, Needs, Tier},
        money::MicroTenge,
        policy::{
            Moment, Policy,
            tests::{TODAY, policy_of, routing_file, shipped},
        },
        prices::ModelRef,
        tokens::TokenCount,
    };

    const PROVIDERS: [&str; 6] = ["openai", "google", "anthropic", "deepseek", "yandex", "local"];

    const BESIDE: Circumstances<'_> = Circumstances {
        tenant: "alfa",
        key: "k1",
        moment: None,
        budget_left: None,
        tools: &[],
        conversation: Conversation(0),
        opinion: None,
    };

    fn any_facts() -> impl Strategy<Value = Facts> {
        let judged = (0.0_f32..=1.0, prop::sample::select(Intent::ALL), prop::sample::select(Language::ALL));
        let tokens = || prop_oneof![0_u64..9_000, any::<u64>()].prop_map(TokenCount);
        let sizes = (tokens(), tokens(), prop::option::of(tokens()), prop_oneof![Just(1), any::<u64>()]);
        (judged, prop::option::of(prop::sample::select(Tier::ALL)), sizes, any::<[bool; 4]>()).prop_map(
            |(judged, proposal, sizes, [tools, vision, audio, json_schema])| Facts {
                difficulty: Difficulty::new(judged.0).unwrap(),
                intent: judged.1,
                language: judged.2,
                proposal,
                prompt_bound: sizes.0,
                prompt_estimate: sizes.1,
                max_output: sizes.2,
                choices: sizes.3,
                needs: Needs { tools, vision, audio, json_schema },
                reasons: Vec::new(),
            },
        )
    }

    fn any_record() -> impl Strategy<Value = Record> {
        let model = prop::sample::select(&["auto", "L0", "gpt-5.1", "smart", "x"][..]).prop_map(Box::from);
        let plan = prop::sample::select(&["starter", "pro", "sovereign"][..]).prop_map(Box::from);
        let findings = prop::sample::subsequence(&["IIN", "PHONE", "PERSON", "OWN"][..], 0..4);
        let findings = findings.prop_map(|names| names.into_iter().map(Box::from).collect());
        let down = prop::sample::subsequence(&PROVIDERS[..], 0..3);
        let blocked = prop::sample::subsequence(&PROVIDERS[..], 0..2);
        let mut sorted = vec![("google", "gemini-2.5-flash-lite"), ("openai", "gpt-5-mini"), ("openai", "gpt-5.1")];
        sorted.sort_unstable();
        let models = prop::sample::subsequence(sorted, 0..3);
        let budget = prop::collection::vec((0..i64::MAX).prop_map(MicroTenge), 0..2);
        let moment = prop::option::of((0_u8..7 * 24).prop_map(|code| Moment::of_code(code).unwrap()));
        let tools = prop::sample::subsequence(&["search", "pay"][..], 0..2);
        let latency = prop::option::of((0_u64..u64::MAX).prop_map(Duration::from_nanos));
        let opinion = prop::option::of(prop::sample::select(Tier::ALL));
        let circumstances = (moment, prop::option::of(0_u8..=100), tools, (any::<u16>(), opinion), latency);
        ((model, plan, any_facts()), (any::<bool>(), findings), (down, models, blocked), budget, circumstances)
            .prop_map(
                |(
                    (model, plan, facts),
                    (stays_inside, findings),
                    (down, models, blocked),
                    narrowed_to,
                    circumstances,
                )| {
                    let (moment, budget_left, tools, (conversation, opinion), latency) = circumstances;
                    let sorted = |names: Vec<&str>| {
                        let mut names: Vec<std::sync::Arc<str>> = names.into_iter().map(std::sync::Arc::from).collect();
                        names.sort_unstable();
                        names
                    };
                    let (providers_down, blocked) = (sorted(down), sorted(blocked));
                    let models_down =
                        models.into_iter().map(|(provider, model)| ModelRef::new(provider, model)).collect();
                    Record {
                        model,
                        plan,
                        facts,
                        stays_inside,
                        findings,
                        providers_down,
                        models_down,
                        narrowed_to,
                        moment,
                        budget_left,
                        tools: tools.into_iter().map(str::to_owned).collect(),
                        conversation: Conversation(conversation),
                        latency: latency.map(|time| (ModelRef::new("openai", "gpt-5.1"), time)).into_iter().collect(),
                        blocked,
                        opinion,
                    }
                },
            )
    }

    /// The shipped policy, with second opinions and a cascade.
    fn advised() -> Policy {
        let file = routing_file();
        let (_, rules) = file.split_once("[[rules]]").unwrap();
        policy_of(&format!("[[rules]]{rules}\n[second_opinion]\n[cascade]\n"), "", &[])
    }

    #[test]
    fn an_opinion_noted_later_is_one_that_was_given() {
        let policy = advised();
        let facts =
            Facts { proposal: None, ..any_facts().new_tree(&mut TestRunner::deterministic()).unwrap().current() };
        let plan = policy.plan("sovereign").unwrap();
        let ask = Ask { model: "auto", facts: &facts, plan, findings: &[], stays_inside: false, circumstances: BESIDE };
        let health = Health::all_well(PROVIDERS);
        let mut later = Given { ask: &ask, health: &health }.encode();
        let unsure = Record::decode(&later).unwrap();
        for tier in Tier::ALL {
            let advised = ask.advised(*tier);
            let given = Given { ask: &advised, health: &health }.encode();
            let mut noted = later.clone();
            note_opinion(&mut noted, *tier);
            assert_eq!(Record::decode(&noted), Record::decode(&given));
            // A policy that would not have asked hears nothing of it.
            let (_, shipped) = shipped(TODAY);
            let record = Record::decode(&noted).unwrap();
            assert_eq!(record.decide(&shipped, &health, &BESIDE), unsure.decide(&shipped, &health, &BESIDE));
        }
        later.extend([13, 9]);
        assert_eq!(Record::decode(&later), Err(RecordError::Damaged));
    }

    /// Everybody is configured, and whoever the record says is down is.
    fn health(record: &Record) -> Health {
        Health {
            inside: HashSet::from(["local".into()]),
            blocked: record.blocked.iter().cloned().collect(),
            providers_down: record.providers_down.iter().cloned().collect(),
            models_down: record.models_down.iter().cloned().collect(),
            latency: record.latency.iter().cloned().collect(),
            ..Health::all_well(PROVIDERS)
        }
    }

    fn with_ask<T>(record: &Record, then: impl FnOnce(&Ask<'_>) -> T) -> T {
        let (_, policy) = shipped(TODAY);
        let findings: Vec<&str> = record.findings.iter().map(AsRef::as_ref).collect();
        let Record { model, plan, facts, stays_inside, .. } = record;
        let plan = policy.plan(plan).unwrap();
        let circumstances = Circumstances {
            moment: record.moment,
            budget_left: record.budget_left,
            tools: &record.tools,
            conversation: record.conversation,
            opinion: record.opinion,
            ..BESIDE
        };
        then(&Ask { model, facts, plan, findings: &findings, stays_inside: *stays_inside, circumstances })
    }

    fn encoded(record: &Record) -> Vec<u8> {
        let mut bytes = with_ask(record, |ask| Given { ask, health: &health(record) }.encode());
        record.narrowed_to.iter().for_each(|remaining| note_budget(&mut bytes, *remaining));
        bytes
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(record in any_record()) {
            prop_assert_eq!(Record::decode(&encoded(&record)), Ok(record));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(
            record in any_record(),
            cut in any::<prop::sample::Index>(),
            noise in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let bytes = encoded(&record);
            let _ = Record::decode(&[&bytes[..cut.index(bytes.len())], &noise].concat());
            let _ = Record::decode(&[&[1], &noise[..]].concat());
        }

        #[test]
        fn a_record_decides_as_its_request_did(record in any_record(), is_advised in any::<bool>()) {
            let policy = if is_advised { advised() } else { shipped(TODAY).1 };
            let record = Record { narrowed_to: Vec::new(), ..record };
            let live = with_ask(&record, |ask| decide(ask, &policy, &health(&record)));
            let well = Health {
                blocked: HashSet::new(),
                providers_down: HashSet::new(),
                models_down: HashSet::new(),
                latency: HashMap::new(),
                ..health(&record)
            };
            let replayed = Record::decode(&encoded(&record)).unwrap().decide(&policy, &well, &BESIDE);
            prop_assert_eq!(replayed, live.map_err(ReplayError::from));
        }

        #[test]
        fn money_that_was_short_is_short_again(record in any_record(), remaining in 0_i64..40_000_000) {
            let (_, policy) = shipped(TODAY);
            let plan = policy.plan(&record.plan).unwrap().free_when_spent;
            let record = Record { narrowed_to: Vec::new(), ..record };
            let Ok(mut live) = with_ask(&record, |ask| decide(ask, &policy, &health(&record))) else { return Ok(()) };
            let mut bytes = encoded(&record);
            if !live.narrow_to(MicroTenge(remaining), plan) {
                return Ok(());
            }
            note_budget(&mut bytes, MicroTenge(remaining));
            prop_assert_eq!(Record::decode(&bytes).unwrap().decide(&policy, &health(&record), &BESIDE), Ok(live));
        }
    }

    /// Stored records are read for years: this form may get a successor and new fields, but never change.
    #[test]
    fn the_first_form_stays_readable() {
        let facts = Facts {
            difficulty: Difficulty::new(0.5).unwrap(),
            intent: Intent::DeliveryQuery,
            proposal: Some(Tier::L0),
            language: Language::Kazakh,
            prompt_bound: TokenCount(300),
            prompt_estimate: TokenCount(12),
            max_output: Some(TokenCount(7)),
            choices: 1,
            needs: Needs { vision: true, ..Needs::default() },
            reasons: Vec::new(),
        };
        let record = Record {
            model: "L2".into(),
            plan: "pro".into(),
            facts,
            stays_inside: true,
            findings: vec!["IIN".into()],
            providers_down: vec!["google".into()],
            models_down: vec![ModelRef::new("openai", "x")],
            narrowed_to: vec![MicroTenge(5)],
            moment: Moment::of_code(25),
            budget_left: Some(9),
            tools: vec!["pay".to_owned()],
            conversation: Conversation(300),
            latency: vec![(ModelRef::new("a", "b"), Duration::from_nanos(7))],
            blocked: vec!["z".into()],
            opinion: Some(Tier::L2),
        };
        let bytes = b"\x01\0\0\0\x3f\x03\x02\x01\x12\xac\x02\x0c\x01\x03pro\
                      \x01\x02L2\x02\x07\x03\x01\x03IIN\x04\x01\x06google\x05\x01\x06openai\x01x\
                      \x07\x19\x08\x09\x09\x01\x03pay\x0a\xac\x02\x0b\x01\x01a\x01b\x07\x0c\x01\x01z\x0d\x03\x06\x05";
        assert_eq!(encoded(&record), bytes);
        assert_eq!(Record::decode(bytes), Ok(record));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let plain = b"\x01\0\0\0\x3f\x03\x02\x01\0\x0c\x0c\x01\x03pro";
        assert!(Record::decode(plain).is_ok() && plain.len() < 24);
        for (bytes, error) in [
            (&b""[..], RecordError::Damaged),
            (b"\x02", RecordError::UnknownVersion(2)),
            (&plain[..9], RecordError::Damaged),
            (&[plain, &[99][..]].concat(), RecordError::UnknownField(99)),
            (&[plain, &[2][..]].concat(), RecordError::Damaged),
            // a difficulty that is no number
            (b"\x01\xff\xff\xff\xff\x03\x02\x01\0\x0c\x0c\x01\x03pro", RecordError::Damaged),
            // an intent that nobody has
            (b"\x01\0\0\0\x3f\xfe\x02\x01\0\x0c\x0c\x01\x03pro", RecordError::Damaged),
        ] {
            assert_eq!(Record::decode(bytes), Err(error), "{bytes:?}");
        }
    }
}
