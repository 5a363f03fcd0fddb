//! Time of the embedded judge: for a request as people write them, and for the bytes of long documents.
//!
//! `cargo run --release -p benches --bin judge`; it takes a few seconds on one core.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use benches::bodies;
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::Assessor;
use serde_json::{Value, json};

/// Larger requests are left out of the percentiles.
const LARGEST: usize = 8 << 10;
/// How often every request is measured; the first time only fills the caches.
const ROUNDS: usize = 5;
/// Sizes of long documents.
const LONG: [usize; 3] = [32 << 10, 100 << 10, 1 << 20];
/// How often each of them is measured; the fastest counts.
const REPEATS: usize = 200;

#[expect(clippy::print_stdout, reason = "a command speaks to its caller")]
fn main() -> Result<()> {
    let assessor = Assessor::new()?;
    let chats = requests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/requests"))?;
    let mut times = Vec::with_capacity(chats.len() * ROUNDS);
    for round in 0..ROUNDS {
        for chat in &chats {
            let time = timed(&assessor, chat);
            if round > 0 {
                times.push(time);
            }
        }
    }
    times.sort_unstable();
    let share = |hundredths: usize| times.get((times.len() * hundredths) / 100).copied().unwrap_or_default();
    println!("{} requests of up to {LARGEST} bytes, {} times each", chats.len(), ROUNDS - 1);
    for hundredths in [50, 90, 99] {
        println!("p{hundredths} {:>8.1} µs", micros(share(hundredths)));
    }
    for size in LONG {
        let body = bodies::request(size, false, "");
        let chat = Chat::new(Document::parse(&body, Limits::default())?)?;
        let fastest = (0..REPEATS).map(|_| timed(&assessor, &chat)).min().unwrap_or_default();
        let speed = body.len() as f64 / micros(fastest);
        println!("{:>7} bytes: {:>6.1} µs, {speed:.0} MB/s", body.len(), micros(fastest));
    }
    Ok(())
}

fn timed(assessor: &Assessor, chat: &Chat) -> Duration {
    let started = Instant::now();
    black_box(assessor.measure(black_box(chat)));
    started.elapsed()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The labelled requests of a folder, without those that are too large.
fn requests(folder: &Path) -> Result<Vec<Chat>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{}: expected a folder", folder.display()))?;
    let mut chats = Vec::new();
    for entry in entries {
        let file = entry?.path();
        let text = fs::read_to_string(&file).with_context(|| format!("{}: cannot read it", file.display()))?;
        for line in text.lines() {
            let mut row: Value = serde_json::from_str(line).with_context(|| format!("{}: {line}", file.display()))?;
            // Very long documents stand in the files without their filler.
            if row["pad"].is_null() {
                let body = serde_json::to_vec(&json!({ "model": "auto", "messages": row["messages"].take() }))?;
                if body.len() <= LARGEST {
                    chats.push(Chat::new(Document::parse(&body, Limits::default())?)?);
                }
            }
        }
    }
    Ok(chats)
}
