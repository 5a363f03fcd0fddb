//! Quality floor and price ceiling, of a plan or of a tenant.

use super::{Plan, Policy, plans::read_tenge, rules::tier_names};
use crate::{
    files::{Key, Shape, Table},
    measure::Tier,
    money::MicroTenge,
    prices::ModelRef,
};

/// What a request gets at least and costs at most. What is not stated is no bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The lowest tier whose models may serve.
    pub min_tier: Option<Tier>,
    /// The most that a request may cost.
    pub ceiling: Option<MicroTenge>,
}

pub(super) const MIN_TIER_KEY: Key =
    Key::optional("min_tier", Shape::Name(tier_names), "quality floor: no model of lower tiers serves");
pub(super) const CEILING_KEY: Key = Key::optional(
    "max_tenge_per_request",
    Shape::Amount,
    "price ceiling: models that could cost more for a request are skipped",
);

// === impl Bounds ===

impl Bounds {
    /// The bounds that a table states.
    pub(super) fn read(table: &Table<'_>) -> Self {
        let min_tier = table.optional(MIN_TIER_KEY.name).and_then(|tier| tier.named(Tier::ALL, Tier::name));
        let ceiling = table.optional(CEILING_KEY.name).and_then(|tenge| read_tenge(&tenge));
        Self { min_tier, ceiling }
    }

    /// `tier`, or the lowest tier of the plan that the floor allows. A plan without one keeps its tier, whose models are
    /// then skipped with a reason.
    pub(crate) fn raised(self, tier: Tier, plan: &Plan) -> Tier {
        let Some(floor) = self.min_tier.filter(|floor| tier < *floor) else { return tier };
        plan.tiers.iter().copied().filter(|allowed| *allowed >= floor).min().unwrap_or(tier)
    }
}

// === impl Policy ===

impl Policy {
    /// What a tenant of `plan` gets at least and pays at most for a request: what is stated for the tenant, else what is
    /// stated for the plan.
    #[must_use]
    pub fn bounds(&self, plan: &Plan, tenant: &str) -> Bounds {
        if self.tenants.is_empty() {
            return plan.bounds;
        }
        let own = self.tenants.get(tenant).copied().unwrap_or_default();
        Bounds { min_tier: own.min_tier.or(plan.bounds.min_tier), ceiling: own.ceiling.or(plan.bounds.ceiling) }
    }

    /// The highest tier whose pool holds `model`: what a quality floor goes by.
    #[must_use]
    pub fn best_tier(&self, model: &ModelRef) -> Option<Tier> {
        let holds = |slots: &[super::Slot]| slots.iter().any(|slot| slot.route.row.model == *model);
        self.pools.iter().filter(|(_, pool)| holds(&pool.slots)).map(|(tier, _)| tier).max()
    }
}
