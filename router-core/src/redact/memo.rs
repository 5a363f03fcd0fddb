//! What was found out about words. Forms say the same words again and again: each is looked up once a text. And what
//! everybody's texts are full of is looked up once for all of them.

use std::cell::RefCell;

/// Bytes of the longest word that is remembered.
const LONGEST: usize = 24;
/// Slots of the largest memo, as many as stay in the nearest cache.
const MOST: usize = 512;
/// Slots of the smallest.
const LEAST: usize = 16;
/// Bytes of text for each slot.
const BYTES: usize = 32;
/// Slots of a table of common words for each word of it.
const ROOM: usize = 2;
/// So many slots are looked at for a common word; one that finds no room there is none.
const PROBES: usize = 4;

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word's own bytes and how many they are: two words with one key are one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Key(u64, u64, u64, usize);

/// The values of common words, made when the tables are.
#[derive(Debug, Default)]
pub(super) struct Common<V> {
    slots: Vec<(Key, V)>,
}

/// Remembers a value for each word, the last of those that share a slot.
#[derive(Debug)]
pub(super) struct Memo<'a, V> {
    common: &'a Common<V>,
    /// Made when the first word comes.
    slots: RefCell<Vec<(Key, V)>>,
    size: usize,
}

impl<V: Copy + Default> Common<V> {
    /// A table of `words`, each with what `make` says of it.
    pub(super) fn new<W: AsRef<str>>(words: &[W], make: impl Fn(&str) -> V) -> Self {
        let size = (words.len() * ROOM).next_power_of_two();
        let mut slots = vec![(Key::default(), V::default()); size];
        for word in words {
            let word = word.as_ref();
            let Some(key) = Key::of(word.as_bytes()) else { continue };
            let places = (0..PROBES).map(|probe| (key.place(size) + probe) & (size - 1));
            let free =
                |&place: &usize| slots.get(place).is_some_and(|(known, _)| *known == Key::default() || *known == key);
            let place = { places }.find(free);
            if let Some(slot) = place.and_then(|place| slots.get_mut(place)) {
                *slot = (key, make(word));
            }
        }
        Self { slots }
    }

    #[inline]
    fn get(&self, key: Key) -> Option<&V> {
        let size = self.slots.len().max(1);
        let places = (0..PROBES).map(|probe| (key.place(size) + probe) & (size - 1));
        let mut found =
            places.filter_map(|place| self.slots.get(place)).take_while(|(known, _)| *known != Key::default());
        found.find(|(known, _)| *known == key).map(|(_, value)| value)
    }
}

impl<'a, V: Copy + Default> Memo<'a, V> {
    /// A memo for a text of so many bytes.
    pub(super) fn for_text(bytes: usize, common: &'a Common<V>) -> Self {
        Self { common, slots: RefCell::default(), size: (bytes / BYTES).next_power_of_two().clamp(LEAST, MOST) }
    }

    /// The value of a word, made if it is not remembered or no longer `holds`.
    #[inline]
    pub(super) fn get(&self, word: &[u8], holds: impl Fn(&V) -> bool, make: impl FnOnce() -> V) -> V {
        let Some(key) = Key::of(word) else { return make() };
        let place = key.place(self.size);
        if let Some((known, value)) = self.slots.borrow().get(place)
            && *known == key
            && holds(value)
        {
            return *value;
        }
        let value = self.common.get(key).filter(|value| holds(value)).copied().unwrap_or_else(make);
        let mut slots = self.slots.borrow_mut();
        if slots.is_empty() {
            slots.resize(self.size, (Key::default(), V::default()));
        }
        if let Some(slot) = slots.get_mut(place) {
            *slot = (key, value);
        }
        value
    }
}

impl Key {
    /// The key of a word; none of an empty one and of one that is too long.
    #[inline]
    fn of(word: &[u8]) -> Option<Self> {
        let length = word.len();
        let eight = |bytes: Option<&[u8; 8]>| bytes.map(|bytes| u64::from_le_bytes(*bytes));
        let four = |bytes: Option<&[u8; 4]>| bytes.map(|bytes| u64::from(u32::from_le_bytes(*bytes)));
        let (first, last, middle) = match length {
            1..4 => (word.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)), 0, 0),
            4..8 => (four(word.first_chunk())? << 32 | four(word.last_chunk())?, 0, 0),
            8..=16 => (eight(word.first_chunk())?, eight(word.last_chunk())?, 0),
            17..=LONGEST => {
                (eight(word.first_chunk())?, eight(word.last_chunk())?, eight(word.get(8..)?.first_chunk())?)
            }
            _ => return None,
        };
        Some(Self(first, last, middle, length))
    }

    #[inline]
    fn place(self, size: usize) -> usize {
        let Self(first, last, middle, _) = self;
        let hash = (first ^ last.rotate_left(29) ^ middle.rotate_left(47)).wrapping_mul(PRIME);
        (hash >> 40) as usize & (size - 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::{Common, Memo};

    fn value(word: &str) -> u64 {
        word.bytes().fold(1, |value: u64, byte| value.wrapping_mul(31) + u64::from(byte))
    }

    proptest! {
        /// Whatever came before, the value is that of the word.
        #[test]
        fn values_are_of_their_words(words in proptest::collection::vec("[аб]{0,14}|[a-c]{0,26}", 1..200)) {
            let common = Common::new(words.get(..words.len() / 3).unwrap_or_default(), value);
            let memo = Memo::for_text(0, &common);
            for word in &words {
                prop_assert_eq!(memo.get(word.as_bytes(), |_| true, || value(word)), value(word));
            }
        }
    }

    #[test]
    fn words_are_made_once() {
        let common = Common::new(&["заказ"], |_| ());
        let memo = Memo::for_text(1 << 20, &common);
        let mut made = 0;
        for word in ["a", "abc", "улица", "пользователь", "заказ"].repeat(3) {
            memo.get(word.as_bytes(), |_| true, || made += 1);
        }
        assert_eq!(made, 4);
        memo.get(b"a", |_| false, || made += 1);
        assert_eq!(made, 5);
    }
}
