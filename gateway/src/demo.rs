//! `qaqpa demo`: the whole way of a request on embedded defaults. A real gateway on loopback, a real client, a temporary
//! ledger; only the providers are the sandbox, and it says so.

mod client;
mod print;
mod stories;

use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc;

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::{diagnostics, files};
use crate::config::Config;
use crate::ledger::{Dimension, Query, Reader, ReportRow, almaty_day};
use crate::providers::sandbox::Sandbox;
use crate::start::{Addresses, offline, serve_with};

use client::Client;
use print::Printer;
use stories::{Story, TENANT, TENANT_SPENT, stories};

/// Options of the demo.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Serve on after the stories, and say how to try it.
    #[arg(long)]
    keep: bool,
    /// Where to listen; port 0 takes any.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: std::net::SocketAddr,
}

/// The keys of the demo's tenants.
#[derive(Debug)]
struct Keys {
    normal: String,
    spent: String,
}

pub(crate) fn run(args: &DemoArgs) -> Result<ExitCode> {
    let folder = tempfile::tempdir().context("a temporary folder for the demo")?;
    let config = prepare(folder.path(), args)?;
    let keys = make_tenants(&config)?;
    let sandbox = Sandbox::observed(stories::OUTAGE_MODELS).only_when(stories::OUTAGE_MARK);
    let (ready, started) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let gateway = {
        let (config, sandbox) = (config.clone(), sandbox.clone());
        std::thread::spawn(move || {
            let shutdown = async {
                let _ = stopped.await;
            };
            let announce = |addresses: Addresses| {
                let _ = ready.send(addresses);
            };
            serve_with(&config, &sandbox, shutdown, announce)
        })
    };
    let Ok(addresses) = started.recv() else {
        let error = gateway.join().map_err(|_| anyhow!("the gateway panicked"))?;
        return Err(error.err().map_or_else(
            || anyhow!("the gateway stopped"),
            |error| anyhow!("{}", diagnostics::explain_start(&error)),
        ));
    };
    tell(&config, addresses, &keys, &sandbox)?;
    if args.keep {
        print::how_to_try(addresses, &keys.normal)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(crate::cli::terminated());
    }
    drop(stop);
    match gateway.join() {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(error)) => Err(anyhow!("{}", diagnostics::explain_start(&error))),
        Err(_) => Err(anyhow!("the gateway panicked")),
    }
}

/// A folder with the embedded policies and prices, and a configuration whose providers are all the sandbox.
fn prepare(folder: &Path, args: &DemoArgs) -> Result<Config> {
    files::unpack(folder)?;
    let mut text = format!(
        "[server]\nlisten = \"{}\"\nadmin_listen = \"127.0.0.1:0\"\nworkers = 1\n[storage]\nurl = \"sqlite:demo.db\"\n[files]\npolicies = \"policies\"\nprice_tables = \"price-tables\"\n",
        args.listen
    );
    for (name, region, perimeter) in [
        ("openai", "us", "foreign"),
        ("google", "us", "foreign"),
        ("anthropic", "us", "foreign"),
        ("deepseek", "cn", "foreign"),
        ("yandex", "ru", "foreign"),
        ("local", "kz", "local"),
    ] {
        text += &format!(
            "[[providers]]\nname = \"{name}\"\ndialect = \"sandbox\"\nregion = \"{region}\"\nperimeter = \"{perimeter}\"\n"
        );
    }
    let path = folder.join("qaqpa.toml");
    std::fs::write(&path, text)?;
    files::config(&path)
}

fn make_tenants(config: &Config) -> Result<Keys> {
    let offline = offline(config).map_err(|error| anyhow!("{}", diagnostics::explain_start(&error)))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ask = |path: &str, body: Value| -> Result<Value> {
        let (_, answer) = runtime
            .block_on(offline.admin.ask(&Method::POST, path, body.to_string().into_bytes()))
            .context("the admin API did not answer")?;
        Ok(serde_json::from_slice(&answer)?)
    };
    let mut keys = Vec::new();
    for (tenant, plan, budget) in [(TENANT, "sovereign", None), (TENANT_SPENT, "pro", Some("0.000001"))] {
        ask("tenants", json!({ "id": tenant, "plan": plan, "budget_month": budget }))?;
        let answer = ask("keys", json!({ "tenant": tenant, "name": "demo" }))?;
        keys.push(answer["key"].as_str().context("the demo's key was not made")?.to_owned());
    }
    offline.close();
    let [normal, spent] = <[String; 2]>::try_from(keys).map_err(|_| anyhow!("two keys"))?;
    Ok(Keys { normal, spent })
}

/// Tells every story, then shows the report.
fn tell(config: &Config, addresses: Addresses, keys: &Keys, sandbox: &Sandbox) -> Result<()> {
    let client = Client::new(addresses)?;
    let printer = Printer::new();
    printer.opening()?;
    let reader = Reader::open(&config.storage.path)?;
    let stories = stories();
    for (index, story) in stories.iter().enumerate() {
        let before = total(&reader)?;
        sandbox.forget();
        let key = if story.spent { &keys.spent } else { &keys.normal };
        let answer = client.send(key, &story.request)?;
        let after = total(&reader)?;
        printer.story(index + 1, stories.len(), story, &sandbox.seen(), &answer, (&before, &after))?;
    }
    let today = almaty_day(Timestamp::now());
    let by = vec![Dimension::Tier, Dimension::Model];
    printer.report(&reader.report(&Query { tenant: Some(TENANT.to_owned()), from: today, to: today, by })?)
}

fn total(reader: &Reader) -> Result<ReportRow> {
    let today = almaty_day(Timestamp::now());
    Ok(reader.report(&Query { tenant: Some(TENANT.to_owned()), from: today, to: today, by: Vec::new() })?.total)
}

impl Story {
    /// Whether the answer comes in pieces.
    fn is_streamed(&self) -> bool {
        self.request["stream"] == Value::Bool(true)
    }
}
