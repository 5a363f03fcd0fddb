//! What a token may be in a name, by what the lexicon says of it and how it is written.

use super::lexicon::kind;
use super::run::{Case, Shape, Token};

impl Token {
    pub(super) fn is_word(&self) -> bool {
        self.shape == Shape::Word
    }

    /// Whether it can stand beside a given name of Korean syllables.
    pub(super) fn is_name_of_korean(&self) -> bool {
        self.is_word() && self.is(kind::SURNAME | kind::SURNAME_WORD) && self.case != Case::Lower
    }

    /// A surname, or a given name as banks have them, before its initial in lower case: `kassymbek n.`
    pub(super) fn may_have_initial(&self) -> bool {
        let is_given = self.kinds & (kind::WHOLE_GIVEN | kind::BARRIER) == kind::WHOLE_GIVEN && self.letters >= 4;
        self.case == Case::Lower && (self.is(kind::SURNAME_SURE) || is_given)
    }

    /// A letter that Rome counted with.
    pub(super) fn is_numeral(&self) -> bool {
        self.range.len() == 1
    }

    pub(super) fn is_patronymic(&self) -> bool {
        self.is_word() && (self.is(kind::PATRONYMIC_SURE) || (self.is(kind::PATRONYMIC) && self.case != Case::Lower))
    }

    /// A given name without an ending.
    pub(super) fn is_base(&self) -> bool {
        self.is(kind::GIVEN)
            && !self.is(kind::KAZAKH_CASE | kind::BARRIER)
            && (self.is(kind::NOMINATIVE) || !self.is(kind::FULL))
    }

    /// A surname of the Koreans' kind that is a pronoun, too: capitalised amid a sentence, or in a field of its own.
    pub(super) fn is_short_surname(&self, ends_cell: &impl Fn() -> bool) -> bool {
        self.is_word()
            && self.letters <= 3
            && self.is(kind::SURNAME | kind::SURNAME_WORD)
            && self.case != Case::Lower
            && (((!self.opens || self.is_value_of_field) && self.case == Case::Title) || ends_cell())
    }

    /// A capitalised word of which nothing is known.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_word()
            && self.case != Case::Lower
            && self.letters >= 3
            && !self.is_known()
            && !self.is(kind::BARRIER | kind::WORD_LIKE | kind::FILIAL)
    }

    /// A capitalised common word amid a sentence that ends like an adjective, and may be a surname there.
    pub(super) fn is_adjective_amid(&self) -> bool {
        let is_free = !self.opens || self.is_value_of_field;
        is_free && self.is_word() && self.case == Case::Title && self.is(kind::ADJECTIVE)
    }

    /// A capitalised word that ends like a common noun and is nothing that is known.
    pub(super) fn is_noun_in_title(&self) -> bool {
        self.is_word() && self.case == Case::Title && self.is(kind::WORD_LIKE) && !self.is(kind::BARRIER)
    }

    /// An unknown word counts where capitals mean something.
    pub(super) fn is_unknown_beside(&self, other: &Self) -> bool {
        // `Врач КЛД Ли`: few capitals beside a word in small letters are an abbreviation.
        const ABBREVIATION: usize = 4;
        let is_long = self.letters > ABBREVIATION;
        self.is_unknown() && (self.case == Case::Title || (other.case == Case::Title && is_long))
    }

    pub(super) fn may_be_surname(&self) -> bool {
        self.is_word() && (self.is_known() || self.is_unknown()) && (!self.is(kind::BARRIER) || self.is(kind::GIVEN))
    }

    pub(super) fn may_be_given(&self) -> bool {
        self.is_word()
            && (!self.is_patronymic() || (self.is(kind::GIVEN) && !self.is(kind::PATRONYMIC_SURE)))
            // `Надежды` is a word, unless a patronymic follows.
            && (self.is_known() || self.is_unknown() || (self.is(kind::FULL) && self.case != Case::Lower))
            && (!self.is(kind::BARRIER) || self.is(kind::ANY_GIVEN | kind::FULL))
    }

    /// Two initials make a name of nearly any capitalised word.
    pub(super) fn goes_with_initials(&self) -> bool {
        self.is_word()
            && self.case != Case::Lower
            && !self.is(kind::BARRIER)
            && (self.is_known() || (self.is_unknown() && self.case == Case::Title))
    }

    /// One of two initials: with dots, or both without.
    pub(super) fn is_initial_beside(&self, other: &Self) -> bool {
        match self.shape {
            Shape::Initial => other.shape != Shape::Word,
            Shape::Letter => other.shape == Shape::Initial || other.shape == Shape::Letter,
            Shape::Word => false,
        }
    }

    /// Whether it can be the surname beside a given name.
    pub(super) fn is_surname_beside(&self, given: &Self) -> bool {
        let lower = self.case == Case::Lower;
        // `Anna Lee`: a listed surname that is a word in another spelling.
        let is_homonym = || {
            let is_stop = self.is(kind::STOP) && !self.is(kind::BARRIER & !kind::STOP);
            is_stop && self.is(kind::SURNAME | kind::SURNAME_SURE) && self.case == Case::Title && given.is(kind::GIVEN)
        };
        if !self.is_word() || (self.is(kind::BARRIER) && !is_homonym()) {
            return false;
        }
        if self.is(kind::SURNAME | kind::SURNAME_SURE) {
            return true;
        }
        if self.is(kind::SURNAME_LIKE) {
            return !lower;
        }
        if !given.is(kind::GIVEN) {
            return false;
        }
        self.is(kind::GIVEN)
            || (!lower && (self.is(kind::SURNAME_WORD | kind::GIVEN_WORD) || self.is_unknown_beside(given)))
    }

    /// Whether no name begins with it, whatever label stands before: a word that ends names, and no part of one.
    pub(super) fn begins_none(&self) -> bool {
        const PARTS: u32 = kind::ANY_GIVEN
            | kind::ANY_SURNAME
            | kind::PATRONYMIC
            | kind::PATRONYMIC_SURE
            | kind::KOREAN
            | kind::SYLLABLE
            | kind::ADJECTIVE;
        self.is_word() && self.is(kind::BARRIER) && !self.is(PARTS)
    }

    /// Whether a label makes it a name.
    pub(super) fn is_value(&self) -> bool {
        match self.shape {
            Shape::Word => {
                let is_free = !self.is(kind::BARRIER) || self.is(kind::ANY_GIVEN);
                is_free && (self.is_known() || self.is_unknown() && self.case != Case::Lower)
            }
            Shape::Initial | Shape::Letter => self.case != Case::Lower,
        }
    }
}
