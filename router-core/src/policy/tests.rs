//! The shipped files, and what is wrong with others.

use insta::assert_snapshot;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::{Every, Overage, Policy, Share, Target};
use crate::{
    diagnostic::{Diagnostic, Severity, SourceFile},
    measure::Tier,
    money::MicroTenge,
    prices::{ModelRef, PriceBook},
    redact::{AnswerMode, DataType, Field, FieldSet},
};

mod routing;

macro_rules! shipped {
    ($($path:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../../../", $path)))),+]
    };
}

pub(crate) fn files<const N: usize>(named: [(&str, &str); N]) -> Vec<SourceFile> {
    named.map(|(name, text)| SourceFile { name: name.to_owned(), text: text.to_owned() }).into()
}

pub(crate) fn shipped_prices() -> Vec<SourceFile> {
    files(shipped![
        "price-tables/openai.toml",
        "price-tables/google.toml",
        "price-tables/anthropic.toml",
        "price-tables/deepseek.toml",
        "price-tables/yandex.toml",
        "price-tables/local.toml",
        "price-tables/exchange-rates.toml",
    ])
}

pub(crate) fn shipped_policies() -> Vec<SourceFile> {
    files(shipped!["policies/routing.toml", "policies/plans.toml", "policies/redaction.toml"])
}

pub(crate) const TODAY: Date = date(2026, 11, 21);

pub(crate) fn shipped(day: Date) -> (PriceBook, Policy) {
    let (prices, problems) = PriceBook::load(&shipped_prices(), day);
    let prices = prices.unwrap_or_else(|| panic!("{problems:?}"));
    let (policy, problems) = Policy::load(&shipped_policies(), &prices, day);
    (prices, policy.unwrap_or_else(|| panic!("{problems:?}")))
}

/// The shipped policy with `routing` instead of its rules, `plans` after its plans and `more` files beside.
pub(crate) fn policy_of(rules: &str, plans: &str, more: &[&str]) -> Policy {
    let mut files = shipped_policies();
    if !rules.is_empty() {
        files[0].text = with_rules(&files[0].text, rules);
    }
    files[1].text.push_str(plans);
    files.extend(
        more.iter().zip(0..).map(|(text, number)| SourceFile {
            name: format!("policies/more-{number}.toml"),
            text: (*text).to_owned(),
        }),
    );
    let (policy, problems) = Policy::load(&files, &shipped(TODAY).0, TODAY);
    policy.unwrap_or_else(|| panic!("{}", listing(&files, &problems)))
}

/// A routing file with other rules.
pub(crate) fn with_rules(text: &str, rules: &str) -> String {
    let (head, _) = text.split_once("[[rules]]").unwrap();
    format!("{head}{rules}")
}

/// The shipped routing file.
pub(crate) fn routing_file() -> String {
    shipped_policies()[0].text.clone()
}

/// One line a problem, as an editor shows them.
pub(crate) fn listing(files: &[SourceFile], problems: &[Diagnostic]) -> String {
    let line = |problem: &Diagnostic| {
        let text = files.iter().find(|file| file.name == problem.file).map_or("", |file| &file.text);
        let (line, column) = problem.line_column(text).unwrap_or_default();
        let kind = if problem.severity == Severity::Error { "error" } else { "warning" };
        format!("{}:{line}:{column}: {kind}: {}; expected {}", problem.file, problem.found, problem.expected)
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The problems of the shipped policy after `change` was made to the file `name`.
fn changed(name: &str, change: impl Fn(&str) -> String) -> String {
    let (prices, _) = shipped(TODAY);
    let mut files = shipped_policies();
    for file in &mut files {
        if file.name.ends_with(name) {
            let text = change(&file.text);
            assert_ne!(text, file.text, "the change must change something");
            file.text = text;
            file.name = name.to_owned();
        }
    }
    let (policy, problems) = Policy::load(&files, &prices, TODAY);
    assert!(policy.is_none());
    listing(&files, &problems)
}

#[test]
fn shipped_files_only_warn_of_retirements() {
    let files = shipped_prices();
    let (prices, problems) = PriceBook::load(&files, TODAY);
    assert_snapshot!(listing(&files, &problems), @r#"
    price-tables/openai.toml:45:14: warning: openai/gpt-5-mini retires on 2026-12-11; then openai/gpt-6-luna takes its place; expected a living model in the policy by then
    price-tables/anthropic.toml:21:14: warning: anthropic/claude-sonnet-4-5 retires on 2026-11-30; then anthropic/claude-sonnet-5-5 takes its place; expected a living model in the policy by then
    "#);
    let files = shipped_policies();
    let (policy, problems) = Policy::load(&files, &prices.unwrap(), TODAY);
    assert_snapshot!(listing(&files, &problems), @"");
    assert!(policy.is_some());
}

#[test]
fn shipped_files_load_on_other_days() {
    for day in [date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 11), date(2027, 4, 1), date(2030, 1, 1)] {
        let (_, policy) = shipped(day);
        for (_, pool) in policy.pools.iter() {
            assert!(pool.slots.iter().all(|slot| !slot.route.row.is_retired(day)), "{day}");
        }
    }
}

#[test]
fn shipped_names_resolve() {
    let (_, policy) = shipped(TODAY);
    let shown = |name: &str| match policy.target(name) {
        None => "unknown".to_owned(),
        Some(Target::Auto) => "auto".to_owned(),
        Some(Target::Tier(tier)) => tier.to_string(),
        Some(Target::Model(slot, tier)) => format!("{} of {tier}", slot.route.row.id),
    };
    for (name, expected) in [
        ("auto", "auto"),
        ("L3", "L3"),
        ("l3", "unknown"),
        ("gpt-4o", "auto"),
        ("smart", "L3"),
        ("gpt-5.1", "openai/gpt-5.1@2025-11-13 of L3"),
        ("openai/gpt-5.1", "openai/gpt-5.1@2025-11-13 of L3"),
        ("gemini-3-pro-preview", "google/gemini-3.1-pro-preview@2026-02-23 of L1"),
        ("yandexgpt/latest", "yandex/yandexgpt/latest@2026-01-01 of L3"),
        ("yandex/yandexgpt/latest", "yandex/yandexgpt/latest@2026-01-01 of L3"),
        ("claude-haiku-4-5", "anthropic/claude-haiku-4-5@2025-10-15 of L3"),
        ("google/gpt-5.1", "unknown"),
        ("", "unknown"),
    ] {
        assert_eq!(shown(name), expected, "{name}");
    }
    assert!(policy.model_names().is_sorted());
}

#[test]
fn shipped_plans_are_those_of_the_price_list() {
    let (_, policy) = shipped(TODAY);
    let tenge = |amount: i64| MicroTenge(amount * 1_000_000);
    let pro = policy.plan("pro").unwrap();
    assert_eq!((pro.month, pro.year, pro.messages), (Some(tenge(150_000)), Some(tenge(1_600_000)), Some(5_000)));
    assert_eq!((pro.overage, &pro.tiers), (Overage::PerMessage(tenge(15)), &vec![Tier::L0, Tier::L2]));
    let sovereign = policy.plan("sovereign").unwrap();
    let maintenance = &sovereign.lines[2];
    assert_eq!((maintenance.every, maintenance.from), (Every::Year, Share::PercentOfLicence(Decimal::from(18))));
    assert_eq!(sovereign.lines[1].to, Share::Tenge(tenge(750_000)));
    assert_eq!(policy.plans().len(), 4);
    let types = policy.redaction.base().policy.types;
    assert!(types.contains(DataType::Iin) && types.contains(DataType::Literal) && !types.contains(DataType::Bin));
}

#[test]
fn tiers_outside_a_plan_fall_to_the_best_below() {
    let (_, policy) = shipped(TODAY);
    for (plan, wanted, expected) in [
        ("starter", Tier::L3, Tier::L0),
        ("pro", Tier::L3, Tier::L2),
        ("pro", Tier::L1, Tier::L0),
        ("pro", Tier::L2, Tier::L2),
        ("sovereign", Tier::L1, Tier::L1),
    ] {
        assert_eq!(policy.plan(plan).unwrap().best_allowed(wanted), expected, "{plan} {wanted}");
    }
}

#[test]
fn routing_problems_are_listed() {
    assert_snapshot!(changed("routing.toml", |text| text
        .replace("openai/gpt-5-mini", "openai/gpt-5-mimi")
        .replace("\"L0\"\n\"fast\"", "\"autp\"\n\"fast\"")
        .replace("\"fast\" =", "\"L2\" =")
        .replace("{ proposal = \"L3\" }", "{ propsal = \"L4\", plan = \"gold\", min_difficulty = \"1.5\", intent = [] }")
        .replace("id = \"routine\"", "id = \"writing\"")
        .replace("flagship = \"google/", "flagship = \"")), @r"
    routing.toml:15:12: error: `gemini-3.1-pro-preview`; expected a model as `provider/model`
    routing.toml:86:10: error: unknown key `propsal`; expected `proposal` (known keys: proposal, sure, intent, language, min_prompt_tokens, max_prompt_tokens, min_difficulty, max_difficulty, needs, data_types, tool, plan, tenant, key, hours, weekday, max_budget_left_percent, provider_down)
    routing.toml:86:58: error: a difficulty of 1.5; expected 0 to 1
    routing.toml:86:74: error: no alternative; expected at least one, or no such condition
    routing.toml:101:1: error: a second rule `writing`; expected one rule of an id
    ");
    assert_snapshot!(changed("routing.toml", |text| text
        .replace("openai/gpt-5-mini", "openai/gpt-5-mimi")
        .replace("\"L0\"\n\"fast\"", "\"autp\"\n\"fast\"")
        .replace("\"fast\" =", "\"L2\" =")
        .replace("{ proposal = \"L3\" }", "{ plan = \"gold\" }")), @r#"
    routing.toml:31:41: error: openai/gpt-5-mimi has no price in force on 2026-11-21; expected a model with a price in force, or a retired one with a living successor
    routing.toml:59:19: error: unknown target `autp`; expected `auto`, or `auto`, a tier or a priced model
    routing.toml:60:8: error: `L2` as an alias; expected a name beside `auto` and the tiers
    routing.toml:83:1: error: unknown plan `gold` in rule `reasoning`; expected one of: starter, pro, sovereign, sovereign-bank
    "#);
}

#[test]
fn problems_of_second_ways_are_listed() {
    assert_snapshot!(changed("routing.toml", |text| text.replace("unsupported = \"drop\"", concat!(
        "cascade = { tiers = [\"L0\", \"L2\"], to = \"L2\", rules = [\"rotine\"], checks = [\"refusals\"], buffer = 1 }\n",
        "second_opinion = { tier = \"L7\", timeout_ms = 10 }"))), @r#"
    routing.toml:22:40: error: `L2`, which is no higher tier; expected a tier above L0, L2
    routing.toml:22:55: error: unknown rule `rotine`; expected `routine`, or the id of another rule
    routing.toml:22:76: error: `refusals`; expected `refusal` (one of: cut, empty, refusal, truncated, tool_call, invalid_json, language)
    routing.toml:22:98: error: the bare number 1; expected true or false
    routing.toml:23:27: error: `L7`; expected `L0` (one of: L0, L1, L2, L3)
    routing.toml:23:46: error: 10; expected a whole number from 50 to 10000
    "#);
    assert_snapshot!(changed("routing.toml", |text| text.replace("unsupported = \"drop\"",
        "cascade = { to = \"L0\", checks = [] }")), @r#"
    routing.toml:22:18: error: `L0`, which is no higher tier; expected a tier above L0
    routing.toml:22:33: error: no check; expected at least one, or no such key
    "#);
    assert_snapshot!(changed("routing.toml", |text| text.replace("unsupported = \"drop\"", concat!(
        "cascade = { tiers = [], rules = [], tenants = [] }\n",
        "second_opinion = { tenants = [] }"))), @r#"
    routing.toml:22:21: error: no tier; expected at least one, or no such key
    routing.toml:22:33: error: no rule; expected at least one, or no such key
    routing.toml:22:47: error: no tenant; expected at least one, or no such key
    routing.toml:23:30: error: no tenant; expected at least one, or no such key
    "#);
    assert_snapshot!(changed("routing.toml", |text| text.replace("unsupported = \"drop\"",
        "cascade = { tiers = [\"L3\"] }")), @"routing.toml:22:21: error: no tier that has one above it; expected a lower tier, or no such key");
}

#[test]
fn plan_problems_are_listed() {
    assert_snapshot!(changed("plans.toml", |text| text
        .replace("month = \"150000\"", "month = 150000")
        .replace("tiers = [\"L0\"]", "tiers = []")
        .replace("overage = \"15\"", "overage = \"blok\"")
        .replace("every = \"once\", from = \"6500000\"", "every = \"one\", frm = \"6500000\"")
        .replace("\"sovereign-bank\"", "\"sovereign\"")), @r#"
    plans.toml:15:9: error: no tier; expected at least one of L0, L1, L2, L3
    plans.toml:24:9: error: the bare number 150000; expected a decimal in quotes such as "0.10": a bare number can lose digits
    plans.toml:28:11: error: `blok`; expected a decimal in quotes such as "0.10"
    plans.toml:47:1: error: a second plan `sovereign`; expected one plan of an id
    plans.toml:54:5: error: missing key `from`; expected `from = …`
    plans.toml:54:33: error: `one`; expected `once` (one of: once, month, year)
    plans.toml:54:40: error: unknown key `frm`; expected `from` (known keys: item, every, from, to, percent_of_licence)
    "#);
}

#[test]
fn redaction_problems_are_listed() {
    assert_snapshot!(changed("redaction.toml", |text| text
        .replace("IIN = \"placeholder\"\n", "INN = true\n")
        .replace("# restore_from = [\"user\"", "restore_from = [\"usr\"")
        .replace("SECRET = \"block\"", "SECRET = \"blok\"")), @r#"
    redaction.toml:13:17: error: `usr`; expected `user` (one of: system, user, assistant, tool, arguments, tool-definition, metadata, other)
    redaction.toml:25:1: error: missing key `IIN`; expected `IIN = …`
    redaction.toml:26:1: error: unknown key `INN`; expected `IIN` (known keys: IIN, BIN, PHONE, EMAIL, CARD, IBAN, ID_DOC, PLATE, IP, DOB, ADDRESS, PERSON, SECRET)
    redaction.toml:38:10: error: `blok`; expected `block` (one of: allow, synthetic, placeholder, mask, local-only, block)
    "#);
}

/// More of a redaction file: what an organisation adds for itself, its tenants and keys.
const OWN: &str = r#"
[[custom]]
name = "CONTRACT"
pattern = '\b\d{2}-\d{6}\b'
context = ["договор"]

[[custom]]
name = "PROJECT"
words = ["Северный мост"]
mode = "mask"

[[for]]
id = "clinics"
tenants = ["clinic", "lab"]
types = { PERSON = "local-only", PROJECT = "allow" }
unredacted_to_local = true
restore_from = ["user"]

[[for]]
id = "bots"
keys = ["key_1", "key_2"]
types = { PERSON = "mask", PHONE = "allow" }
restore_in_urls = true
"#;

fn with_own(own: &str) -> (Option<Policy>, String) {
    with_redaction(shipped_policies()[2].text.clone() + own)
}

fn with_redaction(text: String) -> (Option<Policy>, String) {
    let (prices, _) = shipped(TODAY);
    let mut files = shipped_policies();
    files[2] = SourceFile { name: "redaction.toml".to_owned(), text };
    let (policy, problems) = Policy::load(&files, &prices, TODAY);
    let listing = listing(&files, &problems);
    (policy, listing)
}

#[test]
fn a_key_goes_before_its_tenant_and_its_tenant_before_the_rest() {
    let (policy, problems) = with_own(OWN);
    let redaction = policy.unwrap_or_else(|| panic!("{problems}")).redaction;
    let project = redaction.base().policy.custom.types().nth(1).map(DataType::Custom).unwrap();
    for (tenant, key, id, person, phone, own, in_urls, to_local) in [
        ("shop", "key_9", "redaction-2026-11", "kept", true, true, false, false),
        ("", "", "redaction-2026-11", "kept", true, true, false, false),
        ("lab", "key_9", "redaction-2026-11:clinics", "local", true, false, false, true),
        ("shop", "key_2", "redaction-2026-11:bots", "masked", false, true, true, false),
        ("clinic", "key_1", "redaction-2026-11:clinics+bots", "masked", false, false, true, true),
    ] {
        let scope = redaction.of(tenant, key);
        assert_eq!(&*scope.id, id);
        let policy = &scope.policy;
        let mode = match () {
            () if policy.local_only.contains(DataType::Person) => "local",
            () if policy.masked.contains(DataType::Person) => "masked",
            () => "kept",
        };
        assert_eq!(
            (mode, policy.types.contains(DataType::Phone), policy.types.contains(project)),
            (person, phone, own),
            "{id}"
        );
        assert_eq!((policy.restore_in_urls, scope.unredacted_to_local), (in_urls, to_local), "{id}");
        let from = if id.contains("clinics") { FieldSet::none().with(Field::User) } else { FieldSet::all() };
        assert_eq!(policy.restore_from, from, "{id}");
        assert!(policy.blocked.contains(DataType::Secret), "what no part states stays: {id}");
    }
    // The same at every request.
    assert!(std::sync::Arc::ptr_eq(redaction.of("lab", "x"), redaction.of("clinic", "y")));
}

#[test]
fn problems_of_own_detectors_and_parts_are_listed() {
    assert_snapshot!(with_own(&OWN
        .replace("'\\b\\d{2}-\\d{6}\\b'", "'\\d+-('")
        .replace("context = [\"договор\"]", "checksum = \"lune\"")
        .replace("\"PROJECT\"\nwords = [\"Северный мост\"]", "\"project\"\nwords = [\"…\"]")
        .replace("id = \"clinics\"\n", "")
        .replace("PERSON = \"local-only\", PROJECT = \"allow\"", "PERSONS = \"block\"")
        .replace("[\"key_1\", \"key_2\"]", "[\"key_1\", \"key_1\"]")).1, @r#"
    redaction.toml:89:11: error: a pattern that is no regular expression: unclosed group, at its character 5; expected a regular expression in the syntax of the Rust crate `regex`
    redaction.toml:90:12: error: `lune`; expected `luhn` (one of: luhn, iin, bin, iban, mod97)
    redaction.toml:93:8: error: `project` as a name; expected 2 to 16 capital letters A to Z, also joined by single `_`, that are no built-in type
    redaction.toml:97:1: error: missing key `id`; expected `id = …`
    redaction.toml:99:11: error: unknown key `PERSONS`; expected `PERSON` (known keys: IIN, BIN, PHONE, EMAIL, CARD, IBAN, ID_DOC, PLATE, IP, DOB, ADDRESS, PERSON, SECRET)
    redaction.toml:105:18: error: `key_1` a second time; expected each tenant and each key in one part
    "#);
    assert_snapshot!(with_own(&OWN
        .replace("\\d{6}", "\\d+")
        .replace("words = [\"Северный мост\"]", "words = [\"…\"]")
        .replace("\"bots\"", "\"clinics\"")
        .replace("keys = [\"key_1\", \"key_2\"]", "tenants = [\"lab\"]\nkeys = []")).1, @r#"
    redaction.toml:89:11: error: a pattern whose matches have no largest length, or one above 512 bytes; expected bounded repetitions: `{1,20}` where there is `+` or `*`
    redaction.toml:92:1: error: `…` as a word; expected a word or phrase with a letter or digit, of at most 128 bytes
    redaction.toml:100:34: error: unknown key `PROJECT`; expected known keys: IIN, BIN, PHONE, EMAIL, CARD, IBAN, ID_DOC, PLATE, IP, DOB, ADDRESS, PERSON, SECRET
    redaction.toml:104:1: error: a second part `clinics`; expected one part of an id
    redaction.toml:104:1: error: both or neither of `tenants` and `keys`; expected exactly one of them
    "#);
}

#[test]
fn nothing_is_made_up_that_has_no_form() {
    let own =
        OWN.replace("mode = \"mask\"", "mode = \"synthetic\"").replace("PHONE = \"allow\"", "SECRET = \"synthetic\"");
    let (policy, problems) = with_own(&own);
    assert!(policy.is_none());
    let expected = "nothing can be made up in its form; expected one of allow, placeholder, mask, local-only, block";
    for (place, name) in [("95:8", "PROJECT"), ("107:37", "SECRET")] {
        let line = format!("redaction.toml:{place}: error: `synthetic` for {name}: {expected}");
        assert!(problems.contains(&line), "{problems}");
    }
    let (policy, problems) = with_own(&OWN.replace("PERSON = \"mask\"", "PERSON = \"synthetic\""));
    let policy = policy.unwrap_or_else(|| panic!("{problems}"));
    let scope = policy.redaction.of("shop", "key_1");
    assert!(scope.policy.synthetic.contains(DataType::Person) && !scope.policy.masked.contains(DataType::Person));
}

#[test]
fn promises_that_no_host_can_keep_are_listed() {
    let text = shipped_policies()[2].text.clone() + &OWN.replace("mode = \"mask\"", "mode = \"local-only\"");
    let text = text
        .replace("image = \"allow\"", "image = \"block\"")
        .replace("audio = \"allow\"", "audio = \"local-only\"")
        .replace("file = \"allow\"", "file = \"local-only\"")
        .replace("mode = \"mark\"", "mode = \"block\"");
    let (policy, problems) = with_redaction(text.clone());
    let policy = policy.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(policy.redaction.of("clinic", "").answers, AnswerMode::Block);
    let files = files([("redaction.toml", &*text)]);
    let broken =
        |policy: &Policy, inside: &[&str]| listing(&files, &policy.broken_promises(|name| inside.contains(&name)));
    assert_snapshot!(broken(&policy, &[]), @r#"
    redaction.toml:95:8: error: PROJECT stays inside the perimeter, and no model of any tier is there: every request with it would be refused; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    redaction.toml:46:9: error: audio stays inside the perimeter, and no model of any tier is there: every request with it would be refused; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    redaction.toml:47:8: error: file stays inside the perimeter, and no model of any tier is there: every request with it would be refused; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    redaction.toml:100:20: error: PERSON stays inside the perimeter, and no model of any tier is there: every request with it would be refused; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    redaction.toml:101:23: warning: `unredacted_to_local`, but no model of any tier is inside the perimeter; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    "#);
    assert_snapshot!(broken(&policy, &["local"]), @r#"
    redaction.toml:46:9: error: audio stays inside the perimeter, and no model there takes it; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    "#);
    assert_snapshot!(broken(&policy, &["local", "google"]), @"");
    // Without the failover chain only the higher tiers reach a host inside.
    let mut cut = policy.clone();
    cut.failover.clear();
    assert_snapshot!(broken(&cut, &["anthropic"]), @r#"
    redaction.toml:95:8: warning: PROJECT stays inside the perimeter, which plan starter does not reach: its requests with it are refused; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    redaction.toml:46:9: error: audio stays inside the perimeter, and no model there takes it; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    redaction.toml:47:8: warning: file stays inside the perimeter, which plan starter does not reach: its requests with it are refused; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    redaction.toml:100:20: warning: PERSON stays inside the perimeter, which plan starter does not reach: its requests with it are refused; expected a model of a provider with `perimeter = "local"` in a tier that the plan has, or in `failover`
    "#);
    assert_snapshot!(broken(&cut, &["anthropic", "google"]), @"");
}

#[test]
fn rules_for_types_that_are_never_found_are_named() {
    let (prices, _) = shipped(TODAY);
    let mut files = shipped_policies();
    files[0].text =
        files[0].text.replace("when = { needs = [\"audio\"] }", "when = { data_types = [\"BIN\", \"SECRET\"] }");
    let (policy, problems) = Policy::load(&files, &prices, TODAY);
    assert!(policy.is_some());
    assert_snapshot!(listing(&files, &problems), @r#"
    policies/routing.toml:71:1: warning: rule `audio` waits for BIN, SECRET, which is allowed or blocked for everybody; expected a type that is replaced
    "#);
    files[2].text.push_str("[[for]]\nid = \"x\"\ntenants = [\"x\"]\ntypes = { BIN = \"mask\" }\n");
    assert_snapshot!(listing(&files, &Policy::load(&files, &prices, TODAY).1), @"");
}

#[test]
fn rules_may_speak_of_own_types() {
    let (prices, _) = shipped(TODAY);
    let mut files = shipped_policies();
    files[0].text =
        files[0].text.replace("when = { needs = [\"audio\"] }", "when = { data_types = [\"CONTRACT\", \"IIN\"] }");
    let (policy, _) = Policy::load(&files, &prices, TODAY);
    assert!(policy.is_none(), "no such type");
    files[2].text.push_str(OWN);
    let (policy, problems) = Policy::load(&files, &prices, TODAY);
    let policy = policy.unwrap_or_else(|| panic!("{problems:?}"));
    let types = policy.rules.iter().find(|rule| &*rule.id == "audio").unwrap().when.names("data_types");
    assert_eq!(types.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["CONTRACT", "IIN"]);
}

#[test]
fn parts_that_are_restored_may_be_stated() {
    let (prices, policy) = shipped(TODAY);
    assert_eq!(policy.redaction.base().policy.restore_from, FieldSet::all());
    for (list, expected) in [("[]", FieldSet::none()), ("[\"user\"]", FieldSet::none().with(Field::User))] {
        let mut files = shipped_policies();
        let stated = format!("restore_from = {list}\n[types]");
        files[2].text = files[2].text.replace("[types]", &stated);
        let policy = Policy::load(&files, &prices, TODAY).0.unwrap();
        assert_eq!(policy.redaction.base().policy.restore_from, expected, "{list}");
    }
}

#[test]
fn the_newest_file_of_a_day_counts() {
    let (prices, _) = shipped(TODAY);
    let mut files = shipped_policies();
    let next = files[0].text.replace("valid_from = \"2026-11-01\"", "valid_from = \"2026-12-01\"");
    let next = next.replace("routing-2026-11", "routing-2026-12");
    files.push(SourceFile { name: "policies/december.toml".to_owned(), text: next });
    for (day, expected) in [(TODAY, "routing-2026-11"), (date(2026, 12, 1), "routing-2026-12")] {
        let (policy, problems) = Policy::load(&files, &prices, day);
        assert_eq!(&*policy.unwrap_or_else(|| panic!("{problems:?}")).id, expected);
    }
    let (policy, problems) = Policy::load(&files, &prices, date(2025, 10, 1));
    assert!(policy.is_none());
    assert_snapshot!(listing(&files, &problems), @r#"
    policies:0:0: error: no file of kind `routing` in force on 2025-10-01; expected one with `valid_from` up to 2025-10-01
    policies:0:0: error: no file of kind `plans` in force on 2025-10-01; expected one with `valid_from` up to 2025-10-01
    policies:0:0: error: no file of kind `redaction` in force on 2025-10-01; expected one with `valid_from` up to 2025-10-01
    "#);
    files.push(files[0].clone());
    assert_snapshot!(listing(&files, &Policy::load(&files, &prices, TODAY).1), @"policies/routing.toml:0:0: error: another file of this kind from 2026-11-01; expected one file of a kind for each `valid_from`");
}

#[test]
fn retired_models_give_way_to_their_successors() {
    let (_, policy) = shipped(date(2026, 12, 11));
    let slots = &policy.pools.get(Tier::L0).slots;
    assert_eq!(slots[1].named, ModelRef::new("openai", "gpt-5-mini"));
    assert_eq!(slots[1].route.row.model, ModelRef::new("openai", "gpt-6-luna"));
}
