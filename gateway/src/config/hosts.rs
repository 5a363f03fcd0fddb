//! Rows about hosts: what is known of one, in a file that providers name. Rows are shipped; a folder may add and replace.

use std::path::Path;

use router_core::diagnostic::{Diagnostic, SourceFile};
use router_core::files::{Key, Shape, Source, Table, nearest};

use super::provider::PROVIDER_KEYS;

/// The shipped rows.
pub(crate) const SHIPPED: [(&str, &str); 11] = [
    ("anthropic", include_str!("../../../hosts/anthropic.toml")),
    ("deepseek", include_str!("../../../hosts/deepseek.toml")),
    ("gemini", include_str!("../../../hosts/gemini.toml")),
    ("llama-cpp", include_str!("../../../hosts/llama-cpp.toml")),
    ("llama-cpp-python", include_str!("../../../hosts/llama-cpp-python.toml")),
    ("ollama", include_str!("../../../hosts/ollama.toml")),
    ("openai", include_str!("../../../hosts/openai.toml")),
    ("openrouter", include_str!("../../../hosts/openrouter.toml")),
    ("vllm", include_str!("../../../hosts/vllm.toml")),
    ("yandexgpt", include_str!("../../../hosts/yandexgpt.toml")),
    ("yandexgpt-openai", include_str!("../../../hosts/yandexgpt-openai.toml")),
];
/// What only a provider of one's own can say.
const OWN_KEYS: [&str; 8] = ["name", "host", "api_key", "api_keys", "iam_token", "iam_key", "folder", "perimeter"];
const VERSION: Key = Key::required("version", Shape::Count(1, 1), "the version of the format");

/// Rows as they were read, of the folder first.
#[derive(Debug)]
pub(super) struct Rows(Vec<SourceFile>);

/// A row that is being checked.
#[derive(Debug)]
pub(super) struct Host<'f> {
    name: &'f str,
    pub(super) source: Source<'f>,
}

/// The keys of a row: those of a provider, but for what is its own.
pub(crate) fn row_keys() -> Vec<Key> {
    let shared = PROVIDER_KEYS.iter().filter(|key| !OWN_KEYS.contains(&key.name));
    std::iter::once(VERSION).chain(shared.copied()).collect()
}

/// A provider's table with the row it names below it; `None` where there is no such row.
pub(super) fn over_host<'d>(table: Table<'d>, hosts: &'d [Host<'_>]) -> Option<Table<'d>> {
    let Some(value) = table.optional("host") else { return Some(table) };
    let name = value.string()?;
    let Some(host) = hosts.iter().find(|host| host.name == name) else {
        let names: Vec<&str> = hosts.iter().map(|host| host.name).collect();
        let near = nearest(name, names.iter().copied()).map(|near| format!("`{near}` ")).unwrap_or_default();
        return value.refuse(format!("no row of the host `{name}`"), format!("{near}(one of: {})", names.join(", ")));
    };
    let row = host.source.root(&row_keys())?;
    row.required("version")?.integer(1..=1)?;
    Some(table.with_defaults(row))
}

// === impl Rows ===

impl Rows {
    /// The shipped rows alone.
    pub(super) fn shipped() -> Self {
        let shipped = SHIPPED.iter();
        Self(shipped.map(|&(name, text)| file(format!("hosts/{name}.toml (shipped)"), text.to_owned())).collect())
    }

    /// The rows that a configuration file in the folder `base` may name. What else is wrong with the file is not looked
    /// at here.
    ///
    /// # Errors
    /// A folder or file that cannot be read, at the place where the configuration names the folder.
    pub(super) fn read(config: &SourceFile, base: &Path) -> Result<Self, Diagnostic> {
        let source = Source::parse(config);
        let named =
            source.root(&[] as &[&str]).and_then(|root| root.optional("files")?.open_table()?.optional("hosts"));
        let mut rows = Vec::new();
        if let Some((folder, span)) = named.and_then(|value| Some((base.join(value.as_str()?), value.span()))) {
            let failed = |error: std::io::Error| {
                let found = format!("{}: {error}", folder.display());
                Diagnostic::error(&config.name, span.clone(), found, "a folder of readable files")
            };
            let entries = std::fs::read_dir(&folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
            let mut paths: Vec<_> = entries.map_err(failed)?.into_iter().map(|entry| entry.path()).collect();
            paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
            paths.sort();
            for path in paths {
                rows.push(file(path.display().to_string(), std::fs::read_to_string(&path).map_err(failed)?));
            }
        }
        rows.extend(Self::shipped().0);
        Ok(Self(rows))
    }

    pub(super) fn sources(&self) -> Vec<Host<'_>> {
        self.0.iter().map(|row| Host { name: stem(&row.name), source: Source::parse(row) }).collect()
    }

    pub(super) fn into_files(self) -> Vec<SourceFile> {
        self.0
    }
}

fn file(name: String, text: String) -> SourceFile {
    SourceFile { name, text }
}

/// The name of the row in a file.
fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split_once(".toml").map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use dialects::{Dialect, SchemaForm, ToolIds};
    use router_core::diagnostic::{Diagnostic, SourceFile};

    use super::{Rows, SHIPPED};
    use crate::config::{Config, Endpoint, ProviderConfig, check};

    fn load(rows: &Rows, provider: &str) -> Result<ProviderConfig, String> {
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n[storage]\nurl = \"sqlite:a.db\"\n\
             [files]\npolicies = \"src\"\nprice_tables = \"src\"\n[[providers]]\nname = \"p\"\n{provider}"
        );
        let file = SourceFile { name: "qaqpa.toml".to_owned(), text };
        let placed = |problem: Diagnostic| {
            let text = rows.0.iter().find(|row| row.name == problem.file).map_or(&file.text, |row| &row.text);
            let (line, column) = problem.line_column(text).unwrap_or_default();
            // The lists of all keys and names are long, and grow.
            let expected = problem.expected.split(" (").next().unwrap_or_default();
            format!("{}:{line}:{column}: {}; expected {expected}\n", problem.file, problem.found)
        };
        match check::check(&file, rows, Path::new("")) {
            Ok(Config { mut providers, .. }) => Ok(providers.remove(0)),
            Err(problems) => Err(problems.into_iter().map(placed).collect()),
        }
    }

    fn row(name: &str, text: &str) -> SourceFile {
        SourceFile { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn every_shipped_row_makes_a_provider() {
        for (name, text) in SHIPPED {
            let region = if text.contains("region = ") { "" } else { "region = \"kz\"\n" };
            let folder = if text.contains("{folder}") { "folder = \"b1g\"\n" } else { "" };
            let perimeter = if text.contains("127.0.0.1") { "local" } else { "foreign" };
            let provider = format!("host = \"{name}\"\nperimeter = \"{perimeter}\"\n{region}{folder}");
            assert_eq!(load(&Rows::shipped(), &provider).err(), None, "{name}");
        }
    }

    #[test]
    fn a_provider_goes_before_its_row() {
        let provider = load(
            &Rows::shipped(),
            "host = \"yandexgpt-openai\"\nperimeter = \"foreign\"\nregion = \"kz\"\njson_schema = \"named\"\n\
             headers = { x-team = \"shop\" }\nfolder = \"b1g\"\nbase_url = \"https://ai.kz.example/v1\"",
        )
        .unwrap();
        assert_eq!(provider.region, "kz");
        let url = "https://ai.kz.example/v1/chat/completions".parse().unwrap();
        assert_eq!(provider.endpoint, Endpoint::Fixed(Dialect::OpenAi, url));
        let headers: Vec<_> = provider.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        assert_eq!(
            headers,
            [("openai-project", &b"b1g"[..]), ("x-data-logging-enabled", b"false"), ("x-team", b"shop")]
        );
        let quirks = provider.quirks;
        assert_eq!(quirks.model_prefix.as_deref(), Some("gpt://b1g/"));
        assert_eq!((quirks.output_limit, quirks.stream_usage), (Some("max_tokens"), false));
        assert_eq!((quirks.json_schema, quirks.tool_ids), (SchemaForm::Named, ToolIds::Unique));
        assert_eq!(quirks.tool_choice, Some(vec!["none"]));
    }

    #[test]
    fn rows_say_how_a_host_goes_on_with_an_answer() {
        for (host, url, request, message) in [
            ("deepseek", Some("https://api.deepseek.com/beta/chat/completions"), "", "prefix=true"),
            ("vllm", None, "add_generation_prompt=false, continue_final_message=true", ""),
            ("llama-cpp", None, "", ""),
            ("anthropic", None, "", ""),
        ] {
            let perimeter = if url.is_some() || host == "anthropic" { "foreign" } else { "local\"\nregion = \"kz" };
            let provider = load(&Rows::shipped(), &format!("host = \"{host}\"\nperimeter = \"{perimeter}\"")).unwrap();
            assert!(provider.care.continues, "{host}");
            assert_eq!(provider.care.continuing_url.map(|url| url.to_string()).as_deref(), url, "{host}");
            let told = |pairs: &[(String, String)]| {
                pairs.iter().map(|(name, json)| format!("{name}={json}")).collect::<Vec<_>>().join(", ")
            };
            assert_eq!(told(&provider.quirks.continued_request), request, "{host}");
            assert_eq!(told(&provider.quirks.continued_message), message, "{host}");
        }
        for other in ["openai", "gemini", "ollama", "openrouter", "yandexgpt", "yandexgpt-openai"] {
            let provider = format!("host = \"{other}\"\nperimeter = \"foreign\"\nregion = \"ru\"\nfolder = \"f\"");
            assert!(!load(&Rows::shipped(), &provider).unwrap().care.continues, "{other}");
        }
        let own = "host = \"deepseek\"\nperimeter = \"foreign\"\nbase_url = \"https://proxy.example/ds/v1\"";
        let url = load(&Rows::shipped(), own).unwrap().care.continuing_url.unwrap();
        assert_eq!(url, "https://proxy.example/beta/chat/completions", "never another server than the provider's own");
        let wrong = "host = \"deepseek\"\nperimeter = \"foreign\"\n[providers.continuing]\npath = \"beta\"";
        insta::assert_snapshot!(load(&Rows::shipped(), wrong).unwrap_err(), @r#"qaqpa.toml:14:8: `beta`; expected a path such as "/beta/chat/completions""#);
    }

    #[test]
    fn slips_are_named_where_they_stand() {
        let rows = |text: &str| Rows(vec![row("hosts/mine.toml", text)]);
        let without = "host = \"yandexgpt\"\nperimeter = \"foreign\"";
        insta::assert_snapshot!(load(&Rows::shipped(), without).unwrap_err(), @"qaqpa.toml:9:1: missing key `folder`; expected `folder = …`: the id of the folder there whose models are asked");
        let mine = "host = \"mine\"\nperimeter = \"foreign\"\n";
        insta::assert_snapshot!(load(&Rows::shipped(), "host = \"deepsek\"\nperimeter = \"foreign\"").unwrap_err(), @"qaqpa.toml:11:8: no row of the host `deepsek`; expected `deepseek`");
        insta::assert_snapshot!(load(&rows("dialect = \"openai\""), mine).unwrap_err(), @"hosts/mine.toml:1:1: missing key `version`; expected `version = …`");
        insta::assert_snapshot!(load(&rows("version = 1\nname = \"x\"\ndrop = [\"sed\"]\ntool_choice = [\"any\"]"), mine).unwrap_err(), @"
        qaqpa.toml:9:1: missing key `region`; expected `region = …`
        qaqpa.toml:9:1: missing key `dialect`; expected `dialect = …`, or `host = …` with a row that states it
        hosts/mine.toml:2:1: unknown key `name`; expected `rename`
        hosts/mine.toml:3:9: `sed`; expected `seed`
        hosts/mine.toml:4:16: `any`; expected one of: none, required, function
        ");
        let quirks = "version = 1\ndialect = \"openai\"\nregion = \"us\"\nbase_url = \"https://a.kz/v1\"\n\
                      rename = { stopp = \"x\" }\nset = { thinking = \"{\", model = \"1\" }\nset_ = 1\ntool_ids = \"names\"";
        insta::assert_snapshot!(load(&rows(quirks), mine).unwrap_err(), @r#"
        hosts/mine.toml:5:20: the member `stopp`; expected `stop`, a member of OpenAI's requests
        hosts/mine.toml:6:20: `{`: unexpected end of document, expected an object key in double quotes at byte 1; expected JSON in quotes such as '{"type":"disabled"}'
        hosts/mine.toml:6:33: the member `model`; expected a member that the gateway does not set itself
        hosts/mine.toml:7:1: unknown key `set_`; expected `set`
        hosts/mine.toml:8:12: `names`; expected one of: kept, unique, repeated
        "#);
    }

    #[test]
    fn a_folder_adds_rows_and_replaces_shipped_ones() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("hosts")).unwrap();
        std::fs::write(folder.path().join("hosts/openai.toml"), "version = 1\n").unwrap();
        std::fs::write(folder.path().join("hosts/notes.md"), "no row").unwrap();
        let config = row("qaqpa.toml", "[files]\nhosts = \"hosts\"\n");
        let rows = Rows::read(&config, folder.path()).unwrap();
        let names: Vec<_> = rows.sources().iter().map(|host| host.name.to_owned()).collect();
        assert_eq!((names[0].as_str(), names.len()), ("openai", SHIPPED.len() + 1));
        let missing = Rows::read(&config, Path::new("nowhere")).unwrap_err();
        assert_eq!(missing.line_column(&config.text), Some((2, 9)));
    }
}
