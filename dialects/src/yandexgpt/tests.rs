//! Requests as rows: what a client of OpenAI's form wrote, and what completion gets.

use super::translate;
use crate::{FailureClass, Quirks, Target, Translated, UpstreamError};
use router_core::tokens::TokenCount;

fn translated(model: &str, strict: bool, body: &str) -> Result<Translated, UpstreamError> {
    let quirks = Quirks { model_prefix: Some("gpt://b1g/".to_owned()), ..Quirks::default() };
    translate(body.as_bytes(), Target { model, output_limit: TokenCount(2000), quirks: &quirks, strict })
}

/// Checks what a request of `members` becomes, without what all of them begin with.
fn check(members: &str, expected: &str, dropped: &[&str]) {
    let translated = translated("yandexgpt/latest", false, &format!(r#"{{"model":"auto",{members}}}"#)).unwrap();
    let body = String::from_utf8(translated.body).unwrap();
    let head = r#"{"modelUri":"gpt://b1g/yandexgpt/latest","completionOptions":{"#;
    assert_eq!(body.strip_prefix(head), Some(&*format!("{expected}}}")), "{members}");
    assert_eq!(translated.dropped, dropped, "{members}");
}

const HI: &str = r#""messages":[{"role":"user","content":"hi"}]"#;
const HI_THERE: &str = r#""messages":[{"role":"user","text":"hi"}]"#;
const PLAIN: &str = r#""stream":false,"maxTokens":"2000"}"#;

#[test]
fn conversations() {
    for (messages, expected) in [
        (
            r#"{"role":"developer","content":"a\n"},{"role":"user","name":"x","content":[{"type":"text","text":"\u0434"},{"type":"text","text":"b"}]},{"role":"assistant","content":null,"refusal":"no"},{"role":"assistant","content":""},{"role":"user","content":""}"#,
            r#"{"role":"system","text":"a\n"},{"role":"user","text":"д\nb"},{"role":"assistant","text":"no"},{"role":"user","text":""}"#,
        ),
        (
            r#"{"role":"user","content":"a"},{"role":"assistant","content":"b","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"n\": 12345678901234567890.10}"}},{"id":"2","function":{"name":"f","arguments":""}}]},{"role":"tool","tool_call_id":"2","content":[{"type":"text","text":"two"}]},{"role":"tool","tool_call_id":"1","content":"one"},{"role":"user","content":"c"}"#,
            r#"{"role":"user","text":"a"},{"role":"assistant","text":"b"},{"role":"assistant","toolCallList":{"toolCalls":[{"functionCall":{"name":"f","arguments":{"n": 12345678901234567890.10}}},{"functionCall":{"name":"f","arguments":{}}}]}},{"role":"user","toolResultList":{"toolResults":[{"functionResult":{"name":"f","content":"one"}},{"functionResult":{"name":"f","content":"two"}}]}},{"role":"user","text":"c"}"#,
        ),
        (
            r#"{"role":"assistant","tool_calls":[{"id":"f","function":{"name":"f","arguments":"{}"}},{"id":"f","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"f","content":"1"},{"role":"tool","tool_call_id":"f","content":"2"}"#,
            r#"{"role":"assistant","toolCallList":{"toolCalls":[{"functionCall":{"name":"f","arguments":{}}},{"functionCall":{"name":"g","arguments":{}}}]}},{"role":"user","toolResultList":{"toolResults":[{"functionResult":{"name":"f","content":"1"}},{"functionResult":{"name":"g","content":"2"}}]}}"#,
        ),
    ] {
        check(&format!(r#""messages":[{messages}]"#), &format!(r#"{PLAIN},"messages":[{expected}]"#), &[]);
    }
}

#[test]
fn options() {
    let tools = r#""tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"x":{"maximum":1e3}}},"strict":true}},{"function":{"name":"g"}}]"#;
    let offered = r#""tools":[{"function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"x":{"maximum":1e3}}},"strict":true}},{"function":{"name":"g","parameters":{"type":"object","properties":{}}}}]"#;
    for (members, options, rest, dropped) in [
        (r#""stream":true,"temperature":0.30"#, r#""stream":true,"temperature":0.30,"maxTokens":"2000"}"#, "", &[][..]),
        (r#""temperature":1.5,"top_p":1"#, r#""stream":false,"temperature":1,"maxTokens":"2000"}"#, "", &[]),
        (r#""top_p":0.5,"seed":7,"user":"u","logit_bias":{},"x":1"#, PLAIN, "", &["seed", "user", "top_p"]),
        (r#""stop":[],"n":1"#, PLAIN, "", &[]),
        (
            r#""reasoning_effort":"high""#,
            r#""stream":false,"maxTokens":"2000","reasoningOptions":{"mode":"ENABLED_HIDDEN"}}"#,
            "",
            &[],
        ),
        (
            r#""reasoning_effort":"none""#,
            r#""stream":false,"maxTokens":"2000","reasoningOptions":{"mode":"DISABLED"}}"#,
            "",
            &[],
        ),
        (r#""response_format":{"type":"text"}"#, PLAIN, "", &[]),
        (r#""response_format":{"type":"json_object"}"#, PLAIN, r#","jsonObject":true"#, &[]),
        (
            r#""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"a": 1.0}}}"#,
            PLAIN,
            r#","jsonSchema":{"schema":{"a": 1.0}}"#,
            &[],
        ),
        (r#""tool_choice":"auto","parallel_tool_calls":false"#, PLAIN, "", &[]),
    ] {
        check(&format!("{HI},{members}"), &format!("{options},{HI_THERE}{rest}"), dropped);
    }
    for (choice, expected) in [
        (r#""tool_choice":"auto""#, r#","toolChoice":{"mode":"AUTO"}"#),
        (r#""tool_choice":"none""#, r#","toolChoice":{"mode":"NONE"}"#),
        (
            r#""tool_choice":"required","parallel_tool_calls":false"#,
            r#","toolChoice":{"mode":"REQUIRED"},"parallelToolCalls":false"#,
        ),
        (r#""tool_choice":{"type":"function","function":{"name":"g"}}"#, r#","toolChoice":{"functionName":"g"}"#),
    ] {
        check(&format!("{HI},{tools},{choice}"), &format!("{PLAIN},{HI_THERE},{offered}{expected}"), &[]);
    }
}

#[test]
fn models_are_uris() {
    for (model, expected) in [
        ("yandexgpt-lite", "gpt://b1g/yandexgpt-lite"),
        ("gpt://b2/yandexgpt/rc", "gpt://b2/yandexgpt/rc"),
        ("ds://b2/tuned", "ds://b2/tuned"),
    ] {
        let body = translated(model, true, &format!("{{{HI}}}")).unwrap().body;
        assert!(String::from_utf8(body).unwrap().starts_with(&format!(r#"{{"modelUri":"{expected}","#)));
    }
}

#[test]
fn what_is_refused() {
    let call = |call: &str| format!(r#""messages":[{{"role":"assistant","tool_calls":[{call}]}}]"#);
    let (unsupported, invalid) = (FailureClass::Unsupported, FailureClass::Invalid);
    for (members, class, param) in [
        (format!(r#"{HI},"stop":"a""#), unsupported, "stop"),
        (format!(r#"{HI},"n":2"#), unsupported, "n"),
        (format!(r#"{HI},"logprobs":true"#), unsupported, "logprobs"),
        (format!(r#"{HI},"modalities":["text","audio"]"#), unsupported, "modalities"),
        (format!(r#"{HI},"functions":[{{}}]"#), unsupported, "functions"),
        (format!(r#"{HI},"tools":[{{"type":"custom"}}]"#), unsupported, "tools[0].type"),
        (format!(r#"{HI},"tools":[{{"function":{{}}}}]"#), invalid, "tools[0].function.name"),
        (format!(r#"{HI},"tools":[{{"function":{{"name":"f","parameters":[]}}}}]"#), invalid, "tools[0].function.parameters"),
        (format!(r#"{HI},"tool_choice":"required""#), invalid, "tool_choice"),
        (format!(r#"{HI},"tool_choice":{{"type":"allowed_tools"}}"#), unsupported, "tool_choice"),
        (format!(r#"{HI},"temperature":3"#), invalid, "temperature"),
        (format!(r#"{HI},"response_format":{{"type":"json_schema"}}"#), invalid, "response_format.json_schema.schema"),
        (format!(r#"{HI},"reasoning_effort":"some""#), invalid, "reasoning_effort"),
        (
            r#""messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}]"#.to_owned(),
            unsupported,
            "messages[0].content[0]",
        ),
        (r#""messages":[{"role":"user","content":7}]"#.to_owned(), invalid, "messages[0].content"),
        (r#""messages":[{"role":"narrator"}]"#.to_owned(), invalid, "messages[0].role"),
        (r#""messages":[{"role":"function"}]"#.to_owned(), unsupported, "messages[0].role"),
        (r#""messages":[{"role":"assistant"}]"#.to_owned(), invalid, "messages"),
        (r#""messages":[{"role":"tool","tool_call_id":"a"}]"#.to_owned(), invalid, "messages[0].tool_call_id"),
        (
            call(r#"{"id":"a","function":{"name":"f","arguments":"[]"}}"#),
            invalid,
            "messages[0].tool_calls[0].function.arguments",
        ),
        (call(r#"{"function":{"name":"f"}}"#), invalid, "messages[0].tool_calls[0].id"),
    ] {
        let error = translated("m", false, &format!("{{{members}}}")).unwrap_err();
        assert_eq!((error.class, error.param.as_deref()), (class, Some(param)), "{members}");
        assert!(error.message.is_some());
    }
    let strict = translated("m", true, &format!(r#"{{{HI},"seed":1}}"#)).unwrap_err();
    assert_eq!((strict.class, strict.param.as_deref()), (unsupported, Some("seed")));
}
