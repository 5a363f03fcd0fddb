//! `qaqpa tenants`, `projects` and `keys`: the admin API, spoken to the running gateway or, where none runs, to the ledger.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{diagnostics, files};
use crate::config::{Config, secrets};
use crate::ledger::LedgerError;
use crate::plain_http;
use crate::start::{StartError, offline};

/// How long a gateway that is asked only to know more may take.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct TenantsArgs {
    #[command(subcommand)]
    command: TenantsCommand,
}

#[derive(Debug, Args)]
pub(super) struct ProjectsArgs {
    #[command(subcommand)]
    command: ProjectsCommand,
}

#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// The configuration file.
    #[arg(long, default_value = "qaqpa.toml")]
    config: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// What is limited, alike for tenants, projects and keys; "none" lifts a limit.
#[derive(Debug, Args)]
struct LimitArgs {
    /// Most tenge a calendar month.
    #[arg(long)]
    budget_month: Option<String>,
    /// Most tenge a calendar day.
    #[arg(long)]
    budget_day: Option<String>,
    /// Per cent of each budget at which a webhook tells of it; 0: nobody is told. 80 where it is not stated.
    #[arg(long, value_name = "PERCENT")]
    soft_percent: Option<String>,
    /// Requests a minute.
    #[arg(long)]
    requests_per_minute: Option<String>,
    /// Tokens a minute.
    #[arg(long)]
    tokens_per_minute: Option<String>,
    /// Requests at the same time.
    #[arg(long)]
    concurrency: Option<String>,
}

impl LimitArgs {
    /// The members of the admin API, beside those of `body`.
    fn beside(self, mut body: Value) -> Value {
        let number =
            |text: Option<String>| text.map(|text| text.parse::<u64>().map_or(json!(text), |count| json!(count)));
        body["budget_month"] = json!(self.budget_month);
        body["budget_day"] = json!(self.budget_day);
        body["soft_percent"] = json!(number(self.soft_percent));
        body["requests_per_minute"] = json!(number(self.requests_per_minute));
        body["tokens_per_minute"] = json!(number(self.tokens_per_minute));
        body["concurrency"] = json!(number(self.concurrency));
        body
    }
}

#[derive(Debug, Args)]
struct ProjectArgs {
    #[command(flatten)]
    common: Common,
    /// The tenant it belongs to.
    #[arg(long)]
    tenant: String,
    /// Its id: a-z, 0-9 and -.
    #[arg(long)]
    id: String,
    /// Its name, for people.
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    limits: LimitArgs,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    common: Common,
    /// Of this tenant only.
    #[arg(long)]
    tenant: Option<String>,
}

impl ListArgs {
    /// How to ask for what belongs to tenants: to one or to all.
    fn of(self, list: &str) -> (Common, Method, String, Option<Value>) {
        let path = self.tenant.map_or_else(|| list.to_owned(), |tenant| format!("{list}?tenant={tenant}"));
        (self.common, Method::GET, path, None)
    }
}

#[derive(Debug, Subcommand)]
enum TenantsCommand {
    /// Make a tenant.
    Create {
        #[command(flatten)]
        common: Common,
        /// Its id: a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// Its plan, as the policy files name it.
        #[arg(long)]
        plan: String,
        /// Its name, for people.
        #[arg(long)]
        name: Option<String>,
        /// How often it pays its plan: month or year.
        #[arg(long)]
        pays: Option<String>,
        #[command(flatten)]
        limits: LimitArgs,
    },
    /// Change a tenant; what is not named stays.
    Update {
        #[command(flatten)]
        common: Common,
        /// Its id.
        #[arg(long)]
        id: String,
        /// Another plan.
        #[arg(long)]
        plan: Option<String>,
        /// Another name.
        #[arg(long)]
        name: Option<String>,
        /// How often it pays its plan: month or year.
        #[arg(long)]
        pays: Option<String>,
        #[command(flatten)]
        limits: LimitArgs,
        /// Refuse all its keys, or take them again.
        #[arg(long)]
        disabled: Option<bool>,
    },
    /// List tenants.
    List {
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Subcommand)]
enum ProjectsCommand {
    /// Make a project: a part of a tenant with limits of its own.
    Create(ProjectArgs),
    /// Change a project; what is not named stays.
    #[command(mut_arg("id", |arg| arg.help("Its id")), mut_arg("name", |arg| arg.help("Another name")))]
    Update(ProjectArgs),
    /// List projects.
    List(ListArgs),
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make a key; it is shown once.
    Create {
        #[command(flatten)]
        common: Common,
        /// The tenant it belongs to.
        #[arg(long)]
        tenant: String,
        /// Its name, for people.
        #[arg(long)]
        name: Option<String>,
        /// The project of the tenant that it is for; it stays there.
        #[arg(long)]
        project: Option<String>,
        #[command(flatten)]
        limits: Box<LimitArgs>,
        /// When it stops working, such as 2027-01-01T00:00:00Z.
        #[arg(long)]
        expires_at: Option<String>,
    },
    /// List keys, without the keys themselves.
    List(ListArgs),
    /// Revoke a key at once.
    Revoke {
        #[command(flatten)]
        common: Common,
        /// Its id, as `keys list` shows it.
        #[arg(long)]
        id: String,
    },
}

pub(super) fn tenants(args: TenantsArgs) -> Result<ExitCode> {
    let (common, method, path, body) = match args.command {
        TenantsCommand::Create { common, id, plan, name, pays, limits } => {
            let body = limits.beside(json!({ "id": id, "plan": plan, "name": name, "pays": pays }));
            (common, Method::POST, "tenants".to_owned(), Some(body))
        }
        TenantsCommand::Update { common, id, plan, name, pays, limits, disabled } => {
            let body = limits.beside(json!({ "plan": plan, "name": name, "pays": pays, "disabled": disabled }));
            (common, Method::PATCH, format!("tenants/{id}"), Some(body))
        }
        TenantsCommand::List { common } => (common, Method::GET, "tenants".to_owned(), None),
    };
    let answer = ask(&common, &method, &path, body.as_ref())?;
    print(&common, &answer, &["id", "name", "plan", "budget_month", "budget_day", "disabled"])
}

pub(super) fn projects(args: ProjectsArgs) -> Result<ExitCode> {
    let (common, method, path, body) = match args.command {
        ProjectsCommand::Create(ProjectArgs { common, tenant, id, name, limits }) => {
            let body = limits.beside(json!({ "tenant": tenant, "id": id, "name": name }));
            (common, Method::POST, "projects".to_owned(), Some(body))
        }
        ProjectsCommand::Update(ProjectArgs { common, tenant, id, name, limits }) => {
            let body = limits.beside(json!({ "name": name }));
            (common, Method::PATCH, format!("projects/{tenant}/{id}"), Some(body))
        }
        ProjectsCommand::List(args) => args.of("projects"),
    };
    let answer = ask(&common, &method, &path, body.as_ref())?;
    print(&common, &answer, &["tenant", "id", "name", "budget_month", "budget_day"])
}

pub(super) fn keys(args: KeysArgs) -> Result<ExitCode> {
    let (common, method, path, body) = match args.command {
        KeysCommand::Create { common, tenant, project, name, limits, expires_at } => {
            let body = json!({ "tenant": tenant, "project": project, "name": name, "expires_at": expires_at });
            let body = limits.beside(body);
            (common, Method::POST, "keys".to_owned(), Some(body))
        }
        KeysCommand::List(args) => args.of("keys"),
        KeysCommand::Revoke { common, id } => (common, Method::DELETE, format!("keys/{id}"), None),
    };
    let answer = ask(&common, &method, &path, body.as_ref())?;
    if let Some(key) = answer.get("key").filter(|_| !common.json).and_then(Value::as_str) {
        writeln!(std::io::stdout(), "id: {}\nkey: {key}", answer["id"].as_str().unwrap_or_default())?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&common, &answer, &["id", "tenant", "project", "name", "prefix", "created", "revoked_at", "expires_at"])
}

/// Asks the admin API of the running gateway; where none holds the ledger, the same API without a listener.
pub(super) fn ask(common: &Common, method: &Method, path: &str, body: Option<&Value>) -> Result<Value> {
    let config = files::config(&common.config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let body = body.map(serde_json::to_vec).transpose()?.unwrap_or_default();
    let (status, answer) = match offline(&config) {
        Ok(offline) => {
            let answer = runtime.block_on(offline.admin.ask(method, path, body));
            offline.close();
            answer.context("the admin API did not answer")?
        }
        Err(StartError::Ledger(LedgerError::Locked { .. })) => {
            runtime.block_on(over_http(&config, method, path, body))?
        }
        Err(error) => bail!("{}", diagnostics::explain_start(&error)),
    };
    let answer: Value = if answer.is_empty() { Value::Null } else { serde_json::from_slice(&answer)? };
    if !(200..300).contains(&status) {
        bail!("{}", answer["error"]["message"].as_str().unwrap_or("the admin API refused"));
    }
    Ok(answer)
}

/// How providers are at the gateway that runs on this configuration; `None` where none does.
///
/// # Errors
/// There should be one, and it cannot be asked.
pub(super) fn providers_of_running(config: &Config) -> Result<Option<Vec<Value>>> {
    if !config.admin_address_path().exists() {
        return Ok(None);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let asked =
        async { tokio::time::timeout(PATIENCE, over_http(config, &Method::GET, "providers", Vec::new())).await };
    let (status, answer) = runtime.block_on(asked).context("it does not answer")??;
    match serde_json::from_slice(&answer)? {
        Value::Array(rows) if status == 200 => Ok(Some(rows)),
        answer => bail!("{}", answer["error"]["message"].as_str().unwrap_or("the admin API refused")),
    }
}

async fn over_http(config: &Config, method: &Method, path: &str, body: Vec<u8>) -> Result<(u16, Vec<u8>)> {
    let address = std::fs::read_to_string(config.admin_address_path())
        .context("the ledger is in use, and no running gateway says where its admin API is")?;
    let key: SecretString = match &config.server.admin_key {
        Some(reference) => secrets::resolve(reference)?,
        None => secrets::read_or_create(&config.admin_key_path())?,
    };
    let url = format!("http://{}/admin/v1/{path}", address.trim());
    let answer = plain_http::send(method, &url, key.expose_secret(), body).await?;
    Ok((answer.status, answer.body.to_vec()))
}

pub(super) fn print(common: &Common, answer: &Value, columns: &[&str]) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    if common.json {
        writeln!(out, "{answer}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<&Value> = match answer {
        Value::Null => return Ok(ExitCode::SUCCESS),
        Value::Array(rows) => rows.iter().collect(),
        row => vec![row],
    };
    let cell = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|column| cell(&row[*column])).collect()).collect();
    out.write_all(super::table::table(columns, &cells).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
