use proptest::prelude::*;

use std::sync::LazyLock;

use super::{DataType, Detectors, Entity, Mode, Redacted, RedactionPolicy, TypeSet};
use crate::chat::Chat;
use crate::json::{Document, Edits, Limits};
use crate::restore::{restore_answer, restore_text};

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
    let policy = RedactionPolicy::default().with(DataType::Secret, Mode::Placeholder);
    detectors().redact(Chat::new(document(text)).unwrap(), &policy).unwrap()
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
            {"role":"user","name":"[PHONE_1]","content":[{"type":"text","text":"почта [EMAIL_1],\n[PHONE_1:2]"}]}],
            "x_new":{"[PHONE_1:3]":["[IIN_1]", 12, "[PHONE_1]"]}, "seed":900101300017}"#,
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
        r#"{"role":"user","content":"c@d.kz, A@b.kz, 87019999999"}"#,
    ];
    let short = format!(r#"{{"model":"auto","messages":[{}"#, turns[0]);
    let first = redacted(&format!("{short}]}}")).render(&Edits::new());
    let second = redacted(&format!("{short},{}]}}", turns[1])).render(&Edits::new());
    assert_eq!(first[..first.len() - 2], second[..first.len() - 2]);
    assert!(String::from_utf8(second).unwrap().contains("[EMAIL_2], [EMAIL_1:2], [PHONE_2]"));
}

#[test]
fn spellings_of_one_value_share_its_number() {
    let policy = RedactionPolicy::default();
    for (text, expected, values) in [
        ("+77011234567, 8 701 123 45 67, +77011234567", "[PHONE_1], [PHONE_1:2], [PHONE_1]", 1),
        ("900101300017, 900101-300017, A@b.kz, a@b.kz", "[IIN_1], [IIN_1:2], [EMAIL_1], [EMAIL_1:2]", 2),
        (
            "Договор с Арманом Касымовым. Касымов Арман и Мадина Ахметова, звонить Мадине Ахметовой.",
            "Договор с [PERSON_1]. [PERSON_1:2] и [PERSON_2], звонить [PERSON_2:2].",
            2,
        ),
        ("Ерлан Касымов и Ерлана Касымова", "[PERSON_1] и [PERSON_2]", 2),
    ] {
        let (redacted, _, vault) = detectors().redact_text(text, &policy).unwrap();
        assert_eq!((redacted.as_str(), vault.len()), (expected, values));
        assert_eq!(restore_text(&vault, &policy, &redacted), text);
        assert_eq!(format!("{vault:?}"), format!("Vault of {values} values"));
    }
}

#[test]
fn what_parts_fields_stays_between_their_placeholders() {
    let policy = RedactionPolicy::default();
    for (text, expected) in [
        (
            "<a><city>Павлодар</city>\n<street>Кутузова</street><house>89</house></a>",
            "<a><city>[ADDRESS_1]</city>\n<street>[ADDRESS_2]</street><house>[ADDRESS_3]</house></a>",
        ),
        (
            "вот: {\"city\":\"Алматы\",\"street\":\"ул. Абая\",\"house\":\"5\"}",
            "вот: {\"city\":\"[ADDRESS_1]\",\"street\":\"[ADDRESS_2]\",\"house\":\"[ADDRESS_3]\"}",
        ),
        (
            "city=Семей&street=Абая&house=107&flat=6",
            "city=[ADDRESS_1]&street=[ADDRESS_2]&house=[ADDRESS_3]&flat=[ADDRESS_4]",
        ),
        ("Облыс: Түркістан; Қала: Үрпек ауылы; Көше: Қ.Сәтбаев; Үй нөмірі: 33Б", "Облыс: [ADDRESS_1]"),
        ("ул. Абая 5<br>кв. 12", "[ADDRESS_1]"),
    ] {
        let (redacted, _, vault) = detectors().redact_text(text, &policy).unwrap();
        assert_eq!(redacted, expected);
        assert_eq!(restore_text(&vault, &policy, &redacted), text);
    }
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
    for unit in [
        "7",
        "7 ",
        "@",
        "a@",
        "[",
        "[PHONE_",
        "8-",
        "KZ86",
        "%20",
        "+7 (",
        "4400 ",
        "٧",
        "a@b.c",
        "собака ",
        "тел 1",
        "өшес",
        "мкр",
        "адрес",
        "прописк",
        "улица",
        "туған",
        "{\"a\":",
        "улица | дом | кв\n",
        "адрес;",
    ] {
        let text = unit.repeat(1 << 16);
        assert!(detectors().redact_text(&text, &RedactionPolicy::default()).is_ok());
    }
}

/// A value of every type, two of them in two spellings.
const VALUES: [&str; 20] = [
    "900101300017",
    "880707 300 550",
    "+7 701 123-45-67",
    "87011234567",
    "a.kim@example.kz",
    "4400 4301 5555 9997",
    "KZ86125KZT5004100100",
    "060140001230",
    "удостоверение № 012345678",
    "123 ABC 02",
    "ip 95.56.234.12",
    "дата рождения 12.05.1990",
    "г. Алматы, ул. Абая 10, кв. 5",
    "Арман Касымов",
    "Касымову Арману",
    "Ерлана Касымова",
    "Әсел Нұрланқызы",
    "Aigerim Nurlanova",
    "password: Qw3rty!uiop",
    "ОМАРОВА А.Б.",
];

/// What reads like a placeholder, in every form.
const LOOK_ALIKES: [&str; 22] = [
    "[PHONE_1]",
    "[PHONE_2]",
    "[PHONE_1:2]",
    "[IIN_1]",
    "[LITERAL_1]",
    "[EMAIL_9]",
    "[PERSON_1]",
    "[person_1]",
    "[ PHONE_1 ]",
    "[Phone 1]",
    "[**IIN_1**]",
    "\\[PERSON\\_1\\]",
    "<PERSON_1>",
    "{IIN_1}",
    "【PHONE_1】",
    "［EMAIL_1］",
    "«PERSON_1»",
    "PERSON_1",
    "PHONE_1:2",
    "LITERAL_1",
    "PERSON\\_2",
    "ID_DOC_1",
];

/// What values, look-alikes and the places around them are made of.
const FRAGMENTS: [&str; 54] = [
    "адрес;тел\n",
    "ФИО | дата рождения | адрес\n",
    "[",
    "]",
    "[PHONE_",
    "_1]",
    "1",
    "@",
    ".kz",
    "https://x.kz/?p=",
    "](",
    ")",
    " ",
    "\n",
    "\n\n",
    "<a href=\"",
    ">",
    "тел. ",
    "+7 ",
    "8",
    "-",
    "(",
    "{\"a\":\"",
    "\"}",
    "\\u0038",
    "%20",
    "\u{200b}",
    "７",
    "\\",
    "\\[",
    "\\]",
    "`",
    "**",
    ":",
    ":2",
    ":1",
    "{",
    "}",
    "<",
    "_",
    "PHONE",
    "PERSON_",
    "IIN_1",
    "ID_",
    "DOC",
    "person_1",
    "【",
    "】",
    "\\_",
    "0",
    "а",
    "b",
    "\"",
    "//",
];

/// Values, look-alikes and what stands between them.
pub(crate) fn pieces() -> impl Strategy<Value = String> {
    let one_of = |all: &'static [&'static str]| prop::sample::select(all).prop_map(str::to_owned);
    let piece = prop_oneof![
        2 => any::<String>(),
        2 => one_of(&VALUES),
        2 => one_of(&LOOK_ALIKES),
        4 => one_of(&FRAGMENTS),
        // Longer than any window that a detector looks through.
        1 => (prop::sample::select(&["ж", "қ", "A", "7", " ", "ж ", "😀"][..]), 1..1_300_usize).prop_map(|(of, times)| of.repeat(times)),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// As many cases as `QAQPA_PROPERTY_CASES` says.
#[expect(clippy::disallowed_methods, reason = "a test may be told to try more")]
pub(crate) fn cases() -> ProptestConfig {
    let cases = std::env::var("QAQPA_PROPERTY_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(256), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

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
        if serde_json::from_str::<serde_json::Value>(&nested).is_err() {
            prop_assert_eq!(restore_text(redacted.vault(), &policy, inner["text"].as_str().unwrap()), nested);
        }
    }

    #[test]
    fn arguments_come_back_as_they_were(one in pieces(), other in pieces()) {
        let arguments = serde_json::json!({"one": &one, "other": [&other], "inside": serde_json::json!({"both": [&one, &other]}).to_string()});
        let call = serde_json::json!([{"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments.to_string()}}]);
        let request = serde_json::json!({"model": "auto", "messages": [{"role": "assistant", "tool_calls": call}]}).to_string();
        let redacted = redacted(&request);
        let policy = RedactionPolicy { restore_in_urls: true, ..RedactionPolicy::default() };
        let after: serde_json::Value = serde_json::from_slice(&redacted.render(&Edits::new())).unwrap();
        let answer = document(&serde_json::json!({"choices": [{"message": &after["messages"][0]}]}).to_string());
        let mut edits = Edits::new();
        restore_answer(redacted.vault(), &policy, &answer, &mut edits);
        let answer: serde_json::Value = serde_json::from_slice(&edits.apply(answer.bytes())).unwrap();
        let restored = answer["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"].as_str().unwrap();
        let restored: serde_json::Value = serde_json::from_str(restored).unwrap();
        for (text, value) in [(&one, &restored["one"]), (&other, &restored["other"][0])] {
            // What is JSON comes back as the same JSON, but for its escapes and numbers.
            if serde_json::from_str::<serde_json::Value>(text).is_err() {
                prop_assert_eq!(value.as_str().unwrap(), text);
            }
        }
    }
}
