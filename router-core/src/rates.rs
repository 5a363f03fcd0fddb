//! Exchange rates: tenge per unit of the currencies that providers bill in, each with its first day.

use std::{collections::HashMap, sync::Arc};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    files::{Key, Shape, Source, Table, Value},
    money::Currency,
};

/// What one unit of a currency costs, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Name in ledger rows: `USD@2026-11-20`; `KZT` for the tenge itself.
    pub id: Arc<str>,
    /// The currency.
    pub currency: Currency,
    /// Tenge per unit of it.
    pub kzt: Decimal,
    /// The first day on which the rate counts.
    pub valid_from: Date,
    /// Where the figure comes from.
    pub source: String,
}

/// The rates of all days and currencies.
#[derive(Debug, Clone)]
pub struct ExchangeRates {
    /// By first day, ascending.
    rates: HashMap<Currency, Vec<Arc<Rate>>>,
}

/// The keys of an exchange-rate file beside those of every file.
pub const FILE_KEYS: &[Key] =
    &[Key::optional("rates", Shape::List(&Shape::Table(RATE_KEYS)), "a row for each currency and day")];
const RATE_KEYS: &[Key] = &[
    Key::required("currency", Shape::Name(foreign_codes), "the currency"),
    Key::required("kzt", Shape::Amount, "tenge per unit of it"),
    Key::required("valid_from", Shape::Day, "the first day of the rate"),
    Key::required("source", Shape::Text, "where the figure comes from"),
];

// === impl ExchangeRates ===

impl Default for ExchangeRates {
    /// Only the tenge, which is worth itself on every day.
    fn default() -> Self {
        let tenge = Rate {
            id: "KZT".into(),
            currency: Currency::Kzt,
            kzt: Decimal::ONE,
            valid_from: Date::MIN,
            source: "by definition".to_owned(),
        };
        Self { rates: HashMap::from([(Currency::Kzt, vec![Arc::new(tenge)])]) }
    }
}

impl ExchangeRates {
    /// The latest rate of `currency` that is not younger than `date`: weekends keep the rate of Friday.
    #[must_use]
    pub fn in_force(&self, currency: Currency, date: Date) -> Option<&Arc<Rate>> {
        let rates = self.rates.get(&currency)?;
        let after = rates.partition_point(|rate| rate.valid_from <= date);
        rates.get(after.checked_sub(1)?)
    }

    /// The rate of `currency` whose first day is `date`.
    #[must_use]
    pub fn of_day(&self, currency: Currency, date: Date) -> Option<&Arc<Rate>> {
        self.in_force(currency, date).filter(|rate| rate.valid_from == date)
    }

    /// The rate of a name that stands in a ledger row.
    ///
    /// ```
    /// use router_core::rates::ExchangeRates;
    /// let rates = ExchangeRates::default();
    /// assert!(rates.named("KZT").is_some());
    /// assert!(rates.named("USD@2026-11-20").is_none());
    /// ```
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&Arc<Rate>> {
        let (code, day) = id.split_once('@').map_or((id, None), |(code, day)| (code, Some(day)));
        let day = day.map_or(Some(Date::MIN), |day| day.parse().ok())?;
        self.of_day(Currency::from_code(code)?, day).filter(|rate| *rate.id == *id)
    }

    /// Every rate of foreign currencies, by currency and first day.
    #[must_use]
    pub fn foreign(&self) -> Vec<&Arc<Rate>> {
        let mut rates: Vec<&Arc<Rate>> =
            self.rates.values().flatten().filter(|rate| rate.currency != Currency::Kzt).collect();
        rates.sort_by_key(|rate| (rate.currency, rate.valid_from));
        rates
    }

    /// Takes in the rates of the file `source`, and reports what is wrong with it.
    pub(crate) fn read(&mut self, source: &Source<'_>) {
        let Some((_, root)) = source.dated(FILE_KEYS) else { return };
        for row in root.tables("rates", RATE_KEYS) {
            let place = row.optional("valid_from");
            let (Some(rate), Some(place)) = (read_rate(&row), place) else { continue };
            self.add(rate, &place);
        }
    }

    fn add(&mut self, rate: Rate, place: &Value<'_>) {
        let rates = self.rates.entry(rate.currency).or_default();
        let at = rates.partition_point(|other| other.valid_from < rate.valid_from);
        if rates.get(at).is_some_and(|other| other.valid_from == rate.valid_from) {
            place.error(format!("a second rate {}", rate.id), "one rate a currency and day");
        } else {
            rates.insert(at, Arc::new(rate));
        }
    }
}

/// One row of an exchange-rate file.
fn read_rate(row: &Table<'_>) -> Option<Rate> {
    let currency = row.required("currency").and_then(|code| read_foreign(&code));
    let kzt = row.required("kzt").and_then(|kzt| {
        let amount = kzt.amount()?;
        if amount.is_zero() { kzt.refuse("a rate of 0", "tenge per unit, more than 0") } else { Some(amount) }
    });
    let valid_from = row.required("valid_from").and_then(|day| day.date());
    let source = row.required("source").and_then(|source| source.string());
    let (currency, valid_from) = (currency?, valid_from?);
    let id = format!("{currency}@{valid_from}").into();
    Some(Rate { id, currency, kzt: kzt?, valid_from, source: source?.to_owned() })
}

fn foreign_codes() -> Vec<&'static str> {
    Currency::ALL.iter().filter(|currency| **currency != Currency::Kzt).map(|currency| currency.code()).collect()
}

fn read_foreign(code: &Value<'_>) -> Option<Currency> {
    let currency = code.named(&Currency::ALL, Currency::code)?;
    if currency == Currency::Kzt {
        return code.refuse("a rate of the tenge", "a foreign currency; one KZT is one tenge by definition");
    }
    Some(currency)
}
