//! From a request to the facts that routing decides on.

mod facts;

pub use facts::{Difficulty, Facts, Intent, Language, Needs, Reason, Tier};
