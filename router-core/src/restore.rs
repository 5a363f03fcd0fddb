//! Personal data back into an answer: placeholders of the request's own vault become the values they stand for.
//!
//! One pass, never over what was just put in. Placeholders are also known in the forms that models make of them: another
//! case, blanks, other brackets, markdown. A placeholder that this vault did not mint stays as it is. Inside URLs
//! and link targets placeholders stay too, unless the policy allows it or the request itself had the value in a URL:
//! rendering such an answer would send the value to whoever the model was talked into naming.

mod answer;
mod steps;
mod stream;
mod tally;
mod text;
mod url;

pub(crate) use steps::{Placed, fakes_read_as};
pub use stream::StreamRestorer;
pub(crate) use stream::{Field, chunk, fields, head};
pub use tally::Tally;
pub(crate) use text::More;
pub(crate) use url::{Reading, UrlTracker};

use crate::json::{Document, Edits};
use crate::redact::{RedactionPolicy, Vault};
use text::{Channel, Rules};

/// Restores a plain text.
#[must_use]
pub fn restore_text(vault: &Vault, policy: &RedactionPolicy, text: &str) -> String {
    Channel::new(Reading::Plain).push(rules(vault, policy), text, More::No, &mut Tally::default()).into_owned()
}

/// Restores a whole chat completion: every string of every choice's message becomes a splice in `edits`, JSON-escaped
/// where the string is JSON itself. Returns what was put back.
pub fn restore_answer(vault: &Vault, policy: &RedactionPolicy, answer: &Document, edits: &mut Edits) -> Tally {
    answer::restore(rules(vault, policy), answer, edits)
}

fn rules<'v>(vault: &'v Vault, policy: &'v RedactionPolicy) -> Rules<'v> {
    let (names, restore_in_urls, restore_from) = (policy.custom.names(), policy.restore_in_urls, policy.restore_from);
    Rules { vault, names, restore_in_urls, restore_from }
}

#[cfg(test)]
mod tests;
