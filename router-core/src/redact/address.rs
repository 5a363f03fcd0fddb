//! Postal addresses: one span from the first component to the last.
//!
//! An address has a number, so digits are where looking begins. A number is worth reading around when a mark (дом, үй,
//! street), a listed name or a flat stands beside it; then the words around it are cut into tokens, chains of components
//! are read from them, and a chain is an address when its evidence suffices and a building is in it.

mod between;
mod building;
mod chain;
mod columns;
mod component;
mod crossing;
mod field;
mod gap;
mod labelled;
mod lexicon;
mod markers;
mod naming;
mod numbering;
mod places;
mod prospect;
mod resolve;
mod settlement;
mod skeleton;
mod surroundings;
mod tail;
mod tokens;
mod worded;

use super::context::{NUMBERING, after, is_one_of, letters_back, words, words_before};
use super::fold::{char_at, char_before, digit, is_invisible};
use super::outline::{Mark, Outline};
use super::{DataType, Entity};
use chain::Chain;
use component::Grammar;
use lexicon::{LEXICON, Role, Sense, Traits};
use prospect::Prospect;
use skeleton::{Skeleton, is_letter};
use tokens::{COMMON, Reader, Token, Words};

/// Bytes before a number in which its address may begin.
const REACH: usize = 256;
/// Words before a number that are looked up to decide whether it is worth reading around.
const WORDS: usize = 3;
/// Tokens that say nothing of addresses after which a region ends.
const SILENCE: usize = 7;
/// Tokens of a region; a longer one is read in pieces.
const TOKENS: usize = 512;
/// Tokens at the end of a piece that the next piece reads again: more than any address has.
const OVERLAP: usize = 64;

/// Characters of the postal code of a building.
const CODE: usize = 7;
/// Bytes of letters and digits glued together that no part of an address has.
const JUMBLE: usize = 64;
/// Words before a postal code of a building that make it one in spite of [`NUMBERING`].
const PATRONYMICS: [&str; 12] =
    ["қызы", "кызы", "ұлы", "улы", "ович", "евич", "овна", "евна", "ична", "kyzy", "qyzy", "uly"];
/// Words for a postal code.
const POSTAL: [&str; 5] = ["почт*", "индекс*", "post*", "zip*", "пошта*"];
/// Words behind it that do the same.
const DELIVERY: [&str; 8] =
    ["курьер*", "здани*", "адрес*", "ғимарат*", "мекенжай*", "courier*", "building*", "address*"];
/// Words before what looks like a postal code and is the name of a thing.
const THINGS: [&str; 8] = ["модел*", "model*", "промокод*", "sku", "парол*", "password*", "верси*", "version*"];

/// Finds every postal address of a text. Sorted and disjoint. No address reaches over what is `settled`: a phone, an
/// identity number, an e-mail address is no part of one.
pub(super) fn scan(text: &str, outline: &Outline, settled: &[Entity], found: &mut Vec<Entity>) {
    let words = Words::for_text(text.len(), &COMMON);
    in_figures(text, outline, settled, &words, found);
    worded::scan(text, outline, found);
    field::scan(text, outline, &words, found);
    columns::scan(text, outline, found);
}

/// Finds the addresses that have figures in them.
fn in_figures(text: &str, outline: &Outline, settled: &[Entity], words: &Words, found: &mut Vec<Entity>) {
    let mut scan = Scan::of(text, words);
    let mut unnumbered = outline.marks(Mark::Unnumbered).peekable();
    let mut settled = settled;
    let mut at = 0;
    loop {
        while unnumbered.next_if(|&sign| sign < at).is_some() {}
        let sign = unnumbered.peek().copied();
        let number = outline.digit_from(at).filter(|&number| sign.is_none_or(|sign| number < sign));
        let Some(trigger) = number.or(sign) else { return };
        while let [first, rest @ ..] = settled
            && first.range.end <= trigger
        {
            scan.floor = scan.floor.max(first.range.end);
            settled = rest;
        }
        let next = settled.first().map_or(text.len()..text.len(), |next| next.range.clone());
        at = if next.start <= trigger {
            next.end
        } else if let Some(Err(behind)) = number.map(|number| scan.is_worth_reading(number)) {
            behind
        } else {
            scan.region(trigger, next.start, found)
        };
    }
}

/// One pass over a text.
struct Scan<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// Those of them that are marks, or may turn out to be.
    marks: Vec<usize>,
    /// Those that announce an address.
    labels: Vec<usize>,
    named: Vec<u8>,
    prospects: Vec<Prospect>,
    chain: Chain,
    /// Nothing before this byte belongs to a later address.
    floor: usize,
    words: &'a Words,
}

impl<'a> Scan<'a> {
    fn of(text: &'a str, words: &'a Words) -> Self {
        let (tokens, marks, labels) = (Vec::new(), Vec::new(), Vec::new());
        let (named, prospects) = (Vec::new(), Vec::new());
        Self { text, tokens, marks, labels, named, prospects, chain: Chain::default(), floor: 0, words }
    }

    /// Whether the number at byte `at` may belong to an address; if not, the byte to go on from.
    fn is_worth_reading(&self, at: usize) -> Result<(), usize> {
        let Some(first) = char_at(self.text, at) else { return Err(at + 1) };
        if digit(first).is_none() {
            return Err(at + first.len_utf8());
        }
        let end = self.digits_end(at);
        let before = char_before(self.text, at);
        if before.is_some_and(is_letter) && self.code_around(at).is_some() {
            return Ok(());
        }
        let after = char_at(self.text, end);
        if after.is_some_and(is_letter)
            && let Some(end) = self.jumble_end(end)
        {
            return Err(end);
        }
        let long = end - at > 4;
        let fraction = matches!(after, Some('.' | ':' | ','))
            && char_at(self.text, end + 1).is_some_and(|next| digit(next).is_some());
        if long || matches!(after, Some('%')) {
            return Err(end);
        }
        if fraction && after != Some(',') {
            return Err(self.fraction_end(end));
        }
        let is_worth = !self.follows_digit(at) && self.has_place_before(at) || self.has_place_after(end);
        if is_worth { Ok(()) } else { Err(end) }
    }

    /// Where the run of digits at byte `at` ends.
    fn digits_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let plain = rest.bytes().take_while(u8::is_ascii_digit).count();
        let rest = rest.get(plain..).filter(|rest| !rest.starts_with(|next: char| next.is_ascii())).unwrap_or_default();
        let length: usize =
            rest.chars().take_while(|&c| digit(c).is_some() || is_invisible(c)).map(char::len_utf8).sum();
        at + plain + length
    }

    /// Where a date, a time, a decimal number ends whose first digits end at byte `at`.
    fn fraction_end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|&&byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':')).count();
        at + length
    }

    /// Where letters and digits glued together end that are too many for a mark and its number: a key, a hash.
    fn jumble_end(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(at..)?;
        let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte >= 0x80).count();
        let digits = bytes.iter().take(JUMBLE).filter(|byte| byte.is_ascii_digit()).count();
        (length > JUMBLE && digits > JUMBLE / 8).then(|| self.boundary(at + length))
    }

    /// The postal code of a building whose first digit is at byte `at`.
    fn code_around(&self, at: usize) -> Option<bool> {
        let letter = char_before(self.text, at)?;
        let start = at - letter.len_utf8();
        let begins = char_before(self.text, start).is_none_or(|before| !before.is_alphanumeric());
        if begins { tokens::code(self.text, start) } else { None }
    }

    /// Whether one sign parts the number at byte `at` from the digit before it: then no word stands before it.
    fn follows_digit(&self, at: usize) -> bool {
        let head = self.text.as_bytes().get(self.floor..at).unwrap_or_default();
        matches!(head, [.., b'0'..=b'9', b' ' | b'-' | b',' | b'.' | b'/'])
    }

    fn has_place_before(&self, at: usize) -> bool {
        let from = self.boundary(at.saturating_sub(REACH / 2).max(self.floor));
        let mut rest = self.text.get(from..at).unwrap_or_default();
        let mut nearest = "";
        for back in 0..WORDS {
            let mut dotted = false;
            let (begin, has_dot) = signs_back(rest);
            // «к-сі 4» is in two words here.
            dotted |= has_dot;
            rest = rest.get(..begin).unwrap_or_default();
            let left = rest.get(..word_back(rest)).unwrap_or_default();
            let Some(word) = rest.get(left.len()..).filter(|word| !word.is_empty()) else {
                // A number: «12-45», «5, 8»: whether it belongs to an address was decided there.
                return false;
            };
            if back == 0 {
                nearest = word;
            }
            // «б-р Гарышкерлер 36»: two letters are the mark.
            let tied = left.strip_suffix('-').map_or(0, word_back);
            let is_short = word.len() <= 6 && left.ends_with('-');
            let word = rest.get(tied..).filter(|_| is_short).unwrap_or(word);
            let sense = tokens::sense(self.words, word);
            let speaks = match sense.role {
                // A letter abbreviates a mark right before the number, or with a dot before a name: «д 5», «г. Тараз 5».
                Role::Letter => back == 0 || dotted,
                Role::Label => true,
                _ => sense.is_place(),
            };
            // «возле Иманова 13»
            let is_beside =
                || back == 1 && sense.role == Role::Stop && is_one_of(word, &["возле", "около", "напротив"]);
            // «Я на Иманбаевой 9», «на Интернациональной 59»
            let is_beside = || {
                let is_street = || {
                    let is_locative = ["вой", "ной", "кой"].iter().any(|end| nearest.ends_with(end));
                    is_locative && nearest.starts_with(char::is_uppercase)
                };
                is_beside() || back == 1 && sense.role == Role::Corner && is_street()
            };
            // «а/я 77»
            let is_box = || back == 0 && is_one_of(word, &["я", "ж"]) && left.ends_with(['/', '.']);
            // «Полевая 5, Каскелен»
            let is_feminine = || back == 0 && surroundings::is_feminine(word);
            if speaks || is_beside() || is_box() || is_feminine() {
                return true;
            }
            rest = left;
        }
        false
    }

    fn has_place_after(&self, end: usize) -> bool {
        let rest = self.text.get(end..).unwrap_or_default();
        // Most numbers of a form end what they stand in, or stand before another.
        if let [b'\n' | b';' | b':' | b')', ..] | [b'.' | b'-' | b' ' | b',', b'\n' | b'0'..=b'9' | b'(', ..] =
            rest.as_bytes()
        {
            return false;
        }
        let skipped: usize = rest
            .chars()
            .take(3)
            .take_while(|c| matches!(c, ' ' | '\u{a0}' | '-' | '.' | '"' | ',' | '/' | '–'))
            .map(char::len_utf8)
            .sum();
        let Some((word, sense)) = tokens::word_at(self.words, self.text, end + skipped) else { return false };
        let latin = word.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase());
        let role = sense.role;
        latin
            || matches!(role, Role::House | Role::Flat | Role::Block | Role::District | Role::Street | Role::Joiner)
            || matches!(role, Role::Letter | Role::Corner)
            // `878 zhandosov st.`
            || (word.is_ascii() && matches!(role, Role::StreetName | Role::StreetOnly))
    }

    /// The nearest character boundary at or after byte `at`.
    fn boundary(&self, at: usize) -> usize {
        (at..at + 4).find(|&at| self.text.is_char_boundary(at)).unwrap_or(at)
    }

    /// Reads the addresses around the number at byte `trigger`, all of them before byte `limit`. Returns the byte to go on
    /// from.
    fn region(&mut self, trigger: usize, limit: usize, found: &mut Vec<Entity>) -> usize {
        let from = self.word_start(self.boundary(trigger.saturating_sub(REACH).max(self.floor)), trigger);
        let mut reader = Reader::new(self.text, from..limit, self.words);
        self.tokens.clear();
        self.marks.clear();
        self.labels.clear();
        let mut silence = 0;
        let mut spoken = from;
        let mut whole = true;
        loop {
            let traits = self.take(&mut reader);
            if traits.has(Traits::SPEAKS) || self.tokens.last().is_some_and(|token| token.start <= trigger) {
                silence = 0;
                // Where the token ends.
                spoken = reader.at();
            } else {
                silence += 1;
            }
            if traits.has(Traits::ENDS) || silence > SILENCE {
                break;
            }
            if self.tokens.len() >= TOKENS {
                whole = false;
                break;
            }
        }
        let keep = if whole { 0 } else { OVERLAP };
        let decided = self.chains(keep, found);
        let undecided = self.tokens.get(decided).map_or(reader.at(), |token| token.start);
        let last = found.last().map_or(0, |last| last.range.end);
        // The name of a later address may begin in the silence; a number may begin only after it.
        self.floor = last.max(if whole { spoken } else { undecided });
        let next = if whole { reader.at() } else { undecided };
        next.max(last).max(trigger + 1)
    }

    /// Reads the next token. Returns its traits.
    #[inline]
    fn take(&mut self, reader: &mut Reader<'_>) -> Traits {
        let at = self.tokens.len();
        let traits = reader.push_next(&mut self.tokens);
        if traits.has(Traits::MARK) {
            self.marks.push(at);
        } else if traits.has(Traits::LABEL) {
            self.labels.push(at);
        }
        traits
    }

    /// The beginning of a word that byte `from` may lie in; never beyond `trigger`.
    fn word_start(&self, from: usize, trigger: usize) -> usize {
        if from == self.floor || from == 0 {
            return from;
        }
        let rest = self.text.get(from..trigger).unwrap_or_default();
        let inside: usize = rest.chars().take_while(|&c| is_letter(c) || c.is_alphanumeric()).map(char::len_utf8).sum();
        if inside < rest.len() { from + inside } else { from }
    }

    /// «Абдуллаева Нилуфар Шавкатқызы Түркістан облысы»: of `length` tokens before a mark, those behind a patronymic. A
    /// street may have one in its name.
    fn without_person(&self, mark: usize, length: usize) -> usize {
        let is_place = |token: &Token| matches!(token.role(), Role::Region | Role::City | Role::Village);
        if length < 2 || !self.tokens.get(mark).is_some_and(is_place) {
            return length;
        }
        let is_patronymic = |back: &usize| {
            let token = mark.checked_sub(*back).and_then(|at| self.tokens.get(at));
            let word = token.and_then(|token| self.text.get(token.start..token.end));
            word.is_some_and(|word| PATRONYMICS.iter().any(|ending| word.ends_with(ending)))
        };
        (2..=length).find(is_patronymic).map_or(length, |back| back - 1)
    }

    /// Notes that a name of `length` tokens begins at token `first`, before its mark.
    fn named_at(&mut self, first: usize, length: usize) {
        if let (Some(named), Some(prospect)) = (self.named.get_mut(first), self.prospects.get_mut(first)) {
            *named = u8::try_from(length).unwrap_or_default();
            *prospect = Prospect::BEGINS.when(*named > 0);
        }
    }

    /// Finds out of the tokens what chains are read by.
    fn prepare(&mut self) {
        resolve::letters(&mut self.tokens, &self.marks);
        self.named.clear();
        self.named.resize(self.tokens.len(), 0);
        self.prospects.clear();
        self.prospects.resize(self.tokens.len(), Prospect::NONE);
        for at in 0..self.marks.len() {
            let Some(&mark) = self.marks.get(at) else { break };
            if !self.tokens.get(mark).is_some_and(|mark| resolve::may_follow_name(mark.role())) {
                continue;
            }
            let length = self.without_person(mark, resolve::name_before(&self.tokens, mark));
            if length > 0 {
                self.named_at(mark - length, length);
            }
            // «58 Mendikulov Street»: the name is there without the number too.
            let begins_with_number = self.tokens.get(mark - length).is_some_and(|token| token.number().is_some());
            if length > 1 && begins_with_number {
                self.named_at(mark + 1 - length, length - 1);
            }
        }
        prospect::look(&self.tokens, &self.named, &self.labels, &mut self.prospects);
    }

    /// Where an address begins whose components begin at byte `start`; never before `floor`.
    fn begin(&self, start: usize, floor: usize) -> usize {
        // Right behind what is settled, as in most forms, there is no word to begin with.
        let head = self.text.as_bytes().get(floor..start).unwrap_or_default();
        if head.len() < 4 && head.iter().all(|sign| sign.is_ascii() && !sign.is_ascii_alphanumeric()) {
            return start;
        }
        match building::before(self.text, start, floor) {
            begin if begin == start => {
                let start = initials_before(self.text, self.words, start, floor);
                let start = crossing::begin(self.text, self.words, start, floor);
                settlement::before(self.text, start, floor)
            }
            begin => begin,
        }
    }

    /// Reads the chains of the tokens, all but those that begin among the last `keep`. Returns the first token that was
    /// not decided.
    fn chains(&mut self, keep: usize, found: &mut Vec<Entity>) -> usize {
        self.prepare();
        let grammar = Grammar { text: self.text, tokens: &self.tokens, named: &self.named, prospects: &self.prospects };
        let decide = self.tokens.len().saturating_sub(keep);
        let mut at = 0;
        while let Some(first) = grammar.next_beginning(at).filter(|&first| first < decide) {
            let (address, next) = chain::read(&grammar, &mut self.chain, first);
            if let Some(range) = address.filter(|range| !is_thing(self.text, range.start, range.len())) {
                let end = settlement::end(self.text, grammar.end(&range, next));
                let end = tail::end(self.text, range.start, end);
                let floor = found.last().map_or(self.floor, |last| last.range.end.max(self.floor));
                let start = self.begin(range.start, floor);
                found.push(Entity { range: start..end, data_type: DataType::Address });
            }
            at = next.max(first + 1);
        }
        at.max(decide)
    }
}

/// Where what is no letter and no digit begins that a text ends with, and whether a dot or a hyphen is there.
fn signs_back(text: &str) -> (usize, bool) {
    let mut rest = text;
    let mut has_dot = false;
    loop {
        let length = match rest.as_bytes() {
            [] | [.., b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9'] | [.., 0xd0 | 0xd1 | 0xd3, 0x80..=0xbf] => {
                return (rest.len(), has_dot);
            }
            [.., sign @ 0..0x80] => {
                has_dot |= matches!(sign, b'.' | b'-');
                1
            }
            _ => match rest.chars().next_back().filter(|&last| !is_letter(last) && digit(last).is_none()) {
                Some(last) => last.len_utf8(),
                None => return (rest.len(), has_dot),
            },
        };
        rest = rest.get(..rest.len() - length).unwrap_or_default();
    }
}

/// Where the word begins that a text ends with, what cannot be seen included.
fn word_back(text: &str) -> usize {
    let mut rest = text;
    loop {
        rest = rest.get(..letters_back(rest)).unwrap_or_default();
        match rest.chars().next_back().filter(|&last| is_invisible(last) || is_letter(last)) {
            Some(last) => rest = rest.get(..rest.len() - last.len_utf8()).unwrap_or_default(),
            None => return rest.len(),
        }
    }
}

fn sense(word: &str) -> Sense {
    LEXICON.sense(&Skeleton::of(word))
}

/// «Ә. Молдағұлова 40»: where the initials begin before a street that is known by its name alone. Never before `floor`.
fn initials_before(text: &str, known: &Words, start: usize, floor: usize) -> usize {
    // Before most addresses stands no full stop.
    if !text.get(floor..start).is_some_and(|head| head.trim_end_matches([' ', '\u{a0}']).ends_with('.')) {
        return start;
    }
    let name = words(after(text, start, 64))
        .next()
        .filter(|word| text.get(start..).is_some_and(|rest| rest.starts_with(word)));
    let is_street = name
        .map(|name| tokens::sense(known, name))
        .is_some_and(|sense| matches!(sense.role, Role::StreetName | Role::StreetOnly));
    let mut begin = start;
    while is_street && begin > floor {
        let head = text.get(floor..begin).unwrap_or_default();
        let Some(rest) = head.trim_end_matches([' ', '\u{a0}']).strip_suffix('.') else { break };
        let Some(letter) = rest.chars().next_back().filter(|letter| letter.is_uppercase()) else { break };
        let left = rest.get(..rest.len() - letter.len_utf8()).unwrap_or_default();
        if left.ends_with(|sign: char| sign.is_alphanumeric()) {
            break;
        }
        begin = floor + left.len();
    }
    begin
}

/// Whether what looks like a lone postal code is called something else.
fn is_thing(text: &str, start: usize, length: usize) -> bool {
    length <= 2 * CODE
        && tokens::code(text, start).is_some()
        && !words_before(text, start).any(|word| is_one_of(word, &POSTAL))
        && words_before(text, start).any(|word| is_one_of(word, &NUMBERING) || is_one_of(word, &THINGS))
        && !words(after(text, start + length, 48)).take(6).any(|word| is_one_of(word, &DELIVERY))
}

#[cfg(test)]
mod tests;
