//! What a plan brings in a month, before any message beyond it.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Every, Line, Plan, Share};
use crate::money::{MicroTenge, MoneyError};

/// The line that others are per cent of.
const LICENCE: &str = "licence";

impl Plan {
    /// What is due for a month, by item: the price of the plan, and its lines. What is due each year counts for a twelfth,
    /// what is due once in no month, and of a range the lower end. A tenant that `pays_yearly` has the price of the year,
    /// where there is one.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] where an amount fits no ledger.
    pub fn due_a_month(&self, pays_yearly: bool) -> Result<Vec<(String, MicroTenge)>, MoneyError> {
        let month = self.month.map(MicroTenge::tenge);
        let year = self.year.map(twelfth).transpose()?;
        let price = if pays_yearly { year.or(month) } else { month.or(year) };
        let mut due = Vec::new();
        if let Some(price) = price {
            due.push(("plan".to_owned(), rounded(price)?));
        }
        for line in &self.lines {
            let amount = match line.every {
                Every::Once => continue,
                Every::Month => self.lower_end(line)?.tenge(),
                Every::Year => twelfth(self.lower_end(line)?)?,
            };
            due.push((line.item.clone(), rounded(amount)?));
        }
        Ok(due)
    }

    /// The lower end of a line's price.
    fn lower_end(&self, line: &Line) -> Result<MicroTenge, MoneyError> {
        let percent = match line.from {
            Share::Tenge(amount) => return Ok(amount),
            Share::PercentOfLicence(percent) => percent,
        };
        let licence = self.lines.iter().find_map(|line| match line.from {
            Share::Tenge(amount) if line.item == LICENCE => Some(amount),
            Share::Tenge(_) | Share::PercentOfLicence(_) => None,
        });
        let licence = licence.unwrap_or(MicroTenge::ZERO).tenge();
        let part = licence.checked_mul(percent).and_then(|part| part.checked_div(Decimal::ONE_HUNDRED));
        rounded(part.ok_or(MoneyError::Overflow)?)
    }
}

fn twelfth(year: MicroTenge) -> Result<Decimal, MoneyError> {
    year.tenge().checked_div(Decimal::from(12)).ok_or(MoneyError::Overflow)
}

/// Half up to millionths.
fn rounded(tenge: Decimal) -> Result<MicroTenge, MoneyError> {
    MicroTenge::round_up(tenge.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero))
}

#[cfg(test)]
mod tests {
    use crate::{
        diagnostic::SourceFile,
        files::Source,
        policy::plans::{self, Plans},
    };

    const FILE: &str = include_str!("../../../policies/plans.toml");
    const MORE: &str = "[[plans]]\nid = \"leased\"\nname = \"Leased\"\nyear = \"100\"\ntiers = [\"L0\"]\n\
        overage = \"block\"\nlines = [{ item = \"server\", every = \"month\", from = \"7\", to = \"9\" },\n\
        { item = \"licence\", every = \"once\", from = \"10\" },\n\
        { item = \"care\", every = \"month\", from = \"12.5\", percent_of_licence = true }]\n";

    #[test]
    fn months_bear_what_is_due_for_them() {
        let file = SourceFile { name: "plans.toml".to_owned(), text: format!("{FILE}\n{MORE}") };
        let source = Source::parse(&file);
        let (_, Plans { good, .. }) = plans::read(&source).unwrap();
        for (plan, pays_yearly, expected) in [
            ("starter", false, "plan 50000"),
            ("starter", true, "plan 45000"),
            ("pro", false, "plan 150000"),
            ("pro", true, "plan 133333.333333"),
            ("sovereign", false, "maintenance 30000"),
            ("sovereign-bank", true, "maintenance 108333.333333"),
            ("leased", false, "plan 8.333333, server 7, care 1.25"),
        ] {
            let due = good.iter().find(|known| *known.id == *plan).unwrap().due_a_month(pays_yearly).unwrap();
            let due: Vec<String> = due.iter().map(|(item, amount)| format!("{item} {}", amount.tenge())).collect();
            assert_eq!(due.join(", "), expected, "{plan}");
        }
    }
}
