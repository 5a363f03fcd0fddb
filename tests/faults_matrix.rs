//! The fault matrix: every fault of a provider (F1 to F12), for every dialect, streamed and whole. A fault is a row, a
//! dialect is a column: its scripted provider with each fault in its own words.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use crate::support::client::{Connection, Request, Response};
use crate::support::dialect::Dialect;
use crate::support::gateway::{Gateway, Site, Tenant, provider};
use crate::support::reply::{End, Reply, UsageAt};
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

/// How a provider fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Status(u16),
    Limited,
    NoMoney,
    Hang,
    CutBefore,
    CutAfterContent,
    CutBody,
    GarbageBefore,
    GarbageAfterContent,
    ErrorIn200,
    Html,
    HugeLine,
    Stall,
    Refused,
    Reset,
    KeepAliveRace,
    NoUsage,
    ZeroUsage,
    NegativeUsage,
    AbsurdUsage,
    ChangingUsage,
    ClientGone,
}

/// What must come of it.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    /// The next provider answers; the ledger names the failed attempt so, and whether its cost is known to be nothing.
    Elsewhere { attempt: &'static str, free: bool },
    /// What came, then an error event with this code and no `[DONE]`; nobody else is asked.
    Error(&'static str),
    /// A good answer, by whose usage it is charged.
    Good { source: &'static str },
    /// The client is gone: the request has its row all the same.
    Settled,
}

use Fault::{
    AbsurdUsage, ChangingUsage, ClientGone, CutAfterContent, CutBefore, CutBody, ErrorIn200, GarbageAfterContent,
    GarbageBefore, Hang, Html, HugeLine, KeepAliveRace, Limited, NegativeUsage, NoMoney, NoUsage, Refused, Reset,
    Stall, Status, ZeroUsage,
};
use Outcome::{Elsewhere, Error, Good, Settled};

const SERVER: Option<Outcome> = Some(Elsewhere { attempt: "server_error", free: true });
const BAD: Option<Outcome> = Some(Elsewhere { attempt: "bad_answer", free: false });
const LATE: Option<Outcome> = Some(Elsewhere { attempt: "timeout", free: false });
const COUNTED: Option<Outcome> = Some(Good { source: "counted" });
const BELIEVED: Option<Outcome> = Some(Good { source: "provider" });

/// The matrix: fault, outcome of a whole answer, outcome of a streamed one. `None`: no such thing.
const ROWS: &[(&str, Fault, Option<Outcome>, Option<Outcome>)] = &[
    ("F1", Status(500), SERVER, SERVER),
    ("F1", Status(502), SERVER, SERVER),
    ("F1", Status(503), SERVER, SERVER),
    ("F1", Status(529), SERVER, SERVER),
    (
        "F2",
        Limited,
        Some(Elsewhere { attempt: "rate_limited", free: true }),
        Some(Elsewhere { attempt: "rate_limited", free: true }),
    ),
    (
        "F2",
        NoMoney,
        Some(Elsewhere { attempt: "refused", free: true }),
        Some(Elsewhere { attempt: "refused", free: true }),
    ),
    ("F3", Hang, LATE, LATE),
    ("F4", CutBefore, BAD, BAD),
    ("F4", CutBody, Some(Elsewhere { attempt: "unreachable", free: false }), None),
    ("F4", CutAfterContent, None, Some(Error("upstream_unavailable"))),
    ("F5", GarbageBefore, BAD, BAD),
    ("F5", GarbageAfterContent, None, Some(Error("upstream_unavailable"))),
    ("F5", ErrorIn200, BAD, BAD),
    ("F5", Html, BAD, BAD),
    ("F6", HugeLine, None, Some(Error("upstream_unavailable"))),
    ("F7", Stall, LATE, Some(Error("upstream_timeout"))),
    (
        "F8",
        Refused,
        Some(Elsewhere { attempt: "unreachable", free: true }),
        Some(Elsewhere { attempt: "unreachable", free: true }),
    ),
    (
        "F8",
        Reset,
        Some(Elsewhere { attempt: "unreachable", free: false }),
        Some(Elsewhere { attempt: "unreachable", free: false }),
    ),
    ("F9", KeepAliveRace, BELIEVED, BELIEVED),
    ("F10", NoUsage, COUNTED, COUNTED),
    ("F10", ZeroUsage, BELIEVED, BELIEVED),
    ("F10", NegativeUsage, COUNTED, COUNTED),
    ("F10", AbsurdUsage, COUNTED, COUNTED),
    ("F11", ChangingUsage, None, BELIEVED),
    ("F12", ClientGone, Some(Settled), Some(Settled)),
];

/// A dialect: its name in the configuration, and what its provider answers with a fault; `None` where it cannot have it.
struct Column {
    dialect: Dialect,
    reply: fn(Fault, bool) -> Option<Vec<Reply>>,
}

const COLUMNS: &[Column] = &[
    Column { dialect: Dialect::OpenAi, reply: openai },
    Column { dialect: Dialect::Anthropic, reply: anthropic },
    Column { dialect: Dialect::Gemini, reply: gemini },
    Column { dialect: Dialect::YandexGpt, reply: yandexgpt },
];

const LIMITS: &str = "[limits]\nfirst_byte_timeout_ms = 1000\nidle_timeout_ms = 400\ntotal_timeout_ms = 4000\n";

fn openai(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
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
fn yandexgpt(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
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
fn anthropic(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
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
fn gemini(fault: Fault, streamed: bool) -> Option<Vec<Reply>> {
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

#[test]
fn every_fault_in_every_dialect() {
    let mut cases = Vec::new();
    for column in COLUMNS {
        for (name, fault, whole, streamed) in ROWS {
            cases.extend(whole.map(|outcome| (column, *name, *fault, false, outcome)));
            cases.extend(streamed.map(|outcome| (column, *name, *fault, true, outcome)));
        }
    }
    let count = cases.len();
    let (queue, failed) = (Mutex::new(cases), Mutex::new(Vec::new()));
    let work = || {
        while let Some((column, name, fault, streamed, outcome)) = { queue.lock().unwrap().pop() } {
            let case = || block_on(run(column, fault, streamed, outcome));
            if catch_unwind(AssertUnwindSafe(case)).is_err() {
                failed.lock().unwrap().push(format!("{name} {fault:?} {} streamed={streamed}", column.dialect.name()));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} of {count} cases failed: {failed:#?}", failed.len());
}

async fn run(column: &Column, fault: Fault, streamed: bool, outcome: Outcome) {
    let place = format!("{fault:?} of {}, streamed={streamed}", column.dialect.name());
    let (a, b) = match (column.reply)(fault, streamed) {
        Some(replies) => (Some(Upstream::speaking(column.dialect, replies)), Upstream::start(Vec::new())),
        None => (None, Upstream::start(Vec::new())),
    };
    // A port that nobody listens on: that of a provider that is gone again.
    let dead = || Upstream::start(Vec::new()).base_url();
    let base = a.as_ref().map_or_else(dead, Upstream::base_url);
    let named = format!("dialect = \"{}\"", column.dialect.name());
    let faulty = provider("a", &base, column.dialect.keys()).replace("dialect = \"openai\"", &named);
    let site = Site::new(&[], &(LIMITS.to_owned() + &faulty + &provider("b", &b.base_url(), "")));
    let gateway = site.start();
    let key = gateway.tenant("shop", &Tenant::default()).await;
    let body = format!(r#"{{"model":"auto","stream":{streamed},"messages":[{{"role":"user","content":"Hello"}}]}}"#);
    let request = Request::chat(&key, body);
    if let Settled = outcome {
        hang_up(&gateway, &request, streamed, a.as_ref().unwrap()).await;
    } else {
        let times = if fault == KeepAliveRace { 3 } else { 1 };
        for _ in 0..times {
            check(&gateway.send(&request).await, outcome, streamed, &place);
        }
    }
    let ledger = gateway.settled().await;
    assert_eq!((ledger.doubled(), ledger.open()), (0, 0), "{place}");
    let attempt = |provider: &str| {
        let mut of = ledger.of_kind("attempt").filter(|row| row["provider"] == provider);
        of.next().cloned().unwrap_or_default()
    };
    match outcome {
        Elsewhere { attempt: name, free } => {
            let row = attempt("a");
            assert_eq!(row["outcome"], name, "{place}");
            assert_eq!(row.get("amount_ukzt").map(String::as_str), free.then_some("0"), "{place}");
            assert_eq!(attempt("b")["outcome"], "ok", "{place}");
        }
        Error(_) | Settled => assert_eq!(b.count(), 0, "{place}: nobody else is asked"),
        Good { source } => {
            let row = ledger.of_kind("settle").next().unwrap();
            assert_eq!((row["provider"].as_str(), row["usage_source"].as_str()), ("a", source), "{place}");
        }
    }
    if fault == ChangingUsage {
        assert_eq!(ledger.of_kind("settle").next().unwrap()["output_tokens"], "5", "the last one counts");
    }
}

fn check(response: &Response, outcome: Outcome, streamed: bool, place: &str) {
    let shown = format!("{place}: {} {}", response.status, response.text());
    assert_eq!((response.status, response.complete), (200, true), "{shown}");
    assert_eq!(response.is_stream(), streamed, "{shown}");
    let provider = response.header("x-qaqpa-provider");
    match outcome {
        Elsewhere { .. } => assert_eq!((provider, response.content().as_str()), (Some("b"), "Hello there."), "{shown}"),
        Good { .. } => assert_eq!((provider, response.content().as_str()), (Some("a"), "Hello there."), "{shown}"),
        Error(code) => {
            let events = response.events().unwrap();
            let last: serde_json::Value = serde_json::from_str(events.data.last().unwrap()).unwrap();
            assert_eq!((events.done, last["error"]["code"].as_str()), (false, Some(code)), "{shown}");
            assert!(response.content().starts_with('H'), "{shown}");
        }
        Settled => unreachable!("nobody reads that answer"),
    }
}

/// Asks, reads the beginning where there is one, and goes.
async fn hang_up(gateway: &Gateway, request: &Request, streamed: bool, upstream: &Upstream) {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    connection.write(&request.bytes()).await.unwrap();
    upstream.wait_for_requests(1).await;
    if streamed {
        let head = within("the head", connection.head()).await.unwrap();
        assert_eq!(head.status().unwrap(), 200);
        connection.piece().await.unwrap();
    }
    drop(connection);
    upstream.wait_until_idle().await;
}
