//! Who of a pool goes first, and what may not serve at all.

use std::time::Duration;

use proptest::prelude::*;

use super::{Ask, Circumstances, EVERYBODY, Health, asked, facts, shown};
use crate::{
    decide::{Conversation, DecideError, Decision, decide},
    measure::{Facts, Tier},
    money::MicroTenge,
    policy::{
        Policy, Select,
        tests::{policy_of, routing_file},
    },
    prices::ModelRef,
    tokens::TokenCount,
};

/// The shipped policy with another pool of L0.
fn with_pool(pool: &str) -> Policy {
    let file = routing_file();
    let shipped = "pool = [\"google/gemini-2.5-flash-lite\", \"openai/gpt-5-mini\"]";
    assert!(file.contains(shipped));
    let file = file.replace(shipped, pool).replace("routing-2026-11", "pools").replace("2026-11-01", "2026-11-02");
    policy_of("", "", &[&file])
}

const THREE: &str = "pool = [\"openai/gpt-5-mini\", \"google/gemini-2.5-flash-lite\", \"deepseek/deepseek-flash\"]";

fn in_conversation(policy: &Policy, health: &Health, number: u16) -> Decision {
    let facts = facts(Some(Tier::L0));
    let circumstances = Circumstances { conversation: Conversation(number), ..Circumstances::default() };
    decide(&Ask { circumstances, ..asked(policy, "auto", "starter", &facts) }, policy, health).unwrap()
}

fn first(decision: &Decision) -> &str {
    &decision.candidates[0].row.model.model
}

#[test]
fn the_cheapest_for_this_request_goes_first() {
    let policy = with_pool(&format!("{THREE}\nselect = \"cheapest\""));
    let health = Health::all_well(EVERYBODY);
    let order = |facts: &Facts| {
        let decision = decide(&asked(&policy, "auto", "starter", facts), &policy, &health).unwrap();
        let pooled = decision.candidates.iter().take(3);
        assert!(pooled.clone().is_sorted_by_key(|candidate| candidate.estimate.tenge));
        pooled.map(|candidate| candidate.row.model.model.to_string()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(order(&facts(Some(Tier::L0))), "gemini-2.5-flash-lite, deepseek-flash, gpt-5-mini");
    let long =
        Facts { prompt_estimate: TokenCount(100_000), prompt_bound: TokenCount(100_000), ..facts(Some(Tier::L0)) };
    assert_eq!(
        order(&Facts { max_output: Some(TokenCount(10)), ..long }),
        "gemini-2.5-flash-lite, gpt-5-mini, deepseek-flash"
    );
}

#[test]
fn the_fastest_goes_first_and_whoever_is_not_measured_before_it() {
    let policy = with_pool(&format!("{THREE}\nselect = \"fastest\""));
    assert!(policy.uses().latency);
    let mut health = Health::all_well(EVERYBODY);
    let order = |health: &Health| shown(Ok(in_conversation(&policy, health, 0)));
    let chain = "yandexgpt/latest failover, llama3.2 failover";
    assert_eq!(
        order(&health),
        format!("L0 routine: gpt-5-mini pool, gemini-2.5-flash-lite pool, deepseek-flash pool, {chain}")
    );
    for (provider, model, millis) in [("openai", "gpt-5-mini", 900), ("google", "gemini-2.5-flash-lite", 400)] {
        health.latency.insert(ModelRef::new(provider, model), Duration::from_millis(millis));
    }
    assert_eq!(
        order(&health),
        format!("L0 routine: deepseek-flash pool, gemini-2.5-flash-lite pool, gpt-5-mini pool, {chain}")
    );
    health.latency.insert(ModelRef::new("deepseek", "deepseek-flash"), Duration::from_millis(500));
    assert_eq!(
        order(&health),
        format!("L0 routine: gemini-2.5-flash-lite pool, deepseek-flash pool, gpt-5-mini pool, {chain}")
    );
}

#[test]
fn weights_are_shares_of_the_conversations() {
    let health = Health::all_well(EVERYBODY);
    for (select, expected) in [
        ("select = \"weighted\"\nweights = [6, 3, 1]", [60.0, 30.0, 10.0]),
        ("select = \"sticky\"", [33.3, 33.3, 33.3]),
    ] {
        let policy = with_pool(&format!("{THREE}\n{select}"));
        assert!(policy.uses().conversation);
        let mut counts = [0_u32; 3];
        for number in (0..=u16::MAX).step_by(16) {
            let decision = in_conversation(&policy, &health, number);
            let model = first(&decision);
            let place = ["gpt-5-mini", "gemini-2.5-flash-lite", "deepseek-flash"].iter().position(|one| *one == model);
            counts[place.unwrap()] += 1;
        }
        for (count, expected) in counts.iter().zip(expected) {
            assert!((f64::from(*count) / 40.96 - expected).abs() < 2.0, "{counts:?} for {select}");
        }
    }
}

#[test]
fn two_models_with_one_successor_have_the_weight_of_both() {
    let pool = "pool = [\"deepseek/deepseek-chat\", \"google/gemini-2.5-flash-lite\", \"deepseek/deepseek-flash\"]";
    let policy = with_pool(&format!("{pool}\nselect = \"weighted\"\nweights = [2, 5, 3]"));
    let pool = policy.pools.get(Tier::L0);
    assert_eq!((pool.slots.len(), &pool.select), (2, &Select::Weighted(vec![5, 5])));
}

proptest! {
    /// Losing a model moves its own conversations and no other, and the same conversation always goes the same way.
    #[test]
    fn sticky_moves_only_the_lost_models_share(number in any::<u16>(), lost in 0_usize..3) {
        let policy = with_pool(&format!("{THREE}\nselect = \"sticky\""));
        let mut health = Health::all_well(EVERYBODY);
        let before = in_conversation(&policy, &health, number);
        prop_assert_eq!(&before, &in_conversation(&policy, &health, number));
        let model = policy.pools.get(Tier::L0).slots[lost].route.row.model.clone();
        health.models_down.insert(model.clone());
        let after = in_conversation(&policy, &health, number);
        if before.candidates[0].row.model != model {
            prop_assert_eq!(first(&before), first(&after));
        } else {
            prop_assert_eq!(first(&after), &*before.candidates[1].row.model.model);
        }
    }
}

#[test]
fn floors_raise_and_ceilings_skip() {
    let part = "\n[[for]]\ntenants = [\"clinic\"]\nmin_tier = \"L2\"\n[[for]]\ntenants = [\"kiosk\"]\nmax_tenge_per_request = \"1.5\"\n";
    let policy = policy_of("", part, &[]);
    let health = Health::all_well(EVERYBODY);
    let ask = |tenant, model, plan, tier| {
        let facts = facts(Some(tier));
        let circumstances = Circumstances { tenant, ..Circumstances::default() };
        decide(&Ask { circumstances, ..asked(&policy, model, plan, &facts) }, &policy, &health)
    };
    let fast = "gemini-2.5-flash-lite pool, gpt-5-mini pool, deepseek-flash failover, yandexgpt/latest failover, llama3.2 failover";
    let claude = "claude-sonnet-4-5 pool, gpt-6.1-terra pool";
    for (tenant, model, plan, tier, expected) in [
        ("shop", "auto", "pro", Tier::L0, format!("L0 routine: {fast}")),
        ("clinic", "auto", "pro", Tier::L0, format!("L2 for L0 routine: {claude}")),
        ("clinic", "auto", "sovereign", Tier::L1, format!("L2 for L1 long-context: {claude}")),
        ("clinic", "L0", "pro", Tier::L0, format!("L2 for L0 named-tier: {claude}")),
        ("clinic", "auto", "sovereign", Tier::L3, "L3 reasoning: gpt-5.1 pool, gpt-6-sol pool".to_owned()),
        ("clinic", "auto", "starter", Tier::L0, "no model can serve the request".to_owned()),
        ("clinic", "gpt-5-mini", "pro", Tier::L0, "no model can serve the request".to_owned()),
        ("clinic", "claude-sonnet-4-5", "pro", Tier::L0, "L2 named-model: claude-sonnet-4-5 explicit".to_owned()),
        (
            "kiosk",
            "auto",
            "starter",
            Tier::L0,
            "L0 routine: gemini-2.5-flash-lite pool, deepseek-flash failover, llama3.2 failover".to_owned(),
        ),
    ] {
        assert_eq!(shown(ask(tenant, model, plan, tier)), expected, "{tenant} {model} {plan} {tier}");
    }
    let Err(DecideError::NoCandidate { rejected, .. }) = ask("clinic", "auto", "starter", Tier::L0) else { panic!() };
    assert_eq!(rejected[0].1.to_string(), "it is in no tier from L2 on, the quality floor of the tenant or plan");
    let dear = ask("kiosk", "auto", "starter", Tier::L0).unwrap();
    assert!(dear.candidates.iter().all(|candidate| candidate.bound.tenge <= MicroTenge(1_500_000)));
    assert!(
        dear.rejected[0].1.to_string().ends_with(" ₸, above the ceiling of 1.5 ₸ a request"),
        "{:?}",
        dear.rejected
    );
}
