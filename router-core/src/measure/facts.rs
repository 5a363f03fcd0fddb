//! The facts of a request: plain data, nothing of its content.

use crate::tokens::TokenCount;

/// The tiers of the product, cheapest task first. A higher tier is not a dearer one: prices decide that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Routine answers, extraction, classification.
    L0,
    /// Very long documents, images, audio.
    L1,
    /// Writing, nuanced dialogue, grounded answers.
    L2,
    /// Mathematics, code design, strategy, legal and causal reasoning.
    L3,
}

/// The estimated probability, 0 to 1, that the cheap tier fails where the strong one succeeds.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Difficulty(f32);

/// What the last user turn wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    /// A question a business answers from a list.
    Faq,
    /// What something costs.
    PriceQuery,
    /// Where, when and for how much something is delivered.
    DeliveryQuery,
    /// Where an order is.
    OrderStatus,
    /// How to pay, whether a payment came.
    Payment,
    /// Something went wrong and the customer says so.
    Complaint,
    /// Hello.
    Greeting,
    /// Chat without a task.
    Smalltalk,
    /// Fields out of a text.
    Extraction,
    /// A shorter version of a text.
    Summarisation,
    /// Another language.
    Translation,
    /// A text to be written.
    Writing,
    /// Data or causes to be understood.
    Analysis,
    /// Programs.
    Code,
    /// Calculation or proof.
    Math,
    /// Law.
    Legal,
    /// Plans and decisions.
    Strategy,
    /// None of these.
    Other,
}

/// The language of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Russian
    Russian,
    /// Kazakh in Cyrillic
    Kazakh,
    /// Kazakh in Latin letters
    KazakhLatin,
    /// Uzbek
    Uzbek,
    /// English
    English,
    /// Several of these
    Mixed,
    /// Too little text to tell
    Unknown,
}

/// What a model must be able to do to serve the request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// Tools are offered to the model.
    pub tools: bool,
    /// Images are attached.
    pub vision: bool,
    /// Audio goes in or comes out.
    pub audio: bool,
    /// The answer must follow a JSON schema.
    pub json_schema: bool,
}

/// A signal that moved the difficulty, for `explain`; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Name of the signal, from a closed list.
    pub signal: &'static str,
    /// How far it moved the difficulty's log-odds.
    pub weight: f32,
}

/// Everything that routing may know of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// How hard the request is.
    pub difficulty: Difficulty,
    /// What it wants.
    pub intent: Intent,
    /// The tier it looks made for; `None` when unsure, which routes to the policy's default tier.
    pub proposal: Option<Tier>,
    /// Its language.
    pub language: Language,
    /// Tokens of the prompt, an upper bound.
    pub prompt_bound: TokenCount,
    /// Tokens of the prompt, the best cheap estimate.
    pub prompt_estimate: TokenCount,
    /// The completion limit the client asked for, per choice.
    pub max_output: Option<TokenCount>,
    /// How many choices the client asked for (`n`).
    pub choices: u64,
    /// What the model must be able to do.
    pub needs: Needs,
    /// The strongest reasons for the difficulty.
    pub reasons: Vec<Reason>,
}

/// Implements `name` and `from_name` of an enum from one table.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in files, headers and reports.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }

            /// The value of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.name())
            }
        }
    };
}

named!(Tier { L0 = "L0", L1 = "L1", L2 = "L2", L3 = "L3" });
named!(Language {
    Russian = "ru",
    Kazakh = "kk",
    KazakhLatin = "kk-Latn",
    Uzbek = "uz",
    English = "en",
    Mixed = "mixed",
    Unknown = "unknown",
});
named!(Intent {
    Faq = "faq",
    PriceQuery = "price_query",
    DeliveryQuery = "delivery_query",
    OrderStatus = "order_status",
    Payment = "payment",
    Complaint = "complaint",
    Greeting = "greeting",
    Smalltalk = "smalltalk",
    Extraction = "extraction",
    Summarisation = "summarisation",
    Translation = "translation",
    Writing = "writing",
    Analysis = "analysis",
    Code = "code",
    Math = "math",
    Legal = "legal",
    Strategy = "strategy",
    Other = "other",
});

// === impl Difficulty ===

impl Difficulty {
    /// A difficulty from log-odds: 0 is one half.
    #[must_use]
    pub fn from_log_odds(log_odds: f32) -> Self {
        let probability = 1.0 / (1.0 + super::judge::exp(-log_odds));
        Self(if probability.is_finite() { probability } else { 0.5 })
    }

    /// A difficulty from a probability; `None` outside 0 to 1.
    #[must_use]
    pub fn new(probability: f32) -> Option<Self> {
        (0.0..=1.0).contains(&probability).then_some(Self(probability))
    }

    /// The probability.
    #[must_use]
    pub fn value(self) -> f32 {
        self.0
    }
}
