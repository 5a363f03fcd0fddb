//! Tokens: counts as a type, usage in disjoint classes, and the one function that counts.

/// A number of tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenCount(pub u64);

/// The tokens of one answer in classes that do not overlap: their sum is what was processed.
///
/// OpenAI's wire format nests them (`cached_tokens` is part of `prompt_tokens`, `reasoning_tokens` part of
/// `completion_tokens`); dialects take them apart, so that nothing is billed twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Prompt tokens read at the full price.
    pub input: TokenCount,
    /// Prompt tokens read from the provider's cache.
    pub cached_input: TokenCount,
    /// Prompt tokens written to the provider's cache.
    pub cache_write: TokenCount,
    /// Completion tokens without reasoning.
    pub output: TokenCount,
    /// Hidden reasoning tokens.
    pub reasoning: TokenCount,
}

/// Tokens of a [`Usage`] that some providers price apart. Each is a part of one of its classes and changes no sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// Of `cache_write`: written for an hour instead of five minutes.
    pub cache_write_1h: TokenCount,
    /// Of `input`: sound.
    pub audio_input: TokenCount,
    /// Of `input`: pictures.
    pub image_input: TokenCount,
    /// Of `input`: descriptions and results of tools.
    pub tool_input: TokenCount,
    /// Of `output`: sound.
    pub audio_output: TokenCount,
}

// === impl TokenCount ===

impl TokenCount {
    /// No tokens.
    pub const ZERO: Self = Self(0);

    /// Sum, capped at the largest count.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Difference, not below zero.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::fmt::Display for TokenCount {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

// === impl Usage ===

impl Usage {
    /// Both together, class by class.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            input: self.input.plus(other.input),
            cached_input: self.cached_input.plus(other.cached_input),
            cache_write: self.cache_write.plus(other.cache_write),
            output: self.output.plus(other.output),
            reasoning: self.reasoning.plus(other.reasoning),
        }
    }

    /// All prompt tokens, cached or not.
    #[must_use]
    pub fn prompt(&self) -> TokenCount {
        self.input.plus(self.cached_input).plus(self.cache_write)
    }

    /// All completion tokens, reasoning included.
    #[must_use]
    pub fn completion(&self) -> TokenCount {
        self.output.plus(self.reasoning)
    }

    /// Everything.
    #[must_use]
    pub fn total(&self) -> TokenCount {
        self.prompt().plus(self.completion())
    }
}

/// Counts the tokens of `text` exactly, as OpenAI's `o200k_base` encoding does. Milliseconds per 100 KB: use
/// [`upper_bound`] where a bound is enough.
#[must_use]
pub fn count_tokens(text: &str) -> TokenCount {
    TokenCount(tiktoken_rs::o200k_base_singleton().encode_ordinary(text).len() as u64)
}

/// An upper bound of the tokens in `bytes` of text, for any byte-level BPE: a token is at least one byte.
#[must_use]
pub fn upper_bound(bytes: usize) -> TokenCount {
    TokenCount(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::{TokenCount, Usage, count_tokens, upper_bound};

    #[test]
    fn counting_is_bounded_by_bytes() {
        for text in ["", "Hello, world", "Сколько стоит доставка в Астану?", "Қалайсыз, достым? 😀"]
        {
            assert!(count_tokens(text) <= upper_bound(text.len()), "{text}");
        }
        assert_eq!(count_tokens("Hello, world"), TokenCount(3));
    }

    #[test]
    fn classes_add_up_without_overlap() {
        let [input, cached_input, cache_write, output, reasoning] = [1, 20, 300, 4_000, 50_000].map(TokenCount);
        let usage = Usage { input, cached_input, cache_write, output, reasoning };
        assert_eq!(
            (usage.prompt(), usage.completion(), usage.total()),
            (TokenCount(321), TokenCount(54_000), TokenCount(54_321))
        );
    }
}
