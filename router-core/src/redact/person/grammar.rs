//! Which neighbouring tokens are a name. A rule names the parts; it holds where the parts are sure enough together.

use super::lexicon::kind;
use super::run::{Case, End, Gap, NAME, Shape, Token};

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

/// Whose is what stands behind a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Nobody,
    /// A person's or a firm's.
    Anybody,
    /// Whose birth day it may be.
    Dated,
    /// A person's only.
    Person,
}

/// What may be asked of the text around the first token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// Whether a word for somebody's trade or part stands before it.
    Role,
    /// Whether the heading of its column is a label of names.
    Column,
}

impl Label {
    /// What a word of these [`kind`]s says before a name.
    pub(super) fn of(kinds: u32) -> Self {
        if kinds & kind::LABEL_WHOLE != 0 {
            Self::Whole
        } else if kinds & kind::LABEL_PART != 0 {
            Self::Part
        } else if kinds & kind::LABEL_LOOSE != 0 {
            Self::Loose
        } else {
            Self::None
        }
    }
}

/// How many tokens from the first on are a name; 0 if none. `end` tells what ends behind so many, `holder` whose is what
/// stands there.
pub(super) fn name(
    tokens: &[Token],
    label: Label,
    end: impl Fn(usize) -> End,
    holder: impl Fn(usize) -> Holder,
    around: impl Fn(Around) -> bool,
) -> usize {
    let first_line = tokens.iter().skip(1).position(|token| token.gap != Gap::Blank).map_or(tokens.len(), |at| at + 1);
    let line = tokens.get(..first_line).unwrap_or_default();
    let length = in_line(line, &end, &|| around(Around::Role));
    if length > 0 {
        return length + patronymic_of_next_line(tokens, length);
    }
    let length = labelled(line, label);
    if length > 0 {
        return length;
    }
    if is_card_field(tokens) || (label == Label::Loose && is_alone_on_card(line)) {
        return 1;
    }
    let length = held(line, holder);
    if length > 0 {
        return length;
    }
    if is_pair_of_column(line, &end) && around(Around::Column) {
        return 2;
    }
    match tokens.get(first_line).map(|next| next.gap) {
        Some(Gap::Line) => across_lines(tokens, first_line),
        Some(Gap::Cell) if first_line == 1 => across_cells(tokens, || around(Around::Column)),
        _ => 0,
    }
}

fn in_line(tokens: &[Token], end: &impl Fn(usize) -> End, role: &impl Fn() -> bool) -> usize {
    // Kazakh endings stand on the last part of a name only.
    let ends_here = match tokens {
        // `Дүйсенбин К.` is a surname, although `-бін` is an ending.
        [first, next, ..] if first.is(kind::SURNAME_LIKE) && next.shape == Shape::Initial => false,
        // `Байгазина Лаура` is none of Байғазы's.
        [first, next, ..]
            if first.is(kind::SURNAME_LIKE)
                && first.letters >= 6
                && next.is(kind::GIVEN)
                && next.is(kind::NOMINATIVE)
                && next.is_word() =>
        {
            false
        }
        // `Сапарбаевты М.Ж.`: initials behind take no ending. `Дүйсенбін Жомарт Қапанұлы`: so few go on in a case.
        [_, b, c, ..] if b.shape == Shape::Initial && c.shape == Shape::Initial => false,
        [first, b, c, ..] if first.case == Case::Title && b.is(kind::ANY_GIVEN) && c.is(kind::PATRONYMIC_SURE) => {
            first.is(kind::PATRONYMIC) && first.is(kind::KAZAKH_CASE) && !first.is(kind::ANY_SURNAME)
        }
        // `Хабибуллин` is a surname, although a patronymic in `-ұлын` is spelled so.
        [first, ..] if first.is(kind::SURNAME_SURE) && first.is(kind::PATRONYMIC) => false,
        [first, ..] => first.is(kind::KAZAKH_CASE),
        [] => true,
    };
    if ends_here {
        return 0;
    }
    let lower = tokens.iter().take(3).filter(|token| token.case == Case::Lower).count();
    if lower > 0 && !is_sure_in_lower_case(tokens) {
        return 2 * usize::from(is_likely_in_lower_case(tokens) && role());
    }
    let three = match tokens {
        [_, b, ..] if b.is(kind::KAZAKH_CASE) => false,
        [a, b, c, rest @ ..] => is_three(a, b, c, rest, || end(3)),
        _ => false,
    };
    if three {
        return 3;
    }
    match tokens {
        [a, b, rest @ ..] if is_two(a, b, rest, || end(2), role) => 2,
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
        let is_listed = token.is(kind::SURNAME) && !token.is(kind::ANY_GIVEN | kind::KAZAKH_CASE);
        token.is(kind::SURNAME_SURE | kind::PATRONYMIC_SURE) || is_listed
    };
    let pair = |one: &Token, other: &Token| given(one, other) && family(other);
    // A Kazakh surname is often a grandfather's given name. Short ones are other words' forms too.
    let two_given = || {
        let is_full = a.is(kind::FULL) || b.is(kind::FULL);
        lower(a) && lower(b) && is_full && a.letters >= 4 && b.letters >= 5 && a.is_base() && b.is_base()
    };
    let surname_before = || {
        let is_full = tokens.get(2).is_some_and(|c| c.is(kind::PATRONYMIC_SURE)) && given(b, a);
        is_full && a.is(kind::SURNAME_LIKE | kind::SURNAME_WORD) && !a.is(kind::BARRIER)
    };
    let surname_and_initial = || a.may_have_initial() && b.shape == Shape::Initial && lower(b);
    if lower(a) || lower(b) {
        pair(a, b) || pair(b, a) || two_given() || surname_before() || surname_and_initial()
    } else {
        true
    }
}

/// `клиентка алия сатыбалдина`: a name that a word for who somebody is must vouch for.
fn is_likely_in_lower_case(tokens: &[Token]) -> bool {
    let [a, b, ..] = tokens else { return false };
    let given = |token: &Token| token.is(kind::ANY_GIVEN) && token.is(kind::FULL) && token.is(kind::NOMINATIVE);
    let family = |token: &Token| (token.is(kind::ANY_SURNAME) && token.letters >= 4) || given(token);
    let is_part = |token: &Token| token.case == Case::Lower && token.is_word() && !token.is(kind::BARRIER);
    // `мына астана`
    let are_short_words = a.is(kind::GIVEN_WORD) && b.is(kind::GIVEN_WORD) && a.letters.min(b.letters) < 5;
    is_part(a)
        && is_part(b)
        && !are_short_words
        && b.gap == Gap::Blank
        && ((given(a) && family(b)) || (family(a) && given(b)))
}

fn is_three(a: &Token, b: &Token, c: &Token, rest: &[Token], end: impl Fn() -> End) -> bool {
    let ends_cell = || end() == End::Cell;
    // A common noun before a full name is a surname made of it, amid a sentence: `Игілік Сәкен Болатұлы`.
    let is_noun = || {
        let is_likely = (!a.opens && a.is_noun_in_title()) || a.is_adjective_amid();
        is_likely && b.is(kind::GIVEN) && c.is(kind::PATRONYMIC_SURE)
    };
    let surname_given_patronymic = c.is_patronymic()
        && (a.may_be_surname() || a.is_short_surname(&ends_cell) || is_noun())
        && b.may_be_given()
        && !(a.opens && a.is_unknown() && !(a.is_no_verb && b.is(kind::ANY_GIVEN) && c.is(kind::PATRONYMIC_SURE)))
        && (a.is_known() || b.is_known() || c.is(kind::PATRONYMIC_SURE));
    let given_patronymic_surname =
        b.is_patronymic() && is_given_and_patronymic(a, b) && c.may_be_surname() && !begins_name(c, rest);
    let surname_follows = rest.first().is_some_and(|next| next.gap == Gap::Blank && next.is(kind::ANY_SURNAME));
    // `Асель М. В сообщении`: the last letter is a word of the next sentence.
    let is_preposition = || b.shape == Shape::Initial && c.shape == Shape::Letter && end() == End::None;
    let initials_behind = !(is_preposition() || (surname_follows && a.is_unknown()))
        && (a.goes_with_initials() || a.is_short_surname(&|| false) || (a.is_adjective_amid() && !surname_follows))
        && b.is_initial_beside(c)
        && c.is_initial_beside(b);
    let initials_before =
        a.is_initial_beside(b) && b.is_initial_beside(a) && c.goes_with_initials() && !c.is(kind::PATRONYMIC);
    let syllables = a.is_name_of_korean() && b.is(kind::SYLLABLE) && c.is(kind::SYLLABLE);
    let initials_in_lower_case = a.is(kind::SURNAME_SURE)
        && a.case == Case::Lower
        && [b, c].iter().all(|initial| initial.shape == Shape::Initial && initial.case == Case::Lower);
    let is_on_card = || {
        let is_upper = a.case == Case::Upper && c.case == Case::Upper && b.case != Case::Lower;
        b.shape == Shape::Letter && is_upper && c.is(kind::SURNAME_SURE)
    };
    let middle_initial = a.is(kind::ANY_GIVEN)
        && !a.is(kind::BARRIER)
        && (b.shape == Shape::Initial || is_on_card())
        && c.is_surname_beside(a)
        && (c.case != Case::Lower || a.case == Case::Lower)
        && (c.is_known() || c.range.len() == c.letters);
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
        || syllables
        || initials_in_lower_case
        || two_given
}

fn is_two(a: &Token, b: &Token, rest: &[Token], end: impl Fn() -> End, role: impl Fn() -> bool) -> bool {
    let ends_cell = || end() == End::Cell;
    if b.is_patronymic() && is_given_and_patronymic(a, b) {
        return true;
    }
    // `Park Ji-hoon`: the surname may be another word, too.
    if (b.is(kind::KOREAN) && a.is_name_of_korean()) || (a.is(kind::KOREAN) && b.is_name_of_korean()) {
        return true;
    }
    // The dot may be missing where something else ends the name.
    if a.is_word() && a.case == Case::Title && b.shape == Shape::Letter && b.case != Case::Lower {
        let is_sure = a.is(kind::SURNAME_SURE | kind::SURNAME) || (a.is(kind::GIVEN) && !b.is_numeral());
        return is_sure && !a.is(kind::BARRIER) && end() != End::None;
    }
    // `ABENOV D,-3200`
    let is_bare_in_capitals = a.is_word() && a.case == Case::Upper && b.shape == Shape::Letter && b.case != Case::Lower;
    if is_bare_in_capitals && a.is(kind::SURNAME | kind::SURNAME_SURE) && !a.is(kind::BARRIER) && a.letters >= 5 {
        return end() != End::None;
    }
    // `D BEKENOVA` of bank cards
    let is_on_card = a.shape == Shape::Letter && a.range.len() == 1 && b.is_word() && b.case == Case::Upper;
    if is_on_card && b.range.len() == b.letters && b.is(kind::SURNAME_SURE) && !b.is(kind::BARRIER) && b.letters >= 5 {
        return true;
    }
    if a.is_word() && b.shape == Shape::Initial {
        return (a.is(kind::GIVEN | kind::SURNAME | kind::SURNAME_SURE | kind::PATRONYMIC_SURE)
            && !a.is(kind::BARRIER))
            || (a.is(kind::SURNAME_LIKE | kind::GIVEN_WORD | kind::SURNAME_WORD)
                && a.case != Case::Lower
                && !a.is(kind::BARRIER))
            || (a.case == Case::Title
                && (a.is_unknown() || a.is_noun_in_title())
                && a.letters >= 3
                && rest.first().is_none_or(|next| next.gap != Gap::Blank)
                && role());
    }
    if a.shape == Shape::Initial && b.is_word() {
        let family = kind::SURNAME | kind::SURNAME_SURE | kind::SURNAME_LIKE | kind::PATRONYMIC_SURE;
        // A Kazakh surname is often a grandfather's given name: `Т. Бекжан`; and any word behind `бухгалтер Ә.`
        let is_given = || b.is(kind::GIVEN) && b.is(kind::FULL) && b.case == Case::Title;
        let is_told = || b.case == Case::Title && (b.is_unknown() || b.is(kind::ANY_GIVEN | kind::SURNAME_WORD));
        return !b.is(kind::BARRIER) && (b.is(family) || is_given() || (is_told() && role()));
    }
    if !a.is_word() || !b.is_word() {
        return false;
    }
    if a.is(kind::SURNAME_SURE) && b.is_patronymic() && b.is(kind::PATRONYMIC_SURE) {
        return true;
    }
    // `Бодауханұлы Ербақыт`: the given name may be one that nobody listed.
    let is_title_pair = a.case == Case::Title && b.case == Case::Title;
    let is_behind = || b.is(kind::GIVEN) || (a.is(kind::PATRONYMIC_SURE) && b.is_unknown()) || is_whole_word(b);
    if a.is(kind::PATRONYMIC) && !a.is(kind::BARRIER | kind::ANY_SURNAME) && is_title_pair && is_behind() {
        return true;
    }
    let is_named = b.is(kind::GIVEN) || (b.is(kind::GIVEN_WORD) && b.case != Case::Lower && !b.is(kind::BARRIER));
    if a.is(kind::PATRONYMIC_SURE) && is_named && a.case == b.case {
        return true;
    }
    // Given name and surname; the surname may be one nobody listed.
    if a.is(kind::ANY_GIVEN) && b.is_surname_beside(a) && !begins_name(b, rest) && !is_given_to(a, b, rest) {
        return true;
    }
    // Surname and given name.
    let is_word_given = |token: &Token| {
        token.is(kind::GIVEN_WORD) && token.is(kind::FULL) && token.is(kind::NOMINATIVE) && token.case == Case::Title
    };
    let ends_row = || matches!(end(), End::Cell | End::Row);
    if (b.is(kind::GIVEN) || is_word_given(b)) && a.is_short_surname(&ends_row) {
        return true;
    }
    // `Юлия Ан`: the month is in small letters.
    let is_korean = b.letters == 2 && b.is(kind::SURNAME_WORD) && !b.is(kind::BARRIER) && b.case == Case::Title;
    if is_korean && is_word_given(a) {
        return true;
    }
    // `тренер Сатпаев Олжас`: a town's name, elsewhere.
    let is_town = || a.is(kind::STOP) && !a.is(kind::BARRIER & !kind::STOP) && a.is(kind::SURNAME_SURE);
    if b.is(kind::GIVEN) && b.is(kind::NOMINATIVE) && a.case == Case::Title && b.case == a.case && is_town() && role() {
        return true;
    }
    // `орынбасары: Химран Раушан`, `I'm Tom Whitaker`: a given name that is a word, too, and one that nobody listed.
    let is_told_pair = (is_whole_word(a) && b.is_unknown()) || (a.is_unknown() && is_whole_word(b));
    if is_told_pair && a.case == Case::Title && b.case == Case::Title && role() {
        return true;
    }
    if b.is(kind::GIVEN) && !a.is(kind::BARRIER) {
        if a.is(kind::SURNAME | kind::SURNAME_SURE) {
            return true;
        }
        // A Kazakh surname is often a grandfather's name, which may be a word, too.
        if a.is(kind::GIVEN_WORD) && a.is(kind::NOMINATIVE) && a.is(kind::FULL) && a.case == b.case {
            let is_part = || end() != End::None && !a.is(kind::PERSON);
            return a.case != Case::Lower && (!a.opens || is_part());
        }
        if a.is(kind::SURNAME_LIKE | kind::SURNAME_WORD) && a.case != Case::Lower {
            return !a.opens || !a.is(kind::SURNAME_WORD) || ends_cell();
        }
        // Behind a colon a name begins more often than a sentence.
        let ends = || match end() {
            End::Cell => true,
            End::Part => a.is_value_of_field && a.is_no_verb,
            End::Row => a.is_no_verb,
            End::None => false,
        };
        return a.is_unknown_beside(b) && (!a.opens || ends());
    }
    // In a field in capitals: `БИБЕКОВ САНАТ;`
    let is_upper_pair = a.is(kind::SURNAME_LIKE | kind::SURNAME_SURE) && b.is(kind::GIVEN_WORD) && a.letters >= 5;
    if is_upper_pair && a.case == Case::Upper && b.case == Case::Upper && !a.is(kind::BARRIER) && ends_cell() {
        return true;
    }
    // `Мадалиева Сауле`: a surname's ending and a given name that is a word, both capitalised amid a sentence.
    let is_title = |token: &Token| token.case == Case::Title && !token.is(kind::BARRIER);
    let is_pair = a.is(kind::SURNAME_LIKE) && b.is(kind::GIVEN_WORD) && b.is(kind::FULL);
    // «выдать Гончарову Арману»
    let is_amid = || !a.opens || b.is(kind::NOMINATIVE) && ends_cell();
    if is_pair && is_title(a) && is_title(b) && a.letters >= 6 && is_amid() {
        return true;
    }
    // «возмущается Любовь Чаплинская»: nothing but a surname is an adjective with a capital letter behind its noun.
    let is_adjective_behind = a.is(kind::GIVEN_WORD) && a.is(kind::FULL) && a.letters >= 4 && b.is(kind::SURNAME_WORD);
    if is_adjective_behind && is_title(a) && is_title(b) && b.letters >= 8 && !a.opens {
        return true;
    }
    // Two given names are a Kazakh's surname and given name.
    let is_family = a.is(kind::SURNAME | kind::SURNAME_SURE) && !a.is(kind::BARRIER);
    // `Жазылу: Мақышева Рахима, тақырыбы`
    let is_value = || a.is_value_of_field && a.case == Case::Title && end() != End::None;
    // `рахметов серик`
    let is_lower_pair = || {
        let is_long = a.is(kind::SURNAME_SURE) && a.letters >= 6 && b.letters >= 5;
        is_long && a.case == Case::Lower && b.case == Case::Lower && is_whole_word(b)
    };
    if is_family && is_lower_pair() {
        return true;
    }
    is_family
        && b.case != Case::Lower
        && (b.is(kind::GIVEN_WORD) || (b.is_unknown_beside(a) && a.is(kind::SURNAME_SURE) && (!a.opens || is_value())))
}

/// A whole given name that is a word, too.
fn is_whole_word(token: &Token) -> bool {
    token.is(kind::GIVEN_WORD) && token.is(kind::FULL) && token.is(kind::NOMINATIVE) && !token.is(kind::BARRIER)
}

/// `Дана Емельяненко Оксане`: a paper given to somebody, whose given name stands behind in a case.
fn is_given_to(a: &Token, surname: &Token, rest: &[Token]) -> bool {
    let is_receiver = |next: &Token| {
        next.gap == Gap::Blank && next.case == surname.case && next.is(kind::GIVEN) && !next.is(kind::NOMINATIVE)
    };
    (a.opens || a.gap == Gap::Line) && a.is(kind::GIVEN_WORD) && rest.first().is_some_and(is_receiver)
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
    // A field of somebody or something holds somebody where one of two words can only be part of a name.
    let is_told = || {
        let is_part = |token: &Token| token.is(kind::PATRONYMIC_SURE | kind::SURNAME_SURE) && !token.is(kind::BARRIER);
        line.iter().take(values).any(is_part)
    };
    match label {
        Label::None => 0,
        Label::Whole if values >= 2 => values,
        Label::Loose if values == 2 && is_told() => 2,
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

/// A given name that is a word, too, as the only value of a line of a card in capitals: `ИМЯ МОЛДИР`.
fn is_alone_on_card(line: &[Token]) -> bool {
    let [value] = line else { return false };
    value.case == Case::Upper && value.is_word() && value.is(kind::GIVEN_WORD) && value.is(kind::NOMINATIVE)
}

/// Two or three capitalised words before what only persons have: all but one of them parts of names.
fn held(line: &[Token], holder: impl Fn(usize) -> Holder) -> usize {
    let parts = line.iter().take(3).take_while(|token| token.is_value() && token.case != Case::Lower).count();
    let is_sure = |token: &Token| token.is(kind::GIVEN | kind::SURNAME_SURE) && !token.is(kind::BARRIER);
    // `Тұрар Бейбіт, 8 747 118 66 20`
    let are_words = |length: usize| {
        length == 2 && line.iter().take(2).all(|token| token.is(kind::GIVEN_WORD) && token.is(kind::NOMINATIVE))
    };
    let known = |length: usize| line.iter().take(length).filter(|token| token.is_known()).count();
    let is_whole = |length: usize| line.iter().take(length).all(Token::is_word);
    // A word that begins the sentence before a name of two parts is none: `Звонила Айгүл Сапарқызы`.
    let parts = if line.first().is_some_and(|first| first.opens && !first.is_known()) { parts.min(2) } else { parts };
    // `Aditya Raghunathan, passport U4820917`: what comes from far nobody listed.
    let is_foreign = |length: usize| {
        let is_latin = |token: &Token| token.case == Case::Title && token.range.len() == token.letters;
        length == 2 && line.iter().take(2).all(|token| is_latin(token) && !token.opens)
    };
    (2..=parts)
        .rev()
        .find(|&length| {
            let is_likely = known(length) + 1 >= length;
            (is_likely || is_foreign(length))
                && is_whole(length)
                && match holder(length) {
                    Holder::Person => true,
                    Holder::Dated => is_likely,
                    Holder::Anybody if !is_likely => false,
                    Holder::Anybody => line.iter().take(length).any(is_sure) || are_words(length),
                    Holder::Nobody => false,
                }
        })
        .unwrap_or_default()
}

/// `Дәрібай Толқын` alone in its cell, below the heading of people: one of both may be part of a name.
fn is_pair_of_column(line: &[Token], end: &impl Fn(usize) -> End) -> bool {
    let [a, b] = line else { return false };
    let is_likely = a.is(kind::ANY_GIVEN) || b.is(kind::ANY_GIVEN);
    let is_title = |token: &Token| token.is_value() && token.is_word() && token.case == Case::Title;
    is_likely && is_title(a) && is_title(b) && end(2) == End::Cell
}

/// The parts of a name in cells of their own, each alone in it.
fn across_cells(tokens: &[Token], column: impl Fn() -> bool) -> usize {
    let is_cell = |at: usize| {
        // A title may stand behind the name on a ticket.
        let is_alone = tokens.get(at + 1).is_none_or(|after| after.gap != Gap::Blank || after.is(kind::PERSON));
        is_alone && tokens.get(at).is_some_and(|token| token.gap == Gap::Cell && token.is_word())
    };
    let [a, b, ..] = tokens else { return 0 };
    if !is_cell(1) || !a.is_word() || a.is(kind::BARRIER) || b.is(kind::BARRIER) {
        return 0;
    }
    let third = tokens.get(2).filter(|_| is_cell(2));
    let family = |token: &Token| token.is(kind::SURNAME | kind::SURNAME_SURE);
    let is_father = |token: &Token| token.is(kind::PATRONYMIC);
    let given = |token: &Token, other: &Token| token.is(kind::GIVEN) || (token.is(kind::GIVEN_WORD) && family(other));
    // `ZHAKSYLYK/AIDANA`
    let is_pair_in_capitals = || {
        let is_upper = a.case == Case::Upper && b.case == Case::Upper;
        is_upper && a.is_unknown() && b.is(kind::GIVEN) && third.is_none()
    };
    if (family(a) || a.is(kind::SURNAME_LIKE)) && given(b, a) {
        2 + usize::from(third.is_some_and(is_father))
    } else if a.is(kind::GIVEN) && b.is(kind::PATRONYMIC_SURE) {
        2 + usize::from(third.is_some_and(family))
    } else if (given(a, b) && (family(b) || b.is(kind::GIVEN))) || is_pair_in_capitals() {
        2
    } else if (b.is(kind::ANY_GIVEN) || a.is(kind::ANY_GIVEN)) && a.is_value() && b.is_value() && column() {
        // `iin;surname;name` above `Bondar;Oleg`
        2 + usize::from(third.is_some_and(is_father))
    } else {
        0
    }
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
