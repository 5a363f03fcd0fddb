//! `qaqpa fx`: exchange rates in the price folder. A running gateway takes up what is added within seconds.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use http::Uri;
use jiff::Timestamp;
use jiff::civil::Date;
use router_core::money::Currency;
use router_core::prices::PriceBook;
use rust_decimal::Decimal;

use super::files;
use super::table::table;
use crate::fx::{self, Added};
use crate::ledger::almaty_day;
use crate::prices::folder::load;

#[derive(Debug, Args)]
pub(super) struct FxArgs {
    #[command(subcommand)]
    command: FxCommand,
}

#[derive(Debug, Subcommand)]
enum FxCommand {
    /// Fetch the official rates of today and, once they are set, of tomorrow.
    Update {
        /// The configuration file.
        #[arg(long, default_value = "qaqpa.toml")]
        config: PathBuf,
        /// Where they are fetched; otherwise the configuration's feed, otherwise the National Bank's.
        #[arg(long)]
        feed: Option<Uri>,
    },
    /// State a rate by hand, for a day that has none yet.
    Set {
        /// The configuration file.
        #[arg(long, default_value = "qaqpa.toml")]
        config: PathBuf,
        /// The currency, such as USD.
        #[arg(value_parser = foreign)]
        currency: Currency,
        /// Tenge for one unit of it.
        #[arg(value_parser = positive)]
        kzt: Decimal,
        /// The first day of the rate; today where it is not stated.
        #[arg(long, value_name = "DAY")]
        from: Option<Date>,
        /// Where the figure comes from.
        #[arg(long, default_value = "set by hand")]
        source: String,
    },
    /// Every rate of every day; a star stands by those in force.
    List {
        /// The configuration file.
        #[arg(long, default_value = "qaqpa.toml")]
        config: PathBuf,
        /// Only this currency.
        #[arg(long, value_parser = foreign)]
        currency: Option<Currency>,
    },
}

pub(super) fn run(args: &FxArgs) -> Result<ExitCode> {
    let today = almaty_day(Timestamp::now());
    let text = match &args.command {
        FxCommand::Update { config, feed } => {
            let config = files::config(config)?;
            let feed = match feed.clone().or(config.fx_feed) {
                Some(feed) => feed,
                None => fx::NATIONAL_BANK.parse()?,
            };
            let _ = rustls::crypto::ring::default_provider().install_default();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let added = runtime.block_on(fx::update(&feed, &config.price_tables, today));
            told(&added.context("no rate was added by this; the old ones stay in force")?)
        }
        FxCommand::Set { config, currency, kzt, from, source } => {
            let config = files::config(config)?;
            let valid_from = from.unwrap_or(today);
            if valid_from < today {
                bail!(
                    "{valid_from} is over: its requests keep the rate that they were charged by; state a day from {today} on"
                );
            }
            let rate = Added { currency: *currency, kzt: *kzt, valid_from, source: source.clone() };
            fx::append(&config.price_tables, std::slice::from_ref(&rate), today)?;
            told(&[rate])
        }
        FxCommand::List { config, currency } => {
            let book = load(&files::config(config)?.price_tables, today)?;
            listed(&book, *currency, today)
        }
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn told(added: &[Added]) -> String {
    if added.is_empty() {
        return "nothing new\n".to_owned();
    }
    let line = |rate: &Added| format!("{} {} from {}\n", rate.currency, rate.kzt, rate.valid_from);
    added.iter().map(line).collect()
}

fn listed(book: &PriceBook, currency: Option<Currency>, today: Date) -> String {
    let rates = book.rates();
    let wanted = rates.foreign().into_iter().filter(|rate| currency.is_none_or(|currency| rate.currency == currency));
    let row = |rate: &std::sync::Arc<router_core::rates::Rate>| {
        let in_force = rates.in_force(rate.currency, today).is_some_and(|now| now.id == rate.id);
        let star = if in_force { "*" } else { "" };
        vec![star.to_owned(), rate.id.to_string(), rate.kzt.to_string(), rate.source.clone()]
    };
    table(&["", "id", "kzt", "source"], &wanted.map(row).collect::<Vec<_>>())
}

fn foreign(code: &str) -> Result<Currency, String> {
    let currency = Currency::from_code(code).filter(|currency| *currency != Currency::Kzt);
    let known = || Currency::ALL.iter().skip(1).map(|currency| currency.code()).collect::<Vec<_>>().join(", ");
    currency.ok_or_else(|| format!("one of {}", known()))
}

fn positive(text: &str) -> Result<Decimal, String> {
    let amount = Decimal::from_str_exact(text).ok().filter(|amount| *amount > Decimal::ZERO && amount.scale() <= 12);
    amount.ok_or_else(|| "a decimal of more than 0, such as 512.81".to_owned())
}
