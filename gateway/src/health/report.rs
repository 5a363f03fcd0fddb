//! What operators are told of the health of providers.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Block, HealthBoard, Subject};

/// Of a circuit: the provider, the model unless it is of all of them, and the number of the state.
pub(crate) type State = (String, String, i64);

impl HealthBoard {
    /// Every provider with whom keeps it out and what is the matter with it.
    pub(crate) fn report(&self, now: Instant) -> Vec<Value> {
        let clock = Timestamp::now();
        let table = self.table();
        let circuit = |subject: &Subject| {
            let circuit = table.circuits.get(subject)?;
            let until = circuit.due().map(|due| time(due, now, clock));
            let why = circuit.reason().map(|why| why.name());
            Some(json!({ "state": circuit.state().0, "why": why, "until": until }))
        };
        let mut rows = Vec::with_capacity(self.providers.len());
        for provider in &self.providers {
            let held = table.blocks.list().iter().filter(|block| block.holds(&provider.name, &provider.region, clock));
            // Of a block of the provider and one of its region, what ends last is what counts.
            let holding = held.max_by_key(|block| (block.until.is_none(), block.until));
            let models = table.circuits.keys().filter_map(|subject| match subject {
                Subject::Model(model) if model.provider == provider.name => {
                    let mut row = circuit(subject)?;
                    row["model"] = json!(&*model.model);
                    Some(row)
                }
                _ => None,
            });
            let mut models: Vec<Value> = models.collect();
            models.sort_by_key(|row| row["model"].to_string());
            let whole = circuit(&Subject::Provider(provider.name.clone()));
            rows.push(json!({
                "name": &*provider.name,
                "region": provider.region,
                "perimeter": if provider.inside { "local" } else { "foreign" },
                "state": state(holding, whole.as_ref(), &models),
                "blocked": holding,
                "circuit": whole,
                "models": models,
            }));
        }
        rows
    }

    /// The state of every circuit there is: 0 closed, 1 open, 2 half-open.
    pub(crate) fn circuits(&self) -> Vec<State> {
        let table = self.table();
        let circuits = table.circuits.iter().map(|(subject, circuit)| {
            let (provider, model) = subject.names();
            (provider.to_owned(), model.to_owned(), circuit.state().1)
        });
        circuits.collect()
    }

    /// Whom operators keep out.
    pub(crate) fn blocked(&self) -> Vec<String> {
        self.seen().blocked.iter().map(|name| name.to_string()).collect()
    }
}

impl Subject {
    /// The provider, and the model unless it is all of them.
    pub(crate) fn names(&self) -> (&str, &str) {
        match self {
            Self::Provider(provider) => (provider, ""),
            Self::Model(model) => (&model.provider, &model.model),
        }
    }
}

/// The whole in a word.
fn state(block: Option<&Block>, whole: Option<&Value>, models: &[Value]) -> String {
    let out = |circuit: &Value| circuit["until"].is_string();
    match (block, whole) {
        (Some(_), _) => "blocked".to_owned(),
        (None, Some(circuit)) if out(circuit) => circuit["why"].as_str().unwrap_or("open").to_owned(),
        _ => match models.iter().filter(|circuit| out(circuit)).count() {
            0 => "well".to_owned(),
            1 => "1 model out".to_owned(),
            count => format!("{count} models out"),
        },
    }
}

fn time(at: Instant, now: Instant, clock: Timestamp) -> String {
    let left = SignedDuration::try_from(at.saturating_duration_since(now)).unwrap_or_default();
    clock.checked_add(left).unwrap_or(clock).to_string()
}
