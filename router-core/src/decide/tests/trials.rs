//! Canaries and shadows.

use std::time::Duration;

use jiff::civil::datetime;
use proptest::prelude::*;

use super::{Ask, Circumstances, EVERYBODY, Health, asked, facts, shown};
use crate::{
    decide::{Conversation, Decision, Verdict, decide, judged_rules, shadowed},
    measure::{Facts, Tier},
    money::MicroTenge,
    policy::{
        Moment, Policy,
        tests::{policy_of, routing_file},
    },
    tokens::TokenCount,
};

const RULES: &str = r#"
[[rules]]
id = "try-l1"
because = "is L1 as good?"
when = { proposal = "L2" }
percent = 20
use = "L1"

[[rules]]
id = "writing"
because = "writing"
when = { proposal = "L2" }
use = "L2"
"#;

fn in_conversation(policy: &Policy, proposal: Tier, number: u16) -> Decision {
    let facts = facts(Some(proposal));
    let circumstances = Circumstances { conversation: Conversation(number), ..Circumstances::default() };
    let ask = Ask { circumstances, ..asked(policy, "auto", "sovereign", &facts) };
    let health = Health::all_well(EVERYBODY);
    let judged = judged_rules(&ask, policy, &health);
    let decision = decide(&ask, policy, &health).unwrap();
    assert_eq!(judged.last().is_some_and(|last| last.verdict == Verdict::Takes), decision.rule() != "no-rule");
    decision
}

fn arm(decision: &Decision) -> String {
    decision.arm.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn a_rule_takes_its_share_of_the_conversations_that_meet_it() {
    let policy = policy_of(RULES, "", &[]);
    assert!(policy.uses().conversation);
    let mut taken = 0;
    for number in (0..=u16::MAX).step_by(16) {
        let decision = in_conversation(&policy, Tier::L2, number);
        match (decision.rule(), &*arm(&decision)) {
            ("try-l1", "try-l1") => taken += 1,
            ("writing", "try-l1:control") => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(decision, in_conversation(&policy, Tier::L2, number));
        assert_eq!(arm(&in_conversation(&policy, Tier::L0, number)), "", "who does not meet it is in no experiment");
    }
    assert!((f64::from(taken) / 40.96 - 20.0).abs() < 1.5, "{taken}");
}

#[test]
fn a_whole_file_can_be_a_canary() {
    let file = routing_file().replace("routing-2026-11", "next").replace("use = \"L0\"", "use = \"L2\"");
    let canary = format!("canary_percent = 10\n{file}");
    let policy = policy_of("", "", &[&canary]);
    let mut taken = 0;
    for number in (0..=u16::MAX).step_by(16) {
        let decision = in_conversation(&policy, Tier::L0, number);
        match (&*decision.policy, decision.tier, &*arm(&decision)) {
            ("next", Tier::L2, "next") => taken += 1,
            ("routing-2026-11", Tier::L0, "next:control") => {}
            other => panic!("{other:?}"),
        }
    }
    assert!((f64::from(taken) / 40.96 - 10.0).abs() < 1.5, "{taken}");
}

#[test]
fn a_shadow_decides_and_changes_nothing() {
    let file = routing_file().replace("routing-2026-11", "next").replace("use = \"L0\"", "use = \"L2\"");
    let shadow =
        format!("shadow = true\n{}", file.replace("{ proposal = \"L0\" }", "{ proposal = \"L0\", hours = \"00-24\" }"));
    let (plain, policy) = (policy_of("", "", &[]), policy_of("", "", &[&shadow]));
    let facts = facts(Some(Tier::L0));
    let health = Health::all_well(["google", "anthropic"]);
    let ask = asked(&policy, "auto", "sovereign", &facts);
    assert_eq!(decide(&ask, &policy, &health), decide(&asked(&plain, "auto", "sovereign", &facts), &plain, &health));
    assert_eq!(shown(shadowed(&ask, &policy, &health).unwrap()), "L2 no-rule: claude-sonnet-4-5 pool");
    assert_eq!(shadowed(&ask, &plain, &health), None);
    assert!(policy.uses().moment && !plain.uses().moment, "the shadow's circumstances are found out too");
}

/// Everything that a policy can look at, at once.
fn with_everything() -> Policy {
    let pools = |file: &str| {
        file.replace("default_output = 2048", "select = \"cheapest\"\ndefault_output = 2048")
            .replace("default_output = 4096", "select = \"fastest\"\ndefault_output = 4096")
            .replacen("default_output = 8192", "select = \"weighted\"\nweights = [3, 7]\ndefault_output = 8192", 1)
            .replace("{ proposal = \"L1\" }", "{ hours = \"22-06\", max_budget_left_percent = 50 }")
            .replace(
                "{ proposal = \"L2\" }",
                "{ tool = \"search\", weekday = \"sat\", tenant = \"shop\" }\npercent = 50",
            )
    };
    let file = pools(&routing_file());
    let canary = format!("canary_percent = 40\n{}", file.replace("routing-2026-11", "canary"));
    let shadow = format!("shadow = true\n{}", file.replace("routing-2026-11", "shadow").replace("\"sat\"", "\"sun\""));
    let bounds = "\n[[for]]\ntenants = [\"shop\"]\nmin_tier = \"L1\"\nmax_tenge_per_request = \"40\"\n";
    let main = file.replace("2026-11-01", "2026-11-02");
    policy_of("", bounds, &[&main, &canary, &shadow])
}

proptest! {
    /// The same inputs give the same decision, whatever there is to look at, and what is on trial stays in its share.
    #[test]
    fn the_same_inputs_give_the_same_decision(
        tier in prop::option::of(prop::sample::select(Tier::ALL)),
        number in any::<u16>(),
        tenant in prop::sample::select(&["shop", "rival", ""][..]),
        model in prop::sample::select(&["auto", "L0", "gpt-5.1", "gpt-4o"][..]),
        plan in prop::sample::select(&["starter", "pro", "sovereign"][..]),
        moment in prop::option::of((0_i8..24, 1_i8..29)),
        budget_left in prop::option::of(0_u8..=100),
        millis in prop::collection::vec(1_u64..5_000, 2),
        prompt in 0_u64..400_000,
    ) {
        let policy = with_everything();
        let mut health = Health::all_well(EVERYBODY);
        for (slot, millis) in policy.pools.get(Tier::L2).slots.iter().zip(millis) {
            health.latency.insert(slot.route.row.model.clone(), Duration::from_millis(millis));
        }
        let tools = ["search".to_owned()];
        let moment = moment.map(|(hour, day)| Moment::of(datetime(2026, 11, day, hour, 0, 0, 0)));
        let conversation = Conversation(number);
        let circumstances = Circumstances { tenant, key: "k", moment, budget_left, tools: &tools, conversation, opinion: None };
        let facts = Facts { prompt_estimate: TokenCount(prompt), prompt_bound: TokenCount(prompt), ..facts(tier) };
        let ask = Ask { circumstances, ..asked(&policy, model, plan, &facts) };
        let decision = decide(&ask, &policy, &health);
        prop_assert_eq!(&decision, &decide(&ask, &policy, &health));
        prop_assert_eq!(shadowed(&ask, &policy, &health), shadowed(&ask, &policy, &health));
        if let Ok(decision) = decision {
            let canary = conversation.is_within(40, "canary");
            prop_assert_eq!(&*decision.policy, if canary { "canary" } else { "routing-2026-11" });
            prop_assert_eq!(decision.arm.map(|arm| arm.taken), Some(canary));
            let ceiling = MicroTenge(40_000_000);
            prop_assert!(tenant != "shop" || decision.candidates.iter().all(|candidate| candidate.bound.tenge <= ceiling));
        }
    }
}
