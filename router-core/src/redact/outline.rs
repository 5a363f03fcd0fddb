//! The first look at a text, once for all detectors: where letters and digits stand, one bit for a byte, which other
//! signs occur at all, and where the few words are that a detector starts from. Most texts cost no more than this.

mod block;
mod starts;

use std::ops::Range;
use std::sync::Arc;

use aho_corasick::packed::{Config, MatchKind, Searcher};
use smallvec::SmallVec;

use super::beginnings::{WINDOW, head_at};
use super::person::filter::Filter;
use super::runs;
use block::{Block, NO_BLOCK, NOTHING, padded};
pub(super) use block::{is_first_of_two, letters_of};
use starts::{Before, Starts};

/// Bytes judged at once, and bits of a mask.
pub(super) const BLOCK: usize = 64;
/// Blocks of nearly every text of a conversation: so many need no memory of their own.
const USUAL: usize = 16;

/// A word that a detector starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// «собака», the Russian name of `@`.
    Dog,
    /// `at`
    At,
    /// `&#64;`
    EscapedAt,
    /// «семь», «восемь», and what is made of them: every phone of Kazakhstan has a seven among its first two figures.
    Seven,
    /// «жеті»
    SevenKazakh,
    /// `seven`
    SevenEnglish,
    /// «ноль», «нөл»: cards begin with it.
    Zero,
    /// «б/н» stands where a house has no number.
    Unnumbered,
    /// «квартира», «пәтер»: the number of its house may be said in words.
    Flat,
    /// «улица», «көшесі»: the same.
    Street,
    /// «адрес», «мекенжай»: a field may hold an address that nothing else tells.
    AddressLabel,
    /// «рождения», «туған»: the date may be said in words.
    Birth,
    /// The first line of a key in text form.
    Pem,
}

/// Words that are found in the middle of others, too, and signs; first letters that may be capitals are left out. They
/// are cut where two letters follow each other that seldom do: the search begins at the second part, and stops at every
/// place with its first letters. A searcher for each row, all words of a kind in one.
const MARKS: [&[Word]; 1] = [&[
    (Mark::EscapedAt, "", "&#64;"),
    (Mark::Unnumbered, "", "б/н"),
    (Mark::Pem, "", "-----BEGIN "),
    (Mark::Street, "", "өшес"),
    (Mark::Street, "оспе", "кт"),
    (Mark::Street, "", "ңғыл"),
    (Mark::Street, "и", "крорай"),
    (Mark::Street, "", "ғын ауда"),
    (Mark::Street, "", "мкр"),
    (Mark::AddressLabel, "", "дрес"),
    (Mark::AddressLabel, "", "ddress"),
    (Mark::AddressLabel, "е", "кенжа"),
    (Mark::AddressLabel, "е", "кен жа"),
    (Mark::AddressLabel, "ро", "писк"),
    (Mark::AddressLabel, "", "ықты жер"),
]];

/// What marks are found with; made once.
#[derive(Debug)]
pub(super) struct Marks {
    /// For so many words each as a searcher tells apart at a glance.
    searchers: Vec<(&'static [Word], Searcher)>,
    /// For those that begin words, and for given names.
    filter: Arc<Filter>,
}

/// A mark with its word in two parts.
type Word = (Mark, &'static str, &'static str);

/// What the first look saw.
#[derive(Debug)]
pub(super) struct Outline {
    blocks: SmallVec<[Block; USUAL]>,
    marks: SmallVec<[(Mark, usize); 4]>,
    /// Long runs of ASCII without blanks.
    runs: SmallVec<[Range<usize>; 2]>,
    /// What e-mail addresses and placeholders have, in all spellings: `@ % _ ( [ {` and the first byte of full ones.
    rare: SmallVec<[usize; 16]>,
}

// === impl Marks ===

impl Marks {
    /// For texts in which no given names are looked for.
    #[cfg(test)]
    pub(super) fn new() -> Self {
        Self::with(Arc::new(Filter::new()))
    }

    /// With what tells given names from other words.
    pub(super) fn with(filter: Arc<Filter>) -> Self {
        let searcher = |words: &'static [Word]| {
            let mut builder = Config::new().match_kind(MatchKind::LeftmostFirst).builder();
            words.iter().for_each(|(_, _, searched)| {
                builder.add(searched);
            });
            Some((words, builder.build()?))
        };
        Self { searchers: MARKS.into_iter().filter_map(searcher).collect(), filter }
    }

    /// The marks that may stand anywhere in a word, those of a kind in order.
    fn of<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Mark, usize)> + 't {
        self.searchers.iter().flat_map(move |(words, searcher)| {
            searcher.find_iter(text).filter_map(move |hit| {
                let &(mark, head, _) = words.get(hit.pattern().as_usize())?;
                let at = hit.start().checked_sub(head.len())?;
                (text.as_bytes().get(at..hit.start()) == Some(head.as_bytes())).then_some((mark, at))
            })
        })
    }
}

// === impl Outline ===

impl Outline {
    /// Looks through a text.
    pub(super) fn of(text: &str, marks: &Marks) -> Self {
        let mut outline = Self::unmarked(text);
        outline.marks = marks.of(text).collect();
        let steps = outline.begin(text, &marks.filter);
        outline.runs = runs::runs(text, steps.into_iter()).collect();
        outline.marks.sort_by_key(|&(_, at)| at);
        outline
    }

    /// Looks how words begin: which are marks, and at which a name may be found. Returns bytes of every long run.
    #[inline]
    fn begin(&mut self, text: &str, filter: &Filter) -> SmallVec<[usize; 8]> {
        let beginnings = filter.starts();
        let mut before = Before::default();
        let mut before_runs = 0;
        let mut steps = SmallVec::new();
        for place in 0..self.blocks.len() {
            let (block, next) = match self.blocks.get_mut(place..) {
                Some([block, next, ..]) => (block, &*next),
                Some([block]) => (block, &NO_BLOCK),
                _ => break,
            };
            let start = place * BLOCK;
            let covered = runs::covered(before_runs, block.runs, next.runs);
            if covered != 0 {
                steps.extend(ones(covered).map(|bit| start + bit as usize));
            }
            before_runs = block.runs;
            let rest = text.as_bytes().get(start..).unwrap_or_default();
            let end: [u8; WINDOW];
            let bytes = match rest.first_chunk() {
                Some(bytes) => bytes,
                None => {
                    end = padded(rest, NOTHING);
                    &end
                }
            };
            let starts = Starts::of(before, block, next);
            let kinds = beginnings.kinds(bytes, starts.all, starts.letters);
            block.hints = starts.hints(before, block, next, kinds);
            before = before.after(block, &starts, kinds);
            let may_be_given = starts.long() & !block.hints;
            for bit in ones(kinds.known) {
                if let Some(mark) = beginnings.mark(head_at(bytes, starts.letters, bit)) {
                    self.marks.push((mark, start + bit as usize));
                }
                if may_be_given >> bit & 1 != 0 {
                    let word = rest.get(bit as usize..).unwrap_or_default();
                    let word = word.get(..starts.length(bit)).unwrap_or_default();
                    block.hints |= u64::from(filter.may_go_on(word)) << bit;
                }
            }
        }
        steps
    }

    /// The same without marks, runs and how words begin, for what starts from digits only.
    pub(super) fn unmarked(text: &str) -> Self {
        let (whole, rest) = text.as_bytes().as_chunks::<BLOCK>();
        let blocks = SmallVec::with_capacity(whole.len() + 1);
        let mut outline = Self { blocks, marks: SmallVec::new(), runs: SmallVec::new(), rare: SmallVec::new() };
        let mut open = 0;
        for block in whole {
            outline.read(block, &mut open);
        }
        if !rest.is_empty() {
            outline.read(&padded(rest, NOTHING), &mut open);
        }
        outline
    }

    #[inline]
    fn read(&mut self, block: &[u8; BLOCK], open: &mut u64) {
        let (block, rare) = Block::of(block, open);
        let start = self.blocks.len() * BLOCK;
        self.blocks.push(block);
        if rare != 0 {
            self.rare.extend(ones(rare).map(|bit| start + bit as usize));
        }
    }

    /// The words of block `place` at which a person's name may be found.
    #[inline]
    pub(super) fn hints(&self, place: usize) -> u64 {
        self.blocks.get(place).map_or(0, |block| block.hints)
    }

    /// The first block at or after `place` with such words.
    #[inline]
    pub(super) fn hinted(&self, place: usize) -> Option<usize> {
        self.blocks.get(place..)?.iter().position(|block| block.hints != 0).map(|skipped| place + skipped)
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
        let (block, rest) = self.blocks.get(first..)?.split_first()?;
        let near = block.digits & (u64::MAX << (from % BLOCK));
        if near != 0 {
            return Some(first * BLOCK + near.trailing_zeros() as usize);
        }
        let skipped = rest.iter().position(|block| block.digits != 0)?;
        let mask = rest.get(skipped)?.digits;
        Some((first + 1 + skipped) * BLOCK + mask.trailing_zeros() as usize)
    }

    /// Takes the digits of these bytes for none, and no name for one that begins there: it is settled what they are.
    pub(super) fn settle(&mut self, ranges: impl Iterator<Item = Range<usize>>) {
        let blocks = self.blocks.as_mut_slice();
        for range in ranges {
            let Some(last) = range.end.checked_sub(1).filter(|&last| range.start <= last) else { continue };
            let (from, to) = (range.start / BLOCK, last / BLOCK);
            let (begin, end) = (u64::MAX << (range.start % BLOCK), u64::MAX >> (BLOCK - 1 - last % BLOCK));
            if from == to {
                // As nearly all are.
                blocks.get_mut(from).into_iter().for_each(|block| block.settle(begin & end));
            } else if let Some([first, amid @ .., last]) = blocks.get_mut(from..=to) {
                first.settle(begin);
                amid.iter_mut().for_each(|block| block.settle(u64::MAX));
                last.settle(end);
            }
        }
    }

    /// Where a colon or an equals sign stands, and other signs between them and the letters, in order.
    pub(super) fn signs(&self) -> impl Iterator<Item = usize> {
        let mut blocks = self.blocks.iter();
        let (mut left, mut end) = (0, 0);
        std::iter::from_fn(move || {
            while left == 0 {
                left = blocks.next()?.signs;
                end += BLOCK;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(end - BLOCK + bit)
        })
    }

    /// Where `@ % _ ( [ {` and full-width signs may stand, in order.
    pub(super) fn rare(&self) -> impl Iterator<Item = usize> {
        self.rare.iter().copied()
    }

    /// Long runs of ASCII without blanks, in order.
    pub(super) fn runs(&self) -> &[Range<usize>] {
        &self.runs
    }

    /// Where a mark stands, in order.
    pub(super) fn marks(&self, wanted: Mark) -> impl Iterator<Item = usize> {
        self.marks.iter().filter(move |(mark, _)| *mark == wanted).map(|&(_, at)| at)
    }
}

/// The places of the bits that are set.
#[inline]
pub(super) fn ones(mut mask: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros();
        (mask != 0).then(|| mask &= mask - 1).map(|()| bit)
    })
}

#[cfg(test)]
mod tests {
    use super::super::fold::may_start_digit;
    use super::{MARKS, Mark, Marks, Outline};

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
                let is = |sign: &str| outline.rare().any(|at| text[at..].starts_with(sign));
                let seen = (has_digit, is("@"), is("("));
                assert_eq!(seen, expected, "{text}");
            }
        }
    }

    #[test]
    fn settled_digits_are_none() {
        let text = "1".repeat(200);
        for (range, expected) in [
            (0..0, vec![0, 63, 64, 199]),
            (0..1, vec![63, 64, 199]),
            (60..70, vec![0, 199]),
            (63..64, vec![0, 64, 199]),
            (0..128, vec![199]),
            (64..200, vec![0, 63]),
            (0..200, vec![]),
        ] {
            let mut outline = Outline::unmarked(&text);
            outline.settle([range.clone()].into_iter());
            let is_digit = |at: &usize| outline.digit_from(*at) == Some(*at);
            let left: Vec<_> = [0, 63, 64, 199].into_iter().filter(is_digit).collect();
            assert_eq!(left, expected, "{range:?}");
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
    fn marks_begin_where_their_words_do() {
        let marks = Marks::new();
        for &(mark, head, searched) in MARKS.into_iter().flatten() {
            let whole = format!("я {head}{searched}я");
            assert_eq!(Outline::of(&whole, &marks).marks(mark).next(), Some("я ".len()), "{whole}");
            let other = format!("я щ{searched}я");
            assert_eq!(Outline::of(&other, &marks).marks(mark).count(), usize::from(head.is_empty()), "{other}");
        }
    }

    #[test]
    fn marks_of_all_kinds() {
        let marks = Marks::new();
        for (text, expected) in [
            ("Собака и собачка", &[(Mark::Dog, 0), (Mark::Dog, 16)][..]),
            ("a at b", &[(Mark::At, 2)]),
            ("ate att", &[]),
            ("Семьсот и восемь", &[(Mark::Seven, 0), (Mark::Seven, 18)]),
            ("жеті, seventeen", &[(Mark::SevenKazakh, 0), (Mark::SevenEnglish, 10)]),
            ("дом б/н &#64;", &[(Mark::Unnumbered, 7), (Mark::EscapedAt, 13)]),
            ("(пәтерлер", &[(Mark::Flat, 1)]),
            ("день-рождения", &[(Mark::Birth, 9)]),
            ("возрождения", &[]),
            ("deliveryAddress", &[(Mark::AddressLabel, 9)]),
        ] {
            let outline = Outline::of(text, &marks);
            assert_eq!(outline.marks.as_slice(), expected, "{text}");
            let padded = format!("{}{text}", "ж ".repeat(20));
            assert_eq!(Outline::of(&padded, &marks).marks.len(), expected.len(), "{padded}");
        }
    }
}
