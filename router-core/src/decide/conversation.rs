//! The conversation that a request belongs to, as a number: the same in every turn, and too small to say anything about
//! what was said. Shares of a canary, weights and sticky pools go by it.

use crate::chat::Chat;

/// One of 65 536 heaps of conversations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Conversation(pub u16);

/// Bytes of a message that are looked at: together with its length they tell conversations apart, and a long document
/// costs no more than a short one.
const MOST: usize = 4_096;

// === impl Conversation ===

impl Conversation {
    /// The conversation of a request: what its system prompt and its first user message begin with. Later turns change
    /// neither, whatever is redacted in them.
    #[must_use]
    pub fn of(chat: &Chat) -> Self {
        let mut hash = 0;
        for role in [&["system", "developer"][..], &["user"]] {
            let first = chat
                .messages()
                .find(|message| message.get("role").is_some_and(|found| role.iter().any(|role| found.is_text(role))));
            let content = first.and_then(|message| message.get("content")).map(|content| content.raw());
            hash = hashed(hash, content.unwrap_or_default().as_bytes());
        }
        Self((hash >> 48) as u16)
    }

    /// Whether it is among the `percent` that the experiment `name` takes. Experiments draw independently.
    #[must_use]
    pub fn is_within(self, percent: u8, name: &str) -> bool {
        const PARTS: u64 = 10_000;
        self.drawn(name) % PARTS < u64::from(percent) * (PARTS / 100)
    }

    /// The place of a model of weight `weight` in this conversation's order: lower goes first, and is as often
    /// first as its weight says. The order of the others does not change when one is gone (weighted rendezvous hashing).
    pub(super) fn rank(self, provider: &str, model: &str, weight: u32) -> f64 {
        const UNIT: f64 = 1.0 / (1_u64 << 53) as f64;
        let drawn = hashed(self.drawn(provider), model.as_bytes());
        let uniform = ((drawn >> 11) + 1) as f64 * UNIT;
        -ln(uniform) / f64::from(weight)
    }

    fn drawn(self, name: &str) -> u64 {
        hashed(u64::from(self.0) + 1, name.as_bytes())
    }
}

/// A hash that stays what it is from version to version: decisions of the past can be made again.
fn hashed(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = mixed(seed ^ bytes.len() as u64);
    for chunk in bytes.get(..MOST).unwrap_or(bytes).chunks(8) {
        let word = chunk.iter().rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        hash = mixed(hash ^ word);
    }
    hash
}

/// The finalizer of splitmix64.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

/// The natural logarithm of a positive number, by operations that give the same bits on every machine; what libraries
/// give differs in the last.
fn ln(value: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    let bits = value.to_bits();
    let exponent = (bits >> 52) as i32 - 1_023;
    let mantissa = f64::from_bits(bits & MANTISSA | 1.0_f64.to_bits());
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let (mut power, mut sum) = (ratio, 0.0);
    for odd in (1..32_u8).step_by(2) {
        sum += power / f64::from(odd);
        power *= ratio * ratio;
    }
    f64::from(exponent) * std::f64::consts::LN_2 + 2.0 * sum
}

#[cfg(test)]
mod tests {
    use super::{Conversation, ln};
    use crate::{
        chat::Chat,
        json::{Document, Limits},
    };

    fn of(messages: &str) -> Conversation {
        let body = format!(r#"{{"model":"auto","messages":[{messages}]}}"#);
        Conversation::of(&Chat::new(Document::parse(body.as_bytes(), Limits::default()).unwrap()).unwrap())
    }

    #[test]
    fn turns_of_a_conversation_share_a_number_that_never_changes() {
        let first = r#"{"role":"system","content":"Be kind."},{"role":"user","content":"Сколько стоит доставка?"}"#;
        let next =
            format!(r#"{first},{{"role":"assistant","content":"500"}},{{"role":"user","content":"А в Астану?"}}"#);
        assert_eq!(of(first), of(&next));
        assert_eq!(of(first), Conversation(64_971), "decisions of the past can be made again");
        let strangers =
            [r#"{"role":"user","content":"Hi"}"#, r#"{"role":"system","content":"Hi"}"#, r#"{"content":[]}"#];
        for stranger in strangers {
            assert_ne!(of(first), of(stranger), "{stranger}");
        }
        let long = |end: &str| format!(r#"{{"role":"user","content":"{}{end}"}}"#, "x".repeat(9_000));
        assert_eq!(of(&long("a")), of(&long("b")), "only the beginning is read");
        assert_ne!(of(&long("a")), of(&long("aa")), "and the length");
    }

    #[test]
    fn shares_are_what_they_say_and_independent() {
        let share = |percent, name: &str| {
            (0..=u16::MAX).filter(|number| Conversation(*number).is_within(percent, name)).count() as f64 / 655.36
        };
        assert_eq!((share(0, "x"), share(100, "x")), (0.0, 100.0));
        for percent in [1, 5, 10, 50, 90] {
            assert!(
                (share(percent, "flash") - f64::from(percent)).abs() < 0.7,
                "{percent}: {}",
                share(percent, "flash")
            );
        }
        let both = (0..=u16::MAX)
            .filter(|number| Conversation(*number).is_within(50, "one") && Conversation(*number).is_within(50, "two"));
        assert!((both.count() as f64 / 655.36 - 25.0).abs() < 1.0);
    }

    #[test]
    fn logarithms_are_right() {
        for value in [f64::MIN_POSITIVE, 1e-16, 0.001, 0.3, 0.5, 0.999_999, 1.0] {
            assert!((ln(value) - value.ln()).abs() <= value.ln().abs() * 1e-12 + 1e-15, "{value}");
        }
    }
}
