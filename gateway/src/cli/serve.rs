//! `qaqpa serve`.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{diagnostics, files};
use crate::start::{Addresses, serve};

pub(super) fn run(path: &Path) -> Result<ExitCode> {
    log_to_stderr();
    log_panics();
    let config = files::config(path)?;
    let announce = |addresses: Addresses| {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "listening on http://{}", addresses.data);
        let _ = writeln!(out, "admin on http://{}", addresses.admin);
        let _ = out.flush();
    };
    serve(&config, terminated(), announce).map_err(|error| anyhow!("{}", diagnostics::explain_start(&error)))?;
    Ok(ExitCode::SUCCESS)
}

/// Resolves at SIGTERM or SIGINT.
pub(crate) async fn terminated() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("cannot listen for signals; stop with SIGKILL");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Structured logs on stderr: JSON for collectors, text for terminals. `QAQPA_LOG` filters as `RUST_LOG` does elsewhere.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("QAQPA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let terminal = std::io::stderr().is_terminal();
    // A log that was set before, by an embedding program, stays.
    let _ = if terminal { builder.with_ansi(true).try_init() } else { builder.json().try_init() };
}

/// Logs where a panic was and not what it says: the message of a slice between two characters holds the text.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, thread = std::thread::current().name(), "panic");
    }));
}
