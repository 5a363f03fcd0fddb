//! Requests as tables: a chat, and what is sent for it.

use router_core::json::{Document, Limits};
use router_core::tokens::TokenCount;

use super::{path, translate};
use crate::{FailureClass, Quirks, Target, Translated, UpstreamError};

fn sent(chat: &str, quirks: &Quirks, strict: bool) -> Result<Translated, UpstreamError> {
    translate(chat.as_bytes(), Target { model: "m", output_limit: TokenCount(900), quirks, strict })
}

/// What is sent for a chat of these members.
fn body(members: &str) -> String {
    let translated = sent(&format!(r#"{{"model":"auto",{members}}}"#), &Quirks::default(), false);
    String::from_utf8(translated.unwrap_or_else(|error| panic!("{members}: {error:?}")).body).unwrap()
}

/// One member of what is sent.
fn member(name: &str, members: &str) -> String {
    let document = Document::parse(body(members).as_bytes(), Limits::default()).unwrap();
    document.root().get(name).map(|value| value.raw().to_owned()).unwrap_or_default()
}

/// The turns that are sent for these messages.
fn turns(messages: &str) -> String {
    member("contents", &format!(r#""messages":[{messages}]"#))
}

/// The settings that are sent for a chat of these members.
fn settings(members: &str) -> String {
    let settings = member("generationConfig", &format!(r#""messages":[{{"role":"user","content":"x"}}],{members}"#));
    let rest = settings.strip_prefix(r#"{"maxOutputTokens":900"#).and_then(|rest| rest.strip_suffix('}')).unwrap();
    rest.trim_start_matches(',').to_owned()
}

#[test]
fn where_requests_go() {
    assert_eq!(path("gemini-3.1-flash", false), "/models/gemini-3.1-flash:generateContent");
    assert_eq!(path("tunedModels/ours", true), "/tunedModels/ours:streamGenerateContent?alt=sse");
}

#[test]
fn a_whole_request() {
    insta::assert_snapshot!(body(r#""messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"USD?"}],"temperature":1.10,"max_tokens":5000,"stream":true,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"get_rate","description":"A rate","parameters":{"type":"object","properties":{"n":{"maximum":12345678901234567890123}}}}},{"type":"function","function":{"name":"now"}}],"store":false,"unknown":1"#), @r#"{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"USD?"}]}],"tools":[{"functionDeclarations":[{"name":"get_rate","description":"A rate","parametersJsonSchema":{"type":"object","properties":{"n":{"maximum":12345678901234567890123}}}},{"name":"now"}]}],"generationConfig":{"maxOutputTokens":900,"temperature":1.10}}"#);
}

#[test]
fn turns_of_a_conversation() {
    for (messages, expected) in [
        (
            r#"{"role":"user","content":"a\nқ"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}"#,
            r#"[{"role":"user","parts":[{"text":"a\nқ"}]},{"role":"model","parts":[{"text":"b"}]},{"role":"user","parts":[{"text":"c"}]}]"#,
        ),
        // Neighbours of one role, empty texts, and messages of nothing.
        (
            r#"{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"b"}]},{"role":"assistant","content":null},{"role":"user","content":"c"}"#,
            r#"[{"role":"user","parts":[{"text":"a"},{"text":"b"},{"text":"c"}]}]"#,
        ),
        // Instructions alone are said by the user.
        (r#"{"role":"developer","content":"a"}"#, r#"[{"role":"user","parts":[{"text":"a"}]}]"#),
        (
            r#"{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"refusal","refusal":"no"}]}"#,
            r#"[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"no"}]}]"#,
        ),
        // Results come back in the order of the calls, with their names; the first call has the sentinel.
        (
            r#"{"role":"user","content":"a"},{"role":"assistant","content":"Wait.","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"n\": 1.10}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]},{"role":"tool","tool_call_id":"c1","content":"{\"r\":\"z\"}"},{"role":"user","content":"Now?"}"#,
            r#"[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"Wait."},{"functionCall":{"id":"c1","name":"f","args":{"n": 1.10}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"c2","name":"g","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"output":"{\"r\":\"z\"}"}}},{"functionResponse":{"id":"c2","name":"g","response":{"output":"xy"}}},{"text":"Now?"}]}]"#,
        ),
        // Two steps, and a provider that gave two calls one id.
        (
            r#"{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"f","function":{"name":"f","arguments":"{}"}},{"id":"f","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"f","content":"1"},{"role":"system","content":"s"},{"role":"tool","tool_call_id":"f","content":"2"},{"role":"assistant","tool_calls":[{"id":"f","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"f","content":""}"#,
            r#"[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"id":"f","name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"f","name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"f","name":"f","response":{"output":"1"}}},{"functionResponse":{"id":"f","name":"f","response":{"output":"2"}}}]},{"role":"model","parts":[{"functionCall":{"id":"f","name":"g","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]},{"role":"user","parts":[{"functionResponse":{"id":"f","name":"g","response":{"output":""}}}]}]"#,
        ),
    ] {
        assert_eq!(turns(messages), expected, "{messages}");
    }
}

#[test]
fn media() {
    for (part, expected) in [
        (
            r#"{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO=","detail":"auto"}}"#,
            r#"{"inlineData":{"mimeType":"image/png","data":"iVBO="}}"#,
        ),
        (
            r#"{"type":"image_url","image_url":"data:image\/jpeg;charset=x;base64,a\/b"}"#,
            r#"{"inlineData":{"mimeType":"image/jpeg","data":"a/b"}}"#,
        ),
        (
            r#"{"type":"image_url","image_url":{"url":"https://x.kz/a.PNG?b=\u0031"}}"#,
            r#"{"fileData":{"mimeType":"image/png","fileUri":"https://x.kz/a.PNG?b=\u0031"}}"#,
        ),
        (
            r#"{"type":"image_url","image_url":{"url":"https://x.kz/a"}}"#,
            r#"{"fileData":{"fileUri":"https://x.kz/a"}}"#,
        ),
        (
            r#"{"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}}"#,
            r#"{"inlineData":{"mimeType":"audio/wav","data":"UklG"}}"#,
        ),
        (
            r#"{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}}"#,
            r#"{"inlineData":{"mimeType":"application/pdf","data":"JVBE"}}"#,
        ),
        (
            r#"{"type":"file","file":{"filename":"a.PDF","file_data":"JVBE"}}"#,
            r#"{"inlineData":{"mimeType":"application/pdf","data":"JVBE"}}"#,
        ),
    ] {
        let expected = format!(r#"[{{"role":"user","parts":[{{"text":"a"}},{expected}]}}]"#);
        let turns = turns(&format!(r#"{{"role":"user","content":[{{"type":"text","text":"a"}},{part}]}}"#));
        assert_eq!(turns, expected, "{part}");
    }
}

#[test]
fn settings_of_the_answer() {
    for (members, expected) in [
        (
            r#""temperature":0.0,"top_p":1,"presence_penalty":0,"frequency_penalty":-0.5"#,
            r#""temperature":0.0,"topP":1,"frequencyPenalty":-0.5"#,
        ),
        (r#""temperature":null,"stop":null,"n":1,"seed":null,"response_format":{"type":"text"}"#, ""),
        (r#""stop":"END""#, r#""stopSequences":["END"]"#),
        (r#""stop":["a\n","","b"]"#, r#""stopSequences":["a\n","b"]"#),
        (r#""n":3,"seed":-7"#, r#""seed":-7,"candidateCount":3"#),
        (r#""logprobs":true,"top_logprobs":2"#, r#""responseLogprobs":true,"logprobs":2"#),
        (r#""logprobs":false"#, ""),
        (r#""response_format":{"type":"json_object"}"#, r#""responseMimeType":"application/json""#),
        (
            r#""response_format":{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{"type":"object"}}}"#,
            r#""responseMimeType":"application/json","responseJsonSchema":{"type":"object"}"#,
        ),
        (r#""reasoning_effort":"minimal""#, r#""thinkingConfig":{"thinkingLevel":"low"}"#),
        (r#""reasoning_effort":"xhigh""#, r#""thinkingConfig":{"thinkingLevel":"high"}"#),
    ] {
        assert_eq!(settings(members), expected, "{members}");
    }
}

#[test]
fn efforts_as_budgets() {
    let quirks = Quirks { thinking_budget: vec!["m".to_owned()], ..Quirks::default() };
    for (effort, limit, expected) in [("none", 900, 0), ("low", 900, 900), ("low", 100, 512), ("medium", 9_000, 8_192)]
    {
        let chat = format!(r#"{{"messages":[{{"role":"user","content":"x"}}],"reasoning_effort":"{effort}"}}"#);
        let target = Target { model: "m", output_limit: TokenCount(limit), quirks: &quirks, strict: true };
        let body = String::from_utf8(translate(chat.as_bytes(), target).unwrap().body).unwrap();
        let expected = format!(r#""thinkingConfig":{{"thinkingBudget":{expected}}}}}}}"#);
        assert!(body.ends_with(&expected), "{effort} of {limit}: {body}");
    }
}

#[test]
fn choices_of_tools() {
    for (choice, expected) in [
        (r#""none""#, r#"{"mode":"NONE"}"#),
        (r#""auto""#, r#"{"mode":"AUTO"}"#),
        (r#""required""#, r#"{"mode":"ANY"}"#),
        (r#"{"type":"function","function":{"name":"f"}}"#, r#"{"mode":"ANY","allowedFunctionNames":["f"]}"#),
        (
            r#"{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}"#,
            r#"{"mode":"VALIDATED","allowedFunctionNames":["f"]}"#,
        ),
    ] {
        let tools = r#""tools":[{"type":"function","function":{"name":"f"}}]"#;
        let chat = format!(r#""messages":[{{"role":"user","content":"x"}}],{tools},"tool_choice":{choice}"#);
        assert_eq!(member("toolConfig", &chat), format!(r#"{{"functionCallingConfig":{expected}}}"#), "{choice}");
    }
    assert_eq!(member("toolConfig", r#""messages":[{"role":"user","content":"x"}],"tool_choice":"auto""#), "");
}

#[test]
fn what_is_left_out_is_named_or_refused() {
    for (members, expected) in [
        (r#""user":"u","logit_bias":{"1":2},"metadata":{},"service_tier":"auto""#, vec!["logit_bias", "user"]),
        (r#""parallel_tool_calls":false,"seed":12345678901"#, vec!["parallel_tool_calls", "seed"]),
        (r#""reasoning_effort":"none","parallel_tool_calls":true"#, vec!["reasoning_effort"]),
        (r#""tools":[{"type":"function","function":{"name":"f","strict":true}}]"#, vec!["tools[].function.strict"]),
        (r#""store":false,"stream":false,"user":null"#, vec![]),
    ] {
        let chat = format!(r#"{{"messages":[{{"role":"user","content":"x"}}],{members}}}"#);
        assert_eq!(sent(&chat, &Quirks::default(), false).unwrap().dropped, expected, "{members}");
        let strict = sent(&chat, &Quirks::default(), true).map(|translated| translated.dropped);
        match strict {
            Ok(dropped) => assert!(dropped.is_empty() && expected.is_empty(), "{members}"),
            Err(error) => {
                assert_eq!((error.class, error.param.as_deref()), (FailureClass::Unsupported, Some(expected[0])))
            }
        }
    }
}

#[test]
fn what_cannot_be_said() {
    let call = |id: &str, arguments: &str| {
        format!(
            r#"{{"role":"assistant","tool_calls":[{{"id":"{id}","function":{{"name":"f","arguments":"{arguments}"}}}}]}}"#
        )
    };
    let user = r#"{"role":"user","content":"x"}"#;
    let (invalid, unsupported) = (FailureClass::Invalid, FailureClass::Unsupported);
    for (messages, members, class, param) in [
        (user, r#","n":9"#, unsupported, "n"),
        (user, r#","stop":["1","2","3","4","5","6"]"#, unsupported, "stop"),
        (user, r#","modalities":["text","audio"]"#, unsupported, "modalities"),
        (user, r#","functions":[{}]"#, unsupported, "functions"),
        (user, r#","tools":[{"type":"custom","custom":{"name":"f"}}]"#, unsupported, "tools[0].type"),
        (user, r#","tools":[{"type":"function","function":{}}]"#, invalid, "tools[0].function.name"),
        (user, r#","tool_choice":"required""#, invalid, "tool_choice"),
        (user, r#","temperature":"hot""#, invalid, "temperature"),
        (user, r#","reasoning_effort":"huge""#, invalid, "reasoning_effort"),
        (user, r#","response_format":{"type":"yaml"}"#, unsupported, "response_format.type"),
        (r#"{"role":"user","content":""}"#, "", invalid, "messages"),
        (r#"{"role":"robot","content":""}"#, "", invalid, "messages[0].role"),
        (r#"{"role":"function","name":"f","content":""}"#, "", unsupported, "messages[0].role"),
        (r#"{"role":"tool","tool_call_id":"c1","content":""}"#, "", invalid, "messages[0].tool_call_id"),
        (&call("c1", "{}"), "", invalid, "messages[0].tool_calls[0]"),
        (&call("c1", "[1]"), "", invalid, "messages[0].tool_calls[0].function.arguments"),
        (
            r#"{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://x.kz/a.png"}}]}"#,
            "",
            unsupported,
            "messages[0].content[0].image_url",
        ),
        (
            r#"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,x"}}]}"#,
            "",
            invalid,
            "messages[0].content[0].image_url",
        ),
        (
            r#"{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}"#,
            "",
            unsupported,
            "messages[0].content[0].file.file_id",
        ),
        (r#"{"role":"system","content":[{"type":"image_url"}]}"#, "", unsupported, "messages[0].content[0].type"),
    ] {
        let chat = format!(r#"{{"messages":[{messages}]{members}}}"#);
        let error = sent(&chat, &Quirks::default(), false).unwrap_err();
        assert_eq!((error.class, error.param.as_deref()), (class, Some(param)), "{chat}");
    }
}
