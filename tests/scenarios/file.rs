//! The form of a scenario file.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::client::Request;
use crate::support::dialect::Dialect;
use crate::support::gateway::Tenant;
use crate::support::reply::Reply;

/// Stands in a header of every request, for nobody to repeat.
pub(super) const PLANTED: &str = "planted.bird@example.kz";

/// A scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    /// What it shows, in a sentence.
    #[expect(dead_code, reason = "for people; a scenario without it is refused")]
    about: String,
    /// More of `qaqpa.toml`.
    #[serde(default)]
    pub(super) config: String,
    /// More of the redaction policy.
    #[serde(default)]
    pub(super) redaction: String,
    /// More of the routing policy.
    #[serde(default)]
    pub(super) routing: String,
    /// More files of the site, by their paths in it.
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    /// The tenant that asks.
    #[serde(default)]
    pub(super) tenant: Tenant,
    /// Text that no provider, log or metric may ever show.
    #[serde(default)]
    pub(super) personal: Vec<String>,
    /// What providers speak; OpenAI's form where it is not said.
    #[serde(default)]
    pub(super) dialect: BTreeMap<String, Dialect>,
    /// More keys of providers' tables.
    #[serde(default)]
    pub(super) table: BTreeMap<String, String>,
    /// What each provider answers.
    #[serde(default)]
    pub(super) provider: BTreeMap<String, Vec<Reply>>,
    /// What is done, in order.
    pub(super) step: Vec<Step>,
    /// How many requests each provider must have seen.
    #[serde(default)]
    pub(super) requests: BTreeMap<String, usize>,
    /// What they must have seen in them.
    #[serde(default)]
    pub(super) seen: Vec<Seen>,
    /// How many rows of each kind the ledger must hold.
    #[serde(default)]
    pub(super) ledger: BTreeMap<String, usize>,
    /// Columns of rows that must stand in the ledger.
    #[serde(default)]
    pub(super) row: Vec<BTreeMap<String, String>>,
    /// Metrics and their values.
    #[serde(default)]
    pub(super) metric: Vec<Metric>,
}

/// A request with its expected answer, or a signal to the providers.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Step {
    /// Wait until these providers have seen so many requests.
    pub(super) wait_for: BTreeMap<String, usize>,
    /// Let these providers' held answers go.
    pub(super) release: Vec<String>,
    method: String,
    path: String,
    /// `tenant` for the tenant's key, `none` for no header, else the key itself.
    key: String,
    headers: BTreeMap<String, String>,
    /// A user message to model `auto`.
    say: Option<String>,
    /// Whether `say` asks for a stream.
    stream: bool,
    /// The body itself.
    body: Option<String>,
    /// The body, where it is no text.
    bytes: Option<Vec<u8>>,
    /// Texts in `body` or `raw` that stand for a longer text: another text and how often it is repeated.
    fill: BTreeMap<String, (String, usize)>,
    /// The bytes on the wire instead of all that; `KEY` stands for the tenant's key.
    raw: Option<String>,
    /// Let these providers' held answers go as soon as the first piece of the answer's body is there.
    pub(super) then_release: Vec<String>,
    /// How often the same is sent, one after the other.
    pub(super) times: usize,
    /// Do not wait for the answer before the next step.
    pub(super) background: bool,
    /// The gateway must refuse and close the connection.
    pub(super) closed: bool,
    /// What must come back.
    pub(super) expect: Expect,
}

/// What an answer must be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Expect {
    /// 200 when absent.
    pub(super) status: Option<u16>,
    /// Values, or `*` for any.
    pub(super) headers: BTreeMap<String, String>,
    /// Headers that must not be there.
    pub(super) absent: Vec<String>,
    /// JSON the body must contain: members of objects may be missing here, items of arrays not; `"<any>"` fits all.
    pub(super) json: Option<String>,
    /// The body itself.
    pub(super) body: Option<String>,
    /// Texts in the body.
    pub(super) contains: Vec<String>,
    /// Texts not in the body.
    pub(super) excludes: Vec<String>,
    /// What the assistant says, a stream's deltas put together.
    pub(super) content: Option<String>,
    /// The first tool call's arguments, put together likewise.
    pub(super) arguments: Option<String>,
    /// A stream's frames, as JSON to be contained.
    pub(super) frames: Option<Vec<String>>,
    /// Whether a stream ends with `[DONE]`; it must when absent.
    pub(super) done: Option<bool>,
    /// The `code` of the error, in the body or in a stream's last frame.
    pub(super) error: Option<String>,
}

/// What a provider must have seen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    pub(super) provider: String,
    /// Which of its requests, counted from 0.
    #[serde(default)]
    pub(super) number: usize,
    /// Where it was sent.
    pub(super) path: Option<String>,
    /// JSON the body must contain.
    pub(super) json: Option<String>,
    /// The body itself.
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) contains: Vec<String>,
    #[serde(default)]
    pub(super) excludes: Vec<String>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    /// Headers that must not be there.
    #[serde(default)]
    pub(super) absent: Vec<String>,
    /// Whether the gateway hung up before the answer's end.
    pub(super) abandoned: Option<bool>,
}

/// A metric: the sum over the samples that carry these labels.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metric {
    pub(super) name: String,
    #[serde(default)]
    pub(super) labels: BTreeMap<String, String>,
    pub(super) value: f64,
}

impl Scenario {
    pub(super) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

impl Default for Step {
    fn default() -> Self {
        Self {
            wait_for: BTreeMap::new(),
            release: Vec::new(),
            method: "POST".to_owned(),
            path: "/v1/chat/completions".to_owned(),
            key: "tenant".to_owned(),
            headers: BTreeMap::new(),
            say: None,
            stream: false,
            body: None,
            bytes: None,
            fill: BTreeMap::new(),
            raw: None,
            then_release: Vec::new(),
            times: 1,
            background: false,
            closed: false,
            expect: Expect::default(),
        }
    }
}

impl Step {
    /// Whether the step only waits or releases.
    pub(super) fn is_silent(&self) -> bool {
        let sends = self.say.is_some() || self.body.is_some() || self.bytes.is_some() || self.raw.is_some();
        !sends && self.method == "POST"
    }

    pub(super) fn request(&self, tenant_key: &str) -> Request {
        let mut request = Request::new(&self.method, &self.path).header("x-planted", PLANTED);
        match self.key.as_str() {
            "none" => {}
            "tenant" => request = request.bearer(tenant_key),
            other => request = request.bearer(other),
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        match self.payload() {
            Some(body) => request.body(body),
            None => request,
        }
    }

    pub(super) fn raw_bytes(&self, tenant_key: &str) -> Option<Vec<u8>> {
        self.raw.as_ref().map(|raw| self.filled(raw).replace("KEY", tenant_key).into_bytes())
    }

    fn payload(&self) -> Option<Vec<u8>> {
        if let Some(text) = &self.say {
            let mut body = serde_json::json!({"model": "auto", "messages": [{"role": "user", "content": text}]});
            if self.stream {
                body["stream"] = true.into();
            }
            return Some(body.to_string().into_bytes());
        }
        self.bytes.clone().or_else(|| Some(self.filled(self.body.as_ref()?).into_bytes()))
    }

    fn filled(&self, text: &str) -> String {
        self.fill.iter().fold(text.to_owned(), |text, (name, (part, times))| text.replace(name, &part.repeat(*times)))
    }
}
