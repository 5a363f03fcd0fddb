//! The columns of the matrix: each fault in the words of a dialect.

use super::Fault::{
    self, AbsurdUsage, ChangingUsage, ClientGone, CutAfterContent, CutBefore, CutBody, ErrorIn200, GarbageAfterContent,
    GarbageBefore, Hang, Html, HugeLine, KeepAliveRace, Limited, NegativeUsage, NoMoney, NoUsage, Refused, Reset,
    Stall, Status, ZeroUsage,
};
use crate::support::reply::{End, Reply, UsageAt};

pub(super) fn openai(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
    let said = |content: &str| {
        format!(
            r#"{{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{{"index":0,"delta":{{"role":"assistant","content":"{content}"}},"finish_reason":null}}]}}"#
        )
    };
    let plain = Reply::default;
    let with_usage = |usage: &str| Reply { usage: usage.to_owned(), ..plain() };
    let error = |kind: &str| format!(r#"{{"error":{{"message":"x","type":"{kind}","param":null,"code":"{kind}"}}}}"#);
    Some(vec![match fault {
        Status(status) => Reply { status, ..plain() },
        Limited => Reply { status: 429, headers: [("retry-after".into(), "30".into())].into(), ..plain() },
        NoMoney => Reply { status: 429, body: Some(error("insufficient_quota")), ..plain() },
        Hang => Reply { hold: true, ..plain() },
        CutBefore if streamed => Reply { frames: Some(vec![said("")]), ..plain() },
        CutBefore => Reply { body: Some(String::new()), ..plain() },
        CutBody => Reply { cut_after: Some(1), end: End::Close, ..plain() },
        CutAfterContent => Reply { split: 2, cut_after: Some(5), end: End::Close, ..plain() },
        GarbageBefore if streamed => Reply { frames: Some(vec!["{\"id\":".to_owned()]), ..plain() },
        GarbageBefore => Reply { body: Some("{\"choices\":[{".to_owned()), ..plain() },
        GarbageAfterContent => Reply { frames: Some(vec![said("Hi"), "{\"id\"".to_owned()]), pause_ms: 50, ..plain() },
        ErrorIn200 if streamed => Reply { frames: Some(vec![error("server_error")]), ..plain() },
        ErrorIn200 => Reply { body: Some(error("server_error")), ..plain() },
        Html => Reply {
            headers: [("content-type".into(), "text/html".into())].into(),
            body: Some("<html>Welcome</html>".to_owned()),
            ..plain()
        },
        HugeLine => Reply { frames: Some(vec![said("Hi"), said(&"x".repeat(2 << 20))]), pause_ms: 50, ..plain() },
        Stall => Reply { split: 2, cut_after: Some(if streamed { 5 } else { 1 }), end: End::Hang, ..plain() },
        Reset => Reply { raw: Some(Vec::new()), end: End::Reset, ..plain() },
        KeepAliveRace => Reply { end: End::Close, ..plain() },
        NoUsage => Reply { usage_at: UsageAt::Missing, ..plain() },
        ZeroUsage => with_usage(r#"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#),
        NegativeUsage => with_usage(r#"{"prompt_tokens":-5,"completion_tokens":-5,"total_tokens":-10}"#),
        AbsurdUsage => with_usage(r#"{"prompt_tokens":900000000,"completion_tokens":5,"total_tokens":900000005}"#),
        ChangingUsage => {
            let usage = |output: u64| {
                format!(
                    r#"{{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{"prompt_tokens":10,"completion_tokens":{output},"total_tokens":{}}}}}"#,
                    10 + output
                )
            };
            let finish = r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
            let frames = vec![said("Hello there."), finish.to_owned(), usage(3), usage(5), "[DONE]".to_owned()];
            Reply { frames: Some(frames), ..plain() }
        }
        ClientGone => Reply { split: 2, hold_after: Some(if streamed { 5 } else { 1 }), ..plain() },
        Refused => return None,
    }])
}

/// The same in lines of YandexGPT's completion; what is of no dialect stays.
pub(super) fn yandexgpt(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
    let line = |text: &str, status: &str, usage: &str| {
        format!(
            r#"{{"result":{{"alternatives":[{{"message":{{"role":"assistant","text":"{text}"}},"status":"ALTERNATIVE_STATUS_{status}"}}]{usage}}}}}"#
        )
    };
    let said = |text: &str| line(text, "PARTIAL", "");
    let counted = |output: i64| format!(r#","usage":{{"inputTextTokens":"10","completionTokens":"{output}"}}"#);
    let ended = |usage: &str| {
        let body = line("Hello there.", "FINAL", usage);
        if streamed { framed(vec![body]) } else { Reply { body: Some(body), ..Reply::default() } }
    };
    let error = |code: &str| format!(r#"{{"error":{{{code}"message":"x","details":[]}}}}"#);
    Some(vec![match fault {
        NoMoney => Reply { status: 403, body: Some(error(r#""grpcCode":7,"#)), ..Reply::default() },
        CutBefore if streamed => framed(vec![said("")]),
        GarbageAfterContent => slowly(vec![said("Hi"), "{\"result\"".to_owned()]),
        ErrorIn200 if streamed => framed(vec![error("")]),
        ErrorIn200 => Reply { body: Some(error("")), ..Reply::default() },
        HugeLine => slowly(vec![said("Hi"), said(&format!("Hi{}", "x".repeat(9 << 20)))]),
        NoUsage => ended(""),
        NegativeUsage => ended(&counted(-5)),
        ChangingUsage => framed(vec![
            line("Hello", "PARTIAL", &counted(3)),
            line("Hello there.", "PARTIAL", &counted(4)),
            line("Hello there.", "FINAL", &counted(5)),
        ]),
        _ => return openai(fault, streamed),
    }])
}

/// The same in events of Messages.
pub(super) fn anthropic(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
    let start = |usage: &str| {
        format!(
            r#"{{"type":"message_start","message":{{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[]{usage}}}}}"#
        )
    };
    let begun = || start(r#","usage":{"input_tokens":10,"output_tokens":1}"#);
    let block = || r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#.to_owned();
    let said = |text: &str| {
        format!(r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{text}"}}}}"#)
    };
    let delta =
        |reason: &str, usage: &str| format!(r#"{{"type":"message_delta","delta":{{"stop_reason":{reason}}}{usage}}}"#);
    let stop = || r#"{"type":"message_stop"}"#.to_owned();
    let ended = |first: &str, last: &str| {
        let whole = format!(
            r#"{{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{{"type":"text","text":"Hello there."}}],"stop_reason":"end_turn"{first}}}"#
        );
        let frames = vec![start(first), block(), said("Hello there."), delta(r#""end_turn""#, last), stop()];
        if streamed { framed(frames) } else { Reply { body: Some(whole), ..Reply::default() } }
    };
    let output = |tokens: u64| format!(r#","usage":{{"output_tokens":{tokens}}}"#);
    let wordless = || r#"{"type":"error"}"#.to_owned();
    Some(vec![match fault {
        NoMoney => Reply {
            status: 402,
            body: Some(r#"{"type":"error","error":{"type":"billing_error","message":"x"}}"#.to_owned()),
            ..Reply::default()
        },
        CutBefore if streamed => framed(vec![begun(), block()]),
        GarbageAfterContent => slowly(vec![begun(), block(), said("Hi"), "{\"type\"".to_owned()]),
        ErrorIn200 if streamed => framed(vec![begun(), wordless()]),
        ErrorIn200 => Reply { body: Some(wordless()), ..Reply::default() },
        HugeLine => slowly(vec![begun(), block(), said("Hi"), said(&"x".repeat(2 << 20))]),
        NoUsage => ended("", ""),
        NegativeUsage => {
            let usage = r#","usage":{"input_tokens":-5,"output_tokens":-5}"#;
            ended(usage, usage)
        }
        ChangingUsage => {
            let text = [begun(), block(), said("Hello there.")];
            let end = [delta("null", &output(3)), delta(r#""end_turn""#, &output(5)), stop()];
            framed(text.into_iter().chain(end).collect())
        }
        _ => return openai(fault, streamed),
    }])
}

/// The same in responses of `generateContent`.
pub(super) fn gemini(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
    let response = |text: &str, more: &str| {
        format!(r#"{{"candidates":[{{"content":{{"role":"model","parts":[{{"text":"{text}"}}]}},"index":0{more}"#)
    };
    let said = |text: &str| response(text, "}]}");
    let counted = |prompt: i64, output: i64| {
        format!(r#","usageMetadata":{{"promptTokenCount":{prompt},"candidatesTokenCount":{output}}}"#)
    };
    let ended = |usage: &str| {
        let body = response("Hello there.", &format!(r#","finishReason":"STOP"}}]{usage}}}"#));
        if streamed { framed(vec![body]) } else { Reply { body: Some(body), ..Reply::default() } }
    };
    let strange = || r#"{"error":{"code":299,"message":"x","status":"STRANGE"}}"#.to_owned();
    Some(vec![match fault {
        NoMoney => Reply {
            status: 402,
            body: Some(r#"{"error":{"code":402,"message":"x","status":"FAILED_PRECONDITION"}}"#.to_owned()),
            ..Reply::default()
        },
        CutBefore if streamed => framed(vec![said("")]),
        GarbageAfterContent => slowly(vec![said("Hi"), "{\"candidates\"".to_owned()]),
        ErrorIn200 if streamed => framed(vec![strange()]),
        ErrorIn200 => Reply { body: Some(strange()), ..Reply::default() },
        HugeLine => slowly(vec![said("Hi"), said(&"x".repeat(2 << 20))]),
        NoUsage => ended(""),
        NegativeUsage => ended(&counted(-5, -5)),
        ChangingUsage => {
            let first = response("Hello", &format!("}}]{}}}", counted(10, 3)));
            let last = response(" there.", &format!(r#","finishReason":"STOP"}}]{}}}"#, counted(10, 5)));
            framed(vec![first, last])
        }
        _ => return openai(fault, streamed),
    }])
}

fn framed(frames: Vec<String>) -> Reply {
    Reply { frames: Some(frames), ..Reply::default() }
}

/// The same, so slowly that each frame is read by itself.
fn slowly(frames: Vec<String>) -> Reply {
    Reply { pause_ms: 50, ..framed(frames) }
}
