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

/// A word as it sounds, built letter by letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skeleton {
    letters: [u8; LETTERS],
    length: usize,
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
