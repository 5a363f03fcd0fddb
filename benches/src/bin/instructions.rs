//! Instructions of the hot functions, counted by valgrind: the same on a busy machine as on a quiet one, so a change that
//! makes them slower fails, and no clock is asked.
//!
//! `cargo run --release -p benches --bin instructions`; without valgrind it says so and passes. The counts are those of
//! the `release` profile; libraries choose other code on other processors, which moves them by a few per cent.

use std::env;
use std::hint::black_box;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use benches::bodies;
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::Assessor;
use router_core::redact::{Detectors, RedactionPolicy};

/// Work that is counted: prepares itself, and returns what is done once unmeasured and once measured.
type Prepare = fn() -> Result<Box<dyn FnMut()>>;

/// One row: the name, bytes that the work goes through, the most instructions that it may take, the work.
struct Case {
    name: &'static str,
    bytes: usize,
    most: u64,
    prepare: Prepare,
}

const SMALL: usize = 512;
const LARGE: usize = 256 << 10;

const CASES: [Case; 5] = [
    Case { name: "detect, a message", bytes: SMALL, most: 28_000, prepare: || Ok(detect(bodies::text(SMALL))) },
    Case { name: "detect, prose", bytes: LARGE, most: 5_300_000, prepare: || Ok(detect(bodies::text(LARGE))) },
    Case { name: "detect, forms", bytes: LARGE, most: 30_500_000, prepare: || Ok(detect(bodies::forms(LARGE))) },
    Case { name: "redact, a request", bytes: SMALL, most: 57_500, prepare: redact },
    Case { name: "measure, a request", bytes: SMALL, most: 55_300, prepare: measure },
];

fn main() -> Result<ExitCode> {
    match env::args().nth(1) {
        Some(name) => run(&name).map(|()| ExitCode::SUCCESS),
        None => check(),
    }
}

// === in the measured process ===

fn run(name: &str) -> Result<()> {
    let case = CASES.iter().find(|case| case.name == name).with_context(|| format!("no case `{name}`"))?;
    let mut work = (case.prepare)()?;
    // Tables that are built at their first use are not what is counted.
    work();
    measured(&mut work);
    Ok(())
}

/// What valgrind counts, by its name.
#[inline(never)]
fn measured(work: &mut dyn FnMut()) {
    work();
}

fn detect(text: String) -> Box<dyn FnMut()> {
    let detectors = Detectors::new();
    Box::new(move || {
        black_box(detectors.detect(&text));
    })
}

fn chat() -> Result<Chat> {
    Ok(Chat::new(Document::parse(&bodies::request(SMALL, false, ""), Limits::default())?)?)
}

fn redact() -> Result<Box<dyn FnMut()>> {
    let (chat, policy, detectors) = (chat()?, RedactionPolicy::default(), Detectors::new());
    Ok(Box::new(move || {
        black_box(detectors.redact(chat.clone(), &policy).is_ok());
    }))
}

fn measure() -> Result<Box<dyn FnMut()>> {
    let (chat, assessor) = (chat()?, Assessor::new()?);
    Ok(Box::new(move || {
        black_box(assessor.measure(&chat));
    }))
}

// === in the process that looks on ===

#[expect(clippy::print_stdout, reason = "a command speaks to its caller")]
fn check() -> Result<ExitCode> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: valgrind is not installed");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{:<20} {:>13} {:>9} {:>13}", "case", "instructions", "per byte", "at most");
    let mut is_within = true;
    for case in &CASES {
        let count = counted(case.name)?;
        let per_byte = count as f64 / case.bytes as f64;
        let note = if count > case.most { "  TOO MANY" } else { "" };
        println!("{:<20} {count:>13} {per_byte:>9.1} {:>13}{note}", case.name, case.most);
        is_within &= count <= case.most;
    }
    Ok(if is_within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a case of this very program under valgrind.
fn counted(name: &str) -> Result<u64> {
    let program = env::current_exe()?;
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*instructions::measured*"])
        .arg(program)
        .arg(name)
        .output()?;
    let report = String::from_utf8_lossy(&out.stderr);
    if !out.status.success() {
        bail!("{name}: {report}");
    }
    let collected = report.lines().find_map(|line| line.split_once("Collected : "));
    let (_, count) = collected.with_context(|| format!("{name}: valgrind counted nothing: {report}"))?;
    count.trim().parse().with_context(|| format!("{name}: {count}"))
}
