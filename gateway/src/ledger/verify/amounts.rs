//! Every amount again: tokens × price × rate, by the price and the rate that the entry names.

use std::{collections::HashMap, sync::Arc};

use router_core::{
    money::{Currency, MicroTenge},
    prices::{Card, PriceBook, PriceRow},
    rates::Rate,
    settle::{self, Cost},
    tokens::{Parts, TokenCount, Usage},
};
use rust_decimal::Decimal;

use super::Findings;
use crate::ledger::{
    EntryKind,
    chain::Link,
    scan::{Line, RouteStrings},
};

/// Computes amounts again. The few prices and rates that entries name are looked up once.
#[derive(Debug)]
pub(in crate::ledger) struct Amounts<'a> {
    prices: &'a PriceBook,
    cards: HashMap<Arc<str>, Option<(&'a PriceRow, &'a Card)>>,
    recomputed: u64,
}

// === impl Amounts ===

impl<'a> Amounts<'a> {
    pub(in crate::ledger) fn new(prices: &'a PriceBook) -> Self {
        Self { prices, cards: HashMap::new(), recomputed: 0 }
    }

    pub(in crate::ledger) fn recomputed(&self) -> u64 {
        self.recomputed
    }

    /// The next entry: its amount, or a reserve's floor, and what the flagship would have cost.
    pub(in crate::ledger) fn entry(&mut self, line: &Line<'_>, findings: &mut Findings) {
        let link = &line.link;
        let amount = match EntryKind::from_name(link.kind) {
            Some(EntryKind::Reserve) => link.floor,
            Some(EntryKind::Settle | EntryKind::Recovered) => link.amount,
            Some(EntryKind::Attempt) if link.usage_source.is_some() => link.amount,
            Some(EntryKind::Attempt | EntryKind::Release | EntryKind::Correction) | None => return,
        };
        let (Some(amount), Some(route)) = (amount, line.route) else {
            return findings.of(link, "an amount without a price");
        };
        match self.recompute(link, route) {
            Ok((cost, rate)) => {
                self.recomputed += 1;
                compare(link, amount, &cost, findings);
                self.compare_flagship(link, route, &rate, findings);
            }
            Err(problem) => findings.of(link, problem),
        }
    }

    fn recompute(&mut self, link: &Link<'_>, route: &RouteStrings) -> Result<(Cost, Arc<Rate>), String> {
        let price_id = route.price_id().ok_or("an amount without a price")?;
        let (row, card) = self.card(price_id).ok_or_else(|| format!("price {price_id} is in no price table"))?;
        if route.model() != Some(&row.model.model) || route.provider() != Some(&row.model.provider) {
            return Err(format!("price {price_id} is not its model's"));
        }
        if route.currency().is_none_or(|currency| **currency != *row.currency.code()) {
            return Err(format!("price {price_id} is in {}", row.currency));
        }
        let rates = self.prices.rates();
        let rate = match route.rate_id() {
            Some(id) => rates.named(id).ok_or_else(|| format!("rate {id} is in no table of rates"))?,
            None => rates.named(Currency::Kzt.code()).ok_or("no rate")?,
        };
        let cost = settle::cost_by(&usage(link), &Parts::default(), row, card, rate);
        cost.map(|cost| (cost, Arc::clone(rate))).map_err(|error| format!("its cost cannot be computed: {error}"))
    }

    /// What the flagship would have cost, where it is billed in the same currency: of another the entry names no rate.
    fn compare_flagship(&mut self, link: &Link<'_>, route: &RouteStrings, rate: &Rate, findings: &mut Findings) {
        let (Some(stored), Some(id)) = (link.flagship, route.flagship_price_id()) else { return };
        let Some((row, card)) = self.card(id) else {
            return findings.of(link, format_args!("price {id} is in no price table"));
        };
        if row.currency != rate.currency {
            return;
        }
        let cost = settle::cost_by(&usage(link), &Parts::default(), row, card, rate);
        if cost.as_ref().is_ok_and(|cost| cost.tenge.0 != stored) {
            findings.of(link, format_args!("the flagship would not have cost {}", MicroTenge(stored).tenge()));
        }
    }

    fn card(&mut self, id: &Arc<str>) -> Option<(&'a PriceRow, &'a Card)> {
        if let Some(known) = self.cards.get(id) {
            return *known;
        }
        let found = self.prices.card(id).map(|(row, card)| (&**row, card));
        self.cards.insert(Arc::clone(id), found);
        found
    }
}

fn usage(link: &Link<'_>) -> Usage {
    let [input, cached_input, cache_write, output, reasoning] =
        link.tokens.map(|count| TokenCount(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default()));
    Usage { input, cached_input, cache_write, output, reasoning }
}

fn compare(link: &Link<'_>, amount: i64, cost: &Cost, findings: &mut Findings) {
    if amount != cost.tenge.0 {
        let (stored, computed) = (MicroTenge(amount).tenge(), cost.tenge.tenge());
        findings.of(link, format_args!("{stored} ₸, but its tokens, price and rate make {computed} ₸"));
    }
    let native = link.native.and_then(|native| native.parse::<Decimal>().ok());
    if native != Some(cost.native.amount) {
        let stored = link.native.unwrap_or("nothing");
        let (computed, currency) = (cost.native.amount, cost.native.currency);
        findings.of(link, format_args!("{stored} {currency}, but its tokens and price make {computed} {currency}"));
    }
}
