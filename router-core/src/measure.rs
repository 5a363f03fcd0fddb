//! From a request to the facts that routing decides on.
//!
//! [`Assessor`] is built once and shared; a measurement reads the request, keeps nothing of it, and takes microseconds.
//!
//! | module | what it does |
//! |---|---|
//! | `facts` | the result: plain data |
//! | `size` | tokens, pictures, sound, files, tools |
//! | `letters` | one alphabet of sounds for both scripts |
//! | `text` | a text as words, cut into clauses, its shape counted |
//! | `lexicon` | function words, and talk of models that moves nothing |
//! | `words` | the features of words, hashed |
//! | `features` | what the judge looks at |
//! | `judge` | the trained weights: features to tier, intent and difficulty |
//! | `language` | letters and function words to a language |

mod facts;
mod features;
mod judge;
mod language;
mod letters;
mod lexicon;
mod size;
mod text;
mod words;

use crate::chat::Chat;
use crate::tokens::TokenCount;
use features::{Each, Reading};
use judge::Sums;
use lexicon::Lexicon;
use size::Size;

pub use facts::{Difficulty, Facts, Intent, Language, Needs, Reason, Tier};
pub use features::{Family, Feature};
pub use judge::{Bands, COLUMNS, FIRST_INTENT, JUDGED_TIERS, Leanings, MATERIAL, Verdict, Weights, WeightsError, exp};

/// A single message from this size on is a very long document.
const LONG_DOCUMENT: TokenCount = TokenCount(8_000);
/// A whole prompt from this size on needs a model with a long memory, however short its messages.
const LONG_PROMPT: TokenCount = TokenCount(64_000);

/// The weights that `training/` made of its labelled requests.
static WEIGHTS: &[u8] = include_bytes!("measure/judge.weights");

/// Measures requests. Build one, share it.
#[derive(Debug, Clone)]
pub struct Assessor {
    lexicon: Lexicon,
    weights: Weights,
}

/// The assessor could not be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the weights of the judge")]
pub struct AssessorError(#[from] WeightsError);

// === impl Assessor ===

impl Assessor {
    /// Reads the shipped weights.
    ///
    /// # Errors
    /// [`AssessorError`] if they are damaged, which the shipped ones are not.
    pub fn new() -> Result<Self, AssessorError> {
        Ok(Self::with(Weights::read(WEIGHTS)?))
    }

    /// An assessor with other weights.
    #[must_use]
    pub fn with(weights: Weights) -> Self {
        Self { lexicon: Lexicon::new(), weights }
    }

    /// The facts of a request. Linear in its size; reads only a window of a long text for its meaning.
    ///
    /// ```
    /// use router_core::{chat::Chat, json::{Document, Limits}, measure::{Assessor, Intent, Tier}};
    /// let body = r#"{"model":"auto","messages":[{"role":"user","content":"Сколько стоит доставка в Астану?"}]}"#;
    /// let chat = Chat::new(Document::parse(body.as_bytes(), Limits::default()).unwrap()).unwrap();
    /// let facts = Assessor::new().unwrap().measure(&chat);
    /// assert_eq!((facts.proposal, facts.intent), (Some(Tier::L0), Intent::DeliveryQuery));
    /// ```
    #[must_use]
    pub fn measure(&self, chat: &Chat) -> Facts {
        let size = size::measure(chat);
        let reading = Reading::of(chat, &self.lexicon);
        let verdict = self.judge(&reading, size.needs);
        Facts {
            difficulty: difficulty(strain(&reading, &verdict), self.weights.bands),
            intent: verdict.intent,
            proposal: propose(&size, &reading, &verdict, self.weights.bands.sure),
            language: reading.language(),
            prompt_bound: size.bound,
            prompt_estimate: size.estimate,
            max_output: chat.max_output().map(TokenCount),
            choices: chat.choices(),
            needs: size.needs,
            reasons: reasons(&verdict),
        }
    }

    /// The language of a text of at least so many words, where it is surely in that one alone.
    #[must_use]
    pub fn language_of(&self, text: &str, least_words: u32) -> Option<Language> {
        let reading = Reading::of_text(text, &self.lexicon);
        let is_sure = reading.words() >= least_words && reading.is_of_one_language();
        is_sure.then(|| reading.language())
    }

    /// What the difficulty is made of, before it is a probability; for the trainer.
    #[must_use]
    pub fn strain(&self, chat: &Chat) -> f32 {
        let reading = Reading::of(chat, &self.lexicon);
        strain(&reading, &self.judge(&reading, size::measure(chat).needs))
    }

    /// Calls `visit` for each feature of a request; for the trainer.
    pub fn features(&self, chat: &Chat, visit: impl FnMut(Feature)) {
        Reading::of(chat, &self.lexicon).features(size::measure(chat).needs, &mut Each::new(visit));
    }

    fn judge(&self, reading: &Reading, needs: Needs) -> Verdict {
        let mut sums = Sums::new(&self.weights, reading.most_features());
        reading.features(needs, &mut sums);
        sums.verdict()
    }
}

/// What a model must be able to take comes before what it must be able to think. Silence is no sign of ease: a text in
/// which no word was heard gets no proposal, nor does one about which the judge is in doubt.
fn propose(size: &Size, reading: &Reading, verdict: &Verdict, sure: f32) -> Option<Tier> {
    let long = size.largest_message >= LONG_DOCUMENT || size.estimate >= LONG_PROMPT;
    if long || size.needs.vision || size.needs.audio || size.files {
        return Some(Tier::L1);
    }
    let (tier, probability) = verdict.best()?;
    (probability >= sure && !reading.is_silent()).then_some(tier)
}

/// How much the judge's own view of hard requests adds to what they demand whatever they are about.
const HARD: f32 = 0.3;
/// Log-odds beyond which it adds no more.
const HARDEST: f32 = 7.0;

/// What the difficulty is made of.
fn strain(reading: &Reading, verdict: &Verdict) -> f32 {
    reading.strain() + HARD * verdict.hard.clamp(-HARDEST, HARDEST)
}

/// The probability that the cheap tier fails where the strong one succeeds.
fn difficulty(strain: f32, bands: Bands) -> Difficulty {
    let [start, step] = bands.difficulty;
    Difficulty::from_log_odds(start + step * strain)
}

fn reasons(verdict: &Verdict) -> Vec<Reason> {
    let [wording, form] = verdict.shares;
    let mut reasons = vec![Reason { signal: "wording", weight: wording }, Reason { signal: "form", weight: form }];
    reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    reasons
}

#[cfg(test)]
mod tests;
