//! Which language a text is in: its letters and its function words vote.

use super::facts::Language;
use super::letters::Kind;
use super::text::Shape;

/// Function words found, by language.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Votes {
    russian: u32,
    kazakh: u32,
    kazakh_latin: u32,
    uzbek: u32,
    english: u32,
}

// === impl Votes ===

impl Votes {
    /// One more function word of `language`.
    pub(super) fn add(&mut self, language: Language) {
        match language {
            Language::Russian => self.russian += 1,
            Language::Kazakh => self.kazakh += 1,
            Language::KazakhLatin => self.kazakh_latin += 1,
            Language::Uzbek => self.uzbek += 1,
            Language::English => self.english += 1,
            Language::Mixed | Language::Unknown => {}
        }
    }

    /// Whether a text that looks to be in `language` is in no other besides: no function word speaks for one, and Kazakh
    /// has as many letters of its own as running text has. Words of Latin letters sound like those of any language.
    pub(super) fn is_all_of(self, language: Language, shape: &Shape) -> bool {
        match language {
            Language::Russian => self.kazakh == 0,
            Language::Kazakh => self.russian == 0 && shape.count(Kind::Kazakh) * 10 >= shape.cyrillic(),
            Language::English => self.english > 0 && shape.cyrillic() * 8 <= shape.latin(),
            Language::KazakhLatin | Language::Uzbek => self.english == 0,
            Language::Mixed | Language::Unknown => false,
        }
    }

    /// Whether English function words were found, and more of them than of any other language.
    pub(super) fn hear_english(self) -> bool {
        self.english > self.russian.max(self.kazakh).max(self.kazakh_latin).max(self.uzbek)
    }

    /// The language of a text of this shape with these function words.
    pub(super) fn language(self, shape: &Shape) -> Language {
        let (cyrillic, latin, kazakh) = (shape.cyrillic(), shape.latin(), shape.count(Kind::Kazakh));
        if cyrillic + latin < 2 {
            return Language::Unknown;
        }
        if cyrillic == 0 || latin > cyrillic * 3 {
            return self.in_latin(shape);
        }
        // Every fourteenth letter of running Kazakh and more is one that Russian lacks.
        let kazakh_letters = kazakh * 30 > cyrillic;
        let few_letters = kazakh * 16 < cyrillic;
        let kazakh = kazakh_letters || self.kazakh > self.russian;
        if self.uzbek > self.kazakh + self.russian {
            Language::Uzbek
        } else if kazakh && (self.russian >= 2 || few_letters && self.russian >= 1) {
            Language::Mixed
        } else if kazakh {
            Language::Kazakh
        } else if self.kazakh >= 1 && self.russian >= 1 && self.kazakh * 3 > self.russian {
            Language::Mixed
        } else {
            Language::Russian
        }
    }

    fn in_latin(self, shape: &Shape) -> Language {
        let local = self.kazakh_latin.max(self.uzbek);
        // One letter in ten of running Kazakh is one that English, German and French lack.
        let kazakh_letters = shape.count(Kind::KazakhLatin) * 30 > shape.latin();
        if shape.cyrillic() > 8 && self.english > 0 && self.russian + self.kazakh > 0 {
            Language::Mixed
        } else if kazakh_letters || local > self.english {
            if self.uzbek > self.kazakh_latin && !kazakh_letters { Language::Uzbek } else { Language::KazakhLatin }
        } else {
            Language::English
        }
    }
}
