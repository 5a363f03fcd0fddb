//! Price lists of providers: dated rows that never change, so that any past cost can be recomputed.

use std::{collections::HashMap, fmt, sync::Arc};

use jiff::civil::Date;

use crate::{
    diagnostic::{Diagnostic, SourceFile, has_errors},
    files::{FileKind, Key, Source},
    measure::Needs,
    money::Currency,
    rates::{ExchangeRates, Rate},
    tokens::TokenCount,
};

mod cards;
mod check;
mod classes;
mod hours;
mod read;
mod row;

/// The keys of a price list beside those of every file.
pub const LIST_KEYS: &[Key] = read::FILE_KEYS;
/// The newest version of the format of price lists.
pub const LIST_VERSION: u64 = 2;

pub use cards::{Card, Cards, Peak, Terms, Tier};
pub use classes::{Classes, Line};

pub(crate) use row::{ABILITIES, read_needs};

/// A model of a provider; cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelRef {
    /// Name of the provider, as in the price file and the configuration.
    pub provider: Arc<str>,
    /// The model's id at the provider; it may contain slashes.
    pub model: Arc<str>,
}

/// The price and the limits of a model from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// Name in ledger rows: `<provider>/<model>@<valid_from>`.
    pub id: Arc<str>,
    /// The model.
    pub model: ModelRef,
    /// The first day on which the row counts.
    pub valid_from: Date,
    /// The last day on which it counts; without one it counts until the next row of the model begins.
    pub valid_to: Option<Date>,
    /// What the provider bills in.
    pub currency: Currency,
    /// Whether the provider's list includes value-added tax.
    pub tax_included: bool,
    /// Prices per million tokens, by service, hour and length of the prompt.
    pub cards: Cards,
    /// Tokens that prompt and completion may have together.
    pub context_window: TokenCount,
    /// Tokens that one completion may have.
    pub max_output: TokenCount,
    /// What the model can do.
    pub abilities: Needs,
    /// The day from which the provider refuses the model.
    pub retires_on: Option<Date>,
    /// The model that takes its place then.
    pub replaced_by: Option<ModelRef>,
    /// Where the figures come from.
    pub source: String,
    /// The day on which somebody compared them with the source.
    pub checked_at: Date,
}

/// A model that can be called, with what it costs: what a policy's pools hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The price row in force.
    pub row: Arc<PriceRow>,
    /// The exchange rate in force.
    pub rate: Arc<Rate>,
}

/// Why a model has no [`Route`] on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unroutable {
    /// No price row of it is in force.
    #[error("{0} has no price in force")]
    Unpriced(ModelRef),
    /// The provider refuses it, and no successor is named.
    #[error("{0} is retired without a successor")]
    Retired(ModelRef),
    /// Its successors lead back to it.
    #[error("the successors of {0} lead in a circle")]
    Circle(ModelRef),
    /// Its currency has no exchange rate in force.
    #[error("{0} has no exchange rate in force")]
    NoRate(Currency),
}

/// Every price row and exchange rate of all days.
#[derive(Debug, Clone, Default)]
pub struct PriceBook {
    /// By first day, ascending.
    rows: HashMap<ModelRef, Vec<Arc<PriceRow>>>,
    rates: ExchangeRates,
}

/// Longest chain of successors that is followed.
const MAX_SUCCESSORS: usize = 16;

// === impl ModelRef ===

impl ModelRef {
    /// `model` of `provider`.
    #[must_use]
    pub fn new(provider: &str, model: &str) -> Self {
        Self { provider: provider.into(), model: model.into() }
    }

    /// The model of `provider/model`: the first slash divides, others belong to the model.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (provider, model) = text.split_once('/')?;
        (!provider.is_empty() && !model.is_empty()).then(|| Self::new(provider, model))
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.provider, self.model)
    }
}

// === impl PriceRow ===

impl PriceRow {
    /// Whether the provider refuses the model on `date`.
    #[must_use]
    pub fn is_retired(&self, date: Date) -> bool {
        self.retires_on.is_some_and(|day| day <= date)
    }

    /// Whether tokens of the model cost nothing.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.cards.are_free()
    }
}

// === impl PriceBook ===

impl PriceBook {
    /// Reads the files of the price folder: price lists and exchange rates. The book is `None` exactly when a
    /// diagnostic is an error. `today` only decides about warnings and missing rates: the book holds all days.
    #[must_use]
    pub fn load(files: &[SourceFile], today: Date) -> (Option<Self>, Vec<Diagnostic>) {
        let sources: Vec<Source<'_>> = files.iter().map(Source::parse).collect();
        let mut book = Self::default();
        let mut lists = Vec::new();
        let mut rates_are_sound = true;
        for source in &sources {
            match source.kind(&[FileKind::Prices, FileKind::ExchangeRates]) {
                Some(FileKind::Prices) => lists.extend(read::price_list(source)),
                Some(FileKind::ExchangeRates) => {
                    book.rates.read(source);
                    rates_are_sound &= !source.has_errors();
                }
                // What cannot be told apart may have held rates.
                Some(FileKind::Routing | FileKind::Plans | FileKind::Redaction) | None => rates_are_sound = false,
            }
        }
        book.rows = check::rows(&lists, today);
        if rates_are_sound {
            check::currencies(&lists, &book.rates, today);
        }
        drop(lists);
        let diagnostics: Vec<Diagnostic> = sources.into_iter().flat_map(Source::into_diagnostics).collect();
        ((!has_errors(&diagnostics)).then_some(book), diagnostics)
    }

    /// The price of `model` on `date`, also when the model is retired by then: old requests keep their price.
    #[must_use]
    pub fn in_force(&self, model: &ModelRef, date: Date) -> Option<&Arc<PriceRow>> {
        let rows = self.rows.get(model)?;
        let after = rows.partition_point(|row| row.valid_from <= date);
        let row = rows.get(after.checked_sub(1)?)?;
        row.valid_to.is_none_or(|last| date <= last).then_some(row)
    }

    /// The exchange rates.
    #[must_use]
    pub fn rates(&self) -> &ExchangeRates {
        &self.rates
    }

    /// The model to call on `date` where `model` is asked for: itself, or its successor once it is retired.
    ///
    /// # Errors
    /// [`Unroutable`] if neither it nor a successor can be called and priced.
    pub fn route(&self, model: &ModelRef, date: Date) -> Result<Route, Unroutable> {
        let mut next = model;
        for _ in 0..MAX_SUCCESSORS {
            let row = self.in_force(next, date).ok_or_else(|| Unroutable::Unpriced(next.clone()))?;
            if !row.is_retired(date) {
                let rate = self.rates.in_force(row.currency, date).ok_or(Unroutable::NoRate(row.currency))?;
                return Ok(Route { row: Arc::clone(row), rate: Arc::clone(rate) });
            }
            next = row.replaced_by.as_ref().ok_or_else(|| Unroutable::Retired(next.clone()))?;
        }
        Err(Unroutable::Circle(model.clone()))
    }

    /// The row and the card of a name that stands in a ledger row, for computing its amount again. It looks through all
    /// rows: remember what it found.
    #[must_use]
    pub fn card(&self, id: &str) -> Option<(&Arc<PriceRow>, &Card)> {
        let rows = self.rows.values().flatten().filter(|row| id.starts_with(&*row.id));
        rows.flat_map(|row| row.cards.all().map(move |card| (row, card))).find(|(_, card)| *card.id == *id)
    }

    /// Every model that has ever had a price, in alphabetical order.
    #[must_use]
    pub fn models(&self) -> Vec<&ModelRef> {
        let mut models: Vec<&ModelRef> = self.rows.keys().collect();
        models.sort_unstable();
        models
    }
}

#[cfg(test)]
mod tests;
