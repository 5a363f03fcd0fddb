//! What lies ahead of every token, found in one pass: whether a chain is announced at it, and whether a number or a mark
//! stands where a name that begins with it may need one. Most words of a form begin no chain, and are dismissed by this
//! alone.

use super::component::{Grammar, weight};
use super::gap::Gap;
use super::lexicon::Role;
use super::tokens::{Kind, Number, Token, Word};

/// Tokens before a chain in which a word may announce it.
const LABEL_REACH: usize = 4;
/// Tokens from a name without a mark to its house: four words, and three of a former name.
const NAME_REACH: u8 = 7;

/// What is known of a token before a chain is read from it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prospect {
    /// An address is announced shortly before: «адрес:», «живу».
    announced: bool,
    /// A chain may begin here.
    begins: bool,
    /// One may begin if it is a label or the letter of a code.
    asks: bool,
}

/// What stands behind a token.
#[derive(Clone, Copy)]
struct Ahead<'a> {
    next: Option<&'a Token>,
    /// The next token begins a name that its mark follows.
    is_named: bool,
    /// Tokens to a number, a house or a micro-district, by its name or its mark, if nothing but the words of a name stands
    /// between.
    distance: Option<u8>,
}

/// Looks ahead of every token.
pub(super) fn look(tokens: &[Token], named: &[u8], prospects: &mut Vec<Prospect>) {
    prospects.clear();
    prospects.resize(tokens.len(), Prospect::default());
    let mut ahead = Ahead { next: None, is_named: false, distance: None };
    let mut rest = tokens;
    while let Some((token, left)) = rest.split_last() {
        let is_named = named.get(left.len()).is_some_and(|&named| named > 0);
        if let Some(prospect) = prospects.get_mut(left.len()) {
            prospect.begins = is_named || begins(token, ahead);
            prospect.asks = asks(token, ahead);
        }
        if token.role() == Role::Label {
            announce(tokens, left.len(), prospects);
        }
        ahead = Ahead { next: Some(token), is_named, distance: distance_before(token, ahead.distance) };
        rest = left;
    }
}

/// Marks the tokens behind the label at `label`: there what has no mark needs no number either.
fn announce(tokens: &[Token], label: usize, prospects: &mut [Prospect]) {
    let behind = tokens.iter().zip(prospects).skip(label + 1).take(LABEL_REACH);
    for (token, prospect) in behind.take_while(|(token, _)| !token.gap.has(Gap::HARD.or(Gap::SEMICOLON))) {
        prospect.announced = true;
        prospect.begins |= match &token.kind {
            Kind::Number(number) => !number.odd,
            Kind::Word(word) => begins_with_word(word, true, None),
            Kind::Code { .. } | Kind::End => false,
        };
    }
}

/// Whether a chain may begin with a token that begins no name before its mark, and is neither announced nor a label.
fn begins(token: &Token, ahead: Ahead<'_>) -> bool {
    match &token.kind {
        Kind::Number(number) => !number.odd && begins_with_number(number, ahead),
        Kind::Word(word) => begins_with_word(word, ahead.distance.is_some(), ahead.next),
        Kind::Code { .. } => true,
        Kind::End => false,
    }
}

fn asks(token: &Token, ahead: Ahead<'_>) -> bool {
    let Kind::Word(word) = &token.kind else { return false };
    let is_sign = |next: &Token| next.gap.has(Gap::COLON.or(Gap::MATH).or(Gap::DASH));
    ahead.next.is_some_and(is_sign) || is_letter_of_code(word)
}

/// Tokens from the one before `token` to a number, if it is near; `distance` is the same from `token`.
fn distance_before(token: &Token, distance: Option<u8>) -> Option<u8> {
    const PARTING: Gap =
        Gap::HARD.or(Gap::SEMICOLON).or(Gap::LINE).or(Gap::COLON).or(Gap::BAR).or(Gap::MATH).or(Gap::SIGN);
    // What stands in the parentheses of a former name is looked at where it is read.
    if token.gap.has(Gap::OPEN) {
        return Some(1);
    }
    if token.gap.has(PARTING) {
        return None;
    }
    let word = match &token.kind {
        Kind::Number(_) => return Some(1),
        Kind::Word(word) => word,
        Kind::Code { .. } | Kind::End => return None,
    };
    let is_of_name = match word.sense.role {
        Role::House | Role::District | Role::DistrictName => return Some(1),
        Role::Title | Role::StreetName | Role::StreetOnly | Role::Country => true,
        Role::None => word.capital,
        _ => false,
    };
    let distance = distance.filter(|&distance| is_of_name && distance < NAME_REACH && !token.gap.has(Gap::COMMA))?;
    Some(distance + 1)
}

/// Whether a chain may begin with a word that is no label; what has no mark needs a number.
fn begins_with_word(word: &Word, numbered: bool, next: Option<&Token>) -> bool {
    match word.sense.role {
        Role::None | Role::Joiner => word.capital && numbered,
        Role::StreetName => numbered || next.is_some_and(|next| next.role() == Role::Country),
        Role::StreetOnly | Role::Title | Role::DistrictName => numbered,
        Role::Stop | Role::Unit | Role::Label | Role::Letter | Role::Corner => false,
        _ => true,
    }
}

fn is_letter_of_code(word: &Word) -> bool {
    let is_mute = matches!(word.sense.role, Role::Stop | Role::Unit | Role::Label | Role::Letter | Role::Corner);
    is_mute && word.length == 1 && word.capital
}

/// Whether a chain that is not announced may begin with a number: a postal code, a number that is part of a name or
/// stands before its mark or its street.
fn begins_with_number(number: &Number, ahead: Ahead<'_>) -> bool {
    if number.digits > 4 {
        return number.digits == 6 && !number.compound;
    }
    let Some(next) = ahead.next else { return false };
    match &next.kind {
        Kind::Number(_) => ahead.is_named || (next.gap.only(Gap::DASH) && !next.gap.is_empty()),
        Kind::Word(word) => {
            let is_marked = || ahead.is_named || (number.compound && weight(word.sense.role).is_some());
            next.gap.only(Gap::SPACE.or(Gap::DASH).or(Gap::QUOTE))
                || next.gap.only(Gap::SPACE.or(Gap::COMMA).or(Gap::LINE)) && is_marked()
        }
        Kind::Code { .. } | Kind::End => false,
    }
}

impl Grammar<'_> {
    /// Whether an address is announced shortly before token `at`.
    pub(super) fn is_announced(&self, at: usize) -> bool {
        self.prospects.get(at).is_some_and(|prospect| prospect.announced)
    }

    /// Whether a chain may begin at token `at`: nearly every word is dismissed here.
    #[inline]
    pub(super) fn may_begin(&self, at: usize) -> bool {
        self.prospects.get(at).is_some_and(|prospect| prospect.begins || (prospect.asks && self.is_label_or_code(at)))
    }

    fn is_label_or_code(&self, at: usize) -> bool {
        self.labelled(at).is_some() || self.word(at).is_some_and(is_letter_of_code) && self.coded_street(at).is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, proptest};

    use super::super::tokens::{COMMON, Kind, Reader, Words};
    use super::super::{Chain, Scan};
    use super::{Grammar, Role};

    /// Parts of addresses, names and other fields, and what stands between them.
    const WORDS: &str = "(Абая|Абай|абая|Сатпаев|Алматы|Казахстан|Самал|Ахметов|Нурлан|Серикович|Степной|Ұлы Дала|хан|им\\.|ул\\.|көшесі|мкр|\
                         д\\.|дом|үй|кв|пәтер|г\\.|қ\\.|к-сі|р-н|Ave|Baker|St|Towers|адрес|живу|тел|на|по|А|Б|Е|км|лет|марта|шт|этаж|домофон|\
                         1|5|10/2|7А|100|701|2-я|050000|14\\.03\\.1987|900101300017|A15G7D2)";
    const GAPS: &str = "( | | |, |, |\\. |: |-| - |\n|; |/| \\(|\\) | №|=| «|» |)";

    proptest! {
        /// What is dismissed at a glance begins no chain.
        #[test]
        fn nothing_begins_where_it_may_not(text in proptest::string::string_regex(&format!("({WORDS}{GAPS}){{1,16}}")).unwrap()) {
            let words = Words::for_text(text.len(), &COMMON);
            let mut scan = Scan::of(&text, &words);
            let mut reader = Reader::new(&text, 0, &words);
            while !matches!(scan.tokens.last().map(|last| last.kind), Some(Kind::End)) {
                scan.tokens.push(reader.next());
            }
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
                prop_assert!(is_plain || grammar.may_begin(at) || grammar.component(at, &chain).is_none(), "{at} of {text:?}");
            }
        }
    }
}
