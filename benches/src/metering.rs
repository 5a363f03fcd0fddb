//! What metering costs those who ask: latency at a fixed rate beside what the disk needs for a flush, and how many requests
//! a second are metered on two cores.
//!
//! Two gateways stand beside each other: the commits of one wait for the disk, those of the other do not. They, the mock
//! and the disk itself are asked in turns within each round, so that whatever else the machine does hits them alike.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::alone::Alone;
use crate::bodies::PHONE;
use crate::cases::{Case, Reply};
use crate::flush::Disk;
use crate::load::{self, Load, Sample};
use crate::mock::PLACEHOLDER;
use crate::pace::{self, Paced};
use crate::process::Server;
use crate::servers::{Gateway, Setting};
use crate::table::{Round, cpu_per_request, median, percentile, show};

/// What is asked: the smallest request there is, of which metering is the largest part.
const CASE: Case = Case { name: "0.5 KB, metered", size: 512, answer: Reply::Whole, connections: None };

/// A gateway on both cores whose commits wait for the disk.
pub const DURABLE: Setting = Setting { workers: 2, cores: "0,1", durability: "disk" };
/// The same without waiting.
pub const FORGETFUL: Setting = Setting { durability: "process", ..DURABLE };

/// Connections that requests at a fixed rate take turns on: more than are ever under way.
const PACED_CONNECTIONS: usize = 64;
/// Flushes that are timed in each round.
const FLUSHES: usize = 500;

/// What may be added to the 99th percentile: so many flushes of the disk's own 99th percentile, and so many µs.
const ALLOWED: (f64, f64) = (2.0, 2_000.0);
/// Metered requests a second that two cores must reach.
const LEAST_RATE: f64 = 5_000.0;

/// How long and how hard.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Rounds of each.
    pub rounds: u16,
    /// Requests a second at the fixed rate.
    pub rate: u32,
    /// Length of a round at the fixed rate.
    pub paced: Duration,
    /// Length of a round as fast as it goes.
    pub full: Duration,
    /// Connections without pause as fast as it goes.
    pub connections: usize,
}

/// Who is asked.
#[derive(Debug, Clone, Copy)]
pub struct Servers<'a> {
    /// The provider itself.
    pub mock: &'a Server,
    /// [`FORGETFUL`].
    pub forgetful: &'a Gateway,
    /// [`DURABLE`].
    pub durable: &'a Gateway,
    /// The ledger without a gateway.
    pub alone: &'a Alone,
}

/// What the rounds showed, one entry a round.
#[derive(Debug, Default)]
pub struct Figures {
    /// The 50th and 99th percentile of the disk's flushes in µs.
    pub flush: Vec<(f64, f64)>,
    /// At the fixed rate: the mock, the forgetful gateway, the durable one.
    pub paced: [Vec<Round>; 3],
    /// At the fixed rate: the ledger alone.
    pub alone: Vec<Round>,
    /// As fast as it goes: the forgetful gateway, the durable one.
    pub full: [Vec<Round>; 2],
    /// Requests that were answered: by the forgetful gateway, by the durable one.
    pub answered: [u64; 2],
}

/// Whether what was measured is what is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// µs of the 99th percentile of the ledger alone: reserving and settling together.
    pub alone: f64,
    /// µs of the 99th percentile of the provider itself, which the load generator and the machine need.
    pub direct: f64,
    /// µs that waiting for the disk adds to the 99th percentile.
    pub flushes: f64,
    /// µs that all of the gateway adds to it, the ledger among the rest.
    pub gateway: f64,
    /// µs that the ledger may add.
    pub allowed: f64,
    /// Metered requests a second.
    pub rate: f64,
}

/// Asks all of `servers` and `disk`, round by round.
///
/// # Errors
/// When any answer is not as it must be.
pub async fn measure(plan: &Plan, servers: Servers<'_>, disk: &Disk) -> Result<Figures> {
    let mut figures = Figures::default();
    let gateways = [servers.forgetful, servers.durable];
    let direct = CASE.request(servers.mock.address, "none");
    CASE.check(&load::ask(servers.mock.address, &direct).await?, PLACEHOLDER)?;
    for (gateway, answered) in gateways.iter().zip(&mut figures.answered) {
        let request = CASE.request(gateway.server.address, &gateway.key);
        CASE.check(&load::ask(gateway.server.address, &request).await?, PHONE)?;
        *answered += 1;
    }
    for round in 0..plan.rounds {
        figures.flush.push(flush(disk)?);
        let seed = u64::from(round);
        figures.paced[0].push(Round::new(paced(plan, seed, servers.mock, "none").await?, None));
        let alone = servers.alone.paced(plan.rate, plan.paced, seed).await?;
        figures.alone.push(Round::new(alone, None));
        for (at, gateway) in gateways.iter().enumerate() {
            let sample = paced(plan, seed, &gateway.server, &gateway.key).await?;
            figures.answered[at] += (sample.requests() + PACED_CONNECTIONS) as u64;
            figures.paced[at + 1].push(Round::new(sample, None));
        }
        for (at, gateway) in gateways.iter().enumerate() {
            let round = full(plan, gateway).await?;
            figures.answered[at] += round.requests + plan.connections as u64;
            figures.full[at].push(round);
        }
    }
    Ok(figures)
}

fn flush(disk: &Disk) -> Result<(f64, f64)> {
    let mut took = disk.flush(FLUSHES)?;
    took.sort_unstable();
    Ok((percentile(&took, 50), percentile(&took, 99)))
}

async fn paced(plan: &Plan, seed: u64, server: &Server, key: &str) -> Result<Sample> {
    let load = Paced {
        address: server.address,
        request: CASE.request(server.address, key),
        connections: PACED_CONNECTIONS,
        rate: plan.rate,
        duration: plan.paced,
    };
    pace::run(&load, seed).await
}

async fn full(plan: &Plan, gateway: &Gateway) -> Result<Round> {
    let server = &gateway.server;
    let load = Load {
        address: server.address,
        request: CASE.request(server.address, &gateway.key),
        connections: plan.connections,
        duration: plan.full,
    };
    let (mut before, mut after) = (None, None);
    let sample =
        load::run(&load, || before = server.cpu_microseconds().ok(), || after = server.cpu_microseconds().ok()).await?;
    let cpu = before.zip(after).map(|(before, after)| after - before).context("the gateway is gone")?;
    Ok(Round::new(sample, Some(cpu)))
}

/// How many others want to compute, as the kernel counts them: over one, three and fifteen minutes.
///
/// # Errors
/// When the kernel does not say.
pub fn load_average() -> Result<String> {
    let text = fs::read_to_string("/proc/loadavg")?;
    Ok(text.split_ascii_whitespace().take(3).collect::<Vec<_>>().join(" "))
}

// === impl Figures ===

impl Figures {
    /// Medians over rounds; differences are taken within each. `None` without a round.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let [direct, forgetful, durable] = &self.paced;
        let flush = median(self.flush.iter().map(|(_, p99)| *p99))?;
        Some(Verdict {
            alone: median(self.alone.iter().map(|round| round.p99))?,
            direct: median(direct.iter().map(|round| round.p99))?,
            flushes: added(durable, forgetful, |round| round.p99)?,
            gateway: added(durable, direct, |round| round.p99)?,
            allowed: ALLOWED.0 * flush + ALLOWED.1,
            rate: median(self.full[1].iter().map(|round| round.rate))?,
        })
    }

    /// Two tables in Markdown and what they say about the goals.
    #[must_use]
    pub fn render(&self, plan: &Plan, disk: &Disk) -> String {
        let mut text = format!(
            "| at {} requests/s | p50 µs | p99 µs | added p50 | added p99 |\n|---|--:|--:|--:|--:|\n",
            plan.rate
        );
        let own = |rounds: &[Round], figure: fn(&Round) -> f64| show(median(rounds.iter().map(figure)), 0);
        let [direct, forgetful, durable] = &self.paced;
        let names = ["direct", "qaqpa, `durability = \"process\"`", "qaqpa, `durability = \"disk\"`"];
        for (name, rounds) in names.iter().zip([direct, forgetful, durable]) {
            let more = |figure: fn(&Round) -> f64| {
                let added = added(rounds, direct, figure).filter(|_| !std::ptr::eq(rounds, direct));
                show(added, 0)
            };
            let _infallible = writeln!(
                text,
                "| {name} | {} | {} | {} | {} |",
                own(rounds, |round| round.p50),
                own(rounds, |round| round.p99),
                more(|round| round.p50),
                more(|round| round.p99)
            );
        }
        let flush = |figure: fn(&(f64, f64)) -> f64| show(median(self.flush.iter().map(figure)), 0);
        let _infallible = writeln!(
            text,
            "| the ledger alone, reserve and settle | {} | {} | – | – |\n| the disk's own flush of 4 KiB ({}) | {} | {} | – | – |\n\n\
             | as fast as it goes, two cores | requests/s | p50 µs | p99 µs | CPU µs/request |\n|---|--:|--:|--:|--:|",
            own(&self.alone, |round| round.p50),
            own(&self.alone, |round| round.p99),
            disk.file_system,
            flush(|(p50, _)| *p50),
            flush(|(_, p99)| *p99)
        );
        for (name, rounds) in names.iter().skip(1).zip(&self.full) {
            let _infallible = writeln!(
                text,
                "| {name} | {} | {} | {} | {} |",
                own(rounds, |round| round.rate),
                own(rounds, |round| round.p50),
                own(rounds, |round| round.p99),
                show(cpu_per_request(rounds), 1)
            );
        }
        if let Some(verdict) = self.verdict() {
            let _infallible = write!(text, "\n{verdict}");
        }
        text
    }
}

/// Median of the differences within each round.
fn added(rounds: &[Round], to: &[Round], figure: impl Fn(&Round) -> f64) -> Option<f64> {
    median(rounds.iter().zip(to).map(|(round, to)| figure(round) - figure(to)))
}

// === impl Verdict ===

impl std::fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { alone, direct, flushes, gateway, allowed, rate } = self;
        let (times, micros) = ALLOWED;
        if direct > allowed {
            writeln!(
                formatter,
                "- the provider itself needs {direct:.0} µs at its p99: the machine has other work, and nothing of this counts"
            )?;
        }
        let met = |is_met: bool| if is_met { "met" } else { "NOT met" };
        write!(
            formatter,
            "- allowed to the ledger: {times} × the disk's own p99 + {micros} µs = {allowed:.0} µs\n\
             - the ledger alone needs {alone:.0} µs at its p99, reserving and settling together: {}\n\
             - waiting for the disk adds {flushes:.0} µs to the p99 of the gateway: {}\n\
             - all of the gateway adds {gateway:.0} µs to it: {}\n\
             - {rate:.0} requests/s metered on two cores, shared with the load generator and the provider where there is \
             no third, goal {LEAST_RATE}: {}",
            met(alone <= allowed),
            met(flushes <= allowed),
            if gateway <= allowed { "so the ledger does not add more either" } else { "more than that" },
            met(*rate >= LEAST_RATE)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Figures, Verdict};
    use crate::table::Round;

    fn round(rate: f64, p99: f64) -> Round {
        Round { requests: 1, rate, p50: p99 / 2.0, p99, first_byte: 1.0, cpu: None }
    }

    #[test]
    fn a_verdict_compares_within_rounds() {
        // The second round was slow for everybody.
        let figures = Figures {
            flush: vec![(100.0, 400.0), (100.0, 4_000.0), (100.0, 500.0)],
            paced: [[300.0, 5_000.0, 310.0], [2_000.0, 7_000.0, 2_100.0], [3_100.0, 8_400.0, 3_150.0]]
                .map(|p99s| p99s.map(|p99| round(500.0, p99)).to_vec()),
            alone: [900.0, 7_000.0, 950.0].map(|p99| round(500.0, p99)).to_vec(),
            full: [vec![round(9_000.0, 1.0)], vec![round(4_000.0, 1.0), round(6_000.0, 1.0), round(5_500.0, 1.0)]],
            answered: [0, 0],
        };
        let verdict = figures.verdict().unwrap();
        let expected = Verdict {
            alone: 950.0,
            direct: 310.0,
            flushes: 1_100.0,
            gateway: 2_840.0,
            allowed: 3_000.0,
            rate: 5_500.0,
        };
        assert_eq!(verdict, expected);
        assert!(!verdict.to_string().contains("nothing of this counts"));
        assert!(Verdict { direct: 3_000.1, ..verdict }.to_string().contains("nothing of this counts"));
        for (verdict, expected) in [
            (verdict, ["together: met", "gateway: met", "not add more either", "goal 5000: met"]),
            (
                Verdict { gateway: 3_000.1, ..verdict },
                ["together: met", "gateway: met", "more than that", "goal 5000: met"],
            ),
            (Verdict { alone: 3_000.1, ..verdict }, ["together: NOT met", "gateway: met", "either", "goal 5000: met"]),
            (
                Verdict { flushes: 3_000.1, rate: 4_999.9, ..verdict },
                ["together: met", "gateway: NOT met", "either", "goal 5000: NOT met"],
            ),
        ] {
            let text = verdict.to_string();
            assert!(expected.iter().all(|part| text.contains(part)), "{text}");
        }
        assert_eq!(Figures::default().verdict(), None);
    }
}
