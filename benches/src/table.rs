//! From samples to the table: medians over rounds, and differences taken within each round.

use std::fmt::Write as _;
use std::time::Duration;

use crate::load::Sample;

/// What one round showed of one server.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Answered requests.
    pub requests: u64,
    /// Answered requests a second.
    pub rate: f64,
    /// Half of the answers were complete within this many µs.
    pub p50: f64,
    /// 99 of 100 answers were complete within this many µs.
    pub p99: f64,
    /// Half of the answers began within this many µs.
    pub first_byte: f64,
    /// CPU time of the server over all requests in µs; `None` where the mock itself was asked.
    pub cpu: Option<u64>,
}

/// All rounds of one server in one case.
#[derive(Debug)]
pub struct Row {
    /// The case.
    pub case: &'static str,
    /// The server.
    pub server: &'static str,
    /// One entry a round, in order.
    pub rounds: Vec<Round>,
    /// Resident memory after the last round in KiB; `None` where the mock itself was asked.
    pub resident: Option<u64>,
}

/// The server that others are compared with for CPU time.
pub const YARDSTICK: &str = "nginx";

/// Less CPU time than this in a round, in µs, says nothing: the clock's step is 10 ms.
const LEAST_CPU: u64 = 50_000;

/// The server that others are compared with for latency: the mock itself.
pub const DIRECT: &str = "direct";

impl Round {
    /// Sums up a sample, with the server's CPU time in µs.
    #[must_use]
    pub fn new(mut sample: Sample, cpu: Option<u64>) -> Self {
        let count = sample.requests() as u64;
        let requests = count.max(1) as f64;
        sample.latencies.sort_unstable();
        sample.first_bytes.sort_unstable();
        Self {
            requests: count,
            rate: requests / sample.elapsed.max(Duration::from_nanos(1)).as_secs_f64(),
            p50: percentile(&sample.latencies, 50),
            p99: percentile(&sample.latencies, 99),
            first_byte: percentile(&sample.first_bytes, 50),
            cpu,
        }
    }
}

/// The whole table in Markdown.
#[must_use]
pub fn render(rows: &[Row]) -> String {
    let mut table = String::from(
        "| case | server | requests/s | p50 µs | p99 µs | added p50 | added p99 | added first byte p50 | CPU µs/request | × nginx | RSS MB |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let find = |server: &str| rows.iter().find(|other| other.case == row.case && other.server == server);
        let direct = find(DIRECT).filter(|_| row.server != DIRECT);
        let cpu = cpu_per_request(&row.rounds);
        let yardstick = find(YARDSTICK).and_then(|yardstick| cpu_per_request(&yardstick.rounds));
        let ratio = cpu.zip(yardstick).map(|(cpu, yardstick)| cpu / yardstick);
        let _infallible = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            row.case,
            row.server,
            show(median(row.rounds.iter().map(|round| round.rate)), 0),
            show(median(row.rounds.iter().map(|round| round.p50)), 0),
            show(median(row.rounds.iter().map(|round| round.p99)), 0),
            show(added(row, direct, |round| round.p50), 0),
            show(added(row, direct, |round| round.p99), 0),
            show(added(row, direct, |round| round.first_byte), 0),
            show(cpu, 1),
            show(ratio, 2),
            show(row.resident.map(|kib| kib as f64 / 1024.0), 1),
        );
    }
    table
}

/// Median of CPU time per request in µs. `None` as soon as one round is too short for the clock: leaving out just that
/// round would favour the dear ones.
pub(crate) fn cpu_per_request(rounds: &[Round]) -> Option<f64> {
    let rounds = rounds.iter().map(|round| {
        let cpu = round.cpu.filter(|cpu| *cpu >= LEAST_CPU)?;
        Some(cpu as f64 / round.requests.max(1) as f64)
    });
    median(rounds.collect::<Option<Vec<f64>>>()?.into_iter())
}

/// Median of the differences within each round: what drifts from round to round cancels out.
fn added(row: &Row, direct: Option<&Row>, figure: impl Fn(&Round) -> f64) -> Option<f64> {
    median(row.rounds.iter().zip(&direct?.rounds).map(|(round, direct)| figure(round) - figure(direct)))
}

/// The middle of `figures`; `None` without any.
pub(crate) fn median(figures: impl Iterator<Item = f64>) -> Option<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    if figures.len().is_multiple_of(2) {
        Some(f64::midpoint(*figures.get(middle.checked_sub(1)?)?, *figures.get(middle)?))
    } else {
        figures.get(middle).copied()
    }
}

/// The `percent`th percentile of sorted nanoseconds, by nearest rank, in µs.
pub(crate) fn percentile(sorted: &[u64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default() as f64 / 1000.0
}

/// A figure, or a dash where there is none.
pub(crate) fn show(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{DIRECT, Round, Row, YARDSTICK, cpu_per_request, median, percentile, render};
    use crate::load::Sample;

    #[test]
    fn medians_and_percentiles() {
        for (figures, expected) in
            [(vec![], None), (vec![3.0], Some(3.0)), (vec![9.0, 1.0], Some(5.0)), (vec![9.0, 1.0, 2.0], Some(2.0))]
        {
            assert_eq!(median(figures.clone().into_iter()), expected, "{figures:?}");
        }
        let nanoseconds: Vec<u64> = (1..=200).map(|count| count * 1000).collect();
        assert_eq!((percentile(&nanoseconds, 50), percentile(&nanoseconds, 99)), (100.0, 198.0));
        assert_eq!(percentile(&[], 99), 0.0);
    }

    #[test]
    fn a_table_compares_within_rounds() {
        let round = |p50: u64, cpu| {
            let sample = Sample {
                elapsed: Duration::from_millis(1),
                latencies: vec![p50 * 1000; 4],
                first_bytes: vec![p50 * 1000; 4],
            };
            Round::new(sample, cpu)
        };
        let row = |server, rounds, resident| Row { case: "case", server, rounds, resident };
        let rows = [
            row(DIRECT, vec![round(10, None), round(110, None)], None),
            row(YARDSTICK, vec![round(15, Some(80_000)), round(115, Some(80_000))], Some(2048)),
            row("gateway", vec![round(30, Some(200_000)), round(130, Some(200_000))], Some(4096)),
        ];
        let table = render(&rows);
        assert!(table.contains("| case | direct | 4000 | 60 | 60 | – | – | – | – | – | – |"), "{table}");
        assert!(table.contains("| case | nginx | 4000 | 65 | 65 | 5 | 5 | 5 | 20000.0 | 1.00 | 2.0 |"), "{table}");
        assert!(table.contains("| case | gateway | 4000 | 80 | 80 | 20 | 20 | 20 | 50000.0 | 2.50 | 4.0 |"), "{table}");
    }

    #[test]
    fn too_little_cpu_time_says_nothing() {
        for (clock, expected) in [
            ([Some(80_000), Some(90_000)], Some(85_000.0)),
            ([Some(80_000), Some(10_000)], None),
            ([Some(80_000), None], None),
        ] {
            let rounds = clock.map(|cpu| Round { requests: 1, rate: 1.0, p50: 1.0, p99: 1.0, first_byte: 1.0, cpu });
            assert_eq!(cpu_per_request(&rounds), expected, "{clock:?}");
        }
    }
}
