//! From a request to the facts that routing decides on.
//!
//! [`Assessor`] is built once and shared; a measurement reads the request, keeps nothing of it, and takes microseconds.
//!
//! | module | what it does |
//! |---|---|
//! | `facts` | the result: plain data |
//! | `size` | tokens, pictures, sound, files, tools |
//! | `text` | folds a text and cuts it into clauses |
//! | `stems` | the words that give a request away |
//! | `reading` | the last user turn in the light of the conversation |
//! | `language` | letters and function words to a language |
//! | `signals` | the table that makes difficulty and tier of all that |

mod facts;
mod language;
mod reading;
mod signals;
mod size;
mod stems;
mod text;

use crate::chat::Chat;
use crate::tokens::TokenCount;
use reading::Reading;
use size::Size;
use stems::Stems;

pub use facts::{Difficulty, Facts, Intent, Language, Needs, Reason, Tier};

/// A single message from this size on is a very long document.
const LONG_DOCUMENT: TokenCount = TokenCount(8_000);
/// A whole prompt from this size on needs a model with a long memory, however short its messages.
const LONG_PROMPT: TokenCount = TokenCount(64_000);

/// Measures requests. Build one, share it.
#[derive(Debug, Clone)]
pub struct Assessor {
    stems: Stems,
}

/// The tables of the assessor could not be compiled.
#[derive(Debug, thiserror::Error)]
#[error("cannot compile the table of stems")]
pub struct AssessorError(#[from] aho_corasick::BuildError);

// === impl Assessor ===

impl Assessor {
    /// Compiles the tables; takes milliseconds.
    ///
    /// # Errors
    /// [`AssessorError`] if the compiled table would be too large, which the shipped one is not.
    pub fn new() -> Result<Self, AssessorError> {
        Ok(Self { stems: Stems::new()? })
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
        let reading = Reading::of(chat, &self.stems);
        let (intent, votes) = reading.clearest();
        let (log_odds, reasons) = signals::log_odds(&reading, intent);
        Facts {
            difficulty: signals::difficulty(log_odds),
            intent,
            proposal: propose(&size, &reading, votes, signals::tier(log_odds, intent)),
            language: reading.language(),
            prompt_bound: size.bound,
            prompt_estimate: size.estimate,
            max_output: chat.max_output().map(TokenCount),
            choices: chat.choices(),
            needs: size.needs,
            reasons,
        }
    }
}

/// What a model must be able to take comes before what it must be able to think. Silence is no sign of ease: a text
/// of some length in which nothing was recognised gets no proposal.
fn propose(size: &Size, reading: &Reading, votes: f32, by_difficulty: Option<Tier>) -> Option<Tier> {
    let long = size.largest_message >= LONG_DOCUMENT || size.estimate >= LONG_PROMPT;
    if long || size.needs.vision || size.needs.audio || size.files {
        return Some(Tier::L1);
    }
    let silent = votes == 0.0 && by_difficulty == Some(Tier::L0);
    by_difficulty.filter(|_| !silent || reading.is_short_reply())
}

#[cfg(test)]
mod tests;
