//! A server process under measurement: pinned to a core, watched through `/proc`, killed when dropped unless it was ended before.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take to listen.
const START: Duration = Duration::from_secs(20);

/// Clock ticks a second in `/proc/PID/stat`: `USER_HZ`, which Linux fixes at 100 for every program.
const TICKS_PER_SECOND: u64 = 100;

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
}

/// How a server tells where it listens.
#[derive(Debug, Clone, Copy)]
pub enum Announced {
    /// It was told the address; it is ready when it accepts.
    Given(SocketAddr),
    /// It prints `listening on http://ADDRESS` on its standard output.
    Printed,
}

/// Memory of a process in KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Resident now.
    pub resident: u64,
    /// Most that ever was resident.
    pub peak: u64,
}

impl Server {
    /// Starts `command` on `cores` with its output in `folder`, and waits until it listens.
    ///
    /// # Errors
    /// When it cannot be started, ends, or does not listen within 20 seconds; the message holds its log.
    pub fn start(name: &str, command: &Command, cores: &str, folder: &Path, announced: Announced) -> Result<Self> {
        let output = folder.join(format!("{name}.out"));
        let log = folder.join(format!("{name}.log"));
        let child = pinned(command, cores)
            .stdout(File::create(&output)?)
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let mut server = Self { address: SocketAddr::from(([127, 0, 0, 1], 0)), child };
        let deadline = Instant::now() + START;
        while Instant::now() < deadline {
            if let Some(status) = server.child.try_wait()? {
                bail!("{name} ended with {status}\n{}", fs::read_to_string(&log)?);
            }
            let address = match announced {
                Announced::Given(address) => TcpStream::connect(address).is_ok().then_some(address),
                Announced::Printed => printed_address(&fs::read_to_string(&output)?),
            };
            if let Some(address) = address {
                server.address = address;
                return Ok(server);
            }
            sleep(Duration::from_millis(20));
        }
        bail!("{name} did not listen within {START:?}\n{}", fs::read_to_string(&log)?)
    }

    /// CPU time of all its threads, ended ones included, in µs; the clock's step is 10 ms.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn cpu_microseconds(&self) -> Result<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field is the program's name in brackets and may hold anything: count from its end.
        let (_, fields) = stat.rsplit_once(')').context("no name in /proc/PID/stat")?;
        let ticks: Vec<u64> =
            fields.split_ascii_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        ensure!(ticks.len() == 2, "no CPU time in /proc/PID/stat");
        Ok(ticks.iter().sum::<u64>() * (1_000_000 / TICKS_PER_SECOND))
    }

    /// Its memory.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory(&self) -> Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| -> Result<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no such field")?;
            Ok(line.trim().trim_end_matches(" kB").parse()?)
        };
        Ok(Memory { resident: field("VmRSS:")?, peak: field("VmHWM:")? })
    }

    /// Asks it to end, and waits until it has.
    ///
    /// # Errors
    /// When it cannot be asked, or says that something went wrong.
    pub fn end(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let status = self.child.wait()?;
        ensure!(status.success(), "asked to end, it ended with {status}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Pins this process to `cores` (as taskset lists them), and with it the threads and processes it starts later.
///
/// # Errors
/// When `taskset` is missing or refuses.
pub fn pin_self(cores: &str) -> Result<()> {
    let process = std::process::id().to_string();
    let output = Command::new("taskset").args(["-c", "-p", cores, &process]).output();
    ensure!(output.context("taskset (util-linux) is needed")?.status.success(), "taskset refused cores {cores}");
    Ok(())
}

/// A port on the loopback that was free a moment ago.
///
/// # Errors
/// When there is none.
pub fn free_address() -> Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn pinned(command: &Command, cores: &str) -> Command {
    // taskset becomes the program, so the process id is the program's own.
    let mut pinned = Command::new("taskset");
    pinned.arg("-c").arg(cores).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        pinned.current_dir(folder);
    }
    pinned
}

fn printed_address(output: &str) -> Option<SocketAddr> {
    output.lines().find_map(|line| line.strip_prefix("listening on http://")?.parse().ok())
}
