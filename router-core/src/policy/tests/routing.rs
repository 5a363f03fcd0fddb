//! Conditions, pools and trials as they are written: what is wrong with them, and what the shipped file says by example.

use insta::assert_snapshot;

use super::{TODAY, changed, listing, policy_of, routing_file, shipped, shipped_policies, with_rules};
use crate::{
    diagnostic::SourceFile,
    policy::{Policy, conditions::WHEN_KEYS},
};

#[test]
fn problems_of_conditions_are_listed() {
    let rule = |(number, when): (usize, &&str)| {
        format!("[[rules]]\nid = \"{number}\"\nbecause = \"x\"\nuse = \"L0\"\nwhen = {{ {when} }}\n")
    };
    let rules: String = [
        "hours = \"9-18\"",
        "hours = [\"06-06\", \"22-25\", 7]",
        "hours = []",
        "weekday = [\"mon-fry\", \"sat\"]",
        "sure = \"no\"",
        "max_budget_left_percent = 101",
        "provider_down = \"opena\"",
        "tenants = \"shop\"",
    ]
    .iter()
    .enumerate()
    .map(rule)
    .collect();
    assert_snapshot!(changed("routing.toml", |text| with_rules(text, &rules)), @r#"
    routing.toml:69:18: error: `9-18`; expected hours in Almaty such as "09-18", or "22-06" over midnight
    routing.toml:74:19: error: `06-06`; expected hours in Almaty such as "09-18", or "22-06" over midnight
    routing.toml:74:28: error: `22-25`; expected hours in Almaty such as "09-18", or "22-06" over midnight
    routing.toml:74:37: error: the bare number 7; expected a string in quotes
    routing.toml:79:18: error: no alternative; expected at least one, or no such condition
    routing.toml:84:21: error: `mon-fry`; expected one of mon, tue, wed, thu, fri, sat, sun, or days such as "mon-fri"
    routing.toml:89:17: error: the string `no`; expected true or false
    routing.toml:94:36: error: 101; expected a whole number from 0 to 100
    routing.toml:95:1: error: unknown provider `opena` in rule `6`; expected one of: anthropic, deepseek, google, local, openai, yandex
    routing.toml:104:10: error: unknown key `tenants`; expected `tenant` (known keys: proposal, sure, intent, language, min_prompt_tokens, max_prompt_tokens, min_difficulty, max_difficulty, needs, data_types, tool, plan, tenant, key, hours, weekday, max_budget_left_percent, provider_down)
    "#);
}

#[test]
fn problems_of_pools_and_trials_are_listed() {
    let pool = |more: &str| {
        changed("routing.toml", |text| text.replace("default_output = 2048", &format!("default_output = 2048\n{more}")))
    };
    assert_snapshot!(pool("select = \"weighted\""), @"routing.toml:30:1: error: missing key `weights`; expected `weights = [9, 1]`, one for each model of the pool");
    assert_snapshot!(pool("select = \"weighted\"\nweights = [9]"), @"routing.toml:34:11: error: 1 weights; expected 2, one for each model of the pool");
    assert_snapshot!(pool("select = \"weighted\"\nweights = [9, 0]"), @"routing.toml:34:15: error: 0; expected a whole number from 1 to 1000");
    assert_snapshot!(pool("select = \"cheapst\""), @"routing.toml:33:10: error: `cheapst`; expected `cheapest` (one of: ordered, cheapest, fastest, weighted, sticky)");
    assert_snapshot!(pool("weights = [1, 1]"), @r#"routing.toml:33:11: error: weights of a pool that does not use them; expected `select = "weighted"`"#);
    assert_snapshot!(changed("routing.toml", |text| text.replace("default_tier", "canary_percent = 5\nshadow = true\ndefault_tier")), @r"
    routing.toml:10:18: warning: a shadow with a share of the conversations; the shadow is left out; expected one or the other
    policies:0:0: error: no file of kind `routing` in force on 2026-11-21; expected one with `valid_from` up to 2026-11-21
    ");
    assert_snapshot!(changed("routing.toml", |text| text.replace("use = \"L3\"", "use = \"L3\"\npercent = 101")), @"routing.toml:88:11: error: 101; expected a whole number from 0 to 100");
    assert_snapshot!(changed("plans.toml", |text| text
        .replace("tiers = [\"L0\"]", "tiers = [\"L0\"]\nmin_tier = \"L1\"\nmax_tenge_per_request = 5")
        + "[[for]]\ntenants = [\"a\", \"a\"]\n"), @r#"
    plans.toml:16:12: error: the floor L1 above every tier of the plan; expected a tier of the plan or one below
    plans.toml:17:25: error: the bare number 5; expected a decimal in quotes such as "0.10": a bare number can lose digits
    plans.toml:80:1: error: a part that states nothing; expected `min_tier` or `max_tenge_per_request`
    plans.toml:81:17: error: `a` a second time; expected each tenant in one part
    "#);
}

#[test]
fn a_broken_shadow_is_left_out() {
    let (prices, _) = shipped(TODAY);
    let shadow = format!("shadow = true\n{}", routing_file());
    for (text, kept) in [
        (shadow.clone(), true),
        (shadow.replace("\"L2\"", "\"L9\""), false),
        (shadow.replace("gpt-5-mini", "gpt-5-mimi"), false),
        (shadow.replace("default_tier", "default_teir"), false),
        (shadow.replace("[aliases]", "[aliases"), false),
        (shadow.replace("2026-11-01", "2027-11-01"), false),
    ] {
        let mut files = shipped_policies();
        files.push(SourceFile { name: "policies/next.toml".to_owned(), text });
        let (policy, problems) = Policy::load(&files, &prices, TODAY);
        let problems = listing(&files, &problems);
        let policy = policy.unwrap_or_else(|| panic!("{problems}"));
        assert_eq!(policy.shadow.is_some(), kept, "{problems}");
        let is_named =
            problems.lines().all(|line| line.contains("warning: ") && line.contains("; the shadow is left out"));
        assert!(is_named, "{problems}");
    }
}

/// What the shipped file says by example is what a file may say, and no condition is missing there.
#[test]
fn the_examples_of_the_routing_file_hold() {
    let file = routing_file();
    let (_, examples) = file.split_once("# === More, by example ===").unwrap();
    let lines: Vec<&str> = examples.lines().filter_map(|line| line.strip_prefix("#   ")).collect();
    let conditions = lines.iter().take_while(|line| !line.starts_with("[[rules]]"));
    for condition in conditions.map(|line| line.split("  #").next().unwrap().split(" #").next().unwrap().trim()) {
        let rule = format!("[[rules]]\nid = \"x\"\nbecause = \"x\"\nuse = \"L0\"\nwhen = {{ {condition} }}\n");
        assert_eq!(policy_of(&rule, "", &[]).rules[0].when.0.len(), 1, "{condition}");
    }
    for key in WHEN_KEYS {
        assert!(examples.contains(key.name), "{} has no example", key.name);
    }
    let rules =
        lines.iter().skip_while(|line| !line.starts_with("[[rules]]")).take_while(|line| !line.starts_with("select"));
    let rules = rules.fold(String::new(), |text, line| text + line + "\n");
    assert_eq!(policy_of(&rules, "", &[]).rules.len(), 2);
}
