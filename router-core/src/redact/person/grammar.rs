//! Which neighbouring tokens are a name. A rule names the parts; it holds where the parts are sure enough together.

use super::lexicon::kind;
use super::run::{Case, Gap, NAME, Shape, Token};

/// What was said before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    None,
    /// A field of somebody or something.
    Loose,
    /// A field of one part of a name.
    Part,
    /// A field of a whole name.
    Whole,
}

/// How many tokens from the first on are a name; 0 if none. `ends_cell` tells whether a cell ends behind so many.
pub(super) fn name(tokens: &[Token], label: Label, ends_cell: impl Fn(usize) -> bool) -> usize {
    let first_line = tokens.iter().skip(1).position(|token| token.gap == Gap::Line).map_or(tokens.len(), |at| at + 1);
    let line = tokens.get(..first_line).unwrap_or_default();
    let length = in_line(line, &ends_cell);
    if length > 0 {
        return length + patronymic_of_next_line(tokens, length);
    }
    let length = labelled(line, label);
    if length > 0 {
        return length;
    }
    if is_card_field(tokens) {
        return 1;
    }
    across_lines(tokens, first_line)
}

fn in_line(tokens: &[Token], ends_cell: &impl Fn(usize) -> bool) -> usize {
    // Kazakh endings stand on the last part of a name only.
    let ends_here = tokens.first().is_some_and(|first| first.is(kind::KAZAKH_CASE));
    if ends_here {
        return 0;
    }
    let lower = tokens.iter().take(3).filter(|token| token.case == Case::Lower).count();
    if lower > 0 && !is_sure_in_lower_case(tokens) {
        return 0;
    }
    let three = match tokens {
        [_, b, ..] if b.is(kind::KAZAKH_CASE) => false,
        [a, b, c, rest @ ..] => is_three(a, b, c, rest, || ends_cell(3)),
        _ => false,
    };
    if three {
        return 3;
    }
    match tokens {
        [a, b, rest @ ..] if is_two(a, b, rest, || ends_cell(2)) => 2,
        _ => 0,
    }
}

/// In lower case only what can be nothing else is a name: a full given name and a surname made of a name, or a
/// patronymic. Beside a capitalised part a common word in lower case is a word.
fn is_sure_in_lower_case(tokens: &[Token]) -> bool {
    let [a, b, ..] = tokens else { return false };
    let lower = |token: &Token| token.case == Case::Lower;
    let given = |token: &Token, other: &Token| {
        (token.is(kind::GIVEN) && (!lower(token) || token.is(kind::FULL)))
            || (token.is(kind::GIVEN_WORD) && lower(other))
    };
    let family = |token: &Token| {
        token.is(kind::SURNAME_SURE | kind::PATRONYMIC_SURE) || (token.is(kind::SURNAME) && !token.is(kind::ANY_GIVEN))
    };
    let pair = |one: &Token, other: &Token| given(one, other) && family(other);
    // A Kazakh surname is often a grandfather's given name. Short ones are other words' forms too.
    let two_given = || {
        let is_full = a.is(kind::FULL) || b.is(kind::FULL);
        lower(a) && lower(b) && is_full && a.letters >= 4 && b.letters >= 5 && a.is_base() && b.is_base()
    };
    if lower(a) || lower(b) { pair(a, b) || pair(b, a) || two_given() } else { true }
}

fn is_three(a: &Token, b: &Token, c: &Token, rest: &[Token], ends_cell: impl Fn() -> bool) -> bool {
    let surname_given_patronymic = c.is_patronymic()
        && (a.may_be_surname() || a.is_short_surname(&ends_cell))
        && b.may_be_given()
        && !(a.opens && a.is_unknown())
        && (a.is_known() || b.is_known() || c.is(kind::PATRONYMIC_SURE));
    let given_patronymic_surname =
        b.is_patronymic() && is_given_and_patronymic(a, b) && c.may_be_surname() && !begins_name(c, rest);
    let surname_follows = rest.first().is_some_and(|next| next.gap == Gap::Blank && next.is(kind::ANY_SURNAME));
    let initials_behind = !(surname_follows && a.is_unknown())
        && a.goes_with_initials()
        && b.is_initial_beside(c)
        && c.is_initial_beside(b);
    let initials_before =
        a.is_initial_beside(b) && b.is_initial_beside(a) && c.goes_with_initials() && !c.is(kind::PATRONYMIC);
    let middle_initial = a.is(kind::ANY_GIVEN) && b.shape == Shape::Initial && c.is_surname_beside(a);
    // In capitals throughout an unknown word is a surname only where a field ends behind it.
    let ends_in_surname = c.is(kind::SURNAME | kind::SURNAME_SURE | kind::SURNAME_LIKE) && !c.is(kind::GIVEN)
        || c.is_unknown_beside(b)
        || (c.is_unknown() && ends_cell());
    let is_clear = a.is(kind::GIVEN) && b.is(kind::GIVEN) || c.is(kind::SURNAME) && a.is(kind::FULL);
    let two_given = a.is(kind::ANY_GIVEN)
        && b.is(kind::ANY_GIVEN)
        && is_clear
        && ends_in_surname
        && a.case == c.case
        && [a, b, c].iter().all(|part| part.is_word() && !part.is(kind::BARRIER))
        && !begins_name(c, rest);
    surname_given_patronymic
        || given_patronymic_surname
        || initials_behind
        || initials_before
        || middle_initial
        || two_given
}

fn is_two(a: &Token, b: &Token, rest: &[Token], ends_cell: impl Fn() -> bool) -> bool {
    if b.is_patronymic() && is_given_and_patronymic(a, b) {
        return true;
    }
    if a.is_word() && b.shape == Shape::Initial {
        return (a.is(kind::GIVEN | kind::SURNAME | kind::SURNAME_SURE) && !a.is(kind::BARRIER))
            || (a.is(kind::SURNAME_LIKE | kind::GIVEN_WORD | kind::SURNAME_WORD)
                && a.case != Case::Lower
                && !a.is(kind::BARRIER));
    }
    if a.shape == Shape::Initial && b.is_word() {
        return b.is(kind::SURNAME | kind::SURNAME_SURE | kind::SURNAME_LIKE) && !b.is(kind::BARRIER);
    }
    if !a.is_word() || !b.is_word() {
        return false;
    }
    if a.is(kind::SURNAME_SURE) && b.is_patronymic() && b.is(kind::PATRONYMIC_SURE) {
        return true;
    }
    let is_named = b.is(kind::GIVEN) || (b.is(kind::GIVEN_WORD) && b.case != Case::Lower && !b.is(kind::BARRIER));
    if a.is(kind::PATRONYMIC_SURE) && is_named && a.case == b.case {
        return true;
    }
    // Given name and surname; the surname may be one nobody listed.
    if a.is(kind::ANY_GIVEN) && b.is_surname_beside(a) && !begins_name(b, rest) {
        return true;
    }
    // Surname and given name.
    if b.is(kind::GIVEN) && a.is_short_surname(&ends_cell) {
        return true;
    }
    if b.is(kind::GIVEN) && !a.is(kind::BARRIER) {
        if a.is(kind::SURNAME | kind::SURNAME_SURE) {
            return true;
        }
        if a.is(kind::SURNAME_LIKE | kind::SURNAME_WORD) && a.case != Case::Lower {
            return !a.opens || !a.is(kind::SURNAME_WORD) || ends_cell();
        }
        return a.is_unknown_beside(b) && (!a.opens || ends_cell());
    }
    b.is(kind::GIVEN_WORD) && !a.is(kind::BARRIER) && a.is(kind::SURNAME | kind::SURNAME_SURE) && b.case != Case::Lower
}

fn is_given_and_patronymic(a: &Token, b: &Token) -> bool {
    if !a.is_word() || a.is(kind::BARRIER) && !a.is(kind::ANY_GIVEN) {
        return false;
    }
    a.is(kind::ANY_GIVEN) || (b.is(kind::PATRONYMIC_SURE) && !a.opens && a.is_unknown_beside(b))
}

/// Whether the next name begins with `token`, so that it is no end of the one before.
fn begins_name(token: &Token, rest: &[Token]) -> bool {
    match rest {
        [b, c, ..] if c.is_patronymic() && c.gap == Gap::Blank => b.may_be_given() && token.is_known(),
        [b, c, ..] if b.shape == Shape::Initial && c.shape == Shape::Initial => token.is(kind::ANY_SURNAME),
        [b, ..] if b.is_patronymic() && b.gap == Gap::Blank => token.is(kind::ANY_GIVEN),
        _ => false,
    }
}

/// A field's value, as far as its label vouches for it.
fn labelled(line: &[Token], label: Label) -> usize {
    let values = line.iter().take(NAME).take_while(|token| token.is_value()).count();
    let sure = line.first().is_some_and(|first| {
        first.is(kind::GIVEN | kind::SURNAME | kind::SURNAME_SURE | kind::PATRONYMIC_SURE) && !first.is(kind::BARRIER)
    });
    match label {
        Label::None => 0,
        Label::Whole if values >= 2 => values,
        Label::Part if values >= 1 => 1,
        Label::Loose | Label::Whole | Label::Part => usize::from(sure),
    }
}

/// One part of a name in capitals, alone on its line above the label of the next field, as on an identity card.
fn is_card_field(tokens: &[Token]) -> bool {
    let [value, next, ..] = tokens else { return false };
    if value.gap != Gap::Line || next.gap != Gap::Line || value.case != Case::Upper || !value.is_word() {
        return false;
    }
    let is_family = value.is(kind::SURNAME | kind::SURNAME_SURE | kind::PATRONYMIC_SURE);
    (is_family || value.is(kind::GIVEN))
        && !value.is(kind::BARRIER)
        && next.case == Case::Upper
        && next.is(kind::ANY_LABEL | kind::QUALIFIER)
}

/// A patronymic that a line end parted from its name.
fn patronymic_of_next_line(tokens: &[Token], length: usize) -> usize {
    let has_one = tokens.iter().take(length).any(Token::is_patronymic);
    match tokens.get(length..) {
        Some([next, rest @ ..])
            if !has_one
                && next.gap == Gap::Line
                && next.is(kind::PATRONYMIC_SURE)
                && rest.first().is_none_or(|after| after.gap == Gap::Line) =>
        {
            1
        }
        _ => 0,
    }
}

/// A name that a line end parts: only a surname whose given name and patronymic are on the next line.
fn across_lines(tokens: &[Token], first_line: usize) -> usize {
    match (first_line, tokens) {
        (1, [a, b, c, ..]) if c.gap == Gap::Blank && c.is_patronymic() && b.is(kind::ANY_GIVEN) => {
            3 * usize::from(a.is(kind::SURNAME | kind::SURNAME_SURE | kind::SURNAME_LIKE) && !a.is(kind::BARRIER))
        }
        (1, [a, b, ..]) if b.is(kind::PATRONYMIC_SURE) => 2 * usize::from(a.is(kind::GIVEN)),
        (1, [a, b, ..]) => 2 * usize::from(a.is(kind::SURNAME_SURE) && b.is(kind::GIVEN) && b.is_word()),
        _ => 0,
    }
}

// === impl Token ===

impl Token {
    fn is_word(&self) -> bool {
        self.shape == Shape::Word
    }

    fn is_patronymic(&self) -> bool {
        self.is_word() && (self.is(kind::PATRONYMIC_SURE) || (self.is(kind::PATRONYMIC) && self.case != Case::Lower))
    }

    /// A given name without an ending.
    fn is_base(&self) -> bool {
        self.is(kind::GIVEN)
            && !self.is(kind::KAZAKH_CASE | kind::BARRIER)
            && (self.is(kind::NOMINATIVE) || !self.is(kind::FULL))
    }

    /// A surname of the Koreans' kind that is a pronoun, too: capitalised amid a sentence, or in a field of its own.
    fn is_short_surname(&self, ends_cell: &impl Fn() -> bool) -> bool {
        self.is_word()
            && self.letters <= 3
            && self.is(kind::SURNAME | kind::SURNAME_WORD)
            && self.case != Case::Lower
            && ((!self.opens && self.case == Case::Title) || ends_cell())
    }

    /// A capitalised word of which nothing is known.
    fn is_unknown(&self) -> bool {
        self.is_word()
            && self.case != Case::Lower
            && self.letters >= 3
            && !self.is_known()
            && !self.is(kind::BARRIER | kind::WORD_LIKE)
    }

    /// An unknown word counts where capitals mean something.
    fn is_unknown_beside(&self, other: &Self) -> bool {
        self.is_unknown() && (self.case == Case::Title || other.case == Case::Title)
    }

    fn may_be_surname(&self) -> bool {
        self.is_word() && (self.is_known() || self.is_unknown()) && (!self.is(kind::BARRIER) || self.is(kind::GIVEN))
    }

    fn may_be_given(&self) -> bool {
        self.is_word()
            && !self.is_patronymic()
            && (self.is_known() || self.is_unknown())
            && (!self.is(kind::BARRIER) || self.is(kind::ANY_GIVEN))
    }

    /// Two initials make a name of nearly any capitalised word.
    fn goes_with_initials(&self) -> bool {
        self.is_word()
            && self.case != Case::Lower
            && !self.is(kind::BARRIER)
            && (self.is_known() || (self.is_unknown() && self.case == Case::Title))
    }

    /// One of two initials: with dots, or both without.
    fn is_initial_beside(&self, other: &Self) -> bool {
        match self.shape {
            Shape::Initial => other.shape != Shape::Word,
            Shape::Letter => other.shape == Shape::Initial || other.shape == Shape::Letter,
            Shape::Word => false,
        }
    }

    /// Whether it can be the surname beside a given name.
    fn is_surname_beside(&self, given: &Self) -> bool {
        if !self.is_word() || self.is(kind::BARRIER) {
            return false;
        }
        let lower = self.case == Case::Lower;
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

    /// Whether a label makes it a name.
    fn is_value(&self) -> bool {
        match self.shape {
            Shape::Word => {
                let is_free = !self.is(kind::BARRIER) || self.is(kind::ANY_GIVEN);
                is_free && (self.is_known() || self.is_unknown() && self.case != Case::Lower)
            }
            Shape::Initial | Shape::Letter => self.case != Case::Lower,
        }
    }
}
