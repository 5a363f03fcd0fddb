//! What stands between two tokens of an address.

use super::super::fold::{Separator, separator};

/// What stands between two tokens: a set of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gap(u16);

impl Gap {
    pub(super) const SPACE: Self = Self(1);
    pub(super) const COMMA: Self = Self(2);
    pub(super) const DOT: Self = Self(4);
    pub(super) const DASH: Self = Self(8);
    pub(super) const SLASH: Self = Self(16);
    pub(super) const LINE: Self = Self(32);
    pub(super) const SEMICOLON: Self = Self(64);
    pub(super) const COLON: Self = Self(128);
    pub(super) const QUOTE: Self = Self(256);
    pub(super) const OPEN: Self = Self(512);
    pub(super) const CLOSE: Self = Self(1024);
    pub(super) const SIGN: Self = Self(2048);
    pub(super) const BAR: Self = Self(4096);
    /// What makes a number an amount: `%`, a currency, `+`.
    pub(super) const MATH: Self = Self(8192);
    /// Nothing of an address reaches over it.
    pub(super) const HARD: Self = Self(16384);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Whether nothing but `allowed` is in the gap.
    pub(super) const fn only(self, allowed: Self) -> bool {
        self.0 & !allowed.0 == 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What a character between tokens is.
    pub(super) fn of(character: char) -> Self {
        match character {
            ' ' => Self::SPACE,
            ',' | '،' | '，' | '、' => Self::COMMA,
            '/' | '\\' | '⁄' => Self::SLASH,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => Self::LINE,
            // Messages of clinics part the fields of an address by `^`.
            ';' | '；' | '^' => Self::SEMICOLON,
            ':' | '：' => Self::COLON,
            '"' | '\'' | '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '`' | '*' | '‹' | '›' => Self::QUOTE,
            '№' | '#' => Self::SIGN,
            '|' | '\t' => Self::BAR,
            '%' | '$' | '€' | '₸' | '₽' | '£' | '+' | '=' | '×' | '°' | '<' | '>' | '~' => Self::MATH,
            _ => match separator(character) {
                Some(Separator::Space) => Self::SPACE,
                Some(Separator::Dash) => Self::DASH,
                Some(Separator::Dot) => Self::DOT,
                Some(Separator::Slash) => Self::SLASH,
                Some(Separator::Open) => Self::OPEN,
                Some(Separator::Close) => Self::CLOSE,
                None => Self::HARD,
            },
        }
    }
}
