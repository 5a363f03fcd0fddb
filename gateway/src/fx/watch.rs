//! What moved too far: the dollar from the rates that plans were priced at, as metrics, log lines and webhooks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use router_core::money::Currency;
use router_core::policy::{Drift, Policy};
use router_core::prices::PriceBook;
use serde_json::json;

use crate::Gateway;
use crate::ledger::almaty_day;

/// Which plans somebody has been told of, and whether the dollar was dearer: each once until it is back.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    told: Mutex<HashMap<Arc<str>, bool>>,
}

impl Watch {
    /// Those of `drifts` that nobody has been told of.
    fn news(&self, drifts: Vec<Drift>) -> Vec<Drift> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|plan, _| drifts.iter().any(|drift| drift.plan == *plan));
        drifts
            .into_iter()
            .filter(|drift| {
                let dearer = drift.permille > 0;
                told.insert(drift.plan.clone(), dearer) != Some(dearer)
            })
            .collect()
    }
}

/// The plans that the dollar of `day` has left.
pub(crate) fn drifts(policy: &Policy, prices: &PriceBook, day: Date) -> Vec<Drift> {
    let Some(rate) = prices.rates().in_force(Currency::Usd, day) else { return Vec::new() };
    policy.plans().into_iter().filter_map(|plan| plan.drift(rate)).collect()
}

/// Looks at the rates of the snapshot in force: how old they are, and which plans they have left.
pub(crate) fn note_rates(gateway: &Gateway) {
    let snapshot = gateway.snapshots.current();
    let today = almaty_day(Timestamp::now());
    for currency in Currency::ALL.into_iter().filter(|currency| *currency != Currency::Kzt) {
        let Some(rate) = snapshot.prices.rates().in_force(currency, today) else { continue };
        let days = today.since(rate.valid_from).map_or(0, |age| age.get_days());
        gateway.metrics.rate_age.with_label_values(&[currency.code()]).set(days.into());
    }
    let drifts = drifts(&snapshot.policy, &snapshot.prices, today);
    for plan in snapshot.policy.plans().into_iter().filter(|plan| plan.base_rate.is_some()) {
        let drift = drifts.iter().find(|drift| drift.plan == plan.id);
        let permille = drift.map_or(0, |drift| drift.permille);
        gateway.metrics.plan_drift.with_label_values(&[&plan.id]).set(permille);
    }
    for drift in gateway.rate_watch.news(drifts) {
        tracing::warn!("{drift}");
        let data = json!({
            "plan": &*drift.plan,
            "base_usd_kzt": drift.base.to_string(),
            "usd_kzt": drift.now.to_string(),
            "rate_id": &*drift.rate_id,
            "moved_permille": drift.permille,
            "allowed_percent": drift.allowed_percent.to_string(),
        });
        gateway.webhooks.send("plan.rate_drift", &data);
    }
}

#[cfg(test)]
mod tests {
    use super::Watch;
    use router_core::policy::Drift;

    #[test]
    fn each_is_told_once_until_it_is_back() {
        let drift = |plan: &str, permille| Drift {
            plan: plan.into(),
            base: "500".parse().unwrap(),
            now: "600".parse().unwrap(),
            rate_id: "USD@2026-11-21".into(),
            permille,
            allowed_percent: "10".parse().unwrap(),
        };
        let watch = Watch::default();
        for (drifts, news) in [
            (vec![drift("a", 200)], vec!["a"]),
            (vec![drift("a", 250), drift("b", -110)], vec!["b"]),
            (vec![drift("a", -120), drift("b", -111)], vec!["a"]),
            (vec![], vec![]),
            (vec![drift("b", -111)], vec!["b"]),
        ] {
            let told: Vec<String> = watch.news(drifts).iter().map(|drift| drift.plan.to_string()).collect();
            assert_eq!(told, news);
        }
    }
}
