//! The price lists of others, read into one form: LiteLLM's `model_prices_and_context_window.json` and the data of
//! genai-prices. Numbers are read as decimals from their text; none is ever a binary fraction.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::value::RawValue;

/// What a list says of a model, in dollars per million tokens, by our names of classes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) classes: BTreeMap<&'static str, Decimal>,
    /// Prices of prompts of more tokens than the key.
    pub(crate) tiers: BTreeMap<u64, BTreeMap<&'static str, Decimal>>,
}

/// Models by provider and id, as the list names them.
pub(crate) type Lists = BTreeMap<(String, String), Listed>;

type Object<'j> = BTreeMap<String, &'j RawValue>;

/// LiteLLM's names of prices of a token.
const LITELLM: [(&str, &str); 9] = [
    ("input_cost_per_token", "input"),
    ("cache_read_input_token_cost", "cached_input"),
    ("cache_creation_input_token_cost", "cache_write"),
    ("cache_creation_input_token_cost_above_1hr", "cache_write_1h"),
    ("output_cost_per_token", "output"),
    ("output_cost_per_reasoning_token", "reasoning"),
    ("input_cost_per_audio_token", "audio_input"),
    ("output_cost_per_audio_token", "audio_output"),
    ("input_cost_per_image_token", "image_input"),
];
/// Names of genai-prices, of prices of a million tokens.
const GENAI: [(&str, &str); 7] = [
    ("input_mtok", "input"),
    ("cache_read_mtok", "cached_input"),
    ("cache_write_mtok", "cache_write"),
    ("cache_write_1h_mtok", "cache_write_1h"),
    ("output_mtok", "output"),
    ("input_audio_mtok", "audio_input"),
    ("output_audio_mtok", "audio_output"),
];
/// The entry of LiteLLM's list that explains the others.
const SAMPLE: &str = "sample_spec";

/// LiteLLM's list.
///
/// # Errors
/// Where the text is not one JSON object.
pub(crate) fn read_litellm(text: &str) -> serde_json::Result<Lists> {
    let models: Object<'_> = serde_json::from_str(text)?;
    let mut lists = Lists::new();
    for (key, entry) in models.iter().filter(|(key, _)| *key != SAMPLE) {
        let Some(entry) = object(entry) else { continue };
        let Some(provider) = entry.get("litellm_provider").and_then(|name| string(name)) else { continue };
        let prefix = format!("{provider}/");
        let model = key.strip_prefix(&prefix).unwrap_or(key).to_owned();
        let mut listed = Listed::default();
        for (field, value) in &entry {
            let Some(price) = number(value).and_then(|price| price.checked_mul(Decimal::from(1_000_000))) else {
                continue;
            };
            let (name, above) = tier_of(field);
            let Some((_, class)) = LITELLM.iter().find(|(theirs, _)| *theirs == name) else { continue };
            let classes = above.map_or(&mut listed.classes, |above| listed.tiers.entry(above).or_default());
            classes.insert(class, price.normalize());
        }
        // Models stand there with and without their provider; what has more to say is meant.
        let known = lists.entry((provider, model)).or_default();
        if listed.classes.len() > known.classes.len() {
            *known = listed;
        }
    }
    lists.retain(|_, listed| !listed.classes.is_empty());
    Ok(lists)
}

/// The name of a price without its `_above_200k_tokens`, and the number of tokens.
fn tier_of(field: &str) -> (&str, Option<u64>) {
    let tier = field.strip_suffix("k_tokens").and_then(|rest| rest.rsplit_once("_above_"));
    let tier = tier.and_then(|(name, thousands)| Some((name, thousands.parse::<u64>().ok()?.checked_mul(1000)?)));
    tier.map_or((field, None), |(name, above)| (name, Some(above)))
}

/// The list of genai-prices, by the prices of `day`.
///
/// # Errors
/// Where the text is neither a list of providers nor an object that has one.
pub(crate) fn read_genai_prices(text: &str, day: Date) -> serde_json::Result<Lists> {
    let root = serde_json::from_str::<Object<'_>>(text).ok();
    let list = root.as_ref().and_then(|root| root.get("providers")).map_or(text, |list| list.get());
    let providers: Vec<&RawValue> = serde_json::from_str(list)?;
    let mut lists = Lists::new();
    for provider in providers.into_iter().filter_map(object) {
        let Some(name) = provider.get("id").and_then(|id| string(id)) else { continue };
        for model in provider.get("models").map(|models| array(models)).unwrap_or_default() {
            let Some(model) = object(model) else { continue };
            let id = model.get("id").and_then(|id| string(id));
            let prices = model.get("prices").and_then(|prices| prices_of(prices, day));
            let (Some(id), Some(prices)) = (id, prices) else { continue };
            let listed = read_mtok(&prices);
            if !listed.classes.is_empty() {
                lists.insert((name.clone(), id), listed);
            }
        }
    }
    Ok(lists)
}

/// The prices in force on `day`: a table, or the last of a list whose constraint has begun. Those of hours are left out.
fn prices_of<'j>(prices: &'j RawValue, day: Date) -> Option<Object<'j>> {
    if let Some(prices) = object(prices) {
        return Some(prices);
    }
    let mut in_force: Option<(Option<Date>, Object<'j>)> = None;
    for entry in array(prices).into_iter().filter_map(object) {
        let Some(prices) = entry.get("prices").and_then(|prices| object(prices)) else { continue };
        let constraint = entry.get("constraint").and_then(|constraint| object(constraint)).unwrap_or_default();
        if constraint.contains_key("start_time") || constraint.contains_key("end_time") {
            continue;
        }
        let begins = constraint.get("start_date").and_then(|date| string(date)?.parse::<Date>().ok());
        let later = in_force.as_ref().is_none_or(|(known, _)| begins >= *known);
        if begins.is_none_or(|begins| begins <= day) && later {
            in_force = Some((begins, prices));
        }
    }
    in_force.map(|(_, prices)| prices)
}

fn read_mtok(prices: &Object<'_>) -> Listed {
    let mut listed = Listed::default();
    for (theirs, class) in GENAI {
        let Some(value) = prices.get(theirs) else { continue };
        if let Some(price) = number(value) {
            listed.classes.insert(class, price);
            continue;
        }
        let Some(tiered) = object(value) else { continue };
        let Some(base) = tiered.get("base").and_then(|base| number(base)) else { continue };
        listed.classes.insert(class, base);
        for tier in tiered.get("tiers").map(|tiers| array(tiers)).unwrap_or_default() {
            let Some(tier) = object(tier) else { continue };
            let start = tier.get("start").and_then(|start| start.get().parse::<u64>().ok());
            let price = tier.get("price").and_then(|price| number(price));
            if let (Some(start), Some(price)) = (start, price) {
                listed.tiers.entry(start).or_default().insert(class, price);
            }
        }
    }
    listed
}

fn object(value: &RawValue) -> Option<Object<'_>> {
    serde_json::from_str(value.get()).ok()
}

fn array(value: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(value.get()).unwrap_or_default()
}

fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// A positive number, whatever its spelling: `3e-06` and `0.000003` are one.
fn number(value: &RawValue) -> Option<Decimal> {
    let text = value.get();
    let decimal =
        if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { Decimal::from_str_exact(text) };
    decimal.ok().filter(|number| *number > Decimal::ZERO).map(|number| number.normalize())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Listed, Lists, read_genai_prices, read_litellm};

    fn shown(lists: &Lists) -> String {
        let line = |((provider, model), Listed { classes, tiers }): (&(String, String), &Listed)| {
            let prices = classes.iter().map(|(class, price)| format!("{class} {price}"));
            let tiers = tiers.iter().flat_map(|(above, classes)| {
                classes.iter().map(move |(class, price)| format!(">{above} {class} {price}"))
            });
            format!("{provider} {model}: {}\n", prices.chain(tiers).collect::<Vec<_>>().join(", "))
        };
        lists.iter().map(line).collect()
    }

    #[test]
    fn the_list_of_litellm() {
        insta::assert_snapshot!(shown(&read_litellm(include_str!("../../../tests/fixtures/prices/litellm.json")).unwrap()), @"
        anthropic claude-sonnet-4-5: cache_write 3.75, cache_write_1h 6, cached_input 0.3, input 3, output 15, >200000 cache_write 7.5, >200000 cache_write_1h 12, >200000 cached_input 0.6, >200000 input 6, >200000 output 22.5
        gemini gemini-2.5-flash-lite: audio_input 0.3, cached_input 0.01, input 0.1, output 0.4, reasoning 0.4
        openai gpt-5-mini: cached_input 0.025, input 0.25, output 2
        openai gpt-5.1: cached_input 0.13, input 1.3, output 10
        ");
        assert!(read_litellm("[]").is_err() && read_litellm("{\"a\": 3}").unwrap().is_empty());
    }

    #[test]
    fn the_list_of_genai_prices() {
        let text = include_str!("../../../tests/fixtures/prices/genai-prices.json");
        insta::assert_snapshot!(shown(&read_genai_prices(text, date(2026, 11, 21)).unwrap()), @"
        anthropic claude-sonnet-4-5: cache_write 3.75, cached_input 0.3, input 3, output 15, >200000 cache_write 7.5, >200000 cached_input 0.6, >200000 input 6, >200000 output 22.5
        deepseek deepseek-flash: cached_input 0.003, input 0.15, output 0.6
        openai gpt-5.1: cached_input 0.125, input 1.25, output 10
        ");
        let before = read_genai_prices(text, date(2026, 1, 1)).unwrap();
        insta::assert_snapshot!(shown(&before).lines().nth(1).unwrap(), @"deepseek deepseek-flash: cached_input 0.07, input 0.27, output 1.1");
        let wrapped = format!("{{\"providers\": {text}}}");
        assert_eq!(read_genai_prices(&wrapped, date(2026, 1, 1)).unwrap(), before);
        assert!(read_genai_prices("3", date(2026, 1, 1)).is_err());
    }
}
