//! The official OpenAI SDKs as clients. `tests/setup.sh` installs them; where it did not run, the tests say so and pass.

use std::path::Path;
use std::process::Command;

use crate::support::block_on;
use crate::support::dialect::Dialect;
use crate::support::gateway::{Site, Tenant, tests};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;

/// What the providers answer, chosen by a word in the request.
#[derive(serde::Deserialize)]
struct Script {
    provider: std::collections::BTreeMap<String, Vec<Reply>>,
}

#[test]
fn python() {
    let python = tests().with_file_name(".venv").join("bin").join("python");
    run("the Python SDK", &python, &["-c", "import openai"], "sdk/python/client.py");
}

#[test]
fn node() {
    run("the Node SDK", Path::new("node"), &["-e", "require.resolve('openai')"], "sdk/node/client.mjs");
}

/// Runs `script` against a gateway, if `probe` shows that the SDK is there.
fn run(name: &str, interpreter: &Path, probe: &[&str], script: &str) {
    let script = tests().join(script);
    let folder = script.parent().unwrap();
    let found = Command::new(interpreter).args(probe).current_dir(folder).output();
    if !found.is_ok_and(|output| output.status.success()) {
        println!("skipped: {name} is not installed; tests/setup.sh installs it");
        return;
    }
    for dialect in Dialect::WITH_IDS {
        println!("providers speak {}", dialect.name());
        block_on(against(dialect, name, interpreter, &script));
    }
}

/// Runs `script` against a gateway whose providers speak `dialect`.
async fn against(dialect: Dialect, name: &str, interpreter: &Path, script: &Path) {
    let text = std::fs::read_to_string(tests().join("sdk/script.toml")).unwrap();
    let mut providers = toml::from_str::<Script>(&text).unwrap().provider;
    let mut start = |name: &str| Upstream::speaking(dialect, providers.remove(name).unwrap_or_default());
    let (a, b) = (start("a"), start("b"));
    let site = Site::new(&[&a, &b], "");
    let gateway = site.start();
    let key = gateway.tenant("shop", &Tenant::default()).await;
    let spent = Tenant { budget_month: Some("0.000001".to_owned()), ..Tenant::default() };
    let spent = gateway.tenant("spent", &spent).await;
    let output = Command::new(interpreter)
        .arg(script)
        .current_dir(script.parent().unwrap())
        .env("QAQPA_DIALECT", dialect.name())
        .env("QAQPA_BASE_URL", format!("http://{}/v1", gateway.address))
        .env("QAQPA_KEY", key)
        .env("QAQPA_SPENT_KEY", spent)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name}:\n{said}");
    println!("{said}");
    // What the SDK gave up on half way must not keep a provider busy.
    a.wait_until_idle().await;
    assert_eq!((a.violations(), b.violations()), (Vec::new(), Vec::new()));
    let ledger = gateway.settled().await;
    assert_eq!(ledger.doubled(), 0);
}
