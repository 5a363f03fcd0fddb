//! `qaqpa.toml` as written to [`Config`]: every problem is collected, none is fatal for finding the next.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use router_core::diagnostic::{Diagnostic, SourceFile, has_errors};
use router_core::files::{Key, Shape, Source, Table, Value};

use super::hosts::Rows;
use super::provider::{PROVIDER_KEYS, providers};
use super::{Config, Limits, SecretRef, ServerConfig, outside, storage};
use crate::providers::HostTimeouts;

pub(crate) const FILE_KEYS: &[Key] = &[
    Key::required("server", Shape::Table(SERVER_KEYS), "listeners and threads"),
    Key::required("storage", Shape::Table(storage::STORAGE_KEYS), "where the ledger is"),
    Key::required("files", Shape::Table(FOLDER_KEYS), "folders of policy and price files"),
    Key::optional("limits", Shape::Table(LIMIT_KEYS), "what one client can take, how long a provider may take"),
    Key::required("providers", Shape::List(&Shape::Table(PROVIDER_KEYS)), "whom requests are sent to"),
    Key::optional("fx", Shape::Table(outside::FX_KEYS), "where exchange rates are fetched on schedule"),
    Key::optional("webhook", Shape::Table(outside::WEBHOOK_KEYS), "where events are posted"),
];
const SERVER_KEYS: &[Key] = &[
    Key::required("listen", Shape::Text, "the data port, as address and port"),
    Key::required("admin_listen", Shape::Text, "admin API, metrics and health, as address and port"),
    Key::optional("admin_key", SECRET, "the key of the admin API"),
    Key::optional("workers", Shape::Count(1, MOST_WORKERS), "serving threads; one per core where it is not stated"),
];
const FOLDER_KEYS: &[Key] = &[
    Key::required("policies", Shape::Text, "folder of policy files"),
    Key::required("price_tables", Shape::Text, "folder of price lists and exchange rates"),
    Key::optional("hosts", Shape::Text, "folder of rows about hosts, beside the shipped ones"),
];
const LIMIT_KEYS: &[Key] = &[
    Key::optional("body_bytes", SIZE, "the largest body"),
    Key::optional("body_bytes_with_images", SIZE, "the largest body with images"),
    Key::optional("header_timeout_ms", TIME, "for the headers of a request"),
    Key::optional("body_timeout_ms", TIME, "for its body"),
    Key::optional("write_idle_timeout_ms", TIME, "for a client that stops reading"),
    Key::optional("grace_ms", TIME, "for requests while the gateway stops"),
    Key::optional("connections", SIZE, "connections in all"),
    Key::optional("connections_per_address", SIZE, "connections of one address"),
    Key::optional("heartbeat_ms", TIME, "until a silent stream gets a comment"),
    FIRST_BYTE_KEY,
    IDLE_KEY,
    TOTAL_KEY,
];
pub(super) const SECRET: Shape = Shape::Table(SECRET_KEYS);
const SECRET_KEYS: &[Key] = &[
    Key::optional("env", Shape::Text, "the environment variable that holds it"),
    Key::optional("file", Shape::Text, "or the file that holds it"),
];
pub(super) const FIRST_BYTE_KEY: Key =
    Key::optional("first_byte_timeout_ms", TIME, "of a provider: until the first content");
pub(super) const IDLE_KEY: Key = Key::optional("idle_timeout_ms", TIME, "of a provider: between two pieces");
pub(super) const TOTAL_KEY: Key = Key::optional("total_timeout_ms", TIME, "of a provider: for the whole answer");
const SIZE: Shape = Shape::Count(1, 1 << 32);
const TIME: Shape = Shape::Count(1, 86_400_000);
const MOST_WORKERS: u64 = 1_024;

/// Checks a configuration; `rows` are what a provider may name as its host.
pub(super) fn check(file: &SourceFile, rows: &Rows, base: &Path) -> Result<Config, Vec<Diagnostic>> {
    let source = Source::parse(file);
    let hosts = rows.sources();
    let config = source.root(FILE_KEYS).and_then(|root| {
        let limits_table = root.optional("limits").and_then(|limits| limits.table(LIMIT_KEYS));
        let timeouts = timeouts(limits_table.as_ref(), default_timeouts());
        let server = root.required("server").and_then(|server| server_config(&server, base));
        let storage = root.required("storage").and_then(|storage| storage::storage(&storage, base));
        let files = root.required("files").and_then(|files| folders(&files, base));
        let providers = providers(&root, &hosts, timeouts, base);
        let limits = limits_table.as_ref().map_or_else(Limits::default, limits);
        let fx_feed = root.optional("fx").map(|fx| outside::feed(&fx));
        let webhook = root.optional("webhook").map(|webhook| outside::webhook(&webhook, base));
        let (policies, price_tables) = files?;
        Some(Config {
            server: server?,
            storage: storage?,
            policies,
            price_tables,
            limits,
            providers,
            fx_feed: fx_feed.flatten(),
            webhook: webhook.flatten(),
        })
    });
    let mut diagnostics = Vec::new();
    // What is wrong with a row is found once for each provider that names it, with a table once for each reader.
    let sources = std::iter::once(source).chain(hosts.into_iter().map(|host| host.source));
    for problem in sources.flat_map(Source::into_diagnostics) {
        if !diagnostics.contains(&problem) {
            diagnostics.push(problem);
        }
    }
    match config {
        Some(config) if !has_errors(&diagnostics) => Ok(config),
        _ => Err(diagnostics),
    }
}

fn server_config(value: &Value<'_>, base: &Path) -> Option<ServerConfig> {
    let table = value.table(SERVER_KEYS)?;
    let listen = table.required("listen").and_then(|value| address(&value));
    let admin_listen = table.required("admin_listen").and_then(|value| address(&value));
    let admin_key = table.optional("admin_key").and_then(|value| secret(&value, base));
    let workers =
        table.optional("workers").and_then(|value| value.integer(1..=MOST_WORKERS)).map(|count| count as usize);
    let (listen, admin_listen) = (listen?, admin_listen?);
    if listen == admin_listen && listen.port() != 0 {
        table.error(
            "`listen` and `admin_listen` are the same",
            "two addresses: the admin API is never on the data port",
        );
        return None;
    }
    Some(ServerConfig { listen, admin_listen, admin_key, workers })
}

fn folders(value: &Value<'_>, base: &Path) -> Option<(std::path::PathBuf, std::path::PathBuf)> {
    let table = value.table(FOLDER_KEYS)?;
    let folder = |key: &str| {
        let value = table.required(key)?;
        let path = base.join(value.string()?);
        if path.is_dir() {
            Some(path)
        } else {
            value.refuse(format!("no folder {}", path.display()), "an existing folder")
        }
    };
    let (policies, price_tables) = (folder("policies"), folder("price_tables"));
    Some((policies?, price_tables?))
}

fn limits(table: &Table<'_>) -> Limits {
    let default = Limits::default();
    let size = |key: &str, default: usize| number(table, key, 1..=1 << 32).map_or(default, |number| number as usize);
    let time = |key: &str, default: Duration| number(table, key, 1..=86_400_000).map_or(default, Duration::from_millis);
    Limits {
        body_bytes: size("body_bytes", default.body_bytes),
        body_bytes_with_images: size("body_bytes_with_images", default.body_bytes_with_images),
        header_timeout: time("header_timeout_ms", default.header_timeout),
        body_timeout: time("body_timeout_ms", default.body_timeout),
        write_idle_timeout: time("write_idle_timeout_ms", default.write_idle_timeout),
        grace: time("grace_ms", default.grace),
        connections: size("connections", default.connections),
        connections_per_address: size("connections_per_address", default.connections_per_address),
        heartbeat: time("heartbeat_ms", default.heartbeat),
    }
}

fn default_timeouts() -> HostTimeouts {
    HostTimeouts { first_byte: Duration::from_secs(30), idle: Duration::from_secs(60), total: Duration::from_secs(600) }
}

pub(super) fn timeouts(table: Option<&Table<'_>>, default: HostTimeouts) -> HostTimeouts {
    let time = |key: &str, default: Duration| {
        table.and_then(|table| number(table, key, 1..=86_400_000)).map_or(default, Duration::from_millis)
    };
    HostTimeouts {
        first_byte: time("first_byte_timeout_ms", default.first_byte),
        idle: time("idle_timeout_ms", default.idle),
        total: time("total_timeout_ms", default.total),
    }
}

fn number(table: &Table<'_>, key: &str, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
    table.optional(key).and_then(|value| value.integer(range))
}

pub(super) fn secret(value: &Value<'_>, base: &Path) -> Option<SecretRef> {
    if value.is_string() {
        return value.refuse("a secret written into the file", "`{ env = \"NAME\" }` or `{ file = \"path\" }`");
    }
    let table = value.table(SECRET_KEYS)?;
    let env = table.optional("env").and_then(|env| env.string());
    let file = table.optional("file").and_then(|file| file.string());
    match (env, file) {
        (Some(name), None) => Some(SecretRef::Env(name.to_owned())),
        (None, Some(path)) => Some(SecretRef::File(base.join(path))),
        _ => value.refuse("both or neither of `env` and `file`", "exactly one of them"),
    }
}

fn address(value: &Value<'_>) -> Option<SocketAddr> {
    let text = value.string()?;
    text.parse().ok().or_else(|| value.refuse(format!("`{text}`"), "an address and port such as \"127.0.0.1:8080\""))
}

#[cfg(test)]
mod tests {
    use crate::config::hosts::Rows;
    use router_core::diagnostic::SourceFile;
    use std::path::Path;

    fn check(text: &str) -> String {
        let file = SourceFile { name: "qaqpa.toml".to_owned(), text: text.to_owned() };
        match super::check(&file, &Rows::shipped(), Path::new("")) {
            Ok(config) => format!("{} providers", config.providers.len()),
            Err(diagnostics) => diagnostics
                .iter()
                .map(|problem| {
                    let (line, column) = problem.line_column(text).unwrap_or_default();
                    format!("{line}:{column}: {}; expected {}\n", problem.found, problem.expected)
                })
                .collect(),
        }
    }

    const GOOD: &str = r#"
[server]
listen = "127.0.0.1:8080"
admin_listen = "127.0.0.1:9090"
[storage]
url = "sqlite:qaqpa.db"
[files]
policies = "src"
price_tables = "src"
[[providers]]
name = "openai"
dialect = "openai"
base_url = "https://api.openai.com/v1/"
api_key = { env = "OPENAI_API_KEY" }
region = "us"
perimeter = "foreign"
"#;

    #[test]
    fn the_contract_loads() {
        assert_eq!(check(GOOD), "1 providers");
    }

    #[test]
    fn the_example_loads() {
        let text = include_str!("../../../qaqpa.example.toml");
        let file = SourceFile { name: "qaqpa.example.toml".to_owned(), text: text.to_owned() };
        let config = super::check(&file, &Rows::shipped(), Path::new("..")).unwrap();
        let names: Vec<_> = config.providers.iter().map(|provider| provider.name.as_str()).collect();
        assert_eq!(names, ["openai", "google", "anthropic", "deepseek", "yandex", "local"]);
    }

    #[test]
    fn a_token_stands_in_the_place_of_keys() {
        let token = GOOD.replace("api_key = { env = \"OPENAI_API_KEY\" }", "iam_token = { file = \"token\" }");
        assert_eq!(check(&token), "1 providers");
        insta::assert_snapshot!(check(&(GOOD.to_owned() + "iam_token = { env = \"TOKEN\" }")), @"17:13: a token beside keys; expected one of `api_key`, `api_keys` and `iam_token`");
    }

    #[test]
    fn how_a_provider_is_treated() {
        let treated = |more: &str| check(&format!("{GOOD}{more}"));
        let good = "api_keys = [{ env = \"A\" }, { file = \"b\" }]\nconcurrency = 10\ncontinues = true\n\
                    [providers.models.\"some/model\"]\nfirst_byte_timeout_ms = 1\n";
        assert_eq!(treated(good), "1 providers");
        insta::assert_snapshot!(
            treated("concurrency = 0\napi_keys = [\"sk-1\"]\n[providers.models.x]\nidle_timeout = 1\n"),
            @r#"
        17:15: 0; expected a whole number from 1 to 100000
        18:13: a secret written into the file; expected `{ env = "NAME" }` or `{ file = "path" }`
        20:1: unknown key `idle_timeout`; expected `idle_timeout_ms` (known keys: first_byte_timeout_ms, idle_timeout_ms, total_timeout_ms)
        "#
        );
    }

    #[test]
    fn the_open_internet_is_not_inside() {
        let local = |url: &str| check(&GOOD.replace("foreign", "local").replace("https://api.openai.com/v1/", url));
        insta::assert_snapshot!(local("https://api.openai.com/v1"), @"16:13: `local`, but api.openai.com is on the open internet; expected `foreign`, or the address of a host of your own: what is inside may see personal data");
        insta::assert_snapshot!(local("http://93.184.216.34:8000/v1"), @"
        13:12: `http` to 93.184.216.34 on the open internet; expected `https`: requests and keys must not go in clear
        16:13: `local`, but 93.184.216.34 is on the open internet; expected `foreign`, or the address of a host of your own: what is inside may see personal data
        ");
        for url in ["http://127.0.0.1:11434/v1", "http://vllm:8000/v1", "https://models.bank.kz/v1"] {
            assert_eq!(local(url), "1 providers", "{url}");
        }
    }

    #[test]
    fn all_problems_are_listed() {
        let text = GOOD
            .replace("127.0.0.1:8080", "localhost")
            .replace("sqlite:", "mysql:")
            .replace("{ env = \"OPENAI_API_KEY\" }", "\"sk-secret\"")
            .replace("dialect = \"openai\"", "dialect = \"claude\"\nregoin = \"eu\"");
        insta::assert_snapshot!(check(&text), @r#"
        3:10: `localhost`; expected an address and port such as "127.0.0.1:8080"
        6:7: `mysql:qaqpa.db`; expected `sqlite:` and a path, or `postgres://user@host/database`
        12:11: `claude`; expected one of: openai, anthropic, gemini, yandexgpt, sandbox
        13:1: unknown key `regoin`; expected `region` (known keys: name, host, dialect, base_url, api_key, iam_token, iam_key, iam_endpoint, folder, region, perimeter, headers, model_prefix, output_limit, stream_usage, drop, refuse, rename, set, tool_choice, json_schema, developer_role, null_content, data_urls_only, tool_ids, failed_finish, messages, thinking_budget, api_keys, concurrency, continues, continuing, models, first_byte_timeout_ms, idle_timeout_ms, total_timeout_ms)
        15:11: a secret written into the file; expected `{ env = "NAME" }` or `{ file = "path" }`
        "#);
    }
}
