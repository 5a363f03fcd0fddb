//! Budgets that come to an end: a metric, a log line and a webhook, once for each period.

use serde_json::{Value, json};

use crate::Gateway;
use crate::ledger::SoftLimit;

/// Tells of soft limits as they are crossed; never ends.
pub(crate) async fn run(gateway: &Gateway) {
    loop {
        for crossed in gateway.ledger.soft_limits_crossed().await {
            tell(gateway, crossed);
        }
    }
}

fn tell(gateway: &Gateway, crossed: SoftLimit) {
    let SoftLimit { tenant, level, id, spent, limit, .. } = &crossed;
    gateway.metrics.soft_limits.with_label_values(&[tenant, level.name()]).inc();
    let (spent_kzt, limit_kzt) = (spent.tenge(), limit.tenge());
    tracing::warn!(%tenant, level = level.name(), %id, %spent_kzt, %limit_kzt, "a budget comes to its end");
    let (ledger, data, id) = (gateway.ledger.clone(), event(&crossed), crossed.event_id());
    gateway.webhooks.send_as(&id, "budget.soft_limit", &data, move || ledger.told(crossed));
}

fn event(crossed: &SoftLimit) -> Value {
    let SoftLimit { tenant, level, id, spent, limit, .. } = crossed;
    json!({
        "tenant": &**tenant,
        "level": level.name(),
        "id": &**id,
        "period": crossed.period(),
        "spent_kzt": spent.tenge().to_string(),
        "limit_kzt": limit.tenge().to_string(),
    })
}
