//! Recorded bytes of every dialect: what they say stands beside them as a snapshot, and neither cutting nor mangling them
//! may break a reader. A dialect adds files to `transcripts/<name>/`: `*.txt` are streams, `*.json` whole answers.

#![expect(clippy::disallowed_methods, reason = "a test reads its recordings and may be told to try more")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dialects::{Dialect, FailureClass, Frame, Heading, Quirks, Reader, Target};
use http::HeaderMap;
use proptest::prelude::*;
use router_core::tokens::TokenCount;

const HEADING: Heading<'_> = Heading { id: 1, created: 1_763_700_000, model: "asked-for" };

/// One recorded answer.
struct Transcript {
    dialect: Dialect,
    name: String,
    bytes: Vec<u8>,
}

/// Recorded streams, read once for all cases of a property.
static STREAMS: LazyLock<Vec<Transcript>> = LazyLock::new(|| transcripts("txt"));

/// Recorded answers.
static ANSWERS: LazyLock<Vec<Transcript>> = LazyLock::new(|| transcripts("json"));

/// Every dialect, or the one that `QAQPA_DIALECT` names.
static DIALECTS: LazyLock<Vec<Dialect>> = LazyLock::new(|| {
    let chosen = std::env::var("QAQPA_DIALECT").ok();
    let of_name = |dialect: &Dialect| chosen.as_deref().is_none_or(|chosen| chosen == dialect.name());
    let dialects: Vec<Dialect> = Dialect::ALL.into_iter().filter(of_name).collect();
    assert!(!dialects.is_empty(), "QAQPA_DIALECT names no dialect");
    dialects
});

/// The recorded answers of these dialects whose file name ends in `extension`.
fn transcripts(extension: &str) -> Vec<Transcript> {
    let mut transcripts = Vec::new();
    for &dialect in &*DIALECTS {
        let files = std::fs::read_dir(folder(dialect)).into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
        files.sort();
        assert!(!files.is_empty(), "no recorded *.{extension} of {}", dialect.name());
        transcripts.extend(files.iter().map(|path| Transcript {
            dialect,
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            bytes: std::fs::read(path).unwrap(),
        }));
    }
    transcripts
}

fn folder(dialect: Dialect) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(dialect.name())
}

/// Everything that a reader tells of a stream that comes in these pieces.
fn told<'a>(dialect: Dialect, pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut reader = Reader::new(dialect, HEADING);
    let mut frames = Vec::new();
    let read = pieces.into_iter().try_for_each(|piece| reader.push(piece, &mut frames));
    let read = read.and_then(|()| reader.end(&mut frames));
    let mut told: String = frames.iter().map(line).collect();
    match read {
        Ok(()) => told.push_str("ended"),
        Err(class) => told.push_str(&format!("broken: {class:?}")),
    }
    told.push_str(if reader.is_done() { ", done" } else { "" });
    told
}

fn line(frame: &Frame) -> String {
    let complete = if frame.complete { "complete" } else { "" };
    let usage = frame.usage.map(|usage| format!(" {usage:?}")).unwrap_or_default();
    format!("{:?} {complete}{usage} {}\n", frame.kind, frame.document.root().raw())
}

fn check(kind: &str, transcript: &Transcript, told: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder(transcript.dialect));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("{}.{kind}", transcript.name), told));
}

#[test]
fn what_recorded_streams_say() {
    for transcript in &*STREAMS {
        check("txt", transcript, &told(transcript.dialect, [&*transcript.bytes]));
    }
}

#[test]
fn what_recorded_answers_say() {
    for transcript in &*ANSWERS {
        let told = match transcript.dialect.answer(transcript.bytes.clone(), HEADING) {
            Ok(answer) => format!("{:?}\n{}", answer.usage, answer.document.root().raw()),
            Err(class) => format!("{class:?}"),
        };
        check("json", transcript, &told);
    }
}

#[test]
fn cutting_a_stream_anywhere_changes_nothing() {
    for transcript in &*STREAMS {
        let (dialect, bytes) = (transcript.dialect, &*transcript.bytes);
        let whole = told(dialect, [bytes]);
        for at in 0..=bytes.len() {
            let (left, right) = bytes.split_at(at);
            assert_eq!(told(dialect, [left, right]), whole, "{} cut at {at}", transcript.name);
        }
        assert_eq!(told(dialect, bytes.chunks(1)), whole, "{} byte by byte", transcript.name);
    }
}

#[test]
fn streams_that_stop_early_are_never_complete_by_accident() {
    for transcript in &*STREAMS {
        let (dialect, bytes) = (transcript.dialect, &*transcript.bytes);
        for at in 0..bytes.len() {
            let mut reader = Reader::new(dialect, HEADING);
            let mut frames = Vec::new();
            let read = reader.push(&bytes[..at], &mut frames).and_then(|()| reader.end(&mut frames));
            let finished = frames.last().is_some_and(|frame| frame.complete);
            assert!(read.is_err() || finished, "{} without what follows byte {at}", transcript.name);
        }
    }
}

/// As many cases as `QAQPA_PROPERTY_CASES` says.
fn cases() -> ProptestConfig {
    let cases = std::env::var("QAQPA_PROPERTY_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(256), failure_persistence: None, ..ProptestConfig::default() }
}

/// A change to some bytes: where, as a share of their length, and what.
#[derive(Debug, Clone)]
enum Change {
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Delete(prop::sample::Index, usize),
    /// A stretch of the bytes once more, elsewhere: whole events that come twice or out of order.
    Copy(prop::sample::Index, prop::sample::Index, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<prop::sample::Index>;
    let change = prop_oneof![
        (at(), 1u8..).prop_map(|(at, bits)| Change::Flip(at, bits)),
        (at(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (at(), prop::sample::select(vec!["null", "\"", "{}", "[", "-1", "1e999", "\n\n", "\\ud800", "data: "]))
            .prop_map(|(at, text)| Change::Insert(at, text.into())),
        (at(), 1usize..64).prop_map(|(at, length)| Change::Delete(at, length)),
        (at(), at(), 1usize..512).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
    ];
    prop::collection::vec(change, 1..6)
}

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes {
        let length = bytes.len() + 1;
        match change {
            Change::Flip(at, bits) => bytes.iter_mut().skip(at.index(length)).take(1).for_each(|byte| *byte ^= bits),
            Change::Insert(at, new) => drop(bytes.splice(at.index(length)..at.index(length), new.iter().copied())),
            Change::Delete(at, count) => {
                drop(bytes.drain(at.index(length)..(at.index(length) + count).min(length - 1)))
            }
            Change::Copy(from, to, count) => {
                let copy = bytes[from.index(length)..(from.index(length) + count).min(length - 1)].to_vec();
                drop(bytes.splice(to.index(length)..to.index(length), copy));
            }
        }
    }
    bytes
}

/// Values that look like a chat closely enough to come far.
fn chat() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e999",
        "7",
        "\"\"",
        "\"a\"",
        "\"auto\"",
        "\"none\"",
        "\"user\"",
        "\"tool\"",
        "\"assistant\"",
        "\"system\"",
        "\"text\"",
        "\"function\"",
        "\"call_1\"",
        "\"{}\"",
        "\"[\"",
        "\"low\"",
        "\"json_schema\"",
        "\"data:image/png;base64,AA==\"",
        "\"https://x/y.png\"",
        "[]",
        "{}",
    ])
    .prop_map(str::to_owned);
    let key = prop::sample::select(vec![
        "role",
        "content",
        "type",
        "text",
        "tool_calls",
        "tool_call_id",
        "id",
        "function",
        "name",
        "arguments",
        "image_url",
        "url",
        "parameters",
        "description",
        "file",
        "file_data",
        "filename",
        "json_schema",
        "schema",
        "strict",
        "refusal",
    ]);
    let value = word.prop_recursive(4, 32, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::btree_map(key.clone(), inner, 0..6).prop_map(|members| object(&members)),
        ]
    });
    let member = prop::sample::select(vec![
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        "stop",
        "temperature",
        "top_p",
        "n",
        "seed",
        "user",
        "logit_bias",
        "logprobs",
        "top_logprobs",
        "presence_penalty",
        "reasoning_effort",
        "stream",
        "modalities",
        "functions",
        "prediction",
        "metadata",
        "unknown",
    ]);
    let message = prop_oneof![
        3 => (
            prop::sample::select(vec!["system", "developer", "user", "assistant", "tool", "function", "x"]),
            value.clone(),
            value.clone(),
        )
            .prop_map(|(role, content, calls)| {
                format!(r#"{{"role":"{role}","content":{content},"tool_calls":{calls},"tool_call_id":"call_1"}}"#)
            }),
        1 => value.clone(),
    ];
    (prop::collection::vec(message, 0..5), prop::collection::btree_map(member, value, 0..6)).prop_map(
        |(messages, members)| {
            let members: String = members.iter().map(|(key, value)| format!(r#","{key}":{value}"#)).collect();
            format!(r#"{{"model":"m","messages":[{}]{members}}}"#, messages.join(","))
        },
    )
}

fn object(members: &BTreeMap<&str, String>) -> String {
    let members: Vec<_> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn mangled_streams_are_read_alike_in_any_cut(
        pick: prop::sample::Index, changes in changes(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)
    ) {
        let transcript = pick.get(&STREAMS);
        let bytes = changed(&transcript.bytes, &changes);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).chain([0, bytes.len()]).collect();
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]);
        prop_assert_eq!(told(transcript.dialect, pieces), told(transcript.dialect, [&*bytes]));
    }

    #[test]
    fn mangled_answers_never_panic(pick: prop::sample::Index, changes in changes(), status in 100u16..600) {
        let transcript = pick.get(&ANSWERS);
        let bytes = changed(&transcript.bytes, &changes);
        let _ = transcript.dialect.failure(status, &HeaderMap::new(), &bytes);
        let _ = transcript.dialect.answer(bytes, HEADING);
    }

    #[test]
    fn bytes_never_panic(pick: prop::sample::Index, bytes in prop::collection::vec(any::<u8>(), 0..256), status in 100u16..600) {
        let dialect = *pick.get(&DIALECTS);
        told(dialect, [&*bytes]);
        let _ = dialect.failure(status, &HeaderMap::new(), &bytes);
        let quirks = Quirks::default();
        let target = Target { model: "m", output_limit: TokenCount(7), quirks: &quirks, strict: false };
        let _ = dialect.translate(bytes.clone(), target);
        let _ = dialect.answer(bytes, HEADING);
    }

    #[test]
    fn chats_are_translated_to_json_or_refused(pick: prop::sample::Index, chat in chat(), strict: bool) {
        let dialect = *pick.get(&DIALECTS);
        let quirks = Quirks::default();
        let target = Target { model: "m", output_limit: TokenCount(7), quirks: &quirks, strict };
        match dialect.translate(chat.clone().into_bytes(), target) {
            Ok(translated) => {
                let is_json = serde_json::from_slice::<&serde_json::value::RawValue>(&translated.body).is_ok();
                prop_assert!(is_json, "{chat}");
                prop_assert!(!strict || translated.dropped.is_empty(), "{chat}");
            }
            Err(error) => {
                prop_assert!(matches!(error.class, FailureClass::Invalid | FailureClass::Unsupported), "{chat}");
                prop_assert!(error.param.is_some() && error.message.is_some() && error.status == Some(400), "{chat}");
            }
        }
    }
}
