//! What was found out about words. Forms say the same words again and again: each is looked up once a text. And what
//! everybody's texts are full of is looked up once for all of them.

use std::cell::RefCell;

/// Bytes of the longest word that is remembered.
pub(super) const LONGEST: usize = 24;
/// Words that share a place: the last of them are remembered.
const WAYS: usize = 4;
/// Places of the largest memo, as many as stay in the nearest cache.
const MOST: usize = 512 / WAYS;
/// Places of the smallest.
const LEAST: usize = 16 / WAYS;
/// Bytes of text for each place.
const BYTES: usize = 32 * WAYS;
/// Slots of a table of common words for each word of it.
const ROOM: usize = 2;
/// So many slots are looked at for a common word; one that finds no room there is none.
const PROBES: usize = 4;

/// Bits below the length in the last eight bytes of a key.
const LENGTH: u32 = 56;
const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word's own bytes, eight by eight, the first at the lowest bits, and in the last byte how many they are, if it is
/// free: two words with one key are one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Key(u64, u64, u64);

/// The values of common words, made when the tables are.
#[derive(Debug, Default)]
pub(super) struct Common<V> {
    slots: Vec<(Key, V)>,
}

/// Remembers a value for each word, the last of those that share a place.
#[derive(Debug)]
pub(super) struct Memo<'a, V> {
    common: &'a Common<V>,
    /// Made when the first word comes.
    places: RefCell<Vec<[(Key, V); WAYS]>>,
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
        Self { common, places: RefCell::default(), size: (bytes / BYTES).next_power_of_two().clamp(LEAST, MOST) }
    }

    /// Where the run ends of letters of ASCII and of what is no ASCII that a window begins with, and its value, if it is
    /// a remembered word: no letter of it needs to be looked at.
    #[inline(always)]
    pub(super) fn of_run(&self, window: &[u8; LONGEST]) -> Option<(usize, V)> {
        let key = Key::of_run(window)?;
        let places = self.places.borrow();
        let (known, value) = find(places.get(key.place(self.size))?, key)?;
        Some((known.length(), *value))
    }

    /// The value of a word, made if it is not remembered or no longer `holds`.
    #[inline]
    pub(super) fn get(&self, word: &[u8], holds: impl Fn(&V) -> bool, make: impl FnOnce() -> V) -> V {
        let Some(key) = Key::of(word) else { return make() };
        let place = key.place(self.size);
        if let Some((_, value)) = self.places.borrow().get(place).and_then(|words| find(words, key))
            && holds(value)
        {
            return *value;
        }
        let value = self.common.get(key).filter(|value| holds(value)).copied().unwrap_or_else(make);
        self.put(place, key, value);
        value
    }

    /// Remembers a value, in place of the first of those that share it.
    #[cold]
    fn put(&self, place: usize, key: Key, value: V) {
        let mut places = self.places.borrow_mut();
        if places.is_empty() {
            places.resize(self.size, [(Key::default(), V::default()); WAYS]);
        }
        if let Some(words) = places.get_mut(place) {
            words.rotate_right(1);
            words[0] = (key, value);
        }
    }
}

/// A key among those of its place.
#[inline]
fn find<V>(words: &[(Key, V); WAYS], key: Key) -> Option<&(Key, V)> {
    words.iter().find(|(known, _)| *known == key)
}

impl Key {
    /// The key of fewer than [`LONGEST`] bytes: those of the last eight leave room for their number.
    #[inline]
    fn new(first: u64, second: u64, third: u64, length: usize) -> Self {
        Self(first, second, third | (length as u64) << LENGTH)
    }

    #[inline]
    fn length(self) -> usize {
        (self.2 >> LENGTH) as usize
    }

    /// The key of a word; none of an empty one and of one that is too long.
    #[inline]
    fn of(word: &[u8]) -> Option<Self> {
        let length = word.len();
        let eight = |bytes: Option<&[u8; 8]>| bytes.map(|bytes| u64::from_le_bytes(*bytes));
        let four = |bytes: Option<&[u8; 4]>| bytes.map(|bytes| u64::from(u32::from_le_bytes(*bytes)));
        // The last bytes overlap those before them.
        let ending = |last: u64, missing: usize| last.checked_shr(missing as u32 * 8).unwrap_or_default();
        let (first, second, third) = match length {
            1..4 => (word.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)), 0, 0),
            4..8 => (four(word.first_chunk())? | four(word.last_chunk())? << ((length - 4) * 8), 0, 0),
            8..=16 => (eight(word.first_chunk())?, ending(eight(word.last_chunk())?, 16 - length), 0),
            17..LONGEST => {
                let second = eight(word.get(8..)?.first_chunk())?;
                (eight(word.first_chunk())?, second, ending(eight(word.last_chunk())?, LONGEST - length))
            }
            // No number of bytes is so large as a byte that ends a word.
            LONGEST if word.last().is_some_and(|&last| usize::from(last) >= LONGEST) => {
                let (eights, _) = word.as_chunks::<8>();
                let &[first, second, third] = eights else { return None };
                return Some(Self(u64::from_le_bytes(first), u64::from_le_bytes(second), u64::from_le_bytes(third)));
            }
            _ => return None,
        };
        Some(Self::new(first, second, third, length))
    }

    /// The key of the run that a window begins with; none of an empty one and of one that may go on behind it.
    #[inline]
    fn of_run(window: &[u8; LONGEST]) -> Option<Self> {
        let (&[first, second, third], _) = window.as_chunks::<8>() else { return None };
        let (first, second, third) = (u64::from_le_bytes(first), u64::from_le_bytes(second), u64::from_le_bytes(third));
        let begin = |bytes: u64, length: usize| bytes & !(u64::MAX << (length * 8));
        let length = run_length(first);
        if length < 8 {
            return (length > 0).then(|| Self::new(begin(first, length), 0, 0, length));
        }
        let length = run_length(second);
        if length < 8 {
            return Some(Self::new(first, begin(second, length), 0, 8 + length));
        }
        let length = run_length(third);
        (length < 8).then(|| Self::new(first, second, begin(third, length), 16 + length))
    }

    #[inline]
    fn place(self, size: usize) -> usize {
        let Self(first, second, third) = self;
        let mixed = first ^ second.rotate_left(29) ^ third.rotate_left(47);
        // A product tells little of the highest bits.
        let hash = (mixed ^ mixed >> 32).wrapping_mul(PRIME);
        (hash >> 40) as usize & (size - 1)
    }
}

/// How many of eight bytes stand before the first that is a sign or a digit of ASCII.
#[inline]
fn run_length(bytes: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // No sum reaches into the byte above.
    let lower = (bytes & !HIGH) | (0x20 * ONES);
    let from_a = lower.wrapping_add((0x80 - b'a' as u64) * ONES);
    let beyond_z = lower.wrapping_add((0x80 - b'z' as u64 - 1) * ONES);
    let others = !((from_a & !beyond_z) | bytes) & HIGH;
    others.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::{Common, LONGEST, Memo, run_length};

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
                let text = format!("{word}-{}", "а".repeat(LONGEST));
                let known = text.as_bytes().first_chunk().and_then(|window| memo.of_run(window));
                prop_assert_eq!(known, (1..LONGEST).contains(&word.len()).then(|| (word.len(), value(word))));
            }
        }
    }

    #[test]
    fn runs_end_at_signs_and_digits() {
        for byte in 0..=u8::MAX {
            let is_of_run = byte.is_ascii_alphabetic() || !byte.is_ascii();
            for place in 0..8 {
                let mut bytes = *b"aZ\xd0\x80\xffzAm";
                bytes[place] = byte;
                assert_eq!(run_length(u64::from_le_bytes(bytes)), if is_of_run { 8 } else { place }, "{byte:#x}");
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
