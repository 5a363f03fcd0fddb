//! Every condition, of a request that meets it and of one that does not.

use jiff::civil::datetime;

use super::{Ask, Circumstances, EVERYBODY, Health, SCHEMA, asked, facts, shown};
use crate::{
    decide::{Verdict, decide, judged_rules},
    measure::{Facts, Language, Tier},
    policy::{Moment, Policy, tests::policy_of},
    prices::ModelRef,
};

/// A policy with one rule, which leads to the tier of nobody else.
fn with_rule(when: &str) -> Policy {
    let rule = format!("[[rules]]\nid = \"own\"\nbecause = \"a test\"\nuse = \"L3\"\nwhen = {{ {when} }}\n");
    policy_of(&rule, "", &[])
}

/// Whether the rule takes a request that `change` was made to, and if not, why.
fn verdict(when: &str, change: impl Fn(&mut Facts, &mut Health, &mut Circumstances<'_>)) -> String {
    let policy = with_rule(when);
    let mut facts = Facts { language: Language::Kazakh, ..facts(Some(Tier::L0)) };
    let mut health = Health::all_well(EVERYBODY);
    let mut circumstances = Circumstances { tenant: "shop", key: "key_1", ..Circumstances::default() };
    change(&mut facts, &mut health, &mut circumstances);
    let ask = Ask { circumstances, findings: &["IIN", "PHONE"], ..asked(&policy, "auto", "pro", &facts) };
    let judged = judged_rules(&ask, &policy, &health);
    let decided = decide(&ask, &policy, &health).unwrap();
    assert_eq!(decided.rule() == "own", judged[0].verdict == Verdict::Takes);
    match judged[0].verdict {
        Verdict::Takes => "takes".to_owned(),
        Verdict::Fails(condition) => {
            format!("{}: {}, not {}", condition.key, condition.found(&ask, &health), condition.expected())
        }
        Verdict::OutsideShare => "outside".to_owned(),
    }
}

#[test]
fn facts_of_the_request() {
    for (when, expected) in [
        ("", "takes"),
        ("proposal = \"L0\"", "takes"),
        ("proposal = [\"L1\", \"L2\"]", "proposal: L0, not L1, L2"),
        ("sure = true", "takes"),
        ("sure = false", "sure: true, not false"),
        ("intent = [\"faq\", \"delivery_query\"]", "takes"),
        ("intent = \"math\"", "intent: delivery_query, not math"),
        ("language = \"kk\"", "takes"),
        ("language = [\"ru\", \"en\"]", "language: kk, not ru, en"),
        ("min_prompt_tokens = 12, max_prompt_tokens = 12", "takes"),
        ("min_prompt_tokens = 13", "min_prompt_tokens: 12, not 13 or more"),
        ("max_prompt_tokens = 11", "max_prompt_tokens: 12, not 11 or less"),
        ("min_difficulty = \"0.1\", max_difficulty = \"0.3\"", "takes"),
        ("min_difficulty = \"0.5\"", "min_difficulty: 0.2, not 0.5 or more"),
        ("max_difficulty = \"0.1\"", "max_difficulty: 0.2, not 0.1 or less"),
        ("needs = []", "takes"),
        ("needs = [\"vision\", \"tools\"]", "needs: none, not vision, tools"),
        ("data_types = [\"CARD\", \"IIN\"]", "takes"),
        ("data_types = \"CARD\"", "data_types: IIN, PHONE, not CARD"),
        ("plan = [\"pro\", \"starter\"]", "takes"),
        ("plan = \"starter\"", "plan: pro, not starter"),
        ("tenant = \"shop\", key = [\"key_1\", \"key_2\"]", "takes"),
        ("tenant = \"clinic\"", "tenant: shop, not clinic"),
        ("key = \"key_2\"", "key: key_1, not key_2"),
        // What was not found out holds for nothing.
        (
            "hours = \"00-24\"",
            "hours: none, not 00, 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23",
        ),
        ("weekday = \"mon-sun\"", "weekday: none, not mon, tue, wed, thu, fri, sat, sun"),
        ("max_budget_left_percent = 100", "max_budget_left_percent: no budget, not 100 % or less"),
        ("tool = \"search\"", "tool: none, not search"),
        ("provider_down = \"openai\"", "provider_down: none, not openai"),
        // The first that fails is named, in the order of the table.
        ("plan = \"starter\", proposal = \"L3\"", "proposal: L0, not L3"),
    ] {
        assert_eq!(verdict(when, |_, _, _| {}), expected, "{when}");
    }
    let needing = |facts: &mut Facts, _: &mut Health, _: &mut Circumstances<'_>| facts.needs = SCHEMA;
    assert_eq!(verdict("needs = [\"json_schema\"]", needing), "takes");
    assert_eq!(verdict("sure = false", |facts, _, _| facts.proposal = None), "takes");
}

#[test]
fn hours_and_weekdays() {
    // 2026-11-21 is a Saturday.
    for (when, day, hour, expected) in [
        ("hours = \"09-18\"", 20, 9, true),
        ("hours = \"09-18\"", 20, 17, true),
        ("hours = \"09-18\"", 20, 18, false),
        ("hours = \"22-06\"", 20, 23, true),
        ("hours = \"22-06\"", 20, 0, true),
        ("hours = \"22-06\"", 20, 6, false),
        ("hours = \"00-24\"", 20, 23, true),
        ("hours = [\"08-10\", \"20-22\"]", 20, 21, true),
        ("hours = [\"08-10\", \"20-22\"]", 20, 12, false),
        ("weekday = \"mon-fri\"", 20, 12, true),
        ("weekday = \"mon-fri\"", 21, 12, false),
        ("weekday = \"fri-mon\"", 21, 12, true),
        ("weekday = \"fri-mon\"", 24, 12, false),
        ("weekday = [\"sat\", \"tue\"]", 24, 12, true),
        ("weekday = \"sat\", hours = \"00-06\"", 21, 5, true),
        ("weekday = \"sat\", hours = \"00-06\"", 21, 7, false),
    ] {
        let found = verdict(when, |_, _, here| here.moment = Some(Moment::of(datetime(2026, 11, day, hour, 30, 0, 0))));
        assert_eq!(found == "takes", expected, "{when}: {found}");
    }
}

#[test]
fn circumstances() {
    let budget = |left| verdict("max_budget_left_percent = 20", |_, _, here| here.budget_left = Some(left));
    assert_eq!((&*budget(20), &*budget(0)), ("takes", "takes"));
    assert_eq!(budget(21), "max_budget_left_percent: 21 %, not 20 % or less");
    let tools = ["search".to_owned(), "book_table".to_owned()];
    let offering = |when| {
        let policy = with_rule(when);
        let facts = facts(None);
        let circumstances = Circumstances { tools: &tools, ..Circumstances::default() };
        let ask = Ask { circumstances, ..asked(&policy, "auto", "sovereign", &facts) };
        shown(decide(&ask, &policy, &Health::all_well(["openai"])))
    };
    assert_eq!(offering("tool = [\"pay\", \"search\"]"), "L3 own: gpt-5.1 pool, gpt-6-sol pool");
    assert_eq!(offering("tool = \"pay\""), "L2 unsure: gpt-6.1-terra pool");
}

#[test]
fn failing_providers() {
    let down = "provider_down = [\"deepseek\", \"openai\"]";
    let one = |_: &mut Facts, health: &mut Health, _: &mut Circumstances<'_>| {
        health.models_down.insert(ModelRef::new("openai", "gpt-5.1"));
    };
    assert_eq!(verdict(down, one), "takes");
    let whole = |_: &mut Facts, health: &mut Health, _: &mut Circumstances<'_>| {
        health.providers_down.insert("deepseek".into());
    };
    assert_eq!(verdict(down, whole), "takes");
    assert_eq!(verdict("provider_down = \"google\"", one), "provider_down: openai, not google");
}

#[test]
fn what_no_rule_asks_for_need_not_be_found_out() {
    for (when, expected) in [
        ("proposal = \"L0\", tenant = \"shop\", sure = true", ""),
        ("hours = \"00-06\"", "moment"),
        ("weekday = \"sat\"", "moment"),
        ("max_budget_left_percent = 10", "budget"),
        ("tool = \"search\"", "tools"),
    ] {
        let uses = with_rule(when).uses();
        let named = [
            ("moment", uses.moment),
            ("budget", uses.budget),
            ("tools", uses.tools),
            ("conversation", uses.conversation),
            ("latency", uses.latency),
        ];
        let named: Vec<&str> = named.iter().filter(|(_, used)| *used).map(|(name, _)| *name).collect();
        assert_eq!(named.join(" "), expected, "{when}");
    }
}
