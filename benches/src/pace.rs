//! Requests at moments that were fixed before, whether or not the earlier ones are answered: an open loop.
//!
//! A closed loop asks less while the server stands still, and so never sees how many would have waited. Here the latency
//! of a request counts from the moment at which it was due.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::load::{Client, Sample, gather, nanoseconds};

/// What to ask, where, and how often.
#[derive(Debug, Clone)]
pub struct Paced {
    /// Who is asked.
    pub address: SocketAddr,
    /// The whole request, head and body.
    pub request: Arc<[u8]>,
    /// Connections that take turns.
    pub connections: usize,
    /// Requests a second.
    pub rate: u32,
    /// For how long.
    pub duration: Duration,
}

/// When requests are due, from the beginning: at random moments, as those of many callers who do not know each other,
/// and at the same ones for the same `seed`, so that all servers of a round are asked alike.
#[must_use]
pub fn moments(rate: u32, duration: Duration, seed: u64) -> Vec<Duration> {
    let mut state = seed;
    let mut moments = Vec::new();
    let mut next = Duration::ZERO;
    loop {
        // The distances of independent events are distributed exponentially.
        next += Duration::from_secs_f64(-unit(&mut state).ln() / f64::from(rate.max(1)));
        if next >= duration {
            return moments;
        }
        moments.push(next);
    }
}

/// The next number above 0, up to 1, of the sequence `SplitMix64`.
fn unit(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    ((mixed >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

/// Opens the connections, asks once on each unmeasured, then asks at the moments of `seed`.
///
/// # Errors
/// When any answer is broken, not 200, or differs in body length from the first one on its connection.
pub async fn run(load: &Paced, seed: u64) -> Result<Sample> {
    let mut workers = JoinSet::new();
    let mut queues = Vec::new();
    for _ in 0..load.connections {
        let mut client = Client::connect(load.address).await?;
        client.exchange(&load.request).await?;
        let (queue, due) = unbounded_channel();
        queues.push(queue);
        workers.spawn(work(client, Arc::clone(&load.request), due));
    }
    let moments = moments(load.rate, load.duration, seed);
    let start = Instant::now();
    // A thread of its own: the timer of the event loop has steps of a millisecond.
    let clock = std::thread::Builder::new().name("clock".to_owned()).spawn(move || tick(start, &moments, &queues))?;
    let sample = gather(workers, start).await?;
    ensure!(clock.join().is_ok(), "the clock stopped");
    Ok(sample)
}

/// Tells one connection after the other when its request is due.
pub(crate) fn tick(start: Instant, moments: &[Duration], queues: &[UnboundedSender<Instant>]) {
    for (moment, queue) in moments.iter().zip(queues.iter().cycle()) {
        let due = start + *moment;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        // A connection that is gone has failed, and its worker says why.
        let _ = queue.send(due);
    }
}

async fn work(mut client: Client, request: Arc<[u8]>, mut due: UnboundedReceiver<Instant>) -> Result<Sample> {
    let expected = client.body.len();
    let mut sample = Sample::default();
    while let Some(due) = due.recv().await {
        let first_byte = client.exchange(&request).await.context("an answer that was due")?;
        sample.latencies.push(nanoseconds(due.elapsed()));
        sample.first_bytes.push(nanoseconds(first_byte.saturating_duration_since(due)));
        ensure!(client.body.len() == expected, "an answer of {} bytes instead of {expected}", client.body.len());
    }
    Ok(sample)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::{Paced, moments, run};

    #[test]
    fn moments_come_at_the_rate_and_again() {
        let first = moments(500, Duration::from_secs(20), 7);
        assert!((9_700..10_300).contains(&first.len()), "{}", first.len());
        assert!(first.is_sorted() && first.last().is_some_and(|last| *last < Duration::from_secs(20)));
        assert_eq!(first, moments(500, Duration::from_secs(20), 7));
        assert_ne!(first, moments(500, Duration::from_secs(20), 8));
        assert!(moments(500, Duration::ZERO, 7).is_empty());
    }

    /// A server on one connection that stands still once for 300 ms.
    async fn stall(listener: TcpListener) {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = [0; 1024];
        let mut asked = 0;
        while stream.read(&mut bytes).await.is_ok_and(|read| read > 0) {
            asked += 1;
            if asked == 20 {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.is_err() {
                return;
            }
        }
    }

    #[tokio::test]
    async fn who_was_due_during_a_stall_has_waited() {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let load = Paced {
            address: listener.local_addr().unwrap(),
            request: b"GET / HTTP/1.1\r\n\r\n".to_vec().into(),
            connections: 1,
            rate: 200,
            duration: Duration::from_secs(1),
        };
        let server = async {
            stall(listener).await;
            std::future::pending::<()>().await;
        };
        let sample = tokio::select! { sample = run(&load, 1) => sample.unwrap(), () = server => unreachable!() };
        assert_eq!(sample.requests(), moments(200, load.duration, 1).len());
        // A closed loop would have seen one slow answer: sixty were due meanwhile, half of them for 150 ms and more.
        let slow = sample.latencies.iter().filter(|took| **took > 100_000_000).count();
        assert!(slow > 20, "{slow} waited");
    }
}
