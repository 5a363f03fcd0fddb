//! Where requests go once more when an answer fails a check.

use proptest::prelude::*;

use super::{Ask, Decision, EVERYBODY, Health, asked, facts};
use crate::{
    decide::decide,
    measure::{Facts, Tier},
    money::MicroTenge,
    policy::{Policy, tests::policy_of},
    tokens::TokenCount,
};

const RULE: &str = "[[rules]]\nid = \"routine\"\nbecause = \"x\"\nwhen = { proposal = \"L0\" }\nuse = \"L0\"\n";

fn cascading(table: &str, plans: &str) -> Policy {
    policy_of(&format!("{RULE}[cascade]\n{table}\n"), plans, &[])
}

/// The second way in one line.
fn shown(decision: &Decision) -> String {
    let Some(escalation) = &decision.escalation else { return "none".to_owned() };
    let models: Vec<&str> = escalation.candidates.iter().map(|one| &*one.row.model.model).collect();
    format!("{}: {}", escalation.tier, models.join(", "))
}

#[test]
fn a_higher_tier_is_the_second_way() {
    let policy = cascading("", "");
    let to_l2 = cascading("to = \"L2\"", "");
    let plain = facts(Some(Tier::L0));
    let well = Health::all_well(EVERYBODY);
    let without_anthropic = Health::all_well(["google", "openai"]);
    let without_both = Health { blocked: ["openai".into()].into(), ..Health::all_well(["google", "openai"]) };
    for (policy, model, plan, health, expected) in [
        (&policy, "auto", "sovereign", &well, "L1: gemini-3.1-pro-preview, claude-sonnet-5-5"),
        (&policy, "auto", "pro", &well, "L2: claude-sonnet-4-5, gpt-6.1-terra"),
        (&policy, "auto", "starter", &well, "none"),
        (&to_l2, "auto", "sovereign", &well, "L2: claude-sonnet-4-5, gpt-6.1-terra"),
        (&to_l2, "auto", "sovereign", &without_anthropic, "L2: gpt-6.1-terra"),
        (&to_l2, "auto", "sovereign", &without_both, "none"),
        // who names a tier or a model gets it
        (&to_l2, "L0", "sovereign", &well, "none"),
        (&to_l2, "openai/gpt-5-mini", "sovereign", &well, "none"),
    ] {
        let decision = decide(&asked(policy, model, plan, &plain), policy, health).unwrap();
        assert_eq!(shown(&decision), expected, "{model} {plan}");
    }
    let inside = Ask { stays_inside: true, ..asked(&to_l2, "auto", "sovereign", &plain) };
    let health = Health { inside: ["local".into()].into(), ..Health::all_well(EVERYBODY) };
    let decision = decide(&inside, &to_l2, &health).unwrap();
    assert_eq!(shown(&decision), "none", "nobody of L2 stands inside");
    let (_, off) = crate::policy::tests::shipped(crate::policy::tests::TODAY);
    assert_eq!(shown(&decide(&asked(&off, "auto", "sovereign", &plain), &off, &well).unwrap()), "none");
}

/// A ceiling of a request is one of both its calls.
#[test]
fn both_calls_keep_the_ceiling() {
    let well = Health::all_well(["google", "anthropic"]);
    let plain = facts(Some(Tier::L0));
    let free = cascading("to = \"L2\"", "");
    let decision = decide(&asked(&free, "auto", "sovereign", &plain), &free, &well).unwrap();
    let escalation = decision.escalation.as_ref().unwrap();
    let both = decision.bound().tenge();
    assert!(both > escalation.candidates[0].bound.tenge.tenge(), "{both}");
    for (tenge, expected) in
        [(both + rust_decimal::Decimal::ONE, true), (both - rust_decimal::Decimal::new(1, 2), false)]
    {
        let tenants = format!("[[for]]\ntenants = [\"shop\"]\nmax_tenge_per_request = \"{tenge}\"\n");
        let policy = cascading("to = \"L2\"", &tenants);
        let mut ask = asked(&policy, "auto", "sovereign", &plain);
        ask.circumstances.tenant = "shop";
        let decision = decide(&ask, &policy, &well).unwrap();
        assert_eq!(decision.escalation.is_some(), expected, "{tenge}");
    }
}

proptest! {
    /// However the money is short, what remains of a decision is covered, and the second way is given up first.
    #[test]
    fn a_second_way_is_given_up_first(
        remaining in 0_i64..400_000_000,
        estimate in 0_u64..20_000,
        free in any::<bool>(),
    ) {
        let policy = cascading("to = \"L2\"", "");
        let facts = Facts { prompt_estimate: TokenCount(estimate), prompt_bound: TokenCount(estimate * 4), ..facts(Some(Tier::L0)) };
        let ask = asked(&policy, "auto", "sovereign", &facts);
        let before = decide(&ask, &policy, &Health::all_well(EVERYBODY)).unwrap();
        let mut after = before.clone();
        let remaining = MicroTenge(remaining);
        if after.narrow_to(remaining, free) {
            prop_assert!(after.bound() <= remaining && !after.candidates.is_empty());
            prop_assert!(after.escalation.is_none() && before.escalation.is_some());
        } else {
            let first = before.candidates[0].bound.tenge;
            prop_assert!(before.bound() <= remaining || !free && first > remaining);
        }
    }
}
