//! What custom detectors find, and what becomes of findings that overlap.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Checksum, CustomDetector, CustomDetectors, CustomError, CustomType, Finder, Pattern};
use crate::chat::Chat;
use crate::json::{Document, Edits, Limits};
use crate::redact::tests::{cases, detectors, pieces};
use crate::redact::{DataType, Entity, Mode, RedactError, RedactionPolicy, TypeSet};
use crate::restore::{StreamRestorer, restore_text};

fn custom(place: usize, name: &str, finder: Finder, context: &[&str]) -> CustomDetector {
    let data_type = CustomType::new(place, name).unwrap();
    CustomDetector { data_type, finder, context: context.iter().map(|&word| word.to_owned()).collect() }
}

fn pattern(text: &str, checksum: Option<Checksum>) -> Finder {
    Finder::Pattern(Pattern::new(text).unwrap(), checksum)
}

fn words(list: &[&str]) -> Finder {
    Finder::Words(list.iter().map(|&word| word.to_owned()).collect())
}

/// Contracts near their word, badges with a check, projects by name, and a claim on what a card is.
fn policy() -> RedactionPolicy {
    let detectors = vec![
        custom(0, "CONTRACT", pattern(r"\b\d{2}-\d{6}\b", None), &["договор", "шарт"]),
        custom(1, "BADGE", pattern(r"\bB\d{6}\b", Some(Checksum::Luhn)), &[]),
        custom(2, "PROJECT", words(&["Северный мост", "ANKA", "сверхплан"]), &[]),
        custom(3, "ACCOUNT", pattern(r"\b4400 ?4301 ?5555 ?9997\b", None), &[]),
    ];
    let custom = CustomDetectors::new(detectors).unwrap();
    let types: Vec<DataType> = custom.types().map(DataType::Custom).collect();
    let policy = RedactionPolicy { custom, ..RedactionPolicy::default() };
    types.into_iter().fold(policy, |policy, data_type| policy.with(data_type, Mode::Placeholder))
}

#[test]
fn custom_kinds_leave_as_placeholders_of_their_own_name() {
    let policy = policy();
    for (text, expected) in [
        ("по договору № 17-204511 от мая", "по договору № [CONTRACT_1] от мая"),
        ("артикул 17-204511", "артикул 17-204511"),
        ("ДОГОВОР\u{a0}１７‑２０４５１１", "ДОГОВОР\u{a0}[CONTRACT_1]"),
        ("17-204511 бойынша шарт", "[CONTRACT_1] бойынша шарт"),
        ("пропуск B123455, B123456", "пропуск [BADGE_1], B123456"),
        ("проект «Северный\n  Мост»", "проект «[PROJECT_1]»"),
        ("северный мостик, ankara, Анка", "северный мостик, ankara, Анка"),
        ("Anka, anka и A\u{200b}NKA", "[PROJECT_1], [PROJECT_2] и [PROJECT_3]"),
        // A custom kind goes before a card, a look-alike and a secret before a custom kind.
        ("карта 4400430155559997", "карта [ACCOUNT_1]"),
        ("пишут [BADGE_1] и [CONTRACT_7]", "пишут [LITERAL_1] и [LITERAL_2]"),
        ("[badge 1], BADGE_1, \\[PROJECT\\_1\\], [PHONE 2]", "[LITERAL_1], [LITERAL_2], [LITERAL_3], [LITERAL_4]"),
        ("тел. +7 701 123 45 67, anka", "тел. [PHONE_1], [PROJECT_1]"),
    ] {
        let (redacted, _, vault) = detectors().redact_text(text, &policy).unwrap();
        assert_eq!(redacted, expected, "{text}");
        assert_eq!(restore_text(&vault, &policy, &redacted), text);
        let (untouched, ..) = detectors().redact_text(text, &RedactionPolicy::default()).unwrap();
        assert!(!untouched.contains("[CONTRACT_1]") || text.contains("[CONTRACT_1]"));
    }
}

#[test]
fn what_models_make_of_own_placeholders() {
    let policy = policy();
    let vault = detectors().redact_text("пропуск B123455, договор 17-204511", &policy).unwrap().2;
    let answer = "[badge 1] \\[BADGE\\_1\\] BADGE_1-ға <CONTRACT_1> [CONTRACT_1:2] badge_1 [BADGE_9] [PROJECT 1]";
    let expected = "B123455 B123455 B123455-ға 17-204511 [CONTRACT_1:2] badge_1 [BADGE_9] [PROJECT 1]";
    assert_eq!(restore_text(&vault, &policy, answer), expected);
    let mut restorer = StreamRestorer::new(Arc::new(vault), &policy);
    let mut sent = Vec::new();
    for letter in answer.chars() {
        let chunk = serde_json::json!({"choices": [{"index": 0, "delta": {"content": letter}}]}).to_string();
        let chunk = Document::parse(chunk.as_bytes(), Limits::default()).unwrap();
        let mut edits = Edits::new();
        sent.extend(restorer.frame(&chunk, &mut edits));
        sent.push(edits.apply(chunk.bytes()));
    }
    sent.extend(restorer.finish());
    let said = |chunk: &Vec<u8>| {
        let chunk: serde_json::Value = serde_json::from_slice(chunk).unwrap();
        chunk["choices"][0]["delta"]["content"].as_str().unwrap().to_owned()
    };
    assert_eq!(sent.iter().map(said).collect::<String>(), expected);
    let restored: Vec<_> = restorer.tally().restored().map(|(kind, count)| format!("{kind} {count}")).collect();
    assert_eq!((restored.join(", "), restorer.tally().unknown()), ("BADGE 3, CONTRACT 1".to_owned(), 3));
}

#[test]
fn secrets_keep_their_name() {
    let custom = CustomDetectors::new(vec![custom(0, "WORD", words(&["Qwerty", "пароль"]), &[])]).unwrap();
    let word = custom.types().next().map(DataType::Custom).unwrap();
    let policy = RedactionPolicy { custom, ..RedactionPolicy::default() }.with(word, Mode::Placeholder);
    let found = detectors().detect_under("пароль: Qwerty-2026!", &policy);
    let kinds: Vec<&str> = found.iter().map(|entity| entity.data_type.name()).collect();
    assert_eq!(kinds, ["WORD", "SECRET"]);
}

fn leaves(body: &str, policy: &RedactionPolicy) -> Result<String, RedactError> {
    let chat = Chat::new(Document::parse(body.as_bytes(), Limits::default()).unwrap()).unwrap();
    Ok(String::from_utf8(detectors().redact(chat, policy)?.render(&Edits::new())).unwrap())
}

#[test]
fn requests_keep_their_form() {
    let detectors = vec![
        custom(0, "NUMBER", pattern(r"\b\d{5}\b", None), &["contract"]),
        custom(1, "NAME", words(&["model", "user", "content", "text", "anka"]), &[]),
    ];
    let custom = CustomDetectors::new(detectors).unwrap();
    let policy = RedactionPolicy { custom, ..RedactionPolicy::default() };
    let policy = policy
        .custom
        .clone()
        .types()
        .map(DataType::Custom)
        .fold(policy, |policy, data_type| policy.with(data_type, Mode::Placeholder));
    let body = r#"{"model":"model","user":"anka","max_tokens":12345,"messages":[{"role":"user","content":[{"type":"text","text":"a user"}]}],"metadata":{"contract_no":12345,"other":12345,"anka 1":"x"}}"#;
    let expected = r#"{"model":"model","user":"[NAME_1]","max_tokens":12345,"messages":[{"role":"user","content":[{"type":"text","text":"a [NAME_2]"}]}],"metadata":{"contract_no":"[NUMBER_1]","other":12345,"[NAME_1] 1":"x"}}"#;
    assert_eq!(leaves(body, &policy).unwrap(), expected);
    let blocking = policy
        .custom
        .clone()
        .types()
        .map(DataType::Custom)
        .fold(policy, |policy, data_type| policy.with(data_type, Mode::Block));
    let Err(RedactError::Blocked(blocked)) = leaves(body, &blocking) else { panic!("it left") };
    assert_eq!(
        blocked.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["NAME in user", "NAME in messages[0].content[0].text", "NUMBER in metadata.contract_no", "NAME in metadata.*"]
    );
}

#[test]
fn names() {
    for name in ["CONTRACT", "CASE_FILE", "AB", "ABCDEFGHIJKLMNOP"] {
        assert_eq!(CustomType::new(0, name).unwrap().name(), name);
    }
    for name in [
        "",
        "A",
        "contract",
        "CASE2",
        "_CASE",
        "CASE__FILE",
        "CASE_",
        "PHONE",
        "LITERAL",
        "CUSTOM",
        "ABCDEFGHIJKLMNOPQ",
        "ДОГОВОР",
    ] {
        assert_eq!(CustomType::new(0, name), Err(CustomError::Name(name.to_owned())), "{name}");
    }
    assert_eq!(CustomType::new(16, "CASE"), Err(CustomError::TooMany));
}

#[test]
fn words_that_cannot_be_used() {
    for word in ["", " ", "—", "\u{200b}"] {
        let detector = custom(0, "CASE", words(&[word]), &[]);
        assert!(matches!(CustomDetectors::new(vec![detector]), Err(CustomError::Word(_))), "{word:?}");
    }
    let many: Vec<String> = (0..=super::words::MOST).map(|number| number.to_string()).collect();
    let detector = custom(0, "CASE", Finder::Words(many), &[]);
    assert_eq!(CustomDetectors::new(vec![detector]), Err(CustomError::TooManyWords));
}

fn is_sorted_and_disjoint(found: &[Entity]) -> bool {
    found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start)
}

/// What models make of placeholders of custom kinds, in whole and in part, among what the built-in ones are tested with.
fn own_pieces() -> impl Strategy<Value = String> {
    let own = "(anka|северный мост|17-2045[01]{2}|договор|B123455|4400430155559997|\\[BADGE_1\\]|\\[badge 1\\]|<PROJECT_1>\
        |PROJECT(\\\\?_)?|CONTRACT_1|\\\\\\[ACCOUNT_1\\\\\\]|BADGE_1:2|[ ,.:\\-\\[\\]_0-9]{0,3}|\u{200b}|\u{a0}){0,4}";
    prop::collection::vec(prop_oneof![3 => own.prop_map(|text| text), 1 => pieces()], 0..5)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn restoring_undoes_redacting_with_custom_kinds(text in own_pieces()) {
        let policy = policy();
        let (redacted, _, vault) = detectors().redact_text(&text, &policy).unwrap();
        prop_assert_eq!(restore_text(&vault, &policy, &redacted), text.clone());
        let types = policy.types.with(DataType::Literal);
        let search = super::Search::new(&detectors().scanner, &policy.custom);
        let found = search.scan(&text, types);
        prop_assert!(is_sorted_and_disjoint(&found));
        // What the built-in detectors alone cover stays covered.
        let alone = detectors().scanner.scan(&text, TypeSet::all().without(DataType::Bin));
        for at in alone.into_iter().flat_map(|entity| entity.range) {
            prop_assert!(found.iter().any(|entity| entity.range.contains(&at)));
        }
    }
}
