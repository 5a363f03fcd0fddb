//! `qaqpa providers`: how providers are, and the operator's switch.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use http::Method;
use serde_json::{Value, json};

use super::directory::{Common, ask, print};

#[derive(Debug, Args)]
pub(super) struct ProvidersArgs {
    #[command(subcommand)]
    command: ProvidersCommand,
}

#[derive(Debug, Subcommand)]
enum ProvidersCommand {
    /// How every provider is: well, blocked, or out and why.
    List {
        #[command(flatten)]
        common: Common,
    },
    /// Keep a provider or a region out from the next request on, also after a restart.
    Block {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        whom: Whom,
        /// For how long, such as 30m, 2h or 1d; without it, until it is unblocked.
        #[arg(long = "for", value_name = "TIME", value_parser = time)]
        time: Option<Duration>,
    },
    /// Let it serve again.
    Unblock {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        whom: Whom,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Whom {
    /// The provider's name in the configuration.
    name: Option<String>,
    /// Every provider of this region instead.
    #[arg(long)]
    region: Option<String>,
}

pub(super) fn run(args: ProvidersArgs) -> Result<ExitCode> {
    let (common, answer) = match args.command {
        ProvidersCommand::List { common } => {
            let answer = ask(&common, &Method::GET, "providers", None)?;
            (common, answer)
        }
        ProvidersCommand::Block { common, whom, time } => {
            let body = json!({ "for_seconds": time.map(|time| time.as_secs()) });
            let answer = ask(&common, &Method::POST, &whom.path()?, Some(&body))?;
            (common, answer)
        }
        ProvidersCommand::Unblock { common, whom } => {
            let answer = ask(&common, &Method::DELETE, &whom.path()?, None)?;
            (common, answer)
        }
    };
    print(&common, &shown(answer, common.json), &["name", "region", "perimeter", "state", "until", "models"])
}

impl Whom {
    fn path(&self) -> Result<String> {
        let (kind, name) = match (&self.name, &self.region) {
            (Some(name), _) => ("providers", name),
            (None, Some(region)) => ("regions", region),
            (None, None) => bail!("name a provider or a region"),
        };
        // Names of the configuration may hold anything; a path may not.
        let name: String = name
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        Ok(format!("{kind}/{name}/block"))
    }
}

/// The answer as rows for people: until when, and which models are out.
fn shown(mut answer: Value, json: bool) -> Value {
    if json {
        return answer;
    }
    for row in answer.as_array_mut().into_iter().flatten() {
        let out = |model: &Value| match model["until"].as_str() {
            Some(_) => Some(format!("{} ({})", model["model"].as_str()?, model["why"].as_str()?)),
            None => None,
        };
        let models: Vec<String> = row["models"].as_array().into_iter().flatten().filter_map(out).collect();
        row["until"] =
            if row["blocked"].is_null() { row["circuit"]["until"].take() } else { row["blocked"]["until"].take() };
        row["models"] = if models.is_empty() { Value::Null } else { models.join(", ").into() };
    }
    answer
}

fn time(text: &str) -> Result<Duration, String> {
    let problem = || format!("`{text}`, expected a time such as 90s, 30m, 2h or 1d");
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3_600,
        Some('d') => 86_400,
        _ => return Err(problem()),
    };
    let count: u64 = text.get(..text.len() - 1).and_then(|count| count.parse().ok()).ok_or_else(problem)?;
    count.checked_mul(unit).filter(|seconds| *seconds > 0).map(Duration::from_secs).ok_or_else(problem)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    #[test]
    fn times() {
        for (text, expected) in [
            ("90s", Some(90)),
            ("30m", Some(1_800)),
            ("2h", Some(7_200)),
            ("1d", Some(86_400)),
            ("0h", None),
            ("2", None),
            ("h", None),
            ("", None),
            ("-2h", None),
            ("99999999999999999999h", None),
            ("2ч", None),
        ] {
            assert_eq!(super::time(text).ok(), expected.map(Duration::from_secs), "{text}");
        }
    }
}
