//! Words of a text, found block by block: 64 bytes are one number with a bit for each byte of a letter.

use super::super::outline::{self, BLOCK, Outline};

/// The place of a word in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// An iterator over the words of a text, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    bytes: &'a [u8],
    /// What the first look saw; without it blocks are judged one by one.
    outline: Option<&'a Outline>,
    /// Letters of the block at `base`; the bits already read are cleared.
    mask: u64,
    base: usize,
}

/// How a word's first letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Upper,
    Lower,
}

impl<'a> Words<'a> {
    /// The words that begin at or after `from`, which must not be inside a word.
    pub(super) fn new(text: &'a str, from: usize) -> Self {
        Words { bytes: text.as_bytes(), outline: None, mask: 0, base: 0 }.at(from)
    }

    /// All words of a text that was looked through.
    pub(super) fn over(text: &'a str, outline: &'a Outline) -> Self {
        Words { bytes: text.as_bytes(), outline: Some(outline), mask: 0, base: 0 }.at(0)
    }

    /// The words of the same text that begin at or after `from`, which must not be inside a word.
    pub(super) fn at(self, from: usize) -> Self {
        let base = from - from % BLOCK;
        Words { mask: self.letters(base) & (u64::MAX << (from % BLOCK)), base, ..self }
    }

    /// One bit for each byte at `base` and after that is part of a letter.
    #[inline]
    fn letters(&self, base: usize) -> u64 {
        match self.outline {
            Some(outline) => outline.letters(base / BLOCK),
            None => {
                let before = base.checked_sub(1).and_then(|before| self.bytes.get(before));
                let open = before.is_some_and(|&byte| outline::is_first_of_two(byte));
                outline::letters_of(self.bytes.get(base..).unwrap_or_default(), u64::from(open))
            }
        }
    }

    /// The word that begins at byte `at`.
    #[inline]
    pub(super) fn word(&self, at: usize) -> Word {
        let length = (self.letters(at - at % BLOCK) >> (at % BLOCK)).trailing_ones() as usize;
        let mut end = at + length;
        while end.is_multiple_of(BLOCK) && end < self.bytes.len() {
            let more = self.letters(end).trailing_ones() as usize;
            end += more;
            if more == 0 {
                break;
            }
        }
        Word { start: at, end }
    }

    /// The word before byte `at`, if no more than `reach` bytes part them and it begins at or after `from`.
    #[inline]
    pub(super) fn before(&self, at: usize, reach: usize, from: usize) -> Option<Word> {
        // Nearly always it is in the same block, behind another sign.
        let base = at - at % BLOCK;
        let mask = self.letters(base) & !(u64::MAX << (at % BLOCK));
        let above = mask.leading_zeros();
        let run = (!(mask << (above % 64))).leading_zeros();
        if mask == 0 || above + run >= 64 {
            return self.before_far(at, reach, from);
        }
        let (start, end) = (base + BLOCK - (above + run) as usize, base + BLOCK - above as usize);
        (end + reach >= at && start >= from).then_some(Word { start, end })
    }

    /// The same of a word that may begin or end in an earlier block.
    #[inline(never)]
    fn before_far(&self, at: usize, reach: usize, from: usize) -> Option<Word> {
        let mut base = at - at % BLOCK;
        let mut mask = self.letters(base) & !(u64::MAX << (at % BLOCK));
        while mask == 0 {
            base = base.checked_sub(BLOCK).filter(|base| base + BLOCK + reach >= at)?;
            mask = self.letters(base);
        }
        let mut above = mask.leading_zeros();
        let end = base + BLOCK - above as usize;
        if end + reach < at || end <= from {
            return None;
        }
        loop {
            let run = (!(mask << above)).leading_zeros().min(64 - above);
            let start = base + BLOCK - (above + run) as usize;
            if above + run < 64 || base <= from {
                return Some(Word { start, end }).filter(|word| word.start >= from);
            }
            base -= BLOCK;
            (mask, above) = (self.letters(base), 0);
        }
    }

    /// The next word.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Word> {
        // Nearly always it is whole in the same block.
        let first = self.mask.trailing_zeros() as usize;
        let run = (!(self.mask >> (first % BLOCK))).trailing_zeros() as usize;
        if first + run >= BLOCK {
            return self.next_far();
        }
        self.mask &= u64::MAX << (first + run);
        let start = self.base + first;
        Some(Word { start, end: start + run })
    }

    /// The same of a word that begins or ends in a later block.
    #[inline(never)]
    fn next_far(&mut self) -> Option<Word> {
        while self.mask == 0 {
            self.base += BLOCK;
            if self.base >= self.bytes.len() {
                self.base = self.bytes.len() - self.bytes.len() % BLOCK;
                return None;
            }
            self.mask = self.letters(self.base);
        }
        let first = self.mask.trailing_zeros() as usize;
        let start = self.base + first;
        let run = (!(self.mask >> first)).trailing_zeros() as usize;
        let mut end = start + run;
        if first + run >= BLOCK {
            end = self.cross();
        } else {
            self.mask &= u64::MAX << (first + run);
        }
        Some(Word { start, end })
    }

    /// The end of a word that runs past its block.
    #[cold]
    fn cross(&mut self) -> usize {
        loop {
            self.base += BLOCK;
            self.mask = self.letters(self.base);
            let run = (!self.mask).trailing_zeros() as usize;
            if run < BLOCK {
                self.mask &= u64::MAX << run;
                return self.base + run;
            }
        }
    }
}

/// How the first letter of a word is written; `None` for what has no case or is no letter of ours.
#[inline]
pub(super) fn first(bytes: &[u8], at: usize) -> Option<First> {
    let lead = *bytes.get(at)?;
    let trail = if lead < 0x80 { 0 } else { *bytes.get(at + 1)? };
    case(lead, trail)
}

/// How a letter of one or two bytes is written.
const fn case(lead: u8, trail: u8) -> Option<First> {
    let is_upper = match lead {
        0..0x80 => lead & 0x20 == 0,
        0xd0 => trail < 0xb0,
        0xd1 => false,
        // The rest of the Cyrillic block and the accented Latin one alternate; here odd is upper.
        0xc4 if trail >= 0xb9 => trail & 1 == 1,
        0xc5 if trail <= 0x88 || trail >= 0xb9 => trail & 1 == 1,
        0xd2 | 0xd3 | 0xc4 | 0xc5 => trail & 1 == 0,
        0xc3 => trail < 0xa0,
        0xc6 | 0xc9 => trail == 0x8f,
        // `Ǵ` of the Kazakh alphabet of 2018.
        0xc7 if trail == 0xb4 || trail == 0xb5 => trail == 0xb4,
        _ => return None,
    };
    Some(if is_upper { First::Upper } else { First::Lower })
}

/// For each two bytes, whether the first or both are anything but a letter in lower case: 1 or 0.
static CAPITAL: [u8; 1 << 16] = {
    let mut capital = [1; 1 << 16];
    let mut place = 0;
    while place < 1 << 16 {
        if let Some(First::Lower) = case(place as u8, (place >> 8) as u8) {
            capital[place] = 0;
        }
        place += 1;
    }
    capital
};

/// 1 if a word is not in lower case whose first two bytes are the lowest of `bytes`.
#[inline]
pub(in super::super) fn capital(bytes: u64) -> u64 {
    let place = (bytes & 0xffff) as usize;
    CAPITAL.get(place).copied().map_or(1, u64::from)
}

#[cfg(test)]
mod tests {
    use proptest::{proptest, strategy::Strategy as _};

    use super::{First, Word, Words, first};

    fn words(text: &str, from: usize) -> Vec<&str> {
        let mut words = Words::new(text, from);
        let next = || words.next().map(|Word { start, end }| &text[start..end]);
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn words_between_punctuation() {
        for (text, expected) in [
            ("", &[][..]),
            ("Иван", &["Иван"]),
            ("«Әсем» – Arman’s", &["Әсем", "Arman", "s"]),
            ("a1b 🙂Я\u{a0}ты", &["a", "b", "Я", "ты"]),
            ("ИИН:900", &["ИИН"]),
        ] {
            assert_eq!(words(text, 0), expected, "{text}");
        }
        let long = "слово ".repeat(50);
        assert_eq!(words(&long, 0).len(), 50);
        assert_eq!(words(&long, 11 * 20).len(), 30);
        assert_eq!(words(&"ж".repeat(500), 0).len(), 1);
    }

    #[test]
    fn cases() {
        for (text, expected) in [
            ("Я", First::Upper),
            ("я", First::Lower),
            ("Ё", First::Upper),
            ("Қ", First::Upper),
            ("қ", First::Lower),
            ("Ә", First::Upper),
            ("ұ", First::Lower),
            ("Q", First::Upper),
            ("q", First::Lower),
            ("Ş", First::Upper),
            ("ş", First::Lower),
            ("Á", First::Upper),
            ("Ł", First::Upper),
            ("ž", First::Lower),
            ("á", First::Lower),
        ] {
            assert_eq!(first(text.as_bytes(), 0), Some(expected), "{text}");
        }
    }

    proptest! {
        /// Whatever the text, words lie on character boundaries, in order.
        #[test]
        fn words_are_in_order(text in proptest::collection::vec(
            proptest::sample::select(vec!["а", "Z", " ", "—", "«", "é", "日", "🙂", "слово", "\u{301}", "1", "Ұ"]), 0..200,
        ).prop_map(|parts| parts.concat())) {
            let mut iterator = Words::new(&text, 0);
            let mut last = 0;
            while let Some(Word { start, end }) = iterator.next() {
                assert!(start >= last && start < end && text.get(start..end).is_some());
                last = end;
            }
        }
    }
}
