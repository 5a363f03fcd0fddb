//! `messages` of a provider: where the models of a host of dialect `anthropic` differ.

use dialects::MessagesQuirks;
use router_core::files::{Key, Shape, Table};

pub(super) const KEYS: &[Key] = &[
    Key::optional("cache", Shape::Flag, "whether long beginnings of prompts are marked for its cache"),
    Key::optional("sampling", MODELS, "models that take `temperature` or `top_p`"),
    Key::optional("forced_tools", MODELS, "models that can be made to call a tool"),
    Key::optional("thinking_budget", MODELS, "models that think by a budget of tokens instead of an effort"),
    Key::optional("prefill", MODELS, "models that continue an answer that the request ends with"),
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
        prefill: models("prefill"),
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYS, quirks};
    use dialects::MessagesQuirks;
    use router_core::diagnostic::SourceFile;
    use router_core::files::{Key, Shape, Source};

    fn check(text: &str) -> (Option<MessagesQuirks>, Vec<String>) {
        let file = SourceFile { name: "qaqpa.toml".to_owned(), text: text.to_owned() };
        let source = Source::parse(&file);
        let found = source.root(&[Key::optional("messages", Shape::Table(KEYS), "")]).map(|table| quirks(&table));
        (found, source.into_diagnostics().into_iter().map(|problem| problem.found).collect())
    }

    #[test]
    fn what_is_stated_and_what_is_not() {
        assert_eq!(check(""), (Some(MessagesQuirks::default()), Vec::new()));
        let (found, problems) = check("[messages]\ncache = false\nsampling = [\"a\", \"b\"]\nforced_tools = [\"a\"]");
        let models = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let expected = MessagesQuirks {
            cache: false,
            sampling: models(&["a", "b"]),
            forced_tools: models(&["a"]),
            ..MessagesQuirks::default()
        };
        assert_eq!((found, problems), (Some(expected), Vec::new()));
        let (_, problems) = check("[messages]\ncache = \"no\"\nsampling = [1]\nthinking = true");
        assert_eq!(problems, ["the string `no`", "the bare number 1", "unknown key `thinking`"]);
    }
}
