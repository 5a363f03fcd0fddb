//! Lists of telling words, quick to say no: nearly every word of a text is in none of them.

use super::context::{Folded, is_plain, is_written};
use super::fold::lower;

/// Words of the filter; 1024 bits for at most some hundred words.
const FILTER: usize = 16;

/// Chains that the words of a list are parted into.
const CHAINS: usize = 128;

/// Words of the longest list.
const MOST: usize = 1024;

/// A list of words in small letters; a trailing `*` stands for any ending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cues {
    words: &'static [&'static str],
    filter: Filter,
    /// The first word of each chain, counted from one. Words with one beginning are in one chain.
    first: [u16; CHAINS],
    /// The word behind each one in its chain.
    next: [u16; MOST],
    /// Of the third letter of each word eight bits, which tell most words of a chain apart; 0 for shorter words.
    thirds: [u8; MOST],
}

/// One bit for each beginning of two letters that is in a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filter([u64; FILTER]);

// === impl Cues ===

impl Cues {
    /// A list. The letters at the beginning of its words must be ASCII or of two bytes, as all Cyrillic ones are.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let mut cues =
            Self { words, filter: Filter([0; FILTER]), first: [0; CHAINS], next: [0; MOST], thirds: [0; MOST] };
        let (mut index, mut count) = (0, 0);
        while index < words.len() {
            let word = words[index].as_bytes();
            let (first, length) = letter(word, 0);
            let (second, end) = letter(word, length);
            let (third, _) = letter(word, end);
            // Letters of three bytes are not looked at.
            cues.thirds[index] = if end < word.len() && word[end] >= 0xe0 { 0 } else { third as u8 };
            let hash = hash(first, second);
            cues.filter.0[hash / 64] |= 1 << (hash % 64);
            cues.next[index] = cues.first[hash % CHAINS];
            index += 1;
            count += 1;
            cues.first[hash % CHAINS] = count;
        }
        cues
    }

    /// Whether a word, in any case, is in the list.
    pub(super) fn has(&self, word: &str) -> bool {
        let hash = Filter::beginning(word);
        self.filter.has(hash) && self.has_entry(word, &mut None, hash)
    }

    /// The first of several lists that a word is in.
    pub(super) fn first<'c>(lists: impl IntoIterator<Item = &'c Self>, word: &str) -> Option<usize> {
        let hash = Filter::beginning(word);
        let mut folded = None;
        lists.into_iter().position(|list| list.filter.has(hash) && list.has_entry(word, &mut folded, hash))
    }

    fn has_entry(&self, word: &str, folded: &mut Option<Folded>, hash: usize) -> bool {
        let third = third(word);
        let mut is_like = false;
        for entry in self.chain(hash, third) {
            if is_written(word.as_bytes(), entry.as_bytes()) {
                return true;
            }
            is_like = true;
        }
        is_like
            && !is_plain(word.as_bytes())
            && self.chain(hash, third).any(|entry| folded.get_or_insert_with(|| Folded::of(word)).is(entry))
    }

    /// The words of the chain that a hash is in, but for those with another third letter.
    #[inline]
    fn chain(&self, hash: usize, third: u8) -> impl Iterator<Item = &'static str> {
        let mut at = self.first.get(hash % CHAINS).copied().unwrap_or_default();
        std::iter::from_fn(move || {
            loop {
                let index = usize::from(at).checked_sub(1)?;
                at = self.next.get(index).copied().unwrap_or_default();
                let known = self.thirds.get(index).copied().unwrap_or_default();
                if known == 0 || known == third {
                    return self.words.get(index).copied();
                }
            }
        })
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
        self.has(Self::beginning(text))
    }

    /// The hash of the two letters that a text begins with.
    #[inline]
    fn beginning(text: &str) -> usize {
        match *text.as_bytes() {
            [first @ 0..0x80, second @ 0..0x80, ..] => {
                hash(u32::from(first.to_ascii_lowercase()), u32::from(second.to_ascii_lowercase()))
            }
            [lead @ 0xd0..=0xd3, trail, next @ 0xd0..=0xd3, last, ..] => {
                hash(small_cyrillic(lead, trail), small_cyrillic(next, last))
            }
            _ => {
                let mut letters = text.chars().map(|letter| small(u32::from(letter)));
                hash(letters.next().unwrap_or(0), letters.next().unwrap_or(0))
            }
        }
    }

    #[inline]
    fn has(&self, hash: usize) -> bool {
        self.0.get(hash / 64).is_some_and(|beginnings| beginnings >> (hash % 64) & 1 != 0)
    }
}

/// Eight bits of the third letter of a word, in small letters.
#[inline]
fn third(word: &str) -> u8 {
    let letter = match *word.as_bytes() {
        [0..0x80, 0..0x80, letter @ 0..0x80, ..] => u32::from(letter.to_ascii_lowercase()),
        [0xd0..=0xd3, _, 0xd0..=0xd3, _, lead @ 0xd0..=0xd3, trail, ..] => small_cyrillic(lead, trail),
        _ => word.chars().nth(2).map_or(0, |letter| small(u32::from(letter))),
    };
    letter as u8
}

/// The code of a letter of two bytes.
#[inline]
pub(super) fn russian(lead: u8, trail: u8) -> u32 {
    u32::from(lead & 0x1f) << 6 | u32::from(trail & 0x3f)
}

/// The code of the small letter of a letter.
#[inline]
pub(super) fn small(code: u32) -> u32 {
    match code {
        // `а` to `я`, `А` to `Я`, and those of their neighbours.
        0x430..0x460 => code,
        0x410..0x430 => code + 0x20,
        0x400..0x410 => code + 0x50,
        _ => char::from_u32(code).map_or(code, |letter| u32::from(lower(letter))),
    }
}

/// The code of the small letter of a letter whose first byte is 0xd0 to 0xd3.
#[inline]
fn small_cyrillic(lead: u8, trail: u8) -> u32 {
    CYRILLIC.get(usize::from(lead & 3) << 6 | usize::from(trail & 0x3f)).copied().map_or(0, u32::from)
}

/// The codes of the small letters of U+0400 to U+04FF.
static CYRILLIC: [u16; 256] = {
    let mut letters = [0; 256];
    let mut place = 0;
    while place < letters.len() {
        let code = 0x400 + place as u16;
        letters[place] = match code {
            0x400..0x410 => code + 0x50,
            0x410..0x430 => code + 0x20,
            0x430..0x460 => code,
            0x4c0 => 0x4cf,
            0x4c1..0x4cf => code + code % 2,
            // Small letters follow their capitals; among them are signs.
            0x482..0x48a => code,
            _ => code | 1,
        };
        place += 1;
    }
    letters
};

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

/// The bit of a beginning in the filter: small letters of one alphabet, and so those of Latin or Russian words, never
/// share theirs.
const fn hash(first: u32, second: u32) -> usize {
    /// Where those of another alphabet are moved to.
    const APART: u32 = 0x12d;
    (((first << 5) + second + (first >> 7) * APART) % (FILTER as u32 * 64)) as usize
}

#[cfg(test)]
mod tests {
    use super::{CYRILLIC, Cues, small};

    #[test]
    fn small_letters_are_those_of_their_capitals() {
        for (letter, &known) in (0x400..).zip(&CYRILLIC) {
            assert_eq!(u32::from(known), small(letter), "{letter:#x}");
        }
    }

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
