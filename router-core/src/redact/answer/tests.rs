//! What counts as the model's own, and that a guarded stream says the same as a guarded whole at any cut.

use proptest::prelude::*;

use super::{AnswerGuard, AnswerTexts};
use crate::json::{Document, Edits, Kind, Limits};
use crate::redact::tests::detectors;
use crate::redact::{CustomDetector, CustomDetectors, CustomType, DataType, Finder, Findings, Mode, RedactionPolicy};

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), Limits::default()).unwrap()
}

fn counted(findings: &Findings) -> String {
    findings
        .iter()
        .map(|(data_type, count)| format!("{data_type} {}", count.occurrences))
        .collect::<Vec<_>>()
        .join(", ")
}

const REQUEST: &str = r#"{"messages":[{"role":"user","content":"мой [PHONE_1], позвоните +7 702 000 11 22"}]}"#;

#[test]
fn whole_answers() {
    let policy = RedactionPolicy::default().with(DataType::Email, Mode::Allow);
    let request = document(REQUEST);
    for (message, expected, left) in [
        (r#"{"role":"assistant","content":"Ваш [PHONE_1] и [IIN_7]"}"#, "", None),
        (r#"{"content":"Звоните: +7 702 000 11 22"}"#, "", None),
        (r#"{"content":"Пишите a@b.kz"}"#, "", None),
        (
            r#"{"content":"Звоните: +7 701 123 45 67, ИИН 900101300017"}"#,
            "IIN 1, PHONE 1",
            Some(r#"{"content":"Звоните: [PHONE], ИИН [IIN]"}"#),
        ),
        (
            r#"{"content":null,"tool_calls":[{"id":"call_900101300017","type":"function","function":{"name":"f","arguments":"{\"iin\":900101300017,\"t\":\"87011234567\"}"}}]}"#,
            "IIN 1, PHONE 1",
            Some(
                r#"{"content":null,"tool_calls":[{"id":"call_900101300017","type":"function","function":{"name":"f","arguments":"{\"iin\":\"[IIN]\",\"t\":\"[PHONE]\"}"}}]}"#,
            ),
        ),
        (
            r#"{"content":[{"type":"text","text":"ИИН 900101300017"}],"reasoning_content":"ИИН 900101300017"}"#,
            "IIN 2",
            Some(r#"{"content":[{"type":"text","text":"ИИН [IIN]"}],"reasoning_content":"ИИН [IIN]"}"#),
        ),
    ] {
        let answer = document(&format!(r#"{{"id":"900101300017","choices":[{{"index":0,"message":{message}}}]}}"#));
        let mut edits = Edits::new();
        let findings = detectors().answers(&policy, &request).whole(&answer, &mut edits);
        assert_eq!(counted(&findings), expected, "{message}");
        assert_eq!(edits.is_empty(), left.is_none(), "{message}");
        if let Some(left) = left {
            let body = String::from_utf8(edits.apply(answer.bytes())).unwrap();
            assert!(body.contains(left) && body.starts_with(r#"{"id":"900101300017""#), "{body}");
        }
    }
}

#[test]
fn placeholders_are_not_read() {
    let detector = CustomDetector {
        data_type: CustomType::new(0, "PROJECT").unwrap(),
        finder: Finder::Words(vec!["project".to_owned(), "phone".to_owned()]),
        context: Vec::new(),
    };
    let custom = CustomDetectors::new(vec![detector]).unwrap();
    let project = custom.types().next().map(DataType::Custom).unwrap();
    let policy = RedactionPolicy { custom, ..RedactionPolicy::default() }.with(project, Mode::Placeholder);
    let request = document(REQUEST);
    let reader = detectors().answers(&policy, &request);
    let answer = document(r#"{"choices":[{"message":{"content":"[PROJECT_1], [PHONE_1], a project"}}]}"#);
    let mut edits = Edits::new();
    assert_eq!(counted(&reader.whole(&answer, &mut edits)), "PROJECT 1");
    let body = String::from_utf8(edits.apply(answer.bytes())).unwrap();
    assert!(body.contains("[PROJECT_1], [PHONE_1], a [PROJECT]"), "{body}");
    assert!(reader.own("[PROJECT_1] [PHONE_1]").is_empty());
}

fn frame(choice: u64, delta: &str, finish: &str) -> Document {
    document(&format!(r#"{{"id":"x","choices":[{{"index":{choice},"delta":{delta},"finish_reason":{finish}}}]}}"#))
}

/// What a guarded stream of `pieces` delivers in `field`, with the most bytes that were held back.
fn guarded(guard: &mut AnswerGuard, pieces: &[&str], delta: impl Fn(&str) -> String) -> (String, usize) {
    let (policy, request) = (RedactionPolicy::default(), document(REQUEST));
    let reader = detectors().answers(&policy, &request);
    let (mut out, mut taken, mut most) = (String::new(), 0, 0);
    let said = |document: &Document, out: &mut String| {
        let delta = document.root().get("choices").unwrap().items().next().unwrap().get("delta").unwrap();
        for value in delta.descendants().filter(|value| value.kind() == Kind::String) {
            out.push_str(&value.text().unwrap());
        }
    };
    for piece in pieces {
        let guarded = guard.frame(&reader, &frame(0, &delta(piece), "null"));
        assert!(guarded.before.is_empty());
        let chunk = frame(0, &delta(piece), "null");
        said(&document(std::str::from_utf8(&guarded.edits.apply(chunk.bytes())).unwrap()), &mut out);
        taken += piece.len();
        most = most.max(taken.saturating_sub(out.len()));
    }
    let last = guard.frame(&reader, &frame(0, "{}", "\"stop\""));
    for chunk in last.before {
        said(&document(std::str::from_utf8(&chunk).unwrap()), &mut out);
    }
    (out, most)
}

fn content(piece: &str) -> String {
    let mut delta = b"{\"content\":".to_vec();
    crate::json::encode_into(piece, &mut delta);
    delta.push(b'}');
    String::from_utf8(delta).unwrap()
}

#[test]
fn streams_are_masked_before_they_leave() {
    let key = format!(
        "-----BEGIN PRIVATE KEY-----\n{}-----END PRIVATE KEY-----",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n".repeat(20)
    );
    let long = "Обычный текст без чего бы то ни было личного. ".repeat(40);
    for (text, expected) in [
        ("Звоните: +7 701 123 45 67.", "Звоните: [PHONE]."),
        ("Ваш [PHONE_1], наш +7 702 000 11 22", "Ваш [PHONE_1], наш +7 702 000 11 22"),
        ("Адрес:\nг. Алматы, ул. Абая 45, кв. 12\nИИН 900101300017", "Адрес:\n[ADDRESS]\nИИН [IIN]"),
        (&format!("{long}ИИН 900101300017. {long}"), &format!("{long}ИИН [IIN]. {long}")),
        (&format!("Ключ:\n{key}\nвсё"), "Ключ:\n[SECRET]\nвсё"),
        (&long, &long),
    ] {
        for size in [1, 3, 7, 64, 1000] {
            let letters: Vec<char> = text.chars().collect();
            let pieces: Vec<String> = letters.chunks(size).map(|letters| letters.iter().collect()).collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let (out, _) = guarded(&mut AnswerGuard::default(), &pieces, content);
            assert_eq!(out, expected, "in pieces of {size}");
        }
    }
}

/// What a whole answer of this text says.
fn whole(text: &str) -> String {
    let (policy, request) = (RedactionPolicy::default(), document(REQUEST));
    let answer = document(&format!(r#"{{"choices":[{{"message":{}}}]}}"#, content(text)));
    let mut edits = Edits::new();
    detectors().answers(&policy, &request).whole(&answer, &mut edits);
    let answer = document(std::str::from_utf8(&edits.apply(answer.bytes())).unwrap());
    let message = answer.root().get("choices").unwrap().items().next().unwrap().get("message").unwrap();
    message.get("content").unwrap().text().unwrap().into_owned()
}

#[test]
fn what_goes_over_lines_and_members_is_masked_as_in_a_whole_answer() {
    let prose = "Обычный текст без чего бы то ни было личного.\n".repeat(4);
    for (text, masks) in [
        ("Адрес:\nг. Алматы\nул. Абая\nд. 5\nкв. 12\nЖдём вас", 1),
        ("<a>\n<city>Павлодар</city>\n<street>Кутузова</street>\n<house>89</house>\n</a>", 3),
        (r#"{"city":"Алматы","street":"Абая","house":5,"flat":12}"#, 4),
        (r#"{"client":{"last":"Касымов","first":"Арман"}}"#, 2),
    ] {
        let is_json = text.starts_with('{');
        let long = if is_json {
            let prose = prose.replace('\n', " ");
            format!(" {{\"note\":\"{prose}\",\"a\":{text},\"b\":[1.5e3,true,\"\\u0410\"],\"c\":\"{prose}\"}}\n")
        } else {
            format!("{prose}{text}\n{prose}")
        };
        for text in [text, &long] {
            let expected = whole(text);
            assert_eq!(
                expected.matches("[ADDRESS]").count() + expected.matches("[PERSON]").count(),
                masks,
                "{expected}"
            );
            for (cut, _) in text.char_indices() {
                let (before, behind) = text.split_at(cut);
                let (out, _) = guarded(&mut AnswerGuard::default(), &[before, behind], content);
                assert_eq!(out, expected, "cut at {cut}");
            }
            let letters: Vec<char> = text.chars().collect();
            for size in [1, 2, 5, 17] {
                let pieces: Vec<String> = letters.chunks(size).map(|letters| letters.iter().collect()).collect();
                let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
                let (out, _) = guarded(&mut AnswerGuard::default(), &pieces, content);
                assert_eq!(out, expected, "in pieces of {size}");
            }
        }
    }
}

#[test]
fn what_only_begins_like_json_is_not_held_back() {
    let prose = "Обычный текст без чего бы то ни было личного ".repeat(40);
    for begin in ["[1] Источник: ", "[Ссылка](https://example.kz) ", "{x} ", "{\"a\": 1}\n"] {
        let text = format!("{begin}{prose}");
        let letters: Vec<String> = text.chars().map(String::from).collect();
        let pieces: Vec<&str> = letters.iter().map(String::as_str).collect();
        let (out, most) = guarded(&mut AnswerGuard::default(), &pieces, content);
        assert_eq!(out, text);
        assert!(most <= 256, "{most} of {begin}");
    }
}

#[test]
fn little_is_held_back() {
    let text = "Обычный текст без чего бы то ни было личного ".repeat(40);
    let letters: Vec<String> = text.chars().map(String::from).collect();
    let pieces: Vec<&str> = letters.iter().map(String::as_str).collect();
    let (_, most) = guarded(&mut AnswerGuard::default(), &pieces, content);
    assert!(most <= 256, "{most}");
    let run = "x".repeat(2000);
    let letters: Vec<String> = run.chars().map(String::from).collect();
    let (out, most) =
        guarded(&mut AnswerGuard::default(), &letters.iter().map(String::as_str).collect::<Vec<_>>(), content);
    assert!(most <= 257 && out == run, "{most}");
}

#[test]
fn arguments_stay_json() {
    let arguments = |piece: &str| {
        let mut delta = b"{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":".to_vec();
        crate::json::encode_into(piece, &mut delta);
        delta.extend_from_slice(b"}}]}");
        String::from_utf8(delta).unwrap()
    };
    let mut guard = AnswerGuard::default();
    let (out, _) = guarded(&mut guard, &["{\"iin\":9001", "01300017,\"who\":\"", "[PERSON_1]\"}"], arguments);
    assert_eq!(out, r#"{"iin":"[IIN]","who":"[PERSON_1]"}"#);
    assert_eq!(counted(&guard.findings()), "IIN 1");
}

#[test]
fn streams_are_counted_at_their_end() {
    let (policy, request) = (RedactionPolicy::default(), document(REQUEST));
    let reader = detectors().answers(&policy, &request);
    let mut texts = AnswerTexts::default();
    for (choice, delta) in [
        (0, r#"{"role":"assistant"}"#),
        (0, r#"{"content":"ИИН 9001"}"#),
        (1, r#"{"content":"+7 701 "}"#),
        (0, r#"{"content":"01300017"}"#),
        (1, r#"{"content":"123 45 67"}"#),
    ] {
        texts.note(&frame(choice, delta, "null"));
    }
    assert_eq!(counted(&reader.texts(&texts)), "IIN 1, PHONE 1");
    for _ in 0..100 {
        texts.note(&frame(0, &content(&"я".repeat(4096)), "null"));
    }
    assert!(texts.size() <= 256 << 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_is_lost_at_any_cut(
        words in proptest::collection::vec("[а-яa-z]{1,12}|[0-9]{1,4}|\\[PHONE_1\\]|[.,!\n]", 0..80),
        cuts in proptest::collection::vec(1_usize..30, 1..60),
    ) {
        let text = words.join(" ");
        let mut rest: Vec<char> = text.chars().collect();
        let mut pieces: Vec<String> = Vec::new();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            pieces.push(rest.drain(..(*cut).min(rest.len())).collect());
        }
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        let mut guard = AnswerGuard::default();
        let (out, most) = guarded(&mut guard, &pieces, content);
        // Masks and placeholders aside, every word arrives.
        if guard.findings().is_empty() {
            prop_assert_eq!(out, text);
        }
        prop_assert!(most <= 256 + 60);
    }
}

#[test]
fn values_are_not_searched_for_ever() {
    let many = "+7 701 123 45 67 ".repeat(3000);
    let request = document(&format!(r#"{{"messages":[{{"role":"user","content":"{}"}}]}}"#, "x".repeat(1 << 20)));
    let answer = document(&format!(r#"{{"choices":[{{"message":{{"content":"{many}"}}}}]}}"#));
    let policy = RedactionPolicy::default();
    let findings = detectors().answers(&policy, &request).whole(&answer, &mut Edits::new());
    assert_eq!(counted(&findings), "PHONE 3000");
}
