//! Cheap checks of a whole answer: is it one that a better model should give instead?
//!
//! A check fails only where the answer is surely of no use: what is in doubt passes. [`Verifier`] is built once and shared.
//!
//! | module | what it does |
//! |---|---|
//! | `said` | what an answer says, of a whole one or of the chunks of a stream |
//! | `schema` | JSON against a JSON Schema, in bounded steps |
//! | `language` | asked in one language and answered in another |
//! | `refusals.txt` | how models decline, in their own words |

mod language;
mod said;
mod schema;

pub use said::{Said, SaidChoice};

use crate::{
    chat::Chat,
    json::{Document, Kind, Limits, Value},
    measure::{Assessor, Facts},
    tokens::TokenCount,
};

/// A check that an answer may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The stream broke off while it was held back.
    Cut,
    /// Nothing is said and no tool called.
    Empty,
    /// The model, or its host, declines.
    Refusal,
    /// It ended at a limit that the client did not set.
    Truncated,
    /// A tool that was not offered, or arguments that are no JSON object.
    ToolCall,
    /// Not the JSON that was asked for.
    InvalidJson,
    /// Another language than the question's.
    Language,
}

/// Some of the checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checks(u8);

/// What an answer is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The request.
    pub chat: &'a Chat,
    /// Its facts.
    pub facts: &'a Facts,
    /// The completion limit that was set for the model which answered.
    pub output_limit: TokenCount,
    /// The one that would be set for the next.
    pub next_limit: TokenCount,
}

/// Checks answers.
#[derive(Debug)]
pub struct Verifier {
    refusals: Vec<String>,
}

/// How models decline: a phrase a line, `#` begins a comment.
static REFUSALS: &str = include_str!("verify/refusals.txt");
/// A refusal says so early.
const OPENING: usize = 160;
/// An answer longer than this, in bytes, says more than that it declines.
const LONGEST_REFUSAL: usize = 1_500;

// === impl Check ===

impl Check {
    /// Every check, in the order they are made.
    pub const ALL: &'static [Self] =
        &[Self::Cut, Self::Empty, Self::Refusal, Self::Truncated, Self::ToolCall, Self::InvalidJson, Self::Language];

    /// The name in policy files, headers, metrics and the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Empty => "empty",
            Self::Refusal => "refusal",
            Self::Truncated => "truncated",
            Self::ToolCall => "tool_call",
            Self::InvalidJson => "invalid_json",
            Self::Language => "language",
        }
    }
}

// === impl Checks ===

impl Checks {
    /// All of them.
    #[must_use]
    pub fn all() -> Self {
        Check::ALL.iter().copied().collect()
    }

    /// Whether `check` is among them.
    #[must_use]
    pub fn contains(self, check: Check) -> bool {
        self.0 & (1 << check as u8) != 0
    }

    /// Those that are among them, in order.
    pub fn iter(self) -> impl Iterator<Item = Check> {
        Check::ALL.iter().copied().filter(move |check| self.contains(*check))
    }
}

impl FromIterator<Check> for Checks {
    fn from_iter<I: IntoIterator<Item = Check>>(checks: I) -> Self {
        Self(checks.into_iter().fold(0, |all, check| all | 1 << check as u8))
    }
}

// === impl Verifier ===

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Verifier {
    /// Reads the shipped phrases.
    #[must_use]
    pub fn new() -> Self {
        let phrases = REFUSALS.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { refusals: phrases.map(plain).collect() }
    }

    /// The first of the `checks` that an answer fails. Linear in the answer and the request.
    #[must_use]
    pub fn failing(&self, said: &Said, expected: &Expected<'_>, checks: Checks, assessor: &Assessor) -> Option<Check> {
        let wanted = Wanted::of(expected.chat);
        let fails = |check: Check| match check {
            Check::Cut => false,
            Check::Empty => {
                // Who allows a token or two wants no more than that.
                let is_empty = |choice: &SaidChoice| choice.is_empty() && !is_as_long_as_wanted(choice, expected);
                said.choices.is_empty() || said.choices.values().any(is_empty)
            }
            Check::Refusal => said.choices.values().any(|choice| self.is_refusal(choice)),
            Check::Truncated => said.choices.values().any(|choice| is_truncated(choice, expected)),
            Check::ToolCall => said
                .choices
                .values()
                .flat_map(|choice| choice.calls.values())
                .any(|call| !wanted.allows(&call.name, &call.arguments)),
            Check::InvalidJson => said.choices.values().any(|choice| wanted.is_missed_by(choice)),
            Check::Language => said.choices.values().any(|choice| language::is_wrong(choice, expected, assessor)),
        };
        checks.iter().find(|check| fails(*check))
    }

    fn is_refusal(&self, choice: &SaidChoice) -> bool {
        if !choice.refusal.trim().is_empty() || choice.finish.as_deref() == Some("content_filter") {
            return true;
        }
        if choice.text.len() > LONGEST_REFUSAL || !choice.calls.is_empty() {
            return false;
        }
        // Only who begins with it declines: further in, it is what somebody else says, or what was to be translated.
        let opening: String = choice.text.trim_start_matches(is_no_word).chars().take(OPENING).collect();
        let opening = plain(&opening);
        let begins = |phrase: &String| {
            opening.strip_prefix(phrase.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
        };
        self.refusals.iter().any(begins)
    }
}

/// Whether a letter is of no word: blanks, quotes, markdown.
fn is_no_word(letter: char) -> bool {
    !letter.is_alphanumeric()
}

/// Lower case, straight apostrophes, single blanks.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '\u{2019}' | '\u{02bc}' | '`' => plain.push('\''),
            'ё' => plain.push('е'),
            blank if blank.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Whether an answer ended at a limit of ours, and the next model has a higher one.
fn is_truncated(choice: &SaidChoice, expected: &Expected<'_>) -> bool {
    choice.finish.as_deref() == Some("length")
        && !is_as_long_as_wanted(choice, expected)
        && expected.next_limit > expected.output_limit
}

/// Whether an answer ended at the client's own limit.
fn is_as_long_as_wanted(choice: &SaidChoice, expected: &Expected<'_>) -> bool {
    let own = expected.chat.max_output();
    choice.finish.as_deref() == Some("length") && own.is_some_and(|own| expected.output_limit.0 >= own)
}

/// What a request wants of the form of its answer.
struct Wanted<'a> {
    /// The names of the tools on offer.
    tools: Vec<std::borrow::Cow<'a, str>>,
    format: Format<'a>,
}

enum Format<'a> {
    Any,
    /// A JSON object.
    Object,
    /// What this schema describes.
    Schema(Value<'a>),
}

impl<'a> Wanted<'a> {
    fn of(chat: &'a Chat) -> Self {
        let root = chat.document().root();
        let of_list = |list: &str| root.get(list).into_iter().flat_map(Value::items);
        let tools = of_list("tools").filter_map(|tool| tool.get("function")?.get("name")?.text());
        let functions = of_list("functions").filter_map(|function| function.get("name")?.text());
        let format = root.get("response_format");
        let is_type = |name: &str| format.and_then(|format| format.get("type")).is_some_and(|kind| kind.is_text(name));
        let schema = || format?.get("json_schema")?.get("schema");
        let format = match schema() {
            Some(schema) if is_type("json_schema") => Format::Schema(schema),
            _ if is_type("json_object") || is_type("json_schema") => Format::Object,
            _ => Format::Any,
        };
        Self { tools: tools.chain(functions).collect(), format }
    }

    /// Whether a tool may be called like this.
    fn allows(&self, name: &str, arguments: &str) -> bool {
        let is_object = || {
            // Of a tool without parameters some write nothing.
            let arguments = if arguments.trim().is_empty() { "{}" } else { arguments };
            let arguments = Document::parse(arguments.as_bytes(), Limits::default());
            arguments.is_ok_and(|arguments| arguments.root().kind() == Kind::Object)
        };
        self.tools.iter().any(|tool| tool == name) && is_object()
    }

    /// Whether a choice is not of the form that was asked for. One that calls tools has no content to be of any form, and
    /// one that was cut at a limit or declined is the affair of other checks.
    fn is_missed_by(&self, choice: &SaidChoice) -> bool {
        let is_other = !choice.calls.is_empty()
            || !choice.refusal.is_empty()
            || matches!(choice.finish.as_deref(), Some("length" | "content_filter"));
        if is_other || matches!(self.format, Format::Any) {
            return false;
        }
        let Ok(content) = Document::parse(choice.text.trim().as_bytes(), Limits::default()) else { return true };
        match self.format {
            Format::Any => false,
            Format::Object => content.root().kind() != Kind::Object,
            Format::Schema(schema) => !schema::admits(schema, content.root()),
        }
    }
}

#[cfg(test)]
mod tests;
