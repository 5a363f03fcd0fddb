//! The sound of a word in plain letters: one key for Russian, Kazakh in both scripts, and transliteration.
//!
//! «Сәтбаев», `Satbayev` and `Sátbaev` meet in `satbaev`; so the lexicon needs each name once.

/// Letters kept of a word: longer ones are in no list.
const LETTERS: usize = 28;

/// What the Cyrillic letters from `а` to `я` sound like; 0 where there is no second or no sound.
const CYRILLIC: [[u8; 2]; 32] = [
    *b"a\0", *b"b\0", *b"v\0", *b"g\0", *b"d\0", *b"e\0", *b"j\0", *b"z\0", *b"i\0", *b"i\0", *b"k\0", *b"l\0",
    *b"m\0", *b"n\0", *b"o\0", *b"p\0", *b"r\0", *b"s\0", *b"t\0", *b"u\0", *b"f\0", *b"h\0", *b"ts", *b"c\0", *b"w\0",
    *b"w\0", *b"\0\0", *b"i\0", *b"\0\0", *b"e\0", *b"iu", *b"ia",
];

/// Whether a character is a letter; the alphabets met here are judged without the tables of Unicode.
#[inline]
pub(super) fn is_letter(character: char) -> bool {
    match u32::from(character) {
        0x41..=0x5a | 0x61..=0x7a | 0x400..=0x481 | 0x48a..=0x52f => true,
        // ASCII signs, dashes, quotes, `№`.
        0..=0x7f | 0x2000..=0x206f | 0x2116 => false,
        _ => character.is_alphabetic(),
    }
}

/// Whether these are the two bytes of a letter from `А` to `я`.
#[inline]
pub(super) fn is_russian(letter: &[u8; 2]) -> bool {
    matches!(letter, [0xd0, 0x90..=0xbf] | [0xd1, 0x80..=0x8f])
}

/// A set of sounds, as skeletons are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sounds(u32);

/// What a word may begin with in its skeleton whose first letter is one from `а` to `я`, and end with whose last is.
static ENDS: [[Sounds; 2]; 32] = {
    let mut ends = [[Sounds::ALL; 2]; 32];
    let mut letter = 0;
    while letter < ends.len() {
        ends[letter] = match CYRILLIC[letter] {
            // What has no sound leaves it to its neighbour.
            [0, _] => [Sounds::ALL, Sounds::ALL],
            // Before `е` it is not heard.
            [b'i', 0] => [Sounds::of(b'i').or(Sounds::of(b'e')), Sounds::of(b'i')],
            [only, 0] => [Sounds::of(only), Sounds::of(only)],
            [first, last] => [Sounds::of(first), Sounds::of(last)],
        };
        letter += 1;
    }
    ends
};

/// A word as it sounds, built letter by letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skeleton {
    letters: [u8; LETTERS],
    length: usize,
}

impl Sounds {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(u32::MAX);

    pub(super) const fn of(sound: u8) -> Self {
        Self(1 << (sound & 31))
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a word with this first letter, one of the Russian ones, may begin with one of these sounds.
    #[inline]
    pub(super) fn may_begin_with(self, letter: &[u8; 2]) -> bool {
        self.0 & Self::of_letter(letter)[0].0 != 0
    }

    /// Whether a word with this last letter, one of the Russian ones, may end with one of these sounds.
    #[inline]
    pub(super) fn may_end_with(self, letter: &[u8; 2]) -> bool {
        self.0 & Self::of_letter(letter)[1].0 != 0
    }

    #[inline]
    fn of_letter(&[_, letter]: &[u8; 2]) -> [Self; 2] {
        // From 0x90 on, and over the end of the first 64 to 0x8f.
        ENDS.get(usize::from((letter ^ 0x10) & 31)).copied().unwrap_or([Self::ALL; 2])
    }
}

impl Skeleton {
    pub(super) const fn new() -> Self {
        Self { letters: [0; LETTERS], length: 0 }
    }

    /// The skeleton of a word, hyphens kept.
    pub(super) fn of(word: &str) -> Self {
        let mut skeleton = Self::new();
        word.chars().for_each(|letter| skeleton.push(letter));
        skeleton
    }

    pub(super) fn letters(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }

    /// Whether no further letter has room.
    pub(super) fn is_full(&self) -> bool {
        self.length == LETTERS
    }

    /// Adds a letter of the text.
    pub(super) fn push(&mut self, letter: char) {
        let code = u32::from(letter);
        match code {
            0x410..=0x44f => {
                let index = usize::try_from((code - 0x410) & 31).unwrap_or_default();
                let [first, second] = CYRILLIC.get(index).copied().unwrap_or_default();
                self.add(first);
                self.add(second);
            }
            0x41..=0x5a | 0x61..=0x7a => self.push_latin(u8::try_from(code | 0x20).unwrap_or_default()),
            0x2d => self.add(b'-'),
            0x80.. => self.push_rare(letter),
            _ => {}
        }
    }

    /// Two Latin letters often stand for one Cyrillic.
    fn push_latin(&mut self, letter: u8) {
        match (letter, self.last()) {
            (b'h', b's') => self.replace(b'w'),
            (b'h', b'z') => self.replace(b'j'),
            (b'h', b'k') => self.replace(b'h'),
            (b'h', b'c' | b'g') => {}
            (b'q', _) => self.add(b'k'),
            (b'w', _) => self.add(b'u'),
            (b'y', _) => self.add(b'i'),
            (b'x', _) => "ks".bytes().for_each(|letter| self.add(letter)),
            _ => self.add(letter),
        }
    }

    /// Kazakh letters and Latin letters with marks.
    fn push_rare(&mut self, letter: char) {
        let sound = match letter {
            'ё' | 'Ё' | 'é' | 'É' | 'ê' | 'ë' | 'è' => b'e',
            'ә' | 'Ә' | 'á' | 'Á' | 'ä' | 'Ä' | 'à' | 'â' | 'ã' | 'å' | 'ə' | 'Ə' => b'a',
            'ғ' | 'Ғ' | 'ğ' | 'Ğ' | 'ǵ' | 'Ǵ' => b'g',
            'қ' | 'Қ' => b'k',
            'ң' | 'Ң' | 'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ŋ' | 'Ŋ' => b'n',
            'ө' | 'Ө' | 'ó' | 'Ó' | 'ö' | 'Ö' | 'ò' | 'ô' => b'o',
            'ұ' | 'Ұ' | 'ү' | 'Ү' | 'ú' | 'Ú' | 'ü' | 'Ü' | 'ū' | 'Ū' | 'ù' | 'û' | 'ў'
            // The alphabet of 2018 writes у so: `aýdany`, `Áýezov`.
            | 'ý' | 'Ý' => b'u',
            'һ' | 'Һ' => b'h',
            'і' | 'І' | 'ї' | 'ı' | 'İ' | 'í' | 'Í' | 'î' | 'ï' => b'i',
            'ş' | 'Ş' | 'š' | 'Š' => b'w',
            'ß' => b's',
            'ç' | 'Ç' | 'č' | 'Č' | 'ć' => b'c',
            'ž' | 'Ž' => b'j',
            _ => return,
        };
        self.add(sound);
    }

    /// Doubled letters and `ie` are where spellings differ most.
    fn add(&mut self, sound: u8) {
        let last = self.last();
        if sound == 0 || last == sound {
            return;
        }
        if sound == b'e' && last == b'i' {
            self.length -= 1;
            return self.add(sound);
        }
        if let Some(slot) = self.letters.get_mut(self.length) {
            *slot = sound;
            self.length += 1;
        }
    }

    fn last(&self) -> u8 {
        self.length.checked_sub(1).and_then(|last| self.letters.get(last)).copied().unwrap_or_default()
    }

    fn replace(&mut self, sound: u8) {
        self.length = self.length.saturating_sub(1);
        self.add(sound);
    }
}

#[cfg(test)]
mod tests {
    use super::Skeleton;

    #[test]
    fn spellings_meet() {
        for (words, expected) in [
            (&["Желтоқсан", "Желтоксан", "Zheltoksan", "Jeltoqsan", "ЖЕЛТОҚСАН"][..], "jeltoksan"),
            (&["Сатпаев", "Satpayev", "Satpaev"], "satpaev"),
            (&["көшесі", "кошеси", "koshesi", "kóshesi", "köşesi"], "kowesi"),
            (&["ауданы", "audany", "aýdany"], "audani"),
            (&["Валиханова", "Valikhanova"], "valihanova"),
            (&["Тимирязева", "Timiryazeva"], "timiriazeva"),
            (&["Горький", "Gorky"], "gorki"),
            (&["проспект", "prospekt"], "prospekt"),
            (&["Сейфуллин", "Сейфулин", "Seifullin"], "seifulin"),
        ] {
            for word in words {
                assert_eq!(Skeleton::of(word).letters(), expected.as_bytes(), "{word}");
            }
        }
    }
}
