//! `qaqpa wallets`: what tenants pay in advance. The admin API, as `qaqpa tenants` speaks it.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use http::Method;
use serde_json::{Value, json};

use super::directory::{Common, ask, print};

#[derive(Debug, Args)]
pub(super) struct WalletsArgs {
    #[command(subcommand)]
    command: WalletsCommand,
}

#[derive(Debug, Subcommand)]
enum WalletsCommand {
    /// Book a payment. The same reference again books nothing.
    TopUp {
        #[command(flatten)]
        common: Common,
        /// The tenant.
        tenant: String,
        /// Tenge; below zero takes back what was booked by mistake.
        #[arg(long, allow_negative_numbers = true)]
        amount: String,
        /// What the payment is known by, such as KASPI-123.
        #[arg(long)]
        reference: String,
    },
    /// The payments of a tenant.
    Show {
        #[command(flatten)]
        common: Common,
        /// The tenant.
        tenant: String,
    },
    /// What is left in every wallet.
    List {
        #[command(flatten)]
        common: Common,
    },
}

const COLUMNS: [&str; 5] = ["tenant", "topped_up", "spent", "reserved", "remaining"];

pub(super) fn run(args: WalletsArgs) -> Result<ExitCode> {
    match args.command {
        WalletsCommand::TopUp { common, tenant, amount, reference } => {
            let body = json!({ "amount": amount, "reference": reference });
            let path = format!("wallets/{tenant}/top-ups");
            print(&common, &ask(&common, &Method::POST, &path, Some(&body))?, &COLUMNS)
        }
        WalletsCommand::Show { common, tenant } => {
            let wallet = ask(&common, &Method::GET, &format!("wallets/{tenant}"), None)?;
            match &wallet["top_ups"] {
                top_ups @ Value::Array(_) if !common.json => print(&common, top_ups, &["at", "reference", "amount"]),
                _ => print(&common, &wallet, &COLUMNS),
            }
        }
        WalletsCommand::List { common } => print(&common, &ask(&common, &Method::GET, "wallets", None)?, &COLUMNS),
    }
}
