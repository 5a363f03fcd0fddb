//! The fault matrix: every fault of a provider (F1 to F12), for every dialect, streamed and whole. A fault is a row, a
//! dialect is a column: its scripted provider with each fault in its own words.

mod replies;

use crate::support::client::{Connection, Request, Response};
use crate::support::dialect::Dialect;
use crate::support::gateway::{Gateway, Site, Tenant, provider};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, hold_all, within};

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
    Column { dialect: Dialect::OpenAi, reply: replies::openai },
    Column { dialect: Dialect::Anthropic, reply: replies::anthropic },
    Column { dialect: Dialect::Gemini, reply: replies::gemini },
    Column { dialect: Dialect::YandexGpt, reply: replies::yandexgpt },
];

const LIMITS: &str = "[limits]\nfirst_byte_timeout_ms = 3000\nidle_timeout_ms = 1500\ntotal_timeout_ms = 12000\n";

#[test]
fn every_fault_in_every_dialect() {
    let mut cases = Vec::new();
    for column in COLUMNS {
        for &(name, fault, whole, outcome) in ROWS {
            for (streamed, outcome) in [(false, whole), (true, outcome)] {
                let name = format!("{name} {fault:?} {} streamed={streamed}", column.dialect.name());
                cases.extend(outcome.map(|outcome| (name, (column, fault, streamed, outcome))));
            }
        }
    }
    hold_all(cases, |(column, fault, streamed, outcome)| block_on(run(column, fault, streamed, outcome)));
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
