//! A real model server on this machine: llama.cpp behind its Python server, with a model of random numbers.
//! `tests/setup.sh` installs both; where it did not, the test says so and passes.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::client::{Connection, Request, Response};
use crate::support::gateway::{Gateway, Site, Tenant, tests};
use crate::support::{block_on, until};

/// Tokens that the server's model can see: few, so that a prompt can be too long for it.
const CONTEXT: &str = "512";
/// Fails where a package is missing, without the seconds that loading them takes.
const PROBE: &str = "from importlib.util import find_spec; assert find_spec('gguf') and find_spec('llama_cpp') and find_spec('uvicorn')";

/// The server, killed when dropped.
struct Server {
    address: SocketAddr,
    child: Child,
}

impl Server {
    /// Starts it with a model made on the spot; `None` where it is not installed.
    async fn start(folder: &Path) -> Option<Self> {
        let python = tests().with_file_name(".venv").join("bin").join("python");
        let probe = Command::new(&python).args(["-c", PROBE]).output();
        if !probe.is_ok_and(|output| output.status.success()) {
            return None;
        }
        let model = folder.join("random.gguf");
        let made = Command::new(&python).arg(tests().join("local/model.py")).arg(&model).status().unwrap();
        assert!(made.success(), "no model was made");
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
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
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A gateway whose only provider is the server, and a tenant of it.
struct Local {
    gateway: Gateway,
    key: String,
}

impl Local {
    async fn ask(&self, members: &Value) -> Response {
        let mut body = json!({"model": "auto", "max_tokens": 24, "temperature": 0,
            "messages": [{"role": "user", "content": "Сәлем! Клиент: ИИН 900101300126."}]});
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.gateway.send(&Request::chat(&self.key, body.to_string())).await
    }

    async fn answers_whole_and_streamed(&self) {
        let whole = self.ask(&json!({})).await;
        assert_eq!(whole.status, 200, "{}", whole.text());
        let answer = whole.json();
        assert!(!whole.content().is_empty());
        assert_eq!(answer["choices"][0]["finish_reason"], "length");
        assert_eq!(answer["usage"]["completion_tokens"], 24);
        let streamed = self.ask(&json!({"stream": true, "stream_options": {"include_usage": true}})).await;
        assert!(streamed.events().unwrap().done, "{}", streamed.text());
        assert_eq!(streamed.content(), whole.content());
    }

    async fn calls_tools_and_keeps_to_schemas(&self) {
        let schema = json!({"type": "object", "properties": {"sure": {"type": "boolean"}}, "required": ["sure"]});
        let tool = json!({"type": "function", "function": {"name": "decide", "parameters": schema}});
        let choice = json!({"type": "function", "function": {"name": "decide"}});
        let called = self.ask(&json!({"max_tokens": 100, "tools": [tool], "tool_choice": choice})).await;
        let call = &called.json()["choices"][0]["message"]["tool_calls"][0];
        assert_eq!((called.status, &call["function"]["name"]), (200, &json!("decide")), "{}", called.text());
        let arguments: Value = serde_json::from_str(call["function"]["arguments"].as_str().unwrap()).unwrap();
        assert!(arguments["sure"].is_boolean());
        let format = json!({"type": "json_object", "schema": schema});
        let kept = self.ask(&json!({"max_tokens": 100, "response_format": format})).await;
        let said: Value = serde_json::from_str(&kept.content()).unwrap_or_else(|_| panic!("{}", kept.text()));
        assert!(said["sure"].is_boolean());
    }

    async fn says_what_it_cannot_do(&self) {
        let long = json!([{"role": "user", "content": "word ".repeat(200)}]);
        let refused = self.ask(&json!({ "messages": long })).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert_eq!(refused.json()["error"]["code"], "context_length_exceeded");
    }

    /// The server says an answer to its end even if nobody listens, so this one is short.
    async fn survives_a_client_that_leaves(&self) {
        let body = json!({"model": "auto", "max_tokens": 60, "temperature": 0, "stream": true,
            "messages": [{"role": "user", "content": "on and on"}]});
        let mut connection = Connection::open(self.gateway.address).await.unwrap();
        connection.start(&Request::chat(&self.key, body.to_string())).await.unwrap();
        drop(connection);
        self.answers_whole_and_streamed().await;
    }
}

#[test]
fn llama_cpp() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = Server::start(folder.path()).await else {
            println!("skipped: the server of llama.cpp is not installed; tests/setup.sh installs it");
            return;
        };
        let provider = format!(
            "[[providers]]\nname = \"a\"\ndialect = \"openai\"\nbase_url = \"http://{}/v1\"\nregion = \"kz\"\n\
             perimeter = \"local\"\noutput_limit = \"max_tokens\"\n",
            server.address
        );
        let site = Site::new(&[], &provider);
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let local = Local { gateway, key };
        local.answers_whole_and_streamed().await;
        local.calls_tools_and_keeps_to_schemas().await;
        local.says_what_it_cannot_do().await;
        local.survives_a_client_that_leaves().await;
        let ledger = local.gateway.settled().await;
        assert_eq!((ledger.of_kind("settle").count(), ledger.doubled()), (7, 0), "{ledger:#?}");
    });
}
