//! The official OpenAI SDKs as clients, one file for each, against providers of every dialect and a real server.
//! `tests/setup.sh` installs what it takes; where it did not run, the tests say so and pass.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::dialect::Dialect;
use crate::support::gateway::{Gateway, Site, Tenant, tests};
use crate::support::llama::{self, Llama};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

/// What the providers answer, chosen by a word in the request.
#[derive(serde::Deserialize)]
struct Script {
    provider: std::collections::BTreeMap<String, Vec<Reply>>,
}

/// An SDK with its file of tests.
struct Client {
    name: &'static str,
    interpreter: PathBuf,
    file: PathBuf,
}

#[test]
fn python() {
    run("the Python SDK", llama::python(), &["-c", "import openai"], "sdk/python/client.py");
}

#[test]
fn node() {
    run("the Node SDK", "node".into(), &["-e", "require.resolve('openai')"], "sdk/node/client.mjs");
}

/// Runs `file` against each kind of provider, if `probe` shows that the SDK is there.
fn run(name: &'static str, interpreter: PathBuf, probe: &[&str], file: &str) {
    let client = Client { name, interpreter, file: tests().join(file) };
    let found = Command::new(&client.interpreter).args(probe).current_dir(client.folder()).output();
    if !found.is_ok_and(|output| output.status.success()) {
        println!("skipped: {name} is not installed; tests/setup.sh installs it");
        return;
    }
    for dialect in Dialect::ALL {
        println!("providers speak {}", dialect.name());
        block_on(scripted(dialect, &client));
    }
    println!("the provider is llama.cpp");
    block_on(llama_cpp(&client));
}

/// Providers that speak `dialect` and say what `sdk/script.toml` tells them.
async fn scripted(dialect: Dialect, client: &Client) {
    let text = std::fs::read_to_string(tests().join("sdk/script.toml")).unwrap();
    let mut providers = toml::from_str::<Script>(&text).unwrap().provider;
    let mut start = |name: &str| Upstream::speaking(dialect, providers.remove(name).unwrap_or_default());
    let (a, b) = (start("a"), start("b"));
    let site = Site::new(&[&a, &b], "");
    if dialect == Dialect::Anthropic {
        // Without a word about them its models are taken for the newest, which cannot be made to call a tool.
        site.add_to_provider("a", "messages = { forced_tools = [\"a-small\"] }");
    }
    let gateway = site.start();
    // YandexGPT reads text only, gives calls no ids of their own, and begins a stream with words.
    let is_yandexgpt = dialect == Dialect::YandexGpt;
    let provider = json!({"scripted": true, "vision": !is_yandexgpt, "parallel_tools": true,
        "own_call_ids": !is_yandexgpt, "opens_streams": !is_yandexgpt, "names_parameters": dialect == Dialect::OpenAi});
    client.test(&gateway, &provider).await;
    // What the SDK gave up on half way must not keep a provider busy.
    a.wait_until_idle().await;
    assert_eq!((a.violations(), b.violations()), (Vec::new(), Vec::new()));
}

/// The real server. Its words make no sense, so the tests look at everything but the words.
async fn llama_cpp(client: &Client) {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = Llama::start(folder.path()).await else {
        println!("{}", llama::SKIPPED);
        return;
    };
    let site = Site::new(&[], &server.provider());
    // It would take a picture for words, so that the price list has to say that its model sees nothing.
    let prices = site.path().join("price-tables/a.toml");
    let text = std::fs::read_to_string(&prices).unwrap().replace("\"vision\", ", "");
    std::fs::write(&prices, text).unwrap();
    let provider = json!({"scripted": false, "vision": false, "parallel_tools": false});
    client.test(&site.start(), &provider).await;
}

// === impl Client ===

impl Client {
    fn folder(&self) -> &Path {
        self.file.parent().unwrap()
    }

    /// Runs the file; `provider` says what can be expected of who stands behind the gateway.
    async fn test(&self, gateway: &Gateway, provider: &Value) {
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let spent = Tenant { budget_month: Some("0.000001".to_owned()), ..Tenant::default() };
        let spent = gateway.tenant("spent", &spent).await;
        let output = Command::new(&self.interpreter)
            .arg(&self.file)
            .current_dir(self.folder())
            .env("QAQPA_PROVIDER", provider.to_string())
            .env("QAQPA_BASE_URL", format!("http://{}/v1", gateway.address))
            .env("QAQPA_KEY", key)
            .env("QAQPA_SPENT_KEY", spent)
            .output()
            .unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{}:\n{said}", self.name);
        println!("{said}");
        assert_eq!(gateway.settled().await.doubled(), 0);
    }
}
