//! Exchange rates: fetched from the National Bank day by day, added to the price folder, and watched for what plans were
//! priced at. A feed that is broken changes nothing: the rates of yesterday stay in force.

mod book;
mod daily;
mod feed;
mod watch;

use std::path::{Path, PathBuf};

use http::Uri;
use jiff::ToSpan as _;
use jiff::civil::Date;
use router_core::money::Currency;
use router_core::prices::PriceBook;
use rust_decimal::Decimal;

pub(crate) use book::{Added, append};
pub(crate) use daily::run_daily;
use feed::{FeedError, Quote};
pub(crate) use watch::{Watch, drifts, note_rates};

use crate::outside::{self, OutsideError};
use crate::prices::folder::{FolderError, load};

/// Where the National Bank answers; the day is asked for as `?fdate=21.11.2026`.
pub(crate) const NATIONAL_BANK: &str = "https://nationalbank.kz/rss/get_rates.cfm";
/// How far back the last working day is looked for.
const MOST_HOLIDAYS: i64 = 7;
/// Per cent that a rate may move without a second reading.
const UNLIKELY_PERCENT: Decimal = Decimal::TEN;

/// Why no rate was added.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FxError {
    #[error("{url}: {error}")]
    Outside { url: String, error: OutsideError },
    #[error("{url}: {error}")]
    Feed { url: String, error: FeedError },
    #[error("{currency} at {new} tenge after {old}: more than {UNLIKELY_PERCENT} % away, and a second reading differs")]
    Unlikely { currency: Currency, old: Decimal, new: Decimal },
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("the reading was interrupted")]
    Interrupted,
}

/// Adds the rates of today and, once the bank has set them, of tomorrow. Nothing is asked for what is there already.
///
/// # Errors
/// [`FxError`]; then the folder is as it was, but for rates of today when tomorrow's are broken.
pub(crate) async fn update(feed: &Uri, folder: &Path, today: Date) -> Result<Vec<Added>, FxError> {
    let mut added = Vec::new();
    for day in [Some(today), today.tomorrow().ok()].into_iter().flatten() {
        let book = on_disk(folder, move |folder| load(&folder, today)).await?;
        let rows = rows_of(feed, &book, day, today).await?;
        let written = rows.clone();
        on_disk(folder, move |folder| append(&folder, &written, today)).await?;
        added.extend(rows);
    }
    Ok(added)
}

async fn on_disk<T: Send + 'static>(
    folder: &Path,
    work: impl FnOnce(PathBuf) -> Result<T, FolderError> + Send + 'static,
) -> Result<T, FxError> {
    let folder = folder.to_owned();
    let done = tokio::task::spawn_blocking(move || work(folder)).await;
    done.map_err(|_| FxError::Interrupted)?.map_err(FxError::Folder)
}

/// The rows that `book` lacks of `day`.
async fn rows_of(feed: &Uri, book: &PriceBook, day: Date, today: Date) -> Result<Vec<Added>, FxError> {
    let rates = book.rates();
    let foreign = Currency::ALL.into_iter().filter(|currency| *currency != Currency::Kzt);
    let missing: Vec<Currency> = foreign.filter(|currency| rates.of_day(*currency, day).is_none()).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    // Tomorrow has no rate before the afternoon, today has none on holidays: then the last working day's is in force.
    let back = if day == today { MOST_HOLIDAYS } else { 0 };
    for days in 0..=back {
        let Ok(asked) = day.checked_sub(days.days()) else { break };
        let known = |currency: &Currency| rates.in_force(*currency, day).is_some_and(|rate| rate.valid_from >= asked);
        if missing.iter().all(known) {
            break;
        }
        let Some(quotes) = read(feed, asked).await? else { continue };
        let rows = quotes.iter().filter(|quote| missing.contains(&quote.currency) && !known(&quote.currency));
        let rows: Vec<&Quote> = rows.collect();
        if let Some(odd) = rows.iter().find(|quote| is_unlikely(book, quote, day))
            && read(feed, asked).await?.as_ref() != Some(&quotes)
        {
            let old = rates.in_force(odd.currency, day).map_or(Decimal::ZERO, |rate| rate.kzt);
            return Err(FxError::Unlikely { currency: odd.currency, old, new: odd.kzt });
        }
        let source = format!("National Bank of Kazakhstan, {asked}");
        let row = |quote: &&Quote| {
            let (currency, kzt) = (quote.currency, quote.kzt);
            Added { currency, kzt, valid_from: day, source: source.clone() }
        };
        return Ok(rows.iter().map(row).collect());
    }
    Ok(Vec::new())
}

fn is_unlikely(book: &PriceBook, quote: &Quote, day: Date) -> bool {
    let Some(old) = book.rates().in_force(quote.currency, day) else { return false };
    let moved = quote.kzt.checked_sub(old.kzt).and_then(|moved| moved.abs().checked_mul(Decimal::ONE_HUNDRED));
    let most = old.kzt.checked_mul(UNLIKELY_PERCENT);
    moved.zip(most).is_none_or(|(moved, most)| moved > most)
}

async fn read(feed: &Uri, day: Date) -> Result<Option<Vec<Quote>>, FxError> {
    let url = format!("{feed}?fdate={}", feed::dotted(day));
    let bytes = match url.parse() {
        Ok(uri) => outside::get(&uri).await,
        Err(_) => Err(OutsideError::Unreachable("no address".to_owned())),
    };
    let bytes = bytes.map_err(|error| FxError::Outside { url: url.clone(), error })?;
    feed::parse(&bytes, day).map_err(|error| FxError::Feed { url, error })
}
