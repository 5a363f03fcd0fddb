use proptest::prelude::*;

use std::sync::LazyLock;

use super::{DataType, Detectors, Entity, Redacted, RedactionPolicy, TypeSet};
use crate::chat::Chat;
use crate::json::{Document, Edits, Limits};
use crate::restore::restore_text;

/// The detectors, built once for all tests.
pub(crate) fn detectors() -> &'static Detectors {
    static DETECTORS: LazyLock<Detectors> = LazyLock::new(Detectors::new);
    &DETECTORS
}

/// What is found of one type, joined by `|`, must be `expected`.
pub(crate) fn check_type(data_type: DataType, text: &str, expected: &str) {
    let found: Vec<_> = detect(text)
        .into_iter()
        .filter(|entity| entity.data_type == data_type)
        .map(|entity| &text[entity.range])
        .collect();
    assert_eq!(found.join("|"), expected, "{text}");
}

/// All that is found, each with its type before it, joined by `|`, must be `expected`.
pub(crate) fn check_all(text: &str, expected: &str) {
    let found: Vec<_> =
        detect(text).into_iter().map(|entity| format!("{} {}", entity.data_type.name(), &text[entity.range])).collect();
    assert_eq!(found.join("|"), expected, "{text}");
}

/// What the detectors find in a text.
pub(crate) fn detect(text: &str) -> Vec<Entity> {
    detectors().detect(text)
}

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), Limits::default()).unwrap()
}

fn redacted(text: &str) -> Redacted {
    detectors().redact(Chat::new(document(text)).unwrap(), &RedactionPolicy::default()).unwrap()
}

/// What leaves for a request whose `messages` are followed by `members`.
fn check(request: &str, expected: &str) {
    let rendered = redacted(request).render(&Edits::new());
    assert_eq!(String::from_utf8(rendered).unwrap(), expected);
}

#[test]
fn a_request_leaves_with_placeholders_and_nothing_else_changed() {
    check(
        r#"{ "model":"auto", "temperature":1.10,"messages":[
            {"role":"system","content":"\u0418\u0418\u041d 900101300017 / [PHONE_1]"},
            {"role":"user","name":"87011234567","content":[{"type":"text","text":"почта a@mail.ru,\n+7 701 123-45-67"}]}],
            "x_new":{"+77011234567":[900101300017, 12, 87011234567]}, "seed":900101300017}"#,
        r#"{ "model":"auto", "temperature":1.10,"messages":[
            {"role":"system","content":"\u0418\u0418\u041d [IIN_1] / [LITERAL_1]"},
            {"role":"user","name":"[PHONE_1]","content":[{"type":"text","text":"почта [EMAIL_1],\n[PHONE_2]"}]}],
            "x_new":{"[PHONE_3]":["[IIN_1]", 12, "[PHONE_1]"]}, "seed":900101300017}"#,
    );
}

#[test]
fn json_inside_strings_is_read_as_json() {
    check(
        r#"{"model":"auto","messages":[{"role":"assistant","tool_calls":[{"id":"call_900101300017","type":"function","function":{"name":"f",
            "arguments":"{\"t\":\"\\u0038\\u0037011234567\",\"n\":900101300017,\"s\":\"{\\\"iin\\\":900101300017,\\\"m\\\":\\\"a@b.kz\\\"}\"}"}}]}]}"#,
        r#"{"model":"auto","messages":[{"role":"assistant","tool_calls":[{"id":"call_900101300017","type":"function","function":{"name":"f",
            "arguments":"{\"t\":\"[PHONE_1]\",\"n\":\"[IIN_1]\",\"s\":\"{\\\"iin\\\":\\\"[IIN_1]\\\",\\\"m\\\":\\\"[EMAIL_1]\\\"}\"}"}}]}]}"#,
    );
}

/// Every place a person may write to, with `@` where the canaries go. The end-to-end tests send the same file.
const PLACES: &str = include_str!("../../tests/positions.json");

#[test]
fn no_canary_leaves_from_any_place() {
    for canary in ["900101300017", "+7 701 123 45 67", "canary@mail.kz", "4400430155559997", "KZ86125KZT5004100100"] {
        let request = PLACES.replace('@', canary);
        let places = request.matches(canary).count();
        assert!(places >= 80, "{places}");
        let redacted = redacted(&request);
        let rendered = String::from_utf8(redacted.render(&Edits::new())).unwrap();
        assert_eq!(rendered.matches(canary).count(), 0, "{canary} in {rendered}");
        assert_eq!(redacted.findings().total(), places, "{canary}");
        document(&rendered);
    }
}

#[test]
fn identifiers_stay_only_while_they_look_like_identifiers() {
    let text = r#"{"model":"auto","tool_choice":{"type":"function","function":{"name":"call +77011234567"}},"messages":[{"role":"user a@b.kz"}]}"#;
    check(text, &text.replace("+77011234567", "[PHONE_1]").replace("a@b.kz", "[EMAIL_1]"));
}

#[test]
fn edits_of_the_protocol_never_uncover() {
    let request = r#"{"model":"auto","user":"87011234567","metadata":{"a":"87011234567","b":"a@b.kz"},"messages":[{"role":"user"}]}"#;
    let redacted = redacted(request);
    let root = redacted.chat().document().root();
    let mut edits = Edits::new();
    edits.set_member(root, "model", "\"gpt\"");
    edits.remove_member(root, "user");
    edits.replace_raw(root.get("metadata").unwrap(), "{}".as_bytes());
    let rendered = String::from_utf8(redacted.render(&edits)).unwrap();
    assert_eq!(rendered, r#"{"model":"gpt","metadata":{},"messages":[{"role":"user"}]}"#);
}

#[test]
fn a_longer_history_keeps_its_beginning() {
    let turns = [
        r#"{"role":"user","content":"a@b.kz и 87011234567"}"#,
        r#"{"role":"user","content":"c@d.kz, a@b.kz, 87019999999"}"#,
    ];
    let short = format!(r#"{{"model":"auto","messages":[{}"#, turns[0]);
    let first = redacted(&format!("{short}]}}")).render(&Edits::new());
    let second = redacted(&format!("{short},{}]}}", turns[1])).render(&Edits::new());
    assert_eq!(first[..first.len() - 2], second[..first.len() - 2]);
    assert!(String::from_utf8(second).unwrap().contains("[EMAIL_2], [EMAIL_1], [PHONE_2]"));
}

#[test]
fn spellings_have_placeholders_of_their_own() {
    let policy = RedactionPolicy::default();
    let (text, entities, vault) =
        detectors().redact_text("+77011234567, 8 701 123 45 67, +77011234567", &policy).unwrap();
    assert_eq!(text, "[PHONE_1], [PHONE_2], [PHONE_1]");
    assert_eq!((entities.len(), vault.len()), (3, 2));
    assert_eq!(format!("{vault:?}"), "Vault of 2 values");
}

#[test]
fn types_outside_the_policy_stay() {
    let text = "БИН 060140001230, a@b.kz, 87011234567, [EMAIL_1]";
    let types = [DataType::Bin, DataType::Email].into_iter().collect::<TypeSet>();
    let policy = RedactionPolicy { types, ..RedactionPolicy::default() };
    assert_eq!(detectors().redact_text(text, &policy).unwrap().0, "БИН [BIN_1], [EMAIL_1], 87011234567, [LITERAL_1]");
    assert!(
        detectors()
            .redact_text(text, &RedactionPolicy::default())
            .unwrap()
            .0
            .starts_with("БИН 060140001230, [EMAIL_1]")
    );
}

#[test]
fn hostile_texts_take_linear_time() {
    for unit in
        ["7", "7 ", "@", "a@", "[", "[PHONE_", "8-", "KZ86", "%20", "+7 (", "4400 ", "٧", "a@b.c", "собака ", "тел 1"]
    {
        let text = unit.repeat(1 << 16);
        assert!(detectors().redact_text(&text, &RedactionPolicy::default()).is_ok());
    }
}

/// Values, look-alikes and what stands between them.
pub(crate) fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => any::<String>(),
        1 => prop::sample::select(vec![
            "900101300017", "880707 300 550", "+7 701 123-45-67", "87011234567", "a.kim@example.kz", "4400 4301 5555 1234",
            "KZ86125KZT5004100100", "060140001230", "[PHONE_1]", "[PHONE_2]", "[IIN_1]", "[LITERAL_1]", "[EMAIL_9]", "[PERSON_1]",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "[", "]", "[PHONE_", "_1]", "1", "@", ".kz", "https://x.kz/?p=", "](", ")", " ", "\n", "\n\n", "<a href=\"", ">", "тел. ", "+7 ", "8", "-", "(",
            "{\"a\":\"", "\"}", "\\u0038", "%20", "\u{200b}", "７",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn restoring_undoes_redacting(text in pieces()) {
        let policy = RedactionPolicy::default();
        let (redacted, entities, vault) = detectors().redact_text(&text, &policy).unwrap();
        prop_assert_eq!(restore_text(&vault, &policy, &redacted), text.clone());
        let mut end = 0;
        for entity in entities {
            prop_assert!(entity.range.start >= end && text.get(entity.range.clone()).is_some());
            end = entity.range.end;
        }
    }

    #[test]
    fn requests_stay_json_and_lose_only_what_was_found(content in pieces(), nested in pieces()) {
        let inner = serde_json::json!({"text": &nested}).to_string();
        let request = serde_json::json!({"model": "auto", "messages": [{"role": "user", "content": &content}, {"role": "tool", "content": inner}]});
        let request = request.to_string();
        let redacted = redacted(&request);
        let rendered = redacted.render(&Edits::new());
        let after: serde_json::Value = serde_json::from_slice(&rendered).unwrap();
        let policy = RedactionPolicy { restore_in_urls: true, ..RedactionPolicy::default() };
        let before = after["messages"][0]["content"].as_str().unwrap();
        if serde_json::from_str::<serde_json::Value>(&content).is_err() {
            prop_assert_eq!(restore_text(redacted.vault(), &policy, before), content);
        }
        let inner: serde_json::Value = serde_json::from_str(after["messages"][1]["content"].as_str().unwrap()).unwrap();
        prop_assert_eq!(restore_text(redacted.vault(), &policy, inner["text"].as_str().unwrap()), nested);
    }
}
