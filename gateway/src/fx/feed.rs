//! The National Bank of Kazakhstan's feed of one day, from bytes to rates.

use jiff::civil::Date;
use router_core::money::Currency;
use roxmltree::{Document, Node};
use rust_decimal::Decimal;

/// Decimals that are kept where a rate of several units does not divide evenly.
const DECIMALS: u32 = 10;

/// What one unit of a currency costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) currency: Currency,
    pub(crate) kzt: Decimal,
}

/// Why a feed is not believed. Nothing of it is used then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FeedError {
    #[error("no UTF-8")]
    Encoding,
    #[error("no XML: {0}")]
    Xml(String),
    #[error("rates of {found} instead of {wanted}")]
    OtherDay { wanted: Date, found: String },
    #[error("neither rates nor a word that there are none")]
    Empty,
    #[error("{currency}: {what} of `{found}`")]
    Value { currency: Currency, what: &'static str, found: String },
    #[error("{0} twice")]
    Twice(Currency),
}

/// The rates of `day`; `None` where the bank says that it has none.
///
/// # Errors
/// [`FeedError`]; a rate of zero is an error too.
pub(crate) fn parse(bytes: &[u8], day: Date) -> Result<Option<Vec<Quote>>, FeedError> {
    let text = std::str::from_utf8(bytes).map_err(|_| FeedError::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Documents with a DTD are refused, so that no entity is ever expanded.
    let document = Document::parse(text).map_err(|error| FeedError::Xml(error.to_string()))?;
    let root = document.root_element();
    let dated = dotted(day);
    let is_of_day = |found: &str| {
        if found == dated { Ok(()) } else { Err(FeedError::OtherDay { wanted: day, found: found.to_owned() }) }
    };
    let root_date = child(root, "date");
    root_date.as_deref().map_or(Ok(()), is_of_day)?;
    let mut quotes: Vec<Quote> = Vec::new();
    let mut items = 0;
    for item in root.descendants().filter(|node| node.has_tag_name("item")) {
        items += 1;
        // The feed of today has no date but that of its items.
        if root_date.is_none() {
            is_of_day(&child(item, "pubDate").unwrap_or_default())?;
        }
        let Some(currency) = child(item, "title").and_then(|code| Currency::from_code(&code)) else { continue };
        if quotes.iter().any(|quote| quote.currency == currency) {
            return Err(FeedError::Twice(currency));
        }
        quotes.push(Quote { currency, kzt: rate(item, currency)? });
    }
    match (items, child(root, "info")) {
        (0, Some(_)) => Ok(None),
        (0, None) => Err(FeedError::Empty),
        _ => Ok(Some(quotes)),
    }
}

/// The day as the bank writes it.
pub(super) fn dotted(day: Date) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}

/// Tenge per unit: what is stated is for `quant` of them.
fn rate(item: Node<'_, '_>, currency: Currency) -> Result<Decimal, FeedError> {
    let value = |what, found: &str| FeedError::Value { currency, what, found: found.to_owned() };
    let stated = child(item, "description").unwrap_or_default();
    let amount = number(&stated).ok_or_else(|| value("a rate", &stated))?;
    let quant = child(item, "quant").unwrap_or_default();
    let units = quant.parse::<u32>().ok().filter(|units| *units > 0).ok_or_else(|| value("a quant", &quant))?;
    let rate = amount.checked_div(Decimal::from(units)).map(|rate| rate.round_dp(DECIMALS).normalize());
    rate.filter(|rate| !rate.is_zero()).ok_or_else(|| value("a rate", &stated))
}

/// A positive decimal with a point or a comma.
fn number(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    let amount = plain.then(|| Decimal::from_str_exact(&text.replace(',', ".")).ok()).flatten();
    amount.filter(|amount| !amount.is_zero())
}

fn child(node: Node<'_, '_>, name: &str) -> Option<String> {
    let child = node.children().find(|child| child.has_tag_name(name))?;
    Some(child.text().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    use super::{dotted, parse};

    const DAY: Date = date(2026, 11, 21);

    fn feed(items: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><rates><title>Official rates</title><date>21.11.2026</date>{items}</rates>"
        )
    }

    fn item(title: &str, description: &str, quant: &str) -> String {
        format!(
            "<item><fullname>ВАЛЮТА</fullname><title>{title}</title><description>{description}</description>\
             <quant>{quant}</quant><index>UP</index><change>+0.10</change></item>"
        )
    }

    fn shown(text: &str) -> String {
        match parse(text.as_bytes(), DAY) {
            Ok(None) => "no information".to_owned(),
            Ok(Some(quotes)) => {
                let quotes = quotes.iter().map(|quote| format!("{} {}", quote.currency, quote.kzt));
                quotes.collect::<Vec<_>>().join(", ")
            }
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn feeds_of_a_day() {
        let of_today = "<rss><channel><item><title>USD</title><pubDate>21.11.2026</pubDate><description>450.79</description><quant>1</quant></item></channel></rss>";
        let of_yesterday = of_today.replace("21.11", "20.11");
        let nothing = feed("<info>на выбранную дату информации нет.</info>");
        let dtd = "<!DOCTYPE r [<!ENTITY a \"aaaa\">]><rates><date>21.11.2026</date><info>&a;</info></rates>";
        for (text, expected) in [
            (feed(&(item("USD", "450.79", "1") + &item("AMD", "11.8", "10"))), "USD 450.79"),
            (feed(&(item("RUB", "5,094", "1") + &item("EUR", "0523.10", "1"))), "RUB 5.094, EUR 523.1"),
            (feed(&item("CNY", "633.15", "10")), "CNY 63.315"),
            (feed(&item("CNY", "100", "3")), "CNY 33.3333333333"),
            (format!("\u{feff}{}", feed(&item("USD", " 1 ", " 1 "))), "USD 1"),
            (of_today.to_owned(), "USD 450.79"),
            (nothing, "no information"),
            (feed(&item("AMD", "11.8", "10")), ""),
            (of_yesterday, "error: rates of 20.11.2026 instead of 2026-11-21"),
            (feed("").replace("21.11", "22.11"), "error: rates of 22.11.2026 instead of 2026-11-21"),
            (feed(""), "error: neither rates nor a word that there are none"),
            (feed(&item("USD", "0", "1")), "error: USD: a rate of `0`"),
            (feed(&item("USD", "-450", "1")), "error: USD: a rate of `-450`"),
            (feed(&item("USD", "4.5e2", "1")), "error: USD: a rate of `4.5e2`"),
            (feed(&item("USD", "1.450,79", "1")), "error: USD: a rate of `1.450,79`"),
            (feed(&item("USD", "450", "0")), "error: USD: a quant of `0`"),
            (feed(&item("USD", "450", "")), "error: USD: a quant of ``"),
            (feed(&item("USD", "450", "1").repeat(2)), "error: USD twice"),
            (dtd.to_owned(), "error: no XML: XML with DTD detected"),
        ] {
            assert_eq!(shown(&text), expected, "{text}");
        }
        assert!(shown("<html><body>403<br></body></html>").starts_with("error: no XML"));
        assert_eq!(parse(b"\xff\xfe", DAY).unwrap_err().to_string(), "no UTF-8");
        assert_eq!(dotted(date(2026, 1, 2)), "02.01.2026");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(at in 0_usize..400, length in 0_usize..20, insert in prop::collection::vec(any::<u8>(), 0..6)) {
            let mut bytes = feed(&(item("USD", "450.79", "1") + &item("KRW", "32.5", "100"))).into_bytes();
            let start = at.min(bytes.len());
            bytes.splice(start..(start + length).min(bytes.len()), insert);
            if let Ok(Some(quotes)) = parse(&bytes, DAY) {
                prop_assert!(quotes.iter().all(|quote| quote.kzt > rust_decimal::Decimal::ZERO));
            }
        }
    }
}
