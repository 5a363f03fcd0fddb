//! What operators are told of the health of providers.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use router_core::decide::Health;
use router_core::prices::ModelRef;
use serde_json::{Value, json};

use super::{Block, Form, HealthBoard, Pace, Subject, Why};

/// Of a circuit: the provider, the model unless it is of all of them, and the number of the state.
pub(crate) type State = (String, String, i64);

/// How providers are, as a bystander sees it who asks none of them.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) health: Health,
    /// The same without those that are out for less than failing each time: they are asked where nobody else is left.
    pub(crate) last_resort: Health,
    /// What operators are told of each provider.
    pub(crate) rows: Vec<Value>,
    /// Where that is known from.
    pub(crate) from: String,
}

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
                "paces": self.paces_of(&provider.name, now),
            }));
        }
        rows
    }

    /// How long the models of a provider take to answer: lately, unless that is long ago, and usually.
    fn paces_of(&self, provider: &str, now: Instant) -> Vec<Value> {
        let paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        let of_provider = paces.iter().filter(|((model, _), _)| *model.provider == *provider);
        let row = |((model, form), pace): (&(ModelRef, Form), &Pace)| {
            let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            let fresh = (now < pace.fresh_until).then(|| ms(pace.average));
            json!({ "model": &*model.model, "form": form.name(), "ms": fresh, "p95_ms": pace.usual().map(ms) })
        };
        let mut rows: Vec<Value> = of_provider.map(row).collect();
        rows.sort_by_key(|row| (row["model"].to_string(), row["form"].to_string()));
        rows
    }

    /// What such rows tell of the providers that are configured here.
    pub(crate) fn seen_in(&self, rows: Vec<Value>, form: Form, from: String) -> Seen {
        let health = self.told(&rows, form, |_| true);
        let last_resort = self.told(&rows, form, |why| Why::of_name(why).is_some_and(Why::is_hard));
        Seen { health, last_resort, rows, from }
    }

    /// Health without those that are out for a reason which counts.
    fn told(&self, rows: &[Value], form: Form, counts: fn(&str) -> bool) -> Health {
        let known = self.seen();
        let (configured, inside) = (known.configured.clone(), known.inside.clone());
        let mut health = Health { configured, inside, ..Health::default() };
        let is_down = |row: &Value| is_out(row) && row["why"].as_str().is_some_and(counts);
        for row in rows {
            let Some(provider) = row["name"].as_str().and_then(|name| known.configured.get(name)) else { continue };
            if !row["blocked"].is_null() {
                health.blocked.insert(Arc::clone(provider));
            }
            if is_down(&row["circuit"]) {
                health.providers_down.insert(Arc::clone(provider));
            }
            let list = |name: &str| row[name].as_array().into_iter().flatten();
            let model = |row: &Value| Some(ModelRef::new(provider, row["model"].as_str()?));
            health.models_down.extend(list("models").filter(|row| is_down(row)).filter_map(model));
            let pace = |row: &Value| Some((model(row)?, Duration::from_millis(row["ms"].as_u64()?)));
            health.latency.extend(list("paces").filter(|row| row["form"] == form.name()).filter_map(pace));
        }
        health
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

/// Whether the circuit of a row holds somebody out.
pub(crate) fn is_out(circuit: &Value) -> bool {
    circuit["until"].is_string()
}

/// The whole in a word.
fn state(block: Option<&Block>, whole: Option<&Value>, models: &[Value]) -> String {
    match (block, whole) {
        (Some(_), _) => "blocked".to_owned(),
        (None, Some(circuit)) if is_out(circuit) => circuit["why"].as_str().unwrap_or("open").to_owned(),
        _ => match models.iter().filter(|circuit| is_out(circuit)).count() {
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
