//! The first look at a text, once for all detectors: where letters and digits stand, one bit for a byte, which other
//! signs occur at all, and where the few words are that a detector starts from. Most texts cost no more than this.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use smallvec::SmallVec;
use wide::u8x64;

/// Bytes judged at once, and bits of a mask.
pub(super) const BLOCK: usize = 64;
/// Blocks of nearly every text of a conversation: so many need no memory of their own.
const USUAL: usize = 16;

/// A word that a detector starts from. First letters that may be capitals are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The end of «собака», the Russian name of `@`; its endings follow.
    Dog,
    /// ` at `
    At,
    /// `&#64;`
    EscapedAt,
    /// «семь», «восемь»: every phone of Kazakhstan has a seven among its first two figures.
    Seven,
    /// «жеті»
    SevenKazakh,
    /// `seven`
    SevenEnglish,
    /// «б/н» stands where a house has no number.
    Unnumbered,
    /// «квартира», «пәтер»: the number of its house may be said in words.
    Flat,
    /// The first line of a key in text form.
    Pem,
}

const MARKS: [(Mark, &str); 10] = [
    (Mark::Dog, "оба"),
    (Mark::At, " at "),
    (Mark::EscapedAt, "&#64;"),
    (Mark::Seven, "емь"),
    (Mark::SevenKazakh, "еті"),
    (Mark::SevenEnglish, "even"),
    (Mark::Unnumbered, "б/н"),
    (Mark::Flat, "вартир"),
    (Mark::Flat, "әтер"),
    (Mark::Pem, "-----BEGIN "),
];

/// The searcher for marks; made once.
#[derive(Debug)]
pub(super) struct Marks(Option<Searcher>);

/// What the first look saw.
#[derive(Debug)]
pub(super) struct Outline {
    blocks: SmallVec<[Block; USUAL]>,
    marks: SmallVec<[(Mark, usize); 4]>,
    seen: u8,
}

/// 64 bytes of a text, the first at the lowest bit.
#[derive(Debug, Clone, Copy)]
struct Block {
    /// ASCII letters and every byte of a two-byte character but those of Latin punctuation.
    letters: u64,
    /// What may begin a digit of any script.
    digits: u64,
}

const AT: u8 = 1;
const BRACKET: u8 = 2;

// === impl Marks ===

impl Marks {
    pub(super) fn new() -> Self {
        let mut builder = Config::new().match_kind(MatchKind::LeftmostFirst).builder();
        for (_, word) in MARKS {
            builder.add(word);
        }
        Self(builder.build())
    }

    /// Every mark of a text in order.
    fn of<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Mark, usize)> + 't {
        let hits = self.0.as_ref().map(|searcher| searcher.find_iter(text));
        hits.into_iter().flatten().filter_map(|hit| Some((MARKS.get(hit.pattern().as_usize())?.0, hit.start())))
    }
}

// === impl Outline ===

impl Outline {
    /// Looks through a text.
    pub(super) fn of(text: &str, marks: &Marks) -> Self {
        Self { marks: marks.of(text).collect(), ..Self::unmarked(text) }
    }

    /// The same without marks, for what starts from letters and digits only.
    pub(super) fn unmarked(text: &str) -> Self {
        let mut seen = 0;
        let (whole, rest) = text.as_bytes().as_chunks::<BLOCK>();
        let mut blocks: SmallVec<_> = whole.iter().map(|block| Block::of(block, &mut seen)).collect();
        if !rest.is_empty() {
            let mut padded = [0; BLOCK];
            for (to, &from) in padded.iter_mut().zip(rest) {
                *to = from;
            }
            blocks.push(Block::of(&padded, &mut seen));
        }
        Self { blocks, marks: SmallVec::new(), seen }
    }

    /// One bit for each byte of a letter, of block `place`.
    #[inline]
    pub(super) fn letters(&self, place: usize) -> u64 {
        self.blocks.get(place).map_or(0, |block| block.letters)
    }

    /// The first byte at or after `from` that may begin a digit of any script.
    #[inline]
    pub(super) fn digit_from(&self, from: usize) -> Option<usize> {
        let first = from / BLOCK;
        let mut mask = self.blocks.get(first)?.digits & (u64::MAX << (from % BLOCK));
        let mut place = first;
        while mask == 0 {
            place += 1;
            mask = self.blocks.get(place)?.digits;
        }
        Some(place * BLOCK + mask.trailing_zeros() as usize)
    }

    /// Where a mark stands, in order.
    pub(super) fn marks(&self, wanted: Mark) -> impl Iterator<Item = usize> {
        self.marks.iter().filter(move |(mark, _)| *mark == wanted).map(|&(_, at)| at)
    }

    /// Whether a bracket is in the text.
    pub(super) fn brackets(&self) -> bool {
        self.seen & BRACKET != 0
    }

    /// The bytes, if the sign of an e-mail address may be among them.
    pub(super) fn at_or_none<'t>(&self, bytes: &'t [u8]) -> &'t [u8] {
        if self.seen & AT == 0 { &[] } else { bytes }
    }

    /// The bytes, if a bracket is among them.
    pub(super) fn brackets_or_none<'t>(&self, bytes: &'t [u8]) -> &'t [u8] {
        if self.brackets() { bytes } else { &[] }
    }
}

// === impl Block ===

impl Block {
    #[inline]
    fn of(block: &[u8; BLOCK], seen: &mut u8) -> Self {
        let bytes = u8x64::new(*block);
        let at = is(bytes, b'@') | is(bytes, b'%') | is(bytes, 0xef);
        let bracket = is(bytes, b'[') | is(bytes, b'(') | is(bytes, b'{');
        *seen |= (if at.any() { AT } else { 0 }) | (if bracket.any() { BRACKET } else { 0 });
        // The classes of `may_start_digit`.
        let other = is(bytes, 0xd9) | is(bytes, 0xdb) | is(bytes, 0xe0) | is(bytes, 0xe2);
        let digits = below(bytes, b'0', 10) | other | below(bytes, 0xef, 17);
        Self { letters: letters(block), digits: digits.to_bitmask() }
    }
}

/// The bits of a block's letters.
#[inline]
pub(super) fn letters(block: &[u8; BLOCK]) -> u64 {
    let bytes = u8x64::new(*block);
    let ascii = below(bytes | u8x64::splat(0x20), b'a', 26);
    let two = below(bytes, 0x80, 0x60) & !is(bytes, 0xc2);
    (ascii | two).to_bitmask()
}

#[inline]
fn is(bytes: u8x64, byte: u8) -> u8x64 {
    bytes.simd_eq(u8x64::splat(byte))
}

/// The bytes of which `byte - first` is below `count`.
#[inline]
fn below(bytes: u8x64, first: u8, count: u8) -> u8x64 {
    (bytes - u8x64::splat(first)).simd_lt(u8x64::splat(count))
}

#[cfg(test)]
mod tests {
    use super::super::fold::may_start_digit;
    use super::{Mark, Marks, Outline};

    #[test]
    fn signs_anywhere() {
        let marks = Marks::new();
        for (sign, expected) in [
            ("7", (true, false, false)),
            ("٧", (true, false, false)),
            ("@", (false, true, false)),
            ("(", (false, false, true)),
            ("я", (false, false, false)),
        ] {
            for padding in [0, 15, 16, 63, 64, 200] {
                let text = format!("{}{sign}{}", "ж".repeat(padding), "q".repeat(padding));
                let outline = Outline::of(&text, &marks);
                let has_digit = outline.digit_from(0).is_some();
                let seen = (has_digit, !outline.at_or_none(text.as_bytes()).is_empty(), outline.brackets());
                assert_eq!(seen, expected, "{text}");
            }
        }
    }

    #[test]
    fn every_byte_has_its_class() {
        for byte in 0..=u8::MAX {
            let block = std::array::from_fn(|place| if place % 3 == 0 { byte } else { b' ' });
            let third = (0..64).step_by(3).fold(0, |mask, place| mask | 1u64 << place);
            let is_letter = byte.is_ascii_alphabetic() || ((0x80..0xe0).contains(&byte) && byte != 0xc2);
            let judged = super::Block::of(&block, &mut 0);
            assert_eq!(judged.letters, if is_letter { third } else { 0 }, "{byte:#x}");
            assert_eq!(judged.digits, if may_start_digit(byte) { third } else { 0 }, "{byte:#x}");
        }
    }

    #[test]
    fn digits_are_found_from_any_byte() {
        let text = "1 слово 22 и ещё слова до конца блока, 333 слова, а потом долго ничего ничего ничего ничего ٤";
        let outline = Outline::of(text, &Marks::new());
        for from in 0..text.len() + 200 {
            let expected = (from..text.len()).find(|&at| may_start_digit(text.as_bytes()[at]));
            assert_eq!(outline.digit_from(from), expected, "{from}");
        }
    }

    #[test]
    fn marks_in_order() {
        let text = "Собака, Семь и seven at жеті; дом б/н -----BEGIN X &#64; оба";
        let outline = Outline::of(text, &Marks::new());
        let expected =
            [Mark::Dog, Mark::Seven, Mark::SevenEnglish, Mark::At, Mark::SevenKazakh, Mark::Unnumbered, Mark::Pem];
        let found: Vec<_> = outline.marks.iter().map(|&(mark, _)| mark).collect();
        assert_eq!(found[..7], expected);
        assert_eq!(outline.marks(Mark::Dog).count(), 2);
    }
}
