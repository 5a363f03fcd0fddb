//! What a second opinion changes, and whom it is asked of.

use std::time::Duration;

use super::{Ask, EVERYBODY, Health, asked, facts, shown};
use crate::{
    decide::{Decision, adviser, decide, second_opinion},
    measure::{Facts, Language, Tier},
    policy::{
        Asking, Policy,
        tests::{policy_of, routing_file},
    },
};

/// The shipped rules with this table.
fn advised(table: &str) -> Policy {
    let file = routing_file();
    let (_, rules) = file.split_once("[[rules]]").unwrap();
    policy_of(&format!("[[rules]]{rules}\n{table}\n"), "", &[])
}

fn decided(ask: &Ask<'_>, policy: &Policy) -> Decision {
    decide(ask, policy, &Health::all_well(EVERYBODY)).unwrap()
}

#[test]
fn an_opinion_is_asked_where_the_judge_abstains_and_nobody_else_decides() {
    let (on, off) = (advised("[second_opinion]"), advised(""));
    let (unsure, sure) = (facts(None), facts(Some(Tier::L0)));
    let silent = Facts { language: Language::Unknown, ..facts(None) };
    for (policy, model, facts, expected) in [
        (&on, "auto", &unsure, true),
        (&on, "gpt-4o", &unsure, true),
        (&on, "auto", &sure, false),
        (&on, "L2", &unsure, false),
        (&on, "openai/gpt-5-mini", &unsure, false),
        (&off, "auto", &unsure, false),
        (&on, "auto", &silent, false),
    ] {
        let ask = asked(policy, model, "sovereign", facts);
        let decision = decided(&ask, policy);
        assert_eq!(second_opinion(&decision, &ask, policy).is_some(), expected, "{model}");
        let advised = ask.advised(Tier::L0);
        assert_eq!(second_opinion(&decided(&advised, policy), &advised, policy), None, "nobody is asked twice");
    }
}

#[test]
fn rules_hear_an_opinion_like_a_proposal() {
    let (on, off) = (advised("[second_opinion]"), advised(""));
    let unsure = facts(None);
    for (tier, expected) in [(Tier::L0, "L0 routine"), (Tier::L2, "L2 writing"), (Tier::L3, "L3 reasoning")] {
        let ask = asked(&on, "auto", "sovereign", &unsure).advised(tier);
        assert!(shown(Ok(decided(&ask, &on))).starts_with(expected), "{tier}");
        // Who would not have asked hears nothing.
        assert!(shown(Ok(decided(&ask, &off))).starts_with("L2 unsure"), "{tier}");
        // The judge's own word goes before.
        let sure = facts(Some(Tier::L0));
        let ask = asked(&on, "auto", "sovereign", &sure).advised(tier);
        assert!(shown(Ok(decided(&ask, &on))).starts_with("L0 routine"), "{tier}");
    }
}

#[test]
fn only_who_may_see_a_request_is_asked() {
    let policy = advised("[second_opinion]");
    let unsure = facts(None);
    let asking = Asking { timeout: Duration::ZERO, most_characters: 1, tier: Tier::L0 };
    let name = |ask: &Ask<'_>, health: &Health| {
        adviser(asking, &unsure, ask, &policy, health).map(|one| one.row.model.model.to_string())
    };
    let ask = asked(&policy, "auto", "sovereign", &unsure);
    let well = Health::all_well(EVERYBODY);
    assert_eq!(name(&ask, &well).as_deref(), Some("gemini-2.5-flash-lite"));
    let down = Health { providers_down: ["google".into()].into(), ..well.clone() };
    assert_eq!(name(&ask, &down).as_deref(), Some("gpt-5-mini"), "whoever fails is passed over");
    let blocked = Health { blocked: ["openai".into()].into(), ..down };
    assert_eq!(name(&ask, &blocked), None);
    let inside = Ask { stays_inside: true, ..ask };
    assert_eq!(name(&inside, &well), None, "what must stay inside is shown to nobody outside");
}
