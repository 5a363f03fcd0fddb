//! The little of HTTP/1.1 that mock and load generator share: where a message's head ends and how long its body is.

use anyhow::{Context, Result, bail, ensure};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// What the head of a message says about its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Bytes of the head, blank line included.
    pub length: usize,
    /// Status of a response; 0 for a request.
    pub status: u16,
    /// How the body is delimited.
    pub body: BodyLength,
}

/// How a body is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLength {
    /// By its number of bytes.
    Exact(usize),
    /// By chunks, the last of which is empty.
    Chunked,
}

/// One end of a connection: a socket and what was read from it but not consumed yet.
#[derive(Debug)]
pub struct Connection {
    /// The socket, for writing.
    pub stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Wraps a connected socket and switches Nagle's algorithm off.
    ///
    /// # Errors
    /// When the socket refuses the option.
    pub fn new(stream: TcpStream) -> Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(128 * 1024) })
    }

    /// Bytes read and not consumed.
    #[must_use]
    pub fn buffered(&self) -> &[u8] {
        &self.buffer
    }

    /// Reads more; `false` at the end of the stream.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn fill(&mut self) -> Result<bool> {
        Ok(self.stream.read_buf(&mut self.buffer).await? > 0)
    }

    /// Reads until at least `length` bytes are buffered.
    ///
    /// # Errors
    /// When the peer closes before.
    pub async fn fill_to(&mut self, length: usize) -> Result<()> {
        while self.buffer.len() < length {
            ensure!(self.fill().await?, "connection closed inside a message");
        }
        Ok(())
    }

    /// Forgets the first `length` buffered bytes.
    pub fn consume(&mut self, length: usize) {
        self.buffer.drain(..length.min(self.buffer.len()));
    }

    /// Reads until a head is complete, without consuming it. `None` when the peer closed between messages.
    ///
    /// # Errors
    /// When the head is malformed or cut.
    pub async fn head(&mut self, parse: fn(&[u8]) -> Result<Option<Head>>) -> Result<Option<Head>> {
        loop {
            if let Some(head) = parse(&self.buffer)? {
                return Ok(Some(head));
            }
            if !self.fill().await? {
                ensure!(self.buffer.is_empty(), "connection closed inside a head");
                return Ok(None);
            }
        }
    }
}

/// Parses the head of a request; `None` when it is not complete.
///
/// # Errors
/// When it is malformed.
pub fn request_head(bytes: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes)? {
        httparse::Status::Complete(length) => Ok(Some(Head { length, status: 0, body: body_length(request.headers)? })),
        httparse::Status::Partial => Ok(None),
    }
}

/// Parses the head of a response; `None` when it is not complete.
///
/// # Errors
/// When it is malformed.
pub fn response_head(bytes: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(bytes)? {
        httparse::Status::Complete(length) => {
            let status = response.code.context("a response without a status")?;
            Ok(Some(Head { length, status, body: body_length(response.headers)? }))
        }
        httparse::Status::Partial => Ok(None),
    }
}

/// The first chunk in `bytes`: (length of its size line, length of its data), without the line end after the data.
/// `None` when the size line is not complete.
///
/// # Errors
/// When the size line is malformed.
pub fn chunk_head(bytes: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = memchr::memchr(b'\n', bytes) else { return Ok(None) };
    let line = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?.trim_end();
    let digits = line.split(';').next().unwrap_or_default();
    Ok(Some((end + 1, usize::from_str_radix(digits, 16).with_context(|| format!("chunk size {digits:?}"))?)))
}

fn body_length(headers: &[httparse::Header<'_>]) -> Result<BodyLength> {
    for header in headers {
        if header.name.eq_ignore_ascii_case("content-length") {
            return Ok(BodyLength::Exact(std::str::from_utf8(header.value)?.trim().parse()?));
        }
        if header.name.eq_ignore_ascii_case("transfer-encoding") {
            if header.value.eq_ignore_ascii_case(b"chunked") {
                return Ok(BodyLength::Chunked);
            }
            bail!("unknown transfer encoding");
        }
    }
    Ok(BodyLength::Exact(0))
}
