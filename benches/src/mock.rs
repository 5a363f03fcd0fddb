//! A provider that answers at once: two fixed answers, whole and streamed, with a placeholder to be restored in each.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::http1::{BodyLength, Connection, request_head};

/// Content frames of a streamed answer; the frames of role, usage and end come on top.
pub const FRAMES: usize = 36;

/// The placeholder in every answer.
pub const PLACEHOLDER: &str = "[PHONE_1]";

/// The member of a request that asks for a pause between the frames.
pub const PACE: &str = r#""x_pace":1,"#;

/// Pause between two frames where the request asks for it; the timer makes about 2 ms of it.
const PAUSE: Duration = Duration::from_millis(1);

/// What every answer says it used.
const USAGE: &str = r#"{"prompt_tokens":120,"completion_tokens":40,"total_tokens":160}"#;

/// How far into a body the mock looks for the members that tell how to answer.
const LOOK_AHEAD: usize = 128;

/// The text of a whole answer.
#[must_use]
pub fn whole_text() -> String {
    format!("Здравствуйте! Перезвоним вам по номеру {PLACEHOLDER} в течение часа. ").repeat(3)
}

/// The text of a streamed answer.
#[must_use]
pub fn streamed_text() -> String {
    (0..FRAMES).map(piece).collect()
}

/// Answers every connection of `listener` until its own failure.
///
/// # Errors
/// When accepting fails.
pub async fn serve(listener: TcpListener) -> Result<()> {
    let answers: &'static Answers = Box::leak(Box::new(Answers::new()));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                connections.spawn(answer_all(accepted?.0, answers));
            }
            Some(ended) = connections.join_next() => {
                // A client may hang up whenever it likes; anything else would falsify the measurement silently.
                if let Ok(Err(error)) = ended && !error.is::<std::io::Error>() {
                    return Err(error);
                }
            }
        }
    }
}

struct Answers {
    whole: Vec<u8>,
    /// The head together with the first frame, then frame by frame.
    streamed: Vec<Vec<u8>>,
}

impl Answers {
    fn new() -> Self {
        let content = whole_text();
        let body = format!(
            r#"{{"id":"chatcmpl-1","object":"chat.completion","created":1790000000,"model":"mock","choices":[{{"index":0,"message":{{"role":"assistant","content":"{content}","refusal":null}},"logprobs":null,"finish_reason":"stop"}}],"usage":{USAGE}}}"#
        );
        let length = body.len();
        let whole =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
        Self { whole: whole.into_bytes(), streamed: frames() }
    }
}

/// The chunks of a streamed answer: role, content, end, usage.
#[must_use]
pub fn chunks() -> Vec<String> {
    let chunk = |choices: &str, usage: &str| {
        format!(
            r#"{{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"mock","choices":[{choices}],"usage":{usage}}}"#
        )
    };
    let choice = |delta: &str, finish: &str| {
        chunk(&format!(r#"{{"index":0,"delta":{delta},"logprobs":null,"finish_reason":{finish}}}"#), "null")
    };
    let mut chunks = vec![choice(r#"{"role":"assistant","content":""}"#, "null")];
    chunks.extend((0..FRAMES).map(|index| choice(&format!(r#"{{"content":"{}"}}"#, piece(index)), "null")));
    chunks.push(choice("{}", r#""stop""#));
    chunks.push(chunk("", USAGE));
    chunks
}

/// The head together with the first event, then event by event.
fn frames() -> Vec<Vec<u8>> {
    let mut frames: Vec<Vec<u8>> = chunks().iter().map(|chunk| event(chunk)).collect();
    let mut last = event("[DONE]");
    last.extend_from_slice(b"0\r\n\r\n");
    frames.push(last);
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    if let Some(first) = frames.first_mut() {
        first.splice(0..0, head.iter().copied());
    }
    frames
}

/// The text of a content frame. Two of every twelve carry the halves of a placeholder.
fn piece(index: usize) -> &'static str {
    let (front, back) = PLACEHOLDER.split_at(4);
    match index % 12 {
        5 => front,
        6 => back,
        _ => " слово",
    }
}

fn event(data: &str) -> Vec<u8> {
    let event = format!("data: {data}\n\n");
    format!("{:x}\r\n{event}\r\n", event.len()).into_bytes()
}

async fn answer_all(stream: TcpStream, answers: &Answers) -> Result<()> {
    let mut connection = Connection::new(stream)?;
    while let Some(head) = connection.head(request_head).await? {
        let BodyLength::Exact(body) = head.body else { bail!("the mock takes no chunked requests") };
        let total = head.length + body;
        connection.fill_to(total).await?;
        let seen = connection.buffered().get(head.length..total.min(head.length + LOOK_AHEAD)).unwrap_or_default();
        let streamed = memchr::memmem::find(seen, b"\"stream\":true").is_some();
        let paced = memchr::memmem::find(seen, PACE.as_bytes()).is_some();
        ensure!(connection.buffered().starts_with(b"POST "), "the mock takes POST only");
        connection.consume(total);
        if !streamed {
            connection.stream.write_all(&answers.whole).await?;
            continue;
        }
        for frame in &answers.streamed {
            connection.stream.write_all(frame).await?;
            // Frame by frame, as tokens come: other connections move on in between.
            if paced {
                tokio::time::sleep(PAUSE).await;
            } else {
                tokio::task::yield_now().await;
            }
        }
    }
    Ok(())
}
