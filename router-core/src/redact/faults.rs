//! Detectors that fail where a text asks for it. What becomes of the request then is for tests to see; only they enable
//! the feature `faults`.

/// How many detectors can fail.
pub const DETECTORS: usize = super::detectors::DETECTORS.len();

/// The beginning of every order, so that other texts cost one look.
const ORDER: &str = "fault ordered: ";

/// How a detector fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It panics, and its message holds the text, as that of a slice between two characters does.
    Panic,
    /// It does not come back.
    Hang,
}

/// The text that makes one detector fail.
#[must_use]
pub fn order(fault: Fault, detector: usize) -> String {
    format!("{ORDER}{fault:?} in {detector}.")
}

/// Fails if the text says so.
pub(super) fn strike(detector: usize, text: &str) {
    if !text.contains(ORDER) {
        return;
    }
    assert!(!text.contains(&order(Fault::Panic, detector)), "{text}");
    while text.contains(&order(Fault::Hang, detector)) {
        std::thread::park();
    }
}
