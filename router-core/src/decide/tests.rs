use jiff::civil::date;
use proptest::prelude::*;

use super::{Ask, Circumstances, DecideError, Decision, Health, asides, decide, places};
use crate::{
    measure::{Difficulty, Facts, Intent, Language, Needs, Tier},
    policy::{
        ExplicitRule, Policy,
        tests::{TODAY, shipped},
    },
    prices::ModelRef,
    settle,
    tokens::{TokenCount, Usage},
};

mod conditions;
mod escalation;
mod opinion;
mod pools;
mod trials;

const EVERYBODY: [&str; 6] = ["openai", "google", "anthropic", "deepseek", "yandex", "local"];
const VISION: Needs = Needs { vision: true, tools: false, audio: false, json_schema: false };
const SCHEMA: Needs = Needs { json_schema: true, vision: false, tools: false, audio: false };

/// A question of 12 tokens that looks made for `proposal`.
fn facts(proposal: Option<Tier>) -> Facts {
    Facts {
        difficulty: Difficulty::new(0.2).unwrap(),
        intent: Intent::DeliveryQuery,
        proposal,
        language: Language::Russian,
        prompt_bound: TokenCount(60),
        prompt_estimate: TokenCount(12),
        max_output: None,
        choices: 1,
        needs: Needs::default(),
        reasons: Vec::new(),
    }
}

/// Nothing but a request: no tenant, no hour, no conversation.
fn asked<'a>(policy: &'a Policy, model: &'a str, plan: &str, facts: &'a Facts) -> Ask<'a> {
    let plan = policy.plan(plan).unwrap();
    Ask { model, facts, plan, findings: &[], stays_inside: false, circumstances: Circumstances::default() }
}

/// A decision in one line: tier, rule, candidates, rejections.
fn shown(decision: Result<Decision, DecideError>) -> String {
    match decision {
        Ok(decision) => {
            let candidate =
                |candidate: &super::Candidate| format!("{} {}", candidate.row.model.model, candidate.via.name());
            let candidates: Vec<String> = decision.candidates.iter().map(candidate).collect();
            let wanted = decision.wanted.map(|tier| format!(" for {tier}")).unwrap_or_default();
            format!("{}{wanted} {}: {}", decision.tier, decision.rule(), candidates.join(", "))
        }
        Err(error) => error.to_string(),
    }
}

fn ask_with(policy: &Policy, model: &str, plan: &str, facts: &Facts, health: &Health) -> Result<Decision, DecideError> {
    decide(&asked(policy, model, plan, facts), policy, health)
}

/// Asks the shipped policy on a good day.
fn ask(model: &str, plan: &str, facts: &Facts) -> Result<Decision, DecideError> {
    ask_with(&shipped(TODAY).1, model, plan, facts, &Health::all_well(EVERYBODY))
}

#[test]
fn models_and_plans_lead_to_tiers() {
    use Tier::{L0, L1, L3};
    const CHAIN: &str = "deepseek-flash failover, yandexgpt/latest failover, llama3.2 failover";
    const FAST: &str = "gemini-2.5-flash-lite pool, gpt-5-mini pool";
    const CLAUDE: &str = "claude-sonnet-4-5 pool, gpt-6.1-terra pool";
    for (model, plan, proposal, expected) in [
        ("auto", "sovereign", Some(L0), format!("L0 routine: {FAST}, {CHAIN}")),
        ("auto", "sovereign", None, format!("L2 unsure: {CLAUDE}, {CHAIN}")),
        ("gpt-4o", "sovereign", Some(L0), format!("L0 routine: {FAST}, {CHAIN}")),
        ("auto", "sovereign", Some(L3), format!("L3 reasoning: gpt-5.1 pool, gpt-6-sol pool, {CHAIN}")),
        ("auto", "pro", Some(L3), format!("L2 for L3 reasoning: {CLAUDE}, {CHAIN}")),
        ("auto", "pro", Some(L1), format!("L0 for L1 long-context: {FAST}, {CHAIN}")),
        ("auto", "starter", None, format!("L0 for L2 unsure: {FAST}, {CHAIN}")),
        ("L2", "pro", Some(L0), format!("L2 named-tier: {CLAUDE}, {CHAIN}")),
        ("L3", "pro", Some(L0), "tier L3 is not in plan pro".to_owned()),
        ("smart", "starter", Some(L0), "tier L3 is not in plan starter".to_owned()),
        ("gpt-5.1", "sovereign", Some(L0), format!("L3 named-model: gpt-5.1 explicit, {CHAIN}")),
        ("openai/gpt-5-mini", "starter", Some(L3), format!("L0 named-model: gpt-5-mini explicit, {CHAIN}")),
        (
            "gemini-3-pro-preview",
            "sovereign",
            None,
            format!("L1 named-model: gemini-3.1-pro-preview explicit, {CHAIN}"),
        ),
        (
            "deepseek-chat",
            "sovereign",
            None,
            "L3 named-model: deepseek-flash explicit, yandexgpt/latest failover, llama3.2 failover".to_owned(),
        ),
        ("gpt-5.1", "starter", Some(L0), "tier L3 is not in plan starter".to_owned()),
        ("gpt-9", "sovereign", Some(L0), "unknown model".to_owned()),
    ] {
        assert_eq!(shown(ask(model, plan, &facts(proposal))), expected, "{model} {plan} {proposal:?}");
    }
}

#[test]
fn named_models_can_be_rerouted() {
    let (_, mut policy) = shipped(TODAY);
    policy.explicit = ExplicitRule::Reroute;
    let health = Health::all_well(["google"]);
    let decision = ask_with(&policy, "gpt-5.1", "starter", &facts(Some(Tier::L0)), &health);
    assert_eq!(shown(decision), "L0 routine: gemini-2.5-flash-lite pool");
}

#[test]
fn what_does_not_fit_is_skipped_with_a_reason() {
    let long = |tokens| Facts {
        prompt_estimate: TokenCount(tokens),
        prompt_bound: TokenCount(8 * tokens),
        ..facts(Some(Tier::L0))
    };
    for (facts, plan, expected, skipped) in [
        (
            Facts { needs: VISION, ..facts(Some(Tier::L0)) },
            "sovereign",
            "L1 images: gemini-3.1-pro-preview pool, claude-sonnet-5-5 pool",
            "deepseek/deepseek-flash: it lacks vision; yandex/yandexgpt/latest: it lacks vision; local/llama3.2: it lacks vision",
        ),
        (
            Facts { needs: SCHEMA, ..facts(Some(Tier::L2)) },
            "pro",
            "L2 writing: claude-sonnet-4-5 pool, gpt-6.1-terra pool",
            "deepseek/deepseek-flash: it lacks json_schema; yandex/yandexgpt/latest: it lacks json_schema; \
             local/llama3.2: it lacks json_schema",
        ),
        (
            long(126_000),
            "sovereign",
            "L1 long-document: gemini-3.1-pro-preview pool, claude-sonnet-5-5 pool",
            "deepseek/deepseek-flash: 134192 tokens do not fit its window of 128000; \
             yandex/yandexgpt/latest: 128000 tokens do not fit its window of 32768; \
             local/llama3.2: 134192 tokens do not fit its window of 131072",
        ),
        (
            long(300_000),
            "pro",
            "L0 for L1 long-document: gemini-2.5-flash-lite pool, gpt-5-mini pool",
            "deepseek/deepseek-flash: 302048 tokens do not fit its window of 128000; \
             yandex/yandexgpt/latest: 302000 tokens do not fit its window of 32768; \
             local/llama3.2: 302048 tokens do not fit its window of 131072",
        ),
    ] {
        let decision = ask("auto", plan, &facts).unwrap();
        let reasons = decision.rejected.iter().map(|(model, reason)| format!("{model}: {reason}"));
        assert_eq!(reasons.collect::<Vec<_>>().join("; "), skipped);
        assert_eq!(shown(Ok(decision)), expected);
    }
}

#[test]
fn other_tiers_of_the_plan_help_before_nobody_does() {
    let (_, policy) = shipped(TODAY);
    let health = Health::all_well(["google"]);
    let asked = |model, plan| shown(ask_with(&policy, model, plan, &facts(Some(Tier::L3)), &health));
    assert_eq!(
        asked("auto", "sovereign"),
        "L3 reasoning: gemini-3.1-pro-preview other-tier, gemini-2.5-flash-lite other-tier"
    );
    assert_eq!(asked("auto", "pro"), "L2 for L3 reasoning: gemini-2.5-flash-lite other-tier");
    assert_eq!(asked("gpt-5.1", "sovereign"), "no model can serve the request");
}

#[test]
fn unwell_models_are_skipped() {
    let (_, policy) = shipped(TODAY);
    let mut health = Health::all_well(EVERYBODY);
    health.models_down.insert(ModelRef::new("google", "gemini-2.5-flash-lite"));
    health.providers_down.insert("deepseek".into());
    let decision = ask_with(&policy, "auto", "pro", &facts(Some(Tier::L0)), &health);
    assert_eq!(shown(decision), "L0 routine: gpt-5-mini pool, yandexgpt/latest failover, llama3.2 failover");

    health.blocked.insert("openai".into());
    let decision = ask_with(&policy, "auto", "pro", &facts(Some(Tier::L0)), &health).unwrap();
    let why = |name: &str| {
        let (_, why) = decision.rejected.iter().find(|(model, _)| *model.provider == *name).unwrap();
        why.to_string()
    };
    assert_eq!((why("openai").as_str(), health.is_down("openai")), ("an operator blocked its provider", true));
    assert_eq!(why("deepseek"), "it is not available now");

    let Err(DecideError::NoCandidate { tier, rejected }) =
        ask_with(&policy, "auto", "pro", &facts(Some(Tier::L0)), &Health::default())
    else {
        panic!("nobody is configured")
    };
    assert_eq!((tier, rejected.len()), (Tier::L0, 7));
}

#[test]
fn retired_models_are_replaced_in_place() {
    let (_, policy) = shipped(date(2026, 11, 30));
    let decision = ask_with(&policy, "auto", "pro", &facts(Some(Tier::L2)), &Health::all_well(["anthropic"])).unwrap();
    let first = &decision.candidates[0];
    assert_eq!((&*first.named.model, &*first.row.model.model), ("claude-sonnet-4-5", "claude-sonnet-5-5"));
}

#[test]
fn limits_are_set_and_capped() {
    for (asked, expected) in
        [(None, [2048, 2048, 2048, 2000, 2048]), (Some(50_000), [50_000, 50_000, 50_000, 2000, 8192])]
    {
        let facts = Facts { max_output: asked.map(TokenCount), ..facts(Some(Tier::L0)) };
        let decision = ask("auto", "pro", &facts).unwrap();
        let limits: Vec<u64> = decision.candidates.iter().map(|candidate| candidate.output_limit.0).collect();
        assert_eq!(limits, expected);
    }
}

/// The product's promise on a turn of the size of its example: about a thousand tokens each way.
#[test]
fn routine_requests_save_more_than_nine_tenths() {
    let (_, policy) = shipped(TODAY);
    let first = ask("auto", "starter", &facts(Some(Tier::L0))).unwrap().candidates.remove(0);
    let flagship = &policy.flagship.route;
    for (input, output, least) in [(12, 300, 96), (1_000, 1_000, 96), (2_000, 100, 95)] {
        let usage = Usage { input: TokenCount(input), output: TokenCount(output), ..Usage::default() };
        let routed = settle::estimate(&usage, &first.row, &first.rate).unwrap().tenge.0;
        let unrouted = settle::estimate(&usage, &flagship.row, &flagship.rate).unwrap().tenge.0;
        assert!(100 * (unrouted - routed) >= least * unrouted, "{input} {output}: {routed} of {unrouted}");
    }
}

proptest! {
    #[test]
    fn bounds_hold_and_nothing_panics(
        tier in prop::option::of(prop::sample::select(Tier::ALL)),
        plan in prop::sample::select(&["starter", "pro", "sovereign"][..]),
        model in prop::sample::select(&["auto", "L0", "L3", "gpt-5.1", "gpt-4o", "x"][..]),
        prompt in prop_oneof![0_u64..400_000, any::<u64>()],
        max_output in prop::option::of(prop_oneof![1_u64..200_000, any::<u64>()]),
        choices in prop_oneof![1_u64..9, any::<u64>()],
        bits in 0_u8..16,
    ) {
        let needs = Needs { tools: bits & 1 > 0, vision: bits & 2 > 0, audio: bits & 4 > 0, json_schema: bits & 8 > 0 };
        let max_output = max_output.map(TokenCount);
        let prompt = TokenCount(prompt);
        let facts = Facts { prompt_bound: prompt, prompt_estimate: prompt, max_output, choices, needs, ..facts(tier) };
        let (policy, health) = (shipped(TODAY).1, Health::all_well(EVERYBODY));
        let ask = asked(&policy, model, plan, &facts);
        let decision = decide(&ask, &policy, &health);
        prop_assert_eq!(&decision, &decide(&ask, &policy, &health));
        if let Ok(decision) = decision {
            prop_assert!(!decision.candidates.is_empty());
            // Explained is each candidate, and everybody else of the policy once.
            prop_assert_eq!(places(&decision, &ask, &policy, &health).len(), decision.candidates.len());
            let candidates = decision.candidates.iter().map(|candidate| &candidate.row.model);
            let seen: Vec<&ModelRef> = candidates.chain(decision.rejected.iter().map(|(model, _)| model)).collect();
            let asides = asides(&ask, &policy, decision.tier, false, |model| seen.contains(&model));
            for slot in Tier::ALL.iter().flat_map(|tier| &policy.pools.get(*tier).slots) {
                let model = &slot.route.row.model;
                let told = asides.iter().filter(|(other, _)| other == model).count();
                prop_assert_eq!(told, usize::from(!seen.contains(&model)), "{}", model);
            }
            for candidate in &decision.candidates {
                prop_assert!(candidate.estimate.tenge <= candidate.bound.tenge);
                prop_assert!(candidate.output_limit <= candidate.row.max_output);
                prop_assert!(prompt.plus(candidate.output_limit) <= candidate.row.context_window);
            }
        }
    }
}
