//! Requests as rows: what a client of OpenAI's form wrote, and what Messages gets.

use super::{MessagesQuirks, translate};
use crate::{FailureClass, Quirks, Target, Translated, UpstreamError};
use router_core::tokens::TokenCount;

/// A host whose model `old` takes what newer ones refuse.
fn translated(model: &str, strict: bool, body: &str) -> Result<Translated, UpstreamError> {
    let old = || vec!["old".to_owned()];
    let messages =
        MessagesQuirks { cache: true, sampling: old(), forced_tools: old(), thinking_budget: old(), prefill: old() };
    let quirks = Quirks { messages, ..Quirks::default() };
    translate(body.as_bytes(), Target { model, output_limit: TokenCount(8000), quirks: &quirks, strict })
}

/// Checks what a request of `members` becomes, without the model and the limit that all of them begin with.
fn check(model: &str, members: &str, expected: &str, dropped: &[&str]) {
    let translated = translated(model, false, &format!(r#"{{"model":"auto",{members}}}"#)).unwrap();
    let body = String::from_utf8(translated.body).unwrap();
    let head = format!(r#"{{"model":"{model}","max_tokens":8000,"#);
    assert_eq!(body.strip_prefix(&head), Some(&*format!("{expected}}}")), "{members}");
    assert_eq!(translated.dropped, dropped, "{members}");
}

const HI: &str = r#""messages":[{"role":"user","content":"hi"}]"#;
const HI_THERE: &str = r#""messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]"#;

#[test]
fn conversations() {
    for (messages, expected) in [
        (
            r#"{"role":"system","content":"a\n"},{"role":"user","content":"\u0434а\ud83d"},{"role":"developer","content":[{"type":"text","text":"b"},{"type":"text","text":" "}]}"#,
            r#""system":[{"type":"text","text":"a\n"},{"type":"text","text":"b"}],"messages":[{"role":"user","content":[{"type":"text","text":"да�"}]}]"#,
        ),
        (
            r#"{"role":"user","content":"a","name":"x"},{"role":"user","content":[{"type":"text","text":"b"}]},{"role":"assistant","content":"c","refusal":null,"reasoning_content":"hm"},{"role":"assistant","content":null,"refusal":"no "}"#,
            r#""messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":[{"type":"text","text":"c"},{"type":"text","text":"no"}]}]"#,
        ),
        (
            r#"{"role":"assistant","content":"welcome"},{"role":"user","content":"a"},{"role":"assistant","content":""},{"role":"user","content":"b"}"#,
            r#""messages":[{"role":"user","content":[{"type":"text","text":"."}]},{"role":"assistant","content":[{"type":"text","text":"welcome"}]},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]"#,
        ),
        (
            r#"{"role":"system","content":"only this"}"#,
            r#""system":[{"type":"text","text":"only this"}],"messages":[{"role":"user","content":[{"type":"text","text":"."}]}]"#,
        ),
        (
            r#"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpg;base64,AA==","detail":"low"}},{"type":"image_url","image_url":"https://x/y.png"},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BB=="}},{"type":"text","text":"?"}]}"#,
            r#""messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AA=="}},{"type":"image","source":{"type":"url","url":"https://x/y.png"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BB=="},"title":"a.pdf"},{"type":"text","text":"?"}]}]"#,
        ),
        (
            r#"{"role":"user","content":"a"},{"role":"assistant","content":"b","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"n\": 12345678901234567890.10}"}},{"id":"g:0","type":"function","function":{"name":"g","arguments":""}}]},{"role":"tool","tool_call_id":"g:0","content":""},{"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"1"},{"type":"text","text":"2"}]},{"role":"user","content":"c"}"#,
            r#""tools":[{"name":"f","input_schema":{"type":"object","properties":{}}},{"name":"g","input_schema":{"type":"object","properties":{}}}],"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"text","text":"b"},{"type":"tool_use","id":"call_1","name":"f","input":{"n": 12345678901234567890.10}},{"type":"tool_use","id":"g_x3a_0","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"g_x3a_0"},{"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"1"},{"type":"text","text":"2"}]},{"type":"text","text":"c"}]}],"tool_choice":{"type":"none"}"#,
        ),
    ] {
        check("old", &format!(r#""messages":[{messages}]"#), expected, &[]);
    }
}

#[test]
fn tools_and_their_choice() {
    let tools = r#""tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"properties":{"a":{"const":1.10}}},"strict":true}},{"type":"function","function":{"name":"g"}}]"#;
    let written = r#""tools":[{"name":"f","description":"d","input_schema":{"properties":{"a":{"const":1.10}},"type":"object"},"strict":true},{"name":"g","input_schema":{"type":"object","properties":{}}}]"#;
    for (choice, expected) in [
        ("", ""),
        (r#","tool_choice":"auto""#, r#","tool_choice":{"type":"auto"}"#),
        (r#","tool_choice":"none","parallel_tool_calls":false"#, r#","tool_choice":{"type":"none"}"#),
        (r#","tool_choice":"required","parallel_tool_calls":true"#, r#","tool_choice":{"type":"any"}"#),
        (
            r#","tool_choice":{"type":"function","function":{"name":"g"}},"parallel_tool_calls":false"#,
            r#","tool_choice":{"type":"tool","name":"g","disable_parallel_tool_use":true}"#,
        ),
        (r#","parallel_tool_calls":false"#, r#","tool_choice":{"type":"auto","disable_parallel_tool_use":true}"#),
    ] {
        check("old", &format!("{HI},{tools}{choice}"), &format!("{written},{HI_THERE}{expected}"), &[]);
    }
    // Without tools there is nothing to choose.
    check("old", &format!(r#"{HI},"tools":[],"tool_choice":"none","parallel_tool_calls":false"#), HI_THERE, &[]);
}

#[test]
fn parameters() {
    for (model, members, expected, dropped) in [
        ("old", r#""stream":true,"stream_options":{"include_usage":true},"max_tokens":5"#, "", &[][..]),
        ("old", r#""temperature":0.70"#, r#","temperature":0.70"#, &[]),
        ("old", r#""temperature":1.7"#, r#","temperature":1"#, &[]),
        ("old", r#""temperature":0.7,"top_p":0.9"#, r#","temperature":0.7"#, &["top_p"]),
        ("old", r#""temperature":1,"top_p":0.9"#, r#","top_p":0.9"#, &[]),
        ("new", r#""temperature":0.7,"top_p":1.0"#, "", &["temperature"]),
        ("old", r#""stop":"\nQ:""#, r#","stop_sequences":["\nQ:"]"#, &[]),
        ("old", r#""stop":["a","","b"],"user":"u""#, r#","stop_sequences":["a","b"],"metadata":{"user_id":"u"}"#, &[]),
        ("old", r#""stop":null,"temperature":null,"n":1,"seed":null,"response_format":{"type":"text"}"#, "", &[]),
        ("new", r#""service_tier":"auto","user":"u","safety_identifier":"s""#, r#","metadata":{"user_id":"s"}"#, &[]),
        (
            "old",
            r#""seed":1,"presence_penalty":0,"logit_bias":{},"store":false,"frequency_penalty":0.5,"unknown":1"#,
            "",
            &["seed", "frequency_penalty"],
        ),
        (
            "new",
            r#""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"type":{"type":["object","null"],"properties":{}},"b":{"type":"object","additionalProperties":true}}}}}"#,
            r#","output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"type":{"type":["object","null"],"properties":{},"additionalProperties":false},"b":{"type":"object","additionalProperties":true}},"additionalProperties":false}}}"#,
            &[],
        ),
        (
            "new",
            r#""reasoning_effort":"minimal""#,
            r#","thinking":{"type":"adaptive"},"output_config":{"effort":"low"}"#,
            &[],
        ),
        ("new", r#""reasoning_effort":"none""#, "", &[]),
        (
            "old",
            r#""reasoning_effort":"high","temperature":0.5"#,
            r#","thinking":{"type":"enabled","budget_tokens":6000}"#,
            &["temperature"],
        ),
    ] {
        let stream = if members.contains("stream") { r#""stream":true,"# } else { "" };
        check(model, &format!("{HI},{members}"), &format!("{stream}{HI_THERE}{expected}"), dropped);
    }
    let json = translated("new", false, &format!(r#"{{{HI},"response_format":{{"type":"json_object"}}}}"#)).unwrap();
    assert!(String::from_utf8(json.body).unwrap().contains(r#""system":[{"type":"text","text":"Answer with one JSON"#));
}

#[test]
fn tools_keep_thinking_off() {
    let tools = r#""tools":[{"type":"function","function":{"name":"f"}}]"#;
    let written = r#""tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}]"#;
    let effort = r#""reasoning_effort":"low""#;
    check("old", &format!("{HI},{tools},{effort}"), &format!("{written},{HI_THERE}"), &["reasoning_effort"]);
    let adaptive = format!(r#"{written},{HI_THERE},"output_config":{{"effort":"low"}}"#);
    check("new", &format!("{HI},{tools},{effort}"), &adaptive, &[]);
    // So does an answer that is to be continued: it would have to begin with thoughts.
    let continued =
        r#""messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"reasoning_effort":"low""#;
    assert_eq!(translated("old", false, &format!("{{{continued}}}")).unwrap().dropped, ["reasoning_effort"]);
}

#[test]
fn what_is_long_enough_is_cached() {
    let marked = |tool: usize, system: usize| {
        let body = format!(
            r#"{{"messages":[{{"role":"system","content":"{}"}},{{"role":"system","content":"b"}},{{"role":"user","content":"{}"}}],"tools":[{{"type":"function","function":{{"name":"f"}}}},{{"type":"function","function":{{"name":"g","description":"{}"}}}}]}}"#,
            "s".repeat(system),
            "u".repeat(9000),
            "t".repeat(tool)
        );
        let body = String::from_utf8(translated("old", false, &body).unwrap().body).unwrap();
        let breakpoint = r#","cache_control":{"type":"ephemeral"}}]"#;
        assert_eq!(body.matches("cache_control").count(), body.matches(breakpoint).count());
        body.matches(breakpoint).count()
    };
    assert_eq!([marked(0, 0), marked(1, 4500), marked(3000, 3000), marked(4500, 1)], [0, 1, 1, 2]);
}

#[test]
fn what_cannot_be_said() {
    use FailureClass::{Invalid, Unsupported};
    for (members, class, param) in [
        (r#""n":2"#, Unsupported, "n"),
        (r#""logprobs":true"#, Unsupported, "logprobs"),
        (r#""modalities":["text","audio"]"#, Unsupported, "modalities"),
        (r#""functions":[{"name":"f"}]"#, Unsupported, "functions"),
        (r#""stop":["a","\n"]"#, Unsupported, "stop"),
        (r#""stop":1"#, Invalid, "stop"),
        (r#""temperature":2.5"#, Invalid, "temperature"),
        (r#""tools":[{"type":"custom","custom":{"name":"f"}}]"#, Unsupported, "tools[0]"),
        (r#""tools":[{"type":"function","function":{}}]"#, Invalid, "tools[0].function.name"),
        (
            r#""tools":[{"type":"function","function":{"name":"f","parameters":[]}}]"#,
            Invalid,
            "tools[0].function.parameters",
        ),
        (
            r#""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required""#,
            Unsupported,
            "tool_choice",
        ),
        (
            r#""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}}"#,
            Invalid,
            "tool_choice",
        ),
        (r#""response_format":{"type":"json_schema"}"#, Invalid, "response_format.json_schema.schema"),
        (r#""response_format":{"type":"grammar"}"#, Invalid, "response_format.type"),
        (r#""reasoning_effort":"much""#, Invalid, "reasoning_effort"),
    ] {
        let error = translated("new", false, &format!("{{{HI},{members}}}")).unwrap_err();
        assert_eq!((error.class, error.param.as_deref(), error.status), (class, Some(param), Some(400)), "{members}");
    }
    for (members, param) in [
        (r#""seed":1"#, "seed"),
        (r#""temperature":0.1"#, "temperature"),
        (r#""response_format":{"type":"json_object"}"#, "response_format"),
    ] {
        let error = translated("new", true, &format!("{{{HI},{members}}}")).unwrap_err();
        assert_eq!((error.class, error.param.as_deref()), (Unsupported, Some(param)), "{members}");
    }
}

#[test]
fn conversations_that_are_none() {
    use FailureClass::{Invalid, Unsupported};
    let call = r#"{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}"#;
    for (messages, class, param) in [
        ("", Invalid, "messages"),
        (r#"{"role":"user","content":" "}"#, Invalid, "messages"),
        (r#"{"role":"robot","content":"a"}"#, Invalid, "messages[0].role"),
        (r#"{"role":"function","name":"f","content":"a"}"#, Unsupported, "messages[0].role"),
        (r#"{"role":"user","content":{}}"#, Invalid, "messages[0].content"),
        (r#"{"role":"user","content":[{"type":"text"}]}"#, Invalid, "messages[0].content[0].text"),
        (r#"{"role":"user","content":[{"type":"video"}]}"#, Invalid, "messages[0].content[0].type"),
        (
            r#"{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}"#,
            Unsupported,
            "messages[0].content[0]",
        ),
        (
            r#"{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}"#,
            Invalid,
            "messages[0].content[0].image_url",
        ),
        (
            r#"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/bmp;base64,AA=="}}]}"#,
            Unsupported,
            "messages[0].content[0].image_url",
        ),
        (
            r#"{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}"#,
            Unsupported,
            "messages[0].content[0].file",
        ),
        (
            r#"{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}"#,
            Invalid,
            "messages[0].content[0]",
        ),
        (r#"{"role":"tool","tool_call_id":"1","content":"a"}"#, Invalid, "messages[0].tool_call_id"),
        (call, Invalid, "messages"),
        (&format!(r#"{call},{{"role":"user","content":"b"}}"#), Invalid, "messages[2]"),
        (&format!(r#"{call},{{"role":"tool","tool_call_id":"2","content":"b"}}"#), Invalid, "messages[2].tool_call_id"),
        (
            r#"{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"[1]"}}]}"#,
            Invalid,
            "messages[0].tool_calls[0].function.arguments",
        ),
        (r#"{"role":"user","content":"a"},{"role":"assistant","content":"b"}"#, Unsupported, "messages"),
        (r#"{"role":"assistant","audio":{"id":"a"}}"#, Unsupported, "messages[0].audio"),
    ] {
        let error = translated("new", false, &format!(r#"{{"messages":[{messages}]}}"#)).unwrap_err();
        assert_eq!((error.class, error.param.as_deref(), error.status), (class, Some(param), Some(400)), "{messages}");
    }
}
