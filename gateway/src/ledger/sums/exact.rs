//! Sums of exact amounts.

use std::fmt;

use rust_decimal::Decimal;

/// The decimals of the finest [`Decimal`].
const DIGITS: u32 = 28;
/// So many parts of a unit are counted.
const ONE: i128 = 10_i128.pow(DIGITS);

/// A sum of decimals, every digit of it. A `Decimal` keeps 28 digits and rounds the rest away, so that what came first
/// would show in the last one; this holds any number of them up to 10^38, where it stops.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ledger) struct Exact {
    /// Whole units, of which the parts make more: 3 and a half below zero are 4 below zero and a half more.
    units: i128,
    /// Below [`ONE`].
    parts: i128,
}

// === impl Exact ===

impl Exact {
    pub(in crate::ledger) fn plus(self, other: Self) -> Self {
        let parts = self.parts + other.parts;
        let units = self.units.saturating_add(other.units).saturating_add(parts / ONE);
        Self { units, parts: parts % ONE }
    }

    /// The number, if it is a whole one of 64 bits.
    pub(in crate::ledger) fn whole(self) -> Option<i64> {
        i64::try_from(self.units).ok().filter(|_| self.parts == 0)
    }

    /// As many of its digits as a `Decimal` holds; `None` where that are not even all of the units.
    pub(in crate::ledger) fn rounded(self) -> Option<Decimal> {
        self.to_string().parse().ok()
    }

    /// What [`Display`](fmt::Display) wrote, or any decimal of no more than 28 decimals.
    pub(in crate::ledger) fn read(text: &str) -> Option<Self> {
        let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (units, parts) = digits.split_once('.').unwrap_or((digits, "0"));
        let number =
            |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i128>().ok())?;
        let missing = DIGITS.checked_sub(u32::try_from(parts.len()).ok()?)?;
        let (units, parts) = (number(units)?, number(parts)? * 10_i128.pow(missing));
        Some(if is_negative { Self::negative(units, parts) } else { Self { units, parts } })
    }

    /// `units` and `parts` below zero.
    fn negative(units: i128, parts: i128) -> Self {
        let borrowed = i128::from(parts > 0);
        Self { units: -units - borrowed, parts: borrowed * (ONE - parts) }
    }
}

impl From<Decimal> for Exact {
    fn from(amount: Decimal) -> Self {
        let unit = 10_i128.pow(amount.scale().min(DIGITS));
        let (units, parts) = (amount.mantissa().div_euclid(unit), amount.mantissa().rem_euclid(unit));
        Self { units, parts: parts * (ONE / unit) }
    }
}

impl From<i64> for Exact {
    fn from(number: i64) -> Self {
        Self { units: number.into(), parts: 0 }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { units, parts } = *self;
        let (sign, units, parts) = match (units < 0, parts) {
            (true, 0) => ("-", units.unsigned_abs(), 0),
            (true, _) => ("-", (units + 1).unsigned_abs(), ONE - parts),
            (false, _) => ("", units.unsigned_abs(), parts),
        };
        let parts = format!("{parts:028}");
        match parts.trim_end_matches('0') {
            "" => write!(formatter, "{sign}{units}"),
            parts => write!(formatter, "{sign}{units}.{parts}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::Exact;

    fn exact(text: &str) -> Exact {
        Exact::read(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn no_digit_is_lost() {
        for (one, other, sum) in [
            ("0.1", "0.02", "0.12"),
            ("0.5", "0.5", "1"),
            ("-0.5", "0.2", "-0.3"),
            ("-3.5", "3.5", "0"),
            ("-3", "-0.25", "-3.25"),
            ("2", "-0.0000000000000000000000000001", "1.9999999999999999999999999999"),
            (
                "79228162514264337593543950335",
                "0.0000000000000000000000000001",
                "79228162514264337593543950335.0000000000000000000000000001",
            ),
            ("3986927162065.5888632056924391", "0.00005", "3986927162065.5889132056924391"),
        ] {
            assert_eq!(exact(one).plus(exact(other)).to_string(), sum, "{one} + {other}");
            assert_eq!(exact(other).plus(exact(one)), exact(sum), "{other} + {one}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "-",
            "x",
            "1.",
            "1.2.3",
            "1e3",
            "0.12345678901234567890123456789",
            "+-1",
            "--1",
            "9".repeat(40).as_str(),
        ] {
            assert_eq!(Exact::read(text), None, "{text}");
        }
        assert_eq!(exact("79228162514264337593543950336").rounded(), None);
        assert_eq!(
            (exact("-7").whole(), exact("7.5").whole(), exact("9223372036854775808").whole()),
            (Some(-7), None, None)
        );
    }

    proptest! {
        #[test]
        fn decimals_come_back(mantissa in any::<i64>(), scale in 0..=28_u32, other in any::<i64>()) {
            let (one, other) = (Decimal::new(mantissa, scale), Decimal::new(other, scale));
            let text = Exact::from(one).to_string();
            prop_assert_eq!(&text, &one.normalize().to_string());
            prop_assert_eq!(Exact::read(&text), Some(one.into()));
            prop_assert_eq!(Exact::from(one).plus(other.into()).rounded(), Some(one + other));
        }
    }
}
