//! Canaries and shadows.

use super::{Ask, Circumstances, EVERYBODY, Health, asked, facts, shown};
use crate::{
    decide::{Conversation, Decision, Verdict, decide, judged_rules, shadowed},
    measure::Tier,
    policy::{
        Policy,
        tests::{policy_of, routing_file},
    },
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
