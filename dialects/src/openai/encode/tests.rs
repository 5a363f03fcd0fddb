use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::tokens::TokenCount;

use super::encode;
use crate::{Quirks, SchemaForm, Target, ToolIds};

/// What a host with these quirks is sent, and what it is left without; or why it is sent nothing.
fn sent(quirks: &Quirks, strict: bool, body: &str) -> String {
    let chat = Chat::new(Document::parse(body.as_bytes(), Limits::default()).unwrap()).unwrap();
    match encode(&chat, Target { model: "m", output_limit: TokenCount(7), quirks, strict }) {
        Ok(fitted) => {
            let body = String::from_utf8(fitted.edits.apply(chat.document().bytes())).unwrap();
            body + &fitted.dropped.iter().map(|name| format!(" without {name}")).collect::<String>()
        }
        Err(error) => format!("{} {}", error.class.label(), error.param.unwrap_or_default()),
    }
}

/// The same for a request that has only `members` beside what every row would repeat.
fn members(quirks: &Quirks, strict: bool, members: &str) -> String {
    let (before, after) = (r#"{"model":"m","max_completion_tokens":7,"#, r#""messages":[{}]}"#);
    let sent = sent(quirks, strict, &format!("{before}{members}{after}"));
    sent.strip_prefix(before).unwrap_or(&sent).replacen(after, "", 1)
}

/// The same for a request that has only these messages.
fn messages(quirks: &Quirks, messages: &str) -> String {
    let (before, after) = (r#"{"model":"m","max_completion_tokens":7,"messages":["#, "]}");
    let sent = sent(quirks, false, &format!("{before}{messages}{after}"));
    sent.strip_prefix(before).and_then(|sent| sent.strip_suffix(after)).unwrap_or(&sent).to_owned()
}

#[test]
fn only_what_the_host_needs_is_touched() {
    let any = Quirks::default();
    let openai = Quirks { output_limit: Some("max_completion_tokens"), ..any.clone() };
    let old = Quirks { output_limit: Some("max_tokens"), stream_usage: false, ..any.clone() };
    for (quirks, body, expected) in [
        (&any, r#"{"max_tokens":9,"model":"auto","messages":[{}]}"#, r#"{"max_tokens":7,"model":"m","messages":[{}]}"#),
        (&any, r#"{"model":"auto","messages":[{}]}"#, r#"{"model":"m","messages":[{}],"max_completion_tokens":7}"#),
        (
            &openai,
            r#"{"model":"auto","messages":[{}],"temperature":1.10}"#,
            r#"{"model":"m","messages":[{}],"temperature":1.10,"max_completion_tokens":7}"#,
        ),
        (
            &openai,
            r#"{"max_completion_tokens":7, "model":"auto","messages":[{}]}"#,
            r#"{"max_completion_tokens":7, "model":"m","messages":[{}]}"#,
        ),
        (
            &openai,
            r#"{"max_tokens":9,"model":"auto","messages":[{}]}"#,
            r#"{"model":"m","messages":[{}],"max_completion_tokens":7}"#,
        ),
        (
            &old,
            r#"{"max_completion_tokens":9,"max_tokens":9,"model":"auto","messages":[{}]}"#,
            r#"{"max_tokens":7,"model":"m","messages":[{}]}"#,
        ),
        (
            &old,
            r#"{"model":"auto","messages":[{}],"max_tokens":null}"#,
            r#"{"model":"m","messages":[{}],"max_tokens":7}"#,
        ),
        (
            &openai,
            r#"{"model":"auto","messages":[{}],"store":true}"#,
            r#"{"model":"m","messages":[{}],"store":false,"max_completion_tokens":7}"#,
        ),
        (
            &openai,
            r#"{"model":"auto","messages":[{}],"stream":true,"max_completion_tokens":7}"#,
            r#"{"model":"m","messages":[{}],"stream":true,"max_completion_tokens":7,"stream_options":{"include_usage":true}}"#,
        ),
        (
            &openai,
            r#"{"model":"auto","messages":[{}],"stream":true,"max_completion_tokens":7,"stream_options":{"include_obfuscation":false}}"#,
            r#"{"model":"m","messages":[{}],"stream":true,"max_completion_tokens":7,"stream_options":{"include_obfuscation":false,"include_usage":true}}"#,
        ),
        (
            &old,
            r#"{"model":"auto","messages":[{}],"stream":true,"max_tokens":7,"stream_options":{"include_usage":true}}"#,
            r#"{"model":"m","messages":[{}],"stream":true,"max_tokens":7}"#,
        ),
    ] {
        assert_eq!(sent(quirks, false, body), expected, "{body}");
    }
}

#[test]
fn quirks_of_members() {
    let none = Quirks::default();
    let without = Quirks { drop: vec!["seed", "user", "parallel_tool_calls"], ..none.clone() };
    let refusing = Quirks { refuse: vec!["n", "logprobs"], ..none.clone() };
    let renaming = Quirks { rename: vec![("reasoning_effort", "effort".to_owned())], ..none.clone() };
    let setting = Quirks { set: vec![("thinking".to_owned(), r#"{"type":"disabled"}"#.to_owned())], ..none.clone() };
    let overruled = Quirks { drop: vec!["seed"], set: vec![("seed".to_owned(), "1".to_owned())], ..none.clone() };
    let some_choices = Quirks { tool_choice: Some(vec!["none"]), ..none.clone() };
    let no_choice = Quirks { tool_choice: Some(Vec::new()), ..none.clone() };
    let bare = Quirks { json_schema: SchemaForm::Bare, ..none.clone() };
    let object = Quirks { json_schema: SchemaForm::Object, ..none.clone() };
    let no_schema = Quirks { json_schema: SchemaForm::Refused, ..none.clone() };
    for (quirks, strict, body, expected) in [
        (&without, false, r#""seed":1,"user":"u","top_p":0.10,"#, r#""top_p":0.10, without seed without user"#),
        (&without, false, r#""seed":null,"parallel_tool_calls":true,"#, ""),
        (&without, false, r#""parallel_tool_calls":false,"#, " without parallel_tool_calls"),
        (&without, true, r#""top_p":1,"user":"u","#, "unsupported user"),
        (&without, true, r#""seed":null,"#, ""),
        (&refusing, false, r#""n":1,"logprobs":false,"#, r#""n":1,"logprobs":false,"#),
        (&refusing, false, r#""n":2,"#, "unsupported n"),
        (&refusing, false, r#""logprobs":true,"#, "unsupported logprobs"),
        (&renaming, false, r#""reasoning_effort":"low","#, r#""effort":"low","#),
        (&renaming, false, r#""effort":1,"reasoning_effort":"low","#, r#""effort":"low","#),
        (&setting, false, r#""thinking":7,"#, r#""thinking":{"type":"disabled"},"#),
        (&overruled, false, r#""seed":7,"#, r#""seed":1, without seed"#),
        (&some_choices, false, r#""tools":[{}],"tool_choice":"none","#, r#""tools":[{}],"tool_choice":"none","#),
        (&some_choices, false, r#""tool_choice":"required","#, "unsupported tool_choice"),
        (&no_choice, false, r#""tools":[{}],"top_p":1,"tool_choice":"none","#, r#""top_p":1,"#),
        (&no_choice, false, r#""tool_choice":"auto","#, r#""tool_choice":"auto","#),
        (&no_choice, false, r#""tool_choice":{"type":"function","function":{"name":"f"}},"#, "unsupported tool_choice"),
        (
            &bare,
            false,
            r#""response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"x":1.0},"strict":true}},"#,
            r#""response_format":{"type":"json_schema","json_schema":{"x":1.0}},"#,
        ),
        (
            &object,
            false,
            r#""response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"x":1.0},"strict":true}},"#,
            r#""response_format":{"type":"json_object","schema":{"x":1.0}},"#,
        ),
        (&object, false, r#""response_format":{"type":"text"},"#, r#""response_format":{"type":"text"},"#),
        (&no_schema, false, r#""response_format":{"type":"json_schema"},"#, "unsupported response_format"),
        (&no_schema, false, r#""response_format":{"type":"text"},"#, r#""response_format":{"type":"text"},"#),
    ] {
        assert_eq!(members(quirks, strict, body), expected, "{body}");
    }
    assert!(sent(&setting, false, r#"{"model":"m","messages":[{}]}"#).ends_with(r#","thinking":{"type":"disabled"}}"#));
}

#[test]
fn quirks_of_messages() {
    let none = Quirks::default();
    let old = Quirks { developer_role: false, ..none.clone() };
    let inside = Quirks { data_urls_only: true, ..none.clone() };
    let full = Quirks { null_content: false, ..none.clone() };
    let named = Quirks { tool_ids: ToolIds::Unique, ..none.clone() };
    let picture = |url: &str| format!(r#"{{"content":[{{"type":"text","text":"http://a"}},{url}]}}"#);
    let refused = "unsupported messages[0].content";
    for (url, expected) in [
        (r#"{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}"#, None),
        (r#"{"type":"image_url","image_url":{"url":"http://169.254.169.254/"}}"#, Some(refused)),
        (r#"{"type":"image_url","image_url":{"u\u0072l":"file\u003a///etc/passwd"}}"#, Some(refused)),
        (r#"{"type":"image_url","image_url":"https://a"}"#, Some(refused)),
        (r#"{"type":"video_url","video_url":{"url":" data:"}}"#, Some(refused)),
        (r#"{"type":"input_audio","input_audio":{"data":"AA","format":"wav"}}"#, None),
    ] {
        let message = picture(url);
        assert_eq!(messages(&inside, &message), expected.unwrap_or(&message), "{url}");
        assert_eq!(messages(&none, &message), message);
    }
    for (quirks, body, expected) in [
        (&old, r#"{"role":"developer","content":"developer"}"#, r#"{"role":"system","content":"developer"}"#),
        (&none, r#"{"role":"developer"}"#, r#"{"role":"developer"}"#),
        (&full, r#"{"content":null},{"content":"null"},{}"#, r#"{"content":""},{"content":"null"},{}"#),
        (&none, r#"{"content":null}"#, r#"{"content":null}"#),
        (
            &named,
            r#"{"tool_calls":[{"id":"call_1","function":{"name":"f"}},{"id":"call_2","function":{"name":"g"}}]},{"tool_call_id":"call_2"},{"tool_call_id":"call_1"}"#,
            r#"{"tool_calls":[{"id":"f","function":{"name":"f"}},{"id":"g","function":{"name":"g"}}]},{"tool_call_id":"g"},{"tool_call_id":"f"}"#,
        ),
        (
            &named,
            r#"{"tool_calls":[{"id":"a","function":{"name":"87011234567 "}},{"id":7}]},{"tool_call_id":"a"},{"tool_call_id":"b"}"#,
            r#"{"tool_calls":[{"id":"a","function":{"name":"87011234567 "}},{"id":7}]},{"tool_call_id":"a"},{"tool_call_id":"b"}"#,
        ),
    ] {
        assert_eq!(messages(quirks, body), expected);
    }
}
