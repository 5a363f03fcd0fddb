//! How far the dollar has moved from the rate that a plan was priced at.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::Plan;
use crate::{money::Currency, rates::Rate};

/// The rate that a plan was priced at, and how far it may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseRate {
    /// Tenge per dollar.
    pub kzt: Decimal,
    /// Per cent up or down beyond which the plan should be priced anew.
    pub percent: Decimal,
}

/// A dollar that has moved further than a plan allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The plan.
    pub plan: Arc<str>,
    /// The rate that it was priced at, in tenge per dollar.
    pub base: Decimal,
    /// The rate in force.
    pub now: Decimal,
    /// The name of the rate in force.
    pub rate_id: Arc<str>,
    /// Thousandths of the base rate that lie between: more than 0 where the dollar is dearer.
    pub permille: i64,
    /// Per cent that the plan allows.
    pub allowed_percent: Decimal,
}

// === impl BaseRate ===

impl BaseRate {
    /// What plans allow that do not say it, in per cent.
    pub const USUAL_PERCENT: Decimal = Decimal::TEN;

    /// Thousandths of the base rate by which `now` differs, cut towards zero.
    fn permille(self, now: Decimal) -> Option<i64> {
        let moved = now.checked_sub(self.kzt)?.checked_mul(Decimal::ONE_THOUSAND)?.checked_div(self.kzt)?;
        i64::try_from(moved.trunc()).ok()
    }

    fn is_left(self, now: Decimal) -> bool {
        let allowed = self.kzt.checked_mul(self.percent);
        let moved = now.checked_sub(self.kzt).and_then(|moved| moved.abs().checked_mul(Decimal::ONE_HUNDRED));
        moved.zip(allowed).is_none_or(|(moved, allowed)| moved > allowed)
    }
}

// === impl Plan ===

impl Plan {
    /// How far `rate` is from the plan's base rate, if that is further than the plan allows. Rates of other currencies,
    /// and plans without a base rate, drift nowhere.
    #[must_use]
    pub fn drift(&self, rate: &Rate) -> Option<Drift> {
        let base = self.base_rate.filter(|base| rate.currency == Currency::Usd && base.is_left(rate.kzt))?;
        Some(Drift {
            plan: Arc::clone(&self.id),
            base: base.kzt,
            now: rate.kzt,
            rate_id: Arc::clone(&rate.id),
            permille: base.permille(rate.kzt).unwrap_or(i64::MAX),
            allowed_percent: base.percent,
        })
    }
}

// === impl Drift ===

impl std::fmt::Display for Drift {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { plan, base, now, rate_id, permille, allowed_percent } = self;
        let way = if *permille < 0 { "below" } else { "above" };
        let percent = Decimal::new(permille.saturating_abs(), 1).normalize();
        write!(
            formatter,
            "plan {plan}: {rate_id} is {now} tenge, {percent} % {way} its base rate of {base} (allowed: {allowed_percent} %): price the plan anew"
        )
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::BaseRate;
    use crate::{
        money::Currency,
        policy::tests::{TODAY, shipped},
        rates::Rate,
    };

    fn rate(kzt: Decimal, currency: Currency) -> Rate {
        let (id, source) = (format!("{currency}@2026-11-21").into(), "test".to_owned());
        Rate { id, currency, kzt, valid_from: date(2026, 11, 21), source }
    }

    #[test]
    fn a_plan_is_flagged_beyond_its_threshold() {
        let mut plan = (**shipped(TODAY).1.plan("starter").unwrap()).clone();
        let usd = |kzt: &str| rate(kzt.parse().unwrap(), Currency::Usd);
        assert_eq!(plan.drift(&usd("1")), None);
        plan.base_rate = Some(BaseRate { kzt: "500".parse().unwrap(), percent: BaseRate::USUAL_PERCENT });
        for (kzt, permille) in [
            ("500", None),
            ("550", None),
            ("550.01", Some(100)),
            ("450", None),
            ("449.99", Some(-100)),
            ("1000", Some(1000)),
        ] {
            assert_eq!(plan.drift(&usd(kzt)).map(|drift| drift.permille), permille, "{kzt}");
        }
        assert_eq!(plan.drift(&rate("900".parse().unwrap(), Currency::Eur)), None);
        insta::assert_snapshot!(plan.drift(&usd("430.79")).unwrap(), @"plan starter: USD@2026-11-21 is 430.79 tenge, 13.8 % below its base rate of 500 (allowed: 10 %): price the plan anew");
    }

    proptest! {
        #[test]
        fn no_rate_panics(base in 1_i64.., now in 1_i64.., scale in 0_u32..12) {
            let mut plan = (**shipped(TODAY).1.plan("starter").unwrap()).clone();
            plan.base_rate = Some(BaseRate { kzt: Decimal::new(base, scale), percent: Decimal::ONE });
            let drift = plan.drift(&rate(Decimal::new(now, scale), Currency::Usd));
            prop_assert_eq!(drift.is_none(), (i128::from(now) - i128::from(base)).abs() * 100 <= i128::from(base));
        }
    }
}
