//! A client on a bare socket: it sends exactly the bytes a test wants and keeps exactly those that come back.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::net::TcpStream;

use super::http::{Framing, Head, Wire};
use super::within;

/// A request about to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// A keep-alive connection.
pub(crate) struct Connection {
    wire: Wire,
    framing: Framing,
}

/// An answer, whole or as far as it came.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    /// HTTP status.
    pub(crate) status: u16,
    /// Status line and headers.
    pub(crate) head: Head,
    /// The body without its framing.
    pub(crate) body: Vec<u8>,
    /// Whether the body ended as its framing promised.
    pub(crate) complete: bool,
}

/// The frames of a streamed answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Events {
    /// Payloads of the `data:` lines, `[DONE]` excluded.
    pub(crate) data: Vec<String>,
    /// Whether `[DONE]` was the last frame.
    pub(crate) done: bool,
}

/// Sends one request on a fresh connection.
pub(crate) async fn send(address: SocketAddr, request: &Request) -> Response {
    within("an answer", async { Connection::open(address).await?.send(request).await }).await.unwrap()
}

// === impl Request ===

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: None }
    }

    /// A chat completion with this JSON body.
    pub(crate) fn chat(key: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", "/v1/chat/completions").bearer(key).body(body)
    }

    pub(crate) fn bearer(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: gateway.test\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if let Some(body) = &self.body {
            if !self.headers.iter().any(|(name, _)| name == "content-type") {
                head += "content-type: application/json\r\n";
            }
            head += &format!("content-length: {}\r\n", body.len());
        }
        let mut bytes = (head + "\r\n").into_bytes();
        bytes.extend(self.body.as_deref().unwrap_or_default());
        bytes
    }
}

// === impl Connection ===

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { wire: Wire::new(TcpStream::connect(address).await?)?, framing: Framing::Length(0) })
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.wire.write(bytes).await
    }

    /// Sends `request` and reads the head of its answer; the body is then read by [`Self::piece`].
    pub(crate) async fn start(&mut self, request: &Request) -> io::Result<Head> {
        self.write(&request.bytes()).await?;
        self.head().await
    }

    /// The head of the next answer.
    pub(crate) async fn head(&mut self) -> io::Result<Head> {
        let closed = || io::Error::new(io::ErrorKind::UnexpectedEof, "the gateway closed the connection");
        let head = self.wire.head().await?.ok_or_else(closed)?;
        self.framing = head.answer_framing()?;
        Ok(head)
    }

    /// The next piece of the answer's body; `None` at its proper end.
    pub(crate) async fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.wire.piece(&mut self.framing).await
    }

    pub(crate) async fn send(&mut self, request: &Request) -> io::Result<Response> {
        let head = self.start(request).await?;
        self.rest(head).await
    }

    /// The answer whose head has been read.
    pub(crate) async fn rest(&mut self, head: Head) -> io::Result<Response> {
        let mut response = Response { status: head.status()?, head, body: Vec::new(), complete: true };
        loop {
            match self.piece().await {
                Ok(Some(piece)) => response.body.extend(piece),
                Ok(None) => return Ok(response),
                Err(_) => {
                    response.complete = false;
                    return Ok(response);
                }
            }
        }
    }
}

// === impl Response ===

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or("<not UTF-8>")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    pub(crate) fn is_stream(&self) -> bool {
        self.header("content-type").is_some_and(|value| value.starts_with("text/event-stream"))
    }

    /// The frames, read as the strictest client reads them: an `event:` line, an empty frame or a torn one fails.
    pub(crate) fn events(&self) -> Result<Events, String> {
        let text = std::str::from_utf8(&self.body).map_err(|_| "the stream is not UTF-8".to_owned())?;
        let mut events = Events::default();
        let mut frames: Vec<&str> = text.split("\n\n").collect();
        if frames.pop() != Some("") {
            return Err(format!("the stream ends inside a frame: {text:?}"));
        }
        for frame in frames {
            if frame.starts_with(':') && !frame.contains('\n') {
                continue;
            }
            let data = frame.strip_prefix("data: ").filter(|data| !data.contains(['\n', '\r']));
            let data = data.ok_or_else(|| format!("not a plain data frame: {frame:?}"))?;
            if events.done {
                return Err(format!("a frame after [DONE]: {data}"));
            }
            match data {
                "[DONE]" => events.done = true,
                _ => events.data.push(data.to_owned()),
            }
        }
        Ok(events)
    }

    /// What the assistant says: of a whole answer, or of a stream's deltas put together.
    pub(crate) fn content(&self) -> String {
        self.gather(|choice| choice["content"].as_str().unwrap_or_default().to_owned())
    }

    /// The arguments of the first tool call, put together likewise.
    pub(crate) fn arguments(&self) -> String {
        self.gather(|choice| choice["tool_calls"][0]["function"]["arguments"].as_str().unwrap_or_default().to_owned())
    }

    fn gather(&self, part: impl Fn(&Value) -> String) -> String {
        if !self.is_stream() {
            return part(&self.json()["choices"][0]["message"]);
        }
        let events = self.events().unwrap_or_else(|problem| panic!("{problem}"));
        let delta =
            |data: &String| serde_json::from_str::<Value>(data).map(|chunk| part(&chunk["choices"][0]["delta"]));
        events.data.iter().map(|data| delta(data).unwrap_or_else(|error| panic!("{error} in {data}"))).collect()
    }
}
