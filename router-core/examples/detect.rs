//! Personal data of JSON lines: `{"id","text"}` in, `{"id","entities":[{"start","end","type"}]}` out, offsets in
//! Unicode code points.
//!
//! `cargo run --release -p router-core --example detect < messages.jsonl > found.jsonl`

#![expect(clippy::print_stdout, reason = "an example prints its result")]

use std::io::{self, BufRead as _};

use router_core::redact::Detectors;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let detectors = Detectors::new();
    for line in io::stdin().lock().lines() {
        let message: Value = serde_json::from_str(&line?)?;
        let text = message["text"].as_str().unwrap_or_default();
        let points = |byte: usize| text.get(..byte).unwrap_or_default().chars().count();
        let entities = detectors.detect(text).into_iter().map(|entity| {
            json!({
                "start": points(entity.range.start),
                "end": points(entity.range.end),
                "type": entity.data_type.name(),
            })
        });
        println!("{}", json!({ "id": message["id"], "entities": entities.collect::<Vec<_>>() }));
    }
    Ok(())
}
