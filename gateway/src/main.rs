//! The `qaqpa` binary: arguments to an exit code. 0 good, 1 the check failed, 2 wrong usage.

use std::process::ExitCode;

fn main() -> ExitCode {
    gateway::cli::run()
}
