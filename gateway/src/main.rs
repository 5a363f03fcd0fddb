//! The `qaqpa` binary: arguments to an exit code. 0 good, 1 the check failed, 2 wrong usage.

use std::process::ExitCode;

/// A request is a hundred allocations that live while a provider thinks; libc's allocator spends a tenth of all CPU on
/// them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    gateway::cli::run()
}
