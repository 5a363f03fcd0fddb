//! A real model server on this machine: llama.cpp behind its Python server, with a model of random numbers.
//! `tests/setup.sh` installs both.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use super::gateway::tests;
use super::until;

/// What a test prints where it is not installed.
pub(crate) const SKIPPED: &str = "skipped: the server of llama.cpp is not installed; tests/setup.sh installs it";

/// Tokens that the model can see: few, so that a prompt can be too long for it.
const CONTEXT: &str = "512";
/// Fails where a package is missing, without the seconds that loading them takes.
const PROBE: &str = "from importlib.util import find_spec; assert find_spec('gguf') and find_spec('llama_cpp') and find_spec('uvicorn')";

/// The server, killed when dropped.
pub(crate) struct Llama {
    address: SocketAddr,
    child: Child,
}

impl Llama {
    /// Starts it with a model made on the spot; `None` where it is not installed.
    pub(crate) async fn start(folder: &Path) -> Option<Self> {
        let python = python();
        let probe = Command::new(&python).args(["-c", PROBE]).output();
        if !probe.is_ok_and(|output| output.status.success()) {
            return None;
        }
        let model = folder.join("random.gguf");
        let made = Command::new(&python).arg(tests().join("local/model.py")).arg(&model).status().unwrap();
        assert!(made.success(), "no model was made");
        let address = free_address();
        let port = address.port().to_string();
        let child = Command::new(&python)
            .args(["-m", "llama_cpp.server", "--host", "127.0.0.1", "--port", &port, "--n_ctx", CONTEXT])
            .args(["--n_threads", "1", "--verbose", "false", "--model"])
            .arg(&model)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { address, child };
        // It listens as soon as it can answer.
        until("the local server", || TcpStream::connect(address).ok()).await;
        Some(server)
    }

    /// It as the provider `a` of a configuration.
    pub(crate) fn provider(&self) -> String {
        format!(
            "[[providers]]\nname = \"a\"\nhost = \"llama-cpp-python\"\nbase_url = \"http://{}/v1\"\nregion = \"kz\"\n\
             perimeter = \"local\"\n",
            self.address
        )
    }
}

impl Drop for Llama {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody has. Not one that the system hands out: it would hand it to another test in the seconds until
/// the server listens.
pub(crate) fn free_address() -> SocketAddr {
    const PORTS: std::ops::Range<u16> = 20_000..30_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let of_process = u16::try_from(std::process::id() % 1_000).unwrap() * 10;
    let in_turn = std::iter::repeat_with(|| PORTS.start + (of_process + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000);
    let mut addresses = in_turn.take(PORTS.len()).map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    addresses.find(|address| TcpListener::bind(address).is_ok()).expect("no port is free")
}

/// The interpreter that `tests/setup.sh` gives its packages to.
pub(crate) fn python() -> PathBuf {
    tests().with_file_name(".venv").join("bin").join("python")
}
