//! Tokens × price × rate = cost: exact in the provider's currency, rounded once into tenge.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::{
    measure::Needs,
    money::{MicroTenge, Money, MoneyError, exact, power_of_ten},
    prices::{Card, PriceRow, Terms},
    rates::Rate,
    tokens::{Parts, TokenCount, Usage},
};

/// What tokens cost, and by which figures: enough to compute it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// In the provider's currency, exact.
    pub native: Money,
    /// In millionths of a tenge, rounded up.
    pub tenge: MicroTenge,
    /// The price card.
    pub price_id: Arc<str>,
    /// The exchange rate.
    pub rate_id: Arc<str>,
}

/// Prices are per million tokens: 10 to the power of this.
const PER_MILLION_SCALE: u32 = 6;

// === impl Cost ===

impl Cost {
    /// Nothing, by the figures of `row` and `rate`.
    #[must_use]
    pub fn nothing(row: &PriceRow, rate: &Rate) -> Self {
        Self {
            native: Money::zero(row.currency),
            tenge: MicroTenge::ZERO,
            price_id: Arc::clone(&row.id),
            rate_id: Arc::clone(&rate.id),
        }
    }
}

/// The cost of `usage` on `terms`: every token in its own class, once.
///
/// # Errors
/// [`MoneyError::Currencies`] if `rate` is not one of the row's currency, [`MoneyError::Unpriced`] for a service that
/// the row has no prices of, [`MoneyError::Overflow`] where an exact result does not fit. A wrong amount is never
/// returned.
pub fn cost(usage: &Usage, row: &PriceRow, rate: &Rate, terms: &Terms<'_>) -> Result<Cost, MoneyError> {
    let card = row.cards.of(terms).ok_or(MoneyError::Unpriced)?;
    cost_by(usage, &terms.parts, row, card, rate)
}

/// As [`cost`], by a card that is known: what a ledger row says is computed again by [`PriceBook::card`] and this.
///
/// [`PriceBook::card`]: crate::prices::PriceBook::card
///
/// # Errors
/// As [`cost`].
pub fn cost_by(usage: &Usage, parts: &Parts, row: &PriceRow, card: &Card, rate: &Rate) -> Result<Cost, MoneyError> {
    price(&card.classes_of(usage.prompt()).priced(usage, parts), row, card, rate)
}

/// What `usage` would cost at the hour at which the model is dearest: for decisions, which are made before anybody knows
/// when a provider gets to the request.
///
/// # Errors
/// As [`cost`].
pub fn estimate(usage: &Usage, row: &PriceRow, rate: &Rate) -> Result<Cost, MoneyError> {
    cost_by(usage, &Parts::default(), row, row.cards.dearest(), rate)
}

/// What the `usage` of many requests would cost by the usual prices of short prompts, where nothing is known of each.
///
/// # Errors
/// As [`cost`].
pub fn usual_cost(usage: &Usage, row: &PriceRow, rate: &Rate) -> Result<Cost, MoneyError> {
    let card = row.cards.usual();
    price(&card.classes.priced(usage, &Parts::default()), row, card, rate)
}

/// The most that a request can cost in the usual service at any hour: `prompt` in the dearest class of input that
/// `needs` lets it fall into, and `choices` completions of `output_limit` tokens each in the dearest class of output.
///
/// # Errors
/// As [`cost`].
pub fn upper_bound(
    prompt: TokenCount,
    output_limit: TokenCount,
    choices: u64,
    needs: Needs,
    row: &PriceRow,
    rate: &Rate,
) -> Result<Cost, MoneyError> {
    let output = TokenCount(output_limit.0.checked_mul(choices).ok_or(MoneyError::Overflow)?);
    let card = row.cards.dearest();
    let classes = card.classes_of(prompt);
    price(&[(prompt, classes.dearest_input(needs)), (output, classes.dearest_output(needs))], row, card, rate)
}

fn price(classes: &[(TokenCount, Decimal)], row: &PriceRow, card: &Card, rate: &Rate) -> Result<Cost, MoneyError> {
    if rate.currency != row.currency {
        return Err(MoneyError::Currencies(rate.currency, row.currency));
    }
    // Whole numbers in the smallest unit of the finest price: one multiplication a class and nothing to round.
    let scale = classes.iter().map(|(_, per_million)| per_million.scale()).max().unwrap_or_default();
    let mut mantissa: i128 = 0;
    for (tokens, per_million) in classes.iter().filter(|(tokens, _)| tokens.0 > 0) {
        // A ledger keeps counts in 64 bits with a sign: what it cannot keep it could not compute again.
        let cost = power_of_ten(scale - per_million.scale())
            .and_then(|widened| widened.checked_mul(per_million.mantissa()))
            .zip(i64::try_from(tokens.0).ok())
            .and_then(|(price, tokens)| price.checked_mul(tokens.into()));
        mantissa = cost.and_then(|cost| mantissa.checked_add(cost)).ok_or(MoneyError::Overflow)?;
    }
    let amount = exact(mantissa, scale + PER_MILLION_SCALE)?;
    let tenge = mantissa.checked_mul(rate.kzt.mantissa()).ok_or(MoneyError::Overflow)?;
    let tenge = MicroTenge::round_up_scaled(tenge, scale + PER_MILLION_SCALE + rate.kzt.scale())?;
    let (price_id, rate_id) = (Arc::clone(&card.id), Arc::clone(&rate.id));
    Ok(Cost { native: Money::new(amount, row.currency), tenge, price_id, rate_id })
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::{Cost, upper_bound};
    use crate::{
        measure::Needs,
        money::{Currency, MoneyError},
        prices::{Cards, Classes, ModelRef, PriceRow, Terms},
        rates::Rate,
        tokens::{TokenCount, Usage},
    };

    fn cost(usage: &Usage, row: &PriceRow, rate: &Rate) -> Result<Cost, MoneyError> {
        super::cost(usage, row, rate, &Terms::at(Timestamp::UNIX_EPOCH))
    }

    /// A row with the five prices, per million tokens in dollars.
    fn row(prices: [&str; 5]) -> PriceRow {
        let [input, cached_input, cache_write, output, reasoning] = prices.map(|price| price.parse().unwrap());
        let apart = Classes::flat(Decimal::ONE);
        let classes = Classes { input, cached_input, cache_write, output, reasoning, ..apart };
        PriceRow {
            id: "p/m@2026-01-01".into(),
            model: ModelRef::new("p", "m"),
            valid_from: date(2026, 1, 1),
            valid_to: None,
            currency: Currency::Usd,
            tax_included: false,
            cards: Cards::flat("p/m@2026-01-01".into(), classes),
            context_window: TokenCount(1_000_000),
            max_output: TokenCount(1_000_000),
            abilities: Needs::default(),
            retires_on: None,
            replaced_by: None,
            source: "test".to_owned(),
            checked_at: date(2026, 1, 1),
        }
    }

    fn rate(kzt: &str) -> Rate {
        Rate {
            id: "USD@2026-01-01".into(),
            currency: Currency::Usd,
            kzt: kzt.parse().unwrap(),
            valid_from: date(2026, 1, 1),
            source: "test".to_owned(),
        }
    }

    fn usage(counts: [u64; 5]) -> Usage {
        let [input, cached_input, cache_write, output, reasoning] = counts.map(TokenCount);
        Usage { input, cached_input, cache_write, output, reasoning }
    }

    #[test]
    fn known_amounts() {
        for (counts, kzt, dollars, micro_tenge) in [
            ([0; 5], "500", "0", 0),
            ([1_000_000, 0, 0, 0, 0], "500", "3", 1_500_000_000),
            ([1, 0, 0, 0, 0], "512.81", "0.000003", 1_539),
            ([1_000, 2_000, 3_000, 4_000, 5_000], "450.79", "0.15485", 69_804_832),
        ] {
            let cost = cost(&usage(counts), &row(["3", "0.30", "3.75", "15", "16"]), &rate(kzt)).unwrap();
            assert_eq!(cost.native.amount, dollars.parse().unwrap(), "{counts:?}");
            assert_eq!(cost.tenge.0, micro_tenge, "{counts:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let cheap = row(["0.000000000001"; 5]);
        for (tokens, fits) in [(i64::MAX as u64, true), (i64::MAX as u64 + 1, false)] {
            let cost = cost(&usage([tokens, 0, 0, 0, 0]), &cheap, &rate("500"));
            assert_eq!(cost.is_ok(), fits, "{tokens}: the ledger keeps no more");
        }
        let dear = row(["1000000000000", "1", "1", "1", "0.000000000001"]);
        let all = usage([u64::MAX; 5]);
        assert_eq!(cost(&all, &dear, &rate("500")).unwrap_err(), MoneyError::Overflow);
        assert_eq!(
            upper_bound(TokenCount(1), TokenCount(u64::MAX), 2, Needs::default(), &dear, &rate("500")),
            Err(MoneyError::Overflow)
        );
        let roubles = Rate { currency: Currency::Rub, ..rate("5") };
        assert!(matches!(cost(&all, &dear, &roubles), Err(MoneyError::Currencies(..))));
    }

    prop_compose! {
        fn counts()(counts in prop::array::uniform5(0_u64..1_000_000)) -> [u64; 5] { counts }
    }

    prop_compose! {
        fn price()(mantissa in 1_i64..1_000_000_000, scale in 0_u32..9) -> String { Decimal::new(mantissa, scale).to_string() }
    }

    proptest! {
        #[test]
        fn no_usage_panics(counts in prop::array::uniform5(any::<u64>()), price in price(), kzt in price()) {
            let prices = row([&price; 5]);
            if let Ok(cost) = cost(&usage(counts), &prices, &rate(&kzt)) {
                prop_assert!(cost.tenge.0 >= 0);
            }
        }

        #[test]
        fn more_tokens_never_cost_less(counts in counts(), class in 0_usize..5, more in 0_u64..1_000_000) {
            let (row, rate) = (row(["3", "0.30", "3.75", "15", "15"]), rate("512.81"));
            let mut grown = counts;
            grown[class] += more;
            prop_assert!(cost(&usage(counts), &row, &rate).unwrap().tenge <= cost(&usage(grown), &row, &rate).unwrap().tenge);
        }

        #[test]
        fn costs_add_up_within_one_rounding(left in counts(), right in counts(), price in price()) {
            let (row, rate) = (row([&price, "0.30", "3.75", "15", "15"]), rate("512.8137"));
            let sum = std::array::from_fn(|class| left[class] + right[class]);
            let [left, right, sum] = [left, right, sum].map(|counts| cost(&usage(counts), &row, &rate).unwrap());
            prop_assert_eq!(left.native.plus(right.native).unwrap(), sum.native);
            let parts = left.tenge.0 + right.tenge.0;
            prop_assert!((sum.tenge.0..=sum.tenge.0 + 1).contains(&parts));
        }

        #[test]
        fn no_usage_exceeds_its_bound(counts in prop::array::uniform5(0_u64..1_000_000), choices in 1_u64..8) {
            let (row, rate) = (row(["3", "0.30", "3.75", "15", "16"]), rate("512.81"));
            let usage = usage(counts);
            let limit = TokenCount(usage.completion().0.div_ceil(choices));
            let bound = upper_bound(usage.prompt(), limit, choices, Needs::default(), &row, &rate).unwrap();
            prop_assert!(cost(&usage, &row, &rate).unwrap().tenge <= bound.tenge);
        }
    }
}
