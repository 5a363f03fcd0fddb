//! A tenant's month: what it brings, what it costs, what is left, and what would be without routing.

use router_core::money::{MicroTenge, MoneyError};
use router_core::policy::Plan;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::audit::Sheet;
use crate::ledger::ReportRow;
use crate::report::{Cell, Format};

/// Digits after the point in the table.
const TENGE_DIGITS: u32 = 2;
const PERCENT_DIGITS: u32 = 1;
const COLUMNS: [&str; 5] = ["section", "item", "count", "kzt", "percent"];

/// What a statement is made of.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) plan: &'a Plan,
    pub(crate) pays_yearly: bool,
    /// yyyy-mm
    pub(crate) month: &'a str,
    /// The requests of the month.
    pub(crate) requests: &'a ReportRow,
    /// Imported costs by line.
    pub(crate) imported: Vec<(String, MicroTenge)>,
}

/// A tenant's month.
#[derive(Debug)]
pub(crate) struct Statement {
    tenant: String,
    plan: String,
    month: String,
    messages: u64,
    revenue: Vec<(String, MicroTenge)>,
    /// What models cost.
    ai: MicroTenge,
    /// What else costs; a line may be called whatever its file calls it, also as one of ours.
    other_costs: Vec<(String, MicroTenge)>,
    /// What models would have cost on the flagship.
    flagship: MicroTenge,
}

/// What is left of what comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Margin {
    pub(crate) revenue: MicroTenge,
    pub(crate) costs: MicroTenge,
}

const AI: &str = "ai";

// === impl Statement ===

impl Statement {
    /// Adds a month up.
    ///
    /// # Errors
    /// [`MoneyError`] where a sum fits no ledger.
    pub(crate) fn of(facts: Facts<'_>) -> Result<Self, MoneyError> {
        let Facts { tenant, plan, pays_yearly, month, requests, imported } = facts;
        let mut revenue = plan.due_a_month(pays_yearly)?;
        revenue.push(("overage".to_owned(), requests.fees));
        let mut other_costs = imported;
        other_costs.extend(plan.server.map(|server| ("server".to_owned(), server)));
        // Where it is not known what a request would have cost there, it counts at what it did cost.
        let flagship = requests.cost.plus(requests.flagship.saving())?;
        Ok(Self {
            tenant: tenant.to_owned(),
            plan: plan.id.to_string(),
            month: month.to_owned(),
            messages: requests.requests,
            revenue,
            ai: requests.cost,
            other_costs,
            flagship,
        })
    }

    /// What is left.
    ///
    /// # Errors
    /// As [`Statement::of`].
    pub(crate) fn margin(&self) -> Result<Margin, MoneyError> {
        self.margin_at(self.ai)
    }

    /// What would be left if every request had gone to the flagship.
    ///
    /// # Errors
    /// As [`Statement::of`].
    pub(crate) fn margin_without_routing(&self) -> Result<Margin, MoneyError> {
        self.margin_at(self.flagship)
    }

    /// What is left if models cost `ai`.
    fn margin_at(&self, ai: MicroTenge) -> Result<Margin, MoneyError> {
        Ok(Margin { revenue: sum(&self.revenue)?, costs: ai.plus(sum(&self.other_costs)?)? })
    }

    /// The statement as text.
    ///
    /// # Errors
    /// As [`Statement::of`].
    pub(crate) fn render(&self, format: Format) -> Result<String, MoneyError> {
        match format {
            Format::Json => Ok(format!("{:#}\n", self.json()?)),
            Format::Table | Format::Csv => Ok(self.sheet()?.render(format)),
        }
    }

    fn sheet(&self) -> Result<Sheet, MoneyError> {
        let (margin, without) = (self.margin()?, self.margin_without_routing()?);
        let row = |section: &str, item: &str, count: Option<u64>, amount: MicroTenge| {
            let percent = percent(amount, margin.revenue);
            vec![
                Cell::text(section),
                Cell::text(item),
                count.map_or(Cell::Empty, Cell::Count),
                Cell::Amount(amount.tenge(), TENGE_DIGITS),
                percent.map_or(Cell::Empty, |percent| Cell::Amount(percent, PERCENT_DIGITS)),
            ]
        };
        let mut rows = Vec::new();
        rows.extend(self.revenue.iter().map(|(item, amount)| row("revenue", item, None, *amount)));
        rows.push(row("cost", AI, Some(self.messages), self.ai));
        rows.extend(self.other_costs.iter().map(|(item, amount)| row("cost", item, None, *amount)));
        rows.extend([
            row("total", "revenue", None, margin.revenue),
            row("total", "cost", None, margin.costs),
            row("total", "margin", None, margin.left()),
            row("without_routing", AI, None, self.flagship),
            row("without_routing", "margin", None, without.left()),
        ]);
        Ok(Sheet::new(&COLUMNS, rows))
    }

    fn json(&self) -> Result<Value, MoneyError> {
        let text = |amount: MicroTenge| amount.tenge().to_string();
        let line = |item: &str, amount: MicroTenge| json!({ "item": item, "kzt": text(amount) });
        let lines = |lines: &[(String, MicroTenge)]| -> Vec<Value> {
            lines.iter().map(|(item, amount)| line(item, *amount)).collect()
        };
        let mut costs = vec![line(AI, self.ai)];
        costs.extend(lines(&self.other_costs));
        let (margin, without) = (self.margin()?, self.margin_without_routing()?);
        let percent = |margin: Margin| margin.percent().map(|percent| percent.normalize().to_string());
        Ok(json!({
            "tenant": self.tenant,
            "plan": self.plan,
            "month": self.month,
            "currency": "KZT",
            "messages": self.messages,
            "revenue": lines(&self.revenue),
            "costs": costs,
            "revenue_kzt": text(margin.revenue),
            "costs_kzt": text(margin.costs),
            "margin_kzt": text(margin.left()),
            "margin_percent": percent(margin),
            "without_routing": {
                "ai_kzt": text(self.flagship),
                "margin_kzt": text(without.left()),
                "margin_percent": percent(without),
            },
        }))
    }
}

// === impl Margin ===

impl Margin {
    /// What is left. Below zero where more goes out than comes in.
    pub(crate) fn left(self) -> MicroTenge {
        MicroTenge(self.revenue.0.saturating_sub(self.costs.0))
    }

    /// The same in per cent of what comes in, half up to one digit; `None` where nothing does.
    pub(crate) fn percent(self) -> Option<Decimal> {
        percent(self.left(), self.revenue)
    }
}

fn percent(part: MicroTenge, whole: MicroTenge) -> Option<Decimal> {
    let share = part.tenge().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole.tenge())?;
    Some(share.round_dp_with_strategy(PERCENT_DIGITS, RoundingStrategy::MidpointAwayFromZero))
}

fn sum(lines: &[(String, MicroTenge)]) -> Result<MicroTenge, MoneyError> {
    lines.iter().try_fold(MicroTenge::ZERO, |sum, (_, amount)| sum.plus(*amount))
}

#[cfg(test)]
mod tests;
