//! Lists of telling words, quick to say no: nearly every word of a text is in none of them.

use super::context::is_one_of;
use super::fold::lower;

/// Words of the filter; 1024 bits for at most some hundred words.
const FILTER: usize = 16;

/// A list of words in small letters; a trailing `*` stands for any ending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cues {
    words: &'static [&'static str],
    filter: Filter,
}

/// One bit for each beginning of two letters that is in a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filter([u64; FILTER]);

// === impl Cues ===

impl Cues {
    /// A list. The letters at the beginning of its words must be ASCII or of two bytes, as all Cyrillic ones are.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let mut beginnings = [0; FILTER];
        let mut index = 0;
        while index < words.len() {
            let word = words[index].as_bytes();
            let (first, length) = letter(word, 0);
            let (second, _) = letter(word, length);
            let (place, bit) = bit(first, second);
            beginnings[place] |= bit;
            index += 1;
        }
        Self { words, filter: Filter(beginnings) }
    }

    /// Whether a word, in any case, is in the list.
    pub(super) fn has(&self, word: &str) -> bool {
        self.filter.may_begin(word) && is_one_of(word, self.words)
    }
}

// === impl Filter ===

impl Filter {
    /// The filter of several lists.
    pub(super) const fn of(lists: &[Cues]) -> Self {
        let mut all = [0; FILTER];
        let mut list = 0;
        while list < lists.len() {
            let mut place = 0;
            while place < FILTER {
                all[place] |= lists[list].filter.0[place];
                place += 1;
            }
            list += 1;
        }
        Self(all)
    }

    /// Whether a word of the lists may stand at the beginning of a text. A word of one letter is told apart only where
    /// the text ends behind it.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        let mut letters = text.chars().map(|letter| u32::from(lower(letter)));
        let (place, bit) = bit(letters.next().unwrap_or(0), letters.next().unwrap_or(0));
        self.0.get(place).is_some_and(|beginnings| beginnings & bit != 0)
    }
}

/// The letter at a byte and where it ends; 0 at the end and at a star.
const fn letter(word: &[u8], at: usize) -> (u32, usize) {
    if at >= word.len() || word[at] == b'*' {
        (0, at)
    } else if word[at] < 0x80 {
        (word[at] as u32, at + 1)
    } else {
        (((word[at] & 0x1f) as u32) << 6 | (word[at + 1] & 0x3f) as u32, at + 2)
    }
}

/// The place of a beginning in the filter.
const fn bit(first: u32, second: u32) -> (usize, u64) {
    let hash = first.wrapping_mul(37).wrapping_add(second.wrapping_mul(5)) % (FILTER as u32 * 64);
    ((hash / 64) as usize, 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use super::Cues;

    #[test]
    fn lists_say_yes_and_no() {
        static CUES: Cues = Cues::new(&["г", "тел", "телеф*", "ip*", "туған*", "týǵan"]);
        for (word, expected) in [
            ("г", true),
            ("Г", true),
            ("год", false),
            ("Тел", true),
            ("ТЕЛЕФОНЫ", true),
            ("телевизор", false),
            ("IP", true),
            ("ipv", true),
            ("Туғанмын", true),
            ("TÝǴAN", true),
            ("", false),
        ] {
            assert_eq!(CUES.has(word), expected, "{word}");
        }
    }
}
