//! Classes of tokens: what each costs, and which tokens of an answer fall into it.

use rust_decimal::Decimal;

use crate::{
    measure::Needs,
    tokens::{Parts, TokenCount, Usage},
};

/// What a million tokens of each class cost, in the currency of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes {
    /// Prompt tokens read at the full price.
    pub input: Decimal,
    /// Prompt tokens read from the provider's cache.
    pub cached_input: Decimal,
    /// Prompt tokens written to the provider's cache for minutes.
    pub cache_write: Decimal,
    /// Prompt tokens written to it for an hour.
    pub cache_write_1h: Decimal,
    /// Completion tokens.
    pub output: Decimal,
    /// Hidden reasoning tokens.
    pub reasoning: Decimal,
    /// Prompt tokens of sound.
    pub audio_input: Decimal,
    /// Completion tokens of sound.
    pub audio_output: Decimal,
    /// Prompt tokens of pictures.
    pub image_input: Decimal,
    /// Prompt tokens of tools: their descriptions and results.
    pub tool_input: Decimal,
}

/// The names of all classes, in the order of [`Classes::all`]. Beside each the class whose price it has in files of
/// version 1, which do not know it.
pub(super) const CLASSES: [(&str, Option<&str>); 10] = [
    ("input", None),
    ("cached_input", None),
    ("cache_write", None),
    ("cache_write_1h", Some("cache_write")),
    ("output", None),
    ("reasoning", None),
    ("audio_input", Some("input")),
    ("audio_output", Some("output")),
    ("image_input", Some("input")),
    ("tool_input", Some("input")),
];

/// The tokens of one class with their price: a line of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The class by its name in files.
    pub class: &'static str,
    /// How many there are.
    pub tokens: TokenCount,
    /// What a million of them cost.
    pub per_million: Decimal,
}

// === impl Classes ===

impl Classes {
    /// Every token of every class for `price`.
    #[must_use]
    pub fn flat(price: Decimal) -> Self {
        Self::from_all([price; 10])
    }

    /// The prices in the order of [`Self::all`].
    #[must_use]
    pub fn from_all(prices: [Decimal; 10]) -> Self {
        let [input, cached_input, cache_write, cache_write_1h, output, reasoning, ..] = prices;
        let [.., audio_input, audio_output, image_input, tool_input] = prices;
        Self {
            input,
            cached_input,
            cache_write,
            cache_write_1h,
            output,
            reasoning,
            audio_input,
            audio_output,
            image_input,
            tool_input,
        }
    }

    /// Every price, in the order of the names in files.
    #[must_use]
    pub fn all(&self) -> [Decimal; 10] {
        [
            self.input,
            self.cached_input,
            self.cache_write,
            self.cache_write_1h,
            self.output,
            self.reasoning,
            self.audio_input,
            self.audio_output,
            self.image_input,
            self.tool_input,
        ]
    }

    /// Every class with its name in files.
    #[must_use]
    pub fn named(&self) -> [(&'static str, Decimal); 10] {
        let mut prices = self.all().into_iter();
        CLASSES.map(|(name, _)| (name, prices.next().unwrap_or_default()))
    }

    /// Every price `factor` times, if that is exact.
    pub(super) fn times(&self, factor: Decimal) -> Option<Self> {
        let mut prices = self.all();
        for price in &mut prices {
            *price = price.checked_mul(factor).filter(|product| exact(*price, factor, *product))?.normalize();
        }
        Some(Self::from_all(prices))
    }

    /// The dearest class that a prompt token can fall into where the request needs `needs`. Nobody asks providers to
    /// keep a prompt for an hour, so that class is not among them.
    #[must_use]
    pub fn dearest_input(&self, needs: Needs) -> Decimal {
        let mut dearest = self.input.max(self.cached_input).max(self.cache_write);
        for (needed, price) in
            [(needs.audio, self.audio_input), (needs.vision, self.image_input), (needs.tools, self.tool_input)]
        {
            if needed {
                dearest = dearest.max(price);
            }
        }
        dearest
    }

    /// The dearest class that a completion token can fall into.
    #[must_use]
    pub fn dearest_output(&self, needs: Needs) -> Decimal {
        let dearest = self.output.max(self.reasoning);
        if needs.audio { dearest.max(self.audio_output) } else { dearest }
    }

    /// `usage` as lines of a bill: every token in one class. Parts that exceed what they are part of are cut.
    #[must_use]
    pub fn lines(&self, usage: &Usage, parts: &Parts) -> [Line; 10] {
        let mut names = CLASSES.iter();
        self.priced(usage, parts).map(|(tokens, per_million)| {
            let class = names.next().map_or("", |(name, _)| name);
            Line { class, tokens, per_million }
        })
    }

    /// As [`Classes::lines`], without names.
    pub(crate) fn priced(&self, usage: &Usage, parts: &Parts) -> [(TokenCount, Decimal); 10] {
        let audio_input = parts.audio_input.min(usage.input);
        let rest = usage.input.minus(audio_input);
        let image_input = parts.image_input.min(rest);
        let rest = rest.minus(image_input);
        let tool_input = parts.tool_input.min(rest);
        let long = parts.cache_write_1h.min(usage.cache_write);
        let audio_output = parts.audio_output.min(usage.output);
        [
            (rest.minus(tool_input), self.input),
            (usage.cached_input, self.cached_input),
            (usage.cache_write.minus(long), self.cache_write),
            (long, self.cache_write_1h),
            (usage.output.minus(audio_output), self.output),
            (usage.reasoning, self.reasoning),
            (audio_input, self.audio_input),
            (audio_output, self.audio_output),
            (image_input, self.image_input),
            (tool_input, self.tool_input),
        ]
    }
}

/// Whether `product` is all of `price × factor`: a [`Decimal`] would round what it cannot hold.
fn exact(price: Decimal, factor: Decimal, product: Decimal) -> bool {
    let (price, factor, product) = (price.normalize(), factor.normalize(), product.normalize());
    product.is_zero() || {
        let mantissa = price.mantissa().checked_mul(factor.mantissa());
        let scale = price.scale() + factor.scale();
        let widened = scale.checked_sub(product.scale()).and_then(|wider| 10_i128.checked_pow(wider));
        mantissa.is_some() && mantissa == widened.and_then(|widened| product.mantissa().checked_mul(widened))
    }
}
