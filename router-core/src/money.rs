//! Money with its currency in the type or beside it, exact until the one rounding.

use rust_decimal::Decimal;

/// Currencies that providers bill in, and the tenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// Kazakhstan tenge
    Kzt,
    /// United States dollar
    Usd,
    /// Russian rouble
    Rub,
    /// Chinese yuan
    Cny,
    /// Euro
    Eur,
}

/// An exact amount in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount in whole units (dollars, tenge), exact.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

/// An amount of tenge in millionths (µ₸), the unit of the ledger. 64 bits hold 9.2 trillion tenge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroTenge(pub i64);

/// Decimals of the ledger's unit.
const MICRO: u32 = 6;

/// The powers of ten that 128 bits hold: each price of each candidate needs some, and multiplying them up took longer than
/// all the rest.
const POWERS_OF_TEN: [i128; 39] = {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = 10 * powers[exponent - 1];
        exponent += 1;
    }
    powers
};

/// 10 to the power of `exponent`, if 128 bits hold it.
pub(crate) fn power_of_ten(exponent: u32) -> Option<i128> {
    POWERS_OF_TEN.get(exponent as usize).copied()
}

/// `amount ÷ unit` (above zero), rounded up. Most amounts fit 64 bits, which divide ten times as fast.
fn divided_up(amount: i128, unit: i128) -> i128 {
    match (u64::try_from(amount), u64::try_from(unit)) {
        (Ok(amount), Ok(unit)) => amount.div_ceil(unit).into(),
        _ => amount / unit + i128::from(amount % unit > 0),
    }
}

/// The decimal `mantissa ÷ 10^scale`, if a [`Decimal`] holds it: it would round what it does not hold, and money must
/// not be rounded silently.
pub(crate) fn exact(mut mantissa: i128, mut scale: u32) -> Result<Decimal, MoneyError> {
    loop {
        match Decimal::try_from_i128_with_scale(mantissa, scale) {
            Ok(amount) => return Ok(amount),
            // Zeros at the end of the decimals may be all that is too much.
            Err(_) if scale > 0 && mantissa % 10 == 0 => {
                mantissa /= 10;
                scale -= 1;
            }
            Err(_) => return Err(MoneyError::Overflow),
        }
    }
}

/// Arithmetic that would lose money instead of failing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The amount does not fit its type.
    #[error("amount out of range")]
    Overflow,
    /// Two currencies in one sum.
    #[error("cannot add {0} to {1}")]
    Currencies(Currency, Currency),
    /// A service that nobody has priced.
    #[error("a service without a price")]
    Unpriced,
}

// === impl Currency ===

impl Currency {
    /// Every currency known.
    pub const ALL: [Self; 5] = [Self::Kzt, Self::Usd, Self::Rub, Self::Cny, Self::Eur];

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kzt => "KZT",
            Self::Usd => "USD",
            Self::Rub => "RUB",
            Self::Cny => "CNY",
            Self::Eur => "EUR",
        }
    }

    /// The currency of an ISO 4217 code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}

// === impl Money ===

impl Money {
    /// `amount` of `currency`.
    #[must_use]
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self::new(Decimal::ZERO, currency)
    }

    /// The exact sum of two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::Currencies`] for two currencies, [`MoneyError::Overflow`] where no `Decimal` holds all digits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(other.currency, self.currency));
        }
        let (one, other) = (self.amount.normalize(), other.amount.normalize());
        let scale = one.scale().max(other.scale());
        let widened = |amount: Decimal| power_of_ten(scale - amount.scale())?.checked_mul(amount.mantissa());
        let sum = widened(one).zip(widened(other)).and_then(|(one, other)| one.checked_add(other));
        Ok(Self { amount: exact(sum.ok_or(MoneyError::Overflow)?, scale)?, ..self })
    }
}

// === impl MicroTenge ===

impl MicroTenge {
    /// No tenge.
    pub const ZERO: Self = Self(0);

    /// The one rounding of the product: a tenge amount to millionths, up, so that a cost is never under-stated.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] past 9.2 trillion tenge.
    pub fn round_up(tenge: Decimal) -> Result<Self, MoneyError> {
        Self::round_up_scaled(tenge.mantissa(), tenge.scale())
    }

    /// The same of `mantissa ÷ 10^scale` tenge, for products that no [`Decimal`] holds.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] past 9.2 trillion tenge.
    pub fn round_up_scaled(mantissa: i128, scale: u32) -> Result<Self, MoneyError> {
        let power = |exponent: u32| power_of_ten(exponent).ok_or(MoneyError::Overflow);
        let micro = match scale.checked_sub(MICRO) {
            Some(excess) => divided_up(mantissa, power(excess)?),
            None => mantissa.checked_mul(power(MICRO - scale)?).ok_or(MoneyError::Overflow)?,
        };
        i64::try_from(micro).map(Self).map_err(|_| MoneyError::Overflow)
    }

    /// The amount in tenge.
    #[must_use]
    pub fn tenge(self) -> Decimal {
        Decimal::new(self.0, 6).normalize()
    }

    /// The exact sum.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] past the range of 64 bits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyError::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, MicroTenge, Money, MoneyError};
    use rust_decimal::Decimal;

    #[test]
    fn rounding_goes_up_once() {
        for (tenge, micro) in
            [("0", 0), ("0.0000001", 1), ("1.2345678", 1_234_568), ("1.234567", 1_234_567), ("-0.0000001", 0)]
        {
            assert_eq!(MicroTenge::round_up(tenge.parse().unwrap()), Ok(MicroTenge(micro)), "{tenge}");
        }
        for (mantissa, scale, micro) in [(1, 30, 1), (15, 7, 2), (-15, 7, -1), (7, 0, 7_000_000)] {
            assert_eq!(MicroTenge::round_up_scaled(mantissa, scale), Ok(MicroTenge(micro)), "{mantissa} {scale}");
        }
        assert_eq!(MicroTenge::round_up_scaled(i128::MAX, 0), Err(MoneyError::Overflow));
        assert_eq!(MicroTenge::round_up_scaled(1, 99), Err(MoneyError::Overflow));
        assert_eq!(MicroTenge::round_up(Decimal::MAX), Err(MoneyError::Overflow));
        assert_eq!(MicroTenge::round_up("9300000000000".parse().unwrap()), Err(MoneyError::Overflow));
    }

    #[test]
    fn sums_are_exact_or_none() {
        for (one, other, expected) in [
            ("0.1", "0.02", Some("0.12")),
            ("79228162514264337593543950335", "0.00", Some("79228162514264337593543950335")),
            ("79228162514264337593543950335", "0.1", None),
            ("79228162514264337593543950335", "1", None),
            ("7922816251426433759354395033.4", "0.1", Some("7922816251426433759354395033.5")),
            ("0.9999999999999999999999999999", "0.0000000000000000000000000001", Some("1")),
        ] {
            let [one, other] = [one, other].map(|text| Money::new(text.parse().unwrap(), Currency::Usd));
            let expected = expected.map(|text| text.parse().unwrap()).ok_or(MoneyError::Overflow);
            assert_eq!(one.plus(other).map(|sum| sum.amount), expected, "{one:?} + {other:?}");
        }
    }

    #[test]
    fn currencies_do_not_mix() {
        let error = Money::zero(Currency::Usd).plus(Money::zero(Currency::Kzt)).unwrap_err();
        assert_eq!(error.to_string(), "cannot add KZT to USD");
    }
}
