//! The redaction register: what personal data and unreadable media a request held and which hosts it could reach, as it
//! stands in the request's reserve entry, and what the model brought by itself, as it stands in its terminal entry. Never
//! a value: a keyed hash of each that a request held, so that a person's own question can be answered.
//!
//! The form, version 1: the byte 1, then policy, hosts, classes and hashes. Numbers are LEB128; a text is its length and
//! its bytes; a list is its length and its items. Names, not numbers of ours, stand for kinds and fields, so that an
//! entry can be read when the program's lists have changed.

use std::{borrow::Cow, sync::Arc};

use router_core::packed::{put, put_text, take, take_bytes, take_list, take_text};

use crate::keys::ValueHash;

const VERSION: u8 = 1;

/// Most hashes of one request, 64 KiB of them; how many more there were is kept.
pub const MAX_HASHES: usize = 4_096;

/// What personal data a request held, or an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    /// The redaction policy it was judged by.
    pub policy: Arc<str>,
    /// The hosts that could be called.
    pub hosts: Vec<Destination>,
    /// How often each class was found in each field.
    pub found: Vec<Found>,
    /// The hashes of the values that are kept apart.
    pub hashes: Vec<ValueHash>,
    /// Values beyond [`MAX_HASHES`].
    pub unlisted: u64,
}

/// A host, as it was configured at the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The provider's name.
    pub provider: Arc<str>,
    /// Where it processes data.
    pub region: Arc<str>,
    /// Whether it gets the original text: it stands inside the perimeter, and the policy wants it so.
    pub original: bool,
}

/// How often a class of data was found in a field of the request, or how many pictures, sounds or files it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The name of the class.
    pub class: Cow<'static, str>,
    /// The name of the field.
    pub field: Cow<'static, str>,
    /// All places.
    pub occurrences: u64,
}

/// The field of what nothing could look into. No part of a request has this name.
const MEDIA: &str = "media";
/// The field of what the model brought by itself. No part of a request has this name.
const ANSWER: &str = "answer";

// === impl Found ===

impl Found {
    /// Media of a kind, wherever in the request it stood.
    #[must_use]
    pub fn media(kind: &'static str, occurrences: u64) -> Self {
        Self { class: kind.into(), field: MEDIA.into(), occurrences }
    }

    /// What the model brought by itself.
    #[must_use]
    pub fn in_answer(class: Cow<'static, str>, occurrences: u64) -> Self {
        Self { class, field: ANSWER.into(), occurrences }
    }

    /// Whether it left as it came, for nobody can look into it.
    #[must_use]
    pub fn is_media(&self) -> bool {
        self.field == MEDIA
    }
}

// === impl Register ===

impl Register {
    /// The host of a provider.
    #[must_use]
    pub fn destination(&self, provider: &str) -> Option<&Destination> {
        self.hosts.iter().find(|host| &*host.provider == provider)
    }

    /// Notes a value. A value that has several spellings is noted once.
    pub fn note(&mut self, hash: ValueHash) {
        match self.hashes.len() {
            MAX_HASHES.. => self.unlisted += 1,
            // The few values of most requests are compared faster than sorted.
            0..64 if self.hashes.contains(&hash) => {}
            _ => self.hashes.push(hash),
        }
    }

    /// The stored form.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256 + 16 * self.hashes.len());
        out.push(VERSION);
        put_text(&mut out, &self.policy);
        put(&mut out, self.hosts.len() as u64);
        for host in &self.hosts {
            put_text(&mut out, &host.provider);
            put_text(&mut out, &host.region);
            out.push(u8::from(host.original));
        }
        put(&mut out, self.found.len() as u64);
        for found in &self.found {
            put_text(&mut out, &found.class);
            put_text(&mut out, &found.field);
            put(&mut out, found.occurrences);
        }
        put(&mut out, self.hashes.len() as u64);
        self.hashes.iter().for_each(|hash| out.extend_from_slice(&hash.0));
        put(&mut out, self.unlisted);
        out
    }

    /// Reads the stored form; `None` for anything else.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[VERSION])?;
        let rest = &mut rest;
        let register = Self {
            policy: take_text(rest)?.into(),
            hosts: take_list(rest, |rest| {
                let (provider, region) = (take_text(rest)?.into(), take_text(rest)?.into());
                let original = match take_bytes(rest, 1)? {
                    [0] => false,
                    [1] => true,
                    _ => return None,
                };
                Some(Destination { provider, region, original })
            })?,
            found: take_list(rest, |rest| {
                let (class, field) = (take_text(rest)?.to_owned().into(), take_text(rest)?.to_owned().into());
                Some(Found { class, field, occurrences: take(rest)? })
            })?,
            hashes: take_list(rest, |rest| Some(ValueHash(take_bytes(rest, 16)?.try_into().ok()?)))?,
            unlisted: take(rest)?,
        };
        rest.is_empty().then_some(register)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Destination, Found, MAX_HASHES, Register};
    use crate::keys::ValueHash;

    fn registers() -> impl Strategy<Value = Register> {
        let text = || "\\PC{0,12}".prop_map(|text| std::sync::Arc::from(text.as_str()));
        let host = (text(), text(), any::<bool>());
        let host = host.prop_map(|(provider, region, original)| Destination { provider, region, original });
        let found = (text(), text(), any::<u64>());
        let found = found.prop_map(|(class, field, occurrences)| Found {
            class: class.to_string().into(),
            field: field.to_string().into(),
            occurrences,
        });
        let hashes = prop::collection::vec(any::<[u8; 16]>().prop_map(ValueHash), 0..5);
        let lists = (prop::collection::vec(host, 0..4), prop::collection::vec(found, 0..4), hashes);
        (text(), lists, any::<u64>()).prop_map(|(policy, (hosts, found, hashes), unlisted)| Register {
            policy,
            hosts,
            found,
            hashes,
            unlisted,
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(register in registers(), cut in any::<prop::sample::Index>()) {
            let bytes = register.encode();
            prop_assert_eq!(Register::decode(&bytes), Some(register));
            prop_assert_eq!(Register::decode(&bytes[..cut.index(bytes.len())]), None);
            prop_assert_eq!(Register::decode(&[&bytes[..], &[0]].concat()), None);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let versioned = [&[1], &bytes[..]].concat();
            if let Some(register) = Register::decode(&versioned) {
                prop_assert_eq!(Register::decode(&register.encode()), Some(register));
            }
        }
    }

    /// Stored entries are read for years: this form may get a successor, but never change.
    #[test]
    fn the_first_form_stays_readable() {
        let register = Register {
            policy: "p".into(),
            hosts: vec![Destination { provider: "a".into(), region: "us".into(), original: false }],
            found: vec![Found { class: "IIN".into(), field: "user".into(), occurrences: 300 }],
            hashes: vec![ValueHash([7; 16])],
            unlisted: 0,
        };
        let bytes = [&b"\x01\x01p\x01\x01a\x02us\x00\x01\x03IIN\x04user\xac\x02\x01"[..], &[7; 16], &[0]].concat();
        assert_eq!((register.encode(), Register::decode(&bytes)), (bytes.clone(), Some(register)));
    }

    #[test]
    fn hashes_are_bounded() {
        let mut register = Register::default();
        for number in 0..MAX_HASHES as u128 + 10 {
            register.note(ValueHash(number.to_le_bytes()));
        }
        register.note(ValueHash([0; 16]));
        assert_eq!((register.hashes.len(), register.unlisted), (MAX_HASHES, 11));
        let mut twice = Register::default();
        for number in [1, 2, 1] {
            twice.note(ValueHash([number; 16]));
        }
        assert_eq!(twice.hashes.len(), 2);
    }
}
