//! What lies ahead of every token, found in one pass: whether a chain is announced at it, and whether a number or a mark
//! stands where a name that begins with it may need one. Most words of a form begin no chain, and are dismissed by this
//! alone.

use super::component::{Grammar, weight};
use super::gap::Gap;
use super::lexicon::{Role, Traits};
use super::tokens::{Kind, Number, Token, Word};

/// Tokens before a chain in which a word may announce it.
const LABEL_REACH: usize = 4;
/// Tokens from a name without a mark to its house: four words, and three of a former name.
const NAME_REACH: u8 = 7;

/// What no name reaches over on its way to a number.
const PARTING: Gap = Gap::HARD.or(Gap::SEMICOLON).or(Gap::LINE).or(Gap::COLON).or(Gap::BAR).or(Gap::MATH).or(Gap::SIGN);

/// Where what is ahead ends, or begins anew.
const ENDING: Gap = PARTING.or(Gap::OPEN);
/// What stands between a number and a word that it belongs to.
const NEAR: Gap = Gap::SPACE.or(Gap::DASH).or(Gap::QUOTE);
/// What stands between a label and its value.
const OF_LABEL: Gap = Gap::COLON.or(Gap::MATH).or(Gap::DASH);

/// What is known of a token before a chain is read from it: a set of these, in one byte, so that what begins nothing is
/// passed as fast as a byte is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prospect(u8);

/// Looks ahead of every token. Those that a name begins at before its mark are known among the prospects.
pub(super) fn look(tokens: &[Token], named: &[u8], labels: &[usize], prospects: &mut [Prospect]) {
    // What stands before the next token.
    let mut gap = Gap::default();
    // Tokens to a number that may be a house's, a house or a micro-district, by its name or its mark, if nothing but the
    // words of a name stands between; 0 if there is none.
    let mut distance = 0;
    let mut comes_number = false;
    let mut rest = tokens;
    while let [left @ .., token] = rest {
        let at = left.len();
        rest = left;
        let is_before_number = comes_number;
        comes_number = false;
        let seen = match &token.kind {
            // Nearly every word of a form: no number near and no sign of a label.
            Kind::Word(word) if distance == 0 && !gap.has(OF_LABEL) && word.traits.has(Traits::NEEDS_NUMBER) => {
                gap = token.gap;
                distance = u8::from(gap.has(Gap::OPEN));
                continue;
            }
            Kind::Word(word) => {
                let traits = word.traits;
                let asks = gap.has(OF_LABEL) || traits.has(Traits::CODE_LETTER);
                let begins = match word.sense.role {
                    // The `kz` of a mailbox or an account: without an address behind it is none.
                    // «ҚАЗАҚСТАН, ШЫҒЫС ҚАЗАҚСТАН, СЕМЕЙ»
                    Role::Country => prospects.iter().skip(at + 1).take(2).any(|&next| !next.is_none()),
                    _ => begins_with_word(word, distance > 0, || tokens.get(at + 1)),
                };
                distance = distance_from(distance, traits, token.gap);
                Prospect::BEGINS.when(begins).or(Prospect::ASKS.when(asks))
            }
            Kind::Number(number) if !number.odd && number.digits <= 4 => {
                distance = 1;
                comes_number = true;
                let is_joined = if is_before_number { gap == Gap::DASH } else { number.compound || gap.only(NEAR) };
                let is_named = named.get(at + 1).is_some_and(|&named| named > 0);
                let behind = || tokens.get(at + 1..).unwrap_or_default();
                let begins = (is_joined || is_named) && begins_with_number(number, token.gap, is_named, behind());
                Prospect::BEGINS.when(begins)
            }
            kind => {
                comes_number = matches!(kind, Kind::Number(_));
                // A postal code, which a town may stand before.
                let is_code = match kind {
                    Kind::Number(number) => number.digits == 6 && !number.compound && !number.odd,
                    kind => matches!(kind, Kind::Code { .. }),
                };
                distance = u8::from(is_code);
                Prospect::BEGINS.when(is_code)
            }
        };
        gap = token.gap;
        if gap.has(ENDING) {
            // What stands in the parentheses of a former name is looked at where it is read.
            distance = u8::from(gap.has(Gap::OPEN));
        }
        if let Some(prospect) = prospects.get_mut(at) {
            *prospect = prospect.or(seen);
        }
    }
    labels.iter().for_each(|&label| announce(tokens, label, prospects));
}

/// Marks the tokens behind the label at `label`: there what has no mark needs no number either.
fn announce(tokens: &[Token], label: usize, prospects: &mut [Prospect]) {
    let behind = tokens.iter().zip(prospects).skip(label + 1).take(LABEL_REACH);
    for (token, prospect) in behind.take_while(|(token, _)| !token.gap.has(Gap::HARD.or(Gap::SEMICOLON))) {
        let begins = match &token.kind {
            Kind::Number(number) => !number.odd,
            Kind::Word(word) => begins_with_word(word, true, || None),
            Kind::Code { .. } | Kind::End => false,
        };
        *prospect = prospect.or(Prospect::ANNOUNCED).or(Prospect::BEGINS.when(begins));
    }
}

impl Prospect {
    pub(super) const NONE: Self = Self(0);
    /// An address is announced shortly before: «адрес:», «живу».
    const ANNOUNCED: Self = Self(1);
    /// A chain may begin here.
    pub(super) const BEGINS: Self = Self(2);
    /// One may begin if it is a label or the letter of a code.
    const ASKS: Self = Self(4);

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    pub(super) fn when(self, holds: bool) -> Self {
        if holds { self } else { Self::NONE }
    }

    const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// Tokens from the one before a word, which `gap` stands before, if so many are from the word.
#[inline]
fn distance_from(distance: u8, traits: Traits, gap: Gap) -> u8 {
    if traits.has(Traits::HOUSES) {
        return 1;
    }
    let is_near = traits.has(Traits::NAMES) && (1..NAME_REACH).contains(&distance) && !gap.has(Gap::COMMA);
    if is_near { distance + 1 } else { 0 }
}

/// Whether a chain may begin with a word that is no label; what has no mark needs a number.
#[inline]
fn begins_with_word<'a>(word: &Word, numbered: bool, next: impl FnOnce() -> Option<&'a Token>) -> bool {
    if !word.traits.has(Traits::BEGINS_NUMBERED) {
        return word.traits.has(Traits::BEGINS);
    }
    // «Абая/Абая, Самал-1»
    let goes_on = |next: &Token| next.role() == Role::Country || next.gap.has(Gap::SLASH);
    numbered || word.sense.role == Role::StreetName && next().is_some_and(goes_on)
}

/// Whether a chain that is not announced may begin with a number of up to four digits: one that is part of a name or
/// stands before its mark or its street, or the first of three in hyphens. What stands `behind` it begins with a name
/// that its mark follows, if it `is_named`.
#[inline(never)]
fn begins_with_number(number: &Number, gap: Gap, is_named: bool, behind: &[Token]) -> bool {
    let Some(next) = behind.first() else { return false };
    match &next.kind {
        Kind::Number(_) => {
            // «5-14-8», «15-7 Momyshuly Avenue»
            let is_apart = gap.only(Gap::COMMA.or(Gap::SPACE).or(Gap::COLON));
            let goes_on = |third: &Token| match &third.kind {
                Kind::Number(_) => is_apart && is_tied(third),
                Kind::Word(word) => word.latin && word.capital,
                Kind::Code { .. } | Kind::End => false,
            };
            let is_signed = gap.has(Gap::SIGN);
            // «24/8, 2-я улица»
            is_named && (is_signed || number.compound)
                || is_tied(next) && (is_signed || behind.get(1).is_some_and(goes_on))
        }
        Kind::Word(word) => {
            let is_marked = || is_named || (number.compound && weight(word.sense.role).is_some());
            let is_near = next.gap.only(NEAR) || next.gap.only(Gap::SPACE.or(Gap::COMMA).or(Gap::LINE)) && is_marked();
            // «40 лет Победы 55-9», «8 Марта 12»
            let is_of_street = || {
                let is_number = |token: &Token| token.number().is_some();
                number.digits <= 2 && behind.iter().skip(1).take(2).any(is_number)
            };
            // A letter alone may be the number's own.
            is_near && (word.length == 1 || is_named || follows_number(word.sense.role) || is_of_street())
        }
        Kind::Code { .. } | Kind::End => false,
    }
}

/// Whether nothing but a hyphen stands before a token.
fn is_tied(token: &Token) -> bool {
    token.gap.only(Gap::DASH) && !token.gap.is_empty()
}

/// Whether a number may belong to a word behind it, or be that of a house in what it names.
fn follows_number(role: Role) -> bool {
    matches!(
        role,
        Role::House
            | Role::Flat
            | Role::Block
            | Role::District
            | Role::DistrictName
            | Role::Complex
            | Role::Kilometre
            | Role::Street
            | Role::Road
            | Role::Corner
    )
}

impl Grammar<'_> {
    /// Whether an address is announced shortly before token `at`.
    pub(super) fn is_announced(&self, at: usize) -> bool {
        self.prospects.get(at).is_some_and(|prospect| prospect.has(Prospect::ANNOUNCED))
    }

    /// The next token from `at` on at which a chain may begin: nearly every word is dismissed here.
    #[inline]
    pub(super) fn next_beginning(&self, at: usize) -> Option<usize> {
        let mut at = at;
        loop {
            let prospects = self.prospects.get(at..)?;
            at += prospects.iter().position(|prospect| prospect.has(Prospect::BEGINS.or(Prospect::ASKS)))?;
            if self.may_begin(at) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// Whether a chain may begin at token `at`.
    #[inline]
    fn may_begin(&self, at: usize) -> bool {
        self.prospects.get(at).is_some_and(|prospect| {
            prospect.has(Prospect::BEGINS) || prospect.has(Prospect::ASKS) && self.is_label_or_code(at)
        })
    }

    fn is_label_or_code(&self, at: usize) -> bool {
        self.labelled(at).is_some()
            || self.word(at).is_some_and(|word| word.traits.has(Traits::CODE_LETTER)) && self.coded_street(at).is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::super::tokens::{COMMON, Kind, Reader, Words};
    use super::super::{Chain, Scan, chain};
    use super::{Grammar, Role, Traits};

    /// Parts of addresses, names and other fields, and what stands between them.
    const WORDS: &str = "(Абая|Абай|абая|Сатпаев|Алматы|Казахстан|kz|Самал|Ахметов|Нурлан|Серикович|Степной|Ұлы Дала|хан|им\\.|ул\\.|көшесі|мкр|\
                         д\\.|дом|үй|кв|пәтер|г\\.|қ\\.|к-сі|р-н|Ave|Baker|St|Towers|адрес|живу|тел|на|по|А|Б|Е|км|лет|марта|шт|этаж|домофон|\
                         1|5|10/2|7А|100|701|2-я|050000|14\\.03\\.1987|900101300017|A15G7D2)";
    const GAPS: &str = "( | | |, |, |\\. |: |-| - |\n|; |/| \\(|\\) | №|=| «|» |)";

    proptest! {
        /// What is cut at a glance is what a closer look cuts.
        #[test]
        fn tokens_are_cut_alike(
            text in proptest::string::string_regex(&format!("(({WORDS}|[А-яa-dқN_0-9]{{1,3}}|\u{200b}|٣){GAPS}){{1,32}}")).unwrap()
        ) {
            let text = format!("{text} {text}");
            let words = Words::for_text(text.len(), &COMMON);
            let mut reader = Reader::new(&text, 0..text.len(), &words);
            let mut closely = vec![reader.next()];
            while !matches!(closely.last().map(|last| last.kind), Some(Kind::End)) {
                closely.push(reader.next());
            }
            let mut reader = Reader::new(&text, 0..text.len(), &words);
            let mut tokens = Vec::new();
            while !reader.push_next(&mut tokens).has(Traits::ENDS) {}
            prop_assert_eq!(format!("{tokens:?}"), format!("{closely:?}"), "{}", text);
        }

        /// What is dismissed at a glance begins no chain.
        #[test]
        fn nothing_begins_where_it_may_not(text in proptest::string::string_regex(&format!("({WORDS}{GAPS}){{1,16}}")).unwrap()) {
            let words = Words::for_text(text.len(), &COMMON);
            let mut scan = Scan::of(&text, &words);
            let mut reader = Reader::new(&text, 0..text.len(), &words);
            while !scan.take(&mut reader).has(Traits::ENDS) {}
            scan.prepare();
            let Scan { tokens, named, prospects, .. } = &scan;
            let grammar = Grammar { text: &text, tokens, named, prospects };
            for (at, token) in tokens.iter().enumerate() {
                // Prose is full of these; they begin a chain only as labels, or before a mark.
                let is_plain = token.word().is_some_and(|word| match word.sense.role {
                    Role::None | Role::Joiner => !word.capital,
                    Role::Stop | Role::Unit | Role::Label | Role::Letter | Role::Corner => true,
                    _ => false,
                });
                let mut chain = Chain::default();
                chain.announced = grammar.is_announced(at);
                let begins_none = || grammar.component(at, &chain).is_none();
                let is_dismissed = is_plain || grammar.may_begin(at) || begins_none();
                // Countries alone are no address.
                let mut is_country = || {
                    let (found, next) = chain::read(&grammar, &mut chain, at);
                    found.is_none() && (at + 1..next).all(|at| grammar.role(at) == Role::Country)
                };
                prop_assert!(is_dismissed || is_country(), "{at} of {text:?}");
            }
        }
    }
}
