//! What the bytes of a block are, one bit for each.

use wide::{bytemuck, i8x16};

use super::super::fold::may_start_digit;
use super::{BLOCK, ones};

/// Bytes that every processor judges at once.
const LANE: usize = 16;
/// A byte that is no character.
pub(super) const NOTHING: u8 = 0x80;

/// 64 bytes of a text, the first at the lowest bit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// ASCII letters and both bytes of every two-byte character but Latin punctuation.
    pub(super) letters: u64,
    /// What may begin a digit of any script.
    pub(super) digits: u64,
    pub(super) spaces: u64,
    pub(super) dots: u64,
    /// What may part a label from its value, and its neighbours in ASCII.
    pub(super) signs: u64,
    /// What may be in a run.
    pub(super) runs: u64,
    /// Words at which a person's name may be found.
    pub(super) hints: u64,
}

/// What a byte is that is neither a blank nor usually part of a letter.
#[derive(Debug, Clone, Copy)]
enum Class {
    Other,
    Digit,
    Dot,
    Sign,
    Rare,
    /// The first byte of full-width characters.
    Full,
}

impl Block {
    /// Judges 64 bytes, and says where its rare signs are.
    #[inline]
    pub(super) fn of(block: &[u8; BLOCK], open: &mut u64) -> (Self, u64) {
        let mut letters = Letters::default();
        let (mut spaces, mut plain) = (0, 0);
        for (lane, bytes) in block.as_chunks::<LANE>().0.iter().enumerate() {
            let bytes = read(bytes);
            let ascii = letters.read(lane, bytes);
            let space = is(bytes, b' ');
            // Second bytes, and the first ones of the letters that nearly all texts are made of.
            let usual = below(bytes, 0x80, 0x54);
            spaces |= mask(lane, space);
            plain |= mask(lane, ascii | space | usual);
        }
        // Of what is left there is little, and most of it commas; where four stand together they are a number.
        let others = !plain;
        let figures = if others & others >> 1 & others >> 2 & others >> 3 == 0 { 0 } else { figures(block) };
        let mut classes = [0; 8];
        for bit in ones(others & !figures) {
            let class = block.get(bit as usize).and_then(|&byte| CLASSES.get(usize::from(byte)));
            if let Some(places) = class.and_then(|&class| classes.get_mut(class as usize)) {
                *places |= 1 << bit;
            }
        }
        let [_, digits, dots, signs, rare, full, ..] = classes;
        // ASCII letters, and what is neither plain nor, mostly, a letter.
        let runs = letters.ones & !letters.firsts | !plain;
        let letters = letters.all(open);
        let digits = digits | figures | full;
        (Self { letters, digits, spaces, dots, signs, runs, hints: 0 }, rare | full)
    }

    /// Takes no digit and no name of these bytes for one any more.
    #[inline]
    pub(super) fn settle(&mut self, bytes: u64) {
        self.digits &= !bytes;
        self.hints &= !bytes;
    }
}

/// The figures of ASCII in a block.
fn figures(block: &[u8; BLOCK]) -> u64 {
    let lanes = block.as_chunks::<LANE>().0.iter().enumerate();
    lanes.fold(0, |figures, (lane, bytes)| figures | mask(lane, below(read(bytes), b'0', 10)))
}

/// What stands before a text and behind it.
pub(super) static NO_BLOCK: Block = Block { letters: 0, digits: 0, spaces: 0, dots: 0, signs: 0, runs: 0, hints: 0 };

/// The class of each byte.
static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = match byte as u8 {
            b'.' => Class::Dot,
            // `:;<=>`, and what tables and quotes are made of.
            b':'..=b'>' | b'"' | b'|' | b'\t' => Class::Sign,
            b'@' | b'%' | b'_' | b'(' | b'[' | b'{' => Class::Rare,
            0xef => Class::Full,
            other if may_start_digit(other) => Class::Digit,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// Which bytes of a block are letters, before it is known what stands before it.
#[derive(Debug, Default)]
struct Letters {
    /// First bytes, and ASCII.
    ones: u64,
    /// First bytes of two.
    firsts: u64,
}

impl Letters {
    /// Reads the bytes of a lane, and returns which are letters of ASCII.
    #[inline]
    fn read(&mut self, lane: usize, bytes: i8x16) -> i8x16 {
        let first_of_two = below(bytes, 0xc3, 0x1d);
        let ascii = below(bytes | i8x16::splat(0x20), b'a', 26);
        self.firsts |= mask(lane, first_of_two);
        self.ones |= mask(lane, ascii | first_of_two);
        ascii
    }

    /// All bytes of letters; `open` is 1 if the byte before is the first of a two-byte character.
    #[inline]
    fn all(&self, open: &mut u64) -> u64 {
        let letters = self.ones | self.firsts << 1 | *open;
        *open = self.firsts >> 63;
        letters
    }
}

/// The bits of a lane in the mask of its block.
#[inline]
fn mask(lane: usize, bytes: i8x16) -> u64 {
    u64::from(bytes.to_bitmask()) << (lane * LANE)
}

/// The bits of the letters among `bytes`, less than a block of them where the text ends; `open` is 1 if the byte before
/// them is the first of a two-byte character.
pub(in super::super) fn letters_of(bytes: &[u8], mut open: u64) -> u64 {
    let block = bytes.first_chunk::<BLOCK>().copied().unwrap_or_else(|| padded(bytes, NOTHING));
    let mut letters = Letters::default();
    for (lane, bytes) in block.as_chunks::<LANE>().0.iter().enumerate() {
        letters.read(lane, read(bytes));
    }
    letters.all(&mut open)
}

/// Whether a byte is the first of a two-byte character that is no Latin punctuation.
pub(in super::super) fn is_first_of_two(byte: u8) -> bool {
    (0xc3..0xe0).contains(&byte)
}

/// The bytes of a text that ends before `N` of them do.
pub(super) fn padded<const N: usize>(rest: &[u8], with: u8) -> [u8; N] {
    let mut padded = [with; N];
    for (to, &from) in padded.iter_mut().zip(rest) {
        *to = from;
    }
    padded
}

/// The bytes of a lane, as the comparisons of every processor take them: signed.
#[inline]
fn read(bytes: &[u8; LANE]) -> i8x16 {
    bytemuck::cast(*bytes)
}

#[inline]
fn is(bytes: i8x16, byte: u8) -> i8x16 {
    bytes.simd_eq(i8x16::splat(byte.cast_signed()))
}

/// The bytes of which `byte - first` is below `count`.
#[inline]
fn below(bytes: i8x16, first: u8, count: u8) -> i8x16 {
    // What is lowest of all comes first.
    let place = bytes - i8x16::splat(first.wrapping_sub(0x80).cast_signed());
    place.simd_lt(i8x16::splat(count.wrapping_sub(0x80).cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::super::super::fold::may_start_digit;
    use super::Block;

    #[test]
    fn every_byte_has_its_class() {
        for byte in 0..=u8::MAX {
            let block = std::array::from_fn(|place| if place % 3 == 0 { byte } else { b' ' });
            let third = (0..64).step_by(3).fold(0, |mask, place| mask | 1u64 << place);
            let letters = match byte {
                _ if byte.is_ascii_alphabetic() => third,
                0xc3..0xe0 => third | third << 1,
                _ => 0,
            };
            let mut open = 0;
            let (judged, _) = Block::of(&block, &mut open);
            assert_eq!((judged.letters, open == 1), (letters, (0xc3..0xe0).contains(&byte)), "{byte:#x}");
            assert_eq!(judged.digits, if may_start_digit(byte) { third } else { 0 }, "{byte:#x}");
        }
    }
}
