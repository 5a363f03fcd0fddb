//! Connections that ask, check every answer and time it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::http1::{BodyLength, Connection, chunk_head, response_head};

/// What to ask, where, and how hard.
#[derive(Debug, Clone)]
pub struct Load {
    /// Who is asked.
    pub address: SocketAddr,
    /// The whole request, head and body.
    pub request: Arc<[u8]>,
    /// Connections, each with one request in flight.
    pub connections: usize,
    /// How long new requests are sent.
    pub duration: Duration,
}

/// What one run of a [`Load`] showed.
#[derive(Debug, Default, Clone)]
pub struct Sample {
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// Request to end of answer, one per request, in ns.
    pub latencies: Vec<u64>,
    /// Request to first byte of the answer's body, one per request, in ns.
    pub first_bytes: Vec<u64>,
}

/// One whole answer, for a look at its content.
#[derive(Debug)]
pub struct Answer {
    /// Status of the response.
    pub status: u16,
    /// Body without transfer encoding.
    pub body: Vec<u8>,
}

impl Sample {
    /// Answered requests.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.latencies.len()
    }
}

/// Asks once on a connection of its own.
///
/// # Errors
/// When the connection or the answer is broken.
pub async fn ask(address: SocketAddr, request: &[u8]) -> Result<Answer> {
    let mut client = Client::connect(address).await?;
    client.exchange(request).await?;
    Ok(Answer { status: client.status, body: client.body })
}

/// Runs a load: opens the connections, asks once on each unmeasured, then measures.
///
/// `started` is called when all connections are warm and `ended` after the last answer: the place to read the
/// server's CPU clock.
///
/// # Errors
/// When any answer is broken, not 200, or differs in body length from the first one on its connection.
pub async fn run(load: &Load, mut started: impl FnMut(), mut ended: impl FnMut()) -> Result<Sample> {
    let barrier = Arc::new(Barrier::new(load.connections + 1));
    let mut workers = JoinSet::new();
    for _ in 0..load.connections {
        workers.spawn(work(load.clone(), Arc::clone(&barrier)));
    }
    // Past the first barrier all connections are warm and idle, past the second they ask.
    tokio::select! {
        _ = barrier.wait() => {}
        Some(failed) = workers.join_next() => { failed??; }
    }
    started();
    let start = Instant::now();
    barrier.wait().await;
    let sample = gather(workers, start).await?;
    ended();
    Ok(sample)
}

/// What all workers saw, from `start` until the last of them is done.
pub(crate) async fn gather(mut workers: JoinSet<Result<Sample>>, start: Instant) -> Result<Sample> {
    let mut sample = Sample::default();
    while let Some(worker) = workers.join_next().await {
        let part = worker??;
        sample.latencies.extend(part.latencies);
        sample.first_bytes.extend(part.first_bytes);
    }
    sample.elapsed = start.elapsed();
    Ok(sample)
}

async fn work(load: Load, barrier: Arc<Barrier>) -> Result<Sample> {
    let mut client = Client::connect(load.address).await?;
    client.exchange(&load.request).await?;
    let expected = client.body.len();
    barrier.wait().await;
    barrier.wait().await;
    let mut sample = Sample::default();
    let start = Instant::now();
    while start.elapsed() < load.duration {
        let asked = Instant::now();
        let first_byte = client.exchange(&load.request).await?;
        sample.latencies.push(nanoseconds(asked.elapsed()));
        sample.first_bytes.push(nanoseconds(first_byte - asked));
        ensure!(client.body.len() == expected, "an answer of {} bytes instead of {expected}", client.body.len());
    }
    Ok(sample)
}

pub(crate) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// A keep-alive connection and the last answer on it.
pub(crate) struct Client {
    connection: Connection,
    status: u16,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self> {
        let connection = Connection::new(TcpStream::connect(address).await?)?;
        Ok(Self { connection, status: 0, body: Vec::new() })
    }

    /// Sends `request` and reads the answer into `self`; returns when the body's first byte was there.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Instant> {
        self.connection.stream.write_all(request).await?;
        self.body.clear();
        let head = self.connection.head(response_head).await?.context("closed instead of an answer")?;
        self.status = head.status;
        self.connection.consume(head.length);
        let first_byte = match head.body {
            BodyLength::Exact(length) => self.read_exact(length).await?,
            BodyLength::Chunked => self.read_chunks().await?,
        };
        ensure!(head.status == 200, "status {}: {}", head.status, String::from_utf8_lossy(&self.body));
        Ok(first_byte)
    }

    async fn read_exact(&mut self, length: usize) -> Result<Instant> {
        self.connection.fill_to(length.min(1)).await?;
        let first_byte = Instant::now();
        self.take(length).await?;
        Ok(first_byte)
    }

    async fn read_chunks(&mut self) -> Result<Instant> {
        let mut first_byte = None;
        loop {
            let Some((line, data)) = chunk_head(self.connection.buffered())? else {
                ensure!(self.connection.fill().await?, "connection closed inside a chunk");
                continue;
            };
            let first_byte = *first_byte.get_or_insert_with(Instant::now);
            self.connection.consume(line);
            self.take(data).await?;
            self.connection.fill_to(2).await?;
            self.connection.consume(2);
            if data == 0 {
                let done = memchr::memmem::rfind(&self.body, b"data: [DONE]").is_some();
                ensure!(done, "a stream without [DONE]: {}", String::from_utf8_lossy(&self.body));
                return Ok(first_byte);
            }
        }
    }

    async fn take(&mut self, length: usize) -> Result<()> {
        self.connection.fill_to(length).await?;
        self.body.extend_from_slice(self.connection.buffered().get(..length).unwrap_or_default());
        self.connection.consume(length);
        Ok(())
    }
}
