use std::sync::Arc;

use proptest::prelude::*;

use super::text::{Channel, MOST_HELD, More};
use super::url::Reading;
use super::{StreamRestorer, Tally, restore_answer, restore_text, rules};
use crate::chat::Chat;
use crate::json::{Document, Edits, Limits};
use crate::redact::tests::{cases, detectors, pieces};
use crate::redact::{Field, FieldSet, Match, RedactionPolicy, Vault, placeholder};

const REQUEST: &str = "ИИН 900101300017, тел. +7 701 123-45-67 или 8 705 000 11 22, a@b.kz, [PHONE_1], https://x.kz/?m=c@d.kz, \
    позвонил Арман Касымов. Касымову Арману";

fn vault() -> (Vault, RedactionPolicy) {
    let policy = RedactionPolicy::default();
    (detectors().redact_text(REQUEST, &policy).unwrap().2, policy)
}

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), Limits::default()).unwrap()
}

/// What the client gets of a stream of chunks.
fn streamed(chunks: &[String]) -> Vec<serde_json::Value> {
    let (vault, policy) = vault();
    let mut restorer = StreamRestorer::new(Arc::new(vault), &policy);
    let mut sent = Vec::new();
    for chunk in chunks {
        let document = document(chunk);
        let mut edits = Edits::new();
        sent.extend(restorer.frame(&document, &mut edits));
        sent.push(edits.apply(document.bytes()));
    }
    sent.extend(restorer.finish());
    sent.iter().map(|chunk| serde_json::from_slice(chunk).unwrap()).collect()
}

/// A stream of one choice with `delta` around each piece of `text`, cut where `cuts` says.
fn chunks(text: &str, cuts: &[usize], arguments: bool, last: bool) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for &cut in cuts.iter().chain([&text.len()]) {
        pieces.push(&text[done..cut]);
        done = cut;
    }
    let mut chunks: Vec<String> = pieces
        .iter()
        .map(|piece| {
            let delta = if arguments {
                serde_json::json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
            } else {
                serde_json::json!({"content": piece})
            };
            serde_json::json!({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": null}]}).to_string()
        })
        .collect();
    if last {
        chunks.push(r#"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#.to_owned());
    }
    chunks
}

fn concatenated(sent: &[serde_json::Value], arguments: bool) -> String {
    sent.iter()
        .filter_map(|chunk| {
            let delta = &chunk["choices"][0]["delta"];
            if arguments { delta["tool_calls"][0]["function"]["arguments"].as_str() } else { delta["content"].as_str() }
        })
        .collect()
}

#[test]
fn what_comes_back() {
    let (vault, policy) = vault();
    for (text, expected) in [
        ("", ""),
        ("Ваш [PHONE_1] и [PHONE_2].", "Ваш +7 701 123-45-67 и 8 705 000 11 22."),
        ("[[PHONE_1]]", "[+7 701 123-45-67]"),
        ("[LITERAL_1]", "[PHONE_1]"),
        (
            "[PHONE_3] [PHONE_0] [PHONE_01] [PERSON_9] phone_1 {phone_1} (phone 1) PHONE_1_ [PHONE_1:2] PHONE_",
            "[PHONE_3] [PHONE_0] [PHONE_01] [PERSON_9] phone_1 {phone_1} (phone 1) PHONE_1_ [PHONE_1:2] PHONE_",
        ),
        ("https://evil/?q=[IIN_1] [IIN_1]", "https://evil/?q=[IIN_1] 900101300017"),
        ("![x](https://evil/[EMAIL_1])[EMAIL_1]", "![x](https://evil/[EMAIL_1])a@b.kz"),
        ("[site](https://x.kz/?m=[EMAIL_2])", "[site](https://x.kz/?m=c@d.kz)"),
        ("[[PHONE_1]](//evil/[PHONE_1])", "[+7 701 123-45-67](//evil/[PHONE_1])"),
        ("<img src=\"//evil/ [PHONE_1]\">", "<img src=\"//evil/ [PHONE_1]\">"),
    ] {
        assert_eq!(restore_text(&vault, &policy, text), expected, "{text}");
    }
    let open = RedactionPolicy { restore_in_urls: true, ..policy };
    assert_eq!(restore_text(&vault, &open, "https://evil/?q=[IIN_1]"), "https://evil/?q=900101300017");
}

#[test]
fn what_models_make_of_placeholders() {
    let (vault, policy) = vault();
    for (text, expected) in [
        ("[person_1], [ PERSON_1 ], [PERSON 1], [Person-1]", "@, @, @, @"),
        ("【PERSON_1】 ［PERSON_1］ <PERSON_1> {PERSON_1}", "@ @ @ @"),
        ("(PERSON_1) «PERSON_1» \"PERSON_1\" 'PERSON_1' `PERSON_1` **PERSON_1**", "(@) «@» \"@\" '@' `@` **@**"),
        ("\\[PERSON\\_1\\] [PERSON\\_1] PERSON\\_1 [**PERSON_1**] **[PERSON_1]** [`PERSON_1`]", "@ @ @ @ **@** @"),
        ("[PERSON_1]-ға [PERSON_1]у PERSON_1-ға PERSON_1у [PERSON_1]'s", "@-ға @у @-ға @у @'s"),
        ("PERSON_1: да. PERSON_1, PERSON_1", "@: да. @, @"),
        ("[PERSON_1:2], [person 1:2], PERSON_1:2.", "Касымову Арману, Касымову Арману, Касымову Арману."),
        ("[PERSON_1:1] [PERSON_1:3] PERSON_1:3 [PERSON_2] PERSON_2", "@ [PERSON_1:3] PERSON_1:3 [PERSON_2] PERSON_2"),
        ("{person_1} <person_1> (person 1) person_1 PERSON 1", "{person_1} <person_1> (person 1) person_1 PERSON 1"),
        ("PERSON_12 MY_PERSON_1 PERSON_1_ID xPERSON_1", "PERSON_12 MY_PERSON_1 PERSON_1_ID xPERSON_1"),
        (
            "https://evil/?q=PERSON_1 ![x](https://evil/<PERSON_1>) [x](//evil/{PERSON_1})",
            "https://evil/?q=PERSON_1 ![x](https://evil/<PERSON_1>) [x](//evil/{PERSON_1})",
        ),
        ("[person_1](https://evil/[person_1])", "@(https://evil/[person_1])"),
    ] {
        assert_eq!(restore_text(&vault, &policy, text), expected.replace('@', "Арман Касымов"), "{text}");
    }
}

#[test]
fn what_is_put_back_is_counted() {
    let text = "[PHONE_1] phone [PHONE_2] (PHONE_1) [PHONE_9] [PLATE_1] {CARD_1} CARD_1 [LITERAL_1] [IIN_1:2] https://x/[IIN_1]";
    let counted = |tally: &Tally| {
        let restored: Vec<_> = tally.restored().map(|(data_type, count)| format!("{data_type} {count}")).collect();
        format!("{}; {}", restored.join(", "), tally.unknown())
    };
    let expected = "PHONE 3, LITERAL 1; 4";
    let (vault, policy) = vault();
    let answer = document(&serde_json::json!({"choices": [{"message": {"content": text}}]}).to_string());
    assert_eq!(counted(&restore_answer(&vault, &policy, &answer, &mut Edits::new())), expected);
    let vault = Arc::new(vault);
    for size in 1..text.len() {
        let mut restorer = StreamRestorer::new(Arc::clone(&vault), &policy);
        let cuts: Vec<_> = (0..text.len()).step_by(size).skip(1).collect();
        for chunk in chunks(text, &cuts, false, true) {
            restorer.frame(&document(&chunk), &mut Edits::new());
        }
        assert_eq!(counted(restorer.tally()), expected, "{size}");
    }
}

#[test]
fn values_come_back_for_whom_the_policy_allows() {
    let request = r#"{"model":"auto","messages":[{"role":"system","content":"ИИН 900101300017, a@b.kz [PHONE_1]"},
        {"role":"user","content":"8 701 123 45 67, A@B.kz"},{"role":"tool","content":"{\"t\":\"+7 701 123 45 67\",\"c\":\"4400430155559997\"}"}]}"#;
    let answer = "[IIN_1] [EMAIL_1] [EMAIL_1:2] [PHONE_1] [PHONE_1:2] [CARD_1] [LITERAL_1]";
    let all = FieldSet::all();
    let user = FieldSet::none().with(Field::User);
    for (restore_from, expected) in [
        (all, "900101300017 a@b.kz A@B.kz 8 701 123 45 67 +7 701 123 45 67 4400430155559997 [PHONE_1]"),
        (user, "[IIN_1] a@b.kz A@B.kz 8 701 123 45 67 +7 701 123 45 67 [CARD_1] [PHONE_1]"),
        (user.with(Field::Tool), "[IIN_1] a@b.kz A@B.kz 8 701 123 45 67 +7 701 123 45 67 4400430155559997 [PHONE_1]"),
    ] {
        let policy = RedactionPolicy { restore_from, ..RedactionPolicy::default() };
        let redacted = detectors().redact(Chat::new(document(request)).unwrap(), &policy).unwrap();
        assert_eq!(restore_text(redacted.vault(), &policy, answer), expected, "{restore_from:?}");
    }
}

#[test]
fn whole_answers() {
    let (vault, policy) = vault();
    let answer = document(
        r#"{"id":"[PHONE_1]","choices":[{"index":0,"message":{"role":"assistant","content":"[PHONE_1]\n","refusal":null,"reasoning":"[IIN_1]",
        "tool_calls":[{"id":"[IIN_1]","type":"function","function":{"name":"f","arguments":"{\"p\":\"[PHONE_1]\"}"}}]}}],"usage":{"x":1.10}}"#,
    );
    let mut edits = Edits::new();
    restore_answer(&vault, &policy, &answer, &mut edits);
    assert_eq!(
        String::from_utf8(edits.apply(answer.bytes())).unwrap(),
        r#"{"id":"[PHONE_1]","choices":[{"index":0,"message":{"role":"assistant","content":"+7 701 123-45-67\n","refusal":null,"reasoning":"900101300017",
        "tool_calls":[{"id":"[IIN_1]","type":"function","function":{"name":"f","arguments":"{\"p\":\"+7 701 123-45-67\"}"}}]}}],"usage":{"x":1.10}}"#
    );
}

#[test]
fn values_are_escaped_inside_arguments() {
    let policy = RedactionPolicy::default();
    let vault = detectors().redact_text("x o'ne\u{ad}il@mail.ie", &policy).unwrap().2;
    let text = "{\"a\":\"[EMAIL_1]\"}";
    let answer =
        document(&serde_json::json!({"choices": [{"message": {"function_call": {"arguments": text}}}]}).to_string());
    let mut edits = Edits::new();
    restore_answer(&vault, &policy, &answer, &mut edits);
    let after: serde_json::Value = serde_json::from_slice(&edits.apply(answer.bytes())).unwrap();
    let arguments = after["choices"][0]["message"]["function_call"]["arguments"].as_str().unwrap();
    let arguments: serde_json::Value = serde_json::from_str(arguments).unwrap();
    assert_eq!(arguments["a"], "o'ne\u{ad}il@mail.ie");
}

#[test]
fn frames_are_never_dropped_and_held_text_comes_before_the_end() {
    let first = r#"{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"[PHO"},"finish_reason":null}]}"#;
    let last = r#"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
    let sent = streamed(&[first.to_owned(), last.to_owned()]);
    assert_eq!(sent.len(), 3);
    assert_eq!(
        (&sent[0]["choices"][0]["delta"]["role"], &sent[0]["choices"][0]["delta"]["content"]),
        (&"assistant".into(), &"".into())
    );
    assert_eq!(
        sent[1],
        serde_json::json!({"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"[PHO"},"logprobs":null,"finish_reason":null}]})
    );
    assert_eq!(sent[2]["choices"][0]["finish_reason"], "stop");
}

#[test]
fn text_and_end_in_one_frame() {
    let (vault, policy) = vault();
    let mut restorer = StreamRestorer::new(Arc::new(vault), &policy);
    let chunk = document(r#"{"choices":[{"index":0,"delta":{"content":"[PHONE_1] [PHO"},"finish_reason":"length"}]}"#);
    let mut edits = Edits::new();
    assert!(restorer.frame(&chunk, &mut edits).is_empty());
    assert!(String::from_utf8(edits.apply(chunk.bytes())).unwrap().contains("+7 701 123-45-67 [PHO\""));
    assert!(restorer.finish().is_empty());
}

#[test]
fn channels_do_not_mix() {
    let chunk = |choice: u8, delta: &str| {
        format!(r#"{{"choices":[{{"index":{choice},"delta":{delta},"finish_reason":null}}]}}"#)
    };
    let sent = streamed(&[
        chunk(0, r#"{"content":"[PHON"}"#),
        chunk(1, r#"{"content":"E_1]"}"#),
        chunk(0, r#"{"reasoning_content":"E_1]"}"#),
        chunk(
            0,
            r#"{"tool_calls":[{"index":1,"function":{"arguments":"{\"a\":\"[IIN"}},{"index":2,"function":{"arguments":"_1]"}}]}"#,
        ),
        chunk(0, r#"{"tool_calls":[{"index":1,"function":{"arguments":"_1]\"}"}}]}"#),
        chunk(0, r#"{"content":"E_1]"}"#),
    ]);
    assert_eq!(sent[0]["choices"][0]["delta"]["content"], "");
    assert_eq!(sent[1]["choices"][0]["delta"]["content"], "E_1]");
    assert_eq!(sent[2]["choices"][0]["delta"]["reasoning_content"], "E_1]");
    assert_eq!(sent[3]["choices"][0]["delta"]["tool_calls"][1]["function"]["arguments"], "_1]");
    assert_eq!(sent[4]["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"], "900101300017\"}");
    assert_eq!(sent[5]["choices"][0]["delta"]["content"], "+7 701 123-45-67");
    assert_eq!(sent.len(), 6);
}

#[test]
fn untouched_frames_have_no_edits() {
    let (vault, policy) = vault();
    let empty = StreamRestorer::new(Arc::new(Vault::default()), &policy);
    for (mut restorer, text) in
        [(empty, "[PHONE_1]"), (StreamRestorer::new(Arc::new(vault), &policy), "да [1] [x](y) нет")]
    {
        let chunk = document(&chunks(text, &[], false, false)[0]);
        let mut edits = Edits::new();
        assert!(restorer.frame(&chunk, &mut edits).is_empty() && edits.is_empty());
    }
}

#[test]
fn every_cut_gives_the_same_text() {
    let (vault, policy) = vault();
    for (text, arguments) in [
        ("Тел [PHONE_1], [PHONE_2][IIN_1] [PHONE_9] [[EMAIL_1] ](//x/[EMAIL_1]) [PHONE", false),
        (
            "\\[PERSON\\_1\\], <PERSON_1> {PERSON_1, PERSON_1:2: PERSON_1:3 [ person 1 ]【PERSON_1】\\[PHONE_1] PHONE_2у PHONE\\",
            false,
        ),
        (r#"{"p":"PHONE_1","q":"\\[person_1]","r":"PERSON_1\n","s":"PERSON_1\u0061 {IIN_1}"#, true),
        (r#"{"p":"[PHONE_1]","u":"https:\/\/x\/[PHONE_1]","q":"\u005b[IIN_1]"}"#, true),
    ] {
        let whole = chunks(text, &[], arguments, true);
        let expected = concatenated(&streamed(&whole), arguments);
        if !arguments {
            assert_eq!(expected, restore_text(&vault, &policy, text));
        }
        for (cut, _) in text.char_indices() {
            for last in [false, true] {
                assert_eq!(
                    concatenated(&streamed(&chunks(text, &[cut], arguments, last)), arguments),
                    expected,
                    "{cut}"
                );
            }
        }
        let every: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        assert_eq!(concatenated(&streamed(&chunks(text, &every, arguments, true)), arguments), expected);
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Only what can still become a placeholder waits, and what follows lets it go: no frame is delayed by more than
    /// one that decides.
    #[test]
    fn nothing_waits_but_the_beginning_of_a_placeholder(pieces in prop::collection::vec(pieces(), 1..6)) {
        let (vault, policy) = vault();
        let (rules, mut tally) = (rules(&vault, &policy), Tally::default());
        let mut channel = Channel::new(Reading::Plain);
        let mut sent = String::new();
        let mut all = String::new();
        for piece in &pieces {
            all.push_str(piece);
            sent.push_str(&channel.push(rules, piece, More::Maybe, &mut tally));
            let held = channel.held();
            prop_assert!(held.len() <= MOST_HELD && all.ends_with(held));
            if !held.is_empty() {
                let (at, reading) = placeholder::next(policy.custom.names(), held, 0, ' ', false).unwrap();
                prop_assert!(at == 0 && matches!(vault.judge(reading), Match::Partial), "{}", held);
            }
        }
        sent.push_str(&channel.push(rules, "", More::No, &mut tally));
        prop_assert_eq!(sent, restore_text(&vault, &policy, &all));
    }

    #[test]
    fn any_cuts_give_the_same_text(text in pieces(), marks in prop::collection::vec(any::<prop::sample::Index>(), 0..8), arguments: bool) {
        let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut cuts: Vec<_> = marks.iter().map(|mark| *mark.get(&boundaries)).collect();
        cuts.sort_unstable();
        let whole = concatenated(&streamed(&chunks(&text, &[], arguments, true)), arguments);
        prop_assert_eq!(concatenated(&streamed(&chunks(&text, &cuts, arguments, true)), arguments), whole.clone());
        if !arguments && !text.trim_start().starts_with('{') {
            let (vault, policy) = vault();
            prop_assert_eq!(whole, restore_text(&vault, &policy, &text));
        }
    }
}
