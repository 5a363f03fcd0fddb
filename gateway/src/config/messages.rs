//! `messages` of a provider: where the models of a host of dialect `anthropic` differ.

use dialects::MessagesQuirks;
use router_core::files::{Key, Shape, Table};

pub(super) const KEYS: &[Key] = &[
    Key::optional("cache", Shape::Flag, "whether long beginnings of prompts are marked for its cache"),
    Key::optional("sampling", MODELS, "models that take `temperature` or `top_p`"),
    Key::optional("forced_tools", MODELS, "models that can be made to call a tool"),
    Key::optional("thinking_budget", MODELS, "models that think by a budget of tokens instead of an effort"),
];
const MODELS: Shape = Shape::List(&Shape::Text);

/// What a provider's table says; a model in none of its lists is taken for one of the newest.
pub(super) fn quirks(provider: &Table<'_>) -> MessagesQuirks {
    let Some(table) = provider.optional("messages").and_then(|value| value.table(KEYS)) else {
        return MessagesQuirks::default();
    };
    let models = |key: &str| {
        let models = table.list(key);
        models.iter().filter_map(|model| model.string()).map(str::to_owned).collect()
    };
    MessagesQuirks {
        cache: table.optional("cache").is_none_or(|value| value.boolean().unwrap_or(true)),
        sampling: models("sampling"),
        forced_tools: models("forced_tools"),
        thinking_budget: models("thinking_budget"),
    }
}
