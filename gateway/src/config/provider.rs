//! `[[providers]]`: where requests go, and all that is said about a host there or in its row.

use std::path::Path;

use dialects::{Dialect, MEMBERS, SchemaForm, TOOL_CHOICES, ToolIds};
use http::{HeaderName, HeaderValue};
use router_core::files::{Beside, Key, Shape, Table, Value};

use super::care::{self, Care, care};
use super::check::{FIRST_BYTE_KEY, IDLE_KEY, SECRET, TOTAL_KEY, secret, timeouts};
use super::hosts::{Host, over_host};
use super::quirks::{OUTPUT_LIMITS, quirks};
use super::{Endpoint, IamKey, ProviderConfig, SecretRef, messages, perimeter};
use crate::providers::{HostTimeouts, Perimeter};

const SANDBOX: &str = "sandbox";
/// What stands for the provider's folder in headers and prefixes.
pub(super) const FOLDER: &str = "{folder}";
pub(super) const PROVIDER_KEYS: &[Key] = &[
    Key::required("name", Shape::Text, "its name in policies and price lists"),
    Key::optional("host", Shape::Text, "the row of `hosts` that says what is not stated here"),
    Key::optional("dialect", Shape::Name(dialects), "the protocol it speaks"),
    Key::optional("base_url", Shape::Text, "its endpoint, up to `/chat/completions`"),
    Key::optional("api_key", SECRET, "our key there"),
    Key::optional(
        "iam_token",
        SECRET,
        "or a token that lives for hours, sent as `Bearer` and read again from its file",
    ),
    Key::optional(
        "iam_key",
        SECRET,
        "or an authorized key of a service account, from which such tokens are made and renewed here",
    ),
    Key::optional("iam_endpoint", Shape::Text, "where it is exchanged for them"),
    Key::optional("folder", Shape::Text, "our folder or project there: `{folder}` in headers and prefixes"),
    Key::optional("region", Shape::Text, "where it stands"),
    Key::required(
        "perimeter",
        Shape::Name(|| Perimeter::ALL.map(Perimeter::name).to_vec()),
        "what may leave unredacted",
    ),
    Key::optional("headers", Shape::Map(&Shape::Text), "headers of every request"),
    Key::optional("model_prefix", Shape::Text, "what stands before the ids of models that are no URI"),
    Key::optional("output_limit", Shape::Name(|| OUTPUT_LIMITS.to_vec()), "the one name of the limit that it reads"),
    Key::optional("stream_usage", Shape::Flag, "whether it knows `stream_options`"),
    Key::optional("drop", MEMBER_LIST, "members of requests that it does not know and that are left out"),
    Key::optional("refuse", MEMBER_LIST, "members of requests that it cannot do"),
    Key::optional("rename", Shape::Named(|| MEMBERS.to_vec(), &Shape::Text, Beside::Nothing), "members by its names"),
    Key::optional("set", Shape::Map(&Shape::Text), "members that every request has there, as JSON in quotes"),
    Key::optional(
        "tool_choice",
        Shape::List(&Shape::Name(|| TOOL_CHOICES.to_vec())),
        "what it takes beside `auto`; all there is where it is not stated",
    ),
    Key::optional(
        "json_schema",
        Shape::Name(|| SchemaForm::ALL.map(SchemaForm::name).to_vec()),
        "how it takes a schema for the answer",
    ),
    Key::optional("developer_role", Shape::Flag, "whether it knows the role `developer`, which is `system` else"),
    Key::optional("null_content", Shape::Flag, "whether it takes the content `null`, which is an empty text else"),
    Key::optional("data_urls_only", Shape::Flag, "whether media that it would have to fetch are refused"),
    Key::optional(
        "tool_ids",
        Shape::Name(|| ToolIds::ALL.map(ToolIds::name).to_vec()),
        "what the ids of its tool calls are worth",
    ),
    Key::optional("failed_finish", Shape::List(&Shape::Text), "finish reasons that mean that it gave up"),
    Key::optional("messages", Shape::Table(messages::KEYS), "where models of dialect `anthropic` differ"),
    Key::optional(
        "thinking_budget",
        Shape::List(&Shape::Text),
        "models of dialect `gemini` that think by a budget of tokens instead of a level",
    ),
    care::API_KEYS,
    care::CONCURRENCY,
    care::CONTINUES,
    care::CONTINUING,
    care::MODELS,
    FIRST_BYTE_KEY,
    IDLE_KEY,
    TOTAL_KEY,
];
const MEMBER_LIST: Shape = Shape::List(&Shape::Name(|| MEMBERS.to_vec()));

/// The providers, each with the row of its host below it.
pub(super) fn providers<'d>(
    root: &Table<'d>,
    hosts: &'d [Host<'_>],
    timeouts: HostTimeouts,
    base: &Path,
) -> Vec<ProviderConfig> {
    let mut providers: Vec<ProviderConfig> = Vec::new();
    if root.required("providers").is_none() {
        return providers;
    }
    for table in root.tables("providers", PROVIDER_KEYS) {
        let Some(table) = over_host(table, hosts) else { continue };
        let Some(provider) = provider(&table, timeouts, base) else { continue };
        if providers.iter().any(|other| other.name == provider.name) {
            table.error(format!("a second provider `{}`", provider.name), "unique names");
        }
        providers.push(provider);
    }
    providers
}

fn provider(table: &Table<'_>, defaults: HostTimeouts, base: &Path) -> Option<ProviderConfig> {
    let name = table.required("name").and_then(|name| name.string());
    let region = table.required("region").and_then(|region| region.string());
    let perimeter = table.required("perimeter").and_then(|value| value.named(&Perimeter::ALL, Perimeter::name));
    let endpoint = endpoint(table, perimeter);
    let api_key = table.optional("api_key").and_then(|value| secret(&value, base));
    let iam_token = iam_token(table, api_key.is_some(), base);
    let iam = iam_key(table, base);
    let folder = folder(table);
    let quirks = quirks(table, folder);
    let timeouts = timeouts(Some(table), defaults);
    let care = Care { continuing_url: continuing_url(table, endpoint.as_ref()), ..care(table, timeouts, base) };
    Some(ProviderConfig {
        name: name?.to_owned(),
        endpoint: endpoint?,
        api_key,
        iam_token,
        iam,
        region: region?.to_owned(),
        perimeter: perimeter?,
        headers: headers(table, folder),
        quirks: quirks?,
        timeouts,
        care,
    })
}

/// Everything that may stand for a dialect.
fn dialects() -> Vec<&'static str> {
    Dialect::ALL.map(Dialect::name).into_iter().chain([SANDBOX]).collect()
}

/// Where requests go: the dialect's path behind `base_url`.
fn endpoint(table: &Table<'_>, perimeter: Option<Perimeter>) -> Option<Endpoint> {
    let Some(value) = table.optional("dialect") else {
        table.error("missing key `dialect`", "`dialect = …`, or `host = …` with a row that states it");
        return None;
    };
    let name = value.named(&dialects(), |name| name)?;
    if name == SANDBOX {
        return Some(Endpoint::Sandbox);
    }
    let dialect = Dialect::ALL.into_iter().find(|dialect| dialect.name() == name)?;
    let value = table.required("base_url")?;
    let text = value.string()?;
    let base = text.trim_end_matches('/');
    let url: Result<http::Uri, _> = format!("{base}{}", dialect.fixed_path().unwrap_or("/")).parse();
    match url {
        Ok(url) if is_endpoint(&url) => {
            if let Some(perimeter) = perimeter {
                perimeter::check(table, &url, perimeter);
            }
            Some(match dialect.fixed_path() {
                Some(_) => Endpoint::Fixed(dialect, url),
                None => Endpoint::ByModel(dialect, base.to_owned()),
            })
        }
        _ => value
            .refuse(format!("`{text}`"), "a URL such as \"https://api.openai.com/v1\", without user name and query"),
    }
}

/// Where requests go whose answer has begun, if that is another path of the same server.
fn continuing_url(table: &Table<'_>, usual: Option<&Endpoint>) -> Option<http::Uri> {
    let value = table.optional(care::CONTINUING.name)?.table(care::CONTINUING_KEYS)?.optional("path")?;
    let path = value.string()?;
    let Some(Endpoint::Fixed(_, url)) = usual else {
        return value.refuse("a path where the path says which model is asked", "a dialect with one path");
    };
    let mut parts = url.clone().into_parts();
    parts.path_and_query = path.parse().ok();
    match http::Uri::from_parts(parts) {
        Ok(url) if path.starts_with('/') && is_endpoint(&url) => Some(url),
        _ => value.refuse(format!("`{path}`"), "a path such as \"/beta/chat/completions\""),
    }
}

/// A token in the place of keys.
fn iam_token(table: &Table<'_>, has_key: bool, base: &Path) -> Option<SecretRef> {
    let value = table.optional("iam_token")?;
    if has_key || table.optional("api_keys").is_some() {
        return value.refuse("a token beside keys", "one of `api_key`, `api_keys` and `iam_token`");
    }
    secret(&value, base)
}

/// A key in the place of all of these, and where it is exchanged for tokens.
fn iam_key(table: &Table<'_>, base: &Path) -> Option<IamKey> {
    let value = table.optional("iam_key")?;
    if ["api_key", "api_keys", "iam_token"].iter().any(|other| table.optional(other).is_some()) {
        return value.refuse(
            "a key of a service account beside others",
            "one of `api_key`, `api_keys`, `iam_token` and `iam_key`",
        );
    }
    let key = secret(&value, base);
    let Some(endpoint) = table.optional("iam_endpoint") else {
        table.error("missing key `iam_endpoint`", "`iam_endpoint = …`: where `iam_key` is exchanged for tokens");
        return None;
    };
    let text = endpoint.string()?;
    match text.parse() {
        Ok(url) if is_endpoint(&url) => Some(IamKey { key: key?, endpoint: url }),
        _ => endpoint.refuse(
            format!("`{text}`"),
            "a URL such as \"https://iam.example.com/tokens\", without user name and query",
        ),
    }
}

/// Whether a URL is one that requests may be posted to.
fn is_endpoint(url: &http::Uri) -> bool {
    let host =
        url.authority().is_some_and(|authority| !authority.host().is_empty() && !authority.as_str().contains('@'));
    host && matches!(url.scheme_str(), Some("http" | "https")) && url.query().is_none()
}

/// Our folder at the host; it must be named where the row speaks of it.
fn folder<'d>(table: &Table<'d>) -> Option<&'d str> {
    let folder = table.optional("folder").and_then(|folder| folder.string());
    let mut texts: Vec<Value<'_>> = table.merged("headers").into_iter().map(|(_, value)| value).collect();
    texts.extend(table.optional("model_prefix"));
    let wanted = texts.iter().any(|text| text.as_str().is_some_and(|text| text.contains(FOLDER)));
    if wanted && folder.is_none() {
        table.error("missing key `folder`", "`folder = …`: the id of the folder there whose models are asked");
    }
    folder
}

fn headers(table: &Table<'_>, folder: Option<&str>) -> Vec<(HeaderName, HeaderValue)> {
    let mut parsed = Vec::new();
    for (name, value) in table.merged("headers") {
        let Some(text) = value.string() else { continue };
        let text = text.replace(FOLDER, folder.unwrap_or_default());
        match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
            (Ok(name), Ok(text)) => parsed.push((name, text)),
            _ => value.error(format!("the header `{name}`"), "a valid HTTP header name and value"),
        }
    }
    parsed
}
