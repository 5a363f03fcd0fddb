//! Scenario files: requests, what the providers do, and what everybody must then have seen.
//!
//! Every scenario has a gateway, providers and a ledger of its own. Besides what its file expects, all of them are held
//! to the same rules: see `Run::hold_to_the_rules`. `QAQPA_SCENARIO=part-of-a-name` runs a selection.

mod expect;
mod file;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tokio::task::JoinHandle;

use crate::support::client::{Connection, Response};
use crate::support::gateway::{Gateway, Site, tests};
use crate::support::upstream::{Release, Upstream};
use crate::support::{block_on, hold_all, within};
use file::{PLANTED, Scenario, Step};

const NAMES: [&str; 3] = ["a", "b", "c"];

#[test]
fn scenarios() {
    let wanted = std::env::var("QAQPA_SCENARIO").unwrap_or_default();
    let mut files: Vec<PathBuf> = std::fs::read_dir(tests().join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .filter(|path| path.to_string_lossy().contains(&wanted))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no scenario is named like {wanted:?}");
    let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let cases = files.into_iter().map(|path| (format!("scenario {}", name(&path)), path)).collect();
    hold_all(cases, |path| block_on(run(&path)));
}

/// A scenario under way.
struct Run {
    gateway: Gateway,
    key: String,
    upstreams: BTreeMap<&'static str, Upstream>,
    /// Steps whose answers are awaited later.
    background: Vec<(Step, JoinHandle<Response>)>,
    responses: usize,
}

async fn run(path: &Path) {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let scenario = Scenario::read(path);
    let start = |name: &&str| {
        let dialect = scenario.dialect.get(*name).copied().unwrap_or_default();
        Upstream::speaking(dialect, scenario.provider.get(*name).cloned().unwrap_or_default())
    };
    let upstreams: Vec<Upstream> = NAMES.iter().map(start).collect();
    let site = Site::new(&upstreams.iter().collect::<Vec<_>>(), &scenario.config);
    scenario.table.iter().for_each(|(name, keys)| site.add_to_provider(name, keys));
    site.extend("policies/redaction.toml", &scenario.redaction);
    site.extend("policies/routing.toml", &scenario.routing);
    for (path, text) in &scenario.files {
        std::fs::write(site.path().join(path), text).unwrap();
    }
    let gateway = site.start_tracing();
    let key = gateway.tenant("shop", &scenario.tenant).await;
    let upstreams = NAMES.into_iter().zip(upstreams).collect();
    let mut run = Run { gateway, key, upstreams, background: Vec::new(), responses: 0 };
    for (index, step) in scenario.step.iter().enumerate() {
        for time in 1..=step.times {
            run.step(step, &format!("{name}, step {}, time {time}", index + 1)).await;
        }
    }
    run.finish(&scenario, &name).await;
}

impl Run {
    async fn step(&mut self, step: &Step, place: &str) {
        for (provider, count) in &step.wait_for {
            self.upstreams[provider.as_str()].wait_for_requests(*count).await;
        }
        for provider in &step.release {
            self.upstreams[provider.as_str()].release();
        }
        if step.is_silent() {
            return;
        }
        if step.closed {
            self.expect_close(step, place).await;
            return;
        }
        let sent = Sent {
            address: self.gateway.address,
            bytes: step.raw_bytes(&self.key).unwrap_or_else(|| step.request(&self.key).bytes()),
            release: step.then_release.iter().map(|name| self.upstreams[name.as_str()].releaser()).collect(),
        };
        let exchange = sent.exchange();
        if step.background {
            self.background.push((step.clone(), tokio::task::spawn_local(exchange)));
        } else {
            self.check(step, &exchange.await, place);
        }
    }

    /// The gateway must end the connection without a second answer to such bytes.
    async fn expect_close(&self, step: &Step, place: &str) {
        let mut connection = Connection::open(self.gateway.address).await.unwrap();
        connection.write(&step.raw_bytes(&self.key).unwrap()).await.unwrap();
        let closed = within("the gateway to close the connection", async {
            while let Ok(head) = connection.head().await {
                let response = connection.rest(head).await.unwrap();
                assert!(response.status >= 400, "{place}: answered {}", response.status);
            }
        });
        closed.await;
    }

    fn check(&mut self, step: &Step, response: &Response, place: &str) {
        self.responses += 1;
        expect::response(&step.expect, response, place);
    }

    async fn finish(mut self, scenario: &Scenario, name: &str) {
        for (step, task) in std::mem::take(&mut self.background) {
            let response = within("an answer in the background", task).await.unwrap();
            self.check(&step, &response, &format!("{name}, in the background"));
        }
        let ledger = self.gateway.settled().await;
        for (provider, count) in &scenario.requests {
            assert_eq!(self.upstreams[provider.as_str()].count(), *count, "{name}: requests that {provider} saw");
        }
        for seen in &scenario.seen {
            if seen.abandoned == Some(true) {
                // The client may have its answer before the provider reads the end of the connection.
                self.upstreams[seen.provider.as_str()].wait_until_idle().await;
            }
            expect::seen(seen, &self.upstreams[seen.provider.as_str()].exchanges(), name);
        }
        for (kind, count) in &scenario.ledger {
            assert_eq!(ledger.of_kind(kind).count(), *count, "{name}: {kind} rows in the ledger:\n{ledger:#?}");
        }
        for row in &scenario.row {
            assert!(ledger.rows.iter().any(|other| expect::row(row, other)), "{name}: no row {row:?} in\n{ledger:#?}");
        }
        for metric in &scenario.metric {
            let labels: Vec<_> = metric.labels.clone().into_iter().collect();
            let value = self.gateway.metric(&metric.name, &labels).await;
            assert!((value - metric.value).abs() < 1e-9, "{name}: {} {labels:?} is {value}", metric.name);
        }
        assert_eq!(ledger.doubled(), 0, "{name}: requests with two terminal rows");
        self.hold_to_the_rules(scenario, name).await;
    }

    /// What holds after every scenario: providers saw only well-formed requests without the client's key, and nothing
    /// personal or secret stands in the log at its most talkative, in a metric or in a file of the database.
    async fn hold_to_the_rules(&self, scenario: &Scenario, name: &str) {
        for (provider, upstream) in &self.upstreams {
            assert_eq!(upstream.violations(), Vec::<String>::new(), "{name}: what {provider} refused");
            for exchange in upstream.exchanges() {
                let seen = format!("{:?}{}", exchange.head, String::from_utf8_lossy(&exchange.body));
                for secret in scenario.personal.iter().map(String::as_str).chain([self.key.as_str(), PLANTED]) {
                    assert!(!seen.contains(secret), "{name}: {provider} saw {secret}: {seen}");
                }
            }
        }
        for (sink, written) in self.gateway.sinks().await {
            for secret in scenario.personal.iter().map(String::as_str).chain([self.key.as_str(), PLANTED]) {
                assert!(!written.contains(secret), "{name}: {secret} in {sink}:\n{written}");
            }
        }
    }
}

/// A request on its way, with what happens when its answer begins.
struct Sent {
    address: SocketAddr,
    bytes: Vec<u8>,
    release: Vec<Release>,
}

impl Sent {
    async fn exchange(self) -> Response {
        let exchange = async {
            let mut connection = Connection::open(self.address).await?;
            connection.write(&self.bytes).await?;
            let head = connection.head().await?;
            let first = if self.release.is_empty() { None } else { connection.piece().await? };
            self.release.iter().for_each(Release::give);
            let mut response = connection.rest(head).await?;
            response.body.splice(0..0, first.unwrap_or_default());
            std::io::Result::Ok(response)
        };
        within("an answer", exchange).await.unwrap()
    }
}
