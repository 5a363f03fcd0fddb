//! HTTP/1.1 as bytes on a socket: strict where the gateway writes, exact where a test must see what was written.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A socket with what was read ahead of need.
pub(crate) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A start line and its headers, names in lower case, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// The first line.
    pub(crate) start: String,
    /// The header fields.
    pub(crate) headers: Vec<(String, String)>,
}

/// Where a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// After this many bytes.
    Length(usize),
    /// After the chunk of size 0.
    Chunked,
    /// With the connection.
    UntilClose,
}

// === impl Wire ===

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Reads more into the buffer; `false` when the peer has closed its side.
    pub(crate) async fn fill(&mut self) -> io::Result<bool> {
        Ok(self.stream.read_buf(&mut self.buffer).await? > 0)
    }

    /// Whether bytes are waiting that nobody asked for yet.
    pub(crate) fn has_leftover(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// Ends the connection with a reset instead of an orderly close.
    pub(crate) fn reset(self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }

    /// The next head; `None` when the peer closed the connection before it began.
    pub(crate) async fn head(&mut self) -> io::Result<Option<Head>> {
        loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                let bytes: Vec<u8> = self.buffer.drain(..end + 4).collect();
                return Head::parse(&bytes[..end]).map(Some);
            }
            if !self.fill().await? {
                return if self.buffer.is_empty() { Ok(None) } else { Err(broken("the head is cut off")) };
            }
        }
    }

    /// The next line without its CRLF.
    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = find(&self.buffer, b"\r\n") {
                let line = self.buffer.drain(..end + 2).take(end).collect();
                return String::from_utf8(line).map_err(|_| broken("a line is not UTF-8"));
            }
            if !self.fill().await? {
                return Err(broken("a line is cut off"));
            }
        }
    }

    /// Up to `most` bytes of what comes next, as they come; empty when the peer has closed.
    async fn some(&mut self, most: usize) -> io::Result<Vec<u8>> {
        if self.buffer.is_empty() && !self.fill().await? {
            return Ok(Vec::new());
        }
        let count = most.min(self.buffer.len());
        Ok(self.buffer.drain(..count).collect())
    }

    /// The next piece of a body; `None` at its proper end. `framing` counts down as pieces are taken.
    pub(crate) async fn piece(&mut self, framing: &mut Framing) -> io::Result<Option<Vec<u8>>> {
        match framing {
            Framing::Length(0) => Ok(None),
            Framing::Length(left) => {
                let piece = self.some(*left).await?;
                if piece.is_empty() {
                    return Err(broken("the body is cut off"));
                }
                *left -= piece.len();
                Ok(Some(piece))
            }
            Framing::UntilClose => {
                let piece = self.some(usize::MAX).await?;
                Ok((!piece.is_empty()).then_some(piece))
            }
            Framing::Chunked => {
                let size = self.line().await?;
                let size = usize::from_str_radix(&size, 16).map_err(|_| broken("a chunk size is no number"))?;
                let mut chunk = Vec::with_capacity(size);
                while chunk.len() < size {
                    let more = self.some(size - chunk.len()).await?;
                    if more.is_empty() {
                        return Err(broken("a chunk is cut off"));
                    }
                    chunk.extend(more);
                }
                if !self.line().await?.is_empty() {
                    return Err(broken("a chunk does not end in CRLF"));
                }
                if size == 0 {
                    *framing = Framing::Length(0);
                }
                Ok((size > 0).then_some(chunk))
            }
        }
    }

    /// A whole body.
    pub(crate) async fn body(&mut self, mut framing: Framing) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        while let Some(piece) = self.piece(&mut framing).await? {
            body.extend(piece);
        }
        Ok(body)
    }
}

// === impl Head ===

impl Head {
    fn parse(bytes: &[u8]) -> io::Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(|_| broken("a head is not UTF-8"))?;
        let mut lines = text.split("\r\n");
        let start = lines.next().unwrap_or_default().to_owned();
        let headers = lines
            .map(|line| {
                let (name, value) = line.split_once(':').ok_or_else(|| broken("a header has no colon"))?;
                let is_token =
                    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                if !is_token || value.contains(['\r', '\n', '\0']) {
                    return Err(broken("a header is malformed"));
                }
                Ok((name.to_ascii_lowercase(), value.trim().to_owned()))
            })
            .collect::<io::Result<_>>()?;
        Ok(Self { start, headers })
    }

    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The status of an answer.
    pub(crate) fn status(&self) -> io::Result<u16> {
        let status = self.start.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
        status.and_then(|digits| digits.parse().ok()).ok_or_else(|| broken("not an HTTP/1.1 answer"))
    }

    /// How the body of an answer ends.
    pub(crate) fn answer_framing(&self) -> io::Result<Framing> {
        match (self.header("transfer-encoding"), self.header("content-length")) {
            (Some("chunked"), None) => Ok(Framing::Chunked),
            (None, Some(length)) => length.parse().map(Framing::Length).map_err(|_| broken("a bad content-length")),
            (None, None) => Ok(Framing::UntilClose),
            _ => Err(broken("an ambiguous body length")),
        }
    }
}

/// Where `needle` first stands in `bytes`.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

pub(crate) fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
